"""The video of a play: the picture, and beside it the plan, the inventory, and the hands on keyboard and mouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from craftagent.datasets.video import VideoWriter, whole
from craftagent.play import card, hands
from craftagent.play.paint import BACK, DIM, PLAIN, fill
from craftagent.play.steps import Step
from craftagent.sim.art.letters import Canvas, fitted, write
from craftagent.types import FRAME_SIZE, TICKS_PER_SECOND, Info

SIZE = (FRAME_SIZE[0] + card.WIDTH, FRAME_SIZE[1] + hands.HEIGHT)  # 960 x 456
CRF, PRESET = "20", "veryfast"
_TICKS_PER_DAY = 24_000


class Board:
    """The canvas, uint8 (456, 960, 3) RGB in :attr:`canvas`; only what changes from tick to tick is drawn again."""

    def __init__(self, instruction: str, budget: int) -> None:
        width, height = FRAME_SIZE
        self.canvas: Canvas = np.full((SIZE[1], SIZE[0], 3), BACK, np.uint8)
        self._budget = budget
        self._card = card.Card(self.canvas[:, width:], instruction)
        self._hands = hands.Hands(self.canvas[height:, : hands.WIDTH])
        self._place = self.canvas[height:, hands.WIDTH : width]
        self._said: tuple[str, ...] = ()

    def draw(
        self, frame: npt.NDArray[np.uint8], info: Info, action: Mapping[str, Any] | None, tick: int,
        steps: Sequence[Step], verdict: str | None = None,
    ) -> Canvas:  # fmt: skip
        """The board of a moment. ``frame`` is RGB of any size; what is not 640x360 is scaled to its height."""
        width, height = FRAME_SIZE
        if frame.shape == (height, width, 3):
            self.canvas[:height, :width] = frame
        else:
            wide = min(width, round(height * frame.shape[1] / frame.shape[0]))
            left = (width - wide) // 2
            self.canvas[:height, left : left + wide] = cv2.resize(
                frame, (wide, height), interpolation=cv2.INTER_NEAREST
            )
        self._card.draw(steps, info["inventory"], tick, self._budget, verdict)
        self._hands.draw(action)
        self._where(info)
        return self.canvas

    def _where(self, info: Info) -> None:
        pose, minutes = info["pose"], int((info["time"] + 6000) % _TICKS_PER_DAY * 60 / 1000)
        screen = str(info["gui"]["screen"]).replace("_", " ") if info["gui"]["open"] else ""
        said = (
            f"{minutes // 60:02d}:{minutes % 60:02d} {info['biome'].replace('_', ' ')}",
            f"x {pose['x']:.0f} z {pose['z']:.0f}",
            f"height {pose['y']:.0f}",
            f"in: {screen}" if screen else "",
        )
        if said == self._said:
            return
        self._said = said
        fill(self._place, 0, 0, self._place.shape[1], self._place.shape[0], BACK)
        for i, text in enumerate(said):
            write(self._place, fitted(text, self._place.shape[1] - 14), 8, 8 + 22 * i, PLAIN if i == 0 else DIM)


class Clip:
    """Writes a board a tick to an mp4 file; use as a context manager.

    Until :meth:`close` the film stands in ``NAME.part.mp4``, which a player can show however the program ended.
    """

    def __init__(self, path: Path, instruction: str, budget: int) -> None:
        self.path = path
        self.part = path.with_name(f"{path.stem}.part{path.suffix}")
        self.board = Board(instruction, budget)
        self._writer: VideoWriter | None = VideoWriter(self.part, SIZE, CRF, PRESET, pieces=True)

    def add(
        self, frame: npt.NDArray[np.uint8], info: Info, action: Mapping[str, Any] | None, tick: int,
        steps: Sequence[Step], verdict: str | None = None, seconds: float | None = None,
    ) -> None:  # fmt: skip
        """One tick; ``seconds``: hold this board for so long instead."""
        assert self._writer is not None
        canvas = self.board.draw(frame, info, action, tick, steps, verdict)
        for _ in range(1 if seconds is None else round(seconds * TICKS_PER_SECOND)):
            self._writer.write(canvas)

    def close(self) -> Path | None:
        """Finish the file and give it its name; None if it holds no picture."""
        if self._writer is None:
            return self.path
        writer, self._writer = self._writer, None
        writer.close()
        if writer.n_frames:
            made = self.path.with_name(f".{self.path.name}.part")
            whole(self.part, made)
            made.replace(self.path)
        self.part.unlink()
        return self.path if writer.n_frames else None

    def __enter__(self) -> Clip:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close(finish=False)
            self._writer = None
            self.part.unlink(missing_ok=True)
