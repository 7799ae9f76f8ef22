/* The life of an order.
 *
 *                        ORDERED
 *                           │ step_take
 *             incomplete    ▼    complete
 *        ┌──────────────── (?) ───────────────┐
 *        ▼                                    ▼ step_complete
 *   ┌────────────┐  ANSWERED, complete  ┌─ alike, or price differs? ──▶ HELD ─────┐
 *   │ INCOMPLETE │ ───────────────────▶ ├─ accept = "staff"? ─────────▶ RECEIVED ─┤ ACCEPTED (the event)
 *   └────────────┘                      └─ else ──────────────▶ ACCEPTED ◀────────┘ step_accept
 *     │ ▲ │  ▲ │ ANSWERED, still incomplete                         items WAITING, dates and prices set
 *     │ │ │  └─┘ step_take (asks again; ORDERED, once asked, is refused)
 *     │ │ └─ TIMED: remind, then expire ──▶ EXPIRED ── ANSWERED ──▶ as if it were incomplete
 *     │ └──────────────────────────────────────┘
 *     └─ DECLINED, also from HELD and RECEIVED ──▶ DECLINED       step_decline
 *        (while it waits in HELD or RECEIVED, TIMED: decide reminds the person who must decide)
 *
 * In ACCEPTED each line item lives on its own:
 *
 *   WAITING ─ ACKNOWLEDGED ─▶ IN_WORK ─ DELAYED ─▶ DELAYED          CANCELLED, or all AGREED to a cancellation:
 *      │                         │ ◀─ a date as promised ─┘  │          any of these three ──▶ CANCELLED
 *      └───────── SHIPPED ───────┴──────── SHIPPED ──────────┘
 *                                │
 *                                ▼
 *                             SHIPPED ─ DELIVERED (staff), ARRIVED (the customer) ─▶ DELIVERED
 *
 * and the order waits for what order_timers says: a sign of life, the expected dates, follow-up, survey.
 *
 * An answer in HELD or RECEIVED is taken like one in INCOMPLETE, and not told again when it changes nothing; one in
 * ACCEPTED is a REQUEST, which all departments concerned must agree to; one in DECLINED is a person's business (refused
 * here). An incomplete order is never accepted, by nobody. UNDONE leads back to the state before, as long as nothing
 * else has happened.
 *
 * Invariants: order_invalid. */
#include "daemon/orders/step-internal.h"

#include <string.h>

/* --- names
 * ----------------------------------------------------------------------------------------------------------------- */

static const char *const event_names[EVENT_COUNT] = {
    [EVENT_ORDERED] = "ordered",
    [EVENT_ANSWERED] = "answered",
    [EVENT_ACCEPTED] = "accepted",
    [EVENT_DECLINED] = "declined",
    [EVENT_ACKNOWLEDGED] = "acknowledged",
    [EVENT_DELAYED] = "delayed",
    [EVENT_SHIPPED] = "shipped",
    [EVENT_DELIVERED] = "delivered",
    [EVENT_CORRECTED] = "corrected",
    [EVENT_CANCELLED] = "cancelled",
    [EVENT_NOTED] = "noted",
    [EVENT_UNDONE] = "undone",
    [EVENT_AGREED] = "agreed",
    [EVENT_REFUSED] = "refused",
    [EVENT_REQUESTED] = "requested",
    [EVENT_ASKED_STATUS] = "asked-status",
    [EVENT_WROTE] = "wrote",
    [EVENT_ARRIVED] = "arrived",
    [EVENT_RATED] = "rated",
    [EVENT_OPTED_OUT] = "opted-out",
    [EVENT_BOUNCED] = "bounced",
    [EVENT_TIMED] = "timed",
};

const char *event_kind_name(enum event_kind kind)
{
    return kind < EVENT_COUNT ? event_names[kind] : "unknown";
}

static const char *const effect_names[EFFECT_COUNT] = {
    [EFFECT_ASK] = "ask",
    [EFFECT_CONFIRM] = "confirm",
    [EFFECT_RECEIVE] = "receive",
    [EFFECT_DECLINE] = "decline",
    [EFFECT_FORWARD] = "forward",
    [EFFECT_TELL_HELD] = "tell-held",
    [EFFECT_TELL_ACCEPT] = "tell-accept",
    [EFFECT_ASK_DECISION] = "ask-decision",
    [EFFECT_TELL_DELAY] = "tell-delay",
    [EFFECT_TELL_SHIPPED] = "tell-shipped",
    [EFFECT_TELL_DELIVERED] = "tell-delivered",
    [EFFECT_TELL_CORRECTED] = "tell-corrected",
    [EFFECT_TELL_CANCELLED] = "tell-cancelled",
    [EFFECT_TELL_NOTE] = "tell-note",
    [EFFECT_TELL_LATE] = "tell-late",
    [EFFECT_RECALL] = "recall",
    [EFFECT_REMIND] = "remind",
    [EFFECT_TELL_EXPIRED] = "tell-expired",
    [EFFECT_FOLLOW_UP] = "follow-up",
    [EFFECT_SURVEY] = "survey",
    [EFFECT_SURVEY_REMINDER] = "survey-reminder",
    [EFFECT_SURVEY_UNCLEAR] = "survey-unclear",
    [EFFECT_THANK] = "thank",
    [EFFECT_TELL_STATUS] = "tell-status",
    [EFFECT_TELL_REQUESTED] = "tell-requested",
    [EFFECT_TELL_REFUSED] = "tell-refused",
    [EFFECT_TELL_PASSED_ON] = "tell-passed-on",
    [EFFECT_ASK_SIGN] = "ask-sign",
    [EFFECT_NUDGE] = "nudge",
    [EFFECT_ASK_AGREEMENT] = "ask-agreement",
    [EFFECT_NEWS] = "news",
    [EFFECT_ALERT_LATE] = "alert-late",
    [EFFECT_ALERT_MARK] = "alert-mark",
    [EFFECT_ALERT_NOT_ARRIVED] = "alert-not-arrived",
    [EFFECT_ALERT_BOUNCED] = "alert-bounced",
    [EFFECT_ALERT_REQUEST] = "alert-request",
    [EFFECT_ALERT_ASKED] = "alert-asked",
    [EFFECT_ALERT_UNATTENDED] = "alert-unattended",
};

const char *effect_kind_name(enum effect_kind kind)
{
    return kind < EFFECT_COUNT ? effect_names[kind] : "unknown";
}

/* --- outcomes and effects
 * --------------------------------------------------------------------------------------------------- */

static void effect_clear(struct effect *effect)
{
    g_clear_pointer(&effect->items, g_array_unref);
    g_clear_pointer(&effect->consignments, g_array_unref);
    g_clear_pointer(&effect->old_date, g_free);
    g_clear_pointer(&effect->date, g_free);
    g_clear_pointer(&effect->words, g_free);
}

static GArray *effects_new(void)
{
    GArray *effects = g_array_new(FALSE, FALSE, sizeof(struct effect));
    g_array_set_clear_func(effects, (GDestroyNotify)effect_clear);
    return effects;
}

void outcome_clear(struct outcome *outcome)
{
    g_clear_pointer(&outcome->order, order_free);
    g_clear_pointer(&outcome->effects, g_array_unref);
    g_clear_pointer(&outcome->detail, g_free);
}

gboolean step_refuse(struct step *step, enum step_refusal refusal)
{
    step->refusal = refusal;
    return FALSE;
}

struct effect *step_effect(struct step *step, enum effect_kind kind)
{
    struct effect effect = {.kind = kind};
    g_array_append_val(step->outcome->effects, effect);
    return &g_array_index(step->outcome->effects, struct effect, step->outcome->effects->len - 1);
}

struct effect *step_held_effect(struct step *step, enum effect_kind kind)
{
    struct effect *effect = step_effect(step, kind);
    effect->held = TRUE;
    return effect;
}

void step_hold_effects(struct step *step)
{
    for (guint i = 0; i < step->outcome->effects->len; i++)
        g_array_index(step->outcome->effects, struct effect, i).held = TRUE;
}

gboolean department_shares(const struct order *order, const struct facts *facts, const char *department, const GArray *items)
{
    for (guint i = 0; i < items->len; i++) {
        g_autoptr(GPtrArray) departments = order_departments(order, g_array_index(items, guint, i), facts);
        if (g_ptr_array_find_with_equal_func(departments, department, g_str_equal, NULL))
            return TRUE;
    }
    return FALSE;
}

void step_news(struct step *step, const GArray *items)
{
    g_autoptr(GPtrArray) departments = order_departments(step->order, 0, step->facts);
    for (guint i = 0; i < departments->len; i++) {
        const char *department = departments->pdata[i];
        if ((g_strcmp0(department, step->event->department) == 0 && !PLANTED(NEWS_TO_SENDER)) || !department_shares(step->order, step->facts, department, items))
            continue;
        struct effect *effect = step_held_effect(step, EFFECT_NEWS);
        effect->department = department;
        effect->items = g_array_copy((GArray *)items);
    }
}

void step_enter(struct step *step, enum order_phase phase, const char *what)
{
    step->order->phase = phase;
    if (phase != PHASE_HELD)
        g_clear_pointer(&step->order->hold_reason, g_free);
    step->outcome->what = what;
}

/* --- items, departments, dates
 * ------------------------------------------------------------------------------------------------ */

gboolean item_is_open(const struct line_item *item)
{
    if (PLANTED(SENT_AFTER_END) && item->state == ITEM_CANCELLED)
        return TRUE;
    return item->state == ITEM_WAITING || item->state == ITEM_IN_WORK || item->state == ITEM_DELAYED;
}

GArray *order_open_items(const struct order *order)
{
    GArray *items = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        if (item_is_open(item))
            g_array_append_val(items, item->number);
    }
    return items;
}

gboolean items_have(const GArray *items, guint number)
{
    for (guint i = 0; i < items->len; i++)
        if (g_array_index(items, guint, i) == number)
            return TRUE;
    return FALSE;
}

GPtrArray *order_departments(const struct order *order, guint item, const struct facts *facts)
{
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *one = order->items->pdata[i];
        const struct form *form = item == 0 || one->number == item ? forms_product(facts->forms, one->form) : NULL;
        for (guint d = 0; form && form->departments[d]; d++) {
            const struct department *department = business_department(facts->business, form->departments[d]);
            if (department && !g_ptr_array_find(found, department->id, NULL))
                g_ptr_array_add(found, department->id);
        }
    }
    return found;
}

void order_settle_expected(struct order *order)
{
    const char *latest = NULL, *latest_live = NULL;
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        if (g_strcmp0(item->expected, latest) > 0)
            latest = item->expected;
        if ((item->state != ITEM_CANCELLED || PLANTED(CANCELLED_COUNTS)) && g_strcmp0(item->expected, latest_live) > 0)
            latest_live = item->expected;
    }
    char *expected = g_strdup(latest_live ? latest_live : latest);
    g_free(order->expected);
    order->expected = expected;
}

void order_set_mark_instant(struct order *order, const char *name, gint64 instant)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, instant);
    order_set_mark(order, name, text);
}

gint64 order_mark_instant(const struct order *order, const char *name)
{
    const char *text = order_mark(order, name);
    return text ? g_ascii_strtoll(text, NULL, 10) : 0;
}

char *iso_date(const GDate *day)
{
    char text[16];
    g_date_strftime(text, sizeof text, "%Y-%m-%d", day);
    return g_strdup(text);
}

gboolean iso_parse(const char *iso, GDate *ret_day)
{
    static const char shape[] = "dddd-dd-dd";
    if (!iso || strlen(iso) != sizeof shape - 1)
        return FALSE;
    for (guint i = 0; shape[i]; i++)
        if (shape[i] == 'd' ? !g_ascii_isdigit(iso[i]) : iso[i] != shape[i])
            return FALSE;
    guint year = (guint)g_ascii_strtoull(iso, NULL, 10), month = (guint)g_ascii_strtoull(iso + 5, NULL, 10);
    guint day = (guint)g_ascii_strtoull(iso + 8, NULL, 10);
    if (!g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return FALSE;
    g_date_clear(ret_day, 1);
    g_date_set_dmy(ret_day, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return TRUE;
}

/* --- which event is allowed when
 * ------------------------------------------------------------------------------------------- */

/* What can happen to an order in every phase. */
static gboolean step_anywhere(struct step *step, enum step_refusal otherwise)
{
    switch (step->event->kind) {
    case EVENT_UNDONE:
        return step_undo(step);
    case EVENT_ASKED_STATUS:
        return step_status(step);
    case EVENT_WROTE:
        return step_wrote(step);
    case EVENT_OPTED_OUT:
        return step_opt_out(step);
    case EVENT_BOUNCED:
        return step_bounce(step);
    case EVENT_TIMED:
        return step_timed(step);
    case EVENT_ORDERED:
        return step_refuse(step, REFUSAL_ORDER_EXISTS);
    case EVENT_ANSWERED:
    case EVENT_ACCEPTED:
    case EVENT_DECLINED:
    case EVENT_ACKNOWLEDGED:
    case EVENT_DELAYED:
    case EVENT_SHIPPED:
    case EVENT_DELIVERED:
    case EVENT_CORRECTED:
    case EVENT_CANCELLED:
    case EVENT_NOTED:
    case EVENT_AGREED:
    case EVENT_REFUSED:
    case EVENT_REQUESTED:
    case EVENT_ARRIVED:
    case EVENT_RATED:
    case EVENT_COUNT:
        break;
    }
    return step_refuse(step, otherwise);
}

static gboolean step_in_incomplete(struct step *step)
{
    switch ((int)step->event->kind) {
    case EVENT_ORDERED:
        if (step->order->asked > 0 && !PLANTED(ORDERED_AGAIN))
            return step_refuse(step, REFUSAL_ORDER_EXISTS);
        return step_take(step);
    case EVENT_ANSWERED:
        return step_take(step);
    case EVENT_ACCEPTED:
        if (PLANTED(HALF_ACCEPTED) && step->order->items->len > 0)
            return step_accept(step);
        return step_refuse(step, REFUSAL_NEVER_INCOMPLETE);
    case EVENT_DECLINED:
        return step_decline(step);
    case EVENT_NOTED:
        if (!step->event->department)
            return step_note(step);
        break;
    }
    return step_anywhere(step, REFUSAL_NOT_COMPLETE);
}

static gboolean step_in_waiting(struct step *step)
{
    switch ((int)step->event->kind) {
    case EVENT_ANSWERED:
        return step_answer_waiting(step);
    case EVENT_ACCEPTED:
        return step_accept(step);
    case EVENT_DECLINED:
        return step_decline(step);
    case EVENT_NOTED:
        if (!step->event->department)
            return step_note(step);
        break;
    }
    return step_anywhere(step, REFUSAL_NOT_ACCEPTED);
}

static gboolean step_in_accepted(struct step *step)
{
    switch ((int)step->event->kind) {
    case EVENT_ACKNOWLEDGED:
        return step_acknowledge(step);
    case EVENT_DELAYED:
        return step_delay(step);
    case EVENT_SHIPPED:
        return step_ship(step);
    case EVENT_DELIVERED:
        return step_deliver(step);
    case EVENT_CORRECTED:
        return step_correct(step);
    case EVENT_CANCELLED:
        return step_cancel(step);
    case EVENT_NOTED:
        return step_note(step);
    case EVENT_AGREED:
        return step_agree(step);
    case EVENT_REFUSED:
        return step_refuse_request(step);
    case EVENT_REQUESTED:
        return step_request(step);
    case EVENT_ARRIVED:
        return step_arrived(step);
    case EVENT_RATED:
        return step_rate(step);
    case EVENT_ANSWERED:
        return step_refuse(step, REFUSAL_ANSWERED_LATE);
    }
    return step_anywhere(step, REFUSAL_DECIDED);
}

static gboolean step_in_ended(struct step *step)
{
    if (step->event->kind == EVENT_ANSWERED)
        return step_refuse(step, REFUSAL_ANSWERED_LATE);
    return step_anywhere(step, REFUSAL_DECIDED);
}

static gboolean step_dispatch(struct step *step)
{
    if (PLANTED(RISEN) && step->order->phase == PHASE_DECLINED && step->event->kind == EVENT_ANSWERED)
        return step_take(step);
    switch (step->order->phase) {
    case PHASE_INCOMPLETE:
        return step_in_incomplete(step);
    case PHASE_HELD:
    case PHASE_RECEIVED:
        return step_in_waiting(step);
    case PHASE_ACCEPTED:
        return step_in_accepted(step);
    case PHASE_DECLINED:
        return step_in_ended(step);
    case PHASE_EXPIRED:
        return step->event->kind == EVENT_ANSWERED ? step_take(step) : step_in_ended(step);
    }
    return FALSE;
}

/* Whatever a department says is a sign of life. */
static void note_sign(struct step *step)
{
    if (!step->event->department || step->event->kind == EVENT_UNDONE)
        return;
    g_autofree char *mark = g_strdup_printf("sign:%s", step->event->department);
    order_set_mark(step->order, mark, "given");
}

/* --- invariants
 * ----------------------------------------------------------------------------------------------------------------- */

static const char *item_invalid(const struct order *order, const struct line_item *item)
{
    gboolean accepted = order->phase == PHASE_ACCEPTED;
    if (accepted != (item->state != ITEM_OPEN))
        return "an item is open in an accepted order, or the other way round";
    if (accepted && (!item->form || !item->expected || !item->promised || !item->told))
        return "an accepted item has no product or no expected date";
    return NULL;
}

static const char *consignment_invalid(const struct order *order, const struct consignment *consignment)
{
    if (order->phase != PHASE_ACCEPTED || consignment->items->len == 0)
        return "something was shipped of an order that is not accepted, or nothing was";
    for (guint i = 0; i < consignment->items->len; i++) {
        const struct line_item *item = order_item(order, g_array_index(consignment->items, guint, i));
        if (!item || (item->state != ITEM_SHIPPED && item->state != ITEM_DELIVERED))
            return "an item is in a consignment, and neither shipped nor delivered";
    }
    return NULL;
}

const char *order_invalid(const struct order *order)
{
    gboolean accepted = order->phase == PHASE_ACCEPTED;
    const char *broken = NULL;
    if (accepted && (!order->accepted || !order->expected || order->items->len == 0))
        return "an accepted order has no acceptance time, no expected date or no items";
    if (!accepted && (order->accepted || order->expected))
        return "an order that is not accepted has an acceptance time or an expected date";
    if ((order->phase == PHASE_HELD) != (order->hold_reason != NULL))
        return "a held order has no reason, or another order has one";
    if (order->request && !accepted)
        return "a request waits in an order that is not accepted";
    for (guint i = 0; i < order->items->len && !broken; i++)
        broken = item_invalid(order, order->items->pdata[i]);
    for (guint i = 0; i < order->consignments->len && !broken; i++)
        broken = consignment_invalid(order, order->consignments->pdata[i]);
    return broken;
}

gboolean order_step(const struct order *before, const struct event *event, const struct facts *facts,
                    struct outcome *ret_outcome, enum step_refusal *ret_refusal)
{
    struct outcome outcome = {.order = order_copy(before), .effects = effects_new()};
    struct step step = {.outcome = &outcome, .order = outcome.order, .before = before, .event = event, .facts = facts};
    step.order->changed = facts->now;
    step.order->revision++;
    gboolean done = step_dispatch(&step);
    if (done)
        note_sign(&step);
    gboolean broken = done && order_invalid(outcome.order);
    if (!done || broken) {
        *ret_refusal = broken ? REFUSAL_CONTRADICTION : step.refusal ? step.refusal : REFUSAL_UNKNOWN_EVENT;
        outcome_clear(&outcome);
        return FALSE;
    }
    *ret_outcome = outcome;
    return TRUE;
}
