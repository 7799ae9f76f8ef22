/* Statements of SQLite that fail on demand, on whatever connection: one is not prepared, or is stopped at its beginning or before it gives a row.
 * What the system does is not asked: where failing-machine.h makes one of its calls fail, here one of ours does.
 *
 * statements_install is called once, before a connection is opened. Then, again and again: statements_begin, the scenario, statements_end. */
#ifndef MO_TESTS_FAILING_STATEMENTS_H
#define MO_TESTS_FAILING_STATEMENTS_H

#include <glib.h>

enum statement_fault {
    STATEMENTS_WELL,
    STATEMENTS_REFUSED, /* not prepared */
    STATEMENTS_STOPPED, /* begun, and not brought to its end, or to its next row */
};

void statements_install(void);

/* From now on one fails, and then no other: the `at`-th (0 the first) to be prepared; or the first to run, or to give a row, that did not fail so
 * since `at` was 0. Of one that runs again and again in a scene only the first few times count. */
void statements_begin(enum statement_fault kind, guint at);
/* All is well again. Returns whether one failed. */
gboolean statements_end(void);

#endif
