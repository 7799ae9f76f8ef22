/* Units of length, weight, area and volume, as ten languages write them. */
#ifndef MO_READ_UNIT_H
#define MO_READ_UNIT_H

#include <glib.h>

enum unit_kind { UNIT_LENGTH, UNIT_WEIGHT, UNIT_AREA, UNIT_VOLUME };

struct unit {
    const char *id;      /* lengths: those of daemon/orders/form.h */
    enum unit_kind kind;
    gint64 size;         /* in millionths of a centimetre, a gram, a square centimetre, a millilitre */
    const char *names;   /* match keys, separated by '|' */
};

/* The unit that a match key names; NULL when none. */
const struct unit *unit_find(const char *key);
const struct unit *unit_find_length(const char *key);

/* The unit whose name a text begins with, up to a word's end ("m²", "кв. м"); NULL when none. */
const struct unit *unit_at(const char *text, gsize *ret_length);

/* The unit in brackets at the end of a label: "Weight (kg)"; NULL when none. */
const struct unit *unit_of_label(const char *label);

/* An amount in millionths of one unit as millionths of another of its kind, rounded; FALSE when beyond what decimals hold. */
gboolean unit_convert(gint64 micro, const struct unit *from, const struct unit *to, gint64 *ret_micro);

#endif
