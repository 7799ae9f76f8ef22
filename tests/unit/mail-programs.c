#include "tests/unit/mail-programs.h"

#include <string.h>

#define US "Example Home <orders@example.com>"

/* Marks before a line become its depth, as the decoder would make them. */
void mail_put_lines(struct document_block *block, guint quote, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        const char *line = lines[i];
        guint depth = quote;
        for (; *line == '>'; depth++)
            line += line[1] == ' ' ? 2 : 1;
        document_add_line(block, depth, line);
    }
}

static struct document *reply_new(const struct mail_answered *answered, struct document_block **ret_block)
{
    struct document *document = document_new();
    *ret_block = document_add_block(document, BLOCK_PLAIN);
    g_free(document->subject);
    document->subject = g_strconcat("Re: ", answered->subject, NULL);
    return document;
}

/* Outlook's way: a header instead of quoting marks. */
static char *header_of(const struct mail_answered *answered, const char *above, const char *sent)
{
    return g_strdup_printf("%sFrom: " US "\nSent: %s\nTo: %s\nSubject: %s\n", above, sent, answered->to, answered->subject);
}

static char *head_of(enum mail_program program, const struct mail_answered *answered)
{
    switch (program) {
    case PROGRAM_GMAIL:
        return g_strdup("On Mon, 23 Nov 2026 at 10:12, " US " wrote:");
    case PROGRAM_OUTLOOK:
        return header_of(answered, "", "Monday, November 23, 2026 10:12 AM");
    case PROGRAM_OUTLOOK_MOBILE:
        return header_of(answered, "________________________________\n", "Monday, November 23, 2026 10:12:00 AM");
    case PROGRAM_APPLE:
    case PROGRAM_IOS:
        return g_strdup("On 23 Nov 2026, at 10:12, " US " wrote:");
    case PROGRAM_THUNDERBIRD:
        return g_strdup("On 23/11/2026 10:12, Example Home wrote:");
    case PROGRAM_YAHOO:
        return g_strdup("On Monday, November 23, 2026 at 10:12:00 AM GMT+3, " US " wrote:");
    case PROGRAM_K9:
        return header_of(answered, "-------- Original Message --------\n", "23 November 2026 10:12:00");
    case PROGRAM_COUNT:
        break;
    }
    return g_strdup("");
}

static char *signature_of(enum mail_program program, const struct mail_answered *answered)
{
    switch (program) {
    case PROGRAM_GMAIL:
        return g_strdup_printf("\n-- \n%s\n%s\n", answered->name, answered->line);
    case PROGRAM_OUTLOOK:
        return g_strdup_printf("\nBest regards,\n%s\n%s\n", answered->name, answered->line);
    case PROGRAM_OUTLOOK_MOBILE:
        return g_strdup("\nGet Outlook for iOS\n");
    case PROGRAM_IOS:
        return g_strdup("\nSent from my iPhone\n");
    case PROGRAM_YAHOO:
        return g_strdup_printf("\nSaygılarımla\n%s\n", answered->name);
    case PROGRAM_K9:
        return g_strdup("\n-- \nSent from my Android device with K-9 Mail.\n");
    case PROGRAM_APPLE:
    case PROGRAM_THUNDERBIRD:
    case PROGRAM_COUNT:
        break;
    }
    return g_strdup("");
}

struct document *mail_program_reply(enum mail_program program, const struct mail_answered *answered, const char *typed)
{
    struct document_block *block;
    struct document *document = reply_new(answered, &block);
    g_autofree char *head = head_of(program, answered);
    g_autofree char *signature = signature_of(program, answered);
    gboolean marked = program != PROGRAM_OUTLOOK && program != PROGRAM_OUTLOOK_MOBILE && program != PROGRAM_K9;
    gboolean below = program == PROGRAM_THUNDERBIRD;
    if (!below) {
        mail_put_lines(block, 0, typed);
        mail_put_lines(block, 0, signature);
    }
    mail_put_lines(block, 0, head);
    mail_put_lines(block, marked ? 1 : 0, answered->text);
    if (below)
        mail_put_lines(block, 0, typed);
    return document;
}

struct document *mail_program_filled(gboolean marked, gboolean below, const struct mail_answered *answered, const char *fills)
{
    struct document_block *block;
    struct document *document = reply_new(answered, &block);
    g_auto(GStrv) lines = g_strsplit(answered->text, "\n", -1);
    g_auto(GStrv) filled = g_strsplit(fills, "\n", -1);
    g_autofree char *head = head_of(marked ? PROGRAM_GMAIL : PROGRAM_OUTLOOK, answered);
    mail_put_lines(block, 0, head);
    for (guint i = 0; lines[i]; i++) {
        const char *line = lines[i], *answer = NULL;
        for (guint n = 0; filled[n]; n++) {
            const char *colon = strchr(filled[n], ':');
            if (!colon || !*lines[i] || strncmp(lines[i], filled[n], (gsize)(colon - filled[n]) + 1) != 0)
                continue;
            if (below)
                answer = colon + 2;
            else
                line = filled[n];
        }
        document_add_line(block, marked ? 1 : 0, line);
        if (answer)
            document_add_line(block, 0, answer);
    }
    return document;
}
