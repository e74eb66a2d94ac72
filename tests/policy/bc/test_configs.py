"""Every YAML that ships is read against the real signatures; layers fit on each other."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import yaml

from craftagent.policy.bc.cli import main
from craftagent.recipe.inputs import filled

ROOT = Path(__file__).parents[3] / "configs"
LAYERS = [[], ["trainer/cpu"], ["trainer/cpu2"], ["trainer/gpu"], ["trainer/debug"], ["trainer/cpu", "trainer/rollout"]]
NANO = ["recipes/nano/goap", "recipes/nano/refine", "recipes/nano/refine-again"]
LAYERS += [[*NANO[:n], "trainer/cpu2"] for n in (1, 2, 3)] + [["recipes/nano/goap", "model/goal-image"]]
LAYERS += [["recipes/debug/refine", "trainer/cpu2"], [*NANO, "recipes/nano/refine-third", "trainer/cpu2"]]
LAYERS += [[f"recipes/{name}", "trainer/cpu2"] for name in ("improve/goap", "improve/again", "improve/craft")]
LAYERS += [["recipes/ablations/base", "trainer/cpu2"]]
LAYERS += [[f"model/{path.stem}"] for path in sorted((ROOT / "model").glob("ablation-*.yaml"))]


def printed(capsys: pytest.CaptureFixture[str], *names: str) -> dict:
    with tempfile.TemporaryDirectory() as folder, pytest.raises(SystemExit) as stopped:
        layers = []
        for i, name in enumerate(names):
            text, had_blanks = filled(ROOT / f"{name}.yaml", {"steps": "9"})
            path = Path(folder, f"{i}.yaml") if had_blanks else ROOT / f"{name}.yaml"
            if had_blanks:
                path.write_text(text)
            layers += ["-c", str(path)]
        main(["fit", *layers, "--print_config"])
    assert stopped.value.code == 0
    return yaml.safe_load(capsys.readouterr().out)


@pytest.mark.parametrize("layers", LAYERS, ids=lambda names: "+".join(names) or "alone")
def test_nano_takes_every_layer(layers: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    config = printed(capsys, "train/goap", *layers)
    names = [callback["class_path"].rpartition(".")[2] for callback in config["trainer"]["callbacks"]]
    assert names[:3] == ["RunLog", "FramesBar", "Checkpoints"]
    assert ("RolloutValidation" in names) == ("trainer/rollout" in layers)
    model = config["model"]["init_args"]["model"]
    if "model/ablation-no-history" in layers:
        assert model["behaviour"]["history"] is False and model["behaviour"]["perceiver"] is True
    if "model/goal-image" in layers:
        goals = config["data"]["init_args"]["goals"]
        assert model["goal"]["image"] and goals["image"] == 0.5 and goals["weights"]["task"] == 2.0
    refined = config["data"]["init_args"]["lead_in"], config["trainer"]["max_steps"]
    if NANO[0] in layers:
        assert refined == ((16, 7500) if NANO[2] in layers else (None, 2500) if NANO[1] in layers else (None, 2000))
    if "recipes/debug/refine" in layers:
        assert refined == (16, 2)
    if "trainer/cpu" in layers:
        assert config["trainer"]["precision"] == "bf16-mixed"


def test_every_layer_of_a_recipe_is_among_them() -> None:
    there = {path.relative_to(ROOT).with_suffix("").as_posix() for path in ROOT.glob("recipes/*/*.yaml")}
    assert there == {name for names in LAYERS for name in names if name.startswith("recipes/")}


def test_base_is_vpt_1x(capsys: pytest.CaptureFixture[str]) -> None:
    from craftagent.policy.vpt.config import VPTConfig, preset

    config = printed(capsys, "train/goap-base", "trainer/gpu")
    assert VPTConfig(**{**config["model"]["init_args"]["model"]["vpt"], "channels": (64, 128, 128)}) == preset("1x")


def test_mllm_wants_a_model_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    language = printed(capsys, "train/goap-mllm", "trainer/gpu")["model"]["init_args"]["model"]["language"]
    assert language["model"] is None and language["lora_rank"] == 16


def test_a_wrong_key_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["fit", "-c", str(ROOT / "train/goap.yaml"), "--model.init_args.model.temporal.layerz=3"])
    assert stopped.value.code == 2
    assert "layerz" in capsys.readouterr().err


def test_no_class_path_begins_with_a_bare_folder() -> None:
    for path in ROOT.rglob("*.yaml"):
        for line in path.read_text().splitlines():
            if "class_path:" in line:
                assert line.split("class_path:")[1].strip().startswith(("craftagent.", "lightning.")), (path, line)
