"""VPT in plain PyTorch from a state dict: the reference that ``craftagent bench policy`` measures beside ours.

The matrix product, mask, softmax and matrix product of attention are written out; convolutions run as PyTorch does by
default. Two ways to remember, at every step:

    Concat   keeps keys and values and joins them anew with the tick's own, as the released program does
    Rerun    keeps the image's vectors of the last 128 ticks and runs the whole transformer over them

Legend: ``N`` frames, ``T`` ticks, ``D`` hidsize. One stream.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from craftagent.policy.vpt.config import VPTConfig

Weights = dict[str, Tensor]


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
