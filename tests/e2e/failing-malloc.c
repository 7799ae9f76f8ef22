/* Preloaded into a daemon: memory runs out in the processes that it starts. Each that finds a file in the folder MAILORDER_TEST_MALLOC
 * takes it away, and gets no memory any more after a number of allocations that is chosen at random. Who finds none works as always: so
 * there are as many failures as there were files. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#define ALLOCATIONS_LEAST 100u
#define ALLOCATIONS_MOST  8000u
#define WORDS             "a test takes all memory\n"

static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);
static unsigned left; /* allocations until there is no more memory; 0: there is enough */

static int take_file(const char *folder)
{
    int taken = 0;
    DIR *entries = opendir(folder);
    for (struct dirent *entry = entries ? readdir(entries) : NULL; entry && !taken; entry = readdir(entries))
        taken = entry->d_name[0] != '.' && unlinkat(dirfd(entries), entry->d_name, 0) == 0;
    if (entries)
        closedir(entries);
    return taken;
}

static void begin_child(void)
{
    const char *folder = getenv("MAILORDER_TEST_MALLOC");
    unsigned number = 0;
    left = 0;
    if (folder && take_file(folder) && getrandom(&number, sizeof number, 0) == sizeof number)
        left = ALLOCATIONS_LEAST + number % (ALLOCATIONS_MOST - ALLOCATIONS_LEAST);
}

__attribute__((constructor)) static void begin(void)
{
    pthread_atfork(NULL, NULL, begin_child);
}

static int fails(void)
{
    if (left > 1 && --left == 1 && write(STDERR_FILENO, WORDS, sizeof WORDS - 1) < 0)
        abort();
    if (left == 1)
        errno = ENOMEM;
    return left == 1;
}

void *malloc(size_t size)
{
    if (!next_malloc)
        next_malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
    return fails() ? NULL : next_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    if (!next_calloc)
        next_calloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
    return fails() ? NULL : next_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    if (!next_realloc)
        next_realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
    return fails() ? NULL : next_realloc(old, size);
}
