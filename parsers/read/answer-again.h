/* A customer who is asked may write the order once more, in place of filling in the form. */
#ifndef MO_READ_ANSWER_AGAIN_H
#define MO_READ_ANSWER_AGAIN_H

#include "parsers/read/bare.h"

/* Further items that the answer seems to add are the order's own where they can be no others: the only one of their product on both sides, none of whose
 * values differs, with one that it has already, or without a count. Anything else stays a further item. Only while the order is incomplete. */
void answer_fold_again(struct answer *answer);

#endif
