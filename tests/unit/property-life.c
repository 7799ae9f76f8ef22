/* What must become of an accepted order, by the words of the issue: who may do what, to which items, and how these move. */
#include "tests/unit/property-life.h"

#include <string.h>

#define TOLD_DAYS 2

gboolean course_item_open(const struct course_item *item)
{
    return item->there && (item->state == ITEM_WAITING || item->state == ITEM_IN_WORK || item->state == ITEM_DELAYED);
}

static gboolean item_shipped(const struct course_item *item)
{
    return item->there && item->state == ITEM_SHIPPED;
}

static gboolean item_can_arrive(const struct course_item *item)
{
    return item_shipped(item) || course_item_open(item);
}

static gboolean item_sent(const struct course_item *item)
{
    return item->there && (item->state == ITEM_SHIPPED || item->state == ITEM_DELIVERED);
}

static gboolean item_there(const struct course_item *item)
{
    return item->there;
}

static guint those(const struct course *course, gboolean (*fits)(const struct course_item *item))
{
    guint found = 0;
    for (guint i = 0; i < COURSE_ITEMS; i++)
        found |= fits(&course->items[i]) ? 1u << i : 0;
    return found;
}

guint course_open(const struct course *course)
{
    return those(course, course_item_open);
}

guint course_there(const struct course *course)
{
    return those(course, item_there);
}

guint course_sent(const struct course *course)
{
    return those(course, item_sent);
}

gboolean course_takes_part(const struct course *course, enum who who, guint item)
{
    if (!course->items[item].there || who == GARDEN)
        return FALSE;
    return who != LOOM || course->items[item].sofa;
}

gboolean course_shares(const struct course *course, enum who who, guint items)
{
    for (guint i = 0; i < COURSE_ITEMS; i++)
        if ((items & (1u << i)) && course_takes_part(course, who, i))
            return TRUE;
    return FALSE;
}

gboolean course_happening_is_staffs(enum event_kind kind)
{
    return kind == EVENT_ACCEPTED || kind == EVENT_DECLINED ||
           (kind >= EVENT_ACKNOWLEDGED && kind <= EVENT_REFUSED && kind != EVENT_UNDONE);
}

/* --- rights
 * -------------------------------------------------------------------------------------------------------------- */

static gboolean may(const struct scene *scene, const char *what)
{
    return scene->happening->who == SERVICE || property_may(scene->rights, scene->happening->who, what);
}

/* The items that are meant; 0: refused. Who names one must be allowed all that they name. */
static guint meant(const struct course *course, const struct scene *scene,
                   gboolean (*fits)(const struct course_item *item))
{
    guint named = scene->happening->items & (ITEM_ONE | ITEM_TWO | ITEM_UNKNOWN), found = 0;
    if (named & ITEM_UNKNOWN)
        return 0;
    for (guint i = 0; i < COURSE_ITEMS; i++) {
        gboolean theirs = course_takes_part(course, scene->happening->who, i) && fits(&course->items[i]);
        if (theirs && (!named || (named & (1u << i))))
            found |= 1u << i;
    }
    return named && found != named ? 0 : found;
}

/* --- dates
 * ---------------------------------------------------------------------------------------------------------------- */

static gboolean ahead(const struct scene *scene, guint32 day)
{
    return day && day >= day_of(scene->now);
}

static gboolean worth_telling(const struct course_item *item)
{
    guint32 days = item->known > item->expected ? item->known - item->expected : item->expected - item->known;
    return item->known == item->promised ? days > 0 : days >= TOLD_DAYS;
}

guint course_under_way(const struct course *course)
{
    return those(course, item_shipped);
}

guint32 course_told(const struct course_item *item, gint64 now)
{
    return item->waits > now ? item->known_before : item->known;
}

static void tell_date(struct course_item *item, gint64 now)
{
    item->known_before = item->known;
    item->known = item->expected;
    item->waits = now + COURSE_HOLD;
}

/* What waits to be told of dates is not told; what it said of other items than these is said once more. */
void course_recall_dates(struct course *course, guint items, gint64 now, struct deed *deed)
{
    for (guint i = 0; i < COURSE_ITEMS; i++) {
        struct course_item *item = &course->items[i];
        gboolean waits = item->waits > now;
        item->known = course_told(item, now);
        item->waits = 0;
        if (!waits)
            continue;
        deed->recalls_dates = TRUE;
        if (!(items & (1u << i)) && course_item_open(item))
            deed->anew |= 1u << i;
    }
    for (guint i = 0; i < COURSE_ITEMS; i++)
        if (deed->anew & (1u << i))
            tell_date(&course->items[i], now);
}

static void move_dates(struct course *course, guint items, guint32 day, gint64 now, struct deed *deed)
{
    gboolean moved = FALSE, tell = FALSE;
    for (guint i = 0; i < COURSE_ITEMS; i++) {
        struct course_item *item = &course->items[i];
        if (!(items & (1u << i)) || item->expected == day)
            continue;
        moved = TRUE;
        item->expected = day;
        item->state = day > item->promised ? ITEM_DELAYED : ITEM_IN_WORK;
    }
    if (!moved)
        return;
    course->dated = now;
    course_recall_dates(course, items, now, deed);
    for (guint i = 0; i < COURSE_ITEMS; i++)
        tell = tell || ((items & (1u << i)) && worth_telling(&course->items[i]));
    for (guint i = 0; tell && i < COURSE_ITEMS; i++)
        if ((items & (1u << i)) && course->items[i].known != course->items[i].expected) {
            deed->moved |= 1u << i;
            tell_date(&course->items[i], now);
        }
}

/* --- what staff say
 * ------------------------------------------------------------------------------------------------------------------ */

void course_set_states(struct course *course, guint items, enum item_state state)
{
    for (guint i = 0; i < COURSE_ITEMS; i++)
        if (items & (1u << i))
            course->items[i].state = state;
}

static gboolean acknowledge(struct course *course, const struct scene *scene, struct deed *deed)
{
    deed->items = may(scene, "acknowledge") ? meant(course, scene, course_item_open) : 0;
    for (guint i = 0; i < COURSE_ITEMS; i++) /* who sends nothing has nothing in work */
        if ((deed->items & (1u << i)) && course->items[i].state == ITEM_WAITING && may(scene, "ship"))
            course->items[i].state = ITEM_IN_WORK;
    return deed->items != 0;
}

static gboolean delay(struct course *course, const struct scene *scene, struct deed *deed)
{
    deed->items = may(scene, "delay") && ahead(scene, scene->date) ? meant(course, scene, course_item_open) : 0;
    move_dates(course, deed->items, scene->date, scene->now, deed);
    return deed->items != 0;
}

/* With nothing open there is nothing left to ask for. */
static void end_request(struct course *course, struct deed *deed, enum end end)
{
    if (!course->pending || course_open(course) != 0)
        return;
    course->pending = FALSE;
    deed->end = end;
}

static gboolean tracking_known(const struct course *course, const char *tracking, guint but)
{
    for (guint i = 0; tracking && i < course->parcel_count; i++)
        if (course->parcels[i].number != but && g_strcmp0(course->parcels[i].tracking, tracking) == 0)
            return TRUE;
    return FALSE;
}

static gboolean parcels_can_be(const struct course *course, const struct scene *scene)
{
    const struct package_text *text = property_packages(scene->happening->packages);
    for (guint i = 0; i < text->count; i++)
        if (tracking_known(course, text->packages[i].tracking, 0))
            return FALSE;
    return text->count < 2 || g_strcmp0(text->packages[0].tracking, text->packages[1].tracking) != 0;
}

static void add_parcel(struct course *course, const struct scene *scene, guint items, const struct package *package,
                       struct deed *deed)
{
    guint most = 0;
    for (guint i = 0; i < course->parcel_count; i++)
        most = MAX(most, course->parcels[i].number);
    g_assert_cmpuint(course->parcel_count, <, COURSE_PARCELS);
    course->parcels[course->parcel_count++] = (struct parcel){
        .number = most + 1,
        .items = items,
        .who = scene->happening->who,
        .carrier = package->carrier,
        .text = package->carrier_text,
        .tracking = package->tracking,
        .expected = scene->date,
        .shipped = scene->now,
        .told_as = EFFECT_TELL_SHIPPED,
        .waits = scene->now + COURSE_HOLD,
    };
    deed->shipped |= 1u << (most + 1);
}

static gboolean ship(struct course *course, const struct scene *scene, struct deed *deed)
{
    const struct package_text *text = property_packages(scene->happening->packages);
    gboolean dated = !scene->date_wrong && (!scene->date || ahead(scene, scene->date));
    if (!may(scene, "ship") || !dated || !parcels_can_be(course, scene))
        return FALSE;
    deed->items = meant(course, scene, course_item_open);
    for (guint i = 0; deed->items && i < MAX(text->count, 1); i++)
        add_parcel(course, scene, deed->items, &text->packages[i], deed);
    course_set_states(course, deed->items, ITEM_SHIPPED);
    if (deed->items) {
        course_recall_dates(course, deed->items, scene->now, deed);
        end_request(course, deed, END_REFUSED);
    }
    return deed->items != 0;
}

void course_arrive(struct course *course, guint items, gint64 now)
{
    course_set_states(course, items, ITEM_DELIVERED);
    for (guint p = 0; p < course->parcel_count; p++) {
        struct parcel *parcel = &course->parcels[p];
        gboolean all = TRUE;
        for (guint i = 0; i < COURSE_ITEMS; i++)
            all = all && (!(parcel->items & (1u << i)) || course->items[i].state == ITEM_DELIVERED);
        if (all && !parcel->delivered)
            parcel->delivered = now;
    }
    course->delivered = now;
    course->not_arrived = FALSE;
}

static gboolean deliver(struct course *course, const struct scene *scene, struct deed *deed)
{
    guint open;
    gboolean named = (scene->happening->items & ~ITEM_REPEATED) != 0, under_way = course_under_way(course) != 0;
    if (!may(scene, "deliver"))
        return FALSE;
    deed->items = meant(course, scene, !named && under_way ? item_shipped : item_can_arrive);
    if (deed->items == 0)
        return FALSE;
    open = deed->items & course_open(course);
    course_arrive(course, deed->items, scene->now);
    if (open)
        course_recall_dates(course, open, scene->now, deed);
    end_request(course, deed, END_REFUSED);
    return TRUE;
}

/* --- corrected
 * ---------------------------------------------------------------------------------------------------------------- */

static gboolean may_be_meant(const struct parcel *parcel, const struct happening *happening)
{
    guint named = happening->items & (ITEM_ONE | ITEM_TWO | ITEM_UNKNOWN);
    gboolean theirs = happening->who == SERVICE || happening->who == parcel->who;
    return !parcel->delivered && theirs && (!named || (named & parcel->items));
}

/* By its tracking number, else the only one it can be. */
static struct parcel *parcel_meant(struct course *course, const struct happening *happening)
{
    const struct package_text *text = property_packages(happening->packages);
    const char *tracking = text->count ? text->packages[0].tracking : NULL;
    struct parcel *only = NULL;
    guint fitting = 0;
    for (guint i = 0; i < course->parcel_count; i++) {
        struct parcel *parcel = &course->parcels[i];
        if (!may_be_meant(parcel, happening))
            continue;
        if (tracking && g_strcmp0(parcel->tracking, tracking) == 0)
            return parcel;
        only = parcel;
        fitting++;
    }
    return fitting == 1 ? only : NULL;
}

static gboolean put(const char **place, const char *text)
{
    gboolean changed = text && g_strcmp0(*place, text) != 0;
    if (changed)
        *place = text;
    return changed;
}

/* What waits is told anew, together with this: who has not heard of a parcel yet hears of it as it is now. */
static void tell_parcels(struct course *course, const struct parcel *corrected, gint64 now, struct deed *deed)
{
    deed->parcel = corrected->number;
    for (guint i = 0; i < course->parcel_count; i++) {
        struct parcel *parcel = &course->parcels[i];
        gboolean waits = parcel->waits > now;
        deed->recalls_shipments = deed->recalls_shipments || waits;
        if ((!waits && parcel != corrected) || parcel->delivered)
            continue;
        parcel->told_as = waits && parcel->told_as == EFFECT_TELL_SHIPPED ? EFFECT_TELL_SHIPPED : EFFECT_TELL_CORRECTED;
        parcel->waits = now + COURSE_HOLD;
        *(parcel->told_as == EFFECT_TELL_SHIPPED ? &deed->shipped : &deed->corrected) |= 1u << parcel->number;
    }
}

static gboolean correct_parcel(struct course *course, const struct scene *scene, struct deed *deed)
{
    const struct package_text *text = property_packages(scene->happening->packages);
    if (text->count > 1 || scene->date_wrong || (scene->date && !ahead(scene, scene->date)))
        return FALSE;
    struct parcel *parcel = parcel_meant(course, scene->happening);
    if (!parcel || (text->count && tracking_known(course, text->packages[0].tracking, parcel->number)))
        return FALSE;
    gboolean changed = scene->date && scene->date != parcel->expected;
    parcel->expected = scene->date ? scene->date : parcel->expected;
    if (text->count > 0) {
        const struct package *package = &text->packages[0];
        if (package->carrier_text && g_strcmp0(package->carrier, parcel->carrier) != 0) {
            parcel->carrier = package->carrier;
            changed = TRUE;
        }
        changed |= put(&parcel->text, package->carrier_text);
        changed |= put(&parcel->tracking, package->tracking);
    }
    if (changed)
        tell_parcels(course, parcel, scene->now, deed);
    return TRUE;
}

static gboolean correct(struct course *course, const struct scene *scene, struct deed *deed)
{
    gboolean of_parcel = scene->date || scene->date_wrong || property_packages(scene->happening->packages)->count > 0;
    gboolean of_date = scene->new_date || scene->new_wrong;
    if (!may(scene, "correct") || (!of_parcel && !of_date))
        return FALSE;
    if (of_date) {
        deed->items = ahead(scene, scene->new_date) ? meant(course, scene, course_item_open) : 0;
        if (deed->items == 0)
            return FALSE;
        move_dates(course, deed->items, scene->new_date, scene->now, deed);
    }
    return !of_parcel || correct_parcel(course, scene, deed);
}

static gboolean cancel(struct course *course, const struct scene *scene, struct deed *deed)
{
    deed->items = may(scene, "cancel") ? meant(course, scene, course_item_open) : 0;
    course_set_states(course, deed->items, ITEM_CANCELLED);
    if (deed->items) {
        course_recall_dates(course, deed->items, scene->now, deed);
        end_request(course, deed, END_CANCELLED);
    }
    return deed->items != 0;
}

/* --- all of it
 * ---------------------------------------------------------------------------------------------------------------- */

/* What the model of the time before knows, too. */
static gboolean before_acceptance(struct course *course, struct model *model, const struct scene *scene)
{
    guint asked = model->asked;
    if (model_refuses(model, scene->happening))
        return FALSE;
    model_move(model, scene->happening, scene->now);
    if (model->asked > asked) {
        course->asked = scene->now;
        course->reminded = 0;
    }
    if (model->life == LIFE_HELD || model->life == LIFE_RECEIVED) {
        course->undecided = scene->now;
        course->decisions = 0;
    }
    if (model->life != LIFE_ACCEPTED)
        return TRUE;
    course->accepted = course->dated = scene->now;
    for (guint i = 0; i < COURSE_ITEMS; i++) {
        struct course_item *item = &course->items[i];
        item->there = model_said(model, i + 1, "there") != NULL;
        item->sofa = g_strcmp0(model_said(model, i + 1, "form"), "sofa") == 0;
        item->state = item->there ? ITEM_WAITING : ITEM_OPEN;
        item->expected = item->promised = item->known = day_parse(model->expected[i]);
    }
    return TRUE;
}

static gboolean undo(struct course *course, struct model **model, const struct scene *scene)
{
    guint requests = course->requests;
    if (!scene->kept)
        return FALSE;
    *course = *scene->kept;
    course->requests = requests;
    model_free(*model);
    *model = model_copy(scene->kept_model);
    return TRUE;
}

static gboolean note(const struct course *course, const struct scene *scene)
{
    gboolean theirs = scene->happening->who == SERVICE || course_shares(course, scene->happening->who, course_there(course));
    return may(scene, "note") && theirs && scene->happening->noted;
}

static gboolean after_acceptance(struct course *course, struct model **model, const struct scene *scene,
                                 struct deed *deed)
{
    switch ((int)scene->happening->kind) {
    case EVENT_ACKNOWLEDGED:
        return acknowledge(course, scene, deed);
    case EVENT_DELAYED:
        return delay(course, scene, deed);
    case EVENT_SHIPPED:
        return ship(course, scene, deed);
    case EVENT_DELIVERED:
        return deliver(course, scene, deed);
    case EVENT_CORRECTED:
        return correct(course, scene, deed);
    case EVENT_CANCELLED:
        return cancel(course, scene, deed);
    case EVENT_NOTED:
        return note(course, scene);
    case EVENT_AGREED:
    case EVENT_REFUSED:
        return course_answer_request(course, model, scene, deed);
    case EVENT_REQUESTED:
        return course_request(course, *model, scene);
    case EVENT_ARRIVED:
        return course_has_arrived(course, scene, deed);
    case EVENT_RATED:
        return course_rate(course, scene);
    }
    return FALSE;
}

static gboolean moved(struct course *course, struct model **model, const struct scene *scene, struct deed *deed)
{
    switch ((int)scene->happening->kind) {
    case EVENT_ORDERED:
    case EVENT_ANSWERED:
    case EVENT_ACCEPTED:
    case EVENT_DECLINED:
        return before_acceptance(course, *model, scene);
    case EVENT_ASKED_STATUS:
        return TRUE;
    case EVENT_WROTE:
        return course->passed_on = TRUE;
    case EVENT_OPTED_OUT:
        return course->opted_out = TRUE;
    case EVENT_BOUNCED:
        return course->bounced = TRUE;
    case EVENT_UNDONE:
        return undo(course, model, scene);
    case EVENT_TIMED:
        course_timed(course, *model, scene, deed);
        return deed->must;
    case EVENT_NOTED:
        if ((*model)->life == LIFE_ASKED || (*model)->life == LIFE_HELD || (*model)->life == LIFE_RECEIVED)
            return scene->happening->who == SERVICE && note(course, scene);
        break;
    }
    return (*model)->life == LIFE_ACCEPTED && after_acceptance(course, model, scene, deed);
}

void course_move(struct course *course, struct model **model, const struct scene *scene, struct deed *ret_deed)
{
    enum who who = scene->happening->who;
    struct course trial = *course;
    *ret_deed = (struct deed){0};
    ret_deed->must = moved(&trial, model, scene, ret_deed);
    if (!ret_deed->must) {
        *ret_deed = (struct deed){.due = ret_deed->due};
        return;
    }
    *course = trial;
    if (who != SERVICE && course_happening_is_staffs(scene->happening->kind)) /* whatever they say is a sign of life */
        course->signs |= 1u << who;
}
