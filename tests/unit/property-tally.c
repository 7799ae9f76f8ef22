/* Which states of an order meet which happenings, and which of these can be done. */
#include "tests/unit/property.h"

#include <string.h>

/* ACCEPTED is told by the states of the items. */
static const enum order_phase phases[] = {PHASE_INCOMPLETE, PHASE_HELD, PHASE_RECEIVED, PHASE_DECLINED, PHASE_EXPIRED};

guint property_kind(enum event_kind kind, enum timer_kind timer)
{
    return kind == EVENT_TIMED ? (guint)EVENT_TIMED + (guint)timer : (guint)kind;
}

const char *property_kind_name(guint kind)
{
    return kind < EVENT_TIMED ? event_kind_name((enum event_kind)kind)
                              : timer_kind_name((enum timer_kind)(kind - EVENT_TIMED));
}

guint property_phase_state(enum order_phase phase)
{
    for (guint i = 0; i < G_N_ELEMENTS(phases); i++)
        if (phases[i] == phase)
            return i;
    g_assert_not_reached();
}

guint property_item_state(enum item_state state)
{
    return (guint)G_N_ELEMENTS(phases) + (guint)state - ITEM_WAITING;
}

const char *property_state_name(guint state)
{
    return state < G_N_ELEMENTS(phases)
               ? order_phase_name(phases[state])
               : item_state_name((enum item_state)(state - G_N_ELEMENTS(phases) + ITEM_WAITING));
}

/* The states as letters: Incomplete, Held, Received, declined (N), eXpired; Waiting, in work (K), delayed (D), Shipped,
 * delivered (A), Cancelled. What is done to the whole order counts for the items in every state, since one item may be
 * open and the other not. */
static const char *states_of(guint kind)
{
    static const char states[PROPERTY_KINDS][12] = {
        [EVENT_ORDERED] = "I",
        [EVENT_ANSWERED] = "IHRX",
        [EVENT_ACCEPTED] = "HR",
        [EVENT_DECLINED] = "IHR",
        [EVENT_ACKNOWLEDGED] = "WKD",
        [EVENT_DELAYED] = "WKD",
        [EVENT_SHIPPED] = "WKD",
        [EVENT_DELIVERED] = "WKDS",
        [EVENT_CORRECTED] = "WKDS",
        [EVENT_CANCELLED] = "WKD",
        [EVENT_NOTED] = "IHRWKDSAC",
        [EVENT_UNDONE] = "IHRNWKDSAC",
        [EVENT_AGREED] = "WKDSAC",
        [EVENT_REFUSED] = "WKDSAC",
        [EVENT_REQUESTED] = "WKDSAC",
        [EVENT_ASKED_STATUS] = "IHRNXWKDSAC",
        [EVENT_WROTE] = "IHRNXWKDSAC",
        [EVENT_ARRIVED] = "WKDSAC",
        [EVENT_RATED] = "WKDSAC",
        [EVENT_OPTED_OUT] = "IHRNXWKDSAC",
        [EVENT_BOUNCED] = "IHRNXWKDSAC",
        [EVENT_TIMED + TIMER_ACKNOWLEDGE] = "WKDSAC",
        [EVENT_TIMED + TIMER_NUDGE_BEFORE] = "WKD",
        [EVENT_TIMED + TIMER_NUDGE_DUE] = "WKD",
        [EVENT_TIMED + TIMER_LATE] = "WKD",
        [EVENT_TIMED + TIMER_DECIDE] = "HR",
        [EVENT_TIMED + TIMER_REMIND] = "I",
        [EVENT_TIMED + TIMER_EXPIRE] = "I",
        [EVENT_TIMED + TIMER_FOLLOW_UP] = "SAC",
        [EVENT_TIMED + TIMER_SURVEY] = "SAC",
        [EVENT_TIMED + TIMER_SURVEY_REMINDER] = "SAC",
    };
    return states[kind];
}

gboolean property_allowed(guint state, guint kind)
{
    return strchr(states_of(kind), "IHRNXWKDSAC"[state]) != NULL;
}
