"""The network against a second one, written from the published description in float64 and in the released form.

Its state is the released one: for each block a mask of what may be seen and keys and values of the last 128 ticks, oldest
first; an episode may begin at the first tick of a chunk only. Ours must give the same whatever the chunks.
"""

import itertools

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from craftagent.policy.vpt.attention import skew
from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.memory import Memory
from craftagent.policy.vpt.model import PolicyOutput, VPTPolicy

# the released memory and number of basis curves; the rest small
SMALL = VPTConfig(hidsize=32, heads=2, blocks=2, channels=(4, 6, 8), dense=16, memory=128, image=8, temperature=2.0)
TICKS, BEGINS = 300, {0: 41, 1: 170}  # stream -> where its second episode begins
EXACT, CLOSE = {"atol": 1e-9, "rtol": 0}, {"atol": 1e-5, "rtol": 0}  # heads and value give float32

Weights = dict[str, Tensor]
State = list[tuple[Tensor, Tensor, Tensor]]


class Reference:
    """Everything in float64, attention written out over the joined memory."""

    def __init__(self, weights: Weights, config: VPTConfig) -> None:
        self.w = {name: value.double() for name, value in weights.items()}
        self.c = config

    def affine(self, key: str, x: Tensor) -> Tensor:
        y = x @ self.w[f"{key}.weight"].T
        return y + self.w[f"{key}.bias"] if f"{key}.bias" in self.w else y

    def norm(self, key: str, x: Tensor) -> Tensor:
        x = x - x.mean(-1, keepdim=True)
        return x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt() * self.w[f"{key}.weight"] + self.w[f"{key}.bias"]

    def image_norm(self, key: str, x: Tensor) -> Tensor:
        """Over channels and pixels of one frame."""
        shape, x = x.shape, x.flatten(1)
        x = x - x.mean(1, keepdim=True)
        x = (x / (x.square().mean(1, keepdim=True) + 1e-5).sqrt()).view(shape)
        return x * self.w[f"{key}.weight"][:, None, None] + self.w[f"{key}.bias"][:, None, None]

    def conv(self, key: str, x: Tensor) -> Tensor:
        x = self.image_norm(f"{key}.norm", x) if f"{key}.norm.weight" in self.w else x
        return F.conv2d(x, self.w[f"{key}.layer.weight"], self.w.get(f"{key}.layer.bias"), padding=1).relu()

    def dense(self, key: str, x: Tensor) -> Tensor:
        return self.affine(f"{key}.layer", self.norm(f"{key}.norm", x)).relu()

    def image(self, frames: Tensor) -> Tensor:
        x = frames.flatten(0, 1).permute(0, 3, 1, 2).double() / 255
        for s in range(3):
            key = f"net.img_process.cnn.stacks.{s}"
            x = self.image_norm(f"{key}.n", F.max_pool2d(self.conv(f"{key}.firstconv", x), 3, 2, 1))
            for k in range(2):
                x = x + self.conv(f"{key}.blocks.{k}.conv1", self.conv(f"{key}.blocks.{k}.conv0", x))
        x = self.dense("net.img_process.linear", self.dense("net.img_process.cnn.dense", x.flatten(1)))
        return x.unflatten(0, frames.shape[:2])

    def empty(self, streams: int) -> State:
        m, d = self.c.memory, self.c.hidsize
        nothing = torch.zeros(streams, m, d, dtype=torch.float64)
        return [(torch.zeros(streams, m, dtype=torch.bool), nothing, nothing) for _ in range(self.c.blocks)]

    def attention(self, key: str, x: Tensor, first: Tensor, mask: Tensor, past: tuple[Tensor, Tensor]) -> tuple:
        (b, t, d), m, heads = x.shape, self.c.memory, self.c.heads
        keys = torch.cat([past[0], self.affine(f"{key}.k_layer", x)], 1)
        values = torch.cat([past[1], self.affine(f"{key}.v_layer", x)], 1)
        mask = mask & ~first[:, None]
        band = torch.ones(t, m + t, dtype=torch.bool).tril(m).triu(1)  # itself and the m - 1 before it
        seen = band & torch.cat([mask, torch.ones(b, t, dtype=torch.bool)], 1)[:, None]
        split = {"q": self.affine(f"{key}.q_layer", x), "k": keys, "v": values}
        q, k, v = (part.view(b, -1, heads, d // heads) for part in split.values())
        r = self.affine(f"{key}.r_layer", x).view(b, t, heads, self.c.basis)
        curves = torch.zeros(self.c.basis, t, m + t, dtype=torch.float64)
        for i, difference in itertools.product(range(t), range(m)):
            curves[:, i, m + i - difference] = self.w[f"{key}.b_nd"][:, difference]
        scores = torch.einsum("btae,bsae->bats", q, k) / (d // heads) + torch.einsum("btan,nts->bats", r, curves)
        share = (scores - 1e9 * (~seen[:, None]).double()).softmax(-1)
        out = torch.einsum("bats,bsae->btae", share, v).flatten(2)
        mask = torch.cat([mask, torch.ones(b, t, dtype=torch.bool)], 1)[:, -m:]
        return self.affine(f"{key}.proj_layer", out), mask, keys[:, -m:], values[:, -m:]

    def run(self, frames: Tensor, first: Tensor, state: State) -> tuple[dict[str, Tensor], State]:
        """frames (B, T, ...), first bool (B,) of the chunk's first tick."""
        x, after = self.image(frames), []
        for block, (mask, keys, values) in enumerate(state):
            key = f"net.recurrent_layer.blocks.{block}"
            y = self.norm(f"{key}.pre_r_ln", x)
            change, *new = self.attention(f"{key}.r.orc_block", y, first, mask, (keys, values))
            after.append(tuple(new))
            y = y + change
            x = y + self.affine(f"{key}.mlp1.layer", self.dense(f"{key}.mlp0", y))
        latent = self.norm("net.final_ln", self.dense("net.lastlayer", x.relu()))
        out = {"latent": latent}
        for head in ("buttons", "camera"):
            logits = self.affine(f"pi_head.{head}.linear_layer", latent) / self.c.temperature
            out[head] = logits - logits.exp().sum(-1, keepdim=True).log()
        key = "value_head.normalizer"
        mean, square = (
            self.w[f"{key}.{n}"] / self.w[f"{key}.debiasing_term"] for n in ("running_mean", "running_mean_sq")
        )
        deviation = (square - mean**2).clamp(min=0.01).sqrt()
        out["value"] = (self.affine("value_head.linear", latent) * deviation + mean)[..., 0]
        return out, after


@pytest.fixture(scope="module")
def policy() -> VPTPolicy:
    """In float64, so that only mistakes differ; weights as if trained: no norm, bias or statistic is where it began."""
    torch.manual_seed(0)
    model = VPTPolicy(SMALL).eval().double()
    with torch.no_grad():
        for name, value in model.state_dict().items():
            if "normalizer" not in name:
                value += 0.3 * torch.randn_like(value) * (value.std() if value.dim() > 1 else 1)
    normalizer = model.value_head.normalizer
    normalizer.running_mean.fill_(1.5)
    normalizer.running_mean_sq.fill_(9.0)
    normalizer.debiasing_term.fill_(0.5)
    return model


@pytest.fixture(scope="module")
def film() -> Tensor:
    """Frames of changing colours: noise alone looks the same to the network at every tick."""
    random = torch.Generator().manual_seed(1)
    colour = torch.randint(0, 156, (2, TICKS, 1, 2, 3), generator=random).repeat_interleave(4, 3)
    return (colour + torch.randint(0, 100, (2, TICKS, 8, 8, 3), generator=random)).to(torch.uint8)


@pytest.fixture(scope="module")
def first() -> Tensor:
    made = torch.zeros(2, TICKS, dtype=torch.bool)
    for stream, tick in BEGINS.items():
        made[stream, tick] = True
    return made


@pytest.fixture(scope="module")
def expected(policy: VPTPolicy, film: Tensor, first: Tensor) -> dict[str, Tensor]:
    """Of the reference, in chunks that begin where episodes do."""
    reference = Reference(policy.state_dict(), SMALL)
    state, parts = reference.empty(2), []
    for a, b in itertools.pairwise((0, *BEGINS.values(), TICKS)):
        out, state = reference.run(film[:, a:b], first[:, a], state)
        parts.append(out)
    return {name: torch.cat([part[name] for part in parts], 1) for name in parts[0]}


def agrees(out: PolicyOutput, expected: dict[str, Tensor], ticks: slice | int) -> None:
    found = {"latent": out.latent, "buttons": out.action.buttons, "camera": out.action.camera, "value": out.value}
    for name, value in found.items():
        wanted, close = expected[name][:, ticks], EXACT if name == "latent" else CLOSE
        torch.testing.assert_close(value.double(), wanted, **close, msg=lambda m, name=name: f"{name}: {m}")


@torch.no_grad()
@pytest.mark.parametrize("ticks", [1, 7, 33, 128, 129, 300])
def test_sequence_path(policy: VPTPolicy, film: Tensor, first: Tensor, expected: dict[str, Tensor], ticks: int) -> None:
    state: Memory | None = None
    for a in range(0, TICKS if ticks > 1 else 60, ticks):
        part = slice(a, min(a + ticks, TICKS))
        out = policy(film[:, part], state, first[:, part])
        agrees(out, expected, part)
        state = out.state


@torch.no_grad()
def test_step_path(policy: VPTPolicy, film: Tensor, first: Tensor, expected: dict[str, Tensor]) -> None:
    state = policy.initial_state(2)
    for t in range(TICKS):  # more than twice round the ring
        agrees(policy.step(film[:, t], state, first[:, t]), expected, t)


@torch.no_grad()
def test_both_paths_by_turns(policy: VPTPolicy, film: Tensor, first: Tensor, expected: dict[str, Tensor]) -> None:
    state, at, random = policy.initial_state(2), 0, torch.Generator().manual_seed(5)
    while at < TICKS:
        ticks = min(int(torch.randint(1, 40, (), generator=random)), TICKS - at)
        if ticks % 2:
            for t in range(at, at + ticks):
                agrees(policy.step(film[:, t], state, first[:, t]), expected, t)
        else:
            out = policy(film[:, at : at + ticks], state, first[:, at : at + ticks])
            agrees(out, expected, slice(at, at + ticks))
            state = out.state
        at += ticks


@torch.no_grad()
def test_the_reference_itself_sees_memory_curves_and_episodes(
    policy: VPTPolicy, film: Tensor, first: Tensor, expected: dict[str, Tensor]
) -> None:
    """If any of them made no difference, agreement above would say nothing."""
    assert expected["latent"].std(1).mean() > 0.05
    without = dict(policy.state_dict())
    for name in [name for name in without if name.endswith("b_nd")]:
        without[name] = torch.zeros_like(without[name])
    nowhere = torch.zeros(2, dtype=torch.bool)
    reference = Reference(policy.state_dict(), SMALL)
    last = slice(BEGINS[1], BEGINS[1] + 20)
    _, state = reference.run(film[:, : BEGINS[1]], nowhere, reference.empty(2))
    for weights, begins, memory in (
        (without, first[:, BEGINS[1]], state), (policy.state_dict(), nowhere, state),
        (policy.state_dict(), nowhere, reference.empty(2)),
    ):  # fmt: skip
        out, _ = Reference(weights, SMALL).run(film[:, last], begins, memory)
        assert (out["latent"] - expected["latent"][:, last]).abs().amax((1, 2)).max() > 1e-3


@pytest.mark.parametrize(("ticks", "memory"), [(1, 1), (1, 5), (7, 5), (5, 7), (6, 6)])
def test_skew_lays_differences_at_keys(ticks: int, memory: int) -> None:
    given = torch.randn(2, 3, ticks, memory)
    found = skew(given)
    assert found.shape == (2, 3, ticks, memory + ticks)
    for t, key in itertools.product(range(ticks), range(memory + ticks)):
        difference = memory + t - key
        if 0 <= difference < memory:
            assert torch.equal(found[:, :, t, key], given[:, :, t, difference])
        else:
            assert (found[:, :, t, key] == -torch.inf).all()
