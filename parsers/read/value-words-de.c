/* German: the words around values. */
#include "parsers/read/value-words.h"

const struct value_language value_words_de = {
    .code = "de",
    .words = {
        [VALUE_PIECES] = "exemplar|exemplare|einheit|einheiten|mal",
        [VALUE_VAGUE] = "je|ca|circa|zirka|etwa|rund|ungefahr|ungefaehr|mindestens|hochstens|hoechstens|bis zu|bis|zwischen|oder|maximal|max|minimal|min|"
                        "knapp|gut|paar|mehrere|einige|wenige|auf|plus minus",
        [VALUE_DOZEN] = "dutzend",
        [VALUE_HALF] = "ein halber|ein halbes|eine halbe|einen halben|halber|halbes|halbe|halben|halb",
        [VALUE_AND_HALF] = "und ein halb|und ein halber|und ein halbes|einhalb",
        [VALUE_ONE_AND_HALF] = "anderthalb|anderthalbe|eineinhalb|einundeinhalb",
        [VALUE_AND] = "und",
        [VALUE_WIDE] = "breit|breite|in der breite",
        [VALUE_LONG] = "lang|lange|laenge|in der lange",
        [VALUE_HIGH] = "hoch|hohe|hoehe|in der hohe",
        [VALUE_DEEP] = "tief|tiefe|in der tiefe",
        [VALUE_BY] = "bis zum|bis spatestens|spatestens|spaetestens|spatestens bis|bis|zum|am|den|dem|der|fur den|gegen",
        [VALUE_FIRST] = "erster|ersten|erste",
        [VALUE_RELATIVE] = "ab|seit|vor|nach|nachste|nachsten|anfang|mitte|ende|monatsende|monatsanfang|jahresende|jahresanfang|wochenende|kalenderwoche|"
                           "weihnachten|ostern|silvester|neujahr|fruhestens|ubernachste|ubernachsten|kommende|kommenden|innerhalb|binnen|eilig|dringend",
        [VALUE_OF] = "aus|in|mit|von",
        [VALUE_NOT] = "weder|kein|keine|keinen|keines|keinem|nicht|ohne|ausser|statt|alles ausser",
        [VALUE_WITHOUT] = "ohne|kein|keine|keinen",
        [VALUE_WITH] = "mit",
        [VALUE_ELSEWHERE] = "wie rechnungsadresse|wie rechnungsanschrift|wie die rechnungsadresse|wie lieferadresse|gleich wie|identisch mit|siehe anlage|"
                            "siehe anhang|siehe rechnung|anbei|im anhang|wie zuvor|wie vorher|wie gehabt|wie oben",
        [VALUE_YES] = "ja gerne|ja gern|gern|klar|ja danke|auf jeden fall|naturlich",
        [VALUE_NO] = "ne|nee|kein bedarf|nicht notig|lieber nicht",
    },
    .numbers = "ein=1|eine=1|einen=1|einer=1|eines=1|zwo=2|fuenf=5|zwoelf=12|fuenfzehn=15|hundert=100|einhundert=100",
    .tens = "zwanzig=20|dreissig=30|vierzig=40|funfzig=50|fuenfzig=50|sechzig=60|siebzig=70|achtzig=80|neunzig=90",
    .joiner = "und",
    .units_first = TRUE,
    .months = "janner=1|jaenner=1|feber=2|maerz=3|sept=9",
    .weekdays = "mo=1|di=2|mi=3|do=4|fr=5|sa=6|so=7|sonnabend=6",
    .endings = "|e|er|en|es|em|n|s|nholz|holz",
};
