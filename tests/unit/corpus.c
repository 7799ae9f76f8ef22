#include "tests/unit/corpus.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/base/diagnostics.h"
#include "daemon/config/config.h"
#include "daemon/orders/merge.h"
#include "daemon/orders/policy.h"
#include "daemon/orders/validate.h"
#include "parsers/convert/convert.h"
#include "parsers/decode/decode.h"
#include "parsers/read/bounce.h"
#include "parsers/read/read.h"
#include "tests/unit/shop.h"

#define ATTACHMENTS_MOST (16u * 1024 * 1024)
#define PART "%%\n" /* parts the mails of one file */

struct corpus {
    struct config *config;
};

static char *corpus_path(const char *name)
{
    const char *source = g_getenv("srcdir");
    return g_build_filename(source ? source : ".", "tests", "corpus", name, NULL);
}

struct corpus *corpus_open(void)
{
    g_autofree char *path = corpus_path("shop/mailorder.conf");
    g_autoptr(diagnostics_auto) errors = diagnostics_new(), warnings = diagnostics_new();
    struct corpus *corpus = g_new0(struct corpus, 1);
    decode_init();
    corpus->config = config_load(path, errors, warnings);
    for (guint i = 0; i < diagnostics_count(errors); i++)
        g_printerr("%s\n", diagnostics_line(errors, i));
    g_assert(corpus->config);
    return corpus;
}

void corpus_close(struct corpus *corpus)
{
    config_free(corpus->config);
    g_free(corpus);
}

/* --- files ------------------------------------------------------------------------------------------------------------------- */

static gboolean is_input(const char *name)
{
    static const char *const others[] = {".expected", ".first.txt", ".sent.txt", "README"};
    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        if (g_str_has_suffix(name, others[i]))
            return FALSE;
    return *name != '.';
}

static gint compare_paths(gconstpointer left, gconstpointer right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

GPtrArray *corpus_inputs(const char *folder)
{
    g_autofree char *path = corpus_path(folder);
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    GPtrArray *inputs = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; directory && (name = g_dir_read_name(directory));)
        if (is_input(name))
            g_ptr_array_add(inputs, g_build_filename(path, name, NULL));
    g_ptr_array_sort(inputs, compare_paths);
    return inputs;
}

/* "56-table.txt" and ".expected": "56-table.expected". */
static char *beside(const char *path, const char *ending)
{
    const char *point = strrchr(path, '.');
    return g_strdup_printf("%.*s%s", (int)(point - path), path, ending);
}

static char *contents(const char *path, gsize *ret_length)
{
    char *bytes = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &bytes, ret_length, &error))
        g_printerr("%s\n", error->message);
    return bytes;
}

/* --- bytes to documents ------------------------------------------------------------------------------------------------------ */

#define HEADER "From: ayla@example.com\r\nTo: orders@shop.example\r\nSubject: \r\nMIME-Version: 1.0\r\n"

static int memory_file(const char *bytes, gsize length)
{
    int fd = memfd_create("mail", MFD_CLOEXEC);
    g_assert(fd >= 0 && write(fd, bytes, length) == (gssize)length);
    return fd;
}

/* Decoded, and what only other programs can read converted. */
static struct document *decode_all(const char *mail, gsize length)
{
    static const struct convert_limits limits = {0, 60, ATTACHMENTS_MOST, NULL};
    int file = memory_file(mail, length), parts = memory_file("", 0);
    struct document *document = decode_mail(file, NULL);
    if (document && decode_attachments(file, document, parts, ATTACHMENTS_MOST, NULL))
        convert_document(document, parts, &limits);
    close(parts);
    close(file);
    return document;
}

static struct document *decode_string(const char *mail)
{
    return decode_bytes(mail, strlen(mail), NULL);
}

static struct document *document_of_body(const char *type, const char *body)
{
    g_autofree char *mail =
        g_strdup_printf(HEADER "Content-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s", type, body);
    return decode_string(mail);
}

static struct document *document_of_file(const char *name, const char *bytes, gsize length)
{
    g_autofree char *base64 = g_base64_encode((const guchar *)bytes, length);
    g_autofree char *mail = g_strdup_printf(HEADER "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\r\n"
                                                   "--b\r\nContent-Type: application/octet-stream; name=\"%s\"\r\n"
                                                   "Content-Disposition: attachment; filename=\"%s\"\r\n"
                                                   "Content-Transfer-Encoding: base64\r\n\r\n%s\r\n--b--\r\n",
                                            name, name, base64);
    return decode_string(mail);
}

/* --- an order, told ---------------------------------------------------------------------------------------------------------- */

/* Several lines become one. */
static char *one_line(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    return g_strjoinv(" / ", lines);
}

static void tell_value(GString *told, const char *indent, const struct value *value)
{
    g_autofree char *text = one_line(value->text);
    g_string_append_printf(told, "%s%s: ", indent, value->field);
    if (value->canonical) {
        g_autofree char *canonical = one_line(value->canonical);
        g_string_append(told, canonical);
        if (value->status == VALUE_GUESSED)
            g_string_append_printf(told, " (guessed: %s)", text);
        g_string_append_c(told, '\n');
        return;
    }
    g_string_append_printf(told, "! %s \"%s\"", fault_name(value->fault), text);
    if (value->candidates) {
        g_autofree char *joined = g_strjoinv(" | ", value->candidates), *candidates = one_line(joined);
        g_string_append_printf(told, " (%s)", candidates);
    }
    g_string_append_c(told, '\n');
}

/* What the item's head says already, and the address that the mail's own header gives where the form does not. */
static gboolean goes_without_saying(const struct field *field, const struct value *value, const struct line_item *item)
{
    if (!value)
        return field->role == ROLE_EMAIL;
    return field->role == ROLE_SKU && item && value->status == VALUE_GIVEN && g_strcmp0(value->canonical, item->sku) == 0;
}

/* The values in the form's order, and what is wrong with the order that no value says of itself. */
static void tell_values(GString *told, const char *indent, const struct form *form, const struct line_item *item, const GPtrArray *values,
                        const GPtrArray *problems)
{
    for (guint i = 0; form && i < form->fields->len; i++) {
        const struct field *field = form->fields->pdata[i];
        const struct value *value = values_find(values, field->id);
        const struct problem *problem = problems_find(problems, item ? item->number : 0, field->id);
        if (goes_without_saying(field, value, item))
            continue;
        if (value)
            tell_value(told, indent, value);
        if (problem && (!value || value->canonical))
            g_string_append_printf(told, "%s! %s %s\n", indent, fault_name(problem->fault), field->id);
    }
}

static void tell_order(GString *told, const struct forms *forms, const struct order *order, const GPtrArray *problems)
{
    tell_values(told, "  ", forms->order, NULL, order->values, problems);
    for (guint i = 0; i < order->items->len; i++) {
        const struct line_item *item = order->items->pdata[i];
        g_string_append_printf(told, "  item %u: %s%s%s\n", item->number, item->form ? item->form : "-", item->sku ? " " : "",
                               item->sku ? item->sku : "");
        tell_values(told, "    ", forms_product(forms, item->form), item, item->values, problems);
    }
    for (guint i = 0; i < problems->len; i++) {
        const struct problem *problem = problems->pdata[i];
        g_autofree char *text = one_line(problem->text ? problem->text : "");
        if (!problem->field)
            g_string_append_printf(told, "  ! %s%s%s\n", fault_name(problem->fault), *text ? ": " : "", text);
    }
    for (guint i = 0; order->unread[i]; i++)
        g_string_append_printf(told, "  unread: %s\n", order->unread[i]);
    if (order_mark(order, "doubted"))
        g_string_append(told, "  held: for its words\n");
}

/* As in orders/step-take.c. */
static void merge(struct order *order, const struct draft *draft)
{
    order_merge(order, draft);
    if (draft->doubted)
        order_set_mark(order, "doubted", "yes");
}

static void settle_and_tell(const struct corpus *corpus, GString *told, struct order *order)
{
    GDate today = shop_today();
    order_settle(order, corpus->config->forms);
    g_autoptr(GPtrArray) problems = order_validate(order, corpus->config->forms, &today);
    tell_order(told, corpus->config->forms, order, problems);
}

/* --- who is answered --------------------------------------------------------------------------------------------------------- */

static const char *sole(const GPtrArray *addresses)
{
    return addresses->len == 1 ? ((const struct document_address *)addresses->pdata[0])->address : NULL;
}

static enum policy_auth authentication(const struct corpus *corpus, const struct document *document)
{
    switch (read_authentication(document, (const char *const *)corpus->config->business->trusted_authserv)) {
    case READ_AUTH_NONE:
        return POLICY_AUTH_NONE;
    case READ_AUTH_PASS:
        return POLICY_AUTH_PASS;
    case READ_AUTH_FAIL:
        return POLICY_AUTH_FAIL;
    }
    return POLICY_AUTH_NONE;
}

static void tell_answer(const struct corpus *corpus, GString *told, const struct document *document, const struct reading *reading,
                        const struct draft *draft)
{
    const char *from = sole(document->from);
    const struct source *source = from ? business_source(corpus->config->business, from) : NULL;
    const struct value *named = source && source->field && draft ? values_find(draft->values, source->field) : NULL;
    struct policy_facts facts = {
        .from = from,
        .reply_to = sole(document->reply_to),
        .named_customer = value_usable(named) ? named->canonical : NULL,
        .machine = read_machine(document),
        .spam = document->is_spam_marked,
        .auth = authentication(corpus, document),
        .has_form = reading && reading->fields > 0,
        .names_product = reading && reading->names_product,
    };
    struct policy_decision decision = policy_decide(&facts, corpus->config->business);
    switch (decision.verdict) {
    case POLICY_ANSWER:
        g_string_append_printf(told, "  answered: %s%s%s%s\n", decision.customer, decision.source ? " (" : "",
                               decision.source ? decision.source->name : "", decision.source ? ")" : "");
        return;
    case POLICY_REVIEW:
        g_string_append_printf(told, "  review: %s\n", decision.reason);
        return;
    case POLICY_FILE:
        g_string_append_printf(told, "  filed: %s\n", decision.reason);
        return;
    }
}

/* As in flow/understand.c: machines' mail is read only where a configured source sent it, and reports of mail servers never. */
static gboolean worth_reading(const struct corpus *corpus, const struct document *document)
{
    const char *from = sole(document->from);
    struct bounce bounce = bounce_read(document);
    gboolean report = bounce.kind != BOUNCE_NONE || document->flags & (DOCUMENT_REPORT | DOCUMENT_ENCRYPTED);
    bounce_clear(&bounce);
    return !report && (!read_machine(document) || (from && business_source(corpus->config->business, from)));
}

/* --- documents, told --------------------------------------------------------------------------------------------------------- */

static struct read_context context_of(const struct corpus *corpus)
{
    return (struct read_context){
        .forms = corpus->config->forms, .languages = (const char *const *)corpus->config->business->languages, .today = shop_today()};
}

/* Signatures, thanks, what programs say of themselves: shown to whoever reviews. */
static void tell_aside(GString *told, const struct reading *reading)
{
    for (guint i = 0; reading && reading->aside[i]; i++)
        g_string_append_printf(told, "aside: %s\n", reading->aside[i]);
}

static void tell_document(const struct corpus *corpus, GString *told, const struct document *document, gboolean answer)
{
    struct read_context context = context_of(corpus);
    g_autoptr(reading_auto) reading = worth_reading(corpus, document) ? read_document(document, &context) : NULL;
    guint count = reading ? reading->drafts->len : 0;
    if (count == 0) {
        g_string_append(told, "no order\n");
        if (answer)
            tell_answer(corpus, told, document, reading, NULL);
    }
    for (guint i = 0; i < count; i++) {
        g_autoptr(order_auto) order = order_new();
        const struct draft *draft = reading->drafts->pdata[i];
        g_string_append(told, draft->asks_only ? "order (asked for in words)\n" : "order\n");
        if (answer)
            tell_answer(corpus, told, document, reading, draft);
        merge(order, draft);
        settle_and_tell(corpus, told, order);
    }
    tell_aside(told, reading);
}

/* Each text between the marks by itself; a mark between the results as well. */
static void tell_parts(const struct corpus *corpus, GString *told, const char *text,
                       void (*tell)(const struct corpus *, GString *, const char *, gconstpointer), gconstpointer data)
{
    g_auto(GStrv) parts = g_strsplit(text, PART, -1);
    for (guint i = 0; parts[i]; i++) {
        if (i > 0)
            g_string_append(told, PART);
        tell(corpus, told, parts[i], data);
    }
}

static void tell_body(const struct corpus *corpus, GString *told, const char *body, gconstpointer type)
{
    g_autoptr(document_auto) document = document_of_body(type, body);
    tell_document(corpus, told, document, FALSE);
}

/* --- answers ----------------------------------------------------------------------------------------------------------------- */

struct letter {
    struct order *order; /* what it was about */
    char *text;
};

static void tell_answered(const struct corpus *corpus, GString *told, const struct document *document, const struct letter *letter)
{
    struct read_context context = context_of(corpus);
    context.answers = letter->order;
    context.sent_text = letter->text;
    g_autoptr(reading_auto) reading = read_document(document, &context);
    g_autoptr(order_auto) order = order_copy(letter->order);
    for (guint i = 0; i < reading->drafts->len; i++)
        merge(order, reading->drafts->pdata[i]);
    g_string_append(told, "order\n");
    settle_and_tell(corpus, told, order);
    tell_aside(told, reading);
}

static void tell_reply(const struct corpus *corpus, GString *told, const char *body, gconstpointer letter)
{
    g_autoptr(document_auto) document = document_of_body("plain", body);
    tell_answered(corpus, told, document, letter);
}

static struct order *first_order(const struct corpus *corpus, const char *path)
{
    gsize length;
    g_autofree char *text = contents(path, &length);
    g_autoptr(document_auto) document = document_of_body("plain", text ? text : "");
    struct read_context context = context_of(corpus);
    g_autoptr(reading_auto) reading = read_document(document, &context);
    struct order *order = order_new();
    if (reading->drafts->len)
        order_merge(order, reading->drafts->pdata[0]);
    order_settle(order, corpus->config->forms);
    return order;
}

/* `mail` is decoded as it is; without it, the text's parts are a body each. */
static void tell_replies(const struct corpus *corpus, GString *told, const char *path, const char *text, const struct document *mail)
{
    g_autofree char *whole = beside(path, ""), *first = beside(whole, ".first.txt"), *sent = beside(whole, ".sent.txt");
    gsize length;
    struct letter letter = {first_order(corpus, first), contents(sent, &length)};
    if (mail)
        tell_answered(corpus, told, mail, &letter);
    else
        tell_parts(corpus, told, text, tell_reply, &letter);
    order_free(letter.order);
    g_free(letter.text);
}

/* --- the whole --------------------------------------------------------------------------------------------------------------- */

char *corpus_told(const struct corpus *corpus, const char *path)
{
    GString *told = g_string_new(NULL);
    gsize length = 0;
    g_autofree char *bytes = contents(path, &length), *name = g_path_get_basename(path);
    gboolean mail = g_str_has_suffix(path, ".eml");
    if (!bytes)
        return g_string_free(told, FALSE);
    if (g_str_has_suffix(path, ".reply.txt")) {
        tell_replies(corpus, told, path, bytes, NULL);
    } else if (g_str_has_suffix(path, ".reply.eml")) {
        g_autoptr(document_auto) document = decode_all(bytes, length);
        tell_replies(corpus, told, path, bytes, document);
    } else if (g_str_has_suffix(path, ".txt")) {
        tell_parts(corpus, told, bytes, tell_body, "plain");
    } else if (g_str_has_suffix(path, ".html")) {
        tell_body(corpus, told, bytes, "html");
    } else {
        g_autoptr(document_auto) document = mail ? decode_all(bytes, length) : document_of_file(name, bytes, length);
        tell_document(corpus, told, document, mail);
    }
    return g_string_free(told, FALSE);
}

gboolean corpus_check(const struct corpus *corpus, const char *path)
{
    gsize length = 0;
    g_autofree char *expected = beside(path, ".expected"), *wanted = contents(expected, &length), *told = corpus_told(corpus, path);
    if (wanted && g_str_equal(wanted, told))
        return TRUE;
    fprintf(stderr, "%s reads as\n%s\nand not\n%s\n", path, told, wanted ? wanted : "(nothing is written)");
    return FALSE;
}
