"""How well the expert plays: success rates with 95 % Wilson intervals, by task and group.

    python benchmarks/expert.py --suite atomic-v1 --seeds 20000:20020 --jobs 2 --out runs/expert_atomic.json
    python benchmarks/expert.py --ladder --seeds 20000:20050 --jobs 2

``--ladder``: wooden, stone, iron and diamond pickaxe from nothing under survival rules, forest and plains in turn,
budgets 2 400, 6 000, 24 000 and 36 000 ticks. Nothing is drawn. Results are kept after every episode: run it again with
the same ``--out`` and it goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from craftagent.evaluate.statistics import wilson

LADDER = (("wooden_pickaxe", 2400), ("stone_pickaxe", 6000), ("iron_pickaxe", 24_000), ("diamond_pickaxe", 36_000))
BIOMES = ("forest", "plains")


def _jobs(args: argparse.Namespace) -> list[dict[str, Any]]:
    low, _, high = args.seeds.partition(":")
    seeds = range(int(low), int(high))
    if args.ladder:
        return [
            {"id": f"{item}@{biome}", "group": item, "item": item, "budget": budget, "biome": biome, "seed": seed}
            for item, budget in LADDER for seed in seeds for biome in BIOMES
            if not args.tasks or item in args.tasks.split(",")
        ]  # fmt: skip
    from craftagent.tasks.suite import load_suite

    suite = load_suite(args.suite, args.rules)
    wanted = set(args.tasks.split(",")) if args.tasks else None
    tasks = [t for t in suite.tasks if wanted is None or t.name in wanted]
    if args.every > 1:
        tasks = tasks[:: args.every]
    return [{"id": t.id, "group": t.group, "task": t.id, "seed": seed} for seed in seeds for t in tasks]


_worlds: dict[str, Any] = {}


def _play(job: dict[str, Any]) -> dict[str, Any]:
    """One episode. Exceptions are results too: an expert that breaks has failed."""
    import craftagent
    from craftagent.expert.player import Expert
    from craftagent.expert.style import Style
    from craftagent.tasks.goal import Goal
    from craftagent.tasks.prepare import start_episode
    from craftagent.tasks.suite import get_task
    from craftagent.types import WorldSettings

    world = _worlds.setdefault("sim", craftagent.make("sim", view="none"))
    start = time.perf_counter()
    out = {**job, "success": False, "reason": "budget", "ticks": 0, "reward": 0.0}
    try:
        if "task" in job:
            task = get_task(job["task"])
            _, info = start_episode(world, task, job["seed"])
            goal, budget, score = task.goal, task.budget, task.start(info)
            if task.plays_on:
                goal = Goal(goal.verb, goal.target, task.budget // 20)
        else:
            _, info = world.reset(seed=job["seed"], options={"settings": WorldSettings(biome=job["biome"])})
            goal, budget, score = Goal("get", job["item"]), job["budget"], None
        style = Style.draw(job["seed"], by_sight=True) if job.get("by_sight") else None
        expert = Expert(world, style, job["seed"])
        expert.begin(goal, info)
        for tick in range(budget):
            _, _, dead, _, info = world.step(expert.act())
            expert.see(info)
            out["ticks"] = tick + 1
            if score is not None:
                score.update(info)
                if score.over:
                    break
            elif info["inventory"].get(job["item"], 0) > 0:
                break
            if dead:
                out["reason"] = "died: " + ",".join(str(e.get("cause")) for e in info["events"] if e["type"] == "died")
                break
            if expert.gave_up is not None and score is None:
                break
        if score is not None:
            out["success"], out["reward"] = bool(score.success), float(score.total)
        else:
            out["success"] = info["inventory"].get(job["item"], 0) > 0
        if expert.gave_up:
            out["reason"] = "gave up: " + expert.gave_up
        if not out["success"]:
            out["trace"] = [
                f"{s.subgoal.verb} {s.subgoal.target} {s.end - s.start} {s.outcome} {s.reason}" for s in expert.subgoals
            ][-12:]
    except Exception as error:
        out["reason"] = f"error: {type(error).__name__}: {error}"
    if out["success"]:
        out["reason"] = ""
    out["seconds"] = round(time.perf_counter() - start, 2)
    return out


def _table(results: list[dict[str, Any]]) -> None:
    for key in ("id", "group"):
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for r in results:
            rows[r[key]].append(r)
        print(f"\n{'by ' + key:44s} runs  rate   95 % interval  mean ticks  reward  failures")
        for name, runs in rows.items():
            good = [r for r in runs if r["success"]]
            low, high = wilson(len(good), len(runs))
            mean = sum(r["ticks"] for r in good) / max(len(good), 1)
            pay = sum(r["reward"] for r in runs) / len(runs)
            why = Counter(r["reason"][:48] for r in runs if not r["success"])
            row = f"{name:44s} {len(runs):4d} {len(good) / len(runs):5.2f}  [{low:.2f}, {high:.2f}]  "
            row += f"{mean:9.0f}  {pay:7.1f}  "
            print(row + "; ".join(f"{n} {reason}" for reason, n in why.most_common(4)))


def main() -> int:
    """Play what is missing in ``--out`` and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", default="atomic-v1")
    parser.add_argument("--rules")
    parser.add_argument("--tasks", help="comma-separated names")
    parser.add_argument("--every", type=int, default=1, help="only every n-th task of the suite")
    parser.add_argument("--ladder", action="store_true")
    parser.add_argument("--by-sight", action="store_true", help="as recordings are made, see docs/expert.md")
    parser.add_argument("--seeds", default="20000:20010")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("runs/expert.jsonl"))
    args = parser.parse_args()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    done: list[dict[str, Any]] = []
    if args.out.exists():
        done = [json.loads(line) for line in args.out.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
    torn = args.out.exists() and args.out.read_bytes()[-1:] not in (b"", b"\n")  # killed in the middle of a line
    done = [r for r in done if r.get("by_sight", False) == args.by_sight]
    have = {(r["id"], r["seed"]) for r in done}
    jobs = [{**job, "by_sight": args.by_sight} for job in _jobs(args) if (job["id"], job["seed"]) not in have]
    with multiprocessing.get_context("spawn").Pool(args.jobs, maxtasksperchild=200) as pool, args.out.open("a") as file:
        if torn:
            file.write("\n")
        for k, result in enumerate(pool.imap_unordered(_play, jobs)):
            file.write(json.dumps(result) + "\n")
            file.flush()
            done.append(result)
            if not result["success"]:
                print(f"{k + 1}/{len(jobs)} {result['id']} seed {result['seed']}: {result['reason']}", flush=True)
    _table(done)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
