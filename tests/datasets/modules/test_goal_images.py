"""Goal images of a batch: the frame at which the goal's span ends, of the same episode, and a flag where there is none."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch

from craftagent.datasets.modules.batch import join
from craftagent.datasets.modules.goal_sampler import GoalSampler, GoalSampling, make_vocabulary
from craftagent.datasets.modules.sequence import SequenceDataModule
from craftagent.datasets.modules.source import Source
from craftagent.datasets.spans import SOURCES, GoalSpan

WORDS = ("verb", "target", "count", "text")
SPAN = GoalSpan(0, 100, "mine", "dirt", 2, "mine 2 dirt", "hindsight")


def module(folder, **settings):
    goals = GoalSampling(**{"image": 1.0, "image_alone": 0.0, "dropout": 0.0, **settings.pop("goals", {})})
    options = {"val_fraction": 0, "batch_size": 3, "ticks": 32, "size": (32, 32), **settings}
    data = SequenceDataModule([Source(str(folder))], goals=goals, **options)
    data.setup("fit")
    return data


@pytest.mark.parametrize("last", [1, 4])
def test_the_picture_is_the_end_of_the_goals_span(demos, tools, last):
    data = module(demos, goals={"image_last": last, "hold": 12})
    library, seen, ends = data.library(), 0, set()
    for batch in itertools.islice(data.train_dataloader(), 6):
        number, tick = (torch.from_numpy(x) for x in tools["read"](batch["goal_images"].numpy()))
        for row, t in itertools.product(range(3), range(32)):
            source, at = int(batch["source"][row, t]), int(batch["image_at"][row, t])
            assert (at > 0) == (source > 0)
            if not at:
                continue
            assert number[row, at - 1] == batch["episode"][row, t]
            entry, now = library.entries[int(batch["episode"][row, t])], int(batch["tick"][row, t])
            spans = [s for s in entry.goals if s.start <= now < s.end and s.source == SOURCES[source - 1]]
            found = {min(s.end, entry.n_frames - 1) - int(tick[row, at - 1]) for s in spans}
            assert any(0 <= before < last for before in found), (now, spans, int(tick[row, at - 1]))
            ends |= found
            seen += 1
    assert seen > 400 and set(range(last)) <= ends


def test_off_by_default_and_the_same_goals_with_and_without(demos):
    plain = SequenceDataModule([Source(str(demos))], val_fraction=0, batch_size=3, ticks=32, size=(32, 32))
    plain.setup("fit")
    with_images = module(demos, goals={"dropout": 0.1, "image": 0.5})
    for a, b in itertools.islice(zip(plain.train_dataloader(), with_images.train_dataloader(), strict=True), 6):
        assert b.keys() - a.keys() == {"goal_images", "image_at"}
        assert all(torch.equal(a[name], b[name]) for name in a)
        assert not bool((b["image_at"] > 0)[b["verb"] == 0].any()), "a hidden goal shows no picture"
        assert b["image_at"].max() <= b["goal_images"].shape[1]


def shares(**sampling) -> tuple[float, float, float]:
    """Of 8000 drawn goals: with a picture, told by the picture alone, told by nothing."""
    chosen = GoalSampling(hold=1, **sampling)
    tracks = [
        GoalSampler(chosen, make_vocabulary([[SPAN]], chosen)).track([SPAN], 0, 100, (seed,)) for seed in range(80)
    ]
    picture = np.concatenate([track.pictures(np.arange(100)) for track in tracks]) >= 0
    words = np.concatenate([track.fields["verb"] for track in tracks]) > 0
    assert all(((track.fields["verb"] > 0) == (track.fields[name] > 0)).all() for track in tracks for name in WORDS)
    source = np.concatenate([track.fields["source"] for track in tracks]) > 0
    assert (source == (picture | words)).all()
    return picture.mean(), (picture & ~words).mean(), (~source).mean()


def test_shares_are_those_that_were_asked_for():
    assert shares(image=0.5, image_alone=0.4, dropout=0.2) == pytest.approx((0.4, 0.16, 0.2), abs=0.02)
    assert shares(image=1.0, image_alone=1.0, dropout=0.0) == (1, 1, 0)
    assert shares(image=0.0, dropout=0.0) == (0, 0, 0)
    assert shares(image=1.0, dropout=1.0) == (0, 0, 1)


def test_streams_made_apart_are_the_batch_made_whole(demos, tmp_path):
    whole = module(demos, goals={"hold": 9}).train_dataloader().maker
    cached = module(demos, goals={"hold": 9}, cache=str(tmp_path), cache_jobs=1).train_dataloader().maker
    widths = set()
    for index in range(4):
        batch = whole.batch(0, index)
        parts = [whole.batch(0, index, rows) for rows in ([0], [1, 2])]
        widths |= {part["goal_images"].shape[1] for part in parts}
        for other in (join(parts), cached.batch(0, index)):
            assert batch.keys() == other.keys() and all(torch.equal(batch[name], other[name]) for name in batch)
    assert len(widths) > 1


def test_a_video_that_can_not_be_read_gives_no_picture(demos, monkeypatch):
    from craftagent.datasets.damage import DamagedEpisode
    from craftagent.datasets.modules.frames import FrameReader

    read = FrameReader.read

    def broken(self, stream, episode, ticks, out):
        if stream < 0:
            raise DamagedEpisode("cut short")
        read(self, stream, episode, ticks, out)

    monkeypatch.setattr(FrameReader, "read", broken)
    with pytest.warns(UserWarning, match="gives no goal image: cut short"):
        batch = module(demos).train_dataloader().maker.batch(0, 0)
    assert not batch["image_at"].any() and batch["goal_images"].shape[1] == 1 and not batch["goal_images"].any()


@pytest.mark.parametrize(("wrong", "said"), [
    ({"image": 1.5}, "goal image must lie in 0..1, not 1.5"), ({"image_alone": -1}, "goal image_alone must lie in 0..1"),
    ({"image_last": 0}, "goal image_last must be at least 1 tick"),
])  # fmt: skip
def test_wrong_settings_are_named(wrong, said):
    with pytest.raises(ValueError, match=said):
        GoalSampling(**wrong)
