/* What is wrong in the files a person wrote, collected so that all of it can be said at once, by file and line. */
#ifndef MO_BASE_DIAGNOSTICS_H
#define MO_BASE_DIAGNOSTICS_H

#include <glib.h>

struct diagnostics;

struct diagnostics *diagnostics_new(void);
void diagnostics_free(struct diagnostics *diagnostics);
typedef struct diagnostics diagnostics_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(diagnostics_auto, diagnostics_free)

/* Adds one mistake. `file` may be NULL (no file), `line` 0 (the whole file). The text says what was found and what
 * would be right, in one line, without a full stop; controls in what it quotes are dropped. */
void diagnostics_add(struct diagnostics *diagnostics, const char *file, int line, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* How many there are. */
guint diagnostics_count(const struct diagnostics *diagnostics);

/* The index-th mistake as "file:line: text", sorted by file, then line; owned by `diagnostics`. */
const char *diagnostics_line(struct diagnostics *diagnostics, guint index);

#endif
