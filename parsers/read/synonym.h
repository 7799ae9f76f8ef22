/* Labels that everybody uses, beside those of the business's forms. */
#ifndef MO_READ_SYNONYM_H
#define MO_READ_SYNONYM_H

#include "daemon/orders/form.h"

struct synonym {
    enum field_role role;
    const char *language;
    const char *keys; /* match keys, parted by "|" */
};

/* NULL behind the last. */
const struct synonym *synonym_get(guint index);

/* What other documents call things that no form asks for, as a match key: a word written right, however near it is to a label of ours. */
gboolean synonym_of_nothing(const char *key);

#endif
