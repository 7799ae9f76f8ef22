#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/store-story.h"

#include "daemon/orders/calendar.h"
#include "daemon/orders/report.h"
#include "daemon/store/internal.h"
#include "tests/unit/store-place.h"

#define ANNA "ayla@customer.example"

/* --- helpers ---------------------------------------------------------------------------------------------------------------------- */

static gboolean holds(GPtrArray *found, guint count)
{
    gboolean right = found && found->len == count;
    if (found)
        g_ptr_array_unref(found);
    return right;
}

static gboolean has_ids(GArray *found, guint count)
{
    gboolean right = found && found->len == count;
    if (found)
        g_array_unref(found);
    return right;
}

static gboolean is_mail(struct mail *mail, guint32 uid)
{
    gboolean right = mail && mail->uid == uid && g_strcmp0(mail->mailbox, "orders") == 0;
    mail_free(mail);
    return right;
}

static gboolean is_out(struct out *out, const char *message_id)
{
    gboolean right = out && g_strcmp0(out->message_id, message_id) == 0 && g_strcmp0(out->subject, NASTY) == 0;
    out_free(out);
    return right;
}

static gboolean is_text(char *text, const char *wanted)
{
    gboolean right = g_strcmp0(text, wanted) == 0;
    g_free(text);
    return right;
}

/* --- chapters --------------------------------------------------------------------------------------------------------------------- */

static gboolean mailboxes(struct store *store, GError **error)
{
    struct store_mailbox mailbox;
    gboolean fresh;
    return store_mailbox_open(store, "orders", 77, &mailbox, &fresh, error) && fresh &&
           store_mailbox_validity(store, "orders", 7, error) && store_mailbox_advance(store, "orders", 3, 2, error) &&
           store_mailbox_open(store, "orders", 99, &mailbox, &fresh, error) && !fresh && mailbox.position == 3 &&
           store_mailbox_adopt(store, "orders", 5, error) &&
           store_mailbox_open(store, "orders", 99, &mailbox, &fresh, error) && mailbox.adopted == 5;
}

static gboolean parts(struct store *store, gint64 mail, GError **error)
{
    struct mail_part part = {.part = 2, .name = (char *)NASTY, .media_type = (char *)"text/plain", .size = 9};
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    g_ptr_array_add(list, &part);
    return store_mail_parts_set(store, mail, list, error) && holds(store_mail_parts(store, mail, error), 1);
}

static gboolean add_arrived(struct store *store, guint32 uid, gint64 *ret_id, GError **error)
{
    g_autoptr(mail_auto) mail = mail_arriving(uid);
    gboolean added;
    if (!store_mail_add(store, mail, &added, error) || !added)
        return FALSE;
    *ret_id = mail->id;
    return store_mail_add(store, mail, &added, error) && !added;
}

static gboolean mails(struct store *store, GError **error)
{
    gint64 id, other;
    if (!add_arrived(store, 11, &id, error) || !add_arrived(store, 12, &other, error))
        return FALSE;
    g_autoptr(mail_auto) mail = store_mail_load(store, id, error);
    if (!mail || g_strcmp0(mail->spool, "orders-7-11.eml") != 0)
        return FALSE;
    mail->state = MAIL_HANDLED;
    mail->filing = FILING_HANDLED;
    mail->digest = g_strdup("abc");
    mail->message_id = g_strdup("m@b.example");
    mail->subject = g_strnfill(6000, 's'); /* beyond a page */
    return store_mail_save(store, mail, error) && parts(store, id, error) && is_mail(store_mail_load(store, other, error), 12) &&
           is_mail(store_mail_met(store, "abc", "m@b.example", 0, error), 11) &&
           is_mail(store_mail_by_message_id(store, "m@b.example", other, error), 11) &&
           holds(store_mails_arrived(store, 0, 10, error), 1) && holds(store_mails_to_file(store, "orders", 7, 0, 10, error), 1) &&
           holds(store_mails_list(store, 0, 10, error), 2);
}

static gboolean tokens(struct store *store, gint64 order, GError **error)
{
    g_autofree char *audience = NULL;
    gint64 found;
    g_autofree char *token = store_token(store, order, "warehouse", error);
    return token && store_token_find(store, token, &found, &audience, error) && found == order && g_str_equal(audience, "warehouse");
}

static gboolean undo(struct store *store, const struct order *order, GError **error)
{
    guint since;
    gint64 until;
    if (!store_undo_keep(store, order, "warehouse", 3, 600, error))
        return FALSE;
    g_autoptr(order_auto) then = store_undo_find(store, order, "warehouse", &since, &until, error);
    return then && since == 3 && until == 600 && then->values->len == order->values->len;
}

static gboolean same_values(const struct order *order, const struct order *back)
{
    const struct line_item *item = back ? order_item(back, 3) : NULL;
    return item && back->values->len == order->values->len && g_strcmp0(back->customer_name, NASTY) == 0 &&
           back->remarks->len == order->remarks->len && g_strcmp0(item->line_total, "2.00") == 0 && item->values->len == 1;
}

static gboolean held_order(struct store *store, GError **error)
{
    g_autoptr(order_auto) order = order_full("EH-1001");
    guint64 count;
    if (!store_order_count(store, &count, error) || count != 1001 || !store_order_save(store, order, "digest", error))
        return FALSE;
    g_autoptr(order_auto) back = store_order_by_number(store, "EH-1001", error);
    return same_values(order, back) && undo(store, order, error) && tokens(store, order->id, error) &&
           store_order_alike(store, ANNA, "digest", 0, 0, error) == order->id && store_order_add_mail(store, order->id, 1, error) &&
           has_ids(store_order_mails(store, order->id, error), 1) && has_ids(store_mail_orders(store, 1, error), 1) &&
           store_undo_forget(store, order->id, error);
}

static gboolean lived_order(struct store *store, GError **error)
{
    g_autoptr(order_auto) held = store_order_by_number(store, "EH-1001", error);
    g_autoptr(order_auto) order = order_lived("EH-1002");
    if (!held || !store_order_save(store, order, "other", error))
        return FALSE;
    g_autoptr(order_auto) back = store_order_load(store, order->id, error);
    if (!same_values(order, back) || back->consignments->len != 1 || !back->request || !back->survey ||
        g_strcmp0(order_mark(back, "late:3"), "2026-12-03") != 0)
        return FALSE;
    return store_order_save(store, back, "other", error) && store_customer_is_known(store, ANNA, 1000, error) &&
           has_ids(store_orders_marked(store, "late:3", NULL, 0, 10, error), 1) &&
           holds(store_orders_list(store, NULL, ANNA, 0, 10, error), 2) && holds(store_forms_open(store, error), 0) &&
           has_ids(store_orders_unattended(store, "sofa", ",warehouse,", "told", 10, error), 0);
}

static gboolean append(gpointer string, const char *bytes, gsize size, GError **error)
{
    (void)error;
    g_string_append_len(string, bytes, (gssize)size);
    return TRUE;
}

/* A body that is written and read piece by piece. */
static gboolean in_pieces(struct store *store, gint64 id, const char *message, GError **error)
{
    g_autoptr(GString) back = g_string_new(NULL);
    const gsize size = strlen(message), half = size / 2;
    struct store_body *body = store_body_begin(store, id, "again", size, error);
    if (!body)
        return FALSE;
    gboolean written = store_body_write(body, message, half, error) && store_body_write(body, message + half, size - half, error);
    return store_body_end(body, written ? error : NULL) && store_out_give(store, id, append, back, error) && g_str_equal(back->str, message);
}

static gboolean outbox(struct store *store, GError **error)
{
    g_autofree char *large = g_strnfill(20000, 'x'); /* several pages */
    g_autoptr(GBytes) message = g_bytes_new(large, 20000);
    g_autoptr(out_auto) out = out_to(ANNA, "one@shop.example");
    g_autoptr(out_auto) held = out_to("b@customer.example", "two@shop.example");
    out->order = 1;
    out->mailbox = g_strdup("orders");
    held->state = OUT_HELD;
    if (!store_out_add(store, out, message, "text", error) || !store_out_add(store, held, NULL, NULL, error) ||
        !store_out_set_message(store, held->id, message, "later", error) || !in_pieces(store, held->id, large, error))
        return FALSE;
    g_autoptr(GBytes) back = store_out_message(store, out->id, error);
    return back && g_bytes_equal(back, message) && is_text(store_out_text(store, held->id, error), "again") &&
           is_out(store_out_load(store, out->id, error), "one@shop.example") &&
           is_out(store_out_by_message_id(store, "two@shop.example", error), "two@shop.example") &&
           is_out(store_out_last(store, 1, "customer", NULL, error), "one@shop.example") &&
           is_out(store_out_last_to(store, 1, "customer", ANNA, error), "one@shop.example") &&
           store_outs_since(store, 1, "customer", "order-confirmed", 0, error) == 1 &&
           holds(store_outs_waiting_to(store, ANNA, error), 1) && holds(store_outs_due(store, 100, 10, error), 1) &&
           store_outs_next(store, error) == 100 && holds(store_outs_list(store, FALSE, 10, error), 2) &&
           store_answers_since(store, ANNA, 0, error) == 1 && holds(store_answers(store, 0, error), 2);
}

static gboolean sending(struct store *store, GError **error)
{
    g_autoptr(out_auto) out = store_out_by_message_id(store, "one@shop.example", error);
    if (!out)
        return FALSE;
    out->state = OUT_SENDING;
    if (!store_out_save(store, out, error) || store_outs_recover(store, 500, error) != 1)
        return FALSE;
    out->state = OUT_SENT;
    out->copy_wanted = TRUE;
    return store_outs_hasten(store, 5, error) && store_out_save(store, out, error) && holds(store_outs_to_copy(store, "orders", 10, error), 1) &&
           store_outs_recall(store, 1, "delay", 2, 600, error) && store_outs_undo(store, 1, 1, 600, error);
}

static gboolean people(struct store *store, GError **error)
{
    struct address_state known = {.opted_out = 5}, again = {0};
    struct journal_row row = {.when = 1, .order = 1, .actor = (char *)"mailorder", .what = (char *)"noted", .detail = (char *)NASTY};
    guint64 count;
    gint64 first;
    return store_address_save(store, ANNA, &known, error) && store_address(store, ANNA, &again, error) && again.opted_out == 5 &&
           store_schedule_done(store, "calls", "2026-12-03", error) && is_text(store_schedule(store, "calls", error), "2026-12-03") &&
           store_journal_add(store, &row, error) && holds(store_journal(store, 1, 0, error), 1) &&
           store_untold_add(store, 1, 1, "no-order", FALSE, 900, error) && store_untold_due(store, FALSE, error) == 900 &&
           holds(store_untold(store, 10, error), 1) && store_untold_told(store, 1, error) && store_untold_add(store, 1, 0, "why", FALSE, 950, error) &&
           store_reviews_since(store, 0, &count, &first, error) && count == 0;
}

static gboolean timers(struct store *store, GError **error)
{
    struct command command = {.when = 1, .actor = (char *)"admin root", .verb = (char *)"accept", .object = (char *)NASTY};
    if (!store_timer_set(store, 1, "remind", 50, error) || !store_timer_set(store, 1, "expire", 60, error) ||
        !store_timer_cancel(store, 1, "remind", error) || store_timers_next(store, error) != 60 ||
        !holds(store_timers_due(store, 60, 10, error), 1) || !store_command_add(store, &command, error))
        return FALSE;
    g_autoptr(GPtrArray) pending = store_commands_pending(store, 10, error);
    if (!pending || pending->len != 1 || !store_command_done(store, command.id, "done", error))
        return FALSE;
    struct command *done = store_command_load(store, command.id, error);
    gboolean right = done && g_strcmp0(done->outcome, "done") == 0 && g_strcmp0(done->object, NASTY) == 0;
    command_free(done);
    return right;
}

static gboolean sums(struct store *store, GError **error)
{
    struct store_counts counts;
    GDate from, to;
    g_date_clear(&from, 1);
    g_date_clear(&to, 1);
    g_date_set_dmy(&from, 1, G_DATE_JANUARY, 1970);
    g_date_set_dmy(&to, 2, G_DATE_JANUARY, 1970);
    struct calendar *calendar = calendar_new("Europe/Istanbul");
    g_autoptr(report_auto) report = store_report(store, calendar, &from, &to, error);
    calendar_free(calendar);
    return report && report->orders == 2 && store_counts(store, &counts, error) && counts.mails_arrived == 2 && counts.out_queued == 0;
}

static gboolean marked(struct store *store, GError **error)
{
    gint64 id;
    if (!store_mark(store, error) || !add_arrived(store, 21, &id, error))
        return FALSE;
    store_return_to_mark(store);
    return store_mark(store, error) && add_arrived(store, 22, &id, error) && store_unmark(store, error) && sums(store, error) &&
           holds(store_mails_list(store, 0, 10, error), 3);
}

static gboolean capped(struct store *store, GError **error)
{
    guint64 count = 0;
    return store_untold_add(store, 1, 0, "why", TRUE, 900, error) && store_untold_due(store, TRUE, error) == 900 &&
           holds(store_untold_capped(store, 10, &count, error), 1) && count == 1 && store_untold_capped_told(store, error);
}

static gboolean bounds(struct store *store, GError **error)
{
    struct breaker breaker = {.scope = CAP_SENDER, .object = (char *)ANNA, .most = 5, .since = 10, .until = 1000, .held = 1};
    if (!store_breaker_save(store, &breaker, error))
        return FALSE;
    g_autoptr(breaker_auto) last = store_breaker_last(store, CAP_SENDER, ANNA, error);
    if (!last || last->id != breaker.id || last->until != 1000 || !holds(store_breakers(store, 10, error), 1) ||
        !holds(store_breakers_untold(store, 10, error), 1) || store_breakers_next(store, error) != 1000)
        return FALSE;
    last->told = 20;
    last->done = TRUE;
    return store_breaker_save(store, last, error) && store_breakers_told(store, error) == 20 && store_breakers_tidy(store, error) &&
           holds(store_breakers(store, 10, error), 0) && capped(store, error);
}

static gboolean past_its_time(struct store *store, GError **error)
{
    gint64 last;
    return store_expire_mails(store, FALSE, 5000, 0, 10, &last, error) && store_expire_bodies(store, 5000, 0, 10, &last, error) &&
           store_expire_comments(store, 5000, 10, &last, error) && has_ids(store_orders_over(store, FALSE, 5000, 10, error), 1);
}

static gboolean removals(struct store *store, GError **error)
{
    guint64 count;
    if (!store_removals_count(store, &count, error) || count == 0)
        return FALSE;
    g_autoptr(GPtrArray) list = store_removals(store, "orders", 10, error);
    if (!list || list->len != count || !store_removal_done(store, ((const struct removal *)list->pdata[0])->id, error))
        return FALSE;
    g_autoptr(GPtrArray) files = store_shreds(store, 10, error);
    return files && files->len > 0 && store_shred_done(store, files->pdata[0], error);
}

static gboolean person(struct store *store, GError **error)
{
    gboolean more = TRUE;
    return has_ids(store_person_orders(store, ANNA, 0, 5000, 10, error), 2) && has_ids(store_person_mails(store, ANNA, 5000, 10, error), 0) &&
           has_ids(store_person_outs(store, ANNA, 5000, 10, error), 1) && has_ids(store_order_all_mails(store, 1, error), 1) &&
           has_ids(store_order_outs(store, 1, error), 1) && has_ids(store_mail_outs(store, 1, error), 0) &&
           has_ids(store_nameless_mails(store, 0, 10, error), 1) && has_ids(store_list_outs(store, 0, 10, error), 1) &&
           has_ids(store_orders_naming(store, "nobody@nowhere.example", 0, 100, &more, error), 0) && !more;
}

static gboolean erased(struct store *store, GError **error)
{
    gboolean more, gone = TRUE;
    return person(store, error) && past_its_time(store, error) && store_journal_strike(store, ANNA, 0, 100, &more, error) &&
           store_bodies_strike(store, 1, ANNA, error) && store_out_erase(store, 1, error) && store_mail_erase(store, 1, error) &&
           store_journal_erase(store, 1, 0, error) && store_order_unlink(store, 1, error) && store_order_remove(store, 1, error) &&
           store_token_gone(store, "no token of ours", &gone, error) && !gone && store_address_forget(store, ANNA, error) &&
           store_commands_about_erase(store, NASTY, error) && store_command_erase(store, 1, error) && removals(store, error);
}

static gboolean watched(struct store *store, GError **error)
{
    struct store_waiting waiting;
    struct store_troubles troubles;
    gint64 when = 1;
    return store_waiting(store, 5000, &waiting, error) && waiting.mail_since > 0 && store_troubles(store, 0, &troubles, error) &&
           troubles.held == 1 && store_restored(store, &when, error) && when == 0;
}

gboolean story_chapter(struct store *store, guint chapter, GError **error)
{
    static gboolean (*const chapters[STORY_CHAPTERS])(struct store *, GError **) = {
        mailboxes, mails, held_order, lived_order, outbox, sending, people, timers, marked, bounds, watched, erased};
    return chapters[chapter](store, error);
}

/* --- what came of it -------------------------------------------------------------------------------------------------------------- */

static char *row_told(sqlite3_stmt *query, const char *const *but)
{
    GString *row = g_string_new(NULL);
    for (int i = 0; i < sqlite3_column_count(query); i++) {
        const char *text = (const char *)sqlite3_column_text(query, i);
        gboolean left_out = g_strv_contains(but, sqlite3_column_name(query, i));
        g_string_append_printf(row, "|%s", left_out ? "?" : text ? text : "-");
    }
    return g_string_free(row, FALSE);
}

static gint compare_rows(gconstpointer one, gconstpointer other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

static void tell_table(struct store *store, const char *table, const char *const *but, GString *told)
{
    g_autofree char *sql = g_strdup_printf("SELECT * FROM \"%s\"", table);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    sqlite3_stmt *query = NULL;
    assert_int_equal(sqlite3_prepare_v2(store->db, sql, -1, &query, NULL), SQLITE_OK);
    while (sqlite3_step(query) == SQLITE_ROW)
        g_ptr_array_add(rows, row_told(query, but));
    assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
    g_ptr_array_sort(rows, compare_rows);
    g_string_append_printf(told, "%s\n", table);
    for (guint i = 0; i < rows->len; i++)
        g_string_append_printf(told, "%s\n", (const char *)rows->pdata[i]);
}

char *story_told(struct store *store, const char *const *but)
{
    GString *told = g_string_new(NULL);
    sqlite3_stmt *tables = NULL;
    assert_int_equal(sqlite3_prepare_v2(store->db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", -1, &tables, NULL),
                     SQLITE_OK);
    while (sqlite3_step(tables) == SQLITE_ROW)
        tell_table(store, (const char *)sqlite3_column_text(tables, 0), but, told);
    assert_int_equal(sqlite3_finalize(tables), SQLITE_OK);
    return g_string_free(told, FALSE);
}
