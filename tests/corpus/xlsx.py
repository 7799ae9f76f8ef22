#!/usr/bin/python3
"""Writes the spreadsheets of tests/corpus/documents, and without FOLDER that of tests/corpus/mails: the same bytes each time. Each is built as
one program writes it; what they should become stands beside them, written by hand.

    tests/corpus/xlsx.py [FOLDER]
"""

import os
import sys
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

TYPES = HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'


def relations(*targets, office=OFFICE):
    rows = "".join(f'<Relationship Id="rId{n}" Type="{office}/{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(targets, 1))
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def workbook(*sheets, before="", after="", main=MAIN, office=OFFICE):
    rows = "".join(f'<sheet name="{name}" sheetId="{n}"{more} r:id="rId{n}"/>' for n, (name, more) in enumerate(sheets, 1))
    return f'{HEAD}<workbook xmlns="{main}" xmlns:r="{office}">{before}<sheets>{rows}</sheets>{after}</workbook>'


def sheet(rows, before="", after="", main=MAIN):
    return f'{HEAD}<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def strings(*items):
    return f'{HEAD}<sst xmlns="{MAIN}" count="{len(items)}" uniqueCount="{len(items)}">{"".join(items)}</sst>'


def styles(codes, cells):
    own = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in codes)
    used = "".join(f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for number in cells)
    return f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="{len(codes)}">{own}</numFmts><cellXfs count="{len(cells)}">{used}</cellXfs></styleSheet>'


def write(folder, name, parts):
    """The time is one that all programs write who do not know a better one."""
    with zipfile.ZipFile(os.path.join(folder, name), "w") as archive:
        for part, text in parts:
            info = zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


def plain(rows, before="", after="", book_before="", book_after=""):
    return [("[Content_Types].xml", TYPES), ("_rels/.rels", relations(("officeDocument", "xl/workbook.xml"))),
            ("xl/workbook.xml", workbook(("Orders", ""), before=book_before, after=book_after)),
            ("xl/_rels/workbook.xml.rels", relations(("worksheet", "worksheets/sheet1.xml"))),
            ("xl/worksheets/sheet1.xml", sheet(rows, before, after))]


def text(place, words):
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def excel():
    """Excel: shared strings, some of several runs, with phonetic ones; formulas with their values; hidden rows, columns and sheets."""
    items = ["<si><t>Purchase order</t></si>", "<si><t>Fabric</t></si>", "<si><t>SKU</t></si>", "<si><t>Quantity</t></si>",
             "<si><t>Needed by</t></si>", "<si><t>Unit price</t></si>", "<si><t>SOFA-3</t></si>",
             '<si><r><rPr><b/></rPr><t xml:space="preserve">Li</t></r><r><t>nen</t></r></si>', "<si><t>SOFA-2</t></si>",
             "<si><t>Leather</t><rPh sb=\"0\" eb=\"1\"><t>LEZA</t></rPh><phoneticPr fontId=\"1\"/></si>",
             "<si><t>secret margin</t></si>", "<si><t>Total</t></si>", "<si><t>old line_x000D_\nof two</t></si>", "<si><t>Express?</t></si>"]
    rows = ('<row r="1" spans="1:7"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1"/></row>'
            '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" t="s"><v>2</v></c><c r="C3" t="s"><v>3</v></c><c r="D3" t="s"><v>10</v></c>'
            '<c r="E3" t="s"><v>4</v></c><c r="F3" t="s"><v>5</v></c><c r="G3" t="s"><v>13</v></c></row>'
            '<row r="4"><c r="A4" t="s"><v>7</v></c><c r="B4" t="s"><v>6</v></c><c r="C4"><v>2</v></c><c r="D4"><v>0.4</v></c>'
            '<c r="E4" s="2"><v>46359</v></c><c r="F4" s="3"><v>1250.5000000000002</v></c><c r="G4" t="b"><v>1</v></c></row>'
            '<row r="5" hidden="1"><c r="A5" t="s"><v>12</v></c><c r="B5" t="s"><v>6</v></c><c r="C5"><v>9</v></c></row>'
            '<row r="6"><c r="A6" t="s"><v>9</v></c><c r="B6" t="s"><v>8</v></c><c r="C6"><f>C4-1</f><v>1</v></c><c r="D6"><v>0.3</v></c>'
            '<c r="E6" s="4"><v>46359</v></c><c r="F6" s="3"><v>1E3</v></c><c r="G6" t="b"><v>0</v></c></row>'
            '<row r="7"><c r="A7" t="s"><v>11</v></c><c r="F7" s="3"><f>SUM(F4:F6)</f><v>2250.5</v></c></row>')
    before = ('<dimension ref="A1:G7"/><cols><col min="1" max="3" width="12" customWidth="1"/><col min="4" max="4" width="0" hidden="1" customWidth="1"/>'
              '<col min="8" max="16384" width="0" hidden="1" customWidth="1"/></cols>')
    return [("[Content_Types].xml", TYPES), ("_rels/.rels", relations(("officeDocument", "xl/workbook.xml"))),
            ("xl/workbook.xml", workbook(("Order", ""), ("Lists", ' state="hidden"'), before='<workbookPr defaultThemeVersion="166925"/>')),
            ("xl/_rels/workbook.xml.rels", relations(("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml"),
                                                     ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml"))),
            ("xl/worksheets/sheet1.xml", sheet(rows, before, '<mergeCells count="1"><mergeCell ref="A1:G1"/></mergeCells>')),
            ("xl/worksheets/sheet2.xml", sheet('<row r="1"><c r="A1" t="s"><v>6</v></c></row>')),
            ("xl/styles.xml", styles([(164, "[$€-407] #,##0.00"), (165, "dd\\.mm\\.yyyy;@")], [0, 0, 14, 164, 165])),
            ("xl/sharedStrings.xml", strings(*items))]


def libreoffice():
    """LibreOffice: dates from 1904, cells of a number format of its own, a form of two columns above a table; a text in quotes."""
    items = [f"<si><t xml:space=\"preserve\">{words}</t></si>" for words in
             ("Name:", "Ayla Demir", "Phone:", "Needed by:", "Product", "Qty", "Legs", "Sofa", "Oak", "Dining table", "a &quot;fine&quot; one", "Remark")]
    rows = ('<row r="1" customFormat="false" ht="12.8" hidden="false"><c r="A1" s="0" t="s"><v>0</v></c><c r="B1" s="0" t="s"><v>1</v></c></row>'
            '<row r="2" hidden="false"><c r="A2" s="0" t="s"><v>2</v></c><c r="B2" s="2" t="n"><v>902125550102</v></c></row>'
            '<row r="3" hidden="false"><c r="A3" s="0" t="s"><v>3</v></c><c r="B3" s="1" t="n"><v>44897</v></c></row>'
            '<row r="5" hidden="false"><c r="A5" t="s"><v>4</v></c><c r="B5" t="s"><v>5</v></c><c r="C5" t="s"><v>6</v></c><c r="D5" t="s"><v>11</v></c></row>'
            '<row r="6" hidden="false"><c r="A6" t="s"><v>7</v></c><c r="B6" t="n"><v>2</v></c><c r="C6" t="s"><v>8</v></c><c r="D6" t="s"><v>10</v></c></row>'
            '<row r="7" hidden="false"><c r="A7" t="s"><v>9</v></c><c r="B7" t="n"><f aca="false">B6-1</f><v>1</v></c><c r="C7"/></row>')
    return [("_rels/.rels", relations(("extended-properties", "docProps/app.xml"), ("officeDocument", "xl/workbook.xml"))),
            ("docProps/app.xml", HEAD + "<Properties/>"),
            ("xl/_rels/workbook.xml.rels", relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml"))),
            ("xl/sharedStrings.xml", strings(*items)), ("xl/worksheets/sheet1.xml", sheet(rows)),
            ("xl/styles.xml", styles([(164, "General"), (165, "[$-809]dd/mm/yyyy"), (166, "0")], [164, 165, 166])),
            ("xl/workbook.xml", workbook(("Tabelle1", ' state="visible"'), before='<workbookPr backupFile="false" showObjects="all" date1904="true"/>')),
            ("[Content_Types].xml", TYPES)]


def google():
    """Google Sheets: no dimension, every row of a thousand written, merged cells, cells over two rows, absolute targets."""
    shared = ("SKU", "Product", "Qty", "Fabric", "SOFA-3", "Sofa", "Linen", "Velvet", "TABLE-1", "Dining table")
    rows = ('<row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1" t="s"><v>1</v></c><c r="D1" s="1" t="s"><v>2</v></c><c r="E1" s="1" t="s"><v>3</v></c></row>'
            '<row r="2"><c r="A2" s="2" t="s"><v>4</v></c><c r="B2" s="2" t="s"><v>5</v></c><c r="D2" s="2"><v>2.0</v></c><c r="E2" s="2" t="s"><v>6</v></c></row>'
            '<row r="3"><c r="D3" s="2"><v>1.0</v></c><c r="E3" s="2" t="s"><v>7</v></c></row>'
            '<row r="4"><c r="A4" s="2" t="s"><v>8</v></c><c r="B4" s="2" t="s"><v>9</v></c><c r="D4" s="2"><v>1.0</v></c></row>')
    rows += "".join(f'<row r="{number}" ht="15.75" customHeight="1"/>' for number in range(5, 1001))
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in ("B1:C1", "A2:A3", "B2:C3", "B4:C4"))
    return [("xl/worksheets/sheet1.xml", sheet(rows, "<sheetPr/><sheetViews><sheetView workbookViewId=\"0\"/></sheetViews>", f"<mergeCells>{merged}</mergeCells>")),
            ("xl/workbook.xml", workbook(("Sayfa1", ' state="visible"'))),
            ("xl/sharedStrings.xml", strings(*(f"<si><t>{words}</t></si>" for words in shared))),
            ("xl/styles.xml", styles([], [0, 0, 0])),
            ("_rels/.rels", relations(("officeDocument", "/xl/workbook.xml"))),
            ("xl/_rels/workbook.xml.rels", relations(("worksheet", "/xl/worksheets/sheet1.xml"), ("styles", "/xl/styles.xml"), ("sharedStrings", "/xl/sharedStrings.xml"))),
            ("[Content_Types].xml", TYPES)]


def openpyxl():
    """openpyxl: inline strings or shared ones, formulas that nobody has calculated, errors."""
    rows = ('<row r="1">' + text("A1", "SKU") + text("B1", "Quantity") + text("C1", "Fabric") + text("D1", "Total") + "</row>"
            '<row r="2">' + text("A2", "SOFA-3") + '<c r="B2"><f>1+1</f><v></v></c>' + text("C2", "Linen") + '<c r="D2"><f>B2*1600</f><v/></c></row>'
            '<row r="3">' + text("A3", "SOFA-2") + '<c r="B3" t="n"><v>1</v></c><c r="C3" t="e"><v>#N/A</v></c><c r="D3"><f>B3*1250</f><v/></c></row>')
    return plain(rows)


def prefixed():
    """Names with a prefix and of the strict variant, as the Open XML SDK may write; cells and rows that do not say where they are."""
    body = (f'<x:worksheet xmlns:x="{STRICT}"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>SKU</x:t></x:is></x:c><x:c t="inlineStr"><x:is><x:t>Qty</x:t></x:is></x:c>'
            '<x:c t="inlineStr"><x:is><x:t>Needed by</x:t></x:is></x:c></x:row><x:row><x:c t="inlineStr"><x:is><x:t>SOFA-3</x:t></x:is></x:c>'
            '<x:c><x:v>2</x:v></x:c><x:c t="d"><x:v>2026-12-03T00:00:00</x:v></x:c></x:row></x:sheetData></x:worksheet>')
    book = (f'<x:workbook xmlns:x="{STRICT}" xmlns:rel="{STRICT_OFFICE}"><x:sheets><x:sheet name="Orders" sheetId="1" rel:id="rId1"/></x:sheets></x:workbook>')
    return [("\\XL\\Book.xml", book), ("XL/_rels/Book.xml.rels", relations(("worksheet", "./Sheets/../Sheets/One.xml"), office=STRICT_OFFICE)),
            ("XL/Sheets/One.xml", body), ("_rels/.rels", relations(("officeDocument", "/xl/book.xml"), office=STRICT_OFFICE)), ("[Content_Types].xml", TYPES)]


def numbers():
    """What a number is, its format says. 60 is the day that never was; XlsxWriter stores 0 for what is not calculated."""
    codes = [(164, "yyyy\\-mm\\-dd\\ hh:mm"), (165, "h:mm;@"), (166, "00000"), (167, "#,##0.00\\ [$TL-41F]"), (168, "[h]:mm:ss"), (169, "[Red]0.00"),
             (170, "0\\ &quot;days&quot;"), (171, "mmm-yy"), (172, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy")]
    cells = [(14, "1"), (14, "59"), (14, "60"), (14, "61"), (14, "46359.75"), (164, "46359.75"), (165, "0.604166666666667"), (166, "1234"),
             (167, "1.125"), (168, "1.5"), (169, "-0.30000000000000004"), (170, "21"), (171, "46359"), (172, "46359"), (9, "0.125"), (0, "1E-7"),
             (0, "123456789012"), (27, "46359"), (14, "-5"), (0, "ten")]
    used = sorted({number for number, _ in cells})
    row = "".join(f'<c r="{"ABCDEFGHIJKLMNOPQRST"[n]}1" s="{used.index(number)}"><v>{value}</v></c>' for n, (number, value) in enumerate(cells))
    row += '<c r="U1"><f>A1*2</f><v>0</v></c>'
    parts = plain(f'<row r="1">{row}</row>', book_after='<calcPr calcId="124519" fullCalcOnLoad="1"/>')
    parts[3] = ("xl/_rels/workbook.xml.rels", relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")))
    return parts + [("xl/styles.xml", styles(codes, used))]


def bomb():
    """9 MB of the same row, in a file of some 20 KB."""
    return plain('<row r="1"><c r="A1"><v>1</v></c></row>' * 240000)


def shared():
    """Two sheets that are one part: a hundred of them would be a bomb."""
    parts = plain('<row r="1">' + text("A1", "SKU") + text("B1", "Qty") + "</row>")
    parts[2] = ("xl/workbook.xml", workbook(("One", ""), ("Two", "")))
    parts[3] = ("xl/_rels/workbook.xml.rels", relations(("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet1.xml")))
    return parts


def order_form():
    """A purchase order in Turkish as an ERP prints it: a merged title, labels with gaps between the pairs, numbers as text, sums."""
    def row(number, cells):
        return f'<row r="{number}">{cells}</row>'
    rows = (row(1, text("A1", "SATIN ALMA SİPARİŞİ")) +
            row(2, text("A2", "Sipariş No") + text("B2", "SAS-2026/118") + text("E2", "Sipariş Tarihi") + text("F2", "24.11.2026")) +
            row(3, text("A3", "Müşteri") + text("B3", "Deniz Otelcilik A.Ş.")) +
            row(4, text("A4", "Teslimat adresi") + text("B4", "Liman Mah. 3. Sok. No: 5 Muratpaşa / Antalya")) +
            row(5, text("A5", "E-posta") + text("B5", "satinalma@deniz.example") + text("E5", "Teslim tarihi") + text("F5", "20.01.2027")) +
            row(7, "".join(text(f"{column}7", words) for column, words in zip("ABCDEFGH", ("Sıra No", "Ürün kodu", "Ürün adı", "Miktar", "Birim", "Birim fiyat", "Tutar", "Kumaş")))) +
            row(8, '<c r="A8"><v>1</v></c>' + "".join(text(f"{column}8", words) for column, words in
                                                     zip("BCDEFGH", ("SOFA-3", "Kanepe", "12,00", "Adet", "1.250,50", "15.006,00", "Kadife")))) +
            row(9, '<c r="A9"><v>2</v></c>' + "".join(text(f"{column}9", words) for column, words in
                                                     zip("BCDEFG", ("TABLE-1", "Yemek masası", "3,00", "Adet", "900,00", "2.700,00")))) +
            row(10, text("A10", "Ara Toplam") + text("G10", "17.706,00")) + row(11, text("A11", "KDV %20") + text("G11", "3.541,20")) +
            row(12, text("A12", "Genel Toplam") + text("G12", "21.247,20")))
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in ("A1:H1", "B3:D3", "B4:D4", "B5:D5", "A10:F10", "A11:F11", "A12:F12"))
    return plain(rows, after=f"<mergeCells>{merged}</mergeCells>")


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "documents")
    for name, parts in {"hard_58.xlsx": excel(), "hard_58-1904.xlsx": libreoffice(), "hard_58-formula.xlsx": openpyxl(), "hard_58-bomb.xlsx": bomb(),
                        "merged.xlsx": google(), "prefixed.xlsx": prefixed(), "numbers.xlsx": numbers(), "shared-part.xlsx": shared()}.items():
        write(folder, name, parts)
    if len(sys.argv) < 2:
        write(os.path.join(folder, "..", "mails"), "erp-turkish.xlsx", order_form())


if __name__ == "__main__":
    main()
