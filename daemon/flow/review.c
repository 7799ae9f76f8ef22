/* Letters to the reviewing person, bounded: when so many mails were left to them within an hour as the configuration allows, the others
 * are collected and told in one letter at the end of that hour. */
#include "daemon/flow/internal.h"

#define HOUR         3600
#define MAILS_LISTED 200 /* in one letter; more make several, so that none grows beyond what can be sent */

gboolean review_collect(struct flow *flow, gint64 mail, gint64 order, const char *why, gint64 now, gboolean *ret_collected, GError **error)
{
    GError *problem = NULL;
    guint64 count = 0;
    gint64 first = 0, due = store_untold_due(flow->store, FALSE, &problem);
    *ret_collected = FALSE;
    if (problem || !store_reviews_since(flow->store, now - HOUR, &count, &first, &problem)) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (!due && count < flow->setup.settings->limits.review_letters_per_hour)
        return TRUE;
    *ret_collected = TRUE;
    return store_untold_add(flow->store, mail, order, why ? why : "", FALSE, due ? due : first + HOUR, error) &&
           apply_journal(flow, order, mail, now, "mailorder", "collected", "it is told in the letter that sums up the hour", error);
}

static void show(GPtrArray *shown, const struct untold *untold)
{
    struct letter_mail *mail = g_new0(struct letter_mail, 1);
    *mail = (struct letter_mail){untold->from, untold->subject, untold->arrived, *untold->why ? untold->why : NULL, "", untold->mail,
                                 untold->order, untold->count - 1};
    g_ptr_array_add(shown, mail);
}

/* One letter about the oldest of them; *ret_told: how many. */
static gboolean tell_some(struct flow *flow, gint64 now, guint *ret_told, GError **error)
{
    g_autoptr(GPtrArray) list = store_untold(flow->store, MAILS_LISTED, error);
    g_autoptr(GPtrArray) shown = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; list && i < list->len; i++) {
        const struct untold *untold = list->pdata[i];
        show(shown, untold);
        if (!store_untold_told(flow->store, untold->mail, error))
            return FALSE;
    }
    *ret_told = shown->len;
    return list && (shown->len == 0 || letters_queue_summary(flow, shown, 0, now, error));
}

static gboolean tell_all(struct flow *flow, gint64 now, GError **error)
{
    guint told = MAILS_LISTED;
    while (told == MAILS_LISTED)
        if (!tell_some(flow, now, &told, error))
            return FALSE;
    return TRUE;
}

/* A flood is told in one letter, however many mails it had. */
static gboolean tell_capped(struct flow *flow, gint64 now, GError **error)
{
    guint64 count = 0;
    g_autoptr(GPtrArray) list = store_untold_capped(flow->store, MAILS_LISTED, &count, error);
    g_autoptr(GPtrArray) shown = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; list && i < list->len; i++) {
        const struct untold *untold = list->pdata[i];
        show(shown, untold);
        count -= untold->count;
    }
    return list && letters_queue_summary(flow, shown, count, now, error) && store_untold_capped_told(flow->store, error);
}

/* *ret_due: it is time; farther away than an hour, it was set by a clock that has been put back since. */
static gboolean is_due(struct flow *flow, gboolean capped, gint64 now, gboolean *ret_due, GError **error)
{
    GError *problem = NULL;
    gint64 due = store_untold_due(flow->store, capped, &problem);
    *ret_due = due && (due <= now || due > now + HOUR);
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

gboolean review_sum_up(struct flow *flow, gint64 now, GError **error)
{
    gboolean single, capped;
    if (!is_due(flow, FALSE, now, &single, error) || !is_due(flow, TRUE, now, &capped, error))
        return FALSE;
    if (single && (!flow_change(flow, error) || !flow_end(flow, tell_all(flow, now, error))))
        return FALSE;
    return !capped || (flow_change(flow, error) && flow_end(flow, tell_capped(flow, now, error)));
}
