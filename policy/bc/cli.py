"""``craftagent train fit|validate|test -c FILE``: LightningCLI over any of our modules and data modules."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import lightning
from lightning.pytorch.cli import LightningArgumentParser, LightningCLI, SaveConfigCallback

from craftagent.locks import hold
from craftagent.policy.bc.checkpoints import newest_readable
from craftagent.policy.bc.loggers import keep_in
from craftagent.policy.bc.resume import ResumeGuard, WrongCheckpoint, check_checkpoint


class SaveConfig(SaveConfigCallback):
    """Writes ``train.yaml`` (the whole config) into the run's folder; a later run of the same folder may change it."""

    def setup(self, trainer: lightning.Trainer, pl_module: Any, stage: str) -> None:
        """Not yet: the checkpoint to go on from may be refused."""

    def on_train_start(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        if not trainer.is_global_zero:
            return
        folder = Path(trainer.default_root_dir)
        folder.mkdir(parents=True, exist_ok=True)
        self.parser.save(
            self.config, str(folder / self.config_filename), skip_none=False, overwrite=True, multifile=False
        )


class CLI(LightningCLI):
    """Adds ``--run`` and ``--resume``; a run of a folder with checkpoints goes on where it was killed.

    Raises :class:`craftagent.policy.bc.resume.WrongCheckpoint` if it cannot go on from there.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.guard = ResumeGuard()
        self._held: IO[str] | None = None
        try:
            super().__init__(*args, **kwargs)
        except WrongCheckpoint as error:
            path = self.guard.path
            raise WrongCheckpoint(str(error) if path is None or path in str(error) else f"{path}: {error}") from None
        except Exception as error:
            known = isinstance(error, (ValueError, OSError)) and not self.guard.taken  # ours, with words of their own
            if known or not self.guard.loading:
                raise
            said = " ".join(str(error).split())[:300] or type(error).__name__
            raise WrongCheckpoint(f"{self.guard.path} does not fit this run: {said}") from error
        finally:
            if self._held is not None:
                self._held.close()

    def parse_arguments(self, parser: LightningArgumentParser, args: Any) -> None:
        super().parse_arguments(parser, args)
        named = self.config[self.config["subcommand"]].get("ckpt_path")
        if named is not None:
            check_checkpoint(Path(named))

    def add_arguments_to_parser(self, parser: LightningArgumentParser) -> None:
        parser.add_argument("--run", type=str, default="runs/train", help="folder of everything this run writes")
        parser.add_argument(
            "--resume", type=bool, default=True, help="go on from the newest whole checkpoint in the run's folder"
        )

    def before_instantiate_classes(self) -> None:
        config = self.config[self.subcommand]
        config.trainer.default_root_dir = config.run
        config.weights_only = True  # a checkpoint is tensors and plain data; nothing else is unpickled
        if config.get("ckpt_path") is None and (config.resume or self.subcommand != "fit"):
            found = newest_readable(Path(config.run) / "checkpoints")
            if found is not None:
                print(f"going on from {found}", flush=True)
                config.ckpt_path = str(found)
            elif self.subcommand != "fit":
                raise ValueError(f"there is no checkpoint in {Path(config.run) / 'checkpoints'}")
        self.guard.path = config.get("ckpt_path")
        if self.subcommand == "fit" and not any(
            os.environ.get(name, "0") != "0" for name in ("RANK", "LOCAL_RANK", "NODE_RANK")
        ):
            self._held = hold(Path(config.run), "training")  # its other processes belong to it
        keep_in(Path(config.run), config.trainer.logger, self.subcommand == "fit")

    def _guarded(self) -> None:
        self.trainer.callbacks.insert(0, self.guard)  # before any that writes

    before_fit = before_validate = before_test = _guarded


def keep_memory() -> None:
    """Let glibc keep freed memory instead of giving every large tensor back to the system: some 10 % faster on CPUs."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    try:
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(-3, 1 << 30)  # M_MMAP_THRESHOLD
        libc.mallopt(-1, (1 << 31) - 1)  # M_TRIM_THRESHOLD
        libc.mallopt(-2, 1 << 28)  # M_TOP_PAD
    except (OSError, AttributeError):  # another C library
        return


def main(args: Sequence[str], cli: type[CLI] = CLI) -> CLI:
    """Run the command line, or a ``cli`` made of it; raises what training raises, and ``SystemExit`` (2) for wrong usage."""
    os.environ.setdefault("WANDB_MODE", "offline")
    keep_memory()
    for name in ("lightning.pytorch.utilities.rank_zero", "lightning.fabric.utilities.seed"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for text in (".*does not have many workers.*", ".*The `srun` command is available.*", ".*logging interval.*",
                 ".*args parameter is intended to run from within Python.*", ".*isinstance.treespec, LeafSpec.*",
                 ".*Total length of .* across ranks is zero.*", ".*GPU available but not used.*"):  # fmt: skip
        warnings.filterwarnings("ignore", text)
    return cli(
        lightning.LightningModule, lightning.LightningDataModule, args=list(args),
        subclass_mode_model=True, subclass_mode_data=True, auto_configure_optimizers=False, seed_everything_default=0,
        save_config_callback=SaveConfig, save_config_kwargs={"config_filename": "train.yaml", "overwrite": True},
        parser_kwargs={"description": "Train, validate or test a model; options come from YAML files in layers."},
    )  # fmt: skip
