"""``craftagent recipe FILE``: carry out a recipe, from recording to a measured policy, or any part of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from craftagent.recipe.carry_out import StageFailed, carry_out
from craftagent.recipe.inputs import blanks_of
from craftagent.recipe.notes import done_stages
from craftagent.recipe.recipe import load_recipe
from craftagent.types import suggest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent recipe``."""
    parser.add_argument("file", type=Path, metavar="FILE", help="as configs/recipes/nano.yaml")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="everything is written here")
    parser.add_argument(
        "--from", dest="first", metavar="STAGE",
        help="carry out this stage and all after it anew; what they made before is put aside",
    )  # fmt: skip
    parser.add_argument("--until", dest="last", metavar="STAGE", help="stop after this stage")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="fill in a blank of the recipe"
    )
    parser.add_argument("--list", action="store_true", help="show the stages and which are done")


def run(args: argparse.Namespace) -> int:
    """Returns 0 when all is done, the command's own status when one fails, 130 after Ctrl-C."""
    given: dict[str, str] = {}
    for text in args.set:
        name, equals, value = text.partition("=")
        if not equals:
            raise ValueError(f"--set wants NAME=VALUE, not {text!r}")
        given[name] = value
    recipe = load_recipe(args.file, {"out": str(args.out), "python": sys.executable, **given})
    known = sorted(blanks_of(recipe) - {"out", "python"})
    for name in given:
        if name not in known:
            raise ValueError(
                f"{args.file} has no blank {name!r}{suggest(name, known)}; there are {', '.join(known) or 'none'}"
            )
    if args.list:
        done = done_stages(recipe, args.out)
        for stage in recipe.stages:
            note = done.get(stage.name)
            print(f"{stage.name:12} {'done in {:.0f} s'.format(note['seconds']) if note else 'open':16} {stage.about}")
        return 0
    go_on = "the same command" if args.first is None else "the same command without --from"
    try:
        carry_out(recipe, args.out, args.first, args.last)
    except StageFailed as error:
        print(f"craftagent: {error}; {go_on} goes on from there", file=sys.stderr)
        return error.status if error.status > 0 else 1
    except KeyboardInterrupt:
        print(f"craftagent: interrupted; {go_on} goes on from here", file=sys.stderr)
        return 130
    return 0
