"""What every back end is: messages and a schema in, text out, within a deadline."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from craftagent.planner.mllm.deadline import Deadline

Image = npt.NDArray[np.uint8]  # (H, W, 3) RGB


class BackendError(RuntimeError):
    """A model could not be asked, or did not answer; the message is one sentence without secrets."""


class TimedOut(BackendError):
    """The deadline passed before there was an answer."""


@dataclasses.dataclass(frozen=True)
class Message:
    """One turn: who speaks, what, and the pictures that come before the words, each uint8 (H, W, 3) RGB."""

    role: Literal["system", "user", "assistant"]
    text: str
    images: tuple[Image, ...] = ()


@dataclasses.dataclass(frozen=True)
class Request:
    """What a model is asked.

    ``schema``: JSON schema of the answer; ``names``: the words that the schema's targets may be, for a back end that can
    hold a model to them. ``max_tokens``: longest answer.
    """

    messages: tuple[Message, ...]
    schema: Mapping[str, Any]
    names: tuple[str, ...] = ()
    max_tokens: int = 1536

    def digest(self) -> str:
        """16 hex digits of the messages' words and pictures: the same question has the same."""
        found = hashlib.sha256()
        for message in self.messages:
            found.update(f"{message.role}\0{message.text}\0".encode())
            for image in message.images:
                found.update(f"{image.shape}".encode())
                found.update(np.ascontiguousarray(image).tobytes())
        return found.hexdigest()[:16]


@dataclasses.dataclass(frozen=True)
class Reply:
    """A model's answer. ``enforced``: how it was held to the schema; ``seen``: whether pictures went with the question."""

    text: str
    enforced: str = "none"
    seen: bool = False
    tokens_in: int | None = None
    tokens_out: int | None = None


class Backend(Protocol):
    """A model that can be asked. ``complete`` may be called from several threads.

    It raises :class:`TimedOut` soon after the deadline, :class:`BackendError` for whatever else keeps it from answering.
    """

    @property
    def name(self) -> str:
        """What is asked, as it stands in logs; no secrets."""
        ...

    def complete(self, request: Request, deadline: Deadline) -> Reply:
        """Ask and wait for the answer."""
        ...
