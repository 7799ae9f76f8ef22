#include "parsers/decode/edi.h"

#include <stdarg.h>
#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/charset.h"

static void segment_free(void *data)
{
    struct edi_segment *segment = data;
    g_ptr_array_unref(segment->elements);
    g_free(segment);
}

/* The text up to one of the separators, which are out of force behind a release character. */
static char *take_component(const char **text, const char *end, const struct edi_syntax *syntax)
{
    GString *taken = g_string_new(NULL);
    const char *p = *text;
    for (; p < end && *p != syntax->component && *p != syntax->element; p++) {
        if (syntax->release && *p == syntax->release && p + 1 < end)
            p++;
        g_string_append_c(taken, *p);
    }
    *text = p;
    return g_string_free(taken, FALSE);
}

static GStrv take_element(const char **text, const char *end, const struct edi_syntax *syntax)
{
    GStrvBuilder *builder = g_strv_builder_new();
    for (guint i = 0; i < BOUND_COMPONENTS; i++) {
        g_autofree char *component = take_component(text, end, syntax);
        g_strv_builder_add(builder, component);
        if (*text >= end || **text != syntax->component)
            break;
        ++*text;
    }
    GStrv element = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return element;
}

static struct edi_segment *segment_new(const char *text, const char *end, const struct edi_syntax *syntax, guint number)
{
    struct edi_segment *segment = g_new0(struct edi_segment, 1);
    segment->number = number;
    segment->elements = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (guint i = 0; i < BOUND_ELEMENTS; i++) {
        g_ptr_array_add(segment->elements, take_element(&text, end, syntax));
        if (text >= end || *text != syntax->element)
            break;
        text++;
    }
    return segment;
}

static const char *segment_end(const char *text, const struct edi_syntax *syntax)
{
    for (; *text && *text != syntax->terminator; text++)
        if (syntax->release && *text == syntax->release && text[1])
            text++;
    return text;
}

GPtrArray *edi_segments(const char *text, const struct edi_syntax *syntax, gboolean *ret_cut)
{
    GPtrArray *segments = g_ptr_array_new_with_free_func(segment_free);
    for (const char *p = text; *p;) {
        while (g_ascii_isspace(*p))
            p++;
        const char *end = segment_end(p, syntax), *last = end;
        while (last > p && g_ascii_isspace(last[-1]))
            last--;
        if (last > p && segments->len >= BOUND_SEGMENTS) {
            *ret_cut = TRUE;
            break;
        }
        if (last > p)
            g_ptr_array_add(segments, segment_new(p, last, syntax, segments->len + 1));
        p = *end ? end + 1 : end;
    }
    return segments;
}

char *edi_text(const struct file *file, const char *charset)
{
    gboolean against = FALSE;
    gboolean utf8 = g_utf8_validate(file->bytes, (gssize)file->length, NULL);
    g_autofree char *text = charset_decode(file->bytes, file->length, utf8 ? "utf-8" : charset ? charset : file->charset, &against);
    const char *start = g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text;
    while (g_ascii_isspace(*start))
        start++;
    return g_strdup(start);
}

const char *edi_get(const struct edi_segment *segment, guint element, guint component)
{
    if (element >= segment->elements->len)
        return "";
    GStrv components = segment->elements->pdata[element];
    return component < g_strv_length(components) ? components[component] : "";
}

const char *edi_tag(const struct edi_segment *segment)
{
    return edi_get(segment, 0, 0);
}

gboolean edi_is(const struct edi_segment *segment, const char *tag)
{
    return g_str_equal(edi_tag(segment), tag);
}

char *edi_join(const struct edi_segment *segment, guint element, const char *glue)
{
    GString *joined = g_string_new(NULL);
    GStrv components = element < segment->elements->len ? segment->elements->pdata[element] : NULL;
    for (guint i = 0; components && components[i]; i++)
        if (*components[i])
            g_string_append_printf(joined, "%s%s", joined->len ? glue : "", components[i]);
    return g_string_free(joined, FALSE);
}

guint edi_end(const GPtrArray *segments, guint from, const char *end, const char *const *others)
{
    for (guint i = from + 1; i < segments->len; i++) {
        const struct edi_segment *segment = segments->pdata[i];
        if (edi_is(segment, end))
            return i;
        if (g_strv_contains(others, edi_tag(segment)))
            return i - 1;
    }
    return segments->len - 1;
}

guint edi_next(const GPtrArray *segments, guint from, const char *tag)
{
    guint next = from + 1;
    while (next < segments->len && !edi_is(segments->pdata[next], tag))
        next++;
    return next;
}

char *edi_date(const char *text)
{
    char digits[9];
    gsize length = strspn(text, "0123456789");
    if (length != 6 && length < 8)
        return NULL;
    g_snprintf(digits, sizeof digits, "%s%.*s", length == 6 ? "20" : "", length == 6 ? 6 : 8, text);
    guint year = (guint)g_ascii_strtoull(digits, NULL, 10) / 10000, month = (guint)g_ascii_strtoull(digits + 4, NULL, 10) / 100,
          day = (guint)g_ascii_strtoull(digits + 6, NULL, 10);
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return NULL;
    return g_strdup_printf("%04u-%02u-%02u", year, month, day);
}

const char *edi_measured(const char *code)
{
    static const struct {
        const char *code, *name;
    } kinds[] = {{"LN", "Length"}, {"WD", "Width"},  {"HT", "Height"}, {"TH", "Thickness"}, {"DP", "Depth"},
                 {"DI", "Diameter"}, {"WT", "Weight"}, {"G", "Weight"},  {"N", "Net weight"}, {"AAB", "Weight"}, {"AAA", "Net weight"}};
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(kinds[i].code, code))
            return kinds[i].name;
    return code;
}

char *edi_words(const char *first, ...)
{
    GString *words = g_string_new(NULL);
    va_list arguments;
    va_start(arguments, first);
    for (const char *text = first; text; text = va_arg(arguments, const char *))
        if (*text)
            g_string_append_printf(words, "%s%s", words->len ? ", " : "", text);
    va_end(arguments);
    return g_string_free(words, FALSE);
}

void edi_add_line(GString *lines, const char *text)
{
    if (*text)
        g_string_append_printf(lines, "%s%s", lines->len ? "\n" : "", text);
}

void edi_problem_add(struct business_order *order, gboolean fatal, const char *rule, const char *found, const char *wanted, const struct file *file,
                     const struct edi_segment *segment)
{
    struct business_problem *problem =
        business_problem_add(order, fatal, rule, found, wanted, "%s, segment %u (%s)", file->name, segment->number, edi_tag(segment));
    if (problem)
        problem->segment = segment->number;
}

void edi_check_count(struct business_order *order, const char *rule, const char *written, guint found, const char *what, const struct file *file,
                     const struct edi_segment *segment)
{
    char *end;
    guint64 count = g_ascii_strtoull(written, &end, 10);
    if (*written && !*end && count == found)
        return;
    g_autofree char *wanted = g_strdup_printf("%u, the number of %s", found, what);
    edi_problem_add(order, TRUE, rule, written, wanted, file, segment);
}
