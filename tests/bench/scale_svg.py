"""Draws curves as an SVG: panels with logarithmic axes, three in a row, dark text on white. Plain text, no library."""

import math
from xml.sax.saxutils import escape

WIDE, HIGH = 330, 250               # a panel
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 44, 58  # what of it lies around the drawing
COLUMNS = 3
COLOURS = ("#0b5394", "#b45309", "#15803d", "#7e22ce", "#b91c1c")
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4")


def superscript(power):
    return "10" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] if digit != "-" else "⁻" for digit in str(power))


def number(value):
    """As an axis has it."""
    return f"{value:g}" if 0.01 <= value < 100000 else superscript(round(math.log10(value)))


def text(x, y, words, anchor="middle", size=11, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{more}>{escape(words)}</text>'


class Axis:
    """Logarithmic, from whole decade to whole decade, over so many pixels."""

    def __init__(self, values, begin, end):
        self.low, self.high = math.floor(math.log10(min(values)) + 1e-9), math.ceil(math.log10(max(values)) - 1e-9)
        self.high = max(self.high, self.low + 1)
        self.begin, self.end = begin, end

    def at(self, value):
        return self.begin + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.begin)

    def decades(self):
        return [10.0**power for power in range(self.low, self.high + 1)]


def panel(left, top, title, unit, curves):
    """`curves`: {name: {size: value}}."""
    points = [(size, max(value, 1e-3)) for curve in curves.values() for size, value in curve.items()]
    across = Axis([size for size, _ in points], left + LEFT, left + WIDE - RIGHT)
    up = Axis([value for _, value in points], top + HIGH - BOTTOM, top + TOP)
    drawn = [text(left + LEFT - 40, top + 18, title, "start", 13, ' font-weight="bold"'), text(left + LEFT - 40, top + 34, unit, "start")]
    for value in across.decades():
        x = across.at(value)
        drawn += [f'<path d="M{x:.1f} {up.begin}V{up.end}" stroke="#ddd"/>', text(x, up.begin + 15, superscript(round(math.log10(value))))]
    for value in up.decades():
        y = up.at(value)
        drawn += [f'<path d="M{across.begin} {y:.1f}H{across.end}" stroke="#ddd"/>', text(across.begin - 5, y + 4, number(value), "end")]
    drawn.append(f'<path d="M{across.begin} {up.end}V{up.begin}H{across.end}" stroke="#222" fill="none"/>')
    for place, (name, curve) in enumerate(curves.items()):
        colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
        line = " ".join(f"{across.at(size):.1f},{up.at(max(value, 1e-3)):.1f}" for size, value in curve.items())
        drawn.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>')
        drawn += [f'<circle cx="{across.at(size):.1f}" cy="{up.at(max(value, 1e-3)):.1f}" r="3" fill="{colour}"/>' for size, value in curve.items()]
        x, y = left + LEFT - 40 + place % 2 * 165, top + HIGH - 24 + place // 2 * 15
        drawn += [f'<path d="M{x} {y - 4}h22" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>', text(x + 27, y, name, "start")]
    return drawn


def draw(file, panels):
    """`panels`: (title, unit, {curve: {orders or mails: value}})."""
    rows = -(-len(panels) // COLUMNS)
    wide, high = COLUMNS * WIDE + 20, rows * (HIGH + 14) + 30
    drawn = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
             'font-family="sans-serif" fill="#222">', f'<rect width="{wide}" height="{high}" fill="#fff"/>']
    for place, (title, unit, curves) in enumerate(panels):
        drawn += panel(10 + place % COLUMNS * WIDE, place // COLUMNS * (HIGH + 14), title, unit, curves)
    drawn.append(text(wide / 2, high - 8, "orders in the store; of a poll: old mails in the mailbox"))
    file.write_text("\n".join([*drawn, "</svg>"]) + "\n")
