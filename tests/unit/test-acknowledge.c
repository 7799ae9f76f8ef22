/* What a sender's system is told of its documents. Each document is read by the decoder, carried as between processes, and answered; the
 * answers were written by hand from the standards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/render/acknowledge.h"
#include "parsers/decode/decode.h"
#include "parsers/decode/formats.h"

#define CONTROL 1700

static gint64 ten_o_clock(void)
{
    g_autoptr(GDateTime) then = g_date_time_new_utc(2026, 11, 20, 10, 0, 0);
    return g_date_time_to_unix(then);
}

static struct document *carried(const char *name, const char *text)
{
    g_autoptr(document_auto) here = document_new();
    struct file file = {name, "application/octet-stream", "", text, strlen(text)};
    assert_true(formats_read_file(here, &file));
    g_autoptr(GVariant) variant = g_variant_ref_sink(document_to_variant(here));
    struct document *there = document_from_variant(variant, NULL);
    assert_non_null(there);
    return there;
}

/* All orders of the document as one file. */
static GBytes *answer(const struct document *document, gboolean ubl, guint *ret_used)
{
    struct acknowledge_order orders[20] = {0};
    for (guint i = 0; i < document->orders->len; i++) {
        const struct business_order *order = document->orders->pdata[i];
        struct acknowledge_problem *problems = g_new0(struct acknowledge_problem, order->problems->len);
        for (guint k = 0; k < order->problems->len; k++) {
            const struct business_problem *from = order->problems->pdata[k];
            problems[k] = (struct acknowledge_problem){from->place, from->rule, from->found, from->wanted, from->segment, from->fatal};
        }
        orders[i] = (struct acknowledge_order){order->parts[ORDER_NUMBER], problems, order->problems->len};
    }
    const struct business_order *first = document->orders->pdata[0];
    struct acknowledge_file file = {first->envelope, orders, document->orders->len, "Example Home"};
    GBytes *bytes = ubl ? acknowledge_ubl(&file, "17-1", ten_o_clock()) : acknowledge_x12(&file, CONTROL, ten_o_clock(), ret_used);
    for (guint i = 0; i < document->orders->len; i++)
        g_free((void *)orders[i].problems);
    return bytes;
}

static char *text_of(GBytes *bytes)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    char *text = g_strndup(data, size);
    assert_int_equal(strlen(text), size);
    g_bytes_unref(bytes);
    return text;
}

static void check_x12(const char *came, const char *wanted, guint numbers)
{
    guint used = 0;
    g_autoptr(document_auto) document = carried("order.edi", came);
    GBytes *bytes = answer(document, FALSE, &used);
    assert_non_null(bytes);
    g_autofree char *told = text_of(bytes);
    assert_string_equal(told, wanted);
    assert_int_equal(used, numbers);
}

/* --- X12 ---------------------------------------------------------------------------------------------------------------------- */

#define ISA     "ISA*00*          *00*          *01*123456789      *ZZ*SHOP           *261120*0930*U*00401*000000007*0*T*>~"
#define GS      "GS*PO*BUYER*SHOPPO*20261120*0930*11*X*004010~"
#define GOOD(n) "ST*850*" n "~BEG*00*SA*PO-1**20261120~PO1*1*2*EA*10.5**VP*SOFA-3~CTT*1~SE*5*" n "~"
#define BACK    "ISA*00*          *00*          *ZZ*SHOP           *01*123456789      *261120*1000*U*00401*000001700*0*T*>~"
#define BACK_GS(n) "GS*FA*SHOPPO*BUYER*20261120*1000*" n "*X*004010~ST*997*0001~"

static void a_good_interchange_is_accepted(void **state)
{
    (void)state;
    check_x12(ISA GS GOOD("0001") "GE*1*11~IEA*1*000000007~",
              BACK BACK_GS("1700") "AK1*PO*11~AK2*850*0001~AK5*A~AK9*A*1*1*1~SE*6*0001~GE*1*1700~IEA*1*000001700~", 1);
}

static void a_bad_one_is_rejected_with_segment_element_and_code(void **state)
{
    (void)state;
    check_x12("ISA^00^          ^00^          ^01^123456789      ^ZZ^SHOP           ^261120^0930^U^00401^000000007^0^P^|\n"
              "GS^PO^BUYER^SHOP^20261120^0930^11^X^004010\n"
              "ST^850^0001\nBEG^06^SA^PO-1^^2026-11\nPO1^1^two^EA^x\nCTT^2\nSE^9^0002\nGE^1^11\nIEA^1^000000007\n",
              "ISA^00^          ^00^          ^ZZ^SHOP           ^01^123456789      ^261120^1000^U^00401^000001700^0^P^|\n"
              "GS^FA^SHOP^BUYER^20261120^1000^1700^X^004010\nST^997^0001\nAK1^PO^11\nAK2^850^0001\n"
              "AK3^BEG^2^^8\nAK4^1^353^7^06\nAK4^5^373^8^2026-11\n"
              "AK3^PO1^3^^8\nAK4^2^330^6^two\nAK4^4^212^6^x\n"
              "AK3^CTT^4^^8\nAK4^1^354^7^2\n"
              "AK5^R^5^4^3\nAK9^R^1^1^0\nSE^14^0001\nGE^1^1700\nIEA^1^000001700\n",
              1);
}

static void in_a_mixed_one_each_set_has_its_own_verdict(void **state)
{
    (void)state;
    check_x12(ISA GS GOOD("0001") "ST*850*0002~BEG*00*SA*PO-2**20261120~PO1*1**EA~SE*4*0002~"
                                  "ST*860*0003~BCH*01*SA*PO-0~SE*3*0003~"
                                  "ST*850*0004~BEG*00*SA*PO-4~PO1*1*1*EA**VP*SOFA-2~SE*4*0004~GE*4*11~"
                                  "GS*IN*BUYER*SHOPPO*20261120*0930*12*X*004010~ST*810*0001~SE*2*0001~GE*1*12~IEA*2*000000007~",
              BACK BACK_GS("1700") "AK1*PO*11~AK2*850*0001~AK5*A~"
                                   "AK2*850*0002~AK3*PO1*3**8~AK4*2*330*2~AK5*R*5~"
                                   "AK2*860*0003~AK5*R*1~"
                                   "AK2*850*0004~AK3*BEG*2**8~AK4*5*373*1~AK5*E*5~"
                                   "AK9*P*4*4*2~SE*16*0001~GE*1*1700~" BACK_GS("1701") "AK1*IN*12~AK2*810*0001~AK5*R*1~AK9*R*1*1*0*1~SE*6*0001~"
                                                                                      "GE*1*1701~IEA*2*000001700~",
              2);
}

static void missing_segments_are_named(void **state)
{
    (void)state;
    check_x12(ISA GS "ST*850*0001~N1*BY*Anna~SE*3*0001~ST*850*0002~BEG*00*SA*PO-2**20261120~PO1*1*1*EA**VP*SOFA-2~GE*2*11~IEA*1*000000007~",
              BACK BACK_GS("1700") "AK1*PO*11~AK2*850*0001~AK3*BEG*2**3~AK3*PO1*3**3~AK5*R*5~AK2*850*0002~AK5*R*2~AK9*R*2*2*0~SE*10*0001~GE*1*1700~"
                                   "IEA*1*000001700~",
              1);
}

static void a_group_s_own_faults_stand_in_its_verdict(void **state)
{
    (void)state;
    check_x12(ISA GS GOOD("0001") "GE*3*11~" GS GOOD("0001") "GE*1*12~" GS GOOD("0001") "IEA*3*000000007~",
              BACK BACK_GS("1700") "AK1*PO*11~AK2*850*0001~AK5*A~AK9*R*3*1*0*5~SE*6*0001~GE*1*1700~" BACK_GS("1701")
                  "AK1*PO*11~AK2*850*0001~AK5*A~AK9*R*1*1*0*4~SE*6*0001~GE*1*1701~" BACK_GS("1702")
                      "AK1*PO*11~AK2*850*0001~AK5*A~AK9*R*1*1*0*3~SE*6*0001~GE*1*1702~IEA*3*000001700~",
              3);
}

static void a_fault_of_the_interchange_is_a_ta1(void **state)
{
    (void)state;
    check_x12(ISA GS GOOD("0001") "GE*1*11~IEA*1*000000008~",
              BACK "TA1*000000007*261120*0930*R*001~" BACK_GS("1700") "AK1*PO*11~AK2*850*0001~AK5*A~AK9*R*1*1*0~SE*6*0001~GE*1*1700~"
                                                                     "IEA*1*000001700~",
              1);
    check_x12(ISA GOOD("0001") "IEA*0*000000007~", BACK "TA1*000000007*261120*0930*R*024~IEA*0*000001700~", 1);
    check_x12(ISA GS GOOD("0001"), BACK "TA1*000000007*261120*0930*R*023~" BACK_GS("1700")
                  "AK1*PO*11~AK2*850*0001~AK5*A~AK9*R*1*1*0*3~SE*6*0001~GE*1*1700~IEA*1*000001700~", 1);
}

/* A letter of theirs separates components: what we write must be readable all the same, and what they wrote stays data. */
static void no_value_makes_a_segment(void **state)
{
    (void)state;
    check_x12("ISA|00|          |00|          |01|1*2~SE         |ZZ|SHOP           |261120|0930|U|00401|000000007|0|P|Q!"
              "GS|PO|BU*YER~|SHOP|20261120|0930|11|X|004010!ST|850|0001!BEG|00|SX|PO-1||20261120!PO1|1|2*1~SE*9 ü|EX!SE|4|0001!GE|1|11!IEA|1|000000007!",
              "ISA*00*          *00*          *ZZ*SHOP           *01*1 2 SE         *261120*1000*U*00401*000001700*0*P*:~"
              "GS*FA*SHOP*BU YER*20261120*1000*1700*X*004010~ST*997*0001~AK1*PO*11~AK2*850*0001~AK3*PO1*3**8~AK4*2*330*6*2 1 SE 9~AK5*R*5~"
              "AK9*R*1*1*0~SE*8*0001~GE*1*1700~IEA*1*000001700~",
              1);
}

static void an_envelope_too_big_to_answer_whole_is_not_answered(void **state)
{
    g_autoptr(GString) text = g_string_new(ISA GS GOOD("0001"));
    guint used = 0;
    (void)state;
    for (guint i = 2; i < 400; i++)
        g_string_append_printf(text, "ST*860*%04u~SE*2*%04u~", i, i);
    g_string_append(text, "GE*399*11~IEA*1*000000007~");
    g_autoptr(document_auto) document = carried("order.edi", text->str);
    const struct business_order *order = document->orders->pdata[0];
    assert_int_equal(order->envelope->len, 0);
    assert_null(answer(document, FALSE, &used));
}

/* --- UBL ---------------------------------------------------------------------------------------------------------------------- */

#define NAMES "xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\" xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:" \
              "CommonAggregateComponents-2\" xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\""
#define RESPONSE "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ApplicationResponse xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:" \
                 "ApplicationResponse-2\" xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" " \
                 "xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">\n"
#define MLR  "<cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:mlr:3</cbc:CustomizationID>\n" \
             "<cbc:ProfileID>urn:fdc:peppol.eu:poacc:bis:mlr:3</cbc:ProfileID>\n"
#define HEAD "<cbc:ID>17-1</cbc:ID>\n<cbc:IssueDate>2026-11-20</cbc:IssueDate>\n<cbc:IssueTime>10:00:00Z</cbc:IssueTime>\n"
#define SAYS(code, id) "<cac:DocumentResponse>\n<cac:Response>\n<cbc:ResponseCode listID=\"UNCL4343\">" code "</cbc:ResponseCode>\n" \
                       "</cac:Response>\n<cac:DocumentReference>\n<cbc:ID>" id "</cbc:ID>\n" \
                       "<cbc:DocumentTypeCode listID=\"UNCL1001\">220</cbc:DocumentTypeCode>\n</cac:DocumentReference>\n"
#define LINE(place, code, text, reason, rule)                                                                                       \
    "<cac:LineResponse>\n<cac:LineReference>\n<cbc:LineID>" place "</cbc:LineID>\n</cac:LineReference>\n<cac:Response>\n"           \
    "<cbc:ResponseCode listID=\"UNCL4343\">" code "</cbc:ResponseCode>\n<cbc:Description>" text "</cbc:Description>\n<cac:Status>\n" \
    "<cbc:StatusReasonCode>" reason "</cbc:StatusReasonCode>\n<cbc:StatusReason>" rule "</cbc:StatusReason>\n</cac:Status>\n"       \
    "</cac:Response>\n</cac:LineResponse>\n"
#define END "</cac:DocumentResponse>\n</ApplicationResponse>\n"

static void check_ubl(const char *came, const char *wanted)
{
    g_autoptr(document_auto) document = carried("order.xml", came);
    GBytes *bytes = answer(document, TRUE, NULL);
    assert_non_null(bytes);
    g_autofree char *told = text_of(bytes);
    assert_string_equal(told, wanted);
}

static void an_ubl_order_is_accepted_by_those_it_went_to(void **state)
{
    (void)state;
    check_ubl("<Order " NAMES ">\n<cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order:3</cbc:CustomizationID><cbc:ID>PO-1</cbc:ID>"
              "<cac:BuyerCustomerParty><cac:Party><cbc:EndpointID schemeID=\"0088\">7300010000001</cbc:EndpointID>"
              "<cac:PartyName><cbc:Name>Büro &amp; Söhne</cbc:Name></cac:PartyName></cac:Party></cac:BuyerCustomerParty>"
              "<cac:SellerSupplierParty><cac:Party><cbc:EndpointID schemeID=\"9952\">TR&lt;1&gt;\"</cbc:EndpointID></cac:Party></cac:SellerSupplierParty>"
              "<cac:OrderLine><cac:LineItem><cbc:ID>1</cbc:ID><cbc:Quantity>1</cbc:Quantity></cac:LineItem></cac:OrderLine></Order>",
              RESPONSE MLR HEAD "<cac:SenderParty>\n<cbc:EndpointID schemeID=\"9952\">TR&lt;1&gt;&quot;</cbc:EndpointID>\n<cac:PartyName>\n"
                                "<cbc:Name>Example Home</cbc:Name>\n</cac:PartyName>\n</cac:SenderParty>\n"
                                "<cac:ReceiverParty>\n<cbc:EndpointID schemeID=\"0088\">7300010000001</cbc:EndpointID>\n<cac:PartyName>\n"
                                "<cbc:Name>Büro &amp; Söhne</cbc:Name>\n</cac:PartyName>\n</cac:ReceiverParty>\n" SAYS("AP", "PO-1") END);
}

#define PARTIES "<cac:SenderParty>\n<cac:PartyName>\n<cbc:Name>Example Home</cbc:Name>\n</cac:PartyName>\n</cac:SenderParty>\n" \
                "<cac:ReceiverParty>\n</cac:ReceiverParty>\n"

static void its_broken_rules_reject_it_or_are_noted(void **state)
{
    static const char begin[] = "<Order " NAMES ">\n<cbc:ID>PO-2</cbc:ID>";
    static const char end[] = "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>\n"
                              "<cac:OrderLine><cac:LineItem><cbc:ID>1</cbc:ID><cbc:Quantity>1</cbc:Quantity>"
                              "<cbc:LineExtensionAmount currencyID=\"US&lt;D\">9</cbc:LineExtensionAmount></cac:LineItem></cac:OrderLine></Order>";
    static const char rules[] = "<cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order:3</cbc:CustomizationID>";
    g_autofree char *plain = g_strconcat(begin, end, NULL), *peppol = g_strconcat(begin, rules, end, NULL);
    (void)state;
    check_ubl(peppol, RESPONSE MLR HEAD PARTIES SAYS("RE", "PO-2")
                          LINE("order.xml, line 3 (LineExtensionAmount)", "RE", "PEPPOL-T01-R003: found US&lt;D, wanted EUR", "BV", "PEPPOL-T01-R003") END);
    check_ubl(plain, RESPONSE HEAD PARTIES SAYS("CA", "PO-2")
                         LINE("order.xml, line 3 (LineExtensionAmount)", "CA", "PEPPOL-T01-R003: found US&lt;D, wanted EUR", "BW", "PEPPOL-T01-R003") END);
}

/* Of a file that is no XML nothing is known but that. */
static void what_is_not_well_formed_is_rejected(void **state)
{
    (void)state;
    g_autoptr(document_auto) document = carried("order.xml", "<Order " NAMES "><cbc:ID>PO-3</cbc:ID><cac:OrderLine>");
    g_autofree char *told = text_of(answer(document, TRUE, NULL));
    assert_true(g_str_has_prefix(told, RESPONSE HEAD PARTIES SAYS("RE", "NA")));
    assert_non_null(strstr(told, "<cbc:StatusReasonCode>SV</cbc:StatusReasonCode>\n<cbc:StatusReason>XML 1.0</cbc:StatusReason>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_interchange_is_accepted),
        cmocka_unit_test(a_bad_one_is_rejected_with_segment_element_and_code),
        cmocka_unit_test(in_a_mixed_one_each_set_has_its_own_verdict),
        cmocka_unit_test(missing_segments_are_named),
        cmocka_unit_test(a_group_s_own_faults_stand_in_its_verdict),
        cmocka_unit_test(a_fault_of_the_interchange_is_a_ta1),
        cmocka_unit_test(no_value_makes_a_segment),
        cmocka_unit_test(an_envelope_too_big_to_answer_whole_is_not_answered),
        cmocka_unit_test(an_ubl_order_is_accepted_by_those_it_went_to),
        cmocka_unit_test(its_broken_rules_reject_it_or_are_noted),
        cmocka_unit_test(what_is_not_well_formed_is_rejected),
    };
    decode_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
