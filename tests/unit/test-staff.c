/* What staff write: each phrase as eight mail programs would send it. A phrase that is misread into a wrong command fails; so do
 * fewer than 95 of 100 acted on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "daemon/orders/staff-phrase.h"
#include "parsers/read/staff.h"
#include "tests/unit/mail-programs.h"
#include "tests/unit/shop.h"
#include "tests/unit/staff-replies.h"

static const char sent_text[] = "Expected completion: 3 December 2026\n"
                                "\n"
                                "Order EH-1001 for Warehouse\n"
                                "\n"
                                "To tell us how it goes, answer this mail in your own words, or fill in what\n"
                                "applies:\n"
                                "\n"
                                "Status: \n"
                                "Carrier: \n"
                                "Tracking: \n"
                                "Expected delivery: \n"
                                "New date: \n"
                                "Reason: \n"
                                "\n"
                                "(Status is one of: acknowledged, in work, delayed, shipped, delivered)\n"
                                "\n"
                                "WHAT IS ORDERED\n"
                                "\n"
                                "1. Sofa (SOFA-3)\n"
                                "Quantity: 2\n"
                                "2. Dining table (TABLE-1)\n"
                                "Quantity: 1\n"
                                "\n"
                                "FOR WHOM\n"
                                "\n"
                                "Name: Ayla Demir\n"
                                "\n"
                                "[ref: abcdefghijklmnopqrstuvwxyz]\n"
                                "(By this line your answer finds the order. Please leave it in.)\n";

/* --- the order and the carriers ------------------------------------------------------------------------------------------------- */

static void add_carrier(GPtrArray *carriers, const char *id, const char *names, const char *pattern, enum check_digit check)
{
    struct carrier *carrier = carrier_new(id);
    g_auto(GStrv) all = g_strsplit(names, "|", -1);
    for (guint i = 0; all[i]; i++)
        phrases_add(carrier->names, "en", all[i]);
    if (pattern)
        carrier_add_pattern(carrier, pattern, check);
    g_ptr_array_add(carriers, carrier);
}

static GPtrArray *carriers_make(void)
{
    GPtrArray *carriers = g_ptr_array_new_with_free_func((GDestroyNotify)carrier_free);
    add_carrier(carriers, "ups", "UPS", "1Z****************", CHECK_UPS);
    add_carrier(carriers, "dhl", "DHL|DHL Paket", "99999999999999999999", CHECK_MOD10);
    add_carrier(carriers, "yurtici", "Yurtiçi|Yurtiçi Kargo", NULL, CHECK_NONE);
    add_carrier(carriers, "aras", "Aras|Aras Kargo", "9999999999999", CHECK_NONE);
    add_carrier(carriers, "ptt", "PTT|PTT Kargo", "AA999999999AA", CHECK_S10);
    return carriers;
}

static struct line_item *add_item(struct order *order, guint number, const char *form, const char *sku, enum item_state state)
{
    struct line_item *item = line_item_new(number);
    item->form = g_strdup(form);
    item->sku = g_strdup(sku);
    item->state = state;
    item->expected = g_strdup("2026-12-03");
    g_ptr_array_add(order->items, item);
    return item;
}

static void add_consignment(struct order *order, const char *carrier, const char *tracking, guint item)
{
    struct consignment *one = consignment_new(order->consignments->len + 1);
    one->carrier = g_strdup(carrier);
    one->tracking = g_strdup(tracking);
    if (item)
        g_array_append_val(one->items, item);
    g_ptr_array_add(order->consignments, one);
}

/* As staff-replies.h has them. */
static struct order *order_make(char state)
{
    struct order *order = order_new();
    enum item_state items = state == 's' ? ITEM_SHIPPED : state == 'h' ? ITEM_OPEN : ITEM_IN_WORK;
    order->number = g_strdup("EH-1001");
    order->phase = state == 'h' ? PHASE_HELD : PHASE_ACCEPTED;
    add_item(order, 1, "sofa", "SOFA-3", state == 'p' ? ITEM_SHIPPED : items);
    add_item(order, 2, state == 'a' ? "sofa" : "table", state == 'a' ? "SOFA-3" : "TABLE-1", items);
    if (state == 'a' || state == 'b')
        add_item(order, 3, state == 'a' ? "table" : "sofa", state == 'a' ? "TABLE-1" : "SOFA-2", items);
    if (state == 'r')
        order->request = request_new(AIM_CANCEL, "please cancel");
    if (state == 's')
        add_consignment(order, NULL, "1Z999AA10123456784", 0);
    if (state == 'p')
        add_consignment(order, "ups", "1Z999AA10123456784", 1);
    return order;
}

/* --- mail programs ---------------------------------------------------------------------------------------------------------------- */

static const struct mail_answered work = {
    .subject = "Order EH-1001 for Warehouse",
    .text = sent_text,
    .to = "Warehouse <warehouse@example.com>",
    .name = "Ali Yılmaz",
    .line = "Warehouse and shipping department",
};

/* --- reading, told ------------------------------------------------------------------------------------------------------------------ */

static void tell_command(GString *told, const struct staff_command *command)
{
    if (told->len)
        g_string_append(told, " + ");
    g_string_append(told, staff_verb_name(command->verb));
    for (guint i = 0; i < command->items->len; i++)
        g_string_append_printf(told, "%s%u", i ? "," : " #", g_array_index(command->items, guint, i));
    for (guint i = 0; i < command->packages->len; i++) {
        const struct staff_package *package = command->packages->pdata[i];
        g_string_append_printf(told, " {%s %s}", package->carrier ? package->carrier : package->carrier_text ? package->carrier_text : "-",
                               package->tracking ? package->tracking : "-");
    }
    if (command->date)
        g_string_append_printf(told, " @%s", command->date);
    if (command->new_date)
        g_string_append_printf(told, " new@%s", command->new_date);
    if (command->reason)
        g_string_append_printf(told, " because %s", command->reason);
    if (command->note)
        g_string_append_printf(told, " \"%s\"", command->note);
}

/* Monday to Friday; Thursday, 26 November, is a holiday. */
static struct calendar *calendar_make(void)
{
    struct calendar *calendar = calendar_new("Europe/Istanbul");
    GDate holiday;
    g_date_clear(&holiday, 1);
    g_date_set_dmy(&holiday, 26, G_DATE_NOVEMBER, 2026);
    calendar_add_holiday(calendar, &holiday, FALSE);
    return calendar;
}

static char *tell_with(const GPtrArray *phrases, const struct document *document, char state, gboolean reviewing, const char *language)
{
    static const char *const languages[] = {"en", "tr", "de", NULL};
    g_autoptr(GPtrArray) carriers = carriers_make();
    g_autoptr(order_auto) order = state == '0' ? NULL : order_make(state);
    struct forms *forms = shop_forms();
    struct calendar *calendar = calendar_make();
    struct staff_context context = {
        .languages = languages,
        .language = language,
        .today = shop_today(),
        .calendar = calendar,
        .carriers = carriers,
        .phrases = phrases,
        .order = order,
        .forms = forms,
        .sent_text = sent_text,
        .reviewing = reviewing,
    };
    struct staff_reading *reading = staff_read(document, &context);
    GString *told = g_string_new(NULL);
    for (guint i = 0; i < reading->commands->len; i++)
        tell_command(told, reading->commands->pdata[i]);
    if (reading->doubt)
        g_string_append_printf(told, "?%s", staff_doubt_name(reading->doubt));
    staff_reading_free(reading);
    forms_free(forms);
    calendar_free(calendar);
    return g_string_free(told, FALSE);
}

struct score {
    guint tried, meant, acted, wrong;
};

static char *tell(const struct document *document, char state, gboolean reviewing, const char *language)
{
    return tell_with(NULL, document, state, reviewing, language);
}

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* What was told, without the words of its reasons and notes, and in no order. */
static char *without_words(const char *told)
{
    g_auto(GStrv) commands = g_strsplit(told, " + ", -1);
    for (guint i = 0; commands[i]; i++) {
        char *note = strchr(commands[i], '"'), *reason = strstr(commands[i], " because ");
        if (reason)
            reason[strlen(" because")] = 0;
        else if (note)
            note[1] = 0;
    }
    qsort(commands, g_strv_length(commands), sizeof *commands, compare_texts);
    return g_strjoinv(" + ", commands);
}

/* Compared against what is meant: the same, a doubt instead of a command, or a wrong command. */
static void score(struct score *score, const struct staff_reply *reply, guint how, const char *told)
{
    gboolean command = reply->meant[0] != '?';
    gboolean misread = told[0] != '?';
    score->tried++;
    score->meant += command;
    score->acted += command && misread;
    if (g_str_equal(told, reply->meant) || (g_str_equal(reply->meant, "?") && !misread))
        return;
    score->wrong += misread;
    print_message("%s (client %u): \"%s\"\n    read  %s\n    meant %s\n", misread ? "WRONG" : "not acted on", how, reply->text, told, reply->meant);
}

static void try_all(struct score *all, const struct staff_reply *replies, guint count)
{
    for (guint i = 0; i < count; i++) {
        for (guint client = 0; client < PROGRAM_COUNT; client++) {
            g_autoptr(document_auto) document = mail_program_reply((enum mail_program)client, &work, replies[i].text);
            g_autofree char *told = tell(document, replies[i].state ? replies[i].state : 'w', replies[i].state == 'h', NULL);
            score(all, &replies[i], client, told);
        }
    }
}

static void try_forms(struct score *all, const struct staff_reply *replies, guint count)
{
    for (guint i = 0; i < count; i++) {
        for (guint marked = 0; marked < 2; marked++) {
            g_autoptr(document_auto) document = mail_program_filled(marked, replies[i].state == 'b', &work, replies[i].text);
            g_autofree char *told = tell(document, 'w', FALSE, NULL);
            score(all, &replies[i], marked, told);
        }
    }
}

static void judge_by(const struct score *score, guint percent)
{
    print_message("staff replies: %u, meant as commands %u, acted on %u, wrong %u\n", score->tried, score->meant, score->acted, score->wrong);
    assert_int_equal(score->wrong, 0);
    assert_true(score->acted * 100 >= score->meant * percent);
}

static void judge(const struct score *score)
{
    judge_by(score, 95);
}

/* Replies written by the same hand. */
struct collection {
    const struct staff_reply *replies;
    const guint *count;
    guint percent; /* of them must be acted on */
};

static void test_collection(void **state)
{
    const struct collection *collection = *state;
    struct score all = {0};
    try_all(&all, collection->replies, *collection->count);
    judge_by(&all, collection->percent);
}

static void test_unseen(void **state)
{
    struct score all = {0};
    (void)state;
    try_all(&all, staff_unseen, staff_unseen_count);
    try_forms(&all, staff_unseen_forms, staff_unseen_form_count);
    judge(&all);
}

/* A mail as it came: its answer, signature and quote in one text. */
static struct document *whole_body(const char *text)
{
    struct document *document = document_new();
    g_free(document->subject);
    document->subject = g_strconcat("Re: ", work.subject, NULL);
    mail_put_lines(document_add_block(document, BLOCK_PLAIN), 0, text);
    return document;
}

static void test_third_exam(void **state)
{
    struct score whole = {0}, bare = {0};
    (void)state;
    for (guint i = 0; i < staff_exam3_count; i++) {
        g_autoptr(document_auto) document = whole_body(staff_exam3[i].text);
        g_autofree char *told = tell(document, staff_exam3[i].state ? staff_exam3[i].state : 'w', FALSE, NULL);
        score(&whole, &staff_exam3_bare[i], PROGRAM_COUNT, told);
    }
    try_all(&bare, staff_exam3_bare, staff_exam3_bare_count);
    judge(&whole);
    judge(&bare);
}

static void test_fourth_exam(void **state)
{
    struct score all = {0};
    (void)state;
    for (guint i = 0; i < staff_exam4_count; i++) {
        const struct staff_reply *reply = &staff_exam4[i];
        g_autofree char *meant = without_words(reply->meant);
        const struct staff_reply bare = {reply->text, meant, reply->state};
        for (guint client = 0; client < PROGRAM_COUNT; client++) {
            g_autoptr(document_auto) document = mail_program_reply((enum mail_program)client, &work, reply->text);
            g_autofree char *told = tell(document, reply->state ? reply->state : 'w', FALSE, NULL);
            g_autofree char *told_bare = without_words(told);
            score(&all, &bare, client, told_bare);
        }
    }
    judge_by(&all, 90);
}

static void test_filled_form(void **state)
{
    static const char *const fills[][2] = {
        {"Status: shipped\nCarrier: UPS\nTracking: 1Z999AA10123456784\nExpected delivery: 3 December", "ship {ups 1Z999AA10123456784} @2026-12-03"},
        {"Status: delayed\nNew date: 10.12.2026\nReason: fabric late", "delay @2026-12-10 because fabric late"},
        {"New date: 10 Dec\nReason: the fabric was not delivered", "delay @2026-12-10 because the fabric was not delivered"},
        {"Status: in work", "acknowledge"},
        {"Status: delivered", "deliver"},
        {"Carrier: our own van\nStatus: shipped", "ship {our own van -}"},
        {"Tracking: 1Z999AA10123456785", "?tracking-digit"},
        {"Status: delayed", "?no-date"},
        {"Status: shipped\nNew date: 10 Dec", "?contradiction"},
        {"Status: shipped\nExpected delivery: 3 working days", "ship @2026-11-30"},
        {"Status: shipped\nExpected delivery: 2-3 days", "?date-ambiguous"},
        {"Expected delivery: next week sometime\nStatus: shipped", "?date-unreadable"},
        {"Quantity: 3", "?nothing"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(fills); i++) {
        for (guint marked = 0; marked < 2; marked++) {
            g_autoptr(document_auto) document = mail_program_filled(marked, FALSE, &work, fills[i][0]);
            g_autofree char *told = tell(document, 'w', FALSE, NULL);
            assert_string_equal(told, fills[i][1]);
        }
    }
}

enum typed_where { TYPED_ABOVE, TYPED_BELOW, TYPED_INSIDE, TYPED_COUNT };

static const char *const typed_names[TYPED_COUNT] = {"above", "below", "inside"};
static struct document *client_make(const struct staff_client *client, enum typed_where where, const char *typed)
{
    struct document *document = document_new();
    struct document_block *block = document_add_block(document, BLOCK_PLAIN);
    const guint quote = client->marked ? 1 : 0;
    const char *half = strstr(sent_text, "\n\n") + 2; /* between two of our paragraphs */
    g_autofree char *first = g_strndup(sent_text, (gsize)(half - sent_text));
    g_free(document->subject);
    document->subject = g_strdup("Re: Order EH-1001 for Warehouse");
    if (where == TYPED_ABOVE) {
        mail_put_lines(block, 0, typed);
        mail_put_lines(block, 0, "");
        mail_put_lines(block, 0, client->signature);
        mail_put_lines(block, 0, "");
    }
    mail_put_lines(block, 0, client->head);
    mail_put_lines(block, quote, where == TYPED_INSIDE ? first : sent_text);
    if (where == TYPED_ABOVE)
        return document;
    mail_put_lines(block, 0, "");
    mail_put_lines(block, 0, typed);
    mail_put_lines(block, 0, "");
    if (where == TYPED_INSIDE)
        mail_put_lines(block, quote, half);
    mail_put_lines(block, 0, client->signature);
    return document;
}

/* Whatever the program puts around it, and wherever it is typed, what was typed counts, and nothing else does. */
static void adv_59_60_what_staff_type_in_any_program(void **state)
{
    static const char *const tries[][2] = {
        {"shipped with UPS 1Z999AA10123456784", "ship {ups 1Z999AA10123456784}"},
        {"10 Aralık'a ertelendi, kumaş gelmedi", "delay @2026-12-10 because kumaş gelmedi"},
        {"please call me", "?nothing"},
        {"", "?nothing"},
    };
    guint wrong = 0;
    (void)state;
    for (guint i = 0; i < staff_client_count; i++) {
        for (guint n = 0; n < G_N_ELEMENTS(tries) * TYPED_COUNT; n++) {
            const char *const *try = tries[n / TYPED_COUNT];
            const enum typed_where where = (enum typed_where)(n % TYPED_COUNT);
            g_autoptr(document_auto) document = client_make(&staff_clients[i], where, try[0]);
            g_autofree char *told = tell(document, 'w', FALSE, NULL);
            /* without marks, a line between ours may be a value of the customer's: it is not obeyed, and staff are told so */
            if (where == TYPED_INSIDE && !staff_clients[i].marked ? *told == '?' : g_str_equal(told, try[1]))
                continue;
            print_message("%s, %s: \"%s\"\n    read  %s\n    meant %s\n", staff_clients[i].name, typed_names[where], try[0], told, try[1]);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static gboolean has_client(const char *program, const char *language)
{
    g_autofree char *ending = g_strconcat(", ", language, NULL);
    for (guint i = 0; i < staff_client_count; i++)
        if (g_str_has_prefix(staff_clients[i].name, program) && g_str_has_suffix(staff_clients[i].name, ending))
            return TRUE;
    return FALSE;
}

static void adv_59_each_program_of_staff_stands_in_the_table_in_each_language(void **state)
{
    static const char *const languages[] = {"en", "de", "fr", "es", "tr"}, *const programs[] = {"Gmail", "Outlook", "Apple Mail", "Thunderbird"};
    (void)state;
    for (guint l = 0; l < G_N_ELEMENTS(languages); l++)
        for (guint p = 0; p < G_N_ELEMENTS(programs); p++)
            if (!has_client(programs[p], languages[l]))
                fail_msg("no %s in %s", programs[p], languages[l]);
}

/* Somebody else's answer, quoted: a colleague's "ok" on top does not make their words the sender's. */
static void test_quoted_only(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = document_new();
    struct document_block *block = document_add_block(document, BLOCK_PLAIN);
    mail_put_lines(block, 0, "who did this one?\n\nOn Tue, 24 Nov 2026 at 09:00, Ali <ali@example.com> wrote:");
    mail_put_lines(block, 1, "shipped with UPS 1Z999AA10123456784\n\nStatus: shipped\nOn Mon, 23 Nov 2026 at 10:12, Example Home wrote:");
    mail_put_lines(block, 2, sent_text);
    g_autofree char *told = tell(document, 'w', FALSE, NULL);
    assert_string_equal(told, "?quoted-only");
}

static void test_forward(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = mail_program_reply(PROGRAM_GMAIL, &work, "shipped with UPS 1Z999AA10123456784");
    g_free(document->subject);
    document->subject = g_strdup("Fwd: Order EH-1001 for Warehouse");
    g_autofree char *told = tell(document, 'w', FALSE, NULL);
    assert_string_equal(told, "?nothing");
}

static void test_language_of_dates(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = mail_program_reply(PROGRAM_GMAIL, &work, "delayed to 05/12/2026");
    g_autofree char *unknown = tell(document, 'w', FALSE, NULL);
    g_autofree char *turkish = tell(document, 'w', FALSE, "tr");
    assert_string_equal(unknown, "?date-ambiguous");
    assert_string_equal(turkish, "delay @2026-12-05");
}

/* The business's own words count before all others, in every language. */
static void test_own_phrases(void **state)
{
    static const struct {
        enum staff_meaning meaning;
        const char *text;
    } own[] = {{MEANS_SHIPPED, "Raus damit!"}, {MEANS_DELAYED, "décalé"}, {MEANS_WILL, "endlich"}, {MEANS_MATERIAL, "Crate"}, {MEANS_CARRIER, "nimmt"}, {MEANS_ACKNOWLEDGED, "shipped to the shop floor"}};
    static const char *const tries[][2] = {
        {"die Kiste raus damit", "ship"},
        {"decale 10.12.2026", "delay @2026-12-10"},
        {"endlich: shipped with UPS", "?uncertain"},
        {"crate shipped", "?uncertain"},
        {"shipped to the shop floor", "acknowledge"},
    };
    (void)state;
    g_autoptr(GPtrArray) phrases = g_ptr_array_new_with_free_func((GDestroyNotify)staff_phrase_free);
    for (guint i = 0; i < G_N_ELEMENTS(own); i++)
        g_ptr_array_add(phrases, staff_phrase_new(own[i].meaning, own[i].text));
    for (guint i = 0; i < G_N_ELEMENTS(tries); i++) {
        g_autoptr(document_auto) document = mail_program_reply(PROGRAM_GMAIL, &work, tries[i][0]);
        g_autofree char *with = tell_with(phrases, document, 'w', FALSE, NULL);
        g_autofree char *without = tell(document, 'w', FALSE, NULL);
        assert_string_equal(with, tries[i][1]);
        assert_string_not_equal(without, tries[i][1]);
    }
}

static void test_review(void **state)
{
    static const char *const words[][2] = {{"order", "order"}, {"Sipariş", "order"}, {"ignore", "ignore"}, {"SPAM", "spam"}, {"yok say", "ignore"},
                                           {"in order to help them, call", "?nothing"}, {"agreed", "agree"}, {"ok", "?nothing"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(document_auto) document = mail_program_reply(PROGRAM_GMAIL, &work, words[i][0]);
        g_autofree char *told = tell(document, '0', TRUE, NULL);
        assert_string_equal(told, words[i][1]);
    }
}

/* A yes to a request that another has settled meanwhile does not put the work in hand. */
static void test_settled_request(void **state)
{
    static const char *const languages[] = {"en", "tr", NULL};
    static const char *const words[] = {"agreed", "ok", "kabul"};
    (void)state;
    g_autoptr(order_auto) order = order_make(0);
    struct forms *forms = shop_forms();
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(document_auto) document = mail_program_reply(PROGRAM_GMAIL, &work, words[i]);
        const struct staff_context context = {
            .languages = languages, .today = shop_today(), .order = order, .forms = forms, .sent_text = sent_text, .asked = TRUE};
        struct staff_reading *reading = staff_read(document, &context);
        assert_int_equal(reading->commands->len, 1);
        assert_int_equal(((struct staff_command *)reading->commands->pdata[0])->verb, STAFF_AGREE);
        staff_reading_free(reading);
    }
    forms_free(forms);
}

/* Whatever stands in it, the reader comes back; and a mail of nothing but noise is no command. */
static void test_noise(void **state)
{
    (void)state;
    GRand *random = g_rand_new_with_seed(20261124);
    static const char *const pieces[] = {":", ",", "shipped", "not", "1Z", "999", "3", "Dec", "\n", "'", "’", "?", "Status:", "2.", "kalem", "(", ")", "--", "İ", "\xc2\xad", "ile", "with", "to", "10/12", "-", "n't"};
    for (guint i = 0; i < 3000; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (gint n = g_rand_int_range(random, 0, 40); n > 0; n--) {
            g_string_append(text, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
            if (g_rand_boolean(random))
                g_string_append_c(text, ' ');
        }
        g_autoptr(document_auto) document = mail_program_reply((enum mail_program)(i % PROGRAM_COUNT), &work, text->str);
        g_autofree char *told = tell(document, "wsrh"[i % 4], i % 2, NULL);
        assert_true(*told);
    }
    g_rand_free(random);
}

#define COLLECTION(name, number) {"test_collection " name, test_collection, NULL, NULL, &collections[number]}

int main(void)
{
    static struct collection collections[] = {
        {staff_replies, &staff_reply_count, 95},
        {staff_unseen_more, &staff_unseen_more_count, 95},
        {staff_unseen_last, &staff_unseen_last_count, 95},
        {staff_unseen_fresh, &staff_unseen_fresh_count, 95},
        {staff_unseen_again, &staff_unseen_again_count, 95},
        {staff_unseen_third, &staff_unseen_third_count, 95},
        {staff_unseen_fourth, &staff_unseen_fourth_count, 95},
        {staff_unseen_fifth, &staff_unseen_fifth_count, 95},
        {staff_unseen_sixth, &staff_unseen_sixth_count, 95},
        {staff_unseen_seventh, &staff_unseen_seventh_count, 100},
        {staff_exam, &staff_exam_count, 95},
        {staff_exam2, &staff_exam2_count, 90}, /* the reader was not taught by these */
    };
    const struct CMUnitTest tests[] = {
        COLLECTION("staff_replies", 0),
        COLLECTION("staff_unseen_more", 1),
        COLLECTION("staff_unseen_last", 2),
        COLLECTION("staff_unseen_fresh", 3),
        COLLECTION("staff_unseen_again", 4),
        COLLECTION("staff_unseen_third", 5),
        COLLECTION("staff_unseen_fourth", 6),
        COLLECTION("staff_unseen_fifth", 7),
        COLLECTION("staff_unseen_sixth", 8),
        COLLECTION("staff_unseen_seventh", 9),
        COLLECTION("staff_exam", 10),
        COLLECTION("staff_exam2", 11),
        cmocka_unit_test(test_unseen), cmocka_unit_test(test_third_exam), cmocka_unit_test(test_fourth_exam), cmocka_unit_test(test_filled_form),
        cmocka_unit_test(adv_59_60_what_staff_type_in_any_program),
        cmocka_unit_test(adv_59_each_program_of_staff_stands_in_the_table_in_each_language), cmocka_unit_test(test_quoted_only), cmocka_unit_test(test_forward),
        cmocka_unit_test(test_language_of_dates), cmocka_unit_test(test_settled_request), cmocka_unit_test(test_own_phrases),
        cmocka_unit_test(test_review), cmocka_unit_test(test_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
