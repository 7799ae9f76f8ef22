/* Slips: what servers have accepted and the store may not know yet. A sender tells the desk of each mail that went out, and the desk's next commit
 * stores it; a desk that ends before that would take the news along. So a sender first notes it here, in a file of the state directory that outlives
 * all processes; a desk reads at its start what its forerunner's senders noted. A power cut may lose it, or a part of it: then these mails are in doubt,
 * as one is whose server was not heard. All functions take -1 for a file that could not be opened, and do nothing. */
#ifndef MO_PROCESS_SLIPS_H
#define MO_PROCESS_SLIPS_H

#include <glib.h>

/* Opens the file "accepted" in `state_dir`, for the desk and all senders, and makes it when it is not there. The descriptor; -1 with `error`
 * (G_FILE_ERROR). */
int slips_open(const char *state_dir, GError **error);

/* A sender's: its descriptor and its number (from 0) are set, the rest is zero at first. */
struct slip_writer {
    int fd;
    guint sender;
    guint64 life;   /* the desk's; 0: not looked for yet */
    guint64 number; /* of the next slip */
};

/* The mail `out` was accepted. Of each sender the last 60 are kept, where sixteen can be in its hand; where it cannot be written, the mail is in doubt
 * if the desk ends now. */
void slips_note(struct slip_writer *writer, gint64 out);

/* The desk's life in which these were noted, a number other than 0 (0: none), and the mails. gint64; to be freed. */
GArray *slips_read(int fd, guint64 *ret_life);

/* Whether the mail was noted in that life. */
gboolean slips_have(int fd, guint64 life, gint64 out);

/* What is noted is stored: all slips are emptied, and those of a new life begin. FALSE: it cannot be written, and nothing that is noted in this life
 * will be believed. */
gboolean slips_begin(int fd, guint64 life);

#endif
