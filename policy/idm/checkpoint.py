"""A trained inverse dynamics model: a folder with ``model.safetensors`` and ``config.json``. Nothing is unpickled."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from craftagent.actions import BUTTONS
from craftagent.policy.idm.config import IDMConfig
from craftagent.policy.idm.model import IDM

FORMAT = "craftagent-idm-1"
WEIGHTS, CONFIG = "model.safetensors", "config.json"
_MAX_CONFIG = 1 << 20  # bytes
_DTYPES = {"fp16": torch.float16, "bf16": torch.bfloat16, "fp32": torch.float32}


@dataclasses.dataclass(frozen=True)
class Stored:
    """What a checkpoint holds.

    Attributes:
        model: on the CPU, float32, in evaluation mode.
        thresholds: (20,), the probability from which on each button counts as pressed.
        about: whatever else ``config.json`` says ("results", "trained", ...).
        digest: short name of exactly these weights and thresholds.
    """

    model: IDM
    thresholds: Tensor
    about: dict[str, Any]
    digest: str


def save_checkpoint(
    folder: str | Path, model: IDM, thresholds: Tensor, about: Mapping[str, Any] | None = None, dtype: str = "fp32"
) -> Path:
    """Write a checkpoint; one that is there is replaced file by file, the weights last.

    ``dtype``: fp32, bf16 or fp16 weights. Raises ``ValueError`` for another, or for weights that are not finite.
    """
    if dtype not in _DTYPES:
        raise ValueError(f"weights are stored as {', '.join(_DTYPES)}, not {dtype!r}")
    tensors = {name: value.detach().cpu().to(_DTYPES[dtype]).contiguous() for name, value in model.state_dict().items()}
    for name, value in tensors.items():
        if not torch.isfinite(value).all():
            raise ValueError(f"the weights {name} are not finite numbers; the checkpoint is not written")
    weights = save(tensors)
    config = {
        "format": FORMAT, "network": dataclasses.asdict(model.config),
        "thresholds": dict(zip(BUTTONS, (round(float(v), 6) for v in thresholds), strict=True)),
        "crc": hashlib.sha256(weights).hexdigest()[:16],
        **(about or {}),
    }  # fmt: skip
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in ((CONFIG, json.dumps(config, indent=1, allow_nan=False).encode() + b"\n"), (WEIGHTS, weights)):
        (folder / f".part-{name}").write_bytes(data)
    for name in (CONFIG, WEIGHTS):  # both are whole before either gets its name
        (folder / f".part-{name}").replace(folder / name)
    return folder


def load_checkpoint(folder: str | Path) -> Stored:
    """Read a checkpoint. Raises ``ValueError`` (one sentence) if a file is missing, damaged or does not fit."""
    folder = Path(folder)
    if not folder.is_dir():
        hint = "it is a file; name the folder it lies in" if folder.exists() else "there is no such folder"
        raise ValueError(f"{folder} is not an IDM checkpoint: {hint}")
    config = _config(folder / CONFIG)
    try:
        network = IDMConfig.from_dict(config["network"])
        _bounded(network)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{folder / CONFIG}: {str(error)[:300]}") from None  # it may quote a value of any length
    path = folder / WEIGHTS
    try:
        data = path.read_bytes()
        tensors = load(data)
    except FileNotFoundError:
        raise ValueError(f"{folder} is not an IDM checkpoint: there is no {WEIGHTS} in it") from None
    except (SafetensorError, OSError, ValueError, KeyError, AttributeError, RuntimeError) as error:
        reason = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
        raise ValueError(f"{path} is not a whole safetensors file ({reason})") from None
    try:
        with torch.device("meta"):
            wanted = {name: tuple(value.shape) for name, value in IDM(network).state_dict().items()}
    except RuntimeError:  # more bytes than there are addresses
        raise ValueError(f"{folder / CONFIG}: no network is as large as its settings ask for") from None
    _same_shapes(path, wanted, tensors)
    if "crc" in config and config["crc"] != hashlib.sha256(data).hexdigest()[:16]:
        raise ValueError(f"{path} and {CONFIG} are not of the same model: a copy or a write was broken off")
    model = IDM(network)
    model.load_state_dict({name: value.float() for name, value in tensors.items()})
    thresholds = _thresholds(folder / CONFIG, config["thresholds"])
    digest = hashlib.sha256(data + thresholds.numpy().tobytes()).hexdigest()[:16]
    about = {k: v for k, v in config.items() if k not in ("format", "network", "thresholds", "crc")}
    return Stored(model.eval(), thresholds, about, digest)


def _config(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_CONFIG + 1)
    except OSError:
        raise ValueError(f"{path.parent} is not an IDM checkpoint: there is no {CONFIG} in it") from None
    if len(data) > _MAX_CONFIG:
        raise ValueError(f"{path} is larger than {_MAX_CONFIG} bytes")
    try:
        config = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not JSON ({error})") from None
    if not isinstance(config, dict) or config.get("format") != FORMAT:
        said = repr(config.get("format"))[:60] if isinstance(config, dict) else "no object"
        raise ValueError(f"{path}: format must be {FORMAT!r}, not {said}")
    for name in ("network", "thresholds"):
        if not isinstance(config.get(name), dict):
            raise ValueError(f"{path}: {name!r} must be an object, not {repr(config.get(name))[:60]}")
    return config


def _bounded(network: IDMConfig) -> None:
    """Raise ``ValueError`` for sizes that no real network has, so that making one ends."""
    for name, value, most in (("layers", network.layers, 512), ("depth", max(network.depth), 512),
                              ("channels", max(network.channels), 1 << 16)):  # fmt: skip
        if value > most:
            raise ValueError(f"IDM setting {name!r} must be at most {most}, not {repr(value)[:60]}")


def _same_shapes(path: Path, wanted: Mapping[str, tuple[int, ...]], tensors: Mapping[str, Tensor]) -> None:
    missing, extra = wanted.keys() - tensors.keys(), tensors.keys() - wanted.keys()
    if missing or extra:
        parts = [f"lacks {_some(missing)}"] * bool(missing) + [f"has {_some(extra)}, which is not asked for"] * bool(
            extra
        )
        raise ValueError(f"{path} does not fit its {CONFIG}: it {' and '.join(parts)}")
    for name, shape in wanted.items():
        value = tensors[name]
        if tuple(value.shape) != shape:
            raise ValueError(f"{path} does not fit its {CONFIG}: {name} is {tuple(value.shape)}, not {shape}")
        if not value.is_floating_point() or not torch.isfinite(value.float()).all():
            raise ValueError(f"{path}: {name} does not hold finite numbers")


def _some(names: set[str]) -> str:
    first = ", ".join(name if name.isprintable() and len(name) < 80 else repr(name)[:80] for name in sorted(names)[:2])
    return first if len(names) <= 2 else f"{first} and {len(names) - 2} more"


def _thresholds(path: Path, values: Mapping[str, Any]) -> Tensor:
    if set(values) != set(BUTTONS):
        odd = sorted(set(values) ^ set(BUTTONS))[0]
        raise ValueError(f"{path}: 'thresholds' must name the 20 buttons; {odd!r} is missing or unknown")
    for name, value in values.items():
        if type(value) not in (int, float) or not 0 < value < 1:
            raise ValueError(f"{path}: the threshold of {name} must lie between 0 and 1, not {repr(value)[:60]}")
    return torch.tensor([float(values[name]) for name in BUTTONS])
