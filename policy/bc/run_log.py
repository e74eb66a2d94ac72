"""Callbacks: the loss curve as CSV, and a progress bar with frames a second and the time that is left."""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import Callback
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class RunLog(Callback):
    """``metrics.csv`` in the run's folder: ``step, seconds, name, value``, one line a value, appended as it comes.

    A resumed run drops the lines after the step it resumes at, so that the file is one curve. The same values go to the
    trainer's loggers (wandb, TensorBoard) if there are any.

    Args:
        every: steps between two lines of training values; each is of that step alone.
    """

    def __init__(self, every: int = 10) -> None:
        if every < 1:
            raise ValueError(f"log setting 'every' must be at least 1, not {every}")
        self.every = every
        self._file: Any = None
        self._seconds = 0.0
        self._step = -1

    def on_train_start(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        if not trainer.is_global_zero:
            return
        path = Path(trainer.default_root_dir) / "metrics.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows: list[list[str]] = []
        if path.is_file() and trainer.global_step > 0:
            with path.open(newline="", encoding="utf-8") as file:
                rows = [
                    r for r in csv.reader(file) if len(r) == 4 and r[0].isdecimal() and int(r[0]) <= trainer.global_step
                ]
        part = path.with_name(".part-metrics.csv")
        with part.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([["step", "seconds", "name", "value"], *rows])
        part.replace(path)
        self._seconds = float(rows[-1][1]) if rows else 0.0
        self._file = path.open("a", newline="", encoding="utf-8")
        self._start = time.monotonic()

    def write(self, trainer: lightning.Trainer, values: dict[str, float]) -> None:
        """Append values of now."""
        if self._file is None:
            return
        step, seconds = trainer.global_step, self._seconds + time.monotonic() - self._start
        csv.writer(self._file).writerows(
            [[step, f"{seconds:.1f}", name, repr(value)] for name, value in values.items()]
        )
        self._file.flush()
        for logger in trainer.loggers:
            logger.log_metrics(values, step)

    def on_train_batch_end(
        self, trainer: lightning.Trainer, pl_module: Any, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        step = trainer.global_step
        if step == self._step or (step % self.every and step != 1):
            return
        self._step = step
        values = {f"train/{name}": float(value) for name, value in outputs.items()}
        values["train/lr"] = float(trainer.optimizers[0].param_groups[0]["lr"])
        if hasattr(pl_module, "gradient_norm"):
            values["train/gradient_norm"] = pl_module.gradient_norm
        self.write(trainer, values)

    def on_validation_end(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        if not trainer.sanity_checking:
            self.write(trainer, {n: float(v) for n, v in trainer.callback_metrics.items() if n.startswith("val/")})

    def on_exception(self, trainer: lightning.Trainer, pl_module: Any, exception: BaseException) -> None:
        self.teardown(trainer, pl_module, "fit")

    def teardown(self, trainer: lightning.Trainer, pl_module: Any, stage: str) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class FramesBar(Callback):
    """A bar on a terminal, else a line every ``quiet_seconds``: step, loss, frames a second, time left."""

    def __init__(self, quiet_seconds: float = 30.0) -> None:
        self.quiet_seconds = quiet_seconds
        self._bar: Progress | None = None

    def on_train_start(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        if not trainer.is_global_zero:
            return
        steps = trainer.estimated_stepping_batches
        self._total = int(steps) if 0 < steps < float("inf") else None
        self._begun = self._said = time.monotonic()
        self._from = trainer.global_step
        self._frames = 0
        self._rate = 0.0
        if sys.stderr.isatty():
            self._bar = Progress(
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[said]}"),
                TimeRemainingColumn(), transient=False,
            )  # fmt: skip
            self._task = self._bar.add_task("training", total=self._total, completed=self._from, said="")
            self._bar.start()

    def on_train_batch_end(
        self, trainer: lightning.Trainer, pl_module: Any, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        if not trainer.is_global_zero:
            return
        self._frames += batch["pov"].shape[0] * batch["pov"].shape[1] * trainer.world_size
        now = time.monotonic()
        self._rate = self._frames / max(now - self._begun, 1e-9)
        if self._bar is None and now - self._said < self.quiet_seconds:
            return
        loss = float(outputs["loss"] if isinstance(outputs, dict) else outputs)
        said = f"loss {loss:.3f}  {self._rate:.0f} frames/s"
        if self._bar is not None:
            self._bar.update(self._task, completed=trainer.global_step, said=said)
            return
        self._said = now
        left = ""
        done = trainer.global_step - self._from
        if self._total and done:
            left = f"  {(self._total - trainer.global_step) * (now - self._begun) / done / 60:.1f} min left"
        print(f"step {trainer.global_step}{f'/{self._total}' if self._total else ''}  {said}{left}", flush=True)

    def on_train_end(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        if trainer.is_global_zero:
            peak = (
                f", {torch.cuda.max_memory_allocated() / 2**30:.1f} GiB of GPU memory"
                if torch.cuda.is_available()
                else ""
            )
            print(f"trained {trainer.global_step - self._from} steps, {self._rate:.0f} frames/s{peak}", flush=True)

    def on_exception(self, trainer: lightning.Trainer, pl_module: Any, exception: BaseException) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
