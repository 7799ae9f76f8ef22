/* Slips: what servers have accepted and the store may not know yet. A sender tells the desk of each mail that went out, and the desk's next commit
 * stores it; one that ends before that, and all that end with it, would take the news along. So a sender first notes it here, in a page of a file in
 * the state directory that supervisor, desk and senders share and that outlives each of them; a desk reads at its start what its forerunner's senders
 * noted. A power cut may lose the page: then these mails are in doubt, as one is whose server was not heard. */
#ifndef MO_PROCESS_SLIPS_H
#define MO_PROCESS_SLIPS_H

#include <glib.h>

struct slips;

/* Maps the file "accepted" in `state_dir`, and makes it when it is not there; what is forked afterwards shares it. NULL with `error` (G_FILE_ERROR):
 * goes without. */
struct slips *slips_open(const char *state_dir, GError **error);

/* Takes NULL. */
void slips_free(struct slips *slips);

/* Of sender `sender` (from 0): the mail `out` was accepted. Keeps as many of each sender as it can have in hand twice. NULL: does nothing. */
void slips_note(struct slips *slips, guint sender, gint64 out);

/* The desk's life in which these were noted, a number other than 0 (0: none), and the mails. gint64; to be freed. */
GArray *slips_read(const struct slips *slips, guint64 *ret_life);

/* All that is noted is stored: a new life begins. NULL: does nothing. */
void slips_begin(struct slips *slips, guint64 life);

#endif
