#include "parsers/read/staff-words.h"

#include <string.h>

#include "daemon/base/text.h"
#include "daemon/orders/staff-phrase.h"
#include "parsers/read/staff-vocabulary.h"

#define PHRASE_TOKENS 8  /* the longest phrase */
#define FUZZY_BYTES   7  /* shorter words are not guessed at: "sent" is one letter from "rent" */

/* Stems that speak of shipping, delivering or cancelling in a form that nothing else knows. */
static const char *const topic_stems[] = {"ship", "dispatch", "despatch", "deliver", "cancel", "delay", "gonder", "kargola", "sevk", "yolla", "iptal",
                                          "gecik", "ertele", "ulas", "versend", "verschick", "liefer", "storn"};

/* Right forms that a typing error is looked for from, beside the vocabulary. */
static const struct staff_phrases guessed[] = {
    {SIGN_SHIPPED, "gonderildi|gonderdik|gonderdim|gonderilmistir|kargolandi|kargoladik|sevkedildi|yollandi"},
    {SIGN_DELAYED, "ertelendi|gecikecek|gecikti"},
    {SIGN_NONE, NULL},
};

/* Carriers that all know. */
static const struct staff_phrases brands[] = {
    {SIGN_BRAND, "ups|dhl|fedex|tnt|gls|dpd|hermes|ptt|aras|aras kargo|yurtici|yurtici kargo|mng|mng kargo|surat|surat kargo|horoz|horoz lojistik|ceva|schenker|db schenker|"
                 "dsv|kuehne nagel|usps|royal mail|evri|yodel|chronopost|colissimo|mondial relay|seur|correos|brt|bartolini|poste italiane|postnl|bpost|inpost|poczta polska|ctt|cdek|"
                 "sendeo|hepsijet|kolay gelsin kargo|trendyol express|omega lojistik|dachser|geodis|gebruder weiss|dpd uk|parcelforce|deutsche post|post at"},
    {SIGN_NONE, NULL},
};

/* A table unfolded. */
struct vocabulary {
    const char *language; /* NULL: none */
    GHashTable *phrases; /* key -> sign */
    GHashTable *guesses; /* single words long enough to be guessed at -> sign */
};

#define TABLES_MOST 16

struct staff_words {
    const struct vocabulary *tables[TABLES_MOST]; /* in use; the first that knows a phrase counts */
    guint count;
    struct vocabulary own;
    const struct staff_verbs *verbs;
};

/* --- the vocabulary ------------------------------------------------------------------------------------------------------------ */

/* Appends `phrase`, of which the first `done` bytes hold no brackets, to `take` in all its readings. */
static void expand(const char *phrase, staff_phrase_taker *take, gpointer data)
{
    const char *open = strchr(phrase, '('), *close = open ? strchr(open, ')') : NULL;
    if (!close) {
        g_auto(GStrv) words = g_strsplit(phrase, " ", -1);
        g_autoptr(GString) one = g_string_new(NULL);
        for (guint i = 0; words[i]; i++)
            if (*words[i])
                g_string_append_printf(one, "%s%s", one->len ? " " : "", words[i]);
        if (one->len)
            take(one->str, data);
        return;
    }
    g_autofree char *within = g_strndup(open + 1, (gsize)(close - open - 1));
    g_auto(GStrv) choices = g_strsplit(within, "/", -1);
    for (guint i = 0; choices[i]; i++) {
        g_autofree char *next = g_strdup_printf("%.*s%s%s", (int)(open - phrase), phrase, choices[i], close + 1);
        expand(next, take, data);
    }
}

void staff_phrases_each(const char *phrases, staff_phrase_taker *take, gpointer data)
{
    g_auto(GStrv) all = g_strsplit(phrases, "|", -1);
    for (guint i = 0; all[i]; i++)
        expand(all[i], take, data);
}

struct taking {
    GHashTable *into;
    enum staff_sign sign;
};

static void take_phrase(const char *phrase, gpointer data)
{
    const struct taking *taking = data;
    if (!g_hash_table_contains(taking->into, phrase))
        g_hash_table_insert(taking->into, g_strdup(phrase), GINT_TO_POINTER(taking->sign));
}

static void take_guess(const char *phrase, gpointer data)
{
    const struct taking *taking = data;
    if (strlen(phrase) >= FUZZY_BYTES && !strchr(phrase, ' ') && taking->sign <= SIGN_CANCELLED)
        take_phrase(phrase, data);
}

static void vocabulary_init(struct vocabulary *vocabulary)
{
    vocabulary->phrases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vocabulary->guesses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void take_table(struct vocabulary *vocabulary, const struct staff_phrases *table, gboolean guess_only)
{
    vocabulary_init(vocabulary);
    for (; table->sign != SIGN_NONE; table++) {
        struct taking known = {vocabulary->phrases, table->sign}, guess = {vocabulary->guesses, table->sign};
        if (!guess_only)
            staff_phrases_each(table->phrases, take_phrase, &known);
        staff_phrases_each(table->phrases, take_guess, &guess);
    }
}

static const struct {
    const char *language; /* NULL: none */
    gboolean always;
    const struct staff_phrases *table;
    gboolean guess_only;
} tables[] = {
    {"en", TRUE, staff_words_en, FALSE},  {"tr", TRUE, staff_words_tr, FALSE},  {"de", TRUE, staff_words_de, FALSE},  {"fr", FALSE, staff_words_fr, FALSE},
    {"es", FALSE, staff_words_es, FALSE}, {"it", FALSE, staff_words_it, FALSE}, {"nl", FALSE, staff_words_nl, FALSE}, {"pl", FALSE, staff_words_pl, FALSE},
    {"pt", FALSE, staff_words_pt, FALSE}, {"ru", FALSE, staff_words_ru, FALSE}, {NULL, TRUE, brands, FALSE},          {NULL, TRUE, guessed, TRUE},
};
#define BRANDS 10 /* their place in it */
G_STATIC_ASSERT(G_N_ELEMENTS(tables) < TABLES_MOST);

/* All tables, unfolded once a process: they never change, and hold some thousand phrases. */
static const struct vocabulary *unfolded(void)
{
    static struct vocabulary all[G_N_ELEMENTS(tables)];
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
            take_table(&all[i], tables[i].table, tables[i].guess_only);
            all[i].language = tables[i].language;
        }
        g_once_init_leave(&ready, 1);
    }
    return all;
}

static enum staff_sign sign_of_meaning(enum staff_meaning meaning)
{
    static const enum staff_sign signs[STAFF_MEANING_COUNT] = {
        [MEANS_SHIPPED] = SIGN_SHIPPED,     [MEANS_DELIVERED] = SIGN_DELIVERED, [MEANS_DELAYED] = SIGN_DELAYED, [MEANS_ACKNOWLEDGED] = SIGN_IN_HAND,
        [MEANS_CANCELLED] = SIGN_CANCELLED, [MEANS_STATUS] = SIGN_STATUS,       [MEANS_UNDO] = SIGN_UNDO,       [MEANS_CORRECTED] = SIGN_WRONG,
        [MEANS_YES] = SIGN_YES,             [MEANS_NO] = SIGN_NO,               [MEANS_NOT] = SIGN_NOT,         [MEANS_WILL] = SIGN_FUTURE,
        [MEANS_MAYBE] = SIGN_MAYBE,         [MEANS_IF] = SIGN_IF,               [MEANS_QUESTION] = SIGN_ASKS,   [MEANS_LATER] = SIGN_FOLLOWS,
        [MEANS_ARRIVES] = SIGN_ARRIVES,     [MEANS_NEW_DATE] = SIGN_NEW_DATE,   [MEANS_TRACKING] = SIGN_TRACKING, [MEANS_CARRIER] = SIGN_CARRIER,
        [MEANS_REASON] = SIGN_BECAUSE,      [MEANS_NOTE] = SIGN_TELL,           [MEANS_MATERIAL] = SIGN_MATERIAL, [MEANS_POLITE] = SIGN_POLITE,
    };
    return signs[meaning];
}

static void take_own(struct staff_words *words, const GPtrArray *own)
{
    for (guint i = 0; own && i < own->len; i++) {
        const struct staff_phrase *phrase = own->pdata[i];
        g_autofree char *key = text_match_key(phrase->text);
        struct taking known = {words->own.phrases, sign_of_meaning(phrase->meaning)};
        take_phrase(key, &known);
    }
}

struct staff_words *staff_words_new(const char *const *languages, const GPtrArray *own)
{
    struct staff_words *words = g_new0(struct staff_words, 1);
    const struct vocabulary *all = unfolded();
    vocabulary_init(&words->own);
    take_own(words, own);
    words->tables[words->count++] = &words->own;
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
        if (tables[i].always || (languages && g_strv_contains(languages, tables[i].language)))
            words->tables[words->count++] = &all[i];
    words->verbs = staff_verbs_get();
    return words;
}

void staff_words_free(struct staff_words *words)
{
    if (!words)
        return;
    g_hash_table_unref(words->own.guesses);
    g_hash_table_unref(words->own.phrases);
    g_free(words);
}

/* SIGN_NONE when no table knows it. */
static enum staff_sign look_up(const struct staff_words *words, const char *key, const char **ret_tongue)
{
    for (guint i = 0; i < words->count; i++) {
        gpointer sign = g_hash_table_lookup(words->tables[i]->phrases, key);
        if (!sign)
            continue;
        *ret_tongue = words->tables[i]->language;
        return (enum staff_sign)GPOINTER_TO_INT(sign);
    }
    return SIGN_NONE;
}

/* --- signs -------------------------------------------------------------------------------------------------------------------- */

/* What a word that nothing knows says by its form. */
static enum staff_sign sign_by_form(const char *key)
{
    static const char *const futures[] = {"ecek", "acak", "ecegiz", "acagiz", "ecegim", "acagim", "ecektir", "acaktir", "ecekler", "acaklar"};
    static const char *const ifs[] = {"irse", "ursa", "arsa", "erse", "ilirse", "irsa", "diginde", "diginda", "dugunda", "dugunde"};
    static const char *const hearsays[] = {"diyor", "soyluyor", "soylen", "saniyor", "zannet", "zanned", "iddia", "umuyor", "umar", "tahmin ed", "behaupte"};
    static const char *const wishes[] = {"saydi", "seydi", "saydik", "seydik", "sayd", "seyd"}; /* "edilseydi" */
    for (guint i = 0; i < G_N_ELEMENTS(topic_stems); i++)
        if (g_str_has_prefix(key, topic_stems[i]))
            return SIGN_TOPIC;
    for (guint i = 0; strlen(key) >= FUZZY_BYTES - 1 && i < G_N_ELEMENTS(futures); i++)
        if (g_str_has_suffix(key, futures[i]))
            return SIGN_FUTURE;
    for (guint i = 0; i < G_N_ELEMENTS(hearsays); i++)
        if (g_str_has_prefix(key, hearsays[i]))
            return SIGN_HEARSAY;
    for (guint i = 0; strlen(key) >= FUZZY_BYTES - 1 && i < G_N_ELEMENTS(wishes); i++)
        if (g_str_has_suffix(key, wishes[i]))
            return SIGN_HEARSAY;
    for (guint i = 0; strlen(key) >= FUZZY_BYTES - 1 && i < G_N_ELEMENTS(ifs); i++)
        if (g_str_has_suffix(key, ifs[i]) && !g_str_equal(key, "course") && !g_str_equal(key, "reverse"))
            return SIGN_IF;
    return SIGN_NONE;
}

/* Turkish that may deny or foretell: a letter more or less would turn it. */
static gboolean may_turn(const char *key)
{
    static const char *const pieces[] = {"med", "mad", "mez", "maz", "mey", "may", "mem", "mam", "iyor", "uyor", "ecek", "acak", "eceg", "acag", "mes", "mas"};
    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++)
        if (strstr(key, pieces[i]))
            return TRUE;
    return FALSE;
}

/* The sign of the words of one table that are a typing error away; SIGN_NONE too when they say different things. */
static void guess_in(const struct vocabulary *vocabulary, const char *key, enum staff_sign *found, gboolean *unclear)
{
    GHashTableIter each;
    gpointer known, value;
    g_hash_table_iter_init(&each, vocabulary->guesses);
    while (g_hash_table_iter_next(&each, &known, &value)) {
        const char *word = known;
        enum staff_sign sign = (enum staff_sign)GPOINTER_TO_INT(value);
        guint allowed = strlen(word) >= 9 ? 2 : 1;
        gboolean other_case = g_str_has_prefix(key, word) && g_str_equal(key + strlen(word), "n"); /* "üretimden" is not "üretimde" */
        if (word[0] != key[0] || other_case || text_distance(key, word, allowed) > allowed)
            continue;
        *unclear = *unclear || (*found && *found != sign);
        *found = sign;
    }
}

/* A known word with a typing error; words that are others' are left alone. */
static enum staff_sign sign_by_guess(const struct staff_words *words, const char *key)
{
    static const char *const others[] = {"skipped",  "relayed", "replayed", "relieved", "deliver", "delivers", "reliever", "stopped", "slipped",  "cancels", "chipped", "whipped",
                                         "shipper", "shippers", "couriers", "courier", "resumed", "delivery", "deliverer", "cancellation", "shipping",
                                         "verschicken", "versenden", "abschicken", "ausliefern", "expedier", "expediez", "consegnare", "отправить", "доставить", NULL};
    enum staff_sign found = SIGN_NONE;
    gboolean unclear = FALSE;
    gboolean noun = (g_str_has_prefix(key, "kargo") && !g_str_has_prefix(key, "kargola")) || g_str_has_suffix(key, "len") || g_str_has_suffix(key, "lan"); /* "gönderilen" */
    if (strlen(key) < FUZZY_BYTES - 1 || g_strv_contains(others, key) || may_turn(key) || noun)
        return SIGN_NONE;
    for (guint i = 0; i < words->count; i++)
        guess_in(words->tables[i], key, &found, &unclear);
    return unclear ? SIGN_NONE : found;
}

static gboolean try_phrase(const struct staff_words *words, GArray *tokens, guint at, guint length)
{
    g_autoptr(GString) key = g_string_new(NULL);
    if (!*g_array_index(tokens, struct staff_token, at).key) /* a lone "/" */
        return FALSE;
    for (guint i = at; i < at + length; i++) {
        const struct staff_token *token = &g_array_index(tokens, struct staff_token, i);
        if (i > at && g_array_index(tokens, struct staff_token, i - 1).stop)
            return FALSE;
        if (key->len)
            g_string_append_c(key, ' ');
        g_string_append(key, token->key);
    }
    struct staff_token *first = &g_array_index(tokens, struct staff_token, at);
    enum staff_sign sign = look_up(words, key->str, &first->tongue);
    if (sign == SIGN_NONE)
        return FALSE;
    first->sign = sign;
    first->length = length;
    for (guint i = at + 1; i < at + length; i++)
        g_array_index(tokens, struct staff_token, i).inside = TRUE;
    return TRUE;
}

/* "Arasla", "upse": a carrier's name with a case behind it and no apostrophe. */
static void part_brand(GArray *tokens, guint at)
{
    static const char *const cases[] = {"yle", "yla", "le", "la", "ye", "ya", "e", "a", "den", "dan", "ten", "tan", "ne", "na"};
    struct staff_token *token = &g_array_index(tokens, struct staff_token, at);
    gsize length = strlen(token->key);
    const GHashTable *names = unfolded()[BRANDS].phrases;
    for (guint i = 0; i < G_N_ELEMENTS(cases) && !token->hung && !g_hash_table_contains((GHashTable *)names, token->key); i++) {
        gsize ending = strlen(cases[i]);
        if (length < ending + 3 || !g_str_has_suffix(token->key, cases[i]) || strlen(token->text) <= ending)
            continue;
        g_autofree char *name = g_strndup(token->key, length - ending);
        if (!g_hash_table_contains((GHashTable *)names, name))
            continue;
        token->key[length - ending] = 0;
        token->text[strlen(token->text) - ending] = 0;
        token->end -= ending;
        token->hung = g_strdup(cases[i]);
        token->tongue = "tr";
    }
}

/* "should have been shipped", "gönderilmiş olmalı": supposed; but "should have been 123" is a correction. */
static void mark_supposed(GArray *tokens)
{
    for (guint at = 0; at < tokens->len; at++) {
        struct staff_token *token = &g_array_index(tokens, struct staff_token, at);
        guint behind = at + token->length;
        gboolean should = g_str_equal(token->key, "should") && behind < tokens->len;
        gboolean must = at > 0 && (g_str_equal(token->key, "olmali") || g_str_equal(token->key, "olmaliydi"));
        if (token->sign != SIGN_WRONG || (!should && !must))
            continue;
        const struct staff_token *verb = &g_array_index(tokens, struct staff_token, should ? behind : at - 1);
        if (verb->sign >= SIGN_SHIPPED && verb->sign <= SIGN_CANCELLED && verb->sign != SIGN_OK)
            token->sign = SIGN_HEARSAY;
    }
}

#define WORDS_LEAST 2 /* of a language, for its way to write a date to be taken */

const char *staff_tongue(const GPtrArray *lines)
{
    const char *best = NULL;
    guint most = 0, english = 0;
    for (guint t = 0; t < G_N_ELEMENTS(tables); t++) {
        guint count = 0;
        for (guint i = 0; tables[t].language && i < lines->len; i++) {
            const GArray *tokens = lines->pdata[i];
            for (guint at = 0; at < tokens->len; at++) {
                const struct staff_token *token = &g_array_index(tokens, struct staff_token, at);
                if (g_strcmp0(token->tongue, tables[t].language) == 0 && token->sign != SIGN_POLITE)
                    count += token->final ? WORDS_LEAST : token->length; /* a verb with its endings is no loan */
            }
        }
        if (g_strcmp0(tables[t].language, "en") == 0) {
            english = count;
        } else if (count > most) {
            most = count;
            best = tables[t].language;
        }
    }
    return most >= WORDS_LEAST && most > english ? best : NULL;
}

static void sign_all(const struct staff_words *words, GArray *tokens)
{
    for (guint at = 0; at < tokens->len; at++)
        part_brand(tokens, at);
    for (guint at = 0; at < tokens->len;) {
        guint length = MIN(PHRASE_TOKENS, tokens->len - at);
        while (length > 0 && !try_phrase(words, tokens, at, length))
            length--;
        struct staff_token *token = &g_array_index(tokens, struct staff_token, at);
        if (length == 0 && *token->key) {
            token->sign = staff_verb_sign(words->verbs, tokens, at, &token->topic);
            token->tongue = token->sign ? "tr" : NULL;
            if (token->sign == SIGN_NONE) {
                token->sign = sign_by_form(token->key);
                token->topic = token->sign == SIGN_TOPIC;
            }
            if (token->sign == SIGN_NONE || token->sign == SIGN_TOPIC) {
                enum staff_sign guess = sign_by_guess(words, token->key);
                token->sign = guess ? guess : token->sign;
            }
            token->length = 1;
        }
        at += MAX(length, 1);
    }
    mark_supposed(tokens);
}

GArray *staff_tokens(const struct staff_words *words, const char *line)
{
    GArray *tokens = staff_cut(line);
    sign_all(words, tokens);
    return tokens;
}

