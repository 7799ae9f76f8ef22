#include "parsers/read/doubt.h"

#include <string.h>

#include "parsers/read/beside.h"
#include "parsers/read/question.h"
#include "parsers/read/second-thought.h"

/* Words that nothing understood, and that may change or stop what the rest of the mail orders. */
static gboolean is_doubt(const char *words, struct label_index *index, const struct reading *reading, const struct draft *draft, const struct read_context *context)
{
    return (strchr(words, ':') ? second_thought_in(words) : second_thought_or_more_in(words)) ||
           beside_orders(index, context, reading->drafts, draft, words);
}

/* What the customer wrote into the note's field; NULL nothing. */
static const char *note_of(const struct draft *draft, const struct forms *forms)
{
    const struct field *field = form_field_by_role(forms->order, ROLE_NOTE);
    const struct value *note = field ? values_find(draft->values, field->id) : NULL;
    return note ? note->text : NULL;
}

static gboolean is_same_item(const struct line_item *one, const struct line_item *other)
{
    if (!one->form || g_strcmp0(one->form, other->form) != 0 || one->values->len == 0 || one->values->len != other->values->len)
        return FALSE;
    for (guint i = 0; i < one->values->len; i++) {
        const struct value *value = one->values->pdata[i], *again = values_find(other->values, value->field);
        if (!value_usable(value) || !value_usable(again) || !g_str_equal(value->canonical, again->canonical))
            return FALSE;
    }
    return TRUE;
}

/* "(2 sofas, linen)" below a form that orders two sofas in linen: the same once more, or two more? Shops and documents have lines that are alike. */
static gboolean says_an_item_twice(const struct draft *draft)
{
    for (guint i = 0; i < draft->items->len; i++)
        for (guint j = 0; j < i; j++)
            if (is_same_item(draft->items->pdata[i], draft->items->pdata[j]))
                return TRUE;
    return FALSE;
}

static gboolean asks(const GStrv lines)
{
    for (guint i = 0; lines[i]; i++)
        if (question_in(lines[i]))
            return TRUE;
    return FALSE;
}

/* All that nothing understood, and the note, where one of them asks something; NULL none does. What a source prints has labels that ask ("How did
 * you hear about us?"), below the note's first line as well. */
static char *questions_of(const struct draft *draft, const char *note, gboolean from_source)
{
    g_autofree char *first = note && from_source ? g_strndup(note, strcspn(note, "\n")) : g_strdup(note);
    const gboolean beside = !from_source && asks(draft->unread), noted = first && question_in(first);
    g_autofree char *lines = beside ? g_strjoinv("\n", draft->unread) : NULL;
    if (!beside && !noted)
        return NULL;
    return noted ? g_strjoin("\n", first, lines, NULL) : g_steal_pointer(&lines);
}

/* In an answer the subject is ours. */
void doubt_drafts(struct reading *reading, const struct document *document, struct label_index *index, const struct read_context *context)
{
    const gboolean first = !context->answers, subject = first && second_thought_in(document->subject);
    for (guint d = 0; d < reading->drafts->len; d++) {
        struct draft *draft = reading->drafts->pdata[d];
        const char *note = first ? note_of(draft, context->forms) : NULL;
        draft->doubted = draft->doubted || subject || (note && is_doubt(note, index, reading, draft, context)) ||
                         (first && !context->from_source && document->orders->len == 0 && says_an_item_twice(draft));
        for (guint i = 0; draft->unread[i] && !draft->doubted; i++) {
            const char *line = draft->unread[i];
            if (context->from_source) /* what it prints below each order is asked only whether it stops it */
                draft->doubted = second_thought_in(line);
            else
                draft->doubted = is_doubt(line, index, reading, draft, context);
        }
        draft->asked = questions_of(draft, note, context->from_source);
    }
}
