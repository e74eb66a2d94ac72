"""Speed of the policies, each beside a reference measured in the same run, in rounds that alternate.

vpt: one step of VPT-1x on the CPU, beside plain PyTorch with the same weights: ``rerun`` keeps the image latents of the
last 128 ticks and runs the whole transformer over them at every step, its attention written out (matrix product, mask,
softmax, matrix product); ``concat`` keeps keys and values, joined anew at every step. Both run convolutions as PyTorch
does by default. Before timing, all are checked to give the same logits, and the step path to be the sequence path.
Training: forward and backward of 1x in frames a second, float32 and bf16, beside the plain network.

    python benchmarks/policy.py [--only vpt] [--rounds 7] [--size 1x] [--threads N] [--json FILE]
"""

from __future__ import annotations

import argparse
import copy
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from craftagent.bench.hardware import commit, hardware
from craftagent.policy.vpt.config import VPTConfig, preset
from craftagent.policy.vpt.model import VPTPolicy

STEPS = 10  # of a round
TOLERANCE = 1e-5  # step path against sequence path
TRAIN_TICKS = 16

Weights = dict[str, Tensor]


# --- plain PyTorch, from the state dict ------------------------------------------------------------------------------


def _norm_linear(w: Weights, key: str, x: Tensor) -> Tensor:
    x = F.layer_norm(x, x.shape[-1:], w[f"{key}.norm.weight"], w[f"{key}.norm.bias"])
    return F.relu(F.linear(x, w[f"{key}.layer.weight"]))


def _norm_conv(w: Weights, key: str, x: Tensor) -> Tensor:
    if f"{key}.norm.weight" in w:
        x = F.group_norm(x, 1, w[f"{key}.norm.weight"], w[f"{key}.norm.bias"])
    return F.relu(F.conv2d(x, w[f"{key}.layer.weight"], w.get(f"{key}.layer.bias"), padding=1))


def plain_image(w: Weights, frames: Tensor) -> Tensor:
    """uint8 (N, H, W, 3) -> (N, D)."""
    x = frames.permute(0, 3, 1, 2).contiguous().float() / 255
    for s in range(3):
        stack = f"net.img_process.cnn.stacks.{s}"
        x = F.max_pool2d(_norm_conv(w, f"{stack}.firstconv", x), 3, 2, 1)
        x = F.group_norm(x, 1, w[f"{stack}.n.weight"], w[f"{stack}.n.bias"])
        for k in range(2):
            x = x + _norm_conv(w, f"{stack}.blocks.{k}.conv1", _norm_conv(w, f"{stack}.blocks.{k}.conv0", x))
    return _norm_linear(w, "net.img_process.linear", _norm_linear(w, "net.img_process.cnn.dense", x.flatten(1)))


def plain_block(w: Weights, c: VPTConfig, b: int, x: Tensor, past: Tensor | None) -> tuple[Tensor, Tensor]:
    """(T, D) after ``past`` (2, P, D) keys and values -> (T, D) and keys and values (2, P + T, D)."""
    block = f"net.recurrent_layer.blocks.{b}"
    inner = f"{block}.r.orc_block"
    x = F.layer_norm(x, x.shape[-1:], w[f"{block}.pre_r_ln.weight"], w[f"{block}.pre_r_ln.bias"])
    q = F.linear(x, w[f"{inner}.q_layer.weight"], w[f"{inner}.q_layer.bias"])
    kv = torch.stack([F.linear(x, w[f"{inner}.k_layer.weight"]), F.linear(x, w[f"{inner}.v_layer.weight"])])
    kv = kv if past is None else torch.cat([past, kv], 1)
    r = F.linear(x, w[f"{inner}.r_layer.weight"], w[f"{inner}.r_layer.bias"])
    t, s = len(x), kv.shape[1]
    q, r = q.view(t, c.heads, -1).transpose(0, 1), r.view(t, c.heads, c.basis).transpose(0, 1)
    k, v = (part.view(s, c.heads, -1).transpose(0, 1) for part in kv)
    apart = torch.arange(s - t, s)[:, None] - torch.arange(s)
    seen = (apart >= 0) & (apart < c.memory)
    curves = w[f"{inner}.b_nd"][:, apart.clamp(0, c.memory - 1)]  # (N, T, S)
    scores = q @ k.transpose(1, 2) / c.head_width + torch.einsum("atn,nts->ats", r, curves)
    out = scores.masked_fill(~seen, -torch.inf).softmax(-1) @ v
    x = x + F.linear(out.transpose(0, 1).flatten(1), w[f"{inner}.proj_layer.weight"], w[f"{inner}.proj_layer.bias"])
    inside = _norm_linear(w, f"{block}.mlp0", x)
    return x + F.linear(inside, w[f"{block}.mlp1.layer.weight"], w[f"{block}.mlp1.layer.bias"]), kv


def plain_heads(w: Weights, x: Tensor) -> tuple[Tensor, Tensor]:
    x = _norm_linear(w, "net.lastlayer", F.relu(x))
    x = F.layer_norm(x, x.shape[-1:], w["net.final_ln.weight"], w["net.final_ln.bias"])
    logits = (F.linear(x, w[f"pi_head.{h}.linear_layer.weight"], w[f"pi_head.{h}.linear_layer.bias"])
              for h in ("buttons", "camera"))  # fmt: skip
    buttons, camera = (part.log_softmax(-1) for part in logits)
    return buttons, camera


class Rerun:
    """Keeps image latents, runs the whole transformer over them at every step."""

    def __init__(self, w: Weights, c: VPTConfig) -> None:
        self.w, self.c, self.latents = w, c, torch.zeros(0, c.hidsize)

    def step(self, frame: Tensor) -> Tensor:
        self.latents = torch.cat([self.latents, plain_image(self.w, frame)])[-self.c.memory :]
        x = self.latents
        for b in range(self.c.blocks):
            x, _ = plain_block(self.w, self.c, b, x, None)
        return plain_heads(self.w, x[-1:])[0]


class Concat:
    """Keeps keys and values and joins them anew at every step."""

    def __init__(self, w: Weights, c: VPTConfig) -> None:
        self.w, self.c = w, c
        self.past: list[Tensor] = [torch.zeros(2, 0, c.hidsize)] * c.blocks

    def step(self, frame: Tensor) -> Tensor:
        x = plain_image(self.w, frame)
        for b in range(self.c.blocks):
            x, kv = plain_block(self.w, self.c, b, x, self.past[b])
            self.past[b] = kv[:, -self.c.memory :]
        return plain_heads(self.w, x)[0]


# --- measuring -------------------------------------------------------------------------------------------------------


def alternate(ways: dict[str, Callable[[], Any]], rounds: int, steps: int) -> dict[str, list[float]]:
    """Seconds a call of each way: the median of every round's ``steps`` calls."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            each = []
            for _ in range(steps):
                start = time.perf_counter()
                way()
                each.append(time.perf_counter() - start)
            if turn:  # the first round warms up
                seconds[name].append(statistics.median(each))
    return seconds


def _check(policy: VPTPolicy, w: Weights, film: Tensor) -> dict[str, float]:
    """Largest differences over ``film`` uint8 (T, H, W, 3): log-probabilities of all buttons and the latent."""
    policy.net.piece = 16
    whole = policy(film[None])
    state = policy.initial_state(1)
    rerun, concat = Rerun(w, policy.config), Concat(w, policy.config)
    worst = {"step to sequence": 0.0, "rerun": 0.0, "concat": 0.0}
    for t in range(len(film)):
        out = policy.step(film[t][None], state)
        apart = max(float((out.latent[0] - whole.latent[0, t]).abs().max()),
                    float((out.action.buttons[0] - whole.action.buttons[0, t]).abs().max()))  # fmt: skip
        worst["step to sequence"] = max(worst["step to sequence"], apart)
        if t < policy.config.memory and t % 8 == 0:  # as long as nothing is forgotten, rerun computes the same
            rerun.latents = (
                torch.cat([plain_image(w, film[i : i + 16]) for i in range(0, t, 16)])[:t] if t else rerun.latents
            )
            worst["rerun"] = max(worst["rerun"], float((rerun.step(film[t][None]) - out.action.buttons).abs().max()))
        if t < 24:
            worst["concat"] = max(worst["concat"], float((concat.step(film[t][None]) - out.action.buttons).abs().max()))
    return worst


def vpt(size: str = "1x", rounds: int = 7) -> dict[str, Any]:
    """Milliseconds a step, ratios to the references, and training's frames a second."""
    torch.manual_seed(0)
    policy = VPTPolicy(preset(size)).eval()
    c, w = policy.config, {name: value.detach().contiguous() for name, value in policy.state_dict().items()}
    film = torch.randint(0, 256, (c.memory + 12, c.image, c.image, 3), dtype=torch.uint8)
    with torch.no_grad():
        worst = _check(policy, w, film)
        half = copy.deepcopy(policy).half_for_play()
        states = policy.initial_state(1), half.initial_state(1)
        rerun, concat = Rerun(w, c), Concat(w, c)
        rerun.latents = torch.randn(c.memory, c.hidsize)
        concat.past = [torch.randn(2, c.memory, c.hidsize) for _ in range(c.blocks)]
        frame = film[:1]
        step = alternate({
            "float32": lambda: policy.step(frame, states[0]), "bfloat16": lambda: half.step(frame, states[1]),
            "rerun": lambda: rerun.step(frame), "concat": lambda: concat.step(frame),
        }, rounds, STEPS)  # fmt: skip
    ratios = {f"{name} to {reference}": statistics.median(
                  r / o for r, o in zip(step[reference], step[name], strict=True))
              for name in ("float32", "bfloat16") for reference in ("rerun", "concat")}  # fmt: skip
    return {"size": size, "threads": torch.get_num_threads(), "worst": worst, "ratio": ratios,
            "step_ms": {name: 1e3 * statistics.median(each) for name, each in step.items()},
            "train_frames_per_s": training(policy, w, film[:TRAIN_TICKS])}  # fmt: skip


def training(policy: VPTPolicy, w: Weights, film: Tensor) -> dict[str, float]:
    """Frames a second of forward and backward over a chunk: ours in float32 and bf16, and the plain network."""
    policy.train()
    policy.net.piece = 0
    leaves = {name: value.clone().requires_grad_(value.is_floating_point()) for name, value in w.items()}

    def ours(bf16: bool) -> None:
        policy.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            out = policy(film[None])
        out.action.buttons[..., 0].mean().backward()

    def plain() -> None:
        for value in leaves.values():
            value.grad = None
        x = plain_image(leaves, film)
        for b in range(policy.config.blocks):
            x, _ = plain_block(leaves, policy.config, b, x, None)
        plain_heads(leaves, x)[0][:, 0].mean().backward()

    seconds = alternate({"float32": lambda: ours(False), "bfloat16": lambda: ours(True), "plain": plain}, 3, 1)
    return {name: len(film) / statistics.median(each) for name, each in seconds.items()}


def show_vpt(result: dict[str, Any]) -> bool:
    """Print; whether the property holds: equal outputs, and faster than the reference that re-runs attention."""
    print(f"VPT-{result['size']}, {result['threads']} threads")
    for name, value in result["worst"].items():
        print(f"  {name:18s} largest difference {value:.1e}")
    for name, value in result["step_ms"].items():
        print(f"  step {name:13s} {value:8.1f} ms")
    for name, value in result["ratio"].items():
        print(f"  {name:24s} {value:6.2f} x")
    for name, value in result["train_frames_per_s"].items():
        print(f"  training {name:9s} {value:8.1f} frames/s")
    return (
        result["worst"]["step to sequence"] <= TOLERANCE
        and min(result["ratio"]["float32 to rerun"], result["ratio"]["bfloat16 to rerun"]) > 1
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=("vpt",), help="one section")
    parser.add_argument("--size", default="1x", help="of the VPT network")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, help="of PyTorch")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)
    result = vpt(args.size, args.rounds)
    good = show_vpt(result)
    if args.json:
        data = {"vpt": result, "torch": torch.__version__, "hardware": hardware(), "commit": commit()}
        args.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
