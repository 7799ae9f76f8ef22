#include "parsers/read/second-thought.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/word-index.h"

/* As match keys; "anulow*" stands for all words that begin so. What shops print below each order ("how to cancel") must not be among them. */
static const char *const thoughts[] = {
    /* not to be done, or not yet */
    "not process", "t process", "not an order", "not order yet", "not order anything", "t order yet", "not place the order", "t place the order", "not confirm", "t confirm", "not yet confirm",
    "only want to know", "only wanted to know", "just want to know", "only asking", "just asking", "only a question", "just a question", "only an enquiry",
    "only an inquiry", "a quote", "a quotation", "price quote", "please quote", "quote me", "quote us",
    "please cancel", "cancel my", "cancel it", "cancel that", "cancel the order", "not send it", "t send it", "not ship it", "t ship it", "not deliver it yet", "t want it any more", "t want it anymore", "not want it", "wait for my call", "wait until i call", "cancel this order", "want to cancel", "like to cancel", "on hold", "changed my mind", "changed our mind", "changed our minds", "forget about", "forget the", "no longer need", "no longer want",
    "siparis degil", "siparis vermiyorum", "siparis vermek istemiyorum", "henuz onaylama*", "onaylamayin", "isleme alma*", "isleme koyma*", "sadece fiyat", "fiyat teklifi*", "teklif istiyor*", "teklif rica", "teklif alabilir*", "teklif verir*", "teklif verebilir*", "sadece soru*", "iptal edin*", "iptal ediniz",
    "iptal etmek istiyor*", "iptal ediyor*", "iptal edelim", "iptal eder misiniz", "vazgectim", "vazgectik", 
    "keine bestellung", "noch nicht bestellen", "nicht bestellen", "nur eine anfrage", "um ein angebot", "um angebot", "unverbindliches angebot", "angebot erstellen", "nur eine frage", "bitte stornier*", "mochte stornier*", "stornieren sie",
    "pas une commande", "un devis", "un presupuesto", "un preventivo", "um orcamento", "een offerte", "o wycene", "ne pas commander", "ne commandez pas", "veuillez annuler", "annulez", "no es un pedido", "no lo pidan", "cancelen", "quiero cancelar",
    "geen bestelling", "nog niet bestellen", "graag annuleren", "wil annuleren", "nie jest zamowienie*", "prosze anulow*", "non e un ordine", "nao e um pedido", "не заказ", "прошу отменить", "отмените",
    /* what a shop tells of an order that is none, or none any longer */
    "been cancelled", "been canceled", "was cancelled", "was canceled", "is cancelled", "is canceled", "order cancelled", "order canceled", "cancelled order", "canceled order", "status cancelled", "status canceled", "status returned", "status problem", "status delivered", "status intransit", "status pickupavailable",
    "been refunded", "order refunded", "refunded order", "status refunded", "order has failed", "order failed", "failed order", "status failed", "payment failed", "payment has failed", "payment was not completed",
    "payment was declined", "abandoned cart", "abandoned checkout", "abandoned basket", "quote request", "request for a quote", "request for quote", "request for quotation", "offer only",
    "iptal edildi", "iptal edilmis*", "iade edildi", "odeme basarisiz", "basarisiz siparis", "siparis basarisiz", "terk edilen sepet", "terk edilmis sepet", "teklif talebi", "teklif istegi", "fiyat teklifi",
    "wurde storniert", "wurden storniert", "stornierte bestellung", "bestellung storniert", "status storniert", "wurde erstattet", "erstattete bestellung", "fehlgeschlagene bestellung", "bestellung fehlgeschlagen",
    "zahlung fehlgeschlagen", "abgebrochener warenkorb", "angebotsanfrage", "ete annulee", "commande annulee", "ete remboursee", "commande echouee", "paiement echoue", "paiement a echoue", "panier abandonne", "demande de devis",
    "sido cancelado", "pedido cancelado", "sido reembolsado", "pedido fallido", "pago fallido", "carrito abandonado", "solicitud de presupuesto", "is geannuleerd", "bestelling geannuleerd", "geannuleerde bestelling",
    "mislukte bestelling", "offerteaanvraag", "zostalo anulowane", "zamowienie anulowane", "anulowane zamowienie", "zapytanie ofertowe", "stato annullato", "ordine annullato", "ordine fallito", "richiesta di preventivo",
    "foi cancelado", "foi reembolsado", "pedido falhou", "pedido de orcamento", "заказ отменен", "был отменен",
    /* an order that takes the place of another one */
    "updated order", "revised order", "amended order", "corrected order", "edited order", "order edited", "order has been updated", "order has been edited", "order was edited", "replaces", "supersedes",
    "guncellenmis siparis", "siparis guncellendi", "geanderte bestellung", "aktualisierte bestellung", "bestellung geandert", "ersetzt die", "ersetzt unsere", "ersetzt meine", "ersetzt bestellung", "commande modifiee",
    "remplace la commande", "remplace ma commande", "remplace notre commande", "pedido modificado", "gewijzigde bestelling", "vervangt", "ordine modificato",
    /* otherwise than it stands there */
    "correction", "instead",
    "make it 1*", "make it 2*", "make it 3*", "make it 4*", "make it 5*", "make it 6*", "make it 7*", "make it 8*", "make it 9*", "make it one", "make it two", "make it three",
    "make it four", "make it five", "make it six", "make it ten", "make that 1*", "make that 2*", "make that 3*", "make that 4*", "make that 5*", "make that one", "make that two", "make that three", "make that four", "make that five", "make that six", "make that ten", "actually 1*", "actually 2*", "actually 3*", "actually 4*", "actually 5*", "actually one", "actually two", "actually three", "actually four", "actually five",
    "the same in", "the same but", "another one in", "same again", "i meant", "we meant", "i mean", "no longer need*", "second thought", "second thoughts", "scratch that", "rather than", "by mistake", "my mistake", "change the", "change it", "change that",
    "aynisindan", "aynisinin", "duzeltme", "duzeltiyorum", "yerine", "degil 1*", "degil 2*", "degil 3*", "degil 4*", "degil 5*", "degil 6*", "degil 7*", "degil 8*", "degil 9*", "fikrimi degistir*", "fikir degistir*", "artik gerek*", "yanlis yazdim", "yanlis yazmis*", "yanlislikla", "degistirelim", "degistirmek istiyor*",
    "korrektur", "statt", "stattdessen", "anstatt", "abweichend", "umentschieden", "doch nur", "lieber in", "nicht mehr benotig*", "ich meinte", "wir meinten", "doch lieber", "bitte andern", "andern sie", "au lieu", "je voulais dire", "erratum", "en lugar de", "en vez de", "queria decir", "correccion",
    "in plaats van", "ik bedoelde", "zamiast", "korekta", "invece di", "em vez de", "вместо", "исправление", "поправка",
};

/* Those of which one word is enough, however it ends. */
static const char *const beginnings[] = {"bekletin*", "degistirin*"};

/* More of it, or some of it otherwise, or none of it in some case. */
static const char *const of_more[] = {
    "one more for", "one more of", "one more in", "one more with", "one more to", "one more as", "one more please", "one more piece", "one more unit", "two more for", "two more of", "two more in",
    "two more pieces", "another one", "one of them", "two of them", "one of those", "the other one", "the second one", "the first one", "the last one", "one too", "one as well", "one extra",
    "only if", "but only", "add a", "add an", "add one", "add two", "add three", "add another", "please add",
    "bir tane daha", "bir adet daha", "iki tane daha", "iki adet daha", "bir tanesi*", "iki tanesi*", "digeri", "ikincisi", "birincisi", "sartiyla",
    "noch eins", "noch eines", "noch zwei", "noch drei", "noch ein stuck", "eins davon", "eines davon", "einer davon", "eine davon", "zwei davon", "nur wenn", "nur falls",
    "encore un pour", "encore une pour", "un de plus", "une de plus", "l un des", "l une des", "un d eux", "une d elles", "seulement si", "uniquement si",
    "uno mas", "una mas", "uno de ellos", "una de ellas", "solo si", "ancora uno per", "ancora una per", "uno in piu", "una in piu", "uno di loro", "una di loro", "solo se",
    "nog een voor", "nog eentje", "een ervan", "alleen als", "jeszcze jeden dla", "jeszcze jedna dla", "jeszcze jedna sztuk*", "jeden z nich", "jedna z nich", "tylko jesli",
    "mais um para", "mais uma para", "um deles", "uma delas", "so se", "еще один для", "еще одну для", "еще одну штуку", "один из них", "одна из них", "только если",
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

enum kind { OTHERWISE, MORE };

/* Phrases by their first words: those that are whole, and those that go on ("anulow*"). */
struct phrase_index {
    struct word_index *whole, *open;
};

static void add_all(const struct phrase_index *all, const char *const *phrases, guint count, enum kind kind)
{
    for (guint i = 0; i < count; i++)
        word_index_add(g_str_has_suffix(phrases[i], "*") ? all->open : all->whole, phrases[i], strlen(phrases[i]), 1u << kind, kind);
}

static const struct phrase_index *all_phrases(void)
{
    static struct phrase_index all;
    if (!all.whole) {
        all = (struct phrase_index){word_index_new(), word_index_new()};
        add_all(&all, thoughts, G_N_ELEMENTS(thoughts), OTHERWISE);
        add_all(&all, of_more, G_N_ELEMENTS(of_more), MORE);
    }
    return &all;
}

static gboolean says_open(const char *key, guint32 kinds)
{
    g_autofree char *padded = g_strconcat(" ", key, " ", NULL);
    g_autoptr(GPtrArray) phrases = word_index_candidates(all_phrases()->open, kinds, key);
    for (guint i = 0; i < phrases->len; i++)
        if (stands_in(padded, phrases->pdata[i]))
            return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(beginnings); i++)
        if (stands_in(padded, beginnings[i]))
            return TRUE;
    return FALSE;
}

static gboolean says(const char *line, guint32 kinds)
{
    g_autofree char *key = text_match_key(line);
    return word_index_groups(all_phrases()->whole, kinds, key) != 0 || says_open(key, kinds);
}

gboolean second_thought_in(const char *line)
{
    return says(line, 1u << OTHERWISE);
}

gboolean second_thought_or_more_in(const char *line)
{
    return says(line, 1u << OTHERWISE | 1u << MORE);
}
