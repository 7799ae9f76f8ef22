/* What X12 and EDIFACT share: segments of elements of components, told apart by separators that each file declares. */
#ifndef MO_DECODE_EDI_H
#define MO_DECODE_EDI_H

#include "parsers/decode/formats.h"

struct edi_syntax {
    char component, element, terminator;
    char release; /* before a separator that is meant as a character; 0: there is none */
    char mark;    /* before a number's fraction */
};

struct edi_segment {
    guint number;        /* in the file, from 1 */
    GPtrArray *elements; /* GStrv of components; the first is the tag */
};

/* The file's text cut up; white space around segments is dropped. Array of struct edi_segment, at most BOUND_SEGMENTS (then *ret_cut). */
GPtrArray *edi_segments(const char *text, const struct edi_syntax *syntax, gboolean *ret_cut);

/* A file's bytes as UTF-8 without BOM and white space in front; `charset` is what the file itself declares, or NULL. */
char *edi_text(const struct file *file, const char *charset);

const char *edi_tag(const struct edi_segment *segment);
gboolean edi_is(const struct edi_segment *segment, const char *tag);
/* Component `component` (from 0) of element `element` (the tag is 0); "" when it is not there. */
const char *edi_get(const struct edi_segment *segment, guint element, guint component);
/* All components of an element, joined by `glue`. */
char *edi_join(const struct edi_segment *segment, guint element, const char *glue);

/* Where the message that begins at `from` ends: at its `end`, else before the first segment of another's beginning or of what is around it
 * (`others`, NULL-terminated), else at the last. */
guint edi_end(const GPtrArray *segments, guint from, const char *end, const char *const *others);

/* The index of the next segment `tag` behind `from`; how many segments there are when there is none. */
guint edi_next(const GPtrArray *segments, guint from, const char *tag);

/* "20261231", or what begins so, as ISO; with six digits the century is ours. NULL when it is no date. */
char *edi_date(const char *text);

/* What is measured, by the code that both standards have for it ("WD": "Width"); the code itself where it is not known. */
const char *edi_measured(const char *code);

/* Words of one line, those that are "" left out, joined by ", ". To be freed; the list ends with NULL. */
char *edi_words(const char *first, ...) G_GNUC_NULL_TERMINATED;

/* Adds a line to an address, or any text of several lines, being built. */
void edi_add_line(GString *lines, const char *text);

/* A problem of one segment. */
void edi_problem_add(struct business_order *order, gboolean fatal, const char *rule, const char *found, const char *wanted, const struct file *file,
                     const struct edi_segment *segment);

/* A count that the sender wrote against what is there. `place` is where it stands. */
void edi_check_count(struct business_order *order, const char *rule, const char *written, guint found, const char *what, const struct file *file,
                     const struct edi_segment *segment);

#endif
