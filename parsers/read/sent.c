#include "parsers/read/sent.h"

#include <string.h>

#define HEAD_BYTES  8  /* a piece of a line shorter than this proves nothing by itself */
#define PLACES_MOST 16 /* lines of ours that begin alike */
#define SURE_BYTES  40 /* as much of a line of ours is ours wherever it stands: the HTML of a letter has another order \
                        */
#define ALONE_BYTES 20 /* a shorter line far from its neighbours may be the customer's own: "10115 Berlin" */

struct sent {
    GString *all; /* traces of all lines, one after the other */
    GHashTable
        *heads; /* first bytes of a line, or all of a shorter one -> GArray of gsize, where such lines begin in `all` */
    GHashTable *ends; /* where a line ends in `all`: the set of those offsets */
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
        gunichar lower = c == 0x131 ? 'i' : g_unichar_tolower(c); /* style sheets turn headings into capitals */
        if (!is_unseen(c) && !bullet)
            g_string_append_unichar(trace, lower);
    }
    return g_string_free(trace, FALSE);
}

/* --- the lines of ours ------------------------------------------------------------------------------------------- */

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
    if (offsets->len < PLACES_MOST)
        g_array_append_val(offsets, start);
    g_string_append(sent->all, trace);
    g_hash_table_add(sent->ends, GSIZE_TO_POINTER(sent->all->len));
}

static void sent_init(struct sent *sent, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    sent->all = g_string_new(NULL);
    sent->heads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_offsets);
    sent->ends = g_hash_table_new(NULL, NULL);
    for (guint i = 0; lines[i]; i++)
        sent_add(sent, lines[i]);
}

static void sent_clear(struct sent *sent)
{
    g_string_free(sent->all, TRUE);
    g_hash_table_unref(sent->heads);
    g_hash_table_unref(sent->ends);
}

/* --- the longest run of places that only go forward -------------------------------------------------------------- */

/* One line of the answer at one place of ours, and the best that can stand before it. */
struct node {
    guint line;
    gsize start;
    gint before; /* index of a node; -1 none */
};

struct search {
    const struct sent *sent;
    GArray *nodes; /* struct node */
    GArray *tails; /* gint: the node with the earliest place that ends a run of this length */
};

static gsize tail_start(const struct search *search, guint length)
{
    return g_array_index(search->nodes, struct node, g_array_index(search->tails, gint, length)).start;
}

/* The shortest run that this place cannot continue. */
static guint run_for(const struct search *search, gsize start)
{
    guint low = 0, high = search->tails->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (tail_start(search, middle) < start)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void search_add(struct search *search, guint line, gsize start)
{
    guint run = run_for(search, start);
    gint index = (gint)search->nodes->len;
    struct node node = {line, start, run > 0 ? g_array_index(search->tails, gint, run - 1) : -1};
    g_array_append_val(search->nodes, node);
    if (run == search->tails->len)
        g_array_append_val(search->tails, index);
    else
        g_array_index(search->tails, gint, run) = index;
}

/* Places from the last to the first, so that a line is never put behind itself. */
static void search_line(struct search *search, guint line, const char *trace)
{
    g_autofree char *head = g_strndup(trace, HEAD_BYTES);
    const GArray *offsets = g_hash_table_lookup(search->sent->heads, head);
    gsize length = strlen(trace);
    for (guint i = offsets ? offsets->len : 0; i > 0; i--) {
        gsize start = g_array_index(offsets, gsize, i - 1);
        gboolean whole = g_hash_table_contains(search->sent->ends, GSIZE_TO_POINTER(start + length));
        if ((whole || length >= HEAD_BYTES) && g_str_has_prefix(search->sent->all->str + start, trace))
            search_add(search, line, start);
    }
}

/* --- marking ----------------------------------------------------------------------------------------------------- */

/* Whether this node stands next to its neighbours: what lies between it and them, in what we sent, is little. */
static gboolean node_is_near(const struct search *search, gint index, gint after, char **traces)
{
    const struct node *node = &g_array_index(search->nodes, struct node, index);
    const struct node *before = node->before >= 0 ? &g_array_index(search->nodes, struct node, node->before) : NULL;
    const struct node *next = after >= 0 ? &g_array_index(search->nodes, struct node, after) : NULL;
    gsize length = strlen(traces[node->line]);
    if (length >= ALONE_BYTES || strchr(traces[node->line], ':') || strchr(traces[node->line], ')'))
        return TRUE;
    return (before && before->start + strlen(traces[before->line]) == node->start) ||
           (next && node->start + length == next->start) || (!before && node->start == 0);
}

static guint mark_lines(const struct search *search, GArray *lines, char **traces, gsize *ends)
{
    guint count = 0;
    gint after = -1;
    gint index = search->tails->len ? g_array_index(search->tails, gint, search->tails->len - 1) : -1;
    while (index >= 0) {
        const struct node *node = &g_array_index(search->nodes, struct node, index);
        if (node_is_near(search, index, after, traces)) {
            g_array_index(lines, struct sent_line, node->line).match = SENT_LINE;
            ends[node->line] = node->start + strlen(traces[node->line]);
            count++;
        }
        after = index;
        index = node->before;
    }
    return count;
}

/* Lines out of order that nobody but us can have written: long ones, and the reference line. */
static void mark_sure(const struct sent *sent, GArray *lines, char **traces, gsize *ends)
{
    for (guint i = 0; i < lines->len; i++) {
        struct sent_line *line = &g_array_index(lines, struct sent_line, i);
        const char *place =
            line->match == SENT_NOT && (strlen(traces[i]) >= SURE_BYTES || g_str_has_prefix(traces[i], "[ref:"))
                ? strstr(sent->all->str, traces[i])
                : NULL;
        if (!place)
            continue;
        line->match = SENT_LINE;
        ends[i] = (gsize)(place - sent->all->str) + strlen(traces[i]);
    }
}

/* Pieces that were wrapped off the line before them. */
static void mark_rests(const struct sent *sent, GArray *lines, char **traces, const gsize *ends)
{
    gsize cursor = 0;
    for (guint i = 0; i < lines->len; i++) {
        struct sent_line *line = &g_array_index(lines, struct sent_line, i);
        if (!*traces[i])
            continue;
        if (line->match == SENT_LINE) {
            cursor = ends[i];
        } else if (line->text && cursor > 0 && !g_hash_table_contains(sent->ends, GSIZE_TO_POINTER(cursor)) &&
                   g_str_has_prefix(sent->all->str + cursor, traces[i])) {
            line->match = SENT_REST;
            cursor += strlen(traces[i]);
        } else {
            cursor = 0;
        }
    }
}

/* A line with a label that breaks off inside a line of ours, and nothing of the rest behind it: somebody has shortened it to the answer. */
static void unmark_shortened(const struct sent *sent, GArray *lines, char **traces, const gsize *ends)
{
    gboolean goes_on = FALSE; /* the next line that is not empty is the rest of one of ours */
    for (guint i = lines->len; i > 0; i--) {
        struct sent_line *line = &g_array_index(lines, struct sent_line, i - 1);
        const char *colon = strchr(traces[i - 1], ':');
        if (line->match == SENT_LINE && !goes_on && colon && colon[1] && !g_hash_table_contains(sent->ends, GSIZE_TO_POINTER(ends[i - 1])))
            line->match = SENT_NOT;
        if (*traces[i - 1])
            goes_on = line->match == SENT_REST;
    }
}

guint sent_find(const char *text, GArray *lines)
{
    struct sent sent;
    sent_init(&sent, text);
    struct search search = {&sent, g_array_new(FALSE, FALSE, sizeof(struct node)),
                            g_array_new(FALSE, FALSE, sizeof(gint))};
    g_auto(GStrv) traces = g_new0(char *, lines->len + 1);
    g_autofree gsize *ends = g_new0(gsize, lines->len + 1);
    for (guint i = 0; i < lines->len; i++) {
        struct sent_line *line = &g_array_index(lines, struct sent_line, i);
        line->match = SENT_NOT;
        traces[i] = sent_trace(line->text ? line->text : "");
        if (*traces[i])
            search_line(&search, i, traces[i]);
    }
    guint count = mark_lines(&search, lines, traces, ends);
    if (count > 0)
        mark_sure(&sent, lines, traces, ends);
    mark_rests(&sent, lines, traces, ends);
    unmark_shortened(&sent, lines, traces, ends);
    g_array_unref(search.nodes);
    g_array_unref(search.tails);
    sent_clear(&sent);
    return count;
}
