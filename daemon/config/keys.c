#include "daemon/config/keys.h"

#include <string.h>

#include "daemon/base/language.h"
#include "daemon/base/text.h"

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

static const char *setting_name(const config_setting_t *setting)
{
    const char *name = config_setting_name(setting);
    return name ? name : "this entry";
}

const char *reader_string(struct reader *reader, const config_setting_t *setting)
{
    if (config_setting_type(setting) != CONFIG_TYPE_STRING) {
        reader_error(reader, setting, "%s is %s; it should be text in double quotes", setting_name(setting), type_name(setting));
        return NULL;
    }
    const char *text = config_setting_get_string(setting);
    if (!g_utf8_validate(text, -1, NULL)) {
        reader_error(reader, setting, "%s is not UTF-8; save the file as UTF-8", setting_name(setting));
        return NULL;
    }
    return text;
}

gboolean reader_group(struct reader *reader, const config_setting_t *setting)
{
    if (config_setting_is_group(setting))
        return TRUE;
    reader_error(reader, setting, "%s is %s; it should be a group { … }", setting_name(setting), type_name(setting));
    return FALSE;
}

GStrv reader_strings(struct reader *reader, const config_setting_t *setting)
{
    GStrvBuilder *builder = g_strv_builder_new();
    if (config_setting_is_aggregate(setting) && !config_setting_is_group(setting)) {
        for (int i = 0; i < config_setting_length(setting); i++) {
            const char *text = reader_string(reader, config_setting_get_elem(setting, (unsigned)i));
            if (text)
                g_strv_builder_add(builder, text);
        }
    } else {
        const char *text = reader_string(reader, setting);
        if (text)
            g_strv_builder_add(builder, text);
    }
    GStrv strings = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return strings;
}

void reader_wordings(struct reader *reader, const config_setting_t *setting, const char *language, struct phrases *phrases)
{
    g_auto(GStrv) texts = reader_strings(reader, setting);
    for (guint i = 0; texts[i]; i++) {
        g_strstrip(texts[i]);
        if (*texts[i])
            phrases_add(phrases, language, texts[i]);
        else
            reader_error(reader, setting, "%s has an empty wording", setting_name(setting));
    }
}

char *reader_path(struct reader *reader, const char *path)
{
    return g_path_is_absolute(path) ? g_strdup(path) : g_build_filename(reader->folder, path, NULL);
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

/* --- one value ------------------------------------------------------------------------------------------------------------------ */

static void read_address(struct reader *reader, config_setting_t *setting, const char *text, char **target)
{
    if (text_address_valid(text)) {
        g_free(*target);
        *target = text_address_normal(text);
    } else if (text) {
        reader_error(reader, setting, "%s: '%s' is not an e-mail address we can use; it should look like name@example.com",
                     setting_name(setting), text);
    }
}

static void read_addresses(struct reader *reader, config_setting_t *setting, GStrv *target)
{
    g_auto(GStrv) texts = reader_strings(reader, setting);
    GStrvBuilder *builder = g_strv_builder_new();
    for (guint i = 0; texts[i]; i++) {
        g_autofree char *address = NULL;
        read_address(reader, setting, texts[i], &address);
        if (address)
            g_strv_builder_add(builder, address);
    }
    g_strfreev(*target);
    *target = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
}

static void read_bool(struct reader *reader, config_setting_t *setting, gboolean *target)
{
    if (config_setting_type(setting) == CONFIG_TYPE_BOOL)
        *target = config_setting_get_bool(setting);
    else
        reader_error(reader, setting, "%s is %s; it should be true or false, without quotes", setting_name(setting), type_name(setting));
}

static void read_count(struct reader *reader, config_setting_t *setting, const struct key *key, guint *target)
{
    int type = config_setting_type(setting);
    gint64 number = type == CONFIG_TYPE_INT64 ? config_setting_get_int64(setting) : config_setting_get_int(setting);
    gint64 most = key->most ? key->most : G_MAXINT32;
    if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
        reader_error(reader, setting, "%s is %s; it should be a whole number, without quotes", key->name, type_name(setting));
    else if (number < key->least || number > most)
        reader_error(reader, setting, "%s is %" G_GINT64_FORMAT "; it should be from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, key->name,
                     number, key->least, most);
    else
        *target = (guint)number;
}

static void read_duration(struct reader *reader, config_setting_t *setting, const struct key *key, guint *target)
{
    const char *text = reader_string(reader, setting);
    guint seconds;
    if (!text)
        return;
    if (!parse_duration(text, &seconds))
        reader_error(reader, setting, "%s: '%s' is not a length of time; write it like \"90 s\", \"10 min\", \"2 h\" or \"3 days\"",
                     key->name, text);
    else if (seconds < key->least || (key->most && seconds > key->most))
        reader_error(reader, setting, "%s: '%s' is out of range; it should be from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " seconds",
                     key->name, text, key->least, key->most);
    else
        *target = seconds;
}

static void read_size(struct reader *reader, config_setting_t *setting, const struct key *key, gsize *target)
{
    const char *text = reader_string(reader, setting);
    gsize bytes;
    if (!text)
        return;
    if (!parse_size(text, &bytes))
        reader_error(reader, setting, "%s: '%s' is not a size; write it like \"500 KB\" or \"50 MB\"", key->name, text);
    else if (bytes < (gsize)key->least || (key->most && bytes > (gsize)key->most))
        reader_error(reader, setting, "%s: '%s' is out of range; it should be from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " bytes",
                     key->name, text, key->least, key->most);
    else
        *target = bytes;
}

static void read_phrases(struct reader *reader, config_setting_t *setting, struct phrases **target)
{
    phrases_free(*target);
    *target = phrases_new();
    if (!config_setting_is_group(setting)) {
        const char *text = reader_string(reader, setting);
        if (text && *text)
            phrases_add(*target, "*", text);
        return;
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        config_setting_t *wording = config_setting_get_elem(setting, (unsigned)i);
        const char *language = config_setting_name(wording);
        if (language_find(language))
            reader_wordings(reader, wording, language, *target);
        else
            reader_error(reader, wording, "'%s' is not a language code that mailorder knows (en, tr, de, fr, es, it, nl, pl, pt, ru)",
                         language);
    }
}

static void read_string(struct reader *reader, config_setting_t *setting, char **target)
{
    const char *text = reader_string(reader, setting);
    if (!text)
        return;
    g_autofree char *clean = text_one_line(text, 4000);
    if (*clean == '\0')
        reader_error(reader, setting, "%s is empty", setting_name(setting));
    g_free(*target);
    *target = g_steal_pointer(&clean);
}

static void read_key(struct reader *reader, config_setting_t *setting, const struct key *key, void *target)
{
    void *member = (char *)target + key->offset;
    const char *text;
    switch (key->kind) {
    case KEY_STRING:
        read_string(reader, setting, member);
        return;
    case KEY_PATH:
        text = reader_string(reader, setting);
        if (text) {
            g_free(*(char **)member);
            *(char **)member = reader_path(reader, text);
        }
        return;
    case KEY_ADDRESS:
        read_address(reader, setting, reader_string(reader, setting), member);
        return;
    case KEY_STRINGS:
        g_strfreev(*(GStrv *)member);
        *(GStrv *)member = reader_strings(reader, setting);
        return;
    case KEY_ADDRESSES:
        read_addresses(reader, setting, member);
        return;
    case KEY_BOOL:
        read_bool(reader, setting, member);
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

/* --- a group ----------------------------------------------------------------------------------------------------------------------- */

static const struct key *find_key(const struct key *keys, guint count, const char *name)
{
    for (guint i = 0; i < count; i++)
        if (g_str_equal(keys[i].name, name))
            return &keys[i];
    return NULL;
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
        else if (!also || !also(config_setting_name(setting)))
            report_unknown(reader, setting, keys, count);
    }
    for (guint i = 0; i < count; i++)
        if (keys[i].required && !config_setting_get_member(group, keys[i].name))
            reader_error(reader, group, "%s lacks '%s'", config_setting_name(group) ? config_setting_name(group) : "the file",
                         keys[i].name);
}
