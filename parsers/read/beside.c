#include "parsers/read/beside.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/choice.h"

#define NAME_LEAST 3 /* octets of a choice's name: shorter ones, and numbers, stand in any line */

/* What is ordered: struct line_item, of all drafts and of the order that they answer. */
struct held {
    GPtrArray *items;
    const struct order *answers; /* NULL none */
};

static void hold_items(struct held *held, const GPtrArray *items)
{
    for (guint i = 0; i < items->len; i++)
        g_ptr_array_add(held->items, items->pdata[i]);
}

/* In an answer an item without a form is as it was. */
static const char *form_of(const struct held *held, const struct line_item *item)
{
    const struct line_item *before = item->form || !held->answers ? NULL : order_item(held->answers, item->number);
    return before ? before->form : item->form;
}

static gboolean is_held(const struct held *held, const struct form *form)
{
    for (guint i = 0; i < held->items->len; i++)
        if (g_strcmp0(form_of(held, held->items->pdata[i]), form->id) == 0)
            return TRUE;
    return FALSE;
}

static gboolean has_value(const GPtrArray *values, const char *field, const char *canonical)
{
    for (guint i = 0; i < values->len; i++) {
        const struct value *value = values->pdata[i];
        if (g_str_equal(value->field, field) && g_strcmp0(value->canonical, canonical) == 0)
            return TRUE;
    }
    return FALSE;
}

/* A choice among SKUs may be told by the product's own. */
static gboolean is_chosen(const struct held *held, const struct form *form, const struct field *field, const char *choice)
{
    for (guint i = 0; i < held->items->len; i++) {
        const struct line_item *item = held->items->pdata[i];
        if (g_strcmp0(form_of(held, item), form->id) == 0 && (has_value(item->values, field->id, choice) || g_strcmp0(item->sku, choice) == 0))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_name(const char *name)
{
    return strlen(name) >= NAME_LEAST && strspn(name, "0123456789 ") < strlen(name);
}

/* Whether a choice that somebody took has this name, too: oak legs, and a finish of oak. */
static gboolean is_taken_elsewhere(const struct held *held, const struct forms *forms, const char *name)
{
    for (guint i = 0; i < forms->products->len; i++) {
        const struct form *form = forms->products->pdata[i];
        for (guint f = 0; f < form->fields->len; f++) {
            const struct field *field = form->fields->pdata[f];
            const struct choice *choice = field->type == FIELD_CHOICE ? choice_exact(field, name, NULL) : NULL;
            if (choice && is_chosen(held, form, field, choice->id))
                return TRUE;
        }
    }
    return FALSE;
}

static gboolean names_other_choice(const struct held *held, const struct forms *forms, const struct form *form, const char *key)
{
    for (guint i = 0; i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        if (field->type != FIELD_CHOICE)
            continue;
        g_autoptr(GArray) mentions = choice_mentions(field, key);
        for (guint m = 0; m < mentions->len; m++) {
            const struct mention *mention = &g_array_index(mentions, struct mention, m);
            g_autofree char *name = g_strndup(key + mention->start, mention->length);
            if (is_name(name) && !is_chosen(held, form, field, mention->choice->id) && !is_taken_elsewhere(held, forms, name))
                return TRUE;
        }
    }
    return FALSE;
}

static gboolean names_other(const struct held *held, const struct label_index *index, const struct forms *forms, const char *line)
{
    g_autoptr(GPtrArray) named = products_mentioned(index, line);
    for (guint i = 0; i < named->len; i++)
        if (!is_held(held, named->pdata[i]))
            return TRUE;
    g_autofree char *key = text_match_key(line);
    for (guint i = 0; i < forms->products->len; i++) {
        const struct form *form = forms->products->pdata[i];
        if (is_held(held, form) && names_other_choice(held, forms, form, key))
            return TRUE;
    }
    return FALSE;
}

gboolean beside_names_other(const struct label_index *index, const struct read_context *context, const GPtrArray *drafts, const char *line)
{
    if (strchr(line, '|')) /* a row of a table, which shops print: "Bank transfer | 0.00" */
        return FALSE;
    g_autoptr(GPtrArray) items = g_ptr_array_new();
    struct held held = {items, context->answers};
    for (guint i = 0; i < drafts->len; i++)
        hold_items(&held, ((const struct draft *)drafts->pdata[i])->items);
    if (context->answers)
        hold_items(&held, context->answers->items);
    return names_other(&held, index, context->forms, line);
}
