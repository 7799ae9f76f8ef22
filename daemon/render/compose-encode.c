/* The two transfer encodings, octet for octet as GMime's filters write them (tests/unit/test-compose-gmime.c), but where those come to lines of
 * 77 and 78 columns. */
#include <string.h>

#include "daemon/render/compose-internal.h"

#define FULL_PLAIN   75 /* columns after which an octet that stands for itself begins a new line */
#define FULL_ENCODED 73 /* the same of one that takes three */
#define MOST_COLUMNS 76 /* of a line, with the "=" of a soft line end: RFC 2045 section 6.7 (5) */
#define MOST         4  /* octets that one takes: =XX, and its share of the soft line ends */

static const guint8 plain[256] = {['\t'] = 1, [' ' ... '<'] = 1, ['>' ... '~'] = 1};

static char *put_encoded(char *to, guchar c)
{
    static const char hex[] = "0123456789ABCDEF";
    *to++ = '=';
    *to++ = hex[c >> 4];
    *to++ = hex[c & 15];
    return to;
}

static char *put_end(char *to)
{
    *to++ = '\r';
    *to++ = '\n';
    return to;
}

static char *put_soft_end(char *to)
{
    *to++ = '=';
    return put_end(to);
}

/* White space must not be a line's last octet. `start`: where the encoded text begins. */
static gboolean ends_in_space(const char *start, const char *to)
{
    return to > start && (to[-1] == ' ' || to[-1] == '\t');
}

/* White space at the end of a line or the text is encoded, and goes on a line of its own where it is too long for that one with `room` octets
 * kept behind it. */
static char *put_last_space(const char *line, char *to, gsize room)
{
    const char space = *--to;
    if ((gsize)(to - line) + 3 + room > MOST_COLUMNS)
        to = put_soft_end(to);
    return put_encoded(to, (guchar)space);
}

#define EACH(octet) (G_GUINT64_CONSTANT(0x0101010101010101) * (octet))

/* Whether each of these eight octets is one from ' ' to '~', and none is '=': the upper bit of an octet stands where it is 128 or more, less than ' ',
 * 127, or nothing is left of it without the bits of '='. What one octet borrows from the next says no too often, and never too seldom. */
static gboolean eight_plain(const guchar *octets)
{
    guint64 word;
    memcpy(&word, octets, sizeof word);
    const guint64 other = word ^ EACH('='), equal = (other - EACH(1)) & ~other;
    return ((word | (word - EACH(' ')) | (word + EACH(1)) | equal) & EACH(0x80)) == 0;
}

/* How many of the octets before `end`, `most` at most, stand for themselves. */
static gsize plain_run(const guchar *c, const guchar *end, gsize most)
{
    gsize run = 0;
    most = MIN(most, (gsize)(end - c));
    while (run + 8 <= most && eight_plain(c + run))
        run += 8;
    while (run < most && plain[c[run]])
        run++;
    return run;
}

static char *put_quoted(char *start, const char *text, gsize length)
{
    const guchar *c = (const guchar *)text, *end = c + length;
    char *to = start, *line = start; /* the line that is being written */
    for (;;) {
        gsize run = plain_run(c, end, FULL_PLAIN - (gsize)(to - line));
        memcpy(to, c, run);
        to += run;
        c += run;
        if (plain[*c]) { /* the line is full */
            line = to = put_soft_end(to);
            continue;
        }
        guchar octet = *c++;
        if (octet == '\0')
            break;
        if (octet == '\n') {
            line = to = put_end(ends_in_space(start, to) ? put_last_space(line, to, 0) : to);
        } else if (octet != '\r') { /* those would be written bare */
            if (to >= line + FULL_ENCODED)
                line = to = put_soft_end(to);
            to = put_encoded(to, octet);
        }
    }
    if (ends_in_space(start, to))
        to = put_soft_end(put_last_space(line, to, 1));
    return to;
}

void compose_append_quoted(GString *out, const char *text)
{
    const gsize begin = out->len, length = strlen(text);
    g_string_set_size(out, begin + length * MOST + 8);
    char *end = put_quoted(out->str + begin, text, length);
    g_string_truncate(out, (gsize)(end - out->str));
}

void compose_append_base64(GString *out, const guchar *bytes, gsize size)
{
    char line[80];
    for (gsize at = 0; at < size; at += 57) {
        int state = 0, save = 0;
        gsize length = g_base64_encode_step(bytes + at, MIN(size - at, 57), FALSE, line, &state, &save);
        length += g_base64_encode_close(FALSE, line + length, &state, &save);
        g_string_append_len(out, line, (gssize)length);
        g_string_append_len(out, "\r\n", 2);
    }
}
