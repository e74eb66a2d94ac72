"""Which actions may be learned: those that were meant, of ticks that are there and labelled."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from craftagent.datasets.modules import SequenceDataModule, Source, WindowDataModule


def numbers(data, batch):
    """Episode number of every tick, -1 where there is none."""
    names = [int(entry.paths.name[-3:]) for entry in data.library().entries]
    return np.array([*names, -1])[batch["episode"].numpy()]


@pytest.mark.parametrize("nulls", ["none", "all"])
def test_wrong_inputs_are_shown_and_not_learned(demos, nulls):
    data = SequenceDataModule([Source(str(demos))], val_fraction=0, batch_size=3, ticks=16, size=(32, 32), nulls=nulls)
    data.setup()
    left_out = 0
    for batch in data.train_dataloader():
        tick = batch["tick"].numpy()
        noisy = (numbers(data, batch) == 2) & (((tick >= 20) & (tick < 25)) | ((tick >= 60) & (tick < 70)))
        assert batch["valid"].all()
        assert (batch["mask"].numpy() == ~noisy).all()
        left_out += int(noisy.sum())
    assert left_out > 3


def test_what_followed_a_wrong_input_is_told_of_it(demos, tools):
    """The tick after a burst is learned, and its ``previous_buttons`` are the wrong ones: that is what recovery is."""
    data = SequenceDataModule([Source(str(demos))], val_fraction=0, batch_size=1, ticks=90, size=(32, 32))
    data.setup()
    found = 0
    for batch in data.train_dataloader():
        after = (numbers(data, batch) == 2) & (batch["tick"].numpy() == 25) & ~batch["first"].numpy()
        for row, t in np.argwhere(after):
            found += 1
            assert batch["mask"][row, t] and not batch["mask"][row, t - 1]
            assert batch["previous_buttons"][row, t] == batch["buttons"][row, t - 1]
    assert found == 1


@pytest.mark.parametrize("ticks", [0, 3, 100])
def test_of_wrong_inputs_only_what_leads_to_a_right_one_is_shown(tools, tmp_path, ticks):
    wrong = [[0, 10], [20, 30], [40, 41], [90, 100]]  # nothing right follows the last
    tools["record"](tmp_path, 0, 100, noise=wrong)
    data = SequenceDataModule(
        [Source(str(tmp_path))], val_fraction=0, batch_size=1, ticks=10, size=(32, 32), lead_in=ticks
    )  # fmt: skip
    data.setup()
    left_out = {t for a, b in wrong for t in range(a, b) if t < b - ticks or b == 100}
    (entry,) = data.library().entries
    assert entry.kept.tolist() == [t for t in range(100) if t not in left_out]
    for batch in data.train_dataloader():
        assert set(batch["tick"][0].tolist()) <= set(entry.kept.tolist())
        assert batch["mask"][0].tolist() == [not any(a <= t < b for a, b in wrong) for t in batch["tick"][0].tolist()]


def test_an_episode_of_wrong_inputs_alone_is_not_shown(tools, tmp_path):
    tools["record"](tmp_path, 0, 100)
    tools["record"](tmp_path, 1, 100, noise=[[0, 100]])
    data = SequenceDataModule([Source(str(tmp_path))], val_fraction=0, batch_size=1, ticks=16, size=(32, 32), lead_in=8)
    data.setup()
    assert data.library().counts == [100, 0]


@pytest.mark.parametrize("noise", [[[5]], [[9, 5]], [[0, 1000]], "all", [[0.0, 4.0]], [[-1, 5]], {"0": 5}])
def test_nonsense_in_the_list_of_wrong_inputs_is_damage(tools, tmp_path, noise):
    tools["record"](tmp_path, 0, 100)
    tools["record"](tmp_path, 1, 100, noise=noise)
    data = SequenceDataModule([Source(str(tmp_path))], val_fraction=0, batch_size=1, ticks=16, size=(32, 32))
    data.setup()
    ((name, reason),) = data.library().damaged
    assert name.endswith("episode-001")
    assert "episode-001.meta.json" in reason and "noise" in reason
    assert len(data.library().entries) == 1


def test_padding_is_not_learned(demos):
    data = SequenceDataModule([Source(str(demos))], [Source(str(demos))], batch_size=3, ticks=16, size=(32, 32))
    data.setup()
    batches = list(data.val_dataloader())
    assert any((~batch["valid"]).any() for batch in batches)
    for batch in batches:
        assert not (batch["mask"] & ~batch["valid"]).any()
        assert (batch["episode"] == -1).equal(~batch["valid"])


def test_windows_learn_wrong_inputs_too_but_no_padding(demos, tools, tmp_path):
    tools["record"](tmp_path, 3, 20, noise=[[4, 9]])  # shorter than a window
    data = WindowDataModule(
        [Source(str(demos))], [Source(str(tmp_path))],
        batch_size=3, length=32, stride=16, size=(32, 32),
    )  # fmt: skip
    data.setup()
    for batch in data.train_dataloader():
        assert batch["mask"].all() and batch["valid"].all()
    (batch,) = data.val_dataloader()  # one window in a batch of three
    assert batch["episode"].tolist() == [0, -1, -1]
    assert batch["mask"].equal(batch["valid"]) and batch["valid"].sum(1).tolist() == [20, 0, 0]
    assert not batch["pov"][~batch["valid"]].any()
    assert torch.equal(batch["keep"], batch["valid"])
