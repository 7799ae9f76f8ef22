/* Carriers as the business configures them: their names, what their tracking numbers look like, and where one can be followed. */
#ifndef MO_ORDERS_CARRIER_H
#define MO_ORDERS_CARRIER_H

#include <glib.h>

#include "daemon/base/phrases.h"

/* How the last digit of a tracking number follows from the others. */
enum check_digit {
    CHECK_NONE,
    CHECK_UPS,   /* 1Z…: letters count (code - 63) mod 10, weights 1 and 2, modulo 10 */
    CHECK_S10,   /* UPU S10, RR123456785TR: weights 8 6 4 2 3 5 9 7, modulo 11 */
    CHECK_MOD10, /* GS1: weights 3 and 1 from the right, modulo 10 */
    CHECK_MOD7,  /* the number before it, modulo 7 (air waybills) */
    CHECK_MOD11, /* weights 1 3 7 from the right, modulo 11, then modulo 10 */
};
/* "ups", "s10", "mod10", …: the names in the configuration; "none". */
const char *check_digit_name(enum check_digit check);
gboolean check_digit_parse(const char *name, enum check_digit *ret_check);

struct tracking_pattern {
    char *pattern; /* '9' a digit, 'A' a letter, '*' either, anything else itself; letters are capitals */
    enum check_digit check;
};

struct carrier {
    char *id;
    struct phrases *names;
    GPtrArray *patterns; /* struct tracking_pattern; empty: any number is taken */
    char *link;          /* "https://…{tracking}"; NULL: there is none */
};

struct carrier *carrier_new(const char *id);
void carrier_free(struct carrier *carrier);
void carrier_add_pattern(struct carrier *carrier, const char *pattern, enum check_digit check);

/* The one meant by `text`: its id or one of its names, by match key; NULL when none or more than one is. `carriers`: array of
 * struct carrier; may be NULL. */
const struct carrier *carriers_find(const GPtrArray *carriers, const char *text);
const struct carrier *carriers_by_id(const GPtrArray *carriers, const char *id);

/* The only carrier with a pattern that has a check digit and fits, digit and all; NULL when there is none. */
const struct carrier *carriers_by_tracking(const GPtrArray *carriers, const char *tracking);

enum tracking_verdict {
    TRACKING_FITS,
    TRACKING_UNCHECKED,   /* the carrier is not known, or has no patterns */
    TRACKING_NO_PATTERN,  /* none of its patterns fits */
    TRACKING_WRONG_DIGIT, /* one fits but for its check digit: a typing error */
};
/* `tracking` as tracking_normal gives it; carrier NULL: not known. */
enum tracking_verdict carrier_check(const struct carrier *carrier, const char *tracking);

/* Where this parcel can be followed; NULL when the carrier has no link. To be freed. */
char *carrier_link(const struct carrier *carrier, const char *tracking);

/* Spaces, dashes and dots off, capitals. To be freed. */
char *tracking_normal(const char *text);

#endif
