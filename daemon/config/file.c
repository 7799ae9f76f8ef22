#include "daemon/config/file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "daemon/base/bounds.h"

/* What is probably wrong near a line that libconfig calls a "syntax error". */
static char *guess_syntax(const char *text, int line)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines);
    if (line < 1 || (guint)line > count)
        return g_strdup("the file ends too early: a closing } or \" is missing");
    g_autofree char *here = g_strstrip(g_strdup(lines[line - 1]));
    g_autofree char *before = line > 1 ? g_strchomp(g_strdup(lines[line - 2])) : g_strdup("");
    gsize length = strlen(before);
    if ((guint)line >= count && *here == '\0')
        return g_strdup("the file ends too early: a closing } or \" is missing");
    if (strstr(here, ",]") || strstr(here, ", ]") || strstr(here, ",)") || strstr(here, ", )"))
        return g_strdup("there is a comma before the closing bracket; take it away");
    if (g_regex_match_simple("^[A-Za-z_0-9-]+\\s*[=:]\\s*(yes|no|on|off)\\b", here, G_REGEX_CASELESS, 0))
        return g_strdup("yes, no, on and off are not known here; write true or false");
    for (const char *p = here; *p && *p != '"' && *p != '#'; p++)
        if ((guchar)*p >= 0x80)
            return g_strdup("a letter outside of double quotes is not plain ASCII; names of keys are ASCII, texts stand in quotes");
    if (length && (before[length - 1] == '"' || g_ascii_isalnum(before[length - 1]) || before[length - 1] == '}' ||
                   before[length - 1] == ']'))
        return g_strdup_printf("is a semicolon missing at the end of line %d?", line - 1);
    if (g_regex_match_simple("=\\s*[A-Za-z_]", here, 0, 0))
        return g_strdup("a text must stand in double quotes");
    return g_strdup("something is not as it should be here, or just before");
}

static gboolean check_readable(const char *path, struct diagnostics *errors)
{
    struct stat status;
    if (stat(path, &status) < 0)
        diagnostics_add(errors, path, 0, "%s", g_strerror(errno));
    else if (!S_ISREG(status.st_mode))
        diagnostics_add(errors, path, 0, "this is not a file");
    else if (status.st_size > (off_t)BOUND_CONFIG_FILE)
        diagnostics_add(errors, path, 0, "the file is larger than %u bytes", BOUND_CONFIG_FILE);
    else
        return TRUE;
    return FALSE;
}

/* libconfig reads integers that do not fit as something else, silently: they are looked for in the text. */
static gboolean check_integers(const char *path, const char *text, struct diagnostics *errors)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GRegex) number = g_regex_new("^[^\"#/]*[=:\\[,(]\\s*([+-]?[0-9]{10,})L?", 0, 0, NULL);
    gboolean good = TRUE;
    for (guint i = 0; lines[i]; i++) {
        g_autoptr(GMatchInfo) match = NULL;
        if (!g_regex_match(number, lines[i], 0, &match))
            continue;
        g_autofree char *digits = g_match_info_fetch(match, 1);
        gint64 value;
        if (g_ascii_string_to_signed(digits + (*digits == '+'), 10, G_MININT32, G_MAXINT32, &value, NULL))
            continue;
        diagnostics_add(errors, path, (int)i + 1, "the number %s is too large; the largest is 2147483647", digits);
        good = FALSE;
    }
    return good;
}

gboolean file_parse(const char *path, config_t *config, struct diagnostics *errors)
{
    g_autofree char *text = NULL;
    gsize length;
    g_autoptr(GError) error = NULL;
    config_init(config);
    if (!check_readable(path, errors))
        return FALSE;
    if (!g_file_get_contents(path, &text, &length, &error)) {
        diagnostics_add(errors, path, 0, "%s", error->message);
        return FALSE;
    }
    if (g_str_has_prefix(text, "\xef\xbb\xbf")) {
        diagnostics_add(errors, path, 1, "the file begins with a byte order mark (BOM); save it as UTF-8 without BOM");
        return FALSE;
    }
    if (strlen(text) != length) {
        diagnostics_add(errors, path, 0, "the file holds a NUL byte; save it as plain UTF-8 text");
        return FALSE;
    }
    if (!check_integers(path, text, errors))
        return FALSE;
    if (config_read_string(config, text))
        return TRUE;
    const char *words = config_error_text(config);
    g_autofree char *guess = g_strcmp0(words, "syntax error") == 0 ? guess_syntax(text, config_error_line(config)) : NULL;
    if (g_strcmp0(words, "duplicate setting name") == 0)
        diagnostics_add(errors, path, config_error_line(config), "this key stands here twice; keep one");
    else
        diagnostics_add(errors, path, config_error_line(config), "%s", guess ? guess : words);
    return FALSE;
}
