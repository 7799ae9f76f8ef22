/* What customers and representatives write back, each as eight mail programs would send it. What is not meant and done all the same
 * (a mark, a cancellation, an opt-out) fails; so do fewer than 95 of 100 acted on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "parsers/read/calls.h"
#include "parsers/read/posted.h"
#include "parsers/read/read.h"
#include "parsers/read/request.h"
#include "parsers/read/survey.h"
#include "tests/unit/customer-replies.h"
#include "tests/unit/mail-programs.h"
#include "tests/unit/shop.h"

#define REACH "If anything is not right, or you have a question, just answer this mail, or\nreach us here:\n  call   +90 212 555 01 00\n  write  help@shop.example\n"
#define FOOT  REACH "  visit  https://shop.example/\n\nExample Home\nExample Home, 12 Bosphorus Street, 34000 Istanbul\n\n[ref: abcdefghijklmnopqrstuvwxyz]\n(By this line we find your order when you answer. Please leave it in.)\n"
#define ASKS  "Has it arrived? By our reckoning it should have. Please answer this mail with\nyes or no.\n\n"
#define FORM(arrived) \
    "Please answer this mail with a mark from 1 (bad) to 5 (very good), with a few\nwords if you like; or fill in what you want to answer:\n\n" arrived \
    "Mark (1 to 5): \nWould you recommend us (0 to 10): \nWhat could we do better?: \n\nOr answer here, if you prefer:\nhttps://survey.example/abcdefghijklmnopqrstuvwxyz\n\n" \
    "If you would rather get no such mail, answer \"no more surveys\".\n\n"
#define SURVEY(asks, arrived) \
    "Hello Ayla Demir,\n\nYour order EH-1001 is done, and we would like to know how it was for\nyou. It takes a minute, and a person reads it.\n\n" asks FORM(arrived) FOOT
#define FOLLOW_UP(asks) \
    "Hello Ayla Demir,\n\n" asks "Your order EH-1001 has been with you for some days.\nIs everything as it should be? If something is missing, broken or different\n" \
    "from what you ordered, answer this mail: a person reads it and sets it right.\n\nIf all is well, you need not do anything.\n\n" FOOT
#define TO_AYLA .to = "Ayla Demir <ayla@example.com>", .name = "Ayla Demir", .line = "12 Mill Lane, +44 20 7946 0123"

static const struct mail_answered letters[ANSWERED_COUNT] = {
    [ANSWERED_SURVEY] = {"How was order EH-1001?", SURVEY("", ""), TO_AYLA},
    [ANSWERED_SURVEY_ARRIVAL] = {"How was order EH-1001?", SURVEY(ASKS, "Has it arrived (yes or no): \n"), TO_AYLA},
    [ANSWERED_FOLLOW_UP] = {"Order EH-1001: is everything all right?", FOLLOW_UP(""), TO_AYLA},
    [ANSWERED_FOLLOW_UP_ARRIVAL] = {"Order EH-1001: is everything all right?", FOLLOW_UP(ASKS), TO_AYLA},
    [ANSWERED_CONFIRMATION] = {"Order EH-1001 confirmed",
                               "Hello Ayla Demir,\n\nThank you for your order. It is complete, and we have confirmed it.\n\nYour order number is EH-1001.\n"
                               "We expect to complete it by 3 December 2026.\n\nNo answer is needed. Please look it over once; if anything is wrong, reach us\n"
                               "here, the sooner the better:\n  call   +90 212 555 01 00\n\nYOUR ORDER\n\n1) Sofa (SOFA-3)\nQuantity: 2\nFabric: Linen\n\nABOUT YOU\n\n"
                               "Name: Ayla Demir\nE-mail: ayla@example.com\nDelivery address: 12 Mill Lane, London\n\n" FOOT,
                               TO_AYLA},
    [ANSWERED_SHIPPED] = {"Order EH-1001 is on its way",
                          "Hello Ayla Demir,\n\nWe have shipped your order EH-1001:\n\n- Sofa (SOFA-3)\n\nCarrier: UPS\nTracking: 1Z999AA10123456784\n\n"
                          "If it does not arrive, or something is not right with it, answer this mail or\nreach us here:\n" FOOT,
                          TO_AYLA},
    [ANSWERED_DELAYED] = {"Order EH-1001 takes longer",
                          "Hello Ayla Demir,\n\nWe are sorry: your order EH-1001 takes longer than\nwe told you.\n\nNew expected completion: 10 December 2026\n\n"
                          "The reason: fabric late\n\nYou need not do anything. If the new date does not suit you, answer this mail:\n"
                          "what has not been shipped yet can be changed or cancelled, and a person reads\nwhat you write.\n\n" FOOT,
                          TO_AYLA},
    [ANSWERED_LATE] = {"Order EH-1001: not shipped yet",
                       "Hello Ayla Demir,\n\nWe had told you that your order EH-1001 would be complete by 3 December. It\nhas not been shipped yet, and it should have been. We are sorry.\n\n"
                       "We do not know the new date yet. Customer service has been alerted and asks\nwhere it stands; you hear from us as soon as we know.\n\n"
                       "If you would like to change or cancel it, answer this mail, or reach us here:\n" FOOT,
                       TO_AYLA},
};

static const struct mail_answered call_list = {
    .subject = "Whom to call today",
    .text = "Whom to call today\n\nPlease write what you heard behind the order’s number, or fill in the lines\nbelow it, and send the mail back: a mark from 1 to 5, the customer’s words,\n"
            "and whether to call again. Example: EH-1001: 4, happy with it, call again in\nMay\n\n"
            "EH-1001  Ayla Demir  +44 20 7946 0123\n  (bad mark, mark 1; Sofa; 12 November)\n  > the legs are scratched\nMark: \nWords: \nCall again: \n\n"
            "EH-1002  John Smith  +44 20 7946 0124\n  (first order; Table; 13 November)\nMark: \nWords: \nCall again: \n\n"
            "EH-1003  Mehmet Kaya  +90 532 123 45 67\n  (no answer to the survey; Sofa; 14 November)\nMark: \nWords: \nCall again: \n\n",
    .to = "Sales <sales@example.com>",
    .name = "Can Aksoy",
    .line = "Sales, +90 212 555 01 02",
};

/* --- the order ---------------------------------------------------------------------------------------------------------------------- */

static void give(GPtrArray *values, const char *field, const char *text, const char *canonical)
{
    struct value *value = value_new(field, text);
    value_set_canonical(value, VALUE_GIVEN, canonical);
    g_ptr_array_add(values, value);
}

static struct order *order_make(void)
{
    struct order *order = order_new();
    struct line_item *sofa = line_item_new(1);
    order->number = g_strdup("EH-1001");
    order->language = g_strdup("en");
    order->phase = PHASE_ACCEPTED;
    sofa->form = g_strdup("sofa");
    sofa->sku = g_strdup("SOFA-3");
    give(sofa->values, "sku", "SOFA-3", "SOFA-3");
    give(sofa->values, "qty", "2", "2");
    give(sofa->values, "fabric", "Linen", "linen");
    g_ptr_array_add(order->items, sofa);
    give(order->values, "name", "Ayla Demir", "Ayla Demir");
    give(order->values, "email", "ayla@example.com", "ayla@example.com");
    give(order->values, "delivery", "12 Mill Lane, London", "12 Mill Lane, London");
    return order;
}

/* --- told ------------------------------------------------------------------------------------------------------------------------------ */

static void add(GString *told, const char *word)
{
    if (told->len)
        g_string_append_c(told, ' ');
    g_string_append(told, word);
}

static void tell_values(GString *told, const GPtrArray *values)
{
    for (guint i = 0; i < values->len; i++) {
        const struct value *value = values->pdata[i];
        g_string_append_printf(told, "%s%s=%s", told->len ? " " : "", value->field, value->canonical ? value->canonical : "?");
    }
}

/* "change(…)" of what the reader of orders finds; NULL nothing. */
static char *tell_change(const struct document *document, const char *sent_text)
{
    struct forms *forms = shop_forms();
    g_autoptr(order_auto) order = order_make();
    g_autoptr(GString) told = g_string_new(NULL);
    struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today(), .sent_text = sent_text, .answers = order};
    g_autoptr(reading_auto) reading = read_document(document, &context);
    const struct draft *draft = reading->drafts->len ? reading->drafts->pdata[0] : NULL;
    gboolean plain = draft && draft->remarks->len == 0;
    for (guint i = 0; draft && i < draft->items->len; i++)
        tell_values(told, ((const struct line_item *)draft->items->pdata[i])->values);
    if (draft)
        tell_values(told, draft->values);
    forms_free(forms);
    if (!draft || (!told->len && plain && !draft->items->len))
        return NULL;
    return plain && told->len && !strchr(told->str, '?') ? g_strdup_printf("change(%s)", told->str) : g_strdup("other");
}

static void tell_words(GString *told, const struct document *document, const char *sent_text, gboolean survey)
{
    struct request_reading request = request_read(document, sent_text);
    g_autofree char *change = tell_change(document, sent_text);
    if (request.kind == REQUEST_CANCEL)
        add(told, "cancel");
    else if (change)
        add(told, change);
    else if (request.kind == REQUEST_STATUS)
        add(told, "status");
    else if (request.kind == REQUEST_NONE && !(survey && request.praises))
        add(told, "none");
    else
        add(told, survey ? "words" : "other");
    request_reading_clear(&request);
}

static char *tell(const struct document *document, enum answered to)
{
    GString *told = g_string_new(NULL);
    const char *sent_text = letters[to].text;
    gboolean survey = to == ANSWERED_SURVEY || to == ANSWERED_SURVEY_ARRIVAL, about = survey || to == ANSWERED_FOLLOW_UP || to == ANSWERED_FOLLOW_UP_ARRIVAL;
    const struct survey_context context = {.sent_text = sent_text, .asks_arrival = to == ANSWERED_SURVEY_ARRIVAL || to == ANSWERED_FOLLOW_UP_ARRIVAL};
    g_autoptr(survey_reading_auto) reading = about ? survey_read(document, &context) : NULL;
    if (reading) {
        if (reading->arrived || reading->not_arrived)
            add(told, reading->arrived ? "yes" : "no");
        if (reading->mark || reading->recommend >= 0) {
            g_autofree char *mark = reading->mark ? g_strdup_printf("%u", reading->mark) : NULL;
            g_autofree char *recommend = reading->recommend >= 0 ? g_strdup_printf("r%d", reading->recommend) : NULL;
            if (mark)
                add(told, mark);
            if (recommend)
                add(told, recommend);
        } else if (reading->mark_unclear && survey)
            add(told, "?");
        if (reading->arrived && reading->says_more && !survey)
            add(told, "other");
        if (reading->opts_out)
            add(told, "stop");
        if (reading->unread && !told->len)
            add(told, "words");
    }
    if (!told->len)
        tell_words(told, document, sent_text, survey);
    return g_string_free(told, FALSE);
}

/* --- compared ---------------------------------------------------------------------------------------------------------------------------- */

static gboolean has_word(const char *words, const char *word)
{
    g_auto(GStrv) all = g_strsplit(words, " ", -1);
    return g_strv_contains((const char *const *)all, word);
}

static gboolean is_doubt(const char *word)
{
    return g_str_equal(word, "?") || g_str_equal(word, "other") || g_str_equal(word, "words");
}

/* Something was done, or left undone for good, that was not meant. */
static gboolean is_wrong(const char *told, const char *meant)
{
    if (strchr(told, '(') && !g_str_equal(told, meant))
        return TRUE;
    g_auto(GStrv) all = g_strsplit(told, " ", -1);
    for (guint i = 0; all[i]; i++)
        if (!is_doubt(all[i]) && !strchr(told, '(') && !has_word(meant, all[i]))
            return TRUE;
    return FALSE;
}

/* What a careful person would act on without asking. */
static gboolean is_clear(const char *meant)
{
    g_auto(GStrv) all = g_strsplit(meant, " ", -1);
    for (guint i = 0; all[i]; i++)
        if (is_doubt(all[i]))
            return FALSE;
    return TRUE;
}

struct score {
    guint tried, clear, acted, wrong;
};

static void compare(struct score *score, const char *text, guint program, const char *told, const char *meant)
{
    gboolean clear = is_clear(meant), same = g_str_equal(told, meant), wrong = is_wrong(told, meant);
    score->tried++;
    score->clear += clear;
    score->acted += clear && same;
    score->wrong += wrong;
    if (wrong || (clear && !same))
        print_message("%s (program %u): \"%s\"\n    read  %s\n    meant %s\n", wrong ? "WRONG" : "not acted on", program, text, told, meant);
}

static void settle(const struct score *score, const char *what)
{
    print_message("%s: %u, clear %u, acted on %u, wrong %u\n", what, score->tried, score->clear, score->acted, score->wrong);
    assert_int_equal(score->wrong, 0);
    assert_true(score->acted * 100 >= score->clear * 95);
}

static void try_customers(const struct customer_reply *replies, guint count)
{
    struct score score = {0};
    for (guint i = 0; i < count; i++) {
        const struct customer_reply *reply = &replies[i];
        for (guint program = 0; program < PROGRAM_COUNT; program++) {
            g_autoptr(document_auto) document = mail_program_reply((enum mail_program)program, &letters[reply->to], reply->text);
            g_autofree char *told = tell(document, reply->to);
            compare(&score, reply->text, program, told, reply->meant);
        }
    }
    settle(&score, "customers' replies");
}

static void test_customers(void **state)
{
    (void)state;
    try_customers(customer_replies, customer_reply_count);
}

static void test_more_customers(void **state)
{
    (void)state;
    try_customers(more_customer_replies, more_customer_reply_count);
}

/* What must never be taken for another mark than the one meant, through every program: none of these may be a little wrong. */
static void adv_61_marks_that_are_easily_misread(void **state)
{
    static const char *const replies[][2] = {
        {"5 but not 1", "5"}, {"5, not 1", "5"}, {"5 (not 1)", "5"}, {"1 but not 5", "1"}, {"not 1 but 5", "?"}, {"5 ama 1 değil", "5"},
        {"1 değil 5", "5"}, {"5, aber nicht 1", "5"}, {"not 5", "?"}, {"3 stars, not 4", "3"},
        {"4/5", "4"}, {"4 / 5", "4"}, {"4/5!", "4"}, {"1/5", "1"}, {"5/5", "5"}, {"４／５", "?"}, {"4 out of 5", "4"}, {"4 von 5", "4"}, {"5 üzerinden 4", "4"},
        {"10/10", "?"}, {"4/10", "?"}, {"0/5", "?"}, {"6/5", "?"}, {"0", "?"}, {"6", "?"}, {"-5", "?"}, {"50", "?"}, {"4,5", "?"}, {"4.5/5", "?"},
        {"👍", "words"}, {"👍👍👍👍👍", "words"}, {"👎", "words"}, {"😡", "words"}, {"😀😀", "words"}, {"5️⃣", "5"}, {"⭐⭐⭐", "3"}, {"🌟🌟🌟🌟", "4"},
        {"★★★★☆", "4"}, {"⭐ 4", "?"}, {"👍 5", "5"}, {"5 👍", "5"}, {"⭐️⭐️⭐️⭐️⭐️⭐️⭐️", "?"},
        {"", "none"}, {" ", "none"}, {"\n\n\n", "none"}, {"\u200b", "none"}, {".", "words"}, {"?", "words"},
    };
    guint wrong = 0;
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(replies); i++) {
        for (guint program = 0; program < PROGRAM_COUNT; program++) {
            g_autoptr(document_auto) document = mail_program_reply((enum mail_program)program, &letters[ANSWERED_SURVEY], replies[i][0]);
            g_autofree char *told = tell(document, ANSWERED_SURVEY);
            wrong += !g_str_equal(told, replies[i][1]);
            if (!g_str_equal(told, replies[i][1]))
                print_message("program %u: \"%s\"\n    read  %s\n    meant %s\n", program, replies[i][0], told, replies[i][1]);
        }
    }
    assert_int_equal(wrong, 0);
}

/* --- the call list ------------------------------------------------------------------------------------------------------------------------- */

static char *tell_calls(const struct document *document)
{
    g_autoptr(GPtrArray) results = calls_read(document, "EH-", call_list.text);
    GString *told = g_string_new(NULL);
    for (guint i = 0; i < results->len; i++) {
        const struct call_result *result = results->pdata[i];
        g_string_append_printf(told, "%s%s", told->len ? "; " : "", result->order);
        if (result->mark)
            g_string_append_printf(told, " %u", result->mark);
        if (result->not_reached)
            g_string_append(told, " away");
        if (result->call_again)
            g_string_append(told, " again");
        if (!result->mark && !result->not_reached && !result->call_again)
            g_string_append(told, " words");
    }
    return g_string_free(told, FALSE);
}

static void try_calls(const struct call_reply *replies, guint count)
{
    struct score score = {0};
    for (guint i = 0; i < count; i++) {
        for (guint program = 0; program < PROGRAM_COUNT; program++) {
            g_autoptr(document_auto) document = mail_program_reply((enum mail_program)program, &call_list, replies[i].text);
            g_autofree char *told = tell_calls(document);
            compare(&score, replies[i].text, program, told, replies[i].meant);
        }
    }
    settle(&score, "representatives' replies");
}

static void test_filled_list(void **state)
{
    (void)state;
    for (guint marked = 0; marked < 2; marked++) {
        g_autoptr(document_auto) document = mail_program_filled(marked, FALSE, &call_list, "Mark: 4\nWords: new legs sent");
        g_autoptr(GPtrArray) results = calls_read(document, "EH-", call_list.text);
        assert_int_equal(results->len, 3);
        for (guint i = 0; i < results->len; i++) {
            const struct call_result *result = results->pdata[i];
            assert_int_equal(result->mark, 4);
            assert_string_equal(result->words, "new legs sent");
        }
    }
}

static void test_calls(void **state)
{
    (void)state;
    try_calls(call_replies, call_reply_count);
}

static void test_more_calls(void **state)
{
    (void)state;
    try_calls(more_call_replies, more_call_reply_count);
}

/* --- the form, filled in where it stands -------------------------------------------------------------------------------------------------- */

static void test_filled_form(void **state)
{
    static const char *const fills[][2] = {
        {"Has it arrived (yes or no): yes\nMark (1 to 5): 5\nWould you recommend us (0 to 10): 10", "yes 5 r10"},
        {"Has it arrived (yes or no): no", "no"},
        {"Mark (1 to 5): 2 - scratched", "2"},
        {"Mark (1 to 5): between 3 and 4", "?"},
        {"Would you recommend us (0 to 10): ten", "r10"},
        {"Would you recommend us (0 to 10): 8 or 9", "words"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(fills); i++) {
        for (guint marked = 0; marked < 2; marked++) {
            g_autoptr(document_auto) document = mail_program_filled(marked, FALSE, &letters[ANSWERED_SURVEY_ARRIVAL], fills[i][0]);
            g_autofree char *told = tell(document, ANSWERED_SURVEY_ARRIVAL);
            assert_string_equal(told, fills[i][1]);
        }
    }
}

/* Beside a mark, a question or a wish reaches a person; an opinion need not. */
static void test_wishes_beside_a_mark(void **state)
{
    static const struct {
        const char *text;
        gboolean person;
    } replies[] = {{"4 and please call me, the leg wobbles", TRUE}, {"5. Do you also sell chairs?", TRUE}, {"3, bir parça eksik", TRUE}, {"5 but the legs scratched", FALSE}, {"4, harika", FALSE}, {"5!", FALSE}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(replies); i++) {
        g_autoptr(document_auto) document = mail_program_reply(PROGRAM_GMAIL, &letters[ANSWERED_SURVEY], replies[i].text);
        const struct survey_context context = {.sent_text = letters[ANSWERED_SURVEY].text};
        g_autoptr(survey_reading_auto) reading = survey_read(document, &context);
        assert_int_equal(reading->wants_person, replies[i].person);
    }
}

/* --- posted back by an on-line survey ----------------------------------------------------------------------------------------------------- */

#define TOKEN "abcdefghijklmnopqrstuvwxyz"
#define OTHER "bcdefghijklmnopqrstuvwxyza"

static char *tell_posted(const struct document *document)
{
    struct question better = {(char *)"better", phrases_new()};
    g_autoptr(GPtrArray) questions = g_ptr_array_new();
    GString *told = g_string_new(NULL);
    phrases_add(better.labels, "en", "What could we do better?");
    g_ptr_array_add(questions, &better);
    g_autoptr(GPtrArray) found = posted_read(document, questions);
    for (guint i = 0; i < found->len; i++) {
        const struct posted *posted = found->pdata[i];
        const struct survey_reading *reading = posted->reading;
        g_string_append_printf(told, "%s%c %u%s r%d", told->len ? "; " : "", posted->token ? *posted->token : '-', reading->mark, reading->mark_unclear ? "?" : "", reading->recommend);
        if (reading->comment)
            g_string_append_printf(told, " |%s", reading->comment);
        for (guint n = 0; n < reading->answers->len; n++)
            g_string_append_printf(told, " better=%s", ((struct survey_answer *)reading->answers->pdata[n])->text);
    }
    phrases_free(better.labels);
    return g_string_free(told, FALSE);
}

static void test_posted_lines(void **state)
{
    static const char *const mails[][2] = {
        {"Token: " TOKEN "\nMark: 4\nRecommend: 9\nComment: lovely\nreally\n\nSent by Polls Ltd.", "a 4 r9 |lovely\nreally"},
        {"order = https://survey.example/?order=" TOKEN "\nrating = 2 stars\nWhat could we do better? : the legs", "a 2 r-1 better=the legs"},
        {"Token\t" TOKEN "\nPuan\t5\nTavsiye\t10\nYorum\tçok güzel", "a 5 r10 |çok güzel"},
        {"Mark: 3", "- 3 r-1"},
        {"Token: " TOKEN "\nMark: 4.5", "a 0? r-1"},
        {"Token: short\nMark: 1", "- 1 r-1"},
        {"Your weekly summary: 12 responses", ""},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autoptr(document_auto) document = document_new();
        mail_put_lines(document_add_block(document, BLOCK_PLAIN), 0, mails[i][0]);
        g_autofree char *told = tell_posted(document);
        assert_string_equal(told, mails[i][1]);
    }
}

static void test_posted_tables(void **state)
{
    static const char *const rows[][4] = {{"Token", "Mark", "Recommend", "Comment"}, {TOKEN, "4", "9", "fine"}, {OTHER, "1", "", "late"}};
    (void)state;
    g_autoptr(document_auto) table = document_new(), pairs = document_new();
    struct document_table *one = document_add_table(table);
    for (guint r = 0; r < G_N_ELEMENTS(rows); r++) {
        GPtrArray *row = document_table_add_row(one);
        for (guint c = 0; c < 4; c++)
            document_row_add_cell(row, rows[r][c], 1);
    }
    for (guint c = 0; c < 4; c++)
        document_add_pair(pairs, rows[0][c], rows[1][c]);
    g_autofree char *told = tell_posted(table), *paired = tell_posted(pairs);
    assert_string_equal(told, "a 4 r9 |fine; b 1 r-1 |late");
    assert_string_equal(paired, "a 4 r9 |fine");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_customers),
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_more_customers),
        cmocka_unit_test(adv_61_marks_that_are_easily_misread),
        cmocka_unit_test(test_more_calls),
        cmocka_unit_test(test_filled_form),
        cmocka_unit_test(test_filled_list),
        cmocka_unit_test(test_wishes_beside_a_mark),
        cmocka_unit_test(test_posted_lines),
        cmocka_unit_test(test_posted_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
