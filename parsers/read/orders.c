/* Several orders in one mail, and one order told by several sources. Both are decided with caution: repeated products
 * alone are items of one order. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/items.h"
#include "parsers/read/words.h"

/* --- where one order ends and the next begins -------------------------------------------------------------------- */

static const struct label_target *order_target(const struct reader *reader, const struct entry *entry)
{
    if (entry->kind != ENTRY_FIELD || entry->index)
        return NULL;
    return label_target_in(entry->match.label, reader->context->forms->order, reader->language);
}

static gboolean is_order_field(const struct reader *reader, const struct entry *entry)
{
    return order_target(reader, entry) != NULL && *entry->text;
}

/* Whether entries [from, to) name a product and hold a field of the order as such: a form of its own. */
static gboolean is_complete(const struct reader *reader, const GPtrArray *entries, guint from, guint to)
{
    gboolean product = FALSE, field = FALSE;
    for (guint i = from; i < to; i++) {
        product |= ((const struct entry *)entries->pdata[i])->kind == ENTRY_PRODUCT;
        field |= is_order_field(reader, entries->pdata[i]);
    }
    return product && field;
}

/* Neighbouring entries of one kind: fields of the order as such, or products with all that stands between them. */
struct run {
    gboolean order;
    guint start, end;
};

static GArray *runs_of(const struct reader *reader, const GPtrArray *entries)
{
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(struct run));
    for (guint i = 0; i < entries->len; i++) {
        const struct entry *entry = entries->pdata[i];
        gboolean order = is_order_field(reader, entry);
        if (!order && entry->kind != ENTRY_PRODUCT)
            continue;
        struct run *last = runs->len ? &g_array_index(runs, struct run, runs->len - 1) : NULL;
        struct run fresh = {order, i, i + 1};
        if (last && last->order == order)
            last->end = i + 1;
        else
            g_array_append_val(runs, fresh);
    }
    return runs;
}

static gboolean same_key(const char *left, const char *right)
{
    if (g_str_equal(left, right))
        return TRUE;
    g_autofree char *one = text_match_key(left), *two = text_match_key(right);
    return g_str_equal(one, two);
}

/* Whether a field of this run was given before with another value. Notes those that were not given. */
static gboolean run_differs(const struct reader *reader, const GPtrArray *entries, const struct run *run,
                            GHashTable *given)
{
    gboolean differs = FALSE;
    for (guint i = run->start; i < run->end; i++) {
        const struct entry *entry = entries->pdata[i];
        const struct label_target *target = is_order_field(reader, entry) ? order_target(reader, entry) : NULL;
        if (!target)
            continue;
        const char *before = g_hash_table_lookup(given, target->field->id);
        differs |= before && !same_key(before, entry->text);
        if (!before)
            g_hash_table_insert(given, target->field->id, entry->text);
    }
    return differs;
}

/* Starts of orders, by rules and headings between complete forms. Fewer than two: there are none. Forms that agree
 * about the order itself are one, unless headings count them: "Order 1", "Order 2". */
static GArray *starts_by_breaks(const struct reader *reader, const GPtrArray *entries)
{
    GArray *starts = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GHashTable) given = g_hash_table_new(g_str_hash, g_str_equal); /* field -> what the mail says, borrowed */
    guint from = 0;
    gboolean differs = FALSE;
    for (guint i = 0; i <= entries->len; i++) {
        const struct entry *entry = i < entries->len ? entries->pdata[i] : NULL;
        struct run part = {TRUE, from, i};
        if (entry && entry->kind != ENTRY_BREAK)
            continue;
        if (is_complete(reader, entries, from, i)) {
            differs |= run_differs(reader, entries, &part, given);
            g_array_append_val(starts, from);
        }
        differs |= entry && starts->len > 0 && heading_is_order(entry->raw);
        from = i + 1;
    }
    if (!differs)
        g_array_set_size(starts, 0);
    return starts;
}

/* Starts of orders, by order-level fields that come again with other values and products in between: each order begins
 * with its fields when the mail does, else with its products. */
static GArray *starts_by_repetition(const struct reader *reader, const GPtrArray *entries)
{
    GArray *starts = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) runs = runs_of(reader, entries);
    g_autoptr(GHashTable) given = g_hash_table_new(g_str_hash, g_str_equal); /* field -> what the mail says, borrowed */
    gboolean fields_first = runs->len > 0 && g_array_index(runs, struct run, 0).order;
    guint begin = 0;
    g_array_append_val(starts, begin);
    for (guint i = 0; i < runs->len && starts->len < BOUND_ORDERS_PER_MAIL; i++) {
        const struct run *run = &g_array_index(runs, struct run, i);
        if (!run->order || !run_differs(reader, entries, run, given))
            continue;
        if (fields_first && i + 1 == runs->len)
            continue; /* no product behind it: the same order, told twice */
        begin = fields_first ? run->start : g_array_index(runs, struct run, i - 1).start;
        g_array_append_val(starts, begin);
        g_hash_table_remove_all(given);
        run_differs(reader, entries, run, given);
    }
    return starts;
}

GArray *orders_assemble(const struct reader *reader, const GPtrArray *entries)
{
    GArray *orders = g_array_new(FALSE, FALSE, sizeof(struct assembled));
    g_autoptr(GArray) starts = starts_by_breaks(reader, entries);
    guint shared = starts->len > 1 ? g_array_index(starts, guint, 0) : 0;
    if (starts->len < 2) {
        g_array_unref(starts);
        starts = starts_by_repetition(reader, entries);
    }
    for (guint i = 0; i < starts->len && i < BOUND_ORDERS_PER_MAIL; i++) {
        guint from = g_array_index(starts, guint, i);
        guint to = i + 1 < starts->len ? g_array_index(starts, guint, i + 1) : entries->len;
        struct assembled order = items_assemble(reader, entries, shared, from, to);
        g_array_append_val(orders, order);
    }
    return orders;
}

/* --- one order, told by markup and by text ----------------------------------------------------------------------- */

static gboolean is_long_text(const struct field *field)
{
    return field && (field->type == FIELD_TEXT || field->type == FIELD_ADDRESS);
}

/* Text extracted from markup may hold only the first line of what a cell holds. */
static gboolean tells_less(const struct value *more, const struct value *less)
{
    g_autofree char *whole = text_match_key(more->text), *part = text_match_key(less->text);
    return *part && g_str_has_prefix(whole, part);
}

/* Lines that the text has below what both have: the text of a mail may go on with the next heading. */
static void show_rest(struct draft *draft, const struct value *known, const struct value *text)
{
    g_auto(GStrv) lines = g_strsplit(text->text, "\n", -1);
    g_autofree char *key = text_match_key(known->text);
    for (guint i = 0; lines[i]; i++) {
        g_autofree char *line = text_match_key(lines[i]);
        if (!words_find(key, line))
            unread_add(draft, lines[i]);
    }
}

static void merge_value(struct draft *draft, GPtrArray *values, const struct value *text, const struct form *form)
{
    struct value *value = values_find(values, text->field);
    const struct field *field = form ? form_field(form, text->field) : NULL;
    g_autofree char *one = value ? text_match_key(value->text) : NULL, *two = text_match_key(text->text);
    if (!value) {
        g_ptr_array_add(values, value_copy(text));
    } else if (value->fault == FAULT_CONFLICT) {
        return; /* it is asked already; a third that says it settles nothing */
    } else if (!value_usable(value) && value_usable(text)) {
        g_ptr_array_remove(values, value);
        g_ptr_array_add(values, value_copy(text));
    } else if (value_usable(value) && value_usable(text) && !g_str_equal(value->canonical, text->canonical) &&
               !g_str_equal(one, two) && !(is_long_text(field) && (tells_less(value, text) || tells_less(text, value)))) {
        value_conflict(value, text->text);
    } else if (value_usable(value) && is_long_text(field) && tells_less(text, value)) {
        show_rest(draft, value, text);
    }
}

static void merge_values(struct draft *draft, GPtrArray *values, const GPtrArray *from, const struct form *form)
{
    for (guint i = 0; i < from->len; i++)
        merge_value(draft, values, from->pdata[i], form);
}

static void merge_item(struct draft *draft, struct line_item *item, const struct line_item *text, const struct forms *forms)
{
    merge_values(draft, item->values, text->values, forms_product(forms, item->form));
    if (!item->sku)
        item->sku = g_strdup(text->sku);
    if (!item->product_text)
        item->product_text = g_strdup(text->product_text);
}

/* The next item of the same product that no other item of the text was matched with. */
static struct line_item *matching_item(const GPtrArray *items, guint count, const struct line_item *text,
                                       gboolean *taken)
{
    for (guint i = 0; i < count; i++) {
        struct line_item *item = items->pdata[i];
        if (taken[i] || g_strcmp0(item->form, text->form) != 0 ||
            (item->sku && text->sku && !g_str_equal(item->sku, text->sku)))
            continue;
        taken[i] = TRUE;
        return item;
    }
    return NULL;
}

static void merge_items(struct draft *structured, const struct draft *text, const struct forms *forms)
{
    guint count = structured->items->len;
    g_autofree gboolean *taken = g_new0(gboolean, count + 1);
    for (guint i = 0; i < text->items->len; i++) {
        const struct line_item *item = text->items->pdata[i];
        struct line_item *same = matching_item(structured->items, count, item, taken);
        if (same) {
            merge_item(structured, same, item, forms);
        } else if ((item->values->len > 0 || count == 0) && structured->items->len < BOUND_ITEMS) {
            struct line_item *copy = line_item_copy(item);
            copy->number = structured->items->len + 1;
            g_ptr_array_add(structured->items, copy);
        }
    }
}

void draft_merge_text(struct draft *structured, const struct draft *text, const struct forms *forms)
{
    merge_values(structured, structured->values, text->values, forms->order);
    merge_items(structured, text, forms);
    if (structured->remarks->len == 0)
        for (guint i = 0; i < text->remarks->len; i++) {
            const struct remark *remark = text->remarks->pdata[i];
            g_ptr_array_add(structured->remarks, remark_new(remark->fault, remark->item, remark->text));
        }
    for (guint i = 0; text->unread[i]; i++)
        unread_add(structured, text->unread[i]);
}
