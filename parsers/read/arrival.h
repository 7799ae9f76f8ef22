/* Whether it has arrived, and whether they want no more such mails, in people's own words. Pure, as read.h. */
#ifndef MO_READ_ARRIVAL_H
#define MO_READ_ARRIVAL_H

#include <glib.h>

#include "parsers/read/said.h"

enum arrival {
    ARRIVAL_NOT_TOLD,
    ARRIVAL_YES,
    ARRIVAL_NO, /* or not all of it */
};

/* `asked`: our mail asked it. Else a bare "no" answers something else, and only "it never arrived" counts. */
enum arrival arrival_read(const GPtrArray *sentences, gboolean asked);

/* Whether they say nothing else but that it has, and thanks. */
gboolean arrival_is_all(const GPtrArray *sentences);

/* "unsubscribe", "no more surveys", "beni listeden çıkarın"; not "don't stop sending". */
gboolean opt_out_read(const GPtrArray *sentences);

#endif
