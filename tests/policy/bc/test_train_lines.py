"""Every ``craftagent train`` line that a page or a layer shows is one that the command line takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from craftagent.policy.bc.cli import main

ROOT = Path(__file__).resolve().parents[3]
PAGES = [
    ROOT / "README.md",
    *sorted(path for folder in ("docs", "policy", "datasets", "configs") for path in (ROOT / folder).rglob("*.md")),
    *sorted((ROOT / "configs" / "train").glob("*.yaml")),
]
LINE = re.compile(r"craftagent train ((?:fit|validate|test) -c configs[^`#|\n]+)")


def lines() -> list[str]:
    """Without what a reader is to fill in: ``...`` and a shell's variables."""
    found = [line for page in PAGES for line in LINE.findall(page.read_text(encoding="utf-8"))]
    found = [
        re.sub(r'"?\$\w+"?|\.\.\.|=NAME\b', lambda blank: "=x" if "=" in blank[0] else "", line).strip()
        for line in found
    ]
    return sorted({line for line in found if "-c -c" not in line and not line.endswith("-c")})


def test_there_are_some() -> None:
    assert len(lines()) >= 12


@pytest.mark.parametrize("line", lines())
def test_a_line_is_taken(line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as ended:
        main([*shlex.split(line), "--print_config"])
    said = capsys.readouterr()
    assert ended.value.code in (0, None), said.err
    assert "class_path" in said.out
