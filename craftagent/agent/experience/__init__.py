"""Experience: plans that worked and plans that failed, kept on disk across episodes and found again by their words."""

from craftagent.agent.experience.episode import Episode, Step
from craftagent.agent.experience.memory import Experience, Habit, Recalled

__all__ = ["Episode", "Experience", "Habit", "Recalled", "Step"]
