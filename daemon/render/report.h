/* A report (daemon/orders/report.h) as people and programs read it. */
#ifndef MO_RENDER_REPORT_H
#define MO_RENDER_REPORT_H

#include <glib.h>

#include "daemon/orders/report.h"
#include "daemon/render/report-words.h"

/* Tables for a terminal. */
char *report_text(const struct report *report, const struct report_words *words);
GBytes *report_json(const struct report *report); /* one object, machine names, seconds */
GBytes *report_csv(const struct report *report);  /* a row a number: section, name, detail, value; UTF-8 with BOM, formula-safe */
/* One page with a chart beside each table; no script and nothing from outside. */
GBytes *report_html(const struct report *report, const struct report_words *words);

#endif
