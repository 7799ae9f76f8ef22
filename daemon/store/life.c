/* What hangs off an accepted order: consignments, the customer's request, the survey, marks. Saved whole with the order. */
#include "daemon/store/internal.h"

#include <string.h>

#define SEPARATOR "\x1e"

/* --- writing ------------------------------------------------------------------------------------------------------------------- */

gboolean life_clear(struct store *store, gint64 order, GError **error)
{
    static const char *const clears[] = {
        "DELETE FROM consignment WHERE order_id = ?",   "DELETE FROM consignment_item WHERE order_id = ?",
        "DELETE FROM request WHERE order_id = ?",       "DELETE FROM request_value WHERE order_id = ?",
        "DELETE FROM survey WHERE order_id = ?",        "DELETE FROM survey_reply WHERE order_id = ?",
        "DELETE FROM mark WHERE order_id = ?",
    };
    for (guint i = 0; i < G_N_ELEMENTS(clears); i++)
        if (!statement_change(store, clears[i], order, error))
            return FALSE;
    return TRUE;
}

static gboolean consignment_save(struct store *store, gint64 order, const struct consignment *consignment, GError **error)
{
    g_autoptr(statement) insert = statement_get(store,
        "INSERT INTO consignment (order_id, number, department, carrier, carrier_text, tracking, expected, shipped, delivered)"
        " VALUES (?,?,?,?,?,?,?,?,?)", error);
    g_autoptr(statement) link = statement_get(
        store, "INSERT INTO consignment_item (order_id, consignment, item) VALUES (?,?,?)", error);
    if (!insert || !link)
        return FALSE;
    statement_bind_int(insert, 1, order);
    statement_bind_int(insert, 2, consignment->number);
    statement_bind_text(insert, 3, consignment->department);
    statement_bind_text(insert, 4, consignment->carrier);
    statement_bind_text(insert, 5, consignment->carrier_text);
    statement_bind_text(insert, 6, consignment->tracking);
    statement_bind_text(insert, 7, consignment->expected);
    statement_bind_int(insert, 8, consignment->shipped);
    statement_bind_int(insert, 9, consignment->delivered);
    if (!statement_run(store, insert, error))
        return FALSE;
    for (guint i = 0; i < consignment->items->len; i++) {
        statement_bind_int(link, 1, order);
        statement_bind_int(link, 2, consignment->number);
        statement_bind_int(link, 3, g_array_index(consignment->items, guint, i));
        if (!statement_run(store, link, error))
            return FALSE;
        sqlite3_reset(link);
    }
    return TRUE;
}

static char *join(const GPtrArray *texts)
{
    GString *joined = g_string_new(NULL);
    for (guint i = 0; i < texts->len; i++)
        g_string_append_printf(joined, "%s%s", i ? SEPARATOR : "", (const char *)texts->pdata[i]);
    return g_string_free(joined, FALSE);
}

static gboolean request_value_save(struct store *store, gint64 order, guint seq, const struct request_value *one, GError **error)
{
    g_autoptr(statement) insert = statement_get(store,
        "INSERT INTO request_value (order_id, seq, item, field, text, canonical, status, fault) VALUES (?,?,?,?,?,?,?,?)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, order);
    statement_bind_int(insert, 2, seq);
    statement_bind_int(insert, 3, one->item);
    statement_bind_text(insert, 4, one->value->field);
    statement_bind_text(insert, 5, one->value->text);
    statement_bind_text(insert, 6, one->value->canonical);
    statement_bind_text(insert, 7, value_status_name(one->value->status));
    statement_bind_text(insert, 8, fault_name(one->value->fault));
    return statement_run(store, insert, error);
}

static gboolean request_save(struct store *store, gint64 order, const struct request *request, GError **error)
{
    g_autofree char *waiting = join(request->waiting);
    g_autoptr(statement) insert =
        statement_get(store, "INSERT INTO request (order_id, aim, asked, words, waiting) VALUES (?,?,?,?,?)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, order);
    statement_bind_text(insert, 2, request_aim_name(request->aim));
    statement_bind_int(insert, 3, request->asked);
    statement_bind_text(insert, 4, request->words);
    statement_bind_text(insert, 5, waiting);
    if (!statement_run(store, insert, error))
        return FALSE;
    for (guint i = 0; i < request->values->len; i++)
        if (!request_value_save(store, order, i, request->values->pdata[i], error))
            return FALSE;
    return TRUE;
}

static gboolean survey_reply_save(struct store *store, gint64 order, guint seq, const struct survey_reply *reply, GError **error)
{
    g_autoptr(statement) insert =
        statement_get(store, "INSERT INTO survey_reply (order_id, seq, question, text) VALUES (?,?,?,?)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, order);
    statement_bind_int(insert, 2, seq);
    statement_bind_text(insert, 3, reply->question);
    statement_bind_text(insert, 4, reply->text);
    return statement_run(store, insert, error);
}

static gboolean survey_save(struct store *store, gint64 order, const struct survey *survey, GError **error)
{
    g_autoptr(statement) insert = statement_get(
        store, "INSERT INTO survey (order_id, mark, recommend, comment, actor, call_again, at) VALUES (?,?,?,?,?,?,?)", error);
    if (!insert)
        return FALSE;
    statement_bind_int(insert, 1, order);
    statement_bind_int(insert, 2, survey->mark);
    statement_bind_int(insert, 3, survey->recommend);
    statement_bind_text(insert, 4, survey->comment);
    statement_bind_text(insert, 5, survey->by);
    statement_bind_int(insert, 6, survey->call_again);
    statement_bind_int(insert, 7, survey->when);
    if (!statement_run(store, insert, error))
        return FALSE;
    for (guint i = 0; i < survey->replies->len; i++)
        if (!survey_reply_save(store, order, i, survey->replies->pdata[i], error))
            return FALSE;
    return TRUE;
}

static gboolean marks_save(struct store *store, const struct order *order, GError **error)
{
    GHashTableIter iterator;
    void *name, *value;
    g_hash_table_iter_init(&iterator, order->marks);
    while (g_hash_table_iter_next(&iterator, &name, &value)) {
        g_autoptr(statement) insert =
            statement_get(store, "INSERT INTO mark (order_id, name, value) VALUES (?,?,?)", error);
        if (!insert)
            return FALSE;
        statement_bind_int(insert, 1, order->id);
        statement_bind_text(insert, 2, name);
        statement_bind_text(insert, 3, value);
        if (!statement_run(store, insert, error))
            return FALSE;
    }
    return TRUE;
}

gboolean life_save(struct store *store, const struct order *order, GError **error)
{
    for (guint i = 0; i < order->consignments->len; i++)
        if (!consignment_save(store, order->id, order->consignments->pdata[i], error))
            return FALSE;
    return (!order->request || request_save(store, order->id, order->request, error)) &&
           (!order->survey || survey_save(store, order->id, order->survey, error)) && marks_save(store, order, error);
}

/* --- reading ------------------------------------------------------------------------------------------------------------------- */

/* Calls `take` for each row of a query by order. */
static gboolean each_row(struct store *store, const char *sql, struct order *order, void (*take)(statement *, struct order *),
                         GError **error)
{
    GError *problem = NULL;
    g_autoptr(statement) query = statement_get(store, sql, error);
    if (!query)
        return FALSE;
    statement_bind_int(query, 1, order->id);
    while (statement_row(store, query, &problem))
        take(query, order);
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

static void take_consignment(statement *query, struct order *order)
{
    struct consignment *consignment = consignment_new((guint)column_int(query, 0));
    consignment->department = column_text(query, 1);
    consignment->carrier = column_text(query, 2);
    consignment->carrier_text = column_text(query, 3);
    consignment->tracking = column_text(query, 4);
    consignment->expected = column_text(query, 5);
    consignment->shipped = column_int(query, 6);
    consignment->delivered = column_int(query, 7);
    g_ptr_array_add(order->consignments, consignment);
}

static void take_consignment_item(statement *query, struct order *order)
{
    struct consignment *consignment = order_consignment(order, (guint)column_int(query, 0));
    guint item = (guint)column_int(query, 1);
    if (consignment)
        g_array_append_val(consignment->items, item);
}

static void take_request(statement *query, struct order *order)
{
    g_autofree char *aim = column_text(query, 0), *words = column_text(query, 2), *waiting = column_text(query, 3);
    enum request_aim parsed = AIM_CHANGE;
    request_aim_parse(aim, &parsed);
    order->request = request_new(parsed, words);
    order->request->asked = column_int(query, 1);
    g_auto(GStrv) departments = g_strsplit(waiting ? waiting : "", SEPARATOR, -1);
    for (guint i = 0; departments[i]; i++)
        g_ptr_array_add(order->request->waiting, g_strdup(departments[i]));
}

static void take_request_value(statement *query, struct order *order)
{
    g_autofree char *status = column_text(query, 4), *fault = column_text(query, 5);
    if (!order->request)
        return;
    struct value value = {
        .field = column_text(query, 1),
        .text = column_text(query, 2),
        .canonical = column_text(query, 3),
    };
    value_status_parse(status, &value.status);
    fault_parse(fault, &value.fault);
    request_add_value(order->request, (guint)column_int(query, 0), &value);
    g_free(value.field);
    g_free(value.text);
    g_free(value.canonical);
}

static void take_survey(statement *query, struct order *order)
{
    order->survey = survey_new();
    order->survey->mark = (guint)column_int(query, 0);
    order->survey->recommend = (gint)column_int(query, 1);
    order->survey->comment = column_text(query, 2);
    order->survey->by = column_text(query, 3);
    order->survey->call_again = column_int(query, 4) != 0;
    order->survey->when = column_int(query, 5);
}

static void take_survey_reply(statement *query, struct order *order)
{
    g_autofree char *question = column_text(query, 0), *text = column_text(query, 1);
    if (order->survey)
        survey_add_reply(order->survey, question, text);
}

static void take_mark(statement *query, struct order *order)
{
    g_autofree char *name = column_text(query, 0), *value = column_text(query, 1);
    order_set_mark(order, name, value);
}

gboolean life_load(struct store *store, struct order *order, GError **error)
{
    return each_row(store,
                    "SELECT number, department, carrier, carrier_text, tracking, expected, shipped, delivered FROM consignment"
                    " WHERE order_id = ? ORDER BY number",
                    order, take_consignment, error) &&
           each_row(store, "SELECT consignment, item FROM consignment_item WHERE order_id = ? ORDER BY consignment, item", order,
                    take_consignment_item, error) &&
           each_row(store, "SELECT aim, asked, words, waiting FROM request WHERE order_id = ?", order, take_request, error) &&
           each_row(store,
                    "SELECT item, field, text, canonical, status, fault FROM request_value WHERE order_id = ? ORDER BY seq", order,
                    take_request_value, error) &&
           each_row(store, "SELECT mark, recommend, comment, actor, call_again, at FROM survey WHERE order_id = ?", order,
                    take_survey, error) &&
           each_row(store, "SELECT question, text FROM survey_reply WHERE order_id = ? ORDER BY seq", order, take_survey_reply,
                    error) &&
           each_row(store, "SELECT name, value FROM mark WHERE order_id = ?", order, take_mark, error);
}
