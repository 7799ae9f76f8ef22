#include "tests/unit/read-tell.h"

#include <string.h>

struct document *mail_of(const char *text)
{
    struct document *document = document_new();
    struct document_block *block = document_add_block(document, BLOCK_PLAIN);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        const char *p = lines[i];
        guint quote = 0;
        while (*p == '>') {
            quote++;
            p += p[1] == ' ' ? 2 : 1;
        }
        document_add_line(block, quote, p);
    }
    return document;
}

static void tell_value(GString *told, const struct value *value)
{
    const char *sign = value->status == VALUE_GUESSED ? "~" : "=";
    if (value->canonical) {
        g_autofree char *line = g_strdelimit(g_strdup(value->canonical), "\n", '|');
        g_string_append_printf(told, " %s%s%s", value->field, sign, line);
        return;
    }
    g_autofree char *candidates = value->candidates ? g_strjoinv("|", value->candidates) : g_strdup("");
    g_string_append_printf(told, " %s:%s", value->field, fault_name(value->fault));
    if (*candidates)
        g_string_append_printf(told, "(%s)", candidates);
}

static void tell_values(GString *told, const GPtrArray *values)
{
    for (guint i = 0; i < values->len; i++)
        tell_value(told, values->pdata[i]);
}

static void tell_draft(GString *told, const struct draft *draft)
{
    for (guint i = 0; i < draft->items->len; i++) {
        const struct line_item *item = draft->items->pdata[i];
        g_string_append_printf(told, "%s[%u %s%s%s]", told->len ? " " : "", item->number, item->form ? item->form : "-",
                               item->sku ? " " : "", item->sku ? item->sku : "");
        tell_values(told, item->values);
    }
    if (draft->values->len > 0)
        g_string_append_printf(told, "%s[order]", told->len ? " " : "");
    tell_values(told, draft->values);
    for (guint i = 0; i < draft->remarks->len; i++) {
        const struct remark *remark = draft->remarks->pdata[i];
        g_string_append_printf(told, " !%s(%s)", fault_name(remark->fault), remark->text ? remark->text : "");
    }
    if (draft->asks_only)
        g_string_append(told, " asks");
}

char *reading_told(const struct reading *reading)
{
    GString *told = g_string_new(NULL);
    for (guint i = 0; i < reading->drafts->len; i++) {
        if (i > 0)
            g_string_append(told, " //");
        tell_draft(told, reading->drafts->pdata[i]);
    }
    return g_string_free(told, FALSE);
}
