/* What the files of the XLSX reader share: the workbook's strings and formats, a number as it is meant, a sheet as a table. ECMA-376 part 1,
 * clause 18. */
#ifndef MO_DECODE_XLSX_H
#define MO_DECODE_XLSX_H

#include "parsers/decode/xml.h"

/* What a number in a cell is meant to be. */
enum cell_kind { CELL_NUMBER, CELL_DATE, CELL_DATE_TIME, CELL_TIME, CELL_PERCENT };

struct cell_format {
    enum cell_kind kind;
    guint digits;   /* "00000": the least there are before the point, as in postal codes; 0 */
    char *currency; /* "€", "USD": what the format writes beside the number; "" */
};

/* The format of a code such as "dd/mm/yyyy;@" or "[$€-407] #,##0.00"; NULL: of the built-in one of this number. To be freed. */
struct cell_format *cell_format_new(const char *code, guint built_in);
void cell_format_free(struct cell_format *format);

/* A number of the file as text that no language reads otherwise: "1250.5", "2026-12-03", "14:30"; NULL when `raw` is no number. */
char *cell_number(const char *raw, const struct cell_format *format, gboolean base_1904);

struct sheet {
    char *name; /* as on its tab */
    char *part; /* key of the part that holds it */
    gboolean hidden;
};

struct book {
    GHashTable *parts;  /* of the file: key, GBytes */
    GPtrArray *sheets;  /* struct sheet */
    GPtrArray *strings; /* char *: shared strings */
    GPtrArray *formats; /* struct cell_format: by the number of a cell's style; holds NULL for what is general */
    gboolean base_1904;
    gboolean uncounted; /* its formulas are to be calculated when it is opened: what is stored for them may be nothing at all */
};

/* NULL when the parts are no workbook (then *ret_why is NULL), or a broken one: *ret_why (to be freed) says where. Takes no ownership. */
struct book *book_read(GHashTable *parts, char **ret_why);
void book_free(struct book *book);

/* The XML of a part; NULL with *ret_why (to be freed) when it is missing or broken. Free with xmlFreeDoc. */
xmlDoc *book_part(GHashTable *parts, const char *key, char **ret_why);

/* Text of <si>, <is>: its runs joined, phonetic ones left out. To be freed. */
char *book_text(const xmlNode *node);

/* What the sheets of a file are read into. */
struct sheet_reader {
    struct document *document;
    struct business_order *order; /* of the file: takes problems */
    const struct book *book;
    struct table_budget budget;
};

/* Adds the sheet's visible cells as a table; what is hidden and holds something, as a problem; a cell without a value that should
 * have one carries its own problem. FALSE with *ret_why (to be freed) when the part is broken. */
gboolean sheet_read(struct sheet_reader *reader, const struct sheet *sheet, char **ret_why);

#endif
