#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "daemon/base/text.h"
#include "daemon/cli/cli.h"
#include "daemon/orders/validate.h"
#include "daemon/render/export.h"

/* --- journal ----------------------------------------------------------------------------------------------------------------------- */

static void print_journal(struct cli *cli, const GPtrArray *rows)
{
    puts("\nJournal");
    for (guint i = 0; i < rows->len; i++) {
        const struct journal_row *row = rows->pdata[i];
        g_autofree char *when = cli_time(cli, row->when);
        g_autofree char *mail = row->mail ? g_strdup_printf(" [mail %" G_GINT64_FORMAT "]", row->mail) : g_strdup("");
        g_autofree char *detail = row->detail ? text_one_line(row->detail, 300) : NULL;
        g_autofree char *actor = text_one_line(row->actor, 300);
        cli_print("  %s  %-16s %s%s%s%s\n", when, row->what, actor, detail ? ": " : "", detail ? detail : "", mail);
    }
}

json_t *cli_journal_json(const GPtrArray *rows)
{
    json_t *list = json_array();
    for (guint i = 0; i < rows->len; i++) {
        const struct journal_row *row = rows->pdata[i];
        json_array_append_new(list, json_pack("{s:I, s:s, s:s, s:s?, s:I}", "at", (json_int_t)row->when, "what", row->what, "actor",
                                              row->actor, "detail", row->detail, "mail", (json_int_t)row->mail));
    }
    return list;
}

/* --- an order ------------------------------------------------------------------------------------------------------------------------ */

static const char *label_of(const struct form *form, const char *field_id)
{
    const struct field *field = form ? form_field(form, field_id) : NULL;
    const char *label = field ? phrases_text(field->labels, "en", NULL) : NULL;
    return label ? label : field_id;
}

static void print_values(const char *indent, const struct form *form, const GPtrArray *values)
{
    for (guint i = 0; i < values->len; i++) {
        const struct value *value = values->pdata[i];
        g_autofree char *shown = text_one_line(value->canonical ? value->canonical : value->text, 300);
        cli_print("%s%s: %s", indent, label_of(form, value->field), shown);
        if (value->status != VALUE_GIVEN)
            cli_print("  (%s%s%s)", value_status_name(value->status), value->fault ? ": " : "", value->fault ? fault_name(value->fault) : "");
        putchar('\n');
    }
}

static void print_item(struct cli *cli, const struct line_item *item)
{
    const struct form *form = forms_product(cli->config->forms, item->form);
    g_autofree char *name = text_one_line(form ? phrases_text(form->names, "en", NULL) : item->product_text, 300);
    cli_print("\n%u) %s%s%s  [%s]", item->number, *name ? name : "?", item->sku ? "  " : "", item->sku ? item->sku : "",
           item_state_name(item->state));
    if (item->expected)
        cli_print("  expected %s", item->expected);
    if (item->line_total)
        cli_print("  %s %s", item->line_total, item->currency);
    putchar('\n');
    print_values("   ", form, item->values);
}

static void print_problems(struct cli *cli, const struct order *order)
{
    GDate today;
    calendar_day_of(cli->config->business->calendar, order->changed, &today);
    g_autoptr(GPtrArray) problems = order_validate(order, cli->config->forms, &today);
    if (problems->len == 0 || order->phase == PHASE_ACCEPTED)
        return;
    puts("\nMissing or wrong");
    for (guint i = 0; i < problems->len; i++) {
        const struct problem *problem = problems->pdata[i];
        g_autofree char *item = problem->item ? g_strdup_printf("item %u: ", problem->item) : g_strdup("");
        cli_print("  %s%s: %s\n", item, problem->field ? problem->field : "form", fault_name(problem->fault));
    }
}

/* `bounced`: since when mail to the customer comes back; 0 it does not. */
static void print_order(struct cli *cli, const struct order *order, gint64 bounced)
{
    g_autofree char *created = cli_time(cli, order->created);
    cli_print("Order %s  [%s]\n", order->number, order_state_name(order));
    g_autofree char *name = text_one_line(order->customer_name, 300);
    cli_print("Customer: %s%s%s\n", order->customer ? order->customer : "-", *name ? ", " : "", name);
    if (bounced) {
        g_autofree char *since = cli_time(cli, bounced);
        cli_print("Unreachable: mail to the customer came back (%s); nothing is written to this address until somebody says that it works:"
               " mailorder write-again %s\n", since, order->number);
    }
    cli_print("Created: %s   Language: %s   Expected completion: %s\n", created, order->language, order->expected ? order->expected : "-");
    if (order->source)
        cli_print("Source: %s\n", order->source);
    if (order->hold_reason)
        cli_print("Held: %s\n", order->hold_reason);
    print_values("", cli->config->forms->order, order->values);
    for (guint i = 0; i < order->items->len; i++)
        print_item(cli, order->items->pdata[i]);
    cli_print_life(cli, order);
    print_problems(cli, order);
}

json_t *cli_order_json(struct cli *cli, const struct order *order, gint64 bounced, const GPtrArray *journal)
{
    g_autoptr(GBytes) bytes = export_json(order, cli->config->forms, NULL);
    json_t *json = json_loadb(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), 0, NULL);
    if (!json)
        json = json_object();
    cli_add_life(json, order);
    if (bounced)
        json_object_set_new(json, "unreachable_since", json_integer(bounced));
    json_object_set_new(json, "journal", cli_journal_json(journal));
    return json;
}

static int show_order(struct cli *cli, struct store *store, const char *number, gboolean json)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(order_auto) order = store_order_by_number(store, number, &error);
    if (!order)
        return error ? cli_fail(EX_IOERR, "%s", error->message) : cli_fail(EX_DATAERR, "there is no order %s", number);
    struct address_state known = {0};
    g_autoptr(GPtrArray) journal = store_journal(store, order->id, 0, &error);
    if (!journal || (order->customer && !store_address(store, order->customer, &known, &error)))
        return cli_fail(EX_IOERR, "%s", error->message);
    if (json) {
        cli_print_json(cli_order_json(cli, order, known.bounced, journal));
        return EX_OK;
    }
    print_order(cli, order, known.bounced);
    print_journal(cli, journal);
    return EX_OK;
}

/* --- a mail --------------------------------------------------------------------------------------------------------------------------- */

static void print_mail(struct cli *cli, const struct mail *mail)
{
    g_autofree char *arrived = cli_time(cli, mail->arrived);
    g_autofree char *from = text_one_line(mail->from ? mail->from : "-", 300);
    g_autofree char *subject = text_one_line(mail->subject ? mail->subject : "-", 300);
    cli_print("Mail %" G_GINT64_FORMAT "  [%s]  %s\n", mail->id, mail_state_name(mail->state), mail->reason ? mail->reason : "");
    cli_print("From: %s\nSubject: %s\nArrived: %s   Mailbox: %s   UID: %u/%u   Size: %" G_GUINT64_FORMAT "\n", from, subject, arrived,
           mail->mailbox, mail->uidvalidity, mail->uid, mail->size);
    if (mail->again)
        cli_print("Same mail as: %" G_GINT64_FORMAT "\n", mail->again);
}

static json_t *mail_json(const struct mail *mail, const GPtrArray *journal)
{
    return json_pack("{s:I, s:s, s:s?, s:s?, s:s?, s:s, s:I, s:I, s:I, s:I, s:o}", "mail", (json_int_t)mail->id, "state",
                     mail_state_name(mail->state), "reason", mail->reason, "from", mail->from, "subject", mail->subject, "mailbox",
                     mail->mailbox, "uidvalidity", (json_int_t)mail->uidvalidity, "uid", (json_int_t)mail->uid, "arrived",
                     (json_int_t)mail->arrived, "again", (json_int_t)mail->again, "journal", cli_journal_json(journal));
}

static int show_mail(struct cli *cli, struct store *store, const char *number, gboolean json)
{
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!g_ascii_string_to_signed(number, 10, 1, G_MAXINT64, &id, NULL))
        return cli_fail(EX_USAGE, "'%s' is no mail's number", number);
    g_autoptr(mail_auto) mail = store_mail_load(store, id, &error);
    if (!mail)
        return error ? cli_fail(EX_IOERR, "%s", error->message) : cli_fail(EX_DATAERR, "there is no mail %s", number);
    g_autoptr(GPtrArray) journal = store_journal(store, 0, id, &error);
    if (!journal)
        return cli_fail(EX_IOERR, "%s", error->message);
    if (json) {
        cli_print_json(mail_json(mail, journal));
        return EX_OK;
    }
    print_mail(cli, mail);
    print_journal(cli, journal);
    return EX_OK;
}

int cli_show(struct cli *cli, int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {{"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL}, G_OPTION_ENTRY_NULL};
    if (!cli_options(&argc, &argv, entries, "ORDER | mail NUMBER", "Shows one order, or one mail and what became of it."))
        return EX_USAGE;
    gboolean mail = argc == 3 && g_str_equal(argv[1], "mail");
    if (argc != 2 && !mail)
        return cli_fail(EX_USAGE, "usage: mailorder show ORDER, or mailorder show mail NUMBER");
    if (!cli_load_config(cli))
        return EX_CONFIG;
    struct store *store = cli_store(cli, STORE_READ);
    if (!store)
        return EX_UNAVAILABLE;
    int code = mail ? show_mail(cli, store, argv[2], json) : show_order(cli, store, argv[1], json);
    store_close(store);
    return code;
}
