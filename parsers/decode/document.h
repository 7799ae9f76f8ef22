/* A mail, decoded: bounded, typed, UTF-8, and knowing nothing of us. The decoder process makes it, the desk reads it, a
 * GVariant carries it between them. All strings are valid UTF-8 without NUL and never NULL; header values and names are
 * one line without controls; text keeps TAB and, between lines, LF. All arrays hold pointers, own them, and are never
 * NULL. */
#ifndef MO_DECODE_DOCUMENT_H
#define MO_DECODE_DOCUMENT_H

#include <glib.h>

#include "parsers/decode/business.h"

struct document_address {
    char *name;    /* display name, decoded; "" when none */
    char *address; /* addr-spec as written; "" when not parsable */
};

enum block_origin {
    BLOCK_PLAIN,
    BLOCK_HTML,
    BLOCK_PAGE, /* the pages of a file as they look: columns stand where spaces put them */
};

/* One line of body text. Format=flowed is already joined and unstuffed, quoted-printable soft breaks too. */
struct document_line {
    guint quote; /* quoting depth: number of ">" or of blockquotes around it */
    char *text;  /* without the quote marks and the line end; leading white space kept; struck-out parts
                  * (<del>, <s>, line-through) left out */
};

/* A body read as lines. */
struct document_block {
    enum block_origin origin;
    gboolean attached; /* a text part with Content-Disposition: attachment, one after the first body, or one of an
                        * attached mail */
    gboolean returned; /* it is of a mail inside this mail, or is such a mail's header (text/rfc822-headers) */
    GPtrArray *lines;  /* struct document_line */
};

/* A label and its value as the markup itself says: two-column table rows, dt/dd, label row over value row. */
struct document_pair {
    char *label;
    char *value; /* several lines joined by LF */
    guint quote;
};

struct document_cell {
    char *text; /* "" when empty; several lines joined by LF */
    guint column_span;
    char *problem; /* why there is no value where there should be one, and where, as business_problem_line writes it; NULL */
};

/* A table of more than labels and values. */
struct document_table {
    GPtrArray *rows; /* GPtrArray of struct document_cell */
    guint quote;
    gboolean has_header; /* first row made of th */
    gboolean attached;   /* of a file: CSV, a spreadsheet; not of the mail's own HTML */
};

/* What became of a file that has to be converted before it can be read. */
enum attachment_reading {
    READING_OTHER,      /* nothing is to be converted */
    READING_PDF,        /* waits for the converter, by what its first bytes say; so does the next */
    READING_TNEF,
    READING_DONE,
    READING_ENCRYPTED,  /* and these say why it was not read: it wants a password */
    READING_PICTURES,   /* it holds no text: a scan */
    READING_DAMAGED,
    READING_TOO_MUCH,   /* more text, memory or files in it than are looked at */
    READING_TOO_LONG,
    READING_STOPPED,    /* its reader crashed */
    READING_NO_PROGRAM, /* this machine has no program for it */
    READING_COUNT       /* how many there are; never a value */
};
const char *attachment_reading_name(enum attachment_reading reading); /* "encrypted" */
gboolean attachment_waits(enum attachment_reading reading);           /* for the converter */
gboolean attachment_failed(enum attachment_reading reading);          /* it was to be read, and could not be */
/* By the first bytes of the file: OTHER, PDF or TNEF. ATTACHMENT_HEAD of them suffice. */
enum attachment_reading attachment_reading_of(const char *bytes, gsize length);
#define ATTACHMENT_HEAD 1024u

struct document_attachment {
    char *name;       /* cleaned: no path, no controls, never "" (then "attachment-N") */
    char *media_type; /* "application/pdf", lower case, as declared */
    guint64 size;     /* decoded bytes */
    guint64 offset;   /* filled by decode_attachments: where its content begins in that file; else 0 */
    guint part;       /* its number in a depth-first walk of the leaf parts, from 0 */
    gboolean inlined; /* Content-Disposition: inline, or an image the HTML refers to */
    enum attachment_reading reading;
};
#define ATTACHMENT_INNER 1000u /* the numbers of those that came out of others begin here; there are fewer parts */

enum document_flag {
    DOCUMENT_REPORT = 1 << 0, /* multipart/report: delivery status or disposition notification */
    DOCUMENT_ENCRYPTED = 1 << 1,
    DOCUMENT_SIGNED = 1 << 2,
    DOCUMENT_FORWARDED = 1 << 3,   /* has a message/rfc822 part */
    DOCUMENT_CUT = 1 << 4,         /* a bound was met: something of what the mail says is missing here */
    DOCUMENT_ODD_FROM = 1 << 5,    /* not exactly one From with exactly one mailbox: never answered */
    DOCUMENT_NULL_PATH = 1 << 6,   /* Return-Path: <> */
    DOCUMENT_BAD_CHARSET = 1 << 7, /* some text had to be decoded against its declared charset */
    DOCUMENT_HTML_ONLY = 1 << 8,
    DOCUMENT_CALENDAR = 1 << 9, /* a meeting invitation */
    DOCUMENT_CUT_HEADER = 1 << 10, /* a bound was met in its header only: fields of the way, or the end of a list of addresses, are missing */
};

struct document {
    guint32 flags;
    GPtrArray *from; /* struct document_address; so the next four */
    GPtrArray *sender, *reply_to, *to, *cc;
    char *return_path; /* "" when absent or <> (see the flag) */
    char *subject;
    char *message_id;          /* without <>; "" when absent or not a valid one */
    GPtrArray *in_reply_to;    /* char *, without <> */
    GPtrArray *references;     /* char *, without <>, oldest first, the last BOUND_REFERENCES */
    gint64 date;               /* Date field, seconds UTC; 0 when absent or bad */
    char *auto_submitted;      /* RFC 3834 section 5: first token, lower case, comments and parameters off; "" absent */
    char *precedence;          /* lower case; "" */
    char *content_language;    /* "" */
    gboolean is_list;          /* any List-* field, or Mailing-List */
    gboolean is_auto_marked;   /* X-Auto-Response-Suppress, X-Autoreply, X-Autorespond and their like */
    gboolean is_spam_marked;   /* X-Spam-Flag: YES, X-Spam-Status: Yes, X-Spam: Yes and their like */
    guint hops;                /* Received fields */
    GPtrArray *delivered_to;   /* char *: Delivered-To, X-Original-To, Envelope-To addresses, where plus-tokens show */
    GPtrArray *failed_recipients; /* char *: X-Failed-Recipients addresses, as Exim writes them into its bounces */
    GPtrArray *attached_from;  /* struct document_address: From of the mails inside this mail, in their order */
    GPtrArray *attached_ids;   /* char *: Message-IDs of the mails inside this mail, without <>, in their order */
    GPtrArray *authentication; /* char *: the topmost unbroken run of Authentication-Results, unfolded, top first */
    GPtrArray *own_marks;      /* char *: X-Mailorder-* fields of the top header, "name: value" */
    GPtrArray *blocks;         /* struct document_block: best body first */
    GPtrArray *pairs;          /* struct document_pair */
    GPtrArray *tables;         /* struct document_table */
    GPtrArray *attachments;    /* struct document_attachment */
    GPtrArray *orders;         /* struct business_order: orders that other programs wrote */
    char *digest; /* SHA-256, hex, of what makes the mail itself: From, Subject, Date, bodies, attachments; not
                   * of Received and other trace fields */
};

struct document *document_new(void);
void document_free(struct document *document);
typedef struct document document_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(document_auto, document_free)

void document_add_address(GPtrArray *addresses, const char *name, const char *address);
struct document_block *document_add_block(struct document *document, enum block_origin origin);
void document_add_line(struct document_block *block, guint quote, const char *text);
struct document_pair *document_add_pair(struct document *document, const char *label, const char *value);
struct document_table *document_add_table(struct document *document);
GPtrArray *document_table_add_row(struct document_table *table);
struct document_cell *document_row_add_cell(GPtrArray *row, const char *text, guint column_span);

/* For the way between processes: a floating variant; and back, with every string and bound checked again. NULL with
 * `error` when the variant is not a document. */
const GVariantType *document_type(void);
GVariant *document_to_variant(const struct document *document);
struct document *document_from_variant(GVariant *variant, GError **error);

/* Whether the mail says anything in a body of its own. */
gboolean document_has_words(const struct document *document);

/* Puts in what a file of the mail turned out to hold, and empties `more`: within the bounds of one document; what does not fit is left out,
 * and the document marked as cut. */
void document_absorb(struct document *document, struct document *more);

/* For a person: the document as indented text (mailorder try, test expectations). */
char *document_describe(const struct document *document);

#endif
