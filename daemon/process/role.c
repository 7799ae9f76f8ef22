#include "daemon/process/role.h"

#include <sysexits.h>

const char *role_name(enum role role)
{
    static const char *const names[] = {"desk", "mailbox", "decoder", "converter", "sender", "alerter", "checker"};
    return names[role];
}

gboolean role_on_demand(enum role role)
{
    return role == ROLE_CONVERTER;
}

guint role_wanted(enum role role, const struct settings *settings)
{
    switch (role) {
    case ROLE_DESK:
        return 1;
    case ROLE_MAILBOX:
        return settings->mailboxes->len;
    case ROLE_DECODER:
        return CLAMP(settings->limits.decoders, 1, 2);
    case ROLE_CONVERTER:
        return 1;
    case ROLE_SENDER:
        return CLAMP(settings->sender.connections, 1, 4);
    case ROLE_ALERTER:
        return settings->alerts.wanted ? 1 : 0;
    case ROLE_CHECKER:
        return 1;
    case ROLE_COUNT:
        break;
    }
    return 0;
}

/* Waits for one message and answers it. TRUE: and so on; FALSE: it ends, with that code. */
static gboolean serve_one(struct channel *desk, enum message_kind kind, role_answer answer, const void *context, int *ret_code)
{
    g_auto(message_auto) message = {0};
    channel_wait(desk, -1);
    enum channel_input input = channel_receive(desk, &message);
    if (input == CHANNEL_NOTHING)
        return TRUE;
    *ret_code = EX_OK;
    if (input == CHANNEL_CLOSED)
        return FALSE;
    if (input == CHANNEL_GARBAGE || message.kind != kind)
        *ret_code = EX_PROTOCOL;
    else if (!answer(desk, &message, context))
        *ret_code = EX_OSERR;
    return *ret_code == EX_OK && channel_drain(desk);
}

int role_serve(struct channel *desk, enum message_kind kind, role_answer answer, const void *context)
{
    int code = EX_OK;
    while (serve_one(desk, kind, answer, context, &code))
        ;
    return code;
}

char **role_small_environment(void)
{
    static const char *const kept[] = {
        "LANG",         "LC_ALL",        "TZ",          "MAILORDER_TEST_CRASH", "MAILORDER_TEST_HANG",
        "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
#ifdef MO_FAULT_POINTS
        "MAILORDER_FAULTS",
#endif
    };
    char **environment = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(kept); i++)
        if (g_getenv(kept[i]))
            environment = g_environ_setenv(environment, kept[i], g_getenv(kept[i]), TRUE);
    return environment ? environment : g_new0(char *, 1);
}
