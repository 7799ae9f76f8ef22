/* Lines on their way to entries, shared by form-text.c, form-table.c and form-value.c alone. */
#ifndef MO_READ_FORM_TEXT_H
#define MO_READ_FORM_TEXT_H

#include "parsers/read/entry.h"

/* What is being read. */
struct form_text {
    struct label_index *index;
    GPtrArray *entries;
    struct entry *open; /* the field or product that the next line may belong to; NULL none */
    gboolean banner;    /* it began with "--- Label ---": it runs to the next banner */
    gboolean apart;     /* it is a heading without a colon: its value may stand apart */
    gboolean bulleted;  /* its label began an item of a list */
    guint blanks;       /* empty lines since */
    gboolean under_item; /* only options stood since an item's heading */
    gboolean columns;   /* the table has an item a column */
    gboolean aligned;   /* cells of the table are set apart by runs of tabs or blanks */
    GPtrArray *rows;    /* GStrv: lines of cells of a table that is being read; NULL none */
    GStrv head;         /* labels of such a table, whose rows a line below an item may have parted; NULL none */
    const GArray *lines; /* struct text_line: all of them */
    guint at;            /* the line being read */
    guint more;          /* lines behind it that were taken with it */
};

/* form-text.c: the text of the line `ahead` of the one being read, NULL behind the last, and where somebody else wrote it; a line for a
 * person. */
const char *form_peek(const struct form_text *form, guint ahead);
void form_close(struct form_text *form); /* what follows belongs to nothing above it */
void form_add_text(struct form_text *form, const struct text_line *line);

/* form-table.c: takes the line as a row of a table, or says that it is none; ends the table that is being read. */
gboolean form_take_row(struct form_text *form, const struct text_line *line);
void form_end_table(struct form_text *form);

/* form-value.c: what stands below a label. The last four take the line, or say that it is no part of a value. */
gboolean form_is_box(const char *line);  /* it begins with one */
gboolean form_has_box(const char *line); /* or ends with one */
gboolean form_is_hint(const char *line);
void form_append_line(char **text, const char *line);
gboolean form_open_runs_over_lines(const struct form_text *form);
gboolean form_waits_for_value(const struct form_text *form);
gboolean form_take_verbatim(struct form_text *form, const struct text_line *line);
gboolean form_take_box_behind(struct form_text *form, const struct text_line *line);
gboolean form_take_indented(struct form_text *form, const struct text_line *line);
gboolean form_take_value(struct form_text *form, const struct text_line *line);

#endif
