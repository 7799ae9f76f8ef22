#include "daemon/config/sections.h"

#include <stddef.h>
#include <string.h>

#include "daemon/base/language.h"

/* --- business --------------------------------------------------------------------------------------------------------------------- */

static void read_accept(struct reader *reader, config_setting_t *setting, void *target)
{
    struct business *business = target;
    const char *text = reader_string(reader, setting);
    if (g_strcmp0(text, "auto") == 0)
        business->accept = ACCEPT_AUTO;
    else if (g_strcmp0(text, "staff") == 0)
        business->accept = ACCEPT_STAFF;
    else if (text)
        reader_error(reader, setting, "accept is \"%s\"; it should be \"auto\" or \"staff\"", text);
}

static void read_languages(struct reader *reader, config_setting_t *setting, void *target)
{
    struct business *business = target;
    g_strfreev(business->languages);
    business->languages = reader_strings(reader, setting);
    if (!business->languages[0])
        reader_error(reader, setting, "languages is empty; name at least one, for example [ \"en\" ]");
    for (guint i = 0; business->languages[i]; i++)
        if (!language_find(business->languages[i]))
            reader_error(reader, setting, "'%s' is not a language code that mailorder knows (en, tr, de, fr, es, it, nl, pl, pt, ru)",
                         business->languages[i]);
}

static const struct key business_keys[] = {
    {"name", KEY_STRING, offsetof(struct business, name), .required = TRUE},
    {"from", KEY_ADDRESS, offsetof(struct business, from_address), .required = TRUE},
    {"from_name", KEY_STRING, offsetof(struct business, from_name)},
    {"contact_email", KEY_ADDRESS, offsetof(struct business, contact_email), .required = TRUE},
    {"contact_phone", KEY_STRING, offsetof(struct business, contact_phone), .required = TRUE},
    {"hours", KEY_PHRASES, offsetof(struct business, hours)},
    {"website", KEY_STRING, offsetof(struct business, website)},
    {"address", KEY_PHRASES, offsetof(struct business, address)},
    {"review", KEY_ADDRESS, offsetof(struct business, review_address), .required = TRUE},
    {"admin", KEY_ADDRESS, offsetof(struct business, admin_address), .required = TRUE},
    {"languages", KEY_OTHER, .required = TRUE, .function = read_languages},
    {"accept", KEY_OTHER, .function = read_accept},
    {"order_prefix", KEY_STRING, offsetof(struct business, order_prefix)},
    {"payment_terms", KEY_STRING, offsetof(struct business, payment_terms)},
    {"own_addresses", KEY_ADDRESSES, offsetof(struct business, own_addresses)},
    {"trusted_servers", KEY_STRINGS, offsetof(struct business, trusted_authserv)},
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
    if (strlen(business->order_prefix) > 20)
        reader_error(reader, config_setting_get_member(setting, "order_prefix"), "order_prefix is longer than 20 letters");
}

/* --- calendar --------------------------------------------------------------------------------------------------------------------- */

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

/* Days that are not named are not worked. */
static void read_hours(struct reader *reader, config_setting_t *setting, struct calendar *calendar)
{
    if (!reader_group(reader, setting))
        return;
    for (guint weekday = 1; weekday <= 7; weekday++)
        calendar_set_weekday(calendar, (GDateWeekday)weekday, FALSE, 0, 1440);
    if (config_setting_length(setting) == 0)
        reader_error(reader, setting, "hours is empty: no day would ever be worked");
    for (int i = 0; i < config_setting_length(setting); i++) {
        config_setting_t *day = config_setting_get_elem(setting, (unsigned)i);
        guint weekday = weekday_of(config_setting_name(day)), from = 0, to = 0;
        const char *text = reader_string(reader, day);
        if (!weekday)
            reader_error(reader, day, "'%s' is not a weekday; write mon, tue, wed, thu, fri, sat or sun", config_setting_name(day));
        else if (text && !parse_hours(text, &from, &to))
            reader_error(reader, day, "%s: '%s' should be like \"9:00-18:00\"", config_setting_name(day), text);
        else if (text)
            calendar_set_weekday(calendar, (GDateWeekday)weekday, TRUE, from, to);
    }
}

static void read_holidays(struct reader *reader, config_setting_t *setting, struct calendar *calendar)
{
    g_auto(GStrv) days = reader_strings(reader, setting);
    for (guint i = 0; days[i]; i++) {
        GDate day;
        gboolean yearly;
        if (parse_day(days[i], &day, &yearly))
            calendar_add_holiday(calendar, &day, yearly);
        else
            reader_error(reader, setting, "'%s' is not a day; write \"2026-12-25\", or \"12-25\" for every year", days[i]);
    }
}

static void read_cutoff(struct reader *reader, config_setting_t *setting, struct calendar *calendar)
{
    guint minute;
    const char *text = reader_string(reader, setting);
    if (text && parse_minute_of_day(text, &minute))
        calendar_set_cutoff(calendar, minute);
    else if (text)
        reader_error(reader, setting, "cutoff: '%s' should be a time of day like \"14:00\"", text);
}

void read_calendar(struct reader *reader, config_setting_t *setting, void *config)
{
    struct business *business = ((struct config *)config)->business;
    struct calendar_draft draft = {0};
    if (!reader_group(reader, setting))
        return;
    keys_read(reader, setting, calendar_keys, G_N_ELEMENTS(calendar_keys), &draft, NULL);
    struct calendar *calendar = calendar_new(draft.zone ? draft.zone : "UTC");
    if (!calendar) {
        reader_error(reader, config_setting_get_member(setting, "time_zone"),
                     "time_zone: this system knows no zone '%s'; it should be like \"Europe/Istanbul\"", draft.zone);
        calendar = calendar_new("UTC");
    }
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

/* --- departments -------------------------------------------------------------------------------------------------------------------- */

static void read_third_party(struct reader *reader, config_setting_t *setting, void *target)
{
    struct department *department = target;
    if (config_setting_type(setting) != CONFIG_TYPE_BOOL) {
        reader_error(reader, setting, "third_party should be true or false, without quotes");
        return;
    }
    department->third_party = config_setting_get_bool(setting);
    config_setting_t *prices = config_setting_get_member(config_setting_parent(setting), "sees_prices");
    if (department->third_party && !prices)
        department->sees_prices = FALSE;
}

static void read_may(struct reader *reader, config_setting_t *setting, void *target)
{
    static const char *const known[] = {"acknowledge", "delay", "ship", "deliver", "correct", "cancel", "note", "status", NULL};
    struct department *department = target;
    g_strfreev(department->may);
    department->may = reader_strings(reader, setting);
    for (guint i = 0; department->may[i]; i++) {
        g_autofree char *hint = nearest_hint(department->may[i], known);
        if (!g_strv_contains(known, department->may[i]))
            reader_error(reader, setting, "may: '%s' is not something staff can do%s", department->may[i], hint);
    }
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

void read_departments(struct reader *reader, config_setting_t *setting, void *config)
{
    struct business *business = ((struct config *)config)->business;
    if (!reader_group(reader, setting))
        return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        config_setting_t *group = config_setting_get_elem(setting, (unsigned)i);
        if (!reader_group(reader, group))
            continue;
        struct department *department = department_new(config_setting_name(group));
        keys_read(reader, group, department_keys, G_N_ELEMENTS(department_keys), department, NULL);
        add_own_address_to_staff(department);
        if (phrases_count(department->names) == 0)
            phrases_add(department->names, "*", department->id);
        if (g_str_equal(department->id, "customer") || g_str_equal(department->id, "review") || g_str_equal(department->id, "admin"))
            reader_error(reader, group, "'%s' has a meaning of its own; call the department something else", department->id);
        g_ptr_array_add(business->departments, department);
    }
}

/* --- sources ------------------------------------------------------------------------------------------------------------------------- */

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
    source->customer = SOURCE_CUSTOMER_FIELD;
    source->field = g_strdup(text);
}

static const struct key source_keys[] = {
    {"from", KEY_STRING, offsetof(struct source, from), .required = TRUE},
    {"require_authentication", KEY_BOOL, offsetof(struct source, require_auth)},
    {"customer", KEY_OTHER, .required = TRUE, .function = read_customer},
};

void read_sources(struct reader *reader, config_setting_t *setting, void *config)
{
    struct business *business = ((struct config *)config)->business;
    if (!reader_group(reader, setting))
        return;
    for (int i = 0; i < config_setting_length(setting); i++) {
        config_setting_t *group = config_setting_get_elem(setting, (unsigned)i);
        if (!reader_group(reader, group))
            continue;
        struct source *source = g_new0(struct source, 1);
        source->name = g_strdup(config_setting_name(group));
        source->require_auth = TRUE;
        keys_read(reader, group, source_keys, G_N_ELEMENTS(source_keys), source, NULL);
        if (source->from && !strchr(source->from, '@'))
            reader_error(reader, config_setting_get_member(group, "from"),
                         "from: '%s' should be an address, or a domain with @ before it: \"@shop.example\"", source->from);
        if (source->from)
            g_ptr_array_add(business->sources, source);
        else
            source_free(source);
    }
}

const struct key_table company_tables[] = {
    {"business", business_keys, G_N_ELEMENTS(business_keys)},
    {"calendar", calendar_keys, G_N_ELEMENTS(calendar_keys)},
    {"departments.NAME", department_keys, G_N_ELEMENTS(department_keys)},
    {"sources.NAME", source_keys, G_N_ELEMENTS(source_keys)},
    {NULL, NULL, 0},
};
