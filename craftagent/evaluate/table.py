"""The figures as a table: of rich on a terminal, plain elsewhere, and in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from craftagent.tasks.tables import table as plain_table

HEAD = ("TASK", "EPISODES", "RATE", "95 %", "TICKS", "REWARD", "WHY NOT")


def row(name: str, data: Mapping[str, Any], reasons: int = 2) -> tuple[str, ...]:
    """One line of figures (see :class:`craftagent.evaluate.statistics.Figures`); ``reasons``: how many to name."""
    low, high = data["ci95"]
    why = [f"{n} {reason}" for reason, n in list(data["failures"].items())[:reasons]]
    ticks = "-" if data["mean_ticks"] is None else f"{data['mean_ticks']:.0f}"
    return (name, str(data["runs"]), f"{data['rate']:.2f}", f"{low:.2f}-{high:.2f}", ticks,
            f"{data['mean_reward']:.2f}", "; ".join(why))  # fmt: skip


def lines(results: Mapping[str, Any]) -> list[tuple[str, ...] | None]:
    """Rows of tasks, groups and the whole, None between them."""
    found: list[tuple[str, ...] | None] = [row(data["id"], data) for data in results["tasks"]]
    found.append(None)
    found += [row(name, data) for name, data in results["groups"].items()]
    if results["overall"].get("runs"):
        found += [None, row("all", results["overall"])]
    return found


def summary_line(results: Mapping[str, Any]) -> str:
    """ASR and FT in one line."""
    o = results["overall"]
    if not o.get("runs"):
        return "no episodes"
    return (f"ASR {o['asr']:.3f} (mean of the rates of {o['tasks']} tasks), FT {o['ft']:.3f} (share of tasks done at "
            f"least once), {o['episodes']} episodes")  # fmt: skip


def interval_line(results: Mapping[str, Any]) -> str:
    """How the intervals were made, in one line."""
    if not results["overall"].get("runs"):
        return ""
    by_method: dict[str, list[str]] = {}
    for name, data in (*results["groups"].items(), ("all", results["overall"])):
        by_method.setdefault(data["interval"], []).append(name)
    return "95 % intervals: of tasks Wilson; " + "; ".join(
        f"of {', '.join(names)} {method}" for method, names in by_method.items()
    )


SUBGOAL_HEAD = ("SUBGOAL", "TRIED", "DONE", "EPISODES", "REACHED", "TICKS", "LAST", "WHY NOT")


def subgoal_lines(results: Mapping[str, Any], reasons: int = 2) -> list[tuple[str, ...]]:
    """Rows of what planned episodes tried; ``LAST``: failed episodes that ended in it."""
    found = []
    for data in results.get("subgoals", ()):
        ticks = "-" if data["mean_ticks"] is None else f"{data['mean_ticks']:.0f}"
        why = "; ".join(f"{n} {reason}" for reason, n in list(data["reasons"].items())[:reasons])
        numbers = (data["tries"], data["done"], data["episodes"], data["reached"], ticks, data["last"])
        found.append((data["subgoal"], *map(str, numbers), why))
    return found


def print_tables(results: Mapping[str, Any], console: Console) -> None:
    """The tables, and the published rows where there are some."""
    _print(HEAD, lines(results), console)
    for line in filter(None, (summary_line(results), interval_line(results))):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if results.get("subgoals"):
        console.print("\nSubgoals", markup=False, highlight=False)
        _print(SUBGOAL_HEAD, subgoal_lines(results), console)
    for published in results["published"]:
        console.print(f"\n{published['title']}", markup=False, highlight=False, soft_wrap=True)
        head = ("", *published["columns"], "SOURCE")
        _print(head, [(name, *cells, source) for name, *cells, source in published["rows"]], console)


def _print(head: Sequence[str], rows: Sequence[tuple[str, ...] | None], console: Console) -> None:
    if not console.is_terminal:
        console.print(plain_table(head, [r for r in rows if r is not None]), markup=False, highlight=False,
                      soft_wrap=True)  # fmt: skip
        return
    drawn = Table(box=None, header_style="bold")
    for i, name in enumerate(head):
        drawn.add_column(name, justify="left" if i in (0, len(head) - 1) else "right", overflow="fold")
    for found in rows:
        if found is None:
            drawn.add_section()
        else:
            drawn.add_row(*found)
    console.print(drawn)


def markdown(results: Mapping[str, Any]) -> str:
    """The same tables for ``results.md``."""
    s = results["settings"]
    text = [f"# {', '.join(s['suite'])}: {s['agent']}", "", summary_line(results), ""]
    for warning in results.get("warnings", ()):
        text += [f"**{warning}**", ""]
    text += _markdown(HEAD, [r for r in lines(results) if r is not None])
    text += ["", interval_line(results)]
    if results.get("subgoals"):
        text += ["", "## Subgoals", "", *_markdown(SUBGOAL_HEAD, subgoal_lines(results, 4))]
        text += ["", "Events: " + ", ".join(f"{n} {kind}" for kind, n in results["events"].items())]
    for published in results["published"]:
        text += ["", f"## {published['title']}", ""]
        text += _markdown(("", *published["columns"], "SOURCE"), published["rows"])
        text += ["", *(f"- {note}" for note in published["notes"])]
    text += ["", "## Settings", ""]
    text += [f"- {key}: {value}" for key, value in s.items()]
    return "\n".join(text) + "\n"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    table = [head, ["-" * max(3, len(name)) for name in head], *rows]
    return ["| " + " | ".join(str(cell).replace("|", "/") for cell in r) + " |" for r in table]
