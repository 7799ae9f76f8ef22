/* What our processes say to one another. Read from top to bottom, the kinds are a mail's way through the house.
 *
 * One message is one packet of a SOCK_SEQPACKET pair: a head, a GVariant of the kind's type, octets where the kind has them (a mail, of whose form
 * nobody asks; GVariant looks at each octet of such an array), and the kind's number of descriptors. Whatever comes in is checked whole (kind, type,
 * normal form, sizes, descriptor count): a peer that sends anything else is treated as dead. */
#ifndef MO_PROCESS_MESSAGE_H
#define MO_PROCESS_MESSAGE_H

#include <glib.h>

enum message_kind {
    /* supervisor ─▶ desk */
    MESSAGE_PEER, /* (uuui) role, index, its life, its process, and the socket to it: it was started, or started again */
    MESSAGE_STOP, /* () finish what is in flight and end */
    /* desk ─▶ supervisor */
    MESSAGE_READY,     /* () the store is open */
    MESSAGE_ALIVE,     /* (s) once in a while, with a line for people */
    MESSAGE_HEALTH,    /* (uuuusa(sus)) once in a while: struct health */
    MESSAGE_KILL_PEER, /* (uuu) role, index, life: it hangs, or talks nonsense */
    MESSAGE_WANT_PEER, /* (u) a role that is started when it is first needed */
    /* supervisor ─▶ alerter ─▶ supervisor */
    MESSAGE_ALERT,   /* (uubssxx) number, enum matter, whether it is well again, mailbox, words, since, now */
    MESSAGE_ALERTED, /* (ub) number, whether the second way has taken it */
    /* mailbox ─▶ desk ─▶ mailbox */
    MESSAGE_MAILBOX_OPENED, /* (u) uidvalidity */
    MESSAGE_POSITION,       /* (xuuu) adopted, position: where to go on; a uid that stopped the mailbox, how often */
    MESSAGE_LOOKED,         /* (s) the server has told all that is new; or why it could not be asked */
    MESSAGE_FETCHING,       /* (u) uid: it begins to fetch mails from this one on; 0: it has ended */
    MESSAGE_LEFT_ALONE,     /* (uu) position, count */
    MESSAGE_MAIL_ARRIVED,   /* (uxtb) uid, INTERNALDATE, size, whether it lies in the spool */
    MESSAGE_REPORTS_TAKEN,  /* (u) so many of the two above are committed */
    MESSAGE_FILE_MAILS,     /* (ba(xu)) to review?, mail and uid of each */
    MESSAGE_MAIL_FILED,     /* (xb) mail, whether it was moved */
    MESSAGE_FILING_REFUSED, /* (xs) mail, the server's words */
    MESSAGE_APPEND_COPY,    /* (x) out, and its octets */
    MESSAGE_COPY_APPENDED,  /* (x) out */
    MESSAGE_COPY_REFUSED,   /* (xs) out, the server's words */
    MESSAGE_REMOVE_MAILS,   /* (a(xbsxt)) removal, whether a sent copy, Message-ID or "", INTERNALDATE, size */
    MESSAGE_MAIL_REMOVED,   /* (xu) removal, enum mailbox_removed */
    MESSAGE_REMOVAL_REFUSED, /* (xs) removal, the server's words */
    /* desk ─▶ decoder ─▶ desk */
    MESSAGE_DECODE,          /* (x) mail, its file, and an empty file for attachments */
    MESSAGE_DOCUMENT,        /* (xv) mail, document */
    MESSAGE_DOCUMENT_SEALED, /* (x) mail, and the document in a sealed memory file */
    MESSAGE_UNREADABLE,      /* (xs) mail, why there is no document */
    MESSAGE_NOT_DECODED,     /* (xs) mail, what of our own failed: to be tried again */
    /* desk ─▶ converter ─▶ desk */
    MESSAGE_CONVERT,   /* (xbusstt) mail, whether its body is wanted, the attachment: reading, name, media type, size, offset; and the file
                        * of attachments */
    MESSAGE_CONVERTED, /* (xu) mail, enum attachment_reading; and what it holds, as a document in a sealed memory file */
    /* desk ─▶ sender ─▶ desk */
    MESSAGE_SEND,       /* (xss) out, envelope from, recipient; and its octets; more than one may be on their way */
    MESSAGE_SEND_FILE,  /* (xss) the same of a larger one, whose octets are in a file */
    MESSAGE_SENT,       /* (xubs) out, enum flow_delivery, whether the server was reached, words; in the order of those above */
    MESSAGE_GIVE_BACK,  /* () at a stop: nothing more is to be sent than the mail that is being sent */
    MESSAGE_GIVEN_BACK, /* () the answer: of those handed over, none without its result was begun, or will be */
    MESSAGE_TAKEN_BACK, /* () the server was not reached: none of those handed over so far is to be sent any more */
    MESSAGE_COUNT
};

#define MESSAGE_FDS_MOST 2
/* One packet; fits the default socket buffer of the kernel. What is larger goes by descriptor. */
#define MESSAGE_PACKET     (128u * 1024)
#define MESSAGE_INLINE     (32u * 1024) /* a document, or a mail, up to this size travels in its message */
#define MESSAGE_TEXT_BYTES 2000u        /* words of servers in a message are cut to this */

struct message {
    enum message_kind kind;
    GVariant *payload;
    GBytes *octets;            /* NULL where the kind has none */
    int fds[MESSAGE_FDS_MOST]; /* owned; -1 once taken */
    guint fd_count;
};

/* Closes what was not taken. */
void message_clear(struct message *message);
typedef struct message message_auto;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(message_auto, message_clear)

/* Takes the index-th descriptor out of the message: the caller's now. */
int message_take_fd(struct message *message, guint index);

const char *message_name(enum message_kind kind);
const GVariantType *message_type(enum message_kind kind);
guint message_fds(enum message_kind kind);

gboolean message_has_octets(enum message_kind kind);

/* The packet of one message; `payload` (floating references are sunk) must be of the kind's type; `octets`: NULL where the kind has none. */
GBytes *message_pack(enum message_kind kind, GVariant *payload, GBytes *octets);

/* Checks a packet and the number of descriptors that came with it. TRUE: *ret_message holds a copy and owns the `fds`.
 * FALSE: it is garbage; the descriptors stay the caller's. */
gboolean message_unpack(const void *packet, gsize length, const int *fds, guint fd_count, struct message *ret_message);

#endif
