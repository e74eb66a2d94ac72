"""``craftagent bench policy``: milliseconds a step of VPT and of GOAP on the CPU, beside plain PyTorch in the same run.

vpt    one step of one stream, memory full, float32 (and bf16 for play), beside the two plain implementations of
       :mod:`craftagent.bench.plain_vpt` with the same weights. Rounds of all of them alternate; a round's figure is the
       median of its steps, a ratio that of two figures of one round, and the median round is reported. Before timing, all
       are checked to give the same logits, and the step path to be the sequence path.
goap   ``GoapPlayer.act`` of the policy that ships, of another one (``--policy``), or of random weights of the size ``nano``:
       median and 99th percentile of single calls.
train  forward and backward of VPT over a chunk in frames a second, float32 and bf16, beside the plain network. Not run
       unless asked for with ``--only``.

VPT's weights are random: they do not change the time.
"""

from __future__ import annotations

import argparse
import copy
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from craftagent.checkout import commit
from craftagent.files import write_json
from craftagent.hardware import hardware

STEPS = 10  # of a round
TRAIN_TICKS = 16
TOLERANCE, LATENTS = 1e-5, 1e-4  # step path against sequence path: log-probabilities, latents of about unit size
PARTS = ("vpt", "goap", "train")
SHIPPED = Path(__file__).resolve().parents[2] / "pretrained" / "goap-nano"
RANDOM = "random"

Ways = dict[str, Callable[[], Any]]


def alternate(ways: Ways, rounds: int, steps: int) -> dict[str, list[float]]:
    """Seconds a call of each way: the median of every round's ``steps`` calls, after a round that warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            each = []
            for _ in range(steps):
                start = time.perf_counter()
                way()
                each.append(time.perf_counter() - start)
            if turn:
                seconds[name].append(statistics.median(each))
    return seconds


def _differences(policy: Any, weights: Any, film: Any) -> dict[str, float]:
    """Largest differences of log-probabilities, and of our paths' latents, over ``film`` uint8 (T, H, W, 3)."""
    import torch

    from craftagent.bench.plain_vpt import Concat, Rerun, plain_image

    config = policy.config
    policy.net.piece = 16
    whole = policy(film[None])
    state = policy.initial_state(1)
    rerun, concat = Rerun(weights, config), Concat(weights, config)
    images = torch.cat([plain_image(weights, part) for part in film.split(16)])
    worst = dict.fromkeys(("step to sequence", "latents", "rerun", "concat"), 0.0)

    def note(name: str, one: Any, other: Any) -> None:
        worst[name] = max(worst[name], float((one - other).abs().max()))

    for t, frame in enumerate(film):
        out = policy.step(frame[None], state)
        note("latents", out.latent[0], whole.latent[0, t])  # the last norm magnifies rounding
        note("step to sequence", out.action.buttons[0], whole.action.buttons[0, t])
        note("step to sequence", out.action.camera[0], whole.action.camera[0, t])
        if t < config.memory and t % 16 == 1:  # as long as nothing is forgotten, rerun computes the same
            rerun.latents = images[:t]
            note("rerun", rerun.step(frame[None]), out.action.buttons)
        if t < 24:
            note("concat", concat.step(frame[None]), out.action.buttons)
    return worst


def measure_vpt(config: Any, rounds: int, threads: tuple[int, ...], steps: int = STEPS) -> dict[str, Any]:
    """Differences between the ways, and for each number of threads milliseconds a step and ratios to the references."""
    import torch

    from craftagent.bench.plain_vpt import Concat, Rerun
    from craftagent.policy.vpt.model import VPTPolicy

    torch.manual_seed(0)
    policy = VPTPolicy(config).eval()
    weights = {name: value.detach().contiguous() for name, value in policy.state_dict().items()}
    film = torch.randint(0, 256, (config.memory + 4, config.image, config.image, 3), dtype=torch.uint8)
    result: dict[str, Any] = {}
    with torch.no_grad():
        result["worst"] = _differences(policy, weights, film)
        half = copy.deepcopy(policy).half_for_play()
        rerun, concat = Rerun(weights, config), Concat(weights, config)
        rerun.latents = torch.randn(config.memory, config.hidsize)
        concat.past = [torch.randn(2, config.memory, config.hidsize) for _ in range(config.blocks)]
        states = policy.initial_state(1), half.initial_state(1)
        for state in states:
            state.valid.fill_(True)
        frame = film[:1]
        ways: Ways = {
            "float32": lambda: policy.step(frame, states[0]), "bfloat16": lambda: half.step(frame, states[1]),
            "rerun": lambda: rerun.step(frame), "concat": lambda: concat.step(frame),
        }  # fmt: skip
        for n in threads:
            torch.set_num_threads(n)
            seconds = alternate(ways, rounds, steps)
            ratios = {
                f"{ours} to {other}": statistics.median(
                    r / o for r, o in zip(seconds[other], seconds[ours], strict=True)
                )
                for ours in ("float32", "bfloat16")
                for other in ("concat", "rerun")
            }
            result[f"{n} threads"] = {"step_ms": {name: 1e3 * statistics.median(each) for name, each in seconds.items()},
                                      "ratio": ratios}  # fmt: skip
    return result


def measure_goap(policy: str, calls: int, threads: tuple[int, ...]) -> dict[str, Any]:
    """Milliseconds of single ``act`` calls for each number of threads, after as many ticks as the memory holds.

    ``policy``: a folder, or ``random``: random weights of the size ``nano``.
    """
    import numpy as np
    import torch

    from craftagent.policy.goap.config import GoapConfig
    from craftagent.policy.goap.model import Goap
    from craftagent.policy.goap.player import GoapPlayer
    from craftagent.tasks.goal import Goal

    if policy == RANDOM:
        torch.manual_seed(0)
        words = {"verbs": ["", "?", "mine"], "targets": ["", "?", "#logs"]}
        drawn = Goap(GoapConfig(), tuple(words["verbs"]), tuple(words["targets"]), 384).eval()
        player = GoapPlayer(drawn, words, "hashed")
    else:
        player = GoapPlayer.load(policy)
    net, config = player.net, player.net.config
    goal = Goal("mine", "#logs")
    player.reset(goal, goal.text())
    frames = np.random.default_rng(0).integers(0, 256, (16, config.frame, config.frame, 3), dtype=np.uint8)
    result: dict[str, Any] = {
        "size": "nano" if config == GoapConfig() else "its own", "policy": policy,
        "parameters": sum(p.numel() for p in net.parameters()), "calls": calls,
    }  # fmt: skip
    for n in threads:
        torch.set_num_threads(n)
        for tick in range(config.temporal.window):
            player.act(frames[tick % 16])
        each = []
        for tick in range(calls):
            start = time.perf_counter()
            player.act(frames[tick % 16])
            each.append(1e3 * (time.perf_counter() - start))
        result[f"{n} threads"] = {"p50_ms": float(np.quantile(each, 0.5)), "p99_ms": float(np.quantile(each, 0.99))}
    return result


def measure_training(config: Any, rounds: int, ticks: int = TRAIN_TICKS) -> dict[str, float]:
    """Frames a second of forward and backward over a chunk: ours in float32 and bf16, and the plain network."""
    import torch

    from craftagent.bench.plain_vpt import plain_block, plain_heads, plain_image
    from craftagent.policy.vpt.model import VPTPolicy

    torch.manual_seed(0)
    policy = VPTPolicy(config)
    leaves = {name: value.detach().clone().requires_grad_() for name, value in policy.state_dict().items()}
    film = torch.randint(0, 256, (ticks, config.image, config.image, 3), dtype=torch.uint8)

    def ours(bf16: bool) -> None:
        policy.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            out = policy(film[None])
        out.action.buttons[..., 0].mean().backward()

    def plain() -> None:
        for value in leaves.values():
            value.grad = None
        x = plain_image(leaves, film)
        for b in range(config.blocks):
            x, _ = plain_block(leaves, config, b, x, None)
        plain_heads(leaves, x)[0][:, 0].mean().backward()

    seconds = alternate({"float32": lambda: ours(False), "bfloat16": lambda: ours(True), "plain": plain}, rounds, 1)
    return {name: ticks / statistics.median(each) for name, each in seconds.items()}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent bench policy``."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to FILE")
    parser.add_argument("--only", choices=PARTS, help="one part (default: vpt and goap)")
    parser.add_argument("--size", default="1x", help="of the VPT network: 1x, 2x or 3x (default 1x)")
    parser.add_argument("--rounds", type=int, default=7, help="alternating rounds; the median counts (default 7)")
    parser.add_argument("--calls", type=int, default=1000, help="calls of GOAP's act (default 1000)")
    parser.add_argument("--threads", default="1,2", help="numbers of threads, comma-separated (default 1,2)")
    parser.add_argument("--policy", metavar="PATH", help="folder of the GOAP policy to time, or random: random weights of "
                        "nano's size (default: the one that ships, else random)")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Measure and print. 1 if outputs differ; speed is for the reader to judge."""
    threads = tuple(int(n) for n in args.threads.split(",") if n.isdecimal() and int(n) > 0)
    if len(threads) != args.threads.count(",") + 1 or args.rounds < 1 or args.calls < 1:
        raise ValueError("--threads must be numbers above 0 as in 1,2, and --rounds and --calls at least 1")
    import torch

    from craftagent.policy.vpt.config import preset

    config = preset(args.size)
    if config.kind != "policy":
        raise ValueError(f"--size must be a policy's, not {args.size!r}")
    result: dict[str, Any] = {}
    good = True
    if args.only in (None, "vpt"):
        result["vpt"] = {"size": args.size, **measure_vpt(config, args.rounds, threads)}
        worst = result["vpt"]["worst"]
        good = worst["step to sequence"] <= TOLERANCE and worst["latents"] <= LATENTS
    if args.only in (None, "goap"):
        shipped = args.policy is None and (SHIPPED / "policy.safetensors").is_file()
        result["goap"] = measure_goap(str(SHIPPED) if shipped else args.policy or RANDOM, args.calls, threads)
        if shipped:  # wherever the checkout lies
            result["goap"]["policy"] = "pretrained/goap-nano"
    if args.only == "train":
        torch.set_num_threads(max(threads))
        result["train"] = {"size": args.size, "threads": max(threads), **measure_training(config, 3)}
    _print(result)
    if args.json:
        data = {**result, "torch": torch.__version__, "hardware": hardware(), "commit": commit()}
        write_json(args.json, data)
        print(f"written to {args.json}")
    return int(not good)


def _print(value: dict[str, Any], indent: str = "") -> None:
    for name, item in value.items():
        if isinstance(item, dict):
            print(f"{indent}{name}")
            _print(item, indent + "  ")
        else:
            shown = item if not isinstance(item, float) else f"{item:.3g}" if abs(item) < 100 else f"{item:.0f}"
            print(f"{indent}{name:{30 - len(indent)}s} {shown}")


def main() -> int:
    """The same as a program: ``python benchmarks/policy.py``."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    add_arguments(parser)
    return run(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
