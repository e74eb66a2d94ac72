"""Small pictures of the HUD and the screens: hearts, drumsticks, bubbles, pointer, flame, arrows, slot silhouettes."""

from __future__ import annotations

import numpy as np

from craftagent.sim.art.pixels import Image, Rgb, fill, mix, paint, rgb, scale

_OUTLINE = rgb(0x0A0808)

_HEART = """
..K...K..
.KrK.KrK.
KrwrKrrsK
KrrrrrrsK
KrrrrrrsK
.KrrrrsK.
..KrrsK..
...KsK...
....K....
"""

_DRUMSTICK = """
..KKK....
.KmlmK...
KmlmmmK..
KmmmmdK..
KmmmdddK.
.KmdddKK.
..KKKKbK.
.....KwbK
......KK.
"""

_ARMOR = """
.KK...KK.
KlmK.KmdK
KlmmKmmdK
KlmmmmmdK
KKlmmmdKK
.KlmmmdK.
.KlmmddK.
.KmmmddK.
..KKKKK..
"""

_BUBBLE = """
..bbbbb..
.b.www.b.
b.ww....b
b.w.....b
b......lb
b......lb
b.....llb
.b.lll.b.
..bbbbb..
"""

_POP = """
..b...b..
.........
b...b...b
...b.b...
..b...b..
...b.b...
b...b...b
.........
..b...b..
"""

POINTER = """
K...............
KK..............
KWK.............
KWWK............
KWWWK...........
KWWWWK..........
KWWWWWK.........
KWWWWWWK........
KWWWWWWWK.......
KWWWWWWWWK......
KWWWWWWWWWK.....
KWWWWWWKKKKK....
KWWKWWWK........
KWK.KWWWK.......
KK..KWWWK.......
K....KKK........
"""

_FLAME = """
......1.......
......11......
.....121..1...
..1..121.11...
..11.1221121..
..12112321121.
.112212332121.
.122323433221.
112233444332 1
12233444543321
12234455443321
.123455554321.
.112345543211.
...11222211...
"""

_HELMET = """
................
................
....kkkkkkkk....
...kk......kk...
...k........k...
...k........k...
...k........k...
...k........k...
...k.kk..kk.k...
...k........k...
...k........k...
...k........k...
....k......k....
.....kkkkkk.....
................
................
"""

_CHESTPLATE = """
................
................
...kkk....kkk...
..k..k....k..k..
.k...kkkkkk...k.
.k............k.
.k............k.
..kk........kk..
...k........k...
...k........k...
...k........k...
...k........k...
....k......k....
.....kkkkkk.....
................
................
"""

_LEGGINGS = """
................
................
....kkkkkkkk....
....k......k....
....k......k....
....k......k....
....k..kk..k....
....k..kk..k....
....k.k..k.k....
....k.k..k.k....
....k.k..k.k....
....k.k..k.k....
....k.k..k.k....
....kkk..kkk....
................
................
"""

_BOOTS = """
................
................
................
...kkk....kkk...
...k.k....k.k...
...k.k....k.k...
...k.k....k.k...
...k.k....k.k...
..k..k....k..k..
.k...k....k...k.
.k..kk....kk..k.
.kkkk......kkkk.
................
................
................
................
"""

_SHIELD = """
................
................
.......kk.......
...kkkk..kkkk...
..k..........k..
..k..........k..
..k..........k..
..k..........k..
..k..........k..
...k........k...
...k........k...
....k......k....
.....kk..kk.....
.......kk.......
................
................
"""

_BOOK = """
..KKKKKKKKKKKKKKKK..
.KWWWWWWWWWWWWWWWWK.
KWllllllllllllllllmK
KWllllllKKKllllllmmK
KWlllKKKgghKKllllmmK
KWlKKghgggggKKlllmmK
KWKghgggGGgghgKKlmmK
KWKgggGGgggggGggKmmK
KWKKgggggGGgggghKmmK
KWKpKggghgggGghKKmmK
KWKppKKgggghgKKpKmmK
KWlKqppKKgKKKppqKmmK
KWllKKqppKppppqKlmmK
KWllllKKqppqqKKllmmK
KWllllllKKKKKllllmmK
KmmmmmmmmmmmmmmmmmmK
.KmmmmmmmmmmmmmmmmK.
..KKKKKKKKKKKKKKKK..
"""


def _colored(shape: str, table: dict[str, Rgb], width: int, height: int) -> Image:
    return paint(shape, table, width, height)


def heart(base: int, part: str = "full") -> Image:
    """A heart 9 x 9 in a colour, without its outline: ``full`` or ``half`` (the left half)."""
    color = rgb(base)
    table = {"r": color, "w": mix(color, (255, 255, 255), 78), "s": scale(color, 70)}
    out = _colored(_HEART.replace("K", "."), table, 9, 9)
    if part == "half":
        out[:, 5:] = 0
    return out


def heart_frame(flash: bool) -> Image:
    """Outline 9 x 9 with a dark inside; ``flash``: white outline while a blow is fresh."""
    inside = rgb(0x2A1414) if not flash else rgb(0x4A2A2A)
    line = _OUTLINE if not flash else (255, 255, 255)
    return _colored(_HEART, {"K": line, "r": inside, "w": inside, "s": scale(inside, 80)}, 9, 9)


def drumstick(part: str) -> Image:
    """9 x 9: ``full``, ``half`` (the upper left is eaten) or ``empty``."""
    if part == "empty":
        dark = {letter: rgb(0x241C12) for letter in "mlbw"} | {"K": _OUTLINE, "d": rgb(0x1A140C)}
        return _colored(_DRUMSTICK, dark, 9, 9)
    table = {"K": _OUTLINE, "m": rgb(0xB0713F), "l": rgb(0xD9A067), "d": rgb(0x84502C)}
    table |= {"b": rgb(0xC9C2B2), "w": rgb(0xF2EEE4)}
    out = _colored(_DRUMSTICK, table, 9, 9)
    if part == "half":
        left = drumstick("empty")
        out[:, :4] = left[:, :4]
        out[:4, :5] = left[:4, :5]
    return out


def armor_icon(part: str) -> Image:
    """9 x 9: ``full``, ``half`` (left half bright) or ``empty``."""
    full = _colored(_ARMOR, {"K": _OUTLINE, "l": rgb(0xF2F2F4), "m": rgb(0xC6C6CC), "d": rgb(0x94949C)}, 9, 9)
    if part == "full":
        return full
    dim = _colored(_ARMOR, {"K": _OUTLINE, "l": rgb(0x55555C), "m": rgb(0x45454A), "d": rgb(0x38383C)}, 9, 9)
    if part == "half":
        dim[:, :5] = full[:, :5]
    return dim


def bubble(popping: bool) -> Image:
    """9 x 9 air bubble."""
    table = {"b": rgb(0x2F5FD0), "w": rgb(0xF4FAFF), "l": rgb(0x8FB8F4)}
    return _colored(_POP if popping else _BUBBLE, table, 9, 9)


def pointer() -> Image:
    """The mouse pointer, 16 x 16, tip at (0, 0)."""
    return paint(POINTER, {"K": (0, 0, 0), "W": (255, 255, 255)})


def flame(lit: bool) -> Image:
    """Fire under the furnace's input, 14 x 14."""
    shape = _FLAME.replace(" ", "2")
    if lit:
        table = {"1": 0xB4411A, "2": 0xE8781E, "3": 0xF7A92A, "4": 0xFBD95A, "5": 0xFFF6C8}
    else:
        table = {"1": 0x7E7E7E, "2": 0x8B8B8B, "3": 0x8B8B8B, "4": 0x8B8B8B, "5": 0x8B8B8B}
    return paint(shape, {k: rgb(v) for k, v in table.items()}, 14, 14)


def arrow(width: int, height: int, color: int, shaft: int) -> Image:
    """An arrow to the right, ``shaft`` pixels thick, in one colour."""
    out = np.zeros((height, width, 4), np.uint8)
    head = (height + 1) // 2
    mid = height // 2
    fill(out, 0, mid - shaft // 2, width - head, shaft, color)
    for x in range(head):
        reach = head - 1 - x
        fill(out, width - head + x, mid - reach, 1, 2 * reach + 1, color)
    return out


def silhouettes() -> dict[str, Image]:
    """Outlines in empty armour and off-hand slots, 16 x 16."""
    table = {"k": rgb(0x2E2E2E)}
    shapes = {"head": _HELMET, "chest": _CHESTPLATE, "legs": _LEGGINGS, "feet": _BOOTS, "offhand": _SHIELD}
    return {name: paint(shape, table) for name, shape in shapes.items()}


def recipe_button() -> Image:
    """The green recipe book on its button, 20 x 18."""
    table = {"K": 0x101010, "W": 0xFFFFFF, "l": 0xD6D6D6, "m": 0xA2A2A2, "g": 0x3F9C52, "G": 0x2A6F3A, "h": 0x7CCB84,
             "p": 0xE6E6DA, "q": 0xB4B4A6}  # fmt: skip
    return paint(_BOOK, {k: rgb(v) for k, v in table.items()}, 20, 18)


def experience_bar(filled: bool) -> Image:
    """182 x 5: a notched bar, dark when empty."""
    out = np.zeros((5, 182, 4), np.uint8)
    fill(out, 1, 0, 180, 5, 0x0C1606)
    fill(out, 0, 1, 182, 3, 0x0C1606)
    rows = (0x6FB53A, 0xA6DE6C, 0x5A9A2C) if filled else (0x2A3A22, 0x36462E, 0x24321C)
    for y, color in enumerate(rows, 1):
        fill(out, 1, y, 180, 1, color)
    for x in range(10, 180, 10):
        fill(out, x, 1, 1, 3, 0x3C6A1E if filled else 0x141E0E)
    return out


def hotbar() -> Image:
    """182 x 22: nine see-through cells in a grey frame, black around it."""
    out = np.zeros((22, 182, 4), np.uint8)
    fill(out, 0, 0, 182, 22, 0x000000, 232)
    for k in range(9):
        x = 1 + 20 * k
        fill(out, x, 1, 20, 20, 0x646464, 240)
        fill(out, x, 1, 19, 1, 0x949494, 240)
        fill(out, x, 1, 1, 19, 0x8A8A8A, 240)
        fill(out, x + 18, 2, 1, 18, 0x868686, 240)
        fill(out, x + 2, 18, 17, 1, 0x7E7E7E, 240)
        fill(out, x + 2, 2, 16, 16, 0x000000, 116)
        fill(out, x + 2, 2, 16, 1, 0x000000, 184)
        fill(out, x + 2, 2, 1, 16, 0x000000, 184)
    return out


def selector() -> Image:
    """24 x 22: the bright frame around the selected cell; its foot is cut off by the edge of the picture."""
    out = np.zeros((24, 24, 4), np.uint8)
    for inset, color in enumerate((0x0A0A0A, 0xF0F0F0, 0xC2C2C2, 0x6E6E6E)):
        size = 24 - 2 * inset
        fill(out, inset, inset, size, size, color, 255)
    fill(out, 20, 3, 1, 18, 0xF0F0F0)
    fill(out, 21, 2, 1, 20, 0xC2C2C2)
    fill(out, 22, 1, 1, 22, 0x6E6E6E)
    fill(out, 3, 20, 18, 1, 0xF0F0F0)
    fill(out, 2, 21, 20, 1, 0xC2C2C2)
    out[4:20, 4:20] = 0
    return np.ascontiguousarray(out[:22])


def crosshair() -> Image:
    """15 x 15 mask, 1 = the picture's colours are inverted there: a cross of 9 pixels a line."""
    out = np.zeros((15, 15), np.uint8)
    out[7, 3:12] = 1
    out[3:12, 7] = 1
    return out
