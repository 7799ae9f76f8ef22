#include "parsers/read/bounce-words.h"

#include <string.h>

#include "daemon/base/text.h"

#define MARKER_CHARACTERS 120 /* a line that announces the returned mail is a short one */

/* All as match keys; each counts where a word begins. */
static const char *const delayed_phrases[] = {
    "will be retried", "will retry", "will be tried again", "will try again", "will keep trying", "will continue to try",
    "will continue trying", "continue trying to deliver", "continue to try to deliver", "delivery attempts will continue",
    "still trying", "still being retried", "still undelivered", "is delayed", "been delayed", "was delayed", "not yet been delivered",
    "not been delivered yet", "not be delivered yet", "could not send message for past", "warning message only",
    "do not need to resend", "don t need to resend", "no action is required on your part", "temporary problem", "temporary failure",
    "temporary error", "temporarily", "deferred", "not a permanent", "delivery incomplete",
    "tekrar denenecek", "yeniden denenecek", "denemeye devam", "teslim etmeye devam", "gondermeye devam", "tekrar denemeye", "gecikti",
    "gecikmekte", "gecikiyor", "gecikmistir", "henuz teslim edile", "henuz iletile", "henuz ulastirila", "gecici bir", "gecici hata",
    "gecici sorun", "gecici olarak", "tekrar gondermeniz gerekm", "yeniden gondermeniz gerekm", "uyari niteliginde",
    "wird erneut versucht", "weiterhin versucht", "verzogert",
};

static const char *const final_phrases[] = {
    "permanent error", "permanent failure", "permanent fatal error", "permanently", "user unknown", "unknown user",
    "unknown recipient", "recipient unknown", "unknown address", "unknown local part", "no such user", "no such recipient",
    "no such mailbox", "no such address", "no such person", "no mailbox here", "mailbox unavailable", "mailbox not found",
    "user not found", "recipient not found", "recipientnotfound", "does not exist", "doesn t exist", "couldn t be found",
    "could not be found", "wasn t found", "was not found", "address rejected", "recipient rejected", "recipient address rejected",
    "unrouteable", "unroutable", "host unknown", "host not found", "domain not found", "bad destination", "invalid recipient",
    "invalid address", "invalid mailbox", "account has been disabled", "account is disabled", "account disabled", "mailbox disabled",
    "inactive user", "no longer valid", "no longer in use", "given up", "giving up", "gave up", "will not be retried",
    "will not try again", "not going to try again", "will not retry", "no further delivery attempts",
    "boyle bir kullanici yok", "boyle bir adres yok", "boyle bir hesap yok", "kullanici bulunamadi", "alici bulunamadi",
    "adres bulunamadi", "adresi bulunamadi", "hesap bulunamadi", "posta kutusu bulunamadi", "bilinmeyen kullanici", "bilinmeyen alici",
    "kullanici bilinmiyor", "alici reddedildi", "adres reddedildi", "adresi reddedildi", "gecersiz adres", "gecersiz alici",
    "adresi gecersiz", "kalici hata", "kalici bir hata", "kalici olarak", "mevcut degil", "bulunmamaktadir", "tekrar denenmeyecek",
    "yeniden denenmeyecek", "denemekten vazgec",
    "empfanger unbekannt", "benutzer unbekannt", "existiert nicht", "endgultig",
};

static const char *const failed_phrases[] = {
    "not be delivered", "couldn t be delivered", "cannot be delivered", "can t be delivered", "wasn t delivered", "was not delivered",
    "were not delivered", "wasn t able to deliver", "unable to deliver", "not able to deliver", "failed to deliver", "delivery failed",
    "delivery has failed", "delivery to the following recipient", "did not reach", "could not be reached", "undeliverable",
    "undelivered", "not delivered", "delivery failure", "could not deliver", "couldn t deliver",
    "teslim edileme", "teslim edilmedi", "iletileme", "ulastirilama", "gonderileme", "ulasilama", "teslimat basarisiz",
    "nicht zugestellt", "unzustellbar",
};

static const char *const delayed_subjects[] = {
    "delivery status notification delay", "delivery status notification mail delivery delayed", "delivery delayed", "mail delivery delayed",
    "delayed mail", "message delivery delayed", "delivery incomplete", "warning message", "warning could not send message",
    "teslim gecikti", "teslimat gecikti", "teslimat gecikmesi", "teslim gecikmesi", "ileti gecikti", "iletiniz gecikti",
    "teslim durumu bildirimi gecikme", "teslimat durumu bildirimi gecikme", "verzogerte zustellung", "zustellung verzogert",
};

static const char *const returned_subjects[] = {
    "undelivered", "undeliverable", "mail delivery failed", "mail delivery failure", "mail could not be delivered",
    "message could not be delivered", "your message could not be delivered", "your mail could not be delivered", "delivery failure",
    "delivery failed", "delivery has failed", "delivery status notification failure", "failure notice", "returned mail",
    "returned to sender", "message undeliverable", "mail system error returned mail", "mail returned", "nondeliverable mail",
    "non delivery", "unzustellbar", "nicht zustellbar", "teslim edilemedi", "teslim edilemeyen", "iletilemedi", "iletilemeyen",
    "gonderilemedi", "gonderilemeyen", "iletiniz teslim edilemedi", "iletiniz gonderilemedi", "mesajiniz iletilemedi",
    "mesajiniz teslim edilemedi", "e posta teslim edilemedi", "e postaniz teslim edilemedi", "e postaniz iletilemedi", "iade edilen",
    "geri donen", "teslimat basarisiz", "teslim basarisiz", "teslim durumu bildirimi basarisiz", "teslim durumu bildirimi hata",
    "teslimat durumu bildirimi basarisiz", "teslimat durumu bildirimi hata", "non remis", "no se puede entregar", "mancato recapito",
    "onbestelbaar", "niedostarczone", "nao entregue", "недоставленное сообщение",
};

static const char *const report_subjects[] = {
    "delivery status notification", "mail system error", "teslim durumu bildirimi", "teslimat durumu bildirimi",
};

static const char *const copy_markers[] = {
    "below this line is a copy of the message", "this is a copy of the message", "this is a copy of your message", "copy of the original message",
    "copy of your message", "original message follows", "message header follows", "message headers follow", "unsent message follows",
    "original message headers", "original message header", "the header of the original message", "original message", "returned message",
    "included is a copy of the message header", "orijinal ileti", "ozgun ileti", "orijinal mesaj", "iletinin kopyasi", "mesajin kopyasi",
    "iletinizin kopyasi", "mesajinizin kopyasi", "ursprungliche nachricht",
};

static gboolean begins(const char *key, const char *const *phrases, guint count)
{
    for (guint i = 0; i < count; i++)
        if (g_str_has_prefix(key, phrases[i]))
            return TRUE;
    return FALSE;
}

/* Whether a phrase begins at a word of the key. */
static gboolean holds(const char *key, const char *const *phrases, guint count)
{
    for (const char *word = key; word; word = strchr(word, ' ')) {
        word += *word == ' ';
        if (begins(word, phrases, count))
            return TRUE;
    }
    return FALSE;
}

/* Replies of SMTP where one stands (RFC 5321 section 4.2), and enhanced codes (RFC 3463) that are no part of an IP address. */
static gboolean has_code(const char *text, char class)
{
    g_autofree char *reply = g_strdup_printf("(?:^|[\\s:(\\[<\"'#])%c[0-5][0-9](?:[ -]|$)", class);
    g_autofree char *enhanced = g_strdup_printf("(?<![0-9.])%c\\.[0-9]{1,3}\\.[0-9]{1,3}(?!\\.?[0-9])", class);
    return g_regex_match_simple(reply, text, G_REGEX_MULTILINE, 0) || g_regex_match_simple(enhanced, text, 0, 0);
}

guint bounce_text_says(const char *text)
{
    g_autofree char *key = text_match_key(text);
    guint says = 0;
    if (holds(key, delayed_phrases, G_N_ELEMENTS(delayed_phrases)))
        says |= SAYS_DELAYED;
    if (holds(key, final_phrases, G_N_ELEMENTS(final_phrases)))
        says |= SAYS_FINAL;
    if (holds(key, failed_phrases, G_N_ELEMENTS(failed_phrases)))
        says |= SAYS_FAILED;
    if (has_code(text, '4'))
        says |= SAYS_CODE_4;
    if (has_code(text, '5'))
        says |= SAYS_CODE_5;
    return says;
}

guint bounce_subject_says(const char *subject)
{
    g_autofree char *key = text_match_key(subject);
    if (begins(key, delayed_subjects, G_N_ELEMENTS(delayed_subjects)))
        return SAYS_DELAYED;
    if (begins(key, returned_subjects, G_N_ELEMENTS(returned_subjects)))
        return SAYS_RETURNED;
    return begins(key, report_subjects, G_N_ELEMENTS(report_subjects)) ? SAYS_REPORT : 0;
}

enum bounce_kind bounce_judge(guint says)
{
    gboolean final = (says & (SAYS_FINAL | SAYS_CODE_5)) != 0;
    gboolean gone = final || (says & SAYS_RETURNED);
    if (says & SAYS_DELAYED)
        return gone ? BOUNCE_UNCLEAR : BOUNCE_DELAYED;
    if (says & SAYS_CODE_4)
        return gone || (says & SAYS_FAILED) ? BOUNCE_UNCLEAR : BOUNCE_DELAYED;
    if (final || ((says & SAYS_RETURNED) && (says & SAYS_FAILED)))
        return BOUNCE_FAILED;
    return BOUNCE_UNCLEAR;
}

gboolean bounce_copy_follows(const char *line)
{
    if (g_utf8_strlen(line, -1) > MARKER_CHARACTERS)
        return FALSE;
    g_autofree char *key = text_match_key(line);
    return begins(key, copy_markers, G_N_ELEMENTS(copy_markers));
}
