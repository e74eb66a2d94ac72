"""The explicit recurrent state: keys and values of the last ticks, as a ring.

Legend: ``B`` streams, ``M`` ticks of memory, ``A`` heads, ``E`` width of a head.
"""

from __future__ import annotations

import dataclasses

import torch
from torch import Tensor


@dataclasses.dataclass
class Memory:
    """What a stream remembers.

    ``keys`` and ``values`` hold one (B, A, M, E) tensor a transformer block. The tick seen ``d`` ticks ago (1 = the last
    one) lies in slot ``(next - d) % M``. ``valid`` bool (B, M) says which slots hold ticks that may be seen.

    The whole-sequence path returns a new memory and leaves the one it was given alone. The single-step path writes into
    the one it is given, for that is what makes it fast: :meth:`clone` first to keep a copy.
    """

    keys: list[Tensor]
    values: list[Tensor]
    valid: Tensor
    next: int = 0

    @classmethod
    def empty(
        cls, blocks: int, batch: int, heads: int, ticks: int, width: int, device: torch.device, dtype: torch.dtype
    ) -> Memory:
        """Nothing remembered: zeros, none of them valid."""
        shape = (batch, heads, ticks, width)
        made = [torch.zeros(shape, device=device, dtype=dtype) for _ in range(2 * blocks)]
        return cls(made[:blocks], made[blocks:], torch.zeros(batch, ticks, dtype=torch.bool, device=device))

    @property
    def batch(self) -> int:
        return len(self.valid)

    @property
    def ticks(self) -> int:
        """M."""
        return self.valid.shape[1]

    def clone(self) -> Memory:
        """A copy that shares nothing."""
        return Memory([k.clone() for k in self.keys], [v.clone() for v in self.values], self.valid.clone(), self.next)

    def to(self, device: torch.device | str | None = None, dtype: torch.dtype | None = None) -> Memory:
        """On another device or in another type."""
        keys, values = ([x.to(device=device, dtype=dtype) for x in part] for part in (self.keys, self.values))
        return Memory(keys, values, self.valid.to(device=device), self.next)

    def in_order(self) -> Memory:
        """The same with the oldest tick in slot 0."""
        if self.next == 0:
            return self
        keys, values = ([x.roll(-self.next, 2) for x in part] for part in (self.keys, self.values))
        return Memory(keys, values, self.valid.roll(-self.next, 1))

    def check(self, batch: int) -> None:
        """Raise ``ValueError`` unless it belongs to ``batch`` streams."""
        if self.batch != batch:
            raise ValueError(f"a state of {self.batch} streams was given with frames of {batch}; see initial_state()")
