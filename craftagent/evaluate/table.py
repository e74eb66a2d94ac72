"""The figures as a table: of rich on a terminal, plain elsewhere, and in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from craftagent.tasks.tables import table as plain_table

HEAD = ("TASK", "EPISODES", "RATE", "95 %", "TICKS", "REWARD", "WHY NOT")
_WIDE = (*HEAD[:4], "WILSON 95 %", *HEAD[4:])
_PUBLISHED = ("CRAFTING SCRIPTED", "SOURCE")
WILSON_LINE = (
    "Wilson 95 %: over the episodes as if each were a trial of its own, for a comparison with figures made so; of groups it"
    " is too narrow where one world is hard for many tasks"
)


def row(name: str, data: Mapping[str, Any], reasons: int = 2) -> tuple[str, ...]:
    """One line of figures (see :class:`craftagent.evaluate.statistics.Figures`); ``reasons``: how many to name."""
    why = [f"{n} {reason}" for reason, n in list(data["failures"].items())[:reasons]]
    ticks = "-" if data["mean_ticks"] is None else f"{data['mean_ticks']:.0f}"
    return (name, str(data["runs"]), f"{data['rate']:.2f}", _ends(data["ci95"]), ticks,
            f"{data['mean_reward']:.2f}", "; ".join(why))  # fmt: skip


def _ends(interval: Sequence[float]) -> str:
    low, high = interval
    return f"{low:.2f}-{high:.2f}"


def _blocks(results: Mapping[str, Any]) -> list[list[tuple[str, Mapping[str, Any]]]]:
    """(name, figures) of tasks, of groups and of the whole."""
    whole = [("all", results["overall"])] if results["overall"].get("runs") else []
    return [[(data["id"], data) for data in results["tasks"]], list(results["groups"].items()), whole]


def lines(results: Mapping[str, Any]) -> list[tuple[str, ...] | None]:
    """Rows of tasks, groups and the whole, None between them."""
    found: list[tuple[str, ...] | None] = []
    for block in filter(None, _blocks(results)):
        found += [*([None] if found else []), *(row(name, data) for name, data in block)]
    return found


def _wide_lines(results: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The same rows, each with Wilson's interval over its episodes too."""
    found = []
    for name, data in (pair for block in _blocks(results) for pair in block):
        cells = row(name, data)
        found.append((*cells[:4], _ends(data["wilson95"]), *cells[4:]))
    return found


def published_rows(table: Mapping[str, Any]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """(heads, rows) of a table of :mod:`craftagent.evaluate.beside`."""
    head = ("", *table["columns"], *_PUBLISHED)
    return head, [(r["name"], *r["cells"], r["crafting"], r["source"]) for r in table["rows"]]


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


SEEDS = 64  # of more, a line that names each says nothing


def seeds_line(results: Mapping[str, Any]) -> str:
    """How many episodes were done on each seed, in one line; empty where there are too few or too many seeds to say, or but
    one episode of each."""
    rows = results.get("seeds", ())
    if not 1 < len(rows) <= SEEDS or max(data["runs"] for data in rows) < 2:
        return ""
    return "Done by seed: " + ", ".join(f"{data['seed']} {data['successes']} of {data['runs']}" for data in rows)


SUBGOAL_HEAD = ("SUBGOAL", "TRIED", "DONE", "EPISODES", "REACHED", "TICKS", "LAST", "SPENT", "WHY NOT")


def subgoal_lines(results: Mapping[str, Any], reasons: int = 2) -> list[tuple[str, ...]]:
    """Rows of what planned episodes tried; ``LAST``: failed episodes that ended in it;
    ``SPENT``: its part of the ticks of failed episodes."""
    found = []
    for data in results.get("subgoals", ()):
        ticks = "-" if data["mean_ticks"] is None else f"{data['mean_ticks']:.0f}"
        why = "; ".join(f"{n} {reason}" for reason, n in list(data["reasons"].items())[:reasons])
        spent = "-" if data.get("spent") is None else f"{data['spent']:.1%}"
        numbers = (data["tries"], data["done"], data["episodes"], data["reached"], ticks, data["last"], spent)
        found.append((data["subgoal"], *map(str, numbers), why))
    return found


def acted_line(results: Mapping[str, Any]) -> str:
    """Whose the actions were, in parts of all ticks; empty where nothing says so."""
    acted = results.get("acted") or {}
    ticks = sum(acted.values())
    return "Actions chosen by: " + ", ".join(f"{who} {n / ticks:.1%}" for who, n in acted.items()) if ticks else ""


def print_tables(results: Mapping[str, Any], console: Console) -> None:
    """The tables, and the published rows where there are some."""
    _print(HEAD, lines(results), console)
    for line in filter(None, (summary_line(results), interval_line(results), seeds_line(results))):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if results.get("subgoals"):
        console.print("\nSubgoals", markup=False, highlight=False)
        _print(SUBGOAL_HEAD, subgoal_lines(results), console)
        console.print(acted_line(results), markup=False, highlight=False)
    for published in results["published"]:
        console.print(f"\n{published['title']}", markup=False, highlight=False, soft_wrap=True)
        _print(*published_rows(published), console)


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
    text += markdown_table(_WIDE, _wide_lines(results))
    if results["overall"].get("runs"):
        text += ["", f"{interval_line(results)}. {WILSON_LINE}."]
    if seeds := seeds_line(results):
        text += ["", f"{seeds}."]
    if results.get("subgoals"):
        text += ["", "## Subgoals", "", *markdown_table(SUBGOAL_HEAD, subgoal_lines(results, 4))]
        text += ["", "Events: " + ", ".join(f"{n} {kind}" for kind, n in results["events"].items())]
        if results.get("plans"):
            text[-1] += "; plans: " + ", ".join(f"{n} by {who}" for who, n in results["plans"].items())
        text += ["", acted_line(results)]
    for published in results["published"]:
        text += ["", f"## {published['title']}", ""]
        text += markdown_table(*published_rows(published))
        text += ["", *(f"- {note}" for note in published["notes"])]
    text += ["", "## Settings", ""]
    text += [f"- {key}: {value}" for key, value in s.items()]
    return "\n".join(text) + "\n"


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table in Markdown; ``|`` in a cell becomes ``/``."""
    table = [head, ["-" * max(3, len(name)) for name in head], *rows]
    return ["| " + " | ".join(str(cell).replace("|", "/") for cell in r) + " |" for r in table]
