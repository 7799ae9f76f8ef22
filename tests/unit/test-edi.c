/* EDIFACT, X12 and CSV segment by segment: what each of them says of an order, in all its spellings, and what is wrong with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/base/bounds.h"
#include "parsers/decode/formats.h"

static char *described(const char *name, const char *text, gsize length, guint32 *ret_flags)
{
    struct file file = {name, "", "", text, length};
    g_autoptr(document_auto) document = document_new();
    GString *out = g_string_new(formats_read_file(document, &file) ? "" : "not known");
    for (guint i = 0; i < document->orders->len; i++)
        business_order_describe(document->orders->pdata[i], out);
    if (ret_flags)
        *ret_flags = document->flags;
    return g_string_free(out, FALSE);
}

/* Each line of `says` must stand in the description as a line of its own, however far indented; `never` nowhere. */
static gboolean does_say(const char *text, const char *found, const char *says, const char *never)
{
    gboolean right = TRUE;
    g_auto(GStrv) wanted = g_strsplit(says, "\n", -1), lines = g_strsplit(found, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        g_strchug(lines[i]);
    for (guint i = 0; wanted[i]; i++)
        if (*wanted[i] && !g_strv_contains((const char *const *)lines, wanted[i]))
            right = FALSE, print_error("without: %s\n", wanted[i]);
    if (never && strstr(found, never))
        right = FALSE, print_error("with: %s\n", never);
    if (!right)
        print_error("%s\nreads\n%s\n", text, found);
    return right;
}

static guint count_of(const char *text, char c)
{
    guint count = 0;
    for (; *text; text++)
        count += *text == c;
    return count;
}

struct saying {
    const char *segments, *says, *never;
};

/* --- EDIFACT ---------------------------------------------------------------------------------------------------------------------------- */

/* Line 1 is three sofas; `segments` stand before it when they begin with "<", else behind it. */
static char *edifact_with(const char *segments)
{
    gboolean before = *segments == '<';
    g_autofree char *body = g_strdup_printf("UNH+1+ORDERS:D:01B:UN'BGM+220+E-1+9'%sLIN+1++SOFA-3:SA'%s", before ? segments + 1 : "", before ? "QTY+21:3'" : segments);
    return g_strdup_printf("UNB+UNOC:3+B+S+261120:0930+7'%sUNT+%u+1'UNZ+1+7'", body, count_of(body, '\'') + 1);
}

static void assert_edifact(const struct saying *cases, guint count)
{
    guint wrong = 0;
    for (guint i = 0; i < count; i++) {
        g_autofree char *text = edifact_with(cases[i].segments);
        g_autofree char *found = described("o.edi", text, strlen(text), NULL);
        wrong += !does_say(text, found, cases[i].says, cases[i].never);
    }
    assert_int_equal(wrong, 0);
}

static void a_line_of_an_edifact_order_is_all_that_is_said_of_it(void **state)
{
    (void)state;
    static const struct saying cases[] = {
        {"QTY+21:3:PCE'", "quantity: 3\nunit: PCE", "problem"},
        {"QTY+12:4'QTY+21:3'QTY+1:5'", "quantity: 3", "problem"}, /* what is ordered counts for more than what was sent */
        {"QTY+59:6:PCE'QTY+52:2'QTY+192:1'QTY+21:3'", "\"Pieces in one\": 6 PCE\n\"In a pack\": 2\n\"Free of charge\": 1\nquantity: 3", "problem"},
        {"QTY+99:6'", "problem (fatal): o.edi, line item 1: QTY: found \"\", wanted a quantity ordered (QTY+21)", "quantity: 6"},
        {"QTY+21:10'SCC+1'QTY+21:4'SCC+1'QTY+21:6'", "quantity: 10\nproblem (fatal): o.edi, segment 7 (QTY): C186/6060: found \"4\", wanted 10, as said above: one quantity ordered (QTY+21) of a line", NULL},
        {"QTY+21:3'QTY+21:3'LOC+7+X'QTY+11:2:PCE'", "quantity: 3\n\"Part of them\": 2 PCE", "problem"},
        {"QTY+21:3'LIN+2+2+TABLE-1:SA'QTY+21:1'", "problem (fatal): o.edi, segment 6 (LIN): LIN/1229: found \"2\", wanted 1, a line that is ordered: a change is asked for by answering our mail", NULL},
        {"QTY+21:3'LIN+2+1+TABLE-1:SA'QTY+21:1'", "quantity: 1", "problem"}, /* added */
        {"QTY+21:3'NAD+DP+7++Hall C+Back St+York'CTA+OC+:Eve'COM+9:TE'", "\"Ship to\": Hall C, Back St, York", "ship-to"},
        {"QTY+21:three'", "problem (fatal): o.edi, segment 5 (QTY): C186/6060: found \"three\", wanted a number like 12 or 12.5", NULL},
        {"QTY+21:2,5'", "quantity: 2.5", "problem"},
        {"QTY+21:3'PIA+1+S3:SA+99:IN+4006381333931:SRV+x:ZZ'", "sku: S3\nbuyer-sku: 99\ngtin: 4006381333931", "problem"},
        {"QTY+21:3'IMD+F++:::Sofa:red'IMD+F++:::again'", "name: Sofa red\n\"IMD\": again", NULL},
        {"QTY+21:3'IMD+C++CU'", "\"IMD\": CU", "name: CU"},
        {"QTY+21:3'IMD+F+35+:::red'IMD+F+98+L'IMD+F+77+:::odd'", "\"Color\": red\n\"Size\": L\n\"IMD 77\": odd", NULL},
        {"QTY+21:3'IMD+F++:::Sofa::en'", "name: Sofa", "Sofa:"},
        {"QTY+21:3'IMD+F++:::Sofa: 2 seats:with:legs'", "name: Sofa  2 seats:with:legs", NULL}, /* a colon that nobody released */
        {"QTY+21:3'IMD+F++:::Sofa::2 x'", "name: Sofa:2 x", NULL},
        {"QTY+21:3'IMD+F++::::seats'", "name: seats", NULL},
        {"QTY+21:3'PRI+AAA:99.5:::100'", "unit-price: 0.995", NULL},
        {"QTY+21:3'PRI+AAB:120'PRI+AAA:100'PRI+INV:99'", "unit-price: 100", "unit-price: 99"},
        {"QTY+21:3'PRI+RTP:120'", "quantity: 3", "unit-price"},
        {"QTY+21:3'PRI+AAA:dear'", "problem (fatal): o.edi, segment 6 (PRI): C509/5118: found \"dear\", wanted a number like 12 or 12.5", "unit-price:"},
        {"QTY+21:3'PRI+AAA:1:::all'", "problem (fatal): o.edi, segment 6 (PRI): C509/5284: found \"all\", wanted a number like 12 or 12.5", NULL},
        {"QTY+21:3'MEA+PD+LN+CMT:200'MEA+PD+WD+:90'MEA+PD+HT+CMT'", "\"Length\": 200 cm\n\"Width\": 90", "Height"},
        {"QTY+21:3'MOA+203:300'MOA+86:500'", "total: 300", "total: 500"},
        {"QTY+21:3'FTX+AAI+++by the door'FTX+AAI+++ring:twice'", "note: by the door / ring twice", NULL},
        {"QTY+21:3'RFF+VN:12'LOC+7+:::Hall C'LOC+8+X'", "\"RFF VN\": 12\n\"LOC 7\": Hall C\n\"LOC 8\": X", NULL},
        {"QTY+21:3'DTM+64:20261201'DTM+2:20261203'DTM+63:20261210'DTM+61:20261231'",
         "needed-by: 2026-12-03\n\"Deliver not before\": 2026-12-01\n\"Deliver not after\": 2026-12-10\n\"Cancel after\": 2026-12-31", "problem"},
        {"QTY+21:3'DTM+137:20261124'CUX+2:USD:9'PAT+1++5:3:D:30'", "quantity: 3", "currency"}, /* the whole order's, not a line's */
        {"QTY+21:3'ALC+C++++:::Freight'PCD+2:5'MOA+8:40'TAX+7'QTY+1:1'ALC+A++++FL'MOA+204:9'ALC+N'MOA+203:300'",
         "\"Charge\": Freight, 5 %, 40\n\"Allowance\": FL, 9\ntotal: 300", "problem"},
        {"QTY+21:3'UNS+S'CNT+2:2'", "problem (fatal): o.edi, segment 7 (CNT): CNT/6066: found \"2\", wanted 1, the number of LIN segments", NULL},
        {"QTY+21:3'UNS+S'CNT+1:9'MOA+79:300'RFF+CR:late'FTX+AAI+++thanks'PIA+1+S9:SA'QTY+21:9'IMD+F++:::x'MEA+A+B+C:D'PRI+AAA:1'",
         "total: 300\nreference: late\nnote: thanks\nsku: SOFA-3\nquantity: 3", "S9"},
    };
    assert_edifact(cases, G_N_ELEMENTS(cases));
}

static void the_head_of_an_edifact_order_says_who_when_and_how(void **state)
{
    (void)state;
    static const struct saying cases[] = {
        {"<DTM+137:20261124'DTM+2:20261203'", "issued: 2026-11-24\nneeded-by: 2026-12-03", "problem"},
        {"<DTM+4:261124'DTM+10:20261210'DTM+17:20261205'DTM+69:20261204'DTM+10:20261230'", "issued: 2026-11-24\nneeded-by: 2026-12-04", "problem"},
        {"<DTM+2:20261201-20261205:718'", "needed-by: 2026-12-05", "problem"},
        {"<DTM+2:271226:2'", "needed-by: 2026-12-27", "problem"},
        {"<DTM+2:122726:3'", "needed-by: 2026-12-27", "problem"},
        {"<DTM+2:27122026:4'", "needed-by: 2026-12-27", "problem"},
        {"<DTM+2:271220260900:5'", "needed-by: 2026-12-27", "problem"},
        {"<DTM+2:27:2'", "problem (fatal): o.edi, segment 4 (DTM): C507/2380: found \"27\", wanted a date like 20261231", "needed-by"},
        {"<DTM+2:20261203:718'", "needed-by: 2026-12-03", "problem"},
        {"<DTM+2:soon'", "problem (fatal): o.edi, segment 4 (DTM): C507/2380: found \"soon\", wanted a date like 20261231", "needed-by"},
        {"<DTM+137:20261324'", "problem: o.edi, segment 4 (DTM): C507/2380: found \"20261324\", wanted a date like 20261231", "issued"},
        {"<DTM+2:20260230'", "problem (fatal): o.edi, segment 4 (DTM): C507/2380: found \"20260230\", wanted a date like 20261231", NULL},
        {"<DTM+2:20261200'DTM+2:00001201'", "problem (fatal): o.edi, segment 5 (DTM): C507/2380: found \"00001201\", wanted a date like 20261231", NULL},
        {"<DTM+999:soon'DTM+11:20261203'", "number: E-1", "problem"},
        {"<RFF+ON:other'RFF+CR:ours'", "number: E-1\nreference: ours", "other"},
        {"<NAD+BY+1::9++Buyer:Ltd+Main St 1:Back+London++W1+GB'RFF+VA:GB1'CTA+OC+:Ann'COM+a@b.example:EM+123:TE+9:FX'",
         "buyer-name: Buyer Ltd\nbuyer-address: Main St 1 / Back / W1 London / GB\nbuyer-id: 1\nbuyer-tax: GB1\nbuyer-contact: Ann\nbuyer-email: a@b.example\nbuyer-phone: 123", NULL},
        {"<NAD+DP+2+Shop:Main St 2:London'CTA+OC+Bob'COM+456:AL'RFF+VA:GB2'RFF+AAN:x'",
         "ship-to-name: Shop\nship-to-address: Main St 2 / London\nship-to-id: 2\nship-to-contact: Bob\nship-to-phone: 456\n\"RFF VA\": GB2\n\"RFF AAN\": x", "buyer-tax"},
        {"<NAD+IV+3+Till'NAD+SE+4++Us'CTA+OC+:Eve'COM+e@f.example:EM'NAD+ZZ+5+Other'", "bill-to-name: Till\nseller-name: Us", "Eve"},
        {"<NAD+CN+3++Site+Back St+York'CTA+OC+:Eve'", "ship-to-name: Site\nship-to-address: Back St / York\nship-to-contact: Eve", NULL},
        {"<NAD+DP+2++Dock+Main St+Hull'NAD+CN+3++Site+Back St+York'CTA+OC+:Eve'NAD+MS+4'NAD+UD+5'",
         "ship-to-name: Dock\nship-to-address: Main St / Hull\n\"Ship to\": Site, Back St, York\n\"NAD UD\": 5", "Eve"},
        {"<CUX+2:EUR:9'PAT+1++5:3:D:30'PAT+1++5:3:W:2'TOD+3++DAP::9:Dock:2'LOC+7+Dock'", "currency: EUR\npayment: 30 days\n\"Delivery terms\": DAP, Dock, 2\n\"LOC 7\": Dock", "2 weeks"},
        {"<PAT+1++5:3:W:2'", "payment: 2 weeks", NULL},
        {"<PAT+1++5:3:M:1'", "payment: 1 months", NULL},
        {"<PAT+1+5:::net cash'", "payment: 5 net cash", NULL},
        {"<PAT+1++5:3:D'PAT+1+30'", "payment: 30", NULL},
        {"<MOA+86:300'MOA+203:9'MOA+86:much'", "total: 300\nproblem (fatal): o.edi, segment 6 (MOA): C516/5004: found \"much\", wanted a number like 12 or 12.5", "total: 9"},
    };
    assert_edifact(cases, G_N_ELEMENTS(cases));
}

static void an_edifact_interchange_must_be_whole(void **state)
{
    guint wrong = 0;
    (void)state;
    static const struct saying cases[] = {
        {"UNH+1+ORDERS:D:01B:UN'BGM+220+E-1+9'LIN+1++S:SA'QTY+21:1'UNT+5+1'", "number: E-1", "problem"}, /* without an envelope */
        {"UNH+1+ORDERS:D:01B:UN'BGM+220++9'RFF+ON:E-2'LIN+1++S:SA'QTY+21:1'UNT+6+1'", "number: E-2", "problem"},
        {"UNH+1+ORDERS:D:01B:UN'BGM+220++9'LIN+1++S:SA'QTY+21:1'UNT+5+1'", "problem (fatal): o.edi, segment 1 (UNH): BGM/1004: found \"\", wanted the order's number", NULL},
        {"UNH+1+ORDERS:D:01B:UN'BGM+220+E-1+7'LIN+1++S:SA'QTY+21:1'UNT+5+1'",
         "problem: o.edi, segment 2 (BGM): BGM/1225: found \"7\", wanted 9: a change is asked for by answering our mail", NULL},
        {"UNH+1+ORDERS:D:01B:UN'BGM+220+E-1+4'LIN+1++S:SA'QTY+21:1'UNT+5+1'",
         "problem (fatal): o.edi, segment 2 (BGM): BGM/1225: found \"4\", wanted 9: a change is asked for by answering our mail", NULL},
        {"UNH+1+ORDERS:D:01B:UN'BGM+220+E-1'LIN+1++S:SA'QTY+21:1'", "problem (fatal): o.edi, segment 4 (QTY): UNT: found \"\", wanted the segment that ends the message", NULL},
        {"UNH+1+ORDERS:D:01B:UN'BGM+220+E-1'LIN+1++S:SA'QTY+21:1'UNH+2+INVOIC:D'UNT+2+2'",
         "problem (fatal): o.edi, segment 4 (QTY): UNT: found \"\", wanted the segment that ends the message", "message 2"},
        {"UNH+1+ORDERS:D:01B:UN'BGM+220+E-1'LIN+1++S:SA'QTY+21:1'UNT+5+2'", "problem (fatal): o.edi, segment 5 (UNT): UNT/0062: found \"2\", wanted 1", NULL},
        {"UNH+1+ORDERS:D:01B:UN'BGM+220+E-1'LIN+1++S:SA'QTY+21:1'UNT+5x+1'", "problem (fatal): o.edi, segment 5 (UNT): UNT/0074: found \"5x\", wanted 5, the number of segments from UNH to UNT", NULL},
        {"UNB+UNOC:3+B+S+261120:0930+7++++++1'UNH+1+ORDERS:D'BGM+220+E-1'LIN+1++S:SA'QTY+21:1'UNT+5+1'UNZ+1+7'",
         "problem: o.edi, segment 1 (UNB): UNB/0035: found \"1\", wanted nothing: this is marked as a test", "fatal"},
        {"UNB+UNOC:3+B+S+261120:0930+7'UNH+1+ORDERS:D'BGM+220+E-1'LIN+1++S:SA'QTY+21:1'UNT+5+1'", "problem (fatal): o.edi, at its end: UNZ: found \"\", wanted the segment that ends the interchange", NULL},
        {"UNB+UNOC:3+B+S+261120:0930+7'UNH+1+ORDERS:D'BGM+220+E-1'LIN+1++S:SA'QTY+21:1'UNT+5+1'UNZ+2+8'",
         "problem (fatal): o.edi, segment 7 (UNZ): UNZ/0036: found \"2\", wanted 1, the number of messages\nproblem (fatal): o.edi, segment 7 (UNZ): UNZ/0020: found \"8\", wanted 7", NULL},
        {"UNB+UNOC:3+B+S+261120:0930+7'UNH+1+ORDERS:D'BGM+220+E-1'LIN+1++S:SA'QTY+21:1'UNT+5+1'UNZ+1+7'"
         "UNB+UNOC:3+B+S+261120:0930+8'UNH+1+ORDERS:D'BGM+220+E-2'LIN+1++S:SA'QTY+21:1'UNT+5+1'UNZ+1+8'", "number: E-1\nnumber: E-2\nenvelope: 8/1", "problem"},
        {"UNB+UNOC:3+B+S+261120:0930+7'UNH+1+ORDERS:D'BGM+220+E-1'LIN+1++S:SA'QTY+21:1'UNT+5+1'"
         "UNB+UNOC:3+B+S+261120:0930+8'UNH+1+ORDERS:D'BGM+220+E-2'LIN+1++S:SA'QTY+21:1'UNT+5+1'UNZ+1+8'",
         "problem (fatal): o.edi, at its end: UNZ: found \"\", wanted the segment that ends the interchange\nnumber: E-2", NULL},
        {"UNH+1+ORDERS:D:01B:UN'BGM+221+E-1+9'LIN+1++S:SA'QTY+21:1'UNT+5+1'",
         "problem (fatal): o.edi, segment 2 (BGM): BGM/1001: found \"221\", wanted 220: an order to be delivered, not an agreement, a change or an answer", NULL},
        {"UNA|^,! ~UNH^1^ORDERS|D~BGM^220^E!^1!!~LIN^1^^S|SA~QTY^21|1,5~UNT^5^1~", "number: E^1!\nquantity: 1.5", "problem"}, /* separators of its own */
        {"UNA:+.  'UNH+1+ORDERS:D'BGM+220+E?1'LIN+1++S:SA'QTY+21:1'UNT+5+1'", "number: E?1", "problem"}, /* nothing releases */
        {"UNH+1+ORDERS:D'BGM+220+E-1'LIN+1++S:SA'QTY+21:1'IMD+F++:::So\xef\xbf\xbd" "fa'UNT+6+1'",
         "problem: o.edi: UNB/0001: found \"characters that were lost before the file reached us\", wanted the character set that UNB names", NULL},
        {"UNH+1+ORDERS:D'BGM+220+E-1'LIN+1++S:SA'QTY+21:1'UNT+5+1'\r\n \r\n''", "number: E-1", "problem"},
        {"UNH+1+ORDCHG:D:01B:UN'BGM+230+E-1+4'LIN+1+3+S:SA'QTY+21:1'UNT+5+1'",
         "problem (fatal): o.edi, segment 1 (UNH): UNH/0065: found \"ORDCHG\", wanted ORDERS: a change is asked for by answering our mail", "item"},
        {"UNH+1+DESADV:D:01B:UN'BGM+351+E-1'UNT+3+1'", "", "order"},
        {"UNAcceptable as it is, and long enough to be looked at'", "not known", NULL},
        {"UNH+short'", "not known", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = described("o.edi", cases[i].segments, strlen(cases[i].segments), NULL);
        wrong += !does_say(cases[i].segments, found, cases[i].says, cases[i].never);
    }
    assert_int_equal(wrong, 0);
}

static void unb_names_the_character_set(void **state)
{
    (void)state;
    static const struct {
        const char *id, *bytes, *name;
    } cases[] = {
        {"UNOC", "caf\xe9", "café"}, {"UNOD", "\xb3\xf3" "d\xbc", "łódź"}, {"UNOE", "\xb4\xd8\xd2\xd0\xdd", "Диван"}, {"UNOK", "ki\xfe", "kiş"}, {"UNOW", "kiş", "kiş"},
        {"UNOA", "kiş", "kiş"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf("UNB+%s:3+B+S+261120:0930+7'UNH+1+ORDERS:D'BGM+220+E-1'LIN+1++S:SA'QTY+21:1'IMD+F++:::%s'UNT+6+1'UNZ+1+7'",
                                                cases[i].id, cases[i].bytes);
        g_autofree char *found = described("o.edi", text, strlen(text), NULL), *says = g_strdup_printf("name: %s", cases[i].name);
        assert_true(does_say(text, found, says, "problem"));
    }
}

/* --- X12 --------------------------------------------------------------------------------------------------------------------------------- */

#define ISA "ISA*00*          *00*          *ZZ*BUYER          *ZZ*SHOP           *261120*0930*U*00401*000000007*0*P*>~"

/* As edifact_with. */
static char *x12_with(const char *segments)
{
    gboolean before = *segments == '<';
    g_autofree char *body = g_strdup_printf("ST*850*0001~BEG*00*SA*X-1**20261124~%s%s%s", before ? segments + 1 : "", before ? "PO1*1*3*EA*10**VP*SOFA-3~" : segments, "CTT*1~");
    return g_strdup_printf(ISA "GS*PO*BUYER*SHOP*20261120*0930*11*X*004010~%sSE*%u*0001~GE*1*11~IEA*1*000000007~", body, count_of(body, '~') + 1);
}

static void an_x12_order_is_read_segment_by_segment(void **state)
{
    guint wrong = 0;
    (void)state;
    static const struct saying cases[] = {
        {"PO1*1*3*EA*10.5**VP*SOFA-3*BP*99*UP*400638*VN*S3*ZZ*x*VC~", "sku: SOFA-3\nbuyer-sku: 99\ngtin: 400638\nquantity: 3\nunit-price: 10.5", "problem"},
        {"PO1*1*3*EA*10**MF*M1*VN*V1*VP*~", "sku: V1", "problem"}, /* the seller's own number before the maker's */
        {"PO1*1*many*EA*dear**VP*S~", "problem (fatal): o.txt, segment 5 (PO1): PO102: found \"many\", wanted a number like 12 or 12.5\n"
                                      "problem (fatal): o.txt, segment 5 (PO1): PO104: found \"dear\", wanted a number like 12 or 12.5", NULL},
        {"PO1*1**EA***VP*S~", "problem (fatal): o.txt, segment 5 (PO1): PO102: found \"\", wanted a number like 12 or 12.5", "PO104"},
        {"PO1*1*3***VP*S~PID*F*08***Sofa~PID*F****again~PID*F*35***red~PID*F*XX***odd~PID*S*73**77~", "name: Sofa\n\"Color\": red\n\"PID XX\": odd\n\"Color\": 77", "again"},
        {"PO1*1*3*EA*10**VP*S~CTP**RES*19.9~CTP**CON*9~CTP**CON*x~", "unit-price: 10\n\"CTP RES\": 19.9\n\"CTP CON\": 9", NULL},
        {"PO1*1*3*EA***VP*S~CTP**MSR*19.9~CTP**CON*9~", "unit-price: 9\n\"CTP MSR\": 19.9", NULL},
        {"PO1*1*3*EA***VP*S~MEA**LN*200*CM~MEA**WD*~SDQ*EA*92*17*2*18*1*19~", "\"Length\": 200 CM\n\"SDQ 17\": 2 EA\n\"SDQ 18\": 1 EA", "19"},
        {"PO1*1*3*EA***VP*S~MSG*by the door~MSG*ring~REF*VN*7~DTM*002*20261203~SAC*C*F340***1250*Z*5*****Freight~SAC*A*B~SAC*N~",
         "note: by the door / ring\n\"REF VN\": 7\nneeded-by: 2026-12-03\n\"Charge\": F340, 5 %, 12.50\n\"Allowance\": B", "problem"},
        {"PO1*1*3*EA***VP*S~N1*ST*Shop 17*92*17~N3*Main St 1~N4*London**W1*GB~REF*DP*9~PER*OC*Ann*TE*123~", "\"Ship to\": Shop 17, Main St 1, London W1, GB, 9, Ann, 123", NULL},
        {"PO1*1*3*EA***VP*S~SCH*1*EA***002*20270115~SCH*2*EA***002*20270301~SLN*1**I*2*EA****VN*TABLE-1~", "\"Schedule\": 1, EA, 2027-01-15\n\"Schedule\": 2, EA, 2027-03-01\n\"SLN\": 2, EA, TABLE-1", "problem"},
        {"PO1*1*3*EA***VP*S~SCH*3*EA***002*20270115~N9*ZZ*1*by the door~MTX*GEN*ring~", "needed-by: 2027-01-15\nnote: by the door / ring", "Schedule"},
        {"<NTE*GEN*call first~N9*L1*x*at gate 4~MTX**then ring~", "note: call first / at gate 4 / then ring", "problem"},
        {"PO1*1*3*EA***VP*S~CUR*BY*USD~ITD*01*3*****30~", "quantity: 3", "currency"},
        {"<DTM*010*20261210~DTM*002*20261203~DTM*063*20261205~DTM*064*20261201~DTM*999*x~", "needed-by: 2026-12-03\n\"Deliver not after\": 2026-12-05\n\"Deliver not before\": 2026-12-01", "problem"},
        {"<DTM*063*20261205~DTM*010*20261210~", "needed-by: 2026-12-05", "problem"},
        {"<DTM*002*soon~", "problem (fatal): o.txt, segment 5 (DTM): DTM02: found \"soon\", wanted a date like 20261231", NULL},
        {"<REF*CR*ours~REF*IA*1*one~REF*IB*2*2~REF*IC**words~", "reference: ours\n\"REF IA\": 1 one\n\"REF IB\": 2\n\"REF IC\": words", NULL},
        {"<N1*BY*Buyer*92*1~N2*Ltd~N3*Main St 1*Back~N4**NY*10001~REF*CR*x~PER*OC*Ann*EM*a@b.example*TE*123~PER*AA*Bob~",
         "buyer-name: Buyer\nbuyer-id: 1\nbuyer-address: Ltd / Main St 1 / Back / NY 10001\nbuyer-contact: Ann\nbuyer-email: a@b.example\nbuyer-phone: 123\n\"BY REF CR\": x\n\"PER AA\": Bob", "reference"},
        {"<N1*ST*Shop~PER*OC*Cem*TE*9~N1*BT*Till~N3*Bill St~N1*SE*Us~N3*Our St~N1*RE**92*77~N3*Third St~N1~",
         "ship-to-name: Shop\nship-to-contact: Cem\nship-to-phone: 9\nbill-to-name: Till\nbill-to-address: Bill St\nseller-name: Us\n\"N1 RE\": 77, Third St", "Our St"},
        {"<PER*OC*Ann~AMT*TT*30~AMT*1*9~CUR*BY*USD~ITD*01*3*****30~ITD*01*3*****30*****net 30~FOB*CC**free~TD5**2*UPS**ground~MSG*thanks~",
         "buyer-contact: Ann\ntotal: 30\ncurrency: USD\npayment: net 30\n\"Delivery terms\": CC, free\n\"Carrier\": UPS, ground\nnote: thanks", "problem"},
        {"PO1*1*3*EA***VP*S~CTT*2*4~", "problem (fatal): o.txt, segment 6 (CTT): CTT01: found \"2\", wanted 1, the number of PO1 segments\n"
                                       "problem (fatal): o.txt, segment 6 (CTT): CTT02: found \"4\", wanted 3, the sum of PO102", NULL},
        {"PO1*1*3*EA***VP*S~CTT*1*3~", "quantity: 3", "problem"},
        {"", "problem (fatal): o.txt, segment 6 (SE): PO1: found \"\", wanted a segment for each line of the order", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = x12_with(cases[i].segments);
        g_autofree char *found = described("o.txt", text, strlen(text), NULL);
        wrong += !does_say(text, found, cases[i].says, cases[i].never);
    }
    assert_int_equal(wrong, 0);
}

#define GS "GS*PO*BUYER*SHOP*20261120*0930*11*X*004010~"
#define SET "ST*850*0001~BEG*00*SA*X-1**20261124~PO1*1*3*EA*10**VP*S~SE*4*0001~"

static void an_x12_interchange_must_be_whole(void **state)
{
    guint wrong = 0;
    (void)state;
    static const struct saying cases[] = {
        {ISA GS SET "GE*1*11~IEA*1*000000007~", "number: X-1\nGE: 1 / 11", "problem"},
        {ISA GS SET "GE*2*12~IEA*2*8~",
         "problem (fatal): o.txt, segment 7 (GE): GE01: found \"2\", wanted 1\nproblem (fatal): o.txt, segment 7 (GE): GE02: found \"12\", wanted 11\n"
         "problem (fatal): o.txt, segment 8 (IEA): IEA01: found \"2\", wanted 1\nproblem (fatal): o.txt, segment 8 (IEA): IEA02: found \"8\", wanted 000000007", NULL},
        {ISA GS SET "IEA*1*000000007~", "problem (fatal): o.txt, segment 7 (IEA): GE: found \"\", wanted the segment that ends the functional group", NULL},
        {ISA GS SET GS "GE*0*11~IEA*2*000000007~", "problem (fatal): o.txt, segment 7 (GS): GE: found \"\", wanted the segment that ends the functional group", NULL},
        {ISA GS SET "GE*1*11~", "problem (fatal): o.txt, segment 7: IEA: found \"\", wanted the segment that ends the interchange", NULL},
        {ISA SET "GE*1*11~IEA*0*000000007~", "envelope: 000000007//0001", "problem"}, /* a group that never began */
        {ISA GS SET "GE*1*11~IEA*1*000000007~" ISA GS SET "GE*1*11~IEA*1*000000007~", "number: X-1\nGE: 1 / 11", "problem"}, /* one interchange behind the other */
        {ISA GS SET "GE*1*11~" ISA GS SET "GE*1*11~IEA*1*000000007~", "problem (fatal): o.txt, segment 7: IEA: found \"\", wanted the segment that ends the interchange", NULL},
        {ISA GS "ST*850*1~BEG*00*BK*X-1**20261124~PO1*1*3*EA***VP*S~SE*4*1~GE*1*11~IEA*1*000000007~",
         "problem (fatal): o.txt, segment 4 (BEG): BEG02: found \"BK\", wanted SA or NE: an order to be delivered, not an agreement or a copy", NULL},
        {ISA GS "ST*850*1~BEG*00*SA*X-1**20261124~PO1*1*3*EA***VP*S~ST*850*2~BEG*01*SA***x~PO1*1*3*EA***VP*S~SE*9*3~GE*2*11~IEA*1*000000007~",
         "problem (fatal): o.txt, segment 5: SE: found \"\", wanted the segment that ends the transaction set\nproblem (fatal): o.txt, segment 9 (SE): SE01: found \"9\", wanted 4, the number of segments from ST to SE\n"
         "problem (fatal): o.txt, segment 9 (SE): SE02: found \"3\", wanted 2\nproblem (fatal): o.txt, segment 7 (BEG): BEG01: found \"01\", wanted 00: a change is asked for by answering our mail\n"
         "problem (fatal): o.txt, segment 7 (BEG): BEG03: found \"\", wanted the purchase order number\nproblem: o.txt, segment 7 (BEG): BEG05: found \"x\", wanted a date like 20261231", NULL},
        {ISA GS "ST*850*1~PO1*1*3*EA***VP*S~SE*3*1~GE*1*11~IEA*1*000000007~", "problem (fatal): o.txt, segment 4 (PO1): BEG: found \"\", wanted the segment that begins a purchase order", NULL},
        {ISA GS "ST*860*1~BCH*04*SA*X-1***20261124~POC*1*QD*1*1*EA***VP*S~SE*4*1~GE*1*11~IEA*1*000000007~",
         "problem (fatal): o.txt, segment 3 (ST): ST01: found \"860\", wanted 850: a change is asked for by answering our mail", "item"},
        {ISA GS SET "ST*860*2~BCH*04*SA*X-1***20261124~POC*1*QD*1*1*EA***VP*S~SE*4*2~GE*2*11~IEA*1*000000007~", /* an order, and its change */
         "number: X-1\nproblem (fatal): o.txt, segment 7 (ST): ST01: found \"860\", wanted 850: a change is asked for by answering our mail", NULL},
        {ISA GS "ST*810*1~BIG*20261124*I-1~SE*3*1~GE*1*11~IEA*1*000000007~", "", "order"}, /* an invoice */
        {ISA GS "ST*850", "problem (fatal): o.txt, segment 3: SE: found \"\", wanted the segment that ends the transaction set", NULL},
        {"ISA*00*too few elements, and yet long enough to be looked at as an interchange of X12, which it is not, since it ends before*P", "", "order"},
        {"ISA, to begin with, is a word that nobody would take for an interchange of X12, had it not been followed by so much more than that", "", "order"},
        {"ISABELLA, to begin with, is a name that nobody takes for an interchange of X12, however much more than that follows it as well", "not known", NULL},
        {"ISA*short~", "not known", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = described("o.txt", cases[i].segments, strlen(cases[i].segments), NULL);
        wrong += !does_say(cases[i].segments, found, cases[i].says, cases[i].never);
    }
    assert_int_equal(wrong, 0);
}

/* Segments may end with a line, with a blank before it, or with NEXT LINE as IBM's machines have it, alone or in UTF-8. */
static void segments_end_as_the_interchange_says(void **state)
{
    (void)state;
    static const char *const ends[] = {"\n", "\r\n", " \n", " \r\n", "\x85", "\xc2\x85", "~\r\n", "\x1c", "'"};
    for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_auto(GStrv) segments = g_strsplit(ISA GS SET "GE*1*11~IEA*1*000000007~", "~", -1);
        g_autofree char *text = g_strjoinv(ends[i], segments);
        g_autofree char *found = described("o.txt", text, strlen(text), NULL);
        assert_true(does_say(text, found, "number: X-1\nquantity: 3\nsku: S", "problem"));
    }
    g_autofree char *test = g_strdup(ISA GS SET "GE*1*11~IEA*1*000000007~");
    *strstr(test, "*P*>") = '*';
    strstr(test, "*P*>")[1] = 'T';
    g_autofree char *found = described("o.txt", test, strlen(test), NULL);
    assert_true(does_say(test, found, "problem: o.txt, segment 1 (ISA): ISA15: found \"T\", wanted P: this is marked as a test", "fatal"));
}

static void more_segments_or_orders_than_are_read_mark_the_mail_as_cut(void **state)
{
    (void)state;
    guint32 flags = 0;
    g_autoptr(GString) text = g_string_new(ISA GS "ST*850*1~");
    for (guint i = 0; i <= BOUND_SEGMENTS; i++)
        g_string_append(text, "A~");
    g_autofree char *found = described("o.txt", text->str, text->len, &flags);
    assert_true(flags & DOCUMENT_CUT);
    g_string_assign(text, "UNB+UNOC:3+B+S+261120:0930+7'");
    for (guint i = 0; i <= BOUND_ORDERS_PER_MAIL; i++)
        g_string_append(text, "UNH+1+ORDERS:D'BGM+220+E-1'LIN+1++S:SA'QTY+21:1'UNT+5+1'");
    g_autofree char *many = described("o.edi", text->str, text->len, &flags);
    assert_true(flags & DOCUMENT_CUT);
    g_string_assign(text, "UNH+1+ORDERS:D'BGM+220+E-1'");
    for (guint i = 0; i <= BOUND_SEGMENTS; i++)
        g_string_append(text, "A'");
    g_autofree char *long_one = described("o.edi", text->str, text->len, &flags);
    assert_true(flags & DOCUMENT_CUT);
}

/* --- CSV --------------------------------------------------------------------------------------------------------------------------------- */

static char *cells_of(const char *text, guint32 *ret_flags)
{
    struct file file = {"o.csv", "text/csv", "", text, strlen(text)};
    g_autoptr(document_auto) document = document_new();
    gboolean known = formats_read_file(document, &file);
    GString *all = g_string_new(known ? "" : "not known");
    for (guint t = 0; t < document->tables->len; t++) {
        const struct document_table *table = document->tables->pdata[t];
        for (guint r = 0; r < table->rows->len; r++) {
            const GPtrArray *row = table->rows->pdata[r];
            g_string_append(all, r ? " / " : "");
            for (guint c = 0; c < row->len; c++)
                g_string_append_printf(all, "%s%s", c ? "|" : "", ((const struct document_cell *)row->pdata[c])->text);
        }
    }
    *ret_flags = document->flags;
    return g_string_free(all, FALSE);
}

static void the_delimiter_and_the_decimal_mark_are_told_by_the_file(void **state)
{
    guint wrong = 0;
    (void)state;
    static const char *const cases[][2] = {
        {"a,b\n1,2\n", "a|b / 1|2"},
        {"a;b\n1,5;2\n", "a|b / 1.5|2"},
        {"a\tb\n1\t2\n", "a|b / 1|2"},
        {"a|b\n1|2\n", "a|b / 1|2"},
        {"sep=;\r\na,x;b\r\n1;2\r\n", "a,x|b / 1|2"},
        {"sep=\na,b\n1,2\n", "sep= / a|b / 1|2"},
        {"\xef\xbb\xbf" "a,b\n1,2\n", "a|b / 1|2"},
        {"a,b\n\"1,5\",\"x\ny\"\n", "a|b / 1.5|x\ny"},
        {"a,b\n,\n\n1,2\n", "a|b / 1|2"}, /* rows of nothing say nothing */
        {"a,b\n1,2,3,4\n5\n", "a|b / 1|2|3|4 / 5"},
        {"p;q\n1.234,50;1.234\n2.000.000;5\n", "p|q / 1234.5|1.234 / 2000000|5"},
        {"p,q\n\"1,234.50\",1\n\"1,234\",2\n", "p|q / 1234.5|1 / 1234|2"},
        {"p;q\n1,125;x\n2,5;y\n", "p|q / 1.1250|x / 2.5|y"}, /* three places behind a comma are no thousands */
        {"p;q\n1.125;x\n2.5;y\n", "p|q / 1.1250|x / 2.5|y"},
        {"p;q\n1,125;x\n", "p|q / 1.1250|x"},
        {"p;q\n1,5;x\n2.5;y\n", "p|q / 1.5|x / 2.5|y"}, /* both marks in one column: each as it shows */
        {"p;q\n1.2.3;1,2,3\n1..2;,5\n5.;-1\n", "p|q / 1.2.3|1,2,3 / 1..2|,5 / 5.|-1"},
        {"p;q\n12.3456;1.23,4\n", "p|q / 12.3456|1.23,4"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        guint32 flags = 0;
        g_autofree char *found = cells_of(cases[i][0], &flags);
        gboolean right = strcmp(found, cases[i][1]) == 0 && flags == 0;
        if (!right)
            print_error("%s: %s\n", cases[i][0], found);
        wrong += !right;
    }
    assert_int_equal(wrong, 0);
}

static void more_rows_or_columns_than_are_read_mark_the_mail_as_cut(void **state)
{
    (void)state;
    guint32 flags = 0;
    g_autoptr(GString) text = g_string_new("a,b\n");
    for (guint i = 0; i <= BOUND_TABLE_ROWS; i++)
        g_string_append(text, "1,2\n");
    g_autofree char *rows = cells_of(text->str, &flags);
    assert_true(flags & DOCUMENT_CUT);
    g_string_assign(text, "a,b\n1");
    for (guint i = 0; i <= BOUND_TABLE_COLUMNS; i++)
        g_string_append(text, ",2");
    g_autofree char *columns = cells_of(text->str, &flags);
    assert_true(flags & DOCUMENT_CUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_of_an_edifact_order_is_all_that_is_said_of_it),
        cmocka_unit_test(the_head_of_an_edifact_order_says_who_when_and_how),
        cmocka_unit_test(an_edifact_interchange_must_be_whole),
        cmocka_unit_test(unb_names_the_character_set),
        cmocka_unit_test(an_x12_order_is_read_segment_by_segment),
        cmocka_unit_test(an_x12_interchange_must_be_whole),
        cmocka_unit_test(segments_end_as_the_interchange_says),
        cmocka_unit_test(more_segments_or_orders_than_are_read_mark_the_mail_as_cut),
        cmocka_unit_test(the_delimiter_and_the_decimal_mark_are_told_by_the_file),
        cmocka_unit_test(more_rows_or_columns_than_are_read_mark_the_mail_as_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
