"""``BehaviourCloning``: trains GOAP on streams of play.

The network is made once the data's vocabulary is known. Memory is carried from batch to batch, stream by stream, and is
part of a checkpoint with everything else that the next step depends on; randomness follows from seed and step alone.
"""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.trainer.states import TrainerFn
from torch import Tensor

from craftagent.policy.bc.finite import clip, stop
from craftagent.policy.bc.losses import (
    LossConfig,
    TeacherConfig,
    camera_moves,
    cloning_loss,
    divergence,
    rarity_of,
    smoothing_loss,
    tick_weights,
)
from craftagent.policy.bc.optimizer import OptimizerConfig, Schedule, make_optimizer, shape
from craftagent.policy.bc.resume import WrongCheckpoint, check_memory, of_everyone, own_of
from craftagent.policy.bc.running_mean import exchange, follow
from craftagent.policy.bc.sharding import Sharded, as_shards_of, check_trainer, forget_gathered, shard, whole
from craftagent.policy.goals.encoder import pictures_of
from craftagent.policy.goals.text import fetched_text_encoder, text_encoder
from craftagent.policy.goap.config import GoapConfig
from craftagent.policy.goap.language import names_of_base
from craftagent.policy.goap.model import Goap
from craftagent.sim.simulator import WORLD_VERSION

Batch = dict[str, Tensor]


class BehaviourCloning(lightning.LightningModule):
    """Clones play.

    Args:
        model: the network's sizes and choices.
        loss: weights of the loss's parts and of ticks.
        optimizer: AdamW and its schedule.
        teacher: a frozen policy to stay close to.
        text_encoder: sentence encoder, see :mod:`craftagent.policy.goals.text`.
        init_from: folder of a policy of ours whose weights to start from; those of other shapes are left out and named.
        init_vpt: VPT checkpoint of ours whose trunk to start from (the model's ``vpt`` must have its sizes).
        ema: share of the running mean of weights that is kept at each step; 0: no mean is kept. The mean is what is
            validated, played and exported.
        seed: of dropout; the data module has its own.
        carry_memory: carry memory from batch to batch; off: every chunk starts without.
    """

    net: Goap
    text_table: Tensor
    moves: Tensor

    def __init__(
        self,
        model: GoapConfig | None = None,
        loss: LossConfig | None = None,
        optimizer: OptimizerConfig | None = None,
        teacher: TeacherConfig | None = None,
        text_encoder: str = "auto",
        init_from: str | None = None,
        init_vpt: str | None = None,
        ema: float = 0.999,
        seed: int = 0,
        carry_memory: bool = True,
    ) -> None:
        super().__init__()
        if not 0 <= ema < 1:
            raise ValueError(f"training setting 'ema' must be at least 0 and below 1, not {ema}")
        self.config = model or GoapConfig()
        self.loss = loss or LossConfig()
        self.optimizer_config = optimizer or OptimizerConfig()
        self.teacher_config = teacher or TeacherConfig()
        self.encoder_name, self.init_from, self.init_vpt = text_encoder, init_from, init_vpt
        self.ema_decay, self.seed, self.carry_memory = ema, seed, carry_memory
        self.words: dict[str, list[str]] | None = None  # the vocabulary, once it is known
        self.rarity: Tensor | None = None
        self._memory: dict[str, dict[str, Tensor]] = {}
        self._teacher: Any = None
        self.register_buffer("moves", camera_moves(), persistent=False)
        self.register_buffer("text_table", torch.zeros(1, 1), persistent=False)

    # --- making the network -------------------------------------------------------------------------------------------

    def setup(self, stage: str) -> None:
        """Take over the data's vocabulary. Raises ``ValueError`` for settings that contradict each other."""
        check_trainer(self.trainer, shards=True)
        if self._sharded and self.optimizer_config.kind == "muon":
            raise ValueError("model setting 'optimizer.kind' must be 'adamw' in shards: Muon wants whole matrices")
        if self._sharded and self.config.language.model is not None:
            raise ValueError("model setting 'language.model' cannot be trained in shards: take strategy 'ddp'")
        data: Any = self.trainer.datamodule
        if data is None or not hasattr(data, "vocabulary"):
            raise ValueError("behaviour cloning wants a SequenceDataModule: its vocabulary says what goals there are")
        self._take_words(data.vocabulary.to_dict())
        shown = getattr(getattr(data, "goals", None), "image", 0.0) > 0
        if stage == "fit" and shown != self.config.goal.image:
            ours, theirs = ("on", "0") if self.config.goal.image else ("off", "above 0")
            raise ValueError(
                f"model setting 'goal.image' is {ours}, but data setting 'goals.image' is {theirs}: goal images are shown "
                "and learned, or neither"
            )
        if self.loss.rare > 0 and stage == "fit":
            self.rarity = rarity_of(self.loss, data.library("train").entries)

    def _take_words(self, words: dict[str, list[str]], fetch: bool = True) -> None:
        encoder = (fetched_text_encoder if fetch else text_encoder)(self.encoder_name)
        self.encoder_name = encoder.name
        changed = self.words is None or self.words["texts"] != words["texts"] or self.text_table.shape[1] == 1
        self.words = words
        if changed:
            self.text_table = torch.from_numpy(encoder.encode(words["texts"])).to(self.text_table.device)

    @property
    def _sharded(self) -> bool:
        return isinstance(self.trainer.strategy, Sharded)

    def configure_model(self) -> None:
        """Make the network, once."""
        if hasattr(self, "net"):
            return
        assert self.words is not None
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            self.net = Goap(
                self.config, tuple(self.words["verbs"]), tuple(self.words["targets"]), self.text_table.shape[1]
            )
        if self.init_vpt is not None:
            from craftagent.policy.goap.vpt_trunk import take_vpt

            self.print(take_vpt(self.net, self.init_vpt))
        if self.init_from is not None:
            from craftagent.policy.goap.files import take_weights

            self.print(take_weights(self.net, self.init_from, self.words, self.encoder_name))
        if self._sharded:
            assert self.device_mesh is not None
            shard(self.net, self.device_mesh["data_parallel"])
        self._ema = [p.detach().clone() for p in self._averaged()] if self.ema_decay else []

    def _averaged(self) -> list[Tensor]:
        return [p for p in self.net.parameters() if p.requires_grad]

    def configure_optimizers(self) -> Any:
        c = self.optimizer_config
        optimizer = make_optimizer(c, self.net)
        steps = c.steps or self.trainer.estimated_stepping_batches
        schedule = Schedule(optimizer, shape(c, steps if steps > 0 else math.inf))
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    # --- one batch ----------------------------------------------------------------------------------------------------

    def goals_of(self, batch: Batch) -> dict[str, Tensor]:
        """The goal fields as the network wants them."""
        return {
            "text": self.text_table[batch["text"]], "verb": batch["verb"], "target": batch["target"],
            "count": batch["count"], **pictures_of(batch),
        }  # fmt: skip

    def _latent(self, batch: Batch, part: str) -> Tensor:
        b = batch["first"].shape[0]
        state = self._memory.get(part) if self.carry_memory else None
        held = next(iter(state.values()), None) if state else None  # a network without memory has an empty one
        if state is None or (held is not None and held.shape[0] != b):
            state = self.net.initial_state(b, batch["first"].device)
        latent, new = self.net(
            batch["pov"],
            batch["previous_buttons"],
            batch["previous_camera"],
            batch["first"],
            self.goals_of(batch),
            state,
        )
        self._memory[part] = new
        return latent

    def _losses(self, batch: Batch, part: str) -> tuple[Tensor, dict[str, Tensor]]:
        latent = self._latent(batch, part)
        heads = self.net.heads
        scores = heads.score(latent, batch["buttons"], batch["camera"])
        rarity = self.rarity.to(latent.device) if self.rarity is not None else None
        weight = tick_weights(self.loss, batch, rarity)
        loss, parts = cloning_loss(
            self.loss, scores.buttons, scores.camera, heads.passed(latent), batch, weight, self.moves, part == "train"
        )
        teacher = self.teacher_config.path is not None and part == "train"
        smooth = self.loss.label_smoothing if part == "train" else 0.0
        if teacher or smooth:
            logits = heads.buttons(latent), heads.camera(latent)
            if smooth:
                loss = (1 - smooth) * loss + smooth * smoothing_loss(logits, weight)
            if teacher:
                theirs = self._ask_teacher(batch)
                parts["kl"] = divergence(logits, theirs, batch["valid"], self.teacher_config.direction == "forward")
                weight_now = self.teacher_config.weight * self.teacher_config.decay**self.global_step
                loss = loss + weight_now * parts["kl"]
        return loss, {"loss": loss, **parts}

    def _ask_teacher(self, batch: Batch) -> tuple[Tensor, Tensor]:
        if self._teacher is None:
            from craftagent.policy.bc.teacher import Teacher

            assert self.teacher_config.path is not None
            # not a submodule: its weights belong in no checkpoint of ours
            object.__setattr__(self, "_teacher", Teacher(self.teacher_config.path, self.device))
        state = self._memory.get("teacher")
        logits, new = self._teacher(batch, self.words, state)
        self._memory["teacher"] = new
        return logits

    def training_step(self, batch: Batch, batch_idx: int) -> dict[str, Tensor]:
        """A chunk of every stream; raises :class:`craftagent.policy.bc.finite.NonFiniteLoss`."""
        loss, parts = self._losses(batch, "train")
        if not bool(torch.isfinite(loss)):
            wrong = [name for name, value in parts.items() if not bool(torch.isfinite(value))]
            seen = sorted({int(e) for e in batch["episode"].unique() if e >= 0}) if "episode" in batch else []
            stop(self, f"the loss is not a number ({', '.join(wrong)}), episodes of the batch: {seen[:12]}")
        return {"loss": loss, **{name: value.detach() for name, value in parts.items() if name != "loss"}}

    def configure_gradient_clipping(self, optimizer: Any, *_: Any, **__: Any) -> None:
        """Clip by the norm over all parameters; a norm that is not a number stops training before the step."""
        self.gradient_norm = clip(self, self._averaged(), self.optimizer_config.clip)

    def optimizer_step(self, *args: Any, **kwargs: Any) -> None:
        super().optimizer_step(*args, **kwargs)
        if self._ema:
            follow(self._ema, self._averaged(), self.ema_decay, self.global_step)

    def on_train_batch_start(self, batch: Batch, batch_idx: int) -> None:
        part = batch_idx % self.trainer.accumulate_grad_batches  # of the batches of one step no two drop the same
        torch.manual_seed((part << 52) + (self.seed * 1_000_003 + self.global_step) * 4096 + self.global_rank)

    def validation_step(self, batch: Batch, batch_idx: int) -> dict[str, Tensor]:
        _, parts = self._losses(batch, "val")
        n = batch["mask"].sum()
        for name, value in parts.items():
            self.log(f"val/{name}", value, on_epoch=True, batch_size=int(n), sync_dist=True)
        return parts

    test_step = validation_step

    # --- the mean of the weights --------------------------------------------------------------------------------------

    def swap_mean(self) -> None:
        """Exchange the weights and their running mean (nothing to do without a mean)."""
        if self._ema and self._sharded:
            forget_gathered(self.net)
        exchange(self._ema, self._averaged())

    def on_validation_start(self) -> None:
        self._memory.pop("val", None)
        self.swap_mean()

    def on_validation_end(self) -> None:
        self._memory.pop("val", None)
        self.swap_mean()

    on_test_start, on_test_end = on_validation_start, on_validation_end

    def on_fit_start(self) -> None:
        self._ema = [mean.to(self.device) for mean in self._ema]
        self._memory = {
            part: {name: value if name.endswith("now") else value.to(self.device) for name, value in state.items()}
            for part, state in self._memory.items()
        }

    # --- checkpoints: plain data and tensors only ---------------------------------------------------------------------

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        names = [name for name, p in self.net.named_parameters() if p.requires_grad]
        checkpoint["craftagent"] = {
            "model": self.config.to_dict(),
            "loss": dataclasses.asdict(self.loss),
            "words": self.words,
            "text_encoder": self.encoder_name,
            "text_width": int(self.text_table.shape[1]),
            "ema": dict(zip(names, map(whole, self._ema), strict=True)) if self._ema else {},
            "memory": self._everyones_memory(),
        }
        for name in names_of_base(self.net):
            del checkpoint["state_dict"][f"net.{name}"]

        # Lightning counts a batch as completed only after the callbacks that save; the next step is another one.
        progress = checkpoint.get("loops", {}).get("fit_loop", {}).get("epoch_loop.batch_progress")
        if progress is not None:
            for count in (progress["total"], progress["current"]):
                count["completed"] = count["processed"]

    def _everyones_memory(self) -> list[dict[str, dict[str, Tensor]]]:
        """Memory of every process, in the order of ranks: each goes on with its own streams."""
        own = {part: {name: value.cpu() for name, value in state.items()}
               for part, state in self._memory.items() if part != "val"}  # fmt: skip
        return of_everyone(self.trainer.world_size, own)

    def export(self, folder: str | Path) -> None:
        """Write the policy as it is to be played (the mean of the weights), see :mod:`craftagent.policy.goap.files`.

        Of training in shards all processes must call it; the first one writes.
        """
        from craftagent.policy.goap.files import save_policy

        self.swap_mean()
        try:
            weights = {name: whole(value) for name, value in self.net.state_dict().items()}
            if not self._sharded or self.trainer.is_global_zero:
                words = self.words or {}
                table = dict(zip(words["texts"], self.text_table.cpu(), strict=True)) if words else {}
                about = {"step": self.global_step, "world": WORLD_VERSION}
                save_policy(folder, self.net, words, self.encoder_name, table, about, weights=weights)
        finally:
            self.swap_mean()

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        saved = checkpoint.get("craftagent")
        if not isinstance(saved, dict):
            raise WrongCheckpoint(
                "this checkpoint was not written by behaviour cloning; 'init_from' takes exported policies"
            )
        if saved["model"] != self.config.to_dict():
            names = [n for n, v in self.config.to_dict().items() if v != saved["model"].get(n)]
            raise WrongCheckpoint(
                f"the checkpoint's model differs in {', '.join(names)}; resume with the config it was made with"
            )
        if self.words is None:
            self.encoder_name = saved["text_encoder"]
            self._take_words(saved["words"], fetch=False)  # a file named it
        elif self.config.goal.text and self.encoder_name != saved["text_encoder"]:
            raise WrongCheckpoint(
                f"the checkpoint's sentence encoder is {str(saved['text_encoder'])[:80]!r}, this run has "
                f"{self.encoder_name!r}, whose vectors mean other things: install or name the checkpoint's ('text_encoder')"
            )
        elif {k: self.words[k] for k in ("verbs", "targets")} != {k: saved["words"][k] for k in ("verbs", "targets")}:
            raise WrongCheckpoint(
                "the data's verbs or targets are not the checkpoint's: give its vocabulary to the data module"
            )
        self.configure_model()
        own = self.net.state_dict()
        for name in names_of_base(self.net):
            checkpoint["state_dict"].setdefault(f"net.{name}", own[name])
        if self._ema:
            names = [name for name, p in self.net.named_parameters() if p.requires_grad]
            for name, ours in zip(names, self._ema, strict=True):
                if saved["ema"][name].shape != ours.shape or saved["ema"][name].dtype != ours.dtype:
                    raise WrongCheckpoint(f"the checkpoint's mean of {name!r} does not fit the model")
            self._ema = [
                as_shards_of(saved["ema"][name].clone(), ours) for name, ours in zip(names, self._ema, strict=True)
            ]
        if self.trainer.state.fn != TrainerFn.FITTING:  # validation begins without memory, in any number of processes
            return
        own = own_of(saved["memory"], self.trainer.world_size, self.trainer.global_rank)
        self._memory = {part: dict(state) for part, state in own.items()}
        if "train" in self._memory:
            check_memory(self._memory["train"], self.net.initial_state(1))
