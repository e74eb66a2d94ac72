"""Taking something into the hand."""

from __future__ import annotations

import numpy as np

from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.sim.rules.digging import can_harvest, dig_delta
from craftagent.sim.rules.registry import item_names

# What one builds and bridges with, the most worthless first.
BUILDING = ("dirt", "cobblestone", "netherrack", "granite", "diorite", "andesite", "coarse_dirt", "stone", "sandstone",
            "oak_planks", "birch_planks", "spruce_planks", "jungle_planks", "acacia_planks", "dark_oak_planks")  # fmt: skip


def select(body: Body, *items: str) -> Ticks[None]:
    """Hold the first of the items (or tags) that one has. Raises :class:`SkillFailed` if there is none."""
    if body.screen_open:
        yield from body.close_screen()
    for item in items:
        slots = body.slots(item)
        if slots:
            if int(body.p["selected"]) in slots:
                return
            slot = slots[0]
            if slot > 8:
                from craftagent.expert.inventory import to_hotbar

                slot = yield from to_hotbar(body, slot)
                yield from body.close_screen()
            yield from body.select_slot(slot)
            return
    raise SkillFailed(f"no {items[0]} held")


def best_tool(body: Body, state: int, harvest: bool = True) -> tuple[int, float]:
    """(slot, ticks) of what breaks a state soonest, -1 for a bare hand; with ``harvest`` only what makes it drop.

    Of equal tools the one with the lowest tier is taken, so that good ones last.
    """
    r = body.r
    rules = body.rs[0]
    best, best_ticks, best_tier = -1, float("inf"), 99
    hand = body.w.items[:36]
    seen: set[int] = set()
    for slot in [-1, *range(36)]:
        item = 0 if slot < 0 else int(hand[slot]["id"])
        if slot >= 0 and (int(hand[slot]["count"]) == 0 or int(r.item_tool[item]) == 0 or item in seen):
            continue
        seen.add(item)
        if harvest and not can_harvest(rules, np.int64(state), np.int64(item)):
            continue
        delta = float(dig_delta(rules, np.int64(state), np.int64(item), np.int64(0), np.int64(1)))
        ticks = float("inf") if delta <= 0 else max(1.0, float(np.ceil(1.0 / delta)))
        tier = int(r.item_tier[item]) if item else -1
        if ticks < best_ticks or (ticks == best_ticks and tier < best_tier):
            best, best_ticks, best_tier = slot, ticks, tier
    return best, best_ticks


def select_tool(body: Body, state: int, harvest: bool = True) -> Ticks[None]:
    """Hold the best tool for a state; anything that is no tool if a bare hand is as good."""
    slot, ticks = best_tool(body, state, harvest)
    if slot < 0 and harvest and ticks == float("inf"):
        slot, ticks = best_tool(body, state, harvest=False)
    if slot >= 0:
        yield from select(body, item_names()[int(body.w.items[slot]["id"])])
        return
    held = int(body.w.items[int(body.p["selected"])]["id"])
    if not body.style.spares or int(body.r.item_tool[held]) == 0 or ticks <= 1.0:
        return  # the hand holds no tool that would wear, or may
    for other in range(9):
        if int(body.r.item_tool[int(body.w.items[other]["id"])]) == 0:
            yield from body.select_slot(other)
            return


def building_blocks(body: Body) -> int:
    """How many blocks for bridges and pillars are held."""
    return sum(body.count(name) for name in BUILDING[:8])


def select_building(body: Body) -> Ticks[None]:
    """Hold a worthless block."""
    yield from select(body, *BUILDING)
