#include "tests/unit/render-life.h"

#include "daemon/orders/report.h"
#include "daemon/render/report.h"
#include "tests/unit/render-shop.h"

#define MINUTE 60

/* --- what there is to tell -------------------------------------------------------------------------------------------------- */

enum tells {
    PART = 1 << 0,    /* only the first item is meant */
    DATES = 1 << 1,
    EARLIER = 1 << 2,
    WORDS = 1 << 3,
    PARCEL = 1 << 4,  /* the first item is on its way */
    PARCELS = 1 << 5, /* both are, each by itself */
    ARRIVAL = 1 << 6,
    DUE = 1 << 7,
    CHANGE = 1 << 8,  /* the customer asks for another fabric */
    CANCEL = 1 << 9,
    RATED = 1 << 10,
    REFUSAL = 1 << 11,
    BEFORE = 1 << 12, /* what changed can be told */
    NOBODY = 1 << 13, /* the customer has no e-mail address */
    HELD = 1 << 14,   /* the customer is told later */
    GONE = 1 << 15,   /* nothing is open any more */
    ASKED = 1 << 16, /* something was asked beside the order */
};

struct sample {
    const char *name;
    enum letter letter;
    guint tells;
    const char *department;
    enum letter_verdict verdict;
    const char *detail; /* a doubt, a refusal, why somebody is called */
    enum letter_alert alert;
};

static const struct sample samples[] = {
    {"delayed", LETTER_DELAYED, DATES | WORDS, NULL, 0, NULL, 0},
    {"delayed-part", LETTER_DELAYED, DATES | PART, NULL, 0, NULL, 0},
    {"earlier", LETTER_DELAYED, DATES | EARLIER, NULL, 0, NULL, 0},
    {"shipped-part", LETTER_SHIPPED, PART | PARCEL, NULL, 0, NULL, 0},
    {"shipped-rest", LETTER_SHIPPED, PART | PARCELS, NULL, 0, NULL, 0},
    {"shipped-parcels", LETTER_SHIPPED, PARCELS, NULL, 0, NULL, 0},
    {"delivered", LETTER_DELIVERED, PARCELS, NULL, 0, NULL, 0},
    {"delivered-part", LETTER_DELIVERED, PART | PARCEL, NULL, 0, NULL, 0},
    {"corrected-parcel", LETTER_CORRECTED, PART | PARCEL, NULL, 0, NULL, 0},
    {"corrected-date", LETTER_CORRECTED, DATES | PART, NULL, 0, NULL, 0},
    {"cancelled", LETTER_CANCELLED, GONE, NULL, 0, NULL, 0},
    {"cancelled-part", LETTER_CANCELLED, PART | WORDS, NULL, 0, NULL, 0},
    {"note", LETTER_NOTE, WORDS, NULL, 0, NULL, 0},
    {"late", LETTER_LATE, DATES, NULL, 0, NULL, 0},
    {"late-part", LETTER_LATE, DATES | PART, NULL, 0, NULL, 0},
    {"expired", LETTER_EXPIRED, 0, NULL, 0, NULL, 0},
    {"follow-up", LETTER_FOLLOW_UP, 0, NULL, 0, NULL, 0},
    {"follow-up-arrival", LETTER_FOLLOW_UP, ARRIVAL, NULL, 0, NULL, 0},
    {"survey", LETTER_SURVEY, 0, NULL, 0, NULL, 0},
    {"survey-arrival", LETTER_SURVEY, ARRIVAL, NULL, 0, NULL, 0},
    {"survey-reminder", LETTER_SURVEY_REMINDER, 0, NULL, 0, NULL, 0},
    {"survey-unclear", LETTER_SURVEY_UNCLEAR, WORDS, NULL, 0, NULL, 0},
    {"survey-thanks", LETTER_THANKS, RATED, NULL, 0, NULL, 0},
    {"status", LETTER_STATUS, PARCEL, NULL, 0, NULL, 0},
    {"request-received", LETTER_REQUESTED, CHANGE, NULL, 0, NULL, 0},
    {"request-refused", LETTER_REFUSED, WORDS, NULL, 0, NULL, 0},
    {"request-refused-why", LETTER_REFUSED, REFUSAL, NULL, 0, NULL, 0},
    {"passed-on", LETTER_PASSED_ON, 0, NULL, 0, NULL, 0},
    {"encrypted", LETTER_ENCRYPTED, 0, NULL, 0, NULL, 0},
    {"acknowledge", LETTER_ASK_SIGN, 0, "warehouse", 0, NULL, 0},
    {"nudge", LETTER_NUDGE, DATES, "warehouse", 0, NULL, 0},
    {"nudge-due", LETTER_NUDGE, DATES | DUE, "warehouse", 0, NULL, 0},
    {"question-change", LETTER_QUESTION, CHANGE, "warehouse", 0, NULL, 0},
    {"question-cancel", LETTER_QUESTION, CANCEL, "warehouse", 0, NULL, 0},
    {"question-third-party", LETTER_QUESTION, CHANGE, "loommakers", 0, NULL, 0},
    {"news", LETTER_NEWS, BEFORE | PARCEL, "receivables", 0, NULL, 0},
    {"work-changed", LETTER_WORK, BEFORE, "warehouse", 0, NULL, 0},
    {"confirmed-changed", LETTER_CONFIRMED, BEFORE, NULL, 0, NULL, 0},
    {"confirmed-asked", LETTER_CONFIRMED, ASKED, NULL, 0, NULL, 0},
    {"transcript-held", LETTER_TRANSCRIPT, BEFORE | PARCEL | HELD, "warehouse", VERDICT_DONE, NULL, 0},
    {"transcript-asked", LETTER_TRANSCRIPT, 0, "warehouse", VERDICT_ASKED, "tracking-digit", 0},
    {"transcript-refused", LETTER_TRANSCRIPT, 0, "warehouse", VERDICT_REFUSED, "undo-too-late", 0},
    {"transcript-undone", LETTER_TRANSCRIPT, 0, "warehouse", VERDICT_UNDONE, NULL, 0},
    {"transcript-status", LETTER_TRANSCRIPT, PARCEL, "warehouse", VERDICT_STATUS, NULL, 0},
    {"transcript-nothing", LETTER_TRANSCRIPT, 0, "warehouse", VERDICT_NOTHING, NULL, 0},
    {"transcript-third-party", LETTER_TRANSCRIPT, BEFORE | PARCEL | HELD, "loommakers", VERDICT_DONE, NULL, 0},
    {"staff-refused", LETTER_REBUFF, 0, "warehouse", 0, "not-staff", 0},
    {"alert-late", LETTER_ALERT, DATES, NULL, 0, NULL, ALERT_LATE},
    {"alert-mark", LETTER_ALERT, RATED | WORDS | PARCELS, NULL, 0, NULL, ALERT_MARK},
    {"alert-not-arrived", LETTER_ALERT, WORDS | PARCELS, NULL, 0, NULL, ALERT_NOT_ARRIVED},
    {"alert-bounced", LETTER_ALERT, WORDS, NULL, 0, NULL, ALERT_BOUNCED},
    {"alert-request", LETTER_ALERT, CHANGE | WORDS, NULL, 0, NULL, ALERT_REQUEST},
    {"alert-asked", LETTER_ALERT, WORDS, NULL, 0, NULL, ALERT_ASKED},
    {"calls", LETTER_CALL_LIST, RATED, NULL, 0, "bad-mark", 0},
    {"please-call", LETTER_PLEASE_CALL, DATES | NOBODY, NULL, 0, NULL, 0},
    {"digest", LETTER_DIGEST, 0, NULL, 0, NULL, 0},
    {"review-order", LETTER_REVIEW, 0, NULL, 0, "answer-unread", 0},
};

/* --- the order, as far as it has come ----------------------------------------------------------------------------------------- */

static gboolean turkish(const char *language)
{
    return g_str_equal(language, "tr");
}

static const char *words_in(const char *language)
{
    return turkish(language) ? "kumaş tedarikçiden bir hafta geç geldi" : "the fabric came a week late from the weaver";
}

static void add_consignment(struct order *order, guint item, const char *tracking, const char *expected)
{
    struct consignment *one = consignment_new(order->consignments->len + 1);
    one->carrier = g_strdup("ups");
    one->tracking = g_strdup(tracking);
    one->expected = g_strdup(expected);
    g_array_append_val(one->items, item);
    g_ptr_array_add(order->consignments, one);
    ((struct line_item *)order->items->pdata[item - 1])->state = ITEM_SHIPPED;
}

static void set_request(struct order *order, enum request_aim aim, const char *language)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func((GDestroyNotify)value_free);
    order->request = request_new(aim, turkish(language) ? "Kanepe yün olsun lütfen, mümkün mü?" : "Could the sofa be in wool, please?");
    if (aim == AIM_CHANGE) {
        struct value *fabric = render_shop_value(values, "fabric", "wool", "wool");
        request_add_value(order->request, 1, fabric);
    }
}

static void set_survey(struct order *order, const char *language)
{
    order->survey = survey_new();
    order->survey->mark = 2;
    order->survey->recommend = 3;
    order->survey->comment = g_strdup(turkish(language) ? "ayaklar çizik geldi" : "the legs are scratched");
    survey_add_reply(order->survey, "better", turkish(language) ? "Daha sağlam paketleyin." : "Pack it better.");
}

static struct order *order_for(const struct sample *sample, const char *language)
{
    struct order *order = render_shop_order();
    for (guint i = 0; i < order->items->len; i++)
        ((struct line_item *)order->items->pdata[i])->state = sample->tells & GONE ? ITEM_CANCELLED : ITEM_WAITING;
    if (sample->tells & (PARCEL | PARCELS))
        add_consignment(order, 1, "1Z999AA10123456784", "2025-12-03");
    if (sample->tells & PARCELS)
        add_consignment(order, 2, "1Z999AA10123456793", NULL);
    if (sample->tells & CHANGE)
        set_request(order, AIM_CHANGE, language);
    if (sample->tells & CANCEL)
        set_request(order, AIM_CANCEL, language);
    if (sample->tells & RATED)
        set_survey(order, language);
    if (sample->tells & NOBODY)
        g_clear_pointer(&order->customer, g_free);
    return order;
}

static struct order *order_before(void)
{
    struct order *before = render_shop_order();
    struct line_item *table = before->items->pdata[1];
    for (guint i = 0; i < before->items->len; i++)
        ((struct line_item *)before->items->pdata[i])->state = ITEM_WAITING;
    g_free(table->expected);
    table->expected = g_strdup("2025-12-10");
    value_set_canonical(values_find(table->values, "length"), VALUE_GIVEN, "200");
    return before;
}

/* --- the facts ------------------------------------------------------------------------------------------------------------------ */

struct telling {
    struct letter_news news;
    struct letter_transcript transcript;
    struct letter_transcript_line lines[2];
    struct letter_call calls[2];
    struct letter_mail mail;
    struct rendered enclosed;
    GPtrArray *said, *told, *called;
    GArray *items, *consignments;
    struct report *report;
    GPtrArray *history;
};

static struct letter_news news_for(const struct sample *sample, const struct telling *t, const struct order *before, const char *language)
{
    const gboolean dates = (sample->tells & DATES) != 0, earlier = (sample->tells & EARLIER) != 0;
    return (struct letter_news){
        .before = sample->tells & BEFORE ? before : NULL,
        .items = sample->tells & PART ? t->items : NULL,
        .consignments = sample->tells & (PARCEL | PARCELS) ? t->consignments : NULL,
        .old_date = dates ? "2025-12-16" : NULL,
        .date = dates ? earlier ? "2025-12-09" : "2025-12-30" : NULL,
        .words = sample->tells & WORDS ? words_in(language) : NULL,
        .refusal = sample->tells & REFUSAL ? "under-way" : NULL,
        .asks_arrival = (sample->tells & ARRIVAL) != 0,
        .asked = (sample->tells & ASKED) != 0,
        .due_today = (sample->tells & DUE) != 0,
    };
}

static struct letter_transcript transcript_for(const struct sample *sample, const struct telling *t)
{
    const gboolean held = (sample->tells & HELD) != 0;
    return (struct letter_transcript){
        .verdict = sample->verdict,
        .lines = t->said,
        .doubt = sample->verdict == VERDICT_ASKED ? sample->detail : NULL,
        .doubt_text = sample->verdict == VERDICT_ASKED ? "1Z999AA10123456785" : NULL,
        .refusal = sample->verdict == VERDICT_REFUSED ? sample->detail : NULL,
        .told = t->told,
        .told_whom = held ? "ayla@mail.example" : NULL,
        .held_until = held ? RENDER_SHOP_NOW + 10 * MINUTE : 0,
    };
}

static struct report *report_sample(void)
{
    GDate from, to;
    g_date_clear(&from, 1);
    g_date_clear(&to, 1);
    g_date_set_dmy(&from, 17, G_DATE_NOVEMBER, 2025);
    g_date_set_dmy(&to, 23, G_DATE_NOVEMBER, 2025);
    struct report *report = report_new(&from, &to, "Europe/Istanbul");
    report->orders = 12;
    report->items = 17;
    report->complete = 9;
    report->confirmation = (struct spread){12, 95, 93600};
    report->shipment = (struct spread){7, 777600, 1296000};
    report->surveys = 6;
    tallies_add(report->states, "waiting", NULL, 5);
    tallies_add(report->states, "part-shipped", NULL, 2);
    tallies_add(report->products, "sofa", "shipped", 6);
    tallies_add(report->products, "table", "in-work", 3);
    tallies_add(report->faults, "fabric", "missing", 3);
    tallies_add(report->promises, report_promise_name(TRUE, 0), NULL, 5);
    tallies_add(report->promises, report_promise_name(FALSE, 2), NULL, 1);
    tallies_add(report->letters, "sent", NULL, 61);
    report_add_delay(report, "warehouse ali@hill.example", "to 2025-12-10: fabric late");
    report_add_survey(report, 5, 9, NULL);
    report_add_survey(report, 2, 3, "the legs are scratched");
    return report;
}

static const struct letter_event history[] = {
    {RENDER_SHOP_NOW, "customer ayla@mail.example", "confirmed", "expected completion 2025-12-16"},
    {RENDER_SHOP_NOW + 1, "mailorder", "order-confirmed", "ayla@mail.example"},
    {RENDER_SHOP_NOW + 80000, "warehouse ali@hill.example", "delayed", "to 2025-12-30: fabric late (too little to tell the customer)"},
    {RENDER_SHOP_NOW + 2600000, "warehouse ali@hill.example", "shipped", "2 items, 2 packages"},
    {RENDER_SHOP_NOW + 3400000, "mailorder", "survey-sent", NULL},
    {RENDER_SHOP_NOW + 3500000, "customer ayla@mail.example", "rated", "2 of 5"},
    {RENDER_SHOP_NOW + 3600000, "service desk@hill.example", "cancelled", "as the customer asked"},
};

static void telling_fill(struct telling *t, const struct sample *sample, const struct order *order, const char *language)
{
    static const char *const english[] = {"sofa shipped with UPS 1Z999AA10123456784, arrives 3 December", "see you on Friday"};
    static const char *const own[] = {"kanepe UPS ile gönderildi 1Z999AA10123456784, 3 Aralık'ta teslim", "cuma günü görüşürüz"};
    guint first = 1, second = 2;
    t->items = g_array_new(FALSE, FALSE, sizeof(guint));
    t->consignments = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(t->items, first);
    g_array_append_val(t->consignments, first);
    g_array_append_val(t->consignments, second);
    t->said = g_ptr_array_new();
    t->told = g_ptr_array_new();
    t->called = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(t->lines); i++) {
        t->lines[i] = (struct letter_transcript_line){turkish(language) ? own[i] : english[i], i == 0};
        t->calls[i] = (struct letter_call){order, sample->detail && sample->letter == LETTER_CALL_LIST ? sample->detail : "first-order"};
        g_ptr_array_add(t->said, &t->lines[i]);
        g_ptr_array_add(t->called, &t->calls[i]);
    }
    if (sample->tells & HELD)
        g_ptr_array_add(t->told, (char *)"order-shipped");
    t->enclosed = (struct rendered){(char *)"Order EH-1001: a new date", (char *)"Hello Ayla Kaya,\n\nit takes longer.\n\n[ref: abc]\n", NULL};
    t->mail = (struct letter_mail){"Ayla Kaya <ayla@mail.example>", "Re: EH-1001", RENDER_SHOP_NOW, sample->detail, words_in(language)};
    t->history = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(history); i++)
        g_ptr_array_add(t->history, (gpointer)&history[i]);
    t->report = report_sample();
}

static void telling_clear(struct telling *t)
{
    g_array_unref(t->items);
    g_array_unref(t->consignments);
    g_ptr_array_unref(t->said);
    g_ptr_array_unref(t->told);
    g_ptr_array_unref(t->called);
    g_ptr_array_unref(t->history);
    report_free(t->report);
}

static gboolean show_one(const struct sample *sample, const struct templates *templates, struct business *business, const struct forms *forms, const char *language,
                         render_life_show show, gpointer data)
{
    g_autoptr(order_auto) order = order_for(sample, language);
    g_autoptr(order_auto) before = order_before();
    struct telling t = {0};
    const struct report_words words = {templates, language, forms, business};
    telling_fill(&t, sample, order, language);
    t.news = news_for(sample, &t, before, language);
    t.transcript = transcript_for(sample, &t);
    const struct letter_facts facts = {
        .business = business,
        .forms = forms,
        .order = order,
        .department = business_department(business, sample->department),
        .mail = sample->letter == LETTER_REVIEW ? &t.mail : NULL,
        .changed = (sample->tells & BEFORE) != 0,
        .news = &t.news,
        .transcript = sample->letter == LETTER_TRANSCRIPT ? &t.transcript : NULL,
        .alert = sample->alert,
        .history = t.history,
        .calls = t.called,
        .enclosed = &t.enclosed,
        .report = t.report,
        .report_words = &words,
        .offender = "can@elsewhere.example",
        .refusal = sample->letter == LETTER_REBUFF ? sample->detail : NULL,
        .now = RENDER_SHOP_NOW,
    };
    gboolean shown = show(sample->name, sample->letter, &facts, data);
    telling_clear(&t);
    return shown;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------------ */

static void equip(struct business *business)
{
    if (business->carriers->len > 0)
        return;
    struct carrier *carrier = carrier_new("ups");
    struct question *question = g_new0(struct question, 1);
    phrases_add(carrier->names, "en", "UPS");
    carrier->link = g_strdup("https://www.ups.com/track?tracknum={tracking}");
    g_ptr_array_add(business->carriers, carrier);
    question->id = g_strdup("better");
    question->labels = phrases_new();
    phrases_add(question->labels, "en", "What could be better");
    phrases_add(question->labels, "tr", "Neyi daha iyi yapabiliriz");
    g_ptr_array_add(business->rules->questions, question);
    business->rules->survey_url = g_strdup("https://survey.example/?order={token}");
}

gboolean render_life_each(const struct templates *templates, struct business *business, const struct forms *forms, const char *language, render_life_show show, gpointer data)
{
    equip(business);
    for (guint i = 0; i < G_N_ELEMENTS(samples); i++)
        if (!show_one(&samples[i], templates, business, forms, language, show, data))
            return FALSE;
    return TRUE;
}
