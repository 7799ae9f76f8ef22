/* The clauses of a reply, put together: what belongs to one statement, and what is no statement. */
#include "parsers/read/staff-internal.h"

#include <string.h>

#include "daemon/base/text.h"

void staff_group_free(gpointer data)
{
    struct group *group = data;
    g_array_unref(group->items);
    g_ptr_array_unref(group->packages);
    g_free(group->arrival);
    g_free(group->until);
    g_free(group->day);
    g_string_free(group->reason, TRUE);
    g_free(group->text);
    g_free(group);
}

const char *staff_line_of(const struct reply *reply, const struct staff_clause *clause)
{
    return reply->lines->pdata[clause->line];
}

char *staff_clause_text(const struct reply *reply, const struct staff_clause *clause)
{
    g_autofree char *text = g_strndup(staff_line_of(reply, clause) + clause->start, clause->stop - clause->start);
    return text_one_line(text, STAFF_REASON_SIZE);
}

static struct group *group_add(struct reply *reply, enum staff_sign verb, const struct staff_clause *clause)
{
    struct group *group = g_new0(struct group, 1);
    group->verb = verb;
    group->items = g_array_new(FALSE, FALSE, sizeof(guint));
    group->packages = g_ptr_array_new_with_free_func(staff_package_free);
    group->reason = g_string_new(NULL);
    group->line = clause->line;
    group->form = clause->slot != SLOT_NONE;
    group->text = staff_clause_text(reply, clause);
    if (clause->slot == SLOT_NEW_DATE && reply->said && reply->said->line == clause->line) { /* "The saw broke. New date: …" */
        g_autofree char *why = staff_clause_text(reply, reply->said);
        g_string_append(group->reason, why);
    }
    g_ptr_array_add(reply->groups, group);
    return group;
}

static gboolean same_items(const GArray *left, const GArray *right)
{
    return left->len == right->len && memcmp(left->data, right->data, left->len * sizeof(guint)) == 0;
}

/* The group that a clause with this verb belongs to: one of the same verb, unless both name different items. */
static struct group *group_for(struct reply *reply, const struct staff_clause *clause)
{
    for (guint i = reply->groups->len; i-- > 0;) {
        struct group *group = reply->groups->pdata[i];
        gboolean joins = clause->items->len == 0 || group->items->len == 0 || same_items(group->items, clause->items);
        if (joins && (group->verb == clause->verb || group->verb == SIGN_NONE)) {
            group->verb = clause->verb;
            return group;
        }
    }
    return group_add(reply, clause->verb, clause);
}

static struct group *last_group(struct reply *reply, const struct staff_clause *clause)
{
    if (reply->groups->len == 0)
        return group_add(reply, SIGN_NONE, clause);
    return reply->groups->pdata[reply->groups->len - 1];
}

static void move_text(char **into, char **from, struct reply *reply, const char *text)
{
    if (!*from)
        return;
    if (*into && !g_str_equal(*into, *from))
        staff_doubt_add(reply, DOUBT_CONTRADICTION, text);
    if (!*into)
        *into = g_steal_pointer(from);
}

static void add_reason(struct group *group, const char *text)
{
    if (!text || !*text || strstr(group->reason->str, text))
        return;
    if (group->reason->len)
        g_string_append(group->reason, ", ");
    g_string_append(group->reason, text);
}

/* "UPS lost it": a carrier that a parcel has already, named again without a number, is no other parcel. */
static gboolean names_again(const struct reply *reply, const struct group *group, const struct staff_clause *clause)
{
    for (guint i = 0; clause->numbers->len == 0 && i < group->packages->len; i++) {
        const struct staff_package *one = group->packages->pdata[i];
        const struct carrier *proven = one->tracking && !one->carrier ? carriers_by_tracking(reply->context->carriers, one->tracking) : NULL;
        const char *id = one->carrier ? one->carrier : proven ? proven->id : NULL;
        if ((clause->carrier && g_strcmp0(id, clause->carrier->id) == 0) || (clause->carrier_text && one->carrier_text && g_ascii_strcasecmp(one->carrier_text, clause->carrier_text) == 0))
            return TRUE;
    }
    return FALSE;
}

/* A package for each number; a carrier told alone goes with the number told before or after it. */
static void add_packages(const struct reply *reply, struct group *group, struct staff_clause *clause)
{
    struct staff_package *open = NULL;
    if (names_again(reply, group, clause))
        return;
    if (group->packages->len > 0) {
        struct staff_package *last = group->packages->pdata[group->packages->len - 1];
        gboolean carrier_comes = clause->carrier || clause->carrier_text;
        if (!last->tracking || (carrier_comes && clause->numbers->len == 0 && !last->carrier && !last->carrier_text))
            open = last;
    }
    for (guint i = 0; i < MAX(clause->numbers->len, (guint)(clause->carrier || clause->carrier_text)); i++) {
        struct staff_package *package = open ? open : staff_package_new();
        if (!open)
            g_ptr_array_add(group->packages, package);
        open = NULL;
        if (i < clause->numbers->len) {
            g_free(package->tracking);
            package->tracking = g_strdup(clause->numbers->pdata[i]);
        }
        const struct staff_sender *own = i < clause->senders->len ? &g_array_index(clause->senders, struct staff_sender, i) : NULL;
        const struct carrier *proven = own ? own->carrier : clause->numbers->len > 1 ? carriers_by_tracking(reply->context->carriers, package->tracking) : NULL;
        const struct carrier *carrier = proven || own ? proven : clause->carrier;
        const char *text = own ? own->text : clause->carrier_text;
        if (carrier && !package->carrier) {
            package->carrier = g_strdup(carrier->id);
            g_free(package->carrier_text); /* a name that is nobody's, told before it */
            package->carrier_text = g_strdup(phrases_text(carrier->names, NULL, NULL));
        } else if (text && !package->carrier && !package->carrier_text) {
            package->carrier_text = g_strdup(text);
        }
    }
}

static void add_facts(struct reply *reply, struct group *group, struct staff_clause *clause)
{
    g_autofree char *text = staff_clause_text(reply, clause);
    for (guint i = 0; i < clause->items->len; i++)
        if (!SAYS(clause, SIGN_EXCEPT))
            g_array_append_val(group->items, g_array_index(clause->items, guint, i));
        else
            g_array_append_val(reply->excluded, g_array_index(clause->items, guint, i));
    group->rest = group->rest || (clause->items->len == 0 && SAYS(clause, SIGN_FOLLOWS));
    add_packages(reply, group, clause);
    group->arrival_counted = group->arrival_counted || clause->arrival_counted;
    move_text(&group->arrival, &clause->arrival, reply, text);
    group->dated = group->dated || clause->slot == SLOT_NEW_DATE || SAYS(clause, SIGN_NEW_DATE);
    move_text(&group->until, &clause->until, reply, text);
    if (!group->day) {
        group->day = g_steal_pointer(&clause->day);
        group->day_spoken = clause->day_spoken;
        group->day_counted = clause->day_counted;
        group->day_else = SAYS(clause, SIGN_MATERIAL) || SAYS(clause, SIGN_ELSEWHERE);
    }
    add_reason(group, clause->reason);
}

/* --- clauses, one after the other -------------------------------------------------------------------------------------------------- */

static gboolean has_data(const struct staff_clause *clause)
{
    return clause->numbers->len > 0 || clause->carrier || clause->arrival || clause->until || clause->day || clause->carrier_text;
}

/* Why the clause is no statement of fact; DOUBT_NONE when it is. */
static enum staff_doubt mood(const struct staff_clause *clause, const struct staff_context *context)
{
    gboolean delayed = clause->verb == SIGN_DELAYED;
    if (clause->question || SAYS(clause, SIGN_ASKS))
        return DOUBT_UNCERTAIN;
    if (SAYS(clause, SIGN_NOT))
        return DOUBT_NEGATED;
    if (clause->verb == SIGN_IN_HAND && SAYS(clause, SIGN_TROUBLE)) /* "üretimde sorun var" */
        return DOUBT_UNCERTAIN;
    if (clause->about_another || staff_is_about_else(clause) || staff_is_cautioned(clause, context))
        return DOUBT_UNCERTAIN;
    if (SAYS(clause, SIGN_MAYBE) || SAYS(clause, SIGN_IF))
        return DOUBT_UNCERTAIN;
    if (SAYS(clause, SIGN_HEARSAY) && (clause->verb != SIGN_NONE || !SAYS(clause, SIGN_ARRIVES))) /* "they say Friday" */
        return DOUBT_UNCERTAIN;
    if (SAYS(clause, SIGN_MUST) && !delayed && clause->verb != SIGN_CANCELLED)
        return DOUBT_UNCERTAIN;
    return SAYS(clause, SIGN_FUTURE) && !delayed ? DOUBT_UNCERTAIN : DOUBT_NONE;
}

void staff_understood(struct reply *reply, const struct staff_clause *clause)
{
    guint shown = 0;
    for (guint i = 0; i <= clause->line && i < reply->lines->len; i++) {
        const char *text = reply->lines->pdata[i];
        if (i == clause->line && *text && shown < reply->reading->lines->len)
            ((struct staff_line *)reply->reading->lines->pdata[shown])->understood = TRUE;
        shown += *text != 0;
    }
}

/* Nothing is done unless another command settles it: who wrote it is asked. */
static void ask_about(struct reply *reply, const struct staff_clause *clause, enum staff_doubt doubt)
{
    g_autofree char *text = staff_clause_text(reply, clause);
    reply->refused_soft = TRUE;
    staff_doubt_add(reply, doubt, text);
}

/* What is told of the rest: it is left out of a command that names no items. */
static void take_inert(struct reply *reply, struct staff_clause *clause)
{
    const char *day = clause->until ? clause->until : clause->day ? clause->day : clause->arrival;
    if (day && clause->items->len == 0 && !SAYS(clause, SIGN_FOLLOWS)) /* whose day it is cannot be told */
        reply->lost = clause;
    gboolean of_rest = staff_is_of_rest(clause);
    if (of_rest && !staff_has_rest(reply, clause)) /* "UPS 1Z…, the rest on 10 December": the rest of what? */
        ask_about(reply, clause, DOUBT_ITEM_UNKNOWN);
    if (staff_is_later_than_told(clause, day, reply->context) || (of_rest && staff_is_news(day, reply))) /* "table on hold until 10 December": told as before, the customer would wait in vain */
        ask_about(reply, clause, DOUBT_UNCERTAIN);
    if (clause->items_unclear) { /* "shipped, one of the sofas not yet" */
        g_autofree char *text = staff_clause_text(reply, clause);
        staff_doubt_add(reply, DOUBT_ITEM_UNKNOWN, text);
    }
    for (guint i = 0; i < clause->items->len; i++)
        g_array_append_val(reply->excluded, g_array_index(clause->items, guint, i));
    if (clause->items->len > 0) {
        reply->waiting = clause;
        staff_understood(reply, clause);
    }
}

static gboolean says_what(const struct staff_clause *clause)
{
    return clause->verb != SIGN_NONE || clause->about_another || SAYS(clause, SIGN_TOPIC) || SAYS(clause, SIGN_FOLLOWS);
}

/* "shipped", told in words that cannot be trusted: it may have left, and is not what is still to come. */
static gboolean may_be_done(const struct staff_clause *clause, enum staff_doubt why)
{
    const guint64 not_yet = SIGN_BIT(SIGN_NOT) | SIGN_BIT(SIGN_FUTURE) | SIGN_BIT(SIGN_MUST) | SIGN_BIT(SIGN_MAYBE) | SIGN_BIT(SIGN_IF) | SIGN_BIT(SIGN_FOLLOWS) | SIGN_BIT(SIGN_NEARLY);
    gboolean done = clause->verb == SIGN_SHIPPED || clause->verb == SIGN_DELIVERED;
    return why == DOUBT_UNCERTAIN && done && !(clause->signs & not_yet);
}

static void take_soft(struct reply *reply, struct staff_clause *clause, enum staff_doubt why)
{
    g_autofree char *text = staff_clause_text(reply, clause);
    const struct group *last = reply->groups->len ? last_group(reply, clause) : NULL;
    gboolean leaves_out = !clause->question || (last && last->items->len > 0); /* "delayed. Is the sofa the grey one?" does not */
    if ((clause->items->len > 0 || SAYS(clause, SIGN_FOLLOWS)) && !may_be_done(clause, why) && leaves_out) {
        take_inert(reply, clause);
        reply->refused_soft = reply->refused_soft || clause->items->len == 0;
    } else {
        reply->refused_soft = TRUE;
        if (clause->until || clause->day)
            reply->lost = clause;
    }
    staff_doubt_add(reply, why, text);
}

static gboolean takes_reason(const struct group *group)
{
    return group->verb == SIGN_DELAYED || group->verb == SIGN_CANCELLED || (group->verb == SIGN_NONE && (group->until || group->day));
}

/* Words without any sign behind (or before) a delay or a cancellation on the same line say why. */
static void take_words(struct reply *reply, struct staff_clause *clause)
{
    g_autofree char *text = staff_clause_text(reply, clause);
    struct group *group = reply->groups->len ? last_group(reply, clause) : NULL;
    if (group && takes_reason(group) && clause->reason) { /* "late, because …": it begins with its reason */
        add_reason(group, clause->reason);
        staff_understood(reply, clause);
        return;
    }
    if (group && takes_reason(group) && (group->line == clause->line) && staff_may_be_reason(clause)) {
        add_reason(group, text);
        staff_understood(reply, clause);
        return;
    }
    if (SAYS(clause, SIGN_POLITE) || SAYS(clause, SIGN_ALL))
        staff_understood(reply, clause);
    else if (staff_tells_something(clause))
        reply->said = clause;
}

/* "cancelled: the customer called". */
static char *behind_colon(const struct reply *reply, const struct staff_clause *clause)
{
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *token = &g_array_index(clause->tokens, struct staff_token, at);
        if (token->stop != ':' || at + 1 >= clause->end)
            continue;
        for (guint i = at + 1; i < clause->end; i++)
            if ((clause->verb == SIGN_DELAYED && staff_token_at(clause, i)->used) || (clause->verb == SIGN_CANCELLED && staff_token_at(clause, i)->item))
                return NULL; /* the day stands there, or what is cancelled */
        g_autofree char *rest = g_strndup(staff_line_of(reply, clause) + token->end, clause->stop - token->end);
        const char *begin = rest + strspn(rest, ": ");
        return *begin ? text_one_line(begin, STAFF_REASON_SIZE) : NULL;
    }
    return NULL;
}

static void take_verb(struct reply *reply, struct staff_clause *clause)
{
    struct group *last = reply->groups->len ? last_group(reply, clause) : NULL;
    gboolean again = last && takes_reason(last) && last->verb == clause->verb && last->line == clause->line && clause->items->len == 0;
    if (again && (last->until || last->day || last->verb == SIGN_CANCELLED) && !clause->until && !clause->day) {
        take_words(reply, clause); /* "delayed to 10 Dec, fabric is late" */
        return;
    }
    if (clause->items_unclear || (SAYS(clause, SIGN_PART) && clause->items->len == 0)) {
        g_autofree char *text = staff_clause_text(reply, clause);
        staff_doubt_add(reply, DOUBT_ITEM_UNKNOWN, text);
    }
    g_autofree char *why = clause->verb == SIGN_CANCELLED || clause->verb == SIGN_DELAYED || !has_data(clause) ? behind_colon(reply, clause) : NULL;
    struct group *group = group_for(reply, clause);
    add_facts(reply, group, clause);
    if (takes_reason(group))
        add_reason(group, why);
    staff_understood(reply, clause);
}

/* "both UPS 1Z…": of all that is said to be shipped and has no parcel yet. */
static gboolean gave_to_all(struct reply *reply, struct staff_clause *clause)
{
    guint given = 0;
    for (guint i = 0; SAYS(clause, SIGN_ALL) && clause->numbers->len > 0 && i < reply->groups->len; i++) {
        struct group *group = reply->groups->pdata[i];
        if (group->verb != SIGN_SHIPPED || group->packages->len > 0)
            continue;
        add_packages(reply, group, clause);
        given++;
    }
    if (given > 0)
        staff_understood(reply, clause);
    return given > 0;
}

static gboolean names_parcel(const struct staff_clause *clause)
{
    return clause->numbers->len > 0 || clause->carrier || clause->carrier_text;
}

static gboolean names_parcel_or_item(const struct staff_clause *clause)
{
    return names_parcel(clause) || clause->items->len > 0;
}

/* Nothing but a day, of which it is not said what for. */
static gboolean is_bare_day(const struct staff_clause *clause)
{
    return clause->day && !clause->arrival && !clause->until && !names_parcel_or_item(clause);
}

/* "we are closed on 1 January": the house's days, not the order's. */
static gboolean is_of_house(const struct staff_clause *clause)
{
    static const char *const words[] = {"closed", "holiday", "holidays", "vacation", "leave", "away", "open", "kapali", "kapaliyiz", "tatil", "tatili", "tatildeyiz", "izinliyiz", "bayram", "geschlossen", "feiertag", NULL};
    if (names_parcel_or_item(clause) || SAYS(clause, SIGN_NEW_DATE) || SAYS(clause, SIGN_ARRIVES))
        return FALSE;
    for (guint at = clause->first; at < clause->end; at++)
        if (g_strv_contains(words, staff_token_at(clause, at)->key))
            return TRUE;
    return FALSE;
}

/* A day beside words that may be what it is of: in a sentence of its own; or behind a comma, where it would become the day of arrival. */
static gboolean is_of_something(const struct reply *reply, const struct staff_clause *clause)
{
    const struct group *group = reply->groups->pdata[reply->groups->len - 1];
    gboolean begins = clause == &g_array_index(reply->clauses, struct staff_clause, 0) || clause[-1].sentence != clause->sentence;
    gboolean arrives = group->verb == SIGN_SHIPPED && !clause->day_spoken && !clause->day_counted;
    return (begins || arrives) && !staff_is_day_alone(clause);
}

/* Sent, or given to somebody who carries it. */
static gboolean is_done(const struct group *group)
{
    return group->verb == SIGN_SHIPPED || group->verb == SIGN_DELIVERED || (group->verb == SIGN_NONE && group->packages->len > 0);
}

/* What an item that is named beside a statement leaves open; DOUBT_NONE when nothing. */
static enum staff_doubt doubt_of_items(const struct reply *reply, const struct staff_clause *clause, const struct group *group)
{
    const char *day = clause->until ? clause->until : clause->day;
    const gboolean to_come = day && staff_is_to_come(day, reply->context);
    if (clause->items->len == 0 || (group->items->len > 0 && same_items(clause->items, group->items)))
        return DOUBT_NONE;
    if (group->items->len > 0) /* "sofa shipped, table ships on Friday with DHL" */
        return is_done(group) && names_parcel(clause) && clause->numbers->len == 0 && (SAYS(clause, SIGN_NEARLY) || to_come) ? DOUBT_UNCERTAIN : DOUBT_NONE;
    if (group->verb != SIGN_NONE && !staff_only_names(clause)) /* "shipped, table missing", "shipped. The table looks great": of all, or of which? */
        return DOUBT_ITEM_UNKNOWN;
    return is_done(group) && !names_parcel(clause) && to_come ? DOUBT_UNCERTAIN : DOUBT_NONE; /* "shipped with UPS 1Z…, table tomorrow": is it in the parcel? */
}

static void take_data(struct reply *reply, struct staff_clause *clause)
{
    if (clause->items_unclear && clause->items->len > 0) { /* "only one sofa, …" */
        g_autofree char *text = staff_clause_text(reply, clause);
        staff_doubt_add(reply, DOUBT_ITEM_UNKNOWN, text);
    }
    gboolean goes_on = reply->house && reply->house->sentence == clause->sentence && is_bare_day(clause); /* "closed 24 December - 2 January" */
    if (is_of_house(clause))
        reply->house = clause;
    if (gave_to_all(reply, clause) || goes_on || is_of_house(clause) || (SAYS(clause, SIGN_ELSEWHERE) && !names_parcel_or_item(clause))) /* "Invoice due 24 December" */
        return;
    if (is_bare_day(clause) && reply->groups->len > 0 && (staff_is_of_strangers(clause) || is_of_something(reply, clause))) {
        reply->lost = clause; /* "our phone number changes on 1 December"; "Shipped. We close on 10 December." */
        return;
    }
    if (clause->arrival && reply->groups->len > 0 && !names_parcel_or_item(clause) && (SAYS(clause, SIGN_MATERIAL) || staff_is_of_strangers(clause))) {
        reply->lost = clause; /* "Shipped. New fabric arrives 10 December." */
        return;
    }
    if (is_bare_day(clause) && reply->waiting && (reply->waiting->sentence == clause->sentence || reply->waiting->line == clause->line)) {
        reply->lost = clause; /* "table: waiting for glass, 7 December" */
        return;
    }
    struct group *group = last_group(reply, clause);
    if (!has_data(clause) && group->items->len > 0 && !SAYS(clause, SIGN_EXCEPT)) { /* "sofa delayed to 10 Dec, the table is fine" */
        if (!same_items(clause->items, group->items))
            reply->waiting = clause;
        return;
    }
    enum staff_doubt doubt = doubt_of_items(reply, clause, group);
    if (doubt) {
        ask_about(reply, clause, doubt);
        return;
    }
    if (is_done(group) && !names_parcel(clause) && clause->items->len > 0 && group->items->len > 0 && !same_items(clause->items, group->items)) {
        take_inert(reply, clause); /* "the sofa is shipped, the table on Friday" */
        return;
    }
    if (clause->items->len > 0 && group->items->len > 0 && !same_items(clause->items, group->items))
        group = group_add(reply, group->verb, clause);
    if (group->verb == SIGN_DELAYED && staff_token_at(clause, clause->first)->used && staff_day_rivals(clause, group->until, reply->context)) {
        g_autofree char *text = staff_clause_text(reply, clause); /* "delayed to 10 December, 12 December at the latest" */
        staff_doubt_add(reply, DOUBT_DATE_AMBIGUOUS, text);
    }
    add_facts(reply, group, clause);
    staff_understood(reply, clause);
}

static void take_slot(struct reply *reply, struct staff_clause *clause)
{
    g_autofree char *text = staff_clause_text(reply, clause);
    g_autofree char *key = text_match_key(text);
    if (staff_is_no_value(key)) { /* "Tracking: none" */
        staff_understood(reply, clause);
        return;
    }
    struct group *group = last_group(reply, clause);
    group->form = TRUE;
    if (clause->slot == SLOT_REASON) {
        add_reason(group, text);
    } else {
        if ((clause->slot == SLOT_ARRIVAL && !clause->arrival) || (clause->slot == SLOT_NEW_DATE && !clause->until))
            staff_doubt_add(reply, clause->doubt ? clause->doubt : clause->slot == SLOT_NEW_DATE && SAYS(clause, SIGN_VAGUE_DATE) ? DOUBT_NO_DATE : DOUBT_DATE_UNREADABLE,
                  text);
        else if (clause->doubt)
            staff_doubt_add(reply, clause->doubt, text);
        if (clause->slot == SLOT_ITEMS && clause->items->len == 0 && !SAYS(clause, SIGN_ALL))
            staff_doubt_add(reply, DOUBT_ITEM_UNKNOWN, text);
        if (clause->slot == SLOT_TRACKING && clause->numbers->len == 0)
            staff_doubt_add(reply, DOUBT_TRACKING_PATTERN, text);
        if (clause->items_unclear)
            staff_doubt_add(reply, DOUBT_ITEM_UNKNOWN, text);
        add_facts(reply, group, clause);
    }
    staff_understood(reply, clause);
}

/* On the line of a delay or a cancellation. */
static gboolean follows_delay(struct reply *reply, const struct staff_clause *clause)
{
    const struct group *group = reply->groups->len ? last_group(reply, clause) : NULL;
    return group && takes_reason(group) && group->line == clause->line;
}

/* Of what came to us, or came broken. */
static gboolean tells_of_else(const struct staff_clause *clause)
{
    return SAYS(clause, SIGN_MATERIAL) || (SAYS(clause, SIGN_TROUBLE) && !SAYS(clause, SIGN_IF) && !SAYS(clause, SIGN_MAYBE));
}

/* "delayed until 10 December, maybe the 12th", "belki daha geç": the day that was just named is not sure. */
static gboolean hedges_day(const struct reply *reply, const struct staff_clause *clause)
{
    static const char *const words[] = {"the", "be", "it", "a", "bit", "little", "even", "more", "than", "that", "after", "longer", "at", "on", "day", "days", "two", "one", "week", "weeks", "daha", "gec", "uzun",
                                        "de", "da", "bir", "iki", "gun", "hafta", "der", "den", "auch", "erst", NULL};
    const struct group *group = reply->groups->len ? reply->groups->pdata[reply->groups->len - 1] : NULL;
    if (!group || !(group->until || group->day || group->arrival) || (group->line != clause->line && !group->form) || !SAYS(clause, SIGN_MAYBE))
        return FALSE;
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        gboolean plain = one->used || one->inside || one->sign == SIGN_MAYBE || one->sign == SIGN_FOLLOWS || one->sign == SIGN_DELAYED || one->sign == SIGN_VAGUE_DATE || one->sign == SIGN_UNTIL;
        if (!plain && *one->key && !g_ascii_isdigit(one->key[0]) && !g_strv_contains(words, one->key))
            return FALSE;
    }
    return clause->numbers->len == 0 && clause->items->len == 0;
}

/* "the table will follow on 10 December": a new date of it, where it is later than the one that was told. */
static gboolean follows_late(const struct reply *reply, const struct staff_clause *clause)
{
    const char *day = clause->until ? clause->until : clause->day;
    if (clause->verb != SIGN_NONE || !(SAYS(clause, SIGN_FOLLOWS) || SAYS(clause, SIGN_NEW_DATE)) || clause->arrival || clause->day_counted || clause->numbers->len > 0)
        return FALSE;
    return staff_is_later_than_told(clause, day, reply->context) || (staff_is_of_rest(clause) && staff_has_rest(reply, clause) && staff_is_news(day, reply));
}

void staff_take_clause(struct reply *reply, struct staff_clause *clause)
{
    g_autofree char *text = staff_clause_text(reply, clause);
    if (follows_late(reply, clause))
        clause->verb = SIGN_DELAYED;
    enum staff_doubt why = mood(clause, reply->context);
    reply->nearly = reply->nearly || SAYS(clause, SIGN_NEARLY);
    if (clause->slot != SLOT_NONE && clause->slot != SLOT_STATUS) {
        take_slot(reply, clause);
        return;
    }
    if (clause->doubt && !is_of_house(clause))
        staff_doubt_add(reply, clause->doubt, text);
    if (clause->misspelt) { /* "shipped, the tabel not yet" */
        reply->refused_soft = TRUE;
        staff_doubt_add(reply, DOUBT_ITEM_UNKNOWN, text);
    }
    if (reply->correction && why == DOUBT_NEGATED && clause->verb == SIGN_NONE)
        why = DOUBT_NONE; /* "not the 3rd but the 5th" */
    if (clause->listed)
        staff_understood(reply, clause);
    else if (hedges_day(reply, clause))
        staff_doubt_add(reply, DOUBT_DATE_AMBIGUOUS, text);
    else if (clause->two_verbs || clause->undone || staff_is_of_another(clause, reply->context))
        staff_doubt_add(reply, DOUBT_CONTRADICTION, text);
    else if (why != DOUBT_NONE && tells_of_else(clause) && clause->items->len == 0 && follows_delay(reply, clause) && !clause->question)
        take_words(reply, clause); /* "cancel item 2, the oak is gone" */
    else if (why != DOUBT_NONE && (says_what(clause) || (clause->question && clause->items->len > 0)))
        take_soft(reply, clause, why); /* "is the sofa the grey one?" */
    else if (why != DOUBT_NONE && clause->items->len == 0 && follows_delay(reply, clause))
        take_words(reply, clause);
    else if (why != DOUBT_NONE)
        take_inert(reply, clause);
    else if (clause->verb != SIGN_NONE)
        take_verb(reply, clause);
    else if (SAYS(clause, SIGN_FOLLOWS))
        take_inert(reply, clause);
    else if (SAYS(clause, SIGN_TOPIC) && !has_data(clause))
        take_soft(reply, clause, DOUBT_UNCERTAIN);
    else if (has_data(clause) || clause->items->len > 0 || SAYS(clause, SIGN_EXCEPT))
        take_data(reply, clause);
    else
        take_words(reply, clause);
}

