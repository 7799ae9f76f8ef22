#include "daemon/transport/outgoing.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"

#define RESULT_TEXT 600u /* bytes: our words, a host's name, and a server's 300 */

guint outgoing_open_count(const struct outgoing *outgoing)
{
    guint open = 0;
    for (guint i = 0; i < outgoing->count; i++)
        open += outgoing->results[i].text == NULL;
    return open;
}

void outgoing_settle_one(struct outgoing *outgoing, guint index, enum delivery delivery, int code, const char *text)
{
    outgoing->results[index] =
        (struct delivery_result){.delivery = delivery, .code = code, .text = text_one_line(text, RESULT_TEXT)};
}

void outgoing_settle(struct outgoing *outgoing, enum delivery delivery, int code, const char *text)
{
    for (guint i = 0; i < outgoing->count; i++)
        if (!outgoing->results[i].text)
            outgoing_settle_one(outgoing, i, delivery, code, text);
}

/* Why the address cannot be sent, to be freed; NULL when it can. */
static char *address_problem(const char *address)
{
    if (text_address_valid(address))
        return NULL;
    g_autofree char *shown = text_one_line(address, BOUND_ADDRESS);
    if (strlen(address) > BOUND_ADDRESS)
        return g_strdup_printf("the address %s… is longer than %u bytes; nothing was sent to it", shown, BOUND_ADDRESS);
    if (!g_str_is_ascii(address))
        return g_strdup_printf(
            "the address %s has characters outside ASCII, which needs SMTPUTF8; nothing was sent to it", shown);
    return g_strdup_printf("\"%s\" is not an address that mail can be sent to", shown);
}

static void outgoing_check_addresses(struct outgoing *outgoing)
{
    const struct envelope *envelope = outgoing->envelope;
    g_autofree char *sender = *envelope->from ? address_problem(envelope->from) : NULL;
    if (sender) {
        g_autofree char *text = g_strdup_printf("the sender: %s", sender);
        outgoing_settle(outgoing, DELIVERY_PERMANENT, 0, text);
        return;
    }
    for (guint i = 0; i < outgoing->count; i++) {
        g_autofree char *problem = address_problem(envelope->recipients[i]);
        if (problem)
            outgoing_settle_one(outgoing, i, DELIVERY_PERMANENT, 0, problem);
    }
}

/* --- the message, piece by piece --------------------------------------------------------------------------------------------- */

/* FALSE with errno, 0 when the file ends sooner. */
static gboolean read_at(int fd, char *bytes, gsize size, gsize at)
{
    for (gsize done = 0; done < size;) {
        ssize_t count = pread(fd, bytes + done, size - done, (off_t)(at + done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            errno = count < 0 ? errno : 0;
            return FALSE;
        }
        done += (gsize)count;
    }
    return TRUE;
}

const char *outgoing_piece(struct outgoing *outgoing, gsize at, gsize *ret_length, GError **error)
{
    gsize length = MIN(outgoing->size - at, OUTGOING_PIECE);
    *ret_length = length;
    if (outgoing->whole)
        return outgoing->whole + at;
    if (outgoing->piece_length == length && outgoing->piece_at == at)
        return outgoing->piece;
    outgoing->piece_length = 0;
    if (!read_at(outgoing->fd, outgoing->piece, length, at)) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "the spooled message cannot be read: %s",
                    errno ? g_strerror(errno) : "it has become shorter");
        return NULL;
    }
    outgoing->piece_at = at;
    outgoing->piece_length = length;
    return outgoing->piece;
}

static gboolean message_open(struct outgoing *outgoing, const struct sender_mail *mail, GError **error)
{
    struct stat status;
    outgoing->whole = mail->message;
    outgoing->size = mail->size;
    if (outgoing->whole)
        return TRUE;
    if (fstat(mail->fd, &status) < 0) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOCAL, "the spooled message cannot be read: %s", g_strerror(errno));
        return FALSE;
    }
    outgoing->fd = mail->fd;
    outgoing->size = (gsize)status.st_size;
    outgoing->piece = g_malloc(MIN(outgoing->size, OUTGOING_PIECE));
    return TRUE;
}

/* --- what may be sent -------------------------------------------------------------------------------------------------------- */

/* Octets before the first that is no part of a line: CR, LF, NUL, 8-bit. Eight are looked at together. */
static gsize line_run(const char *bytes, gsize size)
{
    static const guint8 never[256] = {['\0'] = 1, ['\r'] = 1, ['\n'] = 1, [0x80 ... 0xff] = 1};
    const guint64 ones = G_GUINT64_CONSTANT(0x0101010101010101), highest = ones << 7;
    gsize run = 0;
    for (guint64 eight; run + sizeof(eight) <= size; run += sizeof(eight)) {
        memcpy(&eight, bytes + run, sizeof(eight));
        if (((eight - ones * ('\r' + 1)) | eight) & highest) /* one is 8-bit, or at most a CR */
            break;
    }
    while (run < size && !never[(guchar)bytes[run]])
        run++;
    return run;
}

struct scan {
    gsize at;         /* of what is wrong */
    gboolean open_cr; /* the last octet of the piece before */
};

static const char *wrong(struct scan *scan, gsize at, const char *what)
{
    scan->at = at;
    return what;
}

/* What in the piece at `at` cannot be sent; NULL when all can. */
static const char *piece_problem(struct scan *scan, const char *bytes, gsize size, gsize at)
{
    static const char lone_cr[] = "a CR without its LF";
    gsize i = 0;
    if (scan->open_cr && *bytes != '\n')
        return wrong(scan, at - 1, lone_cr);
    if (scan->open_cr)
        i++;
    scan->open_cr = FALSE;
    while ((i += line_run(bytes + i, size - i)) < size) {
        if (bytes[i] == '\n')
            return wrong(scan, at + i, "a LF without its CR");
        if (bytes[i] != '\r')
            return wrong(scan, at + i, bytes[i] ? "an 8-bit byte" : "a NUL");
        if (i + 1 == size) {
            scan->open_cr = TRUE;
            return NULL;
        }
        if (bytes[i + 1] != '\n')
            return wrong(scan, at + i, lone_cr);
        i += 2;
    }
    return NULL;
}

/* The same of the whole message. FALSE with `error`: it cannot be read. */
static gboolean message_problem(struct outgoing *outgoing, struct scan *scan, const char **ret_problem, GError **error)
{
    *ret_problem = NULL;
    for (gsize at = 0, length; at < outgoing->size && !*ret_problem; at += length) {
        const char *piece = outgoing_piece(outgoing, at, &length, error);
        if (!piece)
            return FALSE;
        *ret_problem = piece_problem(scan, piece, length, at);
    }
    if (!*ret_problem && scan->open_cr)
        *ret_problem = wrong(scan, outgoing->size - 1, "a CR without its LF");
    return TRUE;
}

static gboolean outgoing_check_message(struct outgoing *outgoing, GError **error)
{
    struct scan scan = {0};
    const char *problem;
    if (outgoing->size == 0) {
        outgoing_settle(outgoing, DELIVERY_PERMANENT, 0, "the message is empty; nothing was sent");
        return TRUE;
    }
    if (!message_problem(outgoing, &scan, &problem, error))
        return FALSE;
    if (!problem)
        return TRUE;
    g_autofree char *text =
        g_strdup_printf("the message holds %s at byte %" G_GSIZE_FORMAT "; nothing was sent", problem, scan.at);
    outgoing_settle(outgoing, DELIVERY_PERMANENT, 0, text);
    return TRUE;
}

gboolean outgoing_begin(struct outgoing *outgoing, const struct sender_mail *mail)
{
    g_autoptr(GError) error = NULL;
    *outgoing = (struct outgoing){.envelope = &mail->envelope, .results = mail->results};
    outgoing->count = g_strv_length((char **)mail->envelope.recipients);
    memset(mail->results, 0, outgoing->count * sizeof(*mail->results));
    if (!message_open(outgoing, mail, &error) || !outgoing_check_message(outgoing, &error)) {
        outgoing_settle(outgoing, DELIVERY_TEMPORARY, 0, error->message);
        return FALSE;
    }
    outgoing_check_addresses(outgoing);
    return outgoing_open_count(outgoing) > 0;
}

void outgoing_end(struct outgoing *outgoing)
{
    g_clear_pointer(&outgoing->piece, g_free);
    outgoing->piece_length = 0;
}

void outgoing_abandon(struct outgoing *outgoing)
{
    outgoing_end(outgoing);
    for (guint i = 0; i < outgoing->count; i++)
        delivery_result_clear(&outgoing->results[i]);
}
