/* The language of a text, by its most common small words. */
#include "parsers/read/words.h"

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
     {"и", "я", "мы", "хочу", "здравствуите", "спасибо", "для", "с", "пожалуиста", "заказать", "это", "вы", "на", "в",
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
