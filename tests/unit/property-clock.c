/* When the clock must bring what, and what comes of it: once for each date, never for what is over. */
#include "tests/unit/property-life.h"

#define SIGN_MINUTES         (8 * 60)
#define DECIDE_MINUTES       (8 * 60)
#define DECISIONS            3
#define GRACE_DAYS           1
#define REMIND_DAYS          3
#define EXPIRE_DAYS          14
#define FOLLOW_UP_DAYS       2
#define SURVEY_DAYS          7
#define SURVEY_REMINDER_DAYS 7
#define ON_ITS_WAY           ((gint64)7 * 86400) /* where nobody said when it would arrive */

static gint64 days_after(gint64 instant, guint days)
{
    return day_morning(day_of(instant) + days);
}

/* --- dates of completion
 * -------------------------------------------------------------------------------------------------------------- */

static gint64 item_due_at(const struct course_item *item, enum timer_kind kind)
{
    guint32 day = item->expected;
    switch ((int)kind) {
    case TIMER_NUDGE_BEFORE:
        return day_morning(day_previous_worked(day));
    case TIMER_NUDGE_DUE:
        return day_morning(day);
    }
    for (guint i = 0; i < GRACE_DAYS; i++)
        day = day_next_worked(day);
    return day_morning(day);
}

/* Who has set the date since then need not be reminded of it. */
gint64 course_item_due(const struct course *course, enum timer_kind kind, const struct course_item *item)
{
    if (!course_item_open(item) || item->fired[kind] == item->expected)
        return 0;
    gint64 due = item_due_at(item, kind);
    return kind != TIMER_LATE && due <= course->dated ? 0 : due;
}

static gint64 items_due(const struct course *course, enum timer_kind kind)
{
    gint64 first = 0;
    for (guint i = 0; i < COURSE_ITEMS; i++) {
        gint64 due = course_item_due(course, kind, &course->items[i]);
        if (due && (!first || due < first))
            first = due;
    }
    return first;
}

/* --- signs of life
 * -------------------------------------------------------------------------------------------------------------- */

/* Bits of those who have work to do, could say so, and have not said a word. */
static guint silent(const struct course *course, guint rights)
{
    guint found = 0;
    for (enum who who = WAREHOUSE; who <= LOOM; who++)
        if (course_shares(course, who, course_open(course)) && property_may(rights, who, "acknowledge"))
            found |= 1u << who;
    return found & ~course->signs;
}

/* --- after delivery
 * -------------------------------------------------------------------------------------------------------------- */

gboolean course_assumed(const struct course *course)
{
    for (guint i = 0; i < COURSE_ITEMS; i++)
        if (course->items[i].there && course->items[i].state == ITEM_SHIPPED)
            return TRUE;
    return FALSE;
}

/* When all that is not cancelled is there, or should be; 0: it is not. */
static gint64 arrival(const struct course *course)
{
    gint64 last = course->delivered;
    if (course_open(course) || !course_sent(course) || course->not_arrived)
        return 0;
    for (guint i = 0; course_assumed(course) && i < course->parcel_count; i++) {
        const struct parcel *parcel = &course->parcels[i];
        gint64 there = parcel->expected ? day_midnight(parcel->expected) : parcel->shipped + ON_ITS_WAY;
        if (!parcel->delivered)
            last = MAX(last, there);
    }
    return last;
}

static gint64 after_delivery_due(const struct course *course, enum timer_kind kind)
{
    gint64 there = arrival(course);
    if (!there || course->rated)
        return 0;
    switch ((int)kind) {
    case TIMER_FOLLOW_UP:
        return course->follow_up == NOT_YET ? days_after(there, FOLLOW_UP_DAYS) : 0;
    case TIMER_SURVEY:
        return course->survey == NOT_YET ? days_after(there, SURVEY_DAYS) : 0;
    }
    return course->survey == DONE_ONCE && course->survey_reminder == NOT_YET
               ? days_after(course->surveyed, SURVEY_REMINDER_DAYS)
               : 0;
}

/* --- all of them
 * -------------------------------------------------------------------------------------------------------------- */

static gint64 incomplete_due(const struct course *course, enum timer_kind kind)
{
    if (!course->asked)
        return 0;
    if (kind == TIMER_REMIND)
        return course->reminded ? 0 : days_after(course->asked, REMIND_DAYS);
    return course->reminded ? days_after(course->reminded, EXPIRE_DAYS - REMIND_DAYS) : 0;
}

gint64 course_due(const struct course *course, const struct model *model, guint rights, enum timer_kind kind)
{
    gboolean accepted = model->life == LIFE_ACCEPTED;
    switch (kind) {
    case TIMER_REMIND:
    case TIMER_EXPIRE:
        return model->life == LIFE_ASKED ? incomplete_due(course, kind) : 0;
    case TIMER_DECIDE:
        return (model->life == LIFE_HELD || model->life == LIFE_RECEIVED) && course->decisions < DECISIONS
                   ? day_working_minutes_after(course->undecided, DECIDE_MINUTES)
                   : 0;
    case TIMER_ACKNOWLEDGE:
        return accepted && silent(course, rights) ? day_working_minutes_after(course->accepted, SIGN_MINUTES) : 0;
    case TIMER_NUDGE_BEFORE:
    case TIMER_NUDGE_DUE:
    case TIMER_LATE:
        return accepted ? items_due(course, kind) : 0;
    case TIMER_FOLLOW_UP:
    case TIMER_SURVEY:
    case TIMER_SURVEY_REMINDER:
        return accepted ? after_delivery_due(course, kind) : 0;
    case TIMER_COUNT:
        break;
    }
    return 0;
}

/* --- what comes of them
 * -------------------------------------------------------------------------------------------------------------- */

static void take_items(struct course *course, enum timer_kind kind, gint64 now, struct deed *deed)
{
    for (guint i = 0; i < COURSE_ITEMS; i++) {
        struct course_item *item = &course->items[i];
        gint64 due = course_item_due(course, kind, item);
        if (!due || due > now)
            continue;
        item->fired[kind] = item->expected;
        deed->items |= 1u << i;
    }
}

/* Asked for once, whether it was left out or not. */
static enum once ask(const struct course *course, const struct scene *scene, const struct deed *deed)
{
    const struct happening *happening = scene->happening;
    gboolean wanted = !scene->telephone && !happening->unreachable && !happening->opted_out && !course->opted_out;
    gboolean often = happening->timer == TIMER_SURVEY && happening->surveyed;
    return wanted && !often && scene->now - deed->due <= COURSE_STALE ? DONE_ONCE : LEFT_OUT;
}

void course_timed(struct course *course, struct model *model, const struct scene *scene, struct deed *deed)
{
    enum timer_kind kind = scene->happening->timer;
    deed->due = course_due(course, model, scene->rights, kind);
    deed->must = deed->due && deed->due <= scene->now;
    if (!deed->must)
        return;
    switch (kind) {
    case TIMER_ACKNOWLEDGE:
        course->signs |= silent(course, scene->rights);
        break;
    case TIMER_NUDGE_BEFORE:
    case TIMER_NUDGE_DUE:
    case TIMER_LATE:
        take_items(course, kind, scene->now, deed);
        break;
    case TIMER_DECIDE:
        course->undecided = scene->now;
        course->decisions++;
        break;
    case TIMER_REMIND:
        course->reminded = scene->now;
        break;
    case TIMER_EXPIRE:
        model->life = LIFE_EXPIRED;
        break;
    case TIMER_FOLLOW_UP:
        course->follow_up = ask(course, scene, deed);
        break;
    case TIMER_SURVEY:
        course->survey = ask(course, scene, deed);
        course->surveyed = course->survey == DONE_ONCE ? scene->now : course->surveyed;
        break;
    case TIMER_SURVEY_REMINDER:
        course->survey_reminder = ask(course, scene, deed);
        break;
    case TIMER_COUNT:
        break;
    }
}
