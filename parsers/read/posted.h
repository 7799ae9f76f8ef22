/* What an on-line survey system mails to us for a customer who answered there: labels and values, one answer or a table of them. Pure,
 * as read.h. */
#ifndef MO_READ_POSTED_H
#define MO_READ_POSTED_H

#include "parsers/read/survey.h"

struct posted {
    char *token;                     /* the order's, as it stood in the survey's address; NULL: none is named */
    struct survey_reading *reading;
};

/* Array of struct posted, to be unreffed; those that say nothing are left out. `questions` as in struct survey_context. */
GPtrArray *posted_read(const struct document *document, const GPtrArray *questions);

#endif
