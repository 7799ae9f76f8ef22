#include <stdio.h>
#include <sysexits.h>

#include "daemon/base/text.h"
#include "daemon/cli/cli.h"

static json_t *out_json(const struct out *out)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s?, s:i, s:I, s:I, s:b, s:s?}", "id", (json_int_t)out->id, "state",
                     out_state_name(out->state), "letter", out->letter, "audience", out->audience, "recipient", out->recipient, "subject",
                     out->subject, "tries", (int)out->tries, "created", (json_int_t)out->created, "next_try", (json_int_t)out->next_try,
                     "outcome_unknown", out->unknown, "reply", out->reply);
}

static void print_rows(struct cli *cli, const GPtrArray *outs)
{
    static const char *const header[] = {"MAIL", "STATE", "LETTER", "TO", "TRIES", "NEXT TRY", "LAST REPLY"};
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < G_N_ELEMENTS(header); i++)
        g_ptr_array_add(cells, g_strdup(header[i]));
    for (guint i = 0; i < outs->len; i++) {
        const struct out *out = outs->pdata[i];
        g_ptr_array_add(cells, g_strdup_printf("%" G_GINT64_FORMAT, out->id));
        g_ptr_array_add(cells, g_strdup(out_state_name(out->state)));
        g_ptr_array_add(cells, g_strdup(out->letter));
        g_ptr_array_add(cells, text_one_line(out->recipient, 60));
        g_ptr_array_add(cells, g_strdup_printf("%u", out->tries));
        g_ptr_array_add(cells, out->state == OUT_QUEUED ? cli_time(cli, out->next_try) : g_strdup("-"));
        g_ptr_array_add(cells, text_one_line(out->reply ? out->reply : "-", 100));
    }
    cli_print_table(cells, G_N_ELEMENTS(header));
}

static int queue_list(struct cli *cli, gboolean json, gboolean all)
{
    g_autoptr(GError) error = NULL;
    struct store *store = cli_store(cli, STORE_READ);
    if (!store)
        return EX_UNAVAILABLE;
    g_autoptr(GPtrArray) outs = store_outs_list(store, all, 1000, &error);
    store_close(store);
    if (!outs)
        return cli_fail(EX_IOERR, "%s", error->message);
    if (!json) {
        print_rows(cli, outs);
        return EX_OK;
    }
    json_t *list = json_array();
    for (guint i = 0; i < outs->len; i++)
        json_array_append_new(list, out_json(outs->pdata[i]));
    cli_print_json(list);
    return EX_OK;
}

int cli_queue(struct cli *cli, int argc, char **argv)
{
    gboolean json = FALSE, all = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL},
        {"all", 0, 0, G_OPTION_ARG_NONE, &all, "Sent mail as well, newest first", NULL},
        G_OPTION_ENTRY_NULL,
    };
    if (!cli_options(&argc, &argv, entries, "[retry|drop NUMBER]", "Outgoing mail that is waiting, held or failed."))
        return EX_USAGE;
    gboolean loaded = argc == 1 ? cli_load_config(cli) : cli_load(cli, FALSE); /* without a daemon, cli_act does what else is due, too */
    if (!loaded)
        return EX_CONFIG;
    if (argc == 1)
        return queue_list(cli, json, all);
    if (argc == 3 && g_str_equal(argv[1], "retry"))
        return cli_act(cli, "queue-retry", argv[2], NULL);
    if (argc == 3 && g_str_equal(argv[1], "drop"))
        return cli_act(cli, "queue-drop", argv[2], NULL);
    return cli_fail(EX_USAGE, "usage: mailorder queue, mailorder queue retry NUMBER, or mailorder queue drop NUMBER");
}
