/* Second on the road: what a decoded mail means, with the ledger, the outbox and the orders beside it. Looks only. */
#include "daemon/flow/internal.h"

#include "daemon/orders/business.h"
#include "daemon/render/blank.h"
#include "daemon/render/letter.h"
#include "parsers/read/typed.h"

/* Passes a look-up's failure on: TRUE when the look-up itself worked. */
static gboolean looked(GError *problem, GError **error)
{
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

static const struct document_address *sole_address(const GPtrArray *addresses)
{
    return addresses->len == 1 ? addresses->pdata[0] : NULL;
}

/* A mail with the same Message-ID and the same content was met before. One that was left to review and moved there, and is of the
 * very same delivery (servers keep its date when it is moved), is here because a person moved it back. Anything else is a second
 * delivery, another mailbox, a renumbered one; who sends a mail twice is not that person. */
static gboolean understand_repetition(struct flow *flow, struct understanding *u, GError **error)
{
    GError *problem = NULL;
    if (u->mail->again == u->mail->id) {
        u->vouched = TRUE; /* the reviewing person answered: it is an order */
        return TRUE;
    }
    g_autoptr(mail_auto) before =
        store_mail_met(flow->store, u->mail->digest, u->mail->message_id, u->mail->id, &problem);
    if (!before)
        return looked(problem, error);
    u->mail->again = before->id;
    if (before->state == MAIL_ARRIVED)
        return TRUE;
    u->waits = before->state != MAIL_HANDLED;
    u->vouched = u->waits && before->filing == FILING_DONE && before->arrived == u->mail->arrived &&
                 g_str_equal(before->mailbox, u->mail->mailbox);
    u->repeated = !u->vouched;
    return TRUE;
}

/* --- which order it is about ------------------------------------------------------------------------------------------------ */

static gboolean adopt_order(struct flow *flow, struct understanding *u, gint64 order, const char *audience, GError **error)
{
    GError *problem = NULL;
    u->answers = store_order_load(flow->store, order, &problem);
    if (u->answers)
        u->audience = g_strdup(audience);
    return looked(problem, error);
}

/* Whether a token of this audience is what such a sender would answer with. */
static gboolean suits(const struct flow *flow, const struct understanding *u, const char *audience)
{
    gboolean staff = u->from && business_is_staff_address(flow->setup.business, u->from);
    return g_str_equal(audience, "customer") ? !staff : business_may_answer(flow->setup.business, audience, u->from);
}

/* A thread may hold several of ours: the newest that suits its sender counts, else the newest. */
static gboolean find_by_message_ids(struct flow *flow, struct understanding *u, const GPtrArray *ids, GError **error)
{
    g_autoptr(out_auto) found = NULL;
    gboolean suitable = FALSE;
    for (guint i = ids->len; i-- > 0 && !suitable;) {
        GError *problem = NULL;
        struct out *out = store_out_by_message_id(flow->store, ids->pdata[i], &problem);
        if (!out) {
            if (!looked(problem, error))
                return FALSE;
            continue;
        }
        suitable = suits(flow, u, out->audience);
        if ((!suitable && found) || g_str_equal(out->audience, "stranger")) { /* what follows on that is a first mail */
            out_free(out);
            continue;
        }
        out_free(found);
        found = out;
    }
    if (!found || (u->audience && !suitable))
        return TRUE;
    g_clear_pointer(&u->answers, order_free);
    g_clear_pointer(&u->audience, g_free);
    if (found->order && !adopt_order(flow, u, found->order, found->audience, error))
        return FALSE;
    if (!found->order)
        u->audience = g_strdup(found->audience);
    if (u->audience)
        u->letter = found->id;
    return TRUE;
}

/* A mail may quote several of ours: the first token that suits its sender counts, else the first. */
static gboolean find_by_tokens(struct flow *flow, struct understanding *u, GError **error)
{
    g_auto(GStrv) tokens = read_tokens(u->document);
    g_autofree char *chosen = NULL;
    gint64 chosen_order = 0;
    gboolean suitable = FALSE;
    for (guint i = 0; tokens[i] && !suitable; i++) {
        GError *problem = NULL;
        g_autofree char *audience = NULL;
        gint64 order;
        if (!store_token_find(flow->store, tokens[i], &order, &audience, &problem)) {
            gboolean gone = FALSE;
            if (!looked(problem, error) || !store_token_gone(flow->store, tokens[i], &gone, error))
                return FALSE;
            u->forgotten = u->forgotten || gone;
            continue;
        }
        suitable = suits(flow, u, audience);
        if (suitable || !chosen) {
            g_free(chosen);
            chosen = g_steal_pointer(&audience);
            chosen_order = order;
        }
    }
    return !chosen || adopt_order(flow, u, chosen_order, chosen, error);
}

/* A server's report names the mail that it is about; its own references come after that. A web form that writes as the
 * postmaster is no server. */
static gboolean find_by_report(struct flow *flow, struct understanding *u, GError **error)
{
    if (!(u->document->flags & DOCUMENT_REPORT) && u->from && business_source(flow->setup.business, u->from))
        return TRUE;
    u->bounce = bounce_read(u->document);
    return u->bounce.kind == BOUNCE_NONE || find_by_message_ids(flow, u, u->bounce.message_ids, error);
}

static gboolean understand_reference(struct flow *flow, struct understanding *u, GError **error)
{
    if (!find_by_report(flow, u, error))
        return FALSE;
    if (u->audience)
        return TRUE;
    if (!find_by_message_ids(flow, u, u->document->in_reply_to, error))
        return FALSE;
    if ((!u->audience || !suits(flow, u, u->audience)) && !find_by_message_ids(flow, u, u->document->references, error))
        return FALSE;
    return u->audience || find_by_tokens(flow, u, error);
}

/* --- whose it is -------------------------------------------------------------------------------------------------------------- */

static gboolean understand_origin(struct flow *flow, struct understanding *u, GError **error)
{
    const struct document_address *from = sole_address(u->document->from);
    gboolean marked = u->document->own_marks->len > 0;
    GError *problem = NULL;
    if (from && *from->address && !(u->document->flags & DOCUMENT_ODD_FROM)) {
        u->from = from->address;
        u->from_name = *from->name ? from->name : NULL;
    }
    u->machine = read_machine(u->document);
    if (marked && !u->machine)
        u->machine = "another order desk's automatic mail";
    g_autoptr(out_auto) ours =
        *u->document->message_id ? store_out_by_message_id(flow->store, u->document->message_id, &problem) : NULL;
    u->own = ours || (marked && u->from && business_is_own_address(flow->setup.business, u->from));
    return looked(problem, error);
}

/* --- what it says --------------------------------------------------------------------------------------------------------------- */

/* Only the reference line says what is answered, which all letters of the order to these people share: of each kind the newest, and of those
 * the one of which most is quoted. Another one's text would make words of our own that are quoted theirs. */
static char *understand_quoted(struct flow *flow, const struct understanding *u, GError **error)
{
    g_autofree char *best = NULL;
    guint most = 0;
    gint64 newest = 0;
    for (guint i = 0; i < LETTER_COUNT; i++) {
        GError *problem = NULL;
        g_autoptr(out_auto) out = store_out_last(flow->store, u->answers->id, u->audience, letter_name((enum letter)i), &problem);
        g_autofree char *text = out && !problem ? store_out_text(flow->store, out->id, &problem) : NULL;
        if (problem) {
            g_propagate_error(error, problem);
            return NULL;
        }
        guint ours = text ? typed_of_ours(u->document, text) : 0;
        if (!text || ours < most || (best && ours == most && out->id < newest))
            continue;
        most = ours;
        newest = out->id;
        g_free(best);
        best = g_steal_pointer(&text);
    }
    return g_steal_pointer(&best);
}

char *understand_sent(struct flow *flow, const struct understanding *u, GError **error)
{
    return u->letter ? store_out_text(flow->store, u->letter, error) : understand_quoted(flow, u, error);
}

/* A first mail may be our form, filled in and sent: what the form prints is not the sender's. */
static GHashTable *printed_lines(struct flow *flow, gint64 now)
{
    const struct blank_facts facts = {flow->setup.business, flow->setup.forms, NULL, now};
    if (!flow->printed)
        flow->printed = blank_lines(flow->setup.templates, (const char *const *)flow->setup.business->languages, &facts);
    return flow->printed;
}

static gboolean understand_words(struct flow *flow, struct understanding *u, GError **error)
{
    GError *problem = NULL;
    if (!flow->labels)
        flow->labels = read_labels_new(flow->setup.forms);
    struct read_context context = {
        .forms = flow->setup.forms,
        .labels = flow->labels,
        .languages = (const char *const *)flow->setup.business->languages,
        .printed = printed_lines(flow, u->now),
        .from_source = u->from && business_source(flow->setup.business, u->from),
    };
    g_autofree char *sent_text = NULL;
    calendar_day_of(flow->setup.business->calendar, u->mail->arrived ? u->mail->arrived : u->now, &context.today);
    if (u->answers && g_str_equal(u->audience, "customer")) {
        sent_text = understand_sent(flow, u, &problem);
        if (problem)
            return looked(problem, error);
        context.answers = u->answers;
        context.sent_text = sent_text ? sent_text : "";
    }
    u->reading = read_document(u->document, &context);
    return TRUE;
}

/* Machines' mail is read only where a configured source sent it. */
static gboolean worth_reading(const struct flow *flow, const struct understanding *u)
{
    if (u->repeated || u->own || (u->document->flags & (DOCUMENT_REPORT | DOCUMENT_ENCRYPTED)))
        return FALSE;
    if (u->bounce.kind != BOUNCE_NONE && u->audience)
        return FALSE;
    return !u->machine || (u->from && business_source(flow->setup.business, u->from));
}

gboolean understand(struct flow *flow, struct mail *mail, const struct document *document, gint64 now,
                    struct understanding *ret_understanding, GError **error)
{
    struct understanding u = {.document = document, .mail = mail, .now = now};
    gboolean done = understand_repetition(flow, &u, error) && understand_origin(flow, &u, error) &&
                    (u.repeated || u.own || (understand_reference(flow, &u, error) && desks_recognise(flow, &u, error))) &&
                    (!worth_reading(flow, &u) || understand_words(flow, &u, error));
    if (!done) {
        understanding_clear(&u);
        return FALSE;
    }
    *ret_understanding = u;
    return TRUE;
}

void understanding_clear(struct understanding *understanding)
{
    g_clear_pointer(&understanding->answers, order_free);
    g_clear_pointer(&understanding->audience, g_free);
    g_clear_pointer(&understanding->reading, reading_free);
    bounce_clear(&understanding->bounce);
}
