"""Ablations leave out what they say, and nothing else changes the size of what is compared."""

from __future__ import annotations

import pytest
import yaml

torch = pytest.importorskip("torch")


def parameters(name: str) -> int:
    """Of an ablation of GOAP nano; empty: of nano itself."""
    from craftagent.policy.goap.config import GoapConfig
    from craftagent.policy.goap.model import Goap

    settings = {}
    if name:
        with open(f"configs/model/ablation-{name}.yaml", encoding="utf-8") as file:
            settings = yaml.safe_load(file)["model"]["init_args"]["model"]
    with torch.device("meta"):
        net = Goap(GoapConfig.from_dict(settings), ("", "?", "mine"), ("", "?", "#logs"), 384)
    return sum(p.numel() for p in net.parameters())


def test_the_plain_transformer_is_of_nanos_size() -> None:
    assert parameters("transformer-xl") == pytest.approx(parameters(""), rel=0.03)
