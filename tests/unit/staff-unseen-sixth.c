/* A warehouse, an accountant and a manufacturer once more: the kinds that went wrong when they were first read. */
#include "tests/unit/staff-replies.h"

#define UPS_A  "1Z5A83F10347209183"
#define UPS_B  "1Z999AA10123456784"
#define DHL_A  "00340434188291055661"
#define ARAS_A "7301928461550"

const struct staff_reply staff_unseen_sixth[] = {
    /* a day with its year or its weekday behind a comma, in brackets, or abbreviated */
    {"Delayed to December 10, 2026", "delay @2026-12-10", 0},
    {"Delayed to December 10th, 2026, fabric late", "delay @2026-12-10 because fabric late", 0},
    {"delayed to Thursday, December 10, 2026", "delay @2026-12-10", 0},
    {"delayed to Dec. 10th, 2026 (Thu)", "delay @2026-12-10", 0},
    {"Shipped on Nov. 24th, 2026 with UPS " UPS_A ", ETA Nov. 27th, 2026.", "ship {ups " UPS_A "} @2026-11-27", 0},
    {"10 Aralık'a (perşembe) ertelendi", "delay @2026-12-10", 0},
    {"delayed to 10 December (Friday)", "?date-ambiguous", 0},
    {"delayed to 10-Dec-26", "delay @2026-12-10", 0},
    {"Yeni tarih 10-Aralık-2026", "delay @2026-12-10", 0},
    /* a week, and a day counted from another */
    {"pushed to the week of 7 December", "?", 0},
    {"delayed to w/c 7 December", "?", 0},
    {"7 Aralık haftasına ertelendi", "?", 0},
    {"a fortnight on Monday, delayed", "?", 0},
    {"delayed to Monday week", "?", 0},
    {"delayed to two weeks today", "?", 0},
    {"delayed, ready in 10 working days", "?", 0},
    {"kumaş gelmedi, 10 iş günü sonra hazır olur", "?", 0},
    {"haftaya salıya ertelendi", "delay @2026-12-01", 0},
    /* which of how many parcels is no day */
    {"1/2 koli gönderildi ups " UPS_A, "?item-unknown", 0},
    {"parcel 1/2 shipped with UPS " UPS_A, "?item-unknown", 0},
    /* what may have left is not what is still to come */
    {"sadece masa çıktı bugün, aras " ARAS_A ", kanepeler haftaya", "ship #2 {aras " ARAS_A "}", 0},
    {"zarif masa çıktı bugün, aras " ARAS_A, "?", 0},
    {"the wobbly table has been shipped. UPS " UPS_A, "?", 0},
    {"table not shipped. UPS " UPS_A, "ship #1 {ups " UPS_A "}", 0},
    /* parcels: several, named again, behind a Turkish verb, or one of several */
    {"2 parcels, UPS " UPS_A " + " UPS_B ", both out this morning", "ship {ups " UPS_A "} {ups " UPS_B "}", 0},
    {"Shipped with UPS " UPS_A "/" UPS_B, "ship {ups " UPS_A "} {ups " UPS_B "}", 0},
    {"aras " ARAS_A "+7301928461551 gönderildi", "ship {aras " ARAS_A "} {aras 7301928461551}", 0},
    {"shipped ups " UPS_A ", call me + 90 532 123 45 67", "ship {ups " UPS_A "}", 0},
    {"iki koli, takip " UPS_A " ve " UPS_B ", ups ile çıktı", "ship {ups " UPS_A "} {ups " UPS_B "}", 0},
    {"masa gitti dhl " DHL_A " kanepe 8 aralığa kaldı kumaş bekliyoruz", "ship #2 {dhl " DHL_A "} + delay #1 @2026-12-08 because kumaş bekliyoruz", 0},
    {"masa gönderildi ups " UPS_A " kanepe 8 aralığa ertelendi", "ship #2 {ups " UPS_A "} + delay #1 @2026-12-08", 0},
    {"both shipped, sofa DHL " DHL_A ", table UPS " UPS_A, "ship #1 {dhl " DHL_A "} + ship #2 {ups " UPS_A "}", 0},
    {"Shipped the first parcel with UPS " UPS_A ", second parcel goes tomorrow", "?item-unknown", 0},
    {"First box left with UPS " UPS_A, "?item-unknown", 0},
    {"first parcel shipped UPS " UPS_A ", second parcel shipped UPS " UPS_B, "ship {ups " UPS_A "} {ups " UPS_B "}", 0},
    {"First box UPS " UPS_A ", second box UPS " UPS_B ", both shipped", "ship {ups " UPS_A "} {ups " UPS_B "}", 0},
    /* a day of what is still to come, or of the house */
    {"Sofa gone (UPS " UPS_A "). Table: waiting for glass, 7 December.", "?", 0},
    {"Shipped with UPS " UPS_A ". Please note that our offices are closed on 1 January.", "ship {ups " UPS_A "}", 0},
    {"Shipped with UPS " UPS_A ". We are closed from 24 December to 2 January.", "ship {ups " UPS_A "}", 0},
    {"kargoya verildi ups " UPS_A ". 1 Ocak'ta kapalıyız", "ship {ups " UPS_A "}", 0},
    {"gecikti, yeni tarih tatil sonrası 4 Ocak", "delay @2027-01-04", 0},
    {"teslimatı 10 aralığa aldık", "delay @2026-12-10", 0},
    {"Vade tarihi 10 Aralık'a alındı", "?", 0},
    {"Siparişi bugün aldık", "acknowledge", 0},
    /* went wrong on its way */
    {"Shipped with UPS " UPS_A ". UPS lost it.", "?", 0},
    {"Shipped with UPS " UPS_A ". The box is damaged.", "?", 0},
    {"shipped with UPS " UPS_A " but to the old address!!", "?", 0},
    {"eski adrese gönderildi ups " UPS_A, "?", 0},
    {"delivered, one leg is broken", "?", 's'},
    {"delayed to 10 December, the saw is broken", "delay @2026-12-10 because the saw is broken", 0},
    {"delivered. customer refused table", "?", 's'},
    {"Delivered. The table is scratched", "?", 's'},
    {"teslim edildi, müşteri masayı kabul etmedi", "?", 's'},
    {"sofa delivered, table damaged", "deliver #1", 's'},
    {"müşteri teslim almadı", "?", 's'},
    {"refused: already cut", "refuse because already cut", 'r'},
    /* came to the shop, and not to the customer */
    {"we delivered the sofa to your depot", "?", 0},
    {"shipped to your warehouse, DHL " DHL_A, "?", 0},
    {"kanepe deponuza gönderildi dhl " DHL_A, "?", 0},
    {"ups ile gönderdik " UPS_A ", size iyi günler", "ship {ups " UPS_A "}", 0},
    /* answered with no */
    {"shipped: no", "?negated", 0},
    {"teslim edildi: hayır", "?negated", 's'},
    {"Shipped: yes, UPS " UPS_A, "ship {ups " UPS_A "}", 0},
    /* papers are sent, too */
    {"fatura kesildi, müşteriye gönderildi", "?", 0},
    {"Quotation ready, sent to the customer", "?", 0},
    {"İrsaliye kesildi, müşteriye gönderildi", "?", 0},
    {"fatura kesildi, ürünler gönderildi", "ship", 0},
    {"Invoice issued, shipped today", "ship", 0},
    {"fatura kesildi, ups ile gönderildi " UPS_A, "ship {ups " UPS_A "}", 0},
    /* days of invoices, of strangers and of other items; measures */
    {"Shipped UPS " UPS_A ". Invoice due 24 December.", "ship {ups " UPS_A "}", 0},
    {"Shipped UPS " UPS_A ". Payment expected by 1 December", "ship {ups " UPS_A "}", 0},
    {"Shipped with UPS " UPS_A ". Our new phone number is 0212 555 12 34 as of 1 December.", "?", 0},
    {"UPS " UPS_A ", 12.5 kg, 3/4 pallets", "ship {ups " UPS_A "}", 0},
    {"Shipped with UPS " UPS_A ", weight 45 kg, 2 boxes 120x80x60", "ship {ups " UPS_A "}", 0},
    {"item 1: shipped\nitem 2: 10 December", "?", 0},
    {"Sofa - shipped 23.11 - UPS " UPS_A "\nTable - 10.12", "?", 0},
    {"sofa: ups " UPS_A "\ntable: delayed 10.12.2026", "ship #1 {ups " UPS_A "} + delay #2 @2026-12-10", 0},
    {"1. çıktı 2. haftaya", "?", 0},
    {"Sofa ........ shipped, UPS " UPS_A "\nTable ....... 10.12.2026 (glass)", "?", 0},
    {"Status: in work\nNew date: 10 December", "delay @2026-12-10", 0},
    {"noted, new date 10 December", "delay @2026-12-10", 0},
    {"in production, completion 3 December", "acknowledge", 0},
    {"Received. Can do by 10 December.", "?", 0},
    {"Received, will ship on 10 December", "?", 0},
    {"Got it, fabric comes on 8 December", "acknowledge", 0},
    {"Tracking no " UPS_A " (UPS), ETA 27th", "ship {ups " UPS_A "} @2026-11-27", 0},
    {"delayed to 10th, fabric late", "delay @2026-12-10 because fabric late", 0},
    {"customer collected it today", "deliver", 's'},
    {"UPS collected it today", "ship {ups -}", 0},
    /* no reason that a customer should read */
    {"Delayed to 10 December, hopefully", "?", 0},
    {"Delayed to 10 December; customer is ok with that", "delay @2026-12-10", 0},
    {"10 Aralık'a ertelendi, müşteri onayladı", "delay @2026-12-10", 0},
    /* what was cancelled */
    {"iptal: masa", "cancel #2", 0},
    {"cancelled: the table", "cancel #2", 0},
    {"cancelled: the sofa fabric is gone", "cancel because the sofa fabric is gone", 0},
    {"cancel the sofa and ship the table", "?", 0},
    {"cancelled the UPS pickup", "?", 0},
    {"DHL cancelled the pickup, goes tomorrow", "?", 0},
    {"Sofa cancelled by customer, table shipped UPS " UPS_A, "cancel #1 + ship #2 {ups " UPS_A "}", 0},
    /* without letters, and taken back by mail */
    {"👍", "acknowledge", 0},
    {"👍🏻", "agree", 'r'},
    {"👎", "?", 0},
    {"ignore my last mail pls", "undo", 's'},
    {"bir önceki mailimi dikkate almayın", "undo", 's'},
};
const guint staff_unseen_sixth_count = G_N_ELEMENTS(staff_unseen_sixth);
