/* The names that the letters' templates may use, and the report's words. A template that uses another is refused when it is loaded. The
 * tree that view.c and its neighbours build is checked against these tables by tests/unit/test-letter.c. */
#include "daemon/render/view-names.h"

static const struct mustache_name refusals[] = {
    /* those of orders/refusal.h by step_refusal_name */
    {"order-exists", NULL}, {"not-complete", NULL}, {"never-incomplete", NULL}, {"not-accepted", NULL},
    {"decided", NULL}, {"answered-late", NULL}, {"form-changed", NULL}, {"no-completion-date", NULL}, {"no-department", NULL},
    {"may-not", NULL}, {"no-such-item", NULL}, {"others-item", NULL}, {"takes-no-part", NULL},
    {"item-not-shipped", NULL}, {"item-shipped", NULL}, {"item-delivered", NULL}, {"item-cancelled", NULL},
    {"no-new-date", NULL}, {"new-date-past", NULL}, {"new-date-wrong", NULL}, {"note-empty", NULL},
    {"overtaken", NULL}, {"tracking-known", NULL}, {"delivery-no-date", NULL}, {"delivery-past", NULL},
    {"which-shipment", NULL}, {"no-shipment", NULL}, {"one-at-a-time", NULL}, {"nothing-to-correct", NULL},
    {"change-unread", NULL}, {"nothing-open", NULL}, {"asked-again", NULL}, {"ordered-so", NULL}, {"under-way", NULL},
    {"change-incomplete", NULL}, {"not-asked", NULL}, {"no-request", NULL}, {"nothing-shipped", NULL},
    {"no-mark", NULL}, {"not-due", NULL}, {"contradiction", NULL}, {"unknown-event", NULL}, {"no-address", NULL},
    {"no-mail-waits", NULL}, {"mail-gone", NULL}, {"nothing-to-undo", NULL}, {"undo-too-late", NULL},
    {"sender-unclear", NULL}, {"not-service", NULL}, {"not-staff", NULL}, {"fails-authentication", NULL},
    {"nobody-vouches", NULL}, {"encrypted", NULL}, {"file-encrypted", NULL}, {"file-pictures", NULL}, {"file-unread", NULL},
    {"file-no-program", NULL}, {"cut", NULL}, {"representative-unproven", NULL}, {"representative-unread", NULL},
    {"only-a-product", NULL}, {"too-many-orders", NULL}, {"must-be-read", NULL}, {"mark-unread", NULL},
    {"answer-unread", NULL}, {"not-customer", NULL}, {"department-gone", NULL}, {"talked-enough", NULL}, {"other-desk", NULL},
    {"answered-enough", NULL}, {"domain-enough", NULL}, {"all-enough", NULL}, {"source-unproven", NULL}, {"source-fails", NULL},
    {"source-empty", NULL}, {"source-no-customer", NULL}, {"nobody-to-answer", NULL}, {"ours-to-answer", NULL},
    {"machine-to-answer", NULL}, {"survey-to-read", NULL}, {"arrived-and-more", NULL}, {"poll-unread", NULL},
    {"poll-no-order", NULL}, {"poll-mark-unread", NULL}, {"too-large", NULL}, {"not-fetched", NULL}, {"stopped-decoder", NULL},
    {"crashed-decoder", NULL}, {"hung-decoder", NULL}, {"bounced-elsewhere", NULL},
    {"bounce-unclear", NULL}, {"no-mail", NULL}, END,
};

static const struct mustache_name mail[] = {
    {"from", NULL}, {"subject", NULL}, {"arrived", NULL}, {"refusal", refusals}, {"lines", NULL}, END,
};

static const struct mustache_name failure[] = {
    {"recipient", NULL},
    {"subject", NULL},
    {"reply", NULL},
    END,
};

static const struct mustache_name rights[] = {
    {"acknowledge", NULL}, {"delay", NULL}, {"ship", NULL}, {"deliver", NULL}, END,
};
static const struct mustache_name statuses[] = {
    {"acknowledged", NULL}, {"in-work", NULL}, {"delayed", NULL}, {"shipped", NULL}, {"delivered", NULL}, {"last", NULL}, END,
};
static const struct mustache_name department[] = {
    {"name", NULL},
    {"third_party", NULL},
    {"may", rights},        /* what it may answer */
    {"statuses", statuses}, /* what it may write behind Status */
    {"has_statuses", NULL},
    END,
};

static const struct mustache_name item_states[] = {
    /* those of orders/order.h by item_state_name */
    {"open", NULL},    {"waiting", NULL},   {"in-work", NULL},   {"delayed", NULL},
    {"shipped", NULL}, {"delivered", NULL}, {"cancelled", NULL}, END,
};

static const struct mustache_name news_items[] = {
    {"number", NULL}, {"product", NULL}, {"sku", NULL}, {"expected", NULL}, {"state", item_states}, END,
};

static const struct mustache_name parcels[] = {
    {"carrier", NULL},  /* its name, or what was written */
    {"tracking", NULL},
    {"link", NULL},     /* where it can be followed */
    {"expected", NULL}, /* date of delivery */
    {"arrived", NULL},
    {"items", news_items},
    END,
};

static const struct mustache_name change_kinds[] = {
    /* those of orders/order.h by change_kind_name */
    {"state", NULL},   {"expected", NULL}, {"value", NULL},    {"consignment", NULL},
    {"carrier", NULL}, {"tracking", NULL}, {"delivery", NULL}, END,
};

static const struct mustache_name changes[] = {
    {"kind", change_kinds},
    {"item", NULL}, /* its number; 0 the order */
    {"product", NULL},
    {"label", NULL}, /* of the field */
    {"before", NULL},
    {"after", NULL},
    {"yes", NULL},          /* it is now yes; so are no, before_yes and before_no */
    {"no", NULL},
    {"before_yes", NULL},
    {"before_no", NULL},
    {"parcels", parcels},   /* the new one */
    {"state", item_states}, /* it is now: state.shipped, … */
    END,
};

static const struct mustache_name news[] = {
    {"old_date", NULL},
    {"date", NULL},
    {"words", NULL},        /* lines: a reason, a note */
    {"reason", NULL},       /* the same on one line */
    {"refusal", refusals},  /* our own reason, instead of words */
    {"asks_arrival", NULL}, /* nobody said that it arrived */
    {"asked", NULL},        /* what the customer asked beside the order went to a person */
    {"due_today", NULL},
    {"untold", NULL},
    {"earlier", NULL},      /* date lies before old_date */
    {"items", news_items},  /* those meant */
    {"open", news_items},   /* others that are still to come */
    {"unfinished", NULL},   /* there are any */
    {"part", NULL},         /* not all items are meant */
    {"rest", NULL},         /* those that are meant are the last ones, others went before */
    {"parcels", parcels},
    {"several_parcels", NULL},
    {"changes", changes},
    {"changed", NULL},      /* there are any */
    END,
};

static const struct mustache_name request[] = {
    {"change", NULL}, {"cancel", NULL}, {"words", NULL}, {"values", changes}, END,
};

static const struct mustache_name marks[] = {{"mark", NULL}, {"stars", NULL}, END};
static const struct mustache_name questions[] = {{"label", NULL}, END};
static const struct mustache_name answers[] = {{"label", NULL}, {"text", NULL}, END};

static const struct mustache_name survey[] = {
    {"to", NULL},     /* our address and the order's number, percent-encoded for mailto: links */
    {"number", NULL},
    {"marks", marks},
    {"questions", questions},
    {"url", NULL},    /* of the on-line survey */
    {"mark", NULL},   /* given; empty: none */
    {"recommended", NULL},
    {"recommend", NULL},
    {"comment", NULL}, /* lines */
    {"answers", answers},
    END,
};

static const struct mustache_name verdicts[] = {
    {"done", NULL}, {"asked", NULL}, {"refused", NULL}, {"undone", NULL}, {"status", NULL}, {"nothing", NULL}, END,
};

static const struct mustache_name doubts[] = {
    /* those of parsers/read/staff.h by staff_doubt_name */
    {"quoted-only", NULL},     {"uncertain", NULL},        {"negated", NULL},        {"no-date", NULL},
    {"date-past", NULL},       {"date-ambiguous", NULL},   {"date-unreadable", NULL}, {"tracking-pattern", NULL},
    {"tracking-digit", NULL},  {"item-unknown", NULL},     {"contradiction", NULL},  END,
};

static const struct mustache_name told_letters[] = {
    /* those to customers, by letter_name */
    {"complete-order", NULL},  {"order-confirmed", NULL}, {"order-received", NULL},  {"order-declined", NULL},
    {"order-delayed", NULL},   {"order-shipped", NULL},   {"order-delivered", NULL}, {"order-corrected", NULL},
    {"order-cancelled", NULL}, {"order-note", NULL},      {"order-late", NULL},      {"order-reminder", NULL},
    {"order-expired", NULL},   {"follow-up", NULL},       {"survey", NULL},          {"survey-reminder", NULL},
    {"survey-unclear", NULL},  {"survey-thanks", NULL},   {"order-status", NULL},    {"request-received", NULL},
    {"request-refused", NULL}, {"passed-on", NULL},       END,
};
static const struct mustache_name told[] = {{"letter", told_letters}, END};
static const struct mustache_name said[] = {{"text", NULL}, {"understood", NULL}, END};

static const struct mustache_name transcript[] = {
    {"verdict", verdicts},
    {"lines", said},
    {"said", NULL},       /* there are any */
    {"doubt", doubts},
    {"doubt_text", NULL}, /* the words it is about */
    {"refusal", refusals},
    {"told", told},       /* what the customer gets */
    {"told_whom", NULL},
    {"until", NULL},      /* "14:35": when it goes out, unless it is taken back */
    END,
};

static const struct mustache_name happenings[] = {
    /* the journal's words (step.h: outcome.what) that an order's history tells */
    {"asked", NULL}, {"confirmed", NULL}, {"held", NULL}, {"received", NULL}, {"declined", NULL}, {"expired", NULL},
    {"reminded", NULL}, {"acknowledged", NULL}, {"delayed", NULL}, {"shipped", NULL}, {"delivered", NULL},
    {"corrected", NULL}, {"cancelled", NULL}, {"noted-to-customer", NULL}, {"undone", NULL}, {"agreed", NULL},
    {"changed", NULL}, {"request-refused", NULL}, {"change-requested", NULL}, {"cancellation-requested", NULL},
    {"status-asked", NULL}, {"passed-on", NULL}, {"arrived", NULL}, {"not-arrived", NULL}, {"rated", NULL},
    {"opted-out", NULL}, {"bounced", NULL}, {"address-works", NULL}, {"late", NULL}, {"nudged", NULL},
    {"sign-asked", NULL}, {"followed-up", NULL}, {"survey-sent", NULL}, {"survey-reminded", NULL},
    {"call-listed", NULL},
    END,
};
static const struct mustache_name history[] = {
    {"when", NULL},
    {"what", happenings},
    {"date", NULL},     /* that it is about */
    {"words", NULL},    /* a person's */
    {"mark", NULL},
    {"as_asked", NULL}, /* by the customer */
    {"by", NULL},       /* a department's name */
    {"by_customer", NULL},
    {"by_service", NULL},
    {"by_admin", NULL},
    {"by_representative", NULL},
    END,
};

gboolean view_happening_is_known(const char *what)
{
    for (guint i = 0; happenings[i].name; i++)
        if (g_str_equal(happenings[i].name, what))
            return TRUE;
    return FALSE;
}

static const struct mustache_name alerts[] = {
    {"late", NULL}, {"mark", NULL}, {"not-arrived", NULL}, {"bounced", NULL}, {"request", NULL}, {"asked", NULL}, {"unattended", NULL}, END,
};
static const struct mustache_name alert[] = {{"kind", alerts}, {"history", history}, END};

static const struct mustache_name call_reasons[] = {
    {"bad-mark", NULL}, {"no-answer", NULL}, {"first-order", NULL}, {"big-order", NULL}, END,
};
static const struct mustache_name calls[] = {
    {"number", NULL}, {"name", NULL}, {"phone", NULL}, {"phone_link", NULL}, {"email", NULL},    {"date", NULL},
    {"why", call_reasons}, {"mark", NULL}, {"comment", NULL}, {"products", view_texts_names}, END,
};

static const struct mustache_name enclosed[] = {{"phone", NULL}, {"phone_link", NULL}, {"subject", NULL}, {"lines", NULL}, {"unreachable", NULL}, END};
static const struct mustache_name digest_rows[] = {{"label", NULL}, {"value", NULL}, END};
static const struct mustache_name digest_tables[] = {{"title", NULL}, {"rows", digest_rows}, END};
static const struct mustache_name digest[] = {
    {"from", NULL}, {"to", NULL}, {"lines", NULL}, {"facts", digest_rows}, {"tables", digest_tables}, END,
};

#define LIFE {"order", view_order_names}, {"news", news}, {"request", request}, {"survey", survey}

static const struct mustache_name of_customer[] = {VIEW_COMMON_NAMES, LIFE, END};
static const struct mustache_name of_department[] = {VIEW_COMMON_NAMES, LIFE, {"department", department}, END};
static const struct mustache_name of_transcript[] = {VIEW_COMMON_NAMES, LIFE, {"department", department}, {"transcript", transcript}, END};
static const struct mustache_name of_rebuff[] = {VIEW_COMMON_NAMES, LIFE, {"department", department}, {"offender", NULL}, {"refusal", refusals}, END};
static const struct mustache_name of_alert[] = {VIEW_COMMON_NAMES, LIFE, {"alert", alert}, END};
static const struct mustache_name of_calls[] = {VIEW_COMMON_NAMES, {"calls", calls}, END};
static const struct mustache_name of_please_call[] = {VIEW_COMMON_NAMES, LIFE, {"enclosed", enclosed}, END};
static const struct mustache_name matters[] = {
    {"fetching", NULL}, {"sending", NULL}, {"handling", NULL}, {"desk", NULL}, {"disk", NULL}, {"store", NULL}, {"breaker", NULL}, END,
};
static const struct mustache_name watch[] = {
    {"matter", matters}, {"mailbox", NULL}, {"words", NULL}, {"since", NULL}, END,
};
static const struct mustache_name of_watch[] = {VIEW_COMMON_NAMES, {"watch", watch}, END};
static const struct mustache_name of_digest[] = {VIEW_COMMON_NAMES, {"digest", digest}, END};
static const struct mustache_name of_review[] = {VIEW_COMMON_NAMES, LIFE, {"mail", mail}, END};
static const struct mustache_name mails[] = {
    {"from", NULL}, {"subject", NULL}, {"arrived", NULL}, {"refusal", refusals}, {"lines", NULL}, {"mail_number", NULL},
    {"order_number", NULL}, {"alike", NULL}, END,
};
static const struct mustache_name of_review_summary[] = {
    VIEW_COMMON_NAMES, {"mails", mails}, {"mails_count", NULL}, {"mails_unlisted", NULL}, END,
};
static const struct mustache_name breakers[] = {
    {"sender", NULL}, {"domain", NULL}, {"all", NULL}, {"object", NULL}, {"most", NULL}, {"until", NULL}, END,
};
static const struct mustache_name of_capped[] = {VIEW_COMMON_NAMES, {"breakers", breakers}, END};
static const struct mustache_name of_held[] = {VIEW_COMMON_NAMES, LIFE, {"mail", mail}, END};
static const struct mustache_name of_undelivered[] = {VIEW_COMMON_NAMES, LIFE, {"failure", failure}, END};

/* --- report-words: a word a name, each by what the report calls it ------------------------------------------------------------ */

static const struct mustache_name report_says[] = {
    {"report", NULL}, {"orders-from", NULL}, {"to", NULL}, {"none", NULL}, {"unnamed", NULL}, {"chart", NULL}, END,
};
static const struct mustache_name report_units[] = {
    {"days", NULL}, {"hours", NULL}, {"minutes", NULL}, {"seconds", NULL}, {"percent", NULL}, END,
};
static const struct mustache_name report_titles[] = {
    {"states", NULL}, {"products", NULL}, {"faults", NULL}, {"promises", NULL}, {"delays", NULL}, {"marks", NULL},
    {"comments", NULL}, {"letters", NULL}, END,
};
static const struct mustache_name report_headings[] = {
    {"state", NULL}, {"product", NULL}, {"field", NULL}, {"fault", NULL}, {"outcome", NULL}, {"department", NULL},
    {"reason", NULL}, {"mark", NULL}, {"comment", NULL}, {"count", NULL}, END,
};
static const struct mustache_name report_facts[] = {
    {"orders", NULL}, {"items", NULL}, {"complete_percent", NULL}, {"accepted", NULL}, {"median_seconds", NULL},
    {"ninetieth_seconds", NULL}, {"shipment_median_seconds", NULL}, {"shipment_ninetieth_seconds", NULL},
    {"surveys", NULL}, {"answered", NULL}, {"nps", NULL}, {"bounced", NULL}, END,
};
static const struct mustache_name report_states[] = {
    {"incomplete", NULL}, {"held", NULL}, {"received", NULL}, {"waiting", NULL}, {"in-work", NULL}, {"delayed", NULL},
    {"part-shipped", NULL}, {"shipped", NULL}, {"delivered", NULL}, {"cancelled", NULL}, {"declined", NULL},
    {"expired", NULL}, {"open", NULL}, END,
};
static const struct mustache_name report_promises[] = {
    {"shipped-as-promised", NULL}, {"shipped-up-to-a-week-late", NULL}, 
    {"shipped-more-than-a-week-late", NULL}, {"not-shipped-yet", NULL}, {"not-shipped-yet-and-late", NULL}, END,
};
static const struct mustache_name report_roles[] = {
    {"service", NULL}, {"admin", NULL}, {"review", NULL}, END,
};
static const struct mustache_name report_letters[] = {
    {"queued", NULL}, {"sending", NULL}, {"sent", NULL}, {"failed", NULL}, {"held", NULL}, {"dropped", NULL},
    {"unknown", NULL}, END,
};
static const struct mustache_name of_report[] = {
    {"say", report_says},
    {"unit", report_units},
    {"title", report_titles},
    {"heading", report_headings},
    {"fact", report_facts},
    {"state", report_states},
    {"fault", view_faults_names},
    {"promise", report_promises},
    {"role", report_roles},
    {"letter", report_letters},
    END,
};

const struct mustache_name *view_report_names(void)
{
    return of_report;
}

/* --- the letters' ---------------------------------------------------------------------------------------------------------------- */

const struct mustache_name *view_names(enum letter letter)
{
    switch (letter) {
    case LETTER_COMPLETE:
    case LETTER_CONFIRMED:
    case LETTER_RECEIVED:
    case LETTER_DECLINED:
    case LETTER_DELAYED:
    case LETTER_SHIPPED:
    case LETTER_DELIVERED:
    case LETTER_CORRECTED:
    case LETTER_CANCELLED:
    case LETTER_NOTE:
    case LETTER_LATE:
    case LETTER_REMINDER:
    case LETTER_EXPIRED:
    case LETTER_FOLLOW_UP:
    case LETTER_SURVEY:
    case LETTER_SURVEY_REMINDER:
    case LETTER_SURVEY_UNCLEAR:
    case LETTER_THANKS:
    case LETTER_STATUS:
    case LETTER_REQUESTED:
    case LETTER_REFUSED:
    case LETTER_PASSED_ON:
    case LETTER_ENCRYPTED:
        return of_customer;
    case LETTER_WORK:
    case LETTER_ASK_SIGN:
    case LETTER_NUDGE:
    case LETTER_QUESTION:
    case LETTER_NEWS:
        return of_department;
    case LETTER_REVIEW:
        return of_review;
    case LETTER_REVIEW_SUMMARY:
        return of_review_summary;
    case LETTER_HELD:
        return of_held;
    case LETTER_UNDELIVERED:
        return of_undelivered;
    case LETTER_CAPPED:
        return of_capped;
    case LETTER_TRANSCRIPT:
        return of_transcript;
    case LETTER_REBUFF:
        return of_rebuff;
    case LETTER_ALERT:
        return of_alert;
    case LETTER_CALL_LIST:
        return of_calls;
    case LETTER_PLEASE_CALL:
        return of_please_call;
    case LETTER_DIGEST:
        return of_digest;
    case LETTER_WATCH:
    case LETTER_WATCH_WELL:
        return of_watch;
    case LETTER_COUNT:
        break;
    }
    return NULL;
}
