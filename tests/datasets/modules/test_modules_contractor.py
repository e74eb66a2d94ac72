"""Real contractor files feed the same modules: no meta file, actions converted, the pointer drawn in, goals if made."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
import yaml

from craftagent.actions import encode
from craftagent.cli import main
from craftagent.datasets.contractor import ContractorOptions
from craftagent.datasets.episode import list_episodes, open_episode
from craftagent.datasets.modules import SequenceDataModule, Source, WindowDataModule
from craftagent.datasets.modules.goal_sampler import GoalSampling
from craftagent.policy.goap.files import read_description
from craftagent.tasks.goal import Goal

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


def test_contractor_files_are_windows(contractors):
    data = WindowDataModule(
        [Source(str(contractors), contractor=NULLS)],
        val_fraction=0,
        batch_size=2,
        length=16,
        stride=8,
        size=(32, 32),
    )
    data.setup()
    assert all(batch["mask"].all() for batch in data.train_dataloader())


GOAL = {
    "start": 0,
    "end": 9,
    "verb": "mine",
    "target": "dirt",
    "count": 1,
    "text": "mine 1 dirt",
    "source": "hindsight",
}


def set_up(folder, goals):
    data = SequenceDataModule([Source(str(folder), contractor=NULLS)], val_fraction=0, goals=goals, size=(32, 32))
    data.setup("fit")
    return data


def test_training_without_any_goal_is_warned_of(contractors):
    with pytest.warns(UserWarning, match=f"no episode in {contractors} has a goal .*craftagent data goals FOLDER"):
        set_up(contractors, GoalSampling())
    set_up(contractors, GoalSampling(dropout=1))  # none are wanted
    list_episodes(contractors)[1].goals.write_text(json.dumps(GOAL) + "\n")
    assert set_up(contractors, GoalSampling()).vocabulary.texts[0] == ""  # one episode with goals will do
    with pytest.warns(UserWarning, match="no episode"):  # but not with goals that are never told
        set_up(contractors, GoalSampling(weights={"task": 1.0, "hindsight": 0.0}))


def stats(t):
    """Of frame t: dirt is dug by the action of tick 4 and picked up by that of 9, sticks are made by that of 30."""
    return {
        "minecraft.mined:minecraft.dirt": int(t > 4),
        "minecraft.picked_up:minecraft.dirt": int(t > 9),
        "minecraft.crafted:minecraft.stick": 4 * int(t > 30),
    }


MODEL = {
    "stem": {"channels": [8, 8, 16], "blocks": [0, 0, 1], "tokens": 4},
    "behaviour": {"width": 16, "heads": 2, "tokens": 2, "bank": 3, "stride": 8},
    "temporal": {"width": 32, "heads": 2, "layers": 1, "window": 16, "summary": 2},
    "goal": {"width": 16},
}


def test_a_policy_learns_from_contractor_files_and_goals_made_for_them(tmp_path, write_contractor, contractor_row):
    """The documented way: ``data goals``, then ``train fit`` with the shipped layers, here with a tiny network."""
    for name in ("cheeky-cornflower-1-20220421-092639", "squeaky-magenta-2-20220101-000000"):
        rows = [contractor_row(["w"] if t % 2 else [], {"dx": 9.0}, tick=t, stats=stats(t)) for t in range(40)]
        write_contractor(tmp_path / "data", rows, name=name)
    assert main(["data", "goals", str(tmp_path / "data"), "--jobs", "1"]) == 0
    (tmp_path / "tiny.yaml").write_text(yaml.safe_dump({
        "model": {"init_args": {"model": MODEL, "text_encoder": "hashed"}},
        "data": {"init_args": {"sources": [{"folder": str(tmp_path / "data")}], "batch_size": 2, "ticks": 8,
                               "goals": {"dropout": 0.0}, "val_fraction": 0, "cache": None}},
        "trainer": {"max_steps": 2, "limit_val_batches": 0},
    }))  # fmt: skip
    layers = [word for name in ("configs/train/goap.yaml", "configs/trainer/debug.yaml", tmp_path / "tiny.yaml")
              for word in ("-c", str(name))]  # fmt: skip
    assert main(["train", "fit", *layers, "--run", str(tmp_path / "run")]) == 0  # a warning would be an error here
    with (tmp_path / "run" / "metrics.csv").open() as file:
        losses = [float(row["value"]) for row in csv.DictReader(file) if row["name"] == "train/loss"]
    assert losses and np.isfinite(losses).all()
    words = read_description(tmp_path / "run" / "policy")
    assert {"dirt", "stick"} <= set(words["targets"]) and Goal("mine", "dirt").text() in words["texts"]
