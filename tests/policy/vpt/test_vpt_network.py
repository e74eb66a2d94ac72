"""What the networks compute, against slow code written from the published description; memory and its two paths."""

import dataclasses

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.memory import Memory
from craftagent.policy.vpt.model import VPTInverseDynamics, VPTPolicy

TINY = VPTConfig(hidsize=32, heads=2, blocks=3, channels=(4, 8, 8), dense=16, memory=6, image=16)
TINY_IDM = VPTConfig(
    kind="idm", hidsize=32, heads=2, blocks=2, channels=(4, 8, 8), dense=16, memory=0, image=16, temporal=5,
    temperature=4.0,
)  # fmt: skip
CLOSE = {"atol": 1e-5, "rtol": 0}


def stir(model: torch.nn.Module, seed: int) -> None:
    """Random norms, biases and heads too, so that a part that is left out shows."""
    generator = torch.Generator().manual_seed(seed)
    for name, value in model.state_dict().items():
        if value.numel() and "normalizer" not in name:
            spread = 1.0 if "b_nd" in name else 0.3
            value += spread * torch.randn(value.shape, generator=generator) * (value.std() if value.dim() > 1 else 1)


@pytest.fixture(scope="module")
def policy() -> VPTPolicy:
    torch.manual_seed(0)
    model = VPTPolicy(TINY).eval()
    stir(model, 1)
    return model


def film(batch: int, ticks: int, seed: int = 0) -> Tensor:
    return torch.randint(
        0, 256, (batch, ticks, 16, 16, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(seed)
    )


def plain(state: dict[str, Tensor], config: VPTConfig, frames: Tensor, first: list[bool] | None = None) -> Tensor:
    """Latents (T, D) of one stream of a policy or IDM, tick by tick and head by head, from the state dict alone."""

    def norm(x: Tensor, key: str, dims: int) -> Tensor:
        weight, bias = state[f"{key}.weight"], state[f"{key}.bias"]
        mean, var = (
            x.mean(tuple(range(-dims, 0)), keepdim=True),
            x.var(tuple(range(-dims, 0)), keepdim=True, correction=0),
        )
        shape = (-1, 1, 1) if dims == 3 else (-1,)
        return (x - mean) / (var + 1e-5).sqrt() * weight.view(shape) + bias.view(shape)

    def conv(x: Tensor, key: str) -> Tensor:
        if f"{key}.norm.weight" in state:
            x = norm(x, f"{key}.norm", 3)
        return F.relu(F.conv2d(x, state[f"{key}.layer.weight"], state.get(f"{key}.layer.bias"), padding=1))

    def linear(x: Tensor, key: str) -> Tensor:
        return F.relu(norm(x, f"{key}.norm", 1) @ state[f"{key}.layer.weight"].T)

    x = frames.permute(0, 3, 1, 2).float() / 255  # (T, 3, H, W)
    if config.temporal:
        key = "net.conv3d_layer.layer"
        x = F.relu(F.conv3d(x.transpose(0, 1)[None], state[f"{key}.weight"], state[f"{key}.bias"], padding=(2, 0, 0)))
        x = x[0].transpose(0, 1)
    for s in range(3):
        stack = f"net.img_process.cnn.stacks.{s}"
        x = norm(F.max_pool2d(conv(x, f"{stack}.firstconv"), 3, 2, 1), f"{stack}.n", 3)
        for k in range(2):
            x = x + conv(conv(x, f"{stack}.blocks.{k}.conv0"), f"{stack}.blocks.{k}.conv1")
    x = linear(linear(x.flatten(1), "net.img_process.cnn.dense"), "net.img_process.linear")
    ticks, width = len(x), config.hidsize // config.heads
    episode = np.cumsum(first or [False] * ticks)
    for b in range(config.blocks):
        block = f"net.recurrent_layer.blocks.{b}"
        inner = f"{block}.r.orc_block"
        y = norm(x, f"{block}.pre_r_ln", 1)
        q = y @ state[f"{inner}.q_layer.weight"].T + state[f"{inner}.q_layer.bias"]
        k, v = y @ state[f"{inner}.k_layer.weight"].T, y @ state[f"{inner}.v_layer.weight"].T
        r = y @ state[f"{inner}.r_layer.weight"].T + state[f"{inner}.r_layer.bias"]
        out = torch.zeros_like(y)
        for h in range(config.heads):
            part, curves = slice(h * width, (h + 1) * width), slice(h * config.basis, (h + 1) * config.basis)
            for t in range(ticks):
                if config.memory:
                    seen = [s for s in range(t + 1) if t - s < config.memory and episode[s] == episode[t]]
                    extra = [r[t, curves] @ state[f"{inner}.b_nd"][:, t - s] for s in seen]
                else:
                    seen, extra = list(range(ticks)), [torch.tensor(0.0)] * ticks
                scores = torch.stack([q[t, part] @ k[s, part] / width + e for s, e in zip(seen, extra, strict=True)])
                out[t, part] = scores.softmax(0) @ v[seen][:, part]
        y = y + out @ state[f"{inner}.proj_layer.weight"].T + state[f"{inner}.proj_layer.bias"]
        x = y + linear(y, f"{block}.mlp0") @ state[f"{block}.mlp1.layer.weight"].T + state[f"{block}.mlp1.layer.bias"]
    x = F.relu(x)
    return norm(x if config.kind == "idm" else linear(x, "net.lastlayer"), "net.final_ln", 1)


@torch.no_grad()
def test_policy_computes_what_is_published(policy: VPTPolicy) -> None:
    frames = film(1, 15)
    first = [t in (0, 9) for t in range(15)]
    latent = plain(policy.state_dict(), TINY, frames[0], first)
    out = policy(frames, first=torch.tensor([first]))
    torch.testing.assert_close(out.latent[0], latent, **CLOSE)
    state = policy.state_dict()
    for head, logp in zip(("buttons", "camera"), out.action, strict=True):
        key = f"pi_head.{head}.linear_layer"
        logits = latent @ state[f"{key}.weight"].T + state[f"{key}.bias"]
        torch.testing.assert_close(logp[0], logits.log_softmax(-1), **CLOSE)


@torch.no_grad()
def test_idm_computes_what_is_published() -> None:
    """The released program computes the IDM's ``lastlayer`` and throws the result away."""
    torch.manual_seed(0)
    model = VPTInverseDynamics(TINY_IDM).eval()
    stir(model, 1)
    frames = film(2, 9)
    out = model(frames)
    state = model.state_dict()
    for row in range(2):
        latent = plain(state, TINY_IDM, frames[row])
        keys = latent @ state["pi_head.buttons.linear_layer.weight"].T + state["pi_head.buttons.linear_layer.bias"]
        torch.testing.assert_close(out.keys[row], (keys / 4).view(9, 20, 2).log_softmax(-1), **CLOSE)
        bins = latent @ state["pi_head.camera.linear_layer.weight"].T + state["pi_head.camera.linear_layer.bias"]
        torch.testing.assert_close(out.camera[row], (bins / 4).view(9, 2, 11).log_softmax(-1), **CLOSE)


@torch.no_grad()
def test_step_path_is_sequence_path(policy: VPTPolicy) -> None:
    frames = film(3, 20)
    first = torch.rand(3, 20, generator=torch.Generator().manual_seed(2)) < 0.15
    whole = policy(frames, first=first)
    state = policy.initial_state(3)
    for t in range(20):  # more than three times round the ring
        out = policy.step(frames[:, t], state, first[:, t])
        torch.testing.assert_close(out.latent, whole.latent[:, t], **CLOSE)
        torch.testing.assert_close(out.action.buttons, whole.action.buttons[:, t], **CLOSE)
        torch.testing.assert_close(out.action.camera, whole.action.camera[:, t], **CLOSE)
        torch.testing.assert_close(out.value, whole.value[:, t], **CLOSE)


@torch.no_grad()
@pytest.mark.parametrize("cuts", [(5, 10, 15), (1, 2, 18), (13,)])
def test_memory_across_chunks_is_one_long_pass(policy: VPTPolicy, cuts: tuple[int, ...]) -> None:
    frames = film(2, 20, seed=3)
    first = torch.zeros(2, 20, dtype=torch.bool)
    first[0, 7] = first[1, 15] = first[:, 0] = True
    whole = policy(frames, first=first)
    state, parts = None, []
    for a, b in zip((0, *cuts), (*cuts, 20), strict=True):
        out = policy(frames[:, a:b], state, first[:, a:b])
        state = out.state
        parts.append(out.latent)
    torch.testing.assert_close(torch.cat(parts, 1), whole.latent, **CLOSE)
    torch.testing.assert_close(state.valid, whole.state.valid)
    for mine, long in zip(state.keys + state.values, whole.state.keys + whole.state.values, strict=True):
        seen = state.valid[:, None, :, None]
        torch.testing.assert_close(mine * seen, long * seen, **CLOSE)


@torch.no_grad()
def test_paths_take_each_others_state(policy: VPTPolicy) -> None:
    frames = film(2, 16, seed=4)
    whole = policy(frames)
    state = policy(frames[:, :4]).state
    for t in range(4, 9):
        state = policy.step(frames[:, t], state).state
    assert state.next != 0  # the ring is turned when the sequence path takes it
    before = state.clone()
    out = policy(frames[:, 9:], state)
    torch.testing.assert_close(out.latent, whole.latent[:, 9:], **CLOSE)
    assert all(torch.equal(a, b) for a, b in zip(state.keys, before.keys, strict=True))  # left as it was


@torch.no_grad()
def test_a_tick_sees_as_far_as_its_blocks_reach(policy: VPTPolicy) -> None:
    one = VPTPolicy(dataclasses.replace(TINY, blocks=1)).eval()
    stir(one, 5)
    frames = film(1, 12, seed=6)
    out = one(frames).latent
    for changed, sees in ((12 - TINY.memory, True), (12 - TINY.memory - 1, False)):
        other = frames.clone()
        other[0, changed] = 255 - other[0, changed]
        assert (not torch.equal(one(other).latent[0, -1], out[0, -1])) == sees
        assert torch.equal(one(other).latent[0, :changed], out[0, :changed])  # and no tick sees the future


@torch.no_grad()
def test_first_hides_what_was_before(policy: VPTPolicy) -> None:
    frames = film(2, 10, seed=7)
    fresh = policy(frames[:1, 4:])
    state = policy(frames[:, :4]).state
    first = torch.zeros(2, 6, dtype=torch.bool)
    first[0, 0] = True
    torch.testing.assert_close(policy(frames[:, 4:], state, first).latent[0], fresh.latent[0], **CLOSE)
    torch.testing.assert_close(policy.step(frames[:, 4], state, first[:, 0]).latent[0], fresh.latent[0, 0], **CLOSE)


def test_gradients_reach_every_weight_and_not_the_state() -> None:
    torch.manual_seed(0)
    model = VPTPolicy(TINY)
    stir(model, 1)
    frames = film(2, 8)
    memory = model(frames).state
    assert not any(x.requires_grad for x in memory.keys + memory.values)
    out = model(frames, memory)
    (
        -out.action.log_prob(torch.zeros(2, 8, dtype=torch.long), torch.full((2, 8), 60)).mean() + out.value.mean()
    ).backward()
    missing = [name for name, p in model.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]
    assert missing == []


def test_pieces_and_recomputation_change_nothing() -> None:
    torch.manual_seed(0)
    frames = film(2, 7)
    for model in (VPTPolicy(TINY), VPTInverseDynamics(TINY_IDM)):
        grads = []
        for piece, recompute in ((0, False), (3, False), (4, True)):
            model.net.piece, model.net.recompute = piece, recompute
            model.zero_grad()
            out = model(frames)
            result = out.latent if isinstance(model, VPTPolicy) else out.keys
            (result * torch.arange(result.numel()).view(result.shape).cos()).sum().backward()
            grads.append([p.grad.clone() for p in model.net.img_process.parameters()])
        for other in grads[1:]:
            for a, b in zip(grads[0], other, strict=True):
                assert (a - b).norm() <= 1e-4 * a.norm()


@torch.no_grad()
def test_bf16_stays_near(policy: VPTPolicy) -> None:
    frames = film(2, 12)
    exact = policy(frames)
    with torch.autocast("cpu", torch.bfloat16):
        rough = policy(frames)
    assert rough.action.buttons.dtype == torch.float32
    assert (rough.latent.float() - exact.latent).abs().mean() < 0.05
    half = VPTPolicy(TINY)
    half.load_state_dict(policy.state_dict())
    half.half_for_play()
    state = half.initial_state(2)
    assert state.keys[0].dtype == torch.bfloat16
    for t in range(12):
        out = half.step(frames[:, t], state)
        assert (out.latent.float() - exact.latent[:, t]).abs().mean() < 0.1
        assert out.action.kl(type(out.action)(*(x[:, t] for x in exact.action))).max() < 0.1


def test_wrong_inputs_are_named(policy: VPTPolicy) -> None:
    with pytest.raises(ValueError, match=r"uint8 \(B, T, 16, 16, 3\), not float32"):
        policy(film(1, 2).float())
    with pytest.raises(ValueError, match=r"not uint8 \(1, 2, 8, 16, 3\)"):
        policy(film(1, 2)[:, :, :8])
    with pytest.raises(ValueError, match="state of 2 streams was given with frames of 1"):
        policy.step(film(1, 1)[:, 0], policy.initial_state(2))


def test_fresh_weights_have_unit_fan_in() -> None:
    model = VPTPolicy(TINY)
    block = model.net.recurrent_layer.blocks[0]
    for layer, length in ((block.attention.q_layer, 0.1), (block.attention.k_layer, 0.2), (block.attention.r_layer, 0.1),
                          (block.mlp0.layer, 1.0), (block.mlp1.layer, 3**-0.5), (block.attention.proj_layer, 3**-0.5),
                          (model.net.img_process.cnn.dense.layer, 1.4)):  # fmt: skip
        torch.testing.assert_close(layer.weight.norm(dim=1), torch.full((len(layer.weight),), length))
    assert 0.1 < block.attention.b_nd.std() < 0.3


def test_memory_moves_and_turns() -> None:
    memory = Memory.empty(1, 1, 1, 4, 1, torch.device("cpu"), torch.float32)
    memory.keys[0][0, 0, :, 0] = torch.tensor([10.0, 11, 8, 9])
    memory.next = 2
    assert memory.in_order().keys[0].flatten().tolist() == [8, 9, 10, 11]
    assert memory.to(dtype=torch.bfloat16).values[0].dtype == torch.bfloat16
    assert memory.clone().next == 2
