"""Windows for the inverse dynamics model: every tick kept once, labelled or bare."""

from __future__ import annotations

import av
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


def bare_video(path, tools, number, ticks, rate):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        for tick in range(ticks):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(tools["frame"](number, tick), format="rgb24")))
        container.mux(stream.encode(None))


@pytest.mark.parametrize("workers", [0, 2])
def test_bare_videos_of_any_frame_rate_are_windowed_in_order(tmp_path, tools, workers):
    """Only mp4 files, one of them tagged 30 frames a second, one shorter than a window, one not a video."""
    for number, ticks, rate in ((1, 100, 30), (2, 20, 20), (3, 70, 25)):
        bare_video(tmp_path / f"clip-{number}.mp4", tools, number, ticks, rate)
    (tmp_path / "clip-4.mp4").write_bytes(b"no video")
    data = WindowDataModule(
        predict_sources=[Source(str(tmp_path), bare=True)], batch_size=2, length=32, stride=16, size=(32, 32),
        workers=workers,
    )  # fmt: skip
    data.setup("predict")
    library = data.library("predict")
    assert [e.paths.name for e in library.entries] == ["clip-1", "clip-2", "clip-3"]
    assert len(library.damaged) == 1
    kept, ended = [], []
    for batch in data.predict_dataloader():
        number, tick = tools["read"](batch["pov"].numpy())
        for row, e in enumerate(batch["episode"].tolist()):
            valid = batch["valid"][row].numpy()
            assert (number[row][valid] == e + 1).all()
            assert (tick[row][valid] == int(batch["start"][row]) + np.flatnonzero(valid)).all()
            assert not batch["pov"][row][~batch["valid"][row]].any()
            kept += [(e, int(t)) for t in tick[row][batch["keep"][row].numpy()]]
            if batch["last"][row]:
                ended.append(e)
    assert sorted(kept) == [(e, t) for e, n in enumerate((100, 20, 70)) for t in range(n)]
    for e in range(3):  # in order within each video
        assert [t for v, t in kept if v == e] == sorted(t for v, t in kept if v == e)
    assert sorted(ended) == [0, 1, 2]


def test_ranks_label_different_videos(demos):
    from types import SimpleNamespace

    seen = []
    for rank in range(2):
        data = WindowDataModule(predict_sources=[Source(str(demos), bare=True)], length=32, stride=16, size=(32, 32))
        data.trainer = SimpleNamespace(global_rank=rank, world_size=2)
        data.setup("predict")
        seen.append({e for batch in data.predict_dataloader() for e in batch["episode"].tolist()})
    assert seen[0] | seen[1] == set(range(7))
    assert not seen[0] & seen[1]


def test_settings_that_cannot_be_are_refused(demos):
    with pytest.raises(ValueError, match="'stride' must be at most 'length' 32, not 64"):
        module(demos, stride=64)
    with pytest.raises(ValueError, match="is bare: training needs actions"):
        WindowDataModule([Source(str(demos), bare=True)])
    with pytest.raises(ValueError, match="name no folder"):
        WindowDataModule()
    with pytest.raises(ValueError, match="less than one batch of 5000"):
        module(demos, batch_size=5000).train_dataloader()
