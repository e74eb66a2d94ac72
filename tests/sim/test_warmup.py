"""The first start: done once, by one process, silent afterwards, and never from within itself."""

import os
import subprocess
import sys
import time

import pytest

from craftagent.sim import warmup


@pytest.fixture
def cold(monkeypatch, tmp_path):
    """An empty cache, and two quick programs in place of the compilers; returns the folder and the programs' log."""
    log = tmp_path / "log"
    (tmp_path / "quick_part.py").write_text(
        f"import os, time\ntime.sleep(0.3)\nopen({str(log)!r}, 'a').write('x')\nassert os.environ[{warmup._INSIDE!r}]\n"
    )
    (tmp_path / "broken_part.py").write_text("raise SystemExit(3)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("CRAFTAGENT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv(warmup._INSIDE, raising=False)
    monkeypatch.setattr(warmup, "PARTS", {"one": "quick_part", "two": "quick_part"})
    warmup.stamp.cache_clear()
    yield tmp_path
    warmup.stamp.cache_clear()


def test_compiles_once_and_is_silent_afterwards(cold, capfd):
    assert not warmup.is_warm()
    warmup.warm_up()
    assert warmup.is_warm()
    assert (cold / "log").read_text() == "xx"
    assert "first start" in capfd.readouterr().err
    warmup.warm_up()
    assert (cold / "log").read_text() == "xx"
    assert capfd.readouterr() == ("", "")


def test_a_failed_part_raises_and_leaves_no_stamp(cold, monkeypatch):
    monkeypatch.setattr(warmup, "PARTS", {"one": "quick_part", "two": "broken_part"})
    with pytest.raises(RuntimeError, match="two of the world failed with exit status 3"):
        warmup.warm_up()
    assert not warmup.is_warm()


def test_never_within_itself(cold, monkeypatch):
    monkeypatch.setenv(warmup._INSIDE, "1")
    warmup.warm_up()
    assert not (cold / "log").exists()


def test_a_cache_that_can_not_be_written_is_no_error(cold, monkeypatch, capfd):
    warmup._say_unwritable.cache_clear()
    (cold / "file").write_text("")
    monkeypatch.setenv("CRAFTAGENT_CACHE", str(cold / "file" / "cache"))
    warmup.stamp.cache_clear()
    warmup.warm_up()
    assert not (cold / "log").exists()
    assert "CRAFTAGENT_CACHE" in capfd.readouterr().err


@pytest.mark.skipif(warmup.fcntl is None, reason="no file locks here")
def test_processes_that_start_at_once_compile_once(cold):
    code = (
        "from craftagent.sim import warmup\n"
        "warmup.PARTS = {'one': 'quick_part', 'two': 'quick_part'}\n"
        "warmup.warm_up()\nassert warmup.is_warm()\n"
    )
    path = os.pathsep.join([str(cold), *sys.path])
    started = [subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}) for _ in range(3)]
    deadline = time.monotonic() + 120
    assert [process.wait(max(1.0, deadline - time.monotonic())) for process in started] == [0, 0, 0]
    assert (cold / "log").read_text() == "xx"


def test_the_real_parts_exist():
    for module in ("craftagent.sim.warm_rules", "craftagent.sim.warm_looks"):
        assert module in warmup.PARTS.values()
