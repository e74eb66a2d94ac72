"""The package as a whole: imports, links, start-up, and that nothing on disk names a second copy of a folder."""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import craftagent

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(m.name for m in pkgutil.walk_packages(craftagent.__path__, "craftagent."))
PROGRAMS = {"craftagent.sim.warm_rules", "craftagent.sim.warm_looks"}  # importing them is running them


def test_every_module_imports():
    assert len(MODULES) > 60
    for name in MODULES:
        if name not in PROGRAMS:
            importlib.import_module(name)


def test_the_three_links_are_relative_and_lead_home():
    for name in ("planner", "policy", "datasets"):
        link = ROOT / "craftagent" / name
        assert link.is_symlink()
        assert str(link.readlink()) == f"../{name}"
        assert link.resolve() == ROOT / name
    assert not (ROOT / "datasets" / "__init__.py").exists()  # it would hide Hugging Face's package


def test_help_is_fast_because_it_imports_nothing_heavy():
    code = ("import sys; from craftagent.cli import build_parser; build_parser(); "
            "sys.exit(any(m in sys.modules for m in ('numpy', 'numba', 'torch', 'cv2', 'gymnasium')))")  # fmt: skip
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_no_saved_class_path_begins_with_a_bare_folder():
    for path in [*ROOT.glob("configs/**/*.yaml"), *ROOT.glob("pretrained/**/*.json")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            if "class_path" in line:
                value = line.split("class_path", 1)[1].strip("\"': ")
                assert not value.startswith(("planner.", "policy.", "datasets.")), f"{path}: {line}"
