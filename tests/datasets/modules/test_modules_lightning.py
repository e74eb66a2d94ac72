"""The modules in Lightning's own hands: configuration files, checkpoints in mid-epoch, ranks."""

from __future__ import annotations

from pathlib import Path

import lightning
import pytest
import torch
import yaml
from jsonargparse import ArgumentParser
from lightning.pytorch.callbacks import ModelCheckpoint

from craftagent.datasets.modules.sequence import SequenceDataModule
from craftagent.datasets.modules.source import Source

CONFIGS = sorted((Path(__file__).parents[3] / "configs" / "data").glob("*.yaml"))
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*does not have many workers"),
    pytest.mark.filterwarnings("ignore:.*is smaller than the logging interval"),
    pytest.mark.filterwarnings("ignore:.*isinstance.treespec, LeafSpec"),
    pytest.mark.filterwarnings("ignore:.*Checkpoint directory"),
]


class Watcher(lightning.LightningModule):
    """Learns one number and writes down what it was shown."""

    def __init__(self, stop_after: int | None = None) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(()))
        self.seen: list[tuple[int, list[list[int]], list[list[int]]]] = []
        self.stop_after = stop_after

    def training_step(self, batch, index):
        if self.stop_after is not None and len(self.seen) == self.stop_after:
            raise KeyboardInterrupt
        self.seen.append((self.trainer.current_epoch, batch["tick"].tolist(), batch["text"].tolist()))
        return (self.weight - batch["buttons"].float().mean()).square()

    def validation_step(self, batch, index):
        assert batch["pov"].dtype == torch.uint8

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), 0.01)


def data(folder, **settings):
    return SequenceDataModule([Source(str(folder))], **{
        "val_fraction": 0.3, "batch_size": 3, "ticks": 16, "size": (32, 32), **settings})  # fmt: skip


def trainer(folder, **settings):
    return lightning.Trainer(
        accelerator="cpu", logger=False, enable_progress_bar=False, enable_model_summary=False,
        default_root_dir=folder, num_sanity_val_steps=1, **settings,
    )  # fmt: skip


def test_training_that_is_killed_goes_on_with_the_next_batch(demos, tmp_path):
    reference = Watcher()
    trainer(tmp_path, max_epochs=3, enable_checkpointing=False).fit(reference, datamodule=data(demos))
    per_epoch = len(reference.seen) // 3
    assert per_epoch == 20
    assert {epoch for epoch, _, _ in reference.seen} == {0, 1, 2}
    assert reference.seen[0][1] != reference.seen[per_epoch][1]

    killed_at = per_epoch + 7  # in the second epoch
    first = Watcher(stop_after=killed_at)
    saver = ModelCheckpoint(tmp_path, filename="{step}", every_n_train_steps=5, save_top_k=-1)
    with pytest.raises(BaseException):  # noqa: B017 - Lightning turns the interruption into its own exit
        trainer(tmp_path, max_epochs=3, callbacks=[saver]).fit(first, datamodule=data(demos, workers=1))
    assert first.seen == reference.seen[:killed_at]

    saved = sorted(int(p.stem.partition("=")[2]) for p in tmp_path.glob("step=*.ckpt"))
    assert saved[-1] > per_epoch
    assert per_epoch in saved  # between two epochs, too
    for steps in {saved[0], per_epoch, saved[-1]}:
        second, again = Watcher(), data(demos)
        callbacks = [ModelCheckpoint(tmp_path, filename="{step}", every_n_train_steps=5, save_top_k=-1)]
        trainer(tmp_path, max_epochs=3, callbacks=callbacks).fit(
            second, datamodule=again, ckpt_path=tmp_path / f"step={steps}.ckpt", weights_only=True
        )
        assert second.seen == reference.seen[steps:], steps
        assert second.weight.item() == pytest.approx(reference.weight.item(), abs=1e-7)
        assert len(again.vocabulary.texts) > 10


@pytest.mark.parametrize("path", CONFIGS, ids=lambda p: p.stem)
def test_configuration_files_are_valid(path):
    parser = ArgumentParser()
    parser.add_subclass_arguments(lightning.LightningDataModule, "data")
    built = parser.instantiate_classes(parser.parse_object({"data": yaml.safe_load(path.read_text())})).data
    assert type(built).__name__ == ("SequenceDataModule" if "Sequence" in path.read_text() else "WindowDataModule")
    assert built.size == (128, 128)
    assert all(isinstance(source, Source) for source in built.sources)


def test_there_are_configuration_files():
    assert {path.stem for path in CONFIGS} >= {"sequence", "window", "debug"}
