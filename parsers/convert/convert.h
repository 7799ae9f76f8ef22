/* Files that only other people's programs can read, PDF and TNEF, to what a document holds. Each is read in a process of its own, so that one
 * that crashes, hangs or eats memory costs itself alone. */
#ifndef MO_CONVERT_CONVERT_H
#define MO_CONVERT_CONVERT_H

#include "parsers/decode/document.h"

/* Of a mail; more are shown to a person unread. */
#define CONVERT_FILES 20u

struct convert_limits {
    guint64 memory;      /* bytes of address space of one reader; 0 no limit */
    guint seconds;       /* of one file */
    guint64 parts_size;  /* bytes that the file of attachments may grow to */
    const char *program; /* for PDF; NULL: pdftotext, where programs usually are */
};

/* Where pdftotext may be: the only programs that a reader needs to be able to start. NULL at the end. */
#define CONVERT_PROGRAMS 4
extern const char *const convert_programs[CONVERT_PROGRAMS];

/* Reads one file of a mail: `file` waits, and its content lies in `parts` (read and written) at its offset. What it holds comes into
 * `ret_document` (empty before); new attachments are appended to `parts`. Returns what became of it. */
enum attachment_reading convert_file(const struct document_attachment *file, int parts, gboolean wants_body,
                                     const struct convert_limits *limits, struct document *ret_document);

/* The next file of the document that waits, or NULL. Marks as too much what is over CONVERT_FILES; *converted counts on. */
struct document_attachment *convert_next(const struct document *document, guint *converted);

/* Reads all that wait, one after the other. */
void convert_document(struct document *document, int parts, const struct convert_limits *limits);

#endif
