"""``craftagent experience``: look into a memory of episodes, and carry it from file to file."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from pathlib import Path

from craftagent.agent.experience.memory import Experience, Recalled
from craftagent.tasks.tables import table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command: show, find, export, import."""
    actions = parser.add_subparsers(dest="action", metavar="show|find|export|import", required=True)

    def action(name: str, text: str) -> argparse.ArgumentParser:
        sub = actions.add_parser(name, help=text, description=text)
        sub.add_argument("--memory", type=Path, required=True, metavar="FILE", help="the memory")
        return sub

    show = action("show", "goals with their successes, and what steps usually take")
    show.add_argument("--json", action="store_true", help="print JSON instead of tables")
    find = action("find", "episodes whose instruction is like a text")
    find.add_argument("text", metavar="TEXT", help='an instruction, as "get me a wooden pick"')
    find.add_argument("-k", type=int, default=5, metavar="N", help="at most so many (default 5)")
    find.add_argument("--least", type=float, default=0.3, metavar="X", help="least score, 0 to 1 (default 0.3)")
    kind = find.add_mutually_exclusive_group()
    kind.add_argument("--worked", action="store_true", help="only those that succeeded")
    kind.add_argument("--failed", action="store_true", help="only those that failed")
    find.add_argument(
        "--encoder", default="auto", metavar="NAME", help="auto, minilm, hashed, or a transformers model's folder"
    )
    find.add_argument("--json", action="store_true", help="print the episodes as JSON")
    export = action("export", "write every episode as a line of JSON")
    export.add_argument("file", type=Path, metavar="FILE")
    take = action("import", "take the episodes of an export; a bad line is named, passed over, and makes the status 1")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--most", type=int, default=2000, metavar="N", help="episodes the memory keeps (default 2000)")


def run(args: argparse.Namespace) -> int:
    """Do it. Raises ``ValueError`` or ``OSError`` with a sentence for files that can not be."""
    if args.action == "import":
        return _import(args)
    if not args.memory.exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(args.memory))
    with Experience(args.memory, args.encoder if args.action == "find" else None) as memory:
        if args.action == "export":
            print(f"{memory.export(args.file)} episodes in {args.file}")
        elif args.action == "show":
            _show(memory, args.json)
        else:
            success = True if args.worked else False if args.failed else None
            _found(memory.recall(args.text, k=args.k, success=success, least=args.least), args.json)
    return 0


def _import(args: argparse.Namespace) -> int:
    if not args.file.is_file():  # before a memory is made
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(args.file))
    bad: list[str] = []

    def tell(line: str) -> None:
        bad.append(line)
        print(_plain(line), file=sys.stderr)

    with Experience(args.memory, most=args.most) as memory:
        taken = memory.import_(args.file, tell)
        print(f"{taken} episodes taken, {len(memory)} in {args.memory}")
    return int(bool(bad))


def _show(memory: Experience, as_json: bool) -> None:
    goals = memory.goals()
    habits = [(*step, habit) for step in memory.steps() if (habit := memory.habits(*step)) is not None]
    if as_json:
        found = {
            "goals": [{**t.goal.model_dump(), "episodes": t.episodes, "successes": t.successes,
                       "median_ticks": t.median_ticks, "newest": t.newest} for t in goals],
            "steps": [{"verb": verb, "target": target, "hands": hands, "tries": h.tries, "successes": h.successes,
                       "median_ticks": h.median_ticks, "p90_ticks": h.p90_ticks} for verb, target, hands, h in habits],
        }  # fmt: skip
        print(json.dumps(found, indent=1))
        return
    if not goals:
        print("nothing is remembered yet")
        return
    rows = [(t.episodes, t.successes, _ticks(t.median_ticks), t.newest[:16], str(t.goal)) for t in goals]
    print(table(("EPISODES", "SUCCESSES", "MEDIAN TICKS", "NEWEST", "GOAL"), rows))
    if habits:
        steps = [(h.tries, h.successes, _ticks(h.median_ticks), _ticks(h.p90_ticks), hands, _plain(f"{verb} {target}"))
                 for verb, target, hands, h in habits]  # fmt: skip
        print()
        print(table(("TRIES", "DONE", "MEDIAN TICKS", "90 %", "HANDS", "STEP"), steps))


def _found(found: list[Recalled], as_json: bool) -> None:
    if as_json:
        print(json.dumps([{"score": f.score, "episode": f.episode.model_dump(mode="json")} for f in found], indent=1))
        return
    if not found:
        print("nothing like it is remembered")
        return
    rows = []
    for score, e in ((f.score, f.episode) for f in found):
        steps = ", ".join(
            f"{step.text or f'{step.verb} {step.count} {step.target}'} ({step.outcome})" for step in e.steps
        )
        how = "worked" if e.success else f"failed: {e.reason}" if e.reason else "failed"
        rows.append(
            (f"{score:.2f}", e.ticks, e.hands, e.time[:16], _plain(f"{e.text} | {how} | {steps or 'no steps'}"))
        )
    print(table(("SCORE", "TICKS", "HANDS", "WHEN", "INSTRUCTION | OUTCOME | STEPS"), rows))


def _ticks(ticks: float | None) -> str:
    return "-" if ticks is None else f"{ticks:g}"


def _plain(text: str) -> str:
    """Without control characters: a memory may be a stranger's, and terminals obey them."""
    return "".join(c if c.isprintable() else " " for c in text)
