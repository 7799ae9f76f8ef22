#include "daemon/render/tree.h"

#include <obstack.h>

#define obstack_chunk_alloc g_malloc
#define obstack_chunk_free  g_free
#define CHUNK_BYTES         16000 /* a letter's tree takes a few of these */
#define BUCKETS             16    /* of a map: a field, the largest, has thirty names */

enum tree_kind { TREE_TEXT, TREE_FLAG, TREE_LIST, TREE_MAP };

struct tree {
    enum tree_kind kind;
    guint hash;            /* of the name */
    const char *name;      /* in a map; NULL in a list */
    struct tree *next;     /* in a list the one behind it, in a map one that was set before it */
    struct obstack *stack; /* where the whole tree lies */
    union {
        const char *text;
        gboolean flag;
        struct {
            struct tree *first, *last; /* of a list */
            guint length;
        };
        struct tree **buckets; /* of a map, by hash, the newest first: an older one of the same name is not found */
    };
};

static struct tree *tree_new(struct obstack *stack, enum tree_kind kind)
{
    struct tree *tree = obstack_alloc(stack, sizeof *tree);
    *tree = (struct tree){.kind = kind, .stack = stack};
    if (kind == TREE_MAP) {
        tree->buckets = obstack_alloc(stack, BUCKETS * sizeof *tree->buckets);
        memset(tree->buckets, 0, BUCKETS * sizeof *tree->buckets);
    }
    return tree;
}

static struct tree *root_new(enum tree_kind kind)
{
    struct obstack *stack = g_new(struct obstack, 1);
    obstack_begin(stack, CHUNK_BYTES);
    return tree_new(stack, kind);
}

struct tree *tree_new_map(void)
{
    return root_new(TREE_MAP);
}

struct tree *tree_new_list(void)
{
    return root_new(TREE_LIST);
}

void tree_free(struct tree *root)
{
    if (!root)
        return;
    struct obstack *stack = root->stack;
    obstack_free(stack, NULL);
    g_free(stack);
}

/* --- putting in ----------------------------------------------------------------------------------------------- */

static struct tree *set(struct tree *map, const char *name, guint hash, enum tree_kind kind)
{
    struct tree *child = tree_new(map->stack, kind);
    g_return_val_if_fail(map->kind == TREE_MAP, child);
    child->name = name;
    child->hash = hash;
    struct tree **bucket = &map->buckets[hash % BUCKETS];
    child->next = *bucket;
    *bucket = child;
    return child;
}

static struct tree *add(struct tree *list, enum tree_kind kind)
{
    struct tree *child = tree_new(list->stack, kind);
    g_return_val_if_fail(list->kind == TREE_LIST, child);
    if (list->last)
        list->last->next = child;
    else
        list->first = child;
    list->last = child;
    list->length++;
    return child;
}

static const char *copy(struct tree *tree, const char *text)
{
    return text && *text ? obstack_copy0(tree->stack, text, (int)strlen(text)) : "";
}

struct tree *tree_put_map(struct tree *map, const char *name, guint hash)
{
    return set(map, name, hash, TREE_MAP);
}

struct tree *tree_put_list(struct tree *map, const char *name, guint hash)
{
    return set(map, name, hash, TREE_LIST);
}

void tree_put_text(struct tree *map, const char *name, guint hash, const char *text)
{
    set(map, name, hash, TREE_TEXT)->text = copy(map, text);
}

void tree_put_flag(struct tree *map, const char *name, guint hash, gboolean flag)
{
    set(map, name, hash, TREE_FLAG)->flag = flag;
}

void tree_put_number(struct tree *map, const char *name, guint hash, guint number)
{
    char text[16];
    g_snprintf(text, sizeof text, "%u", number);
    tree_put_text(map, name, hash, text);
}

void tree_set_flag_named(struct tree *map, const char *name, gboolean flag)
{
    set(map, copy(map, name), tree_hash(name), TREE_FLAG)->flag = flag;
}

struct tree *tree_add_map(struct tree *list)
{
    return add(list, TREE_MAP);
}

struct tree *tree_add_list(struct tree *list)
{
    return add(list, TREE_LIST);
}

void tree_add_text(struct tree *list, const char *text)
{
    add(list, TREE_TEXT)->text = copy(list, text);
}

void tree_add_flag(struct tree *list, gboolean flag)
{
    add(list, TREE_FLAG)->flag = flag;
}

/* --- reading -------------------------------------------------------------------------------------------------- */

const struct tree *tree_get(const struct tree *tree, const char *name)
{
    return tree_get_hashed(tree, name, tree_hash(name));
}

const struct tree *tree_get_hashed(const struct tree *tree, const char *name, guint hash)
{
    if (!tree || tree->kind != TREE_MAP)
        return NULL;
    for (const struct tree *child = tree->buckets[hash % BUCKETS]; child; child = child->next)
        if (child->hash == hash && g_str_equal(child->name, name))
            return child;
    return NULL;
}

gboolean tree_is_list(const struct tree *tree)
{
    return tree && tree->kind == TREE_LIST;
}

guint tree_length(const struct tree *tree)
{
    return tree_is_list(tree) ? tree->length : 0;
}

const struct tree *tree_first(const struct tree *tree)
{
    return tree_is_list(tree) ? tree->first : NULL;
}

const struct tree *tree_next(const struct tree *element)
{
    return element->next;
}

gboolean tree_is_true(const struct tree *tree)
{
    if (!tree)
        return FALSE;
    switch (tree->kind) {
    case TREE_TEXT:
        return *tree->text != '\0';
    case TREE_FLAG:
        return tree->flag;
    case TREE_LIST:
        return tree->length > 0;
    case TREE_MAP:
        return TRUE;
    }
    return FALSE;
}

const char *tree_text(const struct tree *tree)
{
    if (tree && tree->kind == TREE_TEXT)
        return tree->text;
    return tree && tree->kind == TREE_FLAG && tree->flag ? "true" : "";
}
