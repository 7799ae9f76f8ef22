/* How mail servers put it: the phrases and codes of reports written for people. */
#ifndef MO_READ_BOUNCE_WORDS_H
#define MO_READ_BOUNCE_WORDS_H

#include "parsers/read/bounce.h"

enum bounce_says {
    SAYS_DELAYED = 1 << 0,  /* it will be tried again */
    SAYS_FINAL = 1 << 1,    /* there is no such user; given up */
    SAYS_FAILED = 1 << 2,   /* could not be delivered: in warnings, too */
    SAYS_CODE_4 = 1 << 3,   /* 450, 4.2.2 */
    SAYS_CODE_5 = 1 << 4,   /* 550, 5.1.1 */
    SAYS_RETURNED = 1 << 5, /* a subject of a mail sent back */
    SAYS_REPORT = 1 << 6,   /* a subject of a report that does not say of what */
};

/* What a text of the server's own says; bits of enum bounce_says. */
guint bounce_text_says(const char *text);
guint bounce_subject_says(const char *subject);

/* All that was said, as one verdict. */
enum bounce_kind bounce_judge(guint says);

/* Whether the returned mail begins below this line of a plain text. */
gboolean bounce_copy_follows(const char *line);

#endif
