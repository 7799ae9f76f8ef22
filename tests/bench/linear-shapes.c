/* Ordinary inputs of every parser, and those that would hurt one that looks at its input again and again. */
#include "tests/bench/linear.h"

#include "daemon/base/bounds.h"

#define FROM    "From: Anna <anna@customer.example>\nTo: orders@shop.example\nSubject: order\nMIME-Version: 1.0\n"
#define TEXT    FROM "Content-Type: text/plain; charset=utf-8\n\n"
#define HTML    FROM "Content-Type: text/html; charset=utf-8\n\n<html><body>"
#define FILE_AS FROM "Content-Type: application/octet-stream; name=\"order.dat\"\n\n"
#define CSV     FROM "Content-Type: text/csv; charset=utf-8; name=\"lines.csv\"\n\n"
#define REPLY   FROM "In-Reply-To: <1@shop.example>\nContent-Type: text/plain; charset=utf-8\n\n"
#define BOUNCE                                                                                                                        \
    "From: MAILER-DAEMON@mx.example\nTo: orders@shop.example\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n"        \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"

#define UBL     FILE_AS "<Order xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\" xmlns:cac=\"urn:cac\" xmlns:cbc=\"urn:cbc\">" \
                        "<cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order:3</cbc:CustomizationID><cbc:ID>1</cbc:ID>"
#define CXML    FILE_AS "<?xml version=\"1.0\"?><!DOCTYPE cXML SYSTEM \"http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd\"><cXML><Request><OrderRequest>" \
                        "<OrderRequestHeader orderID=\"1\" orderDate=\"2026-11-20\" type=\"new\">"
#define ISA     FILE_AS "ISA*00*          *00*          *ZZ*BUYER          *ZZ*EXAMPLEHOME    *261120*0930*U*00401*000000077*0*P*>~" \
                        "GS*PO*BUYERPO*HOME*20261120*0930*12*X*004010~"
#define X12     ISA "ST*850*0001~BEG*00*NE*X-1**20261120~"
#define UNB     FILE_AS "UNB+UNOC:3+B+S+261120:0930+7'"
#define EDIFACT UNB "UNH+1+ORDERS:D:01B:UN'BGM+220+E-1+9'"

#define CARD    FROM "Content-Type: text/vcard; charset=utf-8; name=\"anna.vcf\"\n\nBEGIN:VCARD\nVERSION:3.0\nFN:Anna Weaver\n"
#define SHEET   "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
#define CELL(place, text) "<c r=\"" place "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define LABELS  "<row r=\"1\">" CELL("A1", "SKU") CELL("B1", "Quantity") CELL("C1", "Fabric") "</row>"
#define STRINGS "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"

#define LD "<script type=\"application/ld+json\">"

#define MB (1024u * 1024)

const char sent_letter[] = "Dear Anna,\n\nplease complete your order EH-1001.\n\nProduct: Sofa\n* Quantity:\n* Fabric:\nPhone:\nDelivery address:\n\n"
                           "Example Home\n[ref: abcdefghijklmnopqrstuvwxyz]\n";

const struct shape shapes[] = {
    {"mail", "header fields", MEASURE_ORDER, BOUND_HEADERS_TOTAL, FROM, "X-Field-#: value\n", NULL, "\nhello\n"},
    {"mail", "one header, folded", MEASURE_ORDER, BOUND_HEADERS_TOTAL, "References:", " <#@a.example>\n", NULL, FROM "\nhello\n"},
    {"mail", "recipients", MEASURE_ORDER, BOUND_HEADERS_TOTAL, "Cc: a@b.example", ",\n c#@d.example", NULL, "\n" FROM "\nhello\n"},
    {"mail", "encoded words", MEASURE_ORDER, BOUND_HEADERS_TOTAL, "Subject:", " =?utf-8?q?=C3=BC#?=\n", NULL, FROM "\nhello\n"},
    {"mail", "parts", MEASURE_ORDER, 4 * MB, FROM "Content-Type: multipart/mixed; boundary=b\n\n",
     "--b\nContent-Type: text/plain\n\npart #\n", NULL, "--b--\n"},
    {"mail", "parts in parts", MEASURE_ORDER, 2 * MB, FROM "Content-Type: multipart/mixed; boundary=b0\n\n",
     "--b#\nContent-Type: multipart/mixed; boundary=b#\n\n", NULL, "\n"},
    {"mail", "mails in mails", MEASURE_ORDER, 2 * MB, FROM, "Content-Type: message/rfc822\n\nSubject: #\n", NULL, "\nhello\n"},
    {"mail", "base64 attachment", MEASURE_ORDER, 32 * MB, FROM "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n",
     "SGVsbG8gd29ybGQsIHRoaXMgaXMgYSBsaW5lIG9mIGJhc2U2NCBkYXRhIHRoYXQgaXMgbG9uZy4u\n", NULL, "\n"},
    {"mail", "quoted-printable", MEASURE_ORDER, 4 * MB, FROM "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n",
     "Gr=C3=BC=C3=9Fe #=\n", NULL, "\n"},
    {"mail", "one line", MEASURE_ORDER, 8 * MB, TEXT, "word# ", NULL, "\n"},
    {"mail", "boundary-like lines", MEASURE_ORDER, 4 * MB, FROM "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n", "--bb#\n", NULL, "--b--\n"},

    {"text form", "orders", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT "Name: Anna\n", "Product: Sofa\nQuantity: #\nFabric: Linen\nLegs: Oak\n\n", NULL, ""},
    {"text form", "unknown labels", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT "Product: Sofa\n", "Something number #: value #\n", NULL, ""},
    {"text form", "the same label", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT "Product: Sofa\n", "Quantity: #\n", NULL, ""},
    {"text form", "labels without values", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT "Product: Sofa\n", "Quantity:\n", NULL, ""},
    {"text form", "label line, value line", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT, "Quantity\n#\n\n", NULL, ""},
    {"text form", "long values", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT "Product: Sofa\nDelivery address:\n", "Mill Lane #\n", NULL, ""},
    {"text form", "item lines", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT, "2x Sofa (SOFA-3)\n- Fabric: Linen\n", NULL, ""},
    {"text form", "prose", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT, "We would like to know whether the sofa number # fits, please.\n", NULL, ""},
    {"text form", "prose, one line", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT, "We want 2 sofas in linen by 12 December, # times. ", NULL, "\n"},
    {"text form", "colons", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT, "a: b: c: ", NULL, "\n"},
    {"text form", "empty lines", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT, "\n", NULL, "Product: Sofa\n"},
    {"text form", "tab table", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT "SKU\tQuantity\tFabric\n", "SOFA-3\t#\tLinen\n", NULL, ""},
    {"text form", "empty tab cells", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT "SKU\tQuantity\n", "\t\t\t\t\n", NULL, ""},
    {"text form", "digits", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT "Product: Sofa\nQuantity: ", "1 234.", NULL, "\n"},
    {"text form", "addresses", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT, "E-mail: a#@b.example\nPhone: +44 20 7946 0123\n", NULL, ""},
    {"text form", "signature lines", MEASURE_ORDER, 2 * BOUND_TEXT_SIZE, TEXT "Product: Sofa\n", "-- \nAnna #\n", NULL, ""},

    {"html", "open div", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "<div>", NULL, "Quantity: 2"},
    {"html", "open b", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "<b>", NULL, "Quantity: 2"},
    {"html", "open a, closed wrongly", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "<a><p></b>", NULL, "Quantity: 2"},
    {"html", "nested tables", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "<table><tr><td>Fabric #<td>", NULL, ""},
    {"html", "nested tables, closed", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "<table><tr><td>Fabric #</td><td>", "</td></tr></table>", ""},
    {"html", "flat table", MEASURE_ORDER, BOUND_HTML_SIZE, HTML "<table>", "<tr><td>Quantity</td><td>#</td></tr>", NULL, "</table>"},
    {"html", "item table", MEASURE_ORDER, BOUND_HTML_SIZE, HTML "<table><tr><th>Product</th><th>Quantity</th><th>Price</th></tr>",
     "<tr><td>Sofa (SOFA-3)</td><td>2</td><td>EUR 12.50</td></tr>", NULL, "</table>"},
    {"html", "empty cells", MEASURE_ORDER, BOUND_HTML_SIZE, HTML "<table><tr>", "<td></td>", NULL, "</tr></table>"},
    {"html", "many tables", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "<table><tr><td>Quantity</td><td>#</td></tr></table>", NULL, ""},
    {"html", "paragraphs", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "<p>Quantity: #</p>", NULL, ""},
    {"html", "inline runs", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "a<i>b</i>", NULL, ""},
    {"html", "line breaks", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "Quantity: #<br>", NULL, ""},
    {"html", "blockquotes", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "<blockquote>quoted #", NULL, ""},
    {"html", "list", MEASURE_ORDER, BOUND_HTML_SIZE, HTML "<dl>", "<dt>Quantity<dd>#", NULL, "</dl>"},
    {"html", "style rules", MEASURE_ORDER, BOUND_HTML_SIZE, FROM "Content-Type: text/html\n\n<style>", ".c#{display:none}", NULL,
     "</style><p class=c1>hidden<p>Quantity: 2"},
    {"html", "classes", MEASURE_ORDER, BOUND_HTML_SIZE, FROM "Content-Type: text/html\n\n<style>.a{display:none}.b{color:red}</style>",
     "<p class=\"x y z a#\">Quantity: #</p>", NULL, ""},
    {"html", "style attributes", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "<p style=\"color:red;display:block\">a#</p>", NULL, ""},
    {"html", "attributes of one tag", MEASURE_ORDER, BOUND_HTML_SIZE, HTML "<p", " a#=1", NULL, ">Quantity: 2"},
    {"html", "comments", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "<!-- # -->", NULL, "Quantity: 2"},
    {"html", "open comments", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "<!--", NULL, "Quantity: 2"},
    {"html", "entities", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "&amp;&#8203;&uuml;", NULL, ""},
    {"html", "open brackets", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, "<", NULL, "Quantity: 2"},

    {"json-ld", "offers", MEASURE_ORDER, BOUND_HTML_SIZE, HTML LD "{\"@type\":\"Order\",\"orderNumber\":\"1\",\"acceptedOffer\":[",
     "{\"@type\":\"Offer\",\"itemOffered\":{\"name\":\"Sofa\",\"sku\":\"SOFA-3\"},\"price\":\"1\"},", NULL, "{}]}</script>"},
    {"json-ld", "orders", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, LD "{\"@type\":\"Order\",\"orderNumber\":\"#\"}</script>", NULL, ""},
    {"json-ld", "open arrays", MEASURE_ORDER, BOUND_HTML_SIZE, HTML LD, "[", NULL, "</script>"},
    {"json-ld", "members", MEASURE_ORDER, BOUND_HTML_SIZE, HTML LD "{\"@type\":\"Order\"", ",\"k#\":\"v\"", NULL, "}</script>"},
    {"json-ld", "open scripts", MEASURE_ORDER, BOUND_HTML_SIZE, HTML, LD, NULL, ""},
    {"json-ld", "microdata in microdata", MEASURE_ORDER, BOUND_HTML_SIZE, HTML,
     "<div itemscope itemtype=\"http://schema.org/Order\"><b itemprop=orderNumber>#</b>", "</div>", ""},
    {"json-ld", "microdata, flat", MEASURE_ORDER, BOUND_HTML_SIZE, HTML "<div itemscope itemtype=\"http://schema.org/Order\">",
     "<b itemprop=orderNumber>#</b>", NULL, "</div>"},

    {"json-ld", "properties in properties", MEASURE_ORDER, BOUND_HTML_SIZE, HTML "<div itemscope itemtype=\"http://schema.org/Order\">",
     "<i itemprop=orderNumber>#", NULL, "</div>"},

    {"json-ld", "attributes", MEASURE_ORDER, BOUND_HTML_SIZE, HTML "<div itemscope itemtype=\"http://schema.org/Order\"><p", " a#=1", NULL, ">x</p></div>"},

    {"csv", "rows", MEASURE_ORDER, BOUND_STRUCTURED, CSV "SKU;Quantity;Fabric\n", "SOFA-3;#;Linen\n", NULL, ""},
    {"csv", "empty cells", MEASURE_ORDER, BOUND_STRUCTURED, CSV "SKU;Quantity;Fabric\n", ";", NULL, "\n"},
    {"csv", "empty rows", MEASURE_ORDER, BOUND_STRUCTURED, CSV "SKU;Quantity;Fabric\n", ";;;\n", NULL, ""},
    {"csv", "quotes", MEASURE_ORDER, BOUND_STRUCTURED, CSV "SKU;Quantity;Fabric\n", "\"\"", NULL, "\n"},
    {"csv", "an open quote", MEASURE_ORDER, BOUND_STRUCTURED, CSV "SKU;Quantity;Fabric\nSOFA-3;\"", "SOFA-3;#\n", NULL, ""},

    {"xlsx", "rows", MEASURE_SHEET, BOUND_STRUCTURED - 64 * 1024, SHEET LABELS, "<row>" "<c t=\"inlineStr\"><is><t>SOFA-3</t></is></c><c><v>#</v></c><c t=\"inlineStr\"><is><t>Linen</t></is></c></row>",
     NULL, "</sheetData></worksheet>"},
    {"xlsx", "empty rows", MEASURE_SHEET, BOUND_STRUCTURED - 64 * 1024, SHEET LABELS, "<row/>", NULL, "</sheetData></worksheet>"},
    {"xlsx", "cells of one row", MEASURE_SHEET, BOUND_STRUCTURED - 64 * 1024, SHEET LABELS "<row>", "<c><v>#</v></c>", NULL, "</row></sheetData></worksheet>"},
    {"xlsx", "merged cells", MEASURE_SHEET, BOUND_STRUCTURED - 64 * 1024, SHEET LABELS "</sheetData><mergeCells>", "<mergeCell ref=\"A#:C#\"/>", NULL, "</mergeCells></worksheet>"},
    {"xlsx", "columns", MEASURE_SHEET, BOUND_STRUCTURED - 64 * 1024,
     "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cols>", "<col min=\"#\" max=\"#\" hidden=\"1\"/>", NULL, "</cols><sheetData>" LABELS "</sheetData></worksheet>"},
    {"xlsx", "shared strings", MEASURE_STRINGS, BOUND_STRUCTURED - 64 * 1024, STRINGS, "<si><t>word #</t></si>", NULL, "</sst>"},
    {"xlsx", "runs of one string", MEASURE_STRINGS, BOUND_STRUCTURED - 64 * 1024, STRINGS "<si>", "<r><t>word # </t></r>", NULL, "</si></sst>"},

    {"vcard", "cards", MEASURE_ORDER, BOUND_STRUCTURED, CARD "END:VCARD\n", "BEGIN:VCARD\nVERSION:3.0\nFN:Person #\nEMAIL:p#@b.example\nEND:VCARD\n", NULL, ""},
    {"vcard", "properties", MEASURE_ORDER, BOUND_STRUCTURED, CARD, "TEL;TYPE=WORK:+44 20 7946 #\n", NULL, "END:VCARD\n"},
    {"vcard", "parameters", MEASURE_ORDER, BOUND_STRUCTURED, CARD "TEL", ";TYPE=A#", NULL, ":+44 20 7946 0123\nEND:VCARD\n"},
    {"vcard", "a folded line", MEASURE_ORDER, BOUND_STRUCTURED, CARD "NOTE:", "word #\n ", NULL, "\nEND:VCARD\n"},
    {"vcard", "components", MEASURE_ORDER, BOUND_STRUCTURED, CARD "ADR:", "a#;", NULL, "\nEND:VCARD\n"},
    {"vcard", "escapes", MEASURE_ORDER, BOUND_STRUCTURED, CARD "ADR:;;", "\\;\\,\\n", NULL, "\nEND:VCARD\n"},
    {"vcard", "quoted-printable", MEASURE_ORDER, BOUND_STRUCTURED, CARD "NOTE;ENCODING=QUOTED-PRINTABLE:", "=C3=BC#=\n", NULL, "\nEND:VCARD\n"},

    {"page", "items", MEASURE_PAGE, BOUND_TEXT_SIZE, "SKU          Quantity     Fabric\n", "SOFA-3       #            Linen\n", NULL, ""},
    {"page", "labels", MEASURE_PAGE, BOUND_TEXT_SIZE, "", "Quantity:  #      Fabric:  Linen\n", NULL, ""},
    {"page", "prose", MEASURE_PAGE, BOUND_TEXT_SIZE, "", "These are the terms of trade, number # of many, that nobody reads.\n", NULL, ""},
    {"page", "paragraphs", MEASURE_PAGE, BOUND_TEXT_SIZE, "", "Quantity: #\n\n\n", NULL, ""},
    {"page", "columns of one line", MEASURE_PAGE, BOUND_TEXT_SIZE, "SKU    Quantity\n", "word#   ", NULL, "\n"},
    {"page", "white space", MEASURE_PAGE, BOUND_TEXT_SIZE, "SKU    Quantity\nSOFA-3", "   ", NULL, "2\n"},
    {"page", "pages", MEASURE_PAGE, BOUND_TEXT_SIZE, "", "Page #\nSKU      Quantity\nSOFA-3   2\n\f", NULL, ""},
    {"page", "tables side by side", MEASURE_PAGE, BOUND_TEXT_SIZE, "", "SKU      Quantity        Name     Phone\nSOFA-3   #               Anna     555 01#\n\n", NULL, ""},

    {"ubl", "lines", MEASURE_ORDER, BOUND_STRUCTURED, UBL,
     "<cac:OrderLine><cac:LineItem><cbc:ID>#</cbc:ID><cbc:Quantity>2</cbc:Quantity><cac:Item><cbc:Name>Sofa</cbc:Name></cac:Item></cac:LineItem></cac:OrderLine>",
     NULL, "</Order>"},
    {"ubl", "amounts", MEASURE_ORDER, BOUND_STRUCTURED, UBL, "<cbc:Amount currencyID=\"EUR\">1.234</cbc:Amount>", NULL, "</Order>"},
    {"ubl", "notes", MEASURE_ORDER, BOUND_STRUCTURED, UBL, "<cbc:Note>word #</cbc:Note>", NULL, "</Order>"},
    {"ubl", "properties", MEASURE_ORDER, BOUND_STRUCTURED, UBL "<cac:OrderLine><cac:LineItem><cac:Item>",
     "<cac:AdditionalItemProperty><cbc:Name>N#</cbc:Name><cbc:Value>v</cbc:Value></cac:AdditionalItemProperty>", NULL,
     "</cac:Item></cac:LineItem></cac:OrderLine></Order>"},
    {"ubl", "charges of the order", MEASURE_ORDER, BOUND_STRUCTURED, UBL, "<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:Amount>1</cbc:Amount></cac:AllowanceCharge>",
     NULL, "</Order>"},
    {"ubl", "in 16 bits", MEASURE_ORDER, BOUND_STRUCTURED, FROM "Content-Type: application/xml; name=\"order.xml\"\nContent-Transfer-Encoding: quoted-printable\n\n=FF=FE=3C=00=61=00",
     "=62=00=\n", NULL, "\n"},
    {"ubl", "charges of one line", MEASURE_ORDER, BOUND_STRUCTURED, UBL "<cac:OrderLine><cac:LineItem><cbc:LineExtensionAmount>1</cbc:LineExtensionAmount>",
     "<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:Amount>1</cbc:Amount></cac:AllowanceCharge>", NULL,
     "</cac:LineItem></cac:OrderLine></Order>"},
    {"ubl", "open elements", MEASURE_ORDER, BOUND_STRUCTURED, UBL, "<cac:Price>", NULL, ""},
    {"ubl", "one text", MEASURE_ORDER, BOUND_STRUCTURED, UBL "<cbc:Note>", "word # ", NULL, "</cbc:Note></Order>"},
    {"ubl", "attributes", MEASURE_ORDER, BOUND_STRUCTURED, UBL "<cbc:Note", " a#=\"1\"", NULL, "/></Order>"},
    {"ubl", "namespaces", MEASURE_ORDER, BOUND_STRUCTURED, UBL "<cbc:Note", " xmlns:a#=\"urn:#\"", NULL, "/></Order>"},

    {"cxml", "items", MEASURE_ORDER, BOUND_STRUCTURED, CXML "</OrderRequestHeader>",
     "<ItemOut quantity=\"2\" lineNumber=\"#\"><ItemID><SupplierPartID>SOFA-3</SupplierPartID></ItemID></ItemOut>", NULL,
     "</OrderRequest></Request></cXML>"},
    {"cxml", "extrinsics", MEASURE_ORDER, BOUND_STRUCTURED, CXML, "<Extrinsic name=\"n#\">v</Extrinsic>", NULL,
     "</OrderRequestHeader></OrderRequest></Request></cXML>"},
    {"cxml", "items with places", MEASURE_ORDER, BOUND_STRUCTURED, CXML "</OrderRequestHeader>",
     "<ItemOut quantity=\"2\" lineNumber=\"#\"><ItemID><SupplierPartID>SOFA-3</SupplierPartID></ItemID><ShipTo><Address><Name>Hall</Name></Address></ShipTo></ItemOut>", NULL,
     "</OrderRequest></Request></cXML>"},
    {"cxml", "attachments", MEASURE_ORDER, BOUND_STRUCTURED, CXML, "<Comments>word<Attachment><URL>cid:#</URL></Attachment></Comments>", NULL,
     "</OrderRequestHeader></OrderRequest></Request></cXML>"},
    {"cxml", "comments", MEASURE_ORDER, BOUND_STRUCTURED, CXML, "<Comments>word #</Comments>", NULL,
     "</OrderRequestHeader></OrderRequest></Request></cXML>"},

    {"x12", "lines", MEASURE_ORDER, BOUND_STRUCTURED, X12, "PO1*#*2*EA*10.5**VN*SOFA-3~PID*F****Sofa~", NULL, "CTT*1~SE*5*0001~GE*1*12~IEA*1*000000077~"},
    {"x12", "sets", MEASURE_ORDER, BOUND_STRUCTURED, ISA, "ST*850*#~BEG*00*NE*X-#**20261120~PO1*1*1*EA***VN*TABLE-1~SE*4*#~", NULL, "GE*1*12~IEA*1*000000077~"},
    {"x12", "other sets", MEASURE_ORDER, BOUND_STRUCTURED, X12 "PO1*1*1*EA~SE*4*0001~", "ST*860*#~SE*2*#~", NULL, "GE*1*12~IEA*1*000000077~"},
    {"x12", "groups", MEASURE_ORDER, BOUND_STRUCTURED, X12 "PO1*1*1*EA~SE*4*0001~", "GE*1*12~GS*PO*A*B*20261120*0930*#*X*004010~", NULL, "IEA*1*000000077~"},
    {"x12", "messages", MEASURE_ORDER, BOUND_STRUCTURED, X12 "PO1*1*1*EA***VN*TABLE-1~", "MSG*word #~", NULL, "SE*1*0001~GE*1*12~IEA*1*000000077~"},
    {"x12", "elements of one segment", MEASURE_ORDER, BOUND_STRUCTURED, X12 "PO1", "*a", NULL, "~"},
    {"x12", "components of one element", MEASURE_ORDER, BOUND_STRUCTURED, X12 "PO1*", ">", NULL, "~"},
    {"x12", "shops of a line", MEASURE_ORDER, BOUND_STRUCTURED, X12 "PO1*1*1*EA***VN*TABLE-1~", "SDQ*EA*92*#*1*#*2~SAC*A*C310***5~MEA*PD*WD*#*CM~", NULL, "SE*1*0001~GE*1*12~IEA*1*000000077~"},
    {"x12", "parties", MEASURE_ORDER, BOUND_STRUCTURED, X12, "N1*DU*Party #~N3*Street #~PER*IC*Name*TE*1~", NULL, "PO1*1*1*EA~SE*1*0001~GE*1*12~IEA*1*000000077~"},
    {"x12", "one party", MEASURE_ORDER, BOUND_STRUCTURED, X12 "N1*DU*Party~", "N3*Street #~", NULL, "PO1*1*1*EA~SE*1*0001~GE*1*12~IEA*1*000000077~"},
    {"x12", "empty segments", MEASURE_ORDER, BOUND_STRUCTURED, X12, "~ ", NULL, ""},

    {"edifact", "lines", MEASURE_ORDER, BOUND_STRUCTURED, EDIFACT, "LIN+#++SOFA-3:SA'IMD+F++:::Sofa'QTY+21:2'", NULL, "UNS+S'UNT+5+1'UNZ+1+7'"},
    {"edifact", "messages", MEASURE_ORDER, BOUND_STRUCTURED, UNB, "UNH+#+ORDERS:D:01B:UN'BGM+220+E-#+9'LIN+1++SOFA-3:SA'QTY+21:1'UNS+S'UNT+6+#'", NULL, "UNZ+1+7'"},
    {"edifact", "texts", MEASURE_ORDER, BOUND_STRUCTURED, EDIFACT, "FTX+AAI+++word #'", NULL, "UNT+5+1'UNZ+1+7'"},
    {"edifact", "texts of a line", MEASURE_ORDER, BOUND_STRUCTURED, EDIFACT "LIN+1++SOFA-3:SA'", "FTX+AAI+++word #'IMD+F++:::word #'", NULL, "UNT+5+1'UNZ+1+7'"},
    {"edifact", "one charge", MEASURE_ORDER, BOUND_STRUCTURED, EDIFACT "ALC+A'", "PCD+1:#'", NULL, "UNT+5+1'UNZ+1+7'"},
    {"edifact", "release characters", MEASURE_ORDER, BOUND_STRUCTURED, EDIFACT "FTX+AAI+++", "??", NULL, "'UNT+5+1'UNZ+1+7'"},

    {"reply", "long quote", MEASURE_REPLY, 2 * BOUND_TEXT_SIZE, REPLY "Quantity: 2\n\nOn Tue, Example Home wrote:\n", "> line number # of what we wrote\n", NULL, ""},
    {"reply", "our form, again and again", MEASURE_REPLY, 2 * BOUND_TEXT_SIZE, REPLY "On Tue, Example Home wrote:\n", "> Product: Sofa\n> * Quantity: #\n> * Fabric: Linen\n", NULL, ""},
    {"reply", "quotes in quotes", MEASURE_REPLY, 2 * BOUND_TEXT_SIZE, REPLY "Quantity: 2\n", ">", NULL, " Quantity: 3\n"},
    {"reply", "deep quotes", MEASURE_REPLY, 2 * BOUND_TEXT_SIZE, REPLY "Quantity: 2\n", ">>>>>>>>>>>>>>>>>>>> Quantity: #\n", NULL, ""},
    {"reply", "quote heads", MEASURE_REPLY, 2 * BOUND_TEXT_SIZE, REPLY "Quantity: 2\n", "On Tue, 24 Nov 2026 at 10:#, Example Home wrote:\n", NULL, ""},
    {"reply", "header blocks", MEASURE_REPLY, 2 * BOUND_TEXT_SIZE, REPLY "Quantity: 2\n", "From: Example Home\nSent: Tuesday\nTo: Anna\nSubject: #\n\n", NULL, ""},
    {"reply", "answers between", MEASURE_REPLY, 2 * BOUND_TEXT_SIZE, REPLY, "> * Quantity:\n#\n", NULL, ""},
    {"reply", "one value", MEASURE_REPLY, 2 * BOUND_TEXT_SIZE, REPLY, "2 ", NULL, "\n"},
    {"reply", "prose", MEASURE_REPLY, 2 * BOUND_TEXT_SIZE, REPLY, "Please make it # of them in velvet, thank you.\n", NULL, ""},

    {"staff", "commands", MEASURE_STAFF, 2 * BOUND_TEXT_SIZE, REPLY, "shipped item 1 with DHL 1234567890#\n", NULL, ""},
    {"staff", "prose", MEASURE_STAFF, 2 * BOUND_TEXT_SIZE, REPLY, "We have seen it and will see to it on day #.\n", NULL, ""},
    {"staff", "one line", MEASURE_STAFF, 2 * BOUND_TEXT_SIZE, REPLY, "shipped # and delayed until 3 December, ", NULL, "\n"},
    {"staff", "long quote", MEASURE_STAFF, 2 * BOUND_TEXT_SIZE, REPLY "Shipped today.\n\nOn Tue, Example Home wrote:\n", "> line number # of what we wrote\n", NULL, ""},
    {"staff", "labels", MEASURE_STAFF, 2 * BOUND_TEXT_SIZE, REPLY, "Tracking: #\n", NULL, ""},

    {"bounce", "recipients", MEASURE_BOUNCE, BOUND_TEXT_SIZE, BOUNCE "--b\n\nfailed\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n",
     "Final-Recipient: rfc822; a#@b.example\nAction: failed\nStatus: 5.1.1\n\n", NULL, "--b--\n"},
    {"bounce", "addresses in the text", MEASURE_BOUNCE, BOUND_TEXT_SIZE, "From: MAILER-DAEMON@mx.example\nTo: orders@shop.example\nSubject: failure notice\n\n",
     "<a#@b.example>: user unknown\n", NULL, ""},
    {"bounce", "returned header", MEASURE_BOUNCE, BOUND_TEXT_SIZE, BOUNCE "--b\n\n<a@b.example>: user unknown\n\n--b\nContent-Type: text/rfc822-headers\n\n",
     "Message-ID: <#@shop.example>\n", NULL, "\n--b--\n"},
    {"bounce", "prose", MEASURE_BOUNCE, BOUND_TEXT_SIZE, "From: MAILER-DAEMON@mx.example\nTo: orders@shop.example\nSubject: failure notice\n\n",
     "Your message could not be delivered for # days, user unknown 550 5.1.1.\n", NULL, ""},
    {NULL, NULL, MEASURE_ORDER, 0, NULL, NULL, NULL, NULL},
};
