#include <stdio.h>
#include <sysexits.h>

#include "daemon/base/text.h"
#include "daemon/cli/cli.h"

static json_t *row_json(const struct order_row *row)
{
    return json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:i, s:I, s:I}", "number", row->number, "state", row->state, "customer", row->customer,
                     "customer_name", row->customer_name, "expected", row->expected, "items", (int)row->items, "created",
                     (json_int_t)row->created, "changed", (json_int_t)row->changed);
}

static void print_json(const GPtrArray *rows)
{
    json_t *list = json_array();
    for (guint i = 0; i < rows->len; i++)
        json_array_append_new(list, row_json(rows->pdata[i]));
    cli_print_json(list);
}

static void add_cell(GPtrArray *cells, const char *text)
{
    g_ptr_array_add(cells, text ? text_one_line(text, 60) : g_strdup("-"));
}

static void print_rows(struct cli *cli, const GPtrArray *rows)
{
    static const char *const header[] = {"ORDER", "STATE", "EXPECTED", "ITEMS", "CREATED", "CUSTOMER"};
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < G_N_ELEMENTS(header); i++)
        add_cell(cells, header[i]);
    for (guint i = 0; i < rows->len; i++) {
        const struct order_row *row = rows->pdata[i];
        g_autofree char *items = g_strdup_printf("%u", row->items);
        add_cell(cells, row->number);
        add_cell(cells, row->state);
        add_cell(cells, row->expected);
        add_cell(cells, items);
        g_ptr_array_add(cells, cli_time(cli, row->created));
        add_cell(cells, row->customer);
    }
    cli_print_table(cells, G_N_ELEMENTS(header));
}

/* A state that no order can be in would give an empty list, as if all were well. */
static gboolean state_is_known(const char *state)
{
    enum item_state item;
    enum order_phase phase;
    if (!state || item_state_parse(state, &item) || (order_phase_parse(state, &phase) && phase != PHASE_ACCEPTED))
        return TRUE;
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = PHASE_INCOMPLETE; i <= PHASE_EXPIRED; i++)
        if (i != PHASE_ACCEPTED)
            g_string_append_printf(all, "%s, ", order_phase_name((enum order_phase)i));
    for (guint i = ITEM_WAITING; i <= ITEM_CANCELLED; i++)
        g_string_append_printf(all, "%s%s", item_state_name((enum item_state)i), i < ITEM_CANCELLED ? ", " : "");
    cli_fail(EX_USAGE, "--state: no order is '%s'; the states are %s", state, all->str);
    return FALSE;
}

int cli_list(struct cli *cli, int argc, char **argv)
{
    gboolean json = FALSE;
    int limit = 100;
    g_autofree char *state = NULL, *customer = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL},
        {"state", 0, 0, G_OPTION_ARG_STRING, &state, "Only orders in this state", "STATE"},
        {"customer", 0, 0, G_OPTION_ARG_STRING, &customer, "Only this customer's", "ADDRESS"},
        {"limit", 0, 0, G_OPTION_ARG_INT, &limit, "At most so many (100)", "N"},
        G_OPTION_ENTRY_NULL,
    };
    if (!cli_options(&argc, &argv, entries, "", "Lists orders, newest first."))
        return EX_USAGE;
    if (argc != 1)
        return cli_fail(EX_USAGE, "list takes options only; see mailorder list --help");
    if (!state_is_known(state))
        return EX_USAGE;
    if (limit < 1)
        return cli_fail(EX_USAGE, "--limit should be 1 or more");
    if (!cli_load_config(cli))
        return EX_CONFIG;
    struct store *store = cli_store(cli, STORE_READ);
    if (!store)
        return EX_UNAVAILABLE;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = store_orders_list(store, state, customer, 0, (guint)limit, &error);
    store_close(store);
    if (!rows)
        return cli_fail(EX_IOERR, "%s", error->message);
    if (json)
        print_json(rows);
    else
        print_rows(cli, rows);
    return EX_OK;
}
