"""``craftagent data check``: read every episode of a folder and name the damaged ones."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from craftagent.datasets.contractor import DEFAULT_OPTIONS, ContractorOptions
from craftagent.datasets.episode import DamagedEpisode, EpisodePaths, check_episode, open_episode, scan_episodes
from craftagent.types import TICKS_PER_SECOND


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent data check``."""
    parser.add_argument("folder", type=Path, help="a folder of episodes; folders in it are searched too")
    parser.add_argument("--quick", action="store_true", help="do not decode the frames, only count them")
    parser.add_argument("--broken-lines", choices=("refuse", "null"), default="refuse",
                        help="a contractor line that is not JSON: damage, or a tick without action")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")


def check_folder(folder: Path, decode: bool = True, options: ContractorOptions = DEFAULT_OPTIONS) -> dict[str, object]:
    """Check every episode of a folder.

    Returns ``{"folder", "whole": number of whole episodes, "ticks": their ticks, "damaged": {name: [sentence, ...]}}``;
    names are relative to the folder. Raises ``OSError`` if the folder can not be listed.
    """
    found, refused = scan_episodes(folder)
    damaged: dict[str, list[str]] = {name: [reason] for name, reason in refused}
    whole = ticks = 0
    for paths in track(found, description="checking", transient=True, console=Console(stderr=True)):
        problems, n = _check(paths, decode, options)
        if problems:
            damaged[str((paths.folder / paths.name).relative_to(folder))] = problems
        else:
            whole += 1
            ticks += n
    return {"folder": str(folder), "whole": whole, "ticks": ticks, "damaged": dict(sorted(damaged.items()))}


def _check(paths: EpisodePaths, decode: bool, options: ContractorOptions) -> tuple[list[str], int]:
    """Problems and number of ticks; nothing about one episode may keep the others from being read."""
    try:
        problems = check_episode(paths, decode=decode, options=options)
        if problems:
            return problems, 0
        episode = open_episode(paths, options=options)
        n = episode.n_frames
        episode.close()
        return [], n
    except DamagedEpisode as error:
        return [error.reason], 0
    except Exception as error:  # a kind of damage nobody has thought of is still damage of this one episode
        return [f"reading it failed: {type(error).__name__}: {error}"], 0


def run(args: argparse.Namespace) -> int:
    """Print what was found. Returns 1 if any episode is damaged or none was found, else 0."""
    result = check_folder(args.folder, not args.quick, ContractorOptions(broken=args.broken_lines))
    damaged = result["damaged"]
    assert isinstance(damaged, dict)
    if args.json:
        print(json.dumps(result, indent=1))
        return int(bool(damaged) or not result["whole"])
    console = Console()
    if damaged:
        table = Table("episode", "what is wrong", title=f"damaged episodes in {escape(str(args.folder))}")
        for name, problems in damaged.items():
            table.add_row(escape(name), escape("\n".join(problems)))
        console.print(table)
    hours = int(str(result["ticks"])) / TICKS_PER_SECOND / 3600
    console.print(f"{result['whole']} whole episodes ({hours:.2f} hours), {len(damaged)} damaged")
    if not damaged and not result["whole"]:
        console.print(f"there are no episodes in {escape(str(args.folder))}")
    return int(bool(damaged) or not result["whole"])
