from __future__ import annotations

from craftagent.expert.player import Span
from craftagent.planner.subgoal import Subgoal
from craftagent.record.goals import Achievements, Bursts, Skills


def info(**inventory: int) -> dict:
    return {"inventory": inventory, "stats": {}}


def test_counts_are_what_was_gained():
    skills, spans = Skills(), []
    logs, planks = Subgoal(verb="mine", target="#logs", count=3), Subgoal(verb="craft", target="oak_planks", count=4)
    spans.append(Span(logs, 0))
    skills.see(spans, info(oak_log=1))
    skills.see(spans, info(oak_log=2))
    spans[0].end, spans[0].outcome = 2, "done"
    spans.append(Span(planks, 2))
    skills.see(spans, info(oak_log=4))
    skills.finish(spans, info(oak_log=3, oak_planks=4))
    found = skills.goals(spans, 9)
    assert [(g.start, g.end, g.verb, g.target, g.count) for g in found] == [
        (0, 2, "mine", "#logs", 3), (2, 9, "craft", "oak_planks", 4)]  # fmt: skip
    assert found[0].text == "mine 3 logs" and all(g.source == "skill" for g in found)


def test_failed_silent_and_empty_spans_are_left_out_and_taken_back_ones_forgotten():
    skills, step = Skills(), Subgoal(verb="mine", target="dirt", count=2)
    spans = [Span(step, 0)]
    skills.see(spans, info())
    spans.pop()  # interrupted before its first tick
    skills.see(spans, info())
    spans += [Span(step, 1, 3, "failed"), Span(step.model_copy(update={"id": "junk"}), 3, 4, "done"), Span(step, 4)]
    skills.see(spans, info(dirt=1))
    spans[-1].end, spans[-1].outcome = 6, "interrupted"
    spans.append(Span(step, 8))
    skills.see(spans, info(dirt=1))
    skills.finish(spans, info(dirt=1))
    found = skills.goals(spans, 8)  # the last one never had a tick
    assert [(g.start, g.end, g.count) for g in found] == [(4, 6, 1)]  # of two dirt one was there already


def test_bursts_are_runs_of_ticks():
    bursts = Bursts()
    for tick, noisy in enumerate([0, 1, 1, 0, 0, 1, 0]):
        bursts.see(tick, bool(noisy))
    assert bursts.spans == [[1, 3], [5, 6]]


def test_hindsight_keeps_unchanged_statistics_once():
    achievements = Achievements()
    for tick in range(50):
        mined = {"oak_log": 1} if tick >= 20 else {}
        picked = {"oak_log": 1} if tick >= 30 else {}
        achievements.see({"stats": {"mine_block": mined, "pickup": picked, "custom": {"play_one_minute": tick}}})
    assert len({id(stats) for stats in achievements._ticks}) == 3
    (goal,) = achievements.goals(49)
    assert (goal.start, goal.end, goal.verb, goal.target, goal.source) == (0, 30, "mine", "oak_log", "hindsight")
