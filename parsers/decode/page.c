#include "parsers/decode/page.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/charset.h"
#include "parsers/decode/document-members.h"
#include "parsers/decode/lines.h"

/* A form feed ends a page, and so a line. */
static void read_lines(struct document_block *block, char *text, struct lines_budget *budget)
{
    g_auto(GStrv) lines = g_strsplit(g_strdelimit(text, "\f", '\n'), "\n", -1);
    for (guint i = 0; lines[i] && !budget->cut; i++)
        lines_add(block, 0, g_strchomp(lines[i]), budget);
}

gboolean page_read(struct document *document, const char *bytes, gsize length)
{
    gboolean against = FALSE;
    struct lines_budget budget;
    g_autofree char *text = charset_decode(bytes, length, "utf-8", &against);
    struct document_block *block = document_block_new(BLOCK_PAGE);
    lines_budget_init(&budget);
    read_lines(block, g_strchomp(text), &budget);
    if (lines_substance(block) == 0) {
        document_block_free(block);
        return FALSE;
    }
    block->attached = TRUE;
    g_ptr_array_add(document->blocks, block);
    if (budget.cut)
        document->flags |= DOCUMENT_CUT;
    return TRUE;
}
