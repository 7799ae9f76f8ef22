/* Encoded words in header fields, RFC 2047. */
#ifndef MO_DECODE_WORDS_H
#define MO_DECODE_WORDS_H

#include <glib.h>

/* The value with its encoded words decoded, as UTF-8. Neighbouring words of one charset are decoded as one, since many
 * programs split characters between them. `value` is valid UTF-8; the result may hold controls that were hidden in
 * words. `ret_against` as in charset_decode. */
char *words_decode(const char *value, gboolean *ret_against);

/* The same, with each run of words written again as one word that is sure to be whole, clean UTF-8: for GMime, whose
 * parser of addresses and parameters must tell what was encoded from what was not, but decodes word by word. */
char *words_join(const char *value, gboolean *ret_against);

#endif
