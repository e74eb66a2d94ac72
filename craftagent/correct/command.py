"""``craftagent correct``: episodes that a policy and the expert play in turns, to train the policy on the way back."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from craftagent.record.command import add_arguments as add_recording
from craftagent.record.command import record_jobs, wanted_jobs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent correct``: those of ``record``, and whom to correct."""
    parser.add_argument("--policy", type=Path, required=True, metavar="DIR", help="the policy whose play is corrected")
    parser.add_argument("--mark", default="corrected", metavar="WORD", help="added to the episodes' names, one a round")
    parser.add_argument("--temperature", type=float, default=1.0, metavar="T", help="of the policy's play (default 1)")
    parser.add_argument(
        "--hold", type=float, metavar="T", help="temperature at which it lets go of keys (default: as --temperature)"
    )
    add_recording(parser)


def run(args: argparse.Namespace) -> int:
    """Record. Returns 0 if every episode could be played, 1 if any broke, 130 after Ctrl-C."""
    from craftagent.correct.take import Turns
    from craftagent.correct.worker import main
    from craftagent.policy.goap.player import GoapPlayer, PlayConfig

    if not args.mark.replace("-", "").isalnum():
        raise ValueError(f"--mark must be letters, digits and hyphens, not {args.mark!r}")
    play = PlayConfig(temperature=args.temperature, camera_temperature=args.temperature, hold=args.hold)
    GoapPlayer.load(args.policy)  # says what is wrong before any process is started
    jobs = [dataclasses.replace(job, mark=args.mark) for job in wanted_jobs(args)]
    return record_jobs(args, jobs, main, (str(args.policy), play, Turns()))
