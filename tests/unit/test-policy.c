#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/orders/policy.h"

/* A business whose warehouse and whose own address are known. */
static int business_open(void **state)
{
    struct business *business = business_new();
    business->calendar = calendar_new("Europe/Berlin");
    business->from_address = g_strdup("orders@shop.example");
    struct department *department = department_new("warehouse");
    g_free(department->address);
    department->address = g_strdup("warehouse@shop.example");
    g_strfreev(department->staff);
    department->staff = g_strsplit(department->address, " ", -1);
    g_ptr_array_add(business->departments, department);
    *state = business;
    return 0;
}

static int business_close(void **state)
{
    business_free(*state);
    return 0;
}

static struct policy_decision decide(struct business *business, struct policy_facts facts)
{
    return policy_decide(&facts, business);
}

static void silence_is_the_default(void **state)
{
    struct business *business = *state;
    const char *person = "ayla@customer.example";
    assert_int_equal(decide(business, (struct policy_facts){.from = person, .has_form = TRUE}).verdict, POLICY_ANSWER);
    assert_int_equal(decide(business, (struct policy_facts){.from = person, .names_product = TRUE}).verdict, POLICY_ANSWER);
    assert_int_equal(decide(business, (struct policy_facts){.from = person}).verdict, POLICY_REVIEW);
    assert_int_equal(decide(business, (struct policy_facts){.has_form = TRUE}).verdict, POLICY_REVIEW);
    const struct policy_facts silent[] = {
        {.from = person, .has_form = TRUE, .machine = "a list"},
        {.from = person, .has_form = TRUE, .spam = TRUE},
        {.from = person, .has_form = TRUE, .auth = POLICY_AUTH_FAIL},
        {.from = person, .has_form = TRUE, .sender_capped = TRUE},
        {.from = person, .has_form = TRUE, .all_capped = TRUE},
        {.from = "no-reply@customer.example", .has_form = TRUE},
        {.from = "Do.Not.Reply@customer.example", .has_form = TRUE},
        {.from = "mailer-daemon@customer.example", .has_form = TRUE},
        {.from = "warehouse@shop.example", .has_form = TRUE},
        {.from = "orders@shop.example", .has_form = TRUE},
        {.from = "not an address", .has_form = TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(silent); i++)
        assert_int_equal(decide(business, silent[i]).verdict, POLICY_REVIEW);
    assert_int_equal(decide(business, (struct policy_facts){.from = person, .own_mail = TRUE}).verdict, POLICY_FILE);
}

static void the_widest_bound_that_is_reached_is_named_and_only_where_it_keeps_from_an_answer(void **state)
{
    struct business *business = *state;
    struct policy_facts facts = {.from = "ayla@customer.example", .has_form = TRUE, .sender_capped = TRUE};
    assert_int_equal(decide(business, facts).cap, CAP_SENDER);
    facts.domain_capped = TRUE;
    assert_int_equal(decide(business, facts).cap, CAP_DOMAIN);
    facts.all_capped = TRUE;
    assert_int_equal(decide(business, facts).cap, CAP_ALL);
    assert_string_equal(decide(business, facts).reason, step_refusal_text(REFUSAL_ALL_ENOUGH));
    facts.has_form = FALSE; /* nobody would have been answered */
    assert_int_equal(decide(business, facts).cap, CAP_NONE);
    facts.encrypted = TRUE; /* its sender would be asked to send it in the clear */
    assert_int_equal(decide(business, facts).cap, CAP_ALL);
    facts.has_form = facts.spam = TRUE;
    assert_int_equal(decide(business, facts).cap, CAP_NONE);
    for (guint cap = CAP_NONE; cap <= CAP_ALL; cap++)
        assert_int_equal(policy_cap_parse(policy_cap_name((enum policy_cap)cap)), cap);
    assert_int_equal(policy_cap_parse("nonsense"), CAP_NONE);
}

static void a_person_who_vouches_overrules_marks_but_not_machines(void **state)
{
    struct business *business = *state;
    struct policy_facts facts = {.from = "ayla@customer.example", .has_form = TRUE, .spam = TRUE, .sender_capped = TRUE,
                                 .all_capped = TRUE, .auth = POLICY_AUTH_FAIL, .vouched = TRUE};
    assert_int_equal(decide(business, facts).verdict, POLICY_ANSWER);
    facts.machine = "a bounce";
    assert_int_equal(decide(business, facts).verdict, POLICY_REVIEW);
}

static struct source *add_source(struct business *business, const char *from, gboolean require_auth)
{
    struct source *source = g_new0(struct source, 1);
    source->name = g_strdup("web");
    source->from = g_strdup(from);
    source->require_auth = require_auth;
    source->customer = SOURCE_CUSTOMER_FIELD;
    source->field = g_strdup("email");
    g_ptr_array_add(business->sources, source);
    return source;
}

/* A polite request goes to those who would have been answered had they written an order, and to nobody else. */
static void adv_55_who_is_asked_to_send_it_in_the_clear(void **state)
{
    struct business *business = *state;
    const char *person = "ayla@customer.example";
    const struct policy_decision asked = decide(business, (struct policy_facts){.from = person, .encrypted = TRUE});
    assert_int_equal(asked.verdict, POLICY_ANSWER);
    assert_string_equal(asked.customer, person);
    const struct policy_facts silent[] = {
        {.from = person, .encrypted = TRUE, .machine = "a list"},
        {.from = person, .encrypted = TRUE, .spam = TRUE},
        {.from = person, .encrypted = TRUE, .auth = POLICY_AUTH_FAIL},
        {.from = person, .encrypted = TRUE, .sender_capped = TRUE},
        {.from = person, .encrypted = TRUE, .domain_capped = TRUE},
        {.from = person, .encrypted = TRUE, .all_capped = TRUE},
        {.from = "no-reply@customer.example", .encrypted = TRUE},
        {.from = "warehouse@shop.example", .encrypted = TRUE},
        {.encrypted = TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(silent); i++)
        assert_int_equal(decide(business, silent[i]).verdict, POLICY_REVIEW);
    add_source(business, "form@web.example", FALSE);
    assert_int_equal(decide(business, (struct policy_facts){.from = "form@web.example", .encrypted = TRUE}).verdict, POLICY_REVIEW);
}

static void only_a_configured_source_speaks_for_a_customer(void **state)
{
    struct business *business = *state;
    struct policy_facts facts = {.from = "form@web.example", .named_customer = "ayla@customer.example", .has_form = TRUE,
                                 .machine = "automatic"};
    assert_int_equal(decide(business, facts).verdict, POLICY_REVIEW);
    struct source *source = add_source(business, "form@web.example", TRUE);
    assert_int_equal(decide(business, facts).verdict, POLICY_REVIEW); /* no authentication */
    facts.auth = POLICY_AUTH_PASS;
    struct policy_decision decision = decide(business, facts);
    assert_int_equal(decision.verdict, POLICY_ANSWER);
    assert_string_equal(decision.customer, "ayla@customer.example");
    assert_ptr_equal(decision.source, source);
    facts.named_customer = "orders@shop.example";
    assert_int_equal(decide(business, facts).verdict, POLICY_REVIEW);
    facts.named_customer = NULL;
    assert_int_equal(decide(business, facts).verdict, POLICY_REVIEW);
    facts.from = "form@web.example.evil";
    facts.named_customer = "victim@elsewhere.example";
    facts.machine = NULL;
    decision = decide(business, facts);
    assert_string_equal(decision.customer, "form@web.example.evil"); /* a stranger's mail answers the stranger alone */
}

static void adv_07_machines_addresses_and_those_of_persons(void **state)
{
    (void)state;
    static const char *const machines[] = {
        "no-reply@b.example", "noreply+x@b.example", "news-noreply@b.example", "bounce@b.example", "bounces+4711@b.example", "bounce-4711@b.example",
        "Bounce.4711_12@b.example", "noreply@", "postmaster", "root+cron", "noreply-orders@b.example", "do_not_reply.shop@b.example", "bounces4711@b.example", "double-bounce@b.example", "sofas-bounces@b.example", "sofas-bounces+a=c.example@b.example",
        "srs0=HHH=TT=c.example=x@b.example", "SRS1=x=c.example==HHH=TT=d.example=x@b.example", "mailer-daemon@b.example", "root@b.example",
    };
    static const char *const persons[] = {
        "anna@b.example", "bouncehouse@b.example", "bouncehouse2@b.example", "bouncer@b.example", "anna.bouncer@b.example", "trebounces@b.example", "replay@b.example",
        "srs@b.example", "anna@bounces-4711.example", "rootbeer@b.example",
    };
    for (guint i = 0; i < G_N_ELEMENTS(machines); i++)
        if (!policy_is_machine_address(machines[i]))
            fail_msg("a person's: %s", machines[i]);
    for (guint i = 0; i < G_N_ELEMENTS(persons); i++)
        if (policy_is_machine_address(persons[i]))
            fail_msg("a machine's: %s", persons[i]);
}

/* --- whose address it is ---------------------------------------------------------------------------------------------------------- */

static void set_addresses(struct business *business)
{
    g_strfreev(business->own_addresses);
    g_strfreev(business->representatives);
    business->own_addresses = g_strsplit("sales@shop.example info@old-shop.example", " ", -1);
    business->representatives = g_strsplit("jo@shop.example kim@rep.example", " ", -1);
    business->review_address = g_strdup("review@shop.example");
    business->admin_address = g_strdup("admin@shop.example");
    business->contact_email = g_strdup("hello@shop.example");
}

static void an_address_is_ours_our_staffs_or_a_representatives_with_or_without_a_plus(void **state)
{
    struct business *business = *state;
    static const struct {
        const char *address;
        gboolean own, staff, representative;
    } cases[] = {
        {"orders@shop.example", TRUE, FALSE, FALSE},
        {"Orders+EH-1001@SHOP.example", TRUE, FALSE, FALSE},
        {"info@old-shop.example", TRUE, FALSE, FALSE},
        {"sales+x+y@shop.example", TRUE, FALSE, FALSE},
        {"review@shop.example", TRUE, FALSE, FALSE},
        {"admin@shop.example", TRUE, FALSE, FALSE},
        {"hello@shop.example", TRUE, FALSE, FALSE},
        {"warehouse+night@shop.example", FALSE, TRUE, FALSE},
        {"KIM@rep.example", FALSE, FALSE, TRUE},
        {"jo+1@shop.example", FALSE, FALSE, TRUE},
        {"orders@shop.example.evil.example", FALSE, FALSE, FALSE},
        {"xorders@shop.example", FALSE, FALSE, FALSE},
        {"+orders@shop.example", FALSE, FALSE, FALSE}, /* nothing is left before the plus */
        {"orders@+shop.example", FALSE, FALSE, FALSE},
        {"orders at shop.example", FALSE, FALSE, FALSE},
        {"", FALSE, FALSE, FALSE},
        {NULL, FALSE, FALSE, FALSE},
    };
    set_addresses(business);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (business_is_own_address(business, cases[i].address) != cases[i].own ||
            business_is_staff_address(business, cases[i].address) != cases[i].staff ||
            business_is_representative(business, cases[i].address) != cases[i].representative)
            fail_msg("taken for somebody else's: %s", cases[i].address);
    }
}

static void a_mail_is_answered_by_those_it_was_for(void **state)
{
    struct business *business = *state;
    static const struct {
        const char *audience, *address;
        gboolean may;
    } cases[] = {
        {"warehouse", "warehouse@shop.example", TRUE}, {"warehouse", "ali@shop.example", TRUE}, {"warehouse", "review@shop.example", FALSE},
        {"warehouse", "jo@shop.example", FALSE},       {"review", "review@shop.example", TRUE}, {"review", "kim+x@rep.example", TRUE},
        {"review", "warehouse@shop.example", FALSE},   {"review", "not an address", FALSE},     {"review", NULL, FALSE},
        {"garden", "review@shop.example", FALSE},      {"customer", "jo@shop.example", FALSE},
    };
    set_addresses(business);
    struct department *warehouse = business->departments->pdata[0];
    g_strfreev(warehouse->staff);
    warehouse->staff = g_strsplit("ali@shop.example", " ", -1);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        if (business_may_answer(business, cases[i].audience, cases[i].address) != cases[i].may)
            fail_msg("%s for %s", cases[i].address, cases[i].audience);
}

static void a_source_may_be_an_address_or_a_whole_domain_and_the_address_counts_for_more(void **state)
{
    struct business *business = *state;
    const struct source *domain = add_source(business, "@web.example", FALSE), *one = add_source(business, "Form@web.example", FALSE);
    add_source(business, "not an address", FALSE);
    assert_ptr_equal(business_source(business, "form@WEB.example"), one);
    assert_ptr_equal(business_source(business, "shop@web.example"), domain);
    assert_null(business_source(business, "shop@sub.web.example"));
    assert_null(business_source(business, "not an address"));
    assert_null(business_department(business, NULL));
}

static void a_source_that_fails_holds_nothing_or_names_nobody_is_for_a_person(void **state)
{
    struct business *business = *state;
    struct source *source = add_source(business, "form@web.example", FALSE);
    struct policy_facts facts = {.from = "form@web.example", .has_form = TRUE, .reply_to = "ayla@customer.example", .auth = POLICY_AUTH_FAIL};
    source->customer = SOURCE_CUSTOMER_REPLY_TO;
    assert_int_equal(decide(business, facts).why, REFUSAL_SOURCE_FAILS);
    facts.vouched = TRUE;
    assert_string_equal(decide(business, facts).customer, "ayla@customer.example");
    facts.vouched = FALSE;
    facts.auth = POLICY_AUTH_NONE;
    facts.domain_capped = TRUE;
    assert_int_equal(decide(business, facts).cap, CAP_DOMAIN);
    facts.domain_capped = FALSE;
    facts.has_form = FALSE;
    assert_int_equal(decide(business, facts).why, REFUSAL_SOURCE_EMPTY);
    facts.has_form = TRUE;
    facts.reply_to = "no-reply@customer.example";
    assert_int_equal(decide(business, facts).why, REFUSAL_SOURCE_NO_CUSTOMER);
}

/* An order from nobody is told to a person, unless a machine or a spammer sent it. */
static void an_order_whose_sender_is_unclear_is_told(void **state)
{
    struct business *business = *state;
    struct policy_facts facts = {.has_form = TRUE};
    assert_true(decide(business, facts).tell);
    facts.machine = "a list";
    assert_false(decide(business, facts).tell);
    facts.machine = NULL;
    facts.spam = TRUE;
    assert_false(decide(business, facts).tell);
    facts = (struct policy_facts){.from = "ayla@customer.example", .vouched = TRUE};
    assert_int_equal(decide(business, facts).verdict, POLICY_ANSWER); /* a person says that it is an order */
    assert_int_equal(policy_cap_refusal(CAP_NONE), STEP_REFUSAL_NONE);
}

#define POLICY_TEST(name) cmocka_unit_test_setup_teardown(name, business_open, business_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POLICY_TEST(silence_is_the_default),
        POLICY_TEST(the_widest_bound_that_is_reached_is_named_and_only_where_it_keeps_from_an_answer),
        POLICY_TEST(a_person_who_vouches_overrules_marks_but_not_machines),
        POLICY_TEST(adv_55_who_is_asked_to_send_it_in_the_clear),
        POLICY_TEST(only_a_configured_source_speaks_for_a_customer),
        POLICY_TEST(an_address_is_ours_our_staffs_or_a_representatives_with_or_without_a_plus),
        POLICY_TEST(a_mail_is_answered_by_those_it_was_for),
        POLICY_TEST(a_source_may_be_an_address_or_a_whole_domain_and_the_address_counts_for_more),
        POLICY_TEST(a_source_that_fails_holds_nothing_or_names_nobody_is_for_a_person),
        POLICY_TEST(an_order_whose_sender_is_unclear_is_told),
        cmocka_unit_test(adv_07_machines_addresses_and_those_of_persons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
