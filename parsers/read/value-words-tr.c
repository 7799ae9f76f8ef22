/* Turkish: the words around values. Words may stand apart from their endings: "2026'ya". */
#include "parsers/read/value-words.h"

const struct value_language value_words_tr = {
    .code = "tr",
    .words = {
        [VALUE_PIECES] = "adetlik|taneli|takim",
        [VALUE_VAGUE] = "en az|en fazla|en cok|asgari|azami|civari|civarinda|kadar|arasi|arasinda|ila|ile|veya|ya da|yahut|yaklasik|asagi yukari|birkac|"
                        "bir kac|cift|er|ar|ser|sar|ye|ya",
        [VALUE_DOZEN] = "duzine",
        [VALUE_HALF] = "yarim",
        [VALUE_AND_HALF] = "bucuk",
        [VALUE_ONE_AND_HALF] = "",
        [VALUE_AND] = "ve",
        [VALUE_WIDE] = "genislik|genisliginde|genislikte|genis|en|eninde",
        [VALUE_LONG] = "uzunluk|uzunlugunda|uzunlukta|uzun|boy|boyunda",
        [VALUE_HIGH] = "yukseklik|yuksekliginde|yukseklikte|yuksek",
        [VALUE_DEEP] = "derinlik|derinliginde|derinlikte|derin",
        [VALUE_BY] = "en gec|tarihine kadar|tarihinde|tarihi|kadar|gunu|gunune|icin|ya|ye|a|e|na|ne|da|de|ta|te|nda|nde|una|ine",
        [VALUE_FIRST] = "",
        [VALUE_RELATIVE] = "ayin|dan|den|tan|ten|itibaren|basi|basinda|basina|ortasi|ortasinda|sonu|sonuna|sonunda|bayram|bayramdan|bayrama|yilbasi|"
                           "yilbasindan|ramazan|hafta|haftaya|hafta sonu|icinde|mumkun olan en kisa|bir an once|ivedi|oncesi|sonrasi|once|sonra",
        [VALUE_OF] = "",
        [VALUE_NOT] = "ne|degil|olmasin|istemiyorum|istemiyoruz|istemem|haric|disinda|olmadan|yok",
        [VALUE_WITHOUT] = "olmadan|olmasin|istemiyorum|istemiyoruz|yok",
        [VALUE_WITH] = "olsun|var|istiyorum|istiyoruz",
        [VALUE_ELSEWHERE] = "ile ayni|yukaridaki|yukaridakiyle ayni|ayni adres|ekte|ektedir|eke bakiniz|ek dosyada|bir onceki gibi|oncekiyle ayni",
        [VALUE_YES] = "olsun|isterim|istiyorum|istiyoruz|evet lutfen|tabii|tabi|elbette",
        [VALUE_NO] = "olmasin|istemem|istemiyoruz|gerek yok|hayir tesekkurler|gerekmez",
    },
    .numbers = "yuz=100",
    .tens = "yirmi=20|otuz=30|kirk=40|elli=50|altmis=60|yetmis=70|seksen=80|doksan=90",
    .joiner = "",
    .months = "",
    .weekdays = "pzt=1|sal=2|car=3|per=4|cum=5|cmt=6|paz=7|pazartesiye=1|saliya=2|carsambaya=3|persembeye=4|cumaya=5|cumartesiye=6|pazara=7",
    .endings = "|dan|den|tan|ten|da|de|ta|te|yi|i|u|li|lu|nin|in|un|si|lar|ler",
    .whole_stems = TRUE,
    .lacking = "siz|suz",
    .having = "li|lu",
};
