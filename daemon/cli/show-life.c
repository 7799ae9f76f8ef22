/* What happened to an order after it was accepted, for mailorder show: parcels, the customer's request, what they said of it. */
#include <stdio.h>

#include "daemon/base/text.h"
#include "daemon/cli/cli.h"

static void print_consignment(struct cli *cli, const struct consignment *one)
{
    g_autofree char *shipped = cli_time(cli, one->shipped);
    g_autofree char *delivered = one->delivered ? cli_time(cli, one->delivered) : NULL;
    const char *carrier = one->carrier_text ? one->carrier_text : one->carrier;
    cli_print("\nParcel %u  items", one->number);
    for (guint i = 0; i < one->items->len; i++)
        cli_print("%s%u", i ? ", " : " ", g_array_index(one->items, guint, i));
    cli_print("  shipped %s%s%s%s%s%s%s%s%s\n", shipped, carrier ? "  " : "", carrier ? carrier : "", one->tracking ? " " : "",
           one->tracking ? one->tracking : "", one->expected ? "  expected " : "", one->expected ? one->expected : "",
           delivered ? "  delivered " : "", delivered ? delivered : "");
}

static void print_request(struct cli *cli, const struct request *request)
{
    g_autofree char *asked = cli_time(cli, request->asked);
    g_autofree char *words = text_one_line(request->words, 300);
    cli_print("\nThe customer asks to %s it (%s): %s\n  waiting for", request_aim_name(request->aim), asked, words);
    for (guint i = 0; i < request->waiting->len; i++)
        cli_print("%s%s", i ? ", " : " ", (const char *)request->waiting->pdata[i]);
    puts(request->waiting->len ? "" : " customer service");
}

static void print_survey(const struct survey *survey)
{
    g_autofree char *comment = survey->comment ? text_one_line(survey->comment, 600) : NULL;
    cli_print("\nSurvey, by %s:", survey->by ? survey->by : "-");
    if (survey->mark)
        cli_print(" %u of 5", survey->mark);
    if (survey->recommend >= 0)
        cli_print(", recommends us %d of 10", survey->recommend);
    cli_print("%s%s%s\n", comment ? "\n  " : "", comment ? comment : "", survey->call_again ? "\n  to be called again" : "");
    for (guint i = 0; i < survey->replies->len; i++) {
        const struct survey_reply *reply = survey->replies->pdata[i];
        g_autofree char *text = text_one_line(reply->text, 600);
        cli_print("  %s: %s\n", reply->question, text);
    }
}

void cli_print_life(struct cli *cli, const struct order *order)
{
    if (order->representative)
        cli_print("Ordered by: %s\n", order->representative);
    for (guint i = 0; i < order->consignments->len; i++)
        print_consignment(cli, order->consignments->pdata[i]);
    if (order->request)
        print_request(cli, order->request);
    if (order->survey)
        print_survey(order->survey);
}

static json_t *consignments_json(const struct order *order)
{
    json_t *list = json_array();
    for (guint i = 0; i < order->consignments->len; i++) {
        const struct consignment *one = order->consignments->pdata[i];
        json_t *items = json_array();
        for (guint n = 0; n < one->items->len; n++)
            json_array_append_new(items, json_integer(g_array_index(one->items, guint, n)));
        json_array_append_new(list, json_pack("{s:i, s:s?, s:s?, s:s?, s:I, s:I, s:o}", "parcel", (int)one->number, "carrier",
                                              one->carrier_text ? one->carrier_text : one->carrier, "tracking", one->tracking, "expected",
                                              one->expected, "shipped", (json_int_t)one->shipped, "delivered", (json_int_t)one->delivered,
                                              "items", items));
    }
    return list;
}

static json_t *survey_json(const struct survey *survey)
{
    json_t *json = json_object();
    if (survey->mark)
        json_object_set_new(json, "mark", json_integer(survey->mark));
    if (survey->recommend >= 0)
        json_object_set_new(json, "recommend", json_integer(survey->recommend));
    if (survey->comment)
        json_object_set_new(json, "comment", json_string(survey->comment));
    if (survey->by)
        json_object_set_new(json, "by", json_string(survey->by));
    if (survey->call_again)
        json_object_set_new(json, "call_again", json_true());
    for (guint i = 0; i < survey->replies->len; i++) {
        const struct survey_reply *reply = survey->replies->pdata[i];
        json_object_set_new(json, reply->question, json_string(reply->text));
    }
    return json;
}

void cli_add_life(json_t *json, const struct order *order)
{
    json_object_set_new(json, "parcels", consignments_json(order));
    if (order->request)
        json_object_set_new(json, "request", json_pack("{s:s, s:s}", "aim", request_aim_name(order->request->aim), "words", order->request->words));
    if (order->survey)
        json_object_set_new(json, "survey", survey_json(order->survey));
    if (order->representative)
        json_object_set_new(json, "representative", json_string(order->representative));
}
