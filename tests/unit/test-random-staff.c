/* Replies of staff mixed from known ones: whatever comes of it, no command is made of nothing, and none is half said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "parsers/read/staff.h"
#include "tests/unit/mixed-texts.h"
#include "tests/unit/read-tell.h"
#include "tests/unit/shop.h"
#include "tests/unit/staff-replies.h"

#define ROUNDS 250

static void add_carrier(GPtrArray *carriers, const char *id, const char *name, const char *pattern, enum check_digit check)
{
    struct carrier *carrier = carrier_new(id);
    phrases_add(carrier->names, "en", name);
    if (pattern)
        carrier_add_pattern(carrier, pattern, check);
    g_ptr_array_add(carriers, carrier);
}

static GPtrArray *carriers_make(void)
{
    GPtrArray *carriers = g_ptr_array_new_with_free_func((GDestroyNotify)carrier_free);
    add_carrier(carriers, "ups", "UPS", "1Z****************", CHECK_UPS);
    add_carrier(carriers, "dhl", "DHL Paket", "99999999999999999999", CHECK_MOD10);
    add_carrier(carriers, "yurtici", "Yurtiçi Kargo", NULL, CHECK_NONE);
    add_carrier(carriers, "ptt", "PTT", "AA999999999AA", CHECK_S10);
    return carriers;
}

static struct order *order_make(guint state)
{
    static const enum item_state states[] = {ITEM_IN_WORK, ITEM_SHIPPED, ITEM_IN_WORK, ITEM_OPEN};
    static const char *const forms[] = {"sofa", "table"}, *const skus[] = {"SOFA-3", "TABLE-1"};
    struct order *order = order_new();
    order->number = g_strdup("EH-1001");
    order->phase = state == 3 ? PHASE_HELD : PHASE_ACCEPTED;
    for (guint i = 0; i < 2; i++) {
        struct line_item *item = line_item_new(i + 1);
        item->form = g_strdup(forms[i]);
        item->sku = g_strdup(skus[i]);
        item->state = states[state];
        item->expected = g_strdup("2026-12-03");
        g_ptr_array_add(order->items, item);
    }
    if (state == 1) {
        struct consignment *parcel = consignment_new(1);
        parcel->tracking = g_strdup("1Z999AA10123456784");
        g_ptr_array_add(order->consignments, parcel);
    }
    if (state == 2)
        order->request = request_new(AIM_CANCEL, "please cancel");
    struct value *name = value_new("name", "Ayla Demir");
    value_set_canonical(name, VALUE_GIVEN, "Ayla Demir");
    g_ptr_array_add(order->values, name);
    return order;
}

/* --- what must be so ------------------------------------------------------------------------------------------------------------------------ */

static gboolean is_day(const char *iso)
{
    GDate day;
    guint year, month, date;
    char rest;
    if (strlen(iso) != 10 || sscanf(iso, "%4u-%2u-%2u%c", &year, &month, &date, &rest) != 3)
        return FALSE;
    g_date_clear(&day, 1);
    return g_date_valid_dmy((GDateDay)date, (GDateMonth)month, (GDateYear)year);
}

static const char *date_fault(const struct staff_command *command, const char *today)
{
    if ((command->date && !is_day(command->date)) || (command->new_date && !is_day(command->new_date)))
        return "a date that is none";
    if (command->verb == STAFF_DELAY && (!command->date || strcmp(command->date, today) < 0))
        return "a delay without a date ahead";
    if (command->new_date && command->verb != STAFF_CORRECT)
        return "a new date of what is not corrected";
    return NULL;
}

static const char *parcel_fault(const struct staff_command *command)
{
    if (command->packages->len > 0 && command->verb != STAFF_SHIP && command->verb != STAFF_CORRECT)
        return "a parcel of what was not sent";
    for (guint i = 0; i < command->packages->len; i++) {
        const struct staff_package *package = command->packages->pdata[i];
        if (package->verdict == TRACKING_WRONG_DIGIT || package->verdict == TRACKING_NO_PATTERN)
            return "a number that cannot be";
        for (const char *p = package->tracking; p && *p; p++)
            if (!g_ascii_isdigit(*p) && !g_ascii_isupper(*p))
                return "a number that is not in its normal form";
        if (!package->carrier && !package->carrier_text && !package->tracking)
            return "a parcel of which nothing is said";
    }
    return NULL;
}

static const char *command_fault(const struct staff_command *command, const struct staff_context *context, const char *today)
{
    for (guint i = 0; i < command->items->len; i++)
        if (!order_item(context->order, g_array_index(command->items, guint, i)))
            return "an item that the order has not";
    if ((command->verb == STAFF_NOTE) != (command->note != NULL) || (command->note && !*command->note))
        return "a note without words, or words without a note";
    if (command->verb >= STAFF_ACCEPT && !context->reviewing)
        return "a decision of one who does not decide";
    if ((command->verb == STAFF_AGREE || command->verb == STAFF_REFUSE) && !context->order->request && !context->asked)
        return "an answer to what nobody asked";
    const char *fault = date_fault(command, today);
    return fault ? fault : parcel_fault(command);
}

/* "ship #1 @2026-12-03; …?doubt": enough to compare. */
static char *told(const struct staff_reading *reading)
{
    GString *all = g_string_new(NULL);
    for (guint c = 0; c < reading->commands->len; c++) {
        const struct staff_command *command = reading->commands->pdata[c];
        g_string_append_printf(all, "%s %s %s %u;", staff_verb_name(command->verb), command->date ? command->date : "-",
                               command->new_date ? command->new_date : "-", command->packages->len);
        for (guint i = 0; i < command->items->len; i++)
            g_string_append_printf(all, " #%u", g_array_index(command->items, guint, i));
    }
    g_string_append_printf(all, "?%s", staff_doubt_name(reading->doubt));
    return g_string_free(all, FALSE);
}

static guint lines_of(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = 0;
    for (guint i = 0; lines[i]; i++)
        count += *g_strstrip(lines[i]) != '\0';
    return count;
}

static const char *reading_fault(const struct staff_reading *reading, const struct staff_context *context, const char *text)
{
    if (reading->commands->len > 0 && reading->doubt != DOUBT_NONE)
        return "commands, and a doubt";
    if (reading->commands->len == 0 && reading->doubt == DOUBT_NONE && !reading->forwarded)
        for (guint i = 0; i < reading->lines->len; i++)
            if (!((const struct staff_line *)reading->lines->pdata[i])->understood)
                return "words that nobody understood, and no doubt";
    if (reading->lines->len > lines_of(text))
        return "more lines than were written";
    const char *fault = NULL;
    for (guint i = 0; i < reading->commands->len && !fault; i++)
        fault = command_fault(reading->commands->pdata[i], context, "2026-11-24");
    return fault;
}

static char *read_text(const char *text, const struct staff_context *context, const char **ret_fault)
{
    g_autoptr(document_auto) document = mail_of(text);
    g_autoptr(staff_reading_auto) reading = staff_read(document, context);
    *ret_fault = reading_fault(reading, context, text);
    return told(reading);
}

/* Commands that stand only in what is quoted are nobody's. */
static gboolean obeys_a_quote(const char *text, const struct staff_context *context)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *joined = g_strjoinv("\n> ", lines), *quoted = g_strconcat("> ", joined, NULL);
    g_autoptr(document_auto) document = mail_of(quoted);
    g_autoptr(staff_reading_auto) reading = staff_read(document, context);
    return reading->commands->len > 0;
}

/* --- played ------------------------------------------------------------------------------------------------------------------------------------- */

static const struct {
    const struct staff_reply *replies;
    const guint *count;
} sets[] = {
    {staff_replies, &staff_reply_count},
    {staff_unseen, &staff_unseen_count},
    {staff_unseen_forms, &staff_unseen_form_count},
    {staff_unseen_fresh, &staff_unseen_fresh_count},
    {staff_unseen_fifth, &staff_unseen_fifth_count},
    {staff_exam, &staff_exam_count},
    {staff_exam2, &staff_exam2_count},
    {staff_exam4, &staff_exam4_count},
};

static void whatever_is_mixed_is_a_whole_command_or_a_doubt(void **state)
{
    static const char *const languages[] = {"en", "tr", "de", NULL};
    g_autoptr(GPtrArray) carriers = carriers_make();
    struct forms *forms = shop_forms();
    struct mixer mixer;
    guint wrong = 0, commands = 0;
    (void)state;
    mixer_init(&mixer, 20261124);
    for (guint s = 0; s < G_N_ELEMENTS(sets); s++)
        for (guint i = 0; i < *sets[s].count; i++)
            mixer_add(&mixer, sets[s].replies[i].text);
    const guint rounds = mixer_rounds(ROUNDS);
    for (guint round = 0; round < rounds; round++) {
        g_autoptr(order_auto) order = order_make(round % 4);
        const struct staff_context context = {.languages = languages, .language = round % 3 ? languages[round % 2] : NULL, .today = shop_today(),
                                              .carriers = carriers, .order = order, .forms = forms, .reviewing = round % 4 == 3, .asked = round % 8 == 2};
        const char *fault = NULL, *other_fault = NULL;
        g_autofree char *text = mixer_next(&mixer), *same = mixer_same(text);
        g_autofree char *once = read_text(text, &context, &fault), *again = read_text(same, &context, &other_fault);
        if (!fault && strcmp(once, again) != 0)
            fault = again;
        if (!fault && obeys_a_quote(text, &context))
            fault = "a command out of a quote";
        commands += *once != '?';
        if (fault)
            print_error("\"%s\"\n    read %s\n    with %s\n", text, once, fault);
        wrong += fault != NULL;
    }
    mixer_clear(&mixer);
    forms_free(forms);
    print_message("mixed replies: %u, commands in %u\n", rounds, commands);
    assert_int_equal(wrong, 0);
    assert_true(commands > rounds / 20); /* else nothing was tried */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_mixed_is_a_whole_command_or_a_doubt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
