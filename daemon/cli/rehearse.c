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
    char *day;          /* the page's last heading */
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

/* A line of the time-line: on standard output, and on the page with what it is about marked off and the mail to unfold. */
struct line {
    const char *arrow, *direction; /* the arrow as words, for who does not see it */
    const char *who, *what, *why;
    const char *text;              /* the mail */
};

static void add_day(struct rehearsal *rehearsal, const char *when)
{
    g_autofree char *day = g_strndup(when, strcspn(when, " "));
    if (g_strcmp0(day, rehearsal->day) == 0)
        return;
    g_free(rehearsal->day);
    rehearsal->day = g_strdup(day);
    g_string_append_printf(rehearsal->page, "<h2>%s</h2>\n", day);
}

static void add_to_page(struct rehearsal *rehearsal, const char *when, const struct line *line)
{
    g_autofree char *who = g_markup_escape_text(line->who, -1), *what = g_markup_escape_text(line->what, -1);
    g_autofree char *why = g_markup_escape_text(line->why, -1), *body = g_markup_escape_text(line->text, -1);
    add_day(rehearsal, when);
    g_string_append_printf(rehearsal->page,
                           "<details class=\"%s\"><summary><time>%s</time> <span role=\"img\" aria-label=\"%s\">%s</span> %s: <b>%s</b> <small>%s</small></summary>"
                           "<pre>%s</pre></details>\n",
                           line->direction, when + strcspn(when, " "), line->direction, line->arrow, who, what, why, body);
}

static void tell(struct rehearsal *rehearsal, const struct line *line)
{
    g_autofree char *when = cli_time(rehearsal->cli, rehearsal->now);
    cli_print("%s  %s %s: %s (%s)\n", when, line->arrow, line->who, line->what, line->why);
    if (rehearsal->page)
        add_to_page(rehearsal, when, line);
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
    g_autofree char *what = g_strdup_printf("\"%s\"", subject), *reason = g_strdup_printf("%s; %s", out->letter, why);
    const struct line line = {"▲", "out", out->recipient, what, reason, text ? text : ""};
    tell(rehearsal, &line);
    rehearsal->mails++;
}

/* --- one thing after the other ------------------------------------------------------------------------------------------------------- */

/* All that is due goes out, and arrives at once. */
static gboolean send_due(struct rehearsal *rehearsal, GError **error)
{
    for (;;) {
        g_autoptr(GPtrArray) parcels = flow_send_next(rehearsal->flow, rehearsal->now, SENDS, G_MAXSIZE, error);
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
    g_autofree char *who = g_strdup_printf("mail %" G_GINT64_FORMAT " arrives, %s from %s", after->id, name, after->from ? after->from : "?");
    const char *what = after->reason ? after->reason : mail_state_name(after->state);
    g_autofree char *text = g_utf8_make_valid(bytes, (gssize)strlen(bytes));
    const struct line line = {"▼", "in", who, what, mail_state_name(after->state), text};
    tell(rehearsal, &line);
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
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>Rehearsal</title>\n"
    "<style>:root{color-scheme:light dark;--soft:#5a6675;--line:#d8dee6;--in:#8a5200;--out:#0d5f57}"
    "@media(prefers-color-scheme:dark){:root{--soft:#a3b0bf;--line:#37414d;--in:#e3a83f;--out:#8fd9cd}}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}"
    "h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:1.75rem 0 .25rem;font-variant-numeric:tabular-nums}"
    "details{border-top:1px solid var(--line)}summary{padding:.4rem 0;cursor:pointer}summary b{font-weight:600}"
    "time,small,.note{color:var(--soft)}time{font-variant-numeric:tabular-nums}small{display:block;padding-left:1.2rem}"
    ".in span{color:var(--in)}.out span{color:var(--out)}"
    "pre{white-space:pre-wrap;border:1px solid var(--line);border-radius:.5rem;padding:.75rem;margin:.25rem 0 1rem}</style></head><body><main>\n"
    "<h1>Rehearsal</h1>\n<p class=\"note\">What arrives (▼), and every mail that would go out (▲): to whom, with which subject, and why. A line opens on "
    "the whole mail. Nothing was sent.</p>\n";

static gboolean write_page(struct rehearsal *rehearsal, const char *file, gint days, GError **error)
{
    g_string_append_printf(rehearsal->page, "<p class=\"note\">%u sample mails, %u mails out in %d days.</p>\n</main></body></html>\n",
                           rehearsal->samples->len, rehearsal->mails, days);
    return g_file_set_contents(file, rehearsal->page->str, (gssize)rehearsal->page->len, error);
}

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
        cli_print("\n%u sample mails, %u mails out in %d days. Nothing was sent.\n", rehearsal.samples->len, rehearsal.mails, days);
    if (done && html)
        done = write_page(&rehearsal, html, days, &error);
    flow_free(rehearsal.flow);
    if (rehearsal.store)
        store_close(rehearsal.store);
    if (rehearsal.page)
        g_string_free(rehearsal.page, TRUE);
    g_free(rehearsal.day);
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
