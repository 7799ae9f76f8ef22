/* Listing: the mails after a UID, oldest first, at a cost of their number and not of the mailbox's.
 *
 * A folder of few mails, as an inbox is from which what is handled is moved away, is asked for all UIDs above in one command; no more mails can be
 * told than lie in it. A large one could tell of any number.
 *
 * Sequence numbers are in the order of UIDs (RFC 9051 section 2.3.1.2), UIDs have gaps of any size. So the place of the
 * first mail with a UID above `after` is searched by sequence number, halving: 17 one-line fetches for 100,000 mails in
 * the worst case, none or two in the usual ones, because the newest mail and the place where the last listing ended are
 * looked at first. From there on only the mails wanted are fetched. No window of UIDs can do this (it would have to
 * guess how dense they are), and a UID SEARCH returns all that match.
 *
 * Only FETCH is used on that way, during which a server may not renumber (section 7.5.1); NOOP first lets it do so, and tell what is new. */
#include "daemon/base/fault.h"
#include "daemon/transport/imap-session.h"

#define LIST_PROBES 40u /* halvings of 2^32 are 32; more means that the server's answers contradict each other */

#define LIST_BARREN_CHUNKS                                                                                             \
    20u /* 10,000 places in a row without a wanted mail: what the server says of them is a lie                         \
         */

#define LIST_BYTES_PER_MAIL 512u /* "* 100000 FETCH (UID 4294967295 INTERNALDATE ... RFC822.SIZE ...)" is some 110 */

struct list_probe {
    guint32 sequence;
    guint32 uid;
};

static void list_take_probe(const struct imap_attributes *attributes, void *context)
{
    struct list_probe *probe = context;
    if (attributes->sequence == probe->sequence && attributes->uid != 0)
        probe->uid = attributes->uid;
}

/* The server said no, and goes on. */
static gboolean list_is_refusal(struct imap *imap, const GError *error)
{
    return !imap_is_broken(imap) && g_error_matches(error, TRANSPORT_ERROR, TRANSPORT_ERROR_SERVER);
}

/* The UID of the mail at `sequence`; 0 if it is there no more, though not yet renumbered. */
static gboolean list_uid_at(struct imap *imap, guint32 sequence, guint32 *ret_uid, GError **error)
{
    struct list_probe probe = {.sequence = sequence};
    g_autoptr(GError) refused = NULL;
    imap_allow(imap, STREAM_BYTES_COMMAND);
    if (!imap_fetch_each(imap, list_take_probe, &probe, &refused, "FETCH %u (UID)", sequence) && !list_is_refusal(imap, refused)) {
        g_propagate_error(error, g_steal_pointer(&refused));
        return FALSE;
    }
    *ret_uid = probe.uid;
    return TRUE;
}

/* Where to look between `low` (its UID is known to be at most `after`, or it is 0) and `high` (its UID is above): next
 * to where the last listing ended, else in the middle. */
static guint32 list_choose(const struct imap *imap, guint32 low, guint32 high, guint probes)
{
    if (probes == 0)
        return high - 1;
    if (imap->hint > low && imap->hint < high)
        return imap->hint;
    if (imap->hint == low && low + 1 < high && probes < 3)
        return low + 1;
    return low + (high - low) / 2;
}

/* How many mails there are, or so the server says; kept clear of where sums overflow. */
static guint32 list_exists(const struct imap *imap)
{
    return MIN(imap->session->imap_selection_info->sel_exists, (guint32)G_MAXINT32);
}

/* The sequence number of the first mail above `after`; one more than the last mail's if there is none. */
static gboolean list_locate(struct imap *imap, guint32 after, guint32 *ret_first, GError **error)
{
    guint32 low = 0;
    guint32 high = list_exists(imap) + 1;
    for (guint probes = 0; high - low > 1 && after > 0; probes++) {
        guint32 middle = list_choose(imap, low, high, probes);
        guint32 uid = 0;
        if (!list_uid_at(imap, middle, &uid, error))
            return FALSE;
        if (probes > LIST_PROBES) {
            g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL,
                        "%s: the server's sequence numbers and UIDs are not in one order", imap->peer);
            return FALSE;
        }
        /* A mail expunged elsewhere counts as above: its neighbour below decides. */
        if (uid == 0 || uid > after)
            high = middle;
        else
            low = middle;
    }
    *ret_first = low + 1;
    return TRUE;
}

struct list_chunk {
    guint32 first, last; /* sequence numbers asked for */
    guint32 after;
    GArray *mails;
};

static void list_take(const struct imap_attributes *attributes, void *context)
{
    struct list_chunk *chunk = context;
    /* Not all told, or another's place: news of flags, unasked. Taken, it would hide the mails in between. */
    if (attributes->uid <= chunk->after || attributes->size < 0 || attributes->sequence < chunk->first ||
        attributes->sequence > chunk->last)
        return;
    /* An INTERNALDATE that is no date counts as long ago: such a mail is left alone rather than answered. */
    struct mailbox_mail mail = {
        .uid = attributes->uid, .arrived = MAX(attributes->arrived, 0), .size = (guint64)attributes->size};
    g_array_append_val(chunk->mails, mail);
}

static gint list_compare(gconstpointer left, gconstpointer right)
{
    const struct mailbox_mail *one = left;
    const struct mailbox_mail *other = right;
    return one->uid < other->uid ? -1 : one->uid > other->uid;
}

/* Appends `from`, cut to `most`, in order and each mail once: servers may answer in any order, and twice. */
static void list_append(GArray *ret_mails, GArray *from, guint most)
{
    g_array_sort(from, list_compare);
    guint32 last = 0;
    for (guint i = 0; i < from->len && most > 0; i++) {
        const struct mailbox_mail *mail = &g_array_index(from, struct mailbox_mail, i);
        if (mail->uid == last)
            continue;
        last = mail->uid;
        g_array_append_val(ret_mails, *mail);
        most--;
    }
}

/* `which`: the command with its numbers. */
static gboolean list_fetch(struct imap *imap, struct list_chunk *chunk, const char *which, GError **error)
{
    g_autoptr(GError) refused = NULL;
    imap_allow(imap, STREAM_BYTES_COMMAND + (guint64)(chunk->last - chunk->first + 1) * LIST_BYTES_PER_MAIL);
    if (imap_fetch_each(imap, list_take, chunk, &refused, "%s (UID INTERNALDATE RFC822.SIZE)", which))
        return TRUE;
    /* NO: some of them have gone (RFC 5530, EXPUNGEISSUED); the others were told. */
    if (list_is_refusal(imap, refused) && g_strcmp0(imap_last_code(imap), "EXPUNGEISSUED") == 0)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&refused));
    return FALSE;
}

static gboolean list_from(struct imap *imap, guint32 first, guint32 after, guint limit, GArray *ret_mails,
                          GError **error)
{
    guint32 exists = list_exists(imap);
    guint begun = ret_mails->len;
    guint barren = 0;
    while (first <= exists && ret_mails->len - begun < limit) {
        guint wanted = limit - (ret_mails->len - begun);
        guint32 last = first + MIN(MIN(wanted, IMAP_CHUNK) - 1, exists - first);
        g_autoptr(GArray) mails = g_array_new(FALSE, FALSE, sizeof(struct mailbox_mail));
        struct list_chunk chunk = {.first = first, .last = last, .after = after, .mails = mails};
        g_autofree char *which = g_strdup_printf("FETCH %u:%u", first, last);
        if (!list_fetch(imap, &chunk, which, error))
            return FALSE;
        barren = mails->len > 0 ? 0 : barren + 1;
        if (barren > LIST_BARREN_CHUNKS) {
            g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL,
                        "%s: the server says that it has %u mails, and does not list them", imap->peer, exists);
            return FALSE;
        }
        list_append(ret_mails, mails, wanted);
        if (ret_mails->len > begun)
            after = g_array_index(ret_mails, struct mailbox_mail, ret_mails->len - 1).uid;
        imap->hint = last;
        first = last + 1;
    }
    return TRUE;
}

static gboolean list_by_place(struct imap *imap, guint32 after, guint limit, GArray *ret_mails, GError **error)
{
    guint32 first = 0;
    return list_locate(imap, after, &first, error) && list_from(imap, first, after, limit, ret_mails, error);
}

/* "*" is the last mail, whatever its UID (RFC 9051 section 9, seq-range): that it is not above is seen when it is taken. A server that takes
 * this for a mistake says no where there is nothing new; it is not asked so again. */
static gboolean list_few(struct imap *imap, guint32 after, guint limit, GArray *ret_mails, GError **error)
{
    g_autoptr(GError) refused = NULL;
    g_autoptr(GArray) mails = g_array_new(FALSE, FALSE, sizeof(struct mailbox_mail));
    struct list_chunk chunk = {.first = 1, .last = list_exists(imap), .after = after, .mails = mails};
    g_autofree char *which = g_strdup_printf("UID FETCH %u:*", after + 1);
    if (list_fetch(imap, &chunk, which, &refused)) {
        list_append(ret_mails, mails, limit);
        imap->hint = chunk.last;
        return TRUE;
    }
    if (list_is_refusal(imap, refused)) {
        imap->by_place = TRUE;
        return list_by_place(imap, after, limit, ret_mails, error);
    }
    g_propagate_error(error, g_steal_pointer(&refused));
    return FALSE;
}

static gboolean are_few(const struct imap *imap)
{
    return list_exists(imap) > 0 && list_exists(imap) <= IMAP_CHUNK;
}

/* The server need not be asked for news that it has told already, where it makes no difference that others have gone meanwhile. */
static gboolean list_refresh(struct imap *imap, GError **error)
{
    const gboolean told = imap->told;
    imap->told = FALSE;
    imap_take_news(imap);
    if (told && are_few(imap))
        return TRUE;
    imap_allow(imap, STREAM_BYTES_COMMAND);
    gboolean done = imap_result(imap, mailimap_noop(imap->session), "asking for news", error);
    imap_take_news(imap);
    return done;
}

gboolean imap_list(struct mailbox *mailbox, guint32 after, guint limit, GArray *ret_mails, GError **error)
{
    struct imap *imap = (struct imap *)mailbox;
    g_autoptr(GArray) mails = g_array_new(FALSE, FALSE, sizeof(struct mailbox_mail));
    FAULT_POINT("imap:list-");
    if (!imap_rise(imap, error) || !list_refresh(imap, error))
        return FALSE;
    const gboolean few = are_few(imap) && !imap->by_place && after > 0 && after < G_MAXUINT32;
    if (few ? !list_few(imap, after, limit, mails, error) : !list_by_place(imap, after, limit, mails, error))
        return FALSE;
    FAULT_POINT("imap:listed");
    g_array_append_vals(ret_mails, mails->data, mails->len);
    return TRUE;
}
