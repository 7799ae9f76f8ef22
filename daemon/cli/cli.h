/* The admin's command: one file a subcommand, each with one function, all in the table of mailorder.c. */
#ifndef MO_CLI_CLI_H
#define MO_CLI_CLI_H

#include <glib.h>
#include <jansson.h>

#include "daemon/config/config.h"
#include "daemon/render/letter.h"
#include "daemon/store/store.h"

struct cli {
    const char *config_file;
    struct config *config;         /* set by cli_load and cli_load_config */
    struct templates *templates;   /* set by cli_load */
};

/* Each takes the arguments behind its own name (argv[0] is that name) and returns a sysexits code. */
typedef int cli_command(struct cli *cli, int argc, char **argv);

cli_command cli_check, cli_try, cli_list, cli_show, cli_queue, cli_accept, cli_decline, cli_say, cli_rehearse, cli_adopt, cli_report,
    cli_explain_date, cli_form, cli_backup, cli_restore, cli_status, cli_export, cli_forget;

/* Loads configuration and templates, saying every mistake on standard error; warnings only when `loud`. FALSE: exit EX_CONFIG. */
gboolean cli_load(struct cli *cli, gboolean loud);

/* The same without the templates and without warnings: for what writes no letter. */
gboolean cli_load_config(struct cli *cli);

/* Opens the store beside a running daemon; NULL after saying why. */
struct store *cli_store(struct cli *cli, enum store_access access);

/* Parses the subcommand's options (may be NULL) with the usage line `arguments` and `summary`. FALSE after saying what is wrong. */
gboolean cli_options(int *argc, char ***argv, const GOptionEntry *entries, const char *arguments, const char *summary);

/* "error: …" on standard error; returns `code`. */
int cli_fail(int code, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* To standard output, without the control and format characters that strangers may have put into it: one of theirs could clear the screen,
 * turn a line's direction, or answer for the terminal. */
void cli_print(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Seconds UTC as local time of the business: "2026-11-24 09:14". */
char *cli_time(struct cli *cli, gint64 instant);

/* Prints and frees. */
void cli_print_json(json_t *json);

/* show-life.c: what happened to an order after it was accepted, printed, or added to its JSON. */
void cli_print_life(struct cli *cli, const struct order *order);
void cli_add_life(json_t *json, const struct order *order);

/* show.c: an order with its journal, and a journal, as they are printed. `bounced`: since when mail to the customer comes back; 0. */
json_t *cli_order_json(struct cli *cli, const struct order *order, gint64 bounced, const GPtrArray *journal);
json_t *cli_journal_json(const GPtrArray *rows);
/* check-connect.c: tries every connection, and with a test mail what the server does with a forged Authentication-Results, waiting so long
 * for it. The exit code. */
int cli_check_connect(struct cli *cli, guint seconds);

/* A table on standard output: rows of `columns` cells each, the first the header; columns aligned by width on screen. */
void cli_print_table(const GPtrArray *cells, guint columns);

/* Hands a command to the daemon, or applies it here when none runs, prints its outcome and returns the exit code. */
int cli_act(struct cli *cli, const char *verb, const char *object, const char *argument);

#endif
