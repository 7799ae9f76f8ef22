/* One thing at a time of what is to be forgotten: an order with its mails and letters, a mail, a letter, a name in somebody else's order. */
#include "daemon/flow/internal.h"

#include <string.h>

#include "daemon/base/text.h"
#include "daemon/orders/anonymise.h"
#include "daemon/orders/merge.h"

gboolean forget_out(struct flow *flow, gint64 id, struct erased *erased, GError **error)
{
    GError *problem = NULL;
    g_autoptr(out_auto) out = store_out_load(flow->store, id, &problem);
    if (problem)
        g_propagate_error(error, problem);
    if (!out)
        return !problem;
    erased->out++;
    erased->sending += out->state == OUT_SENDING;
    erased->cancelled += out->state == OUT_QUEUED || out->state == OUT_SENDING || out->state == OUT_HELD;
    flow->cancelled = flow->cancelled || out->state == OUT_SENDING;
    flow->untidy = TRUE;
    return store_out_erase(flow->store, id, error);
}

/* A mail may hold orders of several people: what we wrote to the others about theirs stays. */
static gboolean forget_caused(struct flow *flow, gint64 mail, gint64 order, struct erased *erased, GError **error)
{
    g_autoptr(GArray) ids = store_mail_outs(flow->store, mail, error);
    for (guint i = 0; ids && i < ids->len; i++) {
        g_autoptr(out_auto) out = store_out_load(flow->store, g_array_index(ids, gint64, i), error);
        if (!out || ((!out->order || out->order == order) && !forget_out(flow, out->id, erased, error)))
            return FALSE;
    }
    return ids != NULL;
}

gboolean forget_mail(struct flow *flow, gint64 mail, gint64 order, struct erased *erased, GError **error)
{
    erased->in++;
    flow->untidy = TRUE;
    return forget_caused(flow, mail, order, erased, error) && store_mail_erase(flow->store, mail, error);
}

static gboolean forget_letters_and_mails(struct flow *flow, gint64 order, struct erased *erased, GError **error)
{
    g_autoptr(GArray) outs = store_order_outs(flow->store, order, error);
    g_autoptr(GArray) mails = outs ? store_order_all_mails(flow->store, order, error) : NULL;
    for (guint i = 0; mails && i < outs->len; i++)
        if (!forget_out(flow, g_array_index(outs, gint64, i), erased, error))
            return FALSE;
    for (guint i = 0; mails && i < mails->len; i++)
        if (!forget_mail(flow, g_array_index(mails, gint64, i), order, erased, error))
            return FALSE;
    return mails != NULL;
}

/* The departments are told what is cancelled, and nothing of whom it was for: `before` is without the person, too. */
static gboolean tell_departments(struct flow *flow, const struct order *before, const struct order *order, const char *actor, gint64 now,
                                 GError **error)
{
    struct facts facts = {.now = now, .business = flow->setup.business, .forms = flow->setup.forms};
    struct cause cause = {.actor = actor, .before = before, .now = now};
    g_autoptr(GPtrArray) departments = order_departments(order, 0, &facts);
    for (guint i = 0; i < departments->len; i++) {
        struct effect effect = {.kind = EFFECT_NEWS, .department = departments->pdata[i]};
        if (!letters_queue_effect(flow, order, &effect, &cause, error))
            return FALSE;
    }
    return TRUE;
}

static char *today(const struct flow *flow, gint64 now)
{
    GDate day;
    calendar_day_of(flow->setup.business->calendar, now, &day);
    return g_strdup_printf("%04u-%02u-%02u", g_date_get_year(&day), g_date_get_month(&day), g_date_get_day(&day));
}

/* What accounting must keep, and the journal says why. */
static gboolean keep_bare(struct flow *flow, const struct order *order, const char *actor, const char *why, gint64 now, struct erased *erased,
                          GError **error)
{
    const struct retention *retention = &flow->setup.business->rules->retention;
    g_autofree char *day = today(flow, now);
    g_autoptr(order_auto) before = order_anonymised(order, flow->setup.forms, day);
    g_autoptr(order_auto) bare = order_copy(before);
    g_autofree char *detail = g_strdup_printf("%s; number, dates, items and amounts are kept: %s", why, retention->reason);
    gboolean abandoned = order_abandon(bare);
    bare->revision++;
    if (!store_order_save(flow->store, bare, NULL, error) || !apply_journal(flow, order->id, 0, now, actor, "erased", detail, error))
        return FALSE;
    erased->kept++;
    erased->abandoned += abandoned;
    return !abandoned || tell_departments(flow, before, bare, actor, now, error);
}

static gboolean keep_nothing(struct flow *flow, const struct order *order, const char *actor, const char *why, gint64 now, GError **error)
{
    g_autofree char *detail = g_strdup_printf("%s; it was never accepted: nothing is kept", why);
    return store_order_remove(flow->store, order->id, error) && apply_journal(flow, order->id, 0, now, actor, "erased", detail, error);
}

gboolean forget_order(struct flow *flow, gint64 id, const char *actor, const char *why, gint64 now, struct erased *erased, GError **error)
{
    g_autoptr(order_auto) order = store_order_load(flow->store, id, error);
    if (!order)
        return FALSE;
    erased->orders++;
    if (!forget_letters_and_mails(flow, id, erased, error) || !store_order_unlink(flow->store, id, error) ||
        !store_journal_erase(flow->store, id, 0, error) || !store_commands_about_erase(flow->store, order->number, error))
        return FALSE;
    flow->untidy = TRUE;
    return order_was_accepted(order) ? keep_bare(flow, order, actor, why, now, erased, error)
                                     : keep_nothing(flow, order, actor, why, now, error);
}

gboolean forget_naming(struct flow *flow, gint64 id, const char *address, gint64 now, struct erased *erased, GError **error)
{
    g_autofree char *key = text_address_key(address);
    g_autoptr(order_auto) order = store_order_load(flow->store, id, error);
    if (!order || !order_strike_address(order, key))
        return order != NULL;
    g_autofree char *digest = order_digest(order);
    erased->named++;
    order->revision++;
    return store_order_save(flow->store, order, digest, error) && store_undo_forget(flow->store, id, error) &&
           store_bodies_strike(flow->store, id, address, error) &&
           apply_journal(flow, id, 0, now, "mailorder", "struck", "another person's address was taken out, at that person's request", error);
}

gboolean forget_file_names(struct flow *flow, const struct mail *mail, const char *key)
{
    g_autofree char *path = g_build_filename(flow->setup.settings->paths.spool, "in", mail->spool, NULL);
    g_autoptr(GMappedFile) mapped = g_mapped_file_new(path, FALSE, NULL);
    return mapped && text_names_address(g_mapped_file_get_contents(mapped), g_mapped_file_get_length(mapped), key);
}

/* --- lists ------------------------------------------------------------------------------------------------------------------------- */

void known_numbers_init(struct known_numbers *numbers)
{
    numbers->set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    numbers->shortest = numbers->longest = 0;
}

void known_numbers_clear(struct known_numbers *numbers)
{
    g_hash_table_unref(numbers->set);
}

void known_numbers_add(struct known_numbers *numbers, const char *number)
{
    gsize length = strlen(number);
    numbers->shortest = numbers->longest ? MIN(numbers->shortest, length) : length;
    numbers->longest = MAX(numbers->longest, length);
    g_hash_table_add(numbers->set, g_strdup(number));
}

/* Whether one of them stands in the text, wherever: each length that there is, at each place. */
static gboolean known_numbers_stand_in(const struct known_numbers *numbers, const char *text)
{
    g_autofree char *piece = g_malloc0(numbers->longest + 1);
    gsize size = strlen(text);
    for (gsize length = numbers->shortest; length > 0 && length <= numbers->longest; length++) {
        piece[length] = '\0';
        for (gsize at = 0; at + length <= size; at++) {
            memcpy(piece, text + at, length);
            if (g_hash_table_contains(numbers->set, piece))
                return TRUE;
        }
    }
    return FALSE;
}

gboolean forget_list_names(struct flow *flow, gint64 out, const char *key, const struct known_numbers *numbers, gboolean *ret_names, GError **error)
{
    GError *problem = NULL;
    g_autofree char *text = store_out_text(flow->store, out, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    *ret_names = text && (text_names_address(text, strlen(text), key) || known_numbers_stand_in(numbers, text));
    return TRUE;
}
