"""Replay files: the seed, the settings and every action of an episode, from which any view can be drawn again.

One JSON object a line: a header, then one row a tick, ``{"keys": ["forward"], "camera": [0.0, 1.5]}`` (empty parts left
out). Rows are appended and flushed as they come, so a killed run keeps all but its last second.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np

from craftagent.sim.simulator import WORLD_VERSION
from craftagent.types import CAMERA, KEYS, Action, WorldSettings, write_action

FORMAT = "craftagent-replay-1"
FLUSH_TICKS = 20


class ReplayWriter:
    """Writes a replay beside a running episode. Use as a context manager or call :meth:`close`."""

    def __init__(self, path: str | Path, seed: int, settings: WorldSettings | None = None) -> None:
        self._file: IO[str] = Path(path).open("w", encoding="utf-8")  # noqa: SIM115 - closed by close()
        self._keys = np.zeros(len(KEYS), np.uint8)
        self._camera = np.zeros(2, np.float64)
        self._rows = 0
        header = {"format": FORMAT, "world_version": WORLD_VERSION, "seed": int(seed),
                  "settings": dataclasses.asdict(settings or WorldSettings())}  # fmt: skip
        self._line(header)

    def _line(self, row: dict[str, Any]) -> None:
        self._file.write(json.dumps(row, separators=(",", ":")) + "\n")

    def write(self, action: Action) -> None:
        """Append one tick's action; camera degrees are kept as float64, so replays are exact."""
        write_action(action, self._keys, self._camera)
        row: dict[str, Any] = {}
        if self._keys.any():
            row["keys"] = [KEYS[i] for i in np.flatnonzero(self._keys)]
        if self._camera.any():
            row["camera"] = self._camera.tolist()
        self._line(row)
        self._rows += 1
        if self._rows % FLUSH_TICKS == 0:
            self._file.flush()

    def close(self) -> None:
        """Flush and close; closing twice is fine."""
        self._file.close()

    def __enter__(self) -> ReplayWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclasses.dataclass(frozen=True)
class Replay:
    """An episode read back: ``actions`` holds one full action a tick."""

    seed: int
    settings: WorldSettings
    actions: tuple[dict[str, Any], ...]

    @classmethod
    def read(cls, path: str | Path) -> Replay:
        """Read a replay file; a torn last line (a killed run) is left out.

        Raises ``ValueError`` naming the file and line for anything else that is wrong.
        """
        path = Path(path)
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except UnicodeDecodeError:
            raise ValueError(f"{path} is not a replay file: it is not text") from None
        rows = list(_rows(path, lines))
        if not rows or not isinstance(rows[0], dict) or rows[0].get("format") != FORMAT:
            raise ValueError(f"{path} is not a replay file: its first line does not say {FORMAT!r}")
        header = rows[0]
        version, seed = header.get("world_version"), header.get("seed")
        if version != WORLD_VERSION:
            raise ValueError(f"{path} was recorded in world version {version}, this is version {WORLD_VERSION}")
        if type(seed) is not int:
            raise ValueError(f"{path}, line 1: the seed must be a whole number, not {seed!r}")
        try:
            settings = WorldSettings.from_dict(header.get("settings"))  # type: ignore[arg-type]  # it says what is wrong
        except (TypeError, ValueError) as error:
            raise ValueError(f"{path}, line 1: {error}") from None
        actions = []
        keys, camera = np.zeros(len(KEYS), np.uint8), np.zeros(2, np.float64)
        for number, row in enumerate(rows[1:], start=2):
            try:
                unknown = set(row) - {"keys", CAMERA}
                if unknown:
                    raise ValueError(f"unknown part {min(unknown)!r} of an action")
                action = {**dict.fromkeys(row.get("keys", ()), 1), CAMERA: tuple(row.get(CAMERA, (0.0, 0.0)))}
                write_action(action, keys, camera)
            except (AttributeError, TypeError, ValueError) as error:
                raise ValueError(f"{path}, line {number}: {error}") from None
            actions.append(action)
        return cls(seed, settings, tuple(actions))


def _rows(path: Path, lines: list[str]) -> Iterator[Any]:
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            if number == len(lines):  # no newline after it: the writer was killed
                return
            raise ValueError(f"{path}, line {number}: not a JSON object") from None
