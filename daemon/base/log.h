/* One line a happening, to standard error, syslog or the journal. The core and the parsers never log: they return.
 *
 * A line about a mail or an order begins with what it is about, always in the same words and order:
 *
 *     mail=12 order=EH-1004 mailbox=orders out=31 queue-id=4Xy1 order-confirmed
 *
 * mail and out are our own numbers of mails in and out (mailorder show mail 12, mailorder queue), queue-id is the sending server's. In the
 * journal they are fields as well: MAILORDER_MAIL=12, MAILORDER_ORDER=EH-1004, … */
#ifndef MO_BASE_LOG_H
#define MO_BASE_LOG_H

#include <glib.h>

enum log_target { LOG_TARGET_STDERR, LOG_TARGET_SYSLOG, LOG_TARGET_JOURNAL };
enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* What a line is about; borrowed. 0 and NULL: nothing of that kind. */
struct log_about {
    gint64 mail, out;
    const char *order, *mailbox, *queue_id;
};

/* Opens the log. `role` names the process ("desk", "mailbox orders"); it is copied. Lines above `level` are dropped; before the first call
 * those above LOG_LEVEL_WARNING are. */
void log_open(const char *role, enum log_target target, enum log_level level);
/* Where the journal listens instead of /run/systemd/journal/socket: for tests. */
void log_set_journal(const char *path);

/* Write one line. Control, format and line-separator characters and bidirectional overrides in it come out as "?", so that no mail can forge
 * a line or hide one; it is cut at 1,000 bytes. Below LOG_LEVEL_DEBUG whatever looks like an address, a Message-ID or a token is masked:
 * servers repeat in their words what we said to them. Never pass a password, nor, but with log_debug, a name or a subject. */
void log_error(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_warning(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_info(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_debug(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_line(enum log_level level, const struct log_about *about, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Between these two, lines for standard error are written together: a busy desk says a dozen an order. Nothing else may be waited for meanwhile. */
void log_hold(void);
void log_release(void);

/* What may be told of a server's reply: its code, its enhanced code, or both ("550 5.1.1"), or "no code". To be freed. */
char *log_reply_code(const char *reply);
/* The id under which the server has a mail, out of its reply; NULL where it says none. To be freed. */
char *log_queue_id(const char *reply);

#endif
