"""Damaged episodes, 200 and more of them: each is named with its reason, none stops the others from being read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from craftagent import cli
from craftagent.datasets import check_command
from craftagent.datasets.check_command import check_folder
from craftagent.datasets.damage import MAX_LINE, MAX_META
from craftagent.datasets.episode import DamagedEpisode, EpisodePaths, check_episode, list_episodes, open_episode

N = 30
Harm = Callable[[EpisodePaths], None]


def _cut(suffix: str, share: float) -> Harm:
    def harm(paths: EpisodePaths) -> None:
        path = paths.folder / (paths.name + suffix)
        os.truncate(path, int(path.stat().st_size * share))

    return harm


def _overwrite(share: float, data: bytes) -> Harm:
    """Bytes in the video's pictures are replaced."""

    def harm(paths: EpisodePaths) -> None:
        whole = bytearray(paths.video.read_bytes())
        start = whole.index(b"mdat") + 4
        at = start + int((whole.index(b"moov") - start) * share)
        whole[at : at + len(data)] = data
        paths.video.write_bytes(bytes(whole))

    return harm


def _write(suffix: str, data: str | bytes) -> Harm:
    def harm(paths: EpisodePaths) -> None:
        (paths.folder / (paths.name + suffix)).write_bytes(data.encode() if isinstance(data, str) else data)

    return harm


def _line(number: int, text: str | bytes | None) -> Harm:
    """Row ``number`` becomes ``text``, or goes."""

    def harm(paths: EpisodePaths) -> None:
        lines: list[bytes] = paths.rows.read_bytes().splitlines(keepends=True)
        raw = text.encode() if isinstance(text, str) else text
        lines[number : number + 1] = [] if raw is None else [raw + b"\n"]
        paths.rows.write_bytes(b"".join(lines))

    return harm


def _row(number: int, change: Callable[[dict], object]) -> Harm:
    def harm(paths: EpisodePaths) -> None:
        row = json.loads(paths.rows.read_text().splitlines()[number])
        change(row)
        _line(number, json.dumps(row))(paths)

    return harm


def _action(number: int, value: object) -> Harm:
    return _row(number, lambda row: row.update(action=value))


def _meta(**changes: object) -> Harm:
    def harm(paths: EpisodePaths) -> None:
        paths.meta.write_text(json.dumps({**json.loads(paths.meta.read_text()), **changes}))

    return harm


def _world(**changes: object) -> Harm:
    def harm(paths: EpisodePaths) -> None:
        meta = json.loads(paths.meta.read_text())
        meta["world"].update(changes)
        paths.meta.write_text(json.dumps(meta))

    return harm


def _goal(**changes: object) -> Harm:
    def harm(paths: EpisodePaths) -> None:
        goal = {**json.loads(paths.goals.read_text()), **changes}
        paths.goals.write_text(json.dumps({k: v for k, v in goal.items() if v is not ...}))

    return harm


def _video(rate: int = 20, n: int = N, size: tuple[int, int] = (32, 32), codec: str = "libx264") -> Harm:
    def harm(paths: EpisodePaths) -> None:
        with av.open(str(paths.video), "w", format="mp4") as container:
            stream = container.add_stream(codec, rate=rate)
            stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
            for _ in range(n):
                frame = av.VideoFrame.from_ndarray(np.zeros((size[1], size[0], 3), np.uint8), format="rgb24")
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))

    return harm


def _sound(paths: EpisodePaths) -> None:
    with av.open(str(paths.video), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _remove(suffix: str) -> Harm:
    return lambda paths: (paths.folder / (paths.name + suffix)).unlink()


def _swap_lines(paths: EpisodePaths) -> None:
    lines = paths.rows.read_text().splitlines(keepends=True)
    lines[4], lines[9] = lines[9], lines[4]
    paths.rows.write_text("".join(lines))


def _poke(offset_of: bytes, skip: int, data: bytes) -> Harm:
    """Bytes after a box name in the video's index are replaced."""

    def harm(paths: EpisodePaths) -> None:
        whole = bytearray(paths.video.read_bytes())
        at = whole.rindex(offset_of) + skip
        whole[at : at + len(data)] = data
        paths.video.write_bytes(bytes(whole))

    return harm


def harms() -> Iterator[tuple[str, Harm, str]]:
    """(what, how, part of the sentence that must be said)"""
    for share in np.linspace(0.01, 0.99, 25):
        yield f"mp4 cut at {share:.2f}", _cut(".mp4", share), ".mp4"
    for share in np.linspace(0.02, 0.98, 20):
        yield f"jsonl cut at {share:.2f}", _cut(".jsonl", share), ".jsonl"
    for suffix in (".mp4", ".jsonl", ".meta.json"):
        yield f"empty {suffix}", _write(suffix, b""), {".jsonl": "no rows"}.get(suffix, "is empty")
        yield f"zeros {suffix}", _write(suffix, bytes(2000)), suffix
        yield f"noise {suffix}", _write(suffix, np.random.default_rng(1).bytes(3000)), suffix
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        yield f"noise in the pictures at {share}", _overwrite(share, b"\xa5\x17\xff\x00\x99" * 40), ".mp4"
    yield "no mp4", _remove(".mp4"), "there is no video"
    yield "no jsonl", _remove(".jsonl"), "there are no rows"
    yield "only sound", _sound, "no video stream"
    for rate in (1, 10, 15, 19, 21, 24, 25, 30, 60, 120):
        yield f"{rate} frames a second", _video(rate=rate), f"{rate} frames a second, not 20"
    for n in (1, 10, N - 1, N + 2, N + 30):
        yield f"{n} frames", _video(n=n), f"{N} rows and {n} frames do not belong together"
    yield "5000 pixels wide", _video(n=N, size=(5000, 16)), "5000x16; at most 4096"
    yield "text for a video", _write(".mp4", "#EXTM3U\n/etc/passwd\n"), "not a whole video"
    yield "concat list for a video", _write(".mp4", "ffconcat version 1.0\nfile /etc/passwd\n"), "not a whole video"
    yield "huge count in the index", _poke(b"stsz", 12, b"\x7f\xff\xff\xff"), ".mp4"
    for row in (0, 1, 7, N - 2, N - 1):
        yield f"row {row} missing", _line(row, None), "rows" if row != N - 1 else "says 30 frames"
        for text in (
            "{",
            "[]",
            "null",
            '"x"',
            "{'a': 1}",
            "{}x",
            "nan",
            '{"action": NaN}',
            "\x00",
            "{" * 5000,
            "[" * 100_000,
        ):
            yield f"row {row} is {text[:12]!r} ({len(text)})", _line(row, text), f".jsonl, line {row + 1}"
        yield f"row {row} not UTF-8", _line(row, b'{"a": "\xff\xfe"}'), f".jsonl, line {row + 1} is not UTF-8"
        yield f"row {row} huge", _line(row, '{"a": "' + "x" * MAX_LINE + '"}'), f"line {row + 1} is longer than"
        yield f"row {row} huge number", _line(row, '{"a": ' + "9" * 5000 + "}"), f".jsonl, line {row + 1}"
    yield "rows in another order", _swap_lines, "line 5: tick must be 4, not 9"
    good = {"keys": [], "camera": [0.0, 0.0]}
    nan = _line(3, '{"action": {"keys": [], "camera": [NaN, 0.0]}, "tick": 3, "isGuiOpen": false}')
    yield "NaN camera", nan, "line 4 is not JSON (NaN is not a number)"
    infinite = _line(3, '{"action": {"keys": [], "camera": [1e999, 0.0]}, "tick": 3, "isGuiOpen": false}')
    yield "infinite camera", infinite, "line 4: action key 'camera'"
    for camera in ([0.0], [], [1, 2, 3], "ab", None, 5, [None, 0], ["1", "2"], [True, 0], {"pitch": 1},
                   [181.0, 0], [10**400, 0], [0, -1e300], [[0], [0]]):  # fmt: skip
        yield f"camera {str(camera)[:20]}", _action(3, {**good, "camera": camera}), "line 4: "
    for keys in (
        ["jmup"],
        ["Forward"],
        ["hotbar.10"],
        ["camera"],
        [1],
        [None],
        [["jump"]],
        "jump",
        {"jump": 1},
        None,
        ["jump", "jump"],
    ):
        yield f"keys {keys}", _action(3, {**good, "keys": keys}), "line 4: "
    for action in (None, [], "jump", 3, {}, {"keys": []}, {**good, "more": 1}):
        yield f"action {action}", _action(3, action), 'line 4: "action" must be'
    yield "one row without an action", _row(3, lambda row: row.pop("action")), 'line 4 has no "action"'
    for tick in (None, -1, 2, 4, "3", 3.5, 10**30):
        yield f"tick {tick}", _row(3, lambda row, tick=tick: row.update(tick=tick)), "line 4: tick must be 3"
    for gui in (None, 0, "no", []):
        yield f"gui {gui}", _row(3, lambda row, gui=gui: row.update(isGuiOpen=gui)), "line 4: isGuiOpen must be"
    for n in (0, -1, 10**12, "30", None, 30.0, True):
        yield f"meta n_frames {n}", _meta(n_frames=n), "n_frames must be a whole number"
    yield "meta n_frames 29", _meta(n_frames=29), "says 29 frames"
    for form in (None, "craftagent-episode-0", 1, "x" * 500):
        yield f"meta format {str(form)[:20]}", _meta(format=form), "format must be 'craftagent-episode-1'"
    yield "meta view", _meta(view=3), "view must be a name"
    yield "meta list", _write(".meta.json", "[1]"), "must be a JSON object"
    yield "meta huge", _write(".meta.json", '{"a": "' + "x" * MAX_META + '"}'), "larger than"
    yield "meta deep", _write(".meta.json", '{"a":' * 50_000), ".meta.json is"
    for field, value in (("seed", "5"), ("seed", 1.5), ("name", None), ("version", "1")):
        yield f"world {field} {value}", _world(**{field: value}), f"world.{field} must be"
    yield "world settings", _world(settings={"dificulty": "hard"}), "did you mean 'difficulty'"
    yield "world settings type", _world(settings=[]), "settings must be a mapping"
    for changes, said in (({"start": -1}, "from -1"), ({"start": 30}, "not from 30 to 30"),
                          ({"end": 31}, "ends at 31, the episode at 30"),
                          ({"end": 1.5}, "goal end must be a whole number"), ({"count": 0}, "goal count must be 1 to"),
                          ({"verb": 3}, "goal verb must be text"), ({"target": ""}, "goal target must be text"),
                          ({"text": "x" * 5000}, "goal text"),
                          ({"source": "oracle"}, "goal source must be one of"), ({"more": 1}, "unknown field 'more'"),
                          ({"verb": ...}, "missing field 'verb'")):  # fmt: skip
        yield (
            f"goal {str(changes)[:24]}",
            _goal(**changes),
            f".goals.jsonl, line 1|{said}",
        )


def test_200_damaged_episodes(tmp_path, make_episode, capsys):
    """Whole ones lie between the damaged ones, in three folders."""
    model = make_episode(tmp_path, "model", n=N, last=False)
    data = {path.name.removeprefix("model"): path.read_bytes() for path in model.files}

    def copy(folder: Path, name: str) -> EpisodePaths:
        folder.mkdir(exist_ok=True)
        for suffix, content in data.items():
            (folder / (name + suffix)).write_bytes(content)
        return EpisodePaths(folder, name)

    todo = list(harms())
    assert len(todo) >= 200
    expected: dict[str, tuple[str, str]] = {}
    whole = set()
    for i, (what, harm, said) in enumerate(todo):
        folder = tmp_path / f"part{i % 3}"
        if i % 10 == 0:
            whole.add(copy(folder, f"e{i:03d}-whole"))
        paths = copy(folder, f"e{i:03d}")
        harm(paths)
        expected[f"part{i % 3}/{paths.name}"] = (what, said)
    for path in model.files:
        path.unlink()

    result = check_folder(tmp_path)
    damaged = result["damaged"]
    assert isinstance(damaged, dict)
    missed = [expected[name] for name in expected.keys() - damaged.keys()]
    assert missed == []
    assert damaged.keys() == expected.keys()
    for name, problems in damaged.items():
        what, said = expected[name]
        text = "\n".join(problems)
        assert all(part in text for part in said.split("|")), (what, said, problems)
        assert "reading it failed" not in text, (what, problems)
        assert all(len(p) < 400 and "\n" not in p for p in problems), (what, problems)
    assert result["whole"] == len(whole) and result["ticks"] == N * len(whole)

    read = 0  # and a loader that opens what is listed gets the whole ones, and an answer for each of the others
    for paths in list_episodes(tmp_path):
        try:
            episode = open_episode(paths)
            assert len(episode.actions) == len(episode.frames(0, episode.n_frames))
            assert all(goal.end <= len(episode.actions) for goal in episode.goals)
            read += paths in whole
        except DamagedEpisode:
            assert paths not in whole
    assert read == len(whole)


def test_path_tricks_in_names(tmp_path, make_episode):
    outside = make_episode(tmp_path / "outside", "secret", n=2)
    folder = tmp_path / "inside"
    good = make_episode(folder, "good", n=2)
    tricks = ["a..b", "..c", "x\ny", "tab\tname", "ze\u200bro", "back\\slash", "semi;colon", "$(id)", "'quote'", "a:b", "*",
              "\udcff", "-rf", " lead", "x" * 240, "n\u0303", "a.goals", "b\x1b[31m"]  # fmt: skip
    made = 0
    for name in tricks:
        for suffix in (".mp4", ".jsonl"):
            path = os.fsencode(folder) + b"/" + (name + suffix).encode("utf-8", "surrogateescape")
            with open(path, "wb") as file:
                file.write((good.folder / ("good" + suffix)).read_bytes())
            made += not name.startswith(".")
    (folder / "link.mp4").symlink_to(outside.video)
    (folder / "link.jsonl").symlink_to(outside.rows)
    (folder / "dead.mp4").symlink_to(folder / "nothing.mp4")
    (folder / "loop.mp4").symlink_to(folder / "loop.mp4")
    (folder / "folder.jsonl").symlink_to(folder)
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.mp4")
    result = check_folder(folder)
    damaged = result["damaged"]
    assert isinstance(damaged, dict)
    # "a.goals.jsonl" are the goals of an episode that is not there: nothing to read, nothing refused
    assert result["whole"] == 1
    assert all(len(problems) == 1 for problems in damaged.values())
    assert all(name.isascii() and name.isprintable() for name in damaged)
    said = [problems[0] for problems in damaged.values()]
    assert sum("is not safe" in s or "side file" in s for s in said) == made - 1
    assert sum("leads out of the folder" in s for s in said) == 2 and sum("leads nowhere" in s for s in said) == 2
    assert damaged["folder.jsonl"] == ["it is a link to something that is not a file"]
    assert damaged["pipe.mp4"] == ["it is not a plain file"]
    assert [paths.name for paths in list_episodes(folder)] == ["good"]


def test_damage_in_a_long_video_is_found_where_it_is(tmp_path, make_episode):
    paths = make_episode(tmp_path, n=200)
    _overwrite(0.9, b"\xa5\x17\xff\x00\x99" * 60)(paths)
    assert check_episode(paths, decode=False) == ["a.mp4 is not as it was recorded (its checksum differs)"]
    paths.meta.unlink()
    assert check_episode(paths, decode=False) == []  # without the checksum only decoding tells
    [problem] = check_episode(paths)
    assert "can not be decoded at frame 1" in problem
    episode = open_episode(paths)
    assert episode.frames(0, 64).shape[0] == 64  # what lies before it can still be read


def test_the_command(tmp_path, make_episode, monkeypatch, capsys):
    monkeypatch.setitem(cli.COMMANDS, "data check", ("read every episode", "craftagent.datasets.check_command"))
    folder = tmp_path / "[bold]data"
    make_episode(folder, "good", n=10)
    assert cli.main(["data", "check", str(folder)]) == 0
    assert "1 whole episodes" in capsys.readouterr().out
    bad = make_episode(folder, "[bad]"[1:-1], n=10)
    _action(2, {"keys": ["jmup"], "camera": [0, 0]})(bad)
    assert cli.main(["data", "check", str(folder)]) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "bad" in out and "jmup" in out and "1 whole episodes" in out and "1 damaged" in out
    assert cli.main(["data", "check", str(folder), "--json", "--quick"]) == 1
    result = json.loads(capsys.readouterr().out)
    assert result["whole"] == 1 and result["ticks"] == 10
    assert result["damaged"] == {"bad": ["bad.jsonl, line 3: unknown action key 'jmup'; did you mean 'jump'?"]}
    assert cli.main(["data", "check", str(tmp_path / "nowhere")]) == 1
    assert "nowhere: No such file" in capsys.readouterr().err
    (tmp_path / "none").mkdir()
    assert cli.main(["data", "check", str(tmp_path / "none")]) == 1


def test_an_unforeseen_failure_is_that_episodes_alone(tmp_path, make_episode, monkeypatch):
    make_episode(tmp_path, "a", n=3)
    make_episode(tmp_path, "b", n=3)
    real = check_command.check_episode

    def check(paths, **options):
        if paths.name == "a":
            raise ZeroDivisionError("oh")
        return real(paths, **options)

    monkeypatch.setattr(check_command, "check_episode", check)
    result = check_folder(tmp_path)
    assert result["whole"] == 1 and result["damaged"] == {"a": ["reading it failed: ZeroDivisionError: oh"]}


@pytest.mark.parametrize("value", ["x" * 100, b"\x00" * 100, list(range(100)), 10**200, object()])
def test_messages_stay_short(value):
    from craftagent.datasets.damage import short

    assert len(short(value)) <= 60 and "\n" not in short(value)
