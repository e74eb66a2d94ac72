"""The network: what it sees, what it must not see, and that its two halves make the whole."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from craftagent.actions import BUTTONS, CAMERA_MAX
from craftagent.policy.idm.augment import Augment, augment
from craftagent.policy.idm.config import SIZES, IDMConfig
from craftagent.policy.idm.decode import decode
from craftagent.policy.idm.loss import CENTRES, losses, two_hot
from craftagent.policy.idm.model import IDM, Logits
from craftagent.policy.idm.motion import correlate


@pytest.fixture
def model(tools):
    torch.manual_seed(0)
    model = IDM(tools["tiny"]).eval()
    for head in (model.keys, model.camera, model.gui):
        torch.nn.init.normal_(head.weight, std=0.5)
    return model


def pov(b, t, seed=0):
    return torch.randint(0, 256, (b, t, 128, 128, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(seed))


def test_shapes_and_both_directions_of_time(model):
    frames = pov(2, 6)
    with torch.inference_mode():
        out = model(frames)
        assert out.keys.shape == (2, 6, 20, 2)
        assert out.camera.shape == (2, 6, 2, 11)
        assert out.gui.shape == (2, 6, 2)
        changed = frames.clone()
        changed[0, 3] = 255 - changed[0, 3]
        other = model(changed)
    difference = (other.keys - out.keys).abs().amax((2, 3))
    assert difference[0].min() > 1e-5  # earlier and later ticks see it
    assert difference[1].max() == 0


def test_padding_changes_nothing(model):
    frames = pov(1, 5)
    padded = torch.cat((frames, torch.zeros(1, 4, 128, 128, 3, dtype=torch.uint8)), 1)
    valid = torch.arange(9)[None] < 5
    with torch.inference_mode():
        alone, among = model(frames), model(padded, valid)
    for a, b in zip(alone, among, strict=True):
        torch.testing.assert_close(a, b[:, :5], atol=1e-4, rtol=1e-4)


def test_floats_of_the_same_frames_give_the_same(model):
    frames = pov(1, 4)
    with torch.inference_mode():
        torch.testing.assert_close(model(frames).keys, model(frames.bfloat16()).keys)


def test_odd_frames_are_refused(model):
    with pytest.raises(ValueError, match="128"):
        model(torch.zeros(1, 2, 64, 64, 3, dtype=torch.uint8))


@pytest.mark.parametrize(("dy", "dx"), [(0, 0), (-2, 3), (5, -5), (1, 0)])
def test_correlation_finds_the_shift(dy, dx):
    world = torch.randn(1, 6, 64, 64, generator=torch.Generator().manual_seed(1))
    now, after = world[..., 16:48, 16:48], world[..., 16 - dy : 48 - dy, 16 - dx : 48 - dx]
    found = correlate(now.expand(9, -1, -1, -1), after.expand(9, -1, -1, -1))
    assert found.shape == (9, 16, 121)
    inner = found[:, [5, 6, 9, 10]]
    assert (inner.argmax(-1) == 11 * (5 + dy) + 5 + dx).all()
    # one of them by hand: the region in row 1, column 2
    here = now[0, :, 8:16, 16:24]
    there = after[0, :, 8 + 2 : 16 + 2, 16 - 1 : 24 - 1]
    torch.testing.assert_close(found[3, 6, 11 * 7 + 4], (here * there).sum() / 64, atol=1e-4, rtol=1e-4)


def test_two_hot_keeps_angles_between_bins():
    degrees = torch.cat((torch.linspace(-12, 12, 241), torch.tensor(CENTRES)))
    weights = two_hot(degrees)
    assert weights.sum(-1).allclose(torch.ones(()))
    assert (weights > 0).sum(-1).max() <= 2
    assert (weights * torch.tensor(CENTRES)).sum(-1).allclose(degrees.clamp(-CAMERA_MAX, CAMERA_MAX), atol=1e-5)


def some_batch(t=7):
    generator = torch.Generator().manual_seed(3)
    keys = (torch.rand(2, t, 20, generator=generator) < 0.3).to(torch.uint8)
    degrees = torch.randn(2, t, 2, generator=generator) * 4
    bins = torch.randint(0, 11, (2, t, 2), generator=generator)
    return {"keys": keys, "degrees": degrees, "bins": bins, "gui": torch.rand(2, t, generator=generator) < 0.5,
            "valid": torch.ones(2, t, dtype=torch.bool)}  # fmt: skip


def some_logits(t=7):
    generator = torch.Generator().manual_seed(4)
    return Logits(*(torch.randn(2, t, *tail, generator=generator) for tail in ((20, 2), (2, 11), (2,))))


def test_losses_are_those_of_torch():
    batch, logits = some_batch(), some_logits()
    found = losses(logits, batch, bins_only=True)
    entropy = torch.nn.functional.cross_entropy
    keys = entropy(logits.keys.view(-1, 2), batch["keys"].long().view(-1)) * 20
    camera = entropy(logits.camera.view(-1, 11), batch["bins"].view(-1)) * 2
    gui = entropy(logits.gui.view(-1, 2), batch["gui"].long().view(-1))
    torch.testing.assert_close(found["keys"], keys)
    torch.testing.assert_close(found["camera"], camera)
    torch.testing.assert_close(found["total"], keys + camera + gui)
    assert losses(logits, batch, rare=1.0)["keys"] > found["keys"]


def test_what_is_not_valid_teaches_nothing():
    batch, logits = some_batch(), some_logits()
    batch["valid"][:, 4:] = False
    logits = Logits(*(part.requires_grad_() for part in logits))
    losses(logits, batch)["total"].backward()
    for part in logits:
        assert part.grad[:, :4].abs().max() > 0
        assert part.grad[:, 4:].abs().max() == 0


def test_decode():
    keys = torch.zeros(1, 3, 20, 2)
    forward, back, jump = BUTTONS.index("forward"), BUTTONS.index("back"), BUTTONS.index("jump")
    keys[..., 0] = 9.0
    keys[0, 0, forward], keys[0, 0, back] = torch.tensor([0.0, 3.0]), torch.tensor([0.0, 1.0])
    keys[0, 1, jump] = torch.tensor([1.0, 0.0])
    camera = torch.full((1, 3, 2, 11), -20.0)
    camera[0, :, :, 5] = 0
    camera[0, 2, 1, 8] = camera[0, 2, 1, 9] = 20  # between 3.2 and 5.8
    gui = torch.tensor([[[1.0, 0], [0, 1], [0, 1]]])
    logits = Logits(keys, camera, gui)
    found = decode(logits)
    assert [BUTTONS[k] for k in found.keys[0].nonzero()[:, 0]] == ["forward"]  # the likelier of the two
    assert not found.keys[1:].any()
    assert found.gui.tolist() == [False, True, True]
    assert found.degrees[:2].abs().max() == 0
    torch.testing.assert_close(found.degrees[2, 1], torch.tensor((CENTRES[8] + CENTRES[9]) / 2), atol=1e-3, rtol=0)
    assert found.camera_confidence.min() > 0.99
    assert found.key_confidence[2] > 0.99
    assert 0.5 < found.key_confidence[1] < 0.75
    limits = torch.full((20,), 0.5)
    limits[jump] = 0.2
    assert decode(logits, limits).keys[1, jump]


def test_augmentation_is_fixed_by_its_generator_and_one_draw_a_clip():
    frames = pov(3, 2)
    frames[:, 1] = frames[:, 0]
    settings = Augment(hue=0.1, saturation=0.3, brightness=0.3, contrast=0.3, shift=2)

    def drawn(seed):
        return augment(frames, settings, torch.Generator().manual_seed(seed))

    assert torch.equal(drawn(1), drawn(1))
    assert not torch.equal(drawn(1), drawn(2))
    assert torch.equal(drawn(1)[:, 0], drawn(1)[:, 1])
    assert drawn(1).min() >= 0
    assert drawn(1).max() <= 255
    assert augment(frames, Augment(0, 0, 0, 0, 0), torch.Generator()) is frames


def test_each_augmentation_does_what_it_says():
    grey = torch.full((1, 1, 128, 128, 3), 100, dtype=torch.uint8)
    turned = augment(grey, Augment(0.5, 1.0, 0, 0, 0), torch.Generator().manual_seed(5))
    assert (turned.float() - 100).abs().max() <= 1  # hue and saturation know no grey
    middle = torch.full((1, 1, 128, 128, 3), 128, dtype=torch.uint8)
    assert (augment(middle, Augment(0, 0, 0, 1.0, 0), torch.Generator().manual_seed(5)).float() - 128).abs().max() <= 1
    frames = pov(1, 1)
    shifted = augment(frames, Augment(0, 0, 0, 0, 3), torch.Generator().manual_seed(5))
    inside = frames[:, :, 8:120, 8:120]
    views = [frames[:, :, 8 + y : 120 + y, 8 + x : 120 + x] for y in range(-3, 4) for x in range(-3, 4)]
    assert shifted.dtype == torch.uint8
    assert not torch.equal(shifted, frames)
    assert sum(torch.equal(shifted[:, :, 8:120, 8:120], view) for view in views) == 1
    assert inside.shape == views[0].shape


def test_sizes_and_settings():
    sizes = []
    for config in SIZES.values():
        with torch.device("meta"):
            sizes.append(sum(p.numel() for p in IDM(config).parameters()))
    assert sizes == sorted(sizes)
    assert sizes[0] < 5e6
    assert 3e8 < sizes[-1] < 6e8
    assert IDMConfig.from_dict(dataclasses.asdict(SIZES["1x"])) == SIZES["1x"]
    with pytest.raises(ValueError, match="did you mean '?nano"):
        IDMConfig.named("nanno")
    for wrong in ({"dim": 30}, {"local": 4}, {"channels": (1, 2)}, {"depth": (1, 2, -1)}, {"dropout": 1}, {"heads": 0},
                  {"stride": 200}, {"dim": True}):  # fmt: skip
        name = next(iter(wrong))
        with pytest.raises(ValueError, match=name):
            IDMConfig(**wrong)
    with pytest.raises(ValueError, match="layers"):
        IDMConfig.from_dict({"layer": 3})
