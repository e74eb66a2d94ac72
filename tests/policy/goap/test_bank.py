"""The memory bank keeps what differs and merges what is alike."""

from __future__ import annotations

import torch

from craftagent.policy.goap.bank import clear, empty_bank, push


def entry(*values: float) -> torch.Tensor:
    return torch.tensor(values)[:, None, None] * torch.tensor([1.0, 0.0]) + torch.tensor([0.0, 1.0])


def test_most_similar_neighbours_are_merged_by_weight() -> None:
    bank = empty_bank(2, 3, 1, 2)
    for i, (a, b) in enumerate([(0.0, 0.0), (5.0, 0.1), (5.2, 9.0), (-3.0, -9.0)]):
        bank = push(bank, entry(a, b), torch.tensor([2.0, 4.0]), torch.full((2,), float(i)))
    # stream 0: 5.0 and 5.2 are alike; stream 1: 0.0 and 0.1
    assert bank["ticks"].tolist() == [[2, 4, 2], [8, 4, 4]]
    torch.testing.assert_close(bank["entries"][0, :, 0, 0], torch.tensor([0.0, 5.1, -3.0]))
    torch.testing.assert_close(bank["entries"][1, :, 0, 0], torch.tensor([0.05, 9.0, -9.0]))
    torch.testing.assert_close(bank["born"], torch.tensor([[0.0, 1.5, 3.0], [0.5, 2.0, 3.0]]))


def test_all_ticks_are_kept_in_weight_however_long_it_runs() -> None:
    torch.manual_seed(0)
    bank = empty_bank(1, 4, 2, 3)
    everything = []
    for i in range(50):
        new = torch.randn(1, 2, 3)
        everything.append(new)
        bank = push(bank, new, torch.ones(1), torch.tensor([float(i)]))
    assert bank["entries"].shape == (1, 4, 2, 3) and bank["ticks"].sum() == 50
    mean = (bank["entries"] * bank["ticks"][..., None, None]).sum(1) / 50
    torch.testing.assert_close(mean, torch.stack(everything).mean(0), rtol=1e-4, atol=1e-5)
    assert bool((bank["born"].diff() > 0).all())


def test_streams_are_cleared_and_skipped_alone() -> None:
    bank = push(empty_bank(2, 3, 1, 2), entry(1.0, 2.0), torch.ones(2), torch.zeros(2))
    bank = push(clear(bank, torch.tensor([True, False])), entry(7.0, 8.0), torch.tensor([1.0, 0.0]), torch.ones(2))
    assert bank["ticks"].tolist() == [[1, 0, 0], [1, 0, 0]]
    assert bank["entries"][0, 0, 0, 0] == 7 and bank["entries"][1, 0, 0, 0] == 2
