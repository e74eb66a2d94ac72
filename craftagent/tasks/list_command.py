"""``craftagent tasks list``: the suites, or the tasks of one."""

from __future__ import annotations

import argparse
import json

from craftagent.tasks.suite import load_suite, suite_names
from craftagent.tasks.tables import table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("suite", nargs="?", help="name of a suite; without it the suites are listed")
    parser.add_argument("--rules", help="rule set or difficulty, for suites that have several")
    parser.add_argument("--group", help="only the tasks of one group")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(args: argparse.Namespace) -> int:
    """Print the table. Raises ``ValueError`` for an unknown suite, rule set or group."""
    if args.suite is None:
        if args.rules or args.group:
            raise ValueError("--rules and --group want a suite, as in: craftagent tasks list atomic-v1 --group craft")
        _suites(args.json)
    else:
        _tasks(args.suite, args.rules, args.group, args.json)
    return 0


def _suites(as_json: bool) -> None:
    suites = [load_suite(name) for name in suite_names()]
    if as_json:
        print(json.dumps([{"suite": s.name, "version": s.version, "tasks": len(s.tasks), "groups": list(s.groups),
                           "rules": list(s.variants)} for s in suites], indent=1))  # fmt: skip
        return
    rows = [(s.name, len(s.tasks), ", ".join(s.variants) or "-", ", ".join(s.groups)) for s in suites]
    print(table(("SUITE", "TASKS", "RULES", "GROUPS"), rows))
    print("\ncraftagent tasks list SUITE shows its tasks, craftagent tasks show ID one of them.")


def _tasks(name: str, rules: str | None, group: str | None, as_json: bool) -> None:
    suite = load_suite(name, rules)
    tasks = suite.tasks
    if group is not None:
        from craftagent.types import suggest

        if group not in suite.groups:
            groups = ", ".join(suite.groups)
            raise ValueError(f"suite {name!r} has no group {group!r}{suggest(group, suite.groups)}; it has {groups}")
        tasks = tuple(task for task in tasks if task.group == group)
    if as_json:
        rows = [{"id": t.id, "group": t.group, "budget": t.budget, "instruction": t.instruction} for t in tasks]
        print(json.dumps(rows, indent=1))
        return
    print(table(("ID", "GROUP", "TICKS", "INSTRUCTION"), [(t.id, t.group, t.budget, t.instruction) for t in tasks]))
    print(
        f"\n{len(tasks)} tasks" + (f", rules {suite.variant} of {', '.join(suite.variants)}" if suite.variant else "")
    )
