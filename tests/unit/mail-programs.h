/* Replies as eight mail programs make them: what was typed, the program's signature, its way of quoting. */
#ifndef MO_TESTS_MAIL_PROGRAMS_H
#define MO_TESTS_MAIL_PROGRAMS_H

#include "parsers/decode/document.h"

enum mail_program {
    PROGRAM_GMAIL,
    PROGRAM_OUTLOOK,
    PROGRAM_OUTLOOK_MOBILE,
    PROGRAM_APPLE,
    PROGRAM_IOS,
    PROGRAM_THUNDERBIRD, /* types below the quote */
    PROGRAM_YAHOO,
    PROGRAM_K9,
    PROGRAM_COUNT
};

/* The mail that is answered, and who answers it. */
struct mail_answered {
    const char *subject, *text;
    const char *to;          /* "Warehouse <warehouse@example.com>" */
    const char *name, *line; /* the signature: a name, and what stands below it */
};

struct document *mail_program_reply(enum mail_program program, const struct mail_answered *answered, const char *typed);

/* The lines of "Label: value" filled in where they stand, within the quote, with quoting marks or without; `below`: on lines of
 * their own below the labels. */
struct document *mail_program_filled(gboolean marked, gboolean below, const struct mail_answered *answered, const char *fills);

/* Adds the text's lines, all quoted so deep. */
void mail_put_lines(struct document_block *block, guint quote, const char *text);

#endif
