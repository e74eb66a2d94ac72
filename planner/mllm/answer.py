"""What a model writes: a thought and a list of steps, as pydantic models, and the JSON schema made from them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from craftagent.planner.reflection import Predicament
from craftagent.planner.ways import durability
from craftagent.sim.rules.registry import block_names, item_names
from craftagent.tasks.goal import Verb
from craftagent.tasks.tags import entity_names, tag_names

MOST_STEPS = 40
MOST = 2304  # of a thing: 36 slots of 64
_BOUNDS = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems")


class Step(BaseModel):
    """One step. Only what a model has to decide; budgets, stations and predicates are the graph's to fill in."""

    model_config = ConfigDict(extra="forbid")

    verb: Verb
    target: str = Field(min_length=1, max_length=60)
    count: int = Field(ge=1, le=MOST)
    tool: str | None = Field(max_length=60)


class Answer(BaseModel):
    """A plan as a model writes it."""

    model_config = ConfigDict(extra="forbid")

    thought: str = Field(max_length=600)
    steps: list[Step] = Field(min_length=1, max_length=MOST_STEPS)


class Judgement(BaseModel):
    """What a model says of a look back."""

    model_config = ConfigDict(extra="forbid")

    thought: str = Field(max_length=600)
    verdict: Literal["done", "continue", "replan"]
    predicament: Predicament


@functools.cache
def judgement_schema() -> Mapping[str, Any]:
    """JSON schema of :class:`Judgement`."""
    return _plain(Judgement.model_json_schema())


@functools.cache
def answer_schema() -> Mapping[str, Any]:
    """JSON schema of :class:`Answer`: every field required, no references. Strict servers want it :func:`unbounded`."""
    return _plain(Answer.model_json_schema())


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Without references and titles, which not every server knows."""
    shared = schema.pop("$defs", {})

    def walk(node: Any) -> Any:
        if isinstance(node, list):
            return [walk(part) for part in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return walk(shared[node["$ref"].rpartition("/")[2]])
        return {key: walk(value) for key, value in node.items() if key not in ("title", "description", "default")}

    found: dict[str, Any] = walk(schema)
    return found


def unbounded(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema without bounds of length, size and count, which strict servers refuse; pydantic holds answers to them."""

    def walk(node: Any) -> Any:
        if isinstance(node, list):
            return [walk(part) for part in node]
        if not isinstance(node, dict):
            return node
        return {key: walk(value) for key, value in node.items() if key not in _BOUNDS}

    result: dict[str, Any] = walk(dict(schema))
    return result


def named_schema(schema: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """A schema in which every ``target`` is one of ``names``, and every ``tool`` one: a model cannot make one up."""

    def walk(node: Any) -> Any:
        if isinstance(node, list):
            return [walk(part) for part in node]
        if not isinstance(node, dict):
            return node
        found = {key: walk(value) for key, value in node.items()}
        if "target" in found.get("properties", {}):
            found["properties"]["target"] = {"enum": list(names)}
            found["properties"]["tool"] = {"enum": [None, *tool_names()]}
        return found

    result: dict[str, Any] = walk(dict(schema))
    return result


@functools.cache
def target_names() -> tuple[str, ...]:
    """Everything that a step may be about: items, blocks, creatures, tags, places and times."""
    return tuple(sorted({*item_names()[1:], *block_names(), *entity_names(), *tag_names(), "surface", "night", "any"}))


@functools.cache
def tool_names() -> tuple[str, ...]:
    """Everything that a step may want in hand: what wears, and buckets."""
    return tuple(name for name in item_names()[1:] if durability(name) or name in ("bucket", "water_bucket"))


def in_words(error: ValidationError, most: int = 6) -> str:
    """A pydantic error in a line for each fault, for the model to read."""
    lines = []
    for fault in error.errors(include_url=False, include_context=False)[:most]:
        where = ".".join(str(part) for part in fault["loc"]) or "answer"
        lines.append(f"- {where}: {fault['msg']} (you wrote {str(fault.get('input'))[:60]!r})")
    if error.error_count() > most:
        lines.append(f"- and {error.error_count() - most} more")
    return "\n".join(lines)
