#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/answer-desk.h"
#include "tests/unit/read-tell.h"
#include "tests/unit/shop.h"

#define HEAD                                                                                                           \
    "Hello Ayla Demir,\n\nThank you for your order. 3 things are still missing or unclear.\n"                          \
    "Please answer this mail and fill in, after the colon, each line that begins\n"                                    \
    "with a star (*). Everything else may stay as it is. As soon as all is there,\n"                                   \
    "we confirm your order and get to work.\n\nYOUR ORDER EH-1001\n\n"
#define SOFA                                                                                                           \
    "1) Sofa\nQuantity: 2\n* Fabric: [ ] Linen  [ ] Velvet  [ ] Leather\n"                                             \
    "  (Please mark one with an x, like this: [x])\nLegs: \n  (optional: Oak, Walnut)\nWidth: 120 cm\n\n"
#define TABLE                                                                                                          \
    "2) Dining table\nQuantity: 1\n* Finish: [ ] Oak  [ ] Walnut\n  (Please mark one with an x, like this: [x])\n\n"
#define ABOUT                                                                                                          \
    "ABOUT YOU\n\nName: Ayla Demir\nE-mail: ayla@example.com\n* Delivery address: \n  (We need this to go on.)\n"      \
    "Needed by: \n  (optional)\nNote: \n  (optional)\n\n"
#define FOOT                                                                                                           \
    "If you would rather talk to us:\n  call   +49 30 1234567 (Mon–Fri 9–18)\n  write  orders@shop.example\n\n"    \
    "Example Home\nLindenstr. 1\n10115 Berlin\n\n[ref: abcdefghijklmnopqrstuvwxyz]\n"                                  \
    "(By this line we find your order when you answer. Please leave it in.)\n"

static const char *const sent = HEAD SOFA TABLE ABOUT FOOT;

static struct reading *read_reply(const struct desk *desk, const char *text, const char *what_we_sent)
{
    g_autoptr(document_auto) document = mail_of(text);
    struct read_context context = {.forms = desk->forms,
                                   .languages = shop_languages(),
                                   .today = shop_today(),
                                   .sent_text = what_we_sent,
                                   .answers = desk->order};
    return read_document(document, &context);
}

static void replies_as(const struct desk *desk, const char *text, const char *expected)
{
    g_autoptr(reading_auto) reading = read_reply(desk, text, sent);
    g_autofree char *told = reading_told(reading);
    if (!g_str_equal(told, expected))
        print_error("%s\n", text);
    assert_string_equal(told, expected);
}

/* What we sent, each line behind `mark`, with some lines replaced: "* Finish=>* Finish: oak". */
static char *quoted(const char *mark, const char *const *changes)
{
    GString *text = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(sent, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        const char *line = lines[i];
        for (guint c = 0; changes && changes[c]; c += 2)
            if (g_str_has_prefix(line, changes[c]))
                line = changes[c + 1];
        g_string_append_printf(text, "%s%s\n", mark, line);
    }
    return g_string_free(text, FALSE);
}

/* Leaves the order with one thing to ask for. */
static void only_asks_fabric(struct desk *desk)
{
    give(((struct line_item *)desk->order->items->pdata[1])->values, "finish", "oak", "oak");
    give(desk->order->values, "delivery", "A 1\nBerlin", "A 1\nBerlin");
}

static void only_asks_delivery(struct desk *desk)
{
    give(((struct line_item *)desk->order->items->pdata[0])->values, "fabric", "linen", "linen");
    give(((struct line_item *)desk->order->items->pdata[1])->values, "finish", "oak", "oak");
}

#define GMAIL "On Mon, 23 Nov 2026 at 09:14, Example Home <orders@shop.example> wrote:\n"

/* --- nothing said ----------------------------------------------------------------------------------------------------
 */

static void hard_44_what_we_sent_is_no_answer(void **state)
{
    g_autofree char *marked = quoted("> ", NULL), *plain = quoted("", NULL);
    g_autofree char *top = g_strconcat("Thanks!\n\n" GMAIL, marked, NULL);
    g_autofree char *outlook = g_strconcat(
        "Thanks!\n\n-----Original Message-----\nFrom: Shop\nSent: Monday\nTo: me\nSubject: x\n\n", plain, NULL);
    replies_as(*state, top, "");
    replies_as(*state, outlook, "");
    replies_as(*state, plain, "");
    replies_as(*state, "", "");
    g_autoptr(reading_auto) reading = read_reply(*state, top, sent);
    assert_int_equal(g_strv_length(reading->own_words), 1);
    assert_string_equal(reading->own_words[0], "Thanks!");
}

static void what_a_mail_program_rewrapped_is_still_ours(void **state)
{
    static const char *const wrapped[] = {
        "* Fabric", "* Fabric: [ ] Linen  [ ]\n> Velvet  [ ] Leather", "with a star",
        "with a star (*). Everything else may stay\n> as it is. As soon as all is there,", NULL};
    g_autofree char *text = quoted("> ", wrapped);
    replies_as(*state, text, "");
    static const char *const joined[] = {
        "Quantity: 2", "Quantity: 2 * Fabric: [ ] Linen [ ] Velvet [ ] Leather",   "* Fabric", "",
        "  write",     "  write orders@shop.example <mailto:orders@shop.example>", NULL};
    g_autofree char *flowed = quoted("", joined);
    replies_as(*state, flowed, "");
    static const char *const bullets[] = {"* Fabric", "• Fabric: [ ] Linen [ ] Velvet [ ] Leather", "* Finish",
                                          "• Finish: [ ]\u00a0Oak\u00a0 [ ] Walnut", NULL};
    g_autofree char *listed = quoted(">> ", bullets);
    replies_as(*state, listed, "");
}

/* --- inside the quote -------------------------------------------------------------------------------------------- */

static void hard_46_what_differs_inside_the_quote_is_the_answer(void **state)
{
    static const char *const changes[] = {
        "* Fabric",   "* Fabric: [x] Linen  [ ] Velvet  [ ] Leather",    "* Finish", "* Finish: walnut",
        "* Delivery", "* Delivery address: Hauptstr. 9\n> 10115 Berlin", NULL};
    g_autofree char *text = quoted("> ", changes);
    replies_as(*state, text, "[1 -] fabric=linen [2 -] finish=walnut [order] delivery=Hauptstr. 9|10115 Berlin");
}

static void a_changed_value_is_an_answer_too(void **state)
{
    static const char *const changes[] = {"Quantity: 2", "Quantity: 3",       "Legs", "Legs: oak",
                                          "Name",        "Name: Ayla Yilmaz", NULL};
    g_autofree char *text = quoted("> ", changes);
    replies_as(*state, text, "[1 -] qty=3 legs=oak [order] name=Ayla Yilmaz");
}

static void a_line_that_fits_several_items_leaves_it_to_a_person(void **state)
{
    struct desk *desk = *state;
    only_asks_fabric(desk);
    g_autoptr(reading_auto) unclear = read_reply(desk, "Fabric: linen\nQuantity: 5\n", sent);
    g_autoptr(reading_auto) clear = read_reply(desk, "Fabric: linen\n2) Dining table\nQuantity: 5\n", sent);
    assert_true(((struct draft *)unclear->drafts->pdata[0])->doubted);
    assert_false(((struct draft *)clear->drafts->pdata[0])->doubted);
}

static void quotes_are_marked_with_bars_and_initials_too(void **state)
{
    static const char *const marks[] = {"| ", "│ ", "  | ", "EH> "};
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
        g_autofree char *address = g_strdup_printf("* Delivery address: Hauptstr. 9\n%s10115 Berlin", marks[i]);
        const char *const changes[] = {"* Fabric", "* Fabric: [x] Linen  [ ] Velvet  [ ] Leather", "* Finish", "* Finish: walnut", "* Delivery", address, NULL};
        g_autofree char *text = quoted(marks[i], changes);
        g_autofree char *untouched = quoted(marks[i], NULL);
        replies_as(*state, text, "[1 -] fabric=linen [2 -] finish=walnut [order] delivery=Hauptstr. 9|10115 Berlin");
        replies_as(*state, untouched, "");
    }
}

static void hard_47_without_marks_the_form_is_edited_in_place(void **state)
{
    static const char *const changes[] = {"* Fabric",   "* Fabric: [ ] Linen  [X] Velvet  [ ] Leather",
                                          "Legs",       "Legs: walnut",
                                          "* Finish",   "* Finish: [x] Oak  [ ] Walnut",
                                          "* Delivery", "* Delivery address: Hauptstr. 9\n10115 Berlin",
                                          NULL};
    g_autofree char *text = quoted("", changes);
    g_autofree char *outlook = g_strconcat(
        "Hi, see below\n\nVon: Shop\nGesendet: Montag, 23. November 2026 09:14\nAn: me\nBetreff: x\n\n", text, NULL);
    static const char *const expected =
        "[1 -] fabric=velvet legs=walnut [2 -] finish=oak [order] delivery=Hauptstr. 9|10115 Berlin";
    replies_as(*state, text, expected);
    replies_as(*state, outlook, expected);
}

/* --- below the quoted label -------------------------------------------------------------------------------------- */

static void hard_46_an_answer_below_its_label(void **state)
{
    g_autofree char *text = g_strconcat(
        GMAIL "> 1) Sofa\n> Quantity: 2\n> * Fabric: [ ] Linen  [ ] Velvet  [ ] Leather\n", "velvet please\n",
        ">   (Please mark one with an x, like this: [x])\n> Legs: \n\noak\n\n> 2) Dining table\n> Quantity: 1\n"
        "> * Finish: [ ] Oak  [ ] Walnut\n>   (Please mark one with an x, like this: [x])\n\nwalnut\n\n> ABOUT "
        "YOU\n>\n> Name: Ayla Demir\n"
        "> * Delivery address:\n>   (We need this to go on.)\nHauptstr. 9\n10115 Berlin\n\n> Needed by:\n",
        NULL);
    replies_as(*state, text,
               "[1 -] fabric=velvet legs=oak [2 -] finish=walnut [order] delivery=Hauptstr. 9|10115 Berlin");
}

static void a_comment_below_a_known_value_changes_nothing(void **state)
{
    replies_as(*state,
               "> 1) Sofa\n> Quantity: 2\nyes, that is right\n> Width: 120 cm\n> Name: Ayla Demir\nwith a soft g\n",
               "");
    replies_as(*state, "> 1) Sofa\n> Quantity: 2\n3\n", "[1 -] qty=3");
}

static void the_sample_of_a_quoted_reply(void **state)
{
    static const char *const asked = "We need a few more details for order 1042:\n\n1) Sofa\nFabric:\nLegs: [ ] Walnut "
                                     " [ ] Oak\nDelivery date: 31.12.2026\n";
    g_autoptr(reading_auto) reading = read_reply(
        *state,
        "see below\n\n" GMAIL "> We need a few more details for order 1042:\n>\n> 1) Sofa\n> Fabric:\nlinen\n> Legs: "
        "\n> oak, please\n> [ ] Walnut  [x] Oak\n> Delivery date: 31.12.2026\n",
        asked);
    g_autofree char *told = reading_told(reading);
    assert_string_equal(told, "[1 -] fabric=linen legs=oak");
}

/* --- above the quote --------------------------------------------------------------------------------------------- */

static void labels_above_the_quote(void **state)
{
    g_autofree char *marked = quoted("> ", NULL);
    g_autofree char *text = g_strconcat(
        "Fabric: linen\nFinish: oak\nDelivery address: Hauptstr. 9\n10115 Berlin\n\nBest regards\nAyla\n\n" GMAIL,
        marked, NULL);
    replies_as(*state, text, "[1 -] fabric=linen [2 -] finish=oak [order] delivery=Hauptstr. 9|10115 Berlin");
    replies_as(*state, "1) Sofa\nQuantity: 3\n2) Dining table\nQuantity: 4\n", "[1 -] qty=3 [2 -] qty=4");
    replies_as(*state, "Sofa\nQuantity: 3\n", "[1 -] qty=3");
    replies_as(*state, "Quantity 2: 4\n", "[2 -] qty=4");
}

static void a_bare_word_where_one_field_was_asked(void **state)
{
    only_asks_fabric(*state);
    g_autofree char *marked = quoted("> ", NULL);
    g_autofree char *text = g_strconcat("linen\n\n" GMAIL, marked, NULL);
    replies_as(*state, text, "[1 -] fabric=linen");
    replies_as(*state, "Hello,\n\nvelvet, please.\n\nThank you\nAyla", "[1 -] fabric=velvet");
    replies_as(*state, "fabric linen, 2 pieces", "[1 -] fabric=linen");
    replies_as(*state, "The fabric should be linen", "[1 -] fabric=linen");
    replies_as(*state, "I'd like the linen one, thanks!", "[1 -] fabric=linen");
    replies_as(*state, "no velvet", "");
    replies_as(*state, "linen or velvet", "");
    replies_as(*state, "When will it come?", "");
}

static void bare_words_where_each_fits_one_field(void **state)
{
    replies_as(*state, "linen, walnut", "[1 -] fabric=linen [2 -] finish=walnut");
    replies_as(*state, "Sofa: linen\nTable: oak", "[1 -] fabric=linen [2 -] finish=oak");
    replies_as(*state, "linen and oak please", "[1 -] fabric=linen [2 -] finish=oak");
}

static void a_bare_word_that_fits_two_fields_is_asked_again(void **state)
{
    struct desk *desk = *state;
    give(((struct line_item *)desk->order->items->pdata[0])->values, "fabric", "velvet", "velvet");
    replies_as(*state, "oak", ""); /* legs of the sofa, or finish of the table */
    replies_as(*state, "legs oak", "[1 -] legs=oak");
    g_autoptr(reading_auto) reading = read_reply(desk, "oak", sent);
    assert_string_equal(((struct draft *)reading->drafts->pdata[0])->unread[0], "oak");
}

static void an_address_alone_answers_the_question_for_it(void **state)
{
    only_asks_delivery(*state);
    g_autofree char *marked = quoted("> ", NULL);
    g_autofree char *text = g_strconcat("Hi,\nHauptstr. 9\n10115 Berlin\n\nBest regards\nAyla\n\n" GMAIL, marked, NULL);
    replies_as(*state, text, "[order] delivery~Hauptstr. 9|10115 Berlin");
    replies_as(*state, "I will tell you on the 3rd, after 12 o'clock, when my wife is back?", "");
    replies_as(*state, "Thanks!", "");
}

static void turkish_answers(void **state)
{
    replies_as(*state,
               "Kumaş: keten\nCila: ceviz\nTeslimat adresi: Bağdat Cad. 5\nKadıköy\n\nSaygılarımla\nAyla\n\n23 Kas "
               "2026 Pzt, 09:14 tarihinde Shop <orders@shop.example> şunu yazdı:\n> Hello\n",
               "[1 -] fabric=linen [2 -] finish=walnut [order] delivery=Bağdat Cad. 5|Kadıköy");
}

/* --- words beside values ----------------------------------------------------------------------------------------- */

static void what_is_refused_is_never_taken(void **state)
{
    static const char *const refusals[] = {"No to velvet and leather.", "Anything but leather and velvet", "We want neither leather nor linen, and no velvet", "no leather, velvet",
                                           "Deri ve kadife istemiyorum", "deri olmasın", "Kein Leder und kein Samt", "leather?", "Is it leather? Or velvet?"};
    for (guint i = 0; i < G_N_ELEMENTS(refusals); i++)
        replies_as(*state, refusals[i], "");
    replies_as(*state, "Not velvet, linen.", "[1 -] fabric=linen");
    replies_as(*state, "No hurry, linen please", "[1 -] fabric=linen");
    replies_as(*state, "No hurry, linen please. And walnut.", "[1 -] fabric=linen [2 -] finish=walnut");
    replies_as(*state, "Linen. Is that washable?", "[1 -] fabric=linen");
}

static void two_choices_for_one_field_are_asked_about(void **state)
{
    replies_as(*state, "linen and leather", "[1 -] fabric:conflict(linen|leather)");
    replies_as(*state, "one linen, one leather", "[1 -] fabric:conflict(one linen|one leather)");
    replies_as(*state, "linen, walnut, linen", "[1 -] fabric=linen [2 -] finish=walnut");
}

static void what_names_a_product_is_said_of_that_one(void **state)
{
    struct desk *desk = *state;
    g_ptr_array_set_size(((struct line_item *)desk->order->items->pdata[1])->values, 0); /* the table's quantity and finish are asked for */
    replies_as(desk, "table 1, sofas 3 please, linen", "[2 -] qty=1 [1 -] fabric=linen");
    replies_as(desk, "linen, sofas 3 pcs", "[1 -] fabric=linen");
    replies_as(desk, "sofa 3 pcs. Linen, walnut", "[1 -] fabric=linen");
    replies_as(desk, "2 chairs, please", "");
}

static void numbers_before_answers_are_no_part_of_them(void **state)
{
    replies_as(*state, "1- linen\n2- walnut\n", "[1 -] fabric=linen [2 -] finish=walnut");
    replies_as(*state, "a) linen\nb) walnut\n", "[1 -] fabric=linen [2 -] finish=walnut");
    struct desk *desk = *state;
    g_ptr_array_set_size(((struct line_item *)desk->order->items->pdata[1])->values, 0);
    replies_as(desk, "Quantity 3\nlinen\n", "[2 -] qty=3 [1 -] fabric=linen");
}

static void a_comma_within_a_number_parts_nothing(void **state)
{
    struct desk *desk = *state;
    struct line_item *sofa = desk->order->items->pdata[0];
    g_ptr_array_set_size(sofa->values, 0);
    replies_as(desk, "linen, width 1,20 m, walnut", "[1 -] fabric=linen width=120 [2 -] finish=walnut");
}

/* Outlook writes a name before what is typed into the quote. */
static void a_name_in_brackets_before_an_answer_is_no_part_of_it(void **state)
{
    static const char *const names[] = {"[AD]", "[Ayla Demir]"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *mail = g_strdup_printf("> 1) Sofa\n> Quantity: 2\n> * Fabric: [ ] Linen  [ ] Velvet  [ ] Leather\n%s linen\n> ABOUT YOU\n>\n> Name: Ayla Demir\n"
                                                "> * Delivery address: \n>   (We need this to go on.)\n%s Hauptstr. 9\n10115 Berlin\n", names[i], names[i]);
        replies_as(*state, mail, "[1 -] fabric=linen [order] delivery=Hauptstr. 9|10115 Berlin");
    }
    replies_as(*state, "> * Delivery address: \n>   (We need this to go on.)\n[Hofgebäude] Hauptstr. 9, Berlin\n", "[order] delivery=[Hofgebäude] Hauptstr. 9, Berlin");
}

static void what_is_left_of_a_line_is_for_a_person(void **state)
{
    static const char *const mails[][2] = {{"linen, and a cushion to go with it", "linen, and a cushion to go with it"}, {"Hello, linen please, thank you", NULL}};
    for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autoptr(reading_auto) reading = read_reply(*state, mails[i][0], sent);
        const struct draft *draft = reading->drafts->pdata[0];
        assert_string_equal(((const struct value *)((const struct line_item *)draft->items->pdata[0])->values->pdata[0])->canonical, "linen");
        assert_int_equal(g_strcmp0(draft->unread[0], mails[i][1]), 0);
    }
}

static void a_sentence_below_an_address_is_no_line_of_it(void **state)
{
    static const char *const sentences[] = {"Also, please make it 3 sofas instead of 2.", "Could you deliver on a Saturday?", "2 kanepe yerine 3 kanepe olsun."};
    for (guint i = 0; i < G_N_ELEMENTS(sentences); i++) {
        g_autofree char *mail = g_strdup_printf("Delivery address: Hauptstr. 9\n10115 Berlin\n%s\n", sentences[i]);
        g_autofree char *below = g_strdup_printf("> * Delivery address: \n>   (We need this to go on.)\nHauptstr. 9\n10115 Berlin\n%s\n", sentences[i]);
        replies_as(*state, mail, "[order] delivery=Hauptstr. 9|10115 Berlin");
        replies_as(*state, below, "[order] delivery=Hauptstr. 9|10115 Berlin");
        g_autoptr(reading_auto) reading = read_reply(*state, mail, sent);
        assert_string_equal(((const struct draft *)reading->drafts->pdata[0])->unread[0], sentences[i]);
    }
}

/* --- products ---------------------------------------------------------------------------------------------------- */

static void an_unknown_product_is_named_in_the_answer(void **state)
{
    struct desk *desk = *state;
    struct line_item *item = order_add(desk->order, 3, NULL);
    item->product_text = g_strdup("Wardrobe");
    static const char *const asked =
        "1) Sofa\nQuantity: 2\n\n3) Wardrobe\n* Product: Wardrobe\n  (We do not offer this by that name. We offer: "
        "Sofa, Dining table)\n\nABOUT YOU\n\n* Delivery address: \n";
    static const char *const replies[] = {"> 1) Sofa\n> Quantity: 2\n>\n> 3) Wardrobe\n> * Product: Dining table\n",
                                          "> 3) Wardrobe\n> * Product: Wardrobe\n>\n\nProduct: Dining table\n",
                                          "Product: Dining table\n", "Dining table\n"};
    for (guint i = 0; i < G_N_ELEMENTS(replies); i++) {
        g_autoptr(reading_auto) reading = read_reply(desk, replies[i], asked);
        g_autofree char *told = reading_told(reading);
        if (!g_str_equal(told, "[3 table]"))
            print_error("%s\n", replies[i]);
        assert_string_equal(told, "[3 table]");
    }
}

static void an_order_without_products_gets_one(void **state)
{
    struct desk *desk = *state;
    g_ptr_array_set_size(desk->order->items, 0);
    static const char *const asked =
        "* Product: \n  (Please name what you would like to order. We offer: Sofa, Dining table)\n\nABOUT YOU\n";
    g_autoptr(reading_auto) inside = read_reply(
        desk,
        "> * Product: 2x Sofa (linen)\n>   (Please name what you would like to order. We offer: Sofa, Dining table)\n",
        asked);
    g_autofree char *told = reading_told(inside);
    assert_string_equal(told, "[1 sofa] qty=2 fabric=linen");
    g_autoptr(reading_auto) bare = read_reply(desk, "Sofa\n", asked);
    g_autofree char *other = reading_told(bare);
    assert_string_equal(other, "[1 sofa]");
}

static void the_order_may_be_written_once_more(void **state)
{
    replies_as(*state, "Hello,\n\nProduct: Sofa\nQuantity: 2\nFabric: linen\n\nProduct: Dining table\nQuantity: 1\nFinish: oak\n",
               "[1 sofa] qty=2 fabric=linen [2 table] qty=1 finish=oak");
    replies_as(*state, "Product: Sofa\nFabric: linen\n", "[1 sofa] fabric=linen");
    replies_as(*state, "Product: Sofa\nQuantity: 2\nWidth: 90 cm\n", "[3 sofa] qty=2 width=90");
    replies_as(*state, "Product: Sofa\nQuantity: 2\n\nProduct: Sofa\nQuantity: 2\n", "[3 sofa] qty=2 [4 sofa] qty=2");
    ((struct desk *)*state)->order->phase = PHASE_ACCEPTED;
    replies_as(*state, "Product: Sofa\nQuantity: 2\nFabric: linen\n", "[3 sofa] qty=2 fabric=linen");
}

/* What an answer says beside its values is held against the whole order, as it is with them. */
static void words_beside_an_answer_are_doubted(void **state)
{
    static const struct {
        const char *text;
        gboolean doubted;
    } replies[] = {
        {"Fabric: linen\n\nBut please with 3 sofas.\n", TRUE},   {"Fabric: linen\n\nWe look forward to our 2 sofas.\n", FALSE},
        {"Quantity 1: 3\nFabric: linen\n\nSo 3 sofas.\n", FALSE}, {"Fabric: linen\n\nThe second one in velvet.\n", TRUE},
        {"Fabric: linen\n\nI also need a wardrobe.\n", FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(replies); i++) {
        g_autoptr(reading_auto) reading = read_reply(*state, replies[i].text, sent);
        const struct draft *draft = reading->drafts->pdata[0];
        if (draft->doubted != replies[i].doubted)
            fail_msg("«%s» is %sdoubted", replies[i].text, draft->doubted ? "" : "not ");
    }
}

static void another_product_may_be_added(void **state)
{
    replies_as(*state, "Product: Sofa\nQuantity: 1\nFabric: linen\n", "[3 sofa] qty=1 fabric=linen");
}

/* --- hostile and strange ----------------------------------------------------------------------------------------- */

static void without_what_we_sent_quotes_count_as_ours(void **state)
{
    g_autoptr(reading_auto) reading =
        read_reply(*state, "Fabric: linen\n\n> 1) Sofa\n> Quantity: 7\n> Fabric: velvet\n", "");
    g_autofree char *told = reading_told(reading);
    assert_string_equal(told, "[1 -] fabric=linen");
}

static void endless_answers_are_read_in_time(void **state)
{
    static const char *const seeds[] = {
        "linen, ",         "Fabric: linen\n", "> Fabric: linen\n", "> Fabric:\nlinen\n", "oak and ", "1) Sofa\n",
        "Product: Sofa\n", "Sofa: linen\n",   "Quantity 2: 4\n",   "a b c d ",           "x\n",      "[x] Oak\n"};
    for (guint i = 0; i < G_N_ELEMENTS(seeds); i++) {
        GString *text = g_string_new(NULL);
        while (text->len < 60000)
            g_string_append(text, seeds[i]);
        g_autofree char *mail = g_string_free(text, FALSE);
        g_autoptr(reading_auto) reading = read_reply(*state, mail, sent);
        assert_int_equal(reading->drafts->len, 1);
        g_autoptr(reading_auto) ours = read_reply(*state, mail, mail);
        assert_int_equal(ours->drafts->len, 1);
    }
}

static void random_changes_never_break_the_reader(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (guint round = 0; round < 1500; round++) {
        GString *text = g_string_new(sent);
        for (guint n = (guint)g_rand_int_range(random, 1, 12); n > 0; n--) {
            gsize at = (gsize)g_rand_int_range(random, 0, (gint32)text->len);
            static const char *const bits[] = {"\n",  "> ", "linen", ":", "[x]", "2", "\n\n", "Fabric: oak\n",
                                               "1) ", "(",  "* "};
            while (at > 0 && ((guchar)text->str[at] & 0xc0) == 0x80)
                at--;
            if (g_rand_boolean(random))
                g_string_insert(text, (gssize)at, bits[g_rand_int_range(random, 0, G_N_ELEMENTS(bits))]);
            else if (g_str_is_ascii(text->str + at))
                g_string_truncate(text, at);
        }
        g_autofree char *mail = g_string_free(text, FALSE);
        g_autoptr(reading_auto) reading = read_reply(*state, mail, sent);
        assert_int_equal(reading->drafts->len, 1);
    }
}

/* What was said of the sofa before it became a table belongs to nothing: it is not kept under a field that tables have not. */
static void what_another_product_has_not_is_for_a_person(void **state)
{
    struct desk *desk = *state;
    g_autoptr(reading_auto) reading = read_reply(desk, "Product: Sofa\nFabric 1: velvet\nQuantity 1: 3\n1. Table\n\n" GMAIL "> thanks\n", sent);
    const struct draft *draft = reading->drafts->pdata[0];
    for (guint i = 0; i < draft->items->len; i++) {
        const struct line_item *item = draft->items->pdata[i];
        if (item->number == 1) {
            assert_string_equal(item->form, "table");
            assert_null(values_find(item->values, "fabric"));
            assert_string_equal(values_find(item->values, "qty")->canonical, "3");
        }
    }
    assert_true(g_strv_contains((const char *const *)draft->unread, "velvet"));
}

#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(what_another_product_has_not_is_for_a_person),
        DESK_TEST(hard_44_what_we_sent_is_no_answer),
        DESK_TEST(what_a_mail_program_rewrapped_is_still_ours),
        DESK_TEST(hard_46_what_differs_inside_the_quote_is_the_answer),
        DESK_TEST(a_changed_value_is_an_answer_too),
        DESK_TEST(a_line_that_fits_several_items_leaves_it_to_a_person),
        DESK_TEST(quotes_are_marked_with_bars_and_initials_too),
        DESK_TEST(hard_47_without_marks_the_form_is_edited_in_place),
        DESK_TEST(hard_46_an_answer_below_its_label),
        DESK_TEST(a_comment_below_a_known_value_changes_nothing),
        DESK_TEST(the_sample_of_a_quoted_reply),
        DESK_TEST(labels_above_the_quote),
        DESK_TEST(a_bare_word_where_one_field_was_asked),
        DESK_TEST(bare_words_where_each_fits_one_field),
        DESK_TEST(a_bare_word_that_fits_two_fields_is_asked_again),
        DESK_TEST(an_address_alone_answers_the_question_for_it),
        DESK_TEST(turkish_answers),
        DESK_TEST(what_is_refused_is_never_taken),
        DESK_TEST(two_choices_for_one_field_are_asked_about),
        DESK_TEST(what_names_a_product_is_said_of_that_one),
        DESK_TEST(numbers_before_answers_are_no_part_of_them),
        DESK_TEST(a_comma_within_a_number_parts_nothing),
        DESK_TEST(a_name_in_brackets_before_an_answer_is_no_part_of_it),
        DESK_TEST(what_is_left_of_a_line_is_for_a_person),
        DESK_TEST(a_sentence_below_an_address_is_no_line_of_it),
        DESK_TEST(an_unknown_product_is_named_in_the_answer),
        DESK_TEST(an_order_without_products_gets_one),
        DESK_TEST(the_order_may_be_written_once_more),
        DESK_TEST(words_beside_an_answer_are_doubted),
        DESK_TEST(another_product_may_be_added),
        DESK_TEST(without_what_we_sent_quotes_count_as_ours),
        DESK_TEST(endless_answers_are_read_in_time),
        DESK_TEST(random_changes_never_break_the_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
