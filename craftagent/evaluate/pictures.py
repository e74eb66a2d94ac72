"""After the play: films by several processes, the contact sheets and the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from craftagent.evaluate import report, sheet
from craftagent.evaluate.film import Film, Folders, facts, main, write_picture
from craftagent.evaluate.progress import Progress
from craftagent.files import write_text
from craftagent.record.fleet import Broke, Done, Fleet, NoWorkers
from craftagent.tasks.task import Task


def shoot(films: Sequence[Film], out: Path, jobs: int) -> list[str]:
    """Make the films that are missing; returns what went wrong, a sentence each."""
    folders = Folders(out)
    for folder in (folders.clips, folders.small, folders.strips):
        folder.mkdir(exist_ok=True)
    todo = [film for film in films if not folders.done(film)]
    broken = []
    with Progress(len(todo), "filming") as progress, Fleet(min(jobs, max(1, len(todo))), main, (str(out),)) as fleet:
        try:
            for event in fleet.run(todo):
                if isinstance(event, Broke):
                    broken.append(f"{event.job.name} could not be filmed: {event.reason}")
                    progress.warn(event.trace + broken[-1])
                elif isinstance(event, Done):
                    progress.step(f"filmed {event.job.name}")
        except NoWorkers as error:
            broken.append(f"some episodes could not be filmed: {error}")
            progress.warn(broken[-1])
    return broken


def replayed(films: Sequence[Film], out: Path) -> dict[str, Any]:
    """How many films were checked against what was reported, and a sentence for each that differs."""
    found = [facts(film, Folders(out)) for film in films]
    return {"checked": sum(bool(f) for f in found), "differ": [f["differs"] for f in found if f.get("differs")]}


def write(found: Mapping[str, Any], tasks: Sequence[Task], films: Sequence[Film], out: Path) -> list[Path]:
    """Contact sheets, one a suite, and the page; returns their paths."""
    folders = Folders(out)
    made: list[Path] = []
    rows = {row["id"]: row for row in found["tasks"]}
    suites = list(dict.fromkeys(task.suite for task in tasks))
    for name in suites:
        path = out / ("sheet.png" if len(suites) == 1 else f"sheet-{name}.png")
        some = [task for task in tasks if task.suite == name]
        write_picture(path, sheet.draw(f"{name}: {found['settings']['agent']}", some, rows, films, folders))
        made.append(path)
    write_text(out / "report.html", report.page(found, tasks, films, folders))
    return [*made, out / "report.html"]
