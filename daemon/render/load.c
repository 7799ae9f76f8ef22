#include "daemon/render/load.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "daemon/base/bounds.h"
#include "daemon/base/language.h"
#include "daemon/base/text.h"
#include "daemon/render/view.h"

/* --- one file ------------------------------------------------------------------------------------------------- */

static char *load_path(const struct load *load, gboolean own, const char *name)
{
    return g_build_filename(own ? load->own_folder : load->stock_folder, load->language, name, NULL);
}

/* The admin's file of that name, else the stock one; NULL when there is neither. */
static char *load_find(const struct load *load, const char *name)
{
    g_autofree char *own = load->own_folder ? load_path(load, TRUE, name) : NULL;
    if (own && (g_file_test(own, G_FILE_TEST_EXISTS) || g_file_test(own, G_FILE_TEST_IS_SYMLINK))) /* a link that leads nowhere is told, not passed over */
        return g_steal_pointer(&own);
    g_autofree char *stock = load_path(load, FALSE, name);
    return g_file_test(stock, G_FILE_TEST_EXISTS) ? g_steal_pointer(&stock) : NULL;
}

static int line_of(const char *source, const char *place)
{
    int line = 1;
    for (; source < place; source++)
        line += *source == '\n';
    return line;
}

/* What is wrong with the bytes before they are read as a template; NULL when nothing is. */
static const char *source_fault(const char *source, gsize length, int *ret_line)
{
    const char *end = NULL;
    *ret_line = 0;
    if (!g_utf8_validate_len(source, length, &end)) {
        *ret_line = line_of(source, end);
        return *end ? "this is not UTF-8; save the file as UTF-8" : "a zero byte stands here; save the file as UTF-8";
    }
    if (g_str_has_prefix(source, "\xEF\xBB\xBF")) {
        *ret_line = 1;
        return "the file begins with a byte order mark; save it as UTF-8 without one";
    }
    return NULL;
}

/* A pipe would be waited for without end, and a device read without one. */
static gboolean check_kind(const struct load *load, const char *path)
{
    struct stat status;
    if (stat(path, &status) < 0)
        diagnostics_add(load->diagnostics, path, 0, "the file cannot be read: %s", g_strerror(errno));
    else if (S_ISDIR(status.st_mode))
        diagnostics_add(load->diagnostics, path, 0, "this is a folder; it should be a file");
    else if (!S_ISREG(status.st_mode))
        diagnostics_add(load->diagnostics, path, 0, "this is not an ordinary file");
    else if (status.st_size > (off_t)BOUND_TEMPLATE_FILE)
        diagnostics_add(load->diagnostics, path, 0, "a template larger than 256 KB is not read");
    else
        return TRUE;
    return FALSE;
}

/* The file's text; NULL when there is a fault, which is then among the diagnostics. */
static char *load_source(const struct load *load, const char *path)
{
    g_autofree char *source = NULL;
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    int line = 0;
    if (!check_kind(load, path))
        return NULL;
    if (!g_file_get_contents(path, &source, &length, &error)) {
        const char *why = g_strrstr(error->message, ": "); /* before it stands the path once more */
        diagnostics_add(load->diagnostics, path, 0, "the file cannot be read: %s", why ? why + 2 : error->message);
        return NULL;
    }
    const char *fault = source_fault(source, length, &line);
    if (fault)
        diagnostics_add(load->diagnostics, path, line, "%s", fault);
    return fault ? NULL : g_steal_pointer(&source);
}

static struct mustache *load_file(const struct load *load, const char *path)
{
    g_autofree char *source = load_source(load, path);
    if (!source)
        return NULL;
    return mustache_compile(path, source, load->diagnostics);
}

/* A subject's file has the words alone: a header's name in it would stand in the subject, and a second header with it. */
static void check_subject(const struct load *load, const char *path, const char *source)
{
    g_auto(GStrv) lines = g_strsplit(source, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        if (g_regex_match_simple("^\\s*(subject|to|cc|bcc|from|reply-to)\\s*:", lines[i], G_REGEX_CASELESS, 0))
            diagnostics_add(load->diagnostics, path, (int)i + 1, "a header's name stands here; the file should hold the words of the subject alone");
}

/* A letter's file, which must say something. */
static struct mustache *load_filled(const struct load *load, const char *path)
{
    g_autofree char *source = load_source(load, path);
    if (!source)
        return NULL;
    if (!source[strspn(source, " \t\r\n")])
        diagnostics_add(load->diagnostics, path, 0, "this template is empty; write what the mail should say, or take the file away, and the stock one is used");
    if (g_str_has_suffix(path, ".subject.txt"))
        check_subject(load, path, source);
    return mustache_compile(path, source, load->diagnostics);
}

/* --- partials ------------------------------------------------------------------------------------------------- */

static void mustache_free_data(void *data)
{
    mustache_free(data);
}

static void partials_load_folder(const struct load *load, gboolean own, const char *suffix, GHashTable *partials,
                                 GPtrArray *owned)
{
    g_autofree char *folder = load_path(load, own, "partials");
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    const char *entry;
    while (entries && (entry = g_dir_read_name(entries))) {
        if (!g_str_has_suffix(entry, suffix) || *entry == '.')
            continue;
        g_autofree char *path = g_build_filename(folder, entry, NULL);
        struct mustache *partial = load_file(load, path);
        if (!partial) /* an empty one, so that it is not told as missing as well */
            partial = mustache_compile(path, "", load->diagnostics);
        g_ptr_array_add(owned, partial);
        g_hash_table_replace(partials, g_strndup(entry, strlen(entry) - strlen(suffix)), partial);
    }
}

static void partials_load(const struct load *load, const char *suffix, GHashTable *partials, GPtrArray *owned)
{
    partials_load_folder(load, FALSE, suffix, partials, owned);
    if (load->own_folder)
        partials_load_folder(load, TRUE, suffix, partials, owned);
}

/* A partial without .html is taken from its .txt: a sentence stands in one place and is escaped where it is used. */
static void partials_load_all(const struct load *load, struct language_templates *all)
{
    GHashTableIter iterator;
    void *name, *partial;
    all->partials = g_ptr_array_new_with_free_func(mustache_free_data);
    all->text_partials = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    all->html_partials = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    partials_load(load, ".txt", all->text_partials, all->partials);
    g_hash_table_iter_init(&iterator, all->text_partials);
    while (g_hash_table_iter_next(&iterator, &name, &partial))
        g_hash_table_replace(all->html_partials, g_strdup(name), partial);
    partials_load(load, ".html", all->html_partials, all->partials);
}

/* --- letters -------------------------------------------------------------------------------------------------- */

#define REPORT_WORDS "report-words"
#define BLANK_FORM   "blank-form"
#define DOCUMENT     "document-words"
#define ENGLISH      "en" /* whose stock file has all that the program says */

char *shared_file_load(const struct load *load, const char *name)
{
    g_autofree char *own = load->own_folder ? g_build_filename(load->own_folder, name, NULL) : NULL;
    g_autofree char *stock = g_build_filename(load->stock_folder, name, NULL);
    const char *path = own && g_file_test(own, G_FILE_TEST_EXISTS) ? own : stock;
    return load_source(load, path);
}

static struct mustache *load_part(const struct load *load, const char *stem, const char *suffix, gboolean needed)
{
    g_autofree char *name = g_strconcat(stem, suffix, NULL);
    g_autofree char *path = load_find(load, name);
    if (path)
        return load_filled(load, path);
    if (needed) {
        g_autofree char *wanted = load_path(load, load->own_folder != NULL, name);
        diagnostics_add(load->diagnostics, wanted, 0,
                        "this template is missing, and \"%s\" is one of the languages in use", load->language);
    }
    return NULL;
}

static void read_words(const struct load *load, gboolean own, struct document_words *words)
{
    g_autofree char *path = load_path(load, own, DOCUMENT ".txt");
    g_autofree char *text = g_file_test(path, G_FILE_TEST_EXISTS) ? load_source(load, path) : NULL;
    if (text)
        document_words_read(words, path, text, load->diagnostics);
}

/* What neither the admin's file nor the stock one says stays English. */
static struct document_words *load_document_words(const struct load *load)
{
    struct load english = *load;
    english.language = ENGLISH;
    struct document_words *words = document_words_new();
    read_words(&english, FALSE, words);
    if (!g_str_equal(load->language, ENGLISH))
        read_words(load, FALSE, words);
    if (load->own_folder)
        read_words(load, TRUE, words);
    return words;
}

static void check_letter(const struct load *load, struct language_templates *all, const struct letter_templates *one,
                         const struct mustache_name *names, GHashTable *told)
{
    if (one->subject)
        mustache_check(one->subject, names, all->text_partials, told, load->diagnostics);
    if (one->text)
        mustache_check(one->text, names, all->text_partials, told, load->diagnostics);
    if (one->html)
        mustache_check(one->html, names, all->html_partials, told, load->diagnostics);
}

/* The letter that is called so, but for a slip; LETTER_COUNT for none. */
static enum letter nearest_letter(const char *stem)
{
    enum letter nearest = LETTER_COUNT;
    guint distance = 4;
    for (guint i = 0; i < LETTER_COUNT; i++) {
        guint found = text_distance(stem, letter_name((enum letter)i), distance);
        if (found < distance) {
            distance = found;
            nearest = (enum letter)i;
        }
    }
    return nearest;
}

static void check_stray(const struct load *load, const char *folder, const char *entry)
{
    g_autofree char *path = g_build_filename(folder, entry, NULL), *stem = g_strndup(entry, strcspn(entry, "."));
    const char *suffix = entry + strlen(stem);
    enum letter letter, nearest = nearest_letter(stem);
    gboolean words = g_str_equal(stem, REPORT_WORDS) || g_str_equal(stem, DOCUMENT);
    if (!letter_parse(stem, &letter) && !words && !g_str_equal(stem, BLANK_FORM))
        diagnostics_add(load->diagnostics, path, 0, "no letter is called \"%s\"%s%s%s", stem, nearest < LETTER_COUNT ? "; did you mean \"" : "",
                        nearest < LETTER_COUNT ? letter_name(nearest) : "", nearest < LETTER_COUNT ? "\"?" : "");
    else if (words ? !g_str_equal(suffix, ".txt") : !g_str_equal(suffix, ".txt") && !g_str_equal(suffix, ".subject.txt") && !g_str_equal(suffix, ".html"))
        diagnostics_add(load->diagnostics, path, 0, "a file that ends in \"%s\" is not read; the name should be %s%s", suffix, stem,
                        words ? ".txt" : ".subject.txt, .txt or .html");
}

/* A file of the admin's that is no letter's would never be used: a misspelt name, told with the nearest. */
static void check_strays(const struct load *load)
{
    g_autofree char *folder = load_path(load, TRUE, "");
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    const char *entry;
    while (entries && (entry = g_dir_read_name(entries))) {
        g_autofree char *path = g_build_filename(folder, entry, NULL);
        if (*entry != '.' && !g_str_has_suffix(entry, "~") && !g_str_has_suffix(entry, ".bak") && !g_str_has_suffix(entry, ".orig") && !g_file_test(path, G_FILE_TEST_IS_DIR))
            check_stray(load, folder, entry);
    }
}

/* What lies beside the languages' folders: of a letter, or of a language that is misspelt, it would never be used. */
void own_folder_check(const struct load *load)
{
    static const char *const shared[] = {"blank-form.js", "blank-form.css", NULL};
    g_autoptr(GDir) entries = load->own_folder ? g_dir_open(load->own_folder, 0, NULL) : NULL;
    const char *entry;
    while (entries && (entry = g_dir_read_name(entries))) {
        g_autofree char *path = g_build_filename(load->own_folder, entry, NULL), *stem = g_strndup(entry, strcspn(entry, "."));
        enum letter letter;
        gboolean folder = g_file_test(path, G_FILE_TEST_IS_DIR), language = language_find(entry) && g_str_equal(language_find(entry)->code, entry);
        if (!folder && !g_strv_contains(shared, entry) && (letter_parse(stem, &letter) || g_str_equal(stem, BLANK_FORM)))
            diagnostics_add(load->diagnostics, path, 0, "templates lie in a folder of their language, like en/%s", entry);
        else if (folder && *entry != '.' && !language && !g_str_equal(entry, "partials"))
            diagnostics_add(load->diagnostics, path, 0, "this folder is not read; it should have the code of a language, like en");
        else if (folder && g_str_equal(entry, "partials"))
            diagnostics_add(load->diagnostics, path, 0, "this folder is not read; it should lie in the folder of a language, like en/partials");
    }
}

struct language_templates *language_templates_load(const struct load *load)
{
    struct language_templates *all = g_new0(struct language_templates, 1);
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    partials_load_all(load, all);
    for (guint i = 0; i < LETTER_COUNT; i++) {
        struct letter_templates *one = &all->letters[i];
        one->subject = load_part(load, letter_name((enum letter)i), ".subject.txt", TRUE);
        one->text = load_part(load, letter_name((enum letter)i), ".txt", TRUE);
        one->html = load_part(load, letter_name((enum letter)i), ".html", FALSE);
    }
    all->blank.subject = load_part(load, BLANK_FORM, ".subject.txt", TRUE);
    all->blank.text = load_part(load, BLANK_FORM, ".txt", TRUE);
    all->blank.html = load_part(load, BLANK_FORM, ".html", TRUE);
    all->report_words = load_part(load, REPORT_WORDS, ".txt", TRUE);
    all->document_words = load_document_words(load);
    for (guint i = 0; i < LETTER_COUNT; i++)
        check_letter(load, all, &all->letters[i], view_names((enum letter)i), told);
    check_letter(load, all, &all->blank, view_blank_names(), told);
    if (all->report_words)
        mustache_check(all->report_words, view_report_names(), all->text_partials, told, load->diagnostics);
    if (load->own_folder)
        check_strays(load);
    return all;
}

static void letter_templates_clear(struct letter_templates *one)
{
    mustache_free(one->subject);
    mustache_free(one->text);
    mustache_free(one->html);
}

void language_templates_free(struct language_templates *all)
{
    if (!all)
        return;
    for (guint i = 0; i < LETTER_COUNT; i++)
        letter_templates_clear(&all->letters[i]);
    letter_templates_clear(&all->blank);
    mustache_free(all->report_words);
    document_words_free(all->document_words);
    g_hash_table_unref(all->text_partials);
    g_hash_table_unref(all->html_partials);
    g_ptr_array_unref(all->partials);
    g_free(all);
}
