#include "tests/unit/shop.h"

/* Adds the wordings of "en=Fabric|Material;tr=Kumaş". */
static void say(struct phrases *phrases, const char *wordings)
{
    g_auto(GStrv) languages = g_strsplit(wordings, ";", -1);
    for (guint i = 0; languages[i]; i++) {
        g_auto(GStrv) pair = g_strsplit(languages[i], "=", 2);
        g_auto(GStrv) texts = g_strsplit(pair[1], "|", -1);
        for (guint t = 0; texts[t]; t++)
            phrases_add(phrases, pair[0], texts[t]);
    }
}

static struct field *add(struct form *form, const char *id, enum field_type type, enum field_role role,
                         const char *labels)
{
    struct field *field = field_new(id, type);
    field->role = role;
    say(field->labels, labels);
    g_ptr_array_add(form->fields, field);
    return field;
}

static void offer(struct field *field, const char *id, const char *names)
{
    struct choice *choice = choice_new(id);
    if (names)
        say(choice->names, names);
    g_ptr_array_add(field->choices, choice);
}

static struct form *product(struct forms *forms, const char *id, const char *names, const char *skus, guint lead_days)
{
    struct form *form = form_new(id);
    say(form->names, names);
    g_strfreev(form->skus);
    form->skus = g_strsplit(skus, " ", -1);
    form->lead_days = lead_days;
    g_ptr_array_add(forms->products, form);
    return form;
}

static void quantity(struct form *form)
{
    struct field *field =
        add(form, "qty", FIELD_INTEGER, ROLE_QUANTITY, "en=Quantity|Qty;tr=Adet|Miktar;de=Menge|Stück|Anzahl");
    field->required = TRUE;
    field->min = g_strdup("1");
    field->max = g_strdup("50");
}

static void woods(struct field *field)
{
    offer(field, "oak", "en=Oak;tr=Meşe;de=Eiche");
    offer(field, "walnut", "en=Walnut;tr=Ceviz;de=Nussbaum");
}

static void add_sofa(struct forms *forms)
{
    struct form *form = product(forms, "sofa", "en=Sofa|Couch;tr=Kanepe|Koltuk;de=Sofa", "SOFA-2 SOFA-3", 15);
    struct field *field = add(form, "sku", FIELD_CHOICE, ROLE_SKU, "en=Model|SKU;tr=Model;de=Modell|Artikelnummer");
    offer(field, "SOFA-2", NULL);
    offer(field, "SOFA-3", NULL);
    quantity(form);
    field = add(form, "fabric", FIELD_CHOICE, ROLE_NONE, "en=Fabric|Fabric type;tr=Kumaş|Kumaş tipi;de=Bezug|Stoff");
    field->required = TRUE;
    offer(field, "linen", "en=Linen;tr=Keten;de=Leinen");
    offer(field, "velvet", "en=Velvet;tr=Kadife;de=Samt");
    offer(field, "leather", "en=Leather;tr=Deri;de=Leder");
    field = add(form, "legs", FIELD_CHOICE, ROLE_NONE, "en=Legs;tr=Ayak|Ayaklar;de=Füße|Beine");
    woods(field);
    field->required_if = condition_new("fabric", CONDITION_IS);
    g_strfreev(field->required_if->values);
    field->required_if->values = g_strsplit("velvet", " ", -1);
    field = add(form, "width", FIELD_LENGTH, ROLE_NONE, "en=Width;tr=Genişlik;de=Breite|Größe");
    field->unit = g_strdup("cm");
    add(form, "armrests", FIELD_YESNO, ROLE_NONE, "en=Armrests;tr=Kolçak;de=Armlehnen");
    add(form, "drawing", FIELD_TEXT, ROLE_NONE, "en=Upload a drawing|How did you hear about us?;tr=Çizim;de=Zeichnung");
    field = add(form, "price", FIELD_MONEY, ROLE_UNIT_PRICE,
                "en=Unit price|Price;tr=Fiyat|Birim fiyat;de=Einzelpreis|Preis");
    field->currency = g_strdup("EUR");
}

static void add_table(struct forms *forms)
{
    struct form *form =
        product(forms, "table", "en=Dining table|Table;tr=Masa|Yemek masası;de=Tisch|Esstisch", "TABLE-1", 10);
    quantity(form);
    struct field *field = add(form, "finish", FIELD_CHOICE, ROLE_NONE, "en=Finish;tr=Cila;de=Oberfläche");
    field->required = TRUE;
    woods(field);
    add(form, "length", FIELD_LENGTH, ROLE_NONE, "en=Length;tr=Uzunluk;de=Länge");
}

static void fill_order(struct form *form)
{
    add(form, "name", FIELD_TEXT, ROLE_NAME, "en=Name|Your name;tr=Ad Soyad|İsim;de=Name")->required = TRUE;
    add(form, "email", FIELD_EMAIL, ROLE_EMAIL, "en=E-mail|Email|Email address;tr=E-posta;de=E-Mail")->required = TRUE;
    add(form, "phone", FIELD_PHONE, ROLE_PHONE, "en=Phone|Telephone;tr=Telefon;de=Telefon");
    add(form, "delivery", FIELD_ADDRESS, ROLE_DELIVERY,
        "en=Delivery address|Deliver to|Ship to|Address;tr=Teslimat adresi|Adres;de=Lieferadresse|Adresse")
        ->required = TRUE;
    add(form, "needed_by", FIELD_DATE, ROLE_NEEDED_BY,
        "en=Needed by|Delivery date;tr=Teslim tarihi;de=Liefertermin|Wunschtermin");
    add(form, "note", FIELD_TEXT, ROLE_NOTE, "en=Note|Message|Comments;tr=Not|Mesaj;de=Bemerkung|Nachricht")
        ->multiline = TRUE;
    add(form, "reference", FIELD_TEXT, ROLE_REFERENCE,
        "en=Your order number|PO number;tr=Sipariş numaranız;de=Bestellnummer");
}

struct forms *shop_forms(void)
{
    struct forms *forms = forms_new();
    fill_order(forms->order);
    add_sofa(forms);
    add_table(forms);
    return forms;
}

const char *const *shop_languages(void)
{
    static const char *const languages[] = {"en", "tr", "de", NULL};
    return languages;
}

GDate shop_today(void)
{
    GDate today;
    g_date_clear(&today, 1);
    g_date_set_dmy(&today, 24, G_DATE_NOVEMBER, 2026);
    return today;
}
