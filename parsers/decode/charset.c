#include "parsers/decode/charset.h"

#include <string.h>

#define CHARSET_NAME_BYTES 40

/* Names that mail uses and iconv does not know, and two that Windows programs write when they mean its own superset. */
static const struct {
    const char *written;
    const char *meant;
} charset_aliases[] = {
    {"iso-8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"iso-8859-9", "windows-1254"},
    {"latin5", "windows-1254"},
    {"iso8859-9", "windows-1254"},
    {"iso-8859-8-i", "iso-8859-8"},
    {"iso-8859-6-i", "iso-8859-6"},
    {"x-sjis", "cp932"},
    {"shift_jis", "cp932"},
    {"x-gbk", "gbk"},
    {"gb2312", "gbk"},
    {"ks_c_5601-1987", "cp949"},
    {"x-user-defined", "windows-1252"},
};

/* The name for iconv; NULL when there is none, or one that would say more to iconv than a name ("utf-8//IGNORE"). */
static char *charset_name(const char *declared)
{
    if (!declared || !*declared || strlen(declared) > CHARSET_NAME_BYTES)
        return NULL;
    for (const char *p = declared; *p; p++) {
        if (!g_ascii_isalnum(*p) && !strchr("-_.:+", *p))
            return NULL;
    }
    for (guint i = 0; i < G_N_ELEMENTS(charset_aliases); i++) {
        if (g_ascii_strcasecmp(declared, charset_aliases[i].written) == 0)
            return g_strdup(charset_aliases[i].meant);
    }
    return g_ascii_strdown(declared, -1);
}

static gboolean charset_is_ascii_or_utf8(const char *name)
{
    static const char *const names[] = {"utf-8", "utf8", "us-ascii", "ascii", "ansi_x3.4-1968", "unicode-1-1-utf-8"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(name, names[i]) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Charsets in which any bytes at all are a text, so that success says nothing. */
static gboolean charset_never_fails(const char *name)
{
    return g_str_has_prefix(name, "iso-8859-") || g_str_has_prefix(name, "iso8859-") ||
           g_str_has_prefix(name, "windows-125") || g_str_has_prefix(name, "cp125") ||
           g_str_has_prefix(name, "koi8-") || g_str_has_prefix(name, "mac");
}

static gboolean bytes_are_ascii(const char *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if ((guchar)bytes[i] >= 0x80 || bytes[i] == 0x1b)
            return FALSE;
    }
    return TRUE;
}

static char *without_nul(const char *bytes, gsize length)
{
    char *text = g_malloc(length + 1);
    gsize kept = 0;
    for (gsize i = 0; i < length; i++) {
        if (bytes[i])
            text[kept++] = bytes[i];
    }
    text[kept] = '\0';
    return text;
}

/* The text when it is UTF-8 up to a character cut off at its end; else NULL. */
static char *decode_utf8(const char *bytes, gsize length)
{
    g_autofree char *text = without_nul(bytes, length);
    const char *end = NULL;
    if (!g_utf8_validate(text, -1, &end)) {
        if (strlen(end) >= 4 || g_utf8_get_char_validated(end, -1) != (gunichar)-2)
            return NULL;
        text[end - text] = '\0';
    }
    return g_steal_pointer(&text);
}

/* The same where nobody says that it is UTF-8: half a character behind nothing but ASCII is a last letter of 8 bits. */
static char *guess_utf8(const char *bytes, gsize length)
{
    g_autofree char *text = decode_utf8(bytes, length);
    if (text && bytes_are_ascii(text, strlen(text)) && !bytes_are_ascii(bytes, length))
        return NULL;
    return g_steal_pointer(&text);
}

static char *decode_iconv(const char *bytes, gsize length, const char *name)
{
    gsize read = 0, written = 0;
    g_autofree char *text = g_convert(bytes, (gssize)length, "UTF-8", name, &read, &written, NULL);
    return text ? without_nul(text, written) : NULL;
}

/* UTF-16 without a mark of its byte order: Windows writes the little end first, the standard says the big one. */
static const char *utf16_order(const char *bytes, gsize length)
{
    gsize zeros[2] = {0, 0};
    for (gsize i = 0; i < length && i < 512; i++)
        zeros[i % 2] += bytes[i] == 0;
    return zeros[0] > zeros[1] ? "utf-16be" : "utf-16le";
}

static char *decode_declared(const char *bytes, gsize length, const char *name)
{
    if (charset_is_ascii_or_utf8(name))
        return strstr(name, "utf") ? decode_utf8(bytes, length) : guess_utf8(bytes, length);
    if (strcmp(name, "utf-16") == 0 &&
        !(length >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0)))
        name = utf16_order(bytes, length);
    return decode_iconv(bytes, length, name);
}

/* Text that is UTF-8 but for a few bytes, as programs leave it that cut strings by bytes: those bytes alone are lost.
 * NULL when its faults outnumber its characters. */
static char *decode_damaged_utf8(const char *bytes, gsize length)
{
    g_autofree char *text = without_nul(bytes, length);
    gsize faults = 0, characters = 0;
    for (const char *p = text; *p;) {
        gunichar c = g_utf8_get_char_validated(p, -1);
        gboolean fault = c == (gunichar)-1 || c == (gunichar)-2;
        faults += fault;
        characters += !fault && c >= 0x80;
        p = fault ? p + 1 : g_utf8_next_char(p);
    }
    return characters > 2 * faults ? g_utf8_make_valid(text, -1) : NULL;
}

static char *damaged_text(const char *bytes, gsize length)
{
    g_autofree char *text = without_nul(bytes, length);
    return g_utf8_make_valid(text, -1);
}

static char *decode_fallback(const char *bytes, gsize length)
{
    static const char *const names[] = {"windows-1254", "windows-1252", "iso-8859-1"};
    char *text = guess_utf8(bytes, length);
    if (!text)
        text = decode_damaged_utf8(bytes, length);
    for (guint i = 0; !text && i < G_N_ELEMENTS(names); i++)
        text = decode_iconv(bytes, length, names[i]);
    return text ? text : damaged_text(bytes, length); /* no charset modules: this much can still be shown */
}

/* Whether the bytes, declared as Western European, are Turkish: the two charsets differ in six letters, which in the
 * West only Icelandic and its kin use, and never without letters that Turkish lacks. */
static gboolean bytes_are_turkish(const char *bytes, gsize length)
{
    static const char only_there[] = "\xd0\xdd\xde\xf0\xfd\xfe";
    static const char there_too[] = "\xc2\xc7\xce\xd6\xdb\xdc\xe2\xe7\xee\xf6\xfb\xfc";
    gsize letters = 0;
    for (gsize i = 0; i < length; i++) {
        if ((guchar)bytes[i] < 0xc0)
            continue;
        gboolean only = memchr(only_there, bytes[i], sizeof only_there - 1) != NULL;
        if (!only && !memchr(there_too, bytes[i], sizeof there_too - 1))
            return FALSE;
        letters += only;
    }
    return letters > 0;
}

/* A mark at the start beats what was declared: nobody writes it by accident. */
static const char *charset_from_mark(const char *bytes, gsize length)
{
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
        return "utf-8";
    if (length >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
        return "utf-16";
    return NULL;
}

char *charset_decode(const char *bytes, gsize length, const char *declared, gboolean *ret_against)
{
    if (length == 0)
        return g_strdup("");
    const char *mark = charset_from_mark(bytes, length);
    g_autofree char *name = charset_name(mark ? mark : declared);
    g_autofree char *text = NULL;
    if (name && charset_never_fails(name) && !bytes_are_ascii(bytes, length) && (text = guess_utf8(bytes, length))) {
        *ret_against = TRUE; /* programs that write UTF-8 and declare ISO-8859-1 are many, such texts in it are not */
        return g_steal_pointer(&text);
    }
    if (name && strcmp(name, "windows-1252") == 0 && bytes_are_turkish(bytes, length) &&
        (text = decode_iconv(bytes, length, "windows-1254"))) {
        *ret_against = TRUE;
        return g_steal_pointer(&text);
    }
    if (name && (text = decode_declared(bytes, length, name))) {
        if (strstr(name, "ascii") && !bytes_are_ascii(bytes, length))
            *ret_against = TRUE;
        return g_steal_pointer(&text);
    }
    if (!bytes_are_ascii(bytes, length) && (declared && *declared))
        *ret_against = TRUE;
    text = decode_fallback(bytes, length);
    if (!(declared && *declared) && !bytes_are_ascii(bytes, length) && !g_utf8_validate(bytes, (gssize)length, NULL))
        *ret_against = TRUE; /* none declared means US-ASCII; UTF-8 is so usual there that it is not worth a word */
    return g_steal_pointer(&text);
}

/* --- ahead of time ------------------------------------------------------------------------------------------------------------------ */

static const char *const mail_charsets[] = {
    "iso-8859-1",  "iso-8859-2",  "iso-8859-3",  "iso-8859-4",    "iso-8859-5",    "iso-8859-6",     "iso-8859-7",     "iso-8859-8",
    "iso-8859-9",  "iso-8859-10", "iso-8859-11", "iso-8859-13",   "iso-8859-14",   "iso-8859-15",    "iso-8859-16",    "windows-1250",
    "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256",   "windows-1257",   "windows-1258",
    "windows-874", "koi8-r",      "koi8-u",      "koi8-t",        "macintosh",     "mac-cyrillic",   "mac-centraleurope", "cp437",
    "cp737",       "cp850",       "cp852",       "cp855",         "cp857",         "cp858",          "cp860",          "cp861",
    "cp862",       "cp863",       "cp864",       "cp865",         "cp866",         "cp869",          "cp775",          "tis-620",
    "utf-7",       "utf-16",      "utf-16le",    "utf-16be",      "utf-32",        "utf-32le",       "utf-32be",       "ucs-2",
    "gbk",         "gb18030",     "gb2312",      "big5",          "big5-hkscs",    "euc-cn",         "euc-tw",         "euc-jp",
    "euc-kr",      "cp932",       "cp949",       "johab",         "iso-2022-jp",   "iso-2022-jp-1",  "iso-2022-jp-2",  "iso-2022-jp-3",
    "iso-2022-kr", "iso-2022-cn", "hz-gb-2312",  "viscii",        "tcvn5712-1",    "armscii-8",      "georgian-ps",    "georgian-academy",
    "hp-roman8",   "iso646-se",
};

void charset_load_all(void)
{
    static GIConv kept[G_N_ELEMENTS(mail_charsets)];
    for (guint i = 0; i < G_N_ELEMENTS(mail_charsets) && !kept[i]; i++) {
        GIConv one = g_iconv_open("UTF-8", mail_charsets[i]);
        kept[i] = one == (GIConv)-1 ? NULL : one;
    }
}
