"""Which ticks of which episode each stream of an epoch shows: a pure function of sizes, seed and epoch.

Segments (an episode, or a piece of one) are laid on a line. Streams are equal lengths of that line, so chunk k of
stream s is known without what came before it: that is what makes mid-epoch resume and ranks exact.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclasses.dataclass(frozen=True)
class Piece:
    """Ticks ``start``..``stop``-1 (counted among the kept ones) of an episode, at ``at`` in a chunk.

    ``segment`` is the number of the segment in the plan: one showing of the episode, with one set of sampled goals.
    ``first``: memory does not reach over the piece's first tick.
    """

    episode: int
    start: int
    stop: int
    at: int
    segment: int
    first: bool


@dataclasses.dataclass(frozen=True)
class Plan:
    """An epoch. Episode -1 is padding.

    Attributes:
        episode, start, stop: int64 (N,), the segments in order.
        ends: int64 (N,), where each segment ends on the line.
        length: ticks of a stream, a multiple of ``ticks``.
        ticks: T, ticks of a chunk.
    """

    episode: Ints
    start: Ints
    stop: Ints
    ends: Ints
    length: int
    ticks: int

    @property
    def n_chunks(self) -> int:
        return self.length // self.ticks

    def pieces(self, stream: int, chunk: int) -> list[Piece]:
        """What chunk ``chunk`` of stream ``stream`` shows, in order; padding is left out."""
        left = stream * self.length + chunk * self.ticks
        right = left + self.ticks
        found = []
        segment = int(np.searchsorted(self.ends, left, side="right"))
        position = left
        while position < right and segment < len(self.ends):
            end = int(self.ends[segment])
            begin = end - int(self.stop[segment] - self.start[segment])
            upto = min(end, right)
            if self.episode[segment] >= 0:
                offset = int(self.start[segment]) - begin
                first = position == begin or position == stream * self.length
                found.append(Piece(int(self.episode[segment]), position + offset, upto + offset, position - left,
                                   segment, first))  # fmt: skip
            position = upto
            segment += 1
        return found


def _plan(episode: Sequence[int], start: Sequence[int], stop: Sequence[int], length: int, ticks: int) -> Plan:
    e, a, b = (np.asarray(x, np.int64) for x in (episode, start, stop))
    return Plan(e, a, b, np.cumsum(b - a), length, ticks)


def quotas(sizes: Sequence[int], weights: Sequence[float] | None, total: int) -> list[int]:
    """Ticks of each source in an epoch of ``total`` ticks: by weight, or by size; sums to ``total`` exactly."""
    share = np.asarray(sizes if weights is None else weights, np.float64)
    exact = share / share.sum() * total
    quota = np.floor(exact).astype(np.int64)
    for i in np.argsort(quota - exact, kind="stable")[: total - int(quota.sum())]:
        quota[i] += 1
    return quota.tolist()


def _deal(counts: Ints, quota: int, rng: np.random.Generator) -> list[tuple[int, int, int]]:
    """(member, start, stop) that together have exactly ``quota`` ticks: whole passes, then a part of one more.

    In the part, episodes come in random order, and of the last only as much as is wanted, from a random place, so
    that no part of an episode is rarer than another.
    """
    segments = []
    while quota > 0:
        for member in rng.permutation(len(counts)).tolist():
            size = int(counts[member])
            if size == 0:
                continue
            take = min(size, quota)
            at = int(rng.integers(size - take + 1)) if take < size else 0
            segments.append((member, at, at + take))
            quota -= take
            if quota == 0:
                break
    return segments


def training_plan(
    counts: Sequence[int],
    source: Sequence[int],
    weights: Sequence[float] | None,
    *,
    streams: int,
    ticks: int,
    seed: int,
    epoch: int,
    ticks_per_epoch: int | None = None,
) -> Plan:
    """A shuffled epoch without padding: every batch is full and every stream equally long.

    Args:
        counts: kept ticks of each episode.
        source: index of each episode's source.
        weights: share of each source in the ticks; None: each episode once.
        streams: over all ranks.
        ticks: T of a chunk.
        ticks_per_epoch: None: as many as there are.

    At most ``streams * ticks - 1`` ticks at the end of the shuffled line are left over; others in each epoch.
    Raises ``ValueError`` if there is not one whole batch.
    """
    sizes = np.asarray(counts, np.int64)
    owner = np.asarray(source, np.int64)
    n_sources = len(weights) if weights is not None else int(owner.max(initial=0)) + 1
    per_source = [int(sizes[owner == i].sum()) for i in range(n_sources)]
    total = ticks_per_epoch if ticks_per_epoch is not None else int(sizes.sum())
    length = total // (streams * ticks) * ticks
    if length == 0:
        raise ValueError(
            f"an epoch of {total} ticks does not fill one batch of {streams} streams x {ticks} ticks; "
            "take fewer streams, shorter chunks or more data"
        )
    rng = np.random.default_rng([seed, epoch, 0])
    segments: list[tuple[int, int, int]] = []
    for i, quota in enumerate(quotas(per_source, weights, total)):
        members = np.flatnonzero(owner == i)
        if quota and per_source[i]:
            segments += [(int(members[m]), a, b) for m, a, b in _deal(sizes[members], quota, rng)]
    order = rng.permutation(len(segments))
    dealt = [segments[i] for i in order.tolist()]
    return _plan([d[0] for d in dealt], [d[1] for d in dealt], [d[2] for d in dealt], length, ticks)


def whole_plan(counts: Sequence[int], *, streams: int, ticks: int) -> Plan:
    """Every episode once and whole, none cut between streams, each stream padded to the longest: for validation.

    A stream's episodes come in an order drawn once and for all, so that its beginning is a fair sample.
    """
    loads = [0] * streams
    lists: list[list[int]] = [[] for _ in range(streams)]
    for e in sorted(range(len(counts)), key=lambda e: (-counts[e], e)):
        if counts[e]:
            lightest = loads.index(min(loads))
            lists[lightest].append(e)
            loads[lightest] += counts[e]
    length = -(-max(loads, default=0) // ticks) * ticks
    episode, start, stop = [], [], []
    for stream, (members, load) in enumerate(zip(lists, loads, strict=True)):
        mixed = np.random.default_rng([stream, 1]).permutation(np.asarray(members, np.int64)).tolist()
        for e in [*mixed, -1]:
            episode.append(e)
            start.append(0)
            stop.append(counts[e] if e >= 0 else length - load)
    return _plan(episode, start, stop, length, ticks)
