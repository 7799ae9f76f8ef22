#include "parsers/read/unit.h"

#include <string.h>

#include "daemon/base/text.h"

static const struct unit units[] = {
    {"mm", UNIT_LENGTH, 100000,
     "mm|millimeter|millimetre|millimeters|millimetres|milimetre|milimetro|milimetros|millimetro|millimetri|milimetr|milimetry|milimetrow|"
     "milimetra|мм|миллиметр|миллиметра|миллиметров"},
    {"cm", UNIT_LENGTH, 1000000,
     "cm|cms|centimeter|centimetre|centimeters|centimetres|zentimeter|zentimetern|santim|santimetre|santi|centimetro|centimetros|centimetri|"
     "centymetr|centymetry|centymetrow|centymetra|см|сантиметр|сантиметра|сантиметров"},
    {"dm", UNIT_LENGTH, 10000000, "dm|dezimeter|decimetre|decimeter|decimetro|decimetros|decimetri|decymetr|desimetre|дм|дециметр|дециметров"},
    {"m", UNIT_LENGTH, 100000000,
     "m|meter|metre|meters|metres|metern|mt|mtr|metro|metros|metri|metr|metry|metrow|metra|м|метр|метра|метров"},
    {"in", UNIT_LENGTH, 2540000,
     "in|inch|inches|ins|zoll|inc|pouce|pouces|pulgada|pulgadas|pollice|pollici|duim|cal|cale|cali|polegada|polegadas|дюим|дюима|дюимов"},
    {"ft", UNIT_LENGTH, 30480000,
     "ft|foot|feet|fuss|fit|ayak|pied|pieds|pie|pies|piede|piedi|voet|voeten|stop|stopa|stopy|pe|pes|фут|фута|футов"},
    {"yd", UNIT_LENGTH, 91440000, "yd|yds|yard|yards|yarda|yardas|yardy|jard|ярд|ярда|ярдов"},

    {"g", UNIT_WEIGHT, 1000000,
     "g|gr|gram|grams|gramme|grammes|gramm|gramo|gramos|grammo|grammi|gramy|gramow|grama|gramas|г|гр|грамм|грамма|граммов"},
    {"dag", UNIT_WEIGHT, 10000000, "dag|dkg|deka"},
    {"hg", UNIT_WEIGHT, 100000000, "hg|etto|etti"},
    {"kg", UNIT_WEIGHT, 1000000000,
     "kg|kgs|kilo|kilos|kilogram|kilograms|kilogramme|kilogrammes|kilogramm|kilogramo|kilogramos|kilogrammo|kilogrammi|chilo|chili|chilogrammo|"
     "chilogrammi|kilogramy|kilogramow|kilograma|kila|quilo|quilos|quilograma|quilogramas|кг|кило|килограмм|килограмма|килограммов"},
    {"t", UNIT_WEIGHT, 1000000000000,
     "t|ton|tonne|tonnes|tonnen|tonelada|toneladas|tonnellata|tonnellate|tona|tony|т|тонна|тонны|тонн"},
    {"lb", UNIT_WEIGHT, 453592370, "lb|lbs"},
    {"oz", UNIT_WEIGHT, 28349523, "oz|ounce|ounces"},

    {"cm2", UNIT_AREA, 1000000, "cm2|sq cm|sqcm|qcm|кв см|см2"},
    {"m2", UNIT_AREA, 10000000000,
     "m2|sqm|sq m|square metre|square metres|square meter|square meters|qm|quadratmeter|metrekare|metre kare|metre carre|metres carres|"
     "metro cuadrado|metros cuadrados|mq|metro quadrato|metri quadrati|metro quadro|metri quadri|vierkante meter|m kw|metr kwadratowy|"
     "metry kwadratowe|metrow kwadratowych|metra kwadratowego|metro quadrado|metros quadrados|м2|кв м|квадратныи метр|квадратных метра|квадратных метров"},
    {"ft2", UNIT_AREA, 929030400, "ft2|sqft|sq ft|square foot|square feet"},

    {"ml", UNIT_VOLUME, 1000000, "ml|millilitre|millilitres|milliliter|milliliters|mililitro|mililitros|millilitri|mililitr|mililitrow|мл|миллилитров"},
    {"cl", UNIT_VOLUME, 10000000, "cl|centilitre|centilitres|centiliter|centilitro|centilitros|centilitri"},
    {"l", UNIT_VOLUME, 1000000000,
     "l|lt|ltr|litre|litres|liter|liters|litern|litro|litros|litri|litr|litry|litrow|litra|л|литр|литра|литров"},
    {"m3", UNIT_VOLUME, 1000000000000,
     "m3|cbm|kubikmeter|cubic metre|cubic metres|cubic meter|cubic meters|metrekup|metre kup|metre cube|metres cubes|metro cubico|metros cubicos|"
     "mc|metro cubo|metri cubi|kubieke meter|metry szescienne|metrow szesciennych|м3|куб м|кубических метров|кубометр|кубометра|кубометров"},
};

/* name -> const struct unit *; of two units with one name the first. */
static GHashTable *units_by_name(void)
{
    static GHashTable *made;
    if (g_once_init_enter(&made)) {
        GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        for (guint i = G_N_ELEMENTS(units); i-- > 0;) {
            g_auto(GStrv) names = g_strsplit(units[i].names, "|", -1);
            for (guint n = 0; names[n]; n++)
                g_hash_table_insert(table, g_strdup(names[n]), (void *)&units[i]);
        }
        g_once_init_leave(&made, table);
    }
    return made;
}

const struct unit *unit_find(const char *key)
{
    return g_hash_table_lookup(units_by_name(), key);
}

const struct unit *unit_find_length(const char *key)
{
    const struct unit *unit = unit_find(key);
    return unit && unit->kind == UNIT_LENGTH ? unit : NULL;
}

/* Where a word ends: at a space or a mark. "²" belongs to it. */
static gsize word_end(const char *text, gsize from)
{
    while (text[from] == ' ' || text[from] == '.')
        from++;
    const char *p = text + from;
    while (*p && (g_unichar_isalnum(g_utf8_get_char(p)) || g_unichar_ismark(g_utf8_get_char(p)) ||
                  g_unichar_type(g_utf8_get_char(p)) == G_UNICODE_OTHER_NUMBER))
        p = g_utf8_next_char(p);
    return (gsize)(p - text);
}

const struct unit *unit_at(const char *text, gsize *ret_length)
{
    const struct unit *found = NULL;
    gsize end = 0;
    for (guint words = 0; words < 2; words++) { /* "square metres" */
        gsize next = word_end(text, end);
        g_autofree char *word = g_strndup(text, next), *key = text_match_key(word);
        const struct unit *unit = next > end && strlen(key) < 64 ? unit_find(key) : NULL;
        end = next;
        if (unit) {
            found = unit;
            *ret_length = end;
        }
    }
    return found;
}

const struct unit *unit_of_label(const char *label)
{
    gsize length = strlen(label);
    while (length > 0 && strchr(" *:", label[length - 1]))
        length--;
    char open = length && label[length - 1] == ')' ? '(' : length && label[length - 1] == ']' ? '[' : '\0';
    const char *start = open ? strrchr(label, open) : NULL;
    if (!start || start + 1 >= label + length)
        return NULL;
    g_autofree char *inside = g_strndup(start + 1, (gsize)(label + length - 1 - (start + 1))), *key = text_match_key(inside);
    return unit_find(key);
}

static gint64 common_divisor(gint64 a, gint64 b)
{
    while (b) {
        gint64 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

gboolean unit_convert(gint64 micro, const struct unit *from, const struct unit *to, gint64 *ret_micro)
{
    gint64 common = common_divisor(from->size, to->size), times = from->size / common, parts = to->size / common;
    if (micro < 0 || micro > G_MAXINT64 / 2 / times)
        return FALSE;
    *ret_micro = (micro * times + parts / 2) / parts;
    return TRUE;
}
