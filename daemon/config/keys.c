#include "daemon/config/keys.h"

#include <string.h>

#include "daemon/base/language.h"
#include "daemon/base/text.h"

#define NAME_BYTES     40   /* of a mailbox, department, product or field */
#define STRING_BYTES   1000 /* of a single text: a name, a host, a command */
#define WORDING_BYTES  1000 /* of one wording; a postal address may have lines */
#define LANGUAGE_CODES "en, tr, de, fr, es, it, nl, pl, pt, ru"

void reader_error(struct reader *reader, const config_setting_t *setting, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    diagnostics_add(reader->errors, reader->file, setting ? (int)config_setting_source_line(setting) : 0, "%s", text);
}

void reader_warning(struct reader *reader, const config_setting_t *setting, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    diagnostics_add(reader->warnings, reader->file, setting ? (int)config_setting_source_line(setting) : 0, "%s", text);
}

static const char *type_name(const config_setting_t *setting)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_GROUP:
        return "a group { }";
    case CONFIG_TYPE_LIST:
    case CONFIG_TYPE_ARRAY:
        return "a list";
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        return "a number";
    case CONFIG_TYPE_FLOAT:
        return "a number with a point";
    case CONFIG_TYPE_BOOL:
        return "true or false";
    case CONFIG_TYPE_STRING:
        return "text";
    default:
        return "nothing";
    }
}

/* A list's entries have no name of their own. */
static const char *setting_name(const config_setting_t *setting)
{
    const char *name = config_setting_name(setting);
    const config_setting_t *parent = config_setting_parent(setting);
    if (!name && parent)
        name = config_setting_name(parent);
    return name ? name : "this entry";
}

const char *reader_string(struct reader *reader, const config_setting_t *setting)
{
    if (config_setting_type(setting) != CONFIG_TYPE_STRING) {
        reader_error(reader, setting, "%s is %s; it should be text in double quotes", setting_name(setting),
                     type_name(setting));
        return NULL;
    }
    const char *text = config_setting_get_string(setting);
    if (!text || !g_utf8_validate(text, -1, NULL)) {
        reader_error(reader, setting, "%s is not UTF-8; save the file as UTF-8", setting_name(setting));
        return NULL;
    }
    return text;
}

const char *reader_string_like(struct reader *reader, const config_setting_t *setting, const char *example)
{
    if (config_setting_type(setting) == CONFIG_TYPE_STRING)
        return reader_string(reader, setting);
    reader_error(reader, setting, "%s is %s; it should be text in double quotes, like \"%s\"", setting_name(setting), type_name(setting), example);
    return NULL;
}

gboolean reader_group(struct reader *reader, const config_setting_t *setting)
{
    if (config_setting_is_group(setting))
        return TRUE;
    reader_error(reader, setting, "%s is %s; it should be a group { … }", setting_name(setting), type_name(setting));
    return FALSE;
}

guint reader_length(const config_setting_t *setting)
{
    gboolean list = config_setting_is_list(setting) || config_setting_is_array(setting);
    return list ? (guint)config_setting_length(setting) : 1;
}

config_setting_t *reader_item(config_setting_t *setting, guint index)
{
    gboolean list = config_setting_is_list(setting) || config_setting_is_array(setting);
    return list ? config_setting_get_elem(setting, index) : setting;
}

GStrv reader_strings(struct reader *reader, config_setting_t *setting)
{
    GPtrArray *strings = g_ptr_array_new();
    for (guint i = 0; i < reader_length(setting); i++) {
        const char *text = reader_string(reader, reader_item(setting, i));
        if (text)
            g_ptr_array_add(strings, g_strdup(text));
    }
    g_ptr_array_add(strings, NULL);
    return (GStrv)g_ptr_array_free(strings, FALSE);
}

void reader_wordings(struct reader *reader, config_setting_t *setting, const char *language, struct phrases *phrases)
{
    for (guint i = 0; i < reader_length(setting); i++) {
        const config_setting_t *item = reader_item(setting, i);
        const char *text = reader_string(reader, item);
        g_autofree char *clean = text ? text_lines(text, WORDING_BYTES) : NULL;
        if (text && *g_strstrip(clean) == '\0')
            reader_error(reader, item, "%s has an empty wording", setting_name(setting));
        else if (text)
            phrases_add(phrases, language, clean);
    }
    if (reader_length(setting) == 0)
        reader_error(reader, setting, "%s has no wording", setting_name(setting));
}

void reader_phrases(struct reader *reader, config_setting_t *setting, struct phrases *phrases)
{
    if (!reader_group(reader, setting))
        return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        config_setting_t *wording = config_setting_get_elem(setting, (unsigned)i);
        const char *language = config_setting_name(wording);
        if (language_find(language))
            reader_wordings(reader, wording, language_find(language)->code, phrases);
        else
            reader_error(reader, wording, "'%s' is not a language code that mailorder knows (" LANGUAGE_CODES ")",
                         language);
    }
}

int reader_word(struct reader *reader, const config_setting_t *setting, const char *const *words)
{
    const char *text = reader_string(reader, setting);
    for (int i = 0; text && words[i]; i++)
        if (g_str_equal(words[i], text))
            return i;
    if (text) {
        g_autofree char *all = g_strjoinv("\", \"", (char **)words);
        g_autofree char *hint = nearest_hint(text, words);
        reader_error(reader, setting, "%s is \"%s\"%s; it should be one of \"%s\"", setting_name(setting), text, hint,
                     all);
    }
    return -1;
}

gboolean reader_plain_name(struct reader *reader, const config_setting_t *setting)
{
    const char *name = setting_name(setting);
    if (g_ascii_islower(*name) && strlen(name) <= NAME_BYTES &&
        !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_")])
        return TRUE;
    reader_error(
        reader, setting,
        "the name '%s' should begin with a small letter and go on with small letters, digits, - and _, %d in all", name,
        NAME_BYTES);
    return FALSE;
}

char *reader_path(struct reader *reader, const char *path)
{
    return g_path_is_absolute(path) ? g_strdup(path) : g_build_filename(reader->folder, path, NULL);
}

gboolean url_is_plain(const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    if (!uri || !g_uri_get_host(uri) || !*g_uri_get_host(uri) || strpbrk(url, "\"<>\\^`{|} "))
        return FALSE;
    for (const char *p = url; *p; p = g_utf8_next_char(p))
        if (g_unichar_isspace(g_utf8_get_char(p)) || !g_unichar_isprint(g_utf8_get_char(p)))
            return FALSE;
    return TRUE;
}

char *nearest_hint(const char *name, const char *const *names)
{
    const char *nearest = NULL;
    guint best = 3;
    for (guint i = 0; names[i]; i++) {
        guint distance = text_distance(name, names[i], best);
        if (distance < best && distance < strlen(names[i])) {
            best = distance;
            nearest = names[i];
        }
    }
    return nearest ? g_strdup_printf(" (did you mean '%s'?)", nearest) : g_strdup("");
}

/* --- one value
 * ------------------------------------------------------------------------------------------------------------------ */

static void read_address(struct reader *reader, const config_setting_t *setting, char **target)
{
    const char *text = reader_string(reader, setting);
    if (text && text_address_valid(text)) {
        g_free(*target);
        *target = text_address_normal(text);
    } else if (text) {
        reader_error(reader, setting,
                     "%s: '%s' is not an e-mail address we can use; it should look like name@example.com",
                     setting_name(setting), text);
    }
}

static void read_addresses(struct reader *reader, config_setting_t *setting, GStrv *target)
{
    GPtrArray *addresses = g_ptr_array_new();
    for (guint i = 0; i < reader_length(setting); i++) {
        char *address = NULL;
        read_address(reader, reader_item(setting, i), &address);
        if (address)
            g_ptr_array_add(addresses, address);
    }
    g_ptr_array_add(addresses, NULL);
    g_strfreev(*target);
    *target = (GStrv)g_ptr_array_free(addresses, FALSE);
}

void reader_bool(struct reader *reader, const config_setting_t *setting, gboolean *target)
{
    if (config_setting_type(setting) == CONFIG_TYPE_BOOL)
        *target = config_setting_get_bool(setting);
    else
        reader_error(reader, setting, "%s is %s; it should be true or false, without quotes", setting_name(setting),
                     type_name(setting));
}

static void read_count(struct reader *reader, const config_setting_t *setting, const struct key *key, guint *target)
{
    int type = config_setting_type(setting);
    gint64 number = type == CONFIG_TYPE_INT64 ? config_setting_get_int64(setting) : config_setting_get_int(setting);
    gint64 most = key->most ? key->most : G_MAXINT32;
    if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
        reader_error(reader, setting, "%s is %s; it should be a whole number, without quotes", key->name,
                     type_name(setting));
    else if (number < key->least || number > most)
        reader_error(reader, setting,
                     "%s is %" G_GINT64_FORMAT "; it should be from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                     key->name, number, key->least, most);
    else
        *target = (guint)number;
}

/* The text of a value with a unit; a bare number lacks it. */
static const char *read_with_unit(struct reader *reader, const config_setting_t *setting, const char *examples)
{
    if (config_setting_is_number(setting)) {
        reader_error(reader, setting, "%s lacks its unit; write it in double quotes, like %s", setting_name(setting),
                     examples);
        return NULL;
    }
    return reader_string(reader, setting);
}

/* "from 1 s to 24 h", or "at least 64 MB"; frees both. */
static void report_range(struct reader *reader, const config_setting_t *setting, const char *text, char *least, char *most)
{
    if (most)
        reader_error(reader, setting, "%s: '%s' is out of range; it should be from %s to %s", setting_name(setting), text, least, most);
    else
        reader_error(reader, setting, "%s: '%s' is out of range; it should be at least %s", setting_name(setting), text, least);
    g_free(least);
    g_free(most);
}

static void read_duration(struct reader *reader, const config_setting_t *setting, const struct key *key, guint *target)
{
    static const char examples[] = "\"90 s\", \"10 min\", \"2 h\" or \"3 days\"";
    const char *text = read_with_unit(reader, setting, examples);
    guint seconds;
    if (text && !parse_duration(text, &seconds)) {
        reader_error(reader, setting, "%s: '%s' is not a length of time; write it like %s", key->name, text, examples);
    } else if (text && (seconds < key->least || (key->most && seconds > key->most))) {
        report_range(reader, setting, text, format_duration(key->least), key->most ? format_duration(key->most) : NULL);
    } else if (text) {
        *target = seconds;
    }
}

static void read_size(struct reader *reader, const config_setting_t *setting, const struct key *key, gsize *target)
{
    static const char examples[] = "\"500 KB\" or \"50 MB\"";
    const char *text = read_with_unit(reader, setting, examples);
    gsize bytes;
    if (text && !parse_size(text, &bytes)) {
        reader_error(reader, setting, "%s: '%s' is not a size; write it like %s", key->name, text, examples);
    } else if (text && (bytes < (gsize)key->least || (key->most && bytes > (gsize)key->most))) {
        report_range(reader, setting, text, format_size(key->least), key->most ? format_size(key->most) : NULL);
    } else if (text) {
        *target = bytes;
    }
}

/* One text serves all languages. */
static void read_phrases(struct reader *reader, config_setting_t *setting, struct phrases **target)
{
    phrases_free(*target);
    *target = phrases_new();
    if (config_setting_is_group(setting))
        reader_phrases(reader, setting, *target);
    else
        reader_wordings(reader, setting, "*", *target);
}

static void read_string(struct reader *reader, const config_setting_t *setting, char **target)
{
    const char *text = reader_string(reader, setting);
    if (!text)
        return;
    g_autofree char *clean = text_one_line(text, STRING_BYTES);
    if (strlen(text) > STRING_BYTES)
        reader_error(reader, setting, "%s is longer than %d bytes", setting_name(setting), STRING_BYTES);
    else if (strpbrk(text, "\r\n"))
        reader_error(reader, setting, "%s runs over several lines; it should be one", setting_name(setting));
    else if (*clean == '\0')
        reader_error(reader, setting, "%s is empty", setting_name(setting));
    g_free(*target);
    *target = g_steal_pointer(&clean);
}

static void read_path(struct reader *reader, const config_setting_t *setting, char **target)
{
    g_autofree char *text = NULL;
    read_string(reader, setting, &text);
    if (!text)
        return;
    g_free(*target);
    *target = reader_path(reader, text);
}

static void read_key(struct reader *reader, config_setting_t *setting, const struct key *key, void *target)
{
    void *member = (char *)target + key->offset;
    switch (key->kind) {
    case KEY_STRING:
        read_string(reader, setting, member);
        return;
    case KEY_PATH:
        read_path(reader, setting, member);
        return;
    case KEY_ADDRESS:
        read_address(reader, setting, member);
        return;
    case KEY_STRINGS:
        g_strfreev(*(GStrv *)member);
        *(GStrv *)member = reader_strings(reader, setting);
        return;
    case KEY_ADDRESSES:
        read_addresses(reader, setting, member);
        return;
    case KEY_BOOL:
        reader_bool(reader, setting, member);
        return;
    case KEY_COUNT:
        read_count(reader, setting, key, member);
        return;
    case KEY_DURATION:
        read_duration(reader, setting, key, member);
        return;
    case KEY_SIZE:
        read_size(reader, setting, key, member);
        return;
    case KEY_PHRASES:
        read_phrases(reader, setting, member);
        return;
    case KEY_OTHER:
        key->function(reader, setting, target);
        return;
    }
}

/* --- a group
 * -----------------------------------------------------------------------------------------------------------------------
 */

static const struct key *find_key(const struct key *keys, guint count, const char *name)
{
    for (guint i = 0; i < count; i++)
        if (g_str_equal(keys[i].name, name))
            return &keys[i];
    return NULL;
}

/* In a group of wordings a name of two letters was meant as a language. */
static gboolean report_language(struct reader *reader, config_setting_t *setting)
{
    const char *name = config_setting_name(setting);
    if (strlen(name) != 2)
        return FALSE;
    reader_error(reader, setting, "'%s' is not a language code that mailorder knows (" LANGUAGE_CODES ")", name);
    return TRUE;
}

/* Whether an unknown key of the group is this one, but for a slip: that is said at its own line, and is the only mistake. */
static gboolean is_misspelt(config_setting_t *group, const struct key *keys, guint count, const char *name)
{
    const char *const only[] = {name, NULL};
    for (int i = 0; i < config_setting_length(group); i++) {
        const char *there = config_setting_name(config_setting_get_elem(group, (unsigned)i));
        g_autofree char *hint = find_key(keys, count, there) ? g_strdup("") : nearest_hint(there, only);
        if (*hint)
            return TRUE;
    }
    return FALSE;
}

static void report_unknown(struct reader *reader, config_setting_t *setting, const struct key *keys, guint count)
{
    g_autofree const char **names = g_new0(const char *, count + 1);
    for (guint i = 0; i < count; i++)
        names[i] = keys[i].name;
    g_autofree char *hint = nearest_hint(config_setting_name(setting), names);
    reader_error(reader, setting, "unknown key '%s'%s", config_setting_name(setting), hint);
}

void keys_read(struct reader *reader, config_setting_t *group, const struct key *keys, guint count, void *target,
               gboolean (*also)(const char *name))
{
    for (int i = 0; i < config_setting_length(group); i++) {
        config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
        const struct key *key = find_key(keys, count, config_setting_name(setting));
        if (key)
            read_key(reader, setting, key, target);
        else if (!also || (!also(config_setting_name(setting)) && !report_language(reader, setting)))
            report_unknown(reader, setting, keys, count);
    }
    const char *name = config_setting_is_root(group) ? "the file" : config_setting_name(group);
    for (guint i = 0; i < count; i++)
        if (keys[i].required && !config_setting_get_member(group, keys[i].name) && !is_misspelt(group, keys, count, keys[i].name))
            reader_error(reader, group, "%s lacks '%s'", name ? name : "this entry", keys[i].name);
}
