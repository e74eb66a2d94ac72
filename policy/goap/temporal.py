"""A causal transformer over time with a bounded memory of keys and values.

Every tick sees itself and the ``window - 1`` ticks before it, also across the borders of chunks, but nothing from before
its episode. Positions are rotary and relative, so that one tick at a time gives what a whole sequence gives.

Legend: ``B`` streams, ``T`` ticks, ``K`` = window - 1 remembered ticks, ``H`` heads, ``D`` width.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from craftagent.policy.goap.attention import FeedForward, rotate
from craftagent.policy.goap.config import TemporalConfig

State = dict[str, Tensor]


class Block(nn.Module):
    """x + attention(norm(x) as the goal bids), then x + feed-forward(x)."""

    def __init__(self, config: TemporalConfig, goal_width: int | None) -> None:
        super().__init__()
        d = config.width
        self.heads = config.heads
        self.norm = nn.LayerNorm(d)
        self.qkv = nn.Linear(d, 3 * d)
        self.out = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.dropout)
        self.feed = FeedForward(d, config.expand, config.dropout)
        self.bid = nn.Linear(goal_width, 2 * d) if goal_width is not None else None
        if self.bid is not None:
            nn.init.zeros_(self.bid.weight)
            nn.init.zeros_(self.bid.bias)

    def forward(
        self, x: Tensor, goal: Tensor, keys: Tensor, values: Tensor, mask: Tensor, turn: tuple[Tensor, Tensor]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """x (B, T, D); keys, values (B, H, K, D / H) of earlier ticks, not rotated; mask (B, 1, T, K + T).

        Returns x and all keys and values (B, H, K + T, D / H).
        """
        y = self.norm(x)
        if self.bid is not None:
            scale, shift = self.bid(goal).chunk(2, -1)
            y = y * (1 + scale) + shift
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in self.qkv(y).chunk(3, -1))
        k, v = torch.cat([keys.to(k.dtype), k], 2), torch.cat([values.to(v.dtype), v], 2)
        cos, sin = (part.to(q.dtype) for part in turn)
        t = x.shape[1]
        y = F.scaled_dot_product_attention(rotate(q, cos[-t:], sin[-t:]), rotate(k, cos, sin), v, mask)
        x = x + self.dropout(self.out(y.transpose(1, 2).flatten(2)))
        return x + self.feed(x), k, v


class TemporalTransformer(nn.Module):
    """Vectors of ticks (B, T, D) -> latents (B, T, D)."""

    def __init__(self, config: TemporalConfig, goal_width: int | None) -> None:
        super().__init__()
        self.config = config
        self.blocks = nn.ModuleList(Block(config, goal_width) for _ in range(config.layers))
        self.norm = nn.LayerNorm(config.width)
        half = config.width // config.heads // 2
        # Longest wave well above the window
        self.register_buffer(
            "frequency", (8.0 * config.window) ** -(torch.arange(half) / max(1, half - 1)), persistent=False
        )

    def initial_state(self, batch: int, device: torch.device | str = "cpu") -> State:
        """No memory."""
        c = self.config
        shape = (batch, c.heads, c.window - 1, c.width // c.heads)
        state = {
            f"{kind}{i}": torch.zeros(shape, device=device) for i in range(c.layers) for kind in ("keys", "values")
        }
        return state | {"known": torch.zeros(batch, c.window - 1, dtype=torch.bool, device=device)}

    def forward(self, x: Tensor, goal: Tensor, first: Tensor, state: State) -> tuple[Tensor, State]:
        """x (B, T, D), goal (B, T, G), first bool (B, T)."""
        t, k = x.shape[1], self.config.window - 1
        episode = first.cumsum(1)  # 0: goes on from the memory
        before = torch.cat([torch.zeros_like(state["known"], dtype=episode.dtype), episode], 1)  # (B, K + T)
        known = torch.cat([state["known"], torch.ones_like(first)], 1)
        position = torch.arange(-k, t, device=x.device)
        gap = position[k:, None] - position[None]
        near = (gap >= 0) & (gap <= k)
        mask = (near & known[:, None] & (episode[:, :, None] == before[:, None]))[:, None]
        angle = position[:, None] * self.frequency
        turn = angle.cos(), angle.sin()
        new: State = {}
        for i, block in enumerate(self.blocks):
            x, keys, values = block(x, goal, state[f"keys{i}"], state[f"values{i}"], mask, turn)
            new[f"keys{i}"], new[f"values{i}"] = keys[:, :, t:], values[:, :, t:]
        new["known"] = (known & (before == episode[:, -1:]))[:, t:]
        return self.norm(x), new
