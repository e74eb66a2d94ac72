"""Advice is learned in place of what was done; what was done is still the past action of the next tick."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.actions import NULL_CAMERA, decode_buttons, encode
from craftagent.datasets.episode import list_episodes, open_episode
from craftagent.datasets.modules import SequenceDataModule, Source, WindowDataModule
from craftagent.datasets.modules.labels import encode_labels

ATTACK, LOOK = encode({"attack": 1}), encode({"camera": (10.0, -3.0)})
ADVICE = {"ticks": [3, 4, 12], "buttons": [ATTACK[0], ATTACK[0], LOOK[0]], "camera": [ATTACK[1], ATTACK[1], LOOK[1]]}


def module(folder, **more):
    data = SequenceDataModule([Source(str(folder))], val_fraction=0, batch_size=1, ticks=20, size=(32, 32), **more)
    data.setup()
    return data


def test_advice_is_the_target_and_what_was_done_is_the_past(tools, tmp_path):
    tools["record"](tmp_path, 0, 20, noise=[[0, 10]], advice=ADVICE)
    (batch,) = module(tmp_path).train_dataloader()
    played = encode_labels(open_episode(list_episodes(tmp_path)[0]).actions)
    mask = batch["mask"][0].numpy()
    assert mask.tolist() == [t in (3, 4) or t >= 10 for t in range(20)]
    buttons, camera = batch["buttons"][0].numpy(), batch["camera"][0].numpy()
    assert [(int(buttons[t]), int(camera[t])) for t in ADVICE["ticks"]] == [ATTACK, ATTACK, LOOK]
    others = [t for t in range(20) if t not in ADVICE["ticks"]]
    assert (buttons[others] == played.buttons[others]).all() and (camera[others] == played.camera[others]).all()
    assert (batch["previous_buttons"][0, 1:].numpy() == played.buttons[:-1]).all()
    assert (batch["previous_camera"][0, 1:].numpy() == played.camera[:-1]).all()
    keys, degrees = batch["keys"][0].numpy(), batch["degrees"][0].numpy()
    assert (keys[3] == decode_buttons(ATTACK[0])[0]).all() and not degrees[3].any() and camera[3] == NULL_CAMERA
    assert degrees[12, 0] > 9.0 and -4.0 < degrees[12, 1] < -2.0


@pytest.mark.parametrize("cache", [False, True])
def test_who_learns_what_was_done_is_told_what_was_done(tools, tmp_path, cache):
    """The frames show what the player did: an inverse dynamics model must not be told the advice."""
    tools["record"](tmp_path / "demos", 0, 20, advice=ADVICE)
    played = encode_labels(open_episode(list_episodes(tmp_path / "demos")[0]).actions)
    data = WindowDataModule(
        [Source(str(tmp_path / "demos"))], val_fraction=0, batch_size=1, length=20, stride=20, size=(32, 32),
        cache=str(tmp_path / "cache") if cache else None,
    )  # fmt: skip
    data.setup()
    batch = next(iter(data.train_dataloader()))
    start = int(batch["start"][0])
    shown = batch["valid"][0].numpy()
    assert (batch["buttons"][0].numpy()[shown] == played.buttons[start:][: shown.sum()]).all()


def test_with_a_lead_in_advised_ticks_are_among_those_shown(tools, tmp_path):
    tools["record"](tmp_path, 0, 100, noise=[[0, 100]], advice={**ADVICE, "ticks": [50, 51, 90]})
    (entry,) = module(tmp_path, lead_in=4).library().entries
    assert entry.kept.tolist() == [*range(46, 52), *range(86, 91)]


NONSENSE = [
    [], "all", {"ticks": [1]}, {**ADVICE, "ticks": [3, 3, 12]}, {**ADVICE, "ticks": [3, 4]},
    {**ADVICE, "ticks": [3, 4, 1000]}, {**ADVICE, "buttons": [0, 0, 8641]}, {**ADVICE, "camera": [0, 0, 121]},
    {**ADVICE, "camera": [0, 0, 1.5]},
]  # fmt: skip


@pytest.mark.parametrize("advice", NONSENSE)
def test_nonsense_for_advice_is_damage(tools, tmp_path, advice):
    tools["record"](tmp_path, 0, 100)
    tools["record"](tmp_path, 1, 100, advice=advice)
    data = module(tmp_path)
    ((name, reason),) = data.library().damaged
    assert name.endswith("episode-001") and "episode-001.meta.json: advice" in reason
    assert np.array([entry.n_frames for entry in data.library().entries]).tolist() == [100]
