/* Weeks in a second: sample mails through the real configuration, forms and templates, with a clock that jumps from one happening to
 * the next. All in memory: nothing is sent, and nothing is stored. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "daemon/base/clock.h"
#include "daemon/base/text.h"
#include "daemon/cli/cli.h"
#include "daemon/flow/flow.h"
#include "parsers/decode/decode.h"

#define HOUR      3600
#define DAY       86400
#define SENDS     100

struct sample {
    char *path;
    GBytes *bytes;
    gint64 date; /* of its Date field, then: when it arrives; seconds UTC */
};

struct rehearsal {
    struct cli *cli;
    struct store *store;
    struct flow *flow;
    GPtrArray *samples; /* struct sample, by date */
    GString *page;      /* HTML; NULL when not wanted */
    gint64 now, end;
    guint uid, mails;
};

static void sample_free(gpointer data)
{
    struct sample *sample = data;
    g_free(sample->path);
    g_bytes_unref(sample->bytes);
    g_free(sample);
}

/* --- samples ---------------------------------------------------------------------------------------------------------------------- */

static gboolean read_sample(struct rehearsal *rehearsal, const char *path, GError **error)
{
    char *contents;
    gsize size;
    if (!g_file_get_contents(path, &contents, &size, error))
        return FALSE;
    struct sample *sample = g_new0(struct sample, 1);
    sample->path = g_strdup(path);
    sample->bytes = g_bytes_new_take(contents, size);
    g_autoptr(document_auto) document = decode_bytes(contents, size, NULL);
    sample->date = document ? document->date : 0;
    g_ptr_array_add(rehearsal->samples, sample);
    return TRUE;
}

static gint compare_paths(gconstpointer left, gconstpointer right)
{
    return strcmp((*(struct sample *const *)left)->path, (*(struct sample *const *)right)->path);
}

static gint compare_dates(gconstpointer left, gconstpointer right)
{
    const struct sample *a = *(struct sample *const *)left, *b = *(struct sample *const *)right;
    return a->date != b->date ? (a->date < b->date ? -1 : 1) : strcmp(a->path, b->path);
}

/* By Date; one without comes a minute after the one whose name precedes it. The first arrives now. */
static gboolean read_samples(struct rehearsal *rehearsal, const char *folder, GError **error)
{
    g_autoptr(GDir) directory = g_dir_open(folder, 0, error);
    gint64 last = 0;
    if (!directory)
        return FALSE;
    for (const char *name; (name = g_dir_read_name(directory));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_str_has_suffix(name, ".eml") && !read_sample(rehearsal, path, error))
            return FALSE;
    }
    g_ptr_array_sort(rehearsal->samples, compare_paths);
    for (guint i = 0; i < rehearsal->samples->len; i++) {
        struct sample *sample = rehearsal->samples->pdata[i];
        sample->date = sample->date ? sample->date : last + 60;
        last = sample->date;
    }
    g_ptr_array_sort(rehearsal->samples, compare_dates);
    gint64 first = rehearsal->samples->len ? ((struct sample *)rehearsal->samples->pdata[0])->date : 0;
    for (guint i = 0; i < rehearsal->samples->len; i++) {
        struct sample *sample = rehearsal->samples->pdata[i];
        sample->date += rehearsal->now - first;
    }
    return TRUE;
}

/* --- telling ------------------------------------------------------------------------------------------------------------------------ */

static void tell(struct rehearsal *rehearsal, const char *arrow, const char *line, const char *text)
{
    g_autofree char *when = cli_time(rehearsal->cli, rehearsal->now);
    printf("%s  %s %s\n", when, arrow, line);
    if (!rehearsal->page)
        return;
    g_autofree char *safe = g_markup_escape_text(line, -1);
    g_autofree char *body = text ? g_markup_escape_text(text, -1) : NULL;
    if (body)
        g_string_append_printf(rehearsal->page, "<details><summary><time>%s</time> %s %s</summary><pre>%s</pre></details>\n", when, arrow, safe, body);
    else
        g_string_append_printf(rehearsal->page, "<p><time>%s</time> %s %s</p>\n", when, arrow, safe);
}

/* "order EH-1001, after mail 3", or the timer that made it. */
static char *why_of(struct rehearsal *rehearsal, const struct out *out)
{
    g_autoptr(order_auto) order = out->order ? store_order_load(rehearsal->store, out->order, NULL) : NULL;
    g_autofree char *cause = out->cause ? g_strdup_printf("mail %" G_GINT64_FORMAT, out->cause) : g_strdup("the clock");
    return order ? g_strdup_printf("%s, by %s", order->number, cause) : g_steal_pointer(&cause);
}

static void tell_sent(struct rehearsal *rehearsal, const struct out *out)
{
    g_autofree char *why = why_of(rehearsal, out);
    g_autofree char *subject = text_one_line(out->subject ? out->subject : "", 200);
    g_autofree char *text = store_out_text(rehearsal->store, out->id, NULL);
    g_autofree char *line = g_strdup_printf("%s: \"%s\" (%s; %s)", out->recipient, subject, out->letter, why);
    tell(rehearsal, "▲", line, text ? text : "");
    rehearsal->mails++;
}

/* --- one thing after the other ------------------------------------------------------------------------------------------------------- */

/* All that is due goes out, and arrives at once. */
static gboolean send_due(struct rehearsal *rehearsal, GError **error)
{
    for (;;) {
        g_autoptr(GPtrArray) parcels = flow_send_next(rehearsal->flow, rehearsal->now, SENDS, error);
        if (!parcels || !flow_commit(rehearsal->flow, error))
            return FALSE;
        if (parcels->len == 0)
            return TRUE;
        for (guint i = 0; i < parcels->len; i++) {
            const struct flow_parcel *parcel = parcels->pdata[i];
            tell_sent(rehearsal, parcel->out);
            if (!flow_sent(rehearsal->flow, parcel->out->id, FLOW_DELIVERED, "rehearsed", rehearsal->now, error) ||
                !flow_commit(rehearsal->flow, error))
                return FALSE;
        }
    }
}

/* "{{ref EH-1001 warehouse}}" in a sample is the reference by which that audience's answer finds the order. */
static char *with_references(struct rehearsal *rehearsal, const char *bytes, gsize size, gsize *ret_size)
{
    GString *text = g_string_new_len(bytes, (gssize)size);
    for (char *open; (open = strstr(text->str, "{{ref "));) {
        char *close = strstr(open, "}}");
        gsize at = (gsize)(open - text->str), length = close ? (gsize)(close - open) + 2 : 6;
        g_autofree char *inside = close ? g_strndup(open + 6, (gsize)(close - open) - 6) : g_strdup("");
        g_auto(GStrv) words = g_strsplit(inside, " ", 2);
        g_autoptr(order_auto) order = words[0] ? store_order_by_number(rehearsal->store, words[0], NULL) : NULL;
        g_autofree char *token = order && words[1] ? store_token(rehearsal->store, order->id, words[1], NULL) : NULL;
        g_autofree char *reference = g_strdup_printf("[ref: %s]", token ? token : "unknown");
        g_string_erase(text, (gssize)at, (gssize)length);
        g_string_insert(text, (gssize)at, reference);
    }
    *ret_size = text->len;
    return g_string_free(text, FALSE);
}

static gboolean take_in(struct rehearsal *rehearsal, const struct sample *sample, GError **error)
{
    gsize size;
    struct flow_arrival arrival = {"rehearsal", 1, ++rehearsal->uid, rehearsal->now, g_bytes_get_size(sample->bytes), "rehearsal.eml"};
    g_autofree char *bytes = with_references(rehearsal, g_bytes_get_data(sample->bytes, NULL), g_bytes_get_size(sample->bytes), &size);
    g_autofree char *name = g_path_get_basename(sample->path);
    g_autoptr(GError) unreadable = NULL;
    g_autoptr(document_auto) document = decode_bytes(bytes, size, &unreadable);
    if (!flow_arrived(rehearsal->flow, &arrival, rehearsal->now, error))
        return FALSE;
    g_autoptr(mail_auto) mail = flow_decode_next(rehearsal->flow, 0, TRUE, rehearsal->now, error);
    if (!mail)
        return FALSE;
    gboolean done = document ? flow_document(rehearsal->flow, mail->id, document, rehearsal->now, error)
                             : flow_decode_failed(rehearsal->flow, mail->id, FLOW_TROUBLE_UNREADABLE, unreadable->message, rehearsal->now, error);
    if (!done || !flow_commit(rehearsal->flow, error))
        return FALSE;
    g_autoptr(mail_auto) after = store_mail_load(rehearsal->store, mail->id, error);
    if (!after)
        return FALSE;
    g_autofree char *line = g_strdup_printf("mail %" G_GINT64_FORMAT " arrives, %s from %s: %s", after->id, name, after->from ? after->from : "?",
                                            after->reason ? after->reason : mail_state_name(after->state));
    tell(rehearsal, "▼", line, bytes);
    return TRUE;
}

/* When something happens next: a mail, a timer, a held mail; at the latest in an hour, for what is done at a time of the day. */
static gint64 next_instant(struct rehearsal *rehearsal, guint sample, GError **error)
{
    gint64 wake = flow_next_wake(rehearsal->flow, error);
    gint64 next = rehearsal->now + HOUR;
    if (wake > rehearsal->now)
        next = MIN(next, wake);
    if (sample < rehearsal->samples->len)
        next = MIN(next, ((struct sample *)rehearsal->samples->pdata[sample])->date);
    return MAX(next, rehearsal->now);
}

static gboolean run(struct rehearsal *rehearsal, GError **error)
{
    struct flow_position position;
    guint sample = 0;
    if (!flow_mailbox_opened(rehearsal->flow, "rehearsal", 1, rehearsal->now - DAY, &position, error))
        return FALSE;
    while (rehearsal->now <= rehearsal->end) {
        while (sample < rehearsal->samples->len && ((struct sample *)rehearsal->samples->pdata[sample])->date <= rehearsal->now)
            if (!take_in(rehearsal, rehearsal->samples->pdata[sample++], error))
                return FALSE;
        if (!flow_wake(rehearsal->flow, rehearsal->now, error) || !flow_commit(rehearsal->flow, error) || !send_due(rehearsal, error))
            return FALSE;
        gint64 next = next_instant(rehearsal, sample, error);
        rehearsal->now = next > rehearsal->now ? next : rehearsal->now + 1;
    }
    return TRUE;
}

/* --- the command ----------------------------------------------------------------------------------------------------------------------- */

static const char page_head[] =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Rehearsal</title>\n"
    "<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}"
    "summary,p{margin:.35rem 0}time{opacity:.7;font-variant-numeric:tabular-nums;margin-right:.5rem}"
    "pre{white-space:pre-wrap;border:1px solid #8886;border-radius:.5rem;padding:.75rem;overflow-wrap:anywhere}</style></head><body>\n<h1>Rehearsal</h1>\n";

static int rehearse(struct cli *cli, const char *folder, gint days, const char *html)
{
    g_autoptr(GError) error = NULL;
    const struct flow_setup setup = {cli->config->settings, cli->config->business, cli->config->forms, cli->templates};
    struct rehearsal rehearsal = {.cli = cli, .now = clock_now(), .samples = g_ptr_array_new_with_free_func(sample_free)};
    rehearsal.end = rehearsal.now + (gint64)days * DAY;
    rehearsal.page = html ? g_string_new(page_head) : NULL;
    rehearsal.store = store_open(":memory:", STORE_DAEMON, &error);
    rehearsal.flow = rehearsal.store ? flow_new(rehearsal.store, &setup) : NULL;
    gboolean done = rehearsal.flow && read_samples(&rehearsal, folder, &error) && run(&rehearsal, &error);
    if (done)
        printf("\n%u sample mails, %u mails out in %d days. Nothing was sent.\n", rehearsal.samples->len, rehearsal.mails, days);
    if (done && html) {
        g_string_append(rehearsal.page, "</body></html>\n");
        done = g_file_set_contents(html, rehearsal.page->str, (gssize)rehearsal.page->len, &error);
    }
    flow_free(rehearsal.flow);
    if (rehearsal.store)
        store_close(rehearsal.store);
    if (rehearsal.page)
        g_string_free(rehearsal.page, TRUE);
    g_ptr_array_unref(rehearsal.samples);
    return done ? EX_OK : cli_fail(EX_NOINPUT, "%s", error ? error->message : "the rehearsal could not go on");
}

int cli_rehearse(struct cli *cli, int argc, char **argv)
{
    gint days = 30;
    g_autofree char *html = NULL;
    const GOptionEntry entries[] = {
        {"days", 0, 0, G_OPTION_ARG_INT, &days, "For so many days from now (30)", "N"},
        {"html", 0, 0, G_OPTION_ARG_FILENAME, &html, "Write the time-line with each mail's text as one page, too", "FILE"},
        G_OPTION_ENTRY_NULL,
    };
    if (!cli_options(&argc, &argv, entries, "DIR", "Lets the mails in DIR (*.eml, by Date) travel through the coming weeks. Nothing leaves the machine."))
        return EX_USAGE;
    if (argc != 2 || days < 1 || days > 3660)
        return cli_fail(EX_USAGE, "usage: mailorder rehearse DIR [--days N] [--html FILE], N from 1 to 3660");
    return cli_load(cli, FALSE) ? rehearse(cli, argv[1], days, html) : EX_CONFIG;
}
