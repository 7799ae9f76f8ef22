/* What is left when all entries are placed. */
#include "parsers/read/items-internal.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/kinds.h"
#include "parsers/read/tick.h"

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

/* Lines of boxes without a label: "Linen [ ] Velvet [x]" is of the one item and field of whose choices it is. */
static void settle_option(struct assembly *a, const struct entry *entry)
{
    struct slot *found = NULL;
    const struct field *field = NULL;
    guint count = 0;
    if (!tick_any(entry->text))
        return;
    for (guint i = 0; i < a->slots->len; i++) {
        struct slot *slot = a->slots->pdata[i];
        for (guint f = 0; slot->form && f < slot->form->fields->len; f++) {
            const struct field *here = slot->form->fields->pdata[f];
            if (here->type != FIELD_CHOICE || !choice_of_boxes(here, entry->text))
                continue;
            found = slot;
            field = here;
            count++;
        }
    }
    if (count == 1)
        values_put(found->item->values, a->reader, field, entry->text, NULL, FALSE);
    else
        unread_add(a->draft, entry->raw);
}

void items_settle_pending(struct assembly *a)
{
    for (guint i = 0; i < a->pending->len; i++) {
        const struct entry *entry = a->pending->pdata[i];
        if (entry->kind == ENTRY_OPTION)
            settle_option(a, entry);
        else
            settle_field(a, entry);
    }
}

/* A choice that several fields have is the one's that has no value yet, and asked about where several have none. */
static void settle_options(struct assembly *a)
{
    for (guint i = 0; i < a->slots->len; i++) {
        struct slot *slot = a->slots->pdata[i];
        for (guint o = 0; o < slot->options->len; o++)
            values_put_choice(slot->item->values, a->reader, slot->form, slot->options->pdata[o]);
    }
}

static const char *slot_quantity(const struct slot *slot)
{
    const struct field *field = form_field_by_role(slot->form, ROLE_QUANTITY);
    const struct value *value = field ? values_find(slot->item->values, field->id) : NULL;
    return !field ? "1" : value ? value->canonical : NULL;
}

static enum price_told told_of_prices(const struct assembly *a, const GPtrArray *entries, guint from, guint to)
{
    struct price_sums sums = {0};
    const struct field *field = NULL;
    for (guint i = 0; i < a->slots->len; i++) {
        const struct slot *slot = a->slots->pdata[i];
        const struct field *here = slot->form ? form_field_by_role(slot->form, ROLE_UNIT_PRICE) : NULL;
        if (here && !price_sums_add(&sums, a->reader, here, slot->prices, slot_quantity(slot)))
            return TOLD_NOTHING;
        field = here ? here : field;
    }
    for (guint i = from; field && i < to; i++) {
        const struct entry *entry = entries->pdata[i];
        if (entry->kind == ENTRY_TEXT)
            price_sums_look(&sums, a->reader, field, entry->text);
    }
    return price_sums_tell(&sums);
}

static void settle_prices(struct assembly *a, const GPtrArray *entries, guint from, guint to)
{
    enum price_told told = told_of_prices(a, entries, from, to);
    for (guint i = 0; i < a->slots->len; i++) {
        struct slot *slot = a->slots->pdata[i];
        const struct field *field = slot->form ? form_field_by_role(slot->form, ROLE_UNIT_PRICE) : NULL;
        struct price_question question = {a->reader, slot->form, field, field ? slot_quantity(slot) : NULL, slot->item->sku, slot->prices, told};
        struct value *value = field && slot->prices->len ? price_settle(&question) : NULL, *before = value ? values_find(slot->item->values, field->id) : NULL;
        for (guint n = 0; n < slot->prices->len && !value; n++)
            unread_add(a->draft, g_array_index(slot->prices, struct price_note, n).text);
        if (value && !before)
            g_ptr_array_add(slot->item->values, g_steal_pointer(&value));
        else if (value && g_strcmp0(before->canonical, value->canonical) != 0)
            value_conflict(before, value->text);
        value_free(value);
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

void items_settle(struct assembly *a, const GPtrArray *entries, guint from, guint to)
{
    settle_options(a);
    settle_prices(a, entries, from, to);
    remark_gaps(a);
    remark_unknown(a);
}
