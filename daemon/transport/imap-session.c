#include "daemon/transport/imap-session.h"

#include <string.h>

/* A command may take longer than one silence: servers say "* OK still searching" while they work. */
#define IMAP_COMMAND_SILENCES 3u
#define IMAP_LOGOUT_SECONDS   2u /* a polite word, not worth a wait */

static void imap_drop_attributes(struct mailimap_msg_att *attributes, void *context)
{
    (void)attributes;
    (void)context;
}

static void imap_no_progress(size_t current, size_t maximum, void *context)
{
    (void)current;
    (void)maximum;
    (void)context;
}

/* Without a handler, and without a progress callback for it to be heeded, libetpan keeps 4 KB for each FETCH response
 * that comes, asked or unasked, until the command ends. */
static void imap_drop_fetches(struct imap *imap)
{
    mailimap_set_progress_callback(imap->session, imap_no_progress, imap_no_progress, NULL);
    mailimap_set_msg_att_handler(imap->session, imap_drop_attributes, NULL);
}

struct imap *imap_new(const struct mailbox_settings *settings)
{
    struct imap *imap = g_new0(struct imap, 1);
    imap->base.driver = &mailbox_imap_driver;
    imap->peer = g_strdup_printf("%s:%u", settings->server.host, settings->server.port);
    imap->timeout = settings->server.timeout;
    imap->poll_seconds = settings->poll_seconds;
    imap->max_mail = settings->max_mail;
    imap->session = mailimap_new(0, NULL);
    if (!imap->session)
        g_error("out of memory");
    imap_guard_init(&imap->guard, imap->peer);
    imap_drop_fetches(imap);
    return imap;
}

void imap_free(struct imap *imap)
{
    if (!imap)
        return;
    if (imap->stream)
        stream_allow(imap->stream, IMAP_LOGOUT_SECONDS, STREAM_BYTES_COMMAND);
    if (imap->stream && !imap_is_broken(imap))
        imap_rise_at_once(imap, NULL);
    mailimap_free(imap->session);
    g_free(imap->peer);
    g_free(imap->folders[MAILBOX_HANDLED]);
    g_free(imap->folders[MAILBOX_REVIEW]);
    g_free(imap->sent);
    g_free(imap->inbox);
    g_free(imap);
}

void imap_allow(struct imap *imap, guint64 bytes)
{
    stream_allow(imap->stream, imap->timeout * IMAP_COMMAND_SILENCES, bytes);
}

gboolean imap_is_broken(struct imap *imap)
{
    return !stream_check(imap->stream, NULL);
}

const char *imap_last_code(struct imap *imap)
{
    return imap->session->imap_response_info ? imap->session->imap_response_info->rsp_atom : NULL;
}

/* What the stream or the guard found, else that libetpan could not read it; a failed parse leaves the connection at an
 * unknown place, so it is over. */
static gboolean imap_broken(struct imap *imap, const char *doing, GError **error)
{
    stream_fail(imap->stream, g_error_new(TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL,
                                          "%s: %s: the server's answer cannot be understood", imap->peer, doing));
    return stream_check(imap->stream, error);
}

static gboolean imap_refused(struct imap *imap, const char *doing, GError **error)
{
    g_autofree char *said = transport_quote(imap->session->imap_response);
    const char *code = imap_last_code(imap);
    g_autofree char *shown = code ? transport_quote(code) : NULL;
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_SERVER, "%s: %s: the server refused: %s%s%s%s", imap->peer,
                doing, shown ? "[" : "", shown ? shown : "", shown ? "] " : "", said);
    return FALSE;
}

/* Whether the line parsed last bears the tag of the command sent last. */
static gboolean imap_is_our_tag(struct imap *imap)
{
    const char *text = imap->session->imap_stream_buffer->str;
    g_autofree char *tag = g_strdup_printf("%d ", imap->session->imap_tag);
    gsize end = strlen(text);
    while (end > 0 && strchr("\r\n", text[end - 1]))
        end--;
    while (end > 0 && text[end - 1] != '\n')
        end--;
    return g_str_has_prefix(text + end, tag);
}

gboolean imap_result(struct imap *imap, int result, const char *doing, GError **error)
{
    if (!stream_check(imap->stream, error))
        return FALSE;
    switch (result) {
    case MAILIMAP_NO_ERROR:
    case MAILIMAP_NO_ERROR_AUTHENTICATED:
    case MAILIMAP_NO_ERROR_NON_AUTHENTICATED:
        return TRUE;
    case MAILIMAP_ERROR_STREAM:
    case MAILIMAP_ERROR_PARSE:
    case MAILIMAP_ERROR_FATAL:
    case MAILIMAP_ERROR_MEMORY:
    case MAILIMAP_ERROR_BAD_STATE:
    case MAILIMAP_ERROR_NEEDS_MORE_DATA:
        return imap_broken(imap, doing, error);
    default: /* libetpan has no enum type: some 40 codes, one a command, all meaning NO */
        /* PROTOCOL is either BAD, and we are still in step, or a wrong tag, and we are not. */
        if (result == MAILIMAP_ERROR_PROTOCOL && !(imap->session->imap_response && imap_is_our_tag(imap)))
            return imap_broken(imap, doing, error);
        return imap_refused(imap, doing, error);
    }
}

static gboolean imap_send_text(struct imap *imap, const char *text, GError **error)
{
    if (mailimap_send_current_tag(imap->session) == MAILIMAP_NO_ERROR &&
        mailstream_write(imap->stream, text, strlen(text)) >= 0 && mailstream_write(imap->stream, "\r\n", 2) >= 0 &&
        mailstream_flush(imap->stream) >= 0)
        return TRUE;
    return imap_result(imap, MAILIMAP_ERROR_STREAM, "sending a command", error);
}

static G_GNUC_PRINTF(2, 0) gboolean
    imap_send_va(struct imap *imap, const char *format, va_list arguments, GError **error)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    gboolean sent = imap_send_text(imap, text, error);
    explicit_bzero(text, strlen(text)); /* it may have been a login */
    return sent;
}

gboolean imap_send(struct imap *imap, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    gboolean sent = imap_send_va(imap, format, arguments, error);
    va_end(arguments);
    return sent;
}

/* Parses the answer that begins with the line already read. */
static gboolean imap_parse(struct imap *imap, const char *doing, GError **error)
{
    struct mailimap_response *response = NULL;
    int result = mailimap_parse_response(imap->session, &response);
    if (result != MAILIMAP_NO_ERROR)
        return imap_result(imap, result, doing, error);
    int state = response->rsp_resp_done->rsp_data.rsp_tagged->rsp_cond_state->rsp_type;
    mailimap_response_free(response);
    return state == MAILIMAP_RESP_COND_STATE_OK || imap_refused(imap, doing, error);
}

gboolean imap_note(struct imap *imap, const char *line)
{
    struct mailimap_selection_info *selected = imap->session->imap_selection_info;
    char *word = NULL;
    if (!selected || !g_str_has_prefix(line, "* ") || !g_ascii_isdigit(line[2]))
        return FALSE;
    guint64 number = g_ascii_strtoull(line + 2, &word, 10);
    if (g_ascii_strncasecmp(word, " EXPUNGE", strlen(" EXPUNGE")) == 0 && selected->sel_exists > 0)
        selected->sel_exists--;
    if (g_ascii_strncasecmp(word, " EXISTS", strlen(" EXISTS")) != 0)
        return FALSE;
    selected->sel_exists = (guint32)MIN(number, G_MAXUINT32);
    selected->sel_has_exists = 1;
    return TRUE;
}

gboolean imap_await(struct imap *imap, const char *doing, gboolean *ret_go, GError **error)
{
    for (;;) {
        const char *line = mailimap_read_line(imap->session);
        if (!line)
            return imap_result(imap, MAILIMAP_ERROR_STREAM, doing, error);
        if (*line == '*') {
            imap_note(imap, line);
            continue;
        }
        *ret_go = *line == '+';
        return *ret_go || imap_parse(imap, doing, error);
    }
}

gboolean imap_finish(struct imap *imap, const char *doing, GError **error)
{
    if (!mailimap_read_line(imap->session))
        return imap_result(imap, MAILIMAP_ERROR_STREAM, doing, error);
    return imap_parse(imap, doing, error);
}

gboolean imap_take_news(struct imap *imap)
{
    struct mailimap_selection_info *selected = imap->session->imap_selection_info;
    gboolean news = selected && selected->sel_has_exists;
    if (selected)
        selected->sel_has_exists = 0;
    return news;
}

char *imap_set_text(const guint32 *numbers, guint count)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < count;) {
        guint last = i;
        while (last + 1 < count && numbers[last + 1] == numbers[last] + 1)
            last++;
        g_string_append_printf(text, "%s%u", text->len ? "," : "", numbers[i]);
        if (last > i)
            g_string_append_printf(text, ":%u", numbers[last]);
        i = last + 1;
    }
    return g_string_free(text, FALSE);
}
