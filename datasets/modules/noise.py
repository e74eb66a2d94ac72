"""Which actions of an episode were meant: a recording may mix in wrong inputs, so that the player has to recover."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from craftagent.datasets.damage import DamagedEpisode, short
from craftagent.datasets.episode import Episode


def meant_ticks(episode: Episode) -> npt.NDArray[np.bool_]:
    """bool (T,): False in the spans [start, end) that NAME.meta.json lists as ``noise``.

    Raises :class:`DamagedEpisode` if that is no list of spans within the episode.
    """
    meant = np.ones(episode.n_frames, bool)
    spans = episode.meta.get("noise", [])
    name = episode.paths.meta.name
    if not isinstance(spans, list):
        raise DamagedEpisode(f"{name}: noise must be a list of [start, end], not {short(spans)}")
    for span in spans:
        if not (isinstance(span, list) and len(span) == 2 and all(type(tick) is int for tick in span)
                and 0 <= span[0] < span[1] <= episode.n_frames):  # fmt: skip
            raise DamagedEpisode(f"{name}: noise spans are [start, end] in 0..{episode.n_frames}, not {short(span)}")
        meant[span[0] : span[1]] = False
    return meant
