"""``craftagent correct``: episodes that a policy and the expert play in turns, to train the policy on the way back."""

from __future__ import annotations

import argparse
import dataclasses
import os
from pathlib import Path

from craftagent.record.command import add_arguments as add_recording
from craftagent.record.command import record_jobs, wanted_jobs
from craftagent.world.views import view_size


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent correct``: those of ``record``, and whom to correct."""
    parser.add_argument("--policy", type=Path, required=True, metavar="DIR", help="the policy whose play is corrected")
    parser.add_argument("--mark", default="corrected", metavar="WORD", help="added to the episodes' names, one a round")
    parser.add_argument("--temperature", type=float, default=1.0, metavar="T", help="of the policy's play (default 1)")
    parser.add_argument(
        "--camera-temperature", type=float, metavar="T", help="of its camera (default: as --temperature)"
    )
    parser.add_argument(
        "--hold", type=float, metavar="T", help="temperature at which it lets go of keys (default: as --temperature)"
    )
    parser.add_argument(
        "--advise", action="store_true", help="note at each of its ticks what the expert would do there"
    )
    parser.add_argument(
        "--by-step", choices=("gathering", "always", "never"), default="gathering",
        help="tell the policy the next step of the plan instead of the task: in tasks with gathering on the way (default), "
        "in all of several steps, never",
    )  # fmt: skip
    parser.add_argument("--pupil", default="8:120", metavar="A:B", help="ticks of the policy's turns (default 8:120)")
    parser.add_argument("--expert", default="20:100", metavar="A:B", help="ticks of the expert's (default 20:100)")
    add_recording(parser)


def run(args: argparse.Namespace) -> int:
    """Record. Returns what ``craftagent record`` does."""
    from craftagent.correct.desk import Desk
    from craftagent.correct.take import Turns
    from craftagent.correct.worker import main
    from craftagent.policy.goap.player import GoapPlayer, PlayConfig

    if not args.mark.replace("-", "").isalnum():
        raise ValueError(f"--mark must be letters, digits and hyphens, not {args.mark!r}")
    turns = Turns(
        _ticks("--pupil", args.pupil), _ticks("--expert", args.expert), by_step=args.by_step, advise=args.advise
    )
    camera = args.temperature if args.camera_temperature is None else args.camera_temperature
    play = PlayConfig(temperature=args.temperature, camera_temperature=camera, hold=args.hold)
    player = GoapPlayer.load(args.policy)  # says what is wrong before any process is started
    side = player.net.config.frame
    if view_size(args.view) != (side, side):
        raise ValueError(f"this policy sees frames of {side}x{side}, not those of view {args.view!r}")
    jobs = [dataclasses.replace(job, mark=args.mark) for job in wanted_jobs(args)]
    with Desk(args.policy, play, args.jobs, os.cpu_count() or 1) as desk:
        return record_jobs(args, jobs, main, (desk.address, turns))


def _ticks(option: str, text: str) -> tuple[int, int]:
    low, colon, high = text.partition(":")
    if not (colon and low.isdigit() and high.isdigit()):
        raise ValueError(f"{option} must be LEAST:MOST ticks, not {text!r}")
    return int(low), int(high)
