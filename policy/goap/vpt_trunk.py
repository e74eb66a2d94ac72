"""VPT's image network and transformer as GOAP's trunk (size ``base``), so that GOAP can start from VPT's weights.

What GOAP adds enters through a layer that begins at zero: before training, a GOAP with VPT's weights plays as VPT does.

Legend: ``N`` frames, ``B`` streams, ``T`` ticks, ``D`` hidsize.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.encoder import ImageProcess, unit_range
from craftagent.policy.vpt.layers import NormedLinear
from craftagent.policy.vpt.memory import Memory
from craftagent.policy.vpt.recurrent import Recurrent

State = dict[str, Tensor]


class VPTTrunk(nn.Module):
    """Module names are those of the released ``net``; ``enter`` is ours.

    Args:
        config: sizes.
        joined: width of what GOAP adds to each tick.
    """

    def __init__(self, config: VPTConfig, joined: int) -> None:
        super().__init__()
        self.config = config
        self.width = config.hidsize
        self.img_process = ImageProcess(config)
        self.recurrent_layer = Recurrent(config)
        self.lastlayer = NormedLinear(config.hidsize, config.hidsize)
        self.final_ln = nn.LayerNorm(config.hidsize)
        self.enter = nn.Linear(joined, config.hidsize)
        nn.init.zeros_(self.enter.weight)
        nn.init.zeros_(self.enter.bias)

    def see(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        """uint8 (N, H, W, 3) -> the last stack's map (N, C, H / 8, W / 8) and the image's vector (N, D)."""
        x = unit_range(frames, self.img_process.linear.layer.weight)
        for stack in self.img_process.cnn.stacks:
            x = stack(x)
        return x, self.img_process.linear(self.img_process.cnn.dense(x.flatten(1)))

    def initial_state(self, batch: int, device: torch.device | str = "cpu") -> State:
        """No memory."""
        return _flat(self.recurrent_layer.initial_state(batch, torch.device(device), torch.float32))

    def forward(self, vector: Tensor, added: Tensor, first: Tensor, state: State) -> tuple[Tensor, State]:
        """vector (B, T, D), added (B, T, joined), first bool (B, T) -> latents (B, T, D), state."""
        n = self.config.blocks
        memory = Memory([state[f"keys{i}"] for i in range(n)], [state[f"values{i}"] for i in range(n)], state["known"])
        x, after = self.recurrent_layer(vector + self.enter(added).to(vector.dtype), memory, first)
        return self.final_ln(self.lastlayer(F.relu(x))), _flat(after)


def _flat(memory: Memory) -> State:
    state = {f"keys{i}": keys for i, keys in enumerate(memory.keys)}
    return state | {f"values{i}": values for i, values in enumerate(memory.values)} | {"known": memory.valid}


def take_vpt(net: nn.Module, folder: str | Path) -> str:
    """Load trunk and action head from a VPT checkpoint of ours (``craftagent vpt import``); says what it did.

    Raises ``ValueError`` if the sizes are not those of ``net``'s trunk.
    """
    from craftagent.policy.vpt.checkpoint import load
    from craftagent.policy.vpt.model import VPTPolicy

    teacher = load(folder)
    trunk = getattr(net, "time", None)
    if not isinstance(teacher, VPTPolicy) or not isinstance(trunk, VPTTrunk):
        raise ValueError(f"'init_vpt' wants a VPT policy and a model with 'vpt' set; {folder} cannot be taken over")
    ours, theirs = trunk.config.to_dict(), teacher.config.to_dict()
    for name, value in ours.items():
        if name != "temperature" and theirs[name] != value:
            raise ValueError(f"{folder}: VPT setting {name!r} is {theirs[name]}, but the model has {value}")
    weights = teacher.net.state_dict()
    trunk.load_state_dict({**trunk.state_dict(), **weights})
    said = f"VPT's trunk taken over from {folder}"
    heads = net.heads  # type: ignore[union-attr]
    if heads.config.kind == "joint":  # type: ignore[union-attr]
        # VPT learned logits that are divided by its temperature; ours are learned as they are
        scale = heads.config.temperature / teacher.config.temperature  # type: ignore[union-attr]
        for mine, other in ((heads.buttons.all, teacher.pi_head.buttons), (heads.camera.pair, teacher.pi_head.camera)):  # type: ignore[union-attr]
            theirs = other.linear_layer.state_dict()  # type: ignore[union-attr]
            mine.load_state_dict({name: value * scale for name, value in theirs.items()})  # type: ignore[union-attr]
        said += ", with its action head"
    return said
