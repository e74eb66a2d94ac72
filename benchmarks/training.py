"""Training as it is run, beside pure forward and backward passes over one batch held in memory.

    python benchmarks/training.py --json FILE -- -c configs/train/goap.yaml -c ... --run runs/x

What stands after ``--`` is what ``craftagent train fit`` is given; the run's checkpoints and curves go to a folder that is
deleted. Rounds of both take turns within the run, in every process of it, so that both meet the same machine:

loop   steps of training from the end of one to the end of another: batches, forward, backward, sum over processes, clipping,
       optimiser, mean of the weights, log.
pure   the same loss of the round's last batch, forward and backward, and nothing else.

A round's ratio is pure seconds a step over loop seconds a step; the median is reported. Asked for is .9 of pure frames a
second.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import Callback

from craftagent.evaluate.results import made_with
from craftagent.files import write_json
from craftagent.policy.bc.cli import CLI, main

ASKED = 0.9
FOLDER = "CRAFTAGENT_BENCH_TRAINING"  # where the run's files go, for all its processes


class Rounds(Callback):
    """Times ``steps`` steps, then as many pure passes; the first round only warms up."""

    def __init__(self, rounds: int, steps: int) -> None:
        self.rounds, self.steps = rounds, steps
        self.loop: list[float] = []
        self.pure: list[float] = []
        self.frames = 0

    def on_train_start(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        self._first, self._since = trainer.global_step, time.perf_counter()

    def on_train_batch_end(
        self, trainer: lightning.Trainer, pl_module: Any, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        done = trainer.global_step - self._first
        if done % self.steps:
            return
        loop = (time.perf_counter() - self._since) / self.steps
        self.frames = batch["first"].numel() * trainer.world_size
        pure = self._passes(trainer, pl_module, batch)
        if done > self.steps:
            self.loop.append(loop)
            self.pure.append(pure)
        if len(self.loop) == self.rounds:
            trainer.should_stop = True
        trainer.strategy.barrier()
        self._since = time.perf_counter()

    def _passes(self, trainer: lightning.Trainer, module: Any, batch: Any) -> float:
        """Seconds a pass, of the module itself: nothing is summed over processes."""
        each = []
        for _ in range(self.steps + 1):
            trainer.strategy.barrier()  # as in the loop, all processes compute at the same time
            began = time.perf_counter()
            with trainer.precision_plugin.forward_context():
                loss, _ = module._losses(batch, "bench")
            loss.backward()
            module.zero_grad(set_to_none=False)
            each.append(time.perf_counter() - began)
        module._memory.pop("bench", None)
        return statistics.mean(each[1:])  # the first begins without memory


def timed(rounds: int, steps: int) -> type[CLI]:
    """A command line of training that times itself."""

    class Timed(CLI):
        def before_fit(self) -> None:
            self._guarded()
            self.rounds = Rounds(rounds, steps)
            self.trainer.callbacks.append(self.rounds)

    return Timed


def measure(training: list[str], rounds: int, steps: int) -> dict[str, Any]:
    """Frames a second of both and their ratio."""
    with tempfile.TemporaryDirectory(prefix="training-") as made:
        os.environ.setdefault(FOLDER, made)  # processes that the trainer starts write to the first one's
        done = main([
            "fit", *training, "--run", os.environ[FOLDER],
            "--trainer.max_steps", str((rounds + 2) * steps), "--trainer.limit_val_batches", "0",
        ], timed(rounds, steps))  # fmt: skip
        found: Rounds = done.rounds
        if len(found.loop) < rounds:
            raise ValueError(f"the run ended after {len(found.loop)} of {rounds} rounds")
        ratios = [pure / loop for loop, pure in zip(found.loop, found.pure, strict=True)]
        return {
            "loop_frames_a_second": found.frames / statistics.median(found.loop),
            "pure_frames_a_second": found.frames / statistics.median(found.pure),
            "ratio": statistics.median(ratios), "ratios": ratios, "frames_a_step": found.frames,
            "processes": done.trainer.world_size, "threads": torch.get_num_threads(), "asked": ASKED,
            "training": training,
        }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to FILE")
    parser.add_argument("--rounds", type=int, default=7, help="default 7")
    parser.add_argument("--steps", type=int, default=10, help="of a round (default 10)")
    parser.add_argument("training", nargs="+", help="after --: arguments of craftagent train fit")
    args = parser.parse_args()
    figures = measure(args.training, args.rounds, args.steps)
    if int(os.environ.get("LOCAL_RANK", "0")) == 0:
        print(f"loop {figures['loop_frames_a_second']:.0f} frames/s, pure {figures['pure_frames_a_second']:.0f} frames/s, "
              f"ratio {figures['ratio']:.3f} (asked {ASKED})")  # fmt: skip
        if args.json:
            write_json(args.json, {**figures, **made_with()})
