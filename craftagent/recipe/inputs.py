"""What a stage is carried out with: its commands, the layers and weights that they name, the version of the world."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from craftagent.files import write_text
from craftagent.recipe.recipe import BLANK, Recipe, Stage, texts_in


def digest(recipe: Recipe, stage: Stage, given: bool = True) -> str:
    """16 hex digits that change when a command does, what a layer says, weights, or the embedded world.

    Layers are the ``.yaml`` files that the commands name, with their blanks filled in, and the files that these name;
    comments do not count. Weights are folders of a trained model. What the stage itself makes is left out. Files that are
    not there (yet) do not count. Without ``given``, nor do weights that lie outside the run.
    """
    from craftagent.sim.simulator import WORLD_VERSION  # half a second

    layers: dict[str, Any] = {}
    weights: dict[str, str] = {}
    for word in (word for words in stage.commands for word in words):
        text = named_path(word)
        path = Path(text)
        if is_layer(word):
            _read_layer(path, recipe.values, layers)
        elif text and not any(made in (path, *path.parents) for made in stage.makes):
            inside = Path(recipe.values.get("out", "/")).absolute() in path.absolute().parents
            found = _weights(path) if given or inside else None
            if found is not None:
                weights[text] = found
    whole = {"commands": stage.commands, "layers": layers, "weights": weights, "world": WORLD_VERSION}
    return hashlib.sha256(json.dumps(whole, default=str).encode()).hexdigest()[:16]


def named_path(word: str) -> str:
    """``PATH`` of the words ``PATH``, ``--option=PATH``, ``policy:PATH?temperature=1`` and ``hierarchical:PATH``."""
    if word.startswith("--"):
        return word.partition("=")[2]
    kind, colon, rest = word.partition(":")
    return rest.partition("?")[0] if colon and kind in ("policy", "hierarchical") else word


def is_layer(word: str) -> bool:
    """Whether a word of a command names a YAML file that is there."""
    path = named_path(word)
    return path.endswith(".yaml") and os.path.isfile(path)


def filled(path: Path, values: Mapping[str, str]) -> tuple[str, bool]:
    """Text of a layer with the blanks filled in that have a value, and whether it had any. Other braces are YAML's."""
    text = path.read_text(encoding="utf-8")

    def fill(found: re.Match[str]) -> str:
        return values.get(found[1], found[0])

    done = BLANK.sub(fill, text)
    return done, any(found in values for found in BLANK.findall(text))


def blanks_of(recipe: Recipe) -> set[str]:
    """Names of all that can be filled in: the recipe's own blanks and those of the layers that its commands name."""
    layers = {
        named_path(word) for stage in recipe.stages for words in stage.commands for word in words if is_layer(word)
    }
    return set(recipe.blanks).union(*(BLANK.findall(Path(path).read_text(encoding="utf-8")) for path in sorted(layers)))


def fill_layers(words: tuple[str, ...], values: Mapping[str, str], folder: Path) -> tuple[str, ...]:
    """The command with its layers that have blanks written, filled in, to ``folder`` and named there instead.

    Such a layer must not name files beside it. Raises ``ValueError`` if two of a command have one name.
    """
    written: dict[str, Path] = {}
    result = []
    for word in words:
        path = Path(named_path(word))
        if is_layer(word):
            text, had_blanks = filled(path, values)
            if had_blanks:
                if written.setdefault(path.name, path) != path:
                    raise ValueError(f"layers {written[path.name]} and {path} have blanks and one name; rename one")
                write_text(folder / path.name, text)
                word = word.removesuffix(named_path(word)) + str(folder / path.name)
        result.append(word)
    return tuple(result)


def _read_layer(path: Path, values: Mapping[str, str], found: dict[str, Any]) -> None:
    """Put what a layer says into ``found``, and what the layers say that it names, which lie relative to it."""
    if str(path) in found:
        return
    text, _ = filled(path, values)
    try:
        found[str(path)] = yaml.safe_load(text)
    except yaml.YAMLError:  # the command will say so
        found[str(path)] = text
    for name in texts_in(found[str(path)]):
        if name.endswith(".yaml") and os.path.isfile(path.parent / name):
            _read_layer(path.parent / name, values, found)


def _weights(path: Path) -> str | None:
    """Hash of the description and weights of a trained model; None if this is no folder of one."""
    # not Path's, which raises for a list of tasks that is longer than a file's name may be
    if not any(os.path.isfile(path / name) for name in ("policy.json", "config.json")):
        return None
    hashed = hashlib.sha256()
    for file in sorted((*path.glob("*.json"), *path.glob("*.safetensors"))):
        hashed.update(file.name.encode())
        with file.open("rb") as data:
            hashed.update(hashlib.file_digest(data, "sha256").digest())
    return hashed.hexdigest()[:16]
