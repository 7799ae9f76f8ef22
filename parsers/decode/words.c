#include "parsers/decode/words.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/decode/charset.h"

struct word {
    const char *end; /* after "?=" */
    const char *charset, *text;
    gsize charset_length, text_length;
    char encoding; /* 'b' or 'q' */
};

/* Reads "=?charset*language?encoding?text?=" at `p`. */
static gboolean word_read(const char *p, struct word *ret_word)
{
    if (strncmp(p, "=?", 2) != 0)
        return FALSE;
    const char *charset = p + 2;
    gsize length = strcspn(charset, "? \t*\"");
    const char *mark = charset + length;
    if (*mark == '*')
        mark += strcspn(mark, "? \t");
    if (length == 0 || mark[0] != '?' || !mark[1] || !strchr("bBqQ", mark[1]) || mark[2] != '?')
        return FALSE;
    const char *text = mark + 3;
    const char *end = strchr(text, '?');
    if (!end || end[1] != '=')
        return FALSE;
    *ret_word = (struct word){end + 2, charset, text, length, (gsize)(end - text), g_ascii_tolower(mark[1])};
    return TRUE;
}

static void word_append_q(GByteArray *bytes, const struct word *word)
{
    for (gsize i = 0; i < word->text_length; i++) {
        guint8 byte = (guint8)word->text[i];
        if (byte == '_') {
            byte = ' ';
        } else if (byte == '=' && i + 2 < word->text_length && g_ascii_isxdigit(word->text[i + 1]) &&
                   g_ascii_isxdigit(word->text[i + 2])) {
            byte = (guint8)(g_ascii_xdigit_value(word->text[i + 1]) * 16 + g_ascii_xdigit_value(word->text[i + 2]));
            i += 2;
        }
        g_byte_array_append(bytes, &byte, 1);
    }
}

static void word_append_bytes(GByteArray *bytes, const struct word *word)
{
    if (word->encoding == 'q') {
        word_append_q(bytes, word);
        return;
    }
    gint state = 0;
    guint save = 0;
    g_autofree guchar *decoded = g_malloc(word->text_length + 3);
    gsize length = g_base64_decode_step(word->text, word->text_length, decoded, &state, &save);
    g_byte_array_append(bytes, decoded, (guint)length);
}

static const char *skip_white(const char *p)
{
    return p + strspn(p, " \t");
}

/* Reads the run of words of one charset that starts with `word`, and decodes it; `*ret_end` is after it. */
static char *run_decode(struct word word, const char **ret_end, gboolean *ret_against)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree char *charset = g_strndup(word.charset, word.charset_length);
    struct word next = word;
    do {
        word = next;
        word_append_bytes(bytes, &word);
    } while (word_read(skip_white(word.end), &next) && next.charset_length == strlen(charset) &&
             g_ascii_strncasecmp(next.charset, charset, next.charset_length) == 0);
    *ret_end = word.end;
    return charset_decode((const char *)bytes->data, bytes->len, charset, ret_against);
}

static void append_encoded(GString *out, const char *text)
{
    g_autofree char *clean = text_one_line(text, BOUND_HEADER_SIZE);
    g_autofree char *encoded = g_base64_encode((const guchar *)clean, strlen(clean));
    if (*clean)
        g_string_append_printf(out, "=?UTF-8?B?%s?=", encoded);
}

static char *words_convert(const char *value, gboolean encode, gboolean *ret_against)
{
    GString *out = g_string_new(NULL);
    struct word word;
    for (const char *p = value; *p;) {
        if (!word_read(p, &word)) {
            g_string_append_c(out, *p++);
            continue;
        }
        GString *text = g_string_new(NULL);
        do {
            g_autofree char *run = run_decode(word, &p, ret_against);
            g_string_append(text, run);
        } while (word_read(skip_white(p), &word)); /* the white space between two words is not text */
        if (encode)
            append_encoded(out, text->str);
        else
            g_string_append(out, text->str);
        g_string_free(text, TRUE);
    }
    return g_string_free(out, FALSE);
}

char *words_decode(const char *value, gboolean *ret_against)
{
    return words_convert(value, FALSE, ret_against);
}

char *words_join(const char *value, gboolean *ret_against)
{
    return words_convert(value, TRUE, ret_against);
}
