#include "daemon/orders/rules.h"

#include "daemon/orders/staff-phrase.h"

void question_free(struct question *question)
{
    if (!question)
        return;
    g_free(question->id);
    phrases_free(question->labels);
    g_free(question);
}

struct rules *rules_new(void)
{
    struct rules *rules = g_new0(struct rules, 1);
    *rules = (struct rules){
        .hold_minutes = 10,
        .acknowledge_minutes = 8 * 60,
        .decide_minutes = 8 * 60,
        .nudge = TRUE,
        .grace_days = 1,
        .told_days = 2,
        .remind_days = 3,
        .expire_days = 14,
        .follow_up_days = 2,
        .survey_days = 7,
        .survey_reminder_days = 7,
        .survey_period_days = 90,
        .assumed_delivery_days = 7,
        .stale_days = 30,
        .bad_mark = 2,
        .call_minute = 9 * 60,
        .digest_minute = 8 * 60,
        .retention = {
            .raw_mail_days = 365,
            .quarantine_days = 90,
            .sent_body_days = 3650,
            .comment_days = 730,
            .order_days = 3650,
            .accounts_days = 3650,
            .reason = g_strdup("commercial and tax law"),
        },
    };
    rules->questions = g_ptr_array_new_with_free_func((GDestroyNotify)question_free);
    rules->phrases = g_ptr_array_new_with_free_func((GDestroyNotify)staff_phrase_free);
    rules->digest = g_new0(char *, 1);
    return rules;
}

void rules_free(struct rules *rules)
{
    if (!rules)
        return;
    g_ptr_array_unref(rules->questions);
    g_ptr_array_unref(rules->phrases);
    g_free(rules->survey_url);
    g_free(rules->call_big_order);
    g_strfreev(rules->digest);
    g_free(rules->retention.reason);
    g_free(rules);
}
