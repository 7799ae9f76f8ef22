/* Lines that name a product: "2) Sofa", "2x Sofa (SOFA-3) €2,500.00", "Sofa (#SOFA-3) X 2 = …", "2 Sofa (Linen, Oak):
 * $2,500.00". */
#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/entry.h"
#include "parsers/read/words.h"

#define HEADING_BYTES 240 /* a longer line is a sentence */
#define COUNT_DIGITS  4

/* --- numbers of items and orders --------------------------------------------------------------------------------- */

static gsize digits_at(const char *text)
{
    gsize digits = strspn(text, "0123456789");
    return digits <= COUNT_DIGITS - 1 ? digits : 0;
}

static guint number_of(const char *digits)
{
    return (guint)g_ascii_strtoull(digits, NULL, 10);
}

/* "Item 2: Sofa", "Position 2 - Sofa", "Item 2". */
static guint number_by_word(const char *line, const char **ret_rest)
{
    const char *word = line;
    while (*word && (g_unichar_isalpha(g_utf8_get_char(word)) || g_unichar_ismark(g_utf8_get_char(word))))
        word = g_utf8_next_char(word);
    g_autofree char *text = g_strndup(line, (gsize)(word - line)), *key = text_match_key(text);
    const char *p = word + strspn(word, " .#:\t");
    gsize digits = digits_at(p);
    if (word == line || !digits || !(words_is(WORDS_ITEM, key) || words_is(WORDS_PRODUCT, key)))
        return 0;
    guint number = number_of(p);
    p += digits;
    if (*p && !strchr(" :.-)\t", *p))
        return 0;
    *ret_rest = p + strspn(p, " :.-)\t");
    return number;
}

guint heading_number(const char *line, const char **ret_rest)
{
    gboolean bullet;
    const char *start = line_without_bullet(line, &bullet);
    const char *p = start + strspn(start, "#(");
    gsize digits = digits_at(p);
    if (!digits)
        return number_by_word(start, ret_rest);
    guint number = number_of(p);
    const char *behind = p + digits;
    gboolean marked = *behind == ')' || (*behind == '.' && !g_ascii_isdigit(behind[1])) || (p > start && *start == '#');
    if (!marked)
        return 0;
    behind += strspn(behind, ").:");
    if (*behind && *behind != ' ' && *behind != '\t' && !g_unichar_isalpha(g_utf8_get_char(behind)))
        return 0;
    *ret_rest = behind + strspn(behind, " \t");
    return number;
}

gboolean heading_is_order(const char *line)
{
    static const char *const words[] = {"order",  "siparis",    "bestellung", "auftrag",   "commande", "pedido",
                                        "ordine", "bestelling", "zamowienie", "encomenda", "заказ"};
    static const char *const ordinals[] = {"first",  "second", "third",  "birinci",
                                           "ikinci", "erste",  "zweite", "dritte"};
    if (strlen(line) > 60)
        return FALSE;
    g_autofree char *key = text_match_key(line);
    g_auto(GStrv) parts = g_strsplit(key, " ", 3);
    if (!parts[0] || !parts[1] || parts[2])
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_str_equal(parts[0], words[i]) && digits_at(parts[1]) && !parts[1][digits_at(parts[1])])
            return TRUE;
        if (!g_str_equal(parts[1], words[i]))
            continue;
        for (guint o = 0; o < G_N_ELEMENTS(ordinals); o++)
            if (g_str_equal(parts[0], ordinals[o]))
                return TRUE;
        return digits_at(parts[0]) > 0;
    }
    return FALSE;
}

/* --- taking a heading apart -------------------------------------------------------------------------------------- */

/* Cuts "= €2.500,00", ": $2,500.00" or "€2,500.00" off the end: what a shop adds is a sum, not the price of a piece. */
static void cut_price(char *text)
{
    static const char *const signs[] = {"€",    "$",    "£",    "₺",    "¥",   "₽",  "zł",
                                        " EUR", " USD", " GBP", " TRY", " TL", " CHF", " PLN"};
    gsize from = strlen(text);
    gboolean found = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
        const char *sign = strstr(text, signs[i]);
        if (sign && (gsize)(sign - text) < from) {
            from = (gsize)(sign - text);
            found = TRUE;
        }
    }
    if (!found)
        return;
    const char *behind = strpbrk(text + from, "0123456789");
    gboolean before = !behind && from > 0;
    while (before && from > 0 && text[from - 1] == ' ')
        from--;
    while (before && from > 0 && strchr("0123456789.,", text[from - 1]))
        from--;
    while (from > 0 && strchr(" \t=:@-", text[from - 1]))
        from--;
    text[from] = '\0';
}

/* Takes "2x", "2 x", "2 adet", "2" off the front; the number, or NULL. */
static char *take_front_count(char *text)
{
    gsize digits = digits_at(text);
    char *p = text + digits;
    if (!digits || (*p != ' ' && *p != 'x' && *p != 'X' && !g_str_has_prefix(p, "×")))
        return NULL;
    p += strspn(p, " ");
    gsize sign = g_str_has_prefix(p, "×") ? strlen("×") : (*p == 'x' || *p == 'X' || *p == '*') && p[1] == ' ' ? 1 : 0;
    char *count = g_strndup(text, digits);
    if (!sign) {
        gsize word = strcspn(p, " ");
        g_autofree char *unit = g_strndup(p, word), *key = text_match_key(unit);
        sign = p[word] && words_is(WORDS_PIECES, key) ? word : 0;
    }
    p += sign;
    p += strspn(p, " ");
    memmove(text, p, strlen(p) + 1);
    return count;
}

/* Takes "x 2", "× 2", ", 2", "2 pcs" off the end; the number, or NULL. */
static char *take_back_count(char *text)
{
    g_autofree char *before = NULL;
    g_strchomp(text);
    char *space = strrchr(text, ' ');
    if (space) { /* "Sofa 2 pcs" */
        g_autofree char *key = text_match_key(space + 1);
        if (words_is(WORDS_PIECES, key) && space > text && g_ascii_isdigit(space[-1]))
            *space = '\0';
    }
    gsize end = strlen(text), start = end;
    while (start > 0 && g_ascii_isdigit(text[start - 1]))
        start--;
    if (start == end || end - start >= COUNT_DIGITS || start == 0)
        return NULL;
    gboolean counted = space && *space == '\0';
    before = g_strndup(text, start);
    g_strchomp(before);
    gsize length = strlen(before);
    gboolean marked = FALSE;
    if (g_str_has_suffix(before, "×")) {
        length -= strlen("×");
        marked = TRUE;
    } else if (length > 1 && strchr("xX*", before[length - 1]) && strchr(" )", before[length - 2])) {
        length--;
        marked = TRUE;
    } else if (length > 0 && strchr(",:", before[length - 1])) {
        length--;
        marked = TRUE;
    }
    if (!marked && !(counted && before[0]))
        return NULL;
    char *count = g_strndup(text + start, end - start);
    text[length] = '\0';
    g_strchomp(text);
    return count;
}

/* Takes the last "(…)" out of the text; its content, or NULL. */
static char *take_brackets(char *text)
{
    char *open = strrchr(text, '('), *close = open ? strchr(open, ')') : NULL;
    if (!close || open == text)
        return NULL;
    char *inside = g_strndup(open + 1, (gsize)(close - open - 1));
    memmove(open, close + 1, strlen(close + 1) + 1);
    g_strchomp(text);
    return inside;
}

/* The brackets hold the SKU, or options. */
static void heading_take_brackets(const struct label_index *index, struct entry *entry, char *text,
                                  const char **ret_sku)
{
    g_autofree char *inside = take_brackets(text);
    if (!inside)
        return;
    g_autofree char *key = text_match_key(inside);
    struct product_match match = product_exact(index, key, inside);
    if (match.sku)
        *ret_sku = match.sku;
    else
        entry->options = g_steal_pointer(&inside);
}

/* "Sofa, linen, oak": the first part names it, the others are options. */
static void heading_take_commas(struct entry *entry, char *text)
{
    char *comma = strchr(text, ',');
    if (!comma || entry->options)
        return;
    *comma = '\0';
    entry->options = g_strstrip(g_strdup(comma + 1));
    g_strchomp(text);
}

static gboolean heading_parse(const struct label_index *index, struct entry *entry, const char *line)
{
    const char *sku = NULL;
    g_autofree char *text = g_strstrip(g_strdup(line));
    cut_price(text);
    entry->quantity = take_front_count(text);
    if (!entry->quantity)
        entry->quantity = take_back_count(text);
    heading_take_brackets(index, entry, text, &sku);
    if (!entry->quantity)
        entry->quantity = take_back_count(text);
    heading_take_commas(entry, text);
    g_autofree char *key = text_match_key(text), *plain = words_without(WORDS_POLITE, key);
    entry->product = product_exact(index, entry->quantity ? plain : key, text);
    if (sku && entry->product.form && !entry->product.sku)
        entry->product.sku = sku;
    return entry->product.form != NULL || entry->product.several;
}

struct entry *heading_read(const struct label_index *index, const char *line, gboolean numbered)
{
    gboolean bullet;
    if (strlen(line) > HEADING_BYTES)
        return NULL;
    g_autofree char *banner = line_banner(line);
    const char *start = banner ? banner : line_without_bullet(line, &bullet);
    const char *rest = start + strspn(start, "#* ");
    struct entry *entry = entry_new(ENTRY_PRODUCT, line);
    entry->index = heading_number(start, &rest);
    gboolean named = heading_parse(index, entry, rest);
    g_free(entry->text);
    entry->text = g_strstrip(g_strdup(rest));
    if (named || (numbered && entry->index && strlen(rest) <= HEADING_BYTES / 2))
        return entry;
    entry_free(entry);
    return NULL;
}
