/* What the days that a clause names are: of delivery, of completion, or days that it shall not be. */
#include <string.h>

#include "parsers/read/staff-internal.h"

/* --- days ------------------------------------------------------------------------------------------------------------------------ */

/* Two days for one thing: which is meant cannot be told. */
static void keep(struct staff_clause *clause, char **slot, char *text)
{
    if (*slot && !g_str_equal(*slot, text))
        clause->doubt = MAX(clause->doubt, DOUBT_DATE_AMBIGUOUS);
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
        const struct staff_token *before = staff_token_at(clause, i);
        gboolean until = before->sign == SIGN_UNTIL || before->sign == SIGN_NEW_DATE;
        if (before->sign == SIGN_ARRIVES || (until && role != SIGN_ARRIVES))
            role = until ? SIGN_UNTIL : SIGN_ARRIVES;
        if (before->sign > SIGN_NONE && before->sign <= SIGN_CANCELLED)
            role = before->sign == SIGN_DELAYED ? SIGN_UNTIL : SIGN_NONE;
    }
    return role;
}

static gboolean done_behind(const struct staff_clause *clause, guint at)
{
    for (guint i = at; i < clause->end; i++)
        if (staff_token_at(clause, i)->sign == SIGN_SHIPPED || staff_token_at(clause, i)->sign == SIGN_DELIVERED)
            return TRUE;
    return FALSE;
}

/* A day stands here, but for the words that lead to one. */
static gboolean begins_day(const struct staff_clause *clause, guint at, const struct staff_context *context)
{
    static const char *const leads[] = {"on", "by", "is", "am", "ist", NULL};
    struct staff_day day;
    while (staff_token_at(clause, at) && g_strv_contains(leads, staff_token_at(clause, at)->key))
        at++;
    if (!staff_token_at(clause, at) || !staff_day_at(clause->tokens, at, context, &day))
        return FALSE;
    g_free(day.iso);
    return TRUE;
}

/* Behind a day: "10 Aralık'ta ulaşacak", "10 Aralık tarihine ertelendi". */
static enum staff_sign role_behind(const struct staff_clause *clause, guint at, const struct staff_context *context)
{
    for (guint i = at; i < clause->end; i++) {
        const struct staff_token *behind = staff_token_at(clause, i);
        struct staff_day next;
        if (staff_day_at(clause->tokens, i, context, &next)) { /* what follows is that day's */
            g_free(next.iso);
            return SIGN_NONE;
        }
        if (behind->sign == SIGN_ARRIVES)
            return begins_day(clause, i + MAX(behind->length, 1), context) ? SIGN_NONE : SIGN_ARRIVES; /* "today, eta 27/11" */
        gboolean until = g_str_equal(behind->key, "tarihine") || g_str_equal(behind->key, "kadar") || g_str_equal(behind->key, "once");
        gboolean became = behind->sign == SIGN_UNTIL && (g_str_equal(behind->key, "olarak") || g_str_equal(behind->key, "oldu") || g_str_equal(behind->key, "tarihinde"));
        if (became && g_str_equal(behind->key, "tarihinde") && done_behind(clause, i))
            return SIGN_NONE; /* "24.11.2026 tarihinde gönderilmiştir" */
        if (behind->sign == SIGN_DELAYED || until || became)
            return SIGN_UNTIL;
    }
    return SIGN_NONE;
}

/* "eta 3 to 5 December", "between 10 and 12 December": the day that begins here ends a range. "From 3 to 5", "item 2 to 5 December" are none. */
static gboolean ends_range(const struct staff_clause *clause, guint at, guint length)
{
    static const char *const betweens[] = {"arasi", "arasinda", NULL};
    static const char *const joins[] = {"to", "or", "and", "bis", "oder", "und", "ila", "veya", "ve", "yahut", NULL}, *const leads[] = {"on", "between", "am", "zwischen", NULL};
    if (staff_token_at(clause, at + length) && g_strv_contains(betweens, staff_token_at(clause, at + length)->key))
        return TRUE;
    if (at < clause->first + 2 || !g_strv_contains(joins, staff_token_at(clause, at - 1)->key))
        return FALSE;
    const struct staff_token *number = staff_token_at(clause, at - 2), *before = at > clause->first + 2 ? staff_token_at(clause, at - 3) : NULL;
    gsize digits = strspn(number->text, "0123456789");
    gboolean led = before ? before->sign == SIGN_ARRIVES || before->sign == SIGN_UNTIL || before->sign == SIGN_NEW_DATE || before->sign == SIGN_DELAYED || g_strv_contains(leads, before->key)
                          : clause->slot == SLOT_ARRIVAL || clause->slot == SLOT_NEW_DATE;
    return led && digits > 0 && digits <= 2 && strlen(number->key) <= 4 && !number->used && !number->stop;
}

/* "past 10 December", "after the 10th": on which day, nobody says. */
static gboolean is_only_bound(const struct staff_clause *clause, guint at)
{
    static const char *const bounds[] = {"past", "after", "beyond", "nach", NULL};
    while (at > clause->first && (g_str_equal(staff_token_at(clause, at - 1)->key, "the") || g_str_equal(staff_token_at(clause, at - 1)->key, "dem")))
        at--;
    return at > clause->first && g_strv_contains(bounds, staff_token_at(clause, at - 1)->key);
}

static void take_day(struct staff_clause *clause, guint at, struct staff_day *day, const struct staff_context *context)
{
    enum staff_sign role = clause->slot == SLOT_ARRIVAL ? SIGN_ARRIVES : clause->slot == SLOT_NEW_DATE ? SIGN_UNTIL : role_before(clause, at);
    if (role == SIGN_NONE)
        role = role_behind(clause, at + day->length, context);
    if (day->working && role != SIGN_ARRIVES) { /* "ready in 10 working days": of this house, or of another? */
        g_clear_pointer(&day->iso, g_free);
        day->doubt = DOUBT_DATE_AMBIGUOUS;
    }
    if (day->iso && (ends_range(clause, at, day->length) || (is_only_bound(clause, at) && staff_is_to_come(day->iso, context)))) {
        g_clear_pointer(&day->iso, g_free);
        day->doubt = DOUBT_DATE_AMBIGUOUS;
    }
    if (!day->iso) {
        if (role != SIGN_NONE || !day->counted) /* "the number works within 24 hours" */
            clause->doubt = MAX(clause->doubt, day->doubt);
        return;
    }
    clause->arrival_counted = clause->arrival_counted || (day->counted && role == SIGN_ARRIVES);
    if (role == SIGN_ARRIVES)
        keep(clause, &clause->arrival, day->iso);
    else if (role == SIGN_UNTIL)
        keep(clause, &clause->until, day->iso);
    else if (clause->day) {
        if (!g_str_equal(clause->day, day->iso) && staff_is_to_come(clause->day, context) && staff_is_to_come(day->iso, context))
            clause->doubt = MAX(clause->doubt, DOUBT_DATE_AMBIGUOUS); /* two, and nothing says what for */
        g_free(day->iso);
    } else {
        clause->day_spoken = day->spoken;
        clause->day_counted = day->counted;
        clause->day = day->iso;
    }
}

/* --- days that are denied -------------------------------------------------------------------------------------------------------- */

void staff_hush(struct staff_clause *clause, guint at)
{
    staff_token_at(clause, at)->used = TRUE;
    staff_token_at(clause, at)->sign = SIGN_NONE;
    staff_token_at(clause, at)->topic = FALSE;
}

/* Behind the day: "3 değil", "3 Aralık yerine", "3 Aralık olmaz", "3 Aralık'a yetişmez". */
static gboolean denied_behind(struct staff_clause *clause, guint at)
{
    static const char *const words[] = {"degil", "yerine", "olmaz", "olmuyor", "nicht", NULL};
    const struct staff_token *behind = staff_token_at(clause, at);
    guint verb = behind && g_str_equal(behind->key, "kadar") ? at + 1 : at;
    if (behind && g_strv_contains(words, behind->key)) {
        staff_hush(clause, at);
        return TRUE;
    }
    const struct staff_token *late = staff_token_at(clause, verb);
    return late && late->sign == SIGN_DELAYED && (g_str_has_prefix(late->key, "yetis") || g_str_has_prefix(late->key, "tamamlanam"));
}

static gboolean denies_within(const struct staff_clause *clause, guint at)
{
    for (guint back = 1; back <= 4 && at >= clause->first + back; back++)
        if (g_str_equal(staff_token_at(clause, at - back)->key, "not") || g_str_equal(staff_token_at(clause, at - back)->key, "cannot"))
            return TRUE;
    return FALSE;
}

/* "on the 3rd", "for Thursday": between `first` and `at`. */
static gboolean is_aimed_at(const struct staff_clause *clause, guint first, guint at)
{
    for (guint i = first; i < at; i++)
        if (g_str_equal(staff_token_at(clause, i)->key, "on") || g_str_equal(staff_token_at(clause, i)->key, "for"))
            return TRUE;
    return FALSE;
}

/* Before it: "not the 3rd", "instead of 3 December", "can't make the 3rd". */
static gboolean denied_before(struct staff_clause *clause, guint at)
{
    static const char *const skipped[] = {"the", "on", "for", "of", "than", "am", "den", NULL};
    static const char *const keeps[] = {"make", "meet", "keep", "manage", "hold", NULL};
    guint before = at;
    while (before > clause->first && g_strv_contains(skipped, staff_token_at(clause, before - 1)->key))
        before--;
    if (before > clause->first && g_str_equal(staff_token_at(clause, before - 1)->key, "by") && denies_within(clause, before - 1))
        return TRUE; /* "won't be ready by 3 December" */
    if (is_aimed_at(clause, before, at) && denies_within(clause, before))
        return TRUE; /* "won't be ready on the 3rd" */
    if (before == clause->first)
        return FALSE;
    const char *key = staff_token_at(clause, before - 1)->key;
    if (g_str_equal(key, "not") || g_str_equal(key, "instead") || g_str_equal(key, "statt") || g_str_equal(key, "rather") || g_str_equal(key, "nicht")) {
        gboolean inside = staff_token_at(clause, before - 1)->inside;
        for (guint i = before - 1; i < at && !inside; i++)
            staff_hush(clause, i);
        return !inside;
    }
    for (guint back = 2; g_strv_contains(keeps, key) && back <= 3 && before >= clause->first + back; back++)
        if (g_str_equal(staff_token_at(clause, before - back)->key, "not") || g_str_equal(staff_token_at(clause, before - back)->key, "cannot"))
            return TRUE;
    return FALSE;
}

/* A day that it shall not be; what it says instead is a correction. */
static gboolean is_denied(struct staff_clause *clause, guint at, guint length)
{
    if (!denied_before(clause, at) && !denied_behind(clause, at + length))
        return FALSE;
    clause->denies_day = TRUE;
    return TRUE;
}

/* "3 değil 6 aralıkta": a bare number that another day replaces. */
static gboolean is_denied_number(struct staff_clause *clause, guint at)
{
    const struct staff_token *one = staff_token_at(clause, at), *behind = staff_token_at(clause, at + 1);
    gsize digits = strspn(one->text, "0123456789");
    if (digits == 0 || digits > 2 || one->text[digits] || !behind || !g_str_equal(behind->key, "degil"))
        return FALSE;
    staff_hush(clause, at);
    staff_hush(clause, at + 1);
    clause->denies_day = TRUE;
    return TRUE;
}

static gboolean names_day_from(const struct staff_clause *clause, guint at, const struct staff_context *context)
{
    for (; at < clause->end; at++) {
        struct staff_day day;
        if (!staff_day_at(clause->tokens, at, context, &day))
            continue;
        g_free(day.iso);
        return TRUE;
    }
    return FALSE;
}

/* "3 Dec -> 10 Dec", "3.12. → 10.12.": an arrow. A token without letters, of which the ">" is cut off. */
static gboolean is_arrow(const struct staff_token *one)
{
    static const char *const arrows[] = {"-", "--", "→", "⇒", "➔", "➜", NULL};
    return one && !*one->key && g_strv_contains(arrows, one->text);
}

/* "from 3 December to …", "3 Aralık'tan …", "3.12. -> …": the day that it was, before the one that it becomes. */
static gboolean is_left_behind(const struct staff_clause *clause, guint at, guint length, const struct staff_context *context)
{
    static const char *const froms[] = {"from", "von", "vom", NULL};
    static const char *const ablatives[] = {"dan", "den", "tan", "ten", NULL};
    const struct staff_token *last = staff_token_at(clause, at + length - 1), *behind = staff_token_at(clause, at + length);
    guint before = at;
    while (before > clause->first && (g_str_equal(staff_token_at(clause, before - 1)->key, "the") || g_str_equal(staff_token_at(clause, before - 1)->key, "dem")))
        before--;
    gboolean from = before > clause->first && g_strv_contains(froms, staff_token_at(clause, before - 1)->key);
    gboolean ablative = (last->hung && strlen(last->hung) >= 3 && g_strv_contains(ablatives, last->hung + strlen(last->hung) - 3)) || (behind && g_strv_contains(ablatives, behind->key));
    for (guint i = 0; !ablative && !last->hung && strpbrk(last->key, "0123456789") != last->key && ablatives[i]; i++)
        ablative = strlen(last->key) > 5 && g_str_has_suffix(last->key, ablatives[i]); /* "aralıktan" */
    return (from || ablative || is_arrow(behind)) && names_day_from(clause, at + length, context);
}

gboolean staff_is_expected(const struct order *order, const char *iso)
{
    for (guint i = 0; order && i < order->items->len; i++)
        if (g_strcmp0(((const struct line_item *)order->items->pdata[i])->expected, iso) == 0)
            return TRUE;
    return FALSE;
}

gboolean staff_is_to_come(const char *iso, const struct staff_context *context)
{
    const GDate *today = &context->today;
    g_autofree char *now = g_strdup_printf("%04u-%02u-%02u", g_date_get_year(today), g_date_get_month(today), g_date_get_day(today));
    return strcmp(iso, now) > 0;
}

/* "10 Aralık'a 12 Aralık'a ertelendi": a second day to come, which is neither the old one nor of anything else. */
gboolean staff_day_rivals(const struct staff_clause *clause, const char *until, const struct staff_context *context)
{
    gboolean two = until && clause->day && !clause->day_spoken && !g_str_equal(clause->day, until);
    return two && staff_is_to_come(clause->day, context) && !staff_is_expected(context->order, clause->day);
}

/* "3 working days", "it will take 3 days". */
static gboolean is_all(const struct staff_clause *clause, guint at, guint length)
{
    static const char *const fillers[] = {"it", "this", "that", "will", "should", "take", "takes", "needs", "only", "max", "usually", "normally", "the", "es", "dauert", "surer", "genelde", NULL};
    for (guint i = clause->first; i < clause->end; i++)
        if ((i < at || i >= at + length) && *staff_token_at(clause, i)->key && !g_strv_contains(fillers, staff_token_at(clause, i)->key))
            return FALSE;
    return clause->slot == SLOT_NONE || clause->slot == SLOT_NEW_DATE;
}

/* "delivery time 3 days", "2 güne teslim", "3 working days": so many days and no more, of which it is not said what for, may be anything. */
static gboolean take_bare_span(struct staff_clause *clause, guint at, const struct staff_context *context, guint *ret_length)
{
    struct staff_day day;
    if (!staff_bare_span_at(clause, at, context, &day))
        return FALSE;
    gboolean arrives = clause->slot == SLOT_ARRIVAL || role_before(clause, at) == SIGN_ARRIVES || role_behind(clause, at + day.length, context) == SIGN_ARRIVES;
    *ret_length = day.length;
    if (arrives)
        take_day(clause, at, &day, context);
    else
        g_free(day.iso);
    if (!arrives && is_all(clause, at, day.length))
        clause->doubt = MAX(clause->doubt, DOUBT_DATE_AMBIGUOUS);
    return arrives;
}

static void use_day(struct staff_clause *clause, guint at, guint length)
{
    for (guint i = at; i < at + length; i++) {
        struct staff_token *one = staff_token_at(clause, i);
        one->used = TRUE;
        if (one->sign == SIGN_VAGUE_DATE || one->sign == SIGN_MAYBE || one->sign == SIGN_FOLLOWS)
            one->sign = SIGN_NONE;
    }
}

void staff_find_days(struct staff_clause *clause, const struct staff_context *context)
{
    for (guint at = clause->first; at < clause->end; at++) {
        struct staff_day day;
        guint length;
        if (is_denied_number(clause, at))
            continue;
        if (!staff_day_at(clause->tokens, at, context, &day)) {
            if (take_bare_span(clause, at, context, &length)) {
                use_day(clause, at, length);
                at += length - 1;
            }
            continue;
        }
        if (at + day.length > clause->end) {
            g_free(day.iso);
            continue;
        }
        if (is_left_behind(clause, at, day.length, context) || is_denied(clause, at, day.length))
            g_free(day.iso);
        else
            take_day(clause, at, &day, context);
        use_day(clause, at, day.length);
        at += day.length - 1;
    }
    if (staff_day_rivals(clause, clause->until, context))
        clause->doubt = MAX(clause->doubt, DOUBT_DATE_AMBIGUOUS);
}
