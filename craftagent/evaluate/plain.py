"""Plain data: what an agent says of itself and of its episodes is written as JSON, and must be found out before it is."""

from __future__ import annotations

import json
from typing import Any


def plain(said: Any, where: str, nan: bool = True) -> dict[str, Any]:
    """What was ``said``. Raises ``ValueError`` with one sentence that names ``where`` if it is no dict that JSON can hold.

    ``nan``: whether numbers may be NaN or infinite; what is compared later must not, since NaN does not equal itself.
    """
    if not isinstance(said, dict):
        raise ValueError(f"{where} gave a {type(said).__name__}, not a dict of plain data")
    try:
        json.dumps(said, allow_nan=nan)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{where} gave what is no plain data: {error}") from None
    return said
