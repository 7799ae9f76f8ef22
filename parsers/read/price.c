#include "parsers/read/price.h"

#include <string.h>

#include "daemon/orders/money.h"

#define NOTES_MOST  4     /* amounts looked at for one item */
#define TOTAL_BYTES 160   /* of a line that tells a sum */
#define WHOLE_CENTS 10000 /* millionths in a hundredth */

static void note_clear(void *data)
{
    g_free(((struct price_note *)data)->text);
}

GArray *price_notes_new(void)
{
    GArray *notes = g_array_new(FALSE, FALSE, sizeof(struct price_note));
    g_array_set_clear_func(notes, note_clear);
    return notes;
}

void price_notes_add(GArray *notes, const char *text, enum price_meaning meaning)
{
    struct price_note note = {g_strdup(text), meaning};
    g_array_append_val(notes, note);
}

static struct value *read_amount(const struct reader *reader, const struct field *field, const char *text)
{
    struct value *value = value_new(field->id, text);
    read_value(value, field, reader->language, NULL, reader->context);
    return value;
}

static gboolean value_amount(const struct value *value, gint64 *ret_micro)
{
    g_autofree char *number = value->canonical ? g_strndup(value->canonical, strcspn(value->canonical, " ")) : NULL;
    return number && decimal_parse(number, ret_micro);
}

gboolean price_amount(const struct reader *reader, const struct field *field, const char *text, gint64 *ret_micro)
{
    struct value *value = read_amount(reader, field, text);
    gboolean known = value_amount(value, ret_micro);
    value_free(value);
    return known;
}

gboolean price_sums_add(struct price_sums *sums, const struct reader *reader, const struct field *field, const GArray *notes, const char *quantity)
{
    gint64 count, amount;
    if (notes->len != 1 || !quantity || !decimal_parse(quantity, &count) ||
        !price_amount(reader, field, g_array_index(notes, struct price_note, 0).text, &amount))
        return FALSE;
    sums->lines += amount;
    sums->ones += (gint64)((__int128)amount * count / DECIMAL_ONE);
    return TRUE;
}

void price_sums_look(struct price_sums *sums, const struct reader *reader, const struct field *field, const char *text)
{
    gint64 amount;
    const char *last = text;
    for (const char *p = text; *p; p++)
        if (strchr(":|\t\n=", *p))
            last = p + 1;
    if (strlen(text) > TOTAL_BYTES || !price_amount(reader, field, last, &amount))
        return;
    sums->lines_told |= amount == sums->lines;
    sums->ones_told |= amount == sums->ones;
}

enum price_told price_sums_tell(const struct price_sums *sums)
{
    return sums->ones_told ? TOLD_ONES : sums->lines_told ? TOLD_LINES : TOLD_NOTHING;
}

/* The amounts of one item, as numbers. */
struct amounts {
    const struct price_question *question;
    struct value *values[NOTES_MOST];
    gint64 micro[NOTES_MOST];
    guint count;
    gint64 quantity;
};

static gboolean is_times(const struct amounts *amounts, gint64 one, gint64 line)
{
    return (gint64)((__int128)one * amounts->quantity / DECIMAL_ONE) == line;
}

/* What the list says of one piece; 0 when it says nothing. */
static gint64 list_price(const struct price_question *question)
{
    const struct price *price = form_price(question->form, question->sku);
    gint64 micro;
    return price && decimal_parse(price->amount, &micro) ? micro : 0;
}

/* Takes the value at `index` as the price of one. */
static struct value *take_each(struct amounts *amounts, guint index)
{
    return g_steal_pointer(&amounts->values[index]);
}

/* Takes it as that of the line; NULL when the line's cannot be divided without a rest. */
static struct value *take_line(struct amounts *amounts, guint index)
{
    struct value *value = amounts->values[index];
    gint64 one = (gint64)((__int128)amounts->micro[index] * DECIMAL_ONE / amounts->quantity);
    if (!is_times(amounts, one, amounts->micro[index]) || one % WHOLE_CENTS)
        return NULL;
    g_autofree char *number = decimal_format(one, 2), *canonical = g_strconcat(number, strchr(value->canonical, ' '), NULL);
    value_set_canonical(value, value->status, canonical);
    return g_steal_pointer(&amounts->values[index]);
}

/* Of two amounts, one may be the other times the count. */
static struct value *take_pair(struct amounts *amounts)
{
    for (guint i = 0; i < amounts->count; i++)
        for (guint j = 0; j < amounts->count; j++)
            if (i != j && is_times(amounts, amounts->micro[i], amounts->micro[j]))
                return take_each(amounts, i);
    return NULL;
}

static struct value *take_one(struct amounts *amounts, guint index)
{
    enum price_meaning meaning = g_array_index(amounts->question->notes, struct price_note, index).meaning;
    gint64 list = list_price(amounts->question), amount = amounts->micro[index];
    if (amounts->quantity == DECIMAL_ONE || meaning == PRICE_EACH || (list && amount == list))
        return take_each(amounts, index);
    enum price_told told = amounts->question->told;
    if (meaning == PRICE_LINE || told == TOLD_LINES || (list && is_times(amounts, list, amount)))
        return take_line(amounts, index);
    /* A currency beside the number is a shop's: under "Price" it may have written either. */
    gboolean unclear = !list && told == TOLD_NOTHING && heading_is_amount(g_array_index(amounts->question->notes, struct price_note, index).text);
    return unclear ? NULL : take_each(amounts, index);
}

static struct value *take_marked(struct amounts *amounts, enum price_meaning meaning)
{
    for (guint i = 0; i < amounts->count; i++)
        if (g_array_index(amounts->question->notes, struct price_note, i).meaning == meaning)
            return take_one(amounts, i);
    return NULL;
}

static struct value *settle(struct amounts *amounts)
{
    if (amounts->count == 1)
        return take_one(amounts, 0);
    struct value *value = take_pair(amounts);
    if (!value)
        value = take_marked(amounts, PRICE_EACH);
    return value ? value : take_marked(amounts, PRICE_LINE);
}

struct value *price_settle(const struct price_question *question)
{
    struct amounts amounts = {.question = question};
    struct value *settled = NULL, *wrong = NULL;
    gboolean counted = question->quantity && decimal_parse(question->quantity, &amounts.quantity) && amounts.quantity > 0;
    for (guint i = 0; i < question->notes->len && i < NOTES_MOST && !wrong; i++) {
        struct value *value = read_amount(question->reader, question->field, g_array_index(question->notes, struct price_note, i).text);
        if (value_amount(value, &amounts.micro[amounts.count]))
            amounts.values[amounts.count++] = value;
        else
            wrong = value;
    }
    if (!wrong && counted && amounts.count > 0)
        settled = settle(&amounts);
    for (guint i = 0; i < amounts.count; i++)
        value_free(amounts.values[i]);
    return wrong ? wrong : settled;
}
