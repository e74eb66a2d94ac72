"""Decoded frames and labels of episodes in a folder, so that training that reads an episode many times decodes it once.

``KEY.frames.npy`` is uint8 (N, H, W, 3) and mapped into memory, ``KEY.labels.npz`` holds the labels, ``KEY.damaged.txt``
the reason why an episode can not be read. KEY names the episode and digests what it was made from, so a changed episode
gets a new one; files appear whole or not at all. A 128x128 frame takes 48 KiB, an hour of play 3.5 GB. Deleting the
folder is always safe.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from craftagent.datasets.contractor import DEFAULT_OPTIONS, ContractorOptions
from craftagent.datasets.damage import DamagedEpisode
from craftagent.datasets.episode import EpisodePaths, open_episode
from craftagent.datasets.modules.labels import Labels, encode_labels

Size: TypeAlias = tuple[int, int]  # width, height
VERSION = 1
_AT_ONCE = 64  # frames held in memory while a cache file is written
_FIELDS = tuple(field.name for field in dataclasses.fields(Labels))


class FrameCache:
    """The cache in one folder, for frames of one size (width, height)."""

    def __init__(self, folder: str | Path, size: Size) -> None:
        self.folder = Path(folder)
        self.size = size

    def key(self, paths: EpisodePaths, bare: bool = False, options: ContractorOptions = DEFAULT_OPTIONS) -> str:
        """Name of an episode's cache files. It is opened with ``bare`` and ``options``."""
        made_of = (VERSION, self.size, bare, str(paths.folder.resolve()), dataclasses.astuple(options))
        digest = hashlib.sha256(repr(made_of).encode())
        for path in (paths.video,) if bare else (paths.video, paths.rows):
            try:
                found = path.stat()
                digest.update(repr((path.name, found.st_size, found.st_mtime_ns)).encode())
            except OSError:
                digest.update(repr((path.name, None)).encode())
        return f"{paths.name}-{digest.hexdigest()[:16]}"

    def frames_file(self, key: str) -> Path:
        return self.folder / f"{key}.frames.npy"

    def labels(self, key: str) -> Labels:
        """Raises ``OSError`` if the episode is not in the cache."""
        with np.load(self.folder / f"{key}.labels.npz", allow_pickle=False) as stored:
            return Labels(**{name: stored[name] for name in _FIELDS})

    def damage(self, key: str) -> str | None:
        """Why the episode can not be read, if that was found out."""
        try:
            return (self.folder / f"{key}.damaged.txt").read_text(encoding="utf-8")
        except OSError:
            return None

    def has(self, key: str) -> bool:
        """Whether nothing is left to build for this key."""
        return self.frames_file(key).exists() or self.damage(key) is not None

    def build(
        self, paths: EpisodePaths, bare: bool = False, options: ContractorOptions = DEFAULT_OPTIONS
    ) -> str | None:
        """Decode one episode into the cache; returns what is wrong with it, or None. What is there is left alone."""
        key = self.key(paths, bare, options)
        if self.has(key):
            return self.damage(key)
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._build(paths, key, bare, options)
        except DamagedEpisode as error:
            self._write(f"{key}.damaged.txt", error.reason)
            return error.reason
        return None

    def _build(self, paths: EpisodePaths, key: str, bare: bool, options: ContractorOptions) -> None:
        episode = open_episode(paths, bare=bare, options=options)
        part = self.folder / f".part-{os.getpid()}-{key}"
        stored = part.with_name(part.name + ".npz")
        width, height = self.size
        try:
            n = episode.n_frames
            self._room(n * width * height * 3)
            labels = None if bare else encode_labels(episode.actions)
            with part.open("wb") as file:
                header = {"descr": "|u1", "fortran_order": False, "shape": (n, height, width, 3)}
                np.lib.format.write_array_header_1_0(file, header)
                for start in range(0, n, _AT_ONCE):
                    file.write(episode.frames(start, min(start + _AT_ONCE, n), self.size).tobytes())
                file.flush()
                os.fsync(file.fileno())
            if labels is not None:
                with stored.open("wb") as file:
                    np.savez(file, **{name: getattr(labels, name) for name in _FIELDS})
                stored.replace(self.folder / f"{key}.labels.npz")
            part.replace(self.frames_file(key))  # last: it says that the rest is there
        finally:
            episode.close()
            for left in (part, stored):
                left.unlink(missing_ok=True)

    def _room(self, wanted: int) -> None:
        free = shutil.disk_usage(self.folder).free
        if wanted > free:
            raise OSError(
                f"the frame cache {self.folder} needs {wanted / 1e9:.1f} GB, but {free / 1e9:.1f} GB are free"
            )

    def _write(self, name: str, text: str) -> None:
        part = self.folder / f".part-{os.getpid()}-{name}"
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

    def open(self, key: str) -> npt.NDArray[np.uint8]:
        """The episode's frames, uint8 (N, H, W, 3), mapped read-only."""
        return np.load(self.frames_file(key), mmap_mode="r", allow_pickle=False)  # type: ignore[no-any-return]


def _build_one(job: tuple[FrameCache, EpisodePaths, bool, ContractorOptions]) -> str | None:
    cache, paths, bare, options = job
    return cache.build(paths, bare, options)
