/* Portuguese, of both sides of the ocean: the words around values. */
#include "parsers/read/value-words.h"

const struct value_language value_words_pt = {
    .code = "pt",
    .words = {
        [VALUE_PIECES] = "un|uni|und|unid|unids|pc|pcs|exemplar|exemplares|qtd",
        [VALUE_VAGUE] = "cerca de|mais ou menos|por volta de|aproximadamente|aprox|uns|umas|um par|par|alguns|algumas|varios|varias|poucos|pelo menos|"
                        "no minimo|no maximo|minimo|maximo|max|min|ate|entre|ou|cada|dezena|quase",
        [VALUE_DOZEN] = "duzia|duzias",
        [VALUE_HALF] = "meio|meia",
        [VALUE_AND_HALF] = "e meio|e meia",
        [VALUE_ONE_AND_HALF] = "",
        [VALUE_AND] = "e",
        [VALUE_WIDE] = "de largura|largura|de largo|largo",
        [VALUE_LONG] = "de comprimento|comprimento|comprido",
        [VALUE_HIGH] = "de altura|altura|de alto|alto",
        [VALUE_DEEP] = "de profundidade|profundidade|de fundo",
        [VALUE_BY] = "no maximo ate|o mais tardar|ate ao dia|ate o dia|ate ao|ate|no dia|para o dia|dia|feira|para|de|do|o|a|ao|no|na|ano",
        [VALUE_FIRST] = "primeiro",
        [VALUE_RELATIVE] = "antes|depois|desde|a partir|partir|fim|final|finais|inicio|meados|natal|pascoa|ano novo|que vem|proxima|proximo|amanha|"
                           "urgente|quanto antes|o mais depressa possivel|o mais cedo possivel|dentro de|mes|semana|carnaval",
        [VALUE_OF] = "em|de|com|do|da",
        [VALUE_NOT] = "nao|nem|sem|nada de|menos|exceto|excepto|salvo|nenhum|nenhuma",
        [VALUE_WITHOUT] = "sem|nenhum|nenhuma",
        [VALUE_WITH] = "com",
        [VALUE_ELSEWHERE] = "igual ao|igual a|o mesmo|a mesma|mesmo que|mesma que|ver anexo|em anexo|no anexo|conforme anexo|como acima|como antes|idem|ver acima",
        [VALUE_YES] = "claro|com certeza|sim obrigado|sim obrigada",
        [VALUE_NO] = "nao obrigado|nao obrigada|nao e preciso|nao precisa|nenhum|nenhuma",
    },
    .numbers = "uma=1|duas=2|quatorze=14|dezesseis=16|dezessete=17|dezenove=19|cem=100",
    .tens = "vinte=20|trinta=30|quarenta=40|cinquenta=50|cincoenta=50|sessenta=60|setenta=70|oitenta=80|noventa=90",
    .joiner = "e",
    .months = "",
    .weekdays = "segunda=1|terca=2|quarta=3|quinta=4|sexta=5|seg=1|ter=2|qua=3|qui=4|sex=5|sab=6|dom=7",
    .endings = "|o|a|os|as|s|es|e",
};
