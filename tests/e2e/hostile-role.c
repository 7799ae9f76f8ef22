/* The daemon with one role that was taken over: hostile-role CONFIG ROLE MODE. Whatever it says to the desk, the others
 * go on.
 *
 *   noise     packets that are no messages
 *   kinds     every kind of message, whether it is its to say or not
 *   flood     as much as can be said without waiting for an answer
 *   forge     answers that look right and are not: memory files that can still change, other mails' numbers,
 * attachments that lie outside of what was written deaf      says nothing, reads nothing */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/config/config.h"
#include "daemon/process/channel.h"
#include "daemon/process/supervisor.h"
#include "parsers/decode/document.h"

static const char *hostile_mode; /* the roles get no argument of ours */

/* --- what it does ------------------------------------------------------------------------------------------------- */

static void noise(int fd)
{
    guint8 packet[4096];
    for (guint round = 0; round < 1000; round++) {
        for (guint i = 0; i < sizeof(packet); i++)
            packet[i] = (guint8)g_random_int();
        if (send(fd, packet, g_random_int_range(1, sizeof(packet)), MSG_NOSIGNAL) < 0)
            return;
    }
}

static GVariant *any_payload(enum message_kind kind)
{
    g_autoptr(GBytes) none = g_bytes_new_static("", 0);
    g_autoptr(GVariant) bent = g_variant_ref_sink(g_variant_new_from_bytes(message_type(kind), none, FALSE));
    return g_variant_get_normal_form(bent); /* the type's default value */
}

static void say_any(struct channel *desk, enum message_kind kind)
{
    int fds[MESSAGE_FDS_MOST];
    for (guint i = 0; i < message_fds(kind); i++)
        fds[i] = memfd_create("hostile", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    g_autoptr(GVariant) payload = any_payload(kind);
    channel_send_fds(desk, kind, payload, fds, message_fds(kind));
    channel_drain(desk);
}

static void flood(struct channel *desk)
{
    channel_send(desk, MESSAGE_MAILBOX_OPENED, g_variant_new("(u)", 1u));
    for (guint32 uid = 1; uid < 100000 && channel_drain(desk); uid++) {
        channel_send(desk, MESSAGE_MAIL_ARRIVED, g_variant_new("(uxtb)", uid, G_MAXINT64, G_MAXUINT64, TRUE));
        channel_send(desk, MESSAGE_MAIL_FILED, g_variant_new("(xb)", (gint64)uid, TRUE));
        channel_send(desk, MESSAGE_COPY_APPENDED, g_variant_new("(x)", (gint64)uid));
    }
}

/* The next message of the desk's; FALSE when there is none any more. */
static gboolean next(struct channel *desk, struct message *ret_message)
{
    enum channel_input input;
    while ((input = channel_receive(desk, ret_message)) == CHANNEL_NOTHING)
        channel_wait(desk, -1);
    return input == CHANNEL_MESSAGE;
}

static void forge_document(struct channel *desk, gint64 mail, guint round)
{
    g_autoptr(document_auto) document = document_new();
    struct document_attachment *attachment = g_new0(struct document_attachment, 1);
    attachment->name = g_strdup("a.pdf");
    attachment->media_type = g_strdup("application/pdf");
    attachment->offset = round % 2 ? G_MAXUINT64 : 1000000;
    attachment->size = 2;
    g_ptr_array_add(document->attachments, attachment);
    channel_send(desk, MESSAGE_DOCUMENT, g_variant_new("(xv)", mail, document_to_variant(document)));
}

static void forge(struct channel *desk)
{
    g_auto(message_auto) asked = {0};
    gint64 mail;
    guint round = g_random_int_range(0, 5);
    if (!next(desk, &asked) || asked.kind != MESSAGE_DECODE)
        return;
    g_variant_get(asked.payload, "(x)", &mail);
    int fd = memfd_create("hostile", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (ftruncate(fd, 1024 * 1024 * 1024) < 0)
        return;
    if (round == 0)
        channel_send_fds(desk, MESSAGE_DOCUMENT_SEALED, g_variant_new("(x)", mail), &fd, 1);
    else if (round == 1)
        channel_send(desk, MESSAGE_UNREADABLE, g_variant_new("(xs)", mail + 1, "another's"));
    else if (round == 2)
        channel_send(desk, MESSAGE_DOCUMENT, g_variant_new("(xv)", mail, g_variant_new_int32(5)));
    else
        forge_document(desk, mail, round);
    channel_drain(desk);
}

static int hostile_main(const struct role_start *start)
{
    struct channel *desk = channel_new(start->channel);
    if (strcmp(hostile_mode, "noise") == 0)
        noise(start->channel);
    for (guint kind = 0; kind < MESSAGE_COUNT && strcmp(hostile_mode, "kinds") == 0; kind++)
        say_any(desk, (enum message_kind)((kind + getpid()) % MESSAGE_COUNT));
    if (strcmp(hostile_mode, "flood") == 0)
        flood(desk);
    if (strcmp(hostile_mode, "forge") == 0)
        forge(desk);
    pause(); /* until it is killed */
    return EX_OK;
}

/* --- the daemon around it ----------------------------------------------------------------------------------------- */

static const struct flow_setup *load_anew(void *context, struct diagnostics *diagnostics)
{
    (void)context;
    diagnostics_add(diagnostics, NULL, 0, "hostile-role does not reload");
    return NULL;
}

static void keep(void *context, const struct flow_setup *setup)
{
    (void)context;
    (void)setup;
}

static int run(const char *file, const char *role)
{
    g_autoptr(diagnostics_auto) errors = diagnostics_new();
    g_autoptr(config_auto) config = config_load(file, errors, errors);
    g_autoptr(templates_auto) templates = config
                                              ? templates_load(NULL, config->settings->paths.stock_templates,
                                                               (const char *const *)config->business->languages, errors)
                                              : NULL;
    if (!templates)
        return EX_CONFIG;
    struct flow_setup setup = {config->settings, config->business, config->forms, templates};
    struct supervisor_options options = {.load = load_anew,
                                         .release = keep,
                                         .mains = {desk_main, mailbox_main, decoder_main, converter_main, sender_main, alerter_main, checker_main},
                                         .log_level = LOG_LEVEL_INFO};
    for (guint i = ROLE_MAILBOX; i < ROLE_ALERTER; i++)
        if (strcmp(role, role_name((enum role)i)) == 0)
            options.mains[i] = hostile_main;
    log_open("supervisor", LOG_TARGET_STDERR, LOG_LEVEL_INFO);
    return supervisor_run(&options, &setup);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], DECODER_ARGUMENT) == 0)
        return decoder_program(argc, argv);
    if (argc > 1 && strcmp(argv[1], CONVERTER_ARGUMENT) == 0)
        return converter_program(argc, argv);
    if (argc != 4) {
        fprintf(stderr, "hostile-role CONFIG ROLE noise|kinds|flood|forge|deaf\n");
        return EX_USAGE;
    }
    hostile_mode = argv[3];
    return run(argv[1], argv[2]);
}
