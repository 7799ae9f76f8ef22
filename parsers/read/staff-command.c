/* What the groups of a reply come to: commands, or a doubt. */
#include "parsers/read/staff-internal.h"

#include <string.h>

#include "daemon/base/text.h"

/* --- groups to commands --------------------------------------------------------------------------------------------------------------- */

static gboolean anything_in(const struct reply *reply, enum item_state from, enum item_state to)
{
    const struct order *order = reply->context->order;
    for (guint i = 0; order && i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        if (item->state >= from && item->state <= to)
            return TRUE;
    }
    return FALSE;
}

/* What is meant where no verb is said, or the word "correct". */
static enum staff_verb verb_of(const struct reply *reply, const struct group *group)
{
    gboolean correction = reply->correction;
    gboolean open = anything_in(reply, ITEM_OPEN, ITEM_DELAYED), sent = anything_in(reply, ITEM_SHIPPED, ITEM_DELIVERED);
    gboolean number = FALSE;
    for (guint i = 0; i < group->packages->len; i++)
        number = number || ((const struct staff_package *)group->packages->pdata[i])->tracking;
    switch ((int)group->verb) {
    case SIGN_SHIPPED:
        return correction && sent ? STAFF_CORRECT : STAFF_SHIP;
    case SIGN_DELIVERED:
        return STAFF_DELIVER;
    case SIGN_DELAYED:
        return STAFF_DELAY;
    case SIGN_IN_HAND: /* "in work", and beside it a new date */
        return group->until && group->dated && !staff_is_expected(reply->context->order, group->until) ? STAFF_DELAY : STAFF_ACKNOWLEDGE;
    case SIGN_CANCELLED:
        return STAFF_CANCEL;
    }
    if (number && reply->nearly && !sent)
        return STAFF_VERB_COUNT; /* "goes out on Friday, the label is 1Z…" */
    if (number)
        return sent && (correction || !open) ? STAFF_CORRECT : STAFF_SHIP;
    if (group->until && group->dated && reply->mends && group->reason->len == 0)
        return STAFF_CORRECT;
    if ((group->until && group->dated) || (group->day && correction && open && !sent))
        return open ? STAFF_DELAY : STAFF_VERB_COUNT;
    if ((group->arrival || (group->day && correction)) && sent)
        return STAFF_CORRECT;
    return STAFF_VERB_COUNT;
}

static gboolean is_past(const struct reply *reply, const char *iso)
{
    const GDate *today = &reply->context->today;
    g_autofree char *now = g_strdup_printf("%04u-%02u-%02u", g_date_get_year(today), g_date_get_month(today), g_date_get_day(today));
    return g_strcmp0(iso, now) < 0;
}

static gboolean is_today(const struct reply *reply, const char *iso)
{
    const GDate *today = &reply->context->today;
    g_autofree char *now = g_strdup_printf("%04u-%02u-%02u", g_date_get_year(today), g_date_get_month(today), g_date_get_day(today));
    return g_strcmp0(iso, now) == 0;
}

/* A carrier's number by its looks, letters and all, but for its check digit. */
static gboolean has_wrong_digit(const GPtrArray *carriers, const char *tracking)
{
    for (guint i = 0; carriers && i < carriers->len; i++) {
        const struct carrier *carrier = carriers->pdata[i];
        for (guint n = 0; n < carrier->patterns->len; n++) {
            const char *pattern = ((const struct tracking_pattern *)carrier->patterns->pdata[n])->pattern;
            if (pattern[strspn(pattern, "9*")] && carrier_check(carrier, tracking) == TRACKING_WRONG_DIGIT)
                return TRUE;
        }
    }
    return FALSE;
}

static void check_package(struct reply *reply, struct staff_package *package)
{
    const struct carrier *carrier = package->carrier ? carriers_by_id(reply->context->carriers, package->carrier) : NULL;
    if (!package->tracking)
        return;
    if (!carrier && !package->carrier_text && (carrier = carriers_by_tracking(reply->context->carriers, package->tracking))) {
        package->carrier = g_strdup(carrier->id);
        package->carrier_text = g_strdup(phrases_text(carrier->names, NULL, NULL));
    }
    package->verdict = carrier_check(carrier, package->tracking);
    if (package->verdict == TRACKING_NO_PATTERN)
        staff_doubt_add(reply, DOUBT_TRACKING_PATTERN, package->tracking);
    if (package->verdict == TRACKING_WRONG_DIGIT || (!carrier && has_wrong_digit(reply->context->carriers, package->tracking)))
        staff_doubt_add(reply, DOUBT_TRACKING_DIGIT, package->tracking);
}

static gboolean known_already(const struct reply *reply, const char *tracking)
{
    const struct order *order = reply->context->order;
    for (guint i = 0; order && tracking && i < order->consignments->len; i++) {
        const struct consignment *one = order->consignments->pdata[i];
        if (g_strcmp0(one->tracking, tracking) == 0)
            return TRUE;
    }
    return FALSE;
}

/* "123 was wrong, it is 456": the old number is there to be found, not to be told again. */
static void drop_old_numbers(const struct reply *reply, GPtrArray *packages)
{
    for (guint i = packages->len; i-- > 0 && packages->len > 1;)
        if (known_already(reply, ((const struct staff_package *)packages->pdata[i])->tracking))
            g_ptr_array_remove_index(packages, i);
}

/* "UPS: delivery on Monday": a carrier without a number says which parcel it is told of, and gives it no other carrier. */
static void find_parcel_of(struct reply *reply, struct group *group)
{
    const struct order *order = reply->context->order;
    struct staff_package *package = group->packages->len == 1 ? group->packages->pdata[0] : NULL;
    const struct consignment *found = NULL;
    guint under_way = 0, carried = 0;
    if (!package || package->tracking || reply->correction || !order)
        return;
    const struct carrier *carrier = package->carrier ? carriers_by_id(reply->context->carriers, package->carrier) : NULL;
    for (guint i = 0; i < order->consignments->len; i++) {
        const struct consignment *one = order->consignments->pdata[i];
        gboolean its = staff_carries(one, carrier, package->carrier_text, reply->context->carriers);
        if (one->delivered)
            continue;
        under_way++;
        carried += its;
        found = its ? one : found;
    }
    if (carried == 0)
        staff_doubt_add(reply, DOUBT_CONTRADICTION, group->text);
    if (carried == 1 && under_way > 1 && found->tracking)
        package->tracking = g_strdup(found->tracking);
    else
        g_ptr_array_set_size(group->packages, 0);
}

/* "the sofa is shipped, the rest is delayed": what the other groups name is left out of this one. */
static void leave_out_named(struct reply *reply, const struct group *group)
{
    for (guint i = 0; group->rest && group->verb == SIGN_DELAYED && i < reply->groups->len; i++) {
        const struct group *other = reply->groups->pdata[i];
        if (other != group)
            g_array_append_vals(reply->excluded, other->items->data, other->items->len);
    }
}

static void put_items(struct reply *reply, const struct group *group, struct staff_command *command)
{
    if (group->items->len == 0)
        leave_out_named(reply, group);
    for (guint i = 0; i < group->items->len; i++) {
        guint number = g_array_index(group->items, guint, i);
        gboolean there = FALSE;
        for (guint n = 0; n < command->items->len; n++)
            there = there || g_array_index(command->items, guint, n) == number;
        if (!there)
            g_array_append_val(command->items, number);
    }
    const struct order *order = reply->context->order;
    if (command->items->len > 0 || reply->excluded->len == 0 || !order)
        return;
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        gboolean out = command->verb == STAFF_DELIVER ? item->state != ITEM_SHIPPED : item->state >= ITEM_SHIPPED;
        for (guint n = 0; n < reply->excluded->len; n++)
            out = out || g_array_index(reply->excluded, guint, n) == item->number;
        if (!out)
            g_array_append_val(command->items, item->number);
    }
    if (command->items->len == 0)
        staff_doubt_add(reply, DOUBT_ITEM_UNKNOWN, group->text);
}

/* "shipped yesterday, arrives in 3 days": from today, or from yesterday? */
static gboolean counts_from_before(const struct reply *reply, const struct group *group)
{
    static const char *const befores[] = {"yesterday", "ago", "dun", "evvelsi", "gecen", "gestern", "vorgestern", "hier", "ayer", "ieri", "gisteren", "wczoraj", "ontem", "вчера", NULL};
    if (!group->arrival_counted)
        return FALSE;
    if (group->day && !is_today(reply, group->day))
        return TRUE;
    return staff_holds(reply, befores);
}

static void put_dates(struct reply *reply, struct group *group, struct staff_command *command)
{
    switch ((int)command->verb) {
    case STAFF_DELAY:
        command->date = g_strdup(group->until ? group->until : group->day ? group->day : group->arrival);
        if (!command->date)
            staff_doubt_add(reply, DOUBT_NO_DATE, group->text);
        break;
    case STAFF_SHIP:
        if (group->until)
            staff_doubt_add(reply, DOUBT_CONTRADICTION, group->text);
        command->date = g_strdup(group->arrival);
        if (!command->date && group->day && !group->day_spoken && !is_past(reply, group->day) && !is_today(reply, group->day)) /* the day of shipping */
            command->date = g_strdup(group->day);
        break;
    case STAFF_CORRECT:
        command->date = g_strdup(group->arrival ? group->arrival : group->day);
        command->new_date = g_strdup(group->until);
        break;
    }
    if (command->verb == STAFF_SHIP && (counts_from_before(reply, group) || (!group->arrival && group->day_counted))) /* "shipped, in 3 days" */
        staff_doubt_add(reply, DOUBT_DATE_AMBIGUOUS, group->text);
    if ((command->date && is_past(reply, command->date)) || (command->new_date && is_past(reply, command->new_date)))
        staff_doubt_add(reply, DOUBT_DATE_PAST, group->text);
}

/* "Aras ile çıktı, 2 koli: 123 ve 456": the one carrier that is named has them all, unless a number's pattern says otherwise. */
static void share_carrier(const struct reply *reply, const GPtrArray *packages)
{
    const struct staff_package *named = NULL;
    for (guint i = 0; i < packages->len; i++) {
        const struct staff_package *one = packages->pdata[i];
        if (!one->carrier && !one->carrier_text)
            continue;
        if (named && (g_strcmp0(named->carrier, one->carrier) != 0 || g_strcmp0(named->carrier_text, one->carrier_text) != 0))
            return;
        named = one;
    }
    for (guint i = 0; named && i < packages->len; i++) {
        struct staff_package *one = packages->pdata[i];
        if (one->carrier || one->carrier_text || !one->tracking || carriers_by_tracking(reply->context->carriers, one->tracking))
            continue;
        one->carrier = g_strdup(named->carrier);
        one->carrier_text = g_strdup(named->carrier_text);
    }
}

static void conclude_group(struct reply *reply, struct group *group)
{
    staff_judge_group_transit(reply, group);
    enum staff_verb verb = verb_of(reply, group);
    gboolean empty = group->packages->len == 0 && !group->arrival && !group->until && !group->day && group->reason->len == 0;
    if (verb == STAFF_VERB_COUNT) {
        if (!empty)
            staff_doubt_add(reply, DOUBT_UNCERTAIN, group->text);
        return;
    }
    struct staff_command *command = staff_say(reply, verb, NULL);
    if (verb == STAFF_CORRECT) {
        drop_old_numbers(reply, group->packages);
        find_parcel_of(reply, group);
    }
    put_items(reply, group, command);
    put_dates(reply, group, command);
    if (group->reason->len > 0 && (verb == STAFF_DELAY || verb == STAFF_CANCEL))
        command->reason = text_one_line(group->reason->str, STAFF_REASON_SIZE);
    share_carrier(reply, group->packages);
    for (guint i = 0; (verb == STAFF_SHIP || verb == STAFF_CORRECT) && i < group->packages->len; i++) {
        struct staff_package *package = group->packages->pdata[i];
        check_package(reply, package);
        g_ptr_array_add(command->packages, package);
        group->packages->pdata[i] = staff_package_new();
    }
}

static gboolean overlap(const struct staff_command *left, const struct staff_command *right)
{
    if (left->items->len == 0 || right->items->len == 0)
        return TRUE;
    for (guint i = 0; i < left->items->len; i++)
        for (guint n = 0; n < right->items->len; n++)
            if (g_array_index(left->items, guint, i) == g_array_index(right->items, guint, n))
                return TRUE;
    return FALSE;
}

/* An acknowledgement beside a statement about the same items is no more than its beginning: "received and shipped". */
static void drop_acknowledgements(struct reply *reply)
{
    GPtrArray *commands = reply->reading->commands;
    for (guint i = commands->len; i-- > 0;) {
        const struct staff_command *one = commands->pdata[i];
        gboolean begun = FALSE;
        for (guint n = 0; n < commands->len; n++) {
            const struct staff_command *other = commands->pdata[n];
            begun = begun || (other->verb != STAFF_ACKNOWLEDGE && other->verb != STAFF_NOTE && overlap(one, other));
        }
        if (one->verb == STAFF_ACKNOWLEDGE && begun)
            g_ptr_array_remove_index(commands, i);
    }
}

/* The same item cannot be shipped and delayed by one mail. */
static void check_contradictions(struct reply *reply)
{
    const GPtrArray *commands = reply->reading->commands;
    for (guint i = 0; i < commands->len; i++) {
        for (guint n = i + 1; n < commands->len; n++) {
            const struct staff_command *left = commands->pdata[i], *right = commands->pdata[n];
            if (left->verb == STAFF_NOTE || right->verb == STAFF_NOTE || left->verb == right->verb)
                continue;
            if (overlap(left, right))
                staff_doubt_add(reply, DOUBT_CONTRADICTION, NULL);
        }
    }
}

static gboolean has_verb(const struct reply *reply, enum staff_verb verb)
{
    for (guint i = 0; i < reply->reading->commands->len; i++)
        if (((const struct staff_command *)reply->reading->commands->pdata[i])->verb == verb)
            return TRUE;
    return FALSE;
}

/* The form quoted from somebody else's answer, or our own words of an earlier mail: the command is theirs, not the sender's. */
static gboolean quote_commands(struct reply *reply)
{
    for (guint i = 0; i < reply->quoted->len && i < STAFF_LINES_MOST; i++) {
        g_autoptr(GArray) tokens = staff_tokens(reply->words, reply->quoted->pdata[i]);
        for (guint n = 0; n < tokens->len; n++) {
            enum staff_sign sign = g_array_index(tokens, struct staff_token, n).sign;
            if (sign >= SIGN_SHIPPED && sign <= SIGN_CANCELLED && sign != SIGN_OK)
                return TRUE;
        }
    }
    return FALSE;
}

/* "Received. Can do by 10 December.": another day than the expected one, and of the order. */
static gboolean may_be_new_date(const struct reply *reply, const struct group *group)
{
    const struct staff_clause *lost = reply->lost;
    gboolean ours = lost && !SAYS(lost, SIGN_MATERIAL) && !SAYS(lost, SIGN_ELSEWHERE);
    const char *day = group->until ? group->until : group->day && !group->day_spoken && !group->day_else ? group->day : ours && lost->until ? lost->until : ours && !lost->day_spoken ? lost->day : NULL;
    return group->verb == SIGN_IN_HAND && day && !is_past(reply, day) && !is_today(reply, day) && !staff_is_expected(reply->context->order, day);
}

/* "Shipped. Perhaps they get it on Friday": the day may be its day of arrival, or not. */
static void ask_for_lost_day(struct reply *reply)
{
    for (guint i = 0; i < reply->groups->len; i++) {
        const struct group *group = reply->groups->pdata[i];
        gboolean hand = verb_of(reply, group) == STAFF_ACKNOWLEDGE && may_be_new_date(reply, group);
        if (hand)
            staff_doubt_add(reply, DOUBT_DATE_AMBIGUOUS, group->text);
        if (!reply->lost || (group->verb != SIGN_SHIPPED && group->verb != SIGN_NONE) || group->arrival)
            continue;
        g_autofree char *text = staff_clause_text(reply, reply->lost);
        reply->refused_soft = TRUE;
        staff_doubt_add(reply, DOUBT_UNCERTAIN, text);
    }
}

/* "Received, but the address is missing": it is in hand, and somebody waits for an answer. */
static void ask_for_reserve(struct reply *reply)
{
    const guint64 reserves = SIGN_BIT(SIGN_TROUBLE) | SIGN_BIT(SIGN_WRONG) | SIGN_BIT(SIGN_ASKS);
    gboolean hand = FALSE, other = FALSE;
    for (guint i = 0; i < reply->groups->len; i++) {
        const enum staff_verb verb = verb_of(reply, reply->groups->pdata[i]);
        hand = hand || verb == STAFF_ACKNOWLEDGE;
        other = other || (verb != STAFF_ACKNOWLEDGE && verb != STAFF_VERB_COUNT);
    }
    for (guint i = 0; hand && !other && i < reply->clauses->len; i++) {
        const struct staff_clause *clause = &g_array_index(reply->clauses, struct staff_clause, i);
        gboolean waits = clause->slot == SLOT_NONE && clause->verb == SIGN_NONE && !SAYS(clause, SIGN_POLITE) && (clause->question || (clause->signs & reserves));
        g_autofree char *text = waits ? staff_clause_text(reply, clause) : NULL;
        if (waits)
            staff_doubt_add(reply, DOUBT_UNCERTAIN, text);
        reply->reserve = reply->reserve || waits;
    }
}

void staff_conclude(struct reply *reply)
{
    struct staff_reading *reading = reply->reading;
    ask_for_lost_day(reply);
    ask_for_reserve(reply);
    enum staff_doubt soft = reading->doubt;
    for (guint i = 0; i < reply->groups->len; i++)
        conclude_group(reply, reply->groups->pdata[i]);
    drop_acknowledgements(reply);
    check_contradictions(reply);
    gboolean only_soft = reading->doubt == soft && (soft == DOUBT_UNCERTAIN || soft == DOUBT_NEGATED);
    gboolean settled = reading->commands->len > 0 && !reply->reserve && (!reply->refused_soft || has_verb(reply, STAFF_DELAY) || has_verb(reply, STAFF_ACKNOWLEDGE));
    if (only_soft && settled) {
        reading->doubt = DOUBT_NONE;
        g_clear_pointer(&reading->doubt_text, g_free);
    }
    staff_answer_alone(reply);
    for (guint i = 0; reading->doubt != DOUBT_NONE && i < reading->lines->len; i++)
        ((struct staff_line *)reading->lines->pdata[i])->understood = FALSE;
    if (reading->doubt != DOUBT_NONE)
        g_ptr_array_set_size(reading->commands, 0);
    else if (reading->commands->len == 0)
        reading->doubt = quote_commands(reply) && reading->lines->len > 0 ? DOUBT_QUOTED_ONLY : DOUBT_NOTHING;
}

