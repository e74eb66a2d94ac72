"""Files that are something else, newer, altered, damaged, or not to be written."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from pathlib import Path

import pytest

from craftagent.agent.experience import Experience, database


def altered(path, *statements):
    """A memory whose file somebody has been at."""
    Experience(path).close()
    with contextlib.closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()
        db.execute("PRAGMA journal_mode = DELETE")  # all in the one file
    return path.read_bytes()


def refused(path, match):
    before = path.read_bytes()
    with pytest.raises(ValueError, match=match) as error:
        Experience(path)
    assert "\n" not in str(error.value) and str(path) in str(error.value)
    return before


@pytest.mark.parametrize("content", [b"hello", b"SQLite format 3\0", b"\0" * 5000, os.urandom(8192)])
def test_something_else_is_left_alone(tmp_path, content):
    path = tmp_path / "m.db"
    path.write_bytes(content)
    assert refused(path, "is no memory of experience") == path.read_bytes()
    assert list(tmp_path.iterdir()) == [path]


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "m.db"
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE mine (a)")  # in the log, which opening and closing it would tidy away
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if not p.name.endswith("-shm")}
    assert len(before) == 2
    refused(path, "is no memory of experience")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if not p.name.endswith("-shm")} == before
    db.close()


def test_an_empty_file_becomes_a_memory(tmp_path, episode):
    path = tmp_path / "m.db"
    path.touch()
    with Experience(path) as experience:
        experience.add(episode())
        assert len(experience) == 1


def test_a_newer_version_is_left_alone(tmp_path):
    path = tmp_path / "m.db"
    before = altered(path, "PRAGMA user_version = 2", "ALTER TABLE episodes ADD COLUMN mood TEXT")
    refused(path, "is of version 2, and this craftagent reads up to 1")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE episodes ADD COLUMN mood TEXT",
        "DROP TABLE steps",
        "CREATE TRIGGER t AFTER INSERT ON episodes BEGIN DELETE FROM episodes; END",
        "CREATE VIEW v AS SELECT * FROM episodes",
    ],
)
def test_altered_tables_are_refused(tmp_path, statement):
    path = tmp_path / "m.db"
    before = altered(path, statement)
    refused(path, "tables are not as they should be")
    assert path.read_bytes() == before


def test_an_altered_episode_is_named(tmp_path, episode):
    path = tmp_path / "m.db"
    with Experience(path) as experience:
        experience.add(episode())
    altered(path, "UPDATE episodes SET data = '{\"text\": 5}'")
    with Experience(path, "hashed") as experience, pytest.raises(ValueError, match="can not be read: text") as error:
        experience.recall("craft 1 wooden pickaxe")
    assert "\n" not in str(error.value)
    altered(path, "UPDATE episodes SET target = 'moon'")
    with Experience(path) as experience, pytest.raises(ValueError, match="a goal that can not be read") as error:
        experience.goals()
    assert "\n" not in str(error.value)


def test_a_damaged_file_is_told_in_a_sentence(tmp_path, episode):
    path = tmp_path / "m.db"
    with Experience(path) as experience:
        for n in range(40):
            experience.add(episode(number=n, reason="long " * 200))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(ValueError, match="is damaged") as error:  # noqa: SIM117
        with Experience(path) as experience:
            experience.export(tmp_path / "out.jsonl")
    assert "\n" not in str(error.value)
    assert not [p.name for p in tmp_path.iterdir() if "out" in p.name]


def test_folders_and_pipes_are_no_memories(tmp_path):
    with pytest.raises(ValueError, match="is no file"):
        Experience(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="is no file"):
        Experience(tmp_path / "pipe")
    (tmp_path / "file").touch()
    with pytest.raises(OSError):
        Experience(tmp_path / "file" / "m.db")


@contextlib.contextmanager
def as_nobody():
    """Root may write everywhere; nobody may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_folder_is_told_in_a_sentence(episode):
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with Experience(home / "m.db") as experience:
            experience.add(episode())
        for mode, path in ((0o444, home / "m.db"), (0o555, home)):
            path.chmod(mode)
        try:
            with as_nobody():
                for name in ("m.db", "new.db"):
                    with pytest.raises(OSError, match="can not be written") as error:
                        Experience(home / name)
                    assert str(home / name) in str(error.value) and "\n" not in str(error.value)
        finally:
            home.chmod(0o755)
        with Experience(home / "m.db", "hashed") as experience:
            assert len(experience) == 1


def test_a_memory_that_others_hold_is_waited_for_and_then_told(tmp_path, episode, monkeypatch):
    path = tmp_path / "m.db"
    monkeypatch.setattr(database, "PATIENCE", 0.2)
    with Experience(path) as first, Experience(path) as second:
        with first._file.writing(), pytest.raises(TimeoutError, match=r"busy for 0.2 s"):
            second.add(episode())
        second.add(episode())
        assert len(first) == 1
