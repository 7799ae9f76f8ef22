#include "daemon/render/tree.h"

enum tree_kind { TREE_TEXT, TREE_FLAG, TREE_LIST, TREE_MAP };

struct tree {
    enum tree_kind kind;
    union {
        char *text;
        gboolean flag;
        GPtrArray *list; /* struct tree */
        GHashTable *map; /* name to struct tree */
    };
};

static void tree_free_data(void *data)
{
    tree_free(data);
}

static struct tree *tree_new(enum tree_kind kind)
{
    struct tree *tree = g_new0(struct tree, 1);
    tree->kind = kind;
    return tree;
}

struct tree *tree_new_text(const char *text)
{
    struct tree *tree = tree_new(TREE_TEXT);
    tree->text = g_strdup(text ? text : "");
    return tree;
}

struct tree *tree_new_flag(gboolean flag)
{
    struct tree *tree = tree_new(TREE_FLAG);
    tree->flag = flag;
    return tree;
}

struct tree *tree_new_list(void)
{
    struct tree *tree = tree_new(TREE_LIST);
    tree->list = g_ptr_array_new_with_free_func(tree_free_data);
    return tree;
}

struct tree *tree_new_map(void)
{
    struct tree *tree = tree_new(TREE_MAP);
    tree->map = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, tree_free_data);
    return tree;
}

void tree_free(struct tree *tree)
{
    if (!tree)
        return;
    switch (tree->kind) {
    case TREE_TEXT:
        g_free(tree->text);
        break;
    case TREE_LIST:
        g_ptr_array_unref(tree->list);
        break;
    case TREE_MAP:
        g_hash_table_unref(tree->map);
        break;
    case TREE_FLAG:
        break;
    }
    g_free(tree);
}

struct tree *tree_set(struct tree *map, const char *name, struct tree *child)
{
    g_return_val_if_fail(map->kind == TREE_MAP, child);
    g_hash_table_replace(map->map, g_strdup(name), child);
    return child;
}

struct tree *tree_append(struct tree *list, struct tree *child)
{
    g_return_val_if_fail(list->kind == TREE_LIST, child);
    g_ptr_array_add(list->list, child);
    return child;
}

void tree_set_text(struct tree *map, const char *name, const char *text)
{
    tree_set(map, name, tree_new_text(text));
}

void tree_set_flag(struct tree *map, const char *name, gboolean flag)
{
    tree_set(map, name, tree_new_flag(flag));
}

void tree_set_number(struct tree *map, const char *name, guint number)
{
    g_autofree char *text = g_strdup_printf("%u", number);
    tree_set_text(map, name, text);
}

const struct tree *tree_get(const struct tree *tree, const char *name)
{
    return tree && tree->kind == TREE_MAP ? g_hash_table_lookup(tree->map, name) : NULL;
}

gboolean tree_is_list(const struct tree *tree)
{
    return tree && tree->kind == TREE_LIST;
}

guint tree_length(const struct tree *tree)
{
    return tree_is_list(tree) ? tree->list->len : 0;
}

const struct tree *tree_at(const struct tree *tree, guint index)
{
    return index < tree_length(tree) ? tree->list->pdata[index] : NULL;
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
        return tree->list->len > 0;
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
