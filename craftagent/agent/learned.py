"""Learned hands: a policy that plays by pixels, keys and mouse in many streams at once.

A GOAP policy is given a goal, and may be given another one in the middle of play. A VPT policy can be told none: it plays
what it was trained for.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from pathlib import Path

from craftagent.agent.protocol import Frames, Kept
from craftagent.policy.goap.files import read_description
from craftagent.policy.goap.player import GoapPlayer, PlayConfig, advised
from craftagent.policy.vpt import checkpoint as vpt
from craftagent.policy.vpt.player import VPTPlayer
from craftagent.tasks.goal import Goal
from craftagent.types import Action, suggest

OPTIONS = ("temperature", "camera_temperature", "guidance", "told_action", "null", "hold")
GOALLESS_OPTIONS = OPTIONS[:2]


@dataclasses.dataclass(frozen=True)
class GoallessPlay(PlayConfig):
    """How a VPT policy is played. ``told_goal`` is for the results: whatever a task asks, it was told no goal."""

    told_goal: bool = dataclasses.field(default=False, init=False)


def is_goalless(folder: Path) -> bool:
    """Whether ``folder`` holds a VPT checkpoint rather than a policy that can be told a goal."""
    return not (folder / "policy.json").exists() and vpt.holds_vpt(folder)


def play_config(options: Mapping[str, str], folder: Path | None = None) -> PlayConfig:
    """How actions are chosen, from options as ``{"temperature": "0.8"}`` over what the policy in ``folder`` advises.

    ``temperature`` holds for the camera too unless ``camera_temperature`` is given; ``told_action`` 0 hides the past action
    from a policy that was trained to do without; ``null`` below 1 makes standing still rarer;
    ``hold`` is the temperature at which buttons are let go. A VPT policy has the
    temperatures alone. Raises ``ValueError``.
    """
    found: dict[str, float] = {}
    goalless = folder is not None and is_goalless(folder)
    known = GOALLESS_OPTIONS if goalless else OPTIONS
    for key, value in options.items():
        if key not in known:
            kind = "VPT policy" if goalless else "policy"
            raise ValueError(f"unknown option {key!r} of a {kind}{suggest(key, known)}; there are {', '.join(known)}")
        try:
            found[key] = float(value)
        except ValueError:
            raise ValueError(f"option {key!r} of a policy is a number, not {value!r}") from None
    base = PlayConfig()
    if goalless:
        base = GoallessPlay()
    elif folder is not None and folder.is_dir():
        base = advised(read_description(folder))
    if "temperature" in found:
        found.setdefault("camera_temperature", found["temperature"])
    told = {"told_action": bool(found.pop("told_action"))} if "told_action" in found else {}
    return dataclasses.replace(base, **found, **told)  # type: ignore[arg-type]


def fingerprint(folder: Path) -> str:
    """Hash of a policy's description and weights, 16 hex digits. Raises ``OSError`` if a file is missing."""
    found = hashlib.sha256()
    for name in (vpt.CONFIG, vpt.WEIGHTS) if is_goalless(folder) else ("policy.json", "policy.safetensors"):
        found.update((folder / name).read_bytes())
    return found.hexdigest()[:16]


class LearnedHands:
    """A policy in float32 with one batch for all streams; every stream draws from a generator of its own.

    Attributes:
        view: what it looks at; ``phase``: streams' memories take an entry at the same tick, every so many (GOAP), or turn
            round in so many (VPT).
    """

    def __init__(self, folder: Path, config: PlayConfig, streams: int) -> None:
        if not folder.is_dir():
            raise FileNotFoundError(2, "there is no such folder of a policy", str(folder))
        self.fingerprint, self.config, self._folder = fingerprint(folder), config, folder
        self._goap: GoapPlayer | None = None
        self._player: GoapPlayer | VPTPlayer
        if is_goalless(folder):
            self._player = VPTPlayer.load(
                folder, batch=streams, temperature=config.temperature, camera_temperature=config.camera_temperature
            )
            side = self._player.net.config.image
            self.phase = self._player.net.config.memory  # a ring, whose slots the streams share
        else:
            self._player = self._goap = GoapPlayer.load(folder, config, batch=streams)
            side, behaviour = self._goap.net.config.frame, self._goap.net.config.behaviour
            self.phase = behaviour.stride if behaviour.history else 1
        self.view = "vpt" if side == 128 else f"direct:{side}x{side}"

    @property
    def parameters(self) -> int:
        """How many numbers were learnt."""
        return sum(p.numel() for p in self._player.net.parameters())

    @property
    def _told(self) -> GoapPlayer:
        if self._goap is None:
            raise ValueError(
                f"{self._folder} holds a VPT policy, which cannot be told a goal: it plays as policy:PATH, but is of no use "
                "to a planner"
            )
        return self._goap

    def prepare(self) -> None:
        """Load what an instruction may want that comes during play; seconds. Raises ``ValueError`` for a VPT policy."""
        self._told.prepare()

    def begin(self, stream: int, goal: Goal | None, text: str | None, seed: int) -> None:
        """Begin an episode in one stream. A VPT policy does not hear the goal."""
        self._player.begin(stream, goal, text, seed)

    def follow(self, stream: int, goal: Goal, text: str) -> None:
        """From the next tick on this goal; what is remembered of the episode stays. ``ValueError`` for a VPT policy."""
        self._told.set_goal(goal, text, stream)

    def forget(self, stream: int) -> None:
        """Forget the episode so far."""
        self._player.forget(stream)

    def act(self, frames: Frames) -> list[Action]:
        """uint8 (streams, S, S, 3) -> an action a stream."""
        return self._player.act_many(frames)

    def did(self, stream: int, action: Action) -> None:
        """Somebody else's action was taken in this stream."""
        if self._goap is not None:  # the other kind does not look at its past actions
            self._goap.did(action, stream)

    def keep(self, stream: int) -> Kept | None:
        """What a stream remembers of its episode, for :meth:`go_on`; None for a VPT policy."""
        return None if self._goap is None else self._goap.keep(stream)

    def go_on(self, stream: int, kept: Kept) -> None:
        """Go on with what :meth:`keep` gave. Raises ``ValueError`` for what is of another policy."""
        self._told.go_on(stream, kept)
