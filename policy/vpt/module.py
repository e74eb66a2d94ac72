"""``VPTCloning``: fine-tunes a VPT policy on play, with memory carried from chunk to chunk.

Losses and optimiser are those of :mod:`craftagent.policy.bc`; the defaults are the published fine-tuning's.

Legend: ``B`` streams, ``T`` ticks.
"""

from __future__ import annotations

import copy
import math
from pathlib import Path
from typing import Any, Literal

import lightning
import torch
from lightning.pytorch.trainer.states import TrainerFn
from torch import Tensor

from craftagent.policy.bc.finite import clip, stop
from craftagent.policy.bc.losses import LossConfig, camera_moves, cloning_loss, divergence, rarity_of, tick_weights
from craftagent.policy.bc.optimizer import OptimizerConfig, Schedule, make_optimizer, shape
from craftagent.policy.bc.resume import of_everyone, own_of
from craftagent.policy.bc.sharding import check_trainer
from craftagent.policy.vpt import checkpoint
from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.memory import Memory
from craftagent.policy.vpt.model import PolicyOutput, VPTPolicy

Batch = dict[str, Tensor]
PUBLISHED = OptimizerConfig(
    lr=0.000181, weight_decay=0.039428, betas=(0.9, 0.999), warmup=0, schedule="linear", final=0.0, clip=5.0
)


class VPTCloning(lightning.LightningModule):
    """Clones play.

    Args:
        model: the network's sizes; none: those of ``init_from``, else 1x.
        init_from: checkpoint of ours (``craftagent vpt import``) to start from; none: fresh weights.
        loss: weights of the loss's parts and of ticks; ``progress`` does not apply, and ``label_smoothing`` is refused.
        optimizer: AdamW and its schedule; none: VPT's fine-tuning (linear decay from 0.000181, decay 0.039428, clip 5).
        train: ``all`` weights, or only the ``last`` layer and the action head, which is quick.
        kl: weight of KL(start || policy), which keeps the policy near what it started from; 0 is off.
        piece: frames that go through the convolutions at once; 0: all.
        recompute: make the convolutions' activations again in the backward pass: slower, with much less memory.
        seed: of fresh weights.
        carry_memory: carry memory from batch to batch; off: every chunk starts without.
    """

    def __init__(
        self, model: VPTConfig | None = None, init_from: str | None = None, loss: LossConfig | None = None,
        optimizer: OptimizerConfig | None = None, train: Literal["all", "last"] = "all", kl: float = 0.0, piece: int = 0,
        recompute: bool = False, seed: int = 0, carry_memory: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        if not 0 <= kl < math.inf:
            raise ValueError(f"training setting 'kl' must be 0 or more, not {kl}")
        if piece < 0:
            raise ValueError(f"training setting 'piece' must be 0 or more, not {piece}")
        self.loss, self.optimizer_config = loss or LossConfig(), optimizer or PUBLISHED
        self.kl, self.carry_memory = kl, carry_memory
        self.net = _start(model, init_from, seed)
        self.net.net.piece, self.net.net.recompute = piece, recompute
        # not a submodule: its weights belong in no checkpoint, and it is made again from ``init_from``
        object.__setattr__(self, "teacher", copy.deepcopy(self.net).eval().requires_grad_(False) if kl else None)
        if train == "last":
            self.net.requires_grad_(False)
            for part in (self.net.net.lastlayer, self.net.pi_head):
                part.requires_grad_(True)
        else:
            self.net.value_head.requires_grad_(False)  # cloning has no returns
        self.rarity: Tensor | None = None
        self._memory: dict[str, Memory] = {}
        self.register_buffer("moves", camera_moves(), persistent=False)

    teacher: VPTPolicy | None
    moves: Tensor

    def setup(self, stage: str) -> None:
        """Raises ``ValueError`` for settings that would not be followed."""
        check_trainer(self.trainer)
        data: Any = self.trainer.datamodule  # type: ignore[attr-defined]
        if self.loss.label_smoothing > 0:
            raise ValueError("loss setting 'label_smoothing' is for GOAP; leave it at 0")
        if self.loss.rare > 0 and stage == "fit":
            if not hasattr(data, "library"):
                raise ValueError("loss setting 'rare' wants a SequenceDataModule, which knows how rare an action is")
            self.rarity = rarity_of(self.loss, data.library("train").entries)

    def configure_optimizers(self) -> Any:
        optimizer = make_optimizer(self.optimizer_config, self.net)
        steps = self.optimizer_config.steps or self.trainer.estimated_stepping_batches
        law = shape(self.optimizer_config, steps if steps > 0 else math.inf)
        schedule = Schedule(optimizer, law)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    def _run(self, net: VPTPolicy, batch: Batch, part: str) -> PolicyOutput:
        state = self._memory.get(part) if self.carry_memory else None
        if state is not None and state.batch != len(batch["pov"]):
            state = None  # the last batch of an epoch may have fewer streams
        out = net(batch["pov"], state, batch["first"])
        self._memory[part] = out.state
        return out

    def _losses(self, batch: Batch, part: str) -> dict[str, Tensor]:
        out = self._run(self.net, batch, part).action
        buttons = out.buttons.gather(-1, batch["buttons"][..., None])[..., 0]
        camera = out.camera.gather(-1, batch["camera"][..., None])[..., 0]
        rarity = self.rarity.to(self.device) if self.rarity is not None else None
        weight = tick_weights(self.loss, batch, rarity)
        loss, parts = cloning_loss(self.loss, buttons, camera, None, batch, weight, self.moves, part == "train")
        if self.teacher is not None and part == "train":
            with torch.no_grad():
                theirs = self._run(self.teacher.to(self.device), batch, "teacher").action
            parts["kl"] = divergence((out.buttons, out.camera), (theirs.buttons, theirs.camera), batch["valid"], True)
            loss = loss + self.kl * parts["kl"]
        return {"loss": loss, **parts}

    def training_step(self, batch: Batch, batch_idx: int) -> dict[str, Tensor]:
        """A chunk of every stream. A loss that is not a number stops training before the weights are touched."""
        parts = self._losses(batch, "train")
        if not bool(torch.isfinite(parts["loss"])):
            stop(self, "the loss is not a number")
        return {name: value if name == "loss" else value.detach() for name, value in parts.items()}

    def configure_gradient_clipping(self, optimizer: Any, *_: Any, **__: Any) -> None:
        """Clip by the norm over all parameters; a norm that is not a number stops training before the step."""
        trained = [p for p in self.net.parameters() if p.requires_grad]
        self.gradient_norm = clip(self, trained, self.optimizer_config.clip)

    def on_validation_start(self) -> None:
        self._memory.pop("val", None)

    def validation_step(self, batch: Batch, batch_idx: int) -> dict[str, Tensor]:
        parts = self._losses(batch, "val")
        for name, value in parts.items():
            self.log(f"val/{name}", value, on_epoch=True, batch_size=int(batch["mask"].sum()), sync_dist=True)
        return parts

    on_test_start, test_step = on_validation_start, validation_step

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        kept = {part: memory for part, memory in self._memory.items() if part != "val"}
        checkpoint["craftagent_vpt"] = {
            "model": self.net.config.to_dict(),
            "memory": of_everyone(
                self.trainer.world_size,
                {
                    part: [[k.cpu() for k in m.keys], [v.cpu() for v in m.values], m.valid.cpu(), m.next]
                    for part, m in kept.items()
                },
            ),
        }

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        saved = checkpoint.get("craftagent_vpt")
        if saved is None or saved["model"] != self.net.config.to_dict():
            raise ValueError("this checkpoint was not written by a run of the same VPT model; see 'init_from'")
        if self.trainer.state.fn != TrainerFn.FITTING:  # validation begins without memory, in any number of processes
            return
        own = own_of(saved["memory"], self.trainer.world_size, self.trainer.global_rank)
        self._memory = {part: Memory(*fields) for part, fields in own.items()}

    def on_fit_start(self) -> None:
        self._memory = {part: memory.to(self.device) for part, memory in self._memory.items()}

    def export(self, folder: str | Path) -> None:
        """Write the policy to be played, over one that an earlier step has written there."""
        checkpoint.save(self.net, folder, {"step": self.global_step}, overwrite=True)


def _start(config: VPTConfig | None, init_from: str | None, seed: int) -> VPTPolicy:
    if init_from is None:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            return VPTPolicy(config or VPTConfig())
    net = checkpoint.load(init_from).train()
    if not isinstance(net, VPTPolicy):
        raise ValueError(f"{init_from}: holds an inverse dynamics model; cloning starts from a policy")
    if config is not None and config != net.config:
        raise ValueError(f"{init_from}: its sizes are not those of 'model'; leave 'model' out")
    return net
