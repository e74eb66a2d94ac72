"""A loader that knows its place: batches in order, from worker processes if asked, resumable in mid-epoch.

It speaks Lightning's language for stateful loaders (``state_dict``, ``load_state_dict``, ``sampler.set_epoch``) and
works in a plain loop as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import cv2
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from craftagent.datasets.modules.batch import Batch, join


class BatchMaker(Protocol):
    """What a loader loads from. ``rows``: how many rows can be shared out; ``sticky``: each row wants one worker."""

    rows: int
    sticky: bool

    def __len__(self) -> int: ...
    def batch(self, epoch: int, index: int, rows: Sequence[int] | None = None) -> Batch: ...
    def fingerprint(self) -> dict[str, object]: ...


class _Epoch(IterableDataset[Batch]):
    """Batches of one epoch from ``start`` on. Worker w of n makes every n-th batch or, if rows are sticky, its rows of
    every batch; either way taking from the workers in turn gives everything in order."""

    def __init__(self, maker: BatchMaker, epoch: int, start: int, workers: int) -> None:
        self.maker, self.epoch, self.start, self.workers = maker, epoch, start, workers

    def __iter__(self) -> Iterator[Batch]:
        info = get_worker_info()
        if info is None:
            yield from (self.maker.batch(self.epoch, k) for k in range(self.start, len(self.maker)))
            return
        cv2.setNumThreads(0)
        if self.maker.sticky:
            rows = range(info.id * self.maker.rows // self.workers, (info.id + 1) * self.maker.rows // self.workers)
            yield from (self.maker.batch(self.epoch, k, rows) for k in range(self.start, len(self.maker)))
        else:
            yield from (
                self.maker.batch(self.epoch, k) for k in range(self.start + info.id, len(self.maker), self.workers)
            )


class StatefulLoader:
    """Iterate for one epoch's batches.

    Args:
        maker: makes the batches.
        workers: processes that make batches ahead; 0 makes them when asked.
        ahead: batches each worker may be ahead.
        pin: hand out pinned memory, for copies to a GPU.
        follow_epochs: a training loader: ``set_epoch`` changes the order, and the position can be saved. Otherwise
            every pass is the same and begins at the start.
    """

    def __init__(
        self, maker: BatchMaker, *, workers: int = 0, ahead: int = 2, pin: bool = False, follow_epochs: bool = True
    ) -> None:
        self.maker = maker
        self.workers = min(workers, maker.rows) if maker.sticky else workers
        self.ahead = ahead
        self.pin = pin
        if follow_epochs:
            self.sampler = self  # where Lightning looks for set_epoch
        self.epoch = 0
        self.position = 0  # batches handed out in this epoch
        self._resume = False

    def __len__(self) -> int:
        """Batches of a whole epoch."""
        return len(self.maker)

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch of the next pass. A position that was just loaded for this epoch is kept."""
        if epoch != self.epoch:
            self.epoch, self.position, self._resume = epoch, 0, False

    def state_dict(self) -> dict[str, Any]:
        """Epoch, position and what they are valid for, as plain data."""
        return {"epoch": self.epoch, "position": self.position, "of": self.maker.fingerprint()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """The next pass goes on where the state was taken. Raises ``ValueError`` if the data are not the same."""
        now = self.maker.fingerprint()
        for name, value in state["of"].items():
            if now.get(name) != value:
                what = "the episodes" if name == "library" else f"data setting {name!r}"
                raise ValueError(
                    f"the position in the data can not be taken up: {what} changed from {value} to {now.get(name)}; "
                    "undo that, or start a new run from the saved weights"
                )
        self.epoch, self.position, self._resume = int(state["epoch"]), int(state["position"]), True

    def __iter__(self) -> Iterator[Batch]:
        return self._run()

    def _run(self) -> Iterator[Batch]:
        # A generator: epoch and position are read at the first batch, after Lightning has called set_epoch.
        if not self._resume:
            self.position = 0
        self._resume = False
        for batch in self._batches(self.epoch, self.position):
            self.position += 1
            yield batch

    def _batches(self, epoch: int, start: int) -> Iterator[Batch]:
        if self.workers == 0:
            for k in range(start, len(self)):
                batch = self.maker.batch(epoch, k)
                yield {name: value.pin_memory() for name, value in batch.items()} if self.pin else batch
            return
        loader: DataLoader[Batch] = DataLoader(
            _Epoch(self.maker, epoch, start, self.workers), batch_size=None, num_workers=self.workers,
            prefetch_factor=self.ahead, pin_memory=self.pin and not self.maker.sticky,
        )  # fmt: skip
        if not self.maker.sticky:
            yield from loader
            return
        parts = iter(loader)
        while len(got := [part for _, part in zip(range(self.workers), parts, strict=False)]) == self.workers:
            batch = join(got)
            yield {name: value.pin_memory() for name, value in batch.items()} if self.pin else batch
