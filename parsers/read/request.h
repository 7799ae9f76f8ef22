/* What a customer wants who writes about an accepted order in their own words. Pure, as read.h. */
#ifndef MO_READ_REQUEST_H
#define MO_READ_REQUEST_H

#include <glib.h>

#include "parsers/decode/document.h"
#include "parsers/read/said.h"

enum request_kind {
    REQUEST_NONE,   /* nothing, or only thanks */
    REQUEST_STATUS, /* how it stands, where it is */
    REQUEST_CANCEL,
    REQUEST_OTHER,  /* a person must read it */
};

struct request_reading {
    enum request_kind kind;
    char *words; /* their own, cut; "" when there are none */
    gboolean praises; /* "excellent!": more than thanks */
};

/* `sent_text`: text/plain body of the mail that is answered; NULL not known. */
struct request_reading request_read(const struct document *document, const char *sent_text);
/* Whether a sentence says nothing but thanks and the like, and words of `more` (patterns, NULL-terminated). */
gboolean request_is_polite(const struct sentence *sentence, const char *const *more);
void request_reading_clear(struct request_reading *reading);

#endif
