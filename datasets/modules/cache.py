"""Decoded frames and labels of episodes in a folder, so that training that reads an episode many times decodes it once.

``FRAMES.frames.npy`` is uint8 (N, H, W, 3) and mapped into memory, ``KEY.labels.npz`` holds the labels, ``KEY.damaged.txt``
the reason why an episode can not be read. Both names digest what was read, so a changed episode gets new ones. The
frames are the video's: rows that are labelled anew, in another folder with a hard link to the video too, find those that
are there; only a contractor's pointer is drawn by the rows. Files appear whole or not at all. A 128x128 frame takes
48 KiB, an hour of play 3.5 GB. Deleting the folder is always safe.
"""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import os
import shutil
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeAlias

import av
import numpy as np
import numpy.typing as npt

from craftagent.datasets.contractor import DEFAULT_OPTIONS, ContractorOptions
from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.episode import Episode, EpisodePaths, open_episode
from craftagent.datasets.modules.labels import Labels, encode_labels

Size: TypeAlias = tuple[int, int]  # width, height
VERSION = 2
_PASSING = (errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.ENOMEM)
_OLD = 3600.0  # seconds after which a half-written file of a process that is gone is removed
_AT_ONCE = 64  # frames held in memory while a cache file is written
_FIELDS = tuple(field.name for field in dataclasses.fields(Labels))


class FrameCache:
    """The cache in one folder, for frames of one size (width, height)."""

    def __init__(self, folder: str | Path, size: Size) -> None:
        self.folder = Path(folder)
        self.size = size

    def key(self, paths: EpisodePaths, bare: bool = False, options: ContractorOptions = DEFAULT_OPTIONS) -> str:
        """Name of an episode's labels, or of what is wrong with it. It is opened with ``bare`` and ``options``."""
        made_of = (VERSION, self.size, bare, str(paths.folder.resolve()), dataclasses.astuple(options))
        return _named(paths, made_of, (paths.video,) if bare else (paths.video, paths.rows, paths.meta))

    def frames_key(self, paths: EpisodePaths, bare: bool = False, options: ContractorOptions = DEFAULT_OPTIONS) -> str:
        """Name of an episode's frames."""
        if bare or paths.meta.is_file():
            return _named(paths, (VERSION, self.size), (paths.video,))
        return _named(paths, (VERSION, self.size, dataclasses.astuple(options)), (paths.video, paths.rows))

    def frames_file(self, frames_key: str) -> Path:
        return self.folder / f"{frames_key}.frames.npy"

    def _labels_file(self, key: str) -> Path:
        return self.folder / f"{key}.labels.npz"

    def labels(self, key: str) -> Labels:
        """Raises ``OSError`` if the episode is not in the cache, or what is there is torn."""
        try:
            with self._labels_file(key).open("rb") as file, np.load(file, allow_pickle=False) as stored:
                return Labels(**{name: stored[name] for name in _FIELDS})
        except (EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise OSError(f"{self._labels_file(key)} is torn ({error}); remove it, it is made again") from None

    def damage(self, key: str) -> str | None:
        """Why the episode can not be read, if that was found out."""
        try:
            return (self.folder / f"{key}.damaged.txt").read_text(encoding="utf-8")
        except OSError:
            return None

    def has(self, paths: EpisodePaths, bare: bool = False, options: ContractorOptions = DEFAULT_OPTIONS) -> bool:
        """Whether nothing is left to build of this episode."""
        key = self.key(paths, bare, options)
        if self.damage(key) is not None:
            return True
        frames = self.frames_file(self.frames_key(paths, bare, options))
        return frames.exists() and (bare or self._labels_file(key).exists())

    def build(
        self, paths: EpisodePaths, bare: bool = False, options: ContractorOptions = DEFAULT_OPTIONS
    ) -> str | None:
        """Decode one episode into the cache; returns what is wrong with it, or None. What is there is left alone."""
        key = self.key(paths, bare, options)
        if self.has(paths, bare, options):
            return self.damage(key)
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            episode = open_episode(paths, bare=bare, options=options)
            try:
                labels = None if bare else encode_labels(episode.actions)
                frames = self.frames_file(self.frames_key(paths, bare, options))
                if not frames.exists():
                    self._decode(episode, frames)
                if labels is not None:
                    self._write_labels(key, labels)
            finally:
                episode.close()
        except DamagedEpisode as error:
            if _passes(error):  # the machine's fault, not the file's: nothing is remembered
                raise OSError(f"{paths.video} can not be read now: {error.reason}") from error
            self._write(f"{key}.damaged.txt", error.reason)
            return error.reason
        return None

    def _decode(self, episode: Episode, file: Path) -> None:
        """All frames of the video: other rows of it may use one more."""
        part = self._part(file.name)
        width, height = self.size
        n = episode.n_video_frames
        try:
            self._room(n * width * height * 3)
            with part.open("wb") as out:
                header = {"descr": "|u1", "fortran_order": False, "shape": (n, height, width, 3)}
                np.lib.format.write_array_header_1_0(out, header)
                for start in range(0, n, _AT_ONCE):
                    out.write(episode.frames(start, min(start + _AT_ONCE, n), self.size).tobytes())
                out.flush()
                os.fsync(out.fileno())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)

    def _write_labels(self, key: str, labels: Labels) -> None:
        part = self._part(key)
        try:
            with part.open("wb") as out:
                np.savez(out, **{name: getattr(labels, name) for name in _FIELDS})
                out.flush()
                os.fsync(out.fileno())
            part.replace(self._labels_file(key))
        finally:
            part.unlink(missing_ok=True)

    def remove_parts(self) -> None:
        """Remove half-written files of processes that were killed long ago."""
        for part in self.folder.glob(".part-*"):
            try:
                if time.time() - part.stat().st_mtime > _OLD:
                    part.unlink()
            except OSError:  # another process has removed it
                continue

    def _part(self, name: str) -> Path:
        return self.folder / f".part-{os.getpid()}-{name}"

    def _room(self, wanted: int) -> None:
        free = shutil.disk_usage(self.folder).free
        if wanted > free:
            raise OSError(
                f"the frame cache {self.folder} needs {wanted / 1e9:.1f} GB, but {free / 1e9:.1f} GB are free"
            )

    def _write(self, name: str, text: str) -> None:
        part = self._part(name)
        part.write_text(text, encoding="utf-8")
        part.replace(self.folder / name)

    def build_all(
        self, episodes: list[tuple[EpisodePaths, bool, ContractorOptions]], jobs: int
    ) -> Iterator[str | None]:
        """Build many, in ``jobs`` processes; yields what is wrong with each, in order, as they are done."""
        todo = [(self, *episode) for episode in episodes]
        if jobs <= 1 or len(todo) <= 1:
            yield from map(_build_one, todo)
            return
        with ProcessPoolExecutor(min(jobs, len(todo)), mp_context=get_context("spawn")) as pool:
            yield from pool.map(_build_one, todo)

    def open(self, frames_key: str) -> npt.NDArray[np.uint8]:
        """The video's frames, uint8 (N, H, W, 3), mapped read-only; N may be one more than the episode has actions."""
        return np.load(self.frames_file(frames_key), mmap_mode="r", allow_pickle=False)  # type: ignore[no-any-return]


def _named(paths: EpisodePaths, made_of: object, files: tuple[Path, ...]) -> str:
    """The episode's name and a digest. A file counts by what it is, not by where: hard links to it are the same."""
    digest = hashlib.sha256(repr(made_of).encode())
    for path in files:
        try:
            found = path.stat()
            digest.update(repr((found.st_ino, found.st_size, found.st_mtime_ns)).encode())
        except OSError:
            digest.update(b"None")
    return f"{paths.name}-{digest.hexdigest()[:16]}"


def _build_one(job: tuple[FrameCache, EpisodePaths, bool, ContractorOptions]) -> str | None:
    cache, paths, bare, options = job
    return cache.build(paths, bare, options)


def _passes(error: BaseException) -> bool:
    """Whether what made an episode unreadable may be gone another time: no memory, file handles or space were left.

    A decoder that asks for too much memory is no such case: damaged files make it do so.
    """
    cause: BaseException | None = error
    while cause is not None:
        number = getattr(cause, "errno", None)
        decoder = isinstance(cause, av.error.FFmpegError)
        if number in (_PASSING[:2] if decoder else _PASSING) or (isinstance(cause, MemoryError) and not decoder):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
