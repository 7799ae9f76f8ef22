/* A mark from 1 to 5 and a recommendation from 0 to 10, in people's own words. Pure, as read.h. */
#ifndef MO_READ_MARK_H
#define MO_READ_MARK_H

#include <glib.h>

#include "parsers/read/said.h"

struct mark_reading {
    guint mark;       /* 1 to 5; 0 none */
    gboolean unclear; /* one was meant, and it cannot be told which */
    gboolean weak;    /* unclear, and perhaps none was meant at all */
    gint recommend;   /* 0 to 10; -1 none */
};

/* `opens`: the first sentence is the first thing they say; a number that it begins with is the answer. */
struct mark_reading mark_read(const GPtrArray *sentences, gboolean opens);

/* What stands behind "Mark:" and "Would you recommend us:". */
struct mark_reading mark_read_value(const char *value);
gint mark_read_recommendation(const char *value);

#endif
