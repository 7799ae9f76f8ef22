/* Document and context to drafts: the harmless half of reading a mail. Pure: no file, no clock, no server, no state. */
#ifndef MO_READ_READ_H
#define MO_READ_READ_H

#include <glib.h>

#include "daemon/orders/form.h"
#include "daemon/orders/order.h"
#include "parsers/decode/document.h"

/* What we know when we read. Nothing in it is owned or changed. */
/* What all labels of the forms mean, looked up once for many mails. */
struct read_labels;
struct read_labels *read_labels_new(const struct forms *forms);
void read_labels_free(struct read_labels *labels); /* NULL is fine */
typedef struct read_labels read_labels_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(read_labels_auto, read_labels_free)

struct read_context {
    const struct forms *forms;
    struct read_labels *labels;    /* of these forms, not in use elsewhere meanwhile; NULL: made for this mail */
    const char *const *languages;  /* in use, default first, NULL-terminated */
    GDate today;                   /* in the business's time zone, on the day the mail arrived */
    const char *sent_text;         /* text/plain body of the mail of ours that this one answers; NULL: not an answer */
    GHashTable *printed;           /* set of match keys: the lines of our blank form, which say nothing of the sender's; NULL: none */
    const struct order *answers;   /* the order that one was about; NULL: none */
    gboolean from_source;          /* a configured source sent it: what its text says beside the order is the same below each */
};

struct reading {
    GPtrArray *drafts;       /* struct draft: the orders found, at most BOUND_ORDERS_PER_MAIL; empty when there is none */
    char *language;          /* of the mail: by labels, else by its words; NULL when neither tells */
    guint fields;            /* fields recognised in all drafts together: 0 means "no order form in it" */
    gboolean names_product;  /* a product of ours is named in the text or subject */
    GStrv own_words;         /* the lines the sender typed: quote, signature and disclaimer off; for a person's eyes */
    GStrv aside;             /* the signature, the disclaimer, and what only looks like them: not read, but a person sees it below the words */
};

/* Reads a mail that answers none of ours, or (context->answers set) one that does: then only what differs from what we sent
 * counts, whether it stands above, below or inside the quote, and item numbers are the order's. Never NULL. */
struct reading *read_document(const struct document *document, const struct read_context *context);

void reading_free(struct reading *reading);
typedef struct reading reading_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(reading_auto, reading_free)

/* Reads one written value by the rules of its field: sets canonical, status, fault, candidates of `value` (whose text is
 * set). `language` may be NULL: then what differs between the context's languages is ambiguous. Checks what kind of value
 * it is and that a date exists and is not past, not the form's bounds: those are the core's (orders/validate.h).
 * `label_unit` is a unit found in the label, or NULL. */
void read_value(struct value *value, const struct field *field, const char *language, const char *label_unit,
                const struct read_context *context);

/* Tokens ([a-z2-7]{26}) of the sender's mail that may be ours, without duplicates: from the reference line "[ref: …]" in
 * subject or bodies, quoted or not, and from the plus part of To, Cc and delivered_to. The caller checks them against the
 * store. Never NULL; free with g_strfreev. */
GStrv read_tokens(const struct document *document);

/* The same of the reference lines alone that are the mail's own words: not quoted, of no mail that came along. An order desk ends what it
 * writes with one. */
GStrv read_own_tokens(const struct document *document);

/* Whether the mail is of a machine (RFC 3834 sections 2 and 5; bounces, lists, out-of-office by header or by subject in the
 * known languages): NULL for a person, else a static English reason for the journal. */
const char *read_machine(const struct document *document);

/* What the trusted servers' Authentication-Results (RFC 8601) say of the From domain: DMARC where told, else aligned DKIM or
 * SPF. */
enum read_auth { READ_AUTH_NONE, READ_AUTH_PASS, READ_AUTH_FAIL };
enum read_auth read_authentication(const struct document *document, const char *const *trusted_authserv);

#endif
