/* A person's mails with their octets. Mail of staff about the person's orders, and mail that holds other people's orders as well, is listed
 * without them: what stands in it is not this person's to get. */
#include <string.h>

#include "daemon/base/text.h"
#include "daemon/cli/export.h"

/* Text where it is UTF-8 without NUL, else base64. */
static json_t *octets_json(const char *octets, gsize length)
{
    if (!memchr(octets, '\0', length) && g_utf8_validate(octets, (gssize)length, NULL))
        return json_pack("{s:s, s:s%}", "encoding", "text", "content", octets, length);
    g_autofree char *encoded = g_base64_encode((const guchar *)octets, length);
    return json_pack("{s:s, s:s}", "encoding", "base64", "content", encoded);
}

static GMappedFile *spool_file(struct export *export, const char *name)
{
    g_autofree char *path = g_build_filename(export->cli->config->settings->paths.spool, "in", name, NULL);
    return g_mapped_file_new(path, FALSE, NULL);
}

/* --- mails in --------------------------------------------------------------------------------------------------------------------- */

static json_t *raw_json(struct export *export, const struct mail *mail)
{
    g_autoptr(GMappedFile) file = mail->spool ? spool_file(export, mail->spool) : NULL;
    const char *octets = file ? g_mapped_file_get_contents(file) : NULL;
    return file ? octets_json(octets ? octets : "", g_mapped_file_get_length(file)) : json_null();
}

static json_t *part_json(const struct mail_part *part, GMappedFile *contents, gboolean whole)
{
    json_t *json = json_pack("{s:s, s:s, s:I}", "name", part->name, "media_type", part->media_type, "size", (json_int_t)part->size);
    gsize length = contents ? g_mapped_file_get_length(contents) : 0;
    if (!whole || part->offset > length || part->size > length - part->offset || !contents)
        return json;
    const guchar *octets = (const guchar *)g_mapped_file_get_contents(contents) + part->offset;
    g_autofree char *encoded = g_base64_encode(part->size ? octets : (const guchar *)"", part->size);
    json_object_set_new(json, "base64", json_string(encoded));
    return json;
}

static json_t *parts_json(struct export *export, const struct mail *mail, gboolean whole, GError **error)
{
    g_autoptr(GPtrArray) parts = store_mail_parts(export->store, mail->id, error);
    g_autofree char *name = mail->spool ? g_strdup_printf("%s.parts", mail->spool) : NULL;
    g_autoptr(GMappedFile) contents = name ? spool_file(export, name) : NULL;
    json_t *list = parts ? json_array() : NULL;
    for (guint i = 0; parts && i < parts->len; i++)
        json_array_append_new(list, part_json(parts->pdata[i], contents, whole));
    return list;
}

/* Whether all orders of this mail are the person's. */
static gboolean is_theirs_alone(struct export *export, const struct mail *mail, gboolean *ret_alone, GError **error)
{
    g_autoptr(GArray) orders = store_mail_orders(export->store, mail->id, error);
    *ret_alone = TRUE;
    for (guint i = 0; orders && i < orders->len; i++)
        *ret_alone = *ret_alone && g_hash_table_contains(export->orders, &g_array_index(orders, gint64, i));
    return orders != NULL;
}

static json_t *mail_json(struct export *export, gint64 id, GError **error)
{
    g_autoptr(mail_auto) mail = store_mail_load(export->store, id, error);
    gboolean alone;
    if (!mail || !is_theirs_alone(export, mail, &alone, error))
        return NULL;
    g_autofree char *sender = mail->from ? text_address_key(mail->from) : NULL;
    gboolean own = g_strcmp0(sender, export->key) == 0;
    gboolean staff = mail->from && business_is_staff_address(export->cli->config->business, mail->from);
    gboolean whole = own || (alone && !staff);
    g_autoptr(GPtrArray) journal = store_journal(export->store, 0, id, error);
    json_t *parts = journal ? parts_json(export, mail, whole, error) : NULL;
    if (!parts)
        return NULL;
    return json_pack("{s:I, s:o, s:s?, s:s?, s:s?, s:s, s:s?, s:o, s:o, s:o}", "mail", (json_int_t)mail->id, "arrived",
                     export_instant(mail->arrived), "from", mail->from, "subject", mail->subject, "message_id", mail->message_id, "state",
                     mail_state_name(mail->state), "reason", mail->reason, "raw", whole ? raw_json(export, mail) : json_null(), "attachments",
                     parts, "journal", cli_journal_json(journal));
}

static gint compare_ids(gconstpointer left, gconstpointer right)
{
    const gint64 a = *(const gint64 *)left, b = *(const gint64 *)right;
    return a < b ? -1 : a > b;
}

/* Their own mails and those of their orders, each once. */
static GArray *mail_ids(struct export *export, GError **error)
{
    g_autoptr(GArray) all = store_person_mails(export->store, export->address, G_MAXINT64, G_MAXINT, error);
    GHashTableIter iterator;
    void *order;
    if (!all)
        return NULL;
    g_hash_table_iter_init(&iterator, export->orders);
    while (g_hash_table_iter_next(&iterator, &order, NULL)) {
        g_autoptr(GArray) mails = store_order_all_mails(export->store, *(const gint64 *)order, error);
        if (!mails)
            return NULL;
        g_array_append_vals(all, mails->data, mails->len);
    }
    g_array_sort(all, compare_ids);
    guint kept = MIN(all->len, 1);
    for (guint i = 1; i < all->len; i++)
        if (g_array_index(all, gint64, i) != g_array_index(all, gint64, kept - 1))
            g_array_index(all, gint64, kept++) = g_array_index(all, gint64, i);
    g_array_set_size(all, kept);
    return g_steal_pointer(&all);
}

gboolean export_mails_in(struct export *export, GError **error)
{
    g_autoptr(GArray) ids = mail_ids(export, error);
    for (guint i = 0; ids && i < ids->len; i++) {
        json_t *json = mail_json(export, g_array_index(ids, gint64, i), error);
        if (!json)
            return FALSE;
        export_element(export, json);
    }
    return ids != NULL;
}

/* --- mails out -------------------------------------------------------------------------------------------------------------------- */

static json_t *out_json(struct export *export, gint64 id, GError **error)
{
    g_autoptr(out_auto) out = store_out_load(export->store, id, error);
    if (!out)
        return NULL;
    g_autoptr(GBytes) message = store_out_message(export->store, id, NULL); /* held, or past its time: none */
    g_autofree char *order = out->order ? store_order_number(export->store, out->order, NULL) : NULL;
    gsize length = 0;
    const char *octets = message ? g_bytes_get_data(message, &length) : NULL;
    return json_pack("{s:I, s:s, s:s, s:s?, s:s, s:s?, s:s, s:o, s:o, s:o}", "mail", (json_int_t)out->id, "letter", out->letter, "state",
                     out_state_name(out->state), "order", order, "to", out->recipient, "subject", out->subject, "message_id",
                     out->message_id, "made", export_instant(out->created), "done", export_instant(out->done), "raw",
                     message ? octets_json(octets ? octets : "", length) : json_null());
}

gboolean export_mails_out(struct export *export, GError **error)
{
    g_autoptr(GArray) ids = store_person_outs(export->store, export->address, G_MAXINT64, G_MAXINT, error);
    for (guint i = 0; ids && i < ids->len; i++) {
        json_t *json = out_json(export, g_array_index(ids, gint64, i), error);
        if (!json)
            return FALSE;
        export_element(export, json);
    }
    return ids != NULL;
}
