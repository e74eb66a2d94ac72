"""The file: SQLite with a write-ahead log, opened with care, one connection a process.

A transaction is on disk when it ends and a process killed within one leaves nothing of it. Write-ahead logs want shared
memory, so the file belongs on a disk of this machine, not on a network's.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

PATIENCE = 60.0  # seconds to wait for other processes
VERSION = 1
_MAGIC = b"SQLite format 3\0"
_APPLICATION = 0x43724578  # "CrEx", at byte 68 of the file; the version stands at byte 60 (sqlite.org/fileformat2)

SCHEMA = (
    "CREATE TABLE episodes (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, time TEXT NOT NULL, words TEXT NOT NULL, "
    "verb TEXT NOT NULL, target TEXT NOT NULL, count INTEGER NOT NULL, success INTEGER NOT NULL, "
    "ticks INTEGER NOT NULL, data TEXT NOT NULL)",
    "CREATE INDEX episodes_by_words ON episodes (words, time)",
    "CREATE INDEX episodes_by_age ON episodes (time, id, verb, target, count, success)",
    "CREATE TABLE steps (n INTEGER NOT NULL REFERENCES episodes (n) ON DELETE CASCADE, verb TEXT NOT NULL, "
    "target TEXT NOT NULL, hands TEXT NOT NULL, outcome TEXT NOT NULL, ticks INTEGER NOT NULL)",
    "CREATE INDEX steps_by_episode ON steps (n)",
    "CREATE INDEX steps_by_habit ON steps (verb, target, hands, ticks, outcome)",
    "CREATE TABLE vectors (encoder TEXT NOT NULL, words TEXT NOT NULL, vector BLOB NOT NULL, "
    "PRIMARY KEY (words, encoder))",
)


class Database:
    """The open file; made if it is not there. Threads take turns.

    Raises ``ValueError`` with one sentence, and leaves the file untouched, if it is something else, of a newer version
    or altered; ``OSError`` with one sentence if it can not be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        _refuse_strangers(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._process = os.getpid()
        self._db: sqlite3.Connection | None = None
        with self._errors():
            db = sqlite3.connect(path.absolute(), timeout=PATIENCE, isolation_level=None, check_same_thread=False)
            try:
                self._prepare(db)
            except BaseException:
                db.close()
                raise
        self._db = db

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A view that stays the same while others write."""
        with self._transaction("BEGIN") as db:
            yield db

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All that is done within appears at once at the end, or, after an exception or a kill, not at all."""
        with self._transaction("BEGIN IMMEDIATE") as db:
            yield db

    def close(self) -> None:
        """Close the file; closing twice is fine."""
        with self._lock:
            if self._db is not None and self._process == os.getpid():
                self._db.close()
            self._db = None

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        if self._process != os.getpid():  # SQLite's locks do not survive a fork
            raise RuntimeError(f"{self.path} was opened by another process; open it anew in this one")
        with self._lock, self._errors():
            db = self._db
            if db is None:
                raise ValueError(f"{self.path} is closed")
            db.execute(begin)
            try:
                yield db
                db.execute("COMMIT")
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")

    def _prepare(self, db: sqlite3.Connection) -> None:
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA foreign_keys = ON")
        if not _schema(db):
            db.execute("BEGIN IMMEDIATE")
            if not _schema(db):  # nobody else was faster
                for statement in SCHEMA:
                    db.execute(statement)
                db.execute(f"PRAGMA application_id = {_APPLICATION}")
                db.execute(f"PRAGMA user_version = {VERSION}")
            db.execute("COMMIT")
        with contextlib.closing(sqlite3.connect(":memory:")) as fresh:
            for statement in SCHEMA:
                fresh.execute(statement)
            same = _schema(db) == _schema(fresh)
        if not same:
            raise ValueError(f"{self.path} is no memory of experience: its tables are not as they should be")
        _write_ahead(db)
        db.execute("PRAGMA synchronous = FULL")  # an episode takes minutes: a millisecond for the disk is nothing

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """SQLite's errors as sentences."""
        try:
            yield
        except sqlite3.OperationalError as error:
            text = str(error)
            if "locked" in text:
                raise TimeoutError(f"{self.path} has been busy for {PATIENCE:g} s; another process holds it") from None
            if "readonly" in text or "unable to open" in text:
                raise PermissionError(f"{self.path} can not be written: the file or its folder is read-only") from None
            raise OSError(f"{self.path} can not be used: {text}") from None
        except sqlite3.DatabaseError as error:
            raise ValueError(f"{self.path} is damaged ({error}); move it away and import an export, if any") from None


def _refuse_strangers(path: Path) -> None:
    """Look at the first bytes, without SQLite: it might mend or tidy a file that is none of ours."""
    if not path.exists():
        return
    if not path.is_file():
        raise ValueError(f"{path} is no file; name one for the memory")
    with path.open("rb") as file:
        head = file.read(100)
    if not head:
        return
    if len(head) < 100 or not head.startswith(_MAGIC) or int.from_bytes(head[68:72], "big") != _APPLICATION:
        raise ValueError(f"{path} is no memory of experience; name another file")
    version = int.from_bytes(head[60:64], "big")
    if version > VERSION:
        raise ValueError(f"{path} is of version {version}, and this craftagent reads up to {VERSION}: update it")


def _schema(db: sqlite3.Connection) -> dict[str, str]:
    return dict(db.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'"))


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch the log on. Two who do so at once are refused without waiting, so it is tried again."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if db.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
                return
            raise sqlite3.OperationalError("this file system has no write-ahead log; take a disk of this machine")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
