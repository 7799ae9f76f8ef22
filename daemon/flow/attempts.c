/* Attempts to decode a mail: each is counted before it begins, so that a mail that brings something down is known. What is blamed on the mail is
 * told by the journal:
 *
 *   decoder-stopped   the decoder died or hung, or the desk ended by itself: the attempt counts
 *   decoding-cut      somebody ended the whole daemon meanwhile, or the power failed: it does not
 *
 * An attempt of which neither is said is the one that goes on, or that the daemon's end has just cut. A mail that was attempted before is read alone,
 * whoever is to blame, so that no other mail is cut with it again and again; the desk lets others in beside it where only its decoder ended. */
#include "daemon/flow/internal.h"

/* The first decoding, and one more alone. */
#define ATTEMPTS_MOST 2u

/* So many ends of the daemon are forgiven. A machine that is switched off says nothing about a mail; but one that takes the whole daemon along each
 * time, by all the machine's memory, must be set aside some day. A storm of kills meets the mail that takes longest ten times and more. */
#define CUTS_MOST 20u

#define RECOVER_PAGE 256u

struct attempts {
    guint stopped, cut;
};

/* Since a person last had the mail: whoever sends it back from there begins anew. */
static gboolean count_attempts(struct flow *flow, gint64 mail, struct attempts *ret_attempts, GError **error)
{
    struct attempts attempts = {0, 0};
    g_autoptr(GPtrArray) journal = store_journal(flow->store, 0, mail, error);
    if (!journal)
        return FALSE;
    for (guint i = 0; i < journal->len; i++) {
        const struct journal_row *row = journal->pdata[i];
        if (g_str_equal(row->what, "quarantined"))
            attempts = (struct attempts){0, 0};
        attempts.stopped += g_str_equal(row->what, "decoder-stopped");
        attempts.cut += g_str_equal(row->what, "decoding-cut");
    }
    *ret_attempts = attempts;
    return TRUE;
}

gboolean attempts_spent(struct flow *flow, const struct mail *mail, gboolean *ret_spent, GError **error)
{
    struct attempts attempts;
    *ret_spent = FALSE;
    if (mail->attempts < ATTEMPTS_MOST)
        return TRUE;
    if (!count_attempts(flow, mail->id, &attempts, error))
        return FALSE;
    *ret_spent = mail->attempts >= ATTEMPTS_MOST + attempts.cut;
    return TRUE;
}

static gboolean recover_mail(struct flow *flow, const struct mail *mail, gboolean crashed, gint64 now, GError **error)
{
    struct attempts attempts;
    if (!count_attempts(flow, mail->id, &attempts, error))
        return FALSE;
    if (mail->attempts <= attempts.stopped + attempts.cut)
        return TRUE;
    if (crashed || attempts.cut >= CUTS_MOST)
        return apply_journal(flow, 0, mail->id, now, "mailorder", "decoder-stopped", "the daemon ended while it was read; it is tried again alone", error);
    return apply_journal(flow, 0, mail->id, now, "mailorder", "decoding-cut", "the daemon was ended while it was read; that does not count", error);
}

/* Page by page, since a backlog waits there, too. */
gboolean attempts_recover(struct flow *flow, gboolean crashed, gint64 now, GError **error)
{
    gint64 after = 0;
    for (;;) {
        g_autoptr(GPtrArray) mails = store_mails_arrived(flow->store, after, RECOVER_PAGE, error);
        if (!mails || mails->len == 0)
            return mails != NULL;
        for (guint i = 0; i < mails->len; i++) {
            const struct mail *mail = mails->pdata[i];
            after = mail->id;
            if (mail->attempts > 0 && !recover_mail(flow, mail, crashed, now, error))
                return FALSE;
        }
    }
}
