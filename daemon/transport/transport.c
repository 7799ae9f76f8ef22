#include "daemon/transport/transport.h"

#define QUOTE_MOST 200u /* bytes: one line on a terminal, with the rest of the message */

G_DEFINE_QUARK(mailorder_transport_error, transport_error)

char *transport_quote(const char *text)
{
    if (!text)
        return g_strdup("");
    g_autofree char *cut = g_strndup(text, QUOTE_MOST);
    g_autofree char *valid = g_utf8_make_valid(cut, -1);
    GString *quoted = g_string_new(NULL);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (g_unichar_isprint(character))
            g_string_append_unichar(quoted, character);
        else
            g_string_append_c(quoted, ' ');
    }
    return g_strstrip(g_string_free(quoted, FALSE));
}
