/* What a written label wears besides its words: an item's number, a unit, a hint in brackets. */
#ifndef MO_READ_LABEL_STRIP_H
#define MO_READ_LABEL_STRIP_H

#include "parsers/read/label.h"

/* Each takes one thing off, notes it in `match`, and is FALSE when there was nothing. */

/* Of a match key: "fabric 2" -> "fabric", 2; "width in cm" -> "width", "cm". */
gboolean label_strip_tail(char *key, struct label_match *match);

/* Of a match key: "item 2 fabric" -> "fabric", 2; "1 fabric", a numbered list, -> "fabric"; but "2 pieces" is a count. "choose a fabric" as well. */
gboolean label_strip_head(char *key, struct label_match *match);

/* Of a match key: "fabric type", "choice of fabric", "kumas turu" -> "fabric", "kumas". It means the same of a field with choices alone: "customer type"
 * asks for no customer. Notes nothing. */
gboolean label_strip_kind(char *key);

/* Of the text as written: "Width (cm)*" -> "Width", "cm"; a hint in brackets goes without a trace. */
gboolean label_strip_brackets(char *text, struct label_match *match);

/* "telefonum" -> "telefon": what may be left of a Turkish key without the ending that says whose it is; NULL behind the last. To be freed. */
char *label_stem(const char *key, guint nth);
gboolean label_is_turkish(const struct label *label);

/* "3 seats" is what is chosen, not the third label. */
gboolean label_match_is_choice(const struct label_match *match, const char *text);

#endif
