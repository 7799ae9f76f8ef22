#include "tests/unit/zip-writer.h"

#include <string.h>

static guint32 crc_of(const char *bytes, gsize length)
{
    guint32 crc = 0xffffffff;
    for (gsize i = 0; i < length; i++) {
        crc ^= (guchar)bytes[i];
        for (guint bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static void put(GByteArray *out, guint32 value, guint bytes)
{
    for (guint i = 0; i < bytes; i++) {
        guint8 byte = (guint8)(value >> (8 * i));
        g_byte_array_append(out, &byte, 1);
    }
}

/* What the local header and the directory have in common. */
static void put_entry(GByteArray *out, const struct zip_writer *zip, guint32 crc, gsize length, gsize name_length)
{
    put(out, 20, 2);
    put(out, zip->locked ? 1 : 0, 2);
    put(out, 0, 2);
    put(out, 0x5b7a6000, 4); /* a time and a day */
    put(out, crc, 4);
    put(out, (guint32)length, 4);
    put(out, (guint32)length, 4);
    put(out, (guint32)name_length, 2);
    put(out, 0, 2);
}

void zip_writer_open(struct zip_writer *zip)
{
    *zip = (struct zip_writer){.file = g_byte_array_new(), .directory = g_byte_array_new()};
}

void zip_writer_add(struct zip_writer *zip, const char *name, const char *bytes, gsize length)
{
    guint32 crc = crc_of(bytes, length), start = zip->file->len;
    gsize name_length = strlen(name);
    put(zip->file, 0x04034b50, 4);
    put_entry(zip->file, zip, crc, length, name_length);
    g_byte_array_append(zip->file, (const guint8 *)name, (guint)name_length);
    g_byte_array_append(zip->file, (const guint8 *)bytes, (guint)length);
    put(zip->directory, 0x02014b50, 4);
    put(zip->directory, 20, 2);
    put_entry(zip->directory, zip, crc, length, name_length);
    put(zip->directory, 0, 2 + 2 + 2);
    put(zip->directory, 0, 4);
    put(zip->directory, start, 4);
    g_byte_array_append(zip->directory, (const guint8 *)name, (guint)name_length);
    zip->count++;
}

GByteArray *zip_writer_close(struct zip_writer *zip)
{
    guint32 start = zip->file->len;
    g_byte_array_append(zip->file, zip->directory->data, zip->directory->len);
    put(zip->file, 0x06054b50, 4);
    put(zip->file, 0, 4);
    put(zip->file, zip->count, 2);
    put(zip->file, zip->count, 2);
    put(zip->file, zip->directory->len, 4);
    put(zip->file, start, 4);
    put(zip->file, 0, 2);
    g_byte_array_unref(zip->directory);
    zip->directory = NULL;
    return g_steal_pointer(&zip->file);
}
