/* Who is answered: rule 3 of the design. Handling is not answering: every mail is handled, an answer goes out only where this
 * says so. Pure: what is known of a mail goes in, a verdict with its reason for the journal comes out. */
#ifndef MO_ORDERS_POLICY_H
#define MO_ORDERS_POLICY_H

#include <glib.h>

#include "daemon/orders/business.h"
#include "daemon/orders/refusal.h"

enum policy_auth { POLICY_AUTH_NONE, POLICY_AUTH_PASS, POLICY_AUTH_FAIL };

/* Which bound on automatic mail holds an answer back: that of its reader, of all readers of one domain, of everybody together. */
enum policy_cap { CAP_NONE, CAP_SENDER, CAP_DOMAIN, CAP_ALL };
const char *policy_cap_name(enum policy_cap cap); /* "none", "sender", "domain", "all" */
enum policy_cap policy_cap_parse(const char *name); /* CAP_NONE for what is none */
enum step_refusal policy_cap_refusal(enum policy_cap cap);

/* What is known of a mail that answers none of ours. Borrowed. */
struct policy_facts {
    const char *from;           /* addr-spec of the one From mailbox; NULL when there is not exactly one */
    const char *reply_to;       /* the one Reply-To mailbox, or NULL */
    const char *named_customer; /* the address that the source's field holds, as read; NULL none */
    const char *machine;        /* why it is a machine's (read_machine), or NULL */
    gboolean own_mail;          /* carries our own mark or Message-ID */
    gboolean spam;              /* marked as spam on its way */
    enum policy_auth auth;      /* of the From domain, by servers we trust */
    gboolean has_form;          /* at least one field of an order form */
    gboolean names_product;
    gboolean encrypted;         /* nobody here can read it */
    gboolean vouched;           /* a person moved it back from review: spam marks, DMARC and caps are overruled */
    gboolean sender_capped;     /* this correspondent got enough automatic mail today */
    gboolean domain_capped;     /* strangers of this correspondent's domain did, in the last hour */
    gboolean all_capped;        /* everybody together did */
};

enum policy_verdict {
    POLICY_ANSWER,  /* act, and answer `customer` */
    POLICY_REVIEW,  /* to the review folder; a person is told when `tell` */
    POLICY_FILE,    /* handled, nothing to do */
};

struct policy_decision {
    enum policy_verdict verdict;
    const char *reason;          /* static English, one line */
    enum step_refusal why;       /* REVIEW: the same, where a person may be told */
    enum policy_cap cap;         /* REVIEW: it would be answered but for this bound */
    gboolean tell;               /* REVIEW: mail the reviewing person as well */
    const char *customer;        /* ANSWER: whom; points into the facts. With `cap`: whom it would be */
    const struct source *source; /* ANSWER: through which source, NULL the sender's own mail */
};

/* The widest of the bounds that are reached; NONE for one that a person vouches for. */
enum policy_cap policy_cap(const struct policy_facts *facts);

struct policy_decision policy_decide(const struct policy_facts *facts, const struct business *business);

/* An address that nobody reads: no-reply and its spellings, mailer-daemon, postmaster, bounces. */
gboolean policy_is_machine_address(const char *address);

#endif
