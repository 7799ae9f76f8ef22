/* What a program must know of a language to read and write its numbers and dates: a table, never the process locale. */
#ifndef MO_BASE_LANGUAGE_H
#define MO_BASE_LANGUAGE_H

#include <glib.h>

enum date_order { DATE_ORDER_DMY, DATE_ORDER_MDY, DATE_ORDER_YMD };

struct language {
    const char *code;              /* "tr" */
    const char *name;              /* in itself: "Türkçe" */
    const char *decimal_point;     /* "," */
    const char *group_separator;   /* "." or U+00A0, U+202F, "'" */
    gboolean separators_vary;      /* its countries disagree about the two above: what one of them could decide is ambiguous */
    enum date_order date_order;    /* how 03/04/2026 is read in it: en is ambiguous (date_order_known FALSE) */
    gboolean date_order_known;
    const char *months[12];        /* as they stand in a date: "Aralık"; lower or upper case as usual */
    const char *month_short[12];
    const char *weekdays[7];       /* Monday first */
    const char *yes[8], *no[8];    /* match keys of yes and no words, NULL-terminated */
    const char *numbers[21];       /* match keys of the words for 0 to 20 */
};

/* NULL when the code is not known. Known: en tr de fr es it nl pl pt ru. */
const struct language *language_find(const char *code);
guint language_count(void);
const struct language *language_get(guint index);

/* The names of a language's months and weekdays as match keys (text_match_key), made once a process. */
struct language_keys {
    const char *months[12], *month_short[12], *weekdays[7];
};
const struct language_keys *language_keys_get(const struct language *language);

/* "3 December 2026", "3 Aralık 2026", "3. Dezember 2026"; with `weekday`: "Thursday, 3 December 2026",
 * "3 Aralık 2026 Perşembe". An unknown language is written as ISO 8601. */
char *language_format_date(const struct language *language, const GDate *date, gboolean weekday);

/* A canonical decimal ("1234.5") with the language's separators and at least `decimals` places: "1.234,50". */
char *language_format_decimal(const struct language *language, const char *canonical, guint decimals);

/* Money: amount in the language's way with the currency's sign or code: "€1,234.50", "1.234,50 €", "1.234,50 ₺". */
char *language_format_money(const struct language *language, const char *canonical, const char *currency);

#endif
