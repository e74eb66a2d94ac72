"""Going on from a checkpoint that may be anyone's: it is looked at before anything is made, and what is wrong is said."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import Callback
from torch import Tensor

_PARTS: dict[str, type] = {"state_dict": dict, "loops": dict, "optimizer_states": list, "lr_schedulers": list,
                           "global_step": int, "epoch": int, "pytorch-lightning_version": str}  # fmt: skip


class WrongCheckpoint(ValueError):
    """A run cannot go on from this checkpoint."""


def check_checkpoint(path: Path) -> None:
    """Raise :class:`WrongCheckpoint` with one sentence unless ``path`` is a whole checkpoint of training.

    Nothing in it is executed, and nothing is unpacked that takes more memory than the file has bytes. Whether its
    tensors fit a model is found out when they are loaded.
    """
    if not path.is_file():
        hint = "it is a folder; name a file step-N.ckpt in it" if path.is_dir() else "there is no such file"
        raise WrongCheckpoint(f"{path} is no checkpoint: {hint}")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except Exception as error:  # whatever a damaged archive makes zipfile raise
        raise WrongCheckpoint(f"{path} is damaged or no checkpoint ({type(error).__name__})") from None
    packed = any(entry.compress_type != zipfile.ZIP_STORED for entry in entries)
    if packed or sum(entry.file_size for entry in entries) > path.stat().st_size:
        raise WrongCheckpoint(f"{path} is refused: what it holds is larger than the file, which no checkpoint's is")
    try:
        saved = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except Exception as error:  # torch's own words tell how to execute it after all
        raise WrongCheckpoint(
            f"{path} is damaged, or holds more than tensors and plain data ({type(error).__name__})"
        ) from None
    for name, kind in _PARTS.items():
        found = saved.get(name) if isinstance(saved, dict) else None
        if not isinstance(found, kind) or isinstance(found, bool):
            raise WrongCheckpoint(
                f"{path} is no checkpoint of training: its part {name!r} is missing or no {kind.__name__}"
            )
    if saved.get("hyper_parameters"):
        raise WrongCheckpoint(f"{path} is refused: it brings settings of its own, which would replace those given here")


def check_memory(memory: Any, fresh: Mapping[str, Tensor]) -> None:
    """Raise :class:`WrongCheckpoint` unless ``memory`` is a network's, whose own of one stream is ``fresh``."""
    streams = set()
    for name, ours in fresh.items():
        theirs = memory.get(name) if isinstance(memory, dict) else None
        fits = isinstance(theirs, Tensor) and theirs.shape[1:] == ours.shape[1:] and theirs.ndim == ours.ndim
        if not fits or theirs.is_floating_point() != ours.is_floating_point():  # mixed precision has its own kinds
            raise WrongCheckpoint(f"the checkpoint's memory {name!r} does not fit the model")
        if ours.ndim:
            streams.add(len(theirs))
    if len(streams) > 1 or memory.keys() != fresh.keys():
        raise WrongCheckpoint("the checkpoint's memory does not fit the model")


def of_everyone(processes: int, own: Any) -> list[Any]:
    """What each process has, in the order of ranks; all must ask at the same time."""
    if processes == 1:
        return [own]
    found: list[Any] = [None] * processes
    torch.distributed.all_gather_object(found, own)
    return found


def own_of(saved: Any, processes: int, rank: int) -> Any:
    """One process's part of a list of :func:`of_everyone`. Raises :class:`WrongCheckpoint` for another number of them."""
    if not isinstance(saved, list) or len(saved) != processes:
        many = len(saved) if isinstance(saved, list) else "an unknown number of"
        raise WrongCheckpoint(
            f"the checkpoint is of a run of {many} processes, not {processes}; resume with as many, or start from "
            "its policy with 'init_from'"
        )
    return saved[rank]


class ResumeGuard(Callback):
    """Knows whether the checkpoint ``path`` is being loaded just now, and looks at what came of it.

    ``loading`` is True from before the model is made until the first step; ``taken`` from when the model has its weights.
    """

    def __init__(self) -> None:
        self.path: str | None = None
        self.loading = self.taken = False

    def setup(self, trainer: lightning.Trainer, pl_module: Any, stage: str) -> None:
        self.loading = self.path is not None

    def on_load_checkpoint(self, trainer: lightning.Trainer, pl_module: Any, checkpoint: dict[str, Any]) -> None:
        self.taken = True

    def on_train_start(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        for optimizer in trainer.optimizers if self.loading else ():
            for parameter, state in optimizer.state.items():
                for name, value in state.items():
                    if isinstance(value, Tensor) and value.ndim and value.shape != parameter.shape:
                        shapes = f"{tuple(value.shape)}, not {tuple(parameter.shape)}"
                        raise WrongCheckpoint(f"{self.path}: the optimizer's {name!r} has shape {shapes}")
        self.loading = False

    def on_validation_start(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        self.loading = False

    def on_test_start(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        self.loading = False
