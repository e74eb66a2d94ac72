"""Training the inverse dynamics model under Lightning; see configs/train/idm.yaml."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import torch
from torch import Tensor

from craftagent.policy.bc.finite import clip, stop
from craftagent.policy.bc.muon import MuonAdamW, muon_groups
from craftagent.policy.bc.optimizer import OptimizerConfig, Schedule, shape
from craftagent.policy.bc.running_mean import exchange, follow
from craftagent.policy.idm.augment import Augment, augment, mirrored
from craftagent.policy.idm.checkpoint import load_checkpoint, save_checkpoint
from craftagent.policy.idm.config import IDMConfig
from craftagent.policy.idm.decode import decode
from craftagent.policy.idm.loss import losses
from craftagent.policy.idm.metrics import Tally
from craftagent.policy.idm.model import IDM, Logits
from craftagent.sim.simulator import WORLD_VERSION

SHOWN = ("key_accuracy", "tick_accuracy", "macro_f1", "camera_r2_world", "camera_r2_screens", "bin_accuracy_world",
         "bin_accuracy_screens", "gui_accuracy", "calibration_gap")  # fmt: skip
SCORED = ("tick_accuracy", "macro_f1", "camera_r2_world", "camera_r2_screens")
_INPUTS = 256  # of a layer, up to which the learning rate is the one that was asked for
TRUTH = ("keys", "degrees", "bins", "gui")


class IDMModule(lightning.LightningModule):
    """Learns from window batches (craftagent.datasets.modules.window.WindowDataModule).

    Every validation pass measures keys and camera, chooses the threshold of every key, and, if it is the best pass so
    far, writes a checkpoint that ``craftagent label`` reads.

    Args:
        network: the network's shape; the defaults are the size nano.
        lr: highest learning rate; layers of more than 256 inputs get less in proportion.
        weight_decay: of the matrices.
        muon: matrices and convolutions by Muon instead of AdamW (craftagent/policy/bc/muon.py); ``lr`` is Muon's.
        warmup: share of all steps over which the learning rate rises.
        final: share of the highest learning rate that is left at the end of its cosine.
        rare: how much more pressed keys count than keys that are not, 0 to 1 (see loss.py).
        bins_only: train the camera on VPT's bins and forget what lies between them.
        augment: changes of the pictures in training.
        ema: share of the running mean of the weights that is kept at each step; the mean is what is validated and kept.
        seed: of the augmentation and of dropout; each step's draw depends on it and on the step alone.
        init_from: a checkpoint folder to start from.
        best_in: folder for the best checkpoint; a relative one lies in the run's folder. Empty: write none.
    """

    def __init__(
        self,
        network: IDMConfig = IDMConfig(),  # noqa: B008  # frozen
        lr: float = 1e-3,
        weight_decay: float = 0.01,
        muon: bool = False,
        warmup: float = 0.05,
        final: float = 0.02,
        rare: float = 0.0,
        bins_only: bool = False,
        augment: Augment = Augment(),  # noqa: B008  # frozen
        ema: float = 0.998,
        seed: int = 0,
        init_from: str | None = None,
        best_in: str = "idm",
    ) -> None:
        super().__init__()
        self.model = IDM(network)
        self.register_buffer("thresholds", torch.full((20,), 0.5))
        if init_from is not None:
            stored = load_checkpoint(init_from)
            if stored.model.config != network:
                raise ValueError(f"init_from {init_from} holds a network of another shape: {stored.model.config}")
            self.model.load_state_dict(stored.model.state_dict())
            self.thresholds.copy_(stored.thresholds)
        self.lr, self.weight_decay, self.warmup, self.final = lr, weight_decay, warmup, final
        self.muon = muon
        self.rare, self.bins_only, self.augment, self.seed = rare, bins_only, augment, seed
        self.best_in = best_in
        if not 0 <= ema < 1:
            raise ValueError(f"training setting 'ema' must be at least 0 and below 1, not {ema}")
        self.ema = ema
        self._mean: list[Tensor] = []
        self.tally = Tally()
        self.best = -math.inf
        self.results: dict[str, Any] = {}

    def forward(self, pov: Tensor, valid: Tensor | None = None) -> Any:
        return self.model(pov, valid)

    def training_step(self, batch: dict[str, Tensor], batch_idx: int) -> dict[str, Tensor]:
        generator = torch.Generator().manual_seed(_seed(self.seed, self.global_step, batch_idx, self.global_rank))
        torch.manual_seed(_seed(self.seed, self.global_step, batch_idx, self.global_rank, 1))  # of dropout
        batch = mirrored(batch, self.augment.mirror, generator)
        pov = augment(batch["pov"], self.augment, generator)
        found = losses(self.model(pov, batch["valid"]), batch, self.bins_only, self.rare)
        if not torch.isfinite(found["total"]):
            said = ", ".join(f"{name} {float(value):g}" for name, value in found.items())
            stop(self, f"the loss is not a number ({said})", "model.lr")
        loss = found.pop("total")
        return {"loss": loss, **{name: value.detach() for name, value in found.items()}}

    def configure_gradient_clipping(self, optimizer: Any, gradient_clip_val: Any = None, *_: Any, **__: Any) -> None:
        """Clip by the norm; a norm that is not a number stops training before the step."""
        clip(self, self.model.parameters(), gradient_clip_val or 0.0, "model.lr")

    def on_train_start(self) -> None:
        if self.ema and not self._mean:
            self._mean = [p.detach().clone() for p in self.model.parameters()]
        self._mean = [mean.to(self.device) for mean in self._mean]

    def optimizer_step(self, *args: Any, **kwargs: Any) -> None:
        super().optimizer_step(*args, **kwargs)
        if self._mean:  # here, so that a checkpoint of this step has it
            follow(self._mean, self.model.parameters(), self.ema, self.global_step)

    def _swap(self) -> None:
        """The running mean in place of the weights, and back."""
        exchange(self._mean, self.model.parameters())

    def on_validation_epoch_start(self) -> None:
        self.tally = Tally()
        self._swap()

    def validation_step(self, batch: dict[str, Tensor], batch_idx: int) -> None:
        logits = self.model(batch["pov"], batch["valid"])
        asked = batch["keep"] & batch["valid"]
        found = losses(logits, {**batch, "valid": asked}, self.bins_only)
        for name, value in found.items():
            self.log(f"val/{name}", value, batch_size=max(1, int(asked.sum())), sync_dist=True)
        chosen = asked.flatten().cpu()
        guess = decode(Logits(*(part.cpu() for part in logits)), self.thresholds.cpu())[chosen]
        keys, degrees, bins, gui = (batch[name].flatten(0, 1).cpu()[chosen] for name in TRUTH)
        self.tally.add(guess, keys, degrees, bins, gui)

    def on_validation_epoch_end(self) -> None:
        if self.trainer.world_size > 1:
            self.tally.merge(lambda counts: self.all_gather(counts.to(self.device)).sum(0).cpu())
        self.results = self.tally.result()
        for name in SHOWN:
            self.log(f"val/{name}", self.results[name], prog_bar=name in ("macro_f1", "camera_r2_world"))
        for name, figures in self.results["keys"].items():
            self.log(f"val/f1/{name}", figures["f1"])
        score = float(np.nanmean([self.results[name] for name in SCORED]))
        self.log("val/score", score)
        if self.trainer.state.fn != "fit" or self.trainer.sanity_checking:
            self._swap()
            return
        # the figures above are those of thresholds that were chosen before; these are for the next pass and for labelling
        self.thresholds.copy_(torch.from_numpy(self.tally.thresholds()))
        self._keep_best(score)
        self._swap()

    on_test_epoch_start = on_validation_epoch_start
    test_step = validation_step
    on_test_epoch_end = on_validation_epoch_end

    def _keep_best(self, score: float) -> None:
        """By what labels are used for, not by the loss: a model grows too sure of itself before it grows worse."""
        if not score > self.best:
            return
        self.best = score
        if self.best_in and self.trainer.is_global_zero:
            self.export(Path(self.trainer.default_root_dir) / self.best_in)

    def on_train_end(self) -> None:
        """A run that was never validated leaves a model too: the running mean, with thresholds as they were."""
        if self.best == -math.inf and self.best_in and self.trainer.is_global_zero:
            self._swap()
            self.export(Path(self.trainer.default_root_dir) / self.best_in)
            self._swap()

    def export(self, folder: str | Path) -> Path:
        """Write the model as it is now, with the figures of the last validation pass, for ``craftagent label``."""
        trained = {"steps": self.trainer.global_step, "epochs": self.trainer.current_epoch + 1}
        about: dict[str, Any] = {"trained": trained, "world": WORLD_VERSION}
        if self.results:
            about["validation"] = _without_nan({k: v for k, v in self.results.items() if k != "keys"})
            about["f1"] = {k: round(v["f1"], 4) for k, v in self.results["keys"].items() if v["pressed"] > 0}
        return save_checkpoint(folder, self.model, self.thresholds, about)

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        checkpoint["idm_best"] = self.best
        checkpoint["idm_mean"] = [mean.cpu() for mean in self._mean]

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        self.best = float(checkpoint.get("idm_best", -math.inf))
        self._mean = [mean.clone() for mean in checkpoint.get("idm_mean", [])]

    def _groups(self) -> dict[tuple[float, bool], dict[str, Any]]:
        """Parameters by learning rate and by whether they decay.

        Adam moves each weight by about the learning rate, and so an output by that times the number of its inputs: the
        rate of wide layers is lower in proportion, or their outputs drown all others.
        """
        groups: dict[tuple[float, bool], dict[str, Any]] = {}
        for parameter in self.parameters():
            wide = parameter.ndim >= 2
            inputs = parameter[0].numel() if wide else 1
            lr = self.lr * min(1.0, _INPUTS / inputs)
            group = groups.setdefault((lr, wide), {"params": [], "lr": lr})
            group["weight_decay"] = self.weight_decay if wide else 0.0
            group["params"].append(parameter)
        return groups

    def configure_optimizers(self) -> Any:
        optimizer: torch.optim.Optimizer
        if self.muon:
            heads = (self.model.keys, self.model.camera, self.model.gui)
            optimizer = MuonAdamW(muon_groups(self, heads, self.lr, self.weight_decay), self.lr)
        else:
            optimizer = torch.optim.AdamW(list(self._groups().values()), lr=self.lr, foreach=True)
        steps = max(1, int(self.trainer.estimated_stepping_batches))
        rise = max(1, round(self.warmup * steps))
        schedule = Schedule(optimizer, shape(OptimizerConfig(warmup=rise, final=self.final), steps))
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}


def _without_nan(figures: dict[str, Any]) -> dict[str, Any]:
    """JSON has no NaN; a figure that there is none of becomes null."""
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in figures.items()}


def _seed(*numbers: int) -> int:
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0] >> 1)
