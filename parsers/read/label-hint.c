/* Labels that say, behind a dash or a comma, what is to be written: "Delivery address - street and town", "Fabric - linen or velvet". Only words
 * that are known for it are such a hint: "Flat 3" and "at least" belong to the value. */
#include "parsers/read/label-hint.h"

#include <string.h>

#include "daemon/base/text.h"
#include "parsers/read/kinds.h"

#define HINT_WORDS 10
#define MARKS_MOST 3 /* dashes and commas tried in one label */

/* Match keys of words that tell of a value, one language a row; and of those that only stand beside them. */
static const char *const telling[] = {
    "|street|road|house|town|city|postcode|zip|postal|county|country|daytime|evening|mobile|landline|first|last|full|family|surname|forename|how|many|which|optional|required|mandatory|date|day|month|year|",
    "|cadde|sokak|mahalle|ilce|il|sehir|posta|kodu|ulke|bina|gunduz|aksam|cep|sabit|ad|soyad|isim|tam|kac|tane|hangi|hangisi|yaziniz|belirtiniz|giriniz|zorunlu|tarih|gun|ay|yil|",
    "|strasse|hausnummer|ort|stadt|plz|postleitzahl|land|tagsuber|abends|mobil|festnetz|vorname|nachname|vollstandig|wie|viele|welche|welcher|welches|optional|pflichtfeld|datum|tag|monat|jahr|",
    "|rue|ville|postal|pays|journee|portable|fixe|prenom|nom|combien|lequel|laquelle|optionnel|obligatoire|jour|mois|annee|",
    "|calle|ciudad|codigo|pais|provincia|movil|fijo|nombre|apellidos|cuantos|cuantas|cual|opcional|obligatorio|fecha|",
    "|via|civico|citta|cap|paese|cellulare|fisso|nome|cognome|quanti|quante|quale|facoltativo|obbligatorio|data|",
    "|straat|huisnummer|plaats|stad|overdag|mobiel|voornaam|achternaam|hoeveel|welke|optioneel|verplicht|",
    "|ulica|miasto|pocztowy|kraj|komorkowy|imie|nazwisko|ile|ktory|jaki|opcjonalnie|wymagane|",
    "|rua|cidade|cep|telemovel|celular|apelido|sobrenome|quantos|quantas|qual|obrigatorio|",
    "|улица|дом|город|индекс|страна|мобильныи|имя|фамилия|сколько|какои|какая|обязательно|дата|",
};
static const char beside[] = "|please|lutfen|bitte|svp|aub|prosze|пожалуиста|one|and|or|with|incl|including|the|your|in|number|no|code|name|ve|veya|ile|numara|numarasi|acik|und|oder|mit|nummer|nr|inkl|et|ou|avec|numero|"
                             "code|y|o|con|e|en|of|met|i|oraz|lub|numer|kod|com|и|или|";

/* The words between the choices of a list. */
static const char between[] = "|or|and|veya|ya|da|yada|ve|oder|und|ou|et|o|y|e|of|en|lub|i|или|и|";

static gboolean stands_in(const char *list, const char *word)
{
    char framed[64];
    if (strlen(word) + 3 > sizeof framed)
        return FALSE;
    g_snprintf(framed, sizeof framed, "|%s|", word);
    return strstr(list, framed) != NULL;
}

static gboolean tells(const char *word)
{
    gboolean found = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(telling) && !found; i++)
        found = stands_in(telling[i], word);
    return found;
}

/* Whether all words are known for a hint; *ret_unit the unit of length among them. Two of those leave it open. */
static gboolean is_told(const char *key, const char **ret_unit)
{
    g_auto(GStrv) words = g_strsplit(key, " ", HINT_WORDS + 1);
    gboolean told = FALSE;
    if (g_strv_length(words) > HINT_WORDS)
        return FALSE;
    for (guint i = 0; words[i]; i++) {
        const char *unit = stands_in(beside, words[i]) ? NULL : length_unit(words[i]);
        if (unit && *ret_unit)
            return FALSE;
        if (!unit && !stands_in(beside, words[i]) && !tells(words[i]))
            return FALSE;
        told = told || unit || !stands_in(beside, words[i]);
        *ret_unit = unit ? unit : *ret_unit;
    }
    return told;
}

/* "linen, velvet or leather": at least two choices of the label's fields, and nothing else. */
static gboolean lists_choices(const struct label *label, const char *hint)
{
    g_autoptr(GString) choice = g_string_new(NULL);
    guint choices = 0;
    g_autofree char *marked = g_strdelimit(g_strdup(hint), ",/;", '\n');
    g_auto(GStrv) words = g_strsplit_set(marked, " ", -1);
    g_autoptr(GString) parts = g_string_new(NULL);
    for (guint i = 0; words[i]; i++) {
        g_autofree char *key = text_match_key(words[i]);
        gboolean joins = stands_in(between, key);
        g_string_append_printf(parts, "%s%s", joins ? "\n" : " ", joins ? "" : words[i]);
    }
    g_auto(GStrv) lines = g_strsplit(parts->str, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_autofree char *key = text_match_key(lines[i]);
        if (*key && !label_has_choice(label, key))
            return FALSE;
        choices += *key != '\0';
    }
    return choices >= 2;
}

/* The next mark between a label and its hint; its place, and its length in *ret_length. G_MAXSIZE when there is none. */
static gsize next_mark(const char *text, gsize from, gsize *ret_length)
{
    static const char *const marks[] = {" - ", " – ", " — ", ", "};
    gsize found = G_MAXSIZE;
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
        const char *mark = strstr(text + from, marks[i]);
        if (!mark || (gsize)(mark - text) >= found)
            continue;
        found = (gsize)(mark - text);
        *ret_length = strlen(marks[i]);
    }
    return found;
}

gboolean label_match_hint(struct label_index *index, const char *text, struct label_match *ret_match)
{
    gsize length = 0;
    guint seen = 0;
    for (gsize at = next_mark(text, 0, &length); at != G_MAXSIZE && seen < MARKS_MOST; at = next_mark(text, at + length, &length), seen++) {
        const char *hint = text + at + length, *unit = NULL;
        g_autofree char *key = text_match_key(hint), *front = g_strndup(text, at);
        gboolean told = is_told(key, &unit);
        gboolean single = !strchr(key, ' ');
        if ((!told && single) || !label_find(index, front, FALSE, ret_match) || (label_runs_over_lines(ret_match->label) && !label_is_address(ret_match->label)))
            continue;
        if (label_has_choice(ret_match->label, key) || (single && label_is_free_text(ret_match->label)))
            continue; /* "Style - country", "Surname - Day" */
        if (told && !(unit && ret_match->unit))
            ret_match->unit = unit ? unit : ret_match->unit;
        else if (!lists_choices(ret_match->label, hint))
            continue;
        return TRUE;
    }
    *ret_match = (struct label_match){0};
    return FALSE;
}
