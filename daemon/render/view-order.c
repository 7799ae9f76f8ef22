/* An order as templates see it, cut to what the letter's reader may know. */
#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/orders/money.h"
#include "daemon/orders/hold.h"
#include "daemon/render/view.h"

/* Product names listed when the customer named none of ours; a longer catalogue belongs on a web site. */
#define PRODUCTS_MOST 30

/* --- fields --------------------------------------------------------------------------------------------------- */

/* Sets guessed, standard and optional when any map in the list has that flag; what is set stays set. */
static void set_any(struct tree *map, const struct tree *list)
{
    static const char *const names[] = {"guessed", "standard", "optional"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        gboolean any = tree_is_true(tree_get(map, names[i]));
        for (const struct tree *element = tree_first(list); element; element = tree_next(element))
            any |= tree_is_true(tree_get(element, names[i]));
        tree_set_flag_named(map, names[i], any);
    }
}

static void set_fields(const struct view *view, struct tree *map, const struct form *form, const GPtrArray *values, guint item)
{
    struct tree *list = tree_set_list(map, "fields");
    for (guint i = 0; form && i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        if (view_may_see_field(field, item == 0, view->facts->department))
            view_field(view, list, field, values, item);
    }
    for (guint i = 0; !view->facts->department && i < values->len; i++) {
        const struct value *value = values->pdata[i];
        if (!form || !form_field(form, value->field))
            view_stray(list, value);
    }
    set_any(map, list);
}

/* --- remarks -------------------------------------------------------------------------------------------------- */

static void set_products(const struct view *view, struct tree *map)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const GPtrArray *products = view->facts->forms->products;
    for (guint i = 0; i < products->len && i < PRODUCTS_MOST; i++) {
        const struct form *form = products->pdata[i];
        const char *name = phrases_text(form->names, view->code, view->fallback);
        g_ptr_array_add(names, (void *)(name ? name : form->id));
    }
    view_texts(tree_set_list(map, "products"), names);
}

/* What is wrong with the item (0: the order) as such. */
static void set_remarks(const struct view *view, struct tree *parent, guint item)
{
    struct tree *list = tree_set_list(parent, "remarks");
    for (guint i = 0; view->problems && i < view->problems->len; i++) {
        const struct problem *problem = view->problems->pdata[i];
        if (problem->field || problem->item != item)
            continue;
        struct tree *map = tree_add_map(list);
        g_autofree char *said = document_words_line(problem->fault == FAULT_DOCUMENT ? view->words : NULL, problem->text ? problem->text : "");
        g_autofree char *text = text_one_line(said, BOUND_VALUE_SIZE);
        tree_set_text(map, "text", text);
        view_fault(map, problem->fault);
    }
}

/* --- items ---------------------------------------------------------------------------------------------------- */

static void set_item_price(const struct view *view, struct tree *map, const struct line_item *item)
{
    gboolean priced = view_may_see_prices(view->facts->department) && item->unit_price && item->currency;
    tree_set_flag(map, "price", priced);
    if (!priced)
        return;
    g_autofree char *unit = view_money(view, item->unit_price, item->currency);
    g_autofree char *total = item->line_total ? view_money(view, item->line_total, item->currency) : NULL;
    g_autofree char *percent =
        item->tax_percent && view->language ? language_format_decimal(view->language, item->tax_percent, 0) : NULL;
    tree_set_text(map, "unit_price", unit);
    tree_set_text(map, "line_total", total);
    tree_set_text(map, "tax_percent", percent ? percent : item->tax_percent);
    tree_set_flag(map, "tax_included", item->tax_included);
}

static void set_product(const struct view *view, struct tree *map, const struct line_item *item,
                        const struct form *form)
{
    const char *name = form ? phrases_text(form->names, view->code, view->fallback) : NULL;
    g_autofree char *written = text_one_line(item->product_text ? item->product_text : "", BOUND_SUBJECT);
    tree_set_text(map, "product", name ? name : form ? form->id : written);
    tree_set_text(map, "product_written", written);
    tree_set_flag(map, "known", form != NULL);
    tree_set_text(map, "sku", item->sku);
}

static void add_item(const struct view *view, struct tree *list, const struct line_item *item)
{
    const struct form *form = forms_product(view->facts->forms, item->form);
    struct tree *map = tree_add_map(list);
    tree_set_number(map, "number", item->number);
    set_product(view, map, item, form);
    g_autofree char *expected = view_date(view, item->expected, TRUE);
    tree_set_text(map, "expected", expected);
    tree_set_flag(map, "cancelled", item->state == ITEM_CANCELLED);
    set_fields(view, map, form, item->values, item->number);
    set_remarks(view, map, item->number);
    set_item_price(view, map, item);
}

/* --- money ---------------------------------------------------------------------------------------------------- */

/* The sums of the items that are shown: what a department may not see doesn't leak through a total. */
static void set_totals(const struct view *view, struct tree *parent, GPtrArray *shown)
{
    struct tree *list = tree_set_list(parent, "totals");
    const struct order part = {.items = shown};
    g_autoptr(GPtrArray) all = view_may_see_prices(view->facts->department) ? order_totals(&part) : NULL;
    for (guint i = 0; all && i < all->len; i++) {
        const struct totals *totals = all->pdata[i];
        struct tree *map = tree_add_map(list);
        g_autofree char *net = view_money(view, totals->net, totals->currency);
        g_autofree char *tax = view_money(view, totals->tax, totals->currency);
        g_autofree char *gross = view_money(view, totals->gross, totals->currency);
        tree_set_text(map, "net", net);
        tree_set_text(map, "tax", tax);
        tree_set_text(map, "gross", gross);
        tree_set_flag(map, "taxed", decimal_compare(totals->tax, "0") != 0);
    }
}

/* --- the whole ------------------------------------------------------------------------------------------------ */

static void set_items(struct view *view, struct tree *map)
{
    const struct order *order = view->facts->order;
    g_autoptr(GPtrArray) shown = g_ptr_array_new();
    struct tree *items = tree_set_list(map, "items");
    for (guint i = 0; i < order->items->len; i++) {
        struct line_item *item = order->items->pdata[i];
        if (!view_may_see_item(item, view->facts->forms, view->facts->department))
            continue;
        add_item(view, items, item);
        g_ptr_array_add(shown, item);
    }
    tree_set_flag(map, "several", shown->len > 1);
    set_totals(view, map, shown);
    set_any(map, items);
}

static void set_customer(const struct view *view, struct tree *map)
{
    const struct order *order = view->facts->order;
    const struct department *department = view->facts->department;
    struct tree *customer = tree_set_map(map, "customer");
    g_autofree char *name = text_one_line(order->customer_name ? order->customer_name : "", BOUND_SUBJECT);
    tree_set_text(customer, "name", name);
    tree_set_text(customer, "email", department && department->third_party ? NULL : order->customer);
}

static void set_hold(struct tree *map, const char *reason)
{
    static const char *const names[] = {[HOLD_OTHER] = "other", [HOLD_PRICE] = "price", [HOLD_ALIKE] = "alike", [HOLD_CUT] = "cut",
                                        [HOLD_WORDS] = "words"};
    g_autofree char *of = NULL;
    enum hold hold = hold_find(reason, &of);
    tree_set_flag_named(tree_set_map(map, "hold"), names[hold], reason != NULL);
    tree_set_text(map, "hold_of", of);
}

static void set_for_staff(const struct view *view, struct tree *map)
{
    const struct order *order = view->facts->order;
    const struct department *department = view->facts->department;
    gboolean whole = !department || (department->sees_prices && department->sees_billing); /* lines may hold anything */
    g_autofree char *reason = text_one_line(order->hold_reason ? order->hold_reason : "", BOUND_SUBJECT);
    tree_set_text(map, "hold_reason", reason);
    set_hold(map, order->hold_reason);
    tree_set_text(map, "source", whole ? order->source : NULL);
    struct tree *unread = tree_set_list(map, "unread");
    for (guint i = 0; whole && order->unread && order->unread[i]; i++) {
        g_autofree char *said = document_words_line(view->words, order->unread[i]);
        g_autofree char *line = text_one_line(said, BOUND_LINE_SIZE);
        tree_add_text(unread, line);
    }
}

static void set_problem_count(const struct view *view, struct tree *map)
{
    guint count = view->problems ? view->problems->len : 0;
    tree_set_number(map, "problems", count);
    tree_set_flag(map, "one_problem", count == 1);
    tree_set_flag(map, "blank", view->blank);
    tree_set_flag(map, "asked_before", view->facts->order->asked > 1);
}

void view_order(struct view *view, struct tree *root)
{
    const struct letter_facts *facts = view->facts;
    const struct order *order = facts->order;
    struct tree *map = tree_set_map(root, "order");
    tree_set_text(map, "number", order->number);
    tree_set_text(map, "token", order->token);
    tree_set_flag_named(tree_set_map(map, "state"), order_state_name(order), TRUE);
    g_autofree char *date = view_instant(view, order->created);
    g_autofree char *expected = view_date(view, view_expected(order, facts->forms, facts->department), TRUE);
    tree_set_text(map, "date", date);
    tree_set_text(map, "expected", expected);
    tree_set_text(map, "payment_terms", view_may_see_prices(facts->department)
                                             ? phrases_text(facts->business->payment_terms, view->code, view->fallback)
                                             : NULL);
    set_customer(view, map);
    set_fields(view, map, facts->forms->order, order->values, 0);
    set_remarks(view, map, 0);
    set_products(view, map);
    set_items(view, map);
    set_for_staff(view, map);
    set_problem_count(view, map);
}
