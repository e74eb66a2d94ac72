"""Rates by task as a picture."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

_COLORS = ("#4c78a8", "#f58518", "#54a24b", "#b279a2", "#e45756", "#72b7b2", "#eeca3b", "#9d755d")


def rates(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> bytes:
    """A PNG: a bar for each task's rate with its 95 % interval, coloured by group. ``names``: of tasks by their ids."""
    groups = list(dict.fromkeys(row["group"] for row in rows))
    figure = Figure(figsize=(9.0, 0.9 + 0.24 * len(rows)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    at = range(len(rows), 0, -1)
    values = [row["rate"] for row in rows]
    colors = [_COLORS[groups.index(row["group"]) % len(_COLORS)] for row in rows]
    spread = [[v - row["ci95"][0] for v, row in zip(values, rows, strict=True)],
              [row["ci95"][1] - v for v, row in zip(values, rows, strict=True)]]  # fmt: skip
    spread = [[max(0.0, value) for value in side] for side in spread]
    axes.barh(list(at), values, color=colors, height=0.7)
    axes.errorbar(values, list(at), xerr=spread, fmt="none", ecolor="#333333", elinewidth=1, capsize=2)
    axes.set_yticks(list(at), [names[row["id"]] for row in rows], fontsize=8)
    axes.set_xlim(0, 1)
    axes.set_ylim(0.3, len(rows) + 0.7)
    axes.grid(axis="x", color="#dddddd")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlabel("success rate, 95 % Wilson interval")
    for i, group in enumerate(groups):
        axes.barh([0], [0], color=_COLORS[i % len(_COLORS)], label=group)
    figure.legend(loc="outside upper center", ncols=min(8, len(groups)), fontsize=8, frameon=False)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=130)
    return out.getvalue()
