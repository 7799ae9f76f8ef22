#include "parsers/read/items-internal.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/frame.h"
#include "parsers/read/kinds.h"
#include "parsers/read/unknown-item.h"
#include "parsers/read/words.h"

#define MENTIONS_MOST 10 /* products that a mail without a form may ask for */

/* --- items being put together ------------------------------------------------------------------------------------ */

static void slot_free(void *data)
{
    struct slot *slot = data;
    g_free(slot->raw);
    g_array_unref(slot->prices);
    g_ptr_array_unref(slot->options);
    g_free(slot);
}

static struct slot *slot_new(struct assembly *a, const struct form *form, guint written, const char *raw)
{
    struct slot *slot = g_new0(struct slot, 1);
    slot->item = line_item_new(a->draft->items->len + 1);
    slot->form = form;
    slot->written = written;
    slot->raw = g_strdup(raw);
    slot->prices = price_notes_new();
    slot->options = g_ptr_array_new_with_free_func(g_free);
    slot->item->form = g_strdup(form ? form->id : NULL);
    g_ptr_array_add(a->draft->items, slot->item);
    g_ptr_array_add(a->slots, slot);
    return slot;
}

struct slot *slot_written(const struct assembly *a, guint written)
{
    for (guint i = 0; i < a->slots->len; i++) {
        struct slot *slot = a->slots->pdata[i];
        if (slot->written == written)
            return slot;
    }
    return NULL;
}

/* --- fields ------------------------------------------------------------------------------------------------------ */

/* Roles that any mail or contact form may carry: they make no order. */
static gboolean is_contact(const struct form *form, const struct field *field, const struct forms *forms)
{
    return form == forms->order && (field->role == ROLE_NAME || field->role == ROLE_EMAIL ||
                                    field->role == ROLE_PHONE || field->role == ROLE_NOTE);
}

static void slot_check_sku(struct slot *slot, const struct field *field)
{
    struct value *value = field->role == ROLE_SKU ? values_find(slot->item->values, field->id) : NULL;
    if (!value_usable(value))
        return;
    if (slot->item->sku && !g_str_equal(slot->item->sku, value->canonical)) {
        value_conflict(value, slot->item->sku);
        return;
    }
    g_free(slot->item->sku);
    slot->item->sku = g_strdup(value->canonical);
}

void put_in_slot(struct assembly *a, struct slot *slot, const struct label_target *target, const struct entry *entry)
{
    a->is_order = TRUE;
    slot->used = TRUE;
    g_autofree char *amount = NULL, *count = target->field->role == ROLE_QUANTITY ? heading_count_of_price(entry->text, &amount) : NULL;
    if (count) {
        price_notes_add(slot->prices, amount, PRICE_EACH);
        values_put(slot->item->values, a->reader, target->field, count, NULL, FALSE);
        return;
    }
    if (entry->bound && target->field->role == ROLE_UNIT_PRICE) {
        price_notes_add(slot->prices, entry->text, entry->meaning);
        return;
    }
    if (!values_put_entry(slot->item->values, a->reader, target->field, entry))
        slot->empty = TRUE;
    if (target->field->role == ROLE_SKU)
        slot->sku_label = entry->match.label;
    slot_check_sku(slot, target->field);
}

static void put_in_order(struct assembly *a, const struct label_target *target, const struct entry *entry)
{
    if (!is_contact(target->form, target->field, a->reader->context->forms))
        a->is_order = TRUE;
    values_put_entry(a->draft->values, a->reader, target->field, entry);
}

static void slot_set_sku(const struct assembly *a, struct slot *slot, const char *text)
{
    struct product_match match = product_find(a->reader->index, text, FALSE);
    g_free(slot->item->sku);
    slot->item->sku = g_strdup(match.form == slot->form ? match.sku : NULL);
}

/* "Sofa - 3 seats / Linen", and "SKU: SOFA-3" below it: what the heading, or a line of another name, has told of the item is told again. The same
 * line a second time begins another item. */
static gboolean tells_sku_again(const struct slot *slot, const struct value *known, const struct entry *entry)
{
    return !slot->sku_label || (slot->sku_label != entry->match.label && value_usable(known) && g_ascii_strcasecmp(known->canonical, entry->text) == 0);
}

/* A SKU as a field names a product too: the first of an item, or another than the one the item has. */
static gboolean place_sku(struct assembly *a, const struct entry *entry)
{
    gboolean asks_sku = FALSE;
    for (guint i = 0; i < entry->match.label->targets->len; i++)
        asks_sku |= g_array_index(entry->match.label->targets, struct label_target, i).field->role == ROLE_SKU;
    const struct form *form = asks_sku ? forms_product_by_sku(a->reader->context->forms, entry->text) : NULL;
    if (!form)
        return FALSE;
    const struct field *field = form_field_by_role(form, ROLE_SKU);
    const struct value *known = a->current && a->current->form == form && field ? values_find(a->current->item->values, field->id) : NULL;
    gboolean fits = a->current && a->current->form == form && (!known || tells_sku_again(a->current, known, entry));
    if (fits && !field && !a->current->item->sku)
        slot_set_sku(a, a->current, entry->text);
    if (fits || a->draft->items->len >= BOUND_ITEMS)
        return fits && !field;
    if (a->current && !a->current->form && !a->current->used) {
        a->current->form = form;
        a->current->item->form = g_strdup(form->id);
    } else {
        a->current = slot_new(a, form, 0, entry->raw);
        a->current->item->product_text = g_strdup(entry->text);
    }
    slot_set_sku(a, a->current, entry->text);
    a->is_order = TRUE;
    return !field;
}

/* "Barcode: 8690000000017" of an item whose SKU is known: a code of somebody else's. */
static gboolean is_foreign_code(const struct assembly *a, const struct label_target *target, const struct entry *entry)
{
    return target->field->role == ROLE_SKU && a->current->item->sku && entry->bound && !forms_product_by_sku(a->reader->context->forms, entry->text);
}

static gboolean is_of_order_alone(const struct label *label, const struct forms *forms)
{
    for (guint i = 0; i < label->targets->len; i++)
        if (g_array_index(label->targets, struct label_target, i).form != forms->order)
            return FALSE;
    return label->targets->len > 0;
}

/* "Address 1", "Address 2": no item's; the first is the field, the others are left to what joins addresses, or to a person. */
static void place_numbered(struct assembly *a, const struct entry *entry)
{
    const struct label_target *target = label_target_in(entry->match.label, a->reader->context->forms->order, a->reader->language);
    if (!*entry->text)
        return;
    if (values_find(a->draft->values, target->field->id))
        unread_add(a->draft, entry->raw);
    else
        put_in_order(a, target, entry);
}

static void place_field(struct assembly *a, const struct entry *entry)
{
    const struct label *label = entry->match.label;
    const struct forms *forms = a->reader->context->forms;
    a->fields++;
    if (entry->index && !slot_written(a, entry->index) && is_of_order_alone(label, forms)) {
        place_numbered(a, entry);
        return;
    }
    if (entry->index && !slot_written(a, entry->index)) {
        g_ptr_array_add(a->pending, (void *)entry);
        return;
    }
    if (entry->index)
        a->current = slot_written(a, entry->index);
    else if (place_sku(a, entry))
        return;
    const struct label_target *target =
        a->current ? label_target_in(label, a->current->form, a->reader->language) : NULL;
    if (target && a->apart && !entry->index && label_target_in(label, forms->order, a->reader->language))
        target = NULL;
    if (target && is_foreign_code(a, target, entry)) {
        unread_add(a->draft, entry->raw);
        return;
    }
    if (target) {
        put_in_slot(a, a->current, target, entry);
        return;
    }
    target = label_target_in(label, forms->order, a->reader->language);
    gboolean sum = target && target->field->type == FIELD_ADDRESS && heading_is_amount(entry->text); /* "Delivery: €40.00" */
    if (target && !sum)
        put_in_order(a, target, entry);
    else if (sum)
        unread_add(a->draft, entry->raw);
    else if (entry->bound && strspn(entry->text, "-./ ") == strlen(entry->text)) /* another item's: "-" in its column */
        return;
    else if (entry->bound || (a->current && !a->current->form) || a->pending->len >= BOUND_PAIRS)
        unread_add(a->draft, entry->raw);
    else
        g_ptr_array_add(a->pending, (void *)entry);
}

/* --- products ---------------------------------------------------------------------------------------------------- */

/* "Amount: 1,250.00 EUR" among an item's options: what it is the price of, the sums of the mail tell. */
static gboolean place_amount(struct slot *slot, const char *option)
{
    const char *colon = strchr(option, ':');
    g_autofree char *value = colon ? g_strstrip(g_strdup(colon + 1)) : NULL;
    if (!value || !heading_is_amount(value))
        return FALSE;
    price_notes_add(slot->prices, value, PRICE_OPEN);
    return TRUE;
}

/* "Linen, Oak" behind a product's name: each part a choice of one field, or left for a person. `listed`: commas stand in amounts, too. */
static void place_options(struct assembly *a, struct slot *slot, const char *options, gboolean listed)
{
    g_auto(GStrv) parts = listed ? g_strsplit(options, ", ", BOUND_PAIRS) : g_strsplit_set(options, ",;/+|\n", BOUND_PAIRS);
    for (guint i = 0; parts[i]; i++) {
        struct line_piece pieces[LINE_PIECES];
        guint count = line_pieces(a->reader->index, g_strstrip(parts[i]), pieces);
        const struct label_target *target =
            count == 1 ? label_target_in(pieces[0].match.label, slot->form, a->reader->language) : NULL;
        const char *value = target ? parts[i] + pieces[0].value : parts[i];
        const struct field *field = target ? target->field : field_of_choice(slot->form, parts[i], a->reader->language);
        if (listed && (!field || field->role == ROLE_UNIT_PRICE) && place_amount(slot, parts[i]))
            continue;
        if (!field)
            field = option_field(a, slot->form, parts[i], &value);
        if (field)
            values_put(slot->item->values, a->reader, field, value, NULL, FALSE);
        else if (choice_of_several(slot->form, parts[i], a->reader->language))
            g_ptr_array_add(slot->options, g_strdup(parts[i]));
        else
            unread_add(a->draft, parts[i]);
    }
}

/* "SOFA-3", and "Sofa" in the line below it. */
static gboolean is_name_below_sku(const struct slot *slot, const struct entry *entry)
{
    const struct line_item *item = slot->item;
    return slot->form && !entry->match.label && !entry->product.sku && !entry->quantity && item->sku && item->product_text &&
           entry->product.form == slot->form && g_ascii_strcasecmp(item->product_text, item->sku) == 0;
}

/* The item a product entry is about: one that its number names, one that a heading has opened, or a new one. */
static struct slot *slot_for(struct assembly *a, const struct entry *entry, const struct form *form)
{
    struct slot *slot = entry->index ? slot_written(a, entry->index) : NULL;
    if (slot && (!slot->form || !form || slot->form == form))
        return slot;
    slot = a->current;
    gboolean fresh = slot && !entry->index && !slot->used && (!slot->form || slot->form == form);
    gboolean same = slot && slot->form && slot->form == form;
    if (same && entry->bound && !entry->quantity && (!entry->product.sku || !slot->item->sku || g_str_equal(entry->product.sku, slot->item->sku)))
        return slot;
    gboolean sku_alone = entry->product.sku && !entry->quantity && same && !slot->item->sku && fresh;
    if ((fresh && entry->match.label && !slot->labelled) || sku_alone || (fresh && is_name_below_sku(slot, entry)))
        return slot;
    return a->draft->items->len < BOUND_ITEMS ? slot_new(a, form, entry->index, entry->raw) : NULL;
}

static void slot_name(struct slot *slot, const struct product_match *match, const char *text)
{
    if (match->form) {
        slot->form = match->form;
        g_free(slot->item->form);
        slot->item->form = g_strdup(match->form->id);
    }
    if (match->sku) {
        g_free(slot->item->sku);
        slot->item->sku = g_strdup(match->sku);
    }
    if (*text && !slot->item->product_text)
        slot->item->product_text = text_one_line(text, BOUND_VALUE_SIZE);
}

/* "Sofa with three seats": a name of one of its SKUs. */
static void slot_find_sku(struct slot *slot, const char *text)
{
    const struct field *field = slot->form && !slot->item->sku ? form_field_by_role(slot->form, ROLE_SKU) : NULL;
    const struct choice *choice = field ? choice_mentioned(field, text) : NULL;
    if (choice)
        slot->item->sku = g_strdup(choice->id);
}

static void place_product(struct assembly *a, const struct entry *entry)
{
    g_autoptr(entry_auto) heading = entry->match.label ? heading_read(a->reader->index, entry->text, FALSE) : NULL;
    const struct entry *named = heading ? heading : entry;
    struct product_match match = named->product;
    a->fields += entry->match.label != NULL || entry->quantity != NULL || entry->index != 0;
    if (entry->match.label && !heading)
        match = product_find(a->reader->index, entry->text, TRUE);
    if (entry->match.label && !*entry->text && !entry->index)
        return;
    if (entry->match.label && heading_is_amount(entry->text)) { /* "Items: €2,500.00" is a sum */
        unread_add(a->draft, entry->raw);
        return;
    }
    struct slot *slot = slot_for(a, entry, match.form);
    if (!slot) {
        unread_add(a->draft, entry->raw);
        return;
    }
    a->current = slot;
    a->apart = FALSE;
    a->is_order = TRUE;
    slot->labelled |= entry->match.label && *entry->text;
    slot_name(slot, &match, entry->text);
    const struct field *quantity = slot->form ? form_field_by_role(slot->form, ROLE_QUANTITY) : NULL;
    if (quantity && named->quantity)
        values_put(slot->item->values, a->reader, quantity, named->quantity, NULL, FALSE);
    if (slot->form && named->options)
        place_options(a, slot, named->options, named->listed);
    if (named->amount)
        price_notes_add(slot->prices, named->amount, named->meaning);
    if (named->rest)
        unread_add(a->draft, named->rest);
    if (entry->match.label && !heading && match.form)
        unread_add(a->draft, entry->text); /* it says more than a name */
    slot_find_sku(slot, named->name ? named->name : entry->text);
}

/* --- products named in a sentence -------------------------------------------------------------------------------- */

static gboolean pending_knows(const struct assembly *a, const struct form *form)
{
    for (guint i = 0; i < a->pending->len; i++) {
        const struct entry *entry = a->pending->pdata[i];
        if (entry->kind == ENTRY_FIELD && label_target_in(entry->match.label, form, NULL))
            return TRUE;
    }
    return FALSE;
}

static void gather_mentions(GPtrArray *forms, const struct label_index *index, const char *text)
{
    g_autoptr(GPtrArray) here = products_mentioned(index, text);
    for (guint i = 0; i < here->len && forms->len < MENTIONS_MOST; i++)
        if (!g_ptr_array_find(forms, here->pdata[i], NULL))
            g_ptr_array_add(forms, here->pdata[i]);
}

/* Whether the text is the sender's own prose, in which products may be named. */
static gboolean is_prose(const struct entry *entry)
{
    return entry->kind == ENTRY_TEXT || (entry->kind == ENTRY_FIELD && label_runs_over_lines(entry->match.label));
}

static gboolean asks_for(const char *text, gboolean *trouble)
{
    g_autofree char *key = text_match_key(text);
    *trouble |= words_in(WORDS_TROUBLE, key);
    return words_in(WORDS_ORDER, key);
}

static GPtrArray *mentions_of(const struct reader *reader, const GPtrArray *entries, guint from, guint to,
                              gboolean *ret_asks)
{
    GPtrArray *forms = g_ptr_array_new();
    gboolean trouble = FALSE;
    *ret_asks = asks_for(reader->subject, &trouble);
    for (guint i = from; i < to; i++) {
        const struct entry *entry = entries->pdata[i];
        if (!is_prose(entry))
            continue;
        gather_mentions(forms, reader->index, entry->text);
        *ret_asks |= asks_for(entry->text, &trouble);
    }
    if (forms->len == 0)
        gather_mentions(forms, reader->index, reader->subject);
    *ret_asks &= !trouble;
    return forms;
}

/* Whether fields of products, without any product, make an order: two of them, or one that names a choice of ours. */
static gboolean pending_is_evidence(const struct assembly *a)
{
    const struct label *first = NULL;
    for (guint i = 0; i < a->pending->len; i++) {
        const struct entry *entry = a->pending->pdata[i];
        if (entry->kind != ENTRY_FIELD)
            continue;
        if (first && entry->match.label != first)
            return TRUE;
        first = entry->match.label;
        g_autofree char *key = text_match_key(entry->text);
        const struct field *field =
            first->targets->len ? g_array_index(first->targets, struct label_target, 0).field : NULL;
        if (field && field->type == FIELD_CHOICE && choice_exact(field, key, NULL))
            return TRUE;
    }
    return FALSE;
}

/* Without any product named in a form: what the sentences name, as far as the fields or the wish to order bear it out.
 */
static gboolean infer_products(struct assembly *a, const GPtrArray *entries, guint from, guint to)
{
    gboolean asks, waiting = a->pending->len > 0;
    const struct forms *forms = a->reader->context->forms;
    g_autoptr(GPtrArray) mentioned = mentions_of(a->reader, entries, from, to, &asks);
    if (mentioned->len == 0 && waiting && forms->products->len == 1)
        g_ptr_array_add(mentioned, forms->products->pdata[0]);
    for (guint i = 0; i < mentioned->len; i++) {
        const struct form *form = mentioned->pdata[i];
        if (waiting ? pending_knows(a, form) || mentioned->len == 1 : asks || a->is_order)
            slot_new(a, form, 0, "");
    }
    return asks && a->slots->len > 0;
}

/* --- the whole --------------------------------------------------------------------------------------------------- */

/* What shops write below an item without a label: its options, its SKU, its price, "2 × €1,250.00". FALSE when it is none of them. */
static gboolean place_below(struct assembly *a, struct slot *slot, const char *text)
{
    const char *word = strrchr(text, ' ') ? strrchr(text, ' ') + 1 : text;
    g_autofree char *amount = NULL, *count = heading_count_of_price(text, &amount), *key = text_match_key(word), *each = heading_price_of_one(text);
    const struct product_match match = product_exact(a->reader->index, key, word);
    const struct field *quantity = form_field_by_role(slot->form, ROLE_QUANTITY);
    if (options_alone(a, slot->form, text)) {
        place_options(a, slot, text, FALSE);
    } else if (heading_is_amount(text)) {
        price_notes_add(slot->prices, text, PRICE_LINE);
    } else if (each) {
        price_notes_add(slot->prices, each, PRICE_EACH);
    } else if (count && quantity && !values_find(slot->item->values, quantity->id)) {
        values_put(slot->item->values, a->reader, quantity, count, NULL, FALSE);
        price_notes_add(slot->prices, amount, PRICE_EACH);
    } else if (match.sku && match.form == slot->form && !slot->item->sku && strlen(text) <= strlen(word) + 12) {
        slot->item->sku = g_strdup(match.sku);
    } else {
        return FALSE;
    }
    return TRUE;
}

/* "1 x Lamp" among lines that order what we have: an item of no product of ours, to be asked about. */
static gboolean place_unknown(struct assembly *a, const char *text)
{
    g_autofree char *name = a->names_ours ? unknown_item_name(text) : NULL;
    struct slot *slot = name && a->draft->items->len < BOUND_ITEMS ? slot_new(a, NULL, 0, text) : NULL;
    if (!slot)
        return FALSE;
    const struct product_match none = {0};
    slot_name(slot, &none, name);
    unread_add(a->draft, text);
    a->current = slot;
    return TRUE;
}

static void place_kind(struct assembly *a, const struct entry *entry)
{
    switch (entry->kind) {
    case ENTRY_FIELD:
        place_field(a, entry);
        return;
    case ENTRY_PRODUCT:
        place_product(a, entry);
        return;
    case ENTRY_OPTION:
        g_ptr_array_add(a->pending, (void *)entry);
        return;
    case ENTRY_PROBLEM:
        if (a->draft->remarks->len < BOUND_PROBLEMS)
            g_ptr_array_add(a->draft->remarks, remark_new(FAULT_DOCUMENT, 0, entry->text));
        return;
    case ENTRY_PRICE:
        if (a->current)
            price_notes_add(a->current->prices, entry->text, entry->meaning);
        return;
    case ENTRY_TEXT:
        if ((!a->below || !a->current || !a->current->form || !place_below(a, a->current, entry->text)) && !place_unknown(a, entry->text))
            unread_add(a->draft, entry->text);
        return;
    case ENTRY_BREAK:
        return;
    case ENTRY_SECTION:
        a->apart = a->current != NULL;
        return;
    }
}

/* Nothing but our own standards stands in it. */
static gboolean slot_holds_nothing(const struct slot *slot)
{
    const struct field *sku = form_field_by_role(slot->form, ROLE_SKU);
    if (slot->item->sku && !(sku && values_find(slot->item->values, sku->id)))
        return FALSE; /* its heading named one */
    for (guint i = 0; i < slot->item->values->len; i++) {
        const struct value *value = slot->item->values->pdata[i];
        const struct field *field = form_field(slot->form, value->field);
        if (!field || !field->standard || g_strcmp0(value->canonical, field->standard) != 0)
            return FALSE;
    }
    return TRUE;
}

/* A form with several products on it: those whose every line was left empty are not ordered, when another one is. */
static void drop_left_empty(struct assembly *a)
{
    GPtrArray *items = a->draft->items;
    g_autofree gboolean *left = g_new0(gboolean, a->slots->len + 1);
    guint count = 0;
    for (guint i = 0; i < a->slots->len; i++) {
        const struct slot *slot = a->slots->pdata[i];
        left[i] = slot->empty && slot->form && slot_holds_nothing(slot);
        count += left[i];
    }
    for (guint i = a->slots->len; count < a->slots->len && i-- > 0;)
        if (left[i])
            g_ptr_array_remove_index(items, i);
    for (guint i = 0; i < items->len; i++)
        ((struct line_item *)items->pdata[i])->number = i + 1;
}

static void place_entry(struct assembly *a, const struct entry *entry)
{
    guint unread = g_strv_length(a->draft->unread);
    place_kind(a, entry);
    a->below = entry->kind == ENTRY_PRODUCT || (a->below && entry->kind != ENTRY_BREAK && g_strv_length(a->draft->unread) == unread);
}

struct assembled items_assemble(const struct reader *reader, const GPtrArray *entries, guint shared, guint from,
                                guint to)
{
    struct assembly a = {.reader = reader, .draft = draft_new()};
    a.slots = g_ptr_array_new_with_free_func(slot_free);
    a.pending = g_ptr_array_new();
    a.names_ours = entries_name_ours(entries, 0, shared) || entries_name_ours(entries, from, to);
    for (guint i = 0; i < shared; i++)
        place_entry(&a, entries->pdata[i]);
    for (guint i = from; i < to; i++)
        place_entry(&a, entries->pdata[i]);
    gboolean asks = a.slots->len == 0 && infer_products(&a, entries, from, to);
    a.is_order |= (a.pending->len > 0 && a.slots->len > 0) || pending_is_evidence(&a);
    items_settle_pending(&a);
    items_settle(&a, entries, from, to);
    drop_left_empty(&a);
    frame_split_addresses(a.draft, reader);
    struct assembled assembled = {
        .draft = a.draft, .fields = a.fields, .is_order = a.is_order || asks, .asks = asks && a.fields == 0};
    assembled.draft->asks_only = assembled.asks;
    assembled.draft->language = g_strdup(reader->language);
    g_ptr_array_unref(a.slots);
    g_ptr_array_unref(a.pending);
    return assembled;
}
