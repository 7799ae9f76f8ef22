/* Which lines of a body its sender typed, and which only came along: quoted mail, header blocks, signatures,
 * disclaimers. */
#ifndef MO_READ_QUOTE_H
#define MO_READ_QUOTE_H

#include "parsers/decode/document.h"
#include "parsers/read/sent.h"

enum line_part {
    LINE_OWN,    /* typed by the sender, as far as can be told */
    LINE_QUOTED, /* of another mail: by quote marks, or behind a header block */
    LINE_HEADER, /* "On … wrote:", "-----Original Message-----", "From: … Sent: …" */
    LINE_ASIDE,  /* signature, "sent from my phone", disclaimer, or what looks like them: not read, but never lost: a person sees it */
};

struct body_line {
    const char *text; /* borrowed from the document */
    enum line_part part;
    guint quote;
    char *key; /* written_key's; NULL until it is asked for */
};

struct written {
    GArray *lines;      /* struct body_line, one for each line of the block */
    gboolean forwarded; /* a mark of forwarding stands in it */
};

/* Nothing is left out: each line of the block has its part. */
void written_init(struct written *body, const struct document_block *block);

/* The same of an answer to `sent_text`. */
void written_init_answer(struct written *body, const struct document_block *block, const char *sent_text);

void written_clear(struct written *body);

/* The match key of a line, which all who look at it share. */
const char *written_key(const struct written *body, guint index);

/* Where what we sent is quoted without marks and to its end, what follows on it was typed there: it becomes the sender's own. `found`: for each
 * line of the body what sent_find said of it. */
void written_below_ours(struct written *body, const GArray *found, const char *sent_text);

/* Adds its lines of this part that are not blank. */
void written_add(const struct written *body, enum line_part part, GStrvBuilder *lines);

/* Who wrote the mail that was sent on: the first header block's From. NULL when none is told; else the address as written, and the name
 * in *ret_name (NULL none), both to be freed. */
char *forwarded_sender(const struct document *document, char **ret_name);

/* "Hello,", "Dear Sir or Madam,", "Merhaba Ayşe Hanım": opens a letter, names at most whom it is for, and says nothing else. */
gboolean line_is_salutation(const char *line);

/* Whether a subject says that the mail was forwarded ("Fwd:", "WG:", "İlt:"). */
gboolean subject_is_forward(const char *subject);

#endif
