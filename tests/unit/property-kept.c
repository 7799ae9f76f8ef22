/* What the order itself must be after a step, who may bring that about, and what departments and customer service are
 * told. */
#include "tests/unit/property-life.h"

static gboolean did(const struct life_seen *seen, enum event_kind kind)
{
    return seen->done && seen->scene->happening->kind == kind;
}

static gboolean fired(const struct life_seen *seen, enum timer_kind kind)
{
    return did(seen, EVENT_TIMED) && seen->scene->happening->timer == kind;
}

/* --- whether it is done
 * -------------------------------------------------------------------------------------------------------------- */

static const char *right_to(enum event_kind kind)
{
    static const char *const words[EVENT_COUNT] = {
        [EVENT_ACKNOWLEDGED] = "acknowledge", [EVENT_DELAYED] = "delay",     [EVENT_SHIPPED] = "ship",
        [EVENT_DELIVERED] = "deliver",        [EVENT_CORRECTED] = "correct", [EVENT_CANCELLED] = "cancel",
        [EVENT_NOTED] = "note",
    };
    return words[kind];
}

static gboolean departments_do_only_what_they_may(const struct life_seen *seen)
{
    const struct happening *happening = seen->scene->happening;
    const char *right = right_to(happening->kind);
    return !seen->done || !right || happening->who == SERVICE || property_may(seen->scene->rights, happening->who, right);
}

/* By what is seen of the items alone: all that changed are this department's. */
static gboolean departments_touch_only_their_own_items(const struct life_seen *seen)
{
    const struct happening *happening = seen->scene->happening;
    if (!seen->done || happening->who == SERVICE || !right_to(happening->kind))
        return TRUE;
    for (guint i = 0; i < COURSE_ITEMS; i++) {
        const struct line_item *then = order_item(seen->before, i + 1), *now = order_item(seen->after, i + 1);
        if (then && now && (then->state != now->state || g_strcmp0(then->expected, now->expected) != 0) &&
            !course_takes_part(seen->was, happening->who, i))
            return FALSE;
    }
    return TRUE;
}

static gboolean no_timer_fires_early(const struct life_seen *seen)
{
    return !did(seen, EVENT_TIMED) || (seen->deed->due && seen->deed->due <= seen->scene->now);
}

static gboolean it_is_done_exactly_when_it_may_be(const struct life_seen *seen)
{
    return seen->done == seen->deed->must;
}

/* --- the order
 * ---------------------------------------------------------------------------------------------------------------- */

/* The diagram in step.c, arrow by arrow. */
static gboolean is_an_arrow(enum item_state from, enum item_state to)
{
    switch (from) {
    case ITEM_OPEN:
        return to == ITEM_WAITING;
    case ITEM_WAITING:
        return to == ITEM_IN_WORK || to == ITEM_DELAYED || to == ITEM_SHIPPED || to == ITEM_DELIVERED || to == ITEM_CANCELLED;
    case ITEM_IN_WORK:
    case ITEM_DELAYED:
        return to == ITEM_IN_WORK || to == ITEM_DELAYED || to == ITEM_SHIPPED || to == ITEM_DELIVERED || to == ITEM_CANCELLED;
    case ITEM_SHIPPED:
        return to == ITEM_DELIVERED;
    case ITEM_DELIVERED:
    case ITEM_CANCELLED:
        break;
    }
    return FALSE;
}

static gboolean items_move_along_the_arrows(const struct life_seen *seen)
{
    for (guint i = 0; !did(seen, EVENT_UNDONE) && i < seen->before->items->len; i++) {
        const struct line_item *then = seen->before->items->pdata[i], *now = order_item(seen->after, then->number);
        if (!now || (then->state != now->state && !is_an_arrow(then->state, now->state)))
            return FALSE;
    }
    return TRUE;
}

static gboolean items_are_what_they_must_be(const struct life_seen *seen)
{
    for (guint i = 0; seen->is_model->life == LIFE_ACCEPTED && i < COURSE_ITEMS; i++) {
        const struct course_item *is = &seen->is->items[i];
        const struct line_item *item = order_item(seen->after, i + 1);
        if (is->there != (item != NULL))
            return FALSE;
        if (item && (item->state != is->state || day_parse(item->expected) != is->expected ||
                     day_parse(item->promised) != is->promised || day_parse(item->told) != is->known))
            return FALSE;
    }
    return TRUE;
}

static gboolean the_order_is_expected_when_its_last_item_is(const struct life_seen *seen)
{
    guint32 last = 0, last_of_all = 0;
    for (guint i = 0; i < COURSE_ITEMS; i++) {
        const struct course_item *item = &seen->is->items[i];
        last_of_all = MAX(last_of_all, item->expected);
        if (item->state != ITEM_CANCELLED)
            last = MAX(last, item->expected);
    }
    return seen->is_model->life != LIFE_ACCEPTED || day_parse(seen->after->expected) == (last ? last : last_of_all);
}

static gboolean parcel_is(const struct consignment *consignment, const struct parcel *parcel)
{
    for (guint i = 0; i < COURSE_ITEMS; i++)
        if (consignment_has(consignment, i + 1) != ((parcel->items & (1u << i)) != 0))
            return FALSE;
    return consignment->number == parcel->number &&
           g_strcmp0(consignment->department, property_department(parcel->who)) == 0 &&
           g_strcmp0(consignment->carrier, parcel->carrier) == 0 &&
           g_strcmp0(consignment->carrier_text, parcel->text) == 0 &&
           g_strcmp0(consignment->tracking, parcel->tracking) == 0 &&
           day_parse(consignment->expected) == parcel->expected && consignment->shipped == parcel->shipped &&
           consignment->delivered == parcel->delivered;
}

static gboolean parcels_are_what_was_said_of_them(const struct life_seen *seen)
{
    if (seen->after->consignments->len != seen->is->parcel_count)
        return FALSE;
    for (guint i = 0; i < seen->is->parcel_count; i++)
        if (!parcel_is(seen->after->consignments->pdata[i], &seen->is->parcels[i]))
            return FALSE;
    return TRUE;
}

static gboolean no_two_parcels_have_one_tracking_number(const struct life_seen *seen)
{
    for (guint i = 0; i < seen->after->consignments->len; i++)
        for (guint j = 0; j < i; j++) {
            const struct consignment *one = seen->after->consignments->pdata[i],
                                     *other = seen->after->consignments->pdata[j];
            if (one->tracking && g_strcmp0(one->tracking, other->tracking) == 0)
                return FALSE;
        }
    return TRUE;
}

static gboolean the_request_waits_for_those_who_have_not_answered(const struct life_seen *seen)
{
    const struct request *request = seen->after->request;
    guint waiting = 0;
    if (!request || !seen->is->pending)
        return (request != NULL) == seen->is->pending;
    for (guint i = 0; i < request->waiting->len; i++)
        for (enum who who = WAREHOUSE; who <= LOOM; who++)
            if (g_str_equal(request->waiting->pdata[i], property_department(who)))
                waiting |= 1u << who;
    return waiting == seen->is->waiting && request->aim == property_wish(seen->is->wish)->aim;
}

static gboolean the_survey_is_kept(const struct life_seen *seen)
{
    const struct survey *survey = seen->after->survey;
    return (survey != NULL) == seen->is->rated && (!survey || survey->mark == seen->is->mark);
}

static gboolean quantities_are_as_ordered_or_agreed(const struct life_seen *seen)
{
    for (guint i = 0; seen->is_model->life == LIFE_ACCEPTED && i < COURSE_ITEMS; i++) {
        const struct line_item *item = order_item(seen->after, i + 1);
        const struct value *quantity = item ? values_find(item->values, "qty") : NULL;
        if (item && (!quantity || g_strcmp0(quantity->canonical, model_said(seen->is_model, i + 1, "qty")) != 0))
            return FALSE;
    }
    return TRUE;
}

/* --- the clock
 * ---------------------------------------------------------------------------------------------------------------- */

static gboolean it_waits_for_what_it_must_and_nothing_else(const struct life_seen *seen)
{
    g_autoptr(GArray) timers = order_timers(seen->after, seen->facts);
    guint wanted = 0;
    for (enum timer_kind kind = 0; kind < TIMER_COUNT; kind++)
        wanted += course_due(seen->is, seen->is_model, seen->scene->rights, kind) != 0;
    for (guint i = 0; i < timers->len; i++) {
        const struct order_timer *timer = &g_array_index(timers, struct order_timer, i);
        if (timer->due != course_due(seen->is, seen->is_model, seen->scene->rights, timer->kind))
            return FALSE;
    }
    return timers->len == wanted;
}

/* --- departments
 * -------------------------------------------------------------------------------------------------------------- */

static const struct letter *to(const struct life_seen *seen, enum effect_kind kind, enum who who)
{
    for (guint i = 0; life_letter(seen, i); i++)
        if (life_letter(seen, i)->kind == kind && life_letter(seen, i)->who == who)
            return life_letter(seen, i);
    return NULL;
}

static guint count_to(const struct life_seen *seen, enum effect_kind kind, enum who who)
{
    guint count = 0;
    for (guint i = 0; life_letter(seen, i); i++)
        count += life_letter(seen, i)->kind == kind && life_letter(seen, i)->who == who;
    return count;
}

/* Of these there is news for those who share them; of a shipment, for who writes the bill. */
static guint items_of_news(const struct life_seen *seen)
{
    gboolean moved = seen->was->dated != seen->is->dated;
    for (guint i = 0; i < COURSE_ITEMS; i++)
        moved = moved || seen->was->items[i].expected != seen->is->items[i].expected;
    if (did(seen, EVENT_DELAYED) || did(seen, EVENT_CORRECTED))
        return moved ? seen->deed->items : 0;
    if (did(seen, EVENT_CANCELLED) || (did(seen, EVENT_AGREED) && seen->deed->end == END_CANCELLED))
        return seen->deed->items;
    return 0;
}

static gboolean news_go_to_all_others_who_share_the_items(const struct life_seen *seen)
{
    guint items = items_of_news(seen);
    for (enum who who = WAREHOUSE; who <= LOOM; who++) {
        gboolean cause = who == seen->scene->happening->who;
        gboolean wanted = !cause && course_shares(seen->was, who, items);
        if (did(seen, EVENT_SHIPPED))
            wanted = !cause && who == RECEIVABLES;
        if (count_to(seen, EFFECT_NEWS, who) != (wanted ? 1 : 0))
            return FALSE;
        if (wanted && to(seen, EFFECT_NEWS, who)->items != seen->deed->items)
            return FALSE;
    }
    return TRUE;
}

static gboolean a_changed_order_is_handed_out_anew(const struct life_seen *seen)
{
    guint live = 0;
    for (guint i = 0; i < COURSE_ITEMS; i++)
        live |= seen->is->items[i].there && seen->is->items[i].state != ITEM_CANCELLED ? 1u << i : 0;
    for (enum who who = WAREHOUSE; seen->was_model->life == LIFE_ACCEPTED && who <= LOOM; who++) {
        gboolean wanted = seen->deed->end == END_CHANGED && course_shares(seen->is, who, live);
        if (count_to(seen, EFFECT_FORWARD, who) != (wanted ? 1 : 0))
            return FALSE;
    }
    return TRUE;
}

/* Whoever has an order already must see that this one takes its place. */
static gboolean what_takes_the_place_of_an_earlier_letter_says_so(const struct life_seen *seen)
{
    for (guint i = 0; seen->effects && i < seen->effects->len; i++) {
        const struct effect *effect = &g_array_index(seen->effects, struct effect, i);
        gboolean order = effect->kind == EFFECT_CONFIRM || effect->kind == EFFECT_FORWARD;
        if (effect->changed != (order && seen->deed->end == END_CHANGED))
            return FALSE;
    }
    return TRUE;
}

static gboolean who_must_agree_is_asked_or_else_customer_service(const struct life_seen *seen)
{
    gboolean requested = did(seen, EVENT_REQUESTED);
    for (enum who who = WAREHOUSE; who <= LOOM; who++) {
        gboolean wanted = requested && (seen->is->waiting & (1u << who));
        if (count_to(seen, EFFECT_ASK_AGREEMENT, who) != (wanted ? 1 : 0))
            return FALSE;
    }
    return life_count(seen, EFFECT_ALERT_REQUEST) == (requested && seen->is->waiting == 0 ? 1 : 0);
}

static gboolean a_sign_of_life_is_asked_of_the_silent_alone(const struct life_seen *seen)
{
    for (enum who who = WAREHOUSE; who <= LOOM; who++) {
        gboolean wanted = fired(seen, TIMER_ACKNOWLEDGE) && (seen->is->signs & ~seen->was->signs & (1u << who));
        if (count_to(seen, EFFECT_ASK_SIGN, who) != (wanted ? 1 : 0))
            return FALSE;
    }
    return TRUE;
}

/* Whoever can send it, and before that day is past. */
static guint to_be_nudged(const struct life_seen *seen, enum who who)
{
    gboolean before = seen->scene->happening->timer == TIMER_NUDGE_BEFORE;
    guint items = 0;
    for (guint i = 0; i < COURSE_ITEMS; i++) {
        guint32 today = day_of(seen->scene->now), day = seen->was->items[i].expected;
        if ((seen->deed->items & (1u << i)) && (before ? day > today : day >= today) &&
            course_takes_part(seen->was, who, i) && property_may(seen->scene->rights, who, "ship"))
            items |= 1u << i;
    }
    return items;
}

static gboolean those_who_send_it_are_nudged_in_time(const struct life_seen *seen)
{
    gboolean nudging = fired(seen, TIMER_NUDGE_BEFORE) || fired(seen, TIMER_NUDGE_DUE);
    for (enum who who = SERVICE; who < WHO_COUNT; who++) {
        guint found = 0;
        for (guint i = 0; life_letter(seen, i); i++) {
            const struct letter *letter = life_letter(seen, i);
            if (letter->kind != EFFECT_NUDGE || letter->who != who)
                continue;
            if ((letter->items & found) || letter->today != fired(seen, TIMER_NUDGE_DUE))
                return FALSE;
            found |= letter->items;
        }
        if (found != (nudging && who != SERVICE ? to_be_nudged(seen, who) : 0))
            return FALSE;
    }
    return TRUE;
}

/* --- customer service
 * -------------------------------------------------------------------------------------------------------------- */

static gboolean customer_service_is_alerted_once(const struct life_seen *seen)
{
    const struct survey_text *text = property_survey(seen->scene->happening->survey);
    gboolean bad = did(seen, EVENT_RATED) && text->mark && text->mark <= 2 && (!seen->was->mark || seen->was->mark > 2);
    gboolean missing = did(seen, EVENT_ARRIVED) && seen->is->not_arrived && !seen->was->not_arrived;
    gboolean bounced = did(seen, EVENT_BOUNCED) && !seen->was->bounced;
    return life_count(seen, EFFECT_ALERT_MARK) == (bad ? 1 : 0) &&
           life_count(seen, EFFECT_ALERT_NOT_ARRIVED) == (missing ? 1 : 0) &&
           life_count(seen, EFFECT_ALERT_BOUNCED) == (bounced ? 1 : 0);
}

/* --- undo
 * ---------------------------------------------------------------------------------------------------------------- */

/* All that staff cause can be taken back as long as it waits, and nothing else waits. */
static gboolean what_staff_cause_waits_and_nothing_else(const struct life_seen *seen)
{
    gboolean staffs = course_happening_is_staffs(seen->scene->happening->kind);
    for (guint i = 0; life_letter(seen, i); i++)
        if (life_letter(seen, i)->kind != EFFECT_RECALL && (life_letter(seen, i)->until != 0) != staffs)
            return FALSE;
    return TRUE;
}

static gboolean to_undo_tells_nobody(const struct life_seen *seen)
{
    return !did(seen, EVENT_UNDONE) || !life_letter(seen, 0);
}

const struct invariant kept_invariants[] = {
    INVARIANT(departments_do_only_what_they_may),
    INVARIANT(departments_touch_only_their_own_items),
    INVARIANT(no_timer_fires_early),
    INVARIANT(it_is_done_exactly_when_it_may_be),
    INVARIANT(items_move_along_the_arrows),
    INVARIANT(items_are_what_they_must_be),
    INVARIANT(the_order_is_expected_when_its_last_item_is),
    INVARIANT(parcels_are_what_was_said_of_them),
    INVARIANT(no_two_parcels_have_one_tracking_number),
    INVARIANT(the_request_waits_for_those_who_have_not_answered),
    INVARIANT(the_survey_is_kept),
    INVARIANT(quantities_are_as_ordered_or_agreed),
    INVARIANT(it_waits_for_what_it_must_and_nothing_else),
    INVARIANT(news_go_to_all_others_who_share_the_items),
    INVARIANT(a_changed_order_is_handed_out_anew),
    INVARIANT(what_takes_the_place_of_an_earlier_letter_says_so),
    INVARIANT(who_must_agree_is_asked_or_else_customer_service),
    INVARIANT(a_sign_of_life_is_asked_of_the_silent_alone),
    INVARIANT(those_who_send_it_are_nudged_in_time),
    INVARIANT(customer_service_is_alerted_once),
    INVARIANT(what_staff_cause_waits_and_nothing_else),
    INVARIANT(to_undo_tells_nobody),
    {NULL, NULL},
};
