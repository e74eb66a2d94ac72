"""``craftagent data stats``: hours, keys, camera and goals of a data set, as tables, JSON and a picture."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import rich.box
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from craftagent.actions import N_BINS, dequantize
from craftagent.datasets.contractor import ContractorOptions
from craftagent.datasets.episode import EpisodePaths
from craftagent.datasets.stats import AXES, PLACES, Stats, folder_stats
from craftagent.types import KEYS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TOP = 20  # goals in the picture, and of a source in the table unless all are asked for
_COLORS = {"world": "#3b7dd8", "screens": "#e08a2c"}
_WHERE = {"world": "in the world", "screens": "in screens"}
_SOURCE_COLORS = {"task": "#7a5195", "skill": "#2f9e6e", "hindsight": "#3b7dd8", "person": "#e08a2c"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent data stats``."""
    parser.add_argument("folder", type=Path, help="a folder of episodes; folders in it are searched too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this .json file")
    parser.add_argument("--png", type=Path, metavar="FILE", help="draw them to this .png file (needs matplotlib)")
    parser.add_argument("--all", action="store_true", help=f"list all goals, not the {_TOP} most frequent of a source")
    parser.add_argument("--broken-lines", choices=("refuse", "null"), default="refuse",
                        help="a contractor line that is not JSON: damage, or a tick without action")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Print, write and draw. Returns 1 if every episode is damaged, else 0."""
    for option, ending in (("json", ".json"), ("png", ".png")):
        path: Path | None = getattr(args, option)
        if path is not None and path.suffix.lower() != ending:
            raise ValueError(f"--{option} {path}: the file must end in {ending}")
    if args.png is not None:
        _matplotlib()  # before the reading, which may take long

    def each(found: list[EpisodePaths]) -> Iterable[EpisodePaths]:
        return track(found, description="counting", transient=True, console=Console(stderr=True))

    stats = folder_stats(args.folder, ContractorOptions(broken=args.broken_lines), each)
    print_stats(stats, Console(), None if args.all else _TOP)
    for path, write in ((args.json, write_json), (args.png, draw_stats)):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(stats, path)
            print(f"wrote {path}")
    return int(not stats.episodes)


def write_json(stats: Stats, path: Path) -> None:
    """The figures as one JSON object."""
    path.write_text(json.dumps(stats.to_dict(), indent=1) + "\n", encoding="utf-8")


def print_stats(stats: Stats, console: Console, top: int | None = None) -> None:
    """All tables; ``top``: at most so many goals of each source. Without a terminal they are plain and uncut."""
    plain = not console.is_terminal
    if plain:
        console = Console(file=console.file, width=400, no_color=True, highlight=False)
    tables = [_overview(stats), _keys(stats), _camera(stats)] if stats.episodes else []
    if stats.goals:
        tables.append(_goals(stats, top))
    if stats.damaged:
        tables.append(_damaged(stats))
    console.print(f"[bold]{escape(stats.folder)}[/bold]", soft_wrap=True)  # a title would be wrapped to the table
    for table in tables:
        if plain:
            table.box = rich.box.MARKDOWN
        console.print(table)
        if not plain:  # plain tables end with an empty line of their own
            console.print()
    if stats.episodes and not stats.goals:
        console.print("no goals: nobody has labelled these episodes")


def _damaged(stats: Stats) -> Table:
    table = _table(f"{len(stats.damaged)} damaged, not counted", "episode", "what is wrong", left=2)
    for name, reason in stats.damaged.items():
        table.add_row(escape(name), escape(reason))
    return table


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _table(title: str | None, *columns: str, left: int = 1) -> Table:
    """A table whose first ``left`` columns are text, the others numbers."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for i, column in enumerate(columns):
        table.add_column(column, justify="left" if i < left else "right")
    return table


def _overview(stats: Stats) -> Table:
    table = _table(None, "", "figure")
    lengths = np.array(stats.lengths)
    table.add_row("hours", f"{stats.hours:.3f}" if stats.hours < 10 else f"{stats.hours:.1f}")
    table.add_row("episodes", f"{stats.episodes}")
    table.add_row("  with exact actions", f"{stats.exact}")
    table.add_row("ticks", f"{stats.ticks}")
    spread = np.quantile(lengths, [0, 0.5, 1]).round().astype(int).tolist()
    table.add_row("ticks an episode (least, median, most)", ", ".join(map(str, spread)))
    table.add_row("null actions", _percent(stats.share(stats.null)))
    table.add_row("with a screen open", _percent(stats.share(stats.gui)))
    for source, ticks in sorted(stats.labelled.items()):
        table.add_row(f"with a goal from {source}", _percent(stats.share(ticks)))
    table.add_row("damaged episodes", f"{len(stats.damaged)}")
    return table


def _keys(stats: Stats) -> Table:
    table = _table("ticks by key", "key", "ticks", "share")
    for i in np.argsort(-stats.keys, kind="stable"):
        table.add_row(KEYS[i], str(stats.keys[i]), _percent(stats.share(stats.keys[i])))
    return table


def _camera(stats: Stats) -> Table:
    table = _table("camera by VPT's bins, ticks", "degrees", *(f"{place} {axis}" for place in PLACES for axis in AXES))
    for i, degrees in enumerate(dequantize(np.arange(N_BINS))):
        table.add_row(f"{degrees:+.2f}" if degrees else "0", *map(str, stats.camera[:, :, i].reshape(-1).tolist()))
    table.add_row("beyond ±10", str(stats.beyond[0]), "", str(stats.beyond[1]), "")
    return table


def _goals(stats: Stats, top: int | None) -> Table:
    table = _table("goals", "source", "verb", "target", "spans", "ticks", left=3)
    by_source: dict[str, list[Any]] = {}
    for goal in stats.sorted_goals():
        by_source.setdefault(goal.source, []).append(goal)
    for goals in by_source.values():
        for goal in goals[:top]:
            table.add_row(goal.source, escape(goal.verb), escape(goal.target), str(goal.spans), str(goal.ticks))
        rest = goals[len(goals) if top is None else top :]
        if rest:
            spans, ticks = sum(goal.spans for goal in rest), sum(goal.ticks for goal in rest)
            table.add_row(rest[0].source, "", f"and {len(rest)} more", str(spans), str(ticks))
    return table


def _matplotlib() -> Any:
    try:
        import matplotlib.figure
    except ImportError:
        raise ValueError("--png needs matplotlib, which is not installed: pip install matplotlib") from None
    return matplotlib.figure


def draw_stats(stats: Stats, path: Path) -> None:
    """Keys, goals, and the camera's bins in the world and in screens, as one PNG of 1600 x 1200 pixels.

    Raises ``ValueError`` if matplotlib is not installed.
    """
    figure = _matplotlib().Figure(figsize=(16, 12), dpi=100, layout="constrained")  # no pyplot: needs no display
    upper, lower = figure.subfigures(2, 1, height_ratios=(1.5, 1))
    left, right = upper.subplots(1, 2)
    _draw_keys(left, stats)
    _draw_goals(right, stats)
    row = iter(lower.subplots(1, 4))
    for place, name in enumerate(PLACES):
        for axis, direction in enumerate(AXES):
            _draw_camera(next(row), stats.camera[place, axis], f"{direction}, {_WHERE[name]}", _COLORS[name])
    figure.suptitle(
        f"{Path(stats.folder).name}: {stats.episodes} episodes, {stats.hours:.3g} h, "
        f"null {_percent(stats.share(stats.null))}, screen open {_percent(stats.share(stats.gui))}, "
        f"{len(stats.damaged)} damaged",
        fontsize=15,
    )
    figure.savefig(path, format="png")


def _draw_keys(axes: Axes, stats: Stats) -> None:
    order = np.argsort(stats.keys, kind="stable")
    shares = np.array([100 * stats.share(n) for n in stats.keys[order]])
    bars = axes.barh([KEYS[i] for i in order], shares, color="#5b6472")
    axes.bar_label(bars, [f"{share:.1f}" if share >= 0.05 else f"{share:.2g}" for share in shares], padding=3)
    axes.set_title("keys held, % of ticks")
    axes.margins(x=0.1, y=0.01)
    _plain(axes)


def _draw_goals(axes: Axes, stats: Stats) -> None:
    most = sorted(stats.goals.values(), key=lambda g: (-g.spans, g.source, g.verb, g.target))
    shown = most[:_TOP][::-1]
    names = [f"{goal.verb} {goal.target} ({goal.source})"[:44] for goal in shown]
    bars = axes.barh(range(len(shown)), [goal.spans for goal in shown], color=[_SOURCE_COLORS[g.source] for g in shown])
    axes.bar_label(bars, padding=3)
    axes.set_yticks(range(len(shown)), names)
    more = f", the {_TOP} most frequent of {len(most)}" if len(most) > _TOP else ""
    axes.set_title(f"goal spans by verb, target (source){more}" if most else "no goals")
    axes.margins(x=0.12, y=0.01)
    _plain(axes)


def _draw_camera(axes: Axes, counts: npt.NDArray[np.int64], title: str, color: str) -> None:
    axes.bar(range(N_BINS), counts, color=color)
    axes.set_yscale("symlog", linthresh=1)
    axes.set_ylim(0, max(10, 3 * int(counts.max())))
    axes.set_xticks(range(N_BINS), [f"{d:+.1f}" if d else "0" for d in dequantize(np.arange(N_BINS))], rotation=90)
    axes.set_title(f"{title} (ticks, log)")
    axes.set_xlabel("degrees a tick, VPT's bins")
    _plain(axes)


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
