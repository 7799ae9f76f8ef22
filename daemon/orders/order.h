/* An order, its line items and their values: plain data that the core computes with, the store keeps and the templates
 * show. What happens to it stands in step.h. */
#ifndef MO_ORDERS_ORDER_H
#define MO_ORDERS_ORDER_H

#include <glib.h>

enum value_status {
    VALUE_GIVEN,     /* understood as written */
    VALUE_GUESSED,   /* understood through a typing error; the confirmation shows it */
    VALUE_STANDARD,  /* not given; the form's standard was taken */
    VALUE_WRONG,     /* written, but it cannot be; fault says why */
    VALUE_AMBIGUOUS, /* can be read in two ways: candidates */
    VALUE_CONFLICT,  /* given twice, differently: candidates */
};
const char *value_status_name(enum value_status status);
gboolean value_status_parse(const char *name, enum value_status *ret_status);

/* Why a value or a form is not accepted. Each has its sentence in the templates. */
enum fault {
    FAULT_NONE,
    FAULT_MISSING,
    FAULT_NOT_A_NUMBER,
    FAULT_NOT_WHOLE,        /* 1.5 where a count is wanted */
    FAULT_TOO_SMALL,
    FAULT_TOO_LARGE,
    FAULT_TOO_SHORT,
    FAULT_TOO_LONG,
    FAULT_NOT_A_DATE,
    FAULT_NO_SUCH_DAY,      /* 31.02.2026 */
    FAULT_DATE_PAST,
    FAULT_DATE_TOO_EARLY,
    FAULT_DATE_TOO_LATE,
    FAULT_DATE_AMBIGUOUS,   /* candidates: ISO dates */
    FAULT_DATE_RELATIVE,    /* "next Friday": ask */
    FAULT_NUMBER_AMBIGUOUS, /* 1.234: candidates */
    FAULT_NUMBER_RANGE,     /* "2-3", "a few" */
    FAULT_NOT_A_CHOICE,
    FAULT_CHOICE_AMBIGUOUS, /* candidates: choice ids */
    FAULT_TWO_TICKS,
    FAULT_NEGATED,          /* "no velvet" */
    FAULT_REFERS_ELSEWHERE, /* "same as above" */
    FAULT_NOT_AN_EMAIL,
    FAULT_NOT_A_PHONE,
    FAULT_NOT_MONEY,
    FAULT_WRONG_CURRENCY,
    FAULT_NOT_A_LENGTH,
    FAULT_NO_UNIT,
    FAULT_NOT_YES_NO,
    FAULT_TRUNCATED,        /* cut by the sending system */
    FAULT_CONFLICT,         /* candidates: the texts */
    FAULT_NO_PRODUCT,       /* an order without any product */
    FAULT_UNKNOWN_PRODUCT,  /* the text names none of ours */
    FAULT_DOCUMENT,         /* a business document breaks its standard's rules: the remark's text says where, and what would be right */
    FAULT_GAP_IN_NUMBERS,   /* "Fabric 2" without a product 2 */
    FAULT_PRICE_DIFFERS,    /* not the customer's to mend: a person's */
    FAULT_COUNT             /* how many there are; never a value */
};
/* "missing", "not-a-number": the name in templates, JSON and the journal. */
const char *fault_name(enum fault fault);
gboolean fault_parse(const char *name, enum fault *ret_fault);

struct value {
    char *field;              /* the field's id in its form */
    char *text;               /* as written: UTF-8, no controls but LF; never NULL */
    char *canonical;          /* locale-free, see below; NULL unless GIVEN, GUESSED or STANDARD */
    enum value_status status;
    enum fault fault;
    GStrv candidates;         /* canonical (for CONFLICT: written) alternatives; NULL none */
};
/* Canonical forms: INTEGER "2"; DECIMAL "1234.5" (no exponent, no trailing zeros); MONEY "1234.50 EUR"; DATE "2026-12-31";
 * CHOICE the choice's id; EMAIL text_address_normal; PHONE digits, with a leading + where written, "+905321234567"; LENGTH
 * centimetres as DECIMAL, "119.38"; YESNO "yes"/"no"; TEXT and ADDRESS the text itself. */

enum item_state {
    ITEM_OPEN,        /* not yet accepted: incomplete, held or received */
    ITEM_WAITING,     /* accepted, forwarded */
    ITEM_IN_WORK,
    ITEM_DELAYED,
    ITEM_SHIPPED,
    ITEM_DELIVERED,
    ITEM_CANCELLED,
};
const char *item_state_name(enum item_state state);
gboolean item_state_parse(const char *name, enum item_state *ret_state);

struct line_item {
    guint number;             /* 1, 2, …: never changes once given */
    char *form;               /* product form id; NULL when the text named none of ours */
    char *product_text;       /* what the customer wrote for the product; may be NULL */
    char *sku;                /* NULL until known */
    enum item_state state;
    GPtrArray *values;        /* struct value */
    char *expected;           /* ISO date of expected completion; NULL until accepted */
    char *promised;           /* the first such date, as confirmed; NULL until accepted */
    char *told;               /* the last such date that the customer was told; NULL until accepted */
    /* Money, filled when complete; NULL where the product has no price. */
    char *unit_price, *currency, *tax_percent, *line_total; /* canonical decimals */
    gboolean tax_included;
};

/* Before acceptance the order's own phase counts; after it the state is derived from the items. */
enum order_phase {
    PHASE_INCOMPLETE, /* asked back, waiting for the customer */
    PHASE_HELD,       /* a person must decide (price differs, likely duplicate) */
    PHASE_RECEIVED,   /* complete, waits for staff to accept (accept = "staff") */
    PHASE_ACCEPTED,   /* confirmed and forwarded; items have lives of their own */
    PHASE_DECLINED,   /* a person said no before acceptance */
    PHASE_EXPIRED,    /* never completed */
};
const char *order_phase_name(enum order_phase phase);
gboolean order_phase_parse(const char *name, enum order_phase *ret_phase);

/* A fault of the form as a whole or of an item as such. */
struct remark {
    enum fault fault;
    guint item;               /* item number, 0 the order */
    char *text;               /* what was written, or the label; may be NULL */
};

/* Items on their way together: one parcel, or one lorry. Said by staff; never guessed. */
struct consignment {
    guint number;             /* 1, 2, …: never changes once given */
    char *department;         /* who sent it; NULL: customer service */
    char *carrier;            /* id in the carriers' file; NULL: not one of them */
    char *carrier_text;       /* as written; NULL: not said */
    char *tracking;           /* NULL: none */
    char *expected;           /* ISO date of expected delivery; NULL: not said */
    GArray *items;            /* guint: item numbers */
    gint64 shipped;           /* when we heard of it, seconds UTC */
    gint64 delivered;         /* when we heard that it arrived; 0 not yet */
};

/* What the customer asked for after acceptance, until every department concerned has agreed. */
enum request_aim { AIM_CHANGE, AIM_CANCEL };
const char *request_aim_name(enum request_aim aim); /* "change", "cancel" */
gboolean request_aim_parse(const char *name, enum request_aim *ret_aim);

struct request_value {
    guint item;               /* 0 the order */
    struct value *value;      /* as it would be */
};

struct request {
    enum request_aim aim;
    gint64 asked;             /* seconds UTC */
    char *words;              /* the customer's, cut; never NULL */
    GPtrArray *values;        /* struct request_value; CHANGE only */
    GPtrArray *waiting;       /* char *: departments that have not answered yet */
};

/* What the customer said of the order, by mail or on the telephone. */
struct survey_reply {
    char *question;           /* id in the rules */
    char *text;
};

struct survey {
    guint mark;               /* 1 to 5; 0 none given */
    gint recommend;           /* 0 to 10; -1 none given */
    GPtrArray *replies;       /* struct survey_reply */
    char *comment;            /* NULL none */
    char *by;                 /* "customer", or the representative's address */
    gboolean call_again;      /* the representative wants to call again */
    gint64 when;
};

struct order {
    gint64 id;                /* the store's; 0 before the first store */
    char *number;             /* "EH-1001": shown, guessable, proves nothing */
    char *token;              /* 26 characters, unguessable; never logged */
    enum order_phase phase;
    char *language;           /* of the mails to the customer */
    char *customer;           /* the address answered; NULL when none may be written to */
    char *customer_name;      /* from the form, else the mail's display name; may be NULL */
    char *source;             /* configured source's name; NULL: the customer's own mail */
    GPtrArray *values;        /* order-level struct value */
    GPtrArray *items;         /* struct line_item */
    GPtrArray *remarks;       /* struct remark */
    GStrv unread;             /* lines of the mail that nothing understood, for a person's eyes; never NULL */
    char *hold_reason;        /* PHASE_HELD: why, for staff, in English; else NULL */
    gint64 created, changed;  /* seconds UTC */
    gint64 accepted;          /* 0 until then */
    guint asked;              /* how many times the customer was asked to complete it */
    char *expected;           /* ISO date, latest of the items; NULL until accepted */
    char *representative;     /* who ordered for the customer; NULL: the customer */
    guint revision;           /* steps applied so far */
    GPtrArray *consignments;  /* struct consignment, by number */
    struct request *request;  /* pending; NULL none */
    struct survey *survey;    /* NULL: not answered */
    GHashTable *marks;        /* what was done once: name -> what it was done for (char *, char *); see order_mark */
};

/* What was read out of one mail for one order, before anyone decided. In an answer, item numbers say which item of the
 * order is meant, and form NULL means "as it was". */
struct draft {
    GPtrArray *values;        /* struct value, order level */
    GPtrArray *items;         /* struct line_item (state ITEM_OPEN) */
    GPtrArray *remarks;       /* struct remark */
    GStrv unread;             /* never NULL */
    char *asked;              /* the note and `unread`, where one of them asks something; NULL none */
    char *language;           /* by labels used, else by the mail; NULL not known */
    gboolean asks_only;       /* names a product and asks, without a single field */
    gboolean cut;             /* more was in the mail than is read of one: something may be missing here */
    gboolean doubted;         /* something beside the fields (unread words, a note, the subject, a document's terms) may change or stop what is ordered */
};

struct value *value_new(const char *field, const char *text);
struct value *value_copy(const struct value *value);
void value_free(struct value *value);
/* Whether it has a canonical form; FALSE for NULL. Here, so that who reads a caller alone, a program or a person, sees that it is not NULL then. */
static inline gboolean value_usable(const struct value *value)
{
    return value && value->canonical;
}

void value_set_canonical(struct value *value, enum value_status status, const char *canonical); /* clears the fault */
void value_set_fault(struct value *value, enum value_status status, enum fault fault);          /* clears canonical */
void value_add_candidate(struct value *value, const char *candidate);
struct value *values_find(const GPtrArray *values, const char *field); /* NULL when there is none */

struct line_item *line_item_new(guint number);
struct line_item *line_item_copy(const struct line_item *item);
void line_item_free(struct line_item *item);

struct remark *remark_new(enum fault fault, guint item, const char *text);
void remark_free(struct remark *remark);

struct consignment *consignment_new(guint number);
struct consignment *consignment_copy(const struct consignment *consignment);
void consignment_free(struct consignment *consignment);
gboolean consignment_has(const struct consignment *consignment, guint item);

struct request *request_new(enum request_aim aim, const char *words);
struct request *request_copy(const struct request *request); /* NULL for NULL */
void request_free(struct request *request);
void request_add_value(struct request *request, guint item, const struct value *value); /* copied */

struct survey *survey_new(void);
struct survey *survey_copy(const struct survey *survey); /* NULL for NULL */
void survey_free(struct survey *survey);
void survey_add_reply(struct survey *survey, const char *question, const char *text);

struct order *order_new(void);
struct order *order_copy(const struct order *order);
void order_free(struct order *order);
typedef struct order order_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(order_auto, order_free)
struct line_item *order_item(const struct order *order, guint number);

struct consignment *order_consignment(const struct order *order, guint number);

/* Marks remember what was done once and for what, so that nothing is said twice: "nudged" -> "2026-12-03". NULL: never. */
const char *order_mark(const struct order *order, const char *name);
gboolean order_marked(const struct order *order, const char *name, const char *value);
void order_set_mark(struct order *order, const char *name, const char *value); /* NULL takes it away */

/* One difference between two states of an order, for people who must know what changed. */
enum change_kind {
    CHANGE_STATE,             /* of an item: item_state_name */
    CHANGE_EXPECTED,          /* of an item: ISO dates of completion */
    CHANGE_VALUE,             /* `field` of an item (0: of the order): texts */
    CHANGE_CONSIGNMENT,       /* a new one: `after` is its tracking number or NULL */
    CHANGE_CARRIER,           /* of a consignment: texts */
    CHANGE_TRACKING,
    CHANGE_DELIVERY,          /* of a consignment: ISO dates of expected delivery */
};
const char *change_kind_name(enum change_kind kind);

struct order_change {
    enum change_kind kind;
    guint item;               /* 0 none */
    guint consignment;        /* 0 none */
    char *field;              /* CHANGE_VALUE; else NULL */
    char *before, *after;     /* NULL: nothing */
};
void order_change_free(struct order_change *change);
/* Array of struct order_change: items by number, then consignments. To be unreffed. */
GPtrArray *order_changes(const struct order *before, const struct order *after);

struct draft *draft_new(void);
void draft_free(struct draft *draft);
typedef struct draft draft_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(draft_auto, draft_free)

/* The order's state for people and lists: its phase until accepted, then what its items say together: "incomplete",
 * "held", "received", "waiting", "in-work", "delayed", "part-shipped", "shipped", "delivered", "cancelled", "declined",
 * "expired". */
const char *order_state_name(const struct order *order);

#endif
