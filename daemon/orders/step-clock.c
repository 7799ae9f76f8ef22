/* What the clock brings. What an order waits for is computed from the order itself; what was done for which date stands
 * in its marks, so that a timer fires once, whatever the clock does, and a new date sets it anew. */
#include "daemon/orders/anonymise.h"
#include "daemon/orders/step-internal.h"

#define DAY            86400
#define RESTORED_WORDS "it came due before the store was restored from a backup"
#define DECISIONS_MOST 3 /* reminders to the person who must decide; then they have had their chance */

static const char *const timer_names[TIMER_COUNT] = {
    [TIMER_ACKNOWLEDGE] = "acknowledge",
    [TIMER_NUDGE_BEFORE] = "nudge-before",
    [TIMER_NUDGE_DUE] = "nudge-due",
    [TIMER_LATE] = "late",
    [TIMER_DECIDE] = "decide",
    [TIMER_REMIND] = "remind",
    [TIMER_EXPIRE] = "expire",
    [TIMER_FOLLOW_UP] = "follow-up",
    [TIMER_SURVEY] = "survey",
    [TIMER_SURVEY_REMINDER] = "survey-reminder",
};

const char *timer_kind_name(enum timer_kind kind)
{
    return kind < TIMER_COUNT ? timer_names[kind] : "unknown";
}

gboolean timer_kind_parse(const char *name, enum timer_kind *ret_kind)
{
    for (guint i = 0; i < TIMER_COUNT; i++) {
        if (g_strcmp0(name, timer_names[i]) == 0) {
            *ret_kind = (enum timer_kind)i;
            return TRUE;
        }
    }
    return FALSE;
}

/* --- instants
 * ----------------------------------------------------------------------------------------------------------- */

/* When work begins on the first working day at or after `day`. */
static gint64 morning_of(const struct facts *facts, const GDate *day)
{
    const struct calendar *calendar = facts->business->calendar;
    return calendar_working_instant(calendar, calendar_instant(calendar, day, 0));
}

static gint64 days_after(const struct facts *facts, gint64 instant, guint days)
{
    GDate day;
    calendar_day_of(facts->business->calendar, instant, &day);
    g_date_add_days(&day, days);
    return morning_of(facts, &day);
}

/* The morning of the last working day before `iso`; 0 when there is none within two months. */
static gint64 working_day_before(const struct facts *facts, const char *iso)
{
    GDate day;
    if (!iso_parse(iso, &day))
        return 0;
    for (guint i = 0; i < 60; i++) {
        g_date_subtract_days(&day, 1);
        if (calendar_is_working_day(facts->business->calendar, &day))
            return morning_of(facts, &day);
    }
    return 0;
}

static gint64 working_days_after(const struct facts *facts, const char *iso, guint count)
{
    GDate day;
    if (!iso_parse(iso, &day))
        return 0;
    for (guint looked = 0, found = 0; found < MAX(count, 1); looked++) {
        g_date_add_days(&day, 1);
        found += calendar_is_working_day(facts->business->calendar, &day) || looked > 3660;
    }
    return morning_of(facts, &day);
}

/* --- what is done once for each date of each item
 * ------------------------------------------------------------------------ */

static char *item_mark(enum timer_kind kind, guint item)
{
    return g_strdup_printf("%s:%u", timer_names[kind], item);
}

static gint64 item_due(const struct order *order, const struct facts *facts, enum timer_kind kind,
                       const struct line_item *item)
{
    GDate day;
    gint64 dated = order_mark_instant(order, "dated"), due = 0;
    if (kind == TIMER_LATE)
        return working_days_after(facts, item->expected, facts->business->rules->grace_days);
    if (!facts->business->rules->nudge || !iso_parse(item->expected, &day))
        return 0;
    due = kind == TIMER_NUDGE_DUE ? morning_of(facts, &day) : working_day_before(facts, item->expected);
    return due > dated ? due : 0; /* who has just set a date need not be reminded of it */
}

static gboolean item_waits(const struct order *order, enum timer_kind kind, const struct line_item *item)
{
    g_autofree char *mark = item_mark(kind, item->number);
    return item_is_open(item) && (PLANTED(FIRES_AGAIN) || !order_marked(order, mark, item->expected));
}

/* --- what an order waits for
 * ------------------------------------------------------------------------------------------------ */

static void add(GArray *timers, enum timer_kind kind, gint64 due)
{
    struct order_timer timer = {kind, due};
    if (due > 0)
        g_array_append_val(timers, timer);
}

static void add_for_items(GArray *timers, const struct order *order, const struct facts *facts, enum timer_kind kind)
{
    gint64 first = 0;
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        gint64 due = item_waits(order, kind, item) ? item_due(order, facts, kind, item) : 0;
        if (due && (!first || due < first))
            first = due;
    }
    add(timers, kind, first);
}

static char *sign_mark(const char *department)
{
    return g_strdup_printf("sign:%s", department);
}

/* Whether this department is still to be asked for a sign of life: it has work to do, and could say so. */
static gboolean wants_sign(const struct order *order, const struct facts *facts, const char *id)
{
    const struct department *department = business_department(facts->business, id);
    g_autofree char *mark = sign_mark(id);
    g_autoptr(GArray) open = order_open_items(order);
    gboolean works = department_shares(order, facts, id, open) || (PLANTED(SIGN_OF_IDLE) && open->len > 0);
    return department && works && g_strv_contains((const char *const *)department->may, "acknowledge") &&
           !order_mark(order, mark);
}

static void add_sign(GArray *timers, const struct order *order, const struct facts *facts)
{
    g_autoptr(GPtrArray) departments = order_departments(order, 0, facts);
    guint minutes = facts->business->rules->acknowledge_minutes;
    for (guint i = 0; minutes > 0 && i < departments->len; i++) {
        if (!wants_sign(order, facts, departments->pdata[i]))
            continue;
        add(timers, TIMER_ACKNOWLEDGE,
            calendar_add_working_minutes(facts->business->calendar, order->accepted, minutes));
        return;
    }
}

static void add_incomplete(GArray *timers, const struct order *order, const struct facts *facts)
{
    const struct rules *rules = facts->business->rules;
    gint64 asked = order_mark_instant(order, "asked"), reminded = order_mark_instant(order, "reminded");
    gboolean reminds = rules->remind_days > 0 && (!rules->expire_days || rules->remind_days < rules->expire_days);
    if (!asked)
        return;
    if (reminds && !reminded) {
        add(timers, TIMER_REMIND, days_after(facts, asked, rules->remind_days));
        return; /* whoever was not reminded, since the daemon was off, is not told off either */
    }
    if (rules->expire_days > 0)
        add(timers, TIMER_EXPIRE,
            reminds ? days_after(facts, reminded, rules->expire_days - rules->remind_days)
                    : days_after(facts, asked, rules->expire_days));
}

/* A person is reminded when nothing was decided since the last word to them, but not for ever. */
static void add_decision(GArray *timers, const struct order *order, const struct facts *facts)
{
    guint minutes = facts->business->rules->decide_minutes;
    gint64 since = order_mark_instant(order, "waits-since"), reminded = order_mark_instant(order, "decision-asked");
    if (minutes > 0 && since > 0 && reminded < DECISIONS_MOST)
        add(timers, TIMER_DECIDE, calendar_add_working_minutes(facts->business->calendar, since, minutes));
}

/* The day from which follow-up and survey are counted: when all of it is there, or should be. 0: it is not yet. */
static gint64 arrival(const struct order *order, const struct facts *facts, gboolean *ret_assumed)
{
    gint64 last = order_mark_instant(order, "delivered");
    guint live = 0;
    *ret_assumed = FALSE;
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        if (item_is_open(item))
            return 0;
        live += item->state != ITEM_CANCELLED;
        *ret_assumed = *ret_assumed || item->state == ITEM_SHIPPED;
    }
    for (guint i = 0; *ret_assumed && i < order->consignments->len; i++) {
        const struct consignment *consignment = order->consignments->pdata[i];
        GDate day;
        gint64 there = iso_parse(consignment->expected, &day)
                           ? calendar_instant(facts->business->calendar, &day, 0)
                           : consignment->shipped + (gint64)facts->business->rules->assumed_delivery_days * DAY;
        if (!consignment->delivered)
            last = MAX(last, there);
    }
    return live > 0 ? last : 0;
}

static void add_after_delivery(GArray *timers, const struct order *order, const struct facts *facts)
{
    const struct rules *rules = facts->business->rules;
    gboolean assumed;
    gint64 there = arrival(order, facts, &assumed);
    const char *survey = order_mark(order, "survey");
    if (!there || order_mark(order, "not-arrived"))
        return;
    if (rules->follow_up_days > 0 && !order_mark(order, "follow-up") && !order->survey)
        add(timers, TIMER_FOLLOW_UP, days_after(facts, there, rules->follow_up_days));
    if (rules->survey_days > 0 && !survey && !order->survey)
        add(timers, TIMER_SURVEY, days_after(facts, there, rules->survey_days));
    if (rules->survey_reminder_days > 0 && g_strcmp0(survey, "sent") == 0 && !order->survey &&
        !order_mark(order, "survey-reminder"))
        add(timers, TIMER_SURVEY_REMINDER,
            days_after(facts, order_mark_instant(order, "surveyed"), rules->survey_reminder_days));
}

GArray *order_timers(const struct order *order, const struct facts *facts)
{
    GArray *timers = g_array_new(FALSE, FALSE, sizeof(struct order_timer));
    if (order_mark(order, ORDER_ERASED))
        return timers; /* there is nobody to be asked or told */
    switch (order->phase) {
    case PHASE_INCOMPLETE:
        add_incomplete(timers, order, facts);
        break;
    case PHASE_ACCEPTED:
        add_sign(timers, order, facts);
        add_for_items(timers, order, facts, TIMER_NUDGE_BEFORE);
        add_for_items(timers, order, facts, TIMER_NUDGE_DUE);
        add_for_items(timers, order, facts, TIMER_LATE);
        add_after_delivery(timers, order, facts);
        break;
    case PHASE_HELD:
    case PHASE_RECEIVED:
        add_decision(timers, order, facts);
        break;
    case PHASE_DECLINED:
    case PHASE_EXPIRED:
        break;
    }
    return timers;
}

/* --- when one is due
 * --------------------------------------------------------------------------------------------------------- */

static void ask_for_signs(struct step *step)
{
    g_autoptr(GPtrArray) departments = order_departments(step->order, 0, step->facts);
    step->outcome->what = "sign-asked";
    for (guint i = 0; i < departments->len; i++) {
        if (!wants_sign(step->order, step->facts, departments->pdata[i]))
            continue;
        g_autofree char *mark = sign_mark(departments->pdata[i]);
        order_set_mark(step->order, mark, "asked");
        step_effect(step, EFFECT_ASK_SIGN)->department = departments->pdata[i];
    }
}

/* The items for which this is due now; marks them as done for their date. */
static GArray *take_due_items(struct step *step, enum timer_kind kind)
{
    GArray *items = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < step->order->items->len; i++) {
        const struct line_item *item = step->order->items->pdata[i];
        gint64 due = item_waits(step->order, kind, item) ? item_due(step->order, step->facts, kind, item) : 0;
        if (!due || due > step->facts->now)
            continue;
        g_autofree char *mark = item_mark(kind, item->number);
        order_set_mark(step->order, mark, item->expected);
        g_array_append_val(items, item->number);
    }
    return items;
}

/* Takes away the items whose day is past: to be reminded of yesterday is of no use. */
static void keep_timely(const struct step *step, enum timer_kind kind, GArray *items)
{
    GDate today, day;
    calendar_day_of(step->facts->business->calendar, step->facts->now, &today);
    for (guint i = items->len; i-- > 0;) {
        const struct line_item *item = order_item(step->order, g_array_index(items, guint, i));
        gint left = iso_parse(item->expected, &day) ? g_date_days_between(&today, &day) : -1;
        if (left < 0 || (left == 0 && kind == TIMER_NUDGE_BEFORE))
            g_array_remove_index(items, i);
    }
}

/* Out of `left`, those of which the customer was told the same date as of its first: a letter names but one. */
static GArray *take_told_alike(const struct order *order, GArray *left)
{
    GArray *alike = g_array_new(FALSE, FALSE, sizeof(guint));
    const char *told = order_item(order, g_array_index(left, guint, 0))->told;
    for (guint i = 0; i < left->len;) {
        guint number = g_array_index(left, guint, i);
        if (g_strcmp0(order_item(order, number)->told, told) == 0) {
            g_array_append_val(alike, number);
            g_array_remove_index(left, i);
        } else {
            i++;
        }
    }
    return alike;
}

/* About these items, of which the customer was told one date. */
static struct effect *tell_of(struct step *step, enum effect_kind kind, const GArray *items)
{
    struct effect *effect = step_effect(step, kind);
    effect->items = g_array_copy((GArray *)items);
    const struct line_item *first = order_item(step->order, g_array_index(items, guint, 0));
    effect->date = g_strdup(PLANTED(UNTOLD_DATE) ? first->expected : first->told);
    return effect;
}

/* Those of `items` that are this department's. */
static GArray *items_of(const struct step *step, const char *department, const GArray *items)
{
    GArray *theirs = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint n = 0; n < items->len; n++) {
        guint number = g_array_index(items, guint, n);
        g_autoptr(GPtrArray) owners = order_departments(step->order, number, step->facts);
        if (g_ptr_array_find_with_equal_func(owners, department, g_str_equal, NULL))
            g_array_append_val(theirs, number);
    }
    return theirs;
}

static void nudge(struct step *step, enum timer_kind kind)
{
    g_autoptr(GArray) items = take_due_items(step, kind);
    g_autoptr(GPtrArray) departments = order_departments(step->order, 0, step->facts);
    keep_timely(step, kind, items);
    step->outcome->what = items->len > 0 ? "nudged" : "nudge-skipped";
    for (guint i = 0; i < departments->len; i++) {
        const struct department *department = business_department(step->facts->business, departments->pdata[i]);
        g_autoptr(GArray) theirs = items_of(step, department->id, items);
        gboolean can = g_strv_contains((const char *const *)department->may, "ship") || PLANTED(NUDGED_IN_VAIN);
        while (can && theirs->len > 0) {
            g_autoptr(GArray) alike = take_told_alike(step->order, theirs);
            struct effect *effect = tell_of(step, EFFECT_NUDGE, alike);
            effect->department = department->id;
            effect->due_today = kind == TIMER_NUDGE_DUE;
        }
    }
}

/* Those of `items` that have been late for so long that to say so now has lost its sense are left out. */
static GArray *without_stale(const struct step *step, const GArray *items)
{
    gint64 stale = (gint64)step->facts->business->rules->stale_days * DAY;
    GArray *fresh = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < items->len; i++) {
        const struct line_item *item = order_item(step->order, g_array_index(items, guint, i));
        if (step->facts->now - item_due(step->order, step->facts, TIMER_LATE, item) <= stale || PLANTED(STALE_TOLD))
            g_array_append_val(fresh, item->number);
    }
    return fresh;
}

/* Only what is so: not shipped yet, and it should have been. After too long a silence of ours only customer service
 * hears. */
static void tell_late(struct step *step)
{
    g_autoptr(GArray) items = take_due_items(step, TIMER_LATE);
    step->outcome->what = "late";
    while (items->len > 0) {
        g_autoptr(GArray) alike = take_told_alike(step->order, items);
        g_autoptr(GArray) fresh = without_stale(step, alike);
        if (fresh->len > 0)
            tell_of(step, EFFECT_TELL_LATE, fresh);
        if (fresh->len > 0 && PLANTED(LATE_TWICE))
            tell_of(step, EFFECT_TELL_LATE, fresh);
        tell_of(step, EFFECT_ALERT_LATE, alike)->untold =
            fresh->len == 0 || !step->order->customer || step->facts->unreachable;
    }
}

static void ask_decision(struct step *step)
{
    order_set_mark_instant(step->order, "decision-asked", order_mark_instant(step->order, "decision-asked") + 1);
    order_set_mark_instant(step->order, "waits-since", step->facts->now);
    step->outcome->what = "decision-asked";
    step_effect(step, EFFECT_ASK_DECISION);
}

static void remind(struct step *step)
{
    order_set_mark_instant(step->order, "reminded", step->facts->now);
    step->outcome->what = "reminded";
    step_effect(step, EFFECT_REMIND);
}

static void expire(struct step *step)
{
    step_enter(step, PHASE_EXPIRED, "expired");
    step_effect(step, EFFECT_TELL_EXPIRED);
}

/* --- after delivery
 * ------------------------------------------------------------------------------------------------------------ */

/* Why this customer is not asked now; NULL when they are. */
static const char *why_not_asked(const struct step *step, enum timer_kind kind, gint64 due)
{
    const struct facts *facts = step->facts;
    if (!step->order->customer)
        return "the customer has no e-mail address";
    if (facts->unreachable)
        return "mail to the customer comes back";
    if ((facts->opted_out || order_mark(step->order, "opted-out")) && !PLANTED(OPT_OUT_IGNORED))
        return "the customer wants no surveys";
    if (due <= facts->restored)
        return RESTORED_WORDS;
    if (facts->now - due > (gint64)facts->business->rules->stale_days * DAY)
        return "it would come too late";
    if (kind == TIMER_SURVEY && facts->surveyed)
        return "the customer was asked about another order lately";
    return NULL;
}

static enum effect_kind asking(enum timer_kind kind)
{
    return kind == TIMER_FOLLOW_UP ? EFFECT_FOLLOW_UP : kind == TIMER_SURVEY ? EFFECT_SURVEY : EFFECT_SURVEY_REMINDER;
}

static void ask_customer(struct step *step, enum timer_kind kind, gint64 due)
{
    static const char *const asked[] = {
        [TIMER_FOLLOW_UP] = "followed-up", [TIMER_SURVEY] = "survey-sent", [TIMER_SURVEY_REMINDER] = "survey-reminded"};
    static const char *const skipped[] = {[TIMER_FOLLOW_UP] = "follow-up-skipped",
                                          [TIMER_SURVEY] = "survey-skipped",
                                          [TIMER_SURVEY_REMINDER] = "survey-reminder-skipped"};
    const char *why = why_not_asked(step, kind, due);
    order_set_mark(step->order, timer_names[kind], why ? "skipped" : "sent");
    step->outcome->what = why ? skipped[kind] : asked[kind];
    step->outcome->detail = g_strdup(why);
    if (why)
        return;
    if (kind == TIMER_SURVEY)
        order_set_mark_instant(step->order, "surveyed", step->facts->now);
    struct effect *effect = step_effect(step, asking(kind));
    arrival(step->order, step->facts, &effect->asks_arrival);
    if (PLANTED(ARRIVAL_UNASKED))
        effect->asks_arrival = FALSE;
}

/* --- after a restore
 * --------------------------------------------------------------------------------------------------------- */

/* It came due between a backup and its restore. Nobody is told: who had to be may have been, and may have answered. What is to be asked
 * again some day is asked when its time comes again; a question that nobody answered for too long is closed, and an answer opens it. */
static void pass_over(struct step *step, enum timer_kind kind, gint64 due)
{
    gboolean stale = step->facts->now - due > (gint64)step->facts->business->rules->stale_days * DAY;
    step->outcome->detail = g_strdup(RESTORED_WORDS);
    switch (kind) {
    case TIMER_ACKNOWLEDGE:
        ask_for_signs(step);
        step->outcome->what = "sign-skipped";
        break;
    case TIMER_NUDGE_BEFORE:
    case TIMER_NUDGE_DUE:
        g_array_unref(take_due_items(step, kind));
        step->outcome->what = "nudge-skipped";
        break;
    case TIMER_LATE:
        g_array_unref(take_due_items(step, kind));
        step->outcome->what = "late-skipped";
        break;
    case TIMER_DECIDE:
        order_set_mark_instant(step->order, "waits-since", step->facts->now);
        step->outcome->what = "decision-skipped";
        break;
    case TIMER_REMIND:
        order_set_mark_instant(step->order, "reminded", step->facts->now);
        if (stale)
            step_enter(step, PHASE_EXPIRED, "expired");
        else
            step->outcome->what = "reminder-skipped";
        break;
    case TIMER_EXPIRE:
        step_enter(step, PHASE_EXPIRED, "expired");
        break;
    case TIMER_FOLLOW_UP:
    case TIMER_SURVEY:
    case TIMER_SURVEY_REMINDER:
        g_clear_pointer(&step->outcome->detail, g_free);
        ask_customer(step, kind, due);
        break;
    case TIMER_COUNT:
        break;
    }
    /* The marks are set; the letters are what is passed over. */
    g_array_set_size(step->outcome->effects, 0);
}

gboolean step_timed(struct step *step)
{
    g_autoptr(GArray) timers = order_timers(step->order, step->facts);
    enum timer_kind kind = step->event->timer;
    gint64 due = 0;
    for (guint i = 0; i < timers->len; i++)
        if (g_array_index(timers, struct order_timer, i).kind == kind)
            due = g_array_index(timers, struct order_timer, i).due;
    if (!due || (due > step->facts->now && !PLANTED(TOO_EARLY)))
        return step_refuse(step, REFUSAL_NOT_DUE);
    if (due <= step->facts->restored) {
        pass_over(step, kind, due);
        return TRUE;
    }
    switch (kind) {
    case TIMER_ACKNOWLEDGE:
        ask_for_signs(step);
        break;
    case TIMER_NUDGE_BEFORE:
    case TIMER_NUDGE_DUE:
        nudge(step, kind);
        break;
    case TIMER_LATE:
        tell_late(step);
        break;
    case TIMER_DECIDE:
        ask_decision(step);
        break;
    case TIMER_REMIND:
        remind(step);
        break;
    case TIMER_EXPIRE:
        expire(step);
        break;
    case TIMER_FOLLOW_UP:
    case TIMER_SURVEY:
    case TIMER_SURVEY_REMINDER:
        ask_customer(step, kind, due);
        break;
    case TIMER_COUNT:
        break;
    }
    return TRUE;
}
