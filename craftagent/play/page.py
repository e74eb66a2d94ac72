"""What pages that hold everything they show are made of."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any


def data_url(kind: str, data: bytes) -> str:
    """Bytes as an address that a page can hold."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def flat(settings: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Settings within settings as one list of (name, value in words)."""
    found: list[tuple[str, str]] = []
    for key, value in settings.items():
        if isinstance(value, Mapping):
            found += flat(value, f"{prefix}{key} ")
        else:
            text = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
            found.append((prefix + key.replace("_", " "), text))
    return found
