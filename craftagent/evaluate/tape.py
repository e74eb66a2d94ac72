"""The actions of an episode: with them it can be played again to the bit, be filmed, and be checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.types import CAMERA, KEYS, Action, write_action

_KEY_BYTES = -(-len(KEYS) // 8)  # of a tick


class Tape:
    """Grows by one action a tick: 3 bytes of keys and two float64 of camera."""

    def __init__(self) -> None:
        self._keys = bytearray()
        self._camera: list[tuple[float, float]] = []
        self._row, self._turn = np.zeros(len(KEYS), np.uint8), np.zeros(2)

    def __len__(self) -> int:
        return len(self._camera)

    def add(self, action: Action) -> None:
        """Take in an action. Raises :class:`craftagent.types.ActionError` for one that no world can carry out."""
        write_action(action, self._row, self._turn)
        self._keys += np.packbits(self._row).tobytes()
        self._camera.append((float(self._turn[0]), float(self._turn[1])))

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """``keys`` uint8 (T, 3), packed, and ``camera`` float64 (T, 2), for :func:`taped`."""
        keys = np.frombuffer(bytes(self._keys), np.uint8).reshape(len(self), _KEY_BYTES)
        return {"keys": keys, "camera": np.array(self._camera, np.float64).reshape(-1, 2)}

    def write(self, path: Path) -> None:
        """Write a compressed file; it appears whole or not at all. Raises ``OSError`` if it can not be written."""
        part = path.with_name(f".part-{path.name}")
        try:
            with part.open("wb") as file:
                np.savez_compressed(file, **self.arrays())  # type: ignore[arg-type]
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def read_tape(path: Path) -> Iterator[dict[str, Any]]:
    """The actions of a file, as they were. Raises ``OSError`` or ``ValueError`` if there is no whole file."""
    with np.load(path, allow_pickle=False) as data:
        packed, camera = data["keys"], data["camera"]
    try:
        yield from taped(packed, camera)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def taped(packed: npt.NDArray[np.uint8], camera: npt.NDArray[np.float64]) -> Iterator[dict[str, Any]]:
    """The actions of :meth:`Tape.arrays`. Raises ``ValueError`` if they do not belong together."""
    if len(packed) != len(camera):
        raise ValueError(f"there are {len(packed)} rows of keys, but {len(camera)} of the camera")
    keys = np.unpackbits(packed, axis=1, count=len(KEYS)) if len(packed) else packed
    for pressed, turn in zip(keys.tolist(), camera, strict=True):
        yield {**dict(zip(KEYS, pressed, strict=True)), CAMERA: turn}
