#include "daemon/orders/order.h"

static const char *const fault_names[FAULT_COUNT] = {
    [FAULT_NONE] = "none",
    [FAULT_MISSING] = "missing",
    [FAULT_NOT_A_NUMBER] = "not-a-number",
    [FAULT_NOT_WHOLE] = "not-whole",
    [FAULT_TOO_SMALL] = "too-small",
    [FAULT_TOO_LARGE] = "too-large",
    [FAULT_TOO_SHORT] = "too-short",
    [FAULT_TOO_LONG] = "too-long",
    [FAULT_NOT_A_DATE] = "not-a-date",
    [FAULT_NO_SUCH_DAY] = "no-such-day",
    [FAULT_DATE_PAST] = "date-past",
    [FAULT_DATE_TOO_EARLY] = "date-too-early",
    [FAULT_DATE_TOO_LATE] = "date-too-late",
    [FAULT_DATE_AMBIGUOUS] = "date-ambiguous",
    [FAULT_DATE_RELATIVE] = "date-relative",
    [FAULT_NUMBER_AMBIGUOUS] = "number-ambiguous",
    [FAULT_NUMBER_RANGE] = "number-range",
    [FAULT_NOT_A_CHOICE] = "not-a-choice",
    [FAULT_CHOICE_AMBIGUOUS] = "choice-ambiguous",
    [FAULT_TWO_TICKS] = "two-ticks",
    [FAULT_NEGATED] = "negated",
    [FAULT_REFERS_ELSEWHERE] = "refers-elsewhere",
    [FAULT_NOT_AN_EMAIL] = "not-an-email",
    [FAULT_NOT_A_PHONE] = "not-a-phone",
    [FAULT_NOT_MONEY] = "not-money",
    [FAULT_WRONG_CURRENCY] = "wrong-currency",
    [FAULT_NOT_A_LENGTH] = "not-a-length",
    [FAULT_NO_UNIT] = "no-unit",
    [FAULT_NOT_YES_NO] = "not-yes-no",
    [FAULT_TRUNCATED] = "truncated",
    [FAULT_CONFLICT] = "conflict",
    [FAULT_NO_PRODUCT] = "no-product",
    [FAULT_UNKNOWN_PRODUCT] = "unknown-product",
    [FAULT_DOCUMENT] = "document",
    [FAULT_GAP_IN_NUMBERS] = "gap-in-numbers",
    [FAULT_PRICE_DIFFERS] = "price-differs",
};

static const char *const status_names[] = {
    [VALUE_GIVEN] = "given", [VALUE_GUESSED] = "guessed",     [VALUE_STANDARD] = "standard",
    [VALUE_WRONG] = "wrong", [VALUE_AMBIGUOUS] = "ambiguous", [VALUE_CONFLICT] = "conflict",
};

static const char *const item_state_names[] = {
    [ITEM_OPEN] = "open",       [ITEM_WAITING] = "waiting",     [ITEM_IN_WORK] = "in-work",     [ITEM_DELAYED] = "delayed",
    [ITEM_SHIPPED] = "shipped", [ITEM_DELIVERED] = "delivered", [ITEM_CANCELLED] = "cancelled",
};

static const char *const phase_names[] = {
    [PHASE_INCOMPLETE] = "incomplete", [PHASE_HELD] = "held",         [PHASE_RECEIVED] = "received",
    [PHASE_ACCEPTED] = "accepted",     [PHASE_DECLINED] = "declined", [PHASE_EXPIRED] = "expired",
};

/* The index of `name` in a table of names, or -1. */
static int name_index(const char *const *names, guint count, const char *name)
{
    for (guint i = 0; name && i < count; i++)
        if (g_str_equal(names[i], name))
            return (int)i;
    return -1;
}

const char *fault_name(enum fault fault)
{
    return fault_names[fault];
}

gboolean fault_parse(const char *name, enum fault *ret_fault)
{
    int index = name_index(fault_names, FAULT_COUNT, name);
    if (index >= 0)
        *ret_fault = (enum fault)index;
    return index >= 0;
}

const char *value_status_name(enum value_status status)
{
    return status_names[status];
}

gboolean value_status_parse(const char *name, enum value_status *ret_status)
{
    int index = name_index(status_names, G_N_ELEMENTS(status_names), name);
    if (index >= 0)
        *ret_status = (enum value_status)index;
    return index >= 0;
}

const char *item_state_name(enum item_state state)
{
    return item_state_names[state];
}

gboolean item_state_parse(const char *name, enum item_state *ret_state)
{
    int index = name_index(item_state_names, G_N_ELEMENTS(item_state_names), name);
    if (index >= 0)
        *ret_state = (enum item_state)index;
    return index >= 0;
}

const char *order_phase_name(enum order_phase phase)
{
    return phase_names[phase];
}

gboolean order_phase_parse(const char *name, enum order_phase *ret_phase)
{
    int index = name_index(phase_names, G_N_ELEMENTS(phase_names), name);
    if (index >= 0)
        *ret_phase = (enum order_phase)index;
    return index >= 0;
}

/* --- values ---------------------------------------------------------------------------------------------------------- */

struct value *value_new(const char *field, const char *text)
{
    struct value *value = g_new0(struct value, 1);
    value->field = g_strdup(field);
    value->text = g_strdup(text ? text : "");
    value->status = VALUE_WRONG;
    return value;
}

struct value *value_copy(const struct value *value)
{
    struct value *copy = value_new(value->field, value->text);
    copy->canonical = g_strdup(value->canonical);
    copy->status = value->status;
    copy->fault = value->fault;
    copy->candidates = g_strdupv(value->candidates);
    return copy;
}

void value_free(struct value *value)
{
    if (!value)
        return;
    g_free(value->field);
    g_free(value->text);
    g_free(value->canonical);
    g_strfreev(value->candidates);
    g_free(value);
}

void value_set_canonical(struct value *value, enum value_status status, const char *canonical)
{
    char *copy = g_strdup(canonical);
    g_free(value->canonical);
    value->canonical = copy;
    value->status = status;
    value->fault = FAULT_NONE;
    g_clear_pointer(&value->candidates, g_strfreev);
}

void value_set_fault(struct value *value, enum value_status status, enum fault fault)
{
    g_clear_pointer(&value->canonical, g_free);
    value->status = status;
    value->fault = fault;
}

void value_add_candidate(struct value *value, const char *candidate)
{
    guint length = value->candidates ? g_strv_length(value->candidates) : 0;
    value->candidates = g_renew(char *, value->candidates, length + 2);
    value->candidates[length] = g_strdup(candidate);
    value->candidates[length + 1] = NULL;
}

struct value *values_find(const GPtrArray *values, const char *field)
{
    for (guint i = 0; values && i < values->len; i++) {
        struct value *value = values->pdata[i];
        if (g_str_equal(value->field, field))
            return value;
    }
    return NULL;
}

static void *copy_value(const void *value, void *unused)
{
    (void)unused;
    return value_copy(value);
}

static GPtrArray *values_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)value_free);
}

/* --- items ----------------------------------------------------------------------------------------------------------- */

struct line_item *line_item_new(guint number)
{
    struct line_item *item = g_new0(struct line_item, 1);
    item->number = number;
    item->values = values_new();
    return item;
}

struct line_item *line_item_copy(const struct line_item *item)
{
    struct line_item *copy = g_new0(struct line_item, 1);
    *copy = *item;
    copy->form = g_strdup(item->form);
    copy->product_text = g_strdup(item->product_text);
    copy->sku = g_strdup(item->sku);
    copy->values = g_ptr_array_copy(item->values, (GCopyFunc)copy_value, NULL);
    g_ptr_array_set_free_func(copy->values, (GDestroyNotify)value_free);
    copy->expected = g_strdup(item->expected);
    copy->promised = g_strdup(item->promised);
    copy->told = g_strdup(item->told);
    copy->unit_price = g_strdup(item->unit_price);
    copy->currency = g_strdup(item->currency);
    copy->tax_percent = g_strdup(item->tax_percent);
    copy->line_total = g_strdup(item->line_total);
    return copy;
}

void line_item_free(struct line_item *item)
{
    if (!item)
        return;
    g_free(item->form);
    g_free(item->product_text);
    g_free(item->sku);
    g_ptr_array_unref(item->values);
    g_free(item->expected);
    g_free(item->promised);
    g_free(item->told);
    g_free(item->unit_price);
    g_free(item->currency);
    g_free(item->tax_percent);
    g_free(item->line_total);
    g_free(item);
}

static void *copy_item(const void *item, void *unused)
{
    (void)unused;
    return line_item_copy(item);
}

static GPtrArray *items_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)line_item_free);
}

struct remark *remark_new(enum fault fault, guint item, const char *text)
{
    struct remark *remark = g_new0(struct remark, 1);
    remark->fault = fault;
    remark->item = item;
    remark->text = g_strdup(text);
    return remark;
}

void remark_free(struct remark *remark)
{
    if (!remark)
        return;
    g_free(remark->text);
    g_free(remark);
}

static void *copy_remark(const void *source, void *unused)
{
    (void)unused;
    const struct remark *remark = source;
    return remark_new(remark->fault, remark->item, remark->text);
}

static GPtrArray *remarks_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)remark_free);
}

/* --- orders and drafts ----------------------------------------------------------------------------------------------- */

struct order *order_new(void)
{
    struct order *order = g_new0(struct order, 1);
    order->values = values_new();
    order->items = items_new();
    order->remarks = remarks_new();
    order->unread = g_new0(char *, 1);
    order->consignments = g_ptr_array_new_with_free_func((GDestroyNotify)consignment_free);
    order->marks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return order;
}

static void *copy_consignment(const void *consignment, void *unused)
{
    (void)unused;
    return consignment_copy(consignment);
}

/* What came about after acceptance. */
static void copy_life(struct order *copy, const struct order *order)
{
    GHashTableIter iterator;
    void *name, *value;
    copy->consignments = g_ptr_array_copy(order->consignments, (GCopyFunc)copy_consignment, NULL);
    g_ptr_array_set_free_func(copy->consignments, (GDestroyNotify)consignment_free);
    copy->request = request_copy(order->request);
    copy->survey = survey_copy(order->survey);
    copy->marks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_iter_init(&iterator, order->marks);
    while (g_hash_table_iter_next(&iterator, &name, &value))
        order_set_mark(copy, name, value);
}

struct order *order_copy(const struct order *order)
{
    struct order *copy = g_new0(struct order, 1);
    *copy = *order;
    copy->number = g_strdup(order->number);
    copy->token = g_strdup(order->token);
    copy->language = g_strdup(order->language);
    copy->customer = g_strdup(order->customer);
    copy->customer_name = g_strdup(order->customer_name);
    copy->source = g_strdup(order->source);
    copy->values = g_ptr_array_copy(order->values, (GCopyFunc)copy_value, NULL);
    g_ptr_array_set_free_func(copy->values, (GDestroyNotify)value_free);
    copy->items = g_ptr_array_copy(order->items, (GCopyFunc)copy_item, NULL);
    g_ptr_array_set_free_func(copy->items, (GDestroyNotify)line_item_free);
    copy->remarks = g_ptr_array_copy(order->remarks, (GCopyFunc)copy_remark, NULL);
    g_ptr_array_set_free_func(copy->remarks, (GDestroyNotify)remark_free);
    copy->unread = g_strdupv(order->unread);
    copy->hold_reason = g_strdup(order->hold_reason);
    copy->expected = g_strdup(order->expected);
    copy->representative = g_strdup(order->representative);
    copy_life(copy, order);
    return copy;
}

void order_free(struct order *order)
{
    if (!order)
        return;
    g_free(order->number);
    g_free(order->token);
    g_free(order->language);
    g_free(order->customer);
    g_free(order->customer_name);
    g_free(order->source);
    g_ptr_array_unref(order->values);
    g_ptr_array_unref(order->items);
    g_ptr_array_unref(order->remarks);
    g_strfreev(order->unread);
    g_free(order->hold_reason);
    g_free(order->expected);
    g_free(order->representative);
    g_ptr_array_unref(order->consignments);
    request_free(order->request);
    survey_free(order->survey);
    g_hash_table_unref(order->marks);
    g_free(order);
}

struct line_item *order_item(const struct order *order, guint number)
{
    for (guint i = 0; i < order->items->len; i++) {
        struct line_item *item = order->items->pdata[i];
        if (item->number == number)
            return item;
    }
    return NULL;
}

struct draft *draft_new(void)
{
    struct draft *draft = g_new0(struct draft, 1);
    draft->values = values_new();
    draft->items = items_new();
    draft->remarks = remarks_new();
    draft->unread = g_new0(char *, 1);
    return draft;
}

void draft_free(struct draft *draft)
{
    if (!draft)
        return;
    g_ptr_array_unref(draft->values);
    g_ptr_array_unref(draft->items);
    g_ptr_array_unref(draft->remarks);
    g_strfreev(draft->unread);
    g_free(draft->asked);
    g_free(draft->language);
    g_free(draft);
}

/* The state of the accepted items together; cancelled ones count only when all are. */
static const char *order_items_state(const struct order *order)
{
    guint live = 0, shipped = 0, delivered = 0;
    enum item_state least = ITEM_CANCELLED, delayed = ITEM_OPEN;
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        if (item->state == ITEM_CANCELLED)
            continue;
        live++;
        shipped += item->state == ITEM_SHIPPED;
        delivered += item->state == ITEM_DELIVERED;
        if (item->state == ITEM_DELAYED)
            delayed = ITEM_DELAYED;
        if (item->state < least)
            least = item->state;
    }
    if (live == 0)
        return item_state_name(ITEM_CANCELLED);
    if (shipped + delivered == live)
        return item_state_name(delivered == live ? ITEM_DELIVERED : ITEM_SHIPPED);
    if (shipped + delivered > 0)
        return "part-shipped";
    return item_state_name(delayed == ITEM_DELAYED ? ITEM_DELAYED : least);
}

const char *order_state_name(const struct order *order)
{
    return order->phase == PHASE_ACCEPTED ? order_items_state(order) : order_phase_name(order->phase);
}
