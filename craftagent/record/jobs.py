"""What is to be recorded: tasks in turn, each on its own walk through the seeds, under names that never change."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Sequence

from craftagent.tasks.suite import Suite, load_suite
from craftagent.tasks.task import Task
from craftagent.types import suggest

# Seeds may be used for one purpose only; those from 20 000 on are for reports and are never recorded.
SPLITS = {"train": (0, 10_000), "tune": (10_000, 20_000)}


@dataclasses.dataclass(frozen=True)
class Job:
    """One episode to be played: a task's whole id, the seed of the world, and the player's chance of wrong input.

    ``mark`` tells apart episodes that differ in something else. A ``knowing`` player goes by all that the world tells it,
    others by what is in the picture (``craftagent.expert.style.Style.by_sight``).
    """

    task: str
    seed: int
    noise: float = 0.0
    mark: str = ""
    knowing: bool = False

    @property
    def name(self) -> str:
        """The episode's name: ``atomic-v1.logs-00017``, ``long-horizon-67-v1.bucket@paper-00003+noise=0.02``."""
        noisy = ("+knowing" if self.knowing else "") + (f"+noise={self.noise:g}" if self.noise else "")
        marked = f"+{self.mark}" if self.mark else ""
        return f"{self.task.replace('/', '.')}-{self.seed:05d}{noisy}{marked}"

    @property
    def player_seed(self) -> int:
        """Seed of everything the player leaves to chance: other habits on another task of the same world."""
        return zlib.crc32(self.name.encode())


def parse_seeds(text: str | None, split: str = "train") -> range:
    """``A:B``, A up to but not including B, within the split; None is the whole split.

    Raises ``ValueError`` for what is no range, and for seeds that belong to something else.
    """
    if split not in SPLITS:
        raise ValueError(f"unknown split {split!r}{suggest(split, SPLITS)}; there are {', '.join(SPLITS)}")
    low, high = SPLITS[split]
    if text is None:
        return range(low, high)
    first, colon, last = text.partition(":")
    if not (colon and first.isdecimal() and last.isdecimal() and int(first) < int(last)):
        raise ValueError(f"--seeds wants two whole numbers A:B with A below B, as {low}:{low + 100}, not {text!r}")
    if int(first) < low or int(last) > high:
        other = next((name for name, (a, b) in SPLITS.items() if a <= int(first) and int(last) <= b), None)
        hint = f"; with --split {other} they may be recorded" if other else "; seeds from 20000 on are for reports only"
        raise ValueError(f"seeds {text} lie outside {low}:{high}, the seeds of the {split} split{hint}")
    return range(int(first), int(last))


def choose_tasks(suites: Sequence[str], names: Sequence[str] = (), rules: str | None = None) -> list[Task]:
    """Tasks of the suites in turn, one of each suite after the other, or those that are named.

    ``rules`` is the rule set for the suites that have it; the others come as they are. Raises ``ValueError`` with
    suggestions for unknown suites, rules and tasks.
    """
    loaded = [_load(name, rules, alone=len(suites) == 1) for name in suites]
    if rules is not None and all(suite.variant != rules for suite in loaded):
        raise ValueError(f"none of the suites {', '.join(suites)} has rules {rules!r}")
    if not names:
        longest = max(len(suite.tasks) for suite in loaded)
        return [suite.tasks[i] for i in range(longest) for suite in loaded if i < len(suite.tasks)]
    found = []
    for name in names:
        matching = [suite for suite in loaded if name in {t.name for t in suite.tasks} | {t.id for t in suite.tasks}]
        if not matching:
            known = [task.name for suite in loaded for task in suite.tasks]
            raise ValueError(f"no suite of {', '.join(suites)} has a task {name!r}{suggest(name, known)}")
        found += [suite.get(name) for suite in matching]
    return found


def _load(name: str, rules: str | None, alone: bool) -> Suite:
    plain = load_suite(name)
    return load_suite(name, rules) if rules is not None and (alone or rules in plain.variants) else plain


def list_jobs(
    tasks: Sequence[Task], seeds: range, episodes: int, noise: float = 0.0, knowing: bool = False
) -> list[Job]:
    """The first ``episodes`` jobs: the tasks in turn, every round each on its next seed.

    A task's walk through the seeds begins at a place of its own, so that the tasks see different worlds, and depends on
    nothing else: more episodes, or other tasks beside it, leave it as it was. Raises ``ValueError`` if there are not
    so many different episodes.
    """
    if episodes < 1:
        raise ValueError(f"--episodes must be at least 1, not {episodes}")
    if not 0.0 <= noise <= 1.0:
        raise ValueError(f"--noise is a chance from 0 to 1, not {noise:g}")
    most = len(tasks) * len(seeds)
    if episodes > most:
        raise ValueError(f"{len(tasks)} tasks on {len(seeds)} seeds give {most} different episodes, not {episodes}")
    starts = [zlib.crc32(task.id.encode()) % len(seeds) for task in tasks]
    jobs = []
    for i in range(episodes):
        turn, which = divmod(i, len(tasks))
        jobs.append(Job(tasks[which].id, seeds[(starts[which] + turn) % len(seeds)], noise, knowing=knowing))
    return jobs
