/* The words of people who ship, make and bill things, as tokens with what they mean. Internal to parsers/read/staff*.c. */
#ifndef MO_READ_STAFF_WORDS_H
#define MO_READ_STAFF_WORDS_H

#include <glib.h>

/* What a phrase says. */
enum staff_sign {
    SIGN_NONE,
    /* something happened: */
    SIGN_SHIPPED,
    SIGN_DELIVERED,
    SIGN_DELAYED,
    SIGN_IN_HAND,   /* "received", "in work" */
    SIGN_OK,        /* "ok", "tamam": an acknowledgement only where nothing else is said */
    SIGN_CANCELLED,
    SIGN_STATUS,
    SIGN_UNDO,
    SIGN_WRONG,     /* "wrong", "the correct number is": a correction */
    SIGN_YES,
    SIGN_NO,
    SIGN_WRITE_AGAIN,
    /* how it is meant: */
    SIGN_NOT,
    SIGN_FUTURE,
    SIGN_MUST,      /* "has to be": not done yet */
    SIGN_MAYBE,
    SIGN_IF,
    SIGN_ASKS,      /* "mi": a question without a question mark */
    SIGN_FOLLOWS,   /* "follows", "later": the rest is still to come */
    SIGN_TOPIC,     /* speaks of shipping, delivering or cancelling without saying that it was done */
    SIGN_PART,      /* "partly" */
    SIGN_EXCEPT,
    SIGN_TROUBLE,   /* "damaged", "nobody home": what was sent or delivered needs a person */
    /* what follows: */
    SIGN_ARRIVES,   /* a day of delivery */
    SIGN_UNTIL,     /* perhaps a new day of completion */
    SIGN_NEW_DATE,  /* surely one */
    SIGN_TRACKING,
    SIGN_CARRIER,
    SIGN_BECAUSE,
    SIGN_ITEM,
    SIGN_ALL,
    SIGN_VAGUE_DATE, /* "next week", "soon": no day */
    SIGN_MATERIAL,  /* what things are made of, and who sells it: its comings and goings are not the order's */
    SIGN_ELSEWHERE, /* a meeting, an invoice: no part of the order's course */
    SIGN_TO_US,     /* "to us": what was sent or delivered came to the writer */
    SIGN_TELL,      /* "tell the customer": the rest is a note */
    SIGN_BUT,       /* parts two statements */
    SIGN_BRAND,     /* a carrier's name that all know, in the carriers' file or not */
    SIGN_POLITE,    /* a greeting, thanks */
    SIGN_HEARSAY,   /* somebody says so, the writer thinks so, one wishes it were so: governs its whole sentence */
    SIGN_NEARLY,    /* "goes out", "the label is printed": before the order has left */
    SIGN_HERE,      /* "still on the dock": it has not left, whatever was said before */
    SIGN_TAKEN_BACK, /* "no wait", "scratch that": what was said before does not count */
    SIGN_NOT_THIS,  /* "not this one": what stands beside it is told of another order */
    SIGN_TIME,      /* a part of a day, "in good order": of no meaning of its own */
    SIGN_COUNT      /* how many there are; never a value */
};

/* How a number beside an item's name is written. */
enum staff_apart {
    APART_NONE,
    APART_ORDINAL, /* "second sofa" */
    APART_LISTED,  /* "2. sofa" */
    APART_NUMBER,  /* "sofa #2", "sofa no 2" */
    APART_BRACKET, /* "sofa (2)" */
    APART_BARE,    /* "sofa 2" */
};

struct staff_token {
    char *text;             /* without punctuation around it */
    char *key;              /* match key; "" for none */
    char *hung;             /* what hangs at it by an apostrophe ("Ali's", "Aras'a"): match key; NULL none */
    gsize start, end;       /* bytes in the line; both 0 for what was split off ("n't") */
    char stop;              /* the punctuation behind it: 0, ',', '.', '!', '?', ':', ';', '(' or ')' */
    enum staff_sign sign;   /* of the phrase that begins here */
    const char *tongue;     /* the language whose word it is; NULL none, or not told */
    guint length;           /* tokens of that phrase; those after the first have SIGN_NONE and `inside` */
    gboolean inside;
    gboolean topic;         /* speaks of shipping and the like, whatever its sign */
    gboolean used;          /* a date, number or carrier was read from it */
    gboolean item;          /* names an item */
    guint which;            /* of the items of the name that begins here, by the number beside it; 0: no number */
    enum staff_apart apart; /* of `which` */
    gboolean paired;        /* another number stands beside the same name elsewhere in the reply */
    gboolean may_count;     /* `which` may as well be how many, or of a list of the writer's own */
    gboolean anew;          /* a statement about another item of its name begins here */
    gboolean final;         /* a verb with which its clause ends: Turkish */
    gboolean weak;          /* a verb of many meanings: "çıktı" */
    gboolean quoted;        /* between quotation marks */
};

struct staff_words;
/* English, Turkish and German, and of the others those in use (`languages`: NULL-terminated). `own`: the business's phrases (struct
 * staff_phrase), which count before all others; NULL none. */
struct staff_words *staff_words_new(const char *const *languages, const GPtrArray *own);
void staff_words_free(struct staff_words *words);
typedef struct staff_words staff_words_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(staff_words_auto, staff_words_free)

/* A line cut into tokens with their signs: array of struct staff_token, to be unreffed. */
GArray *staff_tokens(const struct staff_words *words, const char *line);

/* The language, English apart, that most of the lines' words are of; NULL when too few are. `lines`: GArray of tokens. */
const char *staff_tongue(const GPtrArray *lines);

/* The form's lines. */
enum staff_slot {
    SLOT_NONE,
    SLOT_STATUS,
    SLOT_CARRIER,
    SLOT_TRACKING,
    SLOT_ARRIVAL,
    SLOT_NEW_DATE,
    SLOT_REASON,
    SLOT_ITEMS,
    SLOT_NOTE,
};
/* The slot whose label is this key. */
enum staff_slot staff_slot_of(const char *key);
/* "none", "n/a", "yok" behind a label: it is left empty. */
gboolean staff_is_no_value(const char *key);

#endif
