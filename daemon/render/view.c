#include "daemon/render/view.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"

/* --- dates and money ------------------------------------------------------------------------------------------ */

char *view_day(const struct view *view, const GDate *day, gboolean weekday)
{
    return language_format_date(view->language, day, weekday);
}

/* Whether each 0 of the shape is a digit in the text, and all else the same. */
static gboolean has_shape(const char *text, const char *shape)
{
    for (; *shape; text++, shape++)
        if (*shape == '0' ? !g_ascii_isdigit(*text) : *text != *shape)
            return FALSE;
    return *text == '\0';
}

gboolean view_iso_day(const char *iso, GDate *ret_day)
{
    if (!iso || !has_shape(iso, "0000-00-00"))
        return FALSE;
    GDateYear year = (GDateYear)g_ascii_strtoull(iso, NULL, 10);
    GDateMonth month = (GDateMonth)g_ascii_strtoull(iso + 5, NULL, 10);
    GDateDay day = (GDateDay)g_ascii_strtoull(iso + 8, NULL, 10);
    if (!g_date_valid_dmy(day, month, year))
        return FALSE;
    g_date_clear(ret_day, 1);
    g_date_set_dmy(ret_day, day, month, year);
    return TRUE;
}

char *view_date(const struct view *view, const char *iso, gboolean weekday)
{
    GDate day;
    return view_iso_day(iso, &day) ? view_day(view, &day, weekday) : NULL;
}

char *view_instant(const struct view *view, gint64 instant)
{
    GDate day;
    calendar_day_of(view->facts->business->calendar, instant, &day);
    return view_day(view, &day, FALSE);
}

char *view_moment(const struct view *view, gint64 instant)
{
    guint minute = calendar_minute_of(view->facts->business->calendar, instant);
    g_autofree char *day = view_instant(view, instant);
    return g_strdup_printf("%s, %02u:%02u", day, minute / 60, minute % 60);
}

char *view_money(const struct view *view, const char *amount, const char *currency)
{
    if (view->language)
        return language_format_money(view->language, amount, currency);
    return g_strdup_printf("%s %s", amount, currency);
}

/* --- lists ---------------------------------------------------------------------------------------------------- */

void view_lines(struct tree *list, const char *text)
{
    g_autofree char *clean = text_lines(text ? text : "", (gsize)BOUND_TEXT_SIZE);
    char *rest = *g_strchomp(clean) ? clean : NULL;
    while (rest)
        tree_add_text(list, strsep(&rest, "\n"));
}

void view_texts(struct tree *list, const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++) {
        struct tree *map = tree_add_map(list);
        tree_set_text(map, "text", texts->pdata[i]);
        tree_set_flag(map, "last", i + 1 == texts->len);
    }
}

void view_mark(struct tree *map, guint mark)
{
    g_autofree char *text = mark ? g_strdup_printf("%u", mark) : NULL;
    tree_set_text(map, "mark", text);
}

void view_refusal(struct tree *map, const char *name)
{
    struct tree *refusal = tree_set_map(map, "refusal");
    if (name)
        tree_set_flag_named(refusal, name, TRUE);
}

/* --- business, mail, failure, department ---------------------------------------------------------------------- */

char *view_phone_link(const char *phone)
{
    GString *link = g_string_new(NULL);
    for (const char *c = phone; c && *c; c++)
        if (g_ascii_isdigit(*c) || (*c == '+' && link->len == 0))
            g_string_append_c(link, *c);
    return g_string_free(link, FALSE);
}

void view_business(const struct view *view, struct tree *root)
{
    const struct business *business = view->facts->business;
    struct tree *map = tree_set_map(root, "business");
    g_autofree char *link = view_phone_link(business->contact_phone);
    const char *website = business->website;
    gboolean linked = website && (g_str_has_prefix(website, "https://") || g_str_has_prefix(website, "http://"));
    const char *address = phrases_text(business->address, view->code, view->fallback);
    tree_set_text(map, "name", business->name);
    tree_set_text(map, "email", business->contact_email ? business->contact_email : business->from_address);
    tree_set_text(map, "phone", business->contact_phone);
    tree_set_text(map, "phone_link", link);
    tree_set_text(map, "hours", phrases_text(business->hours, view->code, view->fallback));
    tree_set_text(map, "website", website);
    tree_set_flag(map, "website_linked", linked);
    view_lines(tree_set_list(map, "address"), address);
}

static void fill_mail(const struct view *view, struct tree *map, const struct letter_mail *mail)
{
    g_autofree char *from = text_one_line(mail->from ? mail->from : "", BOUND_SUBJECT);
    g_autofree char *subject = text_one_line(mail->subject ? mail->subject : "", BOUND_SUBJECT);
    g_autofree char *arrived = view_instant(view, mail->arrived);
    tree_set_text(map, "from", from);
    tree_set_text(map, "subject", subject);
    view_refusal(map, mail->why);
    tree_set_text(map, "arrived", arrived);
    view_lines(tree_set_list(map, "lines"), mail->text);
}

static void set_mail(const struct view *view, struct tree *root)
{
    if (view->facts->mail)
        fill_mail(view, tree_set_map(root, "mail"), view->facts->mail);
}

/* A number; nothing instead of none. `name`: a literal. */
static void set_some(struct tree *map, const char *name, guint64 count)
{
    g_autofree char *text = count ? g_strdup_printf("%" G_GUINT64_FORMAT, count) : NULL;
    tree_put_text(map, name, tree_hash(name), text);
}

static void set_mails(const struct view *view, struct tree *root)
{
    const GPtrArray *mails = view->facts->mails;
    if (!mails)
        return;
    struct tree *list = tree_set_list(root, "mails");
    guint64 count = view->facts->unlisted;
    for (guint i = 0; i < mails->len; i++) {
        const struct letter_mail *mail = mails->pdata[i];
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, mail->number);
        struct tree *map = tree_add_map(list);
        fill_mail(view, map, mail);
        tree_set_text(map, "mail_number", number);
        tree_set_text(map, "order_number", mail->order);
        set_some(map, "alike", mail->alike);
        count += mail->alike + 1;
    }
    set_some(root, "mails_count", count);
    set_some(root, "mails_unlisted", view->facts->unlisted);
}

static void set_breakers(const struct view *view, struct tree *root)
{
    const GPtrArray *breakers = view->facts->breakers;
    if (!breakers)
        return;
    struct tree *list = tree_set_list(root, "breakers");
    for (guint i = 0; i < breakers->len; i++) {
        const struct letter_breaker *breaker = breakers->pdata[i];
        struct tree *map = tree_add_map(list);
        g_autofree char *until = view_moment(view, breaker->until);
        g_autofree char *object = text_one_line(breaker->object, BOUND_SUBJECT);
        tree_set_flag(map, "sender", breaker->scope == CAP_SENDER);
        tree_set_flag(map, "domain", breaker->scope == CAP_DOMAIN);
        tree_set_flag(map, "all", breaker->scope == CAP_ALL);
        tree_set_text(map, "object", object);
        tree_set_number(map, "most", breaker->most);
        tree_set_text(map, "until", until);
    }
}

static void set_failure(const struct view *view, struct tree *root)
{
    const struct letter_failure *failure = view->facts->failure;
    if (!failure)
        return;
    struct tree *map = tree_set_map(root, "failure");
    g_autofree char *recipient = text_one_line(failure->recipient ? failure->recipient : "", BOUND_SUBJECT);
    g_autofree char *subject = text_one_line(failure->subject ? failure->subject : "", BOUND_SUBJECT);
    g_autofree char *reply = text_one_line(failure->reply ? failure->reply : "", BOUND_VALUE_SIZE);
    tree_set_text(map, "recipient", recipient);
    tree_set_text(map, "subject", subject);
    tree_set_text(map, "reply", reply);
}

static void set_watch(const struct view *view, struct tree *root)
{
    const struct letter_watch *watch = view->facts->watch;
    if (!watch)
        return;
    struct tree *map = tree_set_map(root, "watch"), *matter = tree_set_map(map, "matter");
    g_autofree char *words = text_one_line(watch->words ? watch->words : "", BOUND_VALUE_SIZE);
    g_autofree char *since = view_moment(view, watch->since);
    tree_set_flag_named(matter, watch->matter, TRUE);
    tree_set_text(map, "mailbox", watch->mailbox);
    tree_set_text(map, "words", words);
    tree_set_text(map, "since", since);
}

/* What the department may answer: the form on top of its letters asks for no more. */
static void set_rights(struct tree *map, const struct department *department)
{
    static const struct {
        const char *right, *status;
    } statuses[] = {{"acknowledge", "acknowledged"}, {"acknowledge", "in-work"}, {"delay", "delayed"}, {"ship", "shipped"}, {"deliver", "delivered"}};
    struct tree *may = tree_set_map(map, "may"), *list = tree_set_list(map, "statuses"), *last = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(statuses); i++) {
        if (!g_strv_contains((const char *const *)department->may, statuses[i].right))
            continue;
        tree_set_flag_named(may, statuses[i].right, TRUE);
        last = tree_add_map(list);
        tree_set_flag_named(last, statuses[i].status, TRUE);
        tree_set_flag(last, "last", FALSE);
    }
    if (last)
        tree_set_flag(last, "last", TRUE);
    tree_set_flag(map, "has_statuses", last != NULL);
}

static void set_department(const struct view *view, struct tree *root)
{
    const struct department *department = view->facts->department;
    if (!department)
        return;
    struct tree *map = tree_set_map(root, "department");
    const char *name = phrases_text(department->names, view->code, view->fallback);
    tree_set_text(map, "name", name ? name : department->id);
    tree_set_flag(map, "third_party", department->third_party);
    set_rights(map, department);
}

/* --- the whole ------------------------------------------------------------------------------------------------ */

static gboolean letter_tells_problems(enum letter letter)
{
    return letter == LETTER_COMPLETE || letter == LETTER_HELD || letter == LETTER_REMINDER;
}

static gboolean anything_written(const GPtrArray *values, const struct form *form)
{
    for (guint i = 0; i < values->len; i++) {
        const struct value *value = values->pdata[i];
        const struct field *field = form_field(form, value->field);
        gboolean from_header = field && (field->role == ROLE_NAME || field->role == ROLE_EMAIL);
        if (*value->text && !from_header)
            return TRUE;
    }
    return FALSE;
}

/* Whether nothing has been written but what the mail's header tells: then the whole form is offered. */
static gboolean order_is_blank(const struct order *order, const struct forms *forms)
{
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        const struct form *form = forms_product(forms, item->form);
        if (form && anything_written(item->values, form))
            return FALSE;
    }
    return !anything_written(order->values, forms->order);
}

void view_init(struct view *view, const char *language, const struct letter_facts *facts)
{
    *view = (struct view){.facts = facts, .code = language, .language = language_find(language)};
    view->fallback = facts->business->languages ? facts->business->languages[0] : NULL;
    calendar_day_of(facts->business->calendar, facts->now, &view->today);
    GDate later = view->today;
    g_date_add_days(&later, 14);
    view->example = view_day(view, &later, FALSE);
}

void view_clear(struct view *view)
{
    g_free(view->example);
}

struct tree *view_new(enum letter letter, const char *language, const struct letter_facts *facts, const struct document_words *words)
{
    g_autoptr(GPtrArray) problems = NULL;
    struct view view;
    view_init(&view, language, facts);
    view.words = words;
    if (facts->order && letter_tells_problems(letter)) {
        problems = order_validate(facts->order, facts->forms, &view.today);
        view.problems = problems;
        view.blank = letter != LETTER_HELD && order_is_blank(facts->order, facts->forms);
    }

    struct tree *root = tree_new_map();
    tree_set_text(root, "language", language);
    tree_set_flag(root, "changed", facts->changed);
    view_lines(tree_set_list(root, "note"), facts->note);
    view_business(&view, root);
    set_mail(&view, root);
    set_mails(&view, root);
    set_breakers(&view, root);
    set_failure(&view, root);
    set_watch(&view, root);
    set_department(&view, root);
    view.tells_all = letter == LETTER_STATUS || letter == LETTER_TRANSCRIPT || letter == LETTER_ALERT || letter == LETTER_NEWS;
    if (facts->order) {
        view_order(&view, root);
        view_life(&view, root);
    }
    view_staff(&view, root);
    view_clear(&view);
    return root;
}
