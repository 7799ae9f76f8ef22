/* The names that templates may use, and what each holds. A template that uses another is refused when it is loaded. The
 * tree that view.c and its neighbours build is checked against these tables by tests/unit/test-letter.c. */
#include "daemon/render/view.h"

#define END                                                                                                            \
    {                                                                                                                  \
        NULL, NULL                                                                                                     \
    }

static const struct mustache_name texts[] = {
    {"text", NULL},
    {"last", NULL}, /* no further one follows */
    END,
};

static const struct mustache_name faults[] = {
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
    {"gap-in-numbers", NULL},
    {"price-differs", NULL},
    END,
};

static const struct mustache_name choices[] = {
    {"label", NULL}, {"ticked", NULL}, {"first", NULL}, {"last", NULL}, END,
};

static const struct mustache_name types[] = {
    /* those of orders/form.h by field_type_name */
    {"text", NULL},  {"integer", NULL}, {"decimal", NULL}, {"money", NULL},  {"date", NULL},  {"choice", NULL},
    {"email", NULL}, {"phone", NULL},   {"address", NULL}, {"length", NULL}, {"yesno", NULL}, END,
};

static const struct mustache_name fields[] = {
    {"id", NULL}, /* as in the form's file */
    {"label", NULL},
    {"hint", NULL},    /* the form's sentence of help, or "" */
    {"value", NULL},   /* first line; what was written when it is wrong */
    {"more", NULL},    /* further lines */
    {"written", NULL}, /* by the customer, on one line */
    {"type", types},   /* type.date, … */
    {"ask", NULL},     /* missing or wrong: to be filled in */
    {"missing", NULL},
    {"wrong", NULL},
    {"fault", faults},  /* why it is wrong: fault.too-small, … */
    {"guessed", NULL},  /* read in spite of a typing error */
    {"standard", NULL}, /* not written: the form's standard was taken */
    {"optional", NULL}, /* not written, and need not be */
    {"quantity", NULL}, /* it is how many */
    {"yesno", NULL},    /* a question of yes and no; then the answer is in yes or no, not in value */
    {"yes", NULL},
    {"no", NULL},
    {"choices", choices},  /* of a choice that is asked for */
    {"boxes", NULL},       /* they are few and short: to be shown as boxes on the line */
    {"pick", NULL},        /* they are many: to be told in the sentence */
    {"candidates", texts}, /* what it may have meant */
    {"min", NULL},
    {"max", NULL},
    {"unit", NULL},
    {"currency", NULL},
    {"example", NULL}, /* a date as it can't be misread */
    END,
};

static const struct mustache_name remarks[] = {
    {"text", NULL}, /* what was written */
    {"fault", faults},
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

static const struct mustache_name order[] = {
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
    {"products", texts}, /* what there is to order */
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
    {"source", NULL}, /* the web form or shop it came through */
    {"unread", NULL}, /* lines that nothing understood */
    END,
};

static const struct mustache_name business[] = {
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

static const struct mustache_name mail[] = {
    {"from", NULL}, {"subject", NULL}, {"arrived", NULL}, {"reason", NULL}, {"lines", NULL}, END,
};

static const struct mustache_name failure[] = {
    {"recipient", NULL},
    {"subject", NULL},
    {"reply", NULL},
    END,
};

static const struct mustache_name department[] = {
    {"name", NULL},
    {"third_party", NULL},
    END,
};

#define COMMON                                                                                                         \
    {"language", NULL}, {"business", business}, {"changed", NULL},                                                     \
    {                                                                                                                  \
        "note", NULL                                                                                                   \
    }

static const struct mustache_name of_customer[] = {COMMON, {"order", order}, END};
static const struct mustache_name of_work[] = {COMMON, {"order", order}, {"department", department}, END};
static const struct mustache_name of_review[] = {COMMON, {"order", order}, {"mail", mail}, END};
static const struct mustache_name of_held[] = {COMMON, {"order", order}, {"mail", mail}, END};
static const struct mustache_name of_undelivered[] = {COMMON, {"order", order}, {"failure", failure}, END};

const struct mustache_name *view_names(enum letter letter)
{
    switch (letter) {
    case LETTER_COMPLETE:
    case LETTER_CONFIRMED:
    case LETTER_RECEIVED:
    case LETTER_DECLINED:
        return of_customer;
    case LETTER_WORK:
        return of_work;
    case LETTER_REVIEW:
        return of_review;
    case LETTER_HELD:
        return of_held;
    case LETTER_UNDELIVERED:
        return of_undelivered;
    case LETTER_DELAYED:
    case LETTER_SHIPPED:
    case LETTER_DELIVERED:
    case LETTER_CORRECTED:
    case LETTER_CANCELLED:
    case LETTER_NOTE:
    case LETTER_LATE:
    case LETTER_REMINDER:
    case LETTER_EXPIRED:
    case LETTER_FOLLOW_UP:
    case LETTER_SURVEY:
    case LETTER_SURVEY_REMINDER:
    case LETTER_SURVEY_UNCLEAR:
    case LETTER_THANKS:
    case LETTER_STATUS:
    case LETTER_REQUESTED:
    case LETTER_REFUSED:
    case LETTER_PASSED_ON:
    case LETTER_ASK_SIGN:
    case LETTER_NUDGE:
    case LETTER_QUESTION:
    case LETTER_NEWS:
    case LETTER_TRANSCRIPT:
    case LETTER_REBUFF:
    case LETTER_ALERT:
    case LETTER_CALL_LIST:
    case LETTER_PLEASE_CALL:
    case LETTER_DIGEST:
        return of_customer;
    case LETTER_COUNT:
        break;
    }
    return NULL;
}
