"""What a batch holds.

    B streams (or windows), T ticks, H x W the frame                                     all tensors, in one dict
    pov            uint8   (B, T, H, W, 3)  RGB
    buttons        int64   (B, T)           VPT's joint button index 0..8640 of the action taken after the frame was seen
    camera         int64   (B, T)           VPT's joint camera index 0..120, 60 = still
    keys           uint8   (B, T, 20)       0/1 in the order of craftagent.actions.BUTTONS, before VPT's conflict rules
    bins           int64   (B, T, 2)        camera bins 0..10 of (pitch, yaw), 5 = still; inventory does not silence them
    degrees        float32 (B, T, 2)        (pitch, yaw) as played
    gui            bool    (B, T)           a screen is open in the frame
    valid          bool    (B, T)           False where there is no data: ``pov`` is black
    mask           bool    (B, T)           True where the action is to be learned: valid, labelled and, in sequences,
                                            not one of the wrong inputs that were mixed in to be recovered from;
                                            ``buttons`` to ``degrees`` are then what a teacher advised, where one did

sequences add
    first          bool    (B, T)           no memory of earlier ticks may be used: an episode or a stream begins here
    previous_buttons, previous_camera       int64 (B, T), the action of the tick before; null (0, 60) where ``first``
    verb, target   int64   (B, T)           ids of the vocabulary; 0 = no goal (or dropped), 1 = a name it has not
    count          int64   (B, T)           0 = no goal
    text           int64   (B, T)           row of ``vocabulary.texts``; 0 is the empty text
    source         int64   (B, T)           0 no goal, else 1 + index in craftagent.datasets.spans.SOURCES
    progress       float32 (B, T)           0..1, share of the goal's span that has passed
    episode        int64   (B, T)           index in ``library.entries``; -1 where not valid
    tick           int64   (B, T)           the frame's number in its episode

sequences with goal images add
    goal_images    uint8   (B, P, H, W, 3)  the pictures that the stream's goals have in this chunk; P is as many as the
                                            stream with the most of them has, at least 1
    image_at       int64   (B, T)           0 = no picture, else 1 + index in the stream's ``goal_images``; the goal's verb,
                                            target, count and text are 0 where the picture alone says it

windows add
    keep           bool    (B, T)           ticks this window is asked for; over a video's windows each tick once
    episode        int64   (B,)             index in ``library.entries``; -1 for a row that only fills the batch
    start          int64   (B,)             tick of the window's first frame
    last           bool    (B,)             the video's last window
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional as F

from craftagent.actions import NULL_BIN, NULL_CAMERA

Batch: TypeAlias = dict[str, torch.Tensor]

# name -> (NumPy dtype, trailing shape, value where there is no data)
LABELS: dict[str, tuple[type, tuple[int, ...], int]] = {
    "buttons": (np.int64, (), 0),
    "camera": (np.int64, (), NULL_CAMERA),
    "keys": (np.uint8, (20,), 0),
    "bins": (np.int64, (2,), NULL_BIN),
    "degrees": (np.float32, (2,), 0),
    "gui": (np.bool_, (), 0),
}
SEQUENCE: dict[str, tuple[type, tuple[int, ...], int]] = {
    **LABELS,
    "valid": (np.bool_, (), 0),
    "mask": (np.bool_, (), 0),
    "first": (np.bool_, (), 0),
    "previous_buttons": (np.int64, (), 0),
    "previous_camera": (np.int64, (), NULL_CAMERA),
    "verb": (np.int64, (), 0),
    "target": (np.int64, (), 0),
    "count": (np.int64, (), 0),
    "text": (np.int64, (), 0),
    "source": (np.int64, (), 0),
    "progress": (np.float32, (), 0),
    "episode": (np.int64, (), -1),
    "tick": (np.int64, (), 0),
}


def blank(
    fields: dict[str, tuple[type, tuple[int, ...], int]], shape: tuple[int, ...]
) -> dict[str, npt.NDArray[np.generic]]:
    """An array of ``shape`` + trailing shape for every field, filled with its value for "no data"."""
    return {name: np.full(shape + tail, value, dtype) for name, (dtype, tail, value) in fields.items()}


def frames_tensor(shape: tuple[int, ...]) -> torch.Tensor:
    """A uint8 tensor to write frames into; in a loader's worker it lies in shared memory, which saves a copy."""
    if torch.utils.data.get_worker_info() is None:
        return torch.empty(shape, dtype=torch.uint8)
    count = int(np.prod(shape))
    storage = torch.UntypedStorage._new_shared(count)  # as torch's own collate does in workers
    return torch.empty(0, dtype=torch.uint8).set_(storage, 0, shape)  # type: ignore[call-overload]


def join(parts: list[Batch]) -> Batch:
    """Batches of some streams each -> one batch of all of them."""
    if len(parts) == 1:
        return parts[0]
    joined = {name: torch.cat([part[name] for part in parts]) for name in parts[0] if name != "goal_images"}
    if "goal_images" in parts[0]:  # of as many pictures as each part needs
        pictures = [part["goal_images"] for part in parts]
        most = max(p.shape[1] for p in pictures)
        joined["goal_images"] = torch.cat([F.pad(p, (0, 0) * 3 + (0, most - p.shape[1])) for p in pictures])
    return joined
