/* The rules of Peppol BIS Ordering 3, transaction T01, that an order desk needs: R001, R003, R004, R005, R008, R013, R024, R025, R028. */
#ifndef MO_DECODE_UBL_RULES_H
#define MO_DECODE_UBL_RULES_H

#include <libxml/tree.h>

#include "parsers/decode/business.h"

/* Notes what breaks a rule, with the rule's id and the line. Fatal in a document that says it is of Peppol; elsewhere it is for people. */
void ubl_check_rules(struct business_order *order, const xmlNode *root, const char *name);

#endif
