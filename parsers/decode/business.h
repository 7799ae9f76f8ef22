/* An order as another company's program wrote it: UBL, cXML, X12, EDIFACT, schema.org. What a format calls its parts is translated
 * here into one closed list; numbers are canonical decimals ("1234.5"), dates ISO 8601 ("2026-12-31"), and what was not said is "". */
#ifndef MO_DECODE_BUSINESS_H
#define MO_DECODE_BUSINESS_H

#include <glib.h>

/* Where it comes from; earlier ones count for more where two disagree. */
enum order_source {
    SOURCE_UBL,
    SOURCE_CXML,
    SOURCE_X12,
    SOURCE_EDIFACT,
    SOURCE_JSON_LD,
    SOURCE_MICRODATA,
    SOURCE_CARD, /* a vCard: the customer's contact, and nothing else */
    SOURCE_TABLE, /* a spreadsheet: only what is wrong with it; its rows are tables of the document */
    SOURCE_COUNT /* how many there are; never a value */
};
const char *order_source_name(enum order_source source); /* "UBL", "cXML", "X12", "EDIFACT", "JSON-LD", "microdata", "vCard", "spreadsheet" */

/* What is said of the order as a whole. Addresses are lines joined by LF, without the name. */
enum order_part {
    ORDER_NUMBER,          /* the buyer's number for it */
    ORDER_REFERENCE,       /* what the buyer wants quoted besides: BuyerReference, cost centre */
    ORDER_ISSUED,
    ORDER_NEEDED_BY,       /* requested delivery date */
    ORDER_CURRENCY,        /* ISO 4217 */
    ORDER_LANGUAGE,        /* ISO 639-1 */
    ORDER_BUYER_NAME,      /* company, else person */
    ORDER_BUYER_CONTACT,   /* person */
    ORDER_BUYER_EMAIL,
    ORDER_BUYER_PHONE,
    ORDER_BUYER_ADDRESS,
    ORDER_BUYER_ID,        /* GLN, DUNS, account number */
    ORDER_BUYER_TAX,       /* tax number */
    ORDER_SHIP_TO_NAME,
    ORDER_SHIP_TO_CONTACT,
    ORDER_SHIP_TO_EMAIL,
    ORDER_SHIP_TO_PHONE,
    ORDER_SHIP_TO_ADDRESS,
    ORDER_SHIP_TO_ID,
    ORDER_BILL_TO_NAME,
    ORDER_BILL_TO_ADDRESS,
    ORDER_SELLER_NAME,
    ORDER_PAYMENT,         /* terms, in words */
    ORDER_NOTE,
    ORDER_TOTAL,           /* canonical decimal */
    ORDER_ENVELOPE,        /* what an acknowledgement must quote: control numbers, joined by "/" */
    ORDER_PART_COUNT       /* how many there are; never a value */
};
const char *order_part_name(enum order_part part); /* "buyer-name" */

enum item_part {
    ITEM_PART_NUMBER,      /* the document's own number for the line */
    ITEM_PART_SKU,         /* the seller's article number */
    ITEM_PART_BUYER_SKU,
    ITEM_PART_GTIN,
    ITEM_PART_NAME,
    ITEM_PART_QUANTITY,
    ITEM_PART_UNIT,        /* as written: "EA", "C62", "PCE" */
    ITEM_PART_UNIT_PRICE,  /* of one unit: a price for a base quantity is divided by it */
    ITEM_PART_TOTAL,
    ITEM_PART_NEEDED_BY,
    ITEM_PART_NOTE,
    ITEM_PART_COUNT        /* how many there are; never a value */
};
const char *item_part_name(enum item_part part);

/* A feature that the format names freely: AdditionalItemProperty, PID, IMD, Extrinsic, additionalProperty. */
struct business_property {
    char *name, *value;
};

#define BUSINESS_SHIP_TO "Ship to" /* the feature of an item that goes elsewhere than the others */

struct business_item {
    char *parts[ITEM_PART_COUNT];
    GPtrArray *properties; /* struct business_property */
};

/* What is wrong with a document, so that its sender can mend it. */
struct business_problem {
    char *place;  /* "order.edi, segment 40 (UNT)", "order.xml, line 12", "orders.xlsx, sheet Orders, cell C7" */
    char *rule;   /* the standard's id where it has one ("PEPPOL-T01-R003", "UNT/0074"), else a few English words */
    char *found;  /* "" where the point is that nothing is there */
    char *wanted; /* English words or a value */
    gboolean fatal; /* the order cannot be taken as it stands */
    guint segment; /* its number in an EDI file, from 1; 0: of none */
};

struct business_order {
    enum order_source source;
    char *where;           /* "order.xml", "orders.edi, message 2": for people */
    char *parts[ORDER_PART_COUNT];
    GPtrArray *items;      /* struct business_item */
    GPtrArray *properties; /* struct business_property: of the order */
    GPtrArray *problems;   /* struct business_problem */
    /* GStrv: the envelope as it came, for an answer in the same format; see below. Of a file with several orders the first one has it. */
    GPtrArray *envelope;
};

/* The rows of an envelope; what was not there is "".
 * X12, in the order of the file; only when all of it fits BOUND_ENVELOPE, so that none is answered in part:
 *   "ISA", ISA05 to ISA10, ISA13, ISA15, and the separators of component, element and segment in hex ("3a2a7e")
 *   "GS", GS01, GS02, GS03, GS06      "ST", ST01, ST02, its number in the file, "order" when the next order of the mail is what it says
 *   "GE", GE01, GE02                  "IEA", IEA01, IEA02
 * UBL: "seller" and "buyer", each with EndpointID, its schemeID, and name;  "rules", CustomizationID */

struct business_order *business_order_new(enum order_source source, const char *where);
void business_order_free(struct business_order *order);
/* Texts are cleaned (one line; addresses and notes keep their lines) and cut at BOUND_VALUE_SIZE. NULL and "" leave what was there.
 * Items, properties and problems beyond their bounds are left out: NULL. */
void business_order_set(struct business_order *order, enum order_part part, const char *text);
struct business_item *business_order_add_item(struct business_order *order);
void business_item_set(struct business_item *item, enum item_part part, const char *text);
/* The same, and the text is freed. */
void business_order_take(struct business_order *order, enum order_part part, char *text);
void business_item_take(struct business_item *item, enum item_part part, char *text);
void business_property_add(GPtrArray *properties, const char *name, const char *value);
/* A unit of measure as people write it: "CMT" is "cm". Itself where it is none that we know. */
const char *business_unit(const char *code);
/* The problem, for its segment to be noted; NULL: there are too many. */
struct business_problem *business_problem_add(struct business_order *order, gboolean fatal, const char *rule, const char *found,
                                              const char *wanted, const char *place_format, ...) G_GNUC_PRINTF(6, 7);
/* A row of an envelope, its texts cleaned, beginning with `name` and ending with NULL. */
void business_row_add(GPtrArray *rows, const char *name, ...) G_GNUC_NULL_TERMINATED;
GPtrArray *business_rows_new(void);
/* Takes over the rows, unless they are too many. */
void business_order_take_envelope(struct business_order *order, GPtrArray *rows);

/* A problem as one line for people; to be freed. */
char *business_problem_line(const struct business_problem *problem);

/* For the way between processes, and back with every string and bound checked again (NULL when it does not fit). */
#define BUSINESS_ORDER_TYPE "(usasa(asa(ss))a(ss)a(ssssbu)aas)"
GVariant *business_order_to_variant(const struct business_order *order);
struct business_order *business_order_from_variant(GVariant *variant);

/* For a person: lines of text (mailorder try, test expectations). */
void business_order_describe(const struct business_order *order, GString *out);

#endif
