"""Numbers for the goals of a data set: verbs, targets and texts. Saved with whatever was trained on it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from craftagent.files import write_json
from craftagent.tasks.goal import VERBS

NO_GOAL = 0
UNKNOWN = 1
_SPECIAL = ("", "?")  # ids NO_GOAL and UNKNOWN


@dataclasses.dataclass(frozen=True)
class Vocabulary:
    """Ids are positions. ``verbs`` and ``targets`` begin with ("", "?"): no goal, and a name that is not here.

    ``texts`` begins with "" (no goal); no text is unknown, because the table is made from the same data.
    """

    verbs: tuple[str, ...]
    targets: tuple[str, ...]
    texts: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in ("verbs", "targets", "texts"):
            words = getattr(self, name)
            head = _SPECIAL[:1] if name == "texts" else _SPECIAL
            if words[: len(head)] != head or len(set(words)) != len(words):
                raise ValueError(f"vocabulary field {name!r} must begin with {list(head)} and name nothing twice")
        for name in ("verb", "target", "text"):
            object.__setattr__(self, f"_{name}", {word: i for i, word in enumerate(getattr(self, name + "s"))})

    @classmethod
    def build(cls, targets: Iterable[str], texts: Iterable[str], base: Vocabulary | None = None) -> Vocabulary:
        """All verbs, and these names sorted. ``base`` keeps its ids of verbs and targets, and nothing is added to them."""
        table = ("", *sorted(set(texts) - {""}))
        if base is not None:
            return cls(base.verbs, base.targets, table)
        return cls((*_SPECIAL, *VERBS), (*_SPECIAL, *sorted(set(targets) - set(_SPECIAL))), table)

    def verb_id(self, verb: str) -> int:
        return self._verb.get(verb, UNKNOWN)  # type: ignore[attr-defined, no-any-return]

    def target_id(self, target: str) -> int:
        return self._target.get(target, UNKNOWN)  # type: ignore[attr-defined, no-any-return]

    def text_id(self, text: str) -> int:
        """Row of ``texts``. Raises ``KeyError`` for a text that was not there when the table was made."""
        return self._text[text]  # type: ignore[attr-defined, no-any-return]

    def to_dict(self) -> dict[str, list[str]]:
        return {"verbs": list(self.verbs), "targets": list(self.targets), "texts": list(self.texts)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Vocabulary:
        """Raises ``ValueError`` for anything that :meth:`to_dict` did not write."""
        if not isinstance(data, Mapping) or set(data) != {"verbs", "targets", "texts"}:
            raise ValueError("a vocabulary is a mapping of verbs, targets and texts")
        for name, words in data.items():
            if not isinstance(words, (list, tuple)) or not all(isinstance(w, str) for w in words):
                raise ValueError(f"vocabulary field {name!r} must be a list of texts")
        return cls(*(tuple(data[name]) for name in ("verbs", "targets", "texts")))

    def save(self, path: str | Path) -> None:
        """As JSON, whole or not at all."""
        write_json(Path(path), self.to_dict())

    @classmethod
    def load(cls, path: str | Path) -> Vocabulary:
        """Raises ``ValueError`` naming the file if it holds no vocabulary."""
        try:
            return cls.from_dict(json.loads(Path(path).read_text(encoding="utf-8")))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
