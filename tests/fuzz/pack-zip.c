#include "tests/fuzz/pack-zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#define MARK "=== "

static la_ssize_t take(struct archive *archive, void *bytes, const void *more, size_t length)
{
    (void)archive;
    g_byte_array_append(bytes, more, (guint)length);
    return (la_ssize_t)length;
}

static void add(struct archive *archive, const char *name, const char *bytes, gsize length)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname_utf8(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)length);
    if (archive_write_header(archive, entry) == ARCHIVE_OK)
        archive_write_data(archive, bytes, length);
    archive_entry_free(entry);
}

static const char *next_mark(const char *from, const char *end)
{
    return from < end ? memmem(from, (size_t)(end - from), MARK, strlen(MARK)) : NULL;
}

GByteArray *pack_zip(const char *text, gsize length)
{
    const char *end = text + length;
    GByteArray *bytes = g_byte_array_new();
    struct archive *archive = archive_write_new();
    archive_write_set_format_zip(archive);
    archive_write_set_options(archive, "compression=store");
    archive_write_set_bytes_in_last_block(archive, 1);
    if (archive_write_open(archive, bytes, NULL, take, NULL) != ARCHIVE_OK)
        abort();
    for (const char *mark = next_mark(text, end), *next; mark; mark = next) {
        const char *name = mark + strlen(MARK), *line_end = name < end ? memchr(name, '\n', (size_t)(end - name)) : NULL;
        next = next_mark(name, end);
        if (!line_end || (next && line_end > next))
            continue;
        g_autofree char *key = g_strndup(name, (gsize)(line_end - name));
        add(archive, key, line_end + 1, (gsize)((next ? next : end) - line_end - 1));
    }
    archive_write_close(archive);
    archive_write_free(archive);
    return bytes;
}
