/* The data of an order's life after acceptance: consignments, the customer's request, the survey, and marks. */
#include "daemon/orders/order.h"

static const char *const aim_names[] = {[AIM_CHANGE] = "change", [AIM_CANCEL] = "cancel"};

const char *request_aim_name(enum request_aim aim)
{
    return aim_names[aim];
}

gboolean request_aim_parse(const char *name, enum request_aim *ret_aim)
{
    for (guint i = 0; i < G_N_ELEMENTS(aim_names); i++) {
        if (g_strcmp0(name, aim_names[i]) == 0) {
            *ret_aim = (enum request_aim)i;
            return TRUE;
        }
    }
    return FALSE;
}

/* --- consignments ----------------------------------------------------------------------------------------------------
 */

struct consignment *consignment_new(guint number)
{
    struct consignment *consignment = g_new0(struct consignment, 1);
    consignment->number = number;
    consignment->items = g_array_new(FALSE, FALSE, sizeof(guint));
    return consignment;
}

struct consignment *consignment_copy(const struct consignment *consignment)
{
    struct consignment *copy = g_new0(struct consignment, 1);
    *copy = *consignment;
    copy->department = g_strdup(consignment->department);
    copy->carrier = g_strdup(consignment->carrier);
    copy->carrier_text = g_strdup(consignment->carrier_text);
    copy->tracking = g_strdup(consignment->tracking);
    copy->expected = g_strdup(consignment->expected);
    copy->items = g_array_copy(consignment->items);
    return copy;
}

void consignment_free(struct consignment *consignment)
{
    if (!consignment)
        return;
    g_free(consignment->department);
    g_free(consignment->carrier);
    g_free(consignment->carrier_text);
    g_free(consignment->tracking);
    g_free(consignment->expected);
    g_array_unref(consignment->items);
    g_free(consignment);
}

gboolean consignment_has(const struct consignment *consignment, guint item)
{
    for (guint i = 0; i < consignment->items->len; i++)
        if (g_array_index(consignment->items, guint, i) == item)
            return TRUE;
    return FALSE;
}

struct consignment *order_consignment(const struct order *order, guint number)
{
    for (guint i = 0; i < order->consignments->len; i++) {
        struct consignment *consignment = order->consignments->pdata[i];
        if (consignment->number == number)
            return consignment;
    }
    return NULL;
}

/* --- requests --------------------------------------------------------------------------------------------------------
 */

static void request_value_free(struct request_value *one)
{
    value_free(one->value);
    g_free(one);
}

struct request *request_new(enum request_aim aim, const char *words)
{
    struct request *request = g_new0(struct request, 1);
    request->aim = aim;
    request->words = g_strdup(words ? words : "");
    request->values = g_ptr_array_new_with_free_func((GDestroyNotify)request_value_free);
    request->waiting = g_ptr_array_new_with_free_func(g_free);
    return request;
}

void request_add_value(struct request *request, guint item, const struct value *value)
{
    struct request_value *one = g_new0(struct request_value, 1);
    one->item = item;
    one->value = value_copy(value);
    g_ptr_array_add(request->values, one);
}

struct request *request_copy(const struct request *request)
{
    if (!request)
        return NULL;
    struct request *copy = request_new(request->aim, request->words);
    copy->asked = request->asked;
    for (guint i = 0; i < request->values->len; i++) {
        const struct request_value *one = request->values->pdata[i];
        request_add_value(copy, one->item, one->value);
    }
    for (guint i = 0; i < request->waiting->len; i++)
        g_ptr_array_add(copy->waiting, g_strdup(request->waiting->pdata[i]));
    return copy;
}

void request_free(struct request *request)
{
    if (!request)
        return;
    g_free(request->words);
    g_ptr_array_unref(request->values);
    g_ptr_array_unref(request->waiting);
    g_free(request);
}

/* --- surveys ---------------------------------------------------------------------------------------------------------
 */

static void survey_reply_free(struct survey_reply *reply)
{
    g_free(reply->question);
    g_free(reply->text);
    g_free(reply);
}

struct survey *survey_new(void)
{
    struct survey *survey = g_new0(struct survey, 1);
    survey->recommend = -1;
    survey->replies = g_ptr_array_new_with_free_func((GDestroyNotify)survey_reply_free);
    return survey;
}

void survey_add_reply(struct survey *survey, const char *question, const char *text)
{
    struct survey_reply *reply = g_new0(struct survey_reply, 1);
    reply->question = g_strdup(question);
    reply->text = g_strdup(text);
    g_ptr_array_add(survey->replies, reply);
}

struct survey *survey_copy(const struct survey *survey)
{
    if (!survey)
        return NULL;
    struct survey *copy = survey_new();
    copy->mark = survey->mark;
    copy->recommend = survey->recommend;
    copy->comment = g_strdup(survey->comment);
    copy->by = g_strdup(survey->by);
    copy->call_again = survey->call_again;
    copy->when = survey->when;
    for (guint i = 0; i < survey->replies->len; i++) {
        const struct survey_reply *reply = survey->replies->pdata[i];
        survey_add_reply(copy, reply->question, reply->text);
    }
    return copy;
}

void survey_free(struct survey *survey)
{
    if (!survey)
        return;
    g_ptr_array_unref(survey->replies);
    g_free(survey->comment);
    g_free(survey->by);
    g_free(survey);
}

/* --- marks
 * ------------------------------------------------------------------------------------------------------------ */

const char *order_mark(const struct order *order, const char *name)
{
    return g_hash_table_lookup(order->marks, name);
}

gboolean order_marked(const struct order *order, const char *name, const char *value)
{
    return g_strcmp0(order_mark(order, name), value) == 0;
}

void order_set_mark(struct order *order, const char *name, const char *value)
{
    if (value)
        g_hash_table_replace(order->marks, g_strdup(name), g_strdup(value));
    else
        g_hash_table_remove(order->marks, name);
}
