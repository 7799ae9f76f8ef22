/* The alerter: says by another way than all other mail that something is not well. It has templates and its own password, and nothing of the
 * store: it works when that is full, damaged, or gone. One mail now and then, so that it connects for each. */
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/process/alarm.h"
#include "daemon/process/role.h"
#include "daemon/process/walls.h"
#include "daemon/base/text.h"
#include "daemon/render/compose.h"
#include "daemon/transport/sender.h"

struct alert {
    guint32 number, matter;
    gboolean well;
    const char *mailbox, *words;
    gint64 since, now;
};

static const char *language_of(const struct flow_setup *setup)
{
    const char *wanted = setup->settings->alerts.language;
    const char *const *languages = (const char *const *)setup->business->languages;
    return wanted && g_strv_contains(languages, wanted) ? wanted : languages[0];
}

static const char *from_of(const struct flow_setup *setup)
{
    return setup->settings->alerts.from ? setup->settings->alerts.from : setup->business->from_address;
}

/* The message in a file of memory; -1 with `error`. */
static int compose_alert(const struct flow_setup *setup, const struct alert *alert, GError **error)
{
    const struct letter_watch watch = {matter_name((enum matter)alert->matter), *alert->mailbox ? alert->mailbox : NULL,
                                       *alert->words ? alert->words : NULL, alert->since};
    const struct letter_facts facts = {.business = setup->business, .forms = setup->forms, .watch = &watch, .now = alert->now};
    struct rendered rendered = {0};
    if (!letter_render(setup->templates, alert->well ? LETTER_WATCH_WELL : LETTER_WATCH, language_of(setup), &facts, &rendered, error))
        return -1;
    g_autofree char *domain = text_address_domain(from_of(setup));
    g_autofree char *message_id = compose_message_id(domain, alert->now);
    const struct outgoing outgoing = {
        .from_name = setup->business->from_name,
        .from_address = from_of(setup),
        .to_address = setup->settings->alerts.to,
        .message_id = message_id,
        .auto_submitted = "auto-generated",
        .date = alert->now,
        .zone = calendar_zone(setup->business->calendar),
        .rendered = &rendered,
        .language = language_of(setup),
    };
    int fd = memfd_create("mailorder-alert", MFD_CLOEXEC);
    if (fd >= 0 && !compose_write(&outgoing, fd, error)) {
        close(fd);
        fd = -1;
    }
    rendered_clear(&rendered);
    return fd;
}

static gboolean answer(struct channel *supervisor, const struct message *message, const void *context)
{
    const struct flow_setup *setup = context;
    struct alert alert;
    struct delivery_result result = {.delivery = DELIVERY_PERMANENT};
    g_autoptr(GError) error = NULL;
    g_variant_get(message->payload, "(uub&s&sxx)", &alert.number, &alert.matter, &alert.well, &alert.mailbox, &alert.words, &alert.since,
                  &alert.now);
    if (alert.matter >= MATTER_COUNT)
        return FALSE;
    int fd = compose_alert(setup, &alert, &error);
    if (fd >= 0) {
        sender_send_once(&setup->settings->alerts.way, from_of(setup), setup->settings->alerts.to, fd, &result);
        close(fd);
    }
    /* When the answer to the final dot was lost it may have come: better twice than not at all. */
    gboolean reached = fd >= 0 && result.delivery == DELIVERY_ACCEPTED;
    const char *about = alert.well ? "is well again" : "is not well";
    if (reached)
        log_info("told by the second way: %s %s %s", matter_name((enum matter)alert.matter), alert.mailbox, about);
    else
        log_error("cannot be told by the second way: %s %s %s: %s", matter_name((enum matter)alert.matter), alert.mailbox, about,
                  error ? error->message : result.text ? result.text : "no reason told");
    delivery_result_clear(&result);
    channel_send(supervisor, MESSAGE_ALERTED, g_variant_new("(ub)", alert.number, reached));
    return TRUE;
}

int alerter_main(const struct role_start *start)
{
    compose_init();
    if (!walls_set(ROLE_ALERTER, start->setup->settings, 0))
        return EX_OSERR;
    struct channel *supervisor = channel_new(start->channel);
    int status = role_serve(supervisor, MESSAGE_ALERT, answer, start->setup);
    channel_free(supervisor);
    return status;
}
