/* What a template is filled from: texts, flags, lists and maps, as a tree that owns all of itself. */
#ifndef MO_RENDER_TREE_H
#define MO_RENDER_TREE_H

#include <glib.h>

struct tree;

struct tree *tree_new_text(const char *text); /* copied; NULL is "" */
struct tree *tree_new_flag(gboolean flag);
struct tree *tree_new_list(void);
struct tree *tree_new_map(void);
void tree_free(struct tree *tree);
typedef struct tree tree_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(tree_auto, tree_free)

/* Puts `child` into a map, in place of an older one of that name, or at the end of a list; the tree owns it from then
 * on. The child is returned, so that it can be filled further. */
struct tree *tree_set(struct tree *map, const char *name, struct tree *child);
struct tree *tree_append(struct tree *list, struct tree *child);

/* tree_set of a text, a flag, a number. A text may be NULL: then "" is set, which is false to a section and hides a
 * text of that name further out. */
void tree_set_text(struct tree *map, const char *name, const char *text);
void tree_set_flag(struct tree *map, const char *name, gboolean flag);
void tree_set_number(struct tree *map, const char *name, guint number);

/* The child of that name; NULL when there is none or `tree` is no map. */
const struct tree *tree_get(const struct tree *tree, const char *name);
gboolean tree_is_list(const struct tree *tree);
guint tree_length(const struct tree *tree); /* of a list; else 0 */
const struct tree *tree_at(const struct tree *tree, guint index);

/* What a section asks: a text that is not empty, a flag that is set, a list with something in it, any map. FALSE for
 * NULL. */
gboolean tree_is_true(const struct tree *tree);

/* What an interpolation prints: the text; "true" for a flag that is set; "" for all else and for NULL. */
const char *tree_text(const struct tree *tree);

#endif
