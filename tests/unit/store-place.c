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

struct order *order_full(const char *number)
{
    struct order *order = order_new();
    struct value *value = value_new("note", NASTY);
    struct line_item *item = line_item_new(3);
    order->number = g_strdup(number);
    order->phase = PHASE_HELD;
    order->language = g_strdup("tr");
    order->customer = g_strdup("Ayla@customer.example");
    order->customer_name = g_strdup(NASTY);
    order->hold_reason = g_strdup("why");
    order->created = 5;
    order->changed = 6;
    order->asked = 2;
    value_set_fault(value, VALUE_CONFLICT, FAULT_CONFLICT);
    value_add_candidate(value, "one");
    value_add_candidate(value, NASTY);
    g_ptr_array_add(order->values, value);
    item->form = g_strdup("sofa");
    item->product_text = g_strdup("Sofa");
    item->sku = g_strdup("SOFA-3");
    item->unit_price = g_strdup("1.00");
    item->currency = g_strdup("EUR");
    item->tax_percent = g_strdup("20");
    item->line_total = g_strdup("2.00");
    item->tax_included = TRUE;
    value = value_new("qty", "two");
    value_set_canonical(value, VALUE_GUESSED, "2");
    g_ptr_array_add(item->values, value);
    g_ptr_array_add(order->items, item);
    g_ptr_array_add(order->remarks, remark_new(FAULT_GAP_IN_NUMBERS, 3, "Fabric 2"));
    g_strfreev(order->unread);
    order->unread = g_strsplit("line one\nline, two", "\n", -1);
    return order;
}

struct order *order_lived(const char *number)
{
    struct order *order = order_full(number);
    struct line_item *item = order->items->pdata[0];
    struct value *value = value_new("fabric", "velvet");
    struct consignment *consignment = consignment_new(1);
    guint shipped = 3;
    order->phase = PHASE_ACCEPTED;
    g_clear_pointer(&order->hold_reason, g_free);
    order->accepted = 7;
    order->expected = g_strdup("2026-12-03");
    order->representative = g_strdup("sales@shop.example");
    order->revision = 4;
    item->state = ITEM_SHIPPED;
    item->expected = g_strdup("2026-12-03");
    item->promised = g_strdup("2026-12-01");
    item->told = g_strdup("2026-12-02");
    consignment->carrier_text = g_strdup(NASTY);
    consignment->tracking = g_strdup("1Z999AA10123456784");
    consignment->shipped = 8;
    g_array_append_val(consignment->items, shipped);
    g_ptr_array_add(order->consignments, consignment);
    order->request = request_new(AIM_CANCEL, NASTY);
    order->request->asked = 9;
    request_add_value(order->request, 3, value);
    value_free(value);
    g_ptr_array_add(order->request->waiting, g_strdup("warehouse"));
    order->survey = survey_new();
    order->survey->mark = 2;
    order->survey->comment = g_strdup(NASTY);
    order->survey->by = g_strdup("customer");
    survey_add_reply(order->survey, "better", "legs");
    order_set_mark(order, "late:3", "2026-12-03");
    return order;
}

struct out *out_to(const char *recipient, const char *message_id)
{
    struct out *out = g_new0(struct out, 1);
    out->letter = g_strdup("order-confirmed");
    out->audience = g_strdup("customer");
    out->recipient = g_strdup(recipient);
    out->sender = g_strdup("orders@shop.example");
    out->message_id = g_strdup(message_id);
    out->subject = g_strdup(NASTY);
    out->answer = TRUE;
    out->created = 100;
    out->next_try = 100;
    return out;
}
