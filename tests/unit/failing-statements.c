#include "tests/unit/failing-statements.h"

#include <sqlite3.h>

#define TIMES_MOST 2 /* that one statement fails */

static struct {
    enum statement_fault kind;
    guint at, prepared;
    gboolean struck, stop;
    GHashTable *met;    /* in this scene: what runs to how often */
    GHashTable *failed; /* what ran, and how often it did, when it failed */
} world;

static gboolean refused(void)
{
    if (world.kind != STATEMENTS_REFUSED || world.prepared++ != world.at)
        return FALSE;
    world.struck = TRUE;
    return TRUE;
}

/* Whether this run, or row, fails: it did not yet, and nothing else does. */
static gboolean stopped(unsigned what, const char *sql)
{
    if (world.kind != STATEMENTS_STOPPED || world.struck)
        return FALSE;
    g_autofree char *key = g_strdup_printf("%u %s", what, sql);
    guint times = GPOINTER_TO_UINT(g_hash_table_lookup(world.met, key)) + 1;
    g_hash_table_insert(world.met, g_strdup(key), GUINT_TO_POINTER(times));
    world.struck = times <= TIMES_MOST && g_hash_table_add(world.failed, g_strdup_printf("%u %s", times, key));
    return world.struck;
}

/* Asked for each thing that a statement would do when it is prepared: the first of them stands for the whole. */
static int may(void *data, int action, const char *one, const char *two, const char *three, const char *four)
{
    (void)data, (void)one, (void)two, (void)three, (void)four;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
    case SQLITE_PRAGMA:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        return refused() ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_OK;
    }
}

/* A statement begins, or has a row. */
static int happens(unsigned what, void *data, void *one, void *two)
{
    (void)data, (void)two;
    world.stop = world.stop || stopped(what, sqlite3_sql(one));
    return 0;
}

/* Asked before each step that a statement makes in the database; not 0 stops it. */
static int stops(void *data)
{
    (void)data;
    gboolean now = world.stop;
    world.stop = FALSE;
    return now;
}

static int watch(sqlite3 *db, const char **problem, const struct sqlite3_api_routines *api)
{
    (void)problem, (void)api;
    sqlite3_set_authorizer(db, may, NULL);
    sqlite3_progress_handler(db, 1, stops, NULL);
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT | SQLITE_TRACE_ROW, happens, NULL);
}

void statements_install(void)
{
    world.met = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    world.failed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    sqlite3_auto_extension((void (*)(void))watch);
}

void statements_begin(enum statement_fault kind, guint at)
{
    world.kind = kind;
    world.at = at;
    world.prepared = 0;
    world.struck = world.stop = FALSE;
    g_hash_table_remove_all(world.met);
    if (at == 0)
        g_hash_table_remove_all(world.failed);
}

gboolean statements_end(void)
{
    world.kind = STATEMENTS_WELL;
    world.stop = FALSE;
    return world.struck;
}
