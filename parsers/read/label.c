#include "parsers/read/label.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/label-hint.h"
#include "parsers/read/label-strip.h"
#include "parsers/read/read.h"
#include "parsers/read/synonym.h"
#include "parsers/read/trimmings.h"
#include "parsers/read/words.h"

#define LABEL_BYTES  160 /* a longer text is a sentence, not a label */
#define LABEL_STRIPS 4   /* a unit, a number, a hint in brackets, a remark: no label wears more */
#define COMPARISONS                                                                                                    \
    500000 /* of labels in one mail, half a second: some thousand misspelt ones in a shop of a hundred labels */
#define NAME_WORDS 6   /* in a product's name or SKU */
#define NAMES_COMPARED 32 /* of those that begin alike; a look-up costs no more than as many more */
#define INDEX_MOST 999 /* "Fabric 2026" carries no item number */

struct product_name {
    char *key;
    GPtrArray *forms; /* const struct form *, without duplicates */
    const char *sku;  /* NULL: a name */
    const struct product_name *next; /* another that begins with the same two octets; NULL none */
};

struct label_index {
    GHashTable *labels;   /* key -> struct label */
    GPtrArray *all;       /* struct label, as added */
    GHashTable *products; /* key -> struct product_name */
    GHashTable *known;    /* text -> struct label_match, what was found before; label NULL: nothing */
    guint comparisons;
    guint8 heads[65536 / 8]; /* bits of the first two bytes of all names' keys */
    GHashTable *by_head;     /* those -> the first struct product_name */
    gboolean letter_names;   /* a name is a single octet, whose second differs with what follows it */
};

/* --- building --------------------------------------------------------------------------------------------------------
 */

static void label_free(void *data)
{
    struct label *label = data;
    g_free(label->key);
    g_array_unref(label->targets);
    g_free(label);
}

static void product_name_free(void *data)
{
    struct product_name *name = data;
    g_free(name->key);
    g_ptr_array_unref(name->forms);
    g_free(name);
}

static guint64 letters_of(const char *key, guint *ret_characters)
{
    guint64 letters = 0;
    *ret_characters = 0;
    for (const char *p = key; *p; p = g_utf8_next_char(p), (*ret_characters)++)
        letters |= G_GUINT64_CONSTANT(1) << (g_utf8_get_char(p) % 64);
    return letters;
}

static struct label *label_intern(struct label_index *index, const char *key)
{
    struct label *label = g_hash_table_lookup(index->labels, key);
    if (label)
        return label;
    label = g_new0(struct label, 1);
    label->key = g_strdup(key);
    label->targets = g_array_new(FALSE, FALSE, sizeof(struct label_target));
    label->letters = letters_of(key, &label->characters);
    g_hash_table_insert(index->labels, label->key, label);
    g_ptr_array_add(index->all, label);
    return label;
}

static void index_add_key(struct label_index *index, const char *key, const struct label_target *target)
{
    if (!*key)
        return;
    struct label *label = label_intern(index, key);
    for (guint i = 0; i < label->targets->len; i++) {
        const struct label_target *other = &g_array_index(label->targets, struct label_target, i);
        if (other->field == target->field && g_str_equal(other->language, target->language))
            return;
    }
    g_array_append_val(label->targets, *target);
}

static void index_add_field(struct label_index *index, const struct form *form, const struct field *field)
{
    for (guint i = 0; i < phrases_count(field->labels); i++) {
        const struct phrase *phrase = phrases_get(field->labels, i);
        struct label_target target = {form, field, phrase->language};
        g_autofree char *key = text_match_key(phrase->text);
        index_add_key(index, key, &target);
        if (g_str_equal(phrase->language, "de") && !g_str_is_ascii(phrase->text)) {
            g_autofree char *german = text_match_key_german(phrase->text);
            index_add_key(index, german, &target);
        }
    }
}

/* Names begin with one of few pairs of bytes: most words need no look-up. */
static guint head_of(const char *key)
{
    return (guint)(guint8)key[0] << 8 | (guint8)key[1];
}

static void index_add_product(struct label_index *index, const struct form *form, char *key, const char *sku)
{
    struct product_name *name = *key ? g_hash_table_lookup(index->products, key) : NULL;
    if (!*key || name) {
        if (name && !g_ptr_array_find(name->forms, form, NULL))
            g_ptr_array_add(name->forms, (void *)form);
        g_free(key);
        return;
    }
    name = g_new0(struct product_name, 1);
    name->key = key;
    name->sku = sku;
    name->forms = g_ptr_array_new();
    g_ptr_array_add(name->forms, (void *)form);
    name->next = g_hash_table_lookup(index->by_head, GUINT_TO_POINTER(head_of(key)));
    g_hash_table_insert(index->by_head, GUINT_TO_POINTER(head_of(key)), name);
    g_hash_table_insert(index->products, name->key, name);
    index->letter_names = index->letter_names || !key[1];
    index->heads[head_of(key) / 8] |= (guint8)(1u << (head_of(key) % 8));
}

static void index_add_form(struct label_index *index, const struct form *form)
{
    for (guint i = 0; i < form->fields->len; i++)
        index_add_field(index, form, form->fields->pdata[i]);
    for (guint i = 0; i < phrases_count(form->names); i++) {
        index_add_product(index, form, text_match_key(phrases_get(form->names, i)->text), NULL);
        index_add_product(index, form, text_match_key_german(phrases_get(form->names, i)->text), NULL);
    }
    for (guint i = 0; form->skus[i]; i++)
        index_add_product(index, form, text_match_key(form->skus[i]), form->skus[i]);
}

static struct label_index *label_index_new(const struct forms *forms)
{
    struct label_index *index = g_new0(struct label_index, 1);
    index->labels = g_hash_table_new(g_str_hash, g_str_equal);
    index->all = g_ptr_array_new_with_free_func(label_free);
    index->products = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, product_name_free);
    index->by_head = g_hash_table_new(NULL, NULL);
    index->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < forms->order->fields->len; i++)
        index_add_field(index, forms->order, forms->order->fields->pdata[i]);
    for (guint i = 0; i < forms->products->len; i++)
        index_add_form(index, forms->products->pdata[i]);
    for (guint i = 0; words_get(WORDS_PRODUCT, i); i++)
        if (!g_hash_table_contains(index->labels, words_get(WORDS_PRODUCT, i)))
            label_intern(index, words_get(WORDS_PRODUCT, i))->names_product = TRUE;
    return index;
}

static void index_add_role(struct label_index *index, const struct form *form, const struct synonym *synonym, const char *key)
{
    const struct field *field = form_field_by_role(form, synonym->role);
    const struct label_target target = {form, field, synonym->language};
    if (field)
        index_add_key(index, key, &target);
}

/* Words that no form of the business uses, for the roles that everybody's forms have. Not for answers: there, "Tel: …" stands in signatures. */
static void label_index_add_synonyms(struct label_index *index, const struct forms *forms)
{
    g_autoptr(GHashTable) own = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < index->all->len; i++)
        g_hash_table_add(own, ((struct label *)index->all->pdata[i])->key);
    for (guint i = 0; synonym_get(i); i++) {
        g_auto(GStrv) keys = g_strsplit(synonym_get(i)->keys, "|", -1);
        for (guint k = 0; keys[k]; k++) {
            if (g_hash_table_contains(own, keys[k]) || g_hash_table_contains(index->products, keys[k]))
                continue;
            index_add_role(index, forms->order, synonym_get(i), keys[k]);
            for (guint f = 0; f < forms->products->len; f++)
                index_add_role(index, forms->products->pdata[f], synonym_get(i), keys[k]);
        }
    }
}

static void label_index_free(struct label_index *index)
{
    if (!index)
        return;
    g_hash_table_unref(index->labels);
    g_ptr_array_unref(index->all);
    g_hash_table_unref(index->products);
    g_hash_table_unref(index->by_head);
    g_hash_table_unref(index->known);
    g_free(index);
}

struct read_labels {
    const struct forms *forms;
    struct label_index *of_mails, *of_answers; /* NULL until they are needed */
};

struct read_labels *read_labels_new(const struct forms *forms)
{
    struct read_labels *labels = g_new0(struct read_labels, 1);
    labels->forms = forms;
    return labels;
}

void read_labels_free(struct read_labels *labels)
{
    if (!labels)
        return;
    label_index_free(labels->of_mails);
    label_index_free(labels->of_answers);
    g_free(labels);
}

struct label_index *label_index_of(struct read_labels *labels, gboolean answer)
{
    struct label_index **index = answer ? &labels->of_answers : &labels->of_mails;
    if (!*index) {
        *index = label_index_new(labels->forms);
        if (!answer)
            label_index_add_synonyms(*index, labels->forms);
    }
    g_hash_table_remove_all((*index)->known);
    (*index)->comparisons = 0;
    return *index;
}

const struct label *label_of_key(const struct label_index *index, const char *key)
{
    const struct label *label = g_hash_table_lookup(index->labels, key);
    char *stem;
    for (guint i = 0; !label && (stem = label_stem(key, i)); i++) {
        const struct label *found = g_hash_table_lookup(index->labels, stem);
        label = found && label_is_turkish(found) ? found : NULL;
        g_free(stem);
    }
    return label;
}

/* --- what a label means ------------------------------------------------------------------------------------------ */

const struct label_target *label_target_in(const struct label *label, const struct form *form, const char *language)
{
    const struct label_target *found = NULL;
    for (guint i = 0; form && i < label->targets->len; i++) {
        const struct label_target *target = &g_array_index(label->targets, struct label_target, i);
        if (target->form != form)
            continue;
        if (language && g_str_equal(target->language, language))
            return target;
        if (!found)
            found = target;
    }
    return found;
}

/* --- finding ----------------------------------------------------------------------------------------------------- */

static gboolean same_meaning(const struct label *left, const struct label *right)
{
    if (left->names_product || right->names_product || left->targets->len == 0 || right->targets->len == 0)
        return left->names_product && right->names_product;
    return g_str_equal(g_array_index(left->targets, struct label_target, 0).field->id,
                       g_array_index(right->targets, struct label_target, 0).field->id);
}

/* A cheap bound from below: each typing error changes at most two of the letters that occur. */
static gboolean letters_are_near(guint64 left, guint64 right, guint allowance)
{
    return (guint)__builtin_popcountll(left ^ right) <= 2 * allowance;
}

/* Whether no word is another one for it: "order date" has but two letters that "order note" has not. Words of less than five letters may
 * have one mistake. Where a blank is the mistake, there is nothing to compare. */
static gboolean words_are_near(const char *left, const char *right)
{
    g_auto(GStrv) some = g_strsplit(left, " ", -1), others = g_strsplit(right, " ", -1);
    if (g_strv_length(some) != g_strv_length(others))
        return TRUE;
    for (guint i = 0; some[i]; i++)
        if (g_utf8_strlen(some[i], -1) < 5 && text_distance(some[i], others[i], 1) > 1)
            return FALSE;
    return TRUE;
}

/* The nearest label within the allowance of both lengths, when all as near mean the same. */
static const struct label *label_near(struct label_index *index, const char *key)
{
    guint characters, allowance = text_typo_allowance(key), least = allowance + 1;
    guint64 letters = letters_of(key, &characters);
    const struct label *nearest = NULL;
    gboolean unclear = FALSE;
    if (allowance == 0 || characters > LABEL_BYTES / 2)
        return NULL;
    for (guint i = 0; i < index->all->len; i++) {
        const struct label *label = index->all->pdata[i];
        guint limit = MIN(allowance, label->characters < 5 ? 0 : label->characters < 9 ? 1 : 2);
        if (limit == 0 || ABS((int)characters - (int)label->characters) > (int)limit ||
            !letters_are_near(letters, label->letters, limit))
            continue;
        if (index->comparisons++ >= COMPARISONS)
            return NULL;
        guint distance = text_distance(key, label->key, limit);
        if (distance > limit || distance > least || !words_are_near(key, label->key))
            continue;
        unclear = nearest && distance == least && (unclear || !same_meaning(label, nearest));
        nearest = label;
        least = distance;
    }
    return unclear ? NULL : nearest;
}

static gboolean match_exact(const struct label_index *index, const char *key, struct label_match *match)
{
    match->label = *key ? g_hash_table_lookup(index->labels, key) : NULL;
    return match->label != NULL;
}

static gboolean asks_for_choice(const struct label *label)
{
    for (guint i = 0; i < label->targets->len; i++)
        if (g_array_index(label->targets, struct label_target, i).field->type != FIELD_CHOICE)
            return FALSE;
    return label->targets->len > 0;
}

/* "fabric type": the label without such a word, where that is one of choices. */
static gboolean match_kind(const struct label_index *index, const char *key, struct label_match *match)
{
    g_autofree char *bare = g_strdup(key);
    if (label_strip_kind(bare) && match_exact(index, bare, match) && asks_for_choice(match->label))
        return TRUE;
    match->label = NULL;
    return FALSE;
}

static gboolean match_stripped(struct label_index *index, const char *text, gboolean typos, struct label_match *match)
{
    g_autofree char *left = g_strdup(text);
    g_autofree char *key = text_match_key(text);
    if (match_exact(index, key, match))
        return TRUE;
    while (label_strip_brackets(left, match)) {
        g_free(key);
        key = text_match_key(left);
        if (match_exact(index, key, match))
            return TRUE;
    }
    for (guint i = 0; i < LABEL_STRIPS && label_strip_tail(key, match); i++)
        if (match_exact(index, key, match))
            return TRUE;
    for (guint i = 0; i < LABEL_STRIPS && label_strip_head(key, match); i++)
        if (match_exact(index, key, match))
            return TRUE;
    if (match_kind(index, key, match))
        return TRUE;
    match->label = label_of_key(index, key);
    if (match->label || !typos || match->index > INDEX_MOST || synonym_of_nothing(key))
        return match->label != NULL;
    match->guessed = TRUE;
    match->label = label_near(index, key);
    return match->label != NULL;
}

gboolean label_find(struct label_index *index, const char *text, gboolean typos, struct label_match *ret_match)
{
    if (strlen(text) > LABEL_BYTES)
        return FALSE;
    g_autofree char *memory = g_strconcat(typos ? "~" : "=", text, NULL);
    struct label_match *known = g_hash_table_lookup(index->known, memory);
    if (!known) {
        known = g_new0(struct label_match, 1);
        if (!(match_stripped(index, text, typos, known) || label_match_hint(index, text, known)) || label_match_is_choice(known, text))
            *known = (struct label_match){0};
        g_hash_table_insert(index->known, g_steal_pointer(&memory), known);
    }
    if (!known->label)
        return FALSE;
    *ret_match = *known;
    return TRUE;
}

gboolean label_asks_product(const struct label_index *index, const char *text, const char *value, struct label_match *ret_match)
{
    const struct label *label = NULL;
    if (!trimming_asks_product(text) || !product_find(index, value, FALSE).form)
        return FALSE;
    for (guint i = 0; words_get(WORDS_PRODUCT, i) && !label; i++)
        label = label_of_key(index, words_get(WORDS_PRODUCT, i));
    *ret_match = (struct label_match){.label = label, .guessed = TRUE};
    return label && label->names_product;
}

/* --- products ---------------------------------------------------------------------------------------------------- */

/* Endings of plurals and cases, longest first, that a name may wear in a sentence. */
static const char *const name_endings[] = {"larini", "lerini", "lari", "leri", "lar", "ler", "yi", "yu", "nin",
                                           "nun",    "es",     "en",   "er",   "s",   "n",   "e",  "i",  "u",
                                           "a",      "x",      "y",    "ы",    "и",   "у",   "а"};

/* Whether one of the names may stand at `key`, with whatever behind it: an ending, or the rest of another word. */
static gboolean may_begin_name(const struct label_index *index, const char *key)
{
    guint head = *key ? head_of(key) : 0;
    if (!(index->heads[head / 8] >> (head % 8) & 1)) /* of none is it 0 */
        return FALSE;
    guint compared = 0;
    for (const struct product_name *name = g_hash_table_lookup(index->by_head, GUINT_TO_POINTER(head)); name; name = name->next)
        if (compared++ >= NAMES_COMPARED || g_str_has_prefix(key, name->key))
            return TRUE;
    return FALSE;
}

gboolean product_may_be_in(const struct label_index *index, const char *key)
{
    for (const char *word = key; word; word = strchr(word, ' '), word = word ? word + 1 : NULL)
        if (index->letter_names || may_begin_name(index, word))
            return TRUE;
    return FALSE;
}

static const struct product_name *name_lookup(const struct label_index *index, char *key)
{
    const struct product_name *name = g_hash_table_lookup(index->products, key);
    gsize length = strlen(key);
    for (guint i = 0; !name && i < G_N_ELEMENTS(name_endings); i++) {
        gsize ending = strlen(name_endings[i]);
        if (length <= ending + 3 || !g_str_has_suffix(key, name_endings[i]))
            continue;
        key[length - ending] = '\0';
        name = g_hash_table_lookup(index->products, key);
        if (name && name->sku)
            name = NULL;
        key[length - ending] = *name_endings[i];
    }
    return name;
}

/* Whether the text writes the SKU as it is: "Sofa 2" may mean two sofas, where "SOFA-2" cannot. */
static gboolean writes_sku(const char *text, const char *sku)
{
    gsize length = strlen(sku);
    for (; *text; text++)
        if (g_ascii_strncasecmp(text, sku, length) == 0)
            return TRUE;
    return FALSE;
}

/* The longest name that begins at `key`, of at most NAME_WORDS words; `ret_bytes` its length there. `text` is what the
 * key was made of. */
static const struct product_name *name_at(const struct label_index *index, const char *key, const char *text,
                                          gsize *ret_bytes)
{
    char words_text[LABEL_BYTES];
    gsize ends[NAME_WORDS];
    guint words = 0;
    for (gsize end = 0; words < NAME_WORDS && end < LABEL_BYTES - 1; end++) {
        end += strcspn(key + end, " ");
        if (end >= LABEL_BYTES - 1)
            break;
        ends[words++] = end;
        if (!key[end])
            break;
    }
    while (words-- > 0) {
        memcpy(words_text, key, ends[words]);
        words_text[ends[words]] = '\0';
        const struct product_name *name = name_lookup(index, words_text);
        *ret_bytes = ends[words];
        if (name && (!name->sku || writes_sku(text, name->sku)))
            return name;
    }
    return NULL;
}

/* All names in a text, from left to right, none inside another. Array of const struct product_name *. */
static GPtrArray *names_in(const struct label_index *index, const char *key, const char *text)
{
    GPtrArray *names = g_ptr_array_new();
    for (const char *p = key; *p;) {
        gsize bytes = 0;
        const struct product_name *name = may_begin_name(index, p) ? name_at(index, p, text, &bytes) : NULL;
        if (name)
            g_ptr_array_add(names, (void *)name);
        else
            bytes = strcspn(p, " ");
        p += bytes;
        p += *p == ' ';
    }
    return names;
}

static void match_add(struct product_match *match, const struct product_name *name)
{
    const struct form *form = name->forms->pdata[0];
    if (name->forms->len > 1 || (match->form && match->form != form))
        match->several = TRUE;
    match->form = form;
    gboolean other = name->sku && match->sku && !g_str_equal(name->sku, match->sku);
    match->sku = other ? NULL : name->sku ? name->sku : match->sku;
}

static struct product_match match_settle(struct product_match match)
{
    if (match.several)
        return (struct product_match){.several = TRUE};
    return match;
}

static struct product_match product_near(const struct label_index *index, const char *key)
{
    struct product_match match = {0};
    GHashTableIter iter;
    void *value;
    guint allowance = text_typo_allowance(key), least = allowance;
    if (allowance == 0 || strlen(key) > LABEL_BYTES)
        return match;
    g_hash_table_iter_init(&iter, index->products);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct product_name *name = value;
        guint limit = MIN(least, text_typo_allowance(name->key));
        guint distance = limit && !name->sku ? text_distance(key, name->key, limit) : G_MAXUINT;
        if (distance > limit)
            continue;
        if (distance < least)
            match = (struct product_match){0};
        match_add(&match, name);
        match.guessed = TRUE;
        least = distance;
    }
    return match_settle(match);
}

struct product_match product_find(const struct label_index *index, const char *text, gboolean typos)
{
    struct product_match match = {0};
    g_autofree char *key = text_match_key(text);
    g_autoptr(GPtrArray) names = names_in(index, key, text);
    for (guint i = 0; i < names->len; i++)
        match_add(&match, names->pdata[i]);
    if (names->len > 0 || !typos)
        return match_settle(match);
    g_autofree char *plain = words_without(WORDS_POLITE, key);
    return product_near(index, plain);
}

struct product_match product_exact(const struct label_index *index, const char *key, const char *text)
{
    struct product_match match = {0};
    g_autofree char *copy = g_strdup(key);
    const struct product_name *name = strlen(key) <= LABEL_BYTES && may_begin_name(index, key) ? name_lookup(index, copy) : NULL;
    if (name && (!name->sku || writes_sku(text, name->sku)))
        match_add(&match, name);
    return match_settle(match);
}

GPtrArray *products_mentioned(const struct label_index *index, const char *text)
{
    GPtrArray *forms = g_ptr_array_new();
    g_autofree char *key = text_match_key(text);
    g_autoptr(GPtrArray) names = names_in(index, key, text);
    for (guint i = 0; i < names->len; i++) {
        const struct product_name *name = names->pdata[i];
        for (guint f = 0; f < name->forms->len; f++)
            if (!g_ptr_array_find(forms, name->forms->pdata[f], NULL))
                g_ptr_array_add(forms, name->forms->pdata[f]);
    }
    return forms;
}
