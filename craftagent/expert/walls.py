"""Blocks that one can spare for a wall or a lid."""

from __future__ import annotations

from craftagent.expert.body import Body
from craftagent.expert.select import BUILDING
from craftagent.sim.rules.registry import item_names


def lids(body: Body) -> list[str]:
    """Blocks carried that can close a hole: cheap full blocks first, then any other full block that does not fall."""
    r, names = body.r, item_names()
    held = {int(s["id"]) for s in body.w.items[:36] if s["count"] > 0}
    full = {
        names[i]
        for i in held
        if int(r.places[i]) >= 0 and int(r.full_cube[_state(body, i)]) and not int(r.falls[_state(body, i)])
    }
    return [n for n in BUILDING if n in full] + sorted(n for n in full if n not in BUILDING and not _precious(n))


def _state(body: Body, item: int) -> int:
    return int(body.r.places[item])


def _precious(name: str) -> bool:
    return name in ("crafting_table", "furnace", "chest") or name.endswith(("_block", "_ore"))
