#include "daemon/config/sections.h"

#include <stddef.h>
#include <string.h>

#include "daemon/base/text.h"
#include "daemon/orders/money.h"

#define LEAD_DAYS_MOST 1000 /* working days: four years */
#define SKU_BYTES      64

/* --- prices
 * -------------------------------------------------------------------------------------------------------------------------
 */

struct price_draft {
    struct price *price;
};

static void read_amount(struct reader *reader, config_setting_t *setting, void *target)
{
    struct price *price = ((struct price_draft *)target)->price;
    const char *text = reader_string_like(reader, setting, "1250.00 EUR");
    if (text && !parse_money(text, &price->amount, &price->currency))
        reader_error(reader, setting, "amount: '%s' should be a number and a currency's code, like \"1250.00 EUR\"",
                     text);
}

static void read_price_sku(struct reader *reader, config_setting_t *setting, void *target)
{
    ((struct price_draft *)target)->price->sku = g_strdup(reader_string(reader, setting));
}

static void read_tax(struct reader *reader, config_setting_t *setting, void *target)
{
    struct price *price = ((struct price_draft *)target)->price;
    const char *text = reader_string_like(reader, setting, "20%");
    price->tax_percent = text ? parse_percent(text) : NULL;
    if (text && !price->tax_percent)
        reader_error(reader, setting, "tax: '%s' should be a percentage like \"20%%\"", text);
}

static void read_tax_included(struct reader *reader, config_setting_t *setting, void *target)
{
    reader_bool(reader, setting, &((struct price_draft *)target)->price->tax_included);
}

static const struct key price_keys[] = {
    {"sku", KEY_OTHER, .function = read_price_sku},
    {"amount", KEY_OTHER, .required = TRUE, .function = read_amount},
    {"tax", KEY_OTHER, .function = read_tax},
    {"tax_included", KEY_OTHER, .function = read_tax_included},
};

static void read_one_price(struct reader *reader, config_setting_t *group, struct form *form)
{
    struct price_draft draft = {g_new0(struct price, 1)};
    if (reader_group(reader, group))
        keys_read(reader, group, price_keys, G_N_ELEMENTS(price_keys), &draft, NULL);
    if (!draft.price->amount) {
        price_free(draft.price);
        return;
    }
    config_setting_t *sku = config_setting_get_member(group, "sku");
    if (draft.price->sku && !g_strv_contains((const char *const *)form->skus, draft.price->sku)) {
        g_autofree char *hint = nearest_hint(draft.price->sku, (const char *const *)form->skus);
        reader_error(reader, sku, "there is a price for SKU '%s', which this product does not have%s", draft.price->sku,
                     hint);
    }
    for (guint i = 0; i < form->prices->len; i++)
        if (g_strcmp0(((struct price *)form->prices->pdata[i])->sku, draft.price->sku) == 0)
            reader_error(reader, sku ? sku : group, "there are two prices for %s; keep one",
                         draft.price->sku ? draft.price->sku : "all SKUs");
    g_ptr_array_add(form->prices, draft.price);
}

/* --- forms
 * -------------------------------------------------------------------------------------------------------------------------
 */

struct form_draft {
    struct form *form;
    config_setting_t *prices, *fields;
};

static void read_skus(struct reader *reader, config_setting_t *setting, void *target)
{
    struct form *form = ((struct form_draft *)target)->form;
    g_strfreev(form->skus);
    form->skus = reader_strings(reader, setting);
    for (guint i = 0; form->skus[i]; i++) {
        g_autofree char *key = text_match_key(form->skus[i]);
        if (*key == '\0' || strlen(form->skus[i]) > SKU_BYTES)
            reader_error(reader, setting, "the SKU '%s' should have letters or digits, and at most %d bytes",
                         form->skus[i], SKU_BYTES);
    }
}

static void read_form_departments(struct reader *reader, config_setting_t *setting, void *target)
{
    struct form *form = ((struct form_draft *)target)->form;
    g_strfreev(form->departments);
    form->departments = reader_strings(reader, setting);
}

static void read_lead_days(struct reader *reader, config_setting_t *setting, void *target)
{
    struct form *form = ((struct form_draft *)target)->form;
    int days = config_setting_get_int(setting);
    if (config_setting_type(setting) != CONFIG_TYPE_INT || days < 0 || days > LEAD_DAYS_MOST)
        reader_error(reader, setting, "lead_days should be a whole number of working days from 0 to %d, without quotes",
                     LEAD_DAYS_MOST);
    else
        form->lead_days = (guint)days;
}

static void read_names(struct reader *reader, config_setting_t *setting, void *target)
{
    reader_phrases(reader, setting, ((struct form_draft *)target)->form->names);
}

static void keep_prices(struct reader *reader, config_setting_t *setting, void *target)
{
    (void)reader;
    ((struct form_draft *)target)->prices = setting;
}

static void keep_fields(struct reader *reader, config_setting_t *setting, void *target)
{
    (void)reader;
    ((struct form_draft *)target)->fields = setting;
}

static const struct key product_keys[] = {
    {"names", KEY_OTHER, .required = TRUE, .function = read_names},
    {"sku", KEY_OTHER, .function = read_skus},
    {"lead_days", KEY_OTHER, .required = TRUE, .function = read_lead_days},
    {"departments", KEY_OTHER, .required = TRUE, .function = read_form_departments},
    {"price", KEY_OTHER, .function = keep_prices},
    {"fields", KEY_OTHER, .required = TRUE, .function = keep_fields},
};

static const struct key order_keys[] = {
    {"fields", KEY_OTHER, .required = TRUE, .function = keep_fields},
};

/* One price { }, or several ( { }, { } ). */
static void read_prices(struct reader *reader, struct form_draft *draft)
{
    if (!draft->prices)
        return;
    if (!config_setting_is_list(draft->prices)) {
        read_one_price(reader, draft->prices, draft->form);
        return;
    }
    for (int i = 0; i < config_setting_length(draft->prices); i++)
        read_one_price(reader, config_setting_get_elem(draft->prices, (unsigned)i), draft->form);
}

static void read_fields(struct reader *reader, struct form_draft *draft)
{
    if (!draft->fields || !reader_group(reader, draft->fields))
        return;
    for (int i = 0; i < config_setting_length(draft->fields); i++)
        read_field(reader, config_setting_get_elem(draft->fields, (unsigned)i), draft->form);
}

/* A key of a product that stands outside of one. */
static gboolean is_stray_key(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(product_keys); i++)
        if (g_str_equal(product_keys[i].name, name))
            return TRUE;
    return FALSE;
}

/* FALSE when the form must not be read: another has its name. */
static gboolean check_form_name(struct reader *reader, config_setting_t *setting, const struct forms *forms)
{
    const char *id = config_setting_name(setting);
    const struct form *twin = g_str_equal(id, ORDER_FORM_ID) ? forms->order : forms_product(forms, id);
    if (is_stray_key(id)) {
        reader_error(reader, setting,
                     "'%s' stands outside of a form; the file should hold 'NAME = { … };' with it inside", id);
        return FALSE;
    }
    if (twin && twin->file) {
        reader_error(reader, setting, "the form '%s' stands in %s already", id, twin->file);
        return FALSE;
    }
    return reader_plain_name(reader, setting) && reader_group(reader, setting);
}

void read_form(struct reader *reader, config_setting_t *setting, struct config *config)
{
    if (!check_form_name(reader, setting, config->forms))
        return;
    gboolean order_level = g_str_equal(config_setting_name(setting), ORDER_FORM_ID);
    struct form *form = order_level ? config->forms->order : form_new(config_setting_name(setting));
    struct form_draft draft = {.form = form};
    form->file = g_strdup(reader->file);
    form->line = (int)config_setting_source_line(setting);
    if (!order_level)
        g_ptr_array_add(config->forms->products, form);
    if (order_level)
        keys_read(reader, setting, order_keys, G_N_ELEMENTS(order_keys), &draft, NULL);
    else
        keys_read(reader, setting, product_keys, G_N_ELEMENTS(product_keys), &draft, NULL);
    read_prices(reader, &draft);
    read_fields(reader, &draft);
}

const struct key_table product_tables[] = {
    {"PRODUCT", product_keys, G_N_ELEMENTS(product_keys)},
    {"PRODUCT.price", price_keys, G_N_ELEMENTS(price_keys)},
    {"order", order_keys, G_N_ELEMENTS(order_keys)},
    {NULL, NULL, 0},
};
