/* What the subcommands share: loading, opening, printing. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/base/text.h"
#include "daemon/base/user.h"
#include "daemon/cli/cli.h"

int cli_fail(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *safe = text_hide_tokens(text);
    g_autofree char *line = text_one_line(safe, 2000);
    fprintf(stderr, "mailorder: %s\n", line);
    return code;
}

void cli_print(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *harmless = text_harmless(text);
    fputs(harmless, stdout);
}

static void print_diagnostics(struct diagnostics *diagnostics, const char *prefix)
{
    for (guint i = 0; i < diagnostics_count(diagnostics); i++)
        fprintf(stderr, "%s%s\n", prefix, diagnostics_line(diagnostics, i));
}

static void load_config(struct cli *cli, struct diagnostics *errors, gboolean loud)
{
    g_autoptr(diagnostics_auto) warnings = diagnostics_new();
    cli->config = config_load(cli->config_file, errors, warnings);
    if (loud)
        print_diagnostics(warnings, "warning: ");
}

gboolean cli_load_config(struct cli *cli)
{
    g_autoptr(diagnostics_auto) errors = diagnostics_new();
    load_config(cli, errors, FALSE);
    print_diagnostics(errors, "");
    return diagnostics_count(errors) == 0;
}

gboolean cli_load(struct cli *cli, gboolean loud)
{
    g_autoptr(diagnostics_auto) errors = diagnostics_new();
    load_config(cli, errors, loud);
    if (cli->config)
        cli->templates = templates_load(cli->config->settings->paths.templates, cli->config->settings->paths.stock_templates,
                                        (const char *const *)cli->config->business->languages, errors);
    print_diagnostics(errors, "");
    return diagnostics_count(errors) == 0 && cli->templates;
}

struct store *cli_store(struct cli *cli, enum store_access access)
{
    g_autoptr(GError) error = NULL;
    const struct path_settings *paths = &cli->config->settings->paths;
    if (!user_become(paths->run_as, paths->state_dir, &error)) {
        cli_fail(EX_NOUSER, "%s", error->message);
        return NULL;
    }
    struct store *store = store_open(cli->config->settings->paths.database, access, &error);
    if (!store)
        cli_fail(EX_UNAVAILABLE, "%s", error->message);
    return store;
}

gboolean cli_options(int *argc, char ***argv, const GOptionEntry *entries, const char *arguments, const char *summary)
{
    static const GOptionEntry none[] = {G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    GOptionContext *context = g_option_context_new(arguments);
    g_option_context_set_summary(context, summary);
    g_option_context_add_main_entries(context, entries ? entries : none, NULL);
    gboolean good = g_option_context_parse(context, argc, argv, &error);
    g_option_context_free(context);
    if (!good)
        cli_fail(EX_USAGE, "%s", error->message);
    return good;
}

char *cli_time(struct cli *cli, gint64 instant)
{
    if (!instant)
        return g_strdup("-");
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(calendar_zone(cli->config->business->calendar));
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    g_autoptr(GDateTime) local = utc && zone ? g_date_time_to_timezone(utc, zone) : NULL;
    return local ? g_date_time_format(local, "%Y-%m-%d %H:%M") : g_strdup("?");
}

void cli_print_json(json_t *json)
{
    /* Programs get the characters themselves, a terminal nothing that could turn or hide its lines. */
    json_dumpf(json, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER | (isatty(STDOUT_FILENO) ? JSON_ENSURE_ASCII : 0));
    putchar('\n');
    json_decref(json);
}

/* Columns on a terminal: wide characters count two, marks none. */
static guint screen_width(const char *text)
{
    guint width = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        width += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return width;
}

void cli_print_table(const GPtrArray *cells, guint columns)
{
    g_autofree guint *widths = g_new0(guint, columns);
    for (guint i = 0; i < cells->len; i++)
        widths[i % columns] = MAX(widths[i % columns], screen_width(cells->pdata[i]));
    for (guint i = 0; i < cells->len; i++) {
        const char *text = cells->pdata[i];
        gboolean last = i % columns == columns - 1;
        cli_print("%s%*s%s", text, last ? 0 : (int)(widths[i % columns] - screen_width(text)), "", last ? "\n" : "  ");
    }
}
