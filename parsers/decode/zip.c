#include "parsers/decode/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "daemon/base/bounds.h"

#define PIECE (64u * 1024)

struct unpacking {
    struct archive *archive;
    GHashTable *entries;
    gsize total;       /* bytes unpacked so far */
    gsize packed;      /* bytes of the file */
    const char *bound; /* that was met; NULL */
};

gboolean zip_begins(const char *bytes, gsize length)
{
    return length >= 4 && (memcmp(bytes, "PK\x03\x04", 4) == 0 || memcmp(bytes, "PK\x05\x06", 4) == 0);
}

char *zip_key(const char *name)
{
    g_autofree char *key = g_ascii_strdown(name, -1);
    for (char *p = key; *p; p++)
        if (*p == '\\')
            *p = '/';
    return g_strdup(key + strspn(key, "/"));
}

/* Pictures, printer settings and the like are not unpacked at all. */
static gboolean is_wanted(const char *key)
{
    return g_str_has_suffix(key, ".xml") || g_str_has_suffix(key, ".rels");
}

/* Few bytes that become very many are made to do so. */
static const char *bound_met(const struct unpacking *unpacking, gsize entry)
{
    if (entry > BOUND_ARCHIVE_ENTRY)
        return "more in one part than is read";
    if (unpacking->total > BOUND_ARCHIVE_TOTAL)
        return "more than is read";
    if (unpacking->total > BOUND_ARCHIVE_FREE && unpacking->total / BOUND_ARCHIVE_RATIO > unpacking->packed)
        return "far more than its size";
    return NULL;
}

/* NULL when the entry cannot be read to its end, or is too much. */
static GBytes *read_entry(struct unpacking *unpacking)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autofree guint8 *piece = g_malloc(PIECE);
    la_ssize_t got;
    while ((got = archive_read_data(unpacking->archive, piece, PIECE)) > 0) {
        g_byte_array_append(bytes, piece, (guint)got);
        unpacking->total += (gsize)got;
        unpacking->bound = bound_met(unpacking, bytes->len);
        if (unpacking->bound)
            return NULL;
    }
    return got < 0 ? NULL : g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

static enum zip_fault take_entry(struct unpacking *unpacking, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    if (!name)
        name = archive_entry_pathname(entry);
    if (archive_entry_is_encrypted(entry))
        return ZIP_ENCRYPTED;
    g_autofree char *key = zip_key(name ? name : "");
    if (!is_wanted(key) || g_hash_table_contains(unpacking->entries, key))
        return ZIP_NO_FAULT;
    GBytes *bytes = read_entry(unpacking);
    if (!bytes)
        return unpacking->bound ? ZIP_TOO_LARGE : ZIP_DAMAGED;
    g_hash_table_insert(unpacking->entries, g_steal_pointer(&key), bytes);
    return ZIP_NO_FAULT;
}

static enum zip_fault take_entries(struct unpacking *unpacking)
{
    struct archive_entry *entry;
    guint count = 0;
    for (;;) {
        int result = archive_read_next_header(unpacking->archive, &entry);
        if (result == ARCHIVE_EOF)
            return count ? ZIP_NO_FAULT : ZIP_DAMAGED;
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
            return ZIP_DAMAGED;
        if (++count > BOUND_ARCHIVE_ENTRIES) {
            unpacking->bound = "more parts than are read";
            return ZIP_TOO_LARGE;
        }
        enum zip_fault fault = take_entry(unpacking, entry);
        if (fault != ZIP_NO_FAULT)
            return fault;
    }
}

/* By the directory at the file's end alone: a file without it was cut off, and reading on from its start would take a part for the whole. */
static gboolean open_memory(struct archive *archive, const struct file *file)
{
    return archive_read_support_format_zip_seekable(archive) == ARCHIVE_OK &&
           archive_read_open_memory(archive, file->bytes, file->length) == ARCHIVE_OK;
}

GHashTable *zip_unpack(const struct file *file, enum zip_fault *ret_fault, const char **ret_detail)
{
    struct unpacking unpacking = {.archive = archive_read_new(), .packed = file->length};
    unpacking.entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    *ret_fault = open_memory(unpacking.archive, file) ? take_entries(&unpacking) : ZIP_DAMAGED;
    *ret_detail = unpacking.bound ? unpacking.bound : "";
    archive_read_free(unpacking.archive);
    if (*ret_fault == ZIP_NO_FAULT)
        return unpacking.entries;
    g_hash_table_unref(unpacking.entries);
    return NULL;
}
