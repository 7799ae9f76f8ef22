#include "parsers/read/items.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/kinds.h"
#include "parsers/read/words.h"

#define MENTIONS_MOST 10 /* products that a mail without a form may ask for */

/* --- items being put together ------------------------------------------------------------------------------------ */

struct slot {
    struct line_item *item;
    const struct form *form;
    guint written;     /* the number the sender gave it; 0 none */
    gboolean labelled; /* a product label named it */
    gboolean used;     /* it has got a field */
    gboolean empty;    /* fields of its form stand below it, and nothing behind their labels */
    char *raw;
};

struct assembly {
    const struct reader *reader;
    struct draft *draft;
    GPtrArray *slots;     /* struct slot */
    struct slot *current; /* NULL before the first product */
    GPtrArray *pending;   /* struct entry, borrowed: fields whose item is not known yet */
    guint fields;
    gboolean is_order;
    gboolean apart; /* behind the products: a label that both know is the order's */
};

static void slot_free(void *data)
{
    struct slot *slot = data;
    g_free(slot->raw);
    g_free(slot);
}

static struct slot *slot_new(struct assembly *a, const struct form *form, guint written, const char *raw)
{
    struct slot *slot = g_new0(struct slot, 1);
    slot->item = line_item_new(a->draft->items->len + 1);
    slot->form = form;
    slot->written = written;
    slot->raw = g_strdup(raw);
    slot->item->form = g_strdup(form ? form->id : NULL);
    g_ptr_array_add(a->draft->items, slot->item);
    g_ptr_array_add(a->slots, slot);
    return slot;
}

static struct slot *slot_written(const struct assembly *a, guint written)
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

static void put_in_slot(struct assembly *a, struct slot *slot, const struct label_target *target,
                        const struct entry *entry)
{
    a->is_order = TRUE;
    slot->used = TRUE;
    if (!values_put_entry(slot->item->values, a->reader, target->field, entry))
        slot->empty = TRUE;
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
    gboolean fits =
        a->current && a->current->form == form && !(field && values_find(a->current->item->values, field->id));
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

static void place_field(struct assembly *a, const struct entry *entry)
{
    const struct label *label = entry->match.label;
    const struct forms *forms = a->reader->context->forms;
    a->fields++;
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
    if (target) {
        put_in_slot(a, a->current, target, entry);
        return;
    }
    target = label_target_in(label, forms->order, a->reader->language);
    if (target)
        put_in_order(a, target, entry);
    else if (entry->bound || (a->current && !a->current->form) || a->pending->len >= BOUND_PAIRS)
        unread_add(a->draft, entry->raw);
    else
        g_ptr_array_add(a->pending, (void *)entry);
}

/* --- products ---------------------------------------------------------------------------------------------------- */

/* The form's only field for a length, when the text is one with its unit: "180 cm". */
static const struct field *field_of_length(const struct form *form, const char *text)
{
    const struct field *found = NULL;
    const char *unit = text + strspn(text, "0123456789., ");
    if (unit == text || !length_unit(unit))
        return NULL;
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        if (field->type != FIELD_LENGTH)
            continue;
        if (found)
            return NULL;
        found = field;
    }
    return found;
}

/* "Linen, Oak" behind a product's name: each part a choice of one field, or left for a person. */
static void place_options(struct assembly *a, struct slot *slot, const char *options)
{
    g_auto(GStrv) parts = g_strsplit_set(options, ",;/+|\n", BOUND_PAIRS);
    for (guint i = 0; parts[i]; i++) {
        struct line_piece pieces[LINE_PIECES];
        guint count = line_pieces(a->reader->index, g_strstrip(parts[i]), pieces);
        const struct label_target *target =
            count == 1 ? label_target_in(pieces[0].match.label, slot->form, a->reader->language) : NULL;
        const char *value = target ? parts[i] + pieces[0].value : parts[i];
        const struct field *field = target ? target->field : field_of_choice(slot->form, parts[i], a->reader->language);
        if (!field)
            field = field_of_length(slot->form, parts[i]);
        if (field)
            values_put(slot->item->values, a->reader, field, value, NULL, FALSE);
        else
            unread_add(a->draft, parts[i]);
    }
}

/* The item a product entry is about: one that its number names, one that a heading has opened, or a new one. */
static struct slot *slot_for(struct assembly *a, const struct entry *entry, const struct form *form)
{
    struct slot *slot = entry->index ? slot_written(a, entry->index) : NULL;
    if (slot && (!slot->form || !form || slot->form == form))
        return slot;
    slot = a->current;
    gboolean fresh = slot && !entry->index && !slot->used && (!slot->form || slot->form == form);
    gboolean sku_alone = entry->product.sku && !entry->quantity && fresh && !slot->item->sku;
    if (fresh && ((entry->match.label && !slot->labelled) || sku_alone))
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
        place_options(a, slot, named->options);
    slot_find_sku(slot, entry->text);
}

/* --- what is left at the end ------------------------------------------------------------------------------------- */

static guint slots_numbered(const struct assembly *a)
{
    guint numbered = 0;
    for (guint i = 0; i < a->slots->len; i++)
        numbered += ((const struct slot *)a->slots->pdata[i])->written != 0;
    return numbered;
}

/* The only item whose form knows the label; NULL when none or several do. */
static struct slot *slot_knowing(const struct assembly *a, const struct label *label)
{
    struct slot *found = NULL;
    for (guint i = 0; i < a->slots->len; i++) {
        struct slot *slot = a->slots->pdata[i];
        if (!label_target_in(label, slot->form, NULL))
            continue;
        if (found)
            return NULL;
        found = slot;
    }
    return found;
}

/* What is written of a label: the line up to its value. */
static char *label_text(const struct entry *entry)
{
    const char *end = strpbrk(entry->raw, ":=\t");
    g_autofree char *text = end ? g_strndup(entry->raw, (gsize)(end - entry->raw)) : g_strdup(entry->raw);
    return text_one_line(text, 200);
}

static void settle_field(struct assembly *a, const struct entry *entry)
{
    struct slot *slot = entry->index ? slot_written(a, entry->index) : slot_knowing(a, entry->match.label);
    if (entry->index && !slot && slots_numbered(a) == 0 && entry->index <= a->slots->len)
        slot = a->slots->pdata[entry->index - 1];
    const struct label_target *target =
        slot ? label_target_in(entry->match.label, slot->form, a->reader->language) : NULL;
    gboolean taken = target && !entry->index && a->slots->len > 1 && values_find(slot->item->values, target->field->id);
    if (target && !taken) {
        put_in_slot(a, slot, target, entry);
        return;
    }
    if (entry->index && !slot) {
        g_autofree char *label = label_text(entry);
        g_ptr_array_add(a->draft->remarks, remark_new(FAULT_GAP_IN_NUMBERS, 0, label));
        a->is_order = TRUE;
    }
    unread_add(a->draft, entry->raw);
}

/* A ticked line without a label: the one item and field of whose choices it is. */
static void settle_option(struct assembly *a, const struct entry *entry)
{
    struct slot *found = NULL;
    const struct field *field = NULL;
    gboolean ticked, several = FALSE;
    gsize box = tick_box(entry->text, &ticked);
    for (guint i = 0; box && ticked && i < a->slots->len; i++) {
        struct slot *slot = a->slots->pdata[i];
        const struct field *here =
            slot->form ? field_of_choice(slot->form, entry->text + box, a->reader->language) : NULL;
        several |= here && found;
        found = here ? slot : found;
        field = here ? here : field;
    }
    if (found && !several)
        values_put(found->item->values, a->reader, field, entry->text, NULL, FALSE);
    else if (!box || ticked)
        unread_add(a->draft, entry->raw);
}

static void settle_pending(struct assembly *a)
{
    for (guint i = 0; i < a->pending->len; i++) {
        const struct entry *entry = a->pending->pdata[i];
        if (entry->kind == ENTRY_OPTION)
            settle_option(a, entry);
        else
            settle_field(a, entry);
    }
}

/* Whether an item stands in the place of this number: it carries the number, or carries none and stands there. */
static gboolean place_is_taken(const struct assembly *a, guint number)
{
    return slot_written(a, number) ||
           (number <= a->slots->len && ((const struct slot *)a->slots->pdata[number - 1])->written == 0);
}

/* Numbers of the sender's that leave one out: 1, 3. */
static void remark_gaps(struct assembly *a)
{
    for (guint i = 0; i < a->slots->len; i++) {
        const struct slot *slot = a->slots->pdata[i];
        if (slot->written > 1 && !place_is_taken(a, slot->written - 1)) {
            g_autofree char *text = text_one_line(slot->raw, 200);
            g_ptr_array_add(a->draft->remarks, remark_new(FAULT_GAP_IN_NUMBERS, slot->item->number, text));
        }
    }
}

static void remark_unknown(struct assembly *a)
{
    for (guint i = 0; i < a->slots->len; i++) {
        const struct slot *slot = a->slots->pdata[i];
        if (!slot->form)
            g_ptr_array_add(a->draft->remarks,
                            remark_new(FAULT_UNKNOWN_PRODUCT, slot->item->number, slot->item->product_text));
    }
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

static void place_entry(struct assembly *a, const struct entry *entry)
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
    case ENTRY_TEXT:
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

struct assembled items_assemble(const struct reader *reader, const GPtrArray *entries, guint shared, guint from,
                                guint to)
{
    struct assembly a = {.reader = reader, .draft = draft_new()};
    a.slots = g_ptr_array_new_with_free_func(slot_free);
    a.pending = g_ptr_array_new();
    for (guint i = 0; i < shared; i++)
        place_entry(&a, entries->pdata[i]);
    for (guint i = from; i < to; i++)
        place_entry(&a, entries->pdata[i]);
    gboolean asks = a.slots->len == 0 && infer_products(&a, entries, from, to);
    a.is_order |= (a.pending->len > 0 && a.slots->len > 0) || pending_is_evidence(&a);
    settle_pending(&a);
    remark_gaps(&a);
    remark_unknown(&a);
    drop_left_empty(&a);
    struct assembled assembled = {
        .draft = a.draft, .fields = a.fields, .is_order = a.is_order || asks, .asks = asks && a.fields == 0};
    assembled.draft->asks_only = assembled.asks;
    assembled.draft->language = g_strdup(reader->language);
    g_ptr_array_unref(a.slots);
    g_ptr_array_unref(a.pending);
    return assembled;
}
