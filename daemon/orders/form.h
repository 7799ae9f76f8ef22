/* Standard forms: what a product (or the order itself) asks for. Built by daemon/config, read by everyone, never changed
 * after. All arrays hold pointers and own what they point at. */
#ifndef MO_ORDERS_FORM_H
#define MO_ORDERS_FORM_H

#include <glib.h>

#include "daemon/base/phrases.h"

enum field_type {
    FIELD_TEXT,
    FIELD_INTEGER,
    FIELD_DECIMAL,
    FIELD_MONEY,
    FIELD_DATE,
    FIELD_CHOICE,
    FIELD_EMAIL,
    FIELD_PHONE,
    FIELD_ADDRESS, /* postal: several lines */
    FIELD_LENGTH,
    FIELD_YESNO,
};

/* What a field means to the program itself, beyond being shown and forwarded. */
enum field_role {
    ROLE_NONE,
    ROLE_QUANTITY,       /* product forms: INTEGER; counts, prices, packing */
    ROLE_SKU,            /* product forms: CHOICE among the form's SKUs (choice ids are SKUs) */
    ROLE_UNIT_PRICE,     /* product forms: MONEY; what the customer believes a piece costs; compared with the list price */
    ROLE_NAME,           /* order form: the customer's name */
    ROLE_EMAIL,
    ROLE_PHONE,
    ROLE_DELIVERY,       /* ADDRESS: where to deliver */
    ROLE_BILLING,        /* ADDRESS: only for departments that see billing */
    ROLE_BILLING_DETAIL, /* tax office, tax number, payment terms: only for departments that see billing */
    ROLE_NEEDED_BY,      /* DATE: when the customer wants it */
    ROLE_NOTE,           /* TEXT: to the business */
    ROLE_REFERENCE,      /* TEXT: the customer's own order number */
};

struct choice {
    char *id;                   /* "linen"; also what is stored */
    struct phrases *names;      /* first of a language printed, the others synonyms */
};

/* required_if = "fabric = velvet", "fabric = velvet, linen", "fabric != leather", "fabric" (has any value). */
enum condition_test { CONDITION_IS, CONDITION_IS_NOT, CONDITION_HAS };
struct condition {
    char *field;
    enum condition_test test;
    GStrv values;
};

struct field {
    char *id;                   /* [a-z][a-z0-9_]* */
    enum field_type type;
    enum field_role role;
    gboolean required;
    struct condition *required_if; /* NULL: none */
    struct phrases *labels;
    struct phrases *hints;      /* one sentence of help printed beside the field; may be empty */
    GPtrArray *choices;         /* struct choice; CHOICE only */
    gboolean multiline;         /* value may run over several lines (ADDRESS always) */
    char *min, *max;            /* canonical: decimals for numbers and MONEY, cm for LENGTH, characters for TEXT, whole days
                                 * from the day of the order for DATE; NULL: no bound */
    char *unit;                 /* LENGTH: "mm" "cm" "m" "in" "ft", used when none is written; else NULL: ask */
    char *currency;             /* MONEY: used when none is written */
    char *standard;             /* canonical value taken when none is given, and shown as such; NULL none */
    char *file;
    int line;
};

/* Units of length that are read: one is numerator / denominator centimetres. */
struct length_unit {
    const char *id;
    gint64 numerator, denominator;
};
const struct length_unit *length_unit_get(guint index);      /* NULL behind the last */
const struct length_unit *length_unit_find(const char *id);  /* NULL when there is none */

struct price {
    char *sku;                  /* NULL: every SKU of the form */
    char *amount;               /* canonical decimal, per piece */
    char *currency;             /* ISO 4217 */
    char *tax_percent;          /* canonical decimal, "20"; NULL: no tax told */
    gboolean tax_included;
};

struct form {
    char *id;                   /* "sofa"; ORDER_FORM_ID for the order-level form */
    struct phrases *names;      /* the product's names: first printed, the others recognised */
    GStrv skus;                 /* may be empty, never NULL */
    guint lead_days;            /* working days from acceptance to completion */
    GStrv departments;          /* ids, in the order of the file; never NULL */
    GPtrArray *fields;          /* struct field */
    GPtrArray *prices;          /* struct price; empty: the product has none */
    char *file;
    int line;
};

#define ORDER_FORM_ID "order"

struct forms {
    struct form *order;         /* the order-level form */
    GPtrArray *products;        /* struct form */
};

struct choice *choice_new(const char *id);
struct condition *condition_new(const char *field, enum condition_test test);
struct field *field_new(const char *id, enum field_type type);
struct form *form_new(const char *id);
struct forms *forms_new(void); /* with an empty order form */
void choice_free(struct choice *choice);
void condition_free(struct condition *condition);
void field_free(struct field *field);
void price_free(struct price *price);
void form_free(struct form *form);
void forms_free(struct forms *forms);
typedef struct forms forms_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(forms_auto, forms_free)

/* Look-ups; NULL when there is none, or when asked for NULL. */
const struct form *forms_product(const struct forms *forms, const char *id);
const struct form *forms_product_by_sku(const struct forms *forms, const char *sku); /* compared by match key */
const struct field *form_field(const struct form *form, const char *id);
const struct field *form_field_by_role(const struct form *form, enum field_role role);
const struct choice *field_choice(const struct field *field, const char *id);
const struct price *form_price(const struct form *form, const char *sku);

/* The names used in configuration files, JSON and templates: "integer"; FALSE when not known. */
const char *field_type_name(enum field_type type);
gboolean field_type_parse(const char *name, enum field_type *ret_type);
const char *field_role_name(enum field_role role);
gboolean field_role_parse(const char *name, enum field_role *ret_role);

#endif
