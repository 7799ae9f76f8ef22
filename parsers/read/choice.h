/* What choice.c (names of choices in words) and choice-boxes.c (lists to tick) share. */
#ifndef MO_READ_CHOICE_H
#define MO_READ_CHOICE_H

#include "parsers/read/kinds.h"
#include "parsers/read/tick.h"

/* A choice named in a match key. */
struct mention {
    const struct choice *choice;
    gsize start, length;
};

/* The longest name of the choice that stands in `key` at word borders, and its length; NULL when none does. */
const char *choice_mention(const struct choice *choice, const char *key, gsize *ret_length);

/* The choices named in `key`; a name inside a longer name ("oak" in "dark oak") does not count. Array of struct mention. */
GArray *choice_mentions(const struct field *field, const char *key);

/* Those mentioned are what the value could be. */
void choice_add_candidates(struct value *value, const GArray *mentions);

/* What is left of a key without what says nothing: "please", "made of", the field's own name ("keten kumaş"). To be freed. */
char *choice_plain(const struct value_request *request, const char *key);

/* "no velvet", "kadife olmasın", "ayaksız". */
gboolean choice_is_negated(const struct value_request *request, const char *key);

/* Sets the value from words without boxes. */
void choice_read_key(struct value *value, const struct value_request *request, const char *key);

/* Whether a part of the text begins, or ends, with the name of a choice of the field `data`: an option_named. */
gboolean choice_names_part(const char *part, gboolean at_end, const void *data);

/* "Oak / Walnut" with nothing else: the list itself, as it was printed. */
gboolean choice_is_whole_list(const struct field *field, const char *text);

/* Sets the value from a text with boxes. */
void choice_read_options(struct value *value, const struct value_request *request, const struct options *options);

#endif
