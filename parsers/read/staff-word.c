/* Words of a reply that need no others beside them: yes and no, undo, status, and verdicts on a mail. */
#include "parsers/read/staff-internal.h"

#include <string.h>

#include "daemon/base/text.h"

#define VERDICT_PARTS 3 /* "spam, delete it" */
#define UNDO_WORDS    4 /* beside "undo", of no meaning */

/* --- words that stand alone --------------------------------------------------------------------------------------------------------- */

guint64 staff_signs(const struct reply *reply)
{
    guint64 signs = 0;
    for (guint i = 0; i < reply->clauses->len; i++)
        signs |= g_array_index(reply->clauses, struct staff_clause, i).signs;
    return signs;
}

/* Whether some clause says this, as a fact. *ret_clause: the first. */
static gboolean stated(struct reply *reply, enum staff_sign sign, struct staff_clause **ret_clause)
{
    for (guint i = 0; i < reply->clauses->len; i++) {
        struct staff_clause *clause = &g_array_index(reply->clauses, struct staff_clause, i);
        gboolean plain = !clause->question && !SAYS(clause, SIGN_NOT) && !SAYS(clause, SIGN_MAYBE) && !SAYS(clause, SIGN_IF) && !SAYS(clause, SIGN_ASKS);
        if (!SAYS(clause, sign) || clause->slot == SLOT_REASON || (!plain && sign != SIGN_NO))
            continue;
        *ret_clause = clause;
        return TRUE;
    }
    return FALSE;
}

/* The clause before this one, on its line, has words of its own. */
static gboolean is_why(const struct reply *reply, const struct staff_clause *clause)
{
    for (guint i = 0; i < reply->clauses->len; i++) {
        const struct staff_clause *other = &g_array_index(reply->clauses, struct staff_clause, i);
        if (other->line == clause->line && other->stop <= clause->start && !SAYS(other, SIGN_POLITE) && !other->question)
            return TRUE;
    }
    return FALSE;
}

/* What is said behind an answer of yes or no, to the end of the sentence or behind "because": why. */
static char *words_behind(struct reply *reply, const struct staff_clause *clause, enum staff_sign sign)
{
    g_autoptr(GString) why = g_string_new(NULL);
    const char *line = staff_line_of(reply, clause);
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *token = &g_array_index(clause->tokens, struct staff_token, at);
        if (token->sign != sign)
            continue;
        guint last = at + token->length - 1;
        const char *rest = line + g_array_index(clause->tokens, struct staff_token, last).end;
        while (*rest && (g_ascii_isspace(*rest) || g_ascii_ispunct(*rest)) && *rest != '"')
            rest++;
        g_string_append(why, rest);
        break;
    }
    if (why->len == 0 && clause->start > 2 && clause->slot == SLOT_NONE && is_why(reply, clause)) /* "it is cut already, not possible" */
        g_string_append_len(why, line, (gssize)clause->start);
    while (why->len > 0 && strchr(" ,.;:-", why->str[why->len - 1]))
        g_string_truncate(why, why->len - 1);
    if (why->len == 0 && clause->reason)
        g_string_append(why, clause->reason);
    for (guint i = 0; i < reply->clauses->len && why->len == 0; i++) {
        const struct staff_clause *other = &g_array_index(reply->clauses, struct staff_clause, i);
        if (other->slot == SLOT_REASON)
            g_string_append(why, staff_line_of(reply, other) + other->start);
    }
    char *text = text_one_line(why->str, STAFF_REASON_SIZE);
    if (!*text)
        g_clear_pointer(&text, g_free);
    return text;
}

struct staff_command *staff_say(struct reply *reply, enum staff_verb verb, const struct staff_clause *clause)
{
    struct staff_command *command = staff_command_new(verb);
    g_ptr_array_add(reply->reading->commands, command);
    if (clause)
        staff_understood(reply, clause);
    return command;
}

/* Yes or no to what was asked: the customer's request, or an order that waits for acceptance. */
gboolean staff_answer_question(struct reply *reply)
{
    const struct order *order = reply->context->order;
    gboolean request = order && order->request;
    gboolean decision = reply->context->reviewing && order && (order->phase == PHASE_HELD || order->phase == PHASE_RECEIVED);
    struct staff_clause *yes = NULL, *no = NULL;
    if (!request && !decision)
        return FALSE;
    gboolean says_yes = stated(reply, SIGN_YES, &yes) || stated(reply, SIGN_OK, &yes);
    gboolean says_no = stated(reply, SIGN_NO, &no);
    if (!says_no && says_yes && (yes->signs >> SIGN_NOT) & 1)
        says_yes = FALSE;
    if (says_yes && says_no) {
        staff_doubt_add(reply, DOUBT_CONTRADICTION, staff_line_of(reply, no));
        return TRUE;
    }
    if (!says_yes && !says_no)
        return FALSE;
    struct staff_clause *clause = says_yes ? yes : no;
    struct staff_command *command =
        staff_say(reply, request ? says_yes ? STAFF_AGREE : STAFF_REFUSE : says_yes ? STAFF_ACCEPT : STAFF_DECLINE, clause);
    if (says_no)
        command->reason = words_behind(reply, clause, SIGN_NO);
    return TRUE;
}

/* A word alone on the first line: about the mail under review. */
gboolean staff_judge_mail(struct reply *reply)
{
    static const struct {
        enum staff_verb verb;
        const char *words;
    } verdicts[] = {
        {STAFF_ORDER, "order|it is an order|this is an order|siparis|bu bir siparis|bestellung"},
        {STAFF_IGNORE, "ignore|ignore it|ignore this|please ignore|not an order|yok say|yoksay|dikkate alma|dikkate almayin|siparis degil|ignorieren|keine bestellung"},
        {STAFF_SPAM, "spam|junk|this is spam|it is spam|it s spam|its spam|clearly spam|istenmeyen|gereksiz|bu spam|spam bu|das ist spam"},
    };
    const char *first = "";
    enum staff_verb verb = STAFF_VERB_COUNT;
    for (guint i = 0; i < reply->lines->len && !*first; i++)
        first = reply->lines->pdata[i];
    g_auto(GStrv) parts = g_strsplit_set(reply->context->reviewing ? first : "", ",.;!", -1);
    for (guint part = 0; parts[part]; part++) {
        g_autofree char *key = text_match_key(parts[part]);
        for (guint i = 0; i < G_N_ELEMENTS(verdicts); i++) {
            g_auto(GStrv) words = g_strsplit(verdicts[i].words, "|", -1);
            if (!g_strv_contains((const char *const *)words, key))
                continue;
            if ((verb != STAFF_VERB_COUNT && verb != verdicts[i].verb) || strchr(first, '?'))
                return FALSE;
            verb = verdicts[i].verb;
        }
    }
    if (verb == STAFF_VERB_COUNT || g_strv_length(parts) > VERDICT_PARTS)
        return FALSE;
    staff_say(reply, verb, NULL);
    ((struct staff_line *)reply->reading->lines->pdata[0])->understood = TRUE;
    return TRUE;
}

/* A clause that is nothing but this phrase (and politeness). */
gboolean staff_stands_alone(const struct staff_clause *clause, enum staff_sign sign)
{
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *token = &g_array_index(clause->tokens, struct staff_token, at);
        if (!token->inside && token->sign != sign && token->sign != SIGN_POLITE && *token->key)
            return FALSE;
    }
    return SAYS(clause, sign);
}

/* "wrong order, please undo": nothing beside it says anything else. */
gboolean staff_is_undo(const struct staff_clause *clause)
{
    guint others = 0;
    if (!SAYS(clause, SIGN_UNDO) || clause->question || (clause->signs & ~(SIGN_BIT(SIGN_UNDO) | SIGN_BIT(SIGN_WRONG) | SIGN_BIT(SIGN_POLITE) | SIGN_BIT(SIGN_BUT) | SIGN_BIT(SIGN_TIME) | SIGN_BIT(SIGN_NOT_THIS))))
        return FALSE;
    for (guint at = clause->first; at < clause->end; at++) {
        const struct staff_token *token = &g_array_index(clause->tokens, struct staff_token, at);
        gboolean object = at > clause->first && token[-1].sign == SIGN_UNDO && g_str_equal(token->key, "the");
        if (object)
            return FALSE;
        others += !token->inside && !token->sign && *token->key;
    }
    return others <= UNDO_WORDS;
}

gboolean staff_undo_or_address(struct reply *reply)
{
    struct staff_clause *clause = NULL;
    for (guint i = 0; i < reply->clauses->len; i++) {
        clause = &g_array_index(reply->clauses, struct staff_clause, i);
        if (staff_is_undo(clause)) {
            if (reply->groups->len > 0)
                staff_doubt_add(reply, DOUBT_CONTRADICTION, staff_line_of(reply, clause));
            staff_say(reply, STAFF_UNDO, clause);
            return TRUE;
        }
    }
    if (!reply->context->reviewing || !stated(reply, SIGN_WRITE_AGAIN, &clause))
        return FALSE;
    staff_say(reply, STAFF_WRITE_AGAIN, clause);
    return TRUE;
}

/* Words beside an "ok" that make it less than one: a question, a condition, a denial; or it stands deep in a sentence ("the colour is fine"). */
static gboolean has_reserve(const struct reply *reply)
{
    const guint64 reserves = SIGN_BIT(SIGN_NOT) | SIGN_BIT(SIGN_MAYBE) | SIGN_BIT(SIGN_IF) | SIGN_BIT(SIGN_ASKS) | SIGN_BIT(SIGN_TROUBLE) | SIGN_BIT(SIGN_MUST);
    gboolean leads = FALSE;
    for (guint i = 0; i < reply->clauses->len; i++) {
        const struct staff_clause *clause = &g_array_index(reply->clauses, struct staff_clause, i);
        guint at = clause->first;
        if (clause->question || (clause->signs & reserves))
            return TRUE;
        while (at < clause->end && (g_array_index(clause->tokens, struct staff_token, at).sign == SIGN_POLITE || g_array_index(clause->tokens, struct staff_token, at).inside))
            at++;
        enum staff_sign sign = at < clause->end ? g_array_index(clause->tokens, struct staff_token, at).sign : SIGN_NONE;
        leads = leads || sign == SIGN_OK || sign == SIGN_YES;
    }
    return !leads;
}

void staff_answer_alone(struct reply *reply)
{
    struct staff_clause *clause = NULL;
    guint64 signs = staff_signs(reply);
    if (reply->reading->commands->len > 0 || reply->reading->doubt > DOUBT_NOTHING)
        return;
    for (guint i = 0; i < reply->clauses->len; i++) {
        clause = &g_array_index(reply->clauses, struct staff_clause, i);
        if (SAYS(clause, SIGN_STATUS) && (staff_stands_alone(clause, SIGN_STATUS) || clause->question)) {
            staff_say(reply, STAFF_STATUS, clause);
            return;
        }
    }
    if (((signs >> SIGN_NO) & 1) || has_reserve(reply))
        return;
    /* Who does none of the work does not have it in hand; and a yes to a request that is settled by now is no more than that. */
    enum staff_verb verb = reply->context->reviewing || reply->context->asked ? STAFF_AGREE : STAFF_ACKNOWLEDGE;
    gboolean thanks = reply->context->reviewing && !reply->context->asked; /* "ok", to an alert */
    if (stated(reply, SIGN_YES, &clause) || (!thanks && stated(reply, SIGN_OK, &clause)))
        staff_say(reply, verb, clause);
}

