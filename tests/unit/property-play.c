/* A sequence is played: each happening is one step of the core and of the models, and the invariants are asked after it. */
#include "tests/unit/property-life.h"

/* One life, as far as it has come. */
struct lived {
    struct shop *shop;
    const struct sequence *sequence;
    struct tally *tally;
    struct order *order;
    struct model *model;
    struct course course;
    GArray *letters; /* struct letter */
    guint step;
    /* what staff can take back: how it was before, until when, and what caused it */
    struct order *kept, *older;
    struct course kept_course;
    struct model *kept_model;
    gint64 kept_until;
    guint kept_step;
};

static struct lived *lived_new(struct shop *shop, const struct sequence *sequence, struct tally *tally)
{
    struct lived *lived = g_new0(struct lived, 1);
    lived->shop = shop;
    lived->sequence = sequence;
    lived->tally = tally;
    lived->order = property_order(sequence);
    lived->model = model_new(sequence->expired);
    lived->letters = g_array_new(FALSE, FALSE, sizeof(struct letter));
    property_shop_grant(shop, sequence->rights);
    if (sequence->expired)
        for (const struct saying *saying = property_mail(1)->sayings; saying->field; saying++)
            model_hear(lived->model, saying);
    return lived;
}

static void lived_free(struct lived *lived)
{
    order_free(lived->order);
    order_free(lived->kept);
    order_free(lived->older);
    model_free(lived->model);
    model_free(lived->kept_model);
    g_array_unref(lived->letters);
    g_free(lived);
}

/* --- asked twice
 * -------------------------------------------------------------------------------------------------------------- */

static char *outcome_dump(gboolean did, const struct outcome *outcome, enum step_refusal refusal)
{
    if (!did)
        return g_strdup(step_refusal_text(refusal));
    GString *text = g_string_new(outcome->what);
    g_autofree char *order = property_dump(outcome->order);
    for (guint i = 0; i < outcome->effects->len; i++) {
        const struct effect *effect = &g_array_index(outcome->effects, struct effect, i);
        g_string_append_printf(text, " %s:%s:%s", effect_kind_name(effect->kind),
                               effect->department ? effect->department : "-", effect->date ? effect->date : "-");
    }
    g_string_append_printf(text, "\n%s", order);
    return g_string_free(text, FALSE);
}

/* The core is asked twice, and must say the same twice and leave what it was given alone. */
static char *purity_objection(const struct order *order, const struct event *event, const struct facts *facts,
                              gboolean did, const struct outcome *outcome, enum step_refusal refusal, const char *dump)
{
    struct outcome again = {0};
    enum step_refusal why = STEP_REFUSAL_NONE;
    g_autofree char *now = property_dump(order);
    if (!g_str_equal(dump, now))
        return g_strdup("the order it was given is left alone");
    gboolean repeated = order_step(order, event, facts, &again, &why);
    g_autofree char *first = outcome_dump(did, outcome, refusal);
    g_autofree char *second = outcome_dump(repeated, &again, why);
    outcome_clear(&again);
    return repeated == did && g_strcmp0(first, second) == 0 ? NULL : g_strdup("the same question has the same answer");
}

/* --- events
 * -------------------------------------------------------------------------------------------------------------- */

/* What an event borrows. */
struct words {
    struct event event;
    struct draft *draft;
    struct request *request;
    struct survey *survey;
    char *date, *new_date;
    guint items[4];
};

static guint32 resolve(const struct lived *lived, const struct when *when, gint64 now)
{
    const struct course_item *first = &lived->course.items[0];
    guint32 from = when->from == WHEN_EXPECTED ? first->expected : when->from == WHEN_PROMISED ? first->promised : 0;
    return (from ? from : day_of(now)) + (guint32)when->days;
}

static char *say_date(const struct lived *lived, const struct when *when, gint64 now, guint32 *ret_day,
                      gboolean *ret_wrong)
{
    *ret_day = 0;
    *ret_wrong = when->from == WHEN_NONSENSE;
    if (when->from == WHEN_NEVER)
        return NULL;
    if (when->from == WHEN_NONSENSE)
        return g_strdup("2026-02-30");
    *ret_day = resolve(lived, when, now);
    return day_iso(*ret_day);
}

static guint say_items(guint bits, guint *items)
{
    guint count = 0;
    if (bits & ITEM_ONE)
        items[count++] = 1;
    if (bits & ITEM_TWO)
        items[count++] = 2;
    if (bits & ITEM_UNKNOWN)
        items[count++] = 7;
    if ((bits & ITEM_REPEATED) && count > 0)
        items[count++] = items[0];
    return count;
}

static void words_say(struct words *words, const struct lived *lived, const struct scene *scene)
{
    const struct happening *happening = scene->happening;
    const struct package_text *packages = property_packages(happening->packages);
    gboolean takes = happening->kind == EVENT_DECLINED || happening->noted;
    words->event = (struct event){
        .kind = happening->kind,
        .draft = words->draft = property_draft(happening->mail),
        .note = takes ? "we are closed" : "",
        .department = property_department(happening->who),
        .items = words->items,
        .item_count = say_items(happening->items, words->items),
        .packages = packages->packages,
        .package_count = packages->count,
        .date = words->date,
        .new_date = words->new_date,
        .request = words->request = property_request(happening->wish),
        .survey = words->survey = property_survey_reply(happening->survey),
        .timer = happening->timer,
        .yes = happening->yes,
    };
    if (happening->kind == EVENT_UNDONE && happening->undoes == 0)
        words->event.before = lived->kept && lived->kept_until > scene->now ? lived->kept : NULL;
    else if (happening->kind == EVENT_UNDONE && happening->undoes == 1)
        words->event.before = lived->older;
}

static void words_clear(struct words *words)
{
    draft_free(words->draft);
    request_free(words->request);
    survey_free(words->survey);
    g_free(words->date);
    g_free(words->new_date);
}

/* --- letters
 * -------------------------------------------------------------------------------------------------------------- */

static enum who who_of(const char *department)
{
    for (enum who who = WAREHOUSE; who < WHO_COUNT; who++)
        if (g_strcmp0(department, property_department(who)) == 0)
            return who;
    return SERVICE;
}

static guint bits_of(const GArray *numbers, guint base)
{
    guint bits = 0;
    for (guint i = 0; numbers && i < numbers->len; i++)
        bits |= 1u << (g_array_index(numbers, guint, i) - base);
    return bits;
}

static guint facts_of(const struct order *order, guint parcels)
{
    g_autoptr(GString) facts = g_string_new(NULL);
    for (guint i = 0; i < order->consignments->len; i++) {
        const struct consignment *one = order->consignments->pdata[i];
        if (parcels & (1u << one->number))
            g_string_append_printf(facts, "%u/%s/%s/%s/%s ", one->number, one->carrier, one->carrier_text,
                                   one->tracking, one->expected);
    }
    return g_str_hash(facts->str);
}

/* What waits of this topic is not sent, unless the step that recalls it is undone. */
static void recall_letters(struct lived *lived, enum effect_topic topic, gint64 now)
{
    for (guint i = 0; i < lived->letters->len; i++) {
        struct letter *letter = &g_array_index(lived->letters, struct letter, i);
        if (letter->topic != topic || letter->kind == EFFECT_RECALL || letter->gone || letter->until <= now)
            continue;
        letter->gone = TRUE;
        letter->recalled_by = lived->step;
    }
}

static void note_letters(struct lived *lived, const struct outcome *outcome, gint64 now)
{
    for (guint i = 0; i < outcome->effects->len; i++) {
        const struct effect *effect = &g_array_index(outcome->effects, struct effect, i);
        gboolean of_asking = effect->kind == EFFECT_REMIND || effect->kind == EFFECT_TELL_EXPIRED;
        guint parcels = bits_of(effect->consignments, 0);
        struct letter letter = {
            .kind = effect->kind,
            .who = who_of(effect->department),
            .items = bits_of(effect->items, 1),
            .parcels = parcels,
            .date = day_parse(effect->date),
            .facts = facts_of(outcome->order, parcels),
            .about = of_asking ? lived->model->asked : lived->course.requests,
            .step = lived->step,
            .topic = effect->topic,
            .until = effect->held ? now + COURSE_HOLD : 0,
            .today = effect->due_today,
        };
        if (effect->kind == EFFECT_RECALL)
            recall_letters(lived, effect->topic, now);
        g_array_append_val(lived->letters, letter);
    }
}

static void take_letters_back(struct lived *lived, gint64 now)
{
    for (guint i = 0; i < lived->letters->len; i++) {
        struct letter *letter = &g_array_index(lived->letters, struct letter, i);
        if (letter->step == lived->kept_step && letter->until > now)
            letter->gone = TRUE;
        else if (letter->gone && letter->recalled_by == lived->kept_step)
            letter->gone = FALSE;
    }
}

const struct letter *life_letter(const struct life_seen *seen, guint number)
{
    guint index = seen->first + number;
    return index < seen->letters->len ? &g_array_index(seen->letters, struct letter, index) : NULL;
}

guint life_count(const struct life_seen *seen, enum effect_kind kind)
{
    guint count = 0;
    for (guint i = 0; life_letter(seen, i); i++)
        count += life_letter(seen, i)->kind == kind;
    return count;
}

/* --- counting
 * -------------------------------------------------------------------------------------------------------------- */

static void count_one(struct tally *tally, guint state, guint kind, gboolean done)
{
    tally->reached[state][kind]++;
    tally->done[state][kind] += done;
}

/* Of an accepted order each item counts, and what is done to items counts for those alone. */
static void count(const struct lived *lived, const struct scene *scene, const struct deed *deed, gboolean done)
{
    const struct happening *happening = scene->happening;
    guint kind = property_kind(happening->kind, happening->timer), items = deed->items;
    gboolean of_items = (happening->kind >= EVENT_ACKNOWLEDGED && happening->kind <= EVENT_CANCELLED) ||
                        (happening->kind == EVENT_TIMED && happening->timer >= TIMER_NUDGE_BEFORE &&
                         happening->timer <= TIMER_LATE);
    if (lived->order->phase != PHASE_ACCEPTED) {
        count_one(lived->tally, property_phase_state(lived->order->phase), kind, done);
        return;
    }
    for (guint i = 0; i < lived->course.parcel_count; i++)
        for (guint n = 0; deed->parcel == lived->course.parcels[i].number && n < COURSE_ITEMS; n++)
            if (lived->course.items[n].state == ITEM_SHIPPED) /* another of the same parcel may have arrived */
                items |= lived->course.parcels[i].items & (1u << n);
    for (guint i = 0; i < lived->order->items->len; i++) {
        const struct line_item *item = lived->order->items->pdata[i];
        count_one(lived->tally, property_item_state(item->state), kind,
                  done && (!of_items || (items & (1u << (item->number - 1)))));
    }
}

/* --- one step
 * -------------------------------------------------------------------------------------------------------------- */

static char *in_words(const char *name)
{
    return g_strdelimit(g_strdup(name), "_", ' ');
}

/* The first that is broken; all of them are noted. */
static const char *broken_of(const struct invariant *invariants, const struct life_seen *seen, GHashTable *noted)
{
    const char *first = NULL;
    for (const struct invariant *one = invariants; one->name; one++) {
        if (one->holds(seen))
            continue;
        first = first ? first : one->name;
        if (noted)
            g_hash_table_add(noted, (char *)one->name);
    }
    return first;
}

static char *life_objection(const struct life_seen *seen, GHashTable *noted)
{
    const char *kept = broken_of(kept_invariants, seen, noted), *told = broken_of(told_invariants, seen, noted);
    const char *broken = order_invalid(seen->after);
    return kept || told ? in_words(kept ? kept : told) : g_strdup(broken);
}

/* The names of the invariants that `noted` lacks; to be unreffed. */
GPtrArray *property_unbroken(GHashTable *noted)
{
    const struct invariant *const all[] = {kept_invariants, told_invariants};
    GPtrArray *names = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(all); i++)
        for (const struct invariant *one = all[i]; one->name; one++)
            if (!g_hash_table_contains(noted, one->name))
                g_ptr_array_add(names, (char *)one->name);
    return names;
}

/* What the model of the time before acceptance says to it. */
static char *early_objection(const struct life_seen *seen, enum step_refusal refusal)
{
    const struct step_seen early = {
        .was = seen->was_model,
        .is = seen->is_model,
        .happening = seen->scene->happening,
        .now = seen->scene->now,
        .done = seen->done,
        .before = seen->before,
        .after = seen->after,
        .effects = seen->effects,
        .refusal = refusal,
    };
    return model_objection(&early);
}

static void remember(struct lived *lived, const struct scene *scene, const struct life_seen *seen)
{
    gboolean staffs = course_happening_is_staffs(scene->happening->kind);
    order_free(lived->older);
    lived->older = lived->kept ? order_copy(lived->kept) : NULL;
    if (scene->happening->kind == EVENT_UNDONE)
        take_letters_back(lived, scene->now);
    if (!staffs && scene->happening->kind != EVENT_UNDONE)
        return;
    order_free(lived->kept);
    model_free(lived->kept_model);
    lived->kept = staffs ? order_copy(seen->before) : NULL;
    lived->kept_model = staffs ? model_copy(seen->was_model) : NULL;
    lived->kept_course = *seen->was;
    lived->kept_until = scene->now + COURSE_HOLD;
    lived->kept_step = lived->step;
}

static void set_scene(struct lived *lived, struct scene *scene, struct words *words)
{
    const struct happening *happening = scene->happening;
    gboolean back = happening->kind == EVENT_UNDONE && happening->undoes == 0 && lived->kept &&
                    lived->kept_until > scene->now && lived->kept->revision + 1 == lived->order->revision;
    scene->rights = lived->sequence->rights;
    scene->telephone = lived->sequence->telephone;
    scene->kept = back ? &lived->kept_course : NULL;
    scene->kept_model = back ? lived->kept_model : NULL;
    words->date = say_date(lived, &happening->date, scene->now, &scene->date, &scene->date_wrong);
    words->new_date = say_date(lived, &happening->new_date, scene->now, &scene->new_date, &scene->new_wrong);
}

static char *undo_objection(const struct lived *lived, const struct order *after)
{
    g_autoptr(order_auto) kept = order_copy(lived->kept);
    kept->revision = after->revision;
    kept->changed = after->changed;
    g_autofree char *was = property_dump(kept), *is = property_dump(after);
    return g_str_equal(was, is) ? NULL : g_strdup("what is undone is as it was before");
}

static char *object(struct lived *lived, const struct life_seen *seen, enum step_refusal refusal)
{
    enum event_kind kind = seen->scene->happening->kind;
    char *objection = NULL;
    if (lived->sequence->whole)
        objection = life_objection(seen, lived->tally->broken);
    if (!objection && kind <= EVENT_DECLINED && (!lived->sequence->whole || seen->was_model->life != LIFE_ACCEPTED))
        objection = early_objection(seen, refusal);
    if (!objection && seen->done && kind == EVENT_UNDONE)
        objection = undo_objection(lived, seen->after);
    return objection;
}

/* Asks the core, moves the models, and asks the invariants. */
static char *play_one(struct lived *lived, const struct happening *happening, gint64 now)
{
    lived->shop->business->accept = happening->staffed ? ACCEPT_STAFF : ACCEPT_AUTO;
    struct facts facts = {
        .now = now,
        .business = lived->shop->business,
        .forms = lived->shop->forms,
        .alike = happening->alike ? "EH-0999" : NULL,
        .unreachable = happening->unreachable,
        .opted_out = happening->opted_out,
        .surveyed = happening->surveyed,
    };
    struct scene scene = {.happening = happening, .now = now};
    struct words words = {0};
    struct outcome outcome = {0};
    struct deed deed;
    const struct course was = lived->course;
    enum step_refusal refusal = STEP_REFUSAL_NONE;
    g_autoptr(model_auto) was_model = model_copy(lived->model);
    gboolean twice = !lived->sequence->whole || lived->step % 4 == 0;
    g_autofree char *dump = twice ? property_dump(lived->order) : NULL;
    set_scene(lived, &scene, &words);
    words_say(&words, lived, &scene);
    gboolean done = order_step(lived->order, &words.event, &facts, &outcome, &refusal);
    char *objection =
        twice ? purity_objection(lived->order, &words.event, &facts, done, &outcome, refusal, dump) : NULL;
    course_move(&lived->course, &lived->model, &scene, &deed);
    guint first = lived->letters->len;
    if (done)
        note_letters(lived, &outcome, now);
    count(lived, &scene, &deed, done);
    struct order *after = done ? outcome.order : lived->order;
    const struct life_seen seen = {&was, &lived->course, was_model, lived->model, &scene, &deed, done, lived->order,
                                   after, done ? outcome.effects : NULL, lived->letters, first, &facts};
    if (!objection)
        objection = object(lived, &seen, refusal);
    if (done && !objection) {
        remember(lived, &scene, &seen);
        order_free(lived->order);
        lived->order = g_steal_pointer(&outcome.order);
    }
    outcome_clear(&outcome);
    words_clear(&words);
    lived->step++;
    return objection;
}

/* --- the clock
 * -------------------------------------------------------------------------------------------------------------- */

/* What the daemon finds due until `now`, the earliest first. FALSE when there is nothing. */
static gboolean next_timer(const struct lived *lived, gint64 now, struct order_timer *ret_timer)
{
    const struct facts facts = {.now = now, .business = lived->shop->business, .forms = lived->shop->forms};
    g_autoptr(GArray) timers = order_timers(lived->order, &facts);
    gboolean found = FALSE;
    for (guint i = 0; i < timers->len; i++) {
        const struct order_timer *timer = &g_array_index(timers, struct order_timer, i);
        if (timer->due > now || (found && timer->due >= ret_timer->due))
            continue;
        *ret_timer = *timer;
        found = TRUE;
    }
    return found;
}

/* A daemon that is awake fires each timer when it is due; one that was off fires what is due when it is back. */
static char *play_timers(struct lived *lived, const struct happening *happening, gint64 then, gint64 now)
{
    struct order_timer timer = {0};
    char *objection = NULL;
    for (guint i = 0; i < 40 && !objection && next_timer(lived, now, &timer); i++) {
        struct happening fired = {
            .kind = EVENT_TIMED,
            .timer = timer.kind,
            .staffed = happening->staffed,
            .unreachable = happening->unreachable,
            .opted_out = happening->opted_out,
            .surveyed = happening->surveyed,
        };
        then = MIN(MAX(then, timer.due), now);
        objection = play_one(lived, &fired, then);
        if (i == 39 && !objection)
            objection = g_strdup("timers come to an end");
    }
    return objection;
}

char *property_play(struct shop *shop, const struct sequence *sequence, struct tally *tally)
{
    static struct tally unwanted;
    struct lived *lived = lived_new(shop, sequence, tally ? tally : &unwanted);
    char *objection = NULL;
    gint64 now = PROPERTY_START;
    for (guint i = 0; i < sequence->happenings->len && !objection; i++) {
        const struct happening *happening = &g_array_index(sequence->happenings, struct happening, i);
        gint64 then = now;
        now += (gint64)happening->minutes * 60;
        if (sequence->whole && !happening->asleep)
            objection = play_timers(lived, happening, then, now);
        if (!objection)
            objection = play_one(lived, happening, now);
    }
    lived_free(lived);
    return objection;
}
