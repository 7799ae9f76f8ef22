/* Turkish verbs, read by stem and endings: "gönderdik" is a fact, "gönderilmedi" is none, "gönderilecek" and "gönderilirse" are still to
 * come. Keys have lost their diacritics, so that each ending has the vowels a/e and i/u only. */
#include <string.h>

#include "parsers/read/staff-vocabulary.h"

#define LOOK_BACK  3 /* words between "kargoya" and "verdik" */
#define STEM_TOPIC 5 /* shorter stems begin too many other words */

enum mood {
    MOOD_NONE,    /* no verb */
    MOOD_FACT,    /* it was done */
    MOOD_OURS,    /* we did it, or it was done */
    MOOD_NOW,     /* it is being done */
    MOOD_FUTURE,  /* and the general "gönderir" */
    MOOD_NOT,
    MOOD_IF,
    MOOD_ASKS,
    MOOD_MAY,     /* can be, let us */
    MOOD_COMMAND,
    MOOD_NOUN,    /* "gönderme", "gönderilen" */
    MOOD_COUNT
};

/* Behind the stem, in the order in which they are tried. P: passive and causative. */
#define P "^(?:[iu]l|[iu]n|l|n)?(?:d[iu]r|t[iu]r|t)?(?:[iu]l|l)?"
static const struct {
    enum mood mood;
    const char *ending;
} endings[] = {
    {MOOD_ASKS, P "(?:m[ea])?(?:[dt][iu]|m[iu]s|[iu]yor|y?[ea]c[ea]k|[aeiu]r)m[iu](?:y[iu]z|s[iu]n[iu]z|yd[iu])?$"},
    {MOOD_NOT, P "(?:y?[ea])?m(?:[ea](?:d[iu]|m[iu]s|z|y[iu]z|y[ea]c|y[ea]n|d[ea]n|y[iu]n|s[iu]n$|y[ea]l|s[ea]|y[iu]p)|[iu]yor).*$"},
    {MOOD_OURS, "^(?:[dt][iu][mk]|m[iu]s[iu][mzk]|(?:[iu]l|[iu]n|l|n)(?:d[iu]|m[iu]s(?:t[iu]r)?))$"},
    {MOOD_FACT, P "(?:[dt][iu](?:m|k|l[ae]r)?|m[iu]s(?:[iu]m|[iu]z|l[ae]r)?(?:t[iu]r)?)$"},
    {MOOD_IF, P "(?:[aeiu]?r|[dt][iu]y?|m[iu]s|y?[ea]c[ea]k)?s[ea](?:m|k|n|n[iu]z|l[ae]r)?$"},
    {MOOD_IF, P "(?:y?[iu]nc[ea]|[dt][iu]g[iu]n?(?:m[iu]z)?d[ea]|m[ea]d[ea]n once)$"},
    {MOOD_NOW, P "[iu]yor(?:um|uz|lar|du)?$|" P "m[ea]kt[ea](?:d[iu]r|y[iu]z)?$"},
    {MOOD_FUTURE, P "y?[ea]c[ea](?:k|g).*$"},
    {MOOD_MAY, P "y?[ea]bil.*$"},
    {MOOD_MAY, P "y?[ea]l[iu]m$"},
    {MOOD_FUTURE, P "[aeiu]?r(?:[iu]m|[iu]z|l[ae]r)?$"},
    {MOOD_COMMAND, P "(?:y?[iu]n|y?[iu]n[iu]z|s[iu]n|s[iu]nl[ae]r)?$"},
};

struct verb {
    const char *before; /* '|': words one of which stands before it; NULL: it stands alone */
    const char *stems;  /* '|' */
    enum staff_sign sign;
    gboolean ours;      /* only what we did: "aldık", not "aldı" */
};

#define LIGHT "et|ed|edil|ol|olun|yap|yapil"
static const struct verb verbs[] = {
    {"kargo|kargosu", "cik|cikar|git|gid|yap|yapil|ver|veril", SIGN_SHIPPED, FALSE},
    {"kargoya|ambara|postaya|nakliyeye|nakliyeciye|kuryeye|lojistige|sofore|tasiyiciya|araca|kamyona|tira|kargocuya|kuryesine|kargosuna|soforune|soforumuze|subesine|subeye|acenteye|acentesine|nakliyecisine|nakliyatciya|ambarina",
     "ver|birak|cik|cikar|teslim|et|ed|edil|yukle|bin|bindir|koy|git|gir|yetistir", SIGN_SHIPPED, FALSE},
    {"yola|yoluna", "cik|cikar|koy|koyul|sal", SIGN_SHIPPED, FALSE},
    {"sevk|sevkiyat|sevkiyati|sevke|sevkini|sevkiyatini|gonderim|gonderimi|cikis|cikisi|cikisini", LIGHT "|ver|veril|al|alin|cik|tamamla|tamamlan|gerceklestir|gercekles", SIGN_SHIPPED, FALSE},
    {"depodan|depomuzdan|fabrikadan|fabrikamizdan|ambardan|atolyeden|bizden|elimizden|magazadan|buradan", "cik|cikar|ayril|git|gid|al|alin|gonder", SIGN_SHIPPED, FALSE},
    {"musteriye|adrese|aliciya|evine|adresine", "ulas|ulastir|birak|teslim", SIGN_DELIVERED, FALSE},
    {"iptal|cancel|canceled|cancelled", LIGHT, SIGN_CANCELLED, FALSE},
    {"ship|shipped|dispatch|dispatched|sent|send|shipment", LIGHT, SIGN_SHIPPED, FALSE},
    {"deliver|delivered|delivery", LIGHT, SIGN_DELIVERED, FALSE},
    {"delay|delayed|postpone|postponed", LIGHT, SIGN_DELAYED, FALSE},
    {"kabul", LIGHT, SIGN_YES, FALSE},
    {"uygun", "gor|bul", SIGN_YES, FALSE},
    {"red", LIGHT, SIGN_NO, FALSE},
    {"not|isleme|siraya|uretime|imalata|programa|listeye|kayda|atolyeye|plana|hazirliga", "al|alin|koy|kon|gir|gec|et|ed|edil|basla|baslan", SIGN_IN_HAND, FALSE},
    {"teslim", "al", SIGN_IN_HAND, TRUE},
    {"teslim|teslimat|teslimati|teslimini|teslimatini", LIGHT "|tamamla|tamamlan|gercekles|gerceklestir", SIGN_DELIVERED, FALSE},
    {"ileri|ileriye|sonraya", "at|al|alin|kay|kaydir|birak", SIGN_DELAYED, FALSE},
    {NULL, "gonder|yolla|kargola|postala|sevket|sevked|sevkedil|gonderil", SIGN_SHIPPED, FALSE},
    {NULL, "yukle|cik|git|gid|ayril", SIGN_SHIPPED, FALSE},
    {NULL, "ulas|ulastir", SIGN_DELIVERED, FALSE},
    {NULL, "var", SIGN_ARRIVES, FALSE},
    {NULL, "gecik|geciktir|ertele|otele|sark|uza|aksa|kay", SIGN_DELAYED, FALSE},
    {NULL, "kal", SIGN_DELAYED, FALSE},
    {NULL, "at", SIGN_DELAYED, FALSE},
    {NULL, "tamamla|tamamlan|bit|bitir|yetis|yetistir", SIGN_NEW_DATE, FALSE},
    {NULL, "onayla", SIGN_YES, FALSE},
    {NULL, "reddet|redded", SIGN_NO, FALSE},
    {NULL, "al|gor", SIGN_IN_HAND, TRUE},
    {NULL, "basla|hazirla|hazirlan|calis|uret|ilgilen|isle|bak|hallet|halled", SIGN_IN_HAND, FALSE},
};

struct staff_verbs {
    GRegex *endings[G_N_ELEMENTS(endings)];
    GStrv befores[G_N_ELEMENTS(verbs)], stems[G_N_ELEMENTS(verbs)]; /* those of the table, apart */
};

/* The endings compiled, the words apart, once a process. */
const struct staff_verbs *staff_verbs_get(void)
{
    static struct staff_verbs all;
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
            all.endings[i] = g_regex_new(endings[i].ending, G_REGEX_OPTIMIZE, 0, NULL);
        for (guint i = 0; i < G_N_ELEMENTS(verbs); i++) {
            all.befores[i] = verbs[i].before ? g_strsplit(verbs[i].before, "|", -1) : NULL;
            all.stems[i] = g_strsplit(verbs[i].stems, "|", -1);
        }
        g_once_init_leave(&ready, 1);
    }
    return &all;
}

/* The mood of `key` as a form of `stem`; MOOD_NONE when it is none. "başlıyoruz" has lost the last vowel of its stem. */
static enum mood mood_of(const struct staff_verbs *all, const char *key, const char *stem)
{
    gsize length = strlen(stem);
    gboolean vowel = strchr("ae", stem[length - 1]) != NULL;
    gboolean lost = vowel && strncmp(key, stem, length - 1) == 0 && (strstr(key, "iyor") == key + length - 1 || strstr(key, "uyor") == key + length - 1);
    if (!lost && !g_str_has_prefix(key, stem))
        return MOOD_NONE;
    const char *rest = key + length - lost;
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_regex_match(all->endings[i], rest, 0, NULL))
            return endings[i].mood;
    return length >= STEM_TOPIC ? MOOD_NOUN : MOOD_NONE;
}

static enum mood mood_of_any(const struct staff_verbs *all, const char *key, GStrv stems)
{
    enum mood found = MOOD_NONE;
    for (guint i = 0; stems[i]; i++) {
        enum mood mood = mood_of(all, key, stems[i]);
        if (mood != MOOD_NONE && mood != MOOD_NOUN)
            return mood;
        found = mood ? mood : found;
    }
    return found;
}

/* What the verb says in this mood. */
static enum staff_sign sign_in(const struct verb *verb, enum mood mood, const char *key)
{
    gboolean we = strstr(key, "yoruz") || strstr(key, "yorum") || strstr(key, "giz") || strstr(key, "gim");
    if (verb->ours && (mood == MOOD_NOW || mood == MOOD_FUTURE) && !we)
        return SIGN_NEARLY; /* "kargo pazartesi alacak" */
    enum staff_sign sign = verb->sign;
    gboolean lasting = sign == SIGN_DELAYED || sign == SIGN_IN_HAND || sign == SIGN_YES || sign == SIGN_NO;
    gboolean ends = sign == SIGN_NEW_DATE; /* "yetişmiyor", "10 Aralık'ta biter" */
    switch (mood) {
    case MOOD_FACT:
        return verb->ours || ends || sign == SIGN_ARRIVES ? SIGN_NONE : sign;
    case MOOD_OURS:
        return ends || sign == SIGN_ARRIVES ? SIGN_NONE : sign;
    case MOOD_NOW:
        return lasting || sign == SIGN_CANCELLED ? sign : ends ? SIGN_DELAYED : sign == SIGN_DELIVERED || sign == SIGN_ARRIVES ? SIGN_ARRIVES : SIGN_FUTURE;
    case MOOD_FUTURE:
        return lasting ? sign : ends ? SIGN_DELAYED : sign == SIGN_DELIVERED || sign == SIGN_ARRIVES ? SIGN_ARRIVES : SIGN_FUTURE;
    case MOOD_NOT:
        return ends ? SIGN_DELAYED : sign == SIGN_YES ? SIGN_NO : SIGN_NOT;
    case MOOD_IF:
        return SIGN_IF;
    case MOOD_ASKS:
        return SIGN_ASKS;
    case MOOD_MAY:
        return SIGN_MAYBE;
    case MOOD_COMMAND:
        if (sign == SIGN_SHIPPED || sign == SIGN_DELIVERED)
            return SIGN_MUST; /* "gönderin": asked for, and not done */
        return sign == SIGN_CANCELLED || sign == SIGN_YES || sign == SIGN_NO || sign == SIGN_DELAYED ? sign : SIGN_TOPIC;
    case MOOD_NOUN:
        return SIGN_TOPIC;
    case MOOD_NONE:
    case MOOD_COUNT:
        break;
    }
    return SIGN_NONE;
}

/* "Aras'a teslim ettik", "DHL verildi", but "DHL teslim etti". */
static gboolean is_given_to(const GArray *tokens, guint brand, guint verb)
{
    static const char *const datives[] = {"a", "e", "ya", "ye", NULL};
    for (guint i = brand; i < verb; i++) {
        const struct staff_token *token = &g_array_index(tokens, struct staff_token, i);
        if ((token->hung && g_strv_contains(datives, token->hung)) || (i > brand && g_strv_contains(datives, token->key)))
            return TRUE;
    }
    return !g_str_has_prefix(g_array_index(tokens, struct staff_token, verb).key, "e") && !g_str_has_prefix(g_array_index(tokens, struct staff_token, verb).key, "al");
}

/* One of the words stands shortly before `at`, in the same clause. Returns its place + 1; 0 for none. */
static guint word_before(const GArray *tokens, guint at, GStrv words)
{
    gboolean to_carrier = g_strv_contains((const char *const *)words, "kargoya");
    for (guint back = 1; back <= LOOK_BACK && back <= at; back++) {
        const struct staff_token *token = &g_array_index(tokens, struct staff_token, at - back);
        if (token->stop)
            return 0;
        gboolean brand = to_carrier && token->sign == SIGN_BRAND && back <= 2 && is_given_to(tokens, at - back, at);
        if (g_strv_contains((const char *const *)words, token->key) || brand)
            return at - back + 1;
    }
    return 0;
}

/* "10 aralığa kaldı", but "masa kaldı": what remains. */
static gboolean follows_day(const GArray *tokens, guint at)
{
    for (guint back = 1; back <= LOOK_BACK && back <= at; back++) {
        const struct staff_token *token = &g_array_index(tokens, struct staff_token, at - back);
        if (strpbrk(token->key, "0123456789"))
            return TRUE;
    }
    return FALSE;
}

/* "sorun çıktı", "tatile gitti": neither is the order's leaving. */
static gboolean is_weak(const char *key)
{
    return g_str_has_prefix(key, "cik") || g_str_has_prefix(key, "git") || g_str_has_prefix(key, "gid") || g_str_has_prefix(key, "ayril");
}

/* "teslim etti": he did; who? */
static gboolean is_done_by_others(const char *key)
{
    static const char *const stems[] = {"et", "ver", "birak", "gonder", "yolla", "kargola", "postala", "yukle"};
    for (guint i = 0; i < G_N_ELEMENTS(stems); i++)
        if (g_str_has_prefix(key, stems[i]))
            return TRUE;
    return FALSE;
}

/* "müşteri cuma günü teslim alır": not the carrier does. */
static gboolean is_customers(const GArray *tokens, guint at)
{
    for (guint back = 1; back <= LOOK_BACK + 2 && back <= at; back++) {
        const struct staff_token *token = &g_array_index(tokens, struct staff_token, at - back);
        if (token->stop)
            return FALSE;
        if (g_str_has_prefix(token->key, "musteri") || g_str_has_prefix(token->key, "alici"))
            return TRUE;
    }
    return FALSE;
}

enum staff_sign staff_verb_sign(const struct staff_verbs *all, GArray *tokens, guint at, gboolean *ret_topic)
{
    struct staff_token *token = &g_array_index(tokens, struct staff_token, at);
    *ret_topic = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(verbs); i++) {
        guint before = all->befores[i] ? word_before(tokens, at, all->befores[i]) : 0;
        if (verbs[i].before && !before)
            continue;
        enum mood mood = mood_of_any(all, token->key, all->stems[i]);
        if (mood == MOOD_NONE || (g_str_equal(verbs[i].stems, "kal") && g_str_has_prefix(token->key, "kaldir")))
            continue; /* "kaldırıldı" was not left, it was lifted */
        if (g_str_equal(token->key, "var"))
            return SIGN_NONE; /* there is */
        gboolean dated = g_str_equal(verbs[i].stems, "kal") || g_str_equal(verbs[i].stems, "at"); /* "10 aralığa kaldı" */
        if (g_str_equal(verbs[i].stems, "at") && !follows_day(tokens, at))
            continue;
        if (dated && mood != MOOD_FACT && mood != MOOD_OURS)
            return SIGN_NONE; /* "ürün kalmadı" denies nothing of the order */
        enum staff_sign sign = sign_in(&verbs[i], mood, token->key);
        if (sign == SIGN_NEARLY && is_customers(tokens, at))
            sign = SIGN_ARRIVES;
        *ret_topic = !verbs[i].ours && sign != SIGN_NONE;
        for (guint n = before; before && n < at; n++) { /* "kargoya teslim ettik" */
            struct staff_token *between = &g_array_index(tokens, struct staff_token, n);
            if (between->sign == SIGN_ARRIVES) {
                between->sign = SIGN_NONE;
                between->inside = TRUE;
            }
        }
        if (before && g_array_index(tokens, struct staff_token, before - 1).sign != SIGN_BRAND) {
            struct staff_token *noun = &g_array_index(tokens, struct staff_token, before - 1);
            noun->sign = SIGN_NONE;
            noun->inside = TRUE;
        }
        if (g_str_has_prefix(token->key, "kal") && sign == SIGN_DELAYED && !follows_day(tokens, at)) {
            token->final = TRUE;
            return SIGN_FOLLOWS;
        }
        token->weak = (!before && is_weak(token->key)) || (mood == MOOD_FACT && is_done_by_others(token->key));
        token->final = sign != SIGN_NONE;
        return sign;
    }
    return SIGN_NONE;
}
