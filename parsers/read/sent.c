#include "parsers/read/sent.h"

#include <string.h>

#define HEAD_BYTES 8  /* a piece of a line shorter than this proves nothing by itself */
#define HEADS_MOST 16 /* lines of ours that begin alike */

struct sent {
    GString *all;      /* traces of all lines, one after the other */
    GHashTable *lines; /* trace of a whole line -> its end in `all` */
    GHashTable *heads; /* first bytes of a line -> GArray of gsize, where such lines begin in `all` */
    gsize cursor;      /* behind the last line met */
};

static void free_offsets(void *data)
{
    g_array_unref(data);
}

/* "<mailto:a@b>" and "<https://…>", which mail programs put behind an address or a link. */
static gsize added_link(const char *p)
{
    if (!g_str_has_prefix(p, "<mailto:") && !g_str_has_prefix(p, "<http") && !g_str_has_prefix(p, "<tel:"))
        return 0;
    const char *end = strchr(p, '>');
    return end ? (gsize)(end + 1 - p) : 0;
}

static gboolean is_unseen(gunichar c)
{
    return g_unichar_isspace(c) || g_unichar_type(c) == G_UNICODE_FORMAT;
}

char *sent_trace(const char *line)
{
    GString *trace = g_string_sized_new(strlen(line));
    for (const char *p = line; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        gsize link = *p == '<' && trace->len > 0 ? added_link(p) : 0;
        if (link) {
            p += link - 1;
            continue;
        }
        gboolean bullet = trace->len == 0 && (c == '*' || c == '>' || c == 0x2022 || c == 0xb7);
        if (!is_unseen(c) && !bullet)
            g_string_append_unichar(trace, c);
    }
    return g_string_free(trace, FALSE);
}

static void sent_add(struct sent *sent, const char *line)
{
    g_autofree char *trace = sent_trace(line);
    if (!*trace)
        return;
    gsize start = sent->all->len;
    g_autofree char *head = g_strndup(trace, HEAD_BYTES);
    GArray *offsets = g_hash_table_lookup(sent->heads, head);
    if (!offsets) {
        offsets = g_array_new(FALSE, FALSE, sizeof(gsize));
        g_hash_table_insert(sent->heads, g_steal_pointer(&head), offsets);
    }
    if (offsets->len < HEADS_MOST)
        g_array_append_val(offsets, start);
    g_string_append(sent->all, trace);
    g_hash_table_insert(sent->lines, g_steal_pointer(&trace), GSIZE_TO_POINTER(sent->all->len));
}

struct sent *sent_new(const char *text)
{
    struct sent *sent = g_new0(struct sent, 1);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    sent->all = g_string_new(NULL);
    sent->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    sent->heads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_offsets);
    for (guint i = 0; lines[i]; i++)
        sent_add(sent, lines[i]);
    return sent;
}

void sent_free(struct sent *sent)
{
    if (!sent)
        return;
    g_string_free(sent->all, TRUE);
    g_hash_table_unref(sent->lines);
    g_hash_table_unref(sent->heads);
    g_free(sent);
}

/* The trace as the beginning of a line of ours, or of several joined ones. */
static gboolean begins_line(struct sent *sent, const char *trace)
{
    g_autofree char *head = g_strndup(trace, HEAD_BYTES);
    GArray *offsets = strlen(trace) >= HEAD_BYTES ? g_hash_table_lookup(sent->heads, head) : NULL;
    for (guint i = 0; offsets && i < offsets->len; i++) {
        gsize offset = g_array_index(offsets, gsize, i);
        if (!g_str_has_prefix(sent->all->str + offset, trace))
            continue;
        sent->cursor = offset + strlen(trace);
        return TRUE;
    }
    return FALSE;
}

enum sent_match sent_match(struct sent *sent, const char *line)
{
    g_autofree char *trace = sent_trace(line);
    void *end;
    if (!*trace)
        return SENT_NOT;
    if (g_hash_table_lookup_extended(sent->lines, trace, NULL, &end)) {
        sent->cursor = GPOINTER_TO_SIZE(end);
        return SENT_LINE;
    }
    if (sent->cursor > 0 && g_str_has_prefix(sent->all->str + sent->cursor, trace)) {
        sent->cursor += strlen(trace);
        return SENT_REST;
    }
    return begins_line(sent, trace) ? SENT_LINE : SENT_NOT;
}
