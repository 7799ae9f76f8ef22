/* The mailbox: fetches what is new into the spool, tells the desk, and files what the desk has handled.
 *
 *   open ─▶ tell the desk, get a position ─▶ list a chunk ─▶ fetch batches, report each mail ─▶ wait (IDLE) ─▶ list …
 *      ▲                                       between them: file mails, append Sent copies, as the desk asks
 *      └── with backoff, whenever the connection breaks: all that was asked is forgotten, the desk asks again
 *
 * A report is kept in mind until the desk has committed it; with WINDOW of them unacknowledged nothing more is fetched.
 */
#include <errno.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fault.h"
#include "daemon/process/backoff.h"
#include "daemon/process/channel.h"
#include "daemon/process/mailbox-work.h"
#include "daemon/process/role.h"
#include "daemon/process/walls.h"

#define LIST_CHUNK 500u /* uids a listing: 30,000 and more mails a second at this size */
#define BATCH      32u  /* mails a fetch; half a window, so that fetching and deciding overlap */
#define WINDOW     64u  /* unacknowledged reports */
#define WORK_WAITS_MS 200 /* so long, mail that is known to have come goes before what else is to be done */

/* A server that says again and again, within a moment, that there is mail, and then has none, is asked twice a second */
#define BARREN_MOST      5u
#define BARREN_PAUSE_MS  500
#define BARREN_MOMENT_MS 1000

/* A mail that stopped its own fetching so often, here or by ending the process, is left to a person */
#define STUMBLES 6u

#define RETRY_FIRST_MS 1000 /* network: soon at first */
#define RETRY_MOST_MS  300000
#define ROOM_MOST_MS   30000 /* a full disk: work goes on soon after there is room */
#define LOOK_MS        1000 /* for what a person mended meanwhile */
#define SLOW_FIRST_MS  60000 /* certificate or login: a person must act, and servers lock out who knocks too often */
#define SLOW_MOST_MS   900000

/* --- listing and fetching ----------------------------------------------------------------------------------------- */

static void report_left_alone(struct mailbox_role *role)
{
    if (role->left_run == 0)
        return;
    channel_send(role->desk, MESSAGE_LEFT_ALONE, g_variant_new("(uu)", role->left_position, role->left_run));
    role->unacknowledged++;
    role->left_total += role->left_run;
    role->left_run = 0;
}

static void report_arrival(struct mailbox_role *role, const struct mailbox_mail *mail, gboolean spooled)
{
    channel_send(role->desk, MESSAGE_MAIL_ARRIVED,
                 g_variant_new("(uxtb)", mail->uid, mail->arrived, mail->size, spooled));
    FAULT_POINT("mailbox:reported");
    role->reported = mail->uid;
    role->unacknowledged++;
}

static gboolean holds(const GArray *uids, guint32 uid)
{
    for (guint i = 0; i < uids->len; i++)
        if (g_array_index(uids, guint32, i) == uid)
            return TRUE;
    return FALSE;
}

/* Reports the batch in the order of its uids, up to the first mail that did not come whole: a position must never pass
 * a mail that is neither here nor gone. FALSE: there is one, and `error` is set. */
static gboolean report_batch(struct mailbox_role *role, const GArray *mails, const struct spool_batch *batch,
                             gboolean fetched, GError **error)
{
    for (guint i = 0; i < mails->len; i++) {
        const struct mailbox_mail *mail = &g_array_index(mails, struct mailbox_mail, i);
        if (mail->size > role->settings->max_mail) {
            report_arrival(role, mail, FALSE);
        } else if (holds(batch->whole, mail->uid)) {
            report_arrival(role, mail, TRUE);
        } else if (!fetched || batch->trouble || holds(batch->broken, mail->uid)) {
            if (fetched)
                g_set_error(error, TRANSPORT_ERROR, batch->trouble ? TRANSPORT_ERROR_DISK : TRANSPORT_ERROR_LOCAL, "mail %u: %s", mail->uid,
                            batch->trouble ? batch->trouble : "only a part of it came");
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean fetch_batch(struct mailbox_role *role, const GArray *mails, GError **error)
{
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(struct mailbox_mail));
    for (guint i = 0; i < mails->len; i++) {
        const struct mailbox_mail *mail = &g_array_index(mails, struct mailbox_mail, i);
        if (mail->size <= role->settings->max_mail)
            g_array_append_val(wanted, *mail);
    }
    struct spool_batch batch;
    spool_batch_init(&batch, role->folder, role->settings->name, role->mailbox->uidvalidity);
    struct mailbox_sink sink = spool_batch_sink(&batch);
    gboolean fetched = TRUE;
    if (wanted->len > 0)
        fetched = role->driver->fetch(role->mailbox, (const struct mailbox_mail *)(void *)wanted->data, wanted->len, &sink, error);
    /* What came before a connection broke is not fetched again; but nothing is reported that may not outlive a power
     * cut. */
    gboolean synced = batch.whole->len == 0 || spool_batch_finish(&batch);
    if (!synced)
        g_array_set_size(batch.whole, 0);
    gboolean reported = report_batch(role, mails, &batch, fetched, error);
    spool_batch_clear(&batch);
    return fetched && reported;
}

/* The first mail of the batch that was not reported stopped it: once more alone, and at last not at all. */
static void stumble(struct mailbox_role *role, const GArray *mails)
{
    guint i = 0;
    while (i + 1 < mails->len && g_array_index(mails, struct mailbox_mail, i).uid <= role->reported)
        i++;
    guint32 uid = g_array_index(mails, struct mailbox_mail, i).uid;
    role->stumbles = uid == role->stumble_uid ? role->stumbles + 1 : 1;
    role->stumble_uid = uid;
    role->careful = BATCH;
}

static gboolean is_hopeless(const struct mailbox_role *role, const GArray *mails)
{
    return mails->len == 1 && role->stumbles >= STUMBLES &&
           g_array_index(mails, struct mailbox_mail, 0).uid == role->stumble_uid;
}

/* Our own disk failed, not the mail: a full one fails the same mail again and again, which must not cost it its place. */
static gboolean is_ours(const GError *error)
{
    return g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_DISK);
}

static gboolean take_batch(struct mailbox_role *role, const GArray *mails, GError **error)
{
    const struct mailbox_mail *first = &g_array_index(mails, struct mailbox_mail, 0);
    const struct log_about about = {.mailbox = role->settings->name};
    if (is_hopeless(role, mails)) {
        log_line(LOG_LEVEL_ERROR, &about, "the mail with uid %u cannot be fetched, %u times: it is left to a person", first->uid, role->stumbles);
        report_arrival(role, first, FALSE);
        role->stumbles = 0;
        return TRUE;
    }
    GError *problem = NULL;
    channel_send(role->desk, MESSAGE_FETCHING, g_variant_new("(u)", first->uid));
    FAULT_POINT("mailbox:fetch-");
    gboolean fetched = fetch_batch(role, mails, &problem);
    channel_send(role->desk, MESSAGE_FETCHING, g_variant_new("(u)", 0));
    if (!fetched) {
        if (!is_ours(problem))
            stumble(role, mails);
        g_propagate_error(error, problem);
        return FALSE;
    }
    role->careful -= MIN(role->careful, mails->len);
    role->proved = TRUE;
    return TRUE;
}

static gboolean is_old(const struct mailbox_role *role, const struct mailbox_mail *mail)
{
    return mail->arrived < role->adopted;
}

/* The next mails of the listing: a run of those that arrived before the adoption date is counted, a batch of others is
 * fetched. */
static gboolean take_some(struct mailbox_role *role, GError **error)
{
    g_autoptr(GArray) mails = g_array_new(FALSE, FALSE, sizeof(struct mailbox_mail));
    const struct mailbox_mail *listed = (const struct mailbox_mail *)(void *)role->listed->data;
    for (; role->next < role->listed->len && is_old(role, &listed[role->next]); role->next++) {
        role->left_run++;
        role->left_position = listed[role->next].uid;
    }
    report_left_alone(role);
    guint most = role->careful ? 1 : BATCH;
    for (; role->next < role->listed->len && mails->len < most && !is_old(role, &listed[role->next]); role->next++)
        g_array_append_val(mails, listed[role->next]);
    return mails->len == 0 || take_batch(role, mails, error);
}

static void note_listed(struct mailbox_role *role)
{
    const gint64 now_ms = clock_monotonic_ms();
    const gboolean again = now_ms - role->listed_ms < BARREN_MOMENT_MS;
    role->barren = role->listed->len == 0 && again ? role->barren + 1 : 0;
    role->listed_ms = now_ms;
}

static gboolean list_some(struct mailbox_role *role, GError **error)
{
    g_array_set_size(role->listed, 0);
    role->next = 0;
    if (!role->driver->list(role->mailbox, role->after, LIST_CHUNK, role->listed, error))
        return FALSE;
    role->more = role->listed->len >= LIST_CHUNK;
    note_listed(role);
    channel_send(role->desk, MESSAGE_LOOKED, g_variant_new("(s)", ""));
    if (role->listed->len > 0)
        role->after = g_array_index(role->listed, struct mailbox_mail, role->listed->len - 1).uid;
    return TRUE;
}

/* --- waiting ------------------------------------------------------------------------------------------------------ */

static void tell_left_alone(struct mailbox_role *role)
{
    if (role->left_total > 0)
        log_line(LOG_LEVEL_INFO, &(const struct log_about){.mailbox = role->settings->name},
                 "%" G_GUINT64_FORMAT " mails arrived before the adoption date and are left alone", role->left_total);
    role->left_total = 0;
}

static gboolean wait_for_work(struct mailbox_role *role, GError **error)
{
    tell_left_alone(role);
    FAULT_POINT("mailbox:waiting");
    guint woken = role->driver->wait(role->mailbox, channel_fd(role->desk),
                                     (int)MIN(role->settings->poll_seconds, 86400u) * 1000, error);
    if (woken & (MAILBOX_WOKEN_MAIL | MAILBOX_WOKEN_TIMEOUT))
        role->more = TRUE;
    role->proved = role->proved || woken;
    return woken != 0;
}

/* A customer waits for the answer to a new mail, and nobody for a handled one to lie in its folder, which a busy server takes a while for. */
static gboolean is_work_due(const struct mailbox_role *role)
{
    const gboolean mail = role->unacknowledged < WINDOW && (role->next < role->listed->len || role->more);
    return mailbox_work_waits(role) && (!mail || clock_monotonic_ms() - role->work_ms >= WORK_WAITS_MS);
}

/* One step of work. FALSE: the connection is of no more use. */
static gboolean work(struct mailbox_role *role, GError **error)
{
    if (is_work_due(role)) {
        gboolean done = mailbox_work_do(role, error);
        role->work_ms = clock_monotonic_ms();
        return done;
    }
    if (role->unacknowledged >= WINDOW) {
        channel_wait(role->desk, -1);
        return TRUE;
    }
    if (role->next < role->listed->len)
        return take_some(role, error);
    if (!role->more)
        return wait_for_work(role, error);
    const gint64 pause_ms = role->barren < BARREN_MOST ? 0 : role->listed_ms + BARREN_PAUSE_MS - clock_monotonic_ms();
    if (pause_ms <= 0)
        return list_some(role, error);
    channel_wait(role->desk, (int)pause_ms);
    return TRUE;
}

/* --- the desk's words --------------------------------------------------------------------------------------------- */

static void take_position(struct mailbox_role *role, GVariant *payload)
{
    guint32 uid, stumbles;
    g_variant_get(payload, "(xuuu)", &role->adopted, &role->after, &uid, &stumbles);
    if (role->stumbles == 0 && stumbles > 0) { /* of an earlier life, which it ended */
        role->stumble_uid = uid;
        role->stumbles = stumbles;
        role->careful = BATCH;
    }
    FAULT_POINT("mailbox:positioned");
    role->positioned = TRUE;
    role->more = TRUE;
    role->unacknowledged = 0;
}

/* FALSE: the desk said what it must not. */
static gboolean obey(struct mailbox_role *role, struct message *message)
{
    if (!mailbox_work_waits(role))
        role->work_ms = clock_monotonic_ms();
    if (message->kind == MESSAGE_POSITION) {
        take_position(role, message->payload);
    } else if (message->kind == MESSAGE_REPORTS_TAKEN) {
        guint32 count;
        g_variant_get(message->payload, "(u)", &count);
        role->unacknowledged -= MIN(count, role->unacknowledged);
    } else if (message->kind == MESSAGE_FILE_MAILS) {
        /* Before the position is known, it was asked of the connection that broke: the desk asks again. */
        if (role->positioned)
            mailbox_work_file(role, message->payload);
    } else if (message->kind == MESSAGE_REMOVE_MAILS) {
        if (role->positioned)
            mailbox_work_remove(role, message->payload);
    } else if (message->kind == MESSAGE_APPEND_COPY) {
        if (role->positioned)
            mailbox_work_append(role, message);
    } else {
        return FALSE;
    }
    return TRUE;
}

/* Sends what is to be sent and reads what there is. FALSE: the desk is gone. */
static gboolean talk(struct mailbox_role *role)
{
    if (!channel_drain(role->desk))
        return FALSE;
    for (;;) {
        g_auto(message_auto) message = {0};
        enum channel_input input = channel_receive(role->desk, &message);
        if (input == CHANNEL_NOTHING)
            return TRUE;
        if (input != CHANNEL_MESSAGE || !obey(role, &message))
            return FALSE;
    }
}

/* --- opening, and trouble ----------------------------------------------------------------------------------------- */

static void forget_connection(struct mailbox_role *role)
{
    if (role->mailbox)
        role->driver->close(role->mailbox);
    role->mailbox = NULL;
    role->positioned = role->more = role->proved = FALSE;
    role->reported = 0;
    role->left_run = 0;
    role->next = 0;
    g_array_set_size(role->listed, 0);
    mailbox_work_forget(role);
}

/* Waits, but not longer than the desk lives, nor than a password stays the same. FALSE: the desk is gone. */
static gboolean pause_for(struct mailbox_role *role, guint milliseconds)
{
    gint64 until = clock_monotonic_ms() + milliseconds;
    for (gint64 left = milliseconds; left > 0 && !walls_outdated(); left = until - clock_monotonic_ms()) {
        channel_wait(role->desk, (int)MIN(left, LOOK_MS));
        if (!talk(role))
            return FALSE;
    }
    return TRUE;
}

static gboolean needs_a_person(const GError *error)
{
    return g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS) ||
           g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOGIN);
}

static struct backoff *backoff_for(struct mailbox_role *role, const GError *error)
{
    return needs_a_person(error) ? &role->slow : is_ours(error) ? &role->room : &role->fast;
}

/* A connection that was well may break at any time, and is opened again in silence; what persists is said once, and what needs a person is,
 * whatever was said before. */
static gboolean is_news(const struct mailbox_role *role, const GError *error)
{
    if (needs_a_person(error))
        return !role->told_person;
    return !role->told && role->failures > 1;
}

static gboolean trouble(struct mailbox_role *role, const GError *error)
{
    const struct log_about about = {.mailbox = role->settings->name};
    g_autofree char *cut = g_strndup(error->message, MESSAGE_TEXT_BYTES), *words = g_utf8_make_valid(cut, -1);
    channel_send(role->desk, MESSAGE_LOOKED, g_variant_new("(s)", words));
    forget_connection(role);
    role->failures++;
    if (is_news(role, error)) {
        log_line(LOG_LEVEL_ERROR, &about, "%s; trying again until it works", error->message);
        role->told = TRUE;
        role->told_person = needs_a_person(error);
    } else {
        log_line(LOG_LEVEL_DEBUG, &about, "%s", error->message);
    }
    return pause_for(role, backoff_next(backoff_for(role, error), g_random_double()));
}

static void note_well(struct mailbox_role *role)
{
    if (role->told)
        log_line(LOG_LEVEL_INFO, &(const struct log_about){.mailbox = role->settings->name}, "well again");
    role->told = role->told_person = FALSE;
    role->failures = 0;
    backoff_reset(&role->fast);
    backoff_reset(&role->slow);
    backoff_reset(&role->room);
}

static gboolean open_mailbox(struct mailbox_role *role, GError **error)
{
    role->mailbox = role->driver->open(role->settings, error);
    if (role->mailbox)
        channel_send(role->desk, MESSAGE_MAILBOX_OPENED, g_variant_new("(u)", role->mailbox->uidvalidity));
    FAULT_POINT("mailbox:opened");
    return role->mailbox != NULL;
}

static gboolean step(struct mailbox_role *role, GError **error)
{
    if (!role->mailbox)
        return open_mailbox(role, error);
    if (!role->positioned) {
        channel_wait(role->desk, -1);
        return TRUE;
    }
    if (!work(role, error))
        return FALSE;
    if (role->proved)
        note_well(role);
    return TRUE;
}

/* The exit status. */
static int serve(struct mailbox_role *role)
{
    while (talk(role)) {
        g_autoptr(GError) error = NULL;
        if (step(role, &error))
            continue;
        if (!trouble(role, error))
            break;
        if (walls_outdated())
            return ROLE_EXIT_ANEW;
    }
    return EX_OK;
}

int mailbox_main(const struct role_start *start)
{
    g_autoptr(GError) error = NULL;
    struct mailbox_role role = {.settings = start->setup->settings->mailboxes->pdata[start->index],
                                .desk = channel_new(start->channel),
                                .listed = g_array_new(FALSE, FALSE, sizeof(struct mailbox_mail)),
                                .fast = {RETRY_FIRST_MS, RETRY_MOST_MS, 0},
                                .slow = {SLOW_FIRST_MS, SLOW_MOST_MS, 0},
                                .room = {RETRY_FIRST_MS, ROOM_MOST_MS, 0}};
    mailbox_work_init(&role);
    role.driver = mailbox_driver_for(role.settings);
    role.folder = spool_open(start->setup->settings->paths.spool, &error);
    int status = EX_CANTCREAT;
    if (role.folder >= 0) {
        spool_clean(role.folder, role.settings->name);
        status = walls_set(ROLE_MAILBOX, start->setup->settings, start->index) ? serve(&role) : EX_OSERR;
        close(role.folder);
    } else {
        log_error("%s", error->message);
    }
    forget_connection(&role);
    mailbox_work_clear(&role);
    g_array_unref(role.listed);
    channel_free(role.desk);
    return status;
}
