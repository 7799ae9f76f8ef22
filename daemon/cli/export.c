/* All that is kept of one person, as one JSON document (docs/personal-data.md says what is in it). Reads only, beside a running daemon. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
    return TRUE;
}

static gboolean add_naming_orders(struct export *export, json_t *list, GError **error)
{
    gboolean more = TRUE;
    for (gint64 after = 0; more; after += SPAN) {
        g_autoptr(GArray) ids = store_orders_naming(export->store, export->address, after, SPAN, &more, error);
        for (guint i = 0; ids && i < ids->len; i++) {
            json_t *json = NULL;
            if (!naming_order(export, g_array_index(ids, gint64, i), &json, error))
                return FALSE;
            if (json)
                json_array_append_new(list, json);
        }
        if (!ids)
            return FALSE;
    }
    return TRUE;
}

static json_t *orders_json(struct export *export, GError **error)
{
    g_autoptr(GArray) ids = store_person_orders(export->store, export->address, 0, G_MAXINT64, G_MAXINT, error);
    json_t *list = json_array();
    gboolean done = ids != NULL;
    for (guint i = 0; done && i < ids->len; i++) {
        json_t *json = whole_order(export, g_array_index(ids, gint64, i), error);
        done = json != NULL;
        if (json)
            json_array_append_new(list, json);
    }
    if (done && add_naming_orders(export, list, error))
        return list;
    json_decref(list);
    return NULL;
}

/* --- the document -------------------------------------------------------------------------------------------------------------------- */

static json_t *document_of(struct export *export, GError **error)
{
    json_t *known = known_json(export, error);
    json_t *orders = known ? orders_json(export, error) : NULL;
    json_t *received = orders ? export_mails_in(export, error) : NULL;
    json_t *sent = received ? export_mails_out(export, error) : NULL;
    if (sent)
        return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "format", FORMAT, "address", export->address, "exported",
                         export_instant(clock_now()), "known", known, "orders", orders, "mails_received", received, "mails_sent", sent);
    json_decref(known);
    json_decref(orders);
    json_decref(received);
    return NULL;
}

/* As a whole or not at all, and for the admin's eyes alone. */
static int write_document(json_t *json, const char *file)
{
    g_autoptr(GError) error = NULL;
    if (!file) {
        cli_print_json(json);
        return fflush(stdout) == 0 ? EX_OK : cli_fail(EX_IOERR, "standard output: it cannot be written");
    }
    char *text = json_dumps(json, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    gboolean written = text && g_file_set_contents_full(file, text, (gssize)strlen(text), G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error) &&
                       chmod(file, 0600) == 0;
    free(text);
    json_decref(json);
    return written ? EX_OK : cli_fail(EX_CANTCREAT, "%s", error ? error->message : file);
}

static int export_person(struct cli *cli, struct store *store, const char *address, const char *file)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *key = text_address_key(address);
    g_autoptr(GHashTable) orders = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    struct export export = {.cli = cli, .store = store, .address = address, .key = key, .orders = orders};
    /* One state of the database, whatever the desk does meanwhile; and no lock taken anew for each of a person's thousands of rows. */
    json_t *json = store_mark(store, &error) ? document_of(&export, &error) : NULL;
    store_return_to_mark(store);
    return json ? write_document(json, file) : cli_fail(EX_IOERR, "%s", error ? error->message : "out of memory");
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
    if (!cli_load(cli, FALSE))
        return EX_CONFIG;
    struct store *store = cli_store(cli, STORE_READ);
    if (!store)
        return EX_UNAVAILABLE;
    int code = export_person(cli, store, argv[1], file);
    store_close(store);
    return code;
}
