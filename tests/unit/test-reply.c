/* Replies of the mail programs of reply-clients.c to a mail that asks, as text and as HTML: what was typed arrives, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/base/text.h"
#include "parsers/decode/decode.h"
#include "parsers/read/quote-words.h"
#include "parsers/read/quote.h"
#include "parsers/read/read.h"
#include "parsers/read/words.h"
#include "tests/unit/decode-helper.h"
#include "tests/unit/answer-desk.h"
#include "tests/unit/read-tell.h"
#include "tests/unit/reply-clients.h"
#include "tests/unit/shop.h"

static const char sent[] =
    "Hello Ayla Demir,\n\nThank you for your order. 3 things are still missing or unclear.\n"
    "Please answer this mail and fill in, after the colon, each line that begins\nwith a star (*). Everything else may stay as it is.\n\n"
    "YOUR ORDER EH-1001\n\n1) Sofa\nQuantity: 2\n* Fabric: [ ] Linen  [ ] Velvet  [ ] Leather\n  (Please mark one with an x, like this: [x])\n"
    "Legs: \n  (optional: Oak, Walnut)\nWidth: 120 cm\n\n2) Dining table\nQuantity: 1\n* Finish: [ ] Oak  [ ] Walnut\n"
    "  (Please mark one with an x, like this: [x])\n\nABOUT YOU\n\nName: Ayla Demir\nE-mail: ayla@example.com\n* Delivery address: \n"
    "  (We need this to go on.)\nNote: \n  (optional)\n\nIf you would rather talk to us:\n  call   +49 30 1234567 (Mon–Fri 9–18)\n"
    "  write  orders@shop.example\n\nExample Home\nLindenstr. 1\n10115 Berlin\n\n[ref: abcdefghijklmnopqrstuvwxyz]\n"
    "(By this line we find your order when you answer. Please leave it in.)\n";

/* What is filled in where it is asked. */
static const char *const filled[][2] = {
    {"* Fabric: [ ] Linen  [ ] Velvet  [ ] Leather", "* Fabric: [x] Linen  [ ] Velvet  [ ] Leather"},
    {"* Finish: [ ] Oak  [ ] Walnut", "* Finish: walnut"},
    {"* Delivery address: ", "* Delivery address: Hauptstr. 9, 10115 Berlin"},
};
#define FILLED "[1 -] fabric=linen [2 -] finish=walnut [order] delivery=Hauptstr. 9, 10115 Berlin"

#define TYPED "Fabric: linen, please\nFinish: walnut\n"
#define TOLD  "[1 -] fabric=linen [2 -] finish=walnut"

/* --- a reply as a program writes it ------------------------------------------------------------------------------------------------- */

static char *fill(const char *text)
{
    g_autoptr(GString) made = g_string_new(text);
    for (guint i = 0; i < G_N_ELEMENTS(filled); i++)
        g_string_replace(made, filled[i][0], filled[i][1], 1);
    return g_string_free(g_steal_pointer(&made), FALSE);
}

static char *marked(const char *text)
{
    GString *made = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] && (lines[i + 1] || *lines[i]); i++)
        g_string_append_printf(made, "> %s\n", lines[i]);
    return g_string_free(made, FALSE);
}

struct reply {
    const char *typed, *quote;
    gboolean below; /* typed below the quote */
};

static char *as_text(const struct reply_client *client, const struct reply *reply)
{
    g_autofree char *quote = client->marked ? marked(reply->quote) : g_strdup(reply->quote);
    const char *gap = *client->sign ? "\n" : "";
    if (reply->below)
        return g_strdup_printf("%s\n%s\n%s%s%s", client->head, quote, reply->typed, gap, client->sign);
    return g_strdup_printf("%s%s%s\n\n%s\n%s%s", reply->typed, gap, client->sign, client->head, client->marked ? "" : "\n", quote);
}

static char *as_markup(const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    g_autoptr(GString) made = g_string_new(escaped);
    g_string_replace(made, "________________________________\n", "", 0); /* a rule in HTML */
    g_string_replace(made, "\n", "<br>\n", 0);
    return g_string_free(g_steal_pointer(&made), FALSE);
}

static char *as_html(const struct reply_client *client, const struct reply *reply)
{
    const char *const parts[][2] = {
        {"{typed}", reply->below ? "" : reply->typed}, {"{sign}", reply->below ? "" : client->sign}, {"{head}", client->head}, {"{quote}", reply->quote}};
    g_autoptr(GString) made = g_string_new(reply_html[client->html]);
    g_autofree char *typed = as_markup(reply->typed), *sign = as_markup(client->sign);
    g_autofree char *below = reply->below ? g_strconcat("<div><br></div><div>", typed, "</div><div>", sign, "</div>", NULL) : g_strdup("");
    gsize body_end = strstr(made->str, "</body>") ? (gsize)(strstr(made->str, "</body>") - made->str) : made->len;
    g_string_insert(made, (gssize)body_end, below);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *markup = as_markup(parts[i][1]);
        g_string_replace(made, parts[i][0], markup, 1);
    }
    return g_string_free(g_steal_pointer(&made), FALSE);
}

/* --- what was read of it ------------------------------------------------------------------------------------------------------------- */

static struct reading *read_text(const struct desk *desk, const char *type, const char *text)
{
    g_autoptr(document_auto) document = decode_body(type, text);
    struct read_context context = {.forms = desk->forms, .languages = shop_languages(), .today = shop_today(), .sent_text = sent, .answers = desk->order};
    return read_document(document, &context);
}

/* "values ; own words ; unread". */
static char *told_of(const struct desk *desk, const char *type, const char *text)
{
    g_autoptr(reading_auto) reading = read_text(desk, type, text);
    g_autofree char *told = reading_told(reading), *words = g_strjoinv("|", reading->own_words);
    g_autofree char *unread = g_strjoinv("|", ((struct draft *)reading->drafts->pdata[0])->unread);
    return g_strdup_printf("%s ; %s ; %s", told, words, unread);
}

static guint differs(const struct desk *desk, const struct reply_client *client, const char *what, const char *type, const char *text, const char *expected)
{
    g_autofree char *told = told_of(desk, type, text);
    if (g_str_equal(told, expected))
        return 0;
    print_message("%s, %s: %s, %s\n   is: %s\n  not: %s\n", client->name, client->language, what, type, told, expected);
    if (g_getenv("REPLY_SHOW"))
        print_message("%s\n", text);
    return 1;
}

static guint differs_in_both(const struct desk *desk, const struct reply_client *client, const char *what, const struct reply *reply, const char *expected)
{
    g_autofree char *text = as_text(client, reply);
    guint count = differs(desk, client, what, "text/plain; charset=utf-8", text, expected);
    if (client->html == HTML_NONE || (reply->below && !client->marked))
        return count;
    g_autofree char *html = as_html(client, reply);
    return count + differs(desk, client, what, "text/html; charset=utf-8", html, expected);
}

static guint clients_count(void)
{
    return reply_client_count + more_reply_client_count;
}

static const struct reply_client *client_at(guint index)
{
    return index < reply_client_count ? &reply_clients[index] : &more_reply_clients[index - reply_client_count];
}

static void each_client(const struct desk *desk, const char *what, const struct reply *reply, const char *expected)
{
    guint count = 0;
    for (guint i = 0; i < clients_count(); i++)
        count += differs_in_both(desk, client_at(i), what, reply, expected);
    assert_int_equal(count, 0);
}

static gboolean has_client(const char *language, const char *program)
{
    for (guint i = 0; i < clients_count(); i++)
        if (g_str_equal(client_at(i)->language, language) && g_str_has_prefix(client_at(i)->name, program) && client_at(i)->html != HTML_NONE)
            return TRUE;
    return FALSE;
}

static void adv_59_each_program_stands_in_the_table_in_each_language(void **state)
{
    static const char *const languages[] = {"en", "de", "fr", "es", "tr"}, *const programs[] = {"Gmail", "Outlook", "Apple Mail", "Thunderbird"};
    (void)state;
    for (guint l = 0; l < G_N_ELEMENTS(languages); l++)
        for (guint p = 0; p < G_N_ELEMENTS(programs); p++)
            if (!has_client(languages[l], programs[p]))
                fail_msg("no %s in %s", programs[p], languages[l]);
}

static void adv_59_60_what_is_filled_in_the_quote_arrives(void **state)
{
    g_autofree char *quote = fill(sent);
    struct reply reply = {"", quote, FALSE};
    each_client(*state, "filled in", &reply, FILLED " ;  ; ");
}

static void adv_59_60_what_is_typed_above_arrives_and_nothing_else(void **state)
{
    struct reply reply = {TYPED, sent, FALSE};
    each_client(*state, "typed above", &reply, TOLD " ; Fabric: linen, please|Finish: walnut ; ");
}

static void adv_59_60_what_is_typed_below_arrives_and_nothing_else(void **state)
{
    struct reply reply = {TYPED, sent, TRUE};
    each_client(*state, "typed below", &reply, TOLD " ; Fabric: linen, please|Finish: walnut ; ");
}

static void who_types_nothing_says_nothing(void **state)
{
    struct reply reply = {"", sent, FALSE};
    each_client(*state, "nothing", &reply, " ;  ; ");
}

/* --- what people say never gets lost ------------------------------------------------------------------------------------------------- */

static gboolean holds(GStrv lines, const char *line)
{
    for (guint i = 0; lines[i]; i++)
        if (strstr(lines[i], line))
            return TRUE;
    return FALSE;
}

/* Whether somebody gets to see the line: its value is read, or a person is shown it. */
static guint is_lost(const struct reading *reading, const char *line)
{
    const struct draft *draft = reading->drafts->pdata[0];
    return !holds(reading->own_words, line) && !holds(reading->aside, line) && !holds(draft->unread, line);
}

static guint loses(const struct desk *desk, const struct reply_client *client, const char *typed)
{
    g_autofree char *above = g_strconcat(typed, "\n", NULL);
    struct reply reply = {above, sent, FALSE};
    g_autofree char *text = as_text(client, &reply);
    g_autoptr(reading_auto) reading = read_text(desk, "text/plain; charset=utf-8", text);
    g_auto(GStrv) lines = g_strsplit(typed, "\n", -1);
    g_autofree char *told = reading_told(reading);
    guint count = *told != 0;
    if (*told)
        print_message("%s, %s: \"%s\" was read as %s\n", client->name, client->language, typed, told);
    for (guint i = 0; lines[i]; i++) {
        const char *line = lines[i] + strspn(lines[i], "> ");
        if (!is_lost(reading, line))
            continue;
        print_message("%s, %s: lost of \"%s\": %s\n", client->name, client->language, typed, line);
        count++;
    }
    return count;
}

#define STRIDE 5 /* each text goes through a fifth of the programs, each program gets a fifth of the texts: all pairs take a minute */

static void what_looks_like_a_header_or_a_signature_is_never_lost(void **state)
{
    guint count = 0;
    for (guint c = 0; c < clients_count(); c++)
        for (guint i = c % STRIDE; i < reply_own_words_count; i += STRIDE)
            count += loses(*state, client_at(c), reply_own_words[i]);
    assert_int_equal(count, 0);
}

/* --- disclaimers ----------------------------------------------------------------------------------------------------------------------- */

static guint is_read_as_said(const struct desk *desk, const struct reply_disclaimer *disclaimer, const char *format)
{
    const char *at = strstr(format, "{}");
    g_autofree char *mail = g_strdup_printf("%.*s%s%s", (int)(at - format), format, disclaimer->text, at + 2);
    g_autofree char *told = told_of(desk, "text/plain; charset=utf-8", mail);
    if (g_str_equal(told, TOLD " ; Fabric: linen, please|Finish: walnut ; "))
        return 0;
    print_message("%s\n  is: %s\n", mail, told);
    return 1;
}

static void adv_60_a_disclaimer_is_no_answer_and_hides_none(void **state)
{
    static const char *const places[] = {TYPED "\n{}\n", TYPED "\n{}\n\nOn Mon, 23 Nov 2026 at 09:14, Shop <orders@shop.example> wrote:\n\n> with a star (*). Everything else may stay as it is.\n", "{}\n\n" TYPED};
    guint count = 0;
    for (guint i = 0; i < reply_disclaimer_count; i++)
        for (guint p = 0; p < 3; p++)
            if (p < 2 || !strstr(reply_disclaimers[i].text, "\n\n"))
                count += is_read_as_said(*state, &reply_disclaimers[i], places[p]);
    assert_int_equal(count, 0);
}

/* Below what may be a greeting or a word of thanks, values are still read. */
static void a_greeting_hides_no_answer(void **state)
{
    static const char *const openings[] = {"İyi günler,\n", "Merhaba,\nİyi çalışmalar\n", "Got it.\nThanks.\n", "Cheers,\n", "Saludos\n\n", "Danke\n", "Best\n"};
    for (guint i = 0; i < G_N_ELEMENTS(openings); i++) {
        g_autofree char *mail = g_strconcat(openings[i], TYPED, NULL);
        g_autoptr(reading_auto) reading = read_text(*state, "text/plain; charset=utf-8", mail);
        g_autofree char *told = reading_told(reading);
        assert_string_equal(told, TOLD);
    }
}

static void each_word_of_the_vocabulary_is_its_match_key(void **state)
{
    (void)state;
    guint i = 0;
    for (char *word = NULL; (word = quote_words_nth(i)); i++) {
        g_autofree char *key = text_match_key(word);
        assert_string_equal(word, key);
        g_free(word);
    }
    assert_true(i > 500);
}

static void words_are_found_at_their_borders_alone(void **state)
{
    (void)state;
    guint i = 0;
    for (char *word = NULL; (word = quote_words_nth(i)); i++) {
        g_autofree char *amid = g_strdup_printf("zz %s zz", word), *longer = g_strdup_printf("%sz", word), *behind = g_strdup_printf("z%s", word);
        gboolean is = FALSE, begins = FALSE, in = FALSE;
        for (guint kind = 0; kind < QUOTE_WORDS; kind++) {
            is = is || quote_words_is(kind, word);
            begins = begins || quote_words_begin(kind, amid);
            in = in || (quote_words_in(kind, amid) && quote_words_in(kind, word));
            assert_false(quote_words_is(kind, longer) || quote_words_is(kind, behind) || quote_words_is(kind, amid));
        }
        assert_true(is && in && !begins);
        g_free(word);
    }
    const char *key = "mit freundlichen grussen anna", *behind = quote_words_begin(QUOTE_CLOSING, key);
    assert_string_equal(behind, " anna");
    assert_string_equal(quote_words_begin(QUOTE_CLOSING, "thanks and best regards anna"), " anna"); /* the longest, not "thanks" */
    assert_null(quote_words_begin(QUOTE_CLOSING, "thanksgiving"));
    assert_true(quote_words_both(QUOTE_MESSAGE, QUOTE_SECRET, "this e mail is confidential"));
    assert_false(quote_words_both(QUOTE_MESSAGE, QUOTE_SECRET, "this e mail ist vertraulich")); /* of two languages */
    assert_true(quote_words_device("von meinem iphone gesendet") && !quote_words_device("von meinem iphones gesendet"));
}

static void words_go_in_their_order(void **state)
{
    (void)state;
    static const char *const texts[][2] = {{"two of them please", "two of them"}, {"thanks sofa thank you", "sofa"}, {"please", ""}, {"sofa", "sofa"}, {"", ""},
                                            {"would the be great sofa", "sofa"}, {"the one the sofa one the", "sofa"}};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *left = words_without(WORDS_POLITE, texts[i][0]);
        assert_string_equal(left, texts[i][1]);
    }
    assert_true(words_is(WORDS_PIECES, "pcs") && words_in(WORDS_PIECES, "2 pcs") && !words_is(WORDS_PIECES, "2 pcs") && !words_in(WORDS_PIECES, "2pcs"));
    assert_true(words_in(WORDS_VAGUE, "at least two") && !words_in(WORDS_VAGUE, "least two at"));
}

static void a_salutation_says_nothing(void **state)
{
    (void)state;
    static const char *const nothing[] = {"Hello,", "Hi there!", "Dear Sir or Madam,", "Good morning", "Dear Example Home Team,", "Merhaba,", "Merhaba Ayşe Hanım,", "Sayın Yetkili,",
                                          "Guten Tag,", "Sehr geehrte Damen und Herren,", "Bonjour,", "Здравствуйте!"};
    static const char *const something[] = {"Hello, the blue door", "Hi, it is for my mother's birthday", "Dear neighbours have a key", "Thanks to the porter", "Hello 2",
                                            "Merhaba kapıcıda anahtar var", "THANK YOU CALL BEFORE DELIVERY", "MERHABA ACELE LÜTFEN,", "Hi Gloss White", "Product: Sofa", ""};
    for (guint i = 0; i < G_N_ELEMENTS(nothing); i++)
        if (!line_is_salutation(nothing[i]))
            fail_msg("«%s» is told", nothing[i]);
    for (guint i = 0; i < G_N_ELEMENTS(something); i++)
        if (line_is_salutation(something[i]))
            fail_msg("«%s» is lost", something[i]);
}

#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)

int main(void)
{
    decode_init();
    const struct CMUnitTest tests[] = {
        DESK_TEST(adv_59_each_program_stands_in_the_table_in_each_language),
        DESK_TEST(adv_59_60_what_is_filled_in_the_quote_arrives),
        DESK_TEST(adv_59_60_what_is_typed_above_arrives_and_nothing_else),
        DESK_TEST(adv_59_60_what_is_typed_below_arrives_and_nothing_else),
        DESK_TEST(who_types_nothing_says_nothing),
        cmocka_unit_test(a_salutation_says_nothing),
        DESK_TEST(what_looks_like_a_header_or_a_signature_is_never_lost),
        DESK_TEST(adv_60_a_disclaimer_is_no_answer_and_hides_none),
        DESK_TEST(a_greeting_hides_no_answer),
        cmocka_unit_test(each_word_of_the_vocabulary_is_its_match_key),
        cmocka_unit_test(words_are_found_at_their_borders_alone),
        cmocka_unit_test(words_go_in_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
