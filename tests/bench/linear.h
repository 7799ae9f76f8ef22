/* The shapes of input that tests/bench/linear.c measures. */
#ifndef MO_TESTS_BENCH_LINEAR_H
#define MO_TESTS_BENCH_LINEAR_H

#include <glib.h>

/* Who reads it, and what the text is: all of the mail, but for MEASURE_SHEET (the rows of a spreadsheet), MEASURE_STRINGS (its shared strings) and
 * MEASURE_PAGE (what pdftotext wrote), which are read as orders. */
enum measured { MEASURE_ORDER, MEASURE_REPLY, MEASURE_STAFF, MEASURE_BOUNCE, MEASURE_SHEET, MEASURE_STRINGS, MEASURE_PAGE };

/* head, then `unit` as often as the size takes ('#' becomes its number), then `closing` as often (NULL: nothing), then tail. */
struct shape {
    const char *parser, *name;
    enum measured measured;
    gsize most;            /* bytes: the bound of this input, or as near as makes sense */
    const char *head, *unit, *closing, *tail;
};

/* Ends with parser NULL. */
extern const struct shape shapes[];

/* A mail with a spreadsheet whose sheet, or shared strings, are `text`. */
GString *workbook_mail(const GString *text, gboolean strings);

/* What was sent, where the shape answers a mail. */
extern const char sent_letter[];

#endif
