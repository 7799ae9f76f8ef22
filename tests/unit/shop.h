/* A furniture shop for unit tests: its forms, built in C. */
#ifndef MO_TESTS_SHOP_H
#define MO_TESTS_SHOP_H

#include <glib.h>

#include "daemon/orders/form.h"

/* order: name, email, phone, delivery, needed_by, note, reference.
 * sofa (SOFA-2, SOFA-3): sku, qty, fabric (linen, velvet, leather), legs (oak, walnut; required if velvet), width,
 * armrests (yes/no), drawing (text), price. table (TABLE-1): qty, finish (oak, walnut), length. Labels in English,
 * Turkish and German. The caller frees. */
struct forms *shop_forms(void);

/* The languages in use: en, tr, de; NULL-terminated. */
const char *const *shop_languages(void);

/* Tuesday, 24 November 2026. */
GDate shop_today(void);

#endif
