/* One transaction set of X12, segment by segment. */
#ifndef MO_DECODE_X12_SET_H
#define MO_DECODE_X12_SET_H

#include "parsers/decode/edi.h"

struct x12_set {
    const struct file *file;
    struct business_order *order;
    struct business_item *item; /* NULL before the first PO1 */
    GString *address;           /* of the party being read */
    const char *party;          /* N101 of it; "" outside */
    GString *note;
    guint items;
    gint64 quantities; /* millionths, for CTT02 */
};

void x12_set_init(struct x12_set *set, const struct file *file, struct business_order *order);
void x12_set_clear(struct x12_set *set);

/* Segments between ST and SE, in their order; then the end. */
void x12_set_read(struct x12_set *set, const struct edi_segment *segment);
void x12_set_end(struct x12_set *set);

/* Of its segments those that tell of a line: TRUE when it is one. */
gboolean x12_line_read(struct x12_set *set, const struct edi_segment *segment);

/* The party that was being read is complete. */
void x12_party_end(struct x12_set *set);

/* "Freight, 40.00": an allowance or a charge of the order or of one line. */
void x12_charge_read(GPtrArray *properties, const struct edi_segment *segment);

#endif
