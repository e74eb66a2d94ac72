"""A checkpoint of ours: a folder with ``config.json`` and ``model.safetensors``. Nothing in it can run.

config.json   {"family": "vpt", "version": 1, "config": {...VPTConfig...}, "source": {...where it came from...}}
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from craftagent.files import write_text
from craftagent.policy.tensors_file import write_tensors
from craftagent.policy.vpt.config import VPTConfig, short
from craftagent.policy.vpt.model import VPTInverseDynamics, VPTPolicy, build
from craftagent.policy.vpt.released import tensors_only
from craftagent.types import suggest

VERSION = 1
CONFIG, WEIGHTS = "config.json", "model.safetensors"
_MAX_CONFIG = 1 << 20  # bytes
_STATISTICS = "value_head.normalizer."  # one number each, with or without a dimension


def from_state(path: Path, config: VPTConfig, state: Mapping[str, Tensor]) -> VPTPolicy | VPTInverseDynamics:
    """The network of ``config`` with the weights ``state``, in float32 on the CPU, in training mode.

    ``path`` is what errors name. Raises ``ValueError`` with one sentence if a tensor is missing, is one too many, has
    another shape or holds a number that is not finite.
    """
    try:
        with torch.device("meta"):
            model = build(config)
    except RuntimeError:  # more bytes than there are addresses
        raise ValueError(f"{path}: no network is as large as its settings ask for") from None
    wanted = model.state_dict()
    for name in wanted:
        if name not in state:
            raise ValueError(f"{path}: tensor {name!r} is missing{_count([n for n in wanted if n not in state])}")
    for name in state:
        if name not in wanted:
            more = _count([n for n in state if n not in wanted])
            raise ValueError(
                f"{path}: tensor {short(name)} belongs to no VPT network{suggest(name[:80], wanted)}{more}"
            )
    ready = {}
    for name, meta in wanted.items():
        value = state[name]
        if value.shape != meta.shape:
            if not (name.startswith(_STATISTICS) and value.numel() == 1):
                raise ValueError(
                    f"{path}: tensor {name!r} must have shape {tuple(meta.shape)}, not {tuple(value.shape)}"
                )
            value = value.reshape(meta.shape)
        value = value.to(torch.float32).contiguous()
        if not torch.isfinite(value).all():
            raise ValueError(f"{path}: tensor {name!r} holds numbers that are not finite")
        ready[name] = value
    model.load_state_dict(ready, assign=True)
    model.net.img_process.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return model


def _count(names: list[str]) -> str:
    return f" (and {len(names) - 1} more)" if len(names) > 1 else ""


def save(
    model: nn.Module, folder: str | os.PathLike[str], source: Mapping[str, Any] | None = None, overwrite: bool = False
) -> Path:
    """Write a checkpoint and return its folder. ``config.json`` is written last: with it the checkpoint is whole.

    Args:
        model: a ``VPTPolicy`` or ``VPTInverseDynamics``.
        folder: made if need be.
        source: plain data to keep with it.
        overwrite: replace a checkpoint that is there; otherwise that raises ``FileExistsError``.
    """
    if not isinstance(model, (VPTPolicy, VPTInverseDynamics)):
        raise TypeError(f"a VPT checkpoint holds a VPTPolicy or VPTInverseDynamics, not {type(model).__name__}")
    folder = Path(folder)
    if not overwrite:
        refuse_existing(folder)
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: value.detach().cpu().contiguous() for name, value in model.state_dict().items()}
    data = {"family": "vpt", "version": VERSION, "config": model.config.to_dict(), "source": dict(source or {})}
    text = json.dumps(data, indent=2) + "\n"  # before anything is written: it may not be plain data
    write_tensors(state, folder / WEIGHTS)
    write_text(folder / CONFIG, text)
    return folder


def refuse_existing(folder: Path) -> None:
    """Raise ``FileExistsError`` if ``folder`` holds a checkpoint or is a file."""
    if (folder / CONFIG).exists() or (folder.exists() and not folder.is_dir()):
        what = "holds a checkpoint already" if folder.is_dir() else "is a file"
        raise FileExistsError(f"{folder}: {what}; name another folder")


def holds_vpt(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder's ``config.json`` says that it is a checkpoint of this family, be it whole or not."""
    try:
        with (Path(folder) / CONFIG).open("rb") as file:
            data = json.loads(file.read(_MAX_CONFIG))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.get("family") == "vpt"


def read_config(folder: str | os.PathLike[str]) -> tuple[VPTConfig, dict[str, Any]]:
    """A checkpoint's settings and the whole ``config.json``. Raises ``ValueError`` or ``OSError`` naming the file."""
    path = Path(folder) / CONFIG
    with path.open("rb") as file:
        text = file.read(_MAX_CONFIG + 1)
    if len(text) > _MAX_CONFIG:
        raise ValueError(f"{path}: larger than {_MAX_CONFIG} bytes")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: not JSON: {error}") from None
    if not isinstance(data, dict) or data.get("family") != "vpt":
        found = data.get("family") if isinstance(data, dict) else type(data).__name__
        raise ValueError(f"{path}: 'family' must be 'vpt', not {short(found)}")
    if data.get("version") != VERSION:
        raise ValueError(f"{path}: 'version' must be {VERSION}, not {short(data.get('version'))}")
    try:
        return VPTConfig.from_dict(data.get("config")), data
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file. Raises ``ValueError`` with one sentence if it is cut short or damaged."""
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such file")
    try:
        return tensors_only(path, load_file(path))
    except (SafetensorError, KeyError, AttributeError, RuntimeError) as error:  # the latter: kinds that torch has not
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise ValueError(f"{path}: cut short or not a safetensors file: {reason}") from None


def read(folder: str | os.PathLike[str]) -> tuple[VPTConfig, dict[str, Tensor]]:
    """A checkpoint's settings and tensors as they are stored, for networks that take over parts of it."""
    return read_config(folder)[0], read_safetensors(Path(folder) / WEIGHTS)


def load(folder: str | os.PathLike[str]) -> VPTPolicy | VPTInverseDynamics:
    """The network of a checkpoint, in float32 on the CPU, ready to play (evaluation mode)."""
    config, _ = read_config(folder)
    path = Path(folder) / WEIGHTS
    return from_state(path, config, read_safetensors(path)).eval()
