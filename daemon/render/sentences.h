/* What our letters say word for word, so that such a letter is known when somebody else's order desk sends it to us. */
#ifndef MO_RENDER_SENTENCES_H
#define MO_RENDER_SENTENCES_H

#include "daemon/render/letter.h"

/* The match keys of the long lines that stand in the letters' texts without a value in them, in these languages; not those of the blank form
 * alone, which customers fill in. A set of char *, to be unreffed. */
GHashTable *templates_sentences(const struct templates *templates, const char *const *languages);

#endif
