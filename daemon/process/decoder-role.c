/* The decoder: bytes in, document out. It is given two descriptors a mail and has nothing else. */
#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "daemon/base/bounds.h"
#include "daemon/base/fault.h"
#include "daemon/process/channel.h"
#include "daemon/process/confine.h"
#include "daemon/process/sealed.h"
#include "daemon/process/walls.h"
#include "parsers/decode/charset.h"
#include "parsers/decode/decode.h"

#ifdef MO_TEST_HOOKS
/* Only in builds for tests: a mail that holds the words of MAILORDER_TEST_CRASH or MAILORDER_TEST_HANG does just that.
 */
static void test_hook(int fd)
{
    char bytes[65536] = "";
    const char *crash = g_getenv("MAILORDER_TEST_CRASH"), *hang = g_getenv("MAILORDER_TEST_HANG");
    if (pread(fd, bytes, sizeof(bytes) - 1, 0) < 0)
        return;
    if (crash && strstr(bytes, crash))
        abort();
    if (hang && strstr(bytes, hang))
        for (;;) /* busy, as what hangs a parser is */
            continue;
}
#else
static void test_hook(int fd)
{
    (void)fd;
}
#endif

static void answer_words(struct channel *desk, enum message_kind kind, gint64 mail, const char *words)
{
    g_autofree char *cut = g_strndup(words, MESSAGE_TEXT_BYTES);
    g_autofree char *valid = g_utf8_make_valid(cut, -1);
    channel_send(desk, kind, g_variant_new("(xs)", mail, valid));
}

static void answer_document(struct channel *desk, gint64 mail, const struct document *document)
{
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
    gsize size = g_variant_get_size(variant);
    if (size <= MESSAGE_INLINE) {
        channel_send(desk, MESSAGE_DOCUMENT, g_variant_new("(xv)", mail, variant));
        return;
    }
    if (size > BOUND_MESSAGE_SIZE) {
        answer_words(desk, MESSAGE_UNREADABLE, mail, "there is too much text in it");
        return;
    }
    g_autoptr(GVariant) boxed = g_variant_ref_sink(g_variant_new_variant(variant));
    g_autoptr(GError) error = NULL;
    int fd = sealed_new("document", g_variant_get_data(boxed), g_variant_get_size(boxed), &error);
    if (fd < 0)
        answer_words(desk, MESSAGE_NOT_DECODED, mail, error->message);
    else
        channel_send_fds(desk, MESSAGE_DOCUMENT_SEALED, g_variant_new("(x)", mail), &fd, 1);
}

static void decode(struct channel *desk, gint64 mail, int fd, int parts)
{
    g_autoptr(GError) error = NULL;
    FAULT_POINT("decoder:decode-");
    test_hook(fd);
    g_autoptr(document_auto) document = decode_mail(fd, &error);
    if (document &&
        (document->attachments->len == 0 || decode_attachments(fd, document, parts, CONFINE_ATTACHMENTS, &error))) {
        FAULT_POINT("decoder:decoded");
        answer_document(desk, mail, document);
        FAULT_POINT("decoder:answered");
        return;
    }
    gboolean ours = g_error_matches(error, DECODE_ERROR, DECODE_ERROR_IO);
    answer_words(desk, ours ? MESSAGE_NOT_DECODED : MESSAGE_UNREADABLE, mail, error->message);
}

static gboolean decode_message(struct channel *desk, const struct message *message, const void *context)
{
    gint64 mail;
    (void)context;
    g_variant_get(message->payload, "(x)", &mail);
    decode(desk, mail, message->fds[0], message->fds[1]);
    return TRUE;
}

static int confined(guint64 memory)
{
    confine_decoder(memory, CONFINE_ATTACHMENTS);
    g_autoptr(channel_auto) desk = channel_new(CONFINE_CHANNEL);
    decode_init();
    charset_load_all();
    tzset(); /* libarchive asks for local time */
    if (!walls_set(ROLE_DECODER, NULL, 0))
        return EX_OSERR;
    return role_serve(desk, MESSAGE_DECODE, decode_message, NULL);
}

/* argv: program, DECODER_ARGUMENT, memory, log target, log level, name. */
int decoder_program(int argc, char **argv)
{
    fault_open();
    if (argc != 6 || !confine_begin(ROLE_DECODER, CONFINE_CHANNEL, -1, getppid(), FALSE))
        return EX_USAGE;
    log_open(argv[5], (enum log_target)atoi(argv[3]), (enum log_level)atoi(argv[4]));
    return confined(g_ascii_strtoull(argv[2], NULL, 10));
}

int decoder_main(const struct role_start *start)
{
    g_autofree char *memory = g_strdup_printf("%" G_GSIZE_FORMAT, start->setup->settings->limits.decode_memory);
    g_autofree char *target = g_strdup_printf("%d", start->log_target);
    g_autofree char *level = g_strdup_printf("%d", start->log_level);
    g_autofree char *name = g_strdup_printf("%s %u", role_name(ROLE_DECODER), start->index + 1);
    char *argv[] = {(char *)"mailorderd", (char *)DECODER_ARGUMENT, memory, target, level, name, NULL};
    g_auto(GStrv) environment = role_small_environment();
    fcntl(start->channel, F_SETFD, 0);
    execve("/proc/self/exe", argv, environment);
    /* Without /proc, the walls that need no new start. */
    return confined(start->setup->settings->limits.decode_memory);
}
