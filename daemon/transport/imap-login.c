/* From a connection to a login: greeting, STARTTLS, and whatever way of logging in the server offers. No secret is sent
 * before the stream is under TLS to a verified server, unless the settings say TLS_NONE. */
#include "daemon/transport/imap-session.h"

#include <string.h>

#include "daemon/base/fault.h"
#include "daemon/base/secret.h"

typedef char secret_auto;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(secret_auto, secret_free)

/* Asks anew, with what was told before forgotten: before TLS, anybody may have said it. (libetpan's own function reads
 * through NULL when the server says OK and lists nothing.) */
static gboolean login_capabilities(struct imap *imap, GError **error)
{
    struct mailimap_connection_info *info = imap->session->imap_connection_info;
    g_clear_pointer(&info->imap_capability, mailimap_capability_data_free);
    imap_allow(imap, STREAM_BYTES_COMMAND);
    if (!imap_send(imap, error, "CAPABILITY") || !imap_finish(imap, "asking for capabilities", error))
        return FALSE;
    if (mailimap_has_extension(imap->session, "IMAP4rev1") || mailimap_has_extension(imap->session, "IMAP4rev2"))
        return TRUE;
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL,
                "%s: the server does not say that it speaks IMAP4rev1", imap->peer);
    return FALSE;
}

static gboolean login_starttls(struct imap *imap, GError **error)
{
    if (!login_capabilities(imap, error))
        return FALSE;
    if (!mailimap_has_extension(imap->session, "STARTTLS")) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS,
                    "%s: the server does not offer STARTTLS; mailorder never goes on in plain text", imap->peer);
        return FALSE;
    }
    imap_allow(imap, STREAM_BYTES_COMMAND);
    g_autoptr(GError) refused = NULL;
    if (!imap_result(imap, mailimap_starttls(imap->session), "STARTTLS", &refused)) {
        if (g_error_matches(refused, TRANSPORT_ERROR, TRANSPORT_ERROR_SERVER))
            refused->code = TRANSPORT_ERROR_TLS;
        g_propagate_error(error, g_steal_pointer(&refused));
        return FALSE;
    }
    imap_guard_init(&imap->guard, imap->peer);
    return stream_starttls(imap->stream, error) && login_capabilities(imap, error);
}

gboolean imap_connect(struct imap *imap, const struct server_settings *server, GError **error)
{
    mailstream *stream = stream_open(server, error);
    if (!stream)
        return FALSE;
    imap->stream = stream;
    stream_set_inspect(stream, imap_guard_take, &imap->guard);
    if (!imap_result(imap, mailimap_connect(imap->session, stream), "reading the greeting", error))
        return FALSE;
    if (server->tls != TLS_STARTTLS)
        return login_capabilities(imap, error);
    if (imap->session->imap_state == MAILIMAP_STATE_AUTHENTICATED) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS,
                    "%s: the server greets with PREAUTH, which leaves no place for STARTTLS", imap->peer);
        return FALSE;
    }
    return login_starttls(imap, error);
}

/* SASL with one message of ours, in the command where the server takes it there (SASL-IR), else when it asks. */
static gboolean login_authenticate(struct imap *imap, const char *mechanism, GString *message, GError **error)
{
    g_autoptr(secret_auto) encoded = g_base64_encode((const guchar *)message->str, message->len);
    gboolean at_once = mailimap_has_extension(imap->session, "SASL-IR");
    gboolean go = FALSE;
    imap_allow(imap, STREAM_BYTES_COMMAND);
    if (!imap_send(imap, error, "AUTHENTICATE %s%s%s", mechanism, at_once ? " " : "", at_once ? encoded : "") ||
        !imap_await(imap, "logging in", &go, error))
        return FALSE;
    /* A second "+" is XOAUTH2's way to say why not: an empty line, and the NO comes. */
    for (int asked = 0; go && asked < 2; asked++) {
        const char *line = asked == 0 && !at_once ? encoded : "";
        if (mailstream_write(imap->stream, line, strlen(line)) < 0 || mailstream_write(imap->stream, "\r\n", 2) < 0 ||
            mailstream_flush(imap->stream) < 0)
            return imap_result(imap, MAILIMAP_ERROR_STREAM, "logging in", error);
        if (!imap_await(imap, "logging in", &go, error))
            return FALSE;
    }
    if (go) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOGIN, "%s: the server asks for more than %s has to say",
                    imap->peer, mechanism);
        return FALSE;
    }
    imap->session->imap_state = MAILIMAP_STATE_AUTHENTICATED;
    return TRUE;
}

static void login_wipe(GString *message)
{
    explicit_bzero(message->str, message->allocated_len);
    g_string_free(message, TRUE);
}

static gboolean login_oauth2(struct imap *imap, const char *user, const char *token, GError **error)
{
    GString *message = g_string_sized_new(4096);
    g_string_printf(message, "user=%s\001auth=Bearer %s\001\001", user, token);
    gboolean done = login_authenticate(imap, "XOAUTH2", message, error);
    login_wipe(message);
    return done;
}

static gboolean login_plain(struct imap *imap, const char *user, const char *password, GError **error)
{
    GString *message = g_string_sized_new(4096); /* RFC 4616: authzid NUL authcid NUL passwd */
    g_string_append_c(message, '\0');
    g_string_append(message, user);
    g_string_append_c(message, '\0');
    g_string_append(message, password);
    gboolean done = login_authenticate(imap, "PLAIN", message, error);
    login_wipe(message);
    return done;
}

static gboolean login_password(struct imap *imap, const char *user, const char *password, GError **error)
{
    if (mailimap_has_authentication(imap->session, "PLAIN"))
        return login_plain(imap, user, password, error);
    if (mailimap_has_extension(imap->session, "LOGINDISABLED")) {
        g_set_error(
            error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOGIN,
            "%s: the server lets nobody log in with a password on this connection (LOGINDISABLED, no AUTH=PLAIN)",
            imap->peer);
        return FALSE;
    }
    imap_allow(imap, STREAM_BYTES_COMMAND);
    return imap_result(imap, mailimap_login(imap->session, user, password), "logging in", error);
}

/* A NO to a login is the admin's to mend, unless the server says that the fault is its own (RFC 5530). */
static void login_explain(struct imap *imap, const struct server_settings *server, GError *refused)
{
    const char *code = imap_last_code(imap);
    if (!g_error_matches(refused, TRANSPORT_ERROR, TRANSPORT_ERROR_SERVER) || g_strcmp0(code, "UNAVAILABLE") == 0 ||
        g_strcmp0(code, "SERVERBUG") == 0 || g_strcmp0(code, "INUSE") == 0 || g_strcmp0(code, "LIMIT") == 0)
        return;
    refused->code = TRANSPORT_ERROR_LOGIN;
    g_prefix_error(&refused, "login of \"%s\" with %s: ", server->user,
                   server->auth == AUTH_OAUTH2 ? "an OAuth2 token" : "a password");
}

static gboolean login_secret(struct imap *imap, const struct server_settings *server, GError **error)
{
    g_autoptr(GError) unreadable = NULL;
    g_autoptr(secret_auto) secret = secret_load(&server->secret, &unreadable);
    if (!secret) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_LOGIN, "%s: no password or token for \"%s\": %s",
                    imap->peer, server->user, unreadable->message);
        return FALSE;
    }
    g_autoptr(GError) refused = NULL;
    gboolean done = server->auth == AUTH_OAUTH2 ? login_oauth2(imap, server->user, secret, &refused)
                                                : login_password(imap, server->user, secret, &refused);
    if (done)
        return TRUE;
    login_explain(imap, server, refused);
    g_propagate_error(error, g_steal_pointer(&refused));
    return FALSE;
}

gboolean imap_login(struct imap *imap, const struct server_settings *server, GError **error)
{
    if (imap->session->imap_state != MAILIMAP_STATE_AUTHENTICATED && !login_secret(imap, server, error))
        return FALSE;
    FAULT_POINT("imap:logged-in");
    /* Servers offer more to those whom they know: MOVE, NAMESPACE, IDLE. */
    if (!login_capabilities(imap, error))
        return FALSE;
    imap->can_move = mailimap_has_extension(imap->session, "MOVE");
    imap->can_multiappend = mailimap_has_extension(imap->session, "MULTIAPPEND");
    imap->can_uidplus = mailimap_has_uidplus(imap->session);
    imap->base.idles = mailimap_has_idle(imap->session);
    return TRUE;
}
