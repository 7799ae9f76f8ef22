#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parsers/decode/decode.h"
#include "tests/unit/decode-helper.h"

struct document *decode_text(const char *mail)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) lines = g_strsplit(mail, "\n", -1);
    g_autofree char *wire = g_strjoinv("\r\n", lines);
    struct document *document = decode_bytes(wire, strlen(wire), &error);
    assert_non_null(document);
    assert_null(error);
    return document;
}

struct document *decode_body(const char *content_type, const char *body)
{
    g_autofree char *mail =
        g_strdup_printf("From: Ayla <ayla@example.com>\nContent-Type: %s\n\n%s", content_type, body);
    return decode_text(mail);
}

char *block_text(const struct document *document, guint index)
{
    GString *text = g_string_new(NULL);
    const struct document_block *block = index < document->blocks->len ? document->blocks->pdata[index] : NULL;
    for (guint i = 0; block && i < block->lines->len; i++) {
        const struct document_line *line = block->lines->pdata[i];
        for (guint quote = 0; quote < line->quote; quote++)
            g_string_append_c(text, '>');
        g_string_append_printf(text, "%s\n", line->text);
    }
    return g_string_free(text, FALSE);
}

const char *pair_value(const struct document *document, const char *label)
{
    for (guint i = 0; i < document->pairs->len; i++) {
        const struct document_pair *pair = document->pairs->pdata[i];
        if (strcmp(pair->label, label) == 0)
            return pair->value;
    }
    return NULL;
}
