"""Which goal a stream is told at each tick, drawn anew for every showing of an episode."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from craftagent.datasets.modules.vocabulary import Vocabulary
from craftagent.datasets.modules.wordings import trainable
from craftagent.datasets.spans import SOURCES, GoalSpan
from craftagent.types import suggest


@dataclasses.dataclass(frozen=True)
class GoalSampling:
    """How goals are drawn.

    Args:
        weights: how often each source is chosen where several say what the goal is; sources left out have weight 0.
        dropout: share of drawn goals that are hidden (classifier-free guidance).
        hold: a goal is kept until its span ends, but at most for so many ticks; then the draw is repeated, so that one
            span over the whole episode does not shut out the others.
        paraphrases: say the goal in any of its trainable wordings rather than always in the recorded one.
        image: share of drawn goals that come with a picture: the frame at which the goal's span ends, or one just before.
            Without a frame cache each costs a jump in its video.
        image_alone: share of those that are told by the picture alone.
        image_last: from so many last frames the picture is drawn.
    """

    weights: Mapping[str, float] = dataclasses.field(default_factory=lambda: dict.fromkeys(SOURCES, 1.0))
    dropout: float = 0.1
    hold: int = 400
    paraphrases: bool = True
    image: float = 0.0
    image_alone: float = 0.5
    image_last: int = 4

    def __post_init__(self) -> None:
        for name, weight in self.weights.items():
            if name not in SOURCES:
                raise ValueError(
                    f"unknown goal source {name!r}{suggest(name, SOURCES)}; there are {', '.join(SOURCES)}"
                )
            if not 0 <= weight < float("inf"):
                raise ValueError(f"the weight of goal source {name!r} must be 0 or more, not {weight}")
        for name in ("dropout", "image", "image_alone"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"goal {name} must lie in 0..1, not {getattr(self, name)}")
        for name in ("hold", "image_last"):
            if getattr(self, name) < 1:
                raise ValueError(f"goal {name} must be at least 1 tick, not {getattr(self, name)}")


@dataclasses.dataclass(frozen=True)
class GoalTrack:
    """Goals of the ticks of one showing; fields as in :mod:`craftagent.datasets.modules.batch`, from ``start`` on.

    ``picture`` int64: with goal images, the tick of the episode whose frame shows the goal reached; -1: none.
    """

    start: int
    fields: dict[str, npt.NDArray[np.generic]]
    picture: npt.NDArray[np.int64] | None = None

    def pictures(self, ticks: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
        """``picture`` of these ticks."""
        return self.picture[ticks - self.start] if self.picture is not None else np.full(len(ticks), -1)

    def at(self, ticks: npt.NDArray[np.integer]) -> dict[str, npt.NDArray[np.generic]]:
        return {name: values[ticks - self.start] for name, values in self.fields.items()}


def wordings_of(span: GoalSpan, paraphrases: bool) -> tuple[str, ...]:
    """What the goal may be called in training; empty if only held-out wordings are known for it."""
    return trainable(span.verb, span.target, span.count, span.text, paraphrases)


class GoalSampler:
    """Draws goal tracks: the same seed, the same track."""

    def __init__(self, sampling: GoalSampling, vocabulary: Vocabulary) -> None:
        self.sampling = sampling
        self.vocabulary = vocabulary

    def track(
        self, spans: Sequence[GoalSpan], start: int, stop: int, seed: Sequence[int], frames: int | None = None
    ) -> GoalTrack:
        """Goals of ticks ``start``..``stop``-1 of an episode with these spans and so many ``frames`` (none: ``stop``)."""
        frames = stop if frames is None else frames
        rng = np.random.default_rng(list(seed))
        # of its own: with or without pictures the same goals are drawn
        looks = np.random.default_rng([*seed, 1]) if self.sampling.image > 0 else None
        n = stop - start
        picture = np.full(n, -1, np.int64) if looks is not None else None
        out: dict[str, npt.NDArray[np.generic]] = {
            name: np.zeros(n, np.int64) for name in ("verb", "target", "count", "text", "source")
        }
        out["progress"] = np.zeros(n, np.float32)
        weight = np.array([self.sampling.weights.get(span.source, 0.0) for span in spans])
        usable = [span for span, w in zip(spans, weight, strict=True) if w > 0]
        begins = np.array([span.start for span in usable], np.int64)
        ends = np.array([span.end for span in usable], np.int64)
        t = start
        while t < stop:
            here = np.flatnonzero((begins <= t) & (t < ends))
            if not len(here):
                later = begins[begins > t]
                t = int(later.min()) if len(later) else stop
                continue
            span = self._choose([usable[i] for i in here.tolist()], rng)
            until = min(span.end, t + self.sampling.hold, stop)
            hidden = rng.random() < self.sampling.dropout
            wordings = wordings_of(span, self.sampling.paraphrases)
            pick = int(rng.integers(len(wordings))) if wordings else -1
            frame, alone = self._look(span, frames, looks) if looks is not None else (-1, False)
            here_now = slice(t - start, until - start)
            if not hidden and pick >= 0 and not alone:
                out["verb"][here_now] = self.vocabulary.verb_id(span.verb)
                out["target"][here_now] = self.vocabulary.target_id(span.target)
                out["count"][here_now] = span.count
                out["text"][here_now] = self.vocabulary.text_id(wordings[pick])
            if not hidden and (pick >= 0 or frame >= 0):
                out["source"][here_now] = 1 + SOURCES.index(span.source)
                out["progress"][here_now] = (np.arange(t, until) + 1 - span.start) / (span.end - span.start)
                if picture is not None:
                    picture[here_now] = frame
            t = until
        return GoalTrack(start, out, picture)

    def _look(self, span: GoalSpan, frames: int, rng: np.random.Generator) -> tuple[int, bool]:
        """(tick of the goal's picture or -1, whether the picture alone tells the goal)."""
        shown, alone, early = rng.random(3).tolist()
        if shown >= self.sampling.image:
            return -1, False
        last = min(span.end, frames - 1)  # frame ``end`` shows what the span's last action has done
        before = int(early * min(self.sampling.image_last, last - span.start + 1))
        return last - before, alone < self.sampling.image_alone

    def _choose(self, spans: list[GoalSpan], rng: np.random.Generator) -> GoalSpan:
        """A source by weight among those that speak, then one of its spans."""
        sources = [source for source in SOURCES if any(span.source == source for span in spans)]
        share = np.cumsum([self.sampling.weights[source] for source in sources])
        source = sources[int(np.searchsorted(share, rng.random() * share[-1], side="right"))]
        said = [span for span in spans if span.source == source]
        return said[int(rng.integers(len(said)))]


def make_vocabulary(
    spans: Sequence[Sequence[GoalSpan]], sampling: GoalSampling, base: Vocabulary | None = None
) -> Vocabulary:
    """Of every goal and trainable wording of some episodes."""
    goals = {(s.verb, s.target, s.count, s.text): s for episode in spans for s in episode}
    texts = [text for span in goals.values() for text in wordings_of(span, sampling.paraphrases)]
    return Vocabulary.build((span.target for span in goals.values()), texts, base)
