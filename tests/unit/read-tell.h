/* For tests of reading: a mail from a text, and what was read of it as one line. */
#ifndef MO_TESTS_READ_TELL_H
#define MO_TESTS_READ_TELL_H

#include "parsers/read/read.h"

/* A mail whose body is `text`; leading ">" become quoting depth. */
struct document *mail_of(const char *text);

/* Each draft as "[1 sofa SOFA-3] qty=2 fabric~linen [order] name=Ayla !gap-in-numbers(Fabric 2)": "=" given, "~"
 * guessed, ":" with a fault and its candidates. Several drafts are parted by " // ". */
char *reading_told(const struct reading *reading);

#endif
