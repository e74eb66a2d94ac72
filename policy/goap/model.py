"""``Goap``: goal, observation and past action in, action out.

Each tick: frame -> image tokens (stem) -> action-informed image tokens (causal perceiver) -> behaviour tokens (history
aggregator with its memory bank) -> one vector -> causal transformer over time, told the goal -> VPT's action code and
the goal's progress.

Legend: ``B`` streams, ``T`` ticks, ``S`` image tokens, ``W`` width of tokens, ``G`` of a goal, ``D`` of a tick's vector.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from craftagent.policy.goals.encoder import GoalEncoder, Goals
from craftagent.policy.goap.behaviour import CausalPerceiver, HistoryAggregator
from craftagent.policy.goap.config import GoapConfig
from craftagent.policy.goap.heads import Heads
from craftagent.policy.goap.past_action import PARTS, PastAction
from craftagent.policy.goap.points import EACH, FixedPoints, SoughtPoints
from craftagent.policy.goap.stem import Stem
from craftagent.policy.goap.temporal import TemporalTransformer
from craftagent.policy.goap.vpt_trunk import VPTTrunk

State = dict[str, Tensor]


class Goap(nn.Module):
    """The policy network.

    Args:
        config: sizes and choices.
        verbs, targets: of the vocabulary (ids are positions).
        text_width: length of sentence vectors.
    """

    def __init__(self, config: GoapConfig, verbs: tuple[str, ...], targets: tuple[str, ...], text_width: int) -> None:
        super().__init__()
        self.config = config
        self.text_width = text_width
        b, t, g = config.behaviour, config.temporal, config.goal
        self.goal = GoalEncoder(g, verbs, targets, text_width)
        self.stem = Stem(config.stem, b.width, config.vpt.channels[-1] if config.vpt is not None else None)
        self.film = nn.Linear(g.width, 2 * b.width) if g.film else None
        self.past = PastAction(config.past_action, b.width)
        self.perceiver = CausalPerceiver(b)
        self.behaviour = HistoryAggregator(b, g.width)
        spots = config.stem.tokens**2
        # a language model reads the image tokens themselves
        self.summary = nn.Linear(b.width, t.summary) if t.summary and config.language.model is None else None
        joined = b.tokens * b.width + PARTS * b.width + g.width + spots * t.summary
        self.points, self.sought = None, None
        if config.vpt is None and config.language.model is None:
            s, side = config.stem, config.frame // 4
            if s.points:
                self.points = FixedPoints(s.channels[0], s.points, side)
            if s.sought:
                self.sought = SoughtPoints(s.channels[1], s.sought, side // 2, g.width)
            joined += EACH * (s.points + s.sought)
        self.enter: nn.Module = nn.Identity()
        self.time: nn.Module
        if config.language.model is not None:
            from craftagent.policy.goap.language import LanguageBackbone

            self.time = LanguageBackbone(config)
            width = self.time.width
        elif config.vpt is not None:
            self.time = VPTTrunk(config.vpt, joined)
            width = self.time.width
        else:
            self.time = TemporalTransformer(t, g.width if g.modulate else None)
            self.enter = nn.Linear(joined, t.width)
            width = t.width
        self.enter_norm = nn.Identity() if config.language.model is not None else nn.LayerNorm(joined)
        self.heads = Heads(config.head, width)
        if self.film is not None:
            nn.init.zeros_(self.film.weight)
            nn.init.zeros_(self.film.bias)

    def initial_state(self, batch: int, device: torch.device | str = "cpu") -> State:
        """Memory of nothing for ``batch`` streams: a flat dict of tensors, to be passed on from call to call."""
        time = {f"time.{name}": value for name, value in self.time.initial_state(batch, device).items()}
        bank = {f"behaviour.{name}": value for name, value in self.behaviour.initial_state(batch, device).items()}
        return time | bank

    def forward(
        self, pov: Tensor, buttons: Tensor, camera: Tensor, first: Tensor, goals: Goals, state: State,
        told_action: bool = True,
    ) -> tuple[Tensor, State]:  # fmt: skip
        """Latents for the heads.

        Args:
            pov: uint8 (B, T, H, W, 3).
            buttons, camera: int64 (B, T), the action of the tick before; (0, 60) where there is none.
            first: bool (B, T), nothing earlier may be remembered.
            goals: see :class:`craftagent.policy.goals.encoder.GoalEncoder`.
            state: of :meth:`initial_state` or the call before.
            told_action: False hides the past action.

        Returns (latents (B, T, D), state without gradient).
        """
        b, t = first.shape
        goal = self.goal(goals)
        vector = None
        if isinstance(self.time, VPTTrunk):
            seen, vector = self.time.see(pov.flatten(0, 1))
            image, maps = self.stem.tokens(seen), []
        else:
            image, maps = self.stem(pov.flatten(0, 1))
        if self.film is not None:
            scale, shift = self.film(goal).flatten(0, 1)[:, None].chunk(2, -1)
            image = image * (1 + scale) + shift
        action = self.past(buttons, camera, told_action)
        image = self.perceiver(image, action.flatten(0, 1)).unflatten(0, (b, t))
        old = {name[10:]: value for name, value in state.items() if name.startswith("behaviour.")}
        tokens, new = self.behaviour(image, goal, first, old)
        kept = {f"behaviour.{name}": value for name, value in new.items()}
        old = {name[5:]: value for name, value in state.items() if name.startswith("time.")}
        if self.config.language.model is not None:
            latent, new = self.time(image, tokens, action, goal, goals, first, old)
        else:
            parts = [tokens.flatten(2), action.flatten(2).to(tokens.dtype), goal.to(tokens.dtype)]
            if self.summary is not None:
                parts.append(self.summary(image).flatten(2).to(tokens.dtype))
            if self.points is not None:
                parts.append(self.points(maps[0]).flatten(1).unflatten(0, (b, t)).to(tokens.dtype))
            if self.sought is not None:
                found = self.sought(maps[1], goal.flatten(0, 1))
                parts.append(found.flatten(1).unflatten(0, (b, t)).to(tokens.dtype))
            joined = self.enter_norm(torch.cat(parts, -1))
            if vector is not None:
                latent, new = self.time(vector.unflatten(0, (b, t)), joined, first, old)
            else:
                latent, new = self.time(self.enter(joined), goal, first, old)
        kept |= {f"time.{name}": value for name, value in new.items()}
        return latent, {name: value.detach() for name, value in kept.items()}
