"""What README says: every command exists, every snippet runs, every link and folder is there."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from craftagent import cli

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "CONTRIBUTING.md",
    ROOT / "benchmarks/README.md",
]
COMMAND_PAGES = [
    *PAGES,
    *sorted(path for folder in ("policy", "planner", "datasets") for path in (ROOT / folder).rglob("*.md")),
]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def _blocks(language):
    """Texts of the fenced blocks of one language."""
    return [text for name, text in re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.M | re.S) if name == language]


SNIPPETS = _blocks("python")
COMMANDS = [line.split("#")[0].strip() for block in _blocks("bash") for line in block.splitlines() if line.strip()]


def test_there_is_something_to_check():
    assert len(SNIPPETS) >= 4
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize("number", range(len(SNIPPETS)))
def test_snippet_runs(number, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(SNIPPETS[number], f"README.md, snippet {number + 1}", "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize("command", COMMANDS)
def test_command_exists(command):
    words = shlex.split(command)
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:.*##", MAKEFILE, re.M), f"the Makefile has no described target {words[1]!r}"
        return
    assert words[0].endswith("craftagent"), f"README shows a command of another program: {command}"
    arguments = words[1:]
    cli.build_parser(cli._chosen(arguments)).parse_args(arguments)  # exits, and so fails, if it does not parse


def shown(page):
    """Lines of a page that are commands of ours as they are typed: whole, without a reader's blanks."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = re.findall(r"^(?:    )?(craftagent [^\n]*)$", text, re.M)
    lines = [re.split(r"\s+(?:#|>|\|)", line)[0] for line in lines]
    return [line for line in lines if "..." not in line and '"$' not in line and "`" not in line]


SHOWN = sorted({line for page in COMMAND_PAGES for line in shown(page)})


@pytest.mark.parametrize("command", SHOWN)
def test_every_page_shows_commands_that_parse(command):
    arguments = shlex.split(command)[1:]
    cli.build_parser(cli._chosen(arguments)).parse_args(arguments)


def test_commands_named_in_the_text_exist():
    named = set(re.findall(r"`(?:\.venv/bin/)?craftagent ([a-z]+(?: [a-z]+)?)`", TEXT))
    assert named
    for name in named:
        assert any(command == name or command.startswith(f"{name} ") for command in cli.COMMANDS), name


def test_replay_command_does_what_it_says(tmp_path, monkeypatch, capsys):
    """The snippet that records and the command that draws again belong together; a small view keeps it quick."""
    monkeypatch.chdir(tmp_path)
    exec(next(s for s in SNIPPETS if "ReplayWriter" in s), {})
    command = next(c for c in COMMANDS if "world replay" in c).replace("full", "direct:64x64")
    assert cli.main(shlex.split(command)[1:]) == 0
    assert (tmp_path / "episode.mp4").stat().st_size > 1000
    assert "episode.mp4" in capsys.readouterr().out


def test_doctor_finds_nothing_broken(capsys):
    assert cli.main(["doctor"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if not target.startswith("https://"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


def test_tree_names_what_exists():
    block = next(b for b in _blocks("") if b.startswith("craftagent/"))
    stack = []
    for line in block.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        for name in re.findall(r"(?:^| {2,})([\w.]+/|[\w]+\.py)", line):  # several may stand in a line
            stack[depth:] = [name]
            assert (ROOT / Path(*stack)).exists(), f"README's tree names {'/'.join(stack)}"


def test_every_folder_of_the_world_is_in_the_tree():
    for folder in (ROOT / "craftagent" / "sim").iterdir():
        if (folder / "__init__.py").exists():
            assert f"{folder.name}/" in TEXT


def test_keys_and_scenes_are_named():
    from craftagent.sim.scenes import SCENES
    from craftagent.types import CAMERA, KEYS

    for name in (*(k for k in KEYS if not k.startswith("hotbar")), "hotbar.1", "hotbar.9", CAMERA, *SCENES):
        assert f"`{name}`" in TEXT, f"README does not name {name}"


def test_readme_python_is_the_supported_one():
    assert f"{sys.version_info[0]}." in TEXT
    minimum = re.search(r"Python (3\.\d+) or newer", TEXT)
    assert minimum
    assert f'requires-python = ">={minimum[1]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
