"""``report.html`` of one play: a page that holds everything it shows; nothing is fetched."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from craftagent.play.card import clock
from craftagent.play.page import data_url, flat
from craftagent.play.shrink import shrunk
from craftagent.play.stills import Still
from craftagent.play.terminal import QUIET
from craftagent.play.timeline import LABELS, ROW, TOP, WIDTH, timeline

CLIP_BYTES = 12 << 20  # of the clip within the page, before base64 makes it a third larger
_EVENTS = 400  # lines


def page(found: Mapping[str, Any], stills: Sequence[Still] = (), clip: Path | None = None) -> str:
    """The HTML.

    Args:
        found: what ``episode.json`` holds.
        stills: pictures of the ends of subgoals.
        clip: the video, which goes into the page if there is room; if not, a smaller one does, or the page shows the file
            beside it.
    """
    folder = importlib.resources.files("craftagent.play")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"clock": clock, "words": _words}
    template = environment.from_string((folder / "report.html.txt").read_text(encoding="utf-8"))
    film, note = _film(clip)
    shown = [{"still": s, "src": data_url("image/jpeg", s.jpeg)} for s in stills]
    return template.render(
        play=found, style=(folder / "page.css.txt").read_text(encoding="utf-8"), film=film, film_note=note,
        video=clip.name if clip is not None else "", stills=shown,
        line=timeline(found["subgoals"], found["events"], found["ticks"]),
        size={"width": WIDTH, "labels": LABELS, "row": ROW, "top": TOP},
        hands=hands_words(found), totals=_totals(found["subgoals"]), rows=_attempts(found["subgoals"]),
        events=[e for e in found["events"] if e["kind"] not in QUIET][-_EVENTS:], every=found["events"][-_EVENTS:],
        inventory=sorted(found["inventory"].items(), key=lambda pair: (-pair[1], pair[0])),
        settings=[(f"world {k}", v) for k, v in flat(found["settings"])]
        + [(f"player {k}", v) for k, v in flat(found["player"])],
    )  # fmt: skip


def hands_words(found: Mapping[str, Any]) -> str:
    """Whose hands did what, in a sentence that leaves no doubt."""
    player = found["player"]
    if player["hands"] == "expert":
        return "Everything was done by a scripted expert that sees the whole world; nothing here was learned."
    scripted = str(player["scripted"])
    learned = "a learned policy, which sees pixels and its own past actions and uses keys and mouse"
    if player["hands"] == "mixed":
        return f"Played by {learned}; scripted: {scripted}."
    return f"Played by {learned}, crafting included; scripted: {scripted}."


def _film(clip: Path | None) -> tuple[str, str]:
    """(what the video's src is, a note below it)."""
    if clip is None:
        return "", ""
    if clip.stat().st_size <= CLIP_BYTES:
        return data_url("video/mp4", clip.read_bytes()), ""
    small = shrunk(clip, CLIP_BYTES)
    if small is None:
        return clip.name, "The film is too long to be held by this page; it is shown from the file beside it."
    data, speed = small
    return data_url(
        "video/mp4", data
    ), f"Smaller and {speed} times as fast as the film beside this page." if speed > 1 else (
        "Smaller than the film beside this page."
    )


def _words(name: object) -> str:
    return str(name).replace("_", " ")


def _attempts(subgoals: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the table, each with which try at the same thing it is."""
    tries: dict[str, int] = {}
    rows = []
    for step in subgoals:
        tries[step["text"]] = tries.get(step["text"], 0) + 1
        rows.append({**step, "attempt": tries[step["text"]]})
    return rows


def _totals(subgoals: Sequence[Mapping[str, Any]]) -> list[tuple[str, int, int, int]]:
    """(hands, subgoals, of these done, ticks) of each of the hands that did something."""
    found = []
    for hands in ("learned", "scripted"):
        mine = [step for step in subgoals if step["hands"] == hands]
        if mine:
            done = sum(step["outcome"] == "done" for step in mine)
            found.append((hands, len(mine), done, sum(step["end"] - step["start"] for step in mine)))
    return found
