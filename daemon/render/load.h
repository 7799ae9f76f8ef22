/* Template files of one language: found, compiled, checked. Used by letter.c and blank.c. */
#ifndef MO_RENDER_LOAD_H
#define MO_RENDER_LOAD_H

#include <glib.h>

#include "daemon/base/diagnostics.h"
#include "daemon/render/document-words.h"
#include "daemon/render/letter.h"
#include "daemon/render/mustache.h"

struct letter_templates {
    struct mustache *subject, *text;
    struct mustache *html; /* NULL: the letter is text alone */
};

struct language_templates {
    struct letter_templates letters[LETTER_COUNT];
    struct letter_templates blank;             /* the blank form: text, and as a page */
    struct mustache *report_words;             /* a word a section, for reports */
    struct document_words *document_words;     /* what is said of a document that cannot be taken */
    GPtrArray *partials;                       /* struct mustache, all of them */
    GHashTable *text_partials, *html_partials; /* name to one of them */
};

struct load {
    const char *own_folder; /* the admin's; NULL: none */
    const char *stock_folder;
    const char *language;
    struct diagnostics *diagnostics;
};

/* Never NULL; what could not be loaded is NULL in it and stands in the diagnostics. */
struct language_templates *language_templates_load(const struct load *load);
void language_templates_free(struct language_templates *all);

/* Says what lies in the admin's folder beside those of the languages, and would never be used. */
void own_folder_check(const struct load *load);

/* A file that all languages share; NULL after a diagnostic. To be freed. */
char *shared_file_load(const struct load *load, const char *name);

/* What templates_load has loaded: of one language (NULL: not loaded), and the page's script and style. */
const struct language_templates *templates_in(const struct templates *templates, const char *language);
const char *templates_script(const struct templates *templates);
const char *templates_style(const struct templates *templates);
/* Where a part of a template has nothing to say, the empty lines around it become one. */
void rendered_join_lines(char *text);

#endif
