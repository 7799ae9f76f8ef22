/* Text as people write it, made comparable; and text from strangers, made harmless. Never the process locale. */
#ifndef MO_BASE_TEXT_H
#define MO_BASE_TEXT_H

#include <glib.h>

/* The match key of a label or choice: NFKC, casefold, NFKD, combining marks dropped, dotless i to i, ł ø đ to l o d, soft hyphens,
 * zero-width characters and BOM dropped, each run of anything not alphanumeric one space, none at the ends.
 * "KUMAŞ TİPİ:" and "Kumas tipi" both give "kumas tipi". Invalid UTF-8 is made valid first. Never NULL; may be "". */
char *text_match_key(const char *text);

/* As text_match_key, with ä ö ü ß written ae oe ue ss, as German capitals and forms do: "Stück" gives "stueck". */
char *text_match_key_german(const char *text);

/* Edit distance (insert, delete, replace, swap of neighbours) in characters of two UTF-8 strings; more than `limit` is
 * returned as limit + 1. */
guint text_distance(const char *left, const char *right, guint limit);

/* How many typing errors a key of this many characters may hold: 0 below 5, 1 below 9, else 2. */
guint text_typo_allowance(const char *key);

/* Whether `address` is an addr-spec we may write to: local@domain, ASCII, no controls, spaces, quotes, brackets, commas
 * or comments, at most 254 bytes, local part at most 64, a dot-separated domain of valid labels (a single label such as
 * "localhost" is allowed). Nor what a mail server might take for a way to somebody else or for more than an address: % and
 * ! in the local part ("them%there.example@ours", "there.example!them@ours"), | in it, - before it. Stricter than RFC 5321
 * on purpose: what is refused is shown to a person. */
gboolean text_address_valid(const char *address);

/* The same as a regular expression that PCRE and JavaScript read alike: our form's page checks by it, too. */
#define TEXT_ADDRESS_ATOM    "[A-Za-z0-9#$&'*+/=?^_`{}~-]+"
#define TEXT_ADDRESS_LABEL   "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
#define TEXT_ADDRESS_PATTERN                                                                                                       \
    "^(?!-)(?=.{1,254}$)(?=[^@]{1,64}@)" TEXT_ADDRESS_ATOM "(\\." TEXT_ADDRESS_ATOM ")*@" TEXT_ADDRESS_LABEL "(\\." TEXT_ADDRESS_LABEL ")*$"

/* What may stand between the digits of a telephone number, besides a + before them. */
#define TEXT_PHONE_MARKS " -./()[]:,"

/* The address with its domain in lower case; the form under which senders are counted and compared also folds the
 * local part (text_address_key). NULL when not valid. */
char *text_address_normal(const char *address);
char *text_address_key(const char *address);

/* Whether the `length` bytes name the address of this key, in any letter case and not as a part of a longer one; any bytes may be around
 * it. `text_strike_address` returns the text with each such place replaced by TEXT_STRUCK; NULL for NULL. */
#define TEXT_STRUCK "***"
gboolean text_names_address(const char *text, gsize length, const char *key);
char *text_strike_address(const char *text, const char *key);

/* The domain of a valid address, in lower case; NULL else. */
char *text_address_domain(const char *address);

/* One line without controls: CR, LF, NEL, LS, PS, TAB to a space, other controls, zero-width characters and
 * bidirectional overrides dropped, valid UTF-8, cut at `bytes` at a character's border, white space trimmed. */
char *text_one_line(const char *text, gsize bytes);

/* As text_lines, but neither shortened nor trimmed: for a terminal. */
char *text_harmless(const char *text);

/* As text_one_line, but LF kept (CRLF and CR become LF), and each line's end trimmed. */
char *text_lines(const char *text, gsize bytes);

/* 128 random bits of the system's generator as 26 characters of [a-z2-7]. */
char *text_random_token(void);

/* One that begins as `other` does, with its first 30 bits, and is random in the other 98. */
char *text_random_token_beside(const char *other);

/* The same text with "…" for what looks like such a token: for logs and error texts, since servers repeat what was sent to them. */
char *text_hide_tokens(const char *text);

#endif
