"""``GoalEncoder``: what a policy is told to do -> one vector.

Legend: ``B`` streams, ``T`` ticks, ``E`` width of a sentence vector, ``G`` width of a goal's vector.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from craftagent.datasets.modules.vocabulary import UNKNOWN
from craftagent.policy.goals.text import HashedText

Goals = dict[str, Tensor]
COUNT_WIDTH = 16
SIDE = 128  # of a picture; others are resized to it


def target_features(targets: tuple[str, ...]) -> Tensor:
    """float32 (N, 384): the targets' own words, hashed, so that unheard-of targets ("#birch_logs") are near their kin."""
    words = [name.replace("_", " ").replace("#", "any ").replace(":", " ") for name in targets]
    return torch.from_numpy(HashedText().encode(words))


def count_features(count: Tensor) -> Tensor:
    """int64 (...) -> float32 (..., 16): soft steps over log2 of the count; 0 gives zeros."""
    level = count.clamp(min=1).float().log2()[..., None]
    centre = torch.arange(COUNT_WIDTH, device=count.device, dtype=torch.float32) * 0.75
    return torch.exp(-((level - centre) ** 2)) * (count > 0)[..., None]


def pictures_of(batch: Mapping[str, Tensor]) -> Goals:
    """The goal images of a data module's batch as the encoder wants them; nothing if there are none."""
    return {"image": batch["goal_images"], "image_at": batch["image_at"]} if "goal_images" in batch else {}


class GoalEncoder(nn.Module):
    """A sum of what the text, the structure (verb, target, count) and a picture say, normed.

    What is not told adds a learned "not told" vector; if nothing is told, the result is the "no goal" that guidance
    compares with.

    Args:
        config: :class:`craftagent.policy.goap.config.GoalConfig`, or anything with its fields.
        verbs, targets: of the vocabulary, in order; ids 0 and 1 are "no goal" and "unknown".
        text_width: E.
    """

    target_words: Tensor

    def __init__(self, config: Any, verbs: tuple[str, ...], targets: tuple[str, ...], text_width: int) -> None:
        super().__init__()
        self.config = config
        g = config.width
        self.none = nn.Parameter(torch.randn(3, g) * 0.1)  # no text, no structure, no picture
        if config.text:
            self.text = nn.Sequential(nn.Linear(text_width, 2 * g), nn.GELU(), nn.Linear(2 * g, g))
        if config.structured:
            self.verb = nn.Embedding(len(verbs), g)
            self.target = nn.Embedding(len(targets), g)
            self.register_buffer("target_words", target_features(targets))
            self.words = nn.Linear(self.target_words.shape[1], g, bias=False)
            self.count = nn.Linear(COUNT_WIDTH, g, bias=False)
            self.mix = nn.Sequential(nn.GELU(), nn.Linear(g, g))
        if config.image:
            self.image = nn.Sequential(
                nn.Conv2d(3, 32, 8, 4, 2), nn.ReLU(), nn.Conv2d(32, 64, 4, 4), nn.ReLU(), nn.Conv2d(64, 64, 4, 4),
                nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(256, g),
            )  # fmt: skip
        self.norm = nn.LayerNorm(g)

    def forward(self, goals: Goals) -> Tensor:
        """(B, T, G) from any of
        ``text`` float (B, T, E), zeros = not told; ``verb``, ``target``, ``count`` int64 (B, T), verb 0 = not told;
        ``target_words`` float (B, T, 384), for targets that the vocabulary has not;
        ``image_at`` int64 (B, T), 0 = not told, else 1 + which of the stream's pictures it is, with these as ``image``
        uint8 (B, P, H, W, 3) or, looked at before, as ``image_vectors`` float (B, P, G), see :meth:`look`.
        """
        c = self.config
        some = next(goals[name] for name in ("text", "verb", "image_at") if name in goals)
        b, t = some.shape[:2]
        text_told = (goals["text"] != 0).any(-1) if c.text and "text" in goals else None
        told = goals["verb"] > 0 if c.structured and "verb" in goals else None
        picture_told = goals["image_at"] > 0 if c.image and "image_at" in goals else None
        if self.training:
            draw = torch.rand(b, 1, device=some.device)
            all_hidden = torch.rand(b, 1, device=some.device) < c.dropout
            # A part is hidden only where the other one says it too.
            both = text_told & told if text_told is not None and told is not None else None
            if both is not None and text_told is not None and told is not None:
                hide_text, hide_structure = draw < c.text_dropout, draw > 1 - c.structured_dropout
                text_told, told = text_told & ~(hide_text & both), told & ~(hide_structure & both)
            text_told, told, picture_told = (x & ~all_hidden if x is not None else None
                                             for x in (text_told, told, picture_told))  # fmt: skip
        parts = [
            self._or_none(0, text_told, lambda: self.text(goals["text"]), (b, t)),
            self._or_none(1, told, lambda: self._structure(goals), (b, t)),
            self._or_none(2, picture_told, lambda: self._picture(goals), (b, t)),
        ]
        return self.norm(parts[0] + parts[1] + parts[2])

    def _or_none(self, row: int, told: Tensor | None, make: Any, shape: tuple[int, int]) -> Tensor:
        none = self.none[row]
        if told is None:
            return none.expand(*shape, -1)
        return torch.where(told[..., None], make(), none.to(torch.get_default_dtype()))

    def _structure(self, goals: Goals) -> Tensor:
        target = self._sometimes_unknown(goals["target"])
        words = goals["target_words"] if "target_words" in goals else self.target_words[goals["target"]]
        return self.mix(
            self.verb(goals["verb"])
            + self.target(target)
            + self.words(words)
            + self.count(count_features(goals["count"]))
        )

    def _sometimes_unknown(self, target: Tensor) -> Tensor:
        """In training now and then a target is known by its words alone, as one that the vocabulary has not always is."""
        if not self.training or not self.config.unknown_target:
            return target
        hide = torch.rand(target.shape[0], 1, device=target.device) < self.config.unknown_target
        return torch.where(hide & (target > 0), UNKNOWN, target)

    def _picture(self, goals: Goals) -> Tensor:
        """(B, T, G): at every tick the vector of its picture, of any where there is none."""
        if "image_vectors" in goals:
            vectors = goals["image_vectors"]
        else:
            vectors = self.look(goals["image"].flatten(0, 1)).unflatten(0, goals["image"].shape[:2])
        rows = (goals["image_at"] - 1).clamp(min=0)[..., None]
        return vectors.gather(1, rows.expand(-1, -1, vectors.shape[-1]))

    def look(self, image: Tensor) -> Tensor:
        """Pictures uint8 (N, H, W, 3) of any size -> vectors (N, G). Each is looked at once, however many ticks it lasts."""
        x = image.permute(0, 3, 1, 2).float() / 255
        if x.shape[-2:] != (SIDE, SIDE):
            x = F.interpolate(x, (SIDE, SIDE), mode="bilinear", antialias=True)
        return self.image(x)
