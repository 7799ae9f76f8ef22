/* A furniture shop with its forms, its departments and its hours; and an order before anything happened to it. */
#include "tests/unit/property.h"

#include <stdlib.h>

#include "daemon/orders/merge.h"

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
    shop->forms = open_forms();
    shop->business = business_new();
    shop->business->calendar = calendar_new("Europe/Berlin");
    for (guint day = G_DATE_MONDAY; day <= G_DATE_FRIDAY; day++)
        calendar_set_weekday(shop->business->calendar, (GDateWeekday)day, TRUE, 9 * 60, 17 * 60);
    calendar_set_cutoff(shop->business->calendar, 15 * 60);
    add_holiday(shop->business->calendar, 25, G_DATE_DECEMBER);
    add_holiday(shop->business->calendar, 26, G_DATE_DECEMBER);
    add_holiday(shop->business->calendar, 1, G_DATE_JANUARY);
    for (enum who who = WAREHOUSE; who <= LOOM; who++)
        g_ptr_array_add(shop->business->departments, department_new(property_department(who)));
    property_shop_grant(shop, 0);
}

void property_shop_grant(struct shop *shop, guint rights)
{
    const char *const words[] = {"acknowledge", "delay", "ship", "deliver", "note", "correct", "cancel"};
    for (enum who who = WAREHOUSE; who <= LOOM; who++) {
        struct department *department = shop->business->departments->pdata[who - WAREHOUSE];
        g_autoptr(GStrvBuilder) may = g_strv_builder_new();
        for (guint i = 0; i < G_N_ELEMENTS(words); i++)
            if (property_may(rights, who, words[i]))
                g_strv_builder_add(may, words[i]);
        g_strfreev(department->may);
        department->may = g_strv_builder_end(may);
        department->sees_billing = who == RECEIVABLES;
    }
}

void property_shop_close(struct shop *shop)
{
    business_free(shop->business);
    forms_free(shop->forms);
}

/* --- orders
 * --------------------------------------------------------------------------------------------------------------- */

struct order *property_order(const struct sequence *sequence)
{
    struct order *order = order_new();
    order->number = g_strdup("EH-1001");
    order->customer = sequence->telephone ? NULL : g_strdup("ayla@customer.example");
    order->created = order->changed = PROPERTY_START;
    if (sequence->expired) {
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
    const char *const words[] = {item->form,     item->product_text, item->sku,      item->expected,    item->promised,
                                 item->told,     item->unit_price,   item->currency, item->tax_percent, item->line_total};
    g_string_append_printf(text, "item %u state %d", item->number, (int)item->state);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        g_string_append_printf(text, " %s", words[i] ? words[i] : "-");
    g_string_append_c(text, '\n');
    dump_values(text, item->values);
}

static void dump_consignment(GString *text, const struct consignment *consignment)
{
    const char *const words[] = {consignment->department, consignment->carrier, consignment->carrier_text,
                                 consignment->tracking, consignment->expected};
    g_string_append_printf(text, "consignment %u", consignment->number);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        g_string_append_printf(text, " %s", words[i] ? words[i] : "-");
    for (guint i = 0; i < consignment->items->len; i++)
        g_string_append_printf(text, " #%u", g_array_index(consignment->items, guint, i));
    g_string_append_printf(text, " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", consignment->shipped,
                           consignment->delivered);
}

static int compare_names(const void *left, const void *right)
{
    return g_strcmp0(*(char *const *)left, *(char *const *)right);
}

static void dump_life(GString *text, const struct order *order)
{
    guint count;
    g_autofree char **names = (char **)g_hash_table_get_keys_as_array(order->marks, &count);
    qsort(names, count, sizeof *names, compare_names);
    for (guint i = 0; i < count; i++)
        g_string_append_printf(text, "mark %s %s\n", names[i], (const char *)g_hash_table_lookup(order->marks, names[i]));
    for (guint i = 0; i < order->consignments->len; i++)
        dump_consignment(text, order->consignments->pdata[i]);
    if (order->request)
        g_string_append_printf(text, "request %d %s %u\n", (int)order->request->aim, order->request->words,
                               order->request->waiting->len);
    if (order->survey)
        g_string_append_printf(text, "survey %u %d %s\n", order->survey->mark, order->survey->recommend,
                               order->survey->by);
}

char *property_dump(const struct order *order)
{
    GString *text = g_string_new(NULL);
    g_autofree char *unread = g_strjoinv("/", order->unread);
    g_string_append_printf(text, "%s %s %s expected %s hold %s created %" G_GINT64_FORMAT " changed %" G_GINT64_FORMAT,
                           order->number, order_phase_name(order->phase), order->customer ? order->customer : "-",
                           order->expected ? order->expected : "-", order->hold_reason ? order->hold_reason : "-",
                           order->created, order->changed);
    g_string_append_printf(text, " accepted %" G_GINT64_FORMAT " asked %u revision %u unread %s\n", order->accepted,
                           order->asked, order->revision, unread);
    dump_values(text, order->values);
    for (guint i = 0; i < order->remarks->len; i++)
        g_string_append_printf(text, "remark %s\n",
                               fault_name(((const struct remark *)order->remarks->pdata[i])->fault));
    for (guint i = 0; i < order->items->len; i++)
        dump_item(text, order->items->pdata[i]);
    dump_life(text, order);
    return g_string_free(text, FALSE);
}
