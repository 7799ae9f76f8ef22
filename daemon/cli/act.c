/* What changes something: a command in the daemon's inbox of events, or, with no daemon running, applied here under its lock. */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/text.h"
#include "daemon/base/user.h"
#include "daemon/cli/cli.h"
#include "daemon/flow/flow.h"

#define WAIT_TENTHS 100 /* for the daemon's answer: ten seconds */

static char *actor(void)
{
    const struct passwd *user = getpwuid(getuid());
    return g_strdup_printf("admin %s", user ? user->pw_name : "?");
}

/* Tells the daemon to look now; when it does not listen, it looks within a second all the same. */
static void nudge(const char *state_dir)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_autofree char *path = g_build_filename(state_dir, "wake", NULL);
    int fd = strlen(path) < sizeof address.sun_path ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
    if (fd < 0)
        return;
    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    if (sendto(fd, "", 1, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address) < 0)
        g_debug("no daemon listens at %s", path);
    close(fd);
}

static int print_outcome(const struct command *command)
{
    g_autofree char *safe = text_hide_tokens(command->outcome); /* it may repeat what was typed */
    cli_print("%s\n", safe);
    return g_str_has_prefix(command->outcome, "refused") || g_str_has_prefix(command->outcome, "there is no") ? EX_DATAERR : EX_OK;
}

/* A command may take several turns. NULL with `error`. */
static struct command *apply_until_done(struct store *store, struct flow *flow, struct command *command, GError **error)
{
    if (!store_command_add(store, command, error))
        return NULL;
    for (;;) {
        if (!flow_wake(flow, command->when, error) || !flow_commit(flow, error) || !flow_tidy(flow, error))
            return NULL;
        struct command *now = store_command_load(store, command->id, error);
        if (!now || now->outcome)
            return now;
        command_free(now);
    }
}

/* With the lock in hand. */
static int apply_here(struct cli *cli, struct store *store, struct command *command)
{
    g_autoptr(GError) error = NULL;
    const struct flow_setup setup = {cli->config->settings, cli->config->business, cli->config->forms, cli->templates};
    struct flow *flow = flow_new(store, &setup);
    struct command *finished = apply_until_done(store, flow, command, &error);
    flow_free(flow);
    if (!finished)
        return cli_fail(EX_IOERR, "%s", error ? error->message : "the command was not kept");
    int code = print_outcome(finished);
    command_free(finished);
    return code;
}

static int hand_over(struct cli *cli, struct command *command)
{
    g_autoptr(GError) error = NULL;
    struct store *store = cli_store(cli, STORE_INBOX);
    int code = EX_TEMPFAIL;
    if (!store)
        return EX_UNAVAILABLE;
    if (!store_command_add(store, command, &error)) {
        store_close(store);
        return cli_fail(EX_IOERR, "%s", error->message);
    }
    nudge(cli->config->settings->paths.state_dir);
    for (guint i = 0; i < WAIT_TENTHS && code == EX_TEMPFAIL; i++) {
        struct command *now = store_command_load(store, command->id, NULL);
        if (now && now->outcome)
            code = print_outcome(now);
        command_free(now);
        if (code == EX_TEMPFAIL)
            g_usleep(100000);
    }
    store_close(store);
    return code == EX_TEMPFAIL ? cli_fail(code, "the daemon has not answered yet; the command is kept and will be done") : code;
}

int cli_act(struct cli *cli, const char *verb, const char *object, const char *argument)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *who = actor();
    struct command command = {
        .when = clock_now(),
        .actor = who,
        .verb = (char *)verb,
        .object = (char *)object,
        .argument = (char *)argument,
    };
    const struct path_settings *paths = &cli->config->settings->paths;
    if (!user_become(paths->run_as, paths->state_dir, &error)) /* what root wrote into the spool the daemon could not read */
        return cli_fail(EX_NOUSER, "%s", error->message);
    if (!g_file_test(paths->state_dir, G_FILE_TEST_IS_DIR))
        return cli_fail(EX_UNAVAILABLE, "%s: there is no database yet; start the daemon once", paths->database);
    struct store *store = store_open(paths->database, STORE_DAEMON, &error);
    if (!store && g_error_matches(error, STORE_ERROR, STORE_ERROR_LOCKED))
        return hand_over(cli, &command);
    if (!store)
        return cli_fail(EX_UNAVAILABLE, "%s", error->message);
    int code = apply_here(cli, store, &command);
    store_close(store);
    return code;
}

int cli_accept(struct cli *cli, int argc, char **argv)
{
    if (!cli_options(&argc, &argv, NULL, "ORDER", "Accepts an order that is received or held."))
        return EX_USAGE;
    if (argc != 2)
        return cli_fail(EX_USAGE, "usage: mailorder accept ORDER");
    return cli_load(cli, FALSE) ? cli_act(cli, "accept", argv[1], NULL) : EX_CONFIG;
}

/* What staff would write in their answer: the words after the order's number, behind what the command's name says. */
static const struct {
    const char *name, *says;
    gboolean needs_words;
} spoken[] = {
    {"ack", "acknowledged", FALSE},
    {"ship", "shipped ", FALSE},
    {"delay", "delayed to ", TRUE},
    {"deliver", "delivered ", FALSE},
    {"cancel", "cancelled: ", FALSE},
    {"correct", "correction: ", TRUE},
    {"note", "Note to customer: ", TRUE},
    {"undo", "undo", FALSE},
    {"agree", "agreed", FALSE},
    {"refuse", "refused: ", FALSE},
    {"write-again", "address works again", FALSE},
};

int cli_say(struct cli *cli, int argc, char **argv)
{
    if (!cli_options(&argc, &argv, NULL, "ORDER [WORDS]", "Does what staff do by answering a mail, in the same words."))
        return EX_USAGE;
    for (guint i = 0; i < G_N_ELEMENTS(spoken); i++) {
        if (strcmp(argv[0], spoken[i].name) != 0)
            continue;
        if (argc < 2 || (spoken[i].needs_words && argc < 3))
            return cli_fail(EX_USAGE, "usage: mailorder %s ORDER %s", argv[0], spoken[i].needs_words ? "WORDS" : "[WORDS]");
        g_autofree char *words = g_strjoinv(" ", argv + 2);
        g_autofree char *text = g_strconcat(spoken[i].says, words, NULL);
        return cli_load(cli, FALSE) ? cli_act(cli, "say", argv[1], text) : EX_CONFIG;
    }
    return EX_USAGE;
}

int cli_decline(struct cli *cli, int argc, char **argv)
{
    if (!cli_options(&argc, &argv, NULL, "ORDER [WORDS]", "Declines an order; the words are told to the customer."))
        return EX_USAGE;
    if (argc < 2)
        return cli_fail(EX_USAGE, "usage: mailorder decline ORDER [WORDS]");
    g_autofree char *words = argc > 2 ? g_strjoinv(" ", argv + 2) : NULL;
    return cli_load(cli, FALSE) ? cli_act(cli, "decline", argv[1], words) : EX_CONFIG;
}

/* The first instant of a day written 2026-11-24, in the business's time zone; -1 when it is none. */
static gint64 day_begins(struct cli *cli, const char *text)
{
    unsigned year = 0, month = 0, day = 0;
    char rest;
    GDate date;
    if (sscanf(text, "%4u-%2u-%2u%c", &year, &month, &day, &rest) != 3 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return -1;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return calendar_instant(cli->config->business->calendar, &date, 0);
}

static gboolean has_mailbox(struct cli *cli, const char *name)
{
    const GPtrArray *mailboxes = cli->config->settings->mailboxes;
    for (guint i = 0; i < mailboxes->len; i++)
        if (g_str_equal(((const struct mailbox_settings *)mailboxes->pdata[i])->name, name))
            return TRUE;
    return FALSE;
}

int cli_adopt(struct cli *cli, int argc, char **argv)
{
    g_autofree char *since = NULL;
    const GOptionEntry entries[] = {{"since", 0, 0, G_OPTION_ARG_STRING, &since, "The first day whose mail is taken", "YYYY-MM-DD"},
                                    G_OPTION_ENTRY_NULL};
    if (!cli_options(&argc, &argv, entries, "[MAILBOX]", "Takes mail that arrived since that day, too."))
        return EX_USAGE;
    if (!since || argc > 2)
        return cli_fail(EX_USAGE, "usage: mailorder adopt --since YYYY-MM-DD [MAILBOX]");
    if (!cli_load(cli, FALSE))
        return EX_CONFIG;
    gint64 instant = day_begins(cli, since);
    if (instant < 0)
        return cli_fail(EX_USAGE, "--since: '%s' is not a day; write it like 2026-11-24", since);
    const struct mailbox_settings *first = cli->config->settings->mailboxes->pdata[0];
    const char *mailbox = argc == 2 ? argv[1] : first->name;
    if (!has_mailbox(cli, mailbox))
        return cli_fail(EX_USAGE, "there is no mailbox '%s' in the configuration", mailbox);
    g_autofree char *seconds = g_strdup_printf("%" G_GINT64_FORMAT, instant);
    return cli_act(cli, "adopt", mailbox, seconds);
}
