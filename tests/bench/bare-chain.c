/* The bare chain: the least that can be called taking in orders, as the ceiling to compare with. One IMAP stream is read to its end, each mail parsed
 * with GMime, a row an order written to SQLite with synchronous=FULL, GROUP rows a commit; four mails an order go out over SESSIONS pipelined SMTP
 * connections, only once the row is safe, and their acceptance is written down. No templates, no composition, no second attempt, no check: it ends
 * at the first surprise.
 *
 *     bare-chain [--whole] IMAP-PORT SMTP-PORT USER PASSWORD DATABASE [CA-FILE]      CA-FILE: TLS on both, from the first byte
 *
 * With --whole it does of what mailorder leaves behind at least this, too, and still decides and checks nothing: mails as large as mailorder's, kept
 * in the database before they go out, and the mailbox's mails moved to another folder, all of them in one command. */
#include <arpa/inet.h>
#include <gmime/gmime.h>
#include <gnutls/gnutls.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GROUP          100
#define SESSIONS       4
#define MAILS_AN_ORDER 4
#define MAIL_OCTETS    5000  /* of each mail that goes out */
#define WHOLE_OCTETS   12600 /* the mean of mailorder's four, with the stock templates */
#define BUFFER         65536

static gboolean whole;

static void give_up(const char *what)
{
    fprintf(stderr, "bare-chain: %s\n", what);
    exit(1);
}

/* --- connections ----------------------------------------------------------------------------------------------------------- */

struct wire {
    int fd;
    gnutls_session_t tls; /* NULL: plain */
    size_t start, end;
    char buffer[BUFFER];
};

static gnutls_certificate_credentials_t trust; /* NULL: no TLS anywhere */

static void wire_secure(struct wire *wire)
{
    if (gnutls_init(&wire->tls, GNUTLS_CLIENT) != 0 || gnutls_set_default_priority(wire->tls) != 0 ||
        gnutls_credentials_set(wire->tls, GNUTLS_CRD_CERTIFICATE, trust) != 0)
        give_up("TLS");
    gnutls_session_set_verify_cert(wire->tls, "localhost", 0);
    gnutls_transport_set_int(wire->tls, wire->fd);
    if (gnutls_handshake(wire->tls) != 0)
        give_up("TLS handshake");
}

static struct wire *wire_open(int port)
{
    struct wire *wire = g_new0(struct wire, 1);
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    wire->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (wire->fd < 0 || connect(wire->fd, (struct sockaddr *)&place, sizeof place) != 0)
        give_up("connect");
    setsockopt(wire->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (trust)
        wire_secure(wire);
    return wire;
}

static void wire_write(struct wire *wire, const char *octets, size_t size)
{
    for (ssize_t put; size > 0; octets += put, size -= (size_t)put) {
        put = wire->tls ? gnutls_record_send(wire->tls, octets, size) : write(wire->fd, octets, size);
        if (put <= 0)
            give_up("write");
    }
}

static void wire_fill(struct wire *wire)
{
    ssize_t got;
    do /* what is not fatal is the protocol's own, such as a ticket */
        got = wire->tls ? gnutls_record_recv(wire->tls, wire->buffer, BUFFER) : read(wire->fd, wire->buffer, BUFFER);
    while (wire->tls && got < 0 && !gnutls_error_is_fatal((int)got));
    if (got <= 0)
        give_up("the server closed the connection");
    wire->start = 0;
    wire->end = (size_t)got;
}

/* The line without its end, in `ret_line`. */
static void wire_line(struct wire *wire, GString *ret_line)
{
    g_string_truncate(ret_line, 0);
    for (;;) {
        const char *from = wire->buffer + wire->start, *stop = memchr(from, '\n', wire->end - wire->start);
        size_t size = stop ? (size_t)(stop - from) + 1 : wire->end - wire->start;
        g_string_append_len(ret_line, from, (gssize)size);
        wire->start += size;
        if (stop)
            break;
        wire_fill(wire);
    }
    g_string_truncate(ret_line, ret_line->len - (ret_line->len > 1 && ret_line->str[ret_line->len - 2] == '\r' ? 2 : 1));
}

static void wire_octets(struct wire *wire, char *ret_octets, size_t size)
{
    while (size > 0) {
        if (wire->start == wire->end)
            wire_fill(wire);
        size_t piece = MIN(size, wire->end - wire->start);
        memcpy(ret_octets, wire->buffer + wire->start, piece);
        wire->start += piece;
        ret_octets += piece;
        size -= piece;
    }
}

/* --- what waits to be sent ------------------------------------------------------------------------------------------------- */

struct job {
    sqlite3_int64 id;
    char *customer, *text;
    int accepted; /* of its mails */
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t more;
    GPtrArray *jobs; /* of struct job, those that are safe */
    guint next;      /* mail: MAILS_AN_ORDER times the job, and which of it */
    gboolean over;   /* no more come */
} queue = {.lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER};

/* The next mail's job, its number in `ret_which`; NULL when there is none: now, or with `wait`, ever. */
static struct job *queue_take(gboolean wait, guint *ret_which)
{
    struct job *job = NULL;
    pthread_mutex_lock(&queue.lock);
    while (wait && !queue.over && queue.next >= MAILS_AN_ORDER * queue.jobs->len)
        pthread_cond_wait(&queue.more, &queue.lock);
    if (queue.next < MAILS_AN_ORDER * queue.jobs->len) {
        *ret_which = queue.next % MAILS_AN_ORDER;
        job = queue.jobs->pdata[queue.next++ / MAILS_AN_ORDER];
    }
    pthread_mutex_unlock(&queue.lock);
    return job;
}

static void queue_accepted(struct job *job)
{
    pthread_mutex_lock(&queue.lock);
    job->accepted++;
    pthread_cond_broadcast(&queue.more);
    pthread_mutex_unlock(&queue.lock);
}

/* --- senders --------------------------------------------------------------------------------------------------------------- */

static void expect(struct wire *wire, GString *line, char first)
{
    do
        wire_line(wire, line);
    while (line->len > 3 && line->str[3] == '-');
    if (line->str[0] != first)
        give_up(line->str);
}

static const char *recipient_of(const struct job *job, guint which)
{
    return which == 0 ? job->customer : "department@shop.example";
}

static void add_envelope(GString *out, const struct job *job, guint which)
{
    g_string_append_printf(out, "MAIL FROM:<orders@shop.example>\r\nRCPT TO:<%s>\r\nDATA\r\n", recipient_of(job, which));
}

static void add_mail(GString *out, const struct job *job, guint which)
{
    size_t begin = out->len;
    g_string_append_printf(out,
                           "From: orders@shop.example\r\nTo: %s\r\nSubject: Order %lld\r\nMessage-ID: <%lld.%u@shop.example>\r\n"
                           "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
                           recipient_of(job, which), job->id, job->id, which);
    while (out->len - begin < (whole ? WHOLE_OCTETS : MAIL_OCTETS))
        g_string_append(out, job->text);
    g_string_append(out, ".\r\n");
}

/* The next envelope goes with the end of the mail before it, where there is a next one already. */
static void *send_mails(void *unused)
{
    struct wire *wire = wire_open(GPOINTER_TO_INT(unused));
    g_autoptr(GString) line = g_string_new(NULL), out = g_string_new(NULL);
    guint which = 0, next_which = 0;
    expect(wire, line, '2');
    wire_write(wire, "EHLO bench\r\n", 12);
    expect(wire, line, '2');
    for (struct job *job = NULL, *next; job || (job = queue_take(TRUE, &which)); job = next, which = next_which) {
        if (out->len == 0) {
            add_envelope(out, job, which);
            wire_write(wire, out->str, out->len);
        }
        expect(wire, line, '2');
        expect(wire, line, '2');
        expect(wire, line, '3');
        g_string_truncate(out, 0);
        add_mail(out, job, which);
        next = queue_take(FALSE, &next_which);
        if (next)
            add_envelope(out, next, next_which);
        wire_write(wire, out->str, out->len);
        expect(wire, line, '2');
        queue_accepted(job);
        if (!next)
            g_string_truncate(out, 0);
    }
    return NULL;
}

/* --- fetch, parse, store --------------------------------------------------------------------------------------------------- */

struct chain {
    sqlite3 *db;
    sqlite3_stmt *insert, *sent, *keep;
    GPtrArray *unsafe; /* of struct job: rows of the transaction that is open */
    guint marked;      /* jobs whose acceptance is written down */
};

static void sql(struct chain *chain, const char *text)
{
    if (sqlite3_exec(chain->db, text, NULL, NULL, NULL) != SQLITE_OK)
        give_up(sqlite3_errmsg(chain->db));
}

static void chain_open(struct chain *chain, const char *path)
{
    if (sqlite3_open(path, &chain->db) != SQLITE_OK)
        give_up("open the database");
    sql(chain, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
               "CREATE TABLE orders (id INTEGER PRIMARY KEY, message_id TEXT UNIQUE, customer TEXT, mail BLOB, sent INTEGER NOT NULL);"
               "CREATE TABLE outbox (id INTEGER PRIMARY KEY, text BLOB); BEGIN");
    if (sqlite3_prepare_v2(chain->db, "INSERT INTO orders VALUES (NULL, ?, ?, ?, 0)", -1, &chain->insert, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(chain->db, "INSERT INTO outbox VALUES (NULL, ?)", -1, &chain->keep, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(chain->db, "UPDATE orders SET sent = 1 WHERE id = ?", -1, &chain->sent, NULL) != SQLITE_OK)
        give_up(sqlite3_errmsg(chain->db));
}

static void chain_step(struct chain *chain, sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) != SQLITE_DONE)
        give_up(sqlite3_errmsg(chain->db));
    sqlite3_reset(statement);
}

/* The first text/plain part, as the recipient would read it, each line's end CRLF. */
static char *text_of(GMimeMessage *message)
{
    GMimeObject *part = g_mime_message_get_mime_part(message);
    if (GMIME_IS_MULTIPART(part))
        part = g_mime_multipart_get_part((GMimeMultipart *)part, 0);
    if (!GMIME_IS_TEXT_PART(part))
        give_up("a mail without text");
    g_autofree char *text = g_mime_text_part_get_text((GMimeTextPart *)part);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        g_strchomp(*line);
    return g_strjoinv("\r\n", lines);
}

static void keep_mails(struct chain *chain, const struct job *job)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint which = 0; which < MAILS_AN_ORDER; which++) {
        g_string_truncate(text, 0);
        add_mail(text, job, which);
        sqlite3_bind_blob(chain->keep, 1, text->str, (int)text->len, SQLITE_STATIC);
        chain_step(chain, chain->keep);
    }
}

static void take_mail(struct chain *chain, const char *octets, size_t size)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(octets, size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    InternetAddress *from = internet_address_list_get_address(g_mime_message_get_from(message), 0);
    struct job *job = g_new0(struct job, 1);
    job->customer = g_strdup(internet_address_mailbox_get_addr((InternetAddressMailbox *)from));
    job->text = text_of(message);
    sqlite3_bind_text(chain->insert, 1, g_mime_message_get_message_id(message), -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(chain->insert, 2, job->customer, -1, SQLITE_STATIC);
    sqlite3_bind_blob(chain->insert, 3, octets, (int)size, SQLITE_STATIC);
    chain_step(chain, chain->insert);
    job->id = sqlite3_last_insert_rowid(chain->db);
    if (whole)
        keep_mails(chain, job);
    g_ptr_array_add(chain->unsafe, job);
    g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
}

/* Ends the transaction with what was accepted meanwhile, hands its orders to the senders, and begins the next. */
static void chain_commit(struct chain *chain)
{
    pthread_mutex_lock(&queue.lock);
    guint marked = chain->marked;
    while (marked < queue.jobs->len && ((struct job *)queue.jobs->pdata[marked])->accepted == MAILS_AN_ORDER)
        marked++;
    pthread_mutex_unlock(&queue.lock);
    for (; chain->marked < marked; chain->marked++) {
        sqlite3_bind_int64(chain->sent, 1, ((struct job *)queue.jobs->pdata[chain->marked])->id);
        chain_step(chain, chain->sent);
    }
    sql(chain, "COMMIT; BEGIN");
    pthread_mutex_lock(&queue.lock);
    g_ptr_array_extend(queue.jobs, chain->unsafe, NULL, NULL);
    pthread_cond_broadcast(&queue.more);
    pthread_mutex_unlock(&queue.lock);
    g_ptr_array_set_size(chain->unsafe, 0);
}

static void imap_until(struct wire *imap, GString *line, const char *tag)
{
    do
        wire_line(imap, line);
    while (!g_str_has_prefix(line->str, tag));
    if (!strstr(line->str, " OK"))
        give_up(line->str);
}

static void imap_say(struct wire *imap, GString *line, const char *tag, const char *command)
{
    g_autofree char *text = g_strdup_printf("%s %s\r\n", tag, command);
    wire_write(imap, text, strlen(text));
    imap_until(imap, line, tag);
}

/* One command for all mails; the server streams, and we keep up or it waits. */
static void fetch_all(struct chain *chain, struct wire *imap, GString *line)
{
    g_autoptr(GByteArray) mail = g_byte_array_new();
    wire_write(imap, "c UID FETCH 1:* (UID BODY.PEEK[])\r\n", 35);
    for (wire_line(imap, line); !g_str_has_prefix(line->str, "c "); wire_line(imap, line)) {
        const char *brace = strrchr(line->str, '{');
        if (line->str[0] != '*' || !brace)
            continue;
        g_byte_array_set_size(mail, (guint)strtoul(brace + 1, NULL, 10));
        wire_octets(imap, (char *)mail->data, mail->len);
        wire_line(imap, line);
        take_mail(chain, (const char *)mail->data, mail->len);
        if (chain->unsafe->len == GROUP)
            chain_commit(chain);
    }
    chain_commit(chain);
}

/* Until every mail is accepted, and that is written down. */
static void finish(struct chain *chain)
{
    pthread_mutex_lock(&queue.lock);
    queue.over = TRUE;
    pthread_cond_broadcast(&queue.more);
    for (guint job = 0; job < queue.jobs->len;)
        if (((struct job *)queue.jobs->pdata[job])->accepted == MAILS_AN_ORDER)
            job++;
        else
            pthread_cond_wait(&queue.more, &queue.lock);
    pthread_mutex_unlock(&queue.lock);
    chain_commit(chain);
}

int main(int count, char **words)
{
    struct chain chain = {.unsafe = g_ptr_array_new()};
    g_autoptr(GString) line = g_string_new(NULL);
    pthread_t senders[SESSIONS];
    whole = count > 1 && strcmp(words[1], "--whole") == 0;
    words += whole ? 1 : 0;
    count -= whole ? 1 : 0;
    if (count < 6)
        give_up("[--whole] IMAP-PORT SMTP-PORT USER PASSWORD DATABASE [CA-FILE]");
    if (count > 6 && (gnutls_certificate_allocate_credentials(&trust) != 0 ||
                      gnutls_certificate_set_x509_trust_file(trust, words[6], GNUTLS_X509_FMT_PEM) < 1))
        give_up("the CA file");
    g_mime_init();
    queue.jobs = g_ptr_array_new();
    chain_open(&chain, words[5]);
    for (int i = 0; i < SESSIONS; i++)
        pthread_create(&senders[i], NULL, send_mails, GINT_TO_POINTER(atoi(words[2])));
    struct wire *imap = wire_open(atoi(words[1]));
    g_autofree char *login = g_strdup_printf("LOGIN \"%s\" \"%s\"", words[3], words[4]);
    imap_until(imap, line, "*");
    imap_say(imap, line, "a", login);
    imap_say(imap, line, "b", "SELECT INBOX");
    fetch_all(&chain, imap, line);
    if (!whole)
        imap_say(imap, line, "d", "UID STORE 1:* +FLAGS.SILENT (\\Seen)");
    finish(&chain);
    if (whole) {
        imap_say(imap, line, "e", "CREATE taken");
        imap_say(imap, line, "f", "UID MOVE 1:* taken");
    }
    for (int i = 0; i < SESSIONS; i++)
        pthread_join(senders[i], NULL);
    printf("%u\n", chain.marked);
    return 0;
}
