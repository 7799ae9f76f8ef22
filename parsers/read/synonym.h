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

#endif
