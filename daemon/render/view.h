/* What templates see: order, forms and business as a tree of texts in the letter's language, cut to what the reader may
 * know. The names, and what each holds, stand in view-names-order.c and view-names-letter.c. */
#ifndef MO_RENDER_VIEW_H
#define MO_RENDER_VIEW_H

#include <glib.h>

#include "daemon/base/language.h"
#include "daemon/orders/form.h"
#include "daemon/orders/validate.h"
#include "daemon/render/document-words.h"
#include "daemon/render/letter.h"
#include "daemon/render/mustache.h"
#include "daemon/render/tree.h"

/* The whole tree of a letter. `words`: for what is wrong with a document; NULL: in the parsers' own words. */
struct tree *view_new(enum letter letter, const char *language, const struct letter_facts *facts, const struct document_words *words);

/* The names of the template report-words. */
const struct mustache_name *view_report_names(void);

/* The names that templates of this letter may use. */
const struct mustache_name *view_names(enum letter letter);

/* What the blank form's templates see: `facts` with an order in which nothing is written. `product` NULL: it is for all of them.
 * `ret_page`: its map `page`, borrowed, for what the caller adds. The names that they may use. */
struct tree *view_blank(const char *language, const struct letter_facts *facts, const struct form *product, struct tree **ret_page);
const struct mustache_name *view_blank_names(void);

/* --- between the view's own files ----------------------------------------------------------------------------- */

struct view {
    const struct letter_facts *facts;
    const char *code;                /* of the language */
    const char *fallback;            /* the business's first language */
    const struct language *language; /* NULL when base knows none of that code: dates are ISO then */
    GDate today;
    char *example; /* a day to come, as the language writes it */
    const GPtrArray *problems; /* struct problem; NULL: the letter tells none */
    const struct document_words *words; /* NULL: the parsers' own */
    gboolean tells_all;        /* the letter tells of all parcels, not only of those that the news are about */
    gboolean blank;            /* nothing of the form has been filled in: optional fields are offered too */
};

void view_init(struct view *view, const char *language, const struct letter_facts *facts);
void view_clear(struct view *view);

/* Adds `business` to `root`. */
void view_business(const struct view *view, struct tree *root);

/* Adds `order` to `root`. */
void view_order(struct view *view, struct tree *root);

/* Adds what happened to the order: `news`, `request`, `survey`. */
void view_life(struct view *view, struct tree *root);
/* Adds what only staff get to see: `transcript`, `alert`, `calls`, `enclosed`, `offender`, `digest`. */
void view_staff(struct view *view, struct tree *root);
/* The item's product in the letter's language, else as it was written. To be freed. */
char *view_product(const struct view *view, const struct line_item *item);

/* Adds one field to the list, as a map, and returns that; NULL when there is nothing to say of it: no value, no problem, not to be offered. */
struct tree *view_field(const struct view *view, struct tree *list, const struct field *field, const GPtrArray *values, guint item);

/* A field's value in canonical form, as a reader sees it; yes and no stay words of ours. To be freed. */
char *view_canonical(const struct view *view, const struct field *field, const char *canonical);

/* Adds a value that the form has no field for any more. */
void view_stray(struct tree *list, const struct value *value);

/* Sets "fault" to {name-of-the-fault: true}. */
void view_fault(struct tree *map, enum fault fault);

/* "2026-12-31" as a day; FALSE for NULL and for what is none. */
gboolean view_iso_day(const char *iso, GDate *ret_day);

/* "2026-12-31" in the letter's language; NULL for NULL and for what is no date. */
char *view_date(const struct view *view, const char *iso, gboolean weekday);
char *view_day(const struct view *view, const GDate *day, gboolean weekday);
char *view_instant(const struct view *view, gint64 instant);
char *view_moment(const struct view *view, gint64 instant); /* its day and time */
char *view_money(const struct view *view, const char *amount, const char *currency);

/* Adds the lines of a text made harmless (text_lines); none for NULL. */
void view_lines(struct tree *list, const char *text);
/* `refusal`: why something was not done, by name (orders/refusal.h); an empty map for NULL. */
void view_refusal(struct tree *map, const char *name);

/* Sets "mark", from 1 to 5; 0 (none) as a text that a section takes for false. */
void view_mark(struct tree *map, guint mark);

/* "+90 (212) 555" as a tel: link wants it: "+90212555". To be freed. */
char *view_phone_link(const char *phone);
/* Sets "history": the journal, as people may read it. */
void view_history(const struct view *view, struct tree *map, const GPtrArray *events);
gboolean view_happening_is_known(const char *what);
/* Adds maps {text, last}. */
void view_texts(struct tree *list, const GPtrArray *texts);

/* --- who may see what (also for exports); department NULL: everything ----------------------------------------- */
gboolean view_may_see_item(const struct line_item *item, const struct forms *forms,
                           const struct department *department);
gboolean view_may_see_field(const struct field *field, gboolean order_level, const struct department *department);
gboolean view_may_see_prices(const struct department *department);
/* The latest expected date of the items it may see, else the order's; NULL when there is none. */
const char *view_expected(const struct order *order, const struct forms *forms, const struct department *department);

#endif
