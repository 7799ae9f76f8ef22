/* Last on the road: what nobody mailed. Commands that `mailorder` left in the store become the same events as mail. */
#include "daemon/flow/flow.h"

#include <stdlib.h>

#include "daemon/flow/internal.h"

#define COMMANDS_AT_ONCE 50
#define CLOCK_SLACK      60 /* seconds: a clock that is set right by less is none that went back */

/* --- verbs: each sets *ret_outcome, one English line for the one who typed it ---------------------------------------------- */

/* The order a command is about; NULL without error: there is none, and *ret_outcome says so. */
static struct order *order_of(struct flow *flow, const struct command *command, char **ret_outcome, GError **error)
{
    GError *problem = NULL;
    struct order *order = store_order_by_number(flow->store, command->object, &problem);
    if (problem)
        g_propagate_error(error, problem);
    else if (!order)
        *ret_outcome = g_strdup_printf("there is no order %s", command->object);
    return order;
}

static gboolean words_on_order(struct flow *flow, const struct command *command, gint64 now, char **ret_outcome, GError **error)
{
    g_autoptr(order_auto) order = order_of(flow, command, ret_outcome, error);
    if (!order)
        return *ret_outcome != NULL;
    return staff_obey(flow, order, command->argument ? command->argument : "", command->actor, now, ret_outcome, error);
}

static gboolean verdict_on_order(struct flow *flow, const struct command *command, enum event_kind kind, gint64 now,
                                 char **ret_outcome, GError **error)
{
    g_autoptr(order_auto) order = order_of(flow, command, ret_outcome, error);
    if (!order)
        return *ret_outcome != NULL;
    struct event event = {.kind = kind, .note = command->argument};
    struct cause cause = {.actor = command->actor, .note = command->argument, .before = order, .now = now};
    struct outcome outcome = {0};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    if (!apply_event(flow, order, &event, &cause, &outcome, &refusal, error))
        return FALSE;
    if (refusal) {
        *ret_outcome = g_strdup_printf("refused: %s", step_refusal_text(refusal));
        return TRUE;
    }
    const guint hold = flow->setup.business->rules->hold_minutes;
    g_autofree char *until = hold ? g_strdup_printf("; it is told in %u minutes, unless you undo it", hold) : g_strdup("");
    *ret_outcome = g_strdup_printf("%s: %s%s", order->number, outcome.what, until);
    gboolean kept = undo_keep(flow, order, outcome.order, "review", now, error);
    outcome_clear(&outcome);
    return kept;
}

static gboolean render_held(struct flow *flow, const struct command *command, struct out *out, gint64 now, char **ret_outcome,
                            GError **error)
{
    g_autofree char *why = NULL;
    if (!letters_render_again(flow, out, now, &why, error))
        return FALSE;
    *ret_outcome = why ? g_strdup_printf("mail %s still cannot be made: %s", command->object, why)
                       : g_strdup_printf("mail %s: rendered and queued", command->object);
    return why || apply_journal(flow, out->order, 0, now, command->actor, "mail-retried", out->recipient, error);
}

static gboolean on_outbox(struct flow *flow, const struct command *command, gboolean drop, gint64 now, char **ret_outcome,
                          GError **error)
{
    GError *problem = NULL;
    g_autoptr(out_auto) out = store_out_load(flow->store, g_ascii_strtoll(command->object, NULL, 10), &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (!out || out->state == OUT_SENT || out->state == OUT_DROPPED || out->state == OUT_SENDING) {
        *ret_outcome = g_strdup_printf("there is no waiting mail %s", command->object);
        return TRUE;
    }
    /* One that was made before it was held keeps its bytes and its Message-ID: if it was sent already, its reader's program may see that. */
    g_autoptr(GBytes) message = NULL;
    gsize size = 0;
    gboolean made = out->state == OUT_HELD && store_out_body(flow->store, out->id, &message, &size, NULL);
    if (!drop && out->state == OUT_HELD && !made)
        return render_held(flow, command, out, now, ret_outcome, error);
    out->state = drop ? OUT_DROPPED : OUT_QUEUED;
    out->next_try = now;
    out->first_try = 0;
    out->done = drop ? now : 0;
    *ret_outcome = g_strdup_printf("mail %s: %s", command->object, drop ? "dropped" : "queued again");
    return store_out_save(flow->store, out, error) &&
           apply_journal(flow, out->order, 0, now, command->actor, drop ? "mail-dropped" : "mail-retried", out->recipient, error);
}

static gboolean adopt(struct flow *flow, const struct command *command, char **ret_outcome, GError **error)
{
    gint64 since = command->argument ? g_ascii_strtoll(command->argument, NULL, 10) : 0;
    *ret_outcome = g_strdup_printf("mailbox %s: mail since then is taken; the daemon asks the server anew", command->object);
    flow->adopted = store_mailbox_adopt(flow->store, command->object, since, error);
    return flow->adopted;
}

/* It takes several batches: the command waits in the store until the last. Then it must not name the person any more. */
static gboolean forget_step(struct flow *flow, const struct command *command, gint64 now, GError **error)
{
    g_autofree char *outcome = NULL;
    return forget_obey(flow, command, now, &outcome, error) &&
           (!outcome || (store_command_done(flow->store, command->id, outcome, error) && store_command_erase(flow->store, command->id, error)));
}

static gboolean obey(struct flow *flow, const struct command *command, gint64 now, GError **error)
{
    g_autofree char *outcome = NULL;
    gboolean done;
    if (g_str_equal(command->verb, "accept"))
        done = verdict_on_order(flow, command, EVENT_ACCEPTED, now, &outcome, error);
    else if (g_str_equal(command->verb, "decline"))
        done = verdict_on_order(flow, command, EVENT_DECLINED, now, &outcome, error);
    else if (g_str_equal(command->verb, "say"))
        done = words_on_order(flow, command, now, &outcome, error);
    else if (g_str_equal(command->verb, "queue-retry"))
        done = on_outbox(flow, command, FALSE, now, &outcome, error);
    else if (g_str_equal(command->verb, "queue-drop"))
        done = on_outbox(flow, command, TRUE, now, &outcome, error);
    else if (g_str_equal(command->verb, "adopt"))
        done = adopt(flow, command, &outcome, error);
    else if (g_str_equal(command->verb, "forget"))
        return forget_step(flow, command, now, error);
    else
        done = (outcome = g_strdup_printf("the command '%s' is not known to this daemon", command->verb)) != NULL;
    return done && store_command_done(flow->store, command->id, outcome, error);
}

/* Mail that was queued by a clock that was ahead must not wait until that time comes. */
static gboolean mind_the_clock(struct flow *flow, gint64 now, GError **error)
{
    gboolean back = now < flow->woken - CLOCK_SLACK;
    if (back && (!flow_change(flow, error) || !flow_end(flow, store_outs_hasten(flow->store, now, error))))
        return FALSE;
    flow->woken = now;
    return TRUE;
}

gboolean flow_wake(struct flow *flow, gint64 now, GError **error)
{
    if (!mind_the_clock(flow, now, error))
        return FALSE;
    g_autoptr(GPtrArray) commands = store_commands_pending(flow->store, COMMANDS_AT_ONCE, error);
    if (!commands)
        return FALSE;
    for (guint i = 0; i < commands->len; i++)
        if (!flow_change(flow, error) || !flow_end(flow, obey(flow, commands->pdata[i], now, error)))
            return FALSE;
    return timers_fire(flow, now, error) && daily_run(flow, now, error) && unattended_tell(flow, now, error) &&
           review_sum_up(flow, now, error) && caps_wake(flow, now, error) && retention_run(flow, now, error);
}

gboolean flow_adopted(struct flow *flow)
{
    gboolean adopted = flow->adopted;
    flow->adopted = FALSE;
    return adopted;
}

gint64 flow_answers_stopped(const struct flow *flow)
{
    return flow->answers_stopped;
}

/* The earlier of two instants of which either may be 0, never. */
static gint64 sooner(gint64 one, gint64 other)
{
    return one > 0 && other > 0 ? MIN(one, other) : MAX(MAX(one, other), 0);
}

gint64 flow_next_wake(struct flow *flow, GError **error)
{
    gint64 send = store_outs_next(flow->store, error);
    gint64 timer = store_timers_next(flow->store, error);
    gint64 review = sooner(store_untold_due(flow->store, FALSE, error), store_untold_due(flow->store, TRUE, error));
    gint64 breaker = store_breakers_next(flow->store, error);
    return sooner(sooner(send, timer), sooner(review, breaker));
}
