"""A policy on disk: ``policy.json`` (what it is) and ``policy.safetensors`` (its weights). Nothing is unpickled."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from craftagent import __version__
from craftagent.policy.goap.config import GoapConfig
from craftagent.policy.goap.model import Goap

FORMAT = "craftagent-goap-1"
_TEXTS = "texts"


def save_policy(
    folder: str | Path, net: Goap, words: Mapping[str, list[str]], text_encoder: str, texts: Mapping[str, Tensor],
    about: Mapping[str, Any] | None = None, half: bool = False,
) -> None:  # fmt: skip
    """Write a policy, the weights last so that a folder with them is whole.

    Args:
        words: the vocabulary (verbs, targets, texts).
        text_encoder: name of the sentence encoder.
        texts: instruction -> its vector; known instructions then need no sentence encoder.
        about: anything worth knowing, plain data.
        half: store 16 bits a number.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: value.detach().cpu().contiguous() for name, value in net.state_dict().items()}
    if texts:
        weights[_TEXTS] = torch.stack([texts[text].float() for text in texts]).contiguous()
    if half:
        weights = {name: value.half() if value.is_floating_point() else value for name, value in weights.items()}
    described = {
        "format": FORMAT, "version": __version__, "model": net.config.to_dict(),
        "verbs": list(words["verbs"]), "targets": list(words["targets"]),
        "text_encoder": text_encoder, "text_width": net.text_width, "texts": list(texts), "about": dict(about or {}),
    }  # fmt: skip
    part = folder / f".part-{os.getpid()}"
    part.write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
    part.replace(folder / "policy.json")
    save_file(weights, str(part), metadata={"format": FORMAT})
    part.replace(folder / "policy.safetensors")


def read_description(folder: str | Path) -> dict[str, Any]:
    """``policy.json``, checked. Raises ``ValueError`` or ``OSError`` naming the file."""
    path = Path(folder) / "policy.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON: {error}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        said = data.get("format") if isinstance(data, dict) else None
        raise ValueError(f"{path} does not describe a policy of format {FORMAT!r}, but {said!r}")
    for name, kind in (("model", dict), ("verbs", list), ("targets", list), ("texts", list), ("text_encoder", str),
                       ("text_width", int)):  # fmt: skip
        if not isinstance(data.get(name), kind):
            raise ValueError(f"{path}: field {name!r} must be a {kind.__name__}, not {data.get(name)!r}")
    return data


def read_weights(folder: str | Path) -> dict[str, Tensor]:
    """``policy.safetensors``. Raises ``ValueError`` naming the file if it is damaged, ``OSError`` if it is not there."""
    path = Path(folder) / "policy.safetensors"
    if not path.is_file():
        raise FileNotFoundError(2, "there are no weights", str(path))
    try:
        with safe_open(str(path), "pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    except SafetensorError as error:
        raise ValueError(f"{path} is damaged or no safetensors file: {error}") from None


def load_policy(folder: str | Path) -> tuple[Goap, dict[str, Any], dict[str, Tensor]]:
    """(network in evaluation mode and float32, description, instruction -> vector)."""
    described = read_description(folder)
    weights = read_weights(folder)
    texts = weights.pop(_TEXTS, torch.zeros(0, described["text_width"])).float()
    if len(texts) != len(described["texts"]):
        raise ValueError(f"{folder}: {len(described['texts'])} instructions are named, but {len(texts)} have a vector")
    try:
        config = GoapConfig.from_dict(described["model"])
    except ValueError as error:
        raise ValueError(f"{Path(folder) / 'policy.json'}: {error}") from None
    net = Goap(config, tuple(described["verbs"]), tuple(described["targets"]), described["text_width"])
    _fill(net, weights, folder)
    return net.float().eval(), described, dict(zip(described["texts"], texts, strict=True))


def _fill(net: Goap, weights: dict[str, Tensor], folder: str | Path) -> None:
    ours = net.state_dict()
    path = Path(folder) / "policy.safetensors"
    for name, value in ours.items():
        if name not in weights:
            raise ValueError(f"{path} lacks {name!r}")
        if weights[name].shape != value.shape:
            raise ValueError(f"{path}: {name!r} has shape {tuple(weights[name].shape)}, not {tuple(value.shape)}")
        if not bool(torch.isfinite(weights[name]).all()):
            raise ValueError(f"{path}: {name!r} holds numbers that are not finite")
    for name in weights:
        if name not in ours:
            raise ValueError(f"{path} holds {name!r}, which this policy has not")
    net.load_state_dict(weights)


def take_weights(net: Goap, folder: str | Path, words: Mapping[str, list[str]]) -> str:
    """Start from a policy: weights of equal name and shape, rows of verbs and targets by their names. Says what it did."""
    described, weights = read_description(folder), read_weights(folder)
    ours = net.state_dict()
    left = []
    for name, value in ours.items():
        theirs = weights.get(name)
        table = {"goal.verb.weight": "verbs", "goal.target.weight": "targets"}.get(name)
        if theirs is not None and table is not None and theirs.shape[1:] == value.shape[1:]:
            at = {word: i for i, word in enumerate(described[table])}
            for i, word in enumerate(words[table]):
                if word in at:
                    value[i] = theirs[at[word]].to(value.dtype)
        elif theirs is not None and theirs.shape == value.shape:
            value.copy_(theirs)
        elif name != "goal.target_words":
            left.append(name)
    net.load_state_dict(ours)
    return f"weights of {folder} taken over" + (f", but not {', '.join(left)}" if left else "")
