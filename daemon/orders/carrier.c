#include "daemon/orders/carrier.h"

#include <string.h>

#include "daemon/base/text.h"

static const char *const check_names[] = {
    [CHECK_NONE] = "none",   [CHECK_UPS] = "ups",   [CHECK_S10] = "s10",
    [CHECK_MOD10] = "mod10", [CHECK_MOD7] = "mod7", [CHECK_MOD11] = "mod11",
};

const char *check_digit_name(enum check_digit check)
{
    return check_names[check];
}

gboolean check_digit_parse(const char *name, enum check_digit *ret_check)
{
    for (guint i = 0; i < G_N_ELEMENTS(check_names); i++) {
        if (g_strcmp0(name, check_names[i]) == 0) {
            *ret_check = (enum check_digit)i;
            return TRUE;
        }
    }
    return FALSE;
}

static void tracking_pattern_free(struct tracking_pattern *pattern)
{
    g_free(pattern->pattern);
    g_free(pattern);
}

struct carrier *carrier_new(const char *id)
{
    struct carrier *carrier = g_new0(struct carrier, 1);
    carrier->id = g_strdup(id);
    carrier->names = phrases_new();
    carrier->patterns = g_ptr_array_new_with_free_func((GDestroyNotify)tracking_pattern_free);
    return carrier;
}

void carrier_free(struct carrier *carrier)
{
    if (!carrier)
        return;
    g_free(carrier->id);
    phrases_free(carrier->names);
    g_ptr_array_unref(carrier->patterns);
    g_free(carrier->link);
    g_free(carrier);
}

void carrier_add_pattern(struct carrier *carrier, const char *text, enum check_digit check)
{
    struct tracking_pattern *pattern = g_new0(struct tracking_pattern, 1);
    pattern->pattern = g_strdup(text);
    pattern->check = check;
    g_ptr_array_add(carrier->patterns, pattern);
}

/* --- by name ------------------------------------------------------------------------------------------------------------- */

static gboolean is_named(const struct carrier *carrier, const char *key)
{
    g_autofree char *id = text_match_key(carrier->id);
    if (g_str_equal(id, key))
        return TRUE;
    for (guint i = 0; i < phrases_count(carrier->names); i++) {
        g_autofree char *name = text_match_key(phrases_get(carrier->names, i)->text);
        if (g_str_equal(name, key))
            return TRUE;
    }
    return FALSE;
}

const struct carrier *carriers_find(const GPtrArray *carriers, const char *text)
{
    g_autofree char *key = text_match_key(text ? text : "");
    const struct carrier *found = NULL;
    for (guint i = 0; carriers && *key && i < carriers->len; i++) {
        if (!is_named(carriers->pdata[i], key))
            continue;
        if (found)
            return NULL;
        found = carriers->pdata[i];
    }
    return found;
}

const struct carrier *carriers_by_id(const GPtrArray *carriers, const char *id)
{
    for (guint i = 0; carriers && id && i < carriers->len; i++)
        if (g_str_equal(((const struct carrier *)carriers->pdata[i])->id, id))
            return carriers->pdata[i];
    return NULL;
}

/* --- check digits ----------------------------------------------------------------------------------------------------------- */

static guint digit_of(char c)
{
    return g_ascii_isdigit(c) ? (guint)(c - '0') : (guint)(c - 63) % 10;
}

static gboolean ups_fits(const char *tracking)
{
    gsize length = strlen(tracking);
    guint sum = 0;
    for (gsize i = 2; i + 1 < length; i++)
        sum += digit_of(tracking[i]) * (i % 2 ? 2 : 1);
    return length > 3 && (10 - sum % 10) % 10 == digit_of(tracking[length - 1]);
}

static gboolean s10_fits(const char *tracking)
{
    static const guint weights[] = {8, 6, 4, 2, 3, 5, 9, 7};
    guint sum = 0;
    if (strlen(tracking) != 13)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(weights); i++)
        sum += digit_of(tracking[i + 2]) * weights[i];
    guint check = 11 - sum % 11;
    return (check == 10 ? 0 : check == 11 ? 5 : check) == digit_of(tracking[10]);
}

/* The weights run from the right, from the digit before the last one. */
static gboolean weighted_fits(const char *tracking, const guint *weights, guint count, guint modulus)
{
    gsize length = strlen(tracking);
    guint sum = 0;
    for (gsize i = 1; i < length; i++)
        sum += digit_of(tracking[length - 1 - i]) * weights[(i - 1) % count];
    guint check = modulus == 10 ? (10 - sum % 10) % 10 : sum % modulus % 10;
    return length > 1 && check == digit_of(tracking[length - 1]);
}

static gboolean mod7_fits(const char *tracking)
{
    gsize length = strlen(tracking);
    guint rest = 0;
    for (gsize i = 0; i + 1 < length; i++)
        rest = (rest * 10 + digit_of(tracking[i])) % 7;
    return length > 1 && rest == digit_of(tracking[length - 1]);
}

static gboolean digit_fits(enum check_digit check, const char *tracking)
{
    static const guint gs1[] = {3, 1}, fedex[] = {1, 3, 7};
    switch (check) {
    case CHECK_NONE:
        return TRUE;
    case CHECK_UPS:
        return ups_fits(tracking);
    case CHECK_S10:
        return s10_fits(tracking);
    case CHECK_MOD10:
        return weighted_fits(tracking, gs1, G_N_ELEMENTS(gs1), 10);
    case CHECK_MOD7:
        return mod7_fits(tracking);
    case CHECK_MOD11:
        return weighted_fits(tracking, fedex, G_N_ELEMENTS(fedex), 11);
    }
    return FALSE;
}

/* --- patterns ----------------------------------------------------------------------------------------------------------------- */

static gboolean pattern_fits(const char *pattern, const char *tracking)
{
    for (; *pattern && *tracking; pattern++, tracking++) {
        gboolean fits = *pattern == '9'   ? g_ascii_isdigit(*tracking)
                        : *pattern == 'A' ? g_ascii_isupper(*tracking)
                        : *pattern == '*' ? g_ascii_isalnum(*tracking)
                                          : *pattern == *tracking;
        if (!fits)
            return FALSE;
    }
    return !*pattern && !*tracking;
}

enum tracking_verdict carrier_check(const struct carrier *carrier, const char *tracking)
{
    enum tracking_verdict verdict = TRACKING_NO_PATTERN;
    if (!carrier || carrier->patterns->len == 0)
        return TRACKING_UNCHECKED;
    for (guint i = 0; i < carrier->patterns->len; i++) {
        const struct tracking_pattern *pattern = carrier->patterns->pdata[i];
        if (!pattern_fits(pattern->pattern, tracking))
            continue;
        if (digit_fits(pattern->check, tracking))
            return TRACKING_FITS;
        verdict = TRACKING_WRONG_DIGIT;
    }
    return verdict;
}

static gboolean proves_itself(const struct carrier *carrier, const char *tracking)
{
    for (guint i = 0; i < carrier->patterns->len; i++) {
        const struct tracking_pattern *pattern = carrier->patterns->pdata[i];
        if (pattern->check != CHECK_NONE && pattern_fits(pattern->pattern, tracking) && digit_fits(pattern->check, tracking))
            return TRUE;
    }
    return FALSE;
}

const struct carrier *carriers_by_tracking(const GPtrArray *carriers, const char *tracking)
{
    const struct carrier *found = NULL;
    for (guint i = 0; carriers && i < carriers->len; i++) {
        if (!proves_itself(carriers->pdata[i], tracking))
            continue;
        if (found)
            return NULL;
        found = carriers->pdata[i];
    }
    return found;
}

char *carrier_link(const struct carrier *carrier, const char *tracking)
{
    if (!carrier || !carrier->link || !tracking)
        return NULL;
    g_autofree char *escaped = g_uri_escape_string(tracking, NULL, FALSE);
    g_auto(GStrv) parts = g_strsplit(carrier->link, "{tracking}", -1);
    return g_strjoinv(escaped, parts);
}

char *tracking_normal(const char *text)
{
    GString *normal = g_string_new(NULL);
    for (; *text; text++)
        if (g_ascii_isalnum(*text))
            g_string_append_c(normal, g_ascii_toupper(*text));
    return g_string_free(normal, FALSE);
}
