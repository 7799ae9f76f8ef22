/* The standard form with nothing in it: as text, as a mailto: link, and as a page for the business's web site. */
#ifndef MO_RENDER_BLANK_H
#define MO_RENDER_BLANK_H

#include "daemon/render/letter.h"

struct blank_facts {
    const struct business *business;
    const struct forms *forms;
    const struct form *product; /* NULL: all of them */
    gint64 now;
};

/* The form in `language` (must be one of those loaded): subject and text of the mail that it makes, and the page. The text is
 * the one that the letter asking a customer to complete an order carries, and is read back as that is. */
gboolean blank_render(const struct templates *templates, const char *language, const struct blank_facts *facts,
                      struct rendered *ret_rendered, GError **error);

/* Subject and text alone, as a mailto: link of one line (RFC 6068). To be freed. */
char *blank_mailto(const char *address, const char *subject, const char *text);

/* The match keys of the lines that the form for all products prints in these languages: they say nothing of who sends them
 * back. A set of char *, to be unreffed. */
GHashTable *blank_lines(const struct templates *templates, const char *const *languages, const struct blank_facts *facts);

#endif
