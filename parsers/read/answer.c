#include "parsers/read/answer.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "daemon/orders/validate.h"
#include "parsers/read/answer-again.h"
#include "parsers/read/answer-file.h"
#include "parsers/read/bare.h"
#include "parsers/read/kinds.h"
#include "parsers/read/page.h"
#include "parsers/read/quote.h"
#include "parsers/read/sent.h"
#include "parsers/read/tick.h"
#include "parsers/read/words.h"

#define OURS_LEAST                                                                                                     \
    3 /* lines like ours that make a quote, where nothing marks one: "Quantity: 1" may be the customer's own */

#define NAME_MARK 60 /* bytes of a name in brackets */
#define INITIALS  3

/* --- the draft of an answer -------------------------------------------------------------------------------------- */

const struct form *answer_form_of(const struct answer *answer, guint item)
{
    const struct forms *forms = answer->reader.context->forms;
    if (item == 0)
        return forms->order;
    for (guint i = 0; i < answer->draft->items->len; i++) {
        const struct line_item *changed = answer->draft->items->pdata[i];
        if (changed->number == item && changed->form)
            return forms_product(forms, changed->form);
    }
    const struct line_item *known = order_item(answer->reader.context->answers, item);
    return known ? forms_product(forms, known->form) : NULL;
}

struct line_item *answer_item(struct answer *answer, guint number)
{
    GPtrArray *items = answer->draft->items;
    for (guint i = 0; i < items->len; i++) {
        struct line_item *item = items->pdata[i];
        if (item->number == number)
            return item;
    }
    struct line_item *item = line_item_new(number);
    g_ptr_array_add(items, item);
    return item;
}

gboolean answer_put(struct answer *answer, guint item, const struct field *field, const char *text, const char *unit,
                    gboolean guessed)
{
    g_autoptr(GPtrArray) probe = g_ptr_array_new_with_free_func((GDestroyNotify)value_free);
    if (!values_put(probe, &answer->reader, field, text, unit, guessed))
        return FALSE;
    GPtrArray *values = item ? answer_item(answer, item)->values : answer->draft->values;
    values_put(values, &answer->reader, field, text, unit, guessed);
    return TRUE;
}

/* What was said of the item while it was another product is of no field now: a person sees it. */
static void drop_strange(struct answer *answer, GPtrArray *values, const struct form *form)
{
    for (guint i = values->len; i-- > 0;) {
        const struct value *value = values->pdata[i];
        if (form_field(form, value->field))
            continue;
        unread_add(answer->draft, value->text);
        g_ptr_array_remove_index(values, i);
    }
}

void answer_name_product(struct answer *answer, guint number, const struct product_match *match, const char *text)
{
    struct line_item *item = answer_item(answer, number);
    if (match->form)
        drop_strange(answer, item->values, match->form);
    g_free(item->form);
    g_free(item->product_text);
    item->form = g_strdup(match->form ? match->form->id : NULL);
    item->product_text = text_one_line(text, BOUND_VALUE_SIZE);
    if (match->sku) {
        g_free(item->sku);
        item->sku = g_strdup(match->sku);
    }
}

gboolean draft_is_full(const struct answer *answer)
{
    return answer->draft->items->len + answer->reader.context->answers->items->len >= BOUND_ITEMS;
}

static const GPtrArray *known_values(const struct answer *answer, guint item)
{
    const struct order *order = answer->reader.context->answers;
    const struct line_item *known = item ? order_item(order, item) : NULL;
    return item ? known ? known->values : NULL : order->values;
}

/* --- which field is meant ---------------------------------------------------------------------------------------- */

/* The number of the only item whose form knows the label, of those asked about when several do; 0 when it stays
 * unclear. */
static guint item_knowing(const struct answer *answer, const struct label *label)
{
    const GPtrArray *items = answer->reader.context->answers->items;
    guint known = 0, asked = 0, known_count = 0, asked_count = 0;
    for (guint i = 0; i < items->len; i++) {
        guint number = ((const struct line_item *)items->pdata[i])->number;
        const struct label_target *target =
            label_target_in(label, answer_form_of(answer, number), answer->reader.language);
        if (!target)
            continue;
        known = number;
        known_count++;
        if (problems_find(answer->problems, number, target->field->id)) {
            asked = number;
            asked_count++;
        }
    }
    return known_count == 1 ? known : asked_count == 1 ? asked : 0;
}

gboolean answer_resolve(const struct answer *answer, const struct label *label, guint context, guint *ret_item,
                        const struct label_target **ret_target)
{
    const char *language = answer->reader.language;
    const struct label_target *target =
        context ? label_target_in(label, answer_form_of(answer, context), language) : NULL;
    guint item = context;
    if (!target) {
        item = 0;
        target = label_target_in(label, answer->reader.context->forms->order, language);
    }
    if (!target) {
        item = item_knowing(answer, label);
        target = item ? label_target_in(label, answer_form_of(answer, item), language) : NULL;
    }
    if (!target)
        return FALSE;
    *ret_item = item;
    *ret_target = target;
    return TRUE;
}

/* --- what we sent ------------------------------------------------------------------------------------------------ */

static char *sent_key(guint item, const char *field)
{
    return g_strdup_printf("%u %s", item, field);
}

/* The item that a product entry stands over; `context` when it names none of the order's. */
static guint item_of_heading(const struct answer *answer, const struct entry *entry, guint context)
{
    const struct order *order = answer->reader.context->answers;
    guint only = 0, count = 0;
    if (entry->index)
        return order_item(order, entry->index) ? entry->index : context;
    if (entry->match.label)
        return context;
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        if (entry->product.form && g_strcmp0(item->form, entry->product.form->id) == 0) {
            only = item->number;
            count++;
        }
    }
    return count == 1 ? only : context;
}

static GArray *lines_of_sent(const char *text, GStrv *ret_lines)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct text_line));
    *ret_lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; (*ret_lines)[i]; i++) {
        struct text_line line = {.text = (*ret_lines)[i], .ours = TRUE};
        g_array_append_val(lines, line);
    }
    return lines;
}

/* Fills answer->sent: item and field -> the text that stood there. */
static void note_sent(struct answer *answer)
{
    g_auto(GStrv) text = NULL;
    g_autoptr(GArray) lines = lines_of_sent(answer->reader.context->sent_text, &text);
    g_autoptr(GPtrArray) entries = entries_of_lines(answer->reader.index, lines);
    guint context = 0, item;
    for (guint i = 0; i < entries->len; i++) {
        const struct entry *entry = entries->pdata[i];
        const struct label_target *target;
        if (entry->kind == ENTRY_BREAK)
            context = 0;
        else if (entry->kind == ENTRY_PRODUCT)
            context = item_of_heading(answer, entry, context);
        else if (entry->kind == ENTRY_FIELD && answer_resolve(answer, entry->match.label, context, &item, &target))
            g_hash_table_insert(answer->sent, sent_key(item, target->field->id), g_strdup(entry->text));
    }
}

static gboolean has_box(const char *text)
{
    gboolean ticked;
    for (; *text; text = g_utf8_next_char(text))
        if (tick_box(text, &ticked))
            return TRUE;
    return FALSE;
}

static gboolean same_words(const char *one, const char *two)
{
    g_autofree char *trace_one = sent_trace(one), *trace_two = sent_trace(two);
    if (g_str_equal(trace_one, trace_two))
        return TRUE;
    g_autofree char *key_one = text_match_key(one), *key_two = text_match_key(two);
    return *key_one && g_str_equal(key_one, key_two) && !has_box(one) && !has_box(two);
}

static gboolean as_sent(const struct answer *answer, guint item, const struct field *field, const char *text)
{
    g_autofree char *key = sent_key(item, field->id);
    const char *sent = g_hash_table_lookup(answer->sent, key);
    return sent && same_words(sent, text);
}

/* --- entries ----------------------------------------------------------------------------------------------------- */

/* Words below a value that we had understood are taken as another value only when they are one: people comment on
 * quotes. */
static gboolean below_is_value(const struct answer *answer, guint item, const struct field *field, const char *text)
{
    const GPtrArray *known = known_values(answer, item);
    const struct value *before = known ? values_find(known, field->id) : NULL;
    if (!before || !value_usable(before) || before->status == VALUE_STANDARD)
        return TRUE;
    if (field->type == FIELD_TEXT || (field->type == FIELD_ADDRESS && !strpbrk(text, "0123456789")))
        return FALSE;
    g_autoptr(GPtrArray) probe = g_ptr_array_new_with_free_func((GDestroyNotify)value_free);
    return values_put(probe, &answer->reader, field, text, NULL, FALSE) && value_usable(probe->pdata[0]);
}

/* A quoted value that says what the order says already is our own, or an older mail's. */
static gboolean says_nothing_new(const struct answer *answer, const struct entry *entry, guint item,
                                 const struct field *field)
{
    const GPtrArray *known = known_values(answer, item);
    const struct value *before = known ? values_find(known, field->id) : NULL;
    g_autoptr(GPtrArray) probe = g_ptr_array_new_with_free_func((GDestroyNotify)value_free);
    if (!entry->quoted || !before || !values_put(probe, &answer->reader, field, entry->text, entry->match.unit, FALSE))
        return FALSE;
    const struct value *now = probe->pdata[0];
    if (value_usable(before) && value_usable(now))
        return g_str_equal(before->canonical, now->canonical);
    return same_words(before->text, now->text);
}

/* "[AD] linen", "[Ayla Demir] linen": Outlook marks with a name what is written into the quote. */
static const char *behind_name_mark(const struct answer *answer, const char *text)
{
    const char *end = *text == '[' ? strchr(text, ']') : NULL;
    const struct field *field = form_field_by_role(answer->reader.context->forms->order, ROLE_NAME);
    const struct value *name = field ? values_find(answer->reader.context->answers->values, field->id) : NULL;
    if (!end || end - text < 3 || end - text > NAME_MARK || end[1] != ' ')
        return text;
    g_autofree char *inside = g_strndup(text + 1, (gsize)(end - text) - 1), *upper = g_utf8_strup(inside, -1), *key = text_match_key(inside);
    g_autofree char *known = text_match_key(value_usable(name) ? name->canonical : "");
    gboolean initials = g_str_equal(inside, upper) && g_utf8_strlen(inside, -1) <= INITIALS && !strpbrk(inside, " 0123456789");
    return initials || (*key && g_str_equal(key, known)) ? end + 2 : text;
}

/* "Quantity: 3", "Price: 1,100" where several items have one: nobody can tell which is meant, and it must not be lost. */
static void take_unresolved(struct answer *answer, const struct entry *entry)
{
    const GPtrArray *items = answer->reader.context->answers->items;
    gboolean says = *entry->text && !entry->quoted && (!has_box(entry->text) || tick_any(entry->text));
    for (guint i = 0; i < items->len && says; i++) {
        const struct form *form = answer_form_of(answer, ((const struct line_item *)items->pdata[i])->number);
        answer->draft->doubted |= form && label_target_in(entry->match.label, form, answer->reader.language);
    }
    unread_add(answer->draft, entry->raw);
}

static void take_field(struct answer *answer, const struct entry *entry)
{
    const struct label_target *target;
    guint context =
              entry->index && order_item(answer->reader.context->answers, entry->index) ? entry->index : answer->item,
          item;
    if (!answer_resolve(answer, entry->match.label, context, &item, &target)) {
        if (!entry->ours)
            take_unresolved(answer, entry);
        return;
    }
    answer->fields += !entry->ours || entry->below;
    if (entry->below && *entry->below) {
        const char *below = behind_name_mark(answer, entry->below);
        if (!below_is_value(answer, item, target->field, below) ||
            !answer_put(answer, item, target->field, below, entry->match.unit, FALSE))
            unread_add(answer->draft, entry->below);
        return;
    }
    gboolean untouched = entry->ours || as_sent(answer, item, target->field, entry->text) ||
                         choice_untouched(target->field, entry->text);
    if (untouched && (entry->ours || entry->quoted))
        g_hash_table_add(answer->untouched, sent_key(item, target->field->id));
    if (untouched || says_nothing_new(answer, entry, item, target->field))
        return;
    if (entry->quoted && answer->changes->len < BOUND_PAIRS) {
        struct change change = {item, target->field, entry};
        g_array_append_val(answer->changes, change);
    } else if (!entry->quoted) {
        answer_put(answer, item, target->field, entry->text, entry->match.unit, entry->match.guessed);
    }
}

/* Whether a labelled line that our form did not have says, word for word, what our letter says elsewhere: how to reach
 * us, in the HTML of it. */
static gboolean is_from_letter(const struct answer *answer, const char *sent_field, const char *text,
                               const char *letter)
{
    g_autofree char *key = text_match_key(text);
    return !g_hash_table_contains(answer->sent, sent_field) && *key && words_find(letter, key);
}

/* Values changed inside the quote. Where the line that asked for one stands there untouched as well, the other is
 * something else of ours that has the same label: how to reach us, say. */
static void take_changes(struct answer *answer)
{
    const char *sent_text = answer->reader.context->sent_text;
    g_autofree char *letter = text_match_key(sent_text ? sent_text : "");
    for (guint i = 0; i < answer->changes->len; i++) {
        const struct change *change = &g_array_index(answer->changes, struct change, i);
        g_autofree char *key = sent_key(change->item, change->field->id);
        const struct label_match *match = &change->entry->match;
        if (!g_hash_table_contains(answer->untouched, key) && !is_from_letter(answer, key, change->entry->text, letter))
            answer_put(answer, change->item, change->field, change->entry->text, match->unit, match->guessed);
    }
}

guint answer_next_number(const struct answer *answer)
{
    guint most = 0;
    const GPtrArray *lists[] = {answer->reader.context->answers->items, answer->draft->items};
    for (guint l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++)
            most = MAX(most, ((const struct line_item *)lists[l]->pdata[i])->number);
    return most + 1;
}

/* The item a product's label is about: the one under whose heading it stands when that has no product yet, the only one
 * without a product, or a new one. */
static guint item_for_product(const struct answer *answer, const struct entry *entry)
{
    const GPtrArray *items = answer->reader.context->answers->items;
    guint without = 0, count = 0;
    if (entry->index && order_item(answer->reader.context->answers, entry->index))
        return entry->index;
    if (answer->item && !answer_form_of(answer, answer->item))
        return answer->item;
    for (guint i = 0; i < items->len; i++) {
        guint number = ((const struct line_item *)items->pdata[i])->number;
        if (!answer_form_of(answer, number)) {
            without = number;
            count++;
        }
    }
    return count == 1 ? without : answer_next_number(answer);
}

static void take_count(struct answer *answer, const struct entry *named)
{
    const struct form *form = answer_form_of(answer, answer->item);
    const struct field *quantity = answer->item && form ? form_field_by_role(form, ROLE_QUANTITY) : NULL;
    if (quantity && named->quantity)
        answer_put(answer, answer->item, quantity, named->quantity, NULL, FALSE);
    g_auto(GStrv) options =
        g_strsplit_set(form && answer->item && named->options ? named->options : "", ",;/+|", BOUND_PAIRS);
    for (guint i = 0; options[i]; i++) {
        const struct field *field = field_of_choice(form, options[i], answer->reader.language);
        if (!field || !answer_put(answer, answer->item, field, options[i], NULL, FALSE))
            bare_take(answer, options[i]);
    }
}

static void take_named(struct answer *answer, const struct entry *entry)
{
    g_autoptr(entry_auto) heading = heading_read(answer->reader.index, entry->text, FALSE);
    struct product_match match = heading ? heading->product : product_find(answer->reader.index, entry->text, TRUE);
    if (!*entry->text || draft_is_full(answer))
        return;
    answer->fields++;
    guint item = item_for_product(answer, entry);
    const struct form *before = answer_form_of(answer, item);
    answer->item = item;
    if (match.form != before || !before)
        answer_name_product(answer, item, &match, entry->text);
    if (heading)
        take_count(answer, heading);
}

/* `next` is the entry behind it, or NULL: a heading without fields may be the answer to "which product?". */
static void take_product(struct answer *answer, const struct entry *entry, const struct entry *next)
{
    if (entry->match.label) {
        const struct line_item *item = answer->item ? order_item(answer->reader.context->answers, answer->item) : NULL;
        const char *known = item && item->product_text ? item->product_text : "";
        if (!entry->ours && !(entry->quoted && same_words(known, entry->text)))
            take_named(answer, entry);
        else if (entry->ours && entry->below)
            unread_add(answer->draft, entry->below);
        return;
    }
    gboolean alone = !entry->ours && !entry->index && !(next && next->kind == ENTRY_FIELD);
    if (alone && bare_take_product(answer, entry->raw))
        return;
    answer->item = item_of_heading(answer, entry, entry->ours ? 0 : answer->item);
    const struct form *form = answer->item ? answer_form_of(answer, answer->item) : NULL;
    if (entry->ours)
        return;
    answer->fields++;
    if (entry->product.form && entry->index && answer->item == entry->index && form != entry->product.form)
        answer_name_product(answer, answer->item, &entry->product, entry->text);
    else if (entry->product.form && form != entry->product.form)
        bare_take(answer, entry->raw);
    take_count(answer, entry);
}

static void take_entry(struct answer *answer, const struct entry *entry, const struct entry *next)
{
    switch (entry->kind) {
    case ENTRY_FIELD:
        take_field(answer, entry);
        return;
    case ENTRY_PRODUCT:
        take_product(answer, entry, next);
        return;
    case ENTRY_BREAK:
    case ENTRY_SECTION:
        answer->item = 0;
        return;
    case ENTRY_PROBLEM:
    case ENTRY_OPTION:
    case ENTRY_PRICE:
    case ENTRY_TEXT:
        if (entry->quoted || !bare_take(answer, entry->text))
            unread_add(answer->draft, entry->text);
        return;
    }
}

/* --- the whole --------------------------------------------------------------------------------------------------- */

/* Where our lines are looked for: with quote marks; else behind a header block; else anywhere. The first place that has
 * any is the one where the mail program put what we sent, and what the customer typed elsewhere is the customer's. */
enum sent_place { SENT_MARKED, SENT_BEHIND_HEADER, SENT_ANYWHERE, SENT_PLACES };

static gboolean line_is_there(const struct body_line *line, enum sent_place place)
{
    switch (place) {
    case SENT_MARKED:
        return line->quote > 0;
    case SENT_BEHIND_HEADER:
        return line->part == LINE_QUOTED;
    case SENT_ANYWHERE:
    case SENT_PLACES:
        return TRUE;
    }
    return FALSE;
}

static GArray *find_ours(const struct written *body, const char *sent_text)
{
    GArray *found = g_array_sized_new(FALSE, TRUE, sizeof(struct sent_line), body->lines->len);
    g_array_set_size(found, body->lines->len);
    for (enum sent_place place = SENT_MARKED; place < SENT_PLACES; place++) {
        for (guint i = 0; i < found->len; i++) {
            const struct body_line *line = &g_array_index(body->lines, struct body_line, i);
            g_array_index(found, struct sent_line, i).text = line_is_there(line, place) ? line->text : NULL;
        }
        guint ours = sent_find(sent_text, found);
        if (ours >= (place == SENT_ANYWHERE ? OURS_LEAST : 1))
            return found;
    }
    for (guint i = 0; i < found->len; i++)
        g_array_index(found, struct sent_line, i).match = SENT_NOT;
    return found;
}

static void add_line(GArray *lines, const struct body_line *line, enum sent_match match, GStrvBuilder *words)
{
    gboolean dropped = line->part == LINE_HEADER || line->part == LINE_ASIDE || match == SENT_REST;
    gboolean ours = match == SENT_LINE;
    struct text_line added = {.text = dropped && !ours ? "" : line->text, .ours = ours, .quoted = line->part == LINE_QUOTED};
    g_array_append_val(lines, added);
    if (line->part == LINE_OWN && match == SENT_NOT && !line_is_blank(line->text))
        g_strv_builder_add(words, line->text);
}

static void add_body(GArray *lines, struct written *body, const char *sent_text, GStrvBuilder *words)
{
    g_autoptr(GArray) found = find_ours(body, sent_text);
    written_below_ours(body, found, sent_text);
    for (guint i = 0; i < body->lines->len; i++) {
        const struct body_line *line = &g_array_index(body->lines, struct body_line, i);
        enum sent_match match = g_array_index(found, struct sent_line, i).match;
        /* Where what we sent is not known, all that is quoted counts as ours. */
        if (!*sent_text && line->part == LINE_QUOTED && !line_is_blank(line->text))
            match = SENT_LINE;
        add_line(lines, line, match, words);
    }
}

static GPtrArray *entries_of_answer(const struct document *document, struct label_index *index, const char *sent_text,
                                    GStrvBuilder *words, GStrvBuilder *aside)
{
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(struct text_line));
    for (guint i = 0; i < document->blocks->len; i++) {
        const struct document_block *block = document->blocks->pdata[i];
        struct written body;
        if ((i > 0 && !block->attached) || block->origin == BLOCK_PAGE)
            continue;
        written_init_answer(&body, block, sent_text);
        add_body(lines, &body, sent_text, words);
        written_add(&body, LINE_ASIDE, aside);
        written_clear(&body);
    }
    return entries_of_lines(index, lines);
}

static void take_entries(struct answer *answer, const GPtrArray *entries)
{
    for (guint i = 0; i < entries->len; i++)
        take_entry(answer, entries->pdata[i], i + 1 < entries->len ? entries->pdata[i + 1] : NULL);
}

/* Pages and tables that are no order by themselves may be a form filled in: each line of them answers as it would in the mail. A table that
 * names products is another order, or a list of somebody's. */
static void take_filled_files(struct answer *answer, const struct document *document)
{
    g_autoptr(GPtrArray) pages = entries_of_pages(answer->reader.index, document), tables = entries_of_attached(answer->reader.index, document);
    gboolean products = FALSE;
    for (guint i = 0; i < tables->len && !products; i++)
        products = ((const struct entry *)tables->pdata[i])->kind == ENTRY_PRODUCT;
    take_entries(answer, pages);
    if (!products)
        take_entries(answer, tables);
}

static void answer_language(struct reading *reading, const struct read_context *context)
{
    g_autofree char *text = g_strjoinv(" ", reading->own_words), *key = text_match_key(text);
    const char *language = words_language(key, context->languages);
    reading->language = g_strdup(language ? language : context->answers->language);
}

void read_answer(struct reading *reading, const struct document *document, struct label_index *index,
                 const struct read_context *context)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new(), aside = g_strv_builder_new();
    g_autoptr(GHashTable) sent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GPtrArray) problems = order_validate(context->answers, context->forms, &context->today);
    g_autoptr(GPtrArray) entries =
        entries_of_answer(document, index, context->sent_text ? context->sent_text : "", words, aside);
    g_strfreev(reading->own_words);
    g_strfreev(reading->aside);
    reading->own_words = g_strv_builder_end(words);
    reading->aside = g_strv_builder_end(aside);
    answer_language(reading, context);
    g_autoptr(GHashTable) untouched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(struct change));
    struct answer answer = {.reader = {index, context, reading->language, document->subject},
                            .problems = problems,
                            .sent = sent,
                            .untouched = untouched,
                            .changes = changes,
                            .draft = draft_new()};
    if (context->sent_text)
        note_sent(&answer);
    take_entries(&answer, entries);
    if (!answer_take_files(&answer, document))
        take_filled_files(&answer, document);
    take_changes(&answer);
    answer_fold_again(&answer);
    bare_finish(&answer);
    answer.draft->language = g_strdup(reading->language);
    reading->fields = answer.fields;
    g_ptr_array_add(reading->drafts, answer.draft);
}
