/* One field of a form, as templates see it: its value in the reader's language, and what is missing or wrong with it.
 */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/render/view.h"

/* More choices than this, or longer, are told in a sentence instead of as boxes on one line: mail programs break long
 * lines. */
#define BOXES_MOST    6
#define BOXES_COLUMNS 60

static const char *choice_label(const struct view *view, const struct choice *choice)
{
    const char *name = phrases_text(choice->names, view->code, view->fallback);
    return name ? name : choice->id;
}

static char *choice_text(const struct view *view, const struct field *field, const char *id)
{
    const struct choice *choice = field_choice(field, id);
    return g_strdup(choice ? choice_label(view, choice) : id);
}

static char *decimal_text(const struct view *view, const char *canonical)
{
    return view->language ? language_format_decimal(view->language, canonical, 0) : g_strdup(canonical);
}

static char *money_text(const struct view *view, const char *canonical)
{
    g_auto(GStrv) words = g_strsplit(canonical, " ", 2);
    return words[0] && words[1] ? view_money(view, words[0], words[1]) : g_strdup(canonical);
}

static char *length_text(const struct view *view, const char *canonical)
{
    g_autofree char *number = decimal_text(view, canonical);
    return g_strconcat(number, " cm", NULL);
}

static char *date_text(const struct view *view, const char *canonical)
{
    char *text = view_date(view, canonical, FALSE);
    return text ? text : g_strdup(canonical);
}

/* A canonical form for a reader. `written` is what the customer wrote, "" when nothing. */
static char *canonical_text(const struct view *view, const struct field *field, const char *canonical,
                            const char *written)
{
    switch (field->type) {
    case FIELD_DECIMAL:
        return decimal_text(view, canonical);
    case FIELD_MONEY:
        return money_text(view, canonical);
    case FIELD_DATE:
        return date_text(view, canonical);
    case FIELD_CHOICE:
        return choice_text(view, field, canonical);
    case FIELD_LENGTH:
        return length_text(view, canonical);
    case FIELD_PHONE: /* digits alone are hard to read */
        return g_strdup(*written ? written : canonical);
    case FIELD_TEXT:
    case FIELD_ADDRESS:
    case FIELD_INTEGER: /* counts are short: grouping would only make them ambiguous to read back */
    case FIELD_EMAIL:
    case FIELD_YESNO:
        return g_strdup(canonical);
    }
    return g_strdup(canonical);
}

char *view_canonical(const struct view *view, const struct field *field, const char *canonical)
{
    return canonical_text(view, field, canonical, "");
}

static gboolean field_runs_over_lines(const struct field *field)
{
    return field->multiline || field->type == FIELD_ADDRESS;
}

/* The first line as `value`, the others as the list `more`. */
static void set_value(struct tree *map, const struct field *field, const char *text)
{
    g_autofree char *clean =
        field_runs_over_lines(field) ? text_lines(text, BOUND_VALUE_SIZE) : text_one_line(text, BOUND_VALUE_SIZE);
    char *rest = g_strstrip(clean);
    tree_set_text(map, "value", strsep(&rest, "\n"));
    struct tree *more = tree_set_list(map, "more");
    while (rest)
        tree_add_text(more, strsep(&rest, "\n"));
}

static void set_written(struct tree *map, const char *text)
{
    g_autofree char *clean = text_one_line(text ? text : "", BOUND_VALUE_SIZE);
    tree_set_text(map, "written", clean);
}

/* --- what would be right -------------------------------------------------------------------------------------- */

static char *bound_day(const struct view *view, const char *days)
{
    GDate day = view->today;
    gint64 count = g_ascii_strtoll(days, NULL, 10);
    if (count < -36500 || count > 36500)
        return g_strdup(days);
    if (count < 0)
        g_date_subtract_days(&day, (guint)-count);
    else
        g_date_add_days(&day, (guint)count);
    return view_day(view, &day, FALSE);
}

static char *bound_text(const struct view *view, const struct field *field, const char *bound)
{
    if (!bound)
        return NULL;
    switch (field->type) {
    case FIELD_DATE:
        return bound_day(view, bound);
    case FIELD_LENGTH:
        return length_text(view, bound);
    case FIELD_MONEY:
        return field->currency ? view_money(view, bound, field->currency) : decimal_text(view, bound);
    case FIELD_DECIMAL:
        return decimal_text(view, bound);
    case FIELD_TEXT:
    case FIELD_INTEGER:
    case FIELD_CHOICE:
    case FIELD_EMAIL:
    case FIELD_PHONE:
    case FIELD_ADDRESS:
    case FIELD_YESNO:
        return g_strdup(bound);
    }
    return NULL;
}

static void set_bounds(const struct view *view, struct tree *map, const struct field *field)
{
    g_autofree char *min = bound_text(view, field, field->min);
    g_autofree char *max = bound_text(view, field, field->max);
    tree_set_text(map, "min", min);
    tree_set_text(map, "max", max);
    tree_set_text(map, "currency", field->currency);
    tree_set_text(map, "unit", field->unit);
    tree_set_text(map, "example", view->example);
}

static void set_choices(const struct view *view, struct tree *map, const struct field *field, const struct value *value)
{
    struct tree *choices = tree_set_list(map, "choices");
    glong columns = 0;
    for (guint i = 0; i < field->choices->len; i++) {
        const struct choice *choice = field->choices->pdata[i];
        struct tree *one = tree_add_map(choices);
        tree_set_text(one, "id", choice->id);
        tree_set_text(one, "label", choice_label(view, choice));
        tree_set_flag(one, "ticked", value && value_usable(value) && g_str_equal(value->canonical, choice->id));
        tree_set_flag(one, "first", i == 0);
        tree_set_flag(one, "last", i + 1 == field->choices->len);
        columns += g_utf8_strlen(choice_label(view, choice), -1) + 6;
    }
    gboolean few = field->choices->len > 0 && field->choices->len <= BOXES_MOST && columns <= BOXES_COLUMNS;
    tree_set_flag(map, "boxes", few);
    tree_set_flag(map, "pick", field->choices->len > 0 && !few);
}

static void set_candidates(const struct view *view, struct tree *map, const struct field *field,
                           const struct value *value)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; value && value->candidates && value->candidates[i]; i++) {
        const char *candidate = value->candidates[i];
        if (value->status == VALUE_CONFLICT)
            g_ptr_array_add(texts, text_one_line(candidate, BOUND_VALUE_SIZE));
        else
            g_ptr_array_add(texts, canonical_text(view, field, candidate, ""));
    }
    view_texts(tree_set_list(map, "candidates"), texts);
}

void view_fault(struct tree *map, enum fault fault)
{
    struct tree *named = tree_set_map(map, "fault");
    if (fault != FAULT_NONE)
        tree_set_flag_named(named, fault_name(fault), TRUE);
}

/* --- the whole ------------------------------------------------------------------------------------------------ */

static void set_problem(const struct view *view, struct tree *map, const struct field *field, const struct value *value,
                        const struct problem *problem)
{
    enum fault fault = problem ? problem->fault : FAULT_NONE;
    tree_set_flag(map, "ask", problem != NULL);
    tree_set_flag(map, "missing", fault == FAULT_MISSING);
    tree_set_flag(map, "wrong", problem && fault != FAULT_MISSING);
    view_fault(map, fault);
    set_bounds(view, map, field);
    set_candidates(view, map, field, value);
    if (field->type == FIELD_CHOICE && (problem || !value))
        set_choices(view, map, field, value);
}

static void set_status(struct tree *map, const struct field *field, const struct value *value)
{
    gboolean usable = value && value_usable(value), yesno = field->type == FIELD_YESNO;
    tree_set_flag(map, "guessed", usable && value->status == VALUE_GUESSED);
    tree_set_flag(map, "standard", usable && value->status == VALUE_STANDARD);
    tree_set_flag(map, "yes", usable && yesno && g_str_equal(value->canonical, "yes"));
    tree_set_flag(map, "no", usable && yesno && !g_str_equal(value->canonical, "yes"));
    tree_set_flag(map, "yesno", yesno);
    tree_set_flag(map, "quantity", field->role == ROLE_QUANTITY);
}

struct tree *view_field(const struct view *view, struct tree *list, const struct field *field, const GPtrArray *values, guint item)
{
    const struct value *value = values_find(values, field->id);
    const struct problem *problem = view->problems ? problems_find(view->problems, item, field->id) : NULL;
    gboolean written = value && (value_usable(value) || *value->text);
    if (!written && !problem && !view->blank)
        return NULL;

    struct tree *map = tree_add_map(list);
    const char *label = phrases_text(field->labels, view->code, view->fallback);
    tree_set_text(map, "id", field->id);
    tree_set_text(map, "label", label ? label : field->id);
    tree_set_flag_named(tree_set_map(map, "type"), field_type_name(field->type), TRUE);
    tree_set_text(map, "hint", phrases_text(field->hints, view->code, view->fallback));
    tree_set_flag(map, "optional", !written && !problem);
    g_autofree char *shown = NULL;
    if (value && value_usable(value) && !(problem && problem->text && *problem->text))
        shown = field->type == FIELD_YESNO ? g_strdup("") : canonical_text(view, field, value->canonical, value->text);
    else
        shown = g_strdup(value ? value->text : "");
    set_value(map, field, shown);
    set_written(map, value ? value->text : "");
    set_status(map, field, value);
    set_problem(view, map, field, value, problem);
    return map;
}

void view_stray(struct tree *list, const struct value *value)
{
    const struct field any = {.multiline = TRUE};
    struct tree *map = tree_add_map(list);
    tree_set_text(map, "id", value->field);
    tree_set_text(map, "label", value->field);
    set_value(map, &any, *value->text ? value->text : value->canonical ? value->canonical : "");
    set_written(map, value->text);
}
