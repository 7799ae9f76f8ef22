#include "parsers/read/trimmings.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/words.h"

#define LABEL_BYTES    40  /* of what a form calls a thing that it adds itself */
#define LABEL_WORDS    5
#define ITEMS_WORDS    3 /* of a heading over items */
#define SENTENCE_WORDS 4 /* fewer may be a street: "Instead Road 7" */
#define QUESTION_BYTES 160
#define STEM_BYTES     4 /* a shorter word may begin any other */

/* --- captions -------------------------------------------------------------------------------------------------------------------------- */

gboolean trimming_is_caption(const char *label, const char *value)
{
    static const char *const labels[] = {"name", "field", "field name", "label", "question", "key", "alan", "alan adi", "soru", "baslik", "feld", "frage",
                                         "bezeichnung", "champ", "question posee", "campo", NULL};
    static const char *const values[] = {"value", "values", "answer", "response", "data", "content", "entry", "deger", "cevap", "yanit", "icerik", "wert",
                                         "antwort", "inhalt", "eingabe", "valeur", "reponse", "valor", "valore", NULL};
    g_autofree char *left = text_match_key(label), *right = text_match_key(value);
    return g_strv_contains(labels, left) && g_strv_contains(values, right);
}

/* --- links ----------------------------------------------------------------------------------------------------------------------------- */

gboolean trimming_is_map_link(const char *line)
{
    static const char *const words[] = {"map", "map it", "view map", "show map", "see map", "view on map", "show on map", "google maps", "open in google maps",
                                        "view on google maps", "harita", "haritada goster", "haritada gor", "karte", "auf karte anzeigen", "karte anzeigen",
                                        "voir la carte", "plan", "mapa", "mappa", NULL};
    g_autofree char *key = text_match_key(line);
    return g_strv_contains(words, key);
}

/* --- what the page knew ---------------------------------------------------------------------------------------------------------------- */

/* Where the value begins of "label: value", whose label is a few words; NULL when the line is none. */
static const char *value_of(const char *line)
{
    const char *colon = strchr(line, ':');
    guint words = 1;
    line += strspn(line, " \t-*");
    if (!colon || colon == line || colon - line > LABEL_BYTES)
        return NULL;
    for (const char *p = line; p < colon; p++) {
        if (strchr(".,!?;\t", *p))
            return NULL;
        words += *p == ' ' && p[1] != ' ' && p + 1 < colon;
    }
    return words <= LABEL_WORDS && (!colon[1] || g_ascii_isspace(colon[1])) ? colon + 1 + strspn(colon + 1, " \t") : NULL;
}

static gboolean is_network_address(const char *value)
{
    guint dots = 0;
    for (const char *p = value; *p; p++) {
        if (!g_ascii_isdigit(*p) && *p != '.')
            return FALSE;
        dots += *p == '.';
    }
    return dots == 3;
}

/* "23.11.2026 21:14:05": a person leaves the seconds out. */
static gboolean is_time_stamp(const char *value)
{
    const char *colon = strchr(value, ':');
    if (strspn(value, "0123456789.-/: TZ+") < strlen(value))
        return FALSE;
    return colon && g_ascii_isdigit(colon[1]) && g_ascii_isdigit(colon[2]) && colon[3] == ':' && strlen(value) > strlen("21:14:05");
}

enum trimming trimming_of_line(const char *line)
{
    static const char *const words[] = {"on", "off", "true", "false", "checked", "unchecked", "accepted", "agreed", "isaretli", NULL};
    g_autofree char *text = g_strchomp(g_strdup(line));
    const char *value = value_of(text);
    if (!value)
        return TRIMMING_NONE;
    g_autofree char *key = text_match_key(value);
    if (!*value || g_strv_contains(words, key) || is_network_address(value) || is_time_stamp(value) || g_str_has_prefix(value, "Mozilla/"))
        return TRIMMING_SURE;
    gboolean link = g_str_has_prefix(value, "https://") || g_str_has_prefix(value, "http://");
    return link && !strchr(value, ' ') ? TRIMMING_LINK : TRIMMING_NONE;
}

gboolean trimming_is_beside_address(const char *line)
{
    static const char *const labels[] = {"payment", "payment method", "payment type", "shipping method", "delivery method", "status", "order status", "order date", "date",
                                         "odeme", "odeme tipi", "odeme sekli", "odeme yontemi", "kargo", "kargo firmasi", "kargo yontemi", "fatura tipi", "durum",
                                         "siparis durumu", "siparis tarihi", "tarih", "zahlung", "zahlungsart", "zahlungsweise", "versandart", "bestelldatum", "datum",
                                         "ip", "ip address", "ip adresi", "ip adresse", NULL};
    g_autofree char *label = g_strndup(line, strcspn(line, ":")), *key = text_match_key(label);
    return strchr(line, ':') && g_strv_contains(labels, key);
}

gboolean trimming_is_wish(const char *line)
{
    static const char *const wishes[] = {"would like", "d like", "i want", "we want", "make it", "instead", "can you", "could you", "do you", "will you",
                                         "please change", "please make", "please add", "istiyorum", "istiyoruz", "yerine", "olsun", "yapin", "ekleyin",
                                         "misiniz", "musunuz", "mochte", "mochten", "statt", "stattdessen", "konnen sie", "je voudrais", "nous voudrions",
                                         "pouvez vous", "plutot", "quisiera", "quisieramos", "en lugar de", "en vez de"};
    g_autofree char *text = g_strchomp(g_strdup(line)), *key = text_match_key(text);
    guint words = 1;
    for (const char *space = key; (space = strchr(space, ' ')); space++)
        words++;
    gboolean sentence = words >= SENTENCE_WORDS, wish = (sentence && g_str_has_suffix(text, "?")) || strstr(text, "?:");
    for (guint i = 0; sentence && !wish && i < G_N_ELEMENTS(wishes); i++)
        wish = words_find(key, wishes[i]) != NULL;
    return wish;
}

/* --- questions ------------------------------------------------------------------------------------------------------------------------- */

static gboolean is_product_word(const char *word)
{
    static const char *const words[] = {"product", "item", "article", "urun", "produkt", "artikel", "produit", "producto", "prodotto"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_has_prefix(word, words[i]) && strlen(word) <= strlen(words[i]) + STEM_BYTES)
            return TRUE;
    return FALSE;
}

gboolean trimming_is_items_heading(const char *line)
{
    g_autofree char *key = strlen(line) <= LABEL_BYTES && !strpbrk(line, "0123456789,") ? text_match_key(line) : g_strdup("");
    g_auto(GStrv) words = g_strsplit(key, " ", -1);
    guint count = g_strv_length(words);
    return count > 0 && count <= ITEMS_WORDS && (is_product_word(words[0]) || is_product_word(words[count - 1]));
}

gboolean trimming_asks_product(const char *text)
{
    static const char *const which[] = {"which", "what", "hangi", "welches", "welche", "welchen", "quel", "quelle", "que", "cual", "quale", NULL};
    gsize length = strlen(text);
    while (length > 0 && strchr(" *:)", text[length - 1]))
        length--;
    if (length == 0 || length > QUESTION_BYTES || text[length - 1] != '?')
        return FALSE;
    g_autofree char *key = text_match_key(text);
    g_auto(GStrv) words = g_strsplit(key, " ", -1);
    return words[0] && words[1] && g_strv_contains(which, words[0]) && is_product_word(words[1]);
}
