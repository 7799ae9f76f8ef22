#include "daemon/orders/business.h"

#include <string.h>

#include "daemon/base/text.h"

struct department *department_new(const char *id)
{
    struct department *department = g_new0(struct department, 1);
    department->id = g_strdup(id);
    department->names = phrases_new();
    department->staff = g_new0(char *, 1);
    department->may = g_new0(char *, 1);
    department->sees_prices = TRUE;
    department->wants_attachments = TRUE;
    return department;
}

void department_free(struct department *department)
{
    if (!department)
        return;
    g_free(department->id);
    phrases_free(department->names);
    g_free(department->address);
    g_strfreev(department->staff);
    g_free(department->language);
    g_strfreev(department->may);
    g_free(department);
}

void source_free(struct source *source)
{
    if (!source)
        return;
    g_free(source->name);
    g_free(source->from);
    g_free(source->field);
    g_free(source);
}

struct business *business_new(void)
{
    struct business *business = g_new0(struct business, 1);
    business->hours = phrases_new();
    business->address = phrases_new();
    business->payment_terms = phrases_new();
    business->languages = g_new0(char *, 1);
    business->departments = g_ptr_array_new_with_free_func((GDestroyNotify)department_free);
    business->sources = g_ptr_array_new_with_free_func((GDestroyNotify)source_free);
    business->own_addresses = g_new0(char *, 1);
    business->trusted_authserv = g_new0(char *, 1);
    business->representatives = g_new0(char *, 1);
    business->rules = rules_new();
    business->carriers = g_ptr_array_new_with_free_func((GDestroyNotify)carrier_free);
    return business;
}

void business_free(struct business *business)
{
    if (!business)
        return;
    g_free(business->name);
    g_free(business->from_address);
    g_free(business->from_name);
    g_free(business->contact_email);
    g_free(business->contact_phone);
    phrases_free(business->hours);
    g_free(business->website);
    phrases_free(business->address);
    g_free(business->review_address);
    g_free(business->admin_address);
    g_strfreev(business->languages);
    g_free(business->order_prefix);
    phrases_free(business->payment_terms);
    calendar_free(business->calendar);
    g_ptr_array_unref(business->departments);
    g_ptr_array_unref(business->sources);
    g_strfreev(business->own_addresses);
    g_strfreev(business->trusted_authserv);
    g_strfreev(business->representatives);
    rules_free(business->rules);
    g_ptr_array_unref(business->carriers);
    g_free(business);
}

const struct department *business_department(const struct business *business, const char *id)
{
    for (guint i = 0; id && i < business->departments->len; i++) {
        const struct department *department = business->departments->pdata[i];
        if (g_str_equal(department->id, id))
            return department;
    }
    return NULL;
}

const struct source *business_source(const struct business *business, const char *from_address)
{
    g_autofree char *key = text_address_key(from_address);
    g_autofree char *domain = text_address_domain(from_address);
    const struct source *by_domain = NULL;
    for (guint i = 0; key && i < business->sources->len; i++) {
        const struct source *source = business->sources->pdata[i];
        if (*source->from == '@') {
            if (g_ascii_strcasecmp(source->from + 1, domain) == 0)
                by_domain = source;
            continue;
        }
        if (g_ascii_strcasecmp(source->from, key) == 0)
            return source;
    }
    return by_domain;
}

/* The address under which mail to user+anything@domain arrives. */
static char *address_without_plus(const char *address)
{
    char *key = text_address_key(address);
    char *plus = key ? strchr(key, '+') : NULL;
    char *at = key ? strrchr(key, '@') : NULL;
    if (plus && at && plus < at && plus > key)
        memmove(plus, at, strlen(at) + 1);
    return key;
}

/* Most are of another domain, or begin with another letter. */
static gboolean same_address(const char *key, const char *other)
{
    const char *at = key && other ? strrchr(other, '@') : NULL;
    if (!at || g_ascii_tolower(*other) != *key || g_ascii_strcasecmp(at, strrchr(key, '@')) != 0)
        return FALSE;
    g_autofree char *other_key = address_without_plus(other);
    return other_key && g_str_equal(key, other_key);
}

gboolean business_is_own_address(const struct business *business, const char *address)
{
    g_autofree char *key = address ? address_without_plus(address) : NULL;
    for (guint i = 0; business->own_addresses[i]; i++)
        if (same_address(key, business->own_addresses[i]))
            return TRUE;
    return same_address(key, business->from_address) || same_address(key, business->review_address) ||
           same_address(key, business->admin_address) || same_address(key, business->contact_email);
}

static gboolean department_has_address(const struct department *department, const char *key)
{
    for (guint i = 0; department->staff[i]; i++)
        if (same_address(key, department->staff[i]))
            return TRUE;
    return same_address(key, department->address);
}

gboolean business_is_staff_address(const struct business *business, const char *address)
{
    g_autofree char *key = address ? address_without_plus(address) : NULL;
    for (guint i = 0; key && i < business->departments->len; i++)
        if (department_has_address(business->departments->pdata[i], key))
            return TRUE;
    return FALSE;
}

gboolean business_is_representative(const struct business *business, const char *address)
{
    g_autofree char *key = address ? address_without_plus(address) : NULL;
    for (guint i = 0; key && business->representatives[i]; i++)
        if (same_address(key, business->representatives[i]))
            return TRUE;
    return FALSE;
}

gboolean business_may_answer(const struct business *business, const char *audience, const char *address)
{
    g_autofree char *key = address ? address_without_plus(address) : NULL;
    const struct department *department = business_department(business, audience);
    if (!key)
        return FALSE;
    if (department)
        return department_has_address(department, key);
    return g_str_equal(audience, "review") &&
           (same_address(key, business->review_address) || business_is_representative(business, address));
}
