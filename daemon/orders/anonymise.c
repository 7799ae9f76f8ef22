#include "daemon/orders/anonymise.h"

#include <string.h>

#include "daemon/base/text.h"

gboolean order_was_accepted(const struct order *order)
{
    return order->accepted != 0;
}

static gboolean item_in_work(const struct line_item *item)
{
    switch (item->state) {
    case ITEM_WAITING:
    case ITEM_IN_WORK:
    case ITEM_DELAYED:
        return TRUE;
    case ITEM_OPEN:
    case ITEM_SHIPPED:
    case ITEM_DELIVERED:
    case ITEM_CANCELLED:
        break;
    }
    return FALSE;
}

gboolean order_in_work(const struct order *order)
{
    if (order->phase == PHASE_HELD || order->phase == PHASE_RECEIVED)
        return TRUE;
    for (guint i = 0; i < order->items->len; i++)
        if (item_in_work(order->items->pdata[i]))
            return TRUE;
    return FALSE;
}

/* Kinds in which nothing can be written but what the form itself offers, a number or a day. */
static gboolean holds_no_words(enum field_type type)
{
    switch (type) {
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
    case FIELD_MONEY:
    case FIELD_DATE:
    case FIELD_CHOICE:
    case FIELD_LENGTH:
    case FIELD_YESNO:
        return TRUE;
    case FIELD_TEXT:
    case FIELD_EMAIL:
    case FIELD_PHONE:
    case FIELD_ADDRESS:
        break;
    }
    return FALSE;
}

static void anonymise_item(struct line_item *item, const struct forms *forms)
{
    const struct form *form = forms_product(forms, item->form);
    GPtrArray *kept = g_ptr_array_new_with_free_func((GDestroyNotify)value_free);
    for (guint i = 0; i < item->values->len; i++) {
        const struct value *value = item->values->pdata[i];
        const struct field *field = form_field(form, value->field);
        if (!field || !holds_no_words(field->type) || !value_usable(value))
            continue;
        struct value *bare = value_new(value->field, value->canonical);
        value_set_canonical(bare, value->status, value->canonical);
        g_ptr_array_add(kept, bare);
    }
    g_ptr_array_unref(item->values);
    item->values = kept;
    g_clear_pointer(&item->product_text, g_free);
}

static void anonymise_survey(struct survey *survey)
{
    g_ptr_array_set_size(survey->replies, 0);
    g_clear_pointer(&survey->comment, g_free);
    g_free(survey->by);
    survey->by = g_strdup("customer");
    survey->call_again = FALSE;
}

/* What is held back until staff can no longer take it back is kept in marks, some of them with people's words. */
static gboolean is_held(void *name, void *value, void *context)
{
    (void)value;
    (void)context;
    return g_str_has_prefix(name, "held");
}

struct order *order_anonymised(const struct order *order, const struct forms *forms, const char *day)
{
    struct order *bare = order_copy(order);
    g_clear_pointer(&bare->token, g_free);
    g_clear_pointer(&bare->customer, g_free);
    g_clear_pointer(&bare->customer_name, g_free);
    g_clear_pointer(&bare->representative, g_free);
    if (bare->hold_reason) {
        g_free(bare->hold_reason);
        bare->hold_reason = g_strdup("-");
    }
    g_ptr_array_set_size(bare->values, 0);
    g_ptr_array_set_size(bare->remarks, 0);
    g_strfreev(bare->unread);
    bare->unread = g_new0(char *, 1);
    for (guint i = 0; i < bare->items->len; i++)
        anonymise_item(bare->items->pdata[i], forms);
    for (guint i = 0; i < bare->consignments->len; i++) {
        struct consignment *consignment = bare->consignments->pdata[i];
        g_clear_pointer(&consignment->carrier_text, g_free);
        g_clear_pointer(&consignment->tracking, g_free);
    }
    g_clear_pointer(&bare->request, request_free);
    if (bare->survey)
        anonymise_survey(bare->survey);
    g_hash_table_foreach_remove(bare->marks, is_held, NULL);
    order_set_mark(bare, ORDER_ERASED, day);
    return bare;
}

gboolean order_abandon(struct order *order)
{
    gboolean any = FALSE;
    for (guint i = 0; i < order->items->len; i++) {
        struct line_item *item = order->items->pdata[i];
        if (!item_in_work(item))
            continue;
        item->state = ITEM_CANCELLED;
        any = TRUE;
    }
    return any;
}

/* --- another's order that names somebody ------------------------------------------------------------------------------------------ */

static gboolean names(const char *text, const char *key)
{
    return text && text_names_address(text, strlen(text), key);
}

/* TRUE: the text named the address, and does so no more. */
static gboolean strike(char **text, const char *key)
{
    if (!names(*text, key))
        return FALSE;
    char *struck = text_strike_address(*text, key);
    g_free(*text);
    *text = struck;
    return TRUE;
}

static gboolean strike_lines(GStrv lines, const char *key)
{
    gboolean any = FALSE;
    for (guint i = 0; lines && lines[i]; i++)
        any |= strike(&lines[i], key);
    return any;
}

/* Runs backwards, since values are taken out on the way. */
static gboolean strike_values(GPtrArray *values, const char *key)
{
    gboolean any = FALSE;
    for (guint i = values->len; i-- > 0;) {
        struct value *value = values->pdata[i];
        if (value->canonical && g_ascii_strcasecmp(value->canonical, key) == 0) {
            g_ptr_array_remove_index(values, i);
            any = TRUE;
            continue;
        }
        any |= strike(&value->text, key);
        any |= strike(&value->canonical, key);
        any |= strike_lines(value->candidates, key);
    }
    return any;
}

static gboolean strike_request(struct request *request, const char *key)
{
    gboolean any = strike(&request->words, key);
    for (guint i = 0; i < request->values->len; i++) {
        struct value *value = ((struct request_value *)request->values->pdata[i])->value;
        any |= strike(&value->text, key);
        any |= strike(&value->canonical, key);
    }
    return any;
}

static gboolean strike_survey(struct survey *survey, const char *key)
{
    gboolean any = strike(&survey->comment, key);
    for (guint i = 0; i < survey->replies->len; i++)
        any |= strike(&((struct survey_reply *)survey->replies->pdata[i])->text, key);
    return any;
}

gboolean order_strike_address(struct order *order, const char *key)
{
    gboolean any = strike_values(order->values, key);
    any |= strike(&order->hold_reason, key);
    any |= strike(&order->customer_name, key);
    any |= strike_lines(order->unread, key);
    for (guint i = 0; i < order->items->len; i++) {
        struct line_item *item = order->items->pdata[i];
        any |= strike_values(item->values, key);
        any |= strike(&item->product_text, key);
    }
    for (guint i = 0; i < order->remarks->len; i++)
        any |= strike(&((struct remark *)order->remarks->pdata[i])->text, key);
    if (order->request)
        any |= strike_request(order->request, key);
    if (order->survey)
        any |= strike_survey(order->survey, key);
    return any;
}
