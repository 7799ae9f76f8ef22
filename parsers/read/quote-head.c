/* Where another mail begins: attributions, header blocks, marks. */
#include "parsers/read/quote-internal.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/entry.h"
#include "parsers/read/quote-words.h"

#define ATTRIBUTION_LINES 3  /* "On …", an address, "wrote:" */
#define ATTRIBUTION_WORDS 4  /* "Example Home Ltd writes:", where nothing else shows that a program wrote it */
#define HEADER_LINES      12 /* From, Sent, To, Cc, Subject, some of them on several lines */
#define LABEL_BYTES       40
#define RULE_SIGNS        8
#define GAP_LINES         2 /* blank ones, between a rule or mark and the header below it */

/* --- proofs ------------------------------------------------------------------------------------------------------ */

/* "10:12", "10h12", "10.12 Uhr" is too much like a date. */
static gboolean has_time(const char *text)
{
    for (const char *p = text; *p; p++)
        if (p > text && (*p == ':' || *p == 'h') && g_ascii_isdigit(p[-1]) && g_ascii_isdigit(p[1]))
            return TRUE;
    return FALSE;
}

static gboolean is_year(const char *digits, gsize count)
{
    return count == 4 && (g_str_has_prefix(digits, "19") || g_str_has_prefix(digits, "20"));
}

/* A year of four digits, or "23.11.26", "11/23/26", "23-11-26". */
static gboolean has_date(const char *text)
{
    for (const char *p = text; *p;) {
        gsize count = strspn(p, "0123456789");
        if (is_year(p, count))
            return TRUE;
        gsize next = count && count <= 2 && p[count] && strchr("./-", p[count]) ? strspn(p + count + 1, "0123456789") : 0;
        if (next && next <= 2 && p[count + 1 + next] == p[count] && g_ascii_isdigit(p[count + next + 2]))
            return TRUE;
        p += MAX(count, 1);
    }
    return FALSE;
}

static gboolean has_address(const char *text)
{
    for (const char *at = text; (at = strchr(at, '@')); at++)
        if (at > text && g_ascii_isalnum(at[-1]) && g_ascii_isalnum(at[1]))
            return TRUE;
    return FALSE;
}

/* What a text says that a mail program says of what it quotes. */
struct proof {
    gboolean verb, time, date, address;
};

static struct proof proof_of(const char *text)
{
    g_autofree char *key = text_match_key(text);
    struct proof proof = {quote_words_in(QUOTE_WROTE, key), has_time(text), has_date(text), has_address(text)};
    return proof;
}

/* Says all that one says: nothing above it belongs to it. */
static gboolean proof_is_whole(const struct proof *proof)
{
    return proof->time && (proof->verb ? proof->address || proof->date : proof->address && proof->date);
}

static gboolean proof_is_empty(const struct proof *proof)
{
    return !proof->time && !proof->date && !proof->address;
}

/* A person who writes "At 10:30 my husband wrote:" names no address, and quotes nothing below. */
static gboolean proof_is_enough(const struct proof *proof, gboolean quote_follows)
{
    if (!proof->verb)
        return proof->time && proof->date && proof->address;
    return proof->address || (proof->time && proof->date) || (quote_follows && (proof->date || proof->time));
}

/* --- attributions ------------------------------------------------------------------------------------------------ */

static gboolean ends_attribution(const char *text)
{
    gsize length = strlen(text);
    while (length > 0 && strchr(" \t*_", text[length - 1]))
        length--;
    if (length > 0 && (text[length - 1] == ':' || (length > 3 && strncmp(text + length - 3, "：", 3) == 0)))
        return TRUE;
    return length > 4 && g_str_has_prefix(text, "---") && strncmp(text + length - 4, "----", 4) == 0 && !line_is_rule(text); /* Zoho */
}

/* Whether what is quoted deeper stands below. */
static gboolean quote_follows(const struct written *body, guint at, guint depth)
{
    for (guint i = at; i < body->lines->len && i < at + 5; i++) {
        const struct body_line *line = body_line(body, i);
        if (line->quote > depth)
            return TRUE;
        if (!line_is_blank(line->text))
            return depth > 0; /* a program put the attribution into the quote */
    }
    return FALSE;
}

gboolean quote_marks_follow(const struct written *body, guint at)
{
    return quote_follows(body, at, 0);
}

/* Whether the line is a value's, or the label of one that follows: it begins no other mail. */
static gboolean is_of_value(const struct written *body, guint at)
{
    return line_verbatim(body_line(body, at)->text) ||
           (at + 1 < body->lines->len && line_verbatim(body_line(body, at + 1)->text));
}

/* Whether the line `at` goes on with those from `first`, which have `length` octets; adds its own. FALSE when it would be too long. */
static gboolean goes_on(const struct written *body, guint first, guint at, gsize *length)
{
    const struct body_line *line = body_line(body, at);
    if (line_is_blank(line->text) || is_of_value(body, at) || line->quote != body_line(body, first)->quote || *length + strlen(line->text) > KEY_BYTES)
        return FALSE;
    *length += strlen(line->text) + (at > first);
    return TRUE;
}

/* The lines at..at+count as one. */
static char *join(const struct written *body, guint at, guint count)
{
    g_autoptr(GString) joined = g_string_new(body_line(body, at)->text);
    for (guint i = at + 1; i < at + count; i++) {
        g_string_append_c(joined, ' ');
        g_string_append(joined, body_line(body, i)->text);
    }
    return g_string_free(g_steal_pointer(&joined), FALSE);
}

/* Whether the first lines were typed, and what follows them says all of it. */
static gboolean is_typed_above(const struct written *body, guint at, guint count, gboolean follows)
{
    for (guint skip = 1; skip < count; skip++) {
        g_autofree char *above = join(body, at, skip), *rest = join(body, at + skip, count - skip);
        struct proof typed = proof_of(above), proof = proof_of(rest);
        if (proof_is_whole(&proof) || (proof_is_empty(&typed) && proof_is_enough(&proof, follows)))
            return TRUE;
    }
    return FALSE;
}

/* "Example Home writes:" above a quote: a program's words, or a person's. */
static gboolean is_short(const char *text, const struct proof *proof, gboolean follows)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    return proof->verb && follows && g_strv_length(words) <= ATTRIBUTION_WORDS;
}

/* All of an attribution but its colon. */
static gboolean is_open(const struct proof *proof)
{
    return proof->verb && proof_is_whole(proof);
}

/* "On Mon, 23 Nov 2026 at 09:14, Shop <orders@shop.example> wrote:", on up to three lines. */
static struct foreign attribution_at(const struct written *body, guint at)
{
    struct foreign none = {0, FALSE};
    gsize length = 0;
    for (guint count = 1; count <= ATTRIBUTION_LINES && at + count <= body->lines->len; count++) {
        if (!goes_on(body, at, at + count - 1, &length))
            return none;
        gboolean ends = ends_attribution(body_line(body, at + count - 1)->text);
        if (!ends && count > 1)
            continue;
        gboolean follows = quote_follows(body, at + count, body_line(body, at)->quote);
        gboolean may_be_open = !ends && follows && body_line(body, at)->quote == 0;
        if (!ends && !may_be_open)
            continue; /* nearly all lines: what they prove is not asked */
        g_autofree char *joined = join(body, at, count);
        struct proof proof = proof_of(joined);
        if (may_be_open && is_open(&proof))
            return (struct foreign){1, TRUE};
        if (!ends)
            continue;
        if (proof_is_enough(&proof, follows) && !is_typed_above(body, at, count, follows))
            return (struct foreign){count, FALSE};
        if (count == 1 && is_short(joined, &proof, follows))
            return (struct foreign){1, TRUE};
        return none;
    }
    return none;
}

/* --- header blocks ----------------------------------------------------------------------------------------------- */

enum { BIT_FROM = 1, BIT_DATE = 2, BIT_TO = 4, BIT_SUBJECT = 8, BITS = 15, BIT_MORE = 16 };

/* The kind of header label that a line begins with; 0 none. */
static guint header_bit(const char *text)
{
    static const enum quote_word kinds[] = {QUOTE_FROM, QUOTE_DATE, QUOTE_TO, QUOTE_SUBJECT, QUOTE_MORE};
    const char *colon = strchr(text, ':');
    if (!colon || colon - text > LABEL_BYTES)
        return 0;
    g_autofree char *label = g_strndup(text, (gsize)(colon - text));
    g_autofree char *key = text_match_key(label);
    for (guint i = 0; *key && i < G_N_ELEMENTS(kinds); i++)
        if (quote_words_is(kinds[i], key))
            return 1u << i;
    return 0;
}

gboolean quote_is_from_label(const char *text)
{
    return header_bit(text) == BIT_FROM;
}

/* People write "From: Berlin", "To: Hamburg", "Date: 3 December" too: a program names an address, or a subject and the time. */
static gboolean is_header(guint bits, gboolean address, gboolean time, gboolean marked)
{
    guint kinds = (guint)__builtin_popcount(bits & BITS);
    if (marked)
        return kinds >= 2;
    return (bits & BIT_FROM) && kinds >= 3 && (address || ((bits & BIT_SUBJECT) && time));
}

/* "From: … Sent: … To: … Subject: …" on neighbouring lines, in any order; `marked`: below "Original Message". How many lines, 0 none. */
static guint header_block_at(const struct written *body, guint at, gboolean marked)
{
    guint bits = 0, last = 0;
    gboolean address = FALSE, time = FALSE;
    for (guint i = 0; i < HEADER_LINES && at + i < body->lines->len; i++) {
        const struct body_line *line = body_line(body, at + i);
        guint bit = header_bit(line->text);
        if (line_is_blank(line->text) || line->quote != body_line(body, at)->quote || (i == 0 && !bit))
            break;
        bits |= bit;
        last = bit ? i + 1 : last;
        address |= bit && has_address(line->text);
        time |= bit == BIT_DATE && has_time(strchr(line->text, ':') + 1);
    }
    return is_header(bits, address, time, marked) ? last : 0;
}

/* --- marks and rules --------------------------------------------------------------------------------------------- */

static gboolean is_dash(gunichar c)
{
    return c == '_' || c == '=' || c == '*' || c == '~' || g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION;
}

static gboolean has_dashes(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        if (is_dash(g_utf8_get_char(p)))
            return TRUE;
    return FALSE;
}

/* Dashes, and blanks between them; nothing else. */
static gboolean is_bare_rule(const char *text)
{
    guint count = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_dash(c))
            count++;
        else if (!g_unichar_isspace(c))
            return FALSE;
    }
    return count >= RULE_SIGNS;
}

/* The header or attribution that stands at `at`, or below blank lines there. */
static guint header_below(const struct written *body, guint at, gboolean marked)
{
    guint gap = 0;
    while (gap <= GAP_LINES && at + gap < body->lines->len && line_is_blank(body_line(body, at + gap)->text))
        gap++;
    if (at + gap >= body->lines->len || gap > GAP_LINES)
        return 0;
    guint count = header_block_at(body, at + gap, marked);
    if (!count)
        count = attribution_at(body, at + gap).lines;
    return count ? gap + count : 0;
}

/* "-----Original Message-----" and the like: words between rules, or above a header; `key` is the line's. */
static guint mark_at(const struct written *body, guint at, enum quote_word mark, const char *key)
{
    const char *text = body_line(body, at)->text;
    const char *behind = quote_words_begin(mark, key);
    if (behind && *behind && has_date(text) && has_time(text)) { /* "Message du 23/11/26 09:14" */
        guint block = header_below(body, at + 1, TRUE);
        return block ? 1 + block : 0;
    }
    if (!behind || *behind)
        return 0;
    guint below = header_below(body, at + 1, TRUE);
    return below ? 1 + below : has_dashes(text) || strchr(text, ':') ? 1 : 0;
}

/* A rule is one only above a header: people draw them, too. */
static guint rule_at(const struct written *body, guint at)
{
    if (!is_bare_rule(body_line(body, at)->text))
        return 0;
    guint below = header_below(body, at + 1, FALSE);
    return below ? 1 + below : 0;
}

struct foreign quote_foreign_at(struct written *body, guint at)
{
    struct foreign found = {0, FALSE};
    const struct body_line *line = body_line(body, at);
    if (line_is_blank(line->text) || line_verbatim(line->text))
        return found;
    const char *key = quote_key(body, at);
    found.lines = mark_at(body, at, QUOTE_FORWARD, key);
    if (found.lines) {
        body->forwarded |= line->quote == 0;
        return found;
    }
    found.lines = mark_at(body, at, QUOTE_ORIGINAL, key);
    if (!found.lines)
        found.lines = rule_at(body, at);
    if (!found.lines)
        found.lines = header_block_at(body, at, FALSE);
    return found.lines ? found : attribution_at(body, at);
}
