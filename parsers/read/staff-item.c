/* Items and other orders that a clause names. */
#include <stdlib.h>
#include <string.h>

#include "daemon/base/language.h"
#include "daemon/base/text.h"
#include "parsers/read/staff-internal.h"

/* --- items ------------------------------------------------------------------------------------------------------------------------ */

static guint item_number(const struct staff_token *one)
{
    gsize length = one ? strspn(one->text, "0123456789") : 0;
    if (!one || one->used || length == 0 || length > 3 || (one->text[length] && !g_str_equal(one->text + length, ".")))
        return 0;
    return (guint)g_ascii_strtoull(one->text, NULL, 10);
}

guint staff_spelled_number(const struct staff_token *one)
{
    static const char *const others[] = {"on", "due", "once", NULL}; /* "sofa on Monday", "table due Friday" */
    if (one && g_strv_contains(others, one->key))
        return 0;
    for (guint l = 0; one && *one->key && l < language_count(); l++)
        for (guint n = 1; n <= 20; n++)
            if (g_strcmp0(language_get(l)->numbers[n], one->key) == 0)
                return n;
    return 0;
}

static void add_item(struct staff_clause *clause, guint number, const struct staff_context *context)
{
    if (!context->order || !order_item(context->order, number)) {
        clause->items_unclear = TRUE;
        return;
    }
    for (guint i = 0; i < clause->items->len; i++)
        if (g_array_index(clause->items, guint, i) == number)
            return;
    g_array_append_val(clause->items, number);
}

static gboolean is_and(const char *key)
{
    static const char *const ands[] = {"and", "ve", "und", "no", "nr", "number", "numarali", "nolu", NULL};
    return g_strv_contains(ands, key);
}

gboolean staff_is_parcel(const struct staff_token *token)
{
    static const char *const words[] = {"parcel", "parcels", "box", "boxes", "package", "packages", "carton", "cartons", "crate", "crates", "pallet", "pallets", "piece", "pieces", "shipment",
                                        "koli", "kolisi", "koliyi", "paket", "paketi", "parca", "kutu", "kutusu", "palet", "parti", "paketten", "karton", "kiste", NULL};
    return g_strv_contains(words, token->key);
}

gboolean staff_is_fraction(const struct staff_token *token)
{
    const char *text = token->text;
    return g_ascii_isdigit(text[0]) && text[1] == '/' && g_ascii_isdigit(text[2]) && !text[3] && text[0] <= text[2];
}

/* "2sini gönderdik", "2'sini": some of them; but "ayın 2'sini" is a day. */
static gboolean is_share_number(const struct staff_clause *clause, guint at)
{
    static const char *const endings[] = {"ini", "unu", "sini", "sunu", NULL};
    const struct staff_token *one = staff_token_at(clause, at);
    gsize digits = strspn(one->key, "0123456789");
    const char *ending = one->hung ? one->hung : one->key + digits;
    gboolean day = one->used || (at > clause->first && g_str_equal(staff_token_at(clause, at - 1)->key, "ayin"));
    return digits > 0 && digits <= 2 && !day && g_strv_contains(endings, ending);
}

guint staff_ordinal_of(const struct staff_token *one)
{
    static const char *const words[][10] = {
        {"first", "1st", "birinci", "ilk", "1inci", "1nci", "erste", "ersten", "erster", NULL},
        {"second", "2nd", "ikinci", "2nci", "2inci", "zweite", "zweiten", "zweiter", NULL},
        {"third", "3rd", "ucuncu", "3uncu", "3ncu", "dritte", "dritten", "dritter", NULL},
        {"fourth", "4th", "dorduncu", "4uncu", "4ncu", "vierte", "vierten", "vierter", NULL},
        {"fifth", "5th", "besinci", "5inci", "5nci", "funfte", "funften", "funfter", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_strv_contains(words[i], one->key))
            return i + 1;
    return 0;
}
/* "the first sofa", "2/2 sofas", "1x sofa": one of several of an item. */
static gboolean counts_out(const struct staff_clause *clause, guint at)
{
    const struct staff_token *one = staff_token_at(clause, at), *next = staff_token_at(clause, at + 1);
    gboolean item_before = at > clause->first && staff_token_at(clause, at - 1)->item && !staff_token_at(clause, at - 1)->stop;
    gboolean single = g_str_equal(one->key, "x1") || g_str_equal(one->key, "1x");
    if (next->which || (one->stop && !item_before))
        return FALSE;
    return (next->item && (staff_ordinal_of(one) > 0 || staff_is_fraction(one) || single)) || (item_before && (single || staff_is_fraction(one)));
}

/* "1 of 2 sofas": how many of one item cannot be told to the order. */
static void find_shares(struct staff_clause *clause)
{
    static const char *const shares[] = {"one", "some", "half", "most", "part", "two", "eins", "eines", "einer", "eine", "1", NULL};
    static const char *const ofs[] = {"of", "der", "von", NULL};
    static const char *const ones[] = {"biri", "birini", "birisi", "tanesi", "tanesini", "yarisi", "yarisini", "teki", "tekini", NULL};
    static const char *const singles[] = {"one", "half", "bir", "tek", "ein", "1", NULL};
    for (guint at = clause->first; at + 2 < clause->end; at++)
        if (item_number(staff_token_at(clause, at)) && g_str_equal(staff_token_at(clause, at + 1)->key, "of") && item_number(staff_token_at(clause, at + 2)))
            clause->items_unclear = TRUE;
    for (guint at = clause->first; at < clause->end; at++)
        clause->items_unclear = clause->items_unclear || is_share_number(clause, at) || (staff_is_fraction(staff_token_at(clause, at)) && !staff_token_at(clause, at)->used);
    for (guint at = clause->first; at + 1 < clause->end; at++)
        clause->items_unclear = clause->items_unclear || counts_out(clause, at);
    for (guint at = clause->first; at + 1 < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at), *next = staff_token_at(clause, at + 1);
        if (g_strv_contains(shares, one->key) && g_strv_contains(ofs, next->key))
            clause->items_unclear = TRUE; /* "one of the two sofas" */
        if ((g_strv_contains(ones, next->key) && one->item) || (g_strv_contains(singles, one->key) && !next->which && next->item))
            clause->items_unclear = TRUE; /* "kanepelerin biri" */
    }
}

#define ORDER_DIGITS 4 /* of a number behind "order": fewer may count things */

static gboolean is_order_word(const struct staff_token *one)
{
    static const char *const words[] = {"order", "orders", "bestellung", "auftrag", NULL};
    return g_strv_contains(words, one->key) || g_str_has_prefix(one->key, "siparis");
}

/* "order 88213", "order no. 88213", "88213 nolu sipariş": the place of the number that is told of an order; 0 none, else its place + 1. */
static guint number_of_order(const struct staff_clause *clause, guint at)
{
    static const char *const nos[] = {"no", "nr", "number", "nolu", "no'lu", "numarali", "numarasi", "num", "lu", NULL};
    guint behind = at + 1, before = at;
    if (!is_order_word(staff_token_at(clause, at)))
        return 0;
    while (staff_token_at(clause, behind) && g_strv_contains(nos, staff_token_at(clause, behind)->key))
        behind++;
    while (before > clause->first && g_strv_contains(nos, staff_token_at(clause, before - 1)->key))
        before--;
    const struct staff_token *next = staff_token_at(clause, behind), *previous = before > clause->first ? staff_token_at(clause, before - 1) : NULL;
    if (next && !next->used && strlen(next->key) >= ORDER_DIGITS && !staff_token_at(clause, at)->stop && strspn(next->key, "0123456789") == strlen(next->key))
        return behind + 1;
    return previous && !previous->used && !previous->stop && strlen(previous->key) >= ORDER_DIGITS && strspn(previous->key, "0123456789") == strlen(previous->key) ? before : 0;
}

/* A number without the letters that ours has before it. */
static void find_numbered_orders(struct staff_clause *clause, const struct staff_context *context)
{
    const char *ours = context->order ? context->order->number : NULL;
    g_autofree char *key = text_match_key(ours ? ours : "");
    for (guint at = clause->first; ours && at < clause->end; at++) {
        guint number = number_of_order(clause, at);
        if (number > 0 && !strstr(key, staff_token_at(clause, number - 1)->key))
            clause->about_another = TRUE;
    }
}

/* Another order's number stands in it. */
static void find_other_orders(struct staff_clause *clause, const struct staff_context *context)
{
    const char *ours = context->order ? context->order->number : NULL;
    gsize prefix = ours ? strcspn(ours, "0123456789") : 0;
    for (guint at = clause->first; prefix > 0 && at < clause->end; at++) {
        const char *text = staff_token_at(clause, at)->text;
        if (g_ascii_strncasecmp(text, ours, prefix) == 0 && g_ascii_isdigit(text[prefix]) && g_ascii_strcasecmp(text, ours) != 0)
            clause->about_another = TRUE;
    }
}

/* "items 1 and 2", "2. kalem". */
static void find_numbered(struct staff_clause *clause, const struct staff_context *context)
{
    for (guint at = clause->first; at < clause->end; at++) {
        if (staff_token_at(clause, at)->sign != SIGN_ITEM)
            continue;
        guint before = at, count = at > clause->first ? item_number(staff_token_at(clause, at - 1)) : 0;
        guint next = at + staff_token_at(clause, at)->length;
        if (!staff_token_at(clause, at)->stop && staff_spelled_number(staff_token_at(clause, next))) {
            add_item(clause, staff_spelled_number(staff_token_at(clause, next)), context);
            staff_token_at(clause, next)->used = TRUE;
            continue;
        }
        while (staff_token_at(clause, next) && (item_number(staff_token_at(clause, next)) || is_and(staff_token_at(clause, next)->key))) {
            if (item_number(staff_token_at(clause, next)))
                add_item(clause, item_number(staff_token_at(clause, next)), context);
            staff_token_at(clause, next++)->used = TRUE;
        }
        if (next > at + staff_token_at(clause, at)->length || count == 0)
            continue;
        if (!strchr(staff_token_at(clause, at - 1)->text, '.')) {
            guint open = 0;
            for (guint i = 0; context->order && i < context->order->items->len; i++)
                open += ((const struct line_item *)context->order->items->pdata[i])->state < ITEM_SHIPPED;
            clause->items_unclear = clause->items_unclear || count != open; /* "2 items": which? */
            continue;
        }
        while (before > clause->first && (item_number(staff_token_at(clause, before - 1)) || is_and(staff_token_at(clause, before - 1)->key))) {
            before--;
            if (item_number(staff_token_at(clause, before)))
                add_item(clause, item_number(staff_token_at(clause, before)), context);
            staff_token_at(clause, before)->used = TRUE;
        }
    }
}

/* "#1 shipped": the item's number. A sofa's "#2" tells it from its like, an order's is its number. */
static void find_hashed(struct staff_clause *clause, const struct staff_context *context)
{
    for (guint at = clause->first; at < clause->end; at++) {
        struct staff_token *one = staff_token_at(clause, at);
        const struct staff_token *before = at > clause->first ? staff_token_at(clause, at - 1) : NULL;
        gsize digits = *one->text == '#' ? strspn(one->text + 1, "0123456789") : 0;
        if (digits == 0 || digits > 2 || one->text[1 + digits] || one->used || (before && !before->stop && !before->sign && !is_and(before->key) && !before->item && !staff_is_long_number(before)))
            continue;
        add_item(clause, (guint)g_ascii_strtoull(one->text + 1, NULL, 10), context);
        one->item = TRUE;
    }
}

/* "First shipped", "only one shipped", "all but one": some of them, and not which. */
static void find_uncounted(struct staff_clause *clause, const struct staff_context *context)
{
    static const char *const ones[] = {"one", "first", "second", "third", "last", "1st", "2nd", "3rd", "biri", "birincisi", "ilki", "ikincisi", "eins", "erste", "erster", "zweite", "zweiter", NULL};
    static const char *const theses[] = {"this", "that", "bu", "dieses", NULL};
    if (!context->order || context->order->items->len < 2 || clause->items->len > 0)
        return;
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at), *next = staff_token_at(clause, at + 1);
        gboolean verb = next && !one->stop && (next->sign == SIGN_SHIPPED || next->sign == SIGN_DELIVERED);
        gboolean but = at > clause->first && SAYS(clause, SIGN_EXCEPT);
        gboolean this = at > clause->first && g_strv_contains(theses, staff_token_at(clause, at - 1)->key);
        if (!one->used && !this && (verb || but) && g_strv_contains(ones, one->key))
            clause->items_unclear = TRUE;
    }
}

/* "Sofa shipped / table 10 Dec", "Sofa UPS 1Z… table 10 Dec": behind what was told of one item, another one with a day to come. */
static void find_run_on(struct staff_clause *clause, const struct staff_context *context)
{
    gboolean before = FALSE, told = FALSE, after = FALSE;
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        struct staff_day day = {0};
        told = told || (before && (one->sign == SIGN_SHIPPED || one->sign == SIGN_DELIVERED || one->sign == SIGN_BRAND));
        after = after || (told && one->item);
        before = before || one->item;
        if (after && one->sign == SIGN_FOLLOWS)
            clause->items_unclear = TRUE;
        if (after && !one->item && staff_day_at(clause->tokens, at, context, &day)) {
            clause->items_unclear = clause->items_unclear || (day.iso && staff_is_to_come(day.iso, context));
            g_free(day.iso);
            return;
        }
    }
}

/* "the second item", "ikinci ürün"; of "the second one" it cannot be told whether it is an item or a parcel. */
static void find_ordinals(struct staff_clause *clause, const struct staff_context *context)
{
    static const char *const things[] = {"piece", "product", "article", "artikel", NULL};
    static const char *const ones[] = {"one", "half", "of", NULL};
    for (guint at = clause->first; at + 1 < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at), *next = staff_token_at(clause, at + 1);
        guint number = one->used || one->stop ? 0 : staff_ordinal_of(one);
        if (number == 0)
            continue;
        if (next->sign == SIGN_ITEM || g_strv_contains(things, next->key)) {
            add_item(clause, number, context);
            staff_token_at(clause, at)->used = TRUE;
        } else if (g_strv_contains(ones, next->key)) {
            clause->items_unclear = TRUE;
        }
    }
}

/* --- by name ------------------------------------------------------------------------------------------------------------------- */

/* What is delivered was sent before; all else is told of what is still here. */
static gboolean may_be_meant(const struct line_item *item, gboolean delivered)
{
    return delivered ? item->state == ITEM_SHIPPED : item->state < ITEM_SHIPPED;
}

/* Those of `items` that can be meant; all of them where none can. */
static GArray *items_meant(const struct staff_clause *clause, const GArray *items, const struct order *order)
{
    GArray *meant = g_array_new(FALSE, FALSE, sizeof(guint));
    gboolean delivered = FALSE;
    for (guint at = clause->first; at < clause->end; at++)
        delivered = delivered || staff_token_at(clause, at)->sign == SIGN_DELIVERED;
    for (guint pass = 0; pass < 2 && meant->len == 0; pass++)
        for (guint i = 0; i < items->len; i++)
            if (may_be_meant(order_item(order, g_array_index(items, guint, i)), pass ? !delivered : delivered))
                g_array_append_val(meant, g_array_index(items, guint, i));
    if (meant->len == 0)
        g_array_append_vals(meant, items->data, items->len);
    return meant;
}

static guint quantity_of(const struct line_item *item, const struct forms *forms)
{
    const struct form *form = forms && item->form ? forms_product(forms, item->form) : NULL;
    const struct field *field = form ? form_field_by_role(form, ROLE_QUANTITY) : NULL;
    const struct value *value = field ? values_find(item->values, field->id) : NULL;
    return value && value->canonical ? (guint)g_ascii_strtoull(value->canonical, NULL, 10) : 1;
}

/* "Sofa (2)" where one item alone is a sofa: its number, or all there are of it; else it is some of several. */
static gboolean is_all_of(const struct staff_token *name, const struct line_item *item, const struct forms *forms)
{
    guint quantity = quantity_of(item, forms);
    return !name->paired && (name->which == quantity || (quantity == 1 && name->which == item->number));
}

/* The item that the number tells from its like: by its place among them, or by its own number; 0: it may be more than one, or is none. */
static guint item_apart(const struct staff_token *name, const GArray *items, const struct order *order)
{
    guint place = name->which <= items->len ? g_array_index(items, guint, name->which - 1) : 0, own = 0;
    for (guint i = 0; i < items->len; i++) {
        guint number = g_array_index(items, guint, i);
        own = name->apart != APART_ORDINAL && number == name->which ? number : own;
        if (order_item(order, number)->state == ITEM_CANCELLED)
            return 0; /* counted or not? */
    }
    return name->may_count || (place && own && place != own) ? 0 : place ? place : own;
}

/* Where several items bear the name, it must be said which, unless all are meant. */
static void take_named(struct staff_clause *clause, const struct staff_token *name, const GArray *items, gboolean plural, const struct staff_context *context)
{
    if (items->len == 1 || name->which > 0) {
        guint number = items->len == 1 ? g_array_index(items, guint, 0) : item_apart(name, items, context->order);
        gboolean clear = items->len > 1 ? number > 0 : name->which == 0 || is_all_of(name, order_item(context->order, number), context->forms);
        clause->items_unclear = clause->items_unclear || !clear;
        if (number > 0)
            add_item(clause, number, context);
        return;
    }
    g_autoptr(GArray) meant = items_meant(clause, items, context->order);
    if (meant->len > 1 && !plural && !SAYS(clause, SIGN_ALL)) {
        clause->items_unclear = clause->items_unclear || clause->items->len == 0;
        return;
    }
    for (guint i = 0; i < meant->len; i++)
        add_item(clause, g_array_index(meant, guint, i), context);
}

/* A product number of ours that no item of the order has. */
static gboolean is_strange_sku(const struct staff_token *one, const struct forms *forms)
{
    return forms && strpbrk(one->key, "0123456789") && forms_product_by_sku(forms, one->text);
}

static int compare_numbers(const void *left, const void *right)
{
    return (int)*(const guint *)left - (int)*(const guint *)right;
}

static void find_named(struct staff_clause *clause, const struct staff_context *context)
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(guint));
    const guint numbered = clause->items->len;
    for (guint at = clause->first; context->order && at < clause->end; at++) {
        gboolean plural = FALSE;
        guint length = staff_name_at(clause, at, context, items, &plural);
        if (length == 0) {
            clause->items_unclear = clause->items_unclear || is_strange_sku(staff_token_at(clause, at), context->forms);
            continue;
        }
        for (guint i = at; i < at + length; i++)
            staff_token_at(clause, i)->item = TRUE;
        take_named(clause, staff_token_at(clause, at), items, plural, context);
        at += length - 1;
    }
    for (guint at = clause->first; at < clause->end; at++)
        clause->misspelt = clause->misspelt || staff_is_slip(clause, at, context);
    if (clause->items->len > numbered) /* in the order's order */
        qsort(clause->items->data + numbered * sizeof(guint), clause->items->len - numbered, sizeof(guint), compare_numbers);
}

/* Behind "Items:" stand numbers or names. */
static void find_listed(struct staff_clause *clause, const struct staff_context *context)
{
    for (guint at = clause->first; clause->slot == SLOT_ITEMS && at < clause->end; at++)
        if (item_number(staff_token_at(clause, at)))
            add_item(clause, item_number(staff_token_at(clause, at)), context);
}

void staff_find_items(struct staff_clause *clause, const struct staff_context *context)
{
    find_other_orders(clause, context);
    find_numbered_orders(clause, context);
    find_numbered(clause, context);
    find_hashed(clause, context);
    find_ordinals(clause, context);
    find_named(clause, context);
    find_shares(clause);
    find_listed(clause, context);
    find_uncounted(clause, context);
    find_run_on(clause, context);
}
