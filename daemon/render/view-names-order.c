/* The names that templates may use of an order, its form and the business, and what each holds; and those of the blank form. The tree that
 * view-order.c, view-field.c and view-blank.c build is checked against them by tests/unit/test-letter.c. */
#include "daemon/render/view-names.h"

const struct mustache_name view_texts_names[] = {
    {"text", NULL},
    {"last", NULL}, /* no further one follows */
    END,
};

const struct mustache_name view_faults_names[] = {
    /* those of orders/order.h by fault_name */
    {"missing", NULL},
    {"not-a-number", NULL},
    {"not-whole", NULL},
    {"too-small", NULL},
    {"too-large", NULL},
    {"too-short", NULL},
    {"too-long", NULL},
    {"not-a-date", NULL},
    {"no-such-day", NULL},
    {"date-past", NULL},
    {"date-too-early", NULL},
    {"date-too-late", NULL},
    {"date-ambiguous", NULL},
    {"date-relative", NULL},
    {"number-ambiguous", NULL},
    {"number-range", NULL},
    {"not-a-choice", NULL},
    {"choice-ambiguous", NULL},
    {"two-ticks", NULL},
    {"negated", NULL},
    {"refers-elsewhere", NULL},
    {"not-an-email", NULL},
    {"not-a-phone", NULL},
    {"not-money", NULL},
    {"wrong-currency", NULL},
    {"not-a-length", NULL},
    {"no-unit", NULL},
    {"not-yes-no", NULL},
    {"truncated", NULL},
    {"conflict", NULL},
    {"no-product", NULL},
    {"unknown-product", NULL},
    {"document", NULL},
    {"gap-in-numbers", NULL},
    {"price-differs", NULL},
    END,
};

static const struct mustache_name choices[] = {
    {"id", NULL}, {"label", NULL}, {"ticked", NULL}, {"first", NULL}, {"last", NULL}, END,
};

static const struct mustache_name types[] = {
    /* those of orders/form.h by field_type_name */
    {"text", NULL},  {"integer", NULL}, {"decimal", NULL}, {"money", NULL},  {"date", NULL},  {"choice", NULL},
    {"email", NULL}, {"phone", NULL},   {"address", NULL}, {"length", NULL}, {"yesno", NULL}, END,
};

/* clang-format off */
#define FIELD_NAMES \
    {"id", NULL}, /* as in the form's file */ \
    {"label", NULL}, \
    {"hint", NULL},    /* the form's sentence of help, or "" */ \
    {"value", NULL},   /* first line; what was written when it is wrong */ \
    {"more", NULL},    /* further lines */ \
    {"written", NULL}, /* by the customer, on one line */ \
    {"type", types},   /* type.date, … */ \
    {"ask", NULL},     /* missing or wrong: to be filled in */ \
    {"missing", NULL}, \
    {"wrong", NULL}, \
    {"fault", view_faults_names},  /* why it is wrong: fault.too-small, … */ \
    {"guessed", NULL},  /* read in spite of a typing error */ \
    {"standard", NULL}, /* not written: the form's standard was taken */ \
    {"optional", NULL}, /* not written, and need not be */ \
    {"quantity", NULL}, /* it is how many */ \
    {"yesno", NULL},    /* a question of yes and no; then the answer is in yes or no, not in value */ \
    {"yes", NULL}, \
    {"no", NULL}, \
    {"choices", choices},  /* of a choice that is asked for */ \
    {"boxes", NULL},       /* they are few and short: to be shown as boxes on the line */ \
    {"pick", NULL},        /* they are many: to be told in the sentence */ \
    {"candidates", view_texts_names}, /* what it may have meant */ \
    {"min", NULL}, \
    {"max", NULL}, \
    {"unit", NULL}, \
    {"currency", NULL}, \
    {"example", NULL} /* a date as it can't be misread */
/* clang-format on */

static const struct mustache_name fields[] = {FIELD_NAMES, END};

static const struct mustache_name remarks[] = {
    {"text", NULL}, /* what was written */
    {"fault", view_faults_names},
    END,
};

static const struct mustache_name items[] = {
    {"number", NULL},
    {"product", NULL}, /* its name, or what was written for it */
    {"product_written", NULL},
    {"known", NULL}, /* it is one of ours */
    {"sku", NULL},
    {"fields", fields},
    {"remarks", remarks},
    {"expected", NULL}, /* date of completion */
    {"cancelled", NULL},
    {"guessed", NULL}, /* so is one of its fields */
    {"standard", NULL},
    {"optional", NULL},
    {"price", NULL}, /* the reader may see prices, and there is one */
    {"unit_price", NULL},
    {"line_total", NULL},
    {"tax_percent", NULL},
    {"tax_included", NULL},
    END,
};

static const struct mustache_name totals[] = {
    {"net", NULL}, {"tax", NULL}, {"gross", NULL}, {"taxed", NULL}, /* the tax is not nothing */
    END,
};

static const struct mustache_name customer[] = {
    {"name", NULL},
    {"email", NULL},
    END,
};

static const struct mustache_name states[] = {
    /* those of order_state_name */
    {"incomplete", NULL},
    {"held", NULL},
    {"received", NULL},
    {"waiting", NULL},
    {"in-work", NULL},
    {"delayed", NULL},
    {"part-shipped", NULL},
    {"shipped", NULL},
    {"delivered", NULL},
    {"cancelled", NULL},
    {"declined", NULL},
    {"expired", NULL},
    END,
};

static const struct mustache_name holds[] = {
    /* those of orders/hold.h */
    {"price", NULL}, {"alike", NULL}, {"cut", NULL}, {"words", NULL}, {"other", NULL}, END,
};

const struct mustache_name view_order_names[] = {
    {"number", NULL},
    {"token", NULL},    /* the reference line's, for this reader */
    {"state", states},  /* state.waiting, … */
    {"date", NULL},     /* on which it came */
    {"expected", NULL}, /* date of completion, of what the reader sees */
    {"customer", customer},
    {"fields", fields}, /* of the order form */
    {"items", items},
    {"several", NULL}, /* more than one item */
    {"remarks", remarks},
    {"products", view_texts_names}, /* what there is to order */
    {"totals", totals},  /* one a currency */
    {"payment_terms", NULL},
    {"guessed", NULL}, /* so is one of its fields or items */
    {"standard", NULL},
    {"optional", NULL},
    {"problems", NULL}, /* how many */
    {"one_problem", NULL},
    {"blank", NULL}, /* nothing of the products' forms has been written */
    {"asked_before", NULL},
    {"hold_reason", NULL},
    {"hold", holds}, /* the same, where it is one of these */
    {"hold_of", NULL}, /* the item's or the other order's number */
    {"source", NULL}, /* the web form or shop it came through */
    {"unread", NULL}, /* lines that nothing understood */
    END,
};

const struct mustache_name view_business_names[] = {
    {"name", NULL},
    {"email", NULL},
    {"phone", NULL},
    {"phone_link", NULL}, /* digits for a tel: link */
    {"hours", NULL},
    {"website", NULL},
    {"website_linked", NULL}, /* it is an http or https address */
    {"address", NULL},        /* lines */
    END,
};

/* --- blank-form: the form as text, and as a page ---------------------------------------------------------------------------- */

static const struct mustache_name page_faults[] = {
    {"name", NULL}, {"fault", view_faults_names}, END,
};
static const struct mustache_name page_units[] = {{"id", NULL}, {"ours", NULL}, END};
static const struct mustache_name page_fields[] = {
    FIELD_NAMES,
    {"multiline", NULL}, {"autocomplete", NULL},
    {"rule", NULL},          /* what the page checks, as JSON */
    {"faults", page_faults}, /* what the page can find wrong */
    {"units", page_units},   /* of a length */
    END,
};
static const struct mustache_name page_products[] = {{"id", NULL}, {"name", NULL}, {"fields", page_fields}, END};
static const struct mustache_name page[] = {
    {"product", NULL},         /* its name, when the form is for one alone */
    {"products", page_products},
    {"fields", page_fields},   /* of the order form */
    {"address", NULL},         /* where orders go */
    {"decimal", NULL},         /* the language's decimal mark */
    {"most", NULL},            /* characters of a mailto: address that all mail programs take */
    {"subject", NULL}, {"text", NULL}, {"mailto", NULL}, /* the blank form as a mail */
    {"script", NULL}, {"script_hash", NULL}, {"style", NULL}, {"style_hash", NULL}, END,
};
static const struct mustache_name of_blank[] = {VIEW_COMMON_NAMES, {"order", view_order_names}, {"page", page}, END};

const struct mustache_name *view_blank_names(void)
{
    return of_blank;
}
