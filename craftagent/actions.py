"""VPT's action code: MineRL actions <-> two categorical numbers, ``buttons`` 0..8640 and ``camera`` 0..120.

Facts of the public VPT code (openai/Video-Pre-Training): the joint button index runs over the product of nine groups,
last group fastest, plus one exclusive ``inventory``; each camera axis has 11 mu-law bins; "camera" is itself a button
group that is on when an axis is not at its null bin. Its known bugs (truncated degrees, a null test that is never true)
are not copied: degrees stay floats and :func:`is_null` works.

Legend: ``N`` any leading shape. Arrays are int64 unless said otherwise.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.types import CAMERA, KEYS

# VPT's 20 buttons, in the order of its factored arrays. ESC, swapHands and pickItem can not be said.
BUTTONS: tuple[str, ...] = (
    "attack", "back", "forward", "jump", "left", "right", "sneak", "sprint", "use", "drop", "inventory",
    *(f"hotbar.{i}" for i in range(1, 10)),
)  # fmt: skip
UNSAYABLE: tuple[str, ...] = tuple(key for key in KEYS if key not in BUTTONS)

GROUPS: Mapping[str, tuple[str, ...]] = {
    "hotbar": ("none", *(f"hotbar.{i}" for i in range(1, 10))),
    "fore_back": ("none", "forward", "back"),
    "left_right": ("none", "left", "right"),
    "sprint_sneak": ("none", "sprint", "sneak"),
    "use": ("none", "use"),
    "drop": ("none", "drop"),
    "attack": ("none", "attack"),
    "jump": ("none", "jump"),
    "camera": ("none", "camera"),
}
N_BUTTONS = math.prod(len(group) for group in GROUPS.values()) + 1  # 8641
INVENTORY = N_BUTTONS - 1
CAMERA_MAX = 10.0  # degrees
CAMERA_MU = 10.0
CAMERA_BIN = 2.0
N_BINS = 11
NULL_BIN = N_BINS // 2
N_CAMERA = N_BINS * N_BINS  # 121
NULL_CAMERA = N_BINS * NULL_BIN + NULL_BIN  # 60

IntArray = npt.NDArray[np.int64]

_COMBINATIONS = tuple(itertools.product(*GROUPS.values()))
_INDEX = {combination: i for i, combination in enumerate(_COMBINATIONS)}
_FACTORED = np.zeros((N_BUTTONS, len(BUTTONS)), np.int64)  # buttons of every joint index
for _i, _combination in enumerate(_COMBINATIONS):
    for _name in _combination:
        if _name in BUTTONS:
            _FACTORED[_i, BUTTONS.index(_name)] = 1
_FACTORED[INVENTORY, BUTTONS.index("inventory")] = 1
_META = np.array([c[-1] == "camera" for c in _COMBINATIONS] + [False])
_STRIDES = [math.prod(len(g) for g in list(GROUPS.values())[i + 1 :]) for i in range(len(GROUPS))]


def quantize(degrees: npt.ArrayLike) -> IntArray:
    """Camera degrees (N,) -> mu-law bins 0..10 (N,); clipped to +-10, null bin 5. NaN is not allowed."""
    x = np.clip(np.asarray(degrees, np.float64), -CAMERA_MAX, CAMERA_MAX) / CAMERA_MAX
    encoded = np.sign(x) * np.log1p(CAMERA_MU * np.abs(x)) / math.log1p(CAMERA_MU) * CAMERA_MAX
    return np.rint((encoded + CAMERA_MAX) / CAMERA_BIN).astype(np.int64)


def dequantize(bins: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Mu-law bins 0..10 (N,) -> degrees (N,): 0, +-0.6154, +-1.6095, +-3.2154, +-5.8095, +-10."""
    x = (np.asarray(bins, np.float64) * CAMERA_BIN - CAMERA_MAX) / CAMERA_MAX
    return np.sign(x) * np.expm1(np.abs(x) * math.log1p(CAMERA_MU)) / CAMERA_MU * CAMERA_MAX


def encode_buttons(factored: npt.ArrayLike, camera_on: npt.ArrayLike) -> IntArray:
    """Factored buttons (N, 20) of 0/1 and a camera flag (N,) -> joint index (N,).

    Conflicts: forward+back and left+right cancel, sneak beats sprint, the highest hotbar key wins, and inventory
    drops everything else.
    """
    b = np.asarray(factored, bool)
    at = {name: b[..., i] for i, name in enumerate(BUTTONS)}
    hotbar = np.zeros(b.shape[:-1], np.int64)
    for i in range(1, 10):
        hotbar = np.where(at[f"hotbar.{i}"], i, hotbar)
    fore = np.where(at["forward"] == at["back"], 0, np.where(at["forward"], 1, 2))
    side = np.where(at["left"] == at["right"], 0, np.where(at["left"], 1, 2))
    pace = np.where(at["sneak"], 2, np.where(at["sprint"], 1, 0))
    digits = [hotbar, fore, side, pace, at["use"], at["drop"], at["attack"], at["jump"], np.asarray(camera_on, bool)]
    joint = np.zeros(b.shape[:-1], np.int64)
    for digit, stride in zip(digits, _STRIDES, strict=True):
        joint = joint + np.asarray(digit, np.int64) * stride
    return np.where(at["inventory"], INVENTORY, joint)


def decode_buttons(joint: npt.ArrayLike) -> tuple[IntArray, npt.NDArray[np.bool_]]:
    """Joint index (N,) 0..8640 -> factored buttons (N, 20) and the camera flag (N,)."""
    index = np.asarray(joint, np.int64)
    if index.size and (index.min() < 0 or index.max() >= N_BUTTONS):
        raise ValueError(f"a button index must lie in 0..{N_BUTTONS - 1}, not {index.min()}..{index.max()}")
    return _FACTORED[index], _META[index]


def encode(action: Mapping[str, Any]) -> tuple[int, int]:
    """One MineRL action -> (buttons, camera) indices. Keys VPT can not say (:data:`UNSAYABLE`) are left out."""
    factored = np.array([int(action.get(name, 0)) for name in BUTTONS])
    bins = quantize(np.asarray(action.get(CAMERA, (0.0, 0.0)), np.float64))
    moved = bool((bins != NULL_BIN).any()) and not factored[BUTTONS.index("inventory")]
    buttons = int(encode_buttons(factored, moved))
    return buttons, int(bins[0] * N_BINS + bins[1]) if moved else NULL_CAMERA


def decode(buttons: int, camera: int) -> dict[str, Any]:
    """(buttons, camera) indices -> a full MineRL action with float32 degrees; camera is null unless its flag is on."""
    if not 0 <= camera < N_CAMERA:
        raise ValueError(f"a camera index must lie in 0..{N_CAMERA - 1}, not {camera}")
    factored, meta = decode_buttons(buttons)
    action: dict[str, Any] = dict.fromkeys(KEYS, 0)
    for name, value in zip(BUTTONS, factored.tolist(), strict=True):
        action[name] = value
    bins = divmod(camera, N_BINS) if bool(meta) else (NULL_BIN, NULL_BIN)
    action[CAMERA] = dequantize(bins).astype(np.float32)
    return action


def is_null(action: Mapping[str, Any]) -> bool:
    """Whether an action says nothing in VPT's code: no button, and both camera axes in the null bin."""
    return encode(action) == (0, NULL_CAMERA)
