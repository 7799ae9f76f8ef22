-- A database of schema version 1, as the first release made it, and some of what it keeps. Never to be changed: it is what is out there.

CREATE TABLE mailbox (account INTEGER NOT NULL DEFAULT 1, name TEXT NOT NULL, adopted INTEGER NOT NULL, uidvalidity INTEGER NOT NULL DEFAULT 0, position INTEGER NOT NULL DEFAULT 0, left_alone INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (account, name)) STRICT, WITHOUT ROWID;
CREATE TABLE mail (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1, mailbox TEXT NOT NULL, uidvalidity INTEGER NOT NULL, uid INTEGER NOT NULL, arrived INTEGER NOT NULL, taken INTEGER NOT NULL, size INTEGER NOT NULL, spool TEXT, state INTEGER NOT NULL, filing INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, message_id TEXT, digest TEXT, sender TEXT, subject TEXT, reason TEXT, again INTEGER NOT NULL DEFAULT 0, UNIQUE (account, mailbox, uidvalidity, uid)) STRICT;
CREATE INDEX mail_waiting ON mail (id) WHERE state = 0;
CREATE INDEX mail_unfiled ON mail (mailbox, uidvalidity, id) WHERE filing IN (1, 2);
CREATE INDEX mail_digest ON mail (digest, id) WHERE digest IS NOT NULL;
CREATE INDEX mail_message_id ON mail (message_id, id) WHERE message_id IS NOT NULL AND message_id <> '';
CREATE TABLE mail_part (mail INTEGER NOT NULL REFERENCES mail (id), part INTEGER NOT NULL, account INTEGER NOT NULL DEFAULT 1, name TEXT NOT NULL, media_type TEXT NOT NULL, start INTEGER NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (mail, part)) STRICT, WITHOUT ROWID;
CREATE TABLE counter (account INTEGER NOT NULL DEFAULT 1, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (account, name)) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('order', 1000);
CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1, number TEXT NOT NULL, token TEXT, phase TEXT NOT NULL, state TEXT NOT NULL, language TEXT, customer TEXT, customer_key TEXT, customer_name TEXT, source TEXT, unread TEXT, hold_reason TEXT, created INTEGER NOT NULL, changed INTEGER NOT NULL, accepted INTEGER NOT NULL DEFAULT 0, asked INTEGER NOT NULL DEFAULT 0, expected TEXT, digest TEXT, UNIQUE (account, number)) STRICT;
CREATE INDEX orders_alike ON orders (customer_key, digest, created);
CREATE INDEX orders_state ON orders (state, id);
CREATE INDEX orders_customer ON orders (customer_key, id);
CREATE TABLE item (order_id INTEGER NOT NULL REFERENCES orders (id), number INTEGER NOT NULL, account INTEGER NOT NULL DEFAULT 1, form TEXT, product_text TEXT, sku TEXT, state TEXT NOT NULL, expected TEXT, unit_price TEXT, currency TEXT, tax_percent TEXT, line_total TEXT, tax_included INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (order_id, number)) STRICT, WITHOUT ROWID;
CREATE TABLE value (order_id INTEGER NOT NULL REFERENCES orders (id), item INTEGER NOT NULL, seq INTEGER NOT NULL, account INTEGER NOT NULL DEFAULT 1, field TEXT NOT NULL, text TEXT NOT NULL, canonical TEXT, status TEXT NOT NULL, fault TEXT NOT NULL, candidates TEXT, PRIMARY KEY (order_id, item, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE remark (order_id INTEGER NOT NULL REFERENCES orders (id), seq INTEGER NOT NULL, account INTEGER NOT NULL DEFAULT 1, fault TEXT NOT NULL, item INTEGER NOT NULL, text TEXT, PRIMARY KEY (order_id, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE order_mail (order_id INTEGER NOT NULL REFERENCES orders (id), mail INTEGER NOT NULL REFERENCES mail (id), account INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (order_id, mail)) STRICT, WITHOUT ROWID;
CREATE INDEX order_mail_mail ON order_mail (mail);
CREATE TABLE token (token TEXT NOT NULL PRIMARY KEY, account INTEGER NOT NULL DEFAULT 1, order_id INTEGER NOT NULL REFERENCES orders (id), audience TEXT NOT NULL, UNIQUE (order_id, audience)) STRICT, WITHOUT ROWID;
CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1, at INTEGER NOT NULL, order_id INTEGER, mail INTEGER, actor TEXT NOT NULL, what TEXT NOT NULL, detail TEXT) STRICT;
CREATE INDEX journal_order ON journal (order_id, id) WHERE order_id IS NOT NULL;
CREATE INDEX journal_mail ON journal (mail, id) WHERE mail IS NOT NULL;
CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;
CREATE TRIGGER journal_stays BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;
CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1, state INTEGER NOT NULL, order_id INTEGER, cause INTEGER, mailbox TEXT, letter TEXT NOT NULL, audience TEXT NOT NULL, language TEXT, recipient TEXT NOT NULL, recipient_key TEXT, sender TEXT NOT NULL, message_id TEXT NOT NULL UNIQUE, subject TEXT, answer INTEGER NOT NULL, created INTEGER NOT NULL, next_try INTEGER NOT NULL, first_try INTEGER NOT NULL, done INTEGER NOT NULL, tries INTEGER NOT NULL, reply TEXT, unknown INTEGER NOT NULL, copy_wanted INTEGER NOT NULL) STRICT;
CREATE INDEX outbox_due ON outbox (next_try, id) WHERE state = 0;
CREATE INDEX outbox_sending ON outbox (id) WHERE state = 1;
CREATE INDEX outbox_undone ON outbox (id) WHERE state IN (0, 1, 3, 4);
CREATE INDEX outbox_copy ON outbox (mailbox, id) WHERE copy_wanted = 1 AND state = 2;
CREATE INDEX outbox_order ON outbox (order_id, audience, id) WHERE order_id IS NOT NULL;
CREATE INDEX outbox_answers ON outbox (created) WHERE answer = 1;
CREATE INDEX outbox_answers_to ON outbox (recipient_key, created) WHERE answer = 1;
CREATE TABLE outbox_body (id INTEGER PRIMARY KEY REFERENCES outbox (id), account INTEGER NOT NULL DEFAULT 1, text TEXT, message BLOB) STRICT;
CREATE TABLE timer (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1, order_id INTEGER NOT NULL REFERENCES orders (id), kind TEXT NOT NULL, due INTEGER NOT NULL, UNIQUE (order_id, kind)) STRICT;
CREATE INDEX timer_due ON timer (due, id);
CREATE TABLE command (id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL DEFAULT 1, at INTEGER NOT NULL, actor TEXT NOT NULL, verb TEXT NOT NULL, object TEXT NOT NULL, argument TEXT, outcome TEXT) STRICT;
CREATE INDEX command_pending ON command (id) WHERE outcome IS NULL;

INSERT INTO mailbox (name, adopted, uidvalidity, position, left_alone) VALUES ('orders', 1700000000, 77, 12, 3);
INSERT INTO mail (id, mailbox, uidvalidity, uid, arrived, taken, size, spool, state, filing, attempts, message_id, digest, sender, subject, reason)
 VALUES (1, 'orders', 77, 11, 1700000100, 1700000101, 900, 'orders-77-11.eml', 1, 3, 1, 'a@customer.example', 'd1', 'anna@customer.example', 'Sofa – ğüş', 'an order from its sender'),
 (2, 'orders', 77, 12, 1700000200, 1700000201, 400, NULL, 2, 3, 1, 'b@customer.example', 'd2', 'mehmet@customer.example', 'Merhaba', 'it holds no order form and names no product');
INSERT INTO mail_part VALUES (1, 2, 1, 'plan.pdf', 'application/pdf', 0, 512);
UPDATE counter SET value = 1002 WHERE name = 'order';
INSERT INTO orders (id, number, token, phase, state, language, customer, customer_key, customer_name, source, unread, hold_reason, created, changed, accepted, asked, expected, digest)
 VALUES (1, 'EH-1001', 'abcdefghijklmnopqrstuvwxyz', 'accepted', 'waiting', 'en', 'Anna@customer.example', 'anna@customer.example', 'Anna Weaver', NULL, 'one line' || char(30) || 'another', NULL, 1700000101, 1700000150, 1700000150, 1, '2023-12-05', 'x1'),
 (2, 'EH-1002', 'bcdefghijklmnopqrstuvwxyz2', 'held', 'held', 'tr', 'mehmet@customer.example', 'mehmet@customer.example', 'Mehmet Yılmaz', 'web', NULL, 'price', 1700000201, 1700000202, 0, 0, NULL, 'x2');
INSERT INTO item (order_id, number, form, product_text, sku, state, expected, unit_price, currency, tax_percent, line_total, tax_included)
 VALUES (1, 1, 'sofa', 'Sofa', 'SOFA-3', 'waiting', '2023-12-05', '1600.00', 'EUR', '20', '3200.00', 1), (2, 1, 'sofa', 'Kanepe', NULL, 'open', NULL, NULL, NULL, NULL, NULL, 0);
INSERT INTO value (order_id, item, seq, field, text, canonical, status, fault, candidates)
 VALUES (1, 0, 0, 'name', 'Anna Weaver', 'Anna Weaver', 'given', 'none', NULL), (1, 1, 0, 'qty', 'two', '2', 'guessed', 'none', NULL),
 (2, 1, 0, 'qty', 'iki mi üç mü', NULL, 'conflict', 'conflict', 'iki' || char(30) || 'üç');
INSERT INTO remark (order_id, seq, fault, item, text) VALUES (2, 0, 'gap-in-numbers', 3, 'Fabric 2');
INSERT INTO order_mail (order_id, mail) VALUES (1, 1), (2, 2);
INSERT INTO token (token, order_id, audience) VALUES ('abcdefghijklmnopqrstuvwxyz', 1, 'customer'), ('cdefghijklmnopqrstuvwxyz23', 1, 'warehouse');
INSERT INTO journal (at, order_id, mail, actor, what, detail) VALUES (1700000101, 1, 1, 'customer anna@customer.example', 'ordered', NULL), (1700000150, 1, NULL, 'mailorder', 'confirmed', 'expected completion 2023-12-05');
INSERT INTO outbox (id, state, order_id, cause, mailbox, letter, audience, language, recipient, recipient_key, sender, message_id, subject, answer, created, next_try, first_try, done, tries, reply, unknown, copy_wanted)
 VALUES (1, 2, 1, 1, 'orders', 'order-confirmed', 'customer', 'en', 'Anna@customer.example', 'anna@customer.example', 'orders@shop.example', 'o1@shop.example', 'Order EH-1001 confirmed', 1, 1700000150, 1700000150, 1700000151, 1700000152, 1, '250 ok', 0, 0),
 (2, 0, 1, 1, 'orders', 'department-work', 'warehouse', 'en', 'warehouse@shop.example', 'warehouse@shop.example', 'orders@shop.example', 'o2@shop.example', 'Order EH-1001', 0, 1700000150, 1700000300, 1700000151, 0, 2, '451 later', 1, 1);
INSERT INTO outbox_body (id, text, message) VALUES (1, 'Hello Anna', x'46726f6d3a2061'), (2, 'Work', x'46726f6d3a2062');
INSERT INTO timer (order_id, kind, due) VALUES (1, 'acknowledge', 1701700000);
INSERT INTO command (at, actor, verb, object, argument, outcome) VALUES (1700000400, 'admin root', 'accept', 'EH-1002', NULL, NULL);
PRAGMA application_id = 1297044036;
PRAGMA user_version = 1;
