/* Replies written by someone who had not seen the reader: what a careful clerk takes them to mean. Tuesday, 24 November 2026.
 * "ask": asking back would be as right as what stands here. "cut": where the reason begins and ends is a matter of taste, the
 * rest is not. "order": the order of the commands does not matter. After "?" it matters only that nothing is done. */
#include "tests/unit/staff-replies.h"

#define UPS  "1Z999AA10123456784"
#define UPS2 "1Z5R8W303007741201"
#define UPS3 "1Z88E41X6802159372"
#define DHL  "00340434161094042557"
#define DHL2 "00340434172803519468"
#define DHL3 "00340434200588127032"
#define PTT  "RR123456785TR"
#define PTT2 "CP482019378TR"
#define PTT3 "RR706112959TR"

const struct staff_reply staff_exam[] = {
    /* --- English, commands: 63 --- */
    /* shipped */
    {"Dispatched!", "ship", 0},
    {"Sent.", "ship", 0},
    {"gone out w/ ups 1z999aa10123456784", "ship {ups " UPS "}", 0},
    {"SHIPPED TODAY STOP UPS " UPS " STOP ARRIVAL 3 DEC", "ship {ups " UPS "} @2026-12-03", 0},
    {"Dear colleagues,\n\nI hope this finds you well. I am pleased to inform you that the above order left our premises this morning. "
     "It was collected by DHL under the number " DHL " and, according to them, should reach the customer on Thursday 3 December.\n\n"
     "Please do not hesitate to contact me should you have any questions.\n\nKind regards",
     "ship {dhl " DHL "} @2026-12-03", 0},
    {"shippd via DHL " DHL2 " arriving fri", "ship {dhl " DHL2 "} @2026-11-27", 0},
    {"UPS picked it up an hour ago. " UPS2, "ship {ups " UPS2 "}", 0},
    {"Handed over to DHL this afternoon (" DHL2 ").", "ship {dhl " DHL2 "}", 0},
    {"Both pieces are on their way: UPS " UPS " and UPS " UPS2, "ship {ups " UPS "} {ups " UPS2 "}", 0},
    {"3 boxes by DHL:\n- " DHL "\n- " DHL2 "\n- " DHL3 "\nall left today", "ship {dhl " DHL "} {dhl " DHL2 "} {dhl " DHL3 "}", 0},
    {"Sofa on UPS " UPS ", table on DHL " DHL ", both left today.", "ship #1 {ups " UPS "} + ship #2 {dhl " DHL "}", 0},
    {"SOFA-3 has been shipped, DHL " DHL2 ". TABLE-1 is not finished.", "ship #1 {dhl " DHL2 "}", 0},
    {"Tracking: " UPS2 "\nCarrier: UPS", "ship {ups " UPS2 "}", 0},
    {"Expected delivery: Dec 3rd\nStatus: Shipped\nTracking: " DHL "\nCarrier: DHL", "ship {dhl " DHL "} @2026-12-03", 0},
    {"Status: shipped\nCarrier: Northline Hauliers\nTracking: NL-55812\nExpected delivery: 1 December",
     "ship {Northline Hauliers NL55812} @2026-12-01", 0},
    {"Carrier - UPS\nTracking no. - " UPS3 "\nExpected delivery - 2 December\nStatus - shipped", "ship {ups " UPS3 "} @2026-12-02", 0},
    {"shipped with Bluebird Couriers, tracking BB778812, arrives on the 2nd", "ship {Bluebird Couriers BB778812} @2026-12-02", 0},
    {"It left with Fast Lane Logistics yesterday, consignment no. 88231907", "ship {Fast Lane Logistics 88231907}", 0},
    {"The table went out with DHL on Monday, number " DHL3 "; delivery Wednesday.", "ship #2 {dhl " DHL3 "} @2026-11-25", 0},
    {"all items shipped in one go, DHL " DHL2 ", delivery in three days", "ship {dhl " DHL2 "} @2026-11-27", 0},
    {"Already shipped last Friday, sorry for not telling you. UPS " UPS2, "ship {ups " UPS2 "}", 0},
    {"The truck left at 8. Customer gets it tomorrow afternoon.", "ship @2026-11-25", 0}, /* ask */
    {"item 1: UPS " UPS "\nitem 2: UPS " UPS2 "\nboth shipped", "ship #1 {ups " UPS "} + ship #2 {ups " UPS2 "}", 0},
    {"Shipped the sofas, UPS " UPS ". The dining table comes from the workshop in Bursa and follows in two weeks.",
     "ship #1 {ups " UPS "}", 0}, /* the table's plan is no new date that anybody promised */
    {"shipped, eta 12/15", "ship @2026-12-15", 0},
    {"Shipped. ETA: Fri 4 Dec", "ship @2026-12-04", 0},
    {"dispatched 24/11, arriving 27/11, DHL " DHL, "ship {dhl " DHL "} @2026-11-27", 0},
    {"We shipped it. Tracking to follow.", "ship", 0},
    {"Not with UPS as planned but with DHL: " DHL3 ". Shipped this morning.", "ship {dhl " DHL3 "}", 0},
    {"No problems here, everything was shipped with UPS, " UPS3, "ship {ups " UPS3 "}", 0},
    /* delayed */
    {"delay 15 dec", "delay @2026-12-15", 0},
    {"Running late - 11 December now, because the varnish needs longer to dry", "delay @2026-12-11 because the varnish needs longer to dry", 0},
    {"pushed back to Dec 9th due to a power cut", "delay @2026-12-09 because a power cut", 0}, /* cut */
    {"Reason: oak out of stock\nStatus: delayed\nNew date: 2026-12-14", "delay @2026-12-14 because oak out of stock", 0},
    {"New date: in two weeks\nReason: strike at the port", "delay @2026-12-08 because strike at the port", 0},
    {"DELAYED TO 18 DECEMBER - LEATHER DAMAGED", "delay @2026-12-18 because LEATHER DAMAGED", 0},
    {"Unfortunately we can't make 3 December; 8 December is the new date.", "delay @2026-12-08", 0},
    {"Table postponed until Wednesday 9 December because the carpenter is ill; sofa stays on schedule.",
     "delay #2 @2026-12-09 because the carpenter is ill", 0},
    {"rescheduled: 7.12. (public holiday)", "delay @2026-12-07 because public holiday", 0},
    {"delayed, new completion date is the 16th, reason: courier lost the fabric", "delay @2026-12-16 because courier lost the fabric", 0},
    {"item 2 will be delayed until Dec 11, missing hinges", "delay #2 @2026-12-11 because missing hinges", 0},
    {"This one slips by a week, to 10 December.", "delay @2026-12-10", 0},
    /* several at once */
    {"item 1 delayed to 10 December, fabric late. item 2 shipped with UPS " UPS ".", "delay #1 @2026-12-10 because fabric late + ship #2 {ups " UPS "}", 0},
    {"Shipped with DHL " DHL ".\n\nNote to customer: The legs come in a second box", "note \"The legs come in a second box\" + ship {dhl " DHL "}", 0}, /* order */
    {"Note to customer: please measure your staircase before that day\n\nShipped with UPS " UPS ", arrives Dec 3",
     "note \"please measure your staircase before that day\" + ship {ups " UPS "} @2026-12-03", 0}, /* order */
    {"sofa: shipped, DHL " DHL2 ", arrives 2 Dec\ntable: delayed to 9 Dec, top scratched",
     "ship #1 {dhl " DHL2 "} @2026-12-02 + delay #2 @2026-12-09 because top scratched", 0},
    /* delivered */
    {"Customer received both pieces this morning and is happy", "deliver", 's'},
    {"our driver handed it over to Mrs Demir at noon", "deliver", 's'}, /* ask */
    {"delivered yesterday at 4 pm, signed by A. Demir", "deliver", 's'},
    {"The sofa was delivered today, the table is still at the depot", "deliver #1", 's'},
    /* acknowledged */
    {"Roger that", "acknowledge", 0},
    {"in production since this morning", "acknowledge", 0},
    {"On it.", "acknowledge", 0},
    {"Received with thanks, work has begun", "acknowledge", 0},
    /* corrected */
    {"Correction: the tracking number is " UPS2, "correct {ups " UPS2 "}", 's'},
    {"sorry, typo in the tracking number. the right one: " UPS3, "correct {ups " UPS3 "}", 's'},
    {"Correction: delivery will be on 5 December instead of the 3rd", "correct @2026-12-05", 's'},
    /* the rest */
    {"cancelled: customer withdrew by phone", "cancel because customer withdrew by phone", 0},
    {"cancel item 2, the oak is gone", "cancel #2 because the oak is gone", 0},
    {"Please undo that, I answered the wrong mail", "undo", 0},
    {"Agreed, no problem for us", "agree", 'r'},
    {"Sorry, refused: it is already upholstered", "refuse because it is already upholstered", 'r'},
    {"decline: we don't deliver to islands", "decline because we don't deliver to islands", 'h'},

    /* --- English, never a command: 27 --- */
    {"Sorry, not out yet.", "?", 0},
    {"Has this been shipped already?", "?", 0},
    {"Goes out with UPS on Friday, label is printed: " UPS, "?", 0},
    {"As soon as it is shipped I'll write.", "?", 0},
    {"Shipped last week's order today, UPS " UPS2, "?", 0},
    {"delivered? no!", "?", 's'},
    {"EH-0987 shipped with UPS " UPS2, "?", 0},
    {"The fabric was shipped by our supplier today with UPS " UPS2, "?", 0},
    {"The mill says they have shipped the leather to us.", "?", 0},
    {"I think the driver said it was delivered, but I'm not sure.", "?", 's'},
    {"If the paint dries by tomorrow, it is shipped with DHL on Thursday.", "?", 0},
    {"Shipped would be nice, but the forklift is broken :)", "?", 0},
    {"I am out of the office until 3 December. In urgent cases please write to depot@example.com.", "?", 0},
    {"Shipping department\nExample Home Ltd.\nAll goods are shipped and delivered at the buyer's risk.", "?", 0},
    {"Please do not cancel!", "?", 0},
    {"Don't ship it before the customer has paid.", "?", 0},
    {"Why was this delayed to 10 December? Nobody told us.", "?", 0},
    {"The customer complains that nothing has been delivered.", "?", 's'},
    {"UPS refused the parcel, it's back in the hall.", "?", 0},
    {"> shipped with UPS " UPS "\n\nWho wrote this?", "?", 0},
    {"Could we say 10 December, would that help the customer?", "?", 0},
    {"One of the two sofas left today with UPS " UPS ", the other one is still being sewn.", "?", 0}, /* half an item: ask which */
    {"Have a nice weekend everybody!", "?", 0},
    {"Almost shipped.", "?", 0},
    {"It was about to be shipped when the box broke.", "?", 0},
    {"It was delivered to the wrong house, we are getting it back.", "?", 's'},
    {"supposed to have been shipped yesterday", "?", 0},

    /* --- Turkish, commands: 63 --- */
    /* gönderildi */
    {"Kargolandı", "ship", 0},
    {"yollandı", "ship", 0},
    {"Çıktı.", "ship", 0}, /* ask */
    {"KARGOYA VERİLDİ ARAS 1234567890123", "ship {aras 1234567890123}", 0},
    {"kargoya verdim yurtici 9876543210", "ship {yurtici 9876543210}", 0},
    {"urun bugun kargoya teslim edildi, ptt " PTT2, "ship {ptt " PTT2 "}", 0},
    {"Sayın ilgili,\n\nYukarıda belirtilen sipariş bu sabah Yurtiçi Kargo'ya teslim edilmiştir. Takip numarası 5566778899 olup tahmini teslim "
     "tarihi 3 Aralık Perşembe'dir.\n\nBilgilerinize sunar, iyi çalışmalar dileriz.",
     "ship {yurtici 5566778899} @2026-12-03", 0},
    {"UPS ile yolladık " UPS2 " cuma günü elinde olur", "ship {ups " UPS2 "} @2026-11-27", 0},
    {"iki koli halinde gönderdik: UPS " UPS ", UPS " UPS2, "ship {ups " UPS "} {ups " UPS2 "}", 0},
    {"Kanepeler DHL " DHL " ile, masa UPS " UPS " ile bugün gönderildi.", "ship #1 {dhl " DHL "} + ship #2 {ups " UPS "}", 0},
    {"Tahmini teslimat: 4 Aralık\nTakip numarası: 1234567890123\nKargo firması: Aras Kargo\nDurum: gönderildi", "ship {aras 1234567890123} @2026-12-04", 0},
    {"Takip numarası: " UPS2, "ship {ups " UPS2 "}", 0},
    {"Durum: gönderildi\nKargo firması: Horoz Lojistik\nTakip numarası: HL445120", "ship {Horoz Lojistik HL445120}", 0},
    {"Ceva Lojistik ile gönderildi, takip no 77120045, perşembe teslim", "ship {Ceva Lojistik 77120045} @2026-11-26", 0},
    {"dün akşam yola çıktı, yarın öğleden sonra müşteride olur", "ship @2026-11-25", 0},
    {"2. kalemi PTT'ye verdik, " PTT3, "ship #2 {ptt " PTT3 "}", 0},
    {"masa çıktı dhl " DHL2 ", kanepe haftaya", "ship #2 {dhl " DHL2 "}", 0},
    {"TABLE-1 sevk edildi, irsaliye no 2211, Aras takip no 1234567890999", "ship #2 {aras 1234567890999}", 0}, /* the first is the delivery note's */
    {"sevkiyat tamamlandı, ayın 3'ünde teslim edilecek", "ship @2026-12-03", 0},
    {"Araca yüklendi ve yola çıktı, 2 gün sonra teslim", "ship @2026-11-26", 0},
    {"mrb, urunler yurtici kargoyla gonderildi tkp no 4433221100 tahmini teslim 27.11", "ship {yurtici 4433221100} @2026-11-27", 0},
    {"Kusura bakmayın haber vermeyi unuttum, cumartesi günü gönderildi. DHL " DHL3, "ship {dhl " DHL3 "}", 0},
    {"merak etmeyin, gönderdik. UPS " UPS, "ship {ups " UPS "}", 0},
    {"Hem kanepe hem masa yola çıktı", "ship #1,2", 0},
    {"Gönderilmiştir. Kargo: DHL. Takip: " DHL ".", "ship {dhl " DHL "}", 0},
    {"Yurtiçi değil Aras ile gönderdik: 1234567890123", "ship {aras 1234567890123}", 0},
    {"Bu sabah kurye teslim aldı. UPS " UPS3, "ship {ups " UPS3 "}", 0},
    {"Gönderim yapıldı: MNG Kargo 60012345", "ship {MNG Kargo 60012345}", 0},
    {"gönderildi, 15.12.'de teslim", "ship @2026-12-15", 0},
    {"Az önce DHL'e verildi (" DHL2 "), varış 1 Aralık Salı", "ship {dhl " DHL2 "} @2026-12-01", 0},
    /* gecikti */
    {"10 aralığa kaldı", "delay @2026-12-10", 0},
    {"Gecikecek: 12 Aralık. Sebep: ayaklar yanlış kesilmiş", "delay @2026-12-12 because ayaklar yanlış kesilmiş", 0},
    {"iki hafta gecikiyor, yeni tarih 17 Aralık, döşemeci hasta", "delay @2026-12-17 because döşemeci hasta", 0},
    {"Neden: deri stokta yok\nYeni tarih: 14.12.2026", "delay @2026-12-14 because deri stokta yok", 0},
    {"Masa 8 Aralık'a ertelendi, kanepe zamanında çıkacak.", "delay #2 @2026-12-08", 0},
    {"Maalesef 3 Aralık'a yetişmiyor, yeni tarih 11 Aralık Cuma.", "delay @2026-12-11", 0},
    {"ayın 9'una ertelendi (elektrik kesintisi)", "delay @2026-12-09 because elektrik kesintisi", 0},
    {"1. KALEM 16 ARALIĞA ERTELENDİ, SÜNGER GELMEDİ", "delay #1 @2026-12-16 because SÜNGER GELMEDİ", 0},
    {"tamamlanma tarihi 3 Aralık yerine 15 Aralık oldu", "delay @2026-12-15", 0},
    {"Ustamız rahatsızlandı. Yeni tarih: 14 Aralık Pazartesi.", "delay @2026-12-14 because Ustamız rahatsızlandı", 0}, /* cut */
    {"Durum: gecikti\nNeden: makine arızası\nYeni tarih: 20/12/2026", "delay @2026-12-20 because makine arızası", 0},
    {"kumas gelmedigi icin 7 aralika sarkiyor", "delay @2026-12-07 because kumas gelmedigi icin", 0}, /* cut */
    /* birden çok */
    {"1. kalem 10 Aralık'a ertelendi, kumaş gecikti; 2. kalem UPS " UPS " ile gönderildi",
     "delay #1 @2026-12-10 because kumaş gecikti + ship #2 {ups " UPS "}", 0},
    {"Aras ile gönderildi, 1234567890123.\n\nMüşteriye not: Ayaklar ayrı kutuda, montajı kolaydır",
     "note \"Ayaklar ayrı kutuda, montajı kolaydır\" + ship {aras 1234567890123}", 0}, /* order */
    {"masa gönderildi PTT " PTT ", kanepe 9 Aralık'a ertelendi", "ship #2 {ptt " PTT "} + delay #1 @2026-12-09", 0},
    {"Müşteriye not: Teslimattan önce sizi arayacağız", "note \"Teslimattan önce sizi arayacağız\"", 0},
    /* teslim edildi */
    {"Müşteri teslim aldı, sorun yok", "deliver", 's'},
    {"Bugün öğlen Ayla Hanım'a teslim ettik.", "deliver", 's'},
    {"kanepe teslim edildi, masa depoda bekliyor", "deliver #1", 's'},
    {"TESLİM EDİLMİŞTİR", "deliver", 's'},
    /* alındı */
    {"Tamamdır", "acknowledge", 0},
    {"aldık, başlıyoruz", "acknowledge", 0},
    {"Sipariş elimizde, üretime aldık.", "acknowledge", 0},
    {"Not ettik, teşekkürler", "acknowledge", 0},
    /* düzeltme */
    {"Takip numarasını yanlış yazmışım, doğrusu " UPS2, "correct {ups " UPS2 "}", 's'},
    {"Düzeltme: teslimat 5 Aralık'ta", "correct @2026-12-05", 's'},
    {"düzeltme: kargo firması Aras, takip no 1234567890123", "correct {aras 1234567890123}", 's'},
    /* gerisi */
    {"Az önce yazdığımı geri alın lütfen", "undo", 0},
    {"İptal: müşteri vazgeçti", "cancel because müşteri vazgeçti", 0},
    {"2. kalemi iptal ettik, meşe kalmadı", "cancel #2 because meşe kalmadı", 0},
    {"Bizim için uygundur, kabul ediyoruz", "agree", 'r'},
    {"Red: kumaş kesildi bile", "refuse because kumaş kesildi bile", 'r'},
    {"Reddedildi: bu bölgeye teslimatımız yok", "decline because bu bölgeye teslimatımız yok", 'h'},

    /* --- Turkish, never a command: 27 --- */
    {"kargoya verilmedi", "?", 0},
    {"yarın çıkacak", "?", 0},
    {"müşteri teslim aldı mı?", "?", 's'},
    {"bu siparis gonderildi mi", "?", 0},
    {"UPS ile göndereceğiz, takip no " UPS, "?", 0},
    {"Kumaş tedarikçi tarafından kargoya verilmiş, cuma bize gelir", "?", 0},
    {"EH-0998 numaralı sipariş Aras ile gönderildi", "?", 0},
    {"geçen haftaki siparişi gönderdik", "?", 0},
    {"Kargoya verince haber veririm.", "?", 0},
    {"Ödeme gelirse bugün gönderilir", "?", 0},
    {"henüz hazır değil", "?", 0},
    {"Teslim edildi diyorlar ama müşteri almamış", "?", 's'},
    {"Yıllık izindeyim, 7 Aralık'ta döneceğim. Acil durumlarda depo@example.com adresine yazınız.", "?", 0},
    {"Bu e-posta gizlidir. Size yanlışlıkla teslim edildiyse lütfen siliniz.", "?", 0},
    {"iptal etmeyin lütfen", "?", 0},
    {"Gönderildi sanıyordum, meğer depodaymış", "?", 0},
    {"keşke gönderilmiş olsaydı :)", "?", 0},
    {"Sevkiyat müdürü\nÖrnek Mobilya A.Ş.\nSevkiyat ve teslimat hattı: 0532 123 45 67", "?", 0},
    {"> kargoya verildi, Aras 1234567890123\n\nbunu kim yazdı?", "?", 0},
    {"Neden 10 Aralık'a ertelendi, kimse bize sormadı?", "?", 0},
    {"Ali gönderildi dedi ama emin değilim", "?", 0},
    {"Gönderilmek üzere paketlendi.", "?", 0},
    {"teslim edilemedi, adreste kimse yok", "?", 's'},
    {"Bugün gönderebilir miyiz?", "?", 0},
    {"Kolay gelsin, iyi haftalar", "?", 0},
    {"Dün gönderilmesi gerekiyordu", "?", 0},
    {"Yanlış ürün gönderildi, geri gelecek", "?", 0},

    /* --- German, commands: 14 --- */
    {"Versandt.", "ship", 0},
    {"Heute mit UPS verschickt, " UPS ", Zustellung am 3.12.", "ship {ups " UPS "} @2026-12-03", 0},
    {"Ware ist raus, DHL " DHL2, "ship {dhl " DHL2 "}", 0},
    {"Sofa wurde gestern an DHL übergeben, " DHL ". Tisch folgt nächste Woche.", "ship #1 {dhl " DHL "}", 0},
    {"Sehr geehrte Damen und Herren,\n\ndie Bestellung hat heute unser Haus verlassen. Sendungsnummer: " UPS2
     ", voraussichtliche Lieferung Freitag, 27. November.\n\nMit freundlichen Grüßen",
     "ship {ups " UPS2 "} @2026-11-27", 0},
    {"Verzögert sich bis 10. Dezember, Stoff fehlt", "delay @2026-12-10 because Stoff fehlt", 0},
    {"Neuer Termin: 14.12.2026\nGrund: Maschine defekt", "delay @2026-12-14 because Maschine defekt", 0},
    {"Position 2 verschoben auf den 9. Dezember, Position 1 versendet mit UPS " UPS, "delay #2 @2026-12-09 + ship #1 {ups " UPS "}", 0},
    {"zugestellt", "deliver", 's'},
    {"Der Kunde hat alles erhalten.", "deliver", 's'},
    {"in Arbeit", "acknowledge", 0},
    {"storniert: Kunde hat abgesagt", "cancel because Kunde hat abgesagt", 0},
    {"Korrektur: Sendungsnummer " UPS3, "correct {ups " UPS3 "}", 's'},
    {"Einverstanden", "agree", 'r'},

    /* --- German, never a command: 6 --- */
    {"noch nicht versendet", "?", 0},
    {"geht morgen mit DHL raus", "?", 0},
    {"Wurde das schon verschickt?", "?", 0},
    {"Sobald es versendet ist, melde ich mich.", "?", 0},
    {"Ich bin bis 7. Dezember im Urlaub.", "?", 0},
    {"Der Stoff wurde heute vom Lieferanten an uns versendet, UPS " UPS, "?", 0},
};

const guint staff_exam_count = G_N_ELEMENTS(staff_exam);
