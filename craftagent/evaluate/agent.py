"""Who plays: the one protocol of agents, and the agents by the name that ``--agent`` gives them.

An agent plays ``streams`` episodes at once, so that a network is asked once a tick for all of them. What it is given is
a :class:`Brief` when an episode begins and the pictures of every tick. Only an agent that says ``privileged`` gets the
world and its ``info`` as well: the expert, and planners that may look at more than pixels. A policy never does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from craftagent.tasks.goal import Goal
from craftagent.tasks.task import Task
from craftagent.types import Action, Info, suggest

Frames = npt.NDArray[np.uint8]


@dataclasses.dataclass(frozen=True)
class Privilege:
    """What only a privileged agent is given at the start of an episode: the world itself, its info and the task."""

    world: Any
    info: Info
    task: Task


@dataclasses.dataclass(frozen=True)
class Brief:
    """What an agent is told when an episode begins.

    ``goal`` or ``text`` is None where the run withholds it; ``seed`` is for the agent's own choices and says nothing
    about the world.
    """

    goal: Goal | None
    text: str | None
    seed: int
    privilege: Privilege | None = None


class Agent(Protocol):
    """Plays many streams.

    ``view`` is the world's view that it looks at; ``privileged``: see this module's text; ``phase``: its streams share a
    clock, and episodes must begin at ticks that ``phase`` divides if they are to be the same in any company; 1 for none.
    """

    view: str
    privileged: bool
    phase: int

    def begin(self, stream: int, brief: Brief) -> None:
        """Forget what was in this stream: another episode begins. What it does there must not depend on the others."""
        ...

    def act(self, frames: Frames, infos: Sequence[Info | None]) -> Sequence[Action | Exception | None]:
        """The actions of a tick.

        ``frames`` uint8 (streams, H, W, 3) RGB, black where no episode is under way; ``infos``: None for all unless the
        agent is privileged, and where no episode is under way. Returns an action a stream; an exception in its place
        loses that stream's episode and no other; what is given for idle streams is not looked at.
        """
        ...

    def stopped(self, stream: int) -> str:
        """Why the agent has ended this stream's episode; empty while it plays."""
        ...

    def describe(self) -> dict[str, Any]:
        """Plain data for the report: all that changes how it plays."""
        ...


@dataclasses.dataclass(frozen=True)
class AgentSpec:
    """``KIND[:PATH][?KEY=VALUE[,KEY=VALUE]]``, taken apart."""

    text: str
    kind: str
    path: str = ""
    options: tuple[tuple[str, str], ...] = ()


KINDS = ("expert", "random", "policy")


def parse_agent(text: str) -> AgentSpec:
    """Take an agent's name apart. Raises ``ValueError`` for an unknown kind and for options without a value."""
    name, _, tail = text.partition("?")
    kind, _, path = name.partition(":")
    if kind not in KINDS:
        raise ValueError(f"unknown agent {kind!r}{suggest(kind, KINDS)}; there are expert, random, policy:PATH")
    if (kind == "policy") != bool(path):
        wanted = "policy:PATH, the folder of a trained policy" if kind == "policy" else kind
        raise ValueError(f"--agent {text!r} is not understood; write {wanted}")
    options = []
    for part in (p for p in tail.replace("&", ",").split(",") if p):
        key, equals, value = part.partition("=")
        if not (equals and key and value):
            raise ValueError(f"options of an agent are KEY=VALUE, as {kind}?temperature=0.5, not {part!r}")
        options.append((key, value))
    if options and kind != "policy":
        raise ValueError(f"agent {kind!r} has no options, not {tail!r}")
    return AgentSpec(text, kind, str(Path(path)) if path else "", tuple(options))


def make_agent(spec: AgentSpec, streams: int) -> Agent:
    """The agent. Raises ``ValueError`` or ``OSError`` if its files are missing or wrong."""
    if spec.kind == "policy":
        from craftagent.evaluate.policy_agent import PolicyAgent

        return PolicyAgent(spec, streams)
    if spec.kind == "random":
        from craftagent.evaluate.random_agent import RandomAgent

        return RandomAgent(streams)
    from craftagent.evaluate.expert_agent import ExpertAgent

    return ExpertAgent(streams)
