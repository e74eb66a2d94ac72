"""Frozen teachers for the divergence: a GOAP policy or a VPT policy, as folders of ours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from craftagent.policy.goals.encoder import pictures_of
from craftagent.policy.goap.files import load_policy
from craftagent.policy.goap.vpt_trunk import _flat
from craftagent.policy.vpt.memory import Memory

State = dict[str, Tensor]


class Teacher:
    """Gives log-probabilities for batches; its memory goes along with the streams."""

    def __init__(self, folder: str, device: torch.device | str) -> None:
        self.goap: Any = None
        if (Path(folder) / "policy.json").is_file():
            self.goap, self.described, self.texts = load_policy(folder)
            self.goap.requires_grad_(False).to(device)
        else:
            from craftagent.policy.vpt.checkpoint import load

            self.vpt: Any = load(folder).requires_grad_(False).to(device)
        self._tables: dict[str, Tensor] | None = None

    @torch.no_grad()
    def __call__(
        self, batch: Mapping[str, Tensor], words: Mapping[str, list[str]], state: State | None
    ) -> tuple[tuple[Tensor, Tensor], State]:
        """((B, T, 8641), (B, T, 121)) log-probabilities and the teacher's memory afterwards."""
        b = batch["first"].shape[0]
        if self.goap is None:
            n = self.vpt.config.blocks
            memory = None
            if state is not None and state["known"].shape[0] == b:
                keys, values = ([state[f"{kind}{i}"] for i in range(n)] for kind in ("keys", "values"))
                memory = Memory(keys, values, state["known"])
            out = self.vpt(batch["pov"], memory, batch["first"])
            return (out.action.buttons, out.action.camera), _flat(out.state)
        held = next(iter(state.values()), None) if state else None
        if state is None or (held is not None and held.shape[0] != b):
            state = self.goap.initial_state(b, batch["first"].device)
        latent, new = self.goap(
            batch["pov"], batch["previous_buttons"], batch["previous_camera"], batch["first"], self._goals(batch, words),
            state,
        )  # fmt: skip
        return self.goap.heads.logits(latent), new

    def _goals(self, batch: Mapping[str, Tensor], words: Mapping[str, list[str]]) -> dict[str, Tensor]:
        """The batch's ids in the teacher's own vocabulary."""
        if self._tables is None:
            device = batch["first"].device
            self._tables = {}
            for ours, theirs in (("verb", "verbs"), ("target", "targets")):
                at = {word: i for i, word in enumerate(self.described[theirs])}
                self._tables[ours] = torch.tensor([at.get(word, 1) for word in words[theirs]], device=device)
            none = torch.zeros(self.goap.text_width)
            self._tables["text"] = torch.stack([self.texts.get(text, none) for text in words["texts"]]).to(device)
        told = {name: table[batch[name]] for name, table in self._tables.items()}
        return {**told, "count": batch["count"], **pictures_of(batch)}
