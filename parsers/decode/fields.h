/* A header block, read into the fields that we know, within bounds. */
#ifndef MO_DECODE_FIELDS_H
#define MO_DECODE_FIELDS_H

#include <glib.h>

struct field {
    char *name;  /* lower case */
    char *value; /* unfolded, white space trimmed, UTF-8 without controls; encoded words still encoded */
    guint index; /* its place among all fields of the block, known or not */
};

struct fields {
    GPtrArray *known; /* struct field, in order */
    GHashTable *kept; /* of each kind of field that is read: how many were kept */
    guint count;      /* of all fields */
    guint received;   /* Received fields */
    gsize size;       /* bytes kept */
    gboolean cut;     /* a bound was met */
    gboolean against; /* 8-bit text that is not UTF-8 */
};

struct fields *fields_new(void);
void fields_free(struct fields *fields);
typedef struct fields fields_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(fields_auto, fields_free)

/* Reads the block at the start of `bytes`. Returns where the body begins: after the empty line, or at the first line
 * that is not of a header. Time is linear in the block, memory bounded by bounds.h however long it is. */
gsize fields_read(struct fields *fields, const char *bytes, gsize length);

/* The value of the first field of this (lower-case) name, or NULL. */
const char *fields_get(const struct fields *fields, const char *name);

#endif
