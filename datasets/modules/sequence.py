"""``SequenceDataModule``: parallel streams of play for policies whose memory carries across batches."""

from __future__ import annotations

import dataclasses
import os
from typing import Any

import lightning
from lightning.pytorch.utilities import rank_zero_warn

from craftagent.datasets.modules.cache import FrameCache
from craftagent.datasets.modules.frames import FrameReader
from craftagent.datasets.modules.goal_sampler import GoalSampler, GoalSampling, make_vocabulary
from craftagent.datasets.modules.labels import NullMode
from craftagent.datasets.modules.loader import StatefulLoader
from craftagent.datasets.modules.sequence_batches import Layout, SequenceBatches
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
from craftagent.datasets.modules.vocabulary import Vocabulary


class SequenceDataModule(lightning.LightningDataModule):
    """Batches of B streams x T ticks; stream i of a batch goes on where stream i of the batch before ended.

    A batch is a dict, see :mod:`craftagent.datasets.modules.batch`. ``first`` marks where memory must be forgotten: at
    every episode's start and at a stream's start in an epoch. An epoch shows every kept tick once (but for less than
    one batch; with weights, by weight), in an order given by seed and epoch alone. Streams of different ranks are
    different, and all ranks have equally many batches. The position is saved in checkpoints; training that was killed
    goes on with the very next batch.

    Args:
        sources: folders of episodes to train on.
        val_sources: folders to validate on; if empty, ``val_fraction`` of the episodes of ``sources``.
        val_fraction: share of the episodes kept for validation, chosen by a digest of their names.
        batch_size: B, streams of one process.
        ticks: T, ticks of a chunk.
        size: (width, height) of the frames.
        nulls: which ticks without any action are never shown: none, all, or runs of at least ``null_run``.
        null_run: see ``nulls``. VPT's ablation tried 3 and 21.
        lead_in: of a stretch of inputs that are not to be learned (what the pupil did in corrected play), only the last so
            many ticks are shown; none: all of it. What is left out is left out as nulls are: memory goes on over it.
        goals: how goals are drawn.
        vocabulary: JSON file with the vocabulary of an earlier run, to keep its ids; otherwise one is made of the goals.
        cache: folder for decoded frames (48 KiB a frame at 128x128), or none.
        cache_jobs: processes that fill it; 0: one a core.
        workers: processes that make batches ahead; 0: none.
        ahead: batches that each of them may be ahead.
        seed: of order and goals.
        ticks_per_epoch: length of an epoch over all ranks; none: as many as there are.
        pin_memory: for faster copies to a GPU.
    """

    def __init__(
        self,
        sources: list[Source],
        val_sources: list[Source] | None = None,
        val_fraction: float = 0.05,
        batch_size: int = 8,
        ticks: int = 128,
        size: tuple[int, int] = (128, 128),
        nulls: NullMode = "none",
        null_run: int = 21,
        lead_in: int | None = None,
        goals: GoalSampling | None = None,
        vocabulary: str | None = None,
        cache: str | None = None,
        cache_jobs: int = 0,
        workers: int = 0,
        ahead: int = 2,
        seed: int = 0,
        ticks_per_epoch: int | None = None,
        pin_memory: bool = False,
    ) -> None:
        super().__init__()
        for name, value, low in (("batch_size", batch_size, 1), ("ticks", ticks, 1), ("null_run", null_run, 1),
                                 ("lead_in", lead_in or 0, 0), ("cache_jobs", cache_jobs, 0), ("workers", workers, 0),
                                 ("ahead", ahead, 1), ("seed", seed, 0)):  # fmt: skip
            if value < low:
                raise ValueError(f"data setting {name!r} must be at least {low}, not {value}")
        if not 0 <= val_fraction < 1:
            raise ValueError(f"data setting 'val_fraction' must be at least 0 and below 1, not {val_fraction}")
        if not sources:
            raise ValueError("data setting 'sources' names no folder")
        if any(source.bare for source in (*sources, *(val_sources or ()))):
            raise ValueError("sequences need actions; bare videos are for WindowDataModule")
        self.sources = list(sources)
        self.val_sources = list(val_sources or ())
        self.val_fraction = val_fraction
        self.batch_size, self.ticks, self.size = batch_size, ticks, (size[0], size[1])
        self.nulls, self.null_run, self.lead_in = nulls, null_run, lead_in
        self.goals = goals if goals is not None else GoalSampling()
        self.cache = FrameCache(cache, self.size) if cache is not None else None
        self.cache_jobs = cache_jobs or os.cpu_count() or 1
        self.workers, self.ahead, self.pin_memory = workers, ahead, pin_memory
        self.seed, self.ticks_per_epoch = seed, ticks_per_epoch
        self._base = vocabulary
        self._vocabulary: Vocabulary | None = None
        self._libraries: dict[str, Library] = {}

    @property
    def vocabulary(self) -> Vocabulary:
        """Ids of verbs, targets and texts; there after ``setup``, or from a checkpoint."""
        if self._vocabulary is None:
            raise RuntimeError("the vocabulary is made by setup()")
        return self._vocabulary

    def library(self, part: str = "train") -> Library:
        """The episodes of ``train`` or ``val``; there after ``setup``."""
        return self._libraries[part]

    def prepare_data(self) -> None:
        """Fill the cache (one process a machine)."""
        if self.cache is not None:
            fill_cache([*self.sources, *self.val_sources], self.cache, self.cache_jobs)

    def setup(self, stage: str | None = None) -> None:
        """Read labels and goals. Damaged episodes are named and left out. Raises ``ValueError`` if nothing is left.

        Warns before training (``stage`` "fit") if goals are to be told and no episode has any.
        """
        if self._libraries:
            return
        everything = self._agree(listing(self.sources))
        if self.val_sources:
            train, val = everything, self._agree(listing(self.val_sources))
        else:
            held = [held_for_validation(paths.name, self.val_fraction) for _, paths in everything]
            train = [found for found, h in zip(everything, held, strict=True) if not h]
            val = [found for found, h in zip(everything, held, strict=True) if h]
        for part, sources, found in (("train", self.sources, train), ("val", self.val_sources or self.sources, val)):
            library = build_library(sources, found, self.cache, self.nulls, self.null_run, self.lead_in)
            self._libraries[part] = library
            say_damaged(library)
        library = self._libraries["train"]
        for i, source in enumerate(self.sources):
            if not any(entry.source == i and len(entry.kept) for entry in library.entries):
                damaged = library.damaged
                left_out = f", {len(damaged)} damaged ones left out ({damaged[0][1]})" if damaged else ""
                raise ValueError(f"there is no episode to train on in {source.folder}{left_out}")
        spans = [entry.goals for part in self._libraries.values() for entry in part.entries]
        base = Vocabulary.load(self._base) if self._base else self._vocabulary
        self._vocabulary = make_vocabulary(spans, self.goals, base)
        told = {source for source, weight in self.goals.weights.items() if weight > 0}
        if stage == "fit" and self.goals.dropout < 1:
            if not any(goal.source in told for entry in library.entries for goal in entry.goals):
                rank_zero_warn(
                    f"no episode in {', '.join(dict.fromkeys(source.folder for source in self.sources))} has a goal to "
                    "tell: what is trained will act without one, whatever it is asked. craftagent data goals FOLDER makes "
                    "goals from the statistics in contractor files; data setting goals.dropout=1 says that none are wanted"
                )

    def _agree(self, found: list[Any]) -> list[Any]:
        """Rank 0's listing on every rank: a folder that is still being recorded into may look different to each."""
        if self.trainer is not None and self.trainer.world_size > 1:
            return self.trainer.strategy.broadcast(found)
        return found

    def train_dataloader(self) -> StatefulLoader:
        """Shuffled epochs of full batches; saves its position."""
        weights = weights_of(self.sources)
        return self._loader("train", self.goals, shuffle=True, weights=tuple(weights) if weights else None)

    def val_dataloader(self) -> StatefulLoader | list[StatefulLoader]:
        """Every validation episode once and whole, padded at the end; goals always told and the same in each pass."""
        if not self._libraries["val"].entries:
            return []
        return self._loader("val", dataclasses.replace(self.goals, dropout=0.0), shuffle=False, weights=None)

    test_dataloader = val_dataloader

    def _loader(
        self, part: str, goals: GoalSampling, *, shuffle: bool, weights: tuple[float, ...] | None
    ) -> StatefulLoader:
        rank, world = (self.trainer.global_rank, self.trainer.world_size) if self.trainer is not None else (0, 1)
        layout = Layout(
            self.batch_size, self.ticks, rank, world, self.seed, shuffle, weights,
            self.ticks_per_epoch if shuffle else None,
        )  # fmt: skip
        reader = FrameReader(self._libraries[part], self.cache, self.size)
        maker = SequenceBatches(reader, GoalSampler(goals, self.vocabulary), layout)
        if shuffle:
            len(maker)  # too little data is said now, not in a worker
        return StatefulLoader(maker, workers=self.workers, ahead=self.ahead, pin=self.pin_memory, follow_epochs=shuffle)

    def state_dict(self) -> dict[str, Any]:
        """For checkpoints: the vocabulary. The loader saves its own position."""
        return {"vocabulary": self._vocabulary.to_dict()} if self._vocabulary is not None else {}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Keep the ids of the checkpoint."""
        if "vocabulary" not in state_dict:
            return
        saved = Vocabulary.from_dict(state_dict["vocabulary"])
        if self._libraries:
            spans = [entry.goals for part in self._libraries.values() for entry in part.entries]
            saved = make_vocabulary(spans, self.goals, saved)
        self._vocabulary = saved
