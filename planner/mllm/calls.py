"""Every call of a model, kept so that a model can be trained with it: question, pictures, answer, and what came of it.

``calls.jsonl`` has a line for each call, and later one for its outcome; ``images/`` the pictures, each once, named by
what is in it. Lines are added whole, by any number of threads and processes; a line cut off by a crash is skipped.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import threading
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from craftagent.planner.mllm.backend import Image, Reply, Request
from craftagent.planner.mllm.images import encode


class CallLog:
    """A folder of calls.

    A call's line: ``id``, ``time``, ``backend``, ``attempt``, ``messages`` (role, text, names of pictures), ``schema``,
    ``answer``, ``enforced``, ``tokens_in``, ``tokens_out``, ``seconds``, ``parsed`` (the subgoals that came of it, or
    null), ``error`` (why it could not be used, or null). An outcome's line: ``of`` (the id), ``outcome``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        (folder / "images").mkdir(parents=True, exist_ok=True)

    def record(
        self, backend: str, request: Request, reply: Reply | None, seconds: float, attempt: int = 1,
        parsed: list[dict[str, Any]] | None = None, error: str | None = None,
    ) -> str:  # fmt: skip
        """Write a call down; returns its id, for the outcome to be told later."""
        name = uuid.uuid4().hex[:12]
        messages = [
            {"role": m.role, "text": m.text, "images": [self._picture(image) for image in m.images]}
            for m in request.messages
        ]
        self._add({
            "id": name, "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "backend": backend, "attempt": attempt, "messages": messages, "schema": request.schema,
            "answer": None if reply is None else reply.text, "enforced": None if reply is None else reply.enforced,
            "tokens_in": None if reply is None else reply.tokens_in,
            "tokens_out": None if reply is None else reply.tokens_out,
            "seconds": round(seconds, 3), "parsed": parsed, "error": error,
        })  # fmt: skip
        return name

    def outcome(self, call: str, outcome: Mapping[str, Any]) -> None:
        """Say what came of a call, as ``{"success": true, "ticks": 812}``; the latest one counts."""
        self._add({"of": call, "outcome": dict(outcome)})

    def _picture(self, image: Image) -> str:
        data = encode(image)
        name = f"images/{hashlib.sha256(data).hexdigest()[:16]}.png"
        path = self.folder / name
        if not path.exists():
            part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
            part.write_bytes(data)
            part.replace(path)
        return name

    def _add(self, row: Mapping[str, Any]) -> None:
        # half of a surrogate pair, which JSON may hold, is no character that can be written
        data = json.dumps(row, ensure_ascii=False).encode(errors="backslashreplace") + b"\n"
        with self._lock:
            handle = os.open(self.folder / "calls.jsonl", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            try:
                size = os.fstat(handle).st_size
                if size and os.pread(handle, 1, size - 1) != b"\n":
                    data = b"\n" + data  # the last line was cut off
                os.write(handle, data)
            finally:
                os.close(handle)


def read_calls(folder: Path) -> list[dict[str, Any]]:
    """The calls of a folder, oldest first, each with its latest ``outcome`` (null while there is none)."""
    calls: dict[str, dict[str, Any]] = {}
    path = folder / "calls.jsonl"
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n") if path.exists() else ():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if not isinstance(row, dict):
            continue
        if "id" in row:
            calls[row["id"]] = {**row, "outcome": None}
        elif row.get("of") in calls:
            calls[row["of"]]["outcome"] = row["outcome"]
    return list(calls.values())
