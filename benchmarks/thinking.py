"""Does a slow planner hold up the hands? The longest tick of the agent while a model server takes its time.

    python benchmarks/thinking.py --seconds 2 --json benchmarks/results/DATE_thinking.json

A server on this machine answers after so many seconds, or never; ``--local`` names a transformers model that thinks in the
agent's own process, on the same cores. The agent plays on beside it, with expert hands, so that no
network's time is in the figures, and with learned hands, as it is used. Reference, in the same run: the same episodes
planned by the graph alone. Figures are of ``HierarchicalAgent.act`` with its pacing off, in milliseconds; a tick is 50, of
which the world takes its share.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import torch

from craftagent.agent.make import make_hierarchical
from craftagent.agent.protocol import Brief, Privilege
from craftagent.files import write_json
from craftagent.planner.plan import plan
from craftagent.sim.env import SimWorld
from craftagent.tasks.goal import Goal
from craftagent.tasks.prepare import start_episode
from craftagent.tasks.suite import get_task
from craftagent.tasks.tables import table
from craftagent.types import TICKS_PER_SECOND

TASKS = ("atomic-v1/wooden_pickaxe", "atomic-v1/torch", "atomic-v1/furnace", "atomic-v1/stone_pickaxe")


class Slow:
    """An OpenAI-compatible server that gives the graph's plan of the goal after ``seconds``; below 0: nothing at all."""

    def __init__(self, seconds: float) -> None:
        outer = self
        self.goal, self.stop = Goal("get", "stick"), threading.Event()
        self.held: dict[str, int] = {}

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: Any) -> None:
                """Quiet."""

            def do_GET(self) -> None:
                self._send({"data": [{"id": "slow"}]})

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                outer.stop.wait(seconds if seconds >= 0 else 3600)
                steps = [
                    {"verb": s.verb, "target": s.target, "count": s.count, "tool": s.tool}
                    for s in plan(outer.goal, outer.held)
                ]
                text = json.dumps({"thought": "", "steps": steps})
                message = {"role": "assistant", "content": text}
                self._send({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})

            def _send(self, data: Any) -> None:
                raw = json.dumps(data).encode()
                try:
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(raw)))
                    self.end_headers()
                    self.wfile.write(raw)
                except OSError:
                    self.close_connection = True

        self.httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.httpd.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.httpd.server_port}"
        threading.Thread(target=self.httpd.serve_forever, daemon=True).start()


def play(
    options: dict[str, str], seed: int, ticks: int, server: Slow | None = None, policy: str = ""
) -> dict[str, float]:
    """Milliseconds a tick over a few tasks; ``first``: the longest first tick of an episode, which builds things and
    is in no other figure.

    ``policy``: whose hands play; none: the expert's.
    """
    taken, firsts, waited, won = [], [], 0, 0
    for name in TASKS:
        task = get_task(name)
        agent = make_hierarchical(policy, {"hands": "learned" if policy else "expert", **options}, 1)
        agent._pace = 0.0  # the sleep that makes waiting cost time is not what is measured
        world = SimWorld("vpt" if policy else "none")
        observation, info = start_episode(world, task, seed)
        if server is not None:
            server.goal, server.held = task.goal, dict(info["inventory"])
        agent.begin(0, Brief(task.goal, task.instruction, seed, Privilege(world, info, task)))
        score = task.start(info)
        for tick in range(ticks):
            frames = observation["pov"][None] if policy else np.zeros((1, 128, 128, 3), np.uint8)
            before = time.perf_counter()
            action = agent.act(frames, [info])[0]
            (taken if tick else firsts).append(time.perf_counter() - before)
            if not isinstance(action, dict):
                raise RuntimeError(str(action))
            mind = agent.mind(0)
            if mind.current is None and not mind.stopped:
                waited += 1
                time.sleep(1 / TICKS_PER_SECOND)
            observation, _, _, _, info = world.step(action)
            score.update(info)
            if score.success:
                break
        won += score.success
        agent.ended(0, score.success)
        agent.close()
    ms = 1000 * np.array(taken)
    return {"ticks": len(ms), "waiting": waited, "won": won, "p50": float(np.median(ms)),
            "p99": float(np.quantile(ms, 0.99)), "max": float(ms.max()), "first": 1000 * max(firsts)}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, help="that the server takes for an answer")
    parser.add_argument("--seed", type=int, default=20_000)
    # A furnace takes 270 ticks of play, and a server of which nothing is known is asked three times more before the plan:
    # at 2 s each that is 160 ticks of waiting.
    parser.add_argument("--ticks", type=int, default=800, help="most ticks of an episode, those of waiting included")
    parser.add_argument("--policy", default="pretrained/goap-nano", help="learned hands; empty: expert hands alone")
    parser.add_argument("--local", help="folder or name of a transformers model, thinking in this process")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)  # of the hands, as `craftagent run` has it; what thinks has threads of its own
    play({"planner": "oracle"}, args.seed, 40)  # compiles and warms
    slow, silent = Slow(args.seconds), Slow(-1)
    found = {
        "graph": play({"planner": "graph"}, args.seed, args.ticks),
        f"answers after {args.seconds:g} s": play({"planner": slow.url, "seconds": "60"}, args.seed, args.ticks, slow),
        "never answers": play({"planner": silent.url, "seconds": "3"}, args.seed, args.ticks, silent),
    }
    if args.policy:
        ticks = args.ticks // 2  # how long a tick takes is asked, not what is done
        found |= {
            "learned hands, graph": play({"planner": "graph"}, args.seed, ticks, policy=args.policy),
            f"learned hands, answers after {args.seconds:g} s": play(
                {"planner": slow.url, "seconds": "60"}, args.seed, ticks, slow, args.policy
            ),
        }
    if args.local:
        beside = {"planner": args.local, "seconds": "10"}
        found["a model in this process"] = play(beside, args.seed, args.ticks)
        if args.policy:
            found["learned hands, a model in this process"] = play(
                beside, args.seed, args.ticks // 2, policy=args.policy
            )
    columns = ("ticks", "waiting", "won", "p50", "p99", "max", "first")
    print(table(("PLANNER", *columns), [(name, *(f"{row[c]:.4g}" for c in columns)) for name, row in found.items()]))
    if args.json is not None:
        write_json(args.json, found)


if __name__ == "__main__":
    main()
