/* Numbers of a sheet by their formats: dates are numbers of days, and only the format tells. */
#include <math.h>
#include <string.h>

#include "parsers/decode/xlsx.h"

#define SERIAL_LAST  2958465 /* 9999-12-31 */
#define SERIAL_1904  1462    /* 1904-01-01, where the Macintosh begins to count */
#define SERIAL_FAULT 60      /* the 29 February 1900, which never was, and which Lotus 1-2-3 had */
#define DAY_SECONDS  86400

/* --- formats ------------------------------------------------------------------------------------------------------------------------- */

/* ECMA-376 18.8.30; 27 to 36 and 50 to 58 are dates in East Asian languages, and are dates in all others too. */
static enum cell_kind built_in_kind(guint id)
{
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58)
        return CELL_DATE;
    if (id == 22)
        return CELL_DATE_TIME;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 || id == 56)
        return CELL_TIME;
    return id == 9 || id == 10 ? CELL_PERCENT : CELL_NUMBER;
}

static gboolean is_currency(const char *text)
{
    static const char *const signs[] = {"€", "£", "₺", "$", "¥", "₽", "TL", "zł", "kr", "CHF"};
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
        if (strcmp(text, signs[i]) == 0)
            return TRUE;
    return strlen(text) == 3 && g_ascii_isupper(text[0]) && g_ascii_isupper(text[1]) && g_ascii_isupper(text[2]);
}

static void take_currency(struct cell_format *format, const char *from, gsize length)
{
    g_autofree char *text = g_strstrip(g_strndup(from, length));
    if (*format->currency || !is_currency(text))
        return;
    g_free(format->currency);
    format->currency = g_steal_pointer(&text);
}

/* "[$€-407]", "[Red]", "[h]": a currency, a colour or condition, or hours beyond a day. Returns what follows. */
static const char *take_brackets(struct cell_format *format, const char *p, GString *letters)
{
    const char *end = strchr(p, ']');
    if (!end)
        return p + strlen(p);
    if (p[1] == '$')
        take_currency(format, p + 2, strcspn(p + 2, "-]"));
    else if (strspn(p + 1, "hHmMsS") == (gsize)(end - p - 1) && end > p + 1)
        g_string_append_c(letters, 'h');
    return end + 1;
}

/* The letters of the first section that are neither quoted, escaped nor in brackets. */
static char *format_letters(struct cell_format *format, const char *code)
{
    GString *letters = g_string_new(NULL);
    for (const char *p = code; *p && *p != ';';) {
        const char *end;
        if (*p == '[') {
            p = take_brackets(format, p, letters);
        } else if (*p == '"') {
            end = strchr(p + 1, '"');
            take_currency(format, p + 1, end ? (gsize)(end - p - 1) : strlen(p + 1));
            p = end ? end + 1 : p + strlen(p);
        } else if (*p == '\\' || *p == '_' || *p == '*') {
            p += p[1] ? 2 : 1;
        } else {
            gunichar symbol = g_utf8_get_char(p);
            const char *next = g_utf8_next_char(p);
            if (symbol >= 0x80 || symbol == '$')
                take_currency(format, p, (gsize)(next - p));
            else
                g_string_append_c(letters, (char)g_ascii_tolower(*p));
            p = next;
        }
    }
    return g_string_free(letters, FALSE);
}

/* "m" is a month unless hours or seconds stand beside it. */
static enum cell_kind kind_of_letters(const char *letters)
{
    gboolean time = strpbrk(letters, "hs") != NULL;
    gboolean date = strpbrk(letters, "yd") != NULL || strstr(letters, "mmm") != NULL || (strchr(letters, 'm') && !time);
    if (strstr(letters, "general") || strchr(letters, '@'))
        return CELL_NUMBER;
    if (strpbrk(letters, "0#?"))
        return strchr(letters, '%') ? CELL_PERCENT : time && !strchr(letters, '#') ? CELL_TIME : CELL_NUMBER;
    return date && time ? CELL_DATE_TIME : date ? CELL_DATE : time ? CELL_TIME : CELL_NUMBER;
}

struct cell_format *cell_format_new(const char *code, guint built_in)
{
    struct cell_format *format = g_new0(struct cell_format, 1);
    format->currency = g_strdup("");
    if (!code) {
        format->kind = built_in_kind(built_in);
        return format;
    }
    g_autofree char *letters = format_letters(format, code);
    format->kind = kind_of_letters(letters);
    format->digits = *letters && strspn(letters, "0") == strlen(letters) ? (guint)MIN(strlen(letters), 30) : 0;
    return format;
}

void cell_format_free(struct cell_format *format)
{
    if (!format)
        return;
    g_free(format->currency);
    g_free(format);
}

/* --- numbers ------------------------------------------------------------------------------------------------------------------------- */

/* The file holds what a double prints as: "1.2500000000000001E3". Fifteen digits are what a spreadsheet shows. A point before exactly three
 * digits would be read as thousands somewhere: there one more zero stands. */
static char *plain(double number)
{
    char short_of[64], text[64];
    g_ascii_formatd(short_of, sizeof short_of, "%.15g", number);
    number = g_ascii_strtod(short_of, NULL);
    g_ascii_formatd(text, sizeof text, "%.6f", number);
    char *point = text + strlen(text) - strlen(".000000");
    for (char *last = point + strlen(point) - 1; *last == '0'; last--)
        *last = '\0';
    if (!point[1])
        *point = '\0';
    if (strcmp(text, "-0") == 0)
        return g_strdup("0");
    return strlen(point) == 4 ? g_strconcat(text, "0", NULL) : g_strdup(text);
}

static char *whole(double number, guint digits)
{
    g_autofree char *text = plain(number);
    gsize length = strspn(text, "0123456789");
    if (length != strlen(text) || length >= digits)
        return g_steal_pointer(&text);
    g_autofree char *zeros = g_strnfill(digits - length, '0');
    return g_strconcat(zeros, text, NULL);
}

static char *date_text(gint64 day, gboolean base_1904)
{
    if (base_1904)
        day += SERIAL_1904;
    else if (day == SERIAL_FAULT)
        return g_strdup("1900-02-29");
    else if (day < SERIAL_FAULT)
        day++;
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, (guint32)(693594 + day)); /* 1899-12-30 is GLib's day 693594 */
    return g_strdup_printf("%04u-%02u-%02u", (guint)g_date_get_year(&date), (guint)g_date_get_month(&date), (guint)g_date_get_day(&date));
}

static char *moment_text(double serial, enum cell_kind kind, gboolean base_1904)
{
    gint64 seconds = (gint64)(serial * DAY_SECONDS + 0.5), day = seconds / DAY_SECONDS;
    guint minutes = (guint)(seconds % DAY_SECONDS / 60);
    if (kind == CELL_TIME)
        return g_strdup_printf("%02u:%02u", (guint)MIN(seconds / 3600, 9999), minutes % 60);
    g_autofree char *date = date_text(day, base_1904);
    if (kind == CELL_DATE || minutes == 0)
        return g_steal_pointer(&date);
    return g_strdup_printf("%s %02u:%02u", date, minutes / 60, minutes % 60);
}

char *cell_number(const char *raw, const struct cell_format *format, gboolean base_1904)
{
    char *end = NULL;
    double number = g_ascii_strtod(raw, &end);
    enum cell_kind kind = format ? format->kind : CELL_NUMBER;
    if (end == raw || *end || !isfinite(number) || fabs(number) > 1e15)
        return NULL;
    if (number < 0 || number > SERIAL_LAST - (base_1904 ? SERIAL_1904 : 0))
        kind = kind == CELL_PERCENT ? kind : CELL_NUMBER;
    if (kind == CELL_DATE || kind == CELL_DATE_TIME || kind == CELL_TIME)
        return moment_text(number, kind, base_1904);
    g_autofree char *text = kind == CELL_PERCENT ? plain(number * 100) : whole(number, format ? format->digits : 0);
    if (kind == CELL_PERCENT)
        return g_strconcat(text, "%", NULL);
    return format && *format->currency ? g_strconcat(text, " ", format->currency, NULL) : g_steal_pointer(&text);
}
