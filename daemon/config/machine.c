#include "daemon/config/sections.h"

#include <stddef.h>
#include <string.h>

#include "daemon/base/secret.h"

/* --- servers
 * --------------------------------------------------------------------------------------------------------------------
 */

/* What a mailbox or the sending section says, before it is checked as a whole. */
struct server_draft {
    char *host, *ca_file, *user, *password_file, *password_command, *password;
    guint port, timeout;
    char *path, *folder, *handled_folder, *review_folder, *sent_folder, *command;
    guint poll, connections, messages_per_connection, messages_per_minute, retry_first, retry_most, give_up;
    gsize max_mail;
};

/* Words: read with the group as a whole. */
static void read_later(struct reader *reader, config_setting_t *setting, void *target)
{
    (void)reader;
    (void)setting;
    (void)target;
}

/* clang-format off */
#define SERVER_KEYS                                                                                                 \
    {"kind", KEY_OTHER, .function = read_later},                                                                    \
    {"host", KEY_STRING, offsetof(struct server_draft, host)},                                                      \
    {"port", KEY_COUNT, offsetof(struct server_draft, port), .least = 1, .most = 65535},                            \
    {"tls", KEY_OTHER, .function = read_later},                                                                     \
    {"ca_file", KEY_PATH, offsetof(struct server_draft, ca_file)},                                                  \
    {"auth", KEY_OTHER, .function = read_later},                                                                    \
    {"user", KEY_STRING, offsetof(struct server_draft, user)},                                                      \
    {"password_file", KEY_PATH, offsetof(struct server_draft, password_file)},                                      \
    {"password_command", KEY_STRING, offsetof(struct server_draft, password_command)},                              \
    {"password", KEY_STRING, offsetof(struct server_draft, password)},                                              \
    {"timeout", KEY_DURATION, offsetof(struct server_draft, timeout), .least = 1, .most = 3600}
/* clang-format on */

static const struct key mailbox_keys[] = {
    SERVER_KEYS,
    {"path", KEY_PATH, offsetof(struct server_draft, path)},
    {"folder", KEY_STRING, offsetof(struct server_draft, folder)},
    {"handled_folder", KEY_STRING, offsetof(struct server_draft, handled_folder)},
    {"review_folder", KEY_STRING, offsetof(struct server_draft, review_folder)},
    {"sent_folder", KEY_STRING, offsetof(struct server_draft, sent_folder)},
    {"poll", KEY_DURATION, offsetof(struct server_draft, poll), .least = 1, .most = 86400},
    {"max_mail", KEY_SIZE, offsetof(struct server_draft, max_mail), .least = 10240, .most = 256 * 1024 * 1024},
};

static const struct key sending_keys[] = {
    SERVER_KEYS,
    {"command", KEY_STRING, offsetof(struct server_draft, command)},
    {"connections", KEY_COUNT, offsetof(struct server_draft, connections), .least = 1, .most = 4},
    {"messages_per_connection", KEY_COUNT, offsetof(struct server_draft, messages_per_connection), .most = 1000000},
    {"messages_per_minute", KEY_COUNT, offsetof(struct server_draft, messages_per_minute), .most = 100000},
    {"retry_first", KEY_DURATION, offsetof(struct server_draft, retry_first), .least = 1, .most = 86400},
    {"retry_most", KEY_DURATION, offsetof(struct server_draft, retry_most), .least = 1, .most = 7 * 86400},
    {"give_up", KEY_DURATION, offsetof(struct server_draft, give_up), .least = 60, .most = 30 * 86400},
};

static void server_draft_clear(struct server_draft *draft)
{
    char **const texts[] = {&draft->host,          &draft->ca_file,          &draft->user,
                            &draft->password_file, &draft->password_command, &draft->password,
                            &draft->path,          &draft->folder,           &draft->handled_folder,
                            &draft->review_folder, &draft->sent_folder,      &draft->command};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(*texts[i]);
}

static config_setting_t *member_or_group(config_setting_t *group, const char *name)
{
    config_setting_t *member = config_setting_get_member(group, name);
    return member ? member : group;
}

static gboolean is_loopback(const char *host)
{
    return g_str_equal(host, "localhost") || g_str_equal(host, "::1") ||
           (g_str_has_prefix(host, "127.") && g_hostname_is_ip_address(host));
}

/* The index of the group's word for `key`, `otherwise` when it has none or one that is not known. */
static guint read_word(struct reader *reader, config_setting_t *group, const char *key, const char *const *words,
                       guint otherwise)
{
    const config_setting_t *setting = config_setting_get_member(group, key);
    int index = setting ? reader_word(reader, setting, words) : -1;
    return index < 0 ? otherwise : (guint)index;
}

/* Reports each of the keys that the group has, for another key makes it mean nothing. */
static void report_idle(struct reader *reader, config_setting_t *group, const char *const *keys, const char *because)
{
    for (guint i = 0; keys[i]; i++) {
        const config_setting_t *setting = config_setting_get_member(group, keys[i]);
        if (setting)
            reader_error(reader, setting, "%s means nothing here: %s; take one of them away", keys[i], because);
    }
}

/* The first word that only a shell would understand, or NULL. */
static const char *shell_word(char **words)
{
    static const char *const marks[] = {"|", "||", "&", "&&", ";", "<", NULL};
    for (guint i = 0; words[i]; i++)
        if (g_strv_contains(marks, words[i]) || g_regex_match_simple("^[12&]?>", words[i], 0, 0))
            return words[i];
    return NULL;
}

static void check_command(struct reader *reader, config_setting_t *group, const char *key, const char *command)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) words = NULL;
    if (!command || !*command) /* an empty one is told already */
        return;
    if (!g_shell_parse_argv(command, NULL, &words, &error)) {
        reader_error(reader, member_or_group(group, key), "%s: %s", key, error->message);
        return;
    }
    const char *shell = shell_word(words);
    if (shell) {
        reader_error(reader, member_or_group(group, key), "%s: no shell runs it, and %s would be a word for the program; name a script, or write sh -c '…'", key, shell);
        return;
    }
    g_autofree char *program = words ? g_find_program_in_path(words[0]) : NULL;
    if (words && !program) /* it may come with a package yet */
        reader_warning(reader, member_or_group(group, key), "%s: there is no program %s", key, words[0]);
}

static void check_secret_file(struct reader *reader, config_setting_t *group, const char *path)
{
    struct secret_source source = {.file = (char *)path};
    g_autoptr(GError) error = NULL;
    char *secret = secret_load(&source, &error);
    secret_free(secret);
    if (error)
        reader_error(reader, member_or_group(group, "password_file"), "password_file: %s", error->message);
}

static void check_secret(struct reader *reader, config_setting_t *group, const struct server_draft *draft)
{
    const char *name = config_setting_name(group);
    guint given = (draft->password_file != NULL) + (draft->password_command != NULL) + (draft->password != NULL);
    if (!draft->user)
        reader_error(reader, group, "%s lacks 'user'", name);
    if (given == 0)
        reader_error(reader, group, "%s lacks 'password_file' or 'password_command'", name);
    if (given > 1)
        reader_error(reader, group,
                     "%s has more than one of 'password_file', 'password_command' and 'password'; keep one", name);
    if (draft->password_file)
        check_secret_file(reader, group, draft->password_file);
    if (draft->password)
        reader_warning(
            reader, member_or_group(group, "password"),
            "the password stands in the configuration file; better put it into a file of its own: password_file");
    check_command(reader, group, "password_command", draft->password_command);
}

static void read_secret(struct reader *reader, config_setting_t *group, struct server_draft *draft,
                        struct server_settings *server)
{
    static const char *const login_keys[] = {"user", "password_file", "password_command", "password", NULL};
    if (server->auth == AUTH_NONE) {
        report_idle(reader, group, login_keys, "auth is \"none\"");
        return;
    }
    check_secret(reader, group, draft);
    server->user = g_steal_pointer(&draft->user);
    server->secret.file = g_steal_pointer(&draft->password_file);
    server->secret.command = g_steal_pointer(&draft->password_command);
    server->secret.plain = g_steal_pointer(&draft->password);
}

/* Certificates, as text between lines of dashes. */
static void check_ca_file(struct reader *reader, config_setting_t *setting, const char *path)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
        reader_error(reader, setting, "ca_file: there is no file %s", path);
    else if (!g_file_get_contents(path, &text, NULL, &error))
        reader_error(reader, setting, "ca_file: %s", error->message);
    else if (!strstr(text, "-----BEGIN CERTIFICATE-----") && !strstr(text, "-----BEGIN TRUSTED CERTIFICATE-----"))
        reader_error(reader, setting, "ca_file: %s holds no certificate; it should be a PEM file, with a line -----BEGIN CERTIFICATE-----", path);
}

/* A name or address alone: port, scheme and user have keys of their own. */
static void check_host(struct reader *reader, config_setting_t *group, const char *host)
{
    g_autofree char *ascii = g_hostname_is_non_ascii(host) ? g_hostname_to_ascii(host) : NULL;
    if (ascii) {
        reader_error(reader, member_or_group(group, "host"), "host: '%s' should be written as the name system has it: \"%s\"", host, ascii);
        return;
    }
    gboolean plain = strlen(host) <= 253 && *host != '.' && !strstr(host, "..") &&
                     !host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:")];
    if (!plain || (strchr(host, ':') && !g_hostname_is_ip_address(host)))
        reader_error(
            reader, member_or_group(group, "host"),
            "host: '%s' should be the server's name alone, like \"mail.example.com\"; the port has a key of its own",
            host);
}

/* A port whose custom is another one is mostly a slip: the connection would be waited for in vain. */
static void warn_of_port(struct reader *reader, config_setting_t *group, const struct server_settings *server)
{
    const config_setting_t *setting = config_setting_get_member(group, "port");
    const gboolean begins_in_tls = server->port == 993 || server->port == 465;
    if (!setting)
        return;
    if (server->port == 110 || server->port == 995)
        reader_warning(reader, setting, "port %u is POP3's; IMAP is at 993", server->port);
    else if (begins_in_tls && server->tls != TLS_IMPLICIT)
        reader_warning(reader, setting, "at port %u servers begin with TLS: leave tls out, or write tls = \"tls\"", server->port);
    else if ((server->port == 143 || server->port == 587 || server->port == 25) && server->tls == TLS_IMPLICIT)
        reader_warning(reader, setting, "at port %u servers do not begin with TLS: write tls = \"starttls\"", server->port);
}

/* `ports` are the standard ones for TLS_IMPLICIT, TLS_STARTTLS and TLS_NONE. */
static void read_server(struct reader *reader, config_setting_t *group, struct server_draft *draft,
                        struct server_settings *server, const guint16 *ports)
{
    static const char *const tls_words[] = {"tls", "starttls", "none", NULL};
    static const char *const auth_words[] = {"password", "oauth2", "none", NULL};
    if (!draft->host) {
        reader_error(reader, group, "%s lacks 'host'", config_setting_name(group));
        return;
    }
    gboolean login = config_setting_get_member(group, "auth") || draft->user || draft->password_file ||
                     draft->password_command || draft->password;
    check_host(reader, group, draft->host);
    server->tls = (enum tls_mode)read_word(reader, group, "tls", tls_words, TLS_IMPLICIT);
    server->auth = (enum auth_mode)read_word(reader, group, "auth", auth_words, login ? AUTH_PASSWORD : AUTH_NONE);
    server->port = (guint16)(draft->port ? draft->port : ports[server->tls]);
    warn_of_port(reader, group, server);
    if (server->tls == TLS_NONE && !is_loopback(draft->host))
        reader_warning(reader, member_or_group(group, "tls"),
                       "mail and password travel to %s readable for others (tls = \"none\")", draft->host);
    if (draft->ca_file)
        check_ca_file(reader, member_or_group(group, "ca_file"), draft->ca_file);
    read_secret(reader, group, draft, server);
    server->host = g_steal_pointer(&draft->host);
    server->ca_file = g_steal_pointer(&draft->ca_file);
    if (draft->timeout)
        server->timeout = draft->timeout;
}

/* --- mailboxes
 * --------------------------------------------------------------------------------------------------------------------
 */

static char *take_or(char **text, const char *otherwise)
{
    return *text ? g_steal_pointer(text) : g_strdup(otherwise);
}

/* IMAP's LIST would take them for patterns, and find other folders. */
static void check_folder_names(struct reader *reader, config_setting_t *group, const struct server_draft *draft)
{
    const char *const names[] = {draft->folder, draft->handled_folder, draft->review_folder, draft->sent_folder};
    static const char *const keys[] = {"folder", "handled_folder", "review_folder", "sent_folder"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (names[i] && strpbrk(names[i], "*%"))
            reader_error(reader, member_or_group(group, keys[i]), "%s: '%s' should be a folder's name without * and %%", keys[i], names[i]);
}

/* "INBOX" may be written in any case (RFC 3501 section 5.1). */
static gboolean same_folder(const char *left, const char *right)
{
    return g_str_equal(left, right) ||
           (g_ascii_strcasecmp(left, "INBOX") == 0 && g_ascii_strcasecmp(right, "INBOX") == 0);
}

static void check_folders(struct reader *reader, config_setting_t *group, const struct mailbox_settings *mailbox)
{
    if (same_folder(mailbox->handled_folder, mailbox->folder))
        reader_error(reader, member_or_group(group, "handled_folder"),
                     "handled_folder is the folder that mail is read from; handled mail would be read again");
    if (same_folder(mailbox->review_folder, mailbox->folder))
        reader_error(reader, member_or_group(group, "review_folder"),
                     "review_folder is the folder that mail is read from; put mail for review elsewhere");
    if (same_folder(mailbox->handled_folder, mailbox->review_folder))
        reader_error(reader, member_or_group(group, "review_folder"),
                     "review_folder and handled_folder are the same; nobody would see "
                     "what waits for a person");
    if (mailbox->sent_folder && same_folder(mailbox->sent_folder, mailbox->folder))
        reader_error(reader, member_or_group(group, "sent_folder"),
                     "sent_folder is the folder that mail is read from; our own mail would be read as new");
}

static void read_mailbox_kind(struct reader *reader, config_setting_t *group, const struct server_draft *draft,
                              struct mailbox_settings *mailbox)
{
    static const char *const kinds[] = {"imap", "maildir", NULL};
    static const char *const path_keys[] = {"path", NULL};
    static const char *const server_keys[] = {
        "host",     "port",    "tls", "ca_file", "auth", "user", "password_file", "password_command",
        "password", "timeout", NULL};
    guint kind = draft->path && !draft->host ? MAILBOX_MAILDIR : MAILBOX_IMAP;
    mailbox->kind = (enum mailbox_kind)read_word(reader, group, "kind", kinds, kind);
    if (mailbox->kind == MAILBOX_IMAP)
        report_idle(reader, group, path_keys, "the mailbox is on an IMAP server");
    else
        report_idle(reader, group, server_keys, "the mailbox is a Maildir");
}

static void fill_mailbox(struct reader *reader, config_setting_t *group, struct server_draft *draft,
                         struct mailbox_settings *mailbox)
{
    static const guint16 ports[] = {993, 143, 143};
    read_mailbox_kind(reader, group, draft, mailbox);
    if (mailbox->kind == MAILBOX_IMAP)
        read_server(reader, group, draft, &mailbox->server, ports);
    if (mailbox->server.host && mailbox->server.auth == AUTH_NONE)
        reader_error(reader, group,
                     "%s lacks 'user' and 'password_file' or 'password_command'; an IMAP server wants a login",
                     mailbox->name);
    if (mailbox->kind == MAILBOX_MAILDIR && !draft->path)
        reader_error(reader, group, "%s lacks 'path', the Maildir's folder", mailbox->name);
    else if (mailbox->kind == MAILBOX_MAILDIR && g_file_test(draft->path, G_FILE_TEST_EXISTS) && !g_file_test(draft->path, G_FILE_TEST_IS_DIR))
        reader_error(reader, member_or_group(group, "path"), "path: %s is a file; it should be the Maildir's folder", draft->path);
    check_folder_names(reader, group, draft);
    mailbox->path = g_steal_pointer(&draft->path);
    mailbox->folder = take_or(&draft->folder, "INBOX");
    mailbox->handled_folder = take_or(&draft->handled_folder, "mailorder/handled");
    mailbox->review_folder = take_or(&draft->review_folder, "mailorder/review");
    mailbox->sent_folder = g_steal_pointer(&draft->sent_folder);
    if (draft->poll)
        mailbox->poll_seconds = draft->poll;
    if (draft->max_mail)
        mailbox->max_mail = draft->max_mail;
    check_folders(reader, group, mailbox);
}

static gboolean same_host(const char *left, const char *right)
{
    return left && right && g_ascii_strcasecmp(left, right) == 0;
}

/* Two readers of one folder would take each mail twice. */
static void check_twice(struct reader *reader, config_setting_t *group, const struct mailbox_settings *mailbox,
                        const struct settings *settings)
{
    for (guint i = 0; i < settings->mailboxes->len; i++) {
        const struct mailbox_settings *other = settings->mailboxes->pdata[i];
        gboolean same_place = mailbox->kind == MAILBOX_MAILDIR
                                  ? g_strcmp0(mailbox->path, other->path) == 0
                                  : same_host(mailbox->server.host, other->server.host) &&
                                        mailbox->server.port == other->server.port &&
                                        g_strcmp0(mailbox->server.user, other->server.user) == 0;
        if (mailbox->kind == other->kind && same_place && same_folder(mailbox->folder, other->folder))
            reader_error(reader, group, "the mailboxes '%s' and '%s' read the same folder; keep one of them",
                         other->name, mailbox->name);
    }
}

static void read_mailbox(struct reader *reader, config_setting_t *group, struct settings *settings)
{
    struct server_draft draft = {0};
    struct mailbox_settings *mailbox = mailbox_settings_new();
    mailbox->name = g_strdup(config_setting_name(group));
    reader_plain_name(reader, group);
    keys_read(reader, group, mailbox_keys, G_N_ELEMENTS(mailbox_keys), &draft, NULL);
    fill_mailbox(reader, group, &draft, mailbox);
    check_twice(reader, group, mailbox, settings);
    server_draft_clear(&draft);
    g_ptr_array_add(settings->mailboxes, mailbox);
}

void read_mailboxes(struct reader *reader, config_setting_t *setting, void *config)
{
    struct settings *settings = ((struct config *)config)->settings;
    if (!reader_group(reader, setting))
        return;
    if (config_setting_length(setting) == 0)
        reader_error(reader, setting, "mailboxes is empty; at least one mailbox is needed");
    for (int i = 0; i < config_setting_length(setting); i++) {
        config_setting_t *group = config_setting_get_elem(setting, (unsigned)i);
        if (reader_group(reader, group))
            read_mailbox(reader, group, settings);
    }
}

/* --- sending
 * -------------------------------------------------------------------------------------------------------------------------
 */

static void read_sender_kind(struct reader *reader, config_setting_t *group, const struct server_draft *draft,
                             struct sender_settings *sender)
{
    static const char *const kinds[] = {"smtp", "command", NULL};
    static const char *const command_keys[] = {"command", NULL};
    static const char *const server_keys[] = {
        "host", "port", "tls", "ca_file", "auth", "user", "password_file", "password_command", "password", "messages_per_connection", NULL};
    guint kind = draft->command && !draft->host ? SENDER_COMMAND : SENDER_SMTP;
    sender->kind = (enum sender_kind)read_word(reader, group, "kind", kinds, kind);
    if (sender->kind == SENDER_SMTP)
        report_idle(reader, group, command_keys, "mail is sent to an SMTP server");
    else
        report_idle(reader, group, server_keys, "mail is sent by a command");
}

static void fill_sender(struct reader *reader, config_setting_t *group, struct server_draft *draft,
                        struct sender_settings *sender)
{
    static const guint16 ports[] = {465, 587, 25};
    read_sender_kind(reader, group, draft, sender);
    if (sender->kind == SENDER_SMTP)
        read_server(reader, group, draft, &sender->server, ports);
    else if (!draft->command)
        reader_error(reader, group, "sending lacks 'command', for example \"/usr/sbin/sendmail -i\"");
    check_command(reader, group, "command", draft->command);
    sender->command = g_steal_pointer(&draft->command);
    if (draft->connections)
        sender->connections = draft->connections;
    sender->messages_per_connection = draft->messages_per_connection;
    sender->messages_per_minute = draft->messages_per_minute;
    if (draft->retry_first)
        sender->retry_first = draft->retry_first;
    if (draft->retry_most)
        sender->retry_most = draft->retry_most;
    if (draft->give_up)
        sender->give_up = draft->give_up;
    if (sender->retry_first > sender->retry_most)
        reader_error(reader, member_or_group(group, "retry_first"), "retry_first is longer than retry_most");
    if (sender->give_up < sender->retry_first)
        reader_error(reader, member_or_group(group, "give_up"),
                     "give_up is shorter than retry_first; nothing would ever be tried again");
}

static void read_way(struct reader *reader, config_setting_t *setting, const struct key *keys, guint count, struct sender_settings *sender)
{
    struct server_draft draft = {0};
    if (!reader_group(reader, setting))
        return;
    keys_read(reader, setting, keys, count, &draft, NULL);
    fill_sender(reader, setting, &draft, sender);
    server_draft_clear(&draft);
}

void read_sending(struct reader *reader, config_setting_t *setting, void *config)
{
    read_way(reader, setting, sending_keys, G_N_ELEMENTS(sending_keys), &((struct config *)config)->settings->sender);
}

/* The second way out: one mail now and then, and the supervisor decides when it is tried again. */
static const struct key alert_way_keys[] = {
    SERVER_KEYS,
    {"command", KEY_STRING, offsetof(struct server_draft, command)},
};

void read_alert_way(struct reader *reader, config_setting_t *setting, void *alerts)
{
    struct sender_settings *way = &((struct alert_settings *)alerts)->way;
    way->retry_first = way->retry_most = way->give_up = 60;
    read_way(reader, setting, alert_way_keys, G_N_ELEMENTS(alert_way_keys), way);
}

/* --- limits
 * ---------------------------------------------------------------------------------------------------------------------------
 */

static const struct key limit_keys[] = {
    {"answers_per_sender_day", KEY_COUNT, offsetof(struct limit_settings, answers_per_sender_day), .least = 1,
     .most = 100000},
    {"answers_per_domain_hour", KEY_COUNT, offsetof(struct limit_settings, answers_per_domain_hour), .least = 1, .most = 10000000},
    {"shared_domains", KEY_STRINGS, offsetof(struct limit_settings, shared_domains)},
    {"breaker_time", KEY_DURATION, offsetof(struct limit_settings, breaker_seconds), .least = 1, .most = 86400},
    {"answers_per_hour", KEY_COUNT, offsetof(struct limit_settings, answers_per_hour), .least = 1, .most = 10000000},
    {"review_letters_per_hour", KEY_COUNT, offsetof(struct limit_settings, review_letters_per_hour), .least = 1, .most = 100000},
    {"decode_time", KEY_DURATION, offsetof(struct limit_settings, decode_seconds), .least = 1, .most = 600},
    {"decode_memory", KEY_SIZE, offsetof(struct limit_settings, decode_memory), .least = 64 * 1024 * 1024},
    {"decoders", KEY_COUNT, offsetof(struct limit_settings, decoders), .least = 1, .most = 2},
    {"allow_unconfined", KEY_BOOL, offsetof(struct limit_settings, allow_unconfined)},
};

void read_limits(struct reader *reader, config_setting_t *setting, void *config)
{
    if (reader_group(reader, setting))
        keys_read(reader, setting, limit_keys, G_N_ELEMENTS(limit_keys), &((struct config *)config)->settings->limits,
                  NULL);
}

const struct key_table machine_tables[] = {
    {"mailboxes.NAME", mailbox_keys, G_N_ELEMENTS(mailbox_keys)},
    {"sending", sending_keys, G_N_ELEMENTS(sending_keys)},
    {"alerts.way", alert_way_keys, G_N_ELEMENTS(alert_way_keys)},
    {"limits", limit_keys, G_N_ELEMENTS(limit_keys)},
    {NULL, NULL, 0},
};
