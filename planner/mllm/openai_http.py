"""Any server that speaks OpenAI's chat completions: vLLM, Ollama, llama.cpp, LM Studio, SGLang, clouds."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Mapping
from typing import Any

import numpy as np

from craftagent.planner.mllm.answer import unbounded
from craftagent.planner.mllm.backend import BackendError, Message, Reply, Request
from craftagent.planner.mllm.deadline import Deadline
from craftagent.planner.mllm.images import data_url
from craftagent.planner.mllm.wire import Rejected, Wire

_CHAT = "/chat/completions"
_FORMS = ("json_schema", "json_object", "none")  # from the strictest on
_PROBE_TRIES = 2  # of a server that fails at a form or a picture that it does not know


@dataclasses.dataclass(frozen=True)
class Capabilities:
    """What a server can do. ``schema``: ``json_schema`` (takes it and keeps to it), ``json_object``, or ``none``."""

    images: bool
    schema: str


class OpenAIServer:
    """A back end over HTTP. The key comes from the environment: CRAFTAGENT_API_KEY, else OPENAI_API_KEY.

    Args:
        url: address of the server, ``http://localhost:11434`` or with ``/v1``.
        model: name of the model; by default the first one that the server lists.
        connect, tries: see :class:`Wire`.
        temperature: 0 for the likeliest answer; None for the server's own.
        picture: ``png`` or ``jpeg``.
        capabilities: what the server can do; by default it is found out at the first call (:meth:`probe`).
    """

    def __init__(
        self, url: str, model: str | None = None, connect: float = 5.0, tries: int = 4, temperature: float | None = 0.0,
        picture: str = "png", capabilities: Capabilities | None = None,
    ) -> None:  # fmt: skip
        self._wire = Wire(url, connect, tries)
        self._model, self._temperature, self._picture = model, temperature, picture
        self._capabilities = capabilities
        self._limit = "max_tokens"  # clouds have begun to call it max_completion_tokens
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Address and model."""
        return f"{self._wire.url} {self._model or ''}".strip()

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def complete(self, request: Request, deadline: Deadline) -> Reply:
        """Ask, pictures and schema included as far as the server takes them.

        A server may take the schema of :meth:`probe` and reject this one: then it is asked with the next looser form, and
        from then on too if that helps.
        """
        able = self.capabilities(deadline)
        forms = {"json_schema": _json_schema(unbounded(request.schema), "plan"), "json_object": {"type": "json_object"}}
        kept = able.schema
        while True:
            try:
                answer = self._chat(request.messages, able.images, request.max_tokens, deadline, forms.get(kept))
                break
            except Rejected:
                if kept not in forms:
                    raise
                kept = _FORMS[_FORMS.index(kept) + 1]
        if kept != able.schema:  # the form was at fault: a question that is wrong in itself is rejected in every form
            self._loosen(kept)
        usage = answer.get("usage")
        counts = usage if isinstance(usage, dict) else {}
        seen = able.images and any(message.images for message in request.messages)
        tokens = _whole(counts.get("prompt_tokens")), _whole(counts.get("completion_tokens"))
        return Reply(_content(answer), kept, seen, *tokens)

    # ---------------------------------------------------------------------------------------------- what it can do
    def capabilities(self, deadline: Deadline) -> Capabilities:
        """What the server can do, found out once."""
        with self._lock:
            known = self._capabilities
        if known is None:
            known = self.probe(deadline)  # not under the lock: another thread's deadline may be nearer
            with self._lock:  # what another thread has found out meanwhile may be looser, and stays
                known = self._capabilities = self._capabilities or known
        return known

    def _loosen(self, schema: str) -> None:
        """Remember that the server takes no stricter form than this one."""
        with self._lock:
            known = self._capabilities
            if known is not None and _FORMS.index(known.schema) < _FORMS.index(schema):
                self._capabilities = dataclasses.replace(known, schema=schema)

    def probe(self, deadline: Deadline) -> Capabilities:
        """Ask the server small questions: does it take pictures, does it keep to a schema, or at least to JSON?

        Servers may take a schema and ignore it, so it is asked for something else than the schema allows.
        """
        red = np.full((64, 64, 3), (200, 30, 30), np.uint8)
        question = Message("user", "What colour is this? One word.", (red,))
        return Capabilities(self._try((question,), True, None, deadline) is not None, self._keeps_to(deadline))

    def _keeps_to(self, deadline: Deadline) -> str:
        schema = {"type": "object", "additionalProperties": False, "required": ["grove"],
                  "properties": {"grove": {"type": "string", "enum": ["birch"]}}}  # fmt: skip
        said = self._try((Message("user", "Say hello."),), False, _json_schema(schema, "probe"), deadline)
        if said is not None and _parsed(said) == {"grove": "birch"}:
            return "json_schema"
        words = 'Say hello as JSON, as in {"say": "hello"}.'
        said = self._try((Message("user", words),), False, {"type": "json_object"}, deadline)
        return "json_object" if said is not None and isinstance(_parsed(said), dict) else "none"

    def _try(
        self, messages: tuple[Message, ...], images: bool, form: Mapping[str, Any] | None, deadline: Deadline
    ) -> str | None:
        """The answer to a small question, or None if the server does not take it so."""
        try:
            return _content(self._chat(messages, images, 64, deadline, form, _PROBE_TRIES))
        except Rejected:
            return None

    # ---------------------------------------------------------------------------------------------- asking
    def _chat(
        self, messages: tuple[Message, ...], images: bool, most: int, deadline: Deadline,
        form: Mapping[str, Any] | None = None, failing_tries: int | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """A chat completion. Where the server knows the limit by its other name, or no temperature, it is asked so."""
        model = self._named(deadline)
        for _ in range(3):
            body: dict[str, Any] = {"model": model, "messages": [self._turn(m, images) for m in messages],
                                    self._limit: most, "stream": False}  # fmt: skip
            if self._temperature is not None:
                body["temperature"] = self._temperature
            if form is not None:
                body["response_format"] = form
            try:
                return self._wire.post(_CHAT, body, deadline, failing_tries)
            except Rejected as error:
                if "max_completion_tokens" in str(error) and self._limit == "max_tokens":
                    self._limit = "max_completion_tokens"
                elif "temperature" in str(error) and self._temperature is not None:
                    self._temperature = None
                else:
                    raise
        raise BackendError(f"{self.name} takes no form of the question")

    def _turn(self, message: Message, images: bool) -> dict[str, Any]:
        if not message.images or not images:
            return {"role": message.role, "content": message.text}
        pictures = [{"type": "image_url", "image_url": {"url": data_url(i, self._picture)}} for i in message.images]
        return {"role": message.role, "content": [*pictures, {"type": "text", "text": message.text}]}

    def _named(self, deadline: Deadline) -> str:
        if self._model is None:
            listed = self._wire.post("/models", None, deadline).get("data")
            rows = listed if isinstance(listed, list) else []
            names = [row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]
            if not names:
                raise BackendError(f"{self._wire.url} lists no model; name one")
            self._model = names[0]
        return self._model


def _json_schema(schema: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _content(answer: Mapping[str, Any]) -> str:
    """The text of a chat completion; empty where there is none (the planner asks again)."""
    choices = answer.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(message, dict):
        raise BackendError("the server's answer has no message; is it an OpenAI-compatible server?")
    content = message.get("content")
    if isinstance(content, list):  # parts
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
