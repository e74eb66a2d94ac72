"""Where an OpenAI-compatible server is, and the key for it, which comes from the environment and is never shown."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

KEYS = ("CRAFTAGENT_API_KEY", "OPENAI_API_KEY")
_HERE = ("localhost", "127.0.0.1", "::1")


def base_url(url: str) -> str:
    """``http://host:8000`` or any address below it as ``http://host:8000/v1``. Raises ``ValueError`` for no address."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is no address of a server; say for example http://localhost:8000/v1")
    try:
        parts.port  # noqa: B018  # raises for one that is no number from 0 to 65535
    except ValueError:
        raise ValueError(f"{url!r} has no port that can be; say for example http://localhost:8000/v1") from None
    if parts.username or parts.password or parts.query:
        raise ValueError(f"a key stands in the environment ({KEYS[0]}), not in the address of the server")
    path = parts.path.rstrip("/").removesuffix("/chat/completions").removesuffix("/models")
    return f"{parts.scheme}://{parts.netloc}{path or '/v1'}"


def is_here(url: str) -> bool:
    """Whether a server is on this machine."""
    return urlsplit(url).hostname in _HERE


def api_key(url: str) -> str | None:
    """The key for a server: CRAFTAGENT_API_KEY, else OPENAI_API_KEY, which goes only over https or to this machine."""
    own, general = (os.environ.get(name, "").strip() for name in KEYS)
    if own:
        return own
    return general if general and (is_here(url) or url.startswith("https://")) else None
