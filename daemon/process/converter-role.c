/* The converter: reads a mail's PDF and TNEF files, each in a child, and answers with what they hold. It is given one file of attachments at a
 * time, and has nothing else. */
#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/base/fault.h"
#include "daemon/process/channel.h"
#include "daemon/process/confine.h"
#include "daemon/process/sealed.h"
#include "daemon/process/walls.h"
#include "parsers/convert/convert.h"
#include "parsers/decode/decode.h"

static int sealed_document(const struct document *document)
{
    g_autoptr(GVariant) boxed = g_variant_ref_sink(g_variant_new_variant(document_to_variant(document)));
    return sealed_new("document", g_variant_get_data(boxed), g_variant_get_size(boxed), NULL);
}

/* FALSE: this process can answer no more, and is started again. */
static gboolean convert(struct channel *desk, const struct message *message, const void *context)
{
    const struct convert_limits *limits = context;
    struct document_attachment file = {0};
    gint64 mail;
    gboolean wants_body;
    guint32 waiting;
    g_autoptr(document_auto) document = document_new();
    g_variant_get(message->payload, "(xbu&s&stt)", &mail, &wants_body, &waiting, &file.name, &file.media_type, &file.size, &file.offset);
    file.reading = (enum attachment_reading)waiting;
    FAULT_POINT("converter:convert-");
    enum attachment_reading reading = convert_file(&file, message->fds[0], wants_body, limits, document);
    int fd = sealed_document(document);
    if (fd < 0)
        return FALSE;
    FAULT_POINT("converter:converted");
    channel_send_fds(desk, MESSAGE_CONVERTED, g_variant_new("(xu)", mail, (guint32)reading), &fd, 1);
    return TRUE;
}

static int confined(const struct convert_limits *limits)
{
    confine_files(CONFINE_ATTACHMENTS);
    g_autoptr(channel_auto) desk = channel_new(CONFINE_CHANNEL);
    decode_init();
    if (!walls_set(ROLE_CONVERTER, NULL, 0))
        return EX_OSERR;
    return role_serve(desk, MESSAGE_CONVERT, convert, limits);
}

/* argv: program, CONVERTER_ARGUMENT, memory, seconds, log target, log level. */
int converter_program(int argc, char **argv)
{
    fault_open();
    if (argc != 6 || !confine_begin(ROLE_CONVERTER, CONFINE_CHANNEL, -1, getppid(), FALSE))
        return EX_USAGE;
    log_open(role_name(ROLE_CONVERTER), (enum log_target)atoi(argv[4]), (enum log_level)atoi(argv[5]));
    const struct convert_limits limits = {g_ascii_strtoull(argv[2], NULL, 10), (guint)atoi(argv[3]), CONFINE_ATTACHMENTS, NULL};
    return confined(&limits);
}

int converter_main(const struct role_start *start)
{
    const struct limit_settings *settings = &start->setup->settings->limits;
    g_autofree char *memory = g_strdup_printf("%" G_GSIZE_FORMAT, settings->decode_memory);
    g_autofree char *seconds = g_strdup_printf("%u", settings->decode_seconds);
    g_autofree char *target = g_strdup_printf("%d", start->log_target);
    g_autofree char *level = g_strdup_printf("%d", start->log_level);
    char *argv[] = {(char *)"mailorderd", (char *)CONVERTER_ARGUMENT, memory, seconds, target, level, NULL};
    g_auto(GStrv) environment = role_small_environment();
    fcntl(start->channel, F_SETFD, 0);
    execve("/proc/self/exe", argv, environment);
    /* Without /proc, the walls that need no new start. */
    const struct convert_limits limits = {settings->decode_memory, settings->decode_seconds, CONFINE_ATTACHMENTS, NULL};
    return confined(&limits);
}
