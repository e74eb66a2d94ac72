"""A hierarchical agent from a line of text: ``hierarchical:PATH?hands=mixed,planner=graph,memory=FILE``."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from craftagent.agent.hierarchical import HierarchicalAgent
from craftagent.agent.learned import OPTIONS as PLAY_OPTIONS
from craftagent.agent.learned import play_config
from craftagent.agent.patience import KNOWING, MindConfig
from craftagent.agent.thinker import GraphThinker, ModelThinker, Thinker
from craftagent.planner.plan import PlanOptions
from craftagent.types import suggest

HANDS = ("learned", "mixed", "expert")
SHIPPED = Path(__file__).resolve().parents[2] / "pretrained" / "goap-nano"
_NUMBERS = ("failures", "reflect_every", "still", "still_crafting", "barren", "wander", "wander_blocks", "linger",
            "tidy")  # fmt: skip
_OWN = ("hands", "planner", "model", "seconds", "calls", "fall_back", "memory", "spare", "stations", "tunnels",
        "watchful")  # fmt: skip
_OF_LEARNED = ("still", "still_crafting", "barren", "linger", "tidy", "stations", "watchful")
_SPARE = 2  # logs: for sticks, a table and fuel that were not counted
OPTIONS = (*_OWN, *_NUMBERS, *PLAY_OPTIONS)


def make_hierarchical(path: str, options: Mapping[str, str], streams: int) -> HierarchicalAgent:
    """The agent.

    Args:
        path: folder of the policy; empty: the weights that ship.
        options: ``hands`` (learned, mixed, expert); ``planner``: ``graph``, ``oracle`` (the graph, told by the world what
            stands near) or a model as ``craftagent plan --mllm`` takes it, with ``model`` (its name), ``seconds`` (for an
            answer), ``calls`` (folder of the log of calls), ``fall_back`` (0: no plan of the graph where the model gives
            none); ``memory``: file of experience; ``spare`` (1: experience may shorten subgoals);
            ``stations`` (0: learned hands put stations down under the goal of the craft);
            ``tunnels`` (0: mixed hands do not dig by script where they find no ore);
            ``watchful`` (1, 0: by default in free play only); the numbers of :class:`MindConfig`; and how the policy
            chooses.
        streams: episodes at once.

    Raises ``ValueError`` or ``OSError`` with one sentence.
    """
    for key in options:
        if key not in OPTIONS:
            raise ValueError(
                f"unknown option {key!r} of the hierarchical agent{suggest(key, OPTIONS)}; there are {', '.join(OPTIONS)}"
            )
    hands = options.get("hands", "learned")
    if hands not in HANDS:
        raise ValueError(f"hands are one of {', '.join(HANDS)}, not {hands!r}{suggest(hands, HANDS)}")
    config = dataclasses.replace(
        MindConfig(), hands=_hands(hands), spare=_flag(options, "spare", False),
        stations=_flag(options, "stations", MindConfig.stations), tunnels=_flag(options, "tunnels", MindConfig.tunnels),
        watchful=_flag(options, "watchful", False) if "watchful" in options else None,
        **{name: _whole(options, name) for name in _NUMBERS if name in options},
    )  # fmt: skip
    if hands == "expert" and (path or any(name in options for name in PLAY_OPTIONS)):
        raise ValueError("expert hands have no policy: leave out its path and its options")
    if hands == "mixed" and "stations" in options:
        raise ValueError("option 'stations' is for hands=learned: scripts put stations down themselves")
    if hands != "mixed" and "tunnels" in options:
        raise ValueError(f"option 'tunnels' is for hands=mixed: with hands={hands} there are none of that kind")
    for name in _OF_LEARNED if hands == "expert" else ():
        if name in options:
            raise ValueError(f"option {name!r} is for learned hands: leave it out with hands=expert")
    if options.get("spare") == "1" and "memory" not in options:
        raise ValueError("option 'spare' goes by what is remembered: give memory=FILE too")
    folder = None if hands == "expert" else Path(path) if path else SHIPPED
    planner = options.get("planner", "graph")
    memory = Path(options["memory"]) if "memory" in options else None
    return HierarchicalAgent(
        streams, _thinkers(planner, options), config, folder,
        play_config({k: v for k, v in options.items() if k in PLAY_OPTIONS}, folder), memory, planner == "oracle", planner,
    )  # fmt: skip


def _thinkers(planner: str, options: Mapping[str, str]) -> Callable[[], Thinker]:
    # No spare log on the ground: felling one takes as long as coming back for one would. Hands that do not know where coal
    # lies are better off with charcoal, and do not find back from a mine.
    own = options.get("hands", "learned") != "expert"
    far = {"coal_ore": 400.0} if own and planner != "oracle" else {}
    options_of_plans = PlanOptions(distances=far, spare_logs_below=_SPARE if own else 0)
    if planner in KNOWING:
        for name in ("model", "seconds", "calls", "fall_back"):
            if name in options:
                raise ValueError(f"option {name!r} is for a model as the planner, as planner=http://localhost:11434")
        return lambda: GraphThinker(options_of_plans)
    from craftagent.planner.mllm import CallLog, MllmPlanner
    from craftagent.planner.mllm.choose import choose_backend

    seconds = _number(options, "seconds", 60.0)
    log = CallLog(Path(options["calls"])) if "calls" in options else None
    backend = choose_backend(planner, options.get("model"))
    asked = MllmPlanner(
        backend, log, seconds=seconds, fall_back=_flag(options, "fall_back", True), options=options_of_plans
    )
    return lambda: ModelThinker(asked, seconds, log)


def _hands(name: str) -> Literal["learned", "mixed", "expert"]:
    return {"learned": "learned", "mixed": "mixed", "expert": "expert"}[name]  # type: ignore[return-value]


def _whole(options: Mapping[str, str], name: str) -> int:
    if not options[name].isdecimal():
        raise ValueError(f"option {name!r} is a whole number, not {options[name]!r}")
    return int(options[name])


def _number(options: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(options.get(name, default))
    except ValueError:
        raise ValueError(f"option {name!r} is a number, not {options[name]!r}") from None
    if not 0 < value < float("inf"):
        raise ValueError(f"option {name!r} is more than 0, not {value:g}")
    return value


def _flag(options: Mapping[str, str], name: str, default: bool) -> bool:
    value = options.get(name, str(int(default)))
    if value not in ("0", "1"):
        raise ValueError(f"option {name!r} is 0 or 1, not {value!r}")
    return value == "1"
