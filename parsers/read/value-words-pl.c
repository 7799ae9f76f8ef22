/* Polish: the words around values. */
#include "parsers/read/value-words.h"

const struct value_language value_words_pl = {
    .code = "pl",
    .words = {
        [VALUE_PIECES] = "egz|egzemplarz|egzemplarze|egzemplarzy|kpl|sztuke",
        [VALUE_VAGUE] = "ok|okolo|mniej wiecej|w przyblizeniu|kilka|kilkanascie|kilkadziesiat|pare|para|parenascie|kilku|co najmniej|przynajmniej|"
                        "minimum|maksymalnie|maks|max|min|najwyzej|nie wiecej niz|nie mniej niz|od|do|miedzy|lub|albo|czy|na|po|prawie",
        [VALUE_DOZEN] = "tuzin|tuzina|tuziny|tuzinow",
        [VALUE_HALF] = "pol|polowa|polowe",
        [VALUE_AND_HALF] = "i pol",
        [VALUE_ONE_AND_HALF] = "poltora|poltorej",
        [VALUE_AND] = "i",
        [VALUE_WIDE] = "szerokosci|szerokosc|szeroki|szeroka|szerokie",
        [VALUE_LONG] = "dlugosci|dlugosc|dlugi|dluga|dlugie",
        [VALUE_HIGH] = "wysokosci|wysokosc|wysoki|wysoka|wysokie",
        [VALUE_DEEP] = "glebokosci|glebokosc|gleboki|gleboka|glebokie",
        [VALUE_BY] = "nie pozniej niz|najpozniej|do dnia|na dzien|dnia|do|na|w|we|go|r|roku|rok",
        [VALUE_FIRST] = "pierwszego",
        [VALUE_RELATIVE] = "przed|po|od|za|koniec|konca|koncu|poczatek|poczatku|polowa|polowie|polowy|srodek|pojutrze|przyszly|przyszla|przyszlym|nastepny|"
                           "nastepnym|tygodniu|tygodnia|miesiaca|miesiacu|swieta|swietami|swiat|wielkanoc|nowym rokiem|pilne|pilnie|weekend|w ciagu",
        [VALUE_OF] = "z|ze|w",
        [VALUE_NOT] = "nie|ani|bez|oprocz|poza|procz|zaden|zadna|zadne|zamiast|byle nie",
        [VALUE_WITHOUT] = "bez|zadnych|nie chce",
        [VALUE_WITH] = "z|ze",
        [VALUE_ELSEWHERE] = "jak wyzej|j w|jw|jak poprzednio|tak jak poprzednio|taki sam|taka sama|takie samo|ten sam|ta sama|to samo|w zalaczniku|"
                            "zalacznik|patrz zalacznik|jak na fakturze|jak ostatnio",
        [VALUE_YES] = "tak prosze|tak poprosze|poprosze|oczywiscie|jasne",
        [VALUE_NO] = "nie dziekuje|nie trzeba|zadnych|brak",
    },
    .numbers = "jedna=1|jedno=1|dwie=2|dwoje=2|sto=100",
    .tens = "dwadziescia=20|trzydziesci=30|czterdziesci=40|piecdziesiat=50|szescdziesiat=60|siedemdziesiat=70|osiemdziesiat=80|dziewiecdziesiat=90",
    .joiner = "",
    .months = "i=1|ii=2|iii=3|iv=4|v=5|vi=6|vii=7|viii=8|ix=9|x=10|xi=11|xii=12",
    .weekdays = "pon=1|wt=2|sr=3|srode=3|czw=4|pt=5|sob=6|sobote=6|nd=7|ndz=7|niedz=7|niedziele=7",
    .endings = "|y|a|e|ego|ej|emu|ym|ych|ymi|i|ie|iego|iej|im|ich|ow|ami|u|o",
};
