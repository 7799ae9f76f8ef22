#include "parsers/read/second-thought.h"

#include <string.h>

#include "daemon/base/text.h"

/* As match keys; "anulow*" stands for all words that begin so. What shops print below each order ("how to cancel") must not be among them. */
static const char *const thoughts[] = {
    /* not to be done, or not yet */
    "not process", "t process", "not an order", "not order yet", "not order anything", "t order yet", "not place the order", "t place the order", "not confirm", "t confirm", "not yet confirm",
    "only want to know", "only wanted to know", "just want to know", "only asking", "just asking", "only a question", "just a question", "only an enquiry",
    "only an inquiry", "a quote", "a quotation", "price quote", "please quote", "quote me", "quote us",
    "please cancel", "cancel my", "cancel it", "cancel this order", "want to cancel", "like to cancel", "on hold", "changed my mind", "changed our mind", "changed our minds", "forget about", "forget the", "no longer need", "no longer want",
    "siparis degil", "siparis vermiyorum", "siparis vermek istemiyorum", "henuz onaylama*", "onaylamayin", "isleme alma*", "isleme koyma*", "sadece fiyat", "fiyat teklifi*", "teklif istiyor*", "teklif rica", "teklif alabilir*", "teklif verir*", "teklif verebilir*", "sadece soru*", "iptal edin*", "iptal ediniz",
    "iptal etmek istiyor*", "iptal ediyor*", "iptal edelim", "iptal eder misiniz", "vazgectim", "vazgectik", "bekletin*",
    "keine bestellung", "noch nicht bestellen", "nicht bestellen", "nur eine anfrage", "um ein angebot", "um angebot", "unverbindliches angebot", "angebot erstellen", "nur eine frage", "bitte stornier*", "mochte stornier*", "stornieren sie",
    "pas une commande", "un devis", "un presupuesto", "un preventivo", "um orcamento", "een offerte", "o wycene", "ne pas commander", "ne commandez pas", "veuillez annuler", "annulez", "no es un pedido", "no lo pidan", "cancelen", "quiero cancelar",
    "geen bestelling", "nog niet bestellen", "graag annuleren", "wil annuleren", "nie jest zamowienie*", "prosze anulow*", "non e un ordine", "nao e um pedido", "не заказ", "прошу отменить", "отмените",
    /* otherwise than it stands there */
    "correction", "instead",
    "make it 1*", "make it 2*", "make it 3*", "make it 4*", "make it 5*", "make it 6*", "make it 7*", "make it 8*", "make it 9*", "make it one", "make it two", "make it three",
    "make it four", "make it five", "make it six", "make it ten", "make that 1*", "make that 2*", "make that 3*", "make that 4*", "make that 5*", "make that one", "make that two", "make that three",
    "the same in", "the same but", "another one in", "same again", "i meant", "we meant", "i mean", "rather than", "by mistake", "my mistake", "change the", "change it", "change that",
    "aynisindan", "aynisinin", "bir tane daha", "bir adet daha", "duzeltme", "duzeltiyorum", "yerine", "yanlis yazdim", "yanlis yazmis*", "yanlislikla", "degistirin*", "degistirelim", "degistirmek istiyor*",
    "korrektur", "statt", "stattdessen", "anstatt", "ich meinte", "wir meinten", "doch lieber", "bitte andern", "andern sie", "au lieu", "je voulais dire", "erratum", "en lugar de", "en vez de", "queria decir", "correccion",
    "in plaats van", "ik bedoelde", "zamiast", "korekta", "invece di", "em vez de", "вместо", "исправление", "поправка",
};

/* Whether the phrase stands in `padded`, a key between single blanks. */
static gboolean stands_in(const char *padded, const char *phrase)
{
    gsize length = strlen(phrase);
    gboolean open = phrase[length - 1] == '*';
    length -= open;
    for (const char *at = padded; (at = strchr(at, ' ')); at++)
        if (strncmp(at + 1, phrase, length) == 0 && (open || at[1 + length] == ' '))
            return TRUE;
    return FALSE;
}

gboolean second_thought_in(const char *line)
{
    g_autofree char *key = text_match_key(line), *padded = g_strconcat(" ", key, " ", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(thoughts); i++)
        if (stands_in(padded, thoughts[i]))
            return TRUE;
    return FALSE;
}
