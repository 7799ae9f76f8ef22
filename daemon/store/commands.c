/* The inbox of events that the admin's command leaves for the daemon. */
#include "daemon/store/internal.h"

void command_free(struct command *command)
{
    if (!command)
        return;
    g_free(command->actor);
    g_free(command->verb);
    g_free(command->object);
    g_free(command->argument);
    g_free(command->outcome);
    g_free(command);
}

gboolean store_command_add(struct store *store, struct command *command, GError **error)
{
    g_autoptr(statement) insert = statement_get(
        store, "INSERT INTO command (at, actor, verb, object, argument) VALUES (?,?,?,?,?)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, command->when);
    statement_bind_text(insert, 2, command->actor);
    statement_bind_text(insert, 3, command->verb);
    statement_bind_text(insert, 4, command->object);
    statement_bind_text(insert, 5, command->argument);
    if (!statement_run(store, insert, error))
        return FALSE;
    command->id = sqlite3_last_insert_rowid(store->db);
    return TRUE;
}

static gpointer command_read(statement *query)
{
    struct command *command = g_new0(struct command, 1);
    command->id = column_int(query, 0);
    command->when = column_int(query, 1);
    command->actor = column_text(query, 2);
    command->verb = column_text(query, 3);
    command->object = column_text(query, 4);
    command->argument = column_text(query, 5);
    command->outcome = column_text(query, 6);
    return command;
}

GPtrArray *store_commands_pending(struct store *store, guint limit, GError **error)
{
    g_autoptr(statement) query = statement_get(store,
        "SELECT id, at, actor, verb, object, argument, outcome FROM command WHERE outcome IS NULL ORDER BY id LIMIT ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, limit);
    return statement_list(store, query, command_read, (GDestroyNotify)command_free, error);
}

gboolean store_command_done(struct store *store, gint64 id, const char *outcome, GError **error)
{
    g_autoptr(statement) update = statement_get(store, "UPDATE command SET outcome = ? WHERE id = ?", error);
    if (!update)
        return FALSE;
    statement_bind_text(update, 1, outcome);
    statement_bind_int(update, 2, id);
    return statement_run(store, update, error);
}

struct command *store_command_load(struct store *store, gint64 id, GError **error)
{
    g_autoptr(statement) query = statement_get(
        store, "SELECT id, at, actor, verb, object, argument, outcome FROM command WHERE id = ?", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, id);
    return statement_row(store, query, error) ? command_read(query) : NULL;
}

gboolean store_commands_about_erase(struct store *store, const char *object, GError **error)
{
    g_autoptr(statement) update = statement_get(
        store, "UPDATE command SET argument = NULL, outcome = '-' WHERE object = ? AND outcome IS NOT NULL", error);
    if (!update)
        return FALSE;
    statement_bind_text(update, 1, object);
    return statement_run(store, update, error);
}

gboolean store_command_erase(struct store *store, gint64 id, GError **error)
{
    return statement_change(store, "UPDATE command SET object = '-', argument = NULL WHERE id = ?", id, error);
}
