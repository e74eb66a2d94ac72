from __future__ import annotations

import numpy as np
import pytest

from craftagent.datasets.video import VideoReader
from craftagent.play import hands
from craftagent.play.clip import SIZE, Board, Clip
from craftagent.play.steps import Step
from craftagent.sim.art.letters import fitted, width, wrapped
from craftagent.types import KEYS

FRAME = np.full((360, 640, 3), 90, np.uint8)
STEPS = [
    Step("mine 3 logs", "done", 0, 120),
    Step("craft 12 birch planks", "now", 120, 7),
    Step("craft a stick", "later"),
]
STRIP = np.s_[360:, : hands.WIDTH]


def info(inventory: dict[str, int] | None = None, **changes) -> dict:
    base = {"inventory": inventory or {}, "pose": {"x": 1.2, "y": 64.0, "z": -3.0, "yaw": 0.0, "pitch": 0.0},
            "gui": {"screen": "none", "open": False, "cursor": (0.0, 0.0)}, "time": 0, "biome": "forest"}  # fmt: skip
    return {**base, **changes}


def board(action=None, **changes) -> np.ndarray:
    return Board("get a stone pickaxe", 1000).draw(FRAME, info(**changes), action, 127, STEPS).copy()


def test_the_picture_is_left_as_it_is():
    canvas = board({"attack": 1})
    assert canvas.shape == (SIZE[1], SIZE[0], 3)
    assert (canvas[:360, :640] == 90).all()


@pytest.mark.parametrize("key", [key for key in KEYS if key != "pickItem"])
def test_a_pressed_key_lights_up(key):
    changed = (board({key: 1}) != board()).any(axis=2)
    assert changed[STRIP].sum() > 150
    changed[STRIP] = False
    assert not changed.any()


def test_the_mouse_shows_which_way_it_moves():
    def side(pitch: float, yaw: float) -> tuple[float, float]:
        ys, xs = (board({"camera": (pitch, yaw)}) != board()).any(axis=2).nonzero()
        return float(xs.mean()) - 358, float(ys.mean()) - 360 - 48

    right, down = side(0.0, 10.0), side(10.0, 0.0)
    assert right[0] > 8 and abs(right[1]) < 3 and down[1] > 8 and abs(down[0]) < 3
    assert 0 < side(0.0, 0.6)[0] < right[0]  # small motions are seen, and are smaller


def test_drawing_what_changed_equals_drawing_all():
    last = Board("get a stone pickaxe", 1000)
    last.draw(
        FRAME, info({"dirt": 3}, gui={"screen": "furnace", "open": True}), {"attack": 1, "camera": (3, 4)}, 3, STEPS
    )
    wool = {f"{color}_wool": 1 for color in ("red", "blue", "green", "white", "black", "lime", "pink", "cyan")}
    last.draw(FRAME, info(wool),
              {"forward": 1, "hotbar.3": 1}, 90, STEPS[:1])  # fmt: skip
    canvas = last.draw(FRAME, info({"stick": 2}), {"jump": 1}, 127, STEPS)
    fresh = Board("get a stone pickaxe", 1000).draw(FRAME, info({"stick": 2}), {"jump": 1}, 127, STEPS)
    assert (canvas == fresh).all()


def test_more_things_than_room():
    names = ["oak_log", "dirt", "stick", "coal", "sand", "gravel", "flint", "apple", "bread", "torch", "furnace", "chest",
             "ladder", "diamond", "iron_ingot", "gold_ingot", "cobblestone", "granite", "andesite"]  # fmt: skip
    few, many = (board(inventory=dict.fromkeys(names[:n], 3)) for n in (16, 19))
    assert (few != many).any()
    steps = [Step(f"craft {i} dark oak fence gates", "done", 0, 99_999) for i in range(30)]
    Board("x " * 400, 1000).draw(FRAME, info(), None, 127, steps, "died: " + "lava, " * 40)


def test_frames_of_other_sizes_are_scaled():
    frame = np.zeros((128, 128, 3), np.uint8)
    frame[:64] = 200
    canvas = Board("x", 10).draw(frame, info(), None, 0, [])
    assert (canvas[10, 150:490] == 200).all() and (canvas[350, 150:490] == 0).all()


def test_text_is_cut_to_fit():
    assert fitted("oak", 200) == "oak"
    cut = fitted("craft a crafting table", 100)
    assert cut.endswith("..") and width(cut) <= 100
    lines = wrapped("get a stone pickaxe and then come back to me with it", 200, 2)
    assert len(lines) == 2 and all(width(line) <= 200 for line in lines) and lines[1].endswith("..")
    assert wrapped("one", 200, 2) == ["one"]


def test_a_clip_has_its_name_only_when_it_is_whole(tmp_path):
    path = tmp_path / "video.mp4"
    with Clip(path, "x", 10) as clip:
        for tick in range(4):
            clip.add(FRAME, info(), {}, tick, STEPS)
        assert not path.exists()
        clip.add(FRAME, info(), None, 4, STEPS, "done in 4 ticks", seconds=0.5)
        clip.close()
    assert VideoReader(path).n_frames == 14 and VideoReader(path).size == SIZE
    with pytest.raises(KeyError), Clip(tmp_path / "other.mp4", "x", 10) as clip:
        clip.add(FRAME, info(), {}, 0, STEPS)
        raise KeyError
    assert [p.name for p in tmp_path.iterdir()] == ["video.mp4"]
