"""``craftagent run``: play one instruction, see it live, and keep what came of it."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from craftagent.play.clip import Clip
from craftagent.play.game import AGENTS, RULES, Game, budget_of, settings_of
from craftagent.play.instruction import understand
from craftagent.play.steps import steps
from craftagent.play.terminal import View
from craftagent.sim.env import SimWorld
from craftagent.world.views import view_size

_END_SECONDS = 2.0  # the last board stays for so long


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent run``."""
    parser.add_argument("instruction", help='what to do, as "get a stone pickaxe", or the id of a task')
    parser.add_argument("--agent", default="expert", help=f"who plays: {', '.join(AGENTS)} (default expert)")
    parser.add_argument("--seed", type=int, default=20_000, help="seed of the world (default 20000)")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder for episode.json and video.mp4 (default: none is written)"
    )
    parser.add_argument("--biome", help="where to begin, as forest or plains (default: the world's own spawn)")
    parser.add_argument("--rules", default="survival", help=f"{' or '.join(RULES)} (default survival)")
    parser.add_argument("--view", default="full", help="what the agent sees: full, vpt or direct:WxH (default full)")
    parser.add_argument(
        "--budget", type=int, metavar="T", help="ticks it may take (default: what the plan allows itself)"
    )
    parser.add_argument("--no-video", action="store_true", help="write no video, which is much faster")


def run(args: argparse.Namespace) -> int:
    """Play. Returns 0 if it succeeded, 1 if not, 130 after Ctrl-C; what was played until then is kept."""
    request = understand(args.instruction)
    settings = settings_of(args.rules, args.biome)
    budget = budget_of(request) if args.budget is None else args.budget
    film = args.out is not None and not args.no_video
    if film:
        view_size(args.view)
    world = SimWorld(args.view if film else "none")
    game = Game(world, request, args.seed, settings, budget, args.agent)
    if args.out is not None:
        args.out.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    status = 0
    clip = Clip(args.out / "video.mp4", request.text, budget) if film else None
    try:
        _play(game, clip)
        status = 0 if game.success else 1
    except KeyboardInterrupt:
        game.reason = "interrupted"
        status = 130
    except BaseException:
        if clip is not None:
            clip.__exit__(None, None, None)
        raise
    if clip is not None:
        clip.close()
    result = game.result()
    if args.out is not None:
        _write_json(args.out / "episode.json", result)
    _say(game, time.monotonic() - start)
    for name in ("video.mp4", "episode.json") if film else ("episode.json",) if args.out else ():
        print(args.out / name)
    return status


def _play(game: Game, clip: Clip | None) -> None:
    with View(game.request.text, game.budget) as view:
        for moment in game.play():
            course = steps(game.player, moment.tick, None if moment.action is not None else game.success)
            if moment.action is not None:
                view.show(course, moment.info, moment.tick)
                if clip is not None:
                    clip.add(moment.frame, moment.info, moment.action, moment.tick, course)
                continue
            view.show(course, moment.info, moment.tick, last=True)
            if clip is not None:
                verdict = f"done in {moment.tick} ticks" if game.success else game.reason
                clip.add(moment.frame, moment.info, None, moment.tick, course, verdict, _END_SECONDS)


def _write_json(path: Path, value: object) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def _say(game: Game, seconds: float) -> None:
    what = "done" if game.success else f"not done ({game.reason})"
    held = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in sorted(game.info["inventory"].items()))
    print(f"{game.request.text}: {what} after {game.ticks} ticks ({game.ticks / 20:.0f} s of play, "
          f"{game.ticks / max(seconds, 1e-9):.0f} ticks/s)", file=sys.stderr)  # fmt: skip
    print(f"inventory: {held or 'empty'}", file=sys.stderr)
