"""Mixing of ticks, in both directions of time.

B windows, T ticks, D width, h heads
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from craftagent.policy.idm.config import IDMConfig


class MixBlock(nn.Module):
    """A convolution over neighbouring ticks, attention with learned distances, and a perceptron, each a residual."""

    def __init__(self, config: IDMConfig) -> None:
        super().__init__()
        dim, self.heads, self.reach = config.dim, config.heads, config.reach
        self.norms = nn.ModuleList(nn.LayerNorm(dim) for _ in range(3))
        self.local = nn.Conv1d(dim, dim, config.local, padding=config.local // 2)
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)
        self.up = nn.Linear(dim, config.expand * dim)
        self.down = nn.Linear(config.expand * dim, dim)
        self.distance = nn.Parameter(torch.zeros(config.heads, 2 * config.reach + 1))
        self.drop = nn.Dropout(config.dropout)
        with torch.no_grad():  # attention begins with what is near
            away = (torch.arange(2 * config.reach + 1) - config.reach).abs().float()
            slopes = torch.logspace(0, -2, config.heads) if config.heads > 1 else torch.ones(1)
            self.distance.copy_(-away * slopes[:, None])

    def forward(self, x: Tensor, valid: Tensor) -> Tensor:
        """x (B, T, D), valid bool (B, T): ticks that are not are seen by none."""
        b, t, d = x.shape
        y = self.norms[0](x) * valid[..., None]
        x = x + self.drop(F.gelu(self.local(y.transpose(1, 2)).transpose(1, 2)))
        q, k, v = self.qkv(self.norms[1](x)).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        at = torch.arange(t, device=x.device)
        near = (at[None] - at[:, None]).clamp(-self.reach, self.reach) + self.reach
        bias = self.distance[:, near][None].masked_fill(~valid[:, None, None], -1e4)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        x = x + self.drop(self.out(y.transpose(1, 2).reshape(b, t, d)))
        return x + self.drop(self.down(F.gelu(self.up(self.norms[2](x)))))
