"""The pages of results: they say what the kept figures say, and what was not measured."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from craftagent.evaluate.published import LONG_HORIZON


@pytest.fixture(scope="module")
def pages(program: Callable[[str], ModuleType]) -> ModuleType:
    return program("results_page")


def figures(rate: float, runs: int, tasks: int) -> dict[str, Any]:
    return {"runs": runs, "rate": rate, "ci95": [0.1, 0.9], "mean_ticks": 9.0, "mean_reward": 0.5, "failures": {},
            "tasks": tasks}  # fmt: skip


def evaluation(groups: dict[str, dict[str, Any]]) -> dict[str, Any]:
    whole = figures(0.5, 4, 2) | {"asr": 0.5, "ft": 1.0, "episodes": 4}
    settings = {"agent": "hierarchical?hands=mixed", "seeds": "20000:20002", "commit": "abc", "finished": "2026-01-01"}
    return {"settings": settings, "groups": groups, "tasks": [], "overall": whole, "published": []}


def test_the_pages_are_what_the_kept_figures_say(pages: ModuleType) -> None:
    assert pages.main(["--check"]) == 0


def test_keeps_evaluations_and_files(pages: ModuleType, tmp_path: Path) -> None:
    run = tmp_path / "run"
    for folder in ("atomic", "long"):
        (run / folder).mkdir(parents=True)
        (run / folder / "results.json").write_text(json.dumps({"of": folder}))
    (run / "idm.json").write_text("{}")
    names = pages.keep([str(run), f"again={run / 'long'}", f"file={run / 'idm.json'}"], tmp_path / "kept")
    assert names == ["again", "atomic", "file", "idm", "long"]
    assert pages.load(tmp_path / "kept")["again"] == {"of": "long"}


@pytest.mark.parametrize("what", ["nothing", "no file", "no JSON"])
def test_what_can_not_be_kept_is_said(pages: ModuleType, tmp_path: Path, what: str) -> None:
    (tmp_path / "x.txt").write_text("{")
    source = {"nothing": str(tmp_path), "no file": f"a={tmp_path / 'y.json'}", "no JSON": f"a={tmp_path / 'x.txt'}"}[
        what
    ]
    with pytest.raises(ValueError, match="holds no figures" if what == "nothing" else "not to be read"):
        pages.keep([source], tmp_path / "kept")


def test_a_group_that_more_seeds_did_not_play_is_of_fewer(pages: ModuleType) -> None:
    found = {"long-mixed": evaluation({"Wood": figures(0.9, 200, 10)}),
             "long-mixed-iron": evaluation({"Wood": figures(0.7, 30, 10), "Iron": figures(0.25, 48, 16)})}  # fmt: skip
    cells = dict(zip(("agent", *LONG_HORIZON.columns), pages.long_row(found, "long-mixed"), strict=False))
    assert (cells["Wood"], cells["Iron"], cells["Gold"]) == ("0.90 (20)", "0.25 (3)", "-")
    assert pages.long_row(found, "long-learned") is None


def test_what_is_missing_is_said_to_be(pages: ModuleType) -> None:
    text = pages.page({"long-mixed": evaluation({"Wood": figures(0.9, 200, 10)})})
    part = text.partition("## Long tasks\n")[2].partition("\n## ")[0]
    assert "0.90 (20)" in part and "Not measured: long-expert-alone, long-expert-graph, " in part
    assert text.count("\nNot measured.\n") == len(pages.SECTIONS) - 2


def test_what_was_set_out_for_stands_beside_what_came_out(pages: ModuleType) -> None:
    mixed = evaluation({"Wood": figures(0.895, 200, 10), "Stone": figures(0.7, 180, 9)})
    mixed["warnings"] = ["3 episodes broke"]
    found = {"long-mixed": mixed, "long-mixed-iron": evaluation({"Iron": figures(0.25, 48, 16)})}
    text = pages.page(found)
    assert "| Mixed hands, Wood | at least .90 | 0.895 (20 a task) | **no** |" in text
    assert "| Mixed hands, Stone | at least .70 | 0.700 (20 a task) | yes |" in text
    assert "| Mixed hands, Iron | at least .20 | 0.250 (3 a task) | too few to say |" in text
    assert "| Learned hands, Wood | at least .60 | not measured |  |" in text
    assert "3 episodes broke." in text
    beside = {"to_first": {"difference": -0.051, "difference_ci95": [-0.1, 0.0], "ratio": 0.9}}
    column = beside | {"episodes": 2, "mean": 0.5}
    words = {"first": "trained-words", "columns": {"trained-words": column, "held-out": column}}
    assert "| Held-out words beside trained words | within 5 points | -5.1 points | **no** |" in pages.page(
        {"wordings": words}
    )


def test_readme_keeps_what_stands_around(pages: ModuleType) -> None:
    found = {"long-mixed": evaluation({"Wood": figures(0.9, 200, 10)})}
    text = pages.readme(f"before\n{pages.BEGIN}\nstale figures\n{pages.END}\nafter\n", found)
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "stale" not in text and "Optimus-2" in text
    assert pages.readme(text, found) == text
    with pytest.raises(ValueError, match="no place for results"):
        pages.readme("nothing", found)


def test_times_are_the_worst_of_all_threads_and_hours_those_of_every_run(pages: ModuleType) -> None:
    goap = {"1 threads": {"p50_ms": 9.0, "p99_ms": 30.0}, "2 threads": {"p50_ms": 6.0, "p99_ms": 20.0}}
    ratio = {"float32 to rerun": 12.34, "float32 to concat": 1.1}
    vpt = {
        "worst": {"step to sequence": 9e-6, "latents": 2.2e-5},
        "1 threads": {"ratio": ratio},
        "2 threads": {"ratio": ratio},
    }
    stages = [{"seconds": 3600.0}, {"seconds": 1800.0}]
    text = pages.page({"policy_speed": {"goap": goap, "vpt": vpt}, "history": [{"stages": stages}] * 3})
    assert "| at most 25 ms | 30.0 ms | **no** |" in text
    assert "| about 4 h at most | 4.5 h in 3 runs | **no** |" in text
    assert "| the same to 1e-5 | log-probabilities 9.0e-06, latents 2.2e-05 | **no** |" in text
    assert "| faster | 12.3 times as fast | yes |" in text


def test_leaving_the_tree_and_the_longest_tick(pages: ModuleType) -> None:
    goals = {"goals": ["logs", "dirt"], "share": [[0.9, 0.3], [0.12, 0.8]], "n_per_cell": 50, "told": 0.85, "not_told": 0.2,
             "ticks": 400, "seeds": "20200:20250", "fingerprint": "f", "commit": "c", "date": "2026-01-01"}  # fmt: skip
    row = dict.fromkeys(("ticks", "waiting", "won", "p50", "p99", "first"), 1)
    text = pages.page({"goals": goals, "thinking": {"graph": {**row, "max": 18.0}, "slow": {**row, "max": 49.9}}})
    assert "| a log cut in at most .10 | dirt dug in 0.80, a log cut in 0.12 | **no** |" in text
    assert "| Longest tick while a model thinks | at most 50 ms | 49.9 ms | yes |" in text
