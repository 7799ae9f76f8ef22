/* What a customer answers to a survey, or to the question whether it has arrived. Pure, as read.h. */
#ifndef MO_READ_SURVEY_H
#define MO_READ_SURVEY_H

#include <glib.h>

#include "daemon/orders/rules.h"
#include "parsers/decode/document.h"

struct survey_answer {
    char *question; /* its id */
    char *text;
};

struct survey_reading {
    guint mark;             /* 1 to 5; 0 none */
    gboolean mark_unclear;  /* one was meant, and it cannot be told which: "4.5", "3 or 4", "6" */
    gint recommend;         /* 0 to 10; -1 none */
    GPtrArray *answers;     /* struct survey_answer */
    char *comment;          /* their other words; NULL none */
    char *words;            /* all that they typed; "" nothing */
    gboolean opts_out;      /* no more such mails */
    gboolean arrived, not_arrived;
    gboolean says_more;    /* than whether it has arrived */
    gboolean unread;       /* a line of the form holds what cannot be read */
    gboolean wants_person; /* they ask something, or want to be called or helped */
};

struct survey_context {
    const GPtrArray *questions; /* struct question; NULL none */
    const char *sent_text;      /* text/plain body of the mail that is answered; NULL not known */
    gboolean asks_arrival;      /* that mail asked whether it has arrived: "yes" and "no" answer that */
};

/* Takes one answer of a form, by its label in any language: TRUE when the label is one of the survey's. */
gboolean survey_take(struct survey_reading *reading, const char *label, const char *value, const struct survey_context *context);
struct survey_reading *survey_reading_new(void);

/* Never NULL. A number in a sentence, a date, a phone number or a signature is no mark. */
struct survey_reading *survey_read(const struct document *document, const struct survey_context *context);
void survey_reading_free(struct survey_reading *reading);
typedef struct survey_reading survey_reading_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(survey_reading_auto, survey_reading_free)

#endif
