/* A line cut into words, with the punctuation behind each. */
#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/staff-vocabulary.h"

#define TOKENS_MOST 400

static void token_clear(gpointer data)
{
    struct staff_token *token = data;
    g_free(token->text);
    g_free(token->key);
    g_free(token->hung);
}

static gboolean is_apostrophe(gunichar c)
{
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == '`' || c == 0xb4;
}

/* A word of its own that hangs at another by its apostrophe; NULL none. */
static const char *contracted(const char *rest)
{
    static const char *const pairs[][2] = {{"ll", "will"}, {"ve", "have"}, {"re", "are"}, {"m", "am"}, {"d", "would"}};
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
        if (g_ascii_strcasecmp(rest, pairs[i][0]) == 0)
            return pairs[i][1];
    return NULL;
}

/* "dont", as phones write it: where its "nt" begins; 0 when it is another word. */
static gsize bare_negation(const char *key)
{
    static const char *const words[] = {"dont", "doesnt", "didnt", "hasnt", "havent", "hadnt", "isnt", "arent", "wasnt", "werent", "wont", "cant", "couldnt", "wouldnt", "shouldnt",
                                        "aint", NULL};
    return g_strv_contains(words, key) ? strlen(key) - 1 - !g_str_equal(key, "cant") : 0;
}

/* A thumb up or a tick, in whatever colour: a word in itself, though it has no letters. */
static gboolean is_nod(const char *text)
{
    static const char *const nods[] = {"👍", "👌", "✅", "✔"};
    for (guint i = 0; i < G_N_ELEMENTS(nods); i++)
        if (g_str_has_prefix(text, nods[i]))
            return TRUE;
    return FALSE;
}

static void add_word(GArray *tokens, const char *word, gsize end, char stop)
{
    struct staff_token token = {.text = g_strdup(word), .key = g_strdup(word), .start = end, .end = end, .stop = stop};
    g_array_append_val(tokens, token);
}

/* The piece of the line, an en dash as a hyphen: "3–5". */
static char *piece(const char *line, gsize start, gsize end)
{
    g_autofree char *text = g_strndup(line + start, end - start);
    g_auto(GStrv) parts = g_strsplit(text, "–", -1);
    return g_strjoinv("-", parts);
}

/* "10 Aralık'ta" is "Aralık"; "hasn't" is "has" and "not", "we'll" is "we" and "will". */
static void token_add(GArray *tokens, const char *line, gsize start, gsize end, char stop)
{
    const char *apostrophe = NULL, *behind = NULL;
    char *hung = NULL;
    for (const char *p = line + start; p < line + end && !apostrophe; p = g_utf8_next_char(p))
        if (p > line + start && is_apostrophe(g_utf8_get_char(p)))
            apostrophe = p;
    gsize bare = apostrophe ? (gsize)(apostrophe - line) : end;
    if (apostrophe) {
        g_autofree char *rest = g_strndup(g_utf8_next_char(apostrophe), (gsize)(line + end - g_utf8_next_char(apostrophe)));
        gboolean negated = g_ascii_strcasecmp(rest, "t") == 0 && (line[bare - 1] == 'n' || line[bare - 1] == 'N');
        behind = negated ? "not" : contracted(rest);
        bare -= negated;
        hung = behind ? NULL : text_match_key(rest);
    }
    struct staff_token token = {.hung = hung, .text = piece(line, start, bare), .start = start, .end = end, .stop = behind ? 0 : stop};
    token.key = text_match_key(token.text);
    if (!*token.key && is_nod(token.text)) {
        g_free(token.key);
        token.key = g_strdup("ok");
    }
    gsize cut_at = behind ? 0 : bare_negation(token.key);
    if (cut_at) {
        token.key[cut_at - (g_str_equal(token.key, "cant"))] = 0;
        behind = "not";
        token.stop = 0;
    }
    g_array_append_val(tokens, token);
    if (behind)
        add_word(tokens, behind, end, stop);
}

/* "ref. AF-20931", "Mr. Kaya": the stop belongs to the word. */
static gboolean is_shortened(const char *line, const char *stop)
{
    static const char *const words[] = {"ref", "nr", "mr", "mrs", "ms", "dr", "approx", "bzw", "ca", "nb", NULL};
    static const char *const before_numbers[] = {"no", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", NULL}; /* "order no. 88213", "Dec. 10" */
    const char *begin = stop;
    while (begin > line && g_ascii_isalpha(begin[-1]))
        begin--;
    g_autofree char *word = g_ascii_strdown(begin, stop - begin);
    const char *next = stop + 1 + strspn(stop + 1, " ");
    return g_strv_contains(words, word) || (g_strv_contains(before_numbers, word) && g_ascii_isdigit(*next));
}

/* Whether the '.' at `p` ends a sentence: not within "10.12.2026", nor behind the one or two digits of "2. kalem". */
static gboolean ends_sentence(const char *line, const char *p)
{
    if (p[1] && !g_ascii_isspace(p[1]))
        return FALSE;
    gsize digits = 0;
    while (p - digits > line && g_ascii_isdigit(p[-1 - (gssize)digits]))
        digits++;
    gboolean within = p - digits > line && !g_ascii_isspace(p[-1 - (gssize)digits]) && p[-1 - (gssize)digits] != '.';
    gboolean after_digit = digits > 0 && digits <= 2 && !within;
    const char *next = p + 1;
    while (g_ascii_isspace(*next))
        next++;
    return !*next || !(after_digit || is_shortened(line, p));
}

static char stop_of(const char *line, const char *p)
{
    gunichar c = g_utf8_get_char(p);
    if (c == '.' || c == 0x2026)
        return c != '.' || ends_sentence(line, p) ? '.' : 0;
    if (c == ':')
        return g_ascii_isdigit(p[1]) && p > line && g_ascii_isdigit(p[-1]) ? 0 : ':';
    if (c == ',')
        return g_ascii_isdigit(p[1]) && p > line && g_ascii_isdigit(p[-1]) ? 0 : ',';
    if (c < 128 && strchr("!?;()", (char)c))
        return (char)c;
    if (c == 0x2013 || c == 0x2014) /* but "3–5 December" */
        return c == 0x2013 && p > line && (g_ascii_isdigit(p[-1]) || p[-1] == '.') && g_ascii_isdigit(*g_utf8_next_char(p)) ? 0 : ',';
    return 0;
}

#define CODE_LEAST 8 /* characters of what may be a tracking number */

/* "1Z…+1Z…", "1Z…/1Z…": between two numbers; or a plus that stands alone. */
static gboolean joins_numbers(const char *line, const char *p)
{
    gsize before = 0, behind = 0;
    if (*p != '+' && *p != '/')
        return FALSE;
    while (p - before > line && g_ascii_isalnum(p[-1 - (gssize)before]))
        before++;
    while (g_ascii_isalnum(p[1 + behind]))
        behind++;
    gboolean alone = *p == '+' && p > line && g_ascii_isspace(p[-1]) && g_ascii_isspace(p[1]);
    return alone || (before >= CODE_LEAST && behind >= CODE_LEAST && g_ascii_isdigit(p[-1]) && g_ascii_isdigit(p[behind]));
}

static gboolean splits(const char *line, const char *p)
{
    gunichar c = g_utf8_get_char(p);
    return g_unichar_isspace(c) || joins_numbers(line, p) || stop_of(line, p) || (c < 128 && strchr("\"=<>[]*_|", (char)c)) || c == 0xab || c == 0xbb || c == 0x201c ||
           c == 0x201d || c == 0x2022;
}

static gboolean lone_dash(const char *line, const char *p)
{
    return *p == '-' && (p == line || g_ascii_isspace(p[-1])) && (!p[1] || g_ascii_isspace(p[1]));
}

static gboolean is_quotation(const char *p)
{
    gunichar c = g_utf8_get_char(p);
    return c == '"' || c == 0xab || c == 0xbb || c == 0x201c || c == 0x201d || c == 0x201e;
}

/* What stands between quotation marks was said by someone else, unless all of it stands there. */
static void mark_quoted(GArray *tokens, const char *line)
{
    guint marks = 0, within = 0;
    for (const char *p = line; *p; p = g_utf8_next_char(p))
        marks += is_quotation(p);
    for (guint i = 0; marks > 0 && marks % 2 == 0 && i < tokens->len; i++) {
        struct staff_token *token = &g_array_index(tokens, struct staff_token, i);
        guint before = 0;
        for (const char *p = line; p < line + token->start; p = g_utf8_next_char(p))
            before += is_quotation(p);
        token->quoted = before % 2 == 1;
        within += token->quoted;
    }
    for (guint i = 0; within == tokens->len && i < tokens->len; i++)
        g_array_index(tokens, struct staff_token, i).quoted = FALSE;
}

/* "SHIPPED STOP ARRIVAL 3 DEC STOP": a full stop, spelled out. */
static gboolean is_telegram_stop(GArray *tokens, const char *begin, const char *end)
{
    if (tokens->len == 0 || end - begin != 4 || strncmp(begin, "STOP", 4) != 0)
        return FALSE;
    g_array_index(tokens, struct staff_token, tokens->len - 1).stop = '.';
    return TRUE;
}

/* Punctuation as a telephone writes it that was spoken to. `bare`: words with a meaning of their own, which count in a line that has no other
 * punctuation. */
static const struct {
    const char *first, *second; /* NULL: one word */
    char stop;
    gboolean bare;
} spoken_stops[] = {
    {"comma", NULL, ',', FALSE},  {"virgul", NULL, ',', FALSE},     {"komma", NULL, ',', FALSE},        {"full", "stop", '.', FALSE},         {"period", NULL, '.', TRUE},
    {"nokta", NULL, '.', TRUE},   {"question", "mark", '?', FALSE},   {"soru", "isareti", '?', FALSE},      {"exclamation", "mark", '!', FALSE},
    {"semicolon", NULL, ';', FALSE}, {"noktali", "virgul", ';', FALSE}, {"fragezeichen", NULL, '?', FALSE}, {"unlem", "isareti", '!', FALSE},
};

/* How many tokens at `at` spell a stop; 0 none. */
static guint spoken_stop_at(const GArray *tokens, guint at, gboolean unpunctuated, char *ret_stop)
{
    static const char *const before[] = {"the", "a", "this", "that", "of", "per", "each", "bu", "her", "bir", "der", "die", NULL};
    const char *previous = g_array_index(tokens, struct staff_token, at - 1).key;
    for (guint i = 0; i < G_N_ELEMENTS(spoken_stops) && !g_strv_contains(before, previous); i++) {
        gboolean two = spoken_stops[i].second != NULL;
        if (!g_str_equal(g_array_index(tokens, struct staff_token, at).key, spoken_stops[i].first) || (spoken_stops[i].bare && !unpunctuated))
            continue;
        if (two && (at + 1 >= tokens->len || !g_str_equal(g_array_index(tokens, struct staff_token, at + 1).key, spoken_stops[i].second)))
            continue;
        *ret_stop = spoken_stops[i].stop;
        return 1u + two;
    }
    return 0;
}

static void take_spoken_stops(GArray *tokens)
{
    gboolean unpunctuated = TRUE;
    for (guint i = 0; i + 1 < tokens->len; i++)
        unpunctuated = unpunctuated && !g_array_index(tokens, struct staff_token, i).stop;
    for (guint at = 1; at < tokens->len;) {
        char stop;
        guint length = spoken_stop_at(tokens, at, unpunctuated, &stop);
        if (length == 0) {
            at++;
            continue;
        }
        g_array_index(tokens, struct staff_token, at - 1).stop = stop;
        g_array_remove_range(tokens, at, length);
    }
}

/* --- links ---------------------------------------------------------------------------------------------------------------------- */

#define LINK_DIGITS 6  /* of the number in it, as of any that no word announces */
#define LINK_MOST   40 /* characters of it */

/* "https://…", "www.…": its bytes, without the punctuation behind it; 0: none begins here. */
static gsize link_length(const char *p)
{
    if (g_ascii_strncasecmp(p, "https://", 8) != 0 && g_ascii_strncasecmp(p, "http://", 7) != 0 && g_ascii_strncasecmp(p, "www.", 4) != 0)
        return 0;
    gsize length = 0;
    while (p[length] > ' ' && p[length] < 127 && !strchr("<>\"()[]|", p[length]))
        length++;
    while (length > 0 && strchr(".,;:!?'", p[length - 1]))
        length--;
    return length;
}

static void add_piece(GArray *tokens, const char *text, gsize start, gsize end)
{
    struct staff_token token = {.text = g_strdup(text), .key = text_match_key(text), .start = start, .end = end};
    g_array_append_val(tokens, token);
}

/* The only number that the link holds; FALSE: there is none, or another one. */
static gboolean number_in_link(const char *rest, const char **ret_number, gsize *ret_length)
{
    *ret_number = NULL;
    for (const char *p = rest; *p;) {
        gsize length = 0, digits = 0;
        for (; g_ascii_isalnum(p[length]); length++)
            digits += g_ascii_isdigit(p[length]) != 0;
        if (length >= CODE_LEAST && length <= LINK_MOST && digits >= LINK_DIGITS) {
            if (*ret_number && (length != *ret_length || strncmp(*ret_number, p, length) != 0))
                return FALSE;
            *ret_number = p;
            *ret_length = length;
        }
        p += MAX(length, 1);
    }
    return *ret_number != NULL;
}

/* A carrier's link to a parcel says who has it, and its number. */
static gboolean take_link(GArray *tokens, const char *line, gsize start, gsize length)
{
    static const char *const hosts[][2] = {
        {"ups", "UPS"}, {"fedex", "FedEx"}, {"dhl", "DHL"}, {"usps", "USPS"}, {"dpd", "DPD"}, {"gls-group", "GLS"}, {"tnt", "TNT"}, {"royalmail", "Royal Mail"}, {"parcelforce", "Parcelforce"},
        {"evri", "Evri"}, {"ptt", "PTT"}, {"yurticikargo", "Yurtiçi"}, {"araskargo", "Aras"}, {"mngkargo", "MNG"}, {"suratkargo", "Sürat"}, {"hepsijet", "HepsiJet"}, {"sendeo", "Sendeo"},
        {"trendyolexpress", "Trendyol Express"}, {"kolaygelsin", "KolayGelsin"}, {"postnl", "PostNL"}, {"bpost", "bpost"},
    };
    g_autofree char *link = g_strndup(line + start, length), *small = g_ascii_strdown(link, -1);
    const char *slashes = strstr(small, "//"), *number = NULL;
    gsize host = slashes ? (gsize)(slashes + 2 - small) : 0, end = host + strcspn(small + host, "/?#"), digits = 0;
    gboolean numbered = number_in_link(link + end, &number, &digits);
    g_autofree char *name = g_strndup(small + host, end - host);
    g_auto(GStrv) labels = g_strsplit(name, ".", -1);
    for (guint i = 0; numbered && i < G_N_ELEMENTS(hosts); i++) {
        if (!g_strv_contains((const char *const *)labels, hosts[i][0]))
            continue;
        g_auto(GStrv) words = g_strsplit(hosts[i][1], " ", -1);
        gsize at = (gsize)(strstr(small + host, hosts[i][0]) - small);
        for (guint w = 0; words[w]; w++)
            add_piece(tokens, words[w], start + at, start + at + strlen(hosts[i][0]));
        g_autofree char *code = g_strndup(number, digits);
        add_piece(tokens, code, start + (gsize)(number - link), start + (gsize)(number - link) + digits);
        return TRUE;
    }
    return FALSE;
}

GArray *staff_cut(const char *line)
{
    GArray *tokens = g_array_new(FALSE, TRUE, sizeof(struct staff_token));
    g_array_set_clear_func(tokens, token_clear);
    const char *begin = NULL;
    for (const char *p = line; tokens->len < TOKENS_MOST; p = g_utf8_next_char(p)) {
        gsize link = begin ? 0 : link_length(p);
        if (link && take_link(tokens, line, (gsize)(p - line), link)) {
            p += link - 1;
            continue;
        }
        gboolean dash = *p && lone_dash(line, p);
        gboolean border = !*p || dash || splits(line, p);
        char stop = *p ? dash ? ',' : stop_of(line, p) : 0;
        if (!border && !begin)
            begin = p;
        if (border && begin && is_telegram_stop(tokens, begin, p)) {
            begin = NULL;
        } else if (border && begin) {
            token_add(tokens, line, (gsize)(begin - line), (gsize)(p - line), stop);
            begin = NULL;
        } else if (stop && tokens->len > 0 && !g_array_index(tokens, struct staff_token, tokens->len - 1).stop) {
            g_array_index(tokens, struct staff_token, tokens->len - 1).stop = stop;
        }
        if (!*p)
            break;
    }
    take_spoken_stops(tokens);
    mark_quoted(tokens, line);
    return tokens;
}
