"""``craftagent train``: hands everything after it to LightningCLI."""

from __future__ import annotations

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The rest of the line is LightningCLI's."""
    parser.usage = "craftagent train fit|validate|test -c FILE [-c FILE ...] [--run FOLDER] [--NAME VALUE ...]"
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="fit|validate|test ...",
                        help="see 'craftagent train fit --help'; --print_config shows the whole configuration")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """0 done, 1 training stopped, 2 wrong usage, or a checkpoint that cannot be gone on from."""
    if not args.rest:
        print("craftagent: say what to do: craftagent train fit -c configs/train/goap.yaml")
        return 2
    from craftagent.policy.bc.cli import main
    from craftagent.policy.bc.finite import NonFiniteLoss
    from craftagent.policy.bc.resume import WrongCheckpoint

    try:
        main(args.rest)
    except NonFiniteLoss as error:
        raise ValueError(str(error)) from None
    except WrongCheckpoint as error:
        print(f"craftagent: {error}", file=sys.stderr)
        return 2
    return 0
