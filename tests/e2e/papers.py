"""Files as other programs make them, by the standard library alone and the same at each run: PDF and TNEF (winmail.dat).
`papers.py FOLDER` writes those that the unit tests read."""

import hashlib
import struct
import sys
from pathlib import Path

# --- PDF (ISO 32000-1) ---

GLYPHS = {"ş": "scedilla", "Ş": "Scedilla", "ğ": "gbreve", "Ğ": "Gbreve", "ı": "dotlessi", "İ": "Idotaccent"}
CODES = {letter: 128 + number for number, letter in enumerate(GLYPHS)}
SMALL, LINE, PAGE = 10, 14, 800


def shown(text):
    """The bytes of a string that is drawn, with parentheses around them."""
    codes = bytes(CODES[letter] if letter in CODES else letter.encode("cp1252")[0] for letter in text)
    return b"(" + codes.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def drawn(rows):
    """Content of a page: each row is a list of (x, text), each below the one before."""
    content = b"BT /F1 %d Tf\n" % SMALL
    for number, row in enumerate(rows):
        for x, text in row:
            content += b"1 0 0 1 %d %d Tm %s Tj\n" % (x, PAGE - LINE * number, shown(text))
    return content + b"ET\n"


def stream(content, extra=b""):
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (extra, len(content), content)


def pdf_of(objects, trailer=b""):
    """The file of these objects, the first of which is the catalog."""
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)


def font():
    differences = b" ".join(b"/" + name.encode() for name in GLYPHS.values())
    return (b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding "
            b"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [128 %s] >> >>" % differences)


def page_objects(content, resources=b"/Font << /F1 5 0 R >>", more=()):
    return [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> >>" % resources,
            content, font(), *more]


def pdf(rows):
    return pdf_of(page_objects(stream(drawn(rows))))


def scanned_pdf():
    """A picture and not a letter."""
    image = stream(bytes(range(64)), b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8")
    return pdf_of(page_objects(stream(b"q 400 0 0 400 50 300 cm /I1 Do Q"), b"/XObject << /I1 6 0 R >>", [image]))


def endless_pdf(depth=12):
    """Forms that draw ten of the next form each: a few kilobytes that take ten to the power of `depth` texts to draw."""
    forms = []
    for number in range(depth):
        following = 7 + number
        last = number == depth - 1
        content = b"BT /F1 10 Tf 1 0 0 1 9 9 Tm (x) Tj ET\n" if last else b"/X Do\n" * 10
        resources = b"/Font << /F1 5 0 R >>" if last else b"/XObject << /X %d 0 R >>" % following
        forms.append(stream(content, b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << %s >>" % resources))
    return pdf_of(page_objects(stream(b"/X Do\n"), b"/XObject << /X 6 0 R >>", forms))


def rc4(key, data):
    box, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) & 255
        box[i], box[j] = box[j], box[i]
    i = j = 0
    for byte in data:
        i = (i + 1) & 255
        j = (j + box[i]) & 255
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) & 255])
    return bytes(out)


PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def encrypted_pdf(rows, password=b"secret"):
    """Locked with a password, by the standard handler's first revision (section 7.6.3)."""
    padded, identity = (password + PADDING)[:32], bytes(16)
    owner = rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + struct.pack("<i", -4) + identity).digest()[:5]
    content = rc4(hashlib.md5(key + struct.pack("<I", 4)[:3] + bytes(2)).digest()[:10], drawn(rows))
    lock = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (owner.hex().encode(), rc4(key, PADDING).hex().encode())
    named = b"<" + identity.hex().encode() + b">"
    return pdf_of([*page_objects(stream(content)), lock], b"/Encrypt 6 0 R /ID [%s %s]" % (named, named))


# --- TNEF (MS-OXTNEF) ---

MESSAGE, ATTACHMENT = 1, 2


def attribute(level, number, data):
    return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xffff)


def properties(*given):
    """MAPI properties: (id, text) in Unicode, or (id, bytes) binary."""
    out = struct.pack("<I", len(given))
    for number, value in given:
        data = value.encode("utf-16-le") + bytes(2) if isinstance(value, str) else value
        out += struct.pack("<HHII", 0x1f if isinstance(value, str) else 0x102, number, 1, len(data))
        out += data + bytes(-len(data) % 4)
    return out


def stored_rtf(text):
    """RTF in the envelope that compressed RTF has, stored as it is (MS-OXRTFCP section 2.1.3.1)."""
    raw = text.encode("ascii")
    return struct.pack("<IIII", len(raw) + 12, len(raw), 0x414c454d, 0) + raw


def literal_rtf(text):
    """The same, compressed as far as literals go: sixteen plain bytes' flags each, and the closing reference."""
    raw, out, place = text.encode("ascii"), bytearray(), 207
    for start in range(0, len(raw) + 1, 8):
        piece = raw[start:start + 8]
        place += len(piece)
        if len(piece) == 8:
            out += b"\0" + piece
        else:
            out += bytes([1 << len(piece)]) + piece + struct.pack(">H", (place % 4096) << 4)
            break
    crc = rtf_crc(bytes(out))
    return struct.pack("<IIII", len(out) + 12, len(raw), 0x75465a4c, crc) + bytes(out)


def rtf_crc(data):
    table = []
    for number in range(256):
        for _ in range(8):
            number = number >> 1 ^ 0xedb88320 if number & 1 else number >> 1
        table.append(number)
    crc = 0
    for byte in data:
        crc = table[(crc ^ byte) & 255] ^ crc >> 8
    return crc


def tnef(body=(), files=()):
    """winmail.dat: `body` are message properties, `files` pairs of name and content."""
    out = struct.pack("<IH", 0x223e9f78, 1)
    out += attribute(MESSAGE, 0x00089006, struct.pack("<I", 0x10000))
    out += attribute(MESSAGE, 0x00069007, struct.pack("<II", 1254, 0))
    out += attribute(MESSAGE, 0x00078008, b"IPM.Microsoft Mail.Note\0")
    if body:
        out += attribute(MESSAGE, 0x00069003, properties(*body))
    for name, content in files:
        out += attribute(ATTACHMENT, 0x00069002, struct.pack("<HIHHI", 1, 0xffffffff, 32, 32, 0))
        out += attribute(ATTACHMENT, 0x00018010, name.encode("cp1254", "replace")[:8] + b"~1\0")
        out += attribute(ATTACHMENT, 0x0006800f, content)
        out += attribute(ATTACHMENT, 0x00069005, properties((0x3707, name)))
    return out


# --- what the unit tests read ---

ORDER = [[(50, "PURCHASE ORDER PO-77")], [], [(50, "Name: Anna Weaver"), (330, "Phone: +44 20 7946 0123")],
         [(50, "Delivery address: 1 Mill Lane, York")], [],
         [(50, "SKU"), (150, "Description"), (330, "Quantity"), (420, "Fabric"), (490, "Price")],
         [(50, "SOFA-3"), (150, "Sofa, three seats"), (360, "2"), (420, "Linen"), (484, "1,600.00")], [(150, "for the hall")],
         [(50, "SOFA-2"), (150, "Sofa, two seats"), (360, "1"), (420, "Leather"), (484, "1,250.00")],
         [(330, "Total"), (484, "4,450.00")]]
TURKISH = [[(50, "SİPARİŞ FORMU")], [], [(50, "Ürün"), (200, "Kanepe")], [(50, "Adet"), (200, "2")], [(50, "Kumaş"), (200, "Keten")],
           [(50, "Ad soyad"), (200, "Ayşe Yılmaz")]]
RTF = (r"{\rtf1\ansi\ansicpg1254{\fonttbl{\f0 Arial;}}{\*\generator x;}\f0 \'dcr\'fcn: Kanepe\par Adet: 2\par "
       r"Kuma\u351?: Keten\par{\v hidden}Teslimat adresi: 12 Harbour Street\line Bristol\par}")
CSV = "SKU;Quantity;Fabric\r\nSOFA-3;2;Linen\r\n".encode()
LONG = "Bestellung der Firma Nordlicht vom 20. November 2026, Nachtrag zum Angebot.csv"


def files():
    yield "order.pdf", pdf(ORDER)
    yield "turkish.pdf", pdf(TURKISH)
    yield "scan.pdf", scanned_pdf()
    yield "locked.pdf", encrypted_pdf(ORDER)
    yield "cut.pdf", pdf(ORDER)[:60]
    yield "endless.pdf", endless_pdf()
    yield "hard_67.dat", tnef([(0x1009, literal_rtf(RTF))], [(LONG, CSV), ("Zeichnung.txt", b"so"), ("PO.pdf", pdf(ORDER))])
    yield "stored.dat", tnef([(0x1009, stored_rtf(RTF))])
    yield "body.dat", tnef([(0x1000, "Ürün: Kanepe\r\nAdet: 2\r\n")], [("inner.dat", tnef([], [("lines.csv", CSV)]))])


if __name__ == "__main__":
    for name, content in files():
        (Path(sys.argv[1]) / name).write_bytes(content)
