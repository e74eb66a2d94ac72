"""The actions of an episode as arrays."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.actions import BUTTONS, NULL_BIN, encode_buttons, quantize
from craftagent.types import CAMERA, KEY_INDEX, KEYS, write_action

_COLUMNS = np.array([KEY_INDEX[name] for name in BUTTONS])


@dataclasses.dataclass(frozen=True)
class Actions:
    """Actions of T ticks; row t is what was done after frame t was seen.

    Attributes:
        keys: uint8 (T, 23) of 0/1, columns in :data:`craftagent.types.KEYS` order.
        degrees: float64 (T, 2) = (pitch, yaw) exactly as the player gave them.
        gui: bool (T,), whether a screen was open in frame t (the camera then moves the cursor).
        null: bool (T,), whether the action says nothing in VPT's action code (craftagent.actions.is_null).
        camera: float32 (T, 2), ``degrees`` for training.
    """

    keys: npt.NDArray[np.uint8]
    degrees: npt.NDArray[np.float64]
    gui: npt.NDArray[np.bool_]
    null: npt.NDArray[np.bool_] = dataclasses.field(init=False)
    camera: npt.NDArray[np.float32] = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        n = len(self.keys)
        if self.keys.shape != (n, len(KEYS)) or self.degrees.shape != (n, 2) or self.gui.shape != (n,):
            raise ValueError(f"keys {self.keys.shape}, degrees {self.degrees.shape}, gui {self.gui.shape} do not agree")
        moved = (quantize(self.degrees) != NULL_BIN).any(axis=1)
        object.__setattr__(self, "null", encode_buttons(self.keys[:, _COLUMNS], moved) == 0)
        object.__setattr__(self, "camera", self.degrees.astype(np.float32))

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, span: slice) -> Actions:
        """The actions of a slice of ticks."""
        return Actions(self.keys[span], self.degrees[span], self.gui[span])

    def action(self, t: int) -> dict[str, Any]:
        """Tick t's action: all 23 keys as ints and ``camera`` float64 (2,), ready for ``world.step``."""
        action: dict[str, Any] = dict(zip(KEYS, self.keys[t].tolist(), strict=True))
        action[CAMERA] = self.degrees[t].copy()
        return action

    @classmethod
    def from_dicts(cls, actions: Sequence[Mapping[str, Any]], gui: Sequence[bool] | None = None) -> Actions:
        """From action dicts; raises :class:`craftagent.types.ActionError` for one that no world can carry out."""
        keys = np.zeros((len(actions), len(KEYS)), np.uint8)
        degrees = np.zeros((len(actions), 2), np.float64)
        for t, action in enumerate(actions):
            write_action(action, keys[t], degrees[t])
        return cls(keys, degrees, np.zeros(len(actions), bool) if gui is None else np.asarray(gui, bool))
