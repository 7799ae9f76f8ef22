/* Turkish: what stands still. Verbs are read by their stems and endings, in staff-verb.c. */
#include "parsers/read/staff-vocabulary.h"

const struct staff_phrases staff_words_tr[] = {
    {SIGN_SHIPPED, "kargoda|yolda|dagitimda|kargosu cikti|kargonun elinde|(cikis/cikisi) (yapildi/verildi/tamam)|sevk oldu|sevkiyat tamam|kargo tamam"},
    {SIGN_DELIVERED, "musteri (dun/bugun/bu sabah/) (teslim/) (aldi/almis)|musterimiz (urunu/urunleri/urun/mali/siparisi/siparisini/) (teslim/) (aldi/almis/almistir)|musteri (urunu/urunleri/urun/mali/siparisi/siparisini) (teslim/) (aldi/almis)|teslimat (tamam/tamamlandi)|(musterinin/alicinin) elinde|imza alindi|imzasi alindi|imzaladi"},
    {SIGN_DELAYED, "ertelemek (zorundayiz/zorunda kaldik/durumundayiz/gerekiyor/gerek)|gecikme|gecikme var|gecikmeli|rotar|rotarli|hazir (olmayacak/olacak/olmaz/olur/olabilir mi)|gec|yetismeyecek|uzatma|once (olmaz/olmuyor/olamaz/cikmaz/bitmez/mumkun degil/hazir olmaz/teslim edemeyiz)|termin degisikligi|termin degisti|tarih degisti|(tarih/termin) (kaydi/kayiyor)"},
    {SIGN_IN_HAND,
     "elimize (ulasti/gecti/geldi)|bize ulasti|tarafimiza ulasti|uretimde|imalatta|yapiyoruz|yapiliyor|atolyede|islemde|sirada|yapimda|hazirlikta|(uretim/imalat/yapim/yapilma/hazirlik/hazirlanma/dikim/doseme/kesim/montaj/boya/cila/iskelet/zimpara) (asamasinda/asamasindadir/asamasindayiz/surecinde/surecindedir/safhasinda)|bilgimiz var|"
     "uretime girdi|not aldik|not edildi|not ettik|teslim aldik|hazirlik basladi|elimizde|anladim|anladik"},
    {SIGN_OK, "tamam|tamamdir|tmm|tmam|tamm|tm|peki|okeydir|olur tamam|eyvallah|anlasildi tamam|bende|tamam hocam|tamam abi"},
    {SIGN_CANCELLED, "iptal|uretilemez|yapilamaz|iptaldir"},
    {SIGN_STATUS, "durum|durum nedir|(durumu/durum) (nedir/ne) (bunun/bu siparisin/siparisin/)|(bunun/siparisin/bu siparisin) durumu (ne/nedir)|ne durumda|son durum|(siparisin/siparis) durumu (nedir/ne/)|bu siparisin durumu (nedir/ne/)|ne asamada|hangi asamada|durum bilgisi|durumu ogrenebilir miyim"},
    {SIGN_UNDO, "geri (al/alin/aliniz/alalim/alir misiniz/alinsin/cek/cekin)|lutfen geri (al/alin)|(son/onceki/az onceki/bir onceki/) (mesajimi/mesaji/mailimi/maili/cevabimi/talimatimi/komutu) iptal (et/edin/ediniz/edelim/edilsin)|(son/onceki/az onceki/bir onceki) (mesajimi/mailimi/maili/mesaji/yazdigimi/cevabimi) (dikkate almayin/dikkate almayiniz/unutun/yok sayin)|(son/onceki) (mesajimi/mailimi/yazdigimi/islemi) geri (al/alin)"},
    {SIGN_WRONG, "duzeltme|dogrusu|dogru (numara/takip/tarih/no)|yanlis|yanlis yazmisim|hatali|hata|olacak|olmaliydi|olmali|yerine|karismis|karistirmisim|sehven|yanlislikla"},
    {SIGN_YES, "kabul|olur|uygun|uygundur|evet|onay|mumkun|mumkundur|sorun degil|sorun yok|problem yok|yapilabilir|hallederiz|yapariz|bizce uygun|elbette|tabii|tabi|okey"},
    {SIGN_NO, "red|ret|hayir|mumkun degil|mumkun degildir|olmaz|cok gec|gec kaldiniz|gec kalindi|kabul degil|imkansiz|uygun degil|uygun degildir|yapilamiyor|yapamayiz|olamaz|artik olmaz|maalesef olmaz|yok olmaz"},
    {SIGN_WRITE_AGAIN, "adres (yine/tekrar/artik/) calisiyor|adres duzeldi|(mail/eposta/posta kutusu) (duzeldi/calisiyor)|(tekrar/yeniden) (yazin/yazabilirsiniz/gonderebilirsiniz)"},
    {SIGN_NOT, "degil|degildir|henuz|hic|hicbiri|hicbir|daha degil|olmadan|yok|yoktur|bekliyor|duruyor"},
    {SIGN_FUTURE, "uzere|niyetindeyiz|planda|sevke hazir|kargoya hazir|cikisa hazir|gonderime hazir|teslime hazir"},
    {SIGN_MUST, "gerek|gerekiyor|gerekiyordu|gerekir|gerekirdi|gerekli|lazim|lazimdi|sart|zorunda|zorundayiz"},
    {SIGN_MAYBE,
     "belki|olabilir|insallah|istiyor|istedi|istiyormus|sordu|soruyor|gorunuyor|"
     "otomatik yanit|ofis disinda|ofis disindayim|izindeyim|izinliyim|izindeyiz|tatildeyim|yillik izin|raporluyum|gecen sefer|gecen hafta|"
     "genelde|genellikle|her zaman|neredeyse|az kaldi|sorayim|soralim|bakayim|bakalim|kontrol edeyim|yaziyor|ya da|yahut|veya"},
    {SIGN_HEARSAY, "sanirim|saniyorum|zannediyor|dusunuyor|dusunuyorum|dusunuyoruz|iddia ediyor|galiba|herhalde|muhtemelen|umarim|bence|zannedersem|dedi|dediler|demis|demisler|deniyor|emin degilim|emin degiliz|soyledi|soylediler|soylemis|"
                   "sanmistim|sanmistik|meger|megerse|duydum|duyduk|guya|sanki|sozde|keske|bildigim kadariyla|hatirladigim kadariyla|yanilmiyorsam|yanlis hatirlamiyorsam|soylenene gore|anladigim kadariyla|gibi gorunuyor|diye (biliyorum/biliyoruz/duydum/hatirliyorum)|biliyorum|biliyoruz|hatirliyorum|hatirlamiyorum|bilmiyorum|bilmiyoruz|yazmisim|yazmisiz|gozukuyor"},
    {SIGN_NEARLY, "etiket|etiketi|etiketlendi|paketlendi|paketledik|paketleniyor|ambalajlandi|paketli|kurye cagrildi|kurye cagirdik|arac ayarlandi|hazirlandi"},
    {SIGN_NOT_THIS, "yanlis (siparis/siparise/siparisi/siparismis/mail/maile/mesaj/mesaja)|baska (siparise/siparisin/siparisindi/siparismis)|(pardon/) baska (bir/) siparis|(bu/bununki/bunun/bununkisi/buradaki/bu siparis/bu siparisin/bu siparisinki/bu is) (degil/degildi/degildir)"},
    {SIGN_TIME, "(kurulum/kurulumu/montaj/montaji/montaji da/kurulumu da) (yapildi/yaptik/tamam/tamamlandi/edildi/ettik/bitti)|(koli/paket/parca/kutu/palet/takim) halinde|ogleden (sonra/once)|oglene dogru|aksamustu|aksama dogru|az once|az evvel|biraz once|(bir/iki/yarim) saat once|(bir/bi/bes/on) dakika once"},
    {SIGN_HERE, "(hala/halen) (burada/buradaymis/depoda/depodaymis/bizde/bizdeymis/rampada/elimizde/fabrikada/magazada/yerinde/bekliyor/duruyor)|depodaymis|buradaymis|bizdeymis|rampadaymis|cikmamis"},
    {SIGN_TAKEN_BACK, "dur|dur (dur/bir dakika/bi dakika)|(bir/bi) (dakika/saniye)|(yok/hayir) (yok/dur/hayir)|(yok/) vazgectim|bekle bir dakika|bosver|bos ver|bos verin|unutun (bunu/onu/)|(bunu/az oncekini/yukaridakini/yazdigimi) (unutun/dikkate almayin)|yanlis alarm"},
    {SIGN_IF, "eger|olursa|gelirse|gelince|olunca|sayet|takdirde|taktirde|durumunda|halinde|sartiyla|kosuluyla|kaydiyla"},
    {SIGN_ASKS, "mi|mu|midir|mudur|misiniz|musunuz|miyiz|muyuz|miydi|muydu|mis mi|niye|ne zaman|nerede|kim|kime|nasil|hangi|hangisi|kac|acaba|nicin|ne kadar"},
    {SIGN_FOLLOWS, "sonra|arkadan|geri kalan|gerisi|oburu|oteki|eksikler|bakiye|kalan|kalani|kalanlar|kalanlari|ayri|ayrica gonderilecek|diger|digeri|digerleri|haftaya kaldi|sonraki"},
    {SIGN_PART, "kismen|bir kismi|kismi|yarisi|bazilari|bir bolumu|biri|birini|birisi|(bir/) (tanesi/tanesini)|teki|tekini"},
    {SIGN_EXCEPT, "haric|disinda|haricinde"},
    {SIGN_TROUBLE, "(kumas/kumasi/deri/malzeme/stok/stogu/stogumuz/mese/ahsap/sunger) (bitti/bitmis/tukendi/tukenmis/kalmadi/kalmamis)|(eski/onceki) (adres/adrese/adresine)|geri (gonderildi/geldi/dondu/gelmis/donmus/geliyor)|iade|iade edildi|(teslim/teslimi/kabul) (almadi/almamis/etmedi/etmemis)|hasarli|hasar|kirik|kirilmis|cizik|kayip|kayboldu|eksik geldi|eksik|sikayet|sikayetci|yanlis (urun/adres/adrese/renk/model)|evde yoktu|evde kimse yok|evde yok|adreste yok|(sorun/sikinti/problem/aksilik/aksaklik/ariza/hata/yanlislik) var"},
    {SIGN_ARRIVES,
     "teslim|teslimat|teslimati|tahmini|tahmini (teslim/teslimat/varis) (tarihi/)|teslim (tarihi/gunu/suresi)|teslimat (tarihi/gunu)|beklenen|beklenen (teslim/teslimat)|varis|varis tarihi|(elinde/elinizde) (olur/olacak)|"
     "elinde|eline (gecer/gececek)|bekleniyor|(musteride/orda/orada/adreste/yerinde) (olur/olacak/)|orda|orada|musteriye (ulasir/varir/gider)|musteride olur|musteride olacak"},
    {SIGN_UNTIL, "kadar|tarihine|tarihine kadar|tarihinde|olarak degisti|oldu"},
    {SIGN_NEW_DATE, "yeni (tarih/termin/tarihimiz/terminimiz/bitis) (tarihi/)|termin|tamamlanma|tamamlanma tarihi|tamamlanmasi|bitis|bitis tarihi|termini"},
    {SIGN_MATERIAL,
     "kumas|kumasi|kumaslar|kumasin|deri|derisi|malzeme|malzemeler|malzemesi|tedarikci|tedarikcimiz|tedarikciden|ahsap|sunger|hammadde|ayak|ayaklar|ayaklari|vida|vidalar|kulp|kulplar|mentese|menteseler|parca|parcalar|cam|camlar|mermer|boya|"
     "cila|kaplama|aksesuar|numune|kartela|ambalaj|kereste|sunta|mdf|yay|iplik|astar|makine|firmadan|uretici|fabrikadan gelen"},
    {SIGN_ELSEWHERE, "toplanti|randevu|fatura|faturasi|faturayi|odeme|vade|vadesi|vade tarihi|teklif|katalog|cizim|proje cizimi|egitim|denetim|(diger/baska/onceki/gecen/obur) (siparis/siparisi/siparisin/musteri/musterinin)|mail|maili|e posta|fotograf|fotograflar|foto"},
    {SIGN_TO_US, "depoya|magazaya|deponuza|atolyenize|fabrikaniza|magazaniza|bize|bana|buraya|depomuza|bizim depoya|atolyeye|fabrikamiza|fabrikaya|sana|size"},
    {SIGN_TRACKING,
     "takip|takip (no/numarasi/kodu/nosu/noyu)|kargo takip (no/numarasi/kodu/)|kargo (no/kodu/numarasi)|gonderi (no/numarasi/kodu/takip no)|barkod|barkod no|koli no|takp"},
    {SIGN_CARRIER, "kargo firmasi|kargo sirketi|firma|nakliye|ile|araciligiyla|uzerinden|vasitasiyla"},
    {SIGN_BECAUSE, "neden|nedeni|sebep|sebebi|nedeniyle|sebebiyle|cunku|dolayisiyla|dolayi|yuzunden|zira|sebepten|gerekce"},
    {SIGN_ITEM, "kalem|kalemler|kalemi|kalemin|kaleme|kalemde|kalemden|kalemleri|kalemlerin|urun|urunu|urunun|urune|urunde|urunden|urunler|urunleri|urunlerin|sira|siradaki|siranin|satir|satirdaki|satirin"},
    {SIGN_ALL, "hepsi|hepsini|hepsi de|tumu|tumunu|tamami|tamamini|butun|ikisi|ikisi de|ikisini|her ikisi|tum siparis|siparisin tamami|komple"},
    {SIGN_VAGUE_DATE, "haftaya|gelecek hafta|onumuzdeki hafta|bu hafta|ay sonu|ay sonuna|hafta sonu|hafta sonuna|birkac gun|bir kac gun|birkac hafta|yakinda|gelecek ay|en kisa (zamanda/surede)|hafta icinde|hafta icine"},
    {SIGN_POLITE,
     "uzgunuz|ozur dileriz|ozur dilerim|kusura bakmayin|merhaba|merhabalar|mrb|slm|selam|selamlar|gunaydin|(iyi/hayirli) (gunler/aksamlar/calismalar/isler/haftalar)|tesekkurler|tesekkur (ederim/ederiz)|sagolun|sag olun|sagol|lutfen|lutfn|sayin|sn|"
     "maalesef|bilginize|bilginiz olsun|bilgilerinize|bilgi icin (tesekkurler/sagolun/)|haberiniz olsun|arkadaslar|abi|hocam|kolay gelsin|arz ederim|rica ederim|yetkili|malesef|tskler|tsk|saygilar|hayirli olsun|kusura bakma|idare (edin/ediniz/et)|anlayisiniz icin (tesekkurler/tesekkur ederiz/)|anlayisla (karsilayin/karsilayiniz)|(sebep/neden) (yok/belirtilmedi)|gec (haber/bilgi/cevap/yanit) (verdigim/verdigimiz/verdim/verdik/veriyorum/veriyoruz) (icin/)|gec (yazdigim/yazdigimiz/bildirdigim/bildirdigimiz/dondugum/dondugumuz/ilettigim/ilettigimiz) icin|gec (yazdim/yazdik/bildirdim/bildirdik/ilettim/ilettik)"},
    {SIGN_TELL, "musteriye (iletin/iletiniz/soyleyin/soyleyiniz/bildirin/yazin/bilgi verin)|musteriye (not/mesaj)|musteri icin not"},
    {SIGN_BUT, "ama|fakat|ancak|lakin|amma|o yuzden|bu yuzden"},
    {SIGN_NONE, NULL},
};
