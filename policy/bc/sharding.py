"""Training in shards: each process holds a part of the weights, of their gradients and of the optimiser's state.

torch's ``fully_shard`` (FSDP2): a parameter keeps its shape and its name and becomes a ``DTensor``, so that it is clipped,
decayed and averaged as a whole one is. What needs whole tensors asks all processes for them.
"""

from __future__ import annotations

from typing import Any

import lightning
from lightning.pytorch.strategies import DDPStrategy, ModelParallelStrategy, SingleDeviceStrategy
from torch import Tensor, nn
from torch.distributed.tensor import DTensor, distribute_tensor


class Sharded(ModelParallelStrategy):
    """A shard a process, and checkpoints that are single files, as those of any other run:

    ``--trainer.strategy craftagent.policy.bc.sharding.Sharded``. Each process reads the whole network once, before it lets
    go of the others' shards.
    """

    def __init__(self) -> None:
        super().__init__(tensor_parallel_size=1, save_distributed_checkpoint=False)

    def setup_environment(self) -> None:
        self._data_parallel_size = self.num_nodes * self.num_processes  # "auto" would be the number of nodes
        super().setup_environment()


def check_trainer(trainer: lightning.Trainer, shards: bool = False) -> None:
    """Raise ``ValueError`` with one sentence for settings of the trainer that cloning would not follow.

    ``shards``: whether the module can be trained in shards.
    """
    if trainer.gradient_clip_val:
        raise ValueError(
            f"trainer setting 'gradient_clip_val' is {trainer.gradient_clip_val}, but the gradient's norm is clipped to the "
            "model setting 'optimizer.clip': set that one"
        )
    kinds = (SingleDeviceStrategy, DDPStrategy, *([Sharded] if shards else []))
    if not isinstance(trainer.strategy, kinds):
        others = ", or in shards by 'craftagent.policy.bc.sharding.Sharded'" if shards else ""
        raise ValueError(
            f"trainer setting 'strategy' is {type(trainer.strategy).__name__}, but this model is trained by one process or "
            f"by 'ddp'{others}"
        )


def shard(net: nn.Module, mesh: Any) -> None:
    """Put the parameters of ``net`` in shards over the processes of a one-dimensional device mesh.

    The blocks of the network over time are gathered one at a time, all else together.
    """
    from torch.distributed.fsdp import fully_shard

    for parameter in net.parameters():
        parameter.data = parameter.data.contiguous()  # shards are of rows; convolutions may lie channels-last
    lists = [part for part in net.time.modules() if isinstance(part, nn.ModuleList)]  # type: ignore[union-attr]
    for blocks in reversed(lists):  # inner ones first
        for block in blocks:
            if type(block).forward is not nn.Module.forward:  # others' layers are called one by one
                fully_shard(block, mesh=mesh)
    fully_shard(net, mesh=mesh)


def whole(value: Tensor) -> Tensor:
    """A tensor with all its shards; all processes must ask."""
    return value.full_tensor().clone() if isinstance(value, DTensor) else value  # a clone waits until it is there


def as_shards_of(value: Tensor, like: Tensor) -> Tensor:
    """A whole tensor, the same in all processes, in the shards of ``like``, if that has any."""
    if not isinstance(like, DTensor):
        return value
    return distribute_tensor(value.to(like.device), like.device_mesh, like.placements)


def forget_gathered(net: nn.Module) -> None:
    """Let go of whole parameters that a forward pass has left behind: its shards may have been written to since."""
    from torch.distributed.fsdp import FSDPModule

    for module in net.modules():
        if isinstance(module, FSDPModule):
            module.reshard()
