"""Episode videos: h264 at 20 frames a second, written and read with one thread, frame by frame, exactly counted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import av.error
import cv2
import numpy as np
import numpy.typing as npt
from av.video.reformatter import VideoReformatter

from craftagent.datasets.damage import MAX_ROWS, MAX_SIDE, DamagedEpisode
from craftagent.types import TICKS_PER_SECOND

KEYFRAME_EVERY = 64  # frames: what a jump into an episode costs at most
# Of x264's presets the cheapest to write and to read: slower ones save up to a fifth of the bytes at the same look but
# read at half the speed. At this quality brightness keeps 40-44 dB of 128x128 frames; colour is halved by yuv420p
# whatever is chosen, which leaves 32-36 dB over all. craftagent bench data --encoders measures it.
PRESET, CRF = "ultrafast", "18"
_ERRORS = (av.error.FFmpegError, OSError, ValueError, ArithmeticError, MemoryError)


class VideoWriter:
    """Writes RGB frames to a new mp4 file; ``size`` is (width, height), both even.

    ``pieces``: the file can be played at any moment up to its last key frame, even after kill -9; :func:`whole` makes an
    ordinary file of it.
    """

    def __init__(
        self, path: Path, size: tuple[int, int], crf: str = CRF, preset: str = PRESET, pieces: bool = False
    ) -> None:
        width, height = size
        if width % 2 or height % 2 or not min(size) >= 16 or max(size) > MAX_SIDE:
            raise ValueError(f"a video needs even sides of 16 to {MAX_SIDE} pixels, not {width}x{height}")
        self.size = size
        self.n_frames = 0
        options = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "flush_packets": "1"} if pieces else {}
        self._container = av.open(str(path), "w", format="mp4", options=options)
        stream = self._container.add_stream("libx264", rate=TICKS_PER_SECOND)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.thread_count = 1  # the other cores run other worlds
        stream.codec_context.gop_size = KEYFRAME_EVERY
        stream.options = {"crf": crf, "preset": preset}
        self._stream = stream

    def write(self, frame: npt.NDArray[np.uint8]) -> None:
        """Append one frame, uint8 (H, W, 3)."""
        width, height = self.size
        if frame.shape != (height, width, 3) or frame.dtype != np.uint8:
            raise ValueError(f"a frame must be uint8 ({height}, {width}, 3), not {frame.dtype} {frame.shape}")
        picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
        picture.pts = self.n_frames
        picture.time_base = Fraction(1, TICKS_PER_SECOND)
        self._container.mux(self._stream.encode(picture))
        self.n_frames += 1

    def close(self, finish: bool = True) -> None:
        """Write what is still held back and the index; ``finish=False`` only lets go of the file."""
        if finish and self.n_frames:
            self._container.mux(self._stream.encode(None))
        self._container.close()


def whole(pieces: Path, path: Path) -> None:
    """Writes the film in ``pieces`` to ``path`` as an ordinary mp4 file, picture data as they are."""
    with av.open(str(pieces), format="mp4") as found, av.open(str(path), "w", format="mp4") as made:
        stream = made.add_stream_from_template(found.streams.video[0])
        for packet in found.demux(video=0):
            if packet.dts is not None:  # the last one only says that there are no more
                packet.stream = stream
                made.mux(packet)


class VideoReader:
    """Reads frames by number. Raises :class:`DamagedEpisode` for files that are not whole videos of 20 frames a second.

    Attributes: ``n_frames`` (as the file's index says), ``size`` (width, height), ``rate`` in frames a second.
    ``strict`` takes every error in the pictures as damage; ``any_rate`` takes other rates too, a frame still a tick.
    """

    def __init__(self, path: Path, strict: bool = False, any_rate: bool = False) -> None:
        self.path = path
        self._strict, self._any_rate = strict, any_rate
        self._container: av.container.InputContainer | None = None
        if not path.is_file():
            raise DamagedEpisode(f"there is no video {path.name}")
        if path.stat().st_size == 0:
            raise DamagedEpisode(f"{path.name} is empty")
        try:
            self._open()
        except _ERRORS as error:
            self.close()
            if isinstance(error, DamagedEpisode):
                raise
            raise DamagedEpisode(f"{path.name} is not a whole video ({_said(error)})") from None

    def _open(self) -> None:
        # The format is named: a file that poses as a playlist could make the library open other files.
        options = {"err_detect": "explode"} if self._strict else {}
        container = av.open(str(self.path), format="mp4", options=options)
        self._container = container
        if not container.streams.video:
            raise DamagedEpisode(f"{self.path.name} holds no video stream")
        stream = container.streams.video[0]
        width, height = stream.codec_context.width, stream.codec_context.height
        if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
            raise DamagedEpisode(f"{self.path.name} is {width}x{height}; at most {MAX_SIDE} pixels a side are read")
        rate = stream.average_rate
        if rate is None or not rate > 0 or (abs(rate - TICKS_PER_SECOND) > 0.01 and not self._any_rate):
            said = "no" if rate is None else f"{float(rate):g}"
            raise DamagedEpisode(f"{self.path.name} has {said} frames a second, not {TICKS_PER_SECOND}")
        self.rate = rate
        stream.codec_context.thread_count = 1
        if self._strict:
            stream.codec_context.options = {"err_detect": "explode"}
        self._stream = stream
        self.size = (width, height)
        self.n_frames = stream.frames or sum(1 for packet in container.demux(stream) if packet.size)
        if not 1 <= self.n_frames <= MAX_ROWS:
            raise DamagedEpisode(f"{self.path.name} has {self.n_frames} frames; 1 to {MAX_ROWS} are read")
        if not stream.frames:
            container.seek(0, stream=stream)
        self._origin = stream.start_time or 0
        self._reformatter = VideoReformatter()
        self._decoded: Iterator[av.VideoFrame] = container.decode(stream)
        self._next = 0  # number of the frame that ``_decoded`` gives next

    def read(self, start: int, stop: int) -> Iterator[npt.NDArray[np.uint8]]:
        """Frames start..stop-1 as RGB uint8 (H, W, 3)."""
        if not 0 <= start <= stop <= self.n_frames:
            raise ValueError(f"frames {start} to {stop} are not within 0 to {self.n_frames}")
        if start == stop:
            return
        if self._container is None:
            self._open()
        number = self._next
        try:
            if not number <= start < number + KEYFRAME_EVERY:
                self._jump(start)
            while (number := self._next) < stop:
                frame = next(self._decoded, None)
                if frame is None:
                    raise DamagedEpisode(f"{self.path.name} breaks off after {number} of {self.n_frames} frames")
                self._next += 1
                if number >= start:
                    yield self._rgb(frame)
        except _ERRORS as error:
            self.close()
            if isinstance(error, DamagedEpisode):
                raise
            raise DamagedEpisode(f"{self.path.name} can not be decoded at frame {number} ({_said(error)})") from None

    def check(self) -> None:
        """Decode every frame that the header promises; raises :class:`DamagedEpisode`."""
        for _ in self.read(0, self.n_frames):
            pass

    def _jump(self, start: int) -> None:
        """Go to the keyframe at or before ``start`` and decode up to it."""
        assert self._container is not None
        assert self._stream.time_base is not None
        if self.rate != self._stream.base_rate:  # an uneven video: its time stamps do not number its frames
            self.close()
            self._open()
            return
        tick = 1 / (self.rate * self._stream.time_base)  # in units of the time stamps
        self._container.seek(self._origin + round(start * tick), stream=self._stream, backward=True)
        self._decoded = self._container.decode(self._stream)
        first = next(self._decoded, None)
        number = -1 if first is None or first.pts is None else round((first.pts - self._origin) / tick)
        if first is None or not 0 <= number <= start:  # no usable time stamps: count from the beginning
            self.close()
            self._open()
            return
        self._next = number
        self._decoded = _again(first, self._decoded)

    def _rgb(self, frame: av.VideoFrame) -> npt.NDArray[np.uint8]:
        if (frame.width, frame.height) != self.size:
            raise DamagedEpisode(f"{self.path.name} changes its size to {frame.width}x{frame.height}")
        plain = frame.format.name == "yuv420p" and not (frame.width % 2 or frame.height % 2)
        if plain and frame.color_range in (0, 1) and frame.colorspace in (2, 5, 6):
            # OpenCV's is the same sum (BT.601, limited range) at a fifth of the time
            return cv2.cvtColor(frame.to_ndarray(), cv2.COLOR_YUV2RGB_I420)  # type: ignore[return-value]
        return self._reformatter.reformat(frame, format="rgb24").to_ndarray()  # type: ignore[return-value]

    def close(self) -> None:
        """Let go of the file; reading again opens it again."""
        if self._container is not None:
            self._container.close()
            self._container = None


def _again(first: av.VideoFrame, rest: Iterator[av.VideoFrame]) -> Iterator[av.VideoFrame]:
    yield first
    yield from rest


def _said(error: BaseException) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(text).splitlines()[0][:100].lower()
