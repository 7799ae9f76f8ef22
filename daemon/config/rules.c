/* What the business decides about time: the sections staff, incomplete, survey, calls, digest and retention, into business->rules. */
#include "daemon/config/sections.h"

#include <stddef.h>
#include <string.h>

#include "daemon/base/text.h"
#include "daemon/orders/staff-phrase.h"

#define MOST_QUESTIONS 10
#define PHRASE_WORDS   8

static struct rules *rules_of(void *config)
{
    return ((struct config *)config)->business->rules;
}

static void read_minute(struct reader *reader, const config_setting_t *setting, guint *target)
{
    const char *text = reader_string_like(reader, setting, "9:00");
    guint minute;
    if (text && parse_minute_of_day(text, &minute) && minute < 24 * 60)
        *target = minute;
    else if (text)
        reader_error(reader, setting, "%s: '%s' should be a time of day like \"9:00\"", config_setting_name(setting), text);
}

/* --- staff ----------------------------------------------------------------------------------------------------------------- */

/* What the file says in other units than the rules keep. */
static void read_hold(struct reader *reader, config_setting_t *setting, void *target)
{
    guint seconds = 0;
    const char *text = reader_string_like(reader, setting, "10 min");
    if (text && parse_duration(text, &seconds) && seconds <= 86400)
        ((struct rules *)target)->hold_minutes = (seconds + 59) / 60;
    else if (text)
        reader_error(reader, setting, "hold: '%s' should be a length of time up to \"24 h\", like \"10 min\"", text);
}

static void read_working_time(struct reader *reader, config_setting_t *setting, guint *ret_minutes)
{
    guint seconds = 0;
    const char *text = reader_string(reader, setting);
    if (text && parse_duration(text, &seconds) && seconds <= 30 * 86400)
        *ret_minutes = (seconds + 59) / 60;
    else if (text)
        reader_error(reader, setting, "%s: '%s' should be working time like \"8 h\"; \"0 min\": never", config_setting_name(setting), text);
}

static void read_acknowledge(struct reader *reader, config_setting_t *setting, void *target)
{
    read_working_time(reader, setting, &((struct rules *)target)->acknowledge_minutes);
}

static void read_decide(struct reader *reader, config_setting_t *setting, void *target)
{
    read_working_time(reader, setting, &((struct rules *)target)->decide_minutes);
}

static const struct staff_phrase *phrase_like(const GPtrArray *phrases, const char *key)
{
    for (guint i = 0; i < phrases->len; i++) {
        const struct staff_phrase *phrase = phrases->pdata[i];
        g_autofree char *known = text_match_key(phrase->text);
        if (g_str_equal(known, key))
            return phrase;
    }
    return NULL;
}

static void add_phrase(struct reader *reader, config_setting_t *setting, enum staff_meaning meaning, const char *text, GPtrArray *phrases)
{
    g_autofree char *key = text_match_key(text);
    g_auto(GStrv) words = g_strsplit(key, " ", -1);
    const struct staff_phrase *other = phrase_like(phrases, key);
    if (!*key)
        reader_error(reader, setting, "%s: '%s' has no letter or digit to know it by", staff_meaning_name(meaning), text);
    else if (g_strv_length(words) > PHRASE_WORDS)
        reader_error(reader, setting, "%s: '%s' has more than %d words", staff_meaning_name(meaning), text, PHRASE_WORDS);
    else if (other && other->meaning != meaning)
        reader_error(reader, setting, "%s: '%s' means %s already", staff_meaning_name(meaning), text, staff_meaning_name(other->meaning));
    else
        g_ptr_array_add(phrases, staff_phrase_new(meaning, text));
}

/* { shipped = [ "raus damit" ]; delayed = { fr = [ "repoussé" ]; }; } */
static void read_phrases(struct reader *reader, config_setting_t *setting, void *target)
{
    const char *names[STAFF_MEANING_COUNT + 1] = {NULL};
    if (!reader_group(reader, setting))
        return;
    for (guint i = 0; i < STAFF_MEANING_COUNT; i++)
        names[i] = staff_meaning_name((enum staff_meaning)i);
    for (guint i = 0; i < (guint)config_setting_length(setting); i++) {
        config_setting_t *one = config_setting_get_elem(setting, i);
        enum staff_meaning meaning = staff_meaning_find(config_setting_name(one));
        struct phrases *wordings = phrases_new();
        g_autofree char *hint = nearest_hint(config_setting_name(one), names);
        g_autofree char *all = g_strjoinv(", ", (char **)names);
        if (meaning == STAFF_MEANING_COUNT)
            reader_error(reader, one, "phrases: '%s' is nothing that staff say%s; there are %s", config_setting_name(one), hint, all);
        else if (config_setting_is_group(one))
            reader_phrases(reader, one, wordings);
        else
            reader_wordings(reader, one, "*", wordings);
        for (guint n = 0; n < phrases_count(wordings); n++)
            add_phrase(reader, one, meaning, phrases_get(wordings, n)->text, ((struct rules *)target)->phrases);
        phrases_free(wordings);
    }
}

static const struct key staff_keys[] = {
    {"hold", KEY_OTHER, .function = read_hold},
    {"acknowledge_after", KEY_OTHER, .function = read_acknowledge},
    {"decide_after", KEY_OTHER, .function = read_decide},
    {"nudge", KEY_BOOL, offsetof(struct rules, nudge)},
    {"grace_days", KEY_COUNT, offsetof(struct rules, grace_days), .least = 1, .most = 60},
    {"told_days", KEY_COUNT, offsetof(struct rules, told_days), .most = 60},
    {"phrases", KEY_OTHER, .function = read_phrases},
};

void read_staff(struct reader *reader, config_setting_t *setting, void *config)
{
    if (reader_group(reader, setting))
        keys_read(reader, setting, staff_keys, G_N_ELEMENTS(staff_keys), rules_of(config), NULL);
}

/* --- incomplete ------------------------------------------------------------------------------------------------------------ */

static const struct key incomplete_keys[] = {
    {"remind_days", KEY_COUNT, offsetof(struct rules, remind_days), .most = 365},
    {"expire_days", KEY_COUNT, offsetof(struct rules, expire_days), .most = 365},
};

void read_incomplete(struct reader *reader, config_setting_t *setting, void *config)
{
    struct rules *rules = rules_of(config);
    if (!reader_group(reader, setting))
        return;
    keys_read(reader, setting, incomplete_keys, G_N_ELEMENTS(incomplete_keys), rules, NULL);
    if (rules->expire_days && rules->remind_days >= rules->expire_days)
        reader_error(reader, setting, "remind_days is %u and expire_days %u: a reminder should come before the end",
                     rules->remind_days, rules->expire_days);
}

/* --- survey ------------------------------------------------------------------------------------------------------------------ */

static void read_question(struct reader *reader, config_setting_t *setting, struct rules *rules)
{
    struct question *question = g_new0(struct question, 1);
    reader_plain_name(reader, setting);
    question->id = g_strdup(config_setting_name(setting));
    question->labels = phrases_new();
    reader_phrases(reader, setting, question->labels);
    g_ptr_array_add(rules->questions, question);
}

static void read_questions(struct reader *reader, config_setting_t *setting, void *target)
{
    struct rules *rules = target;
    if (!reader_group(reader, setting))
        return;
    if (config_setting_length(setting) > MOST_QUESTIONS)
        reader_error(reader, setting, "there are more than %d questions; nobody would answer them", MOST_QUESTIONS);
    for (int i = 0; i < config_setting_length(setting); i++)
        read_question(reader, config_setting_get_elem(setting, (unsigned)i), rules);
}

static void read_url(struct reader *reader, config_setting_t *setting, void *target)
{
    struct rules *rules = target;
    const char *text = reader_string(reader, setting);
    if (!text)
        return;
    g_auto(GStrv) parts = g_strsplit(text, "{token}", -1);
    g_autofree char *sample = g_strjoinv("a", parts);
    if (!g_str_has_prefix(text, "https://") || !url_is_plain(sample))
        reader_error(reader, setting, "url: '%s' should be like \"https://survey.example/?order={token}\"", text);
    g_free(rules->survey_url);
    rules->survey_url = g_strdup(text);
}

static const struct key survey_keys[] = {
    {"follow_up_days", KEY_COUNT, offsetof(struct rules, follow_up_days), .most = 365},
    {"survey_days", KEY_COUNT, offsetof(struct rules, survey_days), .most = 365},
    {"reminder_days", KEY_COUNT, offsetof(struct rules, survey_reminder_days), .most = 365},
    {"period_days", KEY_COUNT, offsetof(struct rules, survey_period_days), .most = 3650},
    {"assumed_delivery_days", KEY_COUNT, offsetof(struct rules, assumed_delivery_days), .least = 1, .most = 365},
    {"stale_days", KEY_COUNT, offsetof(struct rules, stale_days), .least = 1, .most = 365},
    {"bad_mark", KEY_COUNT, offsetof(struct rules, bad_mark), .most = 5},
    {"questions", KEY_OTHER, .function = read_questions},
    {"url", KEY_OTHER, .function = read_url},
};

void read_survey_rules(struct reader *reader, config_setting_t *setting, void *config)
{
    if (reader_group(reader, setting))
        keys_read(reader, setting, survey_keys, G_N_ELEMENTS(survey_keys), rules_of(config), NULL);
}

/* --- calls, digest -------------------------------------------------------------------------------------------------------------- */

static void read_call_time(struct reader *reader, config_setting_t *setting, void *target)
{
    read_minute(reader, setting, &((struct rules *)target)->call_minute);
}

static void read_big_order(struct reader *reader, config_setting_t *setting, void *target)
{
    struct rules *rules = target;
    g_free(rules->call_big_order);
    rules->call_big_order = parse_number_setting(setting);
    if (!rules->call_big_order)
        reader_error(reader, setting, "big_order should be a sum like 5000 or \"5000.00\", in the currency of the order");
}

static const struct key call_keys[] = {
    {"at", KEY_OTHER, .function = read_call_time},
    {"bad_mark", KEY_BOOL, offsetof(struct rules, call_bad_mark)},
    {"no_answer", KEY_BOOL, offsetof(struct rules, call_no_answer)},
    {"first_order", KEY_BOOL, offsetof(struct rules, call_first_order)},
    {"big_order", KEY_OTHER, .function = read_big_order},
};

void read_calls(struct reader *reader, config_setting_t *setting, void *config)
{
    struct business *business = ((struct config *)config)->business;
    if (!reader_group(reader, setting))
        return;
    keys_read(reader, setting, call_keys, G_N_ELEMENTS(call_keys), business->rules, NULL);
    business->rules->calls = TRUE;
}

static void read_digest_time(struct reader *reader, config_setting_t *setting, void *target)
{
    read_minute(reader, setting, &((struct rules *)target)->digest_minute);
}

static const struct key digest_keys[] = {
    {"to", KEY_ADDRESSES, offsetof(struct rules, digest), .required = TRUE},
    {"at", KEY_OTHER, .function = read_digest_time},
};

void read_digest(struct reader *reader, config_setting_t *setting, void *config)
{
    const config_setting_t *to = config_setting_is_group(setting) ? config_setting_get_member(setting, "to") : NULL;
    if (reader_group(reader, setting))
        keys_read(reader, setting, digest_keys, G_N_ELEMENTS(digest_keys), rules_of(config), NULL);
    if (to && reader_length(to) == 0)
        reader_error(reader, to, "to is empty; name at least one address, or take digest away");
}

/* --- retention ------------------------------------------------------------------------------------------------------------------ */

#define RETENTION(member) offsetof(struct rules, retention.member)
#define CENTURY           36500

static const struct key retention_keys[] = {
    {"raw_mail_days", KEY_COUNT, RETENTION(raw_mail_days), .most = CENTURY},
    {"quarantine_days", KEY_COUNT, RETENTION(quarantine_days), .most = CENTURY},
    {"sent_body_days", KEY_COUNT, RETENTION(sent_body_days), .most = CENTURY},
    {"survey_comment_days", KEY_COUNT, RETENTION(comment_days), .most = CENTURY},
    {"order_days", KEY_COUNT, RETENTION(order_days), .most = CENTURY},
    {"accounts_days", KEY_COUNT, RETENTION(accounts_days), .most = CENTURY},
    {"reason", KEY_STRING, RETENTION(reason)},
};

void read_retention(struct reader *reader, config_setting_t *setting, void *config)
{
    if (reader_group(reader, setting))
        keys_read(reader, setting, retention_keys, G_N_ELEMENTS(retention_keys), rules_of(config), NULL);
}

const struct key_table rules_tables[] = {
    {"staff", staff_keys, G_N_ELEMENTS(staff_keys)},
    {"incomplete", incomplete_keys, G_N_ELEMENTS(incomplete_keys)},
    {"survey", survey_keys, G_N_ELEMENTS(survey_keys)},
    {"calls", call_keys, G_N_ELEMENTS(call_keys)},
    {"digest", digest_keys, G_N_ELEMENTS(digest_keys)},
    {"retention", retention_keys, G_N_ELEMENTS(retention_keys)},
    {NULL, NULL, 0},
};
