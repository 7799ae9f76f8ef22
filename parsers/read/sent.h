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

struct sent;
struct sent *sent_new(const char *text);
void sent_free(struct sent *sent);
typedef struct sent sent_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sent_auto, sent_free)

/* To be asked in the order of the answer's lines. */
enum sent_match sent_match(struct sent *sent, const char *line);

/* A line without spaces, bullets and what mail programs add to links: what is compared. */
char *sent_trace(const char *line);

#endif
