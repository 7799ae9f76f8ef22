"""The pinned workload of the benchmarks: order mails to the sample shop, 2.6 KB on average, a quarter of them multipart/alternative with HTML, a
quarter in Turkish. The same seed gives the same octets. Each is from another customer, with a reference of its own, so that a lost or doubled order
is seen; each is complete, so that it is confirmed at once.

    python3 tests/bench/workload.py FOLDER [COUNT]     one file a mail, and what they are on average
"""

import base64
import html
import quopri
import random
import sys
from email.header import Header
from pathlib import Path

SEED = 7
COUNT = 10000
FIRST = 1767225600  # 1 January 2026: when the first was written, a minute before the second

WORDS = {
    "en": {
        "subject": "Order", "greeting": "Hello,", "product": "Product", "model": "Model", "quantity": "Quantity", "fabric": "Fabric",
        "legs": "Legs", "finish": "Finish", "length": "Length", "name": "Name", "phone": "Phone", "delivery": "Delivery address",
        "reference": "Your reference", "note": "Note", "closing": "Best regards", "sofa": "Sofa", "table": "Dining table",
        "models": ["2 seats", "3 seats"], "fabrics": ["linen", "leather", "velvet"], "leg": ["oak", "walnut", "steel"],
        "finishes": ["oak", "walnut", "white"], "streets": ["Mill Lane", "Station Road", "High Street", "Church Walk", "Orchard Close"],
        "towns": ["Oxford OX1 2AB", "Bath BA1 1LT", "York YO1 7HH", "Leeds LS1 4DY", "Exeter EX4 3LS"],
        "first": ["Anna", "John", "Maria", "Igor", "Helen", "Peter", "Susan", "Oliver"],
        "last": ["Weaver", "Smith", "Novak", "Rossi", "Carter", "Miller", "Fisher", "Baker"],
        "sentences": ["Please wrap each piece separately and mark the boxes with our order number.",
                      "The entrance is at the back of the house, beside the garage.",
                      "The stairs are narrow, so the parts have to be carried up one by one.",
                      "Somebody is at home in the mornings until noon.",
                      "The old furniture stays where it is and must not be taken away."],
    },
    "tr": {
        "subject": "Sipariş", "greeting": "Merhaba,", "product": "Ürün", "model": "Model", "quantity": "Adet", "fabric": "Kumaş",
        "legs": "Ayaklar", "finish": "Yüzey", "length": "Uzunluk", "name": "Ad soyad", "phone": "Telefon", "delivery": "Teslimat adresi",
        "reference": "Sipariş numaranız", "note": "Not", "closing": "Saygılarımla", "sofa": "Kanepe", "table": "Yemek masası",
        "models": ["2 kişilik", "3 kişilik"], "fabrics": ["keten", "deri", "kadife"], "leg": ["meşe", "ceviz", "çelik"],
        "finishes": ["meşe", "ceviz", "beyaz"], "streets": ["Atatürk Caddesi", "Boğaz Sokak", "İnönü Caddesi", "Çınar Sokak", "Gül Sokak"],
        "towns": ["34710 Kadıköy / İstanbul", "06420 Çankaya / Ankara", "35220 Konak / İzmir", "26120 Tepebaşı / Eskişehir", "48000 Menteşe / Muğla"],
        "first": ["Ayşe", "Mehmet", "Gökhan", "Işıl", "Çağrı", "Zeynep", "Ömer", "Şule"],
        "last": ["Yılmaz", "Kaya", "Öztürk", "Şahin", "Çelik", "Güneş", "Koç", "Doğan"],
        "sentences": ["Lütfen her parçayı ayrı ayrı paketleyiniz ve kutuların üzerine sipariş numaramızı yazınız.",
                      "Giriş evin arkasında, garajın yanındadır.",
                      "Merdivenler dar olduğu için parçalar tek tek taşınmalıdır.",
                      "Sabahları öğlene kadar evde birisi bulunuyor.",
                      "Eski mobilyalar yerinde kalacak, götürülmeyecek."],
    },
}


def customer_of(number):
    return f"customer{number}@customer{number % 97}.example"


def reference_of(number):
    return f"REF-{number:06d}"


def is_turkish(number):
    return number % 4 == 1


def is_multipart(number):
    return number // 4 % 4 == 2


class Order:
    """What one customer wants, as lines (label, value); `items` first, one list a product."""

    def __init__(self, number):
        chance, self.number = random.Random(SEED * 1000003 + number), number
        self.words = words = WORDS["tr" if is_turkish(number) else "en"]
        self.name = f"{chance.choice(words['first'])} {chance.choice(words['last'])}"
        self.items = [self.sofa(chance)] + ([self.table(chance)] if number % 3 == 0 else [])
        phone = f"0532 {chance.randint(100, 999)} {chance.randint(10, 99)} {chance.randint(10, 99)}" if is_turkish(number) else \
            f"+44 20 7946 0{chance.randint(100, 999)}"
        street, house, town = chance.choice(words["streets"]), chance.randint(1, 200), chance.choice(words["towns"])
        address = f"{street} No: {house}" if is_turkish(number) else f"{house} {street}"
        self.rest = [(words["name"], self.name), (words["phone"], phone), (words["delivery"], f"{address}\n  {town}"),
                     (words["reference"], reference_of(number))]
        self.note = [chance.choice(words["sentences"]) for _ in range(chance.randint(11, 21))]

    def sofa(self, chance):
        words, fabric = self.words, chance.randrange(3)
        lines = [(words["product"], words["sofa"]), (words["model"], chance.choice(words["models"])),
                 (words["quantity"], str(chance.randint(1, 9))), (words["fabric"], words["fabrics"][fabric])]
        return lines + ([(words["legs"], chance.choice(words["leg"]))] if fabric == 2 else [])

    def table(self, chance):
        words = self.words
        return [(words["product"], words["table"]), (words["quantity"], str(chance.randint(1, 4))),
                (words["finish"], chance.choice(words["finishes"])), (words["length"], f"{chance.randint(13, 29) * 10} cm")]

    def text(self):
        words = self.words
        blocks = ["\n".join(f"{label}: {value}" for label, value in lines) for lines in (*self.items, self.rest)]
        note = f"{words['note']}: " + "\n  ".join(self.note)
        return "\n\n".join([words["greeting"], *blocks, note, f"{words['closing']}\n{self.name}"]) + "\n"

    def page(self):
        """The same as HTML, a table a block."""
        def cell(text):
            return html.escape(text).replace("\n  ", "<br>\n  ")

        words = self.words
        tables = ["<table>\n" + "".join(f"<tr><td>{cell(label)}:</td><td>{cell(value)}</td></tr>\n" for label, value in lines) + "</table>\n"
                  for lines in (*self.items, self.rest, [(words["note"], " ".join(self.note))])]
        return (f"<html><body>\n<p>{words['greeting']}</p>\n" + "<br>\n".join(tables) +
                f"<p>{words['closing']}<br>\n{cell(self.name)}</p>\n</body></html>\n")


def encoded(text, kind, number):
    """The headers and octets of a part: 8bit, quoted-printable or base64 where the text is not ASCII."""
    octets = text.encode()
    way = "7bit" if text.isascii() else ("quoted-printable", "base64", "8bit")[number // 16 % 3]
    if way == "quoted-printable":
        octets = quopri.encodestring(octets)
    elif way == "base64":
        octets = base64.encodebytes(octets)
    return f"Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: {way}\n\n".encode() + octets


def stamp(seconds):
    """As RFC 5322 wants it, UTC, without asking the locale."""
    days, rest = divmod(seconds - FIRST, 86400)
    return f"{('Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed')[days % 7]}, {days + 1} Jan 2026 {rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d} +0000"


def headers(order):
    """Those of a mail that two servers have passed on."""
    number, sender = order.number, customer_of(order.number)
    domain, date = sender.split("@")[1], stamp(FIRST + 60 * number)
    name = order.name if order.name.isascii() else Header(order.name, "utf-8").encode()
    subject = f"{order.words['subject']} {reference_of(number)}"
    subject = subject if subject.isascii() else Header(subject, "utf-8").encode()
    return (f"Return-Path: <{sender}>\n"
            f"Received: from mx{number % 9}.{domain} (mx{number % 9}.{domain} [192.0.2.{number % 250 + 1}])\n"
            f"\tby mail.shop.example with ESMTPS id {number:08X}\n\tfor <orders@shop.example>; {date}\n"
            f"Received: from [10.0.{number % 250}.7] by mx{number % 9}.{domain} with ESMTPSA; {date}\n"
            f"From: {name} <{sender}>\nTo: Orders <orders@shop.example>\nSubject: {subject}\nDate: {date}\n"
            f"Message-ID: <{number:08x}.order@{domain}>\nUser-Agent: Mozilla Thunderbird\nContent-Language: en-GB\nMIME-Version: 1.0\n").encode()


def mail_of(number):
    """One order mail, lines ending in LF."""
    order = Order(number)
    text = encoded(order.text(), "plain", number)
    if not is_multipart(number):
        return headers(order) + text
    mark = f"=-part-{number:08x}"
    begin = f"--{mark}\n".encode()
    return (headers(order) + f'Content-Type: multipart/alternative; boundary="{mark}"\n\n'.encode() + begin + text + b"\n" + begin +
            encoded(order.page(), "html", number) + f"\n--{mark}--\n".encode())


def mails(count=COUNT, first=0):
    return (mail_of(number) for number in range(first, first + count))


def main():
    folder, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else COUNT
    folder.mkdir(parents=True, exist_ok=True)
    octets = 0
    for number, raw in enumerate(mails(count)):
        octets += len(raw.replace(b"\n", b"\r\n"))
        (folder / f"{number:06d}.eml").write_bytes(raw)
    print(f"{count} mails of {octets / count:.0f} octets on average; {sum(map(is_multipart, range(count)))} multipart, "
          f"{sum(map(is_turkish, range(count)))} Turkish")


if __name__ == "__main__":
    main()
