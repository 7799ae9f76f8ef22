/* What the configuration says of the machine's side: mailboxes, the way out, paths, limits. The business's side (forms,
 * departments, calendar, rules) is in daemon/orders/business.h. Filled by daemon/config, read by transport, process
 * and flow; checked when filled, so its readers trust it. */
#ifndef MO_BASE_SETTINGS_H
#define MO_BASE_SETTINGS_H

#include <glib.h>

enum tls_mode {
    TLS_IMPLICIT, /* TLS from the first byte: IMAP 993, SMTP 465 */
    TLS_STARTTLS, /* required, never optional: without it the connection is refused */
    TLS_NONE,     /* plain text; only towards loopback, or when the admin wrote tls = "none" */
};

enum auth_mode {
    AUTH_PASSWORD, /* IMAP: LOGIN or AUTHENTICATE PLAIN as offered; SMTP: PLAIN, else LOGIN */
    AUTH_OAUTH2,   /* XOAUTH2; the secret is an access token, asked for again on each connection */
    AUTH_NONE,     /* SMTP without a login */
};

/* Where a password or token comes from. Exactly one is set. The secret itself is never held here. */
struct secret_source {
    char *file;      /* first line of this file; refused when readable or writable by group or others */
    char *command;   /* first line of this command's output; split as a shell would (g_shell_parse_argv), no shell run */
    char *plain;     /* written in the main file: allowed, warned about */
};

struct server_settings {
    char *host;
    guint16 port;
    enum tls_mode tls;
    char *ca_file;   /* PEM; NULL: the system's */
    enum auth_mode auth;
    char *user;
    struct secret_source secret;
    guint timeout;   /* seconds without progress, also for connect; default 60 */
};

enum mailbox_kind { MAILBOX_IMAP, MAILBOX_MAILDIR };

struct mailbox_settings {
    char *name;              /* the admin's name for it, [a-z0-9-]; the key in the store */
    enum mailbox_kind kind;
    struct server_settings server; /* IMAP */
    char *path;              /* Maildir */
    char *folder;            /* "INBOX" */
    char *handled_folder;    /* "mailorder/handled"; the hierarchy delimiter in the file is '/', translated on the wire */
    char *review_folder;     /* "mailorder/review" */
    char *sent_folder;       /* NULL: no copies */
    guint poll_seconds;      /* when IDLE is not offered; also the upper bound of an IDLE's silence */
    gsize max_mail;          /* bytes; a larger mail is not fetched, goes to review */
};

enum sender_kind { SENDER_SMTP, SENDER_COMMAND };

struct sender_settings {
    enum sender_kind kind;
    struct server_settings server;
    char *command;           /* e.g. "/usr/sbin/sendmail -i": gets "-f", envelope sender, "--", recipients appended */
    guint connections;       /* sender processes, 1 to 4 */
    guint messages_per_connection; /* then a new one is made; 0: no limit */
    guint messages_per_minute;     /* over all connections; 0: no limit */
    guint retry_first;       /* seconds to the first retry of a temporary failure; doubles */
    guint retry_most;        /* seconds between retries at most */
    guint give_up;           /* seconds after which a temporary failure is final; default 5 days */
};

struct path_settings {
    char *run_as;            /* the user that a daemon started by root becomes; NULL: it stays root's */
    char *state_dir;         /* store, spool; created 0700 */
    char *database;          /* state_dir/mailorder.db */
    char *spool;             /* state_dir/spool */
    char *templates;         /* the admin's own templates, each overriding a stock one; may be NULL */
    char *stock_templates;   /* the installed ones */
};

struct limit_settings {
    guint answers_per_sender_day; /* automatic mails to one correspondent in 24 hours */
    guint answers_per_domain_hour; /* to those of one domain that no order was accepted of yet */
    GStrv shared_domains;         /* of mail providers whose users have nothing in common: not counted by domain */
    guint answers_per_hour;       /* to all correspondents together */
    guint breaker_seconds;        /* no automatic answer for so long after that many; then again by itself */
    guint review_letters_per_hour; /* to the reviewing person, about single mails; the others are told in one */
    guint decode_seconds;         /* one mail in the decoder */
    gsize decode_memory;          /* bytes of address space of the decoder */
    guint decoders;               /* 1 or 2 */
    gboolean allow_unconfined;    /* go on where system calls cannot be filtered */
};

/* When something has stalled: what `mailorder status` and the alerts go by. */
struct watch_settings {
    guint fetch_stalled;          /* seconds since a mailbox was last looked into */
    guint send_stalled;           /* seconds since a mail waits to be sent and none was */
    guint mail_stalled;           /* seconds since a mail that came in waits to be handled; and since the desk has spoken */
    gsize disk_free;              /* bytes that the state folder's disk must have left */
    guint failed, held, quarantined; /* so many are a warning; 0 never */
};

/* The second way out, for the case that the first does not work. */
struct alert_settings {
    gboolean wanted;
    char *to, *from;              /* addresses; `from` NULL: the business's */
    char *language;               /* NULL: the business's first */
    struct sender_settings way;
};

struct settings {
    GPtrArray *mailboxes;         /* struct mailbox_settings, at least one */
    struct sender_settings sender;
    struct path_settings paths;
    struct limit_settings limits;
    struct watch_settings watch;
    struct alert_settings alerts;
};

/* Empty settings with the defaults above; free with settings_free. */
struct settings *settings_new(void);
struct mailbox_settings *mailbox_settings_new(void);
void mailbox_settings_free(struct mailbox_settings *mailbox);
void settings_free(struct settings *settings);
typedef struct settings settings_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(settings_auto, settings_free)

#endif
