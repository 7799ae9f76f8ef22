/* One message of EDIFACT, segment by segment. */
#ifndef MO_DECODE_EDIFACT_MESSAGE_H
#define MO_DECODE_EDIFACT_MESSAGE_H

#include "parsers/decode/edi.h"

struct edifact_message {
    const struct file *file;
    const struct edi_syntax *syntax;
    struct business_order *order;
    struct business_item *item; /* NULL before the first LIN */
    const char *party;          /* NAD's qualifier; "" before the first */
    GString *note;
    guint items;
    guint wanted;    /* how sure the day is by which it is wanted, of the order and of the item; 0: nothing is known of it */
    guint item_wanted;
    GString *charge; /* the allowance or charge that ALC began; its kind stands in charge_name, "" outside */
    const char *charge_name;
    gboolean item_counted; /* how many of the item are ordered was said by QTY+21 */
};

/* Segments from UNH to UNT, in their order; then the end. */
void edifact_message_init(struct edifact_message *message, const struct file *file, const struct edi_syntax *syntax, struct business_order *order);
void edifact_message_read(struct edifact_message *message, const struct edi_segment *segment);
void edifact_message_end(struct edifact_message *message);

/* Of its segments those that only a line has: TRUE when it is one. */
gboolean edifact_line_read(struct edifact_message *message, const struct edi_segment *segment);

void edifact_problem(struct edifact_message *message, gboolean fatal, const char *rule, const char *found, const char *wanted,
                     const struct edi_segment *segment);
/* A canonical decimal; NULL with the problem noted when it is none. */
char *edifact_number(struct edifact_message *message, const char *text, const char *rule, const struct edi_segment *segment);
/* Whether `text` is one of the words of `list`. */
gboolean edifact_one_of(const char *text, const char *list);
/* Adds to the properties of the item, else of the order. */
void edifact_property(struct edifact_message *message, const char *name, const char *text);

#endif
