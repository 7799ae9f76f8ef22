#include "parsers/read/word-index.h"

#include <string.h>

#define HEADS 4096u /* some times as many as there are first words in a table of this program */

struct indexed {
    const char *text;
    gsize length;
    guint32 hash; /* of its first word */
    guint32 kinds, group;
    guint next; /* whose first word comes to the same head, one more than its place; 0 none */
};

struct word_index {
    GArray *phrases; /* struct indexed */
    guint heads[HEADS];
};

struct word_index *word_index_new(void)
{
    struct word_index *index = g_new0(struct word_index, 1);
    index->phrases = g_array_new(FALSE, FALSE, sizeof(struct indexed));
    return index;
}

/* Of the word at `word`, which ends at `end` at the latest; NULL: at its NUL. *ret_end is behind it. */
static guint32 hash_of_word(const char *word, const char *end, const char **ret_end)
{
    guint32 hash = 5381;
    const char *p = word;
    for (; p != end && *p && *p != ' '; p++)
        hash = hash * 33 ^ (guchar)*p;
    *ret_end = p;
    return hash;
}

static guint head_of(guint32 hash)
{
    return (hash ^ hash >> 12) % HEADS;
}

void word_index_add(struct word_index *index, const char *phrase, gsize length, guint32 kinds, guint group)
{
    const char *behind;
    struct indexed added = {phrase, length, hash_of_word(phrase, phrase + length, &behind), kinds, 1u << group, 0};
    guint *head = &index->heads[head_of(added.hash)];
    if (length == 0)
        return;
    added.next = *head;
    g_array_append_val(index->phrases, added);
    *head = index->phrases->len;
}

void word_index_add_list(struct word_index *index, const char *list, guint32 kinds, guint group)
{
    for (const char *word = list, *end; word && *word; word = *end ? end + 1 : end) {
        end = word + strcspn(word, "|");
        word_index_add(index, word, (gsize)(end - word), kinds, group);
    }
}

static const struct indexed *indexed_at(const struct word_index *index, guint place)
{
    return place ? &g_array_index(index->phrases, struct indexed, place - 1) : NULL;
}

/* The next phrase of one of these kinds that stands at `key`, from `phrase` on; NULL none. */
static const struct indexed *standing(const struct word_index *index, const struct indexed *phrase, guint32 kinds, guint32 hash, const char *key)
{
    for (; phrase; phrase = indexed_at(index, phrase->next))
        if (phrase->hash == hash && phrase->kinds & kinds && strncmp(key, phrase->text, phrase->length) == 0 &&
            (key[phrase->length] == '\0' || key[phrase->length] == ' '))
            return phrase;
    return NULL;
}

gsize word_index_begins(const struct word_index *index, guint32 kinds, const char *key)
{
    const char *end;
    gsize most = 0;
    guint32 hash = hash_of_word(key, NULL, &end);
    const struct indexed *phrase = indexed_at(index, index->heads[head_of(hash)]);
    while ((phrase = standing(index, phrase, kinds, hash, key))) {
        most = MAX(most, phrase->length);
        phrase = indexed_at(index, phrase->next);
    }
    return most;
}

guint32 word_index_is(const struct word_index *index, guint32 kinds, const char *key)
{
    const char *end;
    guint32 groups = 0, hash = hash_of_word(key, NULL, &end);
    for (const struct indexed *phrase = indexed_at(index, index->heads[head_of(hash)]); (phrase = standing(index, phrase, kinds, hash, key));
         phrase = indexed_at(index, phrase->next))
        groups |= key[phrase->length] == '\0' ? phrase->group : 0;
    return groups;
}

guint32 word_index_groups(const struct word_index *index, guint32 kinds, const char *key)
{
    guint32 groups = 0;
    for (const char *word = key, *end; *word; word = *end ? end + 1 : end) {
        guint32 hash = hash_of_word(word, NULL, &end);
        const struct indexed *phrase = indexed_at(index, index->heads[head_of(hash)]);
        while ((phrase = standing(index, phrase, kinds, hash, word))) {
            groups |= phrase->group;
            phrase = indexed_at(index, phrase->next);
        }
    }
    return groups;
}

static gint compare_places(gconstpointer left, gconstpointer right)
{
    const struct indexed *a = *(const struct indexed *const *)left, *b = *(const struct indexed *const *)right;
    return a < b ? -1 : a > b;
}

GPtrArray *word_index_candidates(const struct word_index *index, guint32 kinds, const char *key)
{
    GPtrArray *found = g_ptr_array_new();
    for (const char *word = key, *end; *word; word = *end ? end + 1 : end) {
        guint32 hash = hash_of_word(word, NULL, &end);
        for (const struct indexed *phrase = indexed_at(index, index->heads[head_of(hash)]); phrase; phrase = indexed_at(index, phrase->next))
            if (phrase->hash == hash && phrase->kinds & kinds && !g_ptr_array_find(found, phrase, NULL))
                g_ptr_array_add(found, (void *)phrase);
    }
    g_ptr_array_sort(found, compare_places);
    for (guint i = 0; i < found->len; i++)
        found->pdata[i] = (void *)((const struct indexed *)found->pdata[i])->text;
    return found;
}
