/* What only shows when everything has been read: the sections of the main file compared with one another and with the
 * forms. */
#include <string.h>

#include "daemon/base/text.h"
#include "daemon/config/cross.h"

/* --- saying it at its line
 * -------------------------------------------------------------------------------------------- */

static void say(const struct cross *cross, struct diagnostics *to, const char *file, const char *setting,
                const char *format, va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    diagnostics_add(to, file, files_line(cross->files, file, setting), "%s", text);
}

void cross_main_error(const struct cross *cross, const char *setting, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(cross, cross->errors, cross->main_file, setting, format, arguments);
    va_end(arguments);
}

void cross_form_error(const struct cross *cross, const struct form *form, const char *key, const char *format, ...)
{
    g_autofree char *setting = g_strdup_printf("%s.%s", form->id, key);
    va_list arguments;
    va_start(arguments, format);
    say(cross, cross->errors, form->file, setting, format, arguments);
    va_end(arguments);
}

void cross_main_warning(const struct cross *cross, const char *setting, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(cross, cross->warnings, cross->main_file, setting, format, arguments);
    va_end(arguments);
}

void cross_form_warning(const struct cross *cross, const struct form *form, const char *key, const char *format, ...)
{
    g_autofree char *setting = g_strdup_printf("%s.%s", form->id, key);
    va_list arguments;
    va_start(arguments, format);
    say(cross, cross->warnings, form->file, setting, format, arguments);
    va_end(arguments);
}

/* --- addresses
 * -------------------------------------------------------------------------------------------------------- */

static gboolean same_address(const char *left, const char *right)
{
    g_autofree char *left_key = left ? text_address_key(left) : NULL;
    g_autofree char *right_key = right ? text_address_key(right) : NULL;
    return left_key && right_key && g_str_equal(left_key, right_key);
}

/* Orders come to business.from, and to whoever's mailbox is read: what we send there would come back to us as an order.
 */
static gboolean is_read_by_us(const struct cross *cross, const char *address)
{
    const struct settings *settings = cross->config->settings;
    for (guint i = 0; i < settings->mailboxes->len; i++) {
        const struct mailbox_settings *mailbox = settings->mailboxes->pdata[i];
        if (same_address(address, mailbox->server.user))
            return TRUE;
    }
    return same_address(address, cross->config->business->from_address);
}

static void check_not_ours(const struct cross *cross, const char *setting, const char *address)
{
    if (is_read_by_us(cross, address))
        cross_main_error(cross, setting, "mail to %s is read by mailorder itself and would come back to us", address);
}

static void check_business(const struct cross *cross)
{
    const struct business *business = cross->config->business;
    check_not_ours(cross, "business.review", business->review_address);
    check_not_ours(cross, "business.admin", business->admin_address);
    for (guint i = 0; business->representatives && business->representatives[i]; i++)
        check_not_ours(cross, "business.representatives", business->representatives[i]);
    for (guint i = 0; business->rules->digest && business->rules->digest[i]; i++)
        check_not_ours(cross, "digest.to", business->rules->digest[i]);
    for (guint i = 0; i < business->sources->len; i++) {
        const struct source *source = business->sources->pdata[i];
        for (guint before = 0; before < i; before++) {
            const struct source *other = business->sources->pdata[before];
            g_autofree char *setting = g_strdup_printf("sources.%s.from", source->name);
            if (g_ascii_strcasecmp(source->from, other->from) == 0)
                cross_main_error(cross, setting, "the sources '%s' and '%s' have the same address", other->name,
                                 source->name);
        }
    }
}

/* --- languages
 * -------------------------------------------------------------------------------------------------------- */

static gboolean lacks(const struct phrases *phrases, const char *language)
{
    for (guint i = 0; i < phrases_count(phrases); i++)
        if (g_str_equal(phrases_get(phrases, i)->language, language) ||
            g_str_equal(phrases_get(phrases, i)->language, "*"))
            return FALSE;
    return phrases_count(phrases) > 0;
}

/* What is said in some languages and not in all in use is shown in another: allowed, and seldom meant. */
static void check_said_in_all(const struct cross *cross, const char *setting, const struct phrases *phrases)
{
    char **languages = cross->config->business->languages;
    const char *name = strrchr(setting, '.') + 1;
    for (guint i = 0; languages[i]; i++)
        if (lacks(phrases, languages[i]))
            cross_main_warning(cross, setting, "%s has no wording in '%s', which is one of business.languages", name,
                               languages[i]);
}

/* --- departments and sources
 * ------------------------------------------------------------------------------------------ */

static gboolean department_is_used(const struct cross *cross, const char *id)
{
    const struct forms *forms = cross->config->forms;
    for (guint i = 0; i < forms->products->len; i++) {
        const struct form *form = forms->products->pdata[i];
        if (g_strv_contains((const char *const *)form->departments, id))
            return TRUE;
    }
    return FALSE;
}

static void check_department(const struct cross *cross, const struct department *department)
{
    const struct business *business = cross->config->business;
    g_autofree char *group = g_strdup_printf("departments.%s", department->id);
    g_autofree char *language = g_strconcat(group, ".language", NULL), *names = g_strconcat(group, ".names", NULL);
    g_autofree char *address = g_strconcat(group, ".address", NULL), *staff = g_strconcat(group, ".staff", NULL);
    check_not_ours(cross, address, department->address);
    for (guint i = 0; department->staff[i]; i++)
        if (!same_address(department->staff[i], department->address))
            check_not_ours(cross, staff, department->staff[i]);
    check_said_in_all(cross, names, department->names);
    if (department->language && business->languages[0] && !g_strv_contains((const char *const *)business->languages, department->language))
        cross_main_error(cross, language, "the language '%s' of department '%s' is not one of business.languages",
                         department->language, department->id);
    if (cross->complete && cross->config->forms->products->len > 0 && !department_is_used(cross, department->id))
        cross_main_warning(cross, group, "no product names the department '%s'; it will never hear of an order",
                           department->id);
}

/* Whoever has an address there would make us write to anybody. */
static gboolean is_open_to_all(const struct cross *cross, const struct source *source)
{
    const char *const *shared = (const char *const *)cross->config->settings->limits.shared_domains;
    g_autofree char *domain = *source->from == '@' ? g_ascii_strdown(source->from + 1, -1) : NULL;
    return domain && g_strv_contains(shared, domain);
}

static void check_source(const struct cross *cross, const struct source *source)
{
    const struct business *business = cross->config->business;
    const struct field *field = source->field ? form_field(cross->config->forms->order, source->field) : NULL;
    g_autofree char *group = g_strdup_printf("sources.%s", source->name),
                    *customer = g_strconcat(group, ".customer", NULL);
    gboolean told = field && g_str_equal(field->id, "email") && !form_field_by_role(cross->config->forms->order, ROLE_EMAIL);
    if (source->field && cross->config->forms->order->file && !told && (!field || field->type != FIELD_EMAIL))
        cross_main_error(
            cross, customer,
            "customer should be \"reply-to\", \"survey\" or a field of the order form of type \"email\"; '%s' is neither",
            source->field);
    if (is_open_to_all(cross, source))
        cross_main_warning(cross, group, "source '%s' is everybody at %s, and each of them could make us write to anybody; better name one address", source->name, source->from + 1);
    if (source->require_auth && !business->trusted_authserv[0])
        cross_main_error(cross, group,
                         "source '%s' needs authentication, and business.trusted_servers names no server whose word "
                         "counts; name it, or "
                         "write require_authentication = false",
                         source->name);
}

/* --- the whole
 * -------------------------------------------------------------------------------------------------------- */

/* The field that was meant, where one is called so. */
static void report_no_email(const struct cross *cross, const struct form *order)
{
    const struct field *meant = form_field(order, "email");
    if (meant && meant->type != FIELD_EMAIL)
        cross_form_error(cross, order, "fields.email.type", "the type of 'email' is \"%s\"; it should be \"email\", or nobody could be answered", field_type_name(meant->type));
    else
        cross_form_error(cross, order, "fields", "the order form has no field with the role \"email\", so nobody could be answered");
}

static void check_forms_are_there(const struct cross *cross)
{
    const struct forms *forms = cross->config->forms;
    if (!forms->order->file && cross->complete)
        cross_main_error(cross, "",
                         "there is no order form; one file of the forms folder should hold 'order = { … };'");
    else if (forms->order->file && !form_field_by_role(forms->order, ROLE_EMAIL))
        report_no_email(cross, forms->order);
    if (forms->products->len == 0 && cross->complete)
        cross_main_error(cross, "",
                         "there is no product form; the forms folder should hold at least one beside the order form");
}

void cross_check(const struct config *config, const struct files *files, const char *main_file,
                 struct diagnostics *errors, struct diagnostics *warnings, gboolean complete)
{
    struct cross cross = {config, files, main_file, errors, warnings, complete};
    const struct business *business = config->business;
    check_business(&cross);
    check_said_in_all(&cross, "business.hours", business->hours);
    check_said_in_all(&cross, "business.address", business->address);
    check_said_in_all(&cross, "business.payment_terms", business->payment_terms);
    for (guint i = 0; i < business->departments->len; i++)
        check_department(&cross, business->departments->pdata[i]);
    for (guint i = 0; i < business->sources->len; i++)
        check_source(&cross, business->sources->pdata[i]);
    const struct alert_settings *alerts = &config->settings->alerts;
    if (alerts->wanted && is_read_by_us(&cross, alerts->to))
        cross_main_warning(&cross, "alerts.to", "%s is a mailbox that is watched; when it has stalled, nobody would read the alert", alerts->to);
    check_forms_are_there(&cross);
    cross_check_forms(&cross);
}
