/* Notes to the customer. */
#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/staff-internal.h"
#include "parsers/read/typed.h"

#define NOTE_SIZE 4000

/* What stands behind "tell the customer"; NULL when the line says no such thing, or only what to tell about. */
static const char *told_in(const struct reply *reply, const char *line)
{
    static const char *const about[] = {"about", "when", "if", "whether", "why", "how", "of", "to", "what", NULL};
    g_autoptr(GArray) tokens = staff_tokens(reply->words, line);
    guint at = 0;
    while (at < tokens->len && (g_array_index(tokens, struct staff_token, at).sign == SIGN_POLITE || g_array_index(tokens, struct staff_token, at).inside))
        at++;
    if (at >= tokens->len || g_array_index(tokens, struct staff_token, at).sign != SIGN_TELL)
        return NULL;
    guint next = at + g_array_index(tokens, struct staff_token, at).length;
    if (next < tokens->len && g_str_equal(g_array_index(tokens, struct staff_token, next).key, "that"))
        next++;
    if (next >= tokens->len || g_strv_contains(about, g_array_index(tokens, struct staff_token, next).key))
        return NULL;
    return line + g_array_index(tokens, struct staff_token, next).start;
}

/* "-", "none": there is no note. A "no" may be one. */
static gboolean is_no_note(const char *note)
{
    static const char *const words[] = {"none", "n a", "nil", "yok", "keine", NULL};
    g_autofree char *key = text_match_key(note);
    return strspn(note, "-./_ ") == strlen(note) || g_str_equal(note, "–") || g_str_equal(note, "—") || g_strv_contains(words, key);
}

/* "Note to customer: …", to the end of the paragraph. Those lines say nothing else. */
void staff_take_notes(struct reply *reply, gboolean *is_note)
{
    for (guint i = 0; i < reply->lines->len; i++) {
        const char *text = reply->lines->pdata[i], *colon = strchr(text, ':');
        g_autofree char *label = colon && colon - text < 60 ? g_strndup(text, (gsize)(colon - text)) : g_strdup("");
        g_autofree char *key = text_match_key(label);
        const char *told = staff_slot_of(key) == SLOT_NOTE ? colon + 1 : told_in(reply, text);
        if (!told)
            continue;
        g_autoptr(GString) note = g_string_new(NULL);
        g_autofree char *first = text_one_line(told, NOTE_SIZE);
        g_string_append(note, first);
        is_note[i] = TRUE;
        while (i + 1 < reply->lines->len && *(const char *)reply->lines->pdata[i + 1] && !typed_is_filled(reply->lines->pdata[i + 1], staff_is_form_label, NULL)) {
            if (note->len)
                g_string_append_c(note, '\n');
            g_string_append(note, reply->lines->pdata[++i]);
            is_note[i] = TRUE;
        }
        if (is_no_note(note->str))
            continue;
        staff_say(reply, STAFF_NOTE, NULL)->note = text_lines(note->str, NOTE_SIZE);
    }
    guint shown = 0;
    for (guint i = 0; i < reply->lines->len; i++) {
        if (!*(const char *)reply->lines->pdata[i])
            continue;
        if (is_note[i] && shown < reply->reading->lines->len)
            ((struct staff_line *)reply->reading->lines->pdata[shown])->understood = TRUE;
        shown++;
    }
}
