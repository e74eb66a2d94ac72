"""Learned hands: a GOAP policy that is given a subgoal, and plays it by pixels, keys and mouse in many streams at once."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from pathlib import Path

from craftagent.agent.protocol import Frames
from craftagent.policy.goap.files import read_description
from craftagent.policy.goap.player import GoapPlayer, PlayConfig, advised
from craftagent.tasks.goal import Goal
from craftagent.types import Action, suggest

OPTIONS = ("temperature", "camera_temperature", "guidance", "told_action", "null")


def play_config(options: Mapping[str, str], folder: Path | None = None) -> PlayConfig:
    """How actions are chosen, from options as ``{"temperature": "0.8"}`` over what the policy in ``folder`` advises.

    ``temperature`` holds for the camera too unless ``camera_temperature`` is given; ``told_action`` 0 hides the past action
    from a policy that was trained to do without; ``null`` below 1 makes standing still rarer. Raises ``ValueError``.
    """
    found: dict[str, float] = {}
    for key, value in options.items():
        if key not in OPTIONS:
            raise ValueError(
                f"unknown option {key!r} of a policy{suggest(key, OPTIONS)}; there are {', '.join(OPTIONS)}"
            )
        try:
            found[key] = float(value)
        except ValueError:
            raise ValueError(f"option {key!r} of a policy is a number, not {value!r}") from None
    base = PlayConfig() if folder is None or not folder.is_dir() else advised(read_description(folder))
    if "temperature" in found:
        found.setdefault("camera_temperature", found["temperature"])
    told = {"told_action": bool(found.pop("told_action"))} if "told_action" in found else {}
    return dataclasses.replace(base, **found, **told)  # type: ignore[arg-type]


def fingerprint(folder: Path) -> str:
    """Hash of a policy's description and weights, 16 hex digits. Raises ``OSError`` if a file is missing."""
    found = hashlib.sha256()
    for name in ("policy.json", "policy.safetensors"):
        found.update((folder / name).read_bytes())
    return found.hexdigest()[:16]


class LearnedHands:
    """A policy in float32 with one batch for all streams; every stream draws from a generator of its own.

    Attributes:
        view: what it looks at; ``phase``: streams' memories take an entry at the same tick, every so many.
    """

    def __init__(self, folder: Path, config: PlayConfig, streams: int) -> None:
        if not folder.is_dir():
            raise FileNotFoundError(2, "there is no such folder of a policy", str(folder))
        self.fingerprint, self.config = fingerprint(folder), config
        self._player = GoapPlayer.load(folder, config, batch=streams)
        behaviour = self._player.net.config.behaviour
        self.phase = behaviour.stride if behaviour.history else 1
        side = self._player.net.config.frame
        self.view = "vpt" if side == 128 else f"direct:{side}x{side}"

    @property
    def parameters(self) -> int:
        """How many numbers were learnt."""
        return sum(p.numel() for p in self._player.net.parameters())

    def prepare(self) -> None:
        """Load what an instruction may want that comes during play; seconds."""
        self._player.prepare()

    def begin(self, stream: int, goal: Goal | None, text: str | None, seed: int) -> None:
        """Begin an episode in one stream."""
        self._player.begin(stream, goal, text, seed)

    def follow(self, stream: int, goal: Goal, text: str) -> None:
        """From the next tick on this goal; what is remembered of the episode stays."""
        self._player.set_goal(goal, text, stream)

    def forget(self, stream: int) -> None:
        """Forget the episode so far."""
        self._player.forget(stream)

    def act(self, frames: Frames) -> list[Action]:
        """uint8 (streams, S, S, 3) -> an action a stream."""
        return self._player.act_many(frames)

    def did(self, stream: int, action: Action) -> None:
        """Somebody else's action was taken in this stream."""
        self._player.did(action, stream)
