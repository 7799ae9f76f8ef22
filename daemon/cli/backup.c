/* `mailorder backup` and `mailorder restore`. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <sysexits.h>

#include "daemon/base/clock.h"
#include "daemon/base/user.h"
#include "daemon/cli/cli.h"

static int status_of(const GError *error)
{
    if (g_error_matches(error, STORE_ERROR, STORE_ERROR_CORRUPT) || g_error_matches(error, STORE_ERROR, STORE_ERROR_NEWER))
        return EX_DATAERR;
    return g_error_matches(error, STORE_ERROR, STORE_ERROR_LOCKED) ? EX_UNAVAILABLE : EX_CANTCREAT;
}

int cli_backup(struct cli *cli, int argc, char **argv)
{
    gboolean all_mail = FALSE;
    const GOptionEntry entries[] = {
        {"all-mail", 0, 0, G_OPTION_ARG_NONE, &all_mail, "With every mail of the spool, those of finished orders as well", NULL},
        G_OPTION_ENTRY_NULL,
    };
    if (!cli_options(&argc, &argv, entries, "FILE", "Writes all that the store holds to one file, while the daemon goes on."))
        return EX_USAGE;
    if (argc != 2)
        return cli_fail(EX_USAGE, "usage: mailorder backup [--all-mail] FILE");
    g_autofree char *file = g_canonicalize_filename(argv[1], NULL);
    if (!cli_load_config(cli))
        return EX_CONFIG;
    struct store *store = cli_store(cli, STORE_READ);
    if (!store)
        return EX_UNAVAILABLE;
    g_autoptr(GError) error = NULL;
    struct store_backup report = {0};
    gboolean made = store_backup(store, cli->config->settings->paths.spool, file, all_mail, clock_now(), &report, &error);
    store_close(store);
    if (!made)
        return cli_fail(status_of(error), "no backup was made: %s", error->message);
    printf("%s: %" G_GUINT64_FORMAT " orders, %" G_GUINT64_FORMAT " mails, %" G_GUINT64_FORMAT " waiting to be sent, %" G_GUINT64_FORMAT
           " files of the spool; read again and whole\n", file, report.orders, report.mails, report.waiting, report.files);
    if (report.missing)
        fprintf(stderr, "mailorder: %" G_GUINT64_FORMAT " mails are not in the spool any more, and so not in the backup\n", report.missing);
    return EX_OK;
}

static void print_restored(struct cli *cli, const char *file, const struct store_restore *report)
{
    g_autofree char *made = cli_time(cli, report->made);
    printf("Restored from %s, made %s: %" G_GUINT64_FORMAT " orders, %" G_GUINT64_FORMAT " of them open; %" G_GUINT64_FORMAT
           " files put into the spool.\n", file, made, report->orders, report->open, report->files);
    if (report->aside)
        printf("The database that was there is kept: %s\n", report->aside);
    printf("What came due between then and now is not told to anybody; look at the open orders: mailorder list\n");
    if (report->held)
        printf("%" G_GUINT64_FORMAT " mails that waited then are held, for they may have been sent since: mailorder queue; then queue retry or"
               " queue drop\n", report->held);
    if (report->taken_back)
        printf("%" G_GUINT64_FORMAT " mails that had just come in then are taken again, if the mailbox still has them.\n", report->taken_back);
    printf("Order numbers go on after %s%" G_GUINT64_FORMAT ".\n", cli->config->business->order_prefix, report->last_number);
}

int cli_restore(struct cli *cli, int argc, char **argv)
{
    if (!cli_options(&argc, &argv, NULL, "FILE", "Puts a backup into the place of the store. The daemon must be stopped."))
        return EX_USAGE;
    if (argc != 2)
        return cli_fail(EX_USAGE, "usage: mailorder restore FILE");
    g_autofree char *file = g_canonicalize_filename(argv[1], NULL);
    if (!cli_load_config(cli))
        return EX_CONFIG;
    g_autoptr(GError) error = NULL;
    const struct path_settings *paths = &cli->config->settings->paths;
    if (!user_become(paths->run_as, paths->state_dir, &error))
        return cli_fail(EX_NOUSER, "%s", error->message);
    if (!*argv[1] || g_access(file, R_OK) < 0)
        return cli_fail(EX_NOINPUT, "%s cannot be read", *argv[1] ? file : "the file without a name");
    if (!g_file_test(file, G_FILE_TEST_IS_REGULAR))
        return cli_fail(EX_NOINPUT, "%s is no file; it should be what mailorder backup has written", file);
    if (g_mkdir_with_parents(paths->state_dir, 0700) < 0)
        return cli_fail(EX_CANTCREAT, "%s cannot be made", paths->state_dir);
    struct store_restore report = {0};
    if (!store_restore(paths->database, paths->spool, file, clock_now(), &report, &error))
        return cli_fail(status_of(error), "nothing was changed: %s%s", error->message,
                        g_error_matches(error, STORE_ERROR, STORE_ERROR_LOCKED) ? "; stop it first" : "");
    print_restored(cli, file, &report);
    store_restore_clear(&report);
    return EX_OK;
}
