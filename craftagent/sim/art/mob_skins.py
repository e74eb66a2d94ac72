"""Faces and hides of the creatures: small pictures painted by code, one per face of a box.

A picture is (height, width, 4) with at most 16 x 16 texels. Fronts are seen from outside, so a creature's right eye is
on the left of its picture.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from craftagent.sim.art.pixels import Image, Rgb, noise, paint, rgb, speckled

SKIN = 0xB58267
HAIR = 0x3A2717
SHIRT = 0x18A3A3
JEANS = 0x423C9E


def colors(table: Mapping[str, int]) -> dict[str, Rgb]:
    """Letters to colours of a text mask."""
    return {letter: rgb(value) for letter, value in table.items()}


def patch(under: Image, mask: str, table: Mapping[str, int], x: int = 0, y: int = 0) -> Image:
    """A copy of a picture with a text mask painted on it at (x, y)."""
    out = under.copy()
    rows = mask.strip("\n").split("\n")
    art = paint(mask, colors(table), max(map(len, rows)), len(rows))
    ink = art[..., 3] > 0
    out[y : y + art.shape[0], x : x + art.shape[1]][ink] = art[ink]
    return out


def blotched(height: int, width: int, base: int, spot: int, seed: int, share: int, spread: int = 7) -> Image:
    """A hide with large patches of a second colour on about ``share`` of 256 of it."""
    out = speckled(height, width, base, spread, seed)
    other = speckled(height, width, spot, spread, seed + 1)
    coarse = noise((height + 3) // 2, (width + 3) // 2, seed + 2).astype(np.int32)
    big = np.repeat(np.repeat(coarse, 2, 0), 2, 1)
    soft = (big[:height, :width] * 2 + big[1 : height + 1, :width] + big[:height, 1 : width + 1]) // 4
    where = soft < share
    out[where] = other[where]
    return out


def shaded(picture: Image, top: int = 8, bottom: int = -14) -> Image:
    """Lighten the upper rows and darken the lower ones by levels, which gives a flat box some body."""
    height = picture.shape[0]
    out = picture.astype(np.int32)
    for y in range(height):
        out[y, :, :3] += top + (bottom - top) * y // max(1, height - 1)
    return np.clip(out, 0, 255).astype(np.uint8)


# Cow ------------------------------------------------------------------------------------------------------------

COW, COW_WHITE = 0x4A3A2B, 0xD2CEC6


def cow_hide(height: int, width: int, seed: int) -> Image:
    """Brown with white patches."""
    return blotched(height, width, COW, COW_WHITE, seed, 92)


def cow_face() -> Image:
    """Front of the head, 8 x 8: white blaze, dark eyes, pale muzzle with nostrils."""
    return patch(
        speckled(8, 8, COW, 6, 11),
        "...ww...\n...ww...\nkw.ww.wk\nkw.ww.wk\n..wwww..\n.mmmmmm.\n.mnmmnm.\n.mmddmm.",
        {"w": 0xD8D4CC, "k": 0x0E0C0A, "m": 0xB09C8A, "n": 0x3A2C24, "d": 0x8A7464},
    )


# Pig ------------------------------------------------------------------------------------------------------------

PIG = 0xEFA3A0


def pig_face() -> Image:
    """Front of the head, 8 x 8; the snout is a box of its own."""
    return patch(
        speckled(8, 8, PIG, 6, 21),
        "........\n........\n........\nkw....wk\n........\n........\n..d..d..\n........",
        {"k": 0x14100E, "w": 0xF6F0EC, "d": 0xD88684},
    )


def pig_snout() -> Image:
    """Front of the snout, 3 x 4."""
    return patch(speckled(3, 4, 0xE58A88, 4, 22), "....\nd..d\n....", {"d": 0x7A3432})


# Sheep ----------------------------------------------------------------------------------------------------------

WOOL, SHEEP_SKIN = 0xECECEC, 0xC3A793


def wool(height: int, width: int, seed: int) -> Image:
    """White wool with soft curls; the renderer multiplies it by the dye's colour."""
    out = speckled(height, width, WOOL, 9, seed).astype(np.int32)
    curls = noise(height, width, seed + 7)
    out[curls < 46, :3] -= 24
    out[curls > 226, :3] += 10
    return np.clip(out, 0, 255).astype(np.uint8)


def sheep_face(woolly: bool) -> Image:
    """Front of the head, 6 x 6: skin with wide-set eyes and a pink nose; the wool frames it."""
    face = patch(
        speckled(6, 6, SHEEP_SKIN, 5, 31),
        "......\nkw..wk\n......\n..nn..\n..pp..\n......",
        {"k": 0x16120E, "w": 0xF2EEEA, "n": 0xA88A78, "p": 0xE2A49C},
    )
    if woolly:
        face = patch(face, "wwwwww", {"w": 0xE6E6E6})
    return face


# Chicken --------------------------------------------------------------------------------------------------------


def chicken_head_side() -> Image:
    """Side of the head, 6 high, 3 wide, with its eye."""
    return speckled(6, 3, 0xF4F4F4, 5, 41)


def chicken_face() -> Image:
    """Front of the head, 6 high, 4 wide: eyes at both sides of the beak."""
    return patch(speckled(6, 4, 0xF4F4F4, 4, 42), "....\nk..k\n....", {"k": 0x121212})


def feathers(height: int, width: int, seed: int) -> Image:
    """White plumage with grey feather edges in rows."""
    out = speckled(height, width, 0xF2F2F2, 5, seed).astype(np.int32)
    for y in range(height):
        if y % 3 == 2:
            out[y, (y // 3) % 2 :: 2, :3] -= 22
    return np.clip(out, 0, 255).astype(np.uint8)


# Zombie ---------------------------------------------------------------------------------------------------------

ZOMBIE, ZOMBIE_SHIRT, ZOMBIE_PANTS = 0x4F7B3C, 0x148C8C, 0x3D3890


def zombie_face() -> Image:
    """8 x 8: green, black sunken eyes, dark nose and mouth."""
    return patch(
        blotched(8, 8, ZOMBIE, 0x3F6630, 51, 70, 6),
        "........\n........\n........\n.dd..dd.\n.kk..kk.\n...dd...\n..d..d..\n..dddd..",
        {"k": 0x080A08, "d": 0x2C4A22},
    )


def shirt_front(base: int, skin: int, seed: int) -> Image:
    """Front of a torso 12 high, 8 wide: shirt with a neckline, hanging a bit torn over the trousers."""
    cloth = shaded(speckled(12, 8, base, 8, seed))
    return patch(cloth, "..ssss..\n...ss...", {"s": skin})


# Skeleton -------------------------------------------------------------------------------------------------------

BONE = 0xC4C4BE


def skull_face() -> Image:
    """8 x 8: pale bone, dark eye sockets and nose, a row of teeth."""
    return patch(
        speckled(8, 8, BONE, 7, 61),
        "........\n........\n........\n.kk..kk.\n.kk..kk.\n...dd...\n........\nkdkddkdk",
        {"k": 0x22221F, "d": 0x55554F},
    )


def ribs() -> Image:
    """Front and back of the skeleton's torso, 12 high, 8 wide, with gaps between the ribs."""
    dark = speckled(12, 8, 0x2E2E2C, 4, 62)
    return patch(
        dark,
        "bbbbbbbb\n...bb...\nbbbbbbbb\n...bb...\nbbbbbbbb\n...bb...\n.bbbbbb.\n...bb...\n..bbbb..\n...bb...\n.bbbbbb.\nbbbbbbbb",
        {"b": 0xBDBDB6},
    )


# Spider ---------------------------------------------------------------------------------------------------------

SPIDER = 0x38302A


def spider_hide(height: int, width: int, seed: int) -> Image:
    """Dark brown with lighter bristles."""
    return blotched(height, width, SPIDER, 0x4A4038, seed, 80, 9)


def spider_face() -> Image:
    """Front of the head, 8 x 8: two large and several small glowing eyes, pale fangs."""
    return patch(
        spider_hide(8, 8, 71),
        "........\n.e....e.\n..e..e..\nrr....rr\nrRe..eRr\n........\n..f..f..\n..f..f..",
        {"r": 0xB40C0C, "R": 0xFF3A30, "e": 0xD81414, "f": 0x9C9488},
    )


# Creeper --------------------------------------------------------------------------------------------------------

CREEPER = 0x52B247


def creeper_hide(height: int, width: int, seed: int) -> Image:
    """Mottled greens from pale to dark, texel by texel."""
    levels = noise(height, width, seed)
    shades = (0x2F8A34, 0x44A03E, 0x52B247, 0x63BF58, 0x86CF7C, 0xA8DDA0)
    table = np.array([rgb(shade) for shade in shades], np.uint8)
    out = np.full((height, width, 4), 255, np.uint8)
    out[..., :3] = table[levels.astype(np.int32) * len(shades) >> 8]
    return out


def creeper_face() -> Image:
    """8 x 8: the frown that every player knows by heart, in our own texels."""
    return patch(
        creeper_hide(8, 8, 81),
        "........\n........\n.dk..kd.\n.kk..kk.\n...dd...\n..kkkk..\n..kkkk..\n..kd.dk.",
        {"k": 0x0A100A, "d": 0x173317},
    )


# Player ---------------------------------------------------------------------------------------------------------


def player_face() -> Image:
    """8 x 8: brown fringe, blue eyes, short beard."""
    return patch(
        speckled(8, 8, SKIN, 4, 91),
        "hhhhhhhh\nhhhhhhhh\nh......h\n........\n.wb..bw.\n...nn...\n..mmmm..\n..mddm..",
        {"h": HAIR, "w": 0xF2F2F2, "b": 0x4A5AA8, "n": 0x94644E, "m": 0x6B4630, "d": 0x8A4E44},
    )


def player_head_side() -> Image:
    """8 x 8: hair above, skin below, an ear's shade."""
    return patch(
        speckled(8, 8, SKIN, 4, 92),
        "hhhhhhhh\nhhhhhhhh\nhhhhhhhh\nhhhhhhh.\nhhhhh...\nhhh.....\n........\n........",
        {"h": HAIR},
    )


def sleeve(seed: int) -> Image:
    """Side of the player's arm, 12 high, 4 wide: sleeve to above the elbow, then bare skin."""
    out = shaded(speckled(12, 4, SKIN, 4, seed), 4, -10)
    out[:4] = shaded(speckled(4, 4, SHIRT, 6, seed + 1), 6, -10)
    return out


def trousers(height: int, width: int, base: int, shoe: int, seed: int) -> Image:
    """Side of a leg: cloth with shoes on the last two rows."""
    out = shaded(speckled(height, width, base, 6, seed))
    out[-2:] = speckled(2, width, shoe, 4, seed + 1)
    return out
