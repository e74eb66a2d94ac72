"""What was seen when a subgoal ended: a small picture each, for the report."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import numpy.typing as npt

from craftagent.expert.player import Span
from craftagent.play.steps import DONE

MOST = 24  # pictures in a report
SIZE = (320, 180)  # width, height
_QUALITY = 80  # JPEG


@dataclasses.dataclass(frozen=True)
class Still:
    """The picture at ``tick``, when subgoal number ``index`` of the play ended; ``jpeg``: its bytes."""

    index: int
    tick: int
    outcome: str
    text: str
    jpeg: bytes


class Stills:
    """Collects them: :meth:`see` every tick and at the end."""

    def __init__(self) -> None:
        self._found: list[Still] = []
        self._ended = 0

    def see(self, frame: npt.NDArray[np.uint8], subgoals: list[Span], tick: int) -> None:
        """``frame``: uint8 (H, W, 3) RGB; one of 1x1, of a world that draws nothing, gives no picture."""
        fresh = range(self._ended, len(subgoals))
        ended = [i for i in fresh if subgoals[i].end >= 0]
        if not ended:
            return
        self._ended = ended[-1] + 1
        if min(frame.shape[:2]) > 1:
            span = subgoals[ended[-1]]  # several that end at one tick are one picture
            self._found.append(Still(ended[-1], tick, span.outcome, span.subgoal.text, _jpeg(frame)))

    def chosen(self) -> list[Still]:
        """At most :data:`MOST`, in order: those of subgoals that were done before others, the last ones always."""
        if len(self._found) <= MOST:
            return list(self._found)
        last = self._found[-1]
        done = [s for s in self._found[:-1] if s.outcome == DONE]
        other = [s for s in self._found[:-1] if s.outcome != DONE]
        kept = _evenly(done, MOST - 1)
        kept += _evenly(other, MOST - 1 - len(kept))
        return sorted([*kept, last], key=lambda s: s.index)


def _evenly(stills: list[Still], most: int) -> list[Still]:
    if len(stills) <= most:
        return list(stills)
    return [stills[round(i)] for i in np.linspace(0, len(stills) - 1, most)]


def _jpeg(frame: npt.NDArray[np.uint8]) -> bytes:
    """All views show the same 16:9 screen; those of other shapes are stretched back."""
    picture = cv2.resize(frame, SIZE, interpolation=cv2.INTER_AREA if frame.shape[1] >= SIZE[0] else cv2.INTER_LINEAR)
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data.tobytes()
