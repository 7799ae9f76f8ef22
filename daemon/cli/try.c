/* What would happen with a mail: the whole road, in memory. Nothing is sent, nothing is stored. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/base/bounds.h"
#include "daemon/base/clock.h"
#include "daemon/base/text.h"
#include "daemon/cli/cli.h"
#include "daemon/flow/flow.h"
#include "parsers/convert/convert.h"
#include "parsers/decode/decode.h"

#define CONTENTS_MOST (2ull * BOUND_MAIL_SIZE) /* of a mail's attachments, as in the daemon */

struct trial {
    struct cli *cli;
    struct store *store;
    struct flow *flow;
    gint64 now;
};

static void print_text(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        cli_print("    %s\n", lines[i]);
}

static gboolean print_outgoing(struct trial *trial, GError **error)
{
    g_autoptr(GPtrArray) outs = store_outs_list(trial->store, FALSE, 100, error);
    if (!outs)
        return FALSE;
    if (outs->len == 0)
        puts("\nNo mail would go out.");
    for (guint i = 0; i < outs->len; i++) {
        const struct out *out = outs->pdata[i];
        g_autofree char *text = store_out_text(trial->store, out->id, NULL);
        cli_print("\nWould go out: %s to %s (%s, %s)\n", out->letter, out->recipient, out->audience, out->language);
        if (out->state == OUT_HELD)
            cli_print("    cannot be made: %s\n", out->reply);
        else
            cli_print("    Subject: %s\n\n", out->subject);
        if (text)
            print_text(text);
    }
    return TRUE;
}

static gboolean print_orders(struct trial *trial, GError **error)
{
    g_autoptr(GPtrArray) rows = store_orders_list(trial->store, NULL, NULL, 0, 100, error);
    if (!rows)
        return FALSE;
    for (guint i = rows->len; i-- > 0;) {
        const struct order_row *row = rows->pdata[i];
        g_autoptr(order_auto) order = store_order_load(trial->store, row->id, error);
        if (!order)
            return FALSE;
        cli_print("\nWould become order %s [%s] of %s\n", order->number, order_state_name(order), order->customer ? order->customer : "-");
        for (guint n = 0; n < order->items->len; n++) {
            const struct line_item *item = order->items->pdata[n];
            cli_print("  %u) %s\n", item->number, item->form ? item->form : item->product_text ? item->product_text : "?");
        }
    }
    return TRUE;
}

/* Takes the mail in as a mailbox would have brought it, and lets it travel. */
static gboolean travel(struct trial *trial, const struct document *document, guint64 size, GError **error)
{
    struct flow_position position;
    struct flow_arrival arrival = {"try", 1, 1, trial->now, size, "try.eml"};
    if (!flow_mailbox_opened(trial->flow, "try", 1, trial->now, &position, error) ||
        !flow_arrived(trial->flow, &arrival, trial->now, error))
        return FALSE;
    g_autoptr(mail_auto) mail = flow_decode_next(trial->flow, 0, TRUE, trial->now, error);
    return mail && flow_document(trial->flow, mail->id, document, trial->now, error) && flow_commit(trial->flow, error);
}

static gboolean print_verdict(struct trial *trial, GError **error)
{
    g_autoptr(mail_auto) mail = store_mail_load(trial->store, 1, error);
    if (!mail)
        return FALSE;
    cli_print("\nThe mail would be: %s (%s)\n", mail_state_name(mail->state), mail->reason ? mail->reason : "no reason told");
    return print_orders(trial, error) && print_outgoing(trial, error);
}

static struct flow_setup setup_of(const struct cli *cli)
{
    return (struct flow_setup){cli->config->settings, cli->config->business, cli->config->forms, cli->templates};
}

/* `lookups` keeps from mail to mail what is the same for all. */
static int try_document(struct cli *cli, struct flow *lookups, const struct document *document, guint64 size, gboolean quiet)
{
    g_autoptr(GError) error = NULL;
    const struct flow_setup setup = setup_of(cli);
    struct trial trial = {.cli = cli, .store = store_open(":memory:", STORE_DAEMON, &error), .now = clock_now()};
    if (!trial.store)
        return cli_fail(EX_SOFTWARE, "%s", error->message);
    trial.flow = flow_new(trial.store, &setup);
    flow_take_lookups(trial.flow, lookups);
    gboolean done = travel(&trial, document, size, &error) && (quiet || print_verdict(&trial, &error));
    flow_take_lookups(lookups, trial.flow);
    flow_free(trial.flow);
    store_close(trial.store);
    return done ? EX_OK : cli_fail(EX_SOFTWARE, "%s", error ? error->message : "the mail was not taken in");
}

/* What of the mail's files the daemon would have converted is converted here as well, as far as their contents can be put somewhere. */
static void convert(struct cli *cli, int fd, struct document *document)
{
    const struct limit_settings *settings = &cli->config->settings->limits;
    const struct convert_limits limits = {settings->decode_memory, settings->decode_seconds, CONTENTS_MOST, NULL};
    int parts = document->attachments->len > 0 ? memfd_create("parts", MFD_CLOEXEC) : -1;
    if (parts < 0)
        return;
    if (decode_attachments(fd, document, parts, CONTENTS_MOST, NULL))
        convert_document(document, parts, &limits);
    close(parts);
}

static int try_file(struct cli *cli, struct flow *lookups, const char *path, gboolean quiet, gboolean show_document)
{
    g_autoptr(GError) error = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return cli_fail(EX_NOINPUT, "%s: %s", path, g_strerror(errno));
    struct stat status;
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
        close(fd);
        return cli_fail(EX_NOINPUT, "%s is no file; it should be one mail, as it came", path);
    }
    off_t size = lseek(fd, 0, SEEK_END);
    g_autoptr(document_auto) document = decode_mail(fd, &error);
    if (document)
        convert(cli, fd, document);
    close(fd);
    if (!document) {
        if (!quiet)
            cli_print("%s: goes to review: %s\n", path, error->message);
        return EX_OK;
    }
    if (!quiet)
        cli_print("== %s\n", path);
    if (show_document && !quiet) {
        g_autofree char *described = document_describe(document);
        print_text(described);
    }
    return try_document(cli, lookups, document, size > 0 ? (guint64)size : 0, quiet);
}

int cli_try(struct cli *cli, int argc, char **argv)
{
    gboolean quiet = FALSE, show_document = FALSE;
    int worst = EX_OK;
    const GOptionEntry entries[] = {
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, "Say only what fails", NULL},
        {"document", 0, 0, G_OPTION_ARG_NONE, &show_document, "Show the decoded document as well", NULL},
        G_OPTION_ENTRY_NULL,
    };
    if (!cli_options(&argc, &argv, entries, "FILE.eml ...",
                     "Shows what each mail would be understood as, and every mail that would go out. Sends and stores nothing."))
        return EX_USAGE;
    if (argc < 2)
        return cli_fail(EX_USAGE, "usage: mailorder try FILE.eml …");
    if (!cli_load(cli, FALSE))
        return EX_CONFIG;
    const struct flow_setup setup = setup_of(cli);
    struct flow *lookups = flow_new(NULL, &setup);
    for (int i = 1; i < argc; i++) {
        int code = try_file(cli, lookups, argv[i], quiet, show_document);
        worst = MAX(worst, code);
    }
    flow_free(lookups);
    return worst;
}
