/* Words to octets: renders a letter, composes the message, and lays both into the outbox, in the deciding transaction. */
#include "daemon/flow/internal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/render/compose.h"
#include "daemon/render/export.h"

/* --- attachments ------------------------------------------------------------------------------------------------------------- */

struct luggage {
    GArray *attachments; /* struct compose_attachment, bytes and names owned */
    GArray *files;       /* int: where others of them lie, until the letter is in the store */
};

static void file_close(gpointer file)
{
    close(*(const int *)file);
}

static void luggage_init(struct luggage *luggage)
{
    luggage->attachments = g_array_new(FALSE, FALSE, sizeof(struct compose_attachment));
    luggage->files = g_array_new(FALSE, FALSE, sizeof(int));
    g_array_set_clear_func(luggage->files, file_close);
}

static void luggage_add(struct luggage *luggage, const char *name, const char *media_type, GBytes *bytes)
{
    if (!bytes)
        return;
    struct compose_attachment attachment = {g_strdup(name), g_strdup(media_type), bytes, -1, 0, 0};
    g_array_append_val(luggage->attachments, attachment);
}

static void luggage_clear(struct luggage *luggage)
{
    for (guint i = 0; i < luggage->attachments->len; i++) {
        struct compose_attachment *attachment = &g_array_index(luggage->attachments, struct compose_attachment, i);
        g_free((char *)attachment->name);
        g_free((char *)attachment->media_type);
        g_bytes_unref(attachment->bytes);
    }
    g_array_unref(luggage->attachments);
    g_array_unref(luggage->files);
}
typedef struct luggage luggage_auto;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(luggage_auto, luggage_clear)

/* The order's data in the shapes that the department's programs read. */
static void pack_exports(struct flow *flow, struct luggage *luggage, const struct letter_facts *facts)
{
    const struct department *department = facts->department;
    const struct order *order = facts->order;
    g_autofree char *csv = g_strdup_printf("%s.csv", order->number);
    g_autofree char *json = g_strdup_printf("%s.json", order->number);
    g_autofree char *ics = g_strdup_printf("%s.ics", order->number);
    if (department->wants_csv)
        luggage_add(luggage, csv, "text/csv; charset=utf-8", export_csv(order, flow->setup.forms, department));
    if (department->wants_json)
        luggage_add(luggage, json, "application/json", export_json(order, flow->setup.forms, department));
    if (department->wants_ics)
        luggage_add(luggage, ics, "text/calendar; charset=utf-8",
                    export_ics(order, facts->business, flow->setup.forms, department, facts->now));
}

/* What the customer attached to one mail, out of the file beside the spooled mail. Logos in staff's signatures are not meant. */
static gboolean pack_mail(struct flow *flow, struct luggage *luggage, gint64 id, GError **error)
{
    g_autoptr(mail_auto) mail = store_mail_load(flow->store, id, error);
    g_autoptr(GPtrArray) parts = mail ? store_mail_parts(flow->store, id, error) : NULL;
    if (!parts)
        return FALSE;
    if (parts->len == 0 || !mail->spool || (mail->from && business_is_staff_address(flow->setup.business, mail->from)))
        return TRUE;
    g_autofree char *file = g_strdup_printf("%s.parts", mail->spool);
    g_autofree char *path = g_build_filename(flow->setup.settings->paths.spool, "in", file, NULL);
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;
    if (fd < 0)
        return TRUE; /* past its retention: the letter goes without */
    g_array_append_val(luggage->files, fd);
    const gsize length = fstat(fd, &status) == 0 ? (gsize)status.st_size : 0;
    for (guint i = 0; i < parts->len; i++) {
        const struct mail_part *part = parts->pdata[i];
        struct compose_attachment attachment = {g_strdup(part->name), g_strdup(part->media_type), NULL, fd, part->offset, part->size};
        if (part->offset <= length && part->size <= length - part->offset)
            g_array_append_val(luggage->attachments, attachment);
    }
    return TRUE;
}

static gboolean pack(struct flow *flow, struct luggage *luggage, const struct parcel_plan *plan, GError **error)
{
    const struct department *department = plan->facts.department;
    luggage_init(luggage);
    if (plan->acknowledges)
        return acknowledge_pack(flow, plan->acknowledges, plan->answers, plan->now, luggage->attachments, error);
    if (!department || plan->letter != LETTER_WORK)
        return TRUE;
    pack_exports(flow, luggage, &plan->facts);
    if (!department->wants_attachments)
        return TRUE;
    g_autoptr(GArray) mails = store_order_mails(flow->store, plan->order, error);
    if (!mails)
        return FALSE;
    for (guint i = 0; i < mails->len; i++)
        if (!pack_mail(flow, luggage, g_array_index(mails, gint64, i), error))
            return FALSE;
    return TRUE;
}

/* --- headers ------------------------------------------------------------------------------------------------------------------ */

/* A subject without the "Re:" and "Fwd:" that clients of ten languages put before it. */
static const char *bare_subject(const char *subject)
{
    static const char *const prefixes[] = {"re", "aw", "sv", "antw", "ynt", "yn", "rv", "rif", "odp", "fwd", "fw", "wg", "tr", "ilt", "i"};
    for (gboolean found = TRUE; found;) {
        found = FALSE;
        while (*subject == ' ')
            subject++;
        for (guint i = 0; i < G_N_ELEMENTS(prefixes) && !found; i++) {
            gsize length = strlen(prefixes[i]);
            if (g_ascii_strncasecmp(subject, prefixes[i], length) == 0 && subject[length] == ':') {
                subject += length + 1;
                found = TRUE;
            }
        }
    }
    return subject;
}

/* RFC 3834 section 3.1.5: an answer's subject ends with that of the mail it answers. One that was ours already says all of it. */
static void join_subject(struct rendered *rendered, const struct document *answers, const struct order *order)
{
    const char *theirs = answers ? bare_subject(answers->subject) : "";
    if (!*theirs || strstr(rendered->subject, theirs) || (order && order->number && strstr(theirs, order->number)))
        return;
    g_autofree char *joined = g_strdup_printf("%s (Re: %s)", rendered->subject, theirs);
    g_free(rendered->subject);
    rendered->subject = text_one_line(joined, BOUND_SUBJECT);
}

/* Our address with the token in its plus part, where the server delivers those. */
static char *reply_address(const struct business *business, const char *token)
{
    const char *at = strrchr(business->from_address, '@');
    if (!business->plus_addresses || !token || !at)
        return g_strdup(business->from_address);
    return g_strdup_printf("%.*s+%s%s", (int)(at - business->from_address), business->from_address, token, at);
}

static GStrv thread_references(const struct document *answers)
{
    GStrvBuilder *builder = g_strv_builder_new();
    for (guint i = 0; i < answers->references->len; i++)
        g_strv_builder_add(builder, answers->references->pdata[i]);
    if (*answers->message_id)
        g_strv_builder_add(builder, answers->message_id);
    GStrv references = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return references;
}

/* A mail that asks for an opinion says how to get no more of them; the subject finds the order, for such an answer quotes nothing. */
static char *unsubscribe_address(const struct parcel_plan *plan)
{
    gboolean asks = plan->letter == LETTER_FOLLOW_UP || plan->letter == LETTER_SURVEY || plan->letter == LETTER_SURVEY_REMINDER;
    if (!asks || !plan->token)
        return NULL;
    return g_strdup_printf("mailto:%s?subject=unsubscribe%%20%%5Bref%%3A%%20%s%%5D", plan->facts.business->from_address, plan->token);
}

/* --- composing ---------------------------------------------------------------------------------------------------------------- */

static struct composed *compose(const struct parcel_plan *plan, const struct luggage *luggage, const char *message_id,
                                const struct rendered *rendered, GError **error)
{
    const struct business *business = plan->facts.business;
    g_autofree char *reply_to = reply_address(business, plan->token);
    g_autofree char *unsubscribe = unsubscribe_address(plan);
    g_auto(GStrv) references = plan->answers ? thread_references(plan->answers) : NULL;
    struct outgoing outgoing = {
        .from_name = business->from_name,
        .from_address = business->from_address,
        .to_name = plan->to_name,
        .to_address = plan->to_address,
        .reply_to = reply_to,
        .message_id = message_id,
        .in_reply_to = plan->answers && *plan->answers->message_id ? plan->answers->message_id : NULL,
        .references = (const char *const *)references,
        .auto_submitted = plan->automatic_answer ? "auto-replied" : "auto-generated",
        .unsubscribe = unsubscribe,
        .date = plan->now,
        .zone = calendar_zone(business->calendar),
        .rendered = rendered,
        .language = plan->language,
        .attachments = (const struct compose_attachment *)(void *)luggage->attachments->data,
        .attachment_count = luggage->attachments->len,
    };
    return compose_begin(&outgoing, error);
}

/* The message, and its words in `ret_rendered`; NULL with `error` (RENDER_ERROR) when it cannot be made. */
static struct composed *render_message(struct flow *flow, const struct parcel_plan *plan, const struct luggage *luggage,
                                       const char *message_id, struct rendered *ret_rendered, GError **error)
{
    struct rendered rendered = {0};
    if (!letter_render(flow->setup.templates, plan->letter, plan->language, &plan->facts, &rendered, error))
        return NULL;
    join_subject(&rendered, plan->answers, plan->facts.order);
    struct composed *message = compose(plan, luggage, message_id, &rendered, error);
    if (message)
        *ret_rendered = rendered;
    else
        rendered_clear(&rendered);
    return message;
}

/* A large message, piece by piece. FALSE with `error`: the store's, or RENDER_ERROR. */
static gboolean put_large(struct flow *flow, gint64 out, const struct composed *message, const char *text, GError **error)
{
    struct store_body *body = store_body_begin(flow->store, out, text, composed_size(message), error);
    if (!body)
        return FALSE;
    gboolean given = composed_give(message, store_body_write, body, error);
    return store_body_end(body, given ? error : NULL) && given;
}

/* FALSE with `error`: the store's, or RENDER_ERROR when a file that belongs into the message cannot be read. */
static gboolean put_body(struct flow *flow, gint64 out, struct composed *message, const char *text, GError **error)
{
    if (composed_size(message) > STORE_LARGE)
        return put_large(flow, out, message, text, error);
    g_autoptr(GBytes) bytes = composed_bytes(message, error);
    return bytes && store_out_set_message(flow->store, out, bytes, text, error);
}

/* The same of a mail that is not in the outbox yet. */
static gboolean add_out(struct flow *flow, struct out *out, struct composed *message, const char *text, GError **error)
{
    if (composed_size(message) > STORE_LARGE)
        return store_out_add(flow->store, out, NULL, NULL, error) && put_large(flow, out->id, message, text, error);
    g_autoptr(GBytes) bytes = composed_bytes(message, error);
    return bytes && store_out_add(flow->store, out, bytes, text, error);
}

/* --- strangers: RFC 3834 section 5, nobody makes us flood somebody else with big mails by small ones ---------------------------- */

/* Whether an automatic answer goes to somebody of whom no order was accepted before. */
static gboolean is_for_stranger(struct flow *flow, const struct parcel_plan *plan, gboolean *ret_stranger, GError **error)
{
    GError *problem = NULL;
    *ret_stranger = plan->automatic_answer && g_strcmp0(plan->audience, "customer") == 0 &&
                    !store_customer_is_known(flow->store, plan->to_address, plan->now, &problem);
    if (problem)
        g_propagate_error(error, problem);
    return !problem;
}

/* Text alone says all of it, in a fifth of the octets; what it would have carried goes with a later letter. */
static gboolean make_small(struct flow *flow, const struct parcel_plan *plan, struct luggage *luggage, const char *message_id,
                           struct rendered *rendered, struct composed **message, GError **error)
{
    gboolean stranger;
    if (!is_for_stranger(flow, plan, &stranger, error))
        return FALSE;
    if (!stranger)
        return TRUE;
    if (flow->answered + composed_size(*message) > BOUND_STRANGER) {
        luggage_clear(luggage);
        luggage_init(luggage);
        g_clear_pointer(&rendered->html, g_free);
        struct composed *small = compose(plan, luggage, message_id, rendered, NULL);
        if (small) {
            composed_free(*message);
            *message = small;
        }
    }
    flow->answered += composed_size(*message);
    return TRUE;
}

static struct out *out_begin(const struct parcel_plan *plan)
{
    struct out *out = g_new0(struct out, 1);
    out->state = OUT_QUEUED;
    out->order = plan->order;
    out->cause = plan->cause;
    out->mailbox = g_strdup(plan->mailbox);
    out->letter = g_strdup(letter_name(plan->letter));
    out->audience = g_strdup(plan->audience);
    out->language = g_strdup(plan->language);
    out->recipient = g_strdup(plan->to_address);
    out->sender = g_strdup(plan->facts.business->from_address);
    out->answer = plan->automatic_answer;
    out->created = plan->now;
    out->next_try = MAX(plan->now, plan->hold_until);
    out->copy_wanted = plan->mailbox != NULL;
    out->topic = plan->topic != TOPIC_NONE && plan->hold_until ? g_strdup(effect_topic_name(plan->topic)) : NULL;
    out->revision = plan->revision;
    g_autofree char *domain = text_address_domain(plan->facts.business->from_address);
    out->message_id = compose_message_id(domain, plan->now);
    return out;
}

/* It could not be rendered: kept, held, said; the admin is told by a letter unless it is that letter which fails. */
static gboolean post_held(struct flow *flow, struct out *out, const char *why, gint64 now, GError **error)
{
    out->state = OUT_HELD;
    g_free(out->subject);
    out->subject = g_strdup("");
    out->reply = g_strdup(why);
    gboolean kept = out->id ? store_out_set_message(flow->store, out->id, NULL, NULL, error) && store_out_save(flow->store, out, error)
                            : store_out_add(flow->store, out, NULL, NULL, error);
    if (!kept)
        return FALSE;
    counted_add(flow, out);
    const struct log_about about = {.mail = out->cause, .order = flow_order_number(flow, out->order), .out = out->id};
    flow_say(flow, LOG_LEVEL_ERROR, &about, "outgoing mail '%s' to %s cannot be made and is held: %s", out->letter, out->audience, why);
    if (!apply_journal(flow, out->order, out->cause, now, "mailorder", "mail-held", why, error))
        return FALSE;
    return g_str_equal(out->letter, letter_name(LETTER_UNDELIVERED)) || letters_queue_failure(flow, out, why, now, error);
}

/* Bounded for a stranger, and noted, and into the outbox. FALSE with `error`: the store's, or RENDER_ERROR. */
static gboolean post_message(struct flow *flow, const struct parcel_plan *plan, struct luggage *luggage, struct out *out,
                             struct rendered *rendered, struct composed **message, GError **error)
{
    if (!make_small(flow, plan, luggage, out->message_id, rendered, message, error))
        return FALSE;
    if (plan->acknowledges && !acknowledge_note(flow, plan->acknowledges->id, luggage->attachments, plan->now, error))
        return FALSE;
    out->subject = g_strdup(rendered->subject);
    return add_out(flow, out, *message, rendered->text, error);
}

gboolean envelope_post(struct flow *flow, const struct parcel_plan *plan, GError **error)
{
    struct luggage luggage = {0};
    struct rendered rendered = {0};
    GError *problem = NULL;
    g_autoptr(out_auto) out = out_begin(plan);
    if (!pack(flow, &luggage, plan, error)) {
        luggage_clear(&luggage);
        return FALSE;
    }
    g_autoptr(composed_auto) message = render_message(flow, plan, &luggage, out->message_id, &rendered, &problem);
    gboolean added = message && post_message(flow, plan, &luggage, out, &rendered, &message, &problem);
    luggage_clear(&luggage);
    rendered_clear(&rendered);
    if (added) {
        counted_add(flow, out);
        return apply_journal(flow, out->order, out->cause, plan->now, "mailorder", out->letter, out->recipient, error);
    }
    if (problem->domain != RENDER_ERROR) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    gboolean held = post_held(flow, out, problem->message, plan->now, error);
    g_error_free(problem);
    return held;
}

gboolean envelope_post_again(struct flow *flow, const struct parcel_plan *plan, struct out *out, char **ret_why, GError **error)
{
    struct luggage luggage = {0};
    struct rendered rendered = {0};
    GError *problem = NULL;
    gboolean packed = pack(flow, &luggage, plan, error);
    g_autoptr(composed_auto) message = packed ? render_message(flow, plan, &luggage, out->message_id, &rendered, &problem) : NULL;
    gboolean stored = message && put_body(flow, out->id, message, rendered.text, &problem);
    luggage_clear(&luggage);
    if (stored) {
        g_free(out->subject);
        out->subject = g_steal_pointer(&rendered.subject);
        out->state = OUT_QUEUED;
        out->next_try = plan->now;
        stored = store_out_save(flow->store, out, error);
    } else if (problem && problem->domain == RENDER_ERROR) {
        *ret_why = g_strdup(problem->message);
        g_clear_error(&problem);
        stored = store_out_set_message(flow->store, out->id, NULL, NULL, error);
    } else if (problem) {
        g_propagate_error(error, problem);
    }
    rendered_clear(&rendered);
    return stored;
}
