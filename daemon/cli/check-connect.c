/* Tries every connection of the configuration, and mails itself a forged Authentication-Results: only a server that takes such fields out, or
 * writes its own above them, can vouch for senders. Each part says its own line, whatever becomes of the others. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/text.h"
#include "daemon/cli/check-forged.h"
#include "daemon/cli/cli.h"
#include "daemon/transport/probe.h"
#include "daemon/transport/sender.h"

#define TIMEOUT_MOST 20   /* seconds without progress, where the configuration allows a daemon more */
#define CLOCKS_APART 600  /* seconds: a Maildir's files may have been written by another machine's clock */
#define SERVERS_MOST 10   /* names that are forged */
#define PAUSE_MS     500

struct look {
    const struct mailbox_settings *mailbox;
    struct mailbox_settings hasty; /* a copy with our time-out; borrows from the other */
    struct probe *probe;           /* NULL: cannot be opened, or failed since */
};

struct test {
    struct cli *cli;
    char *token;
    GStrv servers;
    gint64 begun;
    GArray *looks;
    gboolean failed, dangerous;
};

static void G_GNUC_PRINTF(3, 4) say(const char *part, const char *verdict, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *line = text_one_line(text, 2000);
    printf("%s: %s%s%s\n", part, verdict, *line ? ": " : "", line);
    fflush(stdout);
}

/* --- connections ------------------------------------------------------------------------------------------------------------------------ */

static void open_mailbox(struct test *test, const struct mailbox_settings *settings)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *part = g_strdup_printf("mailbox %s", settings->name);
    struct look look = {.mailbox = settings, .hasty = *settings};
    look.hasty.server.timeout = MIN(settings->server.timeout, TIMEOUT_MOST);
    g_array_append_val(test->looks, look);
    struct look *kept = &g_array_index(test->looks, struct look, test->looks->len - 1);
    kept->probe = probe_open(&kept->hasty, &error);
    test->failed = test->failed || !kept->probe;
    say(part, kept->probe ? "well" : "failed", "%s", kept->probe ? "" : error->message);
}

static int mail_file(GBytes *mail)
{
    gsize size;
    const char *bytes = g_bytes_get_data(mail, &size);
    int fd = memfd_create("check", MFD_CLOEXEC);
    if (fd >= 0 && write(fd, bytes, size) == (ssize_t)size)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* FALSE: the mail is not under way. */
static gboolean send_mail(struct test *test)
{
    const struct business *business = test->cli->config->business;
    struct sender_settings hasty = test->cli->config->settings->sender;
    g_autoptr(GBytes) mail = forged_mail(business, (const char *const *)test->servers, test->token, test->begun);
    struct delivery_result result = {.delivery = DELIVERY_TEMPORARY};
    int fd = mail_file(mail);
    hasty.server.timeout = MIN(hasty.server.timeout, TIMEOUT_MOST);
    if (fd >= 0) {
        sender_send_once(&hasty, business->from_address, business->from_address, fd, &result);
        close(fd);
    }
    gboolean sent = result.delivery == DELIVERY_ACCEPTED || result.delivery == DELIVERY_UNKNOWN;
    say("sending", sent ? "well" : "failed", "%s", sent ? "" : result.text ? result.text : "no memory file for the test mail");
    delivery_result_clear(&result);
    test->failed = test->failed || !sent;
    return sent;
}

/* --- the forged field -------------------------------------------------------------------------------------------------------------------- */

#define FORGED "forged Authentication-Results"

static void say_believed(const struct test *test)
{
    if (test->cli->config->business->trusted_authserv && test->cli->config->business->trusted_authserv[0])
        say(FORGED, "DANGER",
            "the server leaves it above its own, so that anybody can pass for your staff; have the server take out such fields that come from "
            "outside (in Postfix with header_checks: /^Authentication-Results:.*%s/ IGNORE), or take business.trusted_servers away",
            test->servers[0]);
    else
        say(FORGED, "well", "the server leaves it as it came, which harms nobody as long as business.trusted_servers is not set; do not set it");
}

static void say_verdict(struct test *test, GBytes *mail)
{
    g_autofree char *server = NULL;
    const struct business *business = test->cli->config->business;
    gboolean trusting = business->trusted_authserv && business->trusted_authserv[0];
    enum forged forged = forged_judge(mail, (const char *const *)test->servers, test->token, &server);
    switch (forged) {
    case FORGED_REMOVED:
        say(FORGED, "well", "the server takes it out");
        break;
    case FORGED_RENAMED:
        say(FORGED, "well", "the server gives it another name");
        break;
    case FORGED_BELOW:
        say(FORGED, "well", "the server leaves it below what it writes itself, where it is not believed");
        break;
    case FORGED_BELIEVED:
        test->dangerous = trusting;
        say_believed(test);
        break;
    }
    if (server && !trusting && forged != FORGED_BELIEVED)
        say("business.trusted_servers", "not set", "the server vouches for senders as \"%s\"; name it there, and answers of staff are proved by it", server);
    if (!server && trusting)
        say("business.trusted_servers", "unclear", "the server wrote no Authentication-Results of its own on this mail, which came from inside; "
                                                   "look at one from outside: its name must be one of these");
}

/* Looks into each mailbox once. */
static GBytes *look_once(struct test *test)
{
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    gboolean left = FALSE;
    for (guint i = 0; i < test->looks->len; i++) {
        struct look *look = &g_array_index(test->looks, struct look, i);
        g_autoptr(GError) error = NULL;
        if (!look->probe || probe_take(look->probe, test->token, test->begun - CLOCKS_APART, mails, &left, &error))
            continue;
        g_autofree char *part = g_strdup_printf("mailbox %s", look->mailbox->name);
        say(part, "failed", "%s", error->message);
        test->failed = TRUE;
        g_clear_pointer(&look->probe, probe_close);
    }
    if (left)
        say("test mail", "left behind", "it could not be removed; delete the mail with the subject \"mailorder check %s\"", test->token);
    return mails->len ? g_bytes_ref(mails->pdata[0]) : NULL;
}

static gboolean can_look(const struct test *test)
{
    for (guint i = 0; i < test->looks->len; i++)
        if (g_array_index(test->looks, struct look, i).probe)
            return TRUE;
    return FALSE;
}

static void await_mail(struct test *test, guint seconds)
{
    gint64 deadline = clock_monotonic_ms() + (gint64)seconds * 1000;
    g_autoptr(GBytes) mail = NULL;
    while (!mail && can_look(test)) {
        mail = look_once(test);
        if (mail || clock_monotonic_ms() >= deadline)
            break;
        g_usleep(PAUSE_MS * 1000);
    }
    if (mail) {
        say_verdict(test, mail);
        return;
    }
    test->failed = TRUE;
    say(FORGED, "not found out",
        can_look(test) ? "the test mail to %s did not come into a mailbox within %u seconds; look where it is held, and delete it when it comes"
                       : "no mailbox can be looked into for the test mail to %s (%u seconds)",
        test->cli->config->business->from_address, seconds);
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------------------ */

/* Which names are forged: those that are trusted; where none is, one that could be. */
static GStrv servers_of(const struct config *config)
{
    const GStrv trusted = config->business->trusted_authserv;
    const struct mailbox_settings *mailbox = config->settings->mailboxes->pdata[0];
    GStrvBuilder *builder = g_strv_builder_new();
    for (guint i = 0; trusted && trusted[i] && i < SERVERS_MOST; i++)
        g_strv_builder_add(builder, trusted[i]);
    if (!trusted || !trusted[0])
        g_strv_builder_add(builder, mailbox->server.host ? mailbox->server.host : "localhost");
    GStrv servers = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return servers;
}

int cli_check_connect(struct cli *cli, guint seconds)
{
    const GPtrArray *mailboxes = cli->config->settings->mailboxes;
    struct test test = {.cli = cli, .token = text_random_token(), .servers = servers_of(cli->config), .begun = clock_now()};
    test.looks = g_array_sized_new(FALSE, TRUE, sizeof(struct look), mailboxes->len); /* never moved: probes point into it */
    for (guint i = 0; i < mailboxes->len; i++)
        open_mailbox(&test, mailboxes->pdata[i]);
    if (send_mail(&test))
        await_mail(&test, seconds);
    else
        say(FORGED, "not found out", "the test mail could not be sent");
    for (guint i = 0; i < test.looks->len; i++)
        probe_close(g_array_index(test.looks, struct look, i).probe);
    g_array_unref(test.looks);
    g_strfreev(test.servers);
    g_free(test.token);
    return test.dangerous ? EX_CONFIG : test.failed ? EX_UNAVAILABLE : EX_OK;
}
