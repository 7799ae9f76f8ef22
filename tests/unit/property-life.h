/* The model of an order's whole life, told a second time from the words of the issue and the design. Kept plain: an
 * order has at most two items here, a sofa or a table each, and a course is copied by assignment. */
#ifndef MO_TESTS_PROPERTY_LIFE_H
#define MO_TESTS_PROPERTY_LIFE_H

#include "tests/unit/property.h"

#define COURSE_ITEMS   2
#define COURSE_PARCELS 8

struct course_item {
    gboolean there, sofa;
    enum item_state state;
    guint32 expected, promised; /* days */
    guint32 known;              /* what the customer knows, counting what waits to be sent */
    guint32 known_before;       /* what went out before that; as long as it waits, … */
    gint64 waits;               /* … until then */
    guint32 fired[TIMER_COUNT]; /* for which date it was done last */
};

struct parcel {
    guint number, items; /* bits */
    enum who who;
    const char *carrier, *text, *tracking; /* of property_packages */
    guint32 expected;
    gint64 shipped, delivered;
    enum effect_kind told_as; /* TELL_SHIPPED or TELL_CORRECTED, and the letter waits … */
    gint64 waits;             /* … until then */
};

enum once { NOT_YET, DONE_ONCE, LEFT_OUT };

struct course {
    struct course_item items[COURSE_ITEMS];
    struct parcel parcels[COURSE_PARCELS];
    guint parcel_count;
    gboolean pending; /* a request of the customer's */
    guint wish, waiting /* bits of who */, requests /* so far */;
    guint signs; /* bits of who: gave a sign of life, or was asked for one */
    gint64 accepted, dated, delivered, asked, reminded, surveyed;
    gint64 undecided; /* since when a person is waited for */
    guint decisions;  /* how often they were reminded */
    gboolean passed_on, not_arrived, bounced, thanked, opted_out, rated;
    guint mark;
    enum once follow_up, survey, survey_reminder;
};

/* What there is when something happens, beside order and course. */
struct scene {
    const struct happening *happening;
    gint64 now;
    guint rights;
    gboolean telephone;
    guint32 date, new_date;          /* as said; 0: not said, or none */
    gboolean date_wrong, new_wrong;  /* said, and no date */
    const struct course *kept;       /* UNDONE: how it was before the last thing staff did; NULL: no more */
    const struct model *kept_model;
};

/* How the customer's request ended. */
enum end { END_NONE, END_CHANGED, END_CANCELLED, END_REFUSED /* or overtaken by what happened */ };

/* What must come of it. */
struct deed {
    gboolean must; /* it must be done; else it must be refused */
    guint items;   /* bits: those that it is about */
    guint parcel;  /* CORRECTED: the one changed; 0 none */
    guint moved;   /* bits of items whose date is told … */
    guint anew;    /* … and whose date is told once more, since the letter that told it was recalled */
    guint shipped, corrected; /* bits of parcels told as this */
    gboolean recalls_dates, recalls_shipments;
    gint64 due;    /* TIMED */
    enum end end;
};

struct letter {
    enum effect_kind kind;
    enum who who;         /* SERVICE: not to a department */
    guint items, parcels; /* bits of items, bits of parcel numbers */
    guint32 date;
    guint facts;   /* of the parcels it tells, as a hash */
    guint about;   /* which request, or which time of asking */
    guint step;    /* that caused it */
    enum effect_topic topic;
    gboolean gone;     /* taken back before it went out, or recalled … */
    guint recalled_by; /* … by this step; 0 none */
    gint64 until;  /* 0: at once */
    gboolean today;
};

/* Moves course and model; `*ret_deed` is what must come of it. The model is replaced when something is undone. */
void course_move(struct course *course, struct model **model, const struct scene *scene, struct deed *ret_deed);

gboolean course_item_open(const struct course_item *item);
guint course_open(const struct course *course);  /* bits */
guint course_there(const struct course *course); /* bits */
gboolean course_takes_part(const struct course *course, enum who who, guint item /* from 0 */);
gboolean course_shares(const struct course *course, enum who who, guint items);
guint course_sent(const struct course *course); /* bits: shipped or delivered */
guint course_under_way(const struct course *course); /* bits */
guint32 course_told(const struct course_item *item, gint64 now); /* what has gone out of its date */
#define COURSE_HOLD ((gint64)10 * 60)
gboolean course_happening_is_staffs(enum event_kind kind);

/* What happens to items, whoever says so. */
void course_set_states(struct course *course, guint items, enum item_state state);
void course_arrive(struct course *course, guint items, gint64 now);
/* What waits to be told of dates is not told; what it said of other items than these is said once more. */
void course_recall_dates(struct course *course, guint items, gint64 now, struct deed *deed);

/* --- what customers say (property-asked.c); FALSE: it must be refused */

gboolean course_request(struct course *course, const struct model *model, const struct scene *scene);
gboolean course_answer_request(struct course *course, struct model **model, const struct scene *scene,
                               struct deed *deed);
gboolean course_has_arrived(struct course *course, const struct scene *scene, struct deed *deed);
gboolean course_rate(struct course *course, const struct scene *scene);

/* --- the clock (property-clock.c) */

/* When it is due; 0: the order does not wait for it. */
gint64 course_due(const struct course *course, const struct model *model, guint rights, enum timer_kind kind);
gint64 course_item_due(const struct course *course, enum timer_kind kind, const struct course_item *item);
gboolean course_assumed(const struct course *course); /* nobody said of all that it arrived */
void course_timed(struct course *course, struct model *model, const struct scene *scene, struct deed *ret_deed);
#define COURSE_STALE ((gint64)30 * 86400)

/* --- the invariants (property-told.c, property-kept.c) */

struct life_seen {
    const struct course *was, *is;
    const struct model *was_model, *is_model;
    const struct scene *scene;
    const struct deed *deed;
    gboolean done;
    const struct order *before, *after;
    const GArray *effects; /* NULL when refused */
    const GArray *letters; /* struct letter: all until now, and from `first` on those of this step */
    guint first;
    const struct facts *facts;
};
const struct letter *life_letter(const struct life_seen *seen, guint number); /* of this step; NULL after the last */
guint life_count(const struct life_seen *seen, enum effect_kind kind);

struct invariant {
    const char *name; /* as the function, with underscores */
    gboolean (*holds)(const struct life_seen *seen);
};
#define INVARIANT(function) {#function, function}

extern const struct invariant told_invariants[], kept_invariants[]; /* as far as one without a name */

#endif
