"""``craftagent eval``: play suites with an agent, in parallel, to be stopped and taken up at any time, and report."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from craftagent.agent.patience import KNOWING
from craftagent.agent.protocol import Agent
from craftagent.agent.spec import AgentSpec, parse_agent
from craftagent.evaluate.agent import how_told, make_agent
from craftagent.evaluate.film import Film, choose
from craftagent.evaluate.jobs import DEFAULT_SEED, FIRST_SEED, GOALS, WORDINGS, Terms, list_jobs, parse_seeds, sample
from craftagent.evaluate.log import SETTINGS, EpisodeLog, same_settings
from craftagent.evaluate.outcome import Outcome
from craftagent.evaluate.pictures import replayed, shoot
from craftagent.evaluate.pictures import write as write_pictures
from craftagent.evaluate.progress import Progress
from craftagent.evaluate.protocol import too_few
from craftagent.evaluate.results import made_with, results
from craftagent.evaluate.runner import BREAKS, Runner, Warned
from craftagent.evaluate.subgoals import plans_by
from craftagent.evaluate.table import markdown, print_tables
from craftagent.evaluate.under_way import FOLDER, drop
from craftagent.files import write_json, write_text
from craftagent.record.fleet import NoWorkers
from craftagent.record.jobs import choose_tasks
from craftagent.sim.simulator import WORLD_VERSION
from craftagent.tasks.suite import suite_digest
from craftagent.tasks.task import Task
from craftagent.types import suggest

# What may differ when a run is taken up again: how it is shared out, what it was made with, and what follows from the rest
_FREE = ("run", "commit", "versions", "hardware", "jobs", "streams", "told")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent eval``."""
    parser.add_argument("--suite", required=True, metavar="NAME[,NAME]", help="suites to play")
    parser.add_argument(
        "--agent", required=True, metavar="WHO",
        help="expert, random, policy:PATH, hierarchical or python:MODULE:FUNCTION, with options as "
        "policy:PATH?temperature=0.8,guidance=1 or hierarchical?hands=mixed",
    )  # fmt: skip
    parser.add_argument("--tasks", default="", metavar="A,B", help="only these tasks of the suites")
    parser.add_argument("--sample", type=int, metavar="N", help="only N of these tasks, always the same ones")
    parser.add_argument("--rules", help="rule set or difficulty, for the suites that have it")
    parser.add_argument("--episodes", type=int, metavar="N", help="episodes of each task (default 50, or all --seeds)")
    parser.add_argument(
        "--seeds", metavar="A:B", help=f"seeds A up to, not including, B (default {DEFAULT_SEED} and up)"
    )
    parser.add_argument("--wording", default="instruction", help=f"{', '.join(WORDINGS)} (default instruction)")
    parser.add_argument("--goal", default="both", help=f"what the agent is told: {', '.join(GOALS)} (default both)")
    parser.add_argument("--jobs", type=int, default=1, metavar="J", help="processes (default 1)")
    parser.add_argument("--streams", type=int, default=8, metavar="S", help="episodes at once in each (default 8)")
    parser.add_argument("--breaks", type=int, default=BREAKS, metavar="N",
                        help=f"stop when episodes broke N times in a row; 0: never (default {BREAKS})")  # fmt: skip
    parser.add_argument("--films", type=int, default=1, metavar="K",
                        help="clips of the first K successes and failures of each task (default 1)")  # fmt: skip
    parser.add_argument("--no-pictures", action="store_true",
                        help="no clips, sheet or page; the same command without this makes them later")  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the results")


def run(args: argparse.Namespace) -> int:
    """Evaluate. Returns 0 when every episode is there, 1 if the processes could not start or one episode after the other
    broke, 130 after Ctrl-C."""
    terms = Terms(_one_of("--wording", args.wording, WORDINGS), _one_of("--goal", args.goal, GOALS))
    for name, least in (("jobs", 1), ("streams", 1), ("films", 0), ("breaks", 0)):
        if getattr(args, name) < least:
            raise ValueError(f"--{name} must be at least {least}, not {getattr(args, name)}")
    spec, seeds = parse_agent(args.agent), parse_seeds(args.seeds, args.episodes)
    told = how_told(spec, terms)
    suites = _names(args.suite)
    tasks = _in_order(choose_tasks(suites, _names(args.tasks), args.rules), suites)
    if args.sample is not None:
        tasks = sample(tasks, args.sample)
    for task in tasks:
        terms.tell(task, seeds[0])
    if seeds[0] < FIRST_SEED:
        print(
            f"seeds below {FIRST_SEED} are for training and tuning: these figures are not for reports", file=sys.stderr
        )
    agent = make_agent(spec, 1)
    settings = {**_settings(args, spec, agent, terms, suites, tasks, seeds), "told": told}
    status = 0
    with EpisodeLog(args.out) as log:
        settings["run"] = same_settings(args.out, {**settings, "run": uuid.uuid4().hex}, _FREE).get("run", "")
        tapes, kept = args.out / "tapes", args.out / FOLDER
        tapes.mkdir(exist_ok=True)
        for part in args.out.glob("**/.part-*"):  # of a run that was killed
            part.unlink(missing_ok=True)
        jobs = list_jobs(tasks, seeds)
        todo = log.open_jobs(jobs)
        for job in set(jobs) - set(todo):
            drop(kept, job)  # of a run that was killed as it had just noted the episode
        if len(todo) < len(jobs):
            print(f"{len(jobs) - len(todo)} of {len(jobs)} episodes were played before", file=sys.stderr)
        broken = sum((job.task, job.seed) in log.outcomes for job in todo)
        if broken:
            print(f"{broken} that broke twice are played again", file=sys.stderr)
        share = (spec, args.streams, terms, str(tapes), agent.describe(), settings["run"], settings["commit"])
        runner = Runner(spec.text, terms, args.jobs, args.streams, share, breaks=args.breaks, under_way=kept)
        try:
            _play(runner, todo, log, Progress(len(todo)), settings["commit"])
        except KeyboardInterrupt:
            print("craftagent: interrupted; the same command goes on from here", file=sys.stderr)
            status = 130
        except (NoWorkers, RuntimeError) as error:
            print(f"craftagent: {error}", file=sys.stderr)
            status = 1
        with contextlib.suppress(OSError):  # it holds what a run that was broken off will go on with, else nothing
            kept.rmdir()
        wanted = {(job.task, job.seed) for job in jobs}
        outcomes = [log.outcomes[key] for key in sorted(wanted & log.outcomes.keys())]
        found = _report(args, settings, tasks, outcomes, (), (), tables=True)
        if not status:
            try:
                made: list[Path] = []
                if not args.no_pictures:
                    films = choose(outcomes, args.films, args.out / "tapes")
                    unseen = shoot(films, args.out, args.jobs)
                    found = _report(args, settings, tasks, outcomes, films, unseen, tables=False)
                    made = write_pictures(found, tasks, films, args.out)
            except KeyboardInterrupt:
                print("craftagent: interrupted while filming; the same command goes on from here", file=sys.stderr)
                return 130
            for line in found["warnings"]:
                print(line, file=sys.stderr)
            for path in (*(args.out / name for name in ("results.json", "results.md")), *made):
                print(path)
    return status


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _one_of(option: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise ValueError(f"{option} is one of {', '.join(allowed)}, not {value!r}{suggest(value, allowed)}")
    return value


def _in_order(tasks: Sequence[Task], suites: Sequence[str]) -> list[Task]:
    """Suite by suite, each task once."""
    unique = list({task.id: task for task in tasks}.values())
    return [task for suite in suites for task in unique if task.suite == suite]


def _settings(
    args: argparse.Namespace, spec: AgentSpec, agent: Agent, terms: Terms, suites: Sequence[str],
    tasks: Sequence[Task], seeds: range,
) -> dict[str, Any]:  # fmt: skip
    described = dict(agent.describe())  # a copy: it may be the agent's own
    return {
        "suite": list(suites), "agent": spec.text, "hands": described.pop("hands", "its own"), "player": described,
        "world": "sim", "world_version": WORLD_VERSION, "view": agent.view, "rules": args.rules,
        "tasks": [task.id for task in tasks], "seeds": f"{seeds[0]}:{seeds[-1] + 1}", "episodes_a_task": len(seeds),
        **dataclasses.asdict(terms), "jobs": args.jobs, "streams": args.streams, **made_with(),
        **({"own_suites": own} if (own := {name: digest for name in suites if (digest := suite_digest(name))}) else {}),
    }  # fmt: skip


def _play(runner: Runner, todo: Sequence[Any], log: EpisodeLog, progress: Progress, code: str) -> None:
    with progress:
        for event in runner.run(todo):
            if isinstance(event, Outcome):
                log.add(dataclasses.replace(event, commit=event.commit or code))
                progress.ended(event)
            elif isinstance(event, Warned):
                progress.warn(event.text)
            else:
                progress.ticked(event.ticks)


def _report(
    args: argparse.Namespace, settings: Mapping[str, Any], tasks: Sequence[Task], outcomes: Sequence[Outcome],
    films: Sequence[Film], broken: Sequence[str], tables: bool,
) -> dict[str, Any]:  # fmt: skip
    """Write results.json and results.md, and print the tables if they are wanted."""
    begun = json.loads((args.out / SETTINGS).read_text(encoding="utf-8"))["commit"]
    # the figures are theirs, whoever adds them up
    played = dict.fromkeys(code for outcome in outcomes for code in (outcome.commit or begun).split(", "))
    settings = {**settings, "commit": ", ".join(played) or settings["commit"]}
    found = results({**settings, "finished": time.strftime("%Y-%m-%d")}, tasks, outcomes)
    found["replayed"] = replayed(films, args.out)
    found["warnings"] = [*_doubts(settings, tasks, outcomes), *found["replayed"]["differ"], *broken]
    write_json(args.out / "results.json", found)
    write_text(args.out / "results.md", markdown(found))
    if tables:
        print_tables(found, Console())
    return found


def _doubts(settings: Mapping[str, Any], tasks: Sequence[Task], outcomes: Sequence[Outcome]) -> list[str]:
    """What a reader of the figures has to know first."""
    said = []
    if int(settings["seeds"].partition(":")[0]) < FIRST_SEED:
        said.append(f"Seeds below {FIRST_SEED} are for training and tuning: these figures are not for reports.")
    said += too_few(tasks, settings["episodes_a_task"])
    by = plans_by(outcomes)
    if settings["player"].get("planner") not in (None, *KNOWING) and by.get("graph"):
        said.append(
            f"{by['graph']} of {sum(by.values())} plans are the recipe graph's, which stood in where the model gave none "
            "that could be used; with fall_back=0 nothing stands in."
        )
    wanted = len(tasks) * settings["episodes_a_task"]
    if len(outcomes) < wanted:
        said.append(f"The run is not finished: {len(outcomes)} of {wanted} episodes have been played.")
    lost = sum(outcome.broke for outcome in outcomes)
    if lost:
        said.append(f"{lost} episodes broke twice and count as failed; the same command plays them again.")
    return said
