"""The released files: ``NAME.model`` (a pickle of settings) and ``NAME.weights`` (a state dict).

The tensors' shapes say every size; the ``.model`` file adds the temperature and has to agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from craftagent.policy.vpt.config import PRESETS, VPTConfig, short
from craftagent.policy.vpt.plain_pickle import load_plain
from craftagent.policy.vpt.weights_file import check_weights_file

_CNN = "net.img_process.cnn"
_BLOCK = "net.recurrent_layer.blocks"


def read_weights(path: Path) -> dict[str, Tensor]:
    """The tensors of a ``.weights`` file, unpickled by torch's loader that knows tensors only.

    Raises ``ValueError`` with one sentence if it is damaged or holds anything else.
    """
    check_weights_file(path)
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # zip, pickle, end of file, storage sizes: each its own type
        if isinstance(error, OSError) and error.filename is not None:
            raise  # it cannot be opened, which says nothing about its contents
        raise ValueError(f"{path}: damaged or not a file of weights: {_first_line(error)}") from None
    return tensors_only(path, state)


def tensors_only(path: Path, state: Any) -> dict[str, Tensor]:
    """``state`` itself if it is a flat dict of dense tensors of floats, else ``ValueError``."""
    if not isinstance(state, Mapping):
        raise ValueError(f"{path}: weights must be a dict of tensors, not {type(state).__name__}")
    for name, value in state.items():
        if not isinstance(name, str) or not isinstance(value, Tensor):
            raise ValueError(
                f"{path}: weights must be tensors and nothing else, but {short(name)} is {type(value).__name__}"
            )
        if value.layout != torch.strided or not value.is_floating_point():
            raise ValueError(f"{path}: tensor {name!r} must be dense and of floats, not {value.layout} {value.dtype}")
        if value.untyped_storage().nbytes() < value.numel() * value.element_size():
            raise ValueError(f"{path}: tensor {name!r} claims {value.numel()} numbers, but the file has fewer")
    return {name: value.detach() for name, value in state.items()}


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__


def config_from_tensors(path: Path, state: Mapping[str, Tensor]) -> VPTConfig:
    """The sizes that a state dict's shapes tell; temperature 1 for a policy and 4 for an IDM, as released.

    Raises ``ValueError`` if a tensor that tells them is missing or no network has such shapes.
    """

    def size(name: str, dim: int) -> int:
        if name not in state:
            raise ValueError(f"{path}: not the weights of a VPT network: there is no tensor {name!r}")
        if state[name].dim() <= dim:
            raise ValueError(f"{path}: tensor {name!r} has the wrong shape {tuple(state[name].shape)}")
        return int(state[name].shape[dim])

    temporal = size("net.conv3d_layer.layer.weight", 0) if "net.conv3d_layer.layer.weight" in state else 0
    hidsize = size("net.img_process.linear.layer.weight", 0)
    channels = tuple(size(f"{_CNN}.stacks.{i}.firstconv.layer.weight", 0) for i in range(3))
    basis, memory = size(f"{_BLOCK}.0.r.orc_block.b_nd", 0), size(f"{_BLOCK}.0.r.orc_block.b_nd", 1)
    blocks = sum(re.fullmatch(rf"{re.escape(_BLOCK)}\.\d+\.pre_r_ln\.weight", name) is not None for name in state)
    kind = "policy" if memory else "idm"
    try:
        return VPTConfig.from_dict(dict(
            kind=kind, hidsize=hidsize, heads=size(f"{_BLOCK}.0.r.orc_block.r_layer.weight", 0) // max(1, basis),
            blocks=blocks, channels=channels, dense=size(f"{_CNN}.dense.layer.weight", 0), memory=memory,
            mlp_ratio=size(f"{_BLOCK}.0.mlp0.layer.weight", 0) // hidsize, basis=basis, temporal=temporal,
            image=8 * round((size(f"{_CNN}.dense.norm.weight", 0) / channels[-1]) ** 0.5),
            temperature=1.0 if kind == "policy" else 4.0,
        ))  # fmt: skip
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"{path}: no VPT network has tensors of these shapes: {error}") from None


# settings of a .model file that change the network in a way that no released model uses
_FIXED: Mapping[str, Any] = {
    "recurrence_type": "transformer", "recurrence_is_residual": True, "use_pointwise_layer": True,
    "pointwise_use_activation": False, "use_pre_lstm_ln": False, "diff_mlp_embedding": False, "only_img_input": True,
}  # fmt: skip


def read_model_file(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """A ``.model`` file's settings of the network and of the action head. Raises ``ValueError`` if it has none."""
    data = load_plain(path)
    parts: list[dict[str, Any]] = []
    for way in (("model", "args", "net", "args"), ("model", "args", "pi_head_opts")):
        value = data
        for key in way:
            if not isinstance(value, dict) or key not in value:
                raise ValueError(f"{path}: not the description of a VPT model: there is no entry {'/'.join(way)}")
            value = value[key]
        if not isinstance(value, dict):
            raise ValueError(f"{path}: entry {'/'.join(way)} must be a dict, not {type(value).__name__}")
        parts.append(value)
    return parts[0], parts[1]


def with_model_file(config: VPTConfig, path: Path) -> VPTConfig:
    """``config``, as told by the weights, with the temperature of a ``.model`` file.

    Raises ``ValueError`` if a size that the file names is another, or it asks for something no released model has.
    """
    net, head = read_model_file(path)
    for name in ("impala_width", "timesteps"):
        if name in net and not (type(net[name]) is int and net[name] > 0):
            raise ValueError(f"{path}: {name} must be a whole number above 0, not {short(net[name])}")
    sizes: dict[str, Any] = {
        "hidsize": config.hidsize, "attention_heads": config.heads, "n_recurrence_layers": config.blocks,
        "pointwise_ratio": config.mlp_ratio, "attention_mask_style": "clipped_causal" if config.memory else "none",
    }  # fmt: skip
    # an IDM's stacks see the filters of the convolution over ticks, and its file may name their number
    shapes = [[config.image, config.image, channels] for channels in (3, config.temporal or 3)]
    if net.get("img_shape") not in shapes:
        sizes["img_shape"] = shapes[0]
    if "impala_width" in net and isinstance(net.get("impala_chans"), list):
        sizes["impala_chans"] = [c / net["impala_width"] for c in config.channels]
    if {"attention_memory_size", "timesteps"} <= net.keys():
        sizes["attention_memory_size"] = config.memory + net["timesteps"]
    for name, value in {**sizes, **_FIXED}.items():
        if name in net and net[name] != value:
            what = "the weights have" if name in sizes else "a released model has"
            raise ValueError(f"{path}: {name} is {short(net[name])}, but {what} {value!r}")
    try:
        temperature = float(head.get("temperature", config.temperature))
        return VPTConfig.from_dict({**config.to_dict(), "temperature": temperature})
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{path}: temperature must be a number above 0, not {short(head['temperature'])}") from None


def size_name(config: VPTConfig) -> str:
    """``1x``, ``2x``, ``3x``, ``idm-4x``, or ``own size``, whatever the temperature."""
    for name, released in PRESETS.items():
        if released.to_dict() == {**config.to_dict(), "temperature": released.temperature}:
            return name
    return "own size"
