"""Every item has a picture of its own, drawn the same way every time."""

from __future__ import annotations

import hashlib
from collections import defaultdict

import numpy as np
import pytest

from craftagent.sim.art.item_shapes import FLAT, SHAPES
from craftagent.sim.art.items import draw_icon, flat_items, item_icons
from craftagent.sim.art.pixels import palette, rows_of
from craftagent.sim.rules.registry import N_ITEMS, item_id, item_names

# Items that the game itself shows alike: silverfish blocks, dead corals of one kind, petrified oak, potions
ALIKE = ("infested_", "dead_", "petrified_oak_slab", "oak_slab", "anvil", "_bricks", "stone", "sandstone", "quartz")


def test_every_item_has_a_picture() -> None:
    icons = item_icons()
    assert icons.shape == (N_ITEMS, 16, 16, 4)
    assert icons.dtype == np.uint8
    inked = (icons[..., 3] > 0).sum(axis=(1, 2))
    assert inked[0] == 0
    few = [item_names()[i] for i in range(1, N_ITEMS) if inked[i] < 12]
    assert not few


def test_clear_pixels_are_zero() -> None:
    icons = item_icons()
    assert not icons[icons[..., 3] == 0].any()


def test_alpha_is_all_or_nothing_but_in_stained_panes() -> None:
    icons = item_icons()
    odd = {item_names()[i] for i in range(N_ITEMS) if not np.isin(icons[i, ..., 3], (0, 255)).all()}
    assert all(name.endswith("_stained_glass_pane") for name in odd)


def test_pictures_differ() -> None:
    same = defaultdict(list)
    for name, icon in zip(item_names()[1:], item_icons()[1:], strict=True):
        same[icon.tobytes()].append(name)
    shared = [names for names in same.values() if len(names) > 1]
    for names in shared:
        assert all(any(part in name for part in ALIKE) for name in names), names
    assert len(same) > 940


@pytest.mark.parametrize("tool", ["sword", "pickaxe", "axe", "shovel", "hoe"])
def test_tools_share_a_shape_and_differ_in_colour(tool: str) -> None:
    materials = ("wooden", "stone", "iron", "golden", "diamond", "netherite")
    icons = [item_icons()[item_id(f"{material}_{tool}")] for material in materials]
    for icon in icons[1:]:
        assert np.array_equal(icon[..., 3], icons[0][..., 3])
    assert len({icon.tobytes() for icon in icons}) == 6


def test_silhouettes_of_tools_differ() -> None:
    shapes = [item_icons()[item_id(f"iron_{t}")][..., 3] > 0 for t in ("sword", "pickaxe", "axe", "shovel", "hoe")]
    for i, a in enumerate(shapes):
        for b in shapes[i + 1 :]:
            assert (a != b).sum() >= 14


def test_blocks_are_cubes_and_tools_are_flat() -> None:
    flat = flat_items()
    for name in ("stone", "oak_planks", "chest", "oak_stairs", "white_wool", "red_bed"):
        assert not flat[item_id(name)], name
    for name in ("stick", "iron_pickaxe", "torch", "oak_sapling", "oak_door", "string", "glass_pane"):
        assert flat[item_id(name)], name
    stone = item_icons()[item_id("stone")]
    assert stone[1, 0, 3] == 0  # the corner beside the cube
    left, right, top = stone[9, 3, :3].mean(), stone[9, 12, :3].mean(), stone[3, 8, :3].mean()
    assert top > left > right


def test_masks_are_whole() -> None:
    letters = set(palette([0x808080] * 5)) | {".", " "}
    for name, shape in SHAPES.items():
        rows = rows_of(shape)
        assert len(rows) <= 16, name
        assert max(map(len, rows)) <= 16, name
        assert set("".join(rows)) <= letters, name
    for name, (shape, *_colors) in FLAT.items():
        item_id(name)
        assert shape in SHAPES


def test_drawing_again_gives_the_same_bits() -> None:
    for name in ("grass_block", "oak_stairs", "chainmail_helmet", "enchanted_book", "tnt_minecart", "red_bed"):
        icon, _ = draw_icon(name)
        icon = icon.copy()
        icon[icon[..., 3] == 0] = 0
        assert np.array_equal(icon, item_icons()[item_id(name)]), name


def test_unknown_item_is_an_error() -> None:
    with pytest.raises(ValueError, match="no picture"):
        draw_icon("no_such_thing")


def test_pictures_are_kept_and_a_broken_file_is_drawn_anew(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from craftagent.sim.art.cache import cached_arrays

    monkeypatch.setenv("CRAFTAGENT_CACHE", str(tmp_path))
    calls = []

    def build() -> dict[str, np.ndarray]:
        calls.append(1)
        return {"a": np.arange(5)}

    first = cached_arrays("test", __name__, build)
    second = cached_arrays("test", __name__, build)
    assert len(calls) == 1
    assert np.array_equal(first["a"], second["a"])
    (stored,) = (tmp_path / "art").glob("*.npz")
    stored.write_bytes(stored.read_bytes()[:40])
    third = cached_arrays("test", __name__, build)
    assert len(calls) == 2
    assert hashlib.sha256(third["a"].tobytes()).digest() == hashlib.sha256(first["a"].tobytes()).digest()
