"""The ``craftagent`` command. Sub-commands are imported only when they run, so that ``--help`` is instant."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from craftagent import __version__

# command -> (one line of help, module with add_arguments(parser) and run(args) -> exit status)
COMMANDS: dict[str, tuple[str, str]] = {
    "world gallery": ("contact sheets of everything the world can look like", "craftagent.sim.gallery"),
    "world replay": ("draw a recorded episode again, at any view, as a video", "craftagent.sim.replay_video"),
    "bench world": ("speed of the embedded world beside Crafter, in one run", "craftagent.bench.world"),
    "bench data": ("speed of recording and reading beside the bare world and decoder", "craftagent.bench.data"),
    "bench idm": ("how right the inverse dynamics model is, and how fast it labels", "craftagent.bench.idm"),
    "bench policy": ("speed of the policies beside plain PyTorch, in one run", "craftagent.bench.policy"),
    "tasks list": ("the suites, or the tasks of one", "craftagent.tasks.list_command"),
    "tasks show": ("everything about one task and its protocol", "craftagent.tasks.show_command"),
    "data check": ("read every episode of a folder and name the damaged ones", "craftagent.datasets.check_command"),
    "data stats": ("hours, keys, camera and goals of a data set", "craftagent.datasets.stats_command"),
    "data goals": ("goals by hindsight for episodes that have none", "craftagent.datasets.goals_command"),
    "data view": ("a contact sheet or clip of an episode with keys and goal", "craftagent.datasets.view_command"),
    "record": ("record demonstrations of a suite", "craftagent.record.command"),
    "correct": ("record an expert that takes over from a policy again and again", "craftagent.correct.command"),
    "run": ("play one instruction", "craftagent.play.command"),
    "plan": ("the steps to a goal, by the recipe graph or by a model", "craftagent.planner.plan_command"),
    "recipe": ("carry out a recipe: record, label, train, measure, stage by stage", "craftagent.recipe.command"),
    "train": ("train a model: LightningCLI's fit, validate, test", "craftagent.policy.bc.command"),
    "label": ("label bare video with an inverse dynamics model", "craftagent.policy.idm.label_command"),
    "vpt import": ("turn released VPT files into a checkpoint of ours", "craftagent.policy.vpt.import_command"),
    "eval": ("measure an agent on suites of tasks, with intervals and a report", "craftagent.evaluate.command"),
    "experience": ("plans that worked and failed, remembered across episodes", "craftagent.agent.experience.command"),
    "pack": ("trained weights as they ship, with a card", "craftagent.pack.command"),
    "doctor": ("what works on this machine, and the command that mends what does not", "craftagent.doctor"),
}
EXIT_USAGE = 2


def build_parser(chosen: str | None = None) -> argparse.ArgumentParser:
    """The parser; only the chosen command's own arguments are imported and added."""
    parser = argparse.ArgumentParser(
        prog="craftagent", description="A Minecraft agent and the whole workshop around it.",
        epilog="Each command has its own --help.",
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"craftagent {__version__}")
    top = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND")
    groups: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {}
    for name, (text, module) in COMMANDS.items():
        head, _, tail = name.partition(" ")
        if tail:
            if head not in groups:
                members = [n.partition(" ")[2] for n in COMMANDS if n.startswith(head + " ")]
                group = top.add_parser(head, help=f"{head} {'|'.join(members)}")
                groups[head] = group.add_subparsers(dest="subcommand", metavar="|".join(members), required=True)
            leaf = groups[head].add_parser(tail, help=text, description=text)
        else:
            leaf = top.add_parser(head, help=text, description=text)
        leaf.set_defaults(module=module)
        if name == chosen:
            importlib.import_module(module).add_arguments(leaf)
    return parser


def _chosen(argv: Sequence[str]) -> str | None:
    words = [word for word in argv if not word.startswith("-")]
    for length in (2, 1):
        name = " ".join(words[:length])
        if name in COMMANDS:
            return name
    return None


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 on success, 1 if the command failed, 2 for wrong usage, 130 if interrupted."""
    argv = list(sys.argv[1:] if argv is None else argv)
    parser = build_parser(_chosen(argv))
    args = parser.parse_args(argv)
    if getattr(args, "module", None) is None:
        parser.print_help()
        return EXIT_USAGE
    try:
        return int(importlib.import_module(args.module).run(args))
    except OSError as error:
        named = error.filename is not None and error.strerror is not None
        print(f"craftagent: {error.filename}: {error.strerror}" if named else f"craftagent: {error}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"craftagent: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("craftagent: interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
