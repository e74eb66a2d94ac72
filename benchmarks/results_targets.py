"""What was set out for before anything was measured, and where docs/results.md finds what came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Found = Mapping[str, Any]  # figures by the name of their file in ``results/report``

ENOUGH = 20  # episodes a task, to say that a group's rate is reached
# where the first did not play a group
SUPPLEMENT = {"long-mixed": ("long-mixed-iron", "long-mixed-beyond"), "long-learned": ("long-learned-few",)}


def _rate(of: Any, least: float) -> tuple[str, bool]:
    return f"{of:.3f}", of >= least


def _weakest(found: Found) -> tuple[str, bool]:
    worst = min(found["atomic"]["tasks"], key=lambda task: task["rate"])
    return f"{worst['rate']:.2f} ({worst['id'].partition('/')[2]})", worst["rate"] >= 0.4


def _group(found: Found, name: str, group: str, least: float) -> tuple[str, bool | None]:
    for part in (name, *SUPPLEMENT.get(name, ())):
        if group in found.get(part, {}).get("groups", {}):
            data = found[part]["groups"][group]
            each = data["runs"] // data["tasks"]
            reached = data["rate"] >= least
            return f"{data['rate']:.3f} ({each} a task)", None if reached and each < ENOUGH else reached
    raise KeyError(name)


def _idm_worst(found: Found, name: str, least: float) -> tuple[str, bool]:
    idm = found["idm"]
    values = {kind: idm[kind][name] for kind in ("clean", "noise 0.02") if kind in idm}
    return ", ".join(f"{kind} {value:.3f}" for kind, value in values.items()), min(values.values()) >= least


def _beside(found: Found, name: str, column: str) -> Any:
    return found[name]["columns"][column]["to_first"]


def _act(found: Found) -> tuple[str, bool]:
    goap = found["policy_speed"]["goap"]
    slowest = max(goap[name]["p99_ms"] for name in goap if name.endswith("threads"))
    return f"{slowest:.1f} ms", slowest <= 25


def _same(found: Found) -> tuple[str, bool]:
    worst = found["policy_speed"]["vpt"]["worst"]
    said, latents = worst["step to sequence"], worst["latents"]
    return f"log-probabilities {said:.1e}, latents {latents:.1e}", max(said, latents) <= 1e-5


def _beside_naive(found: Found) -> tuple[str, bool]:
    vpt = found["policy_speed"]["vpt"]
    least = min(vpt[name]["ratio"]["float32 to rerun"] for name in vpt if name.endswith("threads"))
    return f"{least:.1f} times as fast", least > 1


def _hours(found: Found) -> tuple[str, bool]:
    hours = sum(stage["seconds"] for run in found["history"] for stage in run["stages"]) / 3600
    return f"{hours:.1f} h in {len(found['history'])} runs", hours <= 4


def _leaves_the_tree(found: Found) -> tuple[str, bool]:
    goals = found["goals"]
    told = dict(zip(goals["goals"], goals["share"][goals["goals"].index("dirt")], strict=True))
    return f"dirt dug in {told['dirt']:.2f}, a log cut in {told['logs']:.2f}", told["logs"] <= 0.1


def _longest_tick(found: Found) -> tuple[str, bool]:
    longest = max(data["max"] for data in found["thinking"].values())
    return f"{longest:.1f} ms", longest <= 50


def _within(difference: float, points: float) -> tuple[str, bool]:
    return f"{100 * difference:+.1f} points", difference >= -points / 100


# what was set out for -> what it is and whether that is reached, None: too few episodes to say so; KeyError: not measured
TARGETS: dict[tuple[str, str], Callable[[Found], tuple[str, bool | None]]] = {
    ("Short tasks, mean of 36", "at least .75"): lambda f: _rate(f["atomic"]["overall"]["asr"], 0.75),
    ("Short tasks, the weakest", "at least .40"): _weakest,
    ("Held-out words beside trained words", "within 5 points"): lambda f: _within(
        _beside(f, "wordings", "held-out")["difference"], 5
    ),
    ("Told to dig dirt among trees", "a log cut in at most .10"): _leaves_the_tree,
    ("Learned hands, Wood", "at least .60"): lambda f: _group(f, "long-learned", "Wood", 0.6),
    ("Mixed hands, Wood", "at least .90"): lambda f: _group(f, "long-mixed", "Wood", 0.9),
    ("Mixed hands, Stone", "at least .70"): lambda f: _group(f, "long-mixed", "Stone", 0.7),
    ("Mixed hands, Iron", "at least .20"): lambda f: _group(f, "long-mixed", "Iron", 0.2),
    ("Expert hands beside the expert alone", "within 2 points"): lambda f: _within(
        _beside(f, "planners", "long-expert-graph")["difference"], 2
    ),
    ("IDM, keys right", "at least .97"): lambda f: _idm_worst(f, "key_accuracy", 0.97),
    ("IDM, macro-F1", "at least .90"): lambda f: _idm_worst(f, "macro_f1", 0.9),
    ("IDM, camera R2, world", "at least .98"): lambda f: _idm_worst(f, "camera_r2_world", 0.98),
    ("IDM, camera R2, screens", "at least .95"): lambda f: _idm_worst(f, "camera_r2_screens", 0.95),
    ("Labelling", "at least 50 times real time"): lambda f: (
        f"{f['idm']['speed']['times_real_time']} times",
        f["idm"]["speed"]["times_real_time"] >= 50,
    ),
    ("Cloning of IDM labels beside true labels", "at least .90 of it"): lambda f: _rate(
        _beside(f, "labels", "idm-labels-eval")["ratio"] or 0.0, 0.9
    ),
    ("Making what ships, 2 cores", "about 4 h at most"): _hours,
    ("One `act` of GOAP nano, 99 %", "at most 25 ms"): _act,
    ("VPT-1x, one step beside attention re-run naively", "faster"): _beside_naive,
    ("VPT-1x, step by step beside the whole sequence", "the same to 1e-5"): _same,
    ("Longest tick while a model thinks", "at most 50 ms"): _longest_tick,
    ("Training beside pure passes, configs/train/goap.yaml", "at least .90"): lambda f: _rate(
        f["training_speed"]["ratio"], 0.9
    ),
    ("Training beside pure passes, the small steps of the recipes", "at least .90"): lambda f: _rate(
        f["training_speed_recipe"]["ratio"], 0.9
    ),
}
