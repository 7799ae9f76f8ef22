#include "daemon/base/text.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "daemon/base/bounds.h"

/* --- match keys ---------------------------------------------------------------------------------------------------------- */

/* Combining marks, and format characters: soft hyphen, zero-width characters, BOM, directions. */
static gboolean key_drops(gunichar c)
{
    return g_unichar_ismark(c) || g_unichar_type(c) == G_UNICODE_FORMAT;
}

/* Letters that Unicode does not take apart, and that people type as the plain ones: dotless i, and those with a stroke. */
static gunichar key_letter(gunichar c)
{
    switch (c) {
    case 0x131:
        return 'i';
    case 0x142:
        return 'l';
    case 0xf8:
        return 'o';
    case 0x111:
        return 'd';
    }
    return c;
}

/* Appends the folded text's letters and digits, each run of anything else as one space; also at the ends. */
static void key_collect(GString *key, const char *folded)
{
    gboolean gap = FALSE;
    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (key_drops(c))
            continue;
        if (!g_unichar_isalnum(c)) {
            gap = TRUE;
            continue;
        }
        if (gap)
            g_string_append_c(key, ' ');
        gap = FALSE;
        g_string_append_unichar(key, key_letter(c));
    }
    if (gap)
        g_string_append_c(key, ' ');
}

/* The whole way, for any text; with the spaces that key_collect leaves at the ends. */
static GString *key_folded(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFKC);
    g_autofree char *folded = g_utf8_casefold(composed ? composed : valid, -1);
    g_autofree char *decomposed = g_utf8_normalize(folded, -1, G_NORMALIZE_NFKD);
    GString *key = g_string_new(NULL);
    key_collect(key, decomposed ? decomposed : folded);
    return key;
}

/* Nearly all that is compared is written in Latin, Greek or Cyrillic letters and the usual signs. No two of those grow together, nor does one
 * change another, so that what each becomes in a key is noted when it is first met. Texts with combining marks go the whole way. */
#define LETTERS_END 0x530u  /* Latin, Greek, Cyrillic */
#define SIGNS_START 0x2000u /* dashes, quotation marks, currencies */
#define SIGNS_END   0x20d0u
#define PIECE_BYTES 6
#define PIECE_MOST  (PIECE_BYTES / 2) /* of a key for each byte of a text: letters beyond ASCII take two at least */

struct key_piece {
    guint8 known;
    guint8 size;
    char text[PIECE_BYTES]; /* a space where it is, or begins or ends with, anything but letters and digits */
};

/* NULL where the character that begins at `p` is none of the usual ones. *ret_bytes: how long it is. */
static const struct key_piece *key_piece_at(const char *p, gsize *ret_bytes)
{
    static struct key_piece pieces[LETTERS_END + SIGNS_END - SIGNS_START];
    guchar first = (guchar)p[0], second = (guchar)p[1];
    gboolean letter = first >= 0xc2 && first < 0xc0 + (LETTERS_END >> 6) + 1 && (second & 0xc0) == 0x80;
    gboolean sign = first == 0xe2 && (second & 0xfc) == 0x80 && ((guchar)p[2] & 0xc0) == 0x80;
    gunichar c = letter ? (gunichar)(first & 0x1f) << 6 | (second & 0x3f) : sign ? 0x2000u | (gunichar)(second & 0x3f) << 6 | ((guchar)p[2] & 0x3f) : 0;
    if (c == 0 || (letter && c >= LETTERS_END) || (sign && c >= SIGNS_END))
        return NULL;
    struct key_piece *piece = &pieces[letter ? c : LETTERS_END + c - SIGNS_START];
    *ret_bytes = letter ? 2 : 3;
    if (!piece->known && !g_unichar_ismark(c)) {
        const char character[] = {p[0], p[1], letter ? '\0' : p[2], '\0'};
        g_autoptr(GString) key = key_folded(character);
        piece->known = key->len <= PIECE_BYTES;
        piece->size = (guint8)MIN(key->len, PIECE_BYTES);
        memcpy(piece->text, key->str, piece->size);
    }
    return piece->known ? piece : NULL;
}

/* Appends to the key that begins at `key`; a gap is left out at its beginning, and is written with what follows it. */
static char *key_add(char *key, char *end, char c, gboolean *gap)
{
    if (c == ' ') {
        *gap = TRUE;
        return end;
    }
    if (*gap && end > key)
        *end++ = ' ';
    *gap = FALSE;
    *end++ = c;
    return end;
}

/* The key of a text of the usual characters; NULL of another. In ASCII all of Unicode's folding comes to lower case. */
static char *key_of_usual(const char *text)
{
    gboolean ascii = g_str_is_ascii(text), gap = FALSE;
    g_autofree char *key = g_malloc(strlen(text) * (ascii ? 1 : PIECE_MOST) + 1);
    char *end = key;
    for (const char *p = text; *p;) {
        guchar c = (guchar)*p;
        if (c < 0x80) {
            guchar lower = c | 0x20; /* of letters */
            gboolean counts = (guchar)(lower - 'a') < 26 || (guchar)(c - '0') < 10;
            end = key_add(key, end, counts ? (char)lower : ' ', &gap);
            p++;
            continue;
        }
        gsize bytes;
        const struct key_piece *piece = key_piece_at(p, &bytes);
        if (!piece)
            return NULL;
        for (guint i = 0; i < piece->size; i++)
            end = key_add(key, end, piece->text[i], &gap);
        p += bytes;
    }
    *end = '\0';
    return g_steal_pointer(&key);
}

char *text_match_key(const char *text)
{
    char *usual = key_of_usual(text ? text : "");
    return usual ? usual : g_strstrip(g_string_free(key_folded(text), FALSE));
}

char *text_match_key_german(const char *text)
{
    if (text && g_str_is_ascii(text))
        return text_match_key(text);
    static const char *const pairs[][2] = {{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "Ae"}, {"Ö", "Oe"}, {"Ü", "Ue"}};
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
    g_autoptr(GString) spelled = g_string_new(composed ? composed : valid);
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
        g_string_replace(spelled, pairs[i][0], pairs[i][1], 0);
    return text_match_key(spelled->str);
}

/* --- distance ------------------------------------------------------------------------------------------------------------ */

static guint smallest(guint a, guint b, guint c)
{
    return MIN(a, MIN(b, c));
}

guint text_distance(const char *left, const char *right, guint limit)
{
    glong n = 0, m = 0;
    g_autofree gunichar *a = g_utf8_to_ucs4_fast(left, -1, &n);
    g_autofree gunichar *b = g_utf8_to_ucs4_fast(right, -1, &m);
    if ((guint)ABS(n - m) > limit)
        return limit + 1;
    gsize width = (gsize)m + 1;
    g_autofree guint *rows = g_new(guint, 3 * width);
    guint *before = rows, *last = rows + width, *row = rows + 2 * width;
    for (gsize j = 0; j < width; j++)
        last[j] = (guint)j;
    for (glong i = 1; i <= n; i++) {
        guint best = row[0] = (guint)i;
        for (glong j = 1; j <= m; j++) {
            guint cost = a[i - 1] != b[j - 1];
            row[j] = smallest(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = MIN(row[j], before[j - 2] + 1);
            best = MIN(best, row[j]);
        }
        if (best > limit)
            return limit + 1;
        guint *oldest = before;
        before = last;
        last = row;
        row = oldest;
    }
    return MIN(last[m], limit + 1);
}

guint text_typo_allowance(const char *key)
{
    glong length = g_utf8_strlen(key, -1);
    return length < 5 ? 0 : length < 9 ? 1 : 2;
}

/* --- addresses ----------------------------------------------------------------------------------------------------------- */

#define ADDRESS_LOCAL 64 /* RFC 5321 section 4.5.3.1.1 */
#define ADDRESS_LABEL 63 /* RFC 1035 section 2.3.4 */

/* How many octets from `p` on are letters, digits, `sign`, and `other`. */
static gsize word_size(const char *p, char sign, char other)
{
    gsize size = 0;
    while (g_ascii_isalnum(p[size]) || (p[size] && (p[size] == sign || p[size] == other)))
        size++;
    return size;
}

/* Whether these are words of letters and digits with one dot between them, each with nothing but `sign` or `other` within: what follows is in
 * *ret_end. */
static gboolean words_with_dots(const char *p, char sign, char other, gsize most, const char **ret_end)
{
    for (;;) {
        gsize size = word_size(p, sign, other);
        if (size == 0 || size > most || !g_ascii_isalnum(p[0]) || !g_ascii_isalnum(p[size - 1]))
            return FALSE;
        *ret_end = p + size;
        if (p[size] != '.')
            return TRUE;
        p += size + 1;
    }
}

/* Nearly all addresses are of this kind, for which the pattern below need not be asked: "anna.weaver-2@mail.example". */
static gboolean is_plain_address(const char *address)
{
    const char *at, *end;
    return words_with_dots(address, '_', '-', ADDRESS_LOCAL, &at) && *at == '@' && at - address <= ADDRESS_LOCAL &&
           words_with_dots(at + 1, '-', '-', ADDRESS_LABEL, &end) && *end == '\0';
}

gboolean text_address_valid(const char *address)
{
    static GRegex *pattern;
    if (address && is_plain_address(address))
        return strlen(address) <= BOUND_ADDRESS;
    if (g_once_init_enter(&pattern))
        g_once_init_leave(&pattern, g_regex_new(TEXT_ADDRESS_PATTERN, G_REGEX_RAW | G_REGEX_DOLLAR_ENDONLY | G_REGEX_OPTIMIZE, 0, NULL));
    return address && strlen(address) <= BOUND_ADDRESS && g_regex_match(pattern, address, 0, NULL);
}

char *text_address_normal(const char *address)
{
    if (!text_address_valid(address))
        return NULL;
    char *normal = g_strdup(address);
    for (char *p = strrchr(normal, '@'); *p; p++)
        *p = g_ascii_tolower(*p);
    return normal;
}

char *text_address_key(const char *address)
{
    return text_address_valid(address) ? g_ascii_strdown(address, -1) : NULL;
}

char *text_address_domain(const char *address)
{
    return text_address_valid(address) ? g_ascii_strdown(strrchr(address, '@') + 1, -1) : NULL;
}

/* Whether this byte would make an address longer, before it or behind it. */
static gboolean is_address_byte(char c)
{
    return g_ascii_isalnum(c) || (c && strchr("!#$%&'*+/=?^_`{|}~-", c));
}

/* The first place at or after `from` where the address stands; -1 none. */
static gssize find_address(const char *text, gsize length, gsize from, const char *key)
{
    gsize size = strlen(key);
    for (gsize at = from; size > 0 && at + size <= length; at++) {
        if (g_ascii_tolower(text[at]) != key[0] || g_ascii_strncasecmp(text + at, key, size) != 0)
            continue;
        const char *end = text + at + size, *stop = text + length;
        gboolean longer_before = at > 0 && (is_address_byte(text[at - 1]) || text[at - 1] == '.');
        gboolean longer_behind = end < stop && (g_ascii_isalnum(*end) || *end == '-' || (*end == '.' && end + 1 < stop && g_ascii_isalnum(end[1])));
        if (!longer_before && !longer_behind)
            return (gssize)at;
    }
    return -1;
}

gboolean text_names_address(const char *text, gsize length, const char *key)
{
    return text && find_address(text, length, 0, key) >= 0;
}

char *text_strike_address(const char *text, const char *key)
{
    if (!text)
        return NULL;
    gsize length = strlen(text), done = 0;
    GString *struck = g_string_new(NULL);
    for (gssize at; (at = find_address(text, length, done, key)) >= 0; done = (gsize)at + strlen(key)) {
        g_string_append_len(struck, text + done, at - (gssize)done);
        g_string_append(struck, TEXT_STRUCK);
    }
    g_string_append(struck, text + done);
    return g_string_free(struck, FALSE);
}

/* --- harmless text ------------------------------------------------------------------------------------------------------- */

static gboolean breaks_line(gunichar c)
{
    return c == '\n' || c == '\r' || c == 0x0b || c == 0x0c || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* Zero-width joiners stay: some scripts and emoji need them. */
static gboolean is_dropped(gunichar c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200b || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c == 0xad || c == 0x61c || c == 0x180e || (c >= 0xfff9 && c <= 0xfffb) ||
           (c >= 0xe0000 && c <= 0xe007f);
}

/* The first octet from `p` on that is no printable ASCII. */
static const char *plain_end(const char *p)
{
    while (*p >= ' ' && *p <= '~')
        p++;
    return p;
}

/* Whether it stays as it is: most of what is cleaned is a line of ASCII. */
static gboolean is_clean(const char *text, gsize bytes)
{
    const char *end = plain_end(text);
    return *end == '\0' && (gsize)(end - text) <= bytes;
}

/* Valid, without controls; a line end becomes `line_end`, CRLF one of it. */
static char *clean(const char *text, gsize bytes, char line_end)
{
    if (text && is_clean(text, bytes))
        return g_strdup(text);
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    char *result = g_malloc(strlen(valid) + 1), *end = result; /* nothing becomes longer */
    for (const char *p = valid; *p;) {
        const gsize room = bytes - (gsize)(end - result), plain = (gsize)(plain_end(p) - p);
        if (plain > 0) {
            memcpy(end, p, MIN(plain, room));
            end += MIN(plain, room);
            p += plain;
            if (plain > room)
                break;
            continue;
        }
        gunichar c = g_utf8_get_char(p);
        p = g_utf8_next_char(p);
        if (c == '\r' && *p == '\n')
            continue;
        if (breaks_line(c))
            c = (gunichar)line_end;
        else if (c == '\t')
            c = ' ';
        else if (is_dropped(c))
            continue;
        if ((gsize)g_unichar_to_utf8(c, NULL) > room)
            break;
        end += g_unichar_to_utf8(c, end);
    }
    *end = '\0';
    return result;
}

char *text_harmless(const char *text)
{
    return clean(text, G_MAXSIZE, '\n');
}

char *text_one_line(const char *text, gsize bytes)
{
    return g_strstrip(clean(text, bytes, ' '));
}

char *text_lines(const char *text, gsize bytes)
{
    char *lines = clean(text, bytes, '\n'), *end = lines;
    for (const char *p = lines; *p; p++) {
        while (*p == '\n' && end > lines && end[-1] != '\n' && g_ascii_isspace(end[-1]))
            end--;
        *end++ = *p;
    }
    while (end > lines && end[-1] != '\n' && g_ascii_isspace(end[-1]))
        end--;
    *end = '\0';
    return lines;
}

/* --- tokens ------------------------------------------------------------------------------------------------------------------ */

#define TOKEN_BYTES 16
#define TOKEN_CHARS 26 /* 128 bits at 5 a character, rounded up */
#define TOKEN_SHARED 6

static void random_bytes(guint8 *bytes, gsize length)
{
    gsize have = 0;
    while (have < length) {
        ssize_t got = getrandom(bytes + have, length - have, 0);
        if (got > 0)
            have += (gsize)got;
        else if (errno != EINTR)
            g_error("the system has no random numbers: %s", g_strerror(errno));
    }
}

char *text_random_token(void)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    guint8 bytes[TOKEN_BYTES + 1] = {0};
    char *token = g_new0(char, TOKEN_CHARS + 1);
    random_bytes(bytes, TOKEN_BYTES);
    for (guint i = 0; i < TOKEN_CHARS; i++) {
        guint bit = i * 5;
        guint pair = (guint)bytes[bit / 8] << 8 | bytes[bit / 8 + 1];
        token[i] = alphabet[(pair >> (11 - bit % 8)) & 31];
    }
    return token;
}

char *text_random_token_beside(const char *other)
{
    char *token = text_random_token();
    if (strlen(other) == TOKEN_CHARS)
        memcpy(token, other, TOKEN_SHARED);
    return token;
}

static gboolean in_token(char c)
{
    return g_ascii_isalpha(c) || (c >= '2' && c <= '7');
}

char *text_hide_tokens(const char *text)
{
    GString *hidden = g_string_new(NULL);
    for (const char *p = text; *p;) {
        gsize word = 0, length = 0;
        while (g_ascii_isalnum(p[word]))
            word++;
        while (in_token(p[length]))
            length++;
        if (word == TOKEN_CHARS && length == word)
            g_string_append(hidden, "\342\200\246");
        else
            g_string_append_len(hidden, p, (gssize)MAX(word, 1));
        p += MAX(word, 1);
    }
    return g_string_free(hidden, FALSE);
}
