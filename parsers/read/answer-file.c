/* A customer who is asked may answer with the order itself, corrected: the same document or table once more. It counts as far as it differs from
 * what the order says: a fault that stands in it unchanged stays one, a gap that it fills is filled, another value is a change like one typed.
 * Where words beside it say something else, it is asked. */
#include "parsers/read/answer-file.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/business.h"
#include "parsers/read/page.h"

/* --- the orders in the files ------------------------------------------------------------------------------------------------ */

static void assembled_clear(void *data)
{
    struct assembled *assembled = data;
    draft_free(assembled->draft);
}

GPtrArray *entries_of_attached(struct label_index *index, const struct document *document)
{
    GPtrArray *entries = entries_new();
    for (guint i = 0; i < document->tables->len; i++) {
        const struct document_table *table = document->tables->pdata[i];
        if (!table->attached)
            continue;
        if (entries->len > 0)
            g_ptr_array_add(entries, entry_new(ENTRY_BREAK, ""));
        entries_add_table(entries, index, table);
    }
    return entries;
}

/* An order names what is ordered; a form, or terms of trade, do not. */
static gboolean has_items(const struct assembled *order)
{
    return order->is_order && order->draft->items->len > 0;
}

/* Those of the entries that are orders. */
static GArray *orders_of(const struct reader *reader, const GPtrArray *entries)
{
    GArray *orders = orders_assemble(reader, entries);
    for (guint i = orders->len; i-- > 0;) {
        if (has_items(&g_array_index(orders, struct assembled, i)))
            continue;
        draft_free(g_array_index(orders, struct assembled, i).draft);
        g_array_remove_index(orders, i);
    }
    return orders;
}

/* Of the best kind that there is. `ret_whole`: all lines of the order stand in such a document. */
static GArray *orders_of_files(const struct reader *reader, const struct document *document, gboolean *ret_whole)
{
    GArray *orders = business_assemble_documents(reader, document);
    *ret_whole = orders->len > 0;
    for (guint kind = 0; kind < 2 && orders->len == 0; kind++) {
        g_autoptr(GPtrArray) entries = kind == 0 ? entries_of_attached(reader->index, document) : entries_of_pages(reader->index, document);
        g_array_unref(orders);
        orders = orders_of(reader, entries);
    }
    g_array_set_clear_func(orders, assembled_clear);
    return orders;
}

/* --- which of them is meant ----------------------------------------------------------------------------------------------------- */

static const char *reference_of(const struct answer *answer, const GPtrArray *values)
{
    const struct field *field = form_field_by_role(answer->reader.context->forms->order, ROLE_REFERENCE);
    const struct value *value = field ? values_find(values, field->id) : NULL;
    return value_usable(value) ? value->canonical : NULL;
}

/* With the order's own reference; or the only one, where one of the two has none. */
static struct draft *meant(const struct answer *answer, const GArray *orders)
{
    const char *known = reference_of(answer, answer->reader.context->answers->values);
    for (guint i = 0; known && i < orders->len; i++) {
        struct draft *draft = g_array_index(orders, struct assembled, i).draft;
        if (g_strcmp0(reference_of(answer, draft->values), known) == 0)
            return draft;
    }
    struct draft *only = orders->len == 1 ? g_array_index(orders, struct assembled, 0).draft : NULL;
    return only && (!known || !reference_of(answer, only->values)) ? only : NULL;
}

static void tell_others(struct answer *answer, const GArray *orders, const struct draft *taken)
{
    for (guint i = 0; i < orders->len; i++) {
        const struct draft *draft = g_array_index(orders, struct assembled, i).draft;
        const char *reference = reference_of(answer, draft->values);
        g_autofree char *line = g_strdup_printf("Another order in a file: %s", reference ? reference : "it has no number");
        if (draft != taken)
            unread_add(answer->draft, line);
    }
}

/* --- which line is which ---------------------------------------------------------------------------------------------------------- */

struct lines {
    const GPtrArray *known, *file; /* struct line_item */
    guint *numbers;                /* of each line of the file: the order's item; 0 none */
};

static gboolean is_matched(const struct lines *lines, guint number)
{
    for (guint i = 0; i < lines->file->len; i++)
        if (lines->numbers[i] == number)
            return TRUE;
    return FALSE;
}

static gboolean same_sku(const struct line_item *known, const struct line_item *file)
{
    return known->sku && file->sku && g_str_equal(known->sku, file->sku) && g_strcmp0(known->form, file->form) == 0;
}

/* The same place in the order; another product there is another line, unless it was not known which. */
static gboolean same_place(const struct line_item *known, const struct line_item *file)
{
    return known->number == file->number && (!known->form || g_strcmp0(known->form, file->form) == 0);
}

static gboolean same_product(const struct line_item *known, const struct line_item *file)
{
    return known->form && g_strcmp0(known->form, file->form) == 0;
}

/* The first line that nobody has, and, when it must be `only`, no second one. */
static guint partner(const struct lines *lines, const struct line_item *file, gboolean (*same)(const struct line_item *, const struct line_item *),
                     gboolean only)
{
    guint found = 0;
    for (guint i = 0; i < lines->known->len; i++) {
        const struct line_item *known = lines->known->pdata[i];
        if (!same(known, file) || is_matched(lines, known->number))
            continue;
        if (found && only)
            return 0;
        found = found ? found : known->number;
    }
    return found;
}

/* By article number and place, then by article number in their order, then by place, then by the product where only one is left. */
static gboolean same_sku_and_place(const struct line_item *known, const struct line_item *file)
{
    return same_sku(known, file) && same_place(known, file);
}

static void match_lines(struct lines *lines)
{
    static const struct {
        gboolean (*same)(const struct line_item *known, const struct line_item *file);
        gboolean only;
    } ways[] = {{same_sku_and_place, FALSE}, {same_sku, FALSE}, {same_place, FALSE}, {same_product, TRUE}};
    for (guint w = 0; w < G_N_ELEMENTS(ways); w++)
        for (guint i = 0; i < lines->file->len; i++)
            if (!lines->numbers[i])
                lines->numbers[i] = partner(lines, lines->file->pdata[i], ways[w].same, ways[w].only);
}

/* --- what differs -------------------------------------------------------------------------------------------------------------------- */

/* What was not understood is the same as long as the same words stand there. */
static gboolean says_the_same(const struct value *known, const struct value *value)
{
    if (!known)
        return FALSE;
    if (value_usable(known) && value_usable(value))
        return g_str_equal(known->canonical, value->canonical);
    g_autofree char *before = text_match_key(known->text), *now = text_match_key(value->text);
    return *before ? g_str_equal(before, now) : g_str_equal(known->text, value->text);
}

/* Beside what was typed in the mail: the same is one, another is asked about. */
static void put_value(GPtrArray *values, const struct value *value)
{
    struct value *typed = values_find(values, value->field);
    if (!typed) {
        g_ptr_array_add(values, value_copy(value));
    } else if (!value_usable(typed) && value_usable(value) && typed->fault != FAULT_CONFLICT) {
        g_ptr_array_remove(values, typed);
        g_ptr_array_add(values, value_copy(value));
    } else if (value_usable(typed) && value_usable(value) && !g_str_equal(typed->canonical, value->canonical)) {
        value_conflict(typed, value->text);
    }
}

/* `again`: also what the order says already. */
static void take_values(struct answer *answer, guint item, const GPtrArray *known, const GPtrArray *values, gboolean again)
{
    for (guint i = 0; i < values->len; i++) {
        const struct value *value = values->pdata[i], *before = known ? values_find(known, value->field) : NULL;
        gboolean told = again && value_usable(value) && value_usable(before);
        if (says_the_same(before, value) && !told)
            continue;
        put_value(item ? answer_item(answer, item)->values : answer->draft->values, value);
        answer->fields++;
    }
}

static void take_line(struct answer *answer, guint number, const struct line_item *file, gboolean again)
{
    const struct line_item *known = number ? order_item(answer->reader.context->answers, number) : NULL;
    gboolean same_form = known && g_strcmp0(known->form, file->form) == 0;
    gboolean unknown = known && !known->form && !file->form, same_words = unknown && g_strcmp0(known->product_text, file->product_text) == 0;
    if (same_words || (!known && draft_is_full(answer)))
        return;
    guint at = known ? number : answer_next_number(answer);
    if (!same_form || unknown || (file->sku && g_strcmp0(known->sku, file->sku) != 0)) {
        const struct product_match match = {.form = file->form ? forms_product(answer->reader.context->forms, file->form) : NULL, .sku = file->sku};
        answer_name_product(answer, at, &match, file->product_text ? file->product_text : "");
        answer->fields++;
    }
    take_values(answer, at, same_form ? known->values : NULL, file->values, again);
}

static char *line_name(const struct line_item *item)
{
    const char *words = item->product_text ? item->product_text : item->form ? item->form : "";
    return item->sku && !strstr(words, item->sku) ? g_strdup_printf("%s (%s)", words, item->sku) : g_strdup(words);
}

/* A line that is no longer in the file: whether it is still wanted is asked where the file is all of the order, else told. */
static void tell_missing(struct answer *answer, const struct lines *lines, gboolean whole)
{
    for (guint i = 0; i < lines->known->len; i++) {
        const struct line_item *known = lines->known->pdata[i];
        g_autofree char *name = line_name(known);
        g_autofree char *line = g_strdup_printf("%u) %s: not in the file of the answer: → the line, or your word that it is not wanted", known->number, name);
        if (is_matched(lines, known->number))
            continue;
        if (whole)
            g_ptr_array_add(answer->draft->remarks, remark_new(FAULT_DOCUMENT, 0, line));
        else
            unread_add(answer->draft, line);
    }
}

static gboolean has_document_faults(const struct order *order)
{
    for (guint i = 0; i < order->remarks->len; i++)
        if (((const struct remark *)order->remarks->pdata[i])->fault == FAULT_DOCUMENT)
            return TRUE;
    return FALSE;
}

static gboolean is_broken(const struct draft *file)
{
    return file->remarks->len > 0;
}

static void take_order(struct answer *answer, const struct draft *file, gboolean whole)
{
    const struct order *order = answer->reader.context->answers;
    g_autofree guint *numbers = g_new0(guint, file->items->len + 1);
    struct lines lines = {order->items, file->items, numbers};
    /* Where the document itself was the fault, a sound one has to say so: it says all of it again. */
    gboolean again = has_document_faults(order) && !is_broken(file);
    match_lines(&lines);
    take_values(answer, 0, order->values, file->values, again);
    for (guint i = 0; i < file->items->len; i++)
        take_line(answer, numbers[i], file->items->pdata[i], again);
    for (guint i = 0; i < file->remarks->len; i++) {
        const struct remark *remark = file->remarks->pdata[i];
        guint item = remark->item && remark->item <= file->items->len ? numbers[remark->item - 1] : 0;
        g_ptr_array_add(answer->draft->remarks, remark_new(remark->fault, item, remark->text));
    }
    for (guint i = 0; file->unread[i]; i++)
        unread_add(answer->draft, file->unread[i]);
    tell_missing(answer, &lines, whole);
}

gboolean answer_take_files(struct answer *answer, const struct document *document)
{
    const struct read_context *context = answer->reader.context;
    struct reader reader = {label_index_of(context->labels, FALSE), context, context->answers->language, ""};
    gboolean whole;
    g_autoptr(GArray) orders = orders_of_files(&reader, document, &whole);
    const struct draft *taken = meant(answer, orders);
    business_put_table_problems(answer->draft, document);
    if (taken)
        take_order(answer, taken, whole);
    tell_others(answer, orders, taken);
    return orders->len > 0;
}
