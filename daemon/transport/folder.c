#include "daemon/transport/folder.h"

#include <string.h>

/* One run of characters outside printable ASCII: "&", base64 of UTF-16BE with ',' for '/', unpadded, "-". */
static void folder_append_run(GString *wire, const char *run, glong bytes)
{
    glong units = 0;
    g_autofree gunichar2 *utf16 = g_utf8_to_utf16(run, bytes, NULL, &units, NULL);
    for (glong i = 0; i < units; i++)
        utf16[i] = GUINT16_TO_BE(utf16[i]);
    g_autofree char *base64 = g_base64_encode((const guchar *)utf16, (gsize)units * sizeof(*utf16));
    g_strdelimit(base64, "/", ',');
    g_strdelimit(base64, "=", '\0');
    g_string_append_printf(wire, "&%s-", base64);
}

static char *folder_utf7(const char *name)
{
    GString *wire = g_string_new(NULL);
    for (const char *at = name; *at;) {
        const char *end = at;
        while ((guchar)*end >= 0x80)
            end = g_utf8_next_char(end);
        if (end > at)
            folder_append_run(wire, at, end - at);
        else if (*end == '&')
            g_string_append(wire, "&-");
        else
            g_string_append_c(wire, *end);
        at = end > at ? end : end + 1;
    }
    return g_string_free(wire, FALSE);
}

static gboolean folder_is_sound(const char *name)
{
    if (!g_utf8_validate(name, -1, NULL))
        return FALSE;
    for (const char *at = name; *at; at = g_utf8_next_char(at))
        if (g_unichar_iscntrl(g_utf8_get_char(at)))
            return FALSE;
    return TRUE;
}

static char *folder_join(const char *name, char delimiter)
{
    const char parting[] = {(char)(delimiter ? delimiter : '-'), '\0'};
    g_auto(GStrv) levels = g_strsplit(name, "/", -1);
    GString *joined = g_string_new(NULL);
    for (guint i = 0; levels[i]; i++) {
        if (!*levels[i])
            continue;
        if (delimiter && delimiter != '/')
            g_strdelimit(levels[i], parting, '_');
        g_string_append_printf(joined, "%s%s", joined->len ? parting : "", levels[i]);
    }
    return g_string_free(joined, FALSE);
}

char *folder_wire(const char *name, const char *prefix, char delimiter)
{
    if (!folder_is_sound(name))
        return NULL;
    g_autofree char *joined = folder_join(name, delimiter);
    if (!*joined)
        return NULL;
    g_autofree char *wire = folder_utf7(joined);
    if (!prefix || !*prefix || g_ascii_strcasecmp(wire, "INBOX") == 0 || g_str_has_prefix(wire, prefix))
        return g_steal_pointer(&wire);
    return g_strconcat(prefix, wire, NULL);
}

char *folder_quoted(const char *wire)
{
    GString *quoted = g_string_new("\"");
    for (const char *at = wire; *at; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c(quoted, '\\');
        g_string_append_c(quoted, *at);
    }
    g_string_append_c(quoted, '"');
    return g_string_free(quoted, FALSE);
}
