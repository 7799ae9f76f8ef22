/* RFC 5545. Section numbers below are its. */
#include "config.h"

#include "daemon/render/export.h"

#include <string.h>

#include "daemon/base/text.h"
#include "daemon/render/view.h"

#define FOLD_OCTETS 75 /* section 3.1: a line, less its CRLF */

/* Adds a content line, folded between characters. */
static void ics_line(GString *ics, const char *line)
{
    gsize octets = 0;
    for (const char *c = line; *c; c = g_utf8_next_char(c)) {
        gsize size = (gsize)(g_utf8_next_char(c) - c);
        if (octets + size > FOLD_OCTETS) {
            g_string_append(ics, "\r\n ");
            octets = 1;
        }
        g_string_append_len(ics, c, (gssize)size);
        octets += size;
    }
    g_string_append(ics, "\r\n");
}

/* A TEXT value, section 3.3.11. */
static void ics_text(GString *ics, const char *name, const char *text)
{
    g_autofree char *clean = text_lines(text, 1000);
    GString *line = g_string_new(name);
    g_string_append_c(line, ':');
    for (const char *c = clean; *c; c++) {
        if (*c == '\n') {
            g_string_append(line, "\\n");
            continue;
        }
        if (strchr("\\;,", *c))
            g_string_append_c(line, '\\');
        g_string_append_c(line, *c);
    }
    ics_line(ics, line->str);
    g_string_free(line, TRUE);
}

/* "2 × Sofa", one a line. */
static char *items_text(const struct order *order, const struct business *business, const struct forms *forms,
                        const struct department *department, const char *joint)
{
    const char *fallback = business->languages ? business->languages[0] : NULL;
    const char *language = department && department->language ? department->language : fallback;
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        const struct form *form = forms_product(forms, item->form);
        if (!form || item->state == ITEM_CANCELLED || !view_may_see_item(item, forms, department))
            continue;
        const struct field *field = form_field_by_role(form, ROLE_QUANTITY);
        const struct value *quantity = field ? values_find(item->values, field->id) : NULL;
        const char *name = phrases_text(form->names, language, fallback);
        g_string_append(text, text->len ? joint : "");
        if (quantity && value_usable(quantity))
            g_string_append_printf(text, "%s × ", quantity->canonical);
        g_string_append(text, name ? name : form->id);
    }
    return g_string_free(text, FALSE);
}

/* "EH-1001-warehouse@shop.example": the same for every mail about it, so that a calendar replaces the older event. */
static char *event_uid(const struct order *order, const struct business *business, const struct department *department)
{
    g_autofree char *domain = business->from_address ? text_address_domain(business->from_address) : NULL;
    return g_strdup_printf("%s%s%s@%s", order->number ? order->number : "", department ? "-" : "",
                           department ? department->id : "", domain ? domain : "mailorder.invalid");
}

static void ics_days(GString *ics, const GDate *day)
{
    char text[sizeof "DTSTART;VALUE=DATE:20261231 and room for odd years"];
    GDate next = *day;
    g_date_add_days(&next, 1);
    g_date_strftime(text, sizeof text, "DTSTART;VALUE=DATE:%Y%m%d", day);
    ics_line(ics, text);
    g_date_strftime(text, sizeof text, "DTEND;VALUE=DATE:%Y%m%d", &next);
    ics_line(ics, text);
}

static void ics_stamp(GString *ics, const struct order *order, gint64 now)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now);
    g_autofree char *stamp =
        utc ? g_date_time_format(utc, "DTSTAMP:%Y%m%dT%H%M%SZ") : g_strdup("DTSTAMP:19700101T000000Z");
    ics_line(ics, stamp);
    /* section 3.8.7.4: a later version has a higher number; minutes since the order came fit 32 bits for centuries */
    g_autofree char *sequence =
        g_strdup_printf("SEQUENCE:%" G_GINT64_FORMAT, CLAMP((order->changed - order->created) / 60, 0, G_MAXINT32));
    ics_line(ics, sequence);
}

GBytes *export_ics(const struct order *order, const struct business *business, const struct forms *forms,
                   const struct department *department, gint64 now)
{
    GDate day;
    if (!view_iso_day(view_expected(order, forms, department), &day))
        return NULL;
    g_autofree char *uid = event_uid(order, business, department);
    g_autofree char *short_text = items_text(order, business, forms, department, ", ");
    g_autofree char *summary = g_strdup_printf("%s: %s", order->number ? order->number : "", short_text);
    g_autofree char *description = items_text(order, business, forms, department, "\n");
    GString *ics = g_string_new(NULL);
    ics_line(ics, "BEGIN:VCALENDAR");
    ics_line(ics, "VERSION:2.0");
    ics_line(ics, "PRODID:-//mailorder//mailorder " PACKAGE_VERSION "//EN");
    ics_line(ics, "BEGIN:VEVENT");
    ics_text(ics, "UID", uid);
    ics_stamp(ics, order, now);
    ics_days(ics, &day);
    ics_text(ics, "SUMMARY", summary);
    ics_text(ics, "DESCRIPTION", description);
    ics_line(ics, "TRANSP:TRANSPARENT");
    ics_line(ics, "END:VEVENT");
    ics_line(ics, "END:VCALENDAR");
    return g_string_free_to_bytes(ics);
}
