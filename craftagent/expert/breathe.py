"""Coming up for air."""

from __future__ import annotations

from craftagent.expert.body import Body, Ticks

SHORT = 140  # ticks of air at which one turns back
ENOUGH = 260


def short_of_air(body: Body) -> bool:
    """Whether it is time to come up."""
    return bool(body.p["eyes_in_water"]) and int(body.p["air"]) < SHORT


def breathe(body: Body, limit: int = 160) -> Ticks[None]:
    """Swim up, round what is overhead, until the head is out and the lungs are full again."""
    side = 0
    for tick in range(limit):
        if not body.p["eyes_in_water"] and int(body.p["air"]) >= ENOUGH:
            return
        x, y, z = body.cell
        keys = ["jump"]
        if body.solid(x, y + 2, z) and body.p["eyes_in_water"]:
            if tick % 16 == 0:
                side += 1
            keys.append("forward")
            yield body.turn(-20.0, float(body.p["yaw"]) + (35.0 if side % 2 else 0.0), *keys)
        else:
            yield body.turn(-20.0, float(body.p["yaw"]), *keys)
