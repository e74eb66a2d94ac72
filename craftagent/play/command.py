"""``craftagent run``: play one instruction, see it live, and keep what came of it."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from craftagent.agent.patience import KNOWING
from craftagent.agent.spec import AgentSpec
from craftagent.checkout import commit
from craftagent.files import write_json, write_text
from craftagent.play import report
from craftagent.play.cast import AGENTS, DEFAULT_AGENT, DEFAULT_HANDS, Cast, choose
from craftagent.play.clip import Clip
from craftagent.play.game import RULES, Game, budget_of, settings_of
from craftagent.play.instruction import understand
from craftagent.play.steps import steps
from craftagent.play.stills import Stills
from craftagent.play.terminal import View
from craftagent.sim.env import SimWorld

CALLS = "calls"  # folder beside the outputs for what a model was asked
KEEP_SECONDS = 30.0  # how often a play's files are written while it goes on
_END_SECONDS = 2.0  # the last board stays for so long


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent run``."""
    parser.add_argument("instruction", help='what to do, as "get a stone pickaxe", or the id of a task')
    parser.add_argument(
        "--agent", default=DEFAULT_AGENT, metavar="WHO",
        help=f"who plays: {' or '.join(AGENTS)}; hierarchical:PATH plays with the policy in PATH, and takes options as "
        f"hierarchical?temperature=0.8 (default {DEFAULT_AGENT}, with the weights that ship)",
    )  # fmt: skip
    parser.add_argument(
        "--hands", metavar="WHOSE",
        help="of the hierarchical agent: learned (the policy does everything), mixed (scripts do what is done in screens) "
        f"or expert (scripts do all) (default {DEFAULT_HANDS})",
    )  # fmt: skip
    parser.add_argument(
        "--planner", metavar="WHAT",
        help="of the hierarchical agent: graph (the recipes), oracle (the same, told what stands near), or a model: a URL, "
        "or a folder (default graph)",
    )  # fmt: skip
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="of a server as the planner: the name of its model (default: the first it lists)",
    )
    parser.add_argument(
        "--memory",
        type=Path,
        metavar="FILE",
        help="experience to add to, and to tell a model of that plans (default none)",
    )
    parser.add_argument("--world", choices=("sim",), default="sim", help="the embedded world, the only one so far")
    parser.add_argument("--seed", type=int, default=20_000, help="seed of the world (default 20000)")
    parser.add_argument(
        "--out", type=Path, metavar="DIR",
        help="folder for episode.json, video.mp4 and report.html, and for calls/ where a model plans: every call with its "
        "answer and what came of it (default: none is written)",
    )  # fmt: skip
    parser.add_argument("--biome", help="where to begin, as forest or plains (default: the world's own spawn)")
    parser.add_argument("--rules", default="survival", help=f"{' or '.join(RULES)} (default survival)")
    parser.add_argument("--view", help="what the film shows: full, vpt or, with the expert, direct:WxH (default full)")
    parser.add_argument(
        "--budget", type=int, metavar="T", help="ticks it may take (default: what the plan allows itself)"
    )
    parser.add_argument("--no-video", action="store_true", help="write no video, which is much faster")


def told_of_model(spec: AgentSpec, model: str | None, out: Path | None) -> AgentSpec:
    """The agent with the name of the model that plans, and with its calls written down in ``out``/calls.

    Raises ``ValueError`` with one sentence where no model plans, and where the name is said twice and differently.
    """
    options = dict(spec.options)
    if spec.kind == "expert" or options.get("planner", "graph") in KNOWING:
        if model is not None:
            raise ValueError("--model is for a model as the planner; name its server with --planner")
        return spec
    more = {name: str(value) for name, value in (("model", model), ("calls", None if out is None else out / CALLS))
            if value is not None}  # fmt: skip
    if model is not None and options.get("model", model) != model:
        raise ValueError(f"--agent says model={options['model']} and --model says {model}; say it once")
    new = {name: value for name, value in more.items() if name not in options}
    said = ",".join(f"{name}={value}" for name, value in new.items())
    text = f"{spec.text}{',' if options else '?'}{said}" if new else spec.text
    return AgentSpec(text, spec.kind, spec.path, (*options.items(), *new.items()))


def run(args: argparse.Namespace) -> int:
    """Play. Returns 0 if it succeeded, 1 if not, 130 after Ctrl-C; what was played until then is kept."""
    request = understand(args.instruction)
    spec = told_of_model(choose(args.agent, args.hands, args.planner, args.memory), args.model, args.out)
    settings = settings_of(args.rules, args.biome)
    allowed = budget_of(request)  # what no plan leads to is said before anything is begun
    budget = allowed if args.budget is None else args.budget
    film = args.out is not None and not args.no_video
    cast = Cast(spec)
    game = Game(SimWorld(cast.view_for(args.view, film)), request, args.seed, settings, budget, cast)
    if args.out is not None:
        args.out.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    status, stills = 0, Stills()
    clip = Clip(args.out / "video.mp4", request.text, budget) if film else None
    broken: BaseException | None = None
    try:
        _play(game, clip, stills, args.out)
        status = 0 if game.success else 1
    except KeyboardInterrupt:
        game.break_off("interrupted")
        status = 130
    except Exception as error:
        broken = error
        game.break_off(f"broke: {error}")
    seconds = time.monotonic() - start
    video = clip.close() if clip is not None else None
    if broken is None:
        _say(game, seconds)
    if args.out is not None:
        for path in _write(args.out, game, video, stills, time.strftime("%Y-%m-%d %H:%M")):
            print(path)
    if broken is not None:
        raise broken
    return status


def _play(game: Game, clip: Clip | None, stills: Stills, out: Path | None) -> None:
    player, cast = game.player, game.cast
    who = f"{cast.name.partition('?')[0]}, {cast.hands} hands" if cast.name != "expert" else "expert"
    kept = time.monotonic()
    with View(game.request.text, game.budget, who=who) as view:
        for moment in game.play():
            over = moment.action is None
            course = steps(player, moment.tick, game.success if over else None)
            stills.see(moment.frame, player.subgoals, moment.tick)
            hands = cast.whose(game.current.verb) if game.current is not None else ""
            view.show(course, moment.info, moment.tick, over, moment.frame, player.events, hands)
            if clip is not None:
                verdict = None if not over else f"done in {moment.tick} ticks" if game.success else game.reason
                clip.add(moment.frame, moment.info, moment.action, moment.tick, course, verdict,
                         _END_SECONDS if over else None)  # fmt: skip
            if out is not None and not over and time.monotonic() - kept > KEEP_SECONDS:
                kept = time.monotonic()
                _write(out, game, None, stills, None)


def _write(out: Path, game: Game, video: Path | None, stills: Stills, finished: str | None) -> list[Path]:
    """The files of a play, each whole or not at all; the page last, which shows the others.

    ``finished`` is None while it goes on: if it is killed, these tell of it up to then.
    """
    found: dict[str, Any] = {
        **game.result(), "video": video.name if video else None, "commit": commit(), "finished": finished,
    }  # fmt: skip
    if finished is None:
        found["reason"] = "not finished: it is still going on, or was killed"
    made = [video] if video else []
    write_json(out / "episode.json", found)
    write_text(out / "report.html", report.page(found, stills.chosen(), video))
    return [*made, out / "episode.json", out / "report.html"]


def _say(game: Game, seconds: float) -> None:
    what = "done" if game.success else f"not done ({game.reason})"
    held = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in sorted(game.info["inventory"].items()))
    print(f"{game.request.text}: {what} after {game.ticks} ticks ({game.ticks / 20:.0f} s of play, "
          f"{game.ticks / max(seconds, 1e-9):.0f} ticks/s)", file=sys.stderr)  # fmt: skip
    print(f"inventory: {held or 'empty'}", file=sys.stderr)
