"""Which shape in which colours draws each flat item: the table behind :mod:`craftagent.sim.art.items`.

``FLAT[item name] = (shape name, colour, colour, ...)``; the colours fill the shape's ramps in order (see
:mod:`craftagent.sim.art.pixels`).
"""

from __future__ import annotations

from craftagent.sim.art import (
    shapes_blocks,
    shapes_food,
    shapes_gear,
    shapes_materials,
    shapes_things,
    shapes_vessels,
)
from craftagent.sim.art.palettes import DISCS, DYES, HANDLE, MATERIALS, SPAWN_EGGS, WOODS

Row = tuple[str | int, ...]

SHAPES: dict[str, str] = {
    **shapes_gear.SHAPES,
    **shapes_food.SHAPES,
    **shapes_materials.SHAPES,
    **shapes_things.SHAPES,
    **shapes_vessels.SHAPES,
    **shapes_blocks.SHAPES,
}

_LEAF = 0x4F9A33


def _gear() -> dict[str, Row]:
    out: dict[str, Row] = {}
    for material in ("wooden", "stone", "iron", "golden", "diamond", "netherite"):
        for tool in ("sword", "shovel", "pickaxe", "axe", "hoe"):
            out[f"{material}_{tool}"] = (tool, MATERIALS[material], HANDLE)
    for material in ("leather", "chainmail", "iron", "diamond", "golden", "netherite"):
        for piece in ("helmet", "chestplate", "leggings", "boots"):
            out[f"{material}_{piece}"] = (piece, MATERIALS[material])
    for material in ("leather", "iron", "golden", "diamond"):
        out[f"{material}_horse_armor"] = ("horse_armor", MATERIALS[material])
    return out


def _families() -> dict[str, Row]:
    out: dict[str, Row] = {}
    for wood, color in WOODS.items():
        out[f"{wood}_sign"] = ("sign", color)
        out[f"{wood}_door"] = ("door", color, 0x77705F, 0x9FC8D8)
        if wood not in ("crimson", "warped"):
            out[f"{wood}_boat"] = ("boat", color)
    for dye, color in DYES.items():
        out[f"{dye}_dye"] = ("dye", color)
        out[f"{dye}_banner"] = ("banner", color, HANDLE)
    for mob, (shell, spots) in SPAWN_EGGS.items():
        out[f"{mob}_spawn_egg"] = ("spawn_egg", shell, spots)
    for disc, color in DISCS.items():
        out[f"music_disc_{disc}"] = ("music_disc", 0x3B363F, color)
    for number, pattern in enumerate(("flower", "creeper", "skull", "mojang", "globe", "piglin")):
        mark = (0xD8A838, 0x3F9C38, 0x8C8C94, 0xB03A30, 0x3F6FC0, 0xE08C8C)[number]
        out[f"{pattern}_banner_pattern"] = ("banner_pattern", 0xEFE3C2, mark)
    corals = {"tube": 0x3358D0, "brain": 0xD45CA0, "bubble": 0xA628A8, "fire": 0xC42B34, "horn": 0xDCC83C}
    for kind, color in corals.items():
        for shape in ("coral", "coral_fan"):
            out[f"{kind}_{shape}"] = (shape, color)
            out[f"dead_{kind}_{shape}"] = (shape, 0x85807A + 0x040201 * (len(kind) - 4))
    return out


FLAT: dict[str, Row] = {
    **_gear(),
    **_families(),
    "bow": ("bow", 0xC8C8C8, 0x8A6234),
    "crossbow": ("crossbow", 0xBFBFBF, 0x86592F),
    "arrow": ("arrow", 0xB4B4B4, HANDLE, 0xDDDDDD),
    "spectral_arrow": ("arrow", 0xF4D44A, HANDLE, 0xF0DC7A),
    "tipped_arrow": ("arrow", 0x385DC6, HANDLE, 0xDDDDDD),
    "trident": ("trident", 0x5FAFA6, 0x4C8C84),
    "shield": ("shield", 0x9A9A9A, 0x86633A),
    "elytra": ("elytra", 0x8C8AA6),
    "turtle_helmet": ("turtle_helmet", 0x45B14B, 0xC9C08A),
    "shears": ("shears", 0xD0D0D0, 0xB9635A),
    "flint_and_steel": ("flint_and_steel", 0xB9B9B9, 0x474747, 0xF0982C),
    "fishing_rod": ("fishing_rod", 0xDDDDDD, HANDLE, 0xC8443A),
    "carrot_on_a_stick": ("carrot_on_a_stick", 0xEE8A26, HANDLE, 0xDDDDDD, 0x4F9A33),
    "warped_fungus_on_a_stick": ("carrot_on_a_stick", 0x2FA9A0, HANDLE, 0xDDDDDD, 0xD86B3A),
    "saddle": ("saddle", 0xB4683A, 0xC8C8C8),
    "stick": ("stick", 0x8C6A38, 0x8C6A38),
    "blaze_rod": ("blaze_rod", 0xF2A71B),
    "debug_stick": ("debug_stick", 0x8C6A38, 0x8C6A38, 0xB65CE0),
    "totem_of_undying": ("totem", 0xE8C65A, 0x3FA05C),
    # food
    "apple": ("apple", 0xD8262C, 0x6B4423, 0, _LEAF),
    "golden_apple": ("apple", 0xF3CF3C, 0x6B4423, 0, 0xC9A72C),
    "enchanted_golden_apple": ("apple", 0xF2B5E4, 0x6B4423, 0, 0xD9B63C),
    "bread": ("bread", 0xC98F3C),
    "beef": ("beef", 0xCE3B34, 0xF0B8A4),
    "cooked_beef": ("steak", 0x8A5130),
    "porkchop": ("porkchop", 0xF08A88, 0xF8CFC0),
    "cooked_porkchop": ("porkchop", 0xC58C52, 0xE8C98C),
    "mutton": ("mutton", 0xCF4238, 0xF2DCCB),
    "cooked_mutton": ("mutton", 0x94583A, 0xEADBC2),
    "chicken": ("raw_chicken", 0xF2BFA6, 0xF2EAD8),
    "cooked_chicken": ("drumstick", 0xBF7A3C, 0xEFE7D2),
    "rabbit": ("rabbit", 0xEBA692),
    "cooked_rabbit": ("rabbit", 0xB27A45),
    "rotten_flesh": ("rotten_flesh", 0xA9532F, 0xB99B6B, 0, 0x6E7A34),
    "cookie": ("cookie", 0xC88744, 0x5B351C),
    "potato": ("potato", 0xC9A75A),
    "baked_potato": ("potato", 0xDDB24A),
    "poisonous_potato": ("potato", 0xA9B54E),
    "carrot": ("carrot", 0xEE8A26, 0, 0, _LEAF),
    "golden_carrot": ("carrot", 0xF3CF3C, 0, 0, 0xC9A72C),
    "beetroot": ("beetroot", 0xA5333F, 0x8A3A54, 0, _LEAF),
    "melon_slice": ("melon_slice", 0xE0443A, 0, 0, 0x6FA82E),
    "glistering_melon_slice": ("melon_slice", 0xF09A4A, 0, 0, 0xE2BE36),
    "dried_kelp": ("dried_kelp", 0x4A5A2E),
    "pumpkin_pie": ("pumpkin_pie", 0xE08E34, 0xD5A460),
    "cake": ("cake", 0xC98A4A, 0xD8343C, 0xF1E6D2),
    "bowl": ("bowl", 0, 0x8F6A3C),
    "mushroom_stew": ("stew", 0xC79A76, 0x8F6A3C),
    "rabbit_stew": ("stew", 0xCF8440, 0x8F6A3C),
    "beetroot_soup": ("stew", 0xB0242C, 0x8F6A3C),
    "suspicious_stew": ("stew", 0x9CA84E, 0x8F6A3C),
    "spider_eye": ("spider_eye", 0xB5303C, 0x5E1420),
    "fermented_spider_eye": ("spider_eye", 0xA6644C, 0x8E6A86),
    "egg": ("egg", 0xE6D6B0),
    "wheat_seeds": ("seeds", 0x5FA83A),
    "beetroot_seeds": ("seeds", 0xC9A77A),
    "pumpkin_seeds": ("big_seeds", 0xE8DCA4),
    "melon_seeds": ("big_seeds", 0x6A5430),
    "wheat": ("wheat", 0xE0BE4E, 0, 0, 0xB79A3A),
    "cocoa_beans": ("cocoa", 0x99572B),
    "sweet_berries": ("berries", 0xC8262E, 0, 0, _LEAF),
    "chorus_fruit": ("chorus_fruit", 0x9A6C9E),
    "popped_chorus_fruit": ("chorus_fruit", 0xC3A3C8),
    "honey_bottle": ("honey_bottle", 0xF0A12A, 0xD8D2C0),
    "sugar": ("sugar_pile", 0xEDEFF4),
    # materials
    "coal": ("lump", 0x3A3A40),
    "charcoal": ("lump", 0x574B3C),
    "diamond": ("gem", 0x4AE8DC),
    "emerald": ("emerald", 0x2CCB5C),
    "lapis_lazuli": ("lapis", 0x2C57C4, 0xB8C4E8),
    "quartz": ("quartz", 0xE8E1D8),
    "iron_ingot": ("ingot", 0xDCDCDC),
    "gold_ingot": ("ingot", 0xF7D63C),
    "netherite_ingot": ("ingot", 0x575054),
    "brick": ("brick", 0xB65C48),
    "nether_brick": ("brick", 0x4E2A32),
    "iron_nugget": ("nugget", 0xDCDCDC),
    "gold_nugget": ("nugget", 0xF7D63C),
    "netherite_scrap": ("scrap", 0x7C5646),
    "redstone": ("dust", 0xD81A12),
    "glowstone_dust": ("dust", 0xE8BE4C),
    "gunpowder": ("dust", 0x6C6C6C),
    "blaze_powder": ("dust", 0xF29A1E),
    "bone_meal": ("dye", 0xE8E6DA),
    "clay_ball": ("ball", 0xA5ABBC),
    "snowball": ("ball", 0xEDF6F8),
    "slime_ball": ("slime", 0x79C562, 0x8FDB78),
    "magma_cream": ("magma_cream", 0xB86A20, 0xE8D27A),
    "ender_pearl": ("pearl", 0x1F8070),
    "ender_eye": ("eye", 0x4E9A5C, 0xB7D86A),
    "ghast_tear": ("tear", 0xCBDDE0),
    "scute": ("scute", 0x4FBE52),
    "feather": ("feather", 0xE9E9E9, 0xA8A8A8),
    "string": ("string", 0xE4E4E4),
    "flint": ("flint", 0x4A4A4C),
    "leather": ("leather", 0xB4683A),
    "rabbit_hide": ("leather", 0xC9A675),
    "phantom_membrane": ("membrane", 0xC7C2B0),
    "bone": ("bone", 0xE6E2CE),
    "paper": ("paper", 0xE6E6E6),
    "book": ("book", 0x8A5230, 0xE8E4D6),
    "writable_book": ("book", 0x9C6A3C, 0xE8E4D6),
    "written_book": ("book", 0x7B3FA0, 0xE8E4D6),
    "enchanted_book": ("book", 0x9C2F3A, 0xF0DCA0),
    "knowledge_book": ("book", 0x2F8A4A, 0xE8E4D6),
    "filled_map": ("map", 0xDCCFA4, 0x9C8A5A, 0x4C79C4, 0x5C9A44),
    "map": ("empty_map", 0xE2D8B4, 0x9C8A5A),
    "compass": ("compass", 0xB0B0B0, 0x3C3C44, 0xE02A22),
    "clock": ("clock", 0xF0CC3C, 0x2A3A8C, 0xF2E07A),
    "ink_sac": ("ink_sac", 0x3B3B44),
    "nether_wart": ("nether_wart", 0xA8262C, 0x7A3A30),
    "rabbit_foot": ("rabbit_foot", 0xC69C66, 0x7A5430),
    "honeycomb": ("honeycomb", 0xE89A2A, 0xB4661A),
    "prismarine_shard": ("shard", 0x7FB9A8),
    "prismarine_crystals": ("crystals", 0xC6E4D4),
    "nautilus_shell": ("nautilus", 0xE2D2C0, 0xB0705A),
    "heart_of_the_sea": ("heart_of_sea", 0x1F7CB4, 0x7FDCF0),
    "shulker_shell": ("shulker_shell", 0x946794, 0x4D3852),
    "nether_star": ("star", 0xE6EAD8, 0xFFFFFF),
    "firework_star": ("lump", 0x6A6A70),
    "firework_rocket": ("firework_rocket", 0xD2402E, 0xE6DECB, 0xF0A030),
    "fire_charge": ("fire_charge", 0xF0982C, 0x3B2C28),
    # vessels
    "bucket": ("bucket", 0xC9C9C9),
    "water_bucket": ("filled_bucket", 0xC9C9C9, 0x3D66E0),
    "lava_bucket": ("filled_bucket", 0xC9C9C9, 0xF07818),
    "milk_bucket": ("filled_bucket", 0xC9C9C9, 0xF4F4F4),
    "pufferfish_bucket": ("fish_bucket", 0xC9C9C9, 0xE8C030, 0, 0x3D66E0),
    "salmon_bucket": ("fish_bucket", 0xC9C9C9, 0xB8443C, 0, 0x3D66E0),
    "cod_bucket": ("fish_bucket", 0xC9C9C9, 0xB89A6E, 0, 0x3D66E0),
    "tropical_fish_bucket": ("fish_bucket", 0xC9C9C9, 0xF07A1E, 0, 0x3D66E0),
    "glass_bottle": ("bottle", 0, 0, 0, 0xBFD6DE),
    "potion": ("potion", 0x385DC6, 0x9C7448, 0, 0xBFD6DE),
    "splash_potion": ("splash_potion", 0x385DC6, 0x8A8A90, 0, 0xBFD6DE),
    "lingering_potion": ("lingering_potion", 0x8A5CC6, 0x9C7448, 0, 0xC8CCE4),
    "experience_bottle": ("xp_bottle", 0x9ADA3C, 0x9C7448, 0, 0xBFD6DE),
    "dragon_breath": ("potion", 0xD66AC0, 0x9C7448, 0, 0xD8BFDE),
    # carts and other gear
    "lead": ("lead", 0x9C7A50),
    "name_tag": ("name_tag", 0xC9AE78),
    "painting": ("painting", 0xA8804C, 0x6FA8DC, 0xB07C4C, 0x5FA23E),
    "item_frame": ("item_frame", 0xA8804C, 0xB8845A),
    "armor_stand": ("armor_stand", 0xB8945F, 0xA0A0A0),
    "end_crystal": ("end_crystal", 0xC8B8E0, 0x8C8C8C, 0xE060B8),
    # fish
    "cod": ("fish", 0xC1A06E, 0xE0CFA0),
    "salmon": ("fish", 0xC04A40, 0x8AA070),
    "cooked_cod": ("fish", 0xC8B48A, 0xF0E6CC),
    "cooked_salmon": ("fish", 0xD07A3E, 0xE8B070),
    "tropical_fish": ("small_fish", 0xF07A1E, 0xF4F4F4),
    "pufferfish": ("pufferfish", 0xE8C030, 0xF2EAD0),
    # blocks shown flat
    "iron_door": ("iron_door", 0xD0D0D0, 0x909090),
    "brewing_stand": ("brewing_stand", 0x8C8C8C, 0xE8B040, 0, 0xBFD6DE),
    "cauldron": ("cauldron", 0x55555A, 0x2B2B30),
    "flower_pot": ("flower_pot", 0xA8553A, 0x5A3A28),
    "lantern": ("lantern", 0x5A6072, 0xF8C860),
    "soul_lantern": ("lantern", 0x5A6072, 0x6CDCE4),
    "campfire": ("campfire", 0x6E5230, 0xF7B236),
    "soul_campfire": ("campfire", 0x6E5230, 0x4CD4DC),
    "bell": ("bell", 0xF2CC44, 0x7A5A34),
    "hopper": ("hopper", 0x58585E, 0x26262A),
    "repeater": ("repeater", 0xB0B0B0, 0x8C6A38, 0xD81A12),
    "comparator": ("comparator", 0xB0B0B0, 0x8C6A38, 0xD81A12),
    "lever": ("lever", 0x808080, 0x8C6A38),
    "tripwire_hook": ("tripwire_hook", 0x9A9A9A, 0x8C6A38),
    "sugar_cane": ("sugar_cane", 0x9ACB64, 0, 0, 0x74A84A),
    "kelp": ("kelp", 0x5A8C2C),
    "bamboo": ("bamboo", 0x8CB43C, 0, 0, 0x5C8C2C),
    "sea_pickle": ("sea_pickle", 0x6E8438, 0xC8D88C, 0, 0xB8C878),
    "turtle_egg": ("turtle_egg", 0xE6E2C8, 0x7FA890),
    "chain": ("chain", 0x5A6072),
    "nether_sprouts": ("nether_sprouts", 0x1F9A88),
    "conduit": ("conduit", 0xA08C6C, 0x9ADCE8),
    "barrier": ("barrier", 0xD8262C),
    "structure_void": ("structure_void", 0x5CC8D8),
    "lily_pad": ("lily_pad", 0x3C8A34),
    "vine": ("vine", 0, 0, 0, 0x4A8A2C),
}  # fmt: skip
