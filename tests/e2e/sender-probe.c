/* Drives a sender from the command line, for the tests and for a developer with a strange server:
 *
 *   sender-probe --host localhost --port 587 --user ann --password-file pw --from a@x.example --to b@y.example mail.eml
 * …
 *
 * Sends each file in turn over one sender, which knows of the next file while it sends one, and prints for each recipient "DELIVERY CODE ADDRESS TEXT". "wait:MS"
 * instead of a file waits so long, then tells the sender that it was idle; "idle" prints whether there is a connection.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/transport/sender.h"

static char *host, *tls_text, *ca_file, *user, *password_file, *token_file, *command, *from;
static char **recipients, **calls;
static int port = 25, timeout = 10, per_connection;
static gboolean default_signals;

static GOptionEntry options[] = {
    {"host", 0, 0, G_OPTION_ARG_STRING, &host, "SMTP server", "HOST"},
    {"port", 0, 0, G_OPTION_ARG_INT, &port, "its port", "PORT"},
    {"tls", 0, 0, G_OPTION_ARG_STRING, &tls_text, "implicit, starttls or none", "MODE"},
    {"ca-file", 0, 0, G_OPTION_ARG_FILENAME, &ca_file, "trusted certificates", "PEM"},
    {"user", 0, 0, G_OPTION_ARG_STRING, &user, "login; none: no login", "USER"},
    {"password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file, "first line: the password", "FILE"},
    {"token-file", 0, 0, G_OPTION_ARG_FILENAME, &token_file, "first line: an OAuth2 token", "FILE"},
    {"timeout", 0, 0, G_OPTION_ARG_INT, &timeout, "seconds without progress", "SECONDS"},
    {"per-connection", 0, 0, G_OPTION_ARG_INT, &per_connection, "mails on one connection; 0: all", "COUNT"},
    {"command", 0, 0, G_OPTION_ARG_STRING, &command, "a sendmail command instead of a server", "COMMAND"},
    {"from", 0, 0, G_OPTION_ARG_FILENAME, &from, "envelope sender", "ADDRESS"},
    {"to", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &recipients, "a recipient; may be repeated", "ADDRESS"},
    {"default-signals", 0, 0, G_OPTION_ARG_NONE, &default_signals, "leave SIGPIPE deadly", NULL},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &calls, NULL, "FILE | wait:MS | idle"},
    {NULL},
};

static G_NORETURN void die(const char *text)
{
    fprintf(stderr, "sender-probe: %s\n", text);
    exit(2);
}

static enum tls_mode tls_mode(void)
{
    if (g_strcmp0(tls_text, "implicit") == 0)
        return TLS_IMPLICIT;
    return g_strcmp0(tls_text, "starttls") == 0 ? TLS_STARTTLS : TLS_NONE;
}

static gboolean is_file(const char *what)
{
    return what && !g_str_has_prefix(what, "wait:") && strcmp(what, "idle") != 0;
}

static struct sender_mail *mail_open(const char *path)
{
    struct sender_mail *mail = g_new0(struct sender_mail, 1);
    mail->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (mail->fd < 0)
        die(path);
    mail->envelope = (struct envelope){.from = from ? from : "", .recipients = (const char *const *)recipients};
    mail->results = g_new0(struct delivery_result, g_strv_length(recipients));
    return mail;
}

static void mail_free(struct sender_mail *mail)
{
    close(mail->fd);
    g_free(mail->results);
    g_free(mail);
}

/* All files in a row, each with the next one known. */
static char **send_files(struct sender *sender, char **paths)
{
    static const char *const names[] = {"accepted", "temporary", "permanent", "unknown"};
    struct sender_mail *mail = mail_open(*paths);
    while (mail) {
        struct sender_mail *next = is_file(*++paths) ? mail_open(*paths) : NULL;
        sender->driver->send(sender, mail, next);
        for (guint i = 0; recipients[i]; i++) {
            struct delivery_result *result = &mail->results[i];
            g_autofree char *shown = g_strescape(recipients[i], NULL);
            printf("%s %d %s %s\n", names[result->delivery], result->code, *shown ? shown : "-", result->text);
            delivery_result_clear(result);
        }
        fflush(stdout);
        mail_free(mail);
        mail = next;
    }
    return paths;
}

/* As the sender's process does while there is nothing to send. */
static void wait_idle(struct sender *sender, int milliseconds)
{
    struct pollfd poller = {.fd = sender->driver->idle_fd(sender), .events = POLLIN};
    poll(&poller, 1, milliseconds);
    sender->driver->idle(sender);
}

/* What comes after it. */
static char **call(struct sender *sender, char **what)
{
    if (is_file(*what))
        return send_files(sender, what);
    if (g_str_has_prefix(*what, "wait:"))
        wait_idle(sender, atoi(*what + strlen("wait:")));
    else
        printf("idle %s\n", sender->driver->idle_fd(sender) >= 0 ? "connected" : "closed");
    fflush(stdout);
    return what + 1;
}

int main(int argc, char **argv)
{
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    g_option_context_add_main_entries(context, options, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error))
        die(error->message);
    if (!recipients || !calls)
        die("nothing to send (see --help)");
    if (!default_signals)
        signal(SIGPIPE, SIG_IGN);
    struct sender_settings settings = {
        .kind = command ? SENDER_COMMAND : SENDER_SMTP,
        .server = {.host = host,
                   .port = (guint16)port,
                   .tls = tls_mode(),
                   .ca_file = ca_file,
                   .auth = !user        ? AUTH_NONE
                           : token_file ? AUTH_OAUTH2
                                        : AUTH_PASSWORD,
                   .user = user,
                   .secret = {.file = token_file ? token_file : password_file},
                   .timeout = (guint)timeout},
        .command = command,
        .messages_per_connection = (guint)per_connection,
    };
    const struct sender_driver *driver = sender_driver_for(&settings);
    struct sender *sender = driver->open(&settings, &error);
    if (!sender)
        die(error->message);
    for (char **next = calls; *next;)
        next = call(sender, next);
    driver->close(sender);
    return 0;
}
