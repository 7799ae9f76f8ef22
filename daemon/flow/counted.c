/* How many automatic mails went out lately, for the bounds of caps.c. With a thousand an hour and more, to count them in the store for each mail
 * would cost more than the rest of an order; so the instants are kept here, in their order, and looked up by bisection. */
#include "daemon/flow/internal.h"

#include "daemon/base/text.h"

#define HOUR         3600
#define DOMAINS_MOST 20000u /* beyond, all is read again when it is asked for: strangers can make up as many as they like */

struct counted {
    gint64 from;         /* all since then are known */
    GArray *all;         /* gint64, sorted */
    GHashTable *domains; /* {domain: GArray of gint64, sorted} */
};

void counted_free(struct counted *counted)
{
    if (!counted)
        return;
    g_array_unref(counted->all);
    g_hash_table_unref(counted->domains);
    g_free(counted);
}

/* How many come before `at`. */
static guint before(const GArray *instants, gint64 at)
{
    guint low = 0, high = instants->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(instants, gint64, middle) < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What is older than an hour goes, when it is as much as what stays. */
static void put(GArray *instants, gint64 at, gint64 from)
{
    guint old = before(instants, from);
    if (old > 0 && old >= instants->len - old)
        g_array_remove_range(instants, 0, old);
    guint place = before(instants, at + 1); /* nearly always the end */
    g_array_insert_val(instants, place, at);
}

static void put_all(struct counted *counted, gint64 at, const char *domain)
{
    put(counted->all, at, counted->from);
    if (!domain)
        return;
    GArray *instants = g_hash_table_lookup(counted->domains, domain);
    if (!instants) {
        instants = g_array_new(FALSE, FALSE, sizeof(gint64));
        g_hash_table_insert(counted->domains, g_strdup(domain), instants);
    }
    put(instants, at, counted->from);
}

static struct counted *read_from(struct flow *flow, gint64 from, GError **error)
{
    g_autoptr(GPtrArray) answers = store_answers(flow->store, from, error);
    if (!answers)
        return NULL;
    struct counted *counted = g_new0(struct counted, 1);
    counted->from = from;
    counted->all = g_array_new(FALSE, FALSE, sizeof(gint64));
    counted->domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < answers->len; i++) {
        const struct answer_row *answer = answers->pdata[i];
        put_all(counted, answer->created, answer->domain);
    }
    return counted;
}

void counted_add(struct flow *flow, const struct out *out)
{
    gboolean customer = g_str_equal(out->audience, "customer");
    if (!flow->counted || !out->answer || !(customer || g_str_equal(out->audience, "stranger")))
        return;
    g_autofree char *domain = customer ? text_address_domain(out->recipient) : NULL;
    flow->counted->from = MAX(flow->counted->from, out->created - HOUR);
    put_all(flow->counted, out->created, domain);
    if (g_hash_table_size(flow->counted->domains) > DOMAINS_MOST)
        g_clear_pointer(&flow->counted, counted_free);
}

gint64 counted_since(struct flow *flow, const char *domain, gint64 since, GError **error)
{
    if (flow->counted && since < flow->counted->from)
        g_clear_pointer(&flow->counted, counted_free);
    if (!flow->counted)
        flow->counted = read_from(flow, since, error);
    if (!flow->counted)
        return -1;
    const GArray *instants = domain ? g_hash_table_lookup(flow->counted->domains, domain) : flow->counted->all;
    return instants ? instants->len - before(instants, since) : 0;
}
