/* Erasure and retention in the store: what goes, what stays, and that the file itself does not tell. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include "daemon/store/internal.h"
#include "tests/unit/store-place.h"

#define ANNA "Anna@customer.example"

static gint64 decoded_mail(struct store *store, guint32 uid, const char *message_id, const char *from)
{
    gint64 id = add_mail(store, uid);
    g_autoptr(mail_auto) mail = store_mail_load(store, id, NULL);
    mail->state = MAIL_HANDLED;
    mail->message_id = g_strdup(message_id);
    mail->digest = g_strdup("digest");
    mail->from = g_strdup(from);
    mail->subject = g_strdup("of Anna Weaver");
    assert_true(store_mail_save(store, mail, NULL));
    return id;
}

static gint64 letter(struct store *store, const char *recipient, const char *message_id, enum out_state state, gint64 created)
{
    struct out out = {
        .state = state,
        .mailbox = (char *)"orders",
        .letter = (char *)"order-confirmed",
        .audience = (char *)"customer",
        .recipient = (char *)recipient,
        .sender = (char *)"orders@shop.example",
        .message_id = (char *)message_id,
        .subject = (char *)"to Anna Weaver",
        .created = created,
    };
    g_autoptr(GBytes) message = g_bytes_new_static("Dear Anna Weaver", 16);
    assert_true(store_out_add(store, &out, message, "Dear Anna Weaver", NULL));
    return out.id;
}

/* Whether the words stand in the database's file or its log. */
static gboolean stands_on_disk(const struct place *place, const char *words)
{
    static const char *const ends[] = {"", "-wal"};
    for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autofree char *path = g_strconcat(place->path, ends[i], NULL), *octets = NULL;
        gsize length = 0;
        if (g_file_get_contents(path, &octets, &length, NULL) && memmem(octets, length, words, strlen(words)))
            return TRUE;
    }
    return FALSE;
}

static void an_erased_mail_is_known_again_and_tells_nothing(void **state)
{
    struct place *place = *state;
    struct journal_row row = {.when = 1, .mail = 1, .actor = (char *)"customer " ANNA, .what = (char *)"ordered", .detail = (char *)"Anna Weaver"};
    gint64 id = decoded_mail(place->store, 1, "one@annas-laptop", ANNA);
    assert_true(store_journal_add(place->store, &row, NULL));
    g_autoptr(GArray) found = store_person_mails(place->store, "ANNA@customer.example", 5000, 10, NULL);
    assert_int_equal(found->len, 1);
    assert_true(store_mail_erase(place->store, id, NULL));
    assert_true(store_mail_erase(place->store, id, NULL)); /* again: nothing more happens */
    g_autoptr(GArray) left = store_person_mails(place->store, ANNA, 5000, 10, NULL);
    assert_int_equal(left->len, 0);
    g_autoptr(mail_auto) again = store_mail_met(place->store, "digest", "one@annas-laptop", 0, NULL);
    assert_int_equal(again->id, id);
    assert_int_equal(again->filing, FILING_DONE);
    assert_null(store_mail_met(place->store, "digest", "another@annas-laptop", 0, NULL));
    g_autoptr(GPtrArray) removals = store_removals(place->store, "orders", 10, NULL);
    assert_int_equal(removals->len, 1);
    const struct removal *removal = removals->pdata[0];
    assert_string_equal(removal->message_id, "one@annas-laptop");
    assert_int_equal(removal->arrived, 1000);
    assert_int_equal(removal->size, 300);
    g_autoptr(GPtrArray) shreds = store_shreds(place->store, 10, NULL);
    assert_string_equal(shreds->pdata[0], "orders-7-1.eml");
    g_autoptr(GPtrArray) journal = store_journal(place->store, 0, id, NULL);
    assert_string_equal(((struct journal_row *)journal->pdata[0])->actor, "customer");
    assert_null(((struct journal_row *)journal->pdata[0])->detail);
}

static void the_file_does_not_tell_after_a_scrub(void **state)
{
    struct place *place = *state;
    gboolean done = FALSE;
    gint64 mail = decoded_mail(place->store, 1, "one@annas-laptop", ANNA);
    gint64 out = letter(place->store, ANNA, "ours@shop.example", OUT_SENT, 10);
    assert_true(stands_on_disk(place, "Anna Weaver"));
    assert_true(store_mail_erase(place->store, mail, NULL));
    assert_true(store_out_erase(place->store, out, NULL));
    assert_true(stands_on_disk(place, "Anna Weaver")); /* in the log */
    assert_true(store_scrub(place->store, &done, NULL));
    assert_true(done);
    assert_false(stands_on_disk(place, "Anna Weaver"));
    g_autoptr(GPtrArray) removals = store_removals(place->store, "orders", 10, NULL);
    assert_int_equal(removals->len, 2);
    assert_true(((struct removal *)removals->pdata[1])->sent);
}

/* What the desk asks at its start. */
static void expect_sound(const struct place *place)
{
    sqlite3 *raw = NULL;
    sqlite3_stmt *check = NULL;
    assert_int_equal(sqlite3_open(place->path, &raw), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(raw, "PRAGMA quick_check", -1, &check, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(check), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(check, 0), "ok");
    sqlite3_finalize(check);
    sqlite3_close(raw);
}

static void a_database_with_erased_things_is_sound_and_knows_old_references(void **state)
{
    struct place *place = *state;
    struct address_state known = {.opted_out = 4};
    gboolean gone = FALSE;
    g_autoptr(order_auto) order = order_new();
    order->number = g_strdup("EH-1001");
    assert_true(store_order_save(place->store, order, NULL, NULL));
    g_autofree char *token = store_token(place->store, order->id, "customer", NULL);
    assert_true(store_token_gone(place->store, token, &gone, NULL));
    assert_false(gone);
    gint64 mail = decoded_mail(place->store, 1, "one@annas-laptop", ANNA);
    assert_true(store_order_add_mail(place->store, order->id, mail, NULL));
    assert_true(store_mail_erase(place->store, mail, NULL));
    assert_true(store_order_remove(place->store, order->id, NULL));
    assert_true(store_address_save(place->store, ANNA, &known, NULL));
    assert_true(store_address_forget(place->store, ANNA, NULL));
    assert_true(store_token_gone(place->store, token, &gone, NULL));
    assert_true(gone);
    assert_null(store_order_load(place->store, order->id, NULL));
    expect_sound(place);
}

static void the_journal_stays_append_only_for_all_else(void **state)
{
    struct place *place = *state;
    struct journal_row row = {.when = 1, .mail = 4, .actor = (char *)"mailorder", .what = (char *)"order-confirmed", .detail = (char *)ANNA};
    gboolean more = TRUE;
    assert_true(store_journal_add(place->store, &row, NULL));
    row.detail = (char *)"joanna@customer.example";
    assert_true(store_journal_add(place->store, &row, NULL));
    assert_true(store_journal_strike(place->store, ANNA, 0, 100, &more, NULL));
    assert_false(more);
    g_autoptr(GPtrArray) rows = store_journal(place->store, 0, 4, NULL);
    assert_string_equal(((struct journal_row *)rows->pdata[0])->detail, "***");
    assert_string_equal(((struct journal_row *)rows->pdata[1])->detail, "joanna@customer.example");
}

static void who_wants_no_surveys_is_remembered_without_the_address(void **state)
{
    struct place *place = *state;
    struct address_state known = {.bounced = 3, .opted_out = 4, .surveyed = 5};
    gboolean done;
    assert_true(store_address_save(place->store, ANNA, &known, NULL));
    assert_true(store_address_forget(place->store, ANNA, NULL));
    assert_true(store_scrub(place->store, &done, NULL));
    assert_false(stands_on_disk(place, "anna@customer.example"));
    assert_true(store_address(place->store, "anna@CUSTOMER.example", &known, NULL));
    assert_int_equal(known.opted_out, 4);
    assert_int_equal(known.bounced + known.surveyed, 0);
    assert_true(store_address(place->store, "mehmet@customer.example", &known, NULL));
    assert_int_equal(known.opted_out, 0);
}

static void spooled_mails_go_when_they_are_old_and_nothing_needs_them(void **state)
{
    struct place *place = *state;
    gint64 last = 0, mails[4];
    for (guint32 uid = 1; uid <= 4; uid++)
        mails[uid - 1] = decoded_mail(place->store, uid, "m", ANNA);
    g_autoptr(mail_auto) caught = store_mail_load(place->store, mails[1], NULL);
    caught->state = MAIL_QUARANTINED;
    assert_true(store_mail_save(place->store, caught, NULL));
    g_autoptr(order_auto) order = order_new();
    order->number = g_strdup("EH-1001");
    order->phase = PHASE_INCOMPLETE;
    assert_true(store_order_save(place->store, order, NULL, NULL));
    assert_true(store_order_add_mail(place->store, order->id, mails[2], NULL));
    assert_true(store_expire_mails(place->store, FALSE, 2000, 0, 10, &last, NULL)); /* taken at 2000: not before */
    assert_int_equal(last, 0);
    assert_true(store_expire_mails(place->store, FALSE, 2001, 0, 2, &last, NULL));
    assert_int_equal(last, mails[2]);
    assert_true(store_expire_mails(place->store, FALSE, 2001, last, 2, &last, NULL));
    assert_true(store_expire_mails(place->store, FALSE, 2001, last, 2, &last, NULL));
    assert_int_equal(last, 0);
    for (guint i = 0; i < 4; i++) {
        g_autoptr(mail_auto) mail = store_mail_load(place->store, mails[i], NULL);
        gboolean stays = i == 1 || i == 2; /* the quarantined one, which has a time of its own; what an open order needs */
        assert_int_equal(mail->spool != NULL, stays);
    }
    assert_true(store_expire_mails(place->store, TRUE, 2001, 0, 10, &last, NULL));
    g_autoptr(mail_auto) mail = store_mail_load(place->store, mails[1], NULL);
    assert_null(mail->spool);
}

static void a_body_that_waits_or_has_a_copy_to_be_made_stays(void **state)
{
    struct place *place = *state;
    gint64 last = 0;
    gint64 sent = letter(place->store, ANNA, "a@shop.example", OUT_SENT, 10);
    gint64 queued = letter(place->store, ANNA, "b@shop.example", OUT_QUEUED, 10);
    gint64 copied = letter(place->store, ANNA, "c@shop.example", OUT_SENT, 10);
    gint64 young = letter(place->store, ANNA, "d@shop.example", OUT_SENT, 30);
    g_autoptr(out_auto) out = store_out_load(place->store, copied, NULL);
    out->copy_wanted = TRUE;
    assert_true(store_out_save(place->store, out, NULL));
    assert_true(store_expire_bodies(place->store, 20, 0, 10, &last, NULL));
    assert_int_equal(last, 0);
    const struct {
        gint64 id;
        gboolean stays;
    } cases[] = {{sent, FALSE}, {queued, TRUE}, {copied, TRUE}, {young, TRUE}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GBytes) message = store_out_message(place->store, cases[i].id, NULL);
        assert_int_equal(message != NULL, cases[i].stays);
    }
}

static guint removals_of(struct store *store)
{
    guint64 count = 99;
    assert_true(store_removals_count(store, &count, NULL));
    return (guint)count;
}

static void only_what_lies_elsewhere_is_to_be_removed_there(void **state)
{
    struct place *place = *state;
    g_autoptr(out_auto) nowhere = out_to(ANNA, "nowhere@shop.example");
    nowhere->state = OUT_SENT;
    assert_true(store_out_add(place->store, nowhere, NULL, NULL, NULL));
    assert_true(store_out_erase(place->store, nowhere->id, NULL));
    assert_true(store_out_erase(place->store, letter(place->store, ANNA, "queued@shop.example", OUT_QUEUED, 10), NULL));
    assert_int_equal(removals_of(place->store), 0);
    assert_true(store_mail_erase(place->store, add_mail(place->store, 9), NULL)); /* not decoded: known by date and size */
    g_autoptr(GPtrArray) removals = store_removals(place->store, "orders", 10, NULL);
    assert_int_equal(removals->len, 1);
    assert_string_equal(((struct removal *)removals->pdata[0])->message_id, "");
    assert_true(store_mail_erase(place->store, 999, NULL)); /* there is none */
}

/* An address that is none names nobody: not everybody. */
static void what_is_no_address_names_nothing(void **state)
{
    struct place *place = *state;
    struct journal_row row = {.when = 1, .order = 1, .actor = (char *)"mailorder", .what = (char *)"noted", .detail = (char *)"about " ANNA};
    struct address_state known = {.opted_out = 4};
    gboolean more = TRUE;
    g_autoptr(order_auto) order = order_full("EH-1001");
    assert_true(store_order_save(place->store, order, NULL, NULL));
    gint64 out = letter(place->store, ANNA, "ours@shop.example", OUT_SENT, 10);
    assert_true(store_journal_add(place->store, &row, NULL));
    g_autoptr(GArray) naming = store_orders_naming(place->store, "anna", 0, 100, &more, NULL);
    g_autoptr(GArray) theirs = store_person_orders(place->store, "anna", 0, 5000, 10, NULL);
    assert_int_equal(naming->len + theirs->len, 0);
    assert_true(store_journal_strike(place->store, "anna", 0, 100, &more, NULL));
    assert_true(store_bodies_strike(place->store, order->id, "anna", NULL));
    assert_true(store_address_save(place->store, "anna", &known, NULL) && store_address_forget(place->store, "anna", NULL));
    assert_true(store_address(place->store, "anna", &known, NULL));
    assert_int_equal(known.opted_out, 0);
    g_autoptr(GPtrArray) rows = store_journal(place->store, 1, 0, NULL);
    assert_string_equal(((struct journal_row *)rows->pdata[0])->detail, "about " ANNA);
    g_autoptr(GBytes) message = store_out_message(place->store, out, NULL);
    assert_non_null(message);
    assert_int_equal(store_answers_since(place->store, "anna", 0, NULL), 0);
}

static void a_database_without_its_key_is_damaged(void **state)
{
    struct place *place = *state;
    g_autoptr(GError) error = NULL;
    gboolean gone;
    assert_true(store_exec(place->store, "DELETE FROM secret", NULL));
    assert_false(store_token_gone(place->store, "token", &gone, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_CORRUPT));
    assert_false(store_token_gone(place->store, "token", &gone, NULL));
}

static void a_scrub_waits_for_nobody_and_tells_of_a_disk_that_fails(void **state)
{
    struct place *place = *state;
    g_autoptr(GError) error = NULL;
    struct rlimit before, little;
    gboolean done = TRUE;
    struct store *reader = store_open(place->path, STORE_READ, NULL);
    assert_true(store_exec(reader, "BEGIN; SELECT count(*) FROM mail", NULL));
    add_mail(place->store, 1);
    assert_true(store_scrub(place->store, &done, NULL));
    assert_false(done);
    store_close(reader);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    little = (struct rlimit){0, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    gboolean well = store_scrub(place->store, &done, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_false(well || done);
    assert_int_equal(error->domain, STORE_ERROR);
    assert_true(store_scrub(place->store, &done, NULL) && done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(an_erased_mail_is_known_again_and_tells_nothing),
        PLACE_TEST(the_file_does_not_tell_after_a_scrub),
        PLACE_TEST(a_database_with_erased_things_is_sound_and_knows_old_references),
        PLACE_TEST(the_journal_stays_append_only_for_all_else),
        PLACE_TEST(who_wants_no_surveys_is_remembered_without_the_address),
        PLACE_TEST(spooled_mails_go_when_they_are_old_and_nothing_needs_them),
        PLACE_TEST(a_body_that_waits_or_has_a_copy_to_be_made_stays),
        PLACE_TEST(only_what_lies_elsewhere_is_to_be_removed_there),
        PLACE_TEST(what_is_no_address_names_nothing),
        PLACE_TEST(a_database_without_its_key_is_damaged),
        PLACE_TEST(a_scrub_waits_for_nobody_and_tells_of_a_disk_that_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
