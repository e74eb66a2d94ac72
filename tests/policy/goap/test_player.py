"""Playing: from a folder, with guidance, told what is wrong."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from craftagent.actions import INVENTORY, N_BUTTONS, NULL_CAMERA, encode
from craftagent.policy.goals import text
from craftagent.policy.goap import player as play
from craftagent.policy.goap.player import GoapPlayer, PlayConfig, chances
from craftagent.tasks.goal import Goal


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, write_policy: Callable[..., object]) -> Path:
    path = tmp_path_factory.mktemp("policy")
    write_policy(path, verbs=["mine", "kill"], spread=0.1)
    return path


def frames(n: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n, 128, 128, 3), dtype=np.uint8)


def test_same_seed_same_play_and_legal_actions(folder: Path) -> None:
    player = GoapPlayer.load(folder)
    runs = []
    for seed in (1, 1, 2):
        player.reset(Goal("mine", "dirt"), "dig", seed=seed)
        runs.append([encode(player.act(frame)) for frame in frames(12)])
        assert player.progress is not None and 0 <= player.progress <= 1
    assert runs[0] == runs[1] != runs[2]


def test_many_streams_play_as_one_each(folder: Path) -> None:
    cold = PlayConfig(temperature=0, camera_temperature=0)
    one, many = GoapPlayer.load(folder, cold), GoapPlayer.load(folder, cold, batch=2)
    a, b = frames(20)[:10], frames(20)[10:]
    many.reset()
    many.set_goal(Goal("mine", "dirt"), stream=1)
    together = [[encode(x) for x in many.act_many(np.stack(pair))] for pair in zip(a, b, strict=True)]
    one.reset()
    assert [encode(one.act(f)) for f in a] == [t[0] for t in together]
    one.reset(Goal("mine", "dirt"))
    assert [encode(one.act(f)) for f in b] == [t[1] for t in together]


def test_held_keys_are_let_go_as_often_as_the_policy_says_whatever_the_temperature() -> None:
    # two of each pair are the same keys, the camera still and moving
    logits = torch.tensor([[0.48, 0.50, 0.015, 0.005]]).log()
    held = torch.tensor([0])
    cold, kept = chances(logits, 0.5)[0], chances(logits, 0.5, held, 1.0)[0]
    assert cold[2:].sum() < 0.001 and kept[2:].sum() == pytest.approx(0.02), "letting go is as likely as it was"
    torch.testing.assert_close(kept[:2] / 0.98, torch.tensor([0.48**2, 0.5**2]) / (0.48**2 + 0.5**2))
    torch.testing.assert_close(kept[2:] / 0.02, torch.tensor([0.9, 0.1]))  # as 3² to 1²
    torch.testing.assert_close(chances(logits, 0.5, torch.tensor([1]), 1.0)[0], kept)
    torch.testing.assert_close(chances(logits, 0, held, 1.0)[0], torch.tensor([0, 0.98, 0.02, 0]))
    torch.testing.assert_close(chances(logits, 1, torch.tensor([2]), 1), logits.exp())
    assert torch.equal(chances(logits, 0.5, torch.tensor([-1]), 1.0), chances(logits, 0.5))
    every = torch.zeros(1, N_BUTTONS)
    assert chances(every, 0.5, torch.tensor([INVENTORY]), 1.0)[0, INVENTORY] == pytest.approx(1 / N_BUTTONS)
    with pytest.raises(ValueError, match="never let go"):
        PlayConfig(hold=0)


def make_fond(player: GoapPlayer, button: int, logit: float, monkeypatch: pytest.MonkeyPatch) -> None:
    before = player.net.heads.logits

    def fond(latent: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        buttons, camera = before(latent)
        return buttons.index_fill(-1, torch.tensor([button]), logit), camera

    monkeypatch.setattr(player.net.heads, "logits", fond)


def test_it_plays_as_before_but_for_the_keys_that_are_down(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At one temperature for all, holding on is no choice of its own: the same chances, so the same play."""

    def played(hold: float | None) -> list[tuple[int, int]]:
        player = GoapPlayer.load(folder, PlayConfig(temperature=0.7, camera_temperature=0.7, hold=hold))
        make_fond(player, 2878, 8.0, monkeypatch)
        player.reset(Goal("mine", "dirt"), "dig", seed=3)
        return [encode(player.act(frame)) for frame in frames(25)]

    assert played(None) == played(0.7) != played(3.0)


@pytest.mark.parametrize("hold", [None, 1.0])
def test_the_key_of_the_inventory_is_never_held(
    folder: Path, monkeypatch: pytest.MonkeyPatch, hold: float | None
) -> None:
    """Held down it does nothing, and one that sees nothing happen may hold it for ever."""
    player = GoapPlayer.load(folder, PlayConfig(hold=hold))
    make_fond(player, INVENTORY, 50.0, monkeypatch)
    player.reset(Goal("mine", "dirt"), "dig", seed=1)
    assert [bool(player.act(frame)["inventory"]) for frame in frames(8)] == [True, False] * 4


def test_standing_still_can_be_made_rarer(folder: Path) -> None:
    def nulls(null: float) -> int:
        player = GoapPlayer.load(folder, PlayConfig(null=null))
        player.reset(Goal("mine", "dirt"), "dig", seed=1)
        return sum(encode(player.act(f)) == (0, NULL_CAMERA) for f in frames(25))

    assert nulls(0.0) == 0 and nulls(1e9) == 25
    with pytest.raises(ValueError, match="'null' must be 0 or more"):
        PlayConfig(null=-1.0)


def test_guidance_changes_play_and_zero_goal_is_unmoved_by_it(folder: Path) -> None:
    def logits(guidance: float, goal: Goal | None) -> list[tuple[int, int]]:
        player = GoapPlayer.load(folder, PlayConfig(temperature=0, camera_temperature=0, guidance=guidance))
        player.reset(goal)
        return [encode(player.act(f)) for f in frames(15)]

    assert logits(0, None) == logits(3.0, None)
    assert logits(0, Goal("mine", "dirt")) != logits(6.0, Goal("mine", "dirt"))


def test_forgetting_a_stream_is_a_new_episode(folder: Path) -> None:
    player = GoapPlayer.load(folder, PlayConfig(temperature=0, camera_temperature=0))
    player.reset()
    fresh = [encode(player.act(f)) for f in frames(6)]
    player.forget(0)
    assert [encode(player.act(f)) for f in frames(6)] == fresh


class SlowText:
    """An encoder whose every reading is noted."""

    name, width = "slow", 384

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.read += texts
        return np.ones((len(texts), self.width), np.float32)


def test_an_unseen_instruction_never_waits_in_the_middle_of_play(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, loads = SlowText(), []
    monkeypatch.setattr(text, "text_encoder", lambda name: slow)
    monkeypatch.setattr(play, "text_encoder", lambda name: loads.append(name) or slow)
    text.sentence_vector.cache_clear()
    shutil.copytree(folder, tmp_path / "policy")
    edit(tmp_path / "policy", lambda d: d.update(text_encoder="slow"))
    player = GoapPlayer.load(tmp_path / "policy")

    def told() -> list[float]:
        return player._packed["text"][0, 0, :2].tolist()

    player.reset(Goal("mine", "dirt"), "dig")  # its vector is in the policy's files
    player.act(frames(1)[0])
    with pytest.warns(UserWarning, match="prepare"):
        player.set_goal(Goal("mine", "dirt"), "unheard of")
    assert not loads and told() == [0, 0] and player._packed["verb"].item() == 2
    with warnings.catch_warnings():  # once is enough
        warnings.simplefilter("error")
        player.set_goal(Goal("mine", "dirt"), "also unheard of")
    player.set_goal(None, "nothing but words")  # which are all there is
    assert told() == [1, 1] and slow.read == ["nothing but words"]
    player.begin(0, Goal("mine", "dirt"), "unheard of")  # before the first tick there is time
    assert told() == [1, 1] and len(slow.read) == 2
    player.act(frames(1)[0])
    player.set_goal(Goal("mine", "dirt"), "unheard of")  # though read before: others must not change how this one plays
    assert told() == [0, 0]

    player.prepare()
    player.set_goal(Goal("mine", "dirt"), "unheard of")
    player.set_goal(Goal("mine", "dirt"), "unheard of too")
    GoapPlayer.load(tmp_path / "policy").reset(Goal("mine", "dirt"), "unheard of too")
    assert told() == [1, 1] and [slow.read.count(x) for x in ("unheard of", "unheard of too")] == [1, 1]
    text.sentence_vector.cache_clear()


@pytest.mark.parametrize("fault", ["missing", "of another width"])
def test_without_the_encoder_verb_and_target_suffice(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    shutil.copytree(folder, tmp_path / "policy")
    edit(tmp_path / "policy", lambda d: d.update(text_encoder="minilm"))
    if fault == "missing":
        monkeypatch.setattr(text, "minilm_folder", lambda: None)
        text.text_encoder.cache_clear()
    else:
        narrow = SlowText()
        narrow.width = 5
        monkeypatch.setattr(play, "text_encoder", lambda name: narrow)
    player = GoapPlayer.load(tmp_path / "policy")
    player.prepare()  # says nothing: it may never be wanted
    with pytest.warns(UserWarning, match="minilm"):
        player.begin(0, Goal("mine", "dirt"), "unheard of")
    assert not player._packed["text"].any() and player._packed["verb"].item() == 2
    player.act(frames(1)[0])
    with pytest.raises(ValueError, match="minilm"):
        player.begin(0, None, "unheard of")
    text.text_encoder.cache_clear()


def test_unknown_target_is_near_its_kin_and_no_error(folder: Path) -> None:
    player = GoapPlayer.load(folder)
    player.reset(Goal("mine", "diamond"), "fetch me a diamond")
    player.act(frames(1)[0])


@pytest.mark.parametrize(("break_it", "said"), [
    (lambda f: (f / "policy.safetensors").write_bytes((f / "policy.safetensors").read_bytes()[:5000]), "damaged"),
    (lambda f: (f / "policy.json").write_text("{"), "not JSON"),
    (lambda f: edit(f, lambda d: d.update(format="other")), "format"),
    (lambda f: edit(f, lambda d: d["model"]["temporal"].update(layerz=1)), "layers"),
    (lambda f: edit(f, lambda d: d["model"]["temporal"].update(width=64)), "shape"),
    (lambda f: edit(f, lambda d: d["model"]["temporal"].update(layers=2)), "lacks"),
    (lambda f: edit(f, lambda d: d["verbs"].append("fly")), "goal.verb.weight"),
    (lambda f: (f / "policy.safetensors").unlink(), "no weights"),
])  # fmt: skip
def test_damage_is_named(folder: Path, tmp_path: Path, break_it, said: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    break_it(copy)
    with pytest.raises((ValueError, OSError), match=said):
        GoapPlayer.load(copy)


def edit(folder: Path, change) -> None:
    path = folder / "policy.json"
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))


def test_wrong_frames_are_refused(folder: Path) -> None:
    player = GoapPlayer.load(folder)
    with pytest.raises(ValueError, match="uint8"):
        player.act(np.zeros((64, 64, 3), np.uint8))
    with pytest.raises(ValueError, match="uint8"):
        player.act(np.zeros((128, 128, 3), np.float32))


def test_another_world_is_warned_of(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "old")
    described = json.loads((tmp_path / "old/policy.json").read_text())
    described["about"]["world"] = 0
    (tmp_path / "old/policy.json").write_text(json.dumps(described))
    with pytest.warns(UserWarning, match="version 0 of the embedded world"):
        GoapPlayer.load(tmp_path / "old")


def test_it_plays_as_its_description_advises_unless_told_otherwise(folder: Path, tmp_path: Path) -> None:
    from craftagent.agent.learned import play_config

    path = tmp_path / "advised"
    shutil.copytree(folder, path)
    described = json.loads((path / "policy.json").read_text())
    assert GoapPlayer.load(path).config == PlayConfig()
    described["about"]["play"] = {"temperature": 0.5, "camera_temperature": 0.25}
    (path / "policy.json").write_text(json.dumps(described))
    assert GoapPlayer.load(path).config == PlayConfig(0.5, 0.25) == play_config({}, path)
    assert GoapPlayer.load(path, PlayConfig()).config == PlayConfig()
    assert play_config({"temperature": "0.8"}, path) == PlayConfig(0.8, 0.8)
    assert play_config({"camera_temperature": "0.8"}, path) == PlayConfig(0.5, 0.8)
    described["about"]["play"] = {"temperature": 0.5}  # alone: the camera's too
    (path / "policy.json").write_text(json.dumps(described))
    assert GoapPlayer.load(path).config == PlayConfig(0.5, 0.5) == play_config({}, path)
    plays = ({"temprature": 1}, {"temperature": "hot"}, {"temperature": -1.0}, {"temperature": 10**400}, [1], None)
    for wrong in (*({"play": one} for one in plays), [], "play", None):
        described["about"] = wrong
        (path / "policy.json").write_text(json.dumps(described))
        with pytest.raises(ValueError, match=r"policy\.json: .*play"):
            GoapPlayer.load(path)
