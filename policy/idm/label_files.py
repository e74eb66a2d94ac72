"""What labelling writes: contractor rows with the model's confidence, and who made them.

    NAME.jsonl          rows as in every episode, and "idm": {"confidence", "keys", "camera"} in each, 0..1
    NAME.meta.json      "producer": "idm", the checkpoint and its digest, the rate that the video is tagged with
    NAME.goals.jsonl    goals of the video, if it had any (only in another folder: here they lie already)
    NAME.mp4            the video (only in another folder), tagged 20 frames a second if it was not; or resampled to 20

What a video does not show is left out of the rows: pose, inventory, statistics, the chosen slot, the pointer's place.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import av

import craftagent
from craftagent.actions import BUTTONS
from craftagent.datasets.damage import DamagedEpisode, checksum, read_object
from craftagent.datasets.episode import FORMAT, open_episode
from craftagent.datasets.paths import EpisodePaths
from craftagent.datasets.rows import RowWriter
from craftagent.datasets.spans import read_goals
from craftagent.policy.idm.decode import Guess
from craftagent.policy.idm.labelling import Labeller
from craftagent.policy.idm.resample import Resampled, frame_of_tick
from craftagent.policy.idm.retag import retag, video_rate
from craftagent.types import TICKS_PER_SECOND

Frames = Literal["tick", "time"]  # each frame is a tick, or the time stamps say what is on show at a tick
_UNSEEN = ("isGuiInventory", "yaw", "pitch", "xpos", "ypos", "zpos", "inventory", "stats")
_UNSEEN_MOUSE = ("x", "y", "scaledX", "scaledY")


@dataclasses.dataclass(frozen=True)
class LabelJob:
    """One video, where its labels go, and what its frames are. ``to.folder`` is the video's own or another."""

    video: EpisodePaths
    to: EpisodePaths
    frames: Frames = "tick"

    @property
    def in_place(self) -> bool:
        return self.video == self.to

    @property
    def name(self) -> str:
        return self.video.name


@dataclasses.dataclass(frozen=True)
class Maker:
    """Who made labels: digest of the model ("" if none did), and what it took the video's frames for."""

    digest: str
    frames: str = "tick"


@dataclasses.dataclass(frozen=True)
class Labelled:
    """What became of a job: ticks, their mean confidence, and what the user should know, if anything."""

    ticks: int
    confidence: float
    note: str = ""


def rows_of(guesses: Iterable[Guess]) -> Iterator[tuple[str, float]]:
    """(jsonl line without its newline, confidence) of every tick."""
    writer = RowWriter()
    for guess in guesses:
        keys, degrees, gui = guess.keys.tolist(), guess.degrees.double().tolist(), guess.gui.tolist()
        sure = guess.confidence.tolist()
        for t, (pressed, camera) in enumerate(zip(keys, degrees, strict=True)):
            action: dict[str, Any] = {name: 1 for name, on in zip(BUTTONS, pressed, strict=True) if on}
            action["camera"] = [round(value, 4) for value in camera]
            # the writer asks for the whole truth of a moment; the fields that it then fills with nothing are taken out
            row = json.loads(writer.line(action, _blank(gui[t])))
            for name in _UNSEEN:
                del row[name]
            for name in _UNSEEN_MOUSE:
                del row["mouse"][name]
            row["idm"] = {"confidence": round(sure[t], 4), "keys": round(float(guess.key_confidence[t]), 4),
                          "camera": round(float(guess.camera_confidence[t]), 4)}  # fmt: skip
            yield json.dumps(row, separators=(",", ":"), allow_nan=False), sure[t]


def _blank(gui: bool) -> Any:
    pose = {"x": 0.0, "y": 0.0, "z": 0.0, "yaw": 0.0, "pitch": 0.0}
    return {"gui": {"open": gui, "cursor": (0.0, 0.0)}, "pose": pose, "inventory": {}, "stats": {}}


def made_by(to: EpisodePaths) -> Maker | None:
    """Who made the labels that lie at ``to``; None without any."""
    if not to.rows.exists():
        return None
    try:
        meta = read_object(to.meta)
    except DamagedEpisode:
        return Maker("")
    said = meta.get("idm")
    if meta.get("producer") != "idm" or not isinstance(said, dict):
        return Maker("")
    return Maker(str(said.get("digest", "")), str(said.get("frames", "tick")))


def is_done(job: LabelJob, digest: str) -> bool:
    """Whether this model's labels of the video are there, whole."""
    return made_by(job.to) == Maker(digest, job.frames) and job.to.video.exists()


def label(job: LabelJob, labeller: Labeller, checkpoint: str, digest: str, tell: Any = None) -> Labelled:
    """Label one video. Files get their names when they are whole, in the order in which an episode's must.

    ``tell(ticks)`` is called after every window with how many more are done. Raises :class:`DamagedEpisode`.
    """
    episode = open_episode(job.video, bare=True)
    rate = video_rate(job.video.video)
    every = range(episode.n_video_frames)
    numbers: Sequence[int] = every if job.frames == "tick" else frame_of_tick(job.video.video)
    resampled: Resampled | None = None
    job.to.folder.mkdir(parents=True, exist_ok=True)
    parts: dict[Path, Path] = {}  # final name -> temporary name

    def part(final: Path) -> Path:
        parts[final] = final.with_name(f".part-{os.getpid()}-{final.name}")
        return parts[final]

    try:
        if list(numbers) != list(every):
            resampled = Resampled(job.video, numbers, part(job.to.video))
        ticks, total = 0, 0.0
        with part(job.to.rows).open("w", encoding="utf-8") as file:
            for line, sure in rows_of(_counted(labeller.video(resampled or episode), tell)):
                file.write(line + "\n")
                ticks, total = ticks + 1, total + sure
            _settle(file)
        if resampled is not None:
            resampled.close()
        elif not job.in_place:
            _video(job.video, rate, part(job.to.video))
        if not job.in_place:
            _goals(job.video, episode.n_video_frames, numbers, part(job.to.goals))
        meta = {
            "format": FORMAT, "n_frames": ticks, "view": "video", "size": list(episode.size), "producer": "idm",
            "idm": {"checkpoint": checkpoint, "digest": digest, "mean_confidence": round(total / ticks, 4),
                    "frames": job.frames},
            "source_rate": round(rate, 3), **_about(job.video, numbers),
            "versions": {"craftagent": craftagent.__version__, "av": av.__version__},
            "crc32": {".jsonl": checksum(parts[job.to.rows]), ".mp4": checksum(parts.get(job.to.video, job.video.video))},
        }  # fmt: skip
        with part(job.to.meta).open("w", encoding="utf-8") as file:
            file.write(json.dumps(meta, indent=1, allow_nan=False) + "\n")
            _settle(file)
        job.to.rows.unlink(missing_ok=True)  # of another model: they must not be found beside what is new
        for final in job.to.files:
            if final in parts:
                parts[final].replace(final)
        return Labelled(ticks, total / ticks, _note(job, rate, resampled is not None, episode.n_video_frames))
    finally:
        if resampled is not None:
            resampled.close()
        episode.close()
        for temporary in parts.values():
            temporary.unlink(missing_ok=True)


def _note(job: LabelJob, rate: float, resampled: bool, frames: int) -> str:
    """What was made of a video that is not tagged as an episode's."""
    if resampled:
        return f"was resampled by its time stamps: {frames} frames, tagged {rate:g} a second, to 20 a second"
    if abs(rate - TICKS_PER_SECOND) <= 0.01:
        return ""
    said = f"is tagged {rate:g} frames a second, and each was taken for a tick of 50 ms"
    if job.in_place:
        said += "; only --out mends the tag (training reads 20)"
    if job.frames == "tick":
        said += f"; if {rate:g} is its true speed, take --frames time"
    return said


def _counted(guesses: Iterator[Guess], tell: Any) -> Iterator[Guess]:
    for guess in guesses:
        if tell is not None:
            tell(len(guess.keys))
        yield guess


def _settle(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _video(video: EpisodePaths, rate: float, to: Path) -> None:
    """The same pictures under another name: a second name for the file where the disk allows, else a copy."""
    if abs(rate - TICKS_PER_SECOND) > 0.01:
        retag(video.video, to)
        return
    to.unlink(missing_ok=True)
    try:
        os.link(video.video, to)
    except OSError:
        shutil.copyfile(video.video, to)


def _goals(video: EpisodePaths, frames: int, numbers: Sequence[int], to: Path) -> None:
    lines = []
    if video.goals.exists():
        for goal in read_goals(video.goals, frames):
            start, end = _ticks_of(goal.start, goal.end, numbers)
            if start < end:
                lines.append(json.dumps(dataclasses.replace(goal, start=start, end=end).to_dict()) + "\n")
    with to.open("w", encoding="utf-8") as file:
        file.writelines(lines)
        _settle(file)


def _ticks_of(start: int, end: int, numbers: Sequence[int]) -> tuple[int, int]:
    """Frames [start, end) as ticks that have a label, where tick t shows frame ``numbers[t]``."""
    last = len(numbers) - 1  # of the last frame nothing is said
    return min(bisect_left(numbers, start), last), min(bisect_left(numbers, end), last)


def _about(video: EpisodePaths, numbers: Sequence[int]) -> dict[str, Any]:
    """What the video's own meta file says about it that is true of any labels."""
    if not video.meta.exists():
        return {}
    meta = read_object(video.meta)
    about: dict[str, Any] = {name: meta[name] for name in ("task", "instruction", "seed") if name in meta}
    if isinstance(meta.get("noise"), list):  # which inputs were not meant: the recorder's knowledge, not an action
        spans = (_ticks_of(start, end, numbers) for start, end in meta["noise"])
        about["noise"] = [[start, end] for start, end in spans if start < end]
    return about
