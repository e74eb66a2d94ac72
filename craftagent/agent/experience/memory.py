"""``Experience``: episodes kept on disk, found again by words and goal, and what steps usually take."""

from __future__ import annotations

import dataclasses
import logging
import math
import os
import statistics
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import get_args

import numpy as np
import numpy.typing as npt

from craftagent.agent.experience import likeness
from craftagent.agent.experience.database import Database
from craftagent.agent.experience.episode import Episode, Hands
from craftagent.agent.experience.exchange import read_lines, write_lines
from craftagent.agent.experience.rows import carried_through, insert, parsed, read_goal, trim
from craftagent.policy.goals.text import TextEncoder, text_encoder
from craftagent.tasks.goal import Goal
from craftagent.types import suggest

BATCH = 64  # wordings encoded at a time, and written down before the next
FRESH = 512  # wordings that one recall encodes at most: some five seconds of MiniLM on one core
_TAKEN = 100  # lines of an import that are one transaction
_TOLD = 20  # bad lines that are named; the rest are counted


@dataclasses.dataclass(frozen=True)
class Recalled:
    """An episode that was found, and how well it fits, 0..1."""

    episode: Episode
    score: float


@dataclasses.dataclass(frozen=True)
class Habit:
    """How a step usually goes.

    ``tries``: times it was carried through, to ``done`` or ``failed``; ``successes`` of them; median and 90th percentile
    (nine in ten were done by then) of the ticks that the successes took, None if there was none.
    """

    tries: int
    successes: int
    median_ticks: float | None
    p90_ticks: float | None


@dataclasses.dataclass(frozen=True)
class Tally:
    """All episodes of a goal: how many, successes, median ticks of the successes (None: none), time of the newest."""

    goal: Goal
    episodes: int
    successes: int
    median_ticks: float | None
    newest: str


class Experience:
    """A memory of episodes in one SQLite file, for any number of processes and threads at once.

    What has been added is on disk when the call returns. Each process opens the file for itself.

    Args:
        path: the file; made, with its folder, if it is not there. On a disk of this machine.
        encoder: sentence encoder or its name (:mod:`craftagent.policy.goals.text`); None is ``auto``. It is loaded at
            the first recall. Vectors of different encoders are kept apart and never compared.
        most: episodes kept; see :mod:`craftagent.agent.experience.cap` for which go first.

    Raises ``ValueError`` with one sentence if the file is something else or of a newer version (it is left as it is),
    ``OSError`` with one sentence if it can not be written. Later calls raise the same if it is damaged, full or held.
    """

    def __init__(
        self, path: str | os.PathLike[str], encoder: TextEncoder | str | None = None, most: int = 2000
    ) -> None:
        if isinstance(most, bool) or not isinstance(most, int) or most < 1:
            raise ValueError(f"a memory keeps at least 1 episode, not {most!r}")
        self.path, self.most = Path(path), most
        self._encoder = encoder
        self._file = Database(self.path)

    def add(self, episode: Episode) -> None:
        """Remember an episode. One whose id is there already is left as it is."""
        with self._file.writing() as db:
            insert(db, episode)
            trim(db, self.most)

    def recall(
        self, text: str, goal: Goal | None = None, k: int = 3, success: bool | None = None, least: float = 0.3
    ) -> list[Recalled]:
        """At most ``k`` episodes whose instruction is like ``text``, the best first; of equals the newest, then by id.

        Args:
            goal: if given, episodes of the same goal, whatever its count and however it was worded, score .9 to 1 and
                all others .9 of their likeness; to mine, hunt, craft, smelt or get a thing is one goal.
            success: only those that succeeded (True) or failed (False).
            least: score below which nothing is of use, 0..1.

        The score is the cosine of the sentence vectors; the same text, but for capitals and spaces, scores 1.
        Wordings that have no vector of this encoder yet are encoded first, ``FRESH`` at most; older ones follow with
        the next calls, and until then are found by goal and by the same text only.
        Raises ``ValueError`` for a ``k`` or ``least`` that can not be, or an encoder that can not be had.
        """
        if isinstance(k, bool) or not isinstance(k, int) or k < 0:
            raise ValueError(f"k is a whole number of at least 0, not {k!r}")
        if not (math.isfinite(least) and 0 <= least <= 1):
            raise ValueError(f"least is a score from 0 to 1, not {least!r}")
        if k == 0 or not len(self):
            return []
        encoder, asked = self._loaded(), likeness.same_words(text)
        self._encode_new(encoder)
        vector = self._vector(encoder, asked)
        with self._file.reading() as db:
            scores = likeness.wording_scores(asked, vector, likeness.stored(db, encoder))
            where, values = ("", ()) if success is None else ("WHERE success = ?", (bool(success),))
            rows = db.execute(
                f"SELECT n, words, verb, target FROM episodes {where} ORDER BY time DESC, id", values
            ).fetchall()
            found = np.array([scores.get(words, 0.0) for _, words, _, _ in rows])  # (N,)
            if goal is not None:
                kin = likeness.kin(goal.verb, goal.target)
                same = np.array([likeness.kin(verb, target) == kin for _, _, verb, target in rows], bool)
                found = likeness.with_goal(found, same, np.array([words == asked for _, words, _, _ in rows], bool))
            found = np.round(found, likeness.DIGITS)
            best = [i for i in np.argsort(-found, kind="stable")[:k] if found[i] >= least]
            data = [db.execute("SELECT data FROM episodes WHERE n = ?", rows[i][:1]).fetchone()[0] for i in best]
        return [Recalled(parsed(d, self.path), float(found[i])) for d, i in zip(data, best, strict=True)]

    def habits(
        self, verb: str, target: str, hands: str, count: int | None = None, policy: str | None = None
    ) -> Habit | None:
        """How a step usually goes in these hands, over all episodes; None if it was never carried through.

        Args:
            count: only steps of at least so many, as one log takes less time than twelve; None: of any number.
            policy: only episodes of the policy with this fingerprint (empty: of none); None: of any.

        Steps that were interrupted or never begun do not count. Raises ``ValueError`` for unknown hands.
        """
        if hands not in get_args(Hands):
            raise ValueError(
                f"unknown hands {hands!r}{suggest(hands, get_args(Hands))}; there are {', '.join(get_args(Hands))}"
            )
        with self._file.reading() as db:
            rows = carried_through(db, verb, target, hands, count, policy)
        if not rows:
            return None
        done = [ticks for ticks, outcome in rows if outcome == "done"]
        p90 = float(done[math.ceil(0.9 * len(done)) - 1]) if done else None
        return Habit(len(rows), len(done), _median(done), p90)

    def goals(self) -> list[Tally]:
        """A tally for each goal, the most frequent first."""
        with self._file.reading() as db:
            rows = db.execute("SELECT verb, target, count, success, ticks, time FROM episodes ORDER BY time").fetchall()
        by_goal: dict[tuple[str, str, int], list[tuple[int, int, str]]] = {}
        for verb, target, count, *rest in rows:
            by_goal.setdefault((verb, target, count), []).append((rest[0], rest[1], rest[2]))
        tallies = []
        for (verb, target, count), found in sorted(by_goal.items(), key=lambda item: (-len(item[1]), item[0])):
            ticks = [ticks for success, ticks, _ in found if success]
            tallies.append(
                Tally(read_goal(verb, target, count, self.path), len(found), len(ticks), _median(ticks), found[-1][2])
            )
        return tallies

    def steps(self) -> list[tuple[str, str, str]]:
        """(verb, target, hands) of every step that :meth:`habits` knows, the most frequent first."""
        with self._file.reading() as db:
            return db.execute(
                "SELECT verb, target, hands FROM steps WHERE outcome IN ('done', 'failed') "
                "GROUP BY verb, target, hands ORDER BY count(*) DESC, verb, target, hands"
            ).fetchall()

    def export(self, path: str | os.PathLike[str]) -> int:
        """Write every episode as a line of JSON, the oldest first; how many. The file appears whole or not at all."""
        path = Path(path)
        if path.resolve() == self.path.resolve():
            raise ValueError(f"{path} is the memory itself; name another file")
        with self._file.reading() as db:
            rows = db.execute("SELECT data FROM episodes ORDER BY time, id")
            return write_lines(path, (data for (data,) in rows))

    def import_(self, path: str | os.PathLike[str], tell: Callable[[str], None] | None = None) -> int:
        """Take the episodes of an export that are not here yet; how many of them have stayed.

        A bad line is named by its number to ``tell`` (if None, a logged warning) and passed over; at the end the bad
        ones are counted. Where the memory is full, old episodes go, be they new or of the file. A killed import has
        taken a part of the file, and can be made again.
        """
        tell = logging.getLogger(__name__).warning if tell is None else tell
        taken: set[str] = set()
        total = bad = 0
        lines = read_lines(Path(path))
        while batch := list(islice(lines, _TAKEN)):
            total += len(batch)
            for number, what in batch:
                if isinstance(what, str):
                    bad += 1
                    if bad <= _TOLD:
                        tell(f"{path}: line {number} is passed over: {what}")
            taken |= self._take([what for _, what in batch if isinstance(what, Episode)], taken)
        if bad:
            tell(f"{path}: {bad} of {total} lines are bad and were passed over")
        return len(taken)

    def _take(self, episodes: Sequence[Episode], taken: set[str]) -> set[str]:
        with self._file.writing() as db:
            new = {episode.id for episode in episodes if insert(db, episode)}
            dropped = set(trim(db, self.most))
        taken -= dropped
        return new - dropped

    def _loaded(self) -> TextEncoder:
        if self._encoder is None or isinstance(self._encoder, str):
            self._encoder = text_encoder(self._encoder or "auto")
        return self._encoder

    def _vector(self, encoder: TextEncoder, words: str) -> npt.NDArray[np.float32]:
        with self._file.reading() as db:
            vector = likeness.stored_one(db, encoder, words)
        return likeness.encoded(encoder, [words])[0] if vector is None else vector  # (E,)

    def _encode_new(self, encoder: TextEncoder) -> None:
        with self._file.reading() as db:
            wanting = likeness.wanting(db, encoder, FRESH)
        for start in range(0, len(wanting), BATCH):  # between transactions: encoding takes long, and others may write
            words = wanting[start : start + BATCH]
            vectors = likeness.encoded(encoder, words)
            with self._file.writing() as db:
                likeness.keep(db, encoder, words, vectors)

    def __len__(self) -> int:
        with self._file.reading() as db:
            return int(db.execute("SELECT count(*) FROM episodes").fetchone()[0])

    def close(self) -> None:
        """Close the file; closing twice is fine."""
        self._file.close()

    def __enter__(self) -> Experience:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _median(ticks: Sequence[int]) -> float | None:
    return float(statistics.median(ticks)) if ticks else None
