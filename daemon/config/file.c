#include "daemon/config/file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "daemon/base/bounds.h"
#include "daemon/config/scan.h"

struct file {
    char *path;
    config_t config;
};

struct files {
    GPtrArray *all; /* struct file */
};

static void file_free(void *data)
{
    struct file *file = data;
    config_destroy(&file->config);
    g_free(file->path);
    g_free(file);
}

struct files *files_new(void)
{
    struct files *files = g_new0(struct files, 1);
    files->all = g_ptr_array_new_with_free_func(file_free);
    return files;
}

void files_free(struct files *files)
{
    if (!files)
        return;
    g_ptr_array_unref(files->all);
    g_free(files);
}

/* --- reading
 * ---------------------------------------------------------------------------------------------------------- */

static gboolean check_kind(const char *path, struct diagnostics *errors)
{
    struct stat status;
    if (stat(path, &status) < 0)
        diagnostics_add(errors, path, 0, "the file cannot be read: %s", g_strerror(errno));
    else if (S_ISDIR(status.st_mode))
        diagnostics_add(errors, path, 0, "this is a folder; it should be a file");
    else if (!S_ISREG(status.st_mode))
        diagnostics_add(errors, path, 0, "this is not an ordinary file");
    else if (status.st_size > (off_t)BOUND_CONFIG_FILE)
        diagnostics_add(errors, path, 0, "the file has %" G_GINT64_FORMAT " bytes; it should have at most %u",
                        (gint64)status.st_size, BOUND_CONFIG_FILE);
    else
        return TRUE;
    return FALSE;
}

/* The text of the file when it is one that libconfig may be given; NULL after saying why not. */
static char *read_text(const char *path, struct diagnostics *errors)
{
    g_autofree char *text = NULL;
    gsize length;
    g_autoptr(GError) error = NULL;
    if (!check_kind(path, errors))
        return NULL;
    if (!g_file_get_contents(path, &text, &length, &error)) {
        diagnostics_add(errors, path, 0, "the file cannot be read: %s", error->message);
        return NULL;
    }
    if (g_str_has_prefix(text, "\xef\xbb\xbf")) {
        diagnostics_add(errors, path, 1, "the file begins with a byte order mark (BOM); save it as UTF-8 without BOM");
        return NULL;
    }
    if (g_str_has_prefix(text, "{\\rtf") || g_str_has_prefix(text, "<")) {
        diagnostics_add(errors, path, 1, "this is a document of a word processor or a web page; save it as plain text, UTF-8");
        return NULL;
    }
    if (memchr(text, '\0', length)) {
        diagnostics_add(errors, path, 0,
                        "the file holds NUL bytes; save it as plain UTF-8 text, not as UTF-16 or a document");
        return NULL;
    }
    if (strchr(text, '\r') && !strchr(text, '\n')) {
        diagnostics_add(errors, path, 1, "the lines of this file end with CR alone, as on old Macintoshes; save it with Unix line ends (LF)");
        return NULL;
    }
    return g_steal_pointer(&text);
}

/* What is wrong although the grammar is right. */
static void report_syntax(const char *path, const config_t *config, struct diagnostics *errors)
{
    const char *words = config_error_text(config);
    int line = config_error_line(config);
    if (g_strcmp0(words, "duplicate setting name") == 0) {
        diagnostics_add(errors, path, line, "a key of this name stands in the same group already; keep one of them");
    } else if (g_strcmp0(words, "mismatched element type in array") == 0) {
        diagnostics_add(errors, path, line,
                        "the things in [ ] are of different kinds; write them all as text in double quotes");
    } else { /* the grammar in scan.c is too lenient somewhere */
        diagnostics_add(errors, path, line, "something is not as it should be here, or just before");
    }
}

config_setting_t *files_parse(struct files *files, const char *path, struct diagnostics *errors)
{
    g_autofree char *text = read_text(path, errors);
    if (!text || !scan_text(path, text, errors))
        return NULL;
    struct file *file = g_new0(struct file, 1);
    file->path = g_strdup(path);
    config_init(&file->config);
    g_ptr_array_add(files->all, file);
    if (config_read_string(&file->config, text))
        return config_root_setting(&file->config);
    report_syntax(path, &file->config, errors);
    return NULL;
}

/* --- lines
 * ------------------------------------------------------------------------------------------------------------ */

static const struct file *find_file(const struct files *files, const char *path)
{
    for (guint i = 0; i < files->all->len; i++) {
        const struct file *file = files->all->pdata[i];
        if (g_str_equal(file->path, path))
            return file;
    }
    return NULL;
}

int files_line(const struct files *files, const char *path, const char *setting)
{
    const struct file *file = find_file(files, path);
    g_autofree char *name = g_strdup(setting);
    while (file) {
        const config_setting_t *found = config_lookup(&file->config, name);
        if (found)
            return (int)config_setting_source_line(found);
        char *dot = strrchr(name, '.');
        if (!dot)
            return 0;
        *dot = '\0';
    }
    return 0;
}
