/* Forgets a person: tells first what goes and what stays and why, asks, and leaves the rest to the daemon, or does it under its lock. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/text.h"
#include "daemon/cli/cli.h"
#include "daemon/flow/flow.h"

/* What no program of ours reaches. */
static const char *const yours[] = {
    "what stays with you: backups of the database (a restored one brings the person back: forget them again),",
    "  the log that your system keeps of mailorderd's words (no addresses above the debug level, but a mail server's own words may name one),",
    "  your mail server's queue and logs, the mailboxes of departments and representatives, which got their letters long ago,",
    "  and mails that were too large to be fetched or could not be read at all, in the review folder",
};

static void print_plan(const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++)
        printf("%s\n", (const char *)lines->pdata[i]);
    for (guint i = 0; i < G_N_ELEMENTS(yours); i++)
        printf("%s\n", yours[i]);
}

/* Prints the plan. The exit code, EX_OK: it may be done. */
static int tell_plan(struct cli *cli, const char *address, gboolean even_open, gboolean dry_run)
{
    g_autoptr(GError) error = NULL;
    const struct flow_setup setup = {cli->config->settings, cli->config->business, cli->config->forms, cli->templates};
    struct store *store = cli_store(cli, STORE_READ);
    guint in_work = 0;
    if (!store)
        return EX_UNAVAILABLE;
    struct flow *flow = flow_new(store, &setup);
    const char *refusal = flow_forget_refusal(flow, address);
    g_autoptr(GPtrArray) lines = refusal ? NULL : flow_forget_plan(flow, address, clock_now(), &in_work, &error);
    flow_free(flow);
    store_close(store);
    if (refusal)
        return cli_fail(EX_DATAERR, "refused: %s", refusal);
    if (!lines)
        return cli_fail(EX_IOERR, "%s", error->message);
    print_plan(lines);
    if (in_work && !even_open && !dry_run)
        return cli_fail(EX_DATAERR, "refused: %u of these orders are in work; see above", in_work);
    return EX_OK;
}

static gboolean confirmed(void)
{
    char answer[16] = "";
    printf("Forget all this? It cannot be taken back. [y/N] ");
    fflush(stdout);
    if (!fgets(answer, sizeof answer, stdin))
        putchar('\n');
    g_strstrip(answer);
    return g_ascii_strcasecmp(answer, "y") == 0 || g_ascii_strcasecmp(answer, "yes") == 0;
}

int cli_forget(struct cli *cli, int argc, char **argv)
{
    gboolean yes = FALSE, dry_run = FALSE, even_open = FALSE;
    const GOptionEntry entries[] = {
        {"yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "Do not ask", NULL},
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "Tell what would go and what stays, and do nothing", NULL},
        {"even-open", 0, 0, G_OPTION_ARG_NONE, &even_open, "Cancel orders that are in work, and tell the departments", NULL},
        G_OPTION_ENTRY_NULL,
    };
    if (!cli_options(&argc, &argv, entries, "ADDRESS", "Erases everything that is kept of the person with this address."))
        return EX_USAGE;
    if (argc != 2)
        return cli_fail(EX_USAGE, "usage: mailorder forget ADDRESS [--dry-run] [--yes] [--even-open]");
    if (!text_address_valid(argv[1]))
        return cli_fail(EX_USAGE, "'%s' is no address like anna@customer.example", argv[1]);
    if (!cli_load(cli, FALSE))
        return EX_CONFIG;
    int code = tell_plan(cli, argv[1], even_open, dry_run);
    if (code != EX_OK || dry_run)
        return code;
    if (!yes && !confirmed())
        return cli_fail(EX_TEMPFAIL, "nothing was done");
    return cli_act(cli, "forget", argv[1], even_open ? "even-open" : NULL);
}
