/* The admin's command: finds the subcommand and hands over. */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "daemon/cli/cli.h"
#include "daemon/render/compose.h"
#include "parsers/decode/decode.h"

static const struct {
    const char *name;
    cli_command *function;
    const char *arguments, *summary;
} commands[] = {
    {"check", cli_check, "", "read configuration, forms and templates; say every mistake, with file and line"},
    {"try", cli_try, "FILE.eml ...", "show what a mail would be understood as, and every mail that would go out; sends and stores nothing"},
    {"list", cli_list, "[--state STATE] [--customer ADDRESS]", "orders, newest first"},
    {"show", cli_show, "ORDER | mail NUMBER", "one order with items and journal; or one mail and what became of it"},
    {"explain-date", cli_explain_date, "ORDER", "how each expected completion date came about, day by day"},
    {"form", cli_form, "PRODUCT|all --text|--mailto|--html", "the blank order form: as text, as a mailto: link, or as a page for the web site"},
    {"report", cli_report, "[--from DATE] [--to DATE] [--format FORMAT] [--output FILE]", "the sums of a period: text, json, csv or html"},
    {"rehearse", cli_rehearse, "DIR [--days N] [--html FILE]", "sample mails through the coming weeks: every mail that would go out, when, to whom and why"},
    {"queue", cli_queue, "[retry|drop NUMBER]", "outgoing mail that is waiting, held or failed"},
    {"accept", cli_accept, "ORDER", "accept an order that is received or held"},
    {"decline", cli_decline, "ORDER [WORDS]", "decline an order; the words are told to the customer"},
    {"ack", cli_say, "ORDER", "say that the order is in hand; this and the next ones do what staff do by mail"},
    {"ship", cli_say, "ORDER [WORDS]", "shipped: with UPS 1Z999AA10123456784, item 2, arrives 3 December"},
    {"delay", cli_say, "ORDER DATE [WORDS]", "a new completion date: 10 December, fabric late"},
    {"deliver", cli_say, "ORDER [WORDS]", "delivered: item 2"},
    {"cancel", cli_say, "ORDER [WORDS]", "cancel what has not been shipped; the words are told to the customer"},
    {"correct", cli_say, "ORDER WORDS", "what was said of a shipment was wrong: tracking DHL 00340434161094042557"},
    {"note", cli_say, "ORDER WORDS", "words to the customer"},
    {"undo", cli_say, "ORDER", "take back what was said last, while its mails are held"},
    {"agree", cli_say, "ORDER", "agree to the customer's request"},
    {"refuse", cli_say, "ORDER [WORDS]", "refuse it; the words are told to the customer"},
    {"write-again", cli_say, "ORDER", "the customer's address works again: mail to it had come back"},
    {"status", cli_status, "[--json]", "how the daemon is: exits 0 when well, 1 with a warning, 2 when critical"},
    {"backup", cli_backup, "[--all-mail] FILE", "write all that the store holds to one file, while the daemon goes on"},
    {"restore", cli_restore, "FILE", "put a backup into the place of the store; the daemon must be stopped"},
    {"export", cli_export, "ADDRESS [--output FILE]", "everything that is kept of a person, as one JSON document"},
    {"forget", cli_forget, "ADDRESS [--dry-run] [--yes] [--even-open]", "erase everything that is kept of a person, and say what stays and why"},
    {"adopt", cli_adopt, "--since DATE [MAILBOX]", "take mail that arrived since that day, too"},
};

static void usage(FILE *stream)
{
    fprintf(stream, "Usage: mailorder [--config FILE] COMMAND ...\n\n");
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        fprintf(stream, "  %-12s %-38s %s\n", commands[i].name, commands[i].arguments, commands[i].summary);
    fprintf(stream, "\nThe configuration is %s/mailorder/mailorder.conf unless --config or MAILORDER_CONFIG names another.\n",
            MO_SYSCONFDIR);
}

static const char *default_config(void)
{
    const char *named = g_getenv("MAILORDER_CONFIG");
    return named ? named : MO_SYSCONFDIR "/mailorder/mailorder.conf";
}

/* Options that stand before the subcommand. Returns its index in argv, 0 when there is nothing more to do. */
static int global_options(struct cli *cli, int argc, char **argv, int *ret_code)
{
    int at = 1;
    *ret_code = EX_OK;
    for (; at < argc && *argv[at] == '-'; at++) {
        if ((g_str_equal(argv[at], "--config") || g_str_equal(argv[at], "-c")) && at + 1 < argc) {
            cli->config_file = argv[++at];
        } else if (g_str_has_prefix(argv[at], "--config=")) {
            cli->config_file = argv[at] + strlen("--config=");
        } else if (g_str_equal(argv[at], "--version")) {
            puts("mailorder " MO_VERSION);
            return 0;
        } else if (g_str_equal(argv[at], "--help") || g_str_equal(argv[at], "-h")) {
            usage(stdout);
            return 0;
        } else {
            *ret_code = cli_fail(EX_USAGE, "unknown option %s; see mailorder --help", argv[at]);
            return 0;
        }
    }
    if (at < argc)
        return at;
    usage(stderr);
    *ret_code = EX_USAGE;
    return 0;
}

static int run(struct cli *cli, int argc, char **argv)
{
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        if (g_str_equal(commands[i].name, argv[0]))
            return commands[i].function(cli, argc, argv);
    return cli_fail(EX_USAGE, "unknown command '%s'; see mailorder --help", argv[0]);
}

int main(int argc, char **argv)
{
    struct cli cli = {.config_file = default_config()};
    int code;
    setlocale(LC_CTYPE, "C.UTF-8"); /* for output only; nothing is read by locale */
    decode_init();
    compose_init();
    int at = global_options(&cli, argc, argv, &code);
    if (at > 0)
        code = run(&cli, argc - at, argv + at);
    templates_free(cli.templates);
    config_free(cli.config);
    return code;
}
