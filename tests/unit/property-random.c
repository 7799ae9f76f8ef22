/* Random sequences, cut down to what matters when one fails, and told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/property.h"

#define MOST_EVENTS 24
#define DAY         (60 * 24)

static gboolean one_in(GRand *rand, gint count)
{
    return g_rand_int_range(rand, 0, count) == 0;
}

/* --- before acceptance
 * -------------------------------------------------------------------------------------------------------------- */

/* Mostly minutes to days; now and then weeks, or a clock set back. */
static gint early_minutes(GRand *rand)
{
    switch (g_rand_int_range(rand, 0, 8)) {
    case 0:
        return 0;
    case 1:
        return -g_rand_int_range(rand, 1, 180);
    case 2:
        return g_rand_int_range(rand, 1, DAY * 150); /* into summer time and back */
    default:
        return g_rand_int_range(rand, 1, DAY * 3);
    }
}

static enum event_kind early_kind(GRand *rand, gboolean first)
{
    gint chance = g_rand_int_range(rand, 0, 100);
    if (first)
        return chance < 90 ? EVENT_ORDERED : (enum event_kind)(chance % (EVENT_DECLINED + 1));
    if (chance < 60)
        return EVENT_ANSWERED;
    if (chance < 78)
        return EVENT_ACCEPTED;
    return chance < 88 ? EVENT_DECLINED : EVENT_ORDERED;
}

static struct sequence *early_sequence(GRand *rand)
{
    struct sequence *sequence = sequence_new();
    guint count = (guint)g_rand_int_range(rand, 1, MOST_EVENTS);
    gboolean staffed = g_rand_boolean(rand);
    sequence->expired = one_in(rand, 8);
    for (guint i = 0; i < count; i++) {
        gboolean again = i > 0 && one_in(rand, 6);
        struct happening happening = {
            .kind = early_kind(rand, i == 0 && !sequence->expired),
            .mail = (guint)g_rand_int_range(rand, 0, (gint)property_mails()),
            .minutes = early_minutes(rand),
            .alike = one_in(rand, 6),
            .staffed = one_in(rand, 10) ? (staffed = !staffed) : staffed,
        };
        if (again) /* the same once more */
            happening = g_array_index(sequence->happenings, struct happening, i - 1);
        g_array_append_val(sequence->happenings, happening);
    }
    return sequence;
}

/* --- the whole life
 * -------------------------------------------------------------------------------------------------------------- */

static gint life_minutes(GRand *rand)
{
    switch (g_rand_int_range(rand, 0, 20)) {
    case 0:
        return -g_rand_int_range(rand, 1, 180);
    case 1:
        return -g_rand_int_range(rand, 1, DAY * 12);
    case 2:
    case 3:
        return g_rand_int_range(rand, DAY * 14, DAY * 90);
    case 4:
    case 5:
    case 6:
        return g_rand_int_range(rand, DAY, DAY * 14);
    case 7:
    case 8:
    case 9:
    case 10:
        return g_rand_int_range(rand, 1, DAY * 2);
    default:
        return g_rand_int_range(rand, 0, 9); /* within the hold */
    }
}

static struct when random_when(GRand *rand, gint never)
{
    static const gint shifts[] = {0, 1, -1, 2, 3, 10};
    struct when when = {.from = WHEN_NEVER};
    gint chance = g_rand_int_range(rand, 0, 100);
    if (chance < never)
        return when;
    chance = g_rand_int_range(rand, 0, 20);
    when.from = chance < 9 ? WHEN_TODAY : chance < 16 ? WHEN_EXPECTED : chance < 19 ? WHEN_PROMISED : WHEN_NONSENSE;
    when.days = when.from == WHEN_TODAY ? g_rand_int_range(rand, -2, 40) : shifts[g_rand_int_range(rand, 0, 6)];
    return when;
}

static guint random_items(GRand *rand)
{
    gint chance = g_rand_int_range(rand, 0, 20);
    if (chance < 9)
        return 0;
    return chance < 14 ? ITEM_ONE : chance < 17 ? ITEM_TWO : chance < 18 ? ITEM_ONE | ITEM_TWO
           : chance < 19 ? ITEM_ONE | ITEM_REPEATED : ITEM_UNKNOWN;
}

static enum event_kind life_kind(GRand *rand)
{
    static const enum event_kind often[] = {EVENT_ACKNOWLEDGED, EVENT_DELAYED,   EVENT_DELAYED,  EVENT_SHIPPED,
                                            EVENT_DELIVERED,    EVENT_CORRECTED, EVENT_UNDONE,   EVENT_AGREED,
                                            EVENT_REQUESTED,    EVENT_TIMED,     EVENT_CANCELLED};
    return one_in(rand, 2) ? often[g_rand_int_range(rand, 0, G_N_ELEMENTS(often))]
                           : (enum event_kind)g_rand_int_range(rand, 0, EVENT_COUNT);
}

static struct happening life_happening(GRand *rand, gboolean staffed)
{
    enum event_kind kind = life_kind(rand);
    gboolean staffs = kind == EVENT_ACCEPTED || kind == EVENT_DECLINED ||
                      (kind >= EVENT_ACKNOWLEDGED && kind <= EVENT_REFUSED);
    return (struct happening){
        .kind = kind,
        .mail = (guint)g_rand_int_range(rand, 0, (gint)property_mails()),
        .minutes = life_minutes(rand),
        .alike = one_in(rand, 6),
        .staffed = staffed,
        .who = !staffs || g_rand_boolean(rand) ? SERVICE : (enum who)g_rand_int_range(rand, 1, WHO_COUNT),
        .items = random_items(rand),
        .date = random_when(rand, kind == EVENT_DELAYED ? 3 : 40),
        .new_date = random_when(rand, 50),
        .packages = (guint)g_rand_int_range(rand, 0, (gint)property_packages_count()),
        .wish = one_in(rand, 3) ? 0 : (guint)g_rand_int_range(rand, 0, (gint)property_wishes()),
        .survey = (guint)g_rand_int_range(rand, 0, (gint)property_surveys()),
        .timer = (enum timer_kind)g_rand_int_range(rand, 0, TIMER_COUNT),
        .undoes = one_in(rand, 5) ? (guint)g_rand_int_range(rand, 1, 3) : 0,
        .noted = !one_in(rand, 5),
        .yes = !one_in(rand, 3),
        .unreachable = one_in(rand, 12),
        .opted_out = one_in(rand, 12),
        .surveyed = one_in(rand, 12),
        .asleep = one_in(rand, 5),
    };
}

static void add(struct sequence *sequence, struct happening happening)
{
    happening.noted = TRUE;
    g_array_append_val(sequence->happenings, happening);
}

/* Lives begin at several points: what led there is part of the sequence, and falls away where it does not matter. */
static void life_begin(struct sequence *sequence, GRand *rand)
{
    const guint mails[] = {0, 3, 2, 2}; /* a sofa, a table, both */
    gint point = g_rand_int_range(rand, 0, 10);
    if (point == 0) {
        sequence->expired = TRUE;
        return;
    }
    guint mail = point == 1 ? (guint)g_rand_int_range(rand, 0, (gint)property_mails()) : mails[g_rand_int_range(rand, 0, 4)];
    add(sequence, (struct happening){.kind = EVENT_ORDERED, .mail = mail, .alike = point == 2, .staffed = point == 3});
    if (point == 4 || point == 5)
        add(sequence, (struct happening){.kind = EVENT_SHIPPED,
                                         .minutes = DAY,
                                         .items = point == 4 ? 0 : ITEM_ONE,
                                         .packages = (guint)g_rand_int_range(rand, 0, 6)});
    if (point == 5)
        add(sequence, (struct happening){.kind = EVENT_DELIVERED, .minutes = DAY, .items = ITEM_ONE});
    if (point == 6)
        add(sequence, (struct happening){.kind = EVENT_REQUESTED, .minutes = 60, .wish = one_in(rand, 2) ? 0 : 1});
    if (point == 7)
        add(sequence, (struct happening){.kind = EVENT_CANCELLED, .minutes = 60, .items = ITEM_ONE});
}

static struct sequence *life_sequence(GRand *rand)
{
    struct sequence *sequence = sequence_new();
    gboolean staffed = one_in(rand, 3);
    sequence->whole = TRUE;
    sequence->telephone = one_in(rand, 12);
    sequence->rights = one_in(rand, 2) ? 0 : (guint)g_rand_int_range(rand, 0, PROPERTY_RIGHTS);
    life_begin(sequence, rand);
    guint count = (guint)g_rand_int_range(rand, 1, MOST_EVENTS);
    for (guint i = 0; i < count; i++) {
        struct happening happening = life_happening(rand, staffed);
        if (i > 0 && one_in(rand, 8)) /* the same once more */
            happening = g_array_index(sequence->happenings, struct happening, sequence->happenings->len - 1);
        g_array_append_val(sequence->happenings, happening);
    }
    return sequence;
}

/* --- cutting down
 * -------------------------------------------------------------------------------------------------------------- */

static gboolean still_fails(struct shop *shop, const struct sequence *sequence)
{
    g_autofree char *objection = property_play(shop, sequence, NULL);
    return objection != NULL;
}

/* Takes the plainer one when it fails, too. */
static gboolean take_if_fails(struct shop *shop, struct sequence **sequence, struct sequence *other)
{
    struct sequence *loser = still_fails(shop, other) ? *sequence : other;
    if (loser == *sequence)
        *sequence = other;
    sequence_free(loser);
    return loser != other;
}

static gboolean shrink_lengths(struct shop *shop, struct sequence **sequence)
{
    gboolean shrunk = FALSE;
    for (guint size = MAX(1, (*sequence)->happenings->len / 2); size > 0; size /= 2)
        for (guint from = 0; from + size <= (*sequence)->happenings->len;) {
            struct sequence *rest = sequence_copy(*sequence);
            g_array_remove_range(rest->happenings, from, size);
            if (take_if_fails(shop, sequence, rest))
                shrunk = TRUE;
            else
                from++;
        }
    return shrunk;
}

/* Makes one part of it plain; FALSE when it is plain already, or there is no such part. */
static gboolean make_plain(struct happening *happening, guint part)
{
    const struct happening before = *happening;
    switch (part) {
    case 0:
        happening->minutes = 0;
        return before.minutes != 0;
    case 1:
        happening->minutes = happening->minutes / DAY * DAY;
        return before.minutes != happening->minutes;
    case 2:
        happening->alike = FALSE;
        return before.alike;
    case 3:
        happening->staffed = FALSE;
        return before.staffed;
    case 4:
        happening->who = SERVICE;
        return before.who != SERVICE;
    case 5:
        happening->items = 0;
        return before.items != 0;
    case 6:
        happening->date = (struct when){0};
        return before.date.from != WHEN_NEVER;
    case 7:
        happening->new_date = (struct when){0};
        return before.new_date.from != WHEN_NEVER;
    case 8:
        happening->packages = 0;
        return before.packages != 0;
    case 9:
        happening->unreachable = happening->opted_out = happening->surveyed = FALSE;
        return before.unreachable || before.opted_out || before.surveyed;
    case 10:
        happening->asleep = FALSE;
        return before.asleep;
    }
    return FALSE;
}

static gboolean shrink_happening(struct shop *shop, struct sequence **sequence, guint index)
{
    gboolean shrunk = FALSE;
    for (guint part = 0; part <= 10; part++) {
        struct sequence *plain = sequence_copy(*sequence);
        if (make_plain(&g_array_index(plain->happenings, struct happening, index), part))
            shrunk |= take_if_fails(shop, sequence, plain);
        else
            sequence_free(plain);
    }
    return shrunk;
}

static void shrink(struct shop *shop, struct sequence **sequence)
{
    gboolean shrunk = TRUE;
    while (shrunk) {
        shrunk = shrink_lengths(shop, sequence);
        for (guint i = 0; i < (*sequence)->happenings->len; i++)
            shrunk |= shrink_happening(shop, sequence, i);
    }
}

struct sequence *property_find(struct shop *shop, gboolean whole, guint32 seed, guint count, struct tally *tally,
                               guint *ret_played)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    for (guint i = 0; i < count; i++) {
        struct sequence *sequence = whole ? life_sequence(rand) : early_sequence(rand);
        g_autofree char *objection = property_play(shop, sequence, tally);
        if (objection) {
            *ret_played = i + 1;
            shrink(shop, &sequence);
            return sequence;
        }
        sequence_free(sequence);
    }
    return NULL;
}

/* --- telling
 * -------------------------------------------------------------------------------------------------------------- */

static void tell_when(const char *what, const struct when *when)
{
    static const char *const froms[] = {"", "today", "expected", "promised", "nonsense"};
    if (when->from != WHEN_NEVER)
        print_message(", %s %s%+d", what, froms[when->from], when->days);
}

static void tell_words(const struct happening *happening)
{
    switch ((int)happening->kind) {
    case EVENT_ORDERED:
    case EVENT_ANSWERED:
        print_message(": %s", property_mail(happening->mail)->name);
        break;
    case EVENT_SHIPPED:
    case EVENT_CORRECTED:
        print_message(": %s", property_packages(happening->packages)->name);
        break;
    case EVENT_REQUESTED:
        print_message(": %s", property_wish(happening->wish)->name);
        break;
    case EVENT_RATED:
        print_message(": %s", property_survey(happening->survey)->name);
        break;
    case EVENT_TIMED:
        print_message(": %s", timer_kind_name(happening->timer));
        break;
    case EVENT_ARRIVED:
        print_message(": %s", happening->yes ? "yes" : "no");
        break;
    case EVENT_UNDONE:
        print_message(": %u", happening->undoes);
        break;
    }
}

static void tell_happening(const struct happening *happening)
{
    print_message("  %+d min: %s", happening->minutes, event_kind_name(happening->kind));
    tell_words(happening);
    if (happening->who != SERVICE)
        print_message(" by %s", property_department(happening->who));
    if (happening->items)
        print_message(", items %#x", happening->items);
    tell_when("date", &happening->date);
    tell_when("new date", &happening->new_date);
    print_message("%s%s%s%s%s%s\n", happening->alike ? ", a like order exists" : "",
                  happening->staffed ? ", accept = staff" : "", happening->unreachable ? ", unreachable" : "",
                  happening->opted_out ? ", opted out" : "", happening->surveyed ? ", asked lately" : "",
                  happening->asleep ? ", asleep until then" : "");
}

void property_tell(struct shop *shop, const struct sequence *sequence)
{
    g_autofree char *objection = property_play(shop, sequence, NULL);
    print_message("broken: %s\n", objection);
    if (sequence->expired)
        print_message("  (begins as an expired order)\n");
    if (sequence->rights || sequence->telephone)
        print_message("  (rights %u%s)\n", sequence->rights, sequence->telephone ? ", by telephone" : "");
    for (guint i = 0; i < sequence->happenings->len; i++)
        tell_happening(&g_array_index(sequence->happenings, struct happening, i));
}
