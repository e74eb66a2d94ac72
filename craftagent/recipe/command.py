"""``craftagent recipe FILE``: carry out a recipe, from recording to a measured policy, or any part of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from craftagent.recipe.carry_out import StageFailed, carry_out, note_of
from craftagent.recipe.recipe import load_recipe


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent recipe``."""
    parser.add_argument("file", type=Path, metavar="FILE", help="as configs/recipes/nano.yaml")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="everything is written here")
    parser.add_argument("--from", dest="first", metavar="STAGE", help="carry out this stage and all after it anew")
    parser.add_argument("--until", dest="last", metavar="STAGE", help="stop after this stage")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="fill in a blank of the recipe"
    )
    parser.add_argument("--list", action="store_true", help="show the stages and which are done")


def run(args: argparse.Namespace) -> int:
    """Returns 0 when all is done, the command's own status when one fails, 130 after Ctrl-C."""
    values = {"out": str(args.out), "python": sys.executable}
    for text in args.set:
        name, equals, value = text.partition("=")
        if not equals:
            raise ValueError(f"--set wants NAME=VALUE, not {text!r}")
        values[name] = value
    recipe = load_recipe(args.file, values)
    if args.list:
        for stage in recipe.stages:
            note = note_of(args.out, stage)
            print(f"{stage.name:12} {'done in {:.0f} s'.format(note['seconds']) if note else 'open':16} {stage.about}")
        return 0
    try:
        carry_out(recipe, args.out, args.first, args.last)
    except StageFailed as error:
        print(f"craftagent: {error}; the same command goes on from there", file=sys.stderr)
        return error.status if error.status > 0 else 1
    except KeyboardInterrupt:
        print("craftagent: interrupted; the same command goes on from here", file=sys.stderr)
        return 130
    return 0
