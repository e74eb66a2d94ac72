"""Real contractor files feed the same modules: no goals, no meta file, actions converted, the pointer drawn in."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from craftagent.actions import encode
from craftagent.datasets.contractor import ContractorOptions
from craftagent.datasets.episode import list_episodes, open_episode
from craftagent.datasets.modules import SequenceDataModule, Source, WindowDataModule

NULLS = ContractorOptions(broken="null")


@pytest.fixture
def contractors(tmp_path, write_contractor, contractor_row):
    """Two recordings of 40 rows: forwards with a turn, a screen in rows 20..29, a line that can not be read."""
    for name in (
        "cheeky-cornflower-setter-02e496ce4abb-20220421-092639",
        "squeaky-magenta-ocelot-0a1b2c-20220101-000000",
    ):
        rows = []
        for t in range(40):
            gui = 20 <= t < 30
            mouse = {"dx": 20.0 * (t % 3), "x": 500.0 + t, "y": 300.0}
            rows.append(contractor_row(["w"] if t % 2 else [], mouse, isGuiOpen=gui, tick=t))
        rows[33] = '{"mouse": '
        write_contractor(tmp_path / "data", rows, name=name)
    return tmp_path / "data"


@pytest.mark.parametrize("cached", [False, True])
def test_contractor_files_are_sequences_without_goals(contractors, tmp_path, cached):
    data = SequenceDataModule(
        [Source(str(contractors), contractor=NULLS)],
        val_fraction=0,
        batch_size=2,
        ticks=10,
        cache=str(tmp_path / "c") if cached else None,
        cache_jobs=1,
    )
    data.prepare_data()
    data.setup()
    assert not data.library().damaged and data.vocabulary.texts == ("",)
    batches = list(data.train_dataloader())
    assert len(batches) == 4
    episodes = [open_episode(entry.paths, options=NULLS) for entry in data.library().entries]
    frames = [episode.frames(0, 40, (128, 128)) for episode in episodes]
    for batch in batches:
        assert batch["mask"].all() and not batch["text"].any() and not batch["verb"].any()
        for row in range(2):
            for t in range(10):
                e, tick = int(batch["episode"][row, t]), int(batch["tick"][row, t])
                said = encode(episodes[e].actions.action(tick))
                assert (int(batch["buttons"][row, t]), int(batch["camera"][row, t])) == said
                assert bool(batch["gui"][row, t]) == (20 <= tick < 30)
                assert np.array_equal(batch["pov"][row, t].numpy(), frames[e][tick])
    assert any(b["buttons"].any() and (b["camera"] != 60).any() for b in batches)


def test_what_a_broken_line_is_depends_on_the_source(contractors, tmp_path):
    def module(options):
        data = SequenceDataModule(
            [Source(str(contractors), contractor=options)],
            val_fraction=0,
            batch_size=1,
            ticks=10,
            nulls="all",
            cache=str(tmp_path / "cache"),
            cache_jobs=1,
        )
        data.prepare_data()
        data.setup()
        return data

    with pytest.raises(ValueError, match=r"2 damaged ones left out \(.*line 34 is not JSON"):
        module(ContractorOptions())
    entries = module(NULLS).library().entries  # although the cache has heard that they are damaged
    assert len(entries) == 2
    assert all(33 not in entry.kept and 0 < len(entry.kept) < 40 for entry in entries)


def test_ours_and_theirs_together(contractors, demos):
    data = SequenceDataModule(
        [Source(str(demos), 1), Source(str(contractors), 1, contractor=NULLS)],
        val_fraction=0,
        batch_size=2,
        ticks=16,
        ticks_per_epoch=640,
        size=(32, 32),
    )
    data.setup()
    of = np.array([entry.source for entry in data.library().entries])
    shown = np.concatenate([of[batch["episode"].numpy()].ravel() for batch in data.train_dataloader()])
    assert np.bincount(shown).tolist() == [320, 320]


def test_contractor_files_are_windows_and_so_are_their_videos_alone(contractors, tmp_path):
    alone = tmp_path / "alone"
    alone.mkdir()
    for paths in list_episodes(contractors):
        shutil.copy(paths.video, alone)
    data = WindowDataModule(
        [Source(str(contractors), contractor=NULLS)],
        val_fraction=0,
        predict_sources=[Source(str(alone), bare=True)],
        batch_size=2,
        length=16,
        stride=8,
        size=(32, 32),
    )
    data.setup()
    assert all(batch["mask"].all() for batch in data.train_dataloader())
    batches = list(data.predict_dataloader())
    assert sum(int(batch["keep"].sum()) for batch in batches) == 80
    assert not any(batch["mask"].any() or batch["keys"].any() for batch in batches)
