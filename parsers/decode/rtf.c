#include "parsers/decode/rtf.h"

#include <string.h>

#include "parsers/decode/charset.h"

#define RTF_DEPTH 200u  /* groups inside one another; deeper ones are passed over */
#define RTF_WORD  32u   /* letters of a control word, by the specification */

struct group {
    gboolean hidden;  /* a destination that is no text */
    gboolean veiled;  /* text that is marked as not to be seen */
    guint skip;       /* characters that stand for one in Unicode: \ucN */
};

struct rtf {
    const char *at, *end;
    GString *text;
    GString *pending; /* bytes of the code page, not decoded yet */
    char *charset;
    struct group groups[RTF_DEPTH];
    guint depth;      /* of the group that is read; those beyond RTF_DEPTH are counted and hidden */
    guint passing;    /* characters still to be passed over behind \u */
    guint high;       /* first half of a surrogate pair; 0 none */
};

char *rtf_charset(guint code_page)
{
    switch (code_page) {
    case 0:
        return g_strdup("windows-1252");
    case 10000:
        return g_strdup("macintosh");
    case 65001:
        return g_strdup("utf-8");
    case 20127:
        return g_strdup("us-ascii");
    default:
        break;
    }
    if (code_page >= 28591 && code_page <= 28605)
        return g_strdup_printf("iso-8859-%u", code_page - 28590);
    return g_strdup_printf(code_page >= 1250 && code_page <= 1258 ? "windows-%u" : "cp%u", code_page);
}

static struct group *group(struct rtf *rtf)
{
    return &rtf->groups[MIN(rtf->depth, RTF_DEPTH - 1)];
}

static gboolean is_hidden(struct rtf *rtf)
{
    return rtf->depth >= RTF_DEPTH || group(rtf)->hidden || group(rtf)->veiled;
}

static void flush(struct rtf *rtf)
{
    gboolean against = FALSE;
    if (rtf->pending->len == 0)
        return;
    g_autofree char *text = charset_decode(rtf->pending->str, rtf->pending->len, rtf->charset, &against);
    g_string_append(rtf->text, text);
    g_string_truncate(rtf->pending, 0);
}

static void add_byte(struct rtf *rtf, char byte)
{
    if (rtf->passing > 0)
        rtf->passing--;
    else if (!is_hidden(rtf))
        g_string_append_c(rtf->pending, byte);
}

static void add_text(struct rtf *rtf, const char *text)
{
    if (is_hidden(rtf))
        return;
    flush(rtf);
    g_string_append(rtf->text, text);
}

/* \uN is a signed 16-bit number; two of them are one character beyond the first plane. */
static void add_unicode(struct rtf *rtf, int number)
{
    gunichar unit = (gunichar)(number & 0xffff), character = unit;
    rtf->passing = group(rtf)->skip;
    if (unit >= 0xd800 && unit < 0xdc00) {
        rtf->high = unit;
        return;
    }
    if (unit >= 0xdc00 && unit < 0xe000)
        character = rtf->high ? 0x10000 + ((rtf->high - 0xd800) << 10) + (unit - 0xdc00) : 0xfffd;
    rtf->high = 0;
    char text[8] = "";
    if (character)
        text[g_unichar_to_utf8(character, text)] = '\0';
    add_text(rtf, text);
}

/* --- control words ------------------------------------------------------------------------------------------------------------ */

static gboolean is_one_of(const char *word, const char *const *words)
{
    return g_strv_contains(words, word);
}

static gboolean is_destination(const char *word)
{
    static const char *const hidden[] = {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "headerl", "headerr", "headerf",
                                         "footer", "footerl", "footerr", "footerf", "fldinst", "listtable", "listoverridetable", "revtbl",
                                         "rsidtbl", "xmlnstbl", "themedata", "datastore", "latentstyles", NULL};
    return is_one_of(word, hidden);
}

static const char *text_of_word(const char *word)
{
    static const char *const texts[][2] = {{"par", "\n"}, {"line", "\n"}, {"row", "\n"}, {"sect", "\n"}, {"page", "\n"}, {"tab", "\t"},
                                           {"cell", "\t"}, {"nestcell", "\t"}, {"nestrow", "\n"}, {"lquote", "‘"}, {"rquote", "’"},
                                           {"ldblquote", "“"}, {"rdblquote", "”"}, {"bullet", "•"}, {"endash", "–"}, {"emdash", "—"}};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        if (g_str_equal(texts[i][0], word))
            return texts[i][1];
    return NULL;
}

static void set_code_page(struct rtf *rtf, int number)
{
    flush(rtf);
    g_free(rtf->charset);
    rtf->charset = rtf_charset(number > 0 ? (guint)number : 0);
}

static void pass_binary(struct rtf *rtf, int count)
{
    rtf->at += MIN((gssize)MAX(count, 0), rtf->end - rtf->at);
}

static void obey(struct rtf *rtf, const char *word, gboolean has_number, int number)
{
    const char *text = text_of_word(word);
    if (g_str_equal(word, "bin"))
        pass_binary(rtf, number);
    else if (rtf->depth >= RTF_DEPTH)
        return;
    else if (text)
        add_text(rtf, text);
    else if (is_destination(word))
        group(rtf)->hidden = TRUE;
    else if (g_str_equal(word, "u") && has_number)
        add_unicode(rtf, number);
    else if (g_str_equal(word, "uc") && number >= 0 && number < 16)
        group(rtf)->skip = (guint)number;
    else if (g_str_equal(word, "ansicpg") && has_number)
        set_code_page(rtf, number);
    else if (g_str_equal(word, "v"))
        group(rtf)->veiled = !has_number || number != 0;
}

static void read_word(struct rtf *rtf)
{
    char word[RTF_WORD + 1];
    guint length = 0;
    int number = 0;
    for (; rtf->at < rtf->end && g_ascii_isalpha(*rtf->at); rtf->at++)
        if (length < RTF_WORD)
            word[length++] = *rtf->at;
    word[length] = '\0';
    gboolean negative = rtf->end - rtf->at > 1 && *rtf->at == '-' && g_ascii_isdigit(rtf->at[1]); /* else it is text: "\par- two" */
    rtf->at += negative;
    const char *digits = rtf->at;
    for (; rtf->at < rtf->end && g_ascii_isdigit(*rtf->at); rtf->at++)
        number = number < 10000000 ? number * 10 + (*rtf->at - '0') : number;
    gboolean has_number = rtf->at > digits;
    if (rtf->at < rtf->end && *rtf->at == ' ')
        rtf->at++;
    obey(rtf, word, has_number, negative ? -number : number);
}

static void read_hex(struct rtf *rtf)
{
    if (rtf->end - rtf->at < 2)
        return;
    int high = g_ascii_xdigit_value(rtf->at[0]), low = g_ascii_xdigit_value(rtf->at[1]);
    rtf->at += 2;
    if (high >= 0 && low >= 0)
        add_byte(rtf, (char)(high * 16 + low));
}

static void read_control(struct rtf *rtf)
{
    if (rtf->at >= rtf->end)
        return;
    if (g_ascii_isalpha(*rtf->at)) {
        read_word(rtf);
        return;
    }
    char symbol = *rtf->at++;
    if (symbol == '\'')
        read_hex(rtf);
    else if (symbol == '*' && rtf->depth < RTF_DEPTH)
        group(rtf)->hidden = TRUE; /* of a destination that a reader may leave out */
    else if (symbol == '~')
        add_text(rtf, " ");
    else if (symbol == '_')
        add_text(rtf, "-");
    else if (symbol == '\n' || symbol == '\r')
        add_text(rtf, "\n");
    else if (symbol && strchr("{}\\", symbol))
        add_byte(rtf, symbol);
}

static void open_group(struct rtf *rtf)
{
    struct group inherited = *group(rtf);
    rtf->depth++;
    if (rtf->depth < RTF_DEPTH)
        rtf->groups[rtf->depth] = inherited;
}

char *rtf_text(const char *bytes, gsize length, gsize most)
{
    struct rtf rtf = {.at = bytes, .end = bytes + length, .text = g_string_new(NULL), .pending = g_string_new(NULL)};
    rtf.charset = rtf_charset(0);
    rtf.groups[0].skip = 1;
    while (rtf.at < rtf.end && rtf.text->len + rtf.pending->len < most) {
        char byte = *rtf.at++;
        if (byte == '{')
            open_group(&rtf);
        else if (byte == '}')
            rtf.depth -= rtf.depth > 0;
        else if (byte == '\\')
            read_control(&rtf);
        else if (byte != '\r' && byte != '\n' && byte != '\0')
            add_byte(&rtf, byte);
    }
    flush(&rtf);
    g_string_free(rtf.pending, TRUE);
    g_free(rtf.charset);
    return g_string_free(rtf.text, FALSE);
}
