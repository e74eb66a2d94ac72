"""What became of an episode: one line of ``episodes.jsonl``."""

from __future__ import annotations

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True)
class Outcome:
    """One episode.

    Args:
        task, seed: which.
        success: whether the task was done at any tick.
        ticks: that were played.
        done_at: tick of success, None without.
        reward: sum of what was paid.
        progress: 0..1 at the end, 1 when done.
        wording: what the agent was told, empty if it was told no words.
        reason: why it did not succeed: ``out of ticks``, ``died: CAUSE``, ``agent stopped: WHY``, ``broke twice: WHAT``;
            empty on success.
        retry: 1 if it was lost once and played again.
        seconds: of the clock from its first tick to its last, shared with the other streams of its worker; of all processes
            that played it, one after the other, as far as each had written it down.
        agent: as it was named.
        account: of an agent that plans: its ``subgoals`` with their outcomes, its ``events`` by kind, and its ``plans`` by
            who made them, and the ticks by who ``acted``; else empty.
        commit: of the code that played it, ``a, b`` if it was begun by one and gone on with by another; empty in lines that
            are older than this field.
    """

    task: str
    seed: int
    success: bool
    ticks: int
    done_at: int | None
    reward: float
    progress: float
    wording: str
    reason: str
    retry: int
    seconds: float
    agent: str
    account: dict[str, Any] = dataclasses.field(default_factory=dict)
    commit: str = ""

    @property
    def broke(self) -> bool:
        """Whether nobody knows how it would have ended: it was lost twice."""
        return self.reason.startswith("broke")

    @property
    def kind(self) -> str:
        """The reason in a few kinds, for counting."""
        return self.reason if self.reason.startswith("died") else self.reason.partition(":")[0]
