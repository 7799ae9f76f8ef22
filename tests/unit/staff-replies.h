/* What staff of a furniture shop write, and what they mean. */
#ifndef MO_TESTS_STAFF_REPLIES_H
#define MO_TESTS_STAFF_REPLIES_H

#include <glib.h>

struct staff_reply {
    const char *text;
    const char *meant; /* as test-staff.c tells it; "?…": to be asked about; "?" alone: whatever the doubt */
    char state;        /* of the order, a sofa and a table: 0 or 'w' waiting, 's' shipped, 'p' the sofa alone shipped, with UPS, 'r' with a request,
                          'h' held; 'a': two like sofas and a table; 'b': a sofa, a table, another sort of sofa. Of a form: see there */
};

extern const struct staff_reply staff_replies[];
extern const guint staff_reply_count;

/* Written without knowledge of the reader. */
extern const struct staff_reply staff_unseen[];
extern const guint staff_unseen_count;
extern const struct staff_reply staff_unseen_more[];
extern const guint staff_unseen_more_count;
extern const struct staff_reply staff_unseen_last[];
extern const guint staff_unseen_last_count;
extern const struct staff_reply staff_unseen_fresh[];
extern const guint staff_unseen_fresh_count;
extern const struct staff_reply staff_unseen_again[];
extern const guint staff_unseen_again_count;
extern const struct staff_reply staff_unseen_third[];
extern const guint staff_unseen_third_count;
extern const struct staff_reply staff_unseen_fourth[];
extern const guint staff_unseen_fourth_count;
extern const struct staff_reply staff_unseen_fifth[];
extern const guint staff_unseen_fifth_count;
extern const struct staff_reply staff_unseen_sixth[];
extern const guint staff_unseen_sixth_count;
extern const struct staff_reply staff_unseen_seventh[];
extern const guint staff_unseen_seventh_count;
extern const struct staff_reply staff_unseen_forms[]; /* `state` 'f': filled in behind the labels; 'b': on lines below them */
extern const guint staff_unseen_form_count;

/* Written by somebody who did not know the reader, and tried only when it was thought to be done. */
extern const struct staff_reply staff_exam[];
extern const guint staff_exam_count;
extern const struct staff_reply staff_exam2[];
extern const guint staff_exam2_count;
extern const struct staff_reply staff_exam3[]; /* whole bodies, with the quote below */
extern const guint staff_exam3_count;
extern const struct staff_reply staff_exam3_bare[];
extern const guint staff_exam3_bare_count;
extern const struct staff_reply staff_exam4[]; /* the words of its reasons and notes don't count, only that there are some */
extern const guint staff_exam4_count;

/* A mail program: how it quotes our mail, and signs. */
struct staff_client {
    const char *name;
    gboolean marked; /* the quote has marks (or is indented, which the decoder counts the same) */
    const char *head, *signature;
};

extern const struct staff_client staff_clients[];
extern const guint staff_client_count;

#endif
