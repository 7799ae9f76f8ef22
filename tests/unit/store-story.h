/* A story that calls the functions of store.h (but those that copy whole files, or want no transaction), in chapters that are a
 * transaction each; each asks for what it should find. A chapter that failed, and was rolled back, can be tried again. */
#ifndef MO_TESTS_STORE_STORY_H
#define MO_TESTS_STORE_STORY_H

#include "daemon/store/store.h"

#define STORY_CHAPTERS 12

/* Between begin and commit. FALSE without `error`: something is not as it should be, and nobody said so. */
gboolean story_chapter(struct store *store, guint chapter, GError **error);

/* All that is in the database, as text, but for the columns of these names (NULL-terminated), which are different each time. The caller
 * frees. */
char *story_told(struct store *store, const char *const *but);

#endif
