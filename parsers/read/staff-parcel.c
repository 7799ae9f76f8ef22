/* Tracking numbers and carriers in a clause. */
#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/staff-internal.h"

#define NUMBER_LEAST    8  /* characters of a tracking number that stands there without a word that says so */
#define NUMBER_MOST     40
#define NUMBER_DIGITS   6
#define NUMBER_TOKENS   8  /* "1Z 999 AA1 01 2345 6784" */
#define GROUPED_DIGITS  12 /* more than a telephone's number has within its country */
#define GROUP_LEAST     3  /* digits of a group, but for the last: "24 11 2026" is a day */
#define GROUP_MOST      6
#define PHONE_ABROAD    15 /* digits of a telephone's number with its country's */
#define CARRIER_TOKENS  4  /* of a carrier that is in no file: "our own van" */

/* --- tracking numbers ----------------------------------------------------------------------------------------------------------- */

static guint digits_in(const char *text)
{
    guint count = 0;
    for (; *text; text++)
        count += g_ascii_isdigit(*text) != 0;
    return count;
}

/* "120x80x60": how large it is. */
static gboolean is_size(const char *text)
{
    guint times = 0;
    for (const char *p = text; *p; p++) {
        if (*p == 'x' || *p == 'X')
            times += p > text && g_ascii_isdigit(p[-1]) && g_ascii_isdigit(p[1]);
        else if (!g_ascii_isdigit(*p) && *p != '.' && !(times > 0 && (g_str_equal(p, "cm") || g_str_equal(p, "mm") || g_str_equal(p, "m"))))
            return FALSE;
        else if (g_ascii_isalpha(*p))
            return TRUE;
    }
    return times > 0;
}

/* Letters and digits of ASCII, with dashes: what may be part of a tracking number. */
static gboolean is_code(const char *text)
{
    gboolean upper = TRUE;
    if (is_size(text))
        return FALSE;
    for (const char *p = text; *p; p++) {
        if (!g_ascii_isalnum(*p) && *p != '-' && *p != '.')
            return FALSE;
        upper = upper && !g_ascii_islower(*p);
    }
    return *text && (digits_in(text) > 0 || (upper && strlen(text) <= 4));
}

gboolean staff_is_long_number(const struct staff_token *token)
{
    gboolean date = digits_in(token->text) == 8 && strpbrk(token->text, ".-");
    return strlen(token->text) >= NUMBER_LEAST && strlen(token->text) <= NUMBER_MOST && digits_in(token->text) >= NUMBER_DIGITS && is_code(token->text) && !date;
}

static char *joined(const struct staff_clause *clause, guint at, guint length)
{
    GString *text = g_string_new(NULL);
    for (guint i = at; i < at + length; i++)
        g_string_append(text, staff_token_at(clause, i)->text);
    char *normal = tracking_normal(text->str);
    g_string_free(text, TRUE);
    return normal;
}

static gboolean fits_a_carrier(const GPtrArray *carriers, const char *number)
{
    for (guint i = 0; carriers && i < carriers->len; i++) {
        const struct carrier *carrier = carriers->pdata[i];
        enum tracking_verdict verdict = carrier->patterns->len ? carrier_check(carrier, number) : TRACKING_UNCHECKED;
        if (verdict == TRACKING_FITS || verdict == TRACKING_WRONG_DIGIT)
            return TRUE;
    }
    return FALSE;
}

/* "0532 123 45 67", "0049 171 1234567", "90 532 123 45 67": as telephones are dialled. */
static gboolean is_dialled(const struct staff_token *first, guint digits)
{
    gsize zeros = strspn(first->text, "0");
    return digits <= (zeros == 0 ? 0 : zeros == 1 ? GROUPED_DIGITS : PHONE_ABROAD);
}

/* "7712 3456 7890": how many groups of digits from `at` on are a number that only a parcel has; 0 none. */
static guint grouped_length(const struct staff_clause *clause, guint at)
{
    const struct staff_token *before = at > clause->first ? staff_token_at(clause, at - 1) : NULL;
    guint length = 0, digits = 0;
    if (before && !before->used && !before->stop && digits_in(before->text) > 0)
        return 0; /* the rest of something else: "TR33 0006 1005 …" */
    for (; length < NUMBER_TOKENS && staff_token_at(clause, at + length); length++) {
        const struct staff_token *one = staff_token_at(clause, at + length), *next = staff_token_at(clause, at + length + 1);
        gsize size = strlen(one->text);
        gboolean last = one->stop || !next || !g_ascii_isdigit(next->text[0]);
        if (one->used || size > GROUP_MOST || (size < GROUP_LEAST && !last) || strspn(one->text, "0123456789") != size)
            return 0;
        digits += (guint)size;
        if (last)
            return length > 0 && digits >= GROUPED_DIGITS && !is_dialled(staff_token_at(clause, at), digits) ? length + 1 : 0;
    }
    return 0;
}

/* A bank account: by its check digits (ISO 13616) it is nothing else. */
static gboolean is_iban(const char *number)
{
    gsize length = strlen(number);
    guint rest = 0;
    if (length < 15 || length > 34 || !g_ascii_isalpha(number[0]) || !g_ascii_isalpha(number[1]) || !g_ascii_isdigit(number[2]) || !g_ascii_isdigit(number[3]))
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        char c = g_ascii_toupper(number[(i + 4) % length]);
        if (!g_ascii_isalnum(c))
            return FALSE;
        rest = g_ascii_isdigit(c) ? (rest * 10 + (guint)(c - '0')) % 97 : (rest * 100 + (guint)(c - 'A') + 10) % 97;
    }
    return rest == 1;
}

/* How many tokens from `at` on make one number; 0 none. `announced`: a word says that one comes. */
static guint number_length(const struct staff_clause *clause, guint at, gboolean announced, const struct staff_context *context)
{
    guint most = 0;
    while (most < NUMBER_TOKENS && staff_token_at(clause, at + most) && !staff_token_at(clause, at + most)->used && is_code(staff_token_at(clause, at + most)->text))
        most++;
    for (guint length = most; length > 0; length--) {
        g_autofree char *number = joined(clause, at, length);
        if (strlen(number) >= NUMBER_LEAST && strlen(number) <= NUMBER_MOST && digits_in(number) >= 4 &&
            fits_a_carrier(context->carriers, number))
            return MAX(length, grouped_length(clause, at)); /* another carrier's may go on */
    }
    if (announced && most > 0) { /* the longest run that holds digits */
        guint length = 0;
        while (length < most && digits_in(staff_token_at(clause, at + length)->text) > 0)
            length++;
        g_autofree char *number = length ? joined(clause, at, length) : NULL;
        return number && digits_in(number) >= 3 && strlen(number) <= NUMBER_MOST && !is_iban(number) ? length : 0;
    }
    guint grouped = grouped_length(clause, at);
    if (grouped)
        return grouped;
    g_autofree char *alone = most > 0 ? joined(clause, at, 1) : NULL;
    return alone && !is_iban(alone) && strlen(alone) >= NUMBER_LEAST && strlen(alone) <= NUMBER_MOST && digits_in(alone) >= NUMBER_DIGITS ? 1 : 0;
}

static gboolean is_ours_or_phone(const struct staff_clause *clause, guint at, const struct staff_context *context)
{
    static const char *const phones[] = {"tel", "telefon", "phone", "mobile", "gsm", "cep", "fax", "faks", "mob", "order", "siparis", "fatura", "invoice", "irsaliye", "irsaliyesi", "lieferschein", "rechnung", "teklif", "quote", "po", "iban", "hesap", "account", "konto", "vkn", "vergi", NULL};
    static const char *const persons[] = {"customer", "client", "buyer", "musteri", "alici", "kunden", "kunde", NULL}, *const numbers[] = {"no", "nr", "number", "id", "ref", "code", "numarasi", "kodu", "nummer", NULL};
    const struct staff_token *one = staff_token_at(clause, at);
    if (one->text[0] == '+' || g_str_has_prefix(one->text, "00905") || (at > clause->first && staff_token_at(clause, at - 1)->text[0] == '+'))
        return TRUE;
    for (guint back = 1; back <= 3 && at >= clause->first + back; back++)
        if (g_str_equal(staff_token_at(clause, at - back)->key, "note") && at > clause->first + back && g_str_equal(staff_token_at(clause, at - back - 1)->key, "delivery"))
            return TRUE; /* "delivery note no. 2211" */
    for (guint back = 1; back <= 2 && at >= clause->first + back + 1; back++)
        if (g_strv_contains(numbers, staff_token_at(clause, at - back)->key) && g_strv_contains(persons, staff_token_at(clause, at - back - 1)->key))
            return TRUE; /* "customer no 4500012345" */
    for (guint back = 1; back <= 2 && at >= clause->first + back; back++)
        if (g_strv_contains(phones, staff_token_at(clause, at - back)->key))
            return TRUE;
    g_autofree char *order = context->order && context->order->number ? text_match_key(context->order->number) : NULL;
    return order && g_str_equal(order, one->key);
}

/* A word just before says that a tracking number comes: "tracking no. is 123". */
static gboolean is_announced(const struct staff_clause *clause, guint at)
{
    static const char *const between[] = {"is", "no", "nr", "number", "no.", "numarasi", "new", "one", "the", NULL};
    for (guint back = 1; back <= 4 && at >= clause->first + back; back++) {
        const struct staff_token *before = staff_token_at(clause, at - back);
        if (before->sign == SIGN_TRACKING)
            return TRUE;
        if (before->sign == SIGN_BRAND && digits_in(staff_token_at(clause, at)->text) >= NUMBER_DIGITS)
            return TRUE;
        if (!before->inside && !g_strv_contains(between, before->key))
            return FALSE;
    }
    return FALSE;
}

/* Returns the token that each begins with: array of guint. */
static GArray *find_numbers(struct staff_clause *clause, const struct staff_context *context)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(guint));
    gboolean announced = clause->slot == SLOT_TRACKING;
    for (guint at = clause->first; at < clause->end; at++) {
        if (staff_token_at(clause, at)->used || is_ours_or_phone(clause, at, context))
            continue;
        guint length = number_length(clause, at, announced || is_announced(clause, at), context);
        if (length == 0)
            continue;
        char *number = joined(clause, at, length);
        if (g_ptr_array_find_with_equal_func(clause->numbers, number, g_str_equal, NULL)) { /* a number, and the link with it */
            g_free(number);
        } else {
            g_ptr_array_add(clause->numbers, number);
            g_array_append_val(places, at);
        }
        for (guint i = at; i < at + length; i++)
            staff_token_at(clause, i)->used = TRUE;
        at += length - 1;
    }
    return places;
}

/* --- carrier -------------------------------------------------------------------------------------------------------------------- */

/* A carrier's name in the clause. */
struct named {
    guint at, end;                 /* its tokens */
    const struct carrier *carrier; /* NULL: one that all know, but is not in the file */
};

/* The longest name of a carrier of the file that begins at each token of the clause: array of struct named, of which those that end where they
 * begin are none. */
static GArray *names_in_file(const struct staff_clause *clause, const struct staff_context *context)
{
    GArray *best = g_array_sized_new(FALSE, TRUE, sizeof(struct named), clause->end - clause->first);
    const char *ending;
    g_array_set_size(best, clause->end - clause->first);
    for (guint i = 0; context->carriers && i < context->carriers->len; i++) {
        const struct carrier *carrier = context->carriers->pdata[i];
        for (guint n = 0; n < phrases_count(carrier->names); n++) {
            g_autofree char *name = text_match_key(phrases_get(carrier->names, n)->text);
            for (guint at = clause->first; at < clause->end; at++) {
                struct named *one = &g_array_index(best, struct named, at - clause->first);
                guint length = staff_token_at(clause, at)->used ? 0 : staff_spelled(clause, at, name, FALSE, &ending);
                if (length > one->end - one->at)
                    *one = (struct named){at, at + length, carrier};
            }
        }
    }
    return best;
}

static guint brand_end(const struct staff_clause *clause, guint at)
{
    guint end = MIN(at + staff_token_at(clause, at)->length, clause->end);
    return end + (end < clause->end && !staff_token_at(clause, end - 1)->stop && staff_is_trade(staff_token_at(clause, end)));
}

/* Where "instead of", "not" stand before this token; `at` itself: they don't. */
static guint denied_from(const struct staff_clause *clause, guint at)
{
    static const char *const words[] = {"not", "instead", "rather", "statt", "nicht", NULL};
    guint before = at;
    while (before > clause->first && (g_str_equal(staff_token_at(clause, before - 1)->key, "of") || g_str_equal(staff_token_at(clause, before - 1)->key, "than")))
        before--;
    return before > clause->first && !staff_token_at(clause, before - 1)->stop && g_strv_contains(words, staff_token_at(clause, before - 1)->key) ? before - 1 : at;
}

void staff_hush_denied_carriers(struct staff_clause *clause)
{
    static const char *const denials[] = {"degil", "yerine", NULL};
    guint brands = 0;
    for (guint at = clause->first; at < clause->end; at++)
        brands += staff_token_at(clause, at)->sign == SIGN_BRAND;
    for (guint at = clause->first; brands > 1 && at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at), *behind = staff_token_at(clause, at + MAX(one->length, 1));
        guint from = denied_from(clause, at), end = at + MAX(one->length, 1);
        gboolean turkish = behind && g_strv_contains(denials, behind->key);
        if (one->sign != SIGN_BRAND || (from == at && !turkish))
            continue;
        for (guint i = from; i < MIN(end + turkish, clause->end); i++)
            staff_hush(clause, i);
    }
}

static GArray *find_names(const struct staff_clause *clause, const struct staff_context *context)
{
    GArray *names = g_array_new(FALSE, FALSE, sizeof(struct named));
    g_autoptr(GArray) filed = names_in_file(clause, context);
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        struct named named = g_array_index(filed, struct named, at - clause->first);
        if (one->used)
            continue;
        if (!named.carrier) {
            if (one->sign != SIGN_BRAND || one->inside)
                continue;
            named = (struct named){at, brand_end(clause, at), NULL};
        }
        g_array_append_val(names, named);
        at = named.end - 1;
    }
    return names;
}

static gboolean same_name(const struct staff_clause *clause, const struct named *left, const struct named *right)
{
    return left->carrier == right->carrier && (left->carrier || g_str_equal(staff_token_at(clause, left->at)->key, staff_token_at(clause, right->at)->key));
}

/* How many carriers are named from this token up to before that one; *ret_last: the last of them. */
static guint names_between(const struct staff_clause *clause, const GArray *names, guint from, guint to, const struct named **ret_last)
{
    guint count = 0;
    const struct named *last = NULL;
    for (guint i = 0; i < names->len; i++) {
        const struct named *one = &g_array_index(names, struct named, i);
        if (one->at < from || one->at >= to)
            continue;
        count += !last || !same_name(clause, last, one);
        last = one;
    }
    if (last)
        *ret_last = last;
    return count;
}

/* "Aras 123 ve Yurtiçi 456", "123 with Aras and 456 with Yurtiçi": each number's carrier stands before it, or each behind it. FALSE: whose
 * they are cannot be told. `places`: guint, the token of each number. */
static gboolean give_numbers(struct staff_clause *clause, const GArray *names, const GArray *places, const char *line)
{
    const struct named *named = NULL;
    gboolean before = places->len > 0 && names_between(clause, names, clause->first, g_array_index(places, guint, 0), &named) > 0;
    for (guint i = 0; i < places->len; i++) {
        guint place = g_array_index(places, guint, i);
        guint left = i > 0 ? g_array_index(places, guint, i - 1) : clause->first;
        guint right = i + 1 < places->len ? g_array_index(places, guint, i + 1) : clause->end;
        if (before ? names_between(clause, names, left, place, &named) > 1 : names_between(clause, names, place, right, &named) != 1)
            return FALSE;
        struct staff_sender sender = {named->carrier, named->carrier ? NULL : staff_words_between(clause, named->at, named->end, line)};
        g_array_append_val(clause->senders, sender);
    }
    return places->len > 1 && (!before || names_between(clause, names, g_array_index(places, guint, places->len - 1), clause->end, &named) == 0);
}

static void use_names(struct staff_clause *clause, const GArray *names)
{
    for (guint i = 0; i < names->len; i++) {
        const struct named *one = &g_array_index(names, struct named, i);
        for (guint at = one->at; at < one->end; at++) {
            staff_token_at(clause, at)->used = TRUE;
            staff_token_at(clause, at)->sign = staff_token_at(clause, at)->sign == SIGN_CARRIER ? SIGN_NONE : staff_token_at(clause, at)->sign;
        }
    }
}

static void find_carrier(struct staff_clause *clause, const GArray *places, const char *line, const struct staff_context *context)
{
    g_autoptr(GArray) names = find_names(clause, context);
    const struct named *last = NULL;
    gboolean several = names_between(clause, names, clause->first, clause->end, &last) > 1;
    for (guint i = names->len; i-- > 0;) {
        const struct named *one = &g_array_index(names, struct named, i);
        clause->carrier = one->carrier ? one->carrier : clause->carrier;
    }
    if (several && !give_numbers(clause, names, places, line))
        clause->doubt = MAX(clause->doubt, DOUBT_CONTRADICTION);
    if (several || clause->carrier)
        use_names(clause, names);
}

static gboolean is_loose_word(const struct staff_token *one)
{
    return !one->used && !one->sign && !one->inside && *one->key && digits_in(one->text) == 0;
}

/* "Ceva Lojistik", "Northline Hauliers": what sort of business it is. */
gboolean staff_is_trade(const struct staff_token *one)
{
    static const char *const trades[] = {"courier", "couriers", "logistics", "lojistik", "kargo", "nakliyat", "nakliye", "express", "ekspres", "transport", "transportation", "spedition",
                                         "cargo", "haulier", "hauliers", "haulage", "freight", "carriers", "movers", "removals", "delivery", "tasimacilik", "dagitim", "logistik", "kurye",
                                         "parcels", "shipping", "forwarding", "trucking", NULL};
    return one && !one->used && g_strv_contains(trades, one->key);
}

static gboolean begins_upper(const struct staff_token *one)
{
    return g_unichar_isupper(g_utf8_get_char(one->text));
}

static gboolean ends_name(const struct staff_token *one)
{
    static const char *const words[] = {"on", "at", "in", "to", "for", "and", "yesterday", "today", "this", "last", "under", "bugun", "dun", "heute", "gestern", "und", "ve", "am", "an", "unter",
                                        "number", "it", "they", "we", NULL};
    return g_strv_contains(words, one->key);
}

static gboolean is_loose_word(const struct staff_token *one);

/* Where the name ends that begins at `first`: in capitals to their end, else at a word that is no name's. */
static guint name_end(const struct staff_clause *clause, guint first)
{
    guint end = first;
    while (end < clause->end && end - first < CARRIER_TOKENS) {
        const struct staff_token *one = staff_token_at(clause, end);
        gboolean trade = end > first && staff_is_trade(one);
        if (!trade && (!is_loose_word(one) || ends_name(one) || (begins_upper(staff_token_at(clause, first)) && !begins_upper(one))))
            break;
        end++;
        if (one->stop)
            break;
    }
    return end;
}

/* A carrier that all know, but is not in the file; with the "kargo" behind it. */
static gboolean find_brand(struct staff_clause *clause, const char *line)
{
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        if (one->sign != SIGN_BRAND || one->inside)
            continue;
        guint end = brand_end(clause, at);
        clause->carrier_text = staff_words_between(clause, at, end, line);
        for (guint i = at; i < end; i++)
            staff_token_at(clause, i)->used = TRUE;
        return TRUE;
    }
    return FALSE;
}

static void take_carrier_text(struct staff_clause *clause, guint first, guint end, const char *line)
{
    clause->carrier_text = staff_words_between(clause, first, end, line);
    for (guint i = first; i < end; i++)
        staff_token_at(clause, i)->used = TRUE;
}

/* "with our own van", "kendi aracımız ile": a carrier that is in no file. */
static void find_carrier_text(struct staff_clause *clause, const char *line)
{
    guint first = clause->first, end = clause->end;
    if (clause->slot == SLOT_CARRIER) {
        while (end > first && staff_token_at(clause, end - 1)->used)
            end--;
        clause->carrier_text = staff_words_between(clause, first, end, line);
        return;
    }
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at);
        if (one->sign == SIGN_SHIPPED && one->length > 1 && g_str_equal(one->key, "with")) {
            clause->carrier_text = staff_words_between(clause, at + 1, at + one->length, line);
            return;
        }
    }
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *one = staff_token_at(clause, at), *last = staff_token_at(clause, at + MAX(one->length, 1) - 1);
        guint from = at + one->length;
        if (one->sign != SIGN_SHIPPED || one->length < 2 || !last || !g_str_equal(last->key, "with") || from >= clause->end || !begins_upper(staff_token_at(clause, from)))
            continue; /* "left with Fast Lane Logistics" */
        take_carrier_text(clause, from, name_end(clause, from), line);
        if (clause->carrier_text)
            return;
    }
    for (guint at = clause->first; clause->verb == SIGN_SHIPPED && at + 2 < clause->end; at++) {
        guint name = g_str_equal(staff_token_at(clause, at)->key, "by") && begins_upper(staff_token_at(clause, at + 1)) ? name_end(clause, at + 1) : 0;
        if (name < at + 3 || !staff_is_trade(staff_token_at(clause, name - 1)))
            continue; /* "sent by Morgan Transport", but "sent by Ali" */
        take_carrier_text(clause, at + 1, name, line);
        return;
    }
    if (find_brand(clause, line) || clause->verb != SIGN_SHIPPED)
        return;
    for (guint at = clause->first; at < clause->end; at++) {
        if (staff_token_at(clause, at)->sign != SIGN_CARRIER)
            continue;
        gboolean behind = !g_str_equal(staff_token_at(clause, at)->key, "ile") && !g_str_equal(staff_token_at(clause, at)->key, "araciligiyla");
        first = end = behind ? at + staff_token_at(clause, at)->length : at;
        if (behind)
            end = name_end(clause, first);
        while (!behind && first > clause->first && end - first < CARRIER_TOKENS - 1 && (is_loose_word(staff_token_at(clause, first - 1)) || staff_is_trade(staff_token_at(clause, first - 1))) &&
               !ends_name(staff_token_at(clause, first - 1)))
            first--;
        take_carrier_text(clause, first, end, line);
        return;
    }
}

void staff_find_parcels(struct staff_clause *clause, const char *line, const struct staff_context *context)
{
    g_autoptr(GArray) places = find_numbers(clause, context);
    find_carrier(clause, places, line, context);
    if (!clause->carrier)
        find_carrier_text(clause, line);
}
