"""That every setting of a model is of its kind and in its range, so that a bad one is named rather than met in torch."""

from __future__ import annotations

import dataclasses
import typing
from typing import Any, Literal

# whole numbers are at least 1 but for these
_LEAST = {
    "stem.blocks": 0, "stem.points": 0, "stem.sought": 0, "behaviour.perceiver_layers": 0, "behaviour.bank": 2,
    "temporal.summary": 0, "language.lora_rank": 0,
}  # fmt: skip
_HUGE = 1e30  # float32 has hardly more
_ODD = frozenset({"stem.kernel"})  # padded by half of it


def check_part(part: Any, name: str) -> None:
    """Check the fields of a dataclass against their annotations.

    Raises ``ValueError`` naming the first that cannot be, as ``name.field``.
    """
    hints = typing.get_type_hints(type(part))
    for field in dataclasses.fields(part):
        at = f"{name}.{field.name}"
        problem = _problem(getattr(part, field.name), hints[field.name], at)
        if problem is not None:
            raise ValueError(f"model setting {at!r} must be {problem}, not {str(getattr(part, field.name))[:80]!r}")


def _problem(value: Any, kind: Any, at: str) -> str | None:
    """What a value of this kind must be, if this one is not."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return None if isinstance(value, str) and value in args else f"one of {', '.join(map(repr, args))}"
    if origin is tuple:
        each = args[0]
        n = None if args[-1] is Ellipsis else len(args)
        if not isinstance(value, tuple | list) or n not in (None, len(value)):
            return f"{n or 'any number of'} values"
        problems = [problem for one in value if (problem := _problem(one, each, at)) is not None]
        return f"{n or 'any number of'} values, each {problems[0]}" if problems else None
    if type(None) in args:
        return None if value is None else _problem(value, args[0], at)
    if kind is bool:
        return None if isinstance(value, bool) else "true or false"
    if kind is int:
        least = _LEAST.get(at, 1)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            return f"a whole number of at least {least}"
        return None if at not in _ODD or value % 2 else "an odd number"
    if kind is float:
        finite = not isinstance(value, bool) and isinstance(value, int | float) and abs(value) <= _HUGE
        return None if finite else "a finite number"
    return None if isinstance(value, kind) else "a text"
