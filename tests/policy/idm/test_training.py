"""Training under Lightning: it learns, goes on exactly where it was, and its checkpoint labels."""

from __future__ import annotations

import json
import math

import lightning
import pytest
import torch

from craftagent.datasets.modules import Source, WindowDataModule
from craftagent.policy.idm.augment import Augment
from craftagent.policy.idm.checkpoint import load_checkpoint
from craftagent.policy.idm.config import IDMConfig
from craftagent.policy.idm.module import IDMModule

pytestmark = pytest.mark.filterwarnings("ignore")


def data(pans, batch_size=4):
    return WindowDataModule([Source(str(pans))], val_fraction=0.3, batch_size=batch_size, length=16, stride=8)


def trainer(tmp_path, steps, **changes):
    return lightning.Trainer(
        accelerator="cpu", max_steps=steps, logger=False, enable_progress_bar=False, enable_model_summary=False,
        num_sanity_val_steps=0, default_root_dir=tmp_path, check_val_every_n_epoch=None, enable_checkpointing=False,
        **{"val_check_interval": steps, "gradient_clip_val": 1.0, **changes},
    )  # fmt: skip


class Curve(lightning.Callback):
    def __init__(self):
        self.losses = []

    def on_train_batch_end(self, trainer, module, outputs, batch, batch_idx):
        self.losses.append({name: float(value) for name, value in outputs.items()})


def test_it_learns_what_the_camera_did(tmp_path, pans, tools):
    torch.manual_seed(0)
    curve = Curve()
    module = IDMModule(tools["tiny"], lr=5e-3, augment=Augment())
    trainer(tmp_path, 40, callbacks=[curve]).fit(module, data(pans))
    first, last = curve.losses[0], curve.losses[-5:]
    mean = {name: sum(loss[name] for loss in last) / len(last) for name in first}
    assert first["camera"] == pytest.approx(2 * math.log(11), rel=0.1)
    assert mean["camera"] < 0.75 * first["camera"]
    assert mean["keys"] < 0.3 * first["keys"]
    assert module.results["ticks"] > 0
    stored = load_checkpoint(tmp_path / "idm")
    assert stored.about["trained"]["steps"] == 40
    json.dumps(stored.about, allow_nan=False)
    assert stored.about["validation"]["camera_r2_world"] == pytest.approx(module.results["camera_r2_world"])


def test_goes_on_exactly(tmp_path, pans, tools):
    def fresh(seed=0):
        torch.manual_seed(seed)
        return IDMModule(tools["tiny"], lr=1e-3)

    whole = Curve()
    unbroken = fresh()
    trainer(tmp_path / "a", 8, callbacks=[whole]).fit(unbroken, data(pans))
    # the same run, killed after 5 steps; its schedule is that of 8
    torch.manual_seed(0)
    first = trainer(tmp_path / "b", 8, callbacks=[Stop(tmp_path / "at5.ckpt", 5)])
    first.fit(fresh(), data(pans))
    rest = Curve()
    again = trainer(tmp_path / "c", 8, callbacks=[rest])
    resumed = fresh(seed=9)
    again.fit(resumed, data(pans), ckpt_path=tmp_path / "at5.ckpt")
    assert len(rest.losses) == 3
    assert unbroken._mean, "its running mean is what labels"
    for a, b in zip(unbroken._mean, resumed._mean, strict=True):
        torch.testing.assert_close(a, b, atol=1e-6, rtol=0)
    for a, b in zip(whole.losses[5:], rest.losses, strict=True):
        assert a["loss"] == pytest.approx(b["loss"], abs=1e-5)


def test_a_run_without_a_validation_pass_leaves_a_model(tmp_path, pans, tools):
    module = IDMModule(tools["tiny"], lr=5e-3)
    trainer(tmp_path, 3, val_check_interval=100).fit(module, data(pans))
    stored = load_checkpoint(tmp_path / "idm")
    assert stored.about["trained"]["steps"] == 3 and "validation" not in stored.about
    for kept, mean in zip(stored.model.parameters(), module._mean, strict=True):
        torch.testing.assert_close(kept, mean, atol=1e-6, rtol=0)


class Stop(lightning.Callback):
    def __init__(self, path, step):
        self.path, self.step = path, step

    def on_train_batch_end(self, trainer, module, outputs, batch, batch_idx):
        if trainer.global_step == self.step:
            trainer.save_checkpoint(self.path)
            trainer.should_stop = True


def test_starts_from_a_checkpoint(checkpoint, tools):
    module = IDMModule(tools["tiny"], init_from=str(checkpoint))
    stored = load_checkpoint(checkpoint)
    assert torch.equal(module.model.keys.weight, stored.model.keys.weight)
    with pytest.raises(ValueError, match="another shape"):
        IDMModule(IDMConfig(), init_from=str(checkpoint))


def test_a_loss_that_is_no_number_stops_the_run(tmp_path, pans, tools):
    from craftagent.policy.bc.finite import NonFiniteLoss

    module = IDMModule(tools["tiny"])
    with torch.no_grad():
        module.model.keys.bias[0] = float("nan")
    with pytest.raises(NonFiniteLoss, match=r"step 0: the loss is not a number .*model.lr"):
        trainer(tmp_path, 2).fit(module, data(pans))
    assert not (tmp_path / "idm").exists()


@pytest.mark.parametrize("name", ["idm", "idm-1x", "idm-2x", "idm-4x"])
def test_configurations(name, tmp_path, pans, capsys):
    """Each file is one the command line takes, and says the size that its name says."""
    import yaml

    from craftagent.policy.bc.cli import main

    layers = ["-c", "configs/train/idm.yaml"] + ["-c", f"configs/train/{name}.yaml"] * (name != "idm")
    with pytest.raises(SystemExit) as left:
        main(["fit", *layers, "-c", "configs/trainer/debug.yaml", "--print_config"])
    assert left.value.code in (0, None)
    network = yaml.safe_load(capsys.readouterr().out)["model"]["init_args"]["network"]
    assert IDMConfig.from_dict(network) == IDMConfig.named({"idm": "nano"}.get(name, name.removeprefix("idm-")))


def test_the_command_line_trains(tmp_path, pans, monkeypatch):
    from craftagent.policy.bc.cli import main

    tiny = ["embed=8", "channels=[8,8,8]", "depth=[0,0,0]", "dim=32", "layers=1", "heads=2"]
    main([
        "fit", "-c", "configs/train/idm.yaml", "-c", "configs/trainer/debug.yaml", "--run", str(tmp_path / "run"),
        f"--data.init_args.sources=[{{folder: {pans}}}]", "--data.init_args.val_fraction=0.3",
        "--data.init_args.batch_size=2", f"--data.init_args.cache={tmp_path / 'cache'}", "--data.init_args.workers=0",
        *(f"--model.init_args.network.{setting}" for setting in tiny),
    ])  # fmt: skip
    assert load_checkpoint(tmp_path / "run" / "idm").model.config.dim == 32
    assert (tmp_path / "run" / "metrics.csv").is_file()
