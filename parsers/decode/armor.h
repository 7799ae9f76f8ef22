/* PGP written into the text itself. */
#ifndef MO_DECODE_ARMOR_H
#define MO_DECODE_ARMOR_H

#include "parsers/decode/document.h"

/* Takes the armor of a clear-signed text off, so that what was signed can be read. Returns DOCUMENT_SIGNED,
 * DOCUMENT_ENCRYPTED or 0. What is quoted is left as it is. */
guint32 armor_strip(struct document_block *block);

#endif
