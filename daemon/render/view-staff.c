/* What letters to staff, customer service and representatives tell besides the order. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/render/report-internal.h"
#include "daemon/render/view.h"

/* --- the transcript ------------------------------------------------------------------------------------------------------------- */

static const char *verdict_name(enum letter_verdict verdict)
{
    switch (verdict) {
    case VERDICT_DONE:
        return "done";
    case VERDICT_ASKED:
        return "asked";
    case VERDICT_REFUSED:
        return "refused";
    case VERDICT_UNDONE:
        return "undone";
    case VERDICT_STATUS:
        return "status";
    case VERDICT_NOTHING:
        break;
    }
    return "nothing";
}

/* "14:35", in the business's time zone; with its day where that is not today. */
static char *clock_time(const struct view *view, gint64 instant)
{
    GDate day;
    const struct calendar *calendar = view->facts->business->calendar;
    guint minute = calendar_minute_of(calendar, instant);
    calendar_day_of(calendar, instant, &day);
    if (g_date_compare(&day, &view->today) != 0)
        return view_moment(view, instant);
    return g_strdup_printf("%02u:%02u", minute / 60, minute % 60);
}

static void set_said(struct tree *map, const GPtrArray *lines)
{
    struct tree *list = tree_set_list(map, "lines");
    for (guint i = 0; lines && i < lines->len; i++) {
        const struct letter_transcript_line *line = lines->pdata[i];
        struct tree *one = tree_add_map(list);
        g_autofree char *text = text_one_line(line->text, BOUND_LINE_SIZE);
        tree_set_text(one, "text", text);
        tree_set_flag(one, "understood", line->understood);
    }
    tree_set_flag(map, "said", tree_length(list) > 0);
}

static void set_told(struct tree *map, const GPtrArray *told)
{
    struct tree *list = tree_set_list(map, "told");
    for (guint i = 0; told && i < told->len; i++) {
        struct tree *one = tree_add_map(list);
        tree_set_flag_named(tree_set_map(one, "letter"), told->pdata[i], TRUE);
    }
}

/* A third party does not get to know the customer's address. */
static const char *told_whom(const struct view *view, const struct letter_transcript *transcript)
{
    const struct department *department = view->facts->department;
    const struct order *order = view->facts->order;
    if (!transcript->told_whom || !department || !department->third_party)
        return transcript->told_whom;
    return order && order->customer_name ? order->customer_name : order ? order->number : NULL;
}

static void set_transcript(const struct view *view, struct tree *root)
{
    const struct letter_transcript *transcript = view->facts->transcript;
    if (!transcript)
        return;
    struct tree *map = tree_set_map(root, "transcript");
    g_autofree char *text = text_one_line(transcript->doubt_text ? transcript->doubt_text : "", BOUND_VALUE_SIZE);
    g_autofree char *until = transcript->held_until ? clock_time(view, transcript->held_until) : NULL;
    tree_set_flag_named(tree_set_map(map, "verdict"), verdict_name(transcript->verdict), TRUE);
    set_said(map, transcript->lines);
    struct tree *doubt = tree_set_map(map, "doubt");
    if (transcript->doubt)
        tree_set_flag_named(doubt, transcript->doubt, TRUE);
    tree_set_text(map, "doubt_text", text);
    view_refusal(map, transcript->refusal);
    set_told(map, transcript->told);
    tree_set_text(map, "told_whom", told_whom(view, transcript));
    tree_set_text(map, "until", until);
}

/* --- alerts ------------------------------------------------------------------------------------------------------------------------ */

static const char *alert_name(enum letter_alert alert)
{
    switch (alert) {
    case ALERT_LATE:
        return "late";
    case ALERT_MARK:
        return "mark";
    case ALERT_NOT_ARRIVED:
        return "not-arrived";
    case ALERT_BOUNCED:
        return "bounced";
    case ALERT_ASKED:
        return "asked";
    case ALERT_UNATTENDED:
        return "unattended";
    case ALERT_REQUEST:
        break;
    }
    return "request";
}

static void set_alert(const struct view *view, struct tree *root)
{
    struct tree *map = tree_set_map(root, "alert");
    tree_set_flag_named(tree_set_map(map, "kind"), alert_name(view->facts->alert), TRUE);
    view_history(view, map, view->facts->history);
}

/* --- calls -------------------------------------------------------------------------------------------------------------------------- */

static const char *order_value(const struct view *view, const struct order *order, enum field_role role)
{
    const struct field *field = form_field_by_role(view->facts->forms->order, role);
    const struct value *value = field ? values_find(order->values, field->id) : NULL;
    return value ? value->text : NULL;
}

/* As it is written, and as a link that a telephone can call; no link from words, or from two numbers. */
static void set_phone(struct tree *map, const char *phone)
{
    gboolean one = g_regex_match_simple("^[+(]?[0-9](?:[ ()./-]*[0-9]){4,14}$", phone, G_REGEX_DOLLAR_ENDONLY, 0);
    g_autofree char *link = one ? view_phone_link(phone) : NULL;
    tree_set_text(map, "phone", phone);
    tree_set_text(map, "phone_link", link);
}

static void add_call(const struct view *view, struct tree *list, const struct letter_call *call)
{
    const struct order *order = call->order;
    const char *phone_text = order_value(view, order, ROLE_PHONE);
    g_autofree char *name = text_one_line(order->customer_name ? order->customer_name : "", BOUND_SUBJECT);
    g_autofree char *phone = text_one_line(phone_text ? phone_text : "", BOUND_SUBJECT);
    g_autofree char *date = view_instant(view, order->created);
    struct tree *map = tree_add_map(list);
    tree_set_text(map, "number", order->number);
    tree_set_text(map, "name", name);
    set_phone(map, phone);
    tree_set_text(map, "email", order->customer);
    tree_set_text(map, "date", date);
    tree_set_flag_named(tree_set_map(map, "why"), call->why, TRUE);
    view_mark(map, order->survey ? order->survey->mark : 0);
    view_lines(tree_set_list(map, "comment"), order->survey ? order->survey->comment : NULL);
    struct tree *products = tree_set_list(map, "products");
    for (guint i = 0; i < order->items->len; i++) {
        g_autofree char *product = view_product(view, order->items->pdata[i]);
        struct tree *one = tree_add_map(products);
        tree_set_text(one, "text", product);
        tree_set_flag(one, "last", i + 1 == order->items->len);
    }
}

static void set_calls(const struct view *view, struct tree *root)
{
    struct tree *list = tree_set_list(root, "calls");
    for (guint i = 0; view->facts->calls && i < view->facts->calls->len; i++)
        add_call(view, list, view->facts->calls->pdata[i]);
}

/* --- the rest ----------------------------------------------------------------------------------------------------------------------- */

static void set_enclosed(const struct view *view, struct tree *root)
{
    const struct rendered *enclosed = view->facts->enclosed;
    if (!enclosed)
        return;
    const char *phone_text = view->facts->order ? order_value(view, view->facts->order, ROLE_PHONE) : NULL;
    g_autofree char *phone = text_one_line(phone_text ? phone_text : "", BOUND_SUBJECT);
    g_autofree char *text = g_strdup(enclosed->text);
    char *reference = strstr(text, "\n[ref: ");
    struct tree *map = tree_set_map(root, "enclosed");
    if (reference)
        *reference = '\0'; /* the customer's own: an answer to this letter is the representative's */
    set_phone(map, phone);
    g_autofree char *subject = text_one_line(enclosed->subject ? enclosed->subject : "", BOUND_SUBJECT);
    tree_set_text(map, "subject", subject);
    view_lines(tree_set_list(map, "lines"), text);
    tree_set_flag(map, "unreachable", view->facts->unreachable);
}

static void add_row(struct tree *list, const char *label, const char *value)
{
    struct tree *row = tree_add_map(list);
    tree_set_text(row, "label", label);
    tree_set_text(row, "value", value);
}

static void add_table(struct tree *list, const struct report_table *table, const struct report_words *words)
{
    struct tree *map = tree_add_map(list);
    g_autofree char *title = report_word(words, "title", table->id);
    tree_set_text(map, "title", title);
    struct tree *rows = tree_set_list(map, "rows");
    for (guint i = 0; i < table->tallies->len; i++) {
        const struct tally *tally = table->tallies->pdata[i];
        g_autofree char *label = report_label(table, tally, words);
        g_autofree char *count = g_strdup_printf("%" G_GUINT64_FORMAT, tally->count);
        add_row(rows, label, count);
    }
}

static void set_tables(struct tree *map, const struct report *report, const struct report_words *words)
{
    struct tree *facts = tree_set_list(map, "facts"), *tables = tree_set_list(map, "tables");
    for (guint i = 0; i < REPORT_FACTS; i++) {
        struct report_fact fact = report_fact_at(report, words, i);
        g_autofree char *title = report_word(words, "fact", fact.id);
        add_row(facts, title, fact.text);
        g_free(fact.text);
    }
    for (guint i = 0; i < REPORT_TABLES; i++) {
        const struct report_table table = report_table_at(report, i);
        if (table.tallies->len > 0)
            add_table(tables, &table, words);
    }
}

static void set_digest(const struct view *view, struct tree *root)
{
    const struct report *report = view->facts->report;
    const struct report_words *words = view->facts->report_words;
    if (!report || !words)
        return;
    struct tree *map = tree_set_map(root, "digest");
    g_autofree char *from = view_day(view, &report->from, FALSE);
    g_autofree char *to = view_day(view, &report->to, FALSE);
    g_autofree char *text = report_sums(report, words);
    tree_set_text(map, "from", from);
    tree_set_text(map, "to", to);
    view_lines(tree_set_list(map, "lines"), text);
    set_tables(map, report, words);
}

void view_staff(struct view *view, struct tree *root)
{
    g_autofree char *offender = text_one_line(view->facts->offender ? view->facts->offender : "", BOUND_SUBJECT);
    set_transcript(view, root);
    set_alert(view, root);
    set_calls(view, root);
    set_enclosed(view, root);
    set_digest(view, root);
    tree_set_text(root, "offender", offender);
    view_refusal(root, view->facts->refusal);
}
