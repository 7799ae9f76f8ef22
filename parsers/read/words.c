#include "parsers/read/words.h"

#include <string.h>

static const char *const polite[] = {
    "please",
    "thanks",
    "thank you",
    "the",
    "one",
    "ones",
    "in",
    "with",
    "mit",
    "bitte",
    "danke",
    "das",
    "die",
    "der",
    "den",
    "lutfen",
    "tesekkurler",
    "olsun",
    "renk",
    "color",
    "colour",
    "farbe",
    "merci",
    "s il vous plait",
    "svp",
    "le",
    "la",
    "les",
    "en",
    "por favor",
    "gracias",
    "el",
    "per favore",
    "grazie",
    "il",
    "graag",
    "alstublieft",
    "de",
    "het",
    "prosze",
    "dziekuje",
    "obrigado",
    "obrigada",
    "o",
    "a",
    "пожалуйста",
    "спасибо",
    "would be great",
    "would be nice",
    "i choose",
    "i want",
    "i d like",
    "i would like",
    "only",
    "just",
    "nur",
    "sadece",
    "istiyorum",
    "ok",
    NULL,
};

static const char *const pieces[] = {
    "x",        "pc",     "pcs", "piece",   "pieces", "unit",  "units",  "ea",    "each",   "item",
    "items",    "qty",    "no",  "nr",      "stk",    "st",    "stck",   "stuck", "stueck", "adet",
    "tane",     "parca",  "ad",  "piece s", "pieces", "unite", "unites", "pieza", "piezas", "unidad",
    "unidades", "ud",     "uds", "pezzo",   "pezzi",  "pz",    "unita",  "stuks", "stuk",   "sztuk",
    "sztuki",   "sztuka", "szt", "peca",    "pecas",  "шт",    "штук",   "штуки", "штука",  NULL,
};

static const char *const vague[] = {
    "a few",
    "few",
    "several",
    "some",
    "many",
    "couple",
    "pair",
    "dozen",
    "about",
    "around",
    "approx",
    "approximately",
    "roughly",
    "circa",
    "ca",
    "at least",
    "at most",
    "up to",
    "more than",
    "less than",
    "minimum",
    "maximum",
    "min",
    "max",
    "or more",
    "or",
    "to",
    "einige",
    "ein paar",
    "paar",
    "mehrere",
    "etwa",
    "ungefahr",
    "rund",
    "mindestens",
    "hochstens",
    "bis zu",
    "bis",
    "oder",
    "dutzend",
    "birkac",
    "biraz",
    "yaklasik",
    "en az",
    "en fazla",
    "civari",
    "veya",
    "ya da",
    "duzine",
    "quelques",
    "plusieurs",
    "environ",
    "au moins",
    "ou",
    "algunos",
    "algunas",
    "varios",
    "unos",
    "aproximadamente",
    "al menos",
    "alcuni",
    "alcune",
    "qualche",
    "almeno",
    "enkele",
    "ongeveer",
    "minstens",
    "kilka",
    "okolo",
    "co najmniej",
    "lub",
    "alguns",
    "algumas",
    "cerca de",
    "pelo menos",
    "несколько",
    "около",
    "примерно",
    "минимум",
    "или",
    NULL,
};

static const char *const one[] = {"a",   "an",  "ein", "eine", "einen", "un", "une",
                                  "una", "een", "um",  "uma",  "один",  NULL};

static const char *const negated[] = {
    "no",     "not",    "none",    "without",     "never",   "except", "anything but", "instead of", "rather than",
    "don t",  "dont",   "kein",    "keine",       "keinen",  "keines", "nicht",        "ohne",       "ausser",
    "statt",  "degil",  "olmasin", "istemiyorum", "istemem", "haric",  "yerine",       "disinda",    "pas",
    "sans",   "aucun",  "aucune",  "sauf",        "sin",     "ningun", "ninguna",      "excepto",    "senza",
    "tranne", "geen",   "niet",    "zonder",      "behalve", "nie",    "bez",          "oprocz",     "sem",
    "nao",    "exceto", "не",      "без",         "нет",     "кроме",  NULL,
};

static const char *const elsewhere[] = {
    "same as above",
    "same as before",
    "same as last time",
    "same as item",
    "same",
    "as above",
    "see above",
    "see below",
    "as before",
    "as usual",
    "as last time",
    "like last time",
    "ditto",
    "idem",
    "same again",
    "see attachment",
    "see attached",
    "as discussed",
    "siehe oben",
    "siehe unten",
    "siehe anhang",
    "s o",
    "wie oben",
    "wie immer",
    "wie ublich",
    "wie gehabt",
    "wie besprochen",
    "wie letztes mal",
    "wie beim letzten mal",
    "dito",
    "gleich",
    "gleiche wie oben",
    "yukaridaki gibi",
    "yukaridaki ile ayni",
    "yukaridakiyle ayni",
    "yukarida",
    "ayni",
    "aynisi",
    "aynisindan",
    "her zamanki gibi",
    "gecen seferki gibi",
    "ektedir",
    "comme ci dessus",
    "voir ci dessus",
    "meme que ci dessus",
    "comme d habitude",
    "igual que arriba",
    "lo mismo",
    "como siempre",
    "come sopra",
    "vedi sopra",
    "come al solito",
    "zie boven",
    "zelfde als boven",
    "hetzelfde",
    "zoals altijd",
    "jak wyzej",
    "jw",
    "to samo",
    "jak zwykle",
    "igual acima",
    "o mesmo",
    "como sempre",
    "см выше",
    "как выше",
    "то же",
    "то же самое",
    "как обычно",
    NULL,
};

static const char *const relative[] = {
    "today",
    "tomorrow",
    "tonight",
    "next",
    "this",
    "asap",
    "as soon as possible",
    "soon",
    "immediately",
    "now",
    "week",
    "weeks",
    "month",
    "months",
    "days",
    "day",
    "end of",
    "mid",
    "before",
    "after",
    "christmas",
    "easter",
    "heute",
    "morgen",
    "ubermorgen",
    "nachste",
    "nachsten",
    "nachster",
    "kommenden",
    "kommende",
    "diese",
    "diesen",
    "sofort",
    "baldmoglichst",
    "schnellstmoglich",
    "so bald wie moglich",
    "sobald wie moglich",
    "woche",
    "wochen",
    "kw",
    "monat",
    "tage",
    "tagen",
    "ende",
    "anfang",
    "mitte",
    "vor",
    "nach",
    "weihnachten",
    "bugun",
    "yarin",
    "haftaya",
    "gelecek",
    "onumuzdeki",
    "bu",
    "hemen",
    "acil",
    "en kisa surede",
    "en kisa zamanda",
    "hafta",
    "ay",
    "gun",
    "gune",
    "sonra",
    "once",
    "sonu",
    "aujourd hui",
    "demain",
    "prochain",
    "prochaine",
    "semaine",
    "semaines",
    "mois",
    "jours",
    "des que possible",
    "debut",
    "fin",
    "hoy",
    "manana",
    "proximo",
    "proxima",
    "semana",
    "semanas",
    "mes",
    "dias",
    "cuanto antes",
    "oggi",
    "domani",
    "prossimo",
    "prossima",
    "settimana",
    "settimane",
    "mese",
    "giorni",
    "appena possibile",
    "vandaag",
    "volgende",
    "zo snel mogelijk",
    "weken",
    "maand",
    "dagen",
    "dzis",
    "dzisiaj",
    "jutro",
    "przyszly",
    "nastepny",
    "tydzien",
    "tygodnie",
    "miesiac",
    "dni",
    "jak najszybciej",
    "hoje",
    "amanha",
    "proximos",
    "o mais rapido possivel",
    "сегодня",
    "завтра",
    "следующий",
    "следующую",
    "неделя",
    "неделю",
    "недели",
    "месяц",
    "дней",
    "как можно скорее",
    NULL,
};

static const char *const date_words[] = {
    "the",   "of",   "on",         "by",  "until",    "st",   "nd",        "rd",        "th",       "please",
    "at",    "am",   "pm",         "t",   "z",        "utc",  "h",         "o clock",   "dem",      "den",
    "der",   "bis",  "spatestens", "zum", "um",       "uhr",  "bitte",     "tarihinde", "tarihine", "kadar",
    "gunu",  "saat", "lutfen",     "le",  "jusqu au", "er",   "el",        "de",        "del",      "dia",
    "hasta", "il",   "entro",      "per", "op",       "voor", "uiterlijk", "dnia",      "do",       "r",
    "roku",  "ate",  "dia",        "до",  "г",        "года", "числа",     NULL,
};

static const char *const nothing[] = {
    "empty", "n a",           "na",    "none given",   "not specified", "not provided", "no answer", "nil",
    "null",  "undefined",     "k a",   "keine angabe", "leer",          "bos",          "yok",       "belirtilmedi",
    "vide",  "non renseigne", "vacio", "vuoto",        "leeg",          "brak",         "vazio",     "пусто",
    NULL,
};

static const char *const order_words[] = {
    "order",          "buy",          "purchase",   "need",
    "want",           "like to have", "quote",      "interested in",
    "send me",        "bestellen",    "bestelle",   "bestellung",
    "kaufen",         "brauche",      "benotige",   "benotigen",
    "mochte",         "mochten",      "hatte gern", "hatte gerne",
    "siparis",        "satin almak",  "almak",      "istiyorum",
    "istiyoruz",      "isterim",      "lazim",      "gonderir misiniz",
    "alabilir miyim", "commander",    "commande",   "acheter",
    "voudrais",       "voudrions",    "souhaite",   "besoin",
    "pedir",          "pedido",       "comprar",    "quiero",
    "quisiera",       "necesito",     "ordinare",   "ordine",
    "comprare",       "vorrei",       "vorremmo",   "bestel",
    "kopen",          "nodig",        "graag",      "zamowic",
    "zamowienie",     "zamawiam",     "kupic",      "potrzebuje",
    "chcialbym",      "chcialabym",   "encomendar", "encomenda",
    "gostaria",       "quero",        "preciso",    "заказать",
    "заказ",          "купить",       "нужен",      "нужна",
    "нужно",          "нужны",        "хочу",       "хотел бы",
    "хотела бы",      "how much",     "price of",   "wie viel kostet",
    "ne kadar",       "fiyati",       "combien",    "cuanto cuesta",
    "quanto costa",   NULL,
};

static const char *const product_words[] = {
    "product",      "products",   "product name",    "article",        "item name",
    "item ordered", "model name", "ordered product", "line item",      "artikel",
    "produkt",      "ware",       "produktname",     "urun",           "urunler",
    "urun adi",     "produit",    "nom du produit",  "producto",       "articulo",
    "prodotto",     "articolo",   "product naam",    "nazwa produktu", "towar",
    "artykul",      "produto",    "artigo",          "товар",          "продукт",
    "наименование", NULL,
};

static const char *const item_words[] = {
    "item",     "line", "position", "pos",     "kalem", "sira",    "ligne", "linea",
    "articulo", "riga", "regel",    "pozycja", "linha", "позиция", NULL,
};

static const char *const *words_table(enum words words)
{
    switch (words) {
    case WORDS_POLITE:
        return polite;
    case WORDS_PIECES:
        return pieces;
    case WORDS_VAGUE:
        return vague;
    case WORDS_ONE:
        return one;
    case WORDS_NEGATED:
        return negated;
    case WORDS_ELSEWHERE:
        return elsewhere;
    case WORDS_RELATIVE:
        return relative;
    case WORDS_DATE:
        return date_words;
    case WORDS_NOTHING:
        return nothing;
    case WORDS_ORDER:
        return order_words;
    case WORDS_PRODUCT:
        return product_words;
    case WORDS_ITEM:
        return item_words;
    }
    return NULL;
}

const char *words_get(enum words words, guint index)
{
    return words_table(words)[index];
}

gboolean words_is(enum words words, const char *key)
{
    return g_strv_contains(words_table(words), key);
}

const char *words_find(const char *key, const char *phrase)
{
    gsize length = strlen(phrase);
    for (const char *p = key; length > 0 && (p = strstr(p, phrase)); p++)
        if ((p == key || p[-1] == ' ') && (p[length] == ' ' || p[length] == '\0'))
            return p;
    return NULL;
}

gboolean words_in(enum words words, const char *key)
{
    for (const char *const *word = words_table(words); *word; word++)
        if (words_find(key, *word))
            return TRUE;
    return FALSE;
}

static void words_remove(GString *key, const char *word)
{
    for (const char *p; (p = words_find(key->str, word));) {
        gsize at = (gsize)(p - key->str), length = strlen(word);
        if (at + length < key->len)
            length++; /* the space behind it */
        else if (at > 0)
            at--, length++; /* the last word: the space before it */
        g_string_erase(key, (gssize)at, (gssize)length);
    }
}

char *words_without(enum words words, const char *key)
{
    GString *rest = g_string_new(key);
    for (const char *const *word = words_table(words); *word; word++)
        words_remove(rest, *word);
    return g_string_free(rest, FALSE);
}

/* --- language --------------------------------------------------------------------------------------------------------
 */

/* Small words that only, or nearly only, stand in one language. */
static const struct {
    const char *language;
    const char *const words[26];
} language_words[] = {
    {"en", {"the", "and",  "please", "would",  "like",    "want",  "need", "you", "with", "for", "my", "our", "is",
            "are", "have", "hello",  "thanks", "regards", "order", "this", "can", "we",   "it",  "to", NULL}},
    {"tr", {"ve",          "bir",          "icin",    "istiyorum", "istiyoruz", "merhaba", "lutfen", "bu",
            "tesekkurler", "saygilarimla", "siparis", "adet",      "ile",       "var",     "mi",     "olarak",
            "kadar",       "gunler",       "rica",    "ederim",    "almak",     "vermek",  "cok",    NULL}},
    {"de", {"und",   "ich", "wir",          "bitte", "mochte", "mochten", "mit",       "fur", "der",
            "die",   "das", "ist",          "hallo", "danke",  "grusse",  "bestellen", "ein", "eine",
            "guten", "tag", "freundlichen", "nicht", "auf",    "zu",      NULL}},
    {"fr", {"et",   "je",    "nous",         "voudrais", "bonjour",   "merci", "pour", "avec", "une",   "les", "des",
            "vous", "votre", "cordialement", "est",      "commander", "dans",  "sur",  "s il", "plait", NULL}},
    {"es", {"y",       "quiero", "quisiera", "hola", "gracias", "para",  "con",      "una", "los", "las", "usted",
            "saludos", "pedido", "buenos",   "dias", "por",     "favor", "necesito", "el",  "es",  NULL}},
    {"it",
     {"vorrei", "ciao", "buongiorno", "grazie", "per", "con", "una", "gli", "saluti", "ordinare", "sono", "cordiali",
      "di", "che", "il", "favore", "nostro", NULL}},
    {"nl",
     {"en", "ik", "wij", "graag", "hallo", "bedankt", "voor", "met", "een", "het", "groeten", "bestellen", "wil", "is",
      "van", "willen", "vriendelijke", "alstublieft", NULL}},
    {"pl",
     {"i", "chcialbym", "chcialabym", "prosze", "dziekuje", "dzien", "dobry", "dla", "zamowic", "pozdrawiam", "jest",
      "sie", "na", "czy", "oraz", "w", "z", NULL}},
    {"pt",
     {"e", "gostaria", "ola", "obrigado", "obrigada", "para", "com", "uma", "encomendar", "voce", "cumprimentos",
      "quero", "bom", "dia", "os", "nao", "preciso", NULL}},
    {"ru",
     {"и", "я", "мы", "хочу", "здравствуйте", "спасибо", "для", "с", "пожалуйста", "заказать", "это", "вы", "на", "в",
      "не", "нужен", "уважением", NULL}},
};

static guint language_score(guint row, char **words)
{
    guint score = 0;
    for (guint i = 0; words[i]; i++)
        score += g_strv_contains(language_words[row].words, words[i]);
    return score;
}

const char *words_language(const char *key, const char *const *languages)
{
    g_auto(GStrv) words = g_strsplit(key, " ", 400);
    const char *best = NULL;
    guint most = 1, second = 0; /* one word alone proves nothing */
    for (guint row = 0; row < G_N_ELEMENTS(language_words); row++) {
        if (languages && !g_strv_contains(languages, language_words[row].language))
            continue;
        guint score = language_score(row, words);
        if (score > most) {
            second = best ? most : 0;
            most = score;
            best = language_words[row].language;
        } else {
            second = MAX(second, score);
        }
    }
    return best && most > second ? best : NULL;
}
