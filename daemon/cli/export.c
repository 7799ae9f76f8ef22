/* All that is kept of one person, as one JSON document (docs/personal-data.md says what is in it). Reads only, beside a running daemon. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/text.h"
#include "daemon/cli/export.h"
#include "daemon/orders/anonymise.h"

#define FORMAT "mailorder personal data 1"
#define SPAN   5000u

json_t *export_instant(gint64 instant)
{
    g_autoptr(GDateTime) when = instant ? g_date_time_new_from_unix_utc(instant) : NULL;
    g_autofree char *text = when ? g_date_time_format_iso8601(when) : NULL;
    return text ? json_string(text) : json_null();
}

static json_t *known_json(struct export *export, GError **error)
{
    struct address_state known;
    if (!store_address(export->store, export->address, &known, error))
        return NULL;
    return json_pack("{s:o, s:o, s:o}", "wants_no_surveys_since", export_instant(known.opted_out), "unreachable_since",
                     export_instant(known.bounced), "last_survey", export_instant(known.surveyed));
}

/* --- orders ------------------------------------------------------------------------------------------------------------------------ */

/* An order of theirs, with everything. */
static json_t *whole_order(struct export *export, gint64 id, GError **error)
{
    g_autoptr(order_auto) order = store_order_load(export->store, id, error);
    g_autoptr(GPtrArray) journal = order ? store_journal(export->store, id, 0, error) : NULL;
    if (!journal)
        return NULL;
    json_t *json = cli_order_json(export->cli, order, 0, journal);
    json_object_set_new(json, "role", json_string("customer"));
    g_hash_table_add(export->orders, g_memdup2(&id, sizeof id));
    return json;
}

static void add_naming(json_t *list, const GPtrArray *values, guint item, const char *key)
{
    for (guint i = 0; i < values->len; i++) {
        const struct value *value = values->pdata[i];
        if (text_names_address(value->text, strlen(value->text), key))
            json_array_append_new(list, json_pack("{s:i, s:s, s:s}", "item", (int)item, "field", value->field, "text", value->text));
    }
}

/* Another's order that names the address: what names it, and nothing of whose order it is. *ret_json NULL: it is theirs, or names a
 * longer address. */
static gboolean naming_order(struct export *export, gint64 id, json_t **ret_json, GError **error)
{
    g_autoptr(order_auto) order = store_order_load(export->store, id, error);
    g_autoptr(order_auto) struck = order ? order_copy(order) : NULL;
    *ret_json = NULL;
    if (!order)
        return FALSE;
    if (g_hash_table_contains(export->orders, &id) || !order_strike_address(struck, export->key))
        return TRUE;
    json_t *fields = json_array();
    add_naming(fields, order->values, 0, export->key);
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        add_naming(fields, item->values, item->number, export->key);
    }
    *ret_json = json_pack("{s:s, s:s, s:o, s:s, s:o}", "role", "named", "order", order->number, "created", export_instant(order->created), "state",
                          order_state_name(order), "fields", fields);
    return *ret_json != NULL;
}

static gboolean naming_orders(struct export *export, GError **error)
{
    gboolean more = TRUE;
    for (gint64 after = 0; more; after += SPAN) {
        g_autoptr(GArray) ids = store_orders_naming(export->store, export->address, after, SPAN, &more, error);
        for (guint i = 0; ids && i < ids->len; i++) {
            json_t *json = NULL;
            if (!naming_order(export, g_array_index(ids, gint64, i), &json, error))
                return FALSE;
            if (json)
                export_element(export, json);
        }
        if (!ids)
            return FALSE;
    }
    return TRUE;
}

static gboolean orders(struct export *export, GError **error)
{
    g_autoptr(GArray) ids = store_person_orders(export->store, export->address, 0, G_MAXINT64, G_MAXINT, error);
    for (guint i = 0; ids && i < ids->len; i++) {
        json_t *json = whole_order(export, g_array_index(ids, gint64, i), error);
        if (!json)
            return FALSE;
        export_element(export, json);
    }
    return ids && naming_orders(export, error);
}

/* --- the document -------------------------------------------------------------------------------------------------------------------- */

void export_element(struct export *export, json_t *element)
{
    fputs(export->first ? "\n" : ",\n", export->out);
    export->first = FALSE;
    export->broken = export->broken || json_dumpf(element, export->out, export->style) < 0;
    json_decref(element);
}

static void member(struct export *export, const char *name, json_t *value)
{
    fprintf(export->out, "\"%s\": ", name);
    json_dumpf(value, export->out, export->style | JSON_ENCODE_ANY);
    fputs(",\n", export->out);
    json_decref(value);
}

static gboolean list(struct export *export, const char *name, gboolean (*elements)(struct export *export, GError **error), GError **error)
{
    fprintf(export->out, "\"%s\": [", name);
    export->first = TRUE;
    gboolean whole = elements(export, error);
    fputs("\n]", export->out);
    return whole;
}

static gboolean cannot_write(const char *where, GError **error)
{
    g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno), "%s: it cannot be written there: %s", where, g_strerror(errno));
    return FALSE;
}

/* `where` is for the error's text. */
static gboolean write_document(struct export *export, const char *where, GError **error)
{
    json_t *known = known_json(export, error);
    if (!known)
        return FALSE;
    fputs("{\n", export->out);
    member(export, "format", json_string(FORMAT));
    member(export, "address", json_string(export->address));
    member(export, "exported", export_instant(clock_now()));
    member(export, "known", known);
    gboolean whole = list(export, "orders", orders, error);
    fputs(",\n", export->out);
    whole = whole && list(export, "mails_received", export_mails_in, error);
    fputs(",\n", export->out);
    whole = whole && list(export, "mails_sent", export_mails_out, error);
    fputs("\n}\n", export->out);
    if (whole && export->broken && !ferror(export->out)) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_OTHER, "a text in the database cannot be written as JSON, or there is no memory");
        return FALSE;
    }
    if (whole && (ferror(export->out) || fflush(export->out) != 0 || fsync(fileno(export->out)) < 0))
        return cannot_write(where, error);
    return whole;
}

/* One state of the database, whatever the desk does meanwhile; and no lock taken anew for each of a person's thousands of rows. */
static gboolean write_one_state(struct export *export, const char *where, GError **error)
{
    gboolean whole = store_mark(export->store, error) && write_document(export, where, error);
    store_return_to_mark(export->store);
    return whole;
}

/* --- where it goes: as a whole or not at all, and for the admin's eyes alone ----------------------------------------------------------- */

static gboolean to_file(struct export *export, const char *file, GError **error)
{
    g_autofree char *partial = g_strdup_printf("%s.XXXXXX", file);
    int fd = g_mkstemp_full(partial, O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return cannot_write(file, error);
    export->out = fdopen(fd, "w");
    gboolean whole = write_one_state(export, file, error);
    fclose(export->out);
    if (whole && rename(partial, file) < 0)
        whole = cannot_write(file, error);
    if (!whole)
        unlink(partial);
    return whole;
}

static gboolean to_standard_output(struct export *export, GError **error)
{
    char piece[65536];
    export->out = tmpfile();
    if (!export->out)
        return cannot_write("a temporary file", error);
    gboolean whole = write_one_state(export, "a temporary file", error);
    rewind(export->out);
    for (size_t got; whole && (got = fread(piece, 1, sizeof piece, export->out)) > 0;)
        whole = fwrite(piece, 1, got, stdout) == got || cannot_write("standard output", error);
    if (whole && ferror(export->out))
        whole = cannot_write("a temporary file", error);
    fclose(export->out);
    return whole && (fflush(stdout) == 0 || cannot_write("standard output", error));
}

static int export_person(struct cli *cli, struct store *store, const char *address, const char *file)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *key = text_address_key(address);
    g_autoptr(GHashTable) own = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    struct export export = {.cli = cli, .store = store, .address = address, .key = key, .orders = own};
    export.style = JSON_INDENT(2) | JSON_PRESERVE_ORDER | (!file && isatty(STDOUT_FILENO) ? JSON_ENSURE_ASCII : 0);
    if (file ? to_file(&export, file, &error) : to_standard_output(&export, &error))
        return EX_OK;
    return cli_fail(error && error->domain == G_FILE_ERROR ? EX_CANTCREAT : EX_IOERR, "%s", error ? error->message : "out of memory");
}

int cli_export(struct cli *cli, int argc, char **argv)
{
    g_autofree char *file = NULL;
    const GOptionEntry entries[] = {
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &file, "Write here (0600) instead of to standard output", "FILE"},
        G_OPTION_ENTRY_NULL,
    };
    if (!cli_options(&argc, &argv, entries, "ADDRESS", "Everything that is kept of the person with this address, as one JSON document."))
        return EX_USAGE;
    if (argc != 2)
        return cli_fail(EX_USAGE, "usage: mailorder export ADDRESS [--output FILE]");
    if (!text_address_valid(argv[1]))
        return cli_fail(EX_USAGE, "'%s' is no address like anna@customer.example", argv[1]);
    if (!cli_load_config(cli))
        return EX_CONFIG;
    struct store *store = cli_store(cli, STORE_READ);
    if (!store)
        return EX_UNAVAILABLE;
    int code = export_person(cli, store, argv[1], file);
    store_close(store);
    return code;
}
