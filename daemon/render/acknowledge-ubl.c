/* UBL 2.1 ApplicationResponse; of an order by Peppol's rules, as its Message Level Response 3. */
#include "daemon/render/acknowledge.h"

#include <string.h>

#define UBL "urn:oasis:names:specification:ubl:schema:xsd:"

static const char *row_part(GStrv row, guint i)
{
    return row && i < g_strv_length(row) ? row[i] : "";
}

static GStrv row_named(const GPtrArray *rows, const char *name)
{
    for (guint i = 0; i < rows->len; i++)
        if (g_str_equal(((GStrv)rows->pdata[i])[0], name))
            return rows->pdata[i];
    return NULL;
}

/* Without the characters that XML 1.0 cannot hold, and with those escaped that it takes for its own. */
static char *escaped(const char *text)
{
    g_autoptr(GString) kept = g_string_new(NULL);
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if ((c >= 0x20 && c != 0x7f && (c < 0x80 || c > 0x9f) && c != 0xfffe && c != 0xffff) || c == '\t' || c == '\n')
            g_string_append_unichar(kept, c);
    }
    return g_markup_escape_text(kept->str, (gssize)kept->len);
}

/* An element with this text; nothing where there is none. `attribute` may be NULL. */
static void element(GString *out, const char *name, const char *text, const char *attribute, const char *value)
{
    g_autofree char *content = escaped(text), *quoted = attribute && *value ? escaped(value) : NULL;
    if (!*content)
        return;
    if (quoted)
        g_string_append_printf(out, "<cbc:%s %s=\"%s\">%s</cbc:%s>\n", name, attribute, quoted, content, name);
    else
        g_string_append_printf(out, "<cbc:%s>%s</cbc:%s>\n", name, content, name);
}

static void party(GString *out, const char *role, GStrv row, const char *name)
{
    const char *theirs = row_part(row, 3);
    g_string_append_printf(out, "<cac:%s>\n", role);
    element(out, "EndpointID", row_part(row, 1), "schemeID", row_part(row, 2));
    if (*theirs || *name) {
        g_string_append(out, "<cac:PartyName>\n");
        element(out, "Name", *theirs ? theirs : name, NULL, NULL);
        g_string_append(out, "</cac:PartyName>\n");
    }
    g_string_append_printf(out, "</cac:%s>\n", role);
}

/* UNCL4343: accepted, conditionally accepted, rejected. */
static const char *response_code(const struct acknowledge_order *order)
{
    const char *code = order->problem_count ? "CA" : "AP";
    for (guint i = 0; i < order->problem_count; i++)
        if (order->problems[i].fatal)
            code = "RE";
    return code;
}

/* Peppol's reasons: the syntax; a rule broken; a rule that only warns. */
static const char *reason_code(const struct acknowledge_problem *problem)
{
    if (g_str_has_prefix(problem->rule, "XML "))
        return "SV";
    return problem->fatal ? "BV" : "BW";
}

static void line_response(GString *out, const struct acknowledge_problem *problem)
{
    g_autofree char *text = *problem->found ? g_strdup_printf("%s: found %s, wanted %s", problem->rule, problem->found, problem->wanted)
                                            : g_strdup_printf("%s: wanted %s", problem->rule, problem->wanted);
    g_string_append(out, "<cac:LineResponse>\n<cac:LineReference>\n");
    element(out, "LineID", *problem->place ? problem->place : "NA", NULL, NULL);
    g_string_append(out, "</cac:LineReference>\n<cac:Response>\n");
    element(out, "ResponseCode", problem->fatal ? "RE" : "CA", "listID", "UNCL4343");
    element(out, "Description", text, NULL, NULL);
    g_string_append(out, "<cac:Status>\n");
    element(out, "StatusReasonCode", reason_code(problem), NULL, NULL);
    element(out, "StatusReason", problem->rule, NULL, NULL);
    g_string_append(out, "</cac:Status>\n</cac:Response>\n</cac:LineResponse>\n");
}

static void document_response(GString *out, const struct acknowledge_order *order)
{
    g_string_append(out, "<cac:DocumentResponse>\n<cac:Response>\n");
    element(out, "ResponseCode", response_code(order), "listID", "UNCL4343");
    g_string_append(out, "</cac:Response>\n<cac:DocumentReference>\n");
    element(out, "ID", *order->number ? order->number : "NA", NULL, NULL);
    element(out, "DocumentTypeCode", "220", "listID", "UNCL1001");
    g_string_append(out, "</cac:DocumentReference>\n");
    for (guint i = 0; i < order->problem_count; i++)
        line_response(out, &order->problems[i]);
    g_string_append(out, "</cac:DocumentResponse>\n");
}

static void head(GString *out, const char *id, gboolean peppol, gint64 now)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now);
    g_autofree char *day = g_date_time_format(utc, "%Y-%m-%d"), *time = g_date_time_format(utc, "%H:%M:%SZ");
    if (peppol) {
        element(out, "CustomizationID", "urn:fdc:peppol.eu:poacc:trns:mlr:3", NULL, NULL);
        element(out, "ProfileID", "urn:fdc:peppol.eu:poacc:bis:mlr:3", NULL, NULL);
    }
    element(out, "ID", id, NULL, NULL);
    element(out, "IssueDate", day, NULL, NULL);
    element(out, "IssueTime", time, NULL, NULL);
}

GBytes *acknowledge_ubl(const struct acknowledge_file *file, const char *id, gint64 now)
{
    GStrv seller = row_named(file->envelope, "seller"), buyer = row_named(file->envelope, "buyer");
    gboolean peppol = g_str_has_prefix(row_part(row_named(file->envelope, "rules"), 1), "urn:fdc:peppol.eu:");
    if (file->order_count != 1 || (file->envelope->len > 0 && (!seller || !buyer)))
        return NULL;
    GString *out = g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                "<ApplicationResponse xmlns=\"" UBL "ApplicationResponse-2\""
                                " xmlns:cac=\"" UBL "CommonAggregateComponents-2\""
                                " xmlns:cbc=\"" UBL "CommonBasicComponents-2\">\n");
    head(out, id, peppol, now);
    party(out, "SenderParty", seller, file->seller);
    party(out, "ReceiverParty", buyer, "");
    document_response(out, file->orders);
    g_string_append(out, "</ApplicationResponse>\n");
    return g_string_free_to_bytes(out);
}
