"""One question to a server over HTTP: within its deadline, repeated while the server is busy, errors in words."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any

import httpx2

from craftagent.planner.mllm.address import KEYS, api_key, base_url, is_here
from craftagent.planner.mllm.aside import within
from craftagent.planner.mllm.backend import BackendError, TimedOut
from craftagent.planner.mllm.deadline import Deadline

_LARGEST = 4 << 20  # bytes of an answer
_BUSY = (408, 409, 425, 429, 500, 502, 503, 504)
_LONGEST_PAUSE = 20.0  # seconds


class Rejected(BackendError):
    """The server does not take the question as it is."""


class Wire:
    """Connections to a server. The key is read from the environment for each question and kept nowhere.

    Args:
        url: address of the server.
        connect: seconds to wait for a connection; the answer is waited for until the deadline.
        tries: how often a server that is busy, failing (429, 5xx) or not there is asked, with growing pauses.
    """

    def __init__(self, url: str, connect: float = 5.0, tries: int = 4) -> None:
        self.url = base_url(url)
        self._connect, self._tries = connect, max(1, tries)
        # Proxies and the like from the environment are for the way out, not for servers of this machine.
        # A redirection is not followed: the key goes nowhere else.
        # Connections are not kept open: seconds pass between questions, and nothing is left behind.
        limits = httpx2.Limits(max_keepalive_connections=0)
        self._client = httpx2.Client(trust_env=not is_here(self.url), follow_redirects=False, limits=limits)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def post(
        self, path: str, body: Mapping[str, Any] | None, deadline: Deadline, failing_tries: int | None = None
    ) -> dict[str, Any]:
        """The JSON object that the server answers with. ``body`` None: a GET.

        ``failing_tries``: how often a status of 500 is tried before it counts as :class:`Rejected`: some servers fail so
        at what they do not know. Raises :class:`Rejected`, :class:`TimedOut`, :class:`BackendError`.
        """
        problem = ""
        for attempt in range(1, self._tries + 1):
            try:
                status, headers, data = within(deadline, lambda: self._exchange(path, body, deadline))
            except (TimedOut, httpx2.ReadTimeout, httpx2.WriteTimeout, httpx2.PoolTimeout):
                raise TimedOut(_late(deadline, problem)) from None
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                problem, asked = f"nothing answers at {self.url}", 0.0
            except (httpx2.TransportError, httpx2.DecodingError) as error:
                problem, asked = f"the connection to {self.url} broke ({type(error).__name__})", 0.0
            else:
                if status == 200:
                    return _object(data, self.url)
                problem, asked = f"{self.url} answers {status}{_said(data)}", _seconds(headers.get("retry-after"))
                if status not in _BUSY:
                    raise _rejection(status, problem, path)
                if status == 500 and attempt == failing_tries:
                    raise Rejected(problem)
            pause = max(asked, min(_LONGEST_PAUSE, 0.5 * 2 ** (attempt - 1)) * random.uniform(0.8, 1.2))
            if attempt < self._tries and (pause >= deadline.remaining() or not deadline.wait(pause)):
                raise TimedOut(_late(deadline, problem))
        raise BackendError(f"{problem}, asked {self._tries} times")

    def _exchange(self, path: str, body: Mapping[str, Any] | None, deadline: Deadline) -> tuple[int, Any, bytes]:
        """Status, headers and body."""
        key = api_key(self.url)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        left = max(0.01, deadline.remaining())
        timeout = httpx2.Timeout(left, connect=min(self._connect, left))
        data = bytearray()
        method = "GET" if body is None else "POST"
        with self._client.stream(method, self.url + path, json=body, headers=headers, timeout=timeout) as answer:
            for chunk in answer.iter_bytes():
                data += chunk
                if deadline.over:  # a server that drips
                    raise TimedOut(deadline.why())
                if len(data) > _LARGEST:
                    raise BackendError(f"{self.url} answers with more than {_LARGEST >> 20} MiB")
            return answer.status_code, answer.headers, bytes(data)


def _late(deadline: Deadline, problem: str) -> str:
    return f"{deadline.why()}{': ' + problem if problem else ''}"


def _rejection(status: int, problem: str, path: str) -> BackendError:
    if status in (401, 403):
        return BackendError(f"{problem}; set the key in the environment: {' or '.join(KEYS)}")
    if status == 404:
        return BackendError(f"{problem}; is {path} there, and the model?")
    if 300 <= status < 400:
        return BackendError(f"{problem}; redirections are not followed: give the address itself")
    return Rejected(problem)


def _said(data: bytes) -> str:
    """What the server says of an error, shortened, keys blotted out."""
    try:
        found = json.loads(data)
        inner = found.get("error", found) if isinstance(found, dict) else found
        text = str(inner.get("message", inner) if isinstance(inner, dict) else inner)
    except (ValueError, RecursionError):
        text = data.decode("utf-8", "replace")
    for key in filter(None, (api_key("https://"), api_key("http://localhost"))):
        text = text.replace(key, "***")
    text = " ".join(text.split())[:200]
    return f": {text}" if text else ""


def _seconds(value: str | None) -> float:
    """Seconds of a Retry-After header, 0 where it says none (dates are not read)."""
    try:
        return max(0.0, float(value or 0))
    except ValueError:
        return 0.0


def _object(data: bytes, url: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise BackendError(f"{url} does not answer with JSON; is it an OpenAI-compatible server?") from None
    if not isinstance(found, dict):
        raise BackendError(f"{url} answers with JSON of another form; is it an OpenAI-compatible server?")
    return found
