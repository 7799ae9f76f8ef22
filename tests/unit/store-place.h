/* A store in a folder of its own, for the tests of the store. */
#ifndef MO_TESTS_STORE_PLACE_H
#define MO_TESTS_STORE_PLACE_H

#include "daemon/store/store.h"

/* What strangers might write. */
#define NASTY "Robert'); DROP TABLE orders;-- \"ğüşİöç\" \xe2\x80\xa8"

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

/* An order that waits for staff, with one item (number 3) and something in every field; and one that was accepted, with everything that can
 * hang off an order. The customer is ayla@customer.example. */
struct order *order_full(const char *number);
struct order *order_lived(const char *number);

/* A confirmation to `recipient`, due at 100; owned by the caller. */
struct out *out_to(const char *recipient, const char *message_id);

#endif
