"""What a teacher would have done in place of what was done: learned instead of it."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from craftagent.actions import N_BINS, N_BUTTONS, N_CAMERA, decode_buttons, dequantize
from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.episode import Episode
from craftagent.datasets.modules.labels import Labels

_FIELDS = (("ticks", None), ("buttons", N_BUTTONS), ("camera", N_CAMERA))


def advised(episode: Episode, labels: Labels) -> tuple[Labels, npt.NDArray[np.bool_]]:
    """``labels`` with what NAME.meta.json lists as ``advice`` in place of what was done, and bool (T,) where that is.

    Advice is three lists of one length: ``ticks``, ascending, and VPT's ``buttons`` and ``camera`` of each. Raises
    :class:`DamagedEpisode` if it is anything else.
    """
    n = episode.n_frames
    there = np.zeros(n, bool)
    advice = episode.meta.get("advice")
    if advice is None:
        return labels, there
    name = episode.paths.meta.name
    columns = []
    for field, most in _FIELDS:
        values = advice.get(field) if isinstance(advice, dict) else None
        top = n if most is None else most
        if not (isinstance(values, list) and all(type(v) is int and 0 <= v < top for v in values)):
            raise DamagedEpisode(f"{name}: advice.{field} must be a list of whole numbers in 0..{top - 1}")
        columns.append(np.array(values, np.int64))
    ticks, buttons, camera = columns
    if not (len(ticks) == len(buttons) == len(camera) and (np.diff(ticks) > 0).all()):
        raise DamagedEpisode(f"{name}: advice must have as many buttons and camera motions as ticks, which must ascend")
    there[ticks] = True
    keys, _ = decode_buttons(buttons)
    bins = np.stack(np.divmod(camera, N_BINS), axis=1)
    told = {"buttons": buttons, "camera": camera, "keys": keys, "bins": bins, "degrees": dequantize(bins)}
    fields = {name: getattr(labels, name).copy() for name in told}
    for name, values in told.items():
        fields[name][ticks] = values
    return dataclasses.replace(labels, **fields), there
