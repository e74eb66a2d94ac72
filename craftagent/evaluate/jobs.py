"""What is to be played: every task on the same seeds, round by round, in shares for the worker processes."""

from __future__ import annotations

import dataclasses
import random
import uuid
import zlib
from collections.abc import Sequence

from craftagent.tasks.goal import Goal
from craftagent.tasks.task import Task

FIRST_SEED = 20_000  # seeds from here on are for reports
DEFAULT_SEED = 20_200  # some of atomic-v1 before it were in view when a recipe was chosen (docs/log.md, 2026-11-21)
EPISODES = 50  # a task, if nobody says
WORDINGS = ("instruction", "paraphrase", "held_out")
GOALS = ("text", "structured", "both")


@dataclasses.dataclass(frozen=True)
class Job:
    """One episode: a task's whole id and the seed of its world. ``retry``: how often it has been lost before."""

    task: str
    seed: int
    retry: int = 0

    @property
    def name(self) -> str:
        """As files are called: ``atomic-v1.logs-20017``."""
        return f"{self.task.replace('/', '.')}-{self.seed:05d}"

    @property
    def player_seed(self) -> int:
        """Seed of everything the player leaves to chance; the same in whatever company the episode is played."""
        return zlib.crc32(self.name.encode())

    def remembered_as(self, run: str) -> str:
        """Its id in a memory of experience: the same however often the run with this id plays it; empty without a run."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{run}/{self.name}").hex if run else ""


@dataclasses.dataclass(frozen=True)
class Terms:
    """How the agent is told what to do.

    Args:
        wording: ``instruction``; ``paraphrase``: another trainable wording, drawn by task and seed; ``held_out``: one
            that is never trained on.
        goal: ``text``, ``structured`` (verb, target, count) or ``both``.
    """

    wording: str = "instruction"
    goal: str = "both"

    def text(self, task: Task, seed: int) -> str:
        """The words of an episode. Raises ``ValueError`` if the task has no such wording."""
        if self.wording == "instruction":
            return task.instruction
        choices = task.paraphrases if self.wording == "paraphrase" else task.held_out
        if not choices:
            raise ValueError(f"task {task.id!r} has no wording of kind {self.wording!r}; take --wording instruction")
        return random.Random(f"{task.id} {seed} {self.wording}").choice(choices)

    def tell(self, task: Task, seed: int) -> tuple[Goal | None, str | None]:
        """(structured goal, words), either None where the agent is not told it."""
        text = None if self.goal == "structured" else self.text(task, seed)
        return (None if self.goal == "text" else task.goal), text


def parse_seeds(text: str | None, episodes: int | None) -> range:
    """Seeds of every task: the first ``episodes`` of ``A:B`` (A up to but not including B).

    None and None: :data:`EPISODES` from :data:`DEFAULT_SEED` on. Raises ``ValueError`` for what is no range, and if it holds
    fewer than ``episodes``.
    """
    if episodes is not None and episodes < 1:
        raise ValueError(f"--episodes must be at least 1, not {episodes}")
    if text is None:
        return range(DEFAULT_SEED, DEFAULT_SEED + (EPISODES if episodes is None else episodes))
    first, colon, last = text.partition(":")
    if not (colon and first.isdecimal() and last.isdecimal() and int(first) < int(last)):
        raise ValueError(f"--seeds wants two whole numbers A:B with A below B, as 20000:20050, not {text!r}")
    seeds = range(int(first), int(last))
    if episodes is not None and episodes > len(seeds):
        raise ValueError(f"--seeds {text} holds {len(seeds)} seeds, too few for --episodes {episodes} of a task")
    return seeds if episodes is None else seeds[:episodes]


def list_jobs(tasks: Sequence[Task], seeds: range) -> list[Job]:
    """All episodes, every task on a seed before the next seed, so that what is there early covers all tasks."""
    return [Job(task.id, seed) for seed in seeds for task in tasks]


def sample(tasks: Sequence[Task], n: int) -> list[Task]:
    """``n`` of the tasks in their order, the same ones every time. Raises ``ValueError`` if there are not so many."""
    if not 1 <= n <= len(tasks):
        raise ValueError(f"--sample is from 1 to {len(tasks)}, the number of tasks, not {n}")
    chosen = sorted(random.Random("craftagent sample").sample(range(len(tasks)), n))
    return [tasks[i] for i in chosen]


def deal(jobs: Sequence[Job], workers: int, streams: int) -> list[tuple[Job, ...]]:
    """Shares of neighbouring jobs, large ones first: half of what is left for every worker, at least two a stream.

    A worker takes a share at a time. Streams idle at the end of a share, so few large ones are good; workers idle at the
    end of the run, so the last ones are small. A job that was lost before is a share of its own: if it is lost again,
    nothing else is.
    """
    fresh = [job for job in jobs if not job.retry]
    shares = []
    while fresh:
        n = max(2 * streams, -(-len(fresh) // (2 * workers)))
        shares.append(tuple(fresh[:n]))
        del fresh[:n]
    return shares + [(job,) for job in jobs if job.retry]
