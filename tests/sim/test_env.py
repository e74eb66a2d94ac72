"""The embedded world through its public face: exact views, exact replays and snapshots, many worlds at once."""

import hashlib
import subprocess
import sys

import cv2
import numpy as np
import pytest

from craftagent import make
from craftagent.sim.env import SimWorld
from craftagent.sim.render.renderer import Renderer
from craftagent.sim.replay import Replay, ReplayWriter
from craftagent.sim.vector import VectorWorld
from craftagent.world.conformance import scripted_action

KIT = {
    "inventory": ["wooden_pickaxe", {"item": "oak_planks", "count": 9}, "torch", "furnace", "crafting_table"],
    "done_on_death": False,
}


def _hashes(world, ticks, start=0):
    out = hashlib.blake2b(digest_size=16)
    for tick in range(start, start + ticks):
        out.update(world.step(scripted_action(tick))[0]["pov"])
    return out.hexdigest()


@pytest.mark.parametrize("scene", [None, "open_table", "cow_pen", "pond", "zombie_night", "iron_cave"])
def test_vpt_is_opencvs_resize_of_full(scene):
    world = SimWorld("full", 20_001, {**KIT, "scene": scene, "time": 5000})
    small = Renderer("vpt")
    out = np.zeros((128, 128, 3), np.uint8)
    world.reset()
    for tick in range(25):
        full = world.step(scripted_action(tick))[0]["pov"]
        small.render(world.simulator.w, world.simulator.r, out)
        assert np.array_equal(out, cv2.resize(full, (128, 128), interpolation=cv2.INTER_LINEAR)), f"tick {tick}"


def test_direct_views_are_pixels_of_full():
    world = SimWorld("full", 20_002, KIT)
    world.reset()
    for width, height in ((64, 64), (128, 128), (33, 21)):
        out = np.zeros((height, width, 3), np.uint8)
        renderer = Renderer(f"direct:{width}x{height}")
        for tick in range(8):
            full = world.step(scripted_action(tick))[0]["pov"]
            renderer.render(world.simulator.w, world.simulator.r, out)
            columns = ((np.arange(width) + 0.5) * 640 / width).astype(int)
            rows = ((np.arange(height) + 0.5) * 360 / height).astype(int)
            assert np.array_equal(out, full[rows][:, columns])


def test_a_replay_file_plays_the_same_episode_at_any_view(tmp_path):
    world = SimWorld("direct:64x64", 20_003, KIT)
    world.reset()
    path = tmp_path / "episode.jsonl"
    played = hashlib.blake2b(digest_size=16)
    with ReplayWriter(path, 20_003, world.simulator.settings) as writer:
        for tick in range(300):
            action = scripted_action(tick)
            writer.write(action)
            played.update(world.step(action)[0]["pov"])
    episode = Replay.read(path)
    for view in ("direct:64x64", "vpt"):
        again = SimWorld(view, episode.seed, episode.settings)
        again.reset()
        seen = hashlib.blake2b(digest_size=16)
        for action in episode.actions:
            seen.update(again.step(action)[0]["pov"])
        assert again.simulator.digest() == world.simulator.digest()
        assert (seen.hexdigest() == played.hexdigest()) == (view == "direct:64x64")


@pytest.mark.parametrize("scene", ["open_furnace", "open_chest", "cow_pen", "zombie_night", "pond"])
def test_snapshots_in_the_middle_of_anything(scene):
    settings = {**KIT, "scene": scene, "time": 14_000}
    world, other = SimWorld("direct:32x32", 20_004, settings), SimWorld("direct:32x32", 1)
    world.reset()
    _hashes(world, 37)
    saved = world.snapshot()
    future, state = _hashes(world, 120, 37), world.simulator.digest()
    world.restore(saved)
    assert (_hashes(world, 120, 37), world.simulator.digest()) == (future, state)
    other.restore(saved)
    assert (_hashes(other, 120, 37), other.simulator.digest()) == (future, state)


def test_a_used_world_object_equals_a_fresh_one():
    used, fresh = SimWorld("direct:32x32", 1, KIT), SimWorld("direct:32x32", 2, KIT)
    used.reset(seed=99)
    _hashes(used, 150)
    used.reset(seed=20_005)
    fresh.reset(seed=20_005)
    assert used.simulator.digest() == fresh.simulator.digest()
    assert _hashes(used, 100) == _hashes(fresh, 100)
    assert used.simulator.digest() == fresh.simulator.digest()


def test_another_process_sees_the_same_frames():
    code = (
        "import hashlib\nfrom craftagent.sim.env import SimWorld\n"
        "from craftagent.world.conformance import scripted_action\n"
        "w = SimWorld('direct:64x64', 20006); w.reset(); h = hashlib.blake2b(digest_size=16)\n"
        "for t in range(150): h.update(w.step(scripted_action(t))[0]['pov'])\n"
        "print(h.hexdigest(), w.simulator.digest())"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    world = SimWorld("direct:64x64", 20_006)
    world.reset()
    assert [_hashes(world, 150), world.simulator.digest()] == other


def test_many_worlds_are_their_single_selves():
    vector = VectorWorld(3, "direct:48x32", seed=20_010, settings=KIT, max_ticks=40, threads=2)
    pov, infos = vector.reset()
    assert pov.shape == (3, 32, 48, 3)
    assert [info["seed"] for info in infos] == [20_010, 20_011, 20_012]
    frames = []
    for tick in range(60):
        pov, rewards, terminated, truncated, infos = vector.step([scripted_action(tick)] * 3)
        assert pov is vector.pov
        frames.append(pov.copy())
        assert truncated.all() == (tick == 39)
        if tick == 39:
            assert all(info["final_info"]["tick"] > info["tick"] for info in infos)
            assert [info["seed"] for info in infos] == [20_013, 20_014, 20_015]
    assert not rewards.any()
    assert not terminated.any()
    single = SimWorld("direct:48x32", 20_011, KIT)
    single.reset()
    for tick in range(39):
        assert np.array_equal(single.step(scripted_action(tick))[0]["pov"], frames[tick][1])
    vector.close()
    vector.close()


def test_many_worlds_need_as_many_actions():
    vector = VectorWorld(2, "none")
    vector.reset()
    with pytest.raises(ValueError, match="2 worlds need 2 actions"):
        vector.step([{}])
    vector.close()
    with pytest.raises(ValueError, match="at least one"):
        VectorWorld(0)


def test_episode_ends():
    world = make("sim", view="none", seed=1, max_ticks=3)
    world.reset()
    assert [world.step({})[3] for _ in range(3)] == [False, False, True]
    with pytest.raises(RuntimeError, match="has ended"):
        world.step({})
    world.reset()
    world.simulator.w.player["health"] = 0.5
    world.simulator.w.player["y"] = -90.0  # below the world the void kills
    assert world.step({})[2]
    with pytest.raises(RuntimeError, match="has ended"):
        world.step({})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"biome": "forrest"}, "did you mean 'forest'"),
        ({"scene": "cowpen"}, "did you mean 'cow_pen'"),
        ({"inventory": ["stik"]}, "did you mean 'stick'"),
        ({"inventory": [{"item": "iron_pickaxe", "count": 2}]}, "at most 1"),
    ],
)
def test_settings_that_name_nothing(settings, message):
    with pytest.raises(ValueError, match=message):
        make("sim", view="none", settings=settings).reset()
