/* A person is forgotten: all that belongs to their address, in batches, so that the desk goes on with its work. What they write after the
 * command was given is a new customer's, and stays.
 *
 *   may it be? ─▶ lists ─▶ mails to them ─▶ their orders ─▶ mails from them ─▶ unreadable mails ─▶ others' orders ─▶ journal ─▶ the address
 *
 * Each step looks for what is left, so that a batch that is begun again after a crash only does less. What is not in the database (copies
 * in mailboxes, files of the spool) becomes rows, from which it is removed after the commit. */
#include "daemon/flow/internal.h"

#include "daemon/base/text.h"
#include "daemon/orders/anonymise.h"

#define BATCH         100u  /* things erased in one transaction: some ten milliseconds */
#define SPAN_ORDERS   500u  /* rows looked through in one */
#define SPAN_JOURNAL  2000u
#define IN_WORK_TOLD  5u

enum forget_step {
    FORGET_LOOK,
    FORGET_LISTS,
    FORGET_OUTS,
    FORGET_ORDERS,
    FORGET_MAILS,
    FORGET_NAMELESS,
    FORGET_NAMED,
    FORGET_JOURNAL,
    FORGET_ADDRESS,
};

struct forgetting {
    gint64 command;
    enum forget_step step;
    gint64 after;
    struct known_numbers numbers; /* of the person's orders */
    GString *in_work; /* the first few of them that are */
    guint in_work_count;
    struct erased erased;
};

void forgetting_free(struct forgetting *forgetting)
{
    if (!forgetting)
        return;
    known_numbers_clear(&forgetting->numbers);
    g_string_free(forgetting->in_work, TRUE);
    g_free(forgetting);
}

/* --- the steps: each does one batch; *ret_more: it is not over ----------------------------------------------------------------------- */

/* Notes the numbers of their orders, and what is in work. */
static gboolean step_look(struct flow *flow, const struct command *command, struct forgetting *state, gboolean *ret_more, GError **error)
{
    g_autoptr(GArray) ids = store_person_orders(flow->store, command->object, state->after, command->when, BATCH, error);
    for (guint i = 0; ids && i < ids->len; i++) {
        state->after = g_array_index(ids, gint64, i);
        g_autoptr(order_auto) order = store_order_load(flow->store, state->after, error);
        if (!order)
            return FALSE;
        known_numbers_add(&state->numbers, order->number);
        if (order_in_work(order) && state->in_work_count++ < IN_WORK_TOLD)
            g_string_append_printf(state->in_work, "%s%s", state->in_work->len ? ", " : "", order->number);
    }
    *ret_more = ids && ids->len == BATCH;
    return ids != NULL;
}

static gboolean step_lists(struct flow *flow, const char *key, struct forgetting *state, gboolean *ret_more, GError **error)
{
    g_autoptr(GArray) ids = store_list_outs(flow->store, state->after, BATCH, error);
    for (guint i = 0; ids && i < ids->len; i++) {
        gboolean named;
        state->after = g_array_index(ids, gint64, i);
        if (!forget_list_names(flow, state->after, key, &state->numbers, &named, error) ||
            (named && !forget_out(flow, state->after, &state->erased, error)))
            return FALSE;
    }
    *ret_more = ids && ids->len == BATCH;
    return ids != NULL;
}

static gboolean step_outs(struct flow *flow, const struct command *command, struct forgetting *state, gboolean *ret_more, GError **error)
{
    g_autoptr(GArray) ids = store_person_outs(flow->store, command->object, command->when, BATCH, error);
    for (guint i = 0; ids && i < ids->len; i++)
        if (!forget_out(flow, g_array_index(ids, gint64, i), &state->erased, error))
            return FALSE;
    *ret_more = ids && ids->len == BATCH;
    return ids != NULL;
}

static gboolean step_orders(struct flow *flow, const struct command *command, gint64 now, struct forgetting *state, gboolean *ret_more,
                            GError **error)
{
    g_autoptr(GArray) ids = store_person_orders(flow->store, command->object, 0, command->when, BATCH / 4, error);
    for (guint i = 0; ids && i < ids->len; i++)
        if (!forget_order(flow, g_array_index(ids, gint64, i), command->actor, "at the person's request", now, &state->erased, error))
            return FALSE;
    *ret_more = ids && ids->len == BATCH / 4;
    return ids != NULL;
}

static gboolean step_mails(struct flow *flow, const struct command *command, struct forgetting *state, gboolean *ret_more, GError **error)
{
    g_autoptr(GArray) ids = store_person_mails(flow->store, command->object, command->when, BATCH, error);
    for (guint i = 0; ids && i < ids->len; i++)
        if (!forget_mail(flow, g_array_index(ids, gint64, i), 0, &state->erased, error))
            return FALSE;
    *ret_more = ids && ids->len == BATCH;
    return ids != NULL;
}

/* A mail that stopped the decoder has a sender all the same, in its octets. */
static gboolean step_nameless(struct flow *flow, const char *key, gint64 until, struct forgetting *state, gboolean *ret_more, GError **error)
{
    g_autoptr(GArray) ids = store_nameless_mails(flow->store, state->after, BATCH / 10, error);
    for (guint i = 0; ids && i < ids->len; i++) {
        state->after = g_array_index(ids, gint64, i);
        g_autoptr(mail_auto) mail = store_mail_load(flow->store, state->after, error);
        if (!mail || (mail->taken <= until && forget_file_names(flow, mail, key) && !forget_mail(flow, mail->id, 0, &state->erased, error)))
            return FALSE;
    }
    *ret_more = ids && ids->len == BATCH / 10;
    return ids != NULL;
}

static gboolean step_named(struct flow *flow, const char *address, gint64 now, struct forgetting *state, gboolean *ret_more, GError **error)
{
    g_autoptr(GArray) ids = store_orders_naming(flow->store, address, state->after, SPAN_ORDERS, ret_more, error);
    for (guint i = 0; ids && i < ids->len; i++)
        if (!forget_naming(flow, g_array_index(ids, gint64, i), address, now, &state->erased, error))
            return FALSE;
    state->after += SPAN_ORDERS;
    return ids != NULL;
}

static gboolean step_journal(struct flow *flow, const char *address, struct forgetting *state, gboolean *ret_more, GError **error)
{
    gboolean done = store_journal_strike(flow->store, address, state->after, SPAN_JOURNAL, ret_more, error);
    state->after += SPAN_JOURNAL;
    return done;
}

static gboolean do_step(struct flow *flow, const struct command *command, const char *key, gint64 now, struct forgetting *state,
                        gboolean *ret_more, GError **error)
{
    *ret_more = FALSE;
    switch (state->step) {
    case FORGET_LOOK:
        return step_look(flow, command, state, ret_more, error);
    case FORGET_LISTS:
        return step_lists(flow, key, state, ret_more, error);
    case FORGET_OUTS:
        return step_outs(flow, command, state, ret_more, error);
    case FORGET_ORDERS:
        return step_orders(flow, command, now, state, ret_more, error);
    case FORGET_MAILS:
        return step_mails(flow, command, state, ret_more, error);
    case FORGET_NAMELESS:
        return step_nameless(flow, key, command->when, state, ret_more, error);
    case FORGET_NAMED:
        return step_named(flow, command->object, now, state, ret_more, error);
    case FORGET_JOURNAL:
        return step_journal(flow, command->object, state, ret_more, error);
    case FORGET_ADDRESS:
        break;
    }
    return store_address_forget(flow->store, command->object, error);
}

/* --- the whole -------------------------------------------------------------------------------------------------------------------- */

static char *sum_up(struct flow *flow, const struct erased *erased, guint64 removals)
{
    const struct retention *retention = &flow->setup.business->rules->retention;
    GString *text = g_string_new("forgotten: ");
    g_string_append_printf(text, "%u orders, %u mails in, %u mails out", erased->orders, erased->in, erased->out);
    if (erased->kept)
        g_string_append_printf(text, "; of %u orders number, dates, items and amounts stay without the person: %s", erased->kept, retention->reason);
    if (erased->abandoned)
        g_string_append_printf(text, "; %u orders that were in work are cancelled, and the departments told", erased->abandoned);
    if (erased->cancelled)
        g_string_append_printf(text, "; %u mails that had not gone out are cancelled", erased->cancelled);
    if (erased->sending)
        g_string_append_printf(text, "; %u of them were being handed to the mail server: the connection is cut, but it may have had them already",
                               erased->sending);
    if (erased->named)
        g_string_append_printf(text, "; the address is taken out of %u orders of others", erased->named);
    if (removals)
        g_string_append_printf(text, "; %" G_GUINT64_FORMAT " copies in mailboxes are removed as soon as the daemon reaches them", removals);
    return g_string_free(text, FALSE);
}

static gboolean finish(struct flow *flow, const struct command *command, gint64 now, struct forgetting *state, char **ret_outcome,
                       GError **error)
{
    guint64 removals;
    if (!store_removals_count(flow->store, &removals, error))
        return FALSE;
    g_autofree char *outcome = sum_up(flow, &state->erased, removals);
    if (!apply_journal(flow, 0, 0, now, command->actor, "forgot", outcome, error))
        return FALSE;
    *ret_outcome = g_steal_pointer(&outcome);
    return TRUE;
}

static struct forgetting *forgetting_new(const struct command *command)
{
    struct forgetting *state = g_new0(struct forgetting, 1);
    state->command = command->id;
    state->in_work = g_string_new(NULL);
    known_numbers_init(&state->numbers);
    return state;
}

/* Why it may not be, once all their orders were looked at; NULL it may. */
static char *refusal_of(const struct command *command, const struct forgetting *state)
{
    guint count = state->in_work_count;
    if (count == 0 || g_strcmp0(command->argument, "even-open") == 0)
        return NULL;
    return g_strdup_printf("refused: %s%s in work, and cannot be fulfilled without the customer's data; finish or cancel what is in work, or give"
                           " --even-open, which cancels it and tells the departments",
                           state->in_work->str, count > IN_WORK_TOLD ? " and others are" : count > 1 ? " are" : " is");
}

static gboolean obey(struct flow *flow, const struct command *command, const char *key, gint64 now, gboolean *ret_more, char **ret_outcome,
                     GError **error)
{
    struct forgetting *state = flow->forgetting;
    enum forget_step step = state->step;
    if (!do_step(flow, command, key, now, state, ret_more, error))
        return FALSE;
    if (*ret_more)
        return TRUE;
    if (step == FORGET_LOOK)
        *ret_outcome = refusal_of(command, state);
    state->after = 0;
    state->step = step == FORGET_ADDRESS ? step : (enum forget_step)(step + 1);
    return step != FORGET_ADDRESS || finish(flow, command, now, state, ret_outcome, error);
}

const char *flow_forget_refusal(const struct flow *flow, const char *address)
{
    const struct business *business = flow->setup.business;
    if (!text_address_valid(address))
        return "that is no address";
    if (business_is_own_address(business, address) || business_is_staff_address(business, address) ||
        business_is_representative(business, address) || business_source(business, address))
        return "that address is the business's own or writes for it: its mails are other people's orders";
    return NULL;
}

gboolean forget_obey(struct flow *flow, const struct command *command, gint64 now, char **ret_outcome, GError **error)
{
    const char *refusal = flow_forget_refusal(flow, command->object);
    if (!flow->forgetting)
        flow->forgetting = forgetting_new(command);
    if (flow->forgetting->command != command->id)
        return TRUE; /* one person after the other: of two at once neither would come to an end */
    g_autofree char *key = text_address_key(command->object);
    if (refusal)
        *ret_outcome = g_strdup_printf("refused: %s", refusal);
    /* Steps with little to do follow one another at once, as most people have a few orders; behind a whole batch the desk has other work. */
    gboolean done = TRUE, more = FALSE;
    while (done && !more && !*ret_outcome)
        done = obey(flow, command, key, now, &more, ret_outcome, error);
    if (!done || *ret_outcome)
        g_clear_pointer(&flow->forgetting, forgetting_free); /* rolled back, it begins anew */
    return done;
}
