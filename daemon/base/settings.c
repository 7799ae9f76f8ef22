#include "daemon/base/settings.h"

#include "daemon/base/bounds.h"

static void server_settings_clear(struct server_settings *server)
{
    g_free(server->host);
    g_free(server->ca_file);
    g_free(server->user);
    g_free(server->secret.file);
    g_free(server->secret.command);
    g_free(server->secret.plain);
}

struct mailbox_settings *mailbox_settings_new(void)
{
    struct mailbox_settings *mailbox = g_new0(struct mailbox_settings, 1);
    mailbox->server.timeout = 60;
    mailbox->poll_seconds = 60;
    mailbox->max_mail = BOUND_MAIL_SIZE;
    return mailbox;
}

void mailbox_settings_free(struct mailbox_settings *mailbox)
{
    if (!mailbox)
        return;
    g_free(mailbox->name);
    server_settings_clear(&mailbox->server);
    g_free(mailbox->path);
    g_free(mailbox->folder);
    g_free(mailbox->handled_folder);
    g_free(mailbox->review_folder);
    g_free(mailbox->sent_folder);
    g_free(mailbox);
}

/* The providers that most private customers have their mail with. */
static const char *const shared_domains[] = {
    "gmail.com",    "googlemail.com", "outlook.com", "hotmail.com", "live.com",  "msn.com",    "yahoo.com",    "icloud.com", "me.com",
    "mac.com",      "aol.com",        "gmx.de",      "gmx.net",     "gmx.com",   "web.de",     "t-online.de",  "freenet.de", "orange.fr",
    "free.fr",      "laposte.net",    "wanadoo.fr",  "libero.it",   "yandex.ru", "yandex.com", "mail.ru",      "proton.me",  "protonmail.com",
    "fastmail.com", "hotmail.co.uk",  "yahoo.co.uk", "btinternet.com", "qq.com", "163.com",    "mynet.com",    "ziggo.nl",   "telefonica.net", NULL,
};

struct settings *settings_new(void)
{
    struct settings *settings = g_new0(struct settings, 1);
    settings->mailboxes = g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_settings_free);
    settings->sender = (struct sender_settings){
        .server = {.timeout = 60},
        .connections = 1,
        .retry_first = 60,
        .retry_most = 4 * 3600,
        .give_up = 5 * 24 * 3600,
    };
    settings->limits = (struct limit_settings){
        .answers_per_sender_day = 20,
        .answers_per_domain_hour = 200,
        .shared_domains = g_strdupv((char **)shared_domains),
        .answers_per_hour = 2000,
        .breaker_seconds = 3600,
        .review_letters_per_hour = 20,
        .decode_seconds = 30,
        .decode_memory = 1024u * 1024 * 1024,
        .decoders = 2,
    };
    settings->watch = (struct watch_settings){
        .fetch_stalled = 15 * 60,
        .send_stalled = 30 * 60,
        .mail_stalled = 15 * 60,
        .disk_free = 50u * 1024 * 1024,
        .failed = 1,
        .held = 1,
        .quarantined = 1,
    };
    settings->alerts.way = (struct sender_settings){.server = {.timeout = 60}, .connections = 1};
    return settings;
}

void settings_free(struct settings *settings)
{
    if (!settings)
        return;
    g_strfreev(settings->limits.shared_domains);
    g_ptr_array_unref(settings->mailboxes);
    server_settings_clear(&settings->sender.server);
    g_free(settings->sender.command);
    server_settings_clear(&settings->alerts.way.server);
    g_free(settings->alerts.way.command);
    g_free(settings->alerts.to);
    g_free(settings->alerts.from);
    g_free(settings->alerts.language);
    g_free(settings->paths.run_as);
    g_free(settings->paths.state_dir);
    g_free(settings->paths.database);
    g_free(settings->paths.spool);
    g_free(settings->paths.templates);
    g_free(settings->paths.stock_templates);
    g_free(settings);
}
