/* What we sent, line by line, so that it can be told from what the customer wrote, however a mail program has wrapped,
 * joined or marked it. */
#ifndef MO_READ_SENT_H
#define MO_READ_SENT_H

#include <glib.h>

enum sent_match {
    SENT_NOT,  /* the line is not ours */
    SENT_LINE, /* it is, or begins, a line of ours */
    SENT_REST, /* it goes on where the line before it ended */
};

/* A line of an answer. */
struct sent_line {
    const char *text;      /* NULL: not to be looked for */
    enum sent_match match; /* found */
};

/* Finds the lines of `sent` among those of the answer (GArray of struct sent_line). They stand in the order in which we
 * sent them: a line of the customer's own that happens to be one of ours as well is not taken for it where it breaks
 * that order. Returns how many are ours. */
guint sent_find(const char *sent, GArray *lines);

/* A line without spaces, bullets and what mail programs add to links: what is compared. */
char *sent_trace(const char *line);

#endif
