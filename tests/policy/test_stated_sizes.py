"""Sizes that configurations state in their comments are those of the networks that they make."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

pytest.importorskip("torch")
import torch

from craftagent.policy.goap.config import GoapConfig
from craftagent.policy.goap.model import Goap
from craftagent.policy.idm.config import IDMConfig
from craftagent.policy.idm.model import IDM
from craftagent.tasks.goal import VERBS

ROOT = Path(__file__).parents[2]
CONFIGS = ROOT / "configs"


def made(name: str) -> torch.nn.Module:
    settings = yaml.safe_load((CONFIGS / name).read_text(encoding="utf-8"))
    if "idm" in name:
        return IDM(IDMConfig.from_dict(settings["model"]["init_args"]["network"]))
    config = GoapConfig.from_dict(settings["init_args"].get("model", {}))
    # The data name the targets, each a row of the model: counted with those that the shipped weights know.
    shipped = json.loads((ROOT / "pretrained/goap-nano/policy.json").read_text(encoding="utf-8"))
    return Goap(config, ("", "?", *VERBS), tuple(shipped["targets"]), shipped["text_width"])


@pytest.mark.parametrize(
    "name",
    ["train/idm-1x.yaml", "train/idm-2x.yaml", "train/idm-4x.yaml", "model/goap-nano.yaml", "model/goap-base.yaml"],
)
def test_parameters_are_as_many_as_the_comment_says(name: str) -> None:
    said = re.search(r"([\d.]+) million parameters", (CONFIGS / name).read_text(encoding="utf-8").splitlines()[0])
    assert said
    with torch.device("meta"):
        count = sum(parameter.numel() for parameter in made(name).parameters())
    assert count / 1e6 == pytest.approx(float(said[1]), abs=0.05)
