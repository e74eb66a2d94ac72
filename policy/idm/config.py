"""Sizes of the inverse dynamics model."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from craftagent.types import suggest

PATCH = 4  # pixels a side that become one position; all of them are kept
FRAME = 128  # pixels a side


@dataclasses.dataclass(frozen=True)
class IDMConfig:
    """The network's shape; the defaults are the size ``nano``.

    Args:
        window: ticks the model sees at once when it labels; it can be trained on shorter windows.
        stride: ticks from window to window when it labels; what two windows share is shared out half and half.
        embed: channels of a 4x4 patch of one frame.
        channels: channels at 32x32, 16x16 and 8x8 positions.
        depth: residual blocks after the first convolution of each of them.
        dim: width of a tick's feature.
        layers: blocks that mix ticks: a local convolution, attention in both directions, and a perceptron.
        heads: attention heads.
        reach: ticks; attention knows distances up to so far apart, and takes longer ones for the same.
        local: ticks (odd) that the local convolution of a block sees.
        expand: width of the perceptron, in ``dim``.
        dropout: of the pairs' features and of the mixing blocks, in training.
    """

    window: int = 128
    stride: int = 64
    embed: int = 32
    channels: tuple[int, int, int] = (32, 64, 128)
    depth: tuple[int, int, int] = (0, 1, 1)
    dim: int = 256
    layers: int = 2
    heads: int = 4
    reach: int = 64
    local: int = 5
    expand: int = 2
    dropout: float = 0.1

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if field.name == "dropout":
                if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1:
                    raise ValueError(f"IDM setting 'dropout' must be at least 0 and below 1, not {value!r}")
            elif field.name in ("channels", "depth"):
                low = int(field.name == "channels")
                if not _three(value, low):
                    raise ValueError(
                        f"IDM setting {field.name!r} must be three whole numbers of at least {low}, not {value!r}"
                    )
                object.__setattr__(self, field.name, tuple(value))
            elif type(value) is not int or not 1 <= value <= 1 << 16:
                raise ValueError(f"IDM setting {field.name!r} must be a whole number from 1 to 65536, not {value!r}")
        if self.dim % self.heads:
            raise ValueError(f"IDM setting 'dim' must be a multiple of 'heads' {self.heads}, not {self.dim}")
        if self.local % 2 == 0:
            raise ValueError(f"IDM setting 'local' must be odd, not {self.local}")
        if self.stride > self.window:
            raise ValueError(f"IDM setting 'stride' must be at most 'window' {self.window}, not {self.stride}")

    @classmethod
    def named(cls, size: str) -> IDMConfig:
        """``nano``, ``1x``, ``2x`` or ``4x``."""
        if size not in SIZES:
            raise ValueError(f"unknown IDM size {size!r}{suggest(size, SIZES)}; there are {', '.join(SIZES)}")
        return SIZES[size]

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> IDMConfig:
        """From JSON. Raises ``ValueError`` naming a field that is unknown or wrong."""
        names = [field.name for field in dataclasses.fields(cls)]
        for name in values:
            if name not in names:
                raise ValueError(f"unknown IDM setting {name!r}{suggest(name, names)}")
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def _three(value: object, low: int) -> bool:
    return isinstance(value, (tuple, list)) and len(value) == 3 and all(type(v) is int and v >= low for v in value)


SIZES: dict[str, IDMConfig] = {
    "nano": IDMConfig(),
    "1x": IDMConfig(embed=64, channels=(64, 128, 256), depth=(1, 2, 2), dim=512, layers=4, heads=8, expand=4),
    "2x": IDMConfig(embed=96, channels=(128, 256, 512), depth=(1, 2, 2), dim=1024, layers=6, heads=16, expand=4),
    "4x": IDMConfig(embed=128, channels=(256, 512, 1024), depth=(1, 2, 3), dim=2048, layers=4, heads=32, expand=4),
}
