"""Colours of materials, woods, dyes and mobs, as ``0xRRGGBB``: our own choices near what each thing is known by."""

from __future__ import annotations

DYES = {
    "white": 0xE9ECEC, "orange": 0xF07613, "magenta": 0xBD44B3, "light_blue": 0x3AAFD9, "yellow": 0xF8C627,
    "lime": 0x70B919, "pink": 0xED8DAC, "gray": 0x3E4447, "light_gray": 0x8E8E86, "cyan": 0x158991,
    "purple": 0x792AAC, "blue": 0x35399D, "brown": 0x724728, "green": 0x546D1B, "red": 0xA12722, "black": 0x1D1D21,
}  # fmt: skip
"""The 16 dyes in the game's order; a sheep's or wool's colour number is the index."""

WOODS = {
    "oak": 0xB8945F, "spruce": 0x82613A, "birch": 0xD3C486, "jungle": 0xB18464, "acacia": 0xB05D3B,
    "dark_oak": 0x4F3218, "crimson": 0x7E3A56, "warped": 0x398382,
}  # fmt: skip

HANDLE = 0x8C6A38

MATERIALS = {
    "wooden": 0x9C7443, "stone": 0x949494, "iron": 0xDADADA, "golden": 0xF5D53A, "diamond": 0x49E3CC,
    "netherite": 0x5A4F52, "leather": 0xA0633B, "chainmail": 0x9A9A9E, "turtle": 0x45B14B,
}  # fmt: skip

SPAWN_EGGS = {
    "bat": (0x4C3E30, 0x1B1712), "bee": (0xEDC343, 0x43241B), "blaze": (0xF6B201, 0xFFF87E),
    "cat": (0xEFC88E, 0x957256), "cave_spider": (0x0C424E, 0xA80E0E), "chicken": (0xA1A1A1, 0xFF0000),
    "cod": (0xC1A76A, 0xE5C48B), "cow": (0x443626, 0xA1A1A1), "creeper": (0x0DA70B, 0x101010),
    "dolphin": (0x223B4D, 0xF9F9F9), "donkey": (0x534539, 0x867566), "drowned": (0x8FF1D7, 0x799C65),
    "elder_guardian": (0xCECCBA, 0x747693), "enderman": (0x262626, 0x9A4BC8), "endermite": (0x2C2C33, 0x6E6E6E),
    "evoker": (0x959B9B, 0x1E1C1A), "fox": (0xD5B69F, 0xCC6920), "ghast": (0xF9F9F9, 0xBCBCBC),
    "guardian": (0x5A8272, 0xF17D30), "hoglin": (0xC66E55, 0x5F6464), "horse": (0xC09E7D, 0xEEE500),
    "husk": (0x797061, 0xE6CC94), "llama": (0xC09E7D, 0x995F40), "magma_cube": (0x340000, 0xFCFC00),
    "mooshroom": (0xA00F10, 0xB7B7B7), "mule": (0x3B2A14, 0x7A5A38), "ocelot": (0xEFDE7D, 0x564434),
    "panda": (0xE7E7E7, 0x1B1B22), "parrot": (0x0DA70B, 0xFF0000), "phantom": (0x43518A, 0x88FF00),
    "pig": (0xF0A5A2, 0xDB635F), "piglin": (0x995F40, 0xF9F3A4), "piglin_brute": (0x592A10, 0xF9F3A4),
    "pillager": (0x532F36, 0x959B9B), "polar_bear": (0xF2F2F2, 0xB8B8A8), "pufferfish": (0xF6B201, 0x37C3F2),
    "rabbit": (0x995F40, 0x734831), "ravager": (0x757470, 0x5B5049), "salmon": (0xA00F10, 0x0E8474),
    "sheep": (0xE7E7E7, 0xFFB5B5), "shulker": (0x946794, 0x4D3852), "silverfish": (0x6E6E6E, 0x303030),
    "skeleton": (0xC1C1C1, 0x494949), "skeleton_horse": (0x68684F, 0xE5E5D8), "slime": (0x51A03E, 0x9AE87B),
    "spider": (0x342D27, 0xA80E0E), "squid": (0x223B4D, 0x708899), "stray": (0x617677, 0xDDEAEA),
    "strider": (0x9C3436, 0x4D494D), "trader_llama": (0xEAA430, 0x456296), "tropical_fish": (0xEF6915, 0xFFF9EF),
    "turtle": (0xE7E7E7, 0x00AFAF), "vex": (0x7A90A4, 0xE8EDF1), "villager": (0x563C33, 0xBD8B72),
    "vindicator": (0x959B9B, 0x275E61), "wandering_trader": (0x456296, 0xEAA430), "witch": (0x340000, 0x51A03E),
    "wither_skeleton": (0x141414, 0x474D4D), "wolf": (0xD7D3D3, 0xCEAF96), "zoglin": (0xC66E55, 0xE6E6E6),
    "zombie": (0x00AFAF, 0x799C65), "zombie_horse": (0x315234, 0x97C284), "zombie_villager": (0x563C33, 0x799C65),
    "zombified_piglin": (0xEA9393, 0x4C7129),
}  # fmt: skip

DISCS = {
    "13": 0xE8C94A, "cat": 0x4FBF3A, "blocks": 0xE07438, "chirp": 0xC8332B, "far": 0x86D65A, "mall": 0x8A63C9,
    "mellohi": 0xD77FD0, "stal": 0x3C3C44, "strad": 0xE4E4E4, "ward": 0x2E7A4B, "11": 0x6E6E78, "wait": 0x58A7DF,
    "pigstep": 0xE8A33C,
}  # fmt: skip
