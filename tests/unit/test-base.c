#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "daemon/base/clock.h"
#include "daemon/base/diagnostics.h"
#include "daemon/base/secret.h"

static void diagnostics_come_sorted_by_file_and_line(void **state)
{
    (void)state;
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    diagnostics_add(diagnostics, "b.conf", 2, "second");
    diagnostics_add(diagnostics, "b.conf", 1, "first %d", 1);
    diagnostics_add(diagnostics, "a.conf", 0, "whole file");
    assert_int_equal(diagnostics_count(diagnostics), 3);
    assert_string_equal(diagnostics_line(diagnostics, 0), "a.conf: whole file");
    assert_string_equal(diagnostics_line(diagnostics, 1), "b.conf:1: first 1");
    assert_string_equal(diagnostics_line(diagnostics, 2), "b.conf:2: second");
}

static void a_world_readable_secret_is_refused(void **state)
{
    (void)state;
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;
    int fd = g_file_open_tmp("secretXXXXXX", &path, NULL);
    assert_true(fd >= 0);
    g_close(fd, NULL);
    assert_true(g_file_set_contents(path, "hunter2\nrest\n", -1, NULL));
    struct secret_source source = {.file = path};

    g_chmod(path, 0644);
    assert_null(secret_load(&source, &error));
    assert_true(g_error_matches(error, SECRET_ERROR, SECRET_ERROR_PERMISSIONS));
    assert_null(strstr(error->message, "hunter2"));

    g_chmod(path, 0600);
    char *secret = secret_load(&source, NULL);
    assert_string_equal(secret, "hunter2");
    secret_free(secret);
    g_unlink(path);
}

static void a_secret_command_speaks_or_fails(void **state)
{
    (void)state;
    char speak[] = "printf 'to ken\\n'", fail[] = "false", silent[] = "true";
    struct secret_source source = {.command = speak};
    char *secret = secret_load(&source, NULL);
    assert_string_equal(secret, "to ken");
    secret_free(secret);
    g_autoptr(GError) error = NULL;
    source.command = fail;
    assert_null(secret_load(&source, &error));
    assert_true(g_error_matches(error, SECRET_ERROR, SECRET_ERROR_READ));
    g_clear_error(&error);
    source.command = silent;
    assert_null(secret_load(&source, &error));
    assert_true(g_error_matches(error, SECRET_ERROR, SECRET_ERROR_EMPTY));
}

static void a_frozen_clock_stands(void **state)
{
    (void)state;
    clock_set(1000000, TRUE);
    assert_int_equal(clock_now(), 1000000);
    clock_set(g_get_real_time() / G_USEC_PER_SEC, FALSE);
    assert_true(clock_now() > 1700000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diagnostics_come_sorted_by_file_and_line),
        cmocka_unit_test(a_world_readable_secret_is_refused),
        cmocka_unit_test(a_secret_command_speaks_or_fails),
        cmocka_unit_test(a_frozen_clock_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
