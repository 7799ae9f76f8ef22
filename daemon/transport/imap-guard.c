#include "daemon/transport/imap-guard.h"

#include <string.h>

#include "daemon/transport/transport.h"

void imap_guard_init(struct imap_guard *guard, const char *peer)
{
    *guard = (struct imap_guard){.peer = peer, .literal_most = IMAP_GUARD_LITERAL};
}

static gboolean guard_refuse(const struct imap_guard *guard, const char *what, GError **error)
{
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL, "%s: the server sent %s", guard->peer, what);
    return FALSE;
}

/* Decides by the first word after "* "; libetpan skips blanks before and after the star, so we do. */
static void guard_classify(struct imap_guard *guard)
{
    const char *at = guard->start;
    const char *end = guard->start + guard->length;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    if (at == end)
        return;
    if (*at++ != '*') {
        guard->kind = IMAP_GUARD_TEXT;
        return;
    }
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    if (at < end)
        guard->kind = g_ascii_isdigit(*at) || g_ascii_toupper(*at) == 'L' ? IMAP_GUARD_DATA : IMAP_GUARD_TEXT;
}

static gboolean guard_line_end(struct imap_guard *guard, GError **error)
{
    if (guard->quoted)
        return guard_refuse(guard, "a line end inside a quoted string", error);
    guard->start[MIN(guard->length, IMAP_GUARD_START - 1)] = '\0';
    if (g_ascii_strncasecmp(guard->start, "* BYE", strlen("* BYE")) == 0) {
        g_autofree char *said = transport_quote(guard->start + strlen("* BYE"));
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_NETWORK, "%s: the server ended the session: %s",
                    guard->peer, *said ? said : "no reason given");
        return FALSE;
    }
    guard->length = 0;
    guard->depth = 0;
    guard->kind = IMAP_GUARD_UNKNOWN;
    return TRUE;
}

static gboolean guard_nesting(struct imap_guard *guard, char byte, GError **error)
{
    if (byte == '(' && ++guard->depth > IMAP_GUARD_DEPTH)
        return guard_refuse(guard, "deeper parentheses than any answer needs", error);
    if (byte == ')' && guard->depth > 0)
        guard->depth--;
    return TRUE;
}

static gboolean guard_quoted(struct imap_guard *guard, char byte)
{
    if (guard->escaped)
        guard->escaped = FALSE;
    else if (byte == '\\')
        guard->escaped = TRUE;
    else if (byte == '"')
        guard->quoted = FALSE;
    return TRUE;
}

/* The literal's octets begin after this byte. The line it stands in goes on behind it. */
static gboolean guard_literal(struct imap_guard *guard, GError **error)
{
    guard->brace = IMAP_GUARD_NO_BRACE;
    guard->left = guard->number;
    if (guard->number <= guard->literal_most)
        return TRUE;
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL,
                "%s: the server announced %" G_GUINT64_FORMAT " octets where %" G_GUINT64_FORMAT " are the most",
                guard->peer, guard->number, guard->literal_most);
    return FALSE;
}

/* "{" digits "}" CRLF, and nothing that only looks like it. */
static gboolean guard_brace(struct imap_guard *guard, char byte, GError **error)
{
    switch (guard->brace) {
    case IMAP_GUARD_OPEN:
    case IMAP_GUARD_NUMBER:
        if (byte == '}' && guard->brace == IMAP_GUARD_NUMBER) {
            guard->brace = IMAP_GUARD_CLOSED;
            return TRUE;
        }
        if (!g_ascii_isdigit(byte) || guard->number > G_MAXUINT32 / 10)
            break;
        guard->brace = IMAP_GUARD_NUMBER;
        guard->number = guard->number * 10 + (guint64)g_ascii_digit_value(byte);
        return TRUE;
    case IMAP_GUARD_CLOSED:
        if (byte == '\r') {
            guard->brace = IMAP_GUARD_CR;
            return TRUE;
        }
        break;
    case IMAP_GUARD_CR:
        if (byte == '\n')
            return guard_literal(guard, error);
        break;
    case IMAP_GUARD_NO_BRACE:
        break;
    }
    return guard_refuse(guard, "a malformed literal", error);
}

static gboolean guard_data(struct imap_guard *guard, char byte, GError **error)
{
    if (guard->brace != IMAP_GUARD_NO_BRACE)
        return guard_brace(guard, byte, error);
    if (byte == '\n')
        return guard_line_end(guard, error);
    if (guard->quoted)
        return guard_quoted(guard, byte);
    if (byte == '"')
        guard->quoted = TRUE;
    if (byte == '{') {
        guard->brace = IMAP_GUARD_OPEN;
        guard->number = 0;
    }
    return guard_nesting(guard, byte, error);
}

static gboolean guard_byte(struct imap_guard *guard, char byte, GError **error)
{
    if (guard->kind == IMAP_GUARD_DATA)
        return guard_data(guard, byte, error);
    if (byte == '\n')
        return guard_line_end(guard, error);
    if (guard->length < IMAP_GUARD_START)
        guard->start[guard->length++] = byte;
    if (guard->kind == IMAP_GUARD_UNKNOWN) {
        guard_classify(guard);
        if (guard->length == IMAP_GUARD_START && guard->kind == IMAP_GUARD_UNKNOWN)
            return guard_refuse(guard, "a line of blanks", error);
    }
    return guard_nesting(guard, byte, error);
}

gboolean imap_guard_take(void *context, const char *bytes, gsize count, GError **error)
{
    struct imap_guard *guard = context;
    for (gsize i = 0; i < count;) {
        if (guard->left > 0) {
            gsize skipped = MIN(guard->left, count - i);
            guard->left -= skipped;
            i += skipped;
        } else if (!guard_byte(guard, bytes[i++], error)) {
            return FALSE;
        }
    }
    return TRUE;
}
