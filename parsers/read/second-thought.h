/* Words beside an order that take it back, put it off or say it otherwise: an order with them is not confirmed before a person has read them. */
#ifndef MO_READ_SECOND_THOUGHT_H
#define MO_READ_SECOND_THOUGHT_H

#include <glib.h>

/* Whether the line says such a thing: "please do not process it yet", "make it 3 instead of 2". */
gboolean second_thought_in(const char *line);

/* Whether it says such a thing, or may ask for more, or for some of it otherwise: "one more for my neighbour", "one of them", "only if". */
gboolean second_thought_or_more_in(const char *line);

#endif
