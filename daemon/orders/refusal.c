#include "daemon/orders/refusal.h"

#include <glib.h>
#include <string.h>

struct wording {
    const char *name, *text;
};

static const struct wording wordings[STEP_REFUSAL_COUNT] = {
    [REFUSAL_ORDER_EXISTS] = {"order-exists", "the order exists already"},
    [REFUSAL_NOT_COMPLETE] = {"not-complete", "the order is not complete yet"},
    [REFUSAL_NEVER_INCOMPLETE] = {"never-incomplete", "the order is not complete, and an incomplete order is never accepted"},
    [REFUSAL_NOT_ACCEPTED] = {"not-accepted", "the order is not accepted yet"},
    [REFUSAL_DECIDED] = {"decided", "the order is decided already"},
    [REFUSAL_ANSWERED_LATE] = {"answered-late", "the customer wrote about an order that is decided already"},
    [REFUSAL_FORM_CHANGED] = {"form-changed", "the order is not complete any more: its form has changed"},
    [REFUSAL_NO_COMPLETION_DATE] =
        {"no-completion-date", "no completion date: the calendar has no working days, or a product is no longer configured"},
    [REFUSAL_NO_DEPARTMENT] = {"no-department", "there is no such department"},
    [REFUSAL_MAY_NOT] = {"may-not", "the configuration does not let this department do that"},
    [REFUSAL_NO_SUCH_ITEM] = {"no-such-item", "the order has no item of that number"},
    [REFUSAL_OTHERS_ITEM] = {"others-item", "that item is not this department's"},
    [REFUSAL_TAKES_NO_PART] = {"takes-no-part", "the department takes no part in this order"},
    [REFUSAL_ITEM_NOT_SHIPPED] = {"item-not-shipped", "the item has not been shipped yet"},
    [REFUSAL_ITEM_SHIPPED] = {"item-shipped", "the item has been shipped already"},
    [REFUSAL_ITEM_DELIVERED] = {"item-delivered", "the item has been delivered already"},
    [REFUSAL_ITEM_CANCELLED] = {"item-cancelled", "the item is cancelled"},
    [REFUSAL_NO_NEW_DATE] = {"no-new-date", "there is no new date"},
    [REFUSAL_NEW_DATE_PAST] = {"new-date-past", "the new date is past"},
    [REFUSAL_NEW_DATE_WRONG] = {"new-date-wrong", "the new date is past, or is none"},
    [REFUSAL_NOTE_EMPTY] = {"note-empty", "the note is empty"},
    [REFUSAL_OVERTAKEN] = {"overtaken", "something else has happened since, so it cannot be undone"},
    [REFUSAL_TRACKING_KNOWN] = {"tracking-known", "that tracking number was told before, for this order"},
    [REFUSAL_DELIVERY_NO_DATE] = {"delivery-no-date", "the expected delivery date is no date"},
    [REFUSAL_DELIVERY_PAST] = {"delivery-past", "the expected delivery date is past"},
    [REFUSAL_WHICH_SHIPMENT] = {"which-shipment", "there are several shipments: say which item is meant"},
    [REFUSAL_NO_SHIPMENT] = {"no-shipment", "there is no shipment under way to be corrected"},
    [REFUSAL_ONE_AT_A_TIME] = {"one-at-a-time", "several shipments cannot be corrected in one line"},
    [REFUSAL_NOTHING_TO_CORRECT] = {"nothing-to-correct", "there is nothing to be corrected"},
    [REFUSAL_CHANGE_UNREAD] = {"change-unread", "the customer asks for a change that could not be read"},
    [REFUSAL_NOTHING_OPEN] = {"nothing-open", "the customer asks for a change, and nothing of the order is open any more"},
    [REFUSAL_ASKED_AGAIN] = {"asked-again", "the customer asks again while an earlier request waits for its answer"},
    [REFUSAL_ORDERED_SO] = {"ordered-so", "the customer asks for what is ordered already"},
    [REFUSAL_UNDER_WAY] = {"under-way", "an item that the change is about is under way already, or no longer in the order"},
    [REFUSAL_CHANGE_INCOMPLETE] = {"change-incomplete", "the order would not be complete with that change"},
    [REFUSAL_NOT_ASKED] = {"not-asked", "this department was not asked, or has answered already"},
    [REFUSAL_NO_REQUEST] = {"no-request", "the customer has asked for nothing"},
    [REFUSAL_NOTHING_SHIPPED] = {"nothing-shipped", "nothing has been shipped yet"},
    [REFUSAL_NO_MARK] = {"no-mark", "the mark is none from 1 to 5"},
    [REFUSAL_NOT_DUE] = {"not-due", "the order does not wait for that, or not yet"},
    [REFUSAL_CONTRADICTION] = {"contradiction", "the order would contradict itself afterwards"},
    [REFUSAL_UNKNOWN_EVENT] = {"unknown-event", "the event is not known"},
    [REFUSAL_NO_ADDRESS] = {"no-address", "this order has no customer's address"},
    [REFUSAL_NO_MAIL_WAITS] = {"no-mail-waits", "this answers no mail that waits for a person's decision"},
    [REFUSAL_MAIL_GONE] = {"mail-gone", "that mail is not kept here any more; move it back to the inbox instead"},
    [REFUSAL_NOTHING_TO_UNDO] = {"nothing-to-undo", "there is nothing that could be taken back"},
    [REFUSAL_UNDO_TOO_LATE] =
        {"undo-too-late", "the time in which it could be taken back is over: the customer has been told; write what is right instead"},
    [REFUSAL_SENDER_UNCLEAR] = {"sender-unclear", "it does not have exactly one sender"},
    [REFUSAL_NOT_SERVICE] = {"not-service", "its sender may not answer for customer service"},
    [REFUSAL_NOT_STAFF] = {"not-staff", "its sender is not of this department's staff"},
    [REFUSAL_FAILS_AUTHENTICATION] = {"fails-authentication", "its sender fails authentication"},
    [REFUSAL_NOBODY_VOUCHES] = {"nobody-vouches", "no trusted server vouches for its sender"},
    [REFUSAL_ENCRYPTED] = {"encrypted", "it is encrypted, and a person must read it"},
    [REFUSAL_FILE_ENCRYPTED] = {"file-encrypted", "a file attached to it wants a password, and a person must read it"},
    [REFUSAL_FILE_PICTURES] = {"file-pictures", "a file attached to it holds pictures and no text, such as a scan"},
    [REFUSAL_FILE_UNREAD] = {"file-unread", "a file attached to it could not be read: it is damaged, too large or takes too long"},
    [REFUSAL_FILE_NO_PROGRAM] = {"file-no-program", "a file attached to it was not read: the program for it is not installed"},
    [REFUSAL_CUT] = {"cut", "it holds more than is read of one mail, and no order was found in what was read"},
    [REFUSAL_REPRESENTATIVE_UNPROVEN] =
        {"representative-unproven", "it claims to come from a representative, and no trusted server says so"},
    [REFUSAL_REPRESENTATIVE_UNREAD] = {"representative-unread", "a representative wrote, and no order could be read"},
    [REFUSAL_ONLY_A_PRODUCT] = {"only-a-product", "it names a product, and nothing more could be read"},
    [REFUSAL_TOO_MANY_ORDERS] = {"too-many-orders", "it holds more orders than are taken from one mail"},
    [REFUSAL_MUST_BE_READ] = {"must-be-read", "the customer wrote about an order; a person must read it"},
    [REFUSAL_MARK_UNREAD] = {"mark-unread", "the customer's mark could not be read, again"},
    [REFUSAL_ANSWER_UNREAD] =
        {"answer-unread", "the customer wrote about an order, and nothing in it could be read as an answer"},
    [REFUSAL_NOT_CUSTOMER] = {"not-customer", "one of us answered a letter to the customer, for whom none of us speaks"},
    [REFUSAL_DEPARTMENT_GONE] = {"department-gone", "it answers a mail to a department that is no more"},
    [REFUSAL_TALKED_ENOUGH] =
        {"talked-enough", "staff were not understood again and again, or a program answers every mail"},
    [REFUSAL_OTHER_DESK] = {"other-desk", "another order desk seems to have written it by itself: its reference line is not ours, or its words are those of such letters"},
    [REFUSAL_ANSWERED_ENOUGH] = {"answered-enough", "its sender got the most automatic mail we send in a day"},
    [REFUSAL_DOMAIN_ENOUGH] = {"domain-enough", "strangers of its domain got the most automatic mail we send there in an hour"},
    [REFUSAL_ALL_ENOUGH] = {"all-enough", "more automatic mail went out within an hour than is configured, so none goes out for a while"},
    [REFUSAL_SOURCE_UNPROVEN] = {"source-unproven", "it claims to come from a configured source, and no trusted server says so"},
    [REFUSAL_SOURCE_FAILS] = {"source-fails", "it claims to come from a configured source, and fails authentication"},
    [REFUSAL_SOURCE_EMPTY] = {"source-empty", "it comes from a configured source and holds no order"},
    [REFUSAL_SOURCE_NO_CUSTOMER] =
        {"source-no-customer", "it comes from a configured source and names no customer's address we may write to"},
    [REFUSAL_NOBODY_TO_ANSWER] = {"nobody-to-answer", "there is no address to answer"},
    [REFUSAL_OURS_TO_ANSWER] = {"ours-to-answer", "the address to answer is our own"},
    [REFUSAL_MACHINE_TO_ANSWER] = {"machine-to-answer", "the address to answer is a machine's"},
    [REFUSAL_SURVEY_TO_READ] = {"survey-to-read", "the customer answered the survey, and a person must read it"},
    [REFUSAL_ARRIVED_AND_MORE] = {"arrived-and-more", "it has arrived, says the customer, and more that a person must read"},
    [REFUSAL_POLL_UNREAD] = {"poll-unread", "the on-line survey wrote, and no answer could be read"},
    [REFUSAL_POLL_NO_ORDER] = {"poll-no-order", "an answer from the on-line survey names no order of ours"},
    [REFUSAL_POLL_MARK_UNREAD] = {"poll-mark-unread", "a mark from the on-line survey could not be read"},
    [REFUSAL_TOO_LARGE] = {"too-large", "it is larger than max_mail"},
    [REFUSAL_NOT_FETCHED] = {"not-fetched", "it could not be fetched from the server"},
    [REFUSAL_STOPPED_DECODER] = {"stopped-decoder", "it stopped the decoder twice"},
    [REFUSAL_CRASHED_DECODER] = {"crashed-decoder", "the decoder crashed on it twice"},
    [REFUSAL_HUNG_DECODER] = {"hung-decoder", "the decoder hung on it twice"},
    [REFUSAL_BOUNCED_ELSEWHERE] = {"bounced-elsewhere", "a mail of ours came back from an address that we did not write to"},
    [REFUSAL_BOUNCE_UNCLEAR] =
        {"bounce-unclear", "a server's report on a mail of ours does not say clearly whether it will arrive"},
    [REFUSAL_NO_MAIL] = {"no-mail", "it cannot be read as a mail"},
};

const char *step_refusal_name(enum step_refusal refusal)
{
    g_return_val_if_fail(refusal < STEP_REFUSAL_COUNT, NULL);
    return wordings[refusal].name;
}

const char *step_refusal_text(enum step_refusal refusal)
{
    g_return_val_if_fail(refusal < STEP_REFUSAL_COUNT, NULL);
    return wordings[refusal].text;
}

enum step_refusal step_refusal_find(const char *text)
{
    for (guint i = STEP_REFUSAL_NONE + 1; text && i < STEP_REFUSAL_COUNT; i++) {
        gsize length = strlen(wordings[i].text);
        if (strncmp(text, wordings[i].text, length) == 0 && (text[length] == '\0' || text[length] == ':'))
            return (enum step_refusal)i;
    }
    return STEP_REFUSAL_NONE;
}
