"""Windows for the inverse dynamics model: every tick kept once, labelled or bare."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from craftagent.datasets.modules.source import Source
from craftagent.datasets.modules.window import WindowDataModule
from craftagent.datasets.modules.windows import windows


@pytest.mark.parametrize("n", [1, 5, 127, 128, 129, 191, 192, 193, 500, 6000])
@pytest.mark.parametrize(("length", "stride"), [(128, 64), (128, 128), (16, 3)])
def test_windows_keep_each_tick_once(n, length, stride):
    cut = windows(n, length, stride)
    kept = [t for w in cut for t in range(w.keep_start, w.keep_stop)]
    assert kept == list(range(n))
    for w in cut:
        assert 0 <= w.start <= w.keep_start < w.keep_stop <= w.stop <= n
        assert w.stop - w.start == min(length, n)


def test_windows_are_vpts():
    cut = windows(64 * 7, 128, 64)
    assert [w.start for w in cut] == [0, 64, 128, 192, 256, 320]
    assert [(w.keep_start - w.start, w.keep_stop - w.start) for w in cut] == [(0, 96), *[(32, 96)] * 4, (32, 128)]


def module(folder, **settings):
    options = {"val_fraction": 0, "batch_size": 3, "length": 32, "stride": 16, "size": (32, 32), **settings}
    data = WindowDataModule([Source(str(folder))], **options)
    data.setup("fit")
    return data


def test_training_windows_are_shuffled_and_true(demos, tools):
    data = module(demos)
    batches = list(data.train_dataloader())
    starts = []
    for batch in batches:
        episode, tick = tools["read"](batch["pov"].numpy())
        assert (episode == batch["episode"].numpy()[:, None]).all()
        assert (tick == batch["start"].numpy()[:, None] + np.arange(32)).all()
        starts += zip(batch["episode"].tolist(), batch["start"].tolist(), strict=True)
    everything = [(n, w.start) for n in range(7) for w in windows(90 + 30 * n, 32, 16)]
    assert len(starts) == len(set(starts)) == len(everything) // 3 * 3
    assert set(starts) <= set(everything)
    assert starts != sorted(starts)


@pytest.mark.parametrize("workers", [0, 2])
def test_training_windows_resume_and_workers_agree(demos, workers):
    reference = module(demos).train_dataloader()
    reference.set_epoch(2)
    reference = list(reference)
    loader = module(demos, workers=workers).train_dataloader()
    loader.set_epoch(2)
    for _, _batch in zip(range(3), loader, strict=False):
        pass
    again = module(demos, workers=workers).train_dataloader()
    again.load_state_dict(loader.state_dict())
    rest = list(again)
    assert len(rest) == len(reference) - 3
    for a, b in zip(rest, reference[3:], strict=True):
        assert all(torch.equal(a[name], b[name]) for name in a)


def test_validation_keeps_each_tick_once(demos):
    data = module(demos, val_sources=[Source(str(demos))])
    kept = []
    for batch in data.val_dataloader():
        for row in range(3):
            ticks = np.flatnonzero(batch["keep"][row].numpy()) + int(batch["start"][row])
            kept += [(int(batch["episode"][row]), int(t)) for t in ticks]
    assert sorted(kept) == [(n, t) for n in range(7) for t in range(90 + 30 * n)]


def test_settings_that_cannot_be_are_refused(demos):
    with pytest.raises(ValueError, match="'stride' must be at most 'length' 32, not 64"):
        module(demos, stride=64)
    with pytest.raises(ValueError, match="is bare: training needs actions"):
        WindowDataModule([Source(str(demos), bare=True)])
    with pytest.raises(ValueError, match="'sources' names no folder"):
        WindowDataModule([])
    with pytest.raises(ValueError, match="less than one batch of 5000"):
        module(demos, batch_size=5000).train_dataloader()
