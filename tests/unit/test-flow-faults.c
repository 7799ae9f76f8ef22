/* The road on a failing machine: mails are taken in, decoded, decided, sent, acknowledged and filed, and timers fire, while one call to the
 * disk after the other, or one allocation of SQLite's, fails. Each time the flow says so; what it was doing has not happened at all; and
 * when the fault has gone, the day ends as every other day. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <glib/gstdio.h>

#include "daemon/config/config.h"
#include "daemon/flow/flow.h"
#include "daemon/render/compose.h"
#include "parsers/decode/decode.h"
#include "tests/unit/failing-machine.h"
#include "tests/unit/store-story.h"

#define RUNS_MOST 10 /* of one fault, unless MAILORDER_EVERY_FAULT is set */
#define NOW       1795600800 /* Wednesday, 25 November 2026 */
#define DAY       86400
#define MAILBOX   "orders"

/* Random, or made of what is. */
static const char *const left_out[] = {"token", "message_id", "message", "text", NULL};

static struct {
    char *folder, *path;
    struct config *config;
    struct templates *templates;
    GPtrArray *documents; /* struct document, one a mail; the last has none: it kills its decoder */
    struct mail *in_hand; /* of the decoder */
    char *told;           /* in the end */
} day;

static struct run {
    enum machine_fault fault;
    guint at;
    gboolean lasting;
} run;

static void wrong(const char *what, guint step, const GError *error)
{
    fail_msg("fault %d at call %u%s, step %u: %s%s%s", (int)run.fault, run.at, run.lasting ? " and after" : "", step, what,
             error ? ": " : "", error ? error->message : "");
}

/* --- the day's work -------------------------------------------------------------------------------------------------------------- */

static gboolean open_mailbox(struct store *store, struct flow *flow, GError **error)
{
    struct flow_position position;
    (void)store;
    return flow_recover(flow, &(struct flow_forerunner){0}, 1, NOW, error) && flow_mailbox_opened(flow, MAILBOX, 7, NOW, &position, error) && position.position == 0;
}

static gboolean take_in(struct store *store, struct flow *flow, GError **error)
{
    (void)store;
    for (guint uid = 1; uid <= day.documents->len + 1; uid++) {
        g_autofree char *spool = g_strdup_printf("orders-7-%u.eml", uid);
        struct flow_arrival arrival = {MAILBOX, 7, uid, NOW, 2000, spool};
        if (!flow_arrived(flow, &arrival, NOW, error))
            return FALSE;
    }
    return TRUE;
}

/* What the decoder made of the mail in hand. A report that the store did not take is kept, and made again. */
static gboolean report(struct flow *flow, GError **error)
{
    const struct mail *mail = day.in_hand;
    if (mail->uid <= day.documents->len)
        return flow_document(flow, mail->id, day.documents->pdata[mail->uid - 1], NOW, error) && flow_commit(flow, error);
    return flow_decode_failed(flow, mail->id, FLOW_TROUBLE_CRASHED, NULL, NOW, error) && flow_commit(flow, error);
}

static gboolean decode(struct store *store, struct flow *flow, GError **error)
{
    GError *problem = NULL;
    (void)store;
    for (;;) {
        if (!day.in_hand)
            day.in_hand = flow_decode_next(flow, 0, TRUE, NOW, &problem);
        if (problem)
            g_propagate_error(error, problem);
        if (!day.in_hand)
            return !problem;
        if (!report(flow, error))
            return FALSE;
        g_clear_pointer(&day.in_hand, mail_free);
    }
}

/* Hands over, and hears what came of it: the first was refused, the second has to wait, the others went. */
static gboolean send(struct store *store, struct flow *flow, GError **error)
{
    (void)store;
    g_autoptr(GPtrArray) parcels = flow_send_next(flow, NOW, 20, G_MAXSIZE, error);
    if (!parcels)
        return FALSE;
    for (guint i = 0; i < parcels->len; i++) {
        const struct flow_parcel *parcel = parcels->pdata[i];
        enum flow_delivery came = i == 0 ? FLOW_PERMANENT : i == 1 ? FLOW_TEMPORARY : FLOW_DELIVERED;
        if (!flow_sent(flow, parcel->out->id, came, "the server's words", NOW, error))
            return FALSE;
    }
    return parcels->len >= 4;
}

static gboolean copy(struct store *store, struct flow *flow, GError **error)
{
    (void)store;
    g_autoptr(GHashTable) none = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_autoptr(GPtrArray) copies = flow_copies_next(flow, MAILBOX, none, 20, G_MAXSIZE, error);
    for (guint i = 0; copies && i < copies->len; i++)
        if (!flow_copied(flow, ((const struct flow_parcel *)copies->pdata[i])->out->id, error))
            return FALSE;
    return copies != NULL;
}

static gboolean file(struct store *store, struct flow *flow, GError **error)
{
    (void)store;
    g_autoptr(GPtrArray) mails = flow_to_file(flow, MAILBOX, 7, 0, 20, error);
    for (guint i = 0; mails && i < mails->len; i++)
        if (!flow_filed(flow, ((const struct mail *)mails->pdata[i])->id, i > 0, error))
            return FALSE;
    return mails && mails->len == day.documents->len + 1;
}

static gboolean wait_a_week(struct store *store, struct flow *flow, GError **error)
{
    (void)store;
    return flow_wake(flow, NOW + 7 * DAY, error);
}

static gboolean (*const steps[])(struct store *, struct flow *, GError **) = {open_mailbox, take_in, decode, send, copy, file, wait_a_week};

/* --- the day, with a fault in it -------------------------------------------------------------------------------------------------- */

static guint work_on(struct store *store, struct flow *flow, guint step, GError **error)
{
    while (step < G_N_ELEMENTS(steps) && steps[step](store, flow, error) && flow_commit(flow, error))
        step++;
    return step;
}

static struct flow *flow_over(struct store *store)
{
    const struct flow_setup setup = {day.config->settings, day.config->business, day.config->forms, day.templates};
    return flow_new(store, &setup);
}

static void check_error(const GError *error, guint step)
{
    if (!error)
        wrong("it failed, and nobody said so", step, NULL);
    if (error->domain != STORE_ERROR || error->code == STORE_ERROR_OTHER || error->code == STORE_ERROR_CORRUPT)
        wrong("this is not what it is", step, error);
}

static gboolean work_with_fault(void)
{
    g_autoptr(GError) error = NULL;
    gboolean struck;
    machine_files_restore();
    struct store *store = store_open(day.path, STORE_DAEMON, &error);
    struct flow *flow = flow_over(store);
    machine_begin(run.fault, run.at, run.lasting);
    guint step = work_on(store, flow, 0, &error);
    flow_rollback(flow);
    machine_end(&struck);
    if (step < G_N_ELEMENTS(steps)) {
        check_error(error, step);
        g_clear_error(&error);
        g_assert_cmpuint(flow_pending(flow), ==, 0);
        step = work_on(store, flow, step, &error);
    }
    if (step < G_N_ELEMENTS(steps))
        wrong("it does not go on", step, error);
    g_autofree char *told = story_told(store, left_out);
    if (g_strcmp0(told, day.told) != 0)
        wrong("the day ends as no other day", step, NULL);
    flow_free(flow);
    store_close(store);
    return struck;
}

static guint count_calls(enum machine_fault fault)
{
    g_autoptr(GError) error = NULL;
    machine_files_restore();
    struct store *store = store_open(day.path, STORE_DAEMON, NULL);
    struct flow *flow = flow_over(store);
    machine_begin(fault, G_MAXUINT, FALSE);
    guint step = work_on(store, flow, 0, &error);
    guint calls = machine_end(NULL);
    if (step < G_N_ELEMENTS(steps))
        wrong("it fails without any fault", step, error);
    g_free(day.told);
    day.told = story_told(store, left_out);
    flow_free(flow);
    store_close(store);
    return calls;
}

static void each_call(enum machine_fault fault, gboolean lasting)
{
    guint calls = count_calls(fault), runs = 0;
    gboolean all = g_getenv("MAILORDER_EVERY_FAULT") != NULL;
    guint step = all ? 1 : MAX(1, (calls + RUNS_MOST - 1) / RUNS_MOST);
    assert_true(calls > 10);
    for (guint at = lasting ? step / 2 : 0; at < calls; at += step, runs++) {
        run = (struct run){fault, at, lasting};
        if (!work_with_fault() && at < calls / 2)
            wrong("the fault never struck", 0, NULL);
    }
    print_message("%u of %u calls failed in turn\n", runs, calls);
}

static void adv_66_a_day_on_a_full_disk(void **state)
{
    (void)state;
    each_call(MACHINE_FULL, FALSE);
    each_call(MACHINE_FULL, TRUE);
}

static void adv_66_a_day_on_a_broken_disk(void **state)
{
    (void)state;
    each_call(MACHINE_BROKEN, FALSE);
    each_call(MACHINE_BROKEN, TRUE);
}

static void adv_66_a_day_beside_another_writer(void **state)
{
    (void)state;
    each_call(MACHINE_BUSY, FALSE);
    each_call(MACHINE_BUSY, TRUE);
}

static void adv_66_a_day_without_memory(void **state)
{
    (void)state;
    each_call(MACHINE_MEMORY, FALSE);
    each_call(MACHINE_MEMORY, TRUE);
}

/* --- a clock that is set back ----------------------------------------------------------------------------------------------------- */

static guint due_now(struct store *store)
{
    g_autoptr(GPtrArray) due = store_outs_due(store, NOW, 20, NULL);
    assert_non_null(due);
    return due->len;
}

static void adv_63_a_clock_that_is_set_back_while_it_runs_keeps_no_letter(void **state)
{
    (void)state;
    machine_files_restore();
    struct store *store = store_open(day.path, STORE_DAEMON, NULL);
    struct flow *flow = flow_over(store);
    assert_int_equal(work_on(store, flow, 0, NULL), G_N_ELEMENTS(steps)); /* in the end it is a week later */
    guint before = due_now(store);
    assert_true(flow_wake(flow, NOW, NULL) && flow_commit(flow, NULL));
    assert_true(due_now(store) > before);
    flow_free(flow);
    store_close(store);
}

/* --- the group -------------------------------------------------------------------------------------------------------------------- */

static const char *const mails[] = {
    "From: Anna <anna@customer.example>\r\nTo: orders@shop.example\r\nSubject: Sofa\r\nMessage-ID: <1@customer.example>\r\n\r\n"
    "Product: Sofa\r\nModel: 3 seats\r\nQuantity: 2\r\nFabric: linen\r\nName: Anna Weaver\r\nPhone: +44 20 7946 0123\r\n"
    "Delivery address: 12 Mill Lane, Oxford OX1 2AB\r\n",
    "From: Ben <ben@customer.example>\r\nTo: orders@shop.example\r\nSubject: Sofa\r\nMessage-ID: <2@customer.example>\r\n\r\n"
    "Product: Sofa\r\nQuantity: 1\r\n",
    "From: Carl <carl@customer.example>\r\nTo: orders@shop.example\r\nSubject: Hello\r\nMessage-ID: <3@customer.example>\r\n\r\n"
    "It is a nice day.\r\n",
};

static char *source_path(const char *name)
{
    const char *source = g_getenv("srcdir");
    return g_build_filename(source ? source : ".", name, NULL);
}

static void load(struct diagnostics *errors)
{
    static const char *const languages[] = {"en", "tr", NULL};
    g_autoptr(diagnostics_auto) warnings = diagnostics_new();
    g_autofree char *conf = source_path("tests/corpus/shop/mailorder.conf"), *templates = source_path("templates");
    day.config = config_load(conf, errors, warnings);
    day.templates = templates_load(NULL, templates, languages, errors);
    for (guint i = 0; i < diagnostics_count(errors); i++)
        print_error("%s\n", diagnostics_line(errors, i));
    assert_true(day.config && day.templates);
}

static int begin_day(void **state)
{
    (void)state;
    g_autoptr(diagnostics_auto) errors = diagnostics_new();
    machine_install();
    compose_init();
    decode_init();
    g_log_set_always_fatal(G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    load(errors);
    day.documents = g_ptr_array_new_with_free_func((GDestroyNotify)document_free);
    for (guint i = 0; i < G_N_ELEMENTS(mails); i++)
        g_ptr_array_add(day.documents, decode_bytes(mails[i], strlen(mails[i]), NULL));
    day.folder = g_dir_make_tmp("dayXXXXXX", NULL);
    day.path = g_build_filename(day.folder, "m.db", NULL);
    store_close(store_open(day.path, STORE_DAEMON, NULL));
    machine_files_keep();
    return 0;
}

static int end_day(void **state)
{
    (void)state;
    g_autofree char *lock = g_strconcat(day.path, ".lock", NULL);
    g_unlink(lock);
    g_rmdir(day.folder);
    g_free(day.folder);
    g_free(day.path);
    g_free(day.told);
    g_ptr_array_unref(day.documents);
    templates_free(day.templates);
    config_free(day.config);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adv_66_a_day_on_a_full_disk),
        cmocka_unit_test(adv_66_a_day_on_a_broken_disk),
        cmocka_unit_test(adv_66_a_day_beside_another_writer),
        cmocka_unit_test(adv_66_a_day_without_memory),
        cmocka_unit_test(adv_63_a_clock_that_is_set_back_while_it_runs_keeps_no_letter),
    };
    return cmocka_run_group_tests(tests, begin_day, end_day);
}
