/* What the property test of the core is made of: a shop, sequences of happenings over one order, and a model that knows
 * the rules of an order's life on its own account. The model calls none of the core's functions: it only reads the
 * order. */
#ifndef MO_TESTS_PROPERTY_H
#define MO_TESTS_PROPERTY_H

#include <glib.h>

#include "daemon/orders/step.h"

/* --- happenings (property-world.c) */

/* One thing that a mail says. Item 0 is the order itself; field "form" names the product, "remark" is a fault of the
 * form. */
struct saying {
    guint item;
    const char *field, *value;
};

struct mail_text {
    const char *name;
    struct saying sayings[6]; /* as far as the first without a field */
};
const struct mail_text *property_mail(guint number);
guint property_mails(void);

/* One happening, complete in itself: a sequence of them can be cut anywhere and still be played. */
struct happening {
    enum event_kind kind;
    guint mail;       /* ORDERED, ANSWERED */
    gint minutes;     /* by which the clock moves before it; may go back */
    gboolean alike;   /* a like order is in the store */
    gboolean staffed; /* accept = "staff" from now on; else "auto" */
};

struct sequence {
    gboolean expired; /* begins as an order that was never completed, long ago */
    GArray *happenings;
};

struct shop {
    struct forms *forms;
    struct business *business;
};
/* sofa: qty, fabric (legs, too, where velvet), 1250 EUR, 15 days, three departments; table: qty, 119.90 EUR, 5 days,
 * two. Work from Monday to Friday in Berlin, not on 25 and 26 December nor 1 January; orders from 15:00 on count for
 * the next day. */
void property_shop_open(struct shop *shop);
void property_shop_close(struct shop *shop);

struct draft *property_draft(guint mail);
#define PROPERTY_START ((gint64)1795507200) /* Tuesday, 24 November 2026, 09:00 in Berlin */
struct order *property_order(gboolean expired);
char *property_dump(const struct order *order); /* all of it, to compare */

/* --- the model (property-model.c) */

enum life { LIFE_NEW, LIFE_ASKED, LIFE_HELD, LIFE_RECEIVED, LIFE_ACCEPTED, LIFE_DECLINED, LIFE_EXPIRED };

struct model {
    enum life life;
    GHashTable *said; /* "1/fabric" -> what stands now, by all mails so far */
    gboolean gap;     /* the last mail had a fault of its form */
    gint64 created, accepted;
    guint asked, confirmed, declined;
    char *received;    /* the content that the customer was last told we have; NULL none, or overtaken */
    char *expected[2]; /* by item, as promised at acceptance */
    char *expected_order;
};
struct model *model_new(gboolean expired);
struct model *model_copy(const struct model *model);
void model_free(struct model *model);

/* All that is known of one step. */
struct step_seen {
    const struct model *was, *is; /* before and after, by the model */
    const struct happening *happening;
    gint64 now;
    gboolean done; /* the core did it, and did not refuse */
    const struct order *before, *after;
    const GArray *effects; /* NULL when refused */
    enum step_refusal refusal;
};

/* Moves the model by what must come of this happening. */
void model_move(struct model *model, const struct happening *happening, gint64 now);
gboolean model_refuses(const struct model *model, enum event_kind kind);

/* The first invariant that does not hold, in words, and with what was found; NULL when all do. To be freed. */
char *model_objection(const struct step_seen *seen);

#endif
