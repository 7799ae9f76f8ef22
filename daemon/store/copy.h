/* What backup and restore share: whole files of the store besides the open one, checked and copied. */
#ifndef MO_STORE_COPY_H
#define MO_STORE_COPY_H

#include <sqlite3.h>

#include "daemon/store/store.h"

/* A connection to one of our files that is not the store itself; closed by copy_close. NULL with `error`, which names the file. */
sqlite3 *copy_open(const char *path, int flags, GError **error);
void copy_close(sqlite3 *db); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3, copy_close)

/* Sets `error` from the connection's last failure, with the file's name; always FALSE. */
gboolean copy_fail(sqlite3 *db, const char *path, GError **error);

/* The first column of the first row; 0 when there is none. FALSE with `error`. */
gboolean copy_number(sqlite3 *db, const char *path, const char *sql, gint64 *ret_number, GError **error);

/* Whether the file is whole, ours and of a version that we know: each page, each index, each reference; and, of a backup, each file of the
 * spool in it. FALSE with `error`, one line: STORE_ERROR_CORRUPT or STORE_ERROR_NEWER. */
gboolean copy_verify(sqlite3 *db, const char *path, GError **error);

/* Whether it is a backup, with files of the spool, and not the bare database. */
gboolean copy_is_backup(sqlite3 *db);

/* All of one database into another, empty one, at one state of the first. */
gboolean copy_database(sqlite3 *from, sqlite3 *to, const char *to_path, GError **error);

/* Syncs a file, and then the folder in which it has its name. */
gboolean copy_sync(const char *path, GError **error);

#endif
