"""A model held to a JSON schema while it writes: llguidance says, token by token, which ones may come next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from transformers import LogitsProcessor


class Grammars:
    """JSON schemas as grammars over a tokenizer's tokens. The tokenizer is compiled once, about a second."""

    def __init__(self, tokenizer: Any, size: int) -> None:
        from llguidance.hf import from_tokenizer

        self._tokens = from_tokenizer(tokenizer, n_vocab=size)

    def matcher(self, schema: Mapping[str, Any]) -> Any:
        """A fresh matcher for one answer. Raises ``ValueError`` for a schema that it cannot hold to."""
        from llguidance import LLMatcher

        grammar = LLMatcher.grammar_from_json_schema(json.dumps(schema), overrides={"whitespace_flexible": False})
        matcher = LLMatcher(self._tokens, grammar)
        if matcher.is_error():
            raise ValueError(f"the schema cannot be decoded to: {matcher.get_error()}")
        return matcher


class SchemaProcessor(LogitsProcessor):
    """Lets through only tokens that continue an answer of the schema. For one answer of one sequence.

    Shapes: ``input_ids`` (1, T) integers, ``scores`` (1, V) floats.
    """

    def __init__(self, matcher: Any, prompt: int, end: int) -> None:
        self._matcher, self._read, self._end = matcher, prompt, end

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """Scores with everything that may not come next at minus infinity."""
        for token in input_ids[0, self._read :].tolist():
            self._matcher.consume_token(token)
        self._read = input_ids.shape[1]
        allowed = np.zeros(scores.shape[1], bool)
        if self._matcher.is_stopped():  # whole: only the end may come
            allowed[self._end] = True
        else:
            bits = np.frombuffer(self._matcher.compute_bitmask(), np.uint8)
            here = np.unpackbits(bits, bitorder="little")[: scores.shape[1]].astype(bool)
            allowed[: len(here)] = here
        return scores.masked_fill(~torch.from_numpy(allowed).to(scores.device), float("-inf"))  # type: ignore[return-value]
