#include "parsers/read/staff-words.h"

#include <string.h>

#include "daemon/base/text.h"
#include "daemon/orders/staff-phrase.h"
#include "parsers/read/staff-vocabulary.h"

#define PHRASE_TOKENS 8  /* the longest phrase */
#define FUZZY_BYTES   7  /* shorter words are not guessed at: "sent" is one letter from "rent" */
#define TOKENS_MOST   400

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
    const char *language; /* NULL: always */
    const struct staff_phrases *table;
    gboolean guess_only;
} tables[] = {
    {NULL, staff_words_en, FALSE}, {NULL, staff_words_tr, FALSE}, {NULL, staff_words_de, FALSE}, {"fr", staff_words_fr, FALSE}, {"es", staff_words_es, FALSE},
    {"it", staff_words_it, FALSE}, {"nl", staff_words_nl, FALSE}, {"pl", staff_words_pl, FALSE}, {"pt", staff_words_pt, FALSE}, {"ru", staff_words_ru, FALSE},
    {NULL, brands, FALSE},         {NULL, guessed, TRUE},
};
G_STATIC_ASSERT(G_N_ELEMENTS(tables) < TABLES_MOST);

/* All tables, unfolded once a process: they never change, and hold some thousand phrases. */
static const struct vocabulary *unfolded(void)
{
    static struct vocabulary all[G_N_ELEMENTS(tables)];
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
            take_table(&all[i], tables[i].table, tables[i].guess_only);
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
        if (!tables[i].language || (languages && g_strv_contains(languages, tables[i].language)))
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
static enum staff_sign look_up(const struct staff_words *words, const char *key)
{
    for (guint i = 0; i < words->count; i++) {
        gpointer sign = g_hash_table_lookup(words->tables[i]->phrases, key);
        if (sign)
            return (enum staff_sign)GPOINTER_TO_INT(sign);
    }
    return SIGN_NONE;
}

/* --- tokens ------------------------------------------------------------------------------------------------------------------- */

static void token_clear(gpointer data)
{
    struct staff_token *token = data;
    g_free(token->text);
    g_free(token->key);
    g_free(token->hung);
}

static gboolean is_apostrophe(gunichar c)
{
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == '`' || c == 0xb4;
}

/* A word of its own that hangs at another by its apostrophe; NULL none. */
static const char *contracted(const char *rest)
{
    static const char *const pairs[][2] = {{"ll", "will"}, {"ve", "have"}, {"re", "are"}, {"m", "am"}, {"d", "would"}};
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
        if (g_ascii_strcasecmp(rest, pairs[i][0]) == 0)
            return pairs[i][1];
    return NULL;
}

/* "dont", as phones write it: where its "nt" begins; 0 when it is another word. */
static gsize bare_negation(const char *key)
{
    static const char *const words[] = {"dont", "doesnt", "didnt", "hasnt", "havent", "hadnt", "isnt", "arent", "wasnt", "werent", "wont", "cant", "couldnt", "wouldnt", "shouldnt",
                                        "aint", NULL};
    return g_strv_contains(words, key) ? strlen(key) - 1 - !g_str_equal(key, "cant") : 0;
}

static void add_word(GArray *tokens, const char *word, gsize end, char stop)
{
    struct staff_token token = {.text = g_strdup(word), .key = g_strdup(word), .start = end, .end = end, .stop = stop};
    g_array_append_val(tokens, token);
}

/* "10 Aralık'ta" is "Aralık"; "hasn't" is "has" and "not", "we'll" is "we" and "will". */
static void token_add(GArray *tokens, const char *line, gsize start, gsize end, char stop)
{
    const char *apostrophe = NULL, *behind = NULL;
    char *hung = NULL;
    for (const char *p = line + start; p < line + end && !apostrophe; p = g_utf8_next_char(p))
        if (p > line + start && is_apostrophe(g_utf8_get_char(p)))
            apostrophe = p;
    gsize bare = apostrophe ? (gsize)(apostrophe - line) : end;
    if (apostrophe) {
        g_autofree char *rest = g_strndup(g_utf8_next_char(apostrophe), (gsize)(line + end - g_utf8_next_char(apostrophe)));
        gboolean negated = g_ascii_strcasecmp(rest, "t") == 0 && (line[bare - 1] == 'n' || line[bare - 1] == 'N');
        behind = negated ? "not" : contracted(rest);
        bare -= negated;
        hung = behind ? NULL : text_match_key(rest);
    }
    struct staff_token token = {.hung = hung, .text = g_strndup(line + start, bare - start), .start = start, .end = end, .stop = behind ? 0 : stop};
    token.key = text_match_key(token.text);
    gsize cut_at = behind ? 0 : bare_negation(token.key);
    if (cut_at) {
        token.key[cut_at - (g_str_equal(token.key, "cant"))] = 0;
        behind = "not";
        token.stop = 0;
    }
    g_array_append_val(tokens, token);
    if (behind)
        add_word(tokens, behind, end, stop);
}

/* "ref. AF-20931", "Mr. Kaya": the stop belongs to the word. */
static gboolean is_shortened(const char *line, const char *stop)
{
    static const char *const words[] = {"ref", "nr", "mr", "mrs", "ms", "dr", "approx", "bzw", "ca", "nb", NULL};
    const char *begin = stop;
    while (begin > line && g_ascii_isalpha(begin[-1]))
        begin--;
    g_autofree char *word = g_ascii_strdown(begin, stop - begin);
    return g_strv_contains(words, word);
}

/* Whether the '.' at `p` ends a sentence: not within "10.12.2026", nor behind the one or two digits of "2. kalem". */
static gboolean ends_sentence(const char *line, const char *p)
{
    if (p[1] && !g_ascii_isspace(p[1]))
        return FALSE;
    gsize digits = 0;
    while (p - digits > line && g_ascii_isdigit(p[-1 - (gssize)digits]))
        digits++;
    gboolean within = p - digits > line && !g_ascii_isspace(p[-1 - (gssize)digits]) && p[-1 - (gssize)digits] != '.';
    gboolean after_digit = digits > 0 && digits <= 2 && !within;
    const char *next = p + 1;
    while (g_ascii_isspace(*next))
        next++;
    return !*next || !(after_digit || is_shortened(line, p));
}

static char stop_of(const char *line, const char *p)
{
    gunichar c = g_utf8_get_char(p);
    if (c == '.' || c == 0x2026)
        return c != '.' || ends_sentence(line, p) ? '.' : 0;
    if (c == ':')
        return g_ascii_isdigit(p[1]) && p > line && g_ascii_isdigit(p[-1]) ? 0 : ':';
    if (c == ',')
        return g_ascii_isdigit(p[1]) && p > line && g_ascii_isdigit(p[-1]) ? 0 : ',';
    if (c < 128 && strchr("!?;()", (char)c))
        return (char)c;
    if (c == 0x2013 || c == 0x2014)
        return ',';
    return 0;
}

static gboolean splits(const char *line, const char *p)
{
    gunichar c = g_utf8_get_char(p);
    return g_unichar_isspace(c) || stop_of(line, p) || (c < 128 && strchr("\"=<>[]*_|", (char)c)) || c == 0xab || c == 0xbb || c == 0x201c ||
           c == 0x201d || c == 0x2022;
}

static gboolean lone_dash(const char *line, const char *p)
{
    return *p == '-' && (p == line || g_ascii_isspace(p[-1])) && (!p[1] || g_ascii_isspace(p[1]));
}

static gboolean is_quotation(const char *p)
{
    gunichar c = g_utf8_get_char(p);
    return c == '"' || c == 0xab || c == 0xbb || c == 0x201c || c == 0x201d || c == 0x201e;
}

/* What stands between quotation marks was said by someone else, unless all of it stands there. */
static void mark_quoted(GArray *tokens, const char *line)
{
    guint marks = 0, within = 0;
    for (const char *p = line; *p; p = g_utf8_next_char(p))
        marks += is_quotation(p);
    for (guint i = 0; marks > 0 && marks % 2 == 0 && i < tokens->len; i++) {
        struct staff_token *token = &g_array_index(tokens, struct staff_token, i);
        guint before = 0;
        for (const char *p = line; p < line + token->start; p = g_utf8_next_char(p))
            before += is_quotation(p);
        token->quoted = before % 2 == 1;
        within += token->quoted;
    }
    for (guint i = 0; within == tokens->len && i < tokens->len; i++)
        g_array_index(tokens, struct staff_token, i).quoted = FALSE;
}

/* "SHIPPED STOP ARRIVAL 3 DEC STOP": a full stop, spelled out. */
static gboolean is_telegram_stop(GArray *tokens, const char *begin, const char *end)
{
    if (tokens->len == 0 || end - begin != 4 || strncmp(begin, "STOP", 4) != 0)
        return FALSE;
    g_array_index(tokens, struct staff_token, tokens->len - 1).stop = '.';
    return TRUE;
}

static GArray *cut(const char *line)
{
    GArray *tokens = g_array_new(FALSE, TRUE, sizeof(struct staff_token));
    g_array_set_clear_func(tokens, token_clear);
    const char *begin = NULL;
    for (const char *p = line; tokens->len < TOKENS_MOST; p = g_utf8_next_char(p)) {
        gboolean dash = *p && lone_dash(line, p);
        gboolean border = !*p || dash || splits(line, p);
        char stop = *p ? dash ? ',' : stop_of(line, p) : 0;
        if (!border && !begin)
            begin = p;
        if (border && begin && is_telegram_stop(tokens, begin, p)) {
            begin = NULL;
        } else if (border && begin) {
            token_add(tokens, line, (gsize)(begin - line), (gsize)(p - line), stop);
            begin = NULL;
        } else if (stop && tokens->len > 0 && !g_array_index(tokens, struct staff_token, tokens->len - 1).stop) {
            g_array_index(tokens, struct staff_token, tokens->len - 1).stop = stop;
        }
        if (!*p)
            break;
    }
    mark_quoted(tokens, line);
    return tokens;
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
        if (word[0] != key[0] || text_distance(key, word, allowed) > allowed)
            continue;
        *unclear = *unclear || (*found && *found != sign);
        *found = sign;
    }
}

/* A known word with a typing error; words that are others' are left alone. */
static enum staff_sign sign_by_guess(const struct staff_words *words, const char *key)
{
    static const char *const others[] = {"skipped",  "relayed", "replayed", "relieved", "deliver", "delivers", "reliever", "stopped", "slipped",  "cancels", "chipped", "whipped",
                                         "shipper", "shippers", "couriers", "courier", "resumed", "delivery", "deliverer", "cancellation", "shipping", NULL};
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
    for (guint i = at; i < at + length; i++) {
        const struct staff_token *token = &g_array_index(tokens, struct staff_token, i);
        if (i > at && g_array_index(tokens, struct staff_token, i - 1).stop)
            return FALSE;
        if (key->len)
            g_string_append_c(key, ' ');
        g_string_append(key, token->key);
    }
    enum staff_sign sign = look_up(words, key->str);
    if (sign == SIGN_NONE)
        return FALSE;
    struct staff_token *first = &g_array_index(tokens, struct staff_token, at);
    first->sign = sign;
    first->length = length;
    for (guint i = at + 1; i < at + length; i++)
        g_array_index(tokens, struct staff_token, i).inside = TRUE;
    return TRUE;
}

static void sign_all(const struct staff_words *words, GArray *tokens)
{
    for (guint at = 0; at < tokens->len;) {
        guint length = MIN(PHRASE_TOKENS, tokens->len - at);
        while (length > 0 && !try_phrase(words, tokens, at, length))
            length--;
        struct staff_token *token = &g_array_index(tokens, struct staff_token, at);
        if (length == 0 && *token->key) {
            token->sign = staff_verb_sign(words->verbs, tokens, at, &token->topic);
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
}

GArray *staff_tokens(const struct staff_words *words, const char *line)
{
    GArray *tokens = cut(line);
    sign_all(words, tokens);
    return tokens;
}

