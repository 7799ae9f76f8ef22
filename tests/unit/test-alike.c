/* Who asks for an order that is another's gets the same answer as for one that there is not, and for the same work: nothing can be told
 * from how long it takes. Steps of the database are counted, not seconds. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/base/text.h"
#include "daemon/flow/flow.h"
#include "daemon/render/compose.h"
#include "tests/unit/render-shop.h"

#define STRANGER "mehmet@elsewhere.example"

/* All that came of one mail, in words, and the work that it was. */
struct answer {
    char *said;
    guint64 work;
};

static void answer_clear(struct answer *answer)
{
    g_free(answer->said);
}

static void set(char **place, const char *text)
{
    g_free(*place);
    *place = g_strdup(text);
}

static struct document *asking(const char *subject, const char *words)
{
    struct document *document = document_new();
    document_add_address(document->from, "Mehmet", STRANGER);
    set(&document->subject, subject);
    set(&document->message_id, "a@elsewhere.example");
    set(&document->digest, "0123456789abcdef");
    document_add_line(document_add_block(document, BLOCK_PLAIN), 0, words);
    return document;
}

/* What is said with the number taken out, so that both can be compared. */
static void add(GString *said, const char *text, const char *number)
{
    g_auto(GStrv) parts = g_strsplit(text ? text : "", number, -1);
    g_autofree char *joined = g_strjoinv("NUMBER", parts);
    g_autofree char *same = text_hide_tokens(joined);
    g_string_append_printf(said, "%s\n", same);
}

static char *what_came(struct store *store, gint64 mail, const char *number)
{
    GString *said = g_string_new(NULL);
    g_autoptr(mail_auto) seen = store_mail_load(store, mail, NULL);
    g_autoptr(GPtrArray) rows = store_journal(store, 0, mail, NULL);
    g_autoptr(GPtrArray) outs = store_outs_list(store, TRUE, 100, NULL);
    add(said, mail_state_name(seen->state), number);
    add(said, seen->reason, number);
    for (guint i = 0; i < rows->len; i++)
        add(said, ((const struct journal_row *)rows->pdata[i])->detail, number);
    for (guint i = 0; i < outs->len; i++) {
        const struct out *out = outs->pdata[i];
        g_autofree char *text = store_out_text(store, out->id, NULL);
        add(said, out->recipient, number);
        add(said, text, number);
    }
    return g_string_free(said, FALSE);
}

static gint64 take_in(struct flow *flow)
{
    struct flow_position position;
    const struct flow_arrival arrival = {"orders", 1, 1, RENDER_SHOP_NOW, 1000, "a.eml"};
    assert_true(flow_mailbox_opened(flow, "orders", 1, RENDER_SHOP_NOW, &position, NULL));
    assert_true(flow_arrived(flow, &arrival, RENDER_SHOP_NOW, NULL));
    g_autoptr(mail_auto) mail = flow_decode_next(flow, 0, TRUE, RENDER_SHOP_NOW, NULL);
    return mail->id;
}

static char *with_number(const char *text, const char *number)
{
    g_auto(GStrv) parts = g_strsplit(text, "NUMBER", -1);
    return g_strjoinv(number, parts);
}

/* A shop with one order of somebody else's, asked about `number`. */
static struct answer ask(const struct flow_setup *setup, const char *number, const char *subject, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *title = with_number(subject, number);
    g_autofree char *text = with_number(words, number);
    g_autoptr(document_auto) document = asking(title, text);
    struct store *store = store_open(":memory:", STORE_DAEMON, &error);
    struct flow *flow = flow_new(store, setup);
    g_autoptr(order_auto) order = render_shop_order();
    order->id = 0;
    set(&order->number, "EH-7001");
    assert_true(store_begin(store, &error) && store_order_save(store, order, "digest", &error) && store_commit(store, &error));
    gint64 mail = take_in(flow);
    guint64 before = store_work(store);
    assert_true(flow_document(flow, mail, document, RENDER_SHOP_NOW, &error));
    struct answer answer = {.work = store_work(store) - before};
    assert_true(flow_commit(flow, &error));
    answer.said = what_came(store, mail, number);
    flow_free(flow);
    store_close(store);
    return answer;
}

static void adv_31_anothers_number_is_the_same_work_as_nobodys(void **state)
{
    const struct flow_setup *setup = *state;
    static const char *const mails[][2] = {
        {"Where is NUMBER?", "Where is my order NUMBER? Please tell me how it stands."},
        {"Re: Your order NUMBER is confirmed", "status"},
        {"Cancel", "Please cancel order NUMBER."},
        {"NUMBER", "Product: Sofa\nFabric: velvet"},
        {"An order", "Order number: NUMBER\nProduct: Sofa"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
        struct answer theirs = ask(setup, "EH-7001", mails[i][0], mails[i][1]);
        struct answer nobodys = ask(setup, "EH-9001", mails[i][0], mails[i][1]);
        assert_string_equal(theirs.said, nobodys.said);
        assert_true(theirs.work > 100); /* it is counted at all */
        assert_int_equal(theirs.work, nobodys.work);
        answer_clear(&theirs);
        answer_clear(&nobodys);
    }
}

int main(void)
{
    static const char *const languages[] = {"en", "tr", NULL};
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    g_autoptr(settings_auto) settings = settings_new();
    struct business *business = render_shop_business();
    compose_init();
    struct flow_setup setup = {settings, business, render_shop_forms(), templates_load(NULL, TEST_TEMPLATES, languages, diagnostics)};
    set(&business->review_address, "desk@hill.example");
    set(&business->admin_address, "admin@hill.example");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(adv_31_anothers_number_is_the_same_work_as_nobodys, &setup),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    templates_free((struct templates *)setup.templates);
    forms_free((struct forms *)setup.forms);
    business_free(business);
    return failed;
}
