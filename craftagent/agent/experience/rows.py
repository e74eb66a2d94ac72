"""Episodes into the tables and out of them."""

from __future__ import annotations

import sqlite3

from pydantic import ValidationError

from craftagent.agent.experience.cap import surplus
from craftagent.agent.experience.episode import Episode
from craftagent.agent.experience.likeness import same_words
from craftagent.tasks.goal import Goal

LONGEST = 8 * 2**20  # bytes of an episode as JSON; one of a hundred steps is some 20 kB


def insert(db: sqlite3.Connection, episode: Episode) -> bool:
    """Add an episode with its steps; False, and nothing is changed, if its id is there already.

    Raises ``ValueError`` if it is longer than ``LONGEST``.
    """
    goal = episode.goal
    added = db.execute(
        "INSERT OR IGNORE INTO episodes (id, time, words, verb, target, count, success, ticks, data) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (episode.id, episode.time, same_words(episode.text), goal.verb, goal.target, goal.count, episode.success,
         episode.ticks, dumped(episode)),
    )  # fmt: skip
    if not added.rowcount:
        return False
    n = added.lastrowid
    db.executemany(
        "INSERT INTO steps (n, verb, target, hands, outcome, ticks) VALUES (?, ?, ?, ?, ?, ?)",
        [(n, step.verb, step.target, episode.hands, step.outcome, step.ticks) for step in episode.steps],
    )
    return True


def carried_through(
    db: sqlite3.Connection, verb: str, target: str, hands: str, count: int | None, policy: str | None
) -> list[tuple[int, str]]:
    """(ticks, ``done`` or ``failed``) of all steps of a kind, the quickest first; see ``Experience.habits``."""
    where, values = "verb = ? AND target = ? AND hands = ? AND outcome IN ('done', 'failed')", (verb, target, hands)
    if count is None and policy is None:
        return db.execute(f"SELECT ticks, outcome FROM steps WHERE {where} ORDER BY ticks", values).fetchall()
    # Number and policy stand in the episodes themselves only.
    return db.execute(
        "SELECT json_extract(step.value, '$.ticks') AS ticks, json_extract(step.value, '$.outcome') AS outcome "
        f"FROM (SELECT DISTINCT n FROM steps WHERE {where}) JOIN episodes USING (n), json_each(data, '$.steps') AS step "
        "WHERE json_extract(step.value, '$.verb') = ? AND json_extract(step.value, '$.target') = ? "
        "AND outcome IN ('done', 'failed') AND json_extract(step.value, '$.count') >= ? "
        "AND (? IS NULL OR json_extract(data, '$.policy') = ?) ORDER BY ticks",
        (*values, verb, target, count or 0, policy, policy),
    ).fetchall()


def trim(db: sqlite3.Connection, most: int) -> list[str]:
    """Drop what is too many, with its steps and the vectors that nobody needs any more; the ids of the dropped."""
    if db.execute("SELECT count(*) FROM episodes").fetchone()[0] <= most:
        return []
    rows = db.execute("SELECT n, verb, target, count, success FROM episodes ORDER BY time, id")
    numbers = surplus(((n, (verb, target, count), bool(good)) for n, verb, target, count, good in rows), most)
    ids = []
    for n in numbers:
        ident, words = db.execute("SELECT id, words FROM episodes WHERE n = ?", (n,)).fetchone()
        db.execute("DELETE FROM episodes WHERE n = ?", (n,))
        db.execute(
            "DELETE FROM vectors WHERE words = ? AND NOT EXISTS (SELECT 1 FROM episodes WHERE words = ?)",
            (words, words),
        )
        ids.append(ident)
    return ids


def dumped(episode: Episode) -> str:
    """An episode as one line of JSON. Raises ``ValueError`` if it is longer than ``LONGEST``."""
    data = episode.model_dump_json()
    if len(data.encode()) > LONGEST:
        raise ValueError(f"an episode is at most {LONGEST >> 20} MiB of JSON, and this one is longer")
    return data


def parsed(data: str, where: object) -> Episode:
    """A stored episode. Raises ``ValueError`` with one sentence if somebody has altered it."""
    try:
        return Episode.model_validate_json(data)
    except ValidationError as error:
        raise ValueError(f"{where} holds an episode that can not be read: {fault(error)}") from None


def read_goal(verb: str, target: str, count: int, where: object) -> Goal:
    """A stored goal. Raises ``ValueError`` with one sentence if somebody has altered it."""
    try:
        return Goal(verb, target, count)
    except ValidationError as error:
        raise ValueError(f"{where} holds a goal that can not be read: {fault(error)}") from None


def fault(error: ValidationError) -> str:
    """The first thing that pydantic minds, in one line."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    said = str(first["msg"]).removeprefix("Value error, ")
    return " ".join((f"{where}: {said}" if where else said).split())[:300]
