"""Streams go on from batch to batch, show everything once, resume anywhere, and ranks share the work."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from craftagent.actions import encode
from craftagent.datasets.modules.sequence import SequenceDataModule
from craftagent.datasets.modules.source import Source

pytestmark = pytest.mark.filterwarnings("ignore:.*does not have many workers:UserWarning")


def module(folder, **settings):
    options = {"val_fraction": 0, "batch_size": 3, "ticks": 16, "size": (32, 32), **settings}
    sources = options.pop("sources", None) or [Source(str(folder))]
    data = SequenceDataModule(sources, **options)
    data.setup("fit")
    return data


def same(a, b):
    assert a.keys() == b.keys()
    for name in a:
        assert a[name].dtype == b[name].dtype
        assert torch.equal(a[name], b[name]), name


def shown(batches):
    """(episode, tick) of every valid tick, as the labels say."""
    pairs = []
    for batch in batches:
        ok = batch["valid"].numpy()
        pairs += list(zip(batch["episode"].numpy()[ok].tolist(), batch["tick"].numpy()[ok].tolist(), strict=True))
    return pairs


def check_streams(batches, read):
    """Frames are those the labels name, and a tick that is not ``first`` follows the one before it."""
    last = None
    for batch in batches:
        episode, tick = read(batch["pov"].numpy())
        ok = batch["valid"].numpy()
        assert (episode == batch["episode"].numpy())[ok].all()
        assert (tick == batch["tick"].numpy())[ok].all()
        first = batch["first"].numpy()
        for row, t in zip(*np.nonzero(ok & ~first), strict=True):
            if t:
                before = episode[row, t - 1], tick[row, t - 1]
            else:
                assert last is not None, "the first tick of an epoch must be first"
                before = last[0][row, -1], last[1][row, -1]
            assert before[0] == episode[row, t]
            assert before[1] < tick[row, t]
            yield tick[row, t] - before[1]
        last = episode, tick


def test_streams_go_on_and_show_every_tick_once(demos, tools):
    data = module(demos)
    batches = list(data.train_dataloader())
    assert len(batches) == len(data.train_dataloader()) == 1260 // 48
    assert set(check_streams(batches, tools["read"])) == {1}
    pairs = shown(batches)
    assert len(pairs) == len(set(pairs)) == 1260 // 48 * 48
    assert all(batch["valid"].all() for batch in batches)
    starts = sum(int(batch["first"].sum()) for batch in batches)
    assert 7 - 1 <= starts <= 7 + 3 + 1  # episodes, and a cut for each stream


@pytest.mark.parametrize("nulls", ["none", "all"])
def test_labels_are_those_of_the_recorded_actions(demos, tools, nulls):
    data = module(demos, batch_size=2, ticks=40, nulls=nulls)
    rested = 0
    for batch in itertools.islice(data.train_dataloader(), 4):
        for row, t in itertools.product(range(2), range(40)):
            number, tick = int(batch["episode"][row, t]), int(batch["tick"][row, t])
            done = tools["action"](number, tick)
            assert (int(batch["buttons"][row, t]), int(batch["camera"][row, t])) == encode(done)
            assert batch["degrees"][row, t].tolist() == list(done.get("camera", (0, 0)))
            assert bool(batch["gui"][row, t]) == tools["info"](tick)["gui"]["open"]
            previous = (int(batch["previous_buttons"][row, t]), int(batch["previous_camera"][row, t]))
            assert previous == ((0, 60) if batch["first"][row, t] else encode(tools["action"](number, tick - 1)))
            rested += previous == (0, 60) and not batch["first"][row, t]
    assert rested, "after a rest that is not shown, too, the tick before is the one that was"


def test_same_seed_and_epoch_same_batches_others_differ(demos):
    loaders = [module(demos, seed=seed).train_dataloader() for seed in (1, 1, 2)]
    runs = [list(loader) for loader in loaders]
    for a, b in zip(runs[0], runs[1], strict=True):
        same(a, b)
    assert shown(runs[0]) != shown(runs[2])
    loaders[0].set_epoch(1)
    later = list(loaders[0])
    assert shown(later) != shown(runs[0])
    loaders[0].set_epoch(0)
    for a, b in zip(loaders[0], runs[0], strict=True):
        same(a, b)


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("cached", [False, True])
def test_workers_and_cache_change_nothing(demos, tmp_path, workers, cached):
    reference = list(module(demos).train_dataloader())
    data = module(demos, workers=workers, cache=str(tmp_path) if cached else None)
    for a, b in zip(data.train_dataloader(), reference, strict=True):
        same(a, b)


@pytest.mark.parametrize("workers", [0, 2])
def test_resume_in_mid_epoch_is_as_if_never_stopped(demos, workers):
    whole = module(demos, workers=workers).train_dataloader()
    whole.set_epoch(3)
    reference = list(whole)
    stopped = module(demos, workers=workers).train_dataloader()
    stopped.set_epoch(3)
    for _, batch in zip(range(7), stopped, strict=False):
        assert batch
    state = stopped.state_dict()
    assert state["position"] == 7

    resumed = module(demos, workers=0).train_dataloader()
    resumed.load_state_dict(state)
    iterator = iter(resumed)  # Lightning asks for the iterator before it sets the epoch
    resumed.set_epoch(3)
    assert resumed.state_dict() == state
    for a, b in zip(iterator, reference[7:], strict=True):
        same(a, b)
    resumed.set_epoch(4)
    assert len(list(resumed)) == len(reference)


def test_a_position_is_refused_where_the_data_changed(demos, others):
    state = module(demos).train_dataloader().state_dict()
    with pytest.raises(ValueError, match="the episodes changed"):
        module(others).train_dataloader().load_state_dict(state)
    with pytest.raises(ValueError, match="'ticks' changed from 16 to 20"):
        module(demos, ticks=20).train_dataloader().load_state_dict(state)


def test_ranks_share_streams_and_have_equally_many_batches(demos, tools):
    def rank(r, world):
        data = module(demos, batch_size=2)
        data.trainer = SimpleNamespace(global_rank=r, world_size=world)
        return list(data.train_dataloader())

    ranks = [rank(r, 3) for r in range(3)]
    assert len({len(batches) for batches in ranks}) == 1
    for batches in ranks:
        assert set(check_streams(batches, tools["read"])) == {1}
    pairs = [set(shown(batches)) for batches in ranks]
    assert sum(map(len, pairs)) == len(set.union(*pairs)) == 1260 // 96 * 96
    alone = module(demos, batch_size=6).train_dataloader()  # the same six streams in one process
    for index, batch in enumerate(alone):
        for r in range(3):
            assert torch.equal(batch["tick"][2 * r : 2 * r + 2], ranks[r][index]["tick"])


def test_sources_are_mixed_by_weight(demos, others):
    data = module(None, sources=[Source(str(demos), 1.0), Source(str(others), 3.0)], ticks_per_epoch=2400)
    of = np.array([entry.source for entry in data.library().entries])
    total = np.zeros(2)
    for epoch in range(4):
        loader = data.train_dataloader()
        loader.set_epoch(epoch)
        for batch in loader:
            total += np.bincount(of[batch["episode"].numpy().ravel()], minlength=2)
    assert total.sum() == 4 * 2400
    assert total[1] / total.sum() == pytest.approx(0.75, abs=0.001)
    with pytest.raises(ValueError, match="has no weight, others have"):
        module(None, sources=[Source(str(demos)), Source(str(others), 3.0)]).train_dataloader()


@pytest.mark.parametrize(("mode", "run"), [("all", 21), ("runs", 21), ("runs", 1)])
def test_null_ticks_are_never_shown(demos, tools, mode, run):
    data = module(demos, nulls=mode, null_run=run)
    batches = list(data.train_dataloader())
    steps = set(check_streams(batches, tools["read"]))
    assert steps - {1}
    kept = set()
    for number in range(7):
        ticks = range(90 + 30 * number)
        silent = [encode(tools["action"](number, t)) == (0, 60) for t in ticks]
        for null, group in itertools.groupby(ticks, silent.__getitem__):
            members = list(group)
            if not null or (mode == "runs" and len(members) < run):
                kept |= {(number, t) for t in members}
    assert sum(data.library().counts) == len(kept) < 1260
    pairs = shown(batches)
    assert set(pairs) <= kept
    assert len(set(pairs)) == len(pairs) == len(kept) // 48 * 48
    if mode == "all":
        assert not any(((b["buttons"] == 0) & (b["camera"] == 60)).any() for b in batches)


def test_validation_shows_whole_episodes_once_and_pads(demos, tools):
    data = module(demos, val_sources=[Source(str(demos))])
    loader = data.val_dataloader()
    batches = list(loader)
    assert set(check_streams(batches, tools["read"])) == {1}
    pairs = shown(batches)
    assert sorted(pairs) == [(n, t) for n in range(7) for t in range(90 + 30 * n)]
    assert sum(int((b["first"] & b["valid"]).sum()) for b in batches) == 7
    pad = torch.cat([b["pov"][~b["valid"]] for b in batches])
    assert len(pad)
    assert not pad.any()
    assert not any(b["episode"][b["valid"]].eq(-1).any() for b in batches)
    next(iter(loader))  # a pass that is given up does not shift the next one
    for a, b in zip(loader, batches, strict=True):
        same(a, b)


def test_validation_share_depends_on_names_alone(demos):
    data = module(demos, val_fraction=0.5)
    names = [{e.paths.name for e in data.library(part).entries} for part in ("train", "val")]
    assert names[0] | names[1] == {f"episode-{n:03d}" for n in range(7)}
    assert not names[0] & names[1]
    assert all(names)
    assert {e.paths.name for e in module(demos, val_fraction=0.5, seed=9).library("val").entries} == names[1]


def test_damaged_episodes_are_left_out_and_named(demos, tmp_path, tools):
    tools["record"](tmp_path, 1, 60)
    tools["record"](tmp_path, 2, 60)
    (tmp_path / "episode-002.jsonl").write_text("{broken\n")
    data = module(tmp_path, batch_size=1, cache=str(tmp_path / "cache"))
    assert [entry.paths.name for entry in data.library().entries] == ["episode-001"]
    [(name, reason)] = data.library().damaged
    assert name.endswith("episode-002")
    assert reason
    (tmp_path / "episode-001.mp4").write_bytes(b"")
    with pytest.raises(ValueError, match="no episode to train on in .*2 damaged ones left out"):
        module(tmp_path)


def test_video_that_breaks_off_in_training_is_not_fatal(tmp_path, tools):
    tools["record"](tmp_path, 1, 300)
    tools["record"](tmp_path, 2, 100)
    data = module(tmp_path, batch_size=1, ticks=20)
    video = tmp_path / "episode-001.mp4"
    raw = bytearray(video.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + len(raw) // 4] = bytes(len(raw) // 4)
    video.write_bytes(raw)
    with pytest.warns(UserWarning, match="episode-001 is not shown"):
        batches = list(data.train_dataloader())
    assert len(batches) == 20
    bad = torch.cat([~b["valid"] for b in batches])
    assert bad.any()
    assert {e for e, _ in shown(batches)} >= {1}
    assert len([p for p in shown(batches) if p[0] == 1]) == 100


def test_settings_that_cannot_be_are_refused(demos):
    with pytest.raises(ValueError, match="an epoch of 1260 ticks does not fill one batch of 100 streams x 16 ticks"):
        module(demos, batch_size=100).train_dataloader()
    with pytest.raises(ValueError, match="'ticks' must be at least 1, not 0"):
        SequenceDataModule([Source(str(demos))], ticks=0)
    with pytest.raises(ValueError, match="names no folder"):
        SequenceDataModule([])
    with pytest.raises(OSError, match="there is no folder"):
        module(demos / "nowhere")
    with pytest.raises(ValueError, match="bare videos are for WindowDataModule"):
        SequenceDataModule([Source(str(demos), bare=True)])
