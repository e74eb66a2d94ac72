from __future__ import annotations

import pytest

from craftagent.agent.patience import MindConfig
from craftagent.planner.subgoal import Subgoal

CRAFT = Subgoal(verb="craft", target="stick", count=4, budget=620)
SMELT = Subgoal(verb="smelt", target="iron_ingot", count=3, budget=2000)
MINE = Subgoal(verb="mine", target="#logs", count=4, budget=1900)
NIGHT = Subgoal(verb="survive", target="night")


def test_who_does_what():
    assert [MindConfig(hands=hands).hands_for(CRAFT) for hands in ("learned", "mixed", "expert")] == [
        "learned", "scripted", "scripted",
    ]  # fmt: skip
    assert [MindConfig(hands=hands).hands_for(MINE) for hands in ("learned", "mixed", "expert")] == [
        "learned", "learned", "scripted",
    ]  # fmt: skip


def test_learned_hands_get_less_time_for_what_should_be_quick():
    learned = MindConfig()
    assert learned.budget(CRAFT) == 320 and learned.budget(MINE) == 1900 and learned.budget(SMELT) == 980
    assert learned.budget(NIGHT) == 24_000
    assert MindConfig(hands="mixed").budget(CRAFT) > 1000  # a script knows when it fails


def test_experience_may_shorten_it_but_not_to_nothing():
    assert MindConfig().budget(MINE, 700) == 700 and MindConfig().budget(MINE, 5000) == 1900
    assert MindConfig().budget(MINE, 3) == 100


def test_crafting_is_stuck_sooner_than_digging_and_a_furnace_later():
    config = MindConfig()
    assert config.patience(CRAFT) == 100 < config.patience(MINE) == 200 < config.patience(SMELT)


@pytest.mark.parametrize("name", ["failures", "still", "still_crafting"])
def test_settings(name):
    with pytest.raises(ValueError, match=f"'{name}' must be at least 1"):
        MindConfig(**{name: 0})
