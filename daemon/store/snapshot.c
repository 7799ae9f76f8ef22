/* The state of an order before what staff said last, for as long as they may take it back: all of it that a step can change, in
 * one checked value. */
#include "daemon/store/internal.h"

/* phase, hold reason, accepted, expected, revision, values, items, consignments, request, survey, marks; the maybe-strings are "ms". */
#define VALUE_TYPE       "(smsmsssas)" /* field, text, canonical, status, fault, candidates */
#define ITEM_TYPE        "(umsmsmssmsmsmsmsmsmsmsba" VALUE_TYPE ")"
#define CONSIGNMENT_TYPE "(umsmsmsmsmsauxx)"
#define REQUEST_TYPE     "m(sxsa(u" VALUE_TYPE ")as)"
#define SURVEY_TYPE      "m(uimsmsbxa(ss))"
#define SNAPSHOT_TYPE    "(smsxmsua" VALUE_TYPE "a" ITEM_TYPE "a" CONSIGNMENT_TYPE REQUEST_TYPE SURVEY_TYPE "a{ss})"

/* --- out ---------------------------------------------------------------------------------------------------------------------- */

static GVariant *value_pack(const struct value *value)
{
    static const char *const none[] = {NULL};
    const char *const *candidates = value->candidates ? (const char *const *)value->candidates : none;
    return g_variant_new("(smsmsss^as)", value->field, value->text, value->canonical, value_status_name(value->status),
                         fault_name(value->fault), candidates);
}

static GVariant *values_pack(const GPtrArray *values)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a" VALUE_TYPE));
    for (guint i = 0; i < values->len; i++)
        g_variant_builder_add_value(&builder, value_pack(values->pdata[i]));
    return g_variant_builder_end(&builder);
}

static GVariant *item_pack(const struct line_item *item)
{
    return g_variant_new("(umsmsmssmsmsmsmsmsmsmsb@a" VALUE_TYPE ")", item->number, item->form, item->product_text, item->sku,
                         item_state_name(item->state), item->expected, item->promised, item->told, item->unit_price, item->currency,
                         item->tax_percent, item->line_total, item->tax_included, values_pack(item->values));
}

static GVariant *consignment_pack(const struct consignment *consignment)
{
    GVariant *items = g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32, consignment->items->data, consignment->items->len, sizeof(guint));
    return g_variant_new("(umsmsmsmsms@auxx)", consignment->number, consignment->department, consignment->carrier,
                         consignment->carrier_text, consignment->tracking, consignment->expected, items, consignment->shipped,
                         consignment->delivered);
}

static GVariant *request_pack(const struct request *request)
{
    GVariantBuilder values, waiting;
    if (!request)
        return g_variant_new_maybe(g_variant_type_element(G_VARIANT_TYPE(REQUEST_TYPE)), NULL);
    g_variant_builder_init(&values, G_VARIANT_TYPE("a(u" VALUE_TYPE ")"));
    g_variant_builder_init(&waiting, G_VARIANT_TYPE("as"));
    for (guint i = 0; i < request->values->len; i++) {
        const struct request_value *one = request->values->pdata[i];
        g_variant_builder_add(&values, "(u@" VALUE_TYPE ")", one->item, value_pack(one->value));
    }
    for (guint i = 0; i < request->waiting->len; i++)
        g_variant_builder_add(&waiting, "s", request->waiting->pdata[i]);
    return g_variant_new_maybe(NULL, g_variant_new("(sxsa(u" VALUE_TYPE ")as)", request_aim_name(request->aim), request->asked,
                                                   request->words, &values, &waiting));
}

static GVariant *survey_pack(const struct survey *survey)
{
    GVariantBuilder replies;
    if (!survey)
        return g_variant_new_maybe(g_variant_type_element(G_VARIANT_TYPE(SURVEY_TYPE)), NULL);
    g_variant_builder_init(&replies, G_VARIANT_TYPE("a(ss)"));
    for (guint i = 0; i < survey->replies->len; i++) {
        const struct survey_reply *reply = survey->replies->pdata[i];
        g_variant_builder_add(&replies, "(ss)", reply->question, reply->text);
    }
    return g_variant_new_maybe(NULL, g_variant_new("(uimsmsbxa(ss))", survey->mark, survey->recommend, survey->comment, survey->by,
                                                   survey->call_again, survey->when, &replies));
}

GBytes *snapshot_pack(const struct order *order)
{
    GVariantBuilder items, consignments, marks;
    GHashTableIter iterator;
    void *name, *text;
    g_variant_builder_init(&items, G_VARIANT_TYPE("a" ITEM_TYPE));
    g_variant_builder_init(&consignments, G_VARIANT_TYPE("a" CONSIGNMENT_TYPE));
    g_variant_builder_init(&marks, G_VARIANT_TYPE("a{ss}"));
    for (guint i = 0; i < order->items->len; i++)
        g_variant_builder_add_value(&items, item_pack(order->items->pdata[i]));
    for (guint i = 0; i < order->consignments->len; i++)
        g_variant_builder_add_value(&consignments, consignment_pack(order->consignments->pdata[i]));
    g_hash_table_iter_init(&iterator, order->marks);
    while (g_hash_table_iter_next(&iterator, &name, &text))
        g_variant_builder_add(&marks, "{ss}", name, text);
    g_autoptr(GVariant) all = g_variant_ref_sink(
        g_variant_new("(smsxmsu@a" VALUE_TYPE "a" ITEM_TYPE "a" CONSIGNMENT_TYPE "@" REQUEST_TYPE "@" SURVEY_TYPE "a{ss})",
                      order_phase_name(order->phase), order->hold_reason, order->accepted, order->expected, order->revision,
                      values_pack(order->values), &items, &consignments, request_pack(order->request), survey_pack(order->survey),
                      &marks));
    return g_variant_get_data_as_bytes(all);
}

/* --- back ----------------------------------------------------------------------------------------------------------------------- */

static struct value *value_unpack(GVariant *packed)
{
    struct value *value = g_new0(struct value, 1);
    const char *status, *fault;
    g_auto(GStrv) candidates = NULL;
    g_variant_get(packed, "(smsms&s&s^as)", &value->field, &value->text, &value->canonical, &status, &fault, &candidates);
    value_status_parse(status, &value->status);
    fault_parse(fault, &value->fault);
    if (!value->text)
        value->text = g_strdup("");
    if (candidates[0])
        value->candidates = g_steal_pointer(&candidates);
    return value;
}

static void values_unpack(GVariant *packed, GPtrArray *values)
{
    g_ptr_array_set_size(values, 0);
    for (gsize i = 0; i < g_variant_n_children(packed); i++) {
        g_autoptr(GVariant) one = g_variant_get_child_value(packed, i);
        g_ptr_array_add(values, value_unpack(one));
    }
}

static struct line_item *item_unpack(GVariant *packed)
{
    struct line_item *item = line_item_new(0);
    g_autoptr(GVariant) values = NULL;
    const char *state;
    g_variant_get(packed, "(umsmsms&smsmsmsmsmsmsmsb@a" VALUE_TYPE ")", &item->number, &item->form, &item->product_text, &item->sku,
                  &state, &item->expected, &item->promised, &item->told, &item->unit_price, &item->currency, &item->tax_percent,
                  &item->line_total, &item->tax_included, &values);
    item_state_parse(state, &item->state);
    values_unpack(values, item->values);
    return item;
}

static struct consignment *consignment_unpack(GVariant *packed)
{
    struct consignment *consignment = consignment_new(0);
    g_autoptr(GVariant) items = NULL;
    gsize count;
    g_variant_get(packed, "(umsmsmsmsms@auxx)", &consignment->number, &consignment->department, &consignment->carrier,
                  &consignment->carrier_text, &consignment->tracking, &consignment->expected, &items, &consignment->shipped,
                  &consignment->delivered);
    const guint *numbers = g_variant_get_fixed_array(items, &count, sizeof(guint));
    g_array_append_vals(consignment->items, numbers, (guint)count);
    return consignment;
}

static struct request *request_unpack(GVariant *maybe)
{
    g_autoptr(GVariant) packed = g_variant_get_maybe(maybe);
    g_autoptr(GVariant) values = NULL;
    g_autofree const char **waiting = NULL;
    const char *aim_text, *words;
    gint64 asked;
    enum request_aim aim = AIM_CHANGE;
    if (!packed)
        return NULL;
    g_variant_get(packed, "(&sx&s@a(u" VALUE_TYPE ")^a&s)", &aim_text, &asked, &words, &values, &waiting);
    request_aim_parse(aim_text, &aim);
    struct request *request = request_new(aim, words);
    request->asked = asked;
    for (gsize i = 0; i < g_variant_n_children(values); i++) {
        g_autoptr(GVariant) one = g_variant_get_child_value(values, i);
        g_autoptr(GVariant) number = g_variant_get_child_value(one, 0);
        g_autoptr(GVariant) inner = g_variant_get_child_value(one, 1);
        struct value *value = value_unpack(inner);
        request_add_value(request, g_variant_get_uint32(number), value);
        value_free(value);
    }
    for (guint i = 0; waiting[i]; i++)
        g_ptr_array_add(request->waiting, g_strdup(waiting[i]));
    return request;
}

static struct survey *survey_unpack(GVariant *maybe)
{
    g_autoptr(GVariant) packed = g_variant_get_maybe(maybe);
    g_autoptr(GVariant) replies = NULL;
    if (!packed)
        return NULL;
    struct survey *survey = survey_new();
    g_variant_get(packed, "(uimsmsbx@a(ss))", &survey->mark, &survey->recommend, &survey->comment, &survey->by, &survey->call_again,
                  &survey->when, &replies);
    for (gsize i = 0; i < g_variant_n_children(replies); i++) {
        const char *question, *text;
        g_variant_get_child(replies, i, "(&s&s)", &question, &text);
        survey_add_reply(survey, question, text);
    }
    return survey;
}

static void marks_unpack(GVariant *packed, struct order *order)
{
    g_hash_table_remove_all(order->marks);
    for (gsize i = 0; i < g_variant_n_children(packed); i++) {
        const char *name, *value;
        g_variant_get_child(packed, i, "{&s&s}", &name, &value);
        order_set_mark(order, name, value);
    }
}

struct order *snapshot_unpack(GBytes *bytes, const struct order *now)
{
    g_autoptr(GVariant) all = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(SNAPSHOT_TYPE), bytes, FALSE));
    g_autoptr(GVariant) values = NULL, items = NULL, consignments = NULL, request = NULL, survey = NULL, marks = NULL;
    const char *phase;
    if (!g_variant_is_normal_form(all))
        return NULL;
    struct order *then = order_copy(now);
    g_clear_pointer(&then->expected, g_free);
    g_clear_pointer(&then->hold_reason, g_free);
    g_variant_get(all, "(&smsxmsu@a" VALUE_TYPE "@a" ITEM_TYPE "@a" CONSIGNMENT_TYPE "@" REQUEST_TYPE "@" SURVEY_TYPE "@a{ss})", &phase,
                  &then->hold_reason, &then->accepted, &then->expected, &then->revision, &values, &items, &consignments, &request, &survey, &marks);
    order_phase_parse(phase, &then->phase);
    values_unpack(values, then->values);
    g_ptr_array_set_size(then->items, 0);
    for (gsize i = 0; i < g_variant_n_children(items); i++) {
        g_autoptr(GVariant) one = g_variant_get_child_value(items, i);
        g_ptr_array_add(then->items, item_unpack(one));
    }
    g_ptr_array_set_size(then->consignments, 0);
    for (gsize i = 0; i < g_variant_n_children(consignments); i++) {
        g_autoptr(GVariant) one = g_variant_get_child_value(consignments, i);
        g_ptr_array_add(then->consignments, consignment_unpack(one));
    }
    request_free(then->request);
    survey_free(then->survey);
    then->request = request_unpack(request);
    then->survey = survey_unpack(survey);
    marks_unpack(marks, then);
    return then;
}

/* --- kept ------------------------------------------------------------------------------------------------------------------------- */

gboolean store_undo_keep(struct store *store, const struct order *before, const char *audience, guint since, gint64 until,
                         GError **error)
{
    g_autoptr(GBytes) state = snapshot_pack(before);
    g_autoptr(statement) insert = statement_get(
        store, "INSERT OR REPLACE INTO undo (order_id, audience, since, until, state, cause) VALUES (?,?,?,?,?,0)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, before->id);
    statement_bind_text(insert, 2, audience);
    statement_bind_int(insert, 3, since);
    statement_bind_int(insert, 4, until);
    statement_bind_bytes(insert, 5, state);
    return statement_run(store, insert, error);
}

struct order *store_undo_find(struct store *store, const struct order *now, const char *audience, guint *ret_since, gint64 *ret_until,
                              GError **error)
{
    g_autoptr(statement) query = statement_get(
        store, "SELECT since, until, state FROM undo WHERE order_id = ? AND (audience = ?2 OR ?2 = 'review')", error);
    if (!query)
        return NULL;
    statement_bind_int(query, 1, now->id);
    statement_bind_text(query, 2, audience);
    if (!statement_row(store, query, error))
        return NULL;
    *ret_since = (guint)column_int(query, 0);
    *ret_until = column_int(query, 1);
    g_autoptr(GBytes) state = g_bytes_new(sqlite3_column_blob(query, 2), (gsize)sqlite3_column_bytes(query, 2));
    return snapshot_unpack(state, now);
}

gboolean store_undo_forget(struct store *store, gint64 order, GError **error)
{
    return statement_change(store, "DELETE FROM undo WHERE order_id = ?", order, error);
}
