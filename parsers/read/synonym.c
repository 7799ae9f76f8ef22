/* Labels that shops and form services use everywhere, for what a role means: they count where the business's own forms do not use the
 * words for something else. */
#include "parsers/read/synonym.h"

static const struct synonym synonyms[] = {
    {ROLE_EMAIL, "en", "replyto|reply to|your email|customer email|contact email|email id|e mail id|billing email"},
    {ROLE_EMAIL, "tr", "eposta|e posta adresi|eposta adresi|mail adresi|musteri e posta|e mail adresi"},
    {ROLE_EMAIL, "de", "e mail adresse|mailadresse|ihre e mail adresse"},
    {ROLE_NAME, "en", "your name|full name|customer|customer name|contact name|name of customer|buyer|recipient|ship to name"},
    {ROLE_NAME, "tr", "ad soyad|adi soyadi|isim soyisim|musteri|musteri adi|alici|adiniz soyadiniz"},
    {ROLE_NAME, "de", "ihr name|kunde|kundenname|vor und nachname"},
    {ROLE_PHONE, "en", "phone number|telephone|mobile|mobile phone|mobile number|contact number|cell phone"},
    {ROLE_PHONE, "tr", "telefon|telefon numarasi|cep telefonu|gsm|cep tel|telefonunuz"},
    {ROLE_PHONE, "de", "telefon|telefonnummer|handy|mobil"},
    {ROLE_DELIVERY, "en", "shipping address|delivery address|ship to|deliver to|your address|address|ships to|shipping info|shipping information|shipping to|shipping details|delivery details"},
    {ROLE_DELIVERY, "tr", "teslimat adresi|adres|gonderim adresi|kargo adresi|adresiniz"},
    {ROLE_DELIVERY, "de", "lieferadresse|versandadresse|anschrift"},
    {ROLE_BILLING, "en", "billing address|bill to|invoice address|payment address|billed to|billing info|billing information|billing details"},
    {ROLE_BILLING, "tr", "fatura adresi|fatura bilgileri"},
    {ROLE_BILLING, "de", "rechnungsadresse|rechnungsanschrift"},
    {ROLE_NOTE, "en", "customer note|order note|order notes|order comments|your message|special instructions|customer message|additional information|note from buyer|note to seller"},
    {ROLE_NOTE, "tr", "siparis notu|musteri notu|mesajiniz|notunuz"},
    {ROLE_NOTE, "de", "kundenhinweis|anmerkung|anmerkungen|ihre nachricht|kommentar"},
    {ROLE_REFERENCE, "en", "order number|order no|order id|order reference|po number|purchase order|your reference"},
    {ROLE_REFERENCE, "tr", "siparis no|siparis numarasi|siparis kodu"},
    {ROLE_REFERENCE, "de", "bestellnummer|auftragsnummer|bestell nr"},
    {ROLE_QUANTITY, "en", "qty|quantity|quantity ordered|pcs|how many|number of pieces"},
    {ROLE_QUANTITY, "tr", "adet|miktar|adedi|kac adet"},
    {ROLE_QUANTITY, "de", "menge|anzahl|stuckzahl"},
    {ROLE_SKU, "en", "sku|item no|item number|product code|article number|model|part number|item code"},
    {ROLE_SKU, "tr", "urun kodu|stok kodu|model|barkod"},
    {ROLE_SKU, "de", "artikelnummer|artikel nr|art nr"},
    {ROLE_UNIT_PRICE, "en", "unit price|price|price each|item price"},
    {ROLE_UNIT_PRICE, "tr", "birim fiyat|birim fiyati|fiyat"},
    {ROLE_UNIT_PRICE, "de", "einzelpreis|stuckpreis|preis"},
};

const struct synonym *synonym_get(guint index)
{
    return index < G_N_ELEMENTS(synonyms) ? &synonyms[index] : NULL;
}
