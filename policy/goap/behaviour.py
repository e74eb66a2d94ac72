"""The action-guided behaviour encoder: causal perceiver, then history aggregator with its memory bank.

Legend: ``B`` streams, ``T`` ticks, ``S`` image tokens, ``A`` action tokens, ``J`` behaviour tokens, ``M`` bank entries,
``W`` width.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from craftagent.policy.goap.attention import CrossAttention, FeedForward
from craftagent.policy.goap.bank import Bank, clear, empty_bank, push
from craftagent.policy.goap.config import BehaviourConfig

State = dict[str, Tensor]


class CausalPerceiver(nn.Module):
    """Image tokens query the past action: (N, S, W), (N, A, W) -> (N, S, W)."""

    def __init__(self, config: BehaviourConfig) -> None:
        super().__init__()
        n = config.perceiver_layers if config.perceiver else 0
        self.attend = nn.ModuleList(CrossAttention(config.width, config.heads) for _ in range(n))
        self.feed = nn.ModuleList(FeedForward(config.width, config.expand) for _ in range(n))

    def forward(self, image: Tensor, action: Tensor) -> Tensor:
        for attend, feed in zip(self.attend, self.feed, strict=True):
            image = image + attend(image, action)
            image = image + feed(image)
        return image


class HistoryAggregator(nn.Module):
    """Behaviour tokens of every tick from image tokens, the goal and the memory bank.

    The bank grows by one entry every ``stride`` ticks, so ticks are taken in runs that end where an entry is made; a
    single tick and a long sequence take the same path and give the same results.
    """

    def __init__(self, config: BehaviourConfig, goal_width: int) -> None:
        super().__init__()
        self.config = config
        w = config.width
        self.queries = nn.Parameter(torch.randn(config.tokens, w) * 0.5)
        self.from_goal = nn.Linear(goal_width, config.tokens * w)
        n = config.layers
        self.recall = nn.ModuleList(CrossAttention(w, config.heads) for _ in range(n if config.history else 0))
        self.see = nn.ModuleList(CrossAttention(w, config.heads) for _ in range(n))
        self.feed = nn.ModuleList(FeedForward(w, config.expand) for _ in range(n))
        if config.history:
            self.when = nn.Linear(2, w)  # log age and log length of an entry
            self.nothing = nn.Parameter(torch.zeros(1, 1, w))  # always there to look at, also when the bank is empty

    def initial_state(self, batch: int, device: torch.device | str = "cpu") -> State:
        """An empty bank, nothing gathered for the next entry, time 0 (shared by all streams)."""
        c = self.config
        if not c.history:
            return {}
        bank = empty_bank(batch, c.bank, c.tokens, c.width, device)
        return {
            **{f"bank_{name}": value for name, value in bank.items()},
            "sum": torch.zeros(batch, c.tokens, c.width, device=device),
            "n": torch.zeros(batch, device=device),
            "now": torch.zeros((), dtype=torch.int64, device="cpu"),
        }

    def forward(self, image: Tensor, goal: Tensor, first: Tensor, state: State) -> tuple[Tensor, State]:
        """image (B, T, S, W), goal (B, T, G), first bool (B, T) -> behaviour tokens (B, T, J, W), state."""
        b, t = first.shape
        query = self.queries + self.from_goal(goal).unflatten(-1, self.queries.shape)
        seen = [see.remember(image.flatten(0, 1)) for see in self.see]
        if not self.config.history:
            return self._layers(query.flatten(0, 1), seen, None, None).unflatten(0, (b, t)), state
        bank: Bank = {name[5:]: value for name, value in state.items() if name.startswith("bank_")}
        gathered, n, now = state["sum"], state["n"], int(state["now"])
        seen_of = [(k.unflatten(0, (b, t)), v.unflatten(0, (b, t))) for k, v in seen]
        done, start = [], 0
        while start < t:
            stop = min(t, start + self.config.stride - now % self.config.stride)
            run = stop - start
            since = first[:, start:stop].cumsum(1)  # episodes begun within this run; a new one must not see the bank
            memory, mask = self._recall(bank, now - now % self.config.stride, since)
            part = [(k[:, start:stop].flatten(0, 1), v[:, start:stop].flatten(0, 1)) for k, v in seen_of]
            tokens = self._layers(query[:, start:stop].flatten(0, 1), part, memory, mask).unflatten(0, (b, run))
            done.append(tokens)
            with torch.no_grad():
                began = since[:, -1] > 0
                last = (since == since[:, -1:]).to(gathered.dtype)
                old = (~began).to(gathered.dtype)
                gathered = gathered * old[:, None, None] + torch.einsum("bt,btjw->bjw", last, tokens.to(last.dtype))
                n = n * old + last.sum(1)
                bank = clear(bank, began)
                now += run
                if now % self.config.stride == 0:
                    mean = gathered / n.clamp(min=1)[:, None, None]
                    bank = push(bank, mean, n, now - n / 2)
                    gathered, n = torch.zeros_like(gathered), torch.zeros_like(n)
            start = stop
        state = {f"bank_{name}": value for name, value in bank.items()} | {
            "sum": gathered, "n": n, "now": torch.tensor(now),
        }  # fmt: skip
        return torch.cat(done, 1) if len(done) > 1 else done[0], state

    def _recall(self, bank: Bank, now: int, since: Tensor) -> tuple[list[tuple[Tensor, Tensor]], Tensor]:
        """Keys and values of the bank for every layer, per stream, and who may see them."""
        age = (now - bank["born"]).clamp(min=0).log1p()
        when = self.when(torch.stack([age, bank["ticks"].log1p()], -1) * 0.2)
        source = (bank["entries"] + when[:, :, None]).flatten(1, 2)
        source = torch.cat([self.nothing.expand(len(source), -1, -1), source.to(self.nothing.dtype)], 1)
        there = (bank["ticks"] > 0).repeat_interleave(self.config.tokens, 1)  # (B, M*J)
        mask = there[:, None] & (since == 0)[:, :, None]  # (B, run, M*J)
        mask = torch.nn.functional.pad(mask, (1, 0), value=True)
        return [recall.remember(source) for recall in self.recall], mask

    def _layers(
        self, x: Tensor, seen: list[tuple[Tensor, Tensor]], memory: list[tuple[Tensor, Tensor]] | None,
        mask: Tensor | None,
    ) -> Tensor:  # fmt: skip
        """x (N, J, W), N = B * run."""
        for i, (see, feed) in enumerate(zip(self.see, self.feed, strict=True)):
            if memory is not None and mask is not None:
                b, run, _ = mask.shape
                # One stream's ticks share its bank: their tokens are the queries of one attention.
                wide = x.unflatten(0, (b, run)).flatten(1, 2)
                seen_by = mask.repeat_interleave(x.shape[1], 1)[:, None]
                x = x + self.recall[i].look(wide, memory[i], seen_by).reshape(x.shape)
            x = x + see.look(x, seen[i])
            x = x + feed(x)
        return x
