#include "daemon/render/letter.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/render/load.h"
#include "daemon/render/mustache.h"
#include "daemon/render/view.h"

G_DEFINE_QUARK(mailorder - render - error - quark, render_error)

static const char *const letter_names[LETTER_COUNT] = {
    [LETTER_COMPLETE] = "complete-order",
    [LETTER_CONFIRMED] = "order-confirmed",
    [LETTER_RECEIVED] = "order-received",
    [LETTER_DECLINED] = "order-declined",
    [LETTER_WORK] = "department-work",
    [LETTER_REVIEW] = "review",
    [LETTER_REVIEW_SUMMARY] = "review-summary",
    [LETTER_HELD] = "order-held",
    [LETTER_UNDELIVERED] = "not-delivered",
    [LETTER_CAPPED] = "answers-capped",
    [LETTER_DELAYED] = "order-delayed",
    [LETTER_SHIPPED] = "order-shipped",
    [LETTER_DELIVERED] = "order-delivered",
    [LETTER_CORRECTED] = "order-corrected",
    [LETTER_CANCELLED] = "order-cancelled",
    [LETTER_NOTE] = "order-note",
    [LETTER_LATE] = "order-late",
    [LETTER_REMINDER] = "order-reminder",
    [LETTER_EXPIRED] = "order-expired",
    [LETTER_FOLLOW_UP] = "follow-up",
    [LETTER_SURVEY] = "survey",
    [LETTER_SURVEY_REMINDER] = "survey-reminder",
    [LETTER_SURVEY_UNCLEAR] = "survey-unclear",
    [LETTER_THANKS] = "survey-thanks",
    [LETTER_STATUS] = "order-status",
    [LETTER_REQUESTED] = "request-received",
    [LETTER_REFUSED] = "request-refused",
    [LETTER_PASSED_ON] = "passed-on",
    [LETTER_ENCRYPTED] = "encrypted-mail",
    [LETTER_ASK_SIGN] = "department-acknowledge",
    [LETTER_NUDGE] = "department-nudge",
    [LETTER_QUESTION] = "department-question",
    [LETTER_NEWS] = "department-news",
    [LETTER_TRANSCRIPT] = "transcript",
    [LETTER_REBUFF] = "staff-refused",
    [LETTER_ALERT] = "service-alert",
    [LETTER_CALL_LIST] = "call-list",
    [LETTER_PLEASE_CALL] = "please-call",
    [LETTER_DIGEST] = "digest",
    [LETTER_WATCH] = "watch-alert",
    [LETTER_WATCH_WELL] = "watch-well",
};

const char *letter_name(enum letter letter)
{
    return letter < LETTER_COUNT ? letter_names[letter] : NULL;
}

gboolean letter_parse(const char *name, enum letter *ret_letter)
{
    for (guint i = 0; i < LETTER_COUNT; i++) {
        if (g_strcmp0(name, letter_names[i]) == 0) {
            *ret_letter = (enum letter)i;
            return TRUE;
        }
    }
    return FALSE;
}

void rendered_clear(struct rendered *rendered)
{
    g_clear_pointer(&rendered->subject, g_free);
    g_clear_pointer(&rendered->text, g_free);
    g_clear_pointer(&rendered->html, g_free);
}

/* --- all languages -------------------------------------------------------------------------------------------- */

struct templates {
    GHashTable *languages; /* code to struct language_templates */
    char *script, *style;  /* of the blank form's page: no words in them, so that all languages share them */
};

static void language_templates_free_data(void *data)
{
    language_templates_free(data);
}

struct templates *templates_load(const char *own_folder, const char *stock_folder, const char *const *languages,
                                 struct diagnostics *diagnostics)
{
    g_autoptr(templates_auto) templates = g_new0(struct templates, 1);
    templates->languages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, language_templates_free_data);
    guint before = diagnostics_count(diagnostics);
    if (!g_file_test(stock_folder, G_FILE_TEST_IS_DIR)) {
        diagnostics_add(diagnostics, stock_folder, 0,
                        "the stock templates are not here; install mailorder, or name their folder: paths.stock_templates");
        return NULL;
    }
    for (guint i = 0; languages[i]; i++) {
        struct load load = {own_folder, stock_folder, languages[i], diagnostics};
        g_hash_table_replace(templates->languages, g_strdup(languages[i]), language_templates_load(&load));
    }
    const struct load shared = {own_folder, stock_folder, NULL, diagnostics};
    own_folder_check(&shared);
    templates->script = shared_file_load(&shared, "blank-form.js");
    templates->style = shared_file_load(&shared, "blank-form.css");
    if (diagnostics_count(diagnostics) > before)
        return NULL;
    return g_steal_pointer(&templates);
}

void templates_free(struct templates *templates)
{
    if (!templates)
        return;
    g_hash_table_unref(templates->languages);
    g_free(templates->script);
    g_free(templates->style);
    g_free(templates);
}

const struct language_templates *templates_in(const struct templates *templates, const char *language)
{
    return g_hash_table_lookup(templates->languages, language);
}

const char *templates_script(const struct templates *templates)
{
    return templates->script;
}

const char *templates_style(const struct templates *templates)
{
    return templates->style;
}

/* --- one letter ----------------------------------------------------------------------------------------------- */

static char *render_subject(const struct language_templates *all, enum letter letter, const struct tree *view,
                            GError **error)
{
    g_autofree char *raw =
        mustache_render(all->letters[letter].subject, view, all->text_partials, mustache_escape_none, error);
    return raw ? text_one_line(raw, BOUND_SUBJECT) : NULL;
}

void rendered_join_lines(char *text)
{
    char *into = text;
    guint ends = 1;
    for (const char *from = text; *from; from++) {
        ends = *from == '\n' ? ends + 1 : 0;
        if (ends <= 2)
            *into++ = *from;
    }
    *into = '\0';
}

char *templates_word(const struct templates *templates, const char *language, const char *group, const char *id)
{
    const struct language_templates *all = g_hash_table_lookup(templates->languages, language);
    if (!all || !all->report_words)
        return g_strdup("");
    g_autoptr(tree_auto) tree = tree_new_map();
    tree_set_flag_named(tree_put_map(tree, group, tree_hash(group)), id, TRUE);
    g_autofree char *raw = mustache_render(all->report_words, tree, all->text_partials, mustache_escape_none, NULL);
    g_autofree char *line = text_one_line(raw ? raw : "", BOUND_SUBJECT);
    return g_strdup(g_strstrip(line));
}

gboolean letter_render(const struct templates *templates, enum letter letter, const char *language,
                       const struct letter_facts *facts, struct rendered *ret_rendered, GError **error)
{
    const struct language_templates *all = g_hash_table_lookup(templates->languages, language);
    if (!all || letter >= LETTER_COUNT) {
        g_set_error(error, RENDER_ERROR, RENDER_ERROR_TEMPLATE, "no templates are loaded for the language \"%s\"",
                    language);
        return FALSE;
    }
    const struct letter_templates *one = &all->letters[letter];
    if (!one->subject || !one->text) {
        g_set_error(error, RENDER_ERROR, RENDER_ERROR_TEMPLATE, "there is no template \"%s\"", letter_name(letter));
        return FALSE;
    }
    g_autoptr(tree_auto) view = view_new(letter, language, facts, all->document_words);
    g_autofree char *subject = render_subject(all, letter, view, error);
    g_autofree char *text =
        subject ? mustache_render(one->text, view, all->text_partials, mustache_escape_none, error) : NULL;
    if (!text)
        return FALSE;
    g_autofree char *html = NULL;
    if (one->html) {
        html = mustache_render(one->html, view, all->html_partials, mustache_escape_html, error);
        if (!html)
            return FALSE;
    }
    ret_rendered->subject = g_steal_pointer(&subject);
    rendered_join_lines(text);
    ret_rendered->text = g_steal_pointer(&text);
    ret_rendered->html = g_steal_pointer(&html);
    return TRUE;
}
