"""Callback: checkpoints every so many minutes or steps, whole or not at all, and the policy beside them."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import Checkpoint

from craftagent.policy.bc.sharding import Sharded

_NAME = re.compile(r"step-(\d+)\.ckpt")


def written(folder: str | Path) -> list[Path]:
    """Checkpoints in a folder, the newest first."""
    found = [(int(m[1]), p) for p in Path(folder).glob("step-*.ckpt") if (m := _NAME.fullmatch(p.name))]
    return [path for _, path in sorted(found, reverse=True)]


def step_of(path: Path) -> int:
    """The step of a checkpoint of :func:`written`."""
    return int(path.stem.partition("-")[2])


def tidy(folder: Path, step: int) -> None:
    """For a run that begins at ``step``: later checkpoints are of another one, and would be gone on from; they are put aside
    (``aside-step-N.ckpt``). What a killed process has half written is removed."""
    for path in written(folder):
        if step_of(path) > step:
            path.replace(path.with_name(f"aside-{path.name}"))
    for path in folder.glob(".part-step-*.ckpt"):
        path.unlink(missing_ok=True)


def newest_readable(folder: str | Path) -> Path | None:
    """The newest checkpoint that can be read; damaged ones are passed over with a word."""
    for path in written(folder):
        try:
            torch.load(path, map_location="cpu", weights_only=True, mmap=True)
            return path
        except Exception as error:  # whatever a damaged file makes torch raise
            print(f"{path} cannot be read ({type(error).__name__}), trying the one before", flush=True)
    return None


def settle_epoch(checkpoint: dict[str, Any]) -> None:
    """Make the checkpoint say whether its epoch is over, as the data do.

    When training ends (``max_steps``, ``max_time``), Lightning counts the epoch as done wherever it is: given more steps,
    the run would begin the next one and never show the rest of this one. And after the last batch of an epoch it keeps
    that epoch's batches in the count of the next, which is then over at once.
    """
    loop = checkpoint.get("loops", {}).get("fit_loop", {})
    batches, epochs = loop.get("epoch_loop.batch_progress"), loop.get("epoch_progress")
    if batches is None or epochs is None or not batches["current"]["ready"]:
        return
    over, done = batches["is_last_batch"], epochs["current"]["processed"] == epochs["current"]["started"]
    for count in (epochs["total"], epochs["current"]):
        count["processed"] += int(over) - int(done)
        count["completed"] = count["processed"]
    if over:
        batches["current"], batches["is_last_batch"] = dict.fromkeys(batches["current"], 0), False


class Checkpoints(Checkpoint):
    """Writes ``step-N.ckpt`` for exact resume and ``policy/``, the playable export.

    Args:
        folder: where to; none: ``checkpoints`` in the run's folder.
        minutes: time between two.
        every_steps: steps between two, beside the minutes; none: minutes only.
        keep: how many of the newest stay.
        export: write the policy too.
    """

    def __init__(
        self, folder: str | None = None, minutes: float = 10.0, every_steps: int | None = None, keep: int = 2,
        export: bool = True,
    ) -> None:  # fmt: skip
        if minutes <= 0 or keep < 1 or (every_steps is not None and every_steps < 1):
            raise ValueError("checkpoint settings 'minutes' must be above 0, 'keep' and 'every_steps' at least 1")
        self.folder = folder
        self.minutes, self.every_steps, self.keep, self.export = minutes, every_steps, keep, export
        self._last = time.monotonic()
        self._at = -1

    def place(self, trainer: lightning.Trainer) -> Path:
        return Path(self.folder) if self.folder else Path(trainer.default_root_dir) / "checkpoints"

    def on_train_start(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        self._last, self._at = time.monotonic(), trainer.global_step
        folder = self.place(trainer)
        if trainer.is_global_zero:
            tidy(folder, trainer.global_step)
        there = [path for path in written(folder) if step_of(path) <= trainer.global_step]
        pl_module.last_checkpoint = there[0] if there else None

    def on_train_batch_end(self, trainer: lightning.Trainer, pl_module: Any, *args: Any) -> None:
        step = trainer.global_step
        if step == self._at:  # gradients are still being gathered
            return
        due = self.every_steps is not None and step % self.every_steps == 0
        late = time.monotonic() - self._last >= 60 * self.minutes
        if trainer.world_size > 1:  # all must agree
            late = bool(trainer.strategy.broadcast(late))
        if due or late:
            self.save(trainer, pl_module, step)

    def on_train_end(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        if trainer.global_step != self._at:
            self.save(trainer, pl_module, trainer.global_step)

    def save(self, trainer: lightning.Trainer, pl_module: Any, step: int) -> None:
        """Write the checkpoint of this step."""
        folder = self.place(trainer)
        path = folder / f"step-{step:08d}.ckpt"
        part = folder / f".part-{path.name}"
        if trainer.is_global_zero:
            folder.mkdir(parents=True, exist_ok=True)
        trainer.save_checkpoint(part, weights_only=False)
        if trainer.is_global_zero and part.is_file():
            with part.open("rb") as file:
                os.fsync(file.fileno())
        writes = trainer.is_global_zero or isinstance(trainer.strategy, Sharded)  # shards are gathered by all
        # before the checkpoint has its name: a run that finds its last one has nothing left to do, and exports nothing
        if writes and self.export and hasattr(pl_module, "export"):
            pl_module.export(folder.parent / "policy")
        if trainer.is_global_zero:
            part.replace(path)
            for old in [other for other in written(folder) if other != path][self.keep - 1 :]:
                old.unlink(missing_ok=True)
        pl_module.last_checkpoint = path
        self._last, self._at = time.monotonic(), step

    def on_save_checkpoint(self, trainer: lightning.Trainer, pl_module: Any, checkpoint: dict[str, Any]) -> None:
        settle_epoch(checkpoint)

    def state_dict(self) -> dict[str, Any]:
        return {}
