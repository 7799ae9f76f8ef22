/* What staff write in answer to our mails: commands, in the form we printed or in their own words. Pure, as read.h. */
#ifndef MO_READ_STAFF_H
#define MO_READ_STAFF_H

#include <glib.h>

#include "daemon/orders/calendar.h"
#include "daemon/orders/carrier.h"
#include "daemon/orders/form.h"
#include "daemon/orders/order.h"
#include "parsers/decode/document.h"

enum staff_verb {
    /* a department's, or customer service's: */
    STAFF_ACKNOWLEDGE, /* they have it, or work on it */
    STAFF_DELAY,       /* `date`: the new completion date; `reason` */
    STAFF_SHIP,        /* `packages`; `date`: expected delivery */
    STAFF_DELIVER,
    STAFF_CORRECT,     /* `packages` and `date` of a shipment, `new_date` of completion */
    STAFF_CANCEL,      /* `reason` */
    STAFF_NOTE,        /* `note`: to the customer */
    STAFF_STATUS,
    STAFF_UNDO,
    STAFF_AGREE,       /* to the customer's request */
    STAFF_REFUSE,      /* the same; `reason` */
    /* the reviewing person's: */
    STAFF_ACCEPT,      /* the order that was held or received */
    STAFF_DECLINE,     /* the same; `reason` */
    STAFF_ORDER,       /* the mail is an order: read it as one, whatever the rules said */
    STAFF_IGNORE,
    STAFF_SPAM,
    STAFF_WRITE_AGAIN, /* the customer's address works again */
    STAFF_VERB_COUNT   /* how many there are; never a value */
};
const char *staff_verb_name(enum staff_verb verb); /* "acknowledge", "delay", …: for the journal */

struct staff_package {
    char *carrier;      /* id in the carriers' file; NULL: not one of them, or not said */
    char *carrier_text; /* as written; NULL: not said */
    char *tracking;     /* as tracking_normal gives it; NULL: none */
    enum tracking_verdict verdict;
};

struct staff_command {
    enum staff_verb verb;
    GArray *items;       /* guint: item numbers; empty: not said, so all that are open to it. Never NULL */
    GPtrArray *packages; /* struct staff_package; SHIP and CORRECT. Never NULL */
    char *date;          /* ISO; NULL none */
    char *new_date;      /* ISO; CORRECT only; NULL none */
    char *reason;        /* DELAY, CANCEL, DECLINE, REFUSE; NULL none */
    char *note;          /* NOTE; never empty there, NULL elsewhere */
};

/* Why nothing is done. What is in doubt is never a command: it is asked about. Later ones are graver. */
enum staff_doubt {
    DOUBT_NONE,
    DOUBT_NOTHING,          /* words, but no command */
    DOUBT_QUOTED_ONLY,      /* the command stands only in quoted text */
    DOUBT_UNCERTAIN,        /* may, will, should, a question, a condition */
    DOUBT_NEGATED,          /* "not shipped yet" */
    DOUBT_NO_DATE,          /* delayed, but until when? */
    DOUBT_DATE_PAST,
    DOUBT_DATE_AMBIGUOUS,   /* 03/12: third of December, or twelfth of March? */
    DOUBT_DATE_UNREADABLE,
    DOUBT_TRACKING_PATTERN, /* fits none of the carrier's patterns */
    DOUBT_TRACKING_DIGIT,   /* wrong check digit */
    DOUBT_ITEM_UNKNOWN,
    DOUBT_CONTRADICTION,    /* two commands that cannot both be meant */
    DOUBT_COUNT             /* how many there are; never a value */
};
const char *staff_doubt_name(enum staff_doubt doubt); /* "no-date", "tracking-digit", …: as the templates know it */

struct staff_line {
    char *text;          /* as written */
    gboolean understood; /* it is part of a command, or needs none: a greeting, thanks */
};

struct staff_reading {
    GPtrArray *commands; /* struct staff_command, in the order in which they are to be done; empty when in doubt */
    GPtrArray *lines;    /* struct staff_line: each line of their own that is not empty, in order, at most 100 */
    enum staff_doubt doubt; /* the gravest */
    char *doubt_text;    /* the words it is about; NULL none */
    gboolean forwarded;  /* they sent our mail on: not a reply, so no commands */
};

/* Nothing in it is owned or changed. */
struct staff_context {
    const char *const *languages;  /* in use, default first, NULL-terminated */
    const char *language;          /* the department's: for dates such as 3/12; NULL not known */
    GDate today;                   /* in the business's time zone, on the day the mail arrived */
    const struct calendar *calendar; /* whose working days are counted; NULL: then they are asked about */
    const GPtrArray *carriers;     /* struct carrier */
    const GPtrArray *phrases;      /* struct staff_phrase: the business's own words; NULL none */
    const struct order *order;     /* NULL: the mail is about none (a mail under review) */
    const struct forms *forms;
    const char *sent_text;         /* text/plain body of the mail of ours that is answered; NULL not known */
    gboolean reviewing;            /* the reviewing person's verbs count too; only then */
    gboolean asked;                /* the mail that is answered asks whether they agree: a yes is one to that */
};

/* Reads a reply of staff. Never NULL. */
struct staff_reading *staff_read(const struct document *document, const struct staff_context *context);
void staff_command_free(struct staff_command *command);
void staff_reading_free(struct staff_reading *reading);
typedef struct staff_reading staff_reading_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(staff_reading_auto, staff_reading_free)

#endif
