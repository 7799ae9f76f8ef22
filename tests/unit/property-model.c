/* The rules of an order's life, told a second time from the and the design's words. Kept plain: an order has at
 * most two items here, a sofa or a table each. */
#include "tests/unit/property.h"

#include <string.h>

#define MOST_ITEMS 2

static void model_put_off(struct model *model)
{
    g_clear_pointer(&model->received, g_free);
}

struct model *model_new(gboolean expired)
{
    struct model *model = g_new0(struct model, 1);
    model->life = expired ? LIFE_EXPIRED : LIFE_NEW;
    model->created = PROPERTY_START;
    model->said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    model->asked = expired ? 1 : 0;
    return model;
}

void model_free(struct model *model)
{
    if (!model)
        return;
    g_hash_table_unref(model->said);
    g_free(model->received);
    g_free(model->expected[0]);
    g_free(model->expected[1]);
    g_free(model->expected_order);
    g_free(model);
}

struct model *model_copy(const struct model *model)
{
    struct model *copy = g_memdup2(model, sizeof *model);
    GHashTableIter iter;
    void *key, *value;
    copy->said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_iter_init(&iter, model->said);
    while (g_hash_table_iter_next(&iter, &key, &value))
        g_hash_table_insert(copy->said, g_strdup(key), g_strdup(value));
    copy->received = g_strdup(model->received);
    copy->expected[0] = g_strdup(model->expected[0]);
    copy->expected[1] = g_strdup(model->expected[1]);
    copy->expected_order = g_strdup(model->expected_order);
    return copy;
}

/* --- what was said
 * -------------------------------------------------------------------------------------------------------- */

const char *model_said(const struct model *model, guint item, const char *field)
{
    g_autofree char *key = g_strdup_printf("%u/%s", item, field);
    return g_hash_table_lookup(model->said, key);
}

static void forget_item(struct model *model, guint item)
{
    const char *const fields[] = {"qty", "fabric", "legs", "unit_price"};
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_autofree char *key = g_strdup_printf("%u/%s", item, fields[i]);
        g_hash_table_remove(model->said, key);
    }
}

/* The item is there from its first mention on, with or without a product. */
void model_hear(struct model *model, const struct saying *saying)
{
    if (g_str_equal(saying->field, "remark")) {
        model->gap = TRUE;
        return;
    }
    if (g_str_equal(saying->field, "form") && g_strcmp0(model_said(model, saying->item, "form"), saying->value) != 0)
        forget_item(model, saying->item);
    g_hash_table_insert(model->said, g_strdup_printf("%u/%s", saying->item, saying->field), g_strdup(saying->value));
    if (saying->item)
        g_hash_table_insert(model->said, g_strdup_printf("%u/there", saying->item), g_strdup("yes"));
}

static int compare_text(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

char *model_content(const struct model *model)
{
    GString *content = g_string_new(NULL);
    guint count;
    g_autofree char **keys = (char **)g_hash_table_get_keys_as_array(model->said, &count);
    qsort(keys, count, sizeof *keys, compare_text);
    for (guint i = 0; i < count; i++)
        g_string_append_printf(content, "%s=%s\n", keys[i], (const char *)g_hash_table_lookup(model->said, keys[i]));
    return g_string_free(content, FALSE);
}

/* --- what must come of it
 * ---------------------------------------------------------------------------------------------------- */

static gboolean too_soon(const char *wanted, gint64 now)
{
    return day_parse(wanted) < day_of(now) + 3;
}

static gboolean item_complete(const struct model *model, guint item)
{
    const char *form = model_said(model, item, "form"), *qty = model_said(model, item, "qty"),
               *fabric = model_said(model, item, "fabric");
    if (!form || !qty || atoi(qty) < 1 || atoi(qty) > 50)
        return FALSE;
    if (g_str_equal(form, "table"))
        return TRUE;
    if (!fabric || g_str_equal(fabric, "denim"))
        return FALSE;
    return !g_str_equal(fabric, "velvet") || model_said(model, item, "legs");
}

gboolean model_complete(const struct model *model, gint64 now)
{
    guint items = 0;
    if (!model_said(model, 0, "email") || model->gap)
        return FALSE;
    if (model_said(model, 0, "needed_by") && too_soon(model_said(model, 0, "needed_by"), now))
        return FALSE;
    for (guint item = 1; item <= MOST_ITEMS; item++) {
        if (model_said(model, item, "there") && !item_complete(model, item))
            return FALSE;
        items += model_said(model, item, "there") != NULL;
    }
    return items > 0;
}

static gboolean price_differs(const struct model *model)
{
    for (guint item = 1; item <= MOST_ITEMS; item++) {
        const char *price = model_said(model, item, "unit_price"), *form = model_said(model, item, "form");
        if (price && form && !g_str_equal(price, g_str_equal(form, "sofa") ? "1250.00 EUR" : "119.90 EUR"))
            return TRUE;
    }
    return FALSE;
}

static void model_accept(struct model *model, gint64 now)
{
    model->life = LIFE_ACCEPTED;
    model->accepted = now;
    model->confirmed++;
    for (guint item = 1; item <= MOST_ITEMS; item++) {
        const char *form = model_said(model, item, "form");
        if (!form)
            continue;
        model->expected[item - 1] = day_iso(day_completion(now, g_str_equal(form, "sofa") ? 15 : 5));
        if (g_strcmp0(model->expected[item - 1], model->expected_order) > 0) {
            g_free(model->expected_order);
            model->expected_order = g_strdup(model->expected[item - 1]);
        }
    }
}

static void model_take(struct model *model, const struct happening *happening, gint64 now)
{
    model->gap = FALSE;
    for (const struct saying *saying = property_mail(happening->mail)->sayings; saying->field; saying++)
        model_hear(model, saying);
    if (!model_complete(model, now)) {
        model->life = LIFE_ASKED;
        model->asked++;
    } else if (price_differs(model) || happening->alike) {
        model->life = LIFE_HELD;
    } else if (happening->staffed) {
        model->life = LIFE_RECEIVED;
    } else {
        model_accept(model, now);
    }
    model_put_off(model);
    if (model->life == LIFE_HELD || model->life == LIFE_RECEIVED)
        model->received = model_content(model);
}

gboolean model_refuses(const struct model *model, const struct happening *happening)
{
    gboolean open = model->life == LIFE_NEW || model->life == LIFE_ASKED;
    gboolean waits = model->life == LIFE_HELD || model->life == LIFE_RECEIVED;
    switch ((int)happening->kind) {
    case EVENT_ORDERED:
        return model->life != LIFE_NEW;
    case EVENT_ANSWERED:
        return !open && !waits && model->life != LIFE_EXPIRED;
    case EVENT_ACCEPTED:
        return !waits || happening->who != SERVICE; /* no department's mail asks for it */
    case EVENT_DECLINED:
        return (!open && !waits) || happening->who != SERVICE;
    }
    return TRUE;
}

void model_move(struct model *model, const struct happening *happening, gint64 now)
{
    if (model_refuses(model, happening))
        return;
    switch ((int)happening->kind) {
    case EVENT_ORDERED:
    case EVENT_ANSWERED:
        model_take(model, happening, now);
        break;
    case EVENT_ACCEPTED:
        model_accept(model, now);
        model_put_off(model);
        break;
    case EVENT_DECLINED:
        model->life = LIFE_DECLINED;
        model->declined++;
        model_put_off(model);
        break;
    }
}

/* --- invariants
 * ---------------------------------------------------------------------------------------------------------------- */

static guint told(const struct step_seen *seen, enum effect_kind kind, const char *department)
{
    guint count = 0;
    for (guint i = 0; seen->effects && i < seen->effects->len; i++) {
        const struct effect *effect = &g_array_index(seen->effects, struct effect, i);
        count += effect->kind == kind && (!department || g_strcmp0(effect->department, department) == 0);
    }
    return count;
}

static gboolean became(const struct step_seen *seen, enum life life)
{
    return seen->was->life != life && seen->is->life == life;
}

static gboolean refused_when_it_must_be(const struct step_seen *seen)
{
    return seen->done != model_refuses(seen->was, seen->happening) &&
           (seen->done || step_refusal_text(seen->refusal));
}

static gboolean the_phase_is_the_life(const struct step_seen *seen)
{
    switch (seen->is->life) {
    case LIFE_NEW:
        return seen->after->phase == PHASE_INCOMPLETE && seen->after->asked == 0;
    case LIFE_ASKED:
        return seen->after->phase == PHASE_INCOMPLETE;
    case LIFE_HELD:
        return seen->after->phase == PHASE_HELD && seen->after->hold_reason;
    case LIFE_RECEIVED:
        return seen->after->phase == PHASE_RECEIVED;
    case LIFE_ACCEPTED:
        return seen->after->phase == PHASE_ACCEPTED;
    case LIFE_DECLINED:
        return seen->after->phase == PHASE_DECLINED;
    case LIFE_EXPIRED:
        return seen->after->phase == PHASE_EXPIRED;
    }
    return FALSE;
}

static gboolean confirmed_once_when_accepted(const struct step_seen *seen)
{
    return told(seen, EFFECT_CONFIRM, NULL) == (became(seen, LIFE_ACCEPTED) ? 1 : 0) && seen->is->confirmed <= 1;
}

static gboolean has_work(const struct model *model, const char *department)
{
    for (guint item = 1; item <= MOST_ITEMS; item++) {
        const char *form = model_said(model, item, "form");
        if (form && (g_str_equal(form, "sofa") || !g_str_equal(department, "loom")))
            return TRUE;
    }
    return FALSE;
}

static gboolean forwarded_once_to_those_with_work(const struct step_seen *seen)
{
    const char *const departments[] = {"warehouse", "receivables", "loom"};
    guint sum = 0;
    for (guint i = 0; i < G_N_ELEMENTS(departments); i++) {
        guint wanted = became(seen, LIFE_ACCEPTED) && has_work(seen->is, departments[i]) ? 1 : 0;
        if (told(seen, EFFECT_FORWARD, departments[i]) != wanted)
            return FALSE;
        sum += wanted;
    }
    return told(seen, EFFECT_FORWARD, NULL) == sum;
}

static gboolean asked_once_a_mail_that_leaves_it_incomplete(const struct step_seen *seen)
{
    guint wanted = seen->is->asked - seen->was->asked;
    return told(seen, EFFECT_ASK, NULL) == wanted && seen->after->asked == seen->is->asked;
}

static gboolean told_once_that_a_person_looks_at_it(const struct step_seen *seen)
{
    gboolean news = seen->is->received &&
                    (seen->is->life != seen->was->life || g_strcmp0(seen->is->received, seen->was->received) != 0);
    guint count = told(seen, EFFECT_RECEIVE, NULL);
    /* Held for another reason than before may be told anew; the same content for the same reason may not. */
    if (seen->done && seen->is->received && !news)
        return count == 0 || g_strcmp0(seen->before->hold_reason, seen->after->hold_reason) != 0;
    return count == (news ? 1 : 0);
}

static gboolean the_person_is_told_what_waits(const struct step_seen *seen)
{
    gboolean held = became(seen, LIFE_HELD), received = became(seen, LIFE_RECEIVED);
    guint of_held = told(seen, EFFECT_TELL_HELD, NULL), of_received = told(seen, EFFECT_TELL_ACCEPT, NULL);
    return of_held <= (seen->done && seen->is->life == LIFE_HELD ? 1 : 0) && of_held >= (held ? 1 : 0) &&
           of_received <= (seen->done && seen->is->life == LIFE_RECEIVED ? 1 : 0) && of_received >= (received ? 1 : 0);
}

static gboolean declined_once_by_a_person(const struct step_seen *seen)
{
    return told(seen, EFFECT_DECLINE, NULL) == seen->is->declined - seen->was->declined && seen->is->declined <= 1;
}

static gboolean nothing_after_the_end(const struct step_seen *seen)
{
    gboolean ended = seen->was->life == LIFE_ACCEPTED || seen->was->life == LIFE_DECLINED;
    return !ended || (!seen->done && !seen->effects);
}

static gboolean the_promised_dates_stand(const struct step_seen *seen)
{
    if (seen->is->life != LIFE_ACCEPTED)
        return !seen->after->expected && !seen->after->accepted;
    if (seen->after->accepted != seen->is->accepted || g_strcmp0(seen->after->expected, seen->is->expected_order) != 0)
        return FALSE;
    for (guint i = 0; i < seen->after->items->len; i++) {
        const struct line_item *item = seen->after->items->pdata[i];
        if (item->number < 1 || item->number > MOST_ITEMS ||
            g_strcmp0(item->expected, seen->is->expected[item->number - 1]) != 0 || item->state != ITEM_WAITING)
            return FALSE;
    }
    return TRUE;
}

static gboolean all_items_are_there_once(const struct step_seen *seen)
{
    guint wanted = 0, found[MOST_ITEMS + 1] = {0};
    for (guint item = 1; item <= MOST_ITEMS; item++)
        wanted += model_said(seen->is, item, "there") != NULL;
    for (guint i = 0; i < seen->after->items->len; i++) {
        const struct line_item *item = seen->after->items->pdata[i];
        if (item->number < 1 || item->number > MOST_ITEMS || found[item->number]++ ||
            g_strcmp0(item->form, model_said(seen->is, item->number, "form")) != 0)
            return FALSE;
    }
    return seen->after->items->len == wanted;
}

/* In cents: 125000 a sofa, 11990 a table. */
static gboolean the_list_price_is_charged(const struct step_seen *seen)
{
    for (guint i = 0; seen->is->life == LIFE_ACCEPTED && i < seen->after->items->len; i++) {
        const struct line_item *item = seen->after->items->pdata[i];
        guint cents =
            (g_strcmp0(item->form, "sofa") == 0 ? 125000u : 11990u) * (guint)atoi(model_said(seen->is, item->number, "qty"));
        g_autofree char *total = g_strdup_printf("%u.%02u", cents / 100, cents % 100);
        if (g_strcmp0(item->line_total, total) != 0)
            return FALSE;
    }
    return TRUE;
}

static gboolean one_letter_a_step_to_the_customer(const struct step_seen *seen)
{
    return told(seen, EFFECT_ASK, NULL) + told(seen, EFFECT_CONFIRM, NULL) + told(seen, EFFECT_RECEIVE, NULL) +
               told(seen, EFFECT_DECLINE, NULL) <=
           1;
}

static gboolean a_refusal_changes_nothing(const struct step_seen *seen)
{
    return seen->done || seen->before == seen->after;
}

static gboolean only_departments_mail_has_a_department(const struct step_seen *seen)
{
    for (guint i = 0; seen->effects && i < seen->effects->len; i++) {
        const struct effect *effect = &g_array_index(seen->effects, struct effect, i);
        if ((effect->kind == EFFECT_FORWARD) != (effect->department != NULL))
            return FALSE;
    }
    return TRUE;
}

#define INVARIANT(function)                                                                                            \
    {                                                                                                                  \
#function, function                                                                                            \
    }

static const struct {
    const char *name;
    gboolean (*holds)(const struct step_seen *seen);
} invariants[] = {
    INVARIANT(refused_when_it_must_be),
    INVARIANT(nothing_after_the_end),
    INVARIANT(confirmed_once_when_accepted),
    INVARIANT(forwarded_once_to_those_with_work),
    INVARIANT(asked_once_a_mail_that_leaves_it_incomplete),
    INVARIANT(told_once_that_a_person_looks_at_it),
    INVARIANT(the_person_is_told_what_waits),
    INVARIANT(declined_once_by_a_person),
    INVARIANT(one_letter_a_step_to_the_customer),
    INVARIANT(only_departments_mail_has_a_department),
    INVARIANT(the_phase_is_the_life),
    INVARIANT(the_promised_dates_stand),
    INVARIANT(all_items_are_there_once),
    INVARIANT(the_list_price_is_charged),
    INVARIANT(a_refusal_changes_nothing),
};

char *model_objection(const struct step_seen *seen)
{
    for (guint i = 0; i < G_N_ELEMENTS(invariants); i++)
        if (!invariants[i].holds(seen))
            return g_strdelimit(g_strdup(invariants[i].name), "_", ' ');
    const char *broken = order_invalid(seen->after);
    return broken ? g_strdup(broken) : NULL;
}
