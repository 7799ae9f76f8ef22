/* Carriers: found by name and by number, what their numbers look like, and where a parcel can be followed. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "daemon/orders/carrier.h"

static struct carrier *add(GPtrArray *carriers, const char *id, const char *name, const char *pattern, const char *check)
{
    struct carrier *carrier = carrier_new(id);
    enum check_digit kind = CHECK_NONE;
    phrases_add(carrier->names, "en", name);
    assert_true(check_digit_parse(check, &kind));
    if (pattern)
        carrier_add_pattern(carrier, pattern, kind);
    g_ptr_array_add(carriers, carrier);
    return carrier;
}

static GPtrArray *three_carriers(void)
{
    GPtrArray *carriers = g_ptr_array_new_with_free_func((GDestroyNotify)carrier_free);
    add(carriers, "ups", "United Parcel Service", "1Z****************", "ups");
    add(carriers, "post", "The Post", "AA999999999AA", "s10");
    add(carriers, "lorry", "Our own lorry", NULL, "none");
    return carriers;
}

static const char *id_of(const struct carrier *carrier)
{
    return carrier ? carrier->id : "none";
}

static void a_carrier_is_found_by_its_id_or_one_of_its_names(void **state)
{
    (void)state;
    static const struct {
        const char *text, *id;
    } cases[] = {
        {"ups", "ups"}, {"UPS", "ups"}, {"united parcel service", "ups"}, {"the POST", "post"}, {"Our own lorry.", "lorry"},
        {"Our own", "none"}, {"", "none"}, {" - ", "none"}, {NULL, "none"}, {"upsy", "none"},
    };
    g_autoptr(GPtrArray) carriers = three_carriers();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_string_equal(id_of(carriers_find(carriers, cases[i].text)), cases[i].id);
    assert_null(carriers_find(NULL, "ups"));
    phrases_add(((struct carrier *)carriers->pdata[2])->names, "tr", "UPS");
    assert_null(carriers_find(carriers, "ups")); /* two are called so: none is meant */
    assert_string_equal(id_of(carriers_by_id(carriers, "ups")), "ups");
    assert_null(carriers_by_id(carriers, "UPS")); /* the id itself, and not a name */
    assert_null(carriers_by_id(carriers, NULL));
    assert_null(carriers_by_id(NULL, "ups"));
}

/* Each right number is one that the carriers' own pages give as an example, or follows from the standard's formula by hand. */
static void a_typing_error_in_a_tracking_number_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *check, *tracking;
        enum tracking_verdict verdict;
    } cases[] = {
        {"1Z****************", "ups", "1Z999AA10123456784", TRACKING_FITS},
        {"1Z****************", "ups", "1Z999AA10123456785", TRACKING_WRONG_DIGIT},
        {"1Z****************", "ups", "1Z999AA1012345678", TRACKING_NO_PATTERN},
        {"1Z****************", "ups", "1Z999AA101234567845", TRACKING_NO_PATTERN},
        {"1Z****************", "ups", "2Z999AA10123456784", TRACKING_NO_PATTERN},
        {"***", "ups", "1Z9", TRACKING_WRONG_DIGIT}, /* too short to hold a digit */
        {"AA999999999AA", "s10", "RA473124829GB", TRACKING_FITS},
        {"AA999999999AA", "s10", "RA473124828GB", TRACKING_WRONG_DIGIT},
        {"AA999999999AA", "s10", "RA020000000TR", TRACKING_FITS}, /* 10 is written 0 */
        {"AA999999999AA", "s10", "RA000000005TR", TRACKING_FITS}, /* 11 is written 5 */
        {"AA999999999AA", "s10", "RA47312482GB", TRACKING_NO_PATTERN},
        {"AA999999999AA", "s10", "R1473124829GB", TRACKING_NO_PATTERN},
        {"AA9999999999AA", "s10", "RA4731248291GB", TRACKING_WRONG_DIGIT}, /* not as long as S10 says */
        {"9999999999999", "mod10", "4006381333931", TRACKING_FITS},
        {"9999999999999", "mod10", "4006381333932", TRACKING_WRONG_DIGIT},
        {"9999999999999", "mod10", "400638133393X", TRACKING_NO_PATTERN},
        {"9", "mod10", "0", TRACKING_WRONG_DIGIT},
        {"99999999", "mod7", "12345675", TRACKING_FITS},
        {"99999999", "mod7", "12345676", TRACKING_WRONG_DIGIT},
        {"9", "mod7", "0", TRACKING_WRONG_DIGIT},
        {"999999999999", "mod11", "986578788855", TRACKING_FITS},
        {"999999999999", "mod11", "986578788854", TRACKING_WRONG_DIGIT},
        {"**99", "none", "AB12", TRACKING_FITS},
        {"**99", "none", "A-12", TRACKING_NO_PATTERN},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) carriers = g_ptr_array_new_with_free_func((GDestroyNotify)carrier_free);
        const struct carrier *carrier = add(carriers, "one", "One", cases[i].pattern, cases[i].check);
        enum tracking_verdict verdict = carrier_check(carrier, cases[i].tracking);
        if (verdict != cases[i].verdict)
            fail_msg("%s by %s: %d", cases[i].tracking, cases[i].check, (int)verdict);
        gboolean proves = verdict == TRACKING_FITS && !g_str_equal(cases[i].check, "none");
        assert_ptr_equal(carriers_by_tracking(carriers, cases[i].tracking), proves ? carrier : NULL);
    }
}

static void a_number_alone_names_its_carrier_only_when_no_other_could_have_given_it(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) carriers = three_carriers();
    assert_string_equal(id_of(carriers_by_tracking(carriers, "RA473124829GB")), "post");
    assert_null(carriers_by_tracking(NULL, "RA473124829GB"));
    add(carriers, "other-post", "Another post", "AA999999999GB", "s10");
    assert_null(carriers_by_tracking(carriers, "RA473124829GB"));
    assert_string_equal(id_of(carriers_by_tracking(carriers, "RA020000000TR")), "post");
    assert_int_equal(carrier_check(carriers->pdata[2], "whatever"), TRACKING_UNCHECKED);
    assert_int_equal(carrier_check(NULL, "whatever"), TRACKING_UNCHECKED);
    carrier_add_pattern(carriers->pdata[0], "999", CHECK_NONE); /* the wrong digit of one pattern does not hide that another fits */
    assert_int_equal(carrier_check(carriers->pdata[0], "123"), TRACKING_FITS);
}

static void a_parcel_is_followed_where_its_carrier_says(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) carriers = three_carriers();
    struct carrier *carrier = carriers->pdata[0];
    assert_null(carrier_link(NULL, "1"));
    assert_null(carrier_link(carrier, "1"));
    carrier->link = g_strdup("https://ups.example/{tracking}?n={tracking}");
    assert_null(carrier_link(carrier, NULL));
    g_autofree char *link = carrier_link(carrier, "1Z&x=1/..");
    assert_string_equal(link, "https://ups.example/1Z%26x%3D1%2F..?n=1Z%26x%3D1%2F..");
    g_autofree char *normal = tracking_normal(" 1z 999-aa.1 ");
    assert_string_equal(normal, "1Z999AA1");
    carrier_free(NULL);
}

static void each_kind_of_check_digit_has_one_name(void **state)
{
    (void)state;
    for (guint i = CHECK_NONE; i <= CHECK_MOD11; i++) {
        enum check_digit kind = CHECK_NONE;
        assert_true(check_digit_parse(check_digit_name((enum check_digit)i), &kind));
        assert_int_equal(kind, i);
    }
    enum check_digit untouched = CHECK_MOD7;
    assert_false(check_digit_parse("mod97", &untouched));
    assert_false(check_digit_parse(NULL, &untouched));
    assert_int_equal(untouched, CHECK_MOD7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_carrier_is_found_by_its_id_or_one_of_its_names),
        cmocka_unit_test(a_typing_error_in_a_tracking_number_is_found),
        cmocka_unit_test(a_number_alone_names_its_carrier_only_when_no_other_could_have_given_it),
        cmocka_unit_test(a_parcel_is_followed_where_its_carrier_says),
        cmocka_unit_test(each_kind_of_check_digit_has_one_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
