/* One field of a form. */
#include "daemon/config/sections.h"

#include <stddef.h>
#include <string.h>

#include "daemon/base/language.h"
#include "daemon/orders/money.h"

/* Keys whose meaning depends on the field's type wait until that is known. */
struct field_draft {
    struct field *field;
    gboolean typed; /* its type is known; else what depends on it is not looked at */
    config_setting_t *type, *role, *choices, *min, *max, *standard, *required_if;
};

#define KEEP(name)                                                                                                     \
    static void keep_##name(struct reader *reader, config_setting_t *setting, void *target)                            \
    {                                                                                                                  \
        (void)reader;                                                                                                  \
        ((struct field_draft *)target)->name = setting;                                                                \
    }
KEEP(type)
KEEP(role)
KEEP(choices)
KEEP(min)
KEEP(max)
KEEP(standard)
KEEP(required_if)

static void read_required(struct reader *reader, config_setting_t *setting, void *target)
{
    reader_bool(reader, setting, &((struct field_draft *)target)->field->required);
}

static void read_multiline(struct reader *reader, config_setting_t *setting, void *target)
{
    reader_bool(reader, setting, &((struct field_draft *)target)->field->multiline);
}

static void read_unit(struct reader *reader, config_setting_t *setting, void *target)
{
    static const char *const units[] = {"mm", "cm", "m", "in", "ft", NULL};
    struct field *field = ((struct field_draft *)target)->field;
    int unit = reader_word(reader, setting, units);
    if (unit >= 0)
        field->unit = g_strdup(units[unit]);
}

static void read_currency(struct reader *reader, config_setting_t *setting, void *target)
{
    struct field *field = ((struct field_draft *)target)->field;
    const char *text = reader_string(reader, setting);
    if (text && !parse_currency(text))
        reader_error(reader, setting, "currency is \"%s\"; it should be a currency's code like \"EUR\" (ISO 4217)",
                     text);
    else
        field->currency = g_strdup(text);
}

static void read_hint(struct reader *reader, config_setting_t *setting, void *target)
{
    reader_phrases(reader, setting, ((struct field_draft *)target)->field->hints);
}

static const struct key field_keys[] = {
    {"type", KEY_OTHER, .required = TRUE, .function = keep_type},
    {"role", KEY_OTHER, .function = keep_role},
    {"required", KEY_OTHER, .function = read_required},
    {"required_if", KEY_OTHER, .function = keep_required_if},
    {"choices", KEY_OTHER, .function = keep_choices},
    {"multiline", KEY_OTHER, .function = read_multiline},
    {"min", KEY_OTHER, .function = keep_min},
    {"max", KEY_OTHER, .function = keep_max},
    {"unit", KEY_OTHER, .function = read_unit},
    {"currency", KEY_OTHER, .function = read_currency},
    {"standard", KEY_OTHER, .function = keep_standard},
    {"hint", KEY_OTHER, .function = read_hint},
};

static gboolean is_language_key(const char *name)
{
    return language_find(name) != NULL;
}

static void read_type(struct reader *reader, struct field_draft *draft)
{
    static const char *const names[] = {"text",  "integer", "decimal", "money",  "date",  "choice",
                                        "email", "phone",   "address", "length", "yesno", NULL};
    int index = draft->type ? reader_word(reader, draft->type, names) : -1;
    draft->typed = index >= 0 && field_type_parse(names[index], &draft->field->type);
    if (draft->field->type == FIELD_ADDRESS)
        draft->field->multiline = TRUE;
}

/* A field called like a role has it, unless another is written. */
static void read_role(struct reader *reader, struct field_draft *draft)
{
    static const char *const names[] = {"none",      "quantity", "sku",       "unit_price", "name",
                                        "email",     "phone",    "delivery",  "billing",    "billing_detail",
                                        "needed_by", "note",     "reference", NULL};
    static const struct {
        const char *id;
        enum field_role role;
        enum field_type type;
    } by_name[] = {
        {"qty", ROLE_QUANTITY, FIELD_INTEGER},
        {"quantity", ROLE_QUANTITY, FIELD_INTEGER},
        {"sku", ROLE_SKU, FIELD_CHOICE},
        {"unit_price", ROLE_UNIT_PRICE, FIELD_MONEY},
        {"name", ROLE_NAME, FIELD_TEXT},
        {"email", ROLE_EMAIL, FIELD_EMAIL},
        {"phone", ROLE_PHONE, FIELD_PHONE},
        {"delivery", ROLE_DELIVERY, FIELD_ADDRESS},
        {"delivery_address", ROLE_DELIVERY, FIELD_ADDRESS},
        {"billing", ROLE_BILLING, FIELD_ADDRESS},
        {"billing_address", ROLE_BILLING, FIELD_ADDRESS},
        {"needed_by", ROLE_NEEDED_BY, FIELD_DATE},
        {"note", ROLE_NOTE, FIELD_TEXT},
        {"reference", ROLE_REFERENCE, FIELD_TEXT},
    };
    struct field *field = draft->field;
    int index = draft->role ? reader_word(reader, draft->role, names) : -1;
    if (index >= 0)
        field_role_parse(names[index], &field->role);
    for (guint i = 0; !draft->role && i < G_N_ELEMENTS(by_name); i++)
        if (g_str_equal(by_name[i].id, field->id) && by_name[i].type == field->type)
            field->role = by_name[i].role;
}

static const struct key choice_keys[] = {
    {"id", KEY_STRING, offsetof(struct choice, id), .required = TRUE},
};

/* linen = { en = "Linen"; }; or, for an id that cannot be a key, { id = "160x80"; en = "160 by 80"; } */
static void read_choice(struct reader *reader, config_setting_t *setting, struct field *field)
{
    struct choice *choice = choice_new(config_setting_name(setting));
    gboolean listed = choice->id == NULL;
    if (!reader_group(reader, setting)) {
        choice_free(choice);
        return;
    }
    if (listed)
        keys_read(reader, setting, choice_keys, G_N_ELEMENTS(choice_keys), choice, is_language_key);
    if (!listed)
        reader_phrases(reader, setting, choice->names);
    for (int i = 0; listed && i < config_setting_length(setting); i++) {
        config_setting_t *wording = config_setting_get_elem(setting, (unsigned)i);
        if (is_language_key(config_setting_name(wording)))
            reader_wordings(reader, wording, config_setting_name(wording), choice->names);
    }
    if (choice->id && field_choice(field, choice->id))
        reader_error(reader, setting, "the choice '%s' stands here twice", choice->id);
    if (choice->id)
        g_ptr_array_add(field->choices, choice);
    else
        choice_free(choice);
}

/* A field for the SKU that lists no choices offers the product's SKUs as they are. */
static void offer_skus(struct field *field, const struct form *form)
{
    for (guint i = 0; form->skus[i]; i++) {
        struct choice *choice = choice_new(form->skus[i]);
        phrases_add(choice->names, "*", form->skus[i]);
        g_ptr_array_add(field->choices, choice);
    }
}

static void read_choices(struct reader *reader, struct field_draft *draft, config_setting_t *group,
                         const struct form *form)
{
    struct field *field = draft->field;
    if (field->type != FIELD_CHOICE) {
        if (draft->choices && draft->typed)
            reader_error(reader, draft->choices, "only a field of type \"choice\" has choices; this one is \"%s\"",
                         field_type_name(field->type));
        return;
    }
    if (!draft->choices && field->role == ROLE_SKU)
        offer_skus(field, form);
    else if (!draft->choices)
        reader_error(reader, group, "field '%s' is a choice and lacks 'choices'", field->id);
    if (!draft->choices || (!config_setting_is_list(draft->choices) && !reader_group(reader, draft->choices)))
        return;
    for (int i = 0; i < config_setting_length(draft->choices); i++)
        read_choice(reader, config_setting_get_elem(draft->choices, (unsigned)i), field);
    if (config_setting_length(draft->choices) == 0)
        reader_error(reader, draft->choices, "field '%s' has an empty list of choices", field->id);
}

/* What min and max mean for a type; NULL when it has none. */
static const char *bound_meaning(enum field_type type)
{
    switch (type) {
    case FIELD_TEXT:
    case FIELD_ADDRESS:
        return "a whole number of characters";
    case FIELD_INTEGER:
        return "a whole number";
    case FIELD_DATE:
        return "a whole number of days from the day of the order";
    case FIELD_DECIMAL:
    case FIELD_MONEY:
        return "a number";
    case FIELD_LENGTH:
        return "a length like \"40 cm\"";
    case FIELD_CHOICE:
    case FIELD_EMAIL:
    case FIELD_PHONE:
    case FIELD_YESNO:
        return NULL;
    }
    return NULL;
}

static gboolean bound_fits(enum field_type type, const char *bound)
{
    gboolean whole = !strchr(bound, '.');
    switch (type) {
    case FIELD_TEXT:
    case FIELD_ADDRESS:
        return whole && *bound != '-';
    case FIELD_INTEGER:
    case FIELD_DATE:
        return whole;
    case FIELD_LENGTH:
    case FIELD_DECIMAL:
    case FIELD_MONEY:
    case FIELD_CHOICE:
    case FIELD_EMAIL:
    case FIELD_PHONE:
    case FIELD_YESNO:
        return TRUE;
    }
    return TRUE;
}

/* The setting in the field's canonical form, or NULL. */
static char *canonical_setting(const config_setting_t *setting, const struct field *field)
{
    g_autofree char *number = parse_number_setting(setting);
    if (field->type != FIELD_LENGTH)
        return g_steal_pointer(&number);
    const char *text = config_setting_type(setting) == CONFIG_TYPE_STRING ? config_setting_get_string(setting) : number;
    return text ? parse_length(text, field->unit) : NULL;
}

static char *read_bound(struct reader *reader, config_setting_t *setting, const struct field_draft *draft)
{
    const struct field *field = draft->field;
    const char *meaning = bound_meaning(field->type);
    if (!setting || !draft->typed)
        return NULL;
    if (!meaning) {
        reader_error(reader, setting, "a field of type \"%s\" has no %s", field_type_name(field->type),
                     config_setting_name(setting));
        return NULL;
    }
    char *bound = canonical_setting(setting, field);
    if (bound && bound_fits(field->type, bound))
        return bound;
    reader_error(reader, setting, "%s should be %s", config_setting_name(setting), meaning);
    g_free(bound);
    return NULL;
}

static void read_bounds(struct reader *reader, struct field_draft *draft)
{
    struct field *field = draft->field;
    field->min = read_bound(reader, draft->min, draft);
    field->max = read_bound(reader, draft->max, draft);
    if (field->min && field->max && decimal_compare(field->min, field->max) > 0)
        reader_error(reader, draft->max, "max is %s, less than min, which is %s", field->max, field->min);
    else if (field->type == FIELD_TEXT && field->max && decimal_compare(field->max, "1") < 0)
        reader_error(reader, draft->max, "max is %s: nothing could be written; it should be 1 or more", field->max);
}

static gboolean standard_in_bounds(const struct field *field)
{
    return !(field->min && decimal_compare(field->standard, field->min) < 0) &&
           !(field->max && decimal_compare(field->standard, field->max) > 0);
}

static void read_number_standard(struct reader *reader, struct field_draft *draft)
{
    struct field *field = draft->field;
    field->standard = canonical_setting(draft->standard, field);
    if (!field->standard || !bound_fits(field->type, field->standard))
        reader_error(reader, draft->standard, "standard should be %s", bound_meaning(field->type));
    else if (!standard_in_bounds(field))
        reader_error(reader, draft->standard, "standard is %s, which min and max do not allow", field->standard);
}

static void read_standard(struct reader *reader, struct field_draft *draft)
{
    static const char *const answers[] = {"yes", "no", NULL};
    struct field *field = draft->field;
    if (!draft->standard || !draft->typed)
        return;
    switch (field->type) {
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
    case FIELD_LENGTH:
        read_number_standard(reader, draft);
        return;
    case FIELD_YESNO:
        if (reader_word(reader, draft->standard, answers) >= 0)
            field->standard = g_strdup(config_setting_get_string(draft->standard));
        return;
    case FIELD_CHOICE:
        field->standard = g_strdup(reader_string(reader, draft->standard));
        if (field->standard && !field_choice(field, field->standard))
            reader_error(reader, draft->standard, "standard is '%s', which is none of the choices", field->standard);
        return;
    case FIELD_TEXT:
        field->standard = g_strdup(reader_string(reader, draft->standard));
        return;
    case FIELD_MONEY:
    case FIELD_DATE:
    case FIELD_EMAIL:
    case FIELD_PHONE:
    case FIELD_ADDRESS:
        reader_error(reader, draft->standard, "a field of type \"%s\" cannot have a standard",
                     field_type_name(field->type));
        return;
    }
}

/* Keys that only one type of field has. */
static void check_type_keys(struct reader *reader, struct field_draft *draft, config_setting_t *group)
{
    const struct field *field = draft->field;
    if (draft->typed && field->unit && field->type != FIELD_LENGTH)
        reader_error(reader, config_setting_get_member(group, "unit"), "only a field of type \"length\" has a unit");
    if (draft->typed && field->currency && field->type != FIELD_MONEY)
        reader_error(reader, config_setting_get_member(group, "currency"),
                     "only a field of type \"money\" has a currency");
    if (field->required && draft->required_if)
        reader_error(reader, draft->required_if,
                     "field '%s' is required in any case; take required or required_if away", field->id);
    if ((field->required || draft->required_if) && draft->standard)
        reader_warning(reader, draft->standard,
                       "field '%s' has a standard, so it is never missing; required has no effect", field->id);
}

/* "fabric = velvet, linen", "fabric != leather", "fabric" */
static void read_condition(struct reader *reader, struct field_draft *draft)
{
    const char *text = draft->required_if ? reader_string(reader, draft->required_if) : NULL;
    if (!text)
        return;
    const char *equals = strchr(text, '=');
    gboolean differs = equals && equals > text && equals[-1] == '!';
    g_autofree char *name = equals ? g_strndup(text, (gsize)(equals - text - differs)) : g_strdup(text);
    struct condition *condition = condition_new(g_strstrip(name), !equals   ? CONDITION_HAS
                                                                  : differs ? CONDITION_IS_NOT
                                                                            : CONDITION_IS);
    condition->values = g_strsplit(equals ? equals + 1 : "", ",", -1);
    for (guint i = 0; condition->values[i]; i++)
        if (*g_strstrip(condition->values[i]) == '\0')
            reader_error(reader, draft->required_if,
                         "required_if: '%s' has nothing after the '=' or a comma; write it like \"fabric = velvet\"",
                         text);
    draft->field->required_if = condition;
}

static void read_labels(struct reader *reader, config_setting_t *group, struct field *field)
{
    for (int i = 0; i < config_setting_length(group); i++) {
        config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
        if (is_language_key(config_setting_name(setting)))
            reader_wordings(reader, setting, config_setting_name(setting), field->labels);
    }
}

void read_field(struct reader *reader, config_setting_t *group, struct form *form)
{
    struct field_draft draft = {.field = field_new(config_setting_name(group), FIELD_TEXT)};
    struct field *field = draft.field;
    field->file = g_strdup(reader->file);
    field->line = (int)config_setting_source_line(group);
    g_ptr_array_add(form->fields, field);
    if (reader_plain_name(reader, group) && strchr(field->id, '-'))
        reader_error(reader, group, "the name of the field '%s' should have _ instead of -; templates name fields",
                     field->id);
    if (!reader_group(reader, group))
        return;
    keys_read(reader, group, field_keys, G_N_ELEMENTS(field_keys), &draft, is_language_key);
    read_type(reader, &draft);
    read_role(reader, &draft);
    read_labels(reader, group, field);
    read_choices(reader, &draft, group, form);
    read_bounds(reader, &draft);
    read_standard(reader, &draft);
    check_type_keys(reader, &draft, group);
    read_condition(reader, &draft);
}

const struct key_table field_tables[] = {
    {"PRODUCT.fields.FIELD", field_keys, G_N_ELEMENTS(field_keys)},
    {"PRODUCT.fields.FIELD.choices", choice_keys, G_N_ELEMENTS(choice_keys)},
    {NULL, NULL, 0},
};
