"""``craftagent vpt import FILES --out DIR``: the released VPT files, or safetensors of them, into a checkpoint of ours."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

KINDS = (".model", ".weights", ".safetensors")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("files", nargs="+", metavar="FILES", type=Path,
                        help="NAME.weights or NAME.safetensors, and NAME.model, which says the temperature")  # fmt: skip
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder of the checkpoint to write")
    parser.add_argument(
        "--temperature", type=float, help="instead of what NAME.model says (without it: 1, for an IDM 4)"
    )


def _sort(files: list[Path]) -> tuple[Path, Path | None]:
    """The file of weights and the ``.model`` file, if any."""
    by_kind: dict[str, list[Path]] = {kind: [] for kind in KINDS}
    for file in files:
        if file.suffix not in KINDS:
            raise ValueError(f"{file}: the name must end in {', '.join(KINDS[:-1])} or {KINDS[-1]}")
        if not file.is_file():
            raise FileNotFoundError(f"{file}: no such file")
        by_kind[file.suffix].append(file)
    weights, models = by_kind[".weights"] + by_kind[".safetensors"], by_kind[".model"]
    if len(weights) != 1 or len(models) > 1:
        raise ValueError(
            "one model is imported at a time: name one .weights or .safetensors file and at most one .model file, "
            f"not {len(weights)} and {len(models)}"
        )
    return weights[0], models[0] if models else None


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def run(args: argparse.Namespace) -> int:
    """Carry the command out. Raises ``ValueError`` or ``OSError`` with one sentence."""
    from craftagent.policy.vpt import checkpoint, released
    from craftagent.policy.vpt.config import VPTConfig

    weights, model_file = _sort(args.files)
    checkpoint.refuse_existing(args.out)
    read = released.read_weights if weights.suffix == ".weights" else checkpoint.read_safetensors
    state = read(weights)
    config = released.config_from_tensors(weights, state)
    if model_file is not None:
        config = released.with_model_file(config, model_file)
    if args.temperature is not None:
        config = VPTConfig.from_dict({**config.to_dict(), "temperature": args.temperature})
    model = checkpoint.from_state(weights, config, state)
    source = {file.name: {"sha256": _digest(file), "bytes": file.stat().st_size} for file in args.files}
    checkpoint.save(model, args.out, {"files": source})
    count = sum(value.numel() for value in state.values())
    print(f"{args.out}: VPT {config.kind}, {released.size_name(config)}, {count:,} numbers in {len(state)} tensors, "
          f"temperature {config.temperature:g}")  # fmt: skip
    print(_uses(config.kind, args.out))
    return 0


def _uses(kind: str, out: Path) -> str:
    """What can be done with a checkpoint now, in words."""
    if kind == "idm":
        return (
            "it is used from Python: craftagent.policy.vpt.checkpoint.load(...)(frames); 'craftagent label' takes only "
            "models of 'craftagent train fit -c configs/train/idm.yaml'"
        )
    return (
        f"play it: craftagent eval --suite atomic-v1 --agent policy:{out} (it is told no goal); fine-tune it: craftagent "
        f"train fit -c configs/train/vpt.yaml --model.init_args.init_from={out}"
    )
