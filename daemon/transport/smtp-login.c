/* SMTP AUTH (RFC 4954) with PLAIN, else LOGIN, or XOAUTH2. A secret is read for each login, and is in no error text,
 * not even where the server repeats it. */
#include "daemon/transport/smtp-session.h"

#include <string.h>

#include "daemon/base/secret.h"

#define LOGIN_LINE 512u /* RFC 5321 section 4.5.3.1.4; a longer first message waits until it is asked for */

typedef char secret_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(secret_auto, secret_free)

/* The mechanism's messages in base64, in the order in which the server asks for them. */
struct login {
    const char *mechanism;
    char *messages[2];
    guint count;
    gboolean at_once; /* the first goes into the command */
};

static void login_clear(struct login *login)
{
    for (guint i = 0; i < login->count; i++)
        secret_free(login->messages[i]);
}

static void login_add(struct login *login, const char *bytes, gsize count)
{
    login->messages[login->count++] = g_base64_encode((const guchar *)bytes, count);
}

static void login_add_wiped(struct login *login, GString *message)
{
    login_add(login, message->str, message->len);
    explicit_bzero(message->str, message->allocated_len);
    g_string_free(message, TRUE);
}

static void login_xoauth2(struct login *login, const char *user, const char *token)
{
    GString *message = g_string_sized_new(strlen(user) + strlen(token) + 64);
    g_string_printf(message, "user=%s\001auth=Bearer %s\001\001", user, token);
    *login = (struct login){.mechanism = "XOAUTH2", .at_once = TRUE};
    login_add_wiped(login, message);
}

static void login_plain(struct login *login, const char *user, const char *password)
{
    GString *message = g_string_sized_new(strlen(user) + strlen(password) + 64); /* RFC 4616: NUL authcid NUL passwd */
    g_string_append_c(message, '\0');
    g_string_append(message, user);
    g_string_append_c(message, '\0');
    g_string_append(message, password);
    *login = (struct login){.mechanism = "PLAIN"};
    login_add_wiped(login, message);
    login->at_once = strlen("AUTH PLAIN \r\n") + strlen(login->messages[0]) <= LOGIN_LINE;
}

static void login_login(struct login *login, const char *user, const char *password)
{
    *login = (struct login){.mechanism = "LOGIN"};
    login_add(login, user, strlen(user));
    login_add(login, password, strlen(password));
}

/* The exchange; FALSE when the connection failed in it. What came of it is in smtp->code. */
static gboolean login_exchange(struct smtp *smtp, const struct login *login, GError **error)
{
    guint next = 0;
    g_string_printf(smtp->line, "AUTH %s", login->mechanism);
    if (login->at_once)
        g_string_append_printf(smtp->line, " %s", login->messages[next++]);
    if (!smtp_say(smtp, "AUTH", error))
        return FALSE;
    for (; smtp->code == 334 && next < login->count; next++) {
        g_string_assign(smtp->line, login->messages[next]);
        if (!smtp_say(smtp, "AUTH", error))
            return FALSE;
    }
    if (smtp->code != 334)
        return TRUE;
    /* XOAUTH2 says why not by asking once more, and is answered by an empty line; elsewhere it is asked too much. */
    g_string_assign(smtp->line, strcmp(login->mechanism, "XOAUTH2") == 0 ? "" : "*");
    return smtp_say(smtp, "AUTH", error);
}

/* Some servers quote the command they refuse. */
static void login_hide(struct smtp *smtp, const struct login *login, const char *secret)
{
    gboolean shown = strstr(smtp->reply->str, secret) != NULL;
    for (guint i = 0; i < login->count; i++)
        shown = shown || strstr(smtp->reply->str, login->messages[i]);
    if (shown)
        g_string_assign(smtp->reply, "(the server's words are left out: they repeat what we logged in with)");
}

static gboolean login_choose(struct smtp *smtp, GError **error)
{
    guint wanted = smtp->server.auth == AUTH_OAUTH2 ? SMTP_AUTH_XOAUTH2 : SMTP_AUTH_PLAIN | SMTP_AUTH_LOGIN;
    if (smtp->offers & wanted)
        return TRUE;
    const char *names = smtp->server.auth == AUTH_OAUTH2 ? "XOAUTH2" : "PLAIN or LOGIN";
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOGIN, "%s: the server does not offer to log in by AUTH %s%s",
                stream_peer(smtp->stream), names, stream_is_tls(smtp->stream) ? "" : " on a connection without TLS");
    return FALSE;
}

static void login_prepare(struct smtp *smtp, struct login *login, const char *secret)
{
    if (smtp->server.auth == AUTH_OAUTH2)
        login_xoauth2(login, smtp->server.user, secret);
    else if (smtp->offers & SMTP_AUTH_PLAIN)
        login_plain(login, smtp->server.user, secret);
    else
        login_login(login, smtp->server.user, secret);
}

gboolean smtp_login(struct smtp *smtp, GError **error)
{
    if (!login_choose(smtp, error))
        return FALSE;
    g_autoptr(GError) unreadable = NULL;
    g_autoptr(secret_auto) secret = secret_load(&smtp->server.secret, &unreadable);
    if (!secret) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOGIN, "%s: no password or token for \"%s\": %s",
                    stream_peer(smtp->stream), smtp->server.user, unreadable->message);
        return FALSE;
    }
    struct login login;
    login_prepare(smtp, &login, secret);
    gboolean answered = login_exchange(smtp, &login, error);
    if (answered && smtp->code != 235) {
        login_hide(smtp, &login, secret);
        g_autofree char *verb = g_strdup_printf("AUTH %s of \"%s\"", login.mechanism, smtp->server.user);
        smtp_set_refused(smtp, verb, TRANSPORT_ERROR_LOGIN, error);
    }
    login_clear(&login);
    return answered && smtp->code == 235;
}
