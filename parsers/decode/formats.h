/* Files that are orders by themselves. One file a format; each has an entry in the table of formats.c. What a file is shows in its
 * bytes: media types and names lie. */
#ifndef MO_DECODE_FORMATS_H
#define MO_DECODE_FORMATS_H

#include "parsers/decode/document.h"
struct mime;

/* A decoded file, whole and in memory. */
struct file {
    const char *name;       /* cleaned: for people; never "" */
    const char *media_type; /* as declared, lower case */
    const char *charset;    /* as declared; "" */
    const char *bytes;
    gsize length;
};

struct format {
    const char *name;
    gsize head; /* bytes that `matches` wants to see, at most FORMAT_HEAD; `length` may be less at the file's end */
    gboolean (*matches)(const struct file *file);
    /* Adds what the file says to document->orders, tables or blocks; what is wrong with it, to an order's problems. */
    void (*read)(struct document *document, const struct file *file);
};
#define FORMAT_HEAD 4096u

extern const struct format format_ubl, format_cxml, format_x12, format_edifact, format_csv, format_vcard, format_xlsx;

/* Looks at every part of the mail that may be a file, and reads those whose format is known. Parts that were read so, and would else be
 * shown as text, join `shown`. */
void formats_read(struct document *document, const struct mime *mime, GHashTable *shown);

/* The same for one file that came out of another (an archive, TNEF). FALSE: no format knows it. */
gboolean formats_read_file(struct document *document, const struct file *file);

/* Where the file's bytes begin behind BOM and white space, and how many there are. */
const char *file_start(const struct file *file, gsize *ret_length);

/* An order for the document, unless there are too many: then NULL, and the document is marked as cut. */
struct business_order *formats_add_order(struct document *document, enum order_source source, const char *where);

/* Room for cells of tables in the document: a file of nothing but cells shall not become more than is sent between processes. */
struct table_budget {
    guint cells; /* so many are taken */
    gsize bytes; /* of their texts */
};

/* What the document's tables have taken. */
void table_budget_init(struct table_budget *budget, const struct document *document);
/* FALSE, and the document is marked as cut, when there is no room for one more. */
gboolean table_budget_take(struct table_budget *budget, struct document *document, const char *text);

#endif
