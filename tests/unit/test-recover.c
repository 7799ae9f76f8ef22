/* What the daemon does at its start with mails that were being decoded when it ended: whom the end is blamed on, and that no mail takes the
 * daemon along for ever. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/config/config.h"
#include "daemon/flow/flow.h"
#include "daemon/render/compose.h"
#include "tests/unit/store-place.h"

#define CUTS 20u /* attempts.c's CUTS_MOST */

static struct {
    struct config *config;
    struct templates *templates;
} shop;

static char *source_path(const char *path)
{
    const char *source = g_getenv("srcdir");
    return g_build_filename(source ? source : ".", path, NULL);
}

static int shop_open(void **state)
{
    static const char *const languages[] = {"en", "tr", NULL};
    g_autoptr(diagnostics_auto) errors = diagnostics_new();
    g_autoptr(diagnostics_auto) warnings = diagnostics_new();
    g_autofree char *conf = source_path("tests/corpus/shop/mailorder.conf"), *templates = source_path("templates");
    (void)state;
    compose_init();
    shop.config = config_load(conf, errors, warnings);
    shop.templates = templates_load(NULL, templates, languages, errors);
    return shop.config && shop.templates ? 0 : -1;
}

static int shop_close(void **state)
{
    (void)state;
    templates_free(shop.templates);
    config_free(shop.config);
    return 0;
}

static struct flow *open_flow(struct place *place)
{
    const struct flow_setup setup = {shop.config->settings, shop.config->business, shop.config->forms, shop.templates};
    return flow_new(place->store, &setup);
}

/* A daemon that has just started. `crashed`: the desk before it ended by itself. */
static struct flow *begin(struct place *place, gboolean crashed)
{
    struct flow *flow = open_flow(place);
    g_autoptr(GError) error = NULL;
    assert_true(flow_recover(flow, &(struct flow_forerunner){.crashed = crashed}, 1, 100, &error) && flow_commit(flow, &error));
    return flow;
}

/* It begins to decode what is next, and is ended in the middle of it: the mail, 0 none. */
static gint64 live_and_end(struct place *place, gboolean crashed)
{
    g_autoptr(GError) error = NULL;
    struct flow *flow = begin(place, crashed);
    g_autoptr(mail_auto) mail = flow_decode_next(flow, 0, TRUE, 100, &error);
    assert_null(error);
    assert_true(flow_commit(flow, &error));
    flow_free(flow);
    return mail ? mail->id : 0;
}

static guint rows_of(struct place *place, gint64 mail, const char *what)
{
    guint count = 0;
    g_autoptr(GPtrArray) rows = store_journal(place->store, 0, mail, NULL);
    for (guint i = 0; i < rows->len; i++)
        count += g_str_equal(((struct journal_row *)rows->pdata[i])->what, what);
    return count;
}

static enum mail_state state_of(struct place *place, gint64 id)
{
    g_autoptr(mail_auto) mail = store_mail_load(place->store, id, NULL);
    return mail->state;
}

static void adv_16_69_an_end_of_the_daemon_is_not_blamed_on_a_mail_up_to_a_bound(void **state)
{
    struct place *place = *state;
    gint64 id = add_mail(place->store, 1);
    for (guint i = 0; i < CUTS + 2; i++) {
        assert_int_equal(live_and_end(place, FALSE), id);
        assert_int_equal(state_of(place, id), MAIL_ARRIVED);
    }
    assert_int_equal(live_and_end(place, FALSE), 0); /* no mail takes the daemon along for ever */
    assert_int_equal(state_of(place, id), MAIL_QUARANTINED);
    assert_int_equal(rows_of(place, id, "decoding-cut"), CUTS);
}

static void adv_69_a_crash_of_the_desk_is_blamed_on_the_mail(void **state)
{
    struct place *place = *state;
    gint64 id = add_mail(place->store, 1);
    assert_int_equal(live_and_end(place, FALSE), id);
    assert_int_equal(live_and_end(place, TRUE), id);
    assert_int_equal(live_and_end(place, TRUE), 0);
    assert_int_equal(state_of(place, id), MAIL_QUARANTINED);
    assert_int_equal(rows_of(place, id, "decoding-cut"), 0);
}

static void decoder_dies(struct place *place, gint64 id)
{
    g_autoptr(GError) error = NULL;
    struct flow *flow = begin(place, FALSE);
    g_autoptr(mail_auto) mail = flow_decode_next(flow, 0, TRUE, 100, &error);
    assert_int_equal(mail->id, id);
    assert_true(flow_decode_failed(flow, id, FLOW_TROUBLE_CRASHED, NULL, 100, &error) && flow_commit(flow, &error));
    flow_free(flow);
}

static void adv_69_ends_of_the_daemon_do_not_wash_a_crash_off(void **state)
{
    struct place *place = *state;
    gint64 id = add_mail(place->store, 1);
    decoder_dies(place, id);
    for (guint i = 0; i < 3; i++)
        assert_int_equal(live_and_end(place, FALSE), id);
    decoder_dies(place, id);
    assert_int_equal(state_of(place, id), MAIL_QUARANTINED);
    assert_int_equal(rows_of(place, id, "decoding-cut"), 3);
}

static void adv_69_a_mail_that_was_cut_is_read_alone(void **state)
{
    struct place *place = *state;
    g_autoptr(GError) error = NULL;
    gint64 cut = add_mail(place->store, 1), next = add_mail(place->store, 2);
    assert_int_equal(live_and_end(place, FALSE), cut);
    struct flow *flow = begin(place, FALSE);
    assert_null(flow_decode_next(flow, 0, FALSE, 100, &error)); /* something else is in a decoder */
    g_autoptr(mail_auto) mail = flow_decode_next(flow, 0, TRUE, 100, &error);
    assert_int_equal(mail->id, cut);
    assert_true(mail->attempts > 1); /* by which the desk knows to give out nothing beside it */
    flow_free(flow);
    assert_int_equal(rows_of(place, next, "decoding-cut"), 0);
}

static GPtrArray *claim(struct flow *flow, gboolean alone, guint most)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *claimed = flow_decode_claim(flow, 0, alone, most, 100, &error);
    assert_non_null(claimed);
    return claimed;
}

static guint attempts_of(struct place *place, gint64 id)
{
    g_autoptr(mail_auto) mail = store_mail_load(place->store, id, NULL);
    return mail->attempts;
}

static void adv_69_several_are_claimed_up_to_one_that_was_attempted_before(void **state)
{
    struct place *place = *state;
    gint64 ids[5];
    gint64 cut = add_mail(place->store, 1);
    assert_int_equal(live_and_end(place, FALSE), cut);
    struct flow *flow = begin(place, FALSE);
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
        ids[i] = add_mail(place->store, i + 2);
    g_autoptr(GPtrArray) none = claim(flow, FALSE, 8), alone = claim(flow, TRUE, 8);
    assert_int_equal(none->len, 0); /* it would not be alone */
    assert_int_equal(alone->len, 1);
    assert_int_equal(((struct mail *)alone->pdata[0])->id, cut);
    assert_true(flow_decode_failed(flow, cut, FLOW_TROUBLE_UNREADABLE, NULL, 100, NULL));
    g_autoptr(GPtrArray) rest = claim(flow, TRUE, 4);
    assert_int_equal(rest->len, 4);
    for (guint i = 0; i < 4; i++)
        assert_int_equal(((struct mail *)rest->pdata[i])->id, ids[i]);
    assert_true(flow_commit(flow, NULL));
    assert_int_equal(attempts_of(place, ids[3]), 1);
    assert_int_equal(attempts_of(place, ids[4]), 0);
    flow_free(flow);
}

static void adv_69_a_claim_that_is_rolled_back_or_returned_was_no_attempt(void **state)
{
    struct place *place = *state;
    gint64 id = add_mail(place->store, 1);
    struct flow *flow = begin(place, FALSE);
    g_autoptr(GPtrArray) undone = claim(flow, TRUE, 8);
    assert_int_equal(undone->len, 1);
    flow_rollback(flow);
    assert_int_equal(attempts_of(place, id), 0);
    g_autoptr(GPtrArray) claimed = claim(flow, TRUE, 8);
    assert_int_equal(claimed->len, 1);
    assert_true(flow_commit(flow, NULL));
    assert_int_equal(attempts_of(place, id), 1);
    assert_true(flow_decode_unclaim(flow, id, NULL) && flow_decode_unclaim(flow, id, NULL) && flow_commit(flow, NULL));
    assert_int_equal(attempts_of(place, id), 0);
    flow_free(flow);
    flow_free(begin(place, FALSE));
    assert_int_equal(rows_of(place, id, "decoding-cut"), 0);
}

static void a_mail_that_waits_is_left_alone(void **state)
{
    struct place *place = *state;
    add_mail(place->store, 1);
    gint64 waiting = add_mail(place->store, 2);
    for (guint i = 0; i < 3; i++)
        live_and_end(place, FALSE);
    g_autoptr(mail_auto) mail = store_mail_load(place->store, waiting, NULL);
    assert_int_equal(mail->attempts, 0);
    g_autoptr(GPtrArray) rows = store_journal(place->store, 0, waiting, NULL);
    assert_int_equal(rows->len, 0);
}

/* A confirmation that was queued, and tried in vain, while the clock was a year ahead. */
static void adv_63_what_a_clock_ahead_has_queued_goes_out_when_it_is_set_back(void **state)
{
    struct place *place = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) message = g_bytes_new("x", 1);
    g_autoptr(out_auto) ahead = out_to("a@b.example", "1@shop.example"), held = out_to("a@b.example", "2@shop.example"),
                       both = out_to("a@b.example", "3@shop.example");
    gint64 year = 365 * 86400, now = 5000000;
    ahead->created = ahead->first_try = now + year;
    ahead->next_try = now + year + 60;
    held->created = now - 10;
    held->next_try = now + 600; /* waits for `undo`, and goes on doing so */
    both->created = now + year;
    both->next_try = now + year + 600; /* ahead, and waits for `undo` */
    assert_true(store_out_add(place->store, ahead, message, NULL, NULL) && store_out_add(place->store, held, message, NULL, NULL) &&
                store_out_add(place->store, both, message, NULL, NULL));
    struct flow *flow = open_flow(place);
    assert_true(flow_recover(flow, &(struct flow_forerunner){0}, 1, now, &error) && flow_commit(flow, &error));
    g_autoptr(GPtrArray) due = store_outs_due(place->store, now, 10, NULL);
    assert_int_equal(due->len, 1);
    assert_string_equal(((const struct out *)due->pdata[0])->message_id, "1@shop.example");
    assert_int_equal(((const struct out *)due->pdata[0])->first_try, 0);
    g_autoptr(GPtrArray) later = store_outs_due(place->store, now + 600, 10, NULL);
    assert_int_equal(later->len, 3);
    flow_free(flow);
}

/* Three mails in a sender's hand when the desk ended; of the first it is known that a server took it. Slips of another life are not
 * believed: so it is where a backup has replaced the store since. */
static void what_was_accepted_is_sent_and_the_others_are_in_doubt(void **state)
{
    struct place *place = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) message = g_bytes_new("x", 1);
    g_autoptr(GArray) outs = g_array_new(FALSE, FALSE, sizeof(gint64));
    static const char *const ids[] = {"1@shop.example", "2@shop.example", "3@shop.example"};
    struct flow *flow = open_flow(place);
    assert_true(flow_recover(flow, &(struct flow_forerunner){0}, 41, 100, &error));
    gint64 rows[G_N_ELEMENTS(ids)];
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autoptr(out_auto) out = out_to("a@b.example", ids[i]);
        out->created = out->next_try = 100;
        assert_true(store_out_add(place->store, out, message, NULL, NULL));
        rows[i] = out->id;
    }
    g_autoptr(GPtrArray) parcels = flow_send_next(flow, 100, 3, 1000, &error);
    assert_true(parcels && parcels->len == 3 && flow_commit(flow, &error));
    gint64 nobody = 999, accepted = rows[0];
    g_array_append_val(outs, nobody);
    g_array_append_val(outs, accepted);
    flow_free(flow);

    flow = open_flow(place);
    assert_true(flow_recover(flow, &(struct flow_forerunner){.life = 41, .outs = outs}, 42, 200, &error));
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autoptr(out_auto) out = store_out_load(place->store, rows[i], &error);
        assert_int_equal(out->state, i == 0 ? OUT_SENT : OUT_QUEUED);
        assert_int_equal(out->unknown, i != 0);
    }
    g_autoptr(GPtrArray) again = flow_send_next(flow, 200, 3, 1000, &error);
    assert_true(again && again->len == 2 && flow_commit(flow, &error));
    flow_free(flow);

    g_array_append_val(outs, rows[1]);
    flow = open_flow(place);
    assert_true(flow_recover(flow, &(struct flow_forerunner){.life = 41, .outs = outs}, 43, 300, &error) && flow_commit(flow, &error));
    g_autoptr(out_auto) second = store_out_load(place->store, rows[1], &error);
    assert_int_equal(second->state, OUT_QUEUED);
    flow_free(flow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(adv_16_69_an_end_of_the_daemon_is_not_blamed_on_a_mail_up_to_a_bound, place_open, place_close),
        cmocka_unit_test_setup_teardown(adv_69_a_crash_of_the_desk_is_blamed_on_the_mail, place_open, place_close),
        cmocka_unit_test_setup_teardown(adv_69_ends_of_the_daemon_do_not_wash_a_crash_off, place_open, place_close),
        cmocka_unit_test_setup_teardown(adv_69_a_mail_that_was_cut_is_read_alone, place_open, place_close),
        cmocka_unit_test_setup_teardown(adv_69_several_are_claimed_up_to_one_that_was_attempted_before, place_open, place_close),
        cmocka_unit_test_setup_teardown(adv_69_a_claim_that_is_rolled_back_or_returned_was_no_attempt, place_open, place_close),
        cmocka_unit_test_setup_teardown(a_mail_that_waits_is_left_alone, place_open, place_close),
        PLACE_TEST(what_was_accepted_is_sent_and_the_others_are_in_doubt),
        PLACE_TEST(adv_63_what_a_clock_ahead_has_queued_goes_out_when_it_is_set_back),
    };
    return cmocka_run_group_tests(tests, shop_open, shop_close);
}
