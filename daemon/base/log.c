#include "daemon/base/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "daemon/base/text.h"

#define LOG_LINE_BYTES 1000
#define LOG_HELD_BYTES 4096 /* PIPE_BUF: a write of so many to a pipe is not cut in two by another process's */

static struct {
    char role[64];
    enum log_target target;
    enum log_level level;
    int journal; /* socket; -1 none */
    pid_t pid;   /* 0: the log is not open yet */
    GString *held; /* lines for standard error that are not written yet; NULL: each is written at once */
    struct sockaddr_un journal_address;
} log_state = {.level = LOG_LEVEL_WARNING, .journal = -1, .journal_address = {AF_UNIX, "/run/systemd/journal/socket"}};

static const int priorities[] = {LOG_ERR, LOG_WARNING, LOG_INFO, LOG_DEBUG};

void log_open(const char *role, enum log_target target, enum log_level level)
{
    g_strlcpy(log_state.role, role, sizeof log_state.role);
    log_state.target = target;
    log_state.level = level;
    log_state.pid = getpid();
    if (target == LOG_TARGET_SYSLOG)
        openlog("mailorderd", LOG_PID | LOG_NDELAY, LOG_MAIL);
    /* Not the one that was inherited: its number is another file's by now. */
    log_state.journal = target == LOG_TARGET_JOURNAL ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
}

void log_set_journal(const char *path)
{
    g_strlcpy(log_state.journal_address.sun_path, path, sizeof log_state.journal_address.sun_path);
}

/* --- what may stand in a line ------------------------------------------------------------------------------------- */

/* A character that could end the line, hide text or turn its direction. */
static gboolean log_is_unsafe(gunichar c)
{
    static const GUnicodeType unsafe[] = {G_UNICODE_CONTROL,   G_UNICODE_FORMAT,     G_UNICODE_LINE_SEPARATOR, G_UNICODE_PARAGRAPH_SEPARATOR,
                                          G_UNICODE_SURROGATE, G_UNICODE_UNASSIGNED, G_UNICODE_PRIVATE_USE};
    GUnicodeType type = g_unichar_type(c);
    for (guint i = 0; i < G_N_ELEMENTS(unsafe); i++)
        if (type == unsafe[i])
            return TRUE;
    return FALSE;
}

static char *log_clean(const char *text)
{
    gsize harmless = 0;
    while (text[harmless] >= ' ' && text[harmless] <= '~')
        harmless++;
    if (text[harmless] == '\0')
        return g_strndup(text, LOG_LINE_BYTES);
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *clean = g_string_new(NULL);
    for (const char *p = valid; *p && clean->len < LOG_LINE_BYTES; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (log_is_unsafe(c))
            g_string_append_c(clean, '?');
        else
            g_string_append_unichar(clean, c);
    }
    return g_string_free(clean, FALSE);
}

static gboolean ends_word(char c)
{
    return !c || strchr(" ,;<>()[]\"'", c) != NULL;
}

/* Addresses are personal. */
static char *log_mask(const char *text)
{
    GString *masked = g_string_new(NULL);
    while (*text) {
        gsize length = 0;
        while (!ends_word(text[length]))
            length++;
        if (memchr(text, '@', length))
            g_string_append(masked, "…@…");
        else
            g_string_append_len(masked, text, (gssize)length);
        text += length;
        if (*text)
            g_string_append_c(masked, *text++);
    }
    return g_string_free(masked, FALSE);
}

char *log_reply_code(const char *reply)
{
    static GRegex *pattern;
    if (g_once_init_enter(&pattern))
        g_once_init_leave(&pattern, g_regex_new("^([2-5][0-9]{2}\\b)?[ -]?([245]\\.[0-9]{1,3}\\.[0-9]{1,3}\\b)?", G_REGEX_OPTIMIZE, 0, NULL));
    g_autoptr(GMatchInfo) match = NULL;
    if (!reply || !g_regex_match(pattern, reply, 0, &match))
        return g_strdup("no code");
    g_autofree char *code = g_match_info_fetch(match, 1), *enhanced = g_match_info_fetch(match, 2);
    g_autofree char *both = g_strdup_printf("%s %s", code ? code : "", enhanced ? enhanced : "");
    g_strstrip(both);
    return *both ? g_steal_pointer(&both) : g_strdup("no code");
}

/* Postfix, Exchange: "queued as X"; Exim: "id=X"; sendmail: "X Message accepted". */
char *log_queue_id(const char *reply)
{
    static GRegex *pattern;
    if (g_once_init_enter(&pattern))
        g_once_init_leave(&pattern, g_regex_new("(?:queued as |\\bid=)([A-Za-z0-9-]{4,40})|\\b([A-Za-z0-9]{8,40}) Message accepted",
                                                G_REGEX_OPTIMIZE, 0, NULL));
    g_autoptr(GMatchInfo) match = NULL;
    if (!reply || !g_regex_match(pattern, reply, 0, &match))
        return NULL;
    g_autofree char *named = g_match_info_fetch(match, 1);
    return named && *named ? g_steal_pointer(&named) : g_match_info_fetch(match, 2);
}

/* --- what it is about ----------------------------------------------------------------------------------------------- */

struct log_field {
    const char *name, *journal;
    char value[80];
};
#define LOG_FIELDS 5

static void field_text(struct log_field *field, const char *text)
{
    g_autofree char *clean = text ? log_clean(text) : NULL;
    for (char *p = clean; p && *p; p++)
        if (*p == ' ' || *p == '=')
            *p = '_'; /* one word */
    g_strlcpy(field->value, clean ? clean : "", sizeof field->value);
}

static void field_number(struct log_field *field, gint64 number)
{
    if (number)
        g_snprintf(field->value, sizeof field->value, "%" G_GINT64_FORMAT, number);
}

static void log_fields(const struct log_about *about, struct log_field fields[LOG_FIELDS])
{
    static const struct log_field names[LOG_FIELDS] = {
        {"mail", "MAILORDER_MAIL", ""}, {"order", "MAILORDER_ORDER", ""}, {"mailbox", "MAILORDER_MAILBOX", ""},
        {"out", "MAILORDER_OUT", ""}, {"queue-id", "MAILORDER_QUEUE_ID", ""},
    };
    memcpy(fields, names, sizeof names);
    if (!about)
        return;
    field_number(&fields[0], about->mail);
    field_text(&fields[1], about->order);
    field_text(&fields[2], about->mailbox);
    field_number(&fields[3], about->out);
    field_text(&fields[4], about->queue_id);
}

/* --- writing ---------------------------------------------------------------------------------------------------------- */

/* The journal's native protocol: a datagram of NAME=value lines; our values have no line ends. FALSE: it did not take it. */
static gboolean journal_write(enum log_level level, const struct log_field *fields, const char *line)
{
    g_autoptr(GString) packet = g_string_new(NULL);
    g_string_append_printf(packet, "MESSAGE=%s: %s\nPRIORITY=%d\nSYSLOG_IDENTIFIER=mailorderd\nSYSLOG_FACILITY=2\nMAILORDER_ROLE=%s\n",
                           log_state.role, line, priorities[level], log_state.role);
    for (guint i = 0; i < LOG_FIELDS; i++)
        if (*fields[i].value)
            g_string_append_printf(packet, "%s=%s\n", fields[i].journal, fields[i].value);
    return log_state.journal >= 0 &&
           sendto(log_state.journal, packet->str, packet->len, MSG_NOSIGNAL, (const struct sockaddr *)&log_state.journal_address,
                  sizeof log_state.journal_address) == (ssize_t)packet->len;
}

static void write_once(const char *text, gsize length)
{
    if (write(STDERR_FILENO, text, length) < 0)
        return; /* nowhere left to say it */
}

static void write_held(void)
{
    write_once(log_state.held->str, log_state.held->len);
    g_string_truncate(log_state.held, 0);
}

void log_hold(void)
{
    if (!log_state.held)
        log_state.held = g_string_sized_new(LOG_HELD_BYTES);
}

void log_release(void)
{
    if (!log_state.held)
        return;
    write_held();
    g_string_free(g_steal_pointer(&log_state.held), TRUE);
}

static void write_line(enum log_level level, const struct log_field *fields, const char *line)
{
    static const char *const words[] = {"error: ", "warning: ", "", "debug: "};
    if (log_state.target == LOG_TARGET_JOURNAL && journal_write(level, fields, line))
        return;
    if (log_state.target == LOG_TARGET_SYSLOG) {
        syslog(priorities[level], "%s: %s%s", log_state.role, words[level], line);
        return;
    }
    g_autofree char *whole = g_strdup_printf("mailorderd[%d] %s: %s%s\n", (int)(log_state.pid ? log_state.pid : getpid()), log_state.role, words[level], line);
    const gsize length = strlen(whole);
    if (!log_state.held) {
        write_once(whole, length);
        return;
    }
    if (log_state.held->len + length > LOG_HELD_BYTES)
        write_held();
    g_string_append_len(log_state.held, whole, (gssize)length);
}

static void log_write(enum log_level level, const struct log_about *about, const char *format, va_list arguments) G_GNUC_PRINTF(3, 0);

static void log_write(enum log_level level, const struct log_about *about, const char *format, va_list arguments)
{
    if (level > log_state.level)
        return;
    struct log_field fields[LOG_FIELDS];
    log_fields(about, fields);
    g_autofree char *raw = g_strdup_vprintf(format, arguments);
    g_autofree char *safe = text_hide_tokens(raw);
    g_autofree char *clean = log_clean(safe);
    g_autofree char *masked = level == LOG_LEVEL_DEBUG ? g_strdup(clean) : log_mask(clean);
    g_autoptr(GString) line = g_string_new(NULL);
    for (guint i = 0; i < LOG_FIELDS; i++)
        if (*fields[i].value)
            g_string_append_printf(line, "%s=%s ", fields[i].name, fields[i].value);
    g_string_append(line, masked);
    write_line(level, fields, line->str);
}

#define LOG_FUNCTION(name, level)                                                                                       \
    void name(const char *format, ...)                                                                                 \
    {                                                                                                                  \
        va_list arguments;                                                                                             \
        va_start(arguments, format);                                                                                   \
        log_write(level, NULL, format, arguments);                                                                     \
        va_end(arguments);                                                                                             \
    }

LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warning, LOG_LEVEL_WARNING)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)

void log_line(enum log_level level, const struct log_about *about, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    log_write(level, about, format, arguments);
    va_end(arguments);
}
