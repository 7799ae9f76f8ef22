/* Dutch: the words around values. "Voor" is both "for" and "before": it is asked about. */
#include "parsers/read/value-words.h"

const struct value_language value_words_nl = {
    .code = "nl",
    .words = {
        [VALUE_PIECES] = "exemplaar|exemplaren|keer|maal",
        [VALUE_VAGUE] = "ongeveer|circa|ca|zo n|rond de|rond|stuk of|een paar|paar|enkele|enige|meerdere|minstens|minimaal|ten minste|maximaal|hooguit|"
                        "hoogstens|tot|tussen|of|max|min|bij|elk|bijna",
        [VALUE_DOZEN] = "dozijn",
        [VALUE_HALF] = "een half|een halve|half|halve",
        [VALUE_AND_HALF] = "en een half|en een halve|enhalf|eneenhalf|eneenhalve",
        [VALUE_ONE_AND_HALF] = "anderhalf|anderhalve",
        [VALUE_AND] = "en",
        [VALUE_WIDE] = "breed|breedte|in de breedte",
        [VALUE_LONG] = "lang|lengte|in de lengte",
        [VALUE_HIGH] = "hoog|hoogte|in de hoogte",
        [VALUE_DEEP] = "diep|diepte|in de diepte",
        [VALUE_BY] = "uiterlijk op|uiterlijk|ten laatste|tot en met|t m|op|de|a s",
        [VALUE_FIRST] = "eerste",
        [VALUE_RELATIVE] = "voor|na|vanaf|sinds|overmorgen|half|medio|begin|eind|einde|kerst|pasen|oud en nieuw|volgende|aanstaande|komende|zsm|spoed|"
                           "dringend|zo spoedig mogelijk|binnen|over|weekend",
        [VALUE_OF] = "van|in|met|uit",
        [VALUE_NOT] = "geen|noch|niet|zonder|behalve|alles behalve|uitgezonderd|in plaats van",
        [VALUE_WITHOUT] = "zonder|geen",
        [VALUE_WITH] = "met",
        [VALUE_ELSEWHERE] = "zelfde als|hetzelfde als|dezelfde als|gelijk aan|zie bijlage|in de bijlage|bijlage|zie hierboven|zoals hierboven|"
                            "zoals voorheen|als hierboven|idem",
        [VALUE_YES] = "ja hoor|ja graag|graag|jazeker|zeker|ja alstublieft",
        [VALUE_NO] = "nee bedankt|nee dank je|neen|nee hoor|niet nodig",
    },
    .numbers = "honderd=100",
    .tens = "twintig=20|dertig=30|veertig=40|vijftig=50|zestig=60|zeventig=70|tachtig=80|negentig=90",
    .joiner = "en",
    .units_first = TRUE,
    .months = "mrt=3|sept=9",
    .weekdays = "ma=1|di=2|wo=3|do=4|vr=5|za=6|zo=7",
    .endings = "|e|n|en|s|ze|hout|houten",
    .single_letters = TRUE,
};
