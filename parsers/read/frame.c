#include "parsers/read/frame.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/trimmings.h"
#include "parsers/read/words.h"

#define LINE_BYTES   200 /* longer ones are sentences */
#define NAME_WORDS   4
#define CONTACT_LINES 5
#define PHONE_DIGITS 7   /* a line of fewer is a postal code or a house number */

static const struct field *role_field(const struct reader *reader, enum field_role role)
{
    return form_field_by_role(reader->context->forms->order, role);
}

static struct value *role_value(const struct draft *draft, const struct reader *reader, enum field_role role)
{
    const struct field *field = role_field(reader, role);
    return field ? values_find(draft->values, field->id) : NULL;
}

/* Puts the text where the form asks for it and nothing stands yet. */
static gboolean put_role(struct draft *draft, const struct reader *reader, enum field_role role, const char *text, gboolean guessed)
{
    const struct field *field = role_field(reader, role);
    return field && *text && !values_find(draft->values, field->id) && values_put(draft->values, reader, field, text, NULL, guessed);
}

/* --- address blocks ------------------------------------------------------------------------------------------------------------ */

static gboolean is_email_line(const char *line)
{
    g_autofree char *text = g_strstrip(g_strdup(line));
    return text_address_valid(text);
}

static gboolean is_phone_line(const char *line)
{
    guint digits = 0;
    static const char *const labels[] = {"t", "p", "m", "tel", "tel no", "telefon", "phone", "mobile", "mob", "cell", "gsm", "cep", "handy", "mobil", "fon", "ph", NULL};
    const char *colon = strchr(line, ':');
    g_autofree char *label = colon ? g_strndup(line, (gsize)(colon - line)) : NULL, *key = label ? text_match_key(label) : NULL;
    if (key && g_strv_contains(labels, key))
        line = colon + 1; /* "T: +49 …"; but "Tax no: …" is another number */
    for (const char *p = line; *p; p++) {
        if (!g_ascii_isdigit(*p) && !strchr(" +-/().", *p))
            return FALSE;
        digits += g_ascii_isdigit(*p) != 0;
    }
    return digits >= PHONE_DIGITS;
}

static void split_address(struct draft *draft, const struct reader *reader, struct value *value)
{
    g_auto(GStrv) lines = g_strsplit(value->canonical, "\n", -1);
    g_autoptr(GString) postal = g_string_new(NULL);
    for (guint i = 0; lines[i]; i++) {
        gboolean email = is_email_line(lines[i]), phone = !email && is_phone_line(lines[i]);
        if (email || phone)
            put_role(draft, reader, email ? ROLE_EMAIL : ROLE_PHONE, lines[i], FALSE);
        else if (!trimming_is_map_link(lines[i]))
            g_string_append_printf(postal, "%s%s", postal->len ? "\n" : "", lines[i]);
    }
    if (!postal->len || postal->len == strlen(value->canonical))
        return;
    value_set_canonical(value, value->status, postal->str);
}

void frame_split_addresses(struct draft *draft, const struct reader *reader)
{
    static const enum field_role roles[] = {ROLE_BILLING, ROLE_DELIVERY};
    for (guint i = 0; i < G_N_ELEMENTS(roles); i++) {
        struct value *value = role_value(draft, reader, roles[i]);
        if (value && value->canonical && strchr(value->canonical, '\n'))
            split_address(draft, reader, value);
    }
}

/* A block of three lines or more begins with a name: no digit in it, and some below. Only where the mail speaks of its customer as shops
 * do: who writes for himself has his name in the mail's header. */
static void name_from_address(struct draft *draft, const struct reader *reader)
{
    if (!role_value(draft, reader, ROLE_EMAIL) && !role_value(draft, reader, ROLE_REFERENCE))
        return;
    static const enum field_role roles[] = {ROLE_BILLING, ROLE_DELIVERY};
    for (guint i = 0; i < G_N_ELEMENTS(roles); i++) {
        const struct value *value = role_value(draft, reader, roles[i]);
        g_auto(GStrv) lines = g_strsplit(value_usable(value) ? value->canonical : "", "\n", -1);
        if (g_strv_length(lines) >= 3 && !strpbrk(lines[0], "0123456789,") && strpbrk(lines[1], "0123456789"))
            put_role(draft, reader, ROLE_NAME, lines[0], TRUE);
    }
}

/* --- lines that nothing understood ----------------------------------------------------------------------------------------------- */

/* The value of the unread line whose label is one of the keys, to be freed; *ret_index its place. NULL when there is none. */
static char *unread_value(const struct draft *draft, const char *const *keys, guint *ret_index)
{
    for (guint i = 0; draft->unread[i]; i++) {
        const char *colon = strchr(draft->unread[i], ':'), *end = colon ? colon : draft->unread[i] + strlen(draft->unread[i]);
        if (strlen(draft->unread[i]) > LINE_BYTES)
            continue;
        g_autofree char *label = g_strndup(draft->unread[i], (gsize)(end - draft->unread[i])), *key = text_match_key(label);
        g_autofree char *value = g_strstrip(g_strdup(colon ? colon + 1 : ""));
        const char *next = draft->unread[i + 1];
        if (!g_strv_contains(keys, key) || (!*value && (!next || strchr(next, ':'))))
            continue;
        *ret_index = i;
        return *value ? g_steal_pointer(&value) : g_strdup(next);
    }
    return NULL;
}

static void unread_drop(struct draft *draft, guint index)
{
    g_free(draft->unread[index]);
    for (; draft->unread[index]; index++)
        draft->unread[index] = draft->unread[index + 1];
}

static char *take_unread(struct draft *draft, const char *const *keys)
{
    guint index;
    char *value = unread_value(draft, keys, &index);
    if (value && (!strchr(draft->unread[index], ':') || g_str_has_suffix(draft->unread[index], ":")))
        unread_drop(draft, index + 1); /* the value stands below its label */
    if (value)
        unread_drop(draft, index);
    return value;
}

/* "First name: Ayla", "Last name: Demir". */
static void join_names(struct draft *draft, const struct reader *reader)
{
    static const char *const firsts[] = {"first name", "firstname", "given name", "ad", "adi", "adiniz", "isim", "vorname", "prenom", "nombre", "nome", NULL};
    static const char *const lasts[] = {"last name", "lastname", "surname", "family name", "soyad", "soyadi", "soyadiniz", "soyisim", "nachname", "nom", "apellido", "apellidos", "cognome", NULL};
    struct value *name = role_value(draft, reader, ROLE_NAME);
    guint index;
    g_autofree char *last = unread_value(draft, lasts, &index);
    if (!last || (name && !value_usable(name)))
        return;
    g_autofree char *first = name ? g_strdup(name->canonical) : take_unread(draft, firsts);
    g_autofree char *used = first ? take_unread(draft, lasts) : NULL;
    if (!first)
        return;
    g_autofree char *whole = g_strdup_printf("%s %s", first, last);
    if (name)
        g_ptr_array_remove(draft->values, name);
    put_role(draft, reader, ROLE_NAME, whole, FALSE);
}

static void add_part(GString *address, const char *mark, const char *part)
{
    if (part && *part)
        g_string_append_printf(address, "%s%s", address->len ? mark : "", part);
}

/* The city, where the business asks for it by a field of its own; to be freed, NULL when it does not. */
static char *city_of_field(const struct draft *draft, const struct reader *reader, const char *const *cities)
{
    const GPtrArray *fields = reader->context->forms->order->fields;
    for (guint i = 0; i < fields->len; i++) {
        const struct field *field = fields->pdata[i];
        const struct value *value = field->type == FIELD_TEXT ? values_find(draft->values, field->id) : NULL;
        for (guint p = 0; value_usable(value) && p < phrases_count(field->labels); p++) {
            g_autofree char *key = text_match_key(phrases_get(field->labels, p)->text);
            if (g_strv_contains(cities, key))
                return g_strdup(value->canonical);
        }
    }
    return NULL;
}

/* "Street: …", "Zip code: …", "City: …", each a field of its own. */
static void join_address(struct draft *draft, const struct reader *reader)
{
    static const char *const streets[] = {"street", "street address", "address line 1", "address 1", "street and number", "street and house number", "strasse", "strasse hausnummer",
                                          "strasse und hausnummer", "strasse nr", "sokak", "acik adres", NULL};
    static const char *const more[] = {"address line 2", "address 2", "street address line 2", "apartment", "adresszusatz", "adresse 2", "adres 2", "adres satiri 2", NULL};
    static const char *const codes[] = {"zip", "zip code", "zip postal code", "postal code", "postal zip code", "postcode", "plz", "postleitzahl", "posta kodu", NULL};
    static const char *const cities[] = {"city", "town", "ort", "stadt", "sehir", "il", "ville", "ciudad", "citta", NULL};
    static const char *const states[] = {"state", "state province", "province", "region", "county", "ilce", NULL};
    static const char *const countries[] = {"country", "country region", "land", "ulke", "pays", "pais", "paese", NULL};
    struct value *known = role_value(draft, reader, ROLE_DELIVERY);
    guint index;
    g_autofree char *city = unread_value(draft, cities, &index), *postal = unread_value(draft, codes, &index);
    g_autofree char *street = known ? NULL : unread_value(draft, streets, &index), *own_city = city ? NULL : city_of_field(draft, reader, cities);
    g_autofree char *below = known ? unread_value(draft, more, &index) : NULL;
    if (!role_field(reader, ROLE_DELIVERY) || !(city || (postal && own_city) || below) ||
        (known ? !value_usable(known) || strchr(known->canonical, '\n') : !street))
        return;
    g_autoptr(GString) address = g_string_new(known ? known->canonical : street);
    if (!known)
        g_free(take_unread(draft, streets)); /* it is in the address */
    g_autofree char *second = take_unread(draft, more), *code = take_unread(draft, codes);
    g_autofree char *town = own_city ? g_steal_pointer(&own_city) : take_unread(draft, cities), *state = take_unread(draft, states), *country = take_unread(draft, countries);
    add_part(address, "\n", second);
    add_part(address, "\n", code);
    add_part(address, code ? " " : "\n", town);
    add_part(address, ", ", state);
    add_part(address, "\n", country);
    if (known)
        g_ptr_array_remove(draft->values, known);
    put_role(draft, reader, ROLE_DELIVERY, address->str, FALSE);
}

/* "Ayla Demir ayla@example.com", "Ayla Demir - <ayla@example.com>": the address, to be freed, and the name; NULL when no address is in it. */
static char *split_name(const char *text, GString *name)
{
    g_auto(GStrv) words = g_strsplit_set(text, " <>()[]\"", -1);
    char *address = NULL;
    for (guint i = 0; words[i]; i++) {
        if (!address && text_address_valid(words[i]))
            address = g_strdup(words[i]);
        else if (!g_str_equal(words[i], "-") && !g_str_equal(words[i], "–") && !g_str_equal(words[i], "/") && !g_str_equal(words[i], ","))
            add_part(name, " ", words[i]);
    }
    return address;
}

/* "From: Ayla Demir ayla@example.com", as form services begin. */
static void take_sender(struct draft *draft, const struct reader *reader)
{
    static const char *const froms[] = {"from", "von", "kimden", "gonderen", "de", NULL};
    guint index;
    g_autofree char *from = unread_value(draft, froms, &index);
    if (!from)
        return;
    g_autoptr(GString) name = g_string_new(NULL);
    g_autofree char *address = split_name(from, name);
    if (!address || !put_role(draft, reader, ROLE_EMAIL, address, FALSE))
        return;
    unread_drop(draft, index);
    put_role(draft, reader, ROLE_NAME, name->str, FALSE);
}

/* "Customer: Bora Kaya - bora@example.com". */
static void part_name_and_address(struct draft *draft, const struct reader *reader)
{
    struct value *value = role_value(draft, reader, ROLE_NAME);
    g_autoptr(GString) name = g_string_new(NULL);
    g_autofree char *address = value_usable(value) && strchr(value->canonical, '@') ? split_name(value->canonical, name) : NULL;
    if (!address || !name->len)
        return;
    value_set_canonical(value, value->status, name->str);
    put_role(draft, reader, ROLE_EMAIL, address, FALSE);
}

/* Below "Contact" or "Customer", within a few lines: an address and a telephone number that stand alone. */
static void take_contact_block(struct draft *draft, const struct reader *reader)
{
    static const char *const heads[] = {"contact", "contact information", "contact details", "customer", "customer information", "customer details", "buyer",
                                        "iletisim", "iletisim bilgileri", "musteri", "musteri bilgileri", "kontakt", "kontaktdaten", "kunde", "kundendaten", NULL};
    guint below = CONTACT_LINES;
    for (guint i = 0; draft->unread[i]; i++, below++) {
        const char *line = draft->unread[i];
        g_autofree char *key = text_match_key(line);
        gboolean email = is_email_line(line);
        if (g_strv_contains(heads, key))
            below = 0;
        if (below == 0 || below >= CONTACT_LINES || !(email || is_phone_line(line)) || !put_role(draft, reader, email ? ROLE_EMAIL : ROLE_PHONE, line, TRUE))
            continue;
        unread_drop(draft, i--);
    }
}

/* The name that ends before `end`: two to four words that begin with capitals, at the beginning of the line or behind a colon, where programs
 * write it; a person's "my colleague Jane Doe (…)" names somebody else. NULL when there is none. */
static const char *name_before(const char *line, const char *end)
{
    const char *start = end;
    guint words = 0;
    while (words < NAME_WORDS) {
        const char *word = start;
        while (word > line && word[-1] == ' ')
            word--;
        while (word > line && word[-1] != ' ')
            word--;
        const char *mark = strpbrk(word, ".:,;");
        if (word >= start || !g_unichar_isupper(g_utf8_get_char(word)) || (mark && mark < end))
            break;
        start = word;
        words++;
    }
    const char *before = start;
    while (before > line && before[-1] == ' ')
        before--;
    return words >= 2 && (before == line || before[-1] == ':') ? start : NULL;
}

/* "Ayla Demir (ayla@example.com) has just placed an order": whom the mail of a shop is about, where it says so in no other way. */
static void take_named_address(struct draft *draft, const struct reader *reader)
{
    static const char *const about[] = {"placed", "submitted", "order", "customer", "client", "musteri", "siparis", "kunde", "bestellung", "commande"};
    if (role_value(draft, reader, ROLE_EMAIL))
        return;
    for (guint i = 0; draft->unread[i]; i++) {
        const char *line = draft->unread[i], *open = strchr(line, '('), *close = open ? strchr(open, ')') : NULL;
        g_autofree char *address = close ? g_strndup(open + 1, (gsize)(close - open - 1)) : NULL;
        const char *start = address && text_address_valid(address) ? name_before(line, open) : NULL;
        g_autofree char *around = start ? g_strdup_printf("%s %s", i > 0 ? draft->unread[i - 1] : "", line) : NULL, *key = around ? text_match_key(around) : NULL;
        gboolean said = FALSE;
        for (guint w = 0; key && w < G_N_ELEMENTS(about); w++)
            said = said || words_find(key, about[w]);
        if (!said)
            continue;
        g_autofree char *name = g_strstrip(g_strndup(start, (gsize)(open - start)));
        put_role(draft, reader, ROLE_EMAIL, address, TRUE);
        put_role(draft, reader, ROLE_NAME, name, TRUE);
        return;
    }
}

/* --- the order's number ---------------------------------------------------------------------------------------------------------- */

static gboolean is_order_word(const char *word)
{
    static const char *const words[] = {"order", "siparis", "bestellung", "bestellnummer", "auftrag", "commande", "pedido", "ordine", NULL};
    return g_strv_contains(words, word);
}

static gboolean is_number_word(const char *word)
{
    static const char *const words[] = {"no", "nr", "number", "id", "num", "nummer", "numarasi", "numara", "reference", "ref", "kodu", NULL};
    return g_strv_contains(words, word);
}

/* "#42", "1042", "EH-1042": a word with three digits or more (two behind "#"), no date and no amount. */
static char *order_number(const char *word)
{
    g_autofree char *number = g_strdup(word + strspn(word, "#[(:№"));
    guint digits = 0;
    for (gsize length = strlen(number); length > 0 && strchr(".,:;!)]", number[length - 1]); length--)
        number[length - 1] = '\0';
    for (const char *p = number; *p; p++) {
        if (!g_ascii_isalnum(*p) && !strchr("-_/#", *p))
            return NULL;
        digits += g_ascii_isdigit(*p) != 0;
    }
    return digits >= (*word == '#' ? 2u : 3u) ? g_steal_pointer(&number) : NULL;
}

/* The number behind the word "order" in a line or a subject; NULL when there is none. */
static char *number_in(const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    gboolean order = FALSE, said = FALSE;
    if (strlen(line) > LINE_BYTES)
        return NULL;
    for (guint i = 0; words[i]; i++) {
        g_autofree char *key = text_match_key(words[i]);
        char *number = order || (said && *words[i] == '#' && strlen(words[i]) > 3) ? order_number(words[i]) : NULL;
        if (number)
            return number;
        gboolean named = said && g_str_has_prefix(words[i], "(") && is_number_word(key); /* "Bestellung im Shop (Nummer: 10042)" */
        order = is_order_word(key) || named || (order && (!*key || is_number_word(key)));
        said = said || is_order_word(key);
    }
    return NULL;
}

static void take_number(struct draft *draft, const struct reader *reader)
{
    g_autofree char *number = NULL;
    for (guint i = 0; draft->unread[i] && !number; i++)
        number = number_in(draft->unread[i]);
    if (!number)
        number = number_in(reader->subject);
    if (number)
        put_role(draft, reader, ROLE_REFERENCE, number, FALSE);
}

void frame_fill(struct draft *draft, const struct reader *reader)
{
    join_names(draft, reader);
    join_address(draft, reader);
    take_sender(draft, reader);
    part_name_and_address(draft, reader);
    take_contact_block(draft, reader);
    take_named_address(draft, reader);
    take_number(draft, reader);
    name_from_address(draft, reader);
}
