"""How alike two instructions are, 0..1, and how much a goal in common counts.

Legend: ``N`` episodes, ``T`` different wordings, ``E`` width of a sentence vector.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from craftagent.planner.subgoal import ITEM_VERBS
from craftagent.policy.goals.text import TextEncoder

SAME_GOAL = 0.9  # of the score, where a goal is asked for; the wording is the rest
DIGITS = 4  # of a score: sums differ by 1e-7 from machine to machine, and the order must not

Scores = npt.NDArray[np.float64]


def same_words(text: str) -> str:
    """What two texts have in common if they differ in capitals and spaces only."""
    return " ".join(text.casefold().split())


def kin(verb: str, target: str) -> tuple[str, str]:
    """Goals that are as good as the same, whatever the count: to mine, craft or get a thing is to have it."""
    return ("have" if verb in ITEM_VERBS else verb, target)


def encoded(encoder: TextEncoder, words: Sequence[str]) -> npt.NDArray[np.float32]:
    """float32 (T, E) of the encoder. Raises ``ValueError`` if it gives something else."""
    vectors = np.ascontiguousarray(encoder.encode(words), dtype="<f4")
    if vectors.shape != (len(words), encoder.width):
        raise ValueError(f"the sentence encoder {encoder.name!r} gave {vectors.shape}, not {len(words), encoder.width}")
    return vectors


def stored(db: sqlite3.Connection, encoder: TextEncoder) -> dict[str, bytes]:
    """Wording -> float32 vector of this encoder, little-endian; those of another encoder or width are left out."""
    return dict(
        db.execute(
            "SELECT words, vector FROM vectors WHERE encoder = ? AND length(vector) = ?",
            (encoder.name, 4 * encoder.width),
        )
    )


def stored_one(db: sqlite3.Connection, encoder: TextEncoder, words: str) -> npt.NDArray[np.float32] | None:
    """The vector (E,) of one wording, or None."""
    row = db.execute(
        "SELECT vector FROM vectors WHERE words = ? AND encoder = ? AND length(vector) = ?",
        (words, encoder.name, 4 * encoder.width),
    ).fetchone()
    return None if row is None else np.frombuffer(row[0], "<f4")


def wanting(db: sqlite3.Connection, encoder: TextEncoder, most: int) -> list[str]:
    """At most ``most`` wordings that have no vector of this encoder yet, the newest first."""
    rows = db.execute(
        "SELECT e.words FROM episodes e LEFT JOIN vectors v "
        "ON v.encoder = ? AND v.words = e.words AND length(v.vector) = ? "
        "WHERE v.words IS NULL GROUP BY e.words ORDER BY max(e.time) DESC, e.words LIMIT ?",
        (encoder.name, 4 * encoder.width, most),
    )
    return [words for (words,) in rows]


def keep(db: sqlite3.Connection, encoder: TextEncoder, words: Sequence[str], vectors: npt.NDArray[np.float32]) -> None:
    """Write vectors (T, E) down, but for wordings that have been dropped meanwhile."""
    db.executemany(
        "INSERT OR REPLACE INTO vectors (encoder, words, vector) "
        "SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM episodes WHERE words = ?)",
        [(encoder.name, w, vector.tobytes(), w) for w, vector in zip(words, vectors, strict=True)],
    )


def wording_scores(asked: str, vector: npt.NDArray[np.float32], known: Mapping[str, bytes]) -> dict[str, float]:
    """Wording -> cosine with the asked one's ``vector`` (E,), 0..1; the asked wording itself 1."""
    vectors = np.frombuffer(b"".join(known.values()), "<f4").reshape(len(known), -1)  # (T, E)
    cosines = np.clip(vectors @ vector, 0, 1).astype(np.float64) if len(known) else np.zeros(0)
    return {**dict(zip(known, cosines.tolist(), strict=True)), asked: 1.0}


def with_goal(likeness: Scores, same: npt.NDArray[np.bool_], exact: npt.NDArray[np.bool_]) -> Scores:
    """Scores (N,) where a goal is asked for: episodes of the same goal stand before all others, but for the same words.

    "craft 1 iron pickaxe" is nearer to "craft 1 wooden pickaxe" than "get me a wooden pick" is, and its plan no help.
    """
    return np.where(
        exact, 1.0, SAME_GOAL * np.where(same, 1.0, likeness) + (1 - SAME_GOAL) * np.where(same, likeness, 0)
    )
