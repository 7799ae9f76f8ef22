/* A line of a reply to its clauses, and what each says: its verb and how that is meant, days, tracking numbers, carrier, items. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/staff-internal.h"

#define NUMBER_LEAST    8  /* characters of a tracking number that stands there without a word that says so */
#define NUMBER_MOST     40
#define NUMBER_DIGITS   6
#define NUMBER_TOKENS   8  /* "1Z 999 AA1 01 2345 6784" */
#define CARRIER_TOKENS  4  /* of a carrier that is in no file: "our own van" */

static struct staff_token *token(const struct staff_clause *clause, guint at)
{
    return at < clause->end ? &g_array_index(clause->tokens, struct staff_token, at) : NULL;
}

/* --- tracking numbers ----------------------------------------------------------------------------------------------------------- */

static guint digits_in(const char *text)
{
    guint count = 0;
    for (; *text; text++)
        count += g_ascii_isdigit(*text) != 0;
    return count;
}

/* Letters and digits of ASCII, with dashes: what may be part of a tracking number. */
static gboolean is_code(const char *text)
{
    gboolean upper = TRUE;
    for (const char *p = text; *p; p++) {
        if (!g_ascii_isalnum(*p) && *p != '-' && *p != '.')
            return FALSE;
        upper = upper && !g_ascii_islower(*p);
    }
    return *text && (digits_in(text) > 0 || (upper && strlen(text) <= 4));
}

static char *joined(const struct staff_clause *clause, guint at, guint length)
{
    GString *text = g_string_new(NULL);
    for (guint i = at; i < at + length; i++)
        g_string_append(text, token(clause, i)->text);
    char *normal = tracking_normal(text->str);
    g_string_free(text, TRUE);
    return normal;
}

static gboolean fits_a_carrier(const GPtrArray *carriers, const char *number)
{
    for (guint i = 0; carriers && i < carriers->len; i++) {
        const struct carrier *carrier = carriers->pdata[i];
        enum tracking_verdict verdict = carrier->patterns->len ? carrier_check(carrier, number) : TRACKING_UNCHECKED;
        if (verdict == TRACKING_FITS || verdict == TRACKING_WRONG_DIGIT)
            return TRUE;
    }
    return FALSE;
}

/* How many tokens from `at` on make one number; 0 none. `announced`: a word says that one comes. */
static guint number_length(const struct staff_clause *clause, guint at, gboolean announced, const struct staff_context *context)
{
    guint most = 0;
    while (most < NUMBER_TOKENS && token(clause, at + most) && !token(clause, at + most)->used && is_code(token(clause, at + most)->text))
        most++;
    for (guint length = most; length > 0; length--) {
        g_autofree char *number = joined(clause, at, length);
        if (strlen(number) >= NUMBER_LEAST && strlen(number) <= NUMBER_MOST && digits_in(number) >= 4 &&
            fits_a_carrier(context->carriers, number))
            return length;
    }
    if (announced && most > 0) { /* the longest run that holds digits */
        guint length = 0;
        while (length < most && digits_in(token(clause, at + length)->text) > 0)
            length++;
        g_autofree char *number = length ? joined(clause, at, length) : NULL;
        return number && digits_in(number) >= 3 && strlen(number) <= NUMBER_MOST ? length : 0;
    }
    g_autofree char *alone = most > 0 ? joined(clause, at, 1) : NULL;
    return alone && strlen(alone) >= NUMBER_LEAST && strlen(alone) <= NUMBER_MOST && digits_in(alone) >= NUMBER_DIGITS ? 1 : 0;
}

static gboolean is_ours_or_phone(const struct staff_clause *clause, guint at, const struct staff_context *context)
{
    static const char *const phones[] = {"tel", "telefon", "phone", "mobile", "gsm", "cep", "fax", "faks", "mob", "order", "siparis", "fatura", "invoice", "ref", NULL};
    const struct staff_token *one = token(clause, at);
    if (one->text[0] == '+' || g_str_has_prefix(one->text, "00905") || (at > clause->first && token(clause, at - 1)->text[0] == '+'))
        return TRUE;
    for (guint back = 1; back <= 2 && at >= clause->first + back; back++)
        if (g_strv_contains(phones, token(clause, at - back)->key))
            return TRUE;
    g_autofree char *order = context->order && context->order->number ? text_match_key(context->order->number) : NULL;
    return order && g_str_equal(order, one->key);
}

/* A word just before says that a tracking number comes: "tracking no. is 123". */
static gboolean is_announced(const struct staff_clause *clause, guint at)
{
    static const char *const between[] = {"is", "no", "nr", "number", "no.", "numarasi", "new", "one", "the", NULL};
    for (guint back = 1; back <= 4 && at >= clause->first + back; back++) {
        const struct staff_token *before = token(clause, at - back);
        if (before->sign == SIGN_TRACKING)
            return TRUE;
        if (!before->inside && !g_strv_contains(between, before->key))
            return FALSE;
    }
    return FALSE;
}

static void find_numbers(struct staff_clause *clause, const struct staff_context *context)
{
    gboolean announced = clause->slot == SLOT_TRACKING;
    for (guint at = clause->first; at < clause->end; at++) {
        if (token(clause, at)->used || is_ours_or_phone(clause, at, context))
            continue;
        guint length = number_length(clause, at, announced || is_announced(clause, at), context);
        if (length == 0)
            continue;
        g_ptr_array_add(clause->numbers, joined(clause, at, length));
        for (guint i = at; i < at + length; i++)
            token(clause, i)->used = TRUE;
        at += length - 1;
    }
}

/* --- days ------------------------------------------------------------------------------------------------------------------------ */

static void keep(char **slot, char *text)
{
    if (*slot)
        g_free(text);
    else
        *slot = text;
}

/* What the words before a day make of it. */
static enum staff_sign role_before(const struct staff_clause *clause, guint at)
{
    enum staff_sign role = SIGN_NONE;
    for (guint i = clause->first; i < at; i++) {
        const struct staff_token *before = token(clause, i);
        gboolean until = before->sign == SIGN_UNTIL || before->sign == SIGN_NEW_DATE;
        if (before->sign == SIGN_ARRIVES || (until && role != SIGN_ARRIVES))
            role = until ? SIGN_UNTIL : SIGN_ARRIVES;
        if (before->sign > SIGN_NONE && before->sign <= SIGN_CANCELLED)
            role = before->sign == SIGN_DELAYED ? SIGN_UNTIL : SIGN_NONE;
    }
    return role;
}

/* Behind a day: "10 Aralık'ta ulaşacak", "10 Aralık tarihine ertelendi". */
static enum staff_sign role_behind(const struct staff_clause *clause, guint at)
{
    for (guint i = at; i < clause->end; i++) {
        const struct staff_token *behind = token(clause, i);
        if (behind->sign == SIGN_ARRIVES)
            return SIGN_ARRIVES;
        if (behind->sign == SIGN_DELAYED || g_str_equal(behind->key, "tarihine") || g_str_equal(behind->key, "kadar"))
            return SIGN_UNTIL;
    }
    return SIGN_NONE;
}

static void take_day(struct staff_clause *clause, guint at, struct staff_day *day)
{
    enum staff_sign role = clause->slot == SLOT_ARRIVAL ? SIGN_ARRIVES : clause->slot == SLOT_NEW_DATE ? SIGN_UNTIL : role_before(clause, at);
    if (role == SIGN_NONE)
        role = role_behind(clause, at + day->length);
    if (!day->iso) {
        clause->doubt = MAX(clause->doubt, day->doubt);
        return;
    }
    if (role == SIGN_ARRIVES)
        keep(&clause->arrival, day->iso);
    else if (role == SIGN_UNTIL)
        keep(&clause->until, day->iso);
    else {
        clause->day_spoken = !clause->day && day->spoken;
        keep(&clause->day, day->iso);
    }
}

static void find_days(struct staff_clause *clause, const struct staff_context *context)
{
    for (guint at = clause->first; at < clause->end; at++) {
        struct staff_day day;
        if (!staff_day_at(clause->tokens, at, context, &day))
            continue;
        if (at + day.length > clause->end) {
            g_free(day.iso);
            continue;
        }
        take_day(clause, at, &day);
        for (guint i = at; i < at + day.length; i++) {
            token(clause, i)->used = TRUE;
            token(clause, i)->sign = token(clause, i)->sign == SIGN_VAGUE_DATE || token(clause, i)->sign == SIGN_MAYBE ||
                                             token(clause, i)->sign == SIGN_FOLLOWS
                                         ? SIGN_NONE
                                         : token(clause, i)->sign;
        }
        at += day.length - 1;
    }
}

/* --- carrier -------------------------------------------------------------------------------------------------------------------- */

/* The tokens from `at` on that spell `name`; 0 when they don't. `loose`: the last may carry an ending. */
static guint spelled(const struct staff_clause *clause, guint at, const char *name, gboolean loose, const char **ret_ending)
{
    g_auto(GStrv) words = g_strsplit(name, " ", -1);
    guint n = 0;
    *ret_ending = "";
    for (; words[n]; n++) {
        const struct staff_token *one = token(clause, at + n);
        if (!one)
            return 0;
        if (g_str_equal(one->key, words[n]))
            continue;
        gboolean last = !words[n + 1];
        if (!last || !loose || strlen(words[n]) < 3 || !g_str_has_prefix(one->key, words[n]) || strlen(one->key) > strlen(words[n]) + 4)
            return 0;
        *ret_ending = one->key + strlen(words[n]);
    }
    return *name ? n : 0;
}

static void find_carrier(struct staff_clause *clause, const struct staff_context *context)
{
    guint longest = 0, place = 0;
    const char *ending;
    for (guint i = 0; context->carriers && i < context->carriers->len; i++) {
        const struct carrier *carrier = context->carriers->pdata[i];
        for (guint n = 0; n < phrases_count(carrier->names); n++) {
            g_autofree char *name = text_match_key(phrases_get(carrier->names, n)->text);
            for (guint at = clause->first; at < clause->end; at++) {
                guint length = token(clause, at)->used ? 0 : spelled(clause, at, name, FALSE, &ending);
                if (length > longest) {
                    longest = length;
                    place = at;
                    clause->carrier = carrier;
                }
            }
        }
    }
    for (guint i = place; i < place + longest; i++) {
        token(clause, i)->used = TRUE;
        token(clause, i)->sign = token(clause, i)->sign == SIGN_CARRIER ? SIGN_NONE : token(clause, i)->sign;
    }
}

static char *words_between(const struct staff_clause *clause, guint first, guint end, const char *line)
{
    if (first >= end)
        return NULL;
    gsize start = token(clause, first)->start, stop = token(clause, end - 1)->end;
    g_autofree char *text = g_strndup(line + start, stop - start);
    char *one = text_one_line(text, 80);
    if (!*one)
        g_clear_pointer(&one, g_free);
    return one;
}

static gboolean is_loose_word(const struct staff_token *one)
{
    return !one->used && !one->sign && !one->inside && *one->key && digits_in(one->text) == 0;
}

/* "with our own van", "kendi aracımız ile": a carrier that is in no file. */
static void find_carrier_text(struct staff_clause *clause, const char *line)
{
    guint first = clause->first, end = clause->end;
    if (clause->slot == SLOT_CARRIER) {
        while (end > first && token(clause, end - 1)->used)
            end--;
        clause->carrier_text = words_between(clause, first, end, line);
        return;
    }
    if (clause->verb != SIGN_SHIPPED)
        return;
    for (guint at = clause->first; at < clause->end; at++) {
        if (token(clause, at)->sign != SIGN_CARRIER)
            continue;
        gboolean behind = !g_str_equal(token(clause, at)->key, "ile") && !g_str_equal(token(clause, at)->key, "araciligiyla");
        first = end = behind ? at + token(clause, at)->length : at;
        while (behind && end < clause->end && end - first < CARRIER_TOKENS && is_loose_word(token(clause, end)))
            end++;
        while (!behind && first > clause->first && end - first < CARRIER_TOKENS - 1 && is_loose_word(token(clause, first - 1)))
            first--;
        clause->carrier_text = words_between(clause, first, end, line);
        return;
    }
}

/* --- items ------------------------------------------------------------------------------------------------------------------------ */

static guint item_number(const struct staff_token *one)
{
    gsize length = one ? strspn(one->text, "0123456789") : 0;
    if (!one || one->used || length == 0 || length > 3 || (one->text[length] && !g_str_equal(one->text + length, ".")))
        return 0;
    return (guint)g_ascii_strtoull(one->text, NULL, 10);
}

static void add_item(struct staff_clause *clause, guint number, const struct staff_context *context)
{
    if (!context->order || !order_item(context->order, number)) {
        clause->items_unclear = TRUE;
        return;
    }
    for (guint i = 0; i < clause->items->len; i++)
        if (g_array_index(clause->items, guint, i) == number)
            return;
    g_array_append_val(clause->items, number);
}

static gboolean is_and(const char *key)
{
    static const char *const ands[] = {"and", "ve", "und", "no", "nr", "number", "numarali", "nolu", NULL};
    return g_strv_contains(ands, key);
}

/* "1 of 2 sofas": how many of one item cannot be told to the order. */
static void find_shares(struct staff_clause *clause)
{
    for (guint at = clause->first; at + 2 < clause->end; at++)
        if (item_number(token(clause, at)) && g_str_equal(token(clause, at + 1)->key, "of") && item_number(token(clause, at + 2)))
            clause->items_unclear = TRUE;
}

/* Another order's number stands in it. */
static void find_other_orders(struct staff_clause *clause, const struct staff_context *context)
{
    const char *ours = context->order ? context->order->number : NULL;
    gsize prefix = ours ? strcspn(ours, "0123456789") : 0;
    for (guint at = clause->first; prefix > 0 && at < clause->end; at++) {
        const char *text = token(clause, at)->text;
        if (g_ascii_strncasecmp(text, ours, prefix) == 0 && g_ascii_isdigit(text[prefix]) && g_ascii_strcasecmp(text, ours) != 0)
            clause->about_another = TRUE;
    }
}

/* "items 1 and 2", "2. kalem". */
static void find_numbered(struct staff_clause *clause, const struct staff_context *context)
{
    for (guint at = clause->first; at < clause->end; at++) {
        if (token(clause, at)->sign != SIGN_ITEM)
            continue;
        guint before = at, count = at > clause->first ? item_number(token(clause, at - 1)) : 0;
        guint next = at + token(clause, at)->length;
        while (token(clause, next) && (item_number(token(clause, next)) || is_and(token(clause, next)->key))) {
            if (item_number(token(clause, next)))
                add_item(clause, item_number(token(clause, next)), context);
            token(clause, next++)->used = TRUE;
        }
        if (next > at + token(clause, at)->length || count == 0)
            continue;
        if (!strchr(token(clause, at - 1)->text, '.')) {
            guint open = 0;
            for (guint i = 0; context->order && i < context->order->items->len; i++)
                open += ((const struct line_item *)context->order->items->pdata[i])->state < ITEM_SHIPPED;
            clause->items_unclear = clause->items_unclear || count != open; /* "2 items": which? */
            continue;
        }
        while (before > clause->first && (item_number(token(clause, before - 1)) || is_and(token(clause, before - 1)->key))) {
            before--;
            if (item_number(token(clause, before)))
                add_item(clause, item_number(token(clause, before)), context);
            token(clause, before)->used = TRUE;
        }
    }
}

static gboolean is_plural(const char *ending)
{
    return g_str_has_prefix(ending, "s") || g_str_has_prefix(ending, "lar") || g_str_has_prefix(ending, "ler") || g_str_equal(ending, "es");
}

/* Whether one of the item's names stands in the clause; *ret_plural: in the plural. */
static gboolean is_mentioned(struct staff_clause *clause, const struct line_item *item, const struct staff_context *context, gboolean *ret_plural)
{
    const struct form *form = context->forms && item->form ? forms_product(context->forms, item->form) : NULL;
    guint names = form ? phrases_count(form->names) : 0;
    for (guint n = 0; n < names + 2; n++) {
        const char *text = n < names ? phrases_get(form->names, n)->text : n == names ? item->product_text : item->sku;
        g_autofree char *name = text ? text_match_key(text) : NULL;
        for (guint at = clause->first; name && *name && at < clause->end; at++) {
            const char *ending;
            guint length = spelled(clause, at, name, TRUE, &ending);
            *ret_plural = is_plural(ending);
            if (length > 0)
                return TRUE;
        }
    }
    return FALSE;
}

/* By name: where two open items bear the same, it must be said which, unless both are meant. */
static void find_named(struct staff_clause *clause, const struct staff_context *context)
{
    for (guint i = 0; context->order && i < context->order->items->len; i++) {
        const struct line_item *item = context->order->items->pdata[i];
        gboolean plural = FALSE;
        guint alike = 0;
        if (!is_mentioned(clause, item, context, &plural))
            continue;
        for (guint n = 0; n < context->order->items->len; n++) {
            const struct line_item *other = context->order->items->pdata[n];
            alike += g_strcmp0(other->form, item->form) == 0 && g_strcmp0(other->sku, item->sku) == 0 && other->state < ITEM_SHIPPED;
        }
        if (alike > 1 && !plural && !SAYS(clause, SIGN_ALL) && clause->items->len == 0)
            clause->items_unclear = TRUE;
        if (alike <= 1 || plural || SAYS(clause, SIGN_ALL))
            add_item(clause, item->number, context);
    }
}

/* Behind "Items:" stand numbers or names. */
static void find_listed(struct staff_clause *clause, const struct staff_context *context)
{
    for (guint at = clause->first; clause->slot == SLOT_ITEMS && at < clause->end; at++)
        if (item_number(token(clause, at)))
            add_item(clause, item_number(token(clause, at)), context);
}

/* --- verbs ------------------------------------------------------------------------------------------------------------------------ */

/* Which verb counts where a clause has several. */
static void find_verb(struct staff_clause *clause)
{
    static const enum staff_sign strong[] = {SIGN_SHIPPED, SIGN_DELIVERED, SIGN_DELAYED, SIGN_CANCELLED};
    guint count = 0;
    for (guint i = 0; i < G_N_ELEMENTS(strong); i++)
        if (SAYS(clause, strong[i])) {
            clause->verb = strong[i];
            count++;
        }
    clause->two_verbs = count > 1;
    if (count == 0 && SAYS(clause, SIGN_IN_HAND))
        clause->verb = SIGN_IN_HAND;
}

/* Words behind which, or (Turkish) before which, a reason stands. */
static gboolean is_postposed(const char *key)
{
    static const char *const words[] = {"nedeniyle", "sebebiyle", "dolayi", "dolayisiyla", "yuzunden", NULL};
    return g_strv_contains(words, key);
}

/* Where the clause's own words end: a reason behind "because" is no statement about the order. */
static void cut_reason(struct staff_clause *clause, const char *line)
{
    for (guint at = clause->first; at < clause->end; at++) {
        struct staff_token *one = token(clause, at);
        if (one->sign != SIGN_BECAUSE)
            continue;
        guint next = at + one->length;
        if (is_postposed(one->key)) {
            clause->reason = words_between(clause, clause->first, at, line);
            clause->first = next;
            return;
        }
        clause->reason = words_between(clause, next, clause->end, line);
        clause->end = at;
        return;
    }
}

static void collect_signs(struct staff_clause *clause)
{
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = token(clause, at);
        if (one->sign && !one->inside)
            clause->signs |= G_GUINT64_CONSTANT(1) << one->sign;
        if (one->topic)
            clause->signs |= G_GUINT64_CONSTANT(1) << SIGN_TOPIC;
    }
}

static void analyse(struct staff_clause *clause, const char *line, const struct staff_context *context)
{
    if (clause->slot != SLOT_REASON && clause->slot != SLOT_NOTE)
        cut_reason(clause, line);
    find_days(clause, context);
    collect_signs(clause);
    find_verb(clause);
    if (clause->slot == SLOT_REASON || clause->slot == SLOT_NOTE)
        return;
    find_shares(clause);
    find_other_orders(clause, context);
    find_numbered(clause, context);
    find_numbers(clause, context);
    find_carrier(clause, context);
    if (!clause->carrier)
        find_carrier_text(clause, line);
    find_named(clause, context);
    find_listed(clause, context);
}

/* --- cutting ------------------------------------------------------------------------------------------------------------------------ */

static gboolean ends_clause(char stop)
{
    return stop && stop != ':';
}

/* The label of the form that the clause begins with, and where its value begins. */
static enum staff_slot label_at(const GArray *tokens, guint first, guint *ret_value)
{
    g_autoptr(GString) key = g_string_new(NULL);
    for (guint at = first; at < tokens->len && at < first + 5; at++) {
        const struct staff_token *one = &g_array_index(tokens, struct staff_token, at);
        if (key->len)
            g_string_append_c(key, ' ');
        g_string_append(key, one->key);
        if (one->stop != ':')
            continue;
        enum staff_slot slot = staff_slot_of(key->str);
        if (slot != SLOT_NONE)
            *ret_value = at + 1;
        return slot;
    }
    return SLOT_NONE;
}

/* "Thursday, 10 December": the comma before this token parts nothing. */
static gboolean within_day(const GArray *tokens, guint at, const struct staff_context *context)
{
    struct staff_day day;
    if (!staff_day_at(tokens, at - 1, context, &day))
        return FALSE;
    g_free(day.iso);
    return day.length > 1;
}

static struct staff_clause clause_begin(GArray *tokens, guint first, guint end, guint line, guint sentence)
{
    struct staff_clause clause = {.tokens = tokens, .first = first, .end = end, .line = line, .sentence = sentence};
    clause.items = g_array_new(FALSE, FALSE, sizeof(guint));
    clause.numbers = g_ptr_array_new_with_free_func(g_free);
    if (first < end) {
        clause.start = g_array_index(tokens, struct staff_token, first).start;
        clause.stop = g_array_index(tokens, struct staff_token, end - 1).end;
    }
    return clause;
}

void staff_clause_clear(gpointer data)
{
    struct staff_clause *clause = data;
    g_array_unref(clause->items);
    g_ptr_array_unref(clause->numbers);
    g_free(clause->carrier_text);
    g_free(clause->arrival);
    g_free(clause->until);
    g_free(clause->day);
    g_free(clause->reason);
}

/* A question mark at its end asks all of a sentence. */
static void mark_question(GArray *clauses, guint sentence)
{
    for (guint i = clauses->len; i-- > 0;) {
        struct staff_clause *clause = &g_array_index(clauses, struct staff_clause, i);
        if (clause->sentence != sentence)
            return;
        clause->question = TRUE;
    }
}

void staff_clauses_add(GArray *clauses, const char *line, GArray *tokens, guint number, guint *sentence, const struct staff_context *context)
{
    enum staff_slot slot = SLOT_NONE;
    for (guint first = 0; first < tokens->len;) {
        guint value = first, end;
        enum staff_slot label = label_at(tokens, first, &value);
        gboolean listed = first > 0 && g_array_index(tokens, struct staff_token, first - 1).stop == ',';
        if (label != SLOT_NONE || !listed || (slot != SLOT_TRACKING && slot != SLOT_ITEMS)) /* those may be lists */
            slot = label;
        end = value;
        gboolean whole = slot == SLOT_REASON || slot == SLOT_NOTE;
        while (end < tokens->len && (whole || end == value || !ends_clause(g_array_index(tokens, struct staff_token, end - 1).stop) ||
                                     within_day(tokens, end, context)))
            end++;
        if (value >= tokens->len)
            return; /* a label without a value */
        struct staff_clause clause = clause_begin(tokens, value, end, number, *sentence);
        clause.slot = slot;
        analyse(&clause, line, context);
        g_array_append_val(clauses, clause);
        char stop = g_array_index(tokens, struct staff_token, end - 1).stop;
        if (stop == '?')
            mark_question(clauses, *sentence);
        if (stop == '.' || stop == '!' || stop == '?' || stop == ';')
            (*sentence)++;
        first = end;
    }
    (*sentence)++;
}
