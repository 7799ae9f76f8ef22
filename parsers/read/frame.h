/* What shops and form services write around the fields of a form: an address block that holds a telephone number, "Order #1042", a name in
 * two fields, an address in five. */
#ifndef MO_READ_FRAME_H
#define MO_READ_FRAME_H

#include "parsers/read/items.h"

/* Takes e-mail addresses and telephone numbers out of postal addresses, where they stand in lines of their own. */
void frame_split_addresses(struct draft *draft, const struct reader *reader);

/* Fills gaps of a finished draft from lines that nothing understood; what is used is no longer unread. */
void frame_fill(struct draft *draft, const struct reader *reader);

#endif
