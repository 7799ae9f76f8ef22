#include "daemon/base/decimal.h"

#include <string.h>

#define MICRO        DECIMAL_ONE
#define DECIMAL_MOST (9 * (gint64)1000000000000) /* whole units: fits a gint64 of millionths */

gboolean decimal_parse(const char *canonical, gint64 *ret_micro)
{
    const char *p = canonical ? canonical : "";
    gboolean negative = *p == '-';
    gint64 whole = 0, fraction = 0, weight = MICRO;
    p += negative;
    if (!g_ascii_isdigit(*p))
        return FALSE;
    for (; g_ascii_isdigit(*p); p++) {
        whole = whole * 10 + (*p - '0');
        if (whole > DECIMAL_MOST)
            return FALSE;
    }
    if (*p == '.' && g_ascii_isdigit(p[1])) {
        for (p++; g_ascii_isdigit(*p); p++) {
            weight /= 10;
            if (weight == 0)
                return FALSE;
            fraction += (*p - '0') * weight;
        }
    }
    if (*p)
        return FALSE;
    *ret_micro = (negative ? -1 : 1) * (whole * MICRO + fraction);
    return TRUE;
}

char *decimal_format(gint64 micro, guint places)
{
    guint64 size = micro < 0 ? (guint64) - (micro + 1) + 1 : (guint64)micro;
    char fraction[8];
    g_snprintf(fraction, sizeof fraction, "%06u", (unsigned)(size % MICRO));
    gsize length = 6;
    while (length > places && fraction[length - 1] == '0')
        length--;
    fraction[length] = '\0';
    return g_strdup_printf("%s%" G_GUINT64_FORMAT "%s%s", micro < 0 ? "-" : "", size / MICRO, length ? "." : "", fraction);
}

int decimal_compare(const char *left, const char *right)
{
    gint64 a = 0, b = 0;
    decimal_parse(left, &a);
    decimal_parse(right, &b);
    return (a > b) - (a < b);
}

char *decimal_divide(const char *canonical, const char *divisor)
{
    gint64 value, by;
    if (!decimal_parse(canonical, &value) || !decimal_parse(divisor, &by) || by == 0)
        return NULL;
    __int128 scaled = (__int128)value * MICRO, half = by < 0 ? -(by / 2) : by / 2;
    return decimal_format((gint64)((scaled + ((scaled < 0) != (by < 0) ? -half : half)) / by), 0);
}

char *decimal_read(const char *text, char mark)
{
    g_autofree char *plain = g_strstrip(g_strdup(text));
    gint64 micro;
    for (char *p = plain; *p; p++)
        if (*p == mark)
            *p = '.';
    const char *digits = plain + (*plain == '+');
    return decimal_parse(digits, &micro) ? decimal_format(micro, 0) : NULL;
}
