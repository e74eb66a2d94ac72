"""Plain text tables for the terminal: columns of one line each, the last column cut to the width that is left."""

from __future__ import annotations

import shutil
from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[object]], width: int | None = None) -> str:
    """Lines with the columns aligned; numbers to the right. ``width`` is the terminal's if None."""
    width = width or shutil.get_terminal_size((120, 24)).columns
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    sizes = [max(len(row[i]) for row in cells) for i in range(len(head))]
    right = [bool(rows) and all(isinstance(row[i], int | float) for row in rows) for i in range(len(head))]
    lines = []
    for row in cells:
        parts = [c.rjust(n) if r else c.ljust(n) for c, n, r in zip(row, sizes, right, strict=True)]
        line = "  ".join(parts).rstrip()
        lines.append(line if len(line) <= width else line[: max(width - 3, 20)] + "...")
    lines.insert(1, "-" * min(width, sum(sizes) + 2 * (len(sizes) - 1)))
    return "\n".join(lines)
