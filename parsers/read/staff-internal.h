/* What parsers/read/staff*.c share: a clause of a reply, with all that it says. */
#ifndef MO_READ_STAFF_INTERNAL_H
#define MO_READ_STAFF_INTERNAL_H

#include "parsers/read/staff-words.h"
#include "parsers/read/staff.h"

#define STAFF_LINES_MOST  100 /* lines of a reply that are read */
#define STAFF_REASON_SIZE 500

/* A day as somebody wrote it. */
struct staff_day {
    char *iso;              /* NULL: `doubt` says why */
    enum staff_doubt doubt;
    gboolean spoken;        /* "today", "Monday": seen from the day of writing */
    gboolean working;       /* "in 3 working days": of a delivery; those of the house may be others */
    gboolean counted;       /* "in 3 days": from the day of writing, or from that of shipping */
    guint length;           /* tokens */
};

/* The day that begins at this token; FALSE when none does. */
gboolean staff_day_at(const GArray *tokens, guint at, const struct staff_context *context, struct staff_day *ret_day);

/* staff-span.c: the day that "in 3 days" comes to; its doubt says so when it comes to none. */
gboolean staff_span_at(const GArray *tokens, guint at, const struct staff_context *context, struct staff_day *ret_day);

/* staff-item.c: "parcel", "koli": what a shipment goes in. "1/2", as in "1/2 koli": which of how many. */
gboolean staff_is_parcel(const struct staff_token *token);
gboolean staff_is_fraction(const struct staff_token *token);

/* Who has a parcel. */
struct staff_sender {
    const struct carrier *carrier; /* of the file; NULL: `text` */
    char *text;
};

/* A part of a sentence, from comma to comma. */
struct staff_clause {
    GArray *tokens;         /* of its line, borrowed */
    guint first, end;       /* in it */
    guint line, sentence;   /* numbers, counted from 0 over the mail */
    enum staff_slot slot;   /* it stands behind this label of the form */
    guint64 signs;          /* 1 << enum staff_sign */
    enum staff_sign verb;   /* of SIGN_SHIPPED to SIGN_CANCELLED the one that counts; SIGN_NONE */
    gboolean two_verbs;     /* it says two things that cannot both be meant */
    gboolean question;
    GArray *items;          /* guint: named in it */
    gboolean misspelt;      /* what seems to be an item's name is none */
    gboolean items_unclear; /* one is named that cannot be told, or is not in the order */
    gboolean listed;        /* nothing but items, which were added to those of the clause beside it */
    gboolean denies_day;    /* a day is named that it shall not be */
    gboolean about_another; /* another order is named in it */
    gboolean undone;        /* what stands elsewhere in the reply takes it back */
    GPtrArray *numbers;     /* char *: tracking numbers, normal form */
    GArray *senders;        /* struct staff_sender: of each number, where several carriers are named; empty: all have the one */
    const struct carrier *carrier;
    char *carrier_text;
    char *arrival, *until, *day; /* ISO dates: of delivery, of completion, without a word that says which */
    gboolean day_spoken;
    gboolean arrival_counted, day_counted; /* so many days from another */
    enum staff_doubt doubt; /* about a date in it */
    char *reason;           /* behind "because" */
    gsize start, stop;      /* bytes of the clause in its line */
};

#define SIGN_BIT(sign) (G_GUINT64_CONSTANT(1) << (sign))
#define SAYS(clause, sign) (((clause)->signs >> (sign)) & 1)

/* The clauses of one line, appended to `clauses` (array of struct staff_clause, cleared by staff_clause_clear). */
void staff_clauses_add(GArray *clauses, const char *line, GArray *tokens, guint number, guint *sentence,
                       const struct staff_context *context);
void staff_clause_clear(gpointer clause);

/* staff-span.c: the same of "3 days", which is a day only beside a word that says what for. */
gboolean staff_bare_span_at(const struct staff_clause *clause, guint at, const struct staff_context *context, struct staff_day *ret_day);
/* The same of "3 December - 5 December", "eta 3 - 5 December": a dash alone parts the clause from another day to come. */
gboolean staff_ends_in_range(const struct staff_clause *clause, const char *line, const struct staff_context *context);
/* staff-role.c: the days in it, each for what it is. */
void staff_find_days(struct staff_clause *clause, const struct staff_context *context);
/* Something of the order is expected for that day. */
gboolean staff_is_expected(const struct order *order, const char *iso);
/* A day behind today. */
gboolean staff_is_to_come(const char *iso, const struct staff_context *context);
/* Its day contends with `until` (NULL none) for the new date. */
gboolean staff_day_rivals(const struct staff_clause *clause, const char *until, const struct staff_context *context);
/* The token says nothing on its own. */
void staff_hush(struct staff_clause *clause, guint at);

/* NULL behind the clause's end. */
struct staff_token *staff_token_at(const struct staff_clause *clause, guint at);
/* How many tokens from `at` on spell `name`; 0 when they don't. `loose`: the last may carry an ending. */
guint staff_spelled(const struct staff_clause *clause, guint at, const char *name, gboolean loose, const char **ret_ending);
/* The line from the one token up to before the other, on one line; NULL for nothing. */
char *staff_words_between(const struct staff_clause *clause, guint first, guint end, const char *line);
void staff_find_items(struct staff_clause *clause, const struct staff_context *context);   /* staff-item.c */
/* staff-item.c: "second", "2nd", "ikinci": its number; 0 none. */
guint staff_ordinal_of(const struct staff_token *token);
/* The same of "two", "iki". */
guint staff_spelled_number(const struct staff_token *token);
/* staff-alike.c: how many tokens from `at` on spell a name of the order's items, as well as can be; 0 none. `items`: guint, set to the numbers of
 * those that bear it. */
guint staff_name_at(const struct staff_clause *clause, guint at, const struct staff_context *context, GArray *items, gboolean *ret_plural);
/* staff-alike.c: "tabel", "soffa": a word beside no name that only a slip parts from one of the order's items. To be asked once names are found. */
gboolean staff_is_slip(const struct staff_clause *clause, guint at, const struct staff_context *context);
/* staff-transit.c: "UPS says it is delayed until Monday" of what has left tells when it arrives. */
void staff_judge_transit(struct staff_clause *clause, const struct staff_context *context);
/* Whether this carrier (`carrier`, or a name that is in no file) has the parcel. */
gboolean staff_carries(const struct consignment *consignment, const struct carrier *carrier, const char *text, const GPtrArray *carriers);
/* staff-list.c: "sofa, table shipped": items that commas part are of one statement. */
void staff_join_lists(GArray *clauses);
/* staff-alike.c: marks the names beside which a number tells an item from its like. `lines`: GArray of tokens; `texts`: char *, the same lines. */
void staff_tell_apart(const GPtrArray *lines, const GPtrArray *texts, const struct staff_context *context);
void staff_find_parcels(struct staff_clause *clause, const char *line, const struct staff_context *context); /* staff-parcel.c */
/* "Yurtiçi değil Aras ile", "with GLS instead of DHL": a carrier that it was not, beside the one that it was. */
void staff_hush_denied_carriers(struct staff_clause *clause);
gboolean staff_is_long_number(const struct staff_token *token); /* as a tracking number is */
gboolean staff_is_trade(const struct staff_token *token); /* "Kargo", "Logistics": a carrier's line of business */
/* staff-subject.c: what the clause tells of is not this order: the screws came, the invoice was sent. */
gboolean staff_is_about_else(const struct staff_clause *clause);
/* It names items, and says nothing else of them. */
gboolean staff_only_names(const struct staff_clause *clause);
/* staff-reason.c: words behind a delay or a cancellation that may say why. */
gboolean staff_may_be_reason(const struct staff_clause *clause);
/* "Ustamız rahatsızlandı": a sentence of which no word has a sign; in Turkish its verb is the last. */
gboolean staff_tells_something(const struct staff_clause *clause);
/* A word that a statement about an order may hold: a thing of ours, a day, a sign. */
gboolean staff_is_known(const struct staff_token *token);
/* staff-caution.c: what was done to something else than this order, or to somebody; or is no more than planned; or stands among too many
 * words that nobody here knows. */
gboolean staff_is_cautioned(const struct staff_clause *clause, const struct staff_context *context);
/* Most of its words are nobody's here: it tells of something else. */
gboolean staff_is_of_strangers(const struct staff_clause *clause);
/* It says nothing but a day: "It should be Monday at the latest", and not "We close on Monday". */
gboolean staff_is_day_alone(const struct staff_clause *clause);
/* "this is about the Smith order" */
gboolean staff_is_of_another(const struct staff_clause *clause, const struct staff_context *context);
/* Conditions, wishes, hearsay and denials reach over commas, to the other clauses of their sentence. */
void staff_govern(GArray *clauses);

/* --- a reply being read -------------------------------------------------------------------------------------------------------- */

struct reply {
    const struct staff_context *context;
    struct staff_reading *reading;
    struct staff_words *words;
    GPtrArray *lines;    /* char *: their own, blank ones too */
    GPtrArray *quoted;   /* char *: of other mails, and not ours */
    GPtrArray *tokens;   /* GArray: of each line */
    GArray *clauses;     /* struct staff_clause */
    GPtrArray *groups;   /* struct group */
    GArray *excluded;    /* guint: items that are said to be still to come */
    const struct staff_clause *lost; /* a clause in doubt that names a day */
    const struct staff_clause *waiting; /* the last clause that named items still to come */
    const struct staff_clause *house; /* the last clause that told when the house is closed */
    const struct staff_clause *said; /* the last clause that told something without a sign: it may say why */
    gboolean nearly;     /* something is said to be packed, labelled, about to leave */
    gboolean correction; /* something is said to have been wrong */
    gboolean mends;      /* it is called a correction */
    gboolean reserve;    /* it is in hand, and something is asked, missing or wrong */
    gboolean refused_soft; /* a clause in doubt that another command does not settle */
};

/* Clauses that say one thing together. */
struct group {
    enum staff_sign verb; /* SIGN_NONE: follows from what is told */
    GArray *items;
    GPtrArray *packages;
    char *arrival, *until, *day;
    gboolean day_spoken;
    gboolean arrival_counted, day_counted; /* so many days from that of writing, or of shipping */
    gboolean day_else;    /* `day` is the fabric's, or of a meeting */
    GString *reason;
    guint line;           /* of its verb */
    gboolean form;        /* from the form's lines, which stand apart */
    gboolean dated;       /* `until` is surely a day of completion */
    gboolean rest;        /* of "the rest": what no other group names */
    char *text;           /* the words it came from */
};

void staff_group_free(gpointer group);

struct staff_command *staff_command_new(enum staff_verb verb);
struct staff_package *staff_package_new(void);
void staff_package_free(gpointer package);

/* Remembers why nothing is done; the gravest counts. `text` may be NULL. */
void staff_doubt_add(struct reply *reply, enum staff_doubt what, const char *text);
const char *staff_line_of(const struct reply *reply, const struct staff_clause *clause);
char *staff_clause_text(const struct reply *reply, const struct staff_clause *clause);
/* The clause's line was understood. */
void staff_understood(struct reply *reply, const struct staff_clause *clause);
/* A new command; `clause`: where it was said, or NULL. */
struct staff_command *staff_say(struct reply *reply, enum staff_verb verb, const struct staff_clause *clause);

gboolean staff_is_form_label(const char *key, gconstpointer data); /* a typed_label */

/* staff-note.c: "note to customer: …", "tell the customer …". is_note[line]: that line is one. */
void staff_take_notes(struct reply *reply, gboolean *is_note);

/* staff-rest.c: a day behind the one that the customer was told for what the clause names. */
gboolean staff_is_later_than_told(const struct staff_clause *clause, const char *iso, const struct staff_context *context);
/* "the rest", "kalanı": what is told of no item by its name. */
gboolean staff_is_of_rest(const struct staff_clause *clause);
/* Another clause than `of` tells of items by their names, or a part has left before: then "the rest" is known. */
gboolean staff_has_rest(const struct reply *reply, const struct staff_clause *of);
/* A day to come (NULL none) for which nothing of the order is expected. */
gboolean staff_is_news(const char *day, const struct reply *reply);

/* staff-group.c: takes a clause into the groups, or into the doubts. */
void staff_take_clause(struct reply *reply, struct staff_clause *clause);

/* staff-word.c: words that stand alone. Each TRUE when it was that. */
gboolean staff_judge_mail(struct reply *reply);      /* "order", "ignore", "spam" */
gboolean staff_undo_or_address(struct reply *reply); /* "undo", "address works again" */
gboolean staff_answer_question(struct reply *reply); /* yes or no, to a request or an order that waits */
void staff_answer_alone(struct reply *reply);        /* "status?", "ok" */
/* A clause that is nothing but this phrase (and politeness). */
gboolean staff_stands_alone(const struct staff_clause *clause, enum staff_sign sign);
/* It asks for the last thing to be taken back, and says nothing else. */
gboolean staff_is_undo(const struct staff_clause *clause);
/* The signs of all clauses together. */
guint64 staff_signs(const struct reply *reply);

/* staff-transit.c: "the sofa is stuck at customs, delayed to Monday": items that have left, named beside the delay, arrive later. */
void staff_judge_group_transit(struct reply *reply, struct group *group);

/* One of the words stands in what they wrote. */
gboolean staff_holds(const struct reply *reply, const char *const *words);

/* staff-command.c: groups to commands, unless in doubt. */
void staff_conclude(struct reply *reply);

#endif
