"""Model cards, written from what the run itself has noted; nothing in them is typed by hand but what the model is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from craftagent.recipe.notes import ASIDE, FOLDER

Row = dict[str, Any]
_STAGES = (
    "Stages of the recipe (docs/training.md), in order, with their commands; `{blanks}` in the layers under "
    "configs/recipes/ are filled in by `craftagent recipe`:"
)
_PACKED = "Where a command below names packed weights (`pretrained/NAME`), those packed there when it ran are meant."
PER_FILE = 60  # characters of a value in the card's tables


def stages(run: Path) -> list[dict[str, Any]]:
    """Notes of the run's finished stages, in the order in which they were finished."""
    notes = []
    for path in (run / FOLDER).glob("*.json"):
        note = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(note, dict) or not {"stage", "commands", "seconds", "finished"} <= note.keys():
            raise ValueError(f"{path} is no note of a stage")
        notes.append(note)
    return sorted(notes, key=lambda note: str(note["finished"]))


def recorded(run: Path, folders: Sequence[str] | None = None) -> list[Row]:
    """What was recorded into the run's folders (all, or some): episodes, ticks and which of them may be learned, seeds.

    Labels that a model wrote are no recordings, and what a redone stage has put aside was not learned from.
    """
    rows: list[Row] = []
    for folder in (
        sorted(p.name for p in run.iterdir() if p.is_dir() and ASIDE not in p.name) if folders is None else folders
    ):
        paths = sorted((run / folder).glob("*.meta.json"))
        found = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
        if not found or "idm" in found[0]:
            continue
        ticks = sum(meta["ticks"] for meta in found)
        unmeant = sum(end - start for meta in found for start, end in meta.get("noise", []))
        advised = sum(len(meta["advice"]["ticks"]) for meta in found if "advice" in meta)
        seeds = [meta["world"]["seed"] for meta in found]
        rows.append({"data": folder, "episodes": len(found), "ticks": ticks, "learned": ticks - unmeant + advised,
                     "seeds": f"{min(seeds)}-{max(seeds)}"})  # fmt: skip
    return rows


def _line(command: str) -> str:
    """A stage's command as it is typed."""
    return command if command.startswith("python ") else f"craftagent {command}"


def _made(made: Mapping[str, Any]) -> list[str]:
    """What one run recorded, and its stages."""
    lines: list[str] = []
    if made["data"]:
        lines += ["", "| data | episodes | ticks | of them to be learned | seeds |", "|---|---|---|---|---|"]
        names = ("data", "episodes", "ticks", "learned", "seeds")
        lines += [f"| {' | '.join(str(row[name]) for name in names)} |" for row in made["data"]]
    if made["stages"]:
        lines += ["", _STAGES, ""]
    for note in made["stages"]:
        said = [f"{note['seconds'] / 60:.0f} min", str(note["finished"])]
        said += [str(note[name]) for name in ("commit", "machine") if name in note]
        lines.append(f"- `{note['stage']}` ({', '.join(said)})")
        lines += ["", *(f"      {_line(command)}" for command in note["commands"]), ""]
        for other in note.get("begun_otherwise", ()):
            lines += [f"  A part of it was made on {other['begun']} by", ""]
            lines += [*(f"      {_line(command)}" for command in other["commands"]), ""]
    return lines


def card(
    title: str, what: str, facts: Mapping[str, str], runs: Sequence[Mapping[str, Any]], results: str, limits: str
) -> str:  # fmt: skip
    """The text of a card: Markdown with the metadata block that model hubs read.

    ``runs``: what each run recorded (``data``: rows of :func:`recorded`) and its ``stages``; each went on from the weights
    of the one before.
    """
    lines = ["---", "license: mit", "library_name: craftagent", "tags: [minecraft, imitation-learning]", "---", "",
             f"# {title}", "", what, "", "## Made with", "", "| | |", "|---|---|"]  # fmt: skip
    lines += [f"| {name} | {value} |" for name, value in facts.items()]
    if len(runs) > 1:
        lines += ["", _PACKED]
    for number, made in enumerate(runs):
        if len(runs) > 1:
            lines += ["", f"### Run {number + 1}" + (", from the weights of the one before" if number else "")]
        lines += _made(made)
    lines += ["", "## Results", "", results.strip(), "", "## Limits", "", limits.strip(), ""]
    return "\n".join(lines)


def with_results(text: str, results: str, note: str | None = None) -> str:
    """A card's text with other results, and another note: None leaves the one that is there, an empty one takes it out.

    Raises ``ValueError`` for what is no card.
    """
    if note is not None:
        told = f"\n\n**{note}**" if note else ""
        text = re.sub(r"(\n\n\*\*[^\n]*\*\*)?(?=\n\n## Made with\n)", lambda _: told, text, count=1)
    before, found, after = text.partition("\n## Results\n")
    _, also, limits = after.partition("\n## Limits\n")
    if not (found and also):
        raise ValueError("a card must have '## Results' and then '## Limits'")
    return "\n".join([before, "## Results", "", results.strip(), "", "## Limits", limits])


def idm_results(figures: Mapping[str, Any]) -> str:
    """Tables of ``craftagent bench idm``'s figures."""
    kinds = [kind for kind in figures if isinstance(figures[kind], Mapping) and "key_accuracy" in figures[kind]]
    names = (
        "ticks",
        "key_accuracy",
        "tick_accuracy",
        "macro_f1",
        "camera_r2_world",
        "camera_r2_screens",
        "gui_accuracy",
    )
    lines = [f"Play of the expert on unseen seeds, {figures.get('episodes', '?')} episodes of atomic-v1 a column.", "",
             "| | " + " | ".join(kinds) + " |", "|---|" + "---|" * len(kinds)]  # fmt: skip
    for name in names:
        lines.append(f"| {name} | " + " | ".join(_number(figures[kind].get(name)) for kind in kinds) + " |")
    keys = {key for kind in kinds for key, of in figures[kind]["keys"].items() if of["pressed"] >= 0.005}
    for key in sorted(keys):
        lines.append(
            f"| F1 of {key} | " + " | ".join(_number(figures[kind]["keys"][key]["f1"]) for kind in kinds) + " |"
        )
    speed = figures.get("speed")
    if isinstance(speed, Mapping):
        lines += ["", f"Labelling: {speed['times_real_time']} times real time, start of the program included."]
    return "\n".join(lines)


def eval_results(results: Mapping[str, Any]) -> str:
    """A table of ``craftagent eval``'s results.json."""
    settings, overall = results["settings"], results["overall"]
    play = settings.get("player", {}).get("play", {})
    played = ", ".join(f"{name} {value:g}" for name, value in play.items() if isinstance(value, (int, float)))
    lines = [f"`{settings.get('agent')}` ({played}), seeds {settings.get('seeds')}, wording {settings.get('wording')}: "
             f"mean success over {overall['tasks']} tasks {overall['asr']:.3f}, "
             f"tasks that succeeded at all {overall['ft']:.2f}, {overall['episodes']} episodes.", "",
             "| task | episodes | success | 95 % | mean ticks | mean reward |", "|---|---|---|---|---|---|"]  # fmt: skip
    for row in results["tasks"]:
        low, high = row["ci95"]
        ticks = "" if row["mean_ticks"] is None else f"{row['mean_ticks']:.0f}"
        lines.append(f"| {row['id']} | {row['runs']} | {row['rate']:.2f} | {low:.2f}-{high:.2f} | {ticks} "
                     f"| {row['mean_reward']:.2f} |")  # fmt: skip
    return "\n".join(lines)


def _number(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.4f}" if isinstance(value, float) else str(value)[:PER_FILE]
