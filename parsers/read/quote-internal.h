/* Shared by quote.c, quote-head.c and quote-sign.c alone. */
#ifndef MO_READ_QUOTE_INTERNAL_H
#define MO_READ_QUOTE_INTERNAL_H

#include "parsers/read/entry.h"
#include "parsers/read/quote.h"

#define KEY_BYTES 400 /* of a line looked at for marks; attributions and header lines are shorter */

struct body_line *body_line(const struct written *body, guint index);
void body_mark(struct written *body, guint from, guint to, enum line_part part);

/* The same; "" of a line that is too long to be a mark. */
const char *quote_key(const struct written *body, guint index);

/* What a mail program wrote above the mail that it quotes. */
struct foreign {
    guint lines;       /* how many; 0 none */
    gboolean doubtful; /* a person may have written it */
};

/* What stands at `at`; sets body->forwarded. */
struct foreign quote_foreign_at(struct written *body, guint at);

/* Whether quote marks say what is quoted below `at`. */
gboolean quote_marks_follow(const struct written *body, guint at);

/* Lines of what we sent that stand behind other marks than ">" become quoted ones, without their marks. Before the parts are told. */
void quote_bars(struct written *body, const char *sent_text);

gboolean quote_is_from_label(const char *text);

/* Marks the signatures, disclaimers and "sent from my phone" of the own lines from..end, up to where another mail begins. */
void quote_sign(struct written *body, guint from, guint end);

#endif
