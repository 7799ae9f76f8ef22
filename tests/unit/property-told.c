/* What customers are told, and asked: never twice, only what is so, and everything that they must know. */
#include "tests/unit/property-life.h"

static gboolean did(const struct life_seen *seen, enum event_kind kind)
{
    return seen->done && seen->scene->happening->kind == kind;
}

static gboolean fired(const struct life_seen *seen, enum timer_kind kind)
{
    return did(seen, EVENT_TIMED) && seen->scene->happening->timer == kind;
}

/* --- never twice
 * -------------------------------------------------------------------------------------------------------------- */

/* What makes two letters of a kind the same letter. */
enum same {
    SAME_NEVER,   /* it answers what somebody said, each time anew */
    SAME_ALWAYS,  /* one an order */
    SAME_ABOUT,   /* one a request, or a time of asking */
    SAME_ITEM,    /* one an item */
    SAME_DATE,    /* one a date of an item */
    SAME_PARCELS, /* the same facts of the same parcels */
};

static enum same same_letter(enum effect_kind kind)
{
    switch ((int)kind) {
    case EFFECT_FOLLOW_UP:
    case EFFECT_SURVEY:
    case EFFECT_SURVEY_REMINDER:
    case EFFECT_THANK:
    case EFFECT_TELL_PASSED_ON:
    case EFFECT_ALERT_BOUNCED:
    case EFFECT_ASK_SIGN:
        return SAME_ALWAYS;
    case EFFECT_CONFIRM:
    case EFFECT_FORWARD:
    case EFFECT_REMIND:
    case EFFECT_TELL_EXPIRED:
    case EFFECT_TELL_REQUESTED:
    case EFFECT_TELL_REFUSED:
    case EFFECT_ASK_AGREEMENT:
    case EFFECT_ALERT_REQUEST:
        return SAME_ABOUT;
    case EFFECT_TELL_SHIPPED:
    case EFFECT_TELL_DELIVERED:
    case EFFECT_TELL_CANCELLED:
        return SAME_ITEM;
    case EFFECT_TELL_LATE:
    case EFFECT_ALERT_LATE:
    case EFFECT_NUDGE:
        return SAME_DATE;
    case EFFECT_TELL_CORRECTED:
        return SAME_PARCELS;
    }
    return SAME_NEVER;
}

static gboolean are_the_same(const struct letter *one, const struct letter *other)
{
    if (one->kind != other->kind || one->who != other->who || one->today != other->today || other->gone)
        return FALSE;
    switch (same_letter(one->kind)) {
    case SAME_NEVER:
        return FALSE;
    case SAME_ALWAYS:
        return TRUE;
    case SAME_ABOUT:
        return one->about == other->about;
    case SAME_ITEM:
        return (one->items & other->items) != 0;
    case SAME_DATE: /* a date may be set, left, and set again */
        return (one->items & other->items) != 0 && one->date == other->date && one->about == other->about;
    case SAME_PARCELS:
        return one->step == other->step && one->facts == other->facts;
    }
    return FALSE;
}

static gboolean nobody_is_told_twice(const struct life_seen *seen)
{
    for (guint i = seen->first; i < seen->letters->len; i++)
        for (guint j = 0; j < i; j++)
            if (are_the_same(&g_array_index(seen->letters, struct letter, i),
                             &g_array_index(seen->letters, struct letter, j)))
                return FALSE;
    return TRUE;
}

/* --- a letter has its cause
 * -------------------------------------------------------------------------------------------------------------- */

static gboolean is_a_letter_about_dates(const struct letter *letter)
{
    return letter->kind == EFFECT_TELL_DELAY || (letter->kind == EFFECT_TELL_CORRECTED && letter->date);
}

/* How many letters of this kind must come of it. */
static guint wanted(const struct life_seen *seen, enum effect_kind kind)
{
    const struct course *was = seen->was, *is = seen->is;
    switch ((int)kind) {
    case EFFECT_CONFIRM:
        return seen->deed->end == END_CHANGED || (seen->was_model->life != LIFE_ACCEPTED &&
                                                  seen->is_model->life == LIFE_ACCEPTED && !did(seen, EVENT_UNDONE));
    case EFFECT_TELL_REFUSED:
        return seen->deed->end == END_REFUSED;
    case EFFECT_TELL_REQUESTED:
        return did(seen, EVENT_REQUESTED);
    case EFFECT_TELL_SHIPPED:
        return seen->deed->shipped ? 1 : 0;
    case EFFECT_RECALL:
        return (seen->deed->recalls_dates ? 1 : 0) + (seen->deed->recalls_shipments ? 1 : 0);
    case EFFECT_ASK_DECISION:
        return fired(seen, TIMER_DECIDE);
    case EFFECT_TELL_DELIVERED:
        return did(seen, EVENT_DELIVERED);
    case EFFECT_TELL_CANCELLED:
        return did(seen, EVENT_CANCELLED) || seen->deed->end == END_CANCELLED;
    case EFFECT_TELL_NOTE:
        return did(seen, EVENT_NOTED);
    case EFFECT_TELL_STATUS:
        return did(seen, EVENT_ASKED_STATUS);
    case EFFECT_TELL_PASSED_ON:
        return is->passed_on && !was->passed_on && did(seen, EVENT_WROTE);
    case EFFECT_THANK:
        return is->thanked && !was->thanked && did(seen, EVENT_RATED);
    case EFFECT_REMIND:
        return fired(seen, TIMER_REMIND);
    case EFFECT_TELL_EXPIRED:
        return fired(seen, TIMER_EXPIRE);
    case EFFECT_FOLLOW_UP:
        return fired(seen, TIMER_FOLLOW_UP) && is->follow_up == DONE_ONCE;
    case EFFECT_SURVEY:
        return fired(seen, TIMER_SURVEY) && is->survey == DONE_ONCE;
    case EFFECT_SURVEY_REMINDER:
        return fired(seen, TIMER_SURVEY_REMINDER) && is->survey_reminder == DONE_ONCE;
    }
    return G_MAXUINT; /* others see to it */
}

static gboolean each_letter_has_its_cause_and_each_cause_its_letter(const struct life_seen *seen)
{
    for (enum effect_kind kind = 0; kind < EFFECT_COUNT; kind++) {
        guint count = wanted(seen, kind);
        if (count != G_MAXUINT && life_count(seen, kind) != count)
            return FALSE;
    }
    return TRUE;
}

/* --- dates
 * ---------------------------------------------------------------------------------------------------------------- */

static gboolean dates_are_told_as_they_stand(const struct life_seen *seen)
{
    const struct letter *letter;
    for (guint n = 0; (letter = life_letter(seen, n)); n++) {
        if (!is_a_letter_about_dates(letter))
            continue;
        if (!letter->date || letter->items == 0)
            return FALSE;
        for (guint i = 0; i < COURSE_ITEMS; i++) {
            const struct line_item *item = order_item(seen->after, i + 1);
            gboolean known = course_told(&seen->was->items[i], seen->scene->now) == letter->date;
            if ((letter->items & (1u << i)) && (!item || day_parse(item->expected) != letter->date || known))
                return FALSE;
        }
    }
    return TRUE;
}

static gboolean the_old_date_is_the_one_told_before(const struct life_seen *seen)
{
    for (guint i = 0; seen->effects && i < seen->effects->len; i++) {
        const struct effect *effect = &g_array_index(seen->effects, struct effect, i);
        const struct letter *letter = life_letter(seen, i);
        guint32 latest = 0;
        for (guint n = 0; n < COURSE_ITEMS; n++)
            if (letter->items & (1u << n))
                latest = MAX(latest, course_told(&seen->was->items[n], seen->scene->now));
        if (is_a_letter_about_dates(letter) && day_parse(effect->old_date) != latest)
            return FALSE;
    }
    return TRUE;
}

static guint told_of_date(const struct life_seen *seen, guint item)
{
    const struct letter *letter;
    guint count = 0;
    for (guint n = 0; (letter = life_letter(seen, n)); n++)
        count += is_a_letter_about_dates(letter) && (letter->items & (1u << item));
    return count;
}

/* The promised date never changes without a letter, but for a change too small to be told; and none is told that is. */
static gboolean each_change_of_date_is_told_once_if_it_is_worth_it(const struct life_seen *seen)
{
    for (guint i = 0; i < COURSE_ITEMS; i++) {
        guint bit = 1u << i;
        if (told_of_date(seen, i) != ((seen->deed->moved | seen->deed->anew) & bit ? 1 : 0))
            return FALSE;
    }
    return TRUE;
}

/* Whatever led there: what the order holds for told is what is expected, but for a day after a first change. */
static gboolean the_customer_knows_what_is_expected(const struct life_seen *seen)
{
    for (guint i = 0; i < seen->after->items->len; i++) {
        const struct line_item *item = seen->after->items->pdata[i];
        guint32 told = day_parse(item->told), expected = day_parse(item->expected);
        gboolean open = item->state == ITEM_WAITING || item->state == ITEM_IN_WORK || item->state == ITEM_DELAYED;
        guint32 off = MAX(told, expected) - MIN(told, expected);
        if (open && off > (g_strcmp0(item->told, item->promised) == 0 ? 0 : 1))
            return FALSE;
    }
    return TRUE;
}

static gboolean the_topic_of_what_waits_is_known(const struct life_seen *seen)
{
    const struct letter *letter;
    for (guint n = 0; (letter = life_letter(seen, n)); n++) {
        enum effect_topic topic = is_a_letter_about_dates(letter)                 ? TOPIC_DATES
                                  : letter->kind == EFFECT_TELL_SHIPPED           ? TOPIC_SHIPMENTS
                                  : letter->kind == EFFECT_TELL_CORRECTED         ? TOPIC_SHIPMENTS
                                  : letter->kind != EFFECT_RECALL                 ? TOPIC_NONE
                                  : letter->topic == TOPIC_DATES ? TOPIC_DATES : TOPIC_SHIPMENTS;
        if (letter->topic != topic)
            return FALSE;
        if (letter->kind == EFFECT_RECALL &&
            !(topic == TOPIC_DATES ? seen->deed->recalls_dates : seen->deed->recalls_shipments))
            return FALSE;
    }
    return TRUE;
}

/* --- shipments
 * ---------------------------------------------------------------------------------------------------------------- */

static guint items_of(const struct course *course, guint parcels)
{
    guint items = 0;
    for (guint i = 0; i < course->parcel_count; i++)
        items |= parcels & (1u << course->parcels[i].number) ? course->parcels[i].items : 0;
    return items;
}

static gboolean shipments_are_told_as_they_are(const struct life_seen *seen)
{
    const struct letter *letter;
    guint shipped = 0, corrected = 0;
    for (guint n = 0; (letter = life_letter(seen, n)); n++) {
        if (letter->kind != EFFECT_TELL_SHIPPED && (letter->kind != EFFECT_TELL_CORRECTED || letter->date))
            continue;
        guint *told = letter->kind == EFFECT_TELL_SHIPPED ? &shipped : &corrected;
        if (*told || !letter->parcels || letter->items != items_of(seen->is, letter->parcels))
            return FALSE;
        *told = letter->parcels;
    }
    return shipped == seen->deed->shipped && corrected == seen->deed->corrected;
}

static enum item_state told_to_be(const struct letter *letter)
{
    switch ((int)letter->kind) {
    case EFFECT_TELL_SHIPPED:
        return ITEM_SHIPPED;
    case EFFECT_TELL_DELIVERED:
        return ITEM_DELIVERED;
    case EFFECT_TELL_CANCELLED:
        return ITEM_CANCELLED;
    case EFFECT_TELL_CORRECTED:
        return letter->date ? ITEM_OPEN : ITEM_SHIPPED;
    }
    return ITEM_OPEN;
}

/* In a parcel of two items, one may have arrived otherwise. */
static gboolean items_are_told_to_be_what_they_are(const struct life_seen *seen)
{
    const struct letter *letter;
    for (guint n = 0; (letter = life_letter(seen, n)); n++) {
        enum item_state state = told_to_be(letter);
        guint so = 0;
        for (guint i = 0; state != ITEM_OPEN && i < COURSE_ITEMS; i++) {
            const struct line_item *item = order_item(seen->after, i + 1);
            gboolean is = item && (item->state == state || (state == ITEM_SHIPPED && item->state == ITEM_DELIVERED));
            if ((letter->items & (1u << i)) && !is)
                return FALSE;
            so |= item && item->state == state ? letter->items & (1u << i) : 0;
        }
        if (state != ITEM_OPEN && (so == 0 || (state != ITEM_SHIPPED && letter->items != seen->deed->items)))
            return FALSE;
    }
    return TRUE;
}

/* --- late
 * ---------------------------------------------------------------------------------------------------------------- */

static guint late_items(const struct life_seen *seen, gboolean all)
{
    guint items = 0;
    for (guint i = 0; fired(seen, TIMER_LATE) && i < COURSE_ITEMS; i++) {
        gint64 due = course_item_due(seen->was, TIMER_LATE, &seen->was->items[i]);
        if (due && due <= seen->scene->now && (all || seen->scene->now - due <= COURSE_STALE))
            items |= 1u << i;
    }
    return items;
}

static gboolean told_of(const struct life_seen *seen, enum effect_kind kind, guint items)
{
    const struct letter *letter;
    guint found = 0;
    for (guint n = 0; (letter = life_letter(seen, n)); n++) {
        if (letter->kind != kind)
            continue;
        if (letter->items == 0 || (letter->items & found))
            return FALSE;
        found |= letter->items;
    }
    return found == items;
}

/* After too long a silence of ours it has lost its sense to customers, but not to those who must see to it. */
static gboolean who_is_late_is_told_so_once(const struct life_seen *seen)
{
    for (guint i = 0; seen->effects && i < seen->effects->len; i++) {
        const struct effect *effect = &g_array_index(seen->effects, struct effect, i);
        gboolean alert = effect->kind == EFFECT_ALERT_LATE;
        gboolean reached = !seen->scene->telephone && !seen->facts->unreachable;
        gboolean fresh = (life_letter(seen, i)->items & late_items(seen, FALSE)) != 0;
        if (effect->untold != (alert && !(fresh && reached)))
            return FALSE;
    }
    return told_of(seen, EFFECT_TELL_LATE, late_items(seen, FALSE)) &&
           told_of(seen, EFFECT_ALERT_LATE, late_items(seen, TRUE));
}

/* "We had told you …": that date, and no other. */
static gboolean letters_of_the_clock_name_the_date_that_the_customer_knows(const struct life_seen *seen)
{
    const struct letter *letter;
    for (guint n = 0; (letter = life_letter(seen, n)); n++) {
        if (letter->kind != EFFECT_TELL_LATE && letter->kind != EFFECT_ALERT_LATE && letter->kind != EFFECT_NUDGE)
            continue;
        for (guint i = 0; i < COURSE_ITEMS; i++)
            if ((letter->items & (1u << i)) && seen->was->items[i].known != letter->date)
                return FALSE;
    }
    return TRUE;
}

/* --- nothing after the end
 * -------------------------------------------------------------------------------------------------------------- */

static gboolean answers_somebody(enum effect_kind kind)
{
    return kind == EFFECT_TELL_STATUS || kind == EFFECT_TELL_PASSED_ON || kind == EFFECT_TELL_NOTE ||
           kind == EFFECT_THANK || kind == EFFECT_ALERT_MARK || kind == EFFECT_ALERT_BOUNCED;
}

static gboolean nothing_is_told_of_what_is_cancelled(const struct life_seen *seen)
{
    const struct letter *letter;
    for (guint n = 0; (letter = life_letter(seen, n)); n++) {
        for (guint i = 0; i < COURSE_ITEMS; i++)
            if ((letter->items & (1u << i)) && seen->was->items[i].state == ITEM_CANCELLED)
                return FALSE;
    }
    return TRUE;
}

static gboolean over(const struct life_seen *seen)
{
    guint there = course_there(seen->was), cancelled = 0;
    for (guint i = 0; i < COURSE_ITEMS; i++)
        if (seen->was->items[i].state == ITEM_CANCELLED)
            cancelled |= 1u << i;
    return seen->was_model->life == LIFE_DECLINED || (there && there == cancelled);
}

static gboolean nothing_comes_after_the_end_but_answers(const struct life_seen *seen)
{
    for (guint n = 0; over(seen) && life_letter(seen, n); n++)
        if (!answers_somebody(life_letter(seen, n)->kind))
            return FALSE;
    return TRUE;
}

/* --- after delivery
 * -------------------------------------------------------------------------------------------------------------- */

static gboolean nobody_is_asked_who_should_not_be(const struct life_seen *seen)
{
    const struct facts *facts = seen->facts;
    gboolean no = seen->scene->telephone || facts->unreachable || facts->opted_out || seen->was->opted_out ||
                  seen->scene->now - seen->deed->due > COURSE_STALE;
    guint surveys = life_count(seen, EFFECT_SURVEY);
    guint asked = surveys + life_count(seen, EFFECT_FOLLOW_UP) + life_count(seen, EFFECT_SURVEY_REMINDER);
    return asked == 0 || (asked == 1 && !no && !seen->was->rated && !(surveys && facts->surveyed));
}

static gboolean whether_it_arrived_is_asked_where_nobody_said_so(const struct life_seen *seen)
{
    for (guint i = 0; seen->effects && i < seen->effects->len; i++) {
        const struct effect *effect = &g_array_index(seen->effects, struct effect, i);
        gboolean asks = effect->kind == EFFECT_FOLLOW_UP || effect->kind == EFFECT_SURVEY ||
                        effect->kind == EFFECT_SURVEY_REMINDER;
        if (effect->asks_arrival != (asks && course_assumed(seen->was)))
            return FALSE;
    }
    return TRUE;
}

const struct invariant told_invariants[] = {
    INVARIANT(nobody_is_told_twice),
    INVARIANT(each_letter_has_its_cause_and_each_cause_its_letter),
    INVARIANT(dates_are_told_as_they_stand),
    INVARIANT(the_old_date_is_the_one_told_before),
    INVARIANT(each_change_of_date_is_told_once_if_it_is_worth_it),
    INVARIANT(the_customer_knows_what_is_expected),
    INVARIANT(the_topic_of_what_waits_is_known),
    INVARIANT(shipments_are_told_as_they_are),
    INVARIANT(items_are_told_to_be_what_they_are),
    INVARIANT(who_is_late_is_told_so_once),
    INVARIANT(letters_of_the_clock_name_the_date_that_the_customer_knows),
    INVARIANT(nothing_is_told_of_what_is_cancelled),
    INVARIANT(nothing_comes_after_the_end_but_answers),
    INVARIANT(nobody_is_asked_who_should_not_be),
    INVARIANT(whether_it_arrived_is_asked_where_nobody_said_so),
    {NULL, NULL},
};
