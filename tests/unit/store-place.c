#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <glib/gstdio.h>

#include "tests/unit/store-place.h"

int place_open(void **state)
{
    struct place *place = g_new0(struct place, 1);
    place->folder = g_dir_make_tmp("storeXXXXXX", NULL);
    place->path = g_build_filename(place->folder, "m.db", NULL);
    place->store = store_open(place->path, STORE_DAEMON, NULL);
    assert_non_null(place->store);
    *state = place;
    return 0;
}

int place_close(void **state)
{
    struct place *place = *state;
    const char *name;
    store_close(place->store);
    GDir *folder = g_dir_open(place->folder, 0, NULL);
    while ((name = g_dir_read_name(folder))) {
        g_autofree char *file = g_build_filename(place->folder, name, NULL);
        g_unlink(file);
    }
    g_dir_close(folder);
    g_rmdir(place->folder);
    g_free(place->folder);
    g_free(place->path);
    g_free(place);
    return 0;
}

struct mail *mail_arriving(guint32 uid)
{
    struct mail *mail = g_new0(struct mail, 1);
    mail->mailbox = g_strdup("orders");
    mail->uidvalidity = 7;
    mail->uid = uid;
    mail->arrived = 1000;
    mail->taken = 2000;
    mail->size = 300;
    mail->spool = g_strdup_printf("orders-7-%u.eml", uid);
    return mail;
}

gint64 add_mail(struct store *store, guint32 uid)
{
    g_autoptr(mail_auto) mail = mail_arriving(uid);
    gboolean added;
    assert_true(store_mail_add(store, mail, &added, NULL));
    return mail->id;
}
