/* E-mail addresses and phone numbers. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/kinds.h"
#include "parsers/read/words.h"

#define REMARK_DIGITS  5 /* as many may be a part of a number */
#define REMARK_LETTERS 3

void email_read(struct value *value, const struct value_request *request)
{
    g_auto(GStrv) words = g_strsplit_set(request->text, " \t\n,;<>()[]\"'|", -1);
    g_autofree char *found = NULL;
    value_set_fault(value, VALUE_WRONG, FAULT_NOT_AN_EMAIL);
    for (guint i = 0; words[i]; i++) {
        const char *word = words[i];
        if (!strchr(word, '@'))
            continue;
        if (g_ascii_strncasecmp(word, "mailto:", 7) == 0)
            word += 7;
        g_autofree char *trimmed = g_strdup(word);
        for (gsize length = strlen(trimmed); length > 0 && strchr(".:!?", trimmed[length - 1]); length--)
            trimmed[length - 1] = '\0';
        g_autofree char *normal = text_address_normal(trimmed);
        if (!normal) {
            value_set_fault(value, VALUE_WRONG, FAULT_NOT_AN_EMAIL);
            return;
        }
        if (found && !g_str_equal(found, normal)) {
            value_set_fault(value, VALUE_AMBIGUOUS, FAULT_CONFLICT);
            value_add_candidate(value, found);
            value_add_candidate(value, normal);
            return;
        }
        g_free(found);
        found = g_steal_pointer(&normal);
    }
    if (found)
        value_set_canonical(value, VALUE_GIVEN, found);
}

/* --- phones ------------------------------------------------------------------------------------------------------ */

/* Words that may stand beside a number; an extension ends it. */
static gboolean phone_word(const char *key, gboolean *ret_extension)
{
    static const char *const kinds[] = {
        "tel",    "telephone", "telefon",  "phone",   "mobile",    "mobil",   "mobiltelefon", "cell",  "cep", "gsm",
        "handy",  "ph",        "telefono", "fon",     "t",         "m",       "mob",          "movil", "no",  "nr",
        "number", "tlf",       "portable", "celular", "cellulare", "komorka", "kom",          "тел",   "моб", "work",
        "home",   "ev",        "is",       "or",      "whatsapp"};
    static const char *const extensions[] = {"ext",    "extension", "x",   "durchwahl", "dw",
                                             "dahili", "poste",     "int", "wew",       "доб"};
    for (guint i = 0; i < G_N_ELEMENTS(extensions); i++)
        if (g_str_equal(extensions[i], key))
            return *ret_extension = TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(kinds[i], key))
            return TRUE;
    return FALSE;
}

/* A telephone, a house: people put them before the number. */
static gboolean is_picture(gunichar c)
{
    return g_unichar_type(c) == G_UNICODE_OTHER_SYMBOL || c == 0xfe0f;
}

/* "(after 6 pm)" behind the number: where it begins; NULL when there is none, or one that may be a part of the number. */
static const char *phone_remark(const char *prepared)
{
    const char *open = strrchr(prepared, '('), *close = open ? strchr(open, ')') : NULL;
    guint digits = 0, letters = 0;
    if (!open || open == prepared || !close || close[strspn(close, ") .")])
        return NULL;
    for (const char *p = open; p < close; p = g_utf8_next_char(p)) {
        digits += g_ascii_isdigit(*p);
        letters += g_unichar_isalpha(g_utf8_get_char(p));
    }
    return digits < REMARK_DIGITS && letters >= REMARK_LETTERS ? open : NULL;
}

/* The digits, with a leading +; FALSE when something in the text belongs to no phone number. */
static gboolean phone_collect(const char *prepared, GString *digits)
{
    gboolean extension = FALSE;
    for (const char *p = prepared; *p && !extension;) {
        if (g_ascii_isdigit(*p)) {
            g_string_append_c(digits, *p++);
        } else if (g_str_has_prefix(p, "(0)") && digits->len > 0 && digits->str[0] == '+') {
            p += 3;
        } else if (*p == '+') {
            if (digits->len > 0)
                return FALSE;
            g_string_append_c(digits, *p++);
        } else if (g_unichar_isalpha(g_utf8_get_char(p))) {
            const char *end = p;
            while (*end && g_unichar_isalpha(g_utf8_get_char(end)))
                end = g_utf8_next_char(end);
            g_autofree char *word = g_strndup(p, (gsize)(end - p));
            g_autofree char *key = text_match_key(word);
            if (!phone_word(key, &extension))
                return FALSE;
            p = end;
        } else if (strchr(TEXT_PHONE_MARKS "\x1f", *p)) {
            p++;
        } else if (is_picture(g_utf8_get_char(p))) {
            p = g_utf8_next_char(p);
        } else {
            return FALSE;
        }
    }
    return TRUE;
}

void phone_read(struct value *value, const struct value_request *request)
{
    g_autofree char *narrow = g_utf8_normalize(request->text, -1, G_NORMALIZE_NFKC); /* "＋９０ ５３２": as phones in the far east type it */
    g_autofree char *prepared = numeral_prepare(narrow ? narrow : request->text);
    g_autoptr(GString) digits = g_string_new(NULL);
    gboolean clean = phone_collect(prepared, digits);
    const char *remark = clean ? NULL : phone_remark(prepared);
    if (remark) { /* shown, for whoever calls */
        g_autofree char *number = g_strndup(prepared, (gsize)(remark - prepared));
        g_string_truncate(digits, 0);
        clean = phone_collect(number, digits);
    }
    gsize count = digits->len - (digits->str[0] == '+');
    if (clean && count >= BOUND_PHONE_LEAST && count <= BOUND_PHONE_MOST)
        value_set_canonical(value, remark ? VALUE_GUESSED : VALUE_GIVEN, digits->str);
    else
        value_set_fault(value, VALUE_WRONG, FAULT_NOT_A_PHONE);
}
