"""A policy on disk: ``policy.json`` (what it is) and ``policy.safetensors`` (its weights). Nothing is unpickled."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from craftagent import __version__
from craftagent.policy.goap.config import GoapConfig
from craftagent.policy.goap.language import names_of_base, on_disk_only
from craftagent.policy.goap.model import Goap
from craftagent.policy.tensors_file import write_tensors

FORMAT = "craftagent-goap-1"
_TEXTS = "texts"
_MAX_BYTES = 1 << 24  # of policy.json: it lists every instruction of the training
_MAX_SIZE = 1 << 16  # of a network in a stranger's file
_MOST = {"layers": 512, "blocks": 512, "frame": 1024}  # where less is large already


def save_policy(
    folder: str | Path, net: Goap, words: Mapping[str, list[str]], text_encoder: str, texts: Mapping[str, Tensor],
    about: Mapping[str, Any] | None = None, half: bool = False, weights: Mapping[str, Tensor] | None = None,
) -> None:  # fmt: skip
    """Write a policy, the weights last so that a folder with them is whole.

    Weights of a language model that were not trained are left out: they are read from where it came from.

    Args:
        words: the vocabulary (verbs, targets, texts).
        text_encoder: name of the sentence encoder.
        texts: instruction -> its vector; known instructions then need no sentence encoder.
        about: anything worth knowing, plain data.
        half: store 16 bits a number.
        weights: by their names, of a network that holds only a part of its own.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    base, own = names_of_base(net), net.state_dict() if weights is None else weights
    stored = {name: value.detach().cpu().contiguous() for name, value in own.items() if name not in base}
    if texts:
        stored[_TEXTS] = torch.stack([texts[text].float() for text in texts]).contiguous()
    if half:
        stored = {name: value.half() if value.is_floating_point() else value for name, value in stored.items()}
    described = {
        "format": FORMAT, "version": __version__, "model": net.config.to_dict(),
        "verbs": list(words["verbs"]), "targets": list(words["targets"]),
        "text_encoder": text_encoder, "text_width": net.text_width, "texts": list(texts), "about": dict(about or {}),
    }  # fmt: skip
    part = folder / f".part-{os.getpid()}"
    part.write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
    # both are whole before either gets its name: what is played while another process writes must fit together
    whole = folder / f".part-{os.getpid()}-policy.safetensors"
    write_tensors(stored, whole, {"format": FORMAT})
    part.replace(folder / "policy.json")
    whole.replace(folder / "policy.safetensors")


def read_description(folder: str | Path) -> dict[str, Any]:
    """``policy.json``, checked. Raises ``ValueError`` or ``OSError`` naming the file."""
    path = Path(folder) / "policy.json"
    with path.open("rb") as file:
        text = file.read(_MAX_BYTES + 1)
    if len(text) > _MAX_BYTES:
        raise ValueError(f"{path} is larger than {_MAX_BYTES} bytes")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not JSON: {error}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        said = data.get("format") if isinstance(data, dict) else None
        raise ValueError(f"{path} does not describe a policy of format {FORMAT!r}, but {_short(said)}")
    for name, kind in (("model", dict), ("verbs", list), ("targets", list), ("texts", list), ("text_encoder", str),
                       ("text_width", int)):  # fmt: skip
        if not isinstance(data.get(name), kind) or isinstance(data[name], bool):
            raise ValueError(f"{path}: field {name!r} must be a {kind.__name__}, not {_short(data.get(name))}")
    about = data.get("about", {})
    if not isinstance(about, dict) or not isinstance(about.get("play", {}), dict):
        raise ValueError(f"{path}: field 'about' and its 'play' must be objects, not {_short(about)}")
    for name in ("verbs", "targets", "texts"):
        wrong = next((word for word in data[name] if not isinstance(word, str)), None)
        if wrong is not None:
            raise ValueError(f"{path}: field {name!r} must hold strings, not {_short(wrong)}")
    if not 1 <= data["text_width"] <= _MAX_SIZE:
        raise ValueError(f"{path}: field 'text_width' must lie in 1..{_MAX_SIZE}, not {_short(data['text_width'])}")
    return data


def _short(value: Any) -> str:
    """``repr``, cut to the length of a sentence."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # an integer of too many digits
        text = f"a {type(value).__name__} without end"
    return text if len(text) <= 80 else f"{text[:77]}..."


def read_weights(folder: str | Path) -> dict[str, Tensor]:
    """``policy.safetensors``. Raises ``ValueError`` naming the file if it is damaged, ``OSError`` if it is not there."""
    path = Path(folder) / "policy.safetensors"
    if not path.is_file():
        raise FileNotFoundError(2, "there are no weights", str(path))
    try:
        with safe_open(str(path), "pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    except (SafetensorError, KeyError, AttributeError, RuntimeError) as error:  # the latter: kinds that torch has not
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise ValueError(f"{path} is damaged or no safetensors file: {reason}") from None


def load_policy(folder: str | Path) -> tuple[Goap, dict[str, Any], dict[str, Tensor]]:
    """(network in evaluation mode, description, instruction -> vector).

    All is float32, but for a language model: it keeps its ``language.dtype``. It must be on this machine: a policy's file
    has nothing fetched.
    """
    described = read_description(folder)
    weights = read_weights(folder)
    texts = weights.pop(_TEXTS, torch.zeros(0, described["text_width"]))
    wanted = (len(described["texts"]), described["text_width"])
    if texts.shape != wanted or not texts.is_floating_point() or not bool(torch.isfinite(texts.float()).all()):
        raise ValueError(
            f"{Path(folder) / 'policy.safetensors'}: {wanted[0]} instructions are named, so {_TEXTS!r} must have shape "
            f"{wanted} and finite numbers; it has {tuple(texts.shape)} of {texts.dtype}"
        )
    path = Path(folder) / "policy.json"
    try:
        _bounded(described["model"])
        config = GoapConfig.from_dict(described["model"])
    except ValueError as error:
        raise ValueError(f"{path}: {str(error)[:300]}") from None  # it may quote a value of any length
    words = tuple(described["verbs"]), tuple(described["targets"])
    try:
        if config.language.model is None:  # what the weights must be is known before memory is taken for them
            with torch.device("meta"):
                _check(Goap(config, *words, described["text_width"]).state_dict(), weights, folder)
        with on_disk_only():
            net = Goap(config, *words, described["text_width"])
    except (TypeError, RuntimeError, IndexError, ZeroDivisionError) as error:  # settings of a wrong kind
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise ValueError(f"{path}: there is no network with such model settings: {reason}") from None
    own = net.state_dict()
    weights = {name: own[name] for name in names_of_base(net)} | weights
    _check(own, weights, folder)
    net.load_state_dict(weights)  # into the network's own kinds of numbers
    return net.eval(), described, dict(zip(described["texts"], texts.float(), strict=True))


def _bounded(model: Any, name: str = "") -> None:
    """Raise ``ValueError`` for a number no real network has, so that making one ends."""
    if isinstance(model, dict):
        for key, value in model.items():
            _bounded(value, str(key))
    elif isinstance(model, list):
        for value in model:
            _bounded(value, name)
    elif isinstance(model, int):
        most = _MOST.get(name, _MAX_SIZE)
        if model > most:
            raise ValueError(f"model setting {name[:80]!r} must be at most {most}, not {_short(model)}")


def _check(ours: Mapping[str, Tensor], weights: Mapping[str, Tensor], folder: str | Path) -> None:
    """Raise ``ValueError`` naming the first of ``weights`` that ``ours`` cannot take."""
    path = Path(folder) / "policy.safetensors"
    for name, value in ours.items():
        if name not in weights:
            raise ValueError(f"{path} lacks {name!r}")
        found = weights[name]
        if found.shape != value.shape:
            raise ValueError(f"{path}: {name!r} has shape {tuple(found.shape)}, not {tuple(value.shape)}")
        if found.is_complex() or found.is_floating_point() != value.is_floating_point():
            raise ValueError(f"{path}: {name!r} holds numbers of the kind {found.dtype}, not {value.dtype}")
        if not bool(torch.isfinite(found.float()).all()):
            raise ValueError(f"{path}: {name!r} holds numbers that are not finite")
    for name in weights:
        if name not in ours:
            raise ValueError(f"{path} holds {_short(name)}, which this policy has not")


def take_weights(net: Goap, folder: str | Path, words: Mapping[str, list[str]], text_encoder: str) -> str:
    """Start from a policy: weights of equal name and shape, rows of verbs and targets by their names. Says what it did.

    Raises ``ValueError`` if both read sentences, but as vectors of different encoders: of equal width they would fit, and
    mean nothing.
    """
    described, weights = read_description(folder), read_weights(folder)
    theirs_read = any(name.startswith("goal.text.") for name in weights)
    if net.config.goal.text and theirs_read and described["text_encoder"] != text_encoder:
        raise ValueError(
            f"{folder} was trained with the sentence encoder {_short(described['text_encoder'])}, this run has "
            f"{text_encoder!r}: install or name that one ('text_encoder'), or train without 'goal.text'"
        )
    ours = net.state_dict()
    apart = names_of_base(net) | {"goal.target_words"}  # of our own language model and targets, whatever theirs are
    left = []
    for name, value in ours.items():
        if name in apart:
            continue
        theirs = weights.get(name)
        table = {"goal.verb.weight": "verbs", "goal.target.weight": "targets"}.get(name)
        if theirs is not None and table is not None and theirs.shape[1:] == value.shape[1:]:
            at = {word: i for i, word in enumerate(described[table][: len(theirs)])}
            for i, word in enumerate(words[table]):
                if word in at:
                    value[i] = theirs[at[word]].to(value.dtype)
        elif theirs is not None and theirs.shape == value.shape:
            value.copy_(theirs)
        else:
            left.append(name)
    net.load_state_dict(ours)
    return f"weights of {folder} taken over" + (f", but not {', '.join(left)}" if left else "")
