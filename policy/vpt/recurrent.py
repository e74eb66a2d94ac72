"""The transformer over time. Module names are those of the released keys.

Legend: ``B`` streams, ``T`` ticks, ``M`` ticks of memory, ``D`` hidsize.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

import torch
from torch import Tensor, nn

from craftagent.policy.vpt.attention import Attention
from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.layers import NormedLinear, unit_fan_in
from craftagent.policy.vpt.memory import Memory


class _Plain(nn.Module):
    """A linear layer under the name ``layer``."""

    def __init__(self, inside: int, outside: int, scale: float) -> None:
        super().__init__()
        self.layer = nn.Linear(inside, outside)
        unit_fan_in(self.layer, scale)


class _Recurrence(nn.Module):
    def __init__(self, config: VPTConfig) -> None:
        super().__init__()
        self.orc_block = Attention(config)


class Block(nn.Module):
    """y = norm(x); y + attention(y), then + mlp of that. The raw x has no residual path, as published."""

    def __init__(self, config: VPTConfig) -> None:
        super().__init__()
        d, inner = config.hidsize, config.hidsize * config.mlp_ratio
        self.pre_r_ln = nn.LayerNorm(d)
        self.mlp0 = NormedLinear(d, inner)
        self.mlp1 = _Plain(inner, d, config.blocks**-0.5)
        self.r = _Recurrence(config)

    @property
    def attention(self) -> Attention:
        return self.r.orc_block

    def mlp(self, y: Tensor) -> Tensor:
        return y + self.mlp1.layer(self.mlp0(y))


def chunk_view(valid: Tensor, first: Tensor | None, ticks: int) -> tuple[Tensor, Tensor]:
    """Which keys each query of a chunk may see, as far as episodes go.

    Args:
        valid: bool (B, M) of the memory in order.
        first: bool (B, T), True where an episode begins; None is nowhere.
        ticks: T.

    Returns: ``seen`` bool (B, T, M + T), and ``valid`` (B, M) of the memory afterwards.
    """
    b, m = valid.shape
    if first is None:
        known = torch.cat([valid, valid.new_ones(b, ticks)], 1)
        return known[:, None].expand(-1, ticks, -1), known[:, -m:]
    episode = first.cumsum(1)  # (B, T); the memory's ticks belong to episode 0
    of_key = torch.cat([torch.where(valid, 0, -1), episode], 1)
    return of_key[:, None] == episode[..., None], of_key[:, -m:] == episode[:, -1:]


class Recurrent(nn.Module):
    """All blocks."""

    def __init__(self, config: VPTConfig) -> None:
        super().__init__()
        self.config = config
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.blocks))

    @property
    def _each(self) -> Collection[Block]:
        return cast(Collection[Block], self.blocks)

    def initial_state(self, batch: int, device: torch.device, dtype: torch.dtype) -> Memory:
        c = self.config
        return Memory.empty(c.blocks, batch, c.heads, c.memory, c.head_width, device, dtype)

    def forward(self, x: Tensor, memory: Memory, first: Tensor | None) -> tuple[Tensor, Memory]:
        """(B, T, D) -> (B, T, D) and a new memory, through which no gradient flows."""
        memory = memory.in_order()
        seen, valid = chunk_view(memory.valid, first, x.shape[1])
        after = Memory([], [], valid)
        for block, keys, values in zip(self._each, memory.keys, memory.values, strict=True):
            y = block.pre_r_ln(x)
            change, k, v = block.attention(y, keys, values, seen)
            x = block.mlp(y + change)
            after.keys.append(k.to(keys.dtype))
            after.values.append(v.to(values.dtype))
        return x, after

    def everywhere(self, x: Tensor) -> Tensor:
        """(B, T, D) -> (B, T, D), every tick seeing every other."""
        for block in self._each:
            y = block.pre_r_ln(x)
            x = block.mlp(y + block.attention.everywhere(y))
        return x

    @torch.no_grad()
    def step(self, x: Tensor, memory: Memory, first: Tensor | None) -> Tensor:
        """One tick: (B, D) -> (B, D). Writes into ``memory``."""
        slot, m = memory.next, memory.ticks
        if first is not None:
            memory.valid &= ~first[:, None]
        memory.valid[:, slot] = True
        hidden = ~memory.valid[:, None, None]
        difference = (slot - torch.arange(m, device=x.device)) % m
        x = x[:, None]
        for block, keys, values in zip(self._each, memory.keys, memory.values, strict=True):
            y = block.pre_r_ln(x)
            curves = block.attention.b_nd[:, difference]
            x = block.mlp(y + block.attention.step(y, keys, values, slot, curves, hidden))
        memory.next = (slot + 1) % m
        return x[:, 0]
