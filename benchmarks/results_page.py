"""docs/results.md and the table in README, written from the figures in ``results/report``: nothing in them is typed by hand.

    python benchmarks/results_page.py runs/report runs/ablations training_speed=runs/training_speed.json
    python benchmarks/results_page.py            # the pages again, from what is kept
    python benchmarks/results_page.py --check    # exit status 1 if a page is not what the figures say

What is named is kept first: of a recipe's folder every evaluation in it and every JSON file, of ``NAME=PATH`` that one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from results_targets import SUPPLEMENT, TARGETS, Found

from craftagent.evaluate.published import LONG_HORIZON
from craftagent.evaluate.table import (
    acted_line,
    markdown_table,
    published_rows,
    row,
    seeds_line,
    subgoal_lines,
    summary_line,
)
from craftagent.files import write_json

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "benchmarks" / "results" / "report"
HISTORY = ROOT / "pretrained" / "goap-nano" / "history.json"
PAGE, README = ROOT / "docs" / "results.md", ROOT / "README.md"
BEGIN, END = "<!-- results: benchmarks/results_page.py -->", "<!-- end of results -->"
PEERS = ("Optimus-2", "Optimus-3, action only", "JARVIS-1")  # of LONG_HORIZON, for README

# file of an evaluation of the 67 -> what acts in it
LONG = {
    "long-expert-alone": "expert alone: its own planner and skills",
    "long-expert-graph": "agent, expert hands",
    "long-mixed": "agent, mixed hands",
    "long-mixed-no-tunnels": "agent, mixed hands, no tunnels",
    "long-learned": "agent, learned hands",
    "controller-only": "agent, learned hands, planner told what stands near",
}
GENERATED = {"generated": "The policy alone", "generated-agent": "The agent, learned hands"}


def keep(sources: Sequence[str], kept: Path) -> list[str]:
    """Copy figures to ``kept``; returns their names. Raises ``ValueError`` for what holds none."""
    found: dict[str, Path] = {}
    for source in sources:
        name, equals, path = source.rpartition("=")
        if equals:
            found[name] = Path(path) / "results.json" if Path(path).is_dir() else Path(path)
            continue
        there = {p.parent.name: p for p in sorted(Path(source).glob("*/results.json"))}
        there |= {p.stem: p for p in sorted(Path(source).glob("*.json"))}
        if not there:
            raise ValueError(f"{source} holds no figures")
        found |= there
    kept.mkdir(parents=True, exist_ok=True)
    for name, path in found.items():
        try:
            write_json(kept / f"{name}.json", json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise ValueError(f"{path} is not to be read ({error})") from None
    return sorted(found)


def load(kept: Path) -> dict[str, Any]:
    """Figures by name."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(kept.glob("*.json"))}


def _made(results: Found) -> str:
    """What an evaluation was made with."""
    s = results["settings"]
    player = s.get("player", {})
    weights = player.get("fingerprint") or player.get("policy", {}).get("fingerprint")
    said = [f"`{s['agent'].rstrip('?,')}`", f"seeds {s['seeds']}", f"{results['overall']['episodes']} episodes"]
    said += [f"wording {s['wording']}"] if s.get("wording") not in (None, "instruction") else []
    said += [f"goal as {s['goal']}"] if s.get("goal") not in (None, "both") else []
    said += [f"rules {s['rules']}"] if s.get("rules") else []
    said += [f"weights `{weights}`"] if weights else []
    made = ", ".join([*said, f"commit `{s['commit']}`", f"finished {s['finished']}"]) + "."
    return " ".join([made, *(f"{warning.rstrip('.')}." for warning in results.get("warnings", ()))])


def _rates(results: Found, blocks: Sequence[str]) -> list[str]:
    head = ("", "episodes", "success", "95 %", "mean ticks", "mean reward", "why not")
    rows = [row(data["id"].partition("/")[2], data) for data in results["tasks"]] if "tasks" in blocks else []
    rows += [row(f"**{name}**", data) for name, data in results["groups"].items()] if "groups" in blocks else []
    return markdown_table(head, [*rows, row("**all**", results["overall"])])


def _atomic(found: Found) -> list[str]:
    results = found["atomic"]
    lines = [
        "The policy alone, told one short task, from pixels by keyboard and mouse; crafting is done with the mouse.",
        "",
        summary_line(results) + ".",
        "",
        *_rates(results, ("groups",)),
        "",
        "By task:",
        "",
        *_rates(results, ("tasks",)),
    ]
    for published in results["published"]:
        lines += ["", published["title"] + ":", "", *markdown_table(*published_rows(published)), ""]
        lines += [f"- {note}" for note in published["notes"]]
    return [*lines, "", _made(results)]


def _wordings(found: Found) -> list[str]:
    columns = found["wordings"]["columns"]
    rows = []
    for name, column in columns.items():
        to = column["to_first"]
        low, high = to["difference_ci95"]
        beside = "" if name == found["wordings"]["first"] else f"{to['difference']:+.3f} [{low:+.3f}, {high:+.3f}]"
        rows.append((name, str(column["episodes"]), f"{column['mean']:.3f}", beside))
    return [
        "The same tasks and seeds, told by words alone: in words of training, and in words that are never trained on.",
        "",
        *markdown_table(("words", "episodes", "ASR", "difference"), rows),
    ]


def _goals(found: Found) -> list[str]:
    goals = found["goals"]
    names = goals["goals"]
    rows = [
        (f"**{name}**", *(f"{cell:.2f}" for cell in cells)) for name, cells in zip(names, goals["share"], strict=True)
    ]
    return [
        f"One spot, eight goals, {goals['ticks']} ticks each. Row: what was told; column: share of {goals['n_per_cell']} "
        "seeds in which it was done at least once.",
        "",
        *markdown_table(("told", *names), rows),
        "",
        f"What was told was done in {goals['told']:.2f}, what was not told in {goals['not_told']:.2f}. "
        f"Seeds {goals['seeds']}, weights `{goals['fingerprint']}`, commit `{goals['commit']}`, {goals['date']}.",
    ]


def long_row(found: Found, name: str) -> tuple[str, ...] | None:
    """Rates of one agent by group, and how many episodes a task stand behind each; None if it did not play."""
    if name not in found:
        return None
    groups: dict[str, Any] = {}
    for part in (*SUPPLEMENT.get(name, ()), name):
        groups |= found.get(part, {"groups": {}})["groups"]
    cells = []
    for group in LONG_HORIZON.columns:
        data = groups.get(group)
        cells.append("-" if data is None else f"{data['rate']:.2f} ({data['runs'] // data['tasks']})")
    return (LONG[name], *cells, "no" if "learned" in LONG[name] else "yes")


def _long_table(found: Found, peers: Sequence[str] | None = None) -> list[str]:
    ours = [(f"**{r[0]}**", *r[1:]) for r in (long_row(found, name) for name in LONG) if r is not None]
    theirs = [(r.name, *r.cells, r.crafting, r.source) for r in LONG_HORIZON.rows if peers is None or r.name in peers]
    head = ("", *LONG_HORIZON.columns, "crafting scripted", "source")
    rows = [*((*r, "this page") for r in ours), *theirs]
    width = len(head) if peers is None else len(head) - 1  # README is for the eye
    return markdown_table(head[:width], [r[:width] for r in rows])


def _long(found: Found) -> list[str]:
    lines = [
        "Nothing held at the start; rules `paper` (docs/tasks.md). In brackets: episodes a task. Published rows are "
        "of MineRL, as the papers print them; some are of others' methods.",
        "",
        *_long_table(found),
        "",
        *(f"- {note}" for note in LONG_HORIZON.notes),
    ]
    for comparison, beside in (
        ("tunnels", "With mixed hands for which no script digs tunnels, beside those for which one does"),
        ("planners", "With expert hands, beside the expert alone"),
        ("placed", "With learned hands and a planner that is told what stands near, beside the agent's own"),
    ):
        if comparison not in found:
            continue
        lines += ["", f"{beside}, over the same tasks and seeds:", ""]
        for name, column in list(found[comparison]["columns"].items())[1:]:
            low, high = column["to_first"]["difference_ci95"]
            lines.append(f"- {LONG.get(name, name)}: {column['to_first']['difference']:+.3f} [{low:+.3f}, {high:+.3f}]")
    for name in (*LONG, *(part for parts in SUPPLEMENT.values() for part in parts)):
        if name in found:
            said = [f"`{name}`: {_made(found[name])}"]
            if scripted := found[name]["settings"].get("player", {}).get("scripted"):
                said.append(f"Scripted: {scripted}.")
            if seeds := seeds_line(found[name]):
                said.append(f"{seeds}.")
            lines += ["", " ".join(said)]
    return lines


def _subgoals(found: Found) -> list[str]:
    lines: list[str] = []
    for name in (*LONG, *(part for parts in SUPPLEMENT.values() for part in parts)):
        if "expert" in name:
            continue
        if found.get(name, {}).get("subgoals"):
            head = ("subgoal", "tried", "done", "episodes", "reached", "ticks", "last", "spent", "why not")
            whose = acted_line(found[name])
            lines += [
                "",
                f"`{name}`{f'. {whose}' if whose else ''}:",
                "",
                *markdown_table(head, subgoal_lines(found[name])[:16]),
            ]
    head = (
        "What the episodes tried, most often first. tried, done: attempts; episodes, reached: those in which it was tried, "
        "and done at least once; ticks: mean of the attempts that were done; last: failed episodes that ended in it; "
        "spent: its part of the ticks of failed episodes; why not: the two most frequent reasons, with `#` for a number."
    )
    return lines and [head, *lines]


def _generated(found: Found) -> list[str]:
    lines = ["A hundred tasks chosen by seed out of 823."]
    for name, who in GENERATED.items():
        if name not in found:
            continue
        results = found[name]
        lines += ["", f"{who}: {summary_line(results)}.", "", *_rates(results, ("groups",))]
        for published in results["published"]:
            lines += ["", *markdown_table(*published_rows(published))]
            lines += ["", *(f"- {note}" for note in published["notes"])]
        lines += ["", _made(results)]
    return lines


def _planner(found: Found) -> list[str]:
    planner = found["planner"]
    craft, long, again = planner["craftable"], planner["long_horizon"], planner["replanning"]
    wrong = ("invalid", "asks for what is held", "not minimal")
    return [
        "On paper, nothing played.",
        "",
        f"- {craft['items']} craftable items from nothing: {craft['planned']} planned, {craft['refused']} refused with a "
        f"reason, {craft['refused without a reason']} without; " + ", ".join(f"{craft[w]} {w}" for w in wrong) + ".",
        f"- 67 long tasks: {long['carried out']} of {long['tasks']} carried out in an inventory simulator.",
        f"- {again['inventories']} random inventories: "
        + ", ".join(f"{again[w]} {w}" for w in wrong)
        + f"; a plan takes {again['plan_ms']['median']:.1f} ms (99 %: {again['plan_ms']['p99']:.1f}).",
    ]


def _thinking(found: Found) -> list[str]:
    rows = [
        (name, *(f"{data[c]:.4g}" for c in ("ticks", "waiting", "won", "p50", "p99", "max", "first")))
        for name, data in found["thinking"].items()
    ]
    return [
        "Milliseconds of a tick while a model server takes its time, four tasks, expert hands unless said; a tick is 50.",
        "",
        *markdown_table(
            ("planner", "ticks", "waiting", "done of 4", "median", "99 %", "longest", "first of an episode"), rows
        ),
    ]


def _idm(found: Found) -> list[str]:
    idm = found["idm"]
    kinds = [kind for kind in ("clean", "noise 0.02") if kind in idm]
    names = {
        "key_accuracy": "keys right",
        "macro_f1": "macro-F1 over keys pressed in 0.5 % of ticks",
        "camera_r2_world": "camera R2, world",
        "camera_r2_screens": "camera R2, screens",
    }

    def cell(kind: str, name: str) -> str:
        low, high = idm[kind]["ci95"][name]
        return f"{idm[kind][name]:.4f} [{low:.4f}, {high:.4f}]"

    rows = [(said, *(cell(kind, name) for kind in kinds)) for name, said in names.items()]
    lines = [
        f"Play of the expert on unseen seeds, {idm['episodes']} episodes a column.",
        "",
        *markdown_table(("", *kinds), rows),
    ]
    if "speed" in idm:
        lines += ["", f"Labelling: {idm['speed']['times_real_time']} times real time."]
        if "ratio_to_decoding" in idm["speed"]:
            s = idm["speed"]
            lines[-1] += (
                f" Decoding alone, in one process: {s['decoding_times_real_time']} times; "
                f"{s['ratio_to_decoding']} of that."
            )
    return [*lines, "", f"Digest `{idm['digest']}`, commit `{idm['commit']}`, {idm['date']}."]


def _speed(found: Found) -> list[str]:
    lines = []
    if "policy_speed" in found:
        goap, vpt = found["policy_speed"]["goap"], found["policy_speed"]["vpt"]
        for n in (name for name in goap if name.endswith("threads")):
            lines.append(
                f"- GOAP nano, one `act`, {n}: median {goap[n]['p50_ms']:.1f} ms, 99 % {goap[n]['p99_ms']:.1f} ms."
            )
            ratio = vpt[n]["ratio"]
            lines.append(
                f"- VPT-1x, one step, {n}: {ratio['float32 to rerun']:.1f} times as fast as plain PyTorch that re-runs "
                f"attention, {ratio['float32 to concat']:.2f} times as fast as plain PyTorch that keeps keys and "
                "values."
            )
    for name, which in (("training_speed", "configs/train/goap.yaml"), ("training_speed_recipe", "as in the recipes")):
        if name in found:
            t = found[name]
            lines.append(
                f"- Training, {which}, {t['frames_a_step']} frames a step: {t['loop_frames_a_second']:.0f} frames/s, "
                f"{t['ratio']:.3f} of pure forward and backward passes in the same run ({t['processes']} processes; "
                f"{len(t['ratios'])} rounds from {min(t['ratios']):.2f} to {max(t['ratios']):.2f})."
            )
    return lines


def _ablations(found: Found) -> list[str]:
    lines = [
        "One small budget and one set of data (configs/recipes/ablations.yaml), one training seed, one evaluation; "
        "every row is beside the first."
    ]
    if "agreement" in found:
        a = found["agreement"]
        lines += [
            "",
            f"The labels of the IDM say what was done in {a['buttons']:.3f} of {a['ticks']} ticks as to buttons, and in "
            f"{a['camera']:.3f} of those in which the camera moves as to its pair of bins.",
        ]
    for name in ("ablations", "labels"):
        if name not in found:
            continue
        rows, told_apart, first = [], [], found[name]["first"]
        for column, data in found[name]["columns"].items():
            to, beside, same = data["to_first"], "", ""
            if column != first:
                low, high = to["difference_ci95"]
                beside, same = (
                    f"{to['difference']:+.3f} [{low:+.3f}, {high:+.3f}]",
                    f"{data['mean'] - to['difference']:.3f}",
                )
                told_apart.append(low > 0 or high < 0)
            ratio = "-" if to["ratio"] is None else f"{to['ratio']:.2f}"
            rows.append(
                (
                    column.removesuffix("-eval"),
                    str(data["parameters"]),
                    f"{data['mean']:.3f}",
                    f"{len(data['tasks'])} x {data['episodes'] // len(data['tasks'])}",
                    same,
                    beside,
                    ratio,
                )
            )
        in_these = f"{first.removesuffix('-eval')} in these"
        head = ("", "parameters", "mean", "tasks x seeds", in_these, "difference", "ratio")
        lines += ["", *markdown_table(head, rows)]
        if told_apart and not any(told_apart):
            lines += ["", "No difference is told from chance: every interval holds 0."]
    return lines


def _targets(found: Found) -> list[str]:
    rows = []
    for (what, asked), measure in TARGETS.items():
        try:
            value, reached = measure(found)
        except KeyError:
            rows.append((what, asked, "not measured", ""))
            continue
        rows.append((what, asked, value, "too few to say" if reached is None else "yes" if reached else "**no**"))
    return [
        "What was set out for before anything was measured, and what came out; why not: docs/failures.md, docs/log.md.",
        "",
        *markdown_table(("", "set out for", "measured", "reached"), rows),
    ]


# heading -> (what it needs, its text)
SECTIONS: dict[str, tuple[tuple[str, ...], Callable[[Found], list[str]]]] = {
    "Set out for, and reached": ((), _targets),
    "Long tasks": (
        (*LONG, *(part for parts in SUPPLEMENT.values() for part in parts), "planners", "placed", "tunnels"),
        _long,
    ),
    "Long tasks by subgoal": (("long-mixed", "long-learned", "controller-only"), _subgoals),
    "Short tasks": (("atomic",), _atomic),
    "Trained words and others": (("wordings",), _wordings),
    "Told one thing where eight offer themselves": (("goals",), _goals),
    "Generated tasks": (tuple(GENERATED), _generated),
    "What each part is worth": (("ablations", "labels", "agreement"), _ablations),
    "The inverse dynamics model": (("idm",), _idm),
    "Plans": (("planner",), _planner),
    "A planner that is slow or silent": (("thinking",), _thinking),
    "Speed": (("policy_speed", "training_speed", "training_speed_recipe"), _speed),
}


def page(found: Found) -> str:
    """docs/results.md."""
    lines = [
        "# Results",
        "",
        "Written by `python benchmarks/results_page.py` from `benchmarks/results/report`, which holds what "
        "`craftagent recipe configs/recipes/report.yaml --out runs/report` and `craftagent recipe "
        "configs/recipes/ablations.yaml --out runs/ablations` have measured, and `benchmarks/training.py`. "
        "docs/log.md says what was tried.",
    ]
    for heading, (needed, text) in SECTIONS.items():
        there = [name for name in needed if name in found]
        body = text(found) if there or not needed else []
        lines += ["", f"## {heading}", "", *(body or ["Not measured."])]
        missing = [name for name in needed if name not in found]
        if body and missing:
            lines += ["", f"Not measured: {', '.join(missing)}."]
    return "\n".join(lines) + "\n"


def readme_block(found: Found) -> str:
    """What stands between the marks in README."""
    lines = [*_long_table(found, PEERS)]
    if "atomic" in found:
        o = found["atomic"]["overall"]
        lines += [
            "",
            f"The policy alone on the {o['tasks']} short tasks: {o['asr']:.2f}, from "
            + ", ".join(
                f"{name} {data['rate']:.2f}"
                for name, data in sorted(found["atomic"]["groups"].items(), key=lambda pair: -pair[1]["rate"])
            )
            + ".",
        ]
    return "\n".join(lines)


def readme(text: str, found: Found) -> str:
    """README with its block anew. Raises ``ValueError`` if it has no marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README has no place for results between {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{readme_block(found)}\n{END}{after}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", help="folders of recipes, or NAME=PATH of one evaluation or JSON file")
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 if a page is not up to date")
    args = parser.parse_args(arguments)
    try:
        if args.sources:
            print("kept:", ", ".join(keep(args.sources, KEPT)))
        found = load(KEPT) | {"history": json.loads(HISTORY.read_text(encoding="utf-8"))}
        wanted = {PAGE: page(found), README: readme(README.read_text(encoding="utf-8"), found)}
    except (OSError, ValueError) as error:
        raise SystemExit(f"results_page: {error}") from None
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if args.check:
            print(f"{path.relative_to(ROOT)} is not what the figures say: run python benchmarks/results_page.py")
        else:
            path.write_text(wanted[path], encoding="utf-8")
    return int(args.check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
