/* What view-names-order.c has and view-names-letter.c builds upon. Internal to these two. */
#ifndef MO_RENDER_VIEW_NAMES_H
#define MO_RENDER_VIEW_NAMES_H

#include "daemon/render/view.h"

#define END                                                                                                            \
    {                                                                                                                  \
        NULL, NULL                                                                                                     \
    }

extern const struct mustache_name view_texts_names[], view_faults_names[], view_order_names[], view_business_names[];

/* What every mail has. */
#define VIEW_COMMON_NAMES                                                                                              \
    {"language", NULL}, {"business", view_business_names}, {"changed", NULL},                                          \
    {                                                                                                                  \
        "note", NULL                                                                                                   \
    }

#endif
