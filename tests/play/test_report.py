from __future__ import annotations

import copy
import re
from html.parser import HTMLParser

import cv2
import numpy as np
import pytest

from craftagent.datasets.video import VideoReader, VideoWriter
from craftagent.expert.player import Span
from craftagent.planner.subgoal import Subgoal
from craftagent.play import report, shrink
from craftagent.play.stills import MOST, Stills
from craftagent.play.timeline import LABELS, WIDTH, timeline

EVIL = "<script>alert(1)</script>\"'&"
FOUND = {
    "instruction": f"get a stick {EVIL}", "success": False, "ticks": 400, "seed": 3, "agent": "hierarchical?hands=mixed",
    "reason": f"gave up: {EVIL}", "task": None, "budget": 6000, "inventory": {"oak_log": 2, "dirt": 11},
    "goal": {"verb": "get", "target": "stick", "count": 1}, "video": None, "commit": "abc", "finished": "2026-01-01 10:00",
    "world": {"name": "sim", "version": 1, "view": "full"}, "versions": {"craftagent": "0.1.0"},
    "settings": {"biome": None, "inventory": []}, "still_to_do": ["craft 4 planks", "craft a stick"],
    "player": {"agent": "hierarchical", "hands": "mixed", "scripted": "crafting", "planner": "graph",
               "mind": {"failures": 24}},
    "subgoals": [
        {"verb": "mine", "target": "#logs", "count": 2, "text": f"mine {EVIL}", "hands": "learned", "outcome": "failed",
         "reason": f"stuck {EVIL}", "start": 0, "end": 200},
        {"verb": "mine", "target": "#logs", "count": 2, "text": f"mine {EVIL}", "hands": "learned", "outcome": "done",
         "reason": "", "start": 200, "end": 390},
        {"verb": "craft", "target": "stick", "count": 1, "text": "craft a stick", "hands": "scripted",
         "outcome": "interrupted", "reason": "", "start": 390, "end": 400},
    ],
    "events": [{"tick": 0, "kind": "begins", "text": "x", "subgoal": "a"},
               {"tick": 200, "kind": "timeout", "text": f"late {EVIL}", "subgoal": "a"}],
}  # fmt: skip


class Page(HTMLParser):
    """Tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str, **has: str) -> list[dict]:
        return [a for t, a in self.tags if t == tag and all(a.get(k) == v for k, v in has.items())]


def test_the_page_is_whole_and_holds_everything():
    html = report.page(FOUND)
    page = Page(html)
    assert not page.open
    for part in ("Not done", "minutes of play", "abc", "0 of 1", "1 of 2", "craft 4 planks", "11", "dirt", "Hatched",
                 "scripted: crafting", "timeout", "failures", "craft a stick"):  # fmt: skip
        assert part in page.text, part
    assert not re.search(r"""(?:src|href)=["']?(?:https?:|//)""", html) and "@import" not in html


def test_strangers_words_stay_words():
    html = report.page(FOUND)
    assert EVIL in Page(html).text and "<script" not in html
    assert not Page(html).all("script")


def test_learned_and_scripted_are_told_apart():
    page = Page(report.page(FOUND))
    assert [a["class"] for a in page.all("rect") if "class" in a] == ["failed", "done", "interrupted"]
    assert len(page.all("rect", fill="url(#hatch)")) == 1
    expert = {**FOUND, "player": {"agent": "expert", "hands": "expert", "scripted": "everything"}}
    assert "nothing here was learned" in report.page(expert)
    learned = {**FOUND, "player": {**FOUND["player"], "hands": "learned", "scripted": "nothing"}}
    assert "crafting included" in report.page(learned)


def test_a_play_in_which_nothing_was_begun():
    empty = {**copy.deepcopy(FOUND), "subgoals": [], "events": [], "inventory": {}, "ticks": 0, "still_to_do": []}
    page = Page(report.page(empty))
    assert "No subgoal was begun" in page.text and "Nothing out of the ordinary" in page.text


def test_the_timeline_is_true_to_the_ticks():
    line = timeline(FOUND["subgoals"], FOUND["events"], 400)
    first, second, third = line.bars
    assert (
        first.x == LABELS
        and second.x == pytest.approx(first.x + first.width, abs=0.2)
        and first.y == second.y < third.y
    )
    assert first.width == pytest.approx((WIDTH - LABELS - 10) / 2, abs=0.2)
    assert third.x + third.width <= WIDTH and len(line.rows) == 2
    assert [words for _, words in line.marks] == [f"tick 200: timeout: late {EVIL}"]
    long = timeline([], [], 200_000)
    assert 2 <= len(long.scale) <= 9


def film(path, frames, size=(64, 32)):
    writer = VideoWriter(path, size)
    for i in range(frames):
        writer.write(np.full((size[1], size[0], 3), i % 250, np.uint8))
    writer.close()


def test_the_clip_goes_into_the_page_while_there_is_room(tmp_path, monkeypatch):
    path = tmp_path / "video.mp4"
    film(path, 50)
    assert "data:video/mp4" in report.page(FOUND, clip=path)
    monkeypatch.setattr(report, "CLIP_BYTES", path.stat().st_size - 1)
    html = report.page(FOUND, clip=path)  # smaller, but here
    assert "data:video/mp4" in html and "Smaller than the film beside" in html
    monkeypatch.setattr(report, "CLIP_BYTES", 10)
    html = report.page(FOUND, clip=path)
    assert 'src="video.mp4"' in html and "too long" in html


def test_a_long_film_is_shown_faster(tmp_path, monkeypatch):
    path = tmp_path / "video.mp4"
    film(path, 50)
    monkeypatch.setattr(shrink, "FRAMES", 20)
    data, speed = shrink.shrunk(path, 1 << 20)
    (tmp_path / "small.mp4").write_bytes(data)
    assert speed == 3 and VideoReader(tmp_path / "small.mp4").n_frames == 17
    assert VideoReader(tmp_path / "small.mp4").size == (32, 16)
    monkeypatch.setattr(shrink, "_LONGEST", 49)
    assert shrink.shrunk(path, 1 << 20) is None


def test_stills_are_of_the_ends_of_subgoals():
    stills, spans = Stills(), []
    frame = np.zeros((128, 128, 3), np.uint8)
    for i in range(60):
        spans.append(Span(Subgoal(verb="mine", target="dirt", count=i + 1), 10 * i))
        stills.see(frame, spans, 10 * i)
        spans[-1].end, spans[-1].outcome = 10 * i + 5, "done" if i % 6 == 0 else "failed"
        frame[:] = i * 4
        stills.see(frame, spans, 10 * i + 5)
        stills.see(frame, spans, 10 * i + 6)
    chosen = stills.chosen()
    assert len(chosen) == MOST and [s.index for s in chosen] == sorted({s.index for s in chosen})
    assert chosen[-1].index == 59 and sum(s.outcome == "done" for s in chosen) == 10
    picture = cv2.imdecode(np.frombuffer(chosen[-1].jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (180, 320, 3) and abs(int(picture[90, 160, 0]) - 236) < 4
    assert chosen[-1].tick == 595


def test_a_world_that_draws_nothing_gives_no_stills():
    stills = Stills()
    stills.see(np.zeros((1, 1, 3), np.uint8), [Span(Subgoal(verb="mine", target="dirt"), 0, 5, "done")], 5)
    assert stills.chosen() == []
