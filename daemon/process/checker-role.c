/* The checker: reads the store from end to end, beside the desk, behind the others in the queue for the processor. A start looks at so much only as costs
 * no time; damage that hides deeper is found here, soon after, and then once a day. It writes nothing; its exit status is all that it says. */
#include <sys/resource.h>
#include <sysexits.h>

#include "daemon/base/clock.h"
#include "daemon/process/role.h"
#include "daemon/process/walls.h"

#define CHECKER_NICE 10 /* not the least: while a table is read the writer's log cannot be begun anew, and grows */

static gboolean read_all(const char *database, GError **error)
{
    struct store *store = store_open(database, STORE_READ, error);
    gboolean whole = store && store_check_beside(store, error);
    store_close(store);
    return whole;
}

int checker_main(const struct role_start *start)
{
    g_autoptr(GError) error = NULL;
    const gint64 begun_ms = clock_monotonic_ms();
    setpriority(PRIO_PROCESS, 0, CHECKER_NICE);
    if (!walls_set(ROLE_CHECKER, start->setup->settings, 0))
        return EX_OSERR;
    if (read_all(start->setup->settings->paths.database, &error)) {
        log_info("the database is whole: read from end to end in %" G_GINT64_FORMAT " ms", clock_monotonic_ms() - begun_ms);
        return EX_OK;
    }
    gboolean damaged = g_error_matches(error, STORE_ERROR, STORE_ERROR_CORRUPT);
    log_error("%s%s", error->message, damaged ? ROLE_DAMAGED_WAY_OUT : "; whether it is whole is not known");
    return damaged ? ROLE_EXIT_DAMAGED : EX_TEMPFAIL;
}
