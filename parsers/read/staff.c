#include "parsers/read/staff.h"

#include <string.h>

#include "daemon/base/bounds.h"
#include "daemon/base/language.h"
#include "daemon/base/text.h"
#include "parsers/read/quote.h"
#include "parsers/read/staff-internal.h"
#include "parsers/read/typed.h"

static const char *const verb_names[STAFF_VERB_COUNT] = {
    [STAFF_ACKNOWLEDGE] = "acknowledge", [STAFF_DELAY] = "delay",     [STAFF_SHIP] = "ship",     [STAFF_DELIVER] = "deliver",
    [STAFF_CORRECT] = "correct",         [STAFF_CANCEL] = "cancel",   [STAFF_NOTE] = "note",     [STAFF_STATUS] = "status",
    [STAFF_UNDO] = "undo",               [STAFF_AGREE] = "agree",     [STAFF_REFUSE] = "refuse", [STAFF_ACCEPT] = "accept",
    [STAFF_DECLINE] = "decline",         [STAFF_ORDER] = "order",     [STAFF_IGNORE] = "ignore", [STAFF_SPAM] = "spam",
    [STAFF_WRITE_AGAIN] = "write-again",
};

const char *staff_verb_name(enum staff_verb verb)
{
    return verb_names[verb];
}

static const char *const doubt_names[DOUBT_COUNT] = {
    [DOUBT_NONE] = "none",
    [DOUBT_NOTHING] = "nothing",
    [DOUBT_QUOTED_ONLY] = "quoted-only",
    [DOUBT_UNCERTAIN] = "uncertain",
    [DOUBT_NEGATED] = "negated",
    [DOUBT_NO_DATE] = "no-date",
    [DOUBT_DATE_PAST] = "date-past",
    [DOUBT_DATE_AMBIGUOUS] = "date-ambiguous",
    [DOUBT_DATE_UNREADABLE] = "date-unreadable",
    [DOUBT_TRACKING_PATTERN] = "tracking-pattern",
    [DOUBT_TRACKING_DIGIT] = "tracking-digit",
    [DOUBT_ITEM_UNKNOWN] = "item-unknown",
    [DOUBT_CONTRADICTION] = "contradiction",
};

const char *staff_doubt_name(enum staff_doubt doubt)
{
    return doubt_names[doubt];
}

struct staff_package *staff_package_new(void)
{
    return g_new0(struct staff_package, 1);
}

void staff_package_free(gpointer data)
{
    struct staff_package *package = data;
    g_free(package->carrier);
    g_free(package->carrier_text);
    g_free(package->tracking);
    g_free(package);
}

struct staff_command *staff_command_new(enum staff_verb verb)
{
    struct staff_command *command = g_new0(struct staff_command, 1);
    command->verb = verb;
    command->items = g_array_new(FALSE, FALSE, sizeof(guint));
    command->packages = g_ptr_array_new_with_free_func(staff_package_free);
    return command;
}

void staff_command_free(struct staff_command *command)
{
    if (!command)
        return;
    g_array_unref(command->items);
    g_ptr_array_unref(command->packages);
    g_free(command->date);
    g_free(command->new_date);
    g_free(command->reason);
    g_free(command->note);
    g_free(command);
}

static void line_free(gpointer data)
{
    struct staff_line *line = data;
    g_free(line->text);
    g_free(line);
}

void staff_reading_free(struct staff_reading *reading)
{
    if (!reading)
        return;
    g_ptr_array_unref(reading->commands);
    g_ptr_array_unref(reading->lines);
    g_free(reading->doubt_text);
    g_free(reading);
}

gboolean staff_is_form_label(const char *key, gconstpointer data)
{
    (void)data;
    return staff_slot_of(key) != SLOT_NONE;
}

void staff_doubt_add(struct reply *reply, enum staff_doubt what, const char *text)
{
    if (what <= reply->reading->doubt)
        return;
    reply->reading->doubt = what;
    g_free(reply->reading->doubt_text);
    reply->reading->doubt_text = text ? text_one_line(text, 200) : NULL;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------------- */

static void show_lines(struct reply *reply)
{
    for (guint i = 0; i < reply->lines->len && reply->reading->lines->len < STAFF_LINES_MOST; i++) {
        if (!*(const char *)reply->lines->pdata[i])
            continue;
        struct staff_line *line = g_new0(struct staff_line, 1);
        line->text = g_strdup(reply->lines->pdata[i]);
        g_ptr_array_add(reply->reading->lines, line);
    }
}

/* Who has set no language writes dates as the language does whose words they use. */
static const char *language_of(const struct reply *reply)
{
    const struct language *set = reply->context->language ? language_find(reply->context->language) : NULL;
    const char *tongue = staff_tongue(reply->tokens);
    return set || !tongue ? reply->context->language : tongue;
}

static void read_clauses(struct reply *reply, const gboolean *is_note)
{
    guint sentence = 0;
    for (guint i = 0; i < reply->lines->len && i < STAFF_LINES_MOST; i++)
        g_ptr_array_add(reply->tokens, staff_tokens(reply->words, reply->lines->pdata[i]));
    struct staff_context context = *reply->context;
    context.language = language_of(reply);
    staff_tell_apart(reply->tokens, reply->lines, &context);
    for (guint i = 0; i < reply->tokens->len; i++)
        if (!is_note[i])
            staff_clauses_add(reply->clauses, reply->lines->pdata[i], reply->tokens->pdata[i], i, &sentence, &context);
}

/* What they write begins with a no to what was asked. */
static gboolean refused_first(const struct reply *reply)
{
    if (!reply->context->order || !reply->context->order->request || reply->clauses->len == 0)
        return FALSE;
    const struct staff_clause *clause = &g_array_index(reply->clauses, struct staff_clause, 0);
    return staff_stands_alone(clause, SIGN_NO);
}

gboolean staff_holds(const struct reply *reply, const char *const *words)
{
    for (guint i = 0; i < reply->tokens->len; i++) {
        const GArray *tokens = reply->tokens->pdata[i];
        for (guint at = 0; at < tokens->len; at++)
            if (g_strv_contains(words, g_array_index(tokens, struct staff_token, at).key))
                return TRUE;
    }
    return FALSE;
}

/* "Correction to the completion date: …": what was told was an error, and nothing is late. */
static gboolean calls_itself_correction(const struct reply *reply)
{
    static const char *const words[] = {"correction", "typo", "mistyped", "misspelled", "duzeltme", "duzeltiyorum", "duzeltiyoruz", "sehven", "korrektur", "tippfehler", NULL};
    return staff_holds(reply, words);
}

static void read_reply(struct reply *reply)
{
    g_autofree gboolean *is_note = g_new0(gboolean, reply->lines->len + 1);
    show_lines(reply);
    if (staff_judge_mail(reply))
        return;
    staff_take_notes(reply, is_note);
    read_clauses(reply, is_note);
    staff_join_lists(reply->clauses);
    staff_govern(reply->clauses);
    reply->correction = (staff_signs(reply) >> SIGN_WRONG & 1) != 0;
    reply->mends = calls_itself_correction(reply);
    for (guint i = 0; i < reply->clauses->len; i++) {
        struct staff_clause *clause = &g_array_index(reply->clauses, struct staff_clause, i);
        if (staff_is_undo(clause) || staff_stands_alone(clause, SIGN_STATUS))
            continue;
        staff_take_clause(reply, clause);
    }
    gboolean plain = reply->reading->doubt == DOUBT_NONE || reply->reading->doubt == DOUBT_NEGATED || reply->reading->doubt == DOUBT_UNCERTAIN;
    gboolean free_of_facts = TRUE;
    for (guint i = 0; i < reply->groups->len; i++) {
        const struct group *group = reply->groups->pdata[i];
        gboolean bare = group->verb == SIGN_SHIPPED && group->packages->len == 0 && !group->arrival && refused_first(reply); /* "no, it has left": why not */
        free_of_facts = free_of_facts && (bare || group->verb == SIGN_NONE || group->verb == SIGN_IN_HAND || group->verb == SIGN_CANCELLED);
    }
    if (staff_undo_or_address(reply)) {
        if (reply->reading->doubt != DOUBT_NONE)
            g_ptr_array_set_size(reply->reading->commands, 0);
        return;
    }
    if (plain && free_of_facts && staff_answer_question(reply)) {
        reply->reading->doubt = reply->reading->doubt == DOUBT_CONTRADICTION ? DOUBT_CONTRADICTION : DOUBT_NONE;
        if (reply->reading->doubt)
            g_ptr_array_set_size(reply->reading->commands, 0);
        return;
    }
    staff_conclude(reply);
}

struct staff_reading *staff_read(const struct document *document, const struct staff_context *context)
{
    struct staff_reading *reading = g_new0(struct staff_reading, 1);
    reading->commands = g_ptr_array_new_with_free_func((GDestroyNotify)staff_command_free);
    reading->lines = g_ptr_array_new_with_free_func(line_free);
    reading->forwarded = subject_is_forward(document->subject);
    struct reply reply = {
        .context = context,
        .reading = reading,
        .words = staff_words_new(context->languages, context->phrases),
        .tokens = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref),
        .clauses = g_array_new(FALSE, FALSE, sizeof(struct staff_clause)),
        .groups = g_ptr_array_new_with_free_func(staff_group_free),
        .excluded = g_array_new(FALSE, FALSE, sizeof(guint)),
    };
    g_array_set_clear_func(reply.clauses, staff_clause_clear);
    struct typed typed;
    typed_init(&typed, document, context->sent_text, staff_is_form_label, NULL);
    reply.lines = typed.lines;
    reply.quoted = typed.quoted;
    if (reading->forwarded) {
        show_lines(&reply);
        reading->doubt = DOUBT_NOTHING;
    } else {
        read_reply(&reply);
    }
    g_array_unref(reply.clauses);
    g_ptr_array_unref(reply.groups);
    g_array_unref(reply.excluded);
    g_ptr_array_unref(reply.tokens);
    typed_clear(&typed);
    staff_words_free(reply.words);
    return reading;
}
