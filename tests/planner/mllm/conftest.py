"""Keys of the one who runs the tests are not for servers of the tests; a stopwatch; and a tiny vision-language model."""

import importlib.util
import time
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def no_keys(monkeypatch):
    for name in ("CRAFTAGENT_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def stopwatch():
    start = time.monotonic()
    return lambda: time.monotonic() - start


@pytest.fixture(scope="session")
def tiny_llava():
    """``build(folder)`` saves a tiny vision-language model made at random, and returns the folder."""
    spec = importlib.util.spec_from_file_location(
        "tiny_llava", Path(__file__).parents[3] / "benchmarks" / "tiny_llava.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build_llava
