/* The mails people get: which there are, what their templates may use, and their rendering to subject, text and HTML. */
#ifndef MO_RENDER_LETTER_H
#define MO_RENDER_LETTER_H

#include <glib.h>

#include "daemon/base/diagnostics.h"
#include "daemon/orders/business.h"
#include "daemon/orders/form.h"
#include "daemon/orders/order.h"

/* The name in brackets is the template's: templates/<language>/<name>.subject.txt, <name>.txt, <name>.html. */
enum letter {
    LETTER_COMPLETE,     /* complete-order: please complete; the form pre-filled, what is missing or wrong marked */
    LETTER_CONFIRMED,    /* order-confirmed: everything, order number, expected completion date, how to reach us */
    LETTER_RECEIVED,     /* order-received: complete, and looked at by a person before it is accepted */
    LETTER_DECLINED,     /* order-declined: a person said no; why, where told */
    LETTER_WORK,         /* department-work: one department's items, the expected date on top, the reply form */
    LETTER_REVIEW,       /* review: a mail that no rule could read, or that is left to a person, with the reason */
    LETTER_HELD,         /* order-held: an order that a person must decide on (price differs, likely duplicate) */
    LETTER_UNDELIVERED,  /* not-delivered: a mail of ours was refused; to the admin or the department */
    LETTER_COUNT
};
const char *letter_name(enum letter letter);
gboolean letter_parse(const char *name, enum letter *ret_letter);

/* A mail that a person must look at, for LETTER_REVIEW. */
struct letter_mail {
    const char *from, *subject; /* as written */
    gint64 arrived;             /* seconds UTC */
    const char *reason;         /* the journal's reason, English */
    const char *text;           /* its own words, cut */
};

/* A mail of ours that failed, for LETTER_UNDELIVERED. */
struct letter_failure {
    const char *recipient, *subject, *reply; /* the server's words */
};

/* What a letter is rendered from. What a letter does not need is NULL. */
struct letter_facts {
    const struct business *business;
    const struct forms *forms;
    const struct order *order;
    const struct department *department;   /* LETTER_WORK */
    const struct letter_mail *mail;        /* LETTER_REVIEW */
    const struct letter_failure *failure;  /* LETTER_UNDELIVERED */
    const char *note;                      /* words of a person to be passed on (why declined) */
    gboolean changed;                      /* this letter replaces an earlier one of its kind */
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

/* Renders one letter in `language` (must be one of those loaded). */
gboolean letter_render(const struct templates *templates, enum letter letter, const char *language,
                       const struct letter_facts *facts, struct rendered *ret_rendered, GError **error);

#endif
