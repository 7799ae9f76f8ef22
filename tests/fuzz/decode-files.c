/* Decodes each file named on the command line, sends the document through its variant and extracts the attachments: a
 * crash, a sanitizer's word or a broken promise ends it. With -v it shows each document. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "parsers/decode/decode.h"

#define EXTRACT_BUDGET (64u * 1024 * 1024)

static gboolean survives_its_variant(const struct document *document, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(document));
    g_autoptr(document_auto) copy = document_from_variant(variant, &error);
    g_autofree char *before = document_describe(document);
    g_autofree char *after = copy ? document_describe(copy) : g_strdup(error->message);
    if (strcmp(before, after) == 0)
        return TRUE;
    fprintf(stderr, "%s: the document changes on its way between processes: %s\n", name, after);
    return FALSE;
}

static gboolean extracts(int fd, struct document *document, const char *name)
{
    g_autoptr(GError) error = NULL;
    FILE *out = tmpfile();
    gboolean ok = out && decode_attachments(fd, document, fileno(out), EXTRACT_BUDGET, &error);
    if (!ok)
        fprintf(stderr, "%s: %s\n", name, error ? error->message : g_strerror(errno));
    if (out)
        fclose(out);
    return ok;
}

static gboolean check_file(const char *name, gboolean show)
{
    g_autoptr(GError) error = NULL;
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fprintf(stderr, "%s: %s\n", name, g_strerror(errno));
        return FALSE;
    }
    g_autoptr(document_auto) document = decode_mail(fd, &error);
    gboolean ok = document ? survives_its_variant(document, name) && extracts(fd, document, name) : error != NULL;
    g_autofree char *text = document ? document_describe(document) : g_strdup(error ? error->message : "no error told");
    if (show)
        printf("=== %s\n%s\n", name, text);
    close(fd);
    return ok;
}

int main(int argc, char **argv)
{
    gboolean ok = TRUE;
    gboolean show = argc > 1 && strcmp(argv[1], "-v") == 0;
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    decode_init();
    for (int i = show ? 2 : 1; i < argc; i++)
        ok &= check_file(argv[i], show);
    return ok ? 0 : 1;
}
