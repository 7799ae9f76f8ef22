/* Labels that shops and form services use everywhere, for what a role means: they count where the business's own forms do not use the
 * words for something else. */
#include "parsers/read/synonym.h"

static const struct synonym synonyms[] = {
    {ROLE_EMAIL, "en", "replyto|reply to|your email|customer email|contact email|email id|e mail id|billing email"},
    {ROLE_EMAIL, "tr", "eposta|e posta adresi|eposta adresi|e postasi|epostasi|mail|mail adresi|musteri e posta|e mail adresi"},
    {ROLE_EMAIL, "de", "e mail adresse|mailadresse|ihre e mail adresse"},
    {ROLE_NAME, "en", "your name|full name|customer|customer name|contact name|name of customer|buyer|recipient|ship to name"},
    {ROLE_NAME, "tr", "ad soyad|adi soyadi|adi ve soyadi|ad ve soyad|isim soyisim|isim ve soyisim|musteri|musteri adi|musteri adi soyadi|alici|alici adi|adiniz soyadiniz|adiniz ve soyadiniz"},
    {ROLE_NAME, "de", "ihr name|kunde|kundenname|vor und nachname"},
    {ROLE_PHONE, "en", "phone number|phone no|telephone|mobile|mobile phone|mobile number|contact number|contact phone|customer phone|billing phone|shipping phone|login phone|cell phone|tel"},
    {ROLE_PHONE, "tr", "telefon|telefonu|tel no|telefon no|telefon numarasi|cep telefonu|gsm|cep tel|telefonunuz"},
    {ROLE_PHONE, "de", "telefon|telefonnummer|handy|mobil"},
    {ROLE_DELIVERY, "en", "shipping address|delivery address|ship to|deliver to|your address|address|ships to|shipping info|shipping information|shipping to|shipping details|delivery details"},
    {ROLE_DELIVERY, "tr", "teslimat adresi|adres|adresi|gonderim adresi|kargo adresi|adresiniz"},
    {ROLE_DELIVERY, "de", "lieferadresse|versandadresse|anschrift"},
    {ROLE_BILLING, "en", "billing address|bill to|invoice address|payment address|billed to|billing info|billing information|billing details"},
    {ROLE_BILLING, "tr", "fatura adresi|fatura bilgileri"},
    {ROLE_BILLING, "de", "rechnungsadresse|rechnungsanschrift"},
    {ROLE_NOTE, "en", "customer note|customer notes|customer comments|order note|order notes|order comments|notes|your message|special instructions|customer message|additional information|note from buyer|note from the buyer|buyer note|note to seller|message to seller|delivery instructions"},
    {ROLE_NOTE, "tr", "siparis notu|siparis notlari|musteri notu|mesajiniz|notunuz|notlar|aciklama|aciklamalar|siparis aciklamasi"},
    {ROLE_NOTE, "de", "kundenhinweis|anmerkung|anmerkungen|ihre nachricht|kommentar|kommentare|bemerkungen|hinweise|mitteilung|bestellnotiz"},
    {ROLE_REFERENCE, "en", "order number|order no|order id|order reference|po number|purchase order|your reference"},
    {ROLE_REFERENCE, "tr", "siparis no|siparis numarasi|siparis kodu"},
    {ROLE_REFERENCE, "de", "bestellnummer|auftragsnummer|bestell nr"},
    {ROLE_QUANTITY, "en", "qty|quantity|quantity ordered|units|units ordered|pcs|how many|number of pieces|order quantity|quantity required|quantity needed|quantity desired|required quantity|no of pieces|no of units|no of items|number of units|number of items|pieces required"},
    {ROLE_QUANTITY, "tr", "adet|miktar|adedi|kac adet|siparis adedi|siparis miktari|urun adedi|kac tane|adet sayisi|parca sayisi"},
    {ROLE_QUANTITY, "de", "menge|anzahl|stuckzahl|bestellmenge|bestellte menge|anzahl stuck"},
    {ROLE_SKU, "en", "sku|code sku|sku code|product sku|item sku|item no|item number|product code|article number|model|part number|item code"},
    {ROLE_SKU, "tr", "urun kodu|stok kodu|model|barkod"},
    {ROLE_SKU, "de", "artikelnummer|artikel nr|art nr"},
    {ROLE_EMAIL, "fr", "adresse e mail|adresse email|courriel"},
    {ROLE_NAME, "fr", "nom complet|nom et prenom|votre nom"},
    {ROLE_PHONE, "fr", "telephone|numero de telephone|portable"},
    {ROLE_DELIVERY, "fr", "adresse de livraison"},
    {ROLE_BILLING, "fr", "adresse de facturation"},
    {ROLE_QUANTITY, "fr", "quantite|qte|quantite commandee|quantite souhaitee|nombre de pieces"},
    {ROLE_SKU, "fr", "reference produit|reference article"},
    {ROLE_UNIT_PRICE, "fr", "prix unitaire"},
    {ROLE_EMAIL, "es", "correo electronico"},
    {ROLE_NAME, "es", "nombre completo|nombre y apellidos"},
    {ROLE_PHONE, "es", "telefono|numero de telefono|telefono movil"},
    {ROLE_DELIVERY, "es", "direccion de entrega|direccion de envio"},
    {ROLE_BILLING, "es", "direccion de facturacion"},
    {ROLE_QUANTITY, "es", "cantidad|numero de unidades"},
    {ROLE_NAME, "it", "nome e cognome|nome completo"},
    {ROLE_PHONE, "it", "numero di telefono|cellulare"},
    {ROLE_DELIVERY, "it", "indirizzo di consegna|indirizzo di spedizione"},
    {ROLE_BILLING, "it", "indirizzo di fatturazione"},
    {ROLE_QUANTITY, "it", "quantita|numero di pezzi"},
    {ROLE_NAME, "nl", "volledige naam|voor en achternaam"},
    {ROLE_PHONE, "nl", "telefoonnummer|telefoon"},
    {ROLE_DELIVERY, "nl", "afleveradres|bezorgadres|leveringsadres"},
    {ROLE_BILLING, "nl", "factuuradres"},
    {ROLE_QUANTITY, "nl", "aantal"},
    {ROLE_NAME, "pl", "imie i nazwisko"},
    {ROLE_PHONE, "pl", "numer telefonu"},
    {ROLE_DELIVERY, "pl", "adres dostawy"},
    {ROLE_QUANTITY, "pl", "ilosc|liczba sztuk"},
    {ROLE_NAME, "pt", "nome completo|nome e apelido"},
    {ROLE_PHONE, "pt", "telefone|telemovel"},
    {ROLE_DELIVERY, "pt", "endereco de entrega|morada de entrega"},
    {ROLE_BILLING, "pt", "morada de faturacao|endereco de cobranca"},
    {ROLE_QUANTITY, "pt", "quantidade"},
    {ROLE_NAME, "ru", "фио|имя и фамилия"},
    {ROLE_PHONE, "ru", "телефон|номер телефона"},
    {ROLE_DELIVERY, "ru", "адрес доставки"},
    {ROLE_QUANTITY, "ru", "количество|кол во"},
    {ROLE_UNIT_PRICE, "en", "unit price|price|price each|item price"},
    {ROLE_UNIT_PRICE, "tr", "birim fiyat|birim fiyati|fiyat"},
    {ROLE_UNIT_PRICE, "de", "einzelpreis|stuckpreis|preis"},
};

const struct synonym *synonym_get(guint index)
{
    return index < G_N_ELEMENTS(synonyms) ? &synonyms[index] : NULL;
}

gboolean synonym_of_nothing(const char *key)
{
    static const char *const usual[] = {"order date",   "order type",      "order time",     "order total",    "invoice date", "bezeichnung", "bestelldatum",
                                        "auftragsdatum", "rechnungsdatum", "siparis tarihi", "siparis tutari", "fatura tarihi", NULL};
    return g_strv_contains(usual, key);
}
