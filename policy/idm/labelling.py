"""The model over whole videos: overlapping windows, but each frame decoded and looked at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.modules.windows import windows
from craftagent.datasets.paths import EpisodePaths
from craftagent.policy.idm.checkpoint import Stored
from craftagent.policy.idm.config import FRAME
from craftagent.policy.idm.decode import Guess, decode

_AT_ONCE = 64  # frames that are decoded and looked at together
PRECISIONS = ("auto", "bf16", "fp32")


def use_bf16(precision: str, device: torch.device) -> bool:
    """Whether to compute in bfloat16. ``auto``: on processors that multiply in it, and on GPUs."""
    if precision not in PRECISIONS:
        raise ValueError(f"precision must be {', '.join(PRECISIONS)}, not {precision!r}")
    if precision != "auto":
        return precision == "bf16"
    if device.type != "cpu":
        return True
    asks = (getattr(torch.cpu, name, None) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))
    return any(ask() for ask in asks if ask is not None)


class Video(Protocol):
    """What is labelled: an episode, or frames chosen from one. ``frames`` is asked for all of them once, in order."""

    paths: EpisodePaths
    n_video_frames: int

    def frames(self, start: int, stop: int, size: tuple[int, int]) -> npt.NDArray[np.uint8]:
        """Frames start..stop-1, uint8 (stop - start, H, W, 3) RGB, of ``size`` (width, height)."""


class Labeller:
    """Labels videos with one model.

    ``device`` is anything torch knows ("cpu", "cuda"). Raises ``ValueError`` for a device that is not there.
    """

    def __init__(self, stored: Stored, device: str = "cpu", precision: str = "auto") -> None:
        try:
            self.device = torch.device(device)
            self.model = stored.model.to(self.device)
        except (RuntimeError, AssertionError) as error:
            raise ValueError(f"device {device!r} cannot be used: {str(error).splitlines()[0]}") from None
        self.thresholds = stored.thresholds.to(self.device)
        self.bf16 = use_bf16(precision, self.device)

    def video(self, episode: Video) -> Iterator[Guess]:
        """Guesses of the ticks of a video in order, some at a time: n_video_frames - 1 of them.

        What was done at the last frame shows in no frame, so nothing is said of it, and the frame itself is not looked at:
        the windows of training end with a frame that has no next one, and what was done there is told best in the
        same way (docs/log.md, 2026-11-23). Raises :class:`DamagedEpisode`.
        """
        ticks = episode.n_video_frames - 1
        if ticks < 1:
            raise DamagedEpisode(f"{episode.paths.video.name} has one frame; what was done shows in the next one only")
        config = self.model.config
        arriving = self._features(episode, ticks)
        held: list[Tensor] = []
        first = count = 0  # the held features are those of ticks first .. first + count - 1
        for window in windows(ticks, config.window, config.stride):
            while first + count < window.stop:
                held.append(next(arriving))
                count += len(held[-1])
            while held and first + len(held[0]) <= window.start:
                first, count = first + len(held[0]), count - len(held[0])
                held.pop(0)
            features = torch.cat(held)[window.start - first : window.stop - first]
            yield self._mix(features, window.keep_start - window.start, window.keep_stop - window.start)
        episode.frames(ticks, ticks + 1, (FRAME, FRAME))  # asked for all the same: it may be broken, or is to be copied

    def _features(self, episode: Video, ticks: int) -> Iterator[Tensor]:
        last: npt.NDArray[np.uint8] | None = None
        for start in range(0, ticks, _AT_ONCE):
            stop = min(start + _AT_ONCE, ticks)
            frames = episode.frames(start, stop, (FRAME, FRAME))
            if last is not None:
                frames = np.concatenate((last, frames))
            last = frames[-1:]
            if len(frames) > 1 or stop == ticks:
                with torch.inference_mode(), torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16):
                    pov = torch.from_numpy(frames).to(self.device)
                    pairs = self.model.pairs(pov[None])[0]
                yield pairs if stop == ticks else pairs[:-1]  # of the last one the next frame is still to come

    def _mix(self, features: Tensor, start: int, stop: int) -> Guess:
        with torch.inference_mode(), torch.autocast(self.device.type, torch.bfloat16, enabled=self.bf16):
            logits = self.model.mix(features[None])
        return decode(logits, self.thresholds)[start:stop].cpu()
