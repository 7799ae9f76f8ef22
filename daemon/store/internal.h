/* What the files of this folder share: the connection, and small helpers around prepared statements. */
#ifndef MO_STORE_INTERNAL_H
#define MO_STORE_INTERNAL_H

#include <sqlite3.h>

#include "daemon/store/store.h"

struct store {
    sqlite3 *db;
    enum store_access access;
    int lock;                /* descriptor of the lock file, -1 none */
    char *lock_path;
    GHashTable *statements;  /* SQL text (a literal's address is enough) to sqlite3_stmt */
    gboolean begun;          /* by store_begin, and neither committed nor rolled back yet */
    gboolean spoilt;         /* what was to be dropped could not be: only a roll-back helps */
};

/* Brings the schema to the present version. */
gboolean schema_migrate(struct store *store, GError **error);
/* Whether a file is a database of ours, of a version that we know; STORE_ERROR_CORRUPT or STORE_ERROR_NEWER when it is not. */
gboolean schema_known(sqlite3 *db, const char *path, GError **error);

/* Takes the lock that keeps a second daemon away from the database `path`; store->lock holds it. */
gboolean store_lock(struct store *store, const char *path, GError **error);
/* The connection to a database whose lock, where one is wanted, is held; closed by store_close. */
gboolean store_connect(struct store *store, const char *path, GError **error);
/* Sets how it writes, and brings the schema to the present version. */
gboolean store_prepare(struct store *store, GError **error);
struct store *store_new(enum store_access access);

/* check.c */
enum check_depth {
    CHECK_BEGIN, /* that each table can be read at all: what costs the same however much is in it */
    CHECK_QUICK, /* every page, and that each reference leads somewhere */
    CHECK_WHOLE, /* and every index */
};
gboolean check_pages(sqlite3 *db, const char *path, enum check_depth depth, GError **error);

/* What a result of SQLite, with the errno behind it (0 none), means to us. */
enum store_error store_error_code(int result, int problem);

/* The transaction that was begun is the one that is open. SQLite ends one by itself at some failures; then nothing more may be done until
 * store_rollback, or it would stay for good, each statement by itself. */
gboolean store_is_whole(struct store *store, GError **error);

/* Sets `error` from the connection's last failure; always FALSE. */
gboolean store_fail(struct store *store, GError **error);
gboolean store_exec(struct store *store, const char *sql, GError **error);
/* How long it waits for another connection: the standard again. */
void store_patience(struct store *store);

/* A prepared statement, kept for the store's life, reset when it leaves its scope. `sql` must be a literal. */
typedef sqlite3_stmt statement;
statement *statement_get(struct store *store, const char *sql, GError **error);
void statement_done(statement *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(statement, statement_done)

void statement_bind_int(statement *query, int index, gint64 value);
void statement_bind_text(statement *query, int index, const char *text); /* NULL: SQL NULL; the text must outlive the step */
void statement_bind_bytes(statement *query, int index, GBytes *bytes);

/* TRUE: a row is there. FALSE without `error`: no more rows. */
gboolean statement_row(struct store *store, statement *query, GError **error);
/* Runs a statement that gives no rows. */
gboolean statement_run(struct store *store, statement *query, GError **error);

/* The first column of all rows: gint64; NULL with `error`. */
GArray *statement_ids(struct store *store, statement *query, GError **error);
/* What `read` makes of each row, freed by `free_row`. NULL with `error`. */
typedef gpointer statement_reader(statement *query);
GPtrArray *statement_list(struct store *store, statement *query, statement_reader *read, GDestroyNotify free_row, GError **error);
/* Runs a statement that has one parameter, an id, and gives no rows. */
gboolean statement_change(struct store *store, const char *sql, gint64 key, GError **error);

gint64 column_int(statement *query, int index);
char *column_text(statement *query, int index); /* a copy; NULL for SQL NULL */
gpointer column_first_text(statement *query);   /* the first column's, for statement_list */

/* --- life.c: what hangs off an accepted order; saved and loaded with it. life_save expects that nothing is there. */
gboolean life_clear(struct store *store, gint64 order, GError **error);
gboolean life_save(struct store *store, const struct order *order, GError **error);
gboolean life_load(struct store *store, struct order *order, GError **error);

/* --- erase.c */
/* HMAC of these words under the database's own key, in hex; NULL with `error`. */
char *erase_hash(struct store *store, const char *one, const char *other, GError **error);

/* --- removals.c */
gboolean removal_add(struct store *store, const char *mailbox, gboolean sent, const char *message_id, gint64 arrived, guint64 size,
                     GError **error);
gboolean shred_add(struct store *store, const char *file, GError **error);

/* --- snapshot.c */
GBytes *snapshot_pack(const struct order *order);
/* `now` with all that a step can change as it was then; NULL when the bytes are none of ours. */
struct order *snapshot_unpack(GBytes *bytes, const struct order *now);

#endif
