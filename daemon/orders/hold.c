#include "daemon/orders/hold.h"

#include <glib.h>
#include <string.h>

struct wording {
    const char *before, *after; /* the number; after NULL: there is none */
};

static const struct wording wordings[] = {
    [HOLD_OTHER] = {NULL, NULL},
    [HOLD_PRICE] = {"the price the customer wrote for item ", " is not the list price"},
    [HOLD_ALIKE] = {"the same customer sent the same order as ", ""},
    [HOLD_CUT] = {"there was more in the mail than is read of one, so that something may be missing", NULL},
    [HOLD_WORDS] = {"the customer wrote words that may change or stop the order", NULL},
};

char *hold_text(enum hold hold, const char *of)
{
    const struct wording *wording = &wordings[hold];
    return wording->before ? g_strconcat(wording->before, wording->after ? of : NULL, wording->after, NULL) : g_strdup(of);
}

enum hold hold_find(const char *text, char **ret_of)
{
    *ret_of = NULL;
    for (guint i = HOLD_CUT; i <= HOLD_WORDS; i++)
        if (g_strcmp0(text, wordings[i].before) == 0)
            return (enum hold)i;
    for (guint i = HOLD_PRICE; text && i < HOLD_CUT; i++) {
        gsize length = strlen(text), before = strlen(wordings[i].before), after = strlen(wordings[i].after);
        if (length > before + after && g_str_has_prefix(text, wordings[i].before) && g_str_has_suffix(text, wordings[i].after)) {
            *ret_of = g_strndup(text + before, length - before - after);
            return (enum hold)i;
        }
    }
    return HOLD_OTHER;
}
