#include <stdio.h>
#include <sysexits.h>

#include "daemon/base/user.h"
#include "daemon/cli/cli.h"

#define WAIT_SECONDS 60 /* for the test mail to come back; a server that greylists takes longer */

/* The whole database, and the spool's files that are still needed. A running daemon goes on. */
static int check_store(struct cli *cli)
{
    g_autoptr(GError) error = NULL;
    const struct path_settings *paths = &cli->config->settings->paths;
    struct store *store = cli_store(cli, STORE_READ);
    if (!store)
        return EX_UNAVAILABLE;
    g_autoptr(GPtrArray) missing = store_check(store, TRUE, &error) ? store_missing_files(store, paths->spool, &error) : NULL;
    store_close(store);
    if (!missing)
        return cli_fail(g_error_matches(error, STORE_ERROR, STORE_ERROR_CORRUPT) ? EX_DATAERR : EX_IOERR, "%s; see mailorder(1), DAMAGE",
                        error->message);
    for (guint i = 0; i < missing->len; i++)
        cli_fail(EX_DATAERR, "%s", (const char *)missing->pdata[i]);
    if (missing->len == 0)
        printf("%s: whole\n", paths->database);
    return missing->len ? EX_DATAERR : EX_OK;
}

/* Root reads everything; what counts is what the user can read that the daemon becomes. Nothing is made that is not there. */
static int check_as_user(struct cli *cli)
{
    g_autoptr(GError) error = NULL;
    const struct path_settings *paths = &cli->config->settings->paths;
    if (!paths->run_as || !user_is_root())
        return EX_OK;
    if (!user_become(paths->run_as, g_file_test(paths->state_dir, G_FILE_TEST_IS_DIR) ? paths->state_dir : NULL, &error))
        return cli_fail(EX_NOUSER, "%s", error->message);
    g_clear_pointer(&cli->templates, templates_free);
    g_clear_pointer(&cli->config, config_free);
    return cli_load(cli, FALSE) ? EX_OK : EX_CONFIG;
}

int cli_check(struct cli *cli, int argc, char **argv)
{
    gboolean connect = FALSE;
    int seconds = WAIT_SECONDS;
    gboolean store = FALSE;
    const GOptionEntry entries[] = {
        {"connect", 0, 0, G_OPTION_ARG_NONE, &connect, "Try the connections as well, with a test mail to ourselves", NULL},
        {"wait", 0, 0, G_OPTION_ARG_INT, &seconds, "So long for the test mail to come back (60)", "SECONDS"},
        {"store", 0, 0, G_OPTION_ARG_NONE, &store, "Read all of the database as well, and say whether it is whole", NULL},
        G_OPTION_ENTRY_NULL,
    };
    if (!cli_options(&argc, &argv, entries, "", "Reads configuration, forms and templates, and says every mistake with file and line."))
        return EX_USAGE;
    if (argc != 1)
        return cli_fail(EX_USAGE, "check takes options only; the configuration is named before it: mailorder --config FILE check");
    if (seconds < 1 || seconds > 3600)
        return cli_fail(EX_USAGE, "--wait is %d; it should be from 1 to 3600 seconds", seconds);
    if (!cli_load(cli, TRUE))
        return EX_CONFIG;
    int status = check_as_user(cli);
    if (status != EX_OK)
        return status;
    printf("%s: well; %u products, %u departments, %u mailboxes\n", cli->config_file, cli->config->forms->products->len,
           cli->config->business->departments->len, cli->config->settings->mailboxes->len);
    status = store ? check_store(cli) : EX_OK;
    return connect && status == EX_OK ? cli_check_connect(cli, (guint)seconds) : status;
}
