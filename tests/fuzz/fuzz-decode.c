/* The decoder under libFuzzer. Not built by make; from the build folder:
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -I SOURCE SOURCE/tests/fuzz/fuzz-decode.c \
 *       SOURCE/parsers/decode/[a-z]*.c SOURCE/daemon/base/text.c $(pkg-config --cflags --libs gmime-3.0 libxml-2.0) -o
 * fuzz-decode
 *   ./fuzz-decode -max_len=65536 -timeout=10 corpus-of-your-own SOURCE/tests/corpus
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/decode/decode.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    decode_init();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(document_auto) document = decode_bytes(data, size, NULL);
    if (!document)
        return 0;
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
    g_autoptr(document_auto) copy = document_from_variant(variant, NULL);
    if (!copy)
        abort(); /* what the decoder makes is within the bounds that the desk checks */
    g_autofree char *before = document_describe(document);
    g_autofree char *after = document_describe(copy);
    if (strcmp(before, after) != 0)
        abort();
    return 0;
}
