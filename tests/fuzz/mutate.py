#!/usr/bin/env python3
"""Writes mutated mails: mutate.py SEED COUNT OUT-FOLDER MAIL...

The same seed gives the same mails. Each takes one of the given mails and changes it a few times: bytes flipped, pieces cut,
repeated or moved, header lines and parts shuffled, pieces of other mails put in, words that parsers trip over inserted.
"""
import os
import random
import sys

TRIPWIRES = [
    b"\r\n", b"\n\n", b"\r", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"=?utf-8?Q?=0D=0A=00?=", b"=?utf-8?B?",
    b"=?x?q??=", b"--", b"----", b"Content-Type: multipart/mixed; boundary=\"\"\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: quoted-printable\r\n", b"charset=utf-16", b"charset=utf-7",
    b"charset=\"\"", b"; format=flowed; delsp=yes", b"; filename*0*=utf-8''%41; filename*1=b", b"a:" * 500, b"(" * 500, b"<" * 500,
    b"<table><tr><td>", b"</table>", b"<blockquote>", b"<div style=\"display:none\">", b"<!--", b"<style>", b"&#0;", b"&#x110000;",
    b"<td colspan=99999999999>", b"<dl><dt>", b"<li>", b"From: a@b.example\r\n", b"=\n", b"=" * 100, b"%s%n", b">" * 300, b" \n" * 50,
]


def piece(rng, mail):
    start = rng.randrange(len(mail) + 1)
    return start, min(len(mail), start + rng.choice([1, 4, 20, 100, 1000]))


def flip(rng, mail, _others):
    mail = bytearray(mail)
    for _ in range(rng.choice([1, 3, 20])):
        if mail:
            mail[rng.randrange(len(mail))] ^= 1 << rng.randrange(8)
    return bytes(mail)


def cut(rng, mail, _others):
    start, end = piece(rng, mail)
    return mail[:start] + mail[end:]


def truncate(rng, mail, _others):
    return mail[:rng.randrange(len(mail) + 1)]


def repeat(rng, mail, _others):
    start, end = piece(rng, mail)
    return mail[:end] + mail[start:end] * rng.choice([1, 2, 10, 100]) + mail[end:]


def move(rng, mail, _others):
    start, end = piece(rng, mail)
    rest = mail[:start] + mail[end:]
    place = rng.randrange(len(rest) + 1)
    return rest[:place] + mail[start:end] + rest[place:]


def splice(rng, mail, others):
    other = rng.choice(others)
    start, end = piece(rng, other)
    place = rng.randrange(len(mail) + 1)
    return mail[:place] + other[start:end] + mail[place:]


def trip(rng, mail, _others):
    place = rng.randrange(len(mail) + 1)
    return mail[:place] + rng.choice(TRIPWIRES) + mail[place:]


def shuffle_header(rng, mail, _others):
    header, gap, body = mail.partition(b"\n\n")
    lines = header.split(b"\n")
    rng.shuffle(lines)
    return b"\n".join(lines) + gap + body


def shuffle_parts(rng, mail, _others):
    lines = mail.split(b"\n")
    marks = [line for line in lines if line.startswith(b"--")]
    if not marks:
        return shuffle_header(rng, mail, _others)
    mark = rng.choice(marks)
    parts = mail.split(mark)
    rng.shuffle(parts)
    return mark.join(parts)


CHANGES = [flip, cut, truncate, repeat, move, splice, trip, trip, shuffle_header, shuffle_parts]


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    rng = random.Random(int(sys.argv[1]))
    count, folder = int(sys.argv[2]), sys.argv[3]
    mails = []
    for name in sorted(sys.argv[4:]):
        with open(name, "rb") as mail:
            mails.append(mail.read())
    os.makedirs(folder, exist_ok=True)
    for number in range(count):
        mail = rng.choice(mails)
        for _ in range(rng.choice([1, 1, 2, 3, 8])):
            mail = rng.choice(CHANGES)(rng, mail, mails)[:1000000]
        with open(os.path.join(folder, "%06d.eml" % number), "wb") as out:
            out.write(mail)


if __name__ == "__main__":
    main()
