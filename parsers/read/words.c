#include "parsers/read/words.h"

#include <string.h>

#include "parsers/read/word-index.h"

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
    "пожалуиста",
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
    "will follow",
    "to follow",
    "follows later",
    "tbd",
    "tba",
    "to be confirmed",
    "to be advised",
    "folgt",
    "folgt noch",
    "wird nachgereicht",
    "sonra bildirecegim",
    "sonra bildirilecek",
    "daha sonra bildirilecek",
    "a suivre",
    "volgt",
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
    "следующии",
    "следующую",
    "неделя",
    "неделю",
    "недели",
    "месяц",
    "днеи",
    "как можно скорее",
    NULL,
};

static const char *const date_words[] = {
    "the",   "of",   "on",         "by",  "until",    "st",   "nd",        "rd",        "th",       "please",
    "at",    "am",   "pm",         "t",   "z",        "utc",  "h",         "o clock",   "dem",      "den",
    "der",   "bis",  "spatestens", "zum", "um",       "uhr",  "bitte",     "tarihinde", "tarihine", "kadar",
    "gunu",  "saat", "lutfen",     "le",  "jusqu au", "er",   "el",        "de",        "del",      "dia",
    "hasta", "il",   "entro",      "per", "op",       "uiterlijk", "dnia",      "do",       "r",
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
    "quanto costa",   "would like",   "i d like",   NULL,
};

static const char *const trouble[] = {
    "broken",        "damaged",         "defective",   "refund",          "money back",
    "return my",     "return the",      "returning",   "complaint",       "complain",
    "repair",        "warranty",        "cancel",      "cancellation",    "invoice",
    "where is",      "has not arrived", "not arrived", "not yet arrived", "arrived",
    "still waiting", "tracking",        "wrong item",  "help with",       "kaputt",
    "defekt",        "beschadigt",      "ruckgabe",    "zuruckgeben",     "zurucksenden",
    "reklamation",   "reklamieren",     "garantie",    "storno",          "stornieren",
    "rechnung",      "wo ist",          "wo bleibt",   "geliefert",       "reparatur",
    "iade",          "kirik",           "hasarli",     "bozuk",           "sikayet",
    "iptal",         "garanti",         "fatura",      "nerede",          "ulasmadi",
    "gelmedi",       "tamir",           "casse",       "abime",           "remboursement",
    "retourner",     "reclamation",     "annuler",     "facture",         "ou est",
    "roto",          "danado",          "reembolso",   "devolver",        "devolucion",
    "queja",         "cancelar",        "factura",     "donde esta",      "rotto",
    "danneggiato",   "rimborso",        "restituire",  "reclamo",         "annullare",
    "fattura",       "beschadigd",      "terugsturen", "klacht",          "annuleren",
    "factuur",       "waar is",         "uszkodzony",  "uszkodzona",      "zwrot",
    "reklamacja",    "anulowac",        "faktura",     "quebrado",        "danificado",
    "reclamacao",    "fatura",          "сломан",      "сломано",         "возврат",
    "жалоба",        "отменить",        "гарантия",    "где мои",         NULL,
};

static const char *const if_words[] = {
    "if",    "or",     "but",   "unless",     "otherwise", "else",  "maybe", "perhaps", "wenn",   "falls",
    "oder",  "aber",   "sonst", "vielleicht", "eger",      "veya",  "ya da", "ama",     "belki",  "yoksa",
    "si",    "ou",     "mais",  "sinon",      "peut etre", "pero",  "quiza", "se",      "oppure", "ma",
    "forse", "als",    "of",    "maar",       "misschien", "jesli", "lub",   "albo",    "ale",    "moze",
    "mas",   "talvez", "если",  "или",        "но",        NULL,
};

static const char *const product_words[] = {
    "item",           "items",     "product",      "products",   "product name",
    "article",        "item name", "item ordered", "model name", "ordered product",
    "line item",      "item description", "product description", "artikelbezeichnung", "produktbezeichnung",
    "artikel",        "produkt",   "ware",         "produktname", "urun bilgisi", "urun ismi", "bezeichnung",
    "urun",           "urunler",   "urun adi",     "produit",    "nom du produit",
    "producto",       "articulo",  "prodotto",     "articolo",   "product naam",
    "nazwa produktu", "towar",     "artykul",      "produto",    "artigo",
    "товар",          "продукт",   "наименование", NULL,
};

static const char *const each_words[] = {"each",   "ea",    "apiece", "per piece", "per unit",  "per item", "unit",     "unit price", "birim",
                                         "tanesi", "adedi", "adeti",  "adet fiyati", "tane fiyati", "pro stuck", "je stuck", "einzeln",  "einzelpreis",
                                         "stuckpreis", "je", "pc", "piece", "unitaire", "unitario", "stuk", "sztuka", NULL};

static const char *const sum_words[] = {"total",  "total price", "line total", "amount", "subtotal",    "sub total", "sum",    "ext price", "ext", "extended", "extended price",
                                        "toplam", "tutar",       "ara toplam", "toplam tutar", "toplam fiyat", "satir tutari", "satir toplami", "gesamt", "gesamtpreis", "summe", "betrag",
                                        "zwischensumme", "total ttc", "importe", "importo", "totaal", "bedrag", "suma", "kwota", NULL};

static const char *const item_words[] = {
    "item",     "line", "position", "pos",     "kalem", "sira", "sira no",    "ligne", "linea",
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
    case WORDS_TROUBLE:
        return trouble;
    case WORDS_IF:
        return if_words;
    case WORDS_PRODUCT:
        return product_words;
    case WORDS_EACH:
        return each_words;
    case WORDS_SUM:
        return sum_words;
    case WORDS_ITEM:
        break;
    }
    return item_words;
}

const char *words_get(enum words words, guint index)
{
    return words_table(words)[index];
}

/* All of them; the kinds are 1 << enum words. */
static const struct word_index *words_index(void)
{
    static struct word_index *made;
    if (g_once_init_enter(&made)) {
        struct word_index *index = word_index_new();
        for (guint kind = 0; kind <= WORDS_ITEM; kind++)
            for (const char *const *word = words_table((enum words)kind); *word; word++)
                word_index_add(index, *word, strlen(*word), 1u << kind, 0);
        g_once_init_leave(&made, index);
    }
    return made;
}

gboolean words_is(enum words words, const char *key)
{
    return word_index_is(words_index(), 1u << words, key) != 0;
}

/* Word by word: only where one begins can the phrase stand. */
const char *words_find(const char *key, const char *phrase)
{
    gsize length = strlen(phrase);
    for (const char *p = key; length > 0; p++) {
        if (*p == *phrase && strncmp(p, phrase, length) == 0 && (p[length] == ' ' || p[length] == '\0'))
            return p;
        p = strchr(p, ' ');
        if (!p)
            break;
    }
    return NULL;
}

gboolean words_in(enum words words, const char *key)
{
    return word_index_groups(words_index(), 1u << words, key) != 0;
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

char *words_drop(const char *key, const char *word)
{
    GString *rest = g_string_new(key);
    words_remove(rest, word);
    return g_string_free(rest, FALSE);
}

char *words_without(enum words words, const char *key)
{
    GString *rest = g_string_new(key);
    g_autoptr(GPtrArray) candidates = word_index_candidates(words_index(), 1u << words, key);
    for (guint i = 0; i < candidates->len; i++)
        words_remove(rest, candidates->pdata[i]);
    return g_string_free(rest, FALSE);
}
