"""The optimiser: AdamW where it says so, and matrices whose steps turn without stretching."""

from __future__ import annotations

import copy
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from craftagent.policy.bc.muon import MuonAdamW, deal, muon_groups, orthogonal
from craftagent.policy.bc.optimizer import OptimizerConfig, make_optimizer


@pytest.mark.parametrize("shape", [(16, 16), (8, 40), (40, 8)])
def test_orthogonal_keeps_directions_and_evens_out_lengths(shape: tuple[int, int]) -> None:
    torch.manual_seed(0)
    g = torch.randn(shape) @ torch.diag(torch.logspace(0, -1.5, shape[1]))
    found = orthogonal(g, torch.float32)
    assert found.shape == g.shape
    u, before, v = torch.linalg.svd(g, full_matrices=False)
    within = u.T @ found @ v.T  # in the singular vectors of g
    values = torch.linalg.svdvals(found)
    assert values.max() < 1.3 and values[before > 0.05 * before.max()].min() > 0.5
    off = within - torch.diag(torch.diag(within))
    assert off.abs().max() < 1e-3


def test_the_rest_is_adamw() -> None:
    torch.manual_seed(0)
    ours, theirs = [nn.Parameter(torch.randn(5, 3)), nn.Parameter(torch.randn(4))], []
    theirs = copy.deepcopy(ours)
    a = MuonAdamW([{"params": ours, "weight_decay": 0.1}], lr=0.02, betas=(0.8, 0.9))
    b = torch.optim.AdamW(theirs, lr=0.02, betas=(0.8, 0.9), weight_decay=0.1)
    for _ in range(6):
        for p, q in zip(ours, theirs, strict=True):
            p.grad = torch.randn_like(p)
            q.grad = p.grad.clone()
        a.step()
        b.step()
    for p, q in zip(ours, theirs, strict=True):
        torch.testing.assert_close(p, q)


def make() -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 36, 4))
    return net, make_optimizer(OptimizerConfig(lr=0.01, kind="muon", weight_decay=0.0), net)


def learn(net: nn.Module, optimizer: torch.optim.Optimizer, steps: int) -> list[float]:
    x = torch.randn(32, 3, 8, 8, generator=torch.Generator().manual_seed(1))
    y = x.mean((2, 3)) @ torch.randn(3, 4, generator=torch.Generator().manual_seed(2)) * 8
    losses = []
    for _ in range(steps):
        loss = (net(x) - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


def test_it_learns_and_goes_on_from_its_state() -> None:
    net, optimizer = make()
    first = learn(net, optimizer, 30)
    weights, state = copy.deepcopy(net.state_dict()), copy.deepcopy(optimizer.state_dict())
    rest = learn(net, optimizer, 30)
    assert rest[-1] < 0.1 * first[0]
    other, again = make()
    other.load_state_dict(weights)
    again.load_state_dict(state)
    assert learn(other, again, 30) == pytest.approx(rest, rel=1e-6)
    assert [group["muon"] for group in optimizer.param_groups] == [True, False, False]


def test_heads_and_tables_are_left_to_adamw() -> None:
    net = nn.ModuleDict({"body": nn.Linear(4, 4), "table": nn.Embedding(5, 4), "head": nn.Linear(4, 2)})
    matrices, last, rest = muon_groups(net, [net["head"]], 0.1, 0.5)
    assert matrices["params"] == [net["body"].weight] and matrices["muon"] and matrices["lr"] == 0.1
    assert last["params"] == [net["head"].weight] and last["lr"] < 0.1 and last["weight_decay"] == 0.5
    assert {id(p) for p in rest["params"]} == {id(net["body"].bias), id(net["table"].weight), id(net["head"].bias)}
    assert rest["weight_decay"] == 0.0


@pytest.mark.parametrize(("costs", "hands"), [([5.0, 1.0, 1.0, 1.0, 1.0, 1.0], 2), ([1.0], 3), ([2.0, 2.0, 2.0], 3)])
def test_costs_are_dealt_evenly(costs: list[float], hands: int) -> None:
    owners = deal(costs, hands)
    load = [sum(c for c, owner in zip(costs, owners, strict=True) if owner == hand) for hand in range(hands)]
    assert set(owners) <= set(range(hands)) and max(load) <= max(max(costs), sum(costs) / hands + min(costs))


TOGETHER = """
import sys, torch, torch.distributed as dist
from craftagent.policy.bc import muon
torch.set_num_threads(1)
dist.init_process_group("gloo", init_method=f"file://{sys.argv[1]}", rank=int(sys.argv[2]), world_size=2)
torch.manual_seed(0)
matrices = [torch.randn(shape) for shape in [(24, 96), (96, 24), (24, 24), (3, 5), (8, 27)]]
alone = [muon.orthogonal(m) for m in matrices]
asked, real = [], muon.orthogonal
muon.orthogonal = lambda m: asked.append(tuple(m.shape)) or real(m)
found = muon.shared_orthogonal(matrices)
assert all(torch.equal(a, b) for a, b in zip(alone, found)), "not what one process finds"
assert 0 < len(asked) < len(matrices), f"{len(asked)} of {len(matrices)} turned here"
"""


def test_processes_that_train_together_share_the_work_and_find_the_same(tmp_path: Path) -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", TOGETHER, str(tmp_path / "meet"), str(rank)], stderr=subprocess.PIPE)
        for rank in range(2)
    ]
    for one in both:
        _, said = one.communicate(timeout=120)
        assert one.returncode == 0, said.decode()
