/* One line a happening, to standard error or syslog. The core and the parsers never log: they return. */
#ifndef MO_BASE_LOG_H
#define MO_BASE_LOG_H

#include <glib.h>

enum log_target { LOG_TARGET_STDERR, LOG_TARGET_SYSLOG };
enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Opens the log. `role` names the process ("desk", "mailbox orders"); it is copied. Lines above `level` are dropped. */
void log_open(const char *role, enum log_target target, enum log_level level);

/* Write one line. Control characters, line ends and bidirectional overrides in it come out as "?", so that no mail
 * can forge a log line; it is cut at 1,000 bytes. Never pass a password or a token. */
void log_error(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_warning(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_info(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_debug(const char *format, ...) G_GNUC_PRINTF(1, 2);

#endif
