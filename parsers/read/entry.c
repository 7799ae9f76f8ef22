#include "parsers/read/entry.h"

struct entry *entry_new(enum entry_kind kind, const char *raw)
{
    struct entry *entry = g_new0(struct entry, 1);
    entry->kind = kind;
    entry->raw = g_strdup(raw);
    entry->text = g_strdup("");
    return entry;
}

void entry_free(struct entry *entry)
{
    if (!entry)
        return;
    g_free(entry->text);
    g_free(entry->quantity);
    g_free(entry->options);
    g_free(entry->name);
    g_free(entry->amount);
    g_free(entry->rest);
    g_free(entry->raw);
    g_free(entry->below);
    g_free(entry);
}

GPtrArray *entries_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
}
