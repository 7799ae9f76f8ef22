/* French: the words around values. "Une douzaine" is often about twelve: it is asked about. */
#include "parsers/read/value-words.h"

const struct value_language value_words_fr = {
    .code = "fr",
    .words = {
        [VALUE_PIECES] = "exemplaire|exemplaires|ex|u|nb|fois",
        [VALUE_VAGUE] = "environ|a peu pres|autour de|dizaine|douzaine|demi douzaine|quinzaine|vingtaine|trentaine|cinquantaine|centaine|paire|quelques|"
                        "plusieurs|au moins|au plus|minimum|maximum|maxi|mini|entre|jusqu a|ou|sur|chacun|chacune|plus ou moins",
        [VALUE_DOZEN] = "",
        [VALUE_HALF] = "un demi|une demi|demi|demie",
        [VALUE_AND_HALF] = "et demi|et demie",
        [VALUE_ONE_AND_HALF] = "",
        [VALUE_AND] = "et",
        [VALUE_WIDE] = "de large|large|de largeur|largeur|en largeur",
        [VALUE_LONG] = "de long|long|de longueur|longueur|en longueur",
        [VALUE_HIGH] = "de haut|haut|de hauteur|hauteur|en hauteur",
        [VALUE_DEEP] = "de profondeur|profondeur|profond|en profondeur",
        [VALUE_BY] = "au plus tard le|au plus tard|d ici le|d ici au|d ici|pour le|pour|jusqu au|date du|le|du|au",
        [VALUE_FIRST] = "premier",
        [VALUE_RELATIVE] = "avant|apres|mi|debut|fin|courant|a partir|partir|des|depuis|noel|paques|la semaine|prochain|prochaine|lendemain|apres demain|"
                           "week end|urgent|au plus vite|le plus tot possible|nouvel an|rentree|sous",
        [VALUE_OF] = "en|de|du",
        [VALUE_NOT] = "pas|sans|aucun|aucune|sauf|non|ni|tout sauf|hors",
        [VALUE_WITHOUT] = "sans|pas de|pas d|aucun|aucune",
        [VALUE_WITH] = "avec",
        [VALUE_ELSEWHERE] = "comme ci dessus|ci dessus|comme avant|comme plus haut|voir piece jointe|piece jointe|ci joint|en piece jointe|identique a|"
                            "meme adresse|la meme que|le meme que|meme que|comme precedemment|comme la derniere fois|idem|comme facturation",
        [VALUE_YES] = "ouais|oui merci|bien sur|volontiers|oui s il vous plait|oui svp",
        [VALUE_NO] = "non merci|pas besoin|aucun",
    },
    .numbers = "une=1|cent=100",
    .tens = "vingt=20|trente=30|quarante=40|cinquante=50|soixante=60|septante=70|quatre vingts=80|quatre vingt=80|quatrevingts=80|quatrevingt=80|"
            "huitante=80|octante=80|nonante=90",
    .joiner = "et",
    .months = "janv=1|fevr=2|fev=2|avr=4|juil=7",
    .weekdays = "lun=1|mer=3|jeu=4|ven=5|sam=6|dim=7",
    .endings = "|e|s|es|x|he|hes|ne|nes|le|les",
};
