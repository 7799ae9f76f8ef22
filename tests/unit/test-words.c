/* What customers write back: marks, opinions, whether it has arrived, how things stand, that it is to be cancelled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "parsers/read/request.h"
#include "parsers/read/survey.h"

static const char asked[] = "Hello Anna,\n\nYour order EH-1001 is done.\n\nMark (1 to 5): \nWould you recommend us (0 to 10): \nWhat could be better?: \n\n"
                            "If you would rather get no such mail, answer \"no more surveys\".\n\n[ref: abcdefghijklmnopqrstuvwxyz]\n";

static void put_lines(struct document_block *block, guint quote, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        document_add_line(block, quote, lines[i]);
}

/* 0: quoted below with marks and a signature; 1: without marks, from a phone; 2: words below the quote. */
static struct document *mail_make(guint client, const char *typed)
{
    struct document *document = document_new();
    struct document_block *block = document_add_block(document, BLOCK_PLAIN);
    g_free(document->subject);
    document->subject = g_strdup("Re: How was order EH-1001?");
    if (client != 2)
        put_lines(block, 0, typed);
    if (client == 0)
        put_lines(block, 0, "\n-- \nAnna Weaver\n12 Mill Lane, +44 20 7946 0123\n");
    if (client == 1)
        put_lines(block, 0, "\nSent from my iPhone\n\nFrom: Example Home <orders@example.com>\nSent: Monday, November 23, 2026 10:12 AM\nTo: Anna\nSubject: How was it?\n");
    else
        put_lines(block, 0, "On Mon, 23 Nov 2026 at 10:12, Example Home <orders@example.com> wrote:");
    put_lines(block, client == 1 ? 0 : 1, asked);
    if (client == 2)
        put_lines(block, 0, typed);
    return document;
}

/* --- surveys --------------------------------------------------------------------------------------------------------------------- */

struct reply {
    const char *text, *meant;
};

/* "mark recommend | comment", with flags: ? unclear, - opts out, y and n arrived. */
static char *tell(const struct survey_reading *reading)
{
    GString *told = g_string_new(NULL);
    if (reading->mark_unclear)
        g_string_append_c(told, '?');
    if (reading->opts_out)
        g_string_append_c(told, '-');
    if (reading->arrived)
        g_string_append_c(told, 'y');
    if (reading->not_arrived)
        g_string_append_c(told, 'n');
    if (reading->mark)
        g_string_append_printf(told, "%u", reading->mark);
    if (reading->recommend >= 0)
        g_string_append_printf(told, " r%d", reading->recommend);
    for (guint i = 0; i < reading->answers->len; i++)
        g_string_append_printf(told, " %s=%s", ((struct survey_answer *)reading->answers->pdata[i])->question,
                               ((struct survey_answer *)reading->answers->pdata[i])->text);
    if (reading->comment)
        g_string_append_printf(told, " |%s", reading->comment);
    return g_string_free(told, FALSE);
}

static const struct reply replies[] = {
    {"5", "5"}, {"4/5", "4"}, {"5 - great", "5 |great"}, {"★★★★☆", "4"}, {"⭐⭐⭐", "3"}, {"dört", "4"}, {"Dört.", "4"}, {"five", "5"}, {"five stars", "5 |five stars"},
    {"5 but the legs scratched", "5 |but the legs scratched"}, {"4.", "4"}, {"5!", "5"}, {"5!!! Love it", "5 |Love it"}, {"1", "1"}, {"3, it was late", "3 |it was late"},
    {"4 stars", "4 |stars"}, {"I give it 4/5", "4 |I give it 4/5"}, {"I would say 4 stars, nice sofa", "4 |I would say 4 stars, nice sofa"}, {"5 out of 5", "5 |out of 5"},
    {"5 yıldız", "5 |yıldız"}, {"5 üzerinden 4", "4 |üzerinden 4"}, {"Puanım: çok iyi, 5/5", "5 |Puanım: çok iyi, 5/5"}, {"4, çok güzel", "4 |çok güzel"}, {"5 çok memnunuz", "5 |çok memnunuz"},
    {"beş", "5"}, {"Mark (1 to 5): 4", "4"}, {"Mark (1 to 5): 4\nWould you recommend us (0 to 10): 9", "4 r9"}, {"Mark: 2\nWhat could be better?: the legs", "2 better=the legs"},
    {"Puan (1-5): 3\nBizi tavsiye eder misiniz (0-10): 7", "3 r7"}, {"+5", "5"}, {"(4)", "4"}, {"5\n\nThank you, lovely sofa.", "5 |Thank you, lovely sofa."}, {"2 because it was late", "2 |because it was late"},
    {"4.5", "? "}, {"4,5", "? "}, {"3-4", "? "}, {"3 or 4", "? |3 or 4"}, {"6", "? "}, {"0", "? "}, {"10", "? "}, {"10/10", "? "}, {"9/10", "? "}, {"4 ya da 5", "? |4 ya da 5"},
    {"2 legs are scratched", "? |2 legs are scratched"}, {"3 weeks late!", "? |3 weeks late!"}, {"The sofa is lovely.", " |The sofa is lovely."}, {"Call me at +44 20 7946 0123", " |Call me at +44 20 7946 0123"},
    {"12.11.2026 tarihinde geldi", "? |12.11.2026 tarihinde geldi"}, {"", ""}, {"unsubscribe", "-"}, {"No more surveys please", "-"}, {"anket istemiyorum", "-"}, {"STOP", "-"}, {"5 but not 1", "5 |but not 1"},
    {"👍", " |👍"}, {"2020", " |2020"}, {"EH-1001", " |EH-1001"}, {"1/5 terrible", "1 |terrible"}, {"3/5, it took 6 weeks", "3 |it took 6 weeks"}, {"★", "1"}, {"1. The legs are scratched\n2. It was late", " |1. The legs are scratched\n2. It was late"}, {"5 5 5", "? "},
    {"4 (dört)", "4 |(dört)"}, {"I bought 5 sofas", " |I bought 5 sofas"}, {"5/5!", "5"}, {"3,5", "? "},
};

static void surveys_are_read_and_never_guessed(void **state)
{
    GPtrArray *questions = g_ptr_array_new();
    struct question better = {(char *)"better", phrases_new()};
    guint wrong = 0;
    (void)state;
    phrases_add(better.labels, "en", "What could be better?");
    g_ptr_array_add(questions, &better);
    for (guint i = 0; i < G_N_ELEMENTS(replies); i++) {
        for (guint client = 0; client < 3; client++) {
            g_autoptr(document_auto) document = mail_make(client, replies[i].text);
            const struct survey_context context = {.questions = questions, .sent_text = asked};
            g_autoptr(survey_reading_auto) reading = survey_read(document, &context);
            g_autofree char *told = tell(reading);
            g_autofree char *meant = g_strchomp(g_strdup(replies[i].meant));
            if (g_str_equal(told, meant))
                continue;
            print_message("\"%s\" (client %u): read \"%s\", meant \"%s\"\n", replies[i].text, client, told, meant);
            wrong++;
        }
    }
    phrases_free(better.labels);
    g_ptr_array_unref(questions);
    assert_int_equal(wrong, 0);
}

static void the_form_filled_in_within_the_quote_counts(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = document_new();
    struct document_block *block = document_add_block(document, BLOCK_PLAIN);
    put_lines(block, 0, "On Mon, 23 Nov 2026 at 10:12, Example Home <orders@example.com> wrote:");
    put_lines(block, 1, "Hello Anna,\n\nYour order EH-1001 is done.\n\nMark (1 to 5): 4\nWould you recommend us (0 to 10): 10\nWhat could be better?: \n");
    const struct survey_context context = {.sent_text = asked};
    g_autoptr(survey_reading_auto) reading = survey_read(document, &context);
    g_autofree char *told = tell(reading);
    assert_string_equal(told, "4 r10");
}

static void arrival_is_answered_with_yes_and_no(void **state)
{
    static const struct reply arrivals[] = {{"yes", "y"}, {"Yes, all fine", "y"}, {"evet", "y"}, {"Geldi, teşekkürler", "y"}, {"no", "n"}, {"No, nothing arrived", "n"}, {"hayır gelmedi", "n"},
                                            {"not yet", "n"}, {"Henüz ulaşmadı", "n"}, {"Has it arrived (yes or no): no", "n"}, {"yes\n5", "y5"}, {"Lovely", ""}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(arrivals); i++) {
        g_autoptr(document_auto) document = mail_make(0, arrivals[i].text);
        const struct survey_context context = {.sent_text = asked, .asks_arrival = TRUE};
        g_autoptr(survey_reading_auto) reading = survey_read(document, &context);
        assert_int_equal(reading->arrived, strchr(arrivals[i].meant, 'y') != NULL);
        assert_int_equal(reading->not_arrived, strchr(arrivals[i].meant, 'n') != NULL);
    }
}

/* --- requests ---------------------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    enum request_kind kind;
} requests[] = {
    {"status", REQUEST_STATUS}, {"Status?", REQUEST_STATUS}, {"Where is my order?", REQUEST_STATUS}, {"Hello, when will it be shipped?", REQUEST_STATUS}, {"Any news?", REQUEST_STATUS},
    {"Can I have the tracking number please", REQUEST_STATUS}, {"How is my order going", REQUEST_STATUS}, {"Has it been shipped yet?", REQUEST_STATUS}, {"durum", REQUEST_STATUS},
    {"Siparişim nerede?", REQUEST_STATUS}, {"Merhaba, siparişim ne zaman gelir?", REQUEST_STATUS}, {"takip numarası alabilir miyim", REQUEST_STATUS}, {"Kargoya verildi mi?", REQUEST_STATUS},
    {"SİPARİŞİM NE DURUMDA", REQUEST_STATUS}, {"Wo ist meine Bestellung?", REQUEST_STATUS},
    {"Please cancel my order.", REQUEST_CANCEL}, {"cancel", REQUEST_CANCEL}, {"I would like to cancel", REQUEST_CANCEL}, {"Is it possible to cancel?", REQUEST_CANCEL}, {"I no longer need it", REQUEST_CANCEL},
    {"I changed my mind, sorry", REQUEST_CANCEL}, {"iptal", REQUEST_CANCEL}, {"Siparişimi iptal etmek istiyorum", REQUEST_CANCEL}, {"İPTAL EDİN LÜTFEN", REQUEST_CANCEL}, {"vazgeçtim", REQUEST_CANCEL},
    {"Artık istemiyorum", REQUEST_CANCEL}, {"Bitte stornieren", REQUEST_CANCEL}, {"iptal edebilir miyiz?", REQUEST_CANCEL},
    {"Please don't cancel my order!", REQUEST_OTHER}, {"iptal etmeyin lütfen", REQUEST_OTHER}, {"What is your cancellation policy?", REQUEST_OTHER},
    {"The leg is broken", REQUEST_OTHER}, {"Can I change the fabric to velvet?", REQUEST_OTHER}, {"Where is my order? The chair was broken", REQUEST_OTHER}, {"Please call me", REQUEST_OTHER},
    {"kumaşı kadife yapabilir miyiz", REQUEST_OTHER}, {"Sofanın ayağı kırık geldi", REQUEST_OTHER}, {"I want a refund", REQUEST_OTHER},
    {"Thanks!", REQUEST_NONE}, {"Thank you very much.", REQUEST_NONE}, {"Great, thanks for the update", REQUEST_NONE}, {"Teşekkürler", REQUEST_NONE}, {"Çok teşekkür ederim, kolay gelsin", REQUEST_NONE},
    {"ok", REQUEST_NONE}, {"Tamam, teşekkürler", REQUEST_NONE}, {"", REQUEST_NONE},
};

static void requests_are_read_for_their_meaning(void **state)
{
    guint wrong = 0;
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(requests); i++) {
        for (guint client = 0; client < 3; client++) {
            g_autoptr(document_auto) document = mail_make(client, requests[i].text);
            struct request_reading reading = request_read(document, asked);
            if (reading.kind != requests[i].kind) {
                print_message("\"%s\" (client %u): read %d, meant %d\n", requests[i].text, client, (int)reading.kind, (int)requests[i].kind);
                wrong++;
            }
            request_reading_clear(&reading);
        }
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(surveys_are_read_and_never_guessed), cmocka_unit_test(the_form_filled_in_within_the_quote_counts),
        cmocka_unit_test(arrival_is_answered_with_yes_and_no), cmocka_unit_test(requests_are_read_for_their_meaning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
