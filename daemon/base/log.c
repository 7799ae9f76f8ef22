#include "daemon/base/log.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#define LOG_LINE_BYTES 1000

static struct {
    char role[64];
    enum log_target target;
    enum log_level level;
} log_state = {.level = LOG_LEVEL_INFO};

void log_open(const char *role, enum log_target target, enum log_level level)
{
    g_strlcpy(log_state.role, role, sizeof log_state.role);
    log_state.target = target;
    log_state.level = level;
    if (target == LOG_TARGET_SYSLOG)
        openlog("mailorderd", LOG_PID | LOG_NDELAY, LOG_MAIL);
}

/* A character that could end the line, hide text or turn its direction. */
static gboolean log_is_unsafe(gunichar c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c;
}

static char *log_clean(const char *text)
{
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

static void log_write(enum log_level level, const char *format, va_list arguments) G_GNUC_PRINTF(2, 0);

static void log_write(enum log_level level, const char *format, va_list arguments)
{
    static const int priorities[] = {LOG_ERR, LOG_WARNING, LOG_INFO, LOG_DEBUG};
    static const char *const words[] = {"error: ", "warning: ", "", "debug: "};
    if (level > log_state.level)
        return;
    g_autofree char *raw = g_strdup_vprintf(format, arguments);
    g_autofree char *clean = log_clean(raw);
    if (log_state.target == LOG_TARGET_SYSLOG) {
        syslog(priorities[level], "%s: %s%s", log_state.role, words[level], clean);
        return;
    }
    g_autofree char *line = g_strdup_printf("mailorderd[%d] %s: %s%s\n", (int)getpid(), log_state.role, words[level], clean);
    if (write(STDERR_FILENO, line, strlen(line)) < 0)
        return; /* nowhere left to say it */
}

#define LOG_FUNCTION(name, level)                                                                                       \
    void name(const char *format, ...)                                                                                 \
    {                                                                                                                  \
        va_list arguments;                                                                                             \
        va_start(arguments, format);                                                                                   \
        log_write(level, format, arguments);                                                                           \
        va_end(arguments);                                                                                             \
    }

LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warning, LOG_LEVEL_WARNING)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)
