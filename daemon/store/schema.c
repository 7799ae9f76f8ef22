/* The schema, as numbered migrations: each brings the database from one version to the next, in one transaction. A migration
 * that has been released is never changed; a new one is added. Every table carries the account it belongs to, so that several
 * businesses can share one database some day. Partial indexes keep what is done out of the way of what is to be done. A table WITHOUT ROWID
 * that is nothing but its key names its columns in the key's order: the quick_check of SQLite 3.40 takes any other for damaged. */
#include "daemon/base/fault.h"
#include "daemon/store/internal.h"

#define APPLICATION_ID 0x4d4f5244 /* "MORD" */

static const char migration_1[] =
    "CREATE TABLE mailbox (account INTEGER NOT NULL DEFAULT 1, name TEXT NOT NULL, adopted INTEGER NOT NULL,"
    " uidvalidity INTEGER NOT NULL DEFAULT 0, position INTEGER NOT NULL DEFAULT 0, left_alone INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (account, name)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE mail (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1, mailbox TEXT NOT NULL,"
    " uidvalidity INTEGER NOT NULL, uid INTEGER NOT NULL, arrived INTEGER NOT NULL, taken INTEGER NOT NULL, size INTEGER NOT NULL,"
    " spool TEXT, state INTEGER NOT NULL, filing INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, message_id TEXT, digest TEXT,"
    " sender TEXT, subject TEXT, reason TEXT, again INTEGER NOT NULL DEFAULT 0,"
    " UNIQUE (account, mailbox, uidvalidity, uid)) STRICT;"
    "CREATE INDEX mail_waiting ON mail (id) WHERE state = 0;"
    "CREATE INDEX mail_unfiled ON mail (mailbox, uidvalidity, id) WHERE filing IN (1, 2);"
    "CREATE INDEX mail_digest ON mail (digest, id) WHERE digest IS NOT NULL;"
    "CREATE INDEX mail_message_id ON mail (message_id, id) WHERE message_id IS NOT NULL AND message_id <> '';"

    "CREATE TABLE mail_part (mail INTEGER NOT NULL REFERENCES mail (id), part INTEGER NOT NULL, account INTEGER NOT NULL DEFAULT 1,"
    " name TEXT NOT NULL, media_type TEXT NOT NULL, start INTEGER NOT NULL, size INTEGER NOT NULL,"
    " PRIMARY KEY (mail, part)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE counter (account INTEGER NOT NULL DEFAULT 1, name TEXT NOT NULL, value INTEGER NOT NULL,"
    " PRIMARY KEY (account, name)) STRICT, WITHOUT ROWID;"
    "INSERT INTO counter (name, value) VALUES ('order', 1000);"

    "CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1, number TEXT NOT NULL, token TEXT,"
    " phase TEXT NOT NULL, state TEXT NOT NULL, language TEXT, customer TEXT, customer_key TEXT, customer_name TEXT, source TEXT,"
    " unread TEXT, hold_reason TEXT, created INTEGER NOT NULL, changed INTEGER NOT NULL, accepted INTEGER NOT NULL DEFAULT 0,"
    " asked INTEGER NOT NULL DEFAULT 0, expected TEXT, digest TEXT, UNIQUE (account, number)) STRICT;"
    "CREATE INDEX orders_alike ON orders (customer_key, digest, created);"
    "CREATE INDEX orders_state ON orders (state, id);"
    "CREATE INDEX orders_customer ON orders (customer_key, id);"

    "CREATE TABLE item (order_id INTEGER NOT NULL REFERENCES orders (id), number INTEGER NOT NULL, account INTEGER NOT NULL DEFAULT 1,"
    " form TEXT, product_text TEXT, sku TEXT, state TEXT NOT NULL, expected TEXT, unit_price TEXT, currency TEXT, tax_percent TEXT,"
    " line_total TEXT, tax_included INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (order_id, number)) STRICT, WITHOUT ROWID;"

    /* item 0 is the order level; seq keeps the order of the mail */
    "CREATE TABLE value (order_id INTEGER NOT NULL REFERENCES orders (id), item INTEGER NOT NULL, seq INTEGER NOT NULL,"
    " account INTEGER NOT NULL DEFAULT 1, field TEXT NOT NULL, text TEXT NOT NULL, canonical TEXT, status TEXT NOT NULL,"
    " fault TEXT NOT NULL, candidates TEXT, PRIMARY KEY (order_id, item, seq)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE remark (order_id INTEGER NOT NULL REFERENCES orders (id), seq INTEGER NOT NULL, account INTEGER NOT NULL DEFAULT 1,"
    " fault TEXT NOT NULL, item INTEGER NOT NULL, text TEXT, PRIMARY KEY (order_id, seq)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE order_mail (order_id INTEGER NOT NULL REFERENCES orders (id), mail INTEGER NOT NULL REFERENCES mail (id),"
    " account INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (order_id, mail)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX order_mail_mail ON order_mail (mail);"

    "CREATE TABLE token (token TEXT NOT NULL PRIMARY KEY, account INTEGER NOT NULL DEFAULT 1,"
    " order_id INTEGER NOT NULL REFERENCES orders (id), audience TEXT NOT NULL, UNIQUE (order_id, audience)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1, at INTEGER NOT NULL,"
    " order_id INTEGER, mail INTEGER, actor TEXT NOT NULL, what TEXT NOT NULL, detail TEXT) STRICT;"
    "CREATE INDEX journal_order ON journal (order_id, id) WHERE order_id IS NOT NULL;"
    "CREATE INDEX journal_mail ON journal (mail, id) WHERE mail IS NOT NULL;"
    "CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;"
    "CREATE TRIGGER journal_stays BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;"

    "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1, state INTEGER NOT NULL,"
    " order_id INTEGER, cause INTEGER, mailbox TEXT, letter TEXT NOT NULL, audience TEXT NOT NULL, language TEXT,"
    " recipient TEXT NOT NULL, recipient_key TEXT, sender TEXT NOT NULL, message_id TEXT NOT NULL UNIQUE, subject TEXT,"
    " answer INTEGER NOT NULL, created INTEGER NOT NULL, next_try INTEGER NOT NULL, first_try INTEGER NOT NULL, done INTEGER NOT NULL,"
    " tries INTEGER NOT NULL, reply TEXT, unknown INTEGER NOT NULL, copy_wanted INTEGER NOT NULL) STRICT;"
    "CREATE INDEX outbox_due ON outbox (next_try, id) WHERE state = 0;"
    "CREATE INDEX outbox_sending ON outbox (id) WHERE state = 1;"
    "CREATE INDEX outbox_undone ON outbox (id) WHERE state IN (0, 1, 3, 4);"
    "CREATE INDEX outbox_copy ON outbox (mailbox, id) WHERE copy_wanted = 1 AND state = 2;"
    "CREATE INDEX outbox_order ON outbox (order_id, audience, id) WHERE order_id IS NOT NULL;"
    "CREATE INDEX outbox_answers ON outbox (created) WHERE answer = 1;"
    "CREATE INDEX outbox_answers_to ON outbox (recipient_key, created) WHERE answer = 1;"

    "CREATE TABLE outbox_body (id INTEGER PRIMARY KEY REFERENCES outbox (id), account INTEGER NOT NULL DEFAULT 1, text TEXT,"
    " message BLOB) STRICT;"

    "CREATE TABLE timer (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1,"
    " order_id INTEGER NOT NULL REFERENCES orders (id), kind TEXT NOT NULL, due INTEGER NOT NULL, UNIQUE (order_id, kind)) STRICT;"
    "CREATE INDEX timer_due ON timer (due, id);"

    "CREATE TABLE command (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1, at INTEGER NOT NULL,"
    " actor TEXT NOT NULL, verb TEXT NOT NULL, object TEXT NOT NULL, argument TEXT, outcome TEXT) STRICT;"
    "CREATE INDEX command_pending ON command (id) WHERE outcome IS NULL;";

static const char migration_2[] =
    "ALTER TABLE orders ADD COLUMN representative TEXT;"
    "ALTER TABLE orders ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE item ADD COLUMN promised TEXT;"
    "ALTER TABLE item ADD COLUMN told TEXT;"
    "UPDATE item SET promised = expected, told = expected WHERE expected IS NOT NULL;"
    "CREATE INDEX orders_created ON orders (created);"

    "CREATE TABLE consignment (order_id INTEGER NOT NULL REFERENCES orders (id), number INTEGER NOT NULL,"
    " account INTEGER NOT NULL DEFAULT 1, department TEXT, carrier TEXT, carrier_text TEXT, tracking TEXT, expected TEXT,"
    " shipped INTEGER NOT NULL, delivered INTEGER NOT NULL, PRIMARY KEY (order_id, number)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX consignment_shipped ON consignment (shipped);"
    "CREATE TABLE consignment_item (order_id INTEGER NOT NULL REFERENCES orders (id), consignment INTEGER NOT NULL,"
    " item INTEGER NOT NULL, account INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (order_id, consignment, item)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE request (order_id INTEGER PRIMARY KEY REFERENCES orders (id), account INTEGER NOT NULL DEFAULT 1,"
    " aim TEXT NOT NULL, asked INTEGER NOT NULL, words TEXT NOT NULL, waiting TEXT) STRICT;"
    "CREATE TABLE request_value (order_id INTEGER NOT NULL REFERENCES orders (id), seq INTEGER NOT NULL,"
    " account INTEGER NOT NULL DEFAULT 1, item INTEGER NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL, canonical TEXT,"
    " status TEXT NOT NULL, fault TEXT NOT NULL, PRIMARY KEY (order_id, seq)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE survey (order_id INTEGER PRIMARY KEY REFERENCES orders (id), account INTEGER NOT NULL DEFAULT 1,"
    " mark INTEGER NOT NULL, recommend INTEGER NOT NULL, comment TEXT, actor TEXT, call_again INTEGER NOT NULL,"
    " at INTEGER NOT NULL) STRICT;"
    "CREATE INDEX survey_at ON survey (at);"
    "CREATE TABLE survey_reply (order_id INTEGER NOT NULL REFERENCES orders (id), seq INTEGER NOT NULL,"
    " account INTEGER NOT NULL DEFAULT 1, question TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (order_id, seq))"
    " STRICT, WITHOUT ROWID;"

    /* what was done once, and for what */
    "CREATE TABLE mark (order_id INTEGER NOT NULL REFERENCES orders (id), name TEXT NOT NULL, account INTEGER NOT NULL DEFAULT 1,"
    " value TEXT NOT NULL, PRIMARY KEY (order_id, name)) STRICT, WITHOUT ROWID;"

    /* the state before what staff said last, while they may take it back */
    "CREATE TABLE undo (order_id INTEGER PRIMARY KEY REFERENCES orders (id), account INTEGER NOT NULL DEFAULT 1,"
    " audience TEXT NOT NULL, cause INTEGER NOT NULL, until INTEGER NOT NULL, state BLOB NOT NULL) STRICT;"

    /* what is known of an address beyond its orders: instants, 0 never */
    "CREATE TABLE address (address_key TEXT NOT NULL, account INTEGER NOT NULL DEFAULT 1, bounced INTEGER NOT NULL DEFAULT 0,"
    " opted_out INTEGER NOT NULL DEFAULT 0, surveyed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (account, address_key))"
    " STRICT, WITHOUT ROWID;"

    /* what is done once a day or week: the day for which it was done */
    "CREATE TABLE schedule (name TEXT NOT NULL, account INTEGER NOT NULL DEFAULT 1, day TEXT NOT NULL,"
    " PRIMARY KEY (account, name)) STRICT, WITHOUT ROWID;"

    "CREATE INDEX journal_what ON journal (what, at);"
    "CREATE INDEX outbox_cause ON outbox (order_id, cause) WHERE state = 0;";

/* What waits for `undo` is known by the order's revision: a later step can recall it, and be undone in its turn. */
static const char migration_3[] =
    "ALTER TABLE undo ADD COLUMN since INTEGER NOT NULL DEFAULT 0;"
    "DELETE FROM undo;"
    "ALTER TABLE outbox ADD COLUMN topic TEXT;"
    "ALTER TABLE outbox ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE outbox ADD COLUMN recalled INTEGER NOT NULL DEFAULT 0;"
    "DROP INDEX outbox_cause;";

static const char migration_4[] =
    /* mails left to a person that are told together, later */
    "CREATE TABLE untold (mail INTEGER PRIMARY KEY REFERENCES mail (id), account INTEGER NOT NULL DEFAULT 1,"
    " order_id INTEGER REFERENCES orders (id), why TEXT NOT NULL, due INTEGER NOT NULL) STRICT;"
    "CREATE INDEX outbox_review ON outbox (created) WHERE letter = 'review';";

static const char migration_5[] =
    /* what is left of an order without its person; and what waits for its time */
    "ALTER TABLE orders ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE survey ADD COLUMN wordless INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX orders_whole ON orders (changed) WHERE erased = 0;"
    "CREATE INDEX orders_bare ON orders (changed) WHERE erased = 1;"
    "CREATE INDEX survey_words ON survey (at) WHERE wordless = 0;"
    "CREATE INDEX mail_sender ON mail (lower(sender)) WHERE sender IS NOT NULL;"
    "CREATE INDEX mail_spooled ON mail (id) WHERE spool IS NOT NULL AND state IN (1, 2);"
    "CREATE INDEX mail_caught ON mail (id) WHERE spool IS NOT NULL AND state = 3;"
    "CREATE INDEX mail_nameless ON mail (id) WHERE sender IS NULL AND spool IS NOT NULL AND state > 0;"
    "CREATE INDEX outbox_recipient ON outbox (recipient_key, id);"
    "CREATE INDEX outbox_cause ON outbox (cause) WHERE cause IS NOT NULL;"
    "CREATE INDEX command_object ON command (object);"
    "CREATE INDEX outbox_lists ON outbox (id) WHERE order_id IS NULL AND cause IS NULL;"

    /* the journal stays append only, but for what is erased inside one transaction that puts a row here first */
    "CREATE TABLE erasing (account INTEGER PRIMARY KEY) STRICT;"
    "DROP TRIGGER journal_keeps;"
    "CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal WHEN NOT EXISTS (SELECT 1 FROM erasing)"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;"

    /* what forgotten people must not have to say twice, known by a hash under this database's own key */
    "CREATE TABLE secret (name TEXT NOT NULL, account INTEGER NOT NULL DEFAULT 1, value TEXT NOT NULL, PRIMARY KEY (account, name))"
    " STRICT, WITHOUT ROWID;"
    "INSERT INTO secret (name, value) VALUES ('erased', lower(hex(randomblob(32))));"
    "CREATE TABLE suppressed (hash TEXT NOT NULL, account INTEGER NOT NULL DEFAULT 1, opted_out INTEGER NOT NULL,"
    " PRIMARY KEY (account, hash)) STRICT, WITHOUT ROWID;"

    /* references of orders that are erased, as such hashes: an old letter that is answered is known as that */
    "CREATE TABLE gone (account INTEGER NOT NULL DEFAULT 1, hash TEXT NOT NULL, PRIMARY KEY (account, hash)) STRICT, WITHOUT ROWID;"

    /* what is to be removed outside of the database: from mailboxes, by Message-ID or else by date and size; from the spool */
    "CREATE TABLE removal (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1, mailbox TEXT NOT NULL,"
    " sent INTEGER NOT NULL, message_id TEXT NOT NULL, arrived INTEGER NOT NULL, size INTEGER NOT NULL) STRICT;"
    "CREATE INDEX removal_mailbox ON removal (mailbox, id);"
    "CREATE TABLE shred (account INTEGER NOT NULL DEFAULT 1, file TEXT NOT NULL, PRIMARY KEY (account, file)) STRICT, WITHOUT ROWID;";

static const char migration_6[] =
    /* bounds on automatic mail that were reached */
    "CREATE TABLE breaker (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1, scope TEXT NOT NULL,"
    " object TEXT NOT NULL, most INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, held INTEGER NOT NULL,"
    " told INTEGER NOT NULL, done INTEGER NOT NULL) STRICT;"
    "CREATE INDEX breaker_object ON breaker (scope, object, id);"
    "ALTER TABLE outbox ADD COLUMN recipient_domain TEXT;"
    "UPDATE outbox SET recipient_domain = substr(recipient_key, instr(recipient_key, '@') + 1) WHERE answer = 1;"
    "CREATE INDEX outbox_answers_domain ON outbox (recipient_domain, created) WHERE answer = 1;"
    "ALTER TABLE untold ADD COLUMN capped INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX untold_due ON untold (capped, due);";

static const char migration_7[] =
    /* what waits longest is asked for every second, however much waits */
    "CREATE INDEX outbox_tried ON outbox (first_try) WHERE state IN (0, 1) AND first_try > 0;";

static const char migration_8[] =
    /* looked for at each start, and by each monitor: among what is open, and not among all orders and mails of all times */
    "CREATE INDEX item_open ON item (form, order_id) WHERE state IN ('waiting', 'in-work', 'delayed');"
    "CREATE INDEX mail_quarantined ON mail (taken) WHERE state = 3;";

static const char migration_9[] =
    /* SQLite makes a table of a list of more than two values, and of such a condition one for each row that is written */
    "DROP INDEX outbox_undone;"
    "CREATE INDEX outbox_undone ON outbox (id) WHERE state NOT IN (2, 5);"
    "DROP INDEX item_open;"
    "CREATE INDEX item_open ON item (form, order_id) WHERE state = 'waiting' OR state = 'in-work' OR state = 'delayed';";

static const char migration_10[] =
    /* one index of a customer's orders instead of two: each new order falls into another page of it */
    "DROP INDEX orders_alike;"
    "DROP INDEX orders_customer;"
    "CREATE INDEX orders_customer ON orders (customer_key, created);"
    /* of what is due in the same second, what customers are told goes first */
    "DROP INDEX outbox_due;"
    "CREATE INDEX outbox_due ON outbox (next_try, audience <> 'customer', id) WHERE state = 0;";

static const char *const migrations[] = {migration_1, migration_2, migration_3, migration_4, migration_5,
                                         migration_6, migration_7, migration_8, migration_9, migration_10};

static gboolean read_pragma(struct store *store, const char *sql, gint64 *ret_value, GError **error)
{
    sqlite3_stmt *query = NULL;
    if (sqlite3_prepare_v2(store->db, sql, -1, &query, NULL) != SQLITE_OK)
        return store_fail(store, error);
    gboolean row = sqlite3_step(query) == SQLITE_ROW;
    gint64 value = row ? sqlite3_column_int64(query, 0) : 0;
    sqlite3_finalize(query);
    if (!row)
        return store_fail(store, error);
    *ret_value = value;
    return TRUE;
}

static gboolean refuse(GError **error, enum store_error code, const char *text)
{
    g_set_error_literal(error, STORE_ERROR, (gint)code, text);
    return FALSE;
}

static gboolean migrate_one(struct store *store, guint version, GError **error)
{
    g_autofree char *stamp = g_strdup_printf("PRAGMA application_id = %d; PRAGMA user_version = %u;", APPLICATION_ID, version + 1);
    if (!store_exec(store, "BEGIN IMMEDIATE", error))
        return FALSE;
    FAULT_POINT("store:migrate-");
    if (store_exec(store, migrations[version], error) && store_exec(store, stamp, error) && store_exec(store, "COMMIT", error))
        return TRUE;
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return FALSE;
}

gboolean schema_known(sqlite3 *db, const char *path, GError **error)
{
    struct store file = {.db = db};
    gint64 version = 0, application = 0;
    if (!read_pragma(&file, "PRAGMA user_version", &version, error) || !read_pragma(&file, "PRAGMA application_id", &application, error)) {
        g_prefix_error(error, "%s: ", path);
        return FALSE;
    }
    if (application != APPLICATION_ID || version < 1)
        g_set_error(error, STORE_ERROR, STORE_ERROR_CORRUPT, "%s: this is no database of mailorder's", path);
    else if (version > (gint64)G_N_ELEMENTS(migrations))
        g_set_error(error, STORE_ERROR, STORE_ERROR_NEWER, "%s: it was written by a newer mailorder; install that one", path);
    return application == APPLICATION_ID && version >= 1 && version <= (gint64)G_N_ELEMENTS(migrations);
}

gboolean schema_migrate(struct store *store, GError **error)
{
    gint64 version = 0, application = 0, tables = 0;
    if (!read_pragma(store, "PRAGMA user_version", &version, error) ||
        !read_pragma(store, "PRAGMA application_id", &application, error) ||
        !read_pragma(store, "SELECT count(*) FROM sqlite_schema", &tables, error))
        return FALSE;
    if ((tables > 0 && application != APPLICATION_ID) || version < 0)
        return refuse(error, STORE_ERROR_CORRUPT, "this is a database, but not one of mailorder's");
    if (version > (gint64)G_N_ELEMENTS(migrations))
        return refuse(error, STORE_ERROR_NEWER, "the database was written by a newer mailorder; install that one, or restore a backup");
    if (version < (gint64)G_N_ELEMENTS(migrations) && store->access != STORE_DAEMON)
        return refuse(error, STORE_ERROR_OTHER, "the database is not made yet, or older; start the daemon once");
    for (guint next = (guint)version; next < G_N_ELEMENTS(migrations); next++)
        if (!migrate_one(store, next, error))
            return FALSE;
    FAULT_POINT("store:migrated");
    return TRUE;
}
