/* Mails as files, each beside what it should be read as: the road from bytes to a validated order, in tests/corpus/shop. */
#ifndef MO_TESTS_CORPUS_H
#define MO_TESTS_CORPUS_H

#include <glib.h>

struct corpus;

/* The business that the mails are sent to; the test fails when its files have a mistake. */
struct corpus *corpus_open(void);
void corpus_close(struct corpus *corpus);

/* Paths of the inputs in tests/corpus/FOLDER, sorted: every file that is not an expected result or part of another input. */
GPtrArray *corpus_inputs(const char *folder);

/* What the input reads as:
 *
 *   order                                 one a draft; "no order" for none
 *     answered: ayla@example.com (form)   mails with a header of their own (.eml): who is answered, through which source; else why none is
 *     name: Ayla Demir                    values of the order as such
 *     item 1: sofa SOFA-3                 form and SKU, "-" for an unknown product
 *       fabric: linen (guessed: Linnen)   a value understood through a guess, with what was written
 *       legs: ! conflict "oak" (oak | walnut)    a value that is none, its text and what it could be
 *       ! missing qty                     what keeps the order from being complete, besides
 *     ! gap-in-numbers: Fabric 2          of the form as such
 *     unread: Please ring twice.          what nothing understood, for a person
 *     held: for its words               among them are some that may change or stop the order
 *   aside: Sent from my phone             signatures and the like, which count for nothing and are shown
 *
 * .eml is a whole mail, .txt and .html are a mail's body, anything else is a file attached to an empty mail. A .txt may hold several mails,
 * parted by lines "%%", and so may then its result. NAME.reply.txt, or NAME.reply.eml as a whole mail, answers NAME.sent.txt,
 * which was sent about the order in NAME.first.txt. */
char *corpus_told(const struct corpus *corpus, const char *path);

/* Compares with the expected result beside it, and prints both when they differ. */
gboolean corpus_check(const struct corpus *corpus, const char *path);

#endif
