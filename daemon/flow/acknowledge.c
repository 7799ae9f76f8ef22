/* The answer to a machine beside the letter to its people: for each business document of a mail what its format calls an acknowledgement,
 * where the business wants it sent. A mail's documents are acknowledged once, with the first letter to its sender. */
#include "daemon/flow/internal.h"

#include "daemon/render/acknowledge.h"
#include "daemon/render/compose.h"

#define WHAT           "documents-acknowledged" /* the journal's word, by which a second time is known */
#define NUMBERS_A_MAIL 100u                     /* control numbers that one mail may use: nine digits last for ten million mails */
#define NUMBERS_MOST   1000000000u

static void attach(GArray *attachments, char *name, const char *media_type, GBytes *bytes)
{
    struct compose_attachment attachment = {name, g_strdup(media_type), bytes, -1, 0, 0};
    g_array_append_val(attachments, attachment);
}

/* --- from the decoder's words to the renderer's ---------------------------------------------------------------------------------- */

static struct acknowledge_order order_of(const struct business_order *order)
{
    struct acknowledge_problem *problems = g_new0(struct acknowledge_problem, order->problems->len);
    for (guint i = 0; i < order->problems->len; i++) {
        const struct business_problem *from = order->problems->pdata[i];
        problems[i] = (struct acknowledge_problem){from->place, from->rule, from->found, from->wanted, from->segment, from->fatal};
    }
    return (struct acknowledge_order){order->parts[ORDER_NUMBER], problems, order->problems->len};
}

/* The orders of the file whose first is number `first`: up to the next that has an envelope of its own, or is of another format. */
static GArray *orders_of_file(const struct document *document, guint first)
{
    GArray *orders = g_array_new(FALSE, FALSE, sizeof(struct acknowledge_order));
    const struct business_order *begin = document->orders->pdata[first];
    for (guint i = first; i < document->orders->len; i++) {
        const struct business_order *order = document->orders->pdata[i];
        if (i > first && (order->source != begin->source || order->envelope->len > 0 || begin->source == SOURCE_UBL))
            break;
        struct acknowledge_order one = order_of(order);
        g_array_append_val(orders, one);
    }
    return orders;
}

static void orders_free(GArray *orders)
{
    for (guint i = 0; i < orders->len; i++)
        g_free((struct acknowledge_problem *)g_array_index(orders, struct acknowledge_order, i).problems);
    g_array_unref(orders);
}

/* --- one file ----------------------------------------------------------------------------------------------------------------------- */

struct reply {
    const struct flow *flow;
    gint64 mail, now;
    guint used;      /* control numbers of this mail */
    guint responses;
    GArray *attachments;
};

static void reply_x12(struct reply *reply, const struct acknowledge_file *file)
{
    guint used = 0;
    guint32 control = (guint32)(((guint64)reply->mail * NUMBERS_A_MAIL + reply->used) % NUMBERS_MOST);
    GBytes *bytes = acknowledge_x12(file, control, reply->now, &used);
    if (bytes && reply->used + used <= NUMBERS_A_MAIL)
        attach(reply->attachments, g_strdup_printf("997-%09u.edi", control), "application/edi-x12", bytes);
    else
        g_bytes_unref(bytes);
    reply->used += used;
}

static void reply_ubl(struct reply *reply, const struct acknowledge_file *file)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT "-%u", reply->mail, ++reply->responses);
    GBytes *bytes = acknowledge_ubl(file, id, reply->now);
    if (bytes)
        attach(reply->attachments, g_strdup_printf("application-response-%s.xml", id), "application/xml", bytes);
}

static void reply_file(struct reply *reply, const struct document *document, guint first)
{
    const struct business *business = reply->flow->setup.business;
    const struct business_order *order = document->orders->pdata[first];
    GArray *orders = orders_of_file(document, first);
    struct acknowledge_file file = {order->envelope, (const struct acknowledge_order *)(void *)orders->data, orders->len, business->name};
    if (order->source == SOURCE_X12 && order->envelope->len > 0 && business->x12_acknowledgement)
        reply_x12(reply, &file);
    if (order->source == SOURCE_UBL && business->ubl_response)
        reply_ubl(reply, &file);
    orders_free(orders);
}

/* --- a mail ------------------------------------------------------------------------------------------------------------------------- */

static gboolean is_told(struct flow *flow, gint64 mail, gboolean *ret_told, GError **error)
{
    g_autoptr(GPtrArray) rows = store_journal(flow->store, 0, mail, error);
    if (!rows)
        return FALSE;
    for (guint i = 0; i < rows->len; i++)
        *ret_told = *ret_told || g_str_equal(((const struct journal_row *)rows->pdata[i])->what, WHAT);
    return TRUE;
}

gboolean acknowledge_pack(struct flow *flow, const struct mail *mail, const struct document *document, gint64 now, GArray *attachments,
                          GError **error)
{
    const struct business *business = flow->setup.business;
    struct reply reply = {.flow = flow, .mail = mail->id, .now = now, .attachments = attachments};
    gboolean told = FALSE;
    if (!(business->x12_acknowledgement || business->ubl_response) || document->orders->len == 0)
        return TRUE;
    if (!is_told(flow, mail->id, &told, error) || (mail->again && !is_told(flow, mail->again, &told, error)))
        return FALSE;
    for (guint i = 0; i < document->orders->len && !told; i++)
        reply_file(&reply, document, i);
    return TRUE;
}

gboolean acknowledge_note(struct flow *flow, gint64 mail, const GArray *attachments, gint64 now, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < attachments->len; i++)
        g_string_append_printf(names, "%s%s", i ? ", " : "", g_array_index(attachments, struct compose_attachment, i).name);
    return attachments->len == 0 || apply_journal(flow, 0, mail, now, "mailorder", WHAT, names->str, error);
}
