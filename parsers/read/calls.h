/* What a representative heard on the telephone, typed behind the orders of the call list. Pure, as read.h. */
#ifndef MO_READ_CALLS_H
#define MO_READ_CALLS_H

#include <glib.h>

#include "parsers/decode/document.h"

struct call_result {
    char *order;          /* its number, as our list has it */
    guint mark;           /* 1 to 5; 0 none */
    char *words;          /* NULL none */
    gboolean call_again;
    gboolean not_reached;
};
void call_result_free(struct call_result *result);

/* Array of struct call_result with something in each: lines such as "EH-1001: 4, happy, call again in May", and the list's own
 * lines Mark, Words and Call again, filled in. `prefix`: of order numbers. `sent_text`: the list as we sent it, whose customers may
 * be called by name as well, and no others count; NULL not known. To be unreffed. */
GPtrArray *calls_read(const struct document *document, const char *prefix, const char *sent_text);

#endif
