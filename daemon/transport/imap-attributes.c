/* FETCH responses, translated from libetpan's structures one at a time and kept nowhere. */
#include "daemon/transport/imap-session.h"

struct imap_each {
    imap_attributes_handler *handler;
    void *context;
};

/* -1 where the server's date is none. The zone is a decimal +HHMM. */
static gint64 attributes_seconds(const struct mailimap_date_time *date)
{
    g_autoptr(GDateTime) utc = g_date_time_new_utc(date->dt_year, date->dt_month, date->dt_day, date->dt_hour,
                                                   date->dt_min, MIN(date->dt_sec, 59));
    if (!utc)
        return -1;
    int zone = date->dt_zone;
    return g_date_time_to_unix(utc) - ((gint64)(zone / 100) * 3600 + (gint64)(zone % 100) * 60);
}

static void attributes_read(const struct mailimap_msg_att_static *item, struct imap_attributes *attributes)
{
    switch (item->att_type) { /* an int in libetpan; the others were not asked for */
    case MAILIMAP_MSG_ATT_UID:
        attributes->uid = item->att_data.att_uid;
        break;
    case MAILIMAP_MSG_ATT_RFC822_SIZE:
        attributes->size = item->att_data.att_rfc822_size;
        break;
    case MAILIMAP_MSG_ATT_INTERNALDATE:
        attributes->arrived = attributes_seconds(item->att_data.att_internal_date);
        break;
    case MAILIMAP_MSG_ATT_BODY_SECTION:
        attributes->bodies += item->att_data.att_body_section->sec_body_part != NULL;
        break;
    }
}

static void attributes_take(struct mailimap_msg_att *fetched, void *context)
{
    const struct imap_each *each = context;
    struct imap_attributes attributes = {.sequence = fetched->att_number, .size = -1, .arrived = -1};
    for (clistiter *at = clist_begin(fetched->att_list); at; at = clist_next(at)) {
        const struct mailimap_msg_att_item *item = clist_content(at);
        if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC)
            attributes_read(item->att_data.att_static, &attributes);
    }
    each->handler(&attributes, each->context);
}

gboolean imap_fetch_each(struct imap *imap, imap_attributes_handler *handler, void *context, GError **error,
                         const char *format, ...)
{
    struct imap_each each = {handler, context};
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *command = g_strdup_vprintf(format, arguments);
    va_end(arguments);

    mailimap_msg_att_handler *before = imap->session->imap_msg_att_handler;
    mailimap_set_msg_att_handler(imap->session, attributes_take, &each);
    gboolean fetched = imap_send(imap, error, "%s", command) && imap_finish(imap, "fetching", error);
    mailimap_set_msg_att_handler(imap->session, before, NULL);
    return fetched;
}
