"""Fine-tuning: it learns, carries memory, resumes exactly, keeps near its start; and what it exports plays."""

from pathlib import Path

import lightning
import numpy as np
import pytest
import torch

from craftagent.actions import NULL_CAMERA, encode
from craftagent.policy.bc.finite import NonFiniteLoss
from craftagent.policy.bc.optimizer import OptimizerConfig
from craftagent.policy.vpt import checkpoint
from craftagent.policy.vpt.config import VPTConfig
from craftagent.policy.vpt.model import VPTInverseDynamics, VPTPolicy
from craftagent.policy.vpt.module import PUBLISHED, VPTCloning
from craftagent.policy.vpt.player import VPTPlayer

TINY = VPTConfig(hidsize=32, heads=2, blocks=1, channels=(4, 8, 8), dense=16, memory=6, image=16)
QUICK = OptimizerConfig(lr=3e-3, warmup=0, schedule="constant")
FORWARD, STILL = encode({"forward": 1})[0], 0


def batches(n: int, seed: int = 0) -> list[dict[str, torch.Tensor]]:
    """Bright frames ask for forward, dark ones for nothing."""
    random = torch.Generator().manual_seed(seed)
    made = []
    for i in range(n):
        bright = torch.rand(4, 8, generator=random) < 0.5
        pov = torch.randint(0, 60, (4, 8, 16, 16, 3), generator=random) + bright[..., None, None, None] * 150
        there = torch.ones(4, 8, dtype=torch.bool)
        made.append({
            "pov": pov.to(torch.uint8), "first": (torch.arange(8) == 0).expand(4, 8) if i == 0 else ~there,
            "buttons": torch.where(bright, FORWARD, STILL), "camera": torch.full((4, 8), NULL_CAMERA),
            "previous_buttons": torch.zeros(4, 8, dtype=torch.long), "gui": ~there,
            "previous_camera": torch.full((4, 8), NULL_CAMERA), "valid": there, "mask": there,
        })  # fmt: skip
    return made


class Data(lightning.LightningDataModule):
    """Ready batches."""

    def __init__(self, made: list[dict[str, torch.Tensor]]) -> None:
        super().__init__()
        self.made = made

    def train_dataloader(self) -> torch.utils.data.DataLoader:
        return torch.utils.data.DataLoader(self.made, batch_size=None)


def trainer(steps: int) -> lightning.Trainer:
    return lightning.Trainer(
        accelerator="cpu", max_steps=steps, logger=False, enable_checkpointing=False, enable_progress_bar=False,
        enable_model_summary=False,
    )  # fmt: skip


quiet = pytest.mark.filterwarnings("ignore:.*:UserWarning", "ignore:.*:FutureWarning")


@quiet
def test_learns_what_is_played_and_exports_it(tmp_path: Path) -> None:
    module = VPTCloning(TINY, optimizer=QUICK)
    made = batches(60)
    with torch.no_grad():
        before = module._losses(made[0], "probe")["nll"]
    trainer(60).fit(module, Data(made))
    fresh = batches(1, seed=9)[0]
    with torch.no_grad():
        after = module._losses(fresh, "test")["nll"]
    assert before > 8 and after < 0.7  # from uniform over 8641 x 121 to nearly always right
    module.export(tmp_path / "policy")
    module.export(tmp_path / "policy")  # over its own
    player = VPTPlayer.load(tmp_path / "policy", temperature=0, batch=2)
    played = [[encode(a)[0] for a in player.act_many(fresh["pov"][:2, t].numpy())] for t in range(8)]
    assert played == fresh["buttons"][:2].T.tolist()


@quiet
def test_resumes_exactly(tmp_path: Path) -> None:
    made = batches(6)
    whole = VPTCloning(TINY, optimizer=QUICK, kl=0.1)
    trainer(6).fit(whole, Data(made))
    half = VPTCloning(TINY, optimizer=QUICK, kl=0.1)
    first = trainer(3)
    first.fit(half, Data(made))
    first.save_checkpoint(tmp_path / "x.ckpt")
    again = VPTCloning(TINY, optimizer=QUICK, kl=0.1)
    # where the data goes on is the data module's matter: here it is handed the rest of the batches
    trainer(6).fit(again, Data(made[3:] + made[:3]), ckpt_path=tmp_path / "x.ckpt", weights_only=True)
    for (name, a), b in zip(whole.net.state_dict().items(), again.net.state_dict().values(), strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=0, msg=name)
    with pytest.raises(ValueError, match="not written by a run of the same VPT model"):
        again.on_load_checkpoint({})


@quiet
def test_memory_is_carried_and_can_be_left_out() -> None:
    made = batches(2)
    carried, cut = VPTCloning(TINY), VPTCloning(TINY, carry_memory=False)
    for module in (carried, cut):
        with torch.no_grad():
            module._losses(made[0], "train")
    with torch.no_grad():
        whole = carried.net(torch.cat([b["pov"] for b in made], 1), None, torch.cat([b["first"] for b in made], 1))
        torch.testing.assert_close(
            carried._run(carried.net, made[1], "train").latent, whole.latent[:, 8:], atol=1e-5, rtol=0
        )
        alone = cut._run(cut.net, made[1], "train").latent
    torch.testing.assert_close(alone, cut.net(made[1]["pov"]).latent)
    assert (alone - whole.latent[:, 8:]).abs().max() > 1e-4


@quiet
def test_divergence_keeps_near_the_start_and_last_trains_the_last() -> None:
    made = batches(40)
    moved = []
    for kl in (0.0, 500.0):
        module = VPTCloning(TINY, optimizer=QUICK, kl=kl, train="last")
        start = {name: value.clone() for name, value in module.net.state_dict().items()}
        trainer(40).fit(module, Data(made))
        changed = {name for name, value in module.net.state_dict().items() if not torch.equal(value, start[name])}
        assert changed and all(name.startswith(("net.lastlayer", "pi_head")) for name in changed)
        with torch.no_grad():
            moved.append(module._losses(made[0], "probe")["nll"].item())
    assert moved[0] < moved[1] - 0.5


def test_starts_from_a_checkpoint(tmp_path: Path) -> None:
    net = VPTPolicy(TINY)
    checkpoint.save(net, tmp_path / "p")
    module = VPTCloning(init_from=str(tmp_path / "p"))
    assert torch.equal(module.net.net.final_ln.weight, net.net.final_ln.weight) and module.net.config == TINY
    assert module.optimizer_config == PUBLISHED
    with pytest.raises(ValueError, match="its sizes are not those of 'model'"):
        VPTCloning(VPTConfig(), init_from=str(tmp_path / "p"))
    idm = VPTConfig(
        kind="idm", hidsize=32, heads=2, blocks=1, channels=(4, 8, 8), dense=16, memory=0, image=16, temporal=4
    )
    checkpoint.save(VPTInverseDynamics(idm), tmp_path / "i")
    with pytest.raises(ValueError, match="inverse dynamics model"):
        VPTCloning(init_from=str(tmp_path / "i"))
    with pytest.raises(ValueError, match="cannot play"):
        VPTPlayer.load(tmp_path / "i")
    for wrong in ({"kl": -1.0}, {"piece": -1}):
        with pytest.raises(ValueError, match="must be 0 or more"):
            VPTCloning(TINY, **wrong)


@quiet
@pytest.mark.parametrize(("head", "index", "what"), [("buttons", 0, "loss"), ("camera", 60, "gradient")])
def test_what_is_not_a_number_stops_before_the_weights(head: str, index: int, what: str) -> None:
    module = VPTCloning(TINY, optimizer=QUICK)
    with torch.no_grad():  # a camera that is masked is in the gradient only
        getattr(module.net.pi_head, head).linear_layer.bias[index] = torch.nan
    start = module.net.net.lastlayer.layer.weight.clone()
    with pytest.raises(NonFiniteLoss, match=f"step 0: the {what} is not a number"):
        trainer(2).fit(module, Data(batches(2)))
    assert torch.equal(module.net.net.lastlayer.layer.weight, start)


def test_player_streams_and_seeds(tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = VPTPolicy(TINY)
    frames = np.random.default_rng(0).integers(0, 256, (10, 16, 16, 3), np.uint8)
    player = VPTPlayer(net)
    runs = []
    for seed in (1, 1, 2):
        player.reset("a goal", "a text", seed)
        runs.append([encode(player.act(frame)) for frame in frames])
    assert runs[0] == runs[1] != runs[2]
    two = VPTPlayer(net, temperature=0, batch=2)
    one = VPTPlayer(net, temperature=0)
    for t, frame in enumerate(frames):
        if t == 5:
            two.forget(1)
            one.reset()
        pair = two.act_many(np.stack([frames[0], frame]))
        alone = one.act(frame)
        assert t < 5 or encode(pair[1]) == encode(alone)
    with pytest.raises(ValueError, match="'temperature' must be 0 or more"):
        VPTPlayer(net, temperature=-1)
