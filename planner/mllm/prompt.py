"""The words that a model is asked with: text files in ``prompts/`` with ``$fields``, filled in from a situation."""

from __future__ import annotations

import functools
import string
from importlib import resources

from craftagent.planner.mllm.answer import MOST_STEPS
from craftagent.planner.mllm.backend import Message
from craftagent.planner.mllm.situation import Situation
from craftagent.planner.reflection import PREDICAMENTS, Look
from craftagent.types import TICKS_PER_SECOND

_LATEST = 6  # failures and finished steps that are told


@functools.cache
def template(name: str) -> string.Template:
    """The prompt file ``prompts/NAME.txt``."""
    folder = resources.files("craftagent.planner.mllm").joinpath("prompts")
    return string.Template(folder.joinpath(f"{name}.txt").read_text(encoding="utf-8").strip())


def first_messages(situation: Situation) -> tuple[Message, ...]:
    """What a model is asked at first: the rules, then the situation with its frame."""
    near = situation.surroundings
    places = [*sorted(near.stations), *(f"{wood} trees" for wood in near.trees)]
    places += [f"{name} {blocks:.0f} blocks away" for name, blocks in sorted(near.near.items(), key=lambda row: row[1])]
    failures = "; ".join(f"{f.subgoal}: {f.reason}" for f in situation.failures[-_LATEST:])
    goal = situation.goal
    text = template("ask").substitute(
        task=situation.text or goal.text(),
        goal=f"{goal.verb} {goal.target}, count {goal.count}",
        inventory=", ".join(f"{n} {name}" for name, n in sorted(situation.inventory.items()) if n) or "nothing",
        near=", ".join(places) or "not known",
        facts="; ".join(f"{name}: {value}" for name, value in situation.facts.items()) or "none",
        done="; ".join(situation.done[-_LATEST:]) or "nothing",
        failures=failures or "nothing",
        remembered="; ".join(situation.remembered[:_LATEST]) or "nothing",
        picture="The picture is what the player sees now." if situation.frame is not None else "There is no picture.",
    )
    images = () if situation.frame is None else (situation.frame,)
    return (Message("system", template("system").substitute(most_steps=MOST_STEPS)), Message("user", text, images))


def look_messages(look: Look) -> tuple[Message, ...]:
    """What a model is asked when it looks back: the figures, with the frames of then and now where there are both."""
    text = template("reflect").substitute(
        ticks=look.ticks,
        seconds=f"{look.ticks / TICKS_PER_SECOND:.0f}",
        goal=look.goal.text(),
        subgoal=look.subgoal or "nothing",
        finished=look.finished,
        gained=", ".join(f"{n:+d} {name}" for name, n in sorted(look.gained.items())) or "nothing",
        progress=f"{look.progress:+.2f}",
        moved=f"{look.moved:.0f}",
        facts="; ".join(f"{name}: {value}" for name, value in look.facts.items()) or "none",
        predicaments=", ".join(PREDICAMENTS),
    )
    both = look.before is not None and look.now is not None
    return (Message("user", text, (look.before, look.now) if both else ()),)  # type: ignore[arg-type]


def again(answer: str, problem: str) -> tuple[Message, ...]:
    """The turns to add when an answer cannot be used: the answer, and what is wrong with it."""
    return (
        Message("assistant", answer or "(no answer)"),
        Message("user", template("again").substitute(problem=problem)),
    )
