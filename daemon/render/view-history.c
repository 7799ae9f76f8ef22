/* An order's journal as customer service reads it: what happened, when, by whom, and the words of people; not what the machine noted
 * for itself, nor its own letters. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/orders/step.h"
#include "daemon/render/view.h"

#define HISTORY_MOST 60 /* lines in one letter: the newest */

/* The journal's detail holds a person's words, as they are. */
static const char *const with_words[] = {"cancelled", "noted-to-customer", "declined", "request-refused", "not-arrived", "bounced"};

static gboolean has_words(const char *what)
{
    for (guint i = 0; i < G_N_ELEMENTS(with_words); i++)
        if (g_str_equal(what, with_words[i]))
            return TRUE;
    return FALSE;
}

/* A person's words in this row; NULL none. */
static char *words_of(const struct letter_event *event)
{
    const char *words = has_words(event->what) ? event->detail : NULL;
    if (event->detail && g_str_equal(event->what, "delayed") && strstr(event->detail, ": "))
        words = strstr(event->detail, ": ") + 2; /* "to 2026-12-10: fabric late" */
    if (!words || step_refusal_find(words) || g_str_equal(words, STEP_AS_ASKED))
        return NULL;
    char *line = text_one_line(words, BOUND_VALUE_SIZE);
    char *remark = strstr(line, " (too little to tell");
    if (remark)
        *remark = '\0';
    return line;
}

/* The first day that the row names: a new date, an expected one. */
static char *date_of(const struct view *view, const char *detail)
{
    g_autoptr(GMatchInfo) match = NULL;
    g_autoptr(GRegex) iso = g_regex_new("[0-9]{4}-[0-9]{2}-[0-9]{2}", 0, 0, NULL);
    if (!detail || !g_regex_match(iso, detail, 0, &match))
        return NULL;
    g_autofree char *day = g_match_info_fetch(match, 0);
    return view_date(view, day, FALSE);
}

static void set_who(const struct view *view, struct tree *map, const char *actor)
{
    g_autofree char *role = g_strndup(actor, strcspn(actor, " "));
    const struct department *department = business_department(view->facts->business, role);
    const char *name = department ? phrases_text(department->names, view->code, view->fallback) : NULL;
    tree_set_text(map, "by", department ? name ? name : department->id : NULL);
    tree_set_flag(map, "by_customer", g_str_equal(role, "customer"));
    tree_set_flag(map, "by_service", g_str_equal(role, "service"));
    tree_set_flag(map, "by_admin", g_str_equal(role, "admin"));
    tree_set_flag(map, "by_representative", g_str_equal(role, "representative"));
}

static void add_event(const struct view *view, struct tree *list, const struct letter_event *event)
{
    struct tree *map = tree_add_map(list);
    g_autofree char *when = view_moment(view, event->when);
    g_autofree char *date = date_of(view, event->detail);
    g_autofree char *words = words_of(event);
    gboolean rated = g_str_equal(event->what, "rated") && event->detail;
    tree_set_text(map, "when", when);
    tree_set_flag_named(tree_set_map(map, "what"), event->what, TRUE);
    tree_set_text(map, "date", date);
    tree_set_text(map, "words", words);
    view_mark(map, rated ? (guint)g_ascii_strtoull(event->detail, NULL, 10) : 0);
    tree_set_flag(map, "as_asked", g_strcmp0(event->detail, STEP_AS_ASKED) == 0);
    set_who(view, map, event->who);
}

void view_history(const struct view *view, struct tree *map, const GPtrArray *events)
{
    struct tree *list = tree_set_list(map, "history");
    g_autoptr(GPtrArray) told = g_ptr_array_new();
    for (guint i = 0; events && i < events->len; i++)
        if (view_happening_is_known(((const struct letter_event *)events->pdata[i])->what))
            g_ptr_array_add(told, events->pdata[i]);
    for (guint i = told->len > HISTORY_MOST ? told->len - HISTORY_MOST : 0; i < told->len; i++)
        add_event(view, list, told->pdata[i]);
}
