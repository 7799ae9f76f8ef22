#include "parsers/decode/headers.h"

#include <string.h>

#include <gmime/gmime.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/decode/sole-mailbox.h"
#include "parsers/decode/words.h"

struct header_reader {
    const char *name;
    void (*read)(struct document *document, const char *value);
};

static void set_string(char **place, char *value)
{
    g_free(*place);
    *place = value;
}

static char *decoded_line(struct document *document, const char *value, gsize bytes)
{
    gboolean against = FALSE;
    g_autofree char *decoded = words_decode(value, &against);
    if (against)
        document->flags |= DOCUMENT_BAD_CHARSET;
    return text_one_line(decoded, bytes);
}

/* An addr-spec as it stands; "" when it has no @, is too long or holds what one line may not. */
static char *address_spec(const char *written)
{
    g_autofree char *valid = g_utf8_make_valid(written ? written : "", -1);
    g_autofree char *line = text_one_line(valid, BOUND_ADDRESS + 1);
    const char *at = strchr(line, '@');
    gboolean sound = at && at > line && at[1] && strlen(line) <= BOUND_ADDRESS && strcmp(line, valid) == 0 &&
                     !strpbrk(line, "<> \t");
    return sound ? g_steal_pointer(&line) : g_strdup("");
}

/* Adds the mailboxes of a list. A group's members count, but `ret_groups` tells that there was one. */
static void add_addresses(GPtrArray *addresses, InternetAddressList *list, guint depth, gboolean *ret_groups)
{
    for (int i = 0; i < internet_address_list_length(list) && addresses->len < BOUND_ADDRESSES; i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(address)) {
            *ret_groups = TRUE;
            InternetAddressList *members = internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address));
            if (members && depth < 4)
                add_addresses(addresses, members, depth + 1, ret_groups);
            continue;
        }
        const char *name = internet_address_get_name(address);
        g_autofree char *clean = text_one_line(name ? name : "", BOUND_SUBJECT);
        g_autofree char *spec = address_spec(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
        document_add_address(addresses, clean, spec);
    }
}

static gboolean read_addresses(struct document *document, GPtrArray *addresses, const char *value)
{
    gboolean against = FALSE, groups = FALSE;
    g_autofree char *joined = words_join(value, &against);
    InternetAddressList *list = internet_address_list_parse(NULL, joined);
    if (against)
        document->flags |= DOCUMENT_BAD_CHARSET;
    if (!list)
        return FALSE;
    add_addresses(addresses, list, 0, &groups);
    g_object_unref(list);
    return !groups;
}

/* A second From field, a group, nothing that can be read, or what another reader, such as the server that vouches for the sender, may read
 * otherwise. */
static void read_from(struct document *document, const char *value)
{
    if (document->from->len > 0 || !read_addresses(document, document->from, value))
        document->flags |= DOCUMENT_ODD_FROM;
    else if (document->from->len == 1 && !sole_mailbox(value, ((const struct document_address *)document->from->pdata[0])->address))
        document->flags |= DOCUMENT_ODD_FROM;
}

static void read_sender(struct document *document, const char *value)
{
    read_addresses(document, document->sender, value);
}

static void read_reply_to(struct document *document, const char *value)
{
    read_addresses(document, document->reply_to, value);
}

static void read_to(struct document *document, const char *value)
{
    read_addresses(document, document->to, value);
}

static void read_cc(struct document *document, const char *value)
{
    read_addresses(document, document->cc, value);
}

static void read_subject(struct document *document, const char *value)
{
    if (!*document->subject)
        set_string(&document->subject, decoded_line(document, value, BOUND_SUBJECT));
}

static void read_date(struct document *document, const char *value)
{
    GDateTime *date = document->date ? NULL : g_mime_utils_header_decode_date(value);
    if (!date)
        return;
    document->date = g_date_time_to_unix(date);
    g_date_time_unref(date);
}

/* The next Message-ID in angle brackets from `p` on, NULL at the end. What is not local@domain without blanks is passed
 * over. */
static char *next_message_id(const char **p)
{
    for (const char *open; (open = strchr(*p, '<'));) {
        gsize length = strcspn(open + 1, "<> \t");
        const char *at = memchr(open + 1, '@', length);
        *p = open + 1 + length;
        if (**p == '>' && at && at > open + 1 && at < *p - 1 && length <= BOUND_MESSAGE_ID)
            return g_strndup(open + 1, length);
    }
    return NULL;
}

char *headers_message_id(const char *value)
{
    return next_message_id(&value);
}

static void read_message_id(struct document *document, const char *value)
{
    char *id = *document->message_id ? NULL : next_message_id(&value);
    if (id)
        set_string(&document->message_id, id);
}

static void read_ids(GPtrArray *ids, const char *value)
{
    for (char *id; (id = next_message_id(&value));) {
        if (ids->len == BOUND_REFERENCES)
            g_ptr_array_remove_index(ids, 0);
        g_ptr_array_add(ids, id);
    }
}

static void read_in_reply_to(struct document *document, const char *value)
{
    read_ids(document->in_reply_to, value);
}

static void read_references(struct document *document, const char *value)
{
    read_ids(document->references, value);
}

static void read_return_path(struct document *document, const char *value)
{
    g_autofree char *path = text_one_line(value, BOUND_HEADER_SIZE);
    if (*document->return_path || (document->flags & DOCUMENT_NULL_PATH))
        return;
    if (strcmp(path, "<>") == 0) {
        document->flags |= DOCUMENT_NULL_PATH;
        return;
    }
    char *end = strchr(path, '>');
    if (end)
        *end = '\0';
    set_string(&document->return_path, address_spec(path[0] == '<' ? path + 1 : path));
}

/* RFC 3834 section 5: the first token, without comments before it and whatever follows it. */
static char *first_token(const char *value)
{
    const char *p = value;
    guint comments = 0;
    for (; *p && (comments > 0 || *p == '(' || g_ascii_isspace(*p)); p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '(')
            comments++;
        else if (*p == ')')
            comments--;
    }
    g_autofree char *token = g_strndup(p, strcspn(p, " \t;("));
    g_autofree char *line = text_one_line(token, BOUND_SUBJECT);
    return g_ascii_strdown(line, -1);
}

/* Of several fields, one that says "a machine" counts. */
static void read_auto_submitted(struct document *document, const char *value)
{
    if (!*document->auto_submitted || strcmp(document->auto_submitted, "no") == 0)
        set_string(&document->auto_submitted, first_token(value));
}

static void read_precedence(struct document *document, const char *value)
{
    if (!*document->precedence)
        set_string(&document->precedence, first_token(value));
}

static void read_content_language(struct document *document, const char *value)
{
    if (!*document->content_language)
        set_string(&document->content_language, text_one_line(value, BOUND_SUBJECT));
}

void headers_add_addresses(GPtrArray *addresses, const char *value, guint most)
{
    g_autoptr(document_auto) scratch = document_new();
    read_addresses(scratch, scratch->to, value);
    for (guint i = 0; i < scratch->to->len && addresses->len < most; i++) {
        const struct document_address *address = scratch->to->pdata[i];
        document_add_address(addresses, address->name, address->address);
    }
}

static void read_bare_addresses(GPtrArray *addresses, const char *value)
{
    g_autoptr(document_auto) scratch = document_new();
    read_addresses(scratch, scratch->to, value);
    for (guint i = 0; i < scratch->to->len && addresses->len < BOUND_MARKS; i++) {
        const struct document_address *address = scratch->to->pdata[i];
        if (*address->address)
            g_ptr_array_add(addresses, g_strdup(address->address));
    }
}

static void read_delivered_to(struct document *document, const char *value)
{
    read_bare_addresses(document->delivered_to, value);
}

static void read_failed_recipients(struct document *document, const char *value)
{
    read_bare_addresses(document->failed_recipients, value);
}

static void mark_auto(struct document *document, const char *value)
{
    if (*value && g_ascii_strcasecmp(value, "none") != 0 && g_ascii_strcasecmp(value, "no") != 0)
        document->is_auto_marked = TRUE;
}

static void mark_auto_class(struct document *document, const char *value)
{
    g_autofree char *lower = g_ascii_strdown(value, -1);
    if (strstr(lower, "auto"))
        document->is_auto_marked = TRUE;
}

static void mark_list(struct document *document, const char *value)
{
    (void)value;
    document->is_list = TRUE;
}

static gboolean starts_with_word(const char *value, const char *word)
{
    gsize length = strlen(word);
    return g_ascii_strncasecmp(value, word, length) == 0 && !g_ascii_isalnum(value[length]);
}

static void mark_spam(struct document *document, const char *value)
{
    if (starts_with_word(value, "yes") || starts_with_word(value, "true") || starts_with_word(value, "spam") ||
        starts_with_word(value, "reject") || starts_with_word(value, "default: true"))
        document->is_spam_marked = TRUE;
}

/* Exchange Online: SFV:SPM and SFV:SKB are its verdict and a block list's. */
static void mark_spam_forefront(struct document *document, const char *value)
{
    if (strstr(value, "SFV:SPM") || strstr(value, "SFV:SKB"))
        document->is_spam_marked = TRUE;
}

/* Exchange's confidence: 5 and more is spam. */
static void mark_spam_level(struct document *document, const char *value)
{
    if (g_ascii_strtoll(value, NULL, 10) >= 5)
        document->is_spam_marked = TRUE;
}

static const struct header_reader header_readers[] = {
    {"from", read_from},
    {"sender", read_sender},
    {"reply-to", read_reply_to},
    {"to", read_to},
    {"cc", read_cc},
    {"subject", read_subject},
    {"date", read_date},
    {"message-id", read_message_id},
    {"in-reply-to", read_in_reply_to},
    {"references", read_references},
    {"return-path", read_return_path},
    {"auto-submitted", read_auto_submitted},
    {"precedence", read_precedence},
    {"content-language", read_content_language},
    {"delivered-to", read_delivered_to},
    {"x-original-to", read_delivered_to},
    {"envelope-to", read_delivered_to},
    {"x-envelope-to", read_delivered_to},
    {"x-delivered-to", read_delivered_to},
    {"x-failed-recipients", read_failed_recipients},
    {"mailing-list", mark_list},
    {"x-mailing-list", mark_list},
    {"x-mailman-version", mark_list},
    {"x-beenthere", mark_list},
    {"x-ml-name", mark_list},
    {"x-google-group-id", mark_list},
    {"x-auto-response-suppress", mark_auto},
    {"x-autoreply", mark_auto},
    {"x-autorespond", mark_auto},
    {"x-autoresponder", mark_auto},
    {"x-auto-reply", mark_auto},
    {"x-auto-reply-from", mark_auto},
    {"x-autoreply-from", mark_auto},
    {"x-mail-autoreply", mark_auto},
    {"x-fc-machinegenerated", mark_auto},
    {"x-vacation", mark_auto},
    {"x-cron-env", mark_auto},
    {"x-post-messageclass", mark_auto_class},
    {"x-spam-flag", mark_spam},
    {"x-spam-status", mark_spam},
    {"x-spam", mark_spam},
    {"x-bogosity", mark_spam},
    {"x-dspam-result", mark_spam},
    {"x-barracuda-spam-status", mark_spam},
    {"x-spamd-result", mark_spam},
    {"x-rspamd-action", mark_spam},
    {"x-forefront-antispam-report", mark_spam_forefront},
    {"x-ms-exchange-organization-scl", mark_spam_level},
};

static void read_own_mark(struct document *document, const struct field *field)
{
    g_autofree char *mark = g_strdup_printf("%s: %s", field->name, field->value);
    if (document->own_marks->len < BOUND_MARKS)
        g_ptr_array_add(document->own_marks, text_one_line(mark, BOUND_SUBJECT));
}

/* Only the fields that stand together at the top: those below may be the sender's own invention (RFC 8601 section 5).
 */
static void read_authentication(struct document *document, const struct field *field, guint *ret_last)
{
    if (*ret_last && field->index != *ret_last + 1)
        return;
    *ret_last = field->index;
    if (document->authentication->len < BOUND_MARKS)
        g_ptr_array_add(document->authentication, text_one_line(field->value, BOUND_HEADER_SIZE));
}

static void read_field(struct document *document, const struct field *field)
{
    if (g_str_has_prefix(field->name, "list-")) {
        document->is_list = TRUE;
    } else if (g_str_has_prefix(field->name, "x-mailorder-")) {
        read_own_mark(document, field);
    } else {
        for (guint i = 0; i < G_N_ELEMENTS(header_readers); i++) {
            if (strcmp(field->name, header_readers[i].name) == 0)
                header_readers[i].read(document, field->value);
        }
    }
}

void headers_read(struct document *document, const struct fields *fields)
{
    guint last_authentication = 0;
    for (guint i = 0; i < fields->known->len; i++) {
        const struct field *field = fields->known->pdata[i];
        if (strcmp(field->name, "authentication-results") == 0)
            read_authentication(document, field, &last_authentication);
        else
            read_field(document, field);
    }
    document->hops = fields->received;
    const struct document_address *from = document->from->len == 1 ? document->from->pdata[0] : NULL;
    if (!from || !*from->address)
        document->flags |= DOCUMENT_ODD_FROM;
    if (fields->against)
        document->flags |= DOCUMENT_BAD_CHARSET;
}
