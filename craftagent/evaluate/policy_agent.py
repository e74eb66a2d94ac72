"""A trained policy as an agent: pixels, its own past actions and the goal in, keys and mouse out; nothing is scripted."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from craftagent.evaluate.agent import AgentSpec, Brief, Frames
from craftagent.policy.goap.player import GoapPlayer, PlayConfig
from craftagent.types import Action, Info, suggest

_OPTIONS = ("temperature", "camera_temperature", "guidance")


def play_config(spec: AgentSpec) -> PlayConfig:
    """How actions are chosen, from ``policy:PATH?temperature=0.8,guidance=1``.

    ``temperature`` holds for the camera too unless ``camera_temperature`` is given. Raises ``ValueError``.
    """
    found: dict[str, float] = {}
    for key, value in spec.options:
        if key not in _OPTIONS:
            raise ValueError(
                f"unknown option {key!r} of a policy{suggest(key, _OPTIONS)}; there are {', '.join(_OPTIONS)}"
            )
        try:
            found[key] = float(value)
        except ValueError:
            raise ValueError(f"option {key!r} of a policy is a number, not {value!r}") from None
    warmth = found.get("temperature", PlayConfig.temperature)
    return PlayConfig(warmth, found.get("camera_temperature", warmth), found.get("guidance", PlayConfig.guidance))


def fingerprint(folder: Path) -> str:
    """Hash of a policy's description and weights, 16 hex digits. Raises ``OSError`` if a file is missing."""
    found = hashlib.sha256()
    for name in ("policy.json", "policy.safetensors"):
        found.update((folder / name).read_bytes())
    return found.hexdigest()[:16]


class PolicyAgent:
    """A GOAP policy in float32 with one batch for all streams; every stream draws from a generator of its own."""

    privileged = False

    def __init__(self, spec: AgentSpec, streams: int) -> None:
        folder = Path(spec.path)
        self._config = play_config(spec)
        if not folder.is_dir():
            raise FileNotFoundError(2, "there is no such folder of a policy", spec.path)
        self._described = {"agent": "policy", "path": spec.path, "fingerprint": fingerprint(folder)}
        self._player = GoapPlayer.load(folder, self._config, batch=streams)
        behaviour = self._player.net.config.behaviour
        self.phase = (
            behaviour.stride if behaviour.history else 1
        )  # all streams' memories take an entry at the same tick
        side = self._player.net.config.frame
        self.view = "vpt" if side == 128 else f"direct:{side}x{side}"

    def begin(self, stream: int, brief: Brief) -> None:
        self._player.begin(stream, brief.goal, brief.text, brief.seed)

    def act(self, frames: Frames, infos: Sequence[Info | None]) -> Sequence[Action | Exception | None]:
        return self._player.act_many(frames)

    def stopped(self, stream: int) -> str:
        return ""

    def describe(self) -> dict[str, Any]:
        parameters = sum(p.numel() for p in self._player.net.parameters())
        return {
            **self._described, "hands": "learned", "sees": "pixels, its past actions, the goal", "crafting": "by mouse",
            "parameters": parameters, "play": dataclasses.asdict(self._config),
        }  # fmt: skip
