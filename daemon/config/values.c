/* Values that admins write as text with a unit. Never the process locale: a point is a decimal point. */
#include <stdio.h>
#include <string.h>

#include "daemon/config/keys.h"
#include "daemon/orders/money.h"

struct unit {
    const char *name;
    guint64 factor;
};

/* "<number><spaces><unit>" with a whole number; FALSE when the unit is not in the table or the product is too large. */
static gboolean parse_with_unit(const char *text, const struct unit *units, guint count, guint64 most,
                                guint64 *ret_value)
{
    char *end;
    if (!g_ascii_isdigit(*text))
        return FALSE;
    guint64 number = g_ascii_strtoull(text, &end, 10);
    while (*end == ' ')
        end++;
    for (guint i = 0; i < count; i++) {
        if (g_ascii_strcasecmp(units[i].name, end) == 0) {
            if (number > most / units[i].factor)
                return FALSE;
            *ret_value = number * units[i].factor;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean parse_duration(const char *text, guint *ret_seconds)
{
    static const struct unit units[] = {
        {"s", 1},       {"sec", 1},      {"second", 1},   {"seconds", 1},   {"min", 60},
        {"minute", 60}, {"minutes", 60}, {"h", 3600},     {"hour", 3600},   {"hours", 3600},
        {"d", 86400},   {"day", 86400},  {"days", 86400}, {"week", 604800}, {"weeks", 604800},
    };
    guint64 seconds;
    if (!parse_with_unit(text, units, G_N_ELEMENTS(units), G_MAXINT32, &seconds))
        return FALSE;
    *ret_seconds = (guint)seconds;
    return TRUE;
}

static const struct unit size_units[] = {{"B", 1}, {"KB", 1024}, {"MB", 1024 * 1024}, {"GB", 1024 * 1024 * 1024}};

gboolean parse_size(const char *text, gsize *ret_bytes)
{
    guint64 bytes;
    if (!parse_with_unit(text, size_units, G_N_ELEMENTS(size_units), G_MAXINT64, &bytes))
        return FALSE;
    *ret_bytes = (gsize)bytes;
    return TRUE;
}

/* Seconds or bytes in the largest unit of the table that divides them. */
static char *format_with_unit(gint64 value, const struct unit *units, guint count)
{
    guint best = 0;
    for (guint i = 0; i < count; i++)
        if (value >= (gint64)units[i].factor && value % (gint64)units[i].factor == 0)
            best = i;
    return g_strdup_printf("%" G_GINT64_FORMAT " %s", value / (gint64)units[best].factor, units[best].name);
}

char *format_duration(gint64 seconds)
{
    static const struct unit units[] = {{"s", 1}, {"min", 60}, {"h", 3600}, {"days", 86400}};
    if (seconds == 86400)
        return g_strdup("24 h");
    return format_with_unit(seconds, units, G_N_ELEMENTS(units));
}

char *format_size(gint64 bytes)
{
    return format_with_unit(bytes, size_units, G_N_ELEMENTS(size_units));
}

/* One or two digits; moves `text` past them. */
static gboolean parse_two_digits(const char **text, guint *ret_number)
{
    guint number = 0, digits = 0;
    for (; digits < 2 && g_ascii_isdigit(**text); digits++, (*text)++)
        number = number * 10 + (guint)(**text - '0');
    *ret_number = number;
    return digits > 0;
}

gboolean parse_minute_of_day(const char *text, guint *ret_minute)
{
    guint hour, minute;
    if (!parse_two_digits(&text, &hour) || *text++ != ':' || strlen(text) != 2 || !parse_two_digits(&text, &minute) ||
        *text)
        return FALSE;
    if (hour > 24 || minute > 59 || (hour == 24 && minute > 0))
        return FALSE;
    *ret_minute = hour * 60 + minute;
    return TRUE;
}

/* The number in canonical form, or NULL. */
static char *canonical_decimal(const char *text)
{
    gint64 micro;
    return decimal_parse(text, &micro) ? decimal_format(micro, 0) : NULL;
}

char *parse_percent(const char *text)
{
    g_autofree char *number = g_strdup(text);
    g_strstrip(number);
    gsize length = strlen(number);
    if (length && number[length - 1] == '%')
        number[length - 1] = '\0';
    g_strchomp(number);
    char *canonical = canonical_decimal(number);
    if (canonical && (decimal_compare(canonical, "0") < 0 || decimal_compare(canonical, "100") > 0))
        g_clear_pointer(&canonical, g_free);
    return canonical;
}

/* ISO 4217, without funds, metals and tests. */
static const char currencies[] = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD "
                                 "BTN BWP BYN BZD CAD CDF CHF CLP CNY "
                                 "COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF "
                                 "GTQ GYD HKD HNL HTG HUF IDR ILS INR "
                                 "IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD "
                                 "MAD MDL MGA MKD MMK MNT MOP MRU MUR "
                                 "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON "
                                 "RSD RUB RWF SAR SBD SCR SDG SEK SGD "
                                 "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD "
                                 "UYU UZS VED VES VND VUV WST XAF XCD "
                                 "XOF XPF YER ZAR ZMW ZWL";

gboolean parse_currency(const char *text)
{
    const char *found = strlen(text) == 3 && !strchr(text, ' ') ? strstr(currencies, text) : NULL;
    return found && (found - currencies) % 4 == 0;
}

gboolean parse_money(const char *text, char **ret_amount, char **ret_currency)
{
    g_auto(GStrv) words = g_strsplit(text, " ", 2);
    gint64 micro;
    if (!words[0] || !words[1] || !parse_currency(g_strstrip(words[1])) || !decimal_parse(words[0], &micro) ||
        micro < 0)
        return FALSE;
    *ret_amount = decimal_format(micro, 2);
    *ret_currency = g_strdup(words[1]);
    return TRUE;
}

char *parse_number_setting(const config_setting_t *setting)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_INT:
        return g_strdup_printf("%d", config_setting_get_int(setting));
    case CONFIG_TYPE_INT64:
        return g_strdup_printf("%lld", config_setting_get_int64(setting));
    case CONFIG_TYPE_FLOAT:
        return canonical_decimal(g_ascii_formatd(buffer, sizeof buffer, "%.6f", config_setting_get_float(setting)));
    case CONFIG_TYPE_STRING:
        return canonical_decimal(config_setting_get_string(setting));
    default:
        return NULL;
    }
}

char *parse_length(const char *text, const char *unit)
{
    /* Millionths of a centimetre, so that an inch is exact. */
    static const struct unit units[] = {
        {"mm", 100000}, {"cm", 1000000}, {"m", 100000000}, {"in", 2540000}, {"ft", 30480000}};
    gsize digits = strspn(text, "0123456789.");
    g_autofree char *number = g_strndup(text, digits);
    g_autofree char *written = g_strdup(text + digits);
    const char *name = *g_strstrip(written) ? written : unit ? unit : "cm";
    gint64 micro;
    if (!decimal_parse(number, &micro) || micro > G_GINT64_CONSTANT(1000000000000)) /* a million of any unit */
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(units); i++)
        if (g_ascii_strcasecmp(units[i].name, name) == 0)
            return decimal_format((gint64)((__int128)micro * (gint64)units[i].factor / 1000000), 0);
    return NULL;
}

gboolean parse_day(const char *text, GDate *ret_day, gboolean *ret_yearly)
{
    gboolean yearly = strlen(text) == 5;
    g_autofree char *whole =
        yearly ? g_strconcat("2024-", text, NULL) : g_strdup(text); /* a leap year: 02-29 may be yearly */
    unsigned year, month, day;
    if (!g_regex_match_simple("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", whole, G_REGEX_DOLLAR_ENDONLY, 0))
        return FALSE;
    if (sscanf(whole, "%4u-%2u-%2u", &year, &month, &day) != 3 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return FALSE;
    g_date_clear(ret_day, 1);
    g_date_set_dmy(ret_day, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    *ret_yearly = yearly;
    return TRUE;
}
