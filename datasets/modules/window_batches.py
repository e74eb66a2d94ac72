"""Batches of windows: shuffled over labelled episodes for training, in order over each video for labelling."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.modules.batch import LABELS, Batch, blank, frames_tensor
from craftagent.datasets.modules.frames import FrameReader
from craftagent.datasets.modules.plan import quotas
from craftagent.datasets.modules.windows import Window, windows

Placed = tuple[int, Window, bool]  # entry, window, whether it is the entry's last


def place(reader: FrameReader, length: int, stride: int, entries: Sequence[int]) -> list[Placed]:
    """Every window of these entries, in order."""
    placed = []
    for e in entries:
        cut = windows(reader.library.entries[e].n_frames, length, stride)
        placed += [(e, window, i == len(cut) - 1) for i, window in enumerate(cut)]
    return placed


def fill(reader: FrameReader, length: int, chosen: Sequence[Placed], stream: int = 0) -> Batch:
    """One batch of these windows; see :mod:`craftagent.datasets.modules.batch`. Entry -1 and damage are not valid."""
    width, height = reader.size
    pov = frames_tensor((len(chosen), length, height, width, 3))
    frames = pov.numpy()
    fields: dict[str, npt.NDArray[np.generic]] = blank(LABELS, (len(chosen), length))
    fields |= {name: np.zeros((len(chosen), length), bool) for name in ("valid", "mask", "keep")}
    fields |= {name: np.zeros(len(chosen), np.int64) for name in ("episode", "start")}
    fields["last"] = np.zeros(len(chosen), bool)
    for row, (e, window, last) in enumerate(chosen):
        n = window.stop - window.start
        fields["episode"][row], fields["start"][row], fields["last"][row] = e, window.start, last
        frames[row, n:] = 0
        if e < 0:
            continue
        entry = reader.library.entries[e]
        try:
            reader.read(stream, e, np.arange(window.start, window.stop), frames[row, :n])
        except DamagedEpisode as error:
            frames[row] = 0
            warnings.warn(f"{entry.paths.name} is not read from tick {window.start}: {error.reason}", stacklevel=2)
            continue
        fields["valid"][row, :n] = True
        fields["keep"][row, window.keep_start - window.start : window.keep_stop - window.start] = True
        if entry.played is not None:
            fields["mask"][row, :n] = True  # noise too: what was pressed by mistake was pressed
            for name in LABELS:
                fields[name][row, :n] = getattr(entry.played, name)[window.start : window.stop]
    return {"pov": pov, **{name: torch.from_numpy(values) for name, values in fields.items()}}


class WindowBatches:
    """Training batches for :class:`craftagent.datasets.modules.loader.StatefulLoader`."""

    sticky = False

    def __init__(
        self, reader: FrameReader, *, length: int, stride: int, batch_size: int, rank: int = 0, world: int = 1,
        seed: int = 0, shuffle: bool = True, weights: tuple[float, ...] | None = None,
    ) -> None:  # fmt: skip
        self.reader = reader
        self.length, self.stride, self.rows = length, stride, batch_size
        self.rank, self.world, self.seed, self.shuffle, self.weights = rank, world, seed, shuffle, weights
        self._placed = place(reader, length, stride, range(len(reader.library.entries)))
        if shuffle and len(self._placed) < batch_size * world:
            raise ValueError(
                f"there are {len(self._placed)} windows of {length} ticks, less than one batch of {batch_size} for each of "
                f"{world} processes; take a smaller batch or more data"
            )
        self._order: tuple[int, npt.NDArray[np.int64]] | None = None

    def __len__(self) -> int:
        """Batches of an epoch, the same for every rank; in training only full ones."""
        each = self.rows * self.world
        return len(self._placed) // each if self.shuffle else -(-len(self._placed) // each)

    def fingerprint(self) -> dict[str, object]:
        return {
            "length": self.length, "stride": self.stride, "batch_size": self.rows, "world": self.world,
            "seed": self.seed, "weights": list(self.weights) if self.weights else None,
            "library": self.reader.library.digest(),
        }  # fmt: skip

    def order(self, epoch: int) -> npt.NDArray[np.int64]:
        """Indices of the windows that the epoch shows, in order; with weights some come twice and some not at all."""
        if self._order is None or self._order[0] != epoch:
            n = len(self._placed)
            order = np.arange(n)
            if self.shuffle:
                rng = np.random.default_rng([self.seed, epoch, 2])
                if self.weights is not None:
                    owner = np.array([self.reader.library.entries[e].source for e, _, _ in self._placed])
                    parts = []
                    for i, quota in enumerate(quotas([], self.weights, n)):
                        members = np.flatnonzero(owner == i)
                        if not quota:
                            continue
                        rounds = -(-quota // max(1, len(members)))
                        parts.append(np.concatenate([rng.permutation(members) for _ in range(rounds)])[:quota])
                    order = np.concatenate(parts)
                order = rng.permutation(order)
            self._order = (epoch, order)
        return self._order[1]

    def batch(self, epoch: int, index: int, rows: Sequence[int] | None = None) -> Batch:
        order = self.order(epoch)
        chosen = range(self.rows) if rows is None else rows
        first = (index * self.world + self.rank) * self.rows
        picked = [self._placed[order[first + row]] for row in chosen if first + row < len(order)]
        if len(picked) < len(chosen):  # the last batch of a validation pass: nothing to learn from the rest
            picked += [(-1, Window(0, 0, 0, 0), False)] * (len(chosen) - len(picked))
        return fill(self.reader, self.length, picked)
