/* What is told of what is not well: once, and once when it is well again; through restarts, full disks and second ways that fail. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "daemon/process/alarm.h"

#define MB (1024u * 1024)

struct place {
    char *folder, *path;
    struct settings *settings;
    struct alarms *alarms;
    struct health *health;
};

static int begin(void **state)
{
    struct place *place = g_new0(struct place, 1);
    place->folder = g_dir_make_tmp("alarmXXXXXX", NULL);
    place->path = g_build_filename(place->folder, "alerts", NULL);
    place->settings = settings_new();
    for (guint i = 0; i < 2; i++) {
        struct mailbox_settings *mailbox = mailbox_settings_new();
        mailbox->name = g_strdup(i ? "shop" : "orders");
        g_ptr_array_add(place->settings->mailboxes, mailbox);
    }
    place->alarms = alarms_new(place->settings, place->path);
    place->health = health_new();
    health_add_mailbox(place->health, "orders", 10, "");
    health_add_mailbox(place->health, "shop", 10, "");
    *state = place;
    return 0;
}

static int end(void **state)
{
    struct place *place = *state;
    alarms_free(place->alarms);
    health_free(place->health);
    settings_free(place->settings);
    g_unlink(place->path);
    g_rmdir(place->folder);
    g_free(place->path);
    g_free(place->folder);
    g_free(place);
    return 0;
}

static void again(struct place *place)
{
    alarms_free(place->alarms);
    place->alarms = alarms_new(place->settings, place->path);
}

static void look(struct place *place, guint64 disk_free)
{
    alarms_look(place->alarms, place->health, TRUE, disk_free, 1000000);
}

static void expect(struct place *place, enum matter matter, gboolean well, const char *mailbox, gboolean reached)
{
    struct alarm_news news;
    assert_true(alarms_next(place->alarms, 1000, &news));
    assert_int_equal(news.matter, matter);
    assert_int_equal(news.well, well);
    assert_string_equal(news.mailbox, mailbox);
    alarms_told(place->alarms, news.number, reached, 1000);
}

static void expect_nothing(struct place *place, gint64 now_ms)
{
    struct alarm_news news;
    assert_false(alarms_next(place->alarms, now_ms, &news));
}

static struct mailbox_health *mailbox(struct place *place, guint index)
{
    return place->health->mailboxes->pdata[index];
}

static void a_matter_is_told_once_and_once_when_it_is_well(void **state)
{
    struct place *place = *state;
    look(place, 900 * MB);
    expect_nothing(place, 1000);
    assert_false(alarms_busy(place->alarms));
    mailbox(place, 1)->looked = 15 * 60;
    look(place, 900 * MB);
    expect(place, MATTER_FETCHING, FALSE, "shop", TRUE);
    look(place, 900 * MB);
    expect_nothing(place, G_MAXINT64);
    mailbox(place, 0)->looked = 15 * 60; /* the other mailbox is a matter of its own */
    look(place, 900 * MB);
    expect(place, MATTER_FETCHING, FALSE, "orders", TRUE);
    mailbox(place, 1)->looked = 1;
    look(place, 900 * MB);
    expect(place, MATTER_FETCHING, TRUE, "shop", TRUE);
    expect_nothing(place, G_MAXINT64);
}

static void what_is_well_before_anybody_was_told_is_not_told(void **state)
{
    struct place *place = *state;
    place->health->send_waits = 1800;
    look(place, 900 * MB);
    place->health->send_waits = 0;
    look(place, 900 * MB);
    expect_nothing(place, G_MAXINT64);
}

static void a_second_way_that_fails_is_tried_again_later(void **state)
{
    struct place *place = *state;
    place->health->mail_waits = 900;
    look(place, 900 * MB);
    expect(place, MATTER_HANDLING, FALSE, "", FALSE);
    expect_nothing(place, 1000);
    const gint64 next = 1000 + 5000, latest = next + 10000; /* a few seconds, then twice as many */
    struct alarm_news news;
    assert_true(alarms_next(place->alarms, next, &news));
    expect_nothing(place, next); /* one at a time */
    alarms_lost(place->alarms, next);
    expect_nothing(place, next);
    assert_true(alarms_next(place->alarms, latest, &news));
}

static void what_was_told_outlives_the_daemon(void **state)
{
    struct place *place = *state;
    place->health->store = STORE_DAMAGED;
    look(place, 900 * MB);
    expect(place, MATTER_STORE, FALSE, "", TRUE);
    for (guint i = 0; i < 3; i++) {
        again(place);
        expect_nothing(place, G_MAXINT64); /* before anybody has looked, that it is well is not known */
        look(place, 900 * MB);
        expect_nothing(place, G_MAXINT64);
    }
    again(place);
    place->health->store = STORE_WELL;
    alarms_look(place->alarms, place->health, FALSE, 900 * MB, 1000000); /* the desk has not said so yet */
    expect_nothing(place, G_MAXINT64);
    look(place, 900 * MB);
    expect(place, MATTER_STORE, TRUE, "", TRUE);
    again(place);
    look(place, 900 * MB);
    expect_nothing(place, G_MAXINT64);
}

static void a_full_disk_is_remembered_in_place_and_does_not_flutter(void **state)
{
    struct place *place = *state;
    struct stat before, after;
    assert_int_equal(stat(place->path, &before), 0);
    look(place, 49 * MB);
    expect(place, MATTER_DISK, FALSE, "", TRUE);
    assert_int_equal(stat(place->path, &after), 0);
    assert_true(before.st_size == after.st_size && before.st_ino == after.st_ino && before.st_size > 0);
    assert_int_equal(after.st_mode & 0777, 0600);
    look(place, 55 * MB);
    expect_nothing(place, G_MAXINT64);
    look(place, 70 * MB);
    expect(place, MATTER_DISK, TRUE, "", TRUE);
    place->health->store = STORE_FULL; /* a quota: the disk has room, and gives us none */
    look(place, 900 * MB);
    expect(place, MATTER_DISK, FALSE, "", TRUE);
}

static void a_silent_desk_hides_nothing_that_was_known(void **state)
{
    struct place *place = *state;
    place->health->breaker = 5;
    look(place, 900 * MB);
    expect(place, MATTER_BREAKER, FALSE, "", TRUE);
    place->health->breaker = 0;
    place->health->desk = 900;
    alarms_look(place->alarms, place->health, FALSE, G_MAXUINT64, 1000000);
    expect(place, MATTER_DESK, FALSE, "", TRUE);
    expect_nothing(place, G_MAXINT64);
}

static void a_mailbox_that_is_polled_seldom_has_two_polls_time(void **state)
{
    struct place *place = *state;
    ((struct mailbox_settings *)place->settings->mailboxes->pdata[0])->poll_seconds = 3600;
    mailbox(place, 0)->looked = 7199;
    look(place, 900 * MB);
    expect_nothing(place, 1000);
    mailbox(place, 0)->looked = 7200;
    look(place, 900 * MB);
    expect(place, MATTER_FETCHING, FALSE, "orders", TRUE);
}

static void health_travels_whole(void **state)
{
    struct place *place = *state;
    place->health->send_waits = 7;
    place->health->mail_waits = 8;
    place->health->store = STORE_FULL;
    mailbox(place, 1)->trouble = (g_free(mailbox(place, 1)->trouble), g_strdup("no route"));
    g_autoptr(GVariant) packed = g_variant_ref_sink(health_pack(place->health));
    g_autoptr(health_auto) other = health_unpack(packed);
    assert_true(g_variant_is_of_type(packed, G_VARIANT_TYPE(HEALTH_TYPE)));
    gint64 now = 0;
    assert_true(health_write(place->health, place->path, 4000));
    mailbox(place, 1)->trouble = (g_free(mailbox(place, 1)->trouble), g_strdup("a longer trouble than the one that comes after it"));
    assert_true(health_write(place->health, place->path, 4000));
    assert_true(health_write(other, place->path, 5000)); /* the shorter one leaves nothing of the longer one behind */
    g_autoptr(health_auto) read = health_read(place->path, &now);
    assert_int_equal(now, 5000);
    assert_int_equal(read->send_waits, 7);
    assert_int_equal(read->mail_waits, 8);
    assert_int_equal(read->store, STORE_FULL);
    assert_int_equal(read->mailboxes->len, 2);
    const struct mailbox_health *shop = read->mailboxes->pdata[1];
    assert_string_equal(shop->name, "shop");
    assert_string_equal(shop->trouble, "no route");
    assert_int_equal(shop->looked, 10);
    g_autoptr(GVariant) nonsense = g_variant_ref_sink(g_variant_new_parsed("(uint32 1, uint32 1, uint32 1, uint32 99, '', @a(sus) [])"));
    g_autoptr(health_auto) none = health_unpack(nonsense);
    assert_null(none);
}

#define ALARM_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ALARM_TEST(a_matter_is_told_once_and_once_when_it_is_well),
        ALARM_TEST(what_is_well_before_anybody_was_told_is_not_told),
        ALARM_TEST(a_second_way_that_fails_is_tried_again_later),
        ALARM_TEST(what_was_told_outlives_the_daemon),
        ALARM_TEST(a_full_disk_is_remembered_in_place_and_does_not_flutter),
        ALARM_TEST(a_silent_desk_hides_nothing_that_was_known),
        ALARM_TEST(a_mailbox_that_is_polled_seldom_has_two_polls_time),
        ALARM_TEST(health_travels_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
