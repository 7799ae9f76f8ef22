/* An order's way in one process, stage by stage, with the daemon's own functions: what each costs. A mailbox of orders over IMAP, a store on disk,
 * an SMTP server. The stages inside of flow_document are told apart by the linker's --wrap. stages.py runs it, and counts its instructions.
 *
 *     stages CONFIGURATION WARM-UP      WARM-UP: orders before the clock runs. Prints a line "stage nanoseconds-of-the-processor nanoseconds" each,
 *                                       and the number of orders */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/config/config.h"
#include "daemon/flow/internal.h"
#include "daemon/process/spool.h"
#include "daemon/render/compose.h"
#include "daemon/transport/mailbox.h"
#include "parsers/decode/charset.h"
#include "parsers/decode/decode.h"
#include "tests/bench/stages.h"

#define BATCH 32u /* mails a fetch and a commit, as the mailbox's process has them */
#define DEPTH 8u

static const char *const names[STAGE_COUNT] = {
    [STAGE_FETCH] = "fetch",           [STAGE_TAKE_IN] = "take-in",   [STAGE_DECODE] = "decode", [STAGE_CARRY] = "carry",
    [STAGE_UNDERSTAND] = "understand", [STAGE_STEP] = "step",         [STAGE_RENDER] = "render", [STAGE_COMPOSE] = "compose",
    [STAGE_ROWS] = "rows",             [STAGE_COMMIT] = "commit",     [STAGE_HAND_OUT] = "hand-out",
    [STAGE_SEND] = "send",             [STAGE_FILE] = "file",
};

void must(gboolean done, const GError *error)
{
    if (done)
        return;
    fprintf(stderr, "stages: %s\n", error ? error->message : "something failed");
    exit(1);
}

/* --- time ---------------------------------------------------------------------------------------------------------------------- */

struct spent {
    gint64 cpu, wall;
};

static struct {
    struct spent spent[STAGE_COUNT], since;
    enum stage stack[DEPTH];
    guint depth;
} account;

static gint64 read_clock(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (gint64)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* What has passed since the last change counts for the stage that was the innermost. */
static void settle(void)
{
    struct spent now = {read_clock(CLOCK_PROCESS_CPUTIME_ID), read_clock(CLOCK_MONOTONIC)};
    if (account.depth > 0) {
        struct spent *spent = &account.spent[account.stack[account.depth - 1]];
        spent->cpu += now.cpu - account.since.cpu;
        spent->wall += now.wall - account.since.wall;
    }
    account.since = now;
}

/* The warm-up is over. */
static guint begin(void)
{
    memset(account.spent, 0, sizeof account.spent);
    return 0;
}

void stage_enter(enum stage stage)
{
    settle();
    must(account.depth < DEPTH, NULL);
    account.stack[account.depth++] = stage;
}

void stage_leave(void)
{
    settle();
    account.depth--;
}

/* --- what the linker puts in the place of the flow's functions ------------------------------------------------------------------- */

#define WRAPPED(result, function, ...)                                                                                                                \
    result __real_##function(__VA_ARGS__);                                                                                                            \
    result __wrap_##function(__VA_ARGS__)

WRAPPED(gboolean, understand, struct flow *flow, struct mail *mail, const struct document *document, gint64 now, struct understanding *ret_understanding,
        GError **error);
WRAPPED(gboolean, order_step, const struct order *before, const struct event *event, const struct facts *facts, struct outcome *ret_outcome,
        enum step_refusal *ret_refusal);
WRAPPED(gboolean, letter_render, const struct templates *templates, enum letter letter, const char *language, const struct letter_facts *facts,
        struct rendered *ret_rendered, GError **error);
WRAPPED(gboolean, envelope_post, struct flow *flow, const struct parcel_plan *plan, GError **error);
WRAPPED(gboolean, store_commit, struct store *store, GError **error);

gboolean __wrap_understand(struct flow *flow, struct mail *mail, const struct document *document, gint64 now, struct understanding *ret_understanding,
                           GError **error)
{
    stage_enter(STAGE_UNDERSTAND);
    gboolean done = __real_understand(flow, mail, document, now, ret_understanding, error);
    stage_leave();
    return done;
}

gboolean __wrap_order_step(const struct order *before, const struct event *event, const struct facts *facts, struct outcome *ret_outcome,
                           enum step_refusal *ret_refusal)
{
    stage_enter(STAGE_STEP);
    gboolean done = __real_order_step(before, event, facts, ret_outcome, ret_refusal);
    stage_leave();
    return done;
}

gboolean __wrap_letter_render(const struct templates *templates, enum letter letter, const char *language, const struct letter_facts *facts,
                              struct rendered *ret_rendered, GError **error)
{
    stage_enter(STAGE_RENDER);
    gboolean done = __real_letter_render(templates, letter, language, facts, ret_rendered, error);
    stage_leave();
    return done;
}

gboolean __wrap_envelope_post(struct flow *flow, const struct parcel_plan *plan, GError **error)
{
    stage_enter(STAGE_COMPOSE);
    gboolean done = __real_envelope_post(flow, plan, error);
    stage_leave();
    return done;
}

gboolean __wrap_store_commit(struct store *store, GError **error)
{
    stage_enter(STAGE_COMMIT);
    gboolean done = __real_store_commit(store, error);
    stage_leave();
    return done;
}

/* --- the road ---------------------------------------------------------------------------------------------------------------------- */

struct road {
    struct flow_setup setup;
    struct store *store;
    struct flow *flow;
    const struct mailbox_settings *settings;
    const struct mailbox_driver *driver;
    struct mailbox *mailbox;
    guint32 after;
    int spool;
};

static struct flow_setup load(const char *file)
{
    g_autoptr(diagnostics_auto) errors = diagnostics_new(), warnings = diagnostics_new();
    struct config *config = config_load(file, errors, warnings);
    struct templates *templates = config ? templates_load(config->settings->paths.templates, config->settings->paths.stock_templates,
                                                          (const char *const *)config->business->languages, errors)
                                         : NULL;
    if (!templates)
        fprintf(stderr, "stages: %s\n", diagnostics_count(errors) ? diagnostics_line(errors, 0) : file);
    must(templates != NULL, NULL);
    return (struct flow_setup){config->settings, config->business, config->forms, templates};
}

static void road_open(struct road *road, const char *file)
{
    g_autoptr(GError) error = NULL;
    struct flow_position position;
    road->setup = load(file);
    road->settings = road->setup.settings->mailboxes->pdata[0];
    road->driver = mailbox_driver_for(road->settings);
    g_mkdir_with_parents(road->setup.settings->paths.state_dir, 0700);
    road->spool = spool_open(road->setup.settings->paths.spool, &error);
    must(road->spool >= 0, error);
    road->store = store_open(road->setup.settings->paths.database, STORE_DAEMON, &error);
    must(road->store != NULL, error);
    road->flow = flow_new(road->store, &road->setup);
    must(flow_recover(road->flow, &(struct flow_forerunner){0}, 1, clock_now(), &error), error);
    road->mailbox = road->driver->open(road->settings, &error);
    must(road->mailbox != NULL, error);
    must(flow_mailbox_opened(road->flow, road->settings->name, road->mailbox->uidvalidity, clock_now(), &position, &error), error);
    must(flow_commit(road->flow, &error), error);
}

/* The next mails of the mailbox, in the spool; struct mailbox_mail. */
G_NO_INLINE static GArray *stage_fetch(struct road *road)
{
    g_autoptr(GError) error = NULL;
    GArray *listed = g_array_new(FALSE, TRUE, sizeof(struct mailbox_mail));
    struct spool_batch batch;
    stage_enter(STAGE_FETCH);
    must(road->driver->list(road->mailbox, road->after, BATCH, listed, &error), error);
    const struct mailbox_mail *mails = (const struct mailbox_mail *)(const void *)listed->data;
    spool_batch_init(&batch, road->spool, road->settings->name, road->mailbox->uidvalidity);
    const struct mailbox_sink sink = spool_batch_sink(&batch);
    must(listed->len == 0 || road->driver->fetch(road->mailbox, mails, listed->len, &sink, &error), error);
    must(spool_batch_finish(&batch) && batch.whole->len == listed->len, NULL);
    spool_batch_clear(&batch);
    stage_leave();
    if (listed->len > 0)
        road->after = mails[listed->len - 1].uid;
    return listed;
}

G_NO_INLINE static void stage_take_in(struct road *road, const struct mailbox_mail *mail)
{
    g_autoptr(GError) error = NULL;
    stage_enter(STAGE_TAKE_IN);
    g_autofree char *spool = spool_name(road->settings->name, road->mailbox->uidvalidity, mail->uid);
    const struct flow_arrival arrival = {road->settings->name, road->mailbox->uidvalidity, mail->uid, mail->arrived, mail->size, spool};
    must(flow_arrived(road->flow, &arrival, clock_now(), &error), error);
    stage_leave();
}

/* struct mail; their attempts are counted with the next commit, and not to be begun before it. */
G_NO_INLINE static GPtrArray *stage_claim(struct road *road)
{
    g_autoptr(GError) error = NULL;
    stage_enter(STAGE_TAKE_IN);
    GPtrArray *mails = flow_decode_claim(road->flow, 0, FALSE, BATCH, clock_now(), &error);
    stage_leave();
    must(mails != NULL, error);
    return mails;
}

G_NO_INLINE static struct document *stage_decode(struct road *road, const struct mail *mail)
{
    g_autoptr(GError) error = NULL;
    stage_enter(STAGE_DECODE);
    int fd = openat(road->spool, mail->spool, O_RDONLY | O_CLOEXEC);
    struct document *document = decode_mail(fd, &error);
    close(fd);
    stage_leave();
    must(document != NULL, error);
    return document;
}

/* Takes the document over. */
G_NO_INLINE static struct document *stage_carry(struct document *document)
{
    g_autoptr(GError) error = NULL;
    stage_enter(STAGE_CARRY);
    g_autoptr(GVariant) message = g_variant_ref_sink(document_to_variant(document));
    g_autofree char *octets = g_memdup2(g_variant_get_data(message), g_variant_get_size(message));
    g_autoptr(GVariant) received = g_variant_ref_sink(g_variant_new_from_data(document_type(), octets, g_variant_get_size(message), FALSE, NULL, NULL));
    struct document *copy = document_from_variant(received, &error);
    document_free(document);
    stage_leave();
    must(copy != NULL, error);
    return copy;
}

G_NO_INLINE static void stage_document(struct road *road, gint64 mail, const struct document *document)
{
    g_autoptr(GError) error = NULL;
    stage_enter(STAGE_ROWS);
    must(flow_document(road->flow, mail, document, clock_now(), &error), error);
    stage_leave();
}

G_NO_INLINE static void stage_file(struct road *road)
{
    g_autoptr(GError) error = NULL;
    guint32 uids[BATCH];
    enum mailbox_filed filed[BATCH];
    stage_enter(STAGE_FILE);
    g_autoptr(GPtrArray) mails = flow_to_file(road->flow, road->settings->name, road->mailbox->uidvalidity, 0, BATCH, &error);
    must(mails != NULL, error);
    for (guint i = 0; i < mails->len; i++)
        uids[i] = ((struct mail *)mails->pdata[i])->uid;
    must(mails->len == 0 || road->driver->file(road->mailbox, uids, mails->len, MAILBOX_HANDLED, filed, &error), error);
    for (guint i = 0; i < mails->len; i++)
        must(flow_filed(road->flow, ((struct mail *)mails->pdata[i])->id, TRUE, &error), error);
    stage_leave();
}

static void commit(struct road *road)
{
    g_autoptr(GError) error = NULL;
    must(flow_commit(road->flow, &error), error);
}

/* A batch from the mailbox to the mail server. How many orders it was. */
static guint travel(struct road *road)
{
    g_autoptr(GArray) listed = stage_fetch(road);
    for (guint i = 0; i < listed->len; i++)
        stage_take_in(road, &g_array_index(listed, struct mailbox_mail, i));
    g_autoptr(GPtrArray) mails = stage_claim(road);
    commit(road);
    must(mails->len == listed->len, NULL);
    for (guint i = 0; i < mails->len; i++) {
        const struct mail *mail = mails->pdata[i];
        g_autoptr(document_auto) document = stage_carry(stage_decode(road, mail));
        stage_document(road, mail->id, document);
    }
    guint sent = send_all(road->flow, &road->setup.settings->sender);
    must(sent == 4 * listed->len, NULL);
    stage_file(road);
    commit(road);
    return listed->len;
}

int main(int count, char **words)
{
    struct road road = {0};
    guint orders = 0, warm_up = count > 2 ? (guint)atoi(words[2]) : 0;
    must(count > 1, NULL);
    log_open("stages", LOG_TARGET_STDERR, LOG_LEVEL_ERROR);
    decode_init();
    charset_load_all();
    compose_init();
    road_open(&road, words[1]);
    for (guint more; (more = travel(&road)) > 0; orders += more)
        if (orders < warm_up && orders + more >= warm_up)
            orders = warm_up = more = begin();
    for (int stage = 0; stage < STAGE_COUNT; stage++)
        printf("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", names[stage], account.spent[stage].cpu, account.spent[stage].wall);
    printf("orders %u\n", orders);
    return 0;
}
