#include "daemon/transport/stream-tls.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "daemon/transport/transport.h"

/* Below TLS 1.2 nothing is safe against who sits on the way. */
#define TLS_PRIORITY    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"
#define TLS_NAMES_SHOWN 5u /* of a certificate for hundreds of hosts */

struct stream_tls {
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
    char *host; /* GnuTLS keeps the pointer, not the name */
    char *peer;
    char *ca_file;
};

void stream_tls_free(struct stream_tls *tls)
{
    if (!tls)
        return;
    if (tls->session)
        gnutls_deinit(tls->session);
    if (tls->credentials)
        gnutls_certificate_free_credentials(tls->credentials);
    g_free(tls->host);
    g_free(tls->peer);
    g_free(tls->ca_file);
    g_free(tls);
}

static gboolean tls_is_numeric(const char *host)
{
    unsigned char address[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
}

static gboolean tls_trust(struct stream_tls *tls, GError **error)
{
    int trusted = gnutls_certificate_allocate_credentials(&tls->credentials);
    if (trusted >= 0 && tls->ca_file)
        trusted = gnutls_certificate_set_x509_trust_file(tls->credentials, tls->ca_file, GNUTLS_X509_FMT_PEM);
    else if (trusted >= 0)
        trusted = gnutls_certificate_set_x509_system_trust(tls->credentials);
    if (trusted > 0)
        return TRUE;
    if (tls->ca_file)
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS, "%s: no CA certificate can be read from %s%s%s",
                    tls->peer, tls->ca_file, trusted < 0 ? ": " : "", trusted < 0 ? gnutls_strerror(trusted) : "");
    else
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS,
                    "%s: the system has no CA certificates (Debian: apt-get install ca-certificates)", tls->peer);
    return FALSE;
}

static gboolean tls_prepare(struct stream_tls *tls, int fd, GError **error)
{
    int result = gnutls_init(&tls->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
    if (result >= 0)
        result = gnutls_priority_set_direct(tls->session, TLS_PRIORITY, NULL);
    if (result >= 0)
        result = gnutls_credentials_set(tls->session, GNUTLS_CRD_CERTIFICATE, tls->credentials);
    if (result >= 0 && !tls_is_numeric(tls->host)) /* RFC 6066 section 3: no literal addresses */
        result = gnutls_server_name_set(tls->session, GNUTLS_NAME_DNS, tls->host, strlen(tls->host));
    if (result < 0) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS, "%s: TLS cannot be set up: %s", tls->peer,
                    gnutls_strerror(result));
        return FALSE;
    }
    gnutls_session_set_verify_cert(tls->session, tls->host, 0);
    gnutls_transport_set_int(tls->session, fd);
    gnutls_handshake_set_timeout(tls->session, GNUTLS_INDEFINITE_TIMEOUT); /* the stream has the deadline */
    return TRUE;
}

struct stream_tls *stream_tls_new(int fd, const char *host, const char *ca_file, const char *peer, GError **error)
{
    g_autoptr(stream_tls_auto) tls = g_new0(struct stream_tls, 1);
    tls->host = g_strdup(host);
    tls->peer = g_strdup(peer);
    tls->ca_file = g_strdup(ca_file);
    if (!tls_trust(tls, error) || !tls_prepare(tls, fd, error))
        return NULL;
    return g_steal_pointer(&tls);
}

/* The peer's certificate at `index` of its chain; NULL if there is none that can be read. */
static gnutls_x509_crt_t tls_peer_certificate(struct stream_tls *tls, guint index)
{
    unsigned int count = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(tls->session, &count);
    gnutls_x509_crt_t certificate = NULL;
    if (!chain || index >= count || gnutls_x509_crt_init(&certificate) < 0)
        return NULL;
    if (gnutls_x509_crt_import(certificate, &chain[index], GNUTLS_X509_FMT_DER) < 0) {
        gnutls_x509_crt_deinit(certificate);
        return NULL;
    }
    return certificate;
}

/* The host names a certificate is for, for a person: "a.example, b.example". */
static char *tls_certificate_names(gnutls_x509_crt_t certificate)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < TLS_NAMES_SHOWN; i++) {
        char name[256];
        size_t size = sizeof(name) - 1;
        int type = gnutls_x509_crt_get_subject_alt_name(certificate, i, name, &size, NULL);
        if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            break;
        if (type != GNUTLS_SAN_DNSNAME)
            continue;
        name[size] = '\0';
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", name);
    }
    char name[256];
    size_t size = sizeof(name);
    if (!names->len && gnutls_x509_crt_get_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &size) >= 0)
        g_string_append(names, name);
    g_autofree char *raw = g_string_free(names, FALSE);
    return *raw ? transport_quote(raw) : g_strdup("no host at all");
}

static char *tls_date(time_t seconds)
{
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(seconds);
    return date ? g_date_time_format(date, "%Y-%m-%d") : g_strdup("an unreadable date");
}

/* When the first certificate of the chain to expire does, or the last to begin begins. */
static char *tls_chain_date(struct stream_tls *tls, gboolean expiry)
{
    time_t found = 0;
    gnutls_x509_crt_t certificate;
    for (guint i = 0; (certificate = tls_peer_certificate(tls, i)) != NULL; i++) {
        time_t date = expiry ? gnutls_x509_crt_get_expiration_time(certificate)
                             : gnutls_x509_crt_get_activation_time(certificate);
        if (i == 0 || (expiry ? date < found : date > found))
            found = date;
        gnutls_x509_crt_deinit(certificate);
    }
    return tls_date(found);
}

static char *tls_issuer(gnutls_x509_crt_t certificate)
{
    char name[256] = "";
    size_t size = sizeof(name);
    if (gnutls_x509_crt_get_issuer_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &size) < 0)
        return g_strdup("an issuer without a name");
    return transport_quote(name);
}

/* Why the certificate was refused: the first of its faults that a person can do something about. */
static char *tls_refusal(struct stream_tls *tls, unsigned int status, gnutls_x509_crt_t certificate)
{
    if (status & GNUTLS_CERT_EXPIRED) {
        g_autofree char *date = tls_chain_date(tls, TRUE);
        return g_strdup_printf("certificate expired on %s", date);
    }
    if (status & GNUTLS_CERT_NOT_ACTIVATED) {
        g_autofree char *date = tls_chain_date(tls, FALSE);
        return g_strdup_printf("certificate is not valid before %s (is this machine's clock right?)", date);
    }
    if (certificate && (status & GNUTLS_CERT_UNEXPECTED_OWNER)) {
        g_autofree char *names = tls_certificate_names(certificate);
        return g_strdup_printf("certificate is for %s, not %s", names, tls->host);
    }
    if (certificate && (status & GNUTLS_CERT_SIGNER_NOT_FOUND)) {
        g_autofree char *issuer = tls_issuer(certificate);
        return g_strdup_printf("certificate was issued by \"%s\", which is not trusted by %s", issuer,
                               tls->ca_file ? tls->ca_file : "this system (a CA of your own belongs in ca_file)");
    }
    gnutls_datum_t text = {NULL, 0};
    if (gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &text, 0) < 0)
        return g_strdup("certificate refused");
    char *said = transport_quote((const char *)text.data);
    gnutls_free(text.data);
    return said;
}

static void tls_set_refusal(struct stream_tls *tls, GError **error)
{
    gnutls_x509_crt_t certificate = tls_peer_certificate(tls, 0);
    g_autofree char *why = tls_refusal(tls, gnutls_session_get_verify_cert_status(tls->session), certificate);
    if (certificate)
        gnutls_x509_crt_deinit(certificate);
    g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS, "%s: %s", tls->peer, why);
}

static enum stream_tls_step tls_step(struct stream_tls *tls, ssize_t result, const char *doing, GError **error)
{
    if (result >= 0)
        return STREAM_TLS_DONE;
    if (!gnutls_error_is_fatal((int)result)) {
        /* A warning alert or a request to renegotiate is passed over: the caller's deadline bounds how many. */
        return gnutls_record_get_direction(tls->session) ? STREAM_TLS_WANTS_WRITE : STREAM_TLS_WANTS_READ;
    }
    if (result == GNUTLS_E_PREMATURE_TERMINATION || result == GNUTLS_E_PULL_ERROR || result == GNUTLS_E_PUSH_ERROR)
        return STREAM_TLS_CLOSED;
    if (result == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
        tls_set_refusal(tls, error);
    else if (result == GNUTLS_E_FATAL_ALERT_RECEIVED)
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS, "%s: the server refused TLS: %s", tls->peer,
                    gnutls_alert_get_name(gnutls_alert_get(tls->session)));
    else
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS, "%s: %s failed: %s", tls->peer, doing,
                    gnutls_strerror((int)result));
    return STREAM_TLS_FAILED;
}

enum stream_tls_step stream_tls_handshake(struct stream_tls *tls, GError **error)
{
    int result = gnutls_handshake(tls->session);
    if (result == GNUTLS_E_UNEXPECTED_PACKET_LENGTH || result == GNUTLS_E_UNSUPPORTED_VERSION_PACKET ||
        result == GNUTLS_E_UNEXPECTED_PACKET) {
        g_set_error(error, TRANSPORT_ERROR, TRANSPORT_ERROR_TLS,
                    "%s: no TLS 1.2 or 1.3 is spoken there (is it the STARTTLS port?): %s", tls->peer,
                    gnutls_strerror(result));
        return STREAM_TLS_FAILED;
    }
    return tls_step(tls, result, "the TLS handshake", error);
}

enum stream_tls_step stream_tls_read(struct stream_tls *tls, void *bytes, gsize count, gsize *ret_count, GError **error)
{
    ssize_t result = gnutls_record_recv(tls->session, bytes, count);
    if (result == 0)
        return STREAM_TLS_CLOSED;
    enum stream_tls_step step = tls_step(tls, result, "reading over TLS", error);
    if (step == STREAM_TLS_DONE)
        *ret_count = (gsize)result;
    return step;
}

enum stream_tls_step stream_tls_write(struct stream_tls *tls, const void *bytes, gsize count, gsize *ret_count,
                                      GError **error)
{
    ssize_t result = gnutls_record_send(tls->session, bytes, count);
    enum stream_tls_step step = tls_step(tls, result, "writing over TLS", error);
    if (step == STREAM_TLS_DONE)
        *ret_count = (gsize)result;
    return step;
}

gboolean stream_tls_pending(struct stream_tls *tls)
{
    return gnutls_record_check_pending(tls->session) > 0;
}

void stream_tls_bye(struct stream_tls *tls)
{
    gnutls_bye(tls->session, GNUTLS_SHUT_WR);
}
