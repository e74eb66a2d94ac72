"""Which model is asked, from a line of text."""

from __future__ import annotations

from pathlib import Path

from craftagent.planner.mllm.backend import Backend


def choose_backend(where: str, model: str | None = None) -> Backend:
    """The back end at ``where``: a server's address, the folder or name of a transformers model, or a folder of answers.

    ``model``: name of the server's model; the first it lists if None. Raises ``ValueError``, or what the back end raises.
    """
    if where.startswith(("http://", "https://")):
        from craftagent.planner.mllm.openai_http import OpenAIServer

        return OpenAIServer(where, model)
    folder = Path(where)
    if folder.is_dir() and not (folder / "config.json").exists() and any(folder.glob("*.txt")):
        from craftagent.planner.mllm.recorded import Recorded

        return Recorded(folder)
    if "://" in where:
        raise ValueError(f"{where!r}: a server's address begins with http:// or https://")
    from craftagent.planner.mllm.local import LocalModel

    return LocalModel(where)
