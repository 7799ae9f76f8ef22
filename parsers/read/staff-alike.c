/* Numbers that tell an item from its like: "Sofa(2)", "sofa #2", "2. kanepe", "the second sofa". Found over the whole reply before its clauses
 * are cut, for it takes two such numbers to know that "Sofa (2)" is no count. */
#include <string.h>

#include "daemon/base/language.h"
#include "daemon/base/text.h"
#include "parsers/read/staff-internal.h"

/* An item's name, with a number beside it or none. */
struct mention {
    GArray *tokens;
    guint line;
    guint first, end;       /* from its number, or its name, to behind both */
    guint name, name_end;
    guint item;             /* the first that bears the name */
    guint alike;            /* how many do */
    guint which;            /* 0: no number */
    enum staff_apart apart;
};

/* --- names ------------------------------------------------------------------------------------------------------------------------ */

/* How well the name stands there: the longer the better, and better without an ending; 0: it does not. */
static guint weigh(const struct staff_clause *clause, guint at, const char *text, guint *ret_length, gboolean *ret_plural)
{
    g_autofree char *name = text ? text_match_key(text) : NULL;
    const char *ending = "";
    if (name && *name && g_str_equal(staff_token_at(clause, at)->key, name)) { /* "SOFA-3" is one word, whatever its key */
        *ret_length = 1;
        *ret_plural = FALSE;
        return 2 * (guint)strlen(name);
    }
    guint length = name && *name ? staff_spelled(clause, at, name, TRUE, &ending) : 0;
    if (length == 0)
        return 0;
    *ret_length = length;
    *ret_plural = g_str_has_prefix(ending, "s") || g_str_has_prefix(ending, "lar") || g_str_has_prefix(ending, "ler") || g_str_equal(ending, "es");
    return 2 * (guint)strlen(name) - (*ending != 0);
}

guint staff_name_at(const struct staff_clause *clause, guint at, const struct staff_context *context, GArray *items, gboolean *ret_plural)
{
    static const char *const trades[] = {"tischler", "tischlern", "tischlers", "tischlerei", "tischbein", "tischbeine", NULL}; /* no plural of "Tisch" */
    guint best = 0, length = 0;
    g_array_set_size(items, 0);
    if (g_strv_contains(trades, staff_token_at(clause, at)->key))
        return 0;
    for (guint i = 0; context->order && i < context->order->items->len; i++) {
        const struct line_item *item = context->order->items->pdata[i];
        const struct form *form = context->forms && item->form ? forms_product(context->forms, item->form) : NULL;
        const guint names = form ? phrases_count(form->names) : 0;
        guint most = 0, tokens = 0;
        gboolean plural = FALSE, ended = FALSE;
        for (guint n = 0; n < names + 2; n++) {
            guint spelled = 0, weight = weigh(clause, at, n < names ? phrases_get(form->names, n)->text : n == names ? item->product_text : item->sku, &spelled, &ended);
            if (weight <= most)
                continue;
            most = weight;
            tokens = spelled;
            plural = ended;
        }
        if (most == 0 || most < best)
            continue;
        if (most > best)
            g_array_set_size(items, 0);
        best = most;
        length = tokens;
        *ret_plural = plural;
        g_array_append_val(items, item->number);
    }
    return length;
}

/* --- a slip in a name --------------------------------------------------------------------------------------------------------------- */

#define SLIP_LEAST 4 /* characters: in a shorter name a slip makes another word */

/* Neighbours changed places. */
static gboolean is_swapped(const char *key, const char *name)
{
    gsize at = 0;
    while (key[at] && key[at] == name[at])
        at++;
    return key[at] && key[at + 1] && key[at] == name[at + 1] && key[at + 1] == name[at];
}

static gboolean slips_from(const char *key, const char *name)
{
    gsize length = (gsize)g_utf8_strlen(name, -1);
    guint allowed = MAX(text_typo_allowance(name), 1u);
    if (length < SLIP_LEAST || g_utf8_get_char(key) != g_utf8_get_char(name))
        return FALSE;
    guint distance = text_distance(key, name, allowed);
    if (distance == 0 || distance > allowed)
        return FALSE;
    return length > SLIP_LEAST || strlen(key) != strlen(name) || is_swapped(key, name); /* "soft" is no sofa, "soffa" and "sfoa" are */
}

/* The word as it stands, and without what a plural or a case added. */
static gboolean slips_ended(const char *key, const char *name)
{
    static const char *const endings[] = {"s", "es", "i", "u", "si", "su", "yi", "yu", "ler", "lar", "leri", "lari", NULL};
    gboolean slips = slips_from(key, name);
    for (guint i = 0; !slips && endings[i]; i++) {
        if (!g_str_has_suffix(key, endings[i]))
            continue;
        g_autofree char *bare = g_strndup(key, strlen(key) - strlen(endings[i]));
        if (g_str_equal(bare, name))
            return FALSE;
        slips = slips_from(bare, name);
    }
    return slips;
}

/* Of a name of several words, one. */
static gboolean slips_from_word(const char *key, const char *text)
{
    g_autofree char *name = text ? text_match_key(text) : NULL;
    g_auto(GStrv) words = g_strsplit(name ? name : "", " ", -1);
    gboolean slips = FALSE;
    for (guint i = 0; !slips && words[i]; i++)
        slips = !g_str_equal(key, words[i]) && slips_ended(key, words[i]);
    return slips;
}

gboolean staff_is_slip(const struct staff_clause *clause, guint at, const struct staff_context *context)
{
    const struct staff_token *one = staff_token_at(clause, at), *next = staff_token_at(clause, at + 1);
    gboolean beside = (at > clause->first && staff_token_at(clause, at - 1)->item) || (next && next->item);
    if (beside || !*one->key || !context->order || staff_is_known(one))
        return FALSE;
    for (guint i = 0; i < context->order->items->len; i++) {
        const struct line_item *item = context->order->items->pdata[i];
        const struct form *form = context->forms && item->form ? forms_product(context->forms, item->form) : NULL;
        if (slips_from_word(one->key, item->product_text))
            return TRUE;
        for (guint n = 0; form && n < phrases_count(form->names); n++)
            if (slips_from_word(one->key, phrases_get(form->names, n)->text))
                return TRUE;
    }
    return FALSE;
}

/* --- numbers beside them ---------------------------------------------------------------------------------------------------------- */

static struct staff_token *token_at(const GArray *tokens, guint at)
{
    return at < tokens->len ? &g_array_index(tokens, struct staff_token, at) : NULL;
}

/* One or two digits and nothing else but `tail`; 0: it is not that. */
static guint digits_with(const struct staff_token *one, const char *tail)
{
    gsize digits = one ? strspn(one->text, "0123456789") : 0;
    return digits > 0 && digits <= 2 && g_str_equal(one->text + digits, tail) ? (guint)g_ascii_strtoull(one->text, NULL, 10) : 0;
}

/* "(2)" behind the name loses its brackets: what follows is said of that item. */
static gboolean take_bracketed(struct mention *mention, const char *line)
{
    struct staff_token *name = token_at(mention->tokens, mention->end - 1), *number = token_at(mention->tokens, mention->end);
    guint which = name->stop == '(' && number && number->stop == ')' ? digits_with(number, "") : 0;
    if (which == 0)
        return FALSE;
    const char *behind = strchr(line + number->end, ')');
    behind = behind ? behind + 1 + strspn(behind + 1, " ") : "";
    name->stop = 0;
    number->stop = *behind && strchr(",.;:!?", *behind) ? *behind : 0;
    mention->which = which;
    mention->apart = APART_BRACKET;
    mention->end++;
    return TRUE;
}

/* "sofa 2", but "sofa 2 boxes", "sofa 2 Dec". */
static gboolean counts_other(const GArray *tokens, guint at, const struct staff_context *context)
{
    static const char *const units[] = {"adet", "tane", "pcs", "pc", "x", "st", "stuck", "stk", "takim", "set", "sets", "units", "unit", "of", "days", "gun", "pieces", NULL};
    const struct staff_token *next = token_at(tokens, at + 1);
    struct staff_day day;
    if (next && !token_at(tokens, at)->stop && (staff_is_parcel(next) || g_strv_contains(units, next->key)))
        return TRUE;
    if (!staff_day_at(tokens, at, context, &day))
        return FALSE;
    g_free(day.iso);
    return TRUE;
}

/* Behind the name: "(2)", "#2", "no 2", "2". */
static void take_number_behind(struct mention *mention, const char *line, const struct staff_context *context)
{
    static const char *const nos[] = {"no", "nr", "number", "num", "numara", "nummer", NULL};
    const struct staff_token *number = token_at(mention->tokens, mention->end);
    if (take_bracketed(mention, line) || !number || token_at(mention->tokens, mention->end - 1)->stop)
        return;
    gboolean no = g_strv_contains(nos, number->key) && !number->stop, hash = number->text[0] == '#';
    const struct staff_token *digits = no ? token_at(mention->tokens, mention->end + 1) : number;
    struct staff_token bare = {.text = digits ? digits->text + hash : (char *)""};
    guint which = digits_with(&bare, "");
    if (which == 0)
        which = staff_spelled_number(digits);
    if (which == 0 || (!no && !hash && counts_other(mention->tokens, mention->end, context)))
        return;
    mention->which = which;
    mention->apart = no || hash ? APART_NUMBER : APART_BARE;
    mention->end += 1u + no;
}

/* Before it: "second", "2.", "2 nolu". */
static void take_number_before(struct mention *mention)
{
    static const char *const nos[] = {"nolu", "numarali", "lu", NULL};
    const struct staff_token *before = mention->first > 0 ? token_at(mention->tokens, mention->first - 1) : NULL;
    if (!before || before->stop)
        return;
    gboolean no = g_strv_contains(nos, before->key) && mention->first > 1;
    guint ordinal = staff_ordinal_of(before), listed = digits_with(before, "."), numbered = no ? digits_with(token_at(mention->tokens, mention->first - 2), "") : 0;
    mention->which = ordinal ? ordinal : listed ? listed : numbered;
    mention->apart = ordinal ? APART_ORDINAL : listed ? APART_LISTED : numbered ? APART_NUMBER : APART_NONE;
    mention->first -= mention->which ? 1u + (numbered > 0) : 0;
}

static void find_in_line(GArray *mentions, GArray *tokens, guint line, const char *text, const struct staff_context *context)
{
    const struct staff_clause whole = {.tokens = tokens, .end = tokens->len};
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint at = 0; at < tokens->len; at++) {
        gboolean plural;
        guint length = staff_name_at(&whole, at, context, items, &plural);
        if (length == 0)
            continue;
        struct mention mention = {.tokens = tokens, .line = line, .first = at, .name = at, .name_end = at + length, .end = at + length, .item = g_array_index(items, guint, 0), .alike = items->len};
        take_number_before(&mention);
        if (mention.which == 0 && !plural)
            take_number_behind(&mention, text, context);
        g_array_append_val(mentions, mention);
        at = mention.end - 1;
    }
}

/* --- what they say together ------------------------------------------------------------------------------------------------------- */

/* "1. table … 2. sofa": a list of the writer's own, whose numbers are not the order's. */
static gboolean is_own_list(const GArray *mentions)
{
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *one = &g_array_index(mentions, struct mention, i);
        if (one->apart == APART_LISTED && one->alike == 1 && one->which != one->item)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_paired(const GArray *mentions, const struct mention *one)
{
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *other = &g_array_index(mentions, struct mention, i);
        if (other->item == one->item && other->alike == one->alike && other->apart == one->apart && other->which != one->which)
            return TRUE;
    }
    return FALSE;
}

/* "Sofa(1) shipped 1Z… Sofa(2) tomorrow": the second begins a statement of its own, though nothing parts them. */
static gboolean begins_anew(const struct mention *before, const struct mention *one)
{
    static const char *const joins[] = {"and", "ve", "und", "with", "ile", "plus", NULL};
    gboolean verb = FALSE;
    if (before->line != one->line || before->item != one->item || one->which == 0 || before->which == 0)
        return FALSE;
    for (guint at = before->end; at < one->first; at++)
        verb = verb || (token_at(one->tokens, at)->sign >= SIGN_SHIPPED && token_at(one->tokens, at)->sign <= SIGN_CANCELLED);
    return verb && !g_strv_contains(joins, token_at(one->tokens, one->first - 1)->key);
}

static void put(const struct mention *one, gboolean paired, gboolean own_list)
{
    struct staff_token *name = token_at(one->tokens, one->name);
    gboolean alone = one->alike == 1 && !paired, count = one->apart == APART_BRACKET || one->apart == APART_BARE;
    if (one->which == 0 || (one->apart == APART_ORDINAL && one->alike == 1) || (alone && (one->apart == APART_LISTED || one->apart == APART_BARE)))
        return;
    name->which = one->which;
    name->apart = one->apart;
    name->paired = paired;
    name->may_count = (count && !paired) || (one->apart == APART_LISTED && own_list);
    for (guint at = one->first; at < one->end; at++) {
        token_at(one->tokens, at)->item = TRUE;
        if (at < one->name || at >= one->name_end)
            token_at(one->tokens, at)->used = TRUE;
    }
}

void staff_tell_apart(const GPtrArray *lines, const GPtrArray *texts, const struct staff_context *context)
{
    g_autoptr(GArray) mentions = g_array_new(FALSE, FALSE, sizeof(struct mention));
    for (guint i = 0; i < lines->len; i++)
        find_in_line(mentions, lines->pdata[i], i, texts->pdata[i], context);
    gboolean own_list = is_own_list(mentions);
    for (guint i = 0; i < mentions->len; i++) {
        const struct mention *one = &g_array_index(mentions, struct mention, i);
        put(one, is_paired(mentions, one), own_list);
        if (i > 0 && begins_anew(one - 1, one))
            token_at(one->tokens, one->first)->anew = TRUE;
    }
}
