"""VPT's attention: dot products over the head's width, plus a learned weight of the time difference.

Legend: ``B`` streams, ``T`` ticks of a chunk, ``M`` ticks of memory, ``A`` heads, ``E`` width of a head, ``N`` basis
curves, ``D`` hidsize. A tick sees itself and the M - 1 before it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.layers import unit_fan_in


def skew(by_difference: Tensor) -> Tensor:
    """Scores by time difference -> scores by key: (B, A, T, M), difference 0 first -> (B, A, T, M + T).

    Key ``s`` of the result is the tick ``M + t - s`` ticks before query ``t``; keys that are not 0..M - 1 ticks before
    it get -inf. A row is laid down one longer than the result's rows are, so that each begins one further right.
    """
    b, a, t, m = by_difference.shape
    rows = F.pad(by_difference.flip(-1), (0, t + 1), value=-torch.inf)  # (B, A, T, M + T + 1), oldest first
    flat = F.pad(rows.flatten(2), (1, 0), value=-torch.inf)
    return flat[..., : t * (m + t)].view(b, a, t, m + t)


class Attention(nn.Module):
    """Multi-head attention with keys and values of its own and remembered ones; no residual."""

    def __init__(self, config: VPTConfig) -> None:
        super().__init__()
        d, self.heads, self.basis, self.memory = config.hidsize, config.heads, config.basis, config.memory
        self.q_layer = nn.Linear(d, d)
        self.k_layer = nn.Linear(d, d, bias=False)
        self.v_layer = nn.Linear(d, d, bias=False)
        self.proj_layer = nn.Linear(d, d)
        self.r_layer = nn.Linear(d, self.basis * self.heads)
        self.b_nd = nn.Parameter(torch.randn(self.basis, self.memory) * 0.2)
        scales = {self.q_layer: 0.1, self.k_layer: 0.2, self.v_layer: 1.0, self.r_layer: 0.1,
                  self.proj_layer: config.blocks**-0.5}  # fmt: skip
        for layer, scale in scales.items():
            unit_fan_in(layer, scale)

    def project(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(B, T, D) -> queries, keys and values (B, A, T, E)."""
        q, k, v = (layer(x).unflatten(-1, (self.heads, -1)) for layer in (self.q_layer, self.k_layer, self.v_layer))
        return q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)

    def curve_weights(self, x: Tensor) -> Tensor:
        """(B, T, D) -> (B, A, T, N), in the parameters' type."""
        return self.r_layer(x).unflatten(-1, (self.heads, self.basis)).transpose(1, 2).to(self.b_nd.dtype)

    def attend(self, q: Tensor, k: Tensor, v: Tensor, scores: Tensor | None) -> Tensor:
        """(B, A, T, E) and additive ``scores`` (B, A, T, S) -> (B, T, D). The fused kernel's softmax is in fp32."""
        scores = None if scores is None else scores.to(q.dtype)
        out = F.scaled_dot_product_attention(q, k, v, attn_mask=scores, scale=1 / q.shape[-1])
        return self.proj_layer(out.transpose(1, 2).flatten(2))

    def forward(self, x: Tensor, keys: Tensor, values: Tensor, seen: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """A chunk with a memory in order, oldest first.

        Args:
            x: (B, T, D).
            keys, values: (B, A, M, E) of the memory.
            seen: bool (B, T, M + T), False where a key belongs to another episode or to none.

        Returns: (B, T, D), and keys and values (B, A, M, E) of the memory afterwards.
        """
        q, k, v = self.project(x)
        k, v = torch.cat([keys.to(k.dtype), k], 2), torch.cat([values.to(v.dtype), v], 2)
        weights = self.curve_weights(x)
        with torch.autocast(x.device.type, enabled=False):  # small, and the softmax sees its rounding
            scores = skew(weights @ self.b_nd)
        scores = scores.masked_fill(~seen[:, None], -torch.inf)
        return self.attend(q, k, v, scores), k[:, :, -self.memory :].detach(), v[:, :, -self.memory :].detach()

    def everywhere(self, x: Tensor) -> Tensor:
        """(B, T, D) -> (B, T, D), every tick seeing every other: the network that has no memory."""
        return self.attend(*self.project(x), None)

    def step(self, x: Tensor, keys: Tensor, values: Tensor, slot: int, curves: Tensor, hidden: Tensor) -> Tensor:
        """One tick: writes its key and value into ``slot`` of the ring, then sees the whole ring.

        Args:
            x: (B, 1, D).
            keys, values: (B, A, M, E), written to.
            curves: (N, M), the basis curves at each slot's time difference.
            hidden: bool (B, 1, 1, M), slots not to be seen.

        Returns: (B, 1, D).
        """
        q, k, v = self.project(x)
        keys[:, :, slot] = k[:, :, 0]
        values[:, :, slot] = v[:, :, 0]
        scores = (self.curve_weights(x) @ curves).masked_fill_(hidden, -torch.inf)
        return self.attend(q, keys.to(q.dtype), values.to(q.dtype), scores)
