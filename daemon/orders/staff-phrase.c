#include "daemon/orders/staff-phrase.h"

static const char *const names[STAFF_MEANING_COUNT] = {
    [MEANS_SHIPPED] = "shipped",     [MEANS_DELIVERED] = "delivered", [MEANS_DELAYED] = "delayed",   [MEANS_ACKNOWLEDGED] = "acknowledged",
    [MEANS_CANCELLED] = "cancelled", [MEANS_CORRECTED] = "corrected", [MEANS_STATUS] = "status",     [MEANS_UNDO] = "undo",
    [MEANS_YES] = "yes",             [MEANS_NO] = "no",               [MEANS_NOTE] = "note",         [MEANS_NOT] = "not",
    [MEANS_WILL] = "will",           [MEANS_MAYBE] = "maybe",         [MEANS_IF] = "if",             [MEANS_QUESTION] = "question",
    [MEANS_LATER] = "later",         [MEANS_MATERIAL] = "material",   [MEANS_CARRIER] = "carrier",   [MEANS_TRACKING] = "tracking",
    [MEANS_ARRIVES] = "arrives",     [MEANS_NEW_DATE] = "new-date",   [MEANS_REASON] = "reason",     [MEANS_POLITE] = "polite",
};

const char *staff_meaning_name(enum staff_meaning meaning)
{
    return names[meaning];
}

enum staff_meaning staff_meaning_find(const char *name)
{
    enum staff_meaning meaning = 0;
    while (meaning < STAFF_MEANING_COUNT && !g_str_equal(names[meaning], name))
        meaning++;
    return meaning;
}

struct staff_phrase *staff_phrase_new(enum staff_meaning meaning, const char *text)
{
    struct staff_phrase *phrase = g_new0(struct staff_phrase, 1);
    phrase->meaning = meaning;
    phrase->text = g_strdup(text);
    return phrase;
}

void staff_phrase_free(struct staff_phrase *phrase)
{
    if (!phrase)
        return;
    g_free(phrase->text);
    g_free(phrase);
}
