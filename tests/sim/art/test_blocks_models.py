"""Block models: every state has one, in range, turned the right way, and solid where the game says it is solid."""

import numpy as np
import pytest

from craftagent.sim.art import model_arrays as m
from craftagent.sim.art import models as book
from craftagent.sim.art.model_parts import Box, Face, clipped, natural_uv, turn_faces, turned
from craftagent.sim.art.model_shapes import collision
from craftagent.sim.rules import registry
from craftagent.sim.rules.registry import parse_state, state_id, states_of

INVISIBLE = {"air", "cave_air", "void_air", "barrier", "structure_void", "moving_piston"}


@pytest.fixture(scope="module")
def models():
    return book.load_models()


def tile(models, name, turn=0):
    """Index of a tile by its picture."""
    wanted = np.rot90(book.block_textures()[name], -turn)
    (found,) = np.flatnonzero((models.atlas == wanted).all((1, 2, 3)))[:1]
    return int(found)


def same(models, index, name, turn=0):
    return bool((models.atlas[index] == np.rot90(book.block_textures()[name], -turn)).all())


def test_shapes_and_types(models):
    n = registry.N_STATES
    for field in (
        "kind",
        "tint",
        "tint_faces",
        "cross_offset",
        "turn",
        "cull_same",
        "blend",
        "shade",
        "emissive",
        "fluid",
    ):
        array = getattr(models, field)
        assert array.shape == (n,), field
        assert array.dtype == np.uint8, field
    assert models.face_tex.shape == (n, 6)
    assert models.atlas.shape[1:] == (16, 16, 4)
    assert len(models.model_boxes) == len(models.model_tex) == len(models.model_uv) == len(models.model_map)
    for array in models:
        assert array.flags.c_contiguous
        assert not array.flags.writeable


def test_every_visible_block_has_a_look(models):
    for name in registry.block_names():
        for state in states_of(name):
            kind = models.kind[state]
            assert (kind == m.AIR) == (name in INVISIBLE), name
            if kind != m.AIR:
                assert (models.face_tex[state] > 0).all(), name
            # a vine that hangs on nothing and a wall without post and arms show nothing in the game either
            bare = name == "vine" or name.endswith("_wall")
            assert (models.box_count[state] > 0) == (kind == m.BOXES) or bare, name
        assert models.kind[states_of(name)[0]] != m.BOXES or models.box_count[states_of(name)].any(), name


def test_indices_and_boxes_are_in_range(models):
    tiles = len(models.atlas)
    assert models.face_tex.max() < tiles
    assert models.overlay_tex.max() < tiles
    used = models.model_tex[models.model_tex != m.NO_FACE]
    assert used.max() < tiles
    assert used.min() > 0
    assert models.tint.max() < m.N_TINTS
    assert (models.box_start + models.box_count).max() <= len(models.model_boxes)
    assert models.model_boxes.min() >= 0
    assert models.model_boxes.max() <= 1
    assert (models.model_boxes[:, 3:] >= models.model_boxes[:, :3]).all()
    seen = models.model_uv[models.model_tex != m.NO_FACE]
    assert seen.min() >= 0
    assert seen.max() <= 1


def test_opaque_cubes_have_no_holes(models):
    solid = np.unique(models.face_tex[models.kind == m.CUBE])
    assert (models.atlas[solid, ..., 3] == 255).all()


def test_map_says_the_same_as_uv(models):
    boxes, tex = models.model_boxes.astype(np.float64), models.model_tex
    x0, y0, z0, x1, y1, z1 = boxes.T
    low = {1: (x0, z0), 0: (x0, 1 - z1), 2: (1 - x1, 1 - y1), 3: (x0, 1 - y1), 4: (z0, 1 - y1), 5: (1 - z1, 1 - y1)}
    high = {1: (x1, z1), 0: (x1, 1 - z0), 2: (1 - x0, 1 - y0), 3: (x1, 1 - y0), 4: (z1, 1 - y0), 5: (1 - z0, 1 - y0)}
    for f in range(6):
        there = tex[:, f] != m.NO_FACE
        uv, flow = models.model_uv[there, f], models.model_map[there, f]
        for corner, (a, b) in ((0, low[f]), (2, high[f])):
            wide = (high[f][0] > low[f][0])[there] & (high[f][1] > low[f][1])[there]
            assert np.abs(flow[:, 0] + flow[:, 1] * a[there] - uv[:, corner])[wide].max() < 1e-5
            assert np.abs(flow[:, 2] + flow[:, 3] * b[there] - uv[:, corner + 1])[wide].max() < 1e-5


def voxels(boxes):
    grid = np.zeros((16, 16, 16), bool)
    for box in boxes:
        x0, y0, z0, x1, y1, z1 = (round(min(max(float(v), 0.0), 1.0) * 16) for v in box)
        grid[x0:x1, y0:y1, z0:z1] = True
    return grid


@pytest.mark.parametrize(
    "name",
    ["oak_stairs", "oak_slab", "oak_door", "iron_door", "oak_trapdoor", "red_bed", "chest", "anvil", "hopper", "cake",
     "white_carpet", "enchanting_table", "farmland", "grindstone", "skeleton_skull", "piston", "piston_head"],
)  # fmt: skip
def test_solid_shapes_are_those_the_body_collides_with(models, name):
    for state in states_of(name):
        if models.kind[state] == m.CUBE:
            assert collision(name, state) == [[0, 0, 0, 1, 1, 1]]
            continue
        first = models.box_start[state]
        ours = voxels(models.model_boxes[first : first + models.box_count[state]])
        game = voxels(collision(name, state))
        # small differences (rims, clasps) are allowed; a wrong turn would leave less than half in common
        assert (ours & game).sum() >= 0.9 * (ours | game).sum(), registry.state_props(state)


@pytest.mark.parametrize(("facing", "face"), [("north", 2), ("south", 3), ("west", 4), ("east", 5)])
def test_fronts_look_where_they_face(models, facing, face):
    for block, front in (("furnace", "furnace_front"), ("carved_pumpkin", "carved_pumpkin"), ("loom", "loom_front")):
        tiles = models.face_tex[state_id(block, facing=facing)]
        assert same(models, tiles[face], front)
        assert [f for f in range(2, 6) if same(models, tiles[f], front)] == [face]
    assert same(models, models.face_tex[state_id("furnace", facing=facing, lit=True), face], "furnace_front_on")


def test_logs_lie_along_their_axis(models):
    for axis, ends in (("y", (0, 1)), ("x", (4, 5)), ("z", (2, 3))):
        tiles = models.face_tex[state_id("oak_log", axis=axis)]
        sawn = [f for f in range(6) if not any(same(models, tiles[f], "oak_log", turn) for turn in range(4))]
        assert sawn == list(ends)
    up = models.face_tex[state_id("oak_log", axis="x"), 1]
    assert same(models, up, "oak_log", 1) or same(models, up, "oak_log", 3)


def test_grass_block(models):
    state = state_id("grass_block")
    assert models.tint[state] == m.TINT_GRASS
    assert models.tint_faces[state] == 2
    assert models.overlay_tex[state] == tile(models, "grass_block_side_overlay")
    assert models.overlay_tex[state_id("grass_block", snowy=True)] == 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("stone", m.CUBE),
        ("oak_leaves", m.CUTOUT),
        ("glass", m.CUTOUT),
        ("ice", m.TRANSLUCENT),
        ("red_stained_glass", m.TRANSLUCENT),
        ("torch", m.BOXES),
        ("dandelion", m.CROSS),
        ("grass", m.CROSS),
        ("water", m.WATER),
        ("lava", m.LAVA),
        ("snow[layers=8]", m.CUBE),
        ("snow[layers=2]", m.BOXES),
        ("oak_slab[type=double]", m.CUBE),
        ("wheat[age=3]", m.BOXES),
    ],
)
def test_kinds(models, text, kind):
    assert models.kind[parse_state(text)] == kind


FLUIDS = {
    "water": (1, 8 / 9),
    "water[level=3]": (1, 5 / 9),
    "lava[level=8]": (2, 8 / 9),
    "kelp": (1, 8 / 9),
    "seagrass": (1, 8 / 9),
    "oak_fence[waterlogged=true]": (1, 8 / 9),
    "oak_fence": (0, 0),
}


def test_fluids(models):
    for text, (fluid, height) in FLUIDS.items():
        state = parse_state(text)
        assert models.fluid[state] == fluid, text
        assert models.fluid_height[state] == pytest.approx(height), text


def test_connections_drive_boxes(models):
    def count(text):
        return int(models.box_count[parse_state(text)])

    assert count("oak_fence") == 1
    assert count("oak_fence[north=true]") == 3
    assert count("oak_fence[north=true,east=true]") == 5
    assert count("cobblestone_wall[up=true,north=low]") == 2
    assert count("glass_pane[north=true,south=true]") == 1
    assert count("glass_pane") == 1


def test_torches_stand_away_from_or_at_their_wall(models):
    def bounds(text):
        state = parse_state(text)
        first = models.box_start[state]
        b = models.model_boxes[first : first + models.box_count[state]]
        return b[:, :3].min(0), b[:, 3:].max(0)

    lo, hi = bounds("torch")
    assert np.allclose(lo, (7 / 16, 0, 7 / 16))
    assert np.allclose(hi, (9 / 16, 10 / 16, 9 / 16))
    assert bounds("wall_torch[facing=north]")[1][2] == 1
    assert bounds("wall_torch[facing=south]")[0][2] == 0
    assert bounds("wall_torch[facing=east]")[0][0] == 0
    assert bounds("wall_torch[facing=west]")[1][0] == 1


def test_door_handles_are_opposite_to_the_hinge(models):
    # closed, facing south: the leaf is at the north side; from outside (north face, u = 1 - x) hinge left is east
    for hinge, mirrored in (("left", False), ("right", True)):
        state = parse_state(f"oak_door[facing=south,half=lower,hinge={hinge}]")
        u0, _, u1, _ = models.model_uv[models.box_start[state], 2]
        assert (u0 > u1) == mirrored


def test_four_quarter_turns_are_none():
    box = Box(1, 2, 3, 4, 5, 6, tuple(Face("stone", (0, 0, 3, 3), f % 4) for f in range(6)), 5)
    assert turned((box,), 4, 4) == (box,)
    around = (box,)
    for _ in range(4):
        around = turned(around, 0, 1)
    assert around == (box,)
    over = (box,)
    for _ in range(4):
        over = turned(over, 1, 0)
    assert over == (box,)
    skin = tuple(Face(str(f)) for f in range(6))
    assert [f.tex for f in turn_faces(skin, 0, 1)] == ["0", "1", "4", "5", "3", "2"]
    assert [f.tex for f in turn_faces(skin, 1, 0)] == ["2", "3", "1", "0", "4", "5"]


def test_boxes_that_stick_out_are_cut_with_their_pictures():
    box = Box(0, -1, 4, 16, 15, 4, (None, None, Face("wheat_stage7"), None, None, None))
    cut = clipped(box)
    assert (cut.y0, cut.y1) == (0, 15)
    assert natural_uv(cut, 2) == (0, 1, 16, 16)
    assert cut.faces[2].uv == (0, 1, 16, 16)
    whole = Box(0, -1, 4, 16, 15, 4, (None, None, Face("wheat_stage7", (0, 0, 16, 16)), None, None, None))
    assert clipped(whole).faces[2].uv == (0, 0, 16, 15)
    assert clipped(Box(17, 0, 0, 18, 1, 1, (None,) * 6)) is None


def test_kept_on_disk(tmp_path, monkeypatch):
    monkeypatch.setenv("CRAFTAGENT_CACHE", str(tmp_path))
    fresh = book.load_models.__wrapped__()
    (stored,) = tmp_path.rglob("models-*.npz")
    again = book.load_models.__wrapped__()
    assert all((a == b).all() for a, b in zip(fresh, again, strict=True))
    stored.write_bytes(b"half a file")
    healed = book.load_models.__wrapped__()
    assert (healed.atlas == fresh.atlas).all()
