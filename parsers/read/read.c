/* Document and context to drafts. A mail that answers none of ours is read here; an answer in answer.c. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/answer.h"
#include "parsers/read/business.h"
#include "parsers/read/doubt.h"
#include "parsers/read/frame.h"
#include "parsers/read/items.h"
#include "parsers/read/page.h"
#include "parsers/read/quote.h"
#include "parsers/read/read.h"
#include "parsers/read/wish.h"
#include "parsers/read/words.h"

#define WORDS_BYTES 4000 /* of text by whose words the language is told */

void reading_free(struct reading *reading)
{
    if (!reading)
        return;
    g_ptr_array_unref(reading->drafts);
    g_free(reading->language);
    g_strfreev(reading->own_words);
    g_strfreev(reading->aside);
    g_free(reading);
}

/* --- language ---------------------------------------------------------------------------------------------------- */

static gboolean label_is_in(const struct label *label, const char *language)
{
    for (guint i = 0; i < label->targets->len; i++)
        if (g_str_equal(g_array_index(label->targets, struct label_target, i).language, language))
            return TRUE;
    return FALSE;
}

/* The language in which the most labels used are labels; NULL when two have as many. */
static const char *language_of_labels(const GPtrArray *entries, const char *const *languages)
{
    const char *best = NULL;
    guint most = 0;
    gboolean tie = FALSE;
    for (guint l = 0; languages && languages[l]; l++) {
        guint votes = 0;
        for (guint i = 0; i < entries->len; i++) {
            const struct entry *entry = entries->pdata[i];
            votes += entry->match.label && label_is_in(entry->match.label, languages[l]);
        }
        tie = votes == most ? tie || votes > 0 : votes > most ? FALSE : tie;
        if (votes <= most)
            continue;
        most = votes;
        best = languages[l];
    }
    return tie ? NULL : best;
}

static const char *language_of_words(const struct reading *reading, const char *subject, const char *const *languages)
{
    g_autoptr(GString) text = g_string_new(subject);
    for (guint i = 0; reading->own_words[i] && text->len < WORDS_BYTES; i++)
        g_string_append_printf(text, " %s", reading->own_words[i]);
    g_autofree char *key = text_match_key(text->str);
    return words_language(key, languages);
}

/* --- sources: text, pairs, tables -------------------------------------------------------------------------------- */

static gboolean is_read(const struct body_line *line, gboolean forwarded)
{
    return line->part == LINE_OWN || (forwarded && line->part == LINE_QUOTED);
}

#define PRINTED_BYTES 400 /* a line of our form is shorter */

static gboolean is_printed(const struct read_context *context, const struct written *body, guint index)
{
    if (!context->printed || strlen(g_array_index(body->lines, struct body_line, index).text) > PRINTED_BYTES)
        return FALSE;
    const char *key = written_key(body, index);
    return *key && g_hash_table_contains(context->printed, key);
}

/* Adds the lines of a body that count; those that don't become empty lines, so that nothing grows together. */
static void add_lines(GArray *lines, const struct written *body, gboolean forwarded, const struct read_context *context)
{
    for (guint i = 0; i < body->lines->len; i++) {
        const struct body_line *line = &g_array_index(body->lines, struct body_line, i);
        gboolean read = is_read(line, forwarded);
        struct text_line added = {.text = read ? line->text : "", .printed = read && is_printed(context, body, i)};
        g_array_append_val(lines, added);
    }
}

/* The first body, and the texts attached; another rendering of the same body is left alone, and pages are read as such. */
static gboolean block_counts(const struct document *document, guint index)
{
    const struct document_block *block = document->blocks->pdata[index];
    return block->origin != BLOCK_PAGE && (index == 0 || block->attached);
}

/* The entries of all that was typed; own words go to `words`, what stands aside to `aside`, and `ret_forwarded` says whether a forwarded
 * mail is among it. */
static GPtrArray *entries_of_text(const struct document *document, struct label_index *index, GStrvBuilder *words, GStrvBuilder *aside,
                                  const struct read_context *context, gboolean *ret_forwarded)
{
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(struct text_line));
    gboolean forwarded = subject_is_forward(document->subject);
    for (guint i = 0; i < document->blocks->len; i++) {
        struct written body;
        if (!block_counts(document, i))
            continue;
        written_init(&body, document->blocks->pdata[i]);
        forwarded |= body.forwarded;
        add_lines(lines, &body, forwarded, context);
        written_add(&body, LINE_OWN, words);
        written_add(&body, LINE_ASIDE, aside);
        written_clear(&body);
    }
    *ret_forwarded = forwarded;
    return entries_of_lines(index, lines);
}

/* The text as a whole, and each of its lines. */
static void cover_text(GHashTable *covered, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint l = 0; lines[l]; l++)
        g_hash_table_add(covered, text_match_key(lines[l]));
    g_hash_table_add(covered, text_match_key(text));
}

/* Notes the table's texts as told: each cell, each of its lines, and each row. */
static void cover_table(GHashTable *covered, const struct document_table *table)
{
    for (guint r = 0; r < table->rows->len; r++) {
        const GPtrArray *row = table->rows->pdata[r];
        g_autoptr(GString) whole = g_string_new(NULL);
        for (guint c = 0; c < row->len; c++) {
            const char *text = ((const struct document_cell *)row->pdata[c])->text;
            cover_text(covered, text);
            g_string_append_printf(whole, " %s", text);
        }
        g_hash_table_add(covered, text_match_key(whole->str));
    }
}

static GPtrArray *entries_of_markup(const struct document *document, struct label_index *index, gboolean forwarded, GHashTable *covered)
{
    GPtrArray *entries = entries_new();
    for (guint i = 0; i < document->tables->len; i++) {
        const struct document_table *table = document->tables->pdata[i];
        if ((table->quote == 0 || forwarded) && entries_add_table(entries, index, table))
            cover_table(covered, table);
    }
    for (guint i = 0; i < document->pairs->len; i++) {
        const struct document_pair *pair = document->pairs->pdata[i];
        if (pair->quote == 0 || forwarded)
            entries_add_pair(entries, index, pair->label, pair->value);
    }
    return entries;
}

/* What markup said needs no person's eyes a second time as text. */
static void drop_covered(struct draft *draft, const GPtrArray *markup, GHashTable *covered)
{
    GStrvBuilder *left = g_strv_builder_new();
    for (guint i = 0; i < markup->len; i++)
        cover_text(covered, ((const struct entry *)markup->pdata[i])->raw);
    for (guint i = 0; draft->unread[i]; i++) {
        g_autofree char *key = text_match_key(draft->unread[i]);
        if (!g_hash_table_contains(covered, key))
            g_strv_builder_add(left, draft->unread[i]);
    }
    g_strfreev(draft->unread);
    draft->unread = g_strv_builder_end(left);
    g_strv_builder_unref(left);
}

/* --- the mail that answers none of ours -------------------------------------------------------------------------- */

static void assembled_clear(void *data)
{
    struct assembled *assembled = data;
    draft_free(assembled->draft);
}

/* Where the markup holds fields of a product and names none, and the text names one product, that is the one: entries, borrowed. */
static GPtrArray *with_product(const GPtrArray *text, const GPtrArray *markup)
{
    GPtrArray *named = g_ptr_array_new();
    struct entry *product = NULL;
    guint products = 0, ours = 0;
    for (guint i = 0; i < text->len; i++) {
        struct entry *entry = text->pdata[i];
        product = entry->kind == ENTRY_PRODUCT && !product ? entry : product;
        products += entry->kind == ENTRY_PRODUCT;
    }
    for (guint i = 0; i < markup->len; i++)
        ours += ((const struct entry *)markup->pdata[i])->kind == ENTRY_PRODUCT;
    if (products == 1 && ours == 0 && markup->len > 0)
        g_ptr_array_add(named, product);
    for (guint i = 0; i < markup->len; i++)
        g_ptr_array_add(named, markup->pdata[i]);
    return named;
}

/* The orders of both sources: markup first where it holds one, with what text adds; several orders are told by text
 * alone, for markup knows no rules between them. */
static GArray *orders_of_sources(const struct reader *reader, const GPtrArray *text, const GPtrArray *markup, GHashTable *covered)
{
    struct reader silent = {reader->index, reader->context, reader->language, ""}; /* the subject counts once */
    GArray *orders = orders_assemble(reader, text);
    g_autoptr(GPtrArray) named = with_product(text, markup);
    GArray *structured = orders_assemble(&silent, named);
    g_array_set_clear_func(orders, assembled_clear);
    g_array_set_clear_func(structured, assembled_clear);
    struct assembled *first = &g_array_index(orders, struct assembled, 0);
    struct assembled *other = &g_array_index(structured, struct assembled, 0);
    if (orders->len == 1 && (other->fields > 0 || other->draft->items->len > 0)) {
        drop_covered(first->draft, markup, covered);
        draft_merge_text(other->draft, first->draft, reader->context->forms);
        other->fields = MAX(other->fields, first->fields);
        other->is_order |= first->is_order;
        other->draft->asks_only = FALSE;
        g_array_unref(orders);
        return structured;
    }
    g_array_unref(structured);
    return orders;
}

static gboolean has_document(const struct document *document)
{
    for (guint i = 0; i < document->orders->len; i++)
        if (((const struct business_order *)document->orders->pdata[i])->source < SOURCE_JSON_LD)
            return TRUE;
    return FALSE;
}

/* What the order leaves open; else it is shown. */
static void share_values(struct draft *order, const GPtrArray *values)
{
    for (guint i = 0; i < values->len; i++) {
        const struct value *value = values->pdata[i];
        if (values_find(order->values, value->field))
            unread_add(order, value->text);
        else
            g_ptr_array_add(order->values, value_copy(value));
    }
}

/* Of several orders the words beside them may be about any. They are shown with each; a form among them is nobody's for sure. */
static void share_letter(GArray *orders, const GArray *written)
{
    for (guint o = 0; o < orders->len; o++) {
        struct draft *order = g_array_index(orders, struct assembled, o).draft;
        for (guint w = 0; w < written->len; w++) {
            const struct assembled *letter = &g_array_index(written, struct assembled, w);
            order->doubted = order->doubted || (letter->is_order && !letter->asks);
            for (guint i = 0; letter->draft->unread[i]; i++)
                unread_add(order, letter->draft->unread[i]);
            share_values(order, letter->draft->values);
        }
    }
}

/* What business documents say counts for more than what markup and text do; one document is filled up from them. */
static GArray *with_documents(const struct reader *reader, const struct document *document, GArray *written)
{
    GArray *orders = business_assemble(reader, document);
    struct assembled *first = orders->len ? &g_array_index(orders, struct assembled, 0) : NULL;
    const struct assembled *other = &g_array_index(written, struct assembled, 0);
    gboolean contact_only = first && orders->len == 1 && !first->is_order;
    g_array_set_clear_func(orders, assembled_clear);
    if (!first || (contact_only && written->len > 1)) {
        g_array_unref(orders);
        return written;
    }
    if (orders->len == 1 && written->len == 1) {
        struct draft *base = contact_only ? other->draft : first->draft, *rest = contact_only ? first->draft : other->draft;
        draft_merge_text(base, rest, reader->context->forms);
        if (contact_only) {
            g_array_unref(orders);
            return written;
        }
        first->fields += other->fields;
    } else {
        share_letter(orders, written);
    }
    g_array_unref(written);
    return orders;
}

/* A spreadsheet that cannot be read is told to who sent it, whatever else the mail says. */
static void add_table_problems(GArray *orders, const struct document *document)
{
    struct assembled *first = &g_array_index(orders, struct assembled, 0);
    if (!business_put_table_problems(first->draft, document))
        return;
    first->is_order = TRUE;
    first->fields++;
    first->draft->asks_only = FALSE;
}

/* Each order of both, where neither can be told to be the same as the other. */
static GArray *joined(GArray *first, GArray *second)
{
    for (guint i = 0; i < second->len; i++) {
        struct assembled *order = &g_array_index(second, struct assembled, i);
        if (order->is_order && first->len < BOUND_ORDERS_PER_MAIL) {
            g_array_append_val(first, *order);
            order->draft = NULL;
        }
    }
    g_array_unref(second);
    return first;
}

/* Merges the second's only order into the first's. */
static GArray *merged(const struct reader *reader, GArray *first, GArray *second)
{
    struct assembled *base = &g_array_index(first, struct assembled, 0), *rest = &g_array_index(second, struct assembled, 0);
    draft_merge_text(base->draft, rest->draft, reader->context->forms);
    base->fields = MAX(base->fields, rest->fields);
    base->draft->asks_only = base->draft->asks_only && rest->draft->asks_only;
    g_array_unref(second);
    return first;
}

static gboolean is_one_order(const GArray *orders)
{
    return orders->len == 1 && g_array_index(orders, struct assembled, 0).is_order;
}

/* What the pages of attached files say counts for more than the words they came with, and less than a business document. Pages without a field of
 * ours (terms of trade, a brochure) say nothing. */
static GArray *with_pages(const struct reader *reader, const struct document *document, const GPtrArray *entries, GArray *others)
{
    struct reader silent = {reader->index, reader->context, reader->language, ""};
    if (entries->len == 0)
        return others;
    GArray *pages = orders_assemble(&silent, entries);
    g_array_set_clear_func(pages, assembled_clear);
    if (g_array_index(pages, struct assembled, 0).fields == 0 && pages->len == 1) {
        g_array_unref(pages);
        return others;
    }
    if (others->len == 1 && pages->len == 1)
        return has_document(document) || !is_one_order(pages) ? merged(reader, others, pages) : merged(reader, pages, others);
    return joined(others, pages);
}

static void take_orders(struct reading *reading, const struct reader *reader, GArray *orders)
{
    for (guint i = 0; i < orders->len; i++) {
        struct assembled *order = &g_array_index(orders, struct assembled, i);
        if (!order->is_order)
            continue;
        frame_fill(order->draft, reader);
        reading->fields += order->fields;
        g_ptr_array_add(reading->drafts, g_steal_pointer(&order->draft));
    }
}

static gboolean entries_name_product(const struct label_index *index, const GPtrArray *entries, const char *subject)
{
    g_autoptr(GPtrArray) named = products_mentioned(index, subject);
    gboolean found = named->len > 0;
    for (guint i = 0; i < entries->len && !found; i++) {
        g_autoptr(GPtrArray) here = products_mentioned(index, ((const struct entry *)entries->pdata[i])->raw);
        found = here->len > 0;
    }
    return found;
}

static void read_first_mail(struct reading *reading, const struct document *document, struct label_index *index,
                            const struct read_context *context)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new(), aside = g_strv_builder_new();
    gboolean forwarded;
    g_autoptr(GPtrArray) text = entries_of_text(document, index, words, aside, context, &forwarded);
    g_autoptr(GHashTable) covered = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL); /* keys of what tables told */
    g_autoptr(GPtrArray) markup = entries_of_markup(document, index, forwarded, covered);
    g_strfreev(reading->own_words);
    reading->own_words = g_strv_builder_end(words);
    g_strfreev(reading->aside);
    reading->aside = g_strv_builder_end(aside);
    g_autoptr(GPtrArray) pages = entries_of_pages(index, document);
    const GPtrArray *longest = markup->len > text->len ? markup : text;
    const char *language = language_of_labels(pages->len > longest->len ? pages : longest, context->languages);
    if (!language)
        language = language_of_words(reading, document->subject, context->languages);
    reading->language = g_strdup(language);
    struct reader reader = {index, context, language, document->subject};
    GArray *orders = with_documents(&reader, document, orders_of_sources(&reader, text, markup, covered));
    orders = with_pages(&reader, document, pages, orders);
    business_fill_contacts(&reader, document, orders);
    add_table_problems(orders, document);
    take_orders(reading, &reader, orders);
    g_array_unref(orders);
    reading->names_product = entries_name_product(index, text, document->subject) || entries_name_product(index, markup, "") ||
                             entries_name_product(index, pages, "");
}

/* What is asked for in sentences, where no line of the form says anything. */
static void take_change(struct reading *reading, const struct document *document, const struct read_context *context)
{
    const struct draft *said = reading->drafts->len ? reading->drafts->pdata[0] : NULL;
    if (context->answers->phase != PHASE_ACCEPTED || (said && (said->values->len > 0 || said->items->len > 0 || said->remarks->len > 0)))
        return;
    struct draft *change = wish_read(document, context);
    if (!change)
        return;
    g_ptr_array_set_size(reading->drafts, 0);
    g_ptr_array_add(reading->drafts, change);
}

/* Files that were to be read and could not be, by name: for a person's eyes. */
static void note_unread_files(struct reading *reading, const struct document *document)
{
    for (guint i = 0; i < document->attachments->len; i++) {
        const struct document_attachment *file = document->attachments->pdata[i];
        for (guint d = 0; d < reading->drafts->len && attachment_failed(file->reading); d++)
            unread_add(reading->drafts->pdata[d], file->name);
    }
}

/* What of the mail is missing may be a part of any of its orders. */
static void note_cut(struct reading *reading, const struct document *document)
{
    for (guint d = 0; d < reading->drafts->len && document->flags & DOCUMENT_CUT; d++)
        ((struct draft *)reading->drafts->pdata[d])->cut = TRUE;
}

struct reading *read_document(const struct document *document, const struct read_context *context)
{
    g_autoptr(read_labels_auto) own = context->labels ? NULL : read_labels_new(context->forms);
    struct read_context with_labels = *context;
    struct reading *reading = g_new0(struct reading, 1);
    with_labels.labels = own ? own : context->labels;
    reading->drafts = g_ptr_array_new_with_free_func((GDestroyNotify)draft_free);
    reading->own_words = g_new0(char *, 1);
    reading->aside = g_new0(char *, 1);
    struct label_index *index = label_index_of(with_labels.labels, context->answers != NULL);
    if (context->answers) {
        read_answer(reading, document, index, &with_labels);
        take_change(reading, document, &with_labels);
    } else {
        read_first_mail(reading, document, index, &with_labels);
    }
    note_unread_files(reading, document);
    note_cut(reading, document);
    doubt_drafts(reading, document, index, &with_labels);
    return reading;
}
