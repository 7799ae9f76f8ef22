/* Written when the reader asked at every strange word, and before these were tried. Tuesday, 24 November 2026. */
#include "tests/unit/staff-replies.h"

#define UPS  "1Z999AA10123456784"
#define UPS2 "1Z5R8W303007741201"
#define DHL  "00340434161094042557"
#define PTT  "RR123456785TR"

const struct staff_reply staff_unseen_fourth[] = {
    {"Finally shipped! UPS " UPS ". Thanks for your patience.", "ship {ups " UPS "}", 0},
    {"Goods handed over to DHL at 5 pm. Number: " DHL, "ship {dhl " DHL "}", 0},
    {"The customer's order was shipped this morning with UPS " UPS2 ", arriving Thursday", "ship {ups " UPS2 "} @2026-11-26", 0},
    {"left our depot today, own truck, delivery tomorrow", "ship @2026-11-25", 0},
    {"Table and sofa are both with UPS now. " UPS, "ship #1,2 {ups " UPS "}", 0},
    {"Delay: 9 December. Paint supplier closed.", "delay @2026-12-09 because Paint supplier closed", 0},
    {"Expect 12 December instead, sorry, still waiting for hinges", "delay @2026-12-12 because still waiting for hinges", 0},
    {"Delivered on Saturday, Mr Demir signed for it", "deliver", 's'},
    {"working on it now", "acknowledge", 0},
    {"cancelled by the customer", "cancel", 0},
    {"ürün bugün kargolandı, takip no " UPS ", kolay gelsin", "ship {ups " UPS "}", 0},
    {"Sipariş PTT Kargo ile yola çıkmıştır. " PTT, "ship {ptt " PTT "}", 0},
    {"dün verdik kargoya, aras 1234567890123", "ship {aras 1234567890123}", 0},
    {"13 aralığa ertelemek zorundayız, cila tutmadı", "delay @2026-12-13 because cila tutmadı", 0},
    {"Müşterimiz siparişini teslim aldı.", "deliver", 's'},
    {"başladık", "acknowledge", 0},
    {"evet kabul", "agree", 'r'},
    {"Sofa und Tisch sind heute raus, DHL " DHL, "ship #1,2 {dhl " DHL "}", 0},
    {"Dauert leider bis 11.12., Holz ist gerissen", "delay @2026-12-11 because Holz ist gerissen", 0},
    {"Lieferung an den Kunden ist gestern erfolgt", "deliver", 's'},
    /* traps */
    {"UPS says tomorrow, number " UPS, "?", 0},
    {"Ready. Shipped on request.", "?", 0},
    {"Two chairs went out today with UPS " UPS2, "?", 0},
    {"We had shipped it but it came back", "?", 0},
    {"Nearly everything has been delivered", "?", 's'},
    {"It is not clear whether it was shipped", "?", 0},
    {"When was this delivered?", "?", 's'},
    {"Delivered to our showroom", "?", 's'},
    {"The customer picked up the invoice", "?", 's'},
    {"If it is not delivered by Friday, cancel it", "?", 0},
    {"sandalyeler gönderildi", "?", 0},
    {"kargoya verilmek üzere bekliyor", "?", 0},
    {"müşteri teslim aldığını inkar ediyor", "?", 's'},
    {"Ali Bey gönderilsin dedi", "?", 0},
    {"gönderilmişti ama geri geldi", "?", 0},
    {"yarınki araçla gönderiyoruz", "?", 0},
    {"Montaj ekibi gönderildi", "?", 0},
    {"Die Schrauben wurden verschickt", "?", 0},
    {"Kunde sagt, er hat nichts erhalten", "?", 's'},
    {"Nicht stornieren bitte", "?", 0},
};

const guint staff_unseen_fourth_count = G_N_ELEMENTS(staff_unseen_fourth);
