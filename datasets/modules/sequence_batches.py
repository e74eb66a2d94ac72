"""Batches of parallel streams: batch k of an epoch is a pure function of the plan, whoever makes it and when."""

from __future__ import annotations

import collections
import dataclasses
import warnings
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.modules.batch import LABELS, SEQUENCE, Batch, blank, frames_tensor
from craftagent.datasets.modules.frames import FrameReader
from craftagent.datasets.modules.goal_images import GoalImages, StreamImages
from craftagent.datasets.modules.goal_sampler import GoalSampler, GoalTrack
from craftagent.datasets.modules.plan import Piece, Plan, training_plan, whole_plan


@dataclasses.dataclass(frozen=True)
class Layout:
    """How an epoch is cut.

    Args:
        streams: B of one rank.
        ticks: T of a chunk.
        rank, world: of this process and how many there are; rank r has streams r * B up to (r + 1) * B - 1.
        seed: of order and goals.
        shuffle: training epochs; otherwise each episode once, whole, in a fixed order, with the same goals every epoch.
        weights: of the sources, see :func:`craftagent.datasets.modules.plan.training_plan`.
        ticks_per_epoch: see there.
    """

    streams: int
    ticks: int
    rank: int = 0
    world: int = 1
    seed: int = 0
    shuffle: bool = True
    weights: tuple[float, ...] | None = None
    ticks_per_epoch: int | None = None


class SequenceBatches:
    """Makes batches; holds no position. ``rows`` selects streams of this rank's B, so that workers can share them."""

    def __init__(self, reader: FrameReader, goals: GoalSampler, layout: Layout) -> None:
        self.reader = reader
        self.goals = goals
        self.layout = layout
        self.rows = layout.streams
        self.sticky = reader.cache is None  # decoding is sequential: a stream should stay with one worker
        self._plan: tuple[int, Plan] | None = None
        self._tracks: collections.OrderedDict[tuple[int, int], GoalTrack] = collections.OrderedDict()
        self._images = GoalImages(reader, 4 * layout.streams) if goals.sampling.image > 0 else None

    def __len__(self) -> int:
        """Batches of an epoch, the same for every rank and epoch."""
        return self.plan(0).n_chunks

    def fingerprint(self) -> dict[str, object]:
        """What a saved position is valid for, as plain data."""
        layout = dataclasses.asdict(self.layout)
        layout["weights"] = list(self.layout.weights) if self.layout.weights else None
        del layout["rank"]
        return {**layout, "library": self.reader.library.digest()}

    def plan(self, epoch: int) -> Plan:
        """The epoch's plan, the same on every rank."""
        if self._plan is None or self._plan[0] != epoch:
            layout, library = self.layout, self.reader.library
            streams = layout.streams * layout.world
            if layout.shuffle:
                plan = training_plan(
                    library.counts, [entry.source for entry in library.entries], layout.weights, streams=streams,
                    ticks=layout.ticks, seed=layout.seed, epoch=epoch, ticks_per_epoch=layout.ticks_per_epoch,
                )  # fmt: skip
            else:
                plan = whole_plan(library.counts, streams=streams, ticks=layout.ticks)
            self._plan = (epoch, plan)
        return self._plan[1]

    def batch(self, epoch: int, index: int, rows: Sequence[int] | None = None) -> Batch:
        """Chunk ``index`` of the streams ``rows`` (all) of this rank; see :mod:`craftagent.datasets.modules.batch`."""
        layout = self.layout
        chosen = range(layout.streams) if rows is None else rows
        width, height = self.reader.size
        pov = frames_tensor((len(chosen), layout.ticks, height, width, 3))
        frames = pov.numpy()
        fields = blank(SEQUENCE, (len(chosen), layout.ticks))
        images = StreamImages(self._images, len(chosen), layout.ticks) if self._images is not None else None
        plan = self.plan(epoch)
        for at, row in enumerate(chosen):
            stream = layout.rank * layout.streams + row
            shown = 0
            for piece in plan.pieces(stream, index):
                frames[at, shown : piece.at] = 0
                shown = piece.at + piece.stop - piece.start
                self._fill(epoch, plan, stream, piece, frames[at, piece.at : shown], at, fields, images)
            frames[at, shown:] = 0
        told = images.fields() if images is not None else {}
        return {"pov": pov, **{name: torch.from_numpy(values) for name, values in fields.items()}, **told}

    def _fill(
        self, epoch: int, plan: Plan, stream: int, piece: Piece, frames: npt.NDArray[np.uint8], row: int,
        fields: dict[str, npt.NDArray[np.generic]], images: StreamImages | None,
    ) -> None:  # fmt: skip
        entry = self.reader.library.entries[piece.episode]
        assert entry.labels is not None and entry.played is not None and entry.meant is not None
        ticks = entry.kept[piece.start : piece.stop]
        span = slice(piece.at, piece.at + len(ticks))
        try:
            self.reader.read(stream, piece.episode, ticks, frames)
        except DamagedEpisode as error:
            frames[:] = 0
            fields["first"][row, span] = True  # whatever follows must not remember the black
            warnings.warn(f"episode {entry.paths.name} is not shown from here: {error.reason}", stacklevel=2)
            return
        for name in LABELS:
            fields[name][row, span] = getattr(entry.labels, name)[ticks]
        fields["valid"][row, span] = True
        fields["mask"][row, span] = entry.meant[ticks]
        fields["first"][row, piece.at] = piece.first
        fields["episode"][row, span] = piece.episode
        fields["tick"][row, span] = ticks
        before = (ticks[1:] if piece.first else ticks) - 1  # also where the tick before is left out
        after = slice(span.stop - len(before), span.stop)
        fields["previous_buttons"][row, after] = entry.played.buttons[before]
        fields["previous_camera"][row, after] = entry.played.camera[before]
        track = self._track(epoch, plan, piece)
        for name, values in track.at(ticks).items():
            fields[name][row, span] = values
        if images is not None:
            images.tell(row, span, stream, piece.episode, track.pictures(ticks))

    def _track(self, epoch: int, plan: Plan, piece: Piece) -> GoalTrack:
        """Goals of the piece's segment, the same in every chunk that shows a part of it."""
        key = (epoch, piece.segment)
        track = self._tracks.pop(key, None)
        if track is None:
            entry = self.reader.library.entries[piece.episode]
            start, stop = int(plan.start[piece.segment]), int(plan.stop[piece.segment])
            showing = epoch if self.layout.shuffle else 0
            track = self.goals.track(
                entry.goals, int(entry.kept[start]), int(entry.kept[stop - 1]) + 1,
                (self.layout.seed, showing, 1, piece.segment), entry.n_frames,
            )  # fmt: skip
        self._tracks[key] = track
        if len(self._tracks) > 4 * self.layout.streams:
            self._tracks.popitem(last=False)
        return track

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_tracks": collections.OrderedDict(), "_plan": None}
