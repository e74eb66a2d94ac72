"""Agents that are not of this package: ``--agent python:MODULE:FUNCTION?KEY=VALUE``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from craftagent.agent.protocol import Agent
from craftagent.evaluate.plain import plain

_NEEDED = ("begin", "act", "stopped", "ended", "describe", "view", "privileged", "phase")


def make_own(name: str, options: dict[str, str], streams: int) -> Agent:
    """What ``FUNCTION(streams, **options)`` of ``MODULE`` makes; options are texts.

    The module is looked for where Python looks, and in the working folder. Raises ``ValueError`` with one sentence if it
    can not be imported, has no such function, if what that makes is no :class:`Agent`, or if it describes itself by what
    is no plain data.
    """
    module, _, function = name.partition(":")
    if not (module and function):
        raise ValueError(f"--agent python:{name} is not understood; write python:MODULE:FUNCTION")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)
    try:
        make = getattr(importlib.import_module(module), function, None)
    except Exception as error:  # whatever the code of others does when it is imported
        raise ValueError(f"module {module!r} can not be imported: {type(error).__name__}: {error}") from error
    if not callable(make):
        raise ValueError(f"module {module!r} has no function {function!r}")
    try:
        agent: Agent = make(streams, **options)
    except TypeError as error:
        raise ValueError(f"{module}.{function} does not take these options: {error}") from error
    missing = [part for part in _NEEDED if not hasattr(agent, part)]
    if missing:
        raise ValueError(f"what {module}.{function} makes is no agent: it has no {', '.join(missing)}")
    plain(agent.describe(), f"describe() of agent python:{name}", nan=False)
    return agent
