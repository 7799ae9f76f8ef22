/* Prints what mails are read as in the shop of tests/corpus, for whoever adds one: see corpus.h. */
#include <stdio.h>

#include "tests/unit/corpus.h"

int main(int argc, char **argv)
{
    struct corpus *corpus = corpus_open();
    for (int i = 1; i < argc; i++) {
        g_autofree char *told = corpus_told(corpus, argv[i]);
        printf("== %s\n%s", argv[i], told);
    }
    corpus_close(corpus);
    return 0;
}
