/* An order as files for other programs. What a department may not see is left out (department NULL: everything). */
#ifndef MO_RENDER_EXPORT_H
#define MO_RENDER_EXPORT_H

#include <glib.h>

#include "daemon/orders/business.h"
#include "daemon/orders/form.h"
#include "daemon/orders/order.h"

/* One row a line item, a header row, UTF-8 with BOM, RFC 4180 with CRLF; a cell that a spreadsheet would take for a formula
 * is neutralised with a leading apostrophe. */
GBytes *export_csv(const struct order *order, const struct forms *forms, const struct department *department);

/* One object; canonical values, machine names; also what `mailorder show --json` prints. */
GBytes *export_json(const struct order *order, const struct forms *forms, const struct department *department);

/* RFC 5545: one all-day event on the expected completion date (of the department's items). NULL when there is no date. */
GBytes *export_ics(const struct order *order, const struct business *business, const struct forms *forms,
                   const struct department *department, gint64 now);

#endif
