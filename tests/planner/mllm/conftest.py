"""Keys of the one who runs the tests are not for servers of the tests; and a stopwatch."""

import time

import pytest


@pytest.fixture(autouse=True)
def no_keys(monkeypatch):
    for name in ("CRAFTAGENT_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def stopwatch():
    start = time.monotonic()
    return lambda: time.monotonic() - start
