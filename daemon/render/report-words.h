/* A report's words in one language: its titles, and the names of what is counted. They stand in the template report-words. */
#ifndef MO_RENDER_REPORT_WORDS_H
#define MO_RENDER_REPORT_WORDS_H

#include "daemon/orders/business.h"
#include "daemon/orders/form.h"
#include "daemon/render/letter.h"

/* Borrowed. */
struct report_words {
    const struct templates *templates;
    const char *language;
    const struct forms *forms;
    const struct business *business;
};

/* What a table's cell names. */
enum report_kind {
    REPORT_RAW, /* a person's words, a mark */
    REPORT_STATE,
    REPORT_PRODUCT,
    REPORT_FIELD,
    REPORT_FAULT,
    REPORT_PROMISE,
    REPORT_DEPARTMENT,
    REPORT_LETTER,
};

/* The word of that id in a group of the template ("title", "fact", "heading", "say", …); the id itself where there is none. To be
 * freed. */
char *report_word(const struct report_words *words, const char *group, const char *id);
/* What a cell shows: one harmless line. To be freed. */
char *report_name(const struct report_words *words, enum report_kind kind, const char *key);

#endif
