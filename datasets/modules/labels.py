"""What a policy is taught, as compact arrays: 34 bytes a tick."""

from __future__ import annotations

import dataclasses
from typing import Literal

import numpy as np
import numpy.typing as npt

from craftagent.actions import BUTTONS, N_BINS, NULL_BIN, NULL_CAMERA, encode_buttons, quantize
from craftagent.datasets.action_table import Actions
from craftagent.types import KEY_INDEX

_COLUMNS = np.array([KEY_INDEX[name] for name in BUTTONS])
_INVENTORY = BUTTONS.index("inventory")
NullMode = Literal["none", "all", "runs"]


@dataclasses.dataclass(frozen=True)
class Labels:
    """Labels of T ticks; see :mod:`craftagent.datasets.modules.batch` for the fields."""

    buttons: npt.NDArray[np.int16]  # (T,)
    camera: npt.NDArray[np.uint8]  # (T,)
    keys: npt.NDArray[np.uint8]  # (T, 20)
    bins: npt.NDArray[np.uint8]  # (T, 2)
    degrees: npt.NDArray[np.float32]  # (T, 2)
    gui: npt.NDArray[np.bool_]  # (T,)

    def __len__(self) -> int:
        return len(self.buttons)

    @property
    def null(self) -> npt.NDArray[np.bool_]:
        """bool (T,): ticks that say nothing in VPT's code (craftagent.actions.is_null)."""
        return (self.buttons == 0) & (self.camera == NULL_CAMERA)


def encode_labels(actions: Actions) -> Labels:
    """All ticks at once; equal to craftagent.actions.encode tick by tick."""
    keys = np.ascontiguousarray(actions.keys[:, _COLUMNS])
    bins = quantize(actions.degrees)
    moved = (bins != NULL_BIN).any(axis=1) & (keys[:, _INVENTORY] == 0)
    camera = np.where(moved, bins[:, 0] * N_BINS + bins[:, 1], NULL_CAMERA)
    return Labels(
        encode_buttons(keys, moved).astype(np.int16), camera.astype(np.uint8), keys, bins.astype(np.uint8),
        actions.degrees.astype(np.float32), actions.gui.astype(bool),
    )  # fmt: skip


def kept_ticks(null: npt.NDArray[np.bool_], mode: NullMode, run: int) -> npt.NDArray[np.int32]:
    """Ticks that are shown, ascending.

    ``mode``: ``none`` drops nothing, ``all`` every null tick (as VPT trained), ``runs`` whole runs of at least ``run``
    null ticks in a row.
    """
    if mode == "none":
        drop = np.zeros(len(null), bool)
    elif mode == "all":
        drop = null
    else:
        edges = np.flatnonzero(np.diff(np.concatenate(([False], null, [False])).astype(np.int8)))
        starts, ends = edges[::2], edges[1::2]
        drop = np.zeros(len(null), bool)
        for start, end in zip(starts, ends, strict=True):
            drop[start:end] = end - start >= run
    return np.flatnonzero(~drop).astype(np.int32)


def led_in(meant: npt.NDArray[np.bool_], ticks: int) -> npt.NDArray[np.bool_]:
    """bool (T,): ticks whose action is to be learned, and up to ``ticks`` ticks right before such a one."""
    ends = np.flatnonzero(meant)
    if not len(ends):
        return np.zeros(len(meant), bool)
    following = ends[np.minimum(np.searchsorted(ends, np.arange(len(meant))), len(ends) - 1)]
    ahead = following - np.arange(len(meant))  # below 0 after the last of them
    return (ahead >= 0) & (ahead <= ticks)
