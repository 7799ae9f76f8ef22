#include "tests/unit/render-shop.h"

/* --- business ------------------------------------------------------------------------------------------------- */

static struct phrases *both(const char *en, const char *tr)
{
    struct phrases *phrases = phrases_new();
    phrases_add(phrases, "en", en);
    phrases_add(phrases, "tr", tr);
    return phrases;
}

static void set_phrases(struct phrases **place, const char *en, const char *tr)
{
    phrases_free(*place);
    *place = both(en, tr);
}

static void set_text(char **place, const char *text)
{
    g_free(*place);
    *place = g_strdup(text);
}

static struct department *add_department(struct business *business, const char *id, const char *en, const char *tr)
{
    struct department *department = department_new(id);
    set_phrases(&department->names, en, tr);
    set_text(&department->address, "staff@hill.example");
    department->sees_prices = FALSE;
    department->sees_billing = FALSE;
    g_strfreev(department->may);
    department->may = g_strsplit("acknowledge delay ship deliver", " ", -1);
    g_ptr_array_add(business->departments, department);
    return department;
}

struct business *render_shop_business(void)
{
    struct business *business = business_new();
    set_text(&business->name, "Elm & Hill");
    set_text(&business->from_name, "Elm & Hill");
    set_text(&business->from_address, "orders@hill.example");
    set_text(&business->contact_email, "help@hill.example");
    set_text(&business->contact_phone, "+90 212 555 01 02");
    set_text(&business->website, "https://hill.example");
    set_phrases(&business->payment_terms, "14 days net", "14 gün vadeli");
    set_phrases(&business->hours, "Monday to Friday, 9 to 18", "hafta içi 9–18");
    set_phrases(&business->address, "Bağdat Cad. 12\n34710 Kadıköy, İstanbul",
                "Bağdat Cad. 12\n34710 Kadıköy, İstanbul");
    g_strfreev(business->languages);
    business->languages = g_strsplit("en tr", " ", -1);
    calendar_free(business->calendar);
    business->calendar = calendar_new("Europe/Istanbul");
    add_department(business, "warehouse", "Warehouse", "Depo")->sees_prices = FALSE;
    struct department *receivables = add_department(business, "receivables", "Accounts receivable", "Muhasebe");
    receivables->sees_prices = receivables->sees_billing = TRUE;
    g_strfreev(receivables->may);
    receivables->may = g_strsplit("acknowledge note", " ", -1);
    add_department(business, "loommakers", "Loom Makers", "Loom Makers")->third_party = TRUE;
    return business;
}

/* --- forms ---------------------------------------------------------------------------------------------------- */

static struct field *add_field(struct form *form, const char *id, enum field_type type, enum field_role role,
                               const char *en, const char *tr)
{
    struct field *field = field_new(id, type);
    field->role = role;
    set_phrases(&field->labels, en, tr);
    g_ptr_array_add(form->fields, field);
    return field;
}

static void add_choice(struct field *field, const char *id, const char *en, const char *tr)
{
    struct choice *choice = choice_new(id);
    set_phrases(&choice->names, en, tr);
    g_ptr_array_add(field->choices, choice);
}

static struct form *add_product(struct forms *forms, const char *id, const char *en, const char *tr,
                                const char *departments)
{
    struct form *form = form_new(id);
    set_phrases(&form->names, en, tr);
    g_strfreev(form->departments);
    form->departments = g_strsplit(departments, " ", -1);
    struct field *quantity = add_field(form, "qty", FIELD_INTEGER, ROLE_QUANTITY, "Quantity", "Adet");
    quantity->required = TRUE;
    quantity->min = g_strdup("1");
    quantity->max = g_strdup("50");
    g_ptr_array_add(forms->products, form);
    return form;
}

static void add_price(struct form *form, const char *amount)
{
    struct price *price = g_new0(struct price, 1);
    price->amount = g_strdup(amount);
    price->currency = g_strdup("EUR");
    price->tax_percent = g_strdup("20");
    g_ptr_array_add(form->prices, price);
}

static void add_sofa(struct forms *forms)
{
    struct form *form = add_product(forms, "sofa", "Sofa", "Kanepe", "warehouse receivables loommakers");
    struct field *fabric = add_field(form, "fabric", FIELD_CHOICE, ROLE_NONE, "Fabric", "Kumaş");
    fabric->required = TRUE;
    add_choice(fabric, "linen", "Linen", "Keten");
    add_choice(fabric, "velvet", "Velvet", "Kadife");
    add_choice(fabric, "wool", "Wool", "Yün");
    struct field *legs = add_field(form, "legs", FIELD_CHOICE, ROLE_NONE, "Legs", "Ayak");
    legs->standard = g_strdup("oak");
    add_choice(legs, "oak", "Oak", "Meşe");
    add_choice(legs, "steel", "Steel", "Çelik");
    struct field *colour = add_field(form, "colour", FIELD_CHOICE, ROLE_NONE, "Colour", "Renk");
    static const char *const colours[][2] = {{"Sand", "Kum"},     {"Graphite", "Grafit"},        {"Moss", "Yosun"},
                                             {"Rust", "Pas"},     {"Night blue", "Gece mavisi"}, {"Cream", "Krem"},
                                             {"Olive", "Zeytin"}, {"Charcoal", "Kömür"}};
    for (guint i = 0; i < G_N_ELEMENTS(colours); i++)
        add_choice(colour, colours[i][0], colours[i][0], colours[i][1]);
    add_field(form, "covers", FIELD_YESNO, ROLE_NONE, "Washable covers", "Yıkanabilir kılıf");
    add_price(form, "1250.00");
}

static void add_table(struct forms *forms)
{
    struct form *form = add_product(forms, "table", "Table", "Masa", "warehouse receivables");
    struct field *length = add_field(form, "length", FIELD_LENGTH, ROLE_NONE, "Length", "Uzunluk");
    length->required = TRUE;
    length->min = g_strdup("80");
    length->max = g_strdup("260");
    add_price(form, "480.00");
}

static void add_order_form(struct form *form)
{
    add_field(form, "name", FIELD_TEXT, ROLE_NAME, "Name", "Ad soyad");
    add_field(form, "email", FIELD_EMAIL, ROLE_EMAIL, "E-mail", "E-posta")->required = TRUE;
    add_field(form, "phone", FIELD_PHONE, ROLE_PHONE, "Phone", "Telefon");
    struct field *delivery =
        add_field(form, "delivery", FIELD_ADDRESS, ROLE_DELIVERY, "Delivery address", "Teslimat adresi");
    delivery->required = TRUE;
    set_phrases(&delivery->hints, "Street, number, postcode and town.", "Sokak, numara, posta kodu ve ilçe.");
    add_field(form, "billing", FIELD_ADDRESS, ROLE_BILLING, "Billing address", "Fatura adresi");
    add_field(form, "tax", FIELD_TEXT, ROLE_BILLING_DETAIL, "Tax number", "Vergi numarası");
    struct field *needed = add_field(form, "needed", FIELD_DATE, ROLE_NEEDED_BY, "Needed by", "İstenen tarih");
    needed->min = g_strdup("10");
    add_field(form, "note", FIELD_TEXT, ROLE_NOTE, "Note", "Not")->multiline = TRUE;
}

struct forms *render_shop_forms(void)
{
    struct forms *forms = forms_new();
    add_order_form(forms->order);
    add_sofa(forms);
    add_table(forms);
    return forms;
}

/* --- orders --------------------------------------------------------------------------------------------------- */

struct value *render_shop_value(GPtrArray *values, const char *field, const char *text, const char *canonical)
{
    struct value *value = value_new(field, text);
    value_set_canonical(value, VALUE_GIVEN, canonical);
    g_ptr_array_add(values, value);
    return value;
}

struct value *render_shop_fault(GPtrArray *values, const char *field, const char *text, enum fault fault)
{
    struct value *value = value_new(field, text);
    value_set_fault(value, VALUE_WRONG, fault);
    g_ptr_array_add(values, value);
    return value;
}

static struct line_item *add_item(struct order *order, const char *form, const char *written)
{
    struct line_item *item = line_item_new(order->items->len + 1);
    item->form = g_strdup(form);
    item->product_text = g_strdup(written);
    g_ptr_array_add(order->items, item);
    return item;
}

static struct order *begin(void)
{
    struct order *order = order_new();
    set_text(&order->number, "EH-1001");
    set_text(&order->token, "abcdefghijklmnopqrstuvwxyz");
    set_text(&order->language, "en");
    set_text(&order->customer, "ayla@mail.example");
    set_text(&order->customer_name, "Ayla Kaya");
    order->created = RENDER_SHOP_NOW;
    render_shop_value(order->values, "name", "Ayla Kaya", "Ayla Kaya");
    render_shop_value(order->values, "email", "ayla@mail.example", "ayla@mail.example");
    return order;
}

static void set_money(struct line_item *item, const char *unit, const char *total)
{
    set_text(&item->unit_price, unit);
    set_text(&item->line_total, total);
    set_text(&item->currency, "EUR");
    set_text(&item->tax_percent, "20");
    set_text(&item->expected, "2025-12-16");
}

struct order *render_shop_order(void)
{
    struct order *order = begin();
    order->phase = PHASE_ACCEPTED;
    order->accepted = RENDER_SHOP_NOW;
    set_text(&order->expected, "2025-12-16");
    render_shop_value(order->values, "phone", "0532 123 45 67", "+905321234567");
    render_shop_value(order->values, "delivery", "Moda Cad. 5/3\n34710 Kadıköy\nİstanbul",
                      "Moda Cad. 5/3\n34710 Kadıköy\nİstanbul");
    render_shop_value(order->values, "billing", "Büro Ltd.\nÇarşı Sok. 8, Ankara", "Büro Ltd.\nÇarşı Sok. 8, Ankara");
    render_shop_value(order->values, "tax", "1234567890", "1234567890");
    render_shop_value(order->values, "note", "Third floor, no lift.", "Third floor, no lift.");
    struct line_item *sofa = add_item(order, "sofa", "Sofa");
    set_text(&sofa->sku, "SOFA-3");
    render_shop_value(sofa->values, "qty", "2", "2");
    render_shop_value(sofa->values, "fabric", "Linnen", "linen")->status = VALUE_GUESSED;
    render_shop_value(sofa->values, "legs", "", "oak")->status = VALUE_STANDARD;
    render_shop_value(sofa->values, "covers", "yes please", "yes");
    set_money(sofa, "1250.00", "2500.00");
    struct line_item *table = add_item(order, "table", "table");
    render_shop_value(table->values, "qty", "1", "1");
    render_shop_value(table->values, "length", "1.8 m", "180");
    set_money(table, "480.00", "480.00");
    return order;
}

struct order *render_shop_incomplete(void)
{
    struct order *order = begin();
    struct value *needed = render_shop_fault(order->values, "needed", "03/04/2026", FAULT_DATE_AMBIGUOUS);
    needed->status = VALUE_AMBIGUOUS;
    value_add_candidate(needed, "2026-04-03");
    value_add_candidate(needed, "2026-03-04");
    struct line_item *sofa = add_item(order, "sofa", "Sofa");
    render_shop_fault(sofa->values, "qty", "1.5", FAULT_NOT_WHOLE);
    render_shop_value(sofa->values, "legs", "stel", "steel")->status = VALUE_GUESSED;
    struct line_item *table = add_item(order, "table", "table");
    render_shop_value(table->values, "qty", "1", "1");
    render_shop_value(table->values, "length", "4 m", "400");
    add_item(order, NULL, "Chaise longue");
    return order;
}

struct order *render_shop_blank(void)
{
    struct order *order = begin();
    struct line_item *sofa = add_item(order, "sofa", "sofa");
    struct value *legs = value_new("legs", "");
    value_set_canonical(legs, VALUE_STANDARD, "oak");
    g_ptr_array_add(sofa->values, legs);
    return order;
}
