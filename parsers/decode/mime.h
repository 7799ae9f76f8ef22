/* The parts of a mail: where each begins and ends, and what its header says it is.
 *
 * GMime's own parser has no bounds: it keeps every header and every part of a mail, and takes quadratic time on deep
 * nesting. So one pass over the bytes finds the parts here, and GMime is asked about single, capped fields. Nothing is
 * copied but those fields; the bodies stay where they are. */
#ifndef MO_DECODE_MIME_H
#define MO_DECODE_MIME_H

#include <glib.h>

#include "parsers/decode/fields.h"
#include "parsers/decode/mapping.h"

#define MIME_NOT_A_LEAF G_MAXUINT

enum mime_disposition { MIME_NO_DISPOSITION, MIME_INLINE, MIME_ATTACHMENT };

struct mime_part {
    struct mime_part *parent; /* NULL for the mail itself */
    GPtrArray *children;      /* struct mime_part, not owned */
    char *media_type;         /* "text/plain", lower case */
    char *charset;            /* "" when not said */
    char *boundary;           /* multiparts only; "" */
    char *name;               /* file name as the mail has it, decoded, not cleaned; "" */
    char *content_id;         /* without <>; "" */
    char *message_id;         /* of the mail that an attached message/rfc822 holds, without <>; NULL for all other parts */
    char *from;               /* of that mail, its From field as written; NULL */
    char *encoding;           /* Content-Transfer-Encoding, "" */
    char *protocol;           /* protocol or smime-type parameter, lower case; "" */
    enum mime_disposition disposition;
    gboolean flowed, delete_space; /* format=flowed, DelSp=yes; RFC 3676 */
    gboolean in_message;           /* inside of a message/rfc822 */
    guint leaf;                    /* number in a walk of the leaves not in_message; MIME_NOT_A_LEAF for the others */
    const struct mapping *source;  /* that body lies in */
    const char *body;
    gsize length;
};

struct mime {
    struct fields *header; /* of the mail */
    GPtrArray *parts;      /* struct mime_part, owned, depth first; the first is the mail itself */
    gboolean cut;          /* a bound was met; that of the mail's own header is told by `header` */
    gboolean against;      /* a header held text of another charset than it should */
    const char *rest;      /* what was not looked at because of too many parts */
    gsize rest_length;
};

/* Never NULL; `source` must outlive it. Time is linear in its length, memory bounded by bounds.h. */
struct mime *mime_scan(const struct mapping *source);
void mime_free(struct mime *mime);
typedef struct mime mime_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(mime_auto, mime_free)

gboolean mime_part_is(const struct mime_part *part, const char *media_type);
gboolean mime_part_is_multipart(const struct mime_part *part);

/* A message/rfc822 or its like, whose content was looked into. */
gboolean mime_part_is_message(const struct mime_part *part);
/* The header of a mail that came back, without the mail (RFC 6522 section 4, RFC 6533 section 5). */
gboolean mime_part_is_returned_header(const struct mime_part *part);
/* The part of a report that is for programs (RFC 3464, 8098, 6533), or such a header. */
gboolean mime_part_is_of_report(const struct mime_part *part);

#endif
