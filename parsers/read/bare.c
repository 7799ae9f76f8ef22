#include "parsers/read/bare.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/orders/validate.h"
#include "parsers/read/value-words.h"
#include "parsers/read/words.h"

#define BARE_BYTES    300 /* a longer line is prose */
#define BARE_LINES    200 /* nobody answers with more lines that have no label */
#define BARE_SEGMENTS 20
#define ADDRESS_LINES 8
#define LABEL_WORDS   6

/* --- one field fits ---------------------------------------------------------------------------------------------- */

/* Kinds whose values can be told from other words. */
static gboolean is_closed(const struct field *field)
{
    return field->type != FIELD_TEXT && field->type != FIELD_ADDRESS;
}

/* Whether the text is a value of the field; with `surely`, one that nothing had to be guessed for. */
static gboolean fits(const struct answer *answer, const struct field *field, const char *text, gboolean surely)
{
    g_autoptr(GPtrArray) probe = g_ptr_array_new_with_free_func((GDestroyNotify)value_free);
    if (!values_put(probe, &answer->reader, field, text, NULL, FALSE))
        return FALSE;
    const struct value *value = probe->pdata[0];
    return value_usable(value) && !(surely && value->status == VALUE_GUESSED);
}

/* Whether the field was answered already in this mail. */
static gboolean is_answered(const struct answer *answer, guint item, const char *field)
{
    const GPtrArray *values = item ? NULL : answer->draft->values;
    for (guint i = 0; item && i < answer->draft->items->len; i++) {
        const struct line_item *here = answer->draft->items->pdata[i];
        values = here->number == item ? here->values : values;
    }
    return value_usable(values_find(values, field));
}

/* A field that was asked for, of an item (0: of the order). */
struct asked {
    guint item;
    const struct field *field;
};

/* The field of the problem, where it is one of the present item and its values can be told from other words. */
static gboolean asked_here(const struct answer *answer, const struct problem *problem, struct asked *asked)
{
    const struct form *form = problem->field ? answer_form_of(answer, problem->item) : NULL;
    asked->item = problem->item;
    asked->field = form ? form_field(form, problem->field) : NULL;
    return asked->field && is_closed(asked->field) && !(answer->item && problem->item && problem->item != answer->item);
}

/* "linen and leather": the second is a choice of the field that the first has answered. A number alone may mean anything. */
static gboolean contradicts(const struct answer *answer, const struct asked *asked, const char *text)
{
    return asked->field->type == FIELD_CHOICE && text[strspn(text, "0123456789")] && fits(answer, asked->field, text, TRUE);
}

/* How many of the fields asked for the text is a value of, those answered already apart from the others; *ret_found is one of them. */
static guint asked_that_fit(const struct answer *answer, const char *text, gboolean surely, gboolean again, struct asked *ret_found)
{
    struct asked here;
    guint count = 0;
    for (guint i = 0; i < answer->problems->len && count < 2; i++) {
        if (!asked_here(answer, answer->problems->pdata[i], &here) || is_answered(answer, here.item, here.field->id) != again)
            continue;
        if (again ? !contradicts(answer, &here, text) : !fits(answer, here.field, text, surely))
            continue;
        *ret_found = here;
        count++;
    }
    return count;
}

/* The one field asked for, of the present item if there is one, that the text is a value of. Another choice for one that is answered
 * already makes a contradiction of the two, which is asked about. */
static gboolean take_asked(struct answer *answer, const char *text, gboolean surely)
{
    struct asked found;
    guint count = asked_that_fit(answer, text, surely, FALSE, &found);
    if (count == 0)
        count = asked_that_fit(answer, text, surely, TRUE, &found);
    if (count != 1 || !answer_put(answer, found.item, found.field, text, NULL, FALSE))
        return FALSE;
    answer->fields++;
    return TRUE;
}

gboolean bare_take_product(struct answer *answer, const char *text)
{
    const struct problem *found = NULL;
    g_autoptr(entry_auto) heading = heading_read(answer->reader.index, text, FALSE);
    g_autofree char *key = text_match_key(text), *plain = words_without(WORDS_POLITE, key);
    struct product_match match = heading ? heading->product : product_exact(answer->reader.index, plain, text);
    for (guint i = 0; match.form && i < answer->problems->len; i++) {
        const struct problem *problem = answer->problems->pdata[i];
        if (problem->field || (problem->fault != FAULT_NO_PRODUCT && problem->fault != FAULT_UNKNOWN_PRODUCT) ||
            (problem->item && answer_form_of(answer, problem->item)))
            continue;
        if (found)
            return FALSE;
        found = problem;
    }
    if (!found || (found->item == 0 && answer->draft->items->len > 0))
        return FALSE;
    answer->item = found->item ? found->item : 1;
    answer_name_product(answer, answer->item, &match, text);
    const struct field *quantity = form_field_by_role(match.form, ROLE_QUANTITY);
    if (heading && heading->quantity && quantity)
        answer_put(answer, answer->item, quantity, heading->quantity, NULL, FALSE);
    answer->fields++;
    return TRUE;
}

/* --- "fabric linen", "linen fabric", "the fabric is linen" ------------------------------------------------------- */

static gboolean take_with_label(struct answer *answer, const struct label *label, const char *value, gboolean surely)
{
    static const char *const links[] = {"is ", "should be ", "shall be ", "will be ", "ist ",    "soll ", "est ",
                                        "es ", "e ",         "of ",       "von ",     "olarak ", "to "};
    const struct label_target *target;
    guint item;
    for (guint i = 0; i < G_N_ELEMENTS(links); i++)
        if (g_str_has_prefix(value, links[i]))
            value += strlen(links[i]);
    if (!answer_resolve(answer, label, answer->item, &item, &target) || !is_closed(target->field) ||
        !fits(answer, target->field, value, surely))
        return FALSE;
    answer->fields++;
    return answer_put(answer, item, target->field, value, NULL, FALSE);
}

/* The words of the text as written, where its match key has a label in front or at its end. */
static gboolean take_labelled(struct answer *answer, const char *text, gboolean surely)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
    guint count = g_strv_length(words);
    for (guint length = MIN(LABEL_WORDS, count - (count > 0)); length > 0 && count > 1; length--) {
        g_autofree char *tail = g_strjoinv(" ", words + length), *back = g_strjoinv(" ", words + count - length);
        char *cut = words[length];
        words[length] = NULL;
        g_autofree char *front = g_strjoinv(" ", words);
        words[length] = cut;
        cut = words[count - length];
        words[count - length] = NULL;
        g_autofree char *head = g_strjoinv(" ", words);
        words[count - length] = cut;
        g_autofree char *front_key = text_match_key(front), *back_key = text_match_key(back);
        const struct label *first = label_of_key(answer->reader.index, front_key),
                           *last = label_of_key(answer->reader.index, back_key);
        if ((first && take_with_label(answer, first, tail, surely)) ||
            (last && take_with_label(answer, last, head, surely)))
            return TRUE;
    }
    return FALSE;
}

/* --- segments ---------------------------------------------------------------------------------------------------- */

static char *segment_clean(const char *text)
{
    static const char *const openers[] = {"and ",  "und ", "ve ", "et ",  "y ",   "the ", "my ", "for the ",
                                          "with ", "mit ", "in ", "der ", "die ", "das ", "le ", "la "};
    char *clean = g_strstrip(g_strdup(text));
    for (gsize length = strlen(clean); length > 0 && strchr(".!;, ", clean[length - 1]); length--)
        clean[length - 1] = '\0';
    for (guint i = 0; i < G_N_ELEMENTS(openers); i++) {
        gsize length = strlen(openers[i]);
        if (g_ascii_strncasecmp(clean, openers[i], length) == 0)
            memmove(clean, clean + length, strlen(clean + length) + 1);
    }
    return clean;
}

/* How many items of the order are of that form (NULL: none); *ret_item is the last of them. */
static guint items_of_form(const struct answer *answer, const struct form *form, guint *ret_item)
{
    const GPtrArray *items = answer->reader.context->answers->items;
    guint count = 0;
    for (guint i = 0; form && i < items->len; i++) {
        const struct line_item *item = items->pdata[i];
        if (g_strcmp0(item->form, form->id) == 0) {
            *ret_item = item->number;
            count++;
        }
    }
    return count;
}

/* "sofas 3": what a segment says of a product of the order is about that item; FALSE where it names one that the order has not, or has
 * several times. */
static gboolean segment_item(struct answer *answer, const char *text)
{
    struct product_match match = product_find(answer->reader.index, text, FALSE);
    guint found = 0, count = items_of_form(answer, match.form, &found);
    if (count == 1)
        answer->item = found;
    return !match.several && (!match.form || count > 0);
}

static gboolean take_segment(struct answer *answer, const char *text, gboolean surely)
{
    g_autofree char *clean = segment_clean(text);
    if (!*clean)
        return FALSE;
    return (segment_item(answer, clean) && (take_asked(answer, clean, surely) || take_labelled(answer, clean, surely))) ||
           bare_take_product(answer, clean);
}

/* What may have to be split yet: a product named anywhere in it is not what all its parts are about. */
static gboolean take_whole(struct answer *answer, const char *text, gboolean surely)
{
    guint item = answer->item;
    gboolean taken = take_segment(answer, text, surely);
    answer->item = taken ? answer->item : item;
    return taken;
}

/* Commas that part nothing, within "2,20 m", until the parts are taken. */
#define DECIMAL_COMMA '\x1f'

static void hide_decimal_commas(char *text)
{
    for (char *p = text; *p; p++)
        if (*p == ',' && p > text && g_ascii_isdigit(p[-1]) && g_ascii_isdigit(p[1]))
            *p = DECIMAL_COMMA;
}

/* The words for "and", as marks to split at. */
static char *mark_joints(const char *text)
{
    static const char *const joints[] = {" and ", " und ", " ve ", " et ", " & ", " en ", " oraz ", " и "};
    g_autoptr(GString) marked = g_string_new(text);
    for (guint i = 0; i < G_N_ELEMENTS(joints); i++)
        g_string_replace(marked, joints[i], ",", 0);
    g_string_replace(marked, ";", ",", 0);
    return g_strdup(marked->str);
}

/* --- what is not wanted ------------------------------------------------------------------------------------------ */

static gboolean is_negated(const struct answer *answer, const char *key)
{
    return words_in(WORDS_NEGATED, key) || value_in(VALUE_NOT, key, answer->reader.language, answer->reader.context);
}

/* "no leather": without the "no", a value that was asked for stands there. */
static gboolean refuses_value(const struct answer *answer, const char *text)
{
    g_autofree char *key = text_match_key(text);
    struct asked asked;
    if (!is_negated(answer, key))
        return FALSE;
    g_autofree char *wanted = words_without(WORDS_NEGATED, key);
    for (guint i = 0; i < answer->problems->len; i++) {
        g_autoptr(GPtrArray) probe = g_ptr_array_new_with_free_func((GDestroyNotify)value_free);
        if (!asked_here(answer, answer->problems->pdata[i], &asked) || !values_put(probe, &answer->reader, asked.field, wanted, NULL, FALSE))
            continue;
        const struct value *value = probe->pdata[0];
        if (value_usable(value) || value->fault == FAULT_CHOICE_AMBIGUOUS || value->fault == FAULT_NEGATED)
            return TRUE;
    }
    return FALSE;
}

/* "not velvet", "kadife değil": what comes behind it is said instead. Of "no velvet, leather" nobody can tell. */
static gboolean refuses_alone(const char *text)
{
    static const char *const before[] = {"not ", "nicht ", "pas ", "niet ", "nie ", "не "};
    static const char *const behind[] = {" degil", " olmasin", " istemiyorum", " istemiyoruz"};
    g_autofree char *key = text_match_key(text);
    for (guint i = 0; i < G_N_ELEMENTS(before); i++)
        if (g_str_has_prefix(key, before[i]))
            return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(behind); i++)
        if (g_str_has_suffix(key, behind[i]))
            return TRUE;
    return FALSE;
}

/* Whether one of the segments says what is not wanted, so that the others may go on with that: "anything but leather and velvet". */
static gboolean segments_refuse(const struct answer *answer, GStrv segments)
{
    gboolean refuses = FALSE;
    for (guint i = 0; !refuses && segments[i]; i++)
        refuses = refuses_value(answer, segments[i]);
    return refuses && !(g_strv_length(segments) == 2 && refuses_alone(segments[0]) && !refuses_value(answer, segments[1]));
}

/* --- sentences --------------------------------------------------------------------------------------------------- */

static gboolean is_greeting(const char *line)
{
    static const char *const greetings[] = {
        "hi",  "hello",        "dear",   "hallo",  "guten",      "sehr",  "merhaba",     "selam", "sayin",
        "iyi", "bonjour",      "hola",   "ciao",   "buongiorno", "dag",   "beste",       "dzien", "czesc",
        "ola", "здравствуите", "добрыи", "thanks", "thank",      "danke", "tesekkurler", "merci", "gracias"};
    g_autofree char *key = text_match_key(line);
    g_auto(GStrv) words = g_strsplit(key, " ", 2);
    for (guint i = 0; words[0] && i < G_N_ELEMENTS(greetings); i++)
        if (g_str_equal(words[0], greetings[i]))
            return TRUE;
    return FALSE;
}

/* "Hi", "thank you": nobody misses them. */
static gboolean says_nothing(const char *text)
{
    g_autofree char *key = text_match_key(text), *rest = words_without(WORDS_POLITE, key);
    return !*rest || is_greeting(text);
}

/* Where the next sentence begins: behind ". ", "! ", "? "; the end. */
static const char *sentence_end(const char *text)
{
    while (*text && !(strchr(".!?", *text) && text[1] == ' '))
        text++;
    return *text ? text + 1 : text;
}

/* One sentence; who only asks about a value has not chosen it. *ret_rest tells whether words were left over. */
static gboolean take_sentence(struct answer *answer, const char *sentence, gboolean surely, gboolean *ret_rest)
{
    g_autofree char *marked = mark_joints(sentence);
    hide_decimal_commas(marked);
    g_auto(GStrv) segments = g_strsplit(marked, ",", BARE_SEGMENTS);
    for (guint i = 0; segments[i]; i++)
        g_strdelimit(segments[i], (const char[]){DECIMAL_COMMA, '\0'}, ',');
    gboolean several = segments[0] && segments[1], parts = FALSE, rest = FALSE;
    if (g_str_has_suffix(sentence, "?")) {
        *ret_rest = TRUE;
        return FALSE;
    }
    if (several ? take_whole(answer, sentence, TRUE) : take_segment(answer, sentence, surely))
        return TRUE;
    gboolean split = several && !segments_refuse(answer, segments);
    for (guint i = 0; split && segments[i]; i++) {
        gboolean taken = take_segment(answer, segments[i], FALSE);
        parts |= taken;
        rest |= !taken && !says_nothing(segments[i]);
    }
    gboolean taken = parts || (several && take_segment(answer, sentence, FALSE));
    *ret_rest |= parts ? rest : !taken && !says_nothing(sentence);
    return taken;
}

/* "For the sofa: linen": the item that the words before a colon name. */
static const char *take_context(struct answer *answer, const char *text)
{
    const char *colon = strchr(text, ':');
    if (!colon || colon - text > 60)
        return text;
    g_autofree char *before = g_strndup(text, (gsize)(colon - text));
    struct product_match match = product_find(answer->reader.index, before, FALSE);
    guint found = 0;
    if (items_of_form(answer, match.form, &found) != 1)
        return text;
    answer->item = found;
    return colon + 1;
}

static void keep_loose(struct answer *answer, const char *text)
{
    if (!answer->loose)
        answer->loose = g_string_new(NULL);
    if (answer->loose->len + strlen(text) < BOUND_VALUE_SIZE)
        g_string_append_printf(answer->loose, "%s%s", answer->loose->len ? "\n" : "", text);
}

/* "5. 07700 900123", "5- 0532 …", "e) linen": the customer numbers the answers. */
static const char *behind_number(const char *text)
{
    const char *start = text + strspn(text, " \t(");
    gsize digits = strspn(start, "0123456789"), mark = digits ? digits : g_ascii_isalpha(*start) ? 1 : 0;
    const char *behind = start + mark;
    if (mark == 0 || mark > 2 || !*behind || !strchr(digits ? ").-" : ")", *behind) || behind[1] != ' ')
        return text;
    behind += 1 + strspn(behind + 1, " ");
    return *behind ? behind : text;
}

static gboolean take_sentences(struct answer *answer, const char *text, gboolean *ret_rest)
{
    gboolean taken = FALSE, several = *sentence_end(text) != '\0';
    if (several && !g_str_has_suffix(text, "?") && take_whole(answer, text, TRUE))
        return TRUE;
    for (guint i = 0; *text && i < BARE_SEGMENTS; i++) {
        const char *end = sentence_end(text);
        g_autofree char *sentence = g_strndup(text, (gsize)(end - text));
        taken |= take_sentence(answer, g_strstrip(sentence), several, ret_rest);
        text = end;
    }
    return taken;
}

gboolean bare_take(struct answer *answer, const char *text)
{
    gboolean taken = FALSE, rest = FALSE;
    if (strlen(text) <= BARE_BYTES && answer->bare++ < BARE_LINES) {
        const char *words = take_context(answer, behind_number(text));
        guint item = answer->item; /* "Sofa: linen" goes on in the lines below, "sofa linen" does not */
        taken = take_sentences(answer, words, &rest);
        answer->item = item;
    }
    if (!taken)
        keep_loose(answer, text);
    else if (rest)
        unread_add(answer->draft, text);
    return taken;
}

/* --- an address alone -------------------------------------------------------------------------------------------- */

/* The only field asked for, if it is an address. */
static const struct problem *only_address(const struct answer *answer)
{
    const struct problem *found = NULL;
    for (guint i = 0; i < answer->problems->len; i++) {
        const struct problem *problem = answer->problems->pdata[i];
        const struct form *form = answer_form_of(answer, problem->item);
        const struct field *field = form ? form_field(form, problem->field) : NULL;
        if (!field || field->type != FIELD_ADDRESS || found || is_answered(answer, problem->item, problem->field))
            return NULL;
        found = problem;
    }
    return found;
}

static char *address_of_loose(const struct answer *answer)
{
    GString *address = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(answer->loose->str, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        if (!is_greeting(lines[i]))
            g_string_append_printf(address, "%s%s", address->len ? "\n" : "", lines[i]);
    return g_string_free(address, FALSE);
}

static gboolean looks_like_address(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines);
    for (guint i = 0; i < count; i++)
        if (g_utf8_strlen(lines[i], -1) > 80)
            return FALSE;
    return count <= ADDRESS_LINES && strpbrk(text, "0123456789") && !strpbrk(text, "?!@") &&
           (count >= 2 || strchr(text, ','));
}

void bare_finish(struct answer *answer)
{
    const struct problem *problem = answer->loose ? only_address(answer) : NULL;
    g_autofree char *address = problem ? address_of_loose(answer) : NULL;
    if (address && looks_like_address(address)) {
        const struct field *field = form_field(answer_form_of(answer, problem->item), problem->field);
        if (answer_put(answer, problem->item, field, address, NULL, TRUE))
            answer->fields++;
    }
    if (answer->loose)
        g_string_free(answer->loose, TRUE);
    answer->loose = NULL;
}
