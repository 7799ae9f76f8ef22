#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/render/document-words.h"
#include "parsers/decode/formats.h"

static struct document_words *turkish;

static struct document_words *words_of(const char *text, struct diagnostics *diagnostics)
{
    struct document_words *words = document_words_new();
    document_words_read(words, "document-words.txt", text, diagnostics);
    return words;
}

static void read_stock(struct document_words *words, const char *language, struct diagnostics *diagnostics)
{
    g_autofree char *path = g_build_filename(TEST_TEMPLATES, language, "document-words.txt", NULL), *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    document_words_read(words, path, text, diagnostics);
    assert_int_equal(diagnostics_count(diagnostics), 0);
}

static int open_turkish(void **state)
{
    (void)state;
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    turkish = document_words_new();
    read_stock(turkish, "en", diagnostics);
    read_stock(turkish, "tr", diagnostics);
    return 0;
}

static int close_turkish(void **state)
{
    (void)state;
    document_words_free(turkish);
    return 0;
}

/* --- lines ------------------------------------------------------------------------------------------------------------------------ */

static void a_line_is_said_in_the_readers_language(void **state)
{
    static const struct {
        const char *line, *said;
    } rows[] = {
        {"order.xml, line 9 (Quantity): PEPPOL-T01-R004: “-2”, → a quantity that is not negative",
         "order.xml, 9. satır (Quantity): PEPPOL-T01-R004: “-2”, → eksi olmayan bir miktar"},
        {"sipariş, son.xls: an old Excel file: → an .xlsx file without a password, or CSV",
         "sipariş, son.xls: eski biçimde bir Excel dosyası → parolasız bir .xlsx dosyası ya da CSV"},
        {"o.xlsx, sheet Orders, cell B2: formula without a stored value: “=1+1”, → the value itself, or the file saved once more by a spreadsheet",
         "o.xlsx, Orders sayfası, B2 hücresi: sonucu kaydedilmemiş formül: “=1+1”, → değerin kendisi ya da bir tablo programıyla yeniden kaydedilmiş dosya"},
        {"o.edi, segment 40 (UNT): UNT/0074: “12”, → 11, the number of segments from UNH to UNT",
         "o.edi, 40. segment (UNT): UNT/0074: “12”, → 11 (UNH'den UNT'ye segmentlerin sayısı)"},
        /* a value is a value */
        {"o.xml, line 15 (Amount): PEPPOL-T01-R003: “USD”, → EUR", "o.xml, 15. satır (Amount): PEPPOL-T01-R003: “USD”, → EUR"},
        /* what was found may be anything, also our own signs and holes */
        {"o.xml, line 1: X: “a → b: “c”, {1} {2}”, → a number", "o.xml, 1. satır: X: “a → b: “c”, {1} {2}”, → bir sayı"},
        /* no line of a parser's */
        {"Please see → the attached file", "Please see → the attached file"},
        {"line 3 of my list", "line 3 of my list"},
        {"", ""},
        {" → ", " → "},
        {"”, → ", "”, → "},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *said = document_words_line(turkish, rows[i].line), *same = document_words_line(NULL, rows[i].line);
        assert_string_equal(said, rows[i].said);
        assert_string_equal(same, rows[i].line);
    }
}

/* --- the whole of what the parsers say --------------------------------------------------------------------------------------------- */

static gboolean is_a_standards_rule(const char *rule)
{
    return g_ascii_isupper(*rule);
}

static void expect_words(enum document_part part, const char *text, const char *line)
{
    g_autofree char *said = document_words_part(turkish, part, text);
    if (!said)
        print_message("the Turkish words lack “%s” of “%s”\n", text, line);
    assert_non_null(said);
}

static void expect_turkish(const struct business_problem *problem)
{
    g_autofree char *line = business_problem_line(problem), *said = document_words_line(turkish, line);
    if (!is_a_standards_rule(problem->rule))
        expect_words(DOCUMENT_RULE, problem->rule, line);
    if (strchr(problem->wanted, ' '))
        expect_words(DOCUMENT_WANTED, problem->wanted, line);
    assert_null(strstr(said, ", line "));
    assert_null(strstr(said, ", segment "));
    assert_null(strstr(said, ", sheet "));
}

static guint expect_turkish_of(const char *name, const char *bytes, gsize length)
{
    g_autofree char *part = g_malloc0(length + 1);
    memcpy(part, bytes, length);
    struct file file = {name, "application/octet-stream", "", part, length};
    g_autoptr(document_auto) document = document_new();
    guint told = 0;
    formats_read_file(document, &file);
    for (guint o = 0; o < document->orders->len; o++) {
        const struct business_order *order = document->orders->pdata[o];
        for (guint i = 0; i < order->problems->len; i++, told++)
            expect_turkish(order->problems->pdata[i]);
    }
    return told;
}

/* The corpus has a file for each thing that can be wrong; a file that breaks off is wrong in most of the other ways. */
static void all_that_the_parsers_say_has_turkish_words(void **state)
{
    g_autoptr(GDir) folder = g_dir_open(TEST_DOCUMENTS, 0, NULL);
    guint told = 0;
    (void)state;
    assert_non_null(folder);
    for (const char *name; (name = g_dir_read_name(folder));) {
        g_autofree char *path = g_build_filename(TEST_DOCUMENTS, name, NULL), *bytes = NULL;
        gsize length = 0;
        assert_true(g_file_get_contents(path, &bytes, &length, NULL));
        told += expect_turkish_of(name, bytes, length);
        for (guint eighth = 1; eighth < 8; eighth++)
            told += expect_turkish_of(name, bytes, length * eighth / 8);
    }
    assert_true(told > 50);
}

/* --- the file ---------------------------------------------------------------------------------------------------------------------- */

static void a_mistake_in_the_file_is_told(void **state)
{
    static const struct {
        const char *text, *wanted;
    } rows[] = {
        {"[place]\nrow {1} = Zeile {1}\n", "document-words.txt: [place] has “row {1}”, which the program never says"},
        {"[place]\nline {1} = Zeile\n", "document-words.txt: [place] “line {1}” and “Zeile” must have the same {1} and {2}"},
        {"[wanted]\na number =\n", "document-words.txt: [wanted] has no words for “a number”"},
        {"[places]\nline {1} = Zeile {1}\n", "document-words.txt: [places] is none of [place], [rule], [found] and [wanted]"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
        struct document_words *words = words_of("[place]\nline {1} = line {1}\n[wanted]\na number = a number\n", diagnostics);
        assert_int_equal(diagnostics_count(diagnostics), 0);
        document_words_read(words, "document-words.txt", rows[i].text, diagnostics);
        assert_int_equal(diagnostics_count(diagnostics), 1);
        assert_string_equal(diagnostics_line(diagnostics, 0), rows[i].wanted);
        document_words_free(words);
    }
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    document_words_free(words_of("line {1} = Zeile {1}\n", diagnostics));
    assert_int_equal(diagnostics_count(diagnostics), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_said_in_the_readers_language),
        cmocka_unit_test(all_that_the_parsers_say_has_turkish_words),
        cmocka_unit_test(a_mistake_in_the_file_is_told),
    };
    return cmocka_run_group_tests(tests, open_turkish, close_turkish);
}
