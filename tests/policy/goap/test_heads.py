"""Action heads: proper distributions over VPT's code."""

from __future__ import annotations

import pytest
import torch

from craftagent.actions import INVENTORY, N_BUTTONS, N_CAMERA
from craftagent.policy.goap.config import HeadConfig
from craftagent.policy.goap.heads import Heads


@pytest.mark.parametrize("kind", ["hierarchical", "factored", "joint"])
def test_scores_are_the_log_probabilities_that_are_played(kind: str) -> None:
    torch.manual_seed(0)
    heads = Heads(HeadConfig(kind=kind), 16)
    for p in heads.parameters():
        p.data.normal_()
    x = torch.randn(3, 4, 16)
    buttons, camera = heads.logits(x)
    assert buttons.shape == (3, 4, N_BUTTONS) and camera.shape == (3, 4, N_CAMERA)
    torch.testing.assert_close(buttons.exp().sum(-1), torch.ones(3, 4))
    torch.testing.assert_close(camera.exp().sum(-1), torch.ones(3, 4))
    taken = torch.tensor([[0, INVENTORY, 863, 864], [17, 8639, 1, 5000], [2, 3, 4, 5]])
    score = heads.score(x, taken, torch.full((3, 4), 7))
    torch.testing.assert_close(score.buttons, buttons.gather(-1, taken[..., None])[..., 0], rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(score.camera, camera[..., 7])


def test_unseen_combinations_profit_from_their_parts() -> None:
    """After seeing only "attack" and "forward" apart or both with jump, the pair is likelier than a stranger."""
    from craftagent.actions import decode_buttons

    torch.manual_seed(0)
    heads = Heads(HeadConfig(kind="factored", progress=False), 4)
    names = __import__("craftagent.actions", fromlist=["BUTTONS"]).BUTTONS
    index = {frozenset(n for n, v in zip(names, row, strict=True) if v): i
             for i, row in enumerate(decode_buttons(range(864))[0].tolist()) if not decode_buttons(i)[1]}  # fmt: skip
    seen = torch.tensor(
        [index[frozenset(["attack"])], index[frozenset(["forward"])], index[frozenset(["forward", "jump"])]]
    )
    x = torch.ones(3, 4)
    optimizer = torch.optim.Adam(heads.parameters(), 0.1)
    for _ in range(60):
        loss = -heads.score(x, seen, torch.full((3,), 60)).buttons.mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    p = heads.logits(torch.ones(1, 4))[0][0].exp()
    assert p[index[frozenset(["attack", "forward"])]] > 0.05
    assert p[index[frozenset(["sneak", "back"])]] < 1e-3


def test_temperature_flattens() -> None:
    torch.manual_seed(0)
    x = torch.randn(1, 8) * 10
    hot, cold = Heads(HeadConfig(temperature=4.0), 8), Heads(HeadConfig(), 8)
    cold.load_state_dict(hot.state_dict())
    assert hot.logits(x)[1].max() < cold.logits(x)[1].max()
    torch.testing.assert_close(hot.logits(x)[0].exp().sum(-1), torch.ones(1))
