/* One table a group: which keys it has, what each may hold, and where it goes. Everything that a table can say is
 * checked in one place, so that every key has the same manners. */
#ifndef MO_CONFIG_KEYS_H
#define MO_CONFIG_KEYS_H

#include <glib.h>
#include <libconfig.h>

#include "daemon/base/diagnostics.h"
#include "daemon/base/phrases.h"

/* Where we are while reading: for messages, and to find other files. */
struct reader {
    struct diagnostics *errors, *warnings;
    const char *file;
    const char *folder; /* of the file: relative paths start here */
};

enum key_kind {
    KEY_STRING,    /* char * */
    KEY_PATH,      /* char *, made absolute from the file's folder */
    KEY_ADDRESS,   /* char *, an e-mail address */
    KEY_STRINGS,   /* GStrv; a single string counts as a list of one */
    KEY_ADDRESSES, /* GStrv */
    KEY_BOOL,      /* gboolean */
    KEY_COUNT,     /* guint between least and most */
    KEY_DURATION,  /* guint seconds: "90 s", "10 min", "2 h", "3 days" */
    KEY_SIZE,      /* gsize bytes: "500 KB", "50 MB" */
    KEY_PHRASES,   /* struct phrases *: { en = "…"; tr = [ "…" ]; } or one string for all languages */
    KEY_OTHER,     /* read by its own function */
};

typedef void key_function(struct reader *reader, config_setting_t *setting, void *target);

struct key {
    const char *name;
    enum key_kind kind;
    gsize offset; /* of the member in the target struct */
    gboolean required;
    gint64 least, most;     /* COUNT, DURATION (seconds), SIZE (bytes); most 0: no bound */
    key_function *function; /* OTHER */
};

/* Reads `group` by its table into `target`. Unknown keys are reported with the nearest known one, unless `also` (may be
 * NULL) says that a name is its business. */
void keys_read(struct reader *reader, config_setting_t *group, const struct key *keys, guint count, void *target,
               gboolean (*also)(const char *name));

/* A mistake at a setting's own line. */
void reader_error(struct reader *reader, const config_setting_t *setting, const char *format, ...) G_GNUC_PRINTF(3, 4);
void reader_warning(struct reader *reader, const config_setting_t *setting, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* The setting's string, or NULL after saying what it should be. */
const char *reader_string(struct reader *reader, const config_setting_t *setting);
/* The same; what it says has an example. */
const char *reader_string_like(struct reader *reader, const config_setting_t *setting, const char *example);
/* TRUE for a group { }, else FALSE after saying so. */
gboolean reader_group(struct reader *reader, const config_setting_t *setting);
/* The parts of a list; anything else counts as a list of itself. */
guint reader_length(const config_setting_t *setting);
config_setting_t *reader_item(config_setting_t *setting, guint index);
/* The same as strings; what is none is reported and left out. Never NULL. */
GStrv reader_strings(struct reader *reader, config_setting_t *setting);
/* TRUE or FALSE into `target`, unless it is neither; that is said. */
void reader_bool(struct reader *reader, const config_setting_t *setting, gboolean *target);
/* Adds { en = "…"; tr = [ "…", "…" ]; } to `phrases`. */
void reader_phrases(struct reader *reader, config_setting_t *setting, struct phrases *phrases);
/* The index of the setting's text among `words` (NULL-terminated), or -1 after saying which there are. */
int reader_word(struct reader *reader, const config_setting_t *setting, const char *const *words);
/* Whether a name that becomes part of the store, of file names and of templates is plain: a small letter, then small
 * letters, digits, - and _. Reported when not. */
gboolean reader_plain_name(struct reader *reader, const config_setting_t *setting);
/* Adds wordings in `language` from a string or a list of strings. */
void reader_wordings(struct reader *reader, config_setting_t *setting, const char *language, struct phrases *phrases);
char *reader_path(struct reader *reader, const char *path);

/* Whether a link to it can stand in a mail as it is: a host, and no character that would end or break it. */
gboolean url_is_plain(const char *url);

/* " (did you mean 'x'?)", or "" when nothing is near. `names` is NULL-terminated. */
char *nearest_hint(const char *name, const char *const *names);

/* Values that are text with a unit. FALSE when the text is none. */
gboolean parse_duration(const char *text, guint *ret_seconds);
gboolean parse_size(const char *text, gsize *ret_bytes);
char *format_duration(gint64 seconds); /* for messages: "2 h" */
char *format_size(gint64 bytes);
gboolean parse_minute_of_day(const char *text, guint *ret_minute); /* "9:30", "18:00", "24:00" */
char *parse_percent(const char *text); /* "20%", "20 %", "7.5": canonical decimal, or NULL */
gboolean parse_money(const char *text, char **ret_amount, char **ret_currency); /* "1250.00 EUR" */
gboolean parse_currency(const char *text);
/* A bound or standard of a number field: int, float or string; canonical decimal, or NULL. */
char *parse_number_setting(const config_setting_t *setting);
/* Centimetres from "120 cm", "1.2 m", or a bare number in `unit` (NULL: cm). */
char *parse_length(const char *text, const char *unit);
gboolean parse_day(const char *text, GDate *ret_day,
                   gboolean *ret_yearly); /* "2026-12-25", or "12-25" for every year */

#endif
