/* Letters to the reviewing person, bounded: when so many mails were left to them within an hour as the configuration allows, the others
 * are collected and told in one letter at the end of that hour. */
#include "daemon/flow/internal.h"

#define HOUR         3600
#define MAILS_LISTED 200 /* in one letter; more make several, so that none grows beyond what can be sent */

gboolean review_collect(struct flow *flow, gint64 mail, gint64 order, const char *why, gint64 now, gboolean *ret_collected, GError **error)
{
    GError *problem = NULL;
    guint64 count = 0;
    gint64 first = 0, due = store_untold_due(flow->store, &problem);
    *ret_collected = FALSE;
    if (problem || !store_reviews_since(flow->store, now - HOUR, &count, &first, &problem)) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (!due && count < flow->setup.settings->limits.review_letters_per_hour)
        return TRUE;
    *ret_collected = TRUE;
    return store_untold_add(flow->store, mail, order, why ? why : "", due ? due : first + HOUR, error) &&
           apply_journal(flow, order, mail, now, "mailorder", "collected", "it is told in the letter that sums up the hour", error);
}

/* One letter about the oldest of them; *ret_told: how many. */
static gboolean tell_some(struct flow *flow, gint64 now, guint *ret_told, GError **error)
{
    g_autoptr(GPtrArray) list = store_untold(flow->store, MAILS_LISTED, error);
    g_autoptr(GPtrArray) shown = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; list && i < list->len; i++) {
        const struct untold *untold = list->pdata[i];
        struct letter_mail *mail = g_new0(struct letter_mail, 1);
        *mail = (struct letter_mail){untold->from, untold->subject, untold->arrived, *untold->why ? untold->why : NULL, "", untold->mail, untold->order};
        g_ptr_array_add(shown, mail);
        if (!store_untold_told(flow->store, untold->mail, error))
            return FALSE;
    }
    *ret_told = shown->len;
    return list && (shown->len == 0 || letters_queue_summary(flow, shown, now, error));
}

static gboolean tell_all(struct flow *flow, gint64 now, GError **error)
{
    guint told = MAILS_LISTED;
    while (told == MAILS_LISTED)
        if (!tell_some(flow, now, &told, error))
            return FALSE;
    return TRUE;
}

gboolean review_sum_up(struct flow *flow, gint64 now, GError **error)
{
    GError *problem = NULL;
    gint64 due = store_untold_due(flow->store, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (!due || (due > now && due <= now + HOUR)) /* farther away than an hour, it was set by a clock that has been put back since */
        return TRUE;
    return flow_change(flow, error) && flow_end(flow, tell_all(flow, now, error));
}
