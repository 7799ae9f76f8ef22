#include "parsers/read/bounce.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"

#define IDS_MOST 20

/* The value of "Name: value", when the line is that field. */
static const char *field_value(const char *line, const char *name)
{
    gsize length = strlen(name);
    if (g_ascii_strncasecmp(line, name, length) != 0 || line[length] != ':')
        return NULL;
    const char *value = line + length + 1;
    return value + strspn(value, " \t");
}

/* "rfc822; a@b.example" (RFC 3464 section 2.3.2; utf-8 by RFC 6533). */
static char *typed_value(const char *value)
{
    const char *semicolon = strchr(value, ';');
    return text_one_line(semicolon ? semicolon + 1 : value, BOUND_ADDRESS);
}

static void take_id(struct bounce *bounce, const char *value)
{
    const char *open = strchr(value, '<');
    const char *close = open ? strchr(open, '>') : NULL;
    if (close && close > open + 1 && bounce->message_ids->len < IDS_MOST)
        g_ptr_array_add(bounce->message_ids, g_strndup(open + 1, (gsize)(close - open - 1)));
}

static enum bounce_kind kind_of(const char *action, const char *status)
{
    if (g_ascii_strcasecmp(action, "failed") == 0)
        return *status == '5' ? BOUNCE_FAILED : BOUNCE_OTHER;
    return g_ascii_strcasecmp(action, "delayed") == 0 ? BOUNCE_DELAYED : BOUNCE_OTHER;
}

struct told {
    char *action, *status, *diagnostic;
};

static void keep(char **slot, char *text)
{
    if (*slot)
        g_free(text);
    else
        *slot = text;
}

static void read_line(struct bounce *bounce, struct told *told, const char *line)
{
    const char *value;
    if ((value = field_value(line, "Action")))
        keep(&told->action, text_one_line(value, 40));
    else if ((value = field_value(line, "Status")))
        keep(&told->status, text_one_line(value, 40));
    else if ((value = field_value(line, "Diagnostic-Code")))
        keep(&told->diagnostic, typed_value(value));
    else if ((value = field_value(line, "Final-Recipient")))
        keep(&bounce->recipient, typed_value(value));
    else if ((value = field_value(line, "Message-ID")) || (value = field_value(line, "Original-Message-ID")))
        take_id(bounce, value);
}

struct bounce bounce_read(const struct document *document)
{
    struct bounce bounce = {.message_ids = g_ptr_array_new_with_free_func(g_free)};
    struct told told = {0};
    if (document->flags & DOCUMENT_REPORT) {
        for (guint b = 0; b < document->blocks->len; b++) {
            const struct document_block *block = document->blocks->pdata[b];
            for (guint i = 0; block->attached && i < block->lines->len; i++)
                read_line(&bounce, &told, ((const struct document_line *)block->lines->pdata[i])->text);
        }
        bounce.kind = kind_of(told.action ? told.action : "", told.status ? told.status : "");
    }
    g_autofree char *joined = g_strdup_printf("%s %s", told.status ? told.status : "", told.diagnostic ? told.diagnostic : "");
    bounce.words = text_one_line(joined, BOUND_SUBJECT);
    keep(&bounce.recipient, g_strdup(""));
    g_free(told.action);
    g_free(told.status);
    g_free(told.diagnostic);
    return bounce;
}

void bounce_clear(struct bounce *bounce)
{
    g_clear_pointer(&bounce->message_ids, g_ptr_array_unref);
    g_clear_pointer(&bounce->recipient, g_free);
    g_clear_pointer(&bounce->words, g_free);
}
