"""Callback: plays tasks with the policy while it is trained, because the loss does not tell how it plays."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import torch
from lightning.pytorch.callbacks import Callback

from craftagent.policy.bc.run_log import RunLog
from craftagent.policy.bc.sharding import Sharded
from craftagent.policy.goap.player import GoapPlayer, PlayConfig
from craftagent.tasks.prepare import start_episode
from craftagent.tasks.suite import get_task


@dataclasses.dataclass(frozen=True)
class Rollout:
    """One episode that was played. ``frames`` are uint8 (ticks, H, W, 3), only if they were asked for."""

    task: str
    seed: int
    success: bool
    progress: float
    reward: float
    ticks: int
    frames: list[np.ndarray] | None


def play(
    player: Any, task_id: str, seed: int, max_ticks: int | None, world: str = "sim", film: bool = False
) -> Rollout:
    """Play one episode of a task with anything that has ``reset(goal, text, seed)`` and ``act(frame)``."""
    import craftagent

    task = get_task(task_id)
    ticks = min(task.budget, max_ticks or task.budget)
    env = craftagent.make(world, task=task, view="vpt")
    try:
        obs, info = start_episode(env, task, seed)
        scoring = task.start(info)
        player.reset(task.goal, task.instruction, seed)
        frames: list[Any] | None = [] if film else None
        for _ in range(ticks):
            if frames is not None:
                frames.append(obs["pov"].copy())
            obs, _, terminated, truncated, info = env.step(player.act(obs["pov"]))
            scoring.update(info)
            if scoring.over or terminated or truncated:
                break
        return Rollout(task_id, seed, scoring.success, scoring.progress, scoring.total, scoring.ticks, frames)
    finally:
        env.close()


class RolloutValidation(Callback):
    """Plays, logs ``rollout/success`` and ``rollout/progress`` (means), per task too, and films some episodes.

    Args:
        tasks: ids, as ``atomic-v1/logs``.
        seeds: of each task; stay below 20 000, which are for reporting.
        every_steps: training steps between two plays; it also plays at the end.
        max_ticks: an episode is broken off after so many; none: the task's budget.
        films: so many episodes become videos ``rollouts/step-N/TASK-SEED-(won|lost).mp4`` in the run's folder.
        world: name of the world.
        temperature, guidance: see :class:`craftagent.policy.goap.player.PlayConfig`.
    """

    def __init__(
        self, tasks: list[str], seeds: list[int], every_steps: int = 1000, max_ticks: int | None = 600, films: int = 2,
        world: str = "sim", temperature: float = 1.0, guidance: float = 0.0,
    ) -> None:  # fmt: skip
        if any(seed >= 20_000 for seed in seeds):
            raise ValueError("rollout seeds of 20000 and more are for reporting; take 10000..19999")
        if every_steps < 1:
            raise ValueError(f"rollout setting 'every_steps' must be at least 1, not {every_steps}")
        for task in tasks:
            get_task(task)
        self.tasks, self.seeds, self.every_steps, self.max_ticks = tasks, seeds, every_steps, max_ticks
        self.films, self.world = films, world
        self.play_config = PlayConfig(temperature=temperature, camera_temperature=temperature, guidance=guidance)
        self._done = -1

    def setup(self, trainer: lightning.Trainer, pl_module: Any, stage: str) -> None:
        """Raises ``ValueError`` where it could not play."""
        if isinstance(trainer.strategy, Sharded):
            raise ValueError(
                "play during training wants a process with the whole network, which training in shards has none of: leave "
                "out RolloutValidation and play 'policy/' with 'craftagent eval'"
            )
        if not hasattr(pl_module, "swap_mean"):
            raise ValueError(f"RolloutValidation plays GOAP policies, not those of {type(pl_module).__name__}")

    def on_train_batch_end(self, trainer: lightning.Trainer, pl_module: Any, *args: Any) -> None:
        step = trainer.global_step
        if step % self.every_steps == 0 and step != self._done:
            self.run(trainer, pl_module)

    def on_train_end(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        if trainer.global_step != self._done:
            self.run(trainer, pl_module)

    def run(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        """Play all tasks with the mean of the weights; only rank 0 plays, the others wait."""
        self._done = trainer.global_step
        if trainer.is_global_zero:
            pl_module.swap_mean()
            pl_module.net.eval()
            state = torch.get_rng_state()
            try:
                self._log(trainer, self._play(pl_module))
            finally:
                torch.set_rng_state(state)
                pl_module.net.train()
                pl_module.swap_mean()
        trainer.strategy.barrier()

    def _play(self, pl_module: Any) -> list[Rollout]:
        texts = dict(zip(pl_module.words["texts"], pl_module.text_table.cpu(), strict=True))
        player = GoapPlayer(pl_module.net, pl_module.words, pl_module.encoder_name, texts, self.play_config)
        return [
            play(player, task, seed, self.max_ticks, self.world, film=i * len(self.tasks) + j < self.films)
            for i, seed in enumerate(self.seeds)
            for j, task in enumerate(self.tasks)
        ]

    def _log(self, trainer: lightning.Trainer, rollouts: list[Rollout]) -> None:
        values = {"rollout/success": float(np.mean([r.success for r in rollouts])),
                  "rollout/progress": float(np.mean([r.progress for r in rollouts]))}  # fmt: skip
        for task in self.tasks:
            values[f"rollout/{task}"] = float(np.mean([r.success for r in rollouts if r.task == task]))
        for log in trainer.callbacks:
            if isinstance(log, RunLog):
                log.write(trainer, values)
        said = ", ".join(f"{name.removeprefix('rollout/')} {value:.2f}" for name, value in values.items())
        print(f"played at step {trainer.global_step}: {said}", flush=True)
        for r in rollouts:
            if r.frames:
                self._film(Path(trainer.default_root_dir) / "rollouts" / f"step-{trainer.global_step:08d}", r)

    @staticmethod
    def _film(folder: Path, r: Rollout) -> None:
        from craftagent.datasets.video import VideoWriter

        assert r.frames is not None
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{r.task.replace('/', '-')}-{r.seed}-{'won' if r.success else 'lost'}.mp4"
        part = folder / f".part-{name}"
        writer = VideoWriter(part, (r.frames[0].shape[1], r.frames[0].shape[0]))
        for frame in r.frames:
            writer.write(frame)
        writer.close()
        part.replace(folder / name)
