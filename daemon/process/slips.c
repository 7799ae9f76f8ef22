#include "daemon/process/slips.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define SENDERS 4u
#define KEPT    60u /* a sender has sixteen mails in hand, and others only after a commit that stored what came of these */

/* Its life stands with each: so a page of which a power cut lost a part says nothing that is not so. */
struct slip {
    guint64 life;
    gint64 out;
};

struct page {
    guint64 life;
    guint32 next[SENDERS]; /* slip to be written */
    struct slip slips[SENDERS][KEPT];
};
G_STATIC_ASSERT(sizeof(struct page) <= 4096);

struct slips {
    struct page *page;
};

static int fail(GError **error, const char *path, int problem)
{
    g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(problem), "%s: %s", path, g_strerror(problem));
    return -1;
}

/* The room is taken at once: a page that finds none later would end the process that writes it. */
static int open_page(const char *path, GError **error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return fail(error, path, errno);
    int problem = posix_fallocate(fd, 0, sizeof(struct page));
    if (problem == 0)
        return fd;
    close(fd);
    return fail(error, path, problem);
}

struct slips *slips_open(const char *state_dir, GError **error)
{
    g_autofree char *path = g_build_filename(state_dir, "accepted", NULL);
    int fd = open_page(path, error);
    if (fd < 0)
        return NULL;
    struct page *page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    int problem = errno;
    close(fd);
    if (page == MAP_FAILED) {
        fail(error, path, problem);
        return NULL;
    }
    struct slips *slips = g_new0(struct slips, 1);
    slips->page = page;
    return slips;
}

void slips_free(struct slips *slips)
{
    if (!slips)
        return;
    munmap(slips->page, sizeof *slips->page);
    g_free(slips);
}

/* Another process may be ended between any two of these, or read what a sender that was taken over has written: every value there is possible. */
void slips_note(struct slips *slips, guint sender, gint64 out)
{
    if (!slips || sender >= SENDERS)
        return;
    struct page *page = slips->page;
    guint32 at = page->next[sender] % KEPT;
    struct slip *slip = &page->slips[sender][at];
    __atomic_store_n(&slip->out, out, __ATOMIC_RELEASE);
    __atomic_store_n(&slip->life, page->life, __ATOMIC_RELEASE);
    __atomic_store_n(&page->next[sender], at + 1, __ATOMIC_RELEASE);
}

GArray *slips_read(const struct slips *slips, guint64 *ret_life)
{
    GArray *outs = g_array_new(FALSE, FALSE, sizeof(gint64));
    *ret_life = slips ? slips->page->life : 0;
    for (guint i = 0; *ret_life && i < SENDERS * KEPT; i++) {
        const struct slip slip = slips->page->slips[i / KEPT][i % KEPT];
        if (slip.life == *ret_life)
            g_array_append_val(outs, slip.out);
    }
    return outs;
}

void slips_begin(struct slips *slips, guint64 life)
{
    if (slips)
        __atomic_store_n(&slips->page->life, life, __ATOMIC_RELEASE);
}
