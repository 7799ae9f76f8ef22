#include "parsers/read/bounce.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/text.h"
#include "parsers/read/bounce-words.h"

#define IDS_MOST       20
#define NAMED_MOST     50
#define OWN_TEXT_BYTES (64u * 1024) /* of the report's own words: they stand first */
#define BEHIND_BYTES   60           /* how far before an address "expanded from" may stand */

/* What is gathered on the way. */
struct gathering {
    struct bounce *bounce;
    GString *own;         /* the report's own words */
    char *diagnostic;     /* of the first recipient that tells one */
    gboolean disposition; /* a recipient's own program reports: it was read, or deleted */
};

static void recipient_free(struct bounce_recipient *recipient)
{
    g_free(recipient->final);
    g_free(recipient->original);
    g_free(recipient);
}

static const char *line_text(const struct document_block *block, guint index)
{
    return index < block->lines->len ? ((const struct document_line *)block->lines->pdata[index])->text : "";
}

static gboolean same_address(const char *left, const char *right)
{
    g_autofree char *one = text_address_key(left);
    g_autofree char *other = text_address_key(right);
    return one && other && g_str_equal(one, other);
}

static gboolean list_has(const GPtrArray *addresses, const char *address)
{
    for (guint i = 0; i < addresses->len; i++)
        if (same_address(addresses->pdata[i], address))
            return TRUE;
    return FALSE;
}

static void list_add(GPtrArray *addresses, const char *address)
{
    if (addresses->len < NAMED_MOST && text_address_valid(address) && !list_has(addresses, address))
        g_ptr_array_add(addresses, g_strdup(address));
}

/* --- fields ------------------------------------------------------------------------------------------------------------------- */

/* The field that begins in this line, unfolded (to be freed), when it is of that name; NULL. Blanks before it are forgiven. */
static char *field_value(const struct document_block *block, guint index, const char *name)
{
    const char *line = line_text(block, index);
    gsize length = strlen(name);
    line += strspn(line, " \t");
    if (g_ascii_strncasecmp(line, name, length) != 0 || line[length] != ':')
        return NULL;
    GString *value = g_string_new(line + length + 1);
    for (guint next = index + 1; value->len < BOUND_VALUE_SIZE && strchr(" \t", *line_text(block, next)) && *line_text(block, next); next++)
        g_string_append_printf(value, " %s", line_text(block, next) + strspn(line_text(block, next), " \t"));
    return g_strstrip(g_string_free(value, FALSE));
}

/* "rfc822; a@b.example" (RFC 3464 section 2.3.2; utf-8 by RFC 6533), with or without angle brackets. */
static char *typed_value(const char *value, gsize most)
{
    const char *semicolon = strchr(value, ';');
    return text_one_line(semicolon ? semicolon + 1 : value, most);
}

static char *typed_address(const char *value)
{
    g_autofree char *typed = typed_value(value, BOUND_HEADER_SIZE);
    char *begin = typed + strspn(typed, "<");
    begin[strcspn(begin, "> ")] = '\0';
    return g_strndup(begin, BOUND_ADDRESS);
}

/* Earlier ones are likelier, and stand later in the list. */
static void add_id(struct bounce *bounce, const char *value)
{
    const char *open = strchr(value, '<');
    const char *close = open ? strchr(open, '>') : NULL;
    if (close && close > open + 1 && bounce->message_ids->len < IDS_MOST)
        g_ptr_array_insert(bounce->message_ids, 0, g_strndup(open + 1, (gsize)(close - open - 1)));
}

static void read_ids(struct bounce *bounce, const struct document_block *block)
{
    static const char *const names[] = {"Message-ID", "Original-Message-ID", "X-Original-Message-ID"};
    for (guint i = 0; i < block->lines->len; i++) {
        for (guint n = 0; n < G_N_ELEMENTS(names); n++) {
            g_autofree char *value = field_value(block, i, names[n]);
            if (value)
                add_id(bounce, value);
        }
    }
}

/* What servers on the way wrote on top of the mail that came back: whose mailbox sent it on. */
static void read_trace(struct bounce *bounce, const struct document_block *block, guint from)
{
    static const char *const names[] = {"Delivered-To", "X-Original-To", "X-Forwarded-For"};
    for (guint i = from; i < block->lines->len && *line_text(block, i); i++) {
        for (guint n = 0; n < G_N_ELEMENTS(names); n++) {
            g_autofree char *value = field_value(block, i, names[n]);
            g_autofree char *address = value ? typed_address(value) : NULL;
            if (address)
                list_add(bounce->forwarders, address);
        }
    }
}

/* --- the part for machines ---------------------------------------------------------------------------------------------------- */

static enum bounce_kind kind_by_code(const char *status, const char *diagnostic)
{
    guint says = bounce_text_says(status) | (*status ? 0 : bounce_text_says(diagnostic));
    if (says & SAYS_CODE_5)
        return says & SAYS_CODE_4 ? BOUNCE_UNCLEAR : BOUNCE_FAILED;
    return says & SAYS_CODE_4 ? BOUNCE_DELAYED : BOUNCE_NONE;
}

/* Action and status of one recipient. A server that gave up on a passing fault says nothing of the address: a person decides. */
static enum bounce_kind kind_of(const char *action, const char *status, const char *diagnostic)
{
    enum bounce_kind coded = kind_by_code(status, diagnostic);
    if (g_ascii_strcasecmp(action, "failed") == 0)
        return coded == BOUNCE_DELAYED || coded == BOUNCE_UNCLEAR ? BOUNCE_UNCLEAR : BOUNCE_FAILED;
    if (g_ascii_strcasecmp(action, "delayed") == 0)
        return BOUNCE_DELAYED;
    if (*action)
        return BOUNCE_OTHER;
    return *status == '2' ? BOUNCE_OTHER : coded;
}

static char *own_or_empty(char *text)
{
    return text ? text : g_strdup("");
}

/* The recipient whose fields stand from this line on to the next empty one; NULL: they are of no recipient. */
static struct bounce_recipient *read_recipient(struct gathering *gathering, const struct document_block *block, guint from)
{
    g_autofree char *action = NULL, *status = NULL, *diagnostic = NULL, *final = NULL, *original = NULL;
    const struct {
        const char *name;
        char **place;
    } fields[] = {{"Action", &action}, {"Status", &status}, {"Diagnostic-Code", &diagnostic},
                  {"Final-Recipient", &final}, {"Original-Recipient", &original}};
    for (guint i = from; i < block->lines->len && *line_text(block, i); i++)
        for (guint f = 0; f < G_N_ELEMENTS(fields); f++)
            if (!*fields[f].place)
                *fields[f].place = field_value(block, i, fields[f].name);
    if (!final && !original && !action)
        return NULL;
    struct bounce_recipient *recipient = g_new0(struct bounce_recipient, 1);
    recipient->final = own_or_empty(final ? typed_address(final) : NULL);
    recipient->original = own_or_empty(original ? typed_address(original) : NULL);
    action = own_or_empty(action);
    status = own_or_empty(status);
    diagnostic = own_or_empty(diagnostic);
    action[strcspn(action, " (;")] = '\0';
    recipient->kind = kind_of(action, status, diagnostic);
    g_autofree char *said = typed_value(diagnostic, BOUND_VALUE_SIZE);
    if (!gathering->diagnostic && (*status || *said))
        gathering->diagnostic = g_strdup_printf("%s %s", status, said);
    return recipient;
}

/* Whether the block is a report's part for machines: its first fields say so. */
static gboolean is_status(const struct document_block *block)
{
    static const char *const names[] = {"Reporting-MTA", "Final-Recipient", "Original-Recipient", "Original-Envelope-Id", "Arrival-Date",
                                        "Reporting-UA", "Disposition", "Action"};
    for (guint i = 0; i < MIN(block->lines->len, 6u); i++) {
        for (guint n = 0; n < G_N_ELEMENTS(names); n++) {
            g_autofree char *value = field_value(block, i, names[n]);
            if (value)
                return TRUE;
        }
    }
    return FALSE;
}

static void read_status(struct gathering *gathering, const struct document_block *block)
{
    struct bounce *bounce = gathering->bounce;
    gboolean inside = FALSE;
    for (guint i = 0; i < block->lines->len; i++) {
        g_autofree char *disposition = field_value(block, i, "Disposition");
        gathering->disposition |= disposition != NULL;
        if (!*line_text(block, i)) {
            inside = FALSE;
        } else if (!inside) {
            inside = TRUE;
            struct bounce_recipient *recipient = read_recipient(gathering, block, i);
            if (recipient && bounce->recipients->len < NAMED_MOST)
                g_ptr_array_add(bounce->recipients, recipient);
            else if (recipient)
                recipient_free(recipient);
        }
    }
}

/* --- the part for people ------------------------------------------------------------------------------------------------------ */

/* A header begins: what follows is the mail that came back, without a word between. */
static gboolean header_begins(const struct document_block *block, guint index)
{
    static const char *const first[] = {"Received", "Return-Path", "Message-ID", "From", "Date", "DKIM-Signature", "Delivered-To"};
    const char *line = line_text(block, index), *next = line_text(block, index + 1);
    gboolean field = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(first); i++) {
        gsize length = strlen(first[i]);
        field |= g_ascii_strncasecmp(line, first[i], length) == 0 && line[length] == ':';
    }
    return field && (strchr(" \t", *next) || g_regex_match_simple("^[A-Za-z][A-Za-z0-9-]*:", next, 0, 0)) && *next;
}

/* The address that a line of a plain text begins with, as those do that say whom it is about; NULL. */
static char *leading_address(const char *line)
{
    g_autoptr(GRegex) regex = g_regex_new("^[\\s<\"'(*>-]*(?:(?:to|recipients?|address|smtp|rfc822|al[ıi]c[ıi]|adres|kime|an)\\s*[:;]\\s*)?[<\"']*"
                                          "([a-z0-9.!#$%&*+/?^_{|}~-]+@[a-z0-9.-]*[a-z0-9])(?:[\\s>\"'):;,]|$)",
                                          G_REGEX_CASELESS, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    return g_regex_match(regex, line, 0, &match) ? g_match_info_fetch(match, 1) : NULL;
}

static gboolean sent_on_before(const char *line, int at)
{
    g_autofree char *before = g_strndup(line + MAX(0, at - BEHIND_BYTES), (gsize)MIN(at, BEHIND_BYTES));
    g_autofree char *valid = g_utf8_make_valid(before, -1);
    g_autofree char *key = text_match_key(valid);
    return g_str_has_suffix(key, "expanded from") || g_str_has_suffix(key, "generated from") || g_str_has_suffix(key, "forwarded from") ||
           g_str_has_suffix(key, "yonlendiren") || g_str_has_suffix(key, "yonlendirilen adres");
}

static void read_addresses(struct bounce *bounce, const char *line)
{
    g_autoptr(GRegex) regex = g_regex_new("[a-z0-9.!#$%&*+/?^_{|}~-]+@[a-z0-9.-]*[a-z0-9]", G_REGEX_CASELESS, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    g_autofree char *leading = leading_address(line);
    if (leading)
        list_add(bounce->subjects, leading);
    if (!strchr(line, '@') || !g_regex_match(regex, line, 0, &match))
        return;
    do {
        int at = 0;
        g_autofree char *address = g_match_info_fetch(match, 0);
        g_match_info_fetch_pos(match, 0, &at, NULL);
        list_add(bounce->named, address);
        if (sent_on_before(line, at))
            list_add(bounce->forwarders, address);
    } while (g_match_info_next(match, NULL));
}

/* A line that is not the server's own words: it repeats what our mail says of itself. */
static gboolean is_ours(const char *line)
{
    return g_regex_match_simple("^\\s*(?:subject|the subject of the message is|message-id|konu|betreff)\\s*:", line, G_REGEX_CASELESS, 0);
}

/* Where the server's own words end in a text that holds ours with no word between: behind the paragraph that begins with an address. */
struct own_part {
    gsize begin, end;
    gboolean addressed, ours;
};

static void read_own_line(struct gathering *gathering, const char *line, struct own_part *part)
{
    GString *own = gathering->own;
    g_autofree char *leading = leading_address(line);
    g_string_append_printf(own, "%s\n", line);
    read_addresses(gathering->bounce, line);
    part->addressed |= leading != NULL;
    part->ours |= strstr(line, "[ref:") != NULL;
    if (part->addressed && part->end == part->begin && !*line)
        part->end = own->len;
}

static void read_own_words(struct gathering *gathering, const struct document_block *block)
{
    struct own_part part = {.begin = gathering->own->len, .end = gathering->own->len};
    guint i = 0;
    for (; i < block->lines->len; i++) {
        const char *line = line_text(block, i);
        if (header_begins(block, i) || (i > 0 && bounce_copy_follows(line)) || gathering->own->len > OWN_TEXT_BYTES)
            break;
        if (!is_ours(line))
            read_own_line(gathering, line, &part);
    }
    if (part.ours)
        g_string_truncate(gathering->own, part.end);
    while (i < block->lines->len && !header_begins(block, i))
        i++;
    read_trace(gathering->bounce, block, i);
}

/* The line that says most: the first with a code, else with a phrase. */
static char *telling_line(const char *own)
{
    static const guint ranks[] = {SAYS_CODE_5 | SAYS_CODE_4, SAYS_FINAL | SAYS_DELAYED, SAYS_FAILED};
    g_auto(GStrv) lines = g_strsplit(own, "\n", 200);
    for (guint rank = 0; rank < G_N_ELEMENTS(ranks); rank++)
        for (guint i = 0; lines[i]; i++)
            if (strlen(lines[i]) < BOUND_LINE_SIZE && bounce_text_says(lines[i]) & ranks[rank])
                return text_one_line(lines[i], BOUND_SUBJECT);
    return g_strdup("");
}

/* --- whether it is one -------------------------------------------------------------------------------------------------------- */

static gboolean has_mailbox(const GPtrArray *addresses, const char *const *prefixes)
{
    for (guint i = 0; i < addresses->len; i++) {
        const char *address = ((const struct document_address *)addresses->pdata[i])->address;
        for (guint p = 0; prefixes[p]; p++)
            if (g_ascii_strncasecmp(address, prefixes[p], strlen(prefixes[p])) == 0)
                return TRUE;
    }
    return FALSE;
}

static gboolean from_nobody(const struct document *document)
{
    return document->from->len == 0 || !*((const struct document_address *)document->from->pdata[0])->address;
}

/* How sure it is that a mail server wrote it. */
enum writer { WRITER_PERSON, WRITER_PERHAPS, WRITER_SERVER };

static enum writer writer_of(const struct document *document, guint subject)
{
    static const char *const servers[] = {"mailer-daemon", "mailerdaemon", "mail-daemon", "mdaemon@", "microsoftexchange", NULL};
    static const char *const masters[] = {"postmaster@", NULL};
    gboolean marked = (document->flags & DOCUMENT_NULL_PATH) || from_nobody(document) ||
                      (*document->auto_submitted && !g_str_equal(document->auto_submitted, "no"));
    if ((document->flags & DOCUMENT_REPORT) || document->failed_recipients->len > 0)
        return WRITER_SERVER;
    if (has_mailbox(document->from, servers) || has_mailbox(document->sender, servers))
        return WRITER_SERVER;
    if (has_mailbox(document->from, masters) || has_mailbox(document->sender, masters))
        return marked || subject ? WRITER_SERVER : WRITER_PERHAPS;
    if (subject && marked)
        return WRITER_SERVER;
    return from_nobody(document) ? WRITER_PERHAPS : WRITER_PERSON;
}

/* --- the verdict -------------------------------------------------------------------------------------------------------------- */

static enum bounce_kind join(enum bounce_kind one, enum bounce_kind other)
{
    if (one == BOUNCE_NONE || one == other)
        return other;
    if (other == BOUNCE_NONE)
        return one;
    gboolean harmless = (one == BOUNCE_DELAYED || one == BOUNCE_OTHER) && (other == BOUNCE_DELAYED || other == BOUNCE_OTHER);
    return harmless ? BOUNCE_DELAYED : BOUNCE_UNCLEAR;
}

static enum bounce_kind judge(const struct gathering *gathering, enum writer writer, guint says)
{
    enum bounce_kind kind = BOUNCE_NONE;
    const GPtrArray *recipients = gathering->bounce->recipients;
    for (guint i = 0; i < recipients->len; i++)
        kind = join(kind, ((const struct bounce_recipient *)recipients->pdata[i])->kind);
    if (kind != BOUNCE_NONE)
        return kind;
    if (gathering->disposition)
        return BOUNCE_OTHER;
    kind = bounce_judge(says);
    return writer == WRITER_PERHAPS ? BOUNCE_UNCLEAR : kind;
}

static void read_block(struct gathering *gathering, const struct document_block *block)
{
    read_ids(gathering->bounce, block);
    if (block->returned)
        read_trace(gathering->bounce, block, 0);
    else if (is_status(block))
        read_status(gathering, block);
    else if (!block->attached)
        read_own_words(gathering, block);
}

static void read_report(struct gathering *gathering, const struct document *document, enum writer writer, guint subject)
{
    struct bounce *bounce = gathering->bounce;
    for (guint i = 0; i < document->blocks->len; i++)
        read_block(gathering, document->blocks->pdata[i]);
    for (guint i = document->attached_ids->len; i-- > 0;)
        g_ptr_array_add(bounce->message_ids, g_strdup(document->attached_ids->pdata[i]));
    for (guint i = 0; i < document->failed_recipients->len; i++) {
        list_add(bounce->named, document->failed_recipients->pdata[i]);
        list_add(bounce->subjects, document->failed_recipients->pdata[i]);
    }
    guint says = subject | bounce_text_says(gathering->own->str) | (document->failed_recipients->len ? SAYS_FINAL : 0);
    bounce->kind = judge(gathering, writer, says);
    bounce->words = gathering->diagnostic ? text_one_line(gathering->diagnostic, BOUND_SUBJECT) : telling_line(gathering->own->str);
}

struct bounce bounce_read(const struct document *document)
{
    struct bounce bounce = {
        .message_ids = g_ptr_array_new_with_free_func(g_free),
        .recipients = g_ptr_array_new_with_free_func((GDestroyNotify)recipient_free),
        .named = g_ptr_array_new_with_free_func(g_free),
        .subjects = g_ptr_array_new_with_free_func(g_free),
        .forwarders = g_ptr_array_new_with_free_func(g_free),
    };
    struct gathering gathering = {.bounce = &bounce, .own = g_string_new(NULL)};
    guint subject = bounce_subject_says(document->subject);
    enum writer writer = writer_of(document, subject);
    if (writer != WRITER_PERSON)
        read_report(&gathering, document, writer, subject);
    else
        bounce.words = g_strdup("");
    g_string_free(gathering.own, TRUE);
    g_free(gathering.diagnostic);
    return bounce;
}

void bounce_clear(struct bounce *bounce)
{
    g_clear_pointer(&bounce->message_ids, g_ptr_array_unref);
    g_clear_pointer(&bounce->recipients, g_ptr_array_unref);
    g_clear_pointer(&bounce->named, g_ptr_array_unref);
    g_clear_pointer(&bounce->subjects, g_ptr_array_unref);
    g_clear_pointer(&bounce->forwarders, g_ptr_array_unref);
    g_clear_pointer(&bounce->words, g_free);
    bounce->kind = BOUNCE_NONE;
}

/* What its part for machines says of this address, or, when it was sent on from there, of all recipients. */
static enum bounce_kind recipients_say(const struct bounce *bounce, const char *address, gboolean any)
{
    enum bounce_kind kind = BOUNCE_NONE;
    for (guint i = 0; i < bounce->recipients->len; i++) {
        const struct bounce_recipient *recipient = bounce->recipients->pdata[i];
        if (any || same_address(recipient->final, address) || same_address(recipient->original, address))
            kind = join(kind, recipient->kind);
    }
    return kind;
}

enum bounce_kind bounce_for(const struct bounce *bounce, const char *address)
{
    gboolean fails = bounce->kind == BOUNCE_FAILED || bounce->kind == BOUNCE_UNCLEAR;
    gboolean sent_on = list_has(bounce->forwarders, address);
    enum bounce_kind told = recipients_say(bounce, address, sent_on);
    if (told != BOUNCE_NONE)
        return told;
    gboolean names_others = FALSE;
    for (guint i = 0; i < bounce->recipients->len; i++)
        names_others |= *((const struct bounce_recipient *)bounce->recipients->pdata[i])->final != '\0';
    if (names_others)
        return fails ? BOUNCE_ELSEWHERE : bounce->kind;
    if (!fails || sent_on || list_has(bounce->named, address) || bounce->subjects->len == 0)
        return bounce->kind;
    return BOUNCE_ELSEWHERE;
}
