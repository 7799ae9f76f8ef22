/* Each number and row of stars in a sentence is weighed by the words around it: given as a mark ("I say 4", "4 stars", "4/5", "… so 4"),
 * given for a part of it ("delivery 2"), denied ("not a 5", "5 veremem"), bounded ("at least 4"), or counting something else
 * ("4 weeks"). One mark is taken only where nothing else was said. */
#include "parsers/read/mark.h"

#include <string.h>

#include "daemon/base/language.h"
#include "daemon/base/text.h"

enum weight {
    WEIGHT_NONE,    /* counts something else */
    WEIGHT_DENIED,  /* named, but not given */
    WEIGHT_ODD,     /* none from 1 to 5, at a mark's place */
    WEIGHT_PART,    /* for one thing among others */
    WEIGHT_GIVEN,
    WEIGHT_OVERALL, /* "overall 4" */
    WEIGHT_VAGUE,   /* "3 or 4", "at least 4" */
};

struct tally {
    guint given, overall, part; /* the marks; 0 none */
    gboolean conflict, part_conflict, vague, odd, denied;
    gint recommend;
};

/* --- words --------------------------------------------------------------------------------------------------------------------------- */

static const char *const stars_words[] = {"star", "stars", "yildiz*", "stern", "sterne", "sternen", "point", "points", "puan", "puani", "puanlik", "punkt", "punkte", "etoiles", NULL};
/* They stand before a mark that is given. */
static const char *const giving[] = {"mark", "marks", "rating", "score", "grade", "rate", "say", "says", "gets", "get", "give", "gives", "giving", "gave", "deserves", "earns", "deserve", "puan", "puanim",
                                     "puanimiz", "notum", "so", "hence", "therefore", "otherwise", "overall", "altogether", "bewertung", "gebe", "vergebe", "verdict", NULL};
static const char *const overall_words[] = {"overall", "altogether", "in total", "total", "all in all", "genel", "genelde", "genel olarak", "toplam", "toplamda", "insgesamt", NULL};
/* They stand behind one. */
static const char *const given_after[] = {"diyel*", "diyor*", "derim", "yeter*", "olsun", "veriyor*", "verir*", "verdim", "verdik", "veririm", "eder", "hak ed*", "hakedi*", "from me", "from us", "from my side", "for you", "for me", "for us", "for all", "for everything",
                                          "von mir", "von uns", NULL};
static const char *const denied_before[] = {"not", "t", "dont", "cant", "wont", "never", "no", "nicht", "kein*", "cannot", "would have", "could have", "should have", "going to", "instead of", "hardly", "asla", "expected",
                                            "wanted to", "used to", "last time", NULL};
static const char *const denied_after[] = {"degil", "vere*m*", "vermem", "vermiyor*", "etmez", "hak etm*", "haketm*", "olmaz", NULL};
static const char *const bounded[] = {"less than", "more than", "at least", "at most", "up to", "under", "over", "above", "below", "between", "almost", "nearly", "about", "around", "maybe", "perhaps", "better than",
                                      "worse than", "en az", "en fazla", "az", "belki", "neredeyse", "yaklasik", "mindestens", "hochstens", "fast", "weniger als", "mehr als", NULL};
static const char *const bounded_after[] = {"arasi*", "civari*", "ustu", "alti", "is too*", "are too*", "would be too*", "bile *", "and a half", "bucuk", "or so", "or less", "or more", "ish", "minus", NULL};
static const char *const either[] = {"or", "to", "bis", "oder", "ile", "veya", "ya da", "veyahut", NULL};
static const char *const recommends[] = {"recommend*", "tavsiye*", "oneri*", "weiterempfehl*", "empfehl*", NULL};
static const char *const full_marks[] = {"full marks", "top marks", "full points", "tam puan", "tam not", "volle punktzahl", NULL};
/* What may follow the number that a reply opens with: "5 but …". Anything else is counted by it: "2 legs are scratched". */
static const char *const may_follow[] = {
    "but", "and", "very", "great", "good", "ok", "okay", "out of", "thanks", "thank", "perfect", "excellent", "happy", "bad", "poor", "well", "super", "nice", "because", "since", "only", "just", "really",
    "all good", "all fine", "all the best", "everything", "fine", "satisfied", "disappointed", "terrible", "awful", "love", "lovely", "we", "i", "the", "it", "was", "is", "not", "no", "although", "though", "except", "as", "from", "for", "please", "wonderful",
    "ama", "fakat", "cok", "harika", "guzel", "iyi", "kotu", "memnun*", "tesekkur*", "mukemmel", "hic", "veriyor*", "verir*", "cunku", "ancak", "ve", "her", "gayet", "berbat", "sadece", "biraz",
    "maalesef", "lutfen", "aber", "und", "sehr", "gut", "schlecht", "weil", "danke", NULL};
/* All that may stand beside a mark that has a sentence's part for itself. */
static const char *const beside[] = {"my", "mark", "is", "it", "s", "its", "just", "only", "a", "an", "please", "sorry", "and", "so", "just", "thanks", "benden", "bence", "sadece", "yes", "yeah", "evet", "ja", "well", "hmm", "tamam", "then", "i", "m", "would", "d", "say",
                                     "you", "for", "from", "me", "us", "definitely", "clearly", "really", "order", "this", "that", "mine", "olsun", "olarak", "derim", "diyorum", "solid", "good", "strong", "absolutely", "honestly", "surely", "certainly", "easily", "obviously", "of", "course", "kesinlikle", "tabii", "tabi", "bizden", "puanim", "net", "ganz", "klar", "eine", "eindeutig", "eh", "have", "to", "again", "still", NULL};

static gboolean matches(const struct sentence *sentence, guint index, const char *const *patterns)
{
    return index < sentence->words->len && said_find(sentence, index, index + 1, patterns) == (gint)index;
}

/* As matches, for patterns of several words. */
static gboolean begins(const struct sentence *sentence, guint index, const char *const *patterns)
{
    for (guint i = 0; patterns[i]; i++)
        if (said_at(sentence, index, patterns[i]))
            return TRUE;
    return FALSE;
}

static const struct said_word *before(const struct sentence *sentence, guint index)
{
    return index > 0 && !said_word(sentence, index - 1)->stop ? said_word(sentence, index - 1) : NULL;
}

static const struct said_word *behind(const struct sentence *sentence, guint index)
{
    return index + 1 < sentence->words->len && !said_word(sentence, index)->stop ? said_word(sentence, index + 1) : NULL;
}

/* --- scales ------------------------------------------------------------------------------------------------------------------------------ */

static gboolean is_out_of(const struct sentence *sentence, guint index)
{
    static const char *const patterns[] = {"out of", "of", "von", "over", "sur", NULL};
    return begins(sentence, index, patterns);
}

/* The scale that this number stands on: "4/5", "4 out of 5", "5 üzerinden 4", "5'ten 4"; 0 none. */
static guint scale_of(const struct sentence *sentence, guint index)
{
    static const char *const above[] = {"uzerinden", NULL};
    const struct said_word *word = said_word(sentence, index);
    if (word->of)
        return word->of;
    if (behind(sentence, index) && is_out_of(sentence, index + 1)) {
        guint at = index + 1 + (said_at(sentence, index + 1, "out of") ? 2 : 1);
        gint of = at < sentence->words->len ? said_word(sentence, at)->number : -1;
        return of >= 5 ? (guint)of : of >= 0 && said_at(sentence, index + 1, "out of") ? (guint)of : 0;
    }
    if (index >= 2 && matches(sentence, index - 1, above) && !said_word(sentence, index - 1)->stop) {
        gint of = said_word(sentence, index - 2)->number;
        return of >= 0 ? (guint)of : said_at(sentence, index - 2, "on") ? 10 : 0;
    }
    const struct said_word *prev = before(sentence, index);
    if (prev && prev->number > 0 && (g_str_has_suffix(prev->key, " ten") || g_str_has_suffix(prev->key, " den") || g_str_has_suffix(prev->key, " dan")))
        return (guint)prev->number;
    return 0;
}

/* The 5 of "4 out of 5". */
static gboolean is_scale(const struct sentence *sentence, guint index)
{
    const struct said_word *next = behind(sentence, index);
    if (next && (g_str_equal(next->key, "uzerinden") || (next->number >= 0 && scale_of(sentence, index + 1) == (guint)said_word(sentence, index)->number && !next->of)))
        return TRUE;
    for (guint back = 2; back <= 3 && back <= index; back++)
        if (said_word(sentence, index - back)->number >= 0 && is_out_of(sentence, index - back + 1) && scale_of(sentence, index - back))
            return TRUE;
    return FALSE;
}

/* --- one number -------------------------------------------------------------------------------------------------------------------------- */

/* "3 or 4", "between 3 and 4": both are vague. */
static gboolean is_either(const struct sentence *sentence, guint index)
{
    for (guint step = 1; step <= 3; step++) {
        guint from = index, to = index + step;
        if (to < sentence->words->len && said_word(sentence, to)->number >= 0 && begins(sentence, from + 1, either) && !said_word(sentence, from)->stop)
            return TRUE;
        if (step <= index && said_word(sentence, index - step)->number >= 0 && begins(sentence, index - step + 1, either) && !said_word(sentence, index - step)->stop)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_vague(const struct sentence *sentence, guint index, guint from, guint to)
{
    const struct said_word *next = behind(sentence, index);
    return is_either(sentence, index) || said_find(sentence, from, index, bounded) >= 0 || (next && begins(sentence, index + 1, bounded_after)) ||
           (index + 2 < to && begins(sentence, index + 2, bounded_after));
}

static gboolean is_denied(const struct sentence *sentence, guint index, guint from)
{
    guint end = index + 1;
    gint no = said_find(sentence, from, index, denied_before);
    gboolean behind_but = FALSE;
    for (guint i = from; no >= 0 && i < index; i++)
        behind_but = behind_but || (i > (guint)no && (said_at(sentence, i, "but") || said_at(sentence, i, "ama")) && !said_at(sentence, (guint)no, "not"));
    if (no >= 0 && !behind_but)
        return TRUE;
    if (end < sentence->words->len && matches(sentence, end, stars_words))
        end++;
    return !said_word(sentence, index)->stop && begins(sentence, end, denied_after);
}

/* The sentence's part is nothing but the mark. */
static gboolean has_part_alone(const struct sentence *sentence, guint index, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        if (i != index && !matches(sentence, i, beside) && *said_word(sentence, i)->key)
            return FALSE;
    return TRUE;
}

/* "a 4", "a solid 4", "mark is 4", "say 4". */
static gboolean is_given_before(const struct sentence *sentence, guint index)
{
    static const char *const between[] = {"a", "an", "is", "are", "of", "be", "solid", "clear", "strong", "full", "good", "big", "weak", "well", "it", "you", "this", "only", "just", "olarak", "s", NULL};
    static const char *const articles[] = {"a", "an", "eine", NULL};
    gboolean article = FALSE;
    if (before(sentence, index) && matches(sentence, index - 1, denied_after))
        return TRUE; /* "5 değil 4" */
    for (guint i = index; i-- > 0 && index - i <= 4;) {
        if (said_word(sentence, i)->stop)
            return FALSE;
        if (matches(sentence, i, giving))
            return TRUE;
        article = article || matches(sentence, i, articles);
        if (!matches(sentence, i, between))
            break;
    }
    return article;
}

/* Whether nothing is counted by the number: it ends its part, or what follows begins another thought. */
static gboolean stands_free(const struct sentence *sentence, guint index)
{
    const struct said_word *next = behind(sentence, index);
    return !next || !*next->key || begins(sentence, index + 1, may_follow) || begins(sentence, index + 1, given_after);
}

/* "5 for the sofa", "delivery 2". */
static gboolean is_part(const struct sentence *sentence, guint index, guint from, guint to)
{
    static const char *const of_part[] = {"for the", "for delivery", "for your", "for quality", "fur die", "fur das", "icin", NULL};
    static const char *const determiners[] = {"the", "of", "all", "these", "those", "my", "our", "both", NULL};
    guint numbers = 0;
    if (behind(sentence, index) && begins(sentence, index + 1, of_part))
        return TRUE;
    for (guint i = from; i < to; i++)
        numbers += said_word(sentence, i)->number >= 0 && !said_word(sentence, i)->spelled && !begins(sentence, i + 1, denied_after);
    return index > from && !matches(sentence, index - 1, determiners) && (to - from == 2 || numbers >= 2);
}

static enum weight weight_of_stars(const struct sentence *sentence, guint index)
{
    guint stars = 0;
    for (guint i = index; i < sentence->words->len && (said_word(sentence, i)->stars || said_word(sentence, i)->odd); i++)
        stars += said_word(sentence, i)->stars;
    return stars >= 1 && stars <= 5 ? WEIGHT_GIVEN : WEIGHT_ODD;
}

/* Whether a mark is named here at all, by its scale, its stars or what stands before and behind it. */
static gboolean is_named(const struct sentence *sentence, guint index, guint from, guint to, gboolean opening)
{
    const struct said_word *word = said_word(sentence, index), *next = behind(sentence, index);
    if (scale_of(sentence, index))
        return TRUE;
    if (next && matches(sentence, index + 1, stars_words)) {
        const struct said_word *after = behind(sentence, index + 1);
        gboolean adjective = word->number > 1 && after && (g_str_equal(next->key, "star") || g_str_equal(next->key, "point") || g_str_equal(next->key, "yildizli"));
        return !adjective || begins(sentence, index + 2, may_follow);
    }
    if (word->spelled && word->number == 1 && !has_part_alone(sentence, index, from, to))
        return is_given_before(sentence, index) && !next;
    if (next && (begins(sentence, index + 1, given_after) || begins(sentence, index + 1, denied_after)))
        return TRUE;
    if (has_part_alone(sentence, index, from, to) || (opening && stands_free(sentence, index)))
        return TRUE;
    return is_given_before(sentence, index) && stands_free(sentence, index);
}

static enum weight weigh(const struct sentence *sentence, guint index, gboolean opening)
{
    static const char *const school[] = {"note", "schulnote", NULL};
    const struct said_word *word = said_word(sentence, index), *prev = before(sentence, index), *next = behind(sentence, index);
    guint from, to, scale = scale_of(sentence, index);
    said_clause(sentence, index, &from, &to);
    if (is_scale(sentence, index))
        return WEIGHT_NONE;
    gboolean crowd = ((prev && prev->number >= 0 && !scale) || (next && next->number >= 0 && !is_scale(sentence, index)));
    gboolean named = is_named(sentence, index, from, to, opening);
    if (crowd || word->odd)
        return opening || named || to - from == 1 ? WEIGHT_VAGUE : WEIGHT_NONE;
    if (named && is_vague(sentence, index, from, to))
        return WEIGHT_VAGUE;
    if (is_either(sentence, index) && (opening || is_given_before(sentence, index) || said_find(sentence, from, index, bounded) >= 0))
        return WEIGHT_VAGUE;
    if (is_vague(sentence, index, from, to) && stands_free(sentence, index) && to - from <= 4)
        return WEIGHT_VAGUE;
    if (is_denied(sentence, index, from))
        return named || stands_free(sentence, index) ? WEIGHT_DENIED : WEIGHT_NONE;
    if (prev && matches(sentence, index - 1, school))
        return WEIGHT_VAGUE; /* German schools mark the other way round */
    if (is_part(sentence, index, from, to) && !has_part_alone(sentence, index, from, to) && !scale && !is_given_before(sentence, index) && stands_free(sentence, index))
        return said_find(sentence, from, index, overall_words) >= 0 ? WEIGHT_OVERALL : WEIGHT_PART;
    if (behind(sentence, index) && is_part(sentence, index, index, index + 1))
        return WEIGHT_PART;
    if (!named)
        return opening ? WEIGHT_ODD : WEIGHT_NONE;
    if ((scale && scale != 5) || word->number < 1 || word->number > 5)
        return WEIGHT_VAGUE;
    return said_find(sentence, from, index, overall_words) >= 0 ? WEIGHT_OVERALL : WEIGHT_GIVEN;
}

/* --- all of them ----------------------------------------------------------------------------------------------------------------------------- */

static void note(guint *slot, gboolean *conflict, guint mark)
{
    *conflict = *conflict || (*slot && *slot != mark);
    *slot = mark;
}

static void count(struct tally *tally, enum weight weight, guint mark)
{
    switch (weight) {
    case WEIGHT_GIVEN:
        note(&tally->given, &tally->conflict, mark);
        break;
    case WEIGHT_OVERALL:
        tally->overall = mark;
        break;
    case WEIGHT_PART:
        note(&tally->part, &tally->part_conflict, mark);
        break;
    case WEIGHT_VAGUE:
        tally->vague = TRUE;
        break;
    case WEIGHT_ODD:
        tally->odd = TRUE;
        break;
    case WEIGHT_DENIED:
        tally->denied = TRUE;
        break;
    case WEIGHT_NONE:
        break;
    }
}

/* "recommendation 9", "I would recommend you: 9/10", where the number is of nothing else. */
static gboolean take_recommendation(struct tally *tally, const struct sentence *sentence, guint index)
{
    const struct said_word *word = said_word(sentence, index);
    gint at = said_find(sentence, 0, index, recommends);
    guint from, to, scale = scale_of(sentence, index);
    said_clause(sentence, index, &from, &to);
    gboolean near = at >= 0 && (index - (guint)at <= 4) && (scale == 10 || has_part_alone(sentence, index, from, to) || !behind(sentence, index));
    if (!near || word->number < 0 || word->number > 10 || word->odd || (scale && scale != 10) || is_vague(sentence, index, from, to) || is_denied(sentence, index, from))
        return at >= 0 && scale == 10;
    tally->recommend = word->number;
    return TRUE;
}

static void weigh_sentence(struct tally *tally, const struct sentence *sentence, gboolean opens)
{
    gint full = sentence->asks ? -1 : said_find(sentence, 0, sentence->words->len, full_marks);
    if (full >= 0)
        count(tally, is_denied(sentence, (guint)full, 0) || is_denied(sentence, (guint)full + 1, 0) ? WEIGHT_DENIED : WEIGHT_GIVEN, 5);
    for (guint i = 0; i < sentence->words->len && !sentence->asks; i++) {
        const struct said_word *word = said_word(sentence, i);
        guint stars = 0;
        if (word->stars || (word->odd && word->number < 0)) {
            enum weight weight = weight_of_stars(sentence, i);
            for (; i < sentence->words->len && (said_word(sentence, i)->stars || (said_word(sentence, i)->odd && said_word(sentence, i)->number < 0)); i++)
                stars += said_word(sentence, i)->stars;
            i--;
            count(tally, weight, stars);
        } else if (word->number >= 0 && !is_scale(sentence, i) && !take_recommendation(tally, sentence, i)) {
            count(tally, weigh(sentence, i, opens && i == 0), (guint)word->number);
        } else if (opens && i == 0 && g_ascii_isdigit(*word->key)) {
            tally->odd = strspn(word->key, "0123456789") <= 2 || tally->odd;
        }
    }
}

/* "no. 5" may be the number five. */
static gboolean is_number_sign(const struct sentence *sentence, const struct sentence *next)
{
    return sentence->words->len == 1 && said_at(sentence, 0, "no") && said_word(sentence, 0)->stop == '.' && said_word(next, 0)->number >= 0;
}

struct mark_reading mark_read(const GPtrArray *sentences, gboolean opens)
{
    struct tally tally = {.recommend = -1};
    for (guint i = 0; i < sentences->len; i++)
        weigh_sentence(&tally, sentences->pdata[i], opens && i == 0);
    for (guint i = 0; i + 1 < sentences->len; i++)
        tally.vague = tally.vague || is_number_sign(sentences->pdata[i], sentences->pdata[i + 1]);
    struct mark_reading reading = {.recommend = tally.recommend};
    if (tally.overall)
        reading.mark = tally.overall;
    else if (tally.given && !tally.conflict && !tally.vague)
        reading.mark = tally.given;
    reading.unclear = !reading.mark && (tally.given || tally.part || tally.vague || tally.odd || tally.denied);
    reading.weak = reading.unclear && !tally.given && !tally.vague;
    return reading;
}

/* --- the form's values -------------------------------------------------------------------------------------------------------------------------- */

static GPtrArray *sentences_of(const char *value)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(lines, g_strdup(value));
    return said_sentences(lines);
}

/* The words that the scale's ends have in our letters. */
static guint named_mark(const char *key)
{
    static const char *const words[][4] = {{"bad", "very bad", "kotu", NULL}, {"very good", "cok iyi", "sehr gut", NULL}};
    return g_strv_contains(words[0], key) ? 1 : g_strv_contains(words[1], key) ? 5 : 0;
}

struct mark_reading mark_read_value(const char *value)
{
    g_autoptr(GPtrArray) sentences = sentences_of(value);
    g_autofree char *key = text_match_key(value);
    struct mark_reading reading = mark_read(sentences, TRUE);
    if (!reading.mark && !reading.unclear)
        reading.mark = named_mark(key);
    reading.unclear = reading.mark == 0;
    return reading;
}

static gint spelled_recommendation(const char *value)
{
    g_autofree char *key = text_match_key(value);
    for (guint l = 0; l < language_count(); l++)
        for (gint n = 0; n <= 10; n++)
            if (g_strcmp0(language_get(l)->numbers[n], key) == 0)
                return n;
    return -1;
}

gint mark_read_recommendation(const char *value)
{
    g_autoptr(GPtrArray) sentences = sentences_of(value);
    gint found = -1;
    for (guint s = 0; s < sentences->len; s++) {
        const struct sentence *sentence = sentences->pdata[s];
        for (guint i = 0; i < sentence->words->len; i++) {
            const struct said_word *word = said_word(sentence, i);
            if (word->number < 0 && !word->odd)
                continue;
            if (found >= 0 || word->odd || word->number > 10 || (word->of && word->of != 10) || is_vague(sentence, i, 0, sentence->words->len) || is_denied(sentence, i, 0))
                return -1;
            found = word->number;
        }
    }
    return found >= 0 ? found : spelled_recommendation(value);
}
