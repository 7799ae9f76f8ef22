/* Drives a mailbox from the command line, for the tests and for a developer with a strange server:
 *
 *   mailbox-probe --host localhost --port 993 --user ann --password-file pw list 0 10 fetch out 1,2 file handled 1
 *
 * Each call prints lines that a test can read; a failure prints "error CODE text" and ends with exit code 1. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/transport/mailbox.h"

static char *host, *tls_text, *ca_file, *user, *password_file, *token_file, *maildir;
static char *folder, *handled, *review, *sent;
static int port = 993, timeout = 10, poll_seconds = 60;
static gint64 max_mail = 50 * 1024 * 1024;
static gboolean watch_stdin;
static char **calls;

static GOptionEntry options[] = {
    {"host", 0, 0, G_OPTION_ARG_STRING, &host, "IMAP server", "HOST"},
    {"port", 0, 0, G_OPTION_ARG_INT, &port, "its port", "PORT"},
    {"tls", 0, 0, G_OPTION_ARG_STRING, &tls_text, "implicit, starttls or none", "MODE"},
    {"ca-file", 0, 0, G_OPTION_ARG_FILENAME, &ca_file, "trusted certificates", "PEM"},
    {"user", 0, 0, G_OPTION_ARG_STRING, &user, "login", "USER"},
    {"password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file, "first line: the password", "FILE"},
    {"token-file", 0, 0, G_OPTION_ARG_FILENAME, &token_file, "first line: an OAuth2 token", "FILE"},
    {"timeout", 0, 0, G_OPTION_ARG_INT, &timeout, "seconds without progress", "SECONDS"},
    {"poll", 0, 0, G_OPTION_ARG_INT, &poll_seconds, "seconds between polls", "SECONDS"},
    {"max-mail", 0, 0, G_OPTION_ARG_INT64, &max_mail, "largest mail", "BYTES"},
    {"maildir", 0, 0, G_OPTION_ARG_FILENAME, &maildir, "a Maildir instead of a server", "PATH"},
    {"folder", 0, 0, G_OPTION_ARG_FILENAME, &folder, "folder to read", "NAME"},
    {"handled", 0, 0, G_OPTION_ARG_FILENAME, &handled, "folder for handled mail", "NAME"},
    {"review", 0, 0, G_OPTION_ARG_FILENAME, &review, "folder for mail to review", "NAME"},
    {"sent", 0, 0, G_OPTION_ARG_FILENAME, &sent, "folder for copies", "NAME"},
    {"watch-stdin", 0, 0, G_OPTION_ARG_NONE, &watch_stdin, "wait also ends when standard input is readable", NULL},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &calls, NULL,
     "list AFTER LIMIT | fetch DIR UIDS | file handled|review UIDS | append FILE | wait MS | remove in|sent ID|- ARRIVED SIZE"},
    {NULL},
};

/* The most memory this process ever held, on standard error; getrusage would tell the parent's. */
static void tell_memory(void)
{
    unsigned long kilobytes = 0;
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof(line), status))
        if (g_str_has_prefix(line, "VmHWM:"))
            kilobytes = strtoul(line + strlen("VmHWM:"), NULL, 10);
    if (status)
        fclose(status);
#ifdef __SANITIZE_ADDRESS__
    kilobytes = 0; /* mostly the sanitizer's */
#endif
    fprintf(stderr, "memory %lu kB\n", kilobytes);
}

static G_NORETURN void die(GError *error)
{
    static const char *const codes[] = {"network", "tls", "login", "protocol", "server", "local", "disk"};
    const char *code = error->domain == TRANSPORT_ERROR ? codes[error->code] : "other";
    printf("error %s %s\n", code, error->message);
    g_error_free(error);
    tell_memory();
    exit(1);
}

static G_NORETURN void usage(const char *what)
{
    fprintf(stderr, "mailbox-probe: %s (see --help)\n", what);
    exit(2);
}

static struct mailbox_settings *probe_settings(void)
{
    struct mailbox_settings *settings = mailbox_settings_new();
    settings->kind = maildir ? MAILBOX_MAILDIR : MAILBOX_IMAP;
    settings->path = g_strdup(maildir);
    settings->server.host = g_strdup(host ? host : "localhost");
    settings->server.port = (guint16)port;
    settings->server.tls = g_strcmp0(tls_text, "none") == 0       ? TLS_NONE
                           : g_strcmp0(tls_text, "starttls") == 0 ? TLS_STARTTLS
                                                                  : TLS_IMPLICIT;
    settings->server.ca_file = g_strdup(ca_file);
    settings->server.user = g_strdup(user ? user : "user");
    settings->server.auth = token_file ? AUTH_OAUTH2 : AUTH_PASSWORD;
    settings->server.secret.file = g_strdup(token_file ? token_file : password_file);
    settings->server.timeout = (guint)timeout;
    settings->folder = g_strdup(folder ? folder : "INBOX");
    settings->handled_folder = g_strdup(handled ? handled : "mailorder/handled");
    settings->review_folder = g_strdup(review ? review : "mailorder/review");
    settings->sent_folder = g_strdup(sent);
    settings->poll_seconds = (guint)poll_seconds;
    settings->max_mail = (gsize)max_mail;
    return settings;
}

static GArray *probe_uids(const char *text)
{
    GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);
    for (guint i = 0; parts[i]; i++) {
        guint32 first = (guint32)g_ascii_strtoull(parts[i], NULL, 10);
        const char *colon = strchr(parts[i], ':');
        guint32 last = colon ? (guint32)g_ascii_strtoull(colon + 1, NULL, 10) : first;
        for (guint32 uid = first; uid <= last; uid++)
            g_array_append_val(uids, uid);
    }
    return uids;
}

static void probe_list(struct mailbox *mailbox, char **arguments)
{
    g_autoptr(GArray) mails = g_array_new(FALSE, FALSE, sizeof(struct mailbox_mail));
    g_autoptr(GError) error = NULL;
    guint32 after = (guint32)g_ascii_strtoull(arguments[0], NULL, 10);
    guint limit = (guint)g_ascii_strtoull(arguments[1], NULL, 10);
    if (!mailbox->driver->list(mailbox, after, limit, mails, &error))
        die(g_steal_pointer(&error));
    for (guint i = 0; i < mails->len; i++) {
        const struct mailbox_mail *mail = &g_array_index(mails, struct mailbox_mail, i);
        printf("mail %u %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT "\n", mail->uid, mail->arrived, mail->size);
    }
    printf("listed %u\n", mails->len);
}

static int probe_begin(void *context, guint32 uid)
{
    const char *directory = context;
    g_autofree char *path = g_strdup_printf("%s/%u", directory, uid);
    if (strcmp(directory, "-") == 0)
        return -1;
    if (strcmp(directory, "/dev/full") == 0)
        return open(directory, O_WRONLY | O_CLOEXEC);
    return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

static void probe_end(void *context, guint32 uid, int fd, gboolean complete)
{
    (void)context;
    close(fd);
    printf("fetched %u %s\n", uid, complete ? "complete" : "partial");
}

static void fetch_as(struct mailbox *mailbox, char *directory, const char *set, guint64 size)
{
    struct mailbox_sink sink = {directory, probe_begin, probe_end};
    g_autoptr(GArray) uids = probe_uids(set);
    g_autofree struct mailbox_mail *mails = g_new0(struct mailbox_mail, uids->len);
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < uids->len; i++)
        mails[i] = (struct mailbox_mail){.uid = g_array_index(uids, guint32, i), .size = size};
    if (!mailbox->driver->fetch(mailbox, mails, uids->len, &sink, &error))
        die(g_steal_pointer(&error));
}

/* Each for itself. */
static void probe_fetch(struct mailbox *mailbox, char **arguments)
{
    fetch_as(mailbox, arguments[0], arguments[1], G_MAXUINT64);
}

/* As if they were listed with that size: small ones together. */
static void probe_fetch_sized(struct mailbox *mailbox, char **arguments)
{
    fetch_as(mailbox, arguments[0], arguments[2], g_ascii_strtoull(arguments[1], NULL, 10));
}

static void probe_file(struct mailbox *mailbox, char **arguments)
{
    static const char *const words[] = {
        [MAILBOX_FILED_MOVED] = "moved", [MAILBOX_FILED_FLAGGED] = "flagged", [MAILBOX_FILED_GONE] = "gone"};
    enum mailbox_place place = strcmp(arguments[0], "review") == 0 ? MAILBOX_REVIEW : MAILBOX_HANDLED;
    g_autoptr(GArray) uids = probe_uids(arguments[1]);
    g_autofree enum mailbox_filed *filed = g_new0(enum mailbox_filed, uids->len);
    g_autoptr(GError) error = NULL;
    if (!mailbox->driver->file(mailbox, (const guint32 *)uids->data, uids->len, place, filed, &error))
        die(g_steal_pointer(&error));
    for (guint i = 0; i < uids->len; i++)
        printf("filed %u %s\n", g_array_index(uids, guint32, i), words[filed[i]]);
}

/* append FILE[,FILE…] */
static void probe_append(struct mailbox *mailbox, char **arguments)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) paths = g_strsplit(arguments[0], ",", -1);
    guint count = g_strv_length(paths), appended = 0;
    g_autofree int *fds = g_new0(int, count);
    for (guint i = 0; i < count; i++)
        if ((fds[i] = open(paths[i], O_RDONLY | O_CLOEXEC)) < 0)
            usage(g_strerror(errno));
    gboolean done = mailbox->driver->append_sent(mailbox, fds, count, &appended, &error);
    for (guint i = 0; i < count; i++)
        close(fds[i]);
    for (guint i = 0; i < appended; i++)
        printf("appended\n");
    if (!done)
        die(g_steal_pointer(&error));
}

/* remove in|sent MESSAGE-ID|- ARRIVED SIZE */
static void probe_remove(struct mailbox *mailbox, char **arguments)
{
    static const char *const words[] = {
        [MAILBOX_REMOVED_GONE] = "gone", [MAILBOX_REMOVED] = "removed", [MAILBOX_REMOVED_MARKED] = "marked"};
    struct mailbox_removal removal = {
        .sent = strcmp(arguments[0], "sent") == 0,
        .message_id = strcmp(arguments[1], "-") == 0 ? "" : arguments[1],
        .arrived = g_ascii_strtoll(arguments[2], NULL, 10),
        .size = g_ascii_strtoull(arguments[3], NULL, 10),
    };
    enum mailbox_removed removed;
    g_autoptr(GError) error = NULL;
    if (!mailbox->driver->remove(mailbox, &removal, 1, &removed, &error))
        die(g_steal_pointer(&error));
    printf("erased %s\n", words[removed]);
}

static void probe_wait(struct mailbox *mailbox, char **arguments)
{
    g_autoptr(GError) error = NULL;
    gint64 begun = clock_monotonic_ms();
    guint woken = mailbox->driver->wait(mailbox, watch_stdin ? STDIN_FILENO : -1, atoi(arguments[0]), &error);
    if (error)
        die(g_steal_pointer(&error));
    printf("woken%s%s%s after %" G_GINT64_FORMAT " ms\n", woken & MAILBOX_WOKEN_MAIL ? " mail" : "",
           woken & MAILBOX_WOKEN_OTHER ? " other" : "", woken & MAILBOX_WOKEN_TIMEOUT ? " timeout" : "",
           clock_monotonic_ms() - begun);
}

static const struct {
    const char *name;
    guint arguments;
    void (*run)(struct mailbox *mailbox, char **arguments);
} probe_calls[] = {
    {"list", 2, probe_list}, {"fetch", 2, probe_fetch}, {"fetch-sized", 3, probe_fetch_sized}, {"file", 2, probe_file},
    {"append", 1, probe_append}, {"wait", 1, probe_wait}, {"remove", 4, probe_remove},
};

static void probe_run(struct mailbox *mailbox, char **arguments)
{
    guint left = g_strv_length(arguments);
    while (left > 0) {
        guint call = 0;
        while (call < G_N_ELEMENTS(probe_calls) && strcmp(probe_calls[call].name, *arguments) != 0)
            call++;
        if (call == G_N_ELEMENTS(probe_calls) || left < 1 + probe_calls[call].arguments)
            usage(*arguments);
        probe_calls[call].run(mailbox, arguments + 1);
        fflush(stdout);
        arguments += 1 + probe_calls[call].arguments;
        left -= 1 + probe_calls[call].arguments;
    }
}

int main(int count, char **arguments)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, options, NULL);
    if (!g_option_context_parse(context, &count, &arguments, &error))
        usage(error->message);
    struct mailbox_settings *settings = probe_settings();
    struct mailbox *mailbox = mailbox_driver_for(settings)->open(settings, &error);
    mailbox_settings_free(settings);
    if (!mailbox)
        die(g_steal_pointer(&error));
    printf("open %u %s\n", mailbox->uidvalidity, mailbox->idles ? "idles" : "sleeps");
    fflush(stdout);
    if (calls)
        probe_run(mailbox, calls);
    mailbox->driver->close(mailbox);
    printf("closed\n");
    tell_memory();
    return 0;
}
