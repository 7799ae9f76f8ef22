/* For whoever works on the templates, and for tests/e2e/test_compose.py: writes each letter in each language over
 * sample orders as .txt and .html files, and composed with attachments as .eml. render-sample STOCK-TEMPLATES
 * OUT-FOLDER [LANGUAGE…] */
#include <glib.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

#include "daemon/orders/hold.h"
#include "daemon/render/compose.h"
#include "daemon/render/export.h"
#include "tests/unit/render-life.h"
#include "tests/unit/render-shop.h"

struct sample {
    const char *name;
    enum letter letter;
    struct order *(*order)(void);
    const char *department;
};

static const struct sample samples[] = {
    {"complete", LETTER_COMPLETE, render_shop_incomplete, NULL},
    {"blank", LETTER_COMPLETE, render_shop_blank, NULL},
    {"confirmed", LETTER_CONFIRMED, render_shop_order, NULL},
    {"received", LETTER_RECEIVED, render_shop_order, NULL},
    {"declined", LETTER_DECLINED, render_shop_order, NULL},
    {"work-warehouse", LETTER_WORK, render_shop_order, "warehouse"},
    {"work-receivables", LETTER_WORK, render_shop_order, "receivables"},
    {"work-third-party", LETTER_WORK, render_shop_order, "loommakers"},
    {"review", LETTER_REVIEW, NULL, NULL},
    {"held", LETTER_HELD, render_shop_order, NULL},
    {"not-delivered", LETTER_UNDELIVERED, render_shop_order, NULL},
    {"watch-alert", LETTER_WATCH, NULL, NULL},
    {"watch-well", LETTER_WATCH_WELL, NULL, NULL},
};

static const struct letter_watch watch = {
    .matter = "fetching",
    .mailbox = "orders",
    .words = "mail.hill.example:993: the server was silent for 60 seconds",
    .since = RENDER_SHOP_NOW - 900,
};

static const struct letter_mail mail = {
    .from = "Can Demir <can@mail.example>",
    .subject = "A question",
    .arrived = RENDER_SHOP_NOW,
    .why = "only-a-product",
    .text = "Hello,\n\ndo you repair old chairs?\n\nBest\nCan",
};
static const struct letter_failure failure = {
    .recipient = "ayla@mail.example",
    .subject = "Your order EH-1001 is confirmed",
    .reply = "550 5.1.1 no such user",
};

static void write_part(const char *folder, const char *language, const char *name, const char *suffix, const char *text)
{
    g_autofree char *file = g_strdup_printf("%s-%s%s", language, name, suffix);
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_file_set_contents(path, text, -1, NULL);
}

static gboolean write_mail(const struct rendered *rendered, const struct letter_facts *facts, const char *language,
                           const char *name, const char *folder, GError **error)
{
    g_autofree char *path = g_strdup_printf("%s/%s-%s.eml", folder, language, name);
    g_autofree char *message_id = compose_message_id("hill.example", facts->now);
    g_autoptr(GBytes) csv = facts->order ? export_csv(facts->order, facts->forms, facts->department) : NULL;
    g_autoptr(GBytes) json = facts->order ? export_json(facts->order, facts->forms, facts->department) : NULL;
    const struct compose_attachment attachments[] = {
        {"Sipariş EH-1001.csv", "text/csv; charset=utf-8", csv, -1, 0, 0},
        {"order.json", "application/json", json, -1, 0, 0},
    };
    const char *const references[] = {"first@mail.example", "second@mail.example", NULL};
    const struct outgoing outgoing = {
        .from_name = "Elm & Hill \"Möbel\"",
        .from_address = "orders@hill.example",
        .to_name = "Ayla Kaya, Çağ",
        .to_address = "ayla@mail.example",
        .reply_to = "orders+abcdefghijklmnopqrstuvwxyz@hill.example",
        .message_id = message_id,
        .in_reply_to = references[1],
        .references = references,
        .auto_submitted = "auto-replied",
        .date = RENDER_SHOP_NOW,
        .zone = "Europe/Istanbul",
        .rendered = rendered,
        .language = language,
        .attachments = attachments,
        .attachment_count = facts->order ? G_N_ELEMENTS(attachments) : 0,
    };
    int fd = g_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    gboolean done = fd >= 0 && compose_write(&outgoing, fd, error);
    return fd >= 0 && g_close(fd, done ? error : NULL) && done;
}

struct place {
    const struct templates *templates;
    const char *language, *folder;
};

static gboolean write_letter(const char *name, enum letter letter, const struct letter_facts *facts, gpointer data)
{
    const struct place *place = data;
    g_autoptr(GError) error = NULL;
    struct rendered rendered = {0};
    if (!letter_render(place->templates, letter, place->language, facts, &rendered, &error)) {
        g_printerr("%s: %s\n", name, error->message);
        return FALSE;
    }
    g_autofree char *text = g_strdup_printf("Subject: %s\n\n%s", rendered.subject, rendered.text);
    write_part(place->folder, place->language, name, ".txt", text);
    if (rendered.html)
        write_part(place->folder, place->language, name, ".html", rendered.html);
    gboolean done = write_mail(&rendered, facts, place->language, name, place->folder, &error);
    if (!done)
        g_printerr("%s: %s\n", name, error ? error->message : "cannot be written");
    rendered_clear(&rendered);
    return done;
}

static gboolean write_sample(const struct business *business, const struct forms *forms, const struct sample *sample,
                             const struct place *place)
{
    g_autoptr(order_auto) order = sample->order ? sample->order() : NULL;
    struct letter_facts facts = {
        .business = business,
        .forms = forms,
        .order = order,
        .department = business_department(business, sample->department),
        .mail = &mail,
        .failure = &failure,
        .watch = &watch,
        .note = sample->letter == LETTER_DECLINED ? "We are sold out until spring." : NULL,
        .now = RENDER_SHOP_NOW,
    };
    if (order && sample->letter == LETTER_HELD)
        order->hold_reason = hold_text(HOLD_PRICE, "1");
    return write_letter(sample->name, sample->letter, &facts, (gpointer)place);
}

int main(int argc, char **argv)
{
    const char *both[] = {"en", "tr", NULL};
    if (argc < 3) {
        g_printerr("usage: render-sample STOCK-TEMPLATES OUT-FOLDER [LANGUAGE...]\n");
        return 64;
    }
    const char *const *languages = argc > 3 ? (const char *const *)argv + 3 : both;
    compose_init();
    g_autoptr(diagnostics_auto) diagnostics = diagnostics_new();
    g_autoptr(templates_auto) templates = templates_load(NULL, argv[1], languages, diagnostics);
    for (guint i = 0; i < diagnostics_count(diagnostics); i++)
        g_printerr("%s\n", diagnostics_line(diagnostics, i));
    if (!templates || g_mkdir_with_parents(argv[2], 0755) != 0)
        return 65;
    g_autoptr(business_auto) business = render_shop_business();
    g_autoptr(forms_auto) forms = render_shop_forms();
    gboolean all = TRUE;
    for (guint i = 0; languages[i]; i++) {
        struct place place = {templates, languages[i], argv[2]};
        for (guint j = 0; j < G_N_ELEMENTS(samples); j++)
            all &= write_sample(business, forms, &samples[j], &place);
        all &= render_life_each(templates, business, forms, languages[i], write_letter, &place);
    }
    return all ? 0 : 70;
}
