/* What the report's renderers share: the same tables under the same titles. */
#ifndef MO_RENDER_REPORT_INTERNAL_H
#define MO_RENDER_REPORT_INTERNAL_H

#include "daemon/render/report.h"

struct report_table {
    const char *id;                    /* its title is the word "title.id" */
    const char *key_name, *other_name; /* what the columns hold, in JSON and as the word "heading.…"; `other_name` NULL: one */
    enum report_kind key, other;
    const GPtrArray *tallies;  /* struct tally */
};

#define REPORT_TABLES 8
struct report_table report_table_at(const struct report *report, guint index);

/* What a row counts, on one line: "Sofa, shipped". To be freed. */
char *report_label(const struct report_table *table, const struct tally *tally, const struct report_words *words);

struct report_fact {
    const char *id; /* its title is the word "fact.id" */
    char *text;
    gint64 number;             /* a count, percent or seconds */
};

#define REPORT_FACTS 12
/* Orders, items, complete at first try (percent), accepted, median and ninetieth of the time to acceptance and to shipment, surveys sent
 * and answered, net promoter score, bounced addresses. `text` is to be freed; `words` NULL: it is for a program. */
struct report_fact report_fact_at(const struct report *report, const struct report_words *words, guint index);

/* The sums, and each table that has rows, without the period: for a reader who knows it. To be freed. */
char *report_sums(const struct report *report, const struct report_words *words);

/* "2026-11-01 to 2026-11-30 (Europe/Istanbul)". To be freed. */
char *report_period(const struct report *report, const struct report_words *words);
char *report_day(const GDate *day);

#endif
