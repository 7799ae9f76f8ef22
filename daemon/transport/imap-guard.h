/* Watches what an IMAP server sends, byte by byte, before libetpan parses it, and refuses what libetpan would crash on,
 * wait for, or take memory for: deep nesting (its parser recurses: 20,000 levels overflow 8 MB), literals larger than
 * the command at hand can bring, forms of literals and quoted strings that RFC 9051 section 9 does not know and
 * libetpan tolerates. A BYE (section 7.1.5) is reported in the server's own words. Knows no command and no state of the
 * session. */
#ifndef MO_TRANSPORT_IMAP_GUARD_H
#define MO_TRANSPORT_IMAP_GUARD_H

#include <glib.h>

#define IMAP_GUARD_DEPTH   32u   /* parentheses; nothing we ask for nests deeper than 4 */
#define IMAP_GUARD_LITERAL 4096u /* octets of a literal where no mail is expected: a folder's name */
#define IMAP_GUARD_START   256u  /* octets kept of a line's beginning: enough for a BYE's text */

enum imap_guard_kind {
    IMAP_GUARD_UNKNOWN, /* too short to tell */
    IMAP_GUARD_DATA,    /* "* 5 FETCH", "* LIST": quoted strings and literals count */
    IMAP_GUARD_TEXT,    /* all else: words to people, atoms, numbers */
};

enum imap_guard_brace { IMAP_GUARD_NO_BRACE, IMAP_GUARD_OPEN, IMAP_GUARD_NUMBER, IMAP_GUARD_CLOSED, IMAP_GUARD_CR };

struct imap_guard {
    const char *peer;     /* begins the error texts; borrowed */
    guint64 literal_most; /* set this before a command that brings a mail, and back after it */
    guint64 left;         /* octets of the literal we are in */
    guint64 number;       /* of the braces being read */
    guint depth;
    gboolean quoted, escaped;
    enum imap_guard_brace brace;
    enum imap_guard_kind kind;
    gsize length; /* of what is in `start` */
    char start[IMAP_GUARD_START];
};

void imap_guard_init(struct imap_guard *guard, const char *peer);

/* Takes what came. FALSE with TRANSPORT_ERROR_PROTOCOL, or _NETWORK for a BYE. A stream_inspect. */
gboolean imap_guard_take(void *guard, const char *bytes, gsize count, GError **error);

#endif
