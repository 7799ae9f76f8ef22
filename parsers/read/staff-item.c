/* Items and other orders that a clause names. */
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

/* "two", "iki": behind "item", "kalem". */
static guint spelled_number(const struct staff_token *one)
{
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

/* "second", "2nd", "ikinci": its number; 0 none. */
static guint ordinal_of(const struct staff_token *one)
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
    if (one->stop && !item_before)
        return FALSE;
    return (next->item && (ordinal_of(one) > 0 || staff_is_fraction(one) || single)) || (item_before && (single || staff_is_fraction(one)));
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
        if ((g_strv_contains(ones, next->key) && one->item) || (g_strv_contains(singles, one->key) && next->item))
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
        if (!staff_token_at(clause, at)->stop && spelled_number(staff_token_at(clause, next))) {
            add_item(clause, spelled_number(staff_token_at(clause, next)), context);
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

/* "the second item", "ikinci ürün"; of "the second one" it cannot be told whether it is an item or a parcel. */
static void find_ordinals(struct staff_clause *clause, const struct staff_context *context)
{
    static const char *const things[] = {"piece", "product", "article", "artikel", NULL};
    static const char *const ones[] = {"one", "half", "of", NULL};
    for (guint at = clause->first; at + 1 < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at), *next = staff_token_at(clause, at + 1);
        guint number = one->used || one->stop ? 0 : ordinal_of(one);
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

static gboolean is_plural(const char *ending)
{
    return g_str_has_prefix(ending, "s") || g_str_has_prefix(ending, "lar") || g_str_has_prefix(ending, "ler") || g_str_equal(ending, "es");
}

/* Whether one of the item's names stands in the clause; *ret_plural: in the plural. */
static gboolean is_mentioned(struct staff_clause *clause, const struct line_item *item, const struct staff_context *context, gboolean *ret_plural)
{
    const struct form *form = context->forms && item->form ? forms_product(context->forms, item->form) : NULL;
    guint names = form ? phrases_count(form->names) : 0;
    for (guint n = 0; n < names + 2; n++) {
        const char *text = n < names ? phrases_get(form->names, n)->text : n == names ? item->product_text : item->sku;
        g_autofree char *name = text ? text_match_key(text) : NULL;
        for (guint at = clause->first; name && *name && at < clause->end; at++) {
            const char *ending;
            guint length = staff_spelled(clause, at, name, TRUE, &ending);
            *ret_plural = is_plural(ending);
            for (guint i = at; i < at + length; i++)
                staff_token_at(clause, i)->item = TRUE;
            if (length > 0)
                return TRUE;
        }
    }
    return FALSE;
}

/* By name: where two open items bear the same, it must be said which, unless both are meant. */
static void find_named(struct staff_clause *clause, const struct staff_context *context)
{
    for (guint i = 0; context->order && i < context->order->items->len; i++) {
        const struct line_item *item = context->order->items->pdata[i];
        gboolean plural = FALSE;
        guint alike = 0;
        if (!is_mentioned(clause, item, context, &plural))
            continue;
        for (guint n = 0; n < context->order->items->len; n++) {
            const struct line_item *other = context->order->items->pdata[n];
            alike += g_strcmp0(other->form, item->form) == 0 && g_strcmp0(other->sku, item->sku) == 0 && other->state < ITEM_SHIPPED;
        }
        if (alike > 1 && !plural && !SAYS(clause, SIGN_ALL) && clause->items->len == 0)
            clause->items_unclear = TRUE;
        if (alike <= 1 || plural || SAYS(clause, SIGN_ALL))
            add_item(clause, item->number, context);
    }
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
    find_ordinals(clause, context);
    find_named(clause, context);
    find_shares(clause);
    find_listed(clause, context);
}
