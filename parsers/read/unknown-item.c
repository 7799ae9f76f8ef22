#include "parsers/read/unknown-item.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/entry.h"
#include "parsers/read/words.h"

#define NAME_WORDS 7u /* more are a sentence */
#define NAME_BYTES 80u

/* "2 x Lamp", "2× Lamp", "2 adet Lamba"; the word behind the count is looked at apart. A name begins with a letter: "2 x 40 cm" is a size. */
#define COUNT_FIRST "^(?:\\d{1,3})(?:\\s*×\\s*|\\s*[xX*]\\s+|\\s+(?<unit>\\p{L}+\\.?)\\s+)(?<name>\\p{L}.*)$"
#define COUNT_LAST  "^(?<name>\\p{L}.*?)\\s+(?:×|[xX]\\s)\\s*(?:\\d{1,3})(?<unit>)$"

static GRegex *regex_once(const char *pattern, GRegex **kept)
{
    if (!*kept)
        *kept = g_regex_new(pattern, G_REGEX_OPTIMIZE, 0, NULL);
    return *kept;
}

/* The name, when the text has the shape. */
static char *name_in(const char *text, GRegex *shape)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(shape, text, 0, &match))
        return NULL;
    g_autofree char *unit = g_match_info_fetch_named(match, "unit"), *key = text_match_key(unit ? unit : "");
    return *key && !words_is(WORDS_PIECES, key) ? NULL : g_match_info_fetch_named(match, "name");
}

/* Cuts a price, and what stands in brackets, off the end: "Lamp (brass) – €40.00". */
static void cut_name(char *name)
{
    static const char *const ends[] = {" = ", " - ", " – ", " @ ", ": ", "€", "$", "£", "₺", "\t", ", "};
    for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
        char *end = strstr(name, ends[i]);
        if (end)
            *end = '\0';
    }
    while (*name && strchr(" .,;:-0123456789", name[strlen(name) - 1]))
        name[strlen(name) - 1] = '\0';
}

static gboolean is_charge(const char *key)
{
    static const char *const charges[] = {
        "shipping", "delivery", "postage", "freight", "handling", "fee", "fees", "total", "subtotal", "vat", "tax", "discount", "voucher", "coupon", "wrap",
        "wrapping", "kargo", "teslimat", "nakliye", "gonderim", "ucreti", "bedeli", "toplam", "kdv", "indirim", "kupon", "paketi", "paketleme", "versand",
        "versandkosten", "lieferung", "lieferkosten", "porto", "gebuhr", "rabatt", "gutschein", "mwst", "geschenkverpackung", "verpackung", "livraison",
        "port", "remise", "emballage", "envio", "descuento", "spedizione", "sconto", "verzending", "korting", "dostawa", "rabat", "доставка", "скидка"};
    g_auto(GStrv) words = g_strsplit(key, " ", -1);
    for (guint i = 0; words[i]; i++)
        for (guint c = 0; c < G_N_ELEMENTS(charges); c++)
            if (strcmp(words[i], charges[c]) == 0)
                return TRUE;
    return FALSE;
}

char *unknown_item_name(const char *line)
{
    static GRegex *first, *last;
    gboolean bullet;
    const char *text = line_without_bullet(line, &bullet);
    if (strlen(text) > 2 * NAME_BYTES)
        return NULL;
    g_autofree char *name = name_in(text, regex_once(COUNT_FIRST, &first));
    if (!name)
        name = name_in(text, regex_once(COUNT_LAST, &last));
    if (!name)
        return NULL;
    cut_name(name);
    g_autofree char *key = text_match_key(name);
    g_auto(GStrv) words = g_strsplit(key, " ", -1);
    if (!*key || g_strv_length(words) > NAME_WORDS || strlen(name) > NAME_BYTES || is_charge(key))
        return NULL;
    return g_steal_pointer(&name);
}

gboolean entries_name_ours(const GPtrArray *entries, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        const struct entry *entry = entries->pdata[i];
        if (entry->kind == ENTRY_PRODUCT && entry->product.form)
            return TRUE;
    }
    return FALSE;
}
