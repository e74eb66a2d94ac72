"""What labelling writes: contractor rows with the model's confidence, and who made them.

    NAME.jsonl          rows as in every episode, and "idm": {"confidence", "keys", "camera"} in each, 0..1
    NAME.meta.json      "producer": "idm", the checkpoint and its digest
    NAME.goals.jsonl    goals of the video, if it had any (only in another folder: here they lie already)
    NAME.mp4            the video (only in another folder), tagged 20 frames a second if it was not

What a video does not show is left out of the rows: pose, inventory, statistics, the chosen slot, the pointer's place.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

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
from craftagent.policy.idm.retag import retag, video_rate
from craftagent.types import TICKS_PER_SECOND

_UNSEEN = ("isGuiInventory", "yaw", "pitch", "xpos", "ypos", "zpos", "inventory", "stats")
_UNSEEN_MOUSE = ("x", "y", "scaledX", "scaledY")


@dataclasses.dataclass(frozen=True)
class LabelJob:
    """One video and where its labels go. ``to.folder`` is the video's own or another."""

    video: EpisodePaths
    to: EpisodePaths

    @property
    def in_place(self) -> bool:
        return self.video == self.to

    @property
    def name(self) -> str:
        return self.video.name


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


def made_by(to: EpisodePaths) -> str | None:
    """Digest of the model whose labels lie at ``to``; "" if labels are there that no model made; None without any."""
    if not to.rows.exists():
        return None
    try:
        meta = read_object(to.meta)
    except DamagedEpisode:
        return ""
    said = meta.get("idm")
    if meta.get("producer") != "idm" or not isinstance(said, dict):
        return ""
    return str(said.get("digest", ""))


def is_done(job: LabelJob, digest: str) -> bool:
    """Whether this model's labels of the video are there, whole."""
    return made_by(job.to) == digest and job.to.video.exists()


def label(job: LabelJob, labeller: Labeller, checkpoint: str, digest: str, tell: Any = None) -> Labelled:
    """Label one video. Files get their names when they are whole, in the order in which an episode's must.

    ``tell(ticks)`` is called after every window with how many more are done. Raises :class:`DamagedEpisode`.
    """
    episode = open_episode(job.video, bare=True)
    rate = video_rate(job.video.video)
    job.to.folder.mkdir(parents=True, exist_ok=True)
    parts: dict[Path, Path] = {}  # final name -> temporary name

    def part(final: Path) -> Path:
        parts[final] = final.with_name(f".part-{os.getpid()}-{final.name}")
        return parts[final]

    try:
        ticks, total = 0, 0.0
        with part(job.to.rows).open("w", encoding="utf-8") as file:
            for line, sure in rows_of(_counted(labeller.video(episode), tell)):
                file.write(line + "\n")
                ticks, total = ticks + 1, total + sure
            _settle(file)
        if not job.in_place:
            _video(job.video, rate, part(job.to.video))
            _goals(job.video, ticks, part(job.to.goals))
        meta = {
            "format": FORMAT, "n_frames": ticks, "view": "video", "size": list(episode.size), "producer": "idm",
            "idm": {"checkpoint": checkpoint, "digest": digest, "mean_confidence": round(total / ticks, 4)},
            **_about(job.video, ticks),
            "versions": {"craftagent": craftagent.__version__, "av": av.__version__},
            "crc32": {".jsonl": checksum(parts[job.to.rows]), ".mp4": checksum(parts.get(job.to.video, job.video.video))},
        }  # fmt: skip
        with part(job.to.meta).open("w", encoding="utf-8") as file:
            file.write(json.dumps(meta, indent=1, allow_nan=False) + "\n")
            _settle(file)
        for final in job.to.files:
            if final in parts:
                parts[final].replace(final)
        note = ""
        if job.in_place and abs(rate - TICKS_PER_SECOND) > 0.01:
            note = f"is tagged {rate:g} frames a second, which only --out mends (training reads 20)"
        return Labelled(ticks, total / ticks, note)
    finally:
        episode.close()
        for temporary in parts.values():
            temporary.unlink(missing_ok=True)


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


def _goals(video: EpisodePaths, ticks: int, to: Path) -> None:
    lines = []
    if video.goals.exists():
        for goal in read_goals(video.goals, ticks + 1):
            if goal.start < ticks:
                lines.append(json.dumps(dataclasses.replace(goal, end=min(goal.end, ticks)).to_dict()) + "\n")
    with to.open("w", encoding="utf-8") as file:
        file.writelines(lines)
        _settle(file)


def _about(video: EpisodePaths, ticks: int) -> dict[str, Any]:
    """What the video's own meta file says about it that is true of any labels."""
    if not video.meta.exists():
        return {}
    meta = read_object(video.meta)
    about: dict[str, Any] = {name: meta[name] for name in ("task", "instruction", "seed") if name in meta}
    if isinstance(meta.get("noise"), list):  # which inputs were not meant: the recorder's knowledge, not an action
        about["noise"] = [[start, min(end, ticks)] for start, end in meta["noise"] if start < ticks]
    return about
