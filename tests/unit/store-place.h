/* A store in a folder of its own, for the tests of the store. */
#ifndef MO_TESTS_STORE_PLACE_H
#define MO_TESTS_STORE_PLACE_H

#include "daemon/store/store.h"

struct place {
    char *folder, *path;
    struct store *store;
};

#define PLACE_TEST(name) cmocka_unit_test_setup_teardown(name, place_open, place_close)

int place_open(void **state);
int place_close(void **state);

/* A mail that has just come, owned by the caller. */
struct mail *mail_arriving(guint32 uid);

/* The id of such a mail, added to the store. */
gint64 add_mail(struct store *store, guint32 uid);

#endif
