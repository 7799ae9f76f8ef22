/* What must come of what customers ask for and say of an accepted order. */
#include "tests/unit/property-life.h"

/* --- the customer's request
 * ---------------------------------------------------------------------------------------------------------- */

static struct model *model_as_wished(const struct model *model, const struct wish *wish)
{
    struct model *changed = model_copy(model);
    for (const struct saying *saying = wish->sayings; saying->field; saying++)
        model_hear(changed, saying);
    return changed;
}

static guint wished_items(const struct wish *wish)
{
    guint items = 0;
    for (const struct saying *saying = wish->sayings; saying->field; saying++)
        items |= saying->item == 7 ? ITEM_UNKNOWN : saying->item ? 1u << (saying->item - 1) : 0;
    return items;
}

static gboolean can_be_changed(const struct course *course, const struct model *model, const struct wish *wish,
                               gint64 now)
{
    if (wished_items(wish) & ~course_open(course))
        return FALSE;
    g_autoptr(model_auto) changed = model_as_wished(model, wish);
    return model_complete(changed, now);
}

gboolean course_request(struct course *course, const struct model *model, const struct scene *scene)
{
    const struct wish *wish = property_wish(scene->happening->wish);
    if (course->pending || course_open(course) == 0)
        return FALSE;
    if (wish->aim == AIM_CHANGE) {
        if (!wish->sayings[0].field || !can_be_changed(course, model, wish, scene->now))
            return FALSE;
        g_autoptr(model_auto) changed = model_as_wished(model, wish);
        g_autofree char *was = model_content(model), *would_be = model_content(changed);
        if (g_str_equal(was, would_be))
            return FALSE;
    }
    course->pending = TRUE;
    course->wish = scene->happening->wish;
    course->waiting = 0;
    course->requests++;
    for (enum who who = WAREHOUSE; who <= LOOM; who++)
        if (course_shares(course, who, course_there(course)) && property_may(scene->rights, who, NULL))
            course->waiting |= 1u << who;
    return TRUE;
}

static void carry_out(struct course *course, struct model **model, const struct scene *scene, struct deed *deed)
{
    const struct wish *wish = property_wish(course->wish);
    course->pending = FALSE;
    if (wish->aim == AIM_CANCEL) {
        deed->items = course_open(course);
        course_set_states(course, deed->items, ITEM_CANCELLED);
        course_recall_dates(course, deed->items, scene->now, deed);
        deed->end = END_CANCELLED;
        return;
    }
    deed->end = can_be_changed(course, *model, wish, scene->now) ? END_CHANGED : END_REFUSED; /* it may be too late */
    if (deed->end == END_REFUSED)
        return;
    struct model *changed = model_as_wished(*model, wish);
    model_free(*model);
    *model = changed;
    deed->items = wished_items(wish);
    if (deed->items)
        course_recall_dates(course, deed->items, scene->now, deed);
    for (guint i = 0; i < COURSE_ITEMS; i++)
        if (deed->items & (1u << i))
            course->items[i].expected = course->items[i].known =
                day_completion(scene->now, course->items[i].sofa ? 15 : 5);
    if (deed->items)
        course->dated = scene->now;
}

gboolean course_answer_request(struct course *course, struct model **model, const struct scene *scene,
                               struct deed *deed)
{
    guint bit = 1u << scene->happening->who;
    if (!course->pending || (scene->happening->who != SERVICE && !(course->waiting & bit)))
        return FALSE;
    course->waiting = scene->happening->who == SERVICE ? 0 : course->waiting & ~bit;
    if (scene->happening->kind == EVENT_REFUSED) {
        course->pending = FALSE;
        deed->end = END_REFUSED;
    } else if (course->waiting == 0) {
        carry_out(course, model, scene, deed);
    }
    return TRUE;
}

/* --- what customers say of it
 * ---------------------------------------------------------------------------------------------------------- */

gboolean course_has_arrived(struct course *course, const struct scene *scene, struct deed *deed)
{
    if (course_sent(course) == 0)
        return FALSE;
    course->not_arrived = !scene->happening->yes;
    deed->items = scene->happening->yes ? course_under_way(course) : 0;
    if (deed->items)
        course_arrive(course, deed->items, scene->now);
    return TRUE;
}

gboolean course_rate(struct course *course, const struct scene *scene)
{
    const struct survey_text *text = property_survey(scene->happening->survey);
    if (!text->by || text->mark > 5 || text->recommend > 10)
        return FALSE;
    course->rated = TRUE;
    course->mark = text->mark ? text->mark : course->mark;
    course->thanked = course->thanked || g_str_equal(text->by, "customer");
    return TRUE;
}
