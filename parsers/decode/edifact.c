/* UN/EDIFACT ORDERS, directories D.96A and D.01B (ISO 9735 syntax). UNA declares the separators; each message is an order of its own. */
#include <string.h>

#include "parsers/decode/edifact-message.h"

static gboolean edifact_matches(const struct file *file)
{
    gsize length;
    const char *p = file_start(file, &length);
    if (length < 20)
        return FALSE;
    return (memcmp(p, "UNA", 3) == 0 && !g_ascii_isalnum(p[3])) || memcmp(p, "UNB+UNO", 7) == 0 || memcmp(p, "UNH+", 4) == 0;
}

static struct edi_syntax syntax_of(const char *text)
{
    if (g_str_has_prefix(text, "UNA") && strlen(text) >= 9)
        return (struct edi_syntax){.component = text[3], .element = text[4], .mark = text[5], .release = text[6] == ' ' ? 0 : text[6], .terminator = text[8]};
    return (struct edi_syntax){.component = ':', .element = '+', .mark = '.', .release = '?', .terminator = '\''};
}

/* Data element 0001 of UNB. */
static const char *charset_of(const struct file *file)
{
    static const struct {
        const char *id, *charset;
    } ids[] = {{"UNOC", "iso-8859-1"}, {"UNOD", "iso-8859-2"}, {"UNOE", "iso-8859-5"}, {"UNOF", "iso-8859-7"}, {"UNOG", "iso-8859-3"},
               {"UNOH", "iso-8859-4"}, {"UNOI", "iso-8859-6"}, {"UNOJ", "iso-8859-8"}, {"UNOK", "iso-8859-9"}, {"UNOW", "utf-8"}, {"UNOY", "utf-8"}};
    g_autofree char *head = g_strndup(file->bytes, MIN(file->length, 100));
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
        if (strstr(head, ids[i].id))
            return ids[i].charset;
    return NULL;
}

/* --- messages and interchange --------------------------------------------------------------------------------------------------------- */

static void check_end(struct edifact_message *message, const struct edi_segment *begin, const struct edi_segment *end, guint segments)
{
    if (!edi_is(end, "UNT")) {
        edifact_problem(message, TRUE, "UNT", "", "the segment that ends the message", end);
        return;
    }
    edi_check_count(message->order, "UNT/0074", edi_get(end, 1, 0), segments, "segments from UNH to UNT", message->file, end);
    if (!g_str_equal(edi_get(end, 2, 0), edi_get(begin, 1, 0)))
        edifact_problem(message, TRUE, "UNT/0062", edi_get(end, 2, 0), edi_get(begin, 1, 0), end);
}

/* Each item of an order names its article and how many; an order has a number. */
static void check_content(struct edifact_message *message, const struct edi_segment *begin)
{
    if (!*message->order->parts[ORDER_NUMBER])
        edifact_problem(message, TRUE, "BGM/1004", "", "the order's number", begin);
    for (guint i = 0; i < message->order->items->len; i++) {
        const struct business_item *item = message->order->items->pdata[i];
        if (!*item->parts[ITEM_PART_QUANTITY])
            business_problem_add(message->order, TRUE, "QTY", "", "a quantity ordered (QTY+21)", "%s, line item %s", message->file->name,
                                 item->parts[ITEM_PART_NUMBER]);
    }
}

static void check_characters(struct edifact_message *message)
{
    for (guint i = 0; i < message->order->items->len; i++)
        if (strstr(((const struct business_item *)message->order->items->pdata[i])->parts[ITEM_PART_NAME], "\xef\xbf\xbd")) {
            business_problem_add(message->order, FALSE, "UNB/0001", "characters that were lost before the file reached us",
                                 "the character set that UNB names", "%s", message->file->name);
            return;
        }
}

static void read_message(struct document *document, const struct file *file, const struct edi_syntax *syntax, const GPtrArray *segments,
                         guint from, guint to, const char *interchange)
{
    const struct edi_segment *begin = segments->pdata[from];
    g_autofree char *where = g_strdup_printf("%s, message %s", file->name, edi_get(begin, 1, 0));
    g_autofree char *envelope = g_strdup_printf("%s/%s", interchange, edi_get(begin, 1, 0));
    struct business_order *order = formats_add_order(document, SOURCE_EDIFACT, where);
    if (!order)
        return;
    struct edifact_message message;
    edifact_message_init(&message, file, syntax, order);
    business_order_set(order, ORDER_ENVELOPE, envelope);
    for (guint i = from; i <= to; i++)
        edifact_message_read(&message, segments->pdata[i]);
    check_end(&message, begin, segments->pdata[to], to - from + 1);
    check_content(&message, begin);
    check_characters(&message);
    edifact_message_end(&message);
}

/* Data element 0035. */
static void check_test(struct document *document, guint first, const struct edi_segment *unb, const struct file *file)
{
    for (guint i = first; unb && g_str_equal(edi_get(unb, 11, 0), "1") && i < document->orders->len; i++)
        edi_problem_add(document->orders->pdata[i], FALSE, "UNB/0035", "1", "nothing: this is marked as a test", file, unb);
}

static guint message_end(const GPtrArray *segments, guint from)
{
    static const char *const others[] = {"UNH", "UNZ", "UNE", "UNB", NULL};
    return edi_end(segments, from, "UNT", others);
}

/* What is wrong with the interchange is told with each order in it. */
static void check_interchange(struct document *document, guint first, const struct edi_segment *unb, const struct edi_segment *unz, guint messages,
                              const struct file *file)
{
    for (guint i = first; unb && i < document->orders->len; i++) {
        struct business_order *order = document->orders->pdata[i];
        if (!unz) {
            business_problem_add(order, TRUE, "UNZ", "", "the segment that ends the interchange", "%s, at its end", file->name);
            continue;
        }
        edi_check_count(order, "UNZ/0036", edi_get(unz, 1, 0), messages, "messages", file, unz);
        if (!g_str_equal(edi_get(unz, 2, 0), edi_get(unb, 5, 0)))
            business_problem_add(order, TRUE, "UNZ/0020", edi_get(unz, 2, 0), edi_get(unb, 5, 0), "%s, segment %u (UNZ)", file->name, unz->number);
    }
}

/* A change of an order is none, nor are its segments words to be read for one: a person gets it. */
static void refuse_change(struct document *document, const struct file *file, const struct edi_segment *unh)
{
    g_autofree char *where = g_strdup_printf("%s, message %s", file->name, edi_get(unh, 1, 0));
    struct business_order *order = formats_add_order(document, SOURCE_EDIFACT, where);
    if (order)
        edi_problem_add(order, TRUE, "UNH/0065", "ORDCHG", "ORDERS: a change is asked for by answering our mail", file, unh);
}

/* The messages of one interchange, segments [from, to). */
static void read_interchange(struct document *document, const struct file *file, const struct edi_syntax *syntax, const GPtrArray *segments, guint from,
                             guint to)
{
    guint first = document->orders->len, messages = 0;
    const struct edi_segment *unb = NULL, *unz = NULL;
    for (guint i = from; i < to; i++) {
        const struct edi_segment *s = segments->pdata[i];
        if (edi_is(s, "UNB"))
            unb = s;
        if (edi_is(s, "UNZ"))
            unz = s;
        if (!edi_is(s, "UNH"))
            continue;
        guint end = message_end(segments, i);
        messages++;
        if (g_str_equal(edi_get(s, 2, 0), "ORDERS"))
            read_message(document, file, syntax, segments, i, end, unb ? edi_get(unb, 5, 0) : "");
        else if (g_str_equal(edi_get(s, 2, 0), "ORDCHG"))
            refuse_change(document, file, s);
        i = end;
    }
    check_interchange(document, first, unb, unz, messages, file);
    check_test(document, first, unb, file);
}

static void edifact_read(struct document *document, const struct file *file)
{
    gboolean cut = FALSE;
    g_autofree char *text = edi_text(file, charset_of(file));
    struct edi_syntax syntax = syntax_of(text);
    g_autoptr(GPtrArray) segments = edi_segments(g_str_has_prefix(text, "UNA") && strlen(text) >= 9 ? text + 9 : text, &syntax, &cut);
    if (cut)
        document->flags |= DOCUMENT_CUT;
    for (guint from = 0, to; from < segments->len; from = to) {
        to = edi_next(segments, from, "UNB");
        read_interchange(document, file, &syntax, segments, from, to);
    }
}

const struct format format_edifact = {"EDIFACT", 512, edifact_matches, edifact_read};
