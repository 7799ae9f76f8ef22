/* Whether the database is whole. */
#include <string.h>
#include <sys/stat.h>

#include "daemon/base/text.h"
#include "daemon/store/copy.h"
#include "daemon/store/internal.h"

/* A start reads files up to this size from end to end: some 50 milliseconds. Of a larger one it looks at each table's beginning, and the checker
 * (daemon/process) reads all of it while the work goes on; `mailorder check --store` reads all of it, with each index. */
#define CHECK_AT_START_BYTES (16ll * 1024 * 1024)

#define CHECK_WORDS 200u

static gboolean damaged(const char *path, const char *what, GError **error)
{
    g_set_error(error, STORE_ERROR, STORE_ERROR_CORRUPT, "%s: the database is damaged: %s", path, what);
    return FALSE;
}

/* Runs a check that says "ok", or what is wrong. */
static gboolean check_says_ok(sqlite3 *db, const char *path, const char *sql, GError **error)
{
    sqlite3_stmt *query = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
        return copy_fail(db, path, error);
    gboolean good = FALSE;
    if (sqlite3_step(query) == SQLITE_ROW) {
        const char *said = (const char *)sqlite3_column_text(query, 0);
        const char *line_end = said ? strchr(said, '\n') : NULL; /* before it stands which database it is */
        g_autofree char *what = text_one_line(line_end ? line_end : said ? said : "it cannot be read", CHECK_WORDS);
        good = g_strcmp0(said, "ok") == 0 || damaged(path, what, error);
    } else {
        copy_fail(db, path, error);
    }
    sqlite3_finalize(query);
    return good;
}

/* A row that refers to one that is not there; `table` NULL: of all tables. */
static gboolean check_references(sqlite3 *db, const char *path, const char *table, GError **error)
{
    sqlite3_stmt *query = NULL;
    g_autofree char *sql = table ? g_strdup_printf("PRAGMA foreign_key_check('%s')", table) : g_strdup("PRAGMA foreign_key_check");
    if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
        return copy_fail(db, path, error);
    int result = sqlite3_step(query);
    gboolean good = result == SQLITE_DONE;
    if (result == SQLITE_ROW) {
        g_autofree char *what = g_strdup_printf("a row of table %s refers to one of %s that is not there",
                                                (const char *)sqlite3_column_text(query, 0), (const char *)sqlite3_column_text(query, 2));
        damaged(path, what, error);
    } else if (!good) {
        copy_fail(db, path, error);
    }
    sqlite3_finalize(query);
    return good;
}

/* From its root down to its first row. */
static gboolean check_beginning(sqlite3 *db, const char *path, const char *table, GError **error)
{
    sqlite3_stmt *query = NULL;
    g_autofree char *sql = g_strdup_printf("SELECT * FROM \"%s\" LIMIT 1", table);
    if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
        return copy_fail(db, path, error);
    int result = sqlite3_step(query);
    gboolean good = result == SQLITE_ROW || result == SQLITE_DONE;
    if (!good && (result & 0xff) == SQLITE_CORRUPT) {
        g_autofree char *what = g_strdup_printf("table %s: %s", table, sqlite3_errmsg(db));
        damaged(path, what, error);
    } else if (!good) {
        copy_fail(db, path, error);
    }
    sqlite3_finalize(query);
    return good;
}

/* Each page of the table and of its indexes, and each of its references. */
static gboolean check_table(sqlite3 *db, const char *path, const char *table, GError **error)
{
    g_autofree char *sql = g_strdup_printf("PRAGMA quick_check('%s')", table);
    return check_says_ok(db, path, sql, error) && check_references(db, path, table, error);
}

typedef gboolean table_check(sqlite3 *db, const char *path, const char *table, GError **error);

static gboolean each_table(sqlite3 *db, const char *path, table_check *check, GError **error)
{
    sqlite3_stmt *query = NULL;
    g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func(g_free);
    if (sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'", -1, &query, NULL) !=
        SQLITE_OK)
        return copy_fail(db, path, error);
    int result;
    while ((result = sqlite3_step(query)) == SQLITE_ROW)
        g_ptr_array_add(tables, g_strdup((const char *)sqlite3_column_text(query, 0)));
    gboolean good = result == SQLITE_DONE || copy_fail(db, path, error);
    sqlite3_finalize(query);
    for (guint i = 0; good && i < tables->len; i++)
        good = check(db, path, tables->pdata[i], error);
    return good;
}

gboolean check_pages(sqlite3 *db, const char *path, enum check_depth depth, GError **error)
{
    switch (depth) {
    case CHECK_BEGIN:
        return each_table(db, path, check_beginning, error);
    case CHECK_QUICK:
        return check_says_ok(db, path, "PRAGMA quick_check(1)", error) && check_references(db, path, NULL, error);
    case CHECK_WHOLE:
        return check_says_ok(db, path, "PRAGMA integrity_check(1)", error) && check_references(db, path, NULL, error);
    }
    return FALSE;
}

gboolean store_check(struct store *store, gboolean whole, GError **error)
{
    const char *path = sqlite3_db_filename(store->db, "main"); /* "" in memory */
    struct stat status;
    gboolean large = stat(path, &status) == 0 && status.st_size > CHECK_AT_START_BYTES;
    return check_pages(store->db, path, whole ? CHECK_WHOLE : large ? CHECK_BEGIN : CHECK_QUICK, error);
}

/* Table by table: as long as one is read, the writer's log cannot be begun anew. */
gboolean store_check_beside(struct store *store, GError **error)
{
    return each_table(store->db, sqlite3_db_filename(store->db, "main"), check_table, error);
}

GPtrArray *store_missing_files(struct store *store, const char *spool, GError **error)
{
    GError *problem = NULL;
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(statement) query = statement_get(store, "SELECT id, spool FROM mail WHERE state = 0 AND spool IS NOT NULL ORDER BY id", error);
    if (!query)
        return NULL;
    while (statement_row(store, query, &problem)) {
        g_autofree char *path = g_build_filename(spool, "in", (const char *)sqlite3_column_text(query, 1), NULL);
        if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
            g_ptr_array_add(missing, g_strdup_printf("mail %" G_GINT64_FORMAT ": its file is missing: %s", column_int(query, 0), path));
    }
    if (problem) {
        g_propagate_error(error, problem);
        return NULL;
    }
    return g_steal_pointer(&missing);
}
