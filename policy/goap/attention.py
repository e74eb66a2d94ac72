"""Attention blocks. Legend: ``N`` any batch, ``Q`` queries, ``K`` keys, ``W`` width."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_FEW = 16  # keys or queries up to which plain products are faster


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:
    """Scaled dot-product attention, (N, heads, Q, w) over (N, heads, K, w).

    torch's fused kernel for CPUs is slow where there are few keys or few queries; there plain products are used.
    """
    if q.is_cuda or mask is not None or min(q.shape[2], k.shape[2]) > _FEW:
        return F.scaled_dot_product_attention(q, k, v, mask)
    score = torch.matmul(q * q.shape[-1] ** -0.5, k.transpose(-1, -2))
    return torch.matmul(score.softmax(-1, torch.float32).to(v.dtype), v)


class CrossAttention(nn.Module):
    """Multi-head attention of queries (N, Q, W) over keys and values made from (N, K, W).

    :meth:`remember` makes keys and values once, :meth:`look` uses them; ``forward`` does both.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm_q, self.norm_kv = nn.LayerNorm(width), nn.LayerNorm(width)
        self.q = nn.Linear(width, width)
        self.kv = nn.Linear(width, 2 * width, bias=False)
        self.out = nn.Linear(width, width)
        nn.init.zeros_(self.out.bias)

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (N, heads, ., W / heads)

    def remember(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """(N, K, W) -> keys and values (N, heads, K, W / heads)."""
        keys, values = self.kv(self.norm_kv(source)).chunk(2, -1)
        return self._split(keys), self._split(values)

    def look(self, x: Tensor, memory: tuple[Tensor, Tensor], mask: Tensor | None = None) -> Tensor:
        """Queries (N, Q, W); ``mask`` bool (N, 1, Q or 1, K), True where a key may be seen. Returns (N, Q, W)."""
        q = self._split(self.q(self.norm_q(x)))
        y = attend(q, memory[0].to(q.dtype), memory[1].to(q.dtype), mask)
        return self.out(y.transpose(1, 2).flatten(2))

    def forward(self, x: Tensor, source: Tensor, mask: Tensor | None = None) -> Tensor:
        return self.look(x, self.remember(source), mask)


class FeedForward(nn.Module):
    """norm -> Linear -> GELU -> Linear."""

    def __init__(self, width: int, expand: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.up = nn.Linear(width, expand * width)
        self.down = nn.Linear(expand * width, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        return self.dropout(self.down(F.gelu(self.up(self.norm(x)), approximate="tanh")))


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions: x (N, heads, T, 2 h), cos and sin (T, h)."""
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)
