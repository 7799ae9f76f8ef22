#include "parsers/decode/body.h"

#include "parsers/decode/headers.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/decode/armor.h"
#include "parsers/decode/charset.h"
#include "parsers/decode/html.h"
#include "parsers/decode/lines.h"
#include "parsers/decode/schema.h"
#include "parsers/decode/transfer.h"

/* A text part that says less than this, beside an HTML part that says LITTLE_RATIO times as much, is an excuse ("this
 * mail is HTML only"). */
#define LITTLE_TEXT  200u
#define LITTLE_RATIO 4u

struct reading_body {
    struct body *body;
    struct document *document;
    struct lines_budget budget;
    gboolean has_body;                   /* the first body was read */
    struct document_block *plain, *html; /* of the first body; NULL */
};

void body_init(struct body *body)
{
    body->shown = g_hash_table_new(NULL, NULL);
    body->content_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void body_clear(struct body *body)
{
    g_hash_table_unref(body->shown);
    g_hash_table_unref(body->content_ids);
}

static gboolean part_is_html(const struct mime_part *part)
{
    return mime_part_is(part, "text/html");
}

static gboolean part_is_plain(const struct mime_part *part)
{
    static const char *const types[] = {"text/plain", "text/markdown", "text/enriched", "text/richtext"};
    for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
        if (mime_part_is(part, types[i]))
            return TRUE;
    }
    return FALSE;
}

/* Whether the part is meant to be read in place. A named text is a file, unless it is the whole mail. */
static gboolean part_is_body(const struct mime_part *part)
{
    if (part->disposition == MIME_ATTACHMENT || (!part_is_plain(part) && !part_is_html(part)))
        return FALSE;
    return !*part->name || !part->parent;
}

/* The content as text, as far as `most` bytes go. */
static char *part_text(struct reading_body *reading, const struct mime_part *part, gsize most)
{
    g_autoptr(transfer_auto) transfer = transfer_new(part);
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autofree char *meta = NULL;
    gsize length = 0;
    gboolean against = FALSE;
    for (const char *piece; (piece = transfer_next(transfer, &length));) {
        gsize room = most - bytes->len;
        g_string_append_len(bytes, piece, (gssize)MIN(length, room));
        if (length > room) {
            reading->budget.cut = TRUE;
            break;
        }
    }
    if (part_is_html(part) && !*part->charset)
        meta = html_declared_charset(bytes->str, bytes->len);
    char *text = charset_decode(bytes->str, bytes->len, meta ? meta : part->charset, &against);
    if (against)
        reading->document->flags |= DOCUMENT_BAD_CHARSET;
    return text;
}

static struct document_block *read_plain(struct reading_body *reading, const struct mime_part *part, gboolean attached)
{
    g_autofree char *text = part_text(reading, part, BOUND_TEXT_SIZE);
    struct document_block *block = document_add_block(reading->document, BLOCK_PLAIN);
    block->attached = attached;
    block->returned = part->in_message || mime_part_is_returned_header(part);
    lines_read_plain(block, text, part->flowed, part->delete_space, &reading->budget);
    if (!part->in_message)
        reading->document->flags |= armor_strip(block);
    g_hash_table_add(reading->body->shown, (gpointer)part);
    return block;
}

static struct document_block *read_html(struct reading_body *reading, const struct mime_part *part, gboolean attached)
{
    g_autofree char *html = part_text(reading, part, BOUND_HTML_SIZE);
    struct html_sink sink = {.block = document_add_block(reading->document, BLOCK_HTML), .budget = &reading->budget};
    sink.block->attached = attached;
    sink.block->returned = part->in_message;
    if (!part->in_message) {
        sink.pairs = reading->document->pairs;
        sink.tables = reading->document->tables;
        sink.content_ids = reading->body->content_ids;
        schema_read_html(reading->document, html);
    }
    html_read(html, &sink);
    g_hash_table_add(reading->body->shown, (gpointer)part);
    return sink.block;
}

/* The first text and the first HTML among the alternatives, however nested. */
static void find_alternatives(const struct mime_part *part, const struct mime_part **ret_plain,
                              const struct mime_part **ret_html)
{
    for (guint i = 0; i < part->children->len; i++) {
        const struct mime_part *child = part->children->pdata[i];
        if (mime_part_is_multipart(child))
            find_alternatives(child, ret_plain, ret_html);
        else if (part_is_body(child) && part_is_html(child) && !*ret_html)
            *ret_html = child;
        else if (part_is_body(child) && part_is_plain(child) && !*ret_plain)
            *ret_plain = child;
    }
}

static void read_first_body(struct reading_body *reading, const struct mime_part *plain, const struct mime_part *html)
{
    reading->has_body = TRUE;
    reading->plain = plain ? read_plain(reading, plain, FALSE) : NULL;
    reading->html = html ? read_html(reading, html, FALSE) : NULL;
}

static void read_children(struct reading_body *reading, const struct mime_part *part, gboolean in_alternative);

static void read_alternative(struct reading_body *reading, const struct mime_part *part)
{
    const struct mime_part *plain = NULL, *html = NULL;
    find_alternatives(part, &plain, &html);
    if (!reading->has_body && !part->in_message && (plain || html))
        read_first_body(reading, plain, html);
    else if (plain)
        read_plain(reading, plain, TRUE);
    else if (html)
        read_html(reading, html, TRUE);
    if (html)
        g_hash_table_add(reading->body->shown, (gpointer)html);
    read_children(reading, part, TRUE);
}

static void read_text(struct reading_body *reading, const struct mime_part *part)
{
    if (!reading->has_body && !part->in_message && part_is_body(part))
        read_first_body(reading, part_is_plain(part) ? part : NULL, part_is_html(part) ? part : NULL);
    else if (part_is_html(part) && part_is_body(part))
        read_html(reading, part, TRUE);
    else if (part_is_plain(part) || mime_part_is_of_report(part))
        read_plain(reading, part, TRUE);
}

static gboolean part_is_smime(const struct mime_part *part)
{
    return mime_part_is(part, "application/pkcs7-mime") || mime_part_is(part, "application/x-pkcs7-mime");
}

/* The flags that a part of the mail itself brings. */
static guint32 part_flags(const struct mime_part *part)
{
    if (mime_part_is_message(part))
        return DOCUMENT_FORWARDED;
    if (mime_part_is(part, "multipart/report"))
        return DOCUMENT_REPORT;
    if (mime_part_is(part, "multipart/encrypted"))
        return DOCUMENT_ENCRYPTED;
    if (mime_part_is(part, "multipart/signed"))
        return DOCUMENT_SIGNED;
    if (mime_part_is(part, "text/calendar"))
        return DOCUMENT_CALENDAR;
    if (part_is_smime(part) && strcmp(part->protocol, "certs-only") != 0)
        return strcmp(part->protocol, "signed-data") == 0 ? DOCUMENT_SIGNED : DOCUMENT_ENCRYPTED;
    return 0;
}

static void read_part(struct reading_body *reading, const struct mime_part *part, gboolean in_alternative)
{
    if (!part->in_message)
        reading->document->flags |= part_flags(part);
    if (mime_part_is(part, "multipart/alternative") && !in_alternative)
        read_alternative(reading, part);
    else if (part->children->len > 0)
        read_children(reading, part, in_alternative && !mime_part_is_message(part));
    else if (!g_hash_table_contains(reading->body->shown, part))
        read_text(reading, part);
}

static void read_children(struct reading_body *reading, const struct mime_part *part, gboolean in_alternative)
{
    for (guint i = 0; i < part->children->len; i++)
        read_part(reading, part->children->pdata[i], in_alternative);
}

static char *block_key(const struct document_block *block)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < block->lines->len; i++)
        g_string_append_printf(text, " %s", ((const struct document_line *)block->lines->pdata[i])->text);
    return text_match_key(text->str);
}

/* Whether less than half of the text's words stand in the HTML: it speaks of the mail, and does not say what the mail says. */
static gboolean says_something_else(const struct document_block *plain, const struct document_block *html)
{
    g_autofree char *plain_key = block_key(plain), *html_key = block_key(html);
    g_auto(GStrv) words = g_strsplit(plain_key, " ", -1), others = g_strsplit(html_key, " ", -1);
    guint shared = 0, count = g_strv_length(words);
    for (guint i = 0; i < count; i++)
        shared += g_strv_contains((const char *const *)others, words[i]);
    return 2 * shared < count;
}

#define LABEL_BYTES 60u /* of what stands before the colon of a form's line */

/* Whether it fills in lines behind labels, as no excuse does: then it stands by its own words, whatever else was put beside it. */
static gboolean fills_in_lines(const struct document_block *block)
{
    guint filled = 0;
    for (guint i = 0; i < block->lines->len; i++) {
        const char *text = ((const struct document_line *)block->lines->pdata[i])->text;
        const char *colon = strchr(text, ':');
        filled += colon && colon > text && colon - text <= (gssize)LABEL_BYTES && colon[1] == ' ' && colon[2];
    }
    return filled >= 2;
}

static gboolean says_little_beside(const struct document_block *plain, const struct document_block *html)
{
    guint plain_says = lines_substance(plain), html_says = lines_substance(html);
    return html_says > 0 && (plain_says == 0 || (plain_says < LITTLE_TEXT && !fills_in_lines(plain) && (html_says >= LITTLE_RATIO * plain_says ||
                                                                              says_something_else(plain, html))));
}

static void move_to_front(GPtrArray *blocks, struct document_block *block)
{
    guint index = 0;
    if (g_ptr_array_find(blocks, block, &index) && index > 0)
        g_ptr_array_insert(blocks, 0, g_ptr_array_steal_index(blocks, index));
}

/* Some programs write text and HTML one after the other where they mean alternatives. */
static struct document_block *first_attached_html(const struct document *document, const struct mime *mime)
{
    for (guint i = 0; i < mime->parts->len; i++) {
        const struct mime_part *part = mime->parts->pdata[i];
        if (part->in_message || mime_part_is_message(part))
            return NULL;
    }
    for (guint i = 0; i < document->blocks->len; i++) {
        struct document_block *block = document->blocks->pdata[i];
        if (block->origin == BLOCK_HTML && block->attached)
            return block;
    }
    return NULL;
}

static void choose_best(struct reading_body *reading, const struct mime *mime)
{
    GPtrArray *blocks = reading->document->blocks;
    struct document_block *html = reading->html ? reading->html : first_attached_html(reading->document, mime);
    if (html && reading->plain && says_little_beside(reading->plain, html)) {
        html->attached = FALSE;
        move_to_front(blocks, html);
    }
    if (html && !html->attached && (!reading->plain || lines_substance(reading->plain) == 0))
        reading->document->flags |= DOCUMENT_HTML_ONLY;
}

static void note_attached_ids(struct document *document, const struct mime *mime)
{
    for (guint i = 0; i < mime->parts->len && document->attached_ids->len < BOUND_MARKS; i++) {
        const struct mime_part *part = mime->parts->pdata[i];
        if (part->message_id)
            g_ptr_array_add(document->attached_ids, g_strdup(part->message_id));
        if (part->from && document->attached_from->len < BOUND_MARKS)
            headers_add_addresses(document->attached_from, part->from, BOUND_MARKS);
    }
}

void body_read(struct body *body, struct document *document, const struct mime *mime)
{
    struct reading_body reading = {.body = body, .document = document};
    lines_budget_init(&reading.budget);
    read_part(&reading, mime->parts->pdata[0], FALSE);
    choose_best(&reading, mime);
    note_attached_ids(document, mime);
    if (reading.budget.cut)
        document->flags |= DOCUMENT_CUT;
}
