/* Spreadsheets made part by part: numbers by their formats, cells by their types, what is merged, hidden, broken or only looks like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/formats.h"
#include "parsers/decode/xlsx.h"
#include "tests/fuzz/pack-zip.h"

/* --- numbers ---------------------------------------------------------------------------------------------------------------------------- */

/* ECMA-376 18.8.30, by number: d a date, m a date with its time, t a time, p a percentage, else a number. */
static char kind_of_built_in(guint id)
{
    static const char kinds[] = "n........pp...ddddttttm....dddddttttd........ttt..dddddtTdd";
    return id < sizeof kinds - 1 ? kinds[id] == 'T' ? 't' : kinds[id] : '.';
}

static void each_built_in_format_shows_a_number_as_what_it_is(void **state)
{
    (void)state;
    for (guint id = 1; id < 90; id++) {
        struct cell_format *format = cell_format_new(NULL, id);
        g_autofree char *text = cell_number("46359.604166666664", format, FALSE); /* 3 December 2026, 14:30 */
        char kind = kind_of_built_in(id);
        const char *expected = kind == 'd'   ? "2026-12-03"
                               : kind == 'm' ? "2026-12-03 14:30"
                               : kind == 't' ? "9999:30"
                               : kind == 'p' ? "4635960.416667%"
                                             : "46359.604167";
        if (strcmp(text, expected) != 0)
            fail_msg("format %u: %s", id, text);
        cell_format_free(format);
    }
    cell_format_free(NULL);
}

static void a_format_tells_dates_times_currencies_and_codes_from_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *code, *raw, *text;
    } cases[] = {
        {"General", "1250.5", "1250.5"},
        {"General", "1.2500000000000001E3", "1250"},
        {"0.00", "0.1", "0.1"},
        {"0.000", "1.125", "1.1250"}, /* a point before three digits is read as thousands somewhere */
        {"0", "-0.0000001", "0"},
        {"0", "-5", "-5"},
        {"00000", "1067", "01067"},
        {"00000", "-67", "-67"},
        {"00000", "123456", "123456"},
        {"00000", "10.5", "10.5"},
        {"@", "12", "12"},
        {"#,##0.00 \"EUR\"", "1250", "1250 EUR"},
        {"#,##0.00 \"pieces\"", "12", "12"},
        {"#,##0.00 \"EUR", "12", "12 EUR"}, /* the quote never ends */
        {"[$€-407] #,##0.00", "99.9", "99.9 €"},
        {"[$USD] 0", "5", "5 USD"},
        {"[$-409]0", "5", "5"},
        {"\"EUR\" 0 \"USD\"", "5", "5 EUR"}, /* the first one counts */
        {"$0", "5", "5 $"},
        {"0 ₺", "5", "5 ₺"},
        {"0\u00a0€;[Red]-0 €", "5", "5 €"},
        {"0 \"tL\"", "5", "5"},
        {"0 \"EUr\"", "5", "5"},
        {"0 \"EuR\"", "5", "5"},
        {"0 \"eUR\"", "5", "5"},
        {"0%", "0.19", "19%"},
        {"0.0%", "-0.055", "-5.5%"},
        {"dd/mm/yyyy;@", "46359", "2026-12-03"},
        {"yyyy", "46359", "2026-12-03"},
        {"mmm", "46359", "2026-12-03"},
        {"m", "46359", "2026-12-03"},
        {"d", "46359", "2026-12-03"},
        {"[Red]dd.mm.yy", "46359", "2026-12-03"},
        {"[$-F800]dddd\\, mmmm dd\\, yyyy", "46359", "2026-12-03"},
        {"dd\\.mm\\.yyyy\\", "46359", "2026-12-03"}, /* nothing is left to be escaped */
        {"yyyy_-mm*xdd", "46359", "2026-12-03"},
        {"dd.mm.yyyy hh:mm", "46359.604166666664", "2026-12-03 14:30"},
        {"dd.mm.yyyy hh:mm", "46359", "2026-12-03"},
        {"hh:mm", "0.604166666666667", "14:30"},
        {"mm:ss.0", "0.0104166666666667", "00:15"},
        {"[h]:mm", "1.5", "36:00"},
        {"[ss]", "0.5", "12:00"},
        {"[]0", "5", "5"},
        {"[0", "5", "5"},
        {"s #", "5", "5"},
        {"yyyy-mm-dd", "-1", "-1"}, /* before the first day, and after the last */
        {"yyyy-mm-dd", "2958466", "2958466"},
        {"yyyy-mm-dd", "2958465", "9999-12-31"},
        {"yyyy-mm-dd", "1", "1900-01-01"},
        {"yyyy-mm-dd", "59", "1900-02-28"},
        {"yyyy-mm-dd", "60", "1900-02-29"}, /* which never was: what the sheet shows */
        {"yyyy-mm-dd", "61", "1900-03-01"},
        {"0", "", NULL},
        {"0", "five", NULL},
        {"0", "5x", NULL},
        {"0", "inf", NULL},
        {"0", "nan", NULL},
        {"0", "1e16", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct cell_format *format = cell_format_new(cases[i].code, 0);
        g_autofree char *text = cell_number(cases[i].raw, format, FALSE);
        if (g_strcmp0(text, cases[i].text) != 0)
            fail_msg("%s as %s: %s", cases[i].raw, cases[i].code, text);
        cell_format_free(format);
    }
    g_autofree char *bare = cell_number("1.5", NULL, FALSE);
    assert_string_equal(bare, "1.5");
}

/* The Macintosh began in 1904; its last day is the same. */
static void days_can_be_counted_from_1904(void **state)
{
    (void)state;
    static const struct {
        const char *raw, *text;
    } cases[] = {{"0", "1904-01-01"}, {"60", "1904-03-01"}, {"44897", "2026-12-03"}, {"2957003", "9999-12-31"}, {"2957004", "2957004"}};
    struct cell_format *format = cell_format_new("yyyy-mm-dd", 0);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = cell_number(cases[i].raw, format, TRUE);
        assert_string_equal(text, cases[i].text);
    }
    cell_format_free(format);
}

/* --- files ---------------------------------------------------------------------------------------------------------------------------------- */

#define RELATIONS(inner) "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" inner "</Relationships>"
#define RELATION(id, type, target) "<Relationship Id=\"" id "\" Type=\"http://x/relationships/" type "\" Target=\"" target "\"/>"
#define BOOK(inner) "<workbook xmlns:r=\"http://r\">" inner "</workbook>"
#define SHEET(inner) "<worksheet>" inner "</worksheet>"

struct part {
    const char *name, *text;
};

/* Rows as "a|b" with " / " between them, tables with "; "; a cell of several columns says how many, one with a problem says it; then
 * problems of the file. */
static char *told(const struct document *document)
{
    GString *all = g_string_new(NULL);
    for (guint t = 0; t < document->tables->len; t++) {
        const struct document_table *table = document->tables->pdata[t];
        for (guint r = 0; r < table->rows->len; r++) {
            const GPtrArray *row = table->rows->pdata[r];
            g_string_append(all, r ? " / " : t ? "; " : "");
            for (guint c = 0; c < row->len; c++) {
                const struct document_cell *cell = row->pdata[c];
                g_autofree char *span = cell->column_span > 1 ? g_strdup_printf("{%u}", cell->column_span) : g_strdup("");
                g_string_append_printf(all, "%s%s%s%s%s", c ? "|" : "", cell->text, span, cell->problem ? "!" : "",
                                       cell->problem ? cell->problem : "");
            }
        }
    }
    for (guint o = 0; o < document->orders->len; o++) {
        const struct business_order *order = document->orders->pdata[o];
        for (guint p = 0; p < order->problems->len; p++) {
            g_autofree char *line = business_problem_line(order->problems->pdata[p]);
            g_string_append_printf(all, " !%s", line);
        }
    }
    return g_string_free(all, FALSE);
}

static char *file_told(const char *name, const char *bytes, gsize length)
{
    struct file file = {name, "application/octet-stream", "", bytes, length};
    g_autoptr(document_auto) document = document_new();
    gboolean known = formats_read_file(document, &file);
    return known ? told(document) : g_strdup("not known");
}

static GByteArray *packed(const struct part *parts)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (; parts->name; parts++)
        g_string_append_printf(text, "=== %s\n%s", parts->name, parts->text);
    return pack_zip(text->str, text->len);
}

static char *packed_told(GByteArray *bytes)
{
    char *found = file_told("o.xlsx", (const char *)bytes->data, bytes->len);
    g_byte_array_unref(bytes);
    return found;
}

static const char root_relations[] = RELATIONS(RELATION("r0", "officeDocument", "xl/workbook.xml"));
static const char book_relations[] = RELATIONS(RELATION("r1", "worksheet", "worksheets/one.xml") RELATION("r2", "sharedStrings", "strings.xml")
                                                   RELATION("r3", "styles", "/xl/styles.xml"));
static const char book_of_one[] = BOOK("<sheets><sheet name=\"One\" r:id=\"r1\"/></sheets>");
static const char styles[] = "<styleSheet><numFmts><numFmt numFmtId=\"200\" formatCode=\"dd.mm.yyyy\"/></numFmts>"
                             "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"200\"/><xf numFmtId=\"9\"/></cellXfs></styleSheet>";
static const char strings[] = "<sst><si><t>Sofa</t></si><si><r><t>red </t></r><r><rPr/></r><r><t>velvet</t></r><rPh><t>kana</t></rPh></si>"
                              "<si><t>a_x0041_b_x000D__xZZZZ__x41_</t></si><si/></sst>";

static char *sheet_of(const char *book, const char *sheet)
{
    const struct part parts[] = {{"_rels/.rels", root_relations},   {"xl/workbook.xml", book}, {"xl/_rels/workbook.xml.rels", book_relations},
                                 {"xl/strings.xml", strings},       {"xl/styles.xml", styles}, {"xl/worksheets/one.xml", sheet},
                                 {"xl/media/picture.png", "\x89PNG"}, {NULL, NULL}};
    return packed_told(packed(parts));
}

#define DATA(rows) SHEET("<sheetData>" rows "</sheetData>")
#define HERE "o.xlsx, sheet One, cell "

static void a_cell_is_read_by_its_type(void **state)
{
    (void)state;
    static const struct {
        const char *cell, *text;
    } cases[] = {
        {"<c t=\"s\"><v>0</v></c>", "Sofa"},
        {"<c t=\"s\"><v>1</v></c>", "red velvet"}, /* without what only tells how it is spoken */
        {"<c t=\"s\"><v>2</v></c>", "aAb\n_xZZZZ__x41_"},
        {"<c t=\"s\"><v>3</v></c>", ""},
        {"<c t=\"s\"><v></v></c>", ""},
        {"<c t=\"s\"><v>4</v></c>", "!" HERE "A1: shared string: “4”, → the number of a string that the file has"},
        {"<c t=\"s\"><v>-1</v></c>", "!" HERE "A1: shared string: “-1”, → the number of a string that the file has"},
        {"<c t=\"s\"><v>0x</v></c>", "!" HERE "A1: shared string: “0x”, → the number of a string that the file has"},
        {"<c t=\"inlineStr\"><is><t>by hand</t></is></c>", "by hand"},
        {"<c t=\"inlineStr\"/>", ""},
        {"<c t=\"str\"><v> told </v></c>", "told"},
        {"<c t=\"b\"><v>1</v></c>", "TRUE"},
        {"<c t=\"b\"><v>0</v></c>", "FALSE"},
        {"<c t=\"b\"><v>false</v></c>", "FALSE"},
        {"<c t=\"b\"/>", ""},
        {"<c t=\"e\"><v>#REF!</v></c>", "!" HERE "A1: error in the cell: “#REF!”, → a value"},
        {"<c t=\"d\"><v>2026-12-03</v></c>", "2026-12-03"},
        {"<c t=\"d\"><v>2026-12-03T00:00:00</v></c>", "2026-12-03"},
        {"<c t=\"d\"><v>2026-12-03T14:30:00</v></c>", "2026-12-03 14:30"},
        {"<c t=\"d\"><v>2026-12-03T14</v></c>", "2026-12-03"},
        {"<c s=\"1\"><v>46359</v></c>", "2026-12-03"},
        {"<c s=\"2\"><v>0.5</v></c>", "50%"},
        {"<c s=\"99\"><v>0.5</v></c>", "0.5"}, /* no such style */
        {"<c><v>ten</v></c>", "!" HERE "A1: no number: “ten”, → a number"},
        {"<c/>", ""},
        {"<c><f>A2*2</f><v>4</v></c>", "4"},
        {"<c><f>A2*2</f></c>", "!" HERE "A1: formula without a stored value: “=A2*2”, → the value itself, or the file saved once more by a spreadsheet"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *sheet = g_strdup_printf(DATA("<row>%s<c r=\"B1\" t=\"str\"><v>end</v></c></row>"), cases[i].cell);
        g_autofree char *found = sheet_of(book_of_one, sheet), *expected = g_strconcat(cases[i].text, "|end", NULL);
        assert_string_equal(found, expected);
    }
}

static void what_is_to_be_calculated_first_has_no_zero_yet(void **state)
{
    (void)state;
    static const char rows[] = DATA("<row><c><f>B1</f><v>0</v></c><c><f>B1</f><v>7</v></c><c><v>0</v></c></row>");
    g_autofree char *found = sheet_of(BOOK("<calcPr fullCalcOnLoad=\"1\"/><sheets><sheet name=\"One\" r:id=\"r1\"/></sheets>"), rows);
    assert_string_equal(found, "!" HERE "A1: formula without a stored value: “=B1”, → the value itself, or the file saved once more by a spreadsheet|7|0");
    g_autofree char *counted = sheet_of(book_of_one, rows);
    assert_string_equal(counted, "0|7|0");
    g_autofree char *macintosh = sheet_of(BOOK("<workbookPr date1904=\"true\"/><sheets><sheet name=\"One\" r:id=\"r1\"/></sheets>"),
                                          DATA("<row><c s=\"1\"><v>44897</v></c></row>"));
    assert_string_equal(macintosh, "2026-12-03");
}

/* A row of one inline cell a word; "-" is an empty one. */
static void put_row(GString *out, const char *attributes, const char *words)
{
    g_auto(GStrv) each = g_strsplit(words, " ", -1);
    g_string_append_printf(out, "<row %s>", attributes);
    for (guint i = 0; each[i]; i++)
        g_string_append_printf(out, strcmp(each[i], "-") == 0 ? "<c/>" : "<c t=\"str\"><v>%s</v></c>", each[i]);
    g_string_append(out, "</row>");
}

static void cells_stand_where_they_say_or_follow_one_another(void **state)
{
    (void)state;
    g_autofree char *found = sheet_of(book_of_one, DATA("<row r=\"2\"><c r=\"$B$2\" t=\"str\"><v>b</v></c><c t=\"str\"><v>c</v></c></row>"
                                                        "<row><c r=\"a3\" t=\"str\"><v>a</v></c><c r=\"\"><v>5</v></c></row><row/>"));
    assert_string_equal(found, "|b|c / a|5|");
    g_autofree char *beyond = sheet_of(book_of_one, DATA("<row><c r=\"A1\"><v>1</v></c><c r=\"CW1\"><v>2</v></c></row>"
                                                         "<row><c r=\"ZZZZZZZZ99999999999\"><v>3</v></c></row>"));
    assert_string_equal(beyond, "1"); /* behind the last column that is read */
    g_autofree char *far = sheet_of(book_of_one, DATA("<row><c r=\"AB12\"><v>x</v></c></row>"));
    assert_non_null(strstr(far, HERE "AB1: no number"));
}

static void a_merged_cell_counts_for_all_that_it_covers(void **state)
{
    (void)state;
    static const struct {
        const char *merged, *hidden, *expected;
    } cases[] = {
        {"A1:A2", "", "a|b|c / a|e|f / 1|h|i / 2|k|"},
        {"A1:B1", "", "a{2}|c / |e|f / 1|h|i / 2|k|"},
        {"$B$1:$C$2", "", "a|b{2} / |b{2} / 1|h|i / 2|k|"},
        {"A3:A4", "", "a|b|c / |e|f / 1|h|i / 2|k|"}, /* a number is said once */
        {"A1:B1", "<cols><col min=\"1\" max=\"1\" hidden=\"1\"/></cols>", "a|c / e|f / h|i / k| !o.xlsx, sheet One: hidden columns were not read: “A”, → shown ones"},
        {"A9:A10", "", "a|b|c / |e|f / 1|h|i / 2|k|"}, /* where nothing stands */
        {"C1:A1", "", "a|b|c / |e|f / 1|h|i / 2|k|"},
        {"A2:A1", "", "a|b|c / |e|f / 1|h|i / 2|k|"},
        {"A1", "", "a|b|c / |e|f / 1|h|i / 2|k|"},
        {"A:B", "", "a|b|c / |e|f / 1|h|i / 2|k|"},
        {"1:2", "", "a|b|c / |e|f / 1|h|i / 2|k|"},
        {"ZZ1:ZZ2", "", "a|b|c / |e|f / 1|h|i / 2|k|"},
        {"C1:ZZ1", "", "a|b|c{98} / |e|f / 1|h|i / 2|k|"},
        {"", "", "a|b|c / |e|f / 1|h|i / 2|k|"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) rows = g_string_new(NULL);
        put_row(rows, "", "a b c");
        put_row(rows, "", "- e f");
        g_string_append(rows, "<row><c><v>1</v></c><c t=\"str\"><v>h</v></c><c t=\"str\"><v>i</v></c></row>");
        g_string_append(rows, "<row><c><v>2</v></c><c t=\"str\"><v>k</v></c></row>");
        g_autofree char *sheet = g_strdup_printf(SHEET("%s<sheetData>%s</sheetData><mergeCells><mergeCell ref=\"%s\"/></mergeCells>"),
                                                 cases[i].hidden, rows->str, cases[i].merged);
        g_autofree char *found = sheet_of(book_of_one, sheet);
        if (strcmp(found, cases[i].expected) != 0)
            fail_msg("%s: %s", cases[i].merged, found);
    }
}

static void what_is_hidden_is_not_ordered_and_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *hidden; /* columns */
        const char *rows;   /* of seven: h is hidden */
        const char *expected;
    } cases[] = {
        {"", ".......", "a|b / c|d / e|f / g|h / i|j / k|l / m|n"},
        {"", ".h.hhh.", "a|b / e|f / m|n !o.xlsx, sheet One: hidden rows were not read: “2, 4–6”, → shown ones"},
        {"<col min=\"2\" max=\"16384\" hidden=\"true\"/>", ".......", "a / c / e / g / i / k / m !o.xlsx, sheet One: hidden columns were not read: “B”, → shown ones"},
        {"<col min=\"1\" max=\"2\" hidden=\"1\"/>", ".......", " !o.xlsx, sheet One: hidden columns were not read: “A–B”, → shown ones"},
        {"<col min=\"3\" max=\"90\" hidden=\"1\"/>", ".......", "a|b / c|d / e|f / g|h / i|j / k|l / m|n"}, /* forms hide what is beside them */
        {"<col min=\"0\" max=\"-1\" hidden=\"1\"/><col hidden=\"1\"/>", ".......", "a|b / c|d / e|f / g|h / i|j / k|l / m|n"},
        {"", "hhhhhhh", " !o.xlsx, sheet One: hidden rows were not read: “1–7”, → shown ones"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) rows = g_string_new(NULL);
        for (guint r = 0; r < 7; r++) {
            char words[] = {(char)('a' + 2 * r), ' ', (char)('b' + 2 * r), '\0'};
            put_row(rows, cases[i].rows[r] == 'h' ? "hidden=\"1\"" : "", words);
        }
        g_autofree char *sheet = g_strdup_printf(SHEET("<cols>%s</cols><sheetData>%s</sheetData>"), cases[i].hidden, rows->str);
        g_autofree char *found = sheet_of(book_of_one, sheet);
        assert_string_equal(found, cases[i].expected);
    }
}

/* --- the workbook ------------------------------------------------------------------------------------------------------------------------------ */

#define WANTED " → an .xlsx file without a password, or CSV"

static void a_workbook_is_found_where_its_relations_say(void **state)
{
    (void)state;
    static const char one[] = DATA("<row><c t=\"str\"><v>x</v></c></row>");
    static const struct {
        struct part parts[5];
        const char *expected;
    } cases[] = {
        {{{"_rels/.rels", RELATIONS(RELATION("a", "officeDocument", "/Deep/Book.xml"))},
          {"deep/book.xml", book_of_one},
          {"deep/_rels/book.xml.rels", RELATIONS(RELATION("r1", "worksheet", "../.././sheets//one.xml"))},
          {"sheets/one.xml", one}}, "x"},
        {{{"xl/workbook.xml", book_of_one}, {"xl\\_rels\\workbook.xml.rels", RELATIONS(RELATION("r1", "worksheet", "Sheets\\One.xml"))}, {"xl/sheets/ONE.xml", one}}, "x"},
        {{{"_rels/.rels", RELATIONS(RELATION("a", "officeDocument", "gone.xml"))},
          {"xl/workbook.xml", book_of_one},
          {"xl/_rels/workbook.xml.rels", RELATIONS(RELATION("r1", "worksheet", "one.xml"))},
          {"xl/one.xml", one}}, "x"},
        {{{"xl/workbook.xml", book_of_one}}, " !o.xlsx, sheet One: damaged: “its part is missing”," WANTED},
        {{{"xl/workbook.xml", book_of_one}, {"xl/_rels/workbook.xml.rels", RELATIONS(RELATION("r9", "worksheet", "one.xml"))}, {"xl/one.xml", one}},
         " !o.xlsx, sheet One: damaged: “its part is missing”," WANTED},
        {{{"xl/workbook.xml", BOOK("")}}, ""},
        {{{"xl/workbook.xml", "<workbook>"}}, NULL},
        {{{"xl/workbook.xml", "<document/>"}}, " !o.xlsx: no workbook that is read:" WANTED},
        {{{"xl/other.xml", "<document/>"}}, " !o.xlsx: no workbook that is read:" WANTED},
        {{{"xl/workbook.xml", book_of_one}, {"xl/_rels/workbook.xml.rels", RELATIONS(RELATION("r2", "sharedStrings", "gone.xml"))}},
         " !o.xlsx: damaged: “xl/gone.xml is missing”," WANTED},
        {{{"xl/workbook.xml", book_of_one}, {"xl/_rels/workbook.xml.rels", RELATIONS(RELATION("r3", "styles", "styles.xml"))}, {"xl/styles.xml", ""}}, NULL},
        {{{"xl/workbook.xml", BOOK("<sheets><sheet name=\"One\" r:id=\"r1\"/><sheet name=\"Two\" r:id=\"r1\"/><sheet name=\"Three\" state=\"veryHidden\" r:id=\"r1\"/>"
                                   "<sheet name=\"Four\" state=\"hidden\"/></sheets>")},
          {"xl/_rels/workbook.xml.rels", RELATIONS(RELATION("r1", "worksheet", "one.xml"))},
          {"xl/one.xml", one}},
         "x !o.xlsx, sheet Two: damaged: “the part of another sheet”," WANTED " !o.xlsx, sheet Three: hidden sheet was not read: → a sheet that is shown"
         " !o.xlsx, sheet Four: hidden sheet was not read: → a sheet that is shown"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = packed_told(packed(cases[i].parts));
        if (cases[i].expected ? strcmp(found, cases[i].expected) != 0 : !strstr(found, "!o.xlsx: damaged: “xl/"))
            fail_msg("case %u: %s", i, found);
    }
}

/* Of files that other programs of an office write, nothing is said; of what was meant to be a spreadsheet, it is. */
static void only_what_is_a_spreadsheet_or_called_one_is_spoken_of(void **state)
{
    (void)state;
    static const char ole[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....";
    static const char old[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..W\0o\0r\0k\0b\0o\0o\0k\0..";
    static const char locked[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0..";
    static const char cut[] = "PK\x03\x04 xl/workbook.xml", empty[] = "PK\x05\x06", odt[] = "PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    static const char docx[] = "PK\x03\x04 docProps/app.xml", other[] = "PK\x03\x04 holiday.jpg";
    static const struct {
        const char *name, *bytes;
        gsize length;
        const char *expected;
    } cases[] = {
        {"o.xls", ole, sizeof ole - 1, " !o.xls: an old Excel file:" WANTED},
        {"letter.doc", ole, sizeof ole - 1, "not known"},
        {"export", old, sizeof old - 1, " !export: an old Excel file:" WANTED},
        {"export", locked, sizeof locked - 1, " !export: locked with a password:" WANTED},
        {"letter.docx", locked, sizeof locked - 1, ""},
        {"o.xlsb", locked, sizeof locked - 1, " !o.xlsb: locked with a password:" WANTED},
        {"o.dat", cut, sizeof cut - 1, " !o.dat: damaged or incomplete:" WANTED},
        {"o.ods", empty, sizeof empty - 1, " !o.ods: damaged or incomplete:" WANTED},
        {"o.dat", odt, sizeof odt - 1, " !o.dat: damaged or incomplete:" WANTED},
        {"letter.docx", docx, sizeof docx - 1, ""},
        {"pictures.zip", other, sizeof other - 1, "not known"},
        {".xlsx", other, sizeof other - 1, "not known"}, /* an ending alone is no name */
        {"o.XLSX", "PK", 2, "not known"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = file_told(cases[i].name, cases[i].bytes, cases[i].length);
        if (strcmp(found, cases[i].expected) != 0)
            fail_msg("%u %s: %s", i, cases[i].name, found);
    }
    struct file typed = {"list", "application/vnd.ms-excel.sheet.macroenabled.12", "", other, sizeof other - 1};
    g_autoptr(document_auto) document = document_new();
    assert_true(formats_read_file(document, &typed)); /* the mail calls it a spreadsheet */
    assert_int_equal(document->orders->len, 1);
}

/* As if with a password: a bit in each entry's own header, and in the directory's. */
static void lock(GByteArray *zip)
{
    for (guint i = 0; i + 9 < zip->len; i++) {
        if (memcmp(zip->data + i, "PK\x03\x04", 4) == 0)
            zip->data[i + 6] |= 1;
        else if (memcmp(zip->data + i, "PK\x01\x02", 4) == 0)
            zip->data[i + 8] |= 1;
    }
}

static void a_file_that_is_too_much_or_locked_is_refused_as_a_whole(void **state)
{
    (void)state;
    const struct part one[] = {{"xl/workbook.xml", book_of_one}, {NULL, NULL}};
    GByteArray *zip = packed(one);
    lock(zip);
    g_autofree char *locked = packed_told(zip);
    assert_string_equal(locked, " !o.xlsx: locked with a password:" WANTED);
    g_autoptr(GString) parts = g_string_new(NULL);
    for (guint i = 0; i <= BOUND_ARCHIVE_ENTRIES; i++)
        g_string_append_printf(parts, "=== xl/media/%u.png\n", i);
    g_autofree char *many = packed_told(pack_zip(parts->str, parts->len));
    assert_string_equal(many, " !o.xlsx: too large when unpacked: “more parts than are read”," WANTED);
    g_autofree char *large = g_strnfill(BOUND_ARCHIVE_ENTRY + 1, ' ');
    const struct part heavy[] = {{"xl/workbook.xml", large}, {NULL, NULL}};
    g_autofree char *told_heavy = packed_told(packed(heavy));
    assert_string_equal(told_heavy, " !o.xlsx: too large when unpacked: “more in one part than is read”," WANTED);
    g_string_assign(parts, "=== xl/workbook.xml\n");
    g_string_append_printf(parts, "%.*s=== xl/a.xml\n%.*s=== xl/b.xml\n ", (int)BOUND_ARCHIVE_ENTRY, large, (int)BOUND_ARCHIVE_ENTRY, large);
    g_autofree char *sum = packed_told(pack_zip(parts->str, parts->len));
    assert_string_equal(sum, " !o.xlsx: too large when unpacked: “more than is read”," WANTED);
}

static void a_sheet_longer_than_is_read_marks_the_mail_as_cut(void **state)
{
    (void)state;
    g_autoptr(GString) rows = g_string_new(NULL);
    for (guint i = 0; i <= BOUND_TABLE_ROWS; i++)
        g_string_append(rows, "<row><c><v>1</v></c></row>");
    g_autofree char *sheet = g_strdup_printf(DATA("%s"), rows->str);
    const struct part parts[] = {{"xl/workbook.xml", book_of_one},
                                 {"xl/_rels/workbook.xml.rels", RELATIONS(RELATION("r1", "worksheet", "one.xml"))},
                                 {"xl/one.xml", sheet},
                                 {NULL, NULL}};
    g_autoptr(GByteArray) bytes = packed(parts);
    struct file file = {"o.xlsx", "", "", (const char *)bytes->data, bytes->len};
    g_autoptr(document_auto) document = document_new();
    assert_true(formats_read_file(document, &file));
    const struct document_table *table = document->tables->pdata[0];
    assert_int_equal(table->rows->len, BOUND_TABLE_ROWS);
    assert_true(document->flags & DOCUMENT_CUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_built_in_format_shows_a_number_as_what_it_is),
        cmocka_unit_test(a_format_tells_dates_times_currencies_and_codes_from_numbers),
        cmocka_unit_test(days_can_be_counted_from_1904),
        cmocka_unit_test(a_cell_is_read_by_its_type),
        cmocka_unit_test(what_is_to_be_calculated_first_has_no_zero_yet),
        cmocka_unit_test(cells_stand_where_they_say_or_follow_one_another),
        cmocka_unit_test(a_merged_cell_counts_for_all_that_it_covers),
        cmocka_unit_test(what_is_hidden_is_not_ordered_and_is_told),
        cmocka_unit_test(a_workbook_is_found_where_its_relations_say),
        cmocka_unit_test(only_what_is_a_spreadsheet_or_called_one_is_spoken_of),
        cmocka_unit_test(a_file_that_is_too_much_or_locked_is_refused_as_a_whole),
        cmocka_unit_test(a_sheet_longer_than_is_read_marks_the_mail_as_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
