/* Measures that every parser's time is linear in the size of its input: each shape at a sixteenth of its bound, doubled four times. Prints the
 * processor's time of each (the best of several), and how much longer each took than the one before it; more than RATIO_MOST is flagged.
 * Times waver on a busy machine; instructions do not: linear.py counts them with valgrind, one size at a time.
 *
 *     linear [PARSER [SHAPE [STEP]]]       STEP: 0 to 4, takes one input in, once */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "daemon/orders/carrier.h"
#include "parsers/decode/decode.h"
#include "parsers/decode/page.h"
#include "parsers/read/bounce.h"
#include "parsers/read/read.h"
#include "parsers/read/request.h"
#include "parsers/read/staff.h"
#include "parsers/read/survey.h"
#include "tests/bench/linear.h"
#include "tests/unit/shop.h"

#define DOUBLINGS   4
#define ROUNDS      3
#define ROUNDS_MOST 10 /* of a shape that seems more than linear */
#define RATIO_MOST  2.6
#define LEAST       0.002 /* seconds: what is shorter than this tells nothing */

/* --- inputs ------------------------------------------------------------------------------------------------------------------- */

static void add_numbered(GString *text, const char *unit, guint number)
{
    for (; *unit; unit++)
        if (*unit == '#')
            g_string_append_printf(text, "%u", number);
        else
            g_string_append_c(text, *unit);
}

static GString *input_of(const struct shape *shape, gsize size)
{
    GString *text = g_string_new(shape->head);
    gsize tail = strlen(shape->tail), closing = shape->closing ? strlen(shape->closing) : 0;
    guint count = 0;
    while (text->len + tail + count * closing < size)
        add_numbered(text, shape->unit, ++count);
    for (guint i = 0; shape->closing && i < count; i++)
        g_string_append(text, shape->closing);
    g_string_append(text, shape->tail);
    if (shape->measured != MEASURE_SHEET && shape->measured != MEASURE_STRINGS)
        return text;
    GString *mail = workbook_mail(text, shape->measured == MEASURE_STRINGS);
    g_string_free(text, TRUE);
    return mail;
}

/* --- what is measured ------------------------------------------------------------------------------------------------------------ */

static struct order *some_order(void)
{
    struct order *order = order_new();
    struct line_item *item = line_item_new(1);
    order->number = g_strdup("EH-1001");
    item->form = g_strdup("sofa");
    g_ptr_array_add(order->items, item);
    return order;
}

static void read_as_staff(const struct document *document, const struct read_context *context)
{
    g_autoptr(GPtrArray) carriers = g_ptr_array_new_with_free_func((GDestroyNotify)carrier_free);
    struct staff_context staff = {.languages = context->languages, .language = "en", .today = context->today, .carriers = carriers,
                                  .order = context->answers, .forms = context->forms, .sent_text = context->sent_text};
    staff_reading_free(staff_read(document, &staff));
}

static void read_as_reply(const struct document *document, const struct read_context *context)
{
    struct survey_context survey = {.sent_text = context->sent_text};
    struct request_reading request = request_read(document, context->sent_text);
    request_reading_clear(&request);
    survey_reading_free(survey_read(document, &survey));
    reading_free(read_document(document, context));
}

static void read_as(enum measured measured, const struct document *document)
{
    struct forms *forms = shop_forms();
    gboolean answers = measured == MEASURE_REPLY || measured == MEASURE_STAFF || measured == MEASURE_BOUNCE;
    g_autoptr(order_auto) order = answers ? some_order() : NULL;
    struct read_context context = {.forms = forms, .languages = shop_languages(), .today = shop_today(), .answers = order,
                                   .sent_text = order ? sent_letter : NULL};
    struct bounce bounce;
    g_strfreev(read_tokens(document));
    switch (measured) {
    case MEASURE_ORDER:
    case MEASURE_SHEET:
    case MEASURE_STRINGS:
    case MEASURE_PAGE:
        reading_free(read_document(document, &context));
        break;
    case MEASURE_REPLY:
        read_as_reply(document, &context);
        break;
    case MEASURE_STAFF:
        read_as_staff(document, &context);
        break;
    case MEASURE_BOUNCE:
        bounce = bounce_read(document);
        bounce_clear(&bounce);
        break;
    }
    forms_free(forms);
}

/* The road from the mail's bytes to what is read in it, by way of the other process. */
static void take_in(enum measured measured, const GString *text)
{
    g_autoptr(document_auto) decoded = measured == MEASURE_PAGE ? document_new() : decode_bytes(text->str, text->len, NULL);
    if (!decoded || (measured == MEASURE_PAGE && !page_read(decoded, text->str, text->len)))
        return;
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(decoded));
    g_autoptr(GBytes) carried = g_variant_get_data_as_bytes(variant);
    g_autoptr(GVariant) arrived = g_variant_ref_sink(g_variant_new_from_bytes(g_variant_get_type(variant), carried, FALSE));
    g_autoptr(document_auto) document = document_from_variant(arrived, NULL);
    if (document)
        read_as(measured, document);
}

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* One more round of all sizes; `best` keeps the shortest time of each. What slows the machine down for a while meets all sizes alike. */
static void measure_round(const struct shape *shape, double *best)
{
    for (guint step = 0; step <= DOUBLINGS; step++) {
        GString *text = input_of(shape, shape->most >> (DOUBLINGS - step));
        double begun = processor_seconds();
        take_in(shape->measured, text);
        double took = processor_seconds() - begun;
        best[step] = best[step] > 0 ? MIN(best[step], took) : took;
        g_string_free(text, TRUE);
    }
}

static double worst_ratio(const double *best)
{
    double worst = 0;
    for (guint step = 1; step <= DOUBLINGS; step++)
        if (best[step - 1] > LEAST)
            worst = MAX(worst, best[step] / best[step - 1]);
    return worst;
}

/* TRUE: linear, as far as can be seen. */
static gboolean measure_shape(const struct shape *shape)
{
    double best[DOUBLINGS + 1] = {0};
    for (guint round = 0; round < ROUNDS || (round < ROUNDS_MOST && worst_ratio(best) > RATIO_MOST); round++)
        measure_round(shape, best);
    gboolean linear = worst_ratio(best) <= RATIO_MOST;
    printf("%-10s %-26s %6.1f MB", shape->parser, shape->name, (double)shape->most / (1024 * 1024));
    for (guint step = 0; step <= DOUBLINGS; step++) {
        printf(" %8.1f", best[step] * 1000);
        if (step > 0 && best[step - 1] > LEAST)
            printf(" (%4.2f)", best[step] / best[step - 1]);
        else if (step > 0)
            printf("       ");
    }
    printf("%s\n", linear ? "" : "  <-- more than linear");
    fflush(stdout);
    return linear;
}

static gboolean chosen(const struct shape *shape, int argc, char **argv)
{
    return (argc < 2 || strcmp(argv[1], shape->parser) == 0) && (argc < 3 || strcmp(argv[2], shape->name) == 0);
}

static int take_once(int argc, char **argv)
{
    guint step = (guint)MIN(g_ascii_strtoull(argv[3], NULL, 10), DOUBLINGS);
    for (const struct shape *shape = shapes; shape->parser; shape++) {
        GString *text = chosen(shape, argc, argv) ? input_of(shape, shape->most >> (DOUBLINGS - step)) : NULL;
        if (text)
            take_in(shape->measured, text);
        if (text)
            g_string_free(text, TRUE);
    }
    return 0;
}

int main(int argc, char **argv)
{
    guint odd = 0;
    decode_init();
    if (argc > 3)
        return take_once(argc, argv);
    printf("%-10s %-26s %9s %s\n", "parser", "shape", "up to", "ms at 1/16, 1/8, 1/4, 1/2 and all of it (times the one before)");
    for (const struct shape *shape = shapes; shape->parser; shape++)
        if (chosen(shape, argc, argv) && !measure_shape(shape))
            odd++;
    printf("%u shapes grow by more than %.1f in a doubling\n", odd, RATIO_MOST);
    return odd > 0;
}
