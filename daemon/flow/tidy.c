/* What is erased outside of the database, and what is under way: from rows, after the commit. Files of the spool, the database's log, copies in
 * mailboxes, letters that a sender may hold. It can be done again after a crash. */
#include "daemon/flow/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "daemon/base/log.h"

#define SHREDS 200u /* files removed at once: some ten milliseconds */

gboolean flow_cancelled(struct flow *flow)
{
    gboolean cancelled = flow->cancelled;
    flow->cancelled = FALSE;
    return cancelled;
}

gboolean flow_is_wanted(struct flow *flow, gint64 out)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(out_auto) row = store_out_load(flow->store, out, &problem);
    return problem || (row && row->state == OUT_SENDING);
}

static gboolean shred(int folder, const char *file)
{
    g_autofree char *parts = g_strdup_printf("%s.parts", file);
    return (unlinkat(folder, file, 0) == 0 || errno == ENOENT) && (unlinkat(folder, parts, 0) == 0 || errno == ENOENT);
}

/* *ret_done FALSE: some are left, or could not be removed, which is said. */
static gboolean shred_some(struct flow *flow, gboolean *ret_done, GError **error)
{
    g_autoptr(GPtrArray) files = store_shreds(flow->store, SHREDS, error);
    g_autofree char *path = g_build_filename(flow->setup.settings->paths.spool, "in", NULL);
    *ret_done = files && files->len < SHREDS;
    if (!files || files->len == 0)
        return files != NULL;
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (!store_begin(flow->store, error)) {
        if (folder >= 0)
            close(folder);
        return FALSE;
    }
    gboolean kept = TRUE;
    for (guint i = 0; kept && i < files->len; i++) {
        if (folder < 0 || shred(folder, files->pdata[i])) {
            kept = store_shred_done(flow->store, files->pdata[i], error);
            continue;
        }
        log_warning("a file of the spool cannot be removed: %s", g_strerror(errno));
        *ret_done = FALSE;
        break;
    }
    if (folder >= 0)
        close(folder);
    if (kept && store_commit(flow->store, error))
        return TRUE;
    store_rollback(flow->store);
    return FALSE;
}

gboolean flow_tidy(struct flow *flow, GError **error)
{
    gboolean shredded, scrubbed;
    if (!flow->untidy || flow->open)
        return TRUE;
    if (!shred_some(flow, &shredded, error) || !store_scrub(flow->store, &scrubbed, error))
        return FALSE;
    flow->untidy = !shredded || !scrubbed;
    return TRUE;
}

GPtrArray *flow_removals_next(struct flow *flow, const char *mailbox, guint limit, GError **error)
{
    return store_removals(flow->store, mailbox, limit, error);
}

gboolean flow_removed(struct flow *flow, gint64 removal, GError **error)
{
    flow->untidy = TRUE;
    return flow_change(flow, error) && flow_end(flow, store_removal_done(flow->store, removal, error));
}
