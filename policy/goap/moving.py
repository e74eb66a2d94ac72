"""What single streams remember, taken out of a state and put into another one, whose clock may stand elsewhere."""

from __future__ import annotations

from torch import Tensor

State = dict[str, Tensor]

_NOW, _BORN = "behaviour.now", "behaviour.bank_born"  # the streams' clock, and times by it


def take(state: State, rows: list[int]) -> State:
    """Copies of the rows ``rows`` of every tensor of a :class:`~craftagent.policy.goap.model.Goap`'s state; times are
    counted from now on."""
    taken = {name: value[rows].clone() for name, value in state.items() if name != _NOW}
    if _BORN in taken:
        taken[_BORN] -= state[_NOW].to(taken[_BORN].dtype)
    return taken


def put(state: State, rows: list[int], taken: State) -> State:
    """A state with ``taken`` in its rows ``rows``, the others as they were.

    Raises ``ValueError`` if it is of another network.
    """
    if taken.keys() != state.keys() - {_NOW}:
        raise ValueError(f"what is remembered is called {', '.join(sorted(taken))}: of another network")
    after = {_NOW: state[_NOW]} if _NOW in state else {}
    for name, value in taken.items():
        if value.shape != state[name][rows].shape or value.dtype != state[name].dtype:
            raise ValueError(f"{name} has the shape {tuple(value.shape)}: of another network")
        after[name] = state[name].clone()  # made in inference mode, it cannot be written to
        after[name][rows] = value.to(after[name].device)
    if _BORN in after:
        after[_BORN][rows] += state[_NOW].to(after[_BORN].device, after[_BORN].dtype)
    return after
