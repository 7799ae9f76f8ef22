/* What a template is filled from: texts, flags, lists and maps. A tree grows from its root, which owns all of it: hundreds of small
 * things are made for each letter, and go together. */
#ifndef MO_RENDER_TREE_H
#define MO_RENDER_TREE_H

#include <glib.h>
#include <string.h>

struct tree;

/* Names are those of the views, a few hundred short ones, and a letter sets a thousand: their length and three of their letters tell them apart
 * well enough to choose one of a map's buckets. Of a literal, the compiler counts it. */
static inline guint tree_hash(const char *name)
{
    const gsize length = strlen(name);
    const guchar first = (guchar)name[0], middle = (guchar)name[length / 2], last = length > 0 ? (guchar)name[length - 1] : 0;
    return (guint)length + first * 7u + middle * 31u + last * 131u;
}

/* A new tree: a map or a list. Only what these returned is freed. */
struct tree *tree_new_map(void);
struct tree *tree_new_list(void);
void tree_free(struct tree *root);
typedef struct tree tree_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tree_auto, tree_free)

/* Puts something into a map, in place of an older one of that name. The name is a literal, which is not copied: another does not
 * compile. A text is copied and may be NULL: then "" is set, which is false to a section and hides a text of that name further
 * out. */
#define tree_set_map(map, name)            tree_put_map(map, "" name, tree_hash("" name))
#define tree_set_list(map, name)           tree_put_list(map, "" name, tree_hash("" name))
#define tree_set_text(map, name, text)     tree_put_text(map, "" name, tree_hash("" name), text)
#define tree_set_flag(map, name, flag)     tree_put_flag(map, "" name, tree_hash("" name), flag)
#define tree_set_number(map, name, number) tree_put_number(map, "" name, tree_hash("" name), number)

/* A flag of any name, which is copied. */
void tree_set_flag_named(struct tree *map, const char *name, gboolean flag);

/* Puts something at the end of a list. */
struct tree *tree_add_map(struct tree *list);
struct tree *tree_add_list(struct tree *list);
void tree_add_text(struct tree *list, const char *text);
void tree_add_flag(struct tree *list, gboolean flag);

/* The child of that name; NULL when there is none or `tree` is no map. */
const struct tree *tree_get(const struct tree *tree, const char *name);
const struct tree *tree_get_hashed(const struct tree *tree, const char *name, guint hash); /* tree_hash of the name */
gboolean tree_is_list(const struct tree *tree);
guint tree_length(const struct tree *tree); /* of a list; else 0 */

/* A list's first element, and what stands behind one; NULL at the end and for what is no list. */
const struct tree *tree_first(const struct tree *tree);
const struct tree *tree_next(const struct tree *element);

/* Behind the macros above: `name` must live as long as the tree; `hash` is its tree_hash. */
struct tree *tree_put_map(struct tree *map, const char *name, guint hash);
struct tree *tree_put_list(struct tree *map, const char *name, guint hash);
void tree_put_text(struct tree *map, const char *name, guint hash, const char *text);
void tree_put_flag(struct tree *map, const char *name, guint hash, gboolean flag);
void tree_put_number(struct tree *map, const char *name, guint hash, guint number);

/* What a section asks: a text that is not empty, a flag that is set, a list with something in it, any map. FALSE for
 * NULL. */
gboolean tree_is_true(const struct tree *tree);

/* What an interpolation prints: the text; "true" for a flag that is set; "" for all else and for NULL. */
const char *tree_text(const struct tree *tree);

#endif
