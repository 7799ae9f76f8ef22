/* What the property tests of the core are made of: a shop, sequences of happenings over one order, and two models that
 * know the rules of an order's life on their own account: one until it is accepted (struct model), one for the whole
 * (property-life.h). The models call none of the core's functions: they only read the order. */
#ifndef MO_TESTS_PROPERTY_H
#define MO_TESTS_PROPERTY_H

#include <glib.h>

#include "daemon/orders/planted.h"
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

/* Who says it. */
enum who { SERVICE, WAREHOUSE, RECEIVABLES, LOOM, GARDEN /* which the configuration does not know */, WHO_COUNT };

/* A day, as it is written: counted from today, or from the dates of the first item. */
struct when {
    enum { WHEN_NEVER, WHEN_TODAY, WHEN_EXPECTED, WHEN_PROMISED, WHEN_NONSENSE } from;
    gint days;
};

/* Bits that name items. */
#define ITEM_ONE      1u
#define ITEM_TWO      2u
#define ITEM_UNKNOWN  4u /* the order has no item 7 */
#define ITEM_REPEATED 8u /* the first one named is named once more */

/* One happening, complete in itself: a sequence of them can be cut anywhere and still be played. */
struct happening {
    enum event_kind kind;
    guint mail;       /* ORDERED, ANSWERED */
    gint minutes;     /* by which the clock moves before it; may go back */
    gboolean alike;   /* a like order is in the store */
    gboolean staffed; /* accept = "staff" from now on; else "auto" */
    /* the whole life: */
    enum who who;
    guint items; /* bits; 0: none is named */
    struct when date, new_date;
    guint packages;                             /* property_packages */
    guint wish;                                 /* property_wish */
    guint survey;                               /* property_survey */
    enum timer_kind timer;                      /* TIMED, whether it is due or not */
    guint undoes;                               /* UNDONE: 0 the last that staff did, 1 something earlier, 2 nothing */
    gboolean noted, yes;                        /* there is a note; it has arrived */
    gboolean unreachable, opted_out, surveyed;  /* facts */
    gboolean asleep;                            /* the daemon was off while the clock moved */
};

struct sequence {
    gboolean whole;     /* the whole life, and not only until it is accepted */
    gboolean expired;   /* begins as an order that was never completed, long ago */
    gboolean telephone; /* the customer has no e-mail address */
    guint rights;       /* which departments may do what: property_may */
    GArray *happenings;
};
struct sequence *sequence_new(void);
struct sequence *sequence_copy(const struct sequence *sequence);
void sequence_free(struct sequence *sequence);

/* --- what can be said (property-world.c) */

const char *property_department(enum who who); /* NULL: customer service */
#define PROPERTY_RIGHTS 4
gboolean property_may(guint rights, enum who who, const char *what);

struct package_text {
    const char *name;
    guint count;
    struct package packages[2];
};
const struct package_text *property_packages(guint number);
guint property_packages_count(void);

struct wish {
    const char *name;
    enum request_aim aim;
    struct saying sayings[3]; /* as far as the first without a field */
};
const struct wish *property_wish(guint number);
guint property_wishes(void);

struct survey_text {
    const char *name;
    guint mark;
    gint recommend;
    const char *comment, *by; /* by NULL: there is no survey at all */
};
const struct survey_text *property_survey(guint number);
guint property_surveys(void);

struct request *property_request(guint wish);
struct survey *property_survey_reply(guint number);
struct draft *property_draft(guint mail);

/* --- the shop (property-shop.c) */

struct shop {
    struct forms *forms;
    struct business *business;
};
/* sofa: qty, fabric (legs, too, where velvet), 1250 EUR, 15 days, three departments; table: qty, 119.90 EUR, 5 days,
 * two. Work from Monday to Friday, 9:00 to 17:00, in Berlin, not on 25 and 26 December nor 1 January; orders from 15:00
 * on count for the next day. Rules as they are where the admin says nothing. */
void property_shop_open(struct shop *shop);
void property_shop_close(struct shop *shop);
void property_shop_grant(struct shop *shop, guint rights);

#define PROPERTY_START ((gint64)1795507200) /* Tuesday, 24 November 2026, 09:00 in Berlin */
struct order *property_order(const struct sequence *sequence);
char *property_dump(const struct order *order); /* all of it, to compare */

/* --- days, counted by hand (property-days.c): Julian, 0 is none */

guint32 day_of(gint64 instant);
guint32 day_parse(const char *iso); /* 0 when it is no date */
char *day_iso(guint32 day);
gboolean day_is_worked(guint32 day);
guint32 day_next_worked(guint32 day);     /* after it */
guint32 day_previous_worked(guint32 day); /* before it */
guint32 day_completion(gint64 now, guint lead_days);
gint64 day_midnight(guint32 day);
gint64 day_morning(guint32 day); /* when work begins on it, or on the next worked one */
gint64 day_working_minutes_after(gint64 instant, guint minutes);

/* --- the model until it is accepted (property-model.c) */

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
typedef struct model model_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(model_auto, model_free)

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
gboolean model_refuses(const struct model *model, const struct happening *happening);
void model_hear(struct model *model, const struct saying *saying);
const char *model_said(const struct model *model, guint item, const char *field);
gboolean model_complete(const struct model *model, gint64 now);
char *model_content(const struct model *model);

/* The first invariant that does not hold, in words, and with what was found; NULL when all do. To be freed. */
char *model_objection(const struct step_seen *seen);

/* --- playing (property-play.c, property-random.c) */

/* Of each state of an order, or of an accepted item: how often a kind of happening met it, and how often it was done. */
#define PROPERTY_STATES (PHASE_EXPIRED + ITEM_CANCELLED) /* ACCEPTED and OPEN are none */
#define PROPERTY_KINDS  (EVENT_TIMED + TIMER_COUNT)
struct tally {
    GHashTable *broken; /* names of invariants that were broken (borrowed); NULL: not wanted */
    guint reached[PROPERTY_STATES][PROPERTY_KINDS], done[PROPERTY_STATES][PROPERTY_KINDS];
};
guint property_kind(enum event_kind kind, enum timer_kind timer);
const char *property_kind_name(guint kind);
guint property_phase_state(enum order_phase phase); /* not for ACCEPTED */
guint property_item_state(enum item_state state);
const char *property_state_name(guint state);
/* Whether the diagram in step.c lets such a happening be done to an order or an item in this state. */
gboolean property_allowed(guint state, guint kind);

/* The invariant that the sequence breaks, to be freed, or NULL. */
char *property_play(struct shop *shop, const struct sequence *sequence, struct tally *tally);

/* Which invariants of the whole life are not among the broken ones; to be unreffed. */
GPtrArray *property_unbroken(GHashTable *broken);

/* The first of `count` random sequences that fails, cut down; NULL when none does. */
struct sequence *property_find(struct shop *shop, gboolean whole, guint32 seed, guint count, struct tally *tally,
                               guint *ret_played);
void property_tell(struct shop *shop, const struct sequence *sequence); /* prints it */

#endif
