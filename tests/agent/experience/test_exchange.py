"""Export, import, and lines that are bad."""

from __future__ import annotations

import json

import pytest

from craftagent.agent.experience import Experience


def filled(path, episode, numbers, **settings):
    experience = Experience(path, "hashed", **settings)
    for n in numbers:
        experience.add(episode(f"mine dirt, take {n}", n, success=n % 3 > 0))
    return experience


def test_a_round_trip_gives_the_same(tmp_path, episode):
    out, back = tmp_path / "sub" / "out.jsonl", tmp_path / "back.jsonl"
    with filled(tmp_path / "a.db", episode, reversed(range(250))) as first:
        assert first.export(out) == 250
    times = [json.loads(line)["time"] for line in out.read_text().splitlines()]
    assert times == sorted(times) and len(times) == 250
    with Experience(tmp_path / "b.db", "hashed") as second:
        assert second.import_(out) == 250
        assert second.import_(out) == 0
        assert second.export(back) == 250
        assert second.recall("mine dirt, take 7")[0].episode == episode("mine dirt, take 7", 7)
    assert back.read_bytes() == out.read_bytes()
    assert not list(tmp_path.rglob(".part-*"))


def test_an_import_fills_up_what_is_missing(tmp_path, episode):
    out = tmp_path / "out.jsonl"
    with (
        filled(tmp_path / "a.db", episode, range(10)) as first,
        filled(tmp_path / "b.db", episode, range(5, 20)) as second,
    ):
        first.export(out)
        assert second.import_(out) == 5 and len(second) == 20


def test_the_cap_holds_for_imports(tmp_path, episode):
    out = tmp_path / "out.jsonl"
    with filled(tmp_path / "a.db", episode, range(250)) as first:
        first.export(out)
    with Experience(tmp_path / "b.db", "hashed", most=20) as second:
        assert second.import_(out) == 20 == len(second)
        kept = {f.episode.id for f in second.recall("mine dirt", k=99, least=0)}
        assert kept == {f"e{n:05d}" for n in range(230, 250)}
        assert second.import_(out) == 0 and len(second) == 20


def test_bad_lines_are_named_and_passed_over(tmp_path, episode, caplog):
    good = [episode(number=n).model_dump_json() for n in range(3)]
    data = json.loads(good[0])
    nameless = {key: value for key, value in data.items() if key != "id"}
    bad = [b"{", b"[]", b"\xff\xfe", b"null", b'{"text": "mine dirt"}', json.dumps(nameless).encode(),
           json.dumps({**data, "id": ""}).encode(), json.dumps({**data, "success": 7}).encode(), b"[" * 100_000,
           b"x" * (9 << 20), json.dumps({**data, "goal": {"verb": "craft", "target": "moon"}}).encode()]  # fmt: skip
    path = tmp_path / "in.jsonl"
    path.write_bytes(
        b"\xef\xbb\xbf" + b"\n".join([good[0].encode(), b"", *bad, good[1].encode(), good[2].encode()[:-9]])
    )
    told = []
    with Experience(tmp_path / "m.db", "hashed") as experience:
        assert experience.import_(path, told.append) == 2
        numbers = [int(line.partition("line ")[2].partition(" ")[0]) for line in told[:-1]]
        assert numbers == [*range(3, 3 + len(bad)), 4 + len(bad)]
        assert told[-1].endswith(f"{len(bad) + 1} of {len(bad) + 3} lines are bad and were passed over")
        assert all("\n" not in line and len(line) < 600 for line in told)
        assert "id" in told[5] and "longer than 8 MiB" in told[9] and "unknown item" in told[10]
        assert caplog.records == []
        assert experience.import_(path) == 0
        assert len(caplog.records) == len(told)


def test_a_thousand_bad_lines_are_counted_not_listed(tmp_path):
    path, told = tmp_path / "in.jsonl", []
    path.write_text("nonsense\n" * 1000)
    with Experience(tmp_path / "m.db", "hashed") as experience:
        assert experience.import_(path, told.append) == 0
    assert len(told) == 21 and "1000 of 1000" in told[-1]


def test_files_that_can_not_be(tmp_path, episode):
    with filled(tmp_path / "m.db", episode, range(2)) as experience:
        with pytest.raises(FileNotFoundError):
            experience.import_(tmp_path / "none.jsonl")
        with pytest.raises(IsADirectoryError):
            experience.import_(tmp_path)
        with pytest.raises(ValueError, match="the memory itself"):
            experience.export(tmp_path / "m.db")
        assert len(experience) == 2
