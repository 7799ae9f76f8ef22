/* vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350): who the sender is and how to reach them, as an order of which only the buyer is told. */
#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/charset.h"
#include "parsers/decode/formats.h"

#define CARD_LINES 2000u /* of one file: photos fold into many, and are passed over */

static gboolean vcard_matches(const struct file *file)
{
    gsize length;
    const char *start = file_start(file, &length);
    return length > 11 && g_ascii_strncasecmp(start, "BEGIN:VCARD", 11) == 0;
}

/* One property: "item1.TEL;TYPE=WORK,PREF:+44 …". */
struct property {
    char *name;       /* upper case, without a group */
    char *parameters; /* upper case, each between semicolons: ";TYPE=WORK,PREF;" */
    char *value;      /* UTF-8; as written, structured values still divided by semicolons */
};

static void property_clear(struct property *property)
{
    g_free(property->name);
    g_free(property->parameters);
    g_free(property->value);
}

/* --- lines ---------------------------------------------------------------------------------------------------------------------- */

static gboolean is_quoted_printable(const char *line)
{
    const char *colon = strchr(line, ':');
    g_autofree char *head = colon ? g_ascii_strup(line, colon - line) : NULL;
    return head && strstr(head, "QUOTED-PRINTABLE");
}

/* Lines that begin with white space go on the one before; in 2.1, so do those behind a soft line break. */
static GPtrArray *unfolded(const char *bytes, gsize length)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *text = g_strndup(bytes, length);
    g_auto(GStrv) raw = g_strsplit(text, "\n", -1);
    gboolean soft = FALSE;
    for (guint i = 0; raw[i] && lines->len < CARD_LINES; i++) {
        g_strchomp(raw[i]);
        gpointer *last = lines->len ? &lines->pdata[lines->len - 1] : NULL;
        if (last && (soft || *raw[i] == ' ' || *raw[i] == '\t')) {
            const char *rest = soft ? raw[i] : raw[i] + 1;
            gsize had = strlen(*last) - soft;
            if (had + strlen(rest) < BOUND_LINE_SIZE) {
                char *joined = g_strdup_printf("%.*s%s", (int)had, (char *)*last, rest);
                g_free(*last);
                *last = joined;
            }
        } else {
            g_ptr_array_add(lines, g_strndup(raw[i], BOUND_LINE_SIZE));
        }
        const char *now = lines->pdata[lines->len - 1];
        soft = is_quoted_printable(now) && g_str_has_suffix(now, "=");
    }
    return lines;
}

static GString *unquoted(const char *text)
{
    GString *bytes = g_string_new(NULL);
    for (const char *p = text; *p; p++) {
        if (*p == '=' && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2])) {
            g_string_append_c(bytes, (char)(g_ascii_xdigit_value(p[1]) * 16 + g_ascii_xdigit_value(p[2])));
            p += 2;
        } else {
            g_string_append_c(bytes, *p);
        }
    }
    return bytes;
}

static char *charset_of(const char *parameters)
{
    const char *found = strstr(parameters, ";CHARSET=");
    if (!found)
        return g_strdup("utf-8");
    found += strlen(";CHARSET=");
    return g_ascii_strdown(found, (gssize)strcspn(found, ";"));
}

static char *value_of(const char *written, const char *parameters)
{
    gboolean against = FALSE;
    g_autofree char *charset = charset_of(parameters);
    if (!strstr(parameters, "QUOTED-PRINTABLE"))
        return charset_decode(written, strlen(written), charset, &against);
    g_autoptr(GString) bytes = unquoted(written);
    return charset_decode(bytes->str, bytes->len, charset, &against);
}

/* Where the value begins: a colon inside quoted parameters is none. NULL: it is no property. */
static const char *colon_of(const char *line)
{
    gboolean quoted = FALSE;
    for (const char *p = line; *p; p++) {
        quoted ^= *p == '"';
        if (*p == ':' && !quoted)
            return p;
    }
    return NULL;
}

static gboolean property_read(struct property *property, const char *line)
{
    const char *colon = colon_of(line);
    if (!colon)
        return FALSE;
    g_autofree char *head = g_ascii_strup(line, colon - line);
    const char *parameters = strchr(head, ';');
    gsize length = parameters ? (gsize)(parameters - head) : strlen(head);
    g_autofree char *name = g_strndup(head, length);
    const char *dot = strrchr(name, '.');
    property->name = g_strdup(dot ? dot + 1 : name);
    property->parameters = g_strconcat(parameters ? parameters : "", ";", NULL);
    property->value = value_of(colon + 1, property->parameters);
    return TRUE;
}

/* --- values --------------------------------------------------------------------------------------------------------------------- */

/* "\n", "\,", "\;" as they are meant. */
static char *unescaped(const char *text)
{
    GString *plain = g_string_new(NULL);
    for (const char *p = text; *p; p++) {
        if (*p != '\\' || !p[1])
            g_string_append_c(plain, *p);
        else
            g_string_append_c(plain, *++p == 'n' || *p == 'N' ? '\n' : *p);
    }
    return g_string_free(plain, FALSE);
}

/* The parts of a structured value, unescaped and stripped. */
static GPtrArray *parts_of(const char *value)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
    const char *from = value;
    for (const char *p = value;; p++) {
        if (*p == '\\' && p[1]) {
            p++;
            continue;
        }
        if (*p && *p != ';')
            continue;
        g_autofree char *written = g_strndup(from, (gsize)(p - from));
        g_ptr_array_add(parts, g_strstrip(unescaped(written)));
        from = p + 1;
        if (!*p)
            return parts;
    }
}

static const char *part(const GPtrArray *parts, guint index)
{
    return index < parts->len ? parts->pdata[index] : "";
}

static void add(GString *text, const char *separator, const char *more)
{
    if (*more)
        g_string_append_printf(text, "%s%s", text->len ? separator : "", more);
}

/* Box, extension, street, place, region, postal code, country. */
static char *address_of(const char *value)
{
    g_autoptr(GPtrArray) parts = parts_of(value);
    g_autoptr(GString) place = g_string_new(NULL);
    GString *address = g_string_new(NULL);
    add(place, " ", part(parts, 5));
    add(place, " ", part(parts, 3));
    add(address, "\n", part(parts, 0));
    add(address, "\n", part(parts, 1));
    add(address, "\n", part(parts, 2));
    add(address, "\n", place->str);
    add(address, "\n", part(parts, 4));
    add(address, "\n", part(parts, 6));
    return g_string_free(address, FALSE);
}

/* Family, given, additional, prefixes, suffixes: as one calls them. */
static char *name_of(const char *value)
{
    g_autoptr(GPtrArray) parts = parts_of(value);
    GString *name = g_string_new(NULL);
    add(name, " ", part(parts, 1));
    add(name, " ", part(parts, 0));
    return g_string_free(name, FALSE);
}

/* "tel:+44-20-…;ext=5" and "mailto:a@b" are addresses of 4.0. */
static char *without_scheme(const char *value)
{
    const char *colon = g_ascii_strncasecmp(value, "tel:", 4) == 0 || g_ascii_strncasecmp(value, "mailto:", 7) == 0 ? strchr(value, ':') : NULL;
    g_autofree char *plain = unescaped(colon ? colon + 1 : value);
    if (colon)
        plain[strcspn(plain, ";?")] = '\0';
    return g_strdup(plain);
}

/* --- the card ------------------------------------------------------------------------------------------------------------------- */

enum { RANK_NONE, RANK_LAST, RANK_PLAIN, RANK_PREFERRED };

/* 2.1 writes ";PREF", 3.0 "TYPE=PREF", 4.0 "PREF=1". Of the numbers, a fax is the last that one would call. */
static int rank_of(const char *parameters)
{
    if (strstr(parameters, "FAX"))
        return RANK_LAST;
    return strstr(parameters, "PREF") ? RANK_PREFERRED : RANK_PLAIN;
}

struct card {
    struct business_order *order;
    int ranks[ORDER_PART_COUNT]; /* of what stands there */
};

static void card_set(struct card *card, enum order_part part, int rank, char *text)
{
    if (rank > card->ranks[part] && *text) {
        business_order_set(card->order, part, text);
        card->ranks[part] = rank;
    }
    g_free(text);
}

static void card_take(struct card *card, const struct property *property)
{
    const char *name = property->name, *value = property->value;
    int rank = rank_of(property->parameters);
    if (g_str_equal(name, "FN"))
        card_set(card, ORDER_BUYER_CONTACT, RANK_PREFERRED, unescaped(value));
    else if (g_str_equal(name, "N"))
        card_set(card, ORDER_BUYER_CONTACT, RANK_LAST, name_of(value));
    else if (g_str_equal(name, "ORG")) {
        g_autoptr(GPtrArray) parts = parts_of(value);
        card_set(card, ORDER_BUYER_NAME, rank, g_strdup(part(parts, 0)));
    } else if (g_str_equal(name, "EMAIL"))
        card_set(card, ORDER_BUYER_EMAIL, rank, without_scheme(value));
    else if (g_str_equal(name, "TEL"))
        card_set(card, ORDER_BUYER_PHONE, rank, without_scheme(value));
    else if (g_str_equal(name, "ADR"))
        card_set(card, ORDER_BUYER_ADDRESS, rank, address_of(value));
}

/* The first card: where somebody sends several, the others are of other people. */
static void vcard_read(struct document *document, const struct file *file)
{
    gsize length;
    const char *start = file_start(file, &length);
    g_autoptr(GPtrArray) lines = unfolded(start, length);
    struct card card = {.order = formats_add_order(document, SOURCE_CARD, file->name)};
    for (guint i = 1; card.order && i < lines->len; i++) {
        struct property property = {0};
        if (!property_read(&property, lines->pdata[i]))
            continue;
        gboolean ends = g_str_equal(property.name, "END");
        card_take(&card, &property);
        property_clear(&property);
        if (ends)
            return;
    }
}

const struct format format_vcard = {"vCard", FORMAT_HEAD, vcard_matches, vcard_read};
