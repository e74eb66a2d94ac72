"""The memory bank: what was done since the episode began, in a fixed number of entries.

An entry is the mean of the behaviour tokens of consecutive ticks. When the bank is full, the two neighbours that are most
alike are merged into one, so that long stretches of the same cost little room and changes are kept. Nothing is learned
through the bank (its entries carry no gradient): it is memory, as the keys and values of earlier chunks are.

Legend: ``B`` streams, ``M`` entries, ``J`` tokens of an entry, ``W`` width.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

Bank = dict[str, Tensor]


def empty_bank(batch: int, entries: int, tokens: int, width: int, device: torch.device | str = "cpu") -> Bank:
    """``entries`` float32 (B, M, J, W); ``ticks`` (B, M): how many ticks an entry stands for, 0 = free; ``born`` (B, M):
    mean time of those ticks. Used entries come first and are in order of time."""
    return {
        "entries": torch.zeros(batch, entries, tokens, width, device=device),
        "ticks": torch.zeros(batch, entries, device=device),
        "born": torch.zeros(batch, entries, device=device),
    }


@torch.no_grad()
def clear(bank: Bank, where: Tensor) -> Bank:
    """Free all entries of the streams where ``where`` (bool (B,)) is True."""
    return {**bank, "ticks": bank["ticks"] * ~where[:, None]}


@torch.no_grad()
def push(bank: Bank, entry: Tensor, ticks: Tensor, born: Tensor) -> Bank:
    """Add an entry (B, J, W) that stands for ``ticks`` (B,) around time ``born`` (B,); 0 ticks add nothing."""
    b, m = bank["ticks"].shape
    rows = torch.arange(b, device=entry.device)
    used = (bank["ticks"] > 0).sum(1)  # also where the new entry goes: 0..M
    adds = ticks > 0
    entries = F.pad(bank["entries"], (0, 0, 0, 0, 0, 1))
    weight, time = F.pad(bank["ticks"], (0, 1)), F.pad(bank["born"], (0, 1))
    entries[rows, used] = torch.where(adds[:, None, None], entry.to(entries.dtype), entries[rows, used])
    weight[rows, used] = torch.where(adds, ticks.to(weight.dtype), weight[rows, used])
    time[rows, used] = torch.where(adds, born.to(time.dtype), time[rows, used])

    over = adds & (used == m)
    alike = F.cosine_similarity(entries[:, :-1].flatten(2), entries[:, 1:].flatten(2), dim=-1)  # (B, M)
    at = torch.where(over, alike.argmax(1), m)  # the earlier of the two that are merged; M: none
    # merge ``at`` and ``at + 1`` into ``at`` ...
    left, right = at.clamp(max=m - 1), at.clamp(max=m - 1) + 1
    wl, wr = weight[rows, left], weight[rows, right]
    share = wr / (wl + wr).clamp(min=1e-6)
    merged = torch.lerp(entries[rows, left], entries[rows, right], share[:, None, None])
    entries[rows, left] = torch.where(over[:, None, None], merged, entries[rows, left])
    time[rows, left] = torch.where(over, torch.lerp(time[rows, left], time[rows, right], share), time[rows, left])
    weight[rows, left] = torch.where(over, wl + wr, wl)
    # ... and close the gap
    order = torch.arange(m, device=entry.device)[None]
    order = order + (over[:, None] & (order > at[:, None]))
    return {
        "entries": entries.gather(1, order[:, :, None, None].expand(-1, -1, *entries.shape[2:])),
        "ticks": weight.gather(1, order),
        "born": time.gather(1, order),
    }
