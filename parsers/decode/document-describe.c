/* The document as text that a person reads: for `mailorder try` and for what tests expect. */
#include "parsers/decode/document-members.h"
#include "parsers/decode/document.h"

static const char *const flag_words[] = {"report",   "encrypted", "signed",      "forwarded", "cut",
                                         "odd-from", "null-path", "bad-charset", "html-only", "calendar",
                                         "cut-header"};

static void describe_flags(GString *out, guint32 flags)
{
    if (!flags)
        return;
    g_string_append(out, "flags:");
    for (guint i = 0; i < G_N_ELEMENTS(flag_words); i++) {
        if (flags & (1u << i))
            g_string_append_printf(out, " %s", flag_words[i]);
    }
    g_string_append_c(out, '\n');
}

/* Text of several lines, each but the first indented. */
static void describe_text(GString *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        g_string_append_c(out, *p);
        if (*p == '\n')
            g_string_append(out, "      ");
    }
}

static void describe_strings(GString *out, const char *name, const GPtrArray *strings)
{
    for (guint i = 0; i < strings->len; i++)
        g_string_append_printf(out, "%s: %s\n", name, (const char *)strings->pdata[i]);
}

static void describe_addresses(GString *out, const char *name, const GPtrArray *addresses)
{
    for (guint i = 0; i < addresses->len; i++) {
        const struct document_address *address = addresses->pdata[i];
        g_string_append_printf(out, "%s: %s%s<%s>\n", name, address->name, *address->name ? " " : "", address->address);
    }
}

static void describe_time(GString *out, const char *name, gint64 seconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
    g_autofree char *text = time ? g_date_time_format_iso8601(time) : NULL;
    if (seconds && text)
        g_string_append_printf(out, "%s: %s\n", name, text);
}

static void describe_member(GString *out, const struct document *document, const struct member *member)
{
    gconstpointer place = G_STRUCT_MEMBER_P(document, member->offset);
    switch (member->kind) {
    case MEMBER_STRING:
        if (**(const char *const *)place)
            g_string_append_printf(out, "%s: %s\n", member->name, *(const char *const *)place);
        return;
    case MEMBER_STRINGS:
        describe_strings(out, member->name, *(GPtrArray *const *)place);
        return;
    case MEMBER_ADDRESSES:
        describe_addresses(out, member->name, *(GPtrArray *const *)place);
        return;
    case MEMBER_FLAG:
        if (*(const gboolean *)place)
            g_string_append_printf(out, "%s\n", member->name);
        return;
    case MEMBER_COUNT:
        if (*(const guint *)place)
            g_string_append_printf(out, "%s: %u\n", member->name, *(const guint *)place);
        return;
    case MEMBER_TIME:
        describe_time(out, member->name, *(const gint64 *)place);
        return;
    }
}

static void append_quote(GString *out, guint quote)
{
    for (guint i = 0; i < quote && i < 10; i++)
        g_string_append(out, "> ");
    if (quote > 10)
        g_string_append_printf(out, "(%u) ", quote);
}

static void describe_block(GString *out, const struct document_block *block)
{
    static const char *const origins[] = {"text", "html", "page"};
    g_string_append_printf(out, "%s%s:\n", origins[block->origin],
                           block->returned ? " (returned)" : block->attached ? " (attached)" : "");
    for (guint i = 0; i < block->lines->len; i++) {
        const struct document_line *line = block->lines->pdata[i];
        g_string_append(out, "  | ");
        append_quote(out, line->quote);
        g_string_append_printf(out, "%s\n", line->text);
    }
}

static void describe_table(GString *out, const struct document_table *table)
{
    g_string_append_printf(out, "table%s:\n", table->has_header ? " with header" : "");
    for (guint i = 0; i < table->rows->len; i++) {
        const GPtrArray *row = table->rows->pdata[i];
        g_string_append(out, "  ");
        append_quote(out, table->quote);
        for (guint j = 0; j < row->len; j++) {
            const struct document_cell *cell = row->pdata[j];
            g_string_append(out, "[");
            if (cell->column_span > 1)
                g_string_append_printf(out, "%u: ", cell->column_span);
            describe_text(out, cell->text);
            if (cell->problem)
                g_string_append_printf(out, " ! %s", cell->problem);
            g_string_append(out, "]");
        }
        g_string_append_c(out, '\n');
    }
}

static void describe_attachment(GString *out, const struct document_attachment *attachment)
{
    g_string_append_printf(out, "attachment: %s, %s, %" G_GUINT64_FORMAT " bytes", attachment->name,
                           attachment->media_type, attachment->size);
    if (attachment->part < ATTACHMENT_INNER)
        g_string_append_printf(out, ", part %u", attachment->part);
    g_string_append(out, attachment->inlined ? ", inline" : "");
    if (attachment->reading != READING_OTHER)
        g_string_append_printf(out, ", %s", attachment_reading_name(attachment->reading));
    g_string_append_c(out, '\n');
}

char *document_describe(const struct document *document)
{
    GString *out = g_string_new(NULL);
    describe_flags(out, document->flags);
    for (guint i = 0; i < document_members_count; i++)
        describe_member(out, document, &document_members[i]);
    for (guint i = 0; i < document->blocks->len; i++)
        describe_block(out, document->blocks->pdata[i]);
    for (guint i = 0; i < document->pairs->len; i++) {
        const struct document_pair *pair = document->pairs->pdata[i];
        g_string_append(out, "pair: ");
        append_quote(out, pair->quote);
        g_string_append_printf(out, "%s = ", pair->label);
        describe_text(out, pair->value);
        g_string_append_c(out, '\n');
    }
    for (guint i = 0; i < document->tables->len; i++)
        describe_table(out, document->tables->pdata[i]);
    for (guint i = 0; i < document->attachments->len; i++)
        describe_attachment(out, document->attachments->pdata[i]);
    for (guint i = 0; i < document->orders->len; i++)
        business_order_describe(document->orders->pdata[i], out);
    return g_string_free(out, FALSE);
}
