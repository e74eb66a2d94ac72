"""``WindowDataModule``: windows of frames for the inverse dynamics model to learn from."""

from __future__ import annotations

import os

import lightning

from craftagent.datasets.modules.cache import FrameCache
from craftagent.datasets.modules.frames import FrameReader
from craftagent.datasets.modules.loader import StatefulLoader
from craftagent.datasets.modules.source import (
    Library,
    Source,
    build_library,
    fill_cache,
    held_for_validation,
    listing,
    say_damaged,
    weights_of,
)
from craftagent.datasets.modules.window_batches import WindowBatches


class WindowDataModule(lightning.LightningDataModule):
    """Windows of ``length`` frames every ``stride`` frames.

    Of labelled episodes (``sources`` that are not ``bare``); in validation each tick is kept in exactly one window. A batch
    is a dict, see :mod:`craftagent.datasets.modules.batch`. Bare videos are labelled by
    :mod:`craftagent.policy.idm.labelling`.

    Args:
        sources: folders of labelled episodes to train on.
        val_sources: folders to validate on; if empty, ``val_fraction`` of the episodes of ``sources``.
        val_fraction: share of the episodes kept for validation, chosen by a digest of their names.
        batch_size: windows a batch and process.
        length: frames of a window. VPT's IDM has 128.
        stride: frames from window to window. VPT labels with 64.
        size: (width, height) of the frames.
        cache: folder for decoded frames (48 KiB a frame at 128x128), or none.
        cache_jobs: processes that fill it; 0: one a core.
        workers: processes that make batches ahead; 0: none.
        ahead: batches that each of them may be ahead.
        seed: of the order.
        pin_memory: for faster copies to a GPU.
    """

    def __init__(
        self,
        sources: list[Source],
        val_sources: list[Source] | None = None,
        val_fraction: float = 0.05,
        batch_size: int = 8,
        length: int = 128,
        stride: int = 64,
        size: tuple[int, int] = (128, 128),
        cache: str | None = None,
        cache_jobs: int = 0,
        workers: int = 0,
        ahead: int = 2,
        seed: int = 0,
        pin_memory: bool = False,
    ) -> None:
        super().__init__()
        for name, value, low in (("batch_size", batch_size, 1), ("length", length, 1), ("stride", stride, 1),
                                 ("cache_jobs", cache_jobs, 0), ("workers", workers, 0), ("ahead", ahead, 1),
                                 ("seed", seed, 0)):  # fmt: skip
            if value < low:
                raise ValueError(f"data setting {name!r} must be at least {low}, not {value}")
        if stride > length:
            raise ValueError(
                f"data setting 'stride' must be at most 'length' {length}, not {stride}: ticks would be missed"
            )
        if not 0 <= val_fraction < 1:
            raise ValueError(f"data setting 'val_fraction' must be at least 0 and below 1, not {val_fraction}")
        self.sources = list(sources)
        self.val_sources = list(val_sources or ())
        if not self.sources:
            raise ValueError("data setting 'sources' names no folder")
        for source in (*self.sources, *self.val_sources):
            if source.bare:
                raise ValueError(f"source {source.folder} is bare: training needs actions")
        self.val_fraction = val_fraction
        self.batch_size, self.length, self.stride, self.size = batch_size, length, stride, (size[0], size[1])
        self.cache = FrameCache(cache, self.size) if cache is not None else None
        self.cache_jobs = cache_jobs or os.cpu_count() or 1
        self.workers, self.ahead, self.seed, self.pin_memory = workers, ahead, seed, pin_memory
        self._libraries: dict[str, Library] = {}

    def library(self, part: str = "train") -> Library:
        """The episodes of ``train`` or ``val``; there after ``setup``."""
        return self._libraries[part]

    def prepare_data(self) -> None:
        """Fill the cache (one process a machine)."""
        if self.cache is not None:
            fill_cache([*self.sources, *self.val_sources], self.cache, self.cache_jobs)

    def setup(self, stage: str | None = None) -> None:
        """Read labels. Damaged episodes are named and left out. Raises ``ValueError`` if nothing is left."""
        if "train" in self._libraries:
            return
        everything = listing(self.sources)
        if self.trainer is not None and self.trainer.world_size > 1:
            everything = self.trainer.strategy.broadcast(everything)
        if self.val_sources:
            train, val = everything, listing(self.val_sources)
        else:
            held = [held_for_validation(paths.name, self.val_fraction) for _, paths in everything]
            train = [found for found, h in zip(everything, held, strict=True) if not h]
            val = [found for found, h in zip(everything, held, strict=True) if h]
        self._read("train", self.sources, train, self.cache)
        self._read("val", self.val_sources or self.sources, val, self.cache)
        for i, source in enumerate(self.sources):
            if not any(entry.source == i for entry in self._libraries["train"].entries):
                damaged = self._libraries["train"].damaged
                left_out = f", {len(damaged)} damaged ones left out ({damaged[0][1]})" if damaged else ""
                raise ValueError(f"there is no labelled episode to train on in {source.folder}{left_out}")

    def _read(self, part: str, sources: list[Source], found: list, cache: FrameCache | None) -> None:  # type: ignore[type-arg]
        library = build_library(sources, found, cache)
        self._libraries[part] = library
        say_damaged(library)

    def _reader(self, part: str) -> FrameReader:
        return FrameReader(self._libraries[part], self.cache, self.size)

    def _place(self) -> tuple[int, int]:
        return (self.trainer.global_rank, self.trainer.world_size) if self.trainer is not None else (0, 1)

    def train_dataloader(self) -> StatefulLoader:
        """Shuffled full batches; saves its position."""
        weights = weights_of(self.sources)
        return self._loader("train", True, tuple(weights) if weights else None)

    def val_dataloader(self) -> StatefulLoader | list[StatefulLoader]:
        """Every window of the validation episodes once; ``keep`` marks each tick once."""
        return self._loader("val", False, None) if self._libraries["val"].entries else []

    test_dataloader = val_dataloader

    def _loader(self, part: str, shuffle: bool, weights: tuple[float, ...] | None) -> StatefulLoader:
        rank, world = self._place()
        maker = WindowBatches(
            self._reader(part), length=self.length, stride=self.stride, batch_size=self.batch_size, rank=rank,
            world=world, seed=self.seed, shuffle=shuffle, weights=weights,
        )  # fmt: skip
        return StatefulLoader(maker, workers=self.workers, ahead=self.ahead, pin=self.pin_memory, follow_epochs=shuffle)
