/* The labels of the form that we print, and what staff call them. */
#include "parsers/read/staff-words.h"
#include "parsers/read/word-index.h"

static const struct {
    enum staff_slot slot;
    const char *labels;
} labels[] = {
    {SLOT_STATUS, "status|state|durum|durumu|siparis durumu|stand"},
    {SLOT_CARRIER, "carrier|courier|shipper|shipping company|shipped with|sent with|kargo|kargo firmasi|kargo sirketi|nakliye|nakliyeci|tasiyici|firma|versand|spedition|paketdienst"},
    {SLOT_TRACKING, "tracking|tracking number|tracking no|tracking nr|tracking code|tracking id|awb|waybill|takip|takip no|takip numarasi|takip kodu|kargo takip no|"
                    "kargo takip numarasi|kargo no|gonderi no|gonderi numarasi|barkod|sendungsnummer"},
    {SLOT_ARRIVAL, "expected delivery|expected delivery date|estimated delivery|estimated delivery date|delivery|delivery date|arrival|arrives|eta|tahmini teslimat|tahmini teslim|"
                   "tahmini teslim tarihi|tahmini teslimat tarihi|teslimat|teslim tarihi|teslimat tarihi|varis|lieferung|liefertermin|voraussichtliche lieferung"},
    {SLOT_NEW_DATE, "new date|new completion|new completion date|completion|completion date|expected completion|yeni tarih|yeni termin|termin|tamamlanma|tamamlanma tarihi|"
                    "beklenen tamamlanma|neues datum|neuer termin"},
    {SLOT_REASON, "reason|reasons|why|cause|neden|nedeni|sebep|sebebi|gerekce|grund"},
    {SLOT_ITEMS, "item|items|line|lines|position|positions|kalem|kalemler|urun|urunler|artikel"},
    {SLOT_NOTE, "note to customer|note to the customer|note for customer|note for the customer|message to customer|message to the customer|tell the customer|"
                "musteriye not|musteriye mesaj|musteriye iletilecek not|musteri icin not|musteriye|nachricht an den kunden|notiz an den kunden"},
};

#define LABEL 1u /* the only kind in the index; its groups are slots */

/* Made once a process. */
static const struct word_index *label_words(void)
{
    static struct word_index *words;
    if (g_once_init_enter(&words)) {
        struct word_index *all = word_index_new();
        for (guint i = 0; i < G_N_ELEMENTS(labels); i++)
            word_index_add_list(all, labels[i].labels, LABEL, labels[i].slot);
        g_once_init_leave(&words, all);
    }
    return words;
}

enum staff_slot staff_slot_of(const char *key)
{
    guint32 slots = word_index_is(label_words(), LABEL, key);
    return slots ? (enum staff_slot)g_bit_nth_lsf(slots, -1) : SLOT_NONE;
}

gboolean staff_is_no_value(const char *key)
{
    static const char *const words[] = {"none", "n a", "na", "nil", "no", "nothing", "not available", "unavailable", "not known", "unknown", "no tracking", "no number", "no reason", "x", "yok", "yoktur",
                                        "belli degil", "bilinmiyor", "henuz yok", "henuz belli degil", "keine", "keiner", "keins", "ohne", "unbekannt", "aucun", "aucune", "ninguno", "ninguna", "nessuno",
                                        "nessuna", "geen", "brak", "nenhum", "nenhuma", "нет", NULL};
    return g_strv_contains(words, key);
}
