/* What we ask can be answered: the letters as they are rendered, sent back untouched and filled in, in the shapes that
 * mail programs give to an answer. Links reading and rendering, which know nothing of each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/orders/merge.h"
#include "daemon/orders/validate.h"
#include "daemon/render/letter.h"
#include "parsers/decode/decode.h"
#include "tests/unit/read-tell.h"
#include "tests/unit/render-shop.h"

static const char *const both[] = {"en", "tr", NULL};

struct shop {
    struct business *business;
    struct forms *forms;
    struct templates *templates;
    GDate today;
};

static int open_shop(void **state)
{
    struct shop *shop = g_new0(struct shop, 1);
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    decode_init();
    shop->business = render_shop_business();
    shop->forms = render_shop_forms();
    shop->templates = templates_load(NULL, TEST_TEMPLATES, both, diagnostics);
    calendar_day_of(shop->business->calendar, RENDER_SHOP_NOW, &shop->today);
    *state = shop;
    return shop->templates ? 0 : 1;
}

static int close_shop(void **state)
{
    struct shop *shop = *state;
    templates_free(shop->templates);
    forms_free(shop->forms);
    business_free(shop->business);
    g_free(shop);
    return 0;
}

static struct rendered render(const struct shop *shop, enum letter letter, const char *language,
                              const struct order *order)
{
    struct rendered rendered = {0};
    g_autoptr(GError) error = NULL;
    const struct letter_facts facts = {
        .business = shop->business, .forms = shop->forms, .order = order, .now = RENDER_SHOP_NOW};
    if (!letter_render(shop->templates, letter, language, &facts, &rendered, &error))
        fail_msg("%s", error->message);
    return rendered;
}

static struct reading *read_answer_to(const struct shop *shop, const struct document *document,
                                      const struct order *order, const char *sent)
{
    struct read_context context = {
        .forms = shop->forms, .languages = both, .today = shop->today, .sent_text = sent, .answers = order};
    return read_document(document, &context);
}

/* Each line behind `mark`; lines longer than `width` are wrapped at spaces, as some programs do. */
static char *quote(const char *text, const char *mark, gsize width)
{
    GString *quoted = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        const char *p = lines[i];
        while (width && strlen(p) > width) {
            const char *space = g_strrstr_len(p, (gssize)width, " ");
            if (!space || space <= p + 2)
                break;
            g_string_append_printf(quoted, "%s%.*s\n", mark, (int)(space - p), p);
            p = space + 1;
        }
        g_string_append_printf(quoted, "%s%s\n", mark, p);
    }
    return g_string_free(quoted, FALSE);
}

static void says_nothing(const struct shop *shop, const char *answer, const struct order *order, const char *sent)
{
    g_autoptr(document_auto) document = mail_of(answer);
    g_autoptr(reading_auto) reading = read_answer_to(shop, document, order, sent);
    g_autofree char *told = reading_told(reading);
    if (*told)
        print_error("%s\n", answer);
    assert_string_equal(told, "");
}

static struct document *html_answer(const char *html)
{
    g_autofree char *mail =
        g_strconcat("From: a@b.example\nTo: c@d.example\nSubject: Re: order\nMIME-Version: 1.0\n"
                    "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n<html><body>",
                    html, "</body></html>\n", NULL);
    g_autoptr(GError) error = NULL;
    struct document *document = decode_bytes(mail, strlen(mail), &error);
    assert_non_null(document);
    return document;
}

static void html_says_nothing(const struct shop *shop, const char *html, const struct order *order, const char *sent)
{
    g_autoptr(document_auto) document = html_answer(html);
    g_autoptr(reading_auto) reading = read_answer_to(shop, document, order, sent);
    g_autofree char *told = reading_told(reading);
    if (*told) {
        g_autofree char *seen = document_describe(document);
        print_error("%.9000s", seen);
    }
    assert_string_equal(told, "");
}

static void an_untouched_letter_says_nothing(void **state)
{
    const struct shop *shop = *state;
    struct order *(*const orders[])(void) = {render_shop_incomplete, render_shop_blank, render_shop_order};
    for (guint o = 0; o < G_N_ELEMENTS(orders); o++) {
        for (guint l = 0; both[l]; l++) {
            g_autoptr(order_auto) order = orders[o]();
            struct rendered sent = render(shop, o == 2 ? LETTER_CONFIRMED : LETTER_COMPLETE, both[l], order);
            g_autofree char *marked = quote(sent.text, "> ", 0), *wrapped = quote(sent.text, "> ", 60),
                            *deep = quote(sent.text, ">> ", 0);
            g_autofree char *gmail =
                g_strconcat("Thank you!\n\nOn Tue, 25 Nov 2025 at 09:14, Elm & Hill <orders@hill.example> wrote:\n\n",
                            marked, NULL);
            g_autofree char *outlook =
                g_strconcat("Teşekkürler\n\nKimden: Elm & Hill <orders@hill.example>\nGönderildi: 25 Kasım 2025 Salı "
                            "09:14\nKime: ayla\nKonu: x\n\n",
                            sent.text, NULL);
            says_nothing(shop, sent.text, order, sent.text);
            says_nothing(shop, marked, order, sent.text);
            says_nothing(shop, wrapped, order, sent.text);
            says_nothing(shop, deep, order, sent.text);
            says_nothing(shop, gmail, order, sent.text);
            says_nothing(shop, outlook, order, sent.text);
            g_autofree char *block = g_strconcat(
                "<div>Thank you!</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Tue, 25 Nov 2025 at "
                "09:14, Elm &amp; Hill &lt;orders@hill.example&gt; wrote:<br></div><blockquote class=\"gmail_quote\">",
                sent.html, "</blockquote></div>", NULL);
            g_autofree char *reply =
                g_strconcat("<p>Thank you!</p><div><b>From:</b> Elm &amp; Hill<br><b>Sent:</b> Tuesday, November 25, "
                            "2025 9:14 AM<br><b>To:</b> ayla<br><b>Subject:</b> x</div>",
                            sent.html, NULL);
            html_says_nothing(shop, block, order, sent.text);
            html_says_nothing(shop, reply, order, sent.text);
            rendered_clear(&sent);
        }
    }
}

/* --- filled in
 * ------------------------------------------------------------------------------------------------------------ */

static const char *sample(const struct field *field, const char *language)
{
    switch (field->type) {
    case FIELD_INTEGER:
        return "3";
    case FIELD_DECIMAL:
        return "2";
    case FIELD_MONEY:
        return "100 EUR";
    case FIELD_DATE:
        return "31.12.2026";
    case FIELD_CHOICE:
        return phrases_text(((const struct choice *)field->choices->pdata[0])->names, language, NULL);
    case FIELD_EMAIL:
        return "ayla@example.com";
    case FIELD_PHONE:
        return "+90 532 123 45 67";
    case FIELD_ADDRESS:
        return "Hauptstr. 9\n  10115 Berlin";
    case FIELD_LENGTH:
        return "180 cm";
    case FIELD_YESNO:
        return g_str_equal(language, "tr") ? "evet" : "yes";
    case FIELD_TEXT:
        return "something";
    }
    return "";
}

/* The field that a printed line asks for, in the form of the item above it. */
static const struct field *field_of_line(const struct form *form, const char *line, const char *language)
{
    for (guint i = 0; form && i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        g_autofree char *start = g_strdup_printf("* %s:", phrases_text(field->labels, language, NULL));
        if (g_str_has_prefix(line, start))
            return field;
    }
    return NULL;
}

/* The letter with each line that begins with a star filled in; boxes are ticked when `tick`, else written over. */
static char *fill(const struct shop *shop, const char *text, const struct order *order, const char *language,
                  gboolean tick)
{
    GString *filled = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    const struct form *form = shop->forms->order;
    for (guint i = 0; lines[i]; i++) {
        guint number = (guint)g_ascii_strtoull(lines[i], NULL, 10);
        const struct line_item *item = number && strstr(lines[i], ") ") ? order_item(order, number) : NULL;
        if (item)
            form = forms_product(shop->forms, item->form);
        else if (*lines[i] && g_ascii_isupper(lines[i][0]) && !strchr(lines[i], ':') && !strchr(lines[i], ')'))
            form = shop->forms->order;
        const struct field *field = *lines[i] == '*' ? field_of_line(form, lines[i], language) : NULL;
        char *box = field && tick ? strstr(lines[i], "[ ]") : NULL;
        if (box)
            box[1] = 'x';
        if (!field && g_str_has_prefix(lines[i], "* Product:"))
            g_string_append(filled, "* Product: Sofa");
        else if (!field && g_str_has_prefix(lines[i], "* Ürün:"))
            g_string_append(filled, "* Ürün: Kanepe");
        else if (!field || box)
            g_string_append(filled, lines[i]);
        else
            g_string_append_printf(filled, "* %s: %s", phrases_text(field->labels, language, NULL),
                                   sample(field, language));
        g_string_append_c(filled, '\n');
    }
    return g_string_free(filled, FALSE);
}

/* What is still wrong once the answer is taken in, fields of the item that only now has a product left aside. */
static guint problems_after(const struct shop *shop, const struct document *document, const struct order *order,
                            const char *sent, guint new_item)
{
    g_autoptr(reading_auto) reading = read_answer_to(shop, document, order, sent);
    g_autoptr(order_auto) after = order_copy(order);
    guint count = 0;
    order_merge(after, reading->drafts->pdata[0]);
    order_settle(after, shop->forms);
    g_autoptr(GPtrArray) problems = order_validate(after, shop->forms, &shop->today);
    for (guint i = 0; i < problems->len; i++) {
        const struct problem *problem = problems->pdata[i];
        if (problem->item == new_item && problem->field)
            continue;
        print_error("item %u %s: %s (%s)\n", problem->item, problem->field ? problem->field : "-",
                    fault_name(problem->fault), problem->text ? problem->text : "");
        count++;
    }
    return count;
}

static void filled_in_it_completes_the_order(void **state)
{
    const struct shop *shop = *state;
    struct order *(*const orders[])(void) = {render_shop_incomplete, render_shop_blank};
    for (guint round = 0; round < 2 * 2 * 2; round++) {
        const char *language = both[round & 1];
        g_autoptr(order_auto) order = orders[round >> 1 & 1]();
        struct rendered sent = render(shop, LETTER_COMPLETE, language, order);
        g_autofree char *filled = fill(shop, sent.text, order, language, round >> 2 & 1);
        g_autofree char *marked = quote(filled, "> ", 0);
        g_autofree char *outlook = g_strconcat(
            "Von: Elm & Hill\nGesendet: Dienstag, 25. November 2025 09:14\nAn: ayla\nBetreff: x\n\n", filled, NULL);
        const char *const shapes[] = {filled, marked, outlook};
        for (guint s = 0; s < G_N_ELEMENTS(shapes); s++) {
            g_autoptr(document_auto) document = mail_of(shapes[s]);
            guint problems = problems_after(shop, document, order, sent.text, 3);
            if (problems)
                print_error("%s\n", shapes[s]);
            assert_int_equal(problems, 0);
        }
        rendered_clear(&sent);
    }
}

static void a_box_ticked_in_the_html_is_read(void **state)
{
    const struct shop *shop = *state;
    g_autoptr(order_auto) order = render_shop_incomplete();
    for (guint l = 0; both[l]; l++) {
        struct rendered sent = render(shop, LETTER_COMPLETE, both[l], order);
        g_autoptr(GString) html = g_string_new(sent.html);
        const char *box = l ? "[ ] Kadife" : "[ ] Velvet", *tick = l ? "[x] Kadife" : "[x] Velvet";
        g_string_replace(html, "[&nbsp;]", "[ ]", 0);
        assert_int_equal(g_string_replace(html, box, tick, 0), 1);
        g_string_prepend(html, "<div>Hello</div><blockquote>");
        g_string_append(html, "</blockquote>");
        g_autoptr(document_auto) document = html_answer(html->str);
        g_autoptr(reading_auto) reading = read_answer_to(shop, document, order, sent.text);
        g_autofree char *told = reading_told(reading);
        assert_string_equal(told, "[1 -] fabric=velvet");
        rendered_clear(&sent);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_untouched_letter_says_nothing, open_shop, close_shop),
        cmocka_unit_test_setup_teardown(filled_in_it_completes_the_order, open_shop, close_shop),
        cmocka_unit_test_setup_teardown(a_box_ticked_in_the_html_is_read, open_shop, close_shop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
