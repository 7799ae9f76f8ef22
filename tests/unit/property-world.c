/* What can happen to an order, in words: mails, parcels, wishes, surveys, and who says them. */
#include "tests/unit/property.h"

/* --- mails
 * ----------------------------------------------------------------------------------------------------------------- */

static const struct mail_text mails[] = {
    {"a sofa in linen",
     {{0, "email", "ayla@customer.example"}, {1, "form", "sofa"}, {1, "qty", "2"}, {1, "fabric", "linen"}}},
    {"a sofa, no fabric", {{0, "email", "ayla@customer.example"}, {1, "form", "sofa"}, {1, "qty", "2"}}},
    {"a sofa and a table",
     {{0, "email", "ayla@customer.example"},
      {1, "form", "sofa"},
      {1, "qty", "2"},
      {1, "fabric", "linen"},
      {2, "form", "table"},
      {2, "qty", "1"}}},
    {"a table", {{0, "email", "ayla@customer.example"}, {1, "form", "table"}, {1, "qty", "4"}}},
    {"linen", {{1, "fabric", "linen"}}},
    {"velvet", {{1, "fabric", "velvet"}}},
    {"oak legs", {{1, "legs", "oak"}}},
    {"none at all", {{1, "qty", "0"}}},
    {"three of it", {{1, "qty", "3"}}},
    {"fifty-one of it", {{1, "qty", "51"}}},
    {"a price of 990", {{1, "unit_price", "990.00 EUR"}}},
    {"a price of 1250", {{1, "unit_price", "1250.00 EUR"}}},
    {"a table, too", {{2, "form", "table"}, {2, "qty", "1"}}},
    {"a table, too, for 100", {{2, "form", "table"}, {2, "qty", "1"}, {2, "unit_price", "100.00 EUR"}}},
    {"a table, too, for 119.90", {{2, "form", "table"}, {2, "qty", "1"}, {2, "unit_price", "119.90 EUR"}}},
    {"a table instead", {{1, "form", "table"}, {1, "qty", "1"}}},
    {"only an address", {{0, "email", "ayla@customer.example"}}},
    {"by 18 December", {{0, "needed_by", "2026-12-18"}}},
    {"by next summer", {{0, "needed_by", "2027-06-30"}}},
    {"a line without its product", {{1, "remark", "Fabric 3: linen"}}},
    {"something unheard of", {{1, "qty", "1"}, {1, "fabric", "denim"}}},
    {"not a word", {{0, NULL, NULL}}},
};

guint property_mails(void)
{
    return G_N_ELEMENTS(mails);
}

const struct mail_text *property_mail(guint number)
{
    return &mails[number % G_N_ELEMENTS(mails)];
}

static struct line_item *draft_item(struct draft *draft, guint number)
{
    for (guint i = 0; i < draft->items->len; i++)
        if (((struct line_item *)draft->items->pdata[i])->number == number)
            return draft->items->pdata[i];
    struct line_item *item = line_item_new(number);
    g_ptr_array_add(draft->items, item);
    return item;
}

static void draft_say(struct draft *draft, const struct saying *saying)
{
    if (g_str_equal(saying->field, "remark")) {
        g_ptr_array_add(draft->remarks, remark_new(FAULT_GAP_IN_NUMBERS, 0, saying->value));
    } else if (g_str_equal(saying->field, "form")) {
        draft_item(draft, saying->item)->form = g_strdup(saying->value);
    } else {
        struct value *value = value_new(saying->field, saying->value);
        value_set_canonical(value, VALUE_GIVEN, saying->value);
        g_ptr_array_add(saying->item ? draft_item(draft, saying->item)->values : draft->values, value);
    }
}

struct draft *property_draft(guint mail)
{
    struct draft *draft = draft_new();
    for (const struct saying *saying = property_mail(mail)->sayings; saying->field; saying++)
        draft_say(draft, saying);
    return draft;
}

/* --- what staff say
 * ------------------------------------------------------------------------------------------------------------------ */

const char *property_department(enum who who)
{
    static const char *const names[WHO_COUNT] = {
        [WAREHOUSE] = "warehouse", [RECEIVABLES] = "receivables", [LOOM] = "loom", [GARDEN] = "garden"};
    return names[who];
}

gboolean property_may(guint rights, enum who who, const char *what)
{
    static const char *const may[PROPERTY_RIGHTS][WHO_COUNT] = {
        {[WAREHOUSE] = "acknowledge delay ship deliver note correct cancel",
         [RECEIVABLES] = "acknowledge note",
         [LOOM] = "acknowledge delay ship"},
        {[WAREHOUSE] = "acknowledge delay ship deliver note correct cancel",
         [RECEIVABLES] = "acknowledge delay ship deliver note correct cancel",
         [LOOM] = "acknowledge delay ship deliver note correct cancel"},
        {[WAREHOUSE] = "", [RECEIVABLES] = "", [LOOM] = ""},
        {[WAREHOUSE] = "ship deliver", [RECEIVABLES] = "", [LOOM] = "acknowledge ship correct cancel"},
    };
    g_auto(GStrv) words = g_strsplit(may[rights][who] ? may[rights][who] : "", " ", -1);
    if (!what)
        return words[0] != NULL;
    return g_strv_contains((const char *const *)words, what);
}

static const struct package_text packages[] = {
    {"not a word", 0, {{0}}},
    {"UPS 1Z1", 1, {{"ups", "UPS", "1Z1"}}},
    {"UPS 1Z2", 1, {{"ups", "UPS", "1Z2"}}},
    {"UPS 1Z3", 1, {{"ups", "UPS", "1Z3"}}},
    {"DHL 1Z1", 1, {{"dhl", "DHL", "1Z1"}}},
    {"UPS 1Z4 and 1Z5", 2, {{"ups", "UPS", "1Z4"}, {"ups", "UPS", "1Z5"}}},
    {"UPS 1Z6 and once more 1Z6", 2, {{"ups", "UPS", "1Z6"}, {"ups", "UPS", "1Z6"}}},
    {"our own lorry", 1, {{NULL, "our own lorry", NULL}}},
    {"number 8", 1, {{NULL, NULL, "8"}}},
    {"UPS", 1, {{"ups", "UPS", NULL}}},
};

guint property_packages_count(void)
{
    return G_N_ELEMENTS(packages);
}

const struct package_text *property_packages(guint number)
{
    return &packages[number % G_N_ELEMENTS(packages)];
}

/* --- what customers say
 * -------------------------------------------------------------------------------------------------------------- */

static const struct wish wishes[] = {
    {"to cancel it", AIM_CANCEL, {{0, NULL, NULL}}},
    {"three of it", AIM_CHANGE, {{1, "qty", "3"}}},
    {"five of it", AIM_CHANGE, {{1, "qty", "5"}}},
    {"four of the second", AIM_CHANGE, {{2, "qty", "4"}}},
    {"two of both", AIM_CHANGE, {{1, "qty", "2"}, {2, "qty", "2"}}},
    {"velvet", AIM_CHANGE, {{1, "fabric", "velvet"}}},
    {"velvet on oak", AIM_CHANGE, {{1, "fabric", "velvet"}, {1, "legs", "oak"}}},
    {"none at all", AIM_CHANGE, {{1, "qty", "0"}}},
    {"by 18 December", AIM_CHANGE, {{0, "needed_by", "2026-12-18"}}},
    {"by next summer", AIM_CHANGE, {{0, "needed_by", "2027-06-30"}}},
    {"one of the seventh", AIM_CHANGE, {{7, "qty", "1"}}},
    {"something that could not be read", AIM_CHANGE, {{0, NULL, NULL}}},
};

guint property_wishes(void)
{
    return G_N_ELEMENTS(wishes);
}

const struct wish *property_wish(guint number)
{
    return &wishes[number % G_N_ELEMENTS(wishes)];
}

struct request *property_request(guint number)
{
    const struct wish *wish = property_wish(number);
    struct request *request = request_new(wish->aim, wish->name);
    for (const struct saying *saying = wish->sayings; saying->field; saying++) {
        struct value *value = value_new(saying->field, saying->value);
        value_set_canonical(value, VALUE_GIVEN, saying->value);
        request_add_value(request, saying->item, value);
        value_free(value);
    }
    return request;
}

static const struct survey_text surveys[] = {
    {"5 of 5", 5, -1, NULL, "customer"},
    {"1 of 5, the legs are scratched", 1, 2, "the legs are scratched", "customer"},
    {"2 of 5", 2, -1, NULL, "customer"},
    {"words alone", 0, -1, "it is a sofa", "customer"},
    {"recommends it with 9", 0, 9, NULL, "customer"},
    {"4 of 5, on the telephone", 4, 8, NULL, "jo@shop.example"},
    {"1 of 5, on the telephone", 1, 0, "never again", "jo@shop.example"},
    {"7 of 5", 7, -1, NULL, "customer"},
    {"recommends it with 11", 4, 11, NULL, "customer"},
    {"nothing that could be read", 0, -1, NULL, NULL},
};

guint property_surveys(void)
{
    return G_N_ELEMENTS(surveys);
}

const struct survey_text *property_survey(guint number)
{
    return &surveys[number % G_N_ELEMENTS(surveys)];
}

struct survey *property_survey_reply(guint number)
{
    const struct survey_text *text = property_survey(number);
    if (!text->by)
        return NULL;
    struct survey *survey = survey_new();
    survey->mark = text->mark;
    survey->recommend = text->recommend;
    survey->comment = g_strdup(text->comment);
    survey->by = g_strdup(text->by);
    return survey;
}

/* --- sequences
 * ---------------------------------------------------------------------------------------------------------------- */

struct sequence *sequence_new(void)
{
    struct sequence *sequence = g_new0(struct sequence, 1);
    sequence->happenings = g_array_new(FALSE, FALSE, sizeof(struct happening));
    return sequence;
}

struct sequence *sequence_copy(const struct sequence *sequence)
{
    struct sequence *copy = g_memdup2(sequence, sizeof *sequence);
    copy->happenings = g_array_copy(sequence->happenings);
    return copy;
}

void sequence_free(struct sequence *sequence)
{
    g_array_unref(sequence->happenings);
    g_free(sequence);
}
