#include "daemon/process/slips.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

#define SENDERS 4u
#define KEPT    60u
#define MAGIC   G_GUINT64_CONSTANT(0x31207370696c736d) /* another, when the layout is another */

/* Its life stands with each, and none lies in two sectors: what a power cut leaves of the file says nothing that is not so. */
struct slip {
    guint64 life;
    gint64 out;
    guint64 number; /* in the order of their coming */
    guint64 unused;
};

struct page {
    guint64 magic, life;
    guint64 unused[2];
    struct slip slips[SENDERS][KEPT];
};
G_STATIC_ASSERT(sizeof(struct slip) == 32 && offsetof(struct page, slips) == 32);

int slips_open(const char *state_dir, GError **error)
{
    g_autofree char *path = g_build_filename(state_dir, "accepted", NULL);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno), "%s: %s", path, g_strerror(errno));
    return fd;
}

/* A file that is shorter, or cannot be read, has empty slips; of another layout it has none at all. */
static struct page page_read(int fd)
{
    struct page page = {0};
    if (fd >= 0 && pread(fd, &page, sizeof page, 0) >= 0 && page.magic == MAGIC)
        return page;
    return (struct page){0};
}

/* The first slip of this life goes behind those that an earlier life of the sender's has noted for the same desk. */
static void writer_begin(struct slip_writer *writer)
{
    const struct page page = page_read(writer->fd);
    writer->life = page.life;
    for (guint i = 0; i < KEPT; i++) {
        const struct slip *slip = &page.slips[writer->sender][i];
        if (slip->life == page.life)
            writer->number = MAX(writer->number, slip->number + 1);
    }
}

void slips_note(struct slip_writer *writer, gint64 out)
{
    if (writer->fd < 0 || writer->sender >= SENDERS)
        return;
    if (writer->life == 0)
        writer_begin(writer);
    const struct slip slip = {.life = writer->life, .out = out, .number = writer->number};
    const gsize at = offsetof(struct page, slips) + sizeof slip * (writer->sender * KEPT + writer->number % KEPT);
    if (writer->life != 0 && pwrite(writer->fd, &slip, sizeof slip, (off_t)at) == (ssize_t)sizeof slip)
        writer->number++;
}

GArray *slips_read(int fd, guint64 *ret_life)
{
    GArray *outs = g_array_new(FALSE, FALSE, sizeof(gint64));
    const struct page page = page_read(fd);
    *ret_life = page.life;
    for (guint i = 0; page.life != 0 && i < SENDERS * KEPT; i++) {
        const struct slip slip = page.slips[i / KEPT][i % KEPT];
        if (slip.life == page.life)
            g_array_append_val(outs, slip.out);
    }
    return outs;
}

gboolean slips_have(int fd, guint64 life, gint64 out)
{
    guint64 noted;
    g_autoptr(GArray) outs = slips_read(fd, &noted);
    for (guint i = 0; life != 0 && noted == life && i < outs->len; i++)
        if (g_array_index(outs, gint64, i) == out)
            return TRUE;
    return FALSE;
}

gboolean slips_begin(int fd, guint64 life)
{
    const struct page page = {.magic = MAGIC, .life = life};
    return fd < 0 || pwrite(fd, &page, sizeof page, 0) == (ssize_t)sizeof page;
}
