/* What staff answered: whether they may, what they say, what comes of it, and the transcript that tells them. Their words are
 * read by parsers/read/staff.c; what a command makes of an order is decided by orders/step.c. */
#include "daemon/flow/staff-internal.h"

#define HOUR            3600
#define MINUTE          60
#define TRANSCRIPTS_MAX 60 /* an hour to one address: more than anybody types; a program that answers everything is stopped */
#define TALK_MAX        5  /* the same about one order, without a command among them; who is not understood then is read by a person */

static void reply_clear(struct reply *reply)
{
    g_free(reply->actor);
    g_clear_pointer(&reply->reading, staff_reading_free);
    g_clear_pointer((GPtrArray **)&reply->transcript.lines, g_ptr_array_unref);
    g_clear_pointer((GPtrArray **)&reply->transcript.told, g_ptr_array_unref);
    g_clear_pointer(&reply->after, order_free);
}

void staff_reply_refuse(struct reply *reply, enum step_refusal why)
{
    reply->refusal = why;
    reply->transcript.verdict = VERDICT_REFUSED;
    reply->transcript.refusal = step_refusal_name(why);
}

/* --- rights ------------------------------------------------------------------------------------------------------------------- */

/* Why the sender may not answer for the audience of the mail they answer; NONE when they may. That they hold its token or its
 * Message-ID is known already. */
static enum step_refusal not_theirs(const struct flow *flow, const struct understanding *u)
{
    const struct business *business = flow->setup.business;
    if (!u->from)
        return REFUSAL_SENDER_UNCLEAR;
    if (!business_may_answer(business, u->audience, u->from))
        return g_str_equal(u->audience, "review") ? REFUSAL_NOT_SERVICE
                                                  : REFUSAL_NOT_STAFF;
    if (!business->trusted_authserv || !business->trusted_authserv[0])
        return STEP_REFUSAL_NONE;
    switch (read_authentication(u->document, (const char *const *)business->trusted_authserv)) {
    case READ_AUTH_PASS:
        return STEP_REFUSAL_NONE;
    case READ_AUTH_FAIL:
        return REFUSAL_FAILS_AUTHENTICATION;
    case READ_AUTH_NONE:
        return REFUSAL_NOBODY_VOUCHES;
    }
    return STEP_REFUSAL_NONE;
}

/* Nothing is done; the department learns of it, at most once an hour for an order. */
static gboolean turn_away(struct flow *flow, const struct understanding *u, enum step_refusal why, GError **error)
{
    GError *problem = NULL;
    g_autofree char *reason = g_strdup_printf("staff's answer refused: %s", step_refusal_text(why));
    g_autoptr(out_auto) last = u->answers ? store_out_last(flow->store, u->answers->id, u->audience, letter_name(LETTER_REBUFF),
                                                           &problem)
                                          : NULL;
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    gboolean tell = !last || last->created + HOUR <= u->now;
    return decide_aside(flow, u, reason, error) && (!tell || letters_queue_rebuff(flow, u, why, error));
}

/* --- reading ------------------------------------------------------------------------------------------------------------------ */

static void read_words(const struct flow *flow, struct reply *reply, const char *sent_text)
{
    struct staff_context context = {
        .languages = (const char *const *)flow->setup.business->languages,
        .language = reply->department ? reply->department->language : NULL,
        .calendar = flow->setup.business->calendar,
        .carriers = flow->setup.business->carriers,
        .phrases = flow->setup.business->rules->phrases,
        .order = reply->order,
        .forms = flow->setup.forms,
        .sent_text = sent_text,
        .reviewing = !reply->department,
        .asked = reply->asked,
    };
    calendar_day_of(flow->setup.business->calendar, reply->mail && reply->mail->arrived ? reply->mail->arrived : reply->now, &context.today);
    reply->reading = staff_read(reply->document, &context);
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < reply->reading->lines->len; i++) {
        const struct staff_line *line = reply->reading->lines->pdata[i];
        struct letter_transcript_line *shown = g_new0(struct letter_transcript_line, 1);
        shown->text = line->text;
        shown->understood = line->understood;
        g_ptr_array_add(lines, shown);
    }
    reply->transcript.lines = lines;
    reply->transcript.told = g_ptr_array_new();
}

static gboolean read_reply(struct flow *flow, struct reply *reply, GError **error)
{
    const struct understanding *u = reply->u;
    GError *problem = NULL;
    g_autofree char *sent_text = u->letter || u->answers ? understand_sent(flow, u, &problem) : NULL;
    g_autoptr(out_auto) out = u->letter && !problem ? store_out_load(flow->store, u->letter, &problem) : NULL;
    reply->asked = out && g_strcmp0(out->letter, letter_name(LETTER_QUESTION)) == 0;
    if (problem)
        g_propagate_error(error, problem);
    else
        read_words(flow, reply, sent_text);
    return !problem;
}

/* --- commands to events --------------------------------------------------------------------------------------------------------- */

/* The core's event for a verb; EVENT_COUNT where there is none. */
static enum event_kind event_of(enum staff_verb verb)
{
    switch (verb) {
    case STAFF_ACKNOWLEDGE:
        return EVENT_ACKNOWLEDGED;
    case STAFF_DELAY:
        return EVENT_DELAYED;
    case STAFF_SHIP:
        return EVENT_SHIPPED;
    case STAFF_DELIVER:
        return EVENT_DELIVERED;
    case STAFF_CORRECT:
        return EVENT_CORRECTED;
    case STAFF_CANCEL:
        return EVENT_CANCELLED;
    case STAFF_NOTE:
        return EVENT_NOTED;
    case STAFF_AGREE:
        return EVENT_AGREED;
    case STAFF_REFUSE:
        return EVENT_REFUSED;
    case STAFF_ACCEPT:
        return EVENT_ACCEPTED;
    case STAFF_DECLINE:
        return EVENT_DECLINED;
    case STAFF_STATUS:
    case STAFF_UNDO:
    case STAFF_ORDER:
    case STAFF_IGNORE:
    case STAFF_SPAM:
    case STAFF_WRITE_AGAIN:
    case STAFF_VERB_COUNT:
        break;
    }
    return EVENT_COUNT;
}

/* `packages` must outlive the event. */
static struct event event_from(const struct reply *reply, const struct staff_command *command, struct package *packages)
{
    for (guint i = 0; i < command->packages->len; i++) {
        const struct staff_package *package = command->packages->pdata[i];
        packages[i] = (struct package){package->carrier, package->carrier_text, package->tracking};
    }
    return (struct event){
        .kind = event_of(command->verb),
        .note = command->verb == STAFF_NOTE ? command->note : command->reason,
        .department = reply->department ? reply->department->id : NULL,
        .items = (const guint *)(const void *)command->items->data,
        .item_count = command->items->len,
        .packages = packages,
        .package_count = command->packages->len,
        .date = command->date,
        .new_date = command->new_date,
    };
}

static void outcomes_clear(GArray *outcomes)
{
    for (guint i = 0; i < outcomes->len; i++)
        outcome_clear(&g_array_index(outcomes, struct outcome, i));
    g_array_unref(outcomes);
}

/* All the commands, one upon the other, without doing any: when one is refused, none is done. */
static gboolean rehearse(struct flow *flow, struct reply *reply, GArray *outcomes, GError **error)
{
    const struct order *order = reply->order;
    struct facts facts;
    if (!flow_facts(flow, order, reply->now, &facts, error))
        return FALSE;
    for (guint i = 0; i < reply->reading->commands->len; i++) {
        const struct staff_command *command = reply->reading->commands->pdata[i];
        g_autofree struct package *packages = g_new0(struct package, command->packages->len + 1);
        struct event event = event_from(reply, command, packages);
        struct outcome outcome = {0};
        enum step_refusal refusal = STEP_REFUSAL_NONE;
        if (event.kind == EVENT_COUNT)
            continue;
        if (!order_step(order, &event, &facts, &outcome, &refusal)) {
            staff_reply_refuse(reply, refusal);
            return TRUE;
        }
        g_array_append_val(outcomes, outcome);
        order = outcome.order;
    }
    return TRUE;
}

/* What of it the customer, or who calls the customer, gets to hear, and when. */
gboolean staff_note_told(struct flow *flow, struct reply *reply, const struct outcome *outcome, GError **error)
{
    const struct order *order = outcome->order;
    const guint hold = flow->setup.business->rules->hold_minutes;
    struct address_state known = {0};
    if (order->customer && !store_address(flow->store, order->customer, &known, error))
        return FALSE;
    for (guint i = 0; i < outcome->effects->len; i++) {
        const struct effect *effect = &g_array_index(outcome->effects, struct effect, i);
        const char *letter = letters_told(effect->kind);
        if (!letter)
            continue;
        g_ptr_array_add((GPtrArray *)reply->transcript.told, (char *)letter);
        if (effect->held && hold > 0)
            reply->transcript.held_until = reply->now + (gint64)hold * MINUTE;
        reply->transcript.told_whom = order->customer && !known.bounced ? order->customer : order->representative;
    }
    return TRUE;
}

static gboolean run(struct flow *flow, struct reply *reply, GError **error)
{
    GArray *outcomes = g_array_new(FALSE, FALSE, sizeof(struct outcome));
    const struct order *before = reply->order;
    gboolean done = rehearse(flow, reply, outcomes, error);
    for (guint i = 0; done && !reply->refusal && i < outcomes->len; i++) {
        struct outcome *outcome = &g_array_index(outcomes, struct outcome, i);
        struct cause cause = {.mail = reply->mail, .document = reply->document, .actor = reply->actor, .before = before, .now = reply->now};
        done = apply_outcome(flow, outcome, &cause, error) && staff_note_told(flow, reply, outcome, error);
        before = outcome->order;
    }
    if (done && !reply->refusal && outcomes->len > 0) {
        reply->after = order_copy(before);
        reply->transcript.verdict = VERDICT_DONE;
        if (reply->transcript.told_whom)
            reply->transcript.told_whom = g_strcmp0(reply->transcript.told_whom, reply->after->customer) == 0
                                              ? reply->after->customer
                                              : reply->after->representative;
        done = undo_keep(flow, reply->order, before, reply->audience, reply->now, error);
    }
    outcomes_clear(outcomes);
    return done;
}

static gboolean take_back(struct flow *flow, struct reply *reply, GError **error)
{
    struct cause cause = {.mail = reply->mail, .document = reply->document, .actor = reply->actor, .before = reply->order, .now = reply->now};
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    if (!undo_apply(flow, reply->order, reply->audience, &cause, &reply->after, &refusal, error))
        return FALSE;
    reply->transcript.verdict = VERDICT_UNDONE;
    if (refusal)
        staff_reply_refuse(reply, refusal);
    return TRUE;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------ */

/* The only command there is, or STAFF_VERB_COUNT. */
static enum staff_verb sole_verb(const struct staff_reading *reading)
{
    if (reading->commands->len != 1)
        return STAFF_VERB_COUNT;
    return ((const struct staff_command *)reading->commands->pdata[0])->verb;
}

static gboolean about_a_mail(enum staff_verb verb)
{
    return verb == STAFF_ORDER || verb == STAFF_IGNORE || verb == STAFF_SPAM;
}

/* Does what was read, or says why not, into the transcript. */
static gboolean act(struct flow *flow, struct reply *reply, GError **error)
{
    const struct staff_reading *reading = reply->reading;
    enum staff_verb verb = sole_verb(reading);
    gboolean taken = FALSE;
    reply->transcript.verdict = VERDICT_NOTHING;
    if (reply->u && !service_take_calls(flow, reply, &taken, error))
        return FALSE;
    if (reply->u && !taken && !service_take_form(flow, reply, &taken, error))
        return FALSE;
    if (taken)
        return TRUE;
    if (reading->commands->len == 0) {
        reply->transcript.verdict = reading->doubt > DOUBT_NOTHING && !reading->forwarded ? VERDICT_ASKED : VERDICT_NOTHING;
        reply->transcript.doubt = reading->doubt > DOUBT_NOTHING ? staff_doubt_name(reading->doubt) : NULL;
        reply->transcript.doubt_text = reading->doubt_text;
        return TRUE;
    }
    if (about_a_mail(verb) && reply->u)
        return service_judge_mail(flow, reply, verb, error);
    if (!reply->order)
        return TRUE;
    if (verb == STAFF_UNDO)
        return take_back(flow, reply, error);
    if (verb == STAFF_WRITE_AGAIN)
        return service_write_again(flow, reply, error);
    if (verb == STAFF_STATUS)
        reply->transcript.verdict = VERDICT_STATUS;
    return verb == STAFF_STATUS || run(flow, reply, error);
}

static const char *verdict_reason(enum letter_verdict verdict)
{
    switch (verdict) {
    case VERDICT_DONE:
        return "staff's answer, done";
    case VERDICT_ASKED:
        return "staff's answer, asked back";
    case VERDICT_REFUSED:
        return "staff's answer, not allowed";
    case VERDICT_UNDONE:
        return "staff's answer, taken back";
    case VERDICT_STATUS:
        return "staff asked how things are";
    case VERDICT_NOTHING:
        break;
    }
    return "staff's answer, no command in it";
}

/* A transcript for everything, but not to what answers every transcript with another mail. */
static gboolean tell(struct flow *flow, struct reply *reply, GError **error)
{
    const struct understanding *u = reply->u;
    gboolean done = reply->transcript.verdict == VERDICT_DONE || reply->transcript.verdict == VERDICT_UNDONE;
    gboolean idle = reply->transcript.verdict == VERDICT_NOTHING || reply->transcript.verdict == VERDICT_ASKED;
    gint64 recent = store_answers_since(flow->store, u->from, u->now - HOUR, error);
    gint64 talk = !u->answers ? 0 : store_outs_since(flow->store, u->answers->id, u->audience, letter_name(LETTER_TRANSCRIPT), u->now - HOUR, error);
    if (recent < 0 || talk < 0)
        return FALSE;
    if (!done && recent >= TRANSCRIPTS_MAX)
        return decide_aside(flow, u, "its sender got the most transcripts that go to one address in an hour", error);
    if (idle && talk >= TALK_MAX)
        return business_is_own_address(flow->setup.business, u->from) ? decide_aside(flow, u, step_refusal_text(REFUSAL_TALKED_ENOUGH), error)
                                                                      : decide_review(flow, u, REFUSAL_TALKED_ENOUGH, error);
    const struct order *order = reply->after ? reply->after : u->answers;
    const struct order *before = reply->after ? u->answers : NULL;
    const char *reason = verdict_reason(reply->transcript.verdict);
    const char *detail = reply->refusal ? step_refusal_text(reply->refusal) : reply->transcript.doubt ? reply->transcript.doubt : reason;
    decide_becomes(u->mail, MAIL_HANDLED, reason);
    return letters_queue_transcript(flow, u, order, before, &reply->transcript, error) &&
           apply_journal(flow, order ? order->id : 0, u->mail->id, u->now, reply->actor, "staff-wrote", detail, error);
}

gboolean decide_staff(struct flow *flow, const struct understanding *u, GError **error)
{
    if (u->machine)
        return decide_handled(flow, u, u->machine, error);
    const struct department *department = business_department(flow->setup.business, u->audience);
    if (!department && !g_str_equal(u->audience, "review"))
        return u->answers && !g_str_equal(u->audience, "admin") ? decide_review(flow, u, REFUSAL_DEPARTMENT_GONE, error)
                                                                : decide_aside(flow, u, "an answer to a mail that asks for none", error);
    if (u->document->flags & DOCUMENT_ENCRYPTED)
        return decide_review(flow, u, REFUSAL_ENCRYPTED, error);
    enum step_refusal why = not_theirs(flow, u);
    if (why)
        return turn_away(flow, u, why, error);
    struct reply reply = {
        .u = u,
        .order = u->answers,
        .mail = u->mail,
        .document = u->document,
        .audience = u->audience,
        .now = u->now,
        .department = department,
    };
    reply.actor = g_strdup_printf("%s %s", department ? department->id : "service", u->from);
    gboolean done = (!u->answers || store_order_add_mail(flow->store, u->answers->id, u->mail->id, error)) &&
                    read_reply(flow, &reply, error);
    if (done && reply.reading->forwarded) /* no transcript: a desk that forwards all it gets would never come to an end */
        done = decide_handled(flow, u, "staff sent a mail of ours on; that is no answer", error);
    else
        done = done && act(flow, &reply, error) && tell(flow, &reply, error);
    reply_clear(&reply);
    return done;
}

/* --- typed commands ----------------------------------------------------------------------------------------------------------------- */

static const char *const doubt_lines[DOUBT_COUNT] = {
    [DOUBT_UNCERTAIN] = "it reads like a plan, a question or a guess",
    [DOUBT_NEGATED] = "it says that something has not happened",
    [DOUBT_NO_DATE] = "until which day? Say for example: 10 December",
    [DOUBT_DATE_PAST] = "that day is past",
    [DOUBT_DATE_AMBIGUOUS] = "that day can be read in two ways; write it like 2026-12-03",
    [DOUBT_DATE_UNREADABLE] = "that day could not be read; write it like 2026-12-03",
    [DOUBT_TRACKING_PATTERN] = "the tracking number does not look like one of that carrier",
    [DOUBT_TRACKING_DIGIT] = "the tracking number's check digit is wrong",
    [DOUBT_ITEM_UNKNOWN] = "which items? Say for example: item 2",
    [DOUBT_CONTRADICTION] = "it says two things that cannot both be meant",
};

/* One line for the one who typed it. */
static char *outcome_line(const struct flow *flow, const struct reply *reply)
{
    const struct staff_reading *reading = reply->reading;
    if (reply->refusal)
        return g_strdup_printf("refused: %s", step_refusal_text(reply->refusal));
    if (reply->transcript.verdict == VERDICT_ASKED || reply->transcript.verdict == VERDICT_NOTHING)
        return g_strdup_printf("refused: %s%s%s", doubt_lines[reading->doubt] ? doubt_lines[reading->doubt] : "no command could be read in it",
                               reading->doubt_text ? ": " : "", reading->doubt_text ? reading->doubt_text : "");
    if (reply->transcript.verdict == VERDICT_UNDONE)
        return g_strdup_printf("%s: taken back", reply->order->number);
    const struct order *order = reply->after ? reply->after : reply->order;
    const guint hold = flow->setup.business->rules->hold_minutes;
    g_autofree char *told = reply->transcript.told_whom && reply->transcript.told->len
                                ? g_strdup_printf("; %s is told%s", reply->transcript.told_whom, reply->transcript.held_until ? "" : " now")
                                : g_strdup("");
    g_autofree char *until = reply->transcript.held_until ? g_strdup_printf(" in %u minutes, unless you undo it", hold) : g_strdup("");
    return g_strdup_printf("%s: done, it is %s%s%s", order->number, order_state_name(order), told, until);
}

gboolean staff_obey(struct flow *flow, const struct order *order, const char *words, const char *actor, gint64 now, char **ret_outcome,
                    GError **error)
{
    g_autoptr(document_auto) document = document_new();
    struct document_block *block = document_add_block(document, BLOCK_PLAIN);
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    struct reply reply = {.order = order, .document = document, .audience = "review", .now = now, .actor = g_strdup(actor)};
    for (guint i = 0; lines[i]; i++)
        document_add_line(block, 0, lines[i]);
    read_words(flow, &reply, NULL);
    gboolean done = act(flow, &reply, error);
    if (done)
        *ret_outcome = outcome_line(flow, &reply);
    reply_clear(&reply);
    return done;
}
