/* The pieces of the IMAP driver that need no server: the guard, folder names, sets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "daemon/transport/folder.h"
#include "daemon/transport/imap-guard.h"
#include "daemon/transport/imap-session.h"

static gboolean takes(const char *text, GError **error)
{
    struct imap_guard guard;
    imap_guard_init(&guard, "mail.test:993");
    return imap_guard_take(&guard, text, strlen(text), error);
}

static void assert_refused(const char *text, enum transport_error code, const char *why)
{
    g_autoptr(GError) error = NULL;
    assert_false(takes(text, &error));
    assert_true(g_error_matches(error, TRANSPORT_ERROR, (int)code));
    if (!strstr(error->message, why))
        fail_msg("\"%s\" says nothing of \"%s\"", error->message, why);
}

static void ordinary_answers_pass(void **state)
{
    (void)state;
    assert_true(takes("* OK [CAPABILITY IMAP4rev1 LITERAL+] ready (really) \"quoted\r\n"
                      "* FLAGS (\\Answered \\Seen)\r\n"
                      "* OK [PERMANENTFLAGS (\\Seen \\*)] ok\r\n"
                      "* 12 EXISTS\r\n"
                      "* LIST (\\HasNoChildren) \"/\" \"a \\\"b\\\\ (c\"\r\n"
                      "* LIST () \"/\" {5}\r\n((((( done\r\n"
                      "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n"
                      "+ idling\r\n"
                      "\r\n"
                      "3 OK [READ-WRITE] done {12}\r\n",
                      NULL));
}

static void a_bye_is_told_in_the_servers_words(void **state)
{
    (void)state;
    assert_refused("* OK hello\r\n* BYE too many connections\r\n", TRANSPORT_ERROR_NETWORK, "too many connections");
    assert_refused("* bye\r\n", TRANSPORT_ERROR_NETWORK, "no reason");
    assert_refused("* BYE \x1b[2J\r\n", TRANSPORT_ERROR_NETWORK, "ended the session");
}

static void deep_nesting_is_refused_wherever_it_stands(void **state)
{
    (void)state;
    g_autofree char *open = g_strnfill(IMAP_GUARD_DEPTH + 1, '(');
    g_autofree char *data = g_strconcat("* 1 FETCH (BODYSTRUCTURE ", open, NULL);
    g_autofree char *text = g_strconcat("* OK ", open, NULL);
    g_autofree char *spaced = g_strconcat(" *  \t1 FETCH ", open, NULL);
    assert_refused(data, TRANSPORT_ERROR_PROTOCOL, "parentheses");
    assert_refused(text, TRANSPORT_ERROR_PROTOCOL, "parentheses");
    assert_refused(spaced, TRANSPORT_ERROR_PROTOCOL, "parentheses");
}

static void nesting_in_a_literal_or_quoted_string_is_text(void **state)
{
    (void)state;
    g_autofree char *open = g_strnfill(IMAP_GUARD_DEPTH + 1, '(');
    g_autofree char *literal = g_strdup_printf("* 1 FETCH (BODY[] {%zu}\r\n%s)\r\n", strlen(open), open);
    g_autofree char *quoted = g_strdup_printf("* LIST () \"/\" \"%s\"\r\n", open);
    assert_true(takes(literal, NULL));
    assert_true(takes(quoted, NULL));
}

static void a_literal_is_passed_over_in_pieces_of_any_size(void **state)
{
    (void)state;
    const char *text = "* 1 FETCH (UID 7 BODY[] {12}\r\n* BYE\r\n{99})\r\n* 2 EXISTS\r\n* BYE bye\r\n";
    for (gsize piece = 1; piece < strlen(text); piece++) {
        struct imap_guard guard;
        g_autoptr(GError) error = NULL;
        gboolean good = TRUE;
        imap_guard_init(&guard, "x");
        for (gsize at = 0; good && at < strlen(text); at += piece) {
            good = imap_guard_take(&guard, text + at, MIN(piece, strlen(text) - at), &error);
            if (!good)
                assert_true(at + piece >= strlen(text)); /* only the real BYE, at the end */
        }
        assert_false(good);
        assert_non_null(strstr(error->message, "bye"));
    }
}

static void a_literal_larger_than_asked_for_is_refused_before_it_comes(void **state)
{
    (void)state;
    assert_refused("* 1 FETCH (BODY[] {4294967295}\r\n", TRANSPORT_ERROR_PROTOCOL, "");
    assert_refused("* 1 FETCH (BODY[] {4097}\r\n", TRANSPORT_ERROR_PROTOCOL, "announced 4097");
    assert_refused("* 1 FETCH (BODY[] {99999999999999999999999}\r\n", TRANSPORT_ERROR_PROTOCOL, "literal");
    struct imap_guard guard;
    imap_guard_init(&guard, "x");
    guard.literal_most = 5000;
    assert_true(imap_guard_take(&guard, "* 1 FETCH (BODY[] {5000}\r\n", 26, NULL));
}

static void what_only_libetpan_takes_for_a_literal_is_refused(void **state)
{
    (void)state;
    static const char *const forms[] = {"{ 5}\r\n", "{5 }\r\n", "{-5}\r\n", "{}\r\n", "{5}5",
                                        "{5} \r\n", "{5}\r5",   "{5+}\r\n", "{5}\n"};
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autofree char *text = g_strconcat("* 1 FETCH (BODY[] ", forms[i], NULL);
        assert_refused(text, TRANSPORT_ERROR_PROTOCOL, "malformed literal");
    }
    assert_refused("* 1 FETCH (BODY[] \"a\r\n", TRANSPORT_ERROR_PROTOCOL, "quoted");
}

static void a_line_of_blanks_has_an_end(void **state)
{
    (void)state;
    g_autofree char *blanks = g_strnfill(1000, ' ');
    assert_refused(blanks, TRANSPORT_ERROR_PROTOCOL, "blanks");
}

static void assert_wire(const char *name, const char *prefix, char delimiter, const char *expected)
{
    g_autofree char *wire = folder_wire(name, prefix, delimiter);
    assert_string_equal(wire, expected);
}

static void folder_names_become_the_servers(void **state)
{
    (void)state;
    assert_wire("mailorder/handled", NULL, '/', "mailorder/handled");
    assert_wire("mailorder/handled", "", '.', "mailorder.handled");
    assert_wire("mailorder/handled", "INBOX.", '.', "INBOX.mailorder.handled");
    assert_wire("INBOX/mailorder", "INBOX.", '.', "INBOX.mailorder");
    assert_wire("inbox", "INBOX.", '.', "inbox");
    assert_wire("shop/v1.2", NULL, '.', "shop.v1_2");
    assert_wire("shop/orders", NULL, '\0', "shop-orders");
    assert_wire("/shop//orders/", NULL, '/', "shop/orders");
    assert_wire("../../etc", NULL, '.', "__.__.etc");
}

static void folder_names_are_in_modified_utf7(void **state)
{
    (void)state;
    assert_wire("Entwürfe", NULL, '/', "Entw&APw-rfe");
    assert_wire("R&D", NULL, '/', "R&-D");
    assert_wire("~peter/mail/台北/日本語", NULL, '/', "~peter/mail/&U,BTFw-/&ZeVnLIqe-"); /* RFC 3501 section 5.1.3 */
    assert_wire("İşler/🛋", NULL, '.', "&ATABXw-ler.&2D3eyw-");
}

static void names_that_cannot_be_folders_are_refused(void **state)
{
    (void)state;
    assert_null(folder_wire("", NULL, '/'));
    assert_null(folder_wire("//", NULL, '/'));
    assert_null(folder_wire("a\r\nb", NULL, '/'));
    assert_null(folder_wire("a\xff", NULL, '/'));
}

static void quoted_names_keep_quotes_and_backslashes(void **state)
{
    (void)state;
    g_autofree char *quoted = folder_quoted("a\"b\\c");
    assert_string_equal(quoted, "\"a\\\"b\\\\c\"");
}

static void sets_are_written_as_ranges(void **state)
{
    (void)state;
    const guint32 numbers[] = {1, 2, 3, 7, 9, 10, 4294967295u};
    g_autofree char *set = imap_set_text(numbers, G_N_ELEMENTS(numbers));
    assert_string_equal(set, "1:3,7,9:10,4294967295");
    g_autofree char *none = imap_set_text(numbers, 0);
    assert_string_equal(none, "");
}

static void each_kind_of_mailbox_has_its_driver(void **state)
{
    (void)state;
    struct mailbox_settings settings = {.kind = MAILBOX_IMAP};
    assert_ptr_equal(mailbox_driver_for(&settings), &mailbox_imap_driver);
    settings.kind = MAILBOX_MAILDIR;
    assert_ptr_equal(mailbox_driver_for(&settings), &mailbox_maildir_driver);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_answers_pass),
        cmocka_unit_test(a_bye_is_told_in_the_servers_words),
        cmocka_unit_test(deep_nesting_is_refused_wherever_it_stands),
        cmocka_unit_test(nesting_in_a_literal_or_quoted_string_is_text),
        cmocka_unit_test(a_literal_is_passed_over_in_pieces_of_any_size),
        cmocka_unit_test(a_literal_larger_than_asked_for_is_refused_before_it_comes),
        cmocka_unit_test(what_only_libetpan_takes_for_a_literal_is_refused),
        cmocka_unit_test(a_line_of_blanks_has_an_end),
        cmocka_unit_test(folder_names_become_the_servers),
        cmocka_unit_test(folder_names_are_in_modified_utf7),
        cmocka_unit_test(names_that_cannot_be_folders_are_refused),
        cmocka_unit_test(quoted_names_keep_quotes_and_backslashes),
        cmocka_unit_test(sets_are_written_as_ranges),
        cmocka_unit_test(each_kind_of_mailbox_has_its_driver),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
