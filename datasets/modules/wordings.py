"""Which wordings of a goal may be trained on. Held-out wordings measure understanding; they must never be shown."""

from __future__ import annotations

import functools
import re

from craftagent.tasks.goal import Goal
from craftagent.tasks.suite import load_suite, suite_names
from craftagent.tasks.wordings import TARGET_WORDINGS, VERB_WORDINGS


def plain(text: str) -> str:
    """Wordings that differ only in case, spacing or a full stop are the same wording."""
    return " ".join(text.casefold().split()).rstrip(".!? ")


@functools.lru_cache(maxsize=1)
def _tasks() -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """Every task's held-out wordings, and each trainable wording of a task -> all of that task's (all plain keys)."""
    forbidden: set[str] = set()
    siblings: dict[str, tuple[str, ...]] = {}
    for name in suite_names():
        for task in load_suite(name).tasks:
            forbidden.update(plain(text) for text in task.texts(held_out=True))
            for text in task.texts():
                siblings.setdefault(plain(text), task.texts())
    return frozenset(forbidden), siblings


@functools.lru_cache(maxsize=1)
def _templates() -> re.Pattern[str]:
    """Matches the plain form of every held-out wording of every goal, whatever its target."""
    held = [t for words in (*VERB_WORDINGS.values(), *TARGET_WORDINGS.values()) for t in words.held_out]
    return re.compile("|".join(".+".join(map(re.escape, re.split(r"\{\w+\}", plain(t)))) for t in held))


@functools.lru_cache(maxsize=65536)
def trainable(verb: str, target: str, count: int, text: str, paraphrases: bool) -> tuple[str, ...]:
    """Wordings of a goal that may be trained on, each once; with ``paraphrases`` off the first of them only.

    The recorded wording comes first, then those of the task it is an instruction of, then those of the goal. What any
    task or the goal itself holds out is left out, whatever says it.
    """
    forbidden, siblings = _tasks()
    try:
        goal = Goal(verb, target, count)
    except ValueError:  # recorded elsewhere: only its own words are known
        known: tuple[str, ...] = ()
    else:
        known = goal.texts()
        forbidden = forbidden | {plain(t) for t in goal.texts(held_out=True)}
    own = siblings.get(plain(text), ())
    words = (*own, *known)
    if text in words or not _templates().fullmatch(plain(text)):
        words = (text, *words)
    allowed = tuple(t for t in dict.fromkeys(words) if plain(t) not in forbidden)
    return allowed if paraphrases else allowed[:1]
