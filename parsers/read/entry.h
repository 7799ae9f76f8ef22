/* What lines, pairs and tables say, one thing an entry, before anyone knows which item or order it is about. */
#ifndef MO_READ_ENTRY_H
#define MO_READ_ENTRY_H

#include "parsers/decode/document.h"
#include "parsers/read/label.h"

enum entry_kind {
    ENTRY_FIELD,   /* a label with what stands behind or below it */
    ENTRY_PRODUCT, /* a product is named: by label, or by a heading such as "2) Sofa" or "2x Sofa (SOFA-3)" */
    ENTRY_OPTION,  /* a ticked or unticked line without a label */
    ENTRY_PRICE,   /* an amount in an item's row, under no label of ours */
    ENTRY_BREAK,   /* a rule between parts of the text, or a heading "Order 2" */
    ENTRY_PROBLEM, /* a cell that counts has no value because something is wrong with it: the text says what, and where */
    ENTRY_SECTION, /* a heading that our blank form prints: what follows is about the order as such, or a product begins */
    ENTRY_TEXT,    /* anything else */
};

/* What an amount that stands with an item is the price of. */
enum price_meaning {
    PRICE_OPEN, /* of one, or of the line: the other amounts of the mail tell */
    PRICE_EACH,
    PRICE_LINE,
};

struct entry {
    enum entry_kind kind;
    struct label_match match;     /* FIELD, and PRODUCT by label; else label NULL */
    struct product_match product; /* PRODUCT */
    guint index;                  /* item number written; 0 none */
    char *text;                   /* FIELD, PRICE: the value, "" when empty; PRODUCT: its name; else the line */
    char *quantity;               /* PRODUCT: "2" of "2x Sofa", else NULL */
    char *options;                /* PRODUCT: "Linen, Oak" of "Sofa (Linen, Oak)", else NULL */
    gboolean listed;              /* PRODUCT: its options are labels with values, the count among them */
    char *name;                   /* PRODUCT by heading: what is left of it, "Sofa"; else NULL */
    char *amount;                 /* PRODUCT: "€2,500.00" of "2x Sofa €2,500.00", else NULL */
    char *rest;                   /* PRODUCT: what stands behind the amount, else NULL */
    enum price_meaning meaning;   /* of the amount; PRICE, and FIELD where bound: of the text */
    char *raw;                    /* the line as it stands, for a person */
    gboolean ours;                /* FIELD, PRODUCT: stands in what we sent just so */
    gboolean quoted;              /* the line was quoted */
    gboolean verbatim;            /* FIELD: its value was marked as one, line by line: nothing in it means anything else */
    gboolean bound;               /* FIELD, PRODUCT: a cell in an item's row: it is about no other item */
    char *below;                  /* FIELD of ours: what the sender typed below it; else NULL */
};

struct entry *entry_new(enum entry_kind kind, const char *raw);
void entry_free(struct entry *entry);
typedef struct entry entry_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(entry_auto, entry_free)
GPtrArray *entries_new(void); /* struct entry */

/* One line of text to be read. */
struct text_line {
    const char *text;
    gboolean ours; /* stands in what we sent */
    gboolean quoted;
    gboolean printed; /* stands in our blank form */
};

/* The lines' entries (GArray of struct text_line); of such lines as stand below a product's name. */
GPtrArray *entries_of_lines(struct label_index *index, const GArray *lines);
GPtrArray *entries_of_details(struct label_index *index, const GArray *lines);

void entries_add_pair(GPtrArray *entries, struct label_index *index, const char *label, const char *value);

/* A table in which a row, or the first column, holds known labels: one item a row (column); or one of labels and values. FALSE when it is
 * none. */
gboolean entries_add_table(GPtrArray *entries, struct label_index *index, const struct document_table *table);

/* The same for rows of cells: GPtrArray of GStrv. */
gboolean entries_add_rows(GPtrArray *entries, struct label_index *index, const GPtrArray *rows);

/* --- one line ---------------------------------------------------------------------------------------------------- */

/* A label in a line, and where its value lies, in bytes. */
struct line_piece {
    struct label_match match;
    gsize start, value, end;
};

#define LINE_PIECES 24 /* labels in one line; a form has fewer */

/* The labels that split a line, in order; 0 when there is none. */
guint line_pieces(struct label_index *index, const char *line, struct line_piece *ret_pieces);

/* The line without indentation and bullet; `ret_bullet` whether there was one. */
const char *line_without_bullet(const char *line, gboolean *ret_bullet);

/* The words between the rules of "--- Fabric ---"; NULL when it is no banner. */
char *line_banner(const char *line);

/* ": what was written": a line of the value above it, word for word, however much it looks like something else. Our page
 * marks all lines of a value so that could be misread. The words behind the mark; NULL when the line carries none. */
const char *line_verbatim(const char *line);

gboolean line_is_blank(const char *line);
gboolean line_is_rule(const char *line); /* "-----", "=-=-=" */

/* A heading that names a product, as a new ENTRY_PRODUCT; NULL when it is none. With `numbered`, "2) Anything" is one
 * too. */
struct entry *heading_read(const struct label_index *index, const char *line, gboolean numbered);

/* Whether the text is an amount of money and nothing else: "€2,500.00", "2.500 TL". */
gboolean heading_is_amount(const char *text);

/* The number of "2 × €1,250.00", "2 (x €1,250.00)", to be freed, and the amount in *ret_amount; NULL when it is none. */
char *heading_count_of_price(const char *text, char **ret_amount);

/* The amount of "@ €1,100.00 each", to be freed; NULL when it is none. */
char *heading_price_of_one(const char *text);

/* The number of "2", "2 ×", "Qty: 2", where nothing else stands; NULL when it is none. To be freed. */
char *heading_count(const char *text);

/* "Sofa: 2 pcs, linen" as "2 x Sofa, linen"; NULL where it says no count, nor choices alone, behind a product's name. */
char *heading_of_colon(const struct label_index *index, const char *line);

/* "I would like to order two sofas in velvet and a table in oak, please" as "2 x sofas, velvet" and "1 x table, oak"; NULL where it says anything else
 * as well, or is no wish and has no count, or with `must_wish` is no wish. To be freed. */
char **headings_of_sentence(const struct label_index *index, const char *line, gboolean must_wish);

/* The number of "2) Sofa", "2. Sofa", "Item 2: Sofa"; 0 when there is none. `ret_rest` is what follows. */
guint heading_number(const char *line, const char **ret_rest);

/* "Order 2", "Second order", "Bestellung 2:": the heading of an order as such. */
gboolean heading_is_order(const char *line);

#endif
