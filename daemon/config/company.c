#include "daemon/config/sections.h"

#include <stddef.h>
#include <string.h>

#include "daemon/base/language.h"
#include "daemon/base/text.h"

/* --- business
 * ---------------------------------------------------------------------------------------------------------------------
 */

static void read_accept(struct reader *reader, config_setting_t *setting, void *target)
{
    static const char *const words[] = {"auto", "staff", NULL};
    struct business *business = target;
    int index = reader_word(reader, setting, words);
    if (index >= 0)
        business->accept = (enum accept_mode)index;
}

static void read_languages(struct reader *reader, config_setting_t *setting, void *target)
{
    struct business *business = target;
    GPtrArray *codes = g_ptr_array_new();
    if (reader_length(setting) == 0)
        reader_error(reader, setting, "languages is empty; name at least one, for example [ \"en\" ]");
    for (guint i = 0; i < reader_length(setting); i++) {
        const config_setting_t *item = reader_item(setting, i);
        const char *code = reader_string(reader, item);
        if (code && !language_find(code))
            reader_error(reader, item,
                         "'%s' is not a language code that mailorder knows (en, tr, de, fr, es, it, nl, pl, pt, ru)",
                         code);
        else if (code && g_ptr_array_find_with_equal_func(codes, language_find(code)->code, g_str_equal, NULL))
            reader_error(reader, item, "languages names '%s' twice", code);
        else if (code)
            g_ptr_array_add(codes, g_strdup(language_find(code)->code)); /* "EN" is en */
    }
    g_ptr_array_add(codes, NULL);
    g_strfreev(business->languages);
    business->languages = (GStrv)g_ptr_array_free(codes, FALSE);
}

static void read_website(struct reader *reader, config_setting_t *setting, void *target)
{
    struct business *business = target;
    const char *text = reader_string(reader, setting);
    if (!text)
        return;
    if (!url_is_plain(text) || !(g_str_has_prefix(text, "https://") || g_str_has_prefix(text, "http://")))
        reader_error(reader, setting, "website: '%s' should be like \"https://www.example.com/\"", text);
    g_free(business->website);
    business->website = g_strdup(text);
}

/* As they stand first in Authentication-Results: a name that could not stand there would never be believed, in silence. */
static void read_trusted_servers(struct reader *reader, config_setting_t *setting, void *target)
{
    struct business *business = target;
    g_strfreev(business->trusted_authserv);
    business->trusted_authserv = reader_strings(reader, setting);
    for (guint i = 0; business->trusted_authserv[i]; i++) {
        const char *name = business->trusted_authserv[i];
        if (!*name || strpbrk(name, " \t\r\n/@:;,()<>\""))
            reader_error(reader, setting, "trusted_servers: '%s' should be a mail server's name alone, as it stands first in Authentication-Results, like \"mx.example.com\"", name);
    }
}

/* Order numbers are found again in people's texts by their prefix. */
static void read_order_prefix(struct reader *reader, config_setting_t *setting, void *target)
{
    struct business *business = target;
    const char *text = reader_string(reader, setting);
    if (text && !g_regex_match_simple("^([A-Za-z][A-Za-z0-9_.-]{0,19})?$", text, G_REGEX_DOLLAR_ENDONLY, 0))
        reader_error(
            reader, setting,
            "order_prefix: '%s' should begin with a letter and go on with letters, digits, - _ and ., 20 in all", text);
    if (text) {
        g_free(business->order_prefix);
        business->order_prefix = g_strdup(text);
    }
}

static const struct key business_keys[] = {
    {"name", KEY_STRING, offsetof(struct business, name), .required = TRUE},
    {"from", KEY_ADDRESS, offsetof(struct business, from_address), .required = TRUE},
    {"from_name", KEY_STRING, offsetof(struct business, from_name)},
    {"contact_email", KEY_ADDRESS, offsetof(struct business, contact_email), .required = TRUE},
    {"contact_phone", KEY_STRING, offsetof(struct business, contact_phone), .required = TRUE},
    {"hours", KEY_PHRASES, offsetof(struct business, hours)},
    {"website", KEY_OTHER, .function = read_website},
    {"address", KEY_PHRASES, offsetof(struct business, address)},
    {"review", KEY_ADDRESS, offsetof(struct business, review_address), .required = TRUE},
    {"admin", KEY_ADDRESS, offsetof(struct business, admin_address), .required = TRUE},
    {"languages", KEY_OTHER, .required = TRUE, .function = read_languages},
    {"accept", KEY_OTHER, .function = read_accept},
    {"order_prefix", KEY_OTHER, .function = read_order_prefix},
    {"payment_terms", KEY_PHRASES, offsetof(struct business, payment_terms)},
    {"own_addresses", KEY_ADDRESSES, offsetof(struct business, own_addresses)},
    {"trusted_servers", KEY_OTHER, .function = read_trusted_servers},
    {"representatives", KEY_ADDRESSES, offsetof(struct business, representatives)},
    {"x12_acknowledgement", KEY_BOOL, offsetof(struct business, x12_acknowledgement)},
    {"ubl_response", KEY_BOOL, offsetof(struct business, ubl_response)},
    {"plus_addresses", KEY_BOOL, offsetof(struct business, plus_addresses)},
};

void read_business(struct reader *reader, config_setting_t *setting, void *config)
{
    struct business *business = ((struct config *)config)->business;
    if (!reader_group(reader, setting))
        return;
    keys_read(reader, setting, business_keys, G_N_ELEMENTS(business_keys), business, NULL);
    if (!business->from_name)
        business->from_name = g_strdup(business->name);
    if (!business->order_prefix)
        business->order_prefix = g_strdup("");
}

/* --- calendar
 * ---------------------------------------------------------------------------------------------------------------------
 */

/* The calendar is made when its zone is known; the other keys wait in here. */
struct calendar_draft {
    char *zone;
    config_setting_t *hours, *holidays, *cutoff;
};

static void keep_hours(struct reader *reader, config_setting_t *setting, void *target)
{
    (void)reader;
    ((struct calendar_draft *)target)->hours = setting;
}

static void keep_holidays(struct reader *reader, config_setting_t *setting, void *target)
{
    (void)reader;
    ((struct calendar_draft *)target)->holidays = setting;
}

static void keep_cutoff(struct reader *reader, config_setting_t *setting, void *target)
{
    (void)reader;
    ((struct calendar_draft *)target)->cutoff = setting;
}

static const struct key calendar_keys[] = {
    {"time_zone", KEY_STRING, offsetof(struct calendar_draft, zone), .required = TRUE},
    {"hours", KEY_OTHER, .function = keep_hours},
    {"holidays", KEY_OTHER, .function = keep_holidays},
    {"cutoff", KEY_OTHER, .function = keep_cutoff},
};

static const char *const weekday_names[] = {"", "mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};

static guint weekday_of(const char *name)
{
    for (guint i = 1; weekday_names[i]; i++)
        if (g_strcmp0(weekday_names[i], name) == 0)
            return i;
    return 0;
}

/* "9:00-18:00" */
static gboolean parse_hours(const char *text, guint *ret_from, guint *ret_to)
{
    g_auto(GStrv) ends = g_strsplit(text, "-", -1);
    return g_strv_length(ends) == 2 && parse_minute_of_day(g_strstrip(ends[0]), ret_from) &&
           parse_minute_of_day(g_strstrip(ends[1]), ret_to) && *ret_from < *ret_to;
}

/* "mon", or "mon-fri", which may run over the week's end. FALSE when the name is no such thing. */
static gboolean parse_weekdays(const char *name, guint *ret_first, guint *ret_last)
{
    g_auto(GStrv) ends = g_strsplit(name, "-", 3);
    *ret_first = weekday_of(ends[0]);
    *ret_last = ends[1] ? weekday_of(ends[1]) : *ret_first;
    return *ret_first && *ret_last && g_strv_length(ends) <= 2;
}

static void read_hours_of(struct reader *reader, config_setting_t *setting, struct calendar *calendar, gboolean *named)
{
    const char *name = config_setting_name(setting), *text = reader_string_like(reader, setting, "9:00-18:00");
    guint first, last, from, to;
    if (!parse_weekdays(name, &first, &last)) {
        reader_error(reader, setting,
                     "'%s' is not a weekday; write mon, tue, wed, thu, fri, sat or sun, or mon-fri for all between",
                     name);
        return;
    }
    if (text && !parse_hours(text, &from, &to))
        reader_error(reader, setting, "%s: '%s' should be like \"9:00-18:00\", the earlier hour first", name, text);
    for (guint day = first;; day = day % 7 + 1) {
        if (named[day])
            reader_error(reader, setting, "%s has its hours twice", weekday_names[day]);
        else if (text && parse_hours(text, &from, &to))
            calendar_set_weekday(calendar, (GDateWeekday)day, TRUE, from, to);
        named[day] = TRUE;
        if (day == last)
            return;
    }
}

/* Days that are not named are not worked. */
static void read_hours(struct reader *reader, config_setting_t *setting, struct calendar *calendar)
{
    gboolean named[8] = {FALSE};
    if (!reader_group(reader, setting))
        return;
    for (guint weekday = 1; weekday <= 7; weekday++)
        calendar_set_weekday(calendar, (GDateWeekday)weekday, FALSE, 0, 1440);
    if (config_setting_length(setting) == 0)
        reader_error(reader, setting, "hours is empty: no day would ever be worked");
    for (int i = 0; i < config_setting_length(setting); i++)
        read_hours_of(reader, config_setting_get_elem(setting, (unsigned)i), calendar, named);
}

static void read_holidays(struct reader *reader, config_setting_t *setting, struct calendar *calendar)
{
    for (guint i = 0; i < reader_length(setting); i++) {
        const config_setting_t *item = reader_item(setting, i);
        const char *text = reader_string_like(reader, item, "2026-12-25");
        GDate day;
        gboolean yearly;
        if (text && parse_day(text, &day, &yearly))
            calendar_add_holiday(calendar, &day, yearly);
        else if (text)
            reader_error(reader, item, "'%s' is not a day; write \"2026-12-25\", or \"12-25\" for every year", text);
    }
}

static void read_cutoff(struct reader *reader, config_setting_t *setting, struct calendar *calendar)
{
    guint minute;
    const char *text = reader_string_like(reader, setting, "14:00");
    if (text && parse_minute_of_day(text, &minute))
        calendar_set_cutoff(calendar, minute);
    else if (text)
        reader_error(reader, setting, "cutoff: '%s' should be a time of day like \"14:00\"", text);
}

/* "GMT+3" names no place: it would be read as POSIX does, three hours in the other direction. */
static gboolean names_zone(const char *zone)
{
    return strchr(zone, '/') || !strpbrk(zone, "+-");
}

void read_calendar(struct reader *reader, config_setting_t *setting, void *config)
{
    struct business *business = ((struct config *)config)->business;
    struct calendar_draft draft = {0};
    if (!reader_group(reader, setting))
        return;
    keys_read(reader, setting, calendar_keys, G_N_ELEMENTS(calendar_keys), &draft, NULL);
    struct calendar *calendar = draft.zone && !names_zone(draft.zone) ? NULL : calendar_new(draft.zone ? draft.zone : "UTC");
    if (!calendar && *draft.zone) { /* an empty one was told already */
        reader_error(reader, config_setting_get_member(setting, "time_zone"),
                     "time_zone: this system knows no zone '%s'; it should be like \"Europe/Istanbul\"", draft.zone);
    }
    if (!calendar)
        calendar = calendar_new("UTC");
    g_free(draft.zone);
    if (draft.hours)
        read_hours(reader, draft.hours, calendar);
    if (draft.holidays)
        read_holidays(reader, draft.holidays, calendar);
    if (draft.cutoff)
        read_cutoff(reader, draft.cutoff, calendar);
    calendar_free(business->calendar);
    business->calendar = calendar;
}

/* --- departments
 * --------------------------------------------------------------------------------------------------------------------
 */

static void read_third_party(struct reader *reader, config_setting_t *setting, void *target)
{
    struct department *department = target;
    reader_bool(reader, setting, &department->third_party);
    if (department->third_party && !config_setting_get_member(config_setting_parent(setting), "sees_prices"))
        department->sees_prices = FALSE;
}

/* What staff may do by mail, in the order of the manual; a third party that is not told otherwise does the first three.
 */
static const char *const staff_acts[] = {"acknowledge", "delay",   "ship",   "deliver", "note",
                                         "status",      "correct", "cancel", NULL};
#define THIRD_PARTY_ACTS 3
#define DEPARTMENT_ACTS  6

static void read_may(struct reader *reader, config_setting_t *setting, void *target)
{
    struct department *department = target;
    GPtrArray *acts = g_ptr_array_new();
    for (guint i = 0; i < reader_length(setting); i++) {
        int act = reader_word(reader, reader_item(setting, i), staff_acts);
        if (act >= 0)
            g_ptr_array_add(acts, g_strdup(staff_acts[act]));
    }
    g_ptr_array_add(acts, NULL);
    g_strfreev(department->may);
    department->may = (GStrv)g_ptr_array_free(acts, FALSE);
}

static void settle_may(const config_setting_t *group, struct department *department)
{
    guint count = department->third_party ? THIRD_PARTY_ACTS : DEPARTMENT_ACTS;
    if (config_setting_get_member(group, "may"))
        return;
    g_strfreev(department->may);
    department->may = g_new0(char *, count + 1);
    for (guint i = 0; i < count; i++)
        department->may[i] = g_strdup(staff_acts[i]);
}

static const struct key department_keys[] = {
    {"names", KEY_PHRASES, offsetof(struct department, names)},
    {"address", KEY_ADDRESS, offsetof(struct department, address), .required = TRUE},
    {"staff", KEY_ADDRESSES, offsetof(struct department, staff)},
    {"language", KEY_STRING, offsetof(struct department, language)},
    {"third_party", KEY_OTHER, .function = read_third_party},
    {"sees_prices", KEY_BOOL, offsetof(struct department, sees_prices)},
    {"sees_billing", KEY_BOOL, offsetof(struct department, sees_billing)},
    {"csv", KEY_BOOL, offsetof(struct department, wants_csv)},
    {"json", KEY_BOOL, offsetof(struct department, wants_json)},
    {"ics", KEY_BOOL, offsetof(struct department, wants_ics)},
    {"attachments", KEY_BOOL, offsetof(struct department, wants_attachments)},
    {"may", KEY_OTHER, .function = read_may},
};

static void add_own_address_to_staff(struct department *department)
{
    if (!department->address || g_strv_contains((const char *const *)department->staff, department->address))
        return;
    guint count = g_strv_length(department->staff);
    department->staff = g_renew(char *, department->staff, count + 2);
    department->staff[count] = g_strdup(department->address);
    department->staff[count + 1] = NULL;
}

static struct department *read_department(struct reader *reader, config_setting_t *group)
{
    static const char *const reserved[] = {"customer", "review", "admin", NULL};
    struct department *department = department_new(config_setting_name(group));
    reader_plain_name(reader, group);
    if (g_strv_contains(reserved, department->id))
        reader_error(reader, group, "'%s' has a meaning of its own; call the department something else",
                     department->id);
    keys_read(reader, group, department_keys, G_N_ELEMENTS(department_keys), department, NULL);
    add_own_address_to_staff(department);
    settle_may(group, department);
    if (phrases_count(department->names) == 0)
        phrases_add(department->names, "*", department->id);
    return department;
}

void read_departments(struct reader *reader, config_setting_t *setting, void *config)
{
    struct business *business = ((struct config *)config)->business;
    if (!reader_group(reader, setting))
        return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        config_setting_t *group = config_setting_get_elem(setting, (unsigned)i);
        if (!reader_group(reader, group))
            continue;
        g_ptr_array_add(business->departments, read_department(reader, group));
    }
}

/* --- sources
 * -------------------------------------------------------------------------------------------------------------------------
 */

static void read_customer(struct reader *reader, config_setting_t *setting, void *target)
{
    struct source *source = target;
    const char *text = reader_string(reader, setting);
    if (!text)
        return;
    if (g_str_equal(text, "reply-to")) {
        source->customer = SOURCE_CUSTOMER_REPLY_TO;
        return;
    }
    if (g_str_equal(text, "survey")) {
        source->customer = SOURCE_CUSTOMER_TOKEN;
        return;
    }
    source->customer = SOURCE_CUSTOMER_FIELD;
    g_free(source->field);
    source->field = g_strdup(text);
}

/* An address, or a domain with @ before it. */
static void read_source_from(struct reader *reader, config_setting_t *setting, void *target)
{
    struct source *source = target;
    const char *text = reader_string(reader, setting);
    g_autofree char *address = text && *text == '@' ? g_strconcat("any", text, NULL) : g_strdup(text);
    if (text && (!text_address_valid(address) || strchr(address, '*')))
        reader_error(reader, setting,
                     "from: '%s' should be an address like \"form@shop.example\", or a domain with @ before it: "
                     "\"@shop.example\"",
                     text);
    if (text) {
        g_free(source->from);
        source->from = g_strdup(text);
    }
}

static const struct key source_keys[] = {
    {"from", KEY_OTHER, .required = TRUE, .function = read_source_from},
    {"require_authentication", KEY_BOOL, offsetof(struct source, require_auth)},
    {"customer", KEY_OTHER, .required = TRUE, .function = read_customer},
};

static void read_source(struct reader *reader, config_setting_t *group, struct business *business)
{
    struct source *source = g_new0(struct source, 1);
    source->name = g_strdup(config_setting_name(group));
    source->require_auth = TRUE;
    reader_plain_name(reader, group);
    keys_read(reader, group, source_keys, G_N_ELEMENTS(source_keys), source, NULL);
    if (source->from)
        g_ptr_array_add(business->sources, source);
    else
        source_free(source);
}

void read_sources(struct reader *reader, config_setting_t *setting, void *config)
{
    struct business *business = ((struct config *)config)->business;
    if (!reader_group(reader, setting))
        return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        config_setting_t *group = config_setting_get_elem(setting, (unsigned)i);
        if (reader_group(reader, group))
            read_source(reader, group, business);
    }
}

const struct key_table company_tables[] = {
    {"business", business_keys, G_N_ELEMENTS(business_keys)},
    {"calendar", calendar_keys, G_N_ELEMENTS(calendar_keys)},
    {"departments.NAME", department_keys, G_N_ELEMENTS(department_keys)},
    {"sources.NAME", source_keys, G_N_ELEMENTS(source_keys)},
    {NULL, NULL, 0},
};
