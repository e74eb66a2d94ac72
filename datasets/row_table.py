"""Reading a jsonl: our own rows by their exact action, contractor rows by conversion."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from craftagent.datasets.action_table import Actions
from craftagent.datasets.contractor import ActionReader, ContractorOptions
from craftagent.datasets.damage import DamagedEpisode, parse_object, read_lines, short
from craftagent.datasets.rows import read_exact_action
from craftagent.types import KEYS


@dataclasses.dataclass(frozen=True)
class RowTable:
    """What training needs of a jsonl's T rows.

    ``exact``: the rows are our own. ``cursor``: float32 (T, 2) in window pixels, NaN where unknown; only kept for
    contractor rows, whose frames lack the pointer.
    """

    actions: Actions
    exact: bool
    cursor: npt.NDArray[np.float32]


def count_rows(path: Path) -> int:
    """Lines of a jsonl that are not blank, without reading what they say."""
    return sum(1 for _ in read_lines(path))


def parse_rows(path: Path, skip_broken: bool = False) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """("NAME.jsonl, line 7", row) of every line; a row of None is a line that is not JSON, if those are skipped."""
    for number, text in read_lines(path):
        where = f"{path.name}, line {number}"
        try:
            row: dict[str, Any] | None = parse_object(text, where)
        except DamagedEpisode:
            if not skip_broken:
                raise
            row = None
        yield where, row


def read_table(path: Path, options: ContractorOptions) -> RowTable:
    """Read a whole jsonl. Raises :class:`DamagedEpisode`."""
    rows = parse_rows(path, options.broken == "null")
    first = next(rows, None)
    if first is None:
        raise DamagedEpisode(f"{path.name} has no rows")
    if first[1] is not None and "action" in first[1]:
        return _exact(path, options)
    reader = ActionReader(options, options.gui_scale(path.parent.name))
    for where, row in parse_rows(path, options.broken == "null"):
        if row is None:
            reader.add_unknown()
        else:
            reader.add(row, where)
    actions, cursor = reader.finish()
    return RowTable(actions, False, cursor)


def _exact(path: Path, options: ContractorOptions) -> RowTable:
    keys: list[npt.NDArray[np.uint8]] = []
    degrees: list[npt.NDArray[np.float64]] = []
    gui: list[bool] = []
    for where, row in parse_rows(path):
        assert row is not None
        if "action" not in row:
            raise DamagedEpisode(f'{where} has no "action", the first row has')
        pressed, camera = np.zeros(len(KEYS), np.uint8), np.zeros(2, np.float64)
        read_exact_action(row["action"], pressed, camera, where)
        if row.get("tick") != len(keys):
            raise DamagedEpisode(f"{where}: tick must be {len(keys)}, not {short(row.get('tick'))}; rows are missing")
        if not isinstance(row.get("isGuiOpen"), bool):
            raise DamagedEpisode(f"{where}: isGuiOpen must be true or false, not {short(row.get('isGuiOpen'))}")
        keys.append(pressed)
        degrees.append(camera)
        gui.append(row["isGuiOpen"])
    actions = Actions(np.array(keys), np.array(degrees), np.array(gui, bool))
    return RowTable(actions, True, np.zeros((0, 2), np.float32))
