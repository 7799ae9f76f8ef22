#include "daemon/base/language.h"

#include <string.h>

#include "daemon/base/text.h"

#define NBSP  "\xc2\xa0"
#define NNBSP "\xe2\x80\xaf"

static const struct language languages[] = {
    {
        .code = "en", .name = "English", .decimal_point = ".", .group_separator = ",",
        .date_order = DATE_ORDER_DMY, .date_order_known = FALSE, /* British and American readers disagree */
        .months = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
        .month_short = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
        .weekdays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
        .yes = {"yes", "y", "true", "ok", "yes please", "checked", "on"}, .no = {"no", "n", "false", "none", "no thanks", "unchecked", "off"},
        .numbers = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
                    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"},
    },
    {
        .code = "tr", .name = "Türkçe", .decimal_point = ",", .group_separator = ".",
        .date_order = DATE_ORDER_DMY, .date_order_known = TRUE,
        .months = {"Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"},
        .month_short = {"Oca", "Şub", "Mar", "Nis", "May", "Haz", "Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara"},
        .weekdays = {"Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"},
        .yes = {"evet", "e", "var", "olur", "tamam", "isaretli"}, .no = {"hayir", "h", "yok", "olmaz", "istemiyorum"},
        .numbers = {"sifir", "bir", "iki", "uc", "dort", "bes", "alti", "yedi", "sekiz", "dokuz", "on", "on bir", "on iki", "on uc",
                    "on dort", "on bes", "on alti", "on yedi", "on sekiz", "on dokuz", "yirmi"},
    },
    {
        .code = "de", .name = "Deutsch", .decimal_point = ",", .group_separator = ".",
        .date_order = DATE_ORDER_DMY, .date_order_known = TRUE,
        .months = {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
        .month_short = {"Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"},
        .weekdays = {"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"},
        .yes = {"ja", "j", "ja bitte", "gerne"}, .no = {"nein", "n", "nein danke", "keine"},
        .numbers = {"null", "eins", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwolf",
                    "dreizehn", "vierzehn", "funfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn", "zwanzig"},
    },
    {
        .code = "fr", .name = "Français", .decimal_point = ",", .group_separator = NNBSP,
        .date_order = DATE_ORDER_DMY, .date_order_known = TRUE,
        .months = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
        .month_short = {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
        .weekdays = {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
        .yes = {"oui", "o", "oui merci"}, .no = {"non", "n", "non merci"},
        .numbers = {"zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
                    "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf", "vingt"},
    },
    {
        .code = "es", .name = "Español", .decimal_point = ",", .group_separator = ".",
        .separators_vary = TRUE, /* 1.234 is a thousand in Spain, and a little more than one in Mexico */
        .date_order = DATE_ORDER_DMY, .date_order_known = TRUE,
        .months = {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
        .month_short = {"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"},
        .weekdays = {"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"},
        .yes = {"si", "s", "si por favor"}, .no = {"no", "n", "no gracias"},
        .numbers = {"cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece",
                    "catorce", "quince", "dieciseis", "diecisiete", "dieciocho", "diecinueve", "veinte"},
    },
    {
        .code = "it", .name = "Italiano", .decimal_point = ",", .group_separator = ".",
        .date_order = DATE_ORDER_DMY, .date_order_known = TRUE,
        .months = {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
        .month_short = {"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"},
        .weekdays = {"lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"},
        .yes = {"si", "s", "si grazie"}, .no = {"no", "n", "no grazie"},
        .numbers = {"zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici",
                    "tredici", "quattordici", "quindici", "sedici", "diciassette", "diciotto", "diciannove", "venti"},
    },
    {
        .code = "nl", .name = "Nederlands", .decimal_point = ",", .group_separator = ".",
        .date_order = DATE_ORDER_DMY, .date_order_known = TRUE,
        .months = {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
        .month_short = {"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
        .weekdays = {"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"},
        .yes = {"ja", "j", "ja graag"}, .no = {"nee", "n", "nee dank u"},
        .numbers = {"nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
                    "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig"},
    },
    {
        .code = "pl", .name = "Polski", .decimal_point = ",", .group_separator = NBSP,
        .date_order = DATE_ORDER_DMY, .date_order_known = TRUE,
        .months = {"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"},
        .month_short = {"sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"},
        .weekdays = {"poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"},
        .yes = {"tak", "t"}, .no = {"nie", "n"},
        .numbers = {"zero", "jeden", "dwa", "trzy", "cztery", "piec", "szesc", "siedem", "osiem", "dziewiec", "dziesiec", "jedenascie",
                    "dwanascie", "trzynascie", "czternascie", "pietnascie", "szesnascie", "siedemnascie", "osiemnascie",
                    "dziewietnascie", "dwadziescia"},
    },
    {
        .code = "pt", .name = "Português", .decimal_point = ",", .group_separator = ".",
        .date_order = DATE_ORDER_DMY, .date_order_known = TRUE,
        .months = {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},
        .month_short = {"jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"},
        .weekdays = {"segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"},
        .yes = {"sim", "s"}, .no = {"nao", "n"},
        .numbers = {"zero", "um", "dois", "tres", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze", "doze", "treze",
                    "catorze", "quinze", "dezasseis", "dezassete", "dezoito", "dezanove", "vinte"},
    },
    {
        .code = "ru", .name = "Русский", .decimal_point = ",", .group_separator = NBSP,
        .date_order = DATE_ORDER_DMY, .date_order_known = TRUE,
        .months = {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
        .month_short = {"янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"},
        .weekdays = {"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"},
        .yes = {"да", "д"}, .no = {"нет", "н"},
        .numbers = {"ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать",
                    "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать",
                    "девятнадцать", "двадцать"},
    },
};

const struct language *language_find(const char *code)
{
    for (guint i = 0; code && i < G_N_ELEMENTS(languages); i++)
        if (g_ascii_strcasecmp(languages[i].code, code) == 0)
            return &languages[i];
    return NULL;
}

guint language_count(void)
{
    return G_N_ELEMENTS(languages);
}

const struct language *language_get(guint index)
{
    return index < G_N_ELEMENTS(languages) ? &languages[index] : NULL;
}

static void make_keys(const char *const *names, const char **ret_keys, guint count)
{
    for (guint i = 0; i < count; i++)
        ret_keys[i] = text_match_key(names[i]);
}

const struct language_keys *language_keys_get(const struct language *language)
{
    static struct language_keys keys[G_N_ELEMENTS(languages)];
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
            make_keys(languages[i].months, keys[i].months, 12);
            make_keys(languages[i].month_short, keys[i].month_short, 12);
            make_keys(languages[i].weekdays, keys[i].weekdays, 7);
        }
        g_once_init_leave(&ready, 1);
    }
    return &keys[language - languages];
}

/* --- writing ------------------------------------------------------------------------------------------------------------------ */

/* The day of the month as the language writes it in a date: German with a point, French "1er", Spanish and Portuguese "3 de". */
static char *format_day_month(const struct language *language, const GDate *date)
{
    guint day = g_date_get_day(date);
    const char *month = language->months[g_date_get_month(date) - 1];
    if (g_str_equal(language->code, "de"))
        return g_strdup_printf("%u. %s", day, month);
    if (g_str_equal(language->code, "fr") && day == 1)
        return g_strdup_printf("1er %s", month);
    if (g_str_equal(language->code, "es") || g_str_equal(language->code, "pt"))
        return g_strdup_printf("%u de %s de", day, month);
    return g_strdup_printf("%u %s", day, month);
}

static char *format_date(const struct language *language, const GDate *date, gboolean weekday)
{
    guint year = g_date_get_year(date);
    if (!language)
        return g_strdup_printf("%04u-%02u-%02u", year, (guint)g_date_get_month(date), (guint)g_date_get_day(date));
    g_autofree char *day_month = format_day_month(language, date);
    const char *name = language->weekdays[g_date_get_weekday(date) - 1];
    if (!weekday)
        return g_strdup_printf("%s %u", day_month, year);
    if (g_str_equal(language->code, "tr"))
        return g_strdup_printf("%s %u %s", day_month, year, name);
    gboolean comma = !g_str_equal(language->code, "fr") && !g_str_equal(language->code, "it") && !g_str_equal(language->code, "nl");
    return g_strdup_printf("%s%s %s %u", name, comma ? "," : "", day_month, year);
}

/* An order's letters say the same few days some thirty times: what was written last is kept. */
char *language_format_date(const struct language *language, const GDate *date, gboolean weekday)
{
    static struct {
        const struct language *language;
        guint32 day;
        gboolean weekday;
        char *text;
    } kept[16];
    if (!g_date_valid(date))
        return g_strdup("");
    const guint32 day = g_date_get_julian(date);
    const guint at = (day * 2 + (weekday ? 1 : 0)) % G_N_ELEMENTS(kept);
    if (!kept[at].text || kept[at].language != language || kept[at].day != day || kept[at].weekday != weekday) {
        g_free(kept[at].text);
        kept[at].language = language;
        kept[at].day = day;
        kept[at].weekday = weekday;
        kept[at].text = format_date(language, date, weekday);
    }
    return g_strdup(kept[at].text);
}

/* Whole part with separators between groups of three. */
static void append_grouped(GString *out, const char *digits, gsize length, const char *separator)
{
    for (gsize i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            g_string_append(out, separator);
        g_string_append_c(out, digits[i]);
    }
}

char *language_format_decimal(const struct language *language, const char *canonical, guint decimals)
{
    const char *point = strchr(canonical, '.');
    const char *digits = canonical + (*canonical == '-');
    gsize whole = point ? (gsize)(point - digits) : strlen(digits);
    const char *fraction = point ? point + 1 : "";
    gsize places = strlen(fraction);
    GString *out = g_string_new(*canonical == '-' ? "-" : "");
    if (language)
        append_grouped(out, digits, whole, language->group_separator);
    else
        g_string_append_len(out, digits, (gssize)whole);
    if (places == 0 && decimals == 0)
        return g_string_free(out, FALSE);
    g_string_append(out, language ? language->decimal_point : ".");
    g_string_append(out, fraction);
    for (gsize i = places; i < decimals; i++)
        g_string_append_c(out, '0');
    return g_string_free(out, FALSE);
}

/* The sign that every reader knows, else the code itself. */
static const char *currency_sign(const char *currency)
{
    static const char *const signs[][2] = {{"EUR", "€"}, {"TRY", "₺"}, {"USD", "$"}, {"GBP", "£"}};
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
        if (g_str_equal(signs[i][0], currency))
            return signs[i][1];
    return NULL;
}

char *language_format_money(const struct language *language, const char *canonical, const char *currency)
{
    g_autofree char *amount = language_format_decimal(language, canonical, 2);
    const char *sign = currency_sign(currency);
    if (!sign || !language)
        return g_strdup_printf("%s" NBSP "%s", amount, currency);
    if (!g_str_equal(language->code, "en"))
        return g_strdup_printf("%s" NBSP "%s", amount, sign);
    return *amount == '-' ? g_strdup_printf("-%s%s", sign, amount + 1) : g_strdup_printf("%s%s", sign, amount);
}
