"""Breaking one block from where one stands."""

from __future__ import annotations

import math

from craftagent.expert.body import Body, SkillFailed, Ticks
from craftagent.expert.select import best_tool, select_tool
from craftagent.expert.sight import FACES, look_for

DEEPEST = 4  # blocks that may hide one another
LAVA = 2
DEEPEST_FALL = 5  # blocks; 3 do not hurt
STRAIGHT = 89.0  # degrees: whoever looks down so far looks at what is under the feet
GASP = 100  # ticks of air that are kept for the way up


def lava_behind(body: Body, x: int, y: int, z: int) -> bool:
    """Whether breaking a block would let lava out: it is beside or above."""
    fluid = body.r.fluid
    return any(int(fluid[body.state(x + dx, y + dy, z + dz)]) == LAVA for dx, dy, dz in FACES[1:])


def trapdoor(body: Body, x: int, y: int, z: int) -> bool:
    """Whether one would fall far, or into lava, if this block went: it carries the body and nothing lies close below."""
    px, py, pz = body.position
    if y != math.floor(py - 0.01) or abs(px - x - 0.5) > 0.8 or abs(pz - z - 0.5) > 0.8:
        return False
    for below in range(y - 1, max(y - 1 - DEEPEST_FALL, 0), -1):
        fluid = int(body.r.fluid[body.state(x, below, z)])
        if fluid or body.solid(x, below, z):
            return fluid == LAVA
    return True


def dig(body: Body, x: int, y: int, z: int, harvest: bool = False, depth: int = 0) -> Ticks[None]:
    """Break the block of a cell within reach, and first whatever hides it; with the tool that is fastest.

    ``harvest``: use only what makes it drop, and fail if nothing held does. Done when the block is no longer there.
    """
    if body.screen_open:
        yield from body.close_screen()
    state = body.state(x, y, z)
    r = body.r
    if int(r.pick_count[state]) == 0:
        return
    if lava_behind(body, x, y, z):
        raise SkillFailed("lava behind it")
    if trapdoor(body, x, y, z):
        raise SkillFailed("nothing below it")
    _, ticks = best_tool(body, state, harvest)
    if ticks == float("inf") and not harvest:
        _, ticks = best_tool(body, state, harvest=False)
    if ticks == float("inf"):
        raise SkillFailed(f"no tool for {body.block(x, y, z)}")
    yield from select_tool(body, state, harvest)
    slow = (1 if body.p["on_ground"] else 5) * (5 if body.p["eyes_in_water"] else 1)
    left = int(ticks * slow * 1.5) + 60
    hidden = 0
    block = int(r.state_block[state])
    underfoot = body.cell in ((x, y + 1, z), (x, y, z))  # or a plant about the feet
    while int(r.state_block[body.state(x, y, z)]) == block:  # a furnace that goes out is still a furnace
        left -= 1
        if body.p["eyes_in_water"] and int(body.p["air"]) < GASP:
            raise SkillFailed("out of air")
        if left < 0:
            raise SkillFailed(f"can not break {body.block(x, y, z)}")
        if body.targeted() == (x, y, z):
            yield body.act("attack")
            continue
        seen, found = look_for(body, x, y, z)
        if seen == 1 and body.style.by_sight and underfoot and float(body.p["pitch"]) < STRAIGHT:
            hidden = 0
            yield body.turn(90.0, float(body.p["yaw"]))  # which way one faces does not matter
        elif seen == 1:
            hidden = 0
            point = (float(found[0]), float(found[1]), float(found[2]))
            dp, dy = body.off(*body.angles_to(point))
            keys = ("attack",) if abs(dp) + abs(dy) < 1.0 else ()  # a plant in the way goes too
            yield body.aim(point, *keys)
        elif seen == 0 and depth < DEEPEST and hidden < 8:
            hidden += 1
            cell = (int(found[3]), int(found[4]), int(found[5]))
            yield from dig(body, *cell, depth=depth + 1)
            yield from select_tool(body, state, harvest)
        else:
            hidden += 1
            if hidden > 8:
                raise SkillFailed("out of reach")
            yield body.aim((x + 0.5, y + 0.5, z + 0.5))
