"""Block textures: complete, opaque where they must be, near the game's overall hues, equal bits on every machine."""

import hashlib

import numpy as np
import pytest

from craftagent.sim.art.mips import halves
from craftagent.sim.art.paint import bled, cells, isqrt, mean_rgb, noise, ramp, ranks, soft, sprite, turned
from craftagent.sim.art.textures import block_textures

# Digest of every name and texel. It guards that no step of the drawing depends on the machine; whoever changes the
# art on purpose writes the new value here.
DIGEST = "a5568fe172f7edfe4e677f38"

# Overall colours of the game's own textures, as facts: ours must be near them, or nothing would look right.
MEANS = {
    "stone": (125, 125, 125),
    "dirt": (134, 96, 67),
    "grass_block_top": (147, 147, 147),
    "cobblestone": (127, 127, 127),
    "oak_planks": (162, 130, 78),
    "sand": (219, 207, 163),
    "gravel": (131, 127, 126),
    "oak_log": (109, 85, 50),
    "birch_log": (216, 215, 210),
    "white_wool": (233, 236, 236),
    "red_wool": (160, 39, 34),
    "obsidian": (15, 11, 25),
    "netherrack": (97, 38, 38),
    "snow": (249, 254, 254),
    "bricks": (150, 97, 83),
    "diamond_block": (98, 237, 228),
}


def test_every_texture_is_a_16_by_16_rgba_picture():
    for name, tex in block_textures().items():
        assert tex.shape == (16, 16, 4), name
        assert tex.dtype == np.uint8, name
        assert tex[..., 3].any(), name
        assert not tex.flags.writeable, name


def test_digest():
    digest = hashlib.sha256()
    for name in sorted(block_textures()):
        digest.update(name.encode() + block_textures()[name].tobytes())
    assert digest.hexdigest()[:24] == DIGEST


@pytest.mark.parametrize("name", MEANS)
def test_mean_colour(name):
    got = mean_rgb(block_textures()[name])
    assert max(abs(a - b) for a, b in zip(got, MEANS[name], strict=True)) <= 3, got


def test_ores_show_their_colour_on_mostly_plain_stone():
    textures = block_textures()
    stone = textures["stone"][..., :3].astype(int)
    reds = {}
    for ore in ("coal", "iron", "gold", "redstone", "diamond", "lapis", "emerald"):
        tex = textures[f"{ore}_ore"][..., :3].astype(int)
        lumps = abs(tex - stone).max(2) > 40
        assert 0.1 < lumps.mean() < 0.4, ore
        reds[ore] = tex[lumps].mean(0)
    assert reds["coal"].max() < 80
    assert reds["gold"][0] > 180 > 100 > reds["gold"][2]
    assert reds["redstone"][0] > 150
    assert reds["redstone"][1] < 80
    assert reds["diamond"][1] > 170 > reds["diamond"][0]
    assert reds["lapis"][2] > 120 > reds["lapis"][0]
    assert reds["emerald"][1] > 150 > reds["emerald"][0]


def test_grey_textures_are_grey_and_leaves_have_holes():
    textures = block_textures()
    for name in (
        "grass_block_top",
        "oak_leaves",
        "birch_leaves",
        "grass",
        "tall_grass_top",
        "fern",
        "vine",
        "water_still",
    ):
        tex = textures[name]
        solid = tex[tex[..., 3] > 0][:, :3].astype(int)
        assert (solid.max(1) - solid.min(1)).max() <= 4, name
    for wood in ("oak", "spruce", "birch", "jungle", "acacia", "dark_oak"):
        assert 0.1 < (textures[f"{wood}_leaves"][..., 3] == 0).mean() < 0.35, wood


def test_cracks_grow():
    covered = [int((block_textures()[f"destroy_stage_{i}"][..., 3] > 128).sum()) for i in range(10)]
    assert covered == sorted(covered)
    assert covered[0] < 20
    assert covered[9] > 90


def test_noise_is_a_function_of_the_name_only():
    assert (noise("a") == noise("a")).all()
    assert (noise("a") != noise("b")).any()
    assert noise("a").min() >= 0
    assert noise("a").max() <= 255
    # soft noise meets itself at the edges: steps across the seam are no larger than inside
    field = soft("seam", 4)
    inside = abs(np.diff(field, axis=1)).max()
    assert abs(field[:, 0] - field[:, -1]).max() <= inside + 1


def test_ramp_gives_each_tone_its_share():
    tex = ramp(noise("share"), (0x000000, 0x101010, 0x202020), (1, 2, 1))
    values, counts = np.unique(tex[..., 0], return_counts=True)
    assert values.tolist() == [0, 16, 32]
    assert counts.tolist() == [64, 128, 64]


def test_helpers():
    assert isqrt(np.arange(0, 70000)).tolist() == [int(np.floor(np.sqrt(v))) for v in range(70000)]
    assert sorted(ranks(noise("r")).ravel().tolist())[-1] == 255
    owner, rim = cells("c", 4)
    assert set(owner.ravel().tolist()) <= set(range(16))
    assert rim.min() >= 0
    tex = sprite("x.\n.x", {"x": 0x102030})
    assert tex[14, 0].tolist() == [16, 32, 48, 255]
    assert tex[15, 0, 3] == 0
    assert turned(tex, 1)[0, 1].tolist() == [16, 32, 48, 255]
    filled = bled(tex)
    assert (filled[..., :3] == (16, 32, 48)).all()
    assert (filled[..., 3] == tex[..., 3]).all()
    with pytest.raises(KeyError):
        sprite("q", {})
    with pytest.raises(ValueError, match="17 rows"):
        sprite("\n".join("x" * 17), {"x": 0})


def test_smaller_versions_keep_colour_and_coverage():
    textures = block_textures()
    names = ["stone", "oak_leaves", "grass", "white_stained_glass"]
    atlas = np.stack([textures[n] for n in names])
    eight, four, two, one = halves(atlas)
    assert (eight.shape, four.shape, two.shape, one.shape) == ((4, 8, 8, 4), (4, 4, 4, 4), (4, 2, 2, 4), (4, 4))
    assert abs(eight[0, ..., :3].mean((0, 1)) - atlas[0, ..., :3].mean((0, 1))).max() < 1
    for level in (eight, four):
        assert set(np.unique(level[1, ..., 3])) <= {0, 255}
        assert abs((level[1, ..., 3] > 0).mean() - (atlas[1, ..., 3] > 0).mean()) < 0.05
    assert 0 < eight[3, 4, 4, 3] < 255
    assert one[0].tolist() == [*mean_rgb(atlas[0]), 255]
