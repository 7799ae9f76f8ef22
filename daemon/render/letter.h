/* The mails people get: which there are, what their templates may use, and their rendering to subject, text and HTML. */
#ifndef MO_RENDER_LETTER_H
#define MO_RENDER_LETTER_H

#include <glib.h>

#include "daemon/base/diagnostics.h"
#include "daemon/orders/business.h"
#include "daemon/orders/form.h"
#include "daemon/orders/order.h"
#include "daemon/orders/policy.h"

/* The name in brackets is the template's: templates/<language>/<name>.subject.txt, <name>.txt, <name>.html. */
enum letter {
    LETTER_COMPLETE,     /* complete-order: please complete; the form pre-filled, what is missing or wrong marked */
    LETTER_CONFIRMED,    /* order-confirmed: everything, order number, expected completion date, how to reach us */
    LETTER_RECEIVED,     /* order-received: complete, and looked at by a person before it is accepted */
    LETTER_DECLINED,     /* order-declined: a person said no; why, where told */
    LETTER_WORK,         /* department-work: one department's items, the expected date on top, the reply form */
    LETTER_REVIEW,       /* review: a mail that no rule could read, or that is left to a person, with the reason */
    LETTER_REVIEW_SUMMARY, /* review-summary: several such mails, when there were too many for a letter each */
    LETTER_HELD,         /* order-held: an order that a person must decide on (price differs, likely duplicate) */
    LETTER_UNDELIVERED,  /* not-delivered: a mail of ours was refused; to the admin or the department */
    LETTER_CAPPED,       /* answers-capped: bounds on automatic mail were reached; to the admin */
    /* to customers: */
    LETTER_DELAYED,      /* order-delayed: old date, new date, reason, apology, what they can do */
    LETTER_SHIPPED,      /* order-shipped: carrier, tracking number and link, delivery date, which items, what is still to come */
    LETTER_DELIVERED,    /* order-delivered: staff said so; if it is not there, answer */
    LETTER_CORRECTED,    /* order-corrected: what was said of a shipment or a date was wrong; how it is now */
    LETTER_CANCELLED,    /* order-cancelled: which items, why, what remains */
    LETTER_NOTE,         /* order-note: words of staff marked as a note to the customer */
    LETTER_LATE,         /* order-late: not shipped yet, and it should have been; we have asked */
    LETTER_REMINDER,     /* order-reminder: the form again, kindly */
    LETTER_EXPIRED,      /* order-expired: we have laid it aside; an answer revives it */
    LETTER_FOLLOW_UP,    /* follow-up: some days after delivery; may ask first whether it has arrived */
    LETTER_SURVEY,       /* survey: mark, recommendation, questions; may ask first whether it has arrived */
    LETTER_SURVEY_REMINDER, /* survey-reminder: once */
    LETTER_SURVEY_UNCLEAR,  /* survey-unclear: the mark could not be read; which is it? */
    LETTER_THANKS,       /* survey-thanks */
    LETTER_STATUS,       /* order-status: state, dates, tracking */
    LETTER_REQUESTED,    /* request-received: your change or cancellation was passed on; what will happen */
    LETTER_REFUSED,      /* request-refused: it can't be done, why */
    LETTER_PASSED_ON,    /* passed-on: a person reads what you wrote */
    LETTER_ENCRYPTED,    /* encrypted-mail: we cannot read it; once more, please, in the clear; `order` NULL when it is about none */
    /* to departments: */
    LETTER_ASK_SIGN,     /* department-acknowledge: please tell us that you have it */
    LETTER_NUDGE,        /* department-nudge: due tomorrow, or today */
    LETTER_QUESTION,     /* department-question: the customer asks for a change or to cancel; do you agree? */
    LETTER_NEWS,         /* department-news: what another department or the customer changed */
    LETTER_TRANSCRIPT,   /* transcript: the answer to a staff mail */
    LETTER_REBUFF,       /* staff-refused: to the department's mailbox: somebody tried, and was not allowed to */
    /* to customer service and representatives: */
    LETTER_ALERT,        /* service-alert: late, bad mark, not arrived, bounced, request; with the order's history */
    LETTER_CALL_LIST,    /* call-list: whom to call this morning */
    LETTER_PLEASE_CALL,  /* please-call: news for a customer without e-mail, to the representative */
    LETTER_DIGEST,       /* digest: the week in figures */
    /* to whom alerts go, by another way than all others: */
    LETTER_WATCH,        /* watch-alert: something has stalled or is broken, and what to do */
    LETTER_WATCH_WELL,   /* watch-well: it is well again */
    LETTER_COUNT
};
const char *letter_name(enum letter letter);
gboolean letter_parse(const char *name, enum letter *ret_letter);

/* A mail that a person must look at, for LETTER_REVIEW. */
struct letter_mail {
    const char *from, *subject; /* as written */
    gint64 arrived;             /* seconds UTC */
    const char *why;            /* it is left to a person, by name (orders/refusal.h); NULL not known */
    const char *text;           /* its own words, cut */
    gint64 number;              /* LETTER_REVIEW_SUMMARY: as mailorder show mail calls it */
    const char *order;          /* LETTER_REVIEW_SUMMARY: the number of the order that it is about; NULL none */
    guint64 alike;              /* LETTER_REVIEW_SUMMARY: so many more came from there, for the same reason */
};

/* A bound on automatic mail that was reached, for LETTER_CAPPED. */
struct letter_breaker {
    enum policy_cap scope;
    const char *object;         /* address or domain; "" everybody */
    guint most;
    gint64 until;               /* seconds UTC */
};

/* What is not well, for LETTER_WATCH and LETTER_WATCH_WELL. */
struct letter_watch {
    const char *matter;  /* fetching, sending, handling, desk, disk, store or breaker */
    const char *mailbox; /* of fetching; NULL */
    const char *words;   /* one English line about the cause; NULL none is known */
    gint64 since;        /* seconds UTC */
};

/* A mail of ours that failed, for LETTER_UNDELIVERED. */
struct letter_failure {
    const char *recipient, *subject, *reply; /* the server's words */
};

/* What happened to the order, for the letters of its life: the effect's own facts (orders/step.h). */
struct letter_news {
    const struct order *before;    /* the order before it; NULL not needed: NEWS, TRANSCRIPT, changed WORK */
    const GArray *items;           /* guint: the items meant; NULL all */
    const GArray *consignments;    /* guint: the consignments meant; NULL none */
    const char *old_date, *date;   /* ISO; NULL none */
    const char *words;             /* a reason, a note, what could not be read; NULL none */
    const char *refusal;           /* REFUSED: why, by the name of our own reason (orders/refusal.h); NULL none */
    gboolean asks_arrival;         /* FOLLOW_UP, SURVEY, SURVEY_REMINDER: nobody said that it arrived */
    gboolean asked;                /* CONFIRMED, COMPLETE: what the customer asked beside the order went to a person */
    gboolean due_today;            /* NUDGE: today, else on the next working day */
    gboolean untold;               /* the alert that it is late: the customer has not been told */
};

/* The answer to a staff mail. */
struct letter_transcript_line {
    const char *text;              /* as they wrote it */
    gboolean understood;
};

enum letter_verdict {
    VERDICT_DONE,                  /* all that was understood was done */
    VERDICT_ASKED,                 /* nothing was done: `doubt` is to be answered */
    VERDICT_REFUSED,               /* nothing was done: `refusal` */
    VERDICT_UNDONE,                /* the `undo` took it back */
    VERDICT_STATUS,                /* only asked how things are */
    VERDICT_NOTHING,               /* no command in it */
};

struct letter_transcript {
    enum letter_verdict verdict;
    const GPtrArray *lines;        /* struct letter_transcript_line */
    const char *doubt;             /* "no-date", "tracking-digit", …: name of what is asked (parsers/read/staff.h); NULL none */
    const char *doubt_text;        /* the words it is about; NULL */
    const char *refusal;           /* its name (orders/refusal.h); NULL none */
    const GPtrArray *told;         /* char *: letter names that the customer gets because of it; may be empty */
    const char *told_whom;         /* the customer's address, or the representative's; NULL nobody */
    gint64 held_until;             /* they go out then, unless `undo` comes; 0: they went out at once */
};

/* A row of the order's journal. */
struct letter_event {
    gint64 when;
    const char *who, *what, *detail; /* the journal's words; `detail` may be NULL */
};

/* Why customer service is alerted. */
enum letter_alert { ALERT_LATE, ALERT_MARK, ALERT_NOT_ARRIVED, ALERT_BOUNCED, ALERT_REQUEST, ALERT_ASKED, ALERT_UNATTENDED };

/* A row of the call list. */
struct letter_call {
    const struct order *order;     /* with survey, customer's name and phone */
    const char *why;               /* "bad-mark", "no-answer", "first-order", "big-order" */
};

struct report;
struct report_words;
struct rendered;

/* What a letter is rendered from. What a letter does not need is NULL. */
struct letter_facts {
    const struct business *business;
    const struct forms *forms;
    const struct order *order;
    const struct department *department;   /* LETTER_WORK */
    const struct letter_mail *mail;        /* LETTER_REVIEW */
    const GPtrArray *mails;                /* LETTER_REVIEW_SUMMARY: struct letter_mail */
    guint64 unlisted;                      /* LETTER_REVIEW_SUMMARY: so many more are not among `mails` */
    const struct letter_failure *failure;  /* LETTER_UNDELIVERED */
    const struct letter_watch *watch;      /* LETTER_WATCH, LETTER_WATCH_WELL */
    const GPtrArray *breakers;             /* LETTER_CAPPED: struct letter_breaker */
    const char *note;                      /* words of a person to be passed on (why declined) */
    gboolean unreachable;                  /* LETTER_PLEASE_CALL: the customer has an address, and mail to it comes back */
    gboolean changed;                      /* this letter replaces an earlier one of its kind */
    const struct letter_news *news;
    const struct letter_transcript *transcript; /* LETTER_TRANSCRIPT; `order` NULL when it is about none */
    enum letter_alert alert;               /* LETTER_ALERT */
    const GPtrArray *history;              /* LETTER_ALERT: struct letter_event, oldest first */
    const GPtrArray *calls;                /* LETTER_CALL_LIST: struct letter_call */
    const struct rendered *enclosed;       /* LETTER_PLEASE_CALL: what the customer would have got */
    const struct report *report;           /* LETTER_DIGEST (daemon/orders/report.h) */
    const struct report_words *report_words; /* LETTER_DIGEST: its language's (daemon/render/report-words.h) */
    const char *offender;                  /* LETTER_REBUFF: who tried */
    const char *refusal;                   /* LETTER_REBUFF: why not, by name (orders/refusal.h) */
    gint64 now;
};

struct rendered {
    char *subject;   /* one line */
    char *text;      /* LF line ends, lines wrapped by the template, never by us */
    char *html;      /* NULL when the template has no .html */
};
void rendered_clear(struct rendered *rendered);

struct templates;

/* Loads each letter in each language: the admin's own folder first (NULL: none), else the stock one; compiles it and checks
 * every name in it against what that letter may use. All mistakes go to `diagnostics`, with file and line; NULL when there
 * was one. */
struct templates *templates_load(const char *own_folder, const char *stock_folder, const char *const *languages,
                                 struct diagnostics *diagnostics);
void templates_free(struct templates *templates);
typedef struct templates templates_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(templates_auto, templates_free)

#define RENDER_ERROR (render_error_quark())
GQuark render_error_quark(void);
enum render_error {
    RENDER_ERROR_TEMPLATE, /* the text names file and line */
    RENDER_ERROR_SIZE,     /* more than BOUND_RENDERED, or sections inside one another too deep */
    RENDER_ERROR_COMPOSE,  /* the message could not be put together */
};

/* One word of the template report-words: what stands in its section `group`.`id`, on one line; "" where there is none. To be freed. */
char *templates_word(const struct templates *templates, const char *language, const char *group, const char *id);

/* Renders one letter in `language` (must be one of those loaded). */
gboolean letter_render(const struct templates *templates, enum letter letter, const char *language,
                       const struct letter_facts *facts, struct rendered *ret_rendered, GError **error);

#endif
