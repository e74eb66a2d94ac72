"""Sizes of the published networks, and the plain-data form in which a checkpoint of ours keeps them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, Literal

from craftagent.types import suggest

HEAD_WIDTH = 128  # of every released model
_MOST = {"blocks": 256, "image": 4096}  # of a stranger's file; other sizes are widths


@dataclasses.dataclass(frozen=True)
class VPTConfig:
    """One network of the VPT family. The defaults are the released ``1x`` policy.

    Args:
        kind: ``policy``: causal, with joint buttons and camera and a value; ``idm``: sees the future, says every key
            and each camera axis apart, and has no value.
        hidsize: width of the transformer and of the latent.
        heads: attention heads; ``hidsize`` must be a multiple.
        blocks: of the transformer.
        channels: of the three convolutional stacks.
        dense: width between the flattened image and ``hidsize``.
        memory: ticks a tick sees, itself included; also the length of the memory of keys and values. 0: every tick sees
            every other of its window, and nothing is carried (``idm``).
        mlp_ratio: width of a block's inner layer, in ``hidsize``.
        basis: curves that the learned weight of a time difference is made of.
        temporal: filters of the convolution over 5 ticks before the image network; 0: there is none (``policy``).
        image: side of the square frames.
        temperature: the logits are divided by it. Foundation models have 1, those of reinforcement learning 2, the IDM 4.
    """

    kind: Literal["policy", "idm"] = "policy"
    hidsize: int = 1024
    heads: int = 8
    blocks: int = 4
    channels: tuple[int, int, int] = (64, 128, 128)
    dense: int = 256
    memory: int = 128
    mlp_ratio: int = 4
    basis: int = 10
    temporal: int = 0
    image: int = 128
    temperature: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in ("policy", "idm"):
            raise ValueError(f"VPT setting 'kind' must be 'policy' or 'idm', not {short(self.kind)}")
        object.__setattr__(self, "channels", _three(self.channels))
        for name in ("hidsize", "heads", "blocks", "dense", "mlp_ratio", "basis", "image", "memory", "temporal"):
            value = getattr(self, name)
            least = 0 if name in ("memory", "temporal") else 1
            most = _MOST.get(name, 1 << 20)
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                raise ValueError(
                    f"VPT setting {name!r} must be a whole number from {least} to {most}, not {short(value)}"
                )
        if self.hidsize % self.heads:
            raise ValueError(f"VPT setting 'hidsize' must be a multiple of 'heads' ({self.heads}), not {self.hidsize}")
        if (self.kind == "policy") != (self.memory > 0):
            raise ValueError(f"VPT setting 'memory' must be above 0 for a policy and 0 for an idm, not {self.memory}")
        if self.kind == "policy" and self.temporal:
            raise ValueError("VPT setting 'temporal' must be 0 for a policy: its convolution would see the future")
        if self.image % 8:
            raise ValueError(f"VPT setting 'image' must be a multiple of 8, not {self.image}")
        value = self.temperature
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < math.inf:
            raise ValueError(f"VPT setting 'temperature' must be a number above 0, not {short(value)}")

    @property
    def head_width(self) -> int:
        return self.hidsize // self.heads

    @property
    def flat(self) -> int:
        """Numbers in the flattened output of the stacks."""
        return self.channels[-1] * (self.image // 8) ** 2

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; :meth:`from_dict` reads it back."""
        return {**dataclasses.asdict(self), "channels": list(self.channels)}

    @classmethod
    def from_dict(cls, data: Any) -> VPTConfig:
        """Raises ``ValueError`` for a setting that there is not or that cannot be."""
        if not isinstance(data, Mapping):
            raise ValueError(f"VPT settings must be a mapping, not {type(data).__name__}")
        known = {field.name for field in dataclasses.fields(cls)}
        for name in data:
            if name not in known:
                raise ValueError(f"unknown VPT setting {name!r}{suggest(name, known)}")
        return cls(**data)


def short(value: Any) -> str:
    """``repr`` of something from a stranger's file, cut to the length of a sentence."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # an integer of too many digits
        text = f"a {type(value).__name__} without end"
    return text if len(text) <= 80 else f"{text[:77]}..."


def _three(value: Any) -> tuple[int, int, int]:
    good = isinstance(value, (list, tuple)) and len(value) == 3
    if not good or not all(type(c) is int and 1 <= c <= 1 << 16 for c in value):
        raise ValueError(f"VPT setting 'channels' must be three whole numbers above 0, not {short(value)}")
    return (value[0], value[1], value[2])


def _released(width: int, hidsize: int, **other: Any) -> VPTConfig:
    channels = (16 * width, 32 * width, 32 * width)
    return VPTConfig(hidsize=hidsize, heads=hidsize // HEAD_WIDTH, channels=channels, **other)


PRESETS: Mapping[str, VPTConfig] = {
    "1x": _released(4, 1024),
    "2x": _released(8, 2048),
    "3x": _released(12, 3072),
    "idm-4x": _released(16, 4096, kind="idm", blocks=2, memory=0, temporal=128, temperature=4.0),
}


def preset(name: str) -> VPTConfig:
    """One of the released sizes: ``1x``, ``2x``, ``3x``, ``idm-4x``."""
    if name not in PRESETS:
        raise ValueError(f"VPT has the sizes {', '.join(PRESETS)}, not {name!r}{suggest(name, PRESETS)}")
    return PRESETS[name]
