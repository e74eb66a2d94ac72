"""What an episode may say."""

from __future__ import annotations

import numpy as np
import pytest

from craftagent.agent.experience import Episode, Step
from craftagent.tasks.goal import Goal


def test_ids_and_times_are_made(episode):
    first, second = episode(id="", time=""), episode(id="", time="")
    assert len(first.id) == 32 and first.id != second.id
    assert (
        first.time <= second.time
        and first.time.endswith("+00:00")
        and len(first.time) == len("2026-01-01T00:00:00.000000+00:00")
    )


@pytest.mark.parametrize(
    "time", ["2026-01-01T12:00:00", "2026-01-01T12:00:00Z", "2026-01-01T13:30:00+01:30", "2026-01-01 12:00:00.000000"]
)
def test_times_are_kept_in_utc(episode, time):
    assert episode(time=time).time == "2026-01-01T12:00:00.000000+00:00"


def test_json_gives_it_back(episode):
    step = Step(
        verb="mine", target="#logs", count=3, text="mine 3 logs", outcome="failed", reason="lost", ticks=np.int32(7)
    )
    told = episode(
        "get me some Bäume \u2028 \x00 please",
        goal=Goal("mine", "#logs", 3),
        hands="mixed",
        inventory={"stick": np.int64(2)},
        seed=-5,
        steps=[step, step],
        world={"rules": "hard", "sizes": [1, 2.5, None, {"deep": True}]},
    )
    assert told.steps[1].ticks == 7 and told.inventory == {"stick": 2}
    assert "\n" not in told.model_dump_json()
    assert Episode.model_validate_json(told.model_dump_json()) == told


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": "  "}, "text"),
        ({"hands": "left"}, "hands"),
        ({"success": 1}, "success"),
        ({"ticks": -1}, "ticks"),
        ({"ticks": True}, "ticks"),
        ({"ticks": "5"}, "ticks"),
        ({"seed": 2**70}, "seed"),
        ({"time": "yesterday"}, "ISO 8601"),
        ({"time": "9999-12-31T23:59:59-10:00"}, "ISO 8601"),
        ({"id": "a b"}, "id"),
        ({"text": "lone \ud800"}, "text"),
        ({"inventory": {"stick": -1}}, "inventory"),
        ({"steps": ({"verb": "fly", "target": "moon", "outcome": "done"},)}, "verb"),
        ({"steps": ({"verb": "mine", "target": "dirt", "outcome": "maybe"},)}, "outcome"),
        ({"goal": {"verb": "craft", "target": "wooden_pickax"}}, "did you mean"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_can_not_be_is_refused(episode, wrong, said):
    with pytest.raises(ValueError, match=said):
        episode(**wrong)
