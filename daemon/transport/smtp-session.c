#include "daemon/transport/smtp-session.h"

#include <arpa/inet.h>
#include <libetpan/mailstream_helper.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/base/fault.h"
#include "daemon/base/secret.h"
#include "daemon/base/text.h"

#define SMTP_QUIT_SECONDS 2u /* a polite word, not worth a wait */

typedef MMAPString smtp_line_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(smtp_line_auto, mmap_string_free)

struct smtp *smtp_new(const struct sender_settings *settings)
{
    const struct server_settings *server = &settings->server;
    struct smtp *smtp = g_new0(struct smtp, 1);
    smtp->base.driver = &sender_smtp_driver;
    smtp->server = *server;
    smtp->messages_most = settings->messages_per_connection;
    smtp->server.host = g_strdup(server->host);
    smtp->server.ca_file = g_strdup(server->ca_file);
    smtp->server.user = g_strdup(server->user);
    smtp->server.secret.file = g_strdup(server->secret.file);
    smtp->server.secret.command = g_strdup(server->secret.command);
    smtp->server.secret.plain = g_strdup(server->secret.plain);
    smtp->line = g_string_new(NULL);
    smtp->reply = g_string_new(NULL);
    return smtp;
}

void smtp_free(struct smtp *smtp)
{
    if (!smtp)
        return;
    smtp_disconnect(smtp, TRUE);
    g_free(smtp->server.host);
    g_free(smtp->server.ca_file);
    g_free(smtp->server.user);
    g_free(smtp->server.secret.file);
    g_free(smtp->server.secret.command);
    secret_free(smtp->server.secret.plain);
    g_string_free(smtp->line, TRUE);
    g_string_free(smtp->reply, TRUE);
    g_free(smtp);
}

void smtp_disconnect(struct smtp *smtp, gboolean politely)
{
    if (!smtp->stream)
        return;
    if (!smtp->announced && politely && stream_check(smtp->stream, NULL)) {
        stream_allow(smtp->stream, SMTP_QUIT_SECONDS, SMTP_BYTES_REPLY);
        mailstream_write(smtp->stream, "QUIT\r\n", strlen("QUIT\r\n"));
        mailstream_flush(smtp->stream);
    }
    g_clear_pointer(&smtp->stream, mailstream_close);
    smtp->reused = FALSE;
    smtp->carried = 0;
    if (smtp->announced)
        outgoing_abandon(&smtp->ahead);
    smtp->announced = NULL;
}

/* --- commands and replies ------------------------------------------------------------------------------------------
 */

static gboolean smtp_lost(struct smtp *smtp, const char *verb, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (stream_check(smtp->stream, &failure))
        g_set_error(&failure, TRANSPORT_ERROR, TRANSPORT_ERROR_NETWORK, "%s: the connection failed",
                    stream_peer(smtp->stream));
    g_propagate_prefixed_error(error, g_steal_pointer(&failure), "%s: ", verb);
    return FALSE;
}

/* "250-text", "250 text" or "250" (RFC 5321 section 4.2). FALSE when it is none of these. */
static gboolean smtp_take_line(struct smtp *smtp, const char *line, gboolean *ret_more)
{
    if (line[0] < '2' || line[0] > '5' || !g_ascii_isdigit(line[1]) || !g_ascii_isdigit(line[2]) ||
        (line[3] != ' ' && line[3] != '-' && line[3] != '\0'))
        return FALSE;
    smtp->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    *ret_more = line[3] == '-';
    g_string_append(smtp->reply, line[3] ? line + 4 : "");
    g_string_append_c(smtp->reply, '\n');
    return TRUE;
}

gboolean smtp_read_reply(struct smtp *smtp, const char *verb, GError **error)
{
    g_autoptr(smtp_line_auto) buffer = mmap_string_new("");
    gboolean more = TRUE;
    smtp->code = 0;
    g_string_truncate(smtp->reply, 0);
    while (more) {
        const char *line = mailstream_read_line_remove_eol(smtp->stream, buffer);
        if (!line)
            return smtp_lost(smtp, verb, error);
        if (!smtp_take_line(smtp, line, &more)) {
            g_autofree char *said = text_one_line(line, SMTP_TEXT);
            g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL, "%s: %s does not speak SMTP; it said \"%s\"",
                        verb, stream_peer(smtp->stream), said);
            return FALSE;
        }
    }
    return TRUE;
}

gboolean smtp_write(struct smtp *smtp, const char *bytes, gsize size)
{
    while (size > 0) {
        ssize_t written = mailstream_write(smtp->stream, bytes, size); /* what is larger than its buffer goes in part */
        if (written <= 0)
            return FALSE;
        bytes += written;
        size -= (gsize)written;
    }
    return TRUE;
}

gboolean smtp_flush(struct smtp *smtp)
{
    return mailstream_flush(smtp->stream) == 0;
}

gboolean smtp_say_line(struct smtp *smtp, const char *verb, GError **error)
{
    stream_allow(smtp->stream, smtp->server.timeout, SMTP_BYTES_REPLY);
    if (!g_str_has_suffix(smtp->line->str, "\r\n"))
        g_string_append(smtp->line, "\r\n");
    gboolean said = smtp_write(smtp, smtp->line->str, smtp->line->len) && smtp_flush(smtp);
    explicit_bzero(smtp->line->str, smtp->line->allocated_len);
    g_string_truncate(smtp->line, 0);
    return said || smtp_lost(smtp, verb, error);
}

gboolean smtp_hear(struct smtp *smtp, const char *verb, GError **error)
{
    stream_allow(smtp->stream, smtp->server.timeout, SMTP_BYTES_REPLY);
    return smtp_read_reply(smtp, verb, error);
}

gboolean smtp_say(struct smtp *smtp, const char *verb, GError **error)
{
    return smtp_say_line(smtp, verb, error) && smtp_read_reply(smtp, verb, error);
}

gboolean smtp_command(struct smtp *smtp, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_vprintf(smtp->line, format, arguments);
    va_end(arguments);
    g_autofree char *verb = g_strndup(smtp->line->str, strcspn(smtp->line->str, " "));
    return smtp_say(smtp, verb, error);
}

char *smtp_reply_text(struct smtp *smtp, const char *verb)
{
    g_autofree char *said = text_one_line(smtp->reply->str, SMTP_TEXT);
    return g_strdup_printf("%s:%u said to %s: %d %s", smtp->server.host, smtp->server.port, verb, smtp->code, said);
}

void smtp_set_refused(struct smtp *smtp, const char *verb, enum transport_error code, GError **error)
{
    g_autofree char *text = smtp_reply_text(smtp, verb);
    g_set_error_literal(error, TRANSPORT_ERROR, (gint)code, text);
}

/* --- the beginning of a session ------------------------------------------------------------------------------------
 */

/* Our name for EHLO (RFC 5321 section 4.1.4): the host's when it is a full one, else our address as a literal. */
static char *smtp_client_name(struct smtp *smtp)
{
    char host[256] = "";
    g_autofree char *probe = NULL;
    if (gethostname(host, sizeof(host) - 1) == 0 && strchr(host, '.')) {
        probe = g_strdup_printf("postmaster@%s", host);
        if (text_address_valid(probe))
            return g_strdup(host);
    }
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof(address);
    char text[INET6_ADDRSTRLEN] = "127.0.0.1";
    getsockname(stream_fd(smtp->stream), (struct sockaddr *)&address, &length);
    if (address.ss_family == AF_INET6) {
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&address)->sin6_addr, text, sizeof(text));
        return g_strdup_printf("[IPv6:%s]", text);
    }
    if (address.ss_family == AF_INET)
        inet_ntop(AF_INET, &((struct sockaddr_in *)&address)->sin_addr, text, sizeof(text));
    return g_strdup_printf("[%s]", text);
}

static guint smtp_mechanism(const char *word)
{
    if (g_ascii_strcasecmp(word, "PLAIN") == 0)
        return SMTP_AUTH_PLAIN;
    if (g_ascii_strcasecmp(word, "LOGIN") == 0)
        return SMTP_AUTH_LOGIN;
    return g_ascii_strcasecmp(word, "XOAUTH2") == 0 ? SMTP_AUTH_XOAUTH2 : 0;
}

/* One line of EHLO's reply; some servers write "AUTH=LOGIN". */
static void smtp_take_offer(struct smtp *smtp, const char *line)
{
    g_auto(GStrv) words = g_strsplit_set(line, " \t=", -1);
    if (!words[0])
        return;
    if (g_ascii_strcasecmp(words[0], "STARTTLS") == 0)
        smtp->offers |= SMTP_STARTTLS;
    if (g_ascii_strcasecmp(words[0], "PIPELINING") == 0)
        smtp->offers |= SMTP_PIPELINING;
    if (g_ascii_strcasecmp(words[0], "SIZE") == 0) {
        smtp->offers |= SMTP_SIZE;
        smtp->size_most = words[1] ? g_ascii_strtoull(words[1], NULL, 10) : 0;
    }
    if (g_ascii_strcasecmp(words[0], "AUTH") == 0)
        for (guint i = 1; words[i]; i++)
            smtp->offers |= smtp_mechanism(words[i]);
}

static gboolean smtp_hello(struct smtp *smtp, GError **error)
{
    g_autofree char *name = smtp_client_name(smtp);
    FAULT_POINT("smtp:ehlo-");
    if (!smtp_command(smtp, error, "EHLO %s", name))
        return FALSE;
    FAULT_POINT("smtp:ehlo-answered");
    if (smtp->code != 250) {
        smtp_set_refused(smtp, "EHLO", TRANSPORT_ERROR_SERVER, error);
        return FALSE;
    }
    smtp->offers = 0;
    smtp->size_most = 0;
    g_auto(GStrv) lines = g_strsplit(smtp->reply->str, "\n", -1);
    for (guint i = 1; lines[0] && lines[i]; i++)
        smtp_take_offer(smtp, lines[i]);
    return TRUE;
}

/* What was offered before is asked again: it did not come from a verified server (RFC 3207 section 4.2). */
static gboolean smtp_starttls(struct smtp *smtp, GError **error)
{
    if (!(smtp->offers & SMTP_STARTTLS)) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS,
                    "%s: the server does not offer STARTTLS; mailorder never goes on in plain text",
                    stream_peer(smtp->stream));
        return FALSE;
    }
    if (!smtp_command(smtp, error, "STARTTLS"))
        return FALSE;
    if (smtp->code != 220) {
        smtp_set_refused(smtp, "STARTTLS", TRANSPORT_ERROR_TLS, error);
        return FALSE;
    }
    return stream_starttls(smtp->stream, error) && smtp_hello(smtp, error);
}

static gboolean smtp_begin(struct smtp *smtp, GError **error)
{
    if (!smtp_read_reply(smtp, "the greeting", error))
        return FALSE;
    if (smtp->code != 220) {
        smtp_set_refused(smtp, "our connection", TRANSPORT_ERROR_SERVER, error);
        return FALSE;
    }
    return smtp_hello(smtp, error) && (smtp->server.tls != TLS_STARTTLS || smtp_starttls(smtp, error)) &&
           (smtp->server.auth == AUTH_NONE || smtp_login(smtp, error));
}

gboolean smtp_connect(struct smtp *smtp, GError **error)
{
    FAULT_POINT("smtp:connect-");
    smtp->stream = stream_open(&smtp->server, error);
    FAULT_POINT("smtp:connected");
    if (!smtp->stream)
        return FALSE;
    if (smtp_begin(smtp, error))
        return TRUE;
    smtp_disconnect(smtp, TRUE);
    return FALSE;
}
