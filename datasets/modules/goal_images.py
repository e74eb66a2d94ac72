"""Pictures of goals for a batch: frames of the same episode, each read once however many ticks show it."""

from __future__ import annotations

import collections
import warnings

import numpy as np
import numpy.typing as npt
import torch

from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.modules.batch import frames_tensor
from craftagent.datasets.modules.frames import FrameReader

Frame = npt.NDArray[np.uint8]
Place = tuple[int, int]  # episode, tick


class GoalImages:
    """Reads pictures and keeps the newest ``keep`` of them: a goal mostly lasts for several chunks."""

    def __init__(self, reader: FrameReader, keep: int) -> None:
        self.reader, self.keep = reader, keep
        self._frames: collections.OrderedDict[Place, Frame | None] = collections.OrderedDict()

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_frames": collections.OrderedDict()}

    def frame(self, stream: int, place: Place) -> Frame | None:
        """uint8 (H, W, 3); None where the video is damaged."""
        if place in self._frames:
            self._frames.move_to_end(place)
            return self._frames[place]
        width, height = self.reader.size
        out = np.empty((1, height, width, 3), np.uint8)
        found: Frame | None = out[0]
        try:
            # a reader of its own: that of the stream reads on from where it is
            self.reader.read(-1 - stream, place[0], np.array([place[1]]), out)
        except DamagedEpisode as error:
            name = self.reader.library.entries[place[0]].paths.name
            warnings.warn(f"episode {name} gives no goal image: {error.reason}", stacklevel=2)
            found = None
        self._frames[place] = found
        if len(self._frames) > self.keep:
            self._frames.popitem(last=False)
        return found


class StreamImages:
    """The pictures of some streams' chunks while a batch is made."""

    def __init__(self, images: GoalImages, streams: int, ticks: int) -> None:
        self.images = images
        self.at = np.zeros((streams, ticks), np.int64)
        self._frames: list[dict[Place, Frame]] = [{} for _ in range(streams)]

    def tell(self, row: int, span: slice, stream: int, episode: int, ticks: npt.NDArray[np.int64]) -> None:
        """Ticks ``span`` of ``row`` are told the frames ``ticks`` (-1: none) of this episode."""
        known = self._frames[row]
        for tick in dict.fromkeys(ticks[ticks >= 0].tolist()):
            place = (episode, tick)
            if place not in known:
                frame = self.images.frame(stream, place)
                if frame is None:
                    continue
                known[place] = frame
            self.at[row, span][ticks == tick] = 1 + list(known).index(place)

    def fields(self) -> dict[str, torch.Tensor]:
        """``goal_images`` and ``image_at``, see :mod:`craftagent.datasets.modules.batch`."""
        width, height = self.images.reader.size
        most = max(1, *(len(frames) for frames in self._frames))
        pictures = frames_tensor((len(self._frames), most, height, width, 3)).zero_()
        for row, frames in enumerate(self._frames):
            for i, frame in enumerate(frames.values()):
                pictures[row, i] = torch.from_numpy(frame)
        return {"goal_images": pictures, "image_at": torch.from_numpy(self.at)}
