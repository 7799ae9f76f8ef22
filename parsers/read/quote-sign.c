/* Signatures, disclaimers, and what mail programs say of themselves. All of it stays readable: a person may have written it. */
#include "parsers/read/quote-internal.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/entry.h"
#include "parsers/read/question.h"
#include "parsers/read/quote-words.h"
#include "parsers/read/words.h"

#define PROGRAM_BYTES   120 /* "sent from my phone", at its longest */
#define SIGNATURE_LINES 12  /* behind "Best regards" */
#define NAME_WORDS      2   /* "Regards Ayla Demir", on one line */
#define NAME_LINE_WORDS 4
#define SECRET_BYTES    20  /* "My order is confidential" is shorter */

/* Whatever blanks stand behind it: programs write one, or none, or what HTML made of it. */
static gboolean is_signature_mark(const char *text)
{
    gsize length = g_str_has_prefix(text, "--") ? strlen("--") : g_str_has_prefix(text, "—") ? strlen("—") : 0;
    return length > 0 && line_is_blank(text + length);
}

/* Whether the line's last words, as many as these, begin with capitals. */
static gboolean ends_in_names(const char *text, guint count)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
    for (guint i = g_strv_length(words); i > 0 && count > 0; i--) {
        if (!*words[i - 1])
            continue;
        if (!g_unichar_isupper(g_utf8_get_char(words[i - 1])))
            return FALSE;
        count--;
    }
    return count == 0;
}

/* "Best regards", with a name behind it or without. */
static gboolean is_closing(const char *text, const char *key)
{
    const char *behind = quote_words_begin(QUOTE_CLOSING, key);
    const char *second = behind && *behind ? quote_words_begin(QUOTE_CLOSING, behind + 1) : NULL; /* "Mit freundlichen Grüßen / Best regards" */
    guint words = 0;
    behind = second ? second : behind;
    for (const char *p = behind ? behind : ""; *p; p++)
        words += *p == ' ';
    return behind && words <= NAME_WORDS && ends_in_names(text, words);
}

/* "Sir or Madam", "team": whom a letter without a name speaks to. */
static gboolean is_anybody(const char *key)
{
    static const char *const anybody[] = {"all",  "both", "everybody", "everyone", "folks",  "madam", "or sir",  "sir",     "sir madam", "sir or madam",       "sirs", "team",
                                          "there", "to all", "again", "ilgili", "yetkili", "arkadaslar", "herkese", "zusammen", "damen und herren", "a tous", NULL};
    return g_strv_contains(anybody, key);
}

static gboolean has_small_letter(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        if (g_unichar_islower(g_utf8_get_char(p)))
            return TRUE;
    return FALSE;
}

gboolean line_is_salutation(const char *line)
{
    gsize length = strlen(line), comma = strcspn(line, ",");
    if (length > PROGRAM_BYTES || strpbrk(line, ":0123456789") || comma + strlen(", ") < length)
        return FALSE;
    g_autofree char *key = text_match_key(line);
    const char *behind = quote_words_begin(QUOTE_GREETING, key);
    if (!behind || !*behind || is_anybody(behind + 1))
        return behind != NULL;
    guint words = 0;
    for (const char *p = behind; *p; p++)
        words += *p == ' ';
    return words <= NAME_LINE_WORDS && strpbrk(line + length - 1, ",!") && has_small_letter(line) && ends_in_names(line, words);
}

/* Whether something was said above; a greeting says nothing. */
static gboolean says_something(const struct written *body, guint from, guint at)
{
    for (guint i = from; i < at; i++) {
        const struct body_line *line = body_line(body, i);
        if (line->part == LINE_OWN && !line_is_blank(line->text) && !quote_words_begin(QUOTE_GREETING, quote_key(body, i)))
            return TRUE;
    }
    return FALSE;
}

/* "Ayla Demir", "+49 30 5551212": capitals and digits, and no label. */
static gboolean is_name_line(const struct written *body, guint at)
{
    const char *text = body_line(body, at)->text, *key = quote_key(body, at);
    guint words = 1;
    for (const char *p = key; *p; p++)
        words += *p == ' ';
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        if (*p == ':' || (g_unichar_islower(g_utf8_get_char(p)) && (p == text || p[-1] == ' ')))
            return FALSE;
    return words <= NAME_LINE_WORDS;
}

static gboolean only_names_follow(const struct written *body, guint at, guint end)
{
    for (guint i = at + 1; i < end; i++)
        if (!is_name_line(body, i))
            return FALSE;
    return TRUE;
}

/* Behind "Best regards" stand a name and how to reach it. What opens a letter as well ("İyi günler", "Thanks") closes
 * only one that said something, and only above a name. */
static gboolean closes_text(const struct written *body, guint from, guint at, guint end)
{
    guint lines = 0;
    const char *text = body_line(body, at)->text, *key = quote_key(body, at);
    if (!*key || !is_closing(text, key))
        return FALSE;
    for (guint i = at + 1; i < end && lines <= SIGNATURE_LINES; i++)
        lines += !line_is_blank(body_line(body, i)->text);
    if (!quote_words_is(QUOTE_GREETING, key))
        return lines <= SIGNATURE_LINES;
    return lines <= SIGNATURE_LINES && says_something(body, from, at) && only_names_follow(body, at, end);
}

static gboolean is_disclaimer(const char *key)
{
    return quote_words_begin(QUOTE_DISCLAIMER, key) || (strlen(key) >= SECRET_BYTES && quote_words_both(QUOTE_MESSAGE, QUOTE_SECRET, key));
}

/* "Sent from my iPhone", "Get Outlook for iOS<https://…>". */
static gboolean is_of_program(const struct written *body, guint at)
{
    const char *text = body_line(body, at)->text, *link = strchr(text, '<');
    g_autofree char *line = link ? g_strndup(text, MIN((gsize)(link - text), KEY_BYTES + 1)) : NULL;
    g_autofree char *own = line && strlen(line) <= KEY_BYTES ? text_match_key(line) : NULL;
    const char *key = own ? own : line ? "" : quote_key(body, at);
    return *key && strlen(key) <= PROGRAM_BYTES && (quote_words_begin(QUOTE_SENT, key) || quote_words_in(QUOTE_SENT_LAST, key)) && quote_words_device(key);
}

/* "PS: …" below the name. */
static gboolean is_afterword(const struct written *body, guint at)
{
    const char *text = body_line(body, at)->text;
    const char *colon = strpbrk(text, ":.)-,");
    return colon && colon - text < 12 && quote_words_begin(QUOTE_AFTERWORD, quote_key(body, at));
}

/* "Product: Sofa": no signature sells by the piece; it begins an order that somebody filled in there. */
static gboolean is_order_label(const char *text)
{
    const char *colon = strchr(text, ':');
    g_autofree char *label = g_strndup(text, colon ? (gsize)(colon - text) : 0), *key = text_match_key(label);
    return *key && words_is(WORDS_PRODUCT, key);
}

/* Something to reach somebody by, or a label. */
static gboolean is_contact(const char *text)
{
    guint digits = 0;
    for (const char *p = text; *p; p++)
        digits += g_ascii_isdigit(*p) != 0;
    return digits >= 5 || strpbrk(text, ":@|<") || strstr(text, "www.");
}

/* "oh, and one table in walnut", "Liefern wir auch samstags.": more small words than names, or a sentence's end. */
static gboolean is_sentence(const char *text)
{
    guint words = 0, small = 0;
    gsize length = strlen(text);
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gboolean begins = p == text || p[-1] == ' ';
        words += begins && g_unichar_isalnum(g_utf8_get_char(p));
        small += begins && g_unichar_islower(g_utf8_get_char(p));
    }
    while (length > 0 && strchr(" \t\"')", text[length - 1]))
        length--;
    gboolean ends = length > 0 && strchr(".?!", text[length - 1]);
    gboolean contact = is_contact(text) && (strpbrk(text, ":@|<") || strstr(text, "www.") || small * 2 < words); /* "I mean 2 tables, order 123456." */
    return !contact && words >= 2 && small >= 1 && (ends || (words >= 3 && small > words / 2));
}

/* "Do you really need to print this e-mail?" */
static gboolean is_of_printing(const char *text)
{
    static const char *const prints[] = {"print", "yazdir", "druck", "imprim", "stampa"};
    g_autofree char *key = text_match_key(text);
    for (guint i = 0; i < G_N_ELEMENTS(prints); i++)
        if (strstr(key, prints[i]))
            return TRUE;
    return FALSE;
}

/* "please cancel this order", "Can you send it to …?": whatever else stands in it. */
static gboolean is_request(const struct written *body, guint at)
{
    static const char *const words[] = {"please", "pls", "plz", "cancel", "can you", "could you", "do you", "lutfen", "rica ederim", "iptal", "bitte", "konnen sie", "stornieren", "s il vous plait", "svp", "merci de", "por favor", "per favore",
                                        "alstublieft", "graag", "prosze", "пожалуиста"};
    const char *text = body_line(body, at)->text;
    g_autofree char *key = text_match_key(text), *padded = g_strconcat(" ", key, " ", NULL);
    gboolean asks = question_in(text);
    for (guint i = 0; i < G_N_ELEMENTS(words) && !asks; i++) {
        g_autofree char *word = g_strconcat(" ", words[i], " ", NULL);
        asks = strstr(padded, word) != NULL;
    }
    return asks && (strchr(key, ' ') || !g_str_is_ascii(text));
}

/* Where somebody went on writing below the name, it is no part of the signature: an afterword; and where no mark says that all below it is one, a
 * sentence behind an empty line, and what asks for something. */
static void mark_signature(struct written *body, guint at, guint end)
{
    gboolean marked = is_signature_mark(body_line(body, at)->text);
    gboolean said = FALSE, afterword = FALSE; /* the line before was said, was of the afterword or of a form */
    for (guint i = at; i < end; i++) {
        const char *text = body_line(body, i)->text;
        gboolean blank = line_is_blank(text), begins = i > at && line_is_blank(body_line(body, i - 1)->text);
        if (is_disclaimer(written_key(body, i))) { /* to its end */
            body_mark(body, i, end, LINE_ASIDE);
            return;
        }
        afterword = !blank && (afterword || is_afterword(body, i) || is_order_label(text));
        said = !blank && i > at && !is_of_program(body, i) && (afterword || !is_of_printing(text)) &&
               (afterword || (!marked && (is_request(body, i) || (begins && is_sentence(text)) || (said && !is_contact(text) && !is_name_line(body, i)))));
        if (!said)
            body_mark(body, i, i + 1, LINE_ASIDE);
    }
}

/* A disclaimer goes to the end; one above all that was said is a paragraph. */
static guint disclaimer_end(const struct written *body, guint from, guint at, guint end)
{
    guint i = at + 1;
    if (says_something(body, from, at))
        return end;
    while (i < end && !line_is_blank(body_line(body, i)->text))
        i++;
    return i;
}

/* Where what begins at `at` and is no part of what was said ends; `at` when it is part of it. */
static guint aside_end(const struct written *body, guint from, guint at, guint end)
{
    const char *text = body_line(body, at)->text;
    if (line_verbatim(text))
        return at;
    if (is_signature_mark(text) || closes_text(body, from, at, end))
        return end;
    if (is_disclaimer(written_key(body, at)))
        return disclaimer_end(body, from, at, end);
    return is_of_program(body, at) ? at + 1 : at;
}

void quote_sign(struct written *body, guint from, guint end)
{
    for (guint i = from; i < end;) {
        guint stop = aside_end(body, from, i, end);
        if (stop > i && (is_signature_mark(body_line(body, i)->text) || closes_text(body, from, i, end)))
            mark_signature(body, i, stop);
        else
            body_mark(body, i, stop, LINE_ASIDE);
        i = MAX(stop, i + 1);
    }
}
