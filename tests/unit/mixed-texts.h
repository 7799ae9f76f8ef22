/* Texts that nobody wrote, of words that people did: parts of known replies, cut anywhere and joined anyhow. */
#ifndef MO_TESTS_MIXED_TEXTS_H
#define MO_TESTS_MIXED_TEXTS_H

#include <glib.h>

struct mixer {
    GPtrArray *texts; /* const char *, borrowed */
    GRand *random;
};

void mixer_init(struct mixer *mixer, guint32 seed);
void mixer_clear(struct mixer *mixer);
void mixer_add(struct mixer *mixer, const char *text);

/* One to three parts, with words dropped, doubled or moved between them; to be freed. The same seed makes the same texts. */
char *mixer_next(struct mixer *mixer);

/* So many of them; MAILORDER_TEST_ROUNDS=50 makes fifty times as many. */
guint mixer_rounds(guint usual);

/* The text written otherwise, and yet the same to a reader: blanks at ends of lines, empty lines around. To be freed. */
char *mixer_same(const char *text);

#endif
