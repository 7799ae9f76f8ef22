#include "daemon/orders/report.h"

#include <string.h>

#include "daemon/orders/order.h"

static void tally_free(gpointer data)
{
    struct tally *tally = data;
    g_free(tally->key);
    g_free(tally->other);
    g_free(tally);
}

struct report *report_new(const GDate *from, const GDate *to, const char *zone)
{
    struct report *report = g_new0(struct report, 1);
    report->from = *from;
    report->to = *to;
    report->zone = g_strdup(zone);
    report->states = g_ptr_array_new_with_free_func(tally_free);
    report->products = g_ptr_array_new_with_free_func(tally_free);
    report->faults = g_ptr_array_new_with_free_func(tally_free);
    report->letters = g_ptr_array_new_with_free_func(tally_free);
    report->promises = g_ptr_array_new_with_free_func(tally_free);
    report->delays = g_ptr_array_new_with_free_func(tally_free);
    report->marks = g_ptr_array_new_with_free_func(tally_free);
    report->comments = g_ptr_array_new_with_free_func(tally_free);
    return report;
}

void report_free(struct report *report)
{
    if (!report)
        return;
    g_free(report->zone);
    g_ptr_array_unref(report->states);
    g_ptr_array_unref(report->products);
    g_ptr_array_unref(report->faults);
    g_ptr_array_unref(report->letters);
    g_ptr_array_unref(report->promises);
    g_ptr_array_unref(report->delays);
    g_ptr_array_unref(report->marks);
    g_ptr_array_unref(report->comments);
    g_free(report);
}

void tallies_add(GPtrArray *tallies, const char *key, const char *other, guint64 count)
{
    const char *name = key ? key : "";
    for (guint i = 0; i < tallies->len; i++) {
        struct tally *tally = tallies->pdata[i];
        if (g_str_equal(tally->key, name) && g_strcmp0(tally->other, other) == 0) {
            tally->count += count;
            return;
        }
    }
    struct tally *tally = g_new0(struct tally, 1);
    tally->key = g_strdup(name);
    tally->other = g_strdup(other);
    tally->count = count;
    g_ptr_array_add(tallies, tally);
}

static gint compare_tallies(gconstpointer left, gconstpointer right)
{
    const struct tally *a = *(struct tally *const *)left, *b = *(struct tally *const *)right;
    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    gint order = strcmp(a->key, b->key);
    return order ? order : g_strcmp0(a->other, b->other);
}

void tallies_sort(GPtrArray *tallies)
{
    g_ptr_array_sort(tallies, compare_tallies);
}

/* --- what was asked for ----------------------------------------------------------------------------------------- */

static gboolean seen_before(GHashTable *seen, const char *field, const char *fault)
{
    return !g_hash_table_add(seen, g_strdup_printf("%s %s", fault, field));
}

void report_add_asked(struct report *report, const char *detail)
{
    g_auto(GStrv) parts = g_strsplit(detail ? detail : "", ", ", -1);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; parts[i]; i++) {
        g_auto(GStrv) words = g_strsplit(parts[i], " ", 3);
        enum fault fault;
        if (!words[0] || !fault_parse(words[0], &fault))
            continue;
        const char *field = words[1] && *words[1] != '(' ? words[1] : "";
        if (!seen_before(seen, field, words[0]))
            tallies_add(report->faults, field, words[0], 1);
    }
}

/* --- how long it took ------------------------------------------------------------------------------------------- */

static gint compare_seconds(gconstpointer left, gconstpointer right)
{
    gint64 a = *(const gint64 *)left, b = *(const gint64 *)right;
    return a < b ? -1 : a > b;
}

static gint64 nearest_rank(const GArray *sorted, guint percent)
{
    guint64 rank = ((guint64)sorted->len * percent + 99) / 100;
    return g_array_index(sorted, gint64, rank - 1);
}

struct spread spread_of(GArray *seconds)
{
    struct spread spread = {.count = seconds->len};
    if (seconds->len == 0)
        return spread;
    g_array_sort(seconds, compare_seconds);
    spread.median = nearest_rank(seconds, 50);
    spread.ninetieth = nearest_rank(seconds, 90);
    return spread;
}

/* --- after acceptance ------------------------------------------------------------------------------------------------------- */

gint report_nps(const struct report *report)
{
    gint64 balance = (gint64)report->promoters - (gint64)report->detractors;
    return report->recommended ? (gint)(balance * 100 / (gint64)report->recommended) : 0;
}

const char *report_promise_name(gboolean shipped, gint days_late)
{
    if (!shipped)
        return days_late > 0 ? "not shipped yet, and late" : "not shipped yet";
    if (days_late <= 0)
        return "shipped as promised";
    return days_late <= 7 ? "shipped up to a week late" : "shipped more than a week late";
}

void report_add_delay(struct report *report, const char *actor, const char *detail)
{
    const char *space = actor ? strchr(actor, ' ') : NULL;
    g_autofree char *department = actor ? g_strndup(actor, space ? (gsize)(space - actor) : strlen(actor)) : g_strdup("");
    const char *colon = detail ? strstr(detail, ": ") : NULL;
    g_autofree char *reason = colon ? g_strdup(colon + 2) : g_strdup("");
    char *remark = strstr(reason, " (too little to tell");
    if (remark)
        *remark = '\0';
    tallies_add(report->delays, department, reason, 1);
}

void report_add_survey(struct report *report, guint mark, gint recommend, const char *comment)
{
    g_autofree char *name = mark ? g_strdup_printf("%u", mark) : g_strdup("");
    report->answered++;
    if (mark)
        tallies_add(report->marks, name, NULL, 1);
    if (recommend >= 0) {
        report->recommended++;
        report->promoters += recommend >= 9;
        report->detractors += recommend <= 6;
    }
    if (comment && *comment && report->comments->len < REPORT_COMMENTS)
        tallies_add(report->comments, comment, name, 1);
}
