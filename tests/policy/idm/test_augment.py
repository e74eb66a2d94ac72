"""The mirror: what is seen and what is done change sides together."""

from __future__ import annotations

import pytest
import torch

from craftagent.actions import BUTTONS, N_BINS
from craftagent.policy.idm.augment import Augment, mirrored


@pytest.fixture
def batch() -> dict[str, torch.Tensor]:
    b, t, k = 6, 4, len(BUTTONS)
    draw = torch.Generator().manual_seed(0)
    return {
        "pov": torch.randint(0, 256, (b, t, 8, 8, 3), generator=draw, dtype=torch.uint8),
        "keys": torch.randint(0, 2, (b, t, k), generator=draw),
        "degrees": torch.randn(b, t, 2, generator=draw),
        "bins": torch.randint(0, N_BINS, (b, t, 2), generator=draw),
        "gui": torch.zeros(b, t, dtype=torch.bool),
        "valid": torch.ones(b, t, dtype=torch.bool),
    }


def test_twice_is_as_before_and_once_is_the_other_side(batch) -> None:
    once = mirrored(batch, 1.0, torch.Generator().manual_seed(1))
    twice = mirrored(once, 1.0, torch.Generator().manual_seed(1))
    assert all(torch.equal(twice[name], batch[name]) for name in batch)
    assert torch.equal(once["pov"][:, :, :, 0], batch["pov"][:, :, :, -1])
    left, right, slot = (BUTTONS.index(name) for name in ("left", "right", "hotbar.2"))
    assert torch.equal(once["keys"][..., left], batch["keys"][..., right])
    assert torch.equal(once["keys"][..., slot], batch["keys"][..., BUTTONS.index("hotbar.8")])
    forward = BUTTONS.index("forward")
    assert torch.equal(once["keys"][..., forward], batch["keys"][..., forward])
    assert torch.equal(once["degrees"][..., 1], -batch["degrees"][..., 1])
    assert torch.equal(once["degrees"][..., 0], batch["degrees"][..., 0])
    assert torch.equal(once["bins"][..., 1], N_BINS - 1 - batch["bins"][..., 1])


def test_screens_are_never_mirrored_and_the_share_is_kept(batch) -> None:
    batch["gui"][2, 3] = True
    once = mirrored(batch, 1.0, torch.Generator().manual_seed(1))
    same = [torch.equal(once["pov"][i], batch["pov"][i]) for i in range(6)]
    assert same == [False, False, True, False, False, False]
    many = {name: value.repeat(40, *[1] * (value.ndim - 1)) for name, value in batch.items()}
    half = mirrored(many, 0.5, torch.Generator().manual_seed(1))
    changed = sum(not torch.equal(half["pov"][i], many["pov"][i]) for i in range(240))
    assert 75 < changed < 125  # of 200 without a screen
    assert mirrored(batch, 0.0, torch.Generator()) is batch


def test_settings() -> None:
    with pytest.raises(ValueError, match="'mirror' must be from 0 to 1"):
        Augment(mirror=1.5)
