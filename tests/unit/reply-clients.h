/* How mail programs quote what they answer, in the languages of their menus: a program or a language more is a row more. */
#ifndef MO_TESTS_REPLY_CLIENTS_H
#define MO_TESTS_REPLY_CLIENTS_H

#include <glib.h>

/* How the program writes HTML. */
enum reply_html {
    HTML_NONE, /* writes text alone */
    HTML_GMAIL,
    HTML_OUTLOOK,
    HTML_OUTLOOK_WEB,
    HTML_OUTLOOK_MOBILE,
    HTML_APPLE,
    HTML_IOS,
    HTML_THUNDERBIRD,
    HTML_YAHOO,
    HTML_K9,
    HTML_SAMSUNG,
    HTML_PROTON,
    HTML_GMX,
    HTML_YANDEX,
    HTML_MAIL_RU,
    HTML_ZIMBRA,
    HTML_COUNT
};

struct reply_client {
    const char *language, *name;
    enum reply_html html;
    gboolean marked;  /* its text has ">" before what is quoted */
    const char *head; /* above the quote */
    const char *sign; /* below what was typed; "" nothing */
};

extern const struct reply_client reply_clients[];
extern const guint reply_client_count;
extern const struct reply_client more_reply_clients[];
extern const guint more_reply_client_count;

/* {typed}, {sign}, {head} and {quote} stand for those. */
extern const char *const reply_html[HTML_COUNT];

/* A disclaimer of each language, more than one where they differ much. */
struct reply_disclaimer {
    const char *language, *text;
};

extern const struct reply_disclaimer reply_disclaimers[];
extern const guint reply_disclaimer_count;

/* What people type that looks like a header, a signature, or a quote, and is none. */
extern const char *const reply_own_words[];
extern const guint reply_own_words_count;

#endif
