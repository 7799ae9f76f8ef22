/* Everything a business decides, apart from its forms: who it is, who works there, when, and how strangers' mail is met.
 * Built and checked by daemon/config; its readers trust it. */
#ifndef MO_ORDERS_BUSINESS_H
#define MO_ORDERS_BUSINESS_H

#include <glib.h>

#include "daemon/base/phrases.h"
#include "daemon/orders/calendar.h"
#include "daemon/orders/carrier.h"
#include "daemon/orders/form.h"
#include "daemon/orders/rules.h"

struct department {
    char *id;                  /* "warehouse" */
    struct phrases *names;
    char *address;             /* where its mail goes */
    GStrv staff;               /* addresses that may answer for it, `address` among them */
    char *language;            /* of its mails; NULL: the business's default */
    gboolean third_party;      /* gets only its own items, no prices, delivery data only, unless said otherwise */
    gboolean sees_prices;      /* default: TRUE, third parties FALSE */
    gboolean sees_billing;     /* default: FALSE */
    gboolean wants_csv, wants_json, wants_ics;
    gboolean wants_attachments; /* the customer's; default: TRUE */
    GStrv may;                 /* what its staff may do by mail: "acknowledge", "ship", "delay", …; never NULL */
};

enum source_customer {
    SOURCE_CUSTOMER_FIELD,
    SOURCE_CUSTOMER_REPLY_TO,
    SOURCE_CUSTOMER_TOKEN, /* an on-line survey: answers, by the order's token */
};

/* A web form or shop system whose mail speaks for customers: From is not the customer. */
struct source {
    char *name;
    char *from;                /* "form@shop.example", or "@shop.example" for a domain */
    gboolean require_auth;     /* Authentication-Results of a trusted server must pass for it */
    enum source_customer customer;
    char *field;               /* order-form field that holds the customer's address; NULL else */
};

enum accept_mode {
    ACCEPT_AUTO,               /* a complete order is accepted and confirmed at once */
    ACCEPT_STAFF,              /* it is received, and accepted by a person */
};

struct business {
    char *name;
    char *from_address;        /* what customers get mail from */
    char *from_name;
    char *contact_email;       /* "if anything is wrong, reach us": */
    char *contact_phone;
    struct phrases *hours;     /* "Mon–Fri 9–18" */
    char *website;             /* may be NULL */
    struct phrases *address;   /* postal; may be empty */
    char *review_address;      /* the person who gets what could not be read */
    char *admin_address;       /* failures of sending, flood alarms */
    GStrv languages;           /* in use, first is the default */
    enum accept_mode accept;
    char *order_prefix;        /* "EH-": order numbers are EH-1001, … */
    struct phrases *payment_terms; /* shown to receivables and the customer; may be empty */
    struct calendar *calendar;
    GPtrArray *departments;    /* struct department */
    GPtrArray *sources;        /* struct source */
    GStrv own_addresses;       /* every address that is ours or delivers to us: never answered */
    GStrv trusted_authserv;    /* RFC 8601 authserv-ids believed; empty: Authentication-Results are not read */
    GStrv representatives;     /* addresses of those who order for customers, and answer for customer service; never NULL */
    struct rules *rules;
    GPtrArray *carriers;       /* struct carrier */
    gboolean x12_acknowledgement; /* the sender's system gets a 997 with the first answer to its X12 orders */
    gboolean ubl_response;     /* the same for UBL: an ApplicationResponse */
    gboolean plus_addresses;   /* the server delivers user+token@: use it in Reply-To */
};

struct department *department_new(const char *id);
struct business *business_new(void);
void business_free(struct business *business);
void department_free(struct department *department);
void source_free(struct source *source);
typedef struct business business_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(business_auto, business_free)

const struct department *business_department(const struct business *business, const char *id);

/* The source whose `from` fits this address, NULL if none. An exact address beats a domain. */
const struct source *business_source(const struct business *business, const char *from_address);

/* Whether the address is one of ours (own_addresses, from_address, review, admin, contact); or a department's staff. Compared
 * by text_address_key, a plus part stripped. */
gboolean business_is_own_address(const struct business *business, const char *address);
gboolean business_is_staff_address(const struct business *business, const char *address);
/* Whether the address may answer for this audience: a department's id, or "review" (the reviewing person and the
 * representatives). */
gboolean business_may_answer(const struct business *business, const char *audience, const char *address);
gboolean business_is_representative(const struct business *business, const char *address);

#endif
