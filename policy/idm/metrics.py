"""How right an inverse dynamics model is.

N ticks, K = 20 buttons in the order of craftagent.actions.BUTTONS
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from craftagent.actions import BUTTONS, CAMERA_MAX
from craftagent.policy.idm.decode import Guess

OFTEN = 0.005  # share of ticks a key must be pressed in to count for macro-F1
LEVELS = 256  # how finely probabilities are told apart when thresholds are chosen


class Tally:
    """Collects guesses and truths of any number of ticks in memory that does not grow; all counts are exact sums.

    R² is against degrees clipped to +-10, which is all that VPT's code can say: 1 - (squared error) / (spread about the
    mean of each axis), both axes together.
    """

    def __init__(self) -> None:
        k = len(BUTTONS)
        # pressed and not pressed ticks by probability level; the guess at hand, as confusion counts
        self.levels = torch.zeros(2, k, LEVELS, dtype=torch.int64)
        self.confusion = torch.zeros(2, 2, k, dtype=torch.int64)  # [truth][guess]
        self.whole = torch.zeros(2, dtype=torch.int64)  # ticks with all keys right, ticks
        self.gui = torch.zeros(2, dtype=torch.int64)
        # by (world, screens) and axis: n, sum of y, of y², of squared errors
        self.camera = torch.zeros(2, 2, 4, dtype=torch.float64)
        self.bins = torch.zeros(2, 2, dtype=torch.int64)  # right, all, by world and screens; both axes counted
        # by tenth of the keys' confidence: ticks, sum of confidence, ticks with all keys right
        self.trust = torch.zeros(10, 3, dtype=torch.float64)

    def add(self, guess: Guess, keys: Tensor, degrees: Tensor, bins: Tensor, gui: Tensor) -> None:
        """``guess`` of N ticks; the truth: keys 0/1 (N, 20), degrees (N, 2), bins (N, 2), gui bool (N,)."""
        keys, gui, degrees = keys.bool(), gui.bool(), degrees.double().clamp(-CAMERA_MAX, CAMERA_MAX)
        if not len(keys):
            return
        level = (guess.pressed * LEVELS).long().clamp(0, LEVELS - 1)
        flat = level + LEVELS * torch.arange(keys.shape[1])
        for truth in (0, 1):
            chosen = flat[keys == bool(truth)]
            self.levels[truth] += torch.bincount(chosen, minlength=self.levels[truth].numel()).view(-1, LEVELS)
            for said in (0, 1):
                self.confusion[truth, said] += ((keys == bool(truth)) & (guess.keys == bool(said))).sum(0)
        right = (keys == guess.keys).all(1)
        self.whole += torch.tensor([int(right.sum()), len(right)])
        self.gui += torch.tensor([int((guess.gui == gui).sum()), len(gui)])
        error = (guess.degrees.double() - degrees) ** 2
        for where, chosen in enumerate((~gui, gui)):
            y = degrees[chosen]
            sums = torch.stack((torch.full((2,), float(len(y))), y.sum(0), (y**2).sum(0), error[chosen].sum(0)), -1)
            self.camera[where] += sums.double()
            same = guess.bins[chosen] == bins[chosen]
            self.bins[where] += torch.tensor([int(same.sum()), same.numel()])
        sure = guess.key_confidence
        tenth = (sure * 10).long().clamp(0, 9)
        for column, value in enumerate((torch.ones_like(sure), sure, right.float())):
            self.trust[:, column] += torch.bincount(tenth, weights=value.double(), minlength=10)

    def merge(self, add_up: Callable[[Tensor], Tensor]) -> None:
        """Replace every count by ``add_up`` of it: the sum over processes."""
        for name, counts in vars(self).items():
            setattr(self, name, add_up(counts))

    def thresholds(self) -> npt.NDArray[np.float64]:
        """For every key :func:`best_threshold`; 0.5 for keys that were not seen."""
        return np.array([best_threshold(self.levels[1, k].numpy(), self.levels[0, k].numpy()) for k in range(20)])

    def keys(self) -> dict[str, dict[str, float]]:
        """For each button its share of pressed ticks, precision, recall and F1."""
        out = {}
        for k, name in enumerate(BUTTONS):
            (_, fp), (fn, tp) = self.confusion[:, :, k].tolist()
            total = max(1, int(self.confusion[:, :, k].sum()))
            out[name] = {
                "pressed": (fn + tp) / total, "precision": tp / max(1, tp + fp), "recall": tp / max(1, tp + fn),
                "f1": 2 * tp / max(1, 2 * tp + fp + fn),
            }  # fmt: skip
        return out

    def result(self, over: Collection[str] | None = None) -> dict[str, Any]:
        """All figures. R² is NaN where the camera never moved, macro-F1 where no key was pressed often enough.

        ``over``: the keys that macro-F1 is over, where they are settled already; else those pressed often enough here.
        """
        keys = self.keys()
        over = [name for name, figures in keys.items() if figures["pressed"] >= OFTEN] if over is None else over
        often = [keys[name]["f1"] for name in over]
        right = int(self.confusion[0, 0].sum() + self.confusion[1, 1].sum())
        seen = self.trust[:, 0]
        gap = (self.trust[:, 1] - self.trust[:, 2]).abs().sum() / seen.sum().clamp(min=1)
        return {
            "ticks": int(self.whole[1]),
            "key_accuracy": right / max(1, int(self.confusion.sum())),
            "tick_accuracy": int(self.whole[0]) / max(1, int(self.whole[1])),
            "macro_f1": float(np.mean(often)) if often else float("nan"), "macro_f1_over": list(over),
            "camera_r2_world": _r2(self.camera[0]), "camera_r2_screens": _r2(self.camera[1]),
            "camera_r2_pitch_world": _r2(self.camera[0, :1]), "camera_r2_yaw_world": _r2(self.camera[0, 1:]),
            "bin_accuracy_world": int(self.bins[0, 0]) / max(1, int(self.bins[0, 1])),
            "bin_accuracy_screens": int(self.bins[1, 0]) / max(1, int(self.bins[1, 1])),
            "gui_accuracy": int(self.gui[0]) / max(1, int(self.gui[1])),
            "calibration_gap": float(gap),
            "keys": keys,
        }  # fmt: skip


def _r2(sums: Tensor) -> float:
    """Axes' sums (A, 4) of n, y, y², squared error -> R² over them together."""
    n, y, y2, error = sums.unbind(-1)
    spread = float((y2 - y**2 / n.clamp(min=1)).sum())
    return 1 - float(error.sum()) / spread if spread > 1e-9 else float("nan")


def best_threshold(pressed: npt.NDArray[np.int64], not_pressed: npt.NDArray[np.int64]) -> float:
    """From ticks by probability level (L,), pressed and not: the probability from which on "pressed" has a good F1.

    Of all whose F1 lies within one standard error of the best, sqrt(F1 (1 - F1) / pressed ticks), that which is nearest to
    0.5 (the one-standard-error rule of Breiman et al. 1984): the best threshold of a key that was pressed in twenty ticks of
    the validation play is that of those twenty.
    """
    levels = len(pressed)
    if not pressed.sum():
        return 0.5
    tp = np.cumsum(pressed[::-1])[::-1].astype(float)  # said "pressed" from this level on
    fp = np.cumsum(not_pressed[::-1])[::-1].astype(float)
    f1 = 2 * tp / (tp + fp + pressed.sum())
    at = np.arange(levels) / levels
    best = float(f1.max())
    good = np.flatnonzero(f1 >= best - np.sqrt(best * (1.0 - best) / pressed.sum()) - 1e-12)
    chosen = float(at[good[np.argmin(np.abs(at[good] - 0.5))]])
    return min(max(chosen, 1 / levels), 1 - 1 / levels)
