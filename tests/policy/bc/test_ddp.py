"""Two processes with half of the streams each are one process with all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml

STEPS, STREAMS, TICKS = 4, 4, 8
# nothing is drawn by chance: the processes have different random numbers
MODEL: dict[str, Any] = {
    "stem": {"channels": [8, 8, 16], "blocks": [0, 0, 1], "tokens": 4},
    "behaviour": {"width": 16, "heads": 2, "tokens": 2, "bank": 3, "stride": 8},
    "temporal": {"width": 32, "heads": 2, "layers": 1, "window": 16, "summary": 2, "dropout": 0.0},
    "goal": {"width": 16, "text_dropout": 0.0, "structured_dropout": 0.0, "unknown_target": 0.0, "dropout": 0.0},
    "past_action": {"dropout": 0.0, "dropout_chunk": 0.0, "noise": 0.0},
}
PROGRAM = """
import json, os, sys, torch
torch.set_num_threads(1)
from craftagent.policy.bc import module
from craftagent.policy.bc.cli import main

def note(self, outputs, batch, batch_idx):
    with open(f"losses-{self.global_rank}.jsonl", "a") as file:
        row = {name: float(value) for name, value in outputs.items()}
        row["episodes"] = batch["episode"].tolist()
        row["memory"] = float(sum(v.abs().sum() for n, v in self._memory["train"].items() if "keys" in n))
        file.write(json.dumps(row) + "\\n")

module.BehaviourCloning.on_train_batch_end = note
main(sys.argv[1:])
"""


def train(
    folder: Path, episodes: Path, processes: int, steps: int = STEPS
) -> tuple[list[list[dict[str, Any]]], dict[str, Any]]:
    """What each process saw at each step, and the last checkpoint."""
    folder.mkdir(exist_ok=True)
    data = {
        "run": str(folder / "run"), "seed_everything": 0,
        "model": {"class_path": "craftagent.policy.bc.module.BehaviourCloning", "init_args": {
            "model": MODEL, "text_encoder": "hashed", "ema": 0.9, "optimizer": {"lr": 3e-3, "warmup": 2, "clip": 1.0},
            "loss": {"null": 0.3, "change": 2.0, "progress": 0.5},  # processes have ticks of unequal weight
        }},
        "data": {"class_path": "craftagent.datasets.modules.SequenceDataModule", "init_args": {
            "sources": [{"folder": str(episodes)}], "val_fraction": 0.0, "batch_size": STREAMS // processes,
            "ticks": TICKS, "goals": {"dropout": 0.0},
        }},
        "trainer": {
            "accelerator": "cpu", "devices": processes, "strategy": "ddp" if processes > 1 else "auto",
            "max_steps": STEPS, "logger": False, "enable_progress_bar": False, "enable_model_summary": False,
            "num_sanity_val_steps": 0, "limit_val_batches": 0,
            "callbacks": [{"class_path": "craftagent.policy.bc.checkpoints.Checkpoints",
                           "init_args": {"every_steps": STEPS // 2}}],
        },
    }  # fmt: skip
    (folder / "config.yaml").write_text(yaml.safe_dump(data))
    (folder / "program.py").write_text(PROGRAM)
    for name in ("MASTER_ADDR", "MASTER_PORT", "LOCAL_RANK", "NODE_RANK", "WORLD_SIZE"):
        assert name not in os.environ
    done = subprocess.run(
        [sys.executable, "program.py", "fit", "-c", "config.yaml"], cwd=folder, capture_output=True, text=True,
        timeout=900, env={**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    noted = []
    for rank in range(processes):
        lines = (folder / f"losses-{rank}.jsonl").read_text().splitlines()
        noted.append([json.loads(line) for line in lines])
    saved = torch.load(folder / "run" / "checkpoints" / f"step-{STEPS:08d}.ckpt", weights_only=True)
    return noted, saved


@pytest.mark.slow  # three processes start
def test_two_processes_train_as_one_with_their_streams(tmp_path: Path, episodes: Path) -> None:
    (whole,), one = train(tmp_path / "one", episodes, 1)
    halves, two = train(tmp_path / "two", episodes, 2)
    assert [len(rows) for rows in (whole, *halves)] == [STEPS] * 3
    assert whole[-1]["loss"] < whole[0]["loss"]
    for step, (full, *parts) in enumerate(zip(whole, *halves, strict=True)):
        assert full["episodes"] == parts[0]["episodes"] + parts[1]["episodes"]
        for name in ("loss", "nll", "nll_buttons", "nll_camera"):
            mean = sum(part[name] for part in parts) / 2
            assert abs(full[name] - mean) <= 1e-4, f"step {step}: {name} is {mean}, not {full[name]}"
        assert full["memory"] == pytest.approx(sum(part["memory"] for part in parts), rel=1e-4)
    for name, value in one["state_dict"].items():
        torch.testing.assert_close(two["state_dict"][name], value, atol=1e-4, rtol=0, msg=name)
    for name, value in one["craftagent"]["ema"].items():
        torch.testing.assert_close(two["craftagent"]["ema"][name], value, atol=1e-4, rtol=0, msg=name)

    # as if it had been killed on its way to the end: each rank goes on with its own streams and memory
    (tmp_path / "two" / "run" / "checkpoints" / f"step-{STEPS:08d}.ckpt").unlink()
    again, taken_up = train(tmp_path / "two", episodes, 2)
    for rank in (0, 1):
        for row, expected in zip(again[rank][STEPS:], halves[rank][STEPS // 2 :], strict=True):
            assert row["episodes"] == expected["episodes"]
            assert row["loss"] == pytest.approx(expected["loss"], abs=1e-5)
            assert row["memory"] == pytest.approx(expected["memory"], rel=1e-5)
    for name, value in two["state_dict"].items():
        torch.testing.assert_close(taken_up["state_dict"][name], value, atol=1e-5, rtol=0, msg=name)
