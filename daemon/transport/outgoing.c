#include "daemon/transport/outgoing.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"

#define SMALL_MESSAGE 65536u /* bytes: to map and unmap so few, page by page, takes longer than to copy them */
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

/* What in the message cannot be sent, with `ret_at` its offset; NULL when all can. */
static const char *message_problem(const char *bytes, gsize size, gsize *ret_at)
{
    for (gsize i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        *ret_at = i;
        if (byte == '\r') {
            if (i + 1 == size || bytes[i + 1] != '\n')
                return "a CR without its LF";
            i++;
        } else if (byte == '\n') {
            return "a LF without its CR";
        } else if (byte == '\0' || byte >= 0x80) {
            return byte ? "an 8-bit byte" : "a NUL";
        }
    }
    return NULL;
}

static void outgoing_check_message(struct outgoing *outgoing)
{
    if (outgoing->size == 0) {
        outgoing_settle(outgoing, DELIVERY_PERMANENT, 0, "the message is empty; nothing was sent");
        return;
    }
    gsize at = 0;
    const char *problem = message_problem(outgoing->bytes, outgoing->size, &at);
    if (!problem)
        return;
    g_autofree char *text =
        g_strdup_printf("the message holds %s at byte %" G_GSIZE_FORMAT "; nothing was sent", problem, at);
    outgoing_settle(outgoing, DELIVERY_PERMANENT, 0, text);
}

static GBytes *message_read(int fd, gsize size)
{
    char *bytes = g_malloc(size);
    gsize done = 0;
    while (done < size) {
        ssize_t count = pread(fd, bytes + done, size - done, (off_t)done);
        if (count == 0 || (count < 0 && errno != EINTR))
            break;
        done += count > 0 ? (gsize)count : 0;
    }
    return g_bytes_new_take(bytes, done);
}

/* NULL with `error`. A small file that cannot be read is left to the mapping to say so. */
static GBytes *message_open(int fd, GError **error)
{
    struct stat status;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 && status.st_size <= SMALL_MESSAGE) {
        g_autoptr(GBytes) message = message_read(fd, (gsize)status.st_size);
        if (g_bytes_get_size(message) == (gsize)status.st_size)
            return g_steal_pointer(&message);
    }
    g_autoptr(GMappedFile) mapped = g_mapped_file_new_from_fd(fd, FALSE, error);
    return mapped ? g_mapped_file_get_bytes(mapped) : NULL;
}

gboolean outgoing_begin(struct outgoing *outgoing, const struct sender_mail *mail)
{
    g_autoptr(GError) error = NULL;
    *outgoing = (struct outgoing){.envelope = &mail->envelope, .results = mail->results};
    outgoing->count = g_strv_length((char **)mail->envelope.recipients);
    memset(mail->results, 0, outgoing->count * sizeof(*mail->results));
    outgoing->message = message_open(mail->fd, &error);
    if (!outgoing->message) {
        g_autofree char *text = g_strdup_printf("the spooled message cannot be read: %s", error->message);
        outgoing_settle(outgoing, DELIVERY_TEMPORARY, 0, text);
        return FALSE;
    }
    outgoing->bytes = g_bytes_get_data(outgoing->message, &outgoing->size);
    outgoing_check_message(outgoing);
    outgoing_check_addresses(outgoing);
    return outgoing_open_count(outgoing) > 0;
}

void outgoing_end(struct outgoing *outgoing)
{
    g_clear_pointer(&outgoing->message, g_bytes_unref);
}

void outgoing_abandon(struct outgoing *outgoing)
{
    outgoing_end(outgoing);
    for (guint i = 0; i < outgoing->count; i++)
        delivery_result_clear(&outgoing->results[i]);
}
