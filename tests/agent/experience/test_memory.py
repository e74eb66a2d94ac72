"""Adding, finding, counting, and the cap on disk."""

from __future__ import annotations

import sqlite3
import threading

import pytest

from craftagent.agent.experience import Experience, Step, memory
from craftagent.tasks.goal import Goal


def texts(found):
    return [f.episode.text for f in found]


def step(outcome, ticks, verb="mine", target="oak_log"):
    return Step(verb=verb, target=target, outcome=outcome, ticks=ticks)


def test_what_is_added_is_found_and_kept(tmp_path, episode):
    told = episode("craft 1 wooden pickaxe", steps=(step("done", 50),), inventory={"stick": 2}, reason="")
    with Experience(tmp_path / "deep" / "memory.db", "hashed") as experience:
        assert len(experience) == 0 and experience.recall("anything") == []
        experience.add(told)
        experience.add(told.model_copy(update={"ticks": 9}))  # the same id: left as it is
        assert len(experience) == 1
    with Experience(tmp_path / "deep" / "memory.db", "hashed") as experience:
        [found] = experience.recall("  Craft 1 WOODEN pickaxe ")
        assert found.episode == told and found.score == 1.0


def test_finding_needs_no_encoder_before_there_is_something(tmp_path, episode, letters):
    encoder = letters("l", 26)
    with Experience(tmp_path / "m.db", encoder) as experience:
        assert experience.recall("mine dirt") == [] and experience.recall("mine dirt", k=0) == []
        experience.add(episode())
        assert experience.habits("mine", "dirt", "expert") is None
        assert encoder.asked == []
        experience.recall("mine dirt")
        assert encoder.asked == ["craft 1 wooden pickaxe", "mine dirt"]
        experience.recall("CRAFT 1 wooden pickaxe")  # its vector lies there
        assert len(encoder.asked) == 2


def test_paraphrases_with_the_model(tmp_path, episode, minilm):
    with Experience(tmp_path / "m.db", minilm) as experience:
        for n, text in enumerate(
            ("kill 2 zombies", "craft 1 wooden pickaxe", "smelt 3 iron ingots", "go up to the surface")
        ):
            experience.add(episode(text, n))
        found = experience.recall("get me a wooden pick")
        assert texts(found) == ["craft 1 wooden pickaxe"] and 0.5 < found[0].score < 0.9


def test_words_in_common_without_the_model(tmp_path, episode):
    with Experience(tmp_path / "m.db", "hashed") as experience:
        for n, text in enumerate(("kill 2 zombies", "craft 1 wooden pickaxe", "smelt 3 iron ingots")):
            experience.add(episode(text, n))
        assert texts(experience.recall("craft a wooden pickaxe"))[0] == "craft 1 wooden pickaxe"
        assert experience.recall("sleep well") == []


def test_the_same_text_scores_1_even_where_the_encoder_sees_nothing(tmp_path, episode):
    with Experience(tmp_path / "m.db", "hashed") as experience:
        experience.add(episode("挖三个橡木", 0))
        experience.add(episode("做一把木镐", 1))
        assert [(f.episode.id, f.score) for f in experience.recall("挖三个橡木")] == [("e00000", 1.0)]


def test_order_is_score_then_newest_then_id(tmp_path, episode, letters):
    with Experience(tmp_path / "m.db", letters("l", 26)) as experience:
        for n, ident in ((5, "b"), (5, "a"), (9, "z"), (1, "c")):
            experience.add(episode("mine dirt", n, id=ident))
        experience.add(episode("mine dirts", 20))
        for _ in range(3):
            assert [f.episode.id for f in experience.recall("mine dirt", k=9)] == ["z", "a", "b", "c", "e00020"]
        assert [f.episode.id for f in experience.recall("mine dirt", k=2)] == ["z", "a"]


def test_success_and_least(tmp_path, episode):
    with Experience(tmp_path / "m.db", "hashed") as experience:
        experience.add(episode("mine dirt", 0, success=True))
        experience.add(episode("mine dirt", 1, success=False))
        experience.add(episode("mine sand", 2, success=False))
        assert [f.episode.success for f in experience.recall("mine dirt", success=True)] == [True]
        assert [f.episode.success for f in experience.recall("mine dirt", success=False, least=1)] == [False]
        assert len(experience.recall("mine dirt", k=9, least=0)) == 3
    for wrong in ({"k": -1}, {"k": True}, {"least": 2}, {"least": float("nan")}):
        with Experience(tmp_path / "m.db") as experience, pytest.raises(ValueError, match=r"k is|least is"):
            experience.recall("mine dirt", **wrong)


def test_the_same_goal_stands_before_nearer_words(tmp_path, episode):
    pick, iron = Goal("craft", "wooden_pickaxe"), Goal("craft", "iron_pickaxe")
    with Experience(tmp_path / "m.db", "hashed") as experience:
        experience.add(episode("get me something to dig with", 0, goal=Goal("get", "wooden_pickaxe", 2)))
        experience.add(episode("craft 1 iron pickaxe", 1, goal=iron))
        experience.add(episode("kill 2 zombies", 2, goal=Goal("kill", "zombie", 2)))
        asked = "craft 1 wooden pickaxe"
        assert texts(experience.recall(asked)) == ["craft 1 iron pickaxe"]
        found = experience.recall(asked, pick)
        assert texts(found) == ["get me something to dig with", "craft 1 iron pickaxe"]
        assert 0.9 <= found[0].score < 1 and found[1].score < 0.9
        experience.add(episode(asked, 3, goal=iron))
        assert experience.recall(asked, pick)[0].score == 1.0


def test_vectors_of_encoders_are_never_compared(tmp_path, episode, letters):
    path = tmp_path / "m.db"
    small, large, other, wide = (letters(*a) for a in (("small", 8), ("large", 26), ("other", 26), ("small", 12)))
    for encoder in (small, large, other, small, large, wide):  # of one width; of one name and another width
        with Experience(path, encoder) as experience:
            if not len(experience):
                experience.add(episode("mine dirt", 0))
                experience.add(episode("mine sand", 1))
            fresh = Experience(tmp_path / f"{encoder.name}{encoder.width}.db", letters(encoder.name, encoder.width))
            for n, text in enumerate(("mine dirt", "mine sand")):
                fresh.add(episode(text, n))
            answers = [[(f.episode.id, f.score) for f in e.recall("mine birds", least=0)] for e in (experience, fresh)]
            fresh.close()
            assert answers[0] == answers[1] and len(answers[0]) == 2
    assert sorted(small.asked) == [
        "mine birds",
        "mine birds",
        "mine dirt",
        "mine sand",
    ]  # made once, kept beside the others
    with sqlite3.connect(path) as db:
        rows = db.execute("SELECT encoder, length(vector) / 4, count(*) FROM vectors GROUP BY 1, 2").fetchall()
    db.close()
    assert sorted(rows) == [("large", 26, 2), ("other", 26, 2), ("small", 12, 2)]


def test_a_recall_encodes_so_many_at_most(tmp_path, episode, letters, monkeypatch):
    monkeypatch.setattr(memory, "FRESH", 3)
    monkeypatch.setattr(memory, "BATCH", 2)
    encoder = letters("l", 26)
    with Experience(tmp_path / "m.db", encoder) as experience:
        for n in range(5):
            experience.add(episode("mine " + "dirt"[n:] + "sand", n))
        assert len(experience.recall("mine dirts", k=9, least=0.01)) == 3
        assert encoder.asked == ["mine sand", "mine tsand", "mine rtsand", "mine dirts"]  # the newest first
        assert [f.episode.id for f in experience.recall("mine dirtsand", k=9, least=1)] == ["e00000"]
        assert len(experience.recall("mine dirts", k=9, least=0.01)) == 5


def test_an_encoder_that_lies_about_its_width(tmp_path, episode, letters):
    encoder = letters("l", 26)
    with Experience(tmp_path / "m.db", encoder) as experience:
        experience.add(episode())
        encoder.width, encoder.encode = 27, letters("l", 26).encode
        with pytest.raises(ValueError, match=r"'l' gave \(1, 26\), not \(1, 27\)"):
            experience.recall("mine dirt")


def test_habits(tmp_path, episode):
    with Experience(tmp_path / "m.db", "hashed") as experience:
        for n, ticks in enumerate((50, 10, 30, 20, 40, 90, 60, 70, 80, 100)):
            experience.add(episode(number=n, steps=(step("done", ticks), step("failed", 5000), step("never", 0))))
        experience.add(episode(number=20, steps=(step("interrupted", 1),)))
        experience.add(episode(number=21, hands="learned", steps=(step("failed", 9),)))
        habit = experience.habits("mine", "oak_log", "expert")
        assert (habit.tries, habit.successes, habit.median_ticks, habit.p90_ticks) == (20, 10, 55, 90)
        habit = experience.habits("mine", "oak_log", "learned")
        assert (habit.tries, habit.successes, habit.median_ticks, habit.p90_ticks) == (1, 0, None, None)
        assert experience.habits("mine", "oak_log", "mixed") is None
        assert experience.habits("mine", "dirt", "expert") is None
        assert experience.steps() == [("mine", "oak_log", "expert"), ("mine", "oak_log", "learned")]
        with pytest.raises(ValueError, match="did you mean 'learned'"):
            experience.habits("mine", "oak_log", "learnt")


def test_habits_of_so_many_and_of_one_policy(tmp_path, episode):
    def mined(count, ticks):
        return Step(verb="mine", target="oak_log", count=count, outcome="done", ticks=ticks)

    other = Step(verb="mine", target="dirt", count=9, outcome="done", ticks=1)
    with Experience(tmp_path / "m.db", "hashed") as experience:
        experience.add(episode(number=0, policy="a", steps=(mined(1, 50), mined(12, 900), other)))
        experience.add(episode(number=1, policy="b", steps=(mined(4, 400),)))
        asked = ("mine", "oak_log", "expert")
        assert experience.habits(*asked).successes == 3
        assert [experience.habits(*asked, n).p90_ticks for n in (1, 2, 5)] == [900, 900, 900]
        assert [experience.habits(*asked, n).successes for n in (1, 2, 5)] == [3, 2, 1]
        assert experience.habits(*asked, 13) is None
        assert experience.habits(*asked, policy="b").median_ticks == 400
        assert experience.habits(*asked, 5, "b") is None and experience.habits(*asked, 1, "") is None


def test_the_cap_keeps_both_kinds_and_the_rare(tmp_path, episode):
    path, rare = tmp_path / "m.db", Goal("kill", "zombie", 2)
    with Experience(path, "hashed", most=10) as experience:
        experience.add(episode("the only success", 0, success=True))
        experience.add(episode("kill 2 zombies", 1, success=False, goal=rare))
        for n in range(2, 40):
            experience.add(episode(f"failure {n}", n, success=False, steps=(step("done", n),)))
            assert len(experience) == min(n + 1, 10)
            experience.recall(f"failure {n}")
        kept = {f.episode.text for f in experience.recall("failure", k=99, least=0)}
        assert kept == {"the only success", "kill 2 zombies", *(f"failure {n}" for n in range(32, 40))}
        assert experience.habits("mine", "oak_log", "expert").tries == 8  # steps went with their episodes
        tallies = [(str(t.goal), t.episodes, t.successes, t.median_ticks) for t in experience.goals()]
        assert tallies == [("craft a wooden pickaxe", 9, 1, 100), ("kill 2 zombies", 1, 0, None)]
    db = sqlite3.connect(path)
    assert {words for (words,) in db.execute("SELECT words FROM vectors")} == kept  # and vectors with theirs
    db.close()


def test_threads_share_one(tmp_path, episode):
    with Experience(tmp_path / "m.db", "hashed") as experience:
        found, threads = [], []
        for start in range(4):

            def work(start=start):
                for n in range(10):
                    experience.add(episode("mine dirt", start * 10 + n))
                    found.append(len(experience.recall("mine dirt", k=50)))

            threads.append(threading.Thread(target=work))
            threads[-1].start()
        for thread in threads:
            thread.join()
        assert len(found) == 40 and max(found) == 40 == len(experience)


def test_closed_and_wrong_uses_are_told(tmp_path, episode):
    experience = Experience(tmp_path / "m.db")
    experience.close()
    experience.close()
    with pytest.raises(ValueError, match="is closed"):
        experience.add(episode())
    for most in (0, -1, True, 2.5):
        with pytest.raises(ValueError, match="at least 1 episode"):
            Experience(tmp_path / "n.db", most=most)
    assert not (tmp_path / "n.db").exists()


def test_an_episode_that_is_too_long_is_refused_whole(tmp_path, episode):
    with Experience(tmp_path / "m.db") as experience:
        with pytest.raises(ValueError, match="at most 8 MiB"):
            experience.add(episode(world={"rules": "x" * 9_000_000}))
        assert len(experience) == 0
