#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "daemon/cli/cli.h"
#include "daemon/render/report.h"

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_HTML };

static gboolean parse_format(const char *name, enum format *ret_format)
{
    static const char *const names[] = {"text", "json", "csv", "html"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (!name || g_str_equal(name, names[i])) {
            *ret_format = (enum format)i;
            return TRUE;
        }
    return FALSE;
}

/* YYYY-MM-DD and nothing else; GDate's own reader goes by the locale. */
static gboolean parse_day(const char *text, GDate *ret_day)
{
    static const char shape[] = "dddd-dd-dd";
    if (strlen(text) != strlen(shape))
        return FALSE;
    for (guint i = 0; shape[i]; i++)
        if (shape[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != shape[i])
            return FALSE;
    guint year = (guint)g_ascii_strtoull(text, NULL, 10), month = (guint)g_ascii_strtoull(text + 5, NULL, 10);
    guint day = (guint)g_ascii_strtoull(text + 8, NULL, 10);
    if (year < 1970 || !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return FALSE;
    g_date_clear(ret_day, 1);
    g_date_set_dmy(ret_day, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return TRUE;
}

/* Both missing: the last full month. */
static gboolean parse_period(struct cli *cli, const char *from, const char *to, GDate *ret_from, GDate *ret_to)
{
    GDate today;
    calendar_day_of(cli->config->business->calendar, g_get_real_time() / G_USEC_PER_SEC, &today);
    *ret_to = today;
    if (!from && !to)
        g_date_subtract_days(ret_to, g_date_get_day(&today));
    if (to && !parse_day(to, ret_to))
        return FALSE;
    *ret_from = *ret_to;
    g_date_set_day(ret_from, 1);
    return !from || parse_day(from, ret_from);
}

static GBytes *render(const struct report *report, enum format format, const struct report_words *words)
{
    switch (format) {
    case FORMAT_TEXT: {
        char *text = report_text(report, words);
        return g_bytes_new_take(text, strlen(text));
    }
    case FORMAT_JSON:
        return report_json(report);
    case FORMAT_CSV:
        return report_csv(report);
    case FORMAT_HTML:
        return report_html(report, words);
    }
    return NULL;
}

static int write_out(GBytes *bytes, const char *file)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autoptr(GError) error = NULL;
    if (file && !g_file_set_contents_full(file, data, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0640, &error))
        return cli_fail(EX_CANTCREAT, "%s", error->message);
    if (!file && (fwrite(data, 1, length, stdout) != length || fflush(stdout) != 0))
        return cli_fail(EX_IOERR, "the report could not be written");
    return EX_OK;
}

static int report(struct cli *cli, const char *from_text, const char *to_text, enum format format, const char *language, const char *file)
{
    GDate from, to;
    if (!parse_period(cli, from_text, to_text, &from, &to))
        return cli_fail(EX_USAGE, "a day should be written as 2026-11-24");
    if (g_date_compare(&from, &to) > 0)
        return cli_fail(EX_USAGE, "the period ends before it begins");
    struct store *store = cli_store(cli, STORE_READ);
    if (!store)
        return EX_UNAVAILABLE;
    g_autoptr(GError) error = NULL;
    g_autoptr(report_auto) sums = store_report(store, cli->config->business->calendar, &from, &to, &error);
    store_close(store);
    if (!sums)
        return cli_fail(EX_IOERR, "%s", error->message);
    const struct report_words words = {cli->templates, language, cli->config->forms, cli->config->business};
    g_autoptr(GBytes) bytes = render(sums, format, &words);
    return write_out(bytes, file);
}

int cli_report(struct cli *cli, int argc, char **argv)
{
    enum format format;
    g_autofree char *from = NULL, *to = NULL, *format_name = NULL, *file = NULL, *language = NULL;
    const GOptionEntry entries[] = {
        {"from", 0, 0, G_OPTION_ARG_STRING, &from, "First day", "DATE"},
        {"to", 0, 0, G_OPTION_ARG_STRING, &to, "Last day", "DATE"},
        {"format", 0, 0, G_OPTION_ARG_STRING, &format_name, "text, json, csv or html", "FORMAT"},
        {"lang", 0, 0, G_OPTION_ARG_STRING, &language, "One of business.languages; without it, the first", "LANGUAGE"},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &file, "Write here instead of to standard output", "FILE"},
        G_OPTION_ENTRY_NULL,
    };
    if (!cli_options(&argc, &argv, entries, "", "Sums up the orders of a period; without one, of the last full month."))
        return EX_USAGE;
    if (argc > 1)
        return cli_fail(EX_USAGE, "report takes options only; see mailorder report --help");
    if (!parse_format(format_name, &format))
        return cli_fail(EX_USAGE, "--format should be text, json, csv or html");
    if (!cli_load(cli, FALSE))
        return EX_CONFIG;
    const char *const *languages = (const char *const *)cli->config->business->languages;
    if (language && !g_strv_contains(languages, language))
        return cli_fail(EX_USAGE, "--lang should be one of business.languages");
    return report(cli, from, to, format, language ? language : languages[0], file);
}
