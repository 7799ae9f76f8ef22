/* What happened to an order, as the letters of its life tell it: items, parcels, days, what changed, what was asked. */
#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/render/view.h"

/* --- items ------------------------------------------------------------------------------------------------------------------ */

static gboolean is_meant(const GArray *numbers, guint number)
{
    for (guint i = 0; numbers && i < numbers->len; i++)
        if (g_array_index(numbers, guint, i) == number)
            return TRUE;
    return numbers == NULL;
}

static gboolean may_see(const struct view *view, const struct line_item *item)
{
    return view_may_see_item(item, view->facts->forms, view->facts->department);
}

char *view_product(const struct view *view, const struct line_item *item)
{
    const struct form *form = forms_product(view->facts->forms, item->form);
    const char *name = form ? phrases_text(form->names, view->code, view->fallback) : NULL;
    return name ? g_strdup(name) : text_one_line(item->product_text ? item->product_text : item->form ? item->form : "", BOUND_SUBJECT);
}

static void add_item(const struct view *view, struct tree *list, const struct line_item *item)
{
    struct tree *map = tree_add_map(list);
    g_autofree char *product = view_product(view, item);
    g_autofree char *expected = view_date(view, item->expected, TRUE);
    tree_set_number(map, "number", item->number);
    tree_set_text(map, "product", product);
    tree_set_text(map, "sku", item->sku);
    tree_set_text(map, "expected", expected);
    tree_set_flag_named(tree_set_map(map, "state"), item_state_name(item->state), TRUE);
}

static gboolean is_still_to_come(const struct line_item *item)
{
    return item->state == ITEM_WAITING || item->state == ITEM_IN_WORK || item->state == ITEM_DELAYED;
}

/* Whether something else was shipped before. */
static gboolean is_on_its_way(const struct view *view, const GArray *meant)
{
    const struct order *order = view->facts->order;
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        if ((item->state == ITEM_SHIPPED || item->state == ITEM_DELIVERED) && may_see(view, item) && !is_meant(meant, item->number))
            return TRUE;
    }
    return FALSE;
}

/* The items that are meant, and those that are still to come. */
static void set_items(const struct view *view, struct tree *map, const struct letter_news *news)
{
    const struct order *order = view->facts->order;
    struct tree *meant = tree_set_list(map, "items");
    struct tree *open = tree_set_list(map, "open");
    guint seen = 0;
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        if (!may_see(view, item))
            continue;
        seen++;
        if (is_meant(news->items, item->number))
            add_item(view, meant, item);
        if (is_still_to_come(item) && !(news->items && is_meant(news->items, item->number)))
            add_item(view, open, item);
    }
    tree_set_flag(map, "part", tree_length(meant) < seen);
    tree_set_flag(map, "unfinished", tree_length(open) > 0);
    tree_set_flag(map, "rest", tree_length(meant) < seen && tree_length(open) == 0 && is_on_its_way(view, news->items));
}

/* --- parcels ----------------------------------------------------------------------------------------------------------------- */

/* "https://…": nothing else becomes a link in a mail. */
static char *safe_link(const struct carrier *carrier, const char *tracking)
{
    char *link = carrier && tracking ? carrier_link(carrier, tracking) : NULL;
    if (link && !g_str_has_prefix(link, "https://") && !g_str_has_prefix(link, "http://"))
        g_clear_pointer(&link, g_free);
    return link;
}

static void add_parcel(const struct view *view, struct tree *list, const struct consignment *one)
{
    const struct order *order = view->facts->order;
    const struct carrier *carrier = one->carrier ? carriers_by_id(view->facts->business->carriers, one->carrier) : NULL;
    const char *name = carrier ? phrases_text(carrier->names, view->code, view->fallback) : NULL;
    g_autofree char *written = text_one_line(one->carrier_text ? one->carrier_text : "", BOUND_SUBJECT);
    g_autofree char *tracking = one->tracking ? text_one_line(one->tracking, BOUND_SUBJECT) : NULL;
    g_autofree char *expected = view_date(view, one->expected, TRUE);
    g_autofree char *link = safe_link(carrier, tracking);
    struct tree *map = tree_add_map(list);
    tree_set_text(map, "carrier", name ? name : written);
    tree_set_text(map, "tracking", tracking);
    tree_set_text(map, "link", link);
    tree_set_text(map, "expected", expected);
    tree_set_flag(map, "arrived", one->delivered != 0);
    struct tree *items = tree_set_list(map, "items");
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        if (consignment_has(one, item->number) && may_see(view, item))
            add_item(view, items, item);
    }
}

static gboolean has_something_seen(const struct view *view, const struct consignment *one)
{
    const struct order *order = view->facts->order;
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        if (consignment_has(one, item->number) && may_see(view, item))
            return TRUE;
    }
    return FALSE;
}

/* Those that are meant; all where the letter tells how things are. */
static void set_parcels(const struct view *view, struct tree *map, const struct letter_news *news, gboolean all)
{
    const struct order *order = view->facts->order;
    struct tree *list = tree_set_list(map, "parcels");
    for (guint i = 0; i < order->consignments->len; i++) {
        const struct consignment *one = order->consignments->pdata[i];
        if ((all || (news->consignments && is_meant(news->consignments, one->number))) && has_something_seen(view, one))
            add_parcel(view, list, one);
    }
    tree_set_flag(map, "several_parcels", tree_length(list) > 1 || (all && order->items->len > 1));
}

/* --- what changed ------------------------------------------------------------------------------------------------------------- */

static const struct field *field_of(const struct view *view, const struct order_change *change)
{
    const struct line_item *item = change->item ? order_item(view->facts->order, change->item) : NULL;
    const struct form *form = item ? forms_product(view->facts->forms, item->form) : change->item ? NULL : view->facts->forms->order;
    return form && change->field ? form_field(form, change->field) : NULL;
}

/* A value of a change, as the letter would show it in the order. */
static char *change_text(const struct view *view, const struct order_change *change, const char *text)
{
    const struct field *field = field_of(view, change);
    g_autofree char *shown = field && text ? view_canonical(view, field, text) : view_date(view, text, TRUE);
    return text_one_line(shown ? shown : text ? text : "", BOUND_VALUE_SIZE);
}

static gboolean is_seen_change(const struct view *view, const struct order_change *change)
{
    const struct line_item *item = change->item ? order_item(view->facts->order, change->item) : NULL;
    const struct consignment *one = change->consignment ? order_consignment(view->facts->order, change->consignment) : NULL;
    const struct field *field = field_of(view, change);
    if (item && !may_see(view, item))
        return FALSE;
    if (one && !has_something_seen(view, one))
        return FALSE;
    return change->kind != CHANGE_VALUE || (field && view_may_see_field(field, change->item == 0, view->facts->department));
}

/* Yes and no are words of the letter's, not of ours. */
static void set_values(struct tree *map, const struct field *field, const struct order_change *change, const char *before, const char *after)
{
    const gboolean yesno = field && field->type == FIELD_YESNO;
    tree_set_text(map, "before", yesno ? NULL : before);
    tree_set_text(map, "after", yesno ? NULL : after);
    tree_set_flag(map, "yes", yesno && g_strcmp0(change->after, "yes") == 0);
    tree_set_flag(map, "no", yesno && g_strcmp0(change->after, "no") == 0);
    tree_set_flag(map, "before_yes", yesno && g_strcmp0(change->before, "yes") == 0);
    tree_set_flag(map, "before_no", yesno && g_strcmp0(change->before, "no") == 0);
}

static void add_change(const struct view *view, struct tree *list, const struct order_change *change)
{
    const struct line_item *item = change->item ? order_item(view->facts->order, change->item) : NULL;
    const struct field *field = field_of(view, change);
    const struct consignment *one = change->consignment ? order_consignment(view->facts->order, change->consignment) : NULL;
    struct tree *map = tree_add_map(list), *parcels = tree_set_list(map, "parcels");
    g_autofree char *product = item ? view_product(view, item) : NULL;
    g_autofree char *before = change_text(view, change, change->before);
    g_autofree char *after = change_text(view, change, change->after);
    tree_set_flag_named(tree_set_map(map, "kind"), change_kind_name(change->kind), TRUE);
    tree_set_number(map, "item", change->item);
    tree_set_text(map, "product", product);
    tree_set_text(map, "label", field ? phrases_text(field->labels, view->code, view->fallback) : NULL);
    set_values(map, field, change, before, after);
    if (change->kind == CHANGE_CONSIGNMENT && one)
        add_parcel(view, parcels, one);
    struct tree *state = tree_set_map(map, "state");
    if (change->kind == CHANGE_STATE && change->after)
        tree_set_flag_named(state, change->after, TRUE);
}

static void set_changes(const struct view *view, struct tree *map, const struct letter_news *news)
{
    struct tree *list = tree_set_list(map, "changes");
    g_autoptr(GPtrArray) changes = news->before ? order_changes(news->before, view->facts->order) : NULL;
    for (guint i = 0; changes && i < changes->len; i++)
        if (is_seen_change(view, changes->pdata[i]))
            add_change(view, list, changes->pdata[i]);
    tree_set_flag(map, "changed", tree_length(list) > 0);
}

/* --- what the customer asks for --------------------------------------------------------------------------------------------------- */

static void set_request(const struct view *view, struct tree *root)
{
    const struct request *request = view->facts->order->request;
    if (!request)
        return;
    struct tree *map = tree_set_map(root, "request");
    tree_set_flag_named(map, request_aim_name(request->aim), TRUE);
    view_lines(tree_set_list(map, "words"), request->words);
    struct tree *values = tree_set_list(map, "values");
    for (guint i = 0; i < request->values->len; i++) {
        const struct request_value *one = request->values->pdata[i];
        const struct line_item *item = one->item ? order_item(view->facts->order, one->item) : NULL;
        const struct value *was = values_find(item ? item->values : view->facts->order->values, one->value->field);
        struct order_change change = {
            .kind = CHANGE_VALUE,
            .item = one->item,
            .field = one->value->field,
            .before = was ? was->canonical ? was->canonical : was->text : NULL,
            .after = one->value->canonical ? one->value->canonical : one->value->text,
        };
        if (is_seen_change(view, &change))
            add_change(view, values, &change);
    }
}

/* --- the survey ---------------------------------------------------------------------------------------------------------------------- */

/* For mailto: links (RFC 6068), whose words the templates hold: what goes into them of ours, percent-encoded. */
static void set_mailto(const struct view *view, struct tree *map)
{
    const struct order *order = view->facts->order;
    g_autofree char *to = g_uri_escape_string(view->facts->business->from_address, "@", FALSE);
    g_autofree char *number = g_uri_escape_string(order->number ? order->number : "", NULL, FALSE);
    tree_set_text(map, "to", to);
    tree_set_text(map, "number", number);
}

/* The reader's own mail program writes the answer that a link prepares, which no scanner of links does. */
static void set_marks(struct tree *map)
{
    static const char *const stars[] = {"★☆☆☆☆", "★★☆☆☆", "★★★☆☆", "★★★★☆", "★★★★★"};
    struct tree *list = tree_set_list(map, "marks");
    for (guint mark = 5; mark >= 1; mark--) {
        struct tree *one = tree_add_map(list);
        tree_set_number(one, "mark", mark);
        tree_set_text(one, "stars", stars[mark - 1]);
    }
}

static char *survey_address(const struct view *view)
{
    const char *url = view->facts->business->rules->survey_url;
    const char *token = view->facts->order->token;
    if (!url || !token || !(g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://")))
        return NULL;
    g_auto(GStrv) parts = g_strsplit(url, "{token}", -1);
    return g_strjoinv(token, parts);
}

static void set_answers(const struct view *view, struct tree *map)
{
    const struct survey *survey = view->facts->order->survey;
    const struct rules *rules = view->facts->business->rules;
    struct tree *list = tree_set_list(map, "answers");
    view_mark(map, survey ? survey->mark : 0);
    tree_set_flag(map, "recommended", survey && survey->recommend >= 0);
    tree_set_number(map, "recommend", survey && survey->recommend >= 0 ? (guint)survey->recommend : 0);
    view_lines(tree_set_list(map, "comment"), survey ? survey->comment : NULL);
    for (guint i = 0; survey && i < survey->replies->len; i++) {
        const struct survey_reply *reply = survey->replies->pdata[i];
        struct tree *one = tree_add_map(list);
        g_autofree char *text = text_one_line(reply->text, BOUND_VALUE_SIZE);
        const char *label = reply->question;
        for (guint n = 0; n < rules->questions->len; n++) {
            const struct question *question = rules->questions->pdata[n];
            if (g_str_equal(question->id, reply->question))
                label = phrases_text(question->labels, view->code, view->fallback);
        }
        tree_set_text(one, "label", label);
        tree_set_text(one, "text", text);
    }
}

static void set_survey(const struct view *view, struct tree *root)
{
    const struct rules *rules = view->facts->business->rules;
    struct tree *map = tree_set_map(root, "survey");
    struct tree *questions = tree_set_list(map, "questions");
    g_autofree char *url = survey_address(view);
    set_mailto(view, map);
    set_marks(map);
    for (guint i = 0; i < rules->questions->len; i++) {
        const struct question *question = rules->questions->pdata[i];
        const char *label = phrases_text(question->labels, view->code, view->fallback);
        tree_set_text(tree_add_map(questions), "label", label ? label : question->id);
    }
    tree_set_text(map, "url", url);
    set_answers(view, map);
}

/* --- the whole ---------------------------------------------------------------------------------------------------------------------- */

void view_life(struct view *view, struct tree *root)
{
    static const struct letter_news none = {0};
    const struct letter_news *news = view->facts->news ? view->facts->news : &none;
    struct tree *map = tree_set_map(root, "news");
    g_autofree char *old_date = view_date(view, news->old_date, TRUE);
    g_autofree char *date = view_date(view, news->date, TRUE);
    tree_set_text(map, "old_date", old_date);
    tree_set_text(map, "date", date);
    g_autofree char *reason = text_one_line(news->words ? news->words : "", BOUND_VALUE_SIZE);
    tree_set_text(map, "reason", reason);
    view_lines(tree_set_list(map, "words"), news->words);
    view_refusal(map, news->refusal);
    tree_set_flag(map, "asks_arrival", news->asks_arrival);
    tree_set_flag(map, "asked", news->asked);
    tree_set_flag(map, "due_today", news->due_today);
    tree_set_flag(map, "untold", news->untold);
    tree_set_flag(map, "earlier", news->old_date && news->date && g_strcmp0(news->date, news->old_date) < 0);
    set_items(view, map, news);
    set_parcels(view, map, news, view->tells_all);
    set_changes(view, map, news);
    set_request(view, root);
    set_survey(view, root);
}
