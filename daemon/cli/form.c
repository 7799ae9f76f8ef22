/* The blank standard form, for whoever wants to order: as text, as a mailto: link, or as a page for the web site. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "daemon/cli/cli.h"
#include "daemon/base/clock.h"
#include "daemon/render/blank.h"

enum shape { SHAPE_TEXT, SHAPE_MAILTO, SHAPE_HTML };

static char *shape(struct cli *cli, const struct rendered *blank, enum shape as)
{
    switch (as) {
    case SHAPE_TEXT:
        return g_strdup(blank->text);
    case SHAPE_MAILTO: {
        g_autofree char *link = blank_mailto(cli->config->business->from_address, blank->subject, blank->text);
        return g_strconcat(link, "\n", NULL);
    }
    case SHAPE_HTML:
        break;
    }
    return g_strdup(blank->html);
}

static int print_form(struct cli *cli, const struct form *product, const char *language, enum shape as)
{
    const struct blank_facts facts = {cli->config->business, cli->config->forms, product, clock_now()};
    g_autoptr(GError) error = NULL;
    struct rendered blank = {0};
    if (!blank_render(cli->templates, language, &facts, &blank, &error))
        return cli_fail(EX_SOFTWARE, "%s", error->message);
    g_autofree char *text = shape(cli, &blank, as);
    rendered_clear(&blank);
    if (fputs(text, stdout) == EOF || fflush(stdout) != 0)
        return cli_fail(EX_IOERR, "the form could not be written");
    return EX_OK;
}

static int find_and_print(struct cli *cli, const char *name, const char *language, enum shape as)
{
    const struct form *product = forms_product(cli->config->forms, name);
    const char *const *languages = (const char *const *)cli->config->business->languages;
    if (!product && !g_str_equal(name, "all"))
        return cli_fail(EX_DATAERR, "no product is called '%s'; say all, or the name of a form", name);
    if (language && !g_strv_contains(languages, language))
        return cli_fail(EX_USAGE, "--lang should be one of business.languages");
    return print_form(cli, product, language ? language : languages[0], as);
}

int cli_form(struct cli *cli, int argc, char **argv)
{
    gboolean text = FALSE, mailto = FALSE, html = FALSE;
    g_autofree char *language = NULL;
    const GOptionEntry entries[] = {
        {"text", 0, 0, G_OPTION_ARG_NONE, &text, "As text, to be sent in a mail", NULL},
        {"mailto", 0, 0, G_OPTION_ARG_NONE, &mailto, "As a mailto: link, on one line", NULL},
        {"html", 0, 0, G_OPTION_ARG_NONE, &html, "As a page for the web site: one file that needs nothing from outside", NULL},
        {"lang", 0, 0, G_OPTION_ARG_STRING, &language, "One of business.languages; without it, the first", "LANGUAGE"},
        G_OPTION_ENTRY_NULL,
    };
    if (!cli_options(&argc, &argv, entries, "PRODUCT|all", "Prints the blank standard form of a product, or of all of them."))
        return EX_USAGE;
    if (argc != 2 || text + mailto + html != 1)
        return cli_fail(EX_USAGE, "usage: mailorder form PRODUCT|all [--lang LANGUAGE] --text|--mailto|--html");
    if (!cli_load(cli, FALSE))
        return EX_CONFIG;
    return find_and_print(cli, argv[1], language, html ? SHAPE_HTML : mailto ? SHAPE_MAILTO : SHAPE_TEXT);
}
