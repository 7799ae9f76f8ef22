/* What the tests of the decoder share. */
#ifndef TESTS_UNIT_DECODE_HELPER_H
#define TESTS_UNIT_DECODE_HELPER_H

#include <glib.h>

#include "parsers/decode/document.h"

/* Decodes a mail written in the test; its LF become CRLF, as they are on the wire. Never NULL. */
struct document *decode_text(const char *mail);

/* A mail with a sender, and this content type and body. */
struct document *decode_body(const char *content_type, const char *body);

/* The lines of a block, each with its quote marks and a line end; "" when there is no such block. */
char *block_text(const struct document *document, guint index);

#define assert_block(document, index, expected)                                                                        \
    do {                                                                                                               \
        g_autofree char *block_text_ = block_text(document, index);                                                    \
        assert_string_equal(block_text_, expected);                                                                    \
    } while (0)

/* The value of the first pair with this label, or NULL. */
const char *pair_value(const struct document *document, const char *label);

#endif
