/* The carriers' file, carriers.conf beside the main file: who carries parcels, what their numbers look like, where one follows
 * them. It may be missing: then every carrier is taken as it is written. */
#include "daemon/config/sections.h"

#include <stddef.h>
#include <string.h>

#include "daemon/base/text.h"

#define PATTERN_MOST 40 /* characters */

static gboolean is_pattern(const char *text)
{
    gsize length = strlen(text);
    for (const char *p = text; *p; p++)
        if (!g_ascii_isupper(*p) && !g_ascii_isdigit(*p) && *p != '*')
            return FALSE;
    return length >= 4 && length <= PATTERN_MOST;
}

/* "1Z****************" or "1Z**************** ups". */
static void read_pattern(struct reader *reader, config_setting_t *setting, const char *text, struct carrier *carrier)
{
    static const char *const checks[] = {"none", "ups", "s10", "mod10", "mod7", "mod11", NULL};
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    enum check_digit check = CHECK_NONE;
    if (!words[0] || !is_pattern(words[0]) || (words[1] && words[2])) {
        reader_error(reader, setting,
                     "tracking: '%s' should be a pattern of at least 4 characters, with 9 for a digit, A for a letter, * for either and "
                     "anything else for itself, and then, if there is one, the kind of its check digit: \"AA999999999AA s10\"",
                     text);
        return;
    }
    if (words[1] && !check_digit_parse(words[1], &check)) {
        g_autofree char *hint = nearest_hint(words[1], checks);
        reader_error(reader, setting, "tracking: '%s' is no kind of check digit: ups, s10, mod10, mod7, mod11%s", words[1], hint);
        return;
    }
    carrier_add_pattern(carrier, words[0], check);
}

static void read_tracking(struct reader *reader, config_setting_t *setting, void *target)
{
    g_auto(GStrv) texts = reader_strings(reader, setting);
    for (guint i = 0; texts[i]; i++)
        read_pattern(reader, setting, texts[i], target);
}

static void read_link(struct reader *reader, config_setting_t *setting, void *target)
{
    struct carrier *carrier = target;
    const char *text = reader_string(reader, setting);
    if (!text)
        return;
    g_auto(GStrv) parts = g_strsplit(text, "{tracking}", -1);
    g_autofree char *sample = g_strjoinv("1", parts);
    if (!g_str_has_prefix(text, "https://") || !strstr(text, "{tracking}") || !url_is_plain(sample)) {
        reader_error(reader, setting, "link: '%s' should be like \"https://carrier.example/follow?number={tracking}\"", text);
        return;
    }
    g_free(carrier->link);
    carrier->link = g_strdup(text);
}

static const struct key carrier_keys[] = {
    {"names", KEY_PHRASES, offsetof(struct carrier, names), .required = TRUE},
    {"tracking", KEY_OTHER, .function = read_tracking},
    {"link", KEY_OTHER, .function = read_link},
};

static void check_names(struct reader *reader, config_setting_t *setting, const struct carrier *carrier, const GPtrArray *carriers)
{
    for (guint i = 0; i < phrases_count(carrier->names); i++) {
        const char *name = phrases_get(carrier->names, i)->text;
        const struct carrier *other = carriers_find(carriers, name);
        g_autofree char *key = text_match_key(name);
        if (!*key)
            reader_error(reader, setting, "\"%s\" has no letter and no digit", name);
        else if (other)
            reader_error(reader, setting, "'%s' is a name of %s already; a name must tell one carrier from all others", name, other->id);
    }
}

void read_carrier(struct reader *reader, config_setting_t *setting, struct business *business)
{
    if (!reader_plain_name(reader, setting) || !reader_group(reader, setting))
        return;
    struct carrier *carrier = carrier_new(config_setting_name(setting));
    keys_read(reader, setting, carrier_keys, G_N_ELEMENTS(carrier_keys), carrier, NULL);
    check_names(reader, setting, carrier, business->carriers);
    g_ptr_array_add(business->carriers, carrier);
}

const struct key_table carrier_tables[] = {
    {"CARRIER", carrier_keys, G_N_ELEMENTS(carrier_keys)},
    {NULL, NULL, 0},
};
