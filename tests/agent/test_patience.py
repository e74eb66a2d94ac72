from __future__ import annotations

import pytest

from craftagent.agent.patience import SMELT_TICKS, MindConfig
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
    table = Subgoal(verb="craft", target="bowl", count=4, station="crafting_table", budget=620)
    assert learned.budget(CRAFT) == 140 and learned.budget(table) == 320
    assert learned.budget(MINE) == 1900 and learned.budget(SMELT) == 1560
    assert learned.budget(SMELT, count=1) == 1120  # the expert needs up to 490 for one
    assert learned.budget(NIGHT) == 24_000
    assert MindConfig(hands="mixed").budget(CRAFT) > 1000  # a script knows when it fails


def test_three_take_three_times_as_long():
    for verb, target in (("kill", "zombie"), ("place", "torch"), ("eat", "bread")):
        one, three = (Subgoal(verb=verb, target=target, count=n) for n in (1, 3))
        assert MindConfig().budget(three) == 3 * MindConfig().budget(one)


def test_a_furnace_is_waited_for_as_long_as_it_takes():
    assert MindConfig().patience(SMELT) == 4 * SMELT_TICKS and MindConfig().patience(SMELT, 1) == 2 * SMELT_TICKS


def test_gathering_without_any_gain_ends_sooner_than_its_budget_but_not_on_a_long_way():
    config = MindConfig()
    assert config.barren_after(MINE) == 400 < config.budget(MINE)
    assert config.barren_after(Subgoal(verb="kill", target="zombie")) == 400
    assert config.barren_after(Subgoal(verb="mine", target="iron_ore")) > 1500  # as far as the planner reckons it to be
    assert config.barren_after(Subgoal(verb="get", target="wheat")) == 9000  # a day of growing is not waited for
    assert config.barren_after(CRAFT) is None and MindConfig(barren=0).barren_after(MINE) is None
    assert MindConfig(hands="expert").barren_after(MINE) is None


def test_experience_may_shorten_it_but_not_to_nothing():
    assert MindConfig().budget(MINE, 700) == 700 and MindConfig().budget(MINE, 5000) == 1900
    assert MindConfig().budget(MINE, 3) == 100


def test_crafting_is_stuck_sooner_than_digging_and_a_furnace_later():
    config = MindConfig()
    assert config.patience(CRAFT) == 100 < config.patience(MINE) == 120 < config.patience(SMELT)
    assert (
        config.patience(Subgoal(verb="mine", target="obsidian")) > 190
    )  # which takes so long, and begins anew after a turn


@pytest.mark.parametrize("name", ["failures", "still", "still_crafting"])
def test_settings(name):
    with pytest.raises(ValueError, match=f"'{name}' must be at least 1"):
        MindConfig(**{name: 0})
