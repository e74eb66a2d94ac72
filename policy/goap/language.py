"""A language model in place of the transformer over time (size ``mllm``): GOAP as published has one there.

Each tick is one short reading: the prompt's words, the same for every goal, with the goal's vector among them as one soft
word; then image tokens, behaviour tokens (they carry the history) and the past action as soft inputs, then a learned "act
now". The last hidden state goes to the action head. Nothing but the behaviour tokens is remembered from tick to tick.

Legend: ``B`` streams, ``T`` ticks, ``W`` width of our tokens, ``D`` width of the language model.
"""

from __future__ import annotations

import contextlib
import contextvars
import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from craftagent.policy.goals.text import on_this_machine
from craftagent.policy.goap.config import GoapConfig

State = dict[str, Tensor]
_ON_DISK = contextvars.ContextVar("on_disk", default=False)


@contextlib.contextmanager
def on_disk_only() -> Iterator[None]:
    """Within, a language model is loaded only if it is on this machine: a file of a stranger's may name any."""
    before = _ON_DISK.set(True)
    try:
        yield
    finally:
        _ON_DISK.reset(before)


class LoRA(nn.Module):
    """A frozen layer plus a trained update of low rank, zero at first."""

    def __init__(self, layer: nn.Module, inside: int, outside: int, rank: int, alpha: float) -> None:
        super().__init__()
        self.layer = layer.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(rank, inside) / math.sqrt(inside))
        self.up = nn.Parameter(torch.zeros(outside, rank))
        self.scale = alpha / rank

    def forward(self, x: Tensor) -> Tensor:
        change = F.linear(F.linear(x.to(self.down.dtype), self.down), self.up) * self.scale
        y: Tensor = self.layer(x)
        return y + change.to(y.dtype)


def add_lora(model: nn.Module, targets: tuple[str, ...], rank: int, alpha: float) -> int:
    """Wrap every linear layer whose name ends in one of ``targets``; returns how many. 0 is an error of the caller's."""
    found = 0
    for parent in list(model.modules()):
        if isinstance(parent, LoRA):
            continue
        for child_name, child in list(parent.named_children()):
            if child_name not in targets:
                continue
            if isinstance(child, nn.Linear):
                inside, outside = child.in_features, child.out_features
            elif type(child).__name__ == "Conv1D":  # GPT-2's transposed linear layer
                shape: Any = child.weight.shape
                inside, outside = shape
            else:
                continue
            setattr(parent, child_name, LoRA(child, inside, outside, rank, alpha))
            found += 1
    return found


def _load(name: str, dtype: torch.dtype) -> tuple[Any, Any]:
    """(the text model without its word head, tokenizer or None). Raises ``ValueError`` with one sentence."""
    source: str | None = name
    if _ON_DISK.get():
        source = on_this_machine(name)
        if source is None:
            raise ValueError(
                f"the language model {name[:80]!r} cannot be loaded: it is not on this machine, and what a policy's file "
                f"names is not fetched; if you trust it, get it with 'hf download {name[:80]}'"
            )
    safe = {"trust_remote_code": False, "local_files_only": _ON_DISK.get()}
    try:
        from transformers import AutoModel, AutoTokenizer
    except ImportError:
        raise ValueError("a language model needs transformers: pip install 'craftagent[learn]'") from None
    try:
        model = AutoModel.from_pretrained(source, dtype=dtype, use_safetensors=True, **safe)
    except (OSError, ValueError) as error:
        said = str(error).strip().splitlines()[0]
        raise ValueError(f"the language model {name!r} cannot be loaded: {said}") from None
    # a vision-language model keeps its reading part under one of these names
    for part in ("language_model", "text_model"):
        model = getattr(model, part, model)
    try:
        return model, AutoTokenizer.from_pretrained(source, **safe)
    except (OSError, ValueError, KeyError):
        return model, None


def names_of_base(net: nn.Module) -> set[str]:
    """Names in the state dict of a GOAP that are the language model's own and stay as they came: no need to store them.

    Empty without a language model, and for one all of whose weights are trained.
    """
    time = getattr(net, "time", None)
    if not isinstance(time, LanguageBackbone) or time.trained:
        return set()
    updates = {
        f"{name}.{part}" for name, m in time.model.named_modules() if isinstance(m, LoRA) for part in ("down", "up")
    }
    return {f"time.model.{name}" for name in time.model.state_dict() if name not in updates}


class LanguageBackbone(nn.Module):
    """Reads one tick at a time with a transformers model.

    It never reads an instruction's own words: a goal (sentence vector, verb and target, picture) is one soft word.
    """

    def __init__(self, config: GoapConfig) -> None:
        super().__init__()
        c = config.language
        assert c.model is not None
        model, self.tokenizer = _load(c.model, getattr(torch, c.dtype))
        self.width, self.trained = int(model.config.hidden_size), c.train_model
        if not c.train_model:
            model.requires_grad_(False)
            if c.lora_rank and not add_lora(model, c.lora_targets, c.lora_rank, c.lora_alpha):
                names = sorted({n.rpartition(".")[2] for n, m in model.named_modules() if isinstance(m, nn.Linear)})
                raise ValueError(
                    f"no layer of {c.model!r} is named as one of 'language.lora_targets' {list(c.lora_targets)}; "
                    f"it has {', '.join(names)}"
                )
        if hasattr(model.config, "use_cache"):
            model.config.use_cache = False
        self.model = model.train()  # as all else is until somebody says otherwise; it comes in evaluation mode
        self.grid, self.side = config.stem.tokens, min(c.image_tokens, config.stem.tokens)
        w = config.behaviour.width
        self.from_image, self.from_behaviour = nn.Linear(w, self.width), nn.Linear(w, self.width)
        self.from_action, self.from_goal = nn.Linear(w, self.width), nn.Linear(config.goal.width, self.width)
        self.act = nn.Parameter(torch.randn(self.width) * 0.02)
        self.norm = nn.LayerNorm(self.width)
        # soft inputs should be of the size of the model's own words
        size = float(model.get_input_embeddings().weight.detach().float().std())
        self.size = nn.Parameter(torch.tensor(size if size > 0 else 0.02))
        prompt = c.prompt.partition("{goal}")
        ids = [self._ids(prompt[0]), self._ids(prompt[2])]
        self.register_buffer("before", torch.tensor(ids[0], dtype=torch.int64), persistent=False)
        self.register_buffer("after", torch.tensor(ids[1], dtype=torch.int64), persistent=False)

    def _ids(self, text: str) -> list[int]:
        if self.tokenizer is None or not text.strip():
            return []
        return list(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def initial_state(self, batch: int, device: torch.device | str = "cpu") -> State:
        """Nothing: the behaviour tokens carry the history."""
        return {}

    def _soft(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, x.shape[-1:]) * self.size

    def forward(
        self, image: Tensor, tokens: Tensor, action: Tensor, goal: Tensor, goals: dict[str, Tensor], first: Tensor,
        state: State,
    ) -> tuple[Tensor, State]:  # fmt: skip
        """image (B, T, G*G, W), tokens (B, T, J, W), action (B, T, A, W), goal (B, T, G) -> latents (B, T, D)."""
        b, t = first.shape
        grid = image.flatten(0, 1).unflatten(1, (self.grid, self.grid)).permute(0, 3, 1, 2)
        small = F.adaptive_avg_pool2d(grid, self.side).flatten(2).transpose(1, 2)
        words = self.model.get_input_embeddings()
        n = b * t
        parts = [
            words(self.before)[None].expand(n, -1, -1),
            self._soft(self.from_goal(goal)).flatten(0, 1)[:, None],
            words(self.after)[None].expand(n, -1, -1),
            self._soft(self.from_image(small)),
            self._soft(self.from_behaviour(tokens)).flatten(0, 1),
            self._soft(self.from_action(action.sum(2))).flatten(0, 1)[:, None],
            self._soft(self.act).expand(n, 1, -1),
        ]
        kind = next(self.model.parameters()).dtype
        hidden = self.model(inputs_embeds=torch.cat([p.to(kind) for p in parts], 1)).last_hidden_state
        return self.norm(hidden[:, -1].float()).unflatten(0, (b, t)), {}
