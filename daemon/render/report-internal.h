/* What the report's renderers share: the same tables under the same titles. */
#ifndef MO_RENDER_REPORT_INTERNAL_H
#define MO_RENDER_REPORT_INTERNAL_H

#include "daemon/render/report.h"

struct report_table {
    const char *id, *title;
    const char *key, *other;   /* headings; `other` NULL: two columns */
    const char *key_name, *other_name; /* the same in JSON */
    const GPtrArray *tallies;  /* struct tally */
};

#define REPORT_TABLES 8
struct report_table report_table_at(const struct report *report, guint index);

struct report_fact {
    const char *id, *title;
    char *text;
    gint64 number;             /* a count, percent or seconds */
};

#define REPORT_FACTS 12
/* Orders, items, complete at first try (percent), accepted, median and ninetieth of the time to acceptance and to shipment, surveys sent
 * and answered, net promoter score, bounced addresses. `text` is to be freed. */
struct report_fact report_fact_at(const struct report *report, guint index);

/* The name shown for a tally: one harmless line, "(none)" for "". To be freed. */
char *report_name(const char *key);
/* "2026-11-01 to 2026-11-30 (Europe/Istanbul)". To be freed. */
char *report_period(const struct report *report);
char *report_day(const GDate *day);

#endif
