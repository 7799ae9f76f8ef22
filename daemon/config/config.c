#include "daemon/config/config.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "daemon/base/text.h"
#include "daemon/config/file.h"
#include "daemon/config/sections.h"

/* --- paths: the one section that needs no more than its keys
 * ---------------------------------------------------------------------- */

struct path_draft {
    char *run_as, *state, *templates, *stock_templates, *forms;
};

static const struct key path_keys[] = {
    {"run_as", KEY_STRING, offsetof(struct path_draft, run_as)},
    {"state", KEY_PATH, offsetof(struct path_draft, state)},
    {"templates", KEY_PATH, offsetof(struct path_draft, templates)},
    {"stock_templates", KEY_PATH, offsetof(struct path_draft, stock_templates)},
    {"forms", KEY_PATH, offsetof(struct path_draft, forms)},
};

/* What the main file is read into: the configuration, and the forms folder it names. */
struct main_draft {
    struct config *config;
    char *forms_folder;
};

static void check_folder(struct reader *reader, config_setting_t *group, const char *key, const char *path)
{
    config_setting_t *setting = config_setting_get_member(group, key);
    if (setting && path && !g_file_test(path, G_FILE_TEST_IS_DIR))
        reader_error(reader, setting, "%s: there is no folder %s", key, path);
}

static void read_paths(struct reader *reader, config_setting_t *setting, void *target)
{
    struct main_draft *draft = target;
    struct path_settings *paths = &draft->config->settings->paths;
    struct path_draft read = {0};
    if (!reader_group(reader, setting))
        return;
    keys_read(reader, setting, path_keys, G_N_ELEMENTS(path_keys), &read, NULL);
    check_folder(reader, setting, "templates", read.templates);
    check_folder(reader, setting, "stock_templates", read.stock_templates);
    if (read.state && g_file_test(read.state, G_FILE_TEST_EXISTS) && !g_file_test(read.state, G_FILE_TEST_IS_DIR))
        reader_error(reader, config_setting_get_member(setting, "state"), "state: %s is a file; it should be a folder", read.state);
    paths->run_as = read.run_as;
    paths->state_dir = read.state;
    paths->templates = read.templates;
    paths->stock_templates = read.stock_templates;
    draft->forms_folder = read.forms;
}

#define SECTION(name)                                                                                                  \
    static void section_##name(struct reader *reader, config_setting_t *setting, void *target)                         \
    {                                                                                                                  \
        read_##name(reader, setting, ((struct main_draft *)target)->config);                                           \
    }
SECTION(mailboxes)
SECTION(sending)
SECTION(limits)
SECTION(watch)
SECTION(alerts)
SECTION(business)
SECTION(calendar)
SECTION(departments)
SECTION(sources)
SECTION(staff)
SECTION(incomplete)
SECTION(survey_rules)
SECTION(calls)
SECTION(digest)
SECTION(retention)

static const struct key main_keys[] = {
    {"business", KEY_OTHER, .required = TRUE, .function = section_business},
    {"calendar", KEY_OTHER, .required = TRUE, .function = section_calendar},
    {"departments", KEY_OTHER, .required = TRUE, .function = section_departments},
    {"sources", KEY_OTHER, .function = section_sources},
    {"staff", KEY_OTHER, .function = section_staff},
    {"incomplete", KEY_OTHER, .function = section_incomplete},
    {"survey", KEY_OTHER, .function = section_survey_rules},
    {"calls", KEY_OTHER, .function = section_calls},
    {"digest", KEY_OTHER, .function = section_digest},
    {"retention", KEY_OTHER, .function = section_retention},
    {"mailboxes", KEY_OTHER, .required = TRUE, .function = section_mailboxes},
    {"sending", KEY_OTHER, .required = TRUE, .function = section_sending},
    {"limits", KEY_OTHER, .function = section_limits},
    {"watch", KEY_OTHER, .function = section_watch},
    {"alerts", KEY_OTHER, .function = section_alerts},
    {"paths", KEY_OTHER, .function = read_paths},
};

/* --- life
 * --------------------------------------------------------------------------------------------------------------------------
 */

static struct config *config_new(void)
{
    struct config *config = g_new0(struct config, 1);
    config->settings = settings_new();
    config->business = business_new();
    config->forms = forms_new();
    return config;
}

void config_free(struct config *config)
{
    if (!config)
        return;
    settings_free(config->settings);
    business_free(config->business);
    forms_free(config->forms);
    g_free(config);
}

/* --- files
 * -------------------------------------------------------------------------------------------------------------------------
 */

/* What a load is about, until it is done. */
struct load {
    struct config *config;
    struct files *files;
    struct diagnostics *errors, *warnings;
    gboolean complete; /* all forms could be parsed */
};

static void read_form_file(struct load *load, const char *path)
{
    config_setting_t *root = files_parse(load->files, path, load->errors);
    g_autofree char *folder = g_path_get_dirname(path);
    struct reader reader = {load->errors, load->warnings, path, folder};
    load->complete = load->complete && root;
    if (root && config_setting_length(root) == 0)
        diagnostics_add(load->errors, path, 0, "the file holds no form; it should hold 'PRODUCT = { … };'");
    for (int i = 0; root && i < config_setting_length(root); i++)
        read_form(&reader, config_setting_get_elem(root, (unsigned)i), load->config);
}

/* carriers.conf beside the main file; there need not be one. */
static void read_carriers(struct load *load, const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "carriers.conf", NULL);
    struct reader reader = {load->errors, load->warnings, path, folder};
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return;
    config_setting_t *root = files_parse(load->files, path, load->errors);
    for (int i = 0; root && i < config_setting_length(root); i++)
        read_carrier(&reader, config_setting_get_elem(root, (unsigned)i), load->config->business);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The names that end in .conf, sorted; dot files and editors' back-ups are passed over in silence, anything else with a
 * warning. */
static GPtrArray *form_files(struct load *load, const char *folder)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) directory = g_dir_open(folder, 0, &error);
    if (!directory && !g_file_test(folder, G_FILE_TEST_EXISTS)) {
        diagnostics_add(load->errors, folder, 0, "there is no forms folder; it should hold order.conf and a file for each product");
    } else if (!directory) {
        diagnostics_add(load->errors, folder, 0, "the forms folder cannot be read: %s", error->message);
    }
    if (!directory) {
        load->complete = FALSE;
        return names;
    }
    for (const char *name; (name = g_dir_read_name(directory));) {
        if (*name == '.' || g_str_has_suffix(name, "~"))
            continue;
        if (g_str_has_suffix(name, ".conf"))
            g_ptr_array_add(names, g_build_filename(folder, name, NULL));
        else
            diagnostics_add(load->warnings, folder, 0, "'%s' is not read: its name does not end in .conf", name);
    }
    g_ptr_array_sort(names, compare_names);
    return names;
}

static void read_forms(struct load *load, const char *folder)
{
    g_autoptr(GPtrArray) files = form_files(load, folder);
    for (guint i = 0; i < files->len; i++)
        read_form_file(load, files->pdata[i]);
}

static void settle_paths(struct path_settings *paths)
{
    if (!paths->state_dir)
        paths->state_dir = g_build_filename(MO_LOCALSTATEDIR, "lib", "mailorder", NULL);
    if (!paths->stock_templates)
        paths->stock_templates = g_build_filename(MO_DATADIR, "templates", NULL);
    paths->database = g_build_filename(paths->state_dir, "mailorder.db", NULL);
    paths->spool = g_build_filename(paths->state_dir, "spool", NULL);
}

/* Whoever's mailbox we read is us. */
static void settle_own_addresses(struct config *config)
{
    GPtrArray *all = g_ptr_array_new();
    for (guint i = 0; config->business->own_addresses[i]; i++)
        g_ptr_array_add(all, g_strdup(config->business->own_addresses[i]));
    for (guint i = 0; i < config->settings->mailboxes->len; i++) {
        const struct mailbox_settings *mailbox = config->settings->mailboxes->pdata[i];
        char *address = mailbox->server.user ? text_address_normal(mailbox->server.user) : NULL;
        if (address)
            g_ptr_array_add(all, address);
    }
    g_ptr_array_add(all, NULL);
    g_strfreev(config->business->own_addresses);
    config->business->own_addresses = (GStrv)g_ptr_array_free(all, FALSE);
}

/* FALSE when the main file could not be parsed, so that comparing the forms with it would only make noise. */
static gboolean read_all(struct load *load, const char *main_file)
{
    g_autofree char *path = g_canonicalize_filename(main_file, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    struct reader reader = {load->errors, load->warnings, main_file, folder};
    struct main_draft draft = {.config = load->config};
    config_setting_t *root = files_parse(load->files, main_file, load->errors);
    if (root)
        keys_read(&reader, root, main_keys, G_N_ELEMENTS(main_keys), &draft, NULL);
    g_autofree char *forms = draft.forms_folder ? draft.forms_folder : g_build_filename(folder, "forms", NULL);
    if (root || g_file_test(forms, G_FILE_TEST_EXISTS)) /* without the main file nobody knows where they should lie */
        read_forms(load, forms);
    read_carriers(load, folder);
    settle_paths(&load->config->settings->paths);
    settle_own_addresses(load->config);
    return root != NULL;
}

struct config *config_load(const char *main_file, struct diagnostics *errors, struct diagnostics *warnings)
{
    guint before = diagnostics_count(errors);
    g_autoptr(config_auto) config = config_new();
    struct load load = {config, files_new(), errors, warnings, TRUE};
    if (read_all(&load, main_file))
        cross_check(config, load.files, main_file, errors, warnings, load.complete);
    files_free(load.files);
    return diagnostics_count(errors) == before ? g_steal_pointer(&config) : NULL;
}

/* --- what the manual must name
 * ------------------------------------------------------------------------------------------------------ */

static void add_names(GPtrArray *names, const char *section, const struct key *keys, guint count)
{
    for (guint i = 0; i < count; i++)
        g_ptr_array_add(names, g_strdup_printf("%s.%s", section, keys[i].name));
}

GStrv config_key_names(void)
{
    const struct key_table *const tables[] = {machine_tables, watch_tables, company_tables, rules_tables, carrier_tables, product_tables, field_tables};
    GPtrArray *names = g_ptr_array_new();
    add_names(names, "paths", path_keys, G_N_ELEMENTS(path_keys));
    for (guint t = 0; t < G_N_ELEMENTS(tables); t++)
        for (guint i = 0; tables[t][i].section; i++)
            add_names(names, tables[t][i].section, tables[t][i].keys, tables[t][i].count);
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    return (GStrv)g_ptr_array_free(names, FALSE);
}
