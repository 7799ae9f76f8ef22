/* Every bound the program sets to what strangers may send, in one place, each with its reason. */
#ifndef MO_BASE_BOUNDS_H
#define MO_BASE_BOUNDS_H

#define BOUND_MAIL_SIZE        (50u * 1024 * 1024) /* default for the largest mail read whole; more goes to review */
#define BOUND_HEADER_SIZE      (16u * 1024)        /* one header field: GMime recurses on "a:a:a:", 64 KB overflow 1 MB */
#define BOUND_HEADERS_TOTAL    (1024u * 1024)      /* all header fields of one mail; Postfix allows 100 KiB a header */
#define BOUND_HEADER_COUNT     1000u               /* fields in one header block */
#define BOUND_MIME_DEPTH       50u                 /* nesting; Postfix and Dovecot allow 100 */
#define BOUND_MIME_PARTS       500u                /* 200,000 parts would take 276 MB in GMime */
#define BOUND_ADDRESSES        200u                /* mailboxes kept of From, To, Cc */
#define BOUND_MARKS            50u                 /* entries kept of a field that may be repeated */
#define BOUND_FILE_NAME        200u                /* bytes of an attachment's name; file systems take 255 */
#define BOUND_HTML_SIZE        (4u * 1024 * 1024)  /* decoded HTML looked at: markup is bulkier than text */
#define BOUND_TEXT_SIZE        (1024u * 1024)      /* decoded text taken from one mail, bytes of UTF-8 */
#define BOUND_LINE_SIZE        8192u               /* one line of text, bytes; what is over is cut and said so */
#define BOUND_LINES            20000u              /* lines of text in one document */
#define BOUND_HTML_NODES       200000u             /* nodes walked in one HTML part */
#define BOUND_HTML_DEPTH       200u                /* element nesting walked */
#define BOUND_PAIRS            2000u               /* label-value pairs in one document */
#define BOUND_TABLE_ROWS       2000u
#define BOUND_TABLE_COLUMNS    100u
#define BOUND_TABLE_CELLS      100000u             /* of all tables in files of one document: with their texts, less than one message between processes */
#define BOUND_TABLES           100u
#define BOUND_ATTACHMENTS      100u
#define BOUND_ADDRESS          254u                /* RFC 5321 section 4.5.3.1.3, less the angle brackets */
#define BOUND_SUBJECT          500u                /* bytes of UTF-8 of a subject we keep */
#define BOUND_MESSAGE_ID       512u                /* bytes; a longer one is not a Message-ID we trust */
#define BOUND_REFERENCES       50u                 /* entries kept of References */
#define BOUND_ORDERS_PER_MAIL  20u                 /* more orders in one mail go to a person */
#define BOUND_ITEMS            200u                /* line items in one order */
#define BOUND_PROPERTIES       100u                /* named features of one line of a business document */
#define BOUND_PROBLEMS         100u                /* mistakes told of one business document: enough to mend it by */
#define BOUND_ENVELOPE         200u                /* segments of one EDI file's envelope that are kept: a bigger one gets no automatic answer */
#define BOUND_XML_ATTRIBUTES   200u                /* of one XML element: libxml2 compares each with all before it; UBL, cXML and XLSX have 20 */
#define BOUND_SEGMENTS         20000u              /* of one EDI file: 20 orders of 200 lines take a third of it */
#define BOUND_ELEMENTS         100u                /* of one EDI segment; X12's PO1 has 25 */
#define BOUND_COMPONENTS       50u                 /* of one EDI element */
#define BOUND_STRUCTURED       (8u * 1024 * 1024)  /* decoded bytes of an attachment that is read as a document */
#define BOUND_ARCHIVE_ENTRIES  1000u               /* parts of a spreadsheet file: a sheet has about three, and each picture is one */
#define BOUND_ARCHIVE_ENTRY    (8u * 1024 * 1024)  /* one part unpacked: as much as is read of any document */
#define BOUND_ARCHIVE_TOTAL    (16u * 1024 * 1024) /* all parts that are unpacked */
#define BOUND_ARCHIVE_FREE     (1024u * 1024)      /* up to here no ratio is looked at: empty rows pack very well */
#define BOUND_ARCHIVE_RATIO    200u                /* unpacked to packed; deflate can do 1030 */
#define BOUND_STRINGS          200000u             /* shared strings of a workbook: every cell of a table its own */
#define BOUND_FORMATS          65536u              /* cell formats of a workbook; Excel allows 65,490 */
#define BOUND_SHEETS           100u                /* of a workbook */
#define BOUND_VALUE_SIZE       4000u               /* bytes of UTF-8 of one field's value */
#define BOUND_PHONE_LEAST      5u                  /* digits of the shortest subscriber number we call */
#define BOUND_PHONE_MOST       15u                 /* ITU-T E.164 section 6 */
#define BOUND_MESSAGE_SIZE     (4u * 1024 * 1024)  /* one message between our processes */
#define BOUND_CONFIG_FILE      (1024u * 1024)      /* a configuration file */
#define BOUND_TEMPLATE_FILE    (256u * 1024)
#define BOUND_TEMPLATE_DEPTH   32u                 /* sections and partials inside one another */
#define BOUND_TEMPLATE_STEPS   5000000u            /* steps of one rendering: sections over lists in one another multiply */
#define BOUND_RENDERED         (2u * 1024 * 1024)  /* one rendered body */
#define BOUND_STRANGER         (64u * 1024)        /* octets of what goes to an unknown sender because of one mail; what is over goes as text alone */
#define BOUND_HOPS             100u                /* Received fields, RFC 5321 section 6.3 */

#endif
