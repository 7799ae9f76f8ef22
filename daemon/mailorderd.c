/* The daemon: arguments and start-up. What it does from then on is daemon/process/supervisor.c. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/fault.h"
#include "daemon/base/private.h"
#include "daemon/base/user.h"
#include "daemon/config/config.h"
#include "daemon/process/supervisor.h"
#include "daemon/process/walls.h"

struct arguments {
    char *config_file, *log_target, *log_level, *pid_file, *clock;
    gboolean foreground, background, check, version;
    int told; /* with --background: where the waiting parent reads that all is ready; -1 none */
};

/* One load of the admin's files. */
struct loaded {
    struct flow_setup setup;
    struct config *config;
    struct templates *templates;
};

/* --- loading ------------------------------------------------------------------------------------------------------ */

static void release(void *context, const struct flow_setup *setup)
{
    (void)context;
    struct loaded *loaded = (struct loaded *)setup; /* its first member */
    templates_free(loaded->templates);
    config_free(loaded->config);
    g_free(loaded);
}

static const struct flow_setup *load_files(const char *file, struct diagnostics *errors, struct diagnostics *warnings)
{
    g_autoptr(config_auto) config = config_load(file, errors, warnings);
    if (!config)
        return NULL;
    const struct path_settings *paths = &config->settings->paths;
    struct templates *templates = templates_load(paths->templates, paths->stock_templates,
                                                 (const char *const *)config->business->languages, errors);
    if (!templates)
        return NULL;
    struct loaded *loaded = g_new0(struct loaded, 1);
    loaded->setup = (struct flow_setup){config->settings, config->business, config->forms, templates};
    loaded->templates = templates;
    loaded->config = g_steal_pointer(&config);
    return &loaded->setup;
}

/* `mark` is what the daemon makes in it. */
static gboolean make_folder(const char *path, const char *mark, struct diagnostics *errors)
{
    g_autofree char *line = NULL;
    if (g_mkdir_with_parents(path, 0700) < 0 || g_access(path, R_OK | W_OK | X_OK) < 0) {
        diagnostics_add(errors, path, 0, "this folder cannot be made or written to: %s", g_strerror(errno));
        return FALSE;
    }
    switch (private_folder(path, mark, &line)) {
    case PRIVATE_WELL:
        break;
    case PRIVATE_MENDED:
        log_warning("%s", line);
        break;
    case PRIVATE_REFUSED:
        diagnostics_add(errors, NULL, 0, "%s", line);
        return FALSE;
    }
    return TRUE;
}

static gboolean make_folders(const struct path_settings *paths, struct diagnostics *errors)
{
    g_autofree char *database = g_path_get_basename(paths->database);
    g_autofree char *in = g_build_filename(paths->spool, "in", NULL);
    return make_folder(paths->state_dir, database, errors) && make_folder(paths->spool, "in", errors) && make_folder(in, "", errors);
}

static const struct flow_setup *load(void *context, struct diagnostics *errors)
{
    const struct arguments *arguments = context;
    g_autoptr(diagnostics_auto) warnings = diagnostics_new();
    const struct flow_setup *setup = load_files(arguments->config_file, errors, warnings);
    for (guint i = 0; i < diagnostics_count(warnings); i++)
        log_warning("%s", diagnostics_line(warnings, i));
    /* What root will not keep is made by whom it becomes: prepare. */
    if (setup && !(setup->settings->paths.run_as && user_is_root()) && !make_folders(&setup->settings->paths, errors)) {
        release(context, setup);
        return NULL;
    }
    return setup;
}

static void print_lines(struct diagnostics *diagnostics, const char *prefix)
{
    for (guint i = 0; i < diagnostics_count(diagnostics); i++)
        fprintf(stderr, "%s%s\n", prefix, diagnostics_line(diagnostics, i));
}

static int check(const struct arguments *arguments)
{
    g_autoptr(diagnostics_auto) errors = diagnostics_new();
    g_autoptr(diagnostics_auto) warnings = diagnostics_new();
    const struct flow_setup *setup = load_files(arguments->config_file, errors, warnings);
    print_lines(warnings, "warning: ");
    print_lines(errors, "");
    if (!setup)
        return EX_CONFIG;
    release(NULL, setup);
    return EX_OK;
}

/* --- background --------------------------------------------------------------------------------------------------- */

/* The parent ends when the daemon is ready, or with it. */
static G_NORETURN void wait_for_daemon(int told)
{
    unsigned char byte;
    int status = read(told, &byte, 1) == 1 ? byte : EX_UNAVAILABLE;
    if (status != EX_OK)
        fprintf(stderr, "mailorderd: not started; the log says why\n");
    _exit(status);
}

static void tell(struct arguments *arguments, int status)
{
    unsigned char byte = (unsigned char)status;
    if (arguments->told >= 0 && write(arguments->told, &byte, 1) == 1)
        close(arguments->told);
    arguments->told = -1;
}

static gboolean go_to_background(struct arguments *arguments)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return FALSE;
    pid_t pid = fork();
    if (pid > 0) {
        close(ends[1]);
        wait_for_daemon(ends[0]);
    }
    close(ends[0]);
    arguments->told = ends[1];
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (pid < 0 || setsid() < 0 || nothing < 0 || chdir("/") < 0)
        return FALSE;
    for (int fd = 0; fd <= 2; fd++)
        if (fd != 2 || !arguments->log_target || strcmp(arguments->log_target, "stderr") != 0)
            dup2(nothing, fd);
    if (nothing > 2)
        close(nothing);
    return TRUE;
}

static gboolean write_pid(const struct arguments *arguments)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strdup_printf("%d\n", (int)getpid());
    if (!arguments->pid_file || g_file_set_contents(arguments->pid_file, text, -1, &error))
        return TRUE;
    fprintf(stderr, "mailorderd: %s\n", error->message);
    return FALSE;
}

static void ready(void *context)
{
    tell(context, EX_OK);
}

/* --- arguments ---------------------------------------------------------------------------------------------------- */

static gboolean parse(struct arguments *arguments, int *argc, char ***argv)
{
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &arguments->config_file,
         "Read FILE instead of " MO_SYSCONFDIR "/mailorder/mailorder.conf", "FILE"},
        {"foreground", 'f', 0, G_OPTION_ARG_NONE, &arguments->foreground,
         "Stay in the foreground (this is so without any option)", NULL},
        {"background", 'b', 0, G_OPTION_ARG_NONE, &arguments->background,
         "Return when all is ready, and go on in the background", NULL},
        {"log", 0, 0, G_OPTION_ARG_STRING, &arguments->log_target,
         "Where to log: stderr, syslog (with --background) or journal", "WHERE"},
        {"log-level", 0, 0, G_OPTION_ARG_STRING, &arguments->log_level, "error, warning, info (default) or debug",
         "LEVEL"},
        {"pid-file", 0, 0, G_OPTION_ARG_FILENAME, &arguments->pid_file, "Write the process id to FILE", "FILE"},
        {"clock", 0, 0, G_OPTION_ARG_STRING, &arguments->clock,
         "Begin at this time, such as 2026-12-24T09:00 (UTC), and go on from there: for trying things out", "TIME"},
        {"check", 0, 0, G_OPTION_ARG_NONE, &arguments->check,
         "Read configuration, forms and templates, say every mistake, and end", NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &arguments->version, "Say which version this is", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    g_option_context_set_summary(context, "Takes orders from a mailbox, and sends what follows from them.");
    g_option_context_add_main_entries(context, entries, NULL);
    gboolean good = g_option_context_parse(context, argc, argv, &error) && *argc == 1;
    if (!good)
        fprintf(stderr, "mailorderd: %s; see mailorderd --help\n", error ? error->message : "too many arguments");
    return good;
}

static gboolean choose_log(const struct arguments *arguments, struct supervisor_options *options)
{
    static const char *const targets[] = {"stderr", "syslog", "journal", NULL};
    static const char *const levels[] = {"error", "warning", "info", "debug", NULL};
    const char *target = arguments->log_target ? arguments->log_target : arguments->background ? "syslog" : "stderr";
    const char *level = arguments->log_level ? arguments->log_level : "info";
    if (!g_strv_contains(levels, level) || !g_strv_contains(targets, target)) {
        fprintf(stderr, "mailorderd: --log is stderr, syslog or journal; --log-level is error, warning, info or debug\n");
        return FALSE;
    }
    for (guint i = 0; targets[i]; i++)
        if (strcmp(targets[i], target) == 0)
            options->log_target = (enum log_target)i;
    for (guint i = 0; levels[i]; i++)
        if (strcmp(levels[i], level) == 0)
            options->log_level = (enum log_level)i;
    return TRUE;
}

/* Another time than the machine's, for all processes: they are forked from this one. */
static gboolean set_clock(const struct arguments *arguments)
{
    if (!arguments->clock)
        return TRUE;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autofree char *full = g_strdup_printf("%s:00", arguments->clock);
    g_autoptr(GDateTime) given = g_date_time_new_from_iso8601(arguments->clock, utc);
    g_autoptr(GDateTime) time = given ? g_date_time_ref(given) : g_date_time_new_from_iso8601(full, utc);
    if (!time) {
        fprintf(stderr, "mailorderd: --clock: '%s' should be like 2026-12-24T09:00\n", arguments->clock);
        return FALSE;
    }
    clock_set(g_date_time_to_unix(time), FALSE);
    return TRUE;
}

static void make_absolute(char **path)
{
    char *given = *path;
    *path = given ? g_canonicalize_filename(given, NULL) : NULL;
    g_free(given);
}

/* What must be so before anything is started; the exit status. */
static int prepare(struct arguments *arguments, const struct flow_setup *setup)
{
    const struct path_settings *paths = &setup->settings->paths;
    g_autoptr(GError) error = NULL;
    if (!walls_possible(setup->settings))
        return EX_CONFIG;
    if ((arguments->background && !go_to_background(arguments)) || !write_pid(arguments))
        return EX_OSERR;
    FAULT_POINT("supervisor:pid-written");
    if (!user_become(paths->run_as, paths->state_dir, &error)) {
        log_error("%s", error->message);
        return EX_NOUSER;
    }
    g_autoptr(diagnostics_auto) errors = diagnostics_new();
    gboolean made = make_folders(paths, errors);
    print_lines(errors, "mailorderd: ");
    if (!made)
        return EX_CANTCREAT;
    if (user_is_root())
        log_info("it runs as root; better name a user of its own: paths.run_as");
    return EX_OK;
}

static int start(struct arguments *arguments)
{
    struct supervisor_options options = {.context = arguments,
                                         .load = load,
                                         .release = release,
                                         .ready = ready,
                                         .mains = {desk_main, mailbox_main, decoder_main, converter_main, sender_main, alerter_main, checker_main}};
    if (!choose_log(arguments, &options) || !set_clock(arguments))
        return EX_USAGE;
    if (arguments->check)
        return check(arguments);
    log_open("supervisor", options.log_target, options.log_level);
    umask(077);
    g_autoptr(diagnostics_auto) errors = diagnostics_new();
    const struct flow_setup *setup = load(arguments, errors);
    print_lines(errors, "mailorderd: ");
    if (!setup)
        return EX_CONFIG;
    int status = prepare(arguments, setup);
    if (status != EX_OK) {
        release(arguments, setup);
        return status;
    }
    status = supervisor_run(&options, setup);
    tell(arguments, status ? status : EX_UNAVAILABLE);
    if (arguments->pid_file)
        unlink(arguments->pid_file);
    return status;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], DECODER_ARGUMENT) == 0)
        return decoder_program(argc, argv);
    if (argc > 1 && strcmp(argv[1], CONVERTER_ARGUMENT) == 0)
        return converter_program(argc, argv);
    fault_open();
    fault_guard();
    struct arguments arguments = {.told = -1};
    int status = EX_USAGE;
    if (parse(&arguments, &argc, &argv)) {
        if (!arguments.config_file)
            arguments.config_file = g_strdup(MO_SYSCONFDIR "/mailorder/mailorder.conf");
        make_absolute(&arguments.config_file);
        make_absolute(&arguments.pid_file);
        status = EX_OK;
        if (arguments.version)
            puts(PACKAGE_STRING);
        else
            status = start(&arguments);
    }
    g_free(arguments.config_file);
    g_free(arguments.log_target);
    g_free(arguments.log_level);
    g_free(arguments.pid_file);
    g_free(arguments.clock);
    return status;
}
