"""``report.html``: one page that holds everything it shows; nothing is fetched."""

from __future__ import annotations

import importlib.resources
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import jinja2

from craftagent.evaluate import plot
from craftagent.evaluate.film import Film, Folders, facts
from craftagent.evaluate.table import WILSON_LINE, acted_line, interval_line, seeds_line
from craftagent.play.page import data_url, flat
from craftagent.tasks.suite import load_suite
from craftagent.tasks.task import Task

CLIP_BYTES = 12 << 20  # of clips within the page, before base64 makes them a third larger
_QUALITY = 82  # of its pictures, JPEG


def page(
    found: Mapping[str, Any], tasks: Sequence[Task], films: Sequence[Film], folders: Folders, budget: int = CLIP_BYTES
) -> str:
    """The HTML. ``found``: what ``results.json`` holds; ``budget``: bytes of clips that go into the page."""
    source = importlib.resources.files("craftagent.evaluate") / "report.html.txt"
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["short"] = _short
    template = environment.from_string(source.read_text(encoding="utf-8"))
    names = _names(tasks)
    suites = [load_suite(name) for name in found["settings"]["suite"]]
    return template.render(
        results=found, names=names, settings=flat(found["settings"]), protocols=[(s.name, s.protocol) for s in suites],
        plot=data_url("image/png", plot.rates(found["tasks"], names)) if found["tasks"] else "",
        reasons=_reasons(found["tasks"], names), intervals=interval_line(found), seeds=seeds_line(found), wilson=WILSON_LINE,
        played=_played(found["settings"]["player"]), acted=acted_line(found),
        rows=_rows(found["tasks"], tasks, films, folders, budget),
    )  # fmt: skip


def _played(player: Mapping[str, Any]) -> str:
    """How a policy's actions were chosen; empty for agents without a policy, whatever they call ``play``."""
    play = player.get("play")
    chosen = play if isinstance(play, Mapping) else {}
    chosen = {key: value for key, value in chosen.items() if key != "seed" and value is not None}
    return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in chosen.items())


def _names(tasks: Sequence[Task]) -> dict[str, str]:
    """What to call tasks by their ids: of one suite, whose name and rules stand above, the bare names will do."""
    alone = len({(task.suite, task.id.partition("@")[2]) for task in tasks}) == 1
    return {task.id: task.name if alone else task.id for task in tasks}


def _short(value: float | None, digits: int = 2) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _reasons(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[tuple[str, int, str]]:
    """(reason, episodes, the tasks in which it was seen most)."""
    total: Counter[str] = Counter()
    where: dict[str, Counter[str]] = {}
    for row in rows:
        for reason, n in row["failures"].items():
            total[reason] += n
            where.setdefault(reason, Counter())[names[row["id"]]] += n
    return [
        (reason, n, ", ".join(f"{task} {count}" for task, count in where[reason].most_common(5)))
        for reason, n in total.most_common()
    ]


def _rows(
    rows: Sequence[Mapping[str, Any]], tasks: Sequence[Task], films: Sequence[Film], folders: Folders, budget: int
) -> list[dict[str, Any]]:
    """What to look at for each task: strips, and clips while the budget lasts, one of each task first."""
    named = {task.id: task for task in tasks}
    clips: dict[str, str] = {}
    order = sorted((film for film in films if film.clip), key=lambda film: (_rank(film, films), film.outcome.success))
    for film in order:
        path = folders.small / f"{film.name}.mp4"
        if path.exists() and path.stat().st_size <= budget:
            budget -= path.stat().st_size
            clips[film.name] = data_url("video/mp4", path.read_bytes())
    found = []
    for row in rows:
        mine = [film for film in films if film.outcome.task == row["id"] and facts(film, folders)]
        shown = [{"film": film, "clip": clips.get(film.name, ""), "strip": _strip(film, folders),
                  "ticks": facts(film, folders)["pictures"]} for film in mine]  # fmt: skip
        found.append({"row": row, "task": named[row["id"]], "films": shown})
    return found


def _rank(film: Film, films: Sequence[Film]) -> int:
    """How many films of the task and outcome come before it."""
    same = [f for f in films if (f.outcome.task, f.outcome.success) == (film.outcome.task, film.outcome.success)]
    return same.index(film)


def _strip(film: Film, folders: Folders) -> str:
    picture = cv2.imread(str(folders.strips / f"{film.name}.png"))
    if picture is None:
        return ""
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data_url("image/jpeg", data.tobytes())
