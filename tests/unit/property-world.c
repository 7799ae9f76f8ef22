#include "tests/unit/property.h"

#include "daemon/orders/merge.h"

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

/* --- the shop
 * ------------------------------------------------------------------------------------------------------------- */

static struct field *add_field(struct form *form, const char *id, enum field_type type, enum field_role role,
                               gboolean required)
{
    struct field *field = field_new(id, type);
    field->role = role;
    field->required = required;
    g_ptr_array_add(form->fields, field);
    return field;
}

static struct form *add_product(struct forms *forms, const char *id, const char *departments, guint lead_days,
                                const char *amount)
{
    struct form *form = form_new(id);
    struct price *price = g_new0(struct price, 1);
    price->amount = g_strdup(amount);
    price->currency = g_strdup("EUR");
    price->tax_percent = g_strdup("20");
    g_ptr_array_add(form->prices, price);
    g_strfreev(form->departments);
    form->departments = g_strsplit(departments, " ", -1);
    form->lead_days = lead_days;
    struct field *quantity = add_field(form, "qty", FIELD_INTEGER, ROLE_QUANTITY, TRUE);
    quantity->min = g_strdup("1");
    quantity->max = g_strdup("50");
    add_field(form, "unit_price", FIELD_MONEY, ROLE_UNIT_PRICE, FALSE);
    g_ptr_array_add(forms->products, form);
    return form;
}

static struct forms *open_forms(void)
{
    struct forms *forms = forms_new();
    add_field(forms->order, "email", FIELD_EMAIL, ROLE_EMAIL, TRUE);
    add_field(forms->order, "needed_by", FIELD_DATE, ROLE_NEEDED_BY, FALSE)->min = g_strdup("3");
    struct form *sofa = add_product(forms, "sofa", "warehouse receivables loom", 15, "1250");
    struct field *fabric = add_field(sofa, "fabric", FIELD_CHOICE, ROLE_NONE, TRUE);
    g_ptr_array_add(fabric->choices, choice_new("linen"));
    g_ptr_array_add(fabric->choices, choice_new("velvet"));
    struct field *legs = add_field(sofa, "legs", FIELD_CHOICE, ROLE_NONE, FALSE);
    g_ptr_array_add(legs->choices, choice_new("oak"));
    legs->required_if = condition_new("fabric", CONDITION_IS);
    g_strfreev(legs->required_if->values);
    legs->required_if->values = g_strsplit("velvet", " ", -1);
    add_product(forms, "table", "warehouse receivables", 5, "119.90");
    return forms;
}

static void add_holiday(struct calendar *calendar, GDateDay day, GDateMonth month)
{
    GDate holiday;
    g_date_clear(&holiday, 1);
    g_date_set_dmy(&holiday, day, month, 2026);
    calendar_add_holiday(calendar, &holiday, TRUE);
}

void property_shop_open(struct shop *shop)
{
    const char *const departments[] = {"warehouse", "receivables", "loom"};
    shop->forms = open_forms();
    shop->business = business_new();
    shop->business->calendar = calendar_new("Europe/Berlin");
    calendar_set_cutoff(shop->business->calendar, 15 * 60);
    add_holiday(shop->business->calendar, 25, G_DATE_DECEMBER);
    add_holiday(shop->business->calendar, 26, G_DATE_DECEMBER);
    add_holiday(shop->business->calendar, 1, G_DATE_JANUARY);
    for (guint i = 0; i < G_N_ELEMENTS(departments); i++)
        g_ptr_array_add(shop->business->departments, department_new(departments[i]));
}

void property_shop_close(struct shop *shop)
{
    business_free(shop->business);
    forms_free(shop->forms);
}

/* --- orders
 * --------------------------------------------------------------------------------------------------------------- */

struct order *property_order(gboolean expired)
{
    struct order *order = order_new();
    order->number = g_strdup("EH-1001");
    order->customer = g_strdup("ayla@customer.example");
    order->created = order->changed = PROPERTY_START;
    if (expired) {
        struct draft *draft = property_draft(1);
        order_merge(order, draft);
        draft_free(draft);
        order->phase = PHASE_EXPIRED;
        order->asked = 1;
    }
    return order;
}

static void dump_values(GString *text, const GPtrArray *values)
{
    for (guint i = 0; i < values->len; i++) {
        const struct value *value = values->pdata[i];
        g_string_append_printf(text, "  %s=%s|%s|%s\n", value->field, value->text,
                               value->canonical ? value->canonical : "-", value_status_name(value->status));
    }
}

static void dump_item(GString *text, const struct line_item *item)
{
    const char *const words[] = {item->form,       item->product_text, item->sku,         item->expected,
                                 item->unit_price, item->currency,     item->tax_percent, item->line_total};
    g_string_append_printf(text, "item %u state %d", item->number, (int)item->state);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        g_string_append_printf(text, " %s", words[i] ? words[i] : "-");
    g_string_append_c(text, '\n');
    dump_values(text, item->values);
}

char *property_dump(const struct order *order)
{
    GString *text = g_string_new(NULL);
    g_autofree char *unread = g_strjoinv("/", order->unread);
    g_string_append_printf(text, "%s %s %s expected %s hold %s created %" G_GINT64_FORMAT " changed %" G_GINT64_FORMAT,
                           order->number, order_phase_name(order->phase), order->customer,
                           order->expected ? order->expected : "-", order->hold_reason ? order->hold_reason : "-",
                           order->created, order->changed);
    g_string_append_printf(text, " accepted %" G_GINT64_FORMAT " asked %u unread %s\n", order->accepted, order->asked,
                           unread);
    dump_values(text, order->values);
    for (guint i = 0; i < order->remarks->len; i++)
        g_string_append_printf(text, "remark %s\n",
                               fault_name(((const struct remark *)order->remarks->pdata[i])->fault));
    for (guint i = 0; i < order->items->len; i++)
        dump_item(text, order->items->pdata[i]);
    return g_string_free(text, FALSE);
}
