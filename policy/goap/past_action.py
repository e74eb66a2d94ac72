"""The past action as tokens: one for each of VPT's button groups and one for each camera axis."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from craftagent.actions import GROUPS, INVENTORY, N_BINS, N_BUTTONS
from craftagent.policy.goap.config import PastActionConfig

# hotbar (none, 1..9, and inventory, which drops all else), the groups after it but "camera", pitch, yaw
SIZES = (len(GROUPS["hotbar"]) + 1, *(len(GROUPS[name]) for name in list(GROUPS)[1:-1]), N_BINS, N_BINS)
PARTS = len(SIZES)  # 10


def digits_of_buttons() -> Tensor:
    """int64 (8641, PARTS - 2): the choice of each group in every joint button index."""
    sizes = [len(group) for group in GROUPS.values()]
    digits = np.stack(np.unravel_index(np.arange(N_BUTTONS - 1), sizes), 1)[:, :-1]
    inventory = np.zeros((1, digits.shape[1]), np.int64)
    inventory[0, 0] = SIZES[0] - 1
    return torch.from_numpy(np.concatenate([digits, inventory]).astype(np.int64))


class PastAction(nn.Module):
    """Joint indices (B, T) -> tokens (B, T, PARTS, width). Each part has one more class: not told."""

    digits: Tensor
    offsets: Tensor
    sizes: Tensor

    def __init__(self, config: PastActionConfig, width: int) -> None:
        super().__init__()
        self.config = config
        self.register_buffer("digits", digits_of_buttons(), persistent=False)
        starts = np.cumsum([0, *(size + 1 for size in SIZES[:-1])])
        self.register_buffer("offsets", torch.tensor(starts), persistent=False)
        self.register_buffer("sizes", torch.tensor(SIZES), persistent=False)
        self.table = nn.Embedding(sum(SIZES) + PARTS, width)
        nn.init.normal_(self.table.weight, std=0.5)

    def forward(self, buttons: Tensor, camera: Tensor, told: bool = True) -> Tensor:
        parts = torch.cat([self.digits[buttons], (camera // N_BINS)[..., None], (camera % N_BINS)[..., None]], -1)
        hidden = torch.full(buttons.shape, not (told and self.config.use), device=buttons.device)
        if self.training and self.config.use:
            c = self.config
            if c.noise:
                spoil = torch.rand(parts.shape, device=parts.device) < c.noise
                other = (torch.rand(parts.shape, device=parts.device) * self.sizes).long()
                parts = torch.where(spoil, other, parts)
            hidden |= torch.rand(buttons.shape, device=parts.device) < c.dropout
            hidden |= torch.rand(buttons.shape[0], 1, device=parts.device) < c.dropout_chunk
        parts = torch.where(hidden[..., None], self.sizes, parts)
        return self.table(parts + self.offsets)


assert INVENTORY == N_BUTTONS - 1  # what digits_of_buttons relies on
