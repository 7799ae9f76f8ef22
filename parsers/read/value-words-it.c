/* Italian: the words around values. "Una dozzina" is often about twelve: it is asked about. */
#include "parsers/read/value-words.h"

const struct value_language value_words_it = {
    .code = "it",
    .words = {
        [VALUE_PIECES] = "copia|copie|n|nr|esemplare|esemplari|cad",
        [VALUE_VAGUE] = "circa|ca|all incirca|piu o meno|intorno a|decina|dozzina|ventina|trentina|centinaio|paio|coppia|qualche|alcuni|alcune|almeno|"
                        "minimo|massimo|al massimo|max|min|fino a|tra|fra|da|oppure|ciascuno|ciascuna|quasi",
        [VALUE_DOZEN] = "",
        [VALUE_HALF] = "mezzo|mezza|mezz",
        [VALUE_AND_HALF] = "e mezzo|e mezza",
        [VALUE_ONE_AND_HALF] = "",
        [VALUE_AND] = "e",
        [VALUE_WIDE] = "di larghezza|larghezza|largo|larga",
        [VALUE_LONG] = "di lunghezza|lunghezza|lungo|lunga",
        [VALUE_HIGH] = "di altezza|altezza|alto|alta",
        [VALUE_DEEP] = "di profondita|profondita|profondo|profonda",
        [VALUE_BY] = "entro e non oltre il|entro e non oltre|non oltre il|al piu tardi il|entro il|entro l|entro|per il|per l|il giorno|il|l|del|p v|di|o",
        [VALUE_FIRST] = "primo",
        [VALUE_RELATIVE] = "prima|dopo|dal|da|a partire|partire|fine|inizio|meta|natale|pasqua|capodanno|ferragosto|prossimo|prossima|settimana|dopodomani|"
                           "urgente|quanto prima|il prima possibile|al piu presto|tra|fra",
        [VALUE_OF] = "in|di|del|con",
        [VALUE_NOT] = "non|ne|no|senza|niente|tranne|eccetto|salvo|nessun|nessuno|nessuna|meno",
        [VALUE_WITHOUT] = "senza|niente|nessun|nessuno|nessuna",
        [VALUE_WITH] = "con",
        [VALUE_ELSEWHERE] = "come indirizzo|come l indirizzo|stesso indirizzo|uguale a|lo stesso|la stessa|come sopra|come prima|vedi sopra|vedi allegato|"
                            "in allegato|come da allegato|idem|come fatturazione",
        [VALUE_YES] = "certo|si grazie|va bene|si per favore",
        [VALUE_NO] = "no grazie|non serve|nessuno|nessuna",
    },
    .numbers = "un=1|una=1|cento=100",
    .tens = "venti=20|vent=20|trenta=30|trent=30|quaranta=40|quarant=40|cinquanta=50|cinquant=50|sessanta=60|sessant=60|settanta=70|settant=70|"
            "ottanta=80|ottant=80|novanta=90|novant=90",
    .joiner = "",
    .months = "sett=9|genn=1|febbr=2",
    .weekdays = "lun=1|mer=3|gio=4|ven=5|sab=6|dom=7",
    .endings = "o|a|i|e|hi|he",
};
