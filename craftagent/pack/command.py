"""``craftagent pack``: what a recipe has trained, as it ships in ``pretrained/``."""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from craftagent.checkout import commit
from craftagent.files import write_text
from craftagent.pack.card import card, eval_results, idm_results, recorded, stages, with_results
from craftagent.sim.simulator import WORLD_VERSION

HISTORY = "history.json"  # beside the policy: what each of the runs that made it recorded, and its stages
MEASURED = ("tune", "eval", "speed")  # stages that make nothing of what ships
MOST = 40 * 1000 * 1000  # bytes of everything that ships

IDM_WHAT = """The inverse dynamics model `nano`: 128 frames of 128x128 in, keys and camera of every tick out. It labels bare
video (`craftagent label VIDEOS --idm pretrained/idm-nano --out labels`). How it works: `policy/idm/README.md`."""
IDM_LIMITS = """Trained on play of the scripted expert in the embedded world alone, at 128x128. On video of the real game it
is out of its depth: see docs/log.md for what it makes of three real clips. It can not see keys that leave no trace in the
picture (two that cancel each other, a key that changes nothing) nor anything at the last frame."""
GOAP_WHAT = """The goal-observation-action conditioned policy `nano`: told a goal in words or as verb, target and count, it
sees frames of 128x128 and its own past actions, and plays by keyboard and mouse at 20 Hz, screens included
(`craftagent eval --suite atomic-v1 --agent policy:pretrained/goap-nano --out runs/eval`). How it works:
`policy/goap/README.md`."""
GOAP_LIMITS = """Trained in the embedded world, on the tasks listed above. It knows the goals that its demonstrations show
and little else; it has never seen the real game; it does not plan. Sampling is part of it: results hold for the
temperature given."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``craftagent pack``."""
    parser.add_argument(
        "--run", type=Path, metavar="DIR", help="folder of the recipe's run; none: new figures of what is packed"
    )
    parser.add_argument("--idm", type=Path, metavar="DIR", help="a trained inverse dynamics model")
    parser.add_argument("--idm-figures", type=Path, metavar="FILE", help="what craftagent bench idm wrote of it")
    parser.add_argument("--policy", type=Path, metavar="DIR", help="a trained policy")
    parser.add_argument(
        "--after", type=Path, metavar="DIR", help="a packed policy that the run went on from: its history too"
    )
    parser.add_argument("--play", default="", metavar="K=V,...", help="how it is best played, as temperature=0.6")
    parser.add_argument("--eval", type=Path, metavar="FILE", help="results.json of its evaluation")
    parser.add_argument("--note", metavar="TEXT",
                        help="what a reader of the cards should know beforehand; '' takes a note out")  # fmt: skip
    parser.add_argument("--out", type=Path, default=Path("pretrained"), metavar="DIR", help="default: pretrained")


def run(args: argparse.Namespace) -> int:
    """Write the folders. Returns 0, or 1 if together they are larger than what ships."""
    if args.idm is None and args.policy is None:
        raise ValueError("nothing to pack: give --idm, --policy or both")
    if args.run is None:
        return _measured(args)
    notes = stages(args.run)
    facts = {"packed at commit": commit(), "world version": str(WORLD_VERSION)}
    if args.idm is not None:
        _idm(args, notes, facts)
    if args.policy is not None:
        _policy(args, notes, facts)
    size = sum(path.stat().st_size for path in args.out.rglob("*") if path.is_file())
    print(f"{args.out} holds {size / 1e6:.1f} MB of at most {MOST / 1e6:.0f}")
    return int(size > MOST)


def _measured(args: argparse.Namespace) -> int:
    """Put figures, and a note if there is one, into the cards of models that are packed already; nothing else changes."""
    from craftagent.agent.learned import fingerprint
    from craftagent.policy.goap.files import read_description
    from craftagent.policy.idm.checkpoint import load_checkpoint

    if args.after is not None or args.play:
        raise ValueError("without --run nothing but figures is packed: leave out --after and --play")
    for folder, figures, option in ((args.idm, args.idm_figures, "--idm-figures"), (args.policy, args.eval, "--eval")):
        if folder is not None and figures is None:
            raise ValueError(f"without --run, {option} says what {folder} is known to do")
    texts = {}
    if args.idm is not None:
        path = args.idm / "README.md"
        results = _idm_results(args.idm_figures, load_checkpoint(args.idm).digest)
        texts[path] = with_results(path.read_text(encoding="utf-8"), results, args.note)
    if args.policy is not None:
        path = args.policy / "README.md"
        results = _eval_results(args.eval, read_description(args.policy), fingerprint(args.policy))
        texts[path] = with_results(path.read_text(encoding="utf-8"), results, args.note)
    for path, text in texts.items():
        _write(path, text)
    return 0


def _idm_results(path: Path, *digests: str) -> str:
    figures = _object(path)
    if figures.get("digest") not in digests:
        raise ValueError(f"{path} holds figures of another model ({figures.get('digest')})")
    return idm_results(figures)


def _eval_results(path: Path, described: Mapping[str, Any], *fingerprints: str) -> str:
    """Raises ``ValueError`` for results of other weights, or of other play than ``described`` advises."""
    from craftagent.policy.goap.player import NUMBERS, advised

    found = _object(path)
    player = found.get("settings", {}).get("player", {})
    if player.get("fingerprint") not in fingerprints:
        raise ValueError(f"{path} holds results of another policy ({player.get('fingerprint')})")
    for name, value in dataclasses.asdict(advised(described)).items():
        played = player.get("play", {}).get(name)
        if name in NUMBERS and played != value:
            raise ValueError(
                f"{path} was played with {name}={played}, but the policy advises {value}: a card's figures are of its play"
            )
    return eval_results(found)


def _idm(args: argparse.Namespace, notes: list[dict[str, Any]], facts: dict[str, str]) -> None:
    from craftagent.policy.idm.checkpoint import load_checkpoint, save_checkpoint

    stored = load_checkpoint(args.idm)
    results = "Not measured."
    with tempfile.TemporaryDirectory() as new:  # what is there stays until all of it is known to be right
        folder = save_checkpoint(Path(new), stored.model, stored.thresholds, stored.about, "fp16")
        if args.idm_figures is not None:
            results = _idm_results(args.idm_figures, stored.digest, load_checkpoint(folder).digest)
    folder = save_checkpoint(args.out / "idm-nano", stored.model, stored.thresholds, stored.about, "fp16")
    numbers = sum(p.numel() for p in stored.model.parameters())
    facts = {"parameters": f"{numbers:,}", "training": json.dumps(stored.about.get("trained", {})), **facts}
    chosen = [note for note in notes if note["stage"] in ("labelled", "idm")]
    made = {"data": recorded(args.run, ["labelled", "knowing"]), "stages": chosen}
    _write(
        folder / "README.md",
        card("IDM nano", _with(IDM_WHAT, args.note), facts, [made], results, IDM_LIMITS),
    )


def _play(text: str) -> dict[str, Any]:
    """``--play`` as the policy's description has it."""
    from craftagent.policy.goap.player import advised

    said: dict[str, Any] = {}
    for part in filter(None, text.split(",")):
        name, _, value = part.partition("=")
        try:
            said[name] = float(value)
        except ValueError:
            raise ValueError(f"--play is as temperature=0.6,camera_temperature=0.5, not {part!r}") from None
    found = {"play": said} if said else {}
    advised({"about": found})
    return found


def _policy(args: argparse.Namespace, notes: list[dict[str, Any]], facts: dict[str, str]) -> None:
    from craftagent.agent.learned import fingerprint
    from craftagent.policy.goap.files import load_policy, save_policy

    net, described, texts = load_policy(args.policy)
    before = _history(args.after) if args.after is not None else []
    folder = args.out / "goap-nano"
    about = {**described.get("about", {}), **_play(args.play)}
    results = "Not measured."
    with tempfile.TemporaryDirectory() as new:
        save_policy(new, net, described, described["text_encoder"], texts, about, half=True)
        if args.eval is not None:
            results = _eval_results(args.eval, {"about": about}, fingerprint(args.policy), fingerprint(Path(new)))
    save_policy(folder, net, described, described["text_encoder"], texts, about, half=True)
    numbers = sum(p.numel() for p in net.parameters())
    play = about.get("play", {})
    facts = {"parameters": f"{numbers:,}",
             "last run of training": json.dumps({name: value for name, value in about.items() if name != "play"}),
             "played with, unless told otherwise": ", ".join(f"{k} {v:g}" for k, v in play.items()) or "temperature 1",
             "sentence encoder": described["text_encoder"], **facts}  # fmt: skip
    made = {"data": recorded(args.run), "stages": [note for note in notes if note["stage"] not in MEASURED]}
    if before and before[-1]["stages"] == made["stages"]:  # packed before, with other figures
        before = before[:-1]
    runs = [*before, made]
    _write(folder / HISTORY, json.dumps(runs, indent=1) + "\n")
    _write(folder / "README.md", card("GOAP nano", _with(GOAP_WHAT, args.note), facts, runs, results, GOAP_LIMITS))


def _history(folder: Path) -> list[dict[str, Any]]:
    path = folder / HISTORY
    try:
        runs = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON ({error})") from None
    if not isinstance(runs, list) or not all(
        isinstance(run, dict) and {"data", "stages"} <= run.keys() for run in runs
    ):
        raise ValueError(f"{path} must list runs with their 'data' and 'stages'")
    return runs


def _with(what: str, note: str | None) -> str:
    return f"{what}\n\n**{note}**" if note else what


def _object(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON ({error})") from None
    if not isinstance(data, dict):
        raise ValueError(f"{path} must hold an object")
    return data


def _write(path: Path, text: str) -> None:
    write_text(path, text)
    print(f"wrote {path}")
