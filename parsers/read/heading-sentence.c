/* "I would like to order 2 sofas in velvet, please": a sentence that says what is ordered, and nothing else. Every word of it has to be known:
 * of one that says more ("by Friday", "if", "not") nothing is taken. */
#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/entry.h"
#include "parsers/read/items.h"
#include "parsers/read/kinds.h"
#include "parsers/read/quote.h"
#include "parsers/read/unit.h"
#include "parsers/read/words.h"

#define SENTENCE_BYTES   200
#define SENTENCE_WORDS   30
#define PHRASE_WORDS 8
#define NAME_WORDS   4
#define COUNT_DIGITS 3

/* Match keys, as all words here. What such a sentence begins with. */
static const char *const openings[] = {
    "i would like", "i d like", "we would like", "we d like", "i would like to order", "i d like to order", "we would like to order", "we d like to order",
    "i would like to buy", "i d like to buy", "i want", "we want", "i want to order", "we want to order", "i want to buy", "i wish to order", "we wish to order",
    "i need", "we need", "i order", "we order", "i am ordering", "we are ordering", "i ll take", "i will take", "we ll take", "we will take", "please send me",
    "please send us", "please send", "send me", "send us", "please order", "please deliver", "please supply", "kindly send", "kindly send me", "order", "my order",
    "my order is", "please", "we would like to buy", "we d like to buy", "we want to buy", "i would like to purchase", "we would like to purchase", "i want to purchase",
    "i would like to have", "we would like to have", "i d like to have", "i hereby order", "we hereby order", "i would like to place an order for",
    "we would like to place an order for", "id like", "id like to order", "please send us the following", "please send me the following",
    "lutfen", "lutfen bana", "lutfen bize", "bana", "bize", "ben",
    "ich mochte", "ich mochte gern", "ich mochte gerne", "wir mochten", "wir mochten gern", "wir mochten gerne", "ich bestelle", "wir bestellen",
    "hiermit bestelle ich", "hiermit bestellen wir", "ich hatte gern", "ich hatte gerne", "wir hatten gern", "wir hatten gerne", "ich brauche", "wir brauchen",
    "ich nehme", "bitte", "bitte senden sie mir", "bitte senden sie uns", "bitte schicken sie mir", "bitte schicken sie uns", "bitte liefern sie",
    "je voudrais", "je voudrais commander", "nous voudrions", "nous voudrions commander", "je souhaite commander", "je souhaiterais commander",
    "nous souhaitons commander", "je commande", "nous commandons", "j aimerais", "j aimerais commander", "je desire commander", "veuillez m envoyer",
    "merci de m envoyer",
    "quisiera", "quisiera pedir", "quiero", "quiero pedir", "me gustaria pedir", "deseo pedir", "quisieramos pedir", "necesito", "por favor envienme",
    "vorrei", "vorrei ordinare", "vorremmo", "vorremmo ordinare", "desidero ordinare", "ordino",
    "ik wil graag", "ik zou graag", "wij willen graag", "ik bestel", "wij bestellen", "graag bestel ik", "hierbij bestel ik", "graag",
    "chcialbym zamowic", "chcialabym zamowic", "chce zamowic", "chcemy zamowic", "zamawiam", "zamawiamy", "poprosze", "prosze o",
    "gostaria de encomendar", "gostaria de pedir", "gostaria de comprar", "quero encomendar", "quero pedir", "quero comprar", "queria encomendar",
    "я хочу заказать", "хочу заказать", "хотел бы заказать", "я хотел бы заказать", "хотела бы заказать", "я хотела бы заказать", "заказываю", "прошу выслать",
    NULL,
};

/* And ends with: in some languages the verb stands there. */
static const char *const closings[] = {
    "please", "thanks", "thank you", "many thanks", "bitte", "danke", "vielen dank", "lutfen", "tesekkurler", "merci", "s il vous plait", "svp", "por favor",
    "gracias", "per favore", "grazie", "graag", "alstublieft", "prosze", "dziekuje", "obrigado", "obrigada", "пожалуиста", "спасибо",
    "bestellen", "kaufen", "willen bestellen", "kopen",
    "istiyorum", "istiyoruz", "siparis etmek istiyorum", "siparis etmek istiyoruz", "siparis vermek istiyorum", "siparis vermek istiyoruz", "siparis ediyorum",
    "siparis ediyoruz", "almak istiyorum", "almak istiyoruz", "satin almak istiyorum", "satin almak istiyoruz", "rica ederim", "rica ediyorum", "rica ederiz",
    "gonderin", "gonderin lutfen", "gonderir misiniz", "gonderiniz", "alacagim", "alacagiz",
    "to the address below", "to the following address", "to this address", "as follows",
    NULL,
};

/* What stands between the parts of it, and says nothing of its own. */
static const char *const joins[] = {"in", "with", "and", "of", "made", "made of", "from", "the", "mit", "aus", "und", "ve", "en", "avec", "et", "de", "d", "con", "y", "di",
                                    "e", "met", "van", "z", "ze", "w", "i", "com", "em", "с", "со", "из", "и", NULL};

/* Words from `at` to `end` that are not taken yet; "," is one. */
struct sentence {
    char **words;
    guint at, end;
};

static char *words_joined(const struct sentence *sentence, guint from, guint count)
{
    GString *text = g_string_new(NULL);
    for (guint i = from; i < from + count; i++)
        g_string_append_printf(text, "%s%s", i > from ? " " : "", sentence->words[i]);
    return g_string_free(text, FALSE);
}

static gboolean is_phrase(const struct sentence *sentence, guint from, guint count, const char *const *phrases)
{
    g_autofree char *text = words_joined(sentence, from, count), *key = text_match_key(text);
    return g_strv_contains(phrases, key);
}

static gboolean is_comma(const struct sentence *sentence, guint at)
{
    return at < sentence->end && g_str_equal(sentence->words[at], ",");
}

/* The longest of the phrases at the front, or at the back, is taken off. */
static gboolean take_phrase(struct sentence *sentence, gboolean back, const char *const *phrases)
{
    for (guint count = MIN(PHRASE_WORDS, sentence->end - sentence->at); count > 0; count--) {
        if (!is_phrase(sentence, back ? sentence->end - count : sentence->at, count, phrases))
            continue;
        sentence->end -= back ? count : 0;
        sentence->at += back ? 0 : count;
        return TRUE;
    }
    return FALSE;
}

static void drop_commas(struct sentence *sentence)
{
    while (is_comma(sentence, sentence->at))
        sentence->at++;
    while (sentence->end > sentence->at && is_comma(sentence, sentence->end - 1))
        sentence->end--;
}

/* "I would like to order … please": whether there is any of it. */
static gboolean take_wish(struct sentence *sentence)
{
    gboolean wished = take_phrase(sentence, FALSE, openings);
    drop_commas(sentence);
    while (take_phrase(sentence, TRUE, closings)) {
        wished = TRUE;
        drop_commas(sentence);
    }
    return wished;
}

/* "2", "2x", "two" in any of our languages, with "x" or "pcs" behind it. 0: no number stands there. */
static guint take_count(struct sentence *sentence, gboolean *ret_in_words)
{
    static const char *const languages[] = {"en", "tr", "de", "fr", "es", "it", "nl", "pl", "pt", "ru", NULL};
    const struct read_context context = {.languages = languages};
    if (sentence->at >= sentence->end)
        return 0;
    const char *word = sentence->words[sentence->at];
    gsize digits = strspn(word, "0123456789");
    gboolean times = digits && (g_str_equal(word + digits, "x") || g_str_equal(word + digits, "X") || g_str_equal(word + digits, "×"));
    g_autofree char *key = text_match_key(word);
    gint64 count = digits ? (word[digits] && !times) || digits > COUNT_DIGITS ? 0 : g_ascii_strtoll(word, NULL, 10) : number_word(key, NULL, &context);
    if (count <= 0)
        return 0;
    *ret_in_words = digits == 0;
    sentence->at++;
    g_autofree char *next = sentence->at < sentence->end ? text_match_key(sentence->words[sentence->at]) : g_strdup("");
    if (!times && (words_is(WORDS_PIECES, next) || g_str_equal(sentence->at < sentence->end ? sentence->words[sentence->at] : "", "×")))
        sentence->at++;
    return (guint)count;
}

/* "x 2", "x2", "×2" behind what is counted. 0: none stands there. */
static guint take_times(struct sentence *sentence)
{
    const char *word = sentence->at < sentence->end ? sentence->words[sentence->at] : "";
    const gsize sign = *word == 'x' || *word == 'X' ? 1 : g_str_has_prefix(word, "×") ? strlen("×") : 0;
    const gboolean apart = sign && !word[sign] && sentence->at + 1 < sentence->end;
    const char *number = apart ? sentence->words[sentence->at + 1] : word + sign;
    const gsize digits = strspn(number, "0123456789");
    if (!sign || digits == 0 || digits > COUNT_DIGITS || number[digits])
        return 0;
    sentence->at += apart ? 2 : 1;
    return (guint)g_ascii_strtoull(number, NULL, 10);
}

/* ", 2 pieces" behind what is counted. 0: none stands there; a bare number may be of the name. */
static guint take_pieces(struct sentence *sentence)
{
    const guint at = sentence->at;
    gboolean in_words;
    const guint count = at > 0 && is_comma(sentence, at - 1) ? take_count(sentence, &in_words) : 0;
    if (sentence->at - at == 2)
        return count;
    sentence->at = at;
    return 0;
}

/* Also where the number alone would name a choice, "2" a sofa of two seats. */
static gboolean pieces_are_next(struct sentence *sentence)
{
    const guint at = sentence->at, count = take_pieces(sentence);
    sentence->at = at;
    return count > 0;
}

static guint take_count_behind(struct sentence *sentence)
{
    const guint count = take_times(sentence);
    return count ? count : take_pieces(sentence);
}

/* "180 cm", "2 m", where the product has one length to be told. */
static gboolean is_length(const struct form *form, const char *text)
{
    gsize number = strspn(text, "0123456789.,");
    g_autofree char *unit = number ? text_match_key(text + number) : NULL;
    guint lengths = 0;
    for (guint i = 0; i < form->fields->len; i++)
        lengths += ((const struct field *)form->fields->pdata[i])->type == FIELD_LENGTH;
    return lengths == 1 && unit && unit_find_length(unit);
}

/* A choice of the product's, or one with its label: "velvet", "walnut legs", "fabric velvet". */
static gboolean is_option(const struct label_index *index, const struct form *form, const char *text)
{
    const char *first = strchr(text, ' '), *last = strrchr(text, ' ');
    g_autofree char *front = first ? g_strndup(text, (gsize)(first - text)) : NULL, *before = last ? g_strndup(text, (gsize)(last - text)) : NULL;
    return field_of_choice(form, text, NULL) || is_length(form, text) || choice_of_several(form, text, NULL) ||
           (first && (field_of_labelled_choice(index, form, front, first + 1, NULL) || field_of_labelled_choice(index, form, last + 1, before, NULL)));
}

/* The words up to `to` as options, ", velvet, 3 seats" appended, and what joins them taken: until one is none. */
static void take_options(const struct label_index *index, const struct form *form, struct sentence *sentence, guint to, GString *options)
{
    for (guint count = 1; sentence->at < to && count > 0 && !pieces_are_next(sentence); sentence->at += count) {
        count = is_comma(sentence, sentence->at) || is_phrase(sentence, sentence->at, 1, joins);
        for (guint most = count ? 0 : MIN(PHRASE_WORDS, to - sentence->at); most > 0 && !count; most--) {
            g_autofree char *text = words_joined(sentence, sentence->at, most);
            if (is_option(index, form, text)) {
                if (is_length(form, text))
                    g_strdelimit(text, ",", '.'); /* a comma would part it */
                g_string_append_printf(options, ", %s", text);
                count = most;
            }
        }
    }
}

/* Where the first product's name begins, and how many words it has: "SOFA-3", "three-piece suite". */
static const struct form *find_name(const struct label_index *index, const struct sentence *sentence, guint *ret_from, guint *ret_count)
{
    for (guint from = sentence->at; from < sentence->end; from++)
        for (guint count = MIN(NAME_WORDS, sentence->end - from); count > 0; count--) {
            g_autofree char *text = words_joined(sentence, from, count), *key = text_match_key(text);
            const struct product_match match = product_exact(index, key, text);
            if (!match.form)
                continue;
            *ret_from = from;
            *ret_count = count;
            return match.form;
        }
    return NULL;
}

/* "SOFA-3 sofa", "sofa SOFA-3": one product, named twice. */
static guint named_again(const struct label_index *index, const struct sentence *sentence, const struct form *form, guint at)
{
    for (guint count = at < sentence->end ? MIN(NAME_WORDS, sentence->end - at) : 0; count > 0; count--) {
        g_autofree char *text = words_joined(sentence, at, count), *key = text_match_key(text);
        if (product_exact(index, key, text).form == form)
            return count;
    }
    return 0;
}

/* "Dear team, please …", "Hi, I would …", "1. 2 sofas": what such a sentence begins with, and is not of it. */
static const char *sentence_start(const char *line)
{
    gboolean bullet;
    const char *start = line_without_bullet(line, &bullet), *rest = start;
    if (heading_number(start, &rest))
        start = rest;
    const char *comma = start + strcspn(start, ",!");
    g_autofree char *greeting = *comma ? g_strndup(start, (gsize)(comma + 1 - start)) : NULL;
    return greeting && line_is_salutation(greeting) ? comma + 1 + strspn(comma + 1, " ") : start;
}

/* "1,80 m" */
static gboolean is_in_number(const char *line, const char *p)
{
    return *p == ',' && p > line && g_ascii_isdigit(p[-1]) && g_ascii_isdigit(p[1]);
}

/* The words of the line; brackets, semicolons and colons part as commas do. */
static char **sentence_words(const char *line)
{
    GString *text = g_string_new(NULL);
    for (const char *p = line; *p; p++) {
        if (strchr("(),;:", *p) && !is_in_number(line, p))
            g_string_append(text, " , ");
        else
            g_string_append_c(text, *p == '\t' ? ' ' : *p);
    }
    while (text->len > 0 && strchr(" .!", text->str[text->len - 1]))
        g_string_truncate(text, text->len - 1);
    g_auto(GStrv) split = g_strsplit(text->str, " ", -1);
    g_string_free(text, TRUE);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    for (guint i = 0; split[i]; i++)
        if (*split[i])
            g_strv_builder_add(words, split[i]);
    return g_strv_builder_end(words);
}

/* The next item, "2 x sofas, velvet"; NULL when something stands there that is none. One has a count, but for the only one of a wish. */
static char *take_item(const struct label_index *index, struct sentence *sentence, gboolean wished)
{
    gboolean in_words = FALSE;
    guint count = take_count(sentence, &in_words), from = 0, words = 0;
    const struct form *form = find_name(index, sentence, &from, &words);
    if (!form)
        return NULL;
    g_autoptr(GString) options = g_string_new(NULL);
    take_options(index, form, sentence, from, options);
    if (sentence->at != from)
        return NULL;
    words += named_again(index, sentence, form, from + words);
    g_autofree char *name = words_joined(sentence, from, words);
    sentence->at = from + words;
    take_options(index, form, sentence, sentence->end, options);
    const guint behind = count ? 0 : take_count_behind(sentence);
    if (behind) {
        count = behind;
        in_words = FALSE;
        take_options(index, form, sentence, sentence->end, options);
    }
    if (!wished && !count)
        return NULL;
    if (options->len == 0 && (count == 0 || in_words)) /* "I want to order a sofa" asks for the form */
        return NULL;
    return count ? g_strdup_printf("%u x %s%s", count, name, options->str) : g_strconcat(name, options->str, NULL);
}

static char **take_items(const struct label_index *index, struct sentence *sentence, gboolean must_wish)
{
    g_autoptr(GStrvBuilder) items = g_strv_builder_new();
    gboolean wished = take_wish(sentence);
    if (must_wish && !wished)
        return NULL;
    do {
        g_autofree char *item = take_item(index, sentence, wished);
        if (!item)
            return NULL;
        g_strv_builder_add(items, item);
        wished = FALSE;
    } while (sentence->at < sentence->end);
    return g_strv_builder_end(items);
}

char **headings_of_sentence(const struct label_index *index, const char *line, gboolean must_wish)
{
    g_autofree char *key = strlen(line) <= SENTENCE_BYTES && !strpbrk(line, "?@") ? text_match_key(line) : NULL;
    if (!key || !product_may_be_in(index, key))
        return NULL;
    g_auto(GStrv) words = sentence_words(sentence_start(line));
    struct sentence sentence = {.words = words, .end = g_strv_length(words)};
    return sentence.end <= SENTENCE_WORDS ? take_items(index, &sentence, must_wish) : NULL;
}
