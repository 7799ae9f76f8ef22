/* Spanish: the words around values. */
#include "parsers/read/value-words.h"

const struct value_language value_words_es = {
    .code = "es",
    .words = {
        [VALUE_PIECES] = "pza|pzas|pz|ejemplar|ejemplares|u|uds|und|unds|cant",
        [VALUE_VAGUE] = "aproximadamente|aprox|alrededor de|alrededor|mas o menos|cerca de|unos|unas|un par|par|pares|varios|varias|pocos|pocas|al menos|"
                        "por lo menos|como minimo|como maximo|minimo|maximo|max|min|hasta|entre|cada|decena|casi",
        [VALUE_DOZEN] = "docena|docenas",
        [VALUE_HALF] = "medio|media",
        [VALUE_AND_HALF] = "y medio|y media",
        [VALUE_ONE_AND_HALF] = "",
        [VALUE_AND] = "y|con",
        [VALUE_WIDE] = "de ancho|ancho|de anchura|anchura",
        [VALUE_LONG] = "de largo|largo|de longitud|longitud",
        [VALUE_HIGH] = "de alto|alto|de altura|altura",
        [VALUE_DEEP] = "de fondo|fondo|de profundidad|profundidad",
        [VALUE_BY] = "a mas tardar el|a mas tardar|como muy tarde el|como muy tarde|como maximo el|para el|para|hasta el|el dia|el|dia|de|del|o",
        [VALUE_FIRST] = "primero",
        [VALUE_RELATIVE] = "antes|despues|desde|a partir|partir|finales|final|fin|principios|mediados|navidad|pascua|semana santa|lo antes posible|viene|"
                           "que viene|pasado manana|manana|proximo|proxima|proximos|urgente|dentro de|en cuanto|ano nuevo|reyes|cuanto antes",
        [VALUE_OF] = "de|en|con",
        [VALUE_NOT] = "no|ni|sin|nada de|menos|excepto|salvo|ningun|ninguna|ninguno|tampoco",
        [VALUE_WITHOUT] = "sin|ningun|ninguna|ninguno",
        [VALUE_WITH] = "con",
        [VALUE_ELSEWHERE] = "igual que|igual a|la misma|el mismo|lo mismo|misma que|mismo que|ver adjunto|en el adjunto|como antes|como arriba|"
                            "ver arriba|ver mas arriba|idem|segun adjunto",
        [VALUE_YES] = "claro|por supuesto|si gracias|vale",
        [VALUE_NO] = "no hace falta|no gracias|ninguno|ninguna",
    },
    .numbers = "un=1|una=1|veintiun=21|veintiuna=21|cien=100",
    .tens = "veinte=20|veinti=20|treinta=30|cuarenta=40|cincuenta=50|sesenta=60|setenta=70|ochenta=80|noventa=90",
    .joiner = "y",
    .months = "sept=9|setiembre=9|set=9",
    .weekdays = "lun=1|mie=3|jue=4|vie=5|sab=6|dom=7",
    .endings = "|o|a|os|as|e|es|s",
};
