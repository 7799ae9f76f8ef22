#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/render/report-internal.h"

static json_t *text(const char *value)
{
    g_autofree char *valid = value ? g_utf8_make_valid(value, -1) : NULL;
    return valid ? json_string(valid) : json_null();
}

static json_t *table_json(const struct report_table *table)
{
    json_t *list = json_array();
    for (guint i = 0; i < table->tallies->len; i++) {
        const struct tally *tally = table->tallies->pdata[i];
        json_t *one = json_object();
        json_object_set_new(one, table->key_name, *tally->key ? text(tally->key) : json_null());
        if (tally->other)
            json_object_set_new(one, table->other_name, text(tally->other));
        json_object_set_new(one, "count", json_integer((json_int_t)tally->count));
        json_array_append_new(list, one);
    }
    return list;
}

static json_t *spread_json(const struct spread *spread)
{
    json_t *json = json_object();
    json_object_set_new(json, "count", json_integer((json_int_t)spread->count));
    json_object_set_new(json, "median", spread->count ? json_integer(spread->median) : json_null());
    json_object_set_new(json, "ninetieth", spread->count ? json_integer(spread->ninetieth) : json_null());
    return json;
}

GBytes *report_json(const struct report *report)
{
    g_autofree char *from = report_day(&report->from), *to = report_day(&report->to);
    json_t *json = json_object();
    json_object_set_new(json, "from", text(from));
    json_object_set_new(json, "to", text(to));
    json_object_set_new(json, "time_zone", text(report->zone));
    json_object_set_new(json, "orders", json_integer((json_int_t)report->orders));
    json_object_set_new(json, "items", json_integer((json_int_t)report->items));
    json_object_set_new(json, "complete_at_first", json_integer((json_int_t)report->complete));
    json_object_set_new(json, "acceptance_seconds", spread_json(&report->confirmation));
    json_object_set_new(json, "shipment_seconds", spread_json(&report->shipment));
    json_object_set_new(json, "surveys", json_integer((json_int_t)report->surveys));
    json_object_set_new(json, "answered", json_integer((json_int_t)report->answered));
    json_object_set_new(json, "nps", report->recommended ? json_integer(report_nps(report)) : json_null());
    json_object_set_new(json, "bounced", json_integer((json_int_t)report->bounced));
    for (guint i = 0; i < REPORT_TABLES; i++) {
        const struct report_table table = report_table_at(report, i);
        json_object_set_new(json, table.id, table_json(&table));
    }
    char *dump = json_dumps(json, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    json_decref(json);
    g_autofree char *line = g_strconcat(dump, "\n", NULL);
    free(dump);
    return g_bytes_new(line, strlen(line));
}
