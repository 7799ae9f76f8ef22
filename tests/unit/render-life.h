/* The letters of an order's life as a reader may meet each: what happened, in every shape that the templates tell apart. */
#ifndef MO_TESTS_RENDER_LIFE_H
#define MO_TESTS_RENDER_LIFE_H

#include "daemon/render/letter.h"

/* Calls `show` with each sample: its name, its letter, and its facts, which last as long as the call. FALSE as soon as one does. */
typedef gboolean (*render_life_show)(const char *name, enum letter letter, const struct letter_facts *facts, gpointer data);
gboolean render_life_each(const struct templates *templates, struct business *business, const struct forms *forms, const char *language,
                          render_life_show show, gpointer data);

#endif
