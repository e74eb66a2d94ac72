"""Who plays: from the words of the command line to a player in a world."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from craftagent.agent.solo import ExpertPlayer, Player, SoloAgent
from craftagent.agent.spec import AgentSpec, parse_agent
from craftagent.play.instruction import Request
from craftagent.sim.env import SimWorld
from craftagent.types import Info, suggest
from craftagent.world.views import view_size

if TYPE_CHECKING:
    from craftagent.agent.hierarchical import HierarchicalAgent

AGENTS = ("hierarchical", "expert")
DEFAULT_AGENT = "hierarchical"  # with the weights that ship
DEFAULT_HANDS = "learned"
# Parameters below which a tick fits its 50 ms on one core (nano: 9 ms). Two threads wait for each other at every layer:
# where another program has the second core, a tick took 300 ms.
SMALL = 20_000_000

Whose = Literal["learned", "scripted"]


def choose(
    agent: str = DEFAULT_AGENT, hands: str | None = None, planner: str | None = None, memory: str | Path | None = None
) -> AgentSpec:
    """An agent's name with the plain options worked into it: ``("hierarchical", "mixed")`` is ``hierarchical?hands=mixed``.

    Raises ``ValueError`` with one sentence for an unknown agent, and where an option is said twice and differently.
    """
    spec = parse_agent(agent, AGENTS)
    options = dict(spec.options)
    for name, value in (("hands", hands), ("planner", planner), ("memory", memory)):
        if value is None:
            continue
        if spec.kind == "expert":
            raise ValueError(f"--{name} is for the hierarchical agent; the expert plans and plays by itself")
        if options.setdefault(name, str(value)) != str(value):
            raise ValueError(f"--agent says {name}={options[name]} and --{name} says {value}; say it once")
    if spec.kind == "hierarchical":
        options.setdefault("hands", DEFAULT_HANDS)
    said = ",".join(f"{key}={value}" for key, value in options.items())
    text = spec.kind + (f":{spec.path}" if spec.path else "") + (f"?{said}" if said else "")
    return AgentSpec(text, spec.kind, spec.path, tuple(options.items()))


class Cast:
    """An agent, ready to play one episode.

    Attributes:
        name: the agent's name with its options.
        view: the view that it looks at; None if it does not look at pictures.
        described: plain data for the report: all that changes how it plays.
        hands: ``learned``, ``mixed`` or ``expert``.

    Raises ``ValueError`` or ``OSError`` with one sentence if the agent can not be made.
    """

    def __init__(self, spec: AgentSpec | str) -> None:
        spec = choose(spec) if isinstance(spec, str) else spec
        self.name = spec.text
        self._agent: HierarchicalAgent | None = None
        self.view: str | None = None
        self.described: dict[str, Any] = {"agent": "expert", "hands": "expert", "sees": "everything",
                                          "scripted": "everything", "planner": "graph"}  # fmt: skip
        if spec.kind == "hierarchical":
            from craftagent.agent.make import make_hierarchical  # brings the network's library

            self._agent = make_hierarchical(spec.path, dict(spec.options), 1)
            self.described = self._agent.describe()
            if 0 < self.described.get("parameters", 0) < SMALL:
                import torch

                torch.set_num_threads(1)  # of this thread's work; a model that plans has a thread of its own
            self.view = None if self._agent.view == "none" else self._agent.view
        self.hands = str(self.described["hands"])

    def view_for(self, asked: str | None, film: bool) -> str:
        """The view that the world should draw.

        Args:
            asked: what a person wants the film to show, or None.
            film: whether there is a film; without one nothing is drawn that the agent does not look at.

        Of ``full`` pictures an agent gets exactly what the ``vpt`` view is; other views it must see as they are.
        Raises ``ValueError`` for a view that does not exist, and for one that the agent can not see with.
        """
        if asked is not None:
            view_size(asked)
        if not film:
            return self.view or "none"
        if self.view is None:
            return asked or "full"
        able = ("full", "vpt") if self.view == "vpt" else (self.view,)
        if asked is not None and asked not in able:
            raise ValueError(
                f"the agent looks at {self.view} pictures, which it can not get from {asked}; "
                f"take --view {' or '.join(able)}"
            )
        return asked or able[0]

    def begin(self, world: SimWorld, request: Request, info: Info, seed: int) -> Player:
        """Begin an episode in a world that has been reset; ``info`` is that of its start."""
        if self._agent is None:
            return ExpertPlayer(world, request.goal, info, seed)
        return SoloAgent(self._agent, world, request.goal, request.text, info, seed, request.task)

    def whose(self, verb: str) -> Whose:
        """Who carries out subgoals of a verb."""
        return whose_hands(self.described, verb)


def whose_hands(described: Mapping[str, Any], verb: str) -> Whose:
    """Who carries out subgoals of a verb, for an agent that describes itself so."""
    if described["hands"] == "mixed":
        from craftagent.agent.mind import SCREEN_VERBS

        return "scripted" if verb in SCREEN_VERBS else "learned"
    if described["hands"] not in ("learned", "expert"):
        raise ValueError(f"unknown hands {described['hands']!r}{suggest(described['hands'], ('learned', 'expert'))}")
    return "learned" if described["hands"] == "learned" else "scripted"
