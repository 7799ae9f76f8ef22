/* The grammar of libconfig, read before it: libconfig stops at the first mistake, calls it "syntax error", often sees
 * it lines after the place where the hand slipped, and leaks what it had read of a text. */
#include "daemon/config/scan.h"

#include <string.h>

#define DEPTH_MOST 20 /* brackets within brackets: the deepest that means anything has 8 */

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_MARK, TOKEN_INCLUDE, TOKEN_STRANGE };

struct token {
    enum token_kind kind;
    const char *start, *end; /* in the text; a MARK is one character */
    int line, last_line;     /* a text may run over several lines */
    gboolean open;           /* a text without its closing quote */
};

struct scanner {
    const char *p;
    int line;
    gboolean line_start; /* only blanks since the line began */
    int open_comment;    /* the line of a comment without its end, or 0 */
};

static void scanner_step(struct scanner *scanner)
{
    if (*scanner->p == '\n') {
        scanner->line++;
        scanner->line_start = TRUE;
    } else if (*scanner->p != ' ' && *scanner->p != '\t') {
        scanner->line_start = FALSE;
    }
    scanner->p++;
}

static void skip_line(struct scanner *scanner)
{
    while (*scanner->p && *scanner->p != '\n')
        scanner_step(scanner);
}

static void skip_blanks(struct scanner *scanner)
{
    for (;;) {
        const char *p = scanner->p;
        if (*p && strchr(" \t\r\n\f", *p)) {
            scanner_step(scanner);
        } else if (*p == '#' || (*p == '/' && p[1] == '/')) {
            skip_line(scanner);
        } else if (*p == '/' && p[1] == '*') {
            const char *end = strstr(p + 2, "*/");
            if (!end)
                scanner->open_comment = scanner->line;
            end = end ? end + 2 : p + strlen(p);
            while (scanner->p < end)
                scanner_step(scanner);
        } else {
            return;
        }
    }
}

static void scan_string(struct scanner *scanner, struct token *token)
{
    token->kind = TOKEN_TEXT;
    scanner_step(scanner);
    while (*scanner->p && *scanner->p != '"') {
        if (*scanner->p == '\\' && scanner->p[1])
            scanner_step(scanner);
        scanner_step(scanner);
    }
    token->open = *scanner->p == '\0';
    token->last_line = scanner->line;
    if (*scanner->p)
        scanner_step(scanner);
}

static void scan_run(struct scanner *scanner, struct token *token, enum token_kind kind, const char *also)
{
    token->kind = kind;
    while (*scanner->p && (g_ascii_isalnum(*scanner->p) || strchr(also, *scanner->p)))
        scanner_step(scanner);
}

static struct token next_token(struct scanner *scanner)
{
    skip_blanks(scanner);
    struct token token = {TOKEN_END, scanner->p, scanner->p, scanner->line, scanner->line, FALSE};
    char c = *scanner->p;
    if (c == '@' && scanner->line_start && g_str_has_prefix(scanner->p, "@include")) {
        token.kind = TOKEN_INCLUDE;
        skip_line(scanner);
    } else if (c == '"') {
        scan_string(scanner, &token);
    } else if (g_ascii_isalpha(c) || c == '*' || c == '_') {
        scan_run(scanner, &token, TOKEN_WORD, "-_*");
    } else if (g_ascii_isdigit(c) || c == '-' || c == '+' || c == '.') {
        scan_run(scanner, &token, TOKEN_NUMBER, "+-._%");
    } else if (c && strchr("{}()[]=:;,", c)) {
        token.kind = TOKEN_MARK;
        scanner_step(scanner);
    } else if (c) {
        token.kind = TOKEN_STRANGE;
        do
            scanner_step(scanner);
        while (((guchar)*scanner->p & 0xc0) == 0x80);
    }
    token.end = scanner->p;
    return token;
}

static gboolean token_is_mark(const struct token *token, const char *marks)
{
    return token->kind == TOKEN_MARK && strchr(marks, *token->start);
}

/* --- where a syntax error comes from
 * ---------------------------------------------------------------------------------- */

enum expected { EXPECT_NAME, EXPECT_EQUALS, EXPECT_VALUE, EXPECT_ITEM, EXPECT_END_OF_SETTING, EXPECT_END_OF_ITEM };

struct bracket {
    char open;
    int line;
};

struct grammar {
    GArray *open; /* struct bracket */
    enum expected expected;
    struct token previous, token;
    char *name; /* of the last key */
    int line;   /* of the mistake */
};

static char *token_text(const struct token *token)
{
    return g_strndup(token->start, MIN((gsize)(token->end - token->start), 40));
}

static char closing_of(char open)
{
    return open == '{' ? '}' : open == '[' ? ']' : ')';
}

static const struct bracket *innermost(const struct grammar *grammar)
{
    return grammar->open->len ? &g_array_index(grammar->open, struct bracket, grammar->open->len - 1) : NULL;
}

static enum expected after_value(const struct grammar *grammar)
{
    const struct bracket *inside = innermost(grammar);
    return inside && inside->open != '{' ? EXPECT_END_OF_ITEM : EXPECT_END_OF_SETTING;
}

static char *open_bracket(struct grammar *grammar)
{
    const struct bracket *inside = innermost(grammar);
    struct bracket bracket = {*grammar->token.start, grammar->token.line};
    if (grammar->open->len >= DEPTH_MOST)
        return g_strdup_printf("the brackets are nested more than %d deep", DEPTH_MOST);
    if (inside && inside->open == '[')
        return g_strdup_printf("a list of groups or lists stands in ( ), not in [ ]");
    g_array_append_val(grammar->open, bracket);
    grammar->expected = bracket.open == '{' ? EXPECT_NAME : EXPECT_ITEM;
    return NULL;
}

static char *close_bracket(struct grammar *grammar)
{
    const struct bracket *inside = innermost(grammar);
    char mark = *grammar->token.start;
    if (!inside)
        return g_strdup_printf("this %c closes nothing; take it away, or see whether an opening one is missing above",
                               mark);
    if (closing_of(inside->open) != mark)
        return g_strdup_printf("this %c does not fit the %c of line %d; a %c is missing before it", mark, inside->open,
                               inside->line, closing_of(inside->open));
    g_array_set_size(grammar->open, grammar->open->len - 1);
    grammar->expected = after_value(grammar);
    return NULL;
}

/* Spaces that word processors and web pages set: no-break, zero-width, soft hyphens. */
static gboolean is_invisible(const char *start)
{
    static const char *const characters[] = {"\u00a0", "\u200b", "\u200c", "\u200d", "\u2060", "\u202f", "\u2007", "\u2009", "\u3000", "\ufeff", "\u00ad"};
    for (guint i = 0; i < G_N_ELEMENTS(characters); i++)
        if (g_str_has_prefix(start, characters[i]))
            return TRUE;
    return FALSE;
}

/* libconfig would keep what stands before it, in silence. */
static gboolean text_holds_nul(const struct token *token)
{
    for (const char *p = token->start; p < token->end; p++) {
        if (*p != '\\')
            continue;
        if (g_str_has_prefix(p, "\\x00"))
            return TRUE;
        p++;
    }
    return FALSE;
}

/* Mistakes that are the same wherever they stand. */
static char *grammar_anywhere(struct grammar *grammar)
{
    const struct token *token = &grammar->token, *previous = &grammar->previous;
    if (token->kind == TOKEN_INCLUDE)
        return g_strdup("@include is not known here; write the text itself into this file");
    if (token->kind == TOKEN_TEXT && previous->kind == TOKEN_TEXT)
        return g_strdup("two texts stand beside one another; a comma or a quote is missing between them");
    if (token->open)
        return g_strdup("the text that begins here has no closing double quote");
    if (token->kind == TOKEN_TEXT && !g_utf8_validate_len(token->start, (gsize)(token->end - token->start), NULL))
        return g_strdup_printf("%s is not UTF-8; save the file as UTF-8", grammar->name ? grammar->name : "this text");
    if (token->kind == TOKEN_TEXT && text_holds_nul(token))
        return g_strdup("\\x00 in a text would end it; take it away");
    if (previous->kind == TOKEN_TEXT && previous->end == token->start && token->kind != TOKEN_MARK &&
        token->kind != TOKEN_END)
        return g_strdup("something stands right after the closing double quote of a text; a double quote is missing, "
                        "or one is too many");
    if (token->kind == TOKEN_STRANGE && *token->start == '\'')
        return g_strdup("texts stand in double quotes (\"), not in single ones");
    if (token->kind == TOKEN_STRANGE && (g_str_has_prefix(token->start, "“") || g_str_has_prefix(token->start, "”") ||
                                         g_str_has_prefix(token->start, "„") || g_str_has_prefix(token->start, "«")))
        return g_strdup("these are typographic quotes; write plain double quotes (\")");
    if (token->kind == TOKEN_STRANGE && is_invisible(token->start))
        return g_strdup_printf("after '%s' stands a character that cannot be seen, a special space of a word processor; delete it and type an ordinary space",
                               grammar->name ? grammar->name : "the line's beginning");
    if (token->kind == TOKEN_STRANGE && (guchar)*token->start >= 0x80)
        return g_strdup("there is a letter outside of double quotes that is not plain ASCII; names of keys are ASCII, "
                        "texts stand in quotes");
    if (token->kind == TOKEN_STRANGE)
        return g_strdup_printf(g_ascii_iscntrl(*token->start) ? "the control character 0x%02x has no meaning here; delete it"
                                                              : "the character %c has no meaning here; texts stand in double quotes",
                               *token->start);
    return NULL;
}

/* A text that swallowed the lines after it shows as a mistake at its end. */
static char *grammar_swallowed(struct grammar *grammar)
{
    if (grammar->previous.kind != TOKEN_TEXT || grammar->previous.line == grammar->previous.last_line)
        return NULL;
    grammar->line = grammar->previous.line;
    const char *start = grammar->previous.start;
    g_autofree char *line = g_strndup(start, strcspn(start, "\n"));
    if (strstr(line, "”") || strstr(line, "“"))
        return g_strdup("a text begins here with a plain double quote and ends with a typographic one; write plain double quotes (\")");
    return g_strdup_printf("the text that begins here ends only in line %d; its closing double quote is missing",
                           grammar->previous.last_line);
}

static char *grammar_name(struct grammar *grammar)
{
    const struct token *token = &grammar->token;
    g_autofree char *text = token_text(token);
    const struct bracket *inside = innermost(grammar);
    if (token_is_mark(token, "})]"))
        return close_bracket(grammar);
    if (token->kind == TOKEN_WORD) {
        g_free(grammar->name);
        grammar->name = g_steal_pointer(&text);
        grammar->expected = EXPECT_EQUALS;
        return *grammar->name == '_' ? g_strdup_printf("the name %s should begin with a letter", grammar->name) : NULL;
    }
    if (token->kind == TOKEN_END && inside) {
        grammar->line = inside->line;
        return g_strdup_printf("the %c that opens here is never closed; a %c is missing", inside->open,
                               closing_of(inside->open));
    }
    if (token->kind == TOKEN_TEXT)
        return g_strdup("a text stands here, where the name of a key should; names of keys have no quotes");
    if (token->kind == TOKEN_NUMBER)
        return g_strdup_printf("%s stands here, where the name of a key should; names begin with a letter", text);
    if (token_is_mark(token, ";,"))
        return g_strdup_printf("there is one %s too many", text);
    return token->kind == TOKEN_END ? NULL : g_strdup_printf("a %s stands here, where the name of a key should", text);
}

static char *grammar_equals(struct grammar *grammar)
{
    if (!token_is_mark(&grammar->token, "=:"))
        return g_strdup_printf("after '%s' there should be = and a value", grammar->name);
    grammar->expected = EXPECT_VALUE;
    return NULL;
}

static gboolean word_is(const char *text, const char *words)
{
    g_auto(GStrv) all = g_strsplit(words, " ", -1);
    for (guint i = 0; all[i]; i++)
        if (g_ascii_strcasecmp(all[i], text) == 0)
            return TRUE;
    return FALSE;
}

static gboolean followed_by_equals(const struct token *token)
{
    return token->end[strspn(token->end, " \t")] == '=';
}

static char *grammar_value(struct grammar *grammar)
{
    const struct token *token = &grammar->token;
    g_autofree char *text = token_text(token);
    if (grammar->expected == EXPECT_ITEM && token_is_mark(token, "])}"))
        return token_is_mark(&grammar->previous, ",")
                   ? g_strdup("there is a comma before the closing bracket; take it away")
                   : close_bracket(grammar);
    if (token_is_mark(token, "{[("))
        return open_bracket(grammar);
    if (token->kind == TOKEN_WORD && followed_by_equals(token)) {
        grammar->line = grammar->previous.line;
        return g_strdup_printf("there is no value after '%s ='", grammar->name ? grammar->name : "");
    }
    if (token->kind == TOKEN_WORD && word_is(text, "yes no on off"))
        return g_strdup_printf("%s is not known here; write %s", text, word_is(text, "yes on") ? "true" : "false");
    if (token->kind == TOKEN_WORD && !word_is(text, "true false"))
        return g_strdup_printf("%s should stand in double quotes: \"%s\"", text, text);
    if (token->kind == TOKEN_NUMBER && strspn(text, "+-.0123456789eELxXabcdfABCDF") != strlen(text))
        return g_strdup_printf("%s should stand in double quotes: \"%s\"", text, text);
    if (token->kind == TOKEN_MARK || token->kind == TOKEN_END)
        return g_strdup_printf("there is no value after '%s ='", grammar->name ? grammar->name : "");
    grammar->expected = after_value(grammar);
    return NULL;
}

static char *grammar_end(struct grammar *grammar)
{
    const struct token *token = &grammar->token;
    gboolean item = grammar->expected == EXPECT_END_OF_ITEM;
    if (item && token_is_mark(token, ","))
        grammar->expected = EXPECT_ITEM;
    else if (item && token_is_mark(token, "])}"))
        return close_bracket(grammar);
    else if (item && token->kind == TOKEN_END)
        return grammar_name(grammar);
    else if (item)
        return g_strdup("a comma is missing between two things of the list, or its closing bracket before this");
    else if (token_is_mark(token, ";,"))
        grammar->expected = EXPECT_NAME;
    else if (token->kind == TOKEN_WORD || token->kind == TOKEN_END || token_is_mark(token, "])}"))
        return grammar_name(grammar); /* the semicolon may be left out */
    else
        return g_strdup_printf(
            "the value of '%s' should end with a semicolon; perhaps it should stand in double quotes",
            grammar->name ? grammar->name : "");
    return NULL;
}

static char *grammar_at_token(struct grammar *grammar)
{
    switch (grammar->expected) {
    case EXPECT_NAME:
        return grammar_name(grammar);
    case EXPECT_EQUALS:
        return grammar_equals(grammar);
    case EXPECT_VALUE:
    case EXPECT_ITEM:
        return grammar_value(grammar);
    case EXPECT_END_OF_SETTING:
    case EXPECT_END_OF_ITEM:
        return grammar_end(grammar);
    }
    return NULL;
}

/* --- what libconfig would not say
 * ------------------------------------------------------------------------------------- */

static gboolean integer_fits(char *digits)
{
    gsize length = strlen(digits);
    gboolean wide = length && g_ascii_toupper(digits[length - 1]) == 'L';
    while (length && g_ascii_toupper(digits[length - 1]) == 'L')
        digits[--length] = '\0';
    char *start = digits + (*digits == '+'), *unsigned_start = start + (*start == '-');
    guint base = g_ascii_strncasecmp(unsigned_start, "0x", 2) == 0 ? 16 : 10;
    gsize valid =
        base == 16 ? 2 + strspn(unsigned_start + 2, "0123456789abcdefABCDEF") : strspn(unsigned_start, "0123456789");
    if (unsigned_start[valid])
        return TRUE; /* not a whole number: somebody else's business */
    if (base == 16) {
        guint64 value;
        return g_ascii_string_to_unsigned(unsigned_start + 2, 16, 0, wide ? G_MAXINT64 : G_MAXINT32, &value, NULL) ||
               !unsigned_start[2];
    }
    gint64 value;
    return g_ascii_string_to_signed(start, 10, wide ? G_MININT64 : G_MININT32, wide ? G_MAXINT64 : G_MAXINT32, &value,
                                    NULL) ||
           !valid;
}

/* libconfig reads a whole number that does not fit as another one, in silence: what would be said of that one is not so. */
static gboolean check_number(const char *path, const struct token *token, struct diagnostics *errors)
{
    g_autofree char *digits = g_strndup(token->start, (gsize)(token->end - token->start));
    g_autofree char *written = g_strdup(digits);
    if (integer_fits(digits))
        return TRUE;
    diagnostics_add(errors, path, token->line, "the number %s is too large; the largest is %d", written,
                    G_MAXINT32);
    return FALSE;
}

/* The mistake at the next token, or NULL; moves `line` to where the hand has to be put. */
static char *check_next(struct scanner *scanner, struct grammar *grammar)
{
    grammar->previous = grammar->token;
    grammar->token = next_token(scanner);
    grammar->line = grammar->token.line;
    if (scanner->open_comment) {
        grammar->line = scanner->open_comment;
        return g_strdup("the comment that begins here has no end; a */ is missing");
    }
    char *words = grammar_anywhere(grammar);
    if (!words)
        words = grammar_at_token(grammar);
    char *swallowed = words && !grammar->token.open ? grammar_swallowed(grammar) : NULL;
    if (swallowed) {
        g_free(words);
        words = swallowed;
    }
    return words;
}

gboolean scan_text(const char *path, const char *text, struct diagnostics *errors)
{
    struct scanner scanner = {.p = text, .line = 1, .line_start = TRUE};
    struct grammar grammar = {.open = g_array_new(FALSE, FALSE, sizeof(struct bracket))};
    g_autofree char *words = NULL;
    gboolean numbers_fit = TRUE;
    do {
        words = check_next(&scanner, &grammar);
        if (grammar.token.kind == TOKEN_NUMBER && !check_number(path, &grammar.token, errors))
            numbers_fit = FALSE;
    } while (!words && grammar.token.kind != TOKEN_END);
    if (words)
        diagnostics_add(errors, path, grammar.line, "%s", words);
    g_array_unref(grammar.open);
    g_free(grammar.name);
    return words == NULL && numbers_fit;
}
