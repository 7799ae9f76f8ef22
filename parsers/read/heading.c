/* Lines that name a product: "2) Sofa", "2x Sofa (SOFA-3) €2,500.00", "Sofa (#SOFA-3) X 2 = …", "2 Sofa (Linen, Oak):
 * $2,500.00". */
#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/items.h"
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
    const char *p = word + strspn(word, " .#:\t");
    gsize digits = digits_at(p);
    if (word == line || !digits)
        return 0;
    g_autofree char *text = g_strndup(line, (gsize)(word - line)), *key = text_match_key(text);
    if (!words_is(WORDS_ITEM, key) && !words_is(WORDS_PRODUCT, key))
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

/* Whether it has more than two words, as nearly all lines do; blanks between letters always part some. */
static gboolean has_many_words(const char *line)
{
    guint gaps = 0;
    for (const char *p = line; *p && gaps < 2; p++)
        gaps += p > line && *p == ' ' && g_ascii_isalnum(p[-1]) && g_ascii_isalnum(p[1]);
    return gaps >= 2;
}

gboolean heading_is_order(const char *line)
{
    static const char *const words[] = {"order",  "siparis",    "bestellung", "auftrag",   "commande", "pedido",
                                        "ordine", "bestelling", "zamowienie", "encomenda", "заказ"};
    static const char *const ordinals[] = {"first",  "second", "third",  "birinci",
                                           "ikinci", "erste",  "zweite", "dritte"};
    if (strlen(line) > 60 || has_many_words(line))
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

/* The first sign or code of a currency in the text; G_MAXSIZE when there is none. */
static gsize find_currency(const char *text, gsize *ret_length)
{
    static const char *const signs[] = {"€", "$", "£", "₺", "¥", "₽", "zł", " EUR", " USD", " GBP", " TRY", " TL", " CHF", " PLN"};
    gsize from = G_MAXSIZE;
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
        const char *sign = strstr(text, signs[i]);
        gboolean word = sign && *signs[i] == ' ' && g_ascii_isalnum(sign[strlen(signs[i])]);
        if (!sign || word || (gsize)(sign - text) >= from)
            continue;
        from = (gsize)(sign - text);
        *ret_length = strlen(signs[i]);
    }
    return from;
}

/* The bytes of a number as money is written, from `text` on. */
static gsize number_at(const char *text)
{
    gsize length = 0, digits = 0;
    for (gsize step; text[length]; length += step) {
        step = strchr("0123456789.,'", text[length]) ? 1 : g_str_has_prefix(text + length, "\u00a0") ? 2 : g_str_has_prefix(text + length, "\u202f") ? 3 : 0;
        if (!step)
            break;
        digits += g_ascii_isdigit(text[length]) != 0;
    }
    while (length > 0 && !g_ascii_isdigit(text[length - 1]))
        length--;
    return digits ? length : 0;
}

/* "2 500,00": the bytes of the blank that ends at `end`, between a digit and exactly three more; 0 when there is none. */
static gsize group_blank(const char *text, gsize end)
{
    static const char *const blanks[] = {" ", "\u00a0", "\u202f"};
    for (guint i = 0; i < G_N_ELEMENTS(blanks); i++) {
        gsize length = strlen(blanks[i]);
        if (end > length && strncmp(text + end - length, blanks[i], length) == 0 && g_ascii_isdigit(text[end - length - 1]) &&
            strspn(text + end, "0123456789") == 3)
            return length;
    }
    return 0;
}

/* Where the amount around the currency at `sign` begins and ends: the number stands behind it, or before. FALSE when there is none. */
static gboolean find_amount(const char *text, gsize sign, gsize length, gsize *ret_start, gsize *ret_end)
{
    gsize behind = sign + length;
    behind += text[behind] == '-';
    while (text[behind] == ' ' || g_str_has_prefix(text + behind, "\u00a0"))
        behind += text[behind] == ' ' ? 1 : 2;
    gsize number = number_at(text + behind), code;
    *ret_start = sign;
    *ret_end = behind + number;
    if (number && find_currency(text + *ret_end, &code) == 0)
        *ret_end += code; /* "$2,500.00 USD" */
    while (!number && *ret_start > 0 && (text[*ret_start - 1] == ' ' || (guchar)text[*ret_start - 1] >= 0x80))
        (*ret_start)--;
    while (!number && *ret_start > 0 && (strchr("0123456789.,'", text[*ret_start - 1]) || group_blank(text, *ret_start)))
        *ret_start -= MAX(group_blank(text, *ret_start), 1);
    if (!number)
        *ret_end = sign + length;
    return number || g_ascii_isdigit(text[*ret_start]);
}

/* Whether what stands behind an amount says that it is the price of one; those words are taken off. */
static gboolean take_each(char *rest)
{
    g_autofree char *whole = text_match_key(rest);
    if (words_is(WORDS_EACH, whole)) {
        *rest = '\0';
        return TRUE;
    }
    gsize end = strcspn(rest, ",;=");
    g_autofree char *front = g_strndup(rest, end), *key = text_match_key(front);
    if (!words_is(WORDS_EACH, key))
        return FALSE;
    memmove(rest, rest + end, strlen(rest + end) + 1);
    return TRUE;
}

/* "3 adet x", "3 ×": takes off the sign that stood before the price of one. */
static gboolean take_times(char *text)
{
    g_strchomp(text);
    gsize length = strlen(text), sign = g_str_has_suffix(text, "×") ? strlen("×") : length > 2 && strchr("xX*", text[length - 1]) && text[length - 2] == ' ' ? 1 : 0;
    gsize before = length - sign;
    while (sign && before > 0 && text[before - 1] == ' ')
        before--;
    const char *word = text + before;
    while (word > text && word[-1] != ' ')
        word--;
    g_autofree char *unit = g_strndup(word, (gsize)(text + before - word)), *key = text_match_key(unit);
    if (!sign || !(words_is(WORDS_PIECES, key) && word > text + 1 && g_ascii_isdigit(word[-2])))
        return FALSE;
    text[before] = '\0';
    return TRUE;
}

/* "2x Sofa à", "2x Sofa je": takes off the word before an amount that makes it the price of one. */
static gboolean take_each_before(char *text)
{
    g_strchomp(text);
    char *space = strrchr(text, ' ');
    g_autofree char *key = space ? text_match_key(space + 1) : NULL;
    if (!space || !(g_str_equal(space + 1, "à") || g_str_equal(space + 1, "á") || g_str_equal(key, "je") || g_str_equal(key, "at") || g_str_equal(key, "each")))
        return FALSE;
    *space = '\0';
    return TRUE;
}

/* Cuts "= €2.500,00", ": $2,500.00" or "€2,500.00 each" off the end. What a shop writes behind a count is the line's price, unless it says
 * something else, or writes a second amount behind it. */
static void take_price(struct entry *entry, char *text)
{
    gsize length, start, end, sign = find_currency(text, &length);
    if (sign == G_MAXSIZE || !find_amount(text, sign, length, &start, &end) || start == 0)
        return;
    char *rest = g_strdup(text + end);
    gboolean second = find_currency(rest, &length) != G_MAXSIZE;
    entry->amount = g_strstrip(g_strndup(text + start, end - start));
    while (start > 0 && strchr(" \t=:@-/", text[start - 1]))
        start--;
    if (start > 4 && strncmp(text + start - 4, " for", 4) == 0)
        start -= 4;
    gboolean each = strchr(text + start, '@') && strchr(text + start, '@') < text + end;
    text[start] = '\0';
    each = take_times(text) || take_each_before(text) || each;
    memmove(rest, rest + strspn(rest, " \t,;.)-/*"), strlen(rest + strspn(rest, " \t,;.)-/*")) + 1);
    entry->meaning = take_each(rest) || each || second ? PRICE_EACH : PRICE_LINE;
    memmove(rest, rest + strspn(rest, " \t,;.)-=/"), strlen(rest + strspn(rest, " \t,;.)-=/")) + 1);
    entry->rest = *g_strchomp(rest) ? rest : NULL;
    if (!entry->rest)
        g_free(rest);
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
    while (length > 0 && strchr(" -", text[length - 1]))
        length--;
    text[length] = '\0';
    return count;
}

/* Takes "(2)" off the end, where the price of one stood behind it: "Sofa (2) @ €1,250.00"; else it may say how many can sit on it. */
static char *take_bracketed_count(char *text)
{
    char *open = strrchr(text, '(');
    gsize digits = open && open > text ? digits_at(open + 1) : 0;
    if (!digits || !g_str_equal(open + 1 + digits, ")"))
        return NULL;
    char *count = g_strndup(open + 1, digits);
    *open = '\0';
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
    const char *colon = strchr(inside, ':'), *code = colon ? colon + 1 : inside;
    g_autofree char *key = text_match_key(code);
    struct product_match match = product_exact(index, key, code);
    if (match.sku)
        *ret_sku = match.sku;
    else
        entry->options = g_steal_pointer(&inside);
}

/* "Sofa, linen, oak", "Sofa - Linen / Oak": the first part names it, the others are options. */
static void heading_take_options(struct entry *entry, char *text, const char *mark)
{
    char *found = strstr(text, mark);
    if (!found || found == text || entry->options)
        return;
    *found = '\0';
    GString *options = g_string_new(found + strlen(mark));
    g_string_append_c(options, ' '); /* "Sofa – linen – 2 pcs": the count is off, its mark is not */
    g_string_replace(options, mark, ", ", 0);
    entry->options = g_strstrip(g_string_free(options, FALSE));
    g_strchomp(text);
}

/* "[SOFA-3] Sofa", "SOFA-3 Sofa", "Sofa SOFA-3": takes the SKU off, where it stands before or behind the name; NULL when none does. */
static const char *heading_take_sku(const struct label_index *index, char *text)
{
    for (guint back = 0; back < 2; back++) {
        char *space = back ? strrchr(text, ' ') : strchr(text, ' ');
        if (!space)
            return NULL;
        g_autofree char *word = back ? g_strdup(space + 1) : g_strndup(text, (gsize)(space - text)), *key = text_match_key(word);
        struct product_match match = product_exact(index, key, word);
        g_autofree char *rest = back ? g_strndup(text, (gsize)(space - text)) : g_strdup(space + 1);
        g_strchomp(rest);
        while (*rest && strchr(" -:|,", rest[strlen(rest) - 1]))
            rest[strlen(rest) - 1] = '\0';
        const char *name = rest + strspn(rest, " -:|,");
        if (!match.sku || !product_find(index, name, FALSE).form)
            continue;
        memmove(text, name, strlen(name) + 1);
        return match.sku;
    }
    return NULL;
}

/* Whether the text as a whole is a product's name. */
static gboolean heading_is_named(const struct label_index *index, struct entry *entry, const char *text)
{
    g_autofree char *key = text_match_key(text), *plain = entry->quantity ? words_without(WORDS_POLITE, key) : NULL;
    entry->product = product_exact(index, plain ? plain : key, text);
    return entry->product.form != NULL || entry->product.several;
}

/* Whether all parts are choices of the product's. */
static gboolean are_choices(const struct form *form, const char *options)
{
    g_auto(GStrv) parts = g_strsplit_set(options, ",;/+|", -1);
    for (guint i = 0; parts[i]; i++)
        if (!form || !field_of_choice(form, parts[i], NULL))
            return FALSE;
    return parts[0] != NULL;
}

/* "Sofa - Linen / Oak", where something says that it is no sentence: "Sofa - please call". */
static gboolean heading_take_dashes(const struct label_index *index, struct entry *entry, char *text, gboolean ordered)
{
    static const char *const marks[] = {" - ", " – ", " — ", " / ", " | "};
    for (guint i = 0; i < G_N_ELEMENTS(marks) && !entry->options; i++) {
        g_autofree char *before = g_strdup(text);
        heading_take_options(entry, text, marks[i]);
        if (!entry->options)
            continue;
        if (heading_is_named(index, entry, text) && (ordered || are_choices(entry->product.form, entry->options)))
            return TRUE;
        g_clear_pointer(&entry->options, g_free);
        memcpy(text, before, strlen(before) + 1); /* it was only cut */
        entry->product = (struct product_match){0};
    }
    return FALSE;
}

/* "Sofa (Amount: 1,250.00 EUR, Quantity: 2, Fabric: Linen)": all that is said of an item, and its count among it, in brackets behind its name. */
static gboolean heading_take_list(const struct label_index *index, struct entry *entry, char *text)
{
    char *open = strchr(text, '('), *close = open && open > text ? strrchr(open, ')') : NULL;
    gboolean counted = FALSE;
    if (!close || close[1] || !strchr(open, ':'))
        return FALSE;
    g_autofree char *inside = g_strndup(open + 1, (gsize)(close - open - 1));
    g_auto(GStrv) parts = g_strsplit(inside, ", ", -1);
    for (guint i = 0; parts[i]; i++) {
        g_autofree char *label = g_strndup(parts[i], strcspn(parts[i], ":")), *key = text_match_key(label);
        const struct label *known = strchr(parts[i], ':') ? label_of_key(index, key) : NULL;
        counted = counted || (known && label_has_role(known, ROLE_QUANTITY));
    }
    if (!counted)
        return FALSE;
    entry->options = g_steal_pointer(&inside);
    entry->listed = TRUE;
    *open = '\0';
    g_strchomp(text);
    return TRUE;
}

/* "2 x …", which no sentence begins with. */
static gboolean is_counted_line(const char *line)
{
    gsize digits = digits_at(line);
    const char *sign = line + digits + strspn(line + digits, " ");
    return digits > 0 && (g_str_has_prefix(sign, "×") || ((*sign == 'x' || *sign == 'X') && sign[1] == ' '));
}

/* "Sofa SOFA-3 for the hall": the product that a counted line begins with, where its SKU says that it is no other ("Sofa bed"); the rest are
 * options, or for a person. */
static gboolean heading_take_name(const struct label_index *index, struct entry *entry, char *text, const char **sku)
{
    for (char *space = text; (space = strchr(space, ' ')); space++) {
        g_autofree char *name = g_strndup(text, (gsize)(space - text)), *code = g_strndup(space + 1, strcspn(space + 1, " ")), *key = text_match_key(code);
        struct product_match match = product_exact(index, key, code);
        if (!match.sku || !heading_is_named(index, entry, name) || match.form != entry->product.form)
            continue;
        char *more = space + 1 + strlen(code);
        g_strstrip(more);
        char *options = *more && entry->options ? g_strconcat(more, ", ", entry->options, NULL) : g_strdup(*more ? more : entry->options);
        g_free(entry->options);
        entry->options = options;
        *sku = match.sku;
        *space = '\0';
        return TRUE;
    }
    return FALSE;
}

/* "Sofa TABLE-1" names two products, as "Sofa, Table" does. */
static void put_sku(struct entry *entry, const char *sku)
{
    if (g_strv_contains((const char *const *)entry->product.form->skus, sku))
        entry->product.sku = sku;
    else
        entry->product = (struct product_match){.several = TRUE};
}

static gboolean heading_parse(const struct label_index *index, struct entry *entry, const char *line)
{
    const char *sku = NULL;
    g_autofree char *text = g_strstrip(g_strdup(line));
    gboolean listed = heading_take_list(index, entry, text);
    if (!listed)
        take_price(entry, text);
    entry->quantity = take_front_count(text);
    if (!entry->quantity && entry->amount && entry->meaning == PRICE_EACH)
        entry->quantity = take_bracketed_count(text);
    if (!entry->quantity)
        entry->quantity = take_back_count(text);
    if (!listed)
        heading_take_brackets(index, entry, text, &sku);
    if (!entry->quantity)
        entry->quantity = take_back_count(text);
    if (!sku)
        sku = heading_take_sku(index, text);
    gboolean named = heading_is_named(index, entry, text) || heading_take_dashes(index, entry, text, entry->quantity || entry->amount || sku || entry->index);
    if (!named) {
        heading_take_options(entry, text, ",");
        if (entry->options && !sku)
            sku = heading_take_sku(index, text);
        named = heading_is_named(index, entry, text);
    }
    if (!named && is_counted_line(line))
        named = heading_take_name(index, entry, text, &sku);
    if (sku && entry->product.form && !entry->product.sku)
        put_sku(entry, sku);
    entry->name = g_strdup(text);
    return named;
}

gboolean heading_is_amount(const char *text)
{
    gsize length, start, end, sign = find_currency(text, &length);
    if (sign == G_MAXSIZE || strlen(text) > HEADING_BYTES || !find_amount(text, sign, length, &start, &end))
        return FALSE;
    g_autofree char *around = g_strdup_printf("%.*s %s", (int)start, text, text + end), *key = text_match_key(around);
    return !*key;
}

char *heading_price_of_one(const char *text)
{
    gsize length, start, end, sign = *text == '@' ? find_currency(text, &length) : G_MAXSIZE;
    if (sign == G_MAXSIZE || strlen(text) > HEADING_BYTES || !find_amount(text, sign, length, &start, &end))
        return NULL;
    return text[1 + strspn(text + 1, " ")] == text[start + strspn(text + start, " ")] ? g_strstrip(g_strndup(text + start, end - start)) : NULL;
}

char *heading_count_of_price(const char *text, char **ret_amount)
{
    gboolean bracket = *text == '(';
    gsize digits = digits_at(text + bracket), length, start, end;
    const char *number = text + bracket, *behind = number + digits + (bracket && number[digits] == ')');
    const char *sign = behind + strspn(behind, " (");
    gboolean times = g_str_has_prefix(sign, "×") || ((*sign == 'x' || *sign == 'X' || *sign == '*' || *sign == '@') && sign[1] == ' ');
    gsize currency = digits && times ? find_currency(sign, &length) : G_MAXSIZE;
    if (currency == G_MAXSIZE || !find_amount(sign, currency, length, &start, &end))
        return NULL;
    g_autofree char *between = g_strndup(sign, start), *key = text_match_key(between);
    if (*key && !g_str_equal(key, "x"))
        return NULL;
    *ret_amount = g_strstrip(g_strndup(sign + start, end - start));
    return g_strndup(number, digits);
}

/* "2.00 Units", "1,0": the text with its whole number alone, to be freed. */
static char *without_zeros(const char *text)
{
    gsize digits = digits_at(text), zeros = digits && (text[digits] == '.' || text[digits] == ',') ? strspn(text + digits + 1, "0") : 0;
    gboolean whole = zeros >= 1 && zeros <= 2 && !g_ascii_isdigit(text[digits + 1 + zeros]);
    return whole ? g_strdup_printf("%.*s%s", (int)digits, text, text + digits + 1 + zeros) : g_strdup(text);
}

char *heading_count(const char *written)
{
    g_autofree char *text = without_zeros(written);
    g_autofree char *key = strlen(text) <= HEADING_BYTES ? text_match_key(text) : g_strdup(""), *number = NULL;
    g_auto(GStrv) words = g_strsplit(key, " ", -1);
    for (guint i = 0; words[i]; i++) {
        gsize digits = digits_at(words[i]);
        gboolean alone = digits && (!words[i][digits] || words_is(WORDS_PIECES, words[i] + digits));
        if ((alone && number) || (!alone && !words_is(WORDS_PIECES, words[i])))
            return NULL;
        if (alone)
            number = g_strndup(words[i], digits);
    }
    return strpbrk(text, ".,-") ? NULL : g_steal_pointer(&number);
}

/* Nearly all lines are none: no word of them begins a name. What stands at the front or in brackets is taken off a heading, and what is left may
 * begin with what was the middle of a word. */
static gboolean may_name(const struct label_index *index, const char *text)
{
    text += strspn(text, " \t");
    g_autofree char *key = NULL;
    if (g_ascii_isdigit(*text) || strchr(text, '('))
        return TRUE;
    key = text_match_key(text);
    return product_may_be_in(index, key);
}

struct entry *heading_read(const struct label_index *index, const char *line, gboolean numbered)
{
    gboolean bullet;
    if (strlen(line) > HEADING_BYTES)
        return NULL;
    g_autofree char *banner = line_banner(line);
    const char *start = banner ? banner : line_without_bullet(line, &bullet);
    const char *rest = start + strspn(start, "#* ");
    guint number = heading_number(start, &rest);
    if (!numbered && !may_name(index, rest))
        return NULL;
    struct entry *entry = entry_new(ENTRY_PRODUCT, line);
    entry->index = number;
    gboolean named = heading_parse(index, entry, rest);
    g_free(entry->text);
    entry->text = g_strstrip(g_strdup(rest));
    if (named || (numbered && entry->index && strlen(rest) <= HEADING_BYTES / 2))
        return entry;
    entry_free(entry);
    return NULL;
}
