"""Goals told to a stream: drawn by weight, held over their span, hidden at times, never in held-out words."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.datasets.modules.goal_sampler import GoalSampler, GoalSampling, make_vocabulary
from craftagent.datasets.modules.sequence import SequenceDataModule
from craftagent.datasets.modules.source import Source
from craftagent.datasets.modules.vocabulary import Vocabulary
from craftagent.datasets.modules.wordings import trainable
from craftagent.datasets.spans import SOURCES, GoalSpan
from craftagent.tasks.goal import Goal
from craftagent.tasks.suite import load_suite, suite_names

SPANS = (
    GoalSpan(0, 1000, "get", "wooden_pickaxe", 1, "get a wooden pickaxe", "task"),
    *(GoalSpan(t, t + 60, "mine", "#logs", 3, "mine 3 logs", "skill") for t in range(0, 900, 100)),
    *(GoalSpan(t, t + 80, "mine", "dirt", 2, "mine 2 dirt", "hindsight") for t in range(0, 900, 100)),
)


def track(seed=0, spans=SPANS, start=0, stop=1000, **sampling):
    chosen = GoalSampling(**sampling)
    vocabulary = make_vocabulary([spans], chosen)
    return GoalSampler(chosen, vocabulary).track(spans, start, stop, (seed, 5)), vocabulary


def test_every_told_goal_covers_its_tick():
    for seed in range(5):
        drawn, vocabulary = track(seed, weights={"skill": 1, "hindsight": 1}, dropout=0.2)
        for t in range(1000):
            source = int(drawn.fields["source"][t])
            if source == 0:
                assert all(int(drawn.fields[name][t]) == 0 for name in ("verb", "target", "count", "text"))
                continue
            fits = [s for s in SPANS if s.start <= t < s.end and s.source == SOURCES[source - 1]]
            assert any(
                vocabulary.verbs[int(drawn.fields["verb"][t])] == s.verb
                and vocabulary.targets[int(drawn.fields["target"][t])] == s.target
                and int(drawn.fields["count"][t]) == s.count
                and vocabulary.texts[int(drawn.fields["text"][t])] in Goal(s.verb, s.target, s.count).texts()
                and drawn.fields["progress"][t] == pytest.approx((t + 1 - s.start) / (s.end - s.start))
                for s in fits
            )


def test_no_goal_where_nobody_says_one():
    drawn, _ = track(weights={"hindsight": 1}, dropout=0)
    told = drawn.fields["source"] > 0
    assert told.tolist() == [t % 100 < 80 and t < 900 for t in range(1000)]
    drawn, _ = track(spans=(), dropout=0)
    assert not drawn.fields["verb"].any()


def test_dropout_hides_its_share_and_all_or_nothing_at_the_ends():
    share = np.mean(
        [(track(s, weights={"task": 1}, dropout=0.3, hold=10)[0].fields["verb"] == 0).mean() for s in range(20)]
    )
    assert share == pytest.approx(0.3, abs=0.04)  # 2 000 draws: four standard errors
    assert (track(dropout=0.0)[0].fields["verb"] > 0).all()
    assert not track(dropout=1.0)[0].fields["verb"].any()


def test_sources_are_drawn_by_weight():
    both = [t for t in range(1000) if t % 100 < 50 and t < 900]  # ticks where task and skill both speak
    of = np.concatenate(
        [track(s, weights={"task": 3, "skill": 1}, dropout=0, hold=5)[0].fields["source"][both] for s in range(20)]
    )
    assert (of == 1 + SOURCES.index("task")).mean() == pytest.approx(0.75, abs=0.04)
    assert set(of.tolist()) == {1 + SOURCES.index("task"), 1 + SOURCES.index("skill")}


def test_a_goal_is_held_for_its_span():
    drawn, _ = track(weights={"skill": 1}, dropout=0)
    for t in range(0, 900, 100):
        assert len(set(drawn.fields["text"][t : t + 60].tolist())) == 1
    assert len(set(drawn.fields["text"].tolist())) > 3  # but not the same words each time


def test_same_seed_same_goals():
    a, b, c = track(1)[0], track(1)[0], track(2)[0]
    assert all((a.fields[name] == b.fields[name]).all() for name in a.fields)
    assert any((a.fields[name] != c.fields[name]).any() for name in a.fields)


def test_held_out_wordings_are_never_trained_on():
    for suite in suite_names():
        for task in load_suite(suite).tasks:
            goal = task.goal
            for text in (task.instruction, *task.held_out):
                words = trainable(goal.verb, goal.target, goal.count, text, True)
                held = {t.casefold() for t in (*task.held_out, *goal.texts(held_out=True))}
                assert words
                assert not {w.casefold() for w in words} & held
            assert task.instruction in trainable(goal.verb, goal.target, goal.count, task.instruction, True)


def test_a_recorded_held_out_wording_is_replaced():
    held = Goal("mine", "dirt", 2).texts(held_out=True)[0]
    for said in (held, held.upper() + " ."):
        span = GoalSpan(0, 50, "mine", "dirt", 2, said, "person")
        drawn, vocabulary = track(spans=(span,), stop=50, dropout=0)
        assert said not in vocabulary.texts
        assert (drawn.fields["text"] > 0).all()
    strange = GoalSpan(0, 50, "dance", "moonwalk", 1, held, "person")  # no goal of ours: no other words for it
    drawn, vocabulary = track(spans=(strange,), stop=50, dropout=0)
    assert not drawn.fields["verb"].any()
    assert vocabulary.texts == ("",)


def test_paraphrases_of_tasks_and_goals_are_used_or_not():
    task = load_suite("atomic-v1").tasks[0]
    span = (GoalSpan(0, 1000, task.goal.verb, task.goal.target, task.goal.count, task.instruction, "task"),)
    seen = set()
    for seed in range(30):
        drawn, vocabulary = track(seed, spans=span, dropout=0, hold=10)
        seen |= {vocabulary.texts[i] for i in drawn.fields["text"].tolist()}
    assert seen >= {task.instruction, *task.paraphrases}
    drawn, vocabulary = track(spans=span, dropout=0, hold=10, paraphrases=False)
    assert {vocabulary.texts[i] for i in drawn.fields["text"].tolist()} == {task.instruction}


def test_goals_are_the_same_however_the_epoch_is_cut(demos):
    """Two streams or six, small chunks or large: a showing's goals depend on seed, epoch and its place alone."""
    told = []
    for batch_size, ticks in ((2, 10), (6, 10), (2, 42)):
        data = SequenceDataModule(
            [Source(str(demos))], val_fraction=0, batch_size=batch_size, ticks=ticks, size=(32, 32)
        )
        data.setup()
        of = {}
        for batch in data.train_dataloader():
            for e, t, text in zip(*(batch[n].ravel().tolist() for n in ("episode", "tick", "text")), strict=True):
                of[e, t] = data.vocabulary.texts[text]
        told.append(of)
    common = told[0].keys() & told[1].keys() & told[2].keys()
    assert len(common) > 1100
    assert all(told[0][k] == told[1][k] == told[2][k] for k in common)
    assert len({told[0][k] for k in common}) > 4


def test_vocabulary_keeps_its_ids_and_knows_what_it_does_not_know(demos, tmp_path):
    made = make_vocabulary([SPANS], GoalSampling())
    assert made.target_id("#logs") >= 2
    assert made.target_id("elytra") == 1
    made.save(tmp_path / "words.json")
    assert Vocabulary.load(tmp_path / "words.json") == made
    data = SequenceDataModule(
        [Source(str(demos))], val_fraction=0, batch_size=2, size=(32, 32), vocabulary=str(tmp_path / "words.json")
    )
    data.setup()
    assert data.vocabulary.targets == made.targets
    other = SequenceDataModule([Source(str(demos))], val_fraction=0, batch_size=2, size=(32, 32))
    other.load_state_dict(data.state_dict())
    other.setup()
    assert other.vocabulary == data.vocabulary
    (tmp_path / "words.json").write_text("[]")
    with pytest.raises(ValueError, match=r"words\.json: a vocabulary is a mapping"):
        Vocabulary.load(tmp_path / "words.json")


def test_wrong_sampling_is_refused():
    with pytest.raises(ValueError, match="unknown goal source 'skil'.*'skill'"):
        GoalSampling(weights={"skil": 1})
    with pytest.raises(ValueError, match="dropout must lie in 0..1, not 2"):
        GoalSampling(dropout=2)
