/* All fuzzers in one program: MAILORDER_FUZZ names which parser gets the bytes. Built with --enable-fuzzers (clang) it is a libFuzzer
 * program, driven by scripts/fuzz; built without, it reads each file that is named on the command line once, so that what was found
 * stays found. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/decode.h"
#include "parsers/decode/formats.h"
#include "parsers/decode/page.h"
#include "parsers/decode/rtf.h"
#include "parsers/read/auth-results.h"
#include "parsers/read/bounce.h"
#include "parsers/read/calls.h"
#include "parsers/read/posted.h"
#include "parsers/read/read.h"
#include "parsers/read/request.h"
#include "parsers/read/staff.h"
#include "tests/fuzz/pack-zip.h"
#include "tests/unit/shop.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char asked_back[] = "Please answer this mail and fill in, after the colon, each line that begins\nwith a star (*).\n\n"
                                 "YOUR ORDER EH-1001\n\n1) Sofa\nQuantity: 2\n* Fabric: [ ] Linen  [ ] Velvet  [ ] Leather\n"
                                 "  (Please mark one with an x, like this: [x])\nLegs: \n  (optional: Oak, Walnut)\nWidth: 120 cm\n\n"
                                 "ABOUT YOU\n\nName: Ayla Demir\n* Delivery address: \n\n[ref: abcdefghijklmnopqrstuvwxyz]\n";
static const char department_work[] = "Expected completion: 3 December 2026\n\nTo tell us how it goes, answer this mail and fill in:\n\n"
                                      "Status: \nCarrier: \nTracking: \nExpected delivery: \nNew date: \nReason: \n\n"
                                      "WHAT IS ORDERED\n\n1. Sofa (SOFA-3)\nQuantity: 2\n\n[ref: abcdefghijklmnopqrstuvwxyz]\n";

static struct forms *forms;
static struct order *order;
static GPtrArray *carriers;

/* --- what is done with a document -------------------------------------------------------------------------------------------------- */

/* What the decoder makes is within the bounds that the desk checks, and arrives there unchanged. */
static void travel(const struct document *document)
{
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
    g_autoptr(document_auto) copy = document_from_variant(variant, NULL);
    if (!copy)
        abort();
    g_autofree char *before = document_describe(document);
    g_autofree char *after = document_describe(copy);
    if (strcmp(before, after) != 0)
        abort();
}

static struct read_context context_for(const struct order *answers)
{
    return (struct read_context){.forms = forms, .languages = shop_languages(), .today = shop_today(), .answers = answers,
                                 .sent_text = answers ? asked_back : NULL};
}

static void read_order(const struct document *document)
{
    struct read_context context = context_for(NULL);
    reading_free(read_document(document, &context));
}

static void read_answer(const struct document *document)
{
    struct read_context context = context_for(order);
    struct survey_context survey = {.sent_text = asked_back, .asks_arrival = TRUE};
    reading_free(read_document(document, &context));
    struct request_reading request = request_read(document, asked_back);
    request_reading_clear(&request);
    survey_reading_free(survey_read(document, &survey));
    g_ptr_array_unref(posted_read(document, NULL));
}

static void read_staff(const struct document *document)
{
    struct staff_context context = {.languages = shop_languages(), .today = shop_today(), .carriers = carriers, .order = order,
                                    .forms = forms, .sent_text = department_work, .reviewing = TRUE};
    staff_reading_free(staff_read(document, &context));
}

static void read_bounce(const struct document *document)
{
    struct bounce bounce = bounce_read(document);
    bounce_for(&bounce, "ayla@example.com");
    bounce_clear(&bounce);
}

/* --- what is done with bytes -------------------------------------------------------------------------------------------------------- */

static void decode(const char *head, const uint8_t *data, size_t size, const char *tail, void (*use)(const struct document *))
{
    g_autoptr(GByteArray) mail = g_byte_array_new();
    g_byte_array_append(mail, (const guint8 *)head, (guint)strlen(head));
    g_byte_array_append(mail, data, (guint)size);
    g_byte_array_append(mail, (const guint8 *)tail, (guint)strlen(tail));
    g_autoptr(document_auto) document = decode_bytes(mail->data, mail->len, NULL);
    if (!document)
        return;
    travel(document);
    use(document);
}

static void read_file(const struct format *format, const uint8_t *data, size_t size)
{
    g_autofree char *bytes = g_malloc(size + 1);
    memcpy(bytes, data, size);
    bytes[size] = 0;
    /* Most are known by their content; a table by its name. */
    struct file file = {format == &format_csv ? "order.csv" : "order.dat", "application/octet-stream", "", bytes, size};
    if (!format->matches(&file))
        return;
    g_autoptr(document_auto) document = document_new();
    format->read(document, &file);
    travel(document);
    read_order(document);
}

/* A spreadsheet as it is, or the parts of one. */
static void read_spreadsheet(const uint8_t *data, size_t size)
{
    if (size >= 2 && memcmp(data, "PK", 2) == 0) {
        read_file(&format_xlsx, data, size);
        return;
    }
    g_autoptr(GByteArray) packed = pack_zip((const char *)data, size);
    read_file(&format_xlsx, packed->data, packed->len);
}

/* What the converter's pdftotext wrote, as the pages that the desk reads. */
static void read_page(const uint8_t *data, size_t size)
{
    g_autoptr(document_auto) document = document_new();
    page_read(document, (const char *)data, size);
    travel(document);
    read_order(document);
}

#define RTF_MOST  4096 /* small, so that the end of what is taken is tried, too */
#define RTF_WIDER 4    /* bytes in UTF-8 of one in a code page, at most */

/* Rich text out of a TNEF file: valid, within its bound, and read as the mail's words. */
static void read_rtf(const uint8_t *data, size_t size)
{
    g_autofree char *text = rtf_text((const char *)data, size, RTF_MOST);
    if (!g_utf8_validate(text, -1, NULL) || strlen(text) > RTF_MOST * RTF_WIDER)
        abort();
    g_autofree char *mail = g_strconcat("From: Ayla <ayla@example.com>\nContent-Type: text/plain; charset=utf-8\n\n", text, NULL);
    g_autoptr(document_auto) document = decode_bytes((const guint8 *)mail, strlen(mail), NULL);
    if (!document)
        return;
    travel(document);
    read_order(document);
}

static gboolean names(const char *text, const char *part)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);
    return strstr(lower, part) != NULL;
}

/* One field, as the topmost of a mail: it vouches for nobody whom it does not name, and names the server that does. */
static void read_auth_results(const uint8_t *data, size_t size)
{
    static const char *const trusted[] = {"mx.shop.example", NULL};
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(auth_results_auto) results = auth_results_read(text);
    if (results && results->results->len > BOUND_MARKS)
        abort();
    g_autoptr(document_auto) document = document_new();
    document_add_address(document->from, "", "boss@corp.example");
    g_ptr_array_add(document->authentication, g_strdup(text));
    gboolean passes = read_authentication(document, trusted) == READ_AUTH_PASS;
    if (passes && (!results || !names(results->server, trusted[0]) || !names(text, "corp") || !names(text, "pass")))
        abort();
}

#define FROM         "From: Ayla <ayla@example.com>\r\nSubject: order\r\nMIME-Version: 1.0\r\n"
#define PLAIN        FROM "Content-Type: text/plain; charset=utf-8\r\n\r\n"
#define HTML         FROM "Content-Type: text/html; charset=utf-8\r\n\r\n"
#define SCRIPT       HTML "<script type=\"application/ld+json\">"

struct target {
    const char *name;
    const char *head, *tail;                   /* what stands around the bytes in a mail */
    void (*use)(const struct document *document); /* NULL: they are a file */
    const struct format *format;
    void (*bytes)(const uint8_t *data, size_t size); /* reads them by itself; NULL: they are a mail's or a format's */
};

static const struct target targets[] = {
    {"mail", "", "", read_order, NULL, NULL},
    {"text", PLAIN, "", read_order, NULL, NULL},
    {"html", HTML, "", read_order, NULL, NULL},
    {"json-ld", SCRIPT, "</script>", read_order, NULL, NULL},
    {"reply", PLAIN, "", read_answer, NULL, NULL},
    {"staff", PLAIN, "", read_staff, NULL, NULL},
    {"bounce", "", "", read_bounce, NULL, NULL},
    {"csv", NULL, NULL, NULL, &format_csv, NULL},
    {"xlsx", NULL, NULL, NULL, &format_xlsx, read_spreadsheet},
    {"vcard", NULL, NULL, NULL, &format_vcard, NULL},
    {"ubl", NULL, NULL, NULL, &format_ubl, NULL},
    {"cxml", NULL, NULL, NULL, &format_cxml, NULL},
    {"x12", NULL, NULL, NULL, &format_x12, NULL},
    {"edifact", NULL, NULL, NULL, &format_edifact, NULL},
    {"page", NULL, NULL, NULL, NULL, read_page},
    {"rtf", NULL, NULL, NULL, NULL, read_rtf},
    {"auth-results", NULL, NULL, NULL, NULL, read_auth_results},
};

static const struct target *target;

/* --- a shop with one order, and the program ----------------------------------------------------------------------------------------- */

static void open_shop(void)
{
    struct line_item *item = line_item_new(1);
    struct carrier *carrier = carrier_new("ups");
    forms = shop_forms();
    order = order_new();
    order->number = g_strdup("EH-1001");
    order->phase = PHASE_ACCEPTED;
    item->form = g_strdup("sofa");
    g_ptr_array_add(order->items, item);
    carriers = g_ptr_array_new();
    phrases_add(carrier->names, "en", "UPS");
    carrier_add_pattern(carrier, "1Z****************", CHECK_UPS);
    g_ptr_array_add(carriers, carrier);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    const char *name = g_getenv("MAILORDER_FUZZ");
    (void)argc;
    (void)argv;
    for (guint i = 0; i < G_N_ELEMENTS(targets); i++)
        if (g_strcmp0(name, targets[i].name) == 0)
            target = &targets[i];
    if (!target) {
        fputs("MAILORDER_FUZZ must name one of:", stderr);
        for (guint i = 0; i < G_N_ELEMENTS(targets); i++)
            fprintf(stderr, " %s", targets[i].name);
        fputs("\n", stderr);
        exit(64);
    }
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    decode_init();
    open_shop();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (target->bytes)
        target->bytes(data, size);
    else if (target->format)
        read_file(target->format, data, size);
    else
        decode(target->head, data, size, target->tail, target->use);
    return 0;
}

#ifndef MO_FUZZERS
int main(int argc, char **argv)
{
    LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *bytes = NULL;
        gsize length = 0;
        if (!g_file_get_contents(argv[i], &bytes, &length, &error)) {
            fprintf(stderr, "%s\n", error->message);
            return 66;
        }
        LLVMFuzzerTestOneInput((const uint8_t *)bytes, length);
    }
    return 0;
}
#endif
