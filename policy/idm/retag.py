"""A video whose frames are a tick each but whose time stamps say otherwise -> the same frames at 20 a second."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import av.error

from craftagent.datasets.damage import DamagedEpisode
from craftagent.types import TICKS_PER_SECOND


def video_rate(source: Path) -> float:
    """Frames a second that the file claims, 0 if it does not say. Raises :class:`DamagedEpisode`."""
    try:
        with av.open(str(source), format="mp4") as inside:
            return float(inside.streams.video[0].average_rate or 0)
    except (av.error.FFmpegError, OSError, IndexError) as error:
        raise DamagedEpisode(f"{source.name} cannot be opened ({type(error).__name__})") from None


def retag(source: Path, to: Path) -> None:
    """Copy the pictures as they are, packet by packet, with new time stamps. Raises :class:`DamagedEpisode`."""
    try:
        with av.open(str(source), format="mp4") as inside, av.open(str(to), "w", format="mp4") as outside:
            stream = inside.streams.video[0]
            packets = [packet for packet in inside.demux(stream) if packet.size]
            # the order in which frames are shown is that of their old stamps; how far apart those are does not matter
            shown: dict[int | None, int] = {
                pts: i for i, pts in enumerate(sorted(p.pts for p in packets if p.pts is not None))
            }
            if len(shown) != len(packets):
                raise DamagedEpisode(f"{source.name} has frames without a time of their own; it cannot be retagged")
            late = max(0, *(i - shown[p.pts] for i, p in enumerate(packets)))  # frames stored before earlier ones
            copy = outside.add_stream_from_template(stream)
            copy.time_base = Fraction(1, TICKS_PER_SECOND)
            for i, packet in enumerate(packets):
                packet.pts, packet.dts, packet.duration = shown[packet.pts], i - late, 1
                packet.time_base = Fraction(1, TICKS_PER_SECOND)
                packet.stream = copy
                outside.mux(packet)
    except (av.error.FFmpegError, OSError, IndexError) as error:
        said = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
        raise DamagedEpisode(f"{source.name} cannot be retagged ({said})") from None
